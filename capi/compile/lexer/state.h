/* SPDX-License-Identifier: Apache-2.0 */
/* state.h: where the lexer is, and what its files need of each other.
 *
 * Each pyi_lex_<kind>() reads one token whose first character was read already, leaves its bounds
 * in from and to, and returns its kind; PYI_TOK_ERROR after one of the functions of error.c.
 */
#ifndef PYI_LEXER_STATE_H
#define PYI_LEXER_STATE_H

#include "lexer.h"

#define MAX_INDENTS 100
#define MAX_BRACKETS 200
#define MAX_FSTRINGS 150      /* f-strings in fields of f-strings */
#define MAX_FIELD_NESTING 3   /* fields in format specs */
#define END_OF_TEXT (-1)      /* what next_char() gives there */

/* One f-string that is open (3.12). */
typedef struct {
    char quote;
    uint8_t quotes;     /* 1 or 3 */
    bool raw;
    bool in_field;      /* what comes next is Python, not literal text */
    bool in_spec;       /* literal text that comes next belongs to a format spec */
    int depth;          /* brackets open in its fields */
    int field_depth;    /* what depth was where the innermost field began, -1 outside of fields */
    const char *start;  /* its first character, for the error that it does not end */
    const char *line_start;
    int lineno;
} lex_fstring;

typedef struct {
    char character;
    int lineno, col_offset;
} lex_bracket;

/* A mistake, to be raised when the parser gets there. */
typedef struct {
    PyObject *type; /* borrowed; NULL: the text ends too early */
    PyObject *args; /* of the exception, the arena's; NULL: the parser's way of placing it counts */
    PyObject *message;
    PyObject *undecodable; /* the exception about bytes that are not UTF-8 */
    Py_ssize_t offset; /* from 1 */
    int end_offset;
    bool at_end_of_text;
} lex_error;

typedef struct {
    Py_ssize_t token; /* the one being made when it occurred */
    const char *message;
    const char *line_start, *cur; /* the place, should it become an error */
    int lineno;
} lex_warning;

struct pyi_lex_state {
    pyi_lexer *lexer;
    int (*read_more)(pyi_lex_state *); /* NULL: the text is complete. Appends a line to it: 1; 0 at
                                          the end, -1 with an exception. Bounds may move. */
    void *reader;
    const char *cur;        /* the next character */
    const char *line_start; /* of the line that was read last */
    const char *line_end;   /* behind its \n */
    int lineno;
    bool extra; /* tokens that only the module _tokenize wants, and no warnings */
    bool at_line_start;
    bool blank_line;      /* nothing but perhaps a comment */
    bool comment_line;    /* such a comment was the last token */
    bool parsing_started; /* with Py_single_input: something came before the end */

    const char *token_start; /* NULL between tokens */
    const char *from, *to;   /* bounds of the token */
    int first_lineno;        /* of a string */
    const char *multi_line_start;

    int pending; /* INDENT (> 0) or DEDENT (< 0) to be given */
    int indents;
    int columns[MAX_INDENTS], alt_columns[MAX_INDENTS]; /* tabs to 8, tabs as 1 */
    int level;
#if PYI_312
    Py_ssize_t fstrings; /* how many are open */
    lex_fstring *fstring;
    Py_ssize_t fstring_capacity;
#endif
#if !PYI_313
    bool in_async_def; /* with a feature version before 3.7, as the next two */
    bool async_def_nl;
    int async_def_indent;
#endif

    int *joined; /* lines that CPython keeps together with the one before, ascending */
    Py_ssize_t n_joined, joined_capacity;
    lex_warning *warnings;
    Py_ssize_t n_warnings, warnings_capacity, n_warned;
    Py_ssize_t token_capacity;
    Py_ssize_t end_seen; /* index of the token during which the end of the text was read, or -1 */
    lex_error error;
    bool failed; /* an exception is set: memory is short */
    lex_bracket brackets[MAX_BRACKETS]; /* last: not cleared at first */
};

/* ---- characters: line.c ---------------------------------------------------------------------- */

/* the first character of the next line, or END_OF_TEXT; also when reading it failed */
PYI_HIDDEN int pyi_lex_next_line(pyi_lex_state *s);

static inline int next_char(pyi_lex_state *s) {
    return pyi_likely(s->cur != s->line_end) ? (unsigned char)*s->cur++ : pyi_lex_next_line(s);
}
static inline void back(pyi_lex_state *s, int c) {
    s->cur -= c != END_OF_TEXT;
}
static inline bool is_digit(int c) {
    return c >= '0' && c <= '9';
}
static inline bool is_name_start(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 128;
}
static inline bool is_name_char(int c) {
    return is_name_start(c) || is_digit(c);
}

/* After a backslash: the character that follows on the next line, which is read again later; -1
 * after an error. */
PYI_HIDDEN int pyi_lex_continuation(pyi_lex_state *s);
/* Measure the indentation of a line. -1 after an error. */
PYI_HIDDEN int pyi_lex_indentation(pyi_lex_state *s);

/* ---- tokens ---------------------------------------------------------------------------------- */

/* with the bounds */
static inline int token_made(pyi_lex_state *s, int kind, const char *from, const char *to) {
    s->from = from;
    s->to = to;
    return kind;
}

PYI_HIDDEN int pyi_lex_token(pyi_lex_state *s); /* lex.c: the next one */
PYI_HIDDEN void pyi_lex_place(const pyi_lex_state *s, pyi_token *token, int kind);
PYI_HIDDEN int pyi_lex_name(pyi_lex_state *s, int c);        /* name.c: or a string with prefix */
PYI_HIDDEN int pyi_lex_number(pyi_lex_state *s, int c);      /* number.c */
PYI_HIDDEN int pyi_lex_fraction(pyi_lex_state *s, int c);    /* c: the digit after the point */
PYI_HIDDEN int pyi_lex_string(pyi_lex_state *s, int quote);  /* string.c */
PYI_HIDDEN int pyi_lex_operator(pyi_lex_state *s, int c);    /* operator.c */
/* keyword.c: its kind, PYI_TOK_NAME if it is none */
PYI_HIDDEN int pyi_lex_keyword(const char *text, Py_ssize_t size);
#if PYI_312
PYI_HIDDEN int pyi_lex_fstring_start(pyi_lex_state *s, int quote); /* fstring.c */
PYI_HIDDEN int pyi_lex_fstring_text(pyi_lex_state *s);
static inline lex_fstring *open_fstring(const pyi_lex_state *s) { /* the innermost, or NULL */
    return s->fstrings > 0 ? &s->fstring[s->fstrings - 1] : NULL;
}
#endif

/* ---- mistakes: error.c ----------------------------------------------------------------------- */

/* Each returns PYI_TOK_ERROR. The first two are for what the lexer of CPython raises itself: at the
 * last character that was read, or at columns of bytes from 1. */
PYI_HIDDEN PYI_COLD int pyi_lex_error(pyi_lex_state *s, const char *format, ...);
PYI_HIDDEN PYI_COLD int pyi_lex_error_range(pyi_lex_state *s, int offset, int end_offset,
                                            const char *message);
/* "invalid non-printable character U+0001" */
PYI_HIDDEN PYI_COLD int pyi_lex_error_unprintable(pyi_lex_state *s, Py_UCS4 character);
/* For what its parser raises on behalf of the lexer. */
PYI_HIDDEN PYI_COLD int pyi_lex_error_late(pyi_lex_state *s, PyObject *type, const char *message,
                                           Py_ssize_t offset, int end_offset);
/* The text ends too early. */
PYI_HIDDEN PYI_COLD int pyi_lex_error_end(pyi_lex_state *s);
/* From the UnicodeDecodeError that is set. */
PYI_HIDDEN PYI_COLD int pyi_lex_error_decode(pyi_lex_state *s);
/* An exception is set that is no mistake in the source. */
static inline int lex_failed(pyi_lex_state *s) {
    s->failed = true;
    return PYI_TOK_ERROR;
}
/* Remember a warning; message: static. -1 with an exception. */
PYI_HIDDEN PYI_COLD int pyi_lex_warn(pyi_lex_state *s, const char *message);

/* ---- memory ---------------------------------------------------------------------------------- */

/* Room for one more in an array of the arena: NULL with MemoryError. */
PYI_HIDDEN void *pyi_lex_grow(PyArena *arena, void *items, Py_ssize_t n, Py_ssize_t *capacity,
                              size_t size);
PYI_HIDDEN int pyi_lex_start(pyi_lexer *lexer); /* makes the state */

#endif /* PYI_LEXER_STATE_H */
