/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/lex: from text to the array of tokens.
 *
 * The grammar is docs.python.org/3/reference/lexical_analysis.html.
 */
#include "state.h"

/* ---- memory ---------------------------------------------------------------------------------- */

void *pyi_lex_grow(PyArena *arena, void *items, Py_ssize_t n, Py_ssize_t *capacity, size_t size) {
    if (n < *capacity) {
        return items;
    }
    Py_ssize_t larger = *capacity == 0 ? 8 : 2 * *capacity;
    void *grown = NULL;
    if (larger < PY_SSIZE_T_MAX / 2 / (Py_ssize_t)size) {
        grown = _PyArena_Malloc(arena, larger * size);
    }
    if (grown == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    if (n > 0) {
        memcpy(grown, items, n * size);
    }
    *capacity = larger;
    return grown;
}

int pyi_lex_start(pyi_lexer *lexer) {
    pyi_lex_state *s = lexer->state = _PyArena_Malloc(lexer->arena, sizeof(*s));
    if (s == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset(s, 0, offsetof(pyi_lex_state, brackets));
    s->lexer = lexer;
    s->cur = s->line_start = s->line_end = lexer->text;
    s->lineno = lexer->first_lineno - 1;
    s->at_line_start = true;
    s->end_seen = -1;
    return 0;
}

/* ---- comments -------------------------------------------------------------------------------- */

/* behind "# type: ", where any number of blanks may be for one; NULL without */
static const char *skip_type_prefix(const char *p, const char *end) {
    for (const char *prefix = "# type: "; *prefix != '\0' && p < end; prefix++) {
        if (*prefix == ' ') {
            while (p < end && (*p == ' ' || *p == '\t')) {
                p++;
            }
        } else if (*prefix == *p) {
            p++;
        } else {
            return NULL;
        }
        if (prefix[1] == '\0') {
            return p;
        }
    }
    return NULL;
}

/* A comment was skipped: its kind if it says something about types, else 0. */
static int type_comment(pyi_lex_state *s) {
    const char *text = skip_type_prefix(s->token_start, s->cur);
    if (text == NULL) {
        return 0;
    }
    const char *after = text + strlen("ignore");
    if (after > s->cur || memcmp(text, "ignore", strlen("ignore")) != 0 ||
        (after < s->cur && ((unsigned char)*after >= 128 || Py_ISALNUM(*after)))) {
        return token_made(s, PYI_TOK_TYPE_COMMENT, text, s->cur);
    }
    const char *end = s->cur;
    if (s->blank_line) { /* nothing else on the line: its end goes with it */
        next_char(s);
        s->at_line_start = true;
    }
    return token_made(s, PYI_TOK_TYPE_IGNORE, after, end);
}

/* '#' was read: the rest of the line up to its \n; a token for some, else 0 */
static int lex_comment(pyi_lex_state *s) {
    int c;
    do {
        c = next_char(s);
    } while (c != END_OF_TEXT && c != '\n' && (!PYI_312 || c != '\r'));
    back(s, c);
    if (s->extra) {
        s->comment_line = s->blank_line;
        return token_made(s, PYI_TOK_COMMENT, s->token_start, s->cur);
    }
    return s->lexer->flags & PyCF_TYPE_COMMENTS ? type_comment(s) : 0;
}

/* ---- ends of lines --------------------------------------------------------------------------- */

/* \n was read; 0 when the line means nothing */
static int lex_newline(pyi_lex_state *s) {
    s->at_line_start = true;
    bool nothing = s->blank_line || s->level > 0 || s->comment_line;
    s->comment_line = false;
    if (nothing) {
        return s->extra ? token_made(s, PYI_TOK_NL, s->token_start, s->cur) : 0;
    }
#if !PYI_313
    s->async_def_nl = s->in_async_def;
#endif
    return token_made(s, PYI_TOK_NEWLINE, s->token_start, s->cur - 1);
}

/* Indentation, if a line begins: INDENT, DEDENT, an error, or 0. */
static int lex_line_start(pyi_lex_state *s) {
    s->token_start = NULL;
    s->blank_line = false;
    if (s->at_line_start) {
        s->at_line_start = false;
        if (pyi_lex_indentation(s) < 0) {
            return PYI_TOK_ERROR;
        }
    }
    if (s->pending < 0) {
        s->pending++;
        return s->extra ? token_made(s, PYI_TOK_DEDENT, s->cur, s->cur) : PYI_TOK_DEDENT;
    }
    if (s->pending > 0) {
        s->pending--;
        return s->extra ? token_made(s, PYI_TOK_INDENT, s->line_start, s->cur) : PYI_TOK_INDENT;
    }
#if !PYI_313
    if (s->in_async_def && !s->blank_line && s->level == 0 && s->async_def_nl &&
        s->async_def_indent >= s->indents) {
        s->in_async_def = s->async_def_nl = false;
    }
#endif
    return 0;
}

static int lex_end(pyi_lex_state *s) {
    s->token_start = NULL;
    return s->level > 0 ? pyi_lex_error_end(s) : PYI_TOK_ENDMARKER;
}

/* ---- tokens ---------------------------------------------------------------------------------- */

/* A point was read. */
static int lex_point(pyi_lex_state *s) {
    int c = next_char(s);
    if (is_digit(c)) {
        return pyi_lex_fraction(s, c);
    }
    if (c == '.') {
        int c2 = next_char(s);
        if (c2 == '.') {
            return token_made(s, PYI_TOK_ELLIPSIS, s->token_start, s->cur);
        }
        back(s, c2);
    }
    back(s, c);
    return token_made(s, PYI_TOK_DOT, s->token_start, s->cur);
}

/* c begins something else than a name or a number; 0 when it is no token */
static int lex_other(pyi_lex_state *s, int c) {
    switch (c) {
        case '\n': return lex_newline(s);
        case '.': return lex_point(s);
        case '"':
        case '\'': return pyi_lex_string(s, c);
        case '\\': return pyi_lex_continuation(s) < 0 ? PYI_TOK_ERROR : 0;
        case END_OF_TEXT: return lex_end(s);
        default: return pyi_lex_operator(s, c);
    }
}

static int lex_code(pyi_lex_state *s) {
    for (;;) {
        int kind = lex_line_start(s);
        if (kind != 0) {
            return kind;
        }
        for (bool same_line = true; same_line;) {
            s->token_start = NULL;
            int c;
            do {
                c = next_char(s);
            } while (c == ' ' || c == '\t' || c == '\014');
            s->token_start = s->cur - (c != END_OF_TEXT);
            if (c == '#') {
                if ((kind = lex_comment(s)) != 0) {
                    return kind;
                }
                c = next_char(s); /* the end of the line is a token that begins with the comment */
            }
            if (is_name_start(c)) {
                return pyi_lex_name(s, c);
            }
            if (PYI_312 && c == '\r') {
                c = next_char(s);
            }
            if (is_digit(c)) {
                return pyi_lex_number(s, c);
            }
            kind = lex_other(s, c);
            if (kind != 0 || c == END_OF_TEXT) { /* ENDMARKER is 0 */
                return kind;
            }
            same_line = c != '\n';
        }
    }
}

int pyi_lex_token(pyi_lex_state *s) {
    s->from = s->to = NULL;
#if PYI_312
    const lex_fstring *f = open_fstring(s);
    if (f != NULL && !f->in_field) {
        return pyi_lex_fstring_text(s);
    }
#endif
    return lex_code(s);
}

/* ---- the array ------------------------------------------------------------------------------- */

void pyi_lex_place(const pyi_lex_state *s, pyi_token *token, int kind) {
    bool literal = kind == PYI_TOK_STRING || kind == PYI_TOK_FSTRING_MIDDLE;
    const char *line_start = literal ? s->multi_line_start : s->line_start;
    bool bounds = s->from != NULL && kind != PYI_TOK_ERROR;
    *token = (pyi_token){
        .kind = (uint8_t)kind,
        .level = (uint8_t)s->level,
        .lineno = literal ? s->first_lineno : s->lineno,
        .col_offset = bounds && s->from >= line_start ? (int)(s->from - line_start) : -1,
        .end_lineno = s->lineno,
        .end_col_offset = bounds && s->to >= s->line_start ? (int)(s->to - s->line_start) : -1,
        .start = bounds ? s->from : s->cur,
        .end = bounds ? s->to : s->cur,
    };
    const pyi_lexer *lexer = s->lexer;
    if (lexer->first_col_offset > 0) { /* a part of a larger text */
        /* A string of several lines stays where it is in the part. */
        if (token->end_lineno == lexer->first_lineno && token->col_offset >= 0) {
            token->col_offset += lexer->first_col_offset;
        }
        if (token->end_lineno == lexer->first_lineno && token->end_col_offset >= 0) {
            token->end_col_offset += lexer->first_col_offset;
        }
    }
}

/* With Py_single_input the end of the text ends a line and all blocks, at first. */
static int end_single(pyi_lex_state *s, int kind) {
    if (kind != PYI_TOK_ENDMARKER || !s->parsing_started) {
        s->parsing_started = true;
        return kind;
    }
    s->parsing_started = false;
    if (s->indents > 0 && !(s->lexer->flags & PyCF_DONT_IMPLY_DEDENT)) {
        s->pending = -s->indents;
        s->indents = 0;
    }
    return PYI_TOK_NEWLINE;
}

int pyi_lex(pyi_lexer *lexer) {
    pyi_lex_state *s = lexer->state;
    int kind;
    do {
        pyi_token *tokens = pyi_lex_grow(lexer->arena, lexer->tokens, lexer->count,
                                         &s->token_capacity, sizeof(*tokens));
        if (tokens == NULL) {
            return -1;
        }
        lexer->tokens = tokens;
        kind = pyi_lex_token(s);
        if (s->failed) {
            return -1;
        }
        if (lexer->mode == Py_single_input) {
            kind = end_single(s, kind);
        }
        pyi_lex_place(s, &lexer->tokens[lexer->count], kind);
        lexer->count++;
    } while (kind != PYI_TOK_ENDMARKER && kind != PYI_TOK_ERROR);
    return 0;
}
