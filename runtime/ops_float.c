/* SPDX-License-Identifier: Apache-2.0 */
/* ops_float.c: unboxed floats where Python differs from the machine.
 *
 * What fails is done again by float objects, so that the exception is that of the running version.
 */
#include "ops.h"
#include "old_glibc.h"

#include <math.h>

FROM_OLD_GLIBC(fmod);
FROM_OLD_GLIBC(pow);

static PyObject *apply(binaryfunc operation, double left, double right) {
    PyObject *left_op = PyFloat_FromDouble(left);
    PyObject *right_op = left_op == NULL ? NULL : PyFloat_FromDouble(right);
    PyObject *result = right_op == NULL ? NULL : operation(left_op, right_op);
    Py_XDECREF(left_op);
    Py_XDECREF(right_op);
    return result;
}

/* The ZeroDivisionError of an operation whose divisor is zero. */
static __attribute__((cold, noinline)) double
fail_division(binaryfunc operation, double left, double right) {
    Py_XDECREF(apply(operation, left, right));
    return -1.0;
}

double rt_float_truediv(double left, double right) {
    if (rt_unlikely(right == 0.0)) {
        return fail_division(PyNumber_TrueDivide, left, right);
    }
    return left / right;
}

/* The remainder with the sign of the divisor, right != 0; a zero has the divisor's sign as well. */
static double floor_remainder(double left, double right) {
    double remainder = fmod(left, right);
    if (remainder == 0.0) {
        return copysign(0.0, right);
    }
    return (remainder < 0.0) != (right < 0.0) ? remainder + right : remainder;
}

double rt_float_mod(double left, double right) {
    if (rt_unlikely(right == 0.0)) {
        return fail_division(PyNumber_Remainder, left, right);
    }
    return floor_remainder(left, right);
}

double rt_float_floordiv(double left, double right) {
    if (rt_unlikely(right == 0.0)) {
        return fail_division(PyNumber_FloorDivide, left, right);
    }
    /* (left - remainder) / right is a whole number up to rounding; the -1 is subtracted after the
     * division because left - remainder with the corrected remainder may round differently. */
    double remainder = fmod(left, right);
    double quotient = (left - remainder) / right;
    if (remainder != 0.0 && (remainder < 0.0) != (right < 0.0)) {
        quotient -= 1.0;
    }
    if (quotient == 0.0) {
        return copysign(0.0, left / right);
    }
    double whole = floor(quotient);
    return quotient - whole > 0.5 ? whole + 1.0 : whole;
}

static PyObject *power_of_objects(PyObject *left, PyObject *right) {
    return PyNumber_Power(left, right, Py_None);
}

PyObject *rt_float_pow(double left, double right) {
    /* A finite result needs no look at errno; zero may be an underflow, which Python lets pass. */
    if (left > 0.0 && isfinite(left) && isfinite(right)) {
        double result = pow(left, right);
        if (rt_likely(isfinite(result))) {
            return PyFloat_FromDouble(result);
        }
    }
    return apply(power_of_objects, left, right);
}
