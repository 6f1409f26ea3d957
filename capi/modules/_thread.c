/* SPDX-License-Identifier: Apache-2.0 */
/* _thread: starting threads, locks, and data of each thread.
 *
 * Contract   docs.python.org/3/library/_thread.html
 */
#include "pyi.h"

#include "internal/pycore_structseq.h"
#if PYI_312
#  include "internal/pycore_time.h"
#endif
#include "members.h"

#include <signal.h>

#if PYI_313
typedef PyTime_t nanoseconds;
#else
typedef _PyTime_t nanoseconds;
#endif

static PyObject *thread_error(void) { return PyExc_RuntimeError; }

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

/* 1, 0 or -1; signals are handled meanwhile */
static int acquire(PyThread_type_lock lock, PY_TIMEOUT_T us) {
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

typedef struct {
    PyObject_HEAD
    PyThread_type_lock lock;
    PyObject *weak;
    char locked;
} lock_object;

static PyTypeObject lock_type;

static PyObject *lock_new(void) {
    lock_object *self = PyObject_New(lock_object, &lock_type);
    if (self == NULL) {
        return NULL;
    }
    self->weak = NULL;
    self->locked = 0;
    self->lock = PyThread_allocate_lock();
    if (self->lock == NULL) {
        Py_DECREF(self);
        PyErr_SetString(thread_error(), "can't allocate lock");
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
    int got = us == -2 ? -1 : acquire(self->lock, us);
    if (got > 0) {
        self->locked = 1;
    }
    return got < 0 ? NULL : PyBool_FromLong(got);
}

static PyObject *lock_release(lock_object *self, PyObject *unused) {
    (void)unused;
    if (!self->locked) {
        PyErr_SetString(thread_error(), "release unlocked lock");
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
    return !_PyArg_NoKeywords("lock", kwargs) || !PyArg_ParseTuple(args, ":lock") ? NULL : lock_new();
}
#endif

#define METHOD(name, function) {name, (PyCFunction)(void (*)(void))function, METH_NOARGS, NULL}
#define METHOD_KEYWORDS(name, function)                                                            \
    {name, (PyCFunction)(void (*)(void))function, METH_VARARGS | METH_KEYWORDS, NULL}
#define METHOD_VARARGS(name, function)                                                             \
    {name, (PyCFunction)(void (*)(void))function, METH_VARARGS, NULL}

static PyMethodDef lock_methods[] = {
    METHOD_KEYWORDS("acquire", lock_acquire),   METHOD_KEYWORDS("acquire_lock", lock_acquire),
    METHOD("release", lock_release),            METHOD("release_lock", lock_release),
    METHOD("locked", lock_locked),              METHOD("locked_lock", lock_locked),
    METHOD_KEYWORDS("__enter__", lock_acquire), METHOD_VARARGS("__exit__", lock_exit),
    METHOD("_at_fork_reinit", lock_after_fork), {0},
};

static PyTypeObject lock_type = {
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
PYI_TYPE(lock_type);

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
        PyErr_SetString(thread_error(), "can't allocate lock");
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
    int got = acquire(self->lock, us);
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
        acquire(self->lock, -1) < 0) {
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

static PyTypeObject rlock_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_thread.RLock",
    .tp_basicsize = sizeof(rlock_object),
    .tp_dealloc = (destructor)rlock_dealloc,
    .tp_repr = (reprfunc)rlock_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_weaklistoffset = offsetof(rlock_object, weak),
    .tp_methods = rlock_methods,
    .tp_new = rlock_new,
};
PYI_TYPE(rlock_type);

/* ---- threads -------------------------------------------------------------------------------------------------------- */

PYI_HIDDEN PyThreadState *pyi_thread_new_unbound(PyInterpreterState *interp);
PYI_HIDDEN void pyi_thread_bind(PyThreadState *ts);

typedef struct {
    PyThreadState *ts;
    PyObject *function, *args, *kwargs; /* owned; kwargs may be NULL */
} start_info;

static long running; /* threads that were started here and have not ended */

static void thread_main(void *argument) {
    start_info *info = argument;
    PyThreadState *ts = info->ts;
    pyi_thread_bind(ts);
    PyEval_AcquireThread(ts);
    PyObject *result = PyObject_Call(info->function, info->args, info->kwargs);
    if (result == NULL) {
        if (PyErr_ExceptionMatches(PyExc_SystemExit)) {
            PyErr_Clear(); /* ends the thread, silently */
        } else {
#if PYI_313
            PyErr_FormatUnraisable("Exception ignored in thread started by %R", info->function);
#else
            _PyErr_WriteUnraisableMsg("in thread started by", info->function);
#endif
        }
    }
    Py_XDECREF(result);
    Py_DECREF(info->function);
    Py_DECREF(info->args);
    Py_XDECREF(info->kwargs);
    PyMem_RawFree(info);
    running--;
    PyThreadState_Clear(ts);
    PyThreadState_DeleteCurrent();
}

static PyObject *start_new_thread(PyObject *module, PyObject *given) {
    (void)module;
    PyObject *function, *args, *kwargs = NULL;
    if (!PyArg_UnpackTuple(given, "start_new_thread", 2, 3, &function, &args, &kwargs)) {
        return NULL;
    }
    const char *wrong = !PyCallable_Check(function)                     ? "first arg must be callable"
                        : !PyTuple_Check(args)                          ? "2nd arg must be a tuple"
                        : kwargs != NULL && !PyDict_Check(kwargs) ? "optional 3rd arg must be a dictionary"
                                                                        : NULL;
    if (wrong != NULL) {
        PyErr_SetString(PyExc_TypeError, wrong);
        return NULL;
    }
    start_info *info = PyMem_RawMalloc(sizeof(*info));
    if (info == NULL) {
        return PyErr_NoMemory();
    }
    *info = (start_info){pyi_thread_new_unbound(_PyInterpreterState_GET()), Py_NewRef(function),
                         Py_NewRef(args), Py_XNewRef(kwargs)};
    running++;
    unsigned long id = info->ts == NULL ? PYTHREAD_INVALID_THREAD_ID
                                        : PyThread_start_new_thread(thread_main, info);
    if (id == PYTHREAD_INVALID_THREAD_ID) {
        running--;
        PyErr_SetString(thread_error(), "can't start new thread");
        if (info->ts != NULL) {
            PyThreadState_Clear(info->ts);
            PyThreadState_Delete(info->ts);
        }
        Py_DECREF(function);
        Py_DECREF(args);
        Py_XDECREF(kwargs);
        PyMem_RawFree(info);
        return NULL;
    }
    return PyLong_FromUnsignedLong(id);
}

static PyObject *allocate_lock(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return lock_new();
}
static PyObject *get_ident(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromUnsignedLong(PyThread_get_thread_ident());
}
static PyObject *get_native_id(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromUnsignedLong(PyThread_get_thread_native_id());
}
static PyObject *count_threads(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromLong(running);
}
static PyObject *exit_thread(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyErr_SetNone(PyExc_SystemExit);
    return NULL;
}
static PyObject *interrupt_main(PyObject *module, PyObject *args) {
    (void)module;
    int number = SIGINT;
    if (!PyArg_ParseTuple(args, "|i:interrupt_main", &number)) {
        return NULL;
    }
    if (PyErr_SetInterruptEx(number) < 0) {
        PyErr_SetString(PyExc_ValueError, "signal number out of range");
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *stack_size(PyObject *module, PyObject *args) {
    (void)module;
    Py_ssize_t size = 0;
    if (!PyArg_ParseTuple(args, "|n:stack_size", &size)) {
        return NULL;
    }
    if (size < 0) {
        PyErr_SetString(PyExc_ValueError, "size must be 0 or a positive value");
        return NULL;
    }
    size_t before = PyThread_get_stacksize();
    if (PyTuple_GET_SIZE(args) > 0 && PyThread_set_stacksize((size_t)size) < 0) {
        PyErr_Format(PyExc_ValueError, "size not valid: %zd bytes", size);
        return NULL;
    }
    return PyLong_FromSize_t(before);
}

#if !PYI_313
/* When the state of a thread goes, the lock that threading waits for is released. */
static void release_sentinel(void *reference) {
    PyObject *op = PyWeakref_GET_OBJECT((PyObject *)reference);
    if (op != Py_None) {
        lock_object *lock = (lock_object *)op;
        if (lock->locked) {
            lock->locked = 0;
            PyThread_release_lock(lock->lock);
        }
    }
    Py_DECREF((PyObject *)reference);
}
static PyObject *set_sentinel(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyThreadState *ts = _PyThreadState_GET();
    if (ts->on_delete_data != NULL) {
        PyObject *before = ts->on_delete_data;
        ts->on_delete = NULL;
        ts->on_delete_data = NULL;
        Py_DECREF(before);
    }
    PyObject *lock = lock_new();
    PyObject *reference = lock == NULL ? NULL : PyWeakref_NewRef(lock, NULL);
    if (reference == NULL) {
        Py_XDECREF(lock);
        return NULL;
    }
    ts->on_delete_data = reference;
    ts->on_delete = release_sentinel;
    return lock;
}
#endif

#if PYI_312
static PyObject *is_main_interpreter(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    Py_RETURN_TRUE;
}
#endif

static PyMethodDef methods[] = {
    METHOD_VARARGS("start_new_thread", start_new_thread),
    METHOD_VARARGS("start_new", start_new_thread),
    METHOD("allocate_lock", allocate_lock),
    METHOD("allocate", allocate_lock),
    METHOD("exit", exit_thread),
    METHOD("exit_thread", exit_thread),
    METHOD("get_ident", get_ident),
    METHOD("get_native_id", get_native_id),
    METHOD("_count", count_threads),
    METHOD_VARARGS("interrupt_main", interrupt_main),
    METHOD_VARARGS("stack_size", stack_size),
#if !PYI_313
    METHOD("_set_sentinel", set_sentinel),
#endif
#if PYI_312
    METHOD("_is_main_interpreter", is_main_interpreter),
    METHOD("daemon_threads_allowed", is_main_interpreter),
#endif
    {0},
};

/* ---- the module ------------------------------------------------------------------------------------------------------- */

static int thread_exec(PyObject *module) {
    PyObject *most = PyFloat_FromDouble((double)(PY_TIMEOUT_MAX / 1000000));
    int status = most == NULL ? -1 : PyModule_AddObjectRef(module, "TIMEOUT_MAX", most);
    Py_XDECREF(most);
    return status < 0 || PyModule_AddObjectRef(module, "LockType", (PyObject *)&lock_type) < 0 ||
#if PYI_313
                   PyModule_AddObjectRef(module, "lock", (PyObject *)&lock_type) < 0 ||
#endif
                   PyModule_AddObjectRef(module, "RLock", (PyObject *)&rlock_type) < 0
               ? -1
               : PyModule_AddObjectRef(module, "error", thread_error());
}

static PyModuleDef_Slot thread_slots[] = {
    {Py_mod_exec, thread_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef thread_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_thread",
    .m_methods = methods,
    .m_slots = thread_slots,
};

PyMODINIT_FUNC PyInit__thread(void) { return PyModuleDef_Init(&thread_module); }
PYI_MODULE("_thread", PyInit__thread);
