/* SPDX-License-Identifier: Apache-2.0 */
/* str, the questions is…(). */
#include "methods.h"

#include "pyi_unicode.h"

/* ---- every character ---------------------------------------------------------------------- */

typedef int (*character_test)(Py_UCS4 character);

/* Whether the text is not empty and all its characters pass. */
static PyObject *all_pass(PyObject *self, character_test test) {
    pyi_text text = pyi_text_of(self);
    for (Py_ssize_t i = 0; i < text.length; i++) {
        if (!test(PyUnicode_READ(text.kind, text.data, i))) {
            Py_RETURN_FALSE;
        }
    }
    return PyBool_FromLong(text.length > 0);
}

static int is_space(Py_UCS4 c) {
    return pyi_char_is_space(c);
}

static int is_alpha(Py_UCS4 c) {
    return c < 0x80 ? Py_ISALPHA(c) != 0 : _PyUnicode_IsAlpha(c);
}

static int is_decimal(Py_UCS4 c) {
    return c < 0x80 ? Py_ISDIGIT(c) != 0 : _PyUnicode_IsDecimalDigit(c);
}

static int is_alnum(Py_UCS4 c) {
    return c < 0x80 ? Py_ISALNUM(c) != 0
                    : _PyUnicode_IsAlpha(c) || _PyUnicode_IsDecimalDigit(c) ||
                          _PyUnicode_IsDigit(c) || _PyUnicode_IsNumeric(c);
}

PyObject *pyi_str_isspace(PyObject *self, PyObject *unused) {
    (void)unused;
    return all_pass(self, is_space);
}

PyObject *pyi_str_isalpha(PyObject *self, PyObject *unused) {
    (void)unused;
    return all_pass(self, is_alpha);
}

PyObject *pyi_str_isalnum(PyObject *self, PyObject *unused) {
    (void)unused;
    return all_pass(self, is_alnum);
}

PyObject *pyi_str_isdecimal(PyObject *self, PyObject *unused) {
    (void)unused;
    return all_pass(self, is_decimal);
}

PyObject *pyi_str_isdigit(PyObject *self, PyObject *unused) {
    (void)unused;
    return all_pass(self, PyUnicode_IS_ASCII(self) ? is_decimal : _PyUnicode_IsDigit);
}

PyObject *pyi_str_isnumeric(PyObject *self, PyObject *unused) {
    (void)unused;
    return all_pass(self, PyUnicode_IS_ASCII(self) ? is_decimal : _PyUnicode_IsNumeric);
}

PyObject *pyi_str_isascii(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(PyUnicode_IS_ASCII(self));
}

/* Also true of the empty text. */
PyObject *pyi_str_isprintable(PyObject *self, PyObject *unused) {
    (void)unused;
    pyi_text text = pyi_text_of(self);
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        if (c < 0x80 ? c < ' ' || c == 0x7f : !_PyUnicode_IsPrintable(c)) {
            Py_RETURN_FALSE;
        }
    }
    Py_RETURN_TRUE;
}

/* ---- case --------------------------------------------------------------------------------- */

enum { UNCASED, LOWER, UPPER, TITLE };

static int case_of(Py_UCS4 c) {
    if (c < 0x80) {
        return Py_ISLOWER(c) ? LOWER : Py_ISUPPER(c) ? UPPER : UNCASED;
    }
    return _PyUnicode_IsLowercase(c)   ? LOWER
           : _PyUnicode_IsUppercase(c) ? UPPER
           : _PyUnicode_IsTitlecase(c) ? TITLE
                                       : UNCASED;
}

/* Some characters have that case, and no others have another. */
static PyObject *all_of_case(PyObject *self, int wanted) {
    pyi_text text = pyi_text_of(self);
    bool some = false;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        int found = case_of(PyUnicode_READ(text.kind, text.data, i));
        if (found != UNCASED && found != wanted) {
            Py_RETURN_FALSE;
        }
        some = some || found == wanted;
    }
    return PyBool_FromLong(some);
}

PyObject *pyi_str_islower(PyObject *self, PyObject *unused) {
    (void)unused;
    return all_of_case(self, LOWER);
}

PyObject *pyi_str_isupper(PyObject *self, PyObject *unused) {
    (void)unused;
    return all_of_case(self, UPPER);
}

PyObject *pyi_str_istitle(PyObject *self, PyObject *unused) {
    (void)unused;
    pyi_text text = pyi_text_of(self);
    bool some = false, after_cased = false;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        int found = case_of(PyUnicode_READ(text.kind, text.data, i));
        if (found == LOWER ? !after_cased : found != UNCASED && after_cased) {
            Py_RETURN_FALSE;
        }
        after_cased = found != UNCASED;
        some = some || after_cased;
    }
    return PyBool_FromLong(some);
}

/* ---- identifiers -------------------------------------------------------------------------- */

static bool starts_name(Py_UCS4 c) {
    return c < 0x80 ? Py_ISALPHA(c) || c == '_' : _PyUnicode_IsXidStart(c);
}

static bool continues_name(Py_UCS4 c) {
    return c < 0x80 ? Py_ISALNUM(c) || c == '_' : _PyUnicode_IsXidContinue(c);
}

/* How many characters from the start make an identifier. */
Py_ssize_t _PyUnicode_ScanIdentifier(PyObject *self) {
    pyi_text text = pyi_text_of(self);
    if (text.length == 0 || !starts_name(PyUnicode_READ(text.kind, text.data, 0))) {
        return 0;
    }
    Py_ssize_t i = 1;
    while (i < text.length && continues_name(PyUnicode_READ(text.kind, text.data, i))) {
        i++;
    }
    return i;
}

int PyUnicode_IsIdentifier(PyObject *self) {
    Py_ssize_t n = _PyUnicode_ScanIdentifier(self);
    return n > 0 && n == PyUnicode_GET_LENGTH(self);
}

PyObject *pyi_str_isidentifier(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(PyUnicode_IsIdentifier(self));
}
