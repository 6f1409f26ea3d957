/* SPDX-License-Identifier: Apache-2.0 */
/* bool: True and False, which are ints.
 *
 * Collected  no
 * Contract   docs.python.org/3/c-api/bool.html
 */
#include "int/int.h"

#if PYI_312
#  define BOOL_REFCOUNT _Py_IMMORTAL_REFCNT
struct _longobject _Py_FalseStruct = {
    {.ob_refcnt = BOOL_REFCOUNT, .ob_type = &PyBool_Type}, {.lv_tag = _PyLong_FALSE_TAG, {0}}};
struct _longobject _Py_TrueStruct = {
    {.ob_refcnt = BOOL_REFCOUNT, .ob_type = &PyBool_Type}, {.lv_tag = _PyLong_TRUE_TAG, {1}}};
#else
#  define BOOL_REFCOUNT 1
struct _longobject _Py_FalseStruct = {{{BOOL_REFCOUNT, &PyBool_Type}, 0}, {0}};
struct _longobject _Py_TrueStruct = {{{BOOL_REFCOUNT, &PyBool_Type}, 1}, {1}};
#endif

/* ---- slots -------------------------------------------------------------------------------------------------- */

static PyObject *repr(PyObject *op) {
    return Py_NewRef(op == Py_True ? PYI_NAME("True") : PYI_NAME("False"));
}

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type;
    PyObject *op = Py_False;
    if (!_PyArg_NoKeywords("bool", kwargs) || !PyArg_UnpackTuple(args, "bool", 0, 1, &op)) {
        return NULL;
    }
    int truth = PyObject_IsTrue(op);
    return truth < 0 ? NULL : PyBool_FromLong(truth);
}

static PyObject *vectorcall(PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    (void)type;
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    if (!_PyArg_NoKwnames("bool", kwnames) || !_PyArg_CheckPositional("bool", n, 0, 1)) {
        return NULL;
    }
    int truth = n > 0 ? PyObject_IsTrue(args[0]) : 0;
    return truth < 0 ? NULL : PyBool_FromLong(truth);
}

#define BITWISE(name, operator, slot)                                                              \
    static PyObject *name(PyObject *left, PyObject *right) {                                       \
        if (!PyBool_Check(left) || !PyBool_Check(right)) {                                         \
            return PyLong_Type.tp_as_number->slot(left, right);                                    \
        }                                                                                          \
        return PyBool_FromLong((left == Py_True)operator(right == Py_True));                       \
    }
BITWISE(bool_and, &, nb_and)
BITWISE(bool_or, |, nb_or)
BITWISE(bool_xor, ^, nb_xor)

#if PYI_312
#  if PYI_313
#    define REMOVAL " and will be removed in Python 3.16"
#  else
#    define REMOVAL ""
#  endif
static PyObject *invert(PyObject *op) {
    if (PyErr_WarnEx(PyExc_DeprecationWarning,
                     "Bitwise inversion '~' on bool is deprecated" REMOVAL ". This returns the bitwise "
                     "inversion of the underlying int object and is usually not what you expect from "
                     "negating a bool. Use the 'not' operator for boolean negation or "
                     "~int(x) if you really want the bitwise inversion of the underlying int.",
                     1) < 0) {
        return NULL;
    }
    return PyLong_Type.tp_as_number->nb_invert(op);
}
#endif

static void dealloc(PyObject *op) { Py_SET_REFCNT(op, BOOL_REFCOUNT); }

/* ---- type ------------------------------------------------------------------------------------------------------ */

static PyNumberMethods as_number = {
    .nb_and = bool_and,
    .nb_or = bool_or,
    .nb_xor = bool_xor,
#if PYI_312
    .nb_invert = invert,
#endif
};

PyTypeObject PyBool_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "bool",
    .tp_basicsize = sizeof(struct _longobject),
    .tp_dealloc = dealloc,
    .tp_repr = repr,
    .tp_as_number = &as_number,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_base = &PyLong_Type,
    .tp_new = new,
    .tp_vectorcall = vectorcall,
};
PYI_TYPE(PyBool_Type);

PyObject *PyBool_FromLong(long value) { return Py_NewRef(value ? Py_True : Py_False); }
