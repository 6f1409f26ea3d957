/* SPDX-License-Identifier: Apache-2.0 */
/* OSError, SyntaxError, the Unicode errors, exception groups. */
#include "show.h"

static PyObject *call(PyObject *type, const char *format, ...) {
    va_list va;
    va_start(va, format);
    PyObject *args = Py_VaBuildValue(format, va);
    va_end(va);
    PyObject *result = args == NULL ? NULL : PyObject_Call(type, args, NULL);
    Py_XDECREF(args);
    return result;
}

/* class, repr, str and some attributes; steals op */
static void show_all(const char *label, PyObject *op, const char *const *names) {
    if (op == NULL) {
        show_error(label);
        return;
    }
    printf("%s: %s\n", label, Py_TYPE(op)->tp_name);
    show("  str", PyObject_Str(op));
    for (; *names != NULL; names++) {
        PyObject *value = PyObject_GetAttrString(op, *names);
        printf("  %s ", *names);
        show("", value);
    }
    show("  reduce", PyObject_CallMethod(op, "__reduce__", NULL));
    show("  repr", op);
}

static const char *const os_names[] = {"errno", "strerror", "filename", "filename2",
                                       "characters_written", "args", NULL};

static void os_errors(void) {
    show_all("none", call(PyExc_OSError, "()"), os_names);
    show_all("one", call(PyExc_OSError, "(i)", 2), os_names);
    show_all("two", call(PyExc_OSError, "(is)", 2, "no"), os_names);
    show_all("three", call(PyExc_OSError, "(iss)", 13, "no", "file"), os_names);
    show_all("four", call(PyExc_OSError, "(issO)", 13, "no", "file", Py_None), os_names);
    show_all("five", call(PyExc_OSError, "(issOs)", 17, "no", "file", Py_None, "other"), os_names);
    show_all("six", call(PyExc_OSError, "(iiiiii)", 17, 1, 2, 3, 4, 5), os_names);
    show_all("name2 only", call(PyExc_OSError, "(isOOs)", 1, "no", Py_None, Py_None, "x"), os_names);
    show_all("written", call(PyExc_OSError, "(isi)", 11, "again", 7), os_names);
    show_all("written blocking", call(PyExc_BlockingIOError, "(isi)", 11, "again", 7), os_names);
    show_all("subclass", call(PyExc_FileNotFoundError, "(is)", 13, "no"), os_names);
    show_all("str number", call(PyExc_OSError, "(ss)", "2", "no"), os_names);
    for (int code = 0; code < 140; code++) {
        PyObject *error = call(PyExc_OSError, "(is)", code, "x");
        printf("%d %s\n", code, Py_TYPE(error)->tp_name);
        Py_DECREF(error);
    }
    PyObject *error = call(PyExc_BlockingIOError, "(is)", 11, "x"), *value = PyLong_FromLong(3);
    show_int("set written", PyObject_SetAttrString(error, "characters_written", value));
    show("written", PyObject_GetAttrString(error, "characters_written"));
    show_int("delete written", PyObject_DelAttrString(error, "characters_written"));
    show_int("delete again", PyObject_DelAttrString(error, "characters_written"));
    show_int("wrong written", PyObject_SetAttrString(error, "characters_written", Py_None));
    PyObject *kwargs = Py_BuildValue("{si}", "x", 1), *none = PyTuple_New(0);
    show("keywords", PyObject_Call(PyExc_OSError, none, kwargs));
    show("keywords", PyObject_Call(PyExc_FileExistsError, none, kwargs));
    show("keywords", PyObject_Call(PyExc_SyntaxError, none, kwargs));
    show_int("aliases", PyExc_IOError == PyExc_OSError && PyExc_EnvironmentError == PyExc_OSError);
    Py_DECREF(kwargs);
    Py_DECREF(none);
    Py_DECREF(value);
    Py_DECREF(error);
}

static const char *const syntax_names[] = {"msg",        "filename",   "lineno", "offset", "text",
                                           "end_lineno", "end_offset", "args",   NULL};

static void syntax_errors(void) {
    show_all("none", call(PyExc_SyntaxError, "()"), syntax_names);
    show_all("message", call(PyExc_SyntaxError, "(s)", "bad"), syntax_names);
    show_all("place", call(PyExc_SyntaxError, "(s(siis))", "bad", "a/b.py", 3, 4, "x y"),
             syntax_names);
    show_all("range", call(PyExc_TabError, "(s(siisii))", "bad", "b.py", 3, 4, "x y", 3, 7),
             syntax_names);
    show_all("no name", call(PyExc_SyntaxError, "(s(OiiO))", "bad", Py_None, 3, 4, Py_None),
             syntax_names);
    show_all("no line", call(PyExc_SyntaxError, "(s(sOOO))", "bad", "a/b", Py_None, Py_None, Py_None),
             syntax_names);
    show_all("short", call(PyExc_SyntaxError, "(s(si))", "bad", "f", 3), syntax_names);
    show_all("half range", call(PyExc_SyntaxError, "(s(siisi))", "bad", "f", 3, 4, "x", 3),
             syntax_names);
    show_all("no tuple", call(PyExc_SyntaxError, "(si)", "bad", 3), syntax_names);
    show_all("three", call(PyExc_SyntaxError, "(sii)", "bad", 3, 4), syntax_names);
}

static const char *const unicode_names[] = {"encoding", "object", "start", "end", "reason", "args",
                                            NULL};

static void unicode_errors(void) {
    static const char *const texts[] = {"a\xc3\xa9", "a\xe2\x82\xac", "a\xf0\x9f\x98\x80", "a"};
    for (int i = 0; i < 4; i++) {
        show_all("encode", call(PyExc_UnicodeEncodeError, "(ssiis)", "ascii", texts[i], 1, 2, "why"),
                 unicode_names);
        show_all("translate", call(PyExc_UnicodeTranslateError, "(siis)", texts[i], 1, 2, "why"),
                 unicode_names);
    }
    show_all("many", call(PyExc_UnicodeEncodeError, "(ssiis)", "ascii", "abc", 1, 3, "why"),
             unicode_names);
    show_all("many", call(PyExc_UnicodeTranslateError, "(siis)", "abc", -1, 3, "why"),
             unicode_names);
    show_all("decode", call(PyExc_UnicodeDecodeError, "(syiis)", "utf-8", "a\xff", 1, 2, "why"),
             unicode_names);
    show_all("decode", call(PyExc_UnicodeDecodeError, "(syiis)", "utf-8", "a\xff", 0, 2, "why"),
             unicode_names);
    PyObject *array = PyByteArray_FromStringAndSize("abc", 3);
    PyObject *copied = call(PyExc_UnicodeDecodeError, "(sOiis)", "utf-8", array, 0, 1, "why");
    show("bytearray", PyUnicodeDecodeError_GetObject(copied));
    Py_DECREF(copied);
    Py_DECREF(array);
    show_all("int", call(PyExc_UnicodeDecodeError, "(siiis)", "utf-8", 4, 0, 1, "why"),
             unicode_names);
    show_all("few", call(PyExc_UnicodeEncodeError, "(i)", 1), unicode_names);
    show_all("few", call(PyExc_UnicodeTranslateError, "(i)", 1), unicode_names);
    PyObject *none = PyTuple_New(0);
    PyObject *error = ((PyTypeObject *)PyExc_UnicodeEncodeError)
                          ->tp_new((PyTypeObject *)PyExc_UnicodeEncodeError, none, NULL);
    show("unset str", PyObject_Str(error));
    show("unset", PyUnicodeEncodeError_GetEncoding(error));
    show("unset", PyUnicodeEncodeError_GetObject(error));
    Py_ssize_t at = 0;
    show_int("unset", PyUnicodeEncodeError_GetStart(error, &at));
    Py_DECREF(error);
    Py_DECREF(none);
}

static void unicode_api(void) {
    PyObject *error = PyUnicodeDecodeError_Create("utf-8", "a\0\xff", 3, 2, 3, "why");
    show_all("made", Py_NewRef(error), unicode_names);
    for (Py_ssize_t i = -2; i < 6; i++) {
        Py_ssize_t start = 77, end = 77;
        PyUnicodeDecodeError_SetStart(error, i);
        PyUnicodeDecodeError_SetEnd(error, i);
        PyUnicodeDecodeError_GetStart(error, &start);
        PyUnicodeDecodeError_GetEnd(error, &end);
        printf("%zd: %zd %zd\n", i, start, end);
    }
    show_int("reason", PyUnicodeDecodeError_SetReason(error, "because"));
    show("reason", PyUnicodeDecodeError_GetReason(error));
    show("encoding", PyUnicodeDecodeError_GetEncoding(error));
    show("object", PyUnicodeDecodeError_GetObject(error));
    PyObject_SetAttrString(error, "object", Py_None);
    show("object", PyUnicodeDecodeError_GetObject(error));
    Py_DECREF(error);
}


static const char *const group_names[] = {"message", "exceptions", "args", NULL};

static void groups(void) {
    PyObject *value = call(PyExc_ValueError, "(i)", 1), *type = call(PyExc_TypeError, "(i)", 2);
    PyObject *stop = call(PyExc_KeyboardInterrupt, "()"), *base = PyExc_BaseExceptionGroup;
    PyObject *inner = call(base, "(s[OO])", "inner", value, type);
    PyObject *tame = (PyObject *)Py_TYPE(inner);
    show_all("inner", Py_NewRef(inner), group_names);
    PyObject *outer = call(base, "(s(OOO))", "outer", inner, stop, value);
    show_all("outer", Py_NewRef(outer), group_names);
    show("mro", PyObject_GetAttrString(tame, "__mro__"));
    show("module", PyObject_GetAttrString(tame, "__module__"));
    show_all("wild", call(tame, "(s[O])", "x", stop), group_names);
    show_all("empty", call(tame, "(s[])", "x"), group_names);
    show_all("no exception", call(tame, "(s[Oi])", "x", value, 3), group_names);
    show_all("no sequence", call(tame, "(si)", "x", 3), group_names);
    show_all("no str", call(tame, "(i[O])", 3, value), group_names);
    show_all("one", call(tame, "(s)", "x"), group_names);
    PyObject *note = PyUnicode_FromString("a note"), *cause = call(PyExc_OSError, "()");
    show("note", PyObject_CallMethod(outer, "add_note", "O", note));
    PyException_SetCause(outer, Py_NewRef(cause));
    PyObject *both = PyTuple_Pack(2, PyExc_TypeError, PyExc_KeyboardInterrupt);
    PyObject *conditions[] = {PyExc_ValueError, PyExc_Exception, base,         tame,
                              both,             PyExc_OSError,   PyExc_KeyError};
    for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++) {
        show("split", PyObject_CallMethod(outer, "split", "(O)", conditions[i]));
        show("subgroup", PyObject_CallMethod(outer, "subgroup", "(O)", conditions[i]));
    }
    PyObject *part = PyObject_CallMethod(outer, "subgroup", "O", PyExc_ValueError);
    show("notes", PyObject_GetAttrString(part, "__notes__"));
    show("cause", PyException_GetCause(part));
    show("derive", PyObject_CallMethod(outer, "derive", "([O])", value));
    show("item", PyObject_CallMethod(tame, "__class_getitem__", "(O)", PyExc_ValueError));
    Py_DECREF(part);
    PyObject *all[] = {value, type, stop, inner, outer, note, cause, both};
    for (int i = 0; i < 8; i++) {
        Py_DECREF(all[i]);
    }
}

#if PY_VERSION_HEX >= 0x030C0000
static void reraise(void) {
    PyObject *value = call(PyExc_ValueError, "(i)", 1), *type = call(PyExc_TypeError, "(i)", 2);
    PyObject *group = call(PyExc_BaseExceptionGroup, "(s[OO])", "group", value, type);
    show("not raised", PyUnstable_Exc_PrepReraiseStar(value, Py_BuildValue("[O]", value)));
    ((PyBaseExceptionObject *)group)->traceback = Py_NewRef(Py_None); /* any will do */
    ((PyBaseExceptionObject *)value)->traceback = Py_NewRef(Py_None); /* any will do */
    PyObject *part = PyObject_CallMethod(group, "subgroup", "O", PyExc_ValueError);
    PyObject *new_one = call(PyExc_KeyError, "(i)", 3);
    show("nothing", PyUnstable_Exc_PrepReraiseStar(group, PyList_New(0)));
    show("none", PyUnstable_Exc_PrepReraiseStar(group, Py_BuildValue("[O]", Py_None)));
    show("part", PyUnstable_Exc_PrepReraiseStar(group, Py_BuildValue("[OO]", part, Py_None)));
    show("new", PyUnstable_Exc_PrepReraiseStar(group, Py_BuildValue("[O]", new_one)));
    show("both", PyUnstable_Exc_PrepReraiseStar(group, Py_BuildValue("[OO]", new_one, part)));
    show("naked", PyUnstable_Exc_PrepReraiseStar(value, Py_BuildValue("[O]", value)));
    show("wrong", PyUnstable_Exc_PrepReraiseStar(Py_None, Py_BuildValue("[O]", value)));
    show("wrong", PyUnstable_Exc_PrepReraiseStar(value, Py_None));
    show("wrong", PyUnstable_Exc_PrepReraiseStar(value, Py_BuildValue("[OO]", value, Py_True)));
}
#endif

/* sizes and bases of all that C code can name */
static void types(void) {
    PyObject *all[] = {PyExc_OSError,
                       PyExc_BlockingIOError,
                       PyExc_ConnectionResetError,
                       PyExc_TimeoutError,
                       PyExc_TabError,
                       PyExc_ModuleNotFoundError,
                       PyExc_UnboundLocalError,
                       PyExc_UnicodeError,
                       PyExc_UnicodeDecodeError,
                       PyExc_EncodingWarning,
                       PyExc_BaseExceptionGroup};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        PyTypeObject *type = (PyTypeObject *)all[i];
        PyObject *mro = type->tp_mro;
        printf("%s %d", type->tp_name, (int)(type->tp_flags & (Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC |
                                                        Py_TPFLAGS_BASE_EXC_SUBCLASS)));
        for (Py_ssize_t at = 1; at < PyTuple_GET_SIZE(mro); at++) {
            printf(" %s", ((PyTypeObject *)PyTuple_GET_ITEM(mro, at))->tp_name);
        }
        printf(" %zd\n", type->tp_basicsize);
    }
}

static void run(void) {
    os_errors();
    syntax_errors();
    unicode_errors();
    unicode_api();
    groups();
#if PY_VERSION_HEX >= 0x030C0000
    reraise();
#endif
    types();
}
