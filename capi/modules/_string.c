/* SPDX-License-Identifier: Apache-2.0 */
/* _string: what string.Formatter needs to take format strings apart. */
#include "pyi_markup.h"

/* ---- storage ------------------------------------------------------------------------------ */

/* Both iterators go over a str from `at` on. */
typedef struct {
    PyObject_HEAD
    PyObject *str;
    Py_ssize_t at;
} string_iterator;

static PyTypeObject formatter_iterator_type, field_name_iterator_type;

/* ---- life --------------------------------------------------------------------------------- */

static void iterator_dealloc(PyObject *self) {
    Py_DECREF(((string_iterator *)self)->str);
    PyObject_Free(self);
}

/* new; str is borrowed */
static PyObject *iterator_new(PyTypeObject *type, PyObject *str, Py_ssize_t at) {
    if (PyType_Ready(type) < 0) {
        return NULL;
    }
    string_iterator *it = PyObject_New(string_iterator, type);
    if (it != NULL) {
        it->str = Py_NewRef(str);
        it->at = at;
    }
    return (PyObject *)it;
}

/* ---- iterator ----------------------------------------------------------------------------- */

static PyObject *text_of(PyObject *str, pyi_range range) {
    return PyUnicode_Substring(str, range.start, range.end);
}

/* (literal, field_name, format_spec, conversion) */
static PyObject *formatter_next(PyObject *self) {
    string_iterator *it = (string_iterator *)self;
    pyi_markup markup;
    if (pyi_markup_next(it->str, &it->at, PyUnicode_GET_LENGTH(it->str), &markup) <= 0) {
        return NULL;
    }
    PyObject *literal = text_of(it->str, markup.literal);
    if (!markup.has_field) {
        return Py_BuildValue("(NOOO)", literal, Py_None, Py_None, Py_None);
    }
    PyObject *conversion =
        markup.conversion == 0 ? Py_NewRef(Py_None) : pyi_str_char(markup.conversion);
    return Py_BuildValue("(NNNN)", literal, text_of(it->str, markup.name),
                         text_of(it->str, markup.spec), conversion);
}

/* (is_attribute, name or index) */
static PyObject *field_name_next(PyObject *self) {
    string_iterator *it = (string_iterator *)self;
    pyi_field_step step;
    if (pyi_field_next(it->str, &it->at, PyUnicode_GET_LENGTH(it->str), &step) <= 0) {
        return NULL;
    }
    PyObject *name = step.index >= 0 ? PyLong_FromSsize_t(step.index) : text_of(it->str, step.name);
    return Py_BuildValue("(NN)", PyBool_FromLong(step.attribute), name);
}

/* ---- type --------------------------------------------------------------------------------- */

static PyTypeObject formatter_iterator_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "formatteriterator",
    .tp_basicsize = sizeof(string_iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = formatter_next,
};

static PyTypeObject field_name_iterator_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "fieldnameiterator",
    .tp_basicsize = sizeof(string_iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = field_name_next,
};

/* ---- functions ---------------------------------------------------------------------------- */

static int require_str(PyObject *arg) {
    if (PyUnicode_Check(arg)) {
        return PyUnicode_READY(arg);
    }
    PyErr_Format(PyExc_TypeError, "expected str, got %s", Py_TYPE(arg)->tp_name);
    return -1;
}

static PyObject *string_formatter_parser(PyObject *module, PyObject *str) {
    (void)module;
    return require_str(str) < 0 ? NULL : iterator_new(&formatter_iterator_type, str, 0);
}

static PyObject *string_field_name_split(PyObject *module, PyObject *str) {
    (void)module;
    if (require_str(str) < 0) {
        return NULL;
    }
    pyi_field_first first;
    Py_ssize_t at;
    if (pyi_field_split(str, (pyi_range){0, PyUnicode_GET_LENGTH(str)}, &first, &at) < 0) {
        return NULL;
    }
    PyObject *name =
        first.index >= 0 ? PyLong_FromSsize_t(first.index) : text_of(str, first.name);
    return Py_BuildValue("(NN)", name, iterator_new(&field_name_iterator_type, str, at));
}

static PyMethodDef string_methods[] = {
    {"formatter_field_name_split", string_field_name_split, METH_O, NULL},
    {"formatter_parser", string_formatter_parser, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef string_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_string",
    .m_methods = string_methods,
};

static PyObject *string_init(void) {
    return PyModuleDef_Init(&string_module);
}
PYI_MODULE("_string", string_init);
