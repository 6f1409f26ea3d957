/* SPDX-License-Identifier: Apache-2.0 */
/* PyBytes_FromFormat: bytes from a printf-like format and C arguments.
 * Contract   docs.python.org/3/c-api/bytes.html#c.PyBytes_FromFormat; from the first conversion that is not known the
 *            rest of the format is copied
 */
#include "methods.h"

#include <stdio.h>

typedef struct {
    PyObject *bytes; /* owned; NULL after a failure */
    Py_ssize_t used;
} format_output;

static int put(format_output *output, const char *text, Py_ssize_t n) {
    unsigned char *to = pyi_bytes_room(&output->bytes, output->used, n);
    if (to == NULL) {
        return -1;
    }
    memcpy(to, text, (size_t)n);
    output->used += n;
    return 0;
}

static const char *skip_number(const char *f, Py_ssize_t *value) {
    Py_ssize_t n = 0;
    for (; Py_ISDIGIT(*f); f++) {
        n = n > PY_SSIZE_T_MAX / 20 ? n : n * 10 + (*f - '0');
    }
    *value = n;
    return f;
}

/* "0x…", however the C library writes pointers */
static int put_pointer(format_output *output, const void *pointer) {
    char text[32];
    int n = PyOS_snprintf(text, sizeof(text), "0x%zx", (size_t)pointer);
    return put(output, text, n);
}

static int put_number(format_output *output, char letter, char size, va_list *arguments) {
    char text[32];
    int n;
    if (letter == 'x') {
        n = PyOS_snprintf(text, sizeof(text), "%x", va_arg(*arguments, unsigned int));
    } else if (letter == 'u') {
        n = size == 'l'   ? PyOS_snprintf(text, sizeof(text), "%lu", va_arg(*arguments, unsigned long))
            : size == 'z' ? PyOS_snprintf(text, sizeof(text), "%zu", va_arg(*arguments, size_t))
                          : PyOS_snprintf(text, sizeof(text), "%u", va_arg(*arguments, unsigned int));
    } else {
        n = size == 'l'   ? PyOS_snprintf(text, sizeof(text), "%ld", va_arg(*arguments, long))
            : size == 'z' ? PyOS_snprintf(text, sizeof(text), "%zd", va_arg(*arguments, Py_ssize_t))
                          : PyOS_snprintf(text, sizeof(text), "%d", va_arg(*arguments, int));
    }
    return put(output, text, n);
}

/* 0, -1, or 1 for a letter that is not known */
static int put_conversion(format_output *output, char letter, char size, Py_ssize_t precision,
                          va_list *arguments) {
    switch (letter) {
    case '%':
        return put(output, "%", 1);
    case 'c': {
        int c = va_arg(*arguments, int);
        char byte = (char)c;
        if (c < 0 || c > 255) {
            PyErr_SetString(PyExc_OverflowError,
                            "PyBytes_FromFormatV(): %c format expects an integer in range [0; "
                            "255]");
            return -1;
        }
        return put(output, &byte, 1);
    }
    case 's': {
        const char *text = va_arg(*arguments, const char *);
        return put(output, text,
                   (Py_ssize_t)(precision < 0 ? strlen(text) : strnlen(text, (size_t)precision)));
    }
    case 'p':
        return put_pointer(output, va_arg(*arguments, const void *));
    case 'd':
    case 'i':
    case 'u':
    case 'x':
        return put_number(output, letter, size, arguments);
    default:
        return 1;
    }
}

static int put_format(format_output *output, const char *f, va_list *arguments) {
    while (*f) {
        const char *percent = strchr(f, '%');
        Py_ssize_t n = percent == NULL ? (Py_ssize_t)strlen(f) : percent - f;
        if (put(output, f, n) < 0) {
            return -1;
        }
        if (percent == NULL) {
            return 0;
        }
        Py_ssize_t width, precision = -1;
        f = skip_number(percent + 1, &width); /* a width is read, and not heeded */
        if (*f == '.') {
            f = skip_number(f + 1, &precision);
        }
        while (*f && *f != '%' && !Py_ISALPHA(*f)) {
            f++;
        }
        char size = 0;
        if ((*f == 'l' && (f[1] == 'd' || f[1] == 'u')) ||
            (*f == 'z' && (f[1] == 'd' || f[1] == 'u'))) {
            size = *f++;
        }
        int status = put_conversion(output, *f, size, precision, arguments);
        if (status > 0) {
            return put(output, percent, (Py_ssize_t)strlen(percent));
        }
        if (status < 0) {
            return -1;
        }
        f++;
    }
    return 0;
}

/* new */
PyObject *PyBytes_FromFormatV(const char *format, va_list vargs) {
    format_output output = {PyBytes_FromStringAndSize(NULL, (Py_ssize_t)strlen(format) + 32), 0};
    if (output.bytes == NULL) {
        return NULL;
    }
    va_list arguments;
    va_copy(arguments, vargs);
    int status = put_format(&output, format, &arguments);
    va_end(arguments);
    if (status < 0) {
        Py_XDECREF(output.bytes);
        return NULL;
    }
    _PyBytes_Resize(&output.bytes, output.used);
    return output.bytes;
}

/* new */
PyObject *PyBytes_FromFormat(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    PyObject *result = PyBytes_FromFormatV(format, arguments);
    va_end(arguments);
    return result;
}
