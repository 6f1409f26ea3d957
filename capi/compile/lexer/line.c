/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/line: lines, their indentation, and lines joined by a backslash.
 *
 * The text is all there, yet it is walked line by line as CPython reads it, since the line and
 * column of errors depend on which line was read last.
 */
#include "state.h"

int pyi_lex_next_line(pyi_lex_state *s) {
    if (s->cur == s->lexer->end && s->read_more != NULL && !s->failed) {
        s->failed = s->read_more(s) < 0;
    }
    const char *end = s->lexer->end;
    if (s->cur == end) {
        if (s->end_seen < 0) {
            s->end_seen = s->lexer->count;
        }
        return END_OF_TEXT;
    }
    if (s->token_start != NULL) {
        int *joined = pyi_lex_grow(s->lexer->arena, s->joined, s->n_joined, &s->joined_capacity,
                                   sizeof(int));
        if (joined == NULL) {
            s->failed = true;
            return END_OF_TEXT;
        }
        s->joined = joined;
        s->joined[s->n_joined++] = s->lineno + 1;
    }
    s->line_start = s->cur;
    s->lineno++;
    const char *newline = memchr(s->cur, '\n', end - s->cur);
    s->line_end = newline == NULL ? end : newline + 1;
    return (unsigned char)*s->cur++;
}

int pyi_lex_continuation(pyi_lex_state *s) {
    int c = next_char(s);
    if (c == '\r') { /* only in the text of _tokenize */
        c = next_char(s);
    }
    if (c != '\n') {
        const char *first = s->line_start; /* columns count from the first of the joined lines */
        for (Py_ssize_t i = s->n_joined, line = s->lineno;
             i > 0 && s->joined[i - 1] == line && first > s->lexer->text; i--, line--) {
            for (first--; first > s->lexer->text && first[-1] != '\n'; first--) {
            }
        }
        pyi_lex_error_late(s, PyExc_SyntaxError,
                           "unexpected character after line continuation character",
                           s->cur - first > 0 ? s->cur - first : 1, 0);
        return -1;
    }
    c = next_char(s);
    if (c == END_OF_TEXT) {
        pyi_lex_error_end(s);
        return -1;
    }
    back(s, c);
    return c;
}

/* ---- indentation ----------------------------------------------------------------------------- */

static int tab_error(pyi_lex_state *s) {
    s->cur = s->line_end;
    pyi_lex_error_late(s, PyExc_TabError, "inconsistent use of tabs and spaces in indentation", 1,
                       0);
    return -1;
}

/* a line of the block begins there: more, fewer or as many columns as those before */
static int compare_indentation(pyi_lex_state *s, int column, int alt_column) {
    int top = s->indents;
    if (column == s->columns[top]) {
        return alt_column == s->alt_columns[top] ? 0 : tab_error(s);
    }
    if (column > s->columns[top]) {
        if (top + 1 >= MAX_INDENTS) {
            s->cur = s->line_end;
            pyi_lex_error_late(s, PyExc_IndentationError, "too many levels of indentation", 1, 0);
            return -1;
        }
        if (alt_column <= s->alt_columns[top]) {
            return tab_error(s);
        }
        s->pending++;
        s->indents++;
        s->columns[s->indents] = column;
        s->alt_columns[s->indents] = alt_column;
        return 0;
    }
    while (s->indents > 0 && column < s->columns[s->indents]) {
        s->pending--;
        s->indents--;
    }
    if (column != s->columns[s->indents]) {
        s->cur = s->line_end;
        pyi_lex_error_late(s, PyExc_IndentationError,
                           "unindent does not match any outer indentation level",
                           s->cur - s->line_start, -1);
        return -1;
    }
    return alt_column == s->alt_columns[s->indents] ? 0 : tab_error(s);
}

int pyi_lex_indentation(pyi_lex_state *s) {
    int column = 0, alt_column = 0;
    int before_continuation = 0, alt_before_continuation = 0; /* then the first line counts */
    int c;
    for (;;) {
        c = next_char(s);
        if (c == ' ') {
            column++, alt_column++;
        } else if (c == '\t') {
            column = (column / 8 + 1) * 8;
            alt_column++;
        } else if (c == '\014') {
            column = alt_column = 0;
        } else if (c == '\\') {
            if (before_continuation == 0) {
                before_continuation = column;
                alt_before_continuation = alt_column;
            }
            if ((c = pyi_lex_continuation(s)) < 0) {
                return -1;
            }
        } else {
            break;
        }
    }
    back(s, c);
    s->blank_line = c == '#' || c == '\n' || c == '\r';
    if (s->blank_line || s->level > 0) {
        return 0;
    }
    if (before_continuation > 0) {
        column = before_continuation;
        alt_column = alt_before_continuation;
    }
    return compare_indentation(s, column, alt_column);
}
