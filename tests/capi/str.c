/* SPDX-License-Identifier: Apache-2.0 */
/* str: making, comparing, searching, formatting, and the regressions that random operations found. */
#include "show.h"

#include <string.h>
#include <wchar.h>

/* new: text whose escapes \xNN \uNNNN \UNNNNNNNN are read */
static PyObject *text(const char *escaped) {
    return PyUnicode_DecodeUnicodeEscape(escaped, (Py_ssize_t)strlen(escaped), NULL);
}

/* prints what a method answers; the arguments are made by Py_BuildValue, a tuple */
static void call(const char *escaped, const char *method, PyObject *args) {
    char label[100];
    snprintf(label, sizeof(label), "%s %.60s", method, escaped);
    PyObject *self = text(escaped), *function = PyObject_GetAttrString(self, method);
    show(label, function == NULL || args == NULL ? NULL : PyObject_CallObject(function, args));
    Py_XDECREF(function);
    Py_XDECREF(args);
    Py_DECREF(self);
}

static const char *const samples[] = {
    "",
    "abc",
    "Hello World",
    "  ab\\tc \\n d\\r\\n",
    "\\xe9t\\xe9 \\xdf \\u0130 \\u0149 \\ufb03",
    "\\u03a3\\u03b1\\u03a3 \\u03a3",
    "\\u01c5 \\u02b0 \\u0345 \\u1e9e",
    "\\U00010400\\U0001f600x\\U00010428",
    "\\u0663\\xb2\\u2155\\u4e00",
    "a\\x1cb\\x85c\\u2028d",
    "'\\\"\\\\\\x00\\x7f\\xad\\ud800",
};

static void questions_and_case(void) {
    static const char *const methods[] = {
        "upper",     "lower",     "title",        "capitalize",  "swapcase", "casefold", "islower",
        "isupper",   "istitle",   "isspace",      "isdecimal",   "isdigit",  "isnumeric", "isalpha",
        "isalnum",   "isidentifier", "isprintable", "isascii",   "splitlines", "split",  "strip",
    };
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
        for (size_t k = 0; k < sizeof(methods) / sizeof(*methods); k++) {
            call(samples[i], methods[k], PyTuple_New(0));
        }
    }
}

static void searching(void) {
    call("abcabc", "find", Py_BuildValue("(s)", "ca"));
    call("abcabc", "rfind", Py_BuildValue("(sii)", "abc", 1, -1));
    call("abc\\u1234abc", "index", Py_BuildValue("(s)", "x"));
    call("\\u1234\\U0001f600\\u1234", "count", Py_BuildValue("(N)", text("\\u1234")));
    call("aaaa", "count", Py_BuildValue("(s)", "aa"));
    call("abc", "count", Py_BuildValue("(s)", ""));
    call("abc", "find", Py_BuildValue("(sOi)", "", Py_None, 9));
    call("abc", "startswith", Py_BuildValue("((ss))", "x", "ab"));
    call("abc", "endswith", Py_BuildValue("(si)", "c", 3));
    call("abc", "startswith", Py_BuildValue("(i)", 1));
    call("\\u1234abc", "replace", Py_BuildValue("(Ns)", text("\\u1234"), "x"));
    call("abc", "replace", Py_BuildValue("(ss)", "", "-"));
    call("abc", "replace", Py_BuildValue("(ssi)", "", "-", 2));
    call("a,b,,c", "split", Py_BuildValue("(s)", ","));
    call("a,b,,c", "rsplit", Py_BuildValue("(si)", ",", 1));
    call("  a  b  c ", "split", Py_BuildValue("(Oi)", Py_None, 1));
    call("  a  b  c ", "rsplit", Py_BuildValue("(Oi)", Py_None, 1));
    call("a=b=c", "partition", Py_BuildValue("(s)", "="));
    call("a=b=c", "rpartition", Py_BuildValue("(s)", "="));
    call("abc", "partition", Py_BuildValue("(s)", ""));
    call("xxaxx", "strip", Py_BuildValue("(s)", "xy"));
    call("abc", "center", Py_BuildValue("(is)", 8, "*"));
    call("-5", "zfill", Py_BuildValue("(i)", 5));
    call("a\\tb\\n\\tc", "expandtabs", Py_BuildValue("(i)", 4));
    call("abc", "removeprefix", Py_BuildValue("(s)", "ab"));
    call("ab", "join", Py_BuildValue("([sss])", "x", "y", "z"));
    call("abc", "join", Py_BuildValue("([si])", "x", 1));
    call("abc", "translate", Py_BuildValue("({i:O,i:s,i:i})", 'a', Py_None, 'b', "xyz", 'c', 0x1234));
}

/* every character of a slice counts, not only those until the bits of ASCII are full */
static void slices(void) {
    PyObject *self = text("\\x7f\\U00010400?@\\U0001f600a\\u1234b");
    static const int bounds[][3] = {{0, 8, 1}, {0, 8, 3}, {1, 8, 2}, {7, -9, -1}, {2, 4, 1}, {5, 2, 1}};
    for (size_t i = 0; i < sizeof(bounds) / sizeof(*bounds); i++) {
        PyObject *slice = PySlice_New(PyLong_FromLong(bounds[i][0]), PyLong_FromLong(bounds[i][1]),
                                      PyLong_FromLong(bounds[i][2]));
        show("slice", PyObject_GetItem(self, slice));
        Py_DECREF(slice);
    }
    show("substring", PyUnicode_Substring(self, 2, 4));
    show("item", PySequence_GetItem(self, 1));
    show("item", PySequence_GetItem(self, 99));
    Py_DECREF(self);
}

static void formatting(void) {
    call("{} {0}", "format", Py_BuildValue("(i)", 1));
    call("{1} {0!r:>5} {{}}", "format", Py_BuildValue("(si)", "a", 2));
    call("{:{}}", "format", Py_BuildValue("(si)", "a", 5));
    call("{0[1]} {0.real}", "format", Py_BuildValue("(N)", Py_BuildValue("(ii)", 1, 2)));
    call("{", "format", PyTuple_New(0));
    call("}", "format", PyTuple_New(0));
    call("{x}", "format", PyTuple_New(0));
    call("{!z}", "format", Py_BuildValue("(i)", 1));
    static const char *const specs[] = {"", "10", "^10", "*>8", ".2", "=5", "+", "#", ",", "d", "05", "5s5"};
    for (size_t i = 0; i < sizeof(specs) / sizeof(*specs); i++) {
        PyObject *self = text("a\\u1234c"), *spec = PyUnicode_FromString(specs[i]);
        show(specs[i], PyObject_Format(self, spec));
        Py_DECREF(self);
        Py_DECREF(spec);
    }
    static const char *const formats[] = {"%s|%5s", "%-5s|%r", "%d %x", "%05d %+d", "%c%c", "%%%s%s", "%.1s%y",
                                          "%s", "%s%s%s", "%", "%(a)s", "%.3f %e", "%*d"};
    for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
        PyObject *format = PyUnicode_FromString(formats[i]), *args = Py_BuildValue("(ii)", 65, 66);
        show(formats[i], PyUnicode_Format(format, args));
        Py_DECREF(format);
        Py_DECREF(args);
    }
    PyObject *mapping = Py_BuildValue("{s:i,s:s}", "a", 1, "b", "two");
    PyObject *format = PyUnicode_FromString("%(a)d %% %(b)s");
    show("mapping", PyUnicode_Format(format, mapping));
    Py_DECREF(format);
    Py_DECREF(mapping);
}

static void from_format(void) {
    PyObject *obj = text("\\xe9\\u1234");
    show("numbers", PyUnicode_FromFormat("%d %5d %05d %u %x %ld %zd %lld %li", -1, 42, -42, 7u, 255, -5L,
                                         (Py_ssize_t)6, 1LL << 40, 3L));
    show("text", PyUnicode_FromFormat("%s|%.2s|%5s|%c%c", "abc", "abc", "abc", 'x', 0x1234));
    show("objects", PyUnicode_FromFormat("%U %S %R %A %V %V", obj, obj, obj, obj, obj, "x", NULL, "y"));
    show("cut", PyUnicode_FromFormat("%.2s", "a\xc3\xa9"));
    show("percent", PyUnicode_FromFormat("100%% %s", ""));
    show("character", PyUnicode_FromFormat("%c", 0x110000));
    show("format", PyUnicode_FromFormat("\xc3%s", "x"));
    Py_DECREF(obj);
}

static void making(void) {
    PyObject *s = PyUnicode_New(3, 0x1234);
    PyUnicode_WriteChar(s, 0, 'a');
    PyUnicode_WriteChar(s, 1, 0x1234);
    show_int("too big", PyUnicode_WriteChar(s, 2, 0x12345));
    show_int("fill", PyUnicode_Fill(s, 2, 5, 'z'));
    show_int("resize", PyUnicode_Resize(&s, 2));
    show("written", s);
    PyObject *a = PyUnicode_FromString("abc");
    PyUnicode_Append(&a, a);
    show("append", a);
    static const Py_UCS4 wide[] = {'x', 0x41, 0x7f};
    PyObject *narrow = PyUnicode_FromKindAndData(4, wide, 3);
    show_int("kind", PyUnicode_KIND(narrow));
    show("narrowed", narrow);
    show("wide", PyUnicode_FromWideChar(L"w\u1234", -1));
    show("ordinal", PyUnicode_FromOrdinal(0x110000));
    PyObject *x = PyUnicode_InternFromString("interned one"), *y = PyUnicode_InternFromString("interned one");
    show_int("same", x == y);
    Py_DECREF(x);
    Py_DECREF(y);
    PyObject *left = text("a\\u1234"), *right = text("a\\U0001f600");
    show_int("compare", PyUnicode_Compare(left, right));
    show_int("with ASCII", PyUnicode_CompareWithASCIIString(left, "b"));
    show_int("contains", PyUnicode_Contains(left, right));
    show("less", PyUnicode_RichCompare(left, right, Py_LT));
    show("concat", PyUnicode_Concat(left, right));
    show_int("utf8", (long long)strlen(PyUnicode_AsUTF8(right)));
    Py_DECREF(left);
    Py_DECREF(right);
}

static void hashes(void) {
    for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
        PyObject *s = text(samples[i]);
        show_int(samples[i], PyObject_Hash(s));
        Py_DECREF(s);
    }
}

static void run(void) {
    making();
    hashes();
    questions_and_case();
    searching();
    slices();
    formatting();
    from_format();
}
