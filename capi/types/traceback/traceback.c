/* SPDX-License-Identifier: Apache-2.0 */
/* traceback: the frames through which an exception has come, outermost first.
 * Layout     PyTracebackObject; tb_lineno is -1 until somebody asks
 * Collected  yes: it has frames
 * Contract   docs.python.org/3/reference/datamodel.html#traceback-objects
 */
#include "pyi_frame.h"

#include "internal/pycore_traceback.h"
#include <frameobject.h>
#include <structmember.h>

/* ---- life ------------------------------------------------------------------------------------------ */

/* new; owns nothing of its arguments */
static PyObject *traceback_alloc(PyTracebackObject *next, PyFrameObject *frame, int lasti,
                                 int lineno) {
    PyTracebackObject *self = PyObject_GC_New(PyTracebackObject, &PyTraceBack_Type);
    if (self != NULL) {
        self->tb_next = (PyTracebackObject *)Py_XNewRef(next);
        self->tb_frame = (PyFrameObject *)Py_XNewRef(frame);
        self->tb_lasti = lasti;
        self->tb_lineno = lineno;
        PyObject_GC_Track(self);
    }
    return (PyObject *)self;
}

static PyObject *traceback_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"tb_next", "tb_frame", "tb_lasti", "tb_lineno", NULL};
    PyObject *next;
    PyFrameObject *frame;
    int lasti, lineno;
    (void)type;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO!ii:traceback", keywords, &next,
                                     &PyFrame_Type, &frame, &lasti, &lineno)) {
        return NULL;
    }
    if (next == Py_None) {
        next = NULL;
    } else if (!PyTraceBack_Check(next)) {
        PyErr_Format(PyExc_TypeError, "expected traceback object or None, got '%s'",
                     Py_TYPE(next)->tp_name);
        return NULL;
    }
    return traceback_alloc((PyTracebackObject *)next, frame, lasti, lineno);
}

static void traceback_dealloc(PyTracebackObject *self) {
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, traceback_dealloc);
    Py_XDECREF(self->tb_next);
    Py_XDECREF(self->tb_frame);
    PyObject_GC_Del(self);
    Py_TRASHCAN_END;
}

static int traceback_traverse(PyTracebackObject *self, visitproc visit, void *arg) {
    Py_VISIT(self->tb_next);
    Py_VISIT(self->tb_frame);
    return 0;
}

static int traceback_clear(PyTracebackObject *self) {
    Py_CLEAR(self->tb_next);
    Py_CLEAR(self->tb_frame);
    return 0;
}

/* ---- attributes --------------------------------------------------------------------------------------- */

static int line_of(PyTracebackObject *self) {
    if (self->tb_lineno >= 0) {
        return self->tb_lineno;
    }
    return PyCode_Addr2Line(pyi_frame_code(self->tb_frame->f_frame), self->tb_lasti);
}

static PyObject *get_lineno(PyTracebackObject *self, void *closure) {
    (void)closure;
    int line = line_of(self);
    return line < 0 ? Py_NewRef(Py_None) : PyLong_FromLong(line);
}

static PyObject *get_next(PyTracebackObject *self, void *closure) {
    (void)closure;
    return Py_NewRef(self->tb_next != NULL ? (PyObject *)self->tb_next : Py_None);
}

static int set_next(PyTracebackObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "can't delete tb_next attribute");
        return -1;
    }
    if (value == Py_None) {
        value = NULL;
    } else if (!PyTraceBack_Check(value)) {
        PyErr_Format(PyExc_TypeError, "expected traceback object, got '%s'",
                     Py_TYPE(value)->tp_name);
        return -1;
    }
    PyTracebackObject *next = (PyTracebackObject *)value;
    for (PyTracebackObject *at = next; at != NULL; at = at->tb_next) {
        if (at == self) {
            PyErr_SetString(PyExc_ValueError, "traceback loop detected");
            return -1;
        }
    }
    Py_XSETREF(self->tb_next, (PyTracebackObject *)Py_XNewRef(next));
    return 0;
}

static PyObject *traceback_dir(PyTracebackObject *self, PyObject *unused) {
    (void)self, (void)unused;
    return Py_BuildValue("[ssss]", "tb_frame", "tb_next", "tb_lasti", "tb_lineno");
}

static PyMethodDef traceback_methods[] = {
    {"__dir__", (PyCFunction)traceback_dir, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef traceback_members[] = {
    {"tb_frame", T_OBJECT, offsetof(PyTracebackObject, tb_frame), READONLY | PY_AUDIT_READ, NULL},
    {"tb_lasti", T_INT, offsetof(PyTracebackObject, tb_lasti), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef traceback_getset[] = {
    {"tb_next", (getter)get_next, (setter)set_next, NULL, NULL},
    {"tb_lineno", (getter)get_lineno, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- type ------------------------------------------------------------------------------------------------ */

PyTypeObject PyTraceBack_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "traceback",
    .tp_basicsize = sizeof(PyTracebackObject),
    .tp_dealloc = (destructor)traceback_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = PYI_SIGNATURE("traceback", "(tb_next, tb_frame, tb_lasti, tb_lineno)"),
    .tp_traverse = (traverseproc)traceback_traverse,
    .tp_clear = (inquiry)traceback_clear,
    .tp_methods = traceback_methods,
    .tp_members = traceback_members,
    .tp_getset = traceback_getset,
    .tp_new = traceback_new,
};
PYI_TYPE(PyTraceBack_Type);

/* ---- public functions --------------------------------------------------------------------------------------- */

/* new: an entry for where a frame is now */
PyObject *_PyTraceBack_FromFrame(PyObject *next, PyFrameObject *frame) {
    int lasti = _PyInterpreterFrame_LASTI(frame->f_frame) * (int)sizeof(_Py_CODEUNIT);
    return traceback_alloc((PyTracebackObject *)next, frame, lasti, -1);
}

/* Adds a frame to the exception that is set. */
int PyTraceBack_Here(PyFrameObject *frame) {
    PyThreadState *ts = PyThreadState_Get();
#if PYI_312
    PyObject *exc = ts->current_exception;
    PyObject *next = ((PyBaseExceptionObject *)exc)->traceback;
    ts->current_exception = NULL; /* making the entry may collect garbage */
    PyObject *entry = _PyTraceBack_FromFrame(next, frame);
    if (entry == NULL) {
        PyObject *failure = _PyErr_GetRaisedException(ts);
        if (failure == exc) { /* the MemoryError that many share */
            Py_DECREF(exc);
        } else {
            PyException_SetContext(failure, exc);
        }
        _PyErr_SetRaisedException(ts, failure);
        return -1;
    }
    Py_XSETREF(((PyBaseExceptionObject *)exc)->traceback, entry);
    _PyErr_SetRaisedException(ts, exc);
#else
    PyObject *type, *value, *traceback;
    _PyErr_Fetch(ts, &type, &value, &traceback);
    PyObject *entry = _PyTraceBack_FromFrame(traceback, frame);
    if (entry == NULL) {
        _PyErr_ChainExceptions(type, value, traceback);
        return -1;
    }
    _PyErr_Restore(ts, type, value, entry);
    Py_XDECREF(traceback);
#endif
    return 0;
}

/* Adds an entry for a place in C code, as if it were a function of a Python file. */
void _PyTraceback_Add(const char *funcname, const char *filename, int lineno) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *globals = PyDict_New();
    PyCodeObject *code = globals == NULL ? NULL : PyCode_NewEmpty(filename, funcname, lineno);
    PyFrameObject *frame =
        code == NULL ? NULL : PyFrame_New(PyThreadState_Get(), code, globals, NULL);
    Py_XDECREF(code);
    Py_XDECREF(globals);
    if (frame == NULL) {
        PyErr_Restore(type, value, traceback); /* which matters more than the entry */
        return;
    }
    frame->f_lineno = lineno;
    PyErr_Restore(type, value, traceback);
    PyTraceBack_Here(frame);
    Py_DECREF(frame);
}
