/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_search.h: searching in texts, for str of every kind, bytes and bytearray. */
#ifndef PYI_SEARCH_H
#define PYI_SEARCH_H

#include "pyi_str.h"

enum { PYI_NOT_FOUND = -1, PYI_NO_MEMORY = -2 }; /* the second with MemoryError */

/* The index of the first (last) occurrence. An empty needle is found at the start (end). */
PYI_HIDDEN Py_ssize_t pyi_text_find(pyi_text hay, pyi_text needle);
PYI_HIDDEN Py_ssize_t pyi_text_rfind(pyi_text hay, pyi_text needle);
/* Occurrences that do not overlap, at most `most` of them; an empty needle occurs length + 1 times. */
PYI_HIDDEN Py_ssize_t pyi_text_count(pyi_text hay, pyi_text needle, Py_ssize_t most);
PYI_HIDDEN Py_ssize_t pyi_text_find_char(pyi_text hay, Py_UCS4 character);
PYI_HIDDEN Py_ssize_t pyi_text_rfind_char(pyi_text hay, Py_UCS4 character);

static inline pyi_text pyi_text_part(pyi_text text, Py_ssize_t start, Py_ssize_t end) {
    pyi_text part = {text.kind, pyi_text_at(text.kind, text.data, start), end - start};
    return part;
}

static inline pyi_text pyi_text_bytes(const void *data, Py_ssize_t length) {
    pyi_text text = {1, data, length};
    return text;
}

/* Whether the characters of needle are those of hay from `at` on; both are long enough. */
static inline bool pyi_text_matches(pyi_text hay, Py_ssize_t at, pyi_text needle) {
    if (hay.kind == needle.kind) {
        return memcmp(pyi_text_at(hay.kind, hay.data, at), needle.data,
                      (size_t)(needle.length * needle.kind)) == 0;
    }
    for (Py_ssize_t i = 0; i < needle.length; i++) {
        if (PyUnicode_READ(hay.kind, hay.data, at + i) !=
            PyUnicode_READ(needle.kind, needle.data, i)) {
            return false;
        }
    }
    return true;
}

/* A needle in the kind of the hay. */
typedef struct {
    pyi_text text;
    void *memory; /* to be freed, or NULL */
    Py_UCS4 room[32];
} pyi_needle;

/* 0; PYI_NOT_FOUND when it has characters that hay cannot have; PYI_NO_MEMORY */
PYI_HIDDEN int pyi_needle_init(pyi_needle *needle, pyi_text given, int kind);

static inline void pyi_needle_end(pyi_needle *needle) {
    PyMem_Free(needle->memory);
}

/* The start and end of a part given as in slices, clipped to the text. */
static inline void pyi_clip(Py_ssize_t *start, Py_ssize_t *end, Py_ssize_t length) {
    if (*end > length) {
        *end = length;
    } else if (*end < 0) {
        *end = Py_MAX(*end + length, 0);
    }
    if (*start < 0) {
        *start = Py_MAX(*start + length, 0);
    }
}

/* The arguments of find, count, startswith…: (sub[, start[, end]]). 0, or -1 with TypeError. */
PYI_HIDDEN int pyi_find_arguments(const char *name, PyObject *const *args, Py_ssize_t n,
                                  PyObject **sub, Py_ssize_t *start, Py_ssize_t *end);
/* Their signature, which 3.13 shows. */
#if PYI_313
#define PYI_FIND_SIGNATURE(name, what) PYI_SIGNATURE(name, "($self, " what "[, start[, end]], /)")
#else
#define PYI_FIND_SIGNATURE(name, what) NULL
#endif

#endif /* PYI_SEARCH_H */
