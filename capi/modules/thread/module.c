/* SPDX-License-Identifier: Apache-2.0 */
/* _thread: starting threads, locks, and data of each thread.
 *
 * Contract   docs.python.org/3/library/_thread.html
 */
#include "thread.h"

#include "gil.h"

#include <signal.h>

static PyObject *thread_error(void) { return PyExc_RuntimeError; }

/* ---- threads -------------------------------------------------------------------------------------------------------- */

typedef struct {
    PyThreadState *ts;
    PyObject *function, *args, *kwargs; /* owned; kwargs may be NULL */
    thread_end *end;                    /* NULL: nobody will wait */
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
    thread_end *end = info->end;
    PyMem_RawFree(info);
    running--;
    PyThreadState_Clear(ts);
    PyThreadState_DeleteCurrent();
#if PYI_313
    if (end != NULL) {
        thread_end_tell(end);
    }
#else
    (void)end;
#endif
}

static void forget(start_info *info) {
    if (info->ts != NULL) {
        PyThreadState_Clear(info->ts);
        PyThreadState_Delete(info->ts);
    }
    Py_DECREF(info->function);
    Py_DECREF(info->args);
    Py_XDECREF(info->kwargs);
    PyMem_RawFree(info);
}

PyObject *thread_start(PyObject *function, PyObject *args, PyObject *kwargs, thread_end *end) {
    start_info *info = PyMem_RawMalloc(sizeof(*info));
    if (info == NULL) {
        return PyErr_NoMemory();
    }
    *info = (start_info){pyi_thread_new_unbound(PyInterpreterState_Get()), Py_NewRef(function),
                         Py_NewRef(args), Py_XNewRef(kwargs), end};
    running++;
    unsigned long id = info->ts == NULL ? PYTHREAD_INVALID_THREAD_ID
                                        : PyThread_start_new_thread(thread_main, info);
    if (id == PYTHREAD_INVALID_THREAD_ID) {
        running--;
        forget(info);
        PyErr_SetString(thread_error(), "can't start new thread");
        return NULL;
    }
    return PyLong_FromUnsignedLong(id);
}

static PyObject *start_new_thread(PyObject *module, PyObject *given) {
    (void)module;
    PyObject *function, *args, *kwargs = NULL;
    if (!PyArg_UnpackTuple(given, "start_new_thread", 2, 3, &function, &args, &kwargs)) {
        return NULL;
    }
    const char *wrong = !PyCallable_Check(function) ? "first arg must be callable"
                        : !PyTuple_Check(args)      ? "2nd arg must be a tuple"
                        : kwargs != NULL && !PyDict_Check(kwargs)
                            ? "optional 3rd arg must be a dictionary"
                            : NULL;
    if (wrong != NULL) {
        PyErr_SetString(PyExc_TypeError, wrong);
        return NULL;
    }
    return thread_start(function, args, kwargs, NULL);
}

static PyObject *allocate_lock(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return thread_lock_new();
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
    PyObject *lock = thread_lock_new();
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
#if PYI_313
    if (status == 0) {
        status = thread_add_handles(module);
    }
#endif
    return status < 0 ||
                   PyModule_AddObjectRef(module, "_local", (PyObject *)&thread_local_type) < 0 ||
                   PyModule_AddObjectRef(module, "LockType", (PyObject *)&thread_lock_type) < 0 ||
#if PYI_313
                   PyModule_AddObjectRef(module, "lock", (PyObject *)&thread_lock_type) < 0 ||
#endif
                   PyModule_AddObjectRef(module, "RLock", (PyObject *)&thread_rlock_type) < 0
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
