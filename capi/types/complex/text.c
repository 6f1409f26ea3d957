/* SPDX-License-Identifier: Apache-2.0 */
/* text: complex numbers as text, in format specifications, and from text. */
#include "complex.h"

#include "pyi_number_format.h"
#if PYI_313
#  include "internal/pycore_floatobject.h"
int _PyComplex_FormatAdvancedWriter(_PyUnicodeWriter *writer, PyObject *self, PyObject *spec,
                                    Py_ssize_t start, Py_ssize_t end);
#else
#  include "pystrtod.h"
#endif

static bool is_plus_zero(double value) { return value == 0.0 && !signbit(value); }

/* ---- repr ------------------------------------------------------------------------------------------------------- */

PyObject *pyi_complex_repr(PyObject *self) {
    Py_complex z = COMPLEX_VALUE(self);
    bool only_imag = is_plus_zero(z.real);
    char *real = only_imag ? NULL : PyOS_double_to_string(z.real, 'r', 0, 0, NULL);
    char *imag = PyOS_double_to_string(z.imag, 'r', 0, only_imag ? 0 : Py_DTSF_SIGN, NULL);
    PyObject *str = NULL;
    if (imag != NULL && only_imag) {
        str = PyUnicode_FromFormat("%sj", imag);
    } else if (imag != NULL && real != NULL) {
        str = PyUnicode_FromFormat("(%s%sj)", real, imag);
    }
    PyMem_Free(real);
    PyMem_Free(imag);
    return str;
}

/* ---- format ------------------------------------------------------------------------------------------------------- */

/* What a specification comes to for both parts. */
typedef struct {
    char code;
    int precision, flags;
    bool only_imag, parentheses;
} complex_style;

static int read_style(const pyi_format_spec *format, double real, complex_style *style) {
    if (format->precision > INT_MAX) {
        PyErr_SetString(PyExc_ValueError, "precision too big");
        return -1;
    }
    if (format->fill == '0') {
        PyErr_SetString(PyExc_ValueError,
                        "Zero padding is not allowed in complex format specifier");
        return -1;
    }
    if (format->align == '=') {
        PyErr_SetString(PyExc_ValueError,
                        "'=' alignment flag is not allowed in complex format specifier");
        return -1;
    }
    bool given = format->precision != -1;
    *style = (complex_style){.code = (char)format->type, .precision = given ? (int)format->precision : 6};
    style->flags = (format->alternate ? Py_DTSF_ALT : 0) |
                   (format->no_negative_zero ? Py_DTSF_NO_NEG_0 : 0);
    if (format->type == 0) { /* as repr() has it */
        style->code = given ? 'g' : 'r';
        style->precision = given ? style->precision : 0;
        style->only_imag = is_plus_zero(real);
        style->parentheses = !style->only_imag;
    } else if (format->type == 'n') {
        style->code = 'g';
    }
    return 0;
}

static int write_parts(_PyUnicodeWriter *writer, number_fields parts[2], const pyi_format_spec *format,
                       const complex_style *style) {
    pyi_format_spec plain = *format; /* padding is around both */
    plain.fill = 0;
    plain.align = '<';
    plain.width = -1;
    number_locale locale;
    int status = number_locale_init(&locale, format);
    Py_UCS4 maxchar = 127;
    Py_ssize_t length = 1 + 2 * style->parentheses, total;
    for (int i = style->only_imag; status == 0 && i < 2; i++) {
        length += number_measure(&parts[i], &plain, &locale, &maxchar);
    }
    Py_ssize_t left = pyi_format_left(format, length, &total);
    maxchar = total > length ? Py_MAX(maxchar, format->fill) : maxchar;
    status = status < 0 ? status : _PyUnicodeWriter_Prepare(writer, total, maxchar);
    if (status == 0) {
        Py_ssize_t start = writer->pos;
        _PyUnicode_FastFill(writer->buffer, start, left, format->fill);
        writer->pos += left;
        if (style->parentheses) {
            PyUnicode_WRITE(writer->kind, writer->data, writer->pos++, '(');
        }
        for (int i = style->only_imag; i < 2; i++) {
            number_write(writer, &parts[i], 0, &locale);
        }
        PyUnicode_WRITE(writer->kind, writer->data, writer->pos++, 'j');
        if (style->parentheses) {
            PyUnicode_WRITE(writer->kind, writer->data, writer->pos++, ')');
        }
        _PyUnicode_FastFill(writer->buffer, writer->pos, total - left - length, format->fill);
        writer->pos = start + total;
    }
    number_locale_drop(&locale);
    return status;
}

static int format_complex(_PyUnicodeWriter *writer, Py_complex z, const pyi_format_spec *format) {
    complex_style style;
    if (read_style(format, z.real, &style) < 0) {
        return -1;
    }
    number_fields parts[2];
    pyi_format_spec signed_imag = *format;
    if (!style.only_imag) {
        signed_imag.sign = '+';
    }
    PyObject *real = number_double_text(z.real, format, style.code, style.precision, style.flags, false,
                                        &parts[0]);
    PyObject *imag = number_double_text(z.imag, &signed_imag, style.code, style.precision, style.flags,
                                        false, &parts[1]);
    int status = real == NULL || imag == NULL ? -1 : write_parts(writer, parts, format, &style);
    Py_XDECREF(real);
    Py_XDECREF(imag);
    return status;
}

int _PyComplex_FormatAdvancedWriter(_PyUnicodeWriter *writer, PyObject *self, PyObject *spec,
                                    Py_ssize_t start, Py_ssize_t end) {
    if (start == end) {
        return number_write_str(writer, self);
    }
    pyi_format_spec format;
    if (pyi_format_parse(self, spec, start, end, 0, '>', &format) < 0) {
        return -1;
    }
    if (format.type != 0 && (format.type > 127 || strchr("eEfFgGn", (int)format.type) == NULL)) {
        pyi_format_unknown(&format, self);
        return -1;
    }
    return format_complex(writer, COMPLEX_VALUE(self), &format);
}

PyObject *pyi_complex_format(PyObject *self, PyObject *spec) {
    return number_dunder_format(self, spec, _PyComplex_FormatAdvancedWriter);
}

/* ---- from text ------------------------------------------------------------------------------------------------------- */

static bool is_j(char c) { return c == 'j' || c == 'J'; }

/* A number at *at, which moves behind it; or nothing there: false. */
static bool read_double(const char **at, double *value) {
    char *end;
    *value = PyOS_string_to_double(*at, &end, NULL);
    bool found = end != *at;
    if (!found) {
        PyErr_Clear();
    }
    *at = end;
    return found;
}

/* A sign and perhaps a number before j. */
static bool read_imag(const char **at, double *value) {
    bool is_signed = **at == '+' || **at == '-';
    if (!read_double(at, value)) {
        *value = **at == '-' ? -1.0 : 1.0;
        *at += is_signed;
    }
    if (!is_j(**at)) {
        return false;
    }
    ++*at;
    return true;
}

static bool read_complex(const char **at, Py_complex *value) {
    double first;
    if (!read_double(at, &first)) {
        return read_imag(at, &value->imag);
    }
    if (**at == '+' || **at == '-') {
        value->real = first;
        return read_imag(at, &value->imag);
    }
    if (is_j(**at)) {
        ++*at;
        value->imag = first;
    } else {
        value->real = first;
    }
    return true;
}

static const char *skip_spaces(const char *at) {
    while (Py_ISSPACE(*at)) {
        at++;
    }
    return at;
}

static PyObject *whole_text(const char *text, Py_ssize_t length, void *type) {
    Py_complex value = {0.0, 0.0};
    const char *at = skip_spaces(text);
    bool parentheses = *at == '(';
    at = parentheses ? skip_spaces(at + 1) : at;
    bool valid = read_complex(&at, &value);
    at = skip_spaces(at);
    if (valid && parentheses) {
        valid = *at == ')';
        at = valid ? skip_spaces(at + 1) : at;
    }
    if (!valid || at != text + length) {
        PyErr_SetString(PyExc_ValueError, "complex() arg is a malformed string");
        return NULL;
    }
    return pyi_complex_make(type, value);
}

PyObject *pyi_complex_from_str(PyTypeObject *type, PyObject *str) {
    PyObject *ascii = _PyUnicode_TransformDecimalAndSpaceToASCII(str);
    if (ascii == NULL) {
        return NULL;
    }
    PyObject *op = _Py_string_to_number_with_underscores(PyUnicode_DATA(ascii),
                                                         PyUnicode_GET_LENGTH(ascii), "complex", str,
                                                         type, whole_text);
    Py_DECREF(ascii);
    return op;
}
