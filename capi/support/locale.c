/* SPDX-License-Identifier: Apache-2.0 */
/* locale: text in the encoding of the C library's locale, as strerror() and the like give it.
 *
 * Contract   docs.python.org/3/c-api/unicode.html#locale-encoding
 */
#include "pyi.h"

#include <langinfo.h>
#include <stdlib.h>
#include <wchar.h>

/* Programs start in UTF-8 mode or a UTF-8 locale almost always; ASCII is a part of it. */
static bool locale_is_utf8(void) {
    const char *codeset = nl_langinfo(CODESET);
    return strcmp(codeset, "UTF-8") == 0 || strcmp(codeset, "ANSI_X3.4-1968") == 0 ||
           strcmp(codeset, "US-ASCII") == 0 || strcmp(codeset, "ASCII") == 0;
}

static bool escapes(const char *errors, bool *ok) {
    bool escape = errors != NULL && strcmp(errors, "surrogateescape") == 0;
    *ok = escape || errors == NULL || strcmp(errors, "strict") == 0;
    if (!*ok) {
        PyErr_Format(PyExc_ValueError, "only 'strict' and 'surrogateescape' error handlers are "
                                       "supported, not '%s'",
                     errors);
    }
    return escape;
}

/* ---- from the locale ---------------------------------------------------------------------------------------- */

static PyObject *decode_wide(const char *text, Py_ssize_t size, bool escape) {
    wchar_t *wide = PyMem_Malloc((size_t)(size + 1) * sizeof(wchar_t));
    if (wide == NULL) {
        return PyErr_NoMemory();
    }
    mbstate_t state = {0};
    Py_ssize_t n = 0, i = 0;
    while (i < size) {
        size_t used = mbrtowc(&wide[n], text + i, (size_t)(size - i), &state);
        if (used == (size_t)-1 || used == (size_t)-2) {
            if (!escape) {
                PyMem_Free(wide);
                PyErr_Format(PyExc_ValueError, "decoding error at byte %zd", i);
                return NULL;
            }
            wide[n] = 0xDC00 + (unsigned char)text[i];
            memset(&state, 0, sizeof(state));
            used = 1;
        }
        i += used == 0 ? 1 : (Py_ssize_t)used;
        n++;
    }
    PyObject *result = PyUnicode_FromWideChar(wide, n);
    PyMem_Free(wide);
    return result;
}

PyObject *PyUnicode_DecodeLocaleAndSize(const char *text, Py_ssize_t size, const char *errors) {
    bool ok, escape = escapes(errors, &ok);
    if (!ok) {
        return NULL;
    }
    return locale_is_utf8() ? PyUnicode_DecodeUTF8(text, size, escape ? "surrogateescape" : "strict")
                            : decode_wide(text, size, escape);
}

PyObject *PyUnicode_DecodeLocale(const char *text, const char *errors) {
    return PyUnicode_DecodeLocaleAndSize(text, (Py_ssize_t)strlen(text), errors);
}

/* ---- to the locale --------------------------------------------------------------------------------------------- */

static PyObject *encode_wide(PyObject *text, bool escape) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    char *bytes = PyMem_Malloc((size_t)(n + 1) * MB_CUR_MAX);
    if (bytes == NULL) {
        return PyErr_NoMemory();
    }
    mbstate_t state = {0};
    size_t at = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_UCS4 character = PyUnicode_READ_CHAR(text, i);
        if (escape && character >= 0xDC80 && character <= 0xDCFF) {
            bytes[at++] = (char)(character - 0xDC00);
            continue;
        }
        size_t used = wcrtomb(bytes + at, (wchar_t)character, &state);
        if (used == (size_t)-1) {
            PyMem_Free(bytes);
            PyErr_Format(PyExc_ValueError, "encoding error at position %zd", i);
            return NULL;
        }
        at += used;
    }
    PyObject *result = PyBytes_FromStringAndSize(bytes, (Py_ssize_t)at);
    PyMem_Free(bytes);
    return result;
}

PyObject *PyUnicode_EncodeLocale(PyObject *text, const char *errors) {
    bool ok, escape = escapes(errors, &ok);
    if (!ok) {
        return NULL;
    }
    if (locale_is_utf8()) {
        return PyUnicode_AsEncodedString(text, "utf-8", escape ? "surrogateescape" : "strict");
    }
    return encode_wide(text, escape);
}

/* ---- plain C strings ------------------------------------------------------------------------------------------------ */

wchar_t *Py_DecodeLocale(const char *text, size_t *size) {
    size_t n = mbstowcs(NULL, text, 0);
    size_t room = n == (size_t)-1 ? strlen(text) : n;
    wchar_t *wide = PyMem_RawMalloc((room + 1) * sizeof(wchar_t));
    if (wide == NULL) {
        return NULL;
    }
    if (n != (size_t)-1) {
        mbstowcs(wide, text, n + 1);
    } else { /* byte by byte, what cannot be decoded as surrogates */
        for (n = 0; text[n] != '\0'; n++) {
            unsigned char byte = (unsigned char)text[n];
            wide[n] = byte < 0x80 ? byte : 0xDC00 + byte;
        }
        wide[n] = L'\0';
    }
    if (size != NULL) {
        *size = n;
    }
    return wide;
}

char *Py_EncodeLocale(const wchar_t *text, size_t *error_at) {
    size_t room = wcslen(text) * MB_CUR_MAX + 1, at = 0;
    char *bytes = PyMem_Malloc(room);
    mbstate_t state = {0};
    for (size_t i = 0; bytes != NULL && text[i] != L'\0'; i++) {
        if (text[i] >= 0xDC80 && text[i] <= 0xDCFF) {
            bytes[at++] = (char)(text[i] - 0xDC00);
            continue;
        }
        size_t used = wcrtomb(bytes + at, text[i], &state);
        if (used == (size_t)-1) {
            if (error_at != NULL) {
                *error_at = i;
            }
            PyMem_Free(bytes);
            return NULL;
        }
        at += used;
    }
    if (bytes != NULL) {
        bytes[at] = '\0';
    } else if (error_at != NULL) {
        *error_at = (size_t)-1;
    }
    return bytes;
}
