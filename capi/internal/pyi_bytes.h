/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_bytes.h: what the files of types/bytes share with each other and with the codecs. */
#ifndef PYI_BYTES_H
#define PYI_BYTES_H

#include "pyi_codec.h"

#include "internal/pycore_bytesobject.h"

/* The headers call the field deprecated, for those outside. */
#define BYTES_HASH(op)                                                                             \
    (*(Py_hash_t *)((char *)(op) + sizeof(PyVarObject)))

/* new; the shared bytes of one byte */
PYI_HIDDEN PyObject *pyi_bytes_char(unsigned char byte);
/* new; any two objects with a buffer */
PYI_HIDDEN PyObject *pyi_bytes_concat(PyObject *a, PyObject *b);
/* Fills `total` bytes with copies of `size` bytes; both are positive. */
PYI_HIDDEN void pyi_bytes_repeat(char *to, size_t total, const void *from, size_t size);
/* ASCII letters in place. */
static inline void pyi_ascii_upper(char *text, Py_ssize_t n) {
    for (Py_ssize_t i = 0; i < n; i++) {
        text[i] = (char)Py_TOUPPER(text[i]);
    }
}

#endif /* PYI_BYTES_H */
