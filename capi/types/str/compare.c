/* SPDX-License-Identifier: Apache-2.0 */
/* str, equality, order and hash.
 * A str is stored in the smallest kind that holds it, so equal strings have equal kinds.
 */
#include "pyi_str.h"

#include "internal/pycore_pyhash.h"

/* ---- equality ----------------------------------------------------------------------------- */

static inline bool texts_equal(PyObject *a, PyObject *b) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(a);
    if (length != PyUnicode_GET_LENGTH(b) || PyUnicode_KIND(a) != PyUnicode_KIND(b)) {
        return false;
    }
    size_t size = (size_t)(length * (Py_ssize_t)PyUnicode_KIND(a));
    return memcmp(PyUnicode_DATA(a), PyUnicode_DATA(b), size) == 0;
}

int _PyUnicode_EQ(PyObject *a, PyObject *b) {
    return texts_equal(a, b);
}

int _PyUnicode_Equal(PyObject *a, PyObject *b) {
    return a == b || texts_equal(a, b);
}

/* whether an ASCII str has just these bytes; a str with others is never equal to ASCII ones */
static bool equals_ascii(PyObject *left, const char *right, size_t size) {
    return PyUnicode_IS_ASCII(left) && (size_t)PyUnicode_GET_LENGTH(left) == size &&
           memcmp(PyUnicode_1BYTE_DATA(left), right, size) == 0;
}

int _PyUnicode_EqualToASCIIString(PyObject *left, const char *right) {
    return equals_ascii(left, right, strlen(right));
}

int _PyUnicode_EqualToASCIIId(PyObject *left, _Py_Identifier *right) {
    PyObject *name = _PyUnicode_FromId(right);
    if (name == NULL) {
        PyErr_Clear();
        return equals_ascii(left, right->string, strlen(right->string));
    }
    return left == name || (PyUnicode_CHECK_INTERNED(left) == 0 && texts_equal(left, name));
}

#if PYI_313
/* Compares while decoding; never raises. */
int PyUnicode_EqualToUTF8AndSize(PyObject *op, const char *utf8, Py_ssize_t size) {
    if (PyUnicode_IS_ASCII(op)) {
        return equals_ascii(op, utf8, (size_t)size);
    }
    pyi_text text = pyi_text_of(op);
    const unsigned char *p = (const unsigned char *)utf8, *end = p + size;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        unsigned char coded[4];
        int n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        if (Py_UNICODE_IS_SURROGATE(c) || end - p < n) {
            return 0;
        }
        for (int k = n - 1; k > 0; k--, c >>= 6) {
            coded[k] = (unsigned char)(0x80 | (c & 0x3f));
        }
        static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
        coded[0] = (unsigned char)(lead[n] | c);
        if (memcmp(p, coded, (size_t)n) != 0) {
            return 0;
        }
        p += n;
    }
    return p == end;
}

int PyUnicode_EqualToUTF8(PyObject *op, const char *utf8) {
    return PyUnicode_EqualToUTF8AndSize(op, utf8, (Py_ssize_t)strlen(utf8));
}
#endif

/* ---- order -------------------------------------------------------------------------------- */

#define COMPARE_AS(a_type, b_type)                                                                 \
    for (Py_ssize_t i = 0; i < n; i++) {                                                           \
        Py_UCS4 x = ((const a_type *)a.data)[i], y = ((const b_type *)b.data)[i];                  \
        if (x != y) {                                                                              \
            return x < y ? -1 : 1;                                                                 \
        }                                                                                          \
    }

/* -1, 0 or 1 */
static int compare_texts(pyi_text a, pyi_text b) {
    Py_ssize_t n = Py_MIN(a.length, b.length);
    if (a.kind == 1 && b.kind == 1) {
        int order = memcmp(a.data, b.data, (size_t)n);
        if (order != 0) {
            return order < 0 ? -1 : 1;
        }
    } else if (a.kind == 2 && b.kind == 2) {
        COMPARE_AS(Py_UCS2, Py_UCS2)
    } else {
        for (Py_ssize_t i = 0; i < n; i++) {
            Py_UCS4 x = PyUnicode_READ(a.kind, a.data, i), y = PyUnicode_READ(b.kind, b.data, i);
            if (x != y) {
                return x < y ? -1 : 1;
            }
        }
    }
    return a.length == b.length ? 0 : a.length < b.length ? -1 : 1;
}

int PyUnicode_Compare(PyObject *left, PyObject *right) {
    if (PyUnicode_Check(left) && PyUnicode_Check(right)) {
        if (PyUnicode_READY(left) < 0 || PyUnicode_READY(right) < 0) {
            return -1;
        }
        return left == right ? 0 : compare_texts(pyi_text_of(left), pyi_text_of(right));
    }
    PyErr_Format(PyExc_TypeError, "Can't compare %.100s and %.100s", Py_TYPE(left)->tp_name,
                 Py_TYPE(right)->tp_name);
    return -1;
}

/* The bytes of right count as characters; never raises. */
int PyUnicode_CompareWithASCIIString(PyObject *left, const char *right) {
    pyi_text text = pyi_text_of(left);
    Py_ssize_t i = 0;
    for (; i < text.length; i++) {
        Py_UCS4 x = PyUnicode_READ(text.kind, text.data, i);
        unsigned char y = (unsigned char)right[i];
        if (y == 0 || x != y) {
            return x < y ? -1 : 1;
        }
    }
    return right[i] ? -1 : 0;
}

/* new; NotImplemented unless both are str */
PyObject *PyUnicode_RichCompare(PyObject *left, PyObject *right, int op) {
    if (!PyUnicode_Check(left) || !PyUnicode_Check(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (PyUnicode_READY(left) < 0 || PyUnicode_READY(right) < 0) {
        return NULL;
    }
    if (op == Py_EQ || op == Py_NE) {
        bool equal = left == right || texts_equal(left, right);
        return Py_NewRef(equal == (op == Py_EQ) ? Py_True : Py_False);
    }
    int order = left == right ? 0 : compare_texts(pyi_text_of(left), pyi_text_of(right));
    Py_RETURN_RICHCOMPARE(order, 0, op);
}

/* ---- hash --------------------------------------------------------------------------------- */

PYI_HIDDEN Py_hash_t pyi_str_hash(PyObject *self);
Py_hash_t pyi_str_hash(PyObject *self) {
    Py_hash_t hash = STR_ASCII(self)->hash;
    if (hash != -1) {
        return hash;
    }
    if (PyUnicode_READY(self) < 0) {
        return -1;
    }
    Py_ssize_t size = PyUnicode_GET_LENGTH(self) * (Py_ssize_t)PyUnicode_KIND(self);
    return STR_ASCII(self)->hash = _Py_HashBytes(PyUnicode_DATA(self), size);
}
