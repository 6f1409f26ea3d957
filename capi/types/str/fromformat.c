/* SPDX-License-Identifier: Apache-2.0 */
/* PyUnicode_FromFormat: text from a printf-like format and C arguments.
 * Contract   docs.python.org/3/c-api/unicode.html#c.PyUnicode_FromFormat; 3.11 knows fewer conversions, no '-' and
 *            no '*', and copies the rest of the format from the first conversion that it does not know
 */
#include "pyi_str.h"

#include "internal/pycore_typeobject.h"

typedef struct {
    bool left, zero, alternate;
    Py_ssize_t width, precision; /* -1: not given */
    char size;                   /* 0, 'l', 'L' (ll), 'z', 'j' or 't' */
} conversion;

/* Room for the digits of a 64-bit number in base 8, with a sign. */
#define DIGITS_MAX 24

/* ---- reading a conversion ----------------------------------------------------------------- */

static int read_number(const char **slot, Py_ssize_t *value, const char *what) {
    const char *f = *slot;
    Py_ssize_t n = 0;
    for (; Py_ISDIGIT(*f); f++) {
        int digit = *f - '0';
        if (n > (PY_SSIZE_T_MAX - digit) / 10) {
            PyErr_Format(PyExc_ValueError, "%s too big", what);
            return -1;
        }
        n = n * 10 + digit;
    }
    *value = n;
    *slot = f;
    return 0;
}

static void read_flags(const char **slot, conversion *spec) {
    const char *f = *slot;
#if PYI_312
    for (;; f++) {
        if (*f == '-') {
            spec->left = true;
        } else if (*f == '0') {
            spec->zero = true;
        } else if (*f == '#' && PYI_313) {
            spec->alternate = true;
        } else {
            break;
        }
    }
#else
    if (*f == '0') {
        spec->zero = true;
        f++;
    }
#endif
    *slot = f;
}

static void read_size(const char **slot, conversion *spec) {
    const char *f = *slot;
    if (f[0] == 'l' && f[1] == 'l') {
        spec->size = 'L';
        f += 2;
    } else if (*f == 'l' || *f == 'z' || (PYI_312 && (*f == 'j' || *f == 't'))) {
        spec->size = *f++;
    }
    *slot = f;
}

/* Everything from '%' up to the letter, at which *slot is left. */
static int read_conversion(const char **slot, conversion *spec, va_list *arguments) {
    const char *f = *slot + 1;
    memset(spec, 0, sizeof(*spec));
    spec->width = spec->precision = -1;
    read_flags(&f, spec);
    if (Py_ISDIGIT(*f)) {
        if (read_number(&f, &spec->width, "width") < 0) {
            return -1;
        }
    } else if (*f == '*' && PYI_312) {
        int width = va_arg(*arguments, int);
        spec->left = spec->left || width < 0;
        spec->width = width < 0 ? -(Py_ssize_t)width : width;
        f++;
    }
    if (*f == '.') {
        f++;
        if (Py_ISDIGIT(*f) || !PYI_312) {
            bool given = Py_ISDIGIT(*f);
            if (read_number(&f, &spec->precision, "precision") < 0) {
                return -1;
            }
            (void)given;
        } else if (*f == '*') {
            int precision = va_arg(*arguments, int);
            spec->precision = precision < 0 ? -1 : precision;
            f++;
        }
    }
    read_size(&f, spec);
    *slot = f;
    return 0;
}

/* ---- strings ------------------------------------------------------------------------------ */

static int write_fill(_PyUnicodeWriter *writer, Py_UCS4 fill, Py_ssize_t n) {
    if (n <= 0) {
        return 0;
    }
    if (_PyUnicodeWriter_Prepare(writer, n, fill) < 0) {
        return -1;
    }
    pyi_text_fill(writer->kind, (void *)pyi_text_at(writer->kind, writer->data, writer->pos), n,
                  fill);
    writer->pos += n;
    return 0;
}

static int write_str(_PyUnicodeWriter *writer, PyObject *str, const conversion *spec) {
    if (PyUnicode_READY(str) < 0) {
        return -1;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(str);
    if (spec->precision >= 0 && spec->precision < length) {
        length = spec->precision;
    }
    Py_ssize_t fill = spec->width - length;
    if ((!spec->left && write_fill(writer, ' ', fill) < 0) ||
        _PyUnicodeWriter_WriteSubstring(writer, str, 0, length) < 0) {
        return -1;
    }
    return spec->left ? write_fill(writer, ' ', fill) : 0;
}

/* steals str, which is NULL after a failure */
static int write_new_str(_PyUnicodeWriter *writer, PyObject *str, const conversion *spec) {
    if (str == NULL) {
        return -1;
    }
    int status = write_str(writer, str, spec);
    Py_DECREF(str);
    return status;
}

/* The precision counts bytes; a character it cuts becomes U+FFFD. */
static int write_utf8(_PyUnicodeWriter *writer, const char *text, conversion spec) {
    size_t size = spec.precision < 0 ? strlen(text) : strnlen(text, (size_t)spec.precision);
    spec.precision = -1;
    PyObject *str = PyUnicode_DecodeUTF8Stateful(text, (Py_ssize_t)size, "replace", NULL);
    return write_new_str(writer, str, &spec);
}

#if PYI_312
static int write_wide(_PyUnicodeWriter *writer, const wchar_t *text, conversion spec) {
    Py_ssize_t n = 0;
    while ((spec.precision < 0 || n < spec.precision) && text[n] != 0) {
        n++;
    }
    spec.precision = -1;
    return write_new_str(writer, PyUnicode_FromWideChar(text, n), &spec);
}
#endif

static int write_c_string(_PyUnicodeWriter *writer, const conversion *spec, const void *text) {
#if PYI_312
    if (spec->size == 'l') {
        return write_wide(writer, text, *spec);
    }
#endif
    return write_utf8(writer, text, *spec);
}

/* ---- numbers ------------------------------------------------------------------------------ */

static unsigned long long take_unsigned(const conversion *spec, va_list *arguments) {
    switch (spec->size) {
    case 'l':
        return va_arg(*arguments, unsigned long);
    case 'L':
        return va_arg(*arguments, unsigned long long);
    case 'z':
        return va_arg(*arguments, size_t);
    case 'j':
        return va_arg(*arguments, uintmax_t);
    case 't':
        return (unsigned long long)va_arg(*arguments, ptrdiff_t);
    default:
        return va_arg(*arguments, unsigned int);
    }
}

static long long take_signed(const conversion *spec, va_list *arguments) {
    switch (spec->size) {
    case 'l':
        return va_arg(*arguments, long);
    case 'L':
        return va_arg(*arguments, long long);
    case 'z':
        return va_arg(*arguments, Py_ssize_t);
    case 'j':
        return va_arg(*arguments, intmax_t);
    case 't':
        return va_arg(*arguments, ptrdiff_t);
    default:
        return va_arg(*arguments, int);
    }
}

/* The digits, written before `end`; gives their start. */
static char *put_digits(char *end, unsigned long long value, unsigned base, bool capital) {
    const char *letters = capital ? "0123456789ABCDEF" : "0123456789abcdef";
    do {
        *--end = letters[value % base];
        value /= base;
    } while (value != 0);
    return end;
}

static int write_digits(_PyUnicodeWriter *writer, const char *digits, Py_ssize_t n, bool negative,
                        const conversion *spec) {
    Py_ssize_t zeros = spec->precision > n ? spec->precision - n : 0;
    Py_ssize_t fill = spec->width - negative - zeros - n;
    if (spec->zero && !spec->left && fill > 0) {
        zeros += fill;
        fill = 0;
    }
    if ((!spec->left && write_fill(writer, ' ', fill) < 0) ||
        (negative && _PyUnicodeWriter_WriteChar(writer, '-') < 0) ||
        write_fill(writer, '0', zeros) < 0 ||
        _PyUnicodeWriter_WriteASCIIString(writer, digits, n) < 0) {
        return -1;
    }
    return spec->left ? write_fill(writer, ' ', fill) : 0;
}

static int write_integer(_PyUnicodeWriter *writer, char letter, const conversion *spec,
                         va_list *arguments) {
    char buffer[DIGITS_MAX], *end = buffer + sizeof(buffer);
    bool negative = false;
    unsigned long long value;
    if (letter == 'd' || letter == 'i') {
        long long number = take_signed(spec, arguments);
        negative = number < 0;
        value = negative ? 0 - (unsigned long long)number : (unsigned long long)number;
    } else {
        value = take_unsigned(spec, arguments);
    }
    unsigned base = letter == 'o' ? 8 : letter == 'x' || letter == 'X' ? 16 : 10;
    char *digits = put_digits(end, value, base, letter == 'X');
    if (!PYI_312 && negative) { /* 3.11 fills up to the sign */
        *--digits = '-';
        negative = false;
    }
    return write_digits(writer, digits, end - digits, negative, spec);
}

static int write_pointer(_PyUnicodeWriter *writer, const void *pointer, const conversion *spec) {
    char buffer[DIGITS_MAX], *end = buffer + sizeof(buffer);
    char *digits = put_digits(end, (uintptr_t)pointer, 16, false);
    *--digits = 'x';
    *--digits = '0';
    PyObject *str = _PyUnicode_FromASCII(digits, end - digits);
    return write_new_str(writer, str, spec);
}

static int write_character(_PyUnicodeWriter *writer, int ordinal) {
    if (ordinal < 0 || ordinal > STR_MAX) {
        PyErr_SetString(PyExc_OverflowError, "character argument not in range(0x110000)");
        return -1;
    }
    return _PyUnicodeWriter_WriteChar(writer, (Py_UCS4)ordinal);
}

/* ---- objects ------------------------------------------------------------------------------ */

#if PYI_313
static int write_type_name(_PyUnicodeWriter *writer, PyTypeObject *type, const conversion *spec) {
    return write_new_str(writer, _PyType_GetFullyQualifiedName(type, spec->alternate ? ':' : '.'),
                         spec);
}
#endif

/* What an object conversion takes from the arguments. 1: not such a conversion. */
static int write_object(_PyUnicodeWriter *writer, char letter, const conversion *spec,
                        va_list *arguments) {
    switch (letter) {
    case 'U':
        return write_str(writer, va_arg(*arguments, PyObject *), spec);
    case 'V': {
        PyObject *str = va_arg(*arguments, PyObject *);
        const void *text = va_arg(*arguments, const void *);
        return str != NULL ? write_str(writer, str, spec) : write_c_string(writer, spec, text);
    }
    case 'S':
        return write_new_str(writer, PyObject_Str(va_arg(*arguments, PyObject *)), spec);
    case 'R':
        return write_new_str(writer, PyObject_Repr(va_arg(*arguments, PyObject *)), spec);
    case 'A':
        return write_new_str(writer, PyObject_ASCII(va_arg(*arguments, PyObject *)), spec);
#if PYI_313
    case 'T':
        return write_type_name(writer, Py_TYPE(va_arg(*arguments, PyObject *)), spec);
    case 'N': {
        PyObject *type = va_arg(*arguments, PyObject *);
        if (!PyType_Check(type)) {
            PyErr_SetString(PyExc_TypeError, "%N argument must be a type");
            return -1;
        }
        return write_type_name(writer, (PyTypeObject *)type, spec);
    }
#endif
    default:
        return 1;
    }
}

/* 1: an unknown letter */
static int write_conversion(_PyUnicodeWriter *writer, char letter, const conversion *spec,
                            va_list *arguments) {
    switch (letter) {
    case '%':
        return _PyUnicodeWriter_WriteChar(writer, '%');
    case 'c':
        return write_character(writer, va_arg(*arguments, int));
    case 's':
        return write_c_string(writer, spec, va_arg(*arguments, const void *));
    case 'p':
        return write_pointer(writer, va_arg(*arguments, const void *), spec);
    case 'o':
    case 'X':
        if (!PYI_312) {
            return 1;
        }
        return write_integer(writer, letter, spec, arguments);
    case 'd':
    case 'i':
    case 'u':
    case 'x':
        return write_integer(writer, letter, spec, arguments);
    default:
        return write_object(writer, letter, spec, arguments);
    }
}

/* Which sizes a letter may have: none but "s" and "V" take l among the text ones. */
static bool size_fits(char letter, char size) {
    if (!PYI_312 || size == 0 || strchr("diouxX", letter) != NULL) {
        return true;
    }
    return size == 'l' && (letter == 's' || letter == 'V');
}

/* ---- public functions --------------------------------------------------------------------- */

static int write_literal(_PyUnicodeWriter *writer, const char **slot) {
    const char *start = *slot, *f = start;
    for (; *f != 0 && *f != '%'; f++) {
        if ((unsigned char)*f > 127) {
            PyErr_Format(PyExc_ValueError,
                         "PyUnicode_FromFormatV() expects an ASCII-encoded format string, got a "
                         "non-ASCII byte: 0x%02x",
                         (unsigned char)*f);
            return -1;
        }
    }
    *slot = f;
    return _PyUnicodeWriter_WriteASCIIString(writer, start, f - start);
}

static int write_format(_PyUnicodeWriter *writer, const char *f, va_list *arguments) {
    while (*f != 0) {
        if (*f != '%') {
            if (write_literal(writer, &f) < 0) {
                return -1;
            }
            continue;
        }
        const char *percent = f;
        conversion spec;
        if (read_conversion(&f, &spec, arguments) < 0) {
            return -1;
        }
        bool plain = f == percent + 1;
        if (!PYI_312) {
            plain = spec.precision < 0;
        }
        int status = *f != 0 && size_fits(*f, spec.size) && (*f != '%' || plain)
                         ? write_conversion(writer, *f, &spec, arguments)
                         : 1;
        if (status < 0) {
            return -1;
        }
        if (status > 0) {
#if PYI_312
            PyErr_Format(PyExc_SystemError, "invalid format string: %s", percent);
            return -1;
#else
            return _PyUnicodeWriter_WriteASCIIString(writer, percent, -1);
#endif
        }
        f++;
    }
    return 0;
}

/* new */
PyObject *PyUnicode_FromFormatV(const char *format, va_list vargs) {
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.min_length = (Py_ssize_t)strlen(format) + 100;
    writer.overallocate = 1;
    va_list arguments;
    va_copy(arguments, vargs);
    int status = write_format(&writer, format, &arguments);
    va_end(arguments);
    if (status < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}

/* new */
PyObject *PyUnicode_FromFormat(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    PyObject *result = PyUnicode_FromFormatV(format, arguments);
    va_end(arguments);
    return result;
}
