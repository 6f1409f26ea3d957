/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/fstring: f-strings of 3.12 (PEP 701): FSTRING_START, then FSTRING_MIDDLE and the tokens of
 * the fields in turns, FSTRING_END.
 *
 *     f"a{b:{c}d}"     START f" · MIDDLE a · { b : · { c } · MIDDLE d · } · END "
 *
 * Fields are read by the functions for ordinary code; operator.c sees where a format spec or the
 * rest of the literal text begins, and clears in_field.
 */
#include "state.h"

#if PYI_312

/* ---- beginning ------------------------------------------------------------------------------- */

static lex_fstring *push_fstring(pyi_lex_state *s) {
    lex_fstring *grown = pyi_lex_grow(s->lexer->arena, s->fstring, s->fstrings,
                                      &s->fstring_capacity, sizeof(*grown));
    if (grown == NULL) {
        lex_failed(s);
        return NULL;
    }
    s->fstring = grown;
    return &s->fstring[s->fstrings++];
}

/* prefix and the first quote were read */
int pyi_lex_fstring_start(pyi_lex_state *s, int quote) {
    int quotes = 1;
    s->first_lineno = s->lineno;
    s->multi_line_start = s->line_start;
    int c = next_char(s);
    if (c == quote) {
        int c2 = next_char(s);
        if (c2 == quote) {
            quotes = 3;
        } else {
            back(s, c2); /* f"": the next token ends it */
            back(s, c);
        }
    } else {
        back(s, c);
    }
    if (s->fstrings + 1 >= MAX_FSTRINGS) {
        return pyi_lex_error(s, "too many nested f-strings");
    }
    lex_fstring *f = push_fstring(s);
    if (f == NULL) {
        return PYI_TOK_ERROR;
    }
    *f = (lex_fstring){
        .quote = (char)quote,
        .quotes = (uint8_t)quotes,
        .raw = (s->token_start[0] | 0x20) == 'r' || (s->token_start[1] | 0x20) == 'r',
        .field_depth = -1,
        .start = s->token_start,
        .line_start = s->line_start,
        .lineno = s->lineno,
    };
    return token_made(s, PYI_TOK_FSTRING_START, s->token_start, s->cur);
}

/* ---- literal text ---------------------------------------------------------------------------- */

static PYI_COLD int unterminated(pyi_lex_state *s, lex_fstring *f, int c) {
    int last_line = s->lineno;
    s->cur = f->start + 1;
    s->line_start = f->line_start;
    s->lineno = f->lineno;
    int kind = f->quotes == 3
                   ? pyi_lex_error(
                         s, "unterminated triple-quoted f-string literal (detected at line %d)",
                         last_line)
                   : pyi_lex_error(s, "unterminated f-string literal (detected at line %d)",
                                   last_line);
    s->error.at_end_of_text = c != '\n';
    return kind;
}

/* A field begins at the brace that comes next. -1 after an error. */
static int enter_field(pyi_lex_state *s, lex_fstring *f) {
    f->field_depth++;
    if (f->field_depth >= MAX_FIELD_NESTING) {
        pyi_lex_error(s, "f-string: expressions nested too deeply");
        return -1;
    }
    f->in_field = true;
    return 0;
}

static int middle(pyi_lex_state *s, const char *end) {
    return token_made(s, PYI_TOK_FSTRING_MIDDLE, s->token_start, end);
}

/* An opening brace was read: 0 when there is none after it and it begins a field. */
static int at_opening_brace(pyi_lex_state *s, lex_fstring *f, bool in_spec) {
    int c = next_char(s);
    if (c == '{' && !in_spec) {
        return middle(s, s->cur - 1);
    }
    back(s, c);
    back(s, '{');
    return enter_field(s, f) < 0 ? PYI_TOK_ERROR : middle(s, s->cur);
}

static int at_closing_brace(pyi_lex_state *s, lex_fstring *f, bool in_spec) {
    int c = next_char(s);
    if (c == '}' && !in_spec && f->depth == 0) {
        return middle(s, s->cur - 1);
    }
    back(s, c);
    back(s, '}');
    f->in_field = true;
    return middle(s, s->cur);
}

/* A backslash was read. Braces after it are braces; 1 when those of \N{…} follow, -1 after an
 * error. */
static int after_backslash(pyi_lex_state *s, const lex_fstring *f) {
    int c = next_char(s);
    if (c == '\r') {
        c = next_char(s);
    }
    if (c == '{' || c == '}') {
        if (!f->raw && pyi_lex_warn(s, c == '{' ? "invalid escape sequence '\\{'"
                                                : "invalid escape sequence '\\}'") < 0) {
            lex_failed(s);
            return -1;
        }
        back(s, c);
        return 0;
    }
    if (!f->raw && c == 'N') {
        c = next_char(s);
        if (c == '{') {
            return 1;
        }
        back(s, c);
    }
    return 0;
}

/* Literal text up to a brace or the closing quotes, which are the next token. */
static int lex_middle(pyi_lex_state *s, lex_fstring *f) {
    int closing = 0;
    bool in_name = false; /* of \N{…} */
    bool in_spec = f->in_spec && f->field_depth >= 0;
    s->multi_line_start = s->line_start;
    while (closing != f->quotes) {
        int c = next_char(s);
        if (c == END_OF_TEXT || (f->quotes == 1 && c == '\n')) {
            if (in_spec && c == '\n') { /* ends the spec */
                back(s, c);
                f->in_field = true;
                return middle(s, s->cur);
            }
            return unterminated(s, f, c);
        }
        if (c == f->quote) {
            closing++;
            continue;
        }
        closing = 0;
        if (c == '{') {
            return at_opening_brace(s, f, in_spec);
        }
        if (c == '}') {
            return in_name ? middle(s, s->cur) : at_closing_brace(s, f, in_spec);
        }
        if (c == '\\') {
            int status = after_backslash(s, f);
            if (status < 0) {
                return PYI_TOK_ERROR;
            }
            in_name |= status;
        }
    }
    s->cur -= f->quotes;
    return middle(s, s->cur);
}

/* The next token of the innermost f-string when it is not in a field. */
int pyi_lex_fstring_text(pyi_lex_state *s) {
    lex_fstring *f = open_fstring(s);
    s->token_start = s->cur;
    s->first_lineno = s->lineno;
    int c = next_char(s);
    if (c == '{') {
        int c2 = next_char(s);
        back(s, c2);
        back(s, c);
        if (c2 != '{') {
            return enter_field(s, f) < 0 ? PYI_TOK_ERROR : pyi_lex_token(s);
        }
        return lex_middle(s, f);
    }
    back(s, c);
    for (int i = 0; i < f->quotes; i++) {
        c = next_char(s);
        if (c != f->quote) {
            back(s, c);
            return lex_middle(s, f);
        }
    }
    s->fstrings--;
    return token_made(s, PYI_TOK_FSTRING_END, s->token_start, s->cur);
}

#endif /* PYI_312 */
