/* SPDX-License-Identifier: Apache-2.0 */
/* writer: rows to the write() of anything.
 * Layout     write, dialect owned
 * Collected  yes
 */
#include "csv.h"

typedef struct {
    PyObject_HEAD
    PyObject *write;
    pyi_csv_dialect *dialect;
} writer;

/* ---- text --------------------------------------------------------------------------------------- */

int pyi_csv_reserve(pyi_csv_text *text, Py_ssize_t more) {
    if (text->room - text->length >= more) {
        return 0;
    }
    Py_ssize_t most = PY_SSIZE_T_MAX / (Py_ssize_t)sizeof(Py_UCS4) / 2;
    Py_ssize_t room = text->room * 2 > text->length + more ? text->room * 2 : text->length + more + 64;
    Py_UCS4 *chars = more > most || room > most ? NULL : PyMem_Realloc(text->chars, (size_t)room * sizeof(Py_UCS4));
    if (chars == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    text->chars = chars;
    text->room = room;
    return 0;
}

static bool is_special(const pyi_csv_dialect *d, Py_UCS4 c) {
    if (c == d->delimiter || c == d->escapechar || c == d->quotechar) {
        return true;
    }
#if PYI_313
    if (c == '\n' || c == '\r') {
        return true;
    }
#endif
    PyObject *end = d->lineterminator;
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(end); i++) {
        if (PyUnicode_READ_CHAR(end, i) == c) {
            return true;
        }
    }
    return false;
}

/* One character with what must stand before it; *quoted: the field needs quotes for it. */
static int put_char(const pyi_csv_dialect *d, pyi_csv_text *out, Py_UCS4 c, bool *quoted) {
    if (is_special(d, c)) {
        Py_UCS4 before = CSV_UNSET;
        bool escape = d->quoting == QUOTE_NONE || c == d->escapechar;
        if (!escape && c == d->quotechar) {
            escape = !d->doublequote;
            before = c;
        }
        if (escape && (before = d->escapechar) == CSV_UNSET) {
            PyErr_SetString(pyi_csv_error, "need to escape, but no escapechar set");
            return -1;
        }
        if (before != CSV_UNSET) {
            out->chars[out->length++] = before;
        }
        *quoted |= !escape;
    }
    out->chars[out->length++] = c;
    return 0;
}

static int put_field(const pyi_csv_dialect *d, pyi_csv_text *out, PyObject *text, bool quoted) {
    Py_ssize_t length = text == NULL ? 0 : PyUnicode_GET_LENGTH(text);
    if (length > PY_SSIZE_T_MAX / 16 || pyi_csv_reserve(out, 2 * length + 2) < 0) {
        return PyErr_Occurred() ? -1 : (PyErr_NoMemory(), -1);
    }
    Py_ssize_t start = out->length++; /* room for a quote */
    for (Py_ssize_t i = 0; i < length; i++) {
        if (put_char(d, out, PyUnicode_READ_CHAR(text, i), &quoted) < 0) {
            return -1;
        }
    }
    if (quoted) {
        out->chars[start] = d->quotechar;
        out->chars[out->length++] = d->quotechar;
    } else {
        out->length--;
        memmove(out->chars + start, out->chars + start + 1, (size_t)(out->length - start) * sizeof(Py_UCS4));
    }
    return 0;
}

static int put_plain(pyi_csv_text *out, PyObject *text) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    if (pyi_csv_reserve(out, length) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < length; i++) {
        out->chars[out->length++] = PyUnicode_READ_CHAR(text, i);
    }
    return 0;
}

/* ---- rows ------------------------------------------------------------------------------------------ */

static bool wants_quotes(const pyi_csv_dialect *d, PyObject *field) {
    switch (d->quoting) {
    case QUOTE_NONNUMERIC:
        return !PyNumber_Check(field);
    case QUOTE_ALL:
        return true;
    case QUOTE_STRINGS:
        return PyUnicode_Check(field);
    case QUOTE_NOTNULL:
        return field != Py_None;
    default:
        return false;
    }
}

/* Whether an empty field can be told from none only by quotes that the dialect does not allow. */
static bool must_be_bare(const pyi_csv_dialect *d, bool none) {
    bool bare_none = PYI_313 && (d->quoting == QUOTE_STRINGS || d->quoting == QUOTE_NOTNULL);
    return d->quoting == QUOTE_NONE || (none && bare_none);
}

static int put_item(const pyi_csv_dialect *d, pyi_csv_text *out, PyObject *field) {
    bool quoted = wants_quotes(d, field);
    PyObject *text = PyUnicode_Check(field) ? Py_NewRef(field) : field == Py_None ? NULL : PyObject_Str(field);
    if (text == NULL && field != Py_None) {
        return -1;
    }
#if !PYI_312
    if (text != NULL && PyUnicode_READY(text) < 0) {
        Py_DECREF(text);
        return -1;
    }
#endif
#if PYI_313
    if ((text == NULL || PyUnicode_GET_LENGTH(text) == 0) && d->delimiter == ' ' && d->skipinitialspace) {
        if (must_be_bare(d, field == Py_None)) {
            PyErr_SetString(pyi_csv_error,
                            "empty field must be quoted if delimiter is a space and skipinitialspace is true");
            Py_XDECREF(text);
            return -1;
        }
        quoted = true;
    }
#endif
    int status = put_field(d, out, text, quoted);
    Py_XDECREF(text);
    return status;
}

static int put_row(const pyi_csv_dialect *d, pyi_csv_text *out, PyObject *items) {
    PyObject *field;
    bool none = false, any = false;
    for (; (field = PyIter_Next(items)) != NULL; any = true) {
        int status = any ? pyi_csv_reserve(out, 1) : 0;
        if (status == 0 && any) {
            out->chars[out->length++] = d->delimiter;
        }
        none = field == Py_None;
        status = status < 0 ? -1 : put_item(d, out, field);
        Py_DECREF(field);
        if (status < 0) {
            return -1;
        }
    }
    if (PyErr_Occurred()) {
        return -1;
    }
    if (any && out->length == 0) { /* one empty field is not a row without fields */
        if (must_be_bare(d, none)) {
            PyErr_SetString(pyi_csv_error, "single empty field record must be quoted");
            return -1;
        }
        if (put_field(d, out, NULL, true) < 0) {
            return -1;
        }
    }
    return put_plain(out, d->lineterminator);
}

static PyObject *writer_writerow(PyObject *op, PyObject *row) {
    writer *self = (writer *)op;
    PyObject *items = PyObject_GetIter(row);
    if (items == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_Format(pyi_csv_error, "iterable expected, not %.200s", Py_TYPE(row)->tp_name);
        }
        return NULL;
    }
    pyi_csv_text out = {NULL, 0, 0};
    PyObject *result = NULL;
    if (put_row(self->dialect, &out, items) == 0) {
        PyObject *line = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, out.chars, out.length);
        result = line == NULL ? NULL : PyObject_CallOneArg(self->write, line);
        Py_XDECREF(line);
    }
    Py_DECREF(items);
    PyMem_Free(out.chars);
    return result;
}

static PyObject *writer_writerows(PyObject *self, PyObject *rows) {
    PyObject *iterator = PyObject_GetIter(rows), *row;
    if (iterator == NULL) {
        return NULL;
    }
    while ((row = PyIter_Next(iterator)) != NULL) {
        PyObject *result = writer_writerow(self, row);
        Py_DECREF(row);
        if (result == NULL) {
            break;
        }
        Py_DECREF(result);
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

/* ---- type -------------------------------------------------------------------------------------------- */

static int writer_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((writer *)op)->write);
    Py_VISIT(((writer *)op)->dialect);
    return 0;
}

static void writer_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((writer *)op)->write);
    Py_XDECREF(((writer *)op)->dialect);
    PyObject_GC_Del(op);
}

static PyMethodDef writer_methods[] = {
    {"writerow", writer_writerow, METH_O, NULL},
    {"writerows", writer_writerows, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef writer_members[] = {
    {"dialect", T_OBJECT, offsetof(writer, dialect), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject pyi_csv_writer_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_csv.writer",
    .tp_basicsize = sizeof(writer),
    .tp_dealloc = writer_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = writer_traverse,
    .tp_methods = writer_methods,
    .tp_members = writer_members,
};

PyObject *pyi_csv_writer(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    PyObject *output, *base = NULL;
    if (!PyArg_UnpackTuple(args, "", 1, 2, &output, &base)) {
        return NULL;
    }
    writer *self = PyObject_GC_New(writer, &pyi_csv_writer_type);
    if (self == NULL) {
        return NULL;
    }
    self->write = NULL;
    if ((self->dialect = pyi_csv_make_dialect(base, kwargs)) == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    self->write = PyObject_GetAttrString(output, "write");
    if (self->write == NULL ? PyErr_ExceptionMatches(PyExc_AttributeError) : !PyCallable_Check(self->write)) {
        PyErr_Clear();
        PyErr_SetString(PyExc_TypeError, "argument 1 must have a \"write\" method");
    }
    if (PyErr_Occurred()) {
        Py_DECREF(self);
        return NULL;
    }
    PyObject_GC_Track(self);
    return (PyObject *)self;
}
