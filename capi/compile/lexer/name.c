/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/name: identifiers, keywords, and prefixes of strings.
 *
 * Names outside of ASCII are checked here and become normal form NFKC when the parser makes them.
 */
#include "state.h"

/* ---- names outside of ASCII ------------------------------------------------------------------ */

/* The name has a character at index that names do not have: errors are placed behind it. */
static int reject_character(pyi_lex_state *s, PyObject *name, Py_ssize_t index) {
    Py_UCS4 character = PyUnicode_READ_CHAR(name, index);
    if (index + 1 < PyUnicode_GET_LENGTH(name)) {
        PyObject *part = PyUnicode_Substring(name, 0, index + 1);
        Py_ssize_t size;
        if (part == NULL || PyUnicode_AsUTF8AndSize(part, &size) == NULL) {
            Py_XDECREF(part);
            return lex_failed(s);
        }
        s->cur = s->token_start + size;
        Py_DECREF(part);
    }
    if (!Py_UNICODE_ISPRINTABLE(character)) {
        return pyi_lex_error_unprintable(s, character);
    }
    char code[16];
    PyOS_snprintf(code, sizeof(code), "%04X", (unsigned int)character);
    return pyi_lex_error(s, "invalid character '%c' (U+%s)", (int)character, code);
}

static int check_name(pyi_lex_state *s) {
    PyObject *name = PyUnicode_DecodeUTF8(s->token_start, s->cur - s->token_start, NULL);
    if (name == NULL) {
        return PyErr_ExceptionMatches(PyExc_UnicodeDecodeError) ? pyi_lex_error_decode(s)
                                                                : lex_failed(s);
    }
    Py_ssize_t valid = _PyUnicode_ScanIdentifier(name);
    int result = valid < PyUnicode_GET_LENGTH(name) ? reject_character(s, name, valid) : 0;
    Py_DECREF(name);
    return result;
}

/* ---- async and await before 3.7 -------------------------------------------------------------- */

#if !PYI_313
/* "def" comes next on the line */
static bool is_before_def(const pyi_lex_state *s) {
    const char *p = s->cur;
    while (p < s->line_end && (*p == ' ' || *p == '\t' || *p == '\014')) {
        p++;
    }
    return s->line_end - p > 3 && memcmp(p, "def", 3) == 0 && !is_name_char((unsigned char)p[3]);
}

/* With an old feature version they are keywords only in an async def, and where one begins. */
static int old_async(pyi_lex_state *s, int kind) {
    if (s->in_async_def) {
        return kind;
    }
    if (kind == PYI_TOK_ASYNC && is_before_def(s)) {
        s->in_async_def = true;
        s->async_def_indent = s->indents;
        return kind;
    }
    return PYI_TOK_NAME;
}
#endif

/* ---- names ----------------------------------------------------------------------------------- */

/* Which letters a string may still have before its quotes; a bit each. */
enum { PREFIX_B = 1, PREFIX_U = 2, PREFIX_R = 4, PREFIX_F = 8 };

/* the prefix with one more letter, or -1 when that makes it a name */
static int extend_prefix(int prefix, int c) {
    switch (c) {
        case 'b':
        case 'B': return prefix & (PREFIX_B | PREFIX_U | PREFIX_F) ? -1 : prefix | PREFIX_B;
        case 'u':
        case 'U': return prefix ? -1 : PREFIX_U;
        case 'r':
        case 'R': return prefix & (PREFIX_R | PREFIX_U) ? -1 : prefix | PREFIX_R;
        case 'f':
        case 'F': return prefix & (PREFIX_F | PREFIX_B | PREFIX_U) ? -1 : prefix | PREFIX_F;
        default: return -1;
    }
}

int pyi_lex_name(pyi_lex_state *s, int c) {
    for (int prefix = 0; (prefix = extend_prefix(prefix, c)) >= 0;) {
        c = next_char(s);
        if (c == '"' || c == '\'') {
#if PYI_312
            if (prefix & PREFIX_F) {
                return pyi_lex_fstring_start(s, c);
            }
#endif
            return pyi_lex_string(s, c);
        }
    }
    bool ascii = true;
    while (is_name_char(c)) {
        ascii &= c < 128;
        c = next_char(s);
    }
    back(s, c);
    int status = ascii || s->extra ? 0 : check_name(s);
    if (status != 0) {
        return status;
    }
    int kind = ascii ? pyi_lex_keyword(s->token_start, s->cur - s->token_start) : PYI_TOK_NAME;
#if !PYI_313
    if ((kind == PYI_TOK_ASYNC || kind == PYI_TOK_AWAIT) && s->lexer->feature_version < 7) {
        kind = old_async(s, kind);
    }
#endif
    return token_made(s, kind, s->token_start, s->cur);
}
