/* SPDX-License-Identifier: Apache-2.0 */
/* lock: what only one thread at a time has, once or several times over. */
#include "thread.h"

#include "members.h"

/* ---- waiting for a lock -------------------------------------------------------------------------------------- */

/* -1 for ever, 0 not at all, else microseconds; -2 with an exception */
static PY_TIMEOUT_T take_timeout(PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"blocking", "timeout", NULL};
    int blocking = 1;
    PyObject *op = NULL;
    nanoseconds ns = -1000000000;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|pO:acquire", keywords, &blocking, &op) ||
        (op != NULL && _PyTime_FromSecondsObject(&ns, op, _PyTime_ROUND_TIMEOUT) < 0)) {
        return -2;
    }
    if (!blocking && op != NULL && ns != -1000000000) {
        PyErr_SetString(PyExc_ValueError, "can't specify a timeout for a non-blocking call");
        return -2;
    }
    if (ns < 0 && ns != -1000000000) {
        PyErr_SetString(PyExc_ValueError, PYI_313 ? "timeout value must be a non-negative number"
                                                  : "timeout value must be positive");
        return -2;
    }
    if (!blocking) {
        return 0;
    }
    if (ns < 0) {
        return -1;
    }
    PY_TIMEOUT_T us = _PyTime_AsMicroseconds(ns, _PyTime_ROUND_TIMEOUT);
    if (us > PY_TIMEOUT_MAX) {
        PyErr_SetString(PyExc_OverflowError, "timeout value is too large");
        return -2;
    }
    return us;
}

int thread_acquire(PyThread_type_lock lock, PY_TIMEOUT_T us) {
    nanoseconds end = us > 0 ? _PyDeadline_Init(us * 1000) : 0;
    PyLockStatus status = PyThread_acquire_lock_timed(lock, 0, 0);
    while (status == PY_LOCK_FAILURE && us != 0) {
        Py_BEGIN_ALLOW_THREADS
        status = PyThread_acquire_lock_timed(lock, us, 1);
        Py_END_ALLOW_THREADS
        if (status != PY_LOCK_INTR) {
            break;
        }
        if (PyErr_CheckSignals() < 0) {
            return -1;
        }
        if (us > 0) {
            us = _PyTime_AsMicroseconds(_PyDeadline_Get(end), _PyTime_ROUND_CEILING);
            us = us < 0 ? 0 : us;
        }
        status = PY_LOCK_FAILURE;
    }
    return status == PY_LOCK_ACQUIRED;
}

/* ---- lock ------------------------------------------------------------------------------------------------------ */

PyObject *thread_lock_new(void) {
    lock_object *self = PyObject_New(lock_object, &thread_lock_type);
    if (self == NULL) {
        return NULL;
    }
    self->weak = NULL;
    self->locked = 0;
    self->lock = PyThread_allocate_lock();
    if (self->lock == NULL) {
        Py_DECREF(self);
        PyErr_SetString(PyExc_RuntimeError, "can't allocate lock");
        return NULL;
    }
    return (PyObject *)self;
}

static void lock_dealloc(lock_object *self) {
    if (self->weak != NULL) {
        PyObject_ClearWeakRefs((PyObject *)self);
    }
    if (self->lock != NULL) {
        if (self->locked) {
            PyThread_release_lock(self->lock);
        }
        PyThread_free_lock(self->lock);
    }
    PyObject_Free(self);
}

static PyObject *lock_acquire(lock_object *self, PyObject *args, PyObject *kwargs) {
    PY_TIMEOUT_T us = take_timeout(args, kwargs);
    int got = us == -2 ? -1 : thread_acquire(self->lock, us);
    if (got > 0) {
        self->locked = 1;
    }
    return got < 0 ? NULL : PyBool_FromLong(got);
}

static PyObject *lock_release(lock_object *self, PyObject *unused) {
    (void)unused;
    if (!self->locked) {
        PyErr_SetString(PyExc_RuntimeError, "release unlocked lock");
        return NULL;
    }
    self->locked = 0;
    PyThread_release_lock(self->lock);
    Py_RETURN_NONE;
}
static PyObject *lock_exit(lock_object *self, PyObject *args) {
    (void)args;
    return lock_release(self, NULL);
}
static PyObject *lock_locked(lock_object *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(self->locked);
}
static PyObject *lock_after_fork(lock_object *self, PyObject *unused) {
    (void)unused;
    PyThread_type_lock fresh = PyThread_allocate_lock(); /* the old one may be held by nobody */
    if (fresh == NULL) {
        return PyErr_NoMemory();
    }
    self->lock = fresh;
    self->locked = 0;
    Py_RETURN_NONE;
}
static PyObject *lock_repr(lock_object *self) {
    return PyUnicode_FromFormat("<%s %s object at %p>", self->locked ? "locked" : "unlocked",
                                Py_TYPE(self)->tp_name, self);
}
#if PYI_313
static PyObject *lock_make(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type;
    return !_PyArg_NoKeywords("lock", kwargs) || !PyArg_ParseTuple(args, ":lock") ? NULL : thread_lock_new();
}
#endif

static PyMethodDef lock_methods[] = {
    METHOD_KEYWORDS("acquire", lock_acquire),   METHOD_KEYWORDS("acquire_lock", lock_acquire),
    METHOD("release", lock_release),            METHOD("release_lock", lock_release),
    METHOD("locked", lock_locked),              METHOD("locked_lock", lock_locked),
    METHOD_KEYWORDS("__enter__", lock_acquire), METHOD_VARARGS("__exit__", lock_exit),
    METHOD("_at_fork_reinit", lock_after_fork), {0},
};

PyTypeObject thread_lock_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_thread.lock",
    .tp_basicsize = sizeof(lock_object),
    .tp_dealloc = (destructor)lock_dealloc,
    .tp_repr = (reprfunc)lock_repr,
#if PYI_313
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = lock_make,
#else
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
#endif
    .tp_weaklistoffset = offsetof(lock_object, weak),
    .tp_methods = lock_methods,
};
PYI_TYPE(thread_lock_type);

/* ---- RLock -------------------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyThread_type_lock lock;
    unsigned long owner; /* 0: nobody */
    unsigned long count;
    PyObject *weak;
} rlock_object;

static PyObject *rlock_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)args;
    (void)kwargs;
    rlock_object *self = (rlock_object *)type->tp_alloc(type, 0);
    if (self != NULL && (self->lock = PyThread_allocate_lock()) == NULL) {
        Py_CLEAR(self);
        PyErr_SetString(PyExc_RuntimeError, "can't allocate lock");
    }
    return (PyObject *)self;
}

static void rlock_dealloc(rlock_object *self) {
    if (self->weak != NULL) {
        PyObject_ClearWeakRefs((PyObject *)self);
    }
    if (self->lock != NULL) {
        if (self->count > 0) {
            PyThread_release_lock(self->lock);
        }
        PyThread_free_lock(self->lock);
    }
    Py_TYPE(self)->tp_free(self);
}

static bool rlock_mine(rlock_object *self) {
    return self->count > 0 && self->owner == PyThread_get_thread_ident();
}

static PyObject *rlock_acquire(rlock_object *self, PyObject *args, PyObject *kwargs) {
    PY_TIMEOUT_T us = take_timeout(args, kwargs);
    if (us == -2) {
        return NULL;
    }
    if (rlock_mine(self)) {
        self->count++;
        Py_RETURN_TRUE;
    }
    int got = thread_acquire(self->lock, us);
    if (got > 0) {
        self->owner = PyThread_get_thread_ident();
        self->count = 1;
    }
    return got < 0 ? NULL : PyBool_FromLong(got);
}

static PyObject *rlock_release(rlock_object *self, PyObject *unused) {
    (void)unused;
    if (!rlock_mine(self)) {
        PyErr_SetString(PyExc_RuntimeError, "cannot release un-acquired lock");
        return NULL;
    }
    if (--self->count == 0) {
        self->owner = 0;
        PyThread_release_lock(self->lock);
    }
    Py_RETURN_NONE;
}
static PyObject *rlock_exit(rlock_object *self, PyObject *args) {
    (void)args;
    return rlock_release(self, NULL);
}
static PyObject *rlock_is_owned(rlock_object *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(rlock_mine(self));
}
static PyObject *rlock_count(rlock_object *self, PyObject *unused) {
    (void)unused;
    return PyLong_FromUnsignedLong(rlock_mine(self) ? self->count : 0);
}
static PyObject *rlock_save(rlock_object *self, PyObject *unused) {
    (void)unused;
    if (self->count == 0) {
        PyErr_SetString(PyExc_RuntimeError, "cannot release un-acquired lock");
        return NULL;
    }
    PyObject *state = Py_BuildValue("kk", self->count, self->owner);
    if (state != NULL) {
        self->count = self->owner = 0;
        PyThread_release_lock(self->lock);
    }
    return state;
}
static PyObject *rlock_restore(rlock_object *self, PyObject *args) {
    unsigned long count, owner;
    if (!PyArg_ParseTuple(args, "(kk):_acquire_restore", &count, &owner) ||
        thread_acquire(self->lock, -1) < 0) {
        return NULL;
    }
    self->owner = owner;
    self->count = count;
    Py_RETURN_NONE;
}
static PyObject *rlock_after_fork(rlock_object *self, PyObject *unused) {
    (void)unused;
    PyThread_type_lock fresh = PyThread_allocate_lock();
    if (fresh == NULL) {
        return PyErr_NoMemory();
    }
    self->lock = fresh;
    self->count = self->owner = 0;
    Py_RETURN_NONE;
}
static PyObject *rlock_repr(rlock_object *self) {
    return PyUnicode_FromFormat("<%s %s object owner=%ld count=%lu at %p>",
                                self->count ? "locked" : "unlocked", Py_TYPE(self)->tp_name,
                                (long)self->owner, self->count, self);
}

static PyMethodDef rlock_methods[] = {
    METHOD_KEYWORDS("acquire", rlock_acquire),
    METHOD("release", rlock_release),
    METHOD_KEYWORDS("__enter__", rlock_acquire),
    METHOD_VARARGS("__exit__", rlock_exit),
    METHOD("_is_owned", rlock_is_owned),
    METHOD("_recursion_count", rlock_count),
    METHOD("_release_save", rlock_save),
    METHOD_VARARGS("_acquire_restore", rlock_restore),
    METHOD("_at_fork_reinit", rlock_after_fork),
    {0},
};

PyTypeObject thread_rlock_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_thread.RLock",
    .tp_basicsize = sizeof(rlock_object),
    .tp_dealloc = (destructor)rlock_dealloc,
    .tp_repr = (reprfunc)rlock_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_weaklistoffset = offsetof(rlock_object, weak),
    .tp_methods = rlock_methods,
    .tp_new = rlock_new,
};
PYI_TYPE(thread_rlock_type);
