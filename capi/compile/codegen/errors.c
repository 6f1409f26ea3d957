/* SPDX-License-Identifier: Apache-2.0 */
/* errors.c: what the compiler complains about, with the place in the source.
 *
 * Columns of the tree count from 0, those of a SyntaxError from 1.
 */
#include "codegen.h"

static int
raise_at(pyi_codegen *c, pyi_location loc, PyObject *message)
{
    PyObject *text = PyErr_ProgramTextObject(c->filename, loc.lineno);
    if (text == NULL) {
        text = Py_NewRef(Py_None);
    }
    PyObject *args = Py_BuildValue("O(OiiNii)", message, c->filename, loc.lineno,
                                   loc.col_offset + 1, text, loc.end_lineno,
                                   loc.end_col_offset + 1);
    if (args != NULL) {
        PyErr_SetObject(PyExc_SyntaxError, args);
        Py_DECREF(args);
    }
    return -1;
}

int
pyi_cg_error(pyi_codegen *c, pyi_location loc, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    PyObject *message = PyUnicode_FromFormatV(format, args);
    va_end(args);
    if (message == NULL) {
        return -1;
    }
    raise_at(c, loc, message);
    Py_DECREF(message);
    return -1;
}

/* A warning that filters turn into an error becomes a SyntaxError, as for other mistakes. */
int
pyi_cg_warn(pyi_codegen *c, pyi_location loc, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    PyObject *message = PyUnicode_FromFormatV(format, args);
    va_end(args);
    if (message == NULL) {
        return -1;
    }
    int result = PyErr_WarnExplicitObject(PyExc_SyntaxWarning, message, c->filename, loc.lineno,
                                          NULL, NULL);
    if (result < 0 && PyErr_ExceptionMatches(PyExc_SyntaxWarning)) {
        PyErr_Clear();
        raise_at(c, loc, message);
    }
    Py_DECREF(message);
    return result;
}
