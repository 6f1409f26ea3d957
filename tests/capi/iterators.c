/* SPDX-License-Identifier: Apache-2.0 */
/* range, slice, enumerate, zip, map, filter, reversed, and the abstract protocols. */
#include "containers.h"

static PyObject *type(PyTypeObject *t) { return (PyObject *)t; }

/* steals args */
static PyObject *make(PyTypeObject *t, PyObject *args) {
    PyObject *result = args == NULL ? NULL : PyObject_Call(type(t), args, NULL);
    Py_XDECREF(args);
    return result;
}

static void ranges(void) {
    PyObject *range = make(&PyRange_Type, Py_BuildValue("(iii)", 3, 20, 4));
    show("range", Py_NewRef(range));
    show("items", as_list(Py_NewRef(range)));
    show("reversed", as_list(call(range, "__reversed__", NULL)));
    show_int("len", PyObject_Size(range));
    show("index", call(range, "index", args1(num(11))));
    show("index missing", call(range, "index", args1(num(12))));
    show("count", call(range, "count", args1(num(7))));
    PyObject *eleven = num(11);
    show_int("in", PySequence_Contains(range, eleven));
    PyObject *slice = PySlice_New(NULL, eleven, NULL);
    show("slice", PyObject_GetItem(range, slice));
    show("beyond", PyObject_GetItem(range, eleven));
    PyObject *same = make(&PyRange_Type, Py_BuildValue("(iii)", 3, 23, 4));
    show("equal", PyObject_RichCompare(range, same, Py_EQ));
    show_int("same hash", PyObject_Hash(range) == PyObject_Hash(same));
    show("no step", make(&PyRange_Type, Py_BuildValue("(iii)", 1, 2, 0)));
    show("no arguments", make(&PyRange_Type, PyTuple_New(0)));
    show("of a str", make(&PyRange_Type, Py_BuildValue("(s)", "x")));
    PyObject *root = PyLong_FromLongLong(10000000000);
    PyObject *huge = PyNumber_Multiply(root, root);
    Py_DECREF(root);
    PyObject *three = num(3);
    PyObject *end = PyNumber_Add(huge, three);
    PyObject *big = make(&PyRange_Type, PyTuple_Pack(2, huge, end));
    show("big", Py_NewRef(big));
    show("big items", as_list(Py_NewRef(big)));
    show("big reversed", as_list(call(big, "__reversed__", NULL)));
    show_int("in big", PySequence_Contains(big, huge));
    Py_DECREF(big);
    Py_DECREF(end);
    Py_DECREF(three);
    Py_DECREF(huge);
    Py_DECREF(same);
    Py_DECREF(slice);
    Py_DECREF(eleven);
    Py_DECREF(range);
}

static void slices(void) {
    PyObject *two = num(2);
    PyObject *slice = PySlice_New(NULL, two, NULL);
    show("slice", Py_NewRef(slice));
    show("indices", call(slice, "indices", args1(num(10))));
    show("indices below 0", call(slice, "indices", args1(num(-1))));
    show("start", PyObject_GetAttrString(slice, "start"));
    show("compare", PyObject_RichCompare(slice, slice, Py_LE));
    Py_ssize_t start, stop, step, n;
    show_int("Unpack", PySlice_Unpack(slice, &start, &stop, &step));
    n = PySlice_AdjustIndices(10, &start, &stop, step);
    printf("adjusted %zd %zd %zd: %zd\n", start, stop, step, n);
    Py_DECREF(slice);
    PyObject *word = str("a");
    slice = PySlice_New(word, NULL, NULL);
    show_int("Unpack of a str", PySlice_Unpack(slice, &start, &stop, &step));
    Py_DECREF(slice);
    Py_DECREF(word);
    Py_DECREF(two);
}

static void iterators(void) {
    PyObject *list = list_of(4, num(1), num(0), num(3), num(4));
    show("enumerate", as_list(make(&PyEnum_Type, args2(Py_NewRef(list), num(5)))));
    show("enumerate of a number", make(&PyEnum_Type, args1(num(5))));
    show("zip", as_list(make(&PyZip_Type, args2(Py_NewRef(list), str("abc")))));
    PyObject *kwargs = PyDict_New();
    PyDict_SetItemString(kwargs, "strict", Py_True);
    PyObject *args = args2(Py_NewRef(list), str("abc"));
    show("zip strict", as_list(PyObject_Call(type(&PyZip_Type), args, kwargs)));
    Py_DECREF(args);
    Py_DECREF(kwargs);
    show("map", as_list(make(&PyMap_Type, args2(Py_NewRef(type(&PyBool_Type)), Py_NewRef(list)))));
    show("map of nothing", make(&PyMap_Type, args1(Py_NewRef(list))));
    show("filter", as_list(make(&PyFilter_Type, args2(Py_NewRef(Py_None), Py_NewRef(list)))));
    show("reversed", as_list(make(&PyReversed_Type, args1(str("abc")))));
    show("reversed number", make(&PyReversed_Type, args1(num(5))));
    PyObject *iter = PyObject_GetIter(list);
    show("next", PyIter_Next(iter));
    show_int("hint", PyObject_LengthHint(iter, 9));
    PyObject *rest = PySequence_Tuple(iter);
    show("rest", rest);
    show_int("hint at the end", PyObject_LengthHint(iter, 9));
    Py_DECREF(iter);
    iter = PySeqIter_New(list);
    show("seqiter", PyIter_Next(iter));
    show("seqiter rest", PySequence_List(iter));
    Py_DECREF(iter);
    Py_DECREF(list);
}

static void protocols(void) {
    PyObject *number = num(5);
    PyObject *list = list_of(3, num(1), num(2), num(1));
    PyObject *word = str("word");
    PyObject *dict = PyDict_New();
    PyDict_SetItemString(dict, "a", number);
    show("GetIter", PyObject_GetIter(number));
    show_int("Size", PyObject_Size(number));
    show_int("Mapping_Size", PyMapping_Size(list));
    show_int("Sequence_Size", PySequence_Size(dict));
    show("GetItem", PyObject_GetItem(number, number));
    show("list[word]", PyObject_GetItem(list, word));
    show_int("SetItem", PyObject_SetItem(number, number, number));
    show_int("DelItem", PyObject_DelItem(word, number));
    show("list[int]", PyObject_GetItem(type(&PyList_Type), type(&PyLong_Type)));
    show("int[int]", PyObject_GetItem(type(&PyLong_Type), type(&PyLong_Type)));
    show("Sequence_GetItem", PySequence_GetItem(list, -1));
    show("of a dict", PySequence_GetItem(dict, 0));
    show("of a number", PySequence_GetItem(number, 0));
    show_int("Sequence_SetItem", PySequence_SetItem(word, 0, word));
    show_int("Sequence_DelItem", PySequence_DelItem(word, 0));
    show("GetSlice", PySequence_GetSlice(word, 1, 3));
    show("GetSlice of a number", PySequence_GetSlice(number, 1, 3));
    show_int("SetSlice", PySequence_SetSlice(word, 1, 3, word));
    show("Concat", PySequence_Concat(number, list));
    show("Repeat", PySequence_Repeat(word, 2));
    show("Repeat a number", PySequence_Repeat(number, 2));
    PyObject *one = num(1);
    show_int("Count", PySequence_Count(list, one));
    show_int("Index", PySequence_Index(list, one));
    show_int("Index missing", PySequence_Index(list, number));
    show_int("Contains", PySequence_Contains(number, one));
    show("Fast", PySequence_Fast(number, "not a sequence"));
    show("Mapping_Keys", PyMapping_Keys(dict));
    show("Mapping_Keys of a list", PyMapping_Keys(list));
    show_int("HasKeyString", PyMapping_HasKeyString(dict, "a"));
    show("GetItemString", PyMapping_GetItemString(dict, "b"));
    Py_DECREF(one);
    Py_DECREF(dict);
    Py_DECREF(word);
    Py_DECREF(list);
    Py_DECREF(number);
}

static void run(void) {
    ranges();
    slices();
    iterators();
    protocols();
}
