/* SPDX-License-Identifier: Apache-2.0 */
/* urandom: random bytes of the system. */
#include "pyi_random_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if PYI_313
#  include "internal/pycore_pylifecycle.h"
#endif

ssize_t pyi_random_bytes(void *to, size_t size, bool blocking) {
#ifdef SYS_getrandom
    enum { NONBLOCK = 1 };
    long n = syscall(SYS_getrandom, to, size, blocking ? 0 : NONBLOCK);
    if (n >= 0 || (errno != ENOSYS && errno != EPERM && errno != EAGAIN)) {
        return n;
    }
#endif
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    ssize_t got = read(fd, to, size);
    close(fd);
    return got;
}

static int fill(char *to, Py_ssize_t size, bool blocking) {
    while (size > 0) {
        ssize_t n = pyi_random_bytes(to, (size_t)size, blocking);
        if (n < 0 && errno == EINTR) {
            if (PyErr_CheckSignals() < 0) {
                return -1;
            }
            continue;
        }
        if (n <= 0) {
            PyErr_SetFromErrno(PyExc_OSError);
            return -1;
        }
        to += n;
        size -= n;
    }
    return 0;
}

/* 0, or -1 with OSError */
int _PyOS_URandom(void *buffer, Py_ssize_t size) { return fill(buffer, size, true); }
int _PyOS_URandomNonblock(void *buffer, Py_ssize_t size) { return fill(buffer, size, false); }
