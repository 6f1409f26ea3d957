/* SPDX-License-Identifier: Apache-2.0 */
/* object: the type `frame`: attributes, methods, and the public functions that read a frame.
 * Contract   docs.python.org/3/reference/datamodel.html#frame-objects
 */
#include "frame.h"

#include <structmember.h>

/* ---- life ---------------------------------------------------------------------------------------- */

static void frame_dealloc(PyFrameObject *self) {
    if (_PyObject_GC_IS_TRACKED(self)) {
        PyObject_GC_UnTrack(self);
    }
    Py_TRASHCAN_BEGIN(self, frame_dealloc);
    pyi_frame *frame = self->f_frame;
    if (frame->owner == FRAME_OWNED_BY_FRAME_OBJECT) {
        PyCodeObject *code = pyi_frame_code(frame);
        PyObject *func = (PyObject *)PYI_FRAME_FUNC(frame);
        int n = frame->stacktop;
        frame->stacktop = 0;
        for (int i = 0; i < n; i++) {
            Py_XDECREF(frame->localsplus[i]);
        }
        Py_XDECREF(frame->f_locals);
        Py_XDECREF(func);
        Py_DECREF(code);
    }
    Py_CLEAR(self->f_back);
    Py_CLEAR(self->f_trace);
#if PYI_313
    Py_CLEAR(self->f_extra_locals);
    Py_CLEAR(self->f_locals_cache);
#endif
    PyObject_GC_Del(self);
    Py_TRASHCAN_END;
}

static int frame_traverse(PyFrameObject *self, visitproc visit, void *arg) {
    Py_VISIT(self->f_back);
    Py_VISIT(self->f_trace);
#if PYI_313
    Py_VISIT(self->f_extra_locals);
    Py_VISIT(self->f_locals_cache);
#endif
    if (self->f_frame->owner != FRAME_OWNED_BY_FRAME_OBJECT) {
        return 0;
    }
    return _PyFrame_Traverse(self->f_frame, visit, arg);
}

static int frame_tp_clear(PyFrameObject *self) {
    Py_CLEAR(self->f_trace);
#if PYI_313
    Py_CLEAR(self->f_extra_locals);
    Py_CLEAR(self->f_locals_cache);
#endif
    pyi_frame *frame = self->f_frame;
    int n = frame->stacktop;
    frame->stacktop = 0;
    for (int i = 0; i < n; i++) {
        Py_CLEAR(frame->localsplus[i]);
    }
    Py_CLEAR(frame->f_locals);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------------------ */

static PyObject *frame_repr(PyFrameObject *self) {
    PyCodeObject *code = pyi_frame_code(self->f_frame);
    return PyUnicode_FromFormat("<frame at %p, file %R, line %d, code %S>", self,
                                code->co_filename, PyFrame_GetLineNumber(self), code->co_name);
}

/* ---- attributes --------------------------------------------------------------------------------------- */

static PyObject *get_locals(PyFrameObject *self, void *closure) {
    (void)closure;
    return PyFrame_GetLocals(self);
}

static PyObject *get_lineno(PyFrameObject *self, void *closure) {
    (void)closure;
    int line = PyFrame_GetLineNumber(self);
    return line < 0 ? Py_NewRef(Py_None) : PyLong_FromLong(line);
}

static int set_lineno(PyFrameObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL) {
        PyErr_SetString(PyExc_AttributeError, "cannot delete attribute");
        return -1;
    }
    if (!PyLong_CheckExact(value)) {
        PyErr_SetString(PyExc_ValueError, "lineno must be an integer");
        return -1;
    }
    int overflow;
    long line = PyLong_AsLongAndOverflow(value, &overflow);
    if (overflow != 0 || line > INT_MAX || line < INT_MIN) {
        PyErr_SetString(PyExc_ValueError, "lineno out of range");
        return -1;
    }
    return pyi_frame_jump(self, (int)line);
}

static PyObject *get_lasti(PyFrameObject *self, void *closure) {
    (void)closure;
    int lasti = PyFrame_GetLasti(self);
    return PyLong_FromLong(lasti);
}

static PyObject *get_globals(PyFrameObject *self, void *closure) {
    (void)closure;
    return PyFrame_GetGlobals(self);
}

static PyObject *get_builtins(PyFrameObject *self, void *closure) {
    (void)closure;
    return PyFrame_GetBuiltins(self);
}

static PyObject *get_code(PyFrameObject *self, void *closure) {
    (void)closure;
    if (PySys_Audit("object.__getattr__", "Os", self, "f_code") < 0) {
        return NULL;
    }
    return (PyObject *)PyFrame_GetCode(self);
}

static PyObject *get_back(PyFrameObject *self, void *closure) {
    (void)closure;
    PyObject *back = (PyObject *)PyFrame_GetBack(self);
    return back != NULL || PyErr_Occurred() ? back : Py_NewRef(Py_None);
}

static PyObject *get_trace(PyFrameObject *self, void *closure) {
    (void)closure;
    return Py_NewRef(self->f_trace != NULL ? self->f_trace : Py_None);
}

static int set_trace(PyFrameObject *self, PyObject *value, void *closure) {
    (void)closure;
    Py_XSETREF(self->f_trace, value == Py_None ? NULL : Py_XNewRef(value));
    return 0;
}

static PyObject *get_trace_opcodes(PyFrameObject *self, void *closure) {
    (void)closure;
    return PyBool_FromLong(self->f_trace_opcodes);
}

static int set_trace_opcodes(PyFrameObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL || !PyBool_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "attribute value type must be bool");
        return -1;
    }
    self->f_trace_opcodes = value == Py_True;
    return 0;
}

static PyMemberDef frame_members[] = {
    {"f_trace_lines", T_BOOL, offsetof(PyFrameObject, f_trace_lines), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef frame_getset[] = {
    {"f_back", (getter)get_back, NULL, NULL, NULL},
    {"f_locals", (getter)get_locals, NULL, NULL, NULL},
    {"f_lineno", (getter)get_lineno, (setter)set_lineno, NULL, NULL},
    {"f_trace", (getter)get_trace, (setter)set_trace, NULL, NULL},
    {"f_lasti", (getter)get_lasti, NULL, NULL, NULL},
    {"f_globals", (getter)get_globals, NULL, NULL, NULL},
    {"f_builtins", (getter)get_builtins, NULL, NULL, NULL},
    {"f_code", (getter)get_code, NULL, NULL, NULL},
    {"f_trace_opcodes", (getter)get_trace_opcodes, (setter)set_trace_opcodes, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- methods --------------------------------------------------------------------------------------------- */

static PyObject *frame_clear(PyFrameObject *self, PyObject *unused) {
    (void)unused;
    pyi_frame *frame = self->f_frame;
    if (frame->owner == FRAME_OWNED_BY_GENERATOR) {
        PyGenObject *gen = _PyFrame_GetGenerator(frame);
        if (gen->gi_frame_state == FRAME_EXECUTING) {
            PyErr_SetString(PyExc_RuntimeError, "cannot clear an executing frame");
            return NULL;
        }
#if PYI_313
        if (FRAME_STATE_SUSPENDED(gen->gi_frame_state)) {
            PyErr_SetString(PyExc_RuntimeError, "cannot clear a suspended frame");
            return NULL;
        }
#endif
        _PyGen_Finalize((PyObject *)gen);
    } else if (frame->owner == FRAME_OWNED_BY_THREAD) {
        PyErr_SetString(PyExc_RuntimeError, "cannot clear an executing frame");
        return NULL;
    } else {
        frame_tp_clear(self);
    }
    Py_RETURN_NONE;
}

static PyObject *frame_sizeof(PyFrameObject *self, PyObject *unused) {
    (void)unused;
    PyCodeObject *code = pyi_frame_code(self->f_frame);
    size_t slots = (size_t)code->co_nlocalsplus + (size_t)code->co_stacksize;
    return PyLong_FromSize_t(offsetof(PyFrameObject, _f_frame_data) +
                             offsetof(pyi_frame, localsplus) + slots * sizeof(PyObject *));
}

static PyMethodDef frame_methods[] = {
    {"clear", (PyCFunction)frame_clear, METH_NOARGS, NULL},
    {"__sizeof__", (PyCFunction)frame_sizeof, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type -------------------------------------------------------------------------------------------------- */

PyTypeObject PyFrame_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "frame",
    .tp_basicsize = offsetof(PyFrameObject, _f_frame_data) + offsetof(pyi_frame, localsplus),
    .tp_itemsize = sizeof(PyObject *),
    .tp_dealloc = (destructor)frame_dealloc,
    .tp_repr = (reprfunc)frame_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)frame_traverse,
    .tp_clear = (inquiry)frame_tp_clear,
    .tp_methods = frame_methods,
    .tp_members = frame_members,
    .tp_getset = frame_getset,
};
PYI_TYPE(PyFrame_Type);

/* ---- public functions ---------------------------------------------------------------------------------------- */

/* new */
PyCodeObject *PyFrame_GetCode(PyFrameObject *self) {
    return (PyCodeObject *)Py_NewRef(pyi_frame_code(self->f_frame));
}

/* new; NULL without an exception for the outermost frame */
PyFrameObject *PyFrame_GetBack(PyFrameObject *self) {
    PyFrameObject *back = self->f_back;
    if (back == NULL) {
        pyi_frame *previous = pyi_frame_complete(self->f_frame->previous);
        if (previous != NULL) {
            back = _PyFrame_GetFrameObject(previous);
        }
    }
    return (PyFrameObject *)Py_XNewRef(back);
}

PyObject *PyFrame_GetGlobals(PyFrameObject *self) { return Py_NewRef(self->f_frame->f_globals); }
PyObject *PyFrame_GetBuiltins(PyFrameObject *self) { return Py_NewRef(self->f_frame->f_builtins); }

/* in bytes; -1: not begun */
int PyFrame_GetLasti(PyFrameObject *self) {
    int lasti = _PyInterpreterFrame_LASTI(self->f_frame);
    return lasti < 0 ? -1 : lasti * (int)sizeof(_Py_CODEUNIT);
}

int PyFrame_GetLineNumber(PyFrameObject *self) {
    if (self->f_lineno != 0) {
        return self->f_lineno;
    }
    int lasti = _PyInterpreterFrame_LASTI(self->f_frame) * (int)sizeof(_Py_CODEUNIT);
    return PyCode_Addr2Line(pyi_frame_code(self->f_frame), lasti);
}

/* new; NULL without an exception when it is none of a generator */
PyObject *PyFrame_GetGenerator(PyFrameObject *self) {
    if (self->f_frame->owner != FRAME_OWNED_BY_GENERATOR) {
        return NULL;
    }
    return Py_NewRef((PyObject *)_PyFrame_GetGenerator(self->f_frame));
}

PyAPI_FUNC(int) _PyFrame_IsEntryFrame(PyFrameObject *self) {
#if PYI_312
    pyi_frame *previous = self->f_frame->previous;
    return previous != NULL && previous->owner == FRAME_OWNED_BY_CSTACK;
#else
    return self->f_frame->is_entry;
#endif
}

/* ---- variables -------------------------------------------------------------------------------------------------- */

#ifndef CO_FAST_HIDDEN
#  define CO_FAST_HIDDEN 0x10
#endif

bool pyi_frame_variable_hidden(PyCodeObject *code, int i) {
#if PYI_312
    return (_PyLocals_GetKind(code->co_localspluskinds, i) & CO_FAST_HIDDEN) != 0;
#else
    (void)code, (void)i;
    return false;
#endif
}

PyObject *pyi_frame_variable(pyi_frame *frame, int i) {
    PyObject *value = frame->stacktop == 0 && frame->owner == FRAME_OWNED_BY_FRAME_OBJECT
                          ? NULL /* cleared */
                          : frame->localsplus[i];
    _PyLocals_Kind kind = _PyLocals_GetKind(pyi_frame_code(frame)->co_localspluskinds, i);
    /* an argument that is going to be in a cell is not in the beginning */
    if (value != NULL && kind & (CO_FAST_CELL | CO_FAST_FREE) && PyCell_Check(value)) {
        return PyCell_GET(value);
    }
    return value;
}

/* new */
PyObject *PyFrame_GetVar(PyFrameObject *self, PyObject *name) {
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "name must be str, not %s", Py_TYPE(name)->tp_name);
        return NULL;
    }
    PyCodeObject *code = pyi_frame_code(self->f_frame);
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        if (PyUnicode_Compare(PyTuple_GET_ITEM(code->co_localsplusnames, i), name) != 0) {
            continue;
        }
        PyObject *value = pyi_frame_variable(self->f_frame, i);
        if (value != NULL) {
            return Py_NewRef(value);
        }
        break;
    }
    PyErr_Format(PyExc_NameError, "variable %R does not exist", name);
    return NULL;
}

/* new */
PyObject *PyFrame_GetVarString(PyFrameObject *self, const char *name) {
    PyObject *op = PyUnicode_FromString(name);
    PyObject *value = op == NULL ? NULL : PyFrame_GetVar(self, op);
    Py_XDECREF(op);
    return value;
}
