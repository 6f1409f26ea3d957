/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_str.h: what the files of types/str, types/bytes and the codecs share.
 *
 * A text is (kind, data, length); bytes are a text of kind 1. Searching, splitting and the like work on texts, so
 * one body serves str of every kind, bytes and bytearray.
 */
#ifndef PYI_STR_H
#define PYI_STR_H

#include "pyi.h"

#if PYI_313
#include "internal/pycore_modsupport.h"
#define _PyLong_AsInt PyLong_AsInt
#endif

#define STR_ASCII(op) ((PyASCIIObject *)(op))
#define STR_COMPACT(op) ((PyCompactUnicodeObject *)(op))
#define STR_ANY(op) ((PyUnicodeObject *)(op))
#define STR_MAX 0x10ffff

/* The count of what is never freed. */
#if PYI_312
#define STR_IMMORTAL _Py_IMMORTAL_REFCNT
#else
#define STR_IMMORTAL 999999999
#endif

typedef struct {
    int kind;
    const void *data;
    Py_ssize_t length;
} pyi_text;

#if !PYI_312
/* Gives a str made by the functions of old its characters; without memory the process ends. */
PYI_HIDDEN PYI_COLD void pyi_str_make_ready(PyObject *op);
#endif

/* The text of a str. */
static inline pyi_text pyi_text_of(PyObject *op) {
#if !PYI_312
    if (pyi_unlikely(!PyUnicode_IS_READY(op))) {
        pyi_str_make_ready(op);
    }
#endif
    pyi_text text = {(int)PyUnicode_KIND(op), PyUnicode_DATA(op), PyUnicode_GET_LENGTH(op)};
    return text;
}

static inline int pyi_kind_for(Py_UCS4 maxchar) {
    return maxchar < 0x100 ? PyUnicode_1BYTE_KIND
           : maxchar < 0x10000 ? PyUnicode_2BYTE_KIND
                               : PyUnicode_4BYTE_KIND;
}

static inline const void *pyi_text_at(int kind, const void *data, Py_ssize_t index) {
    return (const char *)data + index * kind;
}

/* The arguments of a METH_FASTCALL | METH_KEYWORDS function, in room: at least `min` of them by position, NULL where
 * one of the `max` is not given. False with TypeError. */
static inline bool pyi_unpack(PyObject *const *args, Py_ssize_t n, PyObject *names,
                              _PyArg_Parser *parser, int min, int max, PyObject **room) {
    memset(room, 0, (size_t)max * sizeof(PyObject *)); /* what is not given is not touched */
    PyObject *const *found = _PyArg_UnpackKeywords(args, n, NULL, names, parser, min, max, 0, room);
    if (found == NULL) {
        return false;
    }
    for (int i = 0; found != room && i < max; i++) {
        room[i] = i < n ? found[i] : NULL;
    }
    return true;
}

/* new; the str of one character below 256 */
PYI_HIDDEN PyObject *pyi_str_latin1(unsigned char character);
/* new; '' */
PYI_HIDDEN PyObject *pyi_str_empty(void);
/* new; any character, also a lone surrogate */
PYI_HIDDEN PyObject *pyi_str_char(Py_UCS4 character);
/* new; text of any kind, stored in the smallest that holds it */
PYI_HIDDEN PyObject *pyi_str_from_text(int kind, const void *data, Py_ssize_t length);
/* new; self itself where it is an exact str, else an exact copy */
PYI_HIDDEN PyObject *pyi_str_exact(PyObject *self);
/* new; self[start:end], bounds in range */
PYI_HIDDEN PyObject *pyi_str_slice(PyObject *self, Py_ssize_t start, Py_ssize_t end);
/* 0, or -1 with TypeError "must be str, not X" */
PYI_HIDDEN int pyi_str_require(PyObject *op);
/* The highest character of a text: exact enough to choose the kind (0x7f, 0xff, 0xffff or 0x10ffff). */
PYI_HIDDEN Py_UCS4 pyi_text_maxchar(int kind, const void *data, Py_ssize_t length);
/* Copies characters, from a narrower kind or the same, or from a wider kind when all of them fit. */
PYI_HIDDEN void pyi_text_copy(int to_kind, void *to, int from_kind, const void *from, Py_ssize_t n);
PYI_HIDDEN void pyi_text_fill(int kind, void *data, Py_ssize_t n, Py_UCS4 character);
/* The number of leading bytes below 0x80. */
PYI_HIDDEN Py_ssize_t pyi_ascii_prefix(const void *data, Py_ssize_t length);
/* Takes a mortal interned str that is being freed out of the table of interned strings. */
PYI_HIDDEN void pyi_str_forget(PyObject *op);
/* Whether nobody else can see op, so that it may be changed or resized in place. */
PYI_HIDDEN bool pyi_str_modifiable(PyObject *op);

#endif /* PYI_STR_H */
