/* SPDX-License-Identifier: Apache-2.0 */
/* constants: the numbers that the system's headers have names for. */
#include "posix.h"

#include <dlfcn.h>
#include <limits.h>
#include <linux/limits.h>
#include <sched.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <sysexits.h>

static const struct {
    const char *name;
    long long value;
} constants[] = {
    {"CLD_CONTINUED", CLD_CONTINUED},
    {"CLD_DUMPED", CLD_DUMPED},
    {"CLD_EXITED", CLD_EXITED},
    {"CLD_KILLED", CLD_KILLED},
    {"CLD_STOPPED", CLD_STOPPED},
    {"CLD_TRAPPED", CLD_TRAPPED},
#ifdef EX_CANTCREAT
    {"EX_CANTCREAT", EX_CANTCREAT},
#endif
#ifdef EX_CONFIG
    {"EX_CONFIG", EX_CONFIG},
#endif
#ifdef EX_DATAERR
    {"EX_DATAERR", EX_DATAERR},
#endif
#ifdef EX_IOERR
    {"EX_IOERR", EX_IOERR},
#endif
#ifdef EX_NOHOST
    {"EX_NOHOST", EX_NOHOST},
#endif
#ifdef EX_NOINPUT
    {"EX_NOINPUT", EX_NOINPUT},
#endif
#ifdef EX_NOPERM
    {"EX_NOPERM", EX_NOPERM},
#endif
#ifdef EX_NOUSER
    {"EX_NOUSER", EX_NOUSER},
#endif
#ifdef EX_OK
    {"EX_OK", EX_OK},
#endif
#ifdef EX_OSERR
    {"EX_OSERR", EX_OSERR},
#endif
#ifdef EX_OSFILE
    {"EX_OSFILE", EX_OSFILE},
#endif
#ifdef EX_PROTOCOL
    {"EX_PROTOCOL", EX_PROTOCOL},
#endif
#ifdef EX_SOFTWARE
    {"EX_SOFTWARE", EX_SOFTWARE},
#endif
#ifdef EX_TEMPFAIL
    {"EX_TEMPFAIL", EX_TEMPFAIL},
#endif
#ifdef EX_UNAVAILABLE
    {"EX_UNAVAILABLE", EX_UNAVAILABLE},
#endif
#ifdef EX_USAGE
    {"EX_USAGE", EX_USAGE},
#endif
#ifdef F_LOCK
    {"F_LOCK", F_LOCK},
#endif
#ifdef F_OK
    {"F_OK", F_OK},
#endif
#ifdef F_TEST
    {"F_TEST", F_TEST},
#endif
#ifdef F_TLOCK
    {"F_TLOCK", F_TLOCK},
#endif
#ifdef F_ULOCK
    {"F_ULOCK", F_ULOCK},
#endif
#ifdef GRND_NONBLOCK
    {"GRND_NONBLOCK", GRND_NONBLOCK},
#endif
#ifdef GRND_RANDOM
    {"GRND_RANDOM", GRND_RANDOM},
#endif
#ifdef NGROUPS_MAX
    {"NGROUPS_MAX", NGROUPS_MAX},
#endif
#ifdef O_ACCMODE
    {"O_ACCMODE", O_ACCMODE},
#endif
#ifdef O_APPEND
    {"O_APPEND", O_APPEND},
#endif
#ifdef O_ASYNC
    {"O_ASYNC", O_ASYNC},
#endif
#ifdef O_CLOEXEC
    {"O_CLOEXEC", O_CLOEXEC},
#endif
#ifdef O_CREAT
    {"O_CREAT", O_CREAT},
#endif
#ifdef O_DIRECT
    {"O_DIRECT", O_DIRECT},
#endif
#ifdef O_DIRECTORY
    {"O_DIRECTORY", O_DIRECTORY},
#endif
#ifdef O_DSYNC
    {"O_DSYNC", O_DSYNC},
#endif
#ifdef O_EXCL
    {"O_EXCL", O_EXCL},
#endif
#ifdef O_FSYNC
    {"O_FSYNC", O_FSYNC},
#endif
#ifdef O_LARGEFILE
    {"O_LARGEFILE", O_LARGEFILE},
#endif
#ifdef O_NDELAY
    {"O_NDELAY", O_NDELAY},
#endif
#ifdef O_NOATIME
    {"O_NOATIME", O_NOATIME},
#endif
#ifdef O_NOCTTY
    {"O_NOCTTY", O_NOCTTY},
#endif
#ifdef O_NOFOLLOW
    {"O_NOFOLLOW", O_NOFOLLOW},
#endif
#ifdef O_NONBLOCK
    {"O_NONBLOCK", O_NONBLOCK},
#endif
#ifdef O_PATH
    {"O_PATH", O_PATH},
#endif
#ifdef O_RDONLY
    {"O_RDONLY", O_RDONLY},
#endif
#ifdef O_RDWR
    {"O_RDWR", O_RDWR},
#endif
#ifdef O_RSYNC
    {"O_RSYNC", O_RSYNC},
#endif
#ifdef O_SYNC
    {"O_SYNC", O_SYNC},
#endif
#ifdef O_TMPFILE
    {"O_TMPFILE", O_TMPFILE},
#endif
#ifdef O_TRUNC
    {"O_TRUNC", O_TRUNC},
#endif
#ifdef O_WRONLY
    {"O_WRONLY", O_WRONLY},
#endif
#ifdef POSIX_FADV_DONTNEED
    {"POSIX_FADV_DONTNEED", POSIX_FADV_DONTNEED},
#endif
#ifdef POSIX_FADV_NOREUSE
    {"POSIX_FADV_NOREUSE", POSIX_FADV_NOREUSE},
#endif
#ifdef POSIX_FADV_NORMAL
    {"POSIX_FADV_NORMAL", POSIX_FADV_NORMAL},
#endif
#ifdef POSIX_FADV_RANDOM
    {"POSIX_FADV_RANDOM", POSIX_FADV_RANDOM},
#endif
#ifdef POSIX_FADV_SEQUENTIAL
    {"POSIX_FADV_SEQUENTIAL", POSIX_FADV_SEQUENTIAL},
#endif
#ifdef POSIX_FADV_WILLNEED
    {"POSIX_FADV_WILLNEED", POSIX_FADV_WILLNEED},
#endif
    {"PRIO_PGRP", PRIO_PGRP},
    {"PRIO_PROCESS", PRIO_PROCESS},
    {"PRIO_USER", PRIO_USER},
    {"P_ALL", P_ALL},
    {"P_PGID", P_PGID},
    {"P_PID", P_PID},
#ifdef RTLD_DEEPBIND
    {"RTLD_DEEPBIND", RTLD_DEEPBIND},
#endif
#ifdef RTLD_GLOBAL
    {"RTLD_GLOBAL", RTLD_GLOBAL},
#endif
#ifdef RTLD_LAZY
    {"RTLD_LAZY", RTLD_LAZY},
#endif
#ifdef RTLD_LOCAL
    {"RTLD_LOCAL", RTLD_LOCAL},
#endif
#ifdef RTLD_NODELETE
    {"RTLD_NODELETE", RTLD_NODELETE},
#endif
#ifdef RTLD_NOLOAD
    {"RTLD_NOLOAD", RTLD_NOLOAD},
#endif
#ifdef RTLD_NOW
    {"RTLD_NOW", RTLD_NOW},
#endif
#ifdef R_OK
    {"R_OK", R_OK},
#endif
#ifdef SCHED_BATCH
    {"SCHED_BATCH", SCHED_BATCH},
#endif
#ifdef SCHED_FIFO
    {"SCHED_FIFO", SCHED_FIFO},
#endif
#ifdef SCHED_IDLE
    {"SCHED_IDLE", SCHED_IDLE},
#endif
#ifdef SCHED_OTHER
    {"SCHED_OTHER", SCHED_OTHER},
#endif
#ifdef SCHED_RESET_ON_FORK
    {"SCHED_RESET_ON_FORK", SCHED_RESET_ON_FORK},
#endif
#ifdef SCHED_RR
    {"SCHED_RR", SCHED_RR},
#endif
#ifdef SEEK_DATA
    {"SEEK_DATA", SEEK_DATA},
#endif
#ifdef SEEK_HOLE
    {"SEEK_HOLE", SEEK_HOLE},
#endif
#ifdef ST_APPEND
    {"ST_APPEND", ST_APPEND},
#endif
#ifdef ST_MANDLOCK
    {"ST_MANDLOCK", ST_MANDLOCK},
#endif
#ifdef ST_NOATIME
    {"ST_NOATIME", ST_NOATIME},
#endif
#ifdef ST_NODEV
    {"ST_NODEV", ST_NODEV},
#endif
#ifdef ST_NODIRATIME
    {"ST_NODIRATIME", ST_NODIRATIME},
#endif
#ifdef ST_NOEXEC
    {"ST_NOEXEC", ST_NOEXEC},
#endif
#ifdef ST_NOSUID
    {"ST_NOSUID", ST_NOSUID},
#endif
#ifdef ST_RDONLY
    {"ST_RDONLY", ST_RDONLY},
#endif
#ifdef ST_SYNCHRONOUS
    {"ST_SYNCHRONOUS", ST_SYNCHRONOUS},
#endif
#ifdef ST_WRITE
    {"ST_WRITE", ST_WRITE},
#endif
#ifdef TMP_MAX
    {"TMP_MAX", TMP_MAX},
#endif
#ifdef WCONTINUED
    {"WCONTINUED", WCONTINUED},
#endif
#ifdef WEXITED
    {"WEXITED", WEXITED},
#endif
#ifdef WNOHANG
    {"WNOHANG", WNOHANG},
#endif
#ifdef WNOWAIT
    {"WNOWAIT", WNOWAIT},
#endif
#ifdef WSTOPPED
    {"WSTOPPED", WSTOPPED},
#endif
#ifdef WUNTRACED
    {"WUNTRACED", WUNTRACED},
#endif
#ifdef W_OK
    {"W_OK", W_OK},
#endif
#ifdef X_OK
    {"X_OK", X_OK},
#endif
    /* Some by value, as the headers of Linux have them: headers of C libraries lack the newer ones. */
#if PYI_312
    {"CLONE_FILES", 0x400},
    {"CLONE_FS", 0x200},
    {"CLONE_NEWCGROUP", 0x2000000},
    {"CLONE_NEWIPC", 0x8000000},
    {"CLONE_NEWNET", 0x40000000},
    {"CLONE_NEWNS", 0x20000},
    {"CLONE_NEWPID", 0x20000000},
    {"CLONE_NEWTIME", 0x80},
    {"CLONE_NEWUSER", 0x10000000},
    {"CLONE_NEWUTS", 0x4000000},
    {"CLONE_SIGHAND", 0x800},
    {"CLONE_SYSVSEM", 0x40000},
    {"CLONE_THREAD", 0x10000},
    {"CLONE_VM", 0x100},
#endif
#ifdef EFD_CLOEXEC
    {"EFD_CLOEXEC", EFD_CLOEXEC},
#endif
#ifdef EFD_NONBLOCK
    {"EFD_NONBLOCK", EFD_NONBLOCK},
#endif
#ifdef EFD_SEMAPHORE
    {"EFD_SEMAPHORE", EFD_SEMAPHORE},
#endif
#ifdef MFD_ALLOW_SEALING
    {"MFD_ALLOW_SEALING", MFD_ALLOW_SEALING},
#endif
#ifdef MFD_CLOEXEC
    {"MFD_CLOEXEC", MFD_CLOEXEC},
#endif
    {"MFD_HUGETLB", 4},
    {"MFD_HUGE_16GB", 0x88000000u},
    {"MFD_HUGE_16MB", 0x60000000},
    {"MFD_HUGE_1GB", 0x78000000},
    {"MFD_HUGE_1MB", 0x50000000},
    {"MFD_HUGE_256MB", 0x70000000},
    {"MFD_HUGE_2GB", 0x7c000000},
    {"MFD_HUGE_2MB", 0x54000000},
    {"MFD_HUGE_32MB", 0x64000000},
    {"MFD_HUGE_512KB", 0x4c000000},
    {"MFD_HUGE_512MB", 0x74000000},
    {"MFD_HUGE_64KB", 0x40000000},
    {"MFD_HUGE_8MB", 0x5c000000},
    {"MFD_HUGE_MASK", 0x3f},
    {"MFD_HUGE_SHIFT", 0x1a},
    {"POSIX_SPAWN_CLOSE", 1},
    {"POSIX_SPAWN_DUP2", 2},
    {"POSIX_SPAWN_OPEN", 0},
    {"P_PIDFD", 3},
    {"RWF_APPEND", 0x10},
    {"RWF_DSYNC", 2},
    {"RWF_HIPRI", 1},
    {"RWF_NOWAIT", 8},
    {"RWF_SYNC", 4},
#ifdef SPLICE_F_MORE
    {"SPLICE_F_MORE", SPLICE_F_MORE},
#endif
#ifdef SPLICE_F_MOVE
    {"SPLICE_F_MOVE", SPLICE_F_MOVE},
#endif
#ifdef SPLICE_F_NONBLOCK
    {"SPLICE_F_NONBLOCK", SPLICE_F_NONBLOCK},
#endif
    {"ST_RELATIME", 4096},
#ifdef XATTR_CREATE
    {"XATTR_CREATE", XATTR_CREATE},
#endif
#ifdef XATTR_REPLACE
    {"XATTR_REPLACE", XATTR_REPLACE},
#endif
#ifdef XATTR_SIZE_MAX
    {"XATTR_SIZE_MAX", XATTR_SIZE_MAX},
#endif
};

/* What os.supports_dir_fd and the like are made of: the functions of the system that are used. */
static const char *const functions[] = {
    "HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FCHMODAT", "HAVE_FCHOWN", "HAVE_FCHOWNAT",
    "HAVE_FDOPENDIR", "HAVE_FEXECVE", "HAVE_FPATHCONF", "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE", "HAVE_FUTIMENS",
    "HAVE_LINKAT", "HAVE_MKFIFOAT", "HAVE_MKNODAT", "HAVE_LCHOWN", "HAVE_LSTAT", "HAVE_MKDIRAT", "HAVE_OPENAT", "HAVE_READLINKAT",
    "HAVE_RENAMEAT", "HAVE_SYMLINKAT", "HAVE_UNLINKAT", "HAVE_UTIMENSAT",
};

int posix_add_constants(PyObject *module) {
    for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++) {
        PyObject *number = PyLong_FromLongLong(constants[i].value);
        int status = number == NULL ? -1 : PyModule_AddObjectRef(module, constants[i].name, number);
        Py_XDECREF(number);
        if (status < 0) {
            return -1;
        }
    }
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < sizeof(functions) / sizeof(functions[0]); i++) {
        PyObject *name = PyUnicode_FromString(functions[i]);
        if (name == NULL || PyList_Append(list, name) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(name);
    }
    int status = list == NULL ? -1 : PyModule_AddObjectRef(module, "_have_functions", list);
    Py_XDECREF(list);
    return status;
}
