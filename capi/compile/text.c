/* SPDX-License-Identifier: Apache-2.0 */
/* text: the source that compile(), symtable() and the like were given, as bytes.
 *
 * Contract   pycore_pythonrun.h (3.13), cpython/pythonrun.h
 */
#include "pyi.h"

#if PYI_313
#  include "internal/pycore_pythonrun.h"
#endif

/* new: bytes, or NULL without an exception when *source* is of a type that has none */
static PyObject *bytes_of(PyObject *source, PyCompilerFlags *flags) {
    if (PyUnicode_Check(source)) { /* it is UTF-8 whatever a cookie in it says */
        flags->cf_flags |= PyCF_IGNORE_COOKIE;
        return PyUnicode_AsUTF8String(source);
    }
    if (PyBytes_CheckExact(source)) {
        return Py_NewRef(source);
    }
    return PyObject_CheckBuffer(source) ? PyBytes_FromObject(source) : NULL;
}

/* Ends with a zero, and lives as long as *copy, which is new; *function* and *what* are for messages. */
const char *_Py_SourceAsString(PyObject *source, const char *function, const char *what,
                               PyCompilerFlags *flags, PyObject **copy) {
    *copy = bytes_of(source, flags);
    if (*copy == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "%s() arg 1 must be a %s object", function, what);
        }
        return NULL;
    }
    const char *text = PyBytes_AS_STRING(*copy);
    if (strlen(text) != (size_t)PyBytes_GET_SIZE(*copy)) {
        PyErr_SetString(PyExc_SyntaxError, "source code string cannot contain null bytes");
        Py_CLEAR(*copy);
        return NULL;
    }
    return text;
}
