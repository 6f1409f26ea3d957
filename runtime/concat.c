/* SPDX-License-Identifier: Apache-2.0 */
/* concat.c: one string behind the other.
 *
 * Most are short and of one kind; for these the general way through PyUnicode_Concat costs several times
 * what the copying does.
 */
#include "ops.h"

/* Of at least sizeof(type) bytes and at most twice as many: the first ones and the last ones, which may overlap. */
#define COPY_ENDS(type)                                                                            \
    type first, last;                                                                              \
    memcpy(&first, source, sizeof(type));                                                          \
    memcpy(&last, source + size - sizeof(type), sizeof(type));                                     \
    memcpy(target, &first, sizeof(type));                                                          \
    memcpy(target + size - sizeof(type), &last, sizeof(type));

static inline void copy_bytes(char *target, const char *source, size_t size) {
    if (size > 2 * sizeof(uint64_t)) {
        memcpy(target, source, size);
    } else if (size >= sizeof(uint64_t)) {
        COPY_ENDS(uint64_t)
    } else if (size >= sizeof(uint32_t)) {
        COPY_ENDS(uint32_t)
    } else if (size >= sizeof(uint16_t)) {
        COPY_ENDS(uint16_t)
    } else if (size == 1) {
        *target = *source;
    }
}

/* What PyUnicode_New is told for one that has room for both. */
static inline Py_UCS4 widest_of(PyObject *left, PyObject *right) {
    switch (PyUnicode_KIND(left)) {
    case PyUnicode_1BYTE_KIND:
        return PyUnicode_IS_ASCII(left) && PyUnicode_IS_ASCII(right) ? 0x7F : 0xFF;
    case PyUnicode_2BYTE_KIND:
        return 0xFFFF;
    default:
        return 0x10FFFF;
    }
}

static inline bool are_alike(PyObject *left, PyObject *right) {
    return rt_is_readable_str(left) && rt_is_readable_str(right) &&
           PyUnicode_KIND(left) == PyUnicode_KIND(right);
}

PyObject *rt_concat(PyObject *left, PyObject *right) {
    if (!are_alike(left, right)) {
        return PyUnicode_Concat(left, right);
    }
    Py_ssize_t n = PyUnicode_GET_LENGTH(left), m = PyUnicode_GET_LENGTH(right);
    if (n == 0 || m == 0) {
        return Py_NewRef(n == 0 ? right : left);
    }
    if (n > PY_SSIZE_T_MAX - m) {
        return PyUnicode_Concat(left, right); /* raises */
    }
    PyObject *result = PyUnicode_New(n + m, widest_of(left, right));
    if (result != NULL) {
        size_t unit = (size_t)PyUnicode_KIND(left);
        char *data = PyUnicode_DATA(result);
        copy_bytes(data, PyUnicode_DATA(left), (size_t)n * unit);
        copy_bytes(data + (size_t)n * unit, PyUnicode_DATA(right), (size_t)m * unit);
    }
    return result;
}
