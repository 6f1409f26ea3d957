/* SPDX-License-Identifier: Apache-2.0 */
/* complex: a pair of doubles.
 *
 * Layout     cval
 * Collected  no
 * Contract   docs.python.org/3/c-api/complex.html
 */
#include "complex.h"

#include <structmember.h>

/* ---- storage ------------------------------------------------------------------------------------------------ */

PyObject *PyComplex_FromCComplex(Py_complex value) {
    PyComplexObject *op = PyObject_Malloc(sizeof(PyComplexObject));
    if (op == NULL) {
        return PyErr_NoMemory();
    }
    _PyObject_Init((PyObject *)op, &PyComplex_Type);
    op->cval = value;
    return (PyObject *)op;
}

PyObject *PyComplex_FromDoubles(double real, double imag) {
    return PyComplex_FromCComplex((Py_complex){real, imag});
}

PyObject *pyi_complex_make(PyTypeObject *type, Py_complex value) {
    if (type == &PyComplex_Type) {
        return PyComplex_FromCComplex(value);
    }
    PyObject *op = type->tp_alloc(type, 0);
    if (op != NULL) {
        COMPLEX_VALUE(op) = value;
    }
    return op;
}

/* ---- life ------------------------------------------------------------------------------------------------------ */

/* New: what __complex__ gives; NULL without an exception when there is no such method. */
static PyObject *by_method(PyObject *op) {
    if (PyComplex_CheckExact(op)) {
        return Py_NewRef(op);
    }
    PyObject *method = _PyObject_LookupSpecial(op, PYI_NAME("__complex__"));
    if (method == NULL) {
        return NULL;
    }
    PyObject *result = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (result == NULL || PyComplex_CheckExact(result)) {
        return result;
    }
    if (!PyComplex_Check(result)) {
        PyErr_Format(PyExc_TypeError, "__complex__ returned non-complex (type %.200s)",
                     Py_TYPE(result)->tp_name);
        Py_CLEAR(result);
    } else if (PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                                "__complex__ returned non-complex (type %.200s).  "
                                "The ability to return an instance of a strict subclass of complex "
                                "is deprecated, and may be removed in a future version of Python.",
                                Py_TYPE(result)->tp_name) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

/* The parts of an argument. *is_complex tells whether it has an imaginary one; -1 with TypeError `message`. */
static int read_argument(PyObject *op, Py_complex *value, bool *is_complex, const char *message) {
    *is_complex = PyComplex_Check(op);
    if (*is_complex) {
        *value = COMPLEX_VALUE(op);
        return 0;
    }
    PyNumberMethods *slots = Py_TYPE(op)->tp_as_number;
    if (slots == NULL || (slots->nb_float == NULL && slots->nb_index == NULL)) {
        PyErr_Format(PyExc_TypeError, message, Py_TYPE(op)->tp_name);
        return -1;
    }
    PyObject *number = PyNumber_Float(op);
    if (number == NULL) {
        return -1;
    }
    *value = (Py_complex){PyFloat_AS_DOUBLE(number), 0.0};
    Py_DECREF(number);
    return 0;
}

/* real + imag * 1j, where both may be complex; imag may be NULL */
static PyObject *combine(PyTypeObject *type, PyObject *real, PyObject *imag) {
    Py_complex x, y = {0.0, 0.0};
    bool wide_x, wide_y = false;
    if (imag != NULL) { /* a second argument that is no number is found before the first is converted */
        PyNumberMethods *slots = Py_TYPE(real)->tp_as_number;
        bool number = PyComplex_Check(real) ||
                      (slots != NULL && (slots->nb_float != NULL || slots->nb_index != NULL));
        slots = Py_TYPE(imag)->tp_as_number;
        if (number && !PyComplex_Check(imag) &&
            (slots == NULL || (slots->nb_float == NULL && slots->nb_index == NULL))) {
            PyErr_Format(PyExc_TypeError, "complex() second argument must be a number, not '%.200s'",
                         Py_TYPE(imag)->tp_name);
            return NULL;
        }
    }
    if (read_argument(real, &x, &wide_x,
                      "complex() first argument must be a string or a number, not '%.200s'") < 0 ||
        (imag != NULL && read_argument(imag, &y, &wide_y,
                                       "complex() second argument must be a number, not '%.200s'") <
                             0)) {
        return NULL;
    }
    if (wide_y) {
        x.real -= y.imag;
    }
    if (wide_x) {
        y.real = imag == NULL ? x.imag : y.real + x.imag;
    }
    return pyi_complex_make(type, (Py_complex){x.real, y.real});
}

static PyObject *new_of(PyTypeObject *type, PyObject *real, PyObject *imag) {
    if (real != NULL && imag == NULL && type == &PyComplex_Type && PyComplex_CheckExact(real)) {
        return Py_NewRef(real);
    }
    if (real != NULL && PyUnicode_Check(real)) {
        if (imag != NULL) {
            PyErr_SetString(PyExc_TypeError, "complex() can't take second arg if first is a string");
            return NULL;
        }
        return pyi_complex_from_str(type, real);
    }
    if (imag != NULL && PyUnicode_Check(imag)) {
        PyErr_SetString(PyExc_TypeError, "complex() second arg can't be a string");
        return NULL;
    }
    PyObject *first = real == NULL ? PyLong_FromLong(0) : by_method(real);
    if (first == NULL) {
        if (PyErr_Occurred()) {
            return NULL;
        }
        first = Py_NewRef(real);
    }
    PyObject *op = combine(type, first, imag);
    Py_DECREF(first);
    return op;
}

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"real", "imag", NULL};
    PyObject *real = NULL, *imag = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OO:complex", keywords, &real, &imag)) {
        return NULL;
    }
    return new_of(type, real, imag);
}

/* ---- slots -------------------------------------------------------------------------------------------------------- */

static Py_hash_t hash(PyObject *op) {
    Py_hash_t real = _Py_HashDouble(op, COMPLEX_VALUE(op).real);
    Py_hash_t imag = _Py_HashDouble(op, COMPLEX_VALUE(op).imag);
    Py_hash_t result = (Py_hash_t)((Py_uhash_t)real + _PyHASH_IMAG * (Py_uhash_t)imag);
    return result == -1 ? -2 : result;
}

/* ---- methods ------------------------------------------------------------------------------------------------------- */

static PyObject *conjugate(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyComplex_FromDoubles(COMPLEX_VALUE(self).real, -COMPLEX_VALUE(self).imag);
}

static PyObject *complex_method(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyNumber_Positive(self);
}

static PyObject *getnewargs(PyObject *self, PyObject *unused) {
    (void)unused;
    return Py_BuildValue("(dd)", COMPLEX_VALUE(self).real, COMPLEX_VALUE(self).imag);
}

static PyMethodDef methods[] = {
    {"__complex__", complex_method, METH_NOARGS, PYI_SIGNATURE("__complex__", "($self, /)")},
    {"conjugate", conjugate, METH_NOARGS, PYI_SIGNATURE("conjugate", "($self, /)")},
    {"__getnewargs__", getnewargs, METH_NOARGS, PYI_SIGNATURE("__getnewargs__", "($self, /)")},
    {"__format__", pyi_complex_format, METH_O, PYI_SIGNATURE("__format__", "($self, format_spec, /)")},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"real", T_DOUBLE, offsetof(PyComplexObject, cval.real), READONLY, NULL},
    {"imag", T_DOUBLE, offsetof(PyComplexObject, cval.imag), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* ---- type ----------------------------------------------------------------------------------------------------------- */

PyTypeObject PyComplex_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "complex",
    .tp_basicsize = sizeof(PyComplexObject),
    .tp_repr = pyi_complex_repr,
    .tp_as_number = &pyi_complex_as_number,
    .tp_hash = hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = PYI_SIGNATURE("complex", "(real=0, imag=0)"),
    .tp_richcompare = pyi_complex_richcompare,
    .tp_methods = methods,
    .tp_members = members,
    .tp_new = new,
    .tp_free = PyObject_Free,
};
PYI_TYPE(PyComplex_Type);

/* ---- public functions --------------------------------------------------------------------------------------------------- */

/* {-1, 0} with an exception */
Py_complex PyComplex_AsCComplex(PyObject *op) {
    if (PyComplex_Check(op)) {
        return COMPLEX_VALUE(op);
    }
    Py_complex value = {-1.0, 0.0};
    PyObject *converted = by_method(op);
    if (converted != NULL) {
        value = COMPLEX_VALUE(converted);
        Py_DECREF(converted);
    } else if (!PyErr_Occurred()) {
        value.real = PyFloat_AsDouble(op);
    }
    return value;
}

#if PYI_313
/* `__complex__` counts where there is one */
double PyComplex_RealAsDouble(PyObject *op) { return PyComplex_AsCComplex(op).real; }

double PyComplex_ImagAsDouble(PyObject *op) {
    if (PyComplex_Check(op)) {
        return COMPLEX_VALUE(op).imag;
    }
    PyObject *converted = by_method(op);
    if (converted == NULL) {
        return PyErr_Occurred() ? -1.0 : 0.0;
    }
    double imag = COMPLEX_VALUE(converted).imag;
    Py_DECREF(converted);
    return imag;
}
#else
double PyComplex_RealAsDouble(PyObject *op) {
    return PyComplex_Check(op) ? COMPLEX_VALUE(op).real : PyFloat_AsDouble(op);
}

double PyComplex_ImagAsDouble(PyObject *op) {
    return PyComplex_Check(op) ? COMPLEX_VALUE(op).imag : 0.0;
}
#endif
