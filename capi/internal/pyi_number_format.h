/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_number_format.h: what the formatting of int, float and complex share: a number in fields, with signs, groups and padding. */
#ifndef PYI_NUMBER_FORMAT_H
#define PYI_NUMBER_FORMAT_H

#include "pyi_format.h"

/* What separates groups and fractions. Owned. */
typedef struct {
    PyObject *point, *separator;
    char grouping[64];
} number_locale;

/* One number: characters of `text` in the order sign, prefix, digits, point, rest. Indices into text. */
typedef struct {
    PyObject *text; /* borrowed, ASCII, without sign; or one character of format code c */
    Py_UCS4 sign;   /* 0: none */
    Py_ssize_t prefix, digits, rest;
    Py_ssize_t grouped, zeros, left, middle, right; /* found by number_measure */
    bool point;                                     /* text has a point before its rest */
} number_fields;

PYI_HIDDEN int number_locale_init(number_locale *locale, const pyi_format_spec *format);
PYI_HIDDEN void number_locale_drop(number_locale *locale);
/* '-', '+', ' ' or 0: what is before the number */
PYI_HIDDEN Py_UCS4 number_sign(const pyi_format_spec *format, bool negative);
/* The number of characters of the whole; *maxchar is raised to the highest one. */
PYI_HIDDEN Py_ssize_t number_measure(number_fields *fields, const pyi_format_spec *format,
                                     const number_locale *locale, Py_UCS4 *maxchar);
/* Writes them into room that _PyUnicodeWriter_Prepare made. */
PYI_HIDDEN void number_write(_PyUnicodeWriter *writer, const number_fields *fields, Py_UCS4 fill,
                             const number_locale *locale);
/* measure, prepare and write */
PYI_HIDDEN int number_format(_PyUnicodeWriter *writer, number_fields *fields,
                             const pyi_format_spec *format);

/* New: the ASCII text of a double without its sign, which *negative gets; fields->text and what is known of the fields.
 * `percent` adds a percent sign to 100 times the value. NULL with an exception. */
PYI_HIDDEN PyObject *number_double_text(double value, const pyi_format_spec *format, char code,
                                        int precision, int flags, bool percent,
                                        number_fields *fields);
/* The value in a format of floats, which that of an int may be too. */
PYI_HIDDEN int number_format_double(_PyUnicodeWriter *writer, double value,
                                    const pyi_format_spec *format);
/* __format__ of a type by its writer function */
typedef int (*number_writer)(_PyUnicodeWriter *, PyObject *, PyObject *, Py_ssize_t, Py_ssize_t);
PYI_HIDDEN PyObject *number_dunder_format(PyObject *self, PyObject *spec, number_writer write);
PYI_HIDDEN int number_write_str(_PyUnicodeWriter *writer, PyObject *self); /* str(self) */

#endif /* PYI_NUMBER_FORMAT_H */
