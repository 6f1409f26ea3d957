/* SPDX-License-Identifier: Apache-2.0 */
/* Dialect: how the rows of one kind of file are written.
 * Layout     lineterminator owned
 * Collected  no: it holds nothing but a str
 */
#include "csv.h"

/* ---- parameters ---------------------------------------------------------------------------- */

enum { DELIMITER, DOUBLEQUOTE, ESCAPECHAR, LINETERMINATOR, QUOTECHAR, QUOTING, SKIPSPACE, STRICT, PARAMETERS };

static const char *const names[PARAMETERS] = {"delimiter",  "doublequote", "escapechar",       "lineterminator",
                                              "quotechar", "quoting",     "skipinitialspace", "strict"};

static int set_flag(char *out, PyObject *value, bool by_default) {
    int flag = value == NULL ? by_default : PyObject_IsTrue(value);
    *out = flag > 0;
    return flag < 0 ? -1 : 0;
}

static int set_char(Py_UCS4 *out, const char *name, PyObject *value, Py_UCS4 by_default, bool optional) {
    *out = by_default;
    if (value == NULL) {
        return 0;
    }
    if (optional && value == Py_None) {
        *out = CSV_UNSET;
        return 0;
    }
    if (!PyUnicode_Check(value)) {
        PyErr_Format(PyExc_TypeError, "\"%s\" must be string%s, not %.200s", name, optional ? " or None" : "",
                     Py_TYPE(value)->tp_name);
        return -1;
    }
#if !PYI_312
    if (PyUnicode_READY(value) < 0) {
        return -1;
    }
#endif
    if (PyUnicode_GET_LENGTH(value) != 1) {
        PyErr_Format(PyExc_TypeError, "\"%s\" must be a 1-character string", name);
        return -1;
    }
    *out = PyUnicode_READ_CHAR(value, 0);
    return 0;
}

static int set_quoting(int *out, PyObject *value) {
    *out = QUOTE_MINIMAL;
    if (value == NULL) {
        return 0;
    }
    if (!PyLong_CheckExact(value)) {
        PyErr_SetString(PyExc_TypeError, "\"quoting\" must be an integer");
        return -1;
    }
    *out = PYI_LONG_AS_INT(value);
    return *out == -1 && PyErr_Occurred() ? -1 : 0;
}

static int set_terminator(PyObject **out, PyObject *value) {
    if (value == NULL) {
        *out = PyUnicode_FromString("\r\n");
        return *out == NULL ? -1 : 0;
    }
    if (value != Py_None && !PyUnicode_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "\"lineterminator\" must be a string");
        return -1;
    }
    *out = value == Py_None ? NULL : Py_NewRef(value);
    return 0;
}

/* ---- what goes together --------------------------------------------------------------------- */

#if PYI_313
static int check_char(const pyi_csv_dialect *self, const char *name, Py_UCS4 c, bool may_be_space) {
    if (c == '\n' || c == '\r' || (c == ' ' && self->skipinitialspace && !may_be_space)) {
        PyErr_Format(PyExc_ValueError, "bad %s value", name);
        return -1;
    }
    return 0;
}

static int check_pair(const char *first, const char *second, bool same) {
    if (same) {
        PyErr_Format(PyExc_ValueError, "bad %s or %s value", first, second);
    }
    return same ? -1 : 0;
}

static int check_ending(const pyi_csv_dialect *self, const char *name, Py_UCS4 c) {
    Py_ssize_t at = c == CSV_UNSET ? -1
                                   : PyUnicode_FindChar(self->lineterminator, c, 0,
                                                        PyUnicode_GET_LENGTH(self->lineterminator), 1);
    return at == -2 ? -1 : check_pair(name, "lineterminator", at >= 0);
}

static int check_chars(const pyi_csv_dialect *self) {
    Py_UCS4 delimiter = self->delimiter, escape = self->escapechar, quote = self->quotechar;
    if (check_char(self, "delimiter", delimiter, true) < 0 || check_char(self, "escapechar", escape, false) < 0 ||
        check_char(self, "quotechar", quote, false) < 0 ||
        check_pair("delimiter", "escapechar", delimiter == escape) < 0 ||
        check_pair("delimiter", "quotechar", delimiter == quote) < 0 ||
        check_pair("escapechar", "quotechar", escape != CSV_UNSET && escape == quote) < 0 ||
        check_ending(self, "delimiter", delimiter) < 0 || check_ending(self, "escapechar", escape) < 0 ||
        check_ending(self, "quotechar", quote) < 0) {
        return -1;
    }
    return 0;
}
#endif

static int check(const pyi_csv_dialect *self) {
    const char *complaint = NULL;
    if (self->quoting < QUOTE_MINIMAL || self->quoting > (PYI_312 ? QUOTE_NOTNULL : QUOTE_NONE)) {
        complaint = "bad \"quoting\" value";
    } else if (self->quoting != QUOTE_NONE && self->quotechar == CSV_UNSET) {
        complaint = "quotechar must be set if quoting enabled";
    } else if (self->lineterminator == NULL) {
        complaint = "lineterminator must be set";
    }
    if (complaint != NULL) {
        PyErr_SetString(PyExc_TypeError, complaint);
        return -1;
    }
#if PYI_313
    return check_chars(self);
#else
    return 0;
#endif
}

/* ---- life ------------------------------------------------------------------------------------ */

static int fill(pyi_csv_dialect *self, PyObject *const values[PARAMETERS]) {
    if (set_char(&self->delimiter, "delimiter", values[DELIMITER], ',', false) < 0 ||
        set_flag(&self->doublequote, values[DOUBLEQUOTE], true) < 0 ||
        set_char(&self->escapechar, "escapechar", values[ESCAPECHAR], CSV_UNSET, true) < 0 ||
        set_terminator(&self->lineterminator, values[LINETERMINATOR]) < 0 ||
        set_char(&self->quotechar, "quotechar", values[QUOTECHAR], '"', true) < 0 ||
        set_quoting(&self->quoting, values[QUOTING]) < 0 ||
        set_flag(&self->skipinitialspace, values[SKIPSPACE], false) < 0 ||
        set_flag(&self->strict, values[STRICT], false) < 0) {
        return -1;
    }
    if (values[QUOTECHAR] == Py_None && values[QUOTING] == NULL) {
        self->quoting = QUOTE_NONE;
    }
    return check(self);
}

/* new; parameters not given come from base, which may lack any of them */
static PyObject *make(PyTypeObject *type, PyObject *base, PyObject *values[PARAMETERS]) {
    pyi_csv_dialect *self = NULL;
    for (int i = 0; i < PARAMETERS; i++) {
        Py_XINCREF(values[i]);
        if (values[i] == NULL && base != NULL) {
            values[i] = PyObject_GetAttrString(base, names[i]);
            if (values[i] == NULL) {
                PyErr_Clear();
            }
        }
    }
    self = (pyi_csv_dialect *)type->tp_alloc(type, 0);
    if (self != NULL && fill(self, values) < 0) {
        Py_CLEAR(self);
    }
    for (int i = 0; i < PARAMETERS; i++) {
        Py_XDECREF(values[i]);
    }
    return (PyObject *)self;
}

static PyObject *dialect_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"dialect",   "delimiter", "doublequote",      "escapechar", "lineterminator",
                               "quotechar", "quoting",   "skipinitialspace", "strict",     NULL};
    PyObject *base = NULL, *values[PARAMETERS] = {NULL};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OOOOOOOOO", keywords, &base, &values[0], &values[1], &values[2],
                                     &values[3], &values[4], &values[5], &values[6], &values[7])) {
        return NULL;
    }
    if (base != NULL && PyUnicode_Check(base) && (base = pyi_csv_find_dialect(base)) == NULL) {
        return NULL;
    }
    bool changed = false;
    for (int i = 0; i < PARAMETERS; i++) {
        changed |= values[i] != NULL;
    }
    if (base != NULL && !changed && PyObject_TypeCheck(base, &pyi_csv_dialect_type)) {
        return Py_NewRef(base);
    }
    Py_XINCREF(base); /* an attribute of it may change the registry */
    PyObject *self = make(type, base, values);
    Py_XDECREF(base);
    return self;
}

static void dialect_dealloc(PyObject *self) {
    Py_XDECREF(((pyi_csv_dialect *)self)->lineterminator);
    Py_TYPE(self)->tp_free(self);
}

/* ---- methods ---------------------------------------------------------------------------------- */

static PyObject *char_get(PyObject *self, void *offset) {
    Py_UCS4 c = *(Py_UCS4 *)((char *)self + (size_t)offset);
    return c == CSV_UNSET ? Py_NewRef(Py_None) : PyUnicode_FromOrdinal((int)c);
}

static PyObject *terminator_get(PyObject *self, void *Py_UNUSED(closure)) {
    return Py_XNewRef(((pyi_csv_dialect *)self)->lineterminator);
}

static PyObject *quoting_get(PyObject *self, void *Py_UNUSED(closure)) {
    return PyLong_FromLong(((pyi_csv_dialect *)self)->quoting);
}

static PyObject *dialect_reduce(PyObject *self, PyObject *Py_UNUSED(arg)) {
    PyErr_Format(PyExc_TypeError, "cannot pickle '%.100s' instances", _PyType_Name(Py_TYPE(self)));
    return NULL;
}

static PyMethodDef dialect_methods[] = {
    {"__reduce__", dialect_reduce, METH_VARARGS, NULL},
    {"__reduce_ex__", dialect_reduce, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef dialect_members[] = {
    {"skipinitialspace", T_BOOL, offsetof(pyi_csv_dialect, skipinitialspace), READONLY, NULL},
    {"doublequote", T_BOOL, offsetof(pyi_csv_dialect, doublequote), READONLY, NULL},
    {"strict", T_BOOL, offsetof(pyi_csv_dialect, strict), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef dialect_getset[] = {
    {"delimiter", char_get, NULL, NULL, (void *)offsetof(pyi_csv_dialect, delimiter)},
    {"escapechar", char_get, NULL, NULL, (void *)offsetof(pyi_csv_dialect, escapechar)},
    {"lineterminator", terminator_get, NULL, NULL, NULL},
    {"quotechar", char_get, NULL, NULL, (void *)offsetof(pyi_csv_dialect, quotechar)},
    {"quoting", quoting_get, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_csv_dialect_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_csv.Dialect",
    .tp_basicsize = sizeof(pyi_csv_dialect),
    .tp_dealloc = dialect_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = dialect_methods,
    .tp_members = dialect_members,
    .tp_getset = dialect_getset,
    .tp_new = dialect_new,
    .tp_alloc = PyType_GenericAlloc,
    .tp_free = PyObject_Free,
};

/* ---- public functions --------------------------------------------------------------------------- */

pyi_csv_dialect *pyi_csv_make_dialect(PyObject *base, PyObject *kwargs) {
    return (pyi_csv_dialect *)PyObject_VectorcallDict((PyObject *)&pyi_csv_dialect_type, &base, base != NULL, kwargs);
}

PyObject *pyi_csv_find_dialect(PyObject *name) {
    PyObject *dialect = PyDict_GetItemWithError(pyi_csv_dialects, name);
    if (dialect == NULL && !PyErr_Occurred()) {
        PyErr_SetString(pyi_csv_error, "unknown dialect");
    }
    return dialect;
}
