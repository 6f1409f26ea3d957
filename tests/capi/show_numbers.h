/* SPDX-License-Identifier: Apache-2.0 */
/* show_numbers.h: random numbers for programs that compare thousands of results by their hash. */
#ifndef SHOW_NUMBERS_H
#define SHOW_NUMBERS_H

#include "show.h"

static uint64_t random_state = 88172645463325252ULL;

/* xorshift: the same numbers everywhere */
static inline uint64_t random_bits(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* any double with these bits, also NaN and denormal ones */
static inline double double_of(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static unsigned long tally_hash;
static long tally_count;

static inline void tally_text(const char *text) {
    while (*text != 0) {
        tally_hash = tally_hash * 31 + (unsigned char)*text++;
    }
    tally_hash = tally_hash * 31 + '\n';
}

/* Steals op, which is NULL for an exception. Every 50th result is printed, with the hash of all before it. */
static inline void tally(const char *label, PyObject *op) {
    PyObject *text = op == NULL ? NULL : PyObject_Repr(op);
    if (text == NULL) {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        PyErr_NormalizeException(&type, &value, &traceback);
        text = PyObject_Repr(value);
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
    }
    tally_text(PyUnicode_AsUTF8(text));
    if (++tally_count % 50 == 0) {
        printf("%ld %s: %.80s (%lu)\n", tally_count, label, PyUnicode_AsUTF8(text), tally_hash);
    }
    Py_DECREF(text);
    Py_XDECREF(op);
}

/* new: an int of up to that many bits, often one near a power of two */
static inline PyObject *random_int(unsigned most_bits) {
    unsigned char bytes[1200];
    unsigned bits = random_bits() % (most_bits + 1), size = bits / 8 + 1, kind = random_bits() % 5;
    for (unsigned i = 0; i < size; i++) {
        bytes[i] = kind == 0 ? 0 : kind == 1 ? 255 : (unsigned char)random_bits();
    }
    bytes[size - 1] &= (1 << bits % 8) - 1;
    bytes[0] ^= kind < 2 ? random_bits() % 4 : 0;
    PyObject *magnitude = _PyLong_FromByteArray(bytes, size, 1, 0);
    if (random_bits() % 2) {
        return magnitude;
    }
    PyObject *negative = PyNumber_Negative(magnitude);
    Py_DECREF(magnitude);
    return negative;
}

#endif /* SHOW_NUMBERS_H */
