/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/number: integers, floats and imaginary numbers, as text. */
#include "state.h"

/* ---- what may follow a number ---------------------------------------------------------------- */

/* The word comes next and ends there. */
static bool is_before_word(const pyi_lex_state *s, const char *word) {
    size_t size = strlen(word);
    return (size_t)(s->line_end - s->cur) >= size && memcmp(s->cur, word, size) == 0 &&
           (s->cur + size == s->line_end || !is_name_char((unsigned char)s->cur[size]));
}

/* c, which was read after a number, begins a keyword that may follow at once: "1if x else 0". */
static bool begins_keyword(const pyi_lex_state *s, int c) {
    switch (c) {
        case 'a': return is_before_word(s, "nd");
        case 'e': return is_before_word(s, "lse");
        case 'f': return is_before_word(s, "or");
        case 'i':
            return s->cur != s->line_end && (*s->cur == 'f' || *s->cur == 'n' || *s->cur == 's');
        case 'n': return is_before_word(s, "ot");
        case 'o': return is_before_word(s, "r");
        default: return false;
    }
}

/* c follows a number: -1 after an error */
static int check_end(pyi_lex_state *s, int c, const char *warning) {
    if (s->extra || c == END_OF_TEXT || c >= 128 || !is_name_char(c)) {
        return 0;
    }
    if (begins_keyword(s, c)) {
        back(s, c);
        int status = pyi_lex_warn(s, warning);
        next_char(s);
        return status < 0 ? (lex_failed(s), -1) : 0;
    }
    back(s, c);
    pyi_lex_error(s, "%s", warning);
    return -1;
}

static int finish(pyi_lex_state *s, int c, const char *warning) {
    if (check_end(s, c, warning) < 0) {
        return PYI_TOK_ERROR;
    }
    back(s, c);
    return token_made(s, PYI_TOK_NUMBER, s->token_start, s->cur);
}

/* ---- digits ---------------------------------------------------------------------------------- */

static const char decimal_message[] = "invalid decimal literal";

/* Digits and single underscores between them, the first digit was read: what follows, or -2 after
 * an error. */
static int skip_decimals(pyi_lex_state *s) {
    for (;;) {
        int c;
        do {
            c = next_char(s);
        } while (is_digit(c));
        if (c != '_') {
            return c;
        }
        c = next_char(s);
        if (!is_digit(c)) {
            back(s, c);
            pyi_lex_error(s, "%s", decimal_message);
            return -2;
        }
    }
}

static bool is_digit_of(int c, int base) {
    return base == 16 ? (is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
                      : c >= '0' && c < '0' + base;
}

/* after 0x, 0o or 0b */
static int based_number(pyi_lex_state *s, int base, const char *name, const char *message) {
    int c = next_char(s);
    do {
        if (c == '_') {
            c = next_char(s);
        }
        if (!is_digit_of(c, base)) {
            if (is_digit(c)) {
                return pyi_lex_error(s, "invalid digit '%c' in %s literal", c, name);
            }
            back(s, c);
            return pyi_lex_error(s, "%s", message);
        }
        do {
            c = next_char(s);
        } while (is_digit_of(c, base));
    } while (c == '_');
    if (is_digit(c)) {
        return pyi_lex_error(s, "invalid digit '%c' in %s literal", c, name);
    }
    return finish(s, c, message);
}

/* ---- floats ---------------------------------------------------------------------------------- */

/* c follows the mantissa */
static int after_mantissa(pyi_lex_state *s, int c) {
    if (c == 'e' || c == 'E') {
        int e = c;
        c = next_char(s);
        if (c == '+' || c == '-') {
            c = next_char(s);
            if (!is_digit(c)) {
                back(s, c);
                return pyi_lex_error(s, "%s", decimal_message);
            }
        } else if (!is_digit(c)) { /* perhaps "1else" */
            back(s, c);
            return finish(s, e, decimal_message);
        }
        if ((c = skip_decimals(s)) == -2) {
            return PYI_TOK_ERROR;
        }
    }
    if (c == 'j' || c == 'J') {
        return finish(s, next_char(s), "invalid imaginary literal");
    }
    return finish(s, c, decimal_message);
}

/* c follows the point */
int pyi_lex_fraction(pyi_lex_state *s, int c) {
    if (is_digit(c) && (c = skip_decimals(s)) == -2) {
        return PYI_TOK_ERROR;
    }
    return after_mantissa(s, c);
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* c follows a first 0: more zeros are the number 0, other digits only begin a float */
static int after_zero(pyi_lex_state *s, int c) {
    for (;;) {
        if (c == '_') {
            c = next_char(s);
            if (!is_digit(c)) {
                back(s, c);
                return pyi_lex_error(s, "%s", decimal_message);
            }
        }
        if (c != '0') {
            break;
        }
        c = next_char(s);
    }
    const char *zeros_end = s->cur;
    bool nonzero = is_digit(c);
    if (nonzero && (c = skip_decimals(s)) == -2) {
        return PYI_TOK_ERROR;
    }
    if (c == '.') {
        return pyi_lex_fraction(s, next_char(s));
    }
    if (c == 'e' || c == 'E' || c == 'j' || c == 'J' || !nonzero) {
        return after_mantissa(s, c);
    }
    if (s->extra) {
        return finish(s, c, decimal_message);
    }
    back(s, c);
    return pyi_lex_error_range(s, (int)(s->token_start + 1 - s->line_start),
                               (int)(zeros_end - s->line_start),
                               "leading zeros in decimal integer literals are not permitted; use "
                               "an 0o prefix for octal integers");
}

int pyi_lex_number(pyi_lex_state *s, int c) {
    if (c != '0') {
        if ((c = skip_decimals(s)) == -2) {
            return PYI_TOK_ERROR;
        }
        return c == '.' ? pyi_lex_fraction(s, next_char(s)) : after_mantissa(s, c);
    }
    c = next_char(s);
    switch (c) {
        case 'x':
        case 'X': return based_number(s, 16, "hexadecimal", "invalid hexadecimal literal");
        case 'o':
        case 'O': return based_number(s, 8, "octal", "invalid octal literal");
        case 'b':
        case 'B': return based_number(s, 2, "binary", "invalid binary literal");
        default: return after_zero(s, c);
    }
}
