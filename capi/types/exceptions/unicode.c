/* SPDX-License-Identifier: Apache-2.0 */
/* unicode: UnicodeEncodeError, UnicodeDecodeError and UnicodeTranslateError: object[start:end] is what is wrong.
 *
 * Layout     encoding owned str (none when translating), object owned str or bytes, reason owned str
 * Collected  yes
 * Contract   docs.python.org/3/c-api/exceptions.html#unicode-exception-objects
 */
#include "exceptions.h"

#define SELF(op) ((PyUnicodeErrorObject *)(op))

/* ---- life ------------------------------------------------------------------------------------------------- */

static int unicode_clear(PyObject *op) {
    Py_CLEAR(SELF(op)->encoding);
    Py_CLEAR(SELF(op)->object);
    Py_CLEAR(SELF(op)->reason);
    return pyi_exception_clear(op);
}

static int unicode_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(SELF(op)->encoding);
    Py_VISIT(SELF(op)->object);
    Py_VISIT(SELF(op)->reason);
    return pyi_exception_traverse(op, visit, arg);
}

static void unicode_dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    unicode_clear(op);
    Py_TYPE(op)->tp_free(op);
}

/* borrows; from the second call of __init__ on there are values to replace */
static void set_parts(PyUnicodeErrorObject *self, PyObject *encoding, PyObject *object,
                      PyObject *reason) {
    Py_XSETREF(self->encoding, Py_XNewRef(encoding));
    Py_XSETREF(self->object, Py_NewRef(object));
    Py_XSETREF(self->reason, Py_NewRef(reason));
}

static int encode_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    PyUnicodeErrorObject *self = SELF(op);
    PyObject *encoding, *object, *reason;
    Py_ssize_t start, end;
    if (pyi_exception_init(op, args, kwargs) < 0 ||
        !PyArg_ParseTuple(args, "UUnnU", &encoding, &object, &start, &end, &reason)) {
        return -1;
    }
    self->start = start;
    self->end = end;
    set_parts(self, encoding, object, reason);
    return 0;
}

static int decode_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    PyUnicodeErrorObject *self = SELF(op);
    PyObject *encoding, *object, *reason;
    Py_ssize_t start, end;
    if (pyi_exception_init(op, args, kwargs) < 0 ||
        !PyArg_ParseTuple(args, "UOnnU", &encoding, &object, &start, &end, &reason)) {
        return -1;
    }
    if (PyBytes_Check(object)) {
        Py_INCREF(object);
    } else {
        Py_buffer view;
        if (PyObject_GetBuffer(object, &view, PyBUF_SIMPLE) < 0) {
            return -1;
        }
        object = PyBytes_FromStringAndSize(view.buf, view.len);
        PyBuffer_Release(&view);
        if (object == NULL) {
            return -1;
        }
    }
    self->start = start;
    self->end = end;
    set_parts(self, encoding, object, reason);
    Py_DECREF(object);
    return 0;
}

static int translate_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    PyUnicodeErrorObject *self = SELF(op);
    PyObject *object, *reason;
    Py_ssize_t start, end;
    if (pyi_exception_init(op, args, kwargs) < 0 ||
        !PyArg_ParseTuple(args, "UnnU", &object, &start, &end, &reason)) {
        return -1;
    }
    self->start = start;
    self->end = end;
    set_parts(self, NULL, object, reason);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------------------------- */

/* new: `character '\xe9' in position 3` or `characters in position 3-4` */
static PyObject *describe_characters(PyUnicodeErrorObject *self) {
    if (self->start < 0 || self->start >= PyUnicode_GET_LENGTH(self->object) ||
        self->end != self->start + 1) {
        return PyUnicode_FromFormat("characters in position %zd-%zd", self->start, self->end - 1);
    }
    Py_UCS4 c = PyUnicode_READ_CHAR(self->object, self->start);
    const char *format = c <= 0xff     ? "character '\\x%02x' in position %zd"
                         : c <= 0xffff ? "character '\\u%04x' in position %zd"
                                       : "character '\\U%08x' in position %zd";
    return PyUnicode_FromFormat(format, (int)c, self->start);
}

static PyObject *describe_bytes(PyUnicodeErrorObject *self) {
    if (self->start < 0 || self->start >= PyBytes_GET_SIZE(self->object) ||
        self->end != self->start + 1) {
        return PyUnicode_FromFormat("bytes in position %zd-%zd", self->start, self->end - 1);
    }
    int byte = (unsigned char)PyBytes_AS_STRING(self->object)[self->start];
    return PyUnicode_FromFormat("byte 0x%02x in position %zd", byte, self->start);
}

/* `'ascii' codec can't encode ` + what and where + `: ` + reason; without an encoding `can't translate ` */
static PyObject *complain(PyUnicodeErrorObject *self, const char *verb,
                          PyObject *(*describe)(PyUnicodeErrorObject *)) {
    if (self->object == NULL) {
        return PyUnicode_New(0, 0); /* __init__ was not called */
    }
    PyObject *reason = PyObject_Str(self->reason);
    PyObject *encoding = self->encoding == NULL ? NULL : PyObject_Str(self->encoding);
    PyObject *what = NULL, *result = NULL;
    if (reason != NULL && !(self->encoding != NULL && encoding == NULL)) {
        what = describe(self);
    }
    if (what != NULL) {
        result = encoding != NULL ? PyUnicode_FromFormat("'%U' codec can't %s %U: %U", encoding,
                                                         verb, what, reason)
                                  : PyUnicode_FromFormat("can't %s %U: %U", verb, what, reason);
    }
    Py_XDECREF(what);
    Py_XDECREF(encoding);
    Py_XDECREF(reason);
    return result;
}

static PyObject *encode_str(PyObject *op) {
    return complain(SELF(op), "encode", describe_characters);
}
static PyObject *decode_str(PyObject *op) { return complain(SELF(op), "decode", describe_bytes); }
static PyObject *translate_str(PyObject *op) {
    return complain(SELF(op), "translate", describe_characters);
}

/* ---- type --------------------------------------------------------------------------------------------------- */

static PyMemberDef unicode_members[] = {
    {"encoding", PYI_T_OBJECT, offsetof(PyUnicodeErrorObject, encoding), 0, NULL},
    {"object", PYI_T_OBJECT, offsetof(PyUnicodeErrorObject, object), 0, NULL},
    {"start", PYI_T_PYSSIZET, offsetof(PyUnicodeErrorObject, start), 0, NULL},
    {"end", PYI_T_PYSSIZET, offsetof(PyUnicodeErrorObject, end), 0, NULL},
    {"reason", PYI_T_OBJECT, offsetof(PyUnicodeErrorObject, reason), 0, NULL},
    {0},
};

#define UNICODE_EXCEPTION(exception, init, str)                                                    \
    EXCEPTION_TYPE(exception, PyUnicodeErrorObject, _PyExc_UnicodeError,                           \
                   .tp_dealloc = unicode_dealloc, .tp_traverse = unicode_traverse,                 \
                   .tp_clear = unicode_clear, .tp_str = str, .tp_members = unicode_members,        \
                   .tp_init = init, .tp_new = pyi_exception_new)

UNICODE_EXCEPTION(UnicodeEncodeError, encode_init, encode_str);
UNICODE_EXCEPTION(UnicodeDecodeError, decode_init, decode_str);
UNICODE_EXCEPTION(UnicodeTranslateError, translate_init, translate_str);

/* ---- public functions ------------------------------------------------------------------------------------------ */

/* new: the str of an attribute, which programs may have replaced */
static PyObject *text_of(PyObject *value, const char *name) {
    if (value == NULL) {
        PyErr_Format(PyExc_TypeError, "%.200s attribute not set", name);
        return NULL;
    }
    if (!PyUnicode_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%.200s attribute must be unicode", name);
        return NULL;
    }
    return Py_NewRef(value);
}

static PyObject *bytes_of(PyObject *value, const char *name) {
    if (value == NULL) {
        PyErr_Format(PyExc_TypeError, "%.200s attribute not set", name);
        return NULL;
    }
    if (!PyBytes_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%.200s attribute must be bytes", name);
        return NULL;
    }
    return Py_NewRef(value);
}

PyObject *PyUnicodeEncodeError_GetEncoding(PyObject *op) {
    return text_of(SELF(op)->encoding, "encoding");
}
PyObject *PyUnicodeDecodeError_GetEncoding(PyObject *op) {
    return text_of(SELF(op)->encoding, "encoding");
}

PyObject *PyUnicodeEncodeError_GetObject(PyObject *op) { return text_of(SELF(op)->object, "object"); }
PyObject *PyUnicodeDecodeError_GetObject(PyObject *op) { return bytes_of(SELF(op)->object, "object"); }
PyObject *PyUnicodeTranslateError_GetObject(PyObject *op) {
    return text_of(SELF(op)->object, "object");
}

PyObject *PyUnicodeEncodeError_GetReason(PyObject *op) { return text_of(SELF(op)->reason, "reason"); }
PyObject *PyUnicodeDecodeError_GetReason(PyObject *op) { return text_of(SELF(op)->reason, "reason"); }
PyObject *PyUnicodeTranslateError_GetReason(PyObject *op) {
    return text_of(SELF(op)->reason, "reason");
}

/* The answer is inside of the object, whatever the attribute says. */
static int start_of(PyObject *object, Py_ssize_t size, Py_ssize_t given, Py_ssize_t *start) {
    if (object == NULL) {
        return -1;
    }
    *start = given < 0 ? 0 : given;
    if (*start >= size) {
        *start = size - 1;
    }
    Py_DECREF(object);
    return 0;
}

static int end_of(PyObject *object, Py_ssize_t size, Py_ssize_t given, Py_ssize_t *end) {
    if (object == NULL) {
        return -1;
    }
    *end = given < 1 ? 1 : given;
    if (*end > size) {
        *end = size;
    }
    Py_DECREF(object);
    return 0;
}

static Py_ssize_t text_size(PyObject *op) { return op == NULL ? 0 : PyUnicode_GET_LENGTH(op); }

int PyUnicodeEncodeError_GetStart(PyObject *op, Py_ssize_t *start) {
    PyObject *object = text_of(SELF(op)->object, "object");
    return start_of(object, text_size(object), SELF(op)->start, start);
}
int PyUnicodeTranslateError_GetStart(PyObject *op, Py_ssize_t *start) {
    return PyUnicodeEncodeError_GetStart(op, start);
}
int PyUnicodeDecodeError_GetStart(PyObject *op, Py_ssize_t *start) {
    PyObject *object = bytes_of(SELF(op)->object, "object");
    return start_of(object, object == NULL ? 0 : PyBytes_GET_SIZE(object), SELF(op)->start, start);
}

int PyUnicodeEncodeError_GetEnd(PyObject *op, Py_ssize_t *end) {
    PyObject *object = text_of(SELF(op)->object, "object");
    return end_of(object, text_size(object), SELF(op)->end, end);
}
int PyUnicodeTranslateError_GetEnd(PyObject *op, Py_ssize_t *end) {
    return PyUnicodeEncodeError_GetEnd(op, end);
}
int PyUnicodeDecodeError_GetEnd(PyObject *op, Py_ssize_t *end) {
    PyObject *object = bytes_of(SELF(op)->object, "object");
    return end_of(object, object == NULL ? 0 : PyBytes_GET_SIZE(object), SELF(op)->end, end);
}

static int set_start(PyObject *op, Py_ssize_t start) {
    SELF(op)->start = start;
    return 0;
}
static int set_end(PyObject *op, Py_ssize_t end) {
    SELF(op)->end = end;
    return 0;
}
static int set_reason(PyObject *op, const char *text) {
    PyObject *reason = PyUnicode_FromString(text);
    if (reason == NULL) {
        return -1;
    }
    Py_XSETREF(SELF(op)->reason, reason);
    return 0;
}

int PyUnicodeEncodeError_SetStart(PyObject *op, Py_ssize_t start) { return set_start(op, start); }
int PyUnicodeDecodeError_SetStart(PyObject *op, Py_ssize_t start) { return set_start(op, start); }
int PyUnicodeTranslateError_SetStart(PyObject *op, Py_ssize_t start) { return set_start(op, start); }
int PyUnicodeEncodeError_SetEnd(PyObject *op, Py_ssize_t end) { return set_end(op, end); }
int PyUnicodeDecodeError_SetEnd(PyObject *op, Py_ssize_t end) { return set_end(op, end); }
int PyUnicodeTranslateError_SetEnd(PyObject *op, Py_ssize_t end) { return set_end(op, end); }
int PyUnicodeEncodeError_SetReason(PyObject *op, const char *text) { return set_reason(op, text); }
int PyUnicodeDecodeError_SetReason(PyObject *op, const char *text) { return set_reason(op, text); }
int PyUnicodeTranslateError_SetReason(PyObject *op, const char *text) { return set_reason(op, text); }

/* new */
PyObject *PyUnicodeDecodeError_Create(const char *encoding, const char *object, Py_ssize_t length,
                                      Py_ssize_t start, Py_ssize_t end, const char *reason) {
    return PyObject_CallFunction(PyExc_UnicodeDecodeError, "sy#nns", encoding, object, length,
                                 start, end, reason);
}

/* new; borrows object */
PyObject *_PyUnicodeTranslateError_Create(PyObject *object, Py_ssize_t start, Py_ssize_t end,
                                          const char *reason) {
    return PyObject_CallFunction(PyExc_UnicodeTranslateError, "Onns", object, start, end, reason);
}
