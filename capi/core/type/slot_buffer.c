/* SPDX-License-Identifier: Apache-2.0 */
/* slot_buffer: `__buffer__` and `__release_buffer__` of Python classes (PEP 688, Python 3.12).
 *
 * The memoryview that `__buffer__` answers lives as long as somebody uses the buffer. It is kept in a small object
 * that exports the view's memory and calls `__release_buffer__` at the end.
 */
#include "slot_calls.h"

#if PYI_312

typedef struct {
    PyObject_HEAD
    PyObject *view;     /* owned: the memoryview */
    PyObject *exporter; /* owned: the instance that made it */
} buffer_holder;

static int holder_get(PyObject *op, Py_buffer *view, int flags) {
    return PyObject_GetBuffer(((buffer_holder *)op)->view, view, flags);
}

static void call_release(buffer_holder *self) {
    PyObject *method =
        _PyType_Lookup(Py_TYPE(self->exporter), PYI_NAME("__release_buffer__"));
    if (method == NULL) {
        return;
    }
    Py_INCREF(method);
    PyObject *args[] = {self->exporter, self->view};
    PyObject *result = PyObject_Vectorcall(method, args, 2, NULL);
    if (result == NULL) {
        PyErr_WriteUnraisable(self->exporter);
    }
    Py_XDECREF(result);
    Py_DECREF(method);
}

static void holder_release(PyObject *op, Py_buffer *view) {
    (void)view;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    call_release((buffer_holder *)op);
    PyErr_Restore(type, value, traceback);
}

static void holder_dealloc(PyObject *op) {
    buffer_holder *self = (buffer_holder *)op;
    PyObject_GC_UnTrack(op);
    Py_XDECREF(self->view);
    Py_XDECREF(self->exporter);
    Py_TYPE(op)->tp_free(op);
}

static int holder_traverse(PyObject *op, visitproc visit, void *arg) {
    buffer_holder *self = (buffer_holder *)op;
    Py_VISIT(self->view);
    Py_VISIT(self->exporter);
    return 0;
}

static PyBufferProcs holder_buffer = {holder_get, holder_release};

PyTypeObject _PyBufferWrapper_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_buffer_wrapper",
    .tp_basicsize = sizeof(buffer_holder),
    .tp_dealloc = holder_dealloc,
    .tp_alloc = PyType_GenericAlloc,
    .tp_free = PyObject_GC_Del,
    .tp_traverse = holder_traverse,
    .tp_as_buffer = &holder_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
};
PYI_TYPE(_PyBufferWrapper_Type);

int slot_getbuffer(PyObject *self, Py_buffer *buffer, int flags) {
    PyObject *number = PyLong_FromLong(flags);
    PyObject *view = number == NULL
                         ? NULL
                         : PyObject_CallMethodOneArg(self, PYI_NAME("__buffer__"), number);
    Py_XDECREF(number);
    if (view != NULL && !PyMemoryView_Check(view)) {
        PyErr_Format(PyExc_TypeError, "__buffer__ returned non-memoryview object");
        Py_CLEAR(view);
    }
    buffer_holder *holder =
        view == NULL ? NULL : PyObject_GC_New(buffer_holder, &_PyBufferWrapper_Type);
    if (holder == NULL) {
        Py_XDECREF(view);
        buffer->obj = NULL;
        return -1;
    }
    holder->view = view;
    holder->exporter = Py_NewRef(self);
    PyObject_GC_Track(holder);
    int status = PyObject_GetBuffer(view, buffer, flags);
    if (status < 0) {
        Py_DECREF(holder);
        return -1;
    }
    Py_SETREF(buffer->obj, (PyObject *)holder);
    return 0;
}

void slot_releasebuffer(PyObject *self, Py_buffer *view) {
    (void)self;
    (void)view; /* the holder does it */
}

#endif
