/* SPDX-License-Identifier: Apache-2.0 */
/* operators: arithmetic and comparison of complex numbers, also with ints and floats. */
#include "complex.h"

#include <errno.h>

/* ---- of C values ------------------------------------------------------------------------------------------------ */

Py_complex _Py_c_sum(Py_complex x, Py_complex y) {
    return (Py_complex){x.real + y.real, x.imag + y.imag};
}

Py_complex _Py_c_diff(Py_complex x, Py_complex y) {
    return (Py_complex){x.real - y.real, x.imag - y.imag};
}

Py_complex _Py_c_neg(Py_complex x) { return (Py_complex){-x.real, -x.imag}; }

Py_complex _Py_c_prod(Py_complex x, Py_complex y) {
    return (Py_complex){x.real * y.real - x.imag * y.imag, x.real * y.imag + x.imag * y.real};
}

/* Smith's method: the larger part of y is divided by first. EDOM for a divisor of 0. */
Py_complex _Py_c_quot(Py_complex x, Py_complex y) {
    double real = fabs(y.real), imag = fabs(y.imag);
    if (real >= imag) {
        if (real == 0.0) {
            errno = EDOM;
            return (Py_complex){0.0, 0.0};
        }
        double ratio = y.imag / y.real, divisor = y.real + y.imag * ratio;
        return (Py_complex){(x.real + x.imag * ratio) / divisor, (x.imag - x.real * ratio) / divisor};
    }
    if (imag >= real) {
        double ratio = y.real / y.imag, divisor = y.real * ratio + y.imag;
        return (Py_complex){(x.real * ratio + x.imag) / divisor, (x.imag * ratio - x.real) / divisor};
    }
    return (Py_complex){Py_NAN, Py_NAN};
}

/* ERANGE when a part is infinite, and only then. */
static void note_overflow(Py_complex z) {
    bool infinite = Py_IS_INFINITY(z.real) || Py_IS_INFINITY(z.imag);
    if (infinite && errno == 0) {
        errno = ERANGE;
    } else if (!infinite && errno == ERANGE) {
        errno = 0;
    }
}

/* EDOM for 0 to a negative or complex power */
Py_complex _Py_c_pow(Py_complex x, Py_complex y) {
    if (y.real == 0.0 && y.imag == 0.0) {
        return (Py_complex){1.0, 0.0};
    }
    if (x.real == 0.0 && x.imag == 0.0) {
        if (y.imag != 0.0 || y.real < 0.0) {
            errno = EDOM;
        }
        return (Py_complex){0.0, 0.0};
    }
    double size = hypot(x.real, x.imag), length = pow(size, y.real);
    double angle = atan2(x.imag, x.real), phase = angle * y.real;
    if (y.imag != 0.0) {
        length /= exp(angle * y.imag);
        phase += y.imag * log(size);
    }
    Py_complex z = {length * cos(phase), length * sin(phase)};
    note_overflow(z);
    return z;
}

static Py_complex whole_power(Py_complex x, long n) {
    Py_complex z = {1.0, 0.0}, square = x;
    for (unsigned long left = n < 0 ? (unsigned long)-n : (unsigned long)n; left > 0;) {
        if (left % 2 != 0) {
            z = _Py_c_prod(z, square);
        }
        left /= 2;
        square = _Py_c_prod(square, square);
    }
    return n > 0 ? z : _Py_c_quot((Py_complex){1.0, 0.0}, z);
}

/* ERANGE when a finite number has no finite one */
double _Py_c_abs(Py_complex z) {
    if (!isfinite(z.real) || !isfinite(z.imag)) {
        errno = 0;
        return Py_IS_INFINITY(z.real)   ? fabs(z.real)
               : Py_IS_INFINITY(z.imag) ? fabs(z.imag)
                                        : Py_NAN;
    }
    double size = hypot(z.real, z.imag);
    errno = isfinite(size) ? 0 : ERANGE;
    return size;
}

/* ---- slots ------------------------------------------------------------------------------------------------------ */

/* of a complex, float or int: 1; 0 for other types; -1 with OverflowError */
static int operand(PyObject *op, Py_complex *value) {
    if (PyComplex_Check(op)) {
        *value = COMPLEX_VALUE(op);
        return 1;
    }
    value->imag = 0.0;
    if (PyFloat_Check(op)) {
        value->real = PyFloat_AS_DOUBLE(op);
        return 1;
    }
    if (!PyLong_Check(op)) {
        return 0;
    }
    value->real = PyLong_AsDouble(op);
    return value->real == -1.0 && PyErr_Occurred() ? -1 : 1;
}

#define OPERANDS(left, right, x, y)                                                                \
    Py_complex x, y;                                                                               \
    int got_##x = operand(left, &x);                                                               \
    int got_##y = got_##x <= 0 ? 0 : operand(right, &y);                                           \
    if (got_##x < 0 || got_##y < 0) {                                                              \
        return NULL;                                                                               \
    }                                                                                              \
    if (got_##x == 0 || got_##y == 0) {                                                            \
        Py_RETURN_NOTIMPLEMENTED;                                                                  \
    }

static PyObject *add(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    return PyComplex_FromCComplex(_Py_c_sum(x, y));
}

static PyObject *subtract(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    return PyComplex_FromCComplex(_Py_c_diff(x, y));
}

static PyObject *multiply(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    return PyComplex_FromCComplex(_Py_c_prod(x, y));
}

static PyObject *true_divide(PyObject *left, PyObject *right) {
    OPERANDS(left, right, x, y)
    errno = 0;
    Py_complex z = _Py_c_quot(x, y);
    if (errno == EDOM) {
        PyErr_SetString(PyExc_ZeroDivisionError, "complex division by zero");
        return NULL;
    }
    return PyComplex_FromCComplex(z);
}

static PyObject *power(PyObject *left, PyObject *right, PyObject *modulus) {
    OPERANDS(left, right, x, y)
    if (modulus != Py_None) {
        PyErr_SetString(PyExc_ValueError, "complex modulo");
        return NULL;
    }
    errno = 0;
    Py_complex z;
    if (y.imag == 0.0 && y.real == floor(y.real) && fabs(y.real) <= 100.0) {
        z = whole_power(x, (long)y.real);
        note_overflow(z);
    } else {
        z = _Py_c_pow(x, y);
    }
    if (errno == EDOM) {
        PyErr_SetString(PyExc_ZeroDivisionError, "0.0 to a negative or complex power");
        return NULL;
    }
    if (errno == ERANGE) {
        PyErr_SetString(PyExc_OverflowError, "complex exponentiation");
        return NULL;
    }
    return PyComplex_FromCComplex(z);
}

static PyObject *negative(PyObject *op) { return PyComplex_FromCComplex(_Py_c_neg(COMPLEX_VALUE(op))); }

static PyObject *positive(PyObject *op) {
    return PyComplex_CheckExact(op) ? Py_NewRef(op) : PyComplex_FromCComplex(COMPLEX_VALUE(op));
}

static PyObject *absolute(PyObject *op) {
    double size = _Py_c_abs(COMPLEX_VALUE(op));
    if (errno == ERANGE) {
        PyErr_SetString(PyExc_OverflowError, "absolute value too large");
        return NULL;
    }
    return PyFloat_FromDouble(size);
}

static int is_true(PyObject *op) {
    return COMPLEX_VALUE(op).real != 0.0 || COMPLEX_VALUE(op).imag != 0.0;
}

PyNumberMethods pyi_complex_as_number = {
    .nb_add = add,
    .nb_subtract = subtract,
    .nb_multiply = multiply,
    .nb_power = power,
    .nb_negative = negative,
    .nb_positive = positive,
    .nb_absolute = absolute,
    .nb_bool = is_true,
    .nb_true_divide = true_divide,
};

/* an int may be wider than a double: the real part is compared with it as a float */
static PyObject *compare_with_int(Py_complex x, PyObject *right, int op) {
    if (x.imag != 0.0) {
        return PyBool_FromLong(op == Py_NE);
    }
    PyObject *real = PyFloat_FromDouble(x.real);
    PyObject *result = real == NULL ? NULL : PyObject_RichCompare(real, right, op);
    Py_XDECREF(real);
    return result;
}

PyObject *pyi_complex_richcompare(PyObject *left, PyObject *right, int op) {
    if (op != Py_EQ && op != Py_NE) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_complex x = COMPLEX_VALUE(left), y = {0.0, 0.0};
    if (PyLong_Check(right)) {
        return compare_with_int(x, right, op);
    }
    if (PyFloat_Check(right)) {
        y.real = PyFloat_AS_DOUBLE(right);
    } else if (PyComplex_Check(right)) {
        y = COMPLEX_VALUE(right);
    } else {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return PyBool_FromLong((x.real == y.real && x.imag == y.imag) == (op == Py_EQ));
}
