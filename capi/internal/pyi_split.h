/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_split.h: splitting of texts, for str, bytes and bytearray. */
#ifndef PYI_SPLIT_H
#define PYI_SPLIT_H

#include "pyi_search.h"
#include "pyi_unicode.h"

typedef struct {
    PyObject *owner;
    pyi_text text; /* of owner */
    /* new: a part of owner */
    PyObject *(*slice)(PyObject *owner, Py_ssize_t start, Py_ssize_t end);
    Py_ssize_t most; /* splits */
    bool bytes;      /* whitespace is that of bytes */
} pyi_split;

/* new lists */
PYI_HIDDEN PyObject *pyi_split_spaces(const pyi_split *split);
PYI_HIDDEN PyObject *pyi_rsplit_spaces(const pyi_split *split);
PYI_HIDDEN PyObject *pyi_split_separator(const pyi_split *split, pyi_text separator);
PYI_HIDDEN PyObject *pyi_rsplit_separator(const pyi_split *split, pyi_text separator);
/* all: every character that ends a line in text, else only \n and \r */
PYI_HIDDEN PyObject *pyi_split_lines(const pyi_split *split, bool keep, bool all);
/* new tuple; sep is the middle one when it is found */
PYI_HIDDEN PyObject *pyi_partition(const pyi_split *split, pyi_text separator, PyObject *sep,
                                   bool forwards);
/* The one argument of splitlines. */
PYI_HIDDEN int pyi_keepends(PyObject *const *args, Py_ssize_t n, PyObject *names,
                            _PyArg_Parser *parser, int *keep);

#endif /* PYI_SPLIT_H */
