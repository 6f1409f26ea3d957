/* SPDX-License-Identifier: Apache-2.0 */
/* float: one double.
 *
 * Layout     ob_fval
 * Collected  no
 * Contract   docs.python.org/3/c-api/float.html
 */
#include "float.h"

#include "pyi_dtoa.h"
#include "pyi_stress.h"

#include <float.h>

/* ---- storage -------------------------------------------------------------------------------------------- */

enum { KEPT_FLOATS = PYI_KEEPS_FREED ? 100 : 0 };

/* Freed floats, chained by ob_type; everything here happens with the GIL. */
static PyObject *free_floats;
static int free_count;

PyObject *PyFloat_FromDouble(double value) {
    PyObject *op = free_floats;
    if (pyi_likely(op != NULL)) {
        free_floats = (PyObject *)op->ob_type;
        free_count--;
    } else if ((op = PyObject_Malloc(sizeof(PyFloatObject))) == NULL) {
        return PyErr_NoMemory();
    }
    _PyObject_Init(op, &PyFloat_Type);
    ((PyFloatObject *)op)->ob_fval = value;
    return op;
}

void _PyFloat_ExactDealloc(PyObject *op) {
    if (free_count >= KEPT_FLOATS) {
        PyObject_Free(op);
        return;
    }
    op->ob_type = (PyTypeObject *)free_floats;
    free_floats = op;
    free_count++;
}

/* ---- life ---------------------------------------------------------------------------------------------------- */

static void dealloc(PyObject *op) {
    if (PyFloat_CheckExact(op)) {
        _PyFloat_ExactDealloc(op);
    } else {
        Py_TYPE(op)->tp_free(op);
    }
}

static PyObject *new_of(PyTypeObject *type, PyObject *value) {
    PyObject *plain = value == NULL              ? PyFloat_FromDouble(0.0)
                      : PyUnicode_CheckExact(value) ? PyFloat_FromString(value)
                                                    : PyNumber_Float(value);
    if (plain == NULL || type == &PyFloat_Type) {
        return plain;
    }
    PyObject *op = type->tp_alloc(type, 0);
    if (op != NULL) {
        ((PyFloatObject *)op)->ob_fval = PyFloat_AS_DOUBLE(plain);
    }
    Py_DECREF(plain);
    return op;
}

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    bool plain = type == &PyFloat_Type || type->tp_init == PyFloat_Type.tp_init;
    if ((plain && !_PyArg_NoKeywords("float", kwargs)) ||
        !_PyArg_CheckPositional("float", PyTuple_GET_SIZE(args), 0, 1)) {
        return NULL;
    }
    return new_of(type, PyTuple_GET_SIZE(args) > 0 ? PyTuple_GET_ITEM(args, 0) : NULL);
}

static PyObject *vectorcall(PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    if (!_PyArg_NoKwnames("float", kwnames) || !_PyArg_CheckPositional("float", n, 0, 1)) {
        return NULL;
    }
    return new_of((PyTypeObject *)type, n > 0 ? args[0] : NULL);
}

/* ---- slots -------------------------------------------------------------------------------------------------- */

static PyObject *repr(PyObject *op) {
    char *text = PyOS_double_to_string(PyFloat_AS_DOUBLE(op), 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    if (text == NULL) {
        return NULL;
    }
    PyObject *str = _PyUnicode_FromASCII(text, (Py_ssize_t)strlen(text));
    PyMem_Free(text);
    return str;
}

static Py_hash_t hash(PyObject *op) { return _Py_HashDouble(op, PyFloat_AS_DOUBLE(op)); }

/* ---- methods ------------------------------------------------------------------------------------------------- */

static PyObject *trunc_of(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyLong_FromDouble(PyFloat_AS_DOUBLE(self));
}

static PyObject *floor_of(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyLong_FromDouble(floor(PyFloat_AS_DOUBLE(self)));
}

static PyObject *ceil_of(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyLong_FromDouble(ceil(PyFloat_AS_DOUBLE(self)));
}

static PyObject *is_integer(PyObject *self, PyObject *unused) {
    (void)unused;
    double value = PyFloat_AS_DOUBLE(self);
    return PyBool_FromLong(isfinite(value) && floor(value) == value);
}

static PyObject *conjugate(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyNumber_Positive(self);
}

static PyObject *getnewargs(PyObject *self, PyObject *unused) {
    (void)unused;
    return Py_BuildValue("(d)", PyFloat_AS_DOUBLE(self));
}

static PyObject *getformat(PyObject *type, PyObject *name) {
    (void)type;
    if (!PyUnicode_Check(name)) {
        _PyArg_BadArgument("__getformat__", "argument", "str", name);
        return NULL;
    }
    if (!_PyUnicode_EqualToASCIIString(name, "double") &&
        !_PyUnicode_EqualToASCIIString(name, "float")) {
        PyErr_SetString(PyExc_ValueError, "__getformat__() argument 1 must be 'double' or 'float'");
        return NULL;
    }
    return PyUnicode_FromString(PY_LITTLE_ENDIAN ? "IEEE, little-endian" : "IEEE, big-endian");
}

static PyMethodDef methods[] = {
    {"conjugate", conjugate, METH_NOARGS, PYI_SIGNATURE("conjugate", "($self, /)")},
    {"__trunc__", trunc_of, METH_NOARGS, PYI_SIGNATURE("__trunc__", "($self, /)")},
    {"__floor__", floor_of, METH_NOARGS, PYI_SIGNATURE("__floor__", "($self, /)")},
    {"__ceil__", ceil_of, METH_NOARGS, PYI_SIGNATURE("__ceil__", "($self, /)")},
    {"__round__", PYI_FASTCALL(pyi_float_round), METH_FASTCALL,
     PYI_SIGNATURE("__round__", "($self, ndigits=None, /)")},
    {"as_integer_ratio", pyi_float_as_integer_ratio, METH_NOARGS,
     PYI_SIGNATURE("as_integer_ratio", "($self, /)")},
    {"fromhex", pyi_float_fromhex, METH_O | METH_CLASS, PYI_SIGNATURE("fromhex", "($type, string, /)")},
    {"hex", pyi_float_hex, METH_NOARGS, PYI_SIGNATURE("hex", "($self, /)")},
    {"is_integer", is_integer, METH_NOARGS, PYI_SIGNATURE("is_integer", "($self, /)")},
    {"__getnewargs__", getnewargs, METH_NOARGS, PYI_SIGNATURE("__getnewargs__", "($self, /)")},
    {"__getformat__", getformat, METH_O | METH_CLASS,
     PYI_SIGNATURE("__getformat__", "($type, typestr, /)")},
    {"__format__", pyi_float_format, METH_O, PYI_SIGNATURE("__format__", "($self, format_spec, /)")},
    {NULL, NULL, 0, NULL},
};

static PyObject *get_real(PyObject *self, void *closure) {
    (void)closure;
    return PyNumber_Positive(self);
}

static PyObject *get_imag(PyObject *self, void *closure) {
    (void)self, (void)closure;
    return PyFloat_FromDouble(0.0);
}

static PyGetSetDef getset[] = {
    {"real", get_real, NULL, NULL, NULL},
    {"imag", get_imag, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- type ---------------------------------------------------------------------------------------------------- */

PyTypeObject PyFloat_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "float",
    .tp_basicsize = sizeof(PyFloatObject),
    .tp_dealloc = dealloc,
    .tp_repr = repr,
    .tp_as_number = &pyi_float_as_number,
    .tp_hash = hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | _Py_TPFLAGS_MATCH_SELF,
    .tp_doc = PYI_SIGNATURE("float", "(x=0, /)"),
    .tp_richcompare = pyi_float_richcompare,
    .tp_methods = methods,
    .tp_getset = getset,
    .tp_new = new,
    .tp_vectorcall = vectorcall,
};
PYI_TYPE(PyFloat_Type);

/* ---- public functions ------------------------------------------------------------------------------------------- */

double PyFloat_GetMax(void) { return DBL_MAX; }
double PyFloat_GetMin(void) { return DBL_MIN; }

static double by_index(PyObject *op) {
    PyNumberMethods *slots = Py_TYPE(op)->tp_as_number;
    if (slots == NULL || slots->nb_index == NULL) {
        PyErr_Format(PyExc_TypeError, "must be real number, not %.50s", Py_TYPE(op)->tp_name);
        return -1.0;
    }
    PyObject *number = _PyNumber_Index(op);
    double value = number == NULL ? -1.0 : PyLong_AsDouble(number);
    Py_XDECREF(number);
    return value;
}

double PyFloat_AsDouble(PyObject *op) {
    if (op == NULL) {
        PyErr_BadArgument();
        return -1.0;
    }
    if (PyFloat_Check(op)) {
        return PyFloat_AS_DOUBLE(op);
    }
    PyNumberMethods *slots = Py_TYPE(op)->tp_as_number;
    if (slots == NULL || slots->nb_float == NULL) {
        return by_index(op);
    }
    PyObject *result = slots->nb_float(op);
    if (result == NULL) {
        return -1.0;
    }
    double value = -1.0;
    if (!PyFloat_Check(result)) {
        PyErr_Format(PyExc_TypeError, "%.50s.__float__ returned non-float (type %.50s)",
                     Py_TYPE(op)->tp_name, Py_TYPE(result)->tp_name);
    } else if (PyFloat_CheckExact(result) ||
               PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                                "%.50s.__float__ returned non-float (type %.50s).  "
                                "The ability to return an instance of a strict subclass of float "
                                "is deprecated, and may not be supported in a future version of "
                                "Python.",
                                Py_TYPE(op)->tp_name, Py_TYPE(result)->tp_name) == 0) {
        value = PyFloat_AS_DOUBLE(result);
    }
    Py_DECREF(result);
    return value;
}
