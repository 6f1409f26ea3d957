/* SPDX-License-Identifier: Apache-2.0 */
/* Format strings of str.format, taken apart.
 * Contract   docs.python.org/3/library/string.html#formatstrings
 */
#include "pyi_markup.h"

static int complain(const char *text) {
    PyErr_SetString(PyExc_ValueError, text);
    return -1;
}

/* ---- replacement fields ------------------------------------------------------------------- */

/* From behind the '{' to where the name ends: at ':', '!' or '}', but not within brackets. */
static int read_name(PyObject *str, Py_ssize_t *at, Py_ssize_t end, Py_UCS4 *stop) {
    *stop = 0;
    for (bool bracket = false; *at < end;) {
        Py_UCS4 c = PyUnicode_READ_CHAR(str, (*at)++);
        if (bracket) {
            bracket = c != ']';
        } else if (c == '{') {
            return complain("unexpected '{' in field name");
        } else if (c == '[') {
            bracket = true;
        } else if (c == '}' || c == ':' || c == '!') {
            *stop = c;
            return 0;
        }
    }
    return 0;
}

/* The specification up to the '}' that belongs to the field. */
static int read_spec(PyObject *str, Py_ssize_t *at, Py_ssize_t end, pyi_markup *markup) {
    markup->spec.start = *at;
    for (int depth = 1; *at < end;) {
        Py_UCS4 c = PyUnicode_READ_CHAR(str, (*at)++);
        if (c == '{') {
            markup->spec_has_fields = true;
            depth++;
        } else if (c == '}' && --depth == 0) {
            markup->spec.end = *at - 1;
            return 0;
        }
    }
    return complain("unmatched '{' in format spec");
}

static int read_field(PyObject *str, Py_ssize_t *at, Py_ssize_t end, pyi_markup *markup) {
    Py_UCS4 stop;
    markup->has_field = true;
    markup->name.start = *at;
    if (read_name(str, at, end, &stop) < 0) {
        return -1;
    }
    if (stop == 0) {
        return complain("expected '}' before end of string");
    }
    markup->name.end = *at - 1;
    markup->spec = (pyi_range){*at, *at};
    if (stop == '}') {
        return 0;
    }
    if (stop == '!') {
        if (*at >= end) {
            return complain("end of string while looking for conversion specifier");
        }
        markup->conversion = PyUnicode_READ_CHAR(str, (*at)++);
        if (*at < end) {
            Py_UCS4 c = PyUnicode_READ_CHAR(str, (*at)++);
            if (c == '}') {
                markup->spec = (pyi_range){*at, *at};
                return 0;
            }
            if (c != ':') {
                return complain("expected ':' after conversion specifier");
            }
        }
    }
    return read_spec(str, at, end, markup);
}

/* ---- pieces ------------------------------------------------------------------------------- */

int pyi_markup_next(PyObject *str, Py_ssize_t *at, Py_ssize_t end, pyi_markup *markup) {
    *markup = (pyi_markup){.literal = {*at, *at}};
    if (*at >= end) {
        return 0;
    }
    int kind = (int)PyUnicode_KIND(str);
    const void *data = PyUnicode_DATA(str);
    Py_ssize_t i = *at;
    Py_UCS4 c = 0;
    for (; i < end; i++) {
        c = PyUnicode_READ(kind, data, i);
        if (c == '{' || c == '}') {
            break;
        }
    }
    markup->literal.end = i;
    if (i == end) {
        *at = end;
        return 1;
    }
    bool doubled = i + 1 < end && PyUnicode_READ(kind, data, i + 1) == c;
    if (doubled) { /* a brace as text */
        markup->literal.end = i + 1;
        *at = i + 2;
        return 1;
    }
    if (c == '}') {
        return complain("Single '}' encountered in format string");
    }
    if (i + 1 == end) {
        return complain("Single '{' encountered in format string");
    }
    *at = i + 1;
    return read_field(str, at, end, markup) < 0 ? -1 : 1;
}

/* ---- field names -------------------------------------------------------------------------- */

/* The number that the name is, -1 when it is none, -2 with ValueError. */
static Py_ssize_t read_index(PyObject *str, pyi_range name) {
    Py_ssize_t n = 0;
    if (name.start >= name.end) {
        return -1;
    }
    for (Py_ssize_t i = name.start; i < name.end; i++) {
        int digit = Py_UNICODE_TODECIMAL(PyUnicode_READ_CHAR(str, i));
        if (digit < 0) {
            return -1;
        }
        if (n > (PY_SSIZE_T_MAX - digit) / 10) {
            complain("Too many decimal digits in format string");
            return -2;
        }
        n = n * 10 + digit;
    }
    return n;
}

int pyi_field_split(PyObject *str, pyi_range field, pyi_field_first *first, Py_ssize_t *at) {
    Py_ssize_t i = field.start;
    while (i < field.end) {
        Py_UCS4 c = PyUnicode_READ_CHAR(str, i);
        if (c == '[' || c == '.') {
            break;
        }
        i++;
    }
    first->name = (pyi_range){field.start, i};
    first->index = read_index(str, first->name);
    *at = i;
    return first->index == -2 ? -1 : 0;
}

int pyi_field_next(PyObject *str, Py_ssize_t *at, Py_ssize_t end, pyi_field_step *step) {
    if (*at >= end) {
        return 0;
    }
    Py_UCS4 c = PyUnicode_READ_CHAR(str, (*at)++);
    Py_ssize_t start = *at, i = start;
    step->index = -1;
    step->attribute = c == '.';
    if (c == '.') {
        while (i < end) {
            c = PyUnicode_READ_CHAR(str, i);
            if (c == '[' || c == '.') {
                break;
            }
            i++;
        }
        *at = i;
    } else if (c == '[') {
        while (i < end && PyUnicode_READ_CHAR(str, i) != ']') {
            i++;
        }
        if (i == end) {
            return complain("Missing ']' in format string");
        }
        *at = i + 1;
        step->index = read_index(str, (pyi_range){start, i});
        if (step->index == -2) {
            return -1;
        }
    } else {
        return complain("Only '.' or '[' may follow ']' in format field specifier");
    }
    step->name = (pyi_range){start, i};
    return start == i ? complain("Empty attribute in format string") : 1;
}
