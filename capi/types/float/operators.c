/* SPDX-License-Identifier: Apache-2.0 */
/* operators: arithmetic and comparison of floats, also with ints. */
#include "float.h"

#include <errno.h>
#include <float.h>

#define OPERANDS(left, right, x, y)                                                                \
    double x, y;                                                                                   \
    int got_##x = float_operand(left, &x);                                                         \
    int got_##y = got_##x <= 0 ? 0 : float_operand(right, &y);                                     \
    if (got_##x < 0 || got_##y < 0) {                                                              \
        return NULL;                                                                               \
    }                                                                                              \
    if (got_##x == 0 || got_##y == 0) {                                                            \
        Py_RETURN_NOTIMPLEMENTED;                                                                  \
    }

static PyObject *divided_by_zero(const char *text) {
    PyErr_SetString(PyExc_ZeroDivisionError, text);
    return NULL;
}

/* ---- arithmetic ------------------------------------------------------------------------------------------------- */

static PyObject *add(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    return PyFloat_FromDouble(x + y);
}

static PyObject *subtract(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    return PyFloat_FromDouble(x - y);
}

static PyObject *multiply(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    return PyFloat_FromDouble(x * y);
}

static PyObject *true_divide(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    return y == 0.0 ? divided_by_zero("float division by zero") : PyFloat_FromDouble(x / y);
}

/* the remainder with the sign of y */
static double modulo(double x, double y) {
    double rest = fmod(x, y);
    if (rest == 0.0) {
        return copysign(0.0, y);
    }
    return (y < 0) != (rest < 0) ? rest + y : rest;
}

static PyObject *remainder_of(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    if (y == 0.0) {
        return divided_by_zero(PYI_313 ? "float modulo by zero" : "float modulo");
    }
    return PyFloat_FromDouble(modulo(x, y));
}

void pyi_float_divmod(double x, double y, double *quotient, double *remainder) {
    double rest = fmod(x, y), times = (x - rest) / y;
    if (rest == 0.0) {
        rest = copysign(0.0, y);
    } else if ((y < 0) != (rest < 0)) {
        rest += y;
        times -= 1.0;
    }
    if (times == 0.0) {
        *quotient = copysign(0.0, x / y);
    } else { /* times is nearly whole */
        *quotient = floor(times);
        *quotient += times - *quotient > 0.5;
    }
    *remainder = rest;
}

static PyObject *floor_divide(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    if (y == 0.0) {
        return divided_by_zero("float floor division by zero");
    }
    double quotient, rest;
    pyi_float_divmod(x, y, &quotient, &rest);
    return PyFloat_FromDouble(quotient);
}

static PyObject *both_of(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    if (y == 0.0) {
        return divided_by_zero("float divmod()");
    }
    double quotient, rest;
    pyi_float_divmod(x, y, &quotient, &rest);
    return Py_BuildValue("(dd)", quotient, rest);
}

static PyObject *power(PyObject *left, PyObject *right, PyObject *modulus) {
    if (modulus != Py_None) {
        PyErr_SetString(PyExc_TypeError,
                        "pow() 3rd argument not allowed unless all arguments are integers");
        return NULL;
    }
    OPERANDS(left, right, x, y)
    bool finite_operands = isfinite(x) && isfinite(y);
    if (finite_operands && x == 0.0 && y < 0) {
        return divided_by_zero("0.0 cannot be raised to a negative power");
    }
    if (finite_operands && x < 0 && y != floor(y)) {
        return PyComplex_Type.tp_as_number->nb_power(left, right, modulus);
    }
    double result = pow(x, y);
    if (finite_operands && Py_IS_INFINITY(result)) {
        errno = ERANGE;
        return PyErr_SetFromErrno(PyExc_OverflowError);
    }
    return PyFloat_FromDouble(result);
}

static PyObject *exact(PyObject *op) {
    return PyFloat_CheckExact(op) ? Py_NewRef(op) : PyFloat_FromDouble(PyFloat_AS_DOUBLE(op));
}
static PyObject *negative(PyObject *op) { return PyFloat_FromDouble(-PyFloat_AS_DOUBLE(op)); }
static PyObject *absolute(PyObject *op) { return PyFloat_FromDouble(fabs(PyFloat_AS_DOUBLE(op))); }
static int is_true(PyObject *op) { return PyFloat_AS_DOUBLE(op) != 0.0; }
static PyObject *to_int(PyObject *op) { return PyLong_FromDouble(PyFloat_AS_DOUBLE(op)); }

PyNumberMethods pyi_float_as_number = {
    .nb_add = add,
    .nb_subtract = subtract,
    .nb_multiply = multiply,
    .nb_remainder = remainder_of,
    .nb_divmod = both_of,
    .nb_power = power,
    .nb_negative = negative,
    .nb_positive = exact,
    .nb_absolute = absolute,
    .nb_bool = is_true,
    .nb_int = to_int,
    .nb_float = exact,
    .nb_floor_divide = floor_divide,
    .nb_true_divide = true_divide,
};

/* ---- comparison ------------------------------------------------------------------------------------------------- */

static PyObject *compare_doubles(double x, double y, int op) {
    switch (op) {
    case Py_EQ:
        return PyBool_FromLong(x == y);
    case Py_NE:
        return PyBool_FromLong(x != y);
    case Py_LT:
        return PyBool_FromLong(x < y);
    case Py_LE:
        return PyBool_FromLong(x <= y);
    case Py_GT:
        return PyBool_FromLong(x > y);
    default:
        return PyBool_FromLong(x >= y);
    }
}

/* Two numbers of the same order stand for a float and an int of so many bits that it is no double; -2: an exception. */
static int order_with_wide(double x, PyObject *y, size_t width) {
    int exponent, sign = _PyLong_Sign(y);
    if ((x > 0) != (sign > 0) || x == 0) {
        return -sign;
    }
    frexp(x, &exponent);
    if (exponent < 0 || (size_t)exponent != width) {
        return exponent < 0 || (size_t)exponent < width ? -sign : sign;
    }
    PyObject *whole = PyLong_FromDouble(x); /* exact: x has more bits before the point than a mantissa */
    PyObject *less = whole == NULL ? NULL : PyObject_RichCompare(whole, y, Py_LT);
    PyObject *more = less == NULL ? NULL : PyObject_RichCompare(whole, y, Py_GT);
    int order = more == NULL ? -2 : more == Py_True ? 1 : less == Py_True ? -1 : 0;
    Py_XDECREF(whole);
    Py_XDECREF(less);
    Py_XDECREF(more);
    return order;
}

PyObject *pyi_float_richcompare(PyObject *left, PyObject *right, int op) {
    double x = PyFloat_AS_DOUBLE(left);
    if (PyFloat_Check(right)) {
        return compare_doubles(x, PyFloat_AS_DOUBLE(right), op);
    }
    if (!PyLong_Check(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (!isfinite(x)) {
        return compare_doubles(x, 0.0, op);
    }
    size_t width = _PyLong_NumBits(right);
    if (width <= DBL_MANT_DIG) {
        return compare_doubles(x, PyLong_AsDouble(right), op);
    }
    int order = order_with_wide(x, right, width);
    return order == -2 ? NULL : compare_doubles(order, 0.0, op);
}
