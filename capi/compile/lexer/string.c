/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/string: strings without fields, from quotes to quotes. Escapes are the parser's. */
#include "state.h"

/* The quotes that would close it are missing: at c a short one ends with the line, a long one with
 * the text. The error is placed where it begins. */
static PYI_COLD int unterminated(pyi_lex_state *s, int c, int quote, int quotes, bool escaped) {
    int last_line = s->lineno;
    s->cur = s->token_start + 1;
    s->line_start = s->multi_line_start;
    s->lineno = s->first_lineno;
    int kind;
#if PYI_312
    const lex_fstring *outer = open_fstring(s);
    if (outer != NULL && outer->quote == quote && outer->quotes == quotes) {
        return pyi_lex_error(s, "f-string: expecting '}'"); /* the quotes were to close that one */
    }
#else
    (void)quote;
#endif
    if (quotes == 3) {
        kind = pyi_lex_error(
            s, "unterminated triple-quoted string literal (detected at line %d)", last_line);
    } else {
        kind = pyi_lex_error(s, "unterminated string literal (detected at line %d)%s", last_line,
                             PYI_313 && escaped ? "; perhaps you escaped the end quote?" : "");
    }
    s->error.at_end_of_text = c != '\n';
    return kind;
}

/* the opening quote was read; the prefix too, so token_start is before it */
int pyi_lex_string(pyi_lex_state *s, int quote) {
    int quotes = 1, closing = 0;
    bool escaped = false; /* such quotes were in it */
    s->first_lineno = s->lineno;
    s->multi_line_start = s->line_start;
    int c = next_char(s);
    if (c == quote) {
        c = next_char(s);
        if (c == quote) {
            quotes = 3;
        } else {
            closing = 1; /* "" */
        }
    }
    if (c != quote) {
        back(s, c);
    }
    while (closing != quotes) {
        c = next_char(s);
        if (c == END_OF_TEXT || (quotes == 1 && c == '\n')) {
            return unterminated(s, c, quote, quotes, escaped);
        }
        if (c == quote) {
            closing++;
            continue;
        }
        closing = 0;
        if (c == '\\') {
            c = next_char(s);
            escaped |= c == quote;
            if (c == '\r') { /* only in the text of _tokenize: \r\n */
                next_char(s);
            }
        }
    }
    return token_made(s, PYI_TOK_STRING, s->token_start, s->cur);
}
