/* SPDX-License-Identifier: Apache-2.0 */
/* cmathmodule.h: the functions of complex numbers that the module cmath wraps. They set errno: EDOM or ERANGE. */
#ifndef PYI_CMATH_H
#define PYI_CMATH_H

#include "pyi.h"

#define CMATH_FUNCTION(name) PYI_HIDDEN Py_complex cmath_##name(Py_complex z)
CMATH_FUNCTION(acos);
CMATH_FUNCTION(acosh);
CMATH_FUNCTION(asin);
CMATH_FUNCTION(asinh);
CMATH_FUNCTION(atan);
CMATH_FUNCTION(atanh);
CMATH_FUNCTION(cos);
CMATH_FUNCTION(cosh);
CMATH_FUNCTION(exp);
CMATH_FUNCTION(log);
CMATH_FUNCTION(log10);
CMATH_FUNCTION(sin);
CMATH_FUNCTION(sinh);
CMATH_FUNCTION(sqrt);
CMATH_FUNCTION(tan);
CMATH_FUNCTION(tanh);
PYI_HIDDEN Py_complex cmath_rect(double r, double phi);

#endif /* PYI_CMATH_H */
