/* SPDX-License-Identifier: Apache-2.0 */
/* watch: what others attach to code objects: extra data, watchers.
 * Contract   docs.python.org/3/c-api/code.html#extra-information
 */
#include "code.h"

/* ---- extra data ------------------------------------------------------------------------------------ */

typedef struct {
    Py_ssize_t size;
    void *items[];
} extra_data;

#if PYI_312
#  define EXTRA_INDEX PyUnstable_Eval_RequestCodeExtraIndex
#  define EXTRA_GET PyUnstable_Code_GetExtra
#  define EXTRA_SET PyUnstable_Code_SetExtra
#else
#  define EXTRA_INDEX _PyEval_RequestCodeExtraIndex
#  define EXTRA_GET _PyCode_GetExtra
#  define EXTRA_SET _PyCode_SetExtra
PyAPI_FUNC(int) _PyCode_GetExtra(PyObject *code, Py_ssize_t index, void **extra);
PyAPI_FUNC(int) _PyCode_SetExtra(PyObject *code, Py_ssize_t index, void *extra);
#endif

/* an index, or -1 without an exception */
Py_ssize_t EXTRA_INDEX(freefunc free) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    if (interp->co_extra_user_count == MAX_CO_EXTRA_USERS - 1) {
        return -1;
    }
    interp->co_extra_freefuncs[interp->co_extra_user_count] = free;
    return interp->co_extra_user_count++;
}

int EXTRA_GET(PyObject *code, Py_ssize_t index, void **extra) {
    if (!PyCode_Check(code)) {
        PyErr_BadInternalCall();
        return -1;
    }
    extra_data *data = ((PyCodeObject *)code)->co_extra;
    *extra = data == NULL || index < 0 || index >= data->size ? NULL : data->items[index];
    return 0;
}

/* What was there before is freed by the function that was given with the index. */
int EXTRA_SET(PyObject *code, Py_ssize_t index, void *extra) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    if (!PyCode_Check(code) || index < 0 || index >= interp->co_extra_user_count) {
        PyErr_BadInternalCall();
        return -1;
    }
    PyCodeObject *self = (PyCodeObject *)code;
    extra_data *data = self->co_extra;
    if (data == NULL || data->size <= index) {
        Py_ssize_t old = data == NULL ? 0 : data->size, size = interp->co_extra_user_count;
        data = PyMem_Realloc(data, sizeof(*data) + (size_t)size * sizeof(void *));
        if (data == NULL) {
            return -1;
        }
        memset(data->items + old, 0, (size_t)(size - old) * sizeof(void *));
        data->size = size;
        self->co_extra = data;
    }
    freefunc free = interp->co_extra_freefuncs[index];
    if (data->items[index] != NULL && free != NULL) {
        free(data->items[index]);
    }
    data->items[index] = extra;
    return 0;
}

static void free_extra(PyCodeObject *self) {
    extra_data *data = self->co_extra;
    if (data == NULL) {
        return;
    }
    PyInterpreterState *interp = PyInterpreterState_Get();
    for (Py_ssize_t i = 0; i < data->size; i++) {
        freefunc free = interp->co_extra_freefuncs[i];
        if (free != NULL) {
            free(data->items[i]);
        }
    }
    PyMem_Free(data);
}

Py_ssize_t pyi_code_extra_size(PyCodeObject *self) {
    extra_data *data = self->co_extra;
    return data == NULL
               ? 0
               : (Py_ssize_t)(sizeof(*data) + (size_t)data->size * sizeof(void *));
}

/* ---- watchers ------------------------------------------------------------------------------------------ */

#if PYI_312

static void notify(PyCodeEvent event, PyCodeObject *self) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    for (int i = 0; i < CODE_MAX_WATCHERS; i++) {
        if (interp->active_code_watchers & 1 << i &&
            interp->code_watchers[i](event, self) < 0) {
            PyObject *context = PyUnicode_FromFormat(
                "%s watcher callback for <code object %U at %p, file \"%U\", line %d>",
                event == PY_CODE_EVENT_CREATE ? "PY_CODE_EVENT_CREATE" : "PY_CODE_EVENT_DESTROY",
                self->co_name, self, self->co_filename, self->co_firstlineno);
            PyErr_WriteUnraisable(context);
            Py_XDECREF(context);
        }
    }
}

int PyCode_AddWatcher(PyCode_WatchCallback callback) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    for (int i = 0; i < CODE_MAX_WATCHERS; i++) {
        if (interp->code_watchers[i] == NULL) {
            interp->code_watchers[i] = callback;
            interp->active_code_watchers |= (uint8_t)(1 << i);
            return i;
        }
    }
    PyErr_SetString(PyExc_RuntimeError, "no more code watcher IDs available");
    return -1;
}

int PyCode_ClearWatcher(int watcher_id) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    if (watcher_id < 0 || watcher_id >= CODE_MAX_WATCHERS) {
        PyErr_Format(PyExc_ValueError, "Invalid code watcher ID %d", watcher_id);
        return -1;
    }
    if (interp->code_watchers[watcher_id] == NULL) {
        PyErr_Format(PyExc_ValueError, "No code watcher set for ID %d", watcher_id);
        return -1;
    }
    interp->code_watchers[watcher_id] = NULL;
    interp->active_code_watchers &= (uint8_t)~(1 << watcher_id);
    return 0;
}

void pyi_code_created(PyCodeObject *self) {
    if (PyInterpreterState_Get()->active_code_watchers) {
        notify(PY_CODE_EVENT_CREATE, self);
    }
}

void pyi_code_destroyed(PyCodeObject *self) {
    if (PyInterpreterState_Get()->active_code_watchers) {
        Py_SET_REFCNT(self, 1); /* a callback may look at it */
        notify(PY_CODE_EVENT_DESTROY, self);
        Py_SET_REFCNT(self, 0);
    }
    free_extra(self);
}

#else

void pyi_code_created(PyCodeObject *self) { (void)self; }
void pyi_code_destroyed(PyCodeObject *self) { free_extra(self); }

#endif
