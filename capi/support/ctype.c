/* SPDX-License-Identifier: Apache-2.0 */
/* ctype: classes, cases and comparison of ASCII characters, whatever the locale.
 * Contract   pyctype.h; also the whitespace table of unicodeobject.h
 */
#include "pyi.h"

#define LOWER (PY_CTF_LOWER)
#define UPPER (PY_CTF_UPPER)

const unsigned int _Py_ctype_table[256] = {
    [0x09] = PY_CTF_SPACE, [0x0a] = PY_CTF_SPACE, [0x0b] = PY_CTF_SPACE, [0x0c] = PY_CTF_SPACE,
    [0x0d] = PY_CTF_SPACE, [' '] = PY_CTF_SPACE,
    ['0'] = PY_CTF_DIGIT | PY_CTF_XDIGIT, ['1'] = PY_CTF_DIGIT | PY_CTF_XDIGIT,
    ['2'] = PY_CTF_DIGIT | PY_CTF_XDIGIT, ['3'] = PY_CTF_DIGIT | PY_CTF_XDIGIT,
    ['4'] = PY_CTF_DIGIT | PY_CTF_XDIGIT, ['5'] = PY_CTF_DIGIT | PY_CTF_XDIGIT,
    ['6'] = PY_CTF_DIGIT | PY_CTF_XDIGIT, ['7'] = PY_CTF_DIGIT | PY_CTF_XDIGIT,
    ['8'] = PY_CTF_DIGIT | PY_CTF_XDIGIT, ['9'] = PY_CTF_DIGIT | PY_CTF_XDIGIT,
    ['A'] = UPPER | PY_CTF_XDIGIT, ['B'] = UPPER | PY_CTF_XDIGIT, ['C'] = UPPER | PY_CTF_XDIGIT,
    ['D'] = UPPER | PY_CTF_XDIGIT, ['E'] = UPPER | PY_CTF_XDIGIT, ['F'] = UPPER | PY_CTF_XDIGIT,
    ['G'] = UPPER, ['H'] = UPPER, ['I'] = UPPER, ['J'] = UPPER, ['K'] = UPPER, ['L'] = UPPER,
    ['M'] = UPPER, ['N'] = UPPER, ['O'] = UPPER, ['P'] = UPPER, ['Q'] = UPPER, ['R'] = UPPER,
    ['S'] = UPPER, ['T'] = UPPER, ['U'] = UPPER, ['V'] = UPPER, ['W'] = UPPER, ['X'] = UPPER,
    ['Y'] = UPPER, ['Z'] = UPPER,
    ['a'] = LOWER | PY_CTF_XDIGIT, ['b'] = LOWER | PY_CTF_XDIGIT, ['c'] = LOWER | PY_CTF_XDIGIT,
    ['d'] = LOWER | PY_CTF_XDIGIT, ['e'] = LOWER | PY_CTF_XDIGIT, ['f'] = LOWER | PY_CTF_XDIGIT,
    ['g'] = LOWER, ['h'] = LOWER, ['i'] = LOWER, ['j'] = LOWER, ['k'] = LOWER, ['l'] = LOWER,
    ['m'] = LOWER, ['n'] = LOWER, ['o'] = LOWER, ['p'] = LOWER, ['q'] = LOWER, ['r'] = LOWER,
    ['s'] = LOWER, ['t'] = LOWER, ['u'] = LOWER, ['v'] = LOWER, ['w'] = LOWER, ['x'] = LOWER,
    ['y'] = LOWER, ['z'] = LOWER,
};

/* eight, and sixteen, codes from n on */
#define CODES8(n) n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7
#define CODES16(n) CODES8(n), CODES8(n + 8)
#define CODES26(n) CODES16(n), CODES8(n + 16), n + 24, n + 25

#define CODES_AFTER_Z                                                                              \
    CODES16(0x80), CODES16(0x90), CODES16(0xa0), CODES16(0xb0), CODES16(0xc0), CODES16(0xd0),      \
        CODES16(0xe0), CODES16(0xf0)

const unsigned char _Py_ctype_tolower[256] = {
    CODES16(0), CODES16(0x10), CODES16(0x20), CODES16(0x30), 0x40, CODES26('a'),
    0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, CODES26('a'), 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, CODES_AFTER_Z,
};

const unsigned char _Py_ctype_toupper[256] = {
    CODES16(0), CODES16(0x10), CODES16(0x20), CODES16(0x30), 0x40, CODES26('A'),
    0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, CODES26('A'), 0x7b, 0x7c, 0x7d, 0x7e, 0x7f, CODES_AFTER_Z,
};

const unsigned char _Py_ascii_whitespace[128] = {
    [0x09] = 1, [0x0a] = 1, [0x0b] = 1, [0x0c] = 1, [0x0d] = 1,
    [0x1c] = 1, [0x1d] = 1, [0x1e] = 1, [0x1f] = 1, [' '] = 1,
};

/* The order of two strings whose case does not count: less than, equal to or greater than 0. */
int PyOS_mystrnicmp(const char *a, const char *b, Py_ssize_t n) {
    for (; n > 0; n--, a++, b++) {
        int x = Py_TOLOWER(*a), y = Py_TOLOWER(*b);
        if (x != y || x == 0) {
            return x - y;
        }
    }
    return 0;
}

int PyOS_mystricmp(const char *a, const char *b) {
    return PyOS_mystrnicmp(a, b, PY_SSIZE_T_MAX);
}
