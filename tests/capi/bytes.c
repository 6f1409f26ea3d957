/* SPDX-License-Identifier: Apache-2.0 */
/* bytes and bytearray: methods, formatting, growing and cutting. */
#include "show.h"

#include <string.h>

/* prints what a method of both types answers; steals args, a tuple */
static void call(const char *bytes, const char *method, PyObject *args) {
    for (int i = 0; i < 2; i++) {
        PyObject *self = i == 0 ? PyBytes_FromString(bytes)
                                : PyByteArray_FromStringAndSize(bytes, (Py_ssize_t)strlen(bytes));
        PyObject *function = PyObject_GetAttrString(self, method);
        show(method, function == NULL || args == NULL ? NULL : PyObject_CallObject(function, args));
        Py_XDECREF(function);
        Py_DECREF(self);
    }
    Py_XDECREF(args);
}

static void methods(void) {
    static const char *const plain[] = {"upper",   "lower",   "title",   "capitalize", "swapcase", "isalpha", "isalnum",
                                        "isdigit", "isspace", "isascii", "islower",    "isupper",  "istitle", "split",
                                        "hex",     "strip",   "rsplit",  "splitlines", "decode"};
    static const char *const samples[] = {"", "abc", "Ab Cd", " \t\n", "12", "a\r\nb\xff"};
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
        for (size_t k = 0; k < sizeof(plain) / sizeof(*plain); k++) {
            call(samples[i], plain[k], PyTuple_New(0));
        }
    }
    call("abcabc", "find", Py_BuildValue("(y)", "ca"));
    call("abcabc", "rfind", Py_BuildValue("(i)", 'b'));
    call("abcabc", "index", Py_BuildValue("(i)", 300));
    call("abcabc", "count", Py_BuildValue("(s)", "b"));
    call("abcabc", "startswith", Py_BuildValue("((yy))", "x", "abc"));
    call("abc", "replace", Py_BuildValue("(yy)", "", "-"));
    call("abcabc", "replace", Py_BuildValue("(yyi)", "abc", "x", 1));
    call("a,b,c", "split", Py_BuildValue("(yi)", ",", 1));
    call("a,b,c", "rpartition", Py_BuildValue("(y)", ","));
    call("--", "join", Py_BuildValue("([yyy])", "a", "b", "c"));
    call("--", "join", Py_BuildValue("([ys])", "a", "b"));
    call("ab", "center", Py_BuildValue("(iy)", 7, "*"));
    call("ab", "ljust", Py_BuildValue("(is)", 7, "*"));
    call("+1", "zfill", Py_BuildValue("(i)", 5));
    call("a\tb", "expandtabs", Py_BuildValue("(i)", 4));
    call("abc", "translate", Py_BuildValue("(Oy)", Py_None, "b"));
    call("abcd", "hex", Py_BuildValue("(si)", ":", 2));
    call("abcd", "hex", Py_BuildValue("(si)", ":", -3));
    call("abc", "removesuffix", Py_BuildValue("(y)", "bc"));
    call("x", "fromhex", Py_BuildValue("(s)", "0a 0B ff"));
    call("x", "fromhex", Py_BuildValue("(s)", "0a 0"));
    call("\xff\xfe", "decode", Py_BuildValue("(ss)", "utf-8", "backslashreplace"));
}

static void quoting(void) {
    static const char *const samples[] = {"'", "\"", "'\"", "\\", "\t\n\r\x01\x7f\xff"};
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
        show("bytes", PyBytes_FromString(samples[i]));
        show("bytearray", PyByteArray_FromStringAndSize(samples[i], (Py_ssize_t)strlen(samples[i])));
    }
}

static void formatting(void) {
    static const char *const formats[] = {"%s|%5d", "%b %x", "%a %c", "%r%%", "%05d", "%y", "%s %s %s", "%-4d|%+d"};
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
        PyObject *format = PyBytes_FromString(formats[i]), *args = Py_BuildValue("(yi)", "ab", 65);
        show(formats[i], PyNumber_Remainder(format, args));
        Py_DECREF(format);
        Py_DECREF(args);
    }
    show("from format", PyBytes_FromFormat("%s %d %u %x %c %ld %zd %.2s %%", "ab", -1, 2u, 255, 'x', 3L,
                                           (Py_ssize_t)4, "abc"));
    show("unknown", PyBytes_FromFormat("a%y %d", 1));
    show("escape", PyBytes_DecodeEscape("a\\n\\x41\\101\\\\", 13, NULL, 0, NULL));
    show("bad escape", PyBytes_DecodeEscape("\\x4", 3, NULL, 0, NULL));
}

static void changing(void) {
    PyObject *array = PyByteArray_FromStringAndSize("0123456789", 10);
    static const int bounds[][3] = {{0, 3, 1}, {2, 8, 2}, {5, 1, -2}, {1, 2, 1}};
    for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++) {
        PyObject *slice = PySlice_New(PyLong_FromLong(bounds[i][0]), PyLong_FromLong(bounds[i][1]),
                                      PyLong_FromLong(bounds[i][2]));
        PyObject *copy = PySequence_Concat(array, array);
        show_int("delete", PyObject_DelItem(copy, slice));
        show("deleted", copy);
        PyObject *value = PyBytes_FromString("xy");
        show_int("assign", PyObject_SetItem(array, slice, value));
        show("assigned", Py_NewRef(array));
        Py_DECREF(value);
        Py_DECREF(slice);
    }
    show("append", PyObject_CallMethod(array, "append", "i", 256));
    show("insert", PyObject_CallMethod(array, "insert", "ii", -1, 65));
    show("pop", PyObject_CallMethod(array, "pop", "i", 0));
    show("extend", PyObject_CallMethod(array, "extend", "((ii))", 66, 67));
    show("remove", PyObject_CallMethod(array, "remove", "i", 65));
    show("reverse", PyObject_CallMethod(array, "reverse", NULL));
    show("in place", PySequence_InPlaceRepeat(array, 2));
    Py_buffer view;
    show_int("view", PyObject_GetBuffer(array, &view, PyBUF_WRITABLE));
    show("exported", PyObject_CallMethod(array, "clear", NULL));
    PyBuffer_Release(&view);
    show_int("resize", PyByteArray_Resize(array, 3));
    show("array", array);
    PyObject *bytes = PyBytes_FromString("ab"), *more = PyBytes_FromString("cd");
    PyBytes_Concat(&bytes, more);
    Py_DECREF(more);
    show("concat", bytes);
    show("from ints", PyObject_CallFunction((PyObject *)&PyBytes_Type, "((iii))", 1, 2, 255));
    show("from wrong ints", PyObject_CallFunction((PyObject *)&PyBytes_Type, "((ii))", 1, 256));
    show("count", PyObject_CallFunction((PyObject *)&PyBytes_Type, "i", -1));
    show("no encoding", PyObject_CallFunction((PyObject *)&PyByteArray_Type, "s", "a"));
}

static void run(void) {
    methods();
    quoting();
    formatting();
    changing();
}
