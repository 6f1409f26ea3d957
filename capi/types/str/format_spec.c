/* SPDX-License-Identifier: Apache-2.0 */
/* Format specifications: [[fill]align][sign][z][#][0][width][grouping][.precision][type].
 * Contract   docs.python.org/3/library/string.html#formatspec
 */
#include "pyi_format.h"

#include "methods.h"

#include <limits.h>

/* ---- reading ------------------------------------------------------------------------------ */

typedef struct {
    int kind;
    const void *data;
    Py_ssize_t at, end;
} spec_reader;

static Py_UCS4 peek(const spec_reader *r, Py_ssize_t ahead) {
    return r->at + ahead < r->end ? PyUnicode_READ(r->kind, r->data, r->at + ahead) : 0;
}

static bool accept(spec_reader *r, Py_UCS4 c) {
    if (r->at < r->end && peek(r, 0) == c) {
        r->at++;
        return true;
    }
    return false;
}

static bool is_align(Py_UCS4 c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
}

/* 1: a number was there, 0: none, -1: ValueError */
static int read_size(spec_reader *r, Py_ssize_t *value) {
    Py_ssize_t n = 0, start = r->at;
    for (; r->at < r->end; r->at++) {
        int digit = Py_UNICODE_TODECIMAL(peek(r, 0));
        if (digit < 0) {
            break;
        }
        if (n > (PY_SSIZE_T_MAX - digit) / 10) {
            PyErr_SetString(PyExc_ValueError, "Too many decimal digits in format string");
            return -1;
        }
        n = n * 10 + digit;
    }
    *value = n;
    return r->at > start;
}

static void read_align(spec_reader *r, pyi_format_spec *format, bool *fill_given) {
    if (r->end - r->at >= 2 && is_align(peek(r, 1))) {
        format->fill = peek(r, 0);
        format->align = peek(r, 1);
        format->align_given = *fill_given = true;
        r->at += 2;
    } else if (r->at < r->end && is_align(peek(r, 0))) {
        format->align = peek(r, 0);
        format->align_given = true;
        r->at++;
    }
}

static int read_grouping(spec_reader *r, pyi_format_spec *format) {
    if (accept(r, ',')) {
        format->grouping = ',';
    }
    if (accept(r, '_')) {
        if (format->grouping) {
            goto both;
        }
        format->grouping = '_';
    }
    if (format->grouping == '_' && r->at < r->end && peek(r, 0) == ',') {
        goto both;
    }
    return 0;
both:
    PyErr_SetString(PyExc_ValueError, "Cannot specify both ',' and '_'.");
    return -1;
}

static int read_precision(spec_reader *r, pyi_format_spec *format) {
    if (!accept(r, '.')) {
        return 0;
    }
    int found = read_size(r, &format->precision);
    if (found == 0) {
        PyErr_SetString(PyExc_ValueError, "Format specifier missing precision");
    }
    return found > 0 ? 0 : -1;
}

/* Which types can have their digits in groups. */
static int check_grouping(const pyi_format_spec *format) {
    Py_UCS4 type = format->type;
    if (!format->grouping || type == 0 || (type < 128 && strchr("defgEG%F", (int)type)) ||
        (format->grouping == '_' && type < 128 && strchr("boxX", (int)type))) {
        return 0;
    }
    if (type > 32 && type < 128) {
        PyErr_Format(PyExc_ValueError, "Cannot specify '%c' with '%c'.", format->grouping,
                     (int)type);
    } else {
        PyErr_Format(PyExc_ValueError, "Cannot specify '%c' with '\\x%x'.", format->grouping,
                     (unsigned int)type);
    }
    return -1;
}

static int refuse(PyObject *obj, PyObject *spec, Py_ssize_t start, Py_ssize_t end) {
    PyObject *text = PyUnicode_Substring(spec, start, end);
    if (text != NULL) {
        PyErr_Format(PyExc_ValueError,
                     "Invalid format specifier '%U' for object of type '%.200s'", text,
                     Py_TYPE(obj)->tp_name);
        Py_DECREF(text);
    }
    return -1;
}

int pyi_format_parse(PyObject *obj, PyObject *spec, Py_ssize_t start, Py_ssize_t end,
                     Py_UCS4 default_type, Py_UCS4 default_align, pyi_format_spec *format) {
    spec_reader r = {(int)PyUnicode_KIND(spec), PyUnicode_DATA(spec), start, end};
    bool fill_given = false;
    *format = (pyi_format_spec){.fill = ' ', .align = default_align, .type = default_type,
                                .width = -1, .precision = -1};
    read_align(&r, format, &fill_given);
    Py_UCS4 sign = peek(&r, 0);
    if (r.at < r.end && (sign == '+' || sign == '-' || sign == ' ')) {
        format->sign = sign;
        r.at++;
    }
    format->no_negative_zero = accept(&r, 'z');
    format->alternate = accept(&r, '#');
    if (!fill_given && accept(&r, '0')) {
        format->fill = '0';
        if (!format->align_given && default_align == '>') {
            format->align = '=';
        }
    }
    int found = read_size(&r, &format->width);
    if (found < 0) {
        return -1;
    }
    if (found == 0) {
        format->width = -1;
    }
    if (read_grouping(&r, format) < 0 || read_precision(&r, format) < 0) {
        return -1;
    }
    if (r.end - r.at > 1) {
        return refuse(obj, spec, start, end);
    }
    if (r.end - r.at == 1) {
        format->type = peek(&r, 0);
    }
    return check_grouping(format);
}

void pyi_format_unknown(const pyi_format_spec *format, PyObject *obj) {
    if (format->type > 32 && format->type < 128) {
        PyErr_Format(PyExc_ValueError, "Unknown format code '%c' for object of type '%.200s'",
                     (int)format->type, Py_TYPE(obj)->tp_name);
    } else {
        PyErr_Format(PyExc_ValueError, "Unknown format code '\\x%x' for object of type '%.200s'",
                     (unsigned int)format->type, Py_TYPE(obj)->tp_name);
    }
}

/* ---- layout ------------------------------------------------------------------------------- */

Py_ssize_t pyi_format_left(const pyi_format_spec *format, Py_ssize_t length, Py_ssize_t *total) {
    *total = Py_MAX(format->width, length);
    switch (format->align) {
    case '>':
        return *total - length;
    case '^':
        return (*total - length) / 2;
    default:
        return 0;
    }
}

/* The sizes of groups as localeconv() gives them: the last repeats, CHAR_MAX ends the grouping. */
static Py_ssize_t next_group(const char **grouping, Py_ssize_t *last) {
    if (**grouping != 0 && **grouping != CHAR_MAX) {
        *last = *(*grouping)++;
    } else if (**grouping == CHAR_MAX) {
        return PY_SSIZE_T_MAX;
    }
    return *last == 0 ? PY_SSIZE_T_MAX : *last;
}

/* Digits in groups, filled with zeros to min_width, written so that they end where n_buffer characters of the
 * writer's buffer end; without a writer only counted, and *maxchar set to that of the separators. */
Py_ssize_t _PyUnicode_InsertThousandsGrouping(_PyUnicodeWriter *writer, Py_ssize_t n_buffer,
                                              PyObject *digits, Py_ssize_t d_pos,
                                              Py_ssize_t n_digits, Py_ssize_t min_width,
                                              const char *grouping, PyObject *thousands_sep,
                                              Py_UCS4 *maxchar) {
    Py_ssize_t separator = PyUnicode_GET_LENGTH(thousands_sep), count = 0, last = 0;
    Py_ssize_t left = n_digits; /* digits not written yet, the first ones */
    min_width = Py_MAX(min_width, 0);
    if (writer == NULL) {
        *maxchar = 0x7f;
    }
    for (;;) {
        Py_ssize_t wanted = Py_MAX(Py_MAX(left, min_width), 1);
        Py_ssize_t group = Py_MIN(next_group(&grouping, &last), wanted);
        Py_ssize_t taken = Py_MIN(left, group);
        if (writer != NULL) {
            Py_ssize_t end = writer->pos + n_buffer - count;
            _PyUnicode_FastCopyCharacters(writer->buffer, end - taken, digits,
                                          d_pos + left - taken, taken);
            _PyUnicode_FastFill(writer->buffer, end - group, group - taken, '0');
        }
        count += group;
        left -= taken;
        min_width -= group;
        if (left <= 0 && min_width <= 0) {
            break;
        }
        if (writer != NULL) {
            _PyUnicode_FastCopyCharacters(writer->buffer, writer->pos + n_buffer - count - separator,
                                          thousands_sep, 0, separator);
        }
        count += separator;
        min_width -= separator;
        if (writer == NULL) {
            *maxchar = Py_MAX(*maxchar, PyUnicode_MAX_CHAR_VALUE(thousands_sep));
        }
    }
    return count;
}

/* ---- str ---------------------------------------------------------------------------------- */

static int refuse_for_str(const char *what) {
    PyErr_Format(PyExc_ValueError, "%s not allowed in string format specifier", what);
    return -1;
}

static int check_for_str(const pyi_format_spec *format) {
    if (format->sign) {
        return refuse_for_str(format->sign == ' ' ? "Space" : "Sign");
    }
    if (format->no_negative_zero) {
        return refuse_for_str("Negative zero coercion (z)");
    }
    if (format->alternate) {
        return refuse_for_str("Alternate form (#)");
    }
    return format->align == '=' ? refuse_for_str("'=' alignment") : 0;
}

static int write_formatted(_PyUnicodeWriter *writer, PyObject *str,
                           const pyi_format_spec *format) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(str), total;
    if (format->precision >= 0 && format->precision < length) {
        length = format->precision;
    }
    Py_ssize_t left = pyi_format_left(format, length, &total);
    Py_UCS4 maxchar = _PyUnicode_FindMaxChar(str, 0, length);
    if (total > length) {
        maxchar = Py_MAX(maxchar, format->fill);
    }
    if (_PyUnicodeWriter_Prepare(writer, total, maxchar) < 0) {
        return -1;
    }
    if (total > 0) {
        _PyUnicode_FastFill(writer->buffer, writer->pos, left, format->fill);
        _PyUnicode_FastCopyCharacters(writer->buffer, writer->pos + left, str, 0, length);
        _PyUnicode_FastFill(writer->buffer, writer->pos + left + length, total - left - length,
                            format->fill);
    }
    writer->pos += total;
    return 0;
}

static int write_str_of(_PyUnicodeWriter *writer, PyObject *obj) {
    PyObject *str = PyObject_Str(obj);
    int status = str == NULL ? -1 : _PyUnicodeWriter_WriteStr(writer, str);
    Py_XDECREF(str);
    return status;
}

/* format(str, spec[start:end]) */
int _PyUnicode_FormatAdvancedWriter(_PyUnicodeWriter *writer, PyObject *obj, PyObject *spec,
                                    Py_ssize_t start, Py_ssize_t end) {
    if (start == end) {
        return PyUnicode_CheckExact(obj) ? _PyUnicodeWriter_WriteStr(writer, obj)
                                         : write_str_of(writer, obj);
    }
    pyi_format_spec format;
    if (pyi_format_parse(obj, spec, start, end, 's', '<', &format) < 0) {
        return -1;
    }
    if (format.type != 's') {
        pyi_format_unknown(&format, obj);
        return -1;
    }
    if (check_for_str(&format) < 0) {
        return -1;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(obj);
    if (format.width <= length && (format.precision == -1 || format.precision >= length) &&
        PyUnicode_CheckExact(obj)) {
        return _PyUnicodeWriter_WriteStr(writer, obj);
    }
    return write_formatted(writer, obj, &format);
}

PyObject *pyi_str_dunder_format(PyObject *self, PyObject *spec) {
    if (!PyUnicode_Check(spec)) {
        _PyArg_BadArgument("__format__", "argument", "str", spec);
        return NULL;
    }
    if (PyUnicode_GET_LENGTH(spec) == 0) {
        return PyUnicode_CheckExact(self) ? Py_NewRef(self) : PyObject_Str(self);
    }
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    if (_PyUnicode_FormatAdvancedWriter(&writer, self, spec, 0, PyUnicode_GET_LENGTH(spec)) < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}
