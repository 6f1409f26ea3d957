/* SPDX-License-Identifier: Apache-2.0 */
/* lexer.h: the whole source becomes an array of tokens before anything is parsed.
 *
 *     pyi_lexer lexer;
 *     pyi_lexer_init(&lexer, text, filename, mode, flags, arena)     decodes: cookie, BOM, newlines
 *     pyi_lex(&lexer)                                                lexer.tokens, lexer.count
 *
 * A mistake in the source does not make pyi_lex() fail: the array ends with PYI_TOK_ERROR, and
 * pyi_lexer_raise() raises the mistake when the parser gets that far. CPython makes tokens one by
 * one as its parser asks for them, and some of what it reports depends on how many it has made:
 * hence the arguments "furthest", the index of the last token that the parser has looked at.
 * Lines count from 1, columns are bytes of UTF-8 from 0, as in the tree.
 */
#ifndef PYI_LEXER_H
#define PYI_LEXER_H

#include "pyi.h"

#include "internal/pycore_pyarena.h"

/* Up to PYI_TOK_OP the numbers are those of Lib/token.py. */
typedef enum {
    PYI_TOK_ENDMARKER = 0,
    PYI_TOK_NAME = 1, /* also the soft keywords match, case, type and _ */
    PYI_TOK_NUMBER = 2,
    PYI_TOK_STRING = 3, /* with prefix and quotes; before 3.12 also f-strings */
    PYI_TOK_NEWLINE = 4,
    PYI_TOK_INDENT = 5,
    PYI_TOK_DEDENT = 6,
    PYI_TOK_LPAR = 7,
    PYI_TOK_RPAR = 8,
    PYI_TOK_LSQB = 9,
    PYI_TOK_RSQB = 10,
    PYI_TOK_COLON = 11,
    PYI_TOK_COMMA = 12,
    PYI_TOK_SEMI = 13,
    PYI_TOK_PLUS = 14,
    PYI_TOK_MINUS = 15,
    PYI_TOK_STAR = 16,
    PYI_TOK_SLASH = 17,
    PYI_TOK_VBAR = 18,
    PYI_TOK_AMPER = 19,
    PYI_TOK_LESS = 20,
    PYI_TOK_GREATER = 21,
    PYI_TOK_EQUAL = 22,
    PYI_TOK_DOT = 23,
    PYI_TOK_PERCENT = 24,
    PYI_TOK_LBRACE = 25, /* also where a field of an f-string begins */
    PYI_TOK_RBRACE = 26,
    PYI_TOK_EQEQUAL = 27,
    PYI_TOK_NOTEQUAL = 28, /* != or <>: the parser tells by the text */
    PYI_TOK_LESSEQUAL = 29,
    PYI_TOK_GREATEREQUAL = 30,
    PYI_TOK_TILDE = 31,
    PYI_TOK_CIRCUMFLEX = 32,
    PYI_TOK_LEFTSHIFT = 33,
    PYI_TOK_RIGHTSHIFT = 34,
    PYI_TOK_DOUBLESTAR = 35,
    PYI_TOK_PLUSEQUAL = 36,
    PYI_TOK_MINEQUAL = 37,
    PYI_TOK_STAREQUAL = 38,
    PYI_TOK_SLASHEQUAL = 39,
    PYI_TOK_PERCENTEQUAL = 40,
    PYI_TOK_AMPEREQUAL = 41,
    PYI_TOK_VBAREQUAL = 42,
    PYI_TOK_CIRCUMFLEXEQUAL = 43,
    PYI_TOK_LEFTSHIFTEQUAL = 44,
    PYI_TOK_RIGHTSHIFTEQUAL = 45,
    PYI_TOK_DOUBLESTAREQUAL = 46,
    PYI_TOK_DOUBLESLASH = 47,
    PYI_TOK_DOUBLESLASHEQUAL = 48,
    PYI_TOK_AT = 49,
    PYI_TOK_ATEQUAL = 50,
    PYI_TOK_RARROW = 51,
    PYI_TOK_ELLIPSIS = 52,
    PYI_TOK_COLONEQUAL = 53,
    PYI_TOK_EXCLAMATION = 54, /* 3.12: before the conversion of a field, or a mistake */
    PYI_TOK_OP = 55,          /* a character that begins no token: $ ? ` (in 3.11 also !) */

    PYI_TOK_FSTRING_START,  /* 3.12: prefix and opening quotes */
    PYI_TOK_FSTRING_MIDDLE, /* 3.12: literal text as written; of {{ and }} only the first brace */
    PYI_TOK_FSTRING_END,    /* 3.12: closing quotes */
    PYI_TOK_TYPE_COMMENT,   /* with PyCF_TYPE_COMMENTS: the text after "# type: " */
    PYI_TOK_TYPE_IGNORE,    /* the text after "# type: ignore" */
    PYI_TOK_COMMENT,        /* only for the module _tokenize, as the next */
    PYI_TOK_NL,
    PYI_TOK_ERROR, /* the last one: pyi_lexer_raise() */

    PYI_TOK_FALSE, /* keywords, in the order of keyword.kwlist */
    PYI_TOK_NONE,
    PYI_TOK_TRUE,
    PYI_TOK_AND,
    PYI_TOK_AS,
    PYI_TOK_ASSERT,
    PYI_TOK_ASYNC,
    PYI_TOK_AWAIT,
    PYI_TOK_BREAK,
    PYI_TOK_CLASS,
    PYI_TOK_CONTINUE,
    PYI_TOK_DEF,
    PYI_TOK_DEL,
    PYI_TOK_ELIF,
    PYI_TOK_ELSE,
    PYI_TOK_EXCEPT,
    PYI_TOK_FINALLY,
    PYI_TOK_FOR,
    PYI_TOK_FROM,
    PYI_TOK_GLOBAL,
    PYI_TOK_IF,
    PYI_TOK_IMPORT,
    PYI_TOK_IN,
    PYI_TOK_IS,
    PYI_TOK_LAMBDA,
    PYI_TOK_NONLOCAL,
    PYI_TOK_NOT,
    PYI_TOK_OR,
    PYI_TOK_PASS,
    PYI_TOK_RAISE,
    PYI_TOK_RETURN,
    PYI_TOK_TRY,
    PYI_TOK_WHILE,
    PYI_TOK_WITH,
    PYI_TOK_YIELD,
    PYI_TOK_KINDS
} pyi_token_kind;

#define PYI_TOK_IS_KEYWORD(kind) ((kind) >= PYI_TOK_FALSE && (kind) < PYI_TOK_KINDS)

typedef struct {
    uint8_t kind;           /* pyi_token_kind */
    uint8_t level;          /* brackets open after it, those of fields of f-strings among them */
    int lineno, col_offset; /* columns in bytes; -1 for INDENT, DEDENT and ENDMARKER */
    int end_lineno, end_col_offset;
    const char *start, *end; /* in the text of the lexer; INDENT and DEDENT are empty */
} pyi_token;

typedef struct pyi_lex_state pyi_lex_state; /* lexer/state.h */

typedef struct {
    const char *text, *end; /* UTF-8, lines end with \n (but the last one if not Py_file_input) */
    PyObject *filename;     /* borrowed */
    PyArena *arena;
    int mode;            /* Py_file_input, Py_eval_input, Py_single_input, Py_func_type_input */
    int flags;           /* cf_flags: PyCF_TYPE_COMMENTS, PyCF_ALLOW_INCOMPLETE_INPUT, … */
    int feature_version; /* the minor version whose grammar is meant: cf_feature_version */
    int first_lineno, first_col_offset; /* where the text begins: 1 and 0 but for parts */
    pyi_token *tokens;
    Py_ssize_t count;
    const char *encoding; /* NULL if the source did not say one */
    pyi_lex_state *state;
} pyi_lexer;

/* Decode source text: bytes ending with NUL, or UTF-8 when the flags have PyCF_IGNORE_COOKIE. All
 * memory is the arena's. -1 with an exception. */
PYI_HIDDEN int pyi_lexer_init(pyi_lexer *lexer, const char *text, PyObject *filename, int mode,
                              const PyCompilerFlags *flags, PyArena *arena);
/* The mode of lexers of pyi_lexer_init_part(): Py_fstring_input, which 3.12 no longer has. */
#define PYI_FIELD_INPUT 800
/* The same for all of a file; encoding: NULL, or the one to be used in spite of a cookie. */
PYI_HIDDEN int pyi_lexer_init_file(pyi_lexer *lexer, FILE *file, const char *encoding,
                                   PyObject *filename, int mode, const PyCompilerFlags *flags,
                                   PyArena *arena);
/* For a piece of text that is UTF-8 already, whose first character has that place (fields of
 * f-strings in 3.11). The text ends with NUL and lives as long as the arena of whole. */
PYI_HIDDEN int pyi_lexer_init_part(pyi_lexer *lexer, const pyi_lexer *whole, const char *text,
                                   int lineno, int col_offset);

/* Make the tokens. -1 with an exception only when memory is short or the like. */
PYI_HIDDEN int pyi_lex(pyi_lexer *lexer);

/* Issue the warnings about tokens up to furthest that were not issued before ("invalid decimal
 * literal"); -1 when one became an exception. To be called before the parser succeeds or fails. */
PYI_HIDDEN int pyi_lexer_warn(pyi_lexer *lexer, Py_ssize_t furthest);

/* Raise the mistake for which PYI_TOK_ERROR stands. */
PYI_HIDDEN void pyi_lexer_raise(pyi_lexer *lexer);

/* When the parser has raised "invalid syntax" or an error of an invalid_ rule before PYI_TOK_ERROR,
 * with furthest the last token it looked at: replace that error by the one of the lexer if CPython
 * prefers that one (it reads the rest of the source to see: most mistakes of the lexer and '(' was
 * never closed). Not for "unexpected indent", "unexpected unindent" and "multiple statements". */
PYI_HIDDEN void pyi_lexer_raise_preferred(pyi_lexer *lexer, Py_ssize_t furthest);

/* The innermost bracket that is open after tokens[index], NULL without one. */
PYI_HIDDEN const pyi_token *pyi_lexer_open_bracket(const pyi_lexer *lexer, Py_ssize_t index);

/* The text ended before or in tokens[furthest]: with PyCF_ALLOW_INCOMPLETE_INPUT a parser that
 * failed there says "incomplete input". */
PYI_HIDDEN bool pyi_lexer_is_incomplete(const pyi_lexer *lexer, Py_ssize_t furthest);

/* new: what becomes SyntaxError.text of an error in that line which the parser raises. */
PYI_HIDDEN PyObject *pyi_lexer_error_text(const pyi_lexer *lexer, int lineno, Py_ssize_t furthest);

/* Raise a SyntaxError of the parser (or a subclass) with that message; steals message, which may be
 * NULL with an exception. The offsets are bytes from 1, as SyntaxError has them before they become
 * characters; 0 or -1 for an end that is not known. */
PYI_HIDDEN void pyi_lexer_raise_at(const pyi_lexer *lexer, Py_ssize_t furthest, PyObject *type,
                                   int lineno, Py_ssize_t offset, int end_lineno,
                                   Py_ssize_t end_offset, PyObject *message);

#endif /* PYI_LEXER_H */
