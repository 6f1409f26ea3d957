/* SPDX-License-Identifier: Apache-2.0 */
/* format: ints in format specifications. */
#include "int.h"

#include "pyi_number_format.h"

static int refuse(const char *what) {
    PyErr_Format(PyExc_ValueError, "%s integer format specifier", what);
    return -1;
}

static int refuse_with_c(const char *what) {
    PyErr_Format(PyExc_ValueError, "%s not allowed with integer format specifier 'c'", what);
    return -1;
}

/* new: the one character */
static PyObject *character(PyObject *self, const pyi_format_spec *format) {
    if (format->sign != 0) {
        refuse_with_c("Sign");
        return NULL;
    }
    if (format->alternate) {
        refuse_with_c("Alternate form (#)");
        return NULL;
    }
    long value = PyLong_AsLong(self);
    if (value == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (value < 0 || value > STR_MAX) {
        PyErr_SetString(PyExc_OverflowError, "%c arg not in range(0x110000)");
        return NULL;
    }
    return pyi_str_char((Py_UCS4)value);
}

/* new: digits with the prefix of other bases than ten, without a sign */
static PyObject *digits(PyObject *self, const pyi_format_spec *format, int base) {
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    PyObject *magnitude = int_sign(self) < 0 ? pyi_int_negate(self) : Py_NewRef(self);
    int status = magnitude == NULL
                     ? -1
                     : _PyLong_FormatWriter(&writer, magnitude, base, format->alternate);
    Py_XDECREF(magnitude);
    if (status < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    PyObject *text = _PyUnicodeWriter_Finish(&writer);
    if (text == NULL || format->type != 'X') {
        return text;
    }
    PyObject *upper = PyObject_CallMethodNoArgs(text, PYI_NAME("upper"));
    Py_DECREF(text);
    return upper;
}

static int format_int(_PyUnicodeWriter *writer, PyObject *self, const pyi_format_spec *format) {
    if (format->precision != -1) {
        return refuse("Precision not allowed in");
    }
    if (format->no_negative_zero) {
        return refuse("Negative zero coercion (z) not allowed in");
    }
    bool is_character = format->type == 'c';
    int base = format->type == 'b'                            ? 2
               : format->type == 'o'                          ? 8
               : format->type == 'x' || format->type == 'X' ? 16
                                                              : 10;
    PyObject *text = is_character ? character(self, format) : digits(self, format, base);
    if (text == NULL) {
        return -1;
    }
    number_fields fields = {.text = text};
    if (is_character) {
        fields.rest = 1;
    } else {
        fields.sign = number_sign(format, int_sign(self) < 0);
        fields.prefix = format->alternate && base != 10 ? 2 : 0;
        fields.digits = PyUnicode_GET_LENGTH(text) - fields.prefix;
    }
    int status = number_format(writer, &fields, format);
    Py_DECREF(text);
    return status;
}

static int format_as_float(_PyUnicodeWriter *writer, PyObject *self, const pyi_format_spec *format) {
    PyObject *number = PyNumber_Float(self);
    if (number == NULL) {
        return -1;
    }
    int status = number_format_double(writer, PyFloat_AS_DOUBLE(number), format);
    Py_DECREF(number);
    return status;
}

int _PyLong_FormatAdvancedWriter(_PyUnicodeWriter *writer, PyObject *self, PyObject *spec,
                                 Py_ssize_t start, Py_ssize_t end) {
    if (start == end) {
        return PyLong_CheckExact(self) ? _PyLong_FormatWriter(writer, self, 10, 0)
                                       : number_write_str(writer, self);
    }
    pyi_format_spec format;
    if (pyi_format_parse(self, spec, start, end, 'd', '>', &format) < 0) {
        return -1;
    }
    switch (format.type) {
    case 'b':
    case 'c':
    case 'd':
    case 'n':
    case 'o':
    case 'x':
    case 'X':
        return format_int(writer, self, &format);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case '%':
        return format_as_float(writer, self, &format);
    default:
        pyi_format_unknown(&format, self);
        return -1;
    }
}

PyObject *pyi_int_format(PyObject *self, PyObject *spec) {
    return number_dunder_format(self, spec, _PyLong_FormatAdvancedWriter);
}
