/* SPDX-License-Identifier: Apache-2.0 */
/* close: everything but some descriptors. */
#include "fork_exec.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range
#  define SYS_close_range 436 /* on every processor; Linux 5.9 */
#endif

/* What getdents64(2) writes. */
typedef struct {
    uint64_t inode, offset;
    unsigned short size;
    unsigned char type;
    char name[];
} entry;

/* The number that a name is, or -1. */
static int number_of(const char *name) {
    int number = 0;
    for (; *name >= '0' && *name <= '9' && number < 100000000; name++) {
        number = number * 10 + (*name - '0');
    }
    return *name == '\0' ? number : -1;
}

static bool is_kept(int fd, const int *kept, Py_ssize_t n_kept) {
    for (Py_ssize_t i = 0; i < n_kept; i++) {
        if (kept[i] == fd) {
            return true;
        }
    }
    return false;
}

/* The folder shows what is open; opendir() would want memory. 0 or -1 */
static int close_listed(const int *kept, Py_ssize_t n_kept) {
    int folder = open("/proc/self/fd", O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    if (folder < 0) {
        return -1;
    }
    _Alignas(entry) char buffer[4096];
    long n;
    while ((n = syscall(SYS_getdents64, folder, buffer, sizeof(buffer))) > 0) {
        for (long place = 0; place < n;) {
            entry *found = (entry *)(buffer + place);
            int fd = number_of(found->name);
            if (fd > 2 && fd != folder && !is_kept(fd, kept, n_kept)) {
                close(fd);
            }
            place += found->size;
        }
    }
    close(folder);
    return n < 0 ? -1 : 0;
}

/* 0 or -1: the kernel is older */
static int close_ranges(const int *kept, Py_ssize_t n_kept) {
    unsigned int first = 3;
    for (Py_ssize_t i = 0; i < n_kept; i++) {
        if (kept[i] < (int)first) {
            continue;
        }
        if (kept[i] > (int)first && syscall(SYS_close_range, first, kept[i] - 1, 0) < 0) {
            return -1;
        }
        first = (unsigned int)kept[i] + 1;
    }
    return syscall(SYS_close_range, first, ~0u, 0) < 0 ? -1 : 0;
}

void child_close_others(const int *kept, Py_ssize_t n_kept) {
    if (close_ranges(kept, n_kept) == 0 || close_listed(kept, n_kept) == 0) {
        return;
    }
    long most = sysconf(_SC_OPEN_MAX);
    for (int fd = 3; fd < (most > 0 ? most : 256); fd++) {
        if (!is_kept(fd, kept, n_kept)) {
            close(fd);
        }
    }
}
