/* SPDX-License-Identifier: Apache-2.0 */
/* picklebuffer: a buffer that pickling may hand over outside of the stream.
 *
 * Layout     view   filled until it is released; nobody outside reads it
 * Collected  yes: it holds any object
 * Contract   PEP 574, docs.python.org/3/library/pickle.html#pickle.PickleBuffer
 */
#include "pyi.h"

typedef struct {
    PyObject_HEAD
    Py_buffer view; /* obj is NULL when it has been released */
    PyObject *weakreflist;
} picklebuffer;

#define SELF(op) ((picklebuffer *)(op))

/* ---- life ------------------------------------------------------------------------------------------------------- */

static PyObject *from(PyTypeObject *type, PyObject *source) {
    PyObject *self = type->tp_alloc(type, 0);
    if (self != NULL && PyObject_GetBuffer(source, &SELF(self)->view, PyBUF_FULL_RO) < 0) {
        SELF(self)->view.obj = NULL;
        Py_CLEAR(self);
    }
    return self;
}

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"", NULL};
    PyObject *source;
    return PyArg_ParseTupleAndKeywords(args, kwargs, "O:PickleBuffer", keywords, &source)
               ? from(type, source)
               : NULL;
}

static int traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(SELF(op)->view.obj);
    return 0;
}

static int clear(PyObject *op) {
    PyBuffer_Release(&SELF(op)->view);
    return 0;
}

static void dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    if (SELF(op)->weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    PyBuffer_Release(&SELF(op)->view);
    Py_TYPE(op)->tp_free(op);
}

/* ---- slots ------------------------------------------------------------------------------------------------------ */

/* borrowed: the view, or NULL with ValueError */
static const Py_buffer *view_of(PyObject *op) {
    if (SELF(op)->view.obj == NULL) {
        PyErr_SetString(PyExc_ValueError, "operation forbidden on released PickleBuffer object");
        return NULL;
    }
    return &SELF(op)->view;
}

static int get_buffer(PyObject *op, Py_buffer *view, int flags) {
    return view_of(op) == NULL ? -1 : PyObject_GetBuffer(SELF(op)->view.obj, view, flags);
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

/* Makes a memory view of our own one of plain bytes. */
static void flatten(PyMemoryViewObject *view) {
    static char bytes[] = "B";
    view->view.format = bytes;
    view->view.ndim = 1;
    view->view.itemsize = 1;
    view->view.shape[0] = view->view.len;
    view->view.strides[0] = 1;
    view->view.suboffsets = NULL;
    view->flags |= _Py_MEMORYVIEW_C | _Py_MEMORYVIEW_FORTRAN;
}

static PyObject *raw(PyObject *op, PyObject *unused) {
    (void)unused;
    PyObject *whole = view_of(op) == NULL ? NULL : PyMemoryView_FromObject(op);
    if (whole == NULL) {
        return NULL;
    }
    Py_buffer *view = PyMemoryView_GET_BUFFER(whole);
    if (!PyBuffer_IsContiguous(view, 'A')) {
        PyErr_SetString(PyExc_BufferError,
                        "cannot extract raw buffer from non-contiguous buffer");
        Py_CLEAR(whole);
    } else if (view->ndim == 0) { /* it has no room for a shape */
        Py_SETREF(whole, PyObject_CallMethod(whole, "cast", "s", "B"));
    } else {
        flatten((PyMemoryViewObject *)whole);
    }
    return whole;
}

static PyObject *release(PyObject *op, PyObject *unused) {
    (void)unused;
    PyBuffer_Release(&SELF(op)->view);
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"raw", raw, METH_NOARGS, PYI_SIGNATURE("raw", "($self, /)")},
    {"release", release, METH_NOARGS, PYI_SIGNATURE("release", "($self, /)")},
    {0},
};

/* ---- type --------------------------------------------------------------------------------------------------------- */

static PyBufferProcs as_buffer = {.bf_getbuffer = get_buffer};

PyTypeObject PyPickleBuffer_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "pickle.PickleBuffer",
    .tp_basicsize = sizeof(picklebuffer),
    .tp_dealloc = dealloc,
    .tp_as_buffer = &as_buffer,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Wrapper for potentially out-of-band buffers",
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_weaklistoffset = offsetof(picklebuffer, weakreflist),
    .tp_methods = methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(PyPickleBuffer_Type);

/* ---- public functions --------------------------------------------------------------------------------------------- */

static bool check(PyObject *op) {
    if (!PyPickleBuffer_Check(op)) {
        PyErr_Format(PyExc_TypeError, "expected PickleBuffer, %.200s found", Py_TYPE(op)->tp_name);
        return false;
    }
    return true;
}

/* new */
PyObject *PyPickleBuffer_FromObject(PyObject *source) { return from(&PyPickleBuffer_Type, source); }

/* borrowed */
const Py_buffer *PyPickleBuffer_GetBuffer(PyObject *op) { return check(op) ? view_of(op) : NULL; }

int PyPickleBuffer_Release(PyObject *op) {
    if (!check(op)) {
        return -1;
    }
    PyBuffer_Release(&SELF(op)->view);
    return 0;
}
