/* SPDX-License-Identifier: Apache-2.0 */
/* sre/chars: classes of characters, upper and lower case, sets. */
#ifndef PYI_SRE_CHARS_H
#define PYI_SRE_CHARS_H

#include "sre.h"

#include <ctype.h>

/* ---- case ------------------------------------------------------------------------------------ */

static inline Py_UCS4 lower_ascii(Py_UCS4 c) {
    return c < 128 ? (Py_UCS4)Py_TOLOWER(c) : c;
}
static inline Py_UCS4 lower_locale(Py_UCS4 c) {
    return c < 256 ? (Py_UCS4)tolower((int)c) : c;
}
static inline Py_UCS4 upper_locale(Py_UCS4 c) {
    return c < 256 ? (Py_UCS4)toupper((int)c) : c;
}
static inline Py_UCS4 lower_unicode(Py_UCS4 c) {
    return c < 128 ? (Py_UCS4)Py_TOLOWER(c) : Py_UNICODE_TOLOWER(c);
}

/* c is that literal of a pattern in upper or lower case of the locale */
static inline bool is_literal_locale(Py_UCS4 literal, Py_UCS4 c) {
    return c == literal || lower_locale(c) == literal || upper_locale(c) == literal;
}

/* ---- categories ------------------------------------------------------------------------------ */

static inline bool is_word_ascii(Py_UCS4 c) {
    return c < 128 && (Py_ISALNUM(c) || c == '_');
}
static inline bool is_word_locale(Py_UCS4 c) {
    return c < 256 && (isalnum((int)c) || c == '_');
}
static inline bool is_word_unicode(Py_UCS4 c) {
    return c < 128 ? is_word_ascii(c) : Py_UNICODE_ISALNUM(c);
}

/* Lib/re/_constants.py: CHCODES, each followed by its negation */
static inline bool is_in_category(Py_UCS4 category, Py_UCS4 c) {
    bool found = false;
    switch (category / 2) {
        case 0: found = c < 128 && Py_ISDIGIT(c); break;
        case 1: found = c < 128 && Py_ISSPACE(c); break;
        case 2: found = is_word_ascii(c); break;
        case 3: found = c == '\n'; break;
        case 4: found = is_word_locale(c); break;
        case 5: found = Py_UNICODE_ISDECIMAL(c); break;
        case 6: found = Py_UNICODE_ISSPACE(c); break;
        case 7: found = is_word_unicode(c); break;
        case 8: found = Py_UNICODE_ISLINEBREAK(c); break;
        default: return false;
    }
    return found != (category & 1);
}

/* ---- sets ------------------------------------------------------------------------------------ */

/* In blocks of 256: how many there are, the number of the block for each 256 characters, blocks. */
static inline bool is_in_big_set(const Py_UCS4 *set, Py_UCS4 c) {
    if (c >= 0x10000) {
        return false;
    }
    Py_UCS4 block = ((const unsigned char *)(set + 1))[c >> 8];
    return set[1 + 64 + block * 8 + ((c & 255) >> 5)] >> (c & 31) & 1;
}

/* A set is a sequence of operators that ends with FAILURE. */
static inline bool is_in_set(const Py_UCS4 *set, Py_UCS4 c) {
    bool yes = true;
    for (;;) {
        switch (*set++) {
            case OP_FAILURE: return !yes;
            case OP_NEGATE: yes = !yes; break;
            case OP_LITERAL:
                if (c == *set++) {
                    return yes;
                }
                break;
            case OP_RANGE:
                if (c >= set[0] && c <= set[1]) {
                    return yes;
                }
                set += 2;
                break;
            case OP_RANGE_UNI_IGNORE: {
                Py_UCS4 upper = Py_UNICODE_TOUPPER(c);
                if ((c >= set[0] && c <= set[1]) || (upper >= set[0] && upper <= set[1])) {
                    return yes;
                }
                set += 2;
                break;
            }
            case OP_CATEGORY:
                if (is_in_category(*set++, c)) {
                    return yes;
                }
                break;
            case OP_CHARSET:
                if (c < 256 && set[c >> 5] >> (c & 31) & 1) {
                    return yes;
                }
                set += 8;
                break;
            case OP_BIGCHARSET:
                if (is_in_big_set(set, c)) {
                    return yes;
                }
                set += 1 + 64 + *set * 8;
                break;
            default: return false; /* no code of ours */
        }
    }
}

static inline bool is_in_set_locale(const Py_UCS4 *set, Py_UCS4 c) {
    Py_UCS4 lower = lower_locale(c), upper = upper_locale(c);
    return is_in_set(set, lower) || (upper != lower && is_in_set(set, upper));
}

#endif /* PYI_SRE_CHARS_H */
