/* SPDX-License-Identifier: Apache-2.0 */
/* dict: its functions, methods, views, iterators, and many random operations. */
#include "containers.h"

static PyObject *sample(void) {
    PyObject *dict = PyDict_New();
    const char *names[] = {"one", "two", "three", "four"};
    for (int i = 0; i < 4; i++) {
        PyObject *value = num(i + 1);
        PyDict_SetItemString(dict, names[i], value);
        Py_DECREF(value);
    }
    return dict;
}

static void functions(void) {
    PyObject *dict = sample();
    PyObject *two = str("two");
    PyObject *nine = str("nine");
    PyObject *list = PyList_New(0);
    show("GetItem", Py_XNewRef(PyDict_GetItem(dict, two)));
    show_int("GetItem missing", PyDict_GetItem(dict, nine) == NULL);
    show("GetItemWithError", Py_XNewRef(PyDict_GetItemWithError(dict, list)));
    show("GetItemString", Py_XNewRef(PyDict_GetItemString(dict, "four")));
    show_int("Contains", PyDict_Contains(dict, two));
    show_int("Contains unhashable", PyDict_Contains(dict, list));
    show_int("SetItem unhashable", PyDict_SetItem(dict, list, list));
    show_refused("SetItem of a list", PyDict_SetItem(list, two, two) < 0);
    show_refused("Size of a list", PyDict_Size(list) < 0);
    show("SetDefault there", Py_XNewRef(PyDict_SetDefault(dict, two, Py_None)));
    show("SetDefault new", Py_XNewRef(PyDict_SetDefault(dict, nine, Py_None)));
    show_int("DelItem", PyDict_DelItem(dict, two));
    show_int("DelItem missing", PyDict_DelItem(dict, two));
    show_int("DelItemString", PyDict_DelItemString(dict, "one"));
    show("Keys", PyDict_Keys(dict));
    show("Values", PyDict_Values(dict));
    show("Items", PyDict_Items(dict));
    show("Copy", PyDict_Copy(dict));
    show_int("Size", PyDict_Size(dict));
    Py_ssize_t pos = 0;
    PyObject *key, *value;
    while (PyDict_Next(dict, &pos, &key, &value)) {
        show("Next", PyTuple_Pack(2, key, value));
    }
    PyDict_Clear(dict);
    show("Clear", dict);
    Py_DECREF(two);
    Py_DECREF(nine);
    Py_DECREF(list);
}

static void merging(void) {
    PyObject *dict = sample();
    PyObject *other = PyDict_New();
    PyDict_SetItemString(other, "two", Py_None);
    PyDict_SetItemString(other, "new", Py_None);
    show_int("Merge keeps", PyDict_Merge(dict, other, 0));
    show("kept", Py_NewRef(dict));
    show_int("Merge overrides", PyDict_Merge(dict, other, 1));
    show("overridden", Py_NewRef(dict));
    PyObject *pairs = list_of(2, args2(str("a"), num(1)), args2(str("new"), num(2)));
    show_int("MergeFromSeq2", PyDict_MergeFromSeq2(dict, pairs, 0));
    show("pairs", Py_NewRef(dict));
    PyObject *wrong = list_of(2, args2(str("b"), num(1)), args1(str("c")));
    show_int("a short pair", PyDict_MergeFromSeq2(dict, wrong, 1));
    PyObject *worse = list_of(1, num(3));
    show_int("no pair", PyDict_MergeFromSeq2(dict, worse, 1));
    show_int("no iterable", PyDict_MergeFromSeq2(dict, Py_None, 1));
    show_int("Update with a list", PyDict_Update(dict, pairs));
    show_int("Update with itself", PyDict_Update(dict, dict));
    show("after that", Py_NewRef(dict));
    Py_DECREF(dict);
    Py_DECREF(other);
    Py_DECREF(pairs);
    Py_DECREF(wrong);
    Py_DECREF(worse);
}

static void methods(void) {
    PyObject *dict = sample();
    show("get", call(dict, "get", args1(str("three"))));
    show("get default", call(dict, "get", args2(str("x"), num(7))));
    show("get nothing", call(dict, "get", NULL));
    show("pop", call(dict, "pop", args1(str("one"))));
    show("pop missing", call(dict, "pop", args1(str("one"))));
    show("pop default", call(dict, "pop", args2(str("one"), num(5))));
    show("popitem", call(dict, "popitem", NULL));
    show("setdefault", call(dict, "setdefault", args2(str("s"), num(6))));
    show("keys", call(dict, "keys", NULL));
    show("values", call(dict, "values", NULL));
    show("items", call(dict, "items", NULL));
    show("reversed", as_list(call(dict, "__reversed__", NULL)));
    show("copy", call(dict, "copy", NULL));
    show("fromkeys", call((PyObject *)&PyDict_Type, "fromkeys", args2(str("abca"), num(0))));
    show("update", call(dict, "update", args1(sample())));
    show("or", PyNumber_Or(dict, dict));
    PyObject *missing = str("nobody");
    show("subscript", PyObject_GetItem(dict, missing));
    Py_DECREF(missing);
    show("updated", Py_NewRef(dict));
    show("equal", PyObject_RichCompare(dict, dict, Py_EQ));
    show("less", PyObject_RichCompare(dict, dict, Py_LT));
    show_int("hash", PyObject_Hash(dict));
    show("clear", call(dict, "clear", NULL));
    show("popitem of nothing", call(dict, "popitem", NULL));
    PyDict_SetItemString(dict, "self", dict);
    show("of itself", Py_NewRef(dict));
    PyDict_Clear(dict);
    Py_DECREF(dict);
}

static void views(void) {
    PyObject *dict = sample();
    PyObject *keys = call(dict, "keys", NULL);
    PyObject *items = call(dict, "items", NULL);
    PyObject *other = PySet_New(NULL);
    PyObject *two = str("two");
    PySet_Add(other, two);
    show("and", PyNumber_And(keys, other));
    show("sub len", PyLong_FromSsize_t(PyObject_Size(PyNumber_Subtract(keys, other))));
    show("xor len", PyLong_FromSsize_t(PyObject_Size(PyNumber_Xor(keys, other))));
    show("or len", PyLong_FromSsize_t(PyObject_Size(PyNumber_Or(keys, other))));
    show("superset", PyObject_RichCompare(keys, other, Py_GT));
    show("subset", PyObject_RichCompare(keys, other, Py_LE));
    show("isdisjoint", call(keys, "isdisjoint", args1(Py_NewRef(other))));
    show_int("in", PySequence_Contains(keys, two));
    PyObject *pair = args2(Py_NewRef(two), num(2));
    show_int("in items", PySequence_Contains(items, pair));
    PyObject *iter = PyObject_GetIter(keys);
    show("next", PyIter_Next(iter));
    show_int("hint", PyObject_LengthHint(iter, 99));
    PyDict_SetItemString(dict, "late", Py_None);
    show("changed", PyIter_Next(iter));
    show("still", PyIter_Next(iter));
    Py_DECREF(iter);
    iter = PyObject_GetIter(items);
    show("item", PyIter_Next(iter));
    Py_DECREF(iter);
    Py_DECREF(pair);
    Py_DECREF(two);
    Py_DECREF(other);
    Py_DECREF(items);
    Py_DECREF(keys);
    Py_DECREF(dict);
}

/* new: a str, an int, or a tuple */
static PyObject *random_key(void) {
    char text[16];
    unsigned long n = random_below(60);
    switch (random_below(3)) {
    case 0:
        return num((long)n);
    case 1:
        return Py_BuildValue("(ii)", (int)n, 1);
    default:
        snprintf(text, sizeof(text), "key%lu", n);
        return str(text);
    }
}

static void at_random(void) {
    PyObject *dict = PyDict_New();
    for (int i = 0; i < 4000; i++) {
        PyObject *key = random_key();
        PyObject *value = num(i);
        switch (random_below(6)) {
        case 0:
        case 1:
        case 2:
            PyDict_SetItem(dict, key, value);
            break;
        case 3:
            if (PyDict_DelItem(dict, key) < 0) {
                PyErr_Clear();
            }
            break;
        case 4:
            PyDict_SetDefault(dict, key, value);
            break;
        default:
            if (random_below(20) == 0) {
                Py_SETREF(dict, PyDict_Copy(dict));
            } else if (random_below(150) == 0) {
                PyDict_Clear(dict);
            } else {
                Py_XDECREF(call(dict, "popitem", NULL));
                PyErr_Clear();
            }
        }
        Py_DECREF(key);
        Py_DECREF(value);
    }
    show("random", dict);
}

static void run(void) {
    functions();
    merging();
    methods();
    views();
    at_random();
}
