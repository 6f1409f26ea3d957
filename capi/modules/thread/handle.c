/* SPDX-License-Identifier: Apache-2.0 */
/* handle (3.13+): threads that can be waited for, which threading.Thread is made of.
 *
 * Whether a thread has ended is known outside of the object, since the last thing that a thread does, without the GIL, is to
 * say so.
 */
#include "thread.h"

#if PYI_313

#  include "internal/pycore_pythread.h"

#  include <pthread.h>

/* ---- ends --------------------------------------------------------------------------------------------- */

typedef enum { NOT_STARTED, RUNNING, DONE } thread_stage;

struct thread_end {
    thread_end *next, *previous;
    int owners; /* the object and the thread */
    volatile thread_stage stage;
    bool daemon;
    unsigned long ident;
    PyThread_type_lock lock; /* taken until the end */
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* of the list and what is counted in it */
static thread_end all = {&all, &all, 0, NOT_STARTED, false, 0, NULL};

/* New; NULL with an exception. */
static thread_end *end_new(void) {
    thread_end *end = PyMem_RawCalloc(1, sizeof(*end));
    if (end == NULL || (end->lock = PyThread_allocate_lock()) == NULL) {
        PyMem_RawFree(end);
        PyErr_NoMemory();
        return NULL;
    }
    PyThread_acquire_lock(end->lock, WAIT_LOCK);
    end->owners = 1;
    pthread_mutex_lock(&mutex);
    end->next = &all;
    end->previous = all.previous;
    end->previous->next = all.previous = end;
    pthread_mutex_unlock(&mutex);
    return end;
}

/* Needs no GIL. */
static void end_forget(thread_end *end) {
    pthread_mutex_lock(&mutex);
    bool last = --end->owners == 0;
    if (last) {
        end->next->previous = end->previous;
        end->previous->next = end->next;
    }
    pthread_mutex_unlock(&mutex);
    if (last) {
        PyThread_free_lock(end->lock);
        PyMem_RawFree(end);
    }
}

static void end_keep(thread_end *end) {
    pthread_mutex_lock(&mutex);
    end->owners++;
    pthread_mutex_unlock(&mutex);
}

static void end_mark(thread_end *end) {
    if (end->stage == RUNNING) {
        end->stage = DONE;
        PyThread_release_lock(end->lock);
    }
}

void thread_end_tell(thread_end *end) {
    end_mark(end);
    end_forget(end);
}

/* In the child: all other threads are gone. */
void _PyThread_AfterFork(struct _pythread_runtime_state *state) {
    (void)state;
    pthread_mutex_init(&mutex, NULL);
    for (thread_end *end = all.next; end != &all; end = end->next) {
        if (end->ident != PyThread_get_thread_ident()) {
            end_mark(end);
        }
    }
}

/* us: -1 for ever. 0, also when the time is over, or -1 */
static int end_wait(thread_end *end, PY_TIMEOUT_T us) {
    if (end->stage == NOT_STARTED) {
        PyErr_SetString(PyExc_RuntimeError, "thread not started");
        return -1;
    }
    if (end->stage == DONE) {
        return 0;
    }
    if (end->ident == PyThread_get_thread_ident()) {
        PyErr_SetString(PyExc_RuntimeError, "Cannot join current thread");
        return -1;
    }
    end_keep(end);
    int got = thread_acquire(end->lock, us);
    if (got > 0) {
        PyThread_release_lock(end->lock); /* for the next who waits */
    }
    end_forget(end);
    return got < 0 ? -1 : 0;
}

/* ---- the object -------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    thread_end *end; /* owned */
} handle_object;

#  define END(op) (((handle_object *)(op))->end)

static PyTypeObject *handle_type;

static PyObject *handle_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)args;
    (void)kwargs;
    PyObject *self = type->tp_alloc(type, 0);
    if (self != NULL && (END(self) = end_new()) == NULL) {
        Py_CLEAR(self);
    }
    return self;
}

static void handle_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    if (END(self) != NULL) {
        end_forget(END(self));
    }
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *handle_repr(PyObject *self) {
    return PyUnicode_FromFormat("<%s object: ident=%lu>", Py_TYPE(self)->tp_name, END(self)->ident);
}

static PyObject *handle_join(PyObject *self, PyObject *args) {
    PyObject *seconds = Py_None;
    nanoseconds ns = -1;
    if (!PyArg_ParseTuple(args, "|O:join", &seconds) ||
        (seconds != Py_None && _PyTime_FromSecondsObject(&ns, seconds, _PyTime_ROUND_TIMEOUT) < 0)) {
        return NULL;
    }
    PY_TIMEOUT_T us = ns < 0 ? -1 : _PyTime_AsMicroseconds(ns, _PyTime_ROUND_TIMEOUT);
    return end_wait(END(self), us) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *handle_is_done(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(END(self)->stage == DONE);
}

static PyObject *handle_set_done(PyObject *self, PyObject *unused) {
    (void)unused;
    if (END(self)->stage == NOT_STARTED) {
        PyErr_SetString(PyExc_RuntimeError, "thread not started");
        return NULL;
    }
    end_mark(END(self));
    Py_RETURN_NONE;
}

static PyObject *get_ident(PyObject *self, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLong(END(self)->ident);
}

static PyMethodDef handle_methods[] = {
    {"join", handle_join, METH_VARARGS, NULL},
    {"is_done", handle_is_done, METH_NOARGS, PYI_SIGNATURE("is_done", "($self, /)")},
    {"_set_done", handle_set_done, METH_NOARGS, PYI_SIGNATURE("_set_done", "($self, /)")},
    {0},
};
static PyGetSetDef handle_attributes[] = {{"ident", get_ident, NULL, NULL, NULL}, {0}};

static PyType_Slot handle_slots[] = {
    {Py_tp_new, handle_new},         {Py_tp_dealloc, handle_dealloc},
    {Py_tp_repr, handle_repr},       {Py_tp_methods, handle_methods},
    {Py_tp_getset, handle_attributes}, {0, NULL},
};
static PyType_Spec handle_spec = {
    .name = "_thread._ThreadHandle",
    .basicsize = sizeof(handle_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = handle_slots,
};

/* ---- functions --------------------------------------------------------------------------------------------- */

/* 0 or -1 */
static int start(PyObject *handle, PyObject *function, bool daemon) {
    thread_end *end = END(handle);
    if (end->stage != NOT_STARTED) {
        PyErr_SetString(PyExc_RuntimeError, "thread already started");
        return -1;
    }
    PyObject *args = PyTuple_New(0);
    end->stage = RUNNING;
    end->daemon = daemon;
    end_keep(end);
    PyObject *ident = args == NULL ? NULL : thread_start(function, args, NULL, end);
    Py_XDECREF(args);
    if (ident == NULL) {
        end->stage = NOT_STARTED;
        end_forget(end);
        return -1;
    }
    end->ident = PyLong_AsUnsignedLong(ident); /* the thread waits for the GIL */
    Py_DECREF(ident);
    return 0;
}

static PyObject *start_joinable_thread(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *names[] = {"function", "handle", "daemon", NULL};
    PyObject *function, *handle = Py_None;
    int daemon = 1;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|Op:start_joinable_thread", names, &function,
                                     &handle, &daemon)) {
        return NULL;
    }
    if (!PyCallable_Check(function)) {
        PyErr_SetString(PyExc_TypeError, "thread function must be callable");
        return NULL;
    }
    if (handle != Py_None && !Py_IS_TYPE(handle, handle_type)) {
        PyErr_SetString(PyExc_TypeError, "'handle' must be a _ThreadHandle");
        return NULL;
    }
    handle = handle == Py_None ? handle_new(handle_type, NULL, NULL) : Py_NewRef(handle);
    if (handle != NULL && start(handle, function, daemon) < 0) {
        Py_CLEAR(handle);
    }
    return handle;
}

/* new: of a thread that runs already, started by somebody else */
static PyObject *make_thread_handle(PyObject *module, PyObject *ident) {
    (void)module;
    if (!PyLong_Check(ident)) {
        PyErr_SetString(PyExc_TypeError, "ident must be an integer");
        return NULL;
    }
    unsigned long number = PyLong_AsUnsignedLong(ident);
    PyObject *handle = PyErr_Occurred() ? NULL : handle_new(handle_type, NULL, NULL);
    if (handle != NULL) {
        END(handle)->ident = number;
        END(handle)->stage = RUNNING;
        END(handle)->daemon = true;
    }
    return handle;
}

static PyObject *get_main_thread_ident(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromUnsignedLong(_PyRuntime.main_thread);
}

/* New owner of one that the program's end has to wait for, or NULL. */
static thread_end *find_unfinished(void) {
    pthread_mutex_lock(&mutex);
    thread_end *end = all.next;
    while (end != &all &&
           (end->daemon || end->stage != RUNNING || end->ident == PyThread_get_thread_ident())) {
        end = end->next;
    }
    if (end != &all) {
        end->owners++;
    }
    pthread_mutex_unlock(&mutex);
    return end == &all ? NULL : end;
}

static PyObject *wait_for_all(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    thread_end *end;
    while ((end = find_unfinished()) != NULL) {
        int status = end_wait(end, -1);
        end_forget(end);
        if (status < 0) {
            PyErr_WriteUnraisable(NULL);
            break;
        }
    }
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"start_joinable_thread", PYI_FASTCALL(start_joinable_thread), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("start_joinable_thread", "($module, /, function, handle=None, daemon=True)")},
    {"_make_thread_handle", make_thread_handle, METH_O,
     PYI_SIGNATURE("_make_thread_handle", "($module, ident, /)")},
    {"_get_main_thread_ident", get_main_thread_ident, METH_NOARGS,
     PYI_SIGNATURE("_get_main_thread_ident", "($module, /)")},
    {"_shutdown", wait_for_all, METH_NOARGS, PYI_SIGNATURE("_shutdown", "($module, /)")},
    {0},
};

int thread_add_handles(PyObject *module) {
    handle_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &handle_spec, NULL);
    return handle_type == NULL ||
                   PyModule_AddObjectRef(module, "_ThreadHandle", (PyObject *)handle_type) < 0
               ? -1
               : PyModule_AddFunctions(module, functions);
}

#endif
