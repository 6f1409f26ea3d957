/* SPDX-License-Identifier: Apache-2.0 */
/* _csv: rows of text files, and the registry of their dialects.
 * Contract   docs.python.org/3/library/csv.html
 */
#include "csv.h"

PyObject *pyi_csv_error;
PyObject *pyi_csv_dialects;
long pyi_csv_field_limit = 128 * 1024;

/* ---- functions -------------------------------------------------------------------------------- */

static PyObject *csv_list_dialects(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(arg)) {
    return PyDict_Keys(pyi_csv_dialects);
}

static PyObject *csv_register_dialect(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    PyObject *name, *base = NULL;
    if (!PyArg_UnpackTuple(args, "", 1, 2, &name, &base)) {
        return NULL;
    }
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "dialect name must be a string");
        return NULL;
    }
    PyObject *dialect = (PyObject *)pyi_csv_make_dialect(base, kwargs);
    int status = dialect == NULL ? -1 : PyDict_SetItem(pyi_csv_dialects, name, dialect);
    Py_XDECREF(dialect);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *csv_unregister_dialect(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"name", NULL};
    PyObject *name;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:unregister_dialect", keywords, &name)) {
        return NULL;
    }
    if (PyDict_DelItem(pyi_csv_dialects, name) < 0) {
        if (PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_Clear();
            PyErr_SetString(pyi_csv_error, "unknown dialect");
        }
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *csv_get_dialect(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"name", NULL};
    PyObject *name;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:get_dialect", keywords, &name)) {
        return NULL;
    }
    return Py_XNewRef(pyi_csv_find_dialect(name));
}

static PyObject *csv_field_size_limit(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"new_limit", NULL};
    PyObject *limit = NULL;
    long before = pyi_csv_field_limit;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:field_size_limit", keywords, &limit)) {
        return NULL;
    }
    if (limit != NULL) {
        if (!PyLong_CheckExact(limit)) {
            PyErr_SetString(PyExc_TypeError, "limit must be an integer");
            return NULL;
        }
        long value = PyLong_AsLong(limit);
        if (value == -1 && PyErr_Occurred()) {
            return NULL;
        }
        pyi_csv_field_limit = value;
    }
    return PyLong_FromLong(before);
}

/* ---- module ------------------------------------------------------------------------------------- */

static PyMethodDef methods[] = {
    {"reader", PYI_FASTCALL(pyi_csv_reader), METH_VARARGS | METH_KEYWORDS, NULL},
    {"writer", PYI_FASTCALL(pyi_csv_writer), METH_VARARGS | METH_KEYWORDS, NULL},
    {"list_dialects", csv_list_dialects, METH_NOARGS, PYI_SIGNATURE("list_dialects", "($module, /)")},
    {"register_dialect", PYI_FASTCALL(csv_register_dialect), METH_VARARGS | METH_KEYWORDS, NULL},
    {"unregister_dialect", PYI_FASTCALL(csv_unregister_dialect), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("unregister_dialect", "($module, /, name)")},
    {"get_dialect", PYI_FASTCALL(csv_get_dialect), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("get_dialect", "($module, /, name)")},
    {"field_size_limit", PYI_FASTCALL(csv_field_size_limit), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("field_size_limit", "($module, /, new_limit=<unrepresentable>)")},
    {NULL, NULL, 0, NULL},
};

static int add_type(PyObject *module, const char *name, PyTypeObject *type) {
    return PyType_Ready(type) < 0 ? -1 : PyModule_AddObjectRef(module, name, (PyObject *)type);
}

static int fill(PyObject *module) {
    Py_XSETREF(pyi_csv_dialects, PyDict_New());
    Py_XSETREF(pyi_csv_error, PyErr_NewException("_csv.Error", NULL, NULL));
    if (pyi_csv_dialects == NULL || pyi_csv_error == NULL ||
        PyModule_AddStringConstant(module, "__version__", "1.0") < 0 ||
        PyModule_AddObjectRef(module, "_dialects", pyi_csv_dialects) < 0 ||
        PyModule_AddObjectRef(module, "Error", pyi_csv_error) < 0 ||
        add_type(module, "Dialect", &pyi_csv_dialect_type) < 0 ||
        add_type(module, "Reader", &pyi_csv_reader_type) < 0 || add_type(module, "Writer", &pyi_csv_writer_type) < 0 ||
        PyModule_AddIntMacro(module, QUOTE_MINIMAL) < 0 || PyModule_AddIntMacro(module, QUOTE_ALL) < 0 ||
        PyModule_AddIntMacro(module, QUOTE_NONNUMERIC) < 0 || PyModule_AddIntMacro(module, QUOTE_NONE) < 0) {
        return -1;
    }
#if PYI_312
    if (PyModule_AddIntMacro(module, QUOTE_STRINGS) < 0 || PyModule_AddIntMacro(module, QUOTE_NOTNULL) < 0) {
        return -1;
    }
#endif
    return 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_csv",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *csv_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_csv", csv_init);
