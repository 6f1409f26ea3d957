/* SPDX-License-Identifier: Apache-2.0 */
/* ops_format_spec.c: `{x:>8}`, `{n:05d}`, `{y:.2f}` and `"%-8s %d" % (s, n)` of built-in types.
 *
 * The specifications that programs write mostly are an alignment, zeros, a width, a precision and a
 * letter. They are read here; all others, and all other types, are CPython's to format.
 */
#include "decimal_text.h"
#include "ops.h"

#include <math.h>

#define MOST_WIDTH 999
#define MOST_PRECISION 99

typedef struct {
    char align;     /* '<', '>', '^', or 0 for the type's own */
    bool zeros;     /* between sign and digits */
    int width;      /* 0: as wide as it is */
    int precision;  /* -1: none */
    char type;      /* 0: none */
} simple_spec;

/* Digits of a number up to *most*, which is passed when there are more; where they end. */
static const char *read_digits(const char *c, int most, int *number) {
    *number = 0;
    while (*c >= '0' && *c <= '9' && *number <= most) {
        *number = *number * 10 + (*c++ - '0');
    }
    return c;
}

/* [width][.precision][type] up to the end of the text; whether that is all there is */
static bool read_rest(const char *c, simple_spec *spec) {
    c = read_digits(c, MOST_WIDTH, &spec->width);
    spec->precision = -1;
    if (*c == '.') {
        const char *digits = ++c;
        c = read_digits(c, MOST_PRECISION, &spec->precision);
        if (c == digits) {
            return false;
        }
    }
    spec->type = *c != 0 ? *c++ : 0;
    return *c == 0 && spec->width <= MOST_WIDTH && spec->precision <= MOST_PRECISION;
}

/* Whether *text* is a format specification that is simple. */
static bool read_spec(PyObject *text, simple_spec *spec) {
    if (!PyUnicode_CheckExact(text) || !PyUnicode_IS_COMPACT_ASCII(text)) {
        return false;
    }
    const char *c = (const char *)PyUnicode_1BYTE_DATA(text);
    spec->align = *c == '<' || *c == '>' || *c == '^' ? *c++ : 0;
    spec->zeros = *c == '0';
    return read_rest(c + spec->zeros, spec) && !(spec->zeros && spec->align != 0) &&
           strlen(c) == (size_t)(PyUnicode_GET_LENGTH(text) - (spec->align != 0));
}

/* The conversion "%-05d" that aot_build/lower/fstrings.py found simple, as a specification. */
static void read_conversion(PyObject *text, simple_spec *spec) {
    const char *c = (const char *)PyUnicode_1BYTE_DATA(text) + 1;
    spec->align = '>';
    spec->zeros = false;
    for (; *c == '-' || *c == '0'; c++) {
        if (*c == '-') {
            spec->align = '<';
        } else {
            spec->zeros = true;
        }
    }
    spec->zeros = spec->zeros && spec->align == '>';
    read_rest(c, spec);
}

/* new: *text* in as many characters as wanted, or NULL; *align* if the specification has none */
static PyObject *pad(PyObject *text, const simple_spec *spec, char align) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), room = spec->width - length;
    if (room <= 0) {
        return PyUnicode_FromObject(text);
    }
    PyObject *result = PyUnicode_New(length + room, PyUnicode_MAX_CHAR_VALUE(text));
    if (result == NULL) {
        return NULL;
    }
    align = spec->align != 0 ? spec->align : align;
    Py_ssize_t left = align == '>' ? room : align == '^' ? room / 2 : 0;
    if (PyUnicode_Fill(result, 0, left, ' ') < 0 ||
        PyUnicode_CopyCharacters(result, left, text, 0, length) < 0 ||
        PyUnicode_Fill(result, left + length, room - left, ' ') < 0) {
        Py_DECREF(result);
        return NULL;
    }
    return result;
}

/* new: the text of a number, which may begin with '-', in as many characters as wanted, or NULL */
static PyObject *pad_number(const char *text, Py_ssize_t length, const simple_spec *spec) {
    Py_ssize_t room = spec->width > length ? spec->width - length : 0;
    PyObject *result = PyUnicode_New(length + room, 127);
    if (result == NULL) {
        return NULL;
    }
    char *to = (char *)PyUnicode_1BYTE_DATA(result);
    if (spec->zeros) {
        if (*text == '-') {
            *to++ = *text++;
            length--;
        }
        memset(to, '0', (size_t)room);
        memcpy(to + room, text, (size_t)length);
        return result;
    }
    Py_ssize_t left = spec->align == '<' ? 0 : spec->align == '^' ? room / 2 : room;
    memset(to, ' ', (size_t)left);
    memcpy(to + left, text, (size_t)length);
    memset(to + left + length, ' ', (size_t)(room - left));
    return result;
}

static char *write_hexadecimal(int64_t value, const char *letters, char *end) {
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--end = letters[rest & 15];
        rest >>= 4;
    } while (rest != 0);
    if (value < 0) {
        *--end = '-';
    }
    return end;
}

/* new or NULL; *done* is false where this is not for here. */
static PyObject *format_int(PyObject *value, const simple_spec *spec, bool *done) {
    char digits[24];
    char *end = digits + sizeof(digits), *start;
    int64_t number;
    *done = spec->precision < 0 && rt_reads_decimal(value, &number);
    if (!*done) {
        return NULL;
    }
    switch (spec->type) {
    case 0:
    case 'd':
        start = rt_write_decimal(number, end);
        break;
    case 'x':
        start = write_hexadecimal(number, "0123456789abcdef", end);
        break;
    case 'X':
        start = write_hexadecimal(number, "0123456789ABCDEF", end);
        break;
    default:
        *done = false;
        return NULL;
    }
    return pad_number(start, end - start, spec);
}

static PyObject *format_float(double value, const simple_spec *spec, bool *done) {
    *done = spec->type == 'f' && isfinite(value);
    if (!*done) {
        return NULL;
    }
    char *text = PyOS_double_to_string(value, 'f', spec->precision < 0 ? 6 : spec->precision, 0, NULL);
    PyObject *result = text != NULL ? pad_number(text, (Py_ssize_t)strlen(text), spec) : NULL;
    PyMem_Free(text);
    return result;
}

PyObject *rt_format(PyObject *value, PyObject *text) {
    simple_spec spec;
    PyTypeObject *type = Py_TYPE(value);
    bool done = false;
    PyObject *result = NULL;
    if ((type == &PyLong_Type || type == &PyFloat_Type || type == &PyUnicode_Type) && read_spec(text, &spec)) {
        if (type == &PyLong_Type) {
            result = format_int(value, &spec, &done);
        } else if (type == &PyFloat_Type) {
            result = format_float(PyFloat_AS_DOUBLE(value), &spec, &done);
        } else if (!spec.zeros && spec.precision < 0 && (spec.type == 0 || spec.type == 's') &&
                   rt_is_readable_str(value)) {
            done = true;
            result = pad(value, &spec, '<');
        }
    }
    return done ? result : PyObject_Format(value, text);
}

/* ---- "…" % … ----------------------------------------------------------------------------------- */

/* new or NULL; *done* is false where the value is none that is formatted here. */
static PyObject *convert_number(PyObject *value, const simple_spec *spec, bool *done) {
    if (spec->type != 'f') {
        simple_spec decimal = *spec;
        decimal.type = spec->type == 'i' || spec->type == 'u' ? 'd' : spec->type;
        return format_int(value, &decimal, done);
    }
    if (PyFloat_CheckExact(value)) {
        return format_float(PyFloat_AS_DOUBLE(value), spec, done);
    }
    if (PyLong_CheckExact(value) && rt_long_is_compact(value)) {
        return format_float((double)rt_long_compact_value(value), spec, done);
    }
    *done = false;
    return NULL;
}

static PyObject *convert_text(PyObject *value, const simple_spec *spec) {
    PyObject *text = spec->type == 's'   ? rt_text_of(value)
                     : spec->type == 'r' ? PyObject_Repr(value)
                                         : PyObject_ASCII(value);
    if (text == NULL || (spec->width == 0 && PyUnicode_CheckExact(text))) {
        return text;
    }
#if PY_VERSION_HEX < 0x030C0000
    PyObject *result = PyUnicode_READY(text) < 0 ? NULL : pad(text, spec, '>');
#else
    PyObject *result = pad(text, spec, '>');
#endif
    Py_DECREF(text);
    return result;
}

static bool is_text_conversion(char type) { return type == 's' || type == 'r' || type == 'a'; }

PyObject *rt_percent_item(PyObject *value, PyObject *conversion) {
    simple_spec spec;
    read_conversion(conversion, &spec);
    if (is_text_conversion(spec.type)) {
        return convert_text(value, &spec);
    }
    bool done;
    PyObject *result = convert_number(value, &spec, &done);
    if (done) {
        return result;
    }
    PyObject *items = PyTuple_Pack(1, value);
    result = items != NULL ? PyUnicode_Format(conversion, items) : NULL;
    Py_XDECREF(items);
    return result;
}

PyObject *rt_percent_only(PyObject *template, PyObject *value, PyObject *before, PyObject *conversion, PyObject *after) {
    PyTypeObject *type = Py_TYPE(value);
    if (type != &PyLong_Type && type != &PyFloat_Type && type != &PyUnicode_Type) {
        return PyNumber_Remainder(template, value); /* it may be a tuple of values, or a mapping */
    }
    PyObject *text = rt_percent_item(value, conversion);
    if (text == NULL || PyUnicode_GET_LENGTH(before) + PyUnicode_GET_LENGTH(after) == 0) {
        return text;
    }
    PyObject *parts[3] = {before, text, after};
    PyObject *result = rt_build_string(parts, 3);
    Py_DECREF(text);
    return result;
}
