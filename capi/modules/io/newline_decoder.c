/* SPDX-License-Identifier: Apache-2.0 */
/* newline_decoder: IncrementalNewlineDecoder, which sees and translates the three kinds of newlines.
 * Layout     decoder and errors owned; pending_cr: a '\r' that may be half of a newline
 * Collected  no, like CPython's
 */
#include "textio.h"

#define SELF(op) ((pyi_newline_decoder *)(op))

enum { SEEN_CR = 1, SEEN_LF = 2, SEEN_CRLF = 4 };

PyObject *pyi_newline_decoder_new(PyObject *decoder, bool translate, PyObject *errors) {
    pyi_newline_decoder *self = PyObject_New(pyi_newline_decoder, &pyi_newline_decoder_type);
    if (self != NULL) {
        self->decoder = Py_XNewRef(decoder);
        self->errors = Py_NewRef(errors);
        self->translate = translate;
        self->pending_cr = false;
        self->seen = 0;
    }
    return (PyObject *)self;
}

static int decoder_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"decoder", "translate", "errors", NULL};
    PyObject *decoder, *errors = NULL;
    int translate;
    if (!pyi_named_arguments(args, kwargs, "Op|O:IncrementalNewlineDecoder", names, &decoder,
                             &translate, &errors)) {
        return -1;
    }
    errors = errors == NULL ? PyUnicode_FromString("strict") : Py_NewRef(errors);
    if (errors == NULL) {
        return -1;
    }
    Py_XSETREF(SELF(op)->decoder, decoder == Py_None ? NULL : Py_NewRef(decoder));
    Py_XSETREF(SELF(op)->errors, errors);
    SELF(op)->translate = translate;
    SELF(op)->pending_cr = false;
    SELF(op)->seen = 0;
    return 0;
}

static void decoder_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    Py_CLEAR(SELF(self)->decoder);
    Py_CLEAR(SELF(self)->errors);
    type->tp_free(self);
}

/* ---- decoding -------------------------------------------------------------------------------- */

static bool has_cr(PyObject *text) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    if (PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND) {
        return memchr(PyUnicode_DATA(text), '\r', (size_t)n) != NULL;
    }
    return PyUnicode_FindChar(text, '\r', 0, n, 1) >= 0;
}

/* The kinds of newlines of a text that has some '\r'. */
static int kinds(PyObject *text) {
    int found = 0;
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c == '\n') {
            found |= SEEN_LF;
        } else if (c == '\r') {
            bool pair = i + 1 < n && PyUnicode_READ(kind, data, i + 1) == '\n';
            found |= pair ? SEEN_CRLF : SEEN_CR;
            i += pair;
        }
    }
    return found;
}

/* new; steals text: every newline is '\n' */
static PyObject *translated(PyObject *text) {
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t n = PyUnicode_GET_LENGTH(text), out = 0;
    char *copy = PyMem_Malloc((size_t)(n * kind));
    if (copy == NULL) {
        Py_DECREF(text);
        return PyErr_NoMemory();
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c == '\r') {
            i += i + 1 < n && PyUnicode_READ(kind, data, i + 1) == '\n';
            c = '\n';
        }
        PyUnicode_WRITE(kind, copy, out, c);
        out++;
    }
    PyObject *result = PyUnicode_FromKindAndData(kind, copy, out);
    PyMem_Free(copy);
    Py_DECREF(text);
    return result;
}

/* new; steals text: a '\r' kept from before goes first, one at the end is kept */
static PyObject *carry_cr(pyi_newline_decoder *self, PyObject *text, bool final) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    if (self->pending_cr && (final || n > 0)) {
        PyObject *joined = PyUnicode_FromFormat("\r%U", text);
        Py_DECREF(text);
        if (joined == NULL) {
            return NULL;
        }
        text = joined;
        self->pending_cr = false;
        n++;
    }
    if (!final && n > 0 && PyUnicode_READ_CHAR(text, n - 1) == '\r') {
        PyObject *shorter = PyUnicode_Substring(text, 0, n - 1);
        Py_DECREF(text);
        text = shorter;
        self->pending_cr = text != NULL;
    }
    return text;
}

PyObject *pyi_newline_decode(pyi_newline_decoder *self, PyObject *input, bool final) {
    PyObject *text =
        self->decoder == NULL ? Py_NewRef(input) : pyi_decode(self->decoder, input, final);
    if (text != NULL && !PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "decoder should return a string result, not '%.200s'",
                     Py_TYPE(text)->tp_name);
        Py_CLEAR(text);
    }
    text = text == NULL ? NULL : carry_cr(self, text, final);
    if (text == NULL) {
        return NULL;
    }
    if (!has_cr(text)) {
        Py_ssize_t n = PyUnicode_GET_LENGTH(text);
        if (!(self->seen & SEEN_LF) && PyUnicode_FindChar(text, '\n', 0, n, 1) >= 0) {
            self->seen |= SEEN_LF;
        }
        return text;
    }
    self->seen |= (unsigned char)kinds(text);
    return self->translate ? translated(text) : text;
}

static int check(PyObject *op) {
    if (SELF(op)->errors != NULL) {
        return 0;
    }
    PyErr_SetString(PyExc_ValueError, "IncrementalNewlineDecoder.__init__() not called");
    return -1;
}

static PyObject *decoder_decode(PyObject *self, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"input", "final", NULL};
    PyObject *input;
    int final = 0;
    if (!pyi_named_arguments(args, kwargs, "O|p:decode", names, &input, &final) ||
        check(self) < 0) {
        return NULL;
    }
    return pyi_newline_decode(SELF(self), input, final);
}

/* ---- state ------------------------------------------------------------------------------------ */

static PyObject *decoder_getstate(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    if (check(op) < 0) {
        return NULL;
    }
    if (SELF(op)->decoder == NULL) {
        return Py_BuildValue("y#i", "", (Py_ssize_t)0, SELF(op)->pending_cr);
    }
    PyObject *bytes;
    Py_ssize_t flags;
    if (pyi_decoder_state(SELF(op)->decoder, &bytes, &flags) < 0) {
        return NULL;
    }
    return Py_BuildValue("Nn", bytes, flags * 2 + SELF(op)->pending_cr);
}

static PyObject *decoder_setstate(PyObject *op, PyObject *state) {
    if (check(op) < 0) {
        return NULL;
    }
    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state argument must be a tuple");
        return NULL;
    }
    PyObject *bytes;
    unsigned long long flags;
    if (!PyArg_ParseTuple(state, "OK;setstate(): illegal state argument", &bytes, &flags)) {
        return NULL;
    }
    SELF(op)->pending_cr = flags & 1;
    if (SELF(op)->decoder == NULL) {
        Py_RETURN_NONE;
    }
    return PyObject_CallMethod(SELF(op)->decoder, "setstate", "((OK))", bytes, flags >> 1);
}

static PyObject *decoder_reset(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return check(op) < 0 || pyi_decoder_reset(op) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *get_newlines(PyObject *self, void *Py_UNUSED(closure)) {
    if (check(self) < 0) {
        return NULL;
    }
    switch (SELF(self)->seen) {
    case SEEN_CR:
        return PyUnicode_FromString("\r");
    case SEEN_LF:
        return PyUnicode_FromString("\n");
    case SEEN_CRLF:
        return PyUnicode_FromString("\r\n");
    case SEEN_CR | SEEN_LF:
        return Py_BuildValue("ss", "\r", "\n");
    case SEEN_CR | SEEN_CRLF:
        return Py_BuildValue("ss", "\r", "\r\n");
    case SEEN_LF | SEEN_CRLF:
        return Py_BuildValue("ss", "\n", "\r\n");
    case SEEN_CR | SEEN_LF | SEEN_CRLF:
        return Py_BuildValue("sss", "\r", "\n", "\r\n");
    default:
        Py_RETURN_NONE;
    }
}

/* ---- type --------------------------------------------------------------------------------------- */

static PyMethodDef decoder_methods[] = {
    {"decode", PYI_FASTCALL(decoder_decode), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("decode", "($self, /, input, final=False)")},
    {"getstate", decoder_getstate, METH_NOARGS, PYI_SIGNATURE("getstate", "($self, /)")},
    {"setstate", decoder_setstate, METH_O, PYI_SIGNATURE("setstate", "($self, state, /)")},
    {"reset", decoder_reset, METH_NOARGS, PYI_SIGNATURE("reset", "($self, /)")},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef decoder_getset[] = {
    {"newlines", get_newlines, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_newline_decoder_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io.IncrementalNewlineDecoder",
    .tp_basicsize = sizeof(pyi_newline_decoder),
    .tp_dealloc = decoder_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc =
        PYI_SIGNATURE("IncrementalNewlineDecoder", "(decoder, translate, errors='strict')"),
    .tp_methods = decoder_methods,
    .tp_getset = decoder_getset,
    .tp_init = decoder_init,
    .tp_new = PyType_GenericNew,
};
PYI_TYPE(pyi_newline_decoder_type);
