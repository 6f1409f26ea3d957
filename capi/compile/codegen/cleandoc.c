/* SPDX-License-Identifier: Apache-2.0 */
/* cleandoc.c: docstrings without the indentation of the source (3.13 on).
 *
 * As inspect.cleandoc() does it, but lines without text are kept, also first and last ones. Works on
 * UTF-8, as only spaces and newlines count.
 */
#include "codegen.h"

#if PYI_313

static const char *
skip_spaces(const char *p, const char *end)
{
    while (p < end && *p == ' ') {
        p++;
    }
    return p;
}

/* The smallest indentation of the lines with text behind the first; 0 if there are none. */
static Py_ssize_t
find_margin(const char *p, const char *end)
{
    Py_ssize_t margin = PY_SSIZE_T_MAX;
    while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        const char *line = ++p;
        p = skip_spaces(p, end);
        if (p < end && *p != '\n') {
            margin = Py_MIN(margin, p - line);
        }
    }
    return margin == PY_SSIZE_T_MAX ? 0 : margin;
}

/* Copies, and leaves up to margin spaces behind each newline out; where the copy ends. */
static char *
copy_without_margin(char *to, const char *p, const char *end, Py_ssize_t margin)
{
    while (p < end) {
        *to++ = *p;
        if (*p++ != '\n') {
            continue;
        }
        for (Py_ssize_t i = 0; i < margin && p < end && *p == ' '; i++) {
            p++;
        }
    }
    return to;
}

/* new: doc with tabs expanded and without common indentation */
PyObject *
_PyCompile_CleanDoc(PyObject *doc)
{
    PyObject *expanded = PyObject_CallMethod(doc, "expandtabs", "i", 8);
    if (expanded == NULL) {
        return NULL;
    }
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(expanded, &size);
    PyObject *result = NULL;
    char *buffer = text != NULL ? PyMem_Malloc((size_t)size + 1) : NULL;
    if (buffer != NULL) {
        const char *end = text + size, *begin = skip_spaces(text, end);
        char *to = copy_without_margin(buffer, begin, end, find_margin(begin, end));
        result = PyUnicode_FromStringAndSize(buffer, to - buffer);
        PyMem_Free(buffer);
    }
    else if (text != NULL) {
        PyErr_NoMemory();
    }
    Py_DECREF(expanded);
    return result;
}

#endif
