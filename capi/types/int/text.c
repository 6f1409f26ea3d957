/* SPDX-License-Identifier: Apache-2.0 */
/* text: ints as digits of base 2, 8, 10 and 16.
 *
 * Source     Knuth, "The Art of Computer Programming", volume 2, section 4.4: method 1b, and for big values splitting
 *            by powers of ten, which are as big as half of the value
 */
#include "int.h"

#include "pyi_str.h"
#if PYI_313
#  include "internal/pycore_bytesobject.h"
#endif

enum {
    DECIMAL_BASE = 1000000000,
    DECIMAL_WIDTH = 9,
    SPLIT_FROM = 120,   /* digits; below that dividing by one digit at a time is faster */
    MOST_POWERS = 64,
    INLINE_LIMBS = 8,
};

/* An int on its way to text: its digits of base 10**9 for base ten, and how many characters it will have. */
typedef struct {
    PyObject *op;
    int base;
    bool alternate;
    digit *limbs; /* base ten only: least significant first; inside or from PyMem_Malloc */
    Py_ssize_t count, length;
    digit inside[INLINE_LIMBS];
} int_text;

/* ---- base ten --------------------------------------------------------------------------------------------- */

static Py_ssize_t limbs_by_digits(PyObject *op, digit *limbs) {
    Py_ssize_t n = 0;
    for (Py_ssize_t i = int_count(op); --i >= 0;) {
        digit carry = INT_DIGITS(op)[i];
        for (Py_ssize_t j = 0; j < n; j++) {
            twodigits value = (twodigits)limbs[j] << PyLong_SHIFT | carry;
            carry = (digit)(value / DECIMAL_BASE);
            limbs[j] = (digit)(value - (twodigits)carry * DECIMAL_BASE);
        }
        while (carry != 0) {
            limbs[n++] = carry % DECIMAL_BASE;
            carry /= DECIMAL_BASE;
        }
    }
    return n;
}

/* 10**9 squared again and again: powers[k] is 10**(9 * 2**k) */
typedef struct {
    PyObject *powers[MOST_POWERS];
    int count;
} decimal_powers;

static int make_powers(decimal_powers *made, Py_ssize_t digits) {
    made->powers[0] = pyi_int_from_small(DECIMAL_BASE);
    made->count = 1;
    while (made->powers[made->count - 1] != NULL) {
        PyObject *last = made->powers[made->count - 1];
        if (4 * int_count(last) > digits + 2) {
            return 0;
        }
        made->powers[made->count++] = pyi_int_multiply(last, last);
    }
    made->count--;
    return -1;
}

/* All n limbs of the magnitude of op. */
static int limbs_by_splitting(PyObject *op, digit *limbs, Py_ssize_t n, const decimal_powers *made) {
    int k = made->count - 1;
    while (k > 0 && 2 * int_count(made->powers[k]) > int_count(op) + 1) {
        k--;
    }
    if (int_count(op) < SPLIT_FROM || k == 0) {
        Py_ssize_t used = limbs_by_digits(op, limbs);
        memset(limbs + used, 0, (size_t)(n - used) * sizeof(digit));
        return 0;
    }
    PyObject *high, *low;
    if (pyi_mag_divmod(op, made->powers[k], 1, 1, &high, &low) < 0) {
        return -1;
    }
    Py_ssize_t middle = (Py_ssize_t)1 << k;
    int status = limbs_by_splitting(low, limbs, middle, made);
    if (status == 0) {
        status = limbs_by_splitting(high, limbs + middle, n - middle, made);
    }
    Py_DECREF(high);
    Py_DECREF(low);
    return status;
}

int pyi_int_max_str_digits(void) {
#if PYI_312
    return _PyInterpreterState_GET()->long_state.max_str_digits;
#else
    return _PyInterpreterState_GET()->int_max_str_digits;
#endif
}

static PyObject *refuse_long_text(int most) {
    PyErr_Format(PyExc_ValueError,
                 "Exceeds the limit (%d digits) for integer string conversion; "
                 "use sys.set_int_max_str_digits() to increase the limit",
                 most);
    return NULL;
}

/* Whether no more digits are made than sys.set_int_max_str_digits() allows; sets ValueError. */
static bool is_allowed(Py_ssize_t least_digits) {
    int most = pyi_int_max_str_digits();
    if (least_digits <= _PY_LONG_MAX_STR_DIGITS_THRESHOLD || most <= 0 || least_digits <= most) {
        return true;
    }
    refuse_long_text(most);
    return false;
}

static Py_ssize_t decimal_width(digit limb) {
    Py_ssize_t width = 1;
    for (; limb >= 10; limb /= 10) {
        width++;
    }
    return width;
}

/* No more than the decimals of a number that is not 0, and seldom fewer. */
static Py_ssize_t least_decimals(PyObject *op) {
    /* times the logarithm of 2, in two steps that stay within the word */
    Py_ssize_t bits = (Py_ssize_t)_PyLong_NumBits(op) - 1;
    return bits / 1000000 * 301029 + bits % 1000000 * 301029 / 1000000 + 1;
}

static int prepare_decimal(int_text *text) {
    Py_ssize_t digits = int_count(text->op);
    if (digits > 1 && !is_allowed(least_decimals(text->op))) {
        return -1;
    }
    Py_ssize_t room = digits + digits / 29 + 2;
    text->limbs = room <= INLINE_LIMBS ? text->inside : PyMem_New(digit, room);
    if (text->limbs == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int status = 0;
    if (digits < SPLIT_FROM) {
        text->count = limbs_by_digits(text->op, text->limbs);
    } else {
        decimal_powers made;
        status = make_powers(&made, digits);
        if (status == 0) {
            status = limbs_by_splitting(text->op, text->limbs, room, &made);
        }
        while (made.count > 0) {
            Py_DECREF(made.powers[--made.count]);
        }
        text->count = room;
    }
    while (status == 0 && text->count > 0 && text->limbs[text->count - 1] == 0) {
        text->count--;
    }
    text->length = text->count == 0 ? 1
                                    : (text->count - 1) * DECIMAL_WIDTH +
                                          decimal_width(text->limbs[text->count - 1]);
    return status < 0 || !is_allowed(text->length) ? -1 : 0;
}

/* the characters that end at `end`; where they begin */
static char *write_decimal(const int_text *text, char *end) {
    Py_ssize_t last = text->count - 1;
    for (Py_ssize_t i = 0; i < last; i++) {
        digit limb = text->limbs[i];
        for (int j = 0; j < DECIMAL_WIDTH; j++, limb /= 10) {
            *--end = (char)('0' + limb % 10);
        }
    }
    digit limb = last < 0 ? 0 : text->limbs[last];
    do {
        *--end = (char)('0' + limb % 10);
        limb /= 10;
    } while (limb != 0);
    return end;
}

/* ---- bases that are powers of two ----------------------------------------------------------------------------- */

static int bits_of_base(int base) { return base == 16 ? 4 : base == 8 ? 3 : 1; }

static int prepare_binary(int_text *text) {
    int bits = bits_of_base(text->base);
    if (int_count(text->op) > PY_SSIZE_T_MAX / PyLong_SHIFT - 3) {
        PyErr_SetString(PyExc_OverflowError, "int too large to format");
        return -1;
    }
    Py_ssize_t width = (Py_ssize_t)_PyLong_NumBits(text->op);
    text->length = width == 0 ? 1 : (width + bits - 1) / bits;
    return 0;
}

static char *write_binary(const int_text *text, char *end) {
    int bits = bits_of_base(text->base), held = 0;
    Py_ssize_t left = text->length, next = 0;
    twodigits window = 0;
    while (left-- > 0) {
        if (held < bits && next < int_count(text->op)) {
            window |= (twodigits)INT_DIGITS(text->op)[next++] << held;
            held += PyLong_SHIFT;
        }
        *--end = "0123456789abcdef"[window & (twodigits)(text->base - 1)];
        window >>= bits;
        held -= bits;
    }
    return end;
}

/* ---- both ------------------------------------------------------------------------------------------------------- */

static void drop(int_text *text) {
    if (text->limbs != NULL && text->limbs != text->inside) {
        PyMem_Free(text->limbs);
    }
}

/* 0, or -1 with an exception and nothing to drop. */
static int prepare(int_text *text, PyObject *op, int base, int alternate) {
    if (op == NULL || !PyLong_Check(op)) {
        PyErr_BadInternalCall();
        return -1;
    }
    text->op = op;
    text->base = base;
    text->alternate = alternate;
    text->limbs = NULL;
    if ((base == 10 ? prepare_decimal(text) : prepare_binary(text)) < 0) {
        drop(text);
        return -1;
    }
    text->length += int_sign(op) < 0;
    text->length += alternate && base != 10 ? 2 : 0;
    return 0;
}

/* Writes text->length characters. */
static void write_text(const int_text *text, char *to) {
    char *end = to + text->length;
    if (text->base == 10) {
        end = write_decimal(text, end);
    } else {
        int_text plain = *text;
        plain.length -= int_sign(text->op) < 0;
        plain.length -= text->alternate ? 2 : 0;
        end = write_binary(&plain, end);
        if (text->alternate) {
            *--end = text->base == 16 ? 'x' : text->base == 8 ? 'o' : 'b';
            *--end = '0';
        }
    }
    if (int_sign(text->op) < 0) {
        *--end = '-';
    }
}

/* up to 20 characters that end at `end`; where they begin */
static char *write_small(stwodigits value, char *end) {
    twodigits magnitude = value < 0 ? 0 - (twodigits)value : (twodigits)value;
    do {
        *--end = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude != 0);
    if (value < 0) {
        *--end = '-';
    }
    return end;
}

static PyObject *to_str(PyObject *op, int base, int alternate) {
    if (base == 10 && PyLong_Check(op) && INT_FITS_DIGIT(op)) {
        char buffer[24], *end = buffer + sizeof(buffer);
        char *start = write_small(int_small_value(op), end);
        return _PyUnicode_FromASCII(start, end - start);
    }
    int_text text;
    if (prepare(&text, op, base, alternate) < 0) {
        return NULL;
    }
    PyObject *str = NULL;
    if (text.length == 1) {
        char character;
        write_text(&text, &character);
        str = pyi_str_latin1((unsigned char)character);
    } else if ((str = PyUnicode_New(text.length, 127)) != NULL) {
        write_text(&text, (char *)PyUnicode_1BYTE_DATA(str));
    }
    drop(&text);
    return str;
}

/* ---- public functions -------------------------------------------------------------------------------------------- */

/* new; repr and str of int */
PyObject *pyi_int_repr(PyObject *op) { return to_str(op, 10, 0); }

/* new; with the prefix 0b, 0o or 0x of bases that are not ten */
PyObject *_PyLong_Format(PyObject *op, int base) { return to_str(op, base, 1); }

int _PyLong_FormatWriter(_PyUnicodeWriter *writer, PyObject *op, int base, int alternate) {
    int_text text;
    if (prepare(&text, op, base, alternate) < 0) {
        return -1;
    }
    int status = _PyUnicodeWriter_Prepare(writer, text.length, 127);
    if (status == 0 && writer->kind == PyUnicode_1BYTE_KIND) {
        write_text(&text, (char *)writer->data + writer->pos);
        writer->pos += text.length;
    } else if (status == 0) {
        char *ascii = PyMem_Malloc((size_t)text.length);
        if (ascii == NULL) {
            PyErr_NoMemory();
            status = -1;
        } else {
            write_text(&text, ascii);
            status = _PyUnicodeWriter_WriteASCIIString(writer, ascii, text.length);
            PyMem_Free(ascii);
        }
    }
    drop(&text);
    return status;
}

/* where the text that was written at `to` ends, NULL with an exception */
char *_PyLong_FormatBytesWriter(_PyBytesWriter *writer, char *to, PyObject *op, int base, int alternate) {
    int_text text;
    if (prepare(&text, op, base, alternate) < 0) {
        return NULL;
    }
    to = _PyBytesWriter_Prepare(writer, to, text.length);
    if (to != NULL) {
        write_text(&text, to);
        to += text.length;
    }
    drop(&text);
    return to;
}
