/* SPDX-License-Identifier: Apache-2.0 */
/* build: objects from C values by a format: Py_BuildValue.
 *
 * Contract   docs.python.org/3/c-api/arg.html#building-values
 */
#include "pyi.h"

static PyObject *build_one(const char **format, va_list *va);

/* ---- sequences ------------------------------------------------------------------------------------------- */

/* how many values there are up to *end* ('\0', or a closing bracket); -1 with SystemError */
static Py_ssize_t count_values(const char *format, char end) {
    Py_ssize_t count = 0;
    int level = 0;
    for (; level > 0 || *format != end; format++) {
        switch (*format) {
        case '\0':
            PyErr_SetString(PyExc_SystemError, "unmatched paren in format");
            return -1;
        case '(':
        case '[':
        case '{':
            count += level == 0;
            level++;
            break;
        case ')':
        case ']':
        case '}':
            level--;
            break;
        case '#':
        case '&':
        case ',':
        case ':':
        case ' ':
        case '\t':
            break;
        default:
            count += level == 0;
        }
    }
    return count;
}

static void skip_separators(const char **format) {
    while (**format == ',' || **format == ':' || **format == ' ' || **format == '\t') {
        (*format)++;
    }
}

/* All values are built even when one fails: those for which the format hands over a reference must not leak. */
static void build_rest(const char **format, va_list *va, Py_ssize_t n) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = build_one(format, va);
        if (item == NULL) {
            PyErr_Clear();
        }
        Py_XDECREF(item);
    }
    PyErr_Restore(type, value, traceback);
}

static bool expect_end(const char **format, char end) {
    skip_separators(format);
    if (**format != end) {
        PyErr_SetString(PyExc_SystemError, "Unmatched paren in format");
        return false;
    }
    *format += end != '\0';
    return true;
}

static PyObject *build_sequence(const char **format, va_list *va, char end, Py_ssize_t n, bool list) {
    PyObject *result = list ? PyList_New(n) : PyTuple_New(n);
    if (result == NULL) {
        build_rest(format, va, n);
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = build_one(format, va);
        if (item == NULL) {
            build_rest(format, va, n - i - 1);
            Py_DECREF(result);
            return NULL;
        }
        if (list) {
            PyList_SET_ITEM(result, i, item);
        } else {
            PyTuple_SET_ITEM(result, i, item);
        }
    }
    if (!expect_end(format, end)) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *build_dict(const char **format, va_list *va, Py_ssize_t n) {
    PyObject *dict = NULL;
    if (n % 2 != 0) {
        PyErr_SetString(PyExc_SystemError, "Bad dict format");
    } else {
        dict = PyDict_New();
    }
    if (dict == NULL) {
        build_rest(format, va, n);
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i += 2) {
        PyObject *key = build_one(format, va);
        PyObject *value = key == NULL ? NULL : build_one(format, va);
        int status = value == NULL ? -1 : PyDict_SetItem(dict, key, value);
        if (status < 0) {
            build_rest(format, va, n - i - (key == NULL ? 1 : 2));
            Py_CLEAR(dict);
        }
        Py_XDECREF(key);
        Py_XDECREF(value);
        if (dict == NULL) {
            return NULL;
        }
    }
    if (!expect_end(format, '}')) {
        Py_CLEAR(dict);
    }
    return dict;
}

/* ---- single values ------------------------------------------------------------------------------------------ */

/* the length behind a '#', or -1 when there is none */
static Py_ssize_t given_length(const char **format, va_list *va) {
    if (**format != '#') {
        return -1;
    }
    (*format)++;
    return va_arg(*va, Py_ssize_t);
}

static PyObject *text_or_none(const char **format, va_list *va) {
    const char *text = va_arg(*va, const char *);
    Py_ssize_t length = given_length(format, va);
    if (text == NULL) {
        return Py_NewRef(Py_None);
    }
    return PyUnicode_FromStringAndSize(text, length < 0 ? (Py_ssize_t)strlen(text) : length);
}

static PyObject *bytes_or_none(const char **format, va_list *va) {
    const char *text = va_arg(*va, const char *);
    Py_ssize_t length = given_length(format, va);
    if (text == NULL) {
        return Py_NewRef(Py_None);
    }
    return PyBytes_FromStringAndSize(text, length < 0 ? (Py_ssize_t)strlen(text) : length);
}

static PyObject *wide_or_none(const char **format, va_list *va) {
    const wchar_t *text = va_arg(*va, const wchar_t *);
    Py_ssize_t length = given_length(format, va);
    return text == NULL ? Py_NewRef(Py_None) : PyUnicode_FromWideChar(text, length);
}

/* 'N' hands its reference over, 'O' and 'S' do not, '&' calls a converter */
static PyObject *object_value(const char **format, va_list *va, char code) {
    if (**format == '&') {
        PyObject *(*convert)(void *) = va_arg(*va, PyObject * (*)(void *));
        void *argument = va_arg(*va, void *);
        (*format)++;
        return convert(argument);
    }
    PyObject *op = va_arg(*va, PyObject *);
    if (op == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "NULL object passed to Py_BuildValue");
        }
        return NULL;
    }
    return code == 'N' ? op : Py_NewRef(op);
}

static PyObject *build_bracket(const char **format, va_list *va, char open) {
    char end = open == '(' ? ')' : open == '[' ? ']' : '}';
    Py_ssize_t n = count_values(*format, end);
    if (n < 0) {
        return NULL;
    }
    return open == '{' ? build_dict(format, va, n) : build_sequence(format, va, end, n, open == '[');
}

static PyObject *build_one(const char **format, va_list *va) {
    skip_separators(format);
    char code = *(*format)++;
    switch (code) {
    case '(':
    case '[':
    case '{':
        return build_bracket(format, va, code);
    case 'b':
    case 'B':
    case 'h':
    case 'i':
        return PyLong_FromLong(va_arg(*va, int));
    case 'H':
        return PyLong_FromLong((long)va_arg(*va, unsigned int));
    case 'I':
        return PyLong_FromUnsignedLong(va_arg(*va, unsigned int));
    case 'n':
        return PyLong_FromSsize_t(va_arg(*va, Py_ssize_t));
    case 'l':
        return PyLong_FromLong(va_arg(*va, long));
    case 'k':
        return PyLong_FromUnsignedLong(va_arg(*va, unsigned long));
    case 'L':
        return PyLong_FromLongLong(va_arg(*va, long long));
    case 'K':
        return PyLong_FromUnsignedLongLong(va_arg(*va, unsigned long long));
    case 'f':
    case 'd':
        return PyFloat_FromDouble(va_arg(*va, double));
    case 'D':
        return PyComplex_FromCComplex(*va_arg(*va, Py_complex *));
    case 'c': {
        char byte = (char)va_arg(*va, int);
        return PyBytes_FromStringAndSize(&byte, 1);
    }
    case 'C':
        return PyUnicode_FromOrdinal(va_arg(*va, int));
    case 's':
    case 'z':
    case 'U':
        return text_or_none(format, va);
    case 'y':
        return bytes_or_none(format, va);
    case 'u':
        return wide_or_none(format, va);
    case 'N':
    case 'S':
    case 'O':
        return object_value(format, va, code);
    default:
        PyErr_SetString(PyExc_SystemError, "bad format char passed to Py_BuildValue");
        return NULL;
    }
}

/* ---- public functions ----------------------------------------------------------------------------------------- */

/* new: nothing is None, one value is itself, several are a tuple */
static PyObject *build(const char *format, va_list va) {
    Py_ssize_t n = count_values(format, '\0');
    if (n < 0) {
        return NULL;
    }
    if (n == 0) {
        return Py_NewRef(Py_None);
    }
    va_list own;
    va_copy(own, va);
    PyObject *result = n == 1 ? build_one(&format, &own)
                              : build_sequence(&format, &own, '\0', n, false);
    va_end(own);
    return result;
}

#undef Py_BuildValue
#undef Py_VaBuildValue
PyAPI_FUNC(PyObject *) Py_VaBuildValue(const char *format, va_list va) { return build(format, va); }
PyAPI_FUNC(PyObject *) _Py_VaBuildValue_SizeT(const char *format, va_list va) { return build(format, va); }

PyAPI_FUNC(PyObject *) Py_BuildValue(const char *format, ...) {
    va_list va;
    va_start(va, format);
    PyObject *result = build(format, va);
    va_end(va);
    return result;
}

PyAPI_FUNC(PyObject *) _Py_BuildValue_SizeT(const char *format, ...) {
    va_list va;
    va_start(va, format);
    PyObject *result = build(format, va);
    va_end(va);
    return result;
}
