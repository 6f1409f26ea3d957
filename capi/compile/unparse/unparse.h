/* SPDX-License-Identifier: Apache-2.0 */
/* unparse.h: expressions become text again, for annotations that are not evaluated.
 *
 * All functions write to the end of what a writer has and answer 0, or -1 with an exception.
 */
#ifndef PYI_UNPARSE_H
#define PYI_UNPARSE_H

#include "../tree/grammar.h"

/* How strongly an expression binds; one in a place that demands more gets parentheses. */
typedef enum {
    LEVEL_TUPLE,
    LEVEL_TEST, /* if else, lambda */
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_COMPARE,
    LEVEL_BOR,
    LEVEL_BXOR,
    LEVEL_BAND,
    LEVEL_SHIFT,
    LEVEL_ARITH,
    LEVEL_TERM,
    LEVEL_FACTOR,
    LEVEL_POWER,
    LEVEL_AWAIT,
    LEVEL_ATOM,
} level;

typedef _PyUnicodeWriter writer;

PYI_HIDDEN int pyi_unparse_expr(writer *w, expr_ty e, level place);
/* new: the text of one expression */
PYI_HIDDEN PyObject *pyi_unparse_text(expr_ty e, level place);

PYI_HIDDEN int pyi_unparse_constant(writer *w, PyObject *value);
/* a JoinedStr, with prefix and quotes */
PYI_HIDDEN int pyi_unparse_fstring(writer *w, expr_ty e);
/* a FormattedValue: `{value!r:spec}` */
PYI_HIDDEN int pyi_unparse_replacement(writer *w, expr_ty e);

static inline int unparse_put(writer *w, const char *text) {
    return _PyUnicodeWriter_WriteASCIIString(w, text, -1);
}

static inline int unparse_put_if(writer *w, bool condition, const char *text) {
    return condition ? unparse_put(w, text) : 0;
}

/* text, then an expression */
static inline int unparse_with(writer *w, const char *text, expr_ty e, level place) {
    return unparse_put(w, text) < 0 ? -1 : pyi_unparse_expr(w, e, place);
}

static inline int unparse_optional(writer *w, const char *text, expr_ty e, level place) {
    return e == NULL ? 0 : unparse_with(w, text, e, place);
}

static inline int unparse_unknown(const char *message) {
    PyErr_SetString(PyExc_SystemError, message);
    return -1;
}

#endif /* PYI_UNPARSE_H */
