/* SPDX-License-Identifier: Apache-2.0 */
/* sort.h: what the two files of list.sort() share. */
#ifndef PYI_LIST_SORT_H
#define PYI_LIST_SORT_H

#include "list.h"

/* Keys, and the items that move with them; values NULL when the items are their own keys. */
typedef struct {
    PyObject **keys;
    PyObject **values;
} sort_slice;

typedef struct sort_state sort_state;
/* a < b: 1, 0, or -1 with an exception */
typedef int (*sort_compare)(PyObject *a, PyObject *b, sort_state *state);

#define SORT_MAX_RUNS 85 /* a run per bit of a length would do; this is generous */
#define SORT_TEMP 256

typedef struct {
    sort_slice base;
    Py_ssize_t n;
    int power; /* of the boundary with the run after it */
} sort_run;

struct sort_state {
    sort_compare less;       /* of two keys */
    sort_compare less_item;  /* of the first items of two tuples */
    richcmpfunc richcompare; /* of the one type that all have */
    Py_ssize_t min_gallop;   /* how often one side must win before galloping pays */
    Py_ssize_t n;            /* of the whole list */
    bool has_values;
    int runs;
    sort_run pending[SORT_MAX_RUNS];
    sort_slice temp; /* room for the shorter of two runs */
    Py_ssize_t room;
    PyObject *small[SORT_TEMP];
};

/* The fastest comparison that is right for all keys. */
PYI_HIDDEN void pyi_sort_choose(sort_state *state, PyObject **keys, Py_ssize_t n);
/* Stable; on failure the keys are some permutation of what they were. */
PYI_HIDDEN int pyi_sort(sort_state *state, sort_slice all, Py_ssize_t n);

#endif /* PYI_LIST_SORT_H */
