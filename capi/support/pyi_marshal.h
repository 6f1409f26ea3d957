/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_marshal.h: the format of .pyc files: a type byte for each object, then what belongs to it.
 *
 * Numbers are little-endian. The high bit of a type byte says that the object can be referred to
 * later by its number, counted from 0.
 */
#ifndef PYI_MARSHAL_H
#define PYI_MARSHAL_H

#include "pyi_frame.h"

#include <marshal.h>

enum {
    MARSHAL_REF_BIT = 0x80,
    MARSHAL_MAX_DEPTH = 2000,
    MARSHAL_DIGIT_BITS = 15,

    MARSHAL_NULL = '0',
    MARSHAL_NONE = 'N',
    MARSHAL_FALSE = 'F',
    MARSHAL_TRUE = 'T',
    MARSHAL_STOP_ITERATION = 'S',
    MARSHAL_ELLIPSIS = '.',
    MARSHAL_INT = 'i',
    MARSHAL_INT64 = 'I', /* only read */
    MARSHAL_FLOAT_TEXT = 'f',
    MARSHAL_FLOAT = 'g',
    MARSHAL_COMPLEX_TEXT = 'x',
    MARSHAL_COMPLEX = 'y',
    MARSHAL_LONG = 'l',
    MARSHAL_BYTES = 's',
    MARSHAL_INTERNED = 't',
    MARSHAL_REF = 'r',
    MARSHAL_TUPLE = '(',
    MARSHAL_LIST = '[',
    MARSHAL_DICT = '{',
    MARSHAL_CODE = 'c',
    MARSHAL_UNICODE = 'u',
    MARSHAL_UNKNOWN = '?',
    MARSHAL_SET = '<',
    MARSHAL_FROZENSET = '>',
    MARSHAL_ASCII = 'a',
    MARSHAL_ASCII_INTERNED = 'A',
    MARSHAL_SMALL_TUPLE = ')',
    MARSHAL_SHORT_ASCII = 'z',
    MARSHAL_SHORT_ASCII_INTERNED = 'Z',
};

/* read.c: new; from memory, or from a Python object with read() */
PYI_HIDDEN PyObject *pyi_marshal_read(const char *data, Py_ssize_t size, bool allow_code);
PYI_HIDDEN PyObject *pyi_marshal_read_from(PyObject *file, bool allow_code);
/* write.c: new bytes */
PYI_HIDDEN PyObject *pyi_marshal_write(PyObject *op, int version, bool allow_code);

#endif /* PYI_MARSHAL_H */
