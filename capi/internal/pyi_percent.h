/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_percent.h: printf-style formatting, for str and bytes. */
#ifndef PYI_PERCENT_H
#define PYI_PERCENT_H

#include "pyi_search.h"

/* One formatting: its format, and its arguments as they are used up. */
typedef struct {
    pyi_text format;
    Py_ssize_t at;
    bool bytes;
    PyObject *args;    /* a tuple, or the one argument */
    PyObject *mapping; /* borrowed; args when %(key) can be used */
    PyObject *value;   /* owned; of the %(key) just read, or NULL */
    Py_ssize_t count;  /* of args; -1: args is the argument itself */
    Py_ssize_t used;   /* -1: that one is used up */
} pyi_percent;

typedef struct {
    bool left, sign, blank, alternate, zero;
    Py_ssize_t width; /* -1: not given */
    int precision;    /* -1 */
    Py_UCS4 letter;
} pyi_conversion;

PYI_HIDDEN void pyi_percent_init(pyi_percent *run, pyi_text format, PyObject *args, bool bytes);
/* The literal text up to the next '%'; run->at is behind that. False at the end. */
PYI_HIDDEN bool pyi_percent_literal(pyi_percent *run, pyi_text *literal);
/* Whether another '%' follows, which is skipped then: the two stand for one. */
static inline bool pyi_percent_doubled(pyi_percent *run) {
    if (run->at < run->format.length &&
        PyUnicode_READ(run->format.kind, run->format.data, run->at) == '%') {
        run->at++;
        return true;
    }
    return false;
}
/* Reads a conversion, and the value of its key. 0 or -1. */
PYI_HIDDEN int pyi_percent_parse(pyi_percent *run, pyi_conversion *conversion);
/* borrowed: the next argument; TypeError when there is none */
PYI_HIDDEN PyObject *pyi_percent_next(pyi_percent *run);
/* Forgets the value of a key; -1 when the mapping is all there is and arguments are left. */
PYI_HIDDEN int pyi_percent_end(pyi_percent *run);
/* new str: value as a number by d i u o x X e E f F g G */
PYI_HIDDEN PyObject *pyi_percent_number(const pyi_percent *run, const pyi_conversion *conversion,
                                        PyObject *value);
static inline bool pyi_percent_is_number(Py_UCS4 letter) {
    return letter < 128 && letter != 0 && strchr("diuoxXeEfFgG", (int)letter) != NULL;
}
PYI_HIDDEN void pyi_percent_unsupported(const pyi_percent *run, const pyi_conversion *conversion);

/* Where the parts of a converted value go. */
typedef struct {
    Py_ssize_t before, zeros, after; /* spaces, zeros, spaces */
    Py_UCS4 sign;                    /* 0: none */
    pyi_text prefix, body;
    Py_ssize_t width; /* of all */
} pyi_layout;

PYI_HIDDEN pyi_layout pyi_percent_layout(const pyi_conversion *conversion, pyi_text text);
/* Writes all of it. */
PYI_HIDDEN void pyi_percent_put(const pyi_layout *layout, int kind, void *to);

#endif /* PYI_PERCENT_H */
