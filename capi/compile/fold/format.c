/* SPDX-License-Identifier: Apache-2.0 */
/* format: '…%s…' % (a, b) becomes f'…{a!s}…', which need not be parsed at run time.
 *
 *     '%5s%-3r' % (a, b)    ->    f'{a!s:>5}{b!r:3}'
 *
 * Only %s, %r and %a with at most two digits of width and of precision; with anything else in the
 * format, or when it does not fit the number of values, the operation stays.
 */
#include "fold.h"

enum { MAX_DIGITS = 2 };

typedef struct {
    Py_UCS4 conversion; /* s, r or a */
    bool left;
    int width, precision; /* -1: none */
} directive;

bool pyi_has_starred(asdl_expr_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        if (asdl_seq_GET(seq, i)->kind == Starred_kind) {
            return true;
        }
    }
    return false;
}

/* ---- reading --------------------------------------------------------------------------------- */

static Py_UCS4 peek(PyObject *format, Py_ssize_t pos) {
    return pos < PyUnicode_GET_LENGTH(format) ? PyUnicode_READ_CHAR(format, pos) : 0;
}

/* false when there are too many digits; the number stays when there are none */
static bool read_number(PyObject *format, Py_ssize_t *pos, int *number) {
    int digits = 0;
    for (; peek(format, *pos) >= '0' && peek(format, *pos) <= '9'; (*pos)++) {
        if (++digits > MAX_DIGITS) {
            return false;
        }
        *number = (digits > 1 ? *number * 10 : 0) + (int)(peek(format, *pos) - '0');
    }
    return true;
}

/* From behind the % on; false when it is none of ours. */
static bool read_directive(PyObject *format, Py_ssize_t *pos, directive *d) {
    *d = (directive){.width = -1, .precision = -1};
    /* What the other flags do is nothing for text. */
    for (Py_UCS4 c; (c = peek(format, *pos)) == '-' || c == '+' || c == ' ' || c == '#' || c == '0';
         (*pos)++) {
        d->left |= c == '-';
    }
    if (!read_number(format, pos, &d->width)) {
        return false;
    }
    if (peek(format, *pos) == '.') {
        (*pos)++;
        d->precision = 0;
        if (!read_number(format, pos, &d->precision)) {
            return false;
        }
    }
    d->conversion = peek(format, (*pos)++);
    return d->conversion == 's' || d->conversion == 'r' || d->conversion == 'a';
}

/* new: the text up to the next directive, %% already as %; the position is left there */
static PyObject *read_text(PyObject *format, Py_ssize_t *pos) {
    Py_ssize_t start = *pos, n = PyUnicode_GET_LENGTH(format);
    bool doubled = false;
    for (; *pos < n; (*pos)++) {
        if (peek(format, *pos) == '%') {
            if (peek(format, *pos + 1) != '%') {
                break;
            }
            doubled = true;
            (*pos)++;
        }
    }
    PyObject *text = PyUnicode_Substring(format, start, *pos);
    if (text == NULL || !doubled) {
        return text;
    }
    PyObject *percent = PyUnicode_FromOrdinal('%'), *two = PyUnicode_FromString("%%");
    PyObject *result = percent == NULL || two == NULL
                           ? NULL
                           : PyUnicode_Replace(text, two, percent, PY_SSIZE_T_MAX);
    Py_XDECREF(percent);
    Py_XDECREF(two);
    Py_DECREF(text);
    return result;
}

/* ---- making ---------------------------------------------------------------------------------- */

/* Steals text. */
static expr_ty make_text(pyi_folder *f, PyObject *text) {
    if (text == NULL || _PyArena_AddPyObject(f->arena, text) < 0) {
        Py_XDECREF(text);
        return NULL;
    }
    return _PyAST_Constant(text, NULL, -1, -1, -1, -1, f->arena);
}

static expr_ty make_field(pyi_folder *f, expr_ty value, const directive *d) {
    char spec[16] = "";
    size_t n = 0;
    if (d->width >= 0) {
        n += (size_t)snprintf(spec, sizeof spec, "%s%d", d->left || d->width == 0 ? "" : ">",
                              d->width);
    }
    if (d->precision >= 0) {
        n += (size_t)snprintf(spec + n, sizeof spec - n, ".%d", d->precision);
    }
    expr_ty format = NULL;
    if (n > 0 && (format = make_text(f, PyUnicode_FromString(spec))) == NULL) {
        return NULL;
    }
    return _PyAST_FormattedValue(value, (int)d->conversion, format, value->lineno,
                                 value->col_offset, value->end_lineno, value->end_col_offset,
                                 f->arena);
}

/* The parts of the f-string; false with an exception, or without: it stays as it is. */
static bool make_parts(pyi_folder *f, PyObject *format, asdl_expr_seq *values,
                       asdl_expr_seq *parts) {
    Py_ssize_t pos = 0, used = 0, n = 0;
    for (;;) {
        PyObject *text = read_text(format, &pos);
        if (text == NULL) {
            return false;
        }
        if (PyUnicode_GET_LENGTH(text) == 0) {
            Py_DECREF(text);
        }
        else {
            expr_ty part = make_text(f, text);
            if (part == NULL) {
                return false;
            }
            asdl_seq_SET(parts, n++, part);
        }
        if (pos >= PyUnicode_GET_LENGTH(format)) {
            parts->size = n;
            return used == asdl_seq_LEN(values);
        }
        pos++;
        directive d;
        if (used >= asdl_seq_LEN(values) || !read_directive(format, &pos, &d)) {
            return false;
        }
        expr_ty part = make_field(f, asdl_seq_GET(values, used++), &d);
        if (part == NULL) {
            return false;
        }
        asdl_seq_SET(parts, n++, part);
    }
}

bool pyi_fold_format(pyi_folder *f, expr_ty e, PyObject *format, asdl_expr_seq *values) {
    asdl_expr_seq *parts = _Py_asdl_expr_seq_new(asdl_seq_LEN(values) * 2 + 1, f->arena);
    if (parts == NULL) {
        return false;
    }
    if (!make_parts(f, format, values, parts)) {
        return !PyErr_Occurred();
    }
    e->kind = JoinedStr_kind;
    e->v.JoinedStr.values = parts;
    return true;
}
