/* SPDX-License-Identifier: Apache-2.0 */
/* scanner: values of JSON read.
 * Layout     what the decoder was made with, and the keys of this document, each of which is one object
 * Collected  yes
 * Contract   RFC 8259; docs.python.org/3/library/json.html
 */
#include "jsonmodule.h"

#include "members.h"

typedef struct {
    PyObject_HEAD
    char strict;
    PyObject *object_hook, *object_pairs_hook, *parse_float, *parse_int, *parse_constant, *memo; /* owned */
} scanner;

#define SELF(op) ((scanner *)(op))

/* ---- life ---------------------------------------------------------------------------------------------- */

static int traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(SELF(op)->object_hook);
    Py_VISIT(SELF(op)->object_pairs_hook);
    Py_VISIT(SELF(op)->parse_float);
    Py_VISIT(SELF(op)->parse_int);
    Py_VISIT(SELF(op)->parse_constant);
    Py_VISIT(SELF(op)->memo);
    return 0;
}

static int clear(PyObject *op) {
    Py_CLEAR(SELF(op)->object_hook);
    Py_CLEAR(SELF(op)->object_pairs_hook);
    Py_CLEAR(SELF(op)->parse_float);
    Py_CLEAR(SELF(op)->parse_int);
    Py_CLEAR(SELF(op)->parse_constant);
    Py_CLEAR(SELF(op)->memo);
    return 0;
}

static void dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"context", NULL};
    PyObject *context;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:make_scanner", names, &context)) {
        return NULL;
    }
    scanner *self = SELF(type->tp_alloc(type, 0));
    if (self == NULL) {
        return NULL;
    }
    PyObject *strict = PyObject_GetAttrString(context, "strict");
    int is_strict = strict == NULL ? -1 : PyObject_IsTrue(strict);
    Py_XDECREF(strict);
    self->strict = is_strict > 0;
    if (is_strict < 0 || (self->memo = PyDict_New()) == NULL ||
        (self->object_hook = PyObject_GetAttrString(context, "object_hook")) == NULL ||
        (self->object_pairs_hook = PyObject_GetAttrString(context, "object_pairs_hook")) == NULL ||
        (self->parse_float = PyObject_GetAttrString(context, "parse_float")) == NULL ||
        (self->parse_int = PyObject_GetAttrString(context, "parse_int")) == NULL ||
        (self->parse_constant = PyObject_GetAttrString(context, "parse_constant")) == NULL) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

/* ---- values ----------------------------------------------------------------------------------------------- */

static PyObject *scan(scanner *self, const json_text *text, Py_ssize_t at, Py_ssize_t *end);

static Py_ssize_t skip_space(const json_text *text, Py_ssize_t at) {
    for (; at < text->n; at++) {
        Py_UCS4 c = PyUnicode_READ(text->kind, text->data, at);
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
            break;
        }
    }
    return at;
}

/* NULL, always: no value begins there, which the caller of the scanner explains */
static PyObject *stop(Py_ssize_t at) {
    PyObject *value = PyLong_FromSsize_t(at);
    if (value != NULL) {
        PyErr_SetObject(PyExc_StopIteration, value);
        Py_DECREF(value);
    }
    return NULL;
}

static bool is_digit(const json_text *text, Py_ssize_t at) {
    Py_UCS4 c = json_at(text, at);
    return c >= '0' && c <= '9';
}

static Py_ssize_t skip_digits(const json_text *text, Py_ssize_t at) {
    while (is_digit(text, at)) {
        at++;
    }
    return at;
}

/* new: the number written from begin to end */
static PyObject *make_number(scanner *self, const json_text *text, Py_ssize_t begin, Py_ssize_t end,
                             bool is_float) {
    PyObject *digits = PyUnicode_Substring(text->object, begin, end), *number;
    if (digits == NULL) {
        return NULL;
    }
    PyObject *parse = is_float ? self->parse_float : self->parse_int;
    if (parse == (PyObject *)&PyFloat_Type) {
        number = PyFloat_FromString(digits);
    } else if (parse == (PyObject *)&PyLong_Type) {
        number = PyLong_FromUnicodeObject(digits, 10);
    } else {
        number = PyObject_CallOneArg(parse, digits);
    }
    Py_DECREF(digits);
    return number;
}

static PyObject *scan_number(scanner *self, const json_text *text, Py_ssize_t begin, Py_ssize_t *end) {
    Py_ssize_t at = begin + (json_at(text, begin) == '-');
    bool is_float = false;
    if (!is_digit(text, at)) {
        return stop(begin);
    }
    at = json_at(text, at) == '0' ? at + 1 : skip_digits(text, at);
    if (json_at(text, at) == '.' && is_digit(text, at + 1)) {
        is_float = true;
        at = skip_digits(text, at + 1);
    }
    if (json_at(text, at) == 'e' || json_at(text, at) == 'E') {
        Py_UCS4 sign = json_at(text, at + 1);
        Py_ssize_t digits = at + 1 + (sign == '+' || sign == '-');
        if (is_digit(text, digits)) {
            is_float = true;
            at = skip_digits(text, digits);
        }
    }
    *end = at;
    return make_number(self, text, begin, at, is_float);
}

static bool begins(const json_text *text, Py_ssize_t at, const char *word) {
    for (; *word != '\0'; word++, at++) {
        if (json_at(text, at) != (Py_UCS4)*word) {
            return false;
        }
    }
    return true;
}

static PyObject *scan_constant(scanner *self, const char *word, Py_ssize_t at, Py_ssize_t *end) {
    *end = at + (Py_ssize_t)strlen(word);
    PyObject *name = PyUnicode_InternFromString(word);
    PyObject *value = name == NULL ? NULL : PyObject_CallOneArg(self->parse_constant, name);
    Py_XDECREF(name);
    return value;
}

/* ---- arrays ------------------------------------------------------------------------------------------------- */

/* Behind a comma, where the next item begins; -1 with an error, which newer versions see here already */
static Py_ssize_t skip_comma(const json_text *text, Py_ssize_t comma, Py_UCS4 closing, const char *problem) {
    Py_ssize_t at = skip_space(text, comma + 1);
    if (PYI_313 && json_at(text, at) == closing) {
        json_fail(problem, text, comma);
        return -1;
    }
    return at;
}

static PyObject *scan_array(scanner *self, const json_text *text, Py_ssize_t at, Py_ssize_t *end) {
    PyObject *list = PyList_New(0);
    at = skip_space(text, at);
    if (list == NULL) {
        return NULL;
    }
    if (json_at(text, at) == ']') {
        *end = at + 1;
        return list;
    }
    for (;;) {
        PyObject *item = scan(self, text, at, &at);
        int status = item == NULL ? -1 : PyList_Append(list, item);
        Py_XDECREF(item);
        if (status < 0) {
            break;
        }
        at = skip_space(text, at);
        if (json_at(text, at) == ']') {
            *end = at + 1;
            return list;
        }
        if (json_at(text, at) != ',') {
            json_fail("Expecting ',' delimiter", text, at);
            break;
        }
        if ((at = skip_comma(text, at, ']', "Illegal trailing comma before end of array")) < 0) {
            break;
        }
    }
    Py_DECREF(list);
    return NULL;
}

/* ---- objects ------------------------------------------------------------------------------------------------ */

/* new: the name of a member, and where its value begins */
static PyObject *scan_key(scanner *self, const json_text *text, Py_ssize_t *at) {
    if (json_at(text, *at) != '"') {
        return json_fail("Expecting property name enclosed in double quotes", text, *at);
    }
    PyObject *key = json_scan_string(text, *at + 1, self->strict, at);
    if (key == NULL) {
        return NULL;
    }
    PyObject *known = PyDict_SetDefault(self->memo, key, key);
    Py_XINCREF(known);
    Py_DECREF(key);
    if (known == NULL) {
        return NULL;
    }
    *at = skip_space(text, *at);
    if (json_at(text, *at) != ':') {
        Py_DECREF(known);
        return json_fail("Expecting ':' delimiter", text, *at);
    }
    *at = skip_space(text, *at + 1);
    return known;
}

/* One member into a dict, or into a list of pairs. 0 or -1. */
static int scan_member(scanner *self, const json_text *text, Py_ssize_t *at, PyObject *members) {
    PyObject *key = scan_key(self, text, at);
    PyObject *value = key == NULL ? NULL : scan(self, text, *at, at);
    int status = -1;
    if (value != NULL && PyDict_Check(members)) {
        status = PyDict_SetItem(members, key, value);
    } else if (value != NULL) {
        PyObject *pair = PyTuple_Pack(2, key, value);
        status = pair == NULL ? -1 : PyList_Append(members, pair);
        Py_XDECREF(pair);
    }
    Py_XDECREF(key);
    Py_XDECREF(value);
    return status;
}

/* 0 or -1 */
static int scan_members(scanner *self, const json_text *text, Py_ssize_t at, Py_ssize_t *end,
                        PyObject *members) {
    at = skip_space(text, at);
    if (json_at(text, at) == '}') {
        *end = at + 1;
        return 0;
    }
    for (;;) {
        if (scan_member(self, text, &at, members) < 0) {
            return -1;
        }
        at = skip_space(text, at);
        if (json_at(text, at) == '}') {
            *end = at + 1;
            return 0;
        }
        if (json_at(text, at) != ',') {
            json_fail("Expecting ',' delimiter", text, at);
            return -1;
        }
        if ((at = skip_comma(text, at, '}', "Illegal trailing comma before end of object")) < 0) {
            return -1;
        }
    }
}

static PyObject *scan_object(scanner *self, const json_text *text, Py_ssize_t at, Py_ssize_t *end) {
    bool pairs = self->object_pairs_hook != Py_None;
    PyObject *members = pairs ? PyList_New(0) : PyDict_New();
    if (members != NULL && scan_members(self, text, at, end, members) < 0) {
        Py_CLEAR(members);
    }
    PyObject *hook = pairs ? self->object_pairs_hook : self->object_hook;
    if (members == NULL || hook == Py_None) {
        return members;
    }
    PyObject *result = PyObject_CallOneArg(hook, members);
    Py_DECREF(members);
    return result;
}

/* ---- entry ---------------------------------------------------------------------------------------------------- */

/* new: the value that begins at a place, and where it ends */
static PyObject *scan(scanner *self, const json_text *text, Py_ssize_t at, Py_ssize_t *end) {
    PyObject *result;
    switch (json_at(text, at)) {
    case '"': return json_scan_string(text, at + 1, self->strict, end);
    case '{':
        if (Py_EnterRecursiveCall(" while decoding a JSON object from a unicode string")) {
            return NULL;
        }
        result = scan_object(self, text, at + 1, end);
        Py_LeaveRecursiveCall();
        return result;
    case '[':
        if (Py_EnterRecursiveCall(" while decoding a JSON array from a unicode string")) {
            return NULL;
        }
        result = scan_array(self, text, at + 1, end);
        Py_LeaveRecursiveCall();
        return result;
    case 'n':
    case 't':
    case 'f': {
        bool is_null = begins(text, at, "null"), is_true = begins(text, at, "true");
        if (!is_null && !is_true && !begins(text, at, "false")) {
            return stop(at);
        }
        *end = at + (is_null || is_true ? 4 : 5);
        return Py_NewRef(is_null ? Py_None : is_true ? Py_True : Py_False);
    }
    case 'N': return begins(text, at, "NaN") ? scan_constant(self, "NaN", at, end) : stop(at);
    case 'I': return begins(text, at, "Infinity") ? scan_constant(self, "Infinity", at, end) : stop(at);
    case '-':
        if (begins(text, at, "-Infinity")) {
            return scan_constant(self, "-Infinity", at, end);
        }
        return scan_number(self, text, at, end);
    default: return scan_number(self, text, at, end);
    }
}

static PyObject *call(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"string", "idx", NULL};
    PyObject *string;
    Py_ssize_t at, end;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "On:scan_once", names, &string, &at) ||
        !json_check_text(string)) {
        return NULL;
    }
    if (at < 0) {
        PyErr_SetString(PyExc_ValueError, "idx cannot be negative");
        return NULL;
    }
    json_text text = json_text_of(string);
    PyObject *value = scan(SELF(op), &text, at, &end);
    PyDict_Clear(SELF(op)->memo);
    return value == NULL ? NULL : Py_BuildValue("Nn", value, end);
}

/* ---- type ----------------------------------------------------------------------------------------------------- */

static PyMemberDef members[] = {
    {"strict", PYI_T_BOOL, offsetof(scanner, strict), PYI_READONLY, NULL},
    {"object_hook", PYI_T_OBJECT, offsetof(scanner, object_hook), PYI_READONLY, NULL},
    {"object_pairs_hook", PYI_T_OBJECT, offsetof(scanner, object_pairs_hook), PYI_READONLY, NULL},
    {"parse_float", PYI_T_OBJECT, offsetof(scanner, parse_float), PYI_READONLY, NULL},
    {"parse_int", PYI_T_OBJECT, offsetof(scanner, parse_int), PYI_READONLY, NULL},
    {"parse_constant", PYI_T_OBJECT, offsetof(scanner, parse_constant), PYI_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject json_scanner_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_json.Scanner",
    .tp_basicsize = sizeof(scanner),
    .tp_dealloc = dealloc,
    .tp_call = call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_members = members,
    .tp_new = new,
};
