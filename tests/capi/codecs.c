/* SPDX-License-Identifier: Apache-2.0 */
/* codecs: those of str itself, with the handlers of errors. */
#include "show.h"

#include <string.h>

static const char *const handlers[] = {NULL,        "ignore",          "replace",         "backslashreplace",
                                       "surrogateescape", "surrogatepass", "xmlcharrefreplace", "unknown"};
#define HANDLERS (sizeof(handlers) / sizeof(*handlers))

static void encode_all(void) {
    static const char *const encodings[] = {"utf-8", "ascii", "latin-1", "UTF_16", "utf-32"};
    static const char *const samples[] = {"abc", "a\\xe9\\u1234\\U0001f600z", "a\\ud800\\udc80\\xffb"};
    for (size_t s = 0; s < 3; s++) {
        PyObject *str = PyUnicode_DecodeUnicodeEscape(samples[s], (Py_ssize_t)strlen(samples[s]), NULL);
        for (size_t e = 0; e < 5; e++) {
            for (size_t h = 0; h < HANDLERS; h++) {
                show(encodings[e], PyUnicode_AsEncodedString(str, encodings[e], handlers[h]));
            }
        }
        show("escape", PyUnicode_AsUnicodeEscapeString(str));
        show("raw escape", PyUnicode_AsRawUnicodeEscapeString(str));
        Py_DECREF(str);
    }
}

typedef PyObject *(*stateful)(const char *, Py_ssize_t, const char *, Py_ssize_t *);

static void decode_all(void) {
    static const char *const samples[] = {"abc",         "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "a\xed\xa0\x80z",
                                          "\xf0\x9f\x98", "\xff\xfe+AGE-x",                        "K+M&x+2AA-"};
    for (size_t s = 0; s < sizeof(samples) / sizeof(*samples); s++) {
        Py_ssize_t size = (Py_ssize_t)strlen(samples[s]), consumed;
        for (size_t h = 0; h < HANDLERS; h++) {
            show("utf-8", PyUnicode_DecodeUTF8(samples[s], size, handlers[h]));
            show("ascii", PyUnicode_DecodeASCII(samples[s], size, handlers[h]));
            show("utf-7", PyUnicode_DecodeUTF7(samples[s], size, handlers[h]));
            show("utf-16", PyUnicode_DecodeUTF16(samples[s], size, handlers[h], NULL));
            show("utf-32", PyUnicode_DecodeUTF32(samples[s], size, handlers[h], NULL));
        }
        static const stateful decoders[] = {PyUnicode_DecodeUTF8Stateful, PyUnicode_DecodeUTF7Stateful};
        for (int d = 0; d < 2; d++) {
            consumed = -7;
            show("stateful", decoders[d](samples[s], size, NULL, &consumed));
            show_int("consumed", consumed);
        }
    }
    static const char *const escapes[] = {"a\\n\\x41\\u1234", "\\U00110000", "\\x4", "\\", "\\\\\\\\UN"};
    for (size_t s = 0; s < sizeof(escapes) / sizeof(*escapes); s++) {
        Py_ssize_t size = (Py_ssize_t)strlen(escapes[s]);
        show("escape", PyUnicode_DecodeUnicodeEscape(escapes[s], size, NULL));
        show("raw escape", PyUnicode_DecodeRawUnicodeEscape(escapes[s], size, "replace"));
    }
}

static void charmaps(void) {
    PyObject *table = PyUnicode_DecodeUnicodeEscape("ab\\u1234\\ufffe", 14, NULL);
    show("str table", PyUnicode_DecodeCharmap("\x00\x01\x02", 3, table, NULL));
    show("undefined", PyUnicode_DecodeCharmap("\x00\x03\x09", 3, table, "replace"));
    show("strict", PyUnicode_DecodeCharmap("\x03", 1, table, NULL));
    PyObject *map = Py_BuildValue("{i:i,i:y,i:O}", 'a', 1, 'b', "xy", 'c', Py_None);
    PyObject *str = PyUnicode_FromString("ab");
    show("encode", PyUnicode_AsCharmapString(str, map));
    PyUnicode_Append(&str, str);
    PyObject *bad = PyUnicode_FromString("abc");
    show("encode undefined", PyUnicode_AsCharmapString(bad, map));
    Py_DECREF(bad);
    Py_DECREF(str);
    Py_DECREF(map);
    Py_DECREF(table);
}

static void run(void) {
    encode_all();
    decode_all();
    charmaps();
    show("normalized", PyUnicode_Decode("x", 1, "Latin 1", NULL));
    show("from bytes", PyUnicode_FromEncodedObject(Py_None, "utf-8", NULL));
}
