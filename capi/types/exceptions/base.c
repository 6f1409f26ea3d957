/* SPDX-License-Identifier: Apache-2.0 */
/* base: BaseException, what every exception has: arguments, notes, traceback, context and cause.
 *
 * Layout     args owned tuple; dict, notes, traceback, context, cause owned, NULL when absent
 * Collected  yes
 * Contract   docs.python.org/3/library/exceptions.html
 */
#include "exceptions.h"

#define SELF(op) ((PyBaseExceptionObject *)(op))

/* ---- life ----------------------------------------------------------------------------------------------- */

PyObject *pyi_exception_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)kwargs;
    PyBaseExceptionObject *self = (PyBaseExceptionObject *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->args = args != NULL ? Py_NewRef(args) : PyTuple_New(0);
        if (self->args == NULL) {
            Py_CLEAR(self);
        }
    }
    return (PyObject *)self;
}

int pyi_exception_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    if (!_PyArg_NoKeywords(Py_TYPE(op)->tp_name, kwargs)) {
        return -1;
    }
    Py_XSETREF(SELF(op)->args, Py_NewRef(args));
    return 0;
}

int pyi_exception_clear(PyObject *op) {
    PyBaseExceptionObject *self = SELF(op);
    Py_CLEAR(self->dict);
    Py_CLEAR(self->args);
    Py_CLEAR(self->notes);
    Py_CLEAR(self->traceback);
    Py_CLEAR(self->context);
    Py_CLEAR(self->cause);
    return 0;
}

int pyi_exception_traverse(PyObject *op, visitproc visit, void *arg) {
    PyBaseExceptionObject *self = SELF(op);
    Py_VISIT(self->dict);
    Py_VISIT(self->args);
    Py_VISIT(self->notes);
    Py_VISIT(self->traceback);
    Py_VISIT(self->context);
    Py_VISIT(self->cause);
    return 0;
}

void pyi_exception_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_TRASHCAN_BEGIN(op, pyi_exception_dealloc) /* chains of contexts can be long */
    pyi_exception_clear(op);
    Py_TYPE(op)->tp_free(op);
    Py_TRASHCAN_END
}

/* ---- slots -------------------------------------------------------------------------------------------------- */

PyObject *pyi_exception_str(PyObject *op) {
    PyObject *args = SELF(op)->args;
    switch (PyTuple_GET_SIZE(args)) {
    case 0:
        return PyUnicode_New(0, 0);
    case 1:
        return PyObject_Str(PyTuple_GET_ITEM(args, 0));
    default:
        return PyObject_Str(args);
    }
}

static PyObject *repr(PyObject *op) {
    const char *name = _PyType_Name(Py_TYPE(op));
    PyObject *args = SELF(op)->args;
    return PyTuple_GET_SIZE(args) == 1
               ? PyUnicode_FromFormat("%s(%R)", name, PyTuple_GET_ITEM(args, 0))
               : PyUnicode_FromFormat("%s%R", name, args);
}

/* ---- methods ------------------------------------------------------------------------------------------------ */

PyObject *pyi_exception_reduce(PyObject *op, PyObject *unused) {
    (void)unused;
    PyBaseExceptionObject *self = SELF(op);
    return self->dict != NULL ? PyTuple_Pack(3, Py_TYPE(op), self->args, self->dict)
                              : PyTuple_Pack(2, Py_TYPE(op), self->args);
}

static PyObject *method_setstate(PyObject *op, PyObject *state) {
    if (state == Py_None) {
        Py_RETURN_NONE;
    }
    if (!PyDict_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state is not a dictionary");
        return NULL;
    }
    PyObject *key, *value;
    Py_ssize_t at = 0;
    while (PyDict_Next(state, &at, &key, &value)) {
        Py_INCREF(key);
        Py_INCREF(value);
        int status = PyObject_SetAttr(op, key, value);
        Py_DECREF(value);
        Py_DECREF(key);
        if (status < 0) {
            return NULL;
        }
    }
    Py_RETURN_NONE;
}

static int set_traceback(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError,
#if PYI_312
                        "__traceback__ may not be deleted"
#else
                        "__traceback__ may not be deleted"
#endif
        );
        return -1;
    }
    if (PyTraceBack_Check(value)) {
        Py_XSETREF(SELF(op)->traceback, Py_NewRef(value));
    } else if (value == Py_None) {
        Py_CLEAR(SELF(op)->traceback);
    } else {
        PyErr_SetString(PyExc_TypeError, "__traceback__ must be a traceback or None");
        return -1;
    }
    return 0;
}

static PyObject *with_traceback(PyObject *op, PyObject *traceback) {
    return set_traceback(op, traceback, NULL) < 0 ? NULL : Py_NewRef(op);
}

static PyObject *add_note(PyObject *op, PyObject *note) {
    if (!PyUnicode_Check(note)) {
        PyErr_Format(PyExc_TypeError, "note must be a str, not '%s'", Py_TYPE(note)->tp_name);
        return NULL;
    }
    PyObject *notes = PyObject_GetAttr(op, PYI_NAME("__notes__"));
    if (notes == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        notes = PyList_New(0);
        if (notes != NULL && PyObject_SetAttr(op, PYI_NAME("__notes__"), notes) < 0) {
            Py_CLEAR(notes);
        }
    }
    if (notes == NULL) {
        return NULL;
    }
    int status = -1;
    if (PyList_Check(notes)) {
        status = PyList_Append(notes, note);
    } else {
        PyErr_SetString(PyExc_TypeError, "Cannot add note: __notes__ is not a list");
    }
    Py_DECREF(notes);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyMethodDef methods[] = {
    {"__reduce__", pyi_exception_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {"__setstate__", method_setstate, METH_O, PYI_SIGNATURE("__setstate__", "($self, object, /)")},
    {"with_traceback", with_traceback, METH_O, PYI_SIGNATURE("with_traceback", "($self, object, /)")},
    {"add_note", add_note, METH_O, PYI_SIGNATURE("add_note", "($self, object, /)")},
    {0},
};

/* ---- attributes ------------------------------------------------------------------------------------------------ */

static PyObject *new_or_none(PyObject *value) { return Py_NewRef(value == NULL ? Py_None : value); }

static PyObject *get_args(PyObject *op, void *closure) {
    (void)closure;
    return new_or_none(SELF(op)->args);
}

static int set_args(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "args may not be deleted");
        return -1;
    }
    PyObject *args = PySequence_Tuple(value);
    if (args == NULL) {
        return -1;
    }
    Py_XSETREF(SELF(op)->args, args);
    return 0;
}

static PyObject *get_traceback(PyObject *op, void *closure) {
    (void)closure;
    return new_or_none(SELF(op)->traceback);
}
static PyObject *get_context(PyObject *op, void *closure) {
    (void)closure;
    return new_or_none(SELF(op)->context);
}
static PyObject *get_cause(PyObject *op, void *closure) {
    (void)closure;
    return new_or_none(SELF(op)->cause);
}

/* 0 with *value new or NULL: an exception or None; -1 */
static int link_value(PyObject *given, const char *name, PyObject **value) {
    *value = NULL;
    if (given == NULL) {
        PyErr_Format(PyExc_TypeError, "__%s__ may not be deleted", name);
        return -1;
    }
    if (given == Py_None) {
        return 0;
    }
    if (!PyExceptionInstance_Check(given)) {
        PyErr_Format(PyExc_TypeError, "exception %s must be None or derive from BaseException", name);
        return -1;
    }
    *value = Py_NewRef(given);
    return 0;
}

static int set_context(PyObject *op, PyObject *given, void *closure) {
    (void)closure;
    PyObject *value;
    if (link_value(given, "context", &value) < 0) {
        return -1;
    }
    PyException_SetContext(op, value);
    return 0;
}

static int set_cause(PyObject *op, PyObject *given, void *closure) {
    (void)closure;
    PyObject *value;
    if (link_value(given, "cause", &value) < 0) {
        return -1;
    }
    PyException_SetCause(op, value);
    return 0;
}

static PyGetSetDef getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {"args", get_args, set_args, NULL, NULL},
    {"__traceback__", get_traceback, set_traceback, NULL, NULL},
    {"__context__", get_context, set_context, NULL, NULL},
    {"__cause__", get_cause, set_cause, NULL, NULL},
    {0},
};
static PyMemberDef members[] = {
    {"__suppress_context__", PYI_T_BOOL, offsetof(PyBaseExceptionObject, suppress_context), 0, NULL},
    {0},
};

/* ---- type ------------------------------------------------------------------------------------------------------ */

PyTypeObject _PyExc_BaseException = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "BaseException",
    .tp_basicsize = sizeof(PyBaseExceptionObject),
    .tp_dealloc = pyi_exception_dealloc,
    .tp_repr = repr,
    .tp_str = pyi_exception_str,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = EXCEPTION_FLAGS,
    .tp_traverse = pyi_exception_traverse,
    .tp_clear = pyi_exception_clear,
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = getset,
    .tp_dictoffset = offsetof(PyBaseExceptionObject, dict),
    .tp_init = pyi_exception_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = pyi_exception_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(_PyExc_BaseException);
PyObject *PyExc_BaseException = (PyObject *)&_PyExc_BaseException;

/* ---- public functions -------------------------------------------------------------------------------------------- */

/* new, or NULL when there is none */
PyObject *PyException_GetTraceback(PyObject *op) { return Py_XNewRef(SELF(op)->traceback); }
PyObject *PyException_GetContext(PyObject *op) { return Py_XNewRef(SELF(op)->context); }
PyObject *PyException_GetCause(PyObject *op) { return Py_XNewRef(SELF(op)->cause); }
PyObject *PyException_GetArgs(PyObject *op) { return Py_NewRef(SELF(op)->args); }

int PyException_SetTraceback(PyObject *op, PyObject *traceback) {
    return set_traceback(op, traceback, NULL);
}
/* steals, as do the next one */
void PyException_SetContext(PyObject *op, PyObject *context) {
    Py_XSETREF(SELF(op)->context, context);
}
void PyException_SetCause(PyObject *op, PyObject *cause) {
    SELF(op)->suppress_context = 1;
    Py_XSETREF(SELF(op)->cause, cause);
}
void PyException_SetArgs(PyObject *op, PyObject *args) { Py_XSETREF(SELF(op)->args, Py_NewRef(args)); }

const char *PyExceptionClass_Name(PyObject *op) { return ((PyTypeObject *)op)->tp_name; }
