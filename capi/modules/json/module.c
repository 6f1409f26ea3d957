/* SPDX-License-Identifier: Apache-2.0 */
/* _json: the parts of the module json that take its time. */
#include "jsonmodule.h"
#include "pyi_c_imports.h"

PYI_C_IMPORT("json.decoder", "JSONDecodeError", "_json", "");

PyObject *json_fail(const char *message, const json_text *text, Py_ssize_t at) {
    PyObject *decoder = PyImport_ImportModule("json.decoder");
    PyObject *type = decoder == NULL ? NULL : PyObject_GetAttrString(decoder, "JSONDecodeError");
    PyObject *error = type == NULL ? NULL : PyObject_CallFunction(type, "sOn", message, text->object, at);
    if (error != NULL) {
        PyErr_SetObject(type, error);
    }
    Py_XDECREF(error);
    Py_XDECREF(type);
    Py_XDECREF(decoder);
    return NULL;
}

bool json_check_text(PyObject *op) {
    if (!PyUnicode_Check(op)) {
        PyErr_Format(PyExc_TypeError, "first argument must be a string, not %.80s", Py_TYPE(op)->tp_name);
        return false;
    }
    return true;
}

static PyMethodDef methods[] = {
    {"encode_basestring_ascii", json_encode_basestring_ascii, METH_O, NULL},
    {"encode_basestring", json_encode_basestring, METH_O, NULL},
    {"scanstring", json_scanstring, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module) {
    if (PyType_Ready(&json_scanner_type) < 0 || PyType_Ready(&json_encoder_type) < 0 ||
        PyModule_AddObjectRef(module, "make_encoder", (PyObject *)&json_encoder_type) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "make_scanner", (PyObject *)&json_scanner_type);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_json",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *json_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_json", json_init);
