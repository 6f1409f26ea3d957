/* SPDX-License-Identifier: Apache-2.0 */
/* bytes and bytearray, searching: find, index, count, in, startswith, endswith, removeprefix, removesuffix. */
#include "methods.h"

/* ---- what is searched ---------------------------------------------------------------------- */

/* Any object with a buffer, or one byte given as an int. */
typedef struct {
    Py_buffer buffer; /* obj is NULL for a byte */
    unsigned char byte;
    pyi_text text;
} bytes_needle;

static int read_byte(PyObject *sub, bytes_needle *needle) {
    Py_ssize_t value = PyNumber_AsSsize_t(sub, NULL);
    if (value == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (value < 0 || value > 255) {
        PyErr_SetString(PyExc_ValueError, "byte must be in range(0, 256)");
        return -1;
    }
    needle->byte = (unsigned char)value;
    needle->text = pyi_text_bytes(&needle->byte, 1);
    return 0;
}

static int needle_init(PyObject *sub, bytes_needle *needle) {
    needle->buffer.obj = NULL;
    if (PyObject_CheckBuffer(sub)) {
        if (PyObject_GetBuffer(sub, &needle->buffer, PyBUF_SIMPLE) != 0) {
            return -1;
        }
        needle->text = pyi_text_bytes(needle->buffer.buf, needle->buffer.len);
        return 0;
    }
    if (!PyIndex_Check(sub)) {
        PyErr_Format(PyExc_TypeError,
                     "argument should be integer or bytes-like object, not '%.200s'",
                     Py_TYPE(sub)->tp_name);
        return -1;
    }
    return read_byte(sub, needle);
}

static void needle_end(bytes_needle *needle) {
    if (needle->buffer.obj != NULL) {
        PyBuffer_Release(&needle->buffer);
    }
}

/* ---- find, index, count ---------------------------------------------------------------------- */

enum { FIRST, LAST, COUNT };

/* The answer, with start and end as in slices; PYI_NOT_FOUND or PYI_NO_MEMORY */
static Py_ssize_t search(PyObject *self, pyi_text needle, Py_ssize_t start, Py_ssize_t end,
                         int what) {
    pyi_text text = pyi_bytes_text(self);
    pyi_clip(&start, &end, text.length);
    if (end - start < needle.length) {
        return what == COUNT ? 0 : PYI_NOT_FOUND;
    }
    pyi_text part = pyi_text_part(text, start, end);
    if (what == COUNT) {
        return pyi_text_count(part, needle, PY_SSIZE_T_MAX);
    }
    Py_ssize_t at = what == FIRST ? pyi_text_find(part, needle) : pyi_text_rfind(part, needle);
    return at < 0 ? at : at + start;
}

static PyObject *search_method(const char *name, PyObject *self, PyObject *const *args,
                               Py_ssize_t n, int what, bool must) {
    PyObject *sub;
    Py_ssize_t start, end;
    bytes_needle needle;
    if (pyi_find_arguments(name, args, n, &sub, &start, &end) < 0 ||
        needle_init(sub, &needle) < 0) {
        return NULL;
    }
    Py_ssize_t answer = search(self, needle.text, start, end, what);
    needle_end(&needle);
    if (answer == PYI_NO_MEMORY) {
        return NULL;
    }
    if (answer == PYI_NOT_FOUND && must) {
        PyErr_SetString(PyExc_ValueError, "subsection not found");
        return NULL;
    }
    return PyLong_FromSsize_t(answer);
}

PyObject *pyi_bytes_find(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return search_method("find", self, args, n, FIRST, false);
}

PyObject *pyi_bytes_rfind(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return search_method("rfind", self, args, n, LAST, false);
}

PyObject *pyi_bytes_index(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return search_method("index", self, args, n, FIRST, true);
}

PyObject *pyi_bytes_rindex(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return search_method("rindex", self, args, n, LAST, true);
}

PyObject *pyi_bytes_count(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return search_method("count", self, args, n, COUNT, false);
}

int pyi_bytes_contains(PyObject *self, PyObject *sub) {
    bytes_needle needle;
    if (PyIndex_Check(sub)) {
        needle.buffer.obj = NULL;
        if (read_byte(sub, &needle) < 0) {
            return -1;
        }
    } else if (PyObject_GetBuffer(sub, &needle.buffer, PyBUF_SIMPLE) != 0) {
        return -1;
    } else {
        needle.text = pyi_text_bytes(needle.buffer.buf, needle.buffer.len);
    }
    Py_ssize_t at = search(self, needle.text, 0, PY_SSIZE_T_MAX, FIRST);
    needle_end(&needle);
    return at == PYI_NO_MEMORY ? -1 : at >= 0;
}

/* ---- startswith, endswith ---------------------------------------------------------------------- */

/* 1, 0, or -1 for an object without a buffer */
static int matches_tail(PyObject *self, PyObject *sub, Py_ssize_t start, Py_ssize_t end,
                        bool at_end) {
    Py_buffer buffer;
    if (PyObject_GetBuffer(sub, &buffer, PyBUF_SIMPLE) != 0) {
        return -1;
    }
    pyi_text text = pyi_bytes_text(self);
    pyi_clip(&start, &end, text.length);
    int answer = 0;
    if (end - start >= buffer.len) {
        Py_ssize_t at = at_end ? end - buffer.len : start;
        answer = memcmp((const char *)text.data + at, buffer.buf, (size_t)buffer.len) == 0;
    }
    PyBuffer_Release(&buffer);
    return answer;
}

static PyObject *tail_method(const char *name, PyObject *self, PyObject *const *args, Py_ssize_t n,
                             bool at_end) {
    PyObject *sub;
    Py_ssize_t start, end;
    if (pyi_find_arguments(name, args, n, &sub, &start, &end) < 0) {
        return NULL;
    }
    if (PyTuple_Check(sub)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(sub); i++) {
            int answer = matches_tail(self, PyTuple_GET_ITEM(sub, i), start, end, at_end);
            if (answer != 0) {
                return answer < 0 ? NULL : Py_NewRef(Py_True);
            }
        }
        Py_RETURN_FALSE;
    }
    int answer = matches_tail(self, sub, start, end, at_end);
    if (answer < 0) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_Format(PyExc_TypeError, "%s first arg must be bytes or a tuple of bytes, not %s",
                         name, Py_TYPE(sub)->tp_name);
        }
        return NULL;
    }
    return PyBool_FromLong(answer);
}

PyObject *pyi_bytes_startswith(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return tail_method("startswith", self, args, n, false);
}

PyObject *pyi_bytes_endswith(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return tail_method("endswith", self, args, n, true);
}

static PyObject *remove_tail(PyObject *self, PyObject *arg, bool at_end) {
    Py_buffer buffer;
    if (PyObject_GetBuffer(arg, &buffer, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    pyi_text text = pyi_bytes_text(self);
    Py_ssize_t left = text.length - buffer.len, at = at_end ? left : 0;
    PyObject *result;
    if (buffer.len > 0 && left >= 0 &&
        memcmp((const char *)text.data + at, buffer.buf, (size_t)buffer.len) == 0) {
        result = pyi_bytes_like(self, (const char *)text.data + (at_end ? 0 : buffer.len), left);
    } else {
        result = pyi_bytes_same(self);
    }
    PyBuffer_Release(&buffer);
    return result;
}

PyObject *pyi_bytes_removeprefix(PyObject *self, PyObject *prefix) {
    return remove_tail(self, prefix, false);
}

PyObject *pyi_bytes_removesuffix(PyObject *self, PyObject *suffix) {
    return remove_tail(self, suffix, true);
}

/* ---- C functions -------------------------------------------------------------------------------- */

/* The index of needle in hay, plus offset; -1: not there. */
Py_ssize_t _PyBytes_Find(const char *hay, Py_ssize_t n, const char *needle, Py_ssize_t m,
                         Py_ssize_t offset) {
    Py_ssize_t at = pyi_text_find(pyi_text_bytes(hay, n), pyi_text_bytes(needle, m));
    return at < 0 ? at : at + offset;
}

Py_ssize_t _PyBytes_ReverseFind(const char *hay, Py_ssize_t n, const char *needle, Py_ssize_t m,
                                Py_ssize_t offset) {
    Py_ssize_t at = pyi_text_rfind(pyi_text_bytes(hay, n), pyi_text_bytes(needle, m));
    return at < 0 ? at : at + offset;
}
