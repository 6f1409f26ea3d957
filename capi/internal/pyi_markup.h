/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_markup.h: the pieces of a format string of str.format, for it and for string.Formatter. */
#ifndef PYI_MARKUP_H
#define PYI_MARKUP_H

#include "pyi_str.h"

/* str[start:end] */
typedef struct {
    Py_ssize_t start, end;
} pyi_range;

/* Literal text, then perhaps a replacement field. */
typedef struct {
    pyi_range literal;
    bool has_field;
    pyi_range name, spec;
    Py_UCS4 conversion;    /* 0: none */
    bool spec_has_fields;
} pyi_markup;

/* The next piece of str[*at:end]. 1, 0 at the end, -1 with ValueError. */
PYI_HIDDEN int pyi_markup_next(PyObject *str, Py_ssize_t *at, Py_ssize_t end, pyi_markup *markup);

/* The first part of a field name: an index, or -1 and a name (which may be empty). */
typedef struct {
    pyi_range name;
    Py_ssize_t index;
} pyi_field_first;

/* 0, or -1 with ValueError; *at is where the rest begins */
PYI_HIDDEN int pyi_field_split(PyObject *str, pyi_range field, pyi_field_first *first,
                               Py_ssize_t *at);

/* One step of the rest of a field name: .name or [name]. */
typedef struct {
    bool attribute;
    pyi_range name;
    Py_ssize_t index; /* of [123], else -1 */
} pyi_field_step;

/* 1, 0 at the end, -1 with ValueError */
PYI_HIDDEN int pyi_field_next(PyObject *str, Py_ssize_t *at, Py_ssize_t end, pyi_field_step *step);

#endif /* PYI_MARKUP_H */
