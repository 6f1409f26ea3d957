/* SPDX-License-Identifier: Apache-2.0 */
/* Hexadecimal digits. */
#include "binascii.h"

#include "internal/pycore_strhex.h"

PyObject *binascii_a2b_hex(PyObject *Py_UNUSED(module), PyObject *arg) {
    Py_buffer view;
    if (binascii_get_text(arg, &view) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (view.len % 2 != 0) {
        PyErr_SetString(binascii_error, "Odd-length string");
    } else {
        result = PyBytes_FromStringAndSize(NULL, view.len / 2);
    }
    const uint8_t *text = view.buf;
    for (Py_ssize_t i = 0; result != NULL && i < view.len; i += 2) {
        int high = binascii_digit(text[i]), low = binascii_digit(text[i + 1]);
        if (high < 0 || low < 0) {
            PyErr_SetString(binascii_error, "Non-hexadecimal digit found");
            Py_CLEAR(result);
        } else {
            PyBytes_AS_STRING(result)[i / 2] = (char)(high << 4 | low);
        }
    }
    PyBuffer_Release(&view);
    return result;
}

static PyObject *encode(_PyArg_Parser *parser, PyObject *const *args, Py_ssize_t nargs,
                        PyObject *kwnames) {
    PyObject *found[3] = {NULL, NULL, NULL};
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, parser, 1, 3, 0, found);
    Py_buffer view;
    if (given == NULL || PyObject_GetBuffer(given[0], &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    /* Without keywords `given` is as long as what was given. */
    Py_ssize_t count = given == args ? nargs : 3;
    PyObject *separator = count > 1 ? given[1] : NULL, *number = count > 2 ? given[2] : NULL;
    int group = number == NULL ? 1 : PYI_LONG_AS_INT(number);
    PyObject *result = NULL;
    if (group != -1 || !PyErr_Occurred()) {
        result = _Py_strhex_bytes_with_sep(view.buf, view.len, separator, group);
    }
    PyBuffer_Release(&view);
    return result;
}

static const char *const keywords[] = {"data", "sep", "bytes_per_sep", NULL};

PyObject *binascii_b2a_hex(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                           PyObject *kwnames) {
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "b2a_hex"};
    return encode(&parser, args, nargs, kwnames);
}

PyObject *binascii_hexlify(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                           PyObject *kwnames) {
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "hexlify"};
    return encode(&parser, args, nargs, kwnames);
}
