/* SPDX-License-Identifier: Apache-2.0 */
/* state: the process, its interpreter and its threads.
 *
 * There is one interpreter. Its structures have CPython's layout, since inline functions of the headers and
 * extensions read them; what nobody outside reads stays zero.
 * Contract   docs.python.org/3/c-api/init.html
 */
#include "pyi.h"

#include "gil.h"

#include <dlfcn.h>

_PyRuntimeState _PyRuntime;

#if PYI_312
_Thread_local PyThreadState *_Py_tss_tstate;
static inline void set_current(PyThreadState *ts) { _Py_tss_tstate = ts; }
#else
static inline void set_current(PyThreadState *ts) {
    _Py_atomic_store_relaxed(&_PyRuntime.gilstate.tstate_current, (uintptr_t)ts);
}
#endif

/* What PyGILState_Ensure finds in a thread that has a state but not the GIL. */
static _Thread_local PyThreadState *own_state;

static pthread_mutex_t list_mutex = PTHREAD_MUTEX_INITIALIZER;

/* ---- the interpreter ---------------------------------------------------------------------------------- */

PyInterpreterState *pyi_interpreter_init(void) {
    PyInterpreterState *interp = &_PyRuntime._main_interpreter;
    _PyRuntime.interpreters.head = _PyRuntime.interpreters.main = interp;
    _PyRuntime.interpreters.next_id = 1;
    _PyRuntime.main_thread = PyThread_get_thread_ident();
    interp->runtime = &_PyRuntime;
    interp->ceval.recursion_limit = Py_DEFAULT_RECURSION_LIMIT;
    pyi_config_init(&interp->config);
#if PYI_312
    interp->long_state.max_str_digits = interp->config.int_max_str_digits;
#else
    interp->int_max_str_digits = _PY_LONG_DEFAULT_MAX_STR_DIGITS;
#endif
#if PYI_312
    interp->imports.dlopenflags = RTLD_NOW;
#else
    interp->dlopenflags = RTLD_NOW;
#endif
    interp->_initialized = 1;
    _PyGC_InitState(&interp->gc);
    return interp;
}

PyInterpreterState *PyInterpreterState_Get(void) { return PyThreadState_Get()->interp; }
PyInterpreterState *PyInterpreterState_Main(void) { return _PyRuntime.interpreters.main; }
PyInterpreterState *PyInterpreterState_Head(void) { return _PyRuntime.interpreters.head; }
PyInterpreterState *PyInterpreterState_Next(PyInterpreterState *interp) { return interp->next; }
PyThreadState *PyInterpreterState_ThreadHead(PyInterpreterState *interp) {
    return interp->threads.head;
}
int64_t PyInterpreterState_GetID(PyInterpreterState *interp) { return interp->id; }

PyObject *PyInterpreterState_GetDict(PyInterpreterState *interp) {
    if (interp->dict == NULL) {
        interp->dict = PyDict_New();
        if (interp->dict == NULL) {
            PyErr_Clear();
        }
    }
    return interp->dict;
}

/* ---- threads ------------------------------------------------------------------------------------------- */

static void thread_init(PyThreadState *ts, PyInterpreterState *interp) {
    ts->interp = interp;
    ts->id = ++interp->threads.next_unique_id;
    ts->gilstate_counter = 1;
    ts->exc_info = &ts->exc_state;
    int limit = interp->ceval.recursion_limit;
#if PYI_312
    ts->py_recursion_limit = ts->py_recursion_remaining = limit;
    ts->c_recursion_remaining = Py_C_RECURSION_LIMIT_OF_THREADS;
    ts->_status.initialized = 1;
#else
    ts->recursion_limit = ts->recursion_remaining = limit;
    ts->_initialized = 1;
#endif
#if !PYI_313
    ts->cframe = &ts->root_cframe;
#endif
#if PYI_313
    ((_PyThreadStateImpl *)ts)->mem_free_queue.next =
        ((_PyThreadStateImpl *)ts)->mem_free_queue.prev =
            &((_PyThreadStateImpl *)ts)->mem_free_queue;
#endif
}

static void thread_bind(PyThreadState *ts) {
    ts->thread_id = PyThread_get_thread_ident();
    ts->native_thread_id = PyThread_get_thread_native_id();
    own_state = own_state == NULL ? ts : own_state;
#if PYI_312
    ts->_status.bound = 1;
#endif
}

static void thread_link(PyThreadState *ts) {
    pthread_mutex_lock(&list_mutex);
    PyInterpreterState *interp = ts->interp;
    ts->next = interp->threads.head;
    if (ts->next != NULL) {
        ts->next->prev = ts;
    }
    interp->threads.head = ts;
    interp->threads.count++;
    pthread_mutex_unlock(&list_mutex);
}

static void thread_unlink(PyThreadState *ts) {
    pthread_mutex_lock(&list_mutex);
    PyInterpreterState *interp = ts->interp;
    if (ts->prev != NULL) {
        ts->prev->next = ts->next;
    } else {
        interp->threads.head = ts->next;
    }
    if (ts->next != NULL) {
        ts->next->prev = ts->prev;
    }
    interp->threads.count--;
    pthread_mutex_unlock(&list_mutex);
}

/* of the calling thread unless *bind* is false; NULL without an exception when there is no memory */
static PyThreadState *thread_new(PyInterpreterState *interp, bool bind) {
#if PYI_313
    PyThreadState *ts = PyMem_RawCalloc(1, sizeof(_PyThreadStateImpl));
#else
    PyThreadState *ts = PyMem_RawCalloc(1, sizeof(PyThreadState));
#endif
    if (ts == NULL) {
        return NULL;
    }
    thread_init(ts, interp);
    if (bind) {
        thread_bind(ts);
    }
    thread_link(ts);
    return ts;
}

PyThreadState *pyi_thread_new_unbound(PyInterpreterState *interp) {
    return thread_new(interp, false);
}
void pyi_thread_bind(PyThreadState *ts) { thread_bind(ts); }

PyThreadState *PyThreadState_New(PyInterpreterState *interp) { return thread_new(interp, true); }

void PyThreadState_Clear(PyThreadState *ts) {
    Py_CLEAR(ts->dict);
    Py_CLEAR(ts->async_exc);
#if PYI_312
    Py_CLEAR(ts->current_exception);
#else
    Py_CLEAR(ts->curexc_type);
    Py_CLEAR(ts->curexc_value);
    Py_CLEAR(ts->curexc_traceback);
#endif
    Py_CLEAR(ts->exc_state.exc_value);
    Py_CLEAR(ts->c_profileobj);
    Py_CLEAR(ts->c_traceobj);
    Py_CLEAR(ts->async_gen_firstiter);
    Py_CLEAR(ts->async_gen_finalizer);
    Py_CLEAR(ts->context);
#if PYI_313
    Py_CLEAR(ts->threading_local_key);
    Py_CLEAR(ts->threading_local_sentinel);
    Py_CLEAR(((_PyThreadStateImpl *)ts)->asyncio_running_loop);
#else
    if (ts->on_delete != NULL) {
        ts->on_delete(ts->on_delete_data);
    }
#endif
}

static void thread_free(PyThreadState *ts) {
    thread_unlink(ts);
    for (_PyStackChunk *chunk = ts->datastack_chunk, *previous; chunk != NULL; chunk = previous) {
        previous = chunk->previous;
        _PyObject_VirtualFree(chunk, chunk->size);
    }
    if (own_state == ts) {
        own_state = NULL;
    }
    PyMem_RawFree(ts);
}

void PyThreadState_Delete(PyThreadState *ts) { thread_free(ts); }

PyAPI_FUNC(void) _PyThreadState_DeleteCurrent(PyThreadState *ts) {
    set_current(NULL);
    thread_free(ts);
    pyi_gil_drop(NULL);
}

void PyThreadState_DeleteCurrent(void) { _PyThreadState_DeleteCurrent(PyThreadState_Get()); }

PyThreadState *PyThreadState_Get(void) {
    PyThreadState *ts = _PyThreadState_GET();
    if (pyi_unlikely(ts == NULL)) {
        Py_FatalError("the C API was called by a thread that does not hold the GIL");
    }
    return ts;
}

#if PYI_313
PyThreadState *PyThreadState_GetUnchecked(void) { return _PyThreadState_GET(); }
#else
PyThreadState *_PyThreadState_UncheckedGet(void) { return _PyThreadState_GET(); }
#endif
#if PYI_312
PyThreadState *_PyThreadState_GetCurrent(void) { return _Py_tss_tstate; }
#endif

PyObject *PyThreadState_GetDict(void) {
    PyThreadState *ts = _PyThreadState_GET();
    if (ts == NULL) {
        return NULL;
    }
    if (ts->dict == NULL) {
        ts->dict = PyDict_New();
        if (ts->dict == NULL) {
            PyErr_Clear();
        }
    }
    return ts->dict;
}

PyThreadState *PyThreadState_Next(PyThreadState *ts) { return ts->next; }
PyInterpreterState *PyThreadState_GetInterpreter(PyThreadState *ts) { return ts->interp; }
uint64_t PyThreadState_GetID(PyThreadState *ts) { return ts->id; }

PyThreadState *PyThreadState_Swap(PyThreadState *ts) {
    PyThreadState *before = _PyThreadState_GET();
    if (before != NULL) {
        set_current(NULL);
        pyi_gil_drop(before);
    }
    if (ts != NULL) {
        pyi_gil_take(ts);
        set_current(ts);
    }
    return before;
}

int PyThreadState_SetAsyncExc(unsigned long thread, PyObject *exception) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    pthread_mutex_lock(&list_mutex);
    PyThreadState *ts = interp->threads.head;
    while (ts != NULL && ts->thread_id != thread) {
        ts = ts->next;
    }
    PyObject *before = NULL;
    if (ts != NULL) {
        before = ts->async_exc;
        ts->async_exc = Py_XNewRef(exception);
    }
    pthread_mutex_unlock(&list_mutex);
    Py_XDECREF(before);
    if (ts != NULL) {
        pyi_break_async(ts);
    }
    return ts != NULL;
}

/* ---- giving up and getting back the GIL ------------------------------------------------------------------- */

PyThreadState *PyEval_SaveThread(void) {
    PyThreadState *ts = PyThreadState_Get();
    set_current(NULL);
    pyi_gil_drop(ts);
    return ts;
}

void PyEval_RestoreThread(PyThreadState *ts) {
    pyi_gil_take(ts);
    set_current(ts);
}

void PyEval_AcquireThread(PyThreadState *ts) { PyEval_RestoreThread(ts); }

void PyEval_ReleaseThread(PyThreadState *ts) {
    if (PyEval_SaveThread() != ts) {
        Py_FatalError("a thread released the GIL that another one holds");
    }
}

#if !PYI_313
void PyEval_AcquireLock(void) { PyEval_RestoreThread(own_state); }
void PyEval_ReleaseLock(void) { PyEval_SaveThread(); }
int PyEval_ThreadsInitialized(void) { return 1; }
#endif
void PyEval_InitThreads(void) {}

int PyGILState_Check(void) {
    PyThreadState *ts = _PyThreadState_GET();
    return ts != NULL && ts == own_state;
}

PyThreadState *PyGILState_GetThisThreadState(void) { return own_state; }

PyGILState_STATE PyGILState_Ensure(void) {
    PyThreadState *ts = own_state;
    bool held = ts != NULL && ts == _PyThreadState_GET();
    if (ts == NULL) {
        ts = thread_new(PyInterpreterState_Main(), true);
        if (ts == NULL) {
            Py_FatalError("no memory for the state of a thread");
        }
        ts->gilstate_counter = 0;
    }
    if (!held) {
        PyEval_RestoreThread(ts);
    }
    ts->gilstate_counter++;
    return held ? PyGILState_LOCKED : PyGILState_UNLOCKED;
}

void PyGILState_Release(PyGILState_STATE before) {
    PyThreadState *ts = own_state;
    if (ts == NULL || ts != _PyThreadState_GET()) {
        Py_FatalError("PyGILState_Release() without the GIL");
    }
    if (--ts->gilstate_counter == 0) {
        PyThreadState_Clear(ts);
        _PyThreadState_DeleteCurrent(ts);
    } else if (before == PyGILState_UNLOCKED) {
        PyEval_SaveThread();
    }
}

/* ---- after fork ---------------------------------------------------------------------------------------------- */

void pyi_threads_after_fork(PyThreadState *survivor) {
    pthread_mutex_init(&list_mutex, NULL);
    pyi_gil_after_fork(survivor);
    PyInterpreterState *interp = survivor->interp;
    for (PyThreadState *ts = interp->threads.head, *next; ts != NULL; ts = next) {
        next = ts->next;
        if (ts != survivor) {
            PyThreadState_Clear(ts);
            thread_free(ts);
        }
    }
    thread_bind(survivor);
    _PyRuntime.main_thread = survivor->thread_id;
}
