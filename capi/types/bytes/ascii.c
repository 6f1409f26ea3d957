/* SPDX-License-Identifier: Apache-2.0 */
/* bytes and bytearray, case and is…() of ASCII letters; str uses these for ASCII text. */
#include "methods.h"

#include "internal/pycore_bytes_methods.h"

/* ---- questions ---------------------------------------------------------------------------- */

/* Whether there are bytes and all have a bit of the mask. */
static PyObject *all_in(const char *p, Py_ssize_t n, unsigned int mask) {
    for (Py_ssize_t i = 0; i < n; i++) {
        if (!(_Py_ctype_table[(unsigned char)p[i]] & mask)) {
            Py_RETURN_FALSE;
        }
    }
    return PyBool_FromLong(n > 0);
}

PyObject *_Py_bytes_isspace(const char *p, Py_ssize_t n) {
    return all_in(p, n, PY_CTF_SPACE);
}

PyObject *_Py_bytes_isalpha(const char *p, Py_ssize_t n) {
    return all_in(p, n, PY_CTF_ALPHA);
}

PyObject *_Py_bytes_isalnum(const char *p, Py_ssize_t n) {
    return all_in(p, n, PY_CTF_ALNUM);
}

PyObject *_Py_bytes_isdigit(const char *p, Py_ssize_t n) {
    return all_in(p, n, PY_CTF_DIGIT);
}

PyObject *_Py_bytes_isascii(const char *p, Py_ssize_t n) {
    return PyBool_FromLong(pyi_ascii_prefix(p, n) == n);
}

/* Some of the wanted case, none of the other. */
static PyObject *all_of_case(const char *p, Py_ssize_t n, unsigned int wanted,
                             unsigned int other) {
    bool some = false;
    for (Py_ssize_t i = 0; i < n; i++) {
        unsigned int bits = _Py_ctype_table[(unsigned char)p[i]];
        if (bits & other) {
            Py_RETURN_FALSE;
        }
        some = some || (bits & wanted);
    }
    return PyBool_FromLong(some);
}

PyObject *_Py_bytes_islower(const char *p, Py_ssize_t n) {
    return all_of_case(p, n, PY_CTF_LOWER, PY_CTF_UPPER);
}

PyObject *_Py_bytes_isupper(const char *p, Py_ssize_t n) {
    return all_of_case(p, n, PY_CTF_UPPER, PY_CTF_LOWER);
}

PyObject *_Py_bytes_istitle(const char *p, Py_ssize_t n) {
    bool some = false, after_letter = false;
    for (Py_ssize_t i = 0; i < n; i++) {
        bool upper = Py_ISUPPER(p[i]), lower = Py_ISLOWER(p[i]);
        if ((upper && after_letter) || (lower && !after_letter)) {
            Py_RETURN_FALSE;
        }
        after_letter = upper || lower;
        some = some || after_letter;
    }
    return PyBool_FromLong(some);
}

/* ---- case --------------------------------------------------------------------------------- */

/* Without tables, so that the loops become vectors. */
void _Py_bytes_lower(char *to, const char *from, Py_ssize_t n) {
    for (Py_ssize_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)from[i];
        to[i] = (char)(c + ((unsigned char)(c - 'A') < 26 ? 32 : 0));
    }
}

void _Py_bytes_upper(char *to, const char *from, Py_ssize_t n) {
    for (Py_ssize_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)from[i];
        to[i] = (char)(c - ((unsigned char)(c - 'a') < 26 ? 32 : 0));
    }
}

void _Py_bytes_swapcase(char *to, const char *from, Py_ssize_t n) {
    for (Py_ssize_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)from[i];
        to[i] = (char)(Py_ISALPHA(c) ? c ^ 32 : c);
    }
}

void _Py_bytes_title(char *to, const char *from, Py_ssize_t n) {
    bool after_letter = false;
    for (Py_ssize_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)from[i];
        to[i] = (char)(after_letter ? Py_TOLOWER(c) : Py_TOUPPER(c));
        after_letter = Py_ISALPHA(c);
    }
}

void _Py_bytes_capitalize(char *to, const char *from, Py_ssize_t n) {
    if (n > 0) {
        to[0] = (char)Py_TOUPPER(from[0]);
        _Py_bytes_lower(to + 1, from + 1, n - 1);
    }
}
