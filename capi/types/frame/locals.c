/* SPDX-License-Identifier: Apache-2.0 */
/* locals: the variables of a frame as a mapping.
 *
 * Up to 3.12 the mapping of a function is a dict, brought up to date when somebody asks for it; what is
 * changed in it reaches the variables only while a trace function runs. Since 3.13 f_locals of a
 * function is a proxy that reads and writes the variables (locals_proxy.c), and locals() a new dict.
 * The mapping of a module or a class is the one that its code stores to.
 */
#include "frame.h"

#if !PYI_313

/* ---- variables to dict -------------------------------------------------------------------------- */

/* Free variables of a class body are in its mapping only when it has none of its own. */
static bool skipped(PyCodeObject *code, int i, bool include_hidden) {
    _PyLocals_Kind kind = _PyLocals_GetKind(code->co_localspluskinds, i);
    if (kind & CO_FAST_FREE && !(code->co_flags & CO_OPTIMIZED)) {
        return true;
    }
    return !include_hidden && pyi_frame_variable_hidden(code, i);
}

static int update_one(PyObject *locals, PyObject *name, PyObject *value) {
    if (value != NULL) {
        return PyObject_SetItem(locals, name, value);
    }
    if (PyObject_DelItem(locals, name) == 0) {
        return 0;
    }
    if (!PyErr_ExceptionMatches(PyExc_KeyError)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

/* borrowed: the frame's mapping, up to date; NULL with an exception */
static PyObject *update_locals(pyi_frame *frame, bool include_hidden) {
    if (frame->f_locals == NULL) {
        frame->f_locals = PyDict_New();
        if (frame->f_locals == NULL) {
            return NULL;
        }
    }
    PyCodeObject *code = pyi_frame_code(frame);
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        if (skipped(code, i, include_hidden)) {
            continue;
        }
        PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, i);
        PyObject *value = pyi_frame_variable(frame, i);
        if (pyi_frame_variable_hidden(code, i) && value == NULL) {
            continue;
        }
        if (update_one(frame->f_locals, name, value) < 0) {
            return NULL;
        }
    }
    return frame->f_locals;
}

int _PyFrame_FastToLocalsWithError(pyi_frame *frame) {
    return update_locals(frame, false) == NULL ? -1 : 0;
}

#  if PYI_312
static bool has_hidden(pyi_frame *frame) {
    PyCodeObject *code = pyi_frame_code(frame);
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        if (pyi_frame_variable_hidden(code, i) && pyi_frame_variable(frame, i) != NULL) {
            return true;
        }
    }
    return false;
}

/* new; in a comprehension that is inlined into a class or module: a copy with its variables */
PyObject *_PyFrame_GetLocals(pyi_frame *frame, int include_hidden) {
    if (!include_hidden || !has_hidden(frame)) {
        return Py_XNewRef(update_locals(frame, false));
    }
    PyObject *locals = PyDict_New();
    if (locals == NULL || (frame->f_locals != NULL && PyDict_Update(locals, frame->f_locals) < 0)) {
        Py_XDECREF(locals);
        return NULL;
    }
    PyObject *own = frame->f_locals;
    frame->f_locals = locals;
    bool failed = update_locals(frame, true) == NULL;
    frame->f_locals = own;
    if (failed) {
        Py_DECREF(locals);
        return NULL;
    }
    return locals;
}
#  endif

/* ---- dict to variables ---------------------------------------------------------------------------- */

static void set_variable(pyi_frame *frame, int i, PyObject *value, bool clear) {
    PyCodeObject *code = pyi_frame_code(frame);
    _PyLocals_Kind kind = _PyLocals_GetKind(code->co_localspluskinds, i);
    PyObject **place = &frame->localsplus[i];
    if (value == NULL && !clear) {
        return;
    }
    if (kind & (CO_FAST_CELL | CO_FAST_FREE)) {
        if (*place != NULL && PyCell_Check(*place) && PyCell_GET(*place) != value) {
            PyCell_Set(*place, value);
        }
    } else if (value != *place) {
        if (value == NULL) {
            /* instructions rely on what the compiler knows to be bound */
            PyErr_WarnFormat(PyExc_RuntimeWarning, 0, "assigning None to unbound local %R",
                             PyTuple_GET_ITEM(code->co_localsplusnames, i));
            value = Py_None;
        }
        Py_XSETREF(*place, Py_NewRef(value));
    }
}

void _PyFrame_LocalsToFast(pyi_frame *frame, int clear) {
    PyObject *locals = frame->f_locals;
    if (locals == NULL || frame->frame_obj == NULL || !frame->frame_obj->f_fast_as_locals) {
        return;
    }
    PyObject *type, *error, *traceback;
    PyErr_Fetch(&type, &error, &traceback);
    PyCodeObject *code = pyi_frame_code(frame);
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        if (skipped(code, i, false)) {
            continue;
        }
        PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, i);
        PyObject *value = PyObject_GetItem(locals, name);
        if (value == NULL) {
            PyErr_Clear();
        }
        PyObject *now = pyi_frame_variable(frame, i);
        if (value != now) {
            set_variable(frame, i, value, clear && now != NULL);
        }
        Py_XDECREF(value);
    }
    frame->frame_obj->f_fast_as_locals = 0;
    PyErr_Restore(type, error, traceback);
}

/* ---- public functions -------------------------------------------------------------------------------- */

PyAPI_FUNC(int) PyFrame_FastToLocalsWithError(PyFrameObject *self) {
    if (self == NULL) {
        PyErr_BadInternalCall();
        return -1;
    }
    int status = _PyFrame_FastToLocalsWithError(self->f_frame);
    if (status == 0) {
        self->f_fast_as_locals = 1;
    }
    return status;
}

PyAPI_FUNC(void) PyFrame_FastToLocals(PyFrameObject *self) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (PyFrame_FastToLocalsWithError(self) < 0) {
        PyErr_Clear();
    }
    PyErr_Restore(type, value, traceback);
}

PyAPI_FUNC(void) PyFrame_LocalsToFast(PyFrameObject *self, int clear) {
    if (self != NULL) {
        _PyFrame_LocalsToFast(self->f_frame, clear);
    }
}

/* new */
PyObject *PyFrame_GetLocals(PyFrameObject *self) {
#  if PYI_312
    PyObject *locals = _PyFrame_GetLocals(self->f_frame, 1);
#  else
    PyObject *locals = Py_XNewRef(update_locals(self->f_frame, false));
#  endif
    if (locals != NULL) {
        self->f_fast_as_locals = 1;
    }
    return locals;
}

#else /* 3.13 */

static bool is_function(pyi_frame *frame) {
    return (pyi_frame_code(frame)->co_flags & CO_OPTIMIZED) != 0;
}

bool _PyFrame_HasHiddenLocals(pyi_frame *frame) {
    PyCodeObject *code = pyi_frame_code(frame);
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        if (pyi_frame_variable_hidden(code, i) && pyi_frame_variable(frame, i) != NULL) {
            return true;
        }
    }
    return false;
}

/* new: a mapping, or a proxy when variables are not in one; object may be NULL: made if need be */
static PyObject *get_locals(pyi_frame *frame, PyFrameObject *object) {
    if (!is_function(frame) && !_PyFrame_HasHiddenLocals(frame)) {
        if (frame->f_locals == NULL) {
            frame->f_locals = PyDict_New();
        }
        return Py_XNewRef(frame->f_locals);
    }
    if (object == NULL) {
        object = _PyFrame_GetFrameObject(frame);
    }
    if (object == NULL) {
        return PyErr_Occurred() ? NULL : PyErr_NoMemory();
    }
    return pyi_frame_locals_proxy(object);
}

PyObject *_PyFrame_GetLocals(pyi_frame *frame) { return get_locals(frame, NULL); }

/* A frame that its object owns does not know the object. */
PyObject *PyFrame_GetLocals(PyFrameObject *self) { return get_locals(self->f_frame, self); }

PyAPI_FUNC(int) PyFrame_FastToLocalsWithError(PyFrameObject *self) {
    (void)self;
    return 0;
}
PyAPI_FUNC(void) PyFrame_FastToLocals(PyFrameObject *self) { (void)self; }
PyAPI_FUNC(void) PyFrame_LocalsToFast(PyFrameObject *self, int clear) { (void)self, (void)clear; }

#endif

/* ---- the frame that is running ----------------------------------------------------------------------- */

static pyi_frame *running(void) {
    return pyi_frame_complete(PYI_CURRENT_FRAME(PyThreadState_Get()));
}

/* borrowed */
PyObject *PyEval_GetLocals(void) {
    pyi_frame *frame = running();
    if (frame == NULL) {
        PyErr_SetString(PyExc_SystemError, "frame does not exist");
        return NULL;
    }
#if !PYI_313
    return update_locals(frame, false);
#else
    if (!is_function(frame) && !_PyFrame_HasHiddenLocals(frame)) {
        PyObject *locals = _PyFrame_GetLocals(frame);
        Py_XDECREF(locals); /* the frame has it */
        return locals;
    }
    /* one dict per frame, kept by its object, that is brought up to date */
    PyFrameObject *object = _PyFrame_GetFrameObject(frame);
    PyObject *proxy = object == NULL ? NULL : pyi_frame_locals_proxy(object);
    if (proxy == NULL) {
        return PyErr_Occurred() ? NULL : PyErr_NoMemory();
    }
    if (object->f_locals_cache == NULL) {
        object->f_locals_cache = PyDict_New();
    }
    PyObject *locals = object->f_locals_cache;
    if (locals != NULL && PyDict_Update(locals, proxy) < 0) {
        locals = NULL;
    }
    Py_DECREF(proxy);
    return locals;
#endif
}

#if PYI_312
/* new: what locals() gives */
PyObject *_PyEval_GetFrameLocals(void) {
    pyi_frame *frame = running();
    if (frame == NULL) {
        PyErr_SetString(PyExc_SystemError, "frame does not exist");
        return NULL;
    }
#  if PYI_313
    PyObject *locals = _PyFrame_GetLocals(frame);
    if (locals != NULL && PyFrameLocalsProxy_Check(locals)) {
        PyObject *copy = PyDict_New();
        if (copy != NULL && PyDict_Update(copy, locals) < 0) {
            Py_CLEAR(copy);
        }
        Py_DECREF(locals);
        return copy;
    }
    return locals;
#  else
    return _PyFrame_GetLocals(frame, 1);
#  endif
}
#endif

#if PYI_313
PyObject *PyEval_GetFrameLocals(void) { return _PyEval_GetFrameLocals(); }

PyObject *PyEval_GetFrameGlobals(void) { return Py_XNewRef(PyEval_GetGlobals()); }
PyObject *PyEval_GetFrameBuiltins(void) { return Py_XNewRef(PyEval_GetBuiltins()); }
#endif
