/* SPDX-License-Identifier: Apache-2.0 */
/* methods.h: the slots and methods of bytes and bytearray, by the file they are in. */
#ifndef BYTES_METHODS_H
#define BYTES_METHODS_H

#include "pyi_bytes.h"

/* iterator.c */
PYI_HIDDEN PyObject *pyi_bytes_iter(PyObject *self);
PYI_HIDDEN PyObject *pyi_bytearray_iter(PyObject *self);
/* construct.c */
PYI_HIDDEN PyObject *pyi_bytes_new(PyTypeObject *type, PyObject *args, PyObject *keywords);
/* repr.c */
PYI_HIDDEN PyObject *pyi_bytes_repr(PyObject *self);
PYI_HIDDEN PyObject *pyi_bytes_str(PyObject *self);
/* new; before, the bytes as a literal, after */
PYI_HIDDEN PyObject *pyi_bytes_quote(const unsigned char *data, Py_ssize_t size, bool smart,
                                     const char *before, const char *after);
/* With -b: a warning; -1 with -bb. */
PYI_HIDDEN int pyi_bytes_warn_str(const char *message);

/* find.c */
PYI_HIDDEN PyObject *pyi_bytes_find(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_rfind(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_index(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_rindex(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_count(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_startswith(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_endswith(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_removeprefix(PyObject *self, PyObject *prefix);
PYI_HIDDEN PyObject *pyi_bytes_removesuffix(PyObject *self, PyObject *suffix);
PYI_HIDDEN int pyi_bytes_contains(PyObject *self, PyObject *sub);
/* split.c */
PYI_HIDDEN PyObject *pyi_bytes_split(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                     PyObject *names);
PYI_HIDDEN PyObject *pyi_bytes_rsplit(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                      PyObject *names);
PYI_HIDDEN PyObject *pyi_bytes_splitlines(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                          PyObject *names);
PYI_HIDDEN PyObject *pyi_bytes_partition(PyObject *self, PyObject *sep);
PYI_HIDDEN PyObject *pyi_bytes_rpartition(PyObject *self, PyObject *sep);
PYI_HIDDEN PyObject *pyi_bytes_strip(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_lstrip(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_rstrip(PyObject *self, PyObject *const *args, Py_ssize_t n);
/* join.c */
PYI_HIDDEN PyObject *pyi_bytes_join(PyObject *self, PyObject *iterable);
/* change.c */
PYI_HIDDEN PyObject *pyi_bytes_replace(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_translate(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                         PyObject *names);
PYI_HIDDEN PyObject *pyi_bytes_maketrans(PyObject *unused, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_lower(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_upper(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_title(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_capitalize(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_swapcase(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_isspace(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_isalpha(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_isalnum(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_isdigit(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_isascii(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_islower(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_isupper(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_istitle(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_bytes_center(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_ljust(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_rjust(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_bytes_zfill(PyObject *self, PyObject *arg);
PYI_HIDDEN PyObject *pyi_bytes_expandtabs(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                          PyObject *names);
/* hex.c */
PYI_HIDDEN PyObject *pyi_bytes_hex(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                   PyObject *names);
PYI_HIDDEN PyObject *pyi_bytes_fromhex(PyObject *type, PyObject *string);
PYI_HIDDEN PyObject *pyi_bytearray_fromhex(PyObject *type, PyObject *string);
/* construct.c */
PYI_HIDDEN PyObject *pyi_bytes_decode(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                      PyObject *names);
/* mod.c */
PYI_HIDDEN PyObject *pyi_bytes_mod(PyObject *left, PyObject *right);

#endif /* BYTES_METHODS_H */
