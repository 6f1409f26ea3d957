/* SPDX-License-Identifier: Apache-2.0 */
/* set and frozenset: functions, methods, operators, and random operations. The order of ints is known. */
#include "containers.h"

static PyObject *random_set(PyTypeObject *type, unsigned long below) {
    PyObject *list = PyList_New(0);
    unsigned long n = random_below(24);
    for (unsigned long i = 0; i < n; i++) {
        PyObject *item = num((long)random_below(below));
        PyList_Append(list, item);
        Py_DECREF(item);
    }
    PyObject *set = PyObject_CallOneArg((PyObject *)type, list);
    Py_DECREF(list);
    return set;
}

static void functions(void) {
    PyObject *set = PySet_New(NULL);
    PyObject *one = num(1);
    PyObject *list = PyList_New(0);
    show("empty", Py_NewRef(set));
    show_int("Add", PySet_Add(set, one));
    show_int("Add unhashable", PySet_Add(set, list));
    show_int("Contains", PySet_Contains(set, one));
    show_int("Contains unhashable", PySet_Contains(set, list));
    show_int("Size", PySet_Size(set));
    show_refused("Size of a list", PySet_Size(list) < 0);
    show_int("Discard", PySet_Discard(set, one));
    show_int("Discard again", PySet_Discard(set, one));
    show("Pop of nothing", PySet_Pop(set));
    show_int("Add", PySet_Add(set, one));
    show("Pop", PySet_Pop(set));
    PyObject *frozen = PyFrozenSet_New(NULL);
    show_int("fill a new frozenset", PySet_Add(frozen, one));
    show("frozenset", Py_NewRef(frozen));
    show_refused("Clear a frozenset", PySet_Clear(frozen) < 0);
    show("New of a number", PySet_New(one));
    Py_DECREF(frozen);
    Py_DECREF(list);
    Py_DECREF(one);
    Py_DECREF(set);
}

static void methods(void) {
    PyObject *set = PySet_New(NULL);
    PyObject *nested = PySet_New(NULL);
    show("add", call(set, "add", args1(num(5))));
    show("remove", call(set, "remove", args1(num(6))));
    show("remove a set", call(set, "remove", args1(Py_NewRef(nested))));
    show_int("a set in it", PySequence_Contains(set, nested));
    show("discard", call(set, "discard", args1(num(6))));
    show("update", call(set, "update", args2(list_of(2, num(1), num(2)), list_of(1, num(30)))));
    show("union", call(set, "union", args1(list_of(2, num(9), num(8)))));
    show("isdisjoint", call(set, "isdisjoint", args1(list_of(1, num(3)))));
    show("issubset", call(set, "issubset", args1(list_of(1, num(3)))));
    show("issuperset", call(set, "issuperset", args1(list_of(1, num(30)))));
    show("or a list", PyNumber_Or(set, PyList_New(0)));
    show_int("hash", PyObject_Hash(set));
    show("less than a list", PyObject_RichCompare(set, PyList_New(0), Py_LT));
    PyObject *iter = PyObject_GetIter(set);
    show("next", PyIter_Next(iter));
    show_int("hint", PyObject_LengthHint(iter, 77));
    call(set, "clear", NULL);
    show("changed", PyIter_Next(iter));
    Py_DECREF(iter);
    Py_DECREF(nested);
    Py_DECREF(set);
}

static void operators(void) {
    PyObject *set = random_set(&PySet_Type, 60);
    for (int i = 0; i < 200; i++) {
        PyObject *other = random_set(i % 2 ? &PySet_Type : &PyFrozenSet_Type, i % 3 ? 60 : 2000);
        switch (random_below(10)) {
        case 0:
            show("or", PyNumber_Or(set, other));
            break;
        case 1:
            show("and", PyNumber_And(set, other));
            break;
        case 2:
            show("sub", PyNumber_Subtract(other, set));
            break;
        case 3:
            show("xor", PyNumber_Xor(set, other));
            break;
        case 4:
            Py_SETREF(set, PyNumber_InPlaceOr(set, other));
            break;
        case 5:
            Py_SETREF(set, PyNumber_InPlaceSubtract(set, other));
            break;
        case 6:
            Py_SETREF(set, PyNumber_InPlaceXor(set, other));
            break;
        case 7:
            show("compare", PyObject_RichCompare(set, other, (int)random_below(6)));
            break;
        case 8:
            show("pop", call(set, "pop", NULL));
            break;
        default:
            show("copy", call(set, "copy", NULL));
        }
        if (PyFrozenSet_Check(other)) {
            show_int("hash", PyObject_Hash(other));
        }
        Py_DECREF(other);
        show("set", Py_NewRef(set));
    }
    Py_DECREF(set);
}

static void run(void) {
    functions();
    methods();
    operators();
}
