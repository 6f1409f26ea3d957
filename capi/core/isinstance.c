/* SPDX-License-Identifier: Apache-2.0 */
/* isinstance: isinstance() and issubclass(), by types, by tuples and unions of them, and by `__instancecheck__`.
 *
 * An object that is no type counts as a class when it has a tuple `__bases__` (docs.python.org/3/c-api/object.html).
 */
#include "pyi.h"

/* ---- classes that are no types -------------------------------------------------------------------------- */

/* New: `class.__bases__`; NULL without an exception when it is no tuple. */
static PyObject *bases_of(PyObject *class) {
    PyObject *bases = PyObject_GetAttr(class, PYI_NAME("__bases__"));
    if (bases == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
    }
    if (bases != NULL && !PyTuple_Check(bases)) {
        Py_CLEAR(bases);
    }
    return bases;
}

static int derives(PyObject *class, PyObject *from) {
    if (class == from) {
        return 1;
    }
    PyObject *bases = bases_of(class);
    if (bases == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    int answer = 0;
    if (Py_EnterRecursiveCall(" in __issubclass__")) {
        answer = -1;
    } else {
        for (Py_ssize_t i = 0; answer == 0 && i < PyTuple_GET_SIZE(bases); i++) {
            answer = derives(PyTuple_GET_ITEM(bases, i), from);
        }
        Py_LeaveRecursiveCall();
    }
    Py_DECREF(bases);
    return answer;
}

static bool check_class(PyObject *class, const char *message) {
    PyObject *bases = bases_of(class);
    if (bases == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_TypeError, message);
        }
        return false;
    }
    Py_DECREF(bases);
    return true;
}

/* ---- without hooks ------------------------------------------------------------------------------------------ */

int _PyObject_RealIsInstance(PyObject *op, PyObject *class) {
    if (!PyType_Check(class)) {
        if (!check_class(class, "isinstance() arg 2 must be a type, a tuple of types, or a union")) {
            return -1;
        }
        PyObject *own = PyObject_GetAttr(op, PYI_NAME("__class__"));
        if (own == NULL) {
            PyErr_Clear();
            return 0;
        }
        int answer = derives(own, class);
        Py_DECREF(own);
        return answer;
    }
    if (PyObject_TypeCheck(op, (PyTypeObject *)class)) {
        return 1;
    }
    PyObject *own = PyObject_GetAttr(op, PYI_NAME("__class__")); /* proxies pretend */
    if (own == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    int answer = own != (PyObject *)Py_TYPE(op) && PyType_Check(own) &&
                 PyType_IsSubtype((PyTypeObject *)own, (PyTypeObject *)class);
    Py_DECREF(own);
    return answer;
}

int _PyObject_RealIsSubclass(PyObject *derived, PyObject *class) {
    if (PyType_Check(class) && PyType_Check(derived)) {
        return PyType_IsSubtype((PyTypeObject *)derived, (PyTypeObject *)class);
    }
    if (!check_class(derived, "issubclass() arg 1 must be a class") ||
        (!_PyUnion_Check(class) &&
         !check_class(class, "issubclass() arg 2 must be a class, a tuple of classes, or a union"))) {
        return -1;
    }
    return derives(derived, class);
}

/* ---- with hooks ---------------------------------------------------------------------------------------------- */

typedef int (*check_function)(PyObject *, PyObject *);

static int any_of(PyObject *op, PyObject *classes, check_function check, const char *where) {
    if (Py_EnterRecursiveCall(where)) {
        return -1;
    }
    int answer = 0;
    for (Py_ssize_t i = 0; answer == 0 && i < PyTuple_GET_SIZE(classes); i++) {
        answer = check(op, PyTuple_GET_ITEM(classes, i));
    }
    Py_LeaveRecursiveCall();
    return answer;
}

/* steals hook */
static int ask(PyObject *hook, PyObject *op, const char *where) {
    PyObject *answer = NULL;
    if (!Py_EnterRecursiveCall(where)) {
        answer = PyObject_CallOneArg(hook, op);
        Py_LeaveRecursiveCall();
    }
    Py_DECREF(hook);
    int truth = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return truth;
}

int PyObject_IsInstance(PyObject *op, PyObject *class) {
    if (Py_IS_TYPE(op, (PyTypeObject *)class)) {
        return 1;
    }
    if (PyType_CheckExact(class)) {
        return _PyObject_RealIsInstance(op, class);
    }
    PyObject *members = _PyUnion_Check(class) ? _Py_union_args(class) : class;
    if (PyTuple_Check(members)) {
        return any_of(op, members, PyObject_IsInstance, " in __instancecheck__");
    }
    PyObject *hook = _PyObject_LookupSpecial(class, PYI_NAME("__instancecheck__"));
    if (hook != NULL) {
        return ask(hook, op, " in __instancecheck__");
    }
    return PyErr_Occurred() ? -1 : _PyObject_RealIsInstance(op, class);
}

int PyObject_IsSubclass(PyObject *derived, PyObject *class) {
    if (PyType_CheckExact(class)) {
        return derived == class ? 1 : _PyObject_RealIsSubclass(derived, class);
    }
    PyObject *members = _PyUnion_Check(class) ? _Py_union_args(class) : class;
    if (PyTuple_Check(members)) {
        return any_of(derived, members, PyObject_IsSubclass, " in __subclasscheck__");
    }
    PyObject *hook = _PyObject_LookupSpecial(class, PYI_NAME("__subclasscheck__"));
    if (hook != NULL) {
        return ask(hook, derived, " in __subclasscheck__");
    }
    return PyErr_Occurred() ? -1 : _PyObject_RealIsSubclass(derived, class);
}
