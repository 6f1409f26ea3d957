/* SPDX-License-Identifier: Apache-2.0 */
/* memoryview: formats, shapes, slices, assignment, and the state after release. */
#include "show.h"

/* prints what a method answers */
#define CALL(self, ...) show(#__VA_ARGS__, PyObject_CallMethod(self, __VA_ARGS__))

static void attributes(PyObject *view) {
    static const char *const names[] = {"nbytes",  "readonly",   "itemsize",     "format",       "ndim",      "shape",
                                        "strides", "suboffsets", "c_contiguous", "f_contiguous", "contiguous"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        show(names[i], PyObject_GetAttrString(view, names[i]));
    }
}

static PyObject *slice(int start, int stop, int step) {
    return PySlice_New(PyLong_FromLong(start), PyLong_FromLong(stop), PyLong_FromLong(step));
}

static void casts(PyObject *view) {
    static const char *const formats[] = {"b", "B", "c", "h", "@I", "l", "Q", "n", "f", "d", "?", "P", "x", "<i", "ii"};
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
        PyObject *cast = PyObject_CallMethod(view, "cast", "s", formats[i]);
        show(formats[i], cast == NULL ? NULL : PyObject_CallMethod(cast, "tolist", NULL));
        Py_XDECREF(cast);
    }
    CALL(view, "cast", "s(ii)", "B", 2, 3);
    CALL(view, "cast", "s(ii)", "B", 2, 0);
    CALL(view, "cast", "ss", "B", "x");
    PyObject *matrix = PyObject_CallMethod(view, "cast", "s(ii)", "h", 2, 2);
    attributes(matrix);
    CALL(matrix, "tolist", NULL);
    CALL(matrix, "tobytes", "s", "F");
    PyObject *index = Py_BuildValue("(ii)", 1, -1), *wrong = Py_BuildValue("(ii)", 1, 2);
    show("index", PyObject_GetItem(matrix, index));
    show("out of bounds", PyObject_GetItem(matrix, wrong));
    show("row", PySequence_GetItem(matrix, 0));
    PyObject *rows = slice(1, 2, 1), *sliced = PyObject_GetItem(matrix, rows);
    CALL(sliced, "tolist", NULL);
    Py_DECREF(sliced);
    Py_DECREF(rows);
    Py_DECREF(index);
    Py_DECREF(wrong);
    Py_DECREF(matrix);
}

static void assignments(PyObject *view, PyObject *array) {
    PyObject *number = PyLong_FromLong(300), *key = PyLong_FromLong(2), *odd = slice(1, 8, 2);
    PyObject *four = PyBytes_FromString("abcd"), *three = PyBytes_FromString("abc");
    show_int("too big", PyObject_SetItem(view, key, number));
    show_int("wrong type", PyObject_SetItem(view, key, four));
    show_int("delete", PyObject_DelItem(view, key));
    show_int("slice", PyObject_SetItem(view, odd, four));
    show_int("wrong size", PyObject_SetItem(view, odd, three));
    show("array", Py_NewRef(array));
    PyObject *stepped = PyObject_GetItem(view, odd);
    attributes(stepped);
    CALL(stepped, "tobytes", NULL);
    CALL(stepped, "hex", "s", "-");
    show("equal", PyObject_RichCompare(stepped, four, Py_EQ));
    show("not equal", PyObject_RichCompare(stepped, three, Py_EQ));
    show_int("hash", PyObject_Hash(stepped));
    PyObject *contiguous = PyMemoryView_GetContiguous(stepped, PyBUF_READ, 'C');
    attributes(contiguous);
    show("write", PyMemoryView_GetContiguous(stepped, PyBUF_WRITE, 'C'));
    Py_buffer buffer;
    show_int("simple", PyObject_GetBuffer(stepped, &buffer, PyBUF_SIMPLE));
    show_int("strided", PyObject_GetBuffer(stepped, &buffer, PyBUF_STRIDED_RO));
    CALL(stepped, "release", NULL);
    PyBuffer_Release(&buffer);
    CALL(stepped, "release", NULL);
    CALL(stepped, "tobytes", NULL);
    PyObject *readonly = PyObject_CallMethod(view, "toreadonly", NULL);
    show_int("read-only", PyObject_SetItem(readonly, key, key));
    Py_DECREF(readonly);
    Py_XDECREF(contiguous);
    Py_DECREF(stepped);
    Py_DECREF(three);
    Py_DECREF(four);
    Py_DECREF(odd);
    Py_DECREF(key);
    Py_DECREF(number);
}

static void run(void) {
    PyObject *array = PyByteArray_FromStringAndSize("\0\1\2\3\4\5\6\7", 8);
    PyObject *view = PyMemoryView_FromObject(array);
    attributes(view);
    casts(view);
    assignments(view, array);
    CALL(array, "append", "i", 1);
    CALL(view, "release", NULL);
    CALL(array, "append", "i", 1);
    PyObject *bytes = PyBytes_FromString("abc"), *fixed = PyMemoryView_FromObject(bytes);
    show_int("hash", PyObject_Hash(fixed) == PyObject_Hash(bytes));
    Py_DECREF(fixed);
    Py_DECREF(bytes);
    show("no buffer", PyMemoryView_FromObject(Py_None));
    char memory[] = "memory";
    PyObject *foreign = PyMemoryView_FromMemory(memory, 6, PyBUF_READ);
    CALL(foreign, "tobytes", NULL);
    Py_DECREF(foreign);
    Py_DECREF(view);
    Py_DECREF(array);
}
