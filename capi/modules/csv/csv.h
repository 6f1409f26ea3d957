/* SPDX-License-Identifier: Apache-2.0 */
/* csv.h: what the files of _csv share. */
#ifndef PYI_CSV_H
#define PYI_CSV_H

#include "pyi.h"

#include <structmember.h>

#define CSV_UNSET ((Py_UCS4)-1) /* a character of a dialect that was given as None */

enum { QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL };

typedef struct {
    PyObject_HEAD
    char doublequote;
    char skipinitialspace;
    char strict;
    int quoting;
    Py_UCS4 delimiter;
    Py_UCS4 quotechar;
    Py_UCS4 escapechar;
    PyObject *lineterminator; /* owned, a str */
} pyi_csv_dialect;

/* A growing array of characters. */
typedef struct {
    Py_UCS4 *chars;
    Py_ssize_t length;
    Py_ssize_t room;
} pyi_csv_text;

PYI_HIDDEN extern PyTypeObject pyi_csv_dialect_type, pyi_csv_reader_type, pyi_csv_writer_type;
PYI_HIDDEN extern PyObject *pyi_csv_error;    /* _csv.Error */
PYI_HIDDEN extern PyObject *pyi_csv_dialects; /* name -> Dialect */
PYI_HIDDEN extern long pyi_csv_field_limit;

/* new; the dialect of a name, a class or an instance (NULL: the default) with changes by keyword */
PYI_HIDDEN pyi_csv_dialect *pyi_csv_make_dialect(PyObject *base, PyObject *kwargs);
/* borrowed; Error when there is none */
PYI_HIDDEN PyObject *pyi_csv_find_dialect(PyObject *name);

/* room for that many characters more; -1 with MemoryError */
PYI_HIDDEN int pyi_csv_reserve(pyi_csv_text *text, Py_ssize_t more);

PYI_HIDDEN PyObject *pyi_csv_reader(PyObject *module, PyObject *args, PyObject *kwargs);
PYI_HIDDEN PyObject *pyi_csv_writer(PyObject *module, PyObject *args, PyObject *kwargs);

#endif /* PYI_CSV_H */
