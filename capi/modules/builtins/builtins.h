/* SPDX-License-Identifier: Apache-2.0 */
/* builtins.h: the functions of the module builtins, by the file they are in.
 *
 * Contract   docs.python.org/3/library/functions.html
 */
#ifndef PYI_BUILTINS_H
#define PYI_BUILTINS_H

#include "pyi.h"

#if !PYI_313
#  define PyObject_GetOptionalAttr _PyObject_LookupAttr
#endif

#define PYI_KEYWORDS (METH_FASTCALL | METH_KEYWORDS)

/* a row of methods whose signature inspect may read, and one of those it cannot express */
#define ROW(name, function, flags, parameters)                                                     \
    {name, PYI_FASTCALL(function), flags, PYI_SIGNATURE(name, parameters)}
#define ROW_PLAIN(name, function, flags) {name, PYI_FASTCALL(function), flags, NULL}

/* `exit` and `quit` */
typedef struct {
    PyObject_HEAD
    const char *name;
} pyi_quitter;
PYI_HIDDEN extern pyi_quitter pyi_builtin_exit, pyi_builtin_quit;

/* Each ends with an empty row. */
PYI_HIDDEN extern PyMethodDef pyi_builtin_attribute_rows[];
PYI_HIDDEN extern PyMethodDef pyi_builtin_code_rows[];
PYI_HIDDEN extern PyMethodDef pyi_builtin_iterate_rows[];
PYI_HIDDEN extern PyMethodDef pyi_builtin_minmax_rows[];
PYI_HIDDEN extern PyMethodDef pyi_builtin_number_rows[];
PYI_HIDDEN extern PyMethodDef pyi_builtin_stream_rows[];
PYI_HIDDEN extern PyMethodDef pyi_builtin_text_rows[];

/* modules/build_class.c */
PYI_HIDDEN PyObject *pyi_builtin_build_class(PyObject *module, PyObject *const *args,
                                             Py_ssize_t nargs, PyObject *kwnames);
/* new: what `sum` gives */
PYI_HIDDEN PyObject *pyi_builtin_sum(PyObject *iterable, PyObject *start);

#endif /* PYI_BUILTINS_H */
