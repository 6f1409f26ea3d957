/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_format.h: format specifications ("<10.3f"), for the __format__ of str and of numbers. */
#ifndef PYI_FORMAT_H
#define PYI_FORMAT_H

#include "pyi_str.h"

typedef struct {
    Py_UCS4 fill;
    Py_UCS4 align; /* '<', '>', '=' or '^' */
    Py_UCS4 sign;  /* '+', '-', ' ', or 0 when not given */
    bool align_given, alternate, no_negative_zero;
    Py_ssize_t width, precision; /* -1: not given */
    char grouping;               /* ',', '_' or 0 */
    Py_UCS4 type;
} pyi_format_spec;

/* Reads spec[start:end] for an object, which error messages name. 0, or -1 with ValueError. */
PYI_HIDDEN int pyi_format_parse(PyObject *obj, PyObject *spec, Py_ssize_t start, Py_ssize_t end,
                                Py_UCS4 default_type, Py_UCS4 default_align,
                                pyi_format_spec *format);
/* Sets ValueError "Unknown format code …". */
PYI_HIDDEN void pyi_format_unknown(const pyi_format_spec *format, PyObject *obj);
/* How many of the fill characters for `length` characters go left; *total is the width of all. */
PYI_HIDDEN Py_ssize_t pyi_format_left(const pyi_format_spec *format, Py_ssize_t length,
                                      Py_ssize_t *total);

#endif /* PYI_FORMAT_H */
