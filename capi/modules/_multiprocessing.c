/* SPDX-License-Identifier: Apache-2.0 */
/* _multiprocessing: SemLock, a lock or a semaphore that several processes share.
 *
 * The counter is the system's, which has a name until it is unlinked; who holds it, and how often, is known in this
 * process only.
 */
#include "pyi.h"
#include "pyi_arguments.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <structmember.h>
#include <time.h>

/* ---- life -------------------------------------------------------------------------------------------- */

typedef enum { RECURSIVE, SEMAPHORE } lock_kind;

typedef struct {
    PyObject_HEAD
    sem_t *handle;
    unsigned long owner; /* the thread that has it, while count > 0 */
    int count;           /* how often this process has it */
    int most;
    int kind;
    char *name; /* owned; NULL: it has none any more */
} semlock;

#define LOCK(op) ((semlock *)(op))

/* New memory; NULL with an exception. */
static char *copy_name(const char *name) {
    char *copy = PyMem_Malloc(strlen(name) + 1);
    if (copy == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    return strcpy(copy, name);
}

/* New; takes the handle and the name. */
static PyObject *semlock_of(PyTypeObject *type, sem_t *handle, int kind, int most, char *name) {
    PyObject *self = type->tp_alloc(type, 0);
    if (self == NULL) {
        sem_close(handle);
        PyMem_Free(name);
        return NULL;
    }
    LOCK(self)->handle = handle;
    LOCK(self)->kind = kind;
    LOCK(self)->most = most;
    LOCK(self)->name = name;
    return self;
}

static PyObject *semlock_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"kind", "value", "maxvalue", "name", "unlink", NULL};
    int kind, value, most, unlink;
    const char *name;
    if (!pyi_named_arguments(args, kwargs, "iiisp:SemLock", names, &kind, &value, &most, &name,
                             &unlink)) {
        return NULL;
    }
    if (kind != RECURSIVE && kind != SEMAPHORE) {
        PyErr_SetString(PyExc_ValueError, "unrecognized kind");
        return NULL;
    }
    char *copy = unlink ? NULL : copy_name(name);
    if (copy == NULL && !unlink) {
        return NULL;
    }
    sem_t *handle = sem_open(name, O_CREAT | O_EXCL, 0600, (unsigned)value);
    if (handle == SEM_FAILED || (unlink && sem_unlink(name) < 0)) {
        PyErr_SetFromErrno(PyExc_OSError);
        if (handle != SEM_FAILED) {
            sem_close(handle);
        }
        PyMem_Free(copy);
        return NULL;
    }
    return semlock_of(type, handle, kind, most, copy);
}

/* In another process: by the name, or in a forked one by the handle. */
static PyObject *semlock_rebuild(PyObject *type, PyObject *args) {
    PyObject *op;
    int kind, most;
    const char *name;
    if (!PyArg_ParseTuple(args, "Oiiz:_rebuild", &op, &kind, &most, &name)) {
        return NULL;
    }
    sem_t *handle = PyLong_AsVoidPtr(op);
    if (handle == NULL && PyErr_Occurred()) {
        return NULL;
    }
    char *copy = NULL;
    if (name != NULL) {
        copy = copy_name(name);
        handle = copy == NULL ? SEM_FAILED : sem_open(name, 0);
        if (handle == SEM_FAILED) {
            if (copy != NULL) {
                PyErr_SetFromErrno(PyExc_OSError);
            }
            PyMem_Free(copy);
            return NULL;
        }
    }
    return semlock_of((PyTypeObject *)type, handle, kind, most, copy);
}

static int semlock_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static void semlock_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (LOCK(self)->handle != NULL) {
        sem_close(LOCK(self)->handle);
    }
    PyMem_Free(LOCK(self)->name);
    type->tp_free(self);
    Py_DECREF(type);
}

/* ---- waiting --------------------------------------------------------------------------------------------- */

static bool is_mine(semlock *self) {
    return self->count > 0 && self->owner == PyThread_get_thread_ident();
}

/* 0 or -1; for ever when op is None */
static int take_deadline(PyObject *op, struct timespec *to) {
    double seconds = op == Py_None ? 0.0 : PyFloat_AsDouble(op);
    if (seconds == -1.0 && PyErr_Occurred()) {
        return -1;
    }
    if (!(seconds > 0.0)) {
        seconds = 0.0;
    }
    if (seconds > 1e9) { /* decades; sem_timedwait() wants a time that the clock can show */
        seconds = 1e9;
    }
    clock_gettime(CLOCK_REALTIME, to); /* the only clock that sem_timedwait() knows */
    to->tv_sec += (time_t)seconds;
    to->tv_nsec += (long)(1e9 * (seconds - (double)(time_t)seconds) + 0.5);
    to->tv_sec += to->tv_nsec / 1000000000;
    to->tv_nsec %= 1000000000;
    return 0;
}

/* 0; -1 with errno, or with an exception of a signal's handler */
static int wait_for(sem_t *handle, const struct timespec *deadline) {
    int status, error;
    do {
        Py_BEGIN_ALLOW_THREADS
        status = deadline == NULL ? sem_wait(handle) : sem_timedwait(handle, deadline);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (status < 0 && error == EINTR && PyErr_CheckSignals() == 0);
    errno = error;
    return status;
}

/* new: a bool */
static PyObject *take(semlock *self, bool block, PyObject *timeout) {
    struct timespec deadline;
    if (self->kind == RECURSIVE && is_mine(self)) {
        self->count++;
        Py_RETURN_TRUE;
    }
    if (take_deadline(timeout, &deadline) < 0) {
        return NULL;
    }
    int status;
    do {
        status = sem_trywait(self->handle);
    } while (status < 0 && errno == EINTR && PyErr_CheckSignals() == 0);
    if (status < 0 && errno == EAGAIN && block) {
        status = wait_for(self->handle, timeout == Py_None ? NULL : &deadline);
    }
    if (status < 0) {
        if (PyErr_Occurred()) {
            return NULL;
        }
        if (errno == EAGAIN || errno == ETIMEDOUT) {
            Py_RETURN_FALSE;
        }
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    self->count++;
    self->owner = PyThread_get_thread_ident();
    Py_RETURN_TRUE;
}

static PyObject *semlock_acquire(PyObject *self, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"block", "timeout", NULL};
    int block = 1;
    PyObject *timeout = Py_None;
    return pyi_named_arguments(args, kwargs, "|pO:acquire", names, &block, &timeout)
               ? take(LOCK(self), block, timeout)
               : NULL;
}

static PyObject *semlock_enter(PyObject *self, PyObject *unused) {
    (void)unused;
    return take(LOCK(self), true, Py_None);
}

/* 0 or -1: the value of the counter */
static int get_value(semlock *self, int *value) {
    if (sem_getvalue(self->handle, value) < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return 0;
}

static PyObject *semlock_release(PyObject *op, PyObject *unused) {
    (void)unused;
    semlock *self = LOCK(op);
    if (self->kind == RECURSIVE) {
        if (!is_mine(self)) {
            PyErr_SetString(PyExc_AssertionError,
                            "attempt to release recursive lock not owned by thread");
            return NULL;
        }
        if (self->count > 1) {
            self->count--;
            Py_RETURN_NONE;
        }
    } else {
        int value;
        if (get_value(self, &value) < 0) {
            return NULL;
        }
        if (value >= self->most) {
            PyErr_SetString(PyExc_ValueError, "semaphore or lock released too many times");
            return NULL;
        }
    }
    if (sem_post(self->handle) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    self->count--;
    Py_RETURN_NONE;
}

static PyObject *semlock_exit(PyObject *self, PyObject *args) {
    PyObject *type, *value, *traceback;
    return PyArg_UnpackTuple(args, "__exit__", 0, 3, &type, &value, &traceback)
               ? semlock_release(self, NULL)
               : NULL;
}

/* ---- questions ---------------------------------------------------------------------------------------------- */

static PyObject *semlock_count(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyLong_FromLong(LOCK(self)->count);
}

static PyObject *semlock_is_mine(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(is_mine(LOCK(self)));
}

static PyObject *semlock_get_value(PyObject *self, PyObject *unused) {
    (void)unused;
    int value;
    return get_value(LOCK(self), &value) < 0 ? NULL : PyLong_FromLong(value < 0 ? 0 : value);
}

static PyObject *semlock_is_zero(PyObject *self, PyObject *unused) {
    (void)unused;
    int value;
    return get_value(LOCK(self), &value) < 0 ? NULL : PyBool_FromLong(value <= 0);
}

static PyObject *semlock_after_fork(PyObject *self, PyObject *unused) {
    (void)unused;
    LOCK(self)->count = 0;
    Py_RETURN_NONE;
}

static PyObject *get_handle(PyObject *self, void *unused) {
    (void)unused;
    return PyLong_FromVoidPtr(LOCK(self)->handle);
}

/* ---- type ------------------------------------------------------------------------------------------------------ */

#define ROW(name, function) {name, function, METH_NOARGS, PYI_SIGNATURE(name, "($self, /)")}

static PyMethodDef semlock_methods[] = {
    {"acquire", PYI_FASTCALL(semlock_acquire), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("acquire", "($self, /, block=True, timeout=None)")},
    ROW("release", semlock_release),
    ROW("__enter__", semlock_enter),
    {"__exit__", semlock_exit, METH_VARARGS,
     PYI_SIGNATURE("__exit__", "($self, exc_type=None, exc_value=None, exc_tb=None, /)")},
    ROW("_count", semlock_count),
    ROW("_is_mine", semlock_is_mine),
    ROW("_get_value", semlock_get_value),
    ROW("_is_zero", semlock_is_zero),
    {"_rebuild", semlock_rebuild, METH_VARARGS | METH_CLASS,
     PYI_SIGNATURE("_rebuild", "($type, handle, kind, maxvalue, name, /)")},
    ROW("_after_fork", semlock_after_fork),
    {0},
};

static PyMemberDef semlock_members[] = {
    {"kind", T_INT, offsetof(semlock, kind), READONLY, NULL},
    {"maxvalue", T_INT, offsetof(semlock, most), READONLY, NULL},
    {"name", T_STRING, offsetof(semlock, name), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyGetSetDef semlock_attributes[] = {{"handle", get_handle, NULL, NULL, NULL}, {0}};

static PyType_Slot semlock_slots[] = {
    {Py_tp_new, semlock_new},
    {Py_tp_dealloc, semlock_dealloc},
    {Py_tp_traverse, semlock_traverse},
    {Py_tp_methods, semlock_methods},
    {Py_tp_members, semlock_members},
    {Py_tp_getset, semlock_attributes},
    {Py_tp_doc, "Semaphore/Mutex type"},
    {0, NULL},
};
static PyType_Spec semlock_spec = {
    .name = "_multiprocessing.SemLock",
    .basicsize = sizeof(semlock),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = semlock_slots,
};

/* ---- the module -------------------------------------------------------------------------------------------------- */

static PyObject *unlink_semaphore(PyObject *module, PyObject *op) {
    (void)module;
    if (!PyUnicode_Check(op)) {
        return PyErr_Format(PyExc_TypeError, "sem_unlink() argument must be str, not %.50s",
                            op == Py_None ? "None" : Py_TYPE(op)->tp_name);
    }
    const char *name = PyUnicode_AsUTF8(op);
    if (name == NULL) {
        return NULL;
    }
    return sem_unlink(name) < 0 ? PyErr_SetFromErrno(PyExc_OSError) : Py_NewRef(Py_None);
}

static PyMethodDef functions[] = {
    {"sem_unlink", unlink_semaphore, METH_O, PYI_SIGNATURE("sem_unlink", "($module, name, /)")},
    {0},
};

static int add_type(PyObject *module) {
    PyObject *type = PyType_FromModuleAndSpec(module, &semlock_spec, NULL);
    PyObject *most = PyLong_FromLong(SEM_VALUE_MAX);
    int status = type == NULL || most == NULL
                     ? -1
                     : PyDict_SetItemString(((PyTypeObject *)type)->tp_dict, "SEM_VALUE_MAX", most);
    status = status < 0 ? -1 : PyModule_AddType(module, (PyTypeObject *)type);
    Py_XDECREF(most);
    Py_XDECREF(type);
    return status;
}

static int multiprocessing_exec(PyObject *module) {
    PyObject *flags = Py_BuildValue("{sisi}", "HAVE_SEM_OPEN", 1, "HAVE_SEM_TIMEDWAIT", 1);
    int status = flags == NULL ? -1 : PyModule_AddObjectRef(module, "flags", flags);
    Py_XDECREF(flags);
    return status < 0 ? -1 : add_type(module);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, multiprocessing_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef multiprocessing_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_multiprocessing",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *multiprocessing_init(void) { return PyModuleDef_Init(&multiprocessing_module); }
PYI_MODULE("_multiprocessing", multiprocessing_init);
