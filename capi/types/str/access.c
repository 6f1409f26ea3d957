/* SPDX-License-Identifier: Apache-2.0 */
/* str, the C functions that read and write single characters and runs of them. */
#include "pyi_str.h"

/* ---- checks ------------------------------------------------------------------------------- */

int pyi_str_require(PyObject *op) {
    if (PyUnicode_Check(op)) {
        return PyUnicode_READY(op);
    }
    PyErr_Format(PyExc_TypeError, "must be str, not %.100s", Py_TYPE(op)->tp_name);
    return -1;
}

static int check_modifiable(PyObject *op) {
    if (pyi_str_modifiable(op)) {
        return 0;
    }
    PyErr_SetString(PyExc_SystemError, "Cannot modify a string currently used");
    return -1;
}

/* ---- reading ------------------------------------------------------------------------------ */

Py_ssize_t PyUnicode_GetLength(PyObject *unicode) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        return -1;
    }
    return PyUnicode_READY(unicode) < 0 ? -1 : PyUnicode_GET_LENGTH(unicode);
}

Py_UCS4 PyUnicode_ReadChar(PyObject *unicode, Py_ssize_t index) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        return (Py_UCS4)-1;
    }
    if (index < 0 || index >= PyUnicode_GET_LENGTH(unicode)) {
        PyErr_SetString(PyExc_IndexError, "string index out of range");
        return (Py_UCS4)-1;
    }
    return PyUnicode_READ_CHAR(unicode, index);
}

static Py_UCS4 *copy_ucs4(PyObject *unicode, Py_UCS4 *target, Py_ssize_t room, int copy_null) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(unicode);
    if (room < length + (copy_null ? 1 : 0)) {
        PyErr_SetString(PyExc_SystemError, "string is longer than the buffer");
        if (copy_null && room > 0) {
            target[0] = 0;
        }
        return NULL;
    }
    pyi_text_copy(4, target, (int)PyUnicode_KIND(unicode), PyUnicode_DATA(unicode), length);
    if (copy_null) {
        target[length] = 0;
    }
    return target;
}

Py_UCS4 *PyUnicode_AsUCS4(PyObject *unicode, Py_UCS4 *target, Py_ssize_t room, int copy_null) {
    if (target == NULL || room < 0) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return copy_ucs4(unicode, target, room, copy_null);
}

/* new memory; PyMem_Free */
Py_UCS4 *PyUnicode_AsUCS4Copy(PyObject *unicode) {
    Py_ssize_t room = PyUnicode_GET_LENGTH(unicode) + 1;
    Py_UCS4 *target = PyMem_New(Py_UCS4, room);
    if (target == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    return copy_ucs4(unicode, target, room, 1);
}

Py_UCS4 _PyUnicode_FindMaxChar(PyObject *unicode, Py_ssize_t start, Py_ssize_t end) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(unicode);
    if (start == 0 && end == length) {
        return PyUnicode_MAX_CHAR_VALUE(unicode);
    }
    if (PyUnicode_IS_ASCII(unicode) || start == end) {
        return 0x7f;
    }
    pyi_text text = pyi_text_of(unicode);
    return pyi_text_maxchar(text.kind, pyi_text_at(text.kind, text.data, start), end - start);
}

/* ---- slices ------------------------------------------------------------------------------- */

PyObject *pyi_str_slice(PyObject *self, Py_ssize_t start, Py_ssize_t end) {
    pyi_text text = pyi_text_of(self);
    const void *from = pyi_text_at(text.kind, text.data, start);
    if (PyUnicode_IS_ASCII(self)) {
        return _PyUnicode_FromASCII(from, end - start);
    }
    return pyi_str_from_text(text.kind, from, end - start);
}

/* new; bounds beyond the end are clipped */
PyObject *PyUnicode_Substring(PyObject *self, Py_ssize_t start, Py_ssize_t end) {
    if (PyUnicode_READY(self) < 0) {
        return NULL;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(self);
    end = Py_MIN(end, length);
    if (start == 0 && end == length) {
        return pyi_str_exact(self);
    }
    if (start < 0 || end < 0) {
        PyErr_SetString(PyExc_IndexError, "string index out of range");
        return NULL;
    }
    if (start >= length || end < start) {
        return pyi_str_empty();
    }
    return pyi_str_slice(self, start, end);
}

/* ---- writing ------------------------------------------------------------------------------ */

int PyUnicode_WriteChar(PyObject *unicode, Py_ssize_t index, Py_UCS4 character) {
    if (!PyUnicode_Check(unicode) || !PyUnicode_IS_COMPACT(unicode)) {
        PyErr_BadArgument();
        return -1;
    }
    if (index < 0 || index >= PyUnicode_GET_LENGTH(unicode)) {
        PyErr_SetString(PyExc_IndexError, "string index out of range");
        return -1;
    }
    if (check_modifiable(unicode) < 0) {
        return -1;
    }
    if (character > PyUnicode_MAX_CHAR_VALUE(unicode)) {
        PyErr_SetString(PyExc_ValueError, "character out of range");
        return -1;
    }
    PyUnicode_WRITE(PyUnicode_KIND(unicode), PyUnicode_DATA(unicode), index, character);
    return 0;
}

void _PyUnicode_FastFill(PyObject *unicode, Py_ssize_t start, Py_ssize_t length, Py_UCS4 fill) {
    int kind = (int)PyUnicode_KIND(unicode);
    void *to = (void *)pyi_text_at(kind, PyUnicode_DATA(unicode), start);
    pyi_text_fill(kind, to, length, fill);
}

/* the number of characters written */
Py_ssize_t PyUnicode_Fill(PyObject *unicode, Py_ssize_t start, Py_ssize_t length, Py_UCS4 fill) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (check_modifiable(unicode) < 0) {
        return -1;
    }
    if (start < 0) {
        PyErr_SetString(PyExc_IndexError, "string index out of range");
        return -1;
    }
    if (fill > PyUnicode_MAX_CHAR_VALUE(unicode)) {
        PyErr_SetString(PyExc_ValueError,
                        "fill character is bigger than the string maximum character");
        return -1;
    }
    length = Py_MIN(length, PyUnicode_GET_LENGTH(unicode) - start);
    if (length <= 0) {
        return 0;
    }
    _PyUnicode_FastFill(unicode, start, length, fill);
    return length;
}

void _PyUnicode_FastCopyCharacters(PyObject *to, Py_ssize_t to_start, PyObject *from,
                                   Py_ssize_t from_start, Py_ssize_t how_many) {
    if (how_many == 0) {
        return;
    }
    int to_kind = (int)PyUnicode_KIND(to), from_kind = (int)PyUnicode_KIND(from);
    void *target = (void *)pyi_text_at(to_kind, PyUnicode_DATA(to), to_start);
    const void *source = pyi_text_at(from_kind, PyUnicode_DATA(from), from_start);
    pyi_text_copy(to_kind, target, from_kind, source, how_many);
}

/* the number of characters copied */
Py_ssize_t PyUnicode_CopyCharacters(PyObject *to, Py_ssize_t to_start, PyObject *from,
                                    Py_ssize_t from_start, Py_ssize_t how_many) {
    if (!PyUnicode_Check(from) || !PyUnicode_Check(to)) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (PyUnicode_READY(from) < 0 || PyUnicode_READY(to) < 0) {
        return -1;
    }
    if ((size_t)from_start > (size_t)PyUnicode_GET_LENGTH(from) ||
        (size_t)to_start > (size_t)PyUnicode_GET_LENGTH(to)) {
        PyErr_SetString(PyExc_IndexError, "string index out of range");
        return -1;
    }
    if (how_many < 0) {
        PyErr_SetString(PyExc_SystemError, "how_many cannot be negative");
        return -1;
    }
    how_many = Py_MIN(PyUnicode_GET_LENGTH(from) - from_start, how_many);
    if (to_start + how_many > PyUnicode_GET_LENGTH(to)) {
        PyErr_Format(PyExc_SystemError,
                     "Cannot write %zi characters at %zi in a string of %zi characters", how_many,
                     to_start, PyUnicode_GET_LENGTH(to));
        return -1;
    }
    if (how_many == 0) {
        return 0;
    }
    if (check_modifiable(to) < 0) {
        return -1;
    }
    Py_UCS4 maxchar = _PyUnicode_FindMaxChar(from, from_start, from_start + how_many);
    if (maxchar > PyUnicode_MAX_CHAR_VALUE(to)) {
        PyErr_Format(PyExc_SystemError,
                     "Cannot copy %s characters into a string of %s characters",
                     maxchar > 0xffff  ? "UCS4"
                     : maxchar > 0xff  ? "UCS2"
                     : maxchar > 0x7f  ? "latin1"
                                       : "ascii",
                     PyUnicode_IS_ASCII(to)       ? "ascii"
                     : PyUnicode_KIND(to) == 1    ? "latin1"
                     : PyUnicode_KIND(to) == 2    ? "UCS2"
                                                  : "UCS4");
        return -1;
    }
    _PyUnicode_FastCopyCharacters(to, to_start, from, from_start, how_many);
    return how_many;
}

int _PyUnicode_CheckConsistency(PyObject *op, int check_content) {
    (void)op;
    (void)check_content;
    return 1;
}
