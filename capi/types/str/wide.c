/* SPDX-License-Identifier: Apache-2.0 */
/* str and wchar_t. Where wchar_t has 16 bits, characters beyond are pairs of surrogates. */
#include "pyi_str.h"

#include <wchar.h>

#define WIDE_IS_UTF16 (SIZEOF_WCHAR_T == 2)

/* ---- from wchar_t ---------------------------------------------------------------------------- */

#if WIDE_IS_UTF16
static PyObject *from_wide(const wchar_t *wide, Py_ssize_t n) {
    Py_UCS4 *joined = PyMem_New(Py_UCS4, Py_MAX(n, 1));
    if (joined == NULL) {
        return PyErr_NoMemory();
    }
    Py_ssize_t length = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_UCS4 c = (Py_UCS4)wide[i];
        if (Py_UNICODE_IS_HIGH_SURROGATE(c) && i + 1 < n &&
            Py_UNICODE_IS_LOW_SURROGATE((Py_UCS4)wide[i + 1])) {
            c = Py_UNICODE_JOIN_SURROGATES(c, (Py_UCS4)wide[++i]);
        }
        joined[length++] = c;
    }
    PyObject *result = pyi_str_from_text(4, joined, length);
    PyMem_Free(joined);
    return result;
}
#else
static PyObject *from_wide(const wchar_t *wide, Py_ssize_t n) {
    if (n > PY_SSIZE_T_MAX / (Py_ssize_t)sizeof(wchar_t)) {
        return PyErr_NoMemory();
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if ((Py_UCS4)wide[i] > STR_MAX) {
            PyErr_Format(PyExc_ValueError, "character U+%x is not in range [U+0000; U+%x]",
                         (unsigned int)wide[i], STR_MAX);
            return NULL;
        }
    }
    return pyi_str_from_text(4, wide, n);
}
#endif

/* new; size -1: up to the 0 */
PyObject *PyUnicode_FromWideChar(const wchar_t *wide, Py_ssize_t size) {
    if (wide == NULL && size != 0) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if (size == -1) {
        size = (Py_ssize_t)wcslen(wide);
    }
    return size < 0 ? PyUnicode_New(size, 0) : from_wide(wide, size);
}

/* ---- to wchar_t ------------------------------------------------------------------------------ */

static Py_ssize_t wide_length(pyi_text text) {
    Py_ssize_t n = text.length;
#if WIDE_IS_UTF16
    for (Py_ssize_t i = 0; text.kind == 4 && i < text.length; i++) {
        n += PyUnicode_READ(4, text.data, i) >= 0x10000;
    }
#endif
    return n;
}

/* The first n units. */
static void put_wide(pyi_text text, wchar_t *wide, Py_ssize_t n) {
#if WIDE_IS_UTF16
    for (Py_ssize_t i = 0, at = 0; at < n; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        if (c >= 0x10000) {
            wide[at++] = (wchar_t)Py_UNICODE_HIGH_SURROGATE(c);
            c = Py_UNICODE_LOW_SURROGATE(c);
        }
        if (at < n) {
            wide[at++] = (wchar_t)c;
        }
    }
#else
    if (n > 0) {
        pyi_text_copy(4, wide, text.kind, text.data, n);
    }
#endif
}

/* units written, without the 0 at the end, which is written if there is room; wide NULL: the room it takes with it */
Py_ssize_t PyUnicode_AsWideChar(PyObject *unicode, wchar_t *wide, Py_ssize_t size) {
    if (unicode == NULL) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        return -1;
    }
    if (PyUnicode_READY(unicode) < 0) {
        return -1;
    }
    pyi_text text = pyi_text_of(unicode);
    Py_ssize_t n = wide_length(text);
    if (wide == NULL) {
        return n + 1;
    }
    put_wide(text, wide, Py_MIN(n, size));
    if (size > n) {
        wide[n] = 0;
    }
    return Py_MIN(n, size);
}

/* new memory, PyMem_Free; without a size there must be no 0 within */
wchar_t *PyUnicode_AsWideCharString(PyObject *unicode, Py_ssize_t *size) {
    if (unicode == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        return NULL;
    }
    if (PyUnicode_READY(unicode) < 0) {
        return NULL;
    }
    pyi_text text = pyi_text_of(unicode);
    Py_ssize_t n = wide_length(text);
    wchar_t *wide = PyMem_New(wchar_t, n + 1);
    if (wide == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    put_wide(text, wide, n);
    wide[n] = 0;
    if (size != NULL) {
        *size = n;
    } else if (wcslen(wide) != (size_t)n) {
        PyMem_Free(wide);
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        return NULL;
    }
    return wide;
}

/* ---- converters of PyArg_Parse ---------------------------------------------------------------- */

static int convert(PyObject *op, wchar_t **slot, bool optional) {
    if (op == NULL) {
        PyMem_Free(*slot);
        *slot = NULL;
        return 1;
    }
    if (optional && op == Py_None) {
        *slot = NULL;
        return 1;
    }
    if (PyUnicode_Check(op)) {
        *slot = PyUnicode_AsWideCharString(op, NULL);
        return *slot == NULL ? 0 : Py_CLEANUP_SUPPORTED;
    }
    PyErr_Format(PyExc_TypeError,
                 optional ? "argument must be str or None, not %.50s"
                          : "argument must be str, not %.50s",
                 Py_TYPE(op)->tp_name);
    return 0;
}

int _PyUnicode_WideCharString_Converter(PyObject *op, void *slot) {
    return convert(op, slot, false);
}

int _PyUnicode_WideCharString_Opt_Converter(PyObject *op, void *slot) {
    return convert(op, slot, true);
}
