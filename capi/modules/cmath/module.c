/* SPDX-License-Identifier: Apache-2.0 */
/* cmath: the module.
 *
 * Contract   docs.python.org/3/library/cmath.html
 */
#include "cmathmodule.h"

#include <errno.h>

/* ---- arguments and results --------------------------------------------------------------------------------------- */

static bool read_complex(PyObject *arg, Py_complex *z) {
    *z = PyComplex_AsCComplex(arg);
    return z->real != -1.0 || !PyErr_Occurred();
}

static PyObject *fail(void) {
    if (errno == EDOM) {
        PyErr_SetString(PyExc_ValueError, "math domain error");
    } else {
        PyErr_SetString(PyExc_OverflowError, "math range error");
    }
    return NULL;
}

static PyObject *apply(PyObject *arg, Py_complex (*function)(Py_complex)) {
    Py_complex z;
    if (!read_complex(arg, &z)) {
        return NULL;
    }
    errno = 0;
    z = function(z);
    return errno == 0 ? PyComplex_FromCComplex(z) : fail();
}

#define WRAPPED(name)                                                                              \
    static PyObject *wrapped_##name(PyObject *Py_UNUSED(module), PyObject *arg) {                  \
        return apply(arg, cmath_##name);                                                           \
    }
WRAPPED(acos)
WRAPPED(acosh)
WRAPPED(asin)
WRAPPED(asinh)
WRAPPED(atan)
WRAPPED(atanh)
WRAPPED(cos)
WRAPPED(cosh)
WRAPPED(exp)
WRAPPED(log10)
WRAPPED(sin)
WRAPPED(sinh)
WRAPPED(sqrt)
WRAPPED(tan)
WRAPPED(tanh)

/* ---- functions ---------------------------------------------------------------------------------------------------- */

static PyObject *wrapped_log(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    Py_complex z, base;
    if (!_PyArg_CheckPositional("log", nargs, 1, 2) || !read_complex(args[0], &z) ||
        (nargs > 1 && !read_complex(args[1], &base))) {
        return NULL;
    }
    errno = 0;
    z = cmath_log(z);
    if (nargs > 1) { /* an error of the first logarithm is forgotten, as by CPython */
        base = cmath_log(base);
        z = _Py_c_quot(z, base);
    }
    return errno == 0 ? PyComplex_FromCComplex(z) : fail();
}

static PyObject *phase(PyObject *Py_UNUSED(module), PyObject *arg) {
    Py_complex z;
    if (!read_complex(arg, &z)) {
        return NULL;
    }
    errno = 0;
    double angle = atan2(z.imag, z.real);
    return errno == 0 ? PyFloat_FromDouble(angle) : fail();
}

static PyObject *polar(PyObject *Py_UNUSED(module), PyObject *arg) {
    Py_complex z;
    if (!read_complex(arg, &z)) {
        return NULL;
    }
    double angle = atan2(z.imag, z.real), size = _Py_c_abs(z);
    return errno == 0 ? Py_BuildValue("(dd)", size, angle) : fail();
}

static PyObject *rect(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("rect", nargs, 2, 2)) {
        return NULL;
    }
    double r = PyFloat_AsDouble(args[0]);
    if (r == -1.0 && PyErr_Occurred()) {
        return NULL;
    }
    double phi = PyFloat_AsDouble(args[1]);
    if (phi == -1.0 && PyErr_Occurred()) {
        return NULL;
    }
    Py_complex z = cmath_rect(r, phi);
    return errno == 0 ? PyComplex_FromCComplex(z) : fail();
}

static PyObject *isfinite_of(PyObject *Py_UNUSED(module), PyObject *arg) {
    Py_complex z;
    return read_complex(arg, &z) ? PyBool_FromLong(isfinite(z.real) && isfinite(z.imag)) : NULL;
}

static PyObject *isinf_of(PyObject *Py_UNUSED(module), PyObject *arg) {
    Py_complex z;
    return read_complex(arg, &z) ? PyBool_FromLong(isinf(z.real) || isinf(z.imag)) : NULL;
}

static PyObject *isnan_of(PyObject *Py_UNUSED(module), PyObject *arg) {
    Py_complex z;
    return read_complex(arg, &z) ? PyBool_FromLong(isnan(z.real) || isnan(z.imag)) : NULL;
}

static bool read_tolerance(PyObject *op, double *value) {
    if (op != NULL) {
        *value = PyFloat_AsDouble(op);
    }
    return op == NULL || *value != -1.0 || !PyErr_Occurred();
}

static PyObject *isclose(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"a", "b", "rel_tol", "abs_tol", NULL};
    PyObject *first, *second, *rel_tol = NULL, *abs_tol = NULL;
    Py_complex a, b;
    double relative = 1e-09, absolute = 0.0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO|$OO:isclose", keywords, &first, &second,
                                     &rel_tol, &abs_tol) ||
        !read_complex(first, &a) || !read_complex(second, &b) ||
        !read_tolerance(rel_tol, &relative) || !read_tolerance(abs_tol, &absolute)) {
        return NULL;
    }
    if (relative < 0.0 || absolute < 0.0) {
        PyErr_SetString(PyExc_ValueError, "tolerances must be non-negative");
        return NULL;
    }
    if (a.real == b.real && a.imag == b.imag) {
        Py_RETURN_TRUE;
    }
    if (isinf(a.real) || isinf(a.imag) || isinf(b.real) || isinf(b.imag)) {
        Py_RETURN_FALSE;
    }
    double difference = _Py_c_abs(_Py_c_diff(a, b));
    return PyBool_FromLong(difference <= relative * _Py_c_abs(b) ||
                           difference <= relative * _Py_c_abs(a) || difference <= absolute);
}

/* ---- module ------------------------------------------------------------------------------------------------------------- */

#define ONE(name, function) {name, function, METH_O, PYI_SIGNATURE(name, "($module, z, /)")}

static PyMethodDef methods[] = {
    ONE("acos", wrapped_acos),
    ONE("acosh", wrapped_acosh),
    ONE("asin", wrapped_asin),
    ONE("asinh", wrapped_asinh),
    ONE("atan", wrapped_atan),
    ONE("atanh", wrapped_atanh),
    ONE("cos", wrapped_cos),
    ONE("cosh", wrapped_cosh),
    ONE("exp", wrapped_exp),
    {"isclose", PYI_FASTCALL(isclose), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("isclose", "($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)")},
    ONE("isfinite", isfinite_of),
    ONE("isinf", isinf_of),
    ONE("isnan", isnan_of),
    {"log", PYI_FASTCALL(wrapped_log), METH_FASTCALL,
     PYI_SIGNATURE("log", "($module, z, base=<unrepresentable>, /)")},
    ONE("log10", wrapped_log10),
    ONE("phase", phase),
    ONE("polar", polar),
    {"rect", PYI_FASTCALL(rect), METH_FASTCALL, PYI_SIGNATURE("rect", "($module, r, phi, /)")},
    ONE("sin", wrapped_sin),
    ONE("sinh", wrapped_sinh),
    ONE("sqrt", wrapped_sqrt),
    ONE("tan", wrapped_tan),
    ONE("tanh", wrapped_tanh),
    {NULL, NULL, 0, NULL},
};

static int add_constant(PyObject *module, const char *name, PyObject *number) {
    int status = number == NULL ? -1 : PyModule_AddObjectRef(module, name, number);
    Py_XDECREF(number);
    return status;
}

static int add_constants(PyObject *module) {
    double nan = fabs(Py_NAN);
    return add_constant(module, "pi", PyFloat_FromDouble(Py_MATH_PI)) < 0 ||
                   add_constant(module, "e", PyFloat_FromDouble(Py_MATH_E)) < 0 ||
                   add_constant(module, "tau", PyFloat_FromDouble(Py_MATH_TAU)) < 0 ||
                   add_constant(module, "inf", PyFloat_FromDouble(Py_HUGE_VAL)) < 0 ||
                   add_constant(module, "infj", PyComplex_FromDoubles(0.0, Py_HUGE_VAL)) < 0 ||
                   add_constant(module, "nan", PyFloat_FromDouble(nan)) < 0 ||
                   add_constant(module, "nanj", PyComplex_FromDoubles(0.0, nan)) < 0
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
    .m_name = "cmath",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *cmath_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("cmath", cmath_init);
