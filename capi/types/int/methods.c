/* SPDX-License-Identifier: Apache-2.0 */
/* methods: int(…), the methods and the attributes of ints. */
#include "int.h"
#include "pyi_arguments.h"

/* ---- construction -------------------------------------------------------------------------------------------- */

static PyObject *from_based_text(PyObject *text, PyObject *base_object) {
    Py_ssize_t base = PyNumber_AsSsize_t(base_object, NULL);
    if (base == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if ((base != 0 && base < 2) || base > 36) {
        PyErr_SetString(PyExc_ValueError, "int() base must be >= 2 and <= 36, or 0");
        return NULL;
    }
    if (PyUnicode_Check(text)) {
        return PyLong_FromUnicodeObject(text, (int)base);
    }
    if (PyByteArray_Check(text)) {
        return _PyLong_FromBytes(PyByteArray_AS_STRING(text), Py_SIZE(text), (int)base);
    }
    if (PyBytes_Check(text)) {
        return _PyLong_FromBytes(PyBytes_AS_STRING(text), Py_SIZE(text), (int)base);
    }
    PyErr_SetString(PyExc_TypeError, "int() can't convert non-string with explicit base");
    return NULL;
}

/* new; value or base may be NULL */
static PyObject *make(PyObject *value, PyObject *base) {
    if (value == NULL && base != NULL) {
        PyErr_SetString(PyExc_TypeError, "int() missing string argument");
        return NULL;
    }
    if (value == NULL) {
        return pyi_int_from_small(0);
    }
    return base == NULL ? PyNumber_Long(value) : from_based_text(value, base);
}

static PyObject *make_subclass(PyTypeObject *type, PyObject *value, PyObject *base) {
    PyObject *plain = make(value, base);
    if (plain == NULL) {
        return NULL;
    }
    Py_ssize_t count = int_count(plain);
    PyObject *op = type->tp_alloc(type, count == 0 ? 1 : count);
    if (op != NULL) {
        int_set(op, int_sign(plain), count);
        memcpy(INT_DIGITS(op), INT_DIGITS(plain), (size_t)(count == 0 ? 1 : count) * sizeof(digit));
    }
    Py_DECREF(plain);
    return op;
}

PyObject *pyi_int_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"", "base", NULL};
    PyObject *value = NULL, *base = NULL;
    if (!pyi_named_arguments(args, kwargs, "|OO:int", keywords, &value, &base)) {
        return NULL;
    }
    return type == &PyLong_Type ? make(value, base) : make_subclass(type, value, base);
}

PyObject *pyi_int_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    if (kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0) {
        return _PyObject_MakeTpCall(_PyThreadState_GET(), type, args, n, kwnames);
    }
    if (n > 2) {
        PyErr_Format(PyExc_TypeError,
                     PYI_313 ? "int expected at most 2 arguments, got %zd"
                             : "int() takes at most 2 arguments (%zd given)",
                     n);
        return NULL;
    }
    return make(n > 0 ? args[0] : NULL, n > 1 ? args[1] : NULL);
}

/* ---- bytes ------------------------------------------------------------------------------------------------------ */

/* 1 little, 0 big, -1 ValueError; NULL is big */
static int read_byteorder(PyObject *order) {
    if (order == NULL || _PyUnicode_EqualToASCIIString(order, "big")) {
        return 0;
    }
    if (_PyUnicode_EqualToASCIIString(order, "little")) {
        return 1;
    }
    PyErr_SetString(PyExc_ValueError, "byteorder must be either 'little' or 'big'");
    return -1;
}

static bool is_str(const char *function, PyObject *op) {
    if (PyUnicode_Check(op)) {
        return true;
    }
    _PyArg_BadArgument(function, "argument 'byteorder'", "str", op);
    return false;
}

static PyObject *to_bytes(PyObject *self, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"length", "byteorder", "signed", NULL};
    Py_ssize_t length = 1;
    PyObject *order = NULL;
    int is_signed = 0;
    if (!pyi_named_arguments(args, kwargs, "|nO$p:to_bytes", keywords, &length, &order,
                             &is_signed) ||
        (order != NULL && !is_str("to_bytes", order))) {
        return NULL;
    }
    int little = read_byteorder(order);
    if (little < 0) {
        return NULL;
    }
    if (length < 0) {
        PyErr_SetString(PyExc_ValueError, "length argument must be non-negative");
        return NULL;
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, length);
    if (bytes == NULL) {
        return NULL;
    }
    unsigned char *to = (unsigned char *)PyBytes_AS_STRING(bytes);
#if PYI_313
    int status = _PyLong_AsByteArray((PyLongObject *)self, to, (size_t)length, little, is_signed, 1);
#else
    int status = _PyLong_AsByteArray((PyLongObject *)self, to, (size_t)length, little, is_signed);
#endif
    if (status < 0) {
        Py_CLEAR(bytes);
    }
    return bytes;
}

static PyObject *from_bytes(PyObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"bytes", "byteorder", "signed", NULL};
    PyObject *source, *order = NULL;
    int is_signed = 0;
    if (!pyi_named_arguments(args, kwargs, "O|O$p:from_bytes", keywords, &source, &order,
                             &is_signed) ||
        (order != NULL && !is_str("from_bytes", order))) {
        return NULL;
    }
    int little = read_byteorder(order);
    PyObject *bytes = little < 0 ? NULL : PyObject_Bytes(source);
    if (bytes == NULL) {
        return NULL;
    }
    PyObject *result = _PyLong_FromByteArray((unsigned char *)PyBytes_AS_STRING(bytes),
                                             (size_t)PyBytes_GET_SIZE(bytes), little, is_signed);
    Py_DECREF(bytes);
    if (result != NULL && type != (PyObject *)&PyLong_Type) {
        Py_SETREF(result, PyObject_CallOneArg(type, result));
    }
    return result;
}

/* ---- methods ------------------------------------------------------------------------------------------------- */

static PyObject *itself(PyObject *self, PyObject *unused) {
    (void)unused;
    return pyi_int_exact(self);
}

static PyObject *round_method(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("__round__", nargs, 0, 1)) {
        return NULL;
    }
    PyObject *places = nargs == 0 ? NULL : _PyNumber_Index(args[0]);
    if (places == NULL) {
        return nargs == 0 ? pyi_int_exact(self) : NULL;
    }
    PyObject *result;
    if (int_sign(places) >= 0) {
        result = pyi_int_exact(self);
    } else {
        PyObject *positive = pyi_int_negate(places);
        result = positive == NULL ? NULL : pyi_int_round_to_power(self, positive);
        Py_XDECREF(positive);
    }
    Py_DECREF(places);
    return result;
}

static PyObject *as_integer_ratio(PyObject *self, PyObject *unused) {
    (void)unused;
    PyObject *numerator = pyi_int_exact(self), *one = pyi_int_from_small(1);
    PyObject *ratio = numerator == NULL ? NULL : PyTuple_Pack(2, numerator, one);
    Py_XDECREF(numerator);
    Py_DECREF(one);
    return ratio;
}

#if PYI_312
static PyObject *is_integer(PyObject *self, PyObject *unused) {
    (void)self, (void)unused;
    Py_RETURN_TRUE;
}
#endif

static PyObject *getnewargs(PyObject *self, PyObject *unused) {
    (void)unused;
    PyObject *plain = _PyLong_Copy((PyLongObject *)self);
    PyObject *args = plain == NULL ? NULL : PyTuple_Pack(1, plain);
    Py_XDECREF(plain);
    return args;
}

static PyObject *sizeof_method(PyObject *self, PyObject *unused) {
    (void)unused;
    Py_ssize_t count = int_count(self);
    size_t digits = PYI_312 && count == 0 ? 1 : (size_t)count;
    return PyLong_FromSize_t((size_t)Py_TYPE(self)->tp_basicsize + digits * sizeof(digit));
}

PyMethodDef pyi_int_methods[] = {
#if PYI_313
#  define INT_SIGNATURE(name) PYI_SIGNATURE(name, "($self, /)")
#else
#  define INT_SIGNATURE(name) NULL
#endif
    {"conjugate", itself, METH_NOARGS, INT_SIGNATURE("conjugate")},
    {"bit_length", pyi_int_bit_length, METH_NOARGS, PYI_SIGNATURE("bit_length", "($self, /)")},
    {"bit_count", pyi_int_bit_count, METH_NOARGS, PYI_SIGNATURE("bit_count", "($self, /)")},
    {"to_bytes", PYI_FASTCALL(to_bytes), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("to_bytes", "($self, /, length=1, byteorder='big', *, signed=False)")},
    {"from_bytes", PYI_FASTCALL(from_bytes), METH_VARARGS | METH_KEYWORDS | METH_CLASS,
     PYI_SIGNATURE("from_bytes", "($type, /, bytes, byteorder='big', *, signed=False)")},
    {"as_integer_ratio", as_integer_ratio, METH_NOARGS,
     PYI_SIGNATURE("as_integer_ratio", "($self, /)")},
    {"__trunc__", itself, METH_NOARGS, INT_SIGNATURE("__trunc__")},
    {"__floor__", itself, METH_NOARGS, INT_SIGNATURE("__floor__")},
    {"__ceil__", itself, METH_NOARGS, INT_SIGNATURE("__ceil__")},
    {"__round__", PYI_FASTCALL(round_method), METH_FASTCALL,
     PYI_SIGNATURE("__round__", "($self, ndigits=<unrepresentable>, /)")},
    {"__getnewargs__", getnewargs, METH_NOARGS, PYI_SIGNATURE("__getnewargs__", "($self, /)")},
    {"__format__", pyi_int_format, METH_O, PYI_SIGNATURE("__format__", "($self, format_spec, /)")},
    {"__sizeof__", sizeof_method, METH_NOARGS, PYI_SIGNATURE("__sizeof__", "($self, /)")},
#if PYI_312
    {"is_integer", is_integer, METH_NOARGS, PYI_SIGNATURE("is_integer", "($self, /)")},
#endif
    {NULL, NULL, 0, NULL},
};

static PyObject *get_itself(PyObject *self, void *closure) {
    (void)closure;
    return pyi_int_exact(self);
}

static PyObject *get_constant(PyObject *self, void *closure) {
    (void)self;
    return pyi_int_from_small((intptr_t)closure);
}

PyGetSetDef pyi_int_getset[] = {
    {"real", get_itself, NULL, NULL, NULL},
    {"imag", get_constant, NULL, NULL, (void *)0},
    {"numerator", get_itself, NULL, NULL, NULL},
    {"denominator", get_constant, NULL, NULL, (void *)1},
    {NULL, NULL, NULL, NULL, NULL},
};
