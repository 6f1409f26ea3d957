/* SPDX-License-Identifier: Apache-2.0 */
/* locale_encoding: what the encoding of the locale is called.
 *
 * In the C locale, which nobody chose, it is UTF-8 (PEP 540).
 */
#include "pyi.h"

#include "internal/pycore_fileutils.h"

#include <langinfo.h>
#include <locale.h>
#include <unistd.h>

static const char *encoding_name(void) {
    const char *locale = setlocale(LC_CTYPE, NULL);
    if (locale == NULL || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0) {
        return "utf-8";
    }
    const char *name = nl_langinfo(CODESET);
    return name == NULL || name[0] == '\0' ? "UTF-8" : name;
}

/* new memory, PyMem_RawFree; NULL when there is none */
wchar_t *_Py_GetLocaleEncoding(void) {
    const char *name = encoding_name();
    size_t n = strlen(name);
    wchar_t *wide = PyMem_RawMalloc((n + 1) * sizeof(wchar_t));
    for (size_t i = 0; wide != NULL && i <= n; i++) {
        wide[i] = (unsigned char)name[i];
    }
    return wide;
}

/* new */
PyObject *_Py_GetLocaleEncodingObject(void) { return PyUnicode_FromString(encoding_name()); }

/* new: that of a terminal, None of anything else */
PyObject *_Py_device_encoding(int fd) {
    int terminal;
    Py_BEGIN_ALLOW_THREADS
    terminal = isatty(fd);
    Py_END_ALLOW_THREADS
    return terminal ? _Py_GetLocaleEncodingObject() : Py_NewRef(Py_None);
}
