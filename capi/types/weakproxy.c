/* SPDX-License-Identifier: Apache-2.0 */
/* weakproxy: a weak reference that behaves as its object.
 * Layout     PyWeakReference
 * Collected  yes
 * Contract   docs.python.org/3/library/weakref.html#weakref.proxy
 */
#include "weakrefs.h"

/* new: what a proxy stands for, any other object itself; NULL with ReferenceError when it is gone */
static PyObject *unwrap(PyObject *op) {
    if (!PyWeakref_CheckProxy(op)) {
        return Py_NewRef(op);
    }
    PyObject *object = pyi_weakref_object(op);
    if (object == Py_None) {
        PyErr_SetString(PyExc_ReferenceError, "weakly-referenced object no longer exists");
        return NULL;
    }
    return Py_NewRef(object);
}

static PyObject *call1(PyObject *self, PyObject *(*function)(PyObject *)) {
    PyObject *op = unwrap(self);
    PyObject *result = op == NULL ? NULL : function(op);
    Py_XDECREF(op);
    return result;
}

static PyObject *call2(PyObject *self, PyObject *other, PyObject *(*function)(PyObject *, PyObject *)) {
    PyObject *left = unwrap(self);
    PyObject *right = left == NULL ? NULL : unwrap(other);
    PyObject *result = right == NULL ? NULL : function(left, right);
    Py_XDECREF(left);
    Py_XDECREF(right);
    return result;
}

static PyObject *call3(PyObject *self, PyObject *other, PyObject *third,
                       PyObject *(*function)(PyObject *, PyObject *, PyObject *)) {
    PyObject *left = unwrap(self);
    PyObject *right = left == NULL ? NULL : unwrap(other);
    PyObject *last = right == NULL || third == NULL ? NULL : unwrap(third);
    PyObject *result =
        right == NULL || (third != NULL && last == NULL) ? NULL : function(left, right, last);
    Py_XDECREF(left);
    Py_XDECREF(right);
    Py_XDECREF(last);
    return result;
}

#define UNARY(name, function)                                                                      \
    static PyObject *name(PyObject *self) { return call1(self, function); }
#define BINARY(name, function)                                                                     \
    static PyObject *name(PyObject *self, PyObject *other) { return call2(self, other, function); }
#define TERNARY(name, function)                                                                    \
    static PyObject *name(PyObject *self, PyObject *other, PyObject *third) {                      \
        return call3(self, other, third, function);                                                \
    }

/* ---- slots ------------------------------------------------------------------------------- */

UNARY(proxy_str, PyObject_Str)
BINARY(proxy_getattr, PyObject_GetAttr)
TERNARY(proxy_call, PyObject_Call)
BINARY(proxy_add, PyNumber_Add)
BINARY(proxy_sub, PyNumber_Subtract)
BINARY(proxy_mul, PyNumber_Multiply)
BINARY(proxy_floor_div, PyNumber_FloorDivide)
BINARY(proxy_true_div, PyNumber_TrueDivide)
BINARY(proxy_mod, PyNumber_Remainder)
BINARY(proxy_divmod, PyNumber_Divmod)
TERNARY(proxy_pow, PyNumber_Power)
UNARY(proxy_neg, PyNumber_Negative)
UNARY(proxy_pos, PyNumber_Positive)
UNARY(proxy_abs, PyNumber_Absolute)
UNARY(proxy_invert, PyNumber_Invert)
BINARY(proxy_lshift, PyNumber_Lshift)
BINARY(proxy_rshift, PyNumber_Rshift)
BINARY(proxy_and, PyNumber_And)
BINARY(proxy_xor, PyNumber_Xor)
BINARY(proxy_or, PyNumber_Or)
UNARY(proxy_int, PyNumber_Long)
UNARY(proxy_float, PyNumber_Float)
BINARY(proxy_iadd, PyNumber_InPlaceAdd)
BINARY(proxy_isub, PyNumber_InPlaceSubtract)
BINARY(proxy_imul, PyNumber_InPlaceMultiply)
BINARY(proxy_ifloor_div, PyNumber_InPlaceFloorDivide)
BINARY(proxy_itrue_div, PyNumber_InPlaceTrueDivide)
BINARY(proxy_imod, PyNumber_InPlaceRemainder)
TERNARY(proxy_ipow, PyNumber_InPlacePower)
BINARY(proxy_ilshift, PyNumber_InPlaceLshift)
BINARY(proxy_irshift, PyNumber_InPlaceRshift)
BINARY(proxy_iand, PyNumber_InPlaceAnd)
BINARY(proxy_ixor, PyNumber_InPlaceXor)
BINARY(proxy_ior, PyNumber_InPlaceOr)
UNARY(proxy_index, PyNumber_Index)
BINARY(proxy_matmul, PyNumber_MatrixMultiply)
BINARY(proxy_imatmul, PyNumber_InPlaceMatrixMultiply)
BINARY(proxy_subscript, PyObject_GetItem)
UNARY(proxy_iter, PyObject_GetIter)

static PyObject *proxy_repr(PyObject *self) {
    PyObject *op = pyi_weakref_object(self);
#if PYI_313
    if (op == Py_None) {
        return PyUnicode_FromFormat("<weakproxy at %p; dead>", self);
    }
    PyObject *type = pyi_weakref_type_name(op);
    PyObject *result =
        type == NULL ? NULL : PyUnicode_FromFormat("<weakproxy at %p; to '%U' at %p>", self, type, op);
    Py_XDECREF(type);
    return result;
#else
    return PyUnicode_FromFormat("<weakproxy at %p to %s at %p>", self, Py_TYPE(op)->tp_name, op);
#endif
}

static int proxy_setattr(PyObject *self, PyObject *name, PyObject *value) {
    PyObject *op = unwrap(self);
    int status = op == NULL ? -1 : PyObject_SetAttr(op, name, value);
    Py_XDECREF(op);
    return status;
}

static PyObject *proxy_richcompare(PyObject *self, PyObject *other, int op) {
    PyObject *left = unwrap(self);
    PyObject *right = left == NULL ? NULL : unwrap(other);
    PyObject *result = right == NULL ? NULL : PyObject_RichCompare(left, right, op);
    Py_XDECREF(left);
    Py_XDECREF(right);
    return result;
}

static int proxy_bool(PyObject *self) {
    PyObject *op = unwrap(self);
    int truth = op == NULL ? -1 : PyObject_IsTrue(op);
    Py_XDECREF(op);
    return truth;
}

static PyObject *proxy_iternext(PyObject *self) {
    PyObject *op = unwrap(self);
    if (op == NULL) {
        return NULL;
    }
    PyObject *item = NULL;
    if (!PyIter_Check(op)) {
        PyErr_Format(PyExc_TypeError, "Weakref proxy referenced a non-iterator '%.200s' object",
                     Py_TYPE(op)->tp_name);
    } else {
        item = PyIter_Next(op);
    }
    Py_DECREF(op);
    return item;
}

static int proxy_contains(PyObject *self, PyObject *value) {
    PyObject *op = unwrap(self);
    int found = op == NULL ? -1 : PySequence_Contains(op, value);
    Py_XDECREF(op);
    return found;
}

static Py_ssize_t proxy_length(PyObject *self) {
    PyObject *op = unwrap(self);
    Py_ssize_t n = op == NULL ? -1 : PyObject_Size(op);
    Py_XDECREF(op);
    return n;
}

static int proxy_ass_subscript(PyObject *self, PyObject *key, PyObject *value) {
    PyObject *op = unwrap(self);
    int status = op == NULL      ? -1
                 : value == NULL ? PyObject_DelItem(op, key)
                                 : PyObject_SetItem(op, key, value);
    Py_XDECREF(op);
    return status;
}

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *proxy_bytes(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    PyObject *op = unwrap(self);
    PyObject *result = op == NULL ? NULL : PyObject_CallMethodNoArgs(op, PYI_NAME("__bytes__"));
    Py_XDECREF(op);
    return result;
}

static PyObject *proxy_reversed(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    PyObject *op = unwrap(self);
    PyObject *result = op == NULL ? NULL : PyObject_CallMethodNoArgs(op, PYI_NAME("__reversed__"));
    Py_XDECREF(op);
    return result;
}

static PyMethodDef proxy_methods[] = {
    {"__bytes__", proxy_bytes, METH_NOARGS, NULL},
    {"__reversed__", proxy_reversed, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- types ------------------------------------------------------------------------------- */

static PyNumberMethods proxy_as_number = {
    .nb_add = proxy_add,
    .nb_subtract = proxy_sub,
    .nb_multiply = proxy_mul,
    .nb_remainder = proxy_mod,
    .nb_divmod = proxy_divmod,
    .nb_power = proxy_pow,
    .nb_negative = proxy_neg,
    .nb_positive = proxy_pos,
    .nb_absolute = proxy_abs,
    .nb_bool = proxy_bool,
    .nb_invert = proxy_invert,
    .nb_lshift = proxy_lshift,
    .nb_rshift = proxy_rshift,
    .nb_and = proxy_and,
    .nb_xor = proxy_xor,
    .nb_or = proxy_or,
    .nb_int = proxy_int,
    .nb_float = proxy_float,
    .nb_inplace_add = proxy_iadd,
    .nb_inplace_subtract = proxy_isub,
    .nb_inplace_multiply = proxy_imul,
    .nb_inplace_remainder = proxy_imod,
    .nb_inplace_power = proxy_ipow,
    .nb_inplace_lshift = proxy_ilshift,
    .nb_inplace_rshift = proxy_irshift,
    .nb_inplace_and = proxy_iand,
    .nb_inplace_xor = proxy_ixor,
    .nb_inplace_or = proxy_ior,
    .nb_floor_divide = proxy_floor_div,
    .nb_true_divide = proxy_true_div,
    .nb_inplace_floor_divide = proxy_ifloor_div,
    .nb_inplace_true_divide = proxy_itrue_div,
    .nb_index = proxy_index,
    .nb_matrix_multiply = proxy_matmul,
    .nb_inplace_matrix_multiply = proxy_imatmul,
};

static PySequenceMethods proxy_as_sequence = {
    .sq_length = proxy_length,
    .sq_contains = proxy_contains,
};

static PyMappingMethods proxy_as_mapping = {
    .mp_length = proxy_length,
    .mp_subscript = proxy_subscript,
    .mp_ass_subscript = proxy_ass_subscript,
};

#define PROXY_SLOTS                                                                                \
    .tp_basicsize = sizeof(PyWeakReference), .tp_dealloc = pyi_weakref_dealloc,                    \
    .tp_repr = proxy_repr, .tp_as_number = &proxy_as_number,                                       \
    .tp_as_sequence = &proxy_as_sequence, .tp_as_mapping = &proxy_as_mapping,                      \
    .tp_hash = PyObject_HashNotImplemented, .tp_str = proxy_str, .tp_getattro = proxy_getattr,     \
    .tp_setattro = proxy_setattr, .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,             \
    .tp_traverse = pyi_weakref_traverse, .tp_clear = pyi_weakref_tp_clear,                         \
    .tp_richcompare = proxy_richcompare, .tp_iter = proxy_iter, .tp_iternext = proxy_iternext,     \
    .tp_methods = proxy_methods, .tp_alloc = PyType_GenericAlloc, .tp_free = PyObject_GC_Del

PyTypeObject _PyWeakref_ProxyType = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "weakref.ProxyType",
    PROXY_SLOTS,
};
PYI_TYPE(_PyWeakref_ProxyType);

PyTypeObject _PyWeakref_CallableProxyType = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "weakref.CallableProxyType",
    .tp_call = proxy_call,
    PROXY_SLOTS,
};
PYI_TYPE(_PyWeakref_CallableProxyType);
