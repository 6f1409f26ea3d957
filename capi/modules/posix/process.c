/* SPDX-License-Identifier: Apache-2.0 */
/* process: this process, its children, and the machine. */
#include "posix.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>

/* ---- ids --------------------------------------------------------------------------------------------- */

#define ID_FUNCTION(name)                                                                          \
    static PyObject *posix_##name(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {     \
        return PyLong_FromLong((long)name());                                                      \
    }

ID_FUNCTION(getpid)
ID_FUNCTION(getppid)
ID_FUNCTION(getpgrp)

/* (uid_t)-1 means nobody. */
#define USER_FUNCTION(name)                                                                        \
    static PyObject *posix_##name(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {     \
        return PyLong_FromLongLong((int)name() == -1 ? -1LL : (long long)name());                  \
    }

USER_FUNCTION(getuid)
USER_FUNCTION(geteuid)
USER_FUNCTION(getgid)
USER_FUNCTION(getegid)

static PyObject *posix_umask(PyObject *Py_UNUSED(module), PyObject *args) {
    int mask;
    return pyi_arguments(args, "i:posix.umask", &mask) ? PyLong_FromLong((long)umask((mode_t)mask)) : NULL;
}

static PyObject *posix_kill(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid, signal;
    if (!PyArg_ParseTuple(args, "ii:kill", &pid, &signal) ||
        PySys_Audit("os.kill", "ii", pid, signal) < 0) {
        return NULL;
    }
    if (kill(pid, signal) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return PyErr_CheckSignals() < 0 ? NULL : Py_NewRef(Py_None); /* it may be for this process */
}

static PyObject *posix_getlogin(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    errno = 0;
    const char *name = getlogin();
    if (name != NULL) {
        return PyUnicode_DecodeFSDefault(name);
    }
    if (errno != 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    PyErr_SetString(PyExc_OSError, "unable to determine login name");
    return NULL;
}

static PyObject *posix_setsid(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    return posix_done(setsid() < 0 ? -1 : 0);
}

/* ---- children -------------------------------------------------------------------------------------------- */

static PyObject *posix_exit(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"status", NULL};
    int status;
    if (!pyi_named_arguments(args, kwargs, "i:_exit", names, &status)) {
        return NULL;
    }
    _exit(status);
}

static PyObject *posix_abort(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) { abort(); }

static PyObject *wait_for(pid_t pid, int options) {
    int status = 0, error;
    pid_t found;
    do {
        Py_BEGIN_ALLOW_THREADS
        found = waitpid(pid, &status, options);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (found < 0 && error == EINTR && PyErr_CheckSignals() == 0);
    if (found < 0) {
        if (!PyErr_Occurred()) {
            errno = error;
            PyErr_SetFromErrno(PyExc_OSError);
        }
        return NULL;
    }
    return Py_BuildValue("ii", (int)found, status);
}

static PyObject *posix_waitpid(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid, options;
    return PyArg_ParseTuple(args, "ii:waitpid", &pid, &options) ? wait_for(pid, options) : NULL;
}

static PyObject *posix_wait(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    return wait_for(-1, 0);
}

#define STATUS_FUNCTION(name, result)                                                              \
    static PyObject *posix_##name(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) { \
        static char *names[] = {"status", NULL};                                                   \
        int status;                                                                                \
        if (!pyi_named_arguments(args, kwargs, "i:" #name, names, &status)) {              \
            return NULL;                                                                           \
        }                                                                                          \
        return result(name(status));                                                               \
    }

STATUS_FUNCTION(WIFEXITED, PyBool_FromLong)
STATUS_FUNCTION(WIFSIGNALED, PyBool_FromLong)
STATUS_FUNCTION(WIFSTOPPED, PyBool_FromLong)
STATUS_FUNCTION(WIFCONTINUED, PyBool_FromLong)
STATUS_FUNCTION(WEXITSTATUS, PyLong_FromLong)
STATUS_FUNCTION(WTERMSIG, PyLong_FromLong)
STATUS_FUNCTION(WSTOPSIG, PyLong_FromLong)

static PyObject *posix_waitstatus_to_exitcode(PyObject *Py_UNUSED(module), PyObject *args,
                                              PyObject *kwargs) {
    static char *names[] = {"status", NULL};
    int status;
    if (!pyi_named_arguments(args, kwargs, "i:waitstatus_to_exitcode", names, &status)) {
        return NULL;
    }
    if (WIFEXITED(status)) {
        return PyLong_FromLong(WEXITSTATUS(status));
    }
    if (WIFSIGNALED(status)) {
        return PyLong_FromLong(-WTERMSIG(status));
    }
    if (WIFSTOPPED(status)) {
        PyErr_Format(PyExc_ValueError, "process stopped by delivery of signal %i", WSTOPSIG(status));
    } else {
        PyErr_Format(PyExc_ValueError, "invalid wait status: %i", status);
    }
    return NULL;
}

static PyObject *posix_system(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"command", NULL};
    PyObject *command;
    int status;
    if (!pyi_named_arguments(args, kwargs, "O&:system", names, PyUnicode_FSConverter, &command)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = system(PyBytes_AS_STRING(command));
    Py_END_ALLOW_THREADS
    Py_DECREF(command);
    return PyLong_FromLong(status);
}

/* ---- the environment ----------------------------------------------------------------------------------------- */

static PyObject *posix_putenv(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *name = NULL, *value = NULL;
    if (!pyi_arguments(args, "O&O&:putenv", PyUnicode_FSConverter, &name, PyUnicode_FSConverter,
                       &value)) {
        return NULL;
    }
    PyObject *result = NULL;
    if (strchr(PyBytes_AS_STRING(name), '=') != NULL) {
        PyErr_SetString(PyExc_ValueError, "illegal environment variable name");
    } else {
        result = posix_done(setenv(PyBytes_AS_STRING(name), PyBytes_AS_STRING(value), 1));
    }
    Py_DECREF(name);
    Py_DECREF(value);
    return result;
}

static PyObject *posix_unsetenv(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *name;
    if (!pyi_arguments(args, "O&:posix.unsetenv", PyUnicode_FSConverter, &name)) {
        return NULL;
    }
    PyObject *result = posix_done(unsetenv(PyBytes_AS_STRING(name)));
    Py_DECREF(name);
    return result;
}

/* ---- the machine ------------------------------------------------------------------------------------------- */

static PyObject *posix_urandom(PyObject *Py_UNUSED(module), PyObject *args) {
    Py_ssize_t n, done = 0;
    if (!pyi_arguments(args, "n:posix.urandom", &n)) {
        return NULL;
    }
    if (n < 0) {
        PyErr_SetString(PyExc_ValueError, "negative argument not allowed");
        return NULL;
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, n);
    while (bytes != NULL && done < n) {
        ssize_t got = getrandom(PyBytes_AS_STRING(bytes) + done, (size_t)(n - done), 0);
        if (got < 0 && errno != EINTR) {
            Py_DECREF(bytes);
            return PyErr_SetFromErrno(PyExc_OSError);
        }
        if (got < 0 && PyErr_CheckSignals() < 0) {
            Py_CLEAR(bytes);
        }
        done += got > 0 ? got : 0;
    }
    return bytes;
}

static PyObject *posix_cpu_count(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? Py_NewRef(Py_None) : PyLong_FromLong(n);
}

static PyObject *posix_sched_yield(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    int status;
    Py_BEGIN_ALLOW_THREADS
    status = sched_yield();
    Py_END_ALLOW_THREADS
    return posix_done(status);
}

static PyObject *posix_sched_getaffinity(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid;
    cpu_set_t set;
    if (!pyi_arguments(args, "i:posix.sched_getaffinity", &pid)) {
        return NULL;
    }
    if (sched_getaffinity(pid, sizeof(set), &set) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    PyObject *result = PySet_New(NULL);
    for (int i = 0; result != NULL && i < CPU_SETSIZE; i++) {
        if (CPU_ISSET((size_t)i, &set)) {
            PyObject *number = PyLong_FromLong(i);
            if (number == NULL || PySet_Add(result, number) < 0) {
                Py_CLEAR(result);
            }
            Py_XDECREF(number);
        }
    }
    return result;
}

static PyStructSequence_Field uname_fields[] = {
    {"sysname", NULL}, {"nodename", NULL}, {"release", NULL},
    {"version", NULL}, {"machine", NULL},  {NULL, NULL},
};
static PyStructSequence_Desc uname_desc = {"posix.uname_result", NULL, uname_fields, 5};
static PyStructSequence_Field times_fields[] = {
    {"user", NULL},    {"system", NULL},  {"children_user", NULL}, {"children_system", NULL},
    {"elapsed", NULL}, {NULL, NULL},
};
static PyStructSequence_Desc times_desc = {"posix.times_result", NULL, times_fields, 5};
static PyStructSequence_Field terminal_fields[] = {{"columns", NULL}, {"lines", NULL}, {NULL, NULL}};
static PyStructSequence_Desc terminal_desc = {"os.terminal_size", NULL, terminal_fields, 2};
static PyTypeObject *uname_type, *times_type, *terminal_type;

int posix_add_process_types(PyObject *module) {
    uname_type = PyStructSequence_NewType(&uname_desc);
    times_type = PyStructSequence_NewType(&times_desc);
    terminal_type = PyStructSequence_NewType(&terminal_desc);
    if (uname_type == NULL || times_type == NULL || terminal_type == NULL) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "uname_result", (PyObject *)uname_type) < 0 ||
                   PyModule_AddObjectRef(module, "times_result", (PyObject *)times_type) < 0 ||
                   PyModule_AddObjectRef(module, "terminal_size", (PyObject *)terminal_type) < 0
               ? -1
               : 0;
}

static PyObject *checked(PyObject *result) {
    if (PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *posix_uname(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    struct utsname u;
    if (uname(&u) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    PyObject *result = PyStructSequence_New(uname_type);
    const char *values[] = {u.sysname, u.nodename, u.release, u.version, u.machine};
    for (int i = 0; result != NULL && i < 5; i++) {
        PyStructSequence_SetItem(result, i, PyUnicode_DecodeFSDefault(values[i]));
    }
    return checked(result);
}

static PyObject *posix_times(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    struct tms t;
    errno = 0;
    clock_t elapsed = times(&t);
    if (elapsed == (clock_t)-1) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    double ticks = (double)sysconf(_SC_CLK_TCK);
    PyObject *result = PyStructSequence_New(times_type);
    clock_t values[] = {t.tms_utime, t.tms_stime, t.tms_cutime, t.tms_cstime, elapsed};
    for (int i = 0; result != NULL && i < 5; i++) {
        PyStructSequence_SetItem(result, i, PyFloat_FromDouble((double)values[i] / ticks));
    }
    return checked(result);
}

static PyObject *posix_get_terminal_size(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd = STDOUT_FILENO;
    struct winsize size;
    if (!pyi_arguments(args, "|i:get_terminal_size", &fd)) {
        return NULL;
    }
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    PyObject *result = PyStructSequence_New(terminal_type);
    if (result != NULL) {
        PyStructSequence_SetItem(result, 0, PyLong_FromLong(size.ws_col));
        PyStructSequence_SetItem(result, 1, PyLong_FromLong(size.ws_row));
    }
    return checked(result);
}

static PyObject *posix_strerror(PyObject *Py_UNUSED(module), PyObject *args) {
    int code;
    return pyi_arguments(args, "i:posix.strerror", &code) ? PyUnicode_DecodeLocale(strerror(code), "surrogateescape")
                                                       : NULL;
}

static PyObject *posix_fspath(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", NULL};
    PyObject *path;
    return pyi_named_arguments(args, kwargs, "O:fspath", names, &path) ? PyOS_FSPath(path) : NULL;
}

PyMethodDef posix_process_functions[] = {
    {"getpid", posix_getpid, METH_NOARGS, PYI_SIGNATURE("getpid", "($module, /)")},
    {"getppid", posix_getppid, METH_NOARGS, PYI_SIGNATURE("getppid", "($module, /)")},
    {"getpgrp", posix_getpgrp, METH_NOARGS, PYI_SIGNATURE("getpgrp", "($module, /)")},
    {"getuid", posix_getuid, METH_NOARGS, PYI_SIGNATURE("getuid", "($module, /)")},
    {"geteuid", posix_geteuid, METH_NOARGS, PYI_SIGNATURE("geteuid", "($module, /)")},
    {"getgid", posix_getgid, METH_NOARGS, PYI_SIGNATURE("getgid", "($module, /)")},
    {"getegid", posix_getegid, METH_NOARGS, PYI_SIGNATURE("getegid", "($module, /)")},
    {"getlogin", posix_getlogin, METH_NOARGS, PYI_SIGNATURE("getlogin", "($module, /)")},
    {"setsid", posix_setsid, METH_NOARGS, PYI_SIGNATURE("setsid", "($module, /)")},
    {"umask", posix_umask, METH_VARARGS, PYI_SIGNATURE("umask", "($module, mask, /)")},
    {"kill", posix_kill, METH_VARARGS, PYI_SIGNATURE("kill", "($module, pid, signal, /)")},
    {"_exit", POSIX_KEYWORDS(posix_exit), PYI_SIGNATURE("_exit", "($module, /, status)")},
    {"abort", posix_abort, METH_NOARGS, PYI_SIGNATURE("abort", "($module, /)")},
    {"wait", posix_wait, METH_NOARGS, PYI_SIGNATURE("wait", "($module, /)")},
    {"waitpid", posix_waitpid, METH_VARARGS,
     PYI_SIGNATURE("waitpid", "($module, pid, options, /)")},
    {"WIFEXITED", POSIX_KEYWORDS(posix_WIFEXITED),
     PYI_SIGNATURE("WIFEXITED", "($module, /, status)")},
    {"WIFSIGNALED", POSIX_KEYWORDS(posix_WIFSIGNALED),
     PYI_SIGNATURE("WIFSIGNALED", "($module, /, status)")},
    {"WIFSTOPPED", POSIX_KEYWORDS(posix_WIFSTOPPED),
     PYI_SIGNATURE("WIFSTOPPED", "($module, /, status)")},
    {"WIFCONTINUED", POSIX_KEYWORDS(posix_WIFCONTINUED),
     PYI_SIGNATURE("WIFCONTINUED", "($module, /, status)")},
    {"WEXITSTATUS", POSIX_KEYWORDS(posix_WEXITSTATUS),
     PYI_SIGNATURE("WEXITSTATUS", "($module, /, status)")},
    {"WTERMSIG", POSIX_KEYWORDS(posix_WTERMSIG), PYI_SIGNATURE("WTERMSIG", "($module, /, status)")},
    {"WSTOPSIG", POSIX_KEYWORDS(posix_WSTOPSIG), PYI_SIGNATURE("WSTOPSIG", "($module, /, status)")},
    {"waitstatus_to_exitcode", POSIX_KEYWORDS(posix_waitstatus_to_exitcode),
     PYI_SIGNATURE("waitstatus_to_exitcode", "($module, /, status)")},
    {"system", POSIX_KEYWORDS(posix_system), PYI_SIGNATURE("system", "($module, /, command)")},
    {"putenv", posix_putenv, METH_VARARGS, PYI_SIGNATURE("putenv", "($module, name, value, /)")},
    {"unsetenv", posix_unsetenv, METH_VARARGS, PYI_SIGNATURE("unsetenv", "($module, name, /)")},
    {"urandom", posix_urandom, METH_VARARGS, PYI_SIGNATURE("urandom", "($module, size, /)")},
    {"cpu_count", posix_cpu_count, METH_NOARGS, PYI_SIGNATURE("cpu_count", "($module, /)")},
    {"sched_yield", posix_sched_yield, METH_NOARGS, PYI_SIGNATURE("sched_yield", "($module, /)")},
    {"sched_getaffinity", posix_sched_getaffinity, METH_VARARGS,
     PYI_SIGNATURE("sched_getaffinity", "($module, pid, /)")},
    {"uname", posix_uname, METH_NOARGS, PYI_SIGNATURE("uname", "($module, /)")},
    {"times", posix_times, METH_NOARGS, PYI_SIGNATURE("times", "($module, /)")},
    {"get_terminal_size", posix_get_terminal_size, METH_VARARGS,
     PYI_SIGNATURE("get_terminal_size", "($module, fd=<unrepresentable>, /)")},
    {"strerror", posix_strerror, METH_VARARGS, PYI_SIGNATURE("strerror", "($module, code, /)")},
    {"fspath", POSIX_KEYWORDS(posix_fspath), PYI_SIGNATURE("fspath", "($module, /, path)")},
    {NULL, NULL, 0, NULL},
};
