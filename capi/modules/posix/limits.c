/* SPDX-License-Identifier: Apache-2.0 */
/* limits: questions about limits and options of the system, by their names. */
#include "constants.h"
#include "posix.h"

#include <limits.h>

#define NAME(name) {#name, _##name}

static const pyi_constant sysconf_names[] = {
    NAME(SC_2_CHAR_TERM), NAME(SC_2_C_BIND), NAME(SC_2_C_DEV), NAME(SC_2_FORT_DEV),
    NAME(SC_2_FORT_RUN), NAME(SC_2_LOCALEDEF), NAME(SC_2_SW_DEV), NAME(SC_2_UPE),
    NAME(SC_2_VERSION), NAME(SC_AIO_LISTIO_MAX), NAME(SC_AIO_MAX), NAME(SC_AIO_PRIO_DELTA_MAX),
    NAME(SC_ARG_MAX), NAME(SC_ASYNCHRONOUS_IO), NAME(SC_ATEXIT_MAX), NAME(SC_AVPHYS_PAGES),
    NAME(SC_BC_BASE_MAX), NAME(SC_BC_DIM_MAX), NAME(SC_BC_SCALE_MAX), NAME(SC_BC_STRING_MAX),
    NAME(SC_CHILD_MAX), NAME(SC_CLK_TCK), NAME(SC_COLL_WEIGHTS_MAX), NAME(SC_DELAYTIMER_MAX),
    NAME(SC_EXPR_NEST_MAX), NAME(SC_FSYNC), NAME(SC_GETGR_R_SIZE_MAX), NAME(SC_GETPW_R_SIZE_MAX),
    NAME(SC_IOV_MAX), NAME(SC_JOB_CONTROL), NAME(SC_LINE_MAX), NAME(SC_LOGIN_NAME_MAX),
    NAME(SC_MAPPED_FILES), NAME(SC_MEMLOCK), NAME(SC_MEMLOCK_RANGE), NAME(SC_MEMORY_PROTECTION),
    NAME(SC_MESSAGE_PASSING), NAME(SC_MINSIGSTKSZ), NAME(SC_MQ_OPEN_MAX), NAME(SC_MQ_PRIO_MAX),
    NAME(SC_NGROUPS_MAX), NAME(SC_NPROCESSORS_CONF), NAME(SC_NPROCESSORS_ONLN), NAME(SC_NZERO),
    NAME(SC_OPEN_MAX), NAME(SC_PAGESIZE), NAME(SC_PAGE_SIZE), NAME(SC_PASS_MAX),
    NAME(SC_PHYS_PAGES), NAME(SC_PRIORITIZED_IO), NAME(SC_PRIORITY_SCHEDULING),
    NAME(SC_REALTIME_SIGNALS), NAME(SC_RE_DUP_MAX), NAME(SC_RTSIG_MAX), NAME(SC_SAVED_IDS),
    NAME(SC_SEMAPHORES), NAME(SC_SEM_NSEMS_MAX), NAME(SC_SEM_VALUE_MAX),
    NAME(SC_SHARED_MEMORY_OBJECTS), NAME(SC_SIGQUEUE_MAX), NAME(SC_STREAM_MAX),
    NAME(SC_SYNCHRONIZED_IO), NAME(SC_THREADS), NAME(SC_THREAD_ATTR_STACKADDR),
    NAME(SC_THREAD_ATTR_STACKSIZE), NAME(SC_THREAD_DESTRUCTOR_ITERATIONS), NAME(SC_THREAD_KEYS_MAX),
    NAME(SC_THREAD_PRIORITY_SCHEDULING), NAME(SC_THREAD_PRIO_INHERIT), NAME(SC_THREAD_PRIO_PROTECT),
    NAME(SC_THREAD_PROCESS_SHARED), NAME(SC_THREAD_SAFE_FUNCTIONS), NAME(SC_THREAD_STACK_MIN),
    NAME(SC_THREAD_THREADS_MAX), NAME(SC_TIMERS), NAME(SC_TIMER_MAX), NAME(SC_TTY_NAME_MAX),
    NAME(SC_TZNAME_MAX), NAME(SC_UIO_MAXIOV), NAME(SC_VERSION), NAME(SC_XBS5_ILP32_OFF32),
    NAME(SC_XBS5_ILP32_OFFBIG), NAME(SC_XBS5_LP64_OFF64), NAME(SC_XBS5_LPBIG_OFFBIG),
    NAME(SC_XOPEN_CRYPT), NAME(SC_XOPEN_ENH_I18N), NAME(SC_XOPEN_LEGACY), NAME(SC_XOPEN_REALTIME),
    NAME(SC_XOPEN_REALTIME_THREADS), NAME(SC_XOPEN_SHM), NAME(SC_XOPEN_UNIX),
    NAME(SC_XOPEN_VERSION), NAME(SC_XOPEN_XCU_VERSION), NAME(SC_XOPEN_XPG2), NAME(SC_XOPEN_XPG3),
    NAME(SC_XOPEN_XPG4),
#ifdef _SC_2_C_VERSION
    NAME(SC_2_C_VERSION),
#endif
#ifdef _SC_CHARCLASS_NAME_MAX
    NAME(SC_CHARCLASS_NAME_MAX),
#endif
#ifdef _SC_CHAR_BIT
    NAME(SC_CHAR_BIT),
#endif
#ifdef _SC_CHAR_MAX
    NAME(SC_CHAR_MAX),
#endif
#ifdef _SC_CHAR_MIN
    NAME(SC_CHAR_MIN),
#endif
#ifdef _SC_EQUIV_CLASS_MAX
    NAME(SC_EQUIV_CLASS_MAX),
#endif
#ifdef _SC_INT_MAX
    NAME(SC_INT_MAX),
#endif
#ifdef _SC_INT_MIN
    NAME(SC_INT_MIN),
#endif
#ifdef _SC_LONG_BIT
    NAME(SC_LONG_BIT),
#endif
#ifdef _SC_MB_LEN_MAX
    NAME(SC_MB_LEN_MAX),
#endif
#ifdef _SC_NL_ARGMAX
    NAME(SC_NL_ARGMAX),
#endif
#ifdef _SC_NL_LANGMAX
    NAME(SC_NL_LANGMAX),
#endif
#ifdef _SC_NL_MSGMAX
    NAME(SC_NL_MSGMAX),
#endif
#ifdef _SC_NL_NMAX
    NAME(SC_NL_NMAX),
#endif
#ifdef _SC_NL_SETMAX
    NAME(SC_NL_SETMAX),
#endif
#ifdef _SC_NL_TEXTMAX
    NAME(SC_NL_TEXTMAX),
#endif
#ifdef _SC_PII
    NAME(SC_PII),
#endif
#ifdef _SC_PII_INTERNET
    NAME(SC_PII_INTERNET),
#endif
#ifdef _SC_PII_INTERNET_DGRAM
    NAME(SC_PII_INTERNET_DGRAM),
#endif
#ifdef _SC_PII_INTERNET_STREAM
    NAME(SC_PII_INTERNET_STREAM),
#endif
#ifdef _SC_PII_OSI
    NAME(SC_PII_OSI),
#endif
#ifdef _SC_PII_OSI_CLTS
    NAME(SC_PII_OSI_CLTS),
#endif
#ifdef _SC_PII_OSI_COTS
    NAME(SC_PII_OSI_COTS),
#endif
#ifdef _SC_PII_OSI_M
    NAME(SC_PII_OSI_M),
#endif
#ifdef _SC_PII_SOCKET
    NAME(SC_PII_SOCKET),
#endif
#ifdef _SC_PII_XTI
    NAME(SC_PII_XTI),
#endif
#ifdef _SC_POLL
    NAME(SC_POLL),
#endif
#ifdef _SC_SCHAR_MAX
    NAME(SC_SCHAR_MAX),
#endif
#ifdef _SC_SCHAR_MIN
    NAME(SC_SCHAR_MIN),
#endif
#ifdef _SC_SELECT
    NAME(SC_SELECT),
#endif
#ifdef _SC_SHRT_MAX
    NAME(SC_SHRT_MAX),
#endif
#ifdef _SC_SHRT_MIN
    NAME(SC_SHRT_MIN),
#endif
#ifdef _SC_SSIZE_MAX
    NAME(SC_SSIZE_MAX),
#endif
#ifdef _SC_T_IOV_MAX
    NAME(SC_T_IOV_MAX),
#endif
#ifdef _SC_UCHAR_MAX
    NAME(SC_UCHAR_MAX),
#endif
#ifdef _SC_UINT_MAX
    NAME(SC_UINT_MAX),
#endif
#ifdef _SC_ULONG_MAX
    NAME(SC_ULONG_MAX),
#endif
#ifdef _SC_USHRT_MAX
    NAME(SC_USHRT_MAX),
#endif
#ifdef _SC_WORD_BIT
    NAME(SC_WORD_BIT),
#endif
};

static const pyi_constant confstr_names[] = {
    NAME(CS_GNU_LIBC_VERSION), NAME(CS_GNU_LIBPTHREAD_VERSION), NAME(CS_PATH),
#ifdef _CS_LFS64_CFLAGS
    NAME(CS_LFS64_CFLAGS),
#endif
#ifdef _CS_LFS64_LDFLAGS
    NAME(CS_LFS64_LDFLAGS),
#endif
#ifdef _CS_LFS64_LIBS
    NAME(CS_LFS64_LIBS),
#endif
#ifdef _CS_LFS64_LINTFLAGS
    NAME(CS_LFS64_LINTFLAGS),
#endif
#ifdef _CS_LFS_CFLAGS
    NAME(CS_LFS_CFLAGS),
#endif
#ifdef _CS_LFS_LDFLAGS
    NAME(CS_LFS_LDFLAGS),
#endif
#ifdef _CS_LFS_LIBS
    NAME(CS_LFS_LIBS),
#endif
#ifdef _CS_LFS_LINTFLAGS
    NAME(CS_LFS_LINTFLAGS),
#endif
#ifdef _CS_XBS5_ILP32_OFF32_CFLAGS
    NAME(CS_XBS5_ILP32_OFF32_CFLAGS),
#endif
#ifdef _CS_XBS5_ILP32_OFF32_LDFLAGS
    NAME(CS_XBS5_ILP32_OFF32_LDFLAGS),
#endif
#ifdef _CS_XBS5_ILP32_OFF32_LIBS
    NAME(CS_XBS5_ILP32_OFF32_LIBS),
#endif
#ifdef _CS_XBS5_ILP32_OFF32_LINTFLAGS
    NAME(CS_XBS5_ILP32_OFF32_LINTFLAGS),
#endif
#ifdef _CS_XBS5_ILP32_OFFBIG_CFLAGS
    NAME(CS_XBS5_ILP32_OFFBIG_CFLAGS),
#endif
#ifdef _CS_XBS5_ILP32_OFFBIG_LDFLAGS
    NAME(CS_XBS5_ILP32_OFFBIG_LDFLAGS),
#endif
#ifdef _CS_XBS5_ILP32_OFFBIG_LIBS
    NAME(CS_XBS5_ILP32_OFFBIG_LIBS),
#endif
#ifdef _CS_XBS5_ILP32_OFFBIG_LINTFLAGS
    NAME(CS_XBS5_ILP32_OFFBIG_LINTFLAGS),
#endif
#ifdef _CS_XBS5_LP64_OFF64_CFLAGS
    NAME(CS_XBS5_LP64_OFF64_CFLAGS),
#endif
#ifdef _CS_XBS5_LP64_OFF64_LDFLAGS
    NAME(CS_XBS5_LP64_OFF64_LDFLAGS),
#endif
#ifdef _CS_XBS5_LP64_OFF64_LIBS
    NAME(CS_XBS5_LP64_OFF64_LIBS),
#endif
#ifdef _CS_XBS5_LP64_OFF64_LINTFLAGS
    NAME(CS_XBS5_LP64_OFF64_LINTFLAGS),
#endif
#ifdef _CS_XBS5_LPBIG_OFFBIG_CFLAGS
    NAME(CS_XBS5_LPBIG_OFFBIG_CFLAGS),
#endif
#ifdef _CS_XBS5_LPBIG_OFFBIG_LDFLAGS
    NAME(CS_XBS5_LPBIG_OFFBIG_LDFLAGS),
#endif
#ifdef _CS_XBS5_LPBIG_OFFBIG_LIBS
    NAME(CS_XBS5_LPBIG_OFFBIG_LIBS),
#endif
#ifdef _CS_XBS5_LPBIG_OFFBIG_LINTFLAGS
    NAME(CS_XBS5_LPBIG_OFFBIG_LINTFLAGS),
#endif
};

static const pyi_constant pathconf_names[] = {
    NAME(PC_ALLOC_SIZE_MIN), NAME(PC_ASYNC_IO), NAME(PC_CHOWN_RESTRICTED), NAME(PC_FILESIZEBITS),
    NAME(PC_LINK_MAX), NAME(PC_MAX_CANON), NAME(PC_MAX_INPUT), NAME(PC_NAME_MAX), NAME(PC_NO_TRUNC),
    NAME(PC_PATH_MAX), NAME(PC_PIPE_BUF), NAME(PC_PRIO_IO), NAME(PC_REC_INCR_XFER_SIZE),
    NAME(PC_REC_MAX_XFER_SIZE), NAME(PC_REC_MIN_XFER_SIZE), NAME(PC_REC_XFER_ALIGN),
    NAME(PC_SOCK_MAXBUF), NAME(PC_SYMLINK_MAX), NAME(PC_SYNC_IO), NAME(PC_VDISABLE),
};

/* ---- from names to numbers ---------------------------------------------------------------------------- */

typedef struct {
    const pyi_constant *rows;
    size_t n;
    int number;
} question;

#define QUESTION(table) {table, Py_ARRAY_LENGTH(table), 0}

/* for PyArg_Parse "O&" */
static int question_converter(PyObject *op, void *address) {
    question *self = address;
    if (PyIndex_Check(op)) {
        self->number = PYI_LONG_AS_INT(op);
        return !(self->number == -1 && PyErr_Occurred());
    }
    if (!PyUnicode_Check(op)) {
        PyErr_SetString(PyExc_TypeError, "configuration names must be strings or integers");
        return 0;
    }
    for (size_t i = 0; i < self->n; i++) {
        if (PyUnicode_CompareWithASCIIString(op, self->rows[i].name) == 0) {
            self->number = (int)self->rows[i].value;
            return 1;
        }
    }
    PyErr_SetString(PyExc_ValueError, "unrecognized configuration name");
    return 0;
}

static PyObject *posix_sysconf(PyObject *Py_UNUSED(module), PyObject *args) {
    question name = QUESTION(sysconf_names);
    if (!pyi_arguments(args, "O&:posix.sysconf", question_converter, &name)) {
        return NULL;
    }
    errno = 0; /* -1 is an answer: no limit */
    long value = sysconf(name.number);
    return value == -1 && errno != 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(value);
}

static PyObject *posix_confstr(PyObject *Py_UNUSED(module), PyObject *args) {
    question name = QUESTION(confstr_names);
    if (!pyi_arguments(args, "O&:posix.confstr", question_converter, &name)) {
        return NULL;
    }
    errno = 0;
    size_t n = confstr(name.number, NULL, 0);
    if (n == 0) {
        return errno != 0 ? PyErr_SetFromErrno(PyExc_OSError) : Py_NewRef(Py_None);
    }
    char *text = PyMem_Malloc(n);
    if (text == NULL) {
        return PyErr_NoMemory();
    }
    confstr(name.number, text, n);
    PyObject *result = PyUnicode_DecodeFSDefaultAndSize(text, (Py_ssize_t)n - 1);
    PyMem_Free(text);
    return result;
}

static PyObject *posix_fpathconf(PyObject *Py_UNUSED(module), PyObject *args) {
    question name = QUESTION(pathconf_names);
    int fd;
    if (!pyi_arguments(args, "O&O&:fpathconf", _PyLong_FileDescriptor_Converter, &fd,
                       question_converter, &name)) {
        return NULL;
    }
    errno = 0;
    long value = fpathconf(fd, name.number);
    return value == -1 && errno != 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(value);
}

static PyObject *posix_pathconf(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "name", NULL};
    posix_path path = POSIX_PATH_OR_FD("pathconf", "path");
    question name = QUESTION(pathconf_names);
    if (!pyi_named_arguments(args, kwargs, "O&O&:pathconf", names, posix_path_converter, &path,
                             question_converter, &name)) {
        return NULL;
    }
    errno = 0;
    long value = path.fd >= 0 ? fpathconf(path.fd, name.number) : pathconf(path.name, name.number);
    PyObject *result = value != -1 || errno == 0 ? PyLong_FromLong(value)
                       : errno == EINVAL         ? PyErr_SetFromErrno(PyExc_OSError) /* the name's fault */
                                                 : posix_path_error(&path);
    posix_path_clear(&path);
    return result;
}

/* ---- the tables for Python ------------------------------------------------------------------------------- */

/* 0 or -1 */
static int add_table(PyObject *module, const char *attribute, const pyi_constant *rows, size_t n) {
    PyObject *dict = PyDict_New();
    for (size_t i = 0; dict != NULL && i < n; i++) {
        PyObject *number = PyLong_FromLongLong(rows[i].value);
        if (number == NULL || PyDict_SetItemString(dict, rows[i].name, number) < 0) {
            Py_CLEAR(dict);
        }
        Py_XDECREF(number);
    }
    int status = dict == NULL ? -1 : PyModule_AddObjectRef(module, attribute, dict);
    Py_XDECREF(dict);
    return status;
}

#define ADD(table) add_table(module, #table, table, Py_ARRAY_LENGTH(table))

int posix_add_names(PyObject *module) {
    return ADD(sysconf_names) < 0 || ADD(confstr_names) < 0 ? -1 : ADD(pathconf_names);
}

PyMethodDef posix_name_functions[] = {
    {"sysconf", posix_sysconf, METH_VARARGS, PYI_SIGNATURE("sysconf", "($module, name, /)")},
    {"confstr", posix_confstr, METH_VARARGS, PYI_SIGNATURE("confstr", "($module, name, /)")},
    {"fpathconf", posix_fpathconf, METH_VARARGS, PYI_SIGNATURE("fpathconf", "($module, fd, name, /)")},
    {"pathconf", POSIX_KEYWORDS(posix_pathconf), PYI_SIGNATURE("pathconf", "($module, /, path, name)")},
    {0},
};
