/* SPDX-License-Identifier: Apache-2.0 */
/* locale_encoding: UTF-8 in the C locale, which nobody chose (PEP 540), and the encoding of terminals. */
#include "pyi.h"

#include "internal/pycore_fileutils.h"

#include <langinfo.h>
#include <locale.h>
#include <unistd.h>

PYI_HIDDEN bool pyi_utf8_mode_of_locale(void);

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/* Turns UTF-8 Mode on where the locale says nothing; whether it is on. */
bool pyi_utf8_mode_of_locale(void) {
    const char *locale = setlocale(LC_CTYPE, NULL);
    if (locale == NULL || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0) {
        Py_UTF8Mode = 1;
        _PyRuntime.preconfig.utf8_mode = 1;
    }
    return Py_UTF8Mode;
}

/* new memory, PyMem_RawFree; NULL when there is none */
wchar_t *_Py_GetLocaleEncoding(void) {
    const char *name = Py_UTF8Mode ? "utf-8" : nl_langinfo(CODESET);
    size_t n = strlen(name);
    wchar_t *wide = PyMem_RawMalloc((n + 1) * sizeof(wchar_t));
    for (size_t i = 0; wide != NULL && i <= n; i++) {
        wide[i] = (unsigned char)name[i];
    }
    return wide;
}

/* new: what locale.getencoding() answers */
PyObject *_Py_GetLocaleEncodingObject(void) {
    return PyUnicode_FromString(Py_UTF8Mode ? "utf-8" : nl_langinfo(CODESET));
}

/* new: that of a terminal, None of anything else */
PyObject *_Py_device_encoding(int fd) {
    int terminal;
    Py_BEGIN_ALLOW_THREADS
    terminal = isatty(fd);
    Py_END_ALLOW_THREADS
    return terminal ? _Py_GetLocaleEncodingObject() : Py_NewRef(Py_None);
}
