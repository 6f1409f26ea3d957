/* SPDX-License-Identifier: Apache-2.0 */
/* math: the module, and its functions of one, two or three doubles.
 *
 * Contract   docs.python.org/3/library/math.html
 */
#include "mathmodule.h"

#include <errno.h>

/* ---- results and errors --------------------------------------------------------------------------------------- */

PyObject *math_result(double value, int error) {
    if (error == EDOM) {
        PyErr_SetString(PyExc_ValueError, "math domain error");
        return NULL;
    }
    if (error == ERANGE && fabs(value) >= 1.5) { /* an underflow is no error */
        PyErr_SetString(PyExc_OverflowError, "math range error");
        return NULL;
    }
    return PyFloat_FromDouble(value);
}

static bool read_double(PyObject *arg, double *value) {
    *value = PyFloat_AsDouble(arg);
    return *value != -1.0 || !PyErr_Occurred();
}

static bool read_doubles(const char *name, PyObject *const *args, Py_ssize_t nargs, double *values,
                         Py_ssize_t count) {
    if (!_PyArg_CheckPositional(name, nargs, count, count)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!read_double(args[i], &values[i])) {
            return false;
        }
    }
    return true;
}

/* ---- one argument ------------------------------------------------------------------------------------------------ */

static PyObject *apply(PyObject *arg, double (*function)(double), bool can_overflow) {
    double x;
    if (!read_double(arg, &x)) {
        return NULL;
    }
    double value = function(x);
    int error = 0;
    if (Py_IS_NAN(value) && !Py_IS_NAN(x)) {
        error = EDOM;
    } else if (Py_IS_INFINITY(value) && isfinite(x)) {
        error = can_overflow ? ERANGE : EDOM;
    }
    return math_result(value, error);
}

#define FUNCTION(name, can_overflow)                                                               \
    static PyObject *math_##name(PyObject *Py_UNUSED(module), PyObject *arg) {                     \
        return apply(arg, name, can_overflow);                                                     \
    }
FUNCTION(acos, false)
FUNCTION(acosh, false)
FUNCTION(asin, false)
FUNCTION(asinh, false)
FUNCTION(atan, false)
FUNCTION(atanh, false)
FUNCTION(cbrt, false)
FUNCTION(cos, false)
FUNCTION(cosh, true)
FUNCTION(erf, false)
FUNCTION(erfc, false)
FUNCTION(exp, true)
FUNCTION(exp2, true)
FUNCTION(expm1, true)
FUNCTION(fabs, false)
FUNCTION(log1p, false)
FUNCTION(sin, false)
FUNCTION(sinh, true)
FUNCTION(sqrt, false)
FUNCTION(tan, false)
FUNCTION(tanh, false)

static PyObject *apply_gamma(PyObject *arg, double (*function)(double, int *)) {
    double x;
    if (!read_double(arg, &x)) {
        return NULL;
    }
    int error;
    double value = function(x, &error);
    return math_result(value, error);
}

static PyObject *gamma_of(PyObject *Py_UNUSED(module), PyObject *arg) { return apply_gamma(arg, math_gamma); }
static PyObject *lgamma_of(PyObject *Py_UNUSED(module), PyObject *arg) { return apply_gamma(arg, math_lgamma); }

#define PREDICATE(name)                                                                            \
    static PyObject *math_##name(PyObject *Py_UNUSED(module), PyObject *arg) {                     \
        double x;                                                                                  \
        return read_double(arg, &x) ? PyBool_FromLong(name(x) != 0) : NULL;                        \
    }
PREDICATE(isfinite)
PREDICATE(isinf)
PREDICATE(isnan)

static PyObject *degrees(PyObject *Py_UNUSED(module), PyObject *arg) {
    double x;
    return read_double(arg, &x) ? PyFloat_FromDouble(x * (180.0 / Py_MATH_PI)) : NULL;
}

static PyObject *radians(PyObject *Py_UNUSED(module), PyObject *arg) {
    double x;
    return read_double(arg, &x) ? PyFloat_FromDouble(x * (Py_MATH_PI / 180.0)) : NULL;
}

static PyObject *frexp_of(PyObject *Py_UNUSED(module), PyObject *arg) {
    double x;
    if (!read_double(arg, &x)) {
        return NULL;
    }
    int exponent = 0;
    double fraction = isfinite(x) && x != 0.0 ? frexp(x, &exponent) : x;
    return Py_BuildValue("(di)", fraction, exponent);
}

static PyObject *modf_of(PyObject *Py_UNUSED(module), PyObject *arg) {
    double x, whole;
    if (!read_double(arg, &x)) {
        return NULL;
    }
    double fraction = modf(x, &whole);
    return Py_BuildValue("(dd)", fraction, whole);
}

static PyObject *ulp(PyObject *Py_UNUSED(module), PyObject *arg) {
    double x;
    if (!read_double(arg, &x)) {
        return NULL;
    }
    x = fabs(x);
    if (!isfinite(x)) {
        return PyFloat_FromDouble(x);
    }
    double next = nextafter(x, (double)INFINITY);
    return PyFloat_FromDouble(isfinite(next) ? next - x : x - nextafter(x, 0.0));
}

/* ---- whole numbers of any type ----------------------------------------------------------------------------------- */

static PyObject *to_whole(PyObject *arg, PyObject *name, double (*function)(double)) {
    if (!PyFloat_CheckExact(arg)) {
        PyObject *method = _PyObject_LookupSpecial(arg, name);
        if (method != NULL) {
            PyObject *result = PyObject_CallNoArgs(method);
            Py_DECREF(method);
            return result;
        }
        if (PyErr_Occurred()) {
            return NULL;
        }
    }
    double x;
    return read_double(arg, &x) ? PyLong_FromDouble(function(x)) : NULL;
}

static PyObject *ceil_of(PyObject *Py_UNUSED(module), PyObject *arg) {
    return to_whole(arg, PYI_NAME("__ceil__"), ceil);
}

static PyObject *floor_of(PyObject *Py_UNUSED(module), PyObject *arg) {
    return to_whole(arg, PYI_NAME("__floor__"), floor);
}

static PyObject *trunc_of(PyObject *Py_UNUSED(module), PyObject *arg) {
    if (PyFloat_CheckExact(arg)) {
        return PyLong_FromDouble(PyFloat_AS_DOUBLE(arg));
    }
    PyObject *method = _PyObject_LookupSpecial(arg, PYI_NAME("__trunc__"));
    if (method == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "type %.100s doesn't define __trunc__ method",
                         Py_TYPE(arg)->tp_name);
        }
        return NULL;
    }
    PyObject *result = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    return result;
}

/* ---- logarithms ----------------------------------------------------------------------------------------------------- */

/* new; ints that are no doubles have logarithms as well */
static PyObject *log_of(PyObject *arg, double (*function)(double)) {
    if (!PyLong_Check(arg)) {
        return apply(arg, function, false);
    }
    if (_PyLong_Sign(arg) <= 0) {
        return math_result(0.0, EDOM);
    }
    double x = PyLong_AsDouble(arg);
    if (x != -1.0 || !PyErr_Occurred()) {
        return PyFloat_FromDouble(function(x));
    }
    if (!PyErr_ExceptionMatches(PyExc_OverflowError)) {
        return NULL;
    }
    PyErr_Clear();
    Py_ssize_t exponent;
    double fraction = _PyLong_Frexp((PyLongObject *)arg, &exponent);
    return PyFloat_FromDouble(function(fraction) + function(2.0) * (double)exponent);
}

static PyObject *log_with_base(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
#if PYI_312
    if (!_PyArg_CheckPositional("log", nargs, 1, 2)) {
        return NULL;
    }
#else
    if (nargs < 1 || nargs > 2) {
        PyErr_SetString(PyExc_TypeError, "math.log requires 1 to 2 arguments");
        return NULL;
    }
#endif
    PyObject *value = log_of(args[0], log);
    if (value == NULL || nargs == 1) {
        return value;
    }
    PyObject *base = log_of(args[1], log);
    PyObject *result = base == NULL ? NULL : PyNumber_TrueDivide(value, base);
    Py_DECREF(value);
    Py_XDECREF(base);
    return result;
}

static PyObject *log2_of(PyObject *Py_UNUSED(module), PyObject *arg) { return log_of(arg, log2); }
static PyObject *log10_of(PyObject *Py_UNUSED(module), PyObject *arg) { return log_of(arg, log10); }

/* ---- two arguments ---------------------------------------------------------------------------------------------------- */

static PyObject *apply2(const char *name, PyObject *const *args, Py_ssize_t nargs,
                        double (*function)(double, double)) {
    double v[2];
    if (!read_doubles(name, args, nargs, v, 2)) {
        return NULL;
    }
    double value = function(v[0], v[1]);
    int error = 0;
    if (Py_IS_NAN(value) && !Py_IS_NAN(v[0]) && !Py_IS_NAN(v[1])) {
        error = EDOM;
    } else if (Py_IS_INFINITY(value) && isfinite(v[0]) && isfinite(v[1])) {
        error = ERANGE;
    }
    return math_result(value, error);
}

#define FUNCTION2(name)                                                                            \
    static PyObject *math_##name(PyObject *Py_UNUSED(module), PyObject *const *args,               \
                                 Py_ssize_t nargs) {                                               \
        return apply2(#name, args, nargs, name);                                                   \
    }
FUNCTION2(atan2)
FUNCTION2(copysign)
FUNCTION2(fmod)
FUNCTION2(remainder)

static PyObject *pow_of(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    double v[2];
    if (!read_doubles("pow", args, nargs, v, 2)) {
        return NULL;
    }
    double value = pow(v[0], v[1]);
    int error = 0;
    if (!isfinite(value) && isfinite(v[0]) && isfinite(v[1])) {
        error = Py_IS_NAN(value) || v[0] == 0.0 ? EDOM : ERANGE;
    }
    return math_result(value, error);
}

static PyObject *ldexp_of(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    double x;
    if (!_PyArg_CheckPositional("ldexp", nargs, 2, 2) || !read_double(args[0], &x)) {
        return NULL;
    }
    if (!PyLong_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "Expected an int as second argument to ldexp.");
        return NULL;
    }
    int overflow;
    long exponent = PyLong_AsLongAndOverflow(args[1], &overflow);
    exponent = overflow > 0 ? INT_MAX : overflow < 0 ? INT_MIN : exponent;
    exponent = exponent > INT_MAX ? INT_MAX : exponent < INT_MIN ? INT_MIN : exponent;
    double value = ldexp(x, (int)exponent);
    return math_result(value, Py_IS_INFINITY(value) && isfinite(x) ? ERANGE : 0);
}

#if PYI_312
/* The double that is `steps` away, by the order of the bits of doubles. */
static double step_towards(double x, double y, uint64_t steps) {
    int64_t from, to;
    memcpy(&from, &x, sizeof(from));
    memcpy(&to, &y, sizeof(to));
    from = from < 0 ? INT64_MIN - from : from; /* -0.0 and 0.0 are one place */
    to = to < 0 ? INT64_MIN - to : to;
    uint64_t distance = from < to ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
    if (steps >= distance) {
        return y;
    }
    from += from < to ? (int64_t)steps : -(int64_t)steps;
    bool negative = from < 0 || (from == 0 && signbit(x));
    from = from < 0 ? INT64_MIN - from : from;
    memcpy(&x, &from, sizeof(x));
    return from == 0 && negative ? -0.0 : x;
}

/* *steps no more than all doubles; -1 with an exception */
static int read_steps(PyObject *op, uint64_t *steps) {
    PyObject *number = _PyNumber_Index(op);
    if (number == NULL) {
        return -1;
    }
    int negative = _PyLong_Sign(number) < 0;
    if (negative) {
        PyErr_SetString(PyExc_ValueError, "steps must be a non-negative integer");
    } else {
        *steps = _PyLong_NumBits(number) > 64 ? UINT64_MAX : PyLong_AsUnsignedLongLong(number);
    }
    Py_DECREF(number);
    return -negative;
}

static PyObject *nextafter_of(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"", "", "steps", NULL};
    double x, y;
    PyObject *from, *to, *count = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO|$O:nextafter", keywords, &from, &to, &count) ||
        !read_double(from, &x) || !read_double(to, &y)) {
        return NULL;
    }
    uint64_t steps = 1;
    if (count == Py_None) {
        return PyFloat_FromDouble(nextafter(x, y));
    }
    if (read_steps(count, &steps) < 0) {
        return NULL;
    }
    if (steps == 0 || Py_IS_NAN(x)) {
        return PyFloat_FromDouble(x);
    }
    return PyFloat_FromDouble(Py_IS_NAN(y) ? y : step_towards(x, y, steps));
}
#else
static PyObject *nextafter_of(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    double v[2];
    return read_doubles("nextafter", args, nargs, v, 2) ? PyFloat_FromDouble(nextafter(v[0], v[1])) : NULL;
}
#endif

#if PYI_313
static PyObject *fma_of(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    double v[3];
    if (!read_doubles("fma", args, nargs, v, 3)) {
        return NULL;
    }
    double value = fma(v[0], v[1], v[2]);
    if (Py_IS_NAN(value) && !Py_IS_NAN(v[0]) && !Py_IS_NAN(v[1]) && !Py_IS_NAN(v[2])) {
        PyErr_SetString(PyExc_ValueError, "invalid operation in fma");
        return NULL;
    }
    if (Py_IS_INFINITY(value) && isfinite(v[0]) && isfinite(v[1]) && isfinite(v[2])) {
        PyErr_SetString(PyExc_OverflowError, "overflow in fma");
        return NULL;
    }
    return PyFloat_FromDouble(value);
}
#endif

static PyObject *isclose(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"a", "b", "rel_tol", "abs_tol", NULL};
    PyObject *first, *second, *rel_tol = NULL, *abs_tol = NULL;
    double a, b, relative = 1e-09, absolute = 0.0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO|$OO:isclose", keywords, &first, &second,
                                     &rel_tol, &abs_tol) ||
        !read_double(first, &a) || !read_double(second, &b) ||
        (rel_tol != NULL && !read_double(rel_tol, &relative)) ||
        (abs_tol != NULL && !read_double(abs_tol, &absolute))) {
        return NULL;
    }
    if (relative < 0.0 || absolute < 0.0) {
        PyErr_SetString(PyExc_ValueError, "tolerances must be non-negative");
        return NULL;
    }
    if (a == b) {
        Py_RETURN_TRUE;
    }
    if (Py_IS_INFINITY(a) || Py_IS_INFINITY(b)) {
        Py_RETURN_FALSE;
    }
    double difference = fabs(b - a);
    return PyBool_FromLong(difference <= fabs(relative * b) || difference <= fabs(relative * a) ||
                           difference <= absolute);
}

/* ---- module ------------------------------------------------------------------------------------------------------------- */

#define ONE(name, function, parameter)                                                             \
    {name, function, METH_O, PYI_SIGNATURE(name, "($module, " parameter ", /)")}
#define MANY(name, function, parameters)                                                           \
    {name, PYI_FASTCALL(function), METH_FASTCALL, PYI_SIGNATURE(name, "($module, " parameters ")")}
#define KEYWORDS(name, function, parameters)                                                       \
    {name, PYI_FASTCALL(function), METH_VARARGS | METH_KEYWORDS,                                   \
     PYI_SIGNATURE(name, "($module, " parameters ")")}

static PyMethodDef methods[] = {
    ONE("acos", math_acos, "x"),
    ONE("acosh", math_acosh, "x"),
    ONE("asin", math_asin, "x"),
    ONE("asinh", math_asinh, "x"),
    ONE("atan", math_atan, "x"),
    MANY("atan2", math_atan2, "y, x, /"),
    ONE("atanh", math_atanh, "x"),
    ONE("cbrt", math_cbrt, "x"),
    ONE("ceil", ceil_of, "x"),
    MANY("comb", math_comb, "n, k, /"),
    MANY("copysign", math_copysign, "x, y, /"),
    ONE("cos", math_cos, "x"),
    ONE("cosh", math_cosh, "x"),
    ONE("degrees", degrees, "x"),
    MANY("dist", math_dist, "p, q, /"),
    ONE("erf", math_erf, "x"),
    ONE("erfc", math_erfc, "x"),
    ONE("exp", math_exp, "x"),
    ONE("exp2", math_exp2, "x"),
    ONE("expm1", math_expm1, "x"),
    ONE("fabs", math_fabs, "x"),
    ONE("factorial", math_factorial, "n"),
    ONE("floor", floor_of, "x"),
#if PYI_313
    MANY("fma", fma_of, "x, y, z, /"),
#endif
    MANY("fmod", math_fmod, "x, y, /"),
    ONE("frexp", frexp_of, "x"),
    ONE("fsum", math_fsum, "seq"),
    ONE("gamma", gamma_of, "x"),
    MANY("gcd", math_gcd, "*integers"),
    {"hypot", PYI_FASTCALL(math_hypot), METH_FASTCALL, NULL},
    KEYWORDS("isclose", isclose, "/, a, b, *, rel_tol=1e-09, abs_tol=0.0"),
    ONE("isfinite", math_isfinite, "x"),
    ONE("isinf", math_isinf, "x"),
    ONE("isnan", math_isnan, "x"),
    ONE("isqrt", math_isqrt, "n"),
    MANY("lcm", math_lcm, "*integers"),
    MANY("ldexp", ldexp_of, "x, i, /"),
    ONE("lgamma", lgamma_of, "x"),
    {"log", PYI_FASTCALL(log_with_base), METH_FASTCALL, NULL},
    ONE("log10", log10_of, "x"),
    ONE("log1p", math_log1p, "x"),
    ONE("log2", log2_of, "x"),
    ONE("modf", modf_of, "x"),
#if PYI_312
    KEYWORDS("nextafter", nextafter_of, "x, y, /, *, steps=None"),
#else
    MANY("nextafter", nextafter_of, "x, y, /"),
#endif
    MANY("perm", math_perm, "n, k=None, /"),
    MANY("pow", pow_of, "x, y, /"),
    KEYWORDS("prod", math_prod, "iterable, /, *, start=1"),
    ONE("radians", radians, "x"),
    MANY("remainder", math_remainder, "x, y, /"),
    ONE("sin", math_sin, "x"),
    ONE("sinh", math_sinh, "x"),
    ONE("sqrt", math_sqrt, "x"),
#if PYI_312
    MANY("sumprod", math_sumprod, "p, q, /"),
#endif
    ONE("tan", math_tan, "x"),
    ONE("tanh", math_tanh, "x"),
    ONE("trunc", trunc_of, "x"),
    ONE("ulp", ulp, "x"),
    {NULL, NULL, 0, NULL},
};

static int add_constant(PyObject *module, const char *name, double value) {
    PyObject *number = PyFloat_FromDouble(value);
    int status = number == NULL ? -1 : PyModule_AddObjectRef(module, name, number);
    Py_XDECREF(number);
    return status;
}

static int add_constants(PyObject *module) {
    return add_constant(module, "pi", Py_MATH_PI) < 0 || add_constant(module, "e", Py_MATH_E) < 0 ||
                   add_constant(module, "tau", Py_MATH_TAU) < 0 ||
                   add_constant(module, "inf", Py_HUGE_VAL) < 0 ||
                   add_constant(module, "nan", fabs(Py_NAN)) < 0
               ? -1
               : 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, add_constants},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "math",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *math_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("math", math_init);
