/* SPDX-License-Identifier: Apache-2.0 */
/* list and tuple: their functions and methods, slices, sorting, and random operations. */
#include "containers.h"

static PyObject *numbers(int n) {
    PyObject *list = PyList_New(0);
    for (int i = 0; i < n; i++) {
        PyObject *item = num(i * 7 % 10);
        PyList_Append(list, item);
        Py_DECREF(item);
    }
    return list;
}

static void functions(void) {
    PyObject *list = numbers(6);
    PyObject *word = str("word");
    show_int("Size", PyList_Size(list));
    show("GetItem", Py_XNewRef(PyList_GetItem(list, 2)));
    show("GetItem beyond", Py_XNewRef(PyList_GetItem(list, 6)));
    show_refused("GetItem of a str", PyList_GetItem(word, 0) == NULL);
    show_int("SetItem", PyList_SetItem(list, 0, Py_NewRef(word)));
    show_int("SetItem beyond", PyList_SetItem(list, -1, Py_NewRef(word)));
    show_int("Insert", PyList_Insert(list, -2, word));
    show_int("Append", PyList_Append(list, Py_None));
    show_refused("Append NULL", PyList_Append(list, NULL) < 0);
    show("GetSlice", PyList_GetSlice(list, 1, 100));
    show_int("SetSlice", PyList_SetSlice(list, 1, 3, word));
    show("now", Py_NewRef(list));
    show_int("delete", PyList_SetSlice(list, 0, 2, NULL));
    show_int("Reverse", PyList_Reverse(list));
    show("AsTuple", PyList_AsTuple(list));
    show_int("Sort", PyList_Sort(list));
    PyObject *tuple = PyList_AsTuple(list);
    show_int("tuple Size", PyTuple_Size(tuple));
    show("tuple GetItem", Py_XNewRef(PyTuple_GetItem(tuple, 9)));
    show("tuple GetSlice", PyTuple_GetSlice(tuple, 2, -1));
    show_refused("tuple SetItem", PyTuple_SetItem(list, 0, Py_NewRef(word)) < 0);
    PyObject *grown = PyTuple_New(2);
    PyTuple_SET_ITEM(grown, 0, num(1));
    PyTuple_SET_ITEM(grown, 1, num(2));
    show_int("Resize", _PyTuple_Resize(&grown, 1));
    show("shorter", grown);
    Py_DECREF(tuple);
    Py_DECREF(word);
    Py_DECREF(list);
}

static void methods(void) {
    PyObject *list = numbers(8);
    show("index", call(list, "index", args1(num(4))));
    show("index missing", call(list, "index", args1(num(99))));
    show("index from", call(list, "index", args2(num(0), num(1))));
    show("count", call(list, "count", args1(num(7))));
    show("remove", call(list, "remove", args1(num(7))));
    show("remove missing", call(list, "remove", args1(num(77))));
    show("pop", call(list, "pop", NULL));
    show("pop at", call(list, "pop", args1(num(-3))));
    show("pop beyond", call(list, "pop", args1(num(30))));
    show("insert", call(list, "insert", args2(num(1), str("in"))));
    show("extend", call(list, "extend", args1(str("xy"))));
    show("extend with a number", call(list, "extend", args1(num(3))));
    show("now", Py_NewRef(list));
    show("sort of mixed", call(list, "sort", NULL));
    show("reversed", as_list(call(list, "__reversed__", NULL)));
    show("clear", call(list, "clear", NULL));
    show("pop of nothing", call(list, "pop", NULL));
    PyList_Append(list, list);
    show("of itself", Py_NewRef(list));
    call(list, "clear", NULL);
    PyObject *more = numbers(3);
    show("plus", PySequence_Concat(more, more));
    show("plus a tuple", PySequence_Concat(more, PyTuple_New(0)));
    show("times", PySequence_Repeat(more, 3));
    show("less", PyObject_RichCompare(more, list, Py_GT));
    show("equal", PyObject_RichCompare(more, more, Py_EQ));
    show_int("hash", PyObject_Hash(more));
    PyObject *index = str("a");
    show("strange index", PyObject_GetItem(more, index));
    Py_DECREF(index);
    Py_DECREF(more);
    Py_DECREF(list);
}

static void tuples(void) {
    PyObject *tuple = Py_BuildValue("(isOi)", 1, "two", Py_None, 1);
    show("tuple", Py_NewRef(tuple));
    show("index", call(tuple, "index", args1(str("two"))));
    show("index missing", call(tuple, "index", args1(num(9))));
    show("count", call(tuple, "count", args1(num(1))));
    show("plus", PySequence_Concat(tuple, tuple));
    show("times", PySequence_Repeat(tuple, 2));
    show("one", args1(num(1)));
    show("none", PyTuple_New(0));
    show("less", PyObject_RichCompare(tuple, tuple, Py_LT));
    PyObject *small = Py_BuildValue("(iii)", 1, 2, 3);
    show_int("hash", PyObject_Hash(small));
    PyObject *empty = PyTuple_New(0);
    show_int("hash of ()", PyObject_Hash(empty));
    show("new", PyObject_CallOneArg((PyObject *)&PyTuple_Type, small));
    Py_DECREF(empty);
    Py_DECREF(small);
    Py_DECREF(tuple);
}

static PyObject *random_slice(void) {
    long parts[3] = {(long)random_below(30) - 15, (long)random_below(30) - 15,
                     (long)random_below(7) - 3};
    PyObject *objects[3];
    for (int i = 0; i < 3; i++) {
        objects[i] = random_below(4) == 0 ? Py_NewRef(Py_None) : num(parts[i]);
    }
    PyObject *slice = PySlice_New(objects[0], objects[1], objects[2]);
    for (int i = 0; i < 3; i++) {
        Py_DECREF(objects[i]);
    }
    return slice;
}

static void slices(void) {
    PyObject *list = numbers(12);
    for (int i = 0; i < 150; i++) {
        PyObject *slice = random_slice();
        switch (i % 3) {
        case 0:
            show("get", PyObject_GetItem(list, slice));
            break;
        case 1: {
            PyObject *value = numbers((int)random_below(5));
            show_int("set", PyObject_SetItem(list, slice, value));
            Py_DECREF(value);
            break;
        }
        default:
            show_int("del", PyObject_DelItem(list, slice));
        }
        Py_DECREF(slice);
        if (PyList_Size(list) < 6) {
            Py_SETREF(list, numbers(14));
        }
    }
    show("after all", list);
}

static void sorting(void) {
    int lengths[] = {0, 1, 2, 10, 63, 64, 65, 200, 700};
    for (int k = 0; k < 9; k++) {
        for (int kind = 0; kind < 4; kind++) {
            PyObject *list = PyList_New(0);
            for (int i = 0; i < lengths[k]; i++) {
                char text[16];
                unsigned long n = random_below(kind == 3 ? 5 : 100);
                snprintf(text, sizeof(text), "w%lu", n);
                PyObject *item = kind == 0   ? num((long)n)
                                 : kind == 1 ? str(text)
                                 : kind == 2 ? num(i < lengths[k] / 2 ? i : lengths[k] - i)
                                             : args2(num((long)n), num(i));
                PyList_Append(list, item);
                Py_DECREF(item);
            }
            show_int("sort", PyList_Sort(list));
            show("sorted", list);
        }
    }
}

static void run(void) {
    functions();
    methods();
    tuples();
    slices();
    sorting();
}
