/* SPDX-License-Identifier: Apache-2.0 */
/* sre/validate: no code makes the machine read outside of it or of the groups.
 *
 * Operators are walked from the first to the last, into bodies of repeats too; each has to be
 * whole, and all jumps go forward to the beginning of one.
 */
#include "sre.h"

typedef struct {
    const Py_UCS4 *code, *end;
    Py_ssize_t groups;
    unsigned char *marks; /* for each word of the code: bits below */
} walker;
enum { IS_START = 1, IS_TARGET = 2, IS_SKIP = 4 }; /* the last: of a branch, before its operators */

/* the place that many words from p on is jumped to; false if it is outside */
static bool add_target(walker *w, const Py_UCS4 *p, Py_UCS4 skip) {
    if (skip == 0 || (size_t)(w->end - p) <= skip) {
        return false;
    }
    w->marks[p - w->code + skip] |= IS_TARGET;
    return true;
}

/* a set from p on ends with FAILURE, which is the last word before end */
static bool is_set(const Py_UCS4 *p, const Py_UCS4 *end) {
    while (p < end) {
        Py_ssize_t arguments;
        switch (*p++) {
            case OP_FAILURE: return p == end;
            case OP_NEGATE: arguments = 0; break;
            case OP_LITERAL: arguments = 1; break;
            case OP_CATEGORY: arguments = p < end && *p < 18 ? 1 : PY_SSIZE_T_MAX; break;
            case OP_RANGE:
            case OP_RANGE_UNI_IGNORE: arguments = 2; break;
            case OP_CHARSET: arguments = 8; break;
            case OP_BIGCHARSET:
                arguments = PY_SSIZE_T_MAX;
                if (end - p > 65 && *p <= 256) {
                    arguments = 1 + 64 + 8 * (Py_ssize_t)*p;
                    for (int i = 0; i < 256; i++) {
                        if (((const unsigned char *)(p + 1))[i] >= *p) {
                            return false;
                        }
                    }
                }
                break;
            default: return false;
        }
        if (arguments >= end - p) {
            return false;
        }
        p += arguments;
    }
    return false;
}

/* what a match begins with, behind the operator INFO */
static bool is_info(const Py_UCS4 *p, const Py_UCS4 *end) {
    if (end - p < 4 || p[0] < 4 || (size_t)(end - p) <= p[0]) {
        return false;
    }
    const Py_UCS4 *stop = p + p[0];
    Py_UCS4 flags = p[1];
    if (flags & INFO_PREFIX) {
        if (p[0] < 6 || p[4] == 0 || (size_t)(stop - (p + 4)) < 2 + 2 * (size_t)p[4]) {
            return false;
        }
        const Py_UCS4 *overlap = p + 6 + p[4];
        for (Py_UCS4 i = 0; i < p[4]; i++) {
            if (overlap[i] > i) {
                return false;
            }
        }
        return true;
    }
    return !(flags & INFO_CHARSET) || is_set(p + 4, stop);
}

static bool is_single(Py_UCS4 op) {
    switch (op) {
        case OP_ANY:
        case OP_ANY_ALL:
        case OP_CATEGORY:
        case OP_LITERAL:
        case OP_NOT_LITERAL:
        case OP_IN:
        case OP_LITERAL_IGNORE:
        case OP_NOT_LITERAL_IGNORE:
        case OP_IN_IGNORE:
        case OP_LITERAL_UNI_IGNORE:
        case OP_NOT_LITERAL_UNI_IGNORE:
        case OP_IN_UNI_IGNORE:
        case OP_LITERAL_LOC_IGNORE:
        case OP_NOT_LITERAL_LOC_IGNORE:
        case OP_IN_LOC_IGNORE: return true;
        default: return false;
    }
}

/* the branches whose first skip is at p */
static bool add_branches(walker *w, const Py_UCS4 *p) {
    for (; *p != 0; p += *p) {
        if (!add_target(w, p, *p) || p + *p + 1 >= w->end) {
            return false;
        }
        /* the word there is a skip; the operator is behind it, and the end is FAILURE */
        w->marks[p + *p - w->code] &= ~IS_TARGET;
        w->marks[p - w->code + 1] |= IS_TARGET;
        w->marks[p + *p - w->code] |= IS_SKIP;
    }
    return true;
}

/* the words of the operator at p before the next one, 0 if it is not right */
static Py_ssize_t step(walker *w, const Py_UCS4 *p) {
    Py_ssize_t left = w->end - p; /* with the operator */
    switch (p[0]) {
        case OP_FAILURE:
        case OP_SUCCESS:
        case OP_ANY:
        case OP_ANY_ALL:
        case OP_MAX_UNTIL:
        case OP_MIN_UNTIL: return 1;
        case OP_LITERAL:
        case OP_NOT_LITERAL:
        case OP_LITERAL_IGNORE:
        case OP_NOT_LITERAL_IGNORE:
        case OP_LITERAL_UNI_IGNORE:
        case OP_NOT_LITERAL_UNI_IGNORE:
        case OP_LITERAL_LOC_IGNORE:
        case OP_NOT_LITERAL_LOC_IGNORE: return 2;
        case OP_AT: return left > 2 && p[1] <= AT_UNI_NON_BOUNDARY ? 2 : 0;
        case OP_CATEGORY: return left > 2 && p[1] < 18 ? 2 : 0;
        case OP_MARK: return left > 2 && p[1] < 2 * (size_t)w->groups ? 2 : 0;
        case OP_GROUPREF:
        case OP_GROUPREF_IGNORE:
        case OP_GROUPREF_UNI_IGNORE:
        case OP_GROUPREF_LOC_IGNORE: return left > 2 && p[1] < (size_t)w->groups ? 2 : 0;
        case OP_GROUPREF_EXISTS:
            return left > 3 && p[1] < (size_t)w->groups && add_target(w, p + 1, p[2]) ? 3 : 0;
        case OP_JUMP: return left > 2 && add_target(w, p + 1, p[1]) ? 2 : 0;
        case OP_IN:
        case OP_IN_IGNORE:
        case OP_IN_UNI_IGNORE:
        case OP_IN_LOC_IGNORE:
            return left > 2 && (size_t)left > 1 + (size_t)p[1] && is_set(p + 2, p + 1 + p[1])
                       ? 1 + (Py_ssize_t)p[1]
                       : 0;
        case OP_INFO: return left > 2 && is_info(p + 1, w->end) ? 1 + (Py_ssize_t)p[1] : 0;
        case OP_BRANCH: return left > 2 && add_branches(w, p + 1) ? 2 : 0;
        case OP_REPEAT_ONE:
        case OP_MIN_REPEAT_ONE:
        case OP_POSSESSIVE_REPEAT_ONE:
            return left > 5 && p[2] <= p[3] && is_single(p[4]) && add_target(w, p + 1, p[1]) ? 4
                                                                                              : 0;
        case OP_REPEAT:
        case OP_POSSESSIVE_REPEAT:
            if (left <= 4 || p[2] > p[3] || !add_target(w, p + 1, p[1])) {
                return 0;
            }
            if (p[0] == OP_REPEAT) {
                return p[1 + p[1]] == OP_MAX_UNTIL || p[1 + p[1]] == OP_MIN_UNTIL ? 4 : 0;
            }
            /* it goes on behind that SUCCESS */
            return p[1 + p[1]] == OP_SUCCESS && add_target(w, p + 1, p[1] + 1) ? 4 : 0;
        case OP_ASSERT:
        case OP_ASSERT_NOT: return left > 3 && add_target(w, p + 1, p[1]) ? 3 : 0;
        case OP_ATOMIC_GROUP: return left > 2 && add_target(w, p + 1, p[1]) ? 2 : 0;
        default: return 0;
    }
}

static bool is_valid(walker *w) {
    Py_ssize_t size = w->end - w->code;
    if (size == 0 || w->end[-1] != OP_SUCCESS) {
        return false;
    }
    const Py_UCS4 *p = w->code;
    while (p < w->end) {
        Py_ssize_t at = p - w->code;
        if (w->marks[at] & IS_SKIP) { /* the skip of a branch, or FAILURE at their end */
            if (*p != 0 && p + 1 < w->end) {
                p++;
                at++;
            }
        }
        w->marks[at] |= IS_START;
        Py_ssize_t n = step(w, p);
        if (n == 0 || n > w->end - p) {
            return false;
        }
        p += n;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        if ((w->marks[i] & (IS_START | IS_TARGET)) == IS_TARGET) {
            return false;
        }
    }
    return true;
}

int pyi_sre_validate(const sre_pattern *pattern) {
    walker w = {.code = pattern->code,
                .end = pattern->code + pattern->size,
                .groups = pattern->groups,
                .marks = PyMem_Calloc(pattern->size + 1, 1)};
    if (w.marks == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    bool valid = pattern->groups >= 0 && pattern->groups <= SRE_MAXGROUPS && is_valid(&w);
    PyMem_Free(w.marks);
    if (!valid) {
        PyErr_SetString(PyExc_RuntimeError, "invalid SRE code");
        return -1;
    }
    return 0;
}
