/* SPDX-License-Identifier: Apache-2.0 */
/* pending: what running code is asked to do in between: pending calls, signal handlers, giving other
 * threads their turn, asynchronous exceptions.
 *
 * The eval breaker is a word that running code looks at in loops and calls; here it is found out what
 * it was set for.
 * Contract   docs.python.org/3/c-api/init.html#asynchronous-notifications
 */
#include "fork.h"
#include "pyi_frame.h"

#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"

#include <pthread.h>

PYI_HIDDEN int pyi_handle_pending(PyThreadState *ts);

/* ---- the breaker ---------------------------------------------------------------------------------------- */

typedef enum { SIGNALS, CALLS } request_kind;

static volatile int signals_pending, calls_pending;

#if PYI_313
static void set_breaker(PyInterpreterState *interp, request_kind kind) {
    uintptr_t bit = kind == SIGNALS ? _PY_SIGNALS_PENDING_BIT : _PY_CALLS_TO_DO_BIT;
    for (PyThreadState *ts = interp->threads.head; ts != NULL; ts = ts->next) {
        _Py_set_eval_breaker_bit(ts, bit);
    }
}
static void clear_breaker(PyThreadState *ts, request_kind kind) {
    uintptr_t bit = kind == SIGNALS ? _PY_SIGNALS_PENDING_BIT : _PY_CALLS_TO_DO_BIT;
    _Py_unset_eval_breaker_bit(ts, bit);
}
void _Py_set_eval_breaker_bit_all(PyInterpreterState *interp, uintptr_t bit) {
    for (PyThreadState *ts = interp->threads.head; ts != NULL; ts = ts->next) {
        _Py_set_eval_breaker_bit(ts, bit);
    }
}
void _Py_unset_eval_breaker_bit_all(PyInterpreterState *interp, uintptr_t bit) {
    for (PyThreadState *ts = interp->threads.head; ts != NULL; ts = ts->next) {
        _Py_unset_eval_breaker_bit(ts, bit);
    }
}
#else
static void set_breaker(PyInterpreterState *interp, request_kind kind) {
    (void)kind;
    _Py_atomic_store_relaxed(&interp->ceval.eval_breaker, 1);
}
static void clear_breaker(PyThreadState *ts, request_kind kind) { (void)ts, (void)kind; }
#endif

static PyInterpreterState *main_interpreter(void) { return PyInterpreterState_Main(); }

static bool is_main_thread(PyThreadState *ts) {
    return ts->thread_id == _PyRuntime.main_thread;
}

/* ---- signals ----------------------------------------------------------------------------------------------- */

/* Safe in a signal handler. */
#if PYI_313
void _PyEval_SignalReceived(void) {
    PyInterpreterState *interp = main_interpreter();
#else
void _PyEval_SignalReceived(PyInterpreterState *interp) {
#endif
    signals_pending = 1;
    set_breaker(interp, SIGNALS);
}

#if !PYI_313
void _PyEval_SignalAsyncExc(PyInterpreterState *interp) { set_breaker(interp, SIGNALS); }
#endif

static int handle_signals(PyThreadState *ts) {
    if (!signals_pending) {
        return 0;
    }
    if (!is_main_thread(ts)) {
        clear_breaker(ts, SIGNALS); /* the main thread has its own bit (3.13), or the shared one */
        return 0;
    }
    signals_pending = 0;
    clear_breaker(ts, SIGNALS);
    if (_PyErr_CheckSignalsTstate(ts) < 0) {
        signals_pending = 1; /* there may be more of them */
        set_breaker(ts->interp, SIGNALS);
        return -1;
    }
    return 0;
}

/* ---- calls -------------------------------------------------------------------------------------------------- */

enum { MAX_CALLS = 32 };

static struct {
    int (*func)(void *);
    void *arg;
    bool free_arg;
} calls[MAX_CALLS];
static int first_call, n_calls;
static pthread_mutex_t calls_mutex = PTHREAD_MUTEX_INITIALIZER;

/* A signal handler may find the lock held by the thread it interrupts: it gives up then. */
static bool calls_lock(void) {
    for (int i = 0; i < 100; i++) {
        if (pthread_mutex_trylock(&calls_mutex) == 0) {
            return true;
        }
    }
    return false;
}

static int add_call(PyInterpreterState *interp, int (*func)(void *), void *arg, bool free_arg) {
    if (!calls_lock()) {
        return -1;
    }
    int status = -1;
    if (n_calls < MAX_CALLS) {
        int place = (first_call + n_calls++) % MAX_CALLS;
        calls[place].func = func;
        calls[place].arg = arg;
        calls[place].free_arg = free_arg;
        calls_pending = 1;
        status = 0;
    }
    pthread_mutex_unlock(&calls_mutex);
    set_breaker(interp, CALLS);
    return status;
}

int Py_AddPendingCall(int (*func)(void *), void *arg) {
    return add_call(main_interpreter(), func, arg, false);
}

#if PYI_313
_Py_add_pending_call_result _PyEval_AddPendingCall(PyInterpreterState *interp,
                                                   _Py_pending_call_func func, void *arg,
                                                   int flags) {
    return add_call(interp, func, arg, (flags & _Py_PENDING_RAWFREE) != 0);
}
#elif PYI_312
int _PyEval_AddPendingCall(PyInterpreterState *interp, int (*func)(void *), void *arg,
                           int mainthreadonly) {
    (void)mainthreadonly;
    return add_call(interp, func, arg, false);
}
#else
int _PyEval_AddPendingCall(PyInterpreterState *interp, int (*func)(void *), void *arg) {
    return add_call(interp, func, arg, false);
}
#endif

static bool take_call(int (**func)(void *), void **arg, bool *free_arg) {
    pthread_mutex_lock(&calls_mutex);
    bool any = n_calls > 0;
    if (any) {
        *func = calls[first_call].func;
        *arg = calls[first_call].arg;
        *free_arg = calls[first_call].free_arg;
        first_call = (first_call + 1) % MAX_CALLS;
        n_calls--;
    }
    calls_pending = n_calls > 0;
    pthread_mutex_unlock(&calls_mutex);
    return any;
}

static bool calls_busy; /* pending calls may make calls, which must not run them again */

static int make_calls(PyThreadState *ts) {
    if (!calls_pending || calls_busy) {
        return 0;
    }
    if (!is_main_thread(ts)) {
        clear_breaker(ts, CALLS);
        return 0;
    }
    calls_busy = true;
    clear_breaker(ts, CALLS);
    int status = 0;
    int (*func)(void *);
    void *arg;
    bool free_arg;
    for (int i = 0; i < MAX_CALLS && status == 0 && take_call(&func, &arg, &free_arg); i++) {
        status = func(arg);
        if (free_arg) {
            PyMem_RawFree(arg);
        }
    }
    calls_busy = false;
    if (calls_pending) {
        set_breaker(ts->interp, CALLS);
    }
    return status;
}

int Py_MakePendingCalls(void) {
    PyThreadState *ts = PyThreadState_Get();
    return handle_signals(ts) < 0 ? -1 : make_calls(ts);
}

#if PYI_312
int _PyEval_MakePendingCalls(PyThreadState *ts) { return make_calls(ts); }
#endif

void _Py_FinishPendingCalls(PyThreadState *ts) {
    if (make_calls(ts) < 0) {
        PyErr_Print();
    }
}

/* ---- all -------------------------------------------------------------------------------------------------------- */

static bool drop_requested(PyThreadState *ts) {
#if PYI_313
    return _Py_eval_breaker_bit_is_set(ts, _PY_GIL_DROP_REQUEST_BIT);
#else
    return _Py_atomic_load_relaxed(&ts->interp->ceval.gil_drop_request) != 0;
#endif
}

static void collect_if_due(PyThreadState *ts) {
#if PYI_313
    if (_Py_eval_breaker_bit_is_set(ts, _PY_GC_SCHEDULED_BIT)) {
        _Py_unset_eval_breaker_bit(ts, _PY_GC_SCHEDULED_BIT);
        _Py_RunGC(ts);
    }
#elif PYI_312
    if (_Py_atomic_load_relaxed(&ts->interp->ceval.gc_scheduled)) {
        _Py_atomic_store_relaxed(&ts->interp->ceval.gc_scheduled, 0);
        _Py_RunGC(ts);
    }
#else
    (void)ts;
#endif
}

static int raise_async(PyThreadState *ts) {
#if PYI_313
    _Py_unset_eval_breaker_bit(ts, _PY_ASYNC_EXCEPTION_BIT);
#endif
    PyObject *exception = ts->async_exc;
    if (exception == NULL) {
        return 0;
    }
    ts->async_exc = NULL;
    _PyErr_SetNone(ts, exception);
    Py_DECREF(exception);
    return -1;
}

void pyi_pending_after_fork(void) {
    pthread_mutex_init(&calls_mutex, NULL); /* another thread may have held it */
    signals_pending = 0;
    _PySignal_AfterFork();
}

/* 0, or -1 with an exception */
int pyi_handle_pending(PyThreadState *ts) {
#if !PYI_313
    _Py_atomic_store_relaxed(&ts->interp->ceval.eval_breaker, 0);
    bool rest = signals_pending || calls_pending; /* of the main thread, if this one is not it */
    if (rest && !is_main_thread(ts)) {
        set_breaker(ts->interp, SIGNALS);
    }
#endif
    if (handle_signals(ts) < 0 || make_calls(ts) < 0) {
        return -1;
    }
    collect_if_due(ts);
    if (drop_requested(ts)) {
        PyEval_SaveThread();
        PyEval_RestoreThread(ts);
    }
    return raise_async(ts);
}

#if PYI_312
int _Py_HandlePending(PyThreadState *ts) { return pyi_handle_pending(ts); }
#endif
