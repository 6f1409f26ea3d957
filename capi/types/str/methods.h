/* SPDX-License-Identifier: Apache-2.0 */
/* methods.h: the slots and methods of str that type.c puts together, by the file they are in. */
#ifndef STR_METHODS_H
#define STR_METHODS_H

#include "pyi_str.h"

/* new.c */
PYI_HIDDEN void pyi_str_dealloc(PyObject *self);
/* compare.c */
PYI_HIDDEN Py_hash_t pyi_str_hash(PyObject *self);
/* repr.c */
PYI_HIDDEN PyObject *pyi_str_repr(PyObject *self);
/* concat.c */
PYI_HIDDEN PyObject *pyi_str_repeat(PyObject *self, Py_ssize_t n);
/* iterator.c */
PYI_HIDDEN PyObject *pyi_str_iter(PyObject *self);
/* subscript.c */
PYI_HIDDEN PyObject *pyi_str_item(PyObject *self, Py_ssize_t index);
PYI_HIDDEN PyObject *pyi_str_subscript(PyObject *self, PyObject *key);
/* construct.c */
PYI_HIDDEN PyObject *pyi_str_new(PyTypeObject *type, PyObject *args, PyObject *keywords);
PYI_HIDDEN PyObject *pyi_str_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                        PyObject *names);

/* find.c */
PYI_HIDDEN PyObject *pyi_str_find(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_rfind(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_index(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_rindex(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_count(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_startswith(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_endswith(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_removeprefix(PyObject *self, PyObject *prefix);
PYI_HIDDEN PyObject *pyi_str_removesuffix(PyObject *self, PyObject *suffix);
/* replace.c */
#if PYI_313
PYI_HIDDEN PyObject *pyi_str_replace(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                     PyObject *names);
#else
PYI_HIDDEN PyObject *pyi_str_replace(PyObject *self, PyObject *const *args, Py_ssize_t n);
#endif
/* split.c */
PYI_HIDDEN PyObject *pyi_str_split(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                   PyObject *names);
PYI_HIDDEN PyObject *pyi_str_rsplit(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                    PyObject *names);
PYI_HIDDEN PyObject *pyi_str_splitlines(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                        PyObject *names);
/* strip.c */
PYI_HIDDEN PyObject *pyi_str_strip(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_lstrip(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_rstrip(PyObject *self, PyObject *const *args, Py_ssize_t n);
/* pad.c */
PYI_HIDDEN PyObject *pyi_str_center(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_ljust(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_rjust(PyObject *self, PyObject *const *args, Py_ssize_t n);
PYI_HIDDEN PyObject *pyi_str_zfill(PyObject *self, PyObject *arg);
PYI_HIDDEN PyObject *pyi_str_expandtabs(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                        PyObject *names);
/* case.c */
PYI_HIDDEN PyObject *pyi_str_upper(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_lower(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_title(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_capitalize(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_swapcase(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_casefold(PyObject *self, PyObject *unused);
/* predicates.c */
PYI_HIDDEN PyObject *pyi_str_isascii(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_islower(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_isupper(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_istitle(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_isspace(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_isdecimal(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_isdigit(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_isnumeric(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_isalpha(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_isalnum(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_isidentifier(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_str_isprintable(PyObject *self, PyObject *unused);
/* translate.c */
PYI_HIDDEN PyObject *pyi_str_translate(PyObject *self, PyObject *table);
PYI_HIDDEN PyObject *pyi_str_maketrans(PyObject *unused, PyObject *const *args, Py_ssize_t n);
/* format.c */
PYI_HIDDEN PyObject *pyi_str_format(PyObject *self, PyObject *args, PyObject *keywords);
PYI_HIDDEN PyObject *pyi_str_format_map(PyObject *self, PyObject *mapping);
/* format_spec.c */
PYI_HIDDEN PyObject *pyi_str_dunder_format(PyObject *self, PyObject *spec);
/* encode.c */
PYI_HIDDEN PyObject *pyi_str_encode(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                    PyObject *names);

#endif /* STR_METHODS_H */
