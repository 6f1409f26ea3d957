/* SPDX-License-Identifier: Apache-2.0 */
/* float.h: what the files of the type float share. */
#ifndef PYI_FLOAT_H
#define PYI_FLOAT_H

#include "pyi.h"
#if PYI_313
#  include "internal/pycore_floatobject.h"
#else
#  include "pystrtod.h"
#endif

/* of an int or float: 1; 0 for other types; -1 with OverflowError */
static inline int float_operand(PyObject *op, double *value) {
    if (PyFloat_Check(op)) {
        *value = PyFloat_AS_DOUBLE(op);
        return 1;
    }
    if (!PyLong_Check(op)) {
        return 0;
    }
    *value = PyLong_AsDouble(op);
    return *value == -1.0 && PyErr_Occurred() ? -1 : 1;
}

/* quotient (rounded down) and remainder of floor division by y, which is not 0 */
PYI_HIDDEN void pyi_float_divmod(double x, double y, double *quotient, double *remainder);
/* math.remainder of x % y as the operator has it */
PYI_HIDDEN PyObject *pyi_float_richcompare(PyObject *left, PyObject *right, int op);
extern PYI_HIDDEN PyNumberMethods pyi_float_as_number;
/* Methods. */
PYI_HIDDEN PyObject *pyi_float_round(PyObject *self, PyObject *const *args, Py_ssize_t nargs);
PYI_HIDDEN PyObject *pyi_float_hex(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_float_fromhex(PyObject *type, PyObject *text);
PYI_HIDDEN PyObject *pyi_float_as_integer_ratio(PyObject *self, PyObject *unused);
PYI_HIDDEN PyObject *pyi_float_format(PyObject *self, PyObject *spec);

#endif /* PYI_FLOAT_H */
