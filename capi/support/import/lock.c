/* SPDX-License-Identifier: Apache-2.0 */
/* lock: a module is imported by one thread, and others that want it wait.
 *
 * Every list below is guarded by the GIL. Two threads whose modules import each other would wait for ever: the one that
 * would close the circle goes on with what there is of the module, as in CPython.
 */
#include "pyi_import.h"

struct pyi_importing {
    pyi_importing *next;
    PyObject *name;          /* owned */
    unsigned long owner;     /* the thread */
    int depth;               /* how often it entered */
    int waiters;             /* other threads: the last one frees it */
    PyThread_type_lock busy; /* held by the owner */
};

typedef struct waiting {
    struct waiting *next;
    unsigned long thread;
    pyi_importing *target;
} waiting;

static pyi_importing *imports;
static waiting *waiters; /* on the stacks of their threads */

static pyi_importing *find(PyObject *name) {
    pyi_importing *lock = imports;
    while (lock != NULL && PyUnicode_Compare(lock->name, name) != 0) {
        lock = lock->next;
    }
    return lock;
}

static void destroy(pyi_importing *lock) {
    PyThread_free_lock(lock->busy);
    Py_DECREF(lock->name);
    PyMem_Free(lock);
}

static pyi_importing *create(PyObject *name, unsigned long thread) {
    pyi_importing *lock = PyMem_Malloc(sizeof(*lock));
    PyThread_type_lock busy = lock == NULL ? NULL : PyThread_allocate_lock();
    if (busy == NULL) {
        PyMem_Free(lock);
        PyErr_NoMemory();
        return NULL;
    }
    PyThread_acquire_lock(busy, WAIT_LOCK);
    *lock = (pyi_importing){imports, Py_NewRef(name), thread, 1, 0, busy};
    imports = lock;
    return lock;
}

/* What a thread waits for, or NULL. */
static pyi_importing *target_of(unsigned long thread) {
    waiting *row = waiters;
    while (row != NULL && row->thread != thread) {
        row = row->next;
    }
    return row == NULL ? NULL : row->target;
}

static bool would_never_end(pyi_importing *lock, unsigned long self) {
    while (lock != NULL && lock->owner != self) {
        lock = target_of(lock->owner);
    }
    return lock != NULL;
}

/* Until the owner has left. */
static void wait_for(pyi_importing *lock, unsigned long self) {
    waiting row = {waiters, self, lock};
    waiters = &row;
    lock->waiters++;
    Py_BEGIN_ALLOW_THREADS;
    PyThread_acquire_lock(lock->busy, WAIT_LOCK);
    PyThread_release_lock(lock->busy);
    Py_END_ALLOW_THREADS;
    waiting **place = &waiters;
    while (*place != &row) {
        place = &(*place)->next;
    }
    *place = row.next;
    if (--lock->waiters == 0) {
        destroy(lock);
    }
}

int pyi_import_enter(PyObject *name, pyi_importing **result) {
    unsigned long self = PyThread_get_thread_ident();
    pyi_importing *lock;
    *result = NULL;
    while ((lock = find(name)) != NULL && lock->owner != self) {
        if (would_never_end(lock, self)) {
            return 0;
        }
        wait_for(lock, self);
    }
    if (lock != NULL) {
        lock->depth++;
    } else {
        lock = create(name, self);
    }
    *result = lock;
    return lock == NULL ? -1 : 0;
}

void pyi_import_leave(pyi_importing *lock) {
    if (lock == NULL || --lock->depth > 0) {
        return;
    }
    pyi_importing **place = &imports;
    while (*place != lock) {
        place = &(*place)->next;
    }
    *place = lock->next;
    PyThread_release_lock(lock->busy);
    if (lock->waiters == 0) {
        destroy(lock);
    }
}

/* ---- the lock for all -------------------------------------------------------------------------------------------- */

static PyThread_type_lock global_lock;
static unsigned long global_owner = PYTHREAD_INVALID_THREAD_ID;
static int global_depth;

#if PYI_312
#  define INTERP PyInterpreterState *interp
#  define UNUSED (void)interp
#else
#  define INTERP void
#  define UNUSED (void)0
#endif

void _PyImport_AcquireLock(INTERP) {
    UNUSED;
    unsigned long self = PyThread_get_thread_ident();
    if (global_owner == self) {
        global_depth++;
        return;
    }
    if (global_lock == NULL && (global_lock = PyThread_allocate_lock()) == NULL) {
        return;
    }
    if (!PyThread_acquire_lock(global_lock, NOWAIT_LOCK)) {
        Py_BEGIN_ALLOW_THREADS;
        PyThread_acquire_lock(global_lock, WAIT_LOCK);
        Py_END_ALLOW_THREADS;
    }
    global_owner = self;
    global_depth = 1;
}

static int release(void) {
    if (global_owner != PyThread_get_thread_ident()) {
        return -1;
    }
    if (--global_depth == 0) {
        global_owner = PYTHREAD_INVALID_THREAD_ID;
        PyThread_release_lock(global_lock);
    }
    return 1;
}

#if PYI_313
void _PyImport_ReleaseLock(INTERP) {
    UNUSED;
    release();
}
#else
/* 1; -1 when this thread does not hold it */
int _PyImport_ReleaseLock(INTERP) {
    UNUSED;
    return release();
}
#endif

int pyi_import_lock_held(void) { return global_owner != PYTHREAD_INVALID_THREAD_ID; }
bool pyi_import_lock_is_mine(void) { return global_owner == PyThread_get_thread_ident(); }

/* After a fork only this thread goes on: what others were importing is nobody's any more. */
void pyi_import_after_fork(void) {
    unsigned long self = PyThread_get_thread_ident();
    waiters = NULL;
    for (pyi_importing **place = &imports; *place != NULL;) {
        if ((*place)->owner == self) {
            place = &(*place)->next;
        } else {
            *place = (*place)->next;
        }
    }
    if (global_owner != self) {
        global_owner = PYTHREAD_INVALID_THREAD_ID;
        global_lock = NULL;
        global_depth = 0;
    }
}

#if !PYI_313
PyStatus _PyImport_ReInitLock(INTERP) {
    UNUSED;
    pyi_import_after_fork();
    return PyStatus_Ok();
}
#endif
