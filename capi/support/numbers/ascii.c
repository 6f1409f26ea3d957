/* SPDX-License-Identifier: Apache-2.0 */
/* ascii: the text that int(), float() and complex() read, with the digits and spaces of all scripts as ASCII ones. */
#include "pyi.h"

/* new; what is neither digit nor space becomes '?', and nothing follows it */
PyObject *_PyUnicode_TransformDecimalAndSpaceToASCII(PyObject *str) {
    if (PyUnicode_IS_ASCII(str)) {
        return Py_NewRef(str);
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(str), n = 0;
    int kind = (int)PyUnicode_KIND(str);
    const void *data = PyUnicode_DATA(str);
    char *ascii = PyMem_Malloc((size_t)length);
    if (ascii == NULL) {
        return PyErr_NoMemory();
    }
    for (bool known = true; known && n < length; n++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, n);
        int value = Py_UNICODE_TODECIMAL(c);
        known = c < 127 || Py_UNICODE_ISSPACE(c) || value >= 0;
        ascii[n] = (char)(c < 127                  ? c
                          : Py_UNICODE_ISSPACE(c) ? ' '
                          : value >= 0            ? (Py_UCS4)('0' + value)
                                                  : '?');
    }
    PyObject *result = PyUnicode_New(n, 127);
    if (result != NULL) {
        memcpy(PyUnicode_1BYTE_DATA(result), ascii, (size_t)n);
    }
    PyMem_Free(ascii);
    return result;
}
