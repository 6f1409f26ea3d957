/* SPDX-License-Identifier: Apache-2.0 */
/* printf-style formatting: reading conversions, taking arguments, numbers and layout.
 * Contract   docs.python.org/3/library/stdtypes.html#printf-style-string-formatting
 */
#include "pyi_percent.h"

#include "pyi_bytes.h"

#include <limits.h>

/* ---- arguments ---------------------------------------------------------------------------- */

void pyi_percent_init(pyi_percent *run, pyi_text format, PyObject *args, bool bytes) {
    *run = (pyi_percent){.format = format, .bytes = bytes, .args = args};
    run->count = PyTuple_Check(args) ? PyTuple_GET_SIZE(args) : -1;
    run->used = run->count < 0 ? -2 : 0;
    bool text = bytes ? PyBytes_Check(args) || PyByteArray_Check(args) : 0;
    if (PyMapping_Check(args) && !PyTuple_Check(args) && !PyUnicode_Check(args) && !text) {
        run->mapping = args;
    }
}

PyObject *pyi_percent_next(pyi_percent *run) {
    if (run->used < run->count) {
        run->used++;
        if (run->count >= 0) {
            return PyTuple_GET_ITEM(run->args, run->used - 1);
        }
        return run->value != NULL ? run->value : run->args;
    }
    PyErr_SetString(PyExc_TypeError, "not enough arguments for format string");
    return NULL;
}

int pyi_percent_end(pyi_percent *run) {
    Py_CLEAR(run->value);
    if (run->used < run->count && run->mapping == NULL) {
        PyErr_Format(PyExc_TypeError, "not all arguments converted during %s formatting",
                     run->bytes ? "bytes" : "string");
        return -1;
    }
    return 0;
}

/* ---- conversions -------------------------------------------------------------------------- */

bool pyi_percent_literal(pyi_percent *run, pyi_text *literal) {
    pyi_text rest = pyi_text_part(run->format, run->at, run->format.length);
    Py_ssize_t n = pyi_text_find_char(rest, '%');
    *literal = pyi_text_part(rest, 0, n < 0 ? rest.length : n);
    run->at += n < 0 ? rest.length : n + 1;
    return n >= 0;
}

static int complain(PyObject *type, const char *text) {
    PyErr_SetString(type, text);
    return -1;
}

/* The next character of the format; 0 at the end, where run->at goes on growing. */
static Py_UCS4 next_character(pyi_percent *run) {
    Py_ssize_t at = run->at++;
    return at < run->format.length ? PyUnicode_READ(run->format.kind, run->format.data, at) : 0;
}

static bool ended(const pyi_percent *run) {
    return run->at > run->format.length;
}

/* "(key)", parentheses within it balanced: its value becomes the only argument. */
static int read_key(pyi_percent *run) {
    if (run->mapping == NULL) {
        return complain(PyExc_TypeError, "format requires a mapping");
    }
    Py_ssize_t start = run->at;
    for (int depth = 1; depth > 0;) {
        Py_UCS4 c = next_character(run);
        if (ended(run)) {
            return complain(PyExc_ValueError, "incomplete format key");
        }
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    pyi_text name = pyi_text_part(run->format, start, run->at - 1);
    PyObject *key = run->bytes ? PyBytes_FromStringAndSize(name.data, name.length)
                               : pyi_str_from_text(name.kind, name.data, name.length);
    if (key == NULL) {
        return -1;
    }
    Py_XSETREF(run->value, PyObject_GetItem(run->mapping, key));
    Py_DECREF(key);
    if (run->value == NULL) {
        return -1;
    }
    run->count = -1;
    run->used = -2;
    return 0;
}

static Py_UCS4 read_flags(pyi_percent *run, pyi_conversion *conversion) {
    for (;;) {
        Py_UCS4 c = next_character(run);
        switch (c) {
        case '-':
            conversion->left = true;
            break;
        case '+':
            conversion->sign = true;
            break;
        case ' ':
            conversion->blank = true;
            break;
        case '#':
            conversion->alternate = true;
            break;
        case '0':
            conversion->zero = true;
            break;
        default:
            return c;
        }
    }
}

/* A number or '*'; *c is its first character, and the one behind it afterwards. */
static int read_width(pyi_percent *run, pyi_conversion *conversion, Py_UCS4 *c) {
    if (*c == '*') {
        PyObject *value = pyi_percent_next(run);
        if (value == NULL) {
            return -1;
        }
        if (!PyLong_Check(value)) {
            return complain(PyExc_TypeError, "* wants int");
        }
        conversion->width = PyLong_AsSsize_t(value);
        if (conversion->width == -1 && PyErr_Occurred()) {
            return -1;
        }
        if (conversion->width < 0) {
            conversion->left = true;
            conversion->width = -conversion->width;
        }
        *c = next_character(run);
        return 0;
    }
    if (*c >= '0' && *c <= '9') {
        conversion->width = 0;
        for (; *c >= '0' && *c <= '9'; *c = next_character(run)) {
            int digit = (int)(*c - '0');
            if (conversion->width > (PY_SSIZE_T_MAX - digit) / 10) {
                return complain(PyExc_ValueError, "width too big");
            }
            conversion->width = conversion->width * 10 + digit;
        }
    }
    return 0;
}

static int read_precision(pyi_percent *run, pyi_conversion *conversion, Py_UCS4 *c) {
    if (*c != '.') {
        return 0;
    }
    conversion->precision = 0;
    *c = next_character(run);
    if (*c == '*') {
        PyObject *value = pyi_percent_next(run);
        if (value == NULL) {
            return -1;
        }
        if (!PyLong_Check(value)) {
            return complain(PyExc_TypeError, "* wants int");
        }
        int precision = _PyLong_AsInt(value);
        if (precision == -1 && PyErr_Occurred()) {
            return -1;
        }
        conversion->precision = Py_MAX(precision, 0);
        *c = next_character(run);
        return 0;
    }
    for (; *c >= '0' && *c <= '9'; *c = next_character(run)) {
        int digit = (int)(*c - '0');
        if (conversion->precision > (INT_MAX - digit) / 10) {
            return complain(PyExc_ValueError, run->bytes ? "prec too big" : "precision too big");
        }
        conversion->precision = conversion->precision * 10 + digit;
    }
    return 0;
}

int pyi_percent_parse(pyi_percent *run, pyi_conversion *conversion) {
    *conversion = (pyi_conversion){.width = -1, .precision = -1};
    if (run->at < run->format.length &&
        PyUnicode_READ(run->format.kind, run->format.data, run->at) == '(') {
        run->at++;
        if (read_key(run) < 0) {
            return -1;
        }
    }
    Py_UCS4 c = read_flags(run, conversion);
    if (read_width(run, conversion, &c) < 0 || read_precision(run, conversion, &c) < 0) {
        return -1;
    }
    if (c == 'h' || c == 'l' || c == 'L') {
        c = next_character(run);
    }
    if (ended(run)) {
        return complain(PyExc_ValueError, "incomplete format");
    }
    conversion->letter = run->bytes && c == 'i' ? 'd' : c;
    return 0;
}

/* Whether digits of a width or precision stand before the letter that was read last. */
static bool follows_number(const pyi_percent *run, const pyi_conversion *conversion) {
    Py_UCS4 c = PyUnicode_READ(run->format.kind, run->format.data, run->at - 2);
    return c >= '0' && c <= '9' && (conversion->width >= 0 || conversion->precision >= 0);
}

void pyi_percent_unsupported(const pyi_percent *run, const pyi_conversion *conversion) {
    Py_UCS4 c = conversion->letter;
    int shown = run->bytes || (c > 31 && c <= 126) ? (int)c : '?';
    if (run->bytes && !follows_number(run, conversion)) {
        shown = (signed char)c; /* as CPython reads it there: its message fails for those above 127 */
    }
    PyErr_Format(PyExc_ValueError, "unsupported format character '%c' (0x%x) at index %zd",
                 shown, (unsigned int)c, run->at - 1);
}

/* ---- numbers ------------------------------------------------------------------------------ */

/* new str: digits of an int with the fewest of them, "0x" or "0o" in front if alt; type is d i u o x X */
PyObject *_PyUnicode_FormatLong(PyObject *value, int alt, int precision, int type) {
    if (precision > INT_MAX - 3) {
        PyErr_SetString(PyExc_OverflowError, "precision too large");
        return NULL;
    }
    int base = type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    PyObject *plain = _PyLong_Format(value, base);
    if (plain == NULL) {
        return NULL;
    }
    const char *digits = PyUnicode_DATA(plain);
    Py_ssize_t n = PyUnicode_GET_LENGTH(plain);
    bool negative = digits[0] == '-';
    int prefix = base == 10 ? 0 : 2; /* what _PyLong_Format put before the digits */
    digits += negative + prefix;
    n -= negative + prefix;
    Py_ssize_t zeros = precision > n ? precision - n : 0;
    Py_ssize_t kept = alt ? prefix : 0;
    if (zeros == 0 && kept == prefix && type != 'X' && PyUnicode_CheckExact(plain)) {
        return plain;
    }
    PyObject *result = PyUnicode_New(negative + kept + zeros + n, 0x7f);
    if (result != NULL) {
        char *to = PyUnicode_DATA(result);
        if (negative) {
            *to++ = '-';
        }
        memcpy(to, digits - prefix, (size_t)kept);
        memset(to + kept, '0', (size_t)zeros);
        memcpy(to + kept + zeros, digits, (size_t)n);
        if (type == 'X') {
            pyi_ascii_upper(to, kept + zeros + n);
        }
    }
    Py_DECREF(plain);
    return result;
}

static PyObject *format_float(const pyi_percent *run, const pyi_conversion *conversion,
                              PyObject *value) {
    double number = PyFloat_AsDouble(value);
    if (number == -1.0 && PyErr_Occurred()) {
        if (run->bytes) {
            PyErr_Format(PyExc_TypeError, "float argument required, not %.200s",
                         Py_TYPE(value)->tp_name);
        }
        return NULL;
    }
    int precision = conversion->precision < 0 ? 6 : conversion->precision;
    char *digits = PyOS_double_to_string(number, (char)conversion->letter, precision,
                                         conversion->alternate ? Py_DTSF_ALT : 0, NULL);
    if (digits == NULL) {
        return NULL;
    }
    PyObject *result = _PyUnicode_FromASCII(digits, (Py_ssize_t)strlen(digits));
    PyMem_Free(digits);
    return result;
}

static PyObject *wrong_number(const pyi_conversion *conversion, PyObject *value, bool index) {
    PyErr_Format(PyExc_TypeError,
                 index ? "%%%c format: an integer is required, not %.200s"
                       : "%%%c format: a real number is required, not %.200s",
                 (int)conversion->letter, Py_TYPE(value)->tp_name);
    return NULL;
}

static PyObject *format_integer(const pyi_conversion *conversion, PyObject *value) {
    Py_UCS4 letter = conversion->letter;
    bool index = letter == 'o' || letter == 'x' || letter == 'X';
    PyObject *number = NULL;
    if (PyLong_Check(value)) {
        number = Py_NewRef(value);
    } else if (!PyNumber_Check(value)) {
        return wrong_number(conversion, value, index);
    } else {
        number = index ? PyNumber_Index(value) : PyNumber_Long(value);
        if (number == NULL) {
            if (PyErr_ExceptionMatches(PyExc_TypeError)) {
                PyErr_Clear();
                wrong_number(conversion, value, index);
            }
            return NULL;
        }
    }
    PyObject *result = _PyUnicode_FormatLong(number, conversion->alternate, conversion->precision,
                                             (int)letter);
    Py_DECREF(number);
    return result;
}

PyObject *pyi_percent_number(const pyi_percent *run, const pyi_conversion *conversion,
                             PyObject *value) {
    return strchr("diuoxX", (int)conversion->letter) != NULL
               ? format_integer(conversion, value)
               : format_float(run, conversion, value);
}

/* ---- layout ------------------------------------------------------------------------------- */

pyi_layout pyi_percent_layout(const pyi_conversion *conversion, pyi_text text) {
    pyi_layout layout = {.body = text};
    bool number = pyi_percent_is_number(conversion->letter);
    if (number) {
        Py_UCS4 first = text.length > 0 ? PyUnicode_READ(text.kind, text.data, 0) : 0;
        if (first == '-' || first == '+') {
            layout.sign = first;
            layout.body = pyi_text_part(text, 1, text.length);
        } else if (conversion->sign) {
            layout.sign = '+';
        } else if (conversion->blank) {
            layout.sign = ' ';
        }
        if (conversion->alternate && strchr("oxX", (int)conversion->letter) != NULL) {
            layout.prefix = pyi_text_part(layout.body, 0, 2);
            layout.body = pyi_text_part(layout.body, 2, layout.body.length);
        }
    }
    Py_ssize_t used = layout.body.length + layout.prefix.length + (layout.sign != 0);
    Py_ssize_t fill = Py_MAX(conversion->width - used, 0);
    if (conversion->left) {
        layout.after = fill;
    } else if (number && conversion->zero) {
        layout.zeros = fill;
    } else {
        layout.before = fill;
    }
    layout.width = used + fill;
    return layout;
}

static void *put_text(int kind, void *to, pyi_text text) {
    if (text.length > 0) {
        pyi_text_copy(kind, to, text.kind, text.data, text.length);
    }
    return (char *)to + text.length * kind;
}

static void *put_fill(int kind, void *to, Py_ssize_t n, Py_UCS4 fill) {
    pyi_text_fill(kind, to, n, fill);
    return (char *)to + n * kind;
}

void pyi_percent_put(const pyi_layout *layout, int kind, void *to) {
    to = put_fill(kind, to, layout->before, ' ');
    if (layout->sign) {
        to = put_fill(kind, to, 1, layout->sign);
    }
    to = put_text(kind, to, layout->prefix);
    to = put_fill(kind, to, layout->zeros, '0');
    to = put_text(kind, to, layout->body);
    put_fill(kind, to, layout->after, ' ');
}
