/* SPDX-License-Identifier: Apache-2.0 */
/* cell: one variable shared by a function and the closures it makes.
 * Layout     ob_ref owned, NULL while the variable is unbound
 * Collected  yes: a closure can hold the cell that holds it
 * Contract   docs.python.org/3/c-api/cell.html
 */
#include "containers.h"

/* ---- life -------------------------------------------------------------------------------- */

/* new; borrows value, which may be NULL */
PyObject *PyCell_New(PyObject *value) {
    PyCellObject *self = PyObject_GC_New(PyCellObject, &PyCell_Type);
    if (self == NULL) {
        return NULL;
    }
    self->ob_ref = Py_XNewRef(value);
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

static PyObject *cell_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs) {
    PyObject *value = NULL;
    if (!_PyArg_NoKeywords("cell", kwargs) || !PyArg_UnpackTuple(args, "cell", 0, 1, &value)) {
        return NULL;
    }
    return PyCell_New(value);
}

static void cell_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((PyCellObject *)op)->ob_ref);
    PyObject_GC_Del(op);
}

static int cell_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((PyCellObject *)op)->ob_ref);
    return 0;
}

static int cell_clear(PyObject *op) {
    Py_CLEAR(((PyCellObject *)op)->ob_ref);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------- */

static PyObject *cell_repr(PyObject *op) {
    PyObject *value = ((PyCellObject *)op)->ob_ref;
    if (value == NULL) {
        return PyUnicode_FromFormat("<cell at %p: empty>", op);
    }
    return PyUnicode_FromFormat("<cell at %p: %.80s object at %p>", op, Py_TYPE(value)->tp_name, value);
}

static PyObject *cell_richcompare(PyObject *self, PyObject *other, int op) {
    if (!PyCell_Check(self) || !PyCell_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *left = ((PyCellObject *)self)->ob_ref;
    PyObject *right = ((PyCellObject *)other)->ob_ref;
    if (left != NULL && right != NULL) {
        return PyObject_RichCompare(left, right, op);
    }
    Py_RETURN_RICHCOMPARE(right == NULL, left == NULL, op); /* an unbound one is less */
}

static PyObject *cell_contents(PyObject *op, void *Py_UNUSED(closure)) {
    PyObject *value = ((PyCellObject *)op)->ob_ref;
    if (value == NULL) {
        PyErr_SetString(PyExc_ValueError, "Cell is empty");
        return NULL;
    }
    return Py_NewRef(value);
}

static int cell_set_contents(PyObject *op, PyObject *value, void *Py_UNUSED(closure)) {
    Py_XSETREF(((PyCellObject *)op)->ob_ref, Py_XNewRef(value));
    return 0;
}

static PyGetSetDef cell_getset[] = {
    {"cell_contents", cell_contents, cell_set_contents, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- type -------------------------------------------------------------------------------- */

PyTypeObject PyCell_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "cell",
    .tp_basicsize = sizeof(PyCellObject),
    .tp_dealloc = cell_dealloc,
    .tp_repr = cell_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = cell_traverse,
    .tp_clear = cell_clear,
    .tp_richcompare = cell_richcompare,
    .tp_getset = cell_getset,
    .tp_new = cell_new,
};
PYI_TYPE(PyCell_Type);

/* ---- public functions -------------------------------------------------------------------- */

/* new; NULL without an exception when unbound */
PyObject *PyCell_Get(PyObject *op) {
    if (!PyCell_Check(op)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return Py_XNewRef(((PyCellObject *)op)->ob_ref);
}

/* borrows value, which may be NULL */
int PyCell_Set(PyObject *op, PyObject *value) {
    if (!PyCell_Check(op)) {
        PyErr_BadInternalCall();
        return -1;
    }
    Py_XSETREF(((PyCellObject *)op)->ob_ref, Py_XNewRef(value));
    return 0;
}
