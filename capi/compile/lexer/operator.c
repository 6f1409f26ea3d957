/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/operator: operators and brackets, which have to match. */
#include "state.h"

/* ---- kinds ----------------------------------------------------------------------------------- */

static const uint8_t one_character[128] = {
    ['!'] = PYI_312 ? PYI_TOK_EXCLAMATION : PYI_TOK_OP,
    ['%'] = PYI_TOK_PERCENT,
    ['&'] = PYI_TOK_AMPER,
    ['('] = PYI_TOK_LPAR,
    [')'] = PYI_TOK_RPAR,
    ['*'] = PYI_TOK_STAR,
    ['+'] = PYI_TOK_PLUS,
    [','] = PYI_TOK_COMMA,
    ['-'] = PYI_TOK_MINUS,
    ['.'] = PYI_TOK_DOT,
    ['/'] = PYI_TOK_SLASH,
    [':'] = PYI_TOK_COLON,
    [';'] = PYI_TOK_SEMI,
    ['<'] = PYI_TOK_LESS,
    ['='] = PYI_TOK_EQUAL,
    ['>'] = PYI_TOK_GREATER,
    ['@'] = PYI_TOK_AT,
    ['['] = PYI_TOK_LSQB,
    [']'] = PYI_TOK_RSQB,
    ['^'] = PYI_TOK_CIRCUMFLEX,
    ['{'] = PYI_TOK_LBRACE,
    ['|'] = PYI_TOK_VBAR,
    ['}'] = PYI_TOK_RBRACE,
    ['~'] = PYI_TOK_TILDE,
};

/* a character and the one after it, 0 when they are two tokens */
static int two_characters(int c, int c2) {
    if (c2 == '=') {
        switch (c) {
            case '!': return PYI_TOK_NOTEQUAL;
            case '%': return PYI_TOK_PERCENTEQUAL;
            case '&': return PYI_TOK_AMPEREQUAL;
            case '*': return PYI_TOK_STAREQUAL;
            case '+': return PYI_TOK_PLUSEQUAL;
            case '-': return PYI_TOK_MINEQUAL;
            case '/': return PYI_TOK_SLASHEQUAL;
            case ':': return PYI_TOK_COLONEQUAL;
            case '<': return PYI_TOK_LESSEQUAL;
            case '=': return PYI_TOK_EQEQUAL;
            case '>': return PYI_TOK_GREATEREQUAL;
            case '@': return PYI_TOK_ATEQUAL;
            case '^': return PYI_TOK_CIRCUMFLEXEQUAL;
            case '|': return PYI_TOK_VBAREQUAL;
            default: return 0;
        }
    }
    switch (c) {
        case '*': return c2 == '*' ? PYI_TOK_DOUBLESTAR : 0;
        case '-': return c2 == '>' ? PYI_TOK_RARROW : 0;
        case '/': return c2 == '/' ? PYI_TOK_DOUBLESLASH : 0;
        case '<': return c2 == '<' ? PYI_TOK_LEFTSHIFT : c2 == '>' ? PYI_TOK_NOTEQUAL : 0;
        case '>': return c2 == '>' ? PYI_TOK_RIGHTSHIFT : 0;
        default: return 0;
    }
}

/* with a third one that is = */
static int with_equal(int kind) {
    switch (kind) {
        case PYI_TOK_DOUBLESTAR: return PYI_TOK_DOUBLESTAREQUAL;
        case PYI_TOK_DOUBLESLASH: return PYI_TOK_DOUBLESLASHEQUAL;
        case PYI_TOK_LEFTSHIFT: return PYI_TOK_LEFTSHIFTEQUAL;
        case PYI_TOK_RIGHTSHIFT: return PYI_TOK_RIGHTSHIFTEQUAL;
        default: return 0;
    }
}

/* ---- brackets -------------------------------------------------------------------------------- */

/* -1 after an error */
static int open_bracket(pyi_lex_state *s, int c) {
    if (s->level >= MAX_BRACKETS) {
        pyi_lex_error(s, "too many nested parentheses");
        return -1;
    }
    s->brackets[s->level++] = (lex_bracket){
        .character = (char)c,
        .lineno = s->lineno,
        .col_offset = (int)(s->token_start - s->line_start),
    };
#if PYI_312
    if (s->fstrings > 0) {
        open_fstring(s)->depth++;
    }
#endif
    return 0;
}

static bool match_brackets(int opening, int closing) {
    return (opening == '(' && closing == ')') || (opening == '[' && closing == ']') ||
           (opening == '{' && closing == '}');
}

static PYI_COLD int mismatch(pyi_lex_state *s, const lex_bracket *opening, int c) {
#if PYI_312
    const lex_fstring *f = open_fstring(s);
    if (f != NULL && opening->character == '{' && f->depth - 1 == f->field_depth) {
        pyi_lex_error(s, "f-string: unmatched '%c'", c);
        return -1;
    }
#endif
    if (opening->lineno != s->lineno) {
        pyi_lex_error(s,
                      "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d",
                      c, opening->character, opening->lineno);
    } else {
        pyi_lex_error(s, "closing parenthesis '%c' does not match opening parenthesis '%c'", c,
                      opening->character);
    }
    return -1;
}

#if PYI_312
/* a bracket was closed: it may have been a field of an f-string */
static int close_in_fstring(pyi_lex_state *s, lex_fstring *f, int c) {
    f->depth--;
    if (PYI_313 && f->depth < 0) {
        pyi_lex_error(s, "f-string: unmatched '%c'", c);
        return -1;
    }
    if (c == '}' && f->depth == f->field_depth) {
        f->field_depth--;
        f->in_field = false;
        if (PYI_313) {
            f->in_spec = false; /* also when that was a field in a format spec */
        }
    }
    return 0;
}
#endif

/* -1 after an error */
static int close_bracket(pyi_lex_state *s, int c) {
#if PYI_312
    lex_fstring *f = open_fstring(s);
    if (f != NULL && f->depth == 0 && c == '}') {
        pyi_lex_error(s, "f-string: single '}' is not allowed");
        return -1;
    }
#endif
    if (!s->extra && s->level == 0) {
        pyi_lex_error(s, "unmatched '%c'", c);
        return -1;
    }
    if (s->level > 0) {
        const lex_bracket *opening = &s->brackets[--s->level];
        if (!s->extra && !match_brackets(opening->character, c)) {
            return mismatch(s, opening, c);
        }
    }
#if PYI_312
    if (f != NULL) {
        return close_in_fstring(s, f, c);
    }
#endif
    return 0;
}

/* ---- fields of f-strings --------------------------------------------------------------------- */

#if PYI_312
/* In a field: whether c is the colon before its format spec. */
static bool begins_spec(lex_fstring *f, int c) {
    int depth = f->depth - (c != '{');
    if (!PYI_313 && depth == 0) {
        f->in_spec = c != '{';
    }
    if (c != ':' || depth != f->field_depth) {
        return false;
    }
    if (PYI_313) {
        f->in_spec = true;
    }
    f->in_field = false;
    return true;
}
#endif

/* ---- operators ------------------------------------------------------------------------------- */

int pyi_lex_operator(pyi_lex_state *s, int c) {
#if PYI_312
    lex_fstring *f = open_fstring(s);
    if (f != NULL && f->field_depth >= 0 && (c == ':' || c == '}' || c == '!' || c == '{') &&
        begins_spec(f, c)) {
        return token_made(s, PYI_TOK_COLON, s->token_start, s->cur);
    }
#endif
    int c2 = next_char(s);
    int kind = two_characters(c, c2);
    if (kind != 0) {
        int c3 = next_char(s);
        int longer = c3 == '=' ? with_equal(kind) : 0;
        if (longer == 0) {
            back(s, c3);
        }
        return token_made(s, longer != 0 ? longer : kind, s->token_start, s->cur);
    }
    back(s, c2);
    if (c == '(' || c == '[' || c == '{') {
        if (open_bracket(s, c) < 0) {
            return PYI_TOK_ERROR;
        }
    } else if (c == ')' || c == ']' || c == '}') {
        if (close_bracket(s, c) < 0) {
            return PYI_TOK_ERROR;
        }
    } else if (!Py_UNICODE_ISPRINTABLE(c)) {
        return pyi_lex_error_unprintable(s, c);
    }
    kind = one_character[c];
    return token_made(s, kind != 0 ? kind : PYI_TOK_OP, s->token_start, s->cur);
}
