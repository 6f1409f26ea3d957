/* SPDX-License-Identifier: Apache-2.0 */
/* args.h: shared by the files of support/args/. */
#ifndef PYI_ARGS_H
#define PYI_ARGS_H

#include "pyi.h"

#if PYI_313
#  define PARSER_IS_READY(parser) ((parser)->once.v == 4)
#  define PARSER_SET_READY(parser) ((parser)->once.v = 4)
#elif PYI_312
#  define PARSER_IS_READY(parser) ((parser)->initialized == 1)
#  define PARSER_SET_READY(parser) ((parser)->initialized = 1)
#else
#  define PARSER_IS_READY(parser) ((parser)->next == (parser))
#  define PARSER_SET_READY(parser) ((parser)->next = (parser))
#endif

/* The keywords of one call: a dict, or names with their values. */
typedef struct {
    PyObject *kwargs;        /* borrowed or NULL */
    PyObject *kwnames;       /* borrowed or NULL */
    PyObject *const *values; /* of kwnames */
} pyi_keywords;

/* borrowed; NULL when it was not given, perhaps with an exception */
PYI_HIDDEN PyObject *pyi_keyword_value(const pyi_keywords *given, PyObject *name);
PYI_HIDDEN Py_ssize_t pyi_keyword_count(const pyi_keywords *given);
PYI_HIDDEN void pyi_keywords_complain(const pyi_keywords *given, PyObject *names, const char *function);

/* 0 or -1 */
PYI_HIDDEN int pyi_parser_init(struct _PyArg_Parser *parser);
/* min, max and fname from the format (parse.c) */
PYI_HIDDEN void pyi_parser_scan_format(struct _PyArg_Parser *parser, int count);

#endif /* PYI_ARGS_H */
