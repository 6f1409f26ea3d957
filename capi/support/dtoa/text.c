/* SPDX-License-Identifier: Apache-2.0 */
/* text: doubles from C strings.
 *
 * Contract   docs.python.org/3/c-api/conversion.html
 */
#include "pyi_dtoa.h"

#if PYI_313
#  include "internal/pycore_floatobject.h"
#endif

enum { KEPT_DIGITS = 780 }; /* after that, one digit stands for all that are not 0 */

/* The digits of a number without its point and without zeros at the left. */
typedef struct {
    int count;
    long long exponent; /* of the last digit */
    bool any, more;     /* a digit, if only a zero; others than zeros after those that are kept */
    char digits[KEPT_DIGITS + 1];
} scanned;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* ---- reading -------------------------------------------------------------------------------------------------- */

static const char *scan_digits(const char *text, scanned *found, bool fraction) {
    for (; is_digit(*text); text++) {
        found->any = true;
        if (found->count < KEPT_DIGITS) {
            if (found->count > 0 || *text != '0') {
                found->digits[found->count++] = *text;
            }
            found->exponent -= fraction;
            continue;
        }
        found->more = found->more || *text != '0';
        found->exponent += !fraction;
    }
    return text;
}

/* After the digits: e, a sign, digits; or nothing. */
static const char *scan_exponent(const char *text, scanned *found) {
    const char *at = text + 1;
    if (*text != 'e' && *text != 'E') {
        return text;
    }
    bool negative = *at == '-';
    at += *at == '+' || *at == '-';
    if (!is_digit(*at)) {
        return text;
    }
    long long value = 0;
    for (; is_digit(*at); at++) {
        value = value < 1000000000000 ? value * 10 + (*at - '0') : value;
    }
    found->exponent += negative ? -value : value;
    return at;
}

static const char *scan_word(const char *text, const char *word) {
    for (; *word != 0; word++, text++) {
        if ((*text | 0x20) != *word) {
            return NULL;
        }
    }
    return text;
}

/* inf, infinity or nan with a sign; -1 and *end at the start when neither is there */
double _Py_parse_inf_or_nan(const char *text, char **end) {
    const char *at = text;
    bool negative = *at == '-';
    at += *at == '+' || *at == '-';
    const char *after = scan_word(at, "inf");
    double value = Py_HUGE_VAL;
    if (after != NULL) {
        const char *longer = scan_word(after, "inity");
        after = longer != NULL ? longer : after;
    } else if ((after = scan_word(at, "nan")) != NULL) {
        value = fabs(Py_NAN);
    } else {
        *end = (char *)text;
        return -1.0;
    }
    *end = (char *)after;
    return negative ? -value : value;
}

/* *end at the start when there is no number */
static double read_double(const char *text, const char **end, bool *overflow) {
    const char *at = text;
    bool negative = *at == '-';
    scanned found;
    found.count = 0;
    found.exponent = 0;
    found.any = found.more = *overflow = false;
    at += *at == '+' || *at == '-';
    at = scan_digits(at, &found, false);
    if (*at == '.') {
        at = scan_digits(at + 1, &found, true);
    }
    if (!found.any) {
        char *after;
        double value = _Py_parse_inf_or_nan(text, &after);
        *end = after;
        return value;
    }
    at = scan_exponent(at, &found);
    *end = at;
    if (found.more) {
        found.digits[found.count++] = '1';
        found.exponent--;
    }
    double value = pyi_decimal_value(found.digits, found.count, found.exponent);
    *overflow = Py_IS_INFINITY(value);
    return negative ? -value : value;
}

/* ---- public functions ------------------------------------------------------------------------------------------- */

double PyOS_string_to_double(const char *text, char **end, PyObject *overflow_exception) {
    const char *at;
    bool overflow;
    double value = read_double(text, &at, &overflow);
    if (at == text || (end == NULL && *at != 0)) {
        PyErr_Format(PyExc_ValueError, "could not convert string to float: '%.200s'", text);
        value = -1.0;
    } else if (overflow && overflow_exception != NULL) {
        PyErr_Format(overflow_exception, "value too large to convert to float: '%.200s'", text);
        value = -1.0;
    }
    if (end != NULL) {
        *end = (char *)at;
    }
    return value;
}

static PyObject *refuse(const char *what, PyObject *obj) {
    PyErr_Format(PyExc_ValueError, "could not convert string to %s: %R", what, obj);
    return NULL;
}

/* Whether each underscore is between digits; the text without them. */
static bool drop_underscores(const char *text, Py_ssize_t length, char *to) {
    char previous = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        if (text[i] == '_') {
            if (!is_digit(previous)) {
                return false;
            }
        } else {
            if (previous == '_' && !is_digit(text[i])) {
                return false;
            }
            *to++ = text[i];
        }
        previous = text[i];
    }
    *to = 0;
    return previous != '_' && (Py_ssize_t)strlen(text) == length;
}

PyObject *_Py_string_to_number_with_underscores(const char *text, Py_ssize_t length, const char *what,
                                                PyObject *obj, void *arg,
                                                PyObject *(*inner)(const char *, Py_ssize_t,
                                                                   void *)) {
    if (strchr(text, '_') == NULL) {
        return inner(text, length, arg);
    }
    char *plain = PyMem_Malloc((size_t)length + 1);
    if (plain == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *result = drop_underscores(text, length, plain)
                           ? inner(plain, (Py_ssize_t)strlen(plain), arg)
                           : refuse(what, obj);
    PyMem_Free(plain);
    return result;
}
