/* SPDX-License-Identifier: Apache-2.0 */
/* parse.h: one argument by its format unit (unit.c), for those who walk whole formats (parse.c). */
#ifndef PYI_ARGS_PARSE_H
#define PYI_ARGS_PARSE_H

#include "args.h"

/* What has to be undone when a later argument is wrong. */
typedef struct {
    void *item;
    int (*undo)(void *item);
    int (*convert)(PyObject *, void *item); /* called with NULL, instead */
} pyi_cleanup;

typedef struct {
    pyi_cleanup *rows;
    int count, room;
    pyi_cleanup few[8];
} pyi_cleanups;

/* Why an argument does not fit. */
typedef struct {
    char text[256]; /* "must be int, not str"; empty when an exception is set */
    int level[8];   /* 1-based place within nested sequences, 0 at the end */
    bool declared;  /* given: to a function that CPython declares to its Argument Clinic */
} pyi_misfit;

/* Converts *op* by the unit at *format, which is moved behind it, into what va points to. */
PYI_HIDDEN bool pyi_convert(PyObject *op, const char **format, va_list *va, pyi_cleanups *cleanups,
                            pyi_misfit *misfit, int depth);
/* Moves over a unit and its pointers in va. NULL, or what is wrong with the format. */
PYI_HIDDEN const char *pyi_skip_unit(const char **format, va_list *va);

PYI_HIDDEN void pyi_cleanups_init(pyi_cleanups *cleanups);
/* Undoes everything when *failed*; forgets it all. */
PYI_HIDDEN bool pyi_cleanups_finish(pyi_cleanups *cleanups, bool failed);
/* *name* is that of the parameter, NULL where its place is said. */
PYI_HIDDEN void pyi_misfit_raise(const pyi_misfit *misfit, const char *function, const char *message,
                                 int place, const char *name);

#endif /* PYI_ARGS_PARSE_H */
