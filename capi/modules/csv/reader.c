/* SPDX-License-Identifier: Apache-2.0 */
/* reader: rows from an iterator of lines, by one state machine over their characters.
 * Layout     lines, dialect, fields (of the row in hand) owned; field the characters of the field in hand
 * Collected  yes
 */
#include "csv.h"

typedef enum {
    START_RECORD,
    START_FIELD,
    ESCAPED,
    IN_FIELD,
    IN_QUOTED,
    ESCAPED_IN_QUOTED,
    QUOTE_IN_QUOTED, /* the end of the field or half of a doubled quote */
    AFTER_RECORD,
    AFTER_ESCAPED_NEWLINE,
} state;

typedef struct {
    PyObject_HEAD
    PyObject *lines;
    pyi_csv_dialect *dialect;
    PyObject *fields;
    pyi_csv_text field;
    state state;
    bool unquoted; /* what may become a number */
    unsigned long line_num;
} reader;

#define END_OF_LINE CSV_UNSET

/* ---- fields ---------------------------------------------------------------------------------- */

/* new: the value of the field in hand */
static PyObject *field_value(const reader *self) {
    int quoting = self->dialect->quoting;
    bool unquoted = self->unquoted, empty = self->field.length == 0;
#if PYI_313
    if (unquoted && empty && (quoting == QUOTE_NOTNULL || quoting == QUOTE_STRINGS)) {
        return Py_NewRef(Py_None);
    }
    bool number = unquoted && !empty && (quoting == QUOTE_NONNUMERIC || quoting == QUOTE_STRINGS);
#else
    bool number = unquoted && !empty && quoting == QUOTE_NONNUMERIC;
#endif
    PyObject *text = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, self->field.chars, self->field.length);
    if (text != NULL && number) {
        Py_SETREF(text, PyFloat_FromString(text));
    }
    return text;
}

static int save_field(reader *self) {
    PyObject *value = field_value(self);
    if (value == NULL) {
        return -1;
    }
    self->field.length = 0;
    int status = PyList_Append(self->fields, value);
    Py_DECREF(value);
    return status;
}

static int add(reader *self, Py_UCS4 c) {
    if (self->field.length >= pyi_csv_field_limit) {
        PyErr_Format(pyi_csv_error, "field larger than field limit (%ld)", pyi_csv_field_limit);
        return -1;
    }
    if (pyi_csv_reserve(&self->field, 1) < 0) {
        return -1;
    }
    self->field.chars[self->field.length++] = c;
    return 0;
}

static int add_and_go(reader *self, Py_UCS4 c, state next) {
    self->state = next;
    return add(self, c);
}

static int save_and_go(reader *self, state next) {
    self->state = next;
    return save_field(self);
}

/* ---- states ----------------------------------------------------------------------------------- */

static bool is_end(Py_UCS4 c) { return c == '\n' || c == '\r' || c == END_OF_LINE; }

static state after(Py_UCS4 end) { return end == END_OF_LINE ? START_RECORD : AFTER_RECORD; }

static bool is_quote(const reader *self, Py_UCS4 c) {
    return c == self->dialect->quotechar && self->dialect->quoting != QUOTE_NONE;
}

static int start_field(reader *self, Py_UCS4 c) {
    const pyi_csv_dialect *d = self->dialect;
    self->unquoted = PYI_313;
    if (is_end(c)) {
        return save_and_go(self, after(c));
    }
    if (is_quote(self, c)) {
        self->unquoted = false;
        self->state = IN_QUOTED;
        return 0;
    }
    if (c == d->escapechar) {
        self->state = ESCAPED;
        return 0;
    }
    if (c == ' ' && d->skipinitialspace) {
        self->state = START_FIELD;
        return 0;
    }
    if (c == d->delimiter) {
        return save_and_go(self, START_FIELD);
    }
    self->unquoted = true;
    return add_and_go(self, c, IN_FIELD);
}

static int in_field(reader *self, Py_UCS4 c) {
    if (is_end(c)) {
        return save_and_go(self, after(c));
    }
    if (c == self->dialect->escapechar) {
        self->state = ESCAPED;
        return 0;
    }
    return c == self->dialect->delimiter ? save_and_go(self, START_FIELD) : add(self, c);
}

static int in_quoted(reader *self, Py_UCS4 c) {
    if (c == END_OF_LINE) {
        return 0;
    }
    if (c == self->dialect->escapechar) {
        self->state = ESCAPED_IN_QUOTED;
        return 0;
    }
    if (is_quote(self, c)) {
        self->state = self->dialect->doublequote ? QUOTE_IN_QUOTED : IN_FIELD;
        return 0;
    }
    return add(self, c);
}

static int quote_in_quoted(reader *self, Py_UCS4 c) {
    const pyi_csv_dialect *d = self->dialect;
    if (is_quote(self, c)) {
        return add_and_go(self, c, IN_QUOTED);
    }
    if (c == d->delimiter) {
        return save_and_go(self, START_FIELD);
    }
    if (is_end(c)) {
        return save_and_go(self, after(c));
    }
    if (!d->strict) {
        return add_and_go(self, c, IN_FIELD);
    }
    PyErr_Format(pyi_csv_error, "'%c' expected after '%c'", (int)d->delimiter, (int)d->quotechar);
    return -1;
}

static int after_record(reader *self, Py_UCS4 c) {
    if (c == END_OF_LINE) {
        self->state = START_RECORD;
    } else if (c != '\n' && c != '\r') {
        PyErr_SetString(pyi_csv_error, "new-line character seen in unquoted field - do you need to open the file "
#if PYI_313
                                       "with newline=''?");
#else
                                       "in universal-newline mode?");
#endif
        return -1;
    }
    return 0;
}

static int step(reader *self, Py_UCS4 c) {
    switch (self->state) {
    case START_RECORD:
        if (c == END_OF_LINE) {
            return 0; /* an empty row */
        }
        if (is_end(c)) {
            self->state = AFTER_RECORD;
            return 0;
        }
        return start_field(self, c);
    case START_FIELD:
        return start_field(self, c);
    case ESCAPED:
        if (c == '\n' || c == '\r') {
            return add_and_go(self, c, AFTER_ESCAPED_NEWLINE);
        }
        return add_and_go(self, c == END_OF_LINE ? '\n' : c, IN_FIELD);
    case AFTER_ESCAPED_NEWLINE:
        return c == END_OF_LINE ? 0 : in_field(self, c);
    case IN_FIELD:
        return in_field(self, c);
    case IN_QUOTED:
        return in_quoted(self, c);
    case ESCAPED_IN_QUOTED:
        return add_and_go(self, c == END_OF_LINE ? '\n' : c, IN_QUOTED);
    case QUOTE_IN_QUOTED:
        return quote_in_quoted(self, c);
    case AFTER_RECORD:
        return after_record(self, c);
    }
    Py_UNREACHABLE();
}

/* ---- iterator ----------------------------------------------------------------------------------- */

static int read_line(reader *self, PyObject *line) {
    if (!PyUnicode_Check(line)) {
        PyErr_Format(pyi_csv_error,
                     "iterator should return strings, not %.200s (the file should be opened in text mode)",
                     Py_TYPE(line)->tp_name);
        return -1;
    }
#if !PYI_312
    if (PyUnicode_READY(line) < 0) {
        return -1;
    }
#endif
    self->line_num++;
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(line); i++) {
        if (step(self, PyUnicode_READ_CHAR(line, i)) < 0) {
            return -1;
        }
    }
    return step(self, END_OF_LINE);
}

/* The lines have ended: 1 when that ends a row, 0 when there is none, -1 with an exception. */
static int read_end(reader *self) {
    if (PyErr_Occurred() || (self->field.length == 0 && self->state != IN_QUOTED)) {
        return PyErr_Occurred() ? -1 : 0;
    }
    if (self->dialect->strict) {
        PyErr_SetString(pyi_csv_error, "unexpected end of data");
        return -1;
    }
    return save_field(self) < 0 ? -1 : 1;
}

static PyObject *reader_next(PyObject *op) {
    reader *self = (reader *)op;
    Py_XSETREF(self->fields, PyList_New(0));
    if (self->fields == NULL) {
        return NULL;
    }
    self->field.length = 0;
    self->state = START_RECORD;
    self->unquoted = false;
    do {
        PyObject *line = PyIter_Next(self->lines);
        if (self->fields == NULL) { /* the iterator has read rows by this very reader */
            Py_XDECREF(line);
            if (!PyErr_Occurred()) {
                PyErr_SetString(pyi_csv_error, "iterator has already advanced the reader");
            }
            return NULL;
        }
        if (line == NULL) {
            if (read_end(self) <= 0) {
                return NULL;
            }
            break;
        }
        int status = read_line(self, line);
        Py_DECREF(line);
        if (status < 0) {
            return NULL;
        }
    } while (self->state != START_RECORD);
    PyObject *row = self->fields;
    self->fields = NULL;
    return row;
}

/* ---- type ------------------------------------------------------------------------------------------ */

static int reader_traverse(PyObject *op, visitproc visit, void *arg) {
    reader *self = (reader *)op;
    Py_VISIT(self->lines);
    Py_VISIT(self->dialect);
    Py_VISIT(self->fields);
    return 0;
}

static int reader_clear(PyObject *op) {
    Py_CLEAR(((reader *)op)->fields); /* reading a row needs the others, and their cycles are broken elsewhere */
    return 0;
}

static void reader_dealloc(PyObject *op) {
    reader *self = (reader *)op;
    PyObject_GC_UnTrack(op);
    Py_XDECREF(self->lines);
    Py_XDECREF(self->dialect);
    Py_XDECREF(self->fields);
    PyMem_Free(self->field.chars);
    PyObject_GC_Del(op);
}

static PyMemberDef reader_members[] = {
    {"dialect", T_OBJECT, offsetof(reader, dialect), READONLY, NULL},
    {"line_num", T_ULONG, offsetof(reader, line_num), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject pyi_csv_reader_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_csv.reader",
    .tp_basicsize = sizeof(reader),
    .tp_dealloc = reader_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = reader_traverse,
    .tp_clear = reader_clear,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = reader_next,
    .tp_members = reader_members,
};

PyObject *pyi_csv_reader(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    PyObject *lines, *base = NULL;
    if (!PyArg_UnpackTuple(args, "", 1, 2, &lines, &base)) {
        return NULL;
    }
    reader *self = PyObject_GC_New(reader, &pyi_csv_reader_type);
    if (self == NULL) {
        return NULL;
    }
    memset((char *)self + sizeof(PyObject), 0, sizeof(reader) - sizeof(PyObject));
    if ((self->lines = PyObject_GetIter(lines)) == NULL ||
        (self->dialect = pyi_csv_make_dialect(base, kwargs)) == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    PyObject_GC_Track(self);
    return (PyObject *)self;
}
