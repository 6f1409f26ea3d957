/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_bytes.h: what the files of types/bytes share with each other and with the codecs. */
#ifndef PYI_BYTES_H
#define PYI_BYTES_H

#include "pyi_codec.h"
#include "pyi_search.h"

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
/* The bytes of a bytes or bytearray object. */
static inline pyi_text pyi_bytes_text(PyObject *self) {
    const char *data = PyBytes_Check(self) ? PyBytes_AS_STRING(self) : PyByteArray_AS_STRING(self);
    return pyi_text_bytes(data, Py_SIZE(self));
}
/* new: bytes or a bytearray, as self is one or the other; data may be NULL */
static inline PyObject *pyi_bytes_like(PyObject *self, const void *data, Py_ssize_t n) {
    return PyBytes_Check(self) ? PyBytes_FromStringAndSize(data, n)
                               : PyByteArray_FromStringAndSize(data, n);
}
/* Where the bytes of a fresh one are written. */
static inline char *pyi_bytes_data(PyObject *op) {
    return PyBytes_Check(op) ? PyBytes_AS_STRING(op) : PyByteArray_AS_STRING(op);
}
/* new: self where it is exact bytes, else a copy of its bytes */
static inline PyObject *pyi_bytes_same(PyObject *self) {
    if (PyBytes_CheckExact(self)) {
        return Py_NewRef(self);
    }
    return pyi_bytes_like(self, pyi_bytes_data(self), Py_SIZE(self));
}

/* The arguments of hex(): (sep=…, bytes_per_sep=1). */
PYI_HIDDEN int pyi_hex_arguments(PyObject *const *args, Py_ssize_t n, PyObject *names,
                                 PyObject **sep, int *group);

/* ASCII letters in place. */
static inline void pyi_ascii_upper(char *text, Py_ssize_t n) {
    for (Py_ssize_t i = 0; i < n; i++) {
        text[i] = (char)Py_TOUPPER(text[i]);
    }
}

#endif /* PYI_BYTES_H */
