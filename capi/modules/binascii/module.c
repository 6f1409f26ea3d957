/* SPDX-License-Identifier: Apache-2.0 */
/* binascii: bytes as text that mail, archives and people can read.
 * Contract   docs.python.org/3/library/binascii.html
 */
#include "binascii.h"

PyObject *binascii_error;

/* ---- arguments ------------------------------------------------------------------------------- */

int binascii_get_text(PyObject *arg, Py_buffer *view) {
    if (PyUnicode_Check(arg)) {
        if (!PyUnicode_IS_ASCII(arg)) {
            PyErr_SetString(PyExc_ValueError,
                            "string argument should contain only ASCII characters");
            return -1;
        }
        return PyBuffer_FillInfo(view, arg, PyUnicode_DATA(arg), PyUnicode_GET_LENGTH(arg), 1,
                                 PyBUF_SIMPLE);
    }
    if (PyObject_GetBuffer(arg, view, PyBUF_SIMPLE) < 0) {
        PyErr_Format(PyExc_TypeError,
                     "argument should be bytes, buffer or ASCII string, not '%.100s'",
                     Py_TYPE(arg)->tp_name);
        return -1;
    }
    return 0;
}

int binascii_get_flag(PyObject *given, int *flag) {
    if (given == NULL) {
        return 0;
    }
#if PYI_312
    *flag = PyObject_IsTrue(given);
    return *flag < 0 ? -1 : 0;
#else
    *flag = PYI_LONG_AS_INT(given);
    return *flag == -1 && PyErr_Occurred() ? -1 : 0;
#endif
}

int binascii_parse(_PyArg_Parser *parser, PyObject *const *args, Py_ssize_t nargs,
                   PyObject *kwnames, bool text, Py_buffer *view, int *flag) {
    PyObject *found[2] = {NULL, NULL};
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, parser, 1, 1, 0, found);
    if (given == NULL || (text ? binascii_get_text(given[0], view)
                               : PyObject_GetBuffer(given[0], view, PyBUF_SIMPLE)) < 0) {
        return -1;
    }
    if (given != args && binascii_get_flag(given[1], flag) < 0) {
        PyBuffer_Release(view);
        return -1;
    }
    return 0;
}

/* ---- module ---------------------------------------------------------------------------------- */

#define O_ROW(name, parameter)                                                                     \
    {#name, binascii_##name, METH_O, PYI_SIGNATURE(#name, "($module, " parameter ", /)")}
#define FAST_ROW(name, parameters)                                                                 \
    {#name, PYI_FASTCALL(binascii_##name), METH_FASTCALL, PYI_SIGNATURE(#name, parameters)}
#define KEYWORDS_ROW(name, parameters)                                                             \
    {#name, PYI_FASTCALL(binascii_##name), METH_FASTCALL | METH_KEYWORDS,                          \
     PYI_SIGNATURE(#name, parameters)}
#define HEX "($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)"

static PyMethodDef methods[] = {
    O_ROW(a2b_uu, "data"),
    KEYWORDS_ROW(b2a_uu, "($module, data, /, *, backtick=False)"),
    KEYWORDS_ROW(a2b_base64, "($module, data, /, *, strict_mode=False)"),
    KEYWORDS_ROW(b2a_base64, "($module, data, /, *, newline=True)"),
    O_ROW(a2b_hex, "hexstr"),
    KEYWORDS_ROW(b2a_hex, HEX),
    KEYWORDS_ROW(hexlify, HEX),
    {"unhexlify", binascii_a2b_hex, METH_O, PYI_SIGNATURE("unhexlify", "($module, hexstr, /)")},
    FAST_ROW(crc_hqx, "($module, data, crc, /)"),
    {"crc32", PYI_FASTCALL(pyi_crc32_function), METH_FASTCALL,
     PYI_SIGNATURE("crc32", "($module, data, crc=0, /)")},
    KEYWORDS_ROW(a2b_qp, "($module, /, data, header=False)"),
    KEYWORDS_ROW(b2a_qp, "($module, /, data, quotetabs=False, istext=True, header=False)"),
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module) {
    if (binascii_error == NULL &&
        (binascii_error = PyErr_NewException("binascii.Error", PyExc_ValueError, NULL)) == NULL) {
        return -1;
    }
    PyObject *incomplete = PyErr_NewException("binascii.Incomplete", NULL, NULL);
    int status = incomplete == NULL ? -1 : PyModule_AddObjectRef(module, "Incomplete", incomplete);
    Py_XDECREF(incomplete);
    return status < 0 ? -1 : PyModule_AddObjectRef(module, "Error", binascii_error);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "binascii",
    .m_doc = "Conversion between binary data and ASCII",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *binascii_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("binascii", binascii_init);
