/* SPDX-License-Identifier: Apache-2.0 */
/* sre/search_impl: the first place where the code matches. Included by match.c like match_impl.h.
 *
 * The code may begin with what a match begins with: literal characters, or a set for the first one.
 */

/* Try there; the groups of an attempt that failed were undone. */
static int NAME(try_at)(sre_state *s, const Py_UCS4 *code, Py_ssize_t at) {
    s->start = at;
    int status = NAME(match)(s, code);
    s->must_advance = false;
    return status;
}

/* Knuth, Morris and Pratt: with the prefix comes how much of it still matches where it did not. */
static int NAME(search_prefix)(sre_state *s, const Py_UCS4 *code, const Py_UCS4 *info,
                               Py_ssize_t last) {
    const CHAR *text = s->text;
    Py_ssize_t n = info[0], i = 0;
    const Py_UCS4 *prefix = info + 2, *overlap = prefix + n;
    for (Py_ssize_t at = s->start; at < s->end;) {
        if (sizeof(CHAR) == 1 && i == 0) {
            const char *p = (const char *)s->text;
            const char *next = prefix[0] > 255 ? NULL
                                               : memchr(p + at, (int)prefix[0], s->end - at);
            if (next == NULL) {
                return 0;
            }
            at = next - p;
        }
        if (text[at] != prefix[i]) {
            if (i == 0) {
                at++;
            } else {
                i = overlap[i - 1];
            }
            continue;
        }
        at++;
        if (++i < n) {
            continue;
        }
        if (at - n > last) {
            return 0;
        }
        int status = NAME(try_at)(s, code, at - n);
        if (status != 0) {
            return status;
        }
        i = overlap[i - 1];
    }
    return 0;
}

static int NAME(search_literal)(sre_state *s, const Py_UCS4 *code, Py_UCS4 literal,
                                Py_ssize_t last) {
    const CHAR *text = s->text;
    for (Py_ssize_t at = s->start; at <= last && at < s->end; at++) {
        if (sizeof(CHAR) == 1) {
            const char *found = literal > 255 ? NULL
                                              : memchr((const char *)s->text + at, (int)literal,
                                                       s->end - at);
            if (found == NULL) {
                return 0;
            }
            at = found - (const char *)s->text;
        } else if (text[at] != literal) {
            continue;
        }
        int status = NAME(try_at)(s, code, at);
        if (status != 0) {
            return status;
        }
    }
    return 0;
}

static int NAME(search_set)(sre_state *s, const Py_UCS4 *code, const Py_UCS4 *set,
                            Py_ssize_t last) {
    const CHAR *text = s->text;
    for (Py_ssize_t at = s->start; at <= last && at < s->end; at++) {
        if (is_in_set(set, text[at])) {
            int status = NAME(try_at)(s, code, at);
            if (status != 0) {
                return status;
            }
        }
    }
    return 0;
}

static int NAME(search)(sre_state *s, const Py_UCS4 *code) {
    Py_ssize_t last = s->end;
    if (s->start > s->end) {
        return 0;
    }
    if (code[0] == OP_INFO) {
        last -= code[3] > (size_t)s->end ? s->end + 1 : (Py_ssize_t)code[3];
        if (code[2] & INFO_PREFIX) {
            return code[5] == 1 ? NAME(search_literal)(s, code, code[7], last)
                                : NAME(search_prefix)(s, code, code + 5, last);
        }
        if (code[2] & INFO_CHARSET) {
            return NAME(search_set)(s, code, code + 5, last);
        }
    }
    const Py_UCS4 *first = code[0] == OP_INFO ? code + 1 + code[1] : code;
    if (first[0] == OP_AT && (first[1] == AT_BEGINNING || first[1] == AT_BEGINNING_STRING)) {
        last = Py_MIN(last, s->start); /* it matches nowhere else */
    }
    for (Py_ssize_t at = s->start; at <= last; at++) {
        int status = NAME(try_at)(s, code, at);
        if (status != 0) {
            return status;
        }
    }
    return 0;
}
