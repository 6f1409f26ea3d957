/* SPDX-License-Identifier: Apache-2.0 */
/* str and Py_UNICODE: the functions from before PEP 393, which 3.11 still has.
 * Layout     a str made without characters has only wstr until somebody asks for its characters (PyUnicode_READY)
 */
#include "pyi_str.h"

#include <wchar.h>

PyAPI_FUNC(Py_ssize_t) PyUnicode_GetSize(PyObject *unicode);

#if PYI_312

Py_ssize_t PyUnicode_GetSize(PyObject *unicode) {
    (void)unicode;
    PyErr_SetString(PyExc_RuntimeError, "PyUnicode_GetSize has been removed.");
    return -1;
}

#else

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/* ---- from wchar_t ------------------------------------------------------------------------------------ */

/* A str of n characters that the caller writes into wstr. */
static PyObject *unready_new(Py_ssize_t n) {
    if (n > PY_SSIZE_T_MAX / (Py_ssize_t)sizeof(wchar_t) - 1) {
        return PyErr_NoMemory();
    }
    PyUnicodeObject *self = PyObject_New(PyUnicodeObject, &PyUnicode_Type);
    if (self == NULL) {
        return NULL;
    }
    memset((char *)self + sizeof(PyObject), 0, sizeof(*self) - sizeof(PyObject));
    STR_ASCII(self)->hash = -1;
    STR_COMPACT(self)->wstr_length = n;
    STR_ASCII(self)->wstr = PyObject_Malloc((size_t)(n + 1) * sizeof(wchar_t));
    if (STR_ASCII(self)->wstr == NULL) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    STR_ASCII(self)->wstr[0] = 0;
    STR_ASCII(self)->wstr[n] = 0;
    return (PyObject *)self;
}

int _PyUnicode_Ready(PyObject *op) {
    const wchar_t *wide = STR_ASCII(op)->wstr;
    Py_ssize_t n = STR_COMPACT(op)->wstr_length;
    Py_UCS4 maxchar = pyi_text_maxchar(4, wide, n);
    int kind = pyi_kind_for(maxchar);
    void *data = PyObject_Malloc((size_t)((n + 1) * kind));
    if (data == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    pyi_text_copy(kind, data, 4, wide, n);
    memset((char *)data + n * kind, 0, (size_t)kind);
    bool ascii = maxchar < 0x80;
    STR_ANY(op)->data.any = data;
    STR_ASCII(op)->length = n;
    STR_ASCII(op)->state.kind = (unsigned)kind & 7;
    STR_ASCII(op)->state.ascii = ascii;
    STR_ASCII(op)->state.ready = 1;
    if (ascii) {
        STR_COMPACT(op)->utf8 = data;
        STR_COMPACT(op)->utf8_length = n;
    }
    return 0;
}

void pyi_str_make_ready(PyObject *op) {
    if (_PyUnicode_Ready(op) < 0) {
        Py_FatalError("no memory for the characters of a str");
    }
}

/* new; with u NULL the caller writes the characters */
PyObject *PyUnicode_FromUnicode(const Py_UNICODE *u, Py_ssize_t size) {
    if (u != NULL) {
        return PyUnicode_FromWideChar(u, size);
    }
    if (size < 0) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if (PyErr_WarnEx(PyExc_DeprecationWarning,
                     "PyUnicode_FromUnicode(NULL, size) is deprecated; use PyUnicode_New() "
                     "instead",
                     1) < 0) {
        return NULL;
    }
    return size == 0 ? pyi_str_empty() : unready_new(size);
}

/* ---- to wchar_t --------------------------------------------------------------------------------------- */

/* borrowed: the wchar_t form, which the str keeps from now on */
Py_UNICODE *PyUnicode_AsUnicodeAndSize(PyObject *unicode, Py_ssize_t *size) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        return NULL;
    }
    Py_ssize_t n;
    if (STR_ASCII(unicode)->wstr == NULL) {
        pyi_text text = pyi_text_of(unicode);
        wchar_t *wide = PyObject_Malloc((size_t)(text.length + 1) * sizeof(wchar_t));
        if (wide == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        pyi_text_copy(4, wide, text.kind, text.data, text.length);
        wide[text.length] = 0;
        STR_ASCII(unicode)->wstr = wide;
        if (!PyUnicode_IS_COMPACT_ASCII(unicode)) {
            STR_COMPACT(unicode)->wstr_length = text.length;
        }
    }
    n = PyUnicode_WSTR_LENGTH(unicode);
    if (size != NULL) {
        *size = n;
    }
    return STR_ASCII(unicode)->wstr;
}

Py_UNICODE *PyUnicode_AsUnicode(PyObject *unicode) {
    return PyUnicode_AsUnicodeAndSize(unicode, NULL);
}

const Py_UNICODE *_PyUnicode_AsUnicode(PyObject *unicode) {
    Py_ssize_t size;
    const Py_UNICODE *wide = PyUnicode_AsUnicodeAndSize(unicode, &size);
    if (wide != NULL && wcslen(wide) != (size_t)size) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        return NULL;
    }
    return wide;
}

Py_ssize_t PyUnicode_GetSize(PyObject *unicode) {
    Py_ssize_t size;
    return PyUnicode_AsUnicodeAndSize(unicode, &size) == NULL ? -1 : size;
}

#endif
