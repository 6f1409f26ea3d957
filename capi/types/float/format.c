/* SPDX-License-Identifier: Apache-2.0 */
/* format: floats in format specifications. */
#include "float.h"

#include "pyi_number_format.h"

PyObject *number_double_text(double value, const pyi_format_spec *format, char code, int precision,
                             int flags, bool percent, number_fields *fields) {
    char *ascii = PyOS_double_to_string(percent ? value * 100 : value, code, precision, flags, NULL);
    if (ascii == NULL) {
        return NULL;
    }
    const char *start = ascii + (*ascii == '-'), *at = start;
    Py_ssize_t length = (Py_ssize_t)strlen(start);
    while (Py_ISDIGIT(*at)) {
        at++;
    }
    memset(fields, 0, sizeof(*fields));
    fields->sign = number_sign(format, start != ascii);
    fields->digits = at - start;
    fields->point = *at == '.';
    fields->rest = length + percent - fields->digits - fields->point;
    PyObject *text = PyUnicode_New(length + percent, 127);
    if (text != NULL) {
        char *to = (char *)PyUnicode_1BYTE_DATA(text);
        memcpy(to, start, (size_t)length);
        if (percent) {
            to[length] = '%';
        }
    }
    PyMem_Free(ascii);
    fields->text = text;
    return text;
}

int number_format_double(_PyUnicodeWriter *writer, double value, const pyi_format_spec *format) {
    if (format->precision > INT_MAX) {
        PyErr_SetString(PyExc_ValueError, "precision too big");
        return -1;
    }
    int precision = format->precision == -1 ? 6 : (int)format->precision;
    int flags = (format->alternate ? Py_DTSF_ALT : 0) |
                (format->no_negative_zero ? Py_DTSF_NO_NEG_0 : 0);
    char code = (char)format->type;
    if (code == 0) {
        flags |= Py_DTSF_ADD_DOT_0;
        code = format->precision == -1 ? 'r' : 'g';
        precision = format->precision == -1 ? 0 : precision;
    } else if (code == 'n') {
        code = 'g';
    } else if (code == '%') {
        code = 'f';
    }
    number_fields fields;
    PyObject *text = number_double_text(value, format, code, precision, flags, format->type == '%',
                                        &fields);
    int status = text == NULL ? -1 : number_format(writer, &fields, format);
    Py_XDECREF(text);
    return status;
}

int _PyFloat_FormatAdvancedWriter(_PyUnicodeWriter *writer, PyObject *self, PyObject *spec,
                                  Py_ssize_t start, Py_ssize_t end) {
    if (start == end) {
        return number_write_str(writer, self);
    }
    pyi_format_spec format;
    if (pyi_format_parse(self, spec, start, end, 0, '>', &format) < 0) {
        return -1;
    }
    if (format.type != 0 && (format.type > 127 || strchr("eEfFgGn%", (int)format.type) == NULL)) {
        pyi_format_unknown(&format, self);
        return -1;
    }
    return number_format_double(writer, PyFloat_AS_DOUBLE(self), &format);
}

PyObject *pyi_float_format(PyObject *self, PyObject *spec) {
    return number_dunder_format(self, spec, _PyFloat_FormatAdvancedWriter);
}
