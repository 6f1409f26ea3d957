/* SPDX-License-Identifier: Apache-2.0 */
/* fields: a number laid out: padding, sign, prefix, digits in groups, point and what follows. */
#include "pyi_number_format.h"

#include <locale.h>

/* ---- separators ------------------------------------------------------------------------------------------------- */

/* new; most locales have ASCII ones */
static PyObject *decode(const char *text) {
    size_t length = strlen(text);
    return (size_t)pyi_ascii_prefix(text, (Py_ssize_t)length) == length
               ? PyUnicode_FromString(text)
               : PyUnicode_DecodeLocale(text, NULL);
}

static int current_locale(number_locale *locale) {
    struct lconv *now = localeconv();
    strncpy(locale->grouping, now->grouping, sizeof(locale->grouping) - 1);
    locale->point = decode(now->decimal_point);
    locale->separator = locale->point == NULL ? NULL : decode(now->thousands_sep);
    return locale->separator == NULL ? -1 : 0;
}

int number_locale_init(number_locale *locale, const pyi_format_spec *format) {
    memset(locale, 0, sizeof(*locale));
    if (format->type == 'n') {
        return current_locale(locale);
    }
    bool binary = format->type < 128 && format->type != 0 && strchr("boxX", (int)format->type) != NULL;
    locale->point = pyi_str_latin1('.');
    locale->separator = format->grouping ? pyi_str_latin1((unsigned char)format->grouping)
                                         : pyi_str_empty();
    locale->grouping[0] = format->grouping ? (binary ? 4 : 3) : 0;
    return locale->point == NULL || locale->separator == NULL ? -1 : 0;
}

void number_locale_drop(number_locale *locale) {
    Py_XDECREF(locale->point);
    Py_XDECREF(locale->separator);
}

/* ---- layout ------------------------------------------------------------------------------------------------------- */

Py_UCS4 number_sign(const pyi_format_spec *format, bool negative) {
    return negative ? '-' : format->sign == '+' || format->sign == ' ' ? format->sign : 0;
}

static Py_ssize_t grouped_width(number_fields *fields, const number_locale *locale, Py_UCS4 *maxchar) {
    if (fields->digits == 0) {
        return 0; /* inf, nan or a character: zeros are ordinary padding */
    }
    return _PyUnicode_InsertThousandsGrouping(NULL, 0, NULL, 0, fields->digits, fields->zeros,
                                              locale->grouping, locale->separator, maxchar);
}

Py_ssize_t number_measure(number_fields *fields, const pyi_format_spec *format,
                          const number_locale *locale, Py_UCS4 *maxchar) {
    Py_ssize_t point = fields->point ? PyUnicode_GET_LENGTH(locale->point) : 0;
    Py_ssize_t others = (fields->sign != 0) + fields->prefix + point + fields->rest;
    fields->zeros = format->fill == '0' && format->align == '=' ? format->width - others : 0;
    fields->grouped = grouped_width(fields, locale, maxchar);
    Py_ssize_t total, length = others + fields->grouped;
    fields->left = pyi_format_left(format, length, &total);
    fields->middle = format->align == '=' ? total - length : 0;
    fields->right = total - length - fields->left - fields->middle;
    if (total > length) {
        *maxchar = Py_MAX(*maxchar, format->fill);
    }
    if (fields->point) {
        *maxchar = Py_MAX(*maxchar, PyUnicode_MAX_CHAR_VALUE(locale->point));
    }
    *maxchar = Py_MAX(*maxchar, PyUnicode_MAX_CHAR_VALUE(fields->text));
    return total;
}

static void copy(_PyUnicodeWriter *writer, PyObject *from, Py_ssize_t start, Py_ssize_t n) {
    if (n > 0) {
        _PyUnicode_FastCopyCharacters(writer->buffer, writer->pos, from, start, n);
        writer->pos += n;
    }
}

static void pad(_PyUnicodeWriter *writer, Py_ssize_t n, Py_UCS4 fill) {
    if (n > 0) {
        _PyUnicode_FastFill(writer->buffer, writer->pos, n, fill);
        writer->pos += n;
    }
}

void number_write(_PyUnicodeWriter *writer, const number_fields *fields, Py_UCS4 fill,
                  const number_locale *locale) {
    Py_UCS4 ignored = 0;
    pad(writer, fields->left, fill);
    if (fields->sign != 0) {
        pad(writer, 1, fields->sign);
    }
    copy(writer, fields->text, 0, fields->prefix);
    pad(writer, fields->middle, fill);
    if (fields->grouped > 0) {
        _PyUnicode_InsertThousandsGrouping(writer, fields->grouped, fields->text, fields->prefix,
                                           fields->digits, fields->zeros, locale->grouping,
                                           locale->separator, &ignored);
        writer->pos += fields->grouped;
    }
    if (fields->point) {
        copy(writer, locale->point, 0, PyUnicode_GET_LENGTH(locale->point));
    }
    copy(writer, fields->text, fields->prefix + fields->digits + fields->point, fields->rest);
    pad(writer, fields->right, fill);
}

int number_format(_PyUnicodeWriter *writer, number_fields *fields, const pyi_format_spec *format) {
    number_locale locale;
    int status = number_locale_init(&locale, format);
    if (status == 0) {
        Py_UCS4 maxchar = 127;
        Py_ssize_t total = number_measure(fields, format, &locale, &maxchar);
        status = _PyUnicodeWriter_Prepare(writer, total, maxchar);
        if (status == 0) {
            number_write(writer, fields, format->fill, &locale);
        }
    }
    number_locale_drop(&locale);
    return status;
}

/* ---- for the types ------------------------------------------------------------------------------------------------- */

int number_write_str(_PyUnicodeWriter *writer, PyObject *self) {
    PyObject *str = PyObject_Str(self);
    int status = str == NULL ? -1 : _PyUnicodeWriter_WriteStr(writer, str);
    Py_XDECREF(str);
    return status;
}

PyObject *number_dunder_format(PyObject *self, PyObject *spec, number_writer write) {
    if (!PyUnicode_Check(spec)) {
        _PyArg_BadArgument("__format__", "argument", "str", spec);
        return NULL;
    }
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    if (write(&writer, self, spec, 0, PyUnicode_GET_LENGTH(spec)) < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}
