/* SPDX-License-Identifier: Apache-2.0 */
/* parse: ints from text in the bases 2 to 36.
 *
 * Source     Knuth, "The Art of Computer Programming", volume 2, section 4.4: method 1a, and for long text splitting in
 *            halves that are joined by a multiplication
 */
#include "int.h"

enum {
    NO_DIGIT = 37,
    HIGHEST_BASE = 36,
    SPLIT_FROM = 200, /* limbs */
    MOST_POWERS = 64,
};

#define X NO_DIGIT
#define X16 X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X
#define LETTERS                                                                                    \
    X, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, \
        33, 34, 35, X, X, X, X, X
/* the value of each character as a digit */
unsigned char _PyLong_DigitValue[256] = {
    X16, X16, X16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, X, X, X, X, X, X, LETTERS, LETTERS,
    X16, X16, X16, X16, X16, X16, X16, X16,
};
#undef X

/* The digits of a literal: valid characters with single underscores between them. */
typedef struct {
    const char *start, *end;
    Py_ssize_t count; /* of digits, without underscores */
    int base;
} literal;

static int digit_of(char character) { return _PyLong_DigitValue[(unsigned char)character]; }

/* ---- reading -------------------------------------------------------------------------------------------------- */

/* Whether digits are at `text`; end tells where they stop (or where an underscore is wrong). */
static bool scan_digits(literal *found, const char *text) {
    char previous = '_'; /* an underscore does not begin digits */
    found->start = text;
    found->count = 0;
    for (; *text == '_' || digit_of(*text) < found->base; text++) {
        if (*text != '_') {
            found->count++;
        } else if (previous == '_') {
            found->end = text - (found->count > 0);
            return false;
        }
        previous = *text;
    }
    found->end = previous == '_' && found->count > 0 ? text - 1 : text;
    return previous != '_';
}

/* The next `width` digits before *at, which moves to the left. */
static twodigits read_back(const char **at, const char *start, int width, int base) {
    twodigits value = 0, weight = 1;
    for (; width > 0 && *at > start; --*at) {
        char character = (*at)[-1];
        if (character != '_') {
            value += weight * (twodigits)digit_of(character);
            weight *= (twodigits)base;
            width--;
        }
    }
    return value;
}

/* ---- bases that are powers of two ------------------------------------------------------------------------------- */

static PyObject *from_binary(const literal *text) {
    int bits = __builtin_ctz((unsigned)text->base), held = 0;
    if (text->count > (PY_SSIZE_T_MAX - PyLong_SHIFT) / bits) {
        PyErr_SetString(PyExc_ValueError, "int string too large to convert");
        return NULL;
    }
    Py_ssize_t count = (text->count * bits + PyLong_SHIFT - 1) / PyLong_SHIFT, filled = 0;
    PyObject *z = pyi_int_alloc(count);
    if (z == NULL) {
        return NULL;
    }
    twodigits window = 0;
    for (const char *at = text->end; at > text->start; at--) {
        if (at[-1] == '_') {
            continue;
        }
        window |= (twodigits)digit_of(at[-1]) << held;
        held += bits;
        if (held >= PyLong_SHIFT) {
            INT_DIGITS(z)[filled++] = (digit)(window & PyLong_MASK);
            window >>= PyLong_SHIFT;
            held -= PyLong_SHIFT;
        }
    }
    if (filled < count) {
        INT_DIGITS(z)[filled] = (digit)window;
    }
    return pyi_int_finish(z, 1, count);
}

/* ---- other bases --------------------------------------------------------------------------------------------------- */

/* The digits in groups: limbs of the base unit = base ** width, least significant first; the powers that join them. */
typedef struct {
    digit *limbs;
    digit unit;
    int width;
    PyObject *powers[MOST_POWERS]; /* powers[k] is unit ** (2 ** k) */
    int count;
} limb_list;

static PyObject *join_few(const limb_list *list, Py_ssize_t start, Py_ssize_t n) {
    PyObject *z = pyi_int_alloc(n);
    if (z == NULL) {
        return NULL;
    }
    digit *to = INT_DIGITS(z);
    Py_ssize_t used = 0;
    for (Py_ssize_t i = n; --i >= 0;) {
        twodigits carry = list->limbs[start + i];
        for (Py_ssize_t j = 0; j < used; j++) {
            carry += (twodigits)to[j] * list->unit;
            to[j] = (digit)(carry & PyLong_MASK);
            carry >>= PyLong_SHIFT;
        }
        if (carry != 0) {
            to[used++] = (digit)carry;
        }
    }
    return pyi_int_finish(z, 1, used);
}

static PyObject *join(limb_list *list, Py_ssize_t start, Py_ssize_t n) {
    if (n < SPLIT_FROM) {
        return join_few(list, start, n);
    }
    int k = 0;
    while (((Py_ssize_t)2 << k) < n) {
        k++;
    }
    for (; list->count <= k; list->count++) {
        PyObject *last = list->count == 0 ? NULL : list->powers[list->count - 1];
        PyObject *power = last == NULL ? pyi_int_from_small(list->unit) : pyi_int_multiply(last, last);
        if (power == NULL) {
            return NULL;
        }
        list->powers[list->count] = power;
    }
    Py_ssize_t middle = (Py_ssize_t)1 << k;
    PyObject *low = join(list, start, middle), *high = NULL, *z = NULL;
    if (low != NULL && (high = join(list, start + middle, n - middle)) != NULL) {
        PyObject *shifted = pyi_int_multiply(high, list->powers[k]);
        z = shifted == NULL ? NULL : pyi_int_add(shifted, low);
        Py_XDECREF(shifted);
    }
    Py_XDECREF(low);
    Py_XDECREF(high);
    return z;
}

static bool is_allowed(Py_ssize_t count) {
    int most = pyi_int_max_str_digits();
    if (count <= _PY_LONG_MAX_STR_DIGITS_THRESHOLD || most <= 0 || count <= most) {
        return true;
    }
    PyErr_Format(PyExc_ValueError,
                 "Exceeds the limit (%d digits) for integer string conversion: value has %zd digits; "
                 "use sys.set_int_max_str_digits() to increase the limit",
                 most, count);
    return false;
}

static PyObject *from_limbs(const literal *text) {
    limb_list list = {.unit = (digit)text->base, .width = 1};
    while ((twodigits)list.unit * (twodigits)text->base <= PyLong_MASK) {
        list.unit *= (digit)text->base;
        list.width++;
    }
    Py_ssize_t n = (text->count + list.width - 1) / list.width;
    list.limbs = PyMem_New(digit, n);
    if (list.limbs == NULL) {
        return PyErr_NoMemory();
    }
    const char *at = text->end;
    for (Py_ssize_t i = 0; i < n; i++) {
        list.limbs[i] = (digit)read_back(&at, text->start, list.width, text->base);
    }
    PyObject *z = join(&list, 0, n);
    PyMem_Free(list.limbs);
    while (list.count > 0) {
        Py_DECREF(list.powers[--list.count]);
    }
    return z;
}

/* ---- the literal ------------------------------------------------------------------------------------------------------ */

/* A prefix such as 0x, which may choose the base. What follows it; *only_zero for 0123, which no base 0 has. */
static const char *read_prefix(const char *text, int *base, bool *only_zero) {
    int named = 0;
    if (text[0] == '0') {
        char letter = (char)(text[1] | 0x20);
        named = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    }
    *only_zero = *base == 0 && text[0] == '0' && named == 0;
    if (*base == 0) {
        *base = named == 0 ? 10 : named;
    }
    if (named != 0 && named == *base) {
        text += 2;
        text += *text == '_';
    }
    return text;
}

static PyObject *value_of(const literal *text) {
    if (text->count <= 11 || (text->base <= 10 && text->count <= 18)) {
        const char *at = text->end;
        return pyi_int_from_small(
            (stwodigits)read_back(&at, text->start, (int)text->count, text->base));
    }
    return (text->base & (text->base - 1)) == 0 ? from_binary(text) : from_limbs(text);
}

/* New. *chosen is the base, chosen by a prefix if it was 0. *where is where the literal ends or is wrong,
 * NULL when something else failed; no ValueError is set for it. */
static PyObject *parse(const char *text, const char **where, int *chosen) {
    while (Py_ISSPACE(*text)) {
        text++;
    }
    bool negative = *text == '-', only_zero;
    text += *text == '+' || *text == '-';
    text = read_prefix(text, chosen, &only_zero);
    int base = *chosen;
    literal found = {.base = base};
    bool valid = scan_digits(&found, text);
    *where = found.end;
    if (!valid) {
        return NULL;
    }
    if ((base & (base - 1)) != 0 && !is_allowed(found.count)) {
        *where = NULL;
        return NULL;
    }
    PyObject *z = value_of(&found);
    if (z == NULL) {
        *where = NULL;
        return NULL;
    }
    if (only_zero && int_count(z) != 0) {
        *chosen = 0;
        Py_DECREF(z);
        return NULL;
    }
    while (Py_ISSPACE(**where)) {
        ++*where;
    }
    if (negative) {
        Py_SETREF(z, pyi_int_negate(z));
    }
    return z;
}

static PyObject *refuse(PyObject *text, int base) {
    if (text != NULL) {
        PyErr_Format(PyExc_ValueError, "invalid literal for int() with base %d: %.200R", base, text);
    }
    return NULL;
}

static bool check_base(int base) {
    if ((base == 0 || base >= 2) && base <= HIGHEST_BASE) {
        return true;
    }
    PyErr_SetString(PyExc_ValueError, "int() arg 2 must be >= 2 and <= 36");
    return false;
}

/* ---- public functions ------------------------------------------------------------------------------------------------ */

/* new; *end is where parsing stopped, NULL when not the text is to blame */
PyObject *PyLong_FromString(const char *text, char **end, int base) {
    if (!check_base(base)) {
        if (end != NULL) {
            *end = NULL;
        }
        return NULL;
    }
    const char *where;
    PyObject *z = parse(text, &where, &base);
    if (end != NULL) {
        *end = (char *)where;
    }
    if (where != NULL && (z == NULL || *where != 0)) {
        Py_CLEAR(z);
        size_t length = strlen(text);
        PyObject *str = PyUnicode_FromStringAndSize(text, (Py_ssize_t)(length < 200 ? length : 200));
        refuse(str, base);
        Py_XDECREF(str);
    }
    return z;
}

/* `length` bytes before a null one */
static PyObject *from_sized(const char *text, Py_ssize_t length, int base, PyObject *source) {
    if (!check_base(base)) {
        return NULL;
    }
    const char *where;
    int chosen = base;
    PyObject *z = parse(text, &where, &chosen);
    if (where != NULL && (z == NULL || where != text + length)) {
        Py_CLEAR(z);
        refuse(source, base);
    }
    return z;
}

PyObject *_PyLong_FromBytes(const char *text, Py_ssize_t length, int base) {
    PyObject *source = PyBytes_FromStringAndSize(text, length < 200 ? length : 200);
    if (source == NULL) {
        return NULL;
    }
    PyObject *z = from_sized(text, length, base, source);
    Py_DECREF(source);
    return z;
}

PyObject *PyLong_FromUnicodeObject(PyObject *str, int base) {
    PyObject *ascii = _PyUnicode_TransformDecimalAndSpaceToASCII(str);
    if (ascii == NULL) {
        return NULL;
    }
    PyObject *z = from_sized(PyUnicode_DATA(ascii), PyUnicode_GET_LENGTH(ascii), base, str);
    Py_DECREF(ascii);
    return z;
}
