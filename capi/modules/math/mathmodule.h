/* SPDX-License-Identifier: Apache-2.0 */
/* math.h: what the files of the module math share. */
#ifndef PYI_MATH_H
#define PYI_MATH_H

#include "pyi.h"

#define MATH_FASTCALL(name) PYI_HIDDEN PyObject *name(PyObject *module, PyObject *const *args, Py_ssize_t nargs)
#define MATH_METH_O(name) PYI_HIDDEN PyObject *name(PyObject *module, PyObject *arg)

/* New float, or NULL with the exception of that errno: EDOM, or ERANGE for a result that is not small. */
PYI_HIDDEN PyObject *math_result(double value, int error);
PYI_HIDDEN double math_gamma(double x, int *error);
PYI_HIDDEN double math_lgamma(double x, int *error);

MATH_METH_O(math_factorial);
MATH_METH_O(math_isqrt);
MATH_FASTCALL(math_gcd);
MATH_FASTCALL(math_lcm);
MATH_FASTCALL(math_comb);
MATH_FASTCALL(math_perm);
MATH_METH_O(math_fsum);
PYI_HIDDEN PyObject *math_prod(PyObject *module, PyObject *args, PyObject *kwargs);
MATH_FASTCALL(math_sumprod);
MATH_FASTCALL(math_hypot);
MATH_FASTCALL(math_dist);

#endif /* PYI_MATH_H */
