/* SPDX-License-Identifier: Apache-2.0 */
/* bytes and bytearray, changed copies: replace, translate, case, padding, expandtabs. */
#include "methods.h"

#include "pyi_size_argument.h"

#include "internal/pycore_bytes_methods.h"

/* ---- replace ------------------------------------------------------------------------------------ */

static void put(char **to, const void *from, Py_ssize_t n) {
    memcpy(*to, from, (size_t)n);
    *to += n;
}

/* An empty needle: new before each byte and at the end, as often as count says. */
static void put_between(char *to, pyi_text from, pyi_text new, Py_ssize_t count) {
    const char *data = from.data;
    Py_ssize_t i = 0;
    for (; count > 0; count--) {
        put(&to, new.data, new.length);
        if (count > 1) {
            *to++ = data[i++];
        }
    }
    put(&to, data + i, from.length - i);
}

static void put_found(char *to, pyi_text rest, pyi_text old, pyi_text new, Py_ssize_t count) {
    for (; count > 0; count--) {
        Py_ssize_t at = pyi_text_find(rest, old);
        put(&to, rest.data, at);
        put(&to, new.data, new.length);
        rest = pyi_text_part(rest, at + old.length, rest.length);
    }
    put(&to, rest.data, rest.length);
}

static PyObject *replace_text(PyObject *self, pyi_text old, pyi_text new, Py_ssize_t most) {
    pyi_text text = pyi_bytes_text(self);
    Py_ssize_t count = pyi_text_count(text, old, most < 0 ? PY_SSIZE_T_MAX : most);
    if (count <= 0) {
        return count < 0 ? NULL : pyi_bytes_same(self);
    }
    Py_ssize_t growth = new.length - old.length;
    if (growth > 0 && count > (PY_SSIZE_T_MAX - text.length) / growth) {
        PyErr_SetString(PyExc_OverflowError, "replace bytes is too long");
        return NULL;
    }
    Py_ssize_t length = text.length + growth * count;
    PyObject *result = pyi_bytes_like(self, NULL, length);
    if (result == NULL || length == 0) {
        return result;
    }
    if (old.length == 0) {
        put_between(pyi_bytes_data(result), text, new, count);
    } else {
        put_found(pyi_bytes_data(result), text, old, new, count);
    }
    return result;
}

PyObject *pyi_bytes_replace(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    if (!_PyArg_CheckPositional("replace", n, 2, 3)) {
        return NULL;
    }
    Py_buffer old, new;
    PyObject *result = NULL;
    if (PyObject_GetBuffer(args[0], &old, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    if (PyObject_GetBuffer(args[1], &new, PyBUF_SIMPLE) == 0) {
        Py_ssize_t most = n < 3 ? -1 : pyi_size_argument(args[2]);
        if (n < 3 || most != -1 || !PyErr_Occurred()) {
            result = replace_text(self, pyi_text_bytes(old.buf, old.len),
                                  pyi_text_bytes(new.buf, new.len), most);
        }
        PyBuffer_Release(&new);
    }
    PyBuffer_Release(&old);
    return result;
}

/* ---- translate ----------------------------------------------------------------------------------- */

/* table may be NULL: no change */
static PyObject *translate_text(PyObject *self, const unsigned char *table, const Py_buffer *deleted) {
    bool drop[256] = {false};
    for (Py_ssize_t i = 0; deleted != NULL && i < deleted->len; i++) {
        drop[((const unsigned char *)deleted->buf)[i]] = true;
    }
    pyi_text text = pyi_bytes_text(self);
    const unsigned char *from = text.data;
    unsigned char *mapped = PyMem_Malloc((size_t)Py_MAX(text.length, 1));
    if (mapped == NULL) {
        return PyErr_NoMemory();
    }
    Py_ssize_t n = 0;
    bool changed = false;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        unsigned char c = from[i];
        if (drop[c]) {
            changed = true;
            continue;
        }
        mapped[n] = table == NULL ? c : table[c];
        changed = changed || mapped[n] != c;
        n++;
    }
    PyObject *result = changed ? pyi_bytes_like(self, mapped, n) : pyi_bytes_same(self);
    PyMem_Free(mapped);
    return result;
}

PyObject *pyi_bytes_translate(PyObject *self, PyObject *const *args, Py_ssize_t n,
                              PyObject *names) {
    static const char *const keywords[] = {"", "delete", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "translate"};
    PyObject *room[2];
    if (!pyi_unpack(args, n, names, &parser, 1, 2, room)) {
        return NULL;
    }
    args = room;
    Py_buffer table = {.obj = NULL}, deleted = {.obj = NULL};
    PyObject *result = NULL;
    if (args[0] != Py_None && PyObject_GetBuffer(args[0], &table, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    if (table.obj != NULL && table.len != 256) {
        PyErr_SetString(PyExc_ValueError, "translation table must be 256 characters long");
    } else if (args[1] == NULL || PyObject_GetBuffer(args[1], &deleted, PyBUF_SIMPLE) == 0) {
        result = translate_text(self, table.obj == NULL ? NULL : table.buf,
                                deleted.obj == NULL ? NULL : &deleted);
    }
    PyBuffer_Release(&table);
    PyBuffer_Release(&deleted);
    return result;
}

static PyObject *make_table(const Py_buffer *from, const Py_buffer *to) {
    if (from->len != to->len) {
        PyErr_SetString(PyExc_ValueError, "maketrans arguments must have same length");
        return NULL;
    }
    PyObject *table = PyBytes_FromStringAndSize(NULL, 256);
    if (table != NULL) {
        char *bytes = PyBytes_AS_STRING(table);
        for (int i = 0; i < 256; i++) {
            bytes[i] = (char)i;
        }
        for (Py_ssize_t i = 0; i < from->len; i++) {
            bytes[((const unsigned char *)from->buf)[i]] = ((const char *)to->buf)[i];
        }
    }
    return table;
}

PyObject *pyi_bytes_maketrans(PyObject *unused, PyObject *const *args, Py_ssize_t n) {
    (void)unused;
    Py_buffer from, to;
    PyObject *result = NULL;
    if (!_PyArg_CheckPositional("maketrans", n, 2, 2) ||
        PyObject_GetBuffer(args[0], &from, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    if (PyObject_GetBuffer(args[1], &to, PyBUF_SIMPLE) == 0) {
        result = make_table(&from, &to);
        PyBuffer_Release(&to);
    }
    PyBuffer_Release(&from);
    return result;
}

/* ---- case and questions ---------------------------------------------------------------------------- */

#define CASE_METHOD(name)                                                                          \
    PyObject *pyi_bytes_##name(PyObject *self, PyObject *unused) {                                 \
        (void)unused;                                                                              \
        pyi_text text = pyi_bytes_text(self);                                                      \
        PyObject *result = pyi_bytes_like(self, NULL, text.length);                                \
        if (result != NULL && text.length > 0) {                                                   \
            _Py_bytes_##name(pyi_bytes_data(result), text.data, text.length);                      \
        }                                                                                          \
        return result;                                                                             \
    }
CASE_METHOD(lower)
CASE_METHOD(upper)
CASE_METHOD(title)
CASE_METHOD(capitalize)
CASE_METHOD(swapcase)

#define QUESTION_METHOD(name)                                                                      \
    PyObject *pyi_bytes_##name(PyObject *self, PyObject *unused) {                                 \
        (void)unused;                                                                              \
        pyi_text text = pyi_bytes_text(self);                                                      \
        return _Py_bytes_##name(text.data, text.length);                                           \
    }
QUESTION_METHOD(isspace)
QUESTION_METHOD(isalpha)
QUESTION_METHOD(isalnum)
QUESTION_METHOD(isdigit)
QUESTION_METHOD(isascii)
QUESTION_METHOD(islower)
QUESTION_METHOD(isupper)
QUESTION_METHOD(istitle)

/* ---- padding ---------------------------------------------------------------------------------------- */

static PyObject *pad(PyObject *self, Py_ssize_t left, Py_ssize_t right, char fill) {
    pyi_text text = pyi_bytes_text(self);
    left = Py_MAX(left, 0);
    right = Py_MAX(right, 0);
    if (left == 0 && right == 0) {
        return pyi_bytes_same(self);
    }
    PyObject *result = pyi_bytes_like(self, NULL, left + text.length + right);
    if (result != NULL) {
        char *to = pyi_bytes_data(result);
        memset(to, fill, (size_t)left);
        memcpy(to + left, text.data, (size_t)text.length);
        memset(to + left + text.length, fill, (size_t)right);
    }
    return result;
}

/* One byte, given as bytes or a bytearray of length 1. */
static int read_fill(const char *name, PyObject *arg, char *fill) {
    if ((PyBytes_Check(arg) || PyByteArray_Check(arg)) && Py_SIZE(arg) == 1) {
        *fill = pyi_bytes_data(arg)[0];
        return 0;
    }
    _PyArg_BadArgument(name, "argument 2", "a byte string of length 1", arg);
    return -1;
}

static int pad_arguments(const char *name, PyObject *const *args, Py_ssize_t n, Py_ssize_t *width,
                         char *fill) {
    if (!_PyArg_CheckPositional(name, n, 1, 2)) {
        return -1;
    }
    *width = pyi_size_argument(args[0]);
    if (*width == -1 && PyErr_Occurred()) {
        return -1;
    }
    *fill = ' ';
    return n < 2 ? 0 : read_fill(name, args[1], fill);
}

PyObject *pyi_bytes_center(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    Py_ssize_t width;
    char fill;
    if (pad_arguments("center", args, n, &width, &fill) < 0) {
        return NULL;
    }
    Py_ssize_t more = Py_MAX(width - Py_SIZE(self), 0);
    /* the odd one goes left when the width is odd too */
    Py_ssize_t left = more / 2 + (more & width & 1);
    return pad(self, left, more - left, fill);
}

PyObject *pyi_bytes_ljust(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    Py_ssize_t width;
    char fill;
    if (pad_arguments("ljust", args, n, &width, &fill) < 0) {
        return NULL;
    }
    return pad(self, 0, width - Py_SIZE(self), fill);
}

PyObject *pyi_bytes_rjust(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    Py_ssize_t width;
    char fill;
    if (pad_arguments("rjust", args, n, &width, &fill) < 0) {
        return NULL;
    }
    return pad(self, width - Py_SIZE(self), 0, fill);
}

PyObject *pyi_bytes_zfill(PyObject *self, PyObject *arg) {
    Py_ssize_t width = pyi_size_argument(arg);
    if (width == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_ssize_t more = width - Py_SIZE(self);
    PyObject *result = pad(self, more, 0, '0');
    if (result != NULL && more > 0 && more < width) {
        char *to = pyi_bytes_data(result);
        if (to[more] == '+' || to[more] == '-') {
            to[0] = to[more];
            to[more] = '0';
        }
    }
    return result;
}

/* ---- expandtabs -------------------------------------------------------------------------------------- */

/* The length with tabs as spaces, -1 with OverflowError; writes to `to` unless that is NULL. */
static Py_ssize_t expand(pyi_text text, Py_ssize_t tabsize, char *to) {
    const char *from = text.data;
    Py_ssize_t length = 0, column = 0;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        char c = from[i];
        Py_ssize_t step = c != '\t' ? 1 : tabsize > 0 ? tabsize - column % tabsize : 0;
        if (length > PY_SSIZE_T_MAX - step) {
            PyErr_SetString(PyExc_OverflowError, "result too long");
            return -1;
        }
        if (to != NULL) {
            memset(to + length, c == '\t' ? ' ' : c, (size_t)step);
        }
        length += step;
        column = c == '\n' || c == '\r' ? 0 : column + step;
    }
    return length;
}

PyObject *pyi_bytes_expandtabs(PyObject *self, PyObject *const *args, Py_ssize_t n,
                               PyObject *names) {
    static const char *const keywords[] = {"tabsize", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "expandtabs"};
    PyObject *room[1];
    if (!pyi_unpack(args, n, names, &parser, 0, 1, room)) {
        return NULL;
    }
    args = room;
    int tabsize = args[0] == NULL ? 8 : _PyLong_AsInt(args[0]);
    if (tabsize == -1 && PyErr_Occurred()) {
        return NULL;
    }
    pyi_text text = pyi_bytes_text(self);
    Py_ssize_t length = expand(text, tabsize, NULL);
    PyObject *result = length < 0 ? NULL : pyi_bytes_like(self, NULL, length);
    if (result != NULL && length > 0) {
        expand(text, tabsize, pyi_bytes_data(result));
    }
    return result;
}
