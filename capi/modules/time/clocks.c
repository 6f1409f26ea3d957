/* SPDX-License-Identifier: Apache-2.0 */
/* clocks: what time it is on each of the system's clocks, and waiting.
 */
#include "time.h"

#include "internal/pycore_namespace.h"

#include <errno.h>
#include <pthread.h>

enum { NANO = 1000 * 1000 * 1000 };

/* ---- reading ---------------------------------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    clockid_t id;
    const char *implementation;
    bool monotonic, adjustable;
} clock_row;

#define CLOCK(name, id, monotonic, adjustable)                                                     \
    {name, id, "clock_gettime(" #id ")", monotonic, adjustable}
static const clock_row clocks[] = {
    CLOCK("time", CLOCK_REALTIME, false, true),
    CLOCK("monotonic", CLOCK_MONOTONIC, true, false),
    CLOCK("perf_counter", CLOCK_MONOTONIC, true, false),
    CLOCK("process_time", CLOCK_PROCESS_CPUTIME_ID, true, false),
    CLOCK("thread_time", CLOCK_THREAD_CPUTIME_ID, true, false),
};

static PyObject *read_seconds(clockid_t id) {
    struct timespec now;
    if (clock_gettime(id, &now) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    long long ns = (long long)now.tv_sec * NANO + now.tv_nsec;
    return PyFloat_FromDouble(now.tv_nsec == 0 ? (double)now.tv_sec : (double)ns / 1e9);
}

static PyObject *read_nanoseconds(clockid_t id) {
    struct timespec now;
    if (clock_gettime(id, &now) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return PyLong_FromLongLong((long long)now.tv_sec * NANO + now.tv_nsec);
}

#define READERS(name, id)                                                                          \
    static PyObject *name##_seconds(PyObject *module, PyObject *unused) {                          \
        (void)module;                                                                              \
        (void)unused;                                                                              \
        return read_seconds(id);                                                                   \
    }                                                                                              \
    static PyObject *name##_nanoseconds(PyObject *module, PyObject *unused) {                      \
        (void)module;                                                                              \
        (void)unused;                                                                              \
        return read_nanoseconds(id);                                                               \
    }
READERS(real, CLOCK_REALTIME)
READERS(monotonic, CLOCK_MONOTONIC)
READERS(process, CLOCK_PROCESS_CPUTIME_ID)
READERS(thread, CLOCK_THREAD_CPUTIME_ID)

static PyObject *get_clock_info(PyObject *module, PyObject *args) {
    (void)module;
    const char *name;
    if (!PyArg_ParseTuple(args, "s:get_clock_info", &name)) {
        return NULL;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(clocks); i++) {
        struct timespec step;
        if (strcmp(clocks[i].name, name) != 0) {
            continue;
        }
        if (clock_getres(clocks[i].id, &step) < 0) {
            return PyErr_SetFromErrno(PyExc_OSError);
        }
        PyObject *dict =
            Py_BuildValue("{sssOsOsd}", "implementation", clocks[i].implementation, "monotonic",
                          clocks[i].monotonic ? Py_True : Py_False, "adjustable",
                          clocks[i].adjustable ? Py_True : Py_False, "resolution",
                          (double)step.tv_sec + (double)step.tv_nsec * 1e-9);
        PyObject *result = dict == NULL ? NULL : _PyNamespace_New(dict);
        Py_XDECREF(dict);
        return result;
    }
    PyErr_SetString(PyExc_ValueError, "unknown clock");
    return NULL;
}

/* ---- the system's own --------------------------------------------------------------------------------------------- */

static int clock_id(PyObject *op, clockid_t *id) {
    int value = PYI_LONG_AS_INT(op);
    *id = (clockid_t)value;
    return value == -1 && PyErr_Occurred() ? -1 : 0;
}

static PyObject *do_clock_gettime(PyObject *module, PyObject *op) {
    (void)module;
    clockid_t id;
    return clock_id(op, &id) < 0 ? NULL : read_seconds(id);
}
static PyObject *do_clock_gettime_ns(PyObject *module, PyObject *op) {
    (void)module;
    clockid_t id;
    return clock_id(op, &id) < 0 ? NULL : read_nanoseconds(id);
}

static PyObject *do_clock_getres(PyObject *module, PyObject *args) {
    (void)module;
    int id;
    struct timespec step;
    if (!PyArg_ParseTuple(args, "i:clock_getres", &id)) {
        return NULL;
    }
    if (clock_getres((clockid_t)id, &step) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return PyFloat_FromDouble((double)step.tv_sec + (double)step.tv_nsec * 1e-9);
}

static PyObject *set_clock(int id, long long ns) {
    struct timespec wanted = {.tv_sec = ns / NANO, .tv_nsec = ns % NANO};
    if (wanted.tv_nsec < 0) {
        wanted.tv_nsec += NANO;
        wanted.tv_sec--;
    }
    if (clock_settime((clockid_t)id, &wanted) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    Py_RETURN_NONE;
}

static PyObject *do_clock_settime(PyObject *module, PyObject *args) {
    (void)module;
    int id;
    PyObject *op;
#if PYI_313
    PyTime_t ns;
#else
    _PyTime_t ns;
#endif
    if (!PyArg_ParseTuple(args, "iO:clock_settime", &id, &op) ||
        _PyTime_FromSecondsObject(&ns, op, _PyTime_ROUND_FLOOR) < 0) {
        return NULL;
    }
    return set_clock(id, ns);
}
static PyObject *do_clock_settime_ns(PyObject *module, PyObject *args) {
    (void)module;
    int id;
    PyObject *op;
    if (!PyArg_ParseTuple(args, "iO:clock_settime_ns", &id, &op)) {
        return NULL;
    }
    long long ns = PyLong_AsLongLong(op);
    return ns == -1 && PyErr_Occurred() ? NULL : set_clock(id, ns);
}

static PyObject *do_pthread_getcpuclockid(PyObject *module, PyObject *args) {
    (void)module;
    unsigned long thread;
    clockid_t id;
    if (!PyArg_ParseTuple(args, "k:pthread_getcpuclockid", &thread)) {
        return NULL;
    }
    int code = pthread_getcpuclockid((pthread_t)thread, &id);
    if (code != 0) {
        errno = code;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return PyLong_FromLong(id);
}

/* ---- waiting ------------------------------------------------------------------------------------------------------- */

/* Signals are handled meanwhile, and the rest of the time is waited for unless a handler raises. */
static int sleep_until(const struct timespec *end) {
    int code;
    do {
        Py_BEGIN_ALLOW_THREADS
        code = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, end, NULL);
        Py_END_ALLOW_THREADS
        if (code == EINTR && PyErr_CheckSignals() < 0) {
            return -1;
        }
    } while (code == EINTR);
    if (code != 0) {
        errno = code;
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return 0;
}

static PyObject *do_sleep(PyObject *module, PyObject *op) {
    (void)module;
#if PYI_313
    PyTime_t ns, now;
    if (PySys_Audit("time.sleep", "O", op) < 0) {
        return NULL;
    }
#else
    _PyTime_t ns, now;
#endif
    if (_PyTime_FromSecondsObject(&ns, op, _PyTime_ROUND_TIMEOUT) < 0) {
        return NULL;
    }
    if (ns < 0) {
        PyErr_SetString(PyExc_ValueError, "sleep length must be non-negative");
        return NULL;
    }
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    now = end.tv_sec * (long long)NANO + end.tv_nsec;
    if (__builtin_add_overflow(now, ns, &now)) {
        now = INT64_MAX;
    }
    end.tv_sec = now / NANO;
    end.tv_nsec = now % NANO;
    return sleep_until(&end) < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- all together ------------------------------------------------------------------------------------------------------ */

#define READING(name, function)                                                                    \
    {name, function##_seconds, METH_NOARGS, TIME_DOC(name, "($self, /)")},                         \
        {name "_ns", function##_nanoseconds, METH_NOARGS, TIME_DOC(name "_ns", "($self, /)")}

static PyMethodDef methods[] = {
    READING("time", real),
    READING("monotonic", monotonic),
    READING("perf_counter", monotonic),
    READING("process_time", process),
    READING("thread_time", thread),
    {"get_clock_info", get_clock_info, METH_VARARGS, NULL},
    {"clock_gettime", do_clock_gettime, METH_O, TIME_DOC("clock_gettime", "($module, clk_id, /)")},
    {"clock_gettime_ns", do_clock_gettime_ns, METH_O,
     TIME_DOC("clock_gettime_ns", "($module, clk_id, /)")},
    {"clock_getres", do_clock_getres, METH_VARARGS, NULL},
    {"clock_settime", do_clock_settime, METH_VARARGS, NULL},
    {"clock_settime_ns", do_clock_settime_ns, METH_VARARGS, NULL},
    {"pthread_getcpuclockid", do_pthread_getcpuclockid, METH_VARARGS, NULL},
    {"sleep", do_sleep, METH_O, TIME_DOC("sleep", "($self, object, /)")},
    {0},
};

int pyi_time_add_clocks(PyObject *module) {
    static const struct {
        const char *name;
        int id;
    } ids[] = {
        {"CLOCK_REALTIME", CLOCK_REALTIME},
        {"CLOCK_MONOTONIC", CLOCK_MONOTONIC},
        {"CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID},
        {"CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID},
#ifdef CLOCK_MONOTONIC_RAW
        {"CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW},
#endif
#ifdef CLOCK_BOOTTIME
        {"CLOCK_BOOTTIME", CLOCK_BOOTTIME},
#endif
#ifdef CLOCK_TAI
        {"CLOCK_TAI", CLOCK_TAI},
#endif
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(ids); i++) {
        if (PyModule_AddIntConstant(module, ids[i].name, ids[i].id) < 0) {
            return -1;
        }
    }
    return PyModule_AddFunctions(module, methods);
}
