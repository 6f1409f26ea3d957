/* SPDX-License-Identifier: Apache-2.0 */
/* strtol: C strings as C integers, with the prefixes of Python's literals.
 *
 * Contract   docs.python.org/3/c-api/conversion.html
 */
#include "pyi.h"

#include <errno.h>

/* Whether text starts with the prefix of that base, and a digit follows. */
static bool has_prefix(const char *text, int base) {
    char letter = base == 16 ? 'x' : base == 8 ? 'o' : 'b';
    return text[0] == '0' && (text[1] | 0x20) == letter &&
           _PyLong_DigitValue[(unsigned char)text[2]] < base;
}

static const char *skip_prefix(const char *text, int *base) {
    static const int bases[] = {16, 8, 2};
    for (int i = 0; i < 3; i++) {
        if ((*base == 0 || *base == bases[i]) && has_prefix(text, bases[i])) {
            *base = bases[i];
            return text + 2;
        }
    }
    *base = *base == 0 ? 10 : *base;
    return text;
}

/* ULONG_MAX and ERANGE when it is too large; *end behind the digits */
unsigned long PyOS_strtoul(const char *text, char **end, int base) {
    while (Py_ISSPACE(*text)) {
        text++;
    }
    bool zero = base == 0 && *text == '0';
    text = skip_prefix(text, &base);
    unsigned long value = 0;
    bool overflow = false;
    if (zero && base == 10) { /* 0123 is no number with base 0: only its zeros are read */
        while (*text == '0') {
            text++;
        }
        if (end != NULL) {
            *end = (char *)text;
        }
        return 0;
    }
    for (; _PyLong_DigitValue[(unsigned char)*text] < base; text++) {
        overflow = overflow || __builtin_mul_overflow(value, (unsigned long)base, &value) ||
                   __builtin_add_overflow(value, (unsigned long)_PyLong_DigitValue[(unsigned char)*text],
                                          &value);
    }
    if (end != NULL) {
        *end = (char *)text;
    }
    if (overflow) {
        errno = ERANGE;
        return ULONG_MAX;
    }
    return value;
}

/* LONG_MAX and ERANGE when the magnitude is too large */
long PyOS_strtol(const char *text, char **end, int base) {
    while (Py_ISSPACE(*text)) {
        text++;
    }
    bool negative = *text == '-';
    text += *text == '+' || *text == '-';
    unsigned long magnitude = PyOS_strtoul(text, end, base);
    if (magnitude <= LONG_MAX) {
        return negative ? -(long)magnitude : (long)magnitude;
    }
    if (negative && magnitude == (unsigned long)LONG_MAX + 1) {
        return LONG_MIN;
    }
    errno = ERANGE;
    return LONG_MAX;
}
