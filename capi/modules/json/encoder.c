/* SPDX-License-Identifier: Apache-2.0 */
/* encoder: values written as JSON.
 * Layout     what the encoder was made with; known, ascii: whether and how it quotes strings as this module does
 * Collected  yes
 * Contract   docs.python.org/3/library/json.html
 */
#include "jsonmodule.h"

#include "members.h"

typedef struct {
    PyObject_HEAD
    PyObject *markers, *fallback, *encoder, *indent, *key_separator, *item_separator; /* owned */
    char sort_keys, skipkeys, allow_nan;
    bool known, ascii; /* not known: the encoder is called */
} encoder;

/* The text so far, and what stands before each item: separators, with the indent of `depth` */
typedef struct {
    encoder *self;
    _PyUnicodeWriter writer;
    Py_ssize_t depth;
} output;

#define SELF(op) ((encoder *)(op))

/* ---- life ---------------------------------------------------------------------------------------------- */

static int traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(SELF(op)->markers);
    Py_VISIT(SELF(op)->fallback);
    Py_VISIT(SELF(op)->encoder);
    Py_VISIT(SELF(op)->indent);
    Py_VISIT(SELF(op)->key_separator);
    Py_VISIT(SELF(op)->item_separator);
    return 0;
}

static int clear(PyObject *op) {
    Py_CLEAR(SELF(op)->markers);
    Py_CLEAR(SELF(op)->fallback);
    Py_CLEAR(SELF(op)->encoder);
    Py_CLEAR(SELF(op)->indent);
    Py_CLEAR(SELF(op)->key_separator);
    Py_CLEAR(SELF(op)->item_separator);
    return 0;
}

static void dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"markers",        "default",   "encoder",  "indent",    "key_separator",
                            "item_separator", "sort_keys", "skipkeys", "allow_nan", NULL};
    PyObject *markers, *fallback, *quote, *indent, *key_separator, *item_separator;
    int sort_keys, skipkeys, allow_nan;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOOOUUppp:make_encoder", names, &markers, &fallback, &quote,
                                     &indent, &key_separator, &item_separator, &sort_keys, &skipkeys,
                                     &allow_nan)) {
        return NULL;
    }
    if (markers != Py_None && !PyDict_Check(markers)) {
        PyErr_Format(PyExc_TypeError, "make_encoder() argument 1 must be dict or None, not %.200s",
                     Py_TYPE(markers)->tp_name);
        return NULL;
    }
    encoder *self = SELF(type->tp_alloc(type, 0));
    if (self == NULL) {
        return NULL;
    }
    self->markers = Py_NewRef(markers);
    self->fallback = Py_NewRef(fallback);
    self->encoder = Py_NewRef(quote);
    self->indent = Py_NewRef(indent);
    self->key_separator = Py_NewRef(key_separator);
    self->item_separator = Py_NewRef(item_separator);
    self->sort_keys = (char)sort_keys;
    self->skipkeys = (char)skipkeys;
    self->allow_nan = (char)allow_nan;
    PyCFunction function = PyCFunction_Check(quote) ? PyCFunction_GetFunction(quote) : NULL;
    self->ascii = function == json_encode_basestring_ascii;
    self->known = self->ascii || function == json_encode_basestring;
    return (PyObject *)self;
}

/* ---- simple values ---------------------------------------------------------------------------------------- */

/* steals the piece; 0, or -1 also when it is NULL */
static int put(output *out, PyObject *piece) {
    int status = piece == NULL ? -1 : _PyUnicodeWriter_WriteStr(&out->writer, piece);
    Py_XDECREF(piece);
    return status;
}

static int put_text(output *out, const char *text) {
    return _PyUnicodeWriter_WriteASCIIString(&out->writer, text, (Py_ssize_t)strlen(text));
}

static int put_quoted(output *out, PyObject *string) {
    if (out->self->known) {
        return json_write_quoted(&out->writer, string, out->self->ascii);
    }
    PyObject *text = PyObject_CallOneArg(out->self->encoder, string);
    if (text != NULL && !PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "encoder() must return a string, not %.80s", Py_TYPE(text)->tp_name);
        Py_CLEAR(text);
    }
    return put(out, text);
}

/* new; the repr that floats have, also those of subclasses */
static PyObject *float_text(encoder *self, PyObject *number) {
    double value = PyFloat_AS_DOUBLE(number);
    if (value - value == 0.0) {
        return PyFloat_Type.tp_repr(number);
    }
    if (!self->allow_nan) {
        return PyErr_Format(PyExc_ValueError,
                            PYI_312 ? "Out of range float values are not JSON compliant: %R"
                                    : "Out of range float values are not JSON compliant",
                            number);
    }
    return PyUnicode_InternFromString(value != value ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
}

/* The word of None and the truth values; NULL for others */
static const char *word_of(PyObject *op) {
    return op == Py_None ? "null" : op == Py_True ? "true" : op == Py_False ? "false" : NULL;
}

/* ---- containers --------------------------------------------------------------------------------------------- */

static int write_value(output *out, PyObject *op);

/* Remembers what is being written; `*id` is new, NULL when nobody asks. 0, or -1 with ValueError */
static int enter(encoder *self, PyObject *op, PyObject **id) {
    *id = NULL;
    if (self->markers == Py_None) {
        return 0;
    }
    *id = PyLong_FromVoidPtr(op);
    int known = *id == NULL ? -1 : PyDict_Contains(self->markers, *id);
    if (known > 0) {
        PyErr_SetString(PyExc_ValueError, "Circular reference detected");
    }
    if (known != 0 || PyDict_SetItem(self->markers, *id, op) < 0) {
        Py_CLEAR(*id);
        return -1;
    }
    return 0;
}

/* steals id; 0 or -1: status, unless forgetting fails */
static int leave(encoder *self, PyObject *id, int status) {
    if (id != NULL && status == 0) {
        status = PyDict_DelItem(self->markers, id);
    }
    Py_XDECREF(id);
    return status;
}

/* A new line, indented to the depth, if there are indents */
static int put_line(output *out) {
    if (out->self->indent == Py_None) {
        return 0;
    }
    PyObject *spaces = PySequence_Repeat(out->self->indent, out->depth);
    PyObject *line = spaces == NULL ? NULL : PyUnicode_FromFormat("\n%U", spaces);
    Py_XDECREF(spaces);
    return put(out, line);
}

/* Before the item of that number */
static int put_separator(output *out, bool first) {
    if (!first && _PyUnicodeWriter_WriteStr(&out->writer, out->self->item_separator) < 0) {
        return -1;
    }
    return put_line(out);
}

static int write_items(output *out, PyObject *items) {
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items); i++) {
        PyObject *item = Py_NewRef(PySequence_Fast_GET_ITEM(items, i));
        int status = put_separator(out, i == 0) < 0 ? -1 : write_value(out, item);
        Py_DECREF(item);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int write_list(output *out, PyObject *op) {
    PyObject *items = PySequence_Fast(op, "_iterencode_list needs a sequence"), *id;
    if (items == NULL) {
        return -1;
    }
    if (PySequence_Fast_GET_SIZE(items) == 0) {
        Py_DECREF(items);
        return put_text(out, "[]");
    }
    int status = enter(out->self, op, &id);
    if (status == 0) {
        out->depth++;
        status = put_text(out, "[") < 0 ? -1 : write_items(out, items);
        out->depth--;
        if (status == 0) {
            status = put_line(out) < 0 ? -1 : put_text(out, "]");
        }
        status = leave(out->self, id, status);
    }
    Py_DECREF(items);
    return status;
}

/* new: a key as a string; NULL, without an exception when it is to be left out */
static PyObject *key_text(encoder *self, PyObject *key) {
    if (PyUnicode_Check(key)) {
        return Py_NewRef(key);
    }
    if (PyFloat_Check(key)) {
        return float_text(self, key);
    }
    const char *word = word_of(key);
    if (word != NULL) {
        return PyUnicode_InternFromString(word);
    }
    if (PyLong_Check(key)) {
        return PyLong_Type.tp_repr(key);
    }
    if (!self->skipkeys) {
        PyErr_Format(PyExc_TypeError, "keys must be str, int, float, bool or None, not %.100s",
                     Py_TYPE(key)->tp_name);
    }
    return NULL;
}

/* 0 or -1 */
static int write_member(output *out, PyObject *key, PyObject *value, bool *first) {
    PyObject *name = key_text(out->self, key);
    if (name == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    int status = put_separator(out, *first);
    *first = false;
    status = status < 0 ? -1 : put_quoted(out, name);
    Py_DECREF(name);
    if (status < 0 || _PyUnicodeWriter_WriteStr(&out->writer, out->self->key_separator) < 0) {
        return -1;
    }
    return write_value(out, value);
}

static int write_members(output *out, PyObject *items) {
    bool first = true;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(items); i++) {
        PyObject *item = PyList_GET_ITEM(items, i);
        if (!PyTuple_Check(item) || PyTuple_GET_SIZE(item) != 2) {
            PyErr_SetString(PyExc_ValueError, "items must return 2-tuples");
            return -1;
        }
        Py_INCREF(item);
        int status = write_member(out, PyTuple_GET_ITEM(item, 0), PyTuple_GET_ITEM(item, 1), &first);
        Py_DECREF(item);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int write_dict(output *out, PyObject *op) {
    PyObject *id;
    if (PyDict_GET_SIZE(op) == 0) {
        return put_text(out, "{}");
    }
    if (enter(out->self, op, &id) < 0) {
        return -1;
    }
    PyObject *items = PyMapping_Items(op);
    int status = items == NULL || (out->self->sort_keys && PyList_Sort(items) < 0) ? -1 : 0;
    out->depth++;
    status = status < 0 || put_text(out, "{") < 0 ? -1 : write_members(out, items);
    out->depth--;
    Py_XDECREF(items);
    if (status == 0) {
        status = put_line(out) < 0 ? -1 : put_text(out, "}");
    }
    return leave(out->self, id, status);
}

/* ---- values --------------------------------------------------------------------------------------------------- */

/* What nobody here knows: the encoder's default() tells what to write instead. */
static int write_other(output *out, PyObject *op) {
    PyObject *id;
    if (enter(out->self, op, &id) < 0) {
        return -1;
    }
    PyObject *instead = PyObject_CallOneArg(out->self->fallback, op);
    int status = -1;
    if (instead != NULL && Py_EnterRecursiveCall(" while encoding a JSON object") == 0) {
        status = write_value(out, instead);
        Py_LeaveRecursiveCall();
    }
    Py_XDECREF(instead);
    return leave(out->self, id, status);
}

static int write_value(output *out, PyObject *op) {
    const char *word = word_of(op);
    if (word != NULL) {
        return put_text(out, word);
    }
    if (PyUnicode_Check(op)) {
        return put_quoted(out, op);
    }
    if (PyLong_Check(op)) {
        return put(out, PyLong_Type.tp_repr(op));
    }
    if (PyFloat_Check(op)) {
        return put(out, float_text(out->self, op));
    }
    bool is_list = PyList_Check(op) || PyTuple_Check(op);
    if (!is_list && !PyDict_Check(op)) {
        return write_other(out, op);
    }
    if (Py_EnterRecursiveCall(" while encoding a JSON object")) {
        return -1;
    }
    int status = is_list ? write_list(out, op) : write_dict(out, op);
    Py_LeaveRecursiveCall();
    return status;
}

/* new: a tuple of the text */
static PyObject *call(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"obj", "_current_indent_level", NULL};
    PyObject *value;
    output out = {.self = SELF(op)};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "On:_iterencode", names, &value, &out.depth)) {
        return NULL;
    }
    _PyUnicodeWriter_Init(&out.writer);
    out.writer.overallocate = 1;
    if (write_value(&out, value) < 0) {
        _PyUnicodeWriter_Dealloc(&out.writer);
        return NULL;
    }
    PyObject *text = _PyUnicodeWriter_Finish(&out.writer);
    return text == NULL ? NULL : Py_BuildValue("(N)", text);
}

/* ---- type ----------------------------------------------------------------------------------------------------- */

static PyMemberDef members[] = {
    {"markers", PYI_T_OBJECT, offsetof(encoder, markers), PYI_READONLY, NULL},
    {"default", PYI_T_OBJECT, offsetof(encoder, fallback), PYI_READONLY, NULL},
    {"encoder", PYI_T_OBJECT, offsetof(encoder, encoder), PYI_READONLY, NULL},
    {"indent", PYI_T_OBJECT, offsetof(encoder, indent), PYI_READONLY, NULL},
    {"key_separator", PYI_T_OBJECT, offsetof(encoder, key_separator), PYI_READONLY, NULL},
    {"item_separator", PYI_T_OBJECT, offsetof(encoder, item_separator), PYI_READONLY, NULL},
    {"sort_keys", PYI_T_BOOL, offsetof(encoder, sort_keys), PYI_READONLY, NULL},
    {"skipkeys", PYI_T_BOOL, offsetof(encoder, skipkeys), PYI_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject json_encoder_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_json.Encoder",
    .tp_basicsize = sizeof(encoder),
    .tp_dealloc = dealloc,
    .tp_call = call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_members = members,
    .tp_new = new,
};
