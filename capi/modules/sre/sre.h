/* SPDX-License-Identifier: Apache-2.0 */
/* sre.h: regular expressions: what the files of the module _sre share.
 *
 * The module `re` parses a pattern and compiles it to code, a sequence of 32-bit words, whose
 * operators are the names in Lib/re/_constants.py. Here are the machine for that code and the
 * objects around it. Positions are indices of characters from the start of the string.
 */
#ifndef PYI_SRE_H
#define PYI_SRE_H

#include "pyi.h"

#define SRE_MAGIC (PYI_313 ? 20230612 : PYI_312 ? 20221023 : 20220615)
#define SRE_MAXREPEAT (~(Py_UCS4)0)
#define SRE_MAXGROUPS (INT_MAX / 2)

enum { /* Lib/re/_constants.py: OPCODES */
    OP_FAILURE, OP_SUCCESS, OP_ANY, OP_ANY_ALL, OP_ASSERT, OP_ASSERT_NOT, OP_AT, OP_BRANCH,
    OP_CATEGORY, OP_CHARSET, OP_BIGCHARSET, OP_GROUPREF, OP_GROUPREF_EXISTS, OP_IN, OP_INFO,
    OP_JUMP, OP_LITERAL, OP_MARK, OP_MAX_UNTIL, OP_MIN_UNTIL, OP_NOT_LITERAL, OP_NEGATE,
    OP_RANGE, OP_REPEAT, OP_REPEAT_ONE, OP_SUBPATTERN, OP_MIN_REPEAT_ONE, OP_ATOMIC_GROUP,
    OP_POSSESSIVE_REPEAT, OP_POSSESSIVE_REPEAT_ONE, OP_GROUPREF_IGNORE, OP_IN_IGNORE,
    OP_LITERAL_IGNORE, OP_NOT_LITERAL_IGNORE, OP_GROUPREF_LOC_IGNORE, OP_IN_LOC_IGNORE,
    OP_LITERAL_LOC_IGNORE, OP_NOT_LITERAL_LOC_IGNORE, OP_GROUPREF_UNI_IGNORE, OP_IN_UNI_IGNORE,
    OP_LITERAL_UNI_IGNORE, OP_NOT_LITERAL_UNI_IGNORE, OP_RANGE_UNI_IGNORE
};
enum { /* ATCODES */
    AT_BEGINNING, AT_BEGINNING_LINE, AT_BEGINNING_STRING, AT_BOUNDARY, AT_NON_BOUNDARY, AT_END,
    AT_END_LINE, AT_END_STRING, AT_LOC_BOUNDARY, AT_LOC_NON_BOUNDARY, AT_UNI_BOUNDARY,
    AT_UNI_NON_BOUNDARY
};
enum { INFO_PREFIX = 1, INFO_LITERAL = 2, INFO_CHARSET = 4 };

typedef struct {
    PyObject_VAR_HEAD
    Py_ssize_t groups;
    PyObject *groupindex; /* dict: name to number */
    PyObject *indexgroup; /* tuple: number to name or None */
    PyObject *pattern;    /* str, bytes or None */
    int flags;
    int is_bytes; /* -1: matches both */
    PyObject *weakrefs;
    Py_ssize_t size; /* of the code, in words */
    Py_UCS4 code[];
} sre_pattern;

typedef struct {
    PyObject_VAR_HEAD
    PyObject *string; /* NULL only while it is made */
    PyObject *regs;   /* made when it is asked for */
    sre_pattern *pattern;
    Py_ssize_t pos, endpos;
    Py_ssize_t lastindex; /* -1: none */
    Py_ssize_t groups;    /* with the whole match as number 0 */
    Py_ssize_t mark[];    /* start and end of each, -1: did not take part */
} sre_match;

/* A repeat of more than one character that is being matched. */
typedef struct sre_repeat {
    const Py_UCS4 *code; /* behind REPEAT: skip, minimum, maximum, body */
    Py_ssize_t count;    /* times the body matched */
    Py_ssize_t last;     /* where the last round began, -1: nowhere */
    struct sre_repeat *outer;
    struct sre_repeat *next; /* of those that were allocated, or that are free */
    struct sre_repeat *next_free;
} sre_repeat;

/* Something to undo or another way to go on, when what follows does not match: match_impl.h. */
typedef struct {
    int32_t kind;
    int32_t index;
    Py_ssize_t a, b;
    const void *p;
} sre_entry;

typedef struct {
    const void *text;
    int width;             /* bytes of a character: 1, 2, 4 */
    Py_ssize_t start, end; /* where the match may begin and where the text ends */
    Py_ssize_t at;         /* where it ended */
    bool match_all;        /* it has to reach the end */
    bool must_advance;     /* it may not be empty at start */
    int is_bytes;
    Py_ssize_t lastindex;
    Py_ssize_t *mark; /* start and end of each group, -1: unset */
    Py_ssize_t marks;
    Py_ssize_t few_marks[20];
    sre_repeat *repeat; /* the innermost one */
    sre_repeat *repeats, *free_repeats;
    sre_entry *stack;
    Py_ssize_t top, capacity;
    Py_ssize_t barrier; /* index in the stack where the innermost assertion began, -1: none */
    unsigned int steps;
    PyObject *string;
    Py_buffer buffer;
} sre_state;

extern PYI_HIDDEN PyTypeObject pyi_sre_pattern_type, pyi_sre_match_type, pyi_sre_scanner_type;
#if PYI_312
extern PYI_HIDDEN PyTypeObject pyi_sre_template_type;
/* new: the text that the template makes of a match, str or bytes */
PYI_HIDDEN PyObject *pyi_sre_template_expand(PyObject *self, const sre_match *match);
PYI_HIDDEN bool pyi_sre_template_is_literal(PyObject *self);
PYI_HIDDEN PyObject *pyi_sre_template(PyObject *module, PyObject *args);
#endif

/* ---- validate.c ------------------------------------------------------------------------------ */

/* -1 with RuntimeError when the code is none that the machine may run. */
PYI_HIDDEN int pyi_sre_validate(const sre_pattern *pattern);

/* ---- state.c --------------------------------------------------------------------------------- */

/* -1 with an exception; otherwise pyi_sre_state_free() has to follow. */
PYI_HIDDEN int pyi_sre_state_init(sre_state *state, const sre_pattern *pattern, PyObject *string,
                                  Py_ssize_t start, Py_ssize_t end);
PYI_HIDDEN void pyi_sre_state_free(sre_state *state);
/* Forget the groups of the last match. */
PYI_HIDDEN void pyi_sre_state_reset(sre_state *state);
/* new: part of a string of that kind */
PYI_HIDDEN PyObject *pyi_sre_slice(const sre_state *state, Py_ssize_t start, Py_ssize_t end);
/* new: of the string of a match, without a state */
PYI_HIDDEN PyObject *pyi_sre_slice_of(PyObject *string, Py_ssize_t start, Py_ssize_t end);
PYI_HIDDEN void *pyi_sre_grow_stack(sre_state *state);
PYI_HIDDEN sre_repeat *pyi_sre_new_repeat(sre_state *state);

/* ---- match.c --------------------------------------------------------------------------------- */

/* At state->start, or at the first place from there on: 1 with at and start set, 0, or -1 with an
 * exception. */
PYI_HIDDEN int pyi_sre_match(sre_state *state, const Py_UCS4 *code);
PYI_HIDDEN int pyi_sre_search(sre_state *state, const Py_UCS4 *code);

/* ---- objects --------------------------------------------------------------------------------- */

/* new: a match; None when status is 0, NULL when it is negative */
PYI_HIDDEN PyObject *pyi_sre_new_match(sre_pattern *pattern, sre_state *state, int status);
/* new */
PYI_HIDDEN PyObject *pyi_sre_new_scanner(sre_pattern *pattern, PyObject *string, Py_ssize_t pos,
                                         Py_ssize_t endpos);
/* substitution, split and so on */
PYI_HIDDEN PyObject *pyi_sre_findall(sre_pattern *self, PyObject *string, Py_ssize_t pos,
                                     Py_ssize_t endpos);
PYI_HIDDEN PyObject *pyi_sre_split(sre_pattern *self, PyObject *string, Py_ssize_t maxsplit);
PYI_HIDDEN PyObject *pyi_sre_substitute(sre_pattern *self, PyObject *repl, PyObject *string,
                                        Py_ssize_t count, bool with_count);
/* new: what re makes of a template with backslashes */
PYI_HIDDEN PyObject *pyi_sre_compile_template(sre_pattern *pattern, PyObject *template);
/* new: the items one after the other; str or bytes as the string is */
PYI_HIDDEN PyObject *pyi_sre_join(PyObject *list, PyObject *string);
/* new: the group of a match, default_value if it did not take part */
PYI_HIDDEN PyObject *pyi_sre_group(const sre_match *match, Py_ssize_t index,
                                   PyObject *default_value);

#endif /* PYI_SRE_H */
