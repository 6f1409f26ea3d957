/* SPDX-License-Identifier: Apache-2.0 */
/* thread: the portable thread functions of CPython over POSIX threads.
 *
 * Contract   the header pythread.h; docs.python.org/3/c-api/init.html#thread-specific-storage-api
 */
#include "gil.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void PyThread_init_thread(void) {}

unsigned long PyThread_get_thread_ident(void) { return (unsigned long)pthread_self(); }
#if PYI_313
const long long PY_TIMEOUT_MAX = LLONG_MAX / 1000; /* microseconds, whose nanoseconds fit */
#endif

#if PYI_313
PyThread_ident_t PyThread_get_thread_ident_ex(void) { return (PyThread_ident_t)pthread_self(); }
#endif
unsigned long PyThread_get_thread_native_id(void) { return (unsigned long)syscall(SYS_gettid); }

/* ---- starting and ending ----------------------------------------------------------------------------- */

typedef struct {
    void (*function)(void *);
    void *argument;
} thread_start;

static void *thread_main(void *argument) {
    thread_start start = *(thread_start *)argument;
    PyMem_RawFree(argument);
    start.function(start.argument);
    return NULL;
}

/* the stack size that threading.stack_size() asks for, 0 for the system's own */
static size_t stack_size(void) {
    PyThreadState *ts = _PyThreadState_GET();
    PyInterpreterState *interp = ts == NULL ? PyInterpreterState_Main() : ts->interp;
    return interp->threads.stacksize;
}

static int start_thread(void (*function)(void *), void *argument, pthread_t *thread) {
    thread_start *start = PyMem_RawMalloc(sizeof(*start));
    if (start == NULL) {
        return -1;
    }
    *start = (thread_start){function, argument};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    /* musl's default of 128 KiB is too little for code that recurses */
    size_t size = stack_size();
    pthread_attr_setstacksize(&attributes, size == 0 ? (size_t)8 << 20 : size);
    int status = pthread_create(thread, &attributes, thread_main, start);
    pthread_attr_destroy(&attributes);
    if (status != 0) {
        PyMem_RawFree(start);
        return -1;
    }
    return 0;
}

unsigned long PyThread_start_new_thread(void (*function)(void *), void *argument) {
    pthread_t thread;
    if (start_thread(function, argument, &thread) < 0) {
        return PYTHREAD_INVALID_THREAD_ID;
    }
    pthread_detach(thread);
    return (unsigned long)thread;
}

#if PYI_313
int PyThread_start_joinable_thread(void (*function)(void *), void *argument,
                                   PyThread_ident_t *ident, PyThread_handle_t *handle) {
    pthread_t thread;
    if (start_thread(function, argument, &thread) < 0) {
        return -1;
    }
    *ident = (PyThread_ident_t)thread;
    *handle = (PyThread_handle_t)thread;
    return 0;
}
int PyThread_join_thread(PyThread_handle_t handle) { return pthread_join((pthread_t)handle, NULL); }
int PyThread_detach_thread(PyThread_handle_t handle) { return pthread_detach((pthread_t)handle); }
#endif

void PyThread_exit_thread(void) { pthread_exit(NULL); }

size_t PyThread_get_stacksize(void) { return stack_size(); }

int PyThread_set_stacksize(size_t size) {
    enum { SMALLEST = 32 * 1024 };
    if (size != 0 && size < SMALLEST) {
        return -1;
    }
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    int status = size == 0 ? 0 : pthread_attr_setstacksize(&attributes, size);
    pthread_attr_destroy(&attributes);
    if (status != 0) {
        return -1;
    }
    PyInterpreterState_Get()->threads.stacksize = size;
    return 0;
}

/* ---- locks ------------------------------------------------------------------------------------------------- */

PyThread_type_lock PyThread_allocate_lock(void) {
    sem_t *lock = PyMem_RawMalloc(sizeof(*lock));
    if (lock != NULL && sem_init(lock, 0, 1) != 0) {
        PyMem_RawFree(lock);
        return NULL;
    }
    return lock;
}

void PyThread_free_lock(PyThread_type_lock lock) {
    sem_destroy(lock);
    PyMem_RawFree(lock);
}

/* The real-time clock is the only one that sem_timedwait knows. */
static struct timespec time_after(PY_TIMEOUT_T microseconds) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    time.tv_sec += (time_t)(microseconds / 1000000);
    time.tv_nsec += (long)(microseconds % 1000000) * 1000;
    time.tv_sec += time.tv_nsec / 1000000000;
    time.tv_nsec %= 1000000000;
    return time;
}

PyLockStatus PyThread_acquire_lock_timed(PyThread_type_lock lock, PY_TIMEOUT_T microseconds,
                                         int interruptible) {
    struct timespec until = microseconds > 0 ? time_after(microseconds) : (struct timespec){0};
    while (true) {
        int status = microseconds == 0  ? sem_trywait(lock)
                     : microseconds > 0 ? sem_timedwait(lock, &until)
                                        : sem_wait(lock);
        if (status == 0) {
            return PY_LOCK_ACQUIRED;
        }
        if (errno != EINTR) {
            return PY_LOCK_FAILURE;
        }
        if (interruptible) {
            return PY_LOCK_INTR;
        }
    }
}

int PyThread_acquire_lock(PyThread_type_lock lock, int wait) {
    return PyThread_acquire_lock_timed(lock, wait ? -1 : 0, 0) == PY_LOCK_ACQUIRED;
}

void PyThread_release_lock(PyThread_type_lock lock) { sem_post(lock); }

#if PYI_313
#  undef PyMutex_Lock
#  undef PyMutex_Unlock
void PyMutex_Lock(PyMutex *mutex) {
    while (__atomic_fetch_or(&mutex->_bits, 1, __ATOMIC_ACQUIRE) & 1) {
        /* its holder may need the GIL to get on */
        PyThreadState *ts = _PyThreadState_GET();
        ts = ts == NULL ? NULL : PyEval_SaveThread();
        sched_yield();
        if (ts != NULL) {
            PyEval_RestoreThread(ts);
        }
    }
}
void PyMutex_Unlock(PyMutex *mutex) { __atomic_fetch_and(&mutex->_bits, 0xfe, __ATOMIC_RELEASE); }
#endif

/* ---- values of a thread ---------------------------------------------------------------------------------------- */

Py_tss_t *PyThread_tss_alloc(void) {
    Py_tss_t *key = PyMem_RawMalloc(sizeof(*key));
    if (key != NULL) {
        *key = (Py_tss_t)Py_tss_NEEDS_INIT;
    }
    return key;
}

void PyThread_tss_free(Py_tss_t *key) {
    if (key != NULL) {
        PyThread_tss_delete(key);
        PyMem_RawFree(key);
    }
}

int PyThread_tss_is_created(Py_tss_t *key) { return key->_is_initialized; }

int PyThread_tss_create(Py_tss_t *key) {
    if (key->_is_initialized) {
        return 0;
    }
    if (pthread_key_create(&key->_key, NULL) != 0) {
        return -1;
    }
    key->_is_initialized = 1;
    return 0;
}

void PyThread_tss_delete(Py_tss_t *key) {
    if (key->_is_initialized) {
        pthread_key_delete(key->_key);
        key->_is_initialized = 0;
    }
}

int PyThread_tss_set(Py_tss_t *key, void *value) {
    return pthread_setspecific(key->_key, value) == 0 ? 0 : -1;
}

void *PyThread_tss_get(Py_tss_t *key) { return pthread_getspecific(key->_key); }

/* The older functions: a key is a number. */
int PyThread_create_key(void) {
    pthread_key_t key;
    return pthread_key_create(&key, NULL) == 0 ? (int)key : -1;
}
void PyThread_delete_key(int key) { pthread_key_delete((pthread_key_t)key); }
int PyThread_set_key_value(int key, void *value) {
    return pthread_setspecific((pthread_key_t)key, value) == 0 ? 0 : -1;
}
void *PyThread_get_key_value(int key) { return pthread_getspecific((pthread_key_t)key); }
void PyThread_delete_key_value(int key) { pthread_setspecific((pthread_key_t)key, NULL); }
void PyThread_ReInitTLS(void) {}
