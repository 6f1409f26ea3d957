/* SPDX-License-Identifier: Apache-2.0 */
/* format: doubles as C strings, in the forms of repr() and of the format codes e, f and g.
 *
 * Contract   docs.python.org/3/c-api/conversion.html
 */
#include "pyi_dtoa.h"

/* How one finite number is laid out: digits from `first` (where 0 is the first digit of the decimal) to `end`, the point
 * before digit `point`; positions without a digit are zeros. */
typedef struct {
    int first, end, point;
    bool with_point, with_exponent;
    int exponent;
} layout;

static int most(int x, int y) { return x > y ? x : y; }

static bool wants_exponent(const pyi_decimal *decimal, char code, int precision, int flags) {
    switch (code) {
    case 'e':
        return true;
    case 'f':
        return false;
    case 'r':
        return decimal->point <= -4 || decimal->point > 16;
    default:
        return decimal->point <= -4 ||
               decimal->point > precision - ((flags & Py_DTSF_ADD_DOT_0) != 0);
    }
}

static layout lay_out(const pyi_decimal *decimal, char code, int precision, int flags) {
    layout out = {.point = decimal->point, .with_exponent = wants_exponent(decimal, code, precision, flags)};
    if (out.with_exponent) {
        out.exponent = decimal->point - 1;
        out.point = 1;
    }
    int digits = code == 'e' ? precision : code == 'f' ? out.point + precision : decimal->count;
    if (code == 'g' && (flags & Py_DTSF_ALT)) {
        digits = precision;
    }
    out.first = out.point > 0 ? 0 : out.point - 1;
    out.end = most(digits, out.point);
    if ((flags & Py_DTSF_ADD_DOT_0) && !out.with_exponent) {
        out.end = most(out.end, out.point + 1);
    }
    out.with_point = out.end > out.point || (flags & Py_DTSF_ALT);
    return out;
}

/* e+07: a sign and two digits at least */
static char *write_exponent(int exponent, bool upper, char *to) {
    *to++ = upper ? 'E' : 'e';
    *to++ = exponent < 0 ? '-' : '+';
    unsigned int magnitude = (unsigned int)(exponent < 0 ? -exponent : exponent);
    if (magnitude >= 100) {
        *to++ = (char)('0' + magnitude / 100);
    }
    *to++ = (char)('0' + magnitude / 10 % 10);
    *to++ = (char)('0' + magnitude % 10);
    return to;
}

static char *write_finite(const pyi_decimal *decimal, const layout *out, bool upper, char *to) {
    for (int i = out->first; i < out->end; i++) {
        if (i == out->point) {
            *to++ = '.';
        }
        *to++ = i >= 0 && i < decimal->count ? decimal->digits[i] : '0';
    }
    if (out->with_point && out->end <= out->point) {
        *to++ = '.';
    }
    if (out->with_exponent) {
        to = write_exponent(out->exponent, upper, to);
    }
    return to;
}

static char *not_finite(double value, bool upper, int flags) {
    char *text = PyMem_Malloc(5), *to = text;
    if (text == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    if (Py_IS_INFINITY(value) && value < 0) {
        *to++ = '-';
    } else if (flags & Py_DTSF_SIGN) {
        *to++ = '+';
    }
    const char *name = Py_IS_INFINITY(value) ? (upper ? "INF" : "inf") : (upper ? "NAN" : "nan");
    memcpy(to, name, 4);
    return text;
}

static void find_digits(double value, char code, int precision, pyi_decimal *decimal) {
    if (code == 'r') {
        pyi_decimal_shortest(value, decimal);
    } else if (code == 'f') {
        pyi_decimal_places(value, precision, decimal);
    } else {
        pyi_decimal_significant(value, precision, decimal);
    }
}

static char *finite_text(double value, char code, int precision, bool upper, int flags) {
    pyi_decimal decimal;
    bool negative = signbit(value) != 0;
    find_digits(fabs(value), code, precision, &decimal);
    if (decimal.digits[0] == '0' && (flags & Py_DTSF_NO_NEG_0)) {
        negative = false;
    }
    layout out = lay_out(&decimal, code, precision, flags);
    char *text = PyMem_Malloc((size_t)(out.end - out.first) + 16);
    if (text == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    char *to = text;
    if (negative) {
        *to++ = '-';
    } else if (flags & Py_DTSF_SIGN) {
        *to++ = '+';
    }
    *write_finite(&decimal, &out, upper, to) = 0;
    return text;
}

/* New, for PyMem_Free. */
char *PyOS_double_to_string(double value, char code, int precision, int flags, int *type) {
    bool upper = code == 'E' || code == 'F' || code == 'G';
    code = (char)(upper ? code | 0x20 : code);
    switch (code) {
    case 'r':
        if (precision != 0) {
            PyErr_BadInternalCall();
            return NULL;
        }
        break;
    case 'e':
        precision++;
        break;
    case 'g':
        precision = precision == 0 ? 1 : precision;
        break;
    case 'f':
        break;
    default:
        PyErr_BadInternalCall();
        return NULL;
    }
    bool is_finite = isfinite(value);
    if (type != NULL) {
        *type = is_finite ? Py_DTST_FINITE : Py_IS_INFINITY(value) ? Py_DTST_INFINITE : Py_DTST_NAN;
    }
    return is_finite ? finite_text(value, code, precision, upper, flags) : not_finite(value, upper, flags);
}
