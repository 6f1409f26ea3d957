/* SPDX-License-Identifier: Apache-2.0 */
/* str: text, an immutable sequence of characters.
 * Layout     PEP 393: characters of 1, 2 or 4 bytes, the smallest that fits; ASCII needs no separate UTF-8
 * Collected  no
 * Contract   docs.python.org/3/library/stdtypes.html#str; this file only puts the parts together
 */
#include "methods.h"

/* ---- slots -------------------------------------------------------------------------------- */

static PyObject *str_str(PyObject *self) {
    return pyi_str_exact(self);
}

static PyObject *str_mod(PyObject *left, PyObject *right) {
    if (!PyUnicode_Check(left)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return PyUnicode_Format(left, right);
}

static Py_ssize_t str_length(PyObject *self) {
    return PyUnicode_READY(self) < 0 ? -1 : PyUnicode_GET_LENGTH(self);
}

static PyNumberMethods str_as_number = {
    .nb_remainder = str_mod,
};

static PySequenceMethods str_as_sequence = {
    .sq_length = str_length,
    .sq_concat = PyUnicode_Concat,
    .sq_repeat = pyi_str_repeat,
    .sq_item = pyi_str_item,
    .sq_contains = PyUnicode_Contains,
};

static PyMappingMethods str_as_mapping = {
    .mp_length = str_length,
    .mp_subscript = pyi_str_subscript,
};

/* ---- methods ------------------------------------------------------------------------------ */

static PyObject *str_sizeof(PyObject *self, PyObject *unused) {
    (void)unused;
    Py_ssize_t length = PyUnicode_GET_LENGTH(self);
    Py_ssize_t size = (length + 1) * (Py_ssize_t)PyUnicode_KIND(self);
    if (PyUnicode_IS_COMPACT_ASCII(self)) {
        size += (Py_ssize_t)sizeof(PyASCIIObject);
    } else if (PyUnicode_IS_COMPACT(self)) {
        size += (Py_ssize_t)sizeof(PyCompactUnicodeObject);
    } else {
        size += Py_TYPE(self)->tp_basicsize;
    }
    if (!PyUnicode_IS_COMPACT_ASCII(self) && STR_COMPACT(self)->utf8 != NULL &&
        (void *)STR_COMPACT(self)->utf8 != PyUnicode_DATA(self)) {
        size += STR_COMPACT(self)->utf8_length + 1;
    }
    return PyLong_FromSsize_t(size);
}

static PyObject *str_getnewargs(PyObject *self, PyObject *unused) {
    (void)unused;
    PyObject *copy = _PyUnicode_Copy(self);
    return copy == NULL ? NULL : Py_BuildValue("(N)", copy);
}

static PyMethodDef str_methods[] = {
    {"__sizeof__", str_sizeof, METH_NOARGS, PYI_SIGNATURE("__sizeof__", "($self, /)")},
    {"__getnewargs__", str_getnewargs, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type --------------------------------------------------------------------------------- */

PyTypeObject PyUnicode_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "str",
    .tp_basicsize = sizeof(PyUnicodeObject),
    .tp_dealloc = pyi_str_dealloc,
    .tp_repr = pyi_str_repr,
    .tp_as_number = &str_as_number,
    .tp_as_sequence = &str_as_sequence,
    .tp_as_mapping = &str_as_mapping,
    .tp_hash = pyi_str_hash,
    .tp_str = str_str,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_UNICODE_SUBCLASS |
                _Py_TPFLAGS_MATCH_SELF,
    .tp_richcompare = PyUnicode_RichCompare,
    .tp_iter = pyi_str_iter,
    .tp_methods = str_methods,
    .tp_new = pyi_str_new,
    .tp_free = PyObject_Del,
    .tp_vectorcall = pyi_str_vectorcall,
};
PYI_TYPE(PyUnicode_Type);
