/* SPDX-License-Identifier: Apache-2.0 */
/* slot_numbers: slots of numbers that call the special methods of a class. */
#include "slot_calls.h"

/* New: `self.name(arg)` through the type, or NotImplemented when there is no such method. */
static PyObject *call_maybe(PyObject *self, PyObject *name, PyObject *arg) {
    PyObject *method = _PyType_Lookup(Py_TYPE(self), name);
    if (method == NULL) {
        return Py_NewRef(Py_NotImplemented);
    }
    if (method == Py_None) { /* `__radd__ = None`: cannot be called, as the message says */
        PyErr_Format(PyExc_TypeError, "'NoneType' object is not callable");
        return NULL;
    }
    Py_INCREF(method);
    PyObject *result;
    if (_PyType_HasFeature(Py_TYPE(method), Py_TPFLAGS_METHOD_DESCRIPTOR)) {
        PyObject *args[] = {self, arg};
        result = PyObject_Vectorcall(method, args, arg == NULL ? 1 : 2, NULL);
    } else {
        descrgetfunc get = Py_TYPE(method)->tp_descr_get;
        PyObject *bound =
            get == NULL ? Py_NewRef(method) : get(method, self, (PyObject *)Py_TYPE(self));
        result = bound == NULL ? NULL
                 : arg == NULL ? PyObject_CallNoArgs(bound)
                               : PyObject_CallOneArg(bound, arg);
        Py_XDECREF(bound);
    }
    Py_DECREF(method);
    return result;
}

/* Whether the right operand's class has a reflected method of its own, which then goes first. */
static bool reflected_goes_first(PyObject *left, PyObject *right, PyObject *name) {
    if (!PyType_IsSubtype(Py_TYPE(right), Py_TYPE(left))) {
        return false;
    }
    PyObject *own = _PyType_Lookup(Py_TYPE(right), name);
    return own != NULL && own != _PyType_Lookup(Py_TYPE(left), name);
}

#define HAS_SLOT(op, member, function)                                                             \
    (Py_TYPE(op)->tp_as_number != NULL && Py_TYPE(op)->tp_as_number->member == (function))

/* left + right where one of them, or both, have this slot. */
static PyObject *binary(PyObject *left, PyObject *right, bool of_left, bool of_right, PyObject *name,
                        PyObject *reflected) {
    bool different = !Py_IS_TYPE(left, Py_TYPE(right));
    of_right = of_right && different;
    PyObject *result;
    if (of_left) {
        if (of_right && reflected_goes_first(left, right, reflected)) {
            result = call_maybe(right, reflected, left);
            if (result != Py_NotImplemented) {
                return result;
            }
            Py_DECREF(result);
            of_right = false;
        }
        result = call_maybe(left, name, right);
        if (result != Py_NotImplemented || !different) {
            return result;
        }
        Py_DECREF(result);
    }
    return of_right ? call_maybe(right, reflected, left) : Py_NewRef(Py_NotImplemented);
}

#define BINARY(name, member)                                                                       \
    PyObject *slot_##name(PyObject *left, PyObject *right) {                                       \
        return binary(left, right, HAS_SLOT(left, member, slot_##name),                            \
                      HAS_SLOT(right, member, slot_##name), PYI_NAME("__" #name "__"),             \
                      PYI_NAME("__r" #name "__"));                                                 \
    }

BINARY(add, nb_add)
BINARY(sub, nb_subtract)
BINARY(mul, nb_multiply)
BINARY(mod, nb_remainder)
BINARY(divmod, nb_divmod)
BINARY(lshift, nb_lshift)
BINARY(rshift, nb_rshift)
BINARY(and, nb_and)
BINARY(xor, nb_xor)
BINARY(or, nb_or)
BINARY(floordiv, nb_floor_divide)
BINARY(truediv, nb_true_divide)
BINARY(matmul, nb_matrix_multiply)

PyObject *slot_pow(PyObject *left, PyObject *right, PyObject *modulus) {
    if (modulus == Py_None) {
        return binary(left, right, HAS_SLOT(left, nb_power, slot_pow),
                      HAS_SLOT(right, nb_power, slot_pow), PYI_NAME("__pow__"), PYI_NAME("__rpow__"));
    }
    /* pow(x, y, z) asks only x */
    if (!HAS_SLOT(left, nb_power, slot_pow)) {
        return Py_NewRef(Py_NotImplemented);
    }
    PyObject *method = _PyObject_LookupSpecial(left, PYI_NAME("__pow__"));
    if (method == NULL) {
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_NotImplemented);
    }
    PyObject *args[] = {right, modulus};
    PyObject *result = PyObject_Vectorcall(method, args, 2, NULL);
    Py_DECREF(method);
    return result;
}

/* New: the method that must exist, called. */
static PyObject *call_method(PyObject *self, PyObject *name, PyObject *arg) {
    PyObject *result = call_maybe(self, name, arg);
    if (result == Py_NotImplemented && _PyType_Lookup(Py_TYPE(self), name) == NULL) {
        Py_DECREF(result);
        PyErr_SetObject(PyExc_AttributeError, name);
        return NULL;
    }
    return result;
}

#define INPLACE(name)                                                                              \
    PyObject *slot_##name(PyObject *self, PyObject *other) {                                       \
        return call_method(self, PYI_NAME("__" #name "__"), other);                                \
    }

INPLACE(iadd)
INPLACE(isub)
INPLACE(imul)
INPLACE(imod)
INPLACE(ilshift)
INPLACE(irshift)
INPLACE(iand)
INPLACE(ixor)
INPLACE(ior)
INPLACE(ifloordiv)
INPLACE(itruediv)
INPLACE(imatmul)

PyObject *slot_ipow(PyObject *self, PyObject *other, PyObject *modulus) {
    (void)modulus; /* `**=` has none */
    return call_method(self, PYI_NAME("__ipow__"), other);
}

#define UNARY(name)                                                                                \
    PyObject *slot_##name(PyObject *self) {                                                        \
        return call_method(self, PYI_NAME("__" #name "__"), NULL);                                 \
    }

UNARY(neg)
UNARY(pos)
UNARY(abs)
UNARY(invert)
UNARY(int)
UNARY(float)
UNARY(index)

int slot_bool(PyObject *self) {
    bool by_length = false;
    PyObject *method = _PyObject_LookupSpecial(self, PYI_NAME("__bool__"));
    if (method == NULL && !PyErr_Occurred()) {
        by_length = true;
        method = _PyObject_LookupSpecial(self, PYI_NAME("__len__"));
        if (method == NULL && !PyErr_Occurred()) {
            return 1;
        }
    }
    PyObject *answer = method == NULL ? NULL : PyObject_CallNoArgs(method);
    Py_XDECREF(method);
    if (answer == NULL) {
        return -1;
    }
    int result = -1;
    if (by_length) {
        result = PyObject_IsTrue(answer);
    } else if (PyBool_Check(answer)) {
        result = answer == Py_True;
    } else {
        PyErr_Format(PyExc_TypeError, "__bool__ should return bool, returned %s",
                     Py_TYPE(answer)->tp_name);
    }
    Py_DECREF(answer);
    return result;
}
