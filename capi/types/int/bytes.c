/* SPDX-License-Identifier: Apache-2.0 */
/* bytes: ints to and from bytes of two's complement, in either order. */
#include "int.h"

/* ---- to bytes ------------------------------------------------------------------------------------------------ */

/* The low n bytes; true when the whole value fits them. */
static bool write_bytes(PyObject *op, unsigned char *to, size_t n, bool little_endian, bool is_signed) {
    bool negative = int_sign(op) < 0;
    Py_ssize_t count = int_count(op), next = 0;
    twodigits window = 0;
    int held = 0;
    unsigned carry = negative;
    for (size_t i = 0; i < n; i++) {
        if (held < 8 && next < count) {
            window |= (twodigits)INT_DIGITS(op)[next++] << held;
            held += PyLong_SHIFT;
        }
        unsigned byte = window & 0xff;
        if (negative) {
            byte = (byte ^ 0xff) + carry;
            carry = byte >> 8;
        }
        to[little_endian ? i : n - 1 - i] = (unsigned char)byte;
        window >>= 8;
        held = held > 8 ? held - 8 : 0;
    }
    size_t width = _PyLong_NumBits(op);
    if (!is_signed || width == 0) {
        return (width + 7) / 8 <= n;
    }
    if (n == 0) {
        return negative && width == 1; /* no byte at all is accepted for -1, as by CPython */
    }
    /* the sign is the top bit of the last byte */
    return width < 8 * n || (width == 8 * n && negative && pyi_int_is_power_of_two(op));
}

static int as_bytes(PyObject *op, unsigned char *bytes, size_t n, int little_endian, int is_signed,
                    bool raise) {
    if (int_sign(op) < 0 && !is_signed) {
        if (raise) {
            PyErr_SetString(PyExc_OverflowError, "can't convert negative int to unsigned");
        }
        return -1;
    }
    if (write_bytes(op, bytes, n, little_endian, is_signed)) {
        return 0;
    }
    if (raise) {
        PyErr_SetString(PyExc_OverflowError, "int too big to convert");
    }
    return -1;
}

#if PYI_313
int _PyLong_AsByteArray(PyLongObject *op, unsigned char *bytes, size_t n, int little_endian,
                        int is_signed, int with_exceptions) {
    return as_bytes((PyObject *)op, bytes, n, little_endian, is_signed, with_exceptions);
}
#else
int _PyLong_AsByteArray(PyLongObject *op, unsigned char *bytes, size_t n, int little_endian,
                        int is_signed) {
    return as_bytes((PyObject *)op, bytes, n, little_endian, is_signed, true);
}
#endif

/* ---- from bytes ----------------------------------------------------------------------------------------------- */

/* new */
PyObject *_PyLong_FromByteArray(const unsigned char *bytes, size_t n, int little_endian, int is_signed) {
    if (n == 0) {
        return pyi_int_from_small(0);
    }
    bool negative = is_signed && bytes[little_endian ? n - 1 : 0] >> 7;
    if (n > (size_t)(PY_SSIZE_T_MAX - PyLong_SHIFT) / 8) {
        PyErr_SetString(PyExc_OverflowError, "byte array too long to convert to int");
        return NULL;
    }
    Py_ssize_t count = (Py_ssize_t)((n * 8 + PyLong_SHIFT - 1) / PyLong_SHIFT), filled = 0;
    PyObject *z = pyi_int_alloc(count + 1);
    if (z == NULL) {
        return NULL;
    }
    twodigits window = 0;
    int held = 0;
    unsigned carry = negative;
    for (size_t i = 0; i < n; i++) {
        unsigned byte = bytes[little_endian ? i : n - 1 - i];
        if (negative) {
            byte = (byte ^ 0xff) + carry;
            carry = byte >> 8;
        }
        window |= (twodigits)(byte & 0xff) << held;
        held += 8;
        if (held >= PyLong_SHIFT) {
            INT_DIGITS(z)[filled++] = (digit)(window & PyLong_MASK);
            window >>= PyLong_SHIFT;
            held -= PyLong_SHIFT;
        }
    }
    window |= (twodigits)carry << held; /* -256**n is one more than its bytes flipped */
    for (; filled <= count; window >>= PyLong_SHIFT) {
        INT_DIGITS(z)[filled++] = (digit)(window & PyLong_MASK);
    }
    return pyi_int_finish(z, negative ? -1 : 1, count + 1);
}

/* ---- native integers (3.13) ------------------------------------------------------------------------------------- */

#if PYI_313
static bool is_little_endian(int flags) {
    return flags == -1 || (flags & 2) ? PY_LITTLE_ENDIAN : flags & 1;
}

/* Whether the value fills all bits of n bytes so that no further one is needed for its sign. */
static bool fills(PyObject *op, size_t width, Py_ssize_t n, int flags) {
    if (width != 8 * (size_t)n) {
        return false;
    }
    return int_sign(op) < 0 ? pyi_int_is_power_of_two(op)
                            : flags == -1 || (flags & Py_ASNATIVEBYTES_UNSIGNED_BUFFER);
}

static Py_ssize_t as_native(PyObject *op, void *buffer, Py_ssize_t n, int flags) {
    if (flags != -1 && (flags & Py_ASNATIVEBYTES_REJECT_NEGATIVE) && int_sign(op) < 0) {
        PyErr_SetString(PyExc_ValueError, "Cannot convert negative int");
        return -1;
    }
    size_t width = _PyLong_NumBits(op);
    if (n > 0 && buffer != NULL) {
        write_bytes(op, buffer, (size_t)n, is_little_endian(flags), true);
    }
    Py_ssize_t needed = (Py_ssize_t)(width / 8 + 1);
    if (n > 0 && fills(op, width, n, flags)) {
        return n;
    }
    if (INT_FITS_DIGIT(op)) { /* the size of a C integer that holds it, unless fewer bytes do */
        return n > 0 && buffer != NULL && needed <= n && n <= (Py_ssize_t)sizeof(Py_ssize_t)
                   ? n
                   : (Py_ssize_t)sizeof(Py_ssize_t);
    }
    return needed;
}

/* the number of bytes that the value needs */
Py_ssize_t PyLong_AsNativeBytes(PyObject *op, void *buffer, Py_ssize_t n, int flags) {
    if (op == NULL || n < 0) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (PyLong_Check(op)) {
        return as_native(op, buffer, n, flags);
    }
    if (flags == -1 || !(flags & Py_ASNATIVEBYTES_ALLOW_INDEX)) {
        PyErr_Format(PyExc_TypeError, "expect int, got %T", op);
        return -1;
    }
    PyObject *number = _PyNumber_Index(op);
    Py_ssize_t needed = number == NULL ? -1 : as_native(number, buffer, n, flags);
    Py_XDECREF(number);
    return needed;
}

PyObject *PyLong_FromNativeBytes(const void *buffer, size_t n, int flags) {
    if (buffer == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    bool is_signed = flags == -1 || !(flags & Py_ASNATIVEBYTES_UNSIGNED_BUFFER);
    return _PyLong_FromByteArray(buffer, n, is_little_endian(flags), is_signed);
}

PyObject *PyLong_FromUnsignedNativeBytes(const void *buffer, size_t n, int flags) {
    if (buffer == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return _PyLong_FromByteArray(buffer, n, is_little_endian(flags), 0);
}
#endif
