/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_arguments.h: arguments of functions whose parameters CPython declares to its Argument Clinic.
 *
 * Such functions count and lay out the arguments before they convert any, and name those that do not fit. The formats
 * are PyArg_ParseTuple's; where there is exactly one parameter, the name in the format has its module before it.
 */
#ifndef PYI_ARGUMENTS_H
#define PYI_ARGUMENTS_H

#include "pyi.h"

/* 1, or 0 with an exception */
PYI_HIDDEN int pyi_arguments(PyObject *args, const char *format, ...);
/* *keywords* as for PyArg_ParseTupleAndKeywords */
PYI_HIDDEN int pyi_named_arguments(PyObject *args, PyObject *kwargs, const char *format,
                                   char *const *keywords, ...);

#endif /* PYI_ARGUMENTS_H */
