/* SPDX-License-Identifier: Apache-2.0 */
/* str, translate and maketrans. */
#include "methods.h"

#include "pyi_codec.h"

/* ---- looking up --------------------------------------------------------------------------- */

/* new: what table[character] says: a str, an int or None; or NULL, without an exception when it has none */
static PyObject *look_up(PyObject *table, Py_UCS4 character) {
    PyObject *key = PyLong_FromLong((long)character);
    if (key == NULL) {
        return NULL;
    }
    PyObject *found = PyObject_GetItem(table, key);
    Py_DECREF(key);
    if (found == NULL) {
        if (PyErr_ExceptionMatches(PyExc_LookupError)) {
            PyErr_Clear();
        }
        return NULL;
    }
    if (found == Py_None || PyUnicode_Check(found)) {
        return found;
    }
    if (!PyLong_Check(found)) {
        PyErr_SetString(PyExc_TypeError,
                        "character mapping must return integer, None or str");
        Py_DECREF(found);
        return NULL;
    }
    long value = PyLong_AsLong(found);
    if (value < 0 || value > STR_MAX) {
        PyErr_Format(PyExc_ValueError, "character mapping must be in range(0x%x)", STR_MAX + 1);
        Py_DECREF(found);
        return NULL;
    }
    return found;
}

/* 1: written, 0: the table says None, -1: exception */
static int write_mapped(_PyUnicodeWriter *writer, PyObject *table, Py_UCS4 character) {
    PyObject *found = look_up(table, character);
    int status;
    if (found == NULL) {
        status = PyErr_Occurred() ? -1 : _PyUnicodeWriter_WriteChar(writer, character);
    } else if (PyLong_Check(found)) {
        status = _PyUnicodeWriter_WriteChar(writer, (Py_UCS4)PyLong_AsLong(found));
    } else if (found != Py_None) {
        status = _PyUnicodeWriter_WriteStr(writer, found);
    } else {
        Py_DECREF(found);
        return 0;
    }
    Py_XDECREF(found);
    return status < 0 ? -1 : 1;
}

/* The characters from i on that the table maps to None: what the error handler makes of them. Gives where to go on,
 * or -1. */
static Py_ssize_t handle_none(_PyUnicodeWriter *writer, PyObject *self, PyObject *table,
                              Py_ssize_t i, pyi_codec_run *run) {
    Py_ssize_t end = i + 1, next;
    for (; end < PyUnicode_GET_LENGTH(self); end++) {
        PyObject *found = look_up(table, PyUnicode_READ_CHAR(self, end));
        if (found == NULL && PyErr_Occurred()) {
            return -1;
        }
        Py_XDECREF(found);
        if (found != Py_None) {
            break;
        }
    }
    PyObject *replacement = pyi_codec_translate_error(run, self, i, end, &next);
    int status = replacement == NULL ? -1 : _PyUnicodeWriter_WriteStr(writer, replacement);
    Py_XDECREF(replacement);
    return status < 0 ? -1 : next;
}

/* ---- ASCII -------------------------------------------------------------------------------- */

enum { UNKNOWN = 0, DELETED = 0xfe, LONG = 0xff }; /* else the byte, which is below 0x80 */

/* What an ASCII character becomes, remembered in cache: NUL is never remembered. */
static int map_ascii(PyObject *table, unsigned char c, unsigned char *cache) {
    if (cache[c] != UNKNOWN) {
        return cache[c];
    }
    PyObject *found = look_up(table, c);
    int mapped = LONG;
    if (found == NULL) {
        if (PyErr_Occurred()) {
            return -1;
        }
        mapped = c;
    } else if (found == Py_None) {
        mapped = DELETED;
    } else if (PyLong_Check(found)) {
        long value = PyLong_AsLong(found);
        mapped = value < 0x80 ? (int)value : LONG;
    } else if (PyUnicode_GET_LENGTH(found) == 1 && PyUnicode_READ_CHAR(found, 0) < 0x80) {
        mapped = (int)PyUnicode_READ_CHAR(found, 0);
    } else if (PyUnicode_GET_LENGTH(found) == 0) {
        mapped = DELETED;
    }
    Py_XDECREF(found);
    cache[c] = (unsigned char)mapped;
    return mapped;
}

/* Translates from the start as long as ASCII becomes ASCII, which it writes to `to`. The number of characters
 * read, or -1. */
static Py_ssize_t translate_ascii(PyObject *self, PyObject *table, Py_UCS1 *to,
                                  Py_ssize_t *written) {
    unsigned char cache[128] = {0};
    Py_ssize_t n = PyUnicode_GET_LENGTH(self), done = 0;
    const Py_UCS1 *from = PyUnicode_1BYTE_DATA(self);
    for (Py_ssize_t i = 0; i < n; i++) {
        int mapped = map_ascii(table, from[i], cache);
        if (mapped < 0) {
            return -1;
        }
        if (mapped == LONG) {
            *written = done;
            return i;
        }
        if (mapped != DELETED) {
            to[done++] = (Py_UCS1)mapped;
        }
    }
    *written = done;
    return n;
}

/* ---- translating -------------------------------------------------------------------------- */

static PyObject *translate(PyObject *self, PyObject *table, const char *errors) {
    pyi_text text = pyi_text_of(self);
    if (text.length == 0) {
        return pyi_str_exact(self);
    }
    pyi_codec_run run = PYI_CODEC_RUN(NULL, errors);
    bool ignore = pyi_codec_kind(&run) == _Py_ERROR_IGNORE;
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.overallocate = 1;
    Py_ssize_t i = 0;
    if (_PyUnicodeWriter_Prepare(&writer, text.length, 0x7f) < 0) {
        goto fail;
    }
    if (ignore && PyUnicode_IS_ASCII(self)) {
        i = translate_ascii(self, table, writer.data, &writer.pos);
        if (i < 0) {
            goto fail;
        }
    }
    while (i < text.length) {
        int status = write_mapped(&writer, table, PyUnicode_READ(text.kind, text.data, i));
        if (status == 0 && !ignore) {
            i = handle_none(&writer, self, table, i, &run);
        } else {
            i = status < 0 ? -1 : i + 1;
        }
        if (i < 0) {
            goto fail;
        }
    }
    pyi_codec_end(&run);
    return _PyUnicodeWriter_Finish(&writer);
fail:
    pyi_codec_end(&run);
    _PyUnicodeWriter_Dealloc(&writer);
    return NULL;
}

PyObject *pyi_str_translate(PyObject *self, PyObject *table) {
    return translate(self, table, "ignore");
}

/* new; characters the table does not have stay as they are, those it maps to None are errors */
PyObject *PyUnicode_Translate(PyObject *self, PyObject *table, const char *errors) {
    if (pyi_str_require(self) < 0) {
        return NULL;
    }
    if (table == NULL) {
        PyErr_BadArgument();
        return NULL;
    }
    return translate(self, table, errors);
}

/* ---- maketrans ---------------------------------------------------------------------------- */

static int set_ordinal(PyObject *dict, Py_UCS4 character, PyObject *value) {
    PyObject *key = PyLong_FromLong((long)character);
    int status = key == NULL ? -1 : PyDict_SetItem(dict, key, value);
    Py_XDECREF(key);
    return status;
}

static int map_pairs(PyObject *dict, PyObject *from, PyObject *to) {
    if (PyUnicode_GET_LENGTH(from) != PyUnicode_GET_LENGTH(to)) {
        PyErr_SetString(PyExc_ValueError,
                        "the first two maketrans arguments must have equal length");
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(from); i++) {
        PyObject *value = PyLong_FromLong((long)PyUnicode_READ_CHAR(to, i));
        int status =
            value == NULL ? -1 : set_ordinal(dict, PyUnicode_READ_CHAR(from, i), value);
        Py_XDECREF(value);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

/* A dict whose keys are characters or their codes. */
static int map_dict(PyObject *dict, PyObject *given) {
    if (!PyDict_CheckExact(given)) {
        PyErr_SetString(PyExc_TypeError,
                        "if you give only one argument to maketrans it must be a dict");
        return -1;
    }
    PyObject *key, *value;
    for (Py_ssize_t at = 0; PyDict_Next(given, &at, &key, &value);) {
        int status;
        if (PyUnicode_Check(key)) {
            if (PyUnicode_GET_LENGTH(key) != 1) {
                PyErr_SetString(PyExc_ValueError,
                                "string keys in translate table must be of length 1");
                return -1;
            }
            status = set_ordinal(dict, PyUnicode_READ_CHAR(key, 0), value);
        } else if (PyLong_Check(key)) {
            status = PyDict_SetItem(dict, key, value);
        } else {
            PyErr_SetString(PyExc_TypeError,
                            "keys in translate table must be strings or integers");
            return -1;
        }
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int map_arguments(PyObject *dict, PyObject *const *args, Py_ssize_t n) {
    if (n == 1) {
        return map_dict(dict, args[0]);
    }
    if (!PyUnicode_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError,
                        "first maketrans argument must be a string if there is a second argument");
        return -1;
    }
    if (map_pairs(dict, args[0], args[1]) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; n > 2 && i < PyUnicode_GET_LENGTH(args[2]); i++) {
        if (set_ordinal(dict, PyUnicode_READ_CHAR(args[2], i), Py_None) < 0) {
            return -1;
        }
    }
    return 0;
}

PyObject *pyi_str_maketrans(PyObject *unused, PyObject *const *args, Py_ssize_t n) {
    (void)unused;
    if (!_PyArg_CheckPositional("maketrans", n, 1, 3)) {
        return NULL;
    }
    for (Py_ssize_t i = 1; i < n; i++) {
        if (!PyUnicode_Check(args[i])) {
            _PyArg_BadArgument("maketrans", i == 1 ? "argument 2" : "argument 3", "str", args[i]);
            return NULL;
        }
    }
    PyObject *dict = PyDict_New();
    if (dict != NULL && map_arguments(dict, args, n) < 0) {
        Py_CLEAR(dict);
    }
    return dict;
}
