/* SPDX-License-Identifier: Apache-2.0 */
/* marshal: the module.
 * Contract   docs.python.org/3/library/marshal.html
 */
#include "../support/pyi_marshal.h"

#if PYI_313
#  define ALLOW_CODE ", *, allow_code=True"
#else
#  define ALLOW_CODE ""
#endif

/* The keyword `allow_code` of 3.13; false with an exception. Positional arguments are checked. */
static bool parse(const char *name, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames,
                  Py_ssize_t least, Py_ssize_t most, bool *allow_code) {
    *allow_code = true;
#if PYI_313
    static const char *const dump_keywords[] = {"", "", "", "allow_code", NULL};
    static const char *const dumps_keywords[] = {"", "", "allow_code", NULL};
    static const char *const load_keywords[] = {"", "allow_code", NULL};
    static _PyArg_Parser dump_parser = {.keywords = dump_keywords, .fname = "dump"};
    static _PyArg_Parser dumps_parser = {.keywords = dumps_keywords, .fname = "dumps"};
    static _PyArg_Parser load_parser = {.keywords = load_keywords, .fname = "load"};
    static _PyArg_Parser loads_parser = {.keywords = load_keywords, .fname = "loads"};
    _PyArg_Parser *parser = most == 3   ? &dump_parser
                            : most == 2 ? &dumps_parser
                            : strcmp(name, "loads") == 0 ? &loads_parser
                                                         : &load_parser;
    PyObject *buffer[4] = {NULL};
    PyObject *const *parsed = _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, parser, (int)least,
                                                    (int)most, 0, buffer);
    if (parsed == NULL) {
        return false;
    }
    if (kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0) {
        int truth = PyObject_IsTrue(parsed[most]);
        *allow_code = truth != 0;
        return truth >= 0;
    }
    return true;
#else
    (void)args;
    if (kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0) {
        PyErr_Format(PyExc_TypeError, "marshal.%s() takes no keyword arguments", name);
        return false;
    }
    return _PyArg_CheckPositional(name, nargs, least, most);
#endif
}

static bool parse_version(PyObject *const *args, Py_ssize_t nargs, Py_ssize_t index,
                          int *version) {
    *version = Py_MARSHAL_VERSION;
    if (nargs <= index) {
        return true;
    }
    long value = PyLong_AsLong(args[index]);
    if (value == -1 && PyErr_Occurred()) {
        return false;
    }
    if (value > INT_MAX || value < INT_MIN) {
        PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
        return false;
    }
    *version = (int)value;
    return true;
}

static PyObject *marshal_dumps(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                               PyObject *kwnames) {
    bool allow_code;
    int version;
    (void)module;
    if (!parse("dumps", args, nargs, kwnames, 1, 2, &allow_code) ||
        !parse_version(args, nargs, 1, &version) ||
        PySys_Audit("marshal.dumps", "Oi", args[0], version) < 0) {
        return NULL;
    }
    return pyi_marshal_write(args[0], version, allow_code);
}

static PyObject *marshal_dump(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                              PyObject *kwnames) {
    bool allow_code;
    int version;
    (void)module;
    if (!parse("dump", args, nargs, kwnames, 2, 3, &allow_code) ||
        !parse_version(args, nargs, 2, &version) ||
        PySys_Audit("marshal.dumps", "Oi", args[0], version) < 0) {
        return NULL;
    }
    PyObject *bytes = pyi_marshal_write(args[0], version, allow_code);
    if (bytes == NULL) {
        return NULL;
    }
    PyObject *result = PyObject_CallMethodOneArg(args[1], PYI_NAME("write"), bytes);
    Py_DECREF(bytes);
    return result;
}

static PyObject *marshal_loads(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                               PyObject *kwnames) {
    bool allow_code;
    Py_buffer view;
    (void)module;
    if (!parse("loads", args, nargs, kwnames, 1, 1, &allow_code) ||
        PyObject_GetBuffer(args[0], &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (PySys_Audit("marshal.loads", "y#", view.buf, view.len) == 0) {
        result = pyi_marshal_read(view.buf, view.len, allow_code);
    }
    PyBuffer_Release(&view);
    return result;
}

static PyObject *marshal_load(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                              PyObject *kwnames) {
    bool allow_code;
    (void)module;
    if (!parse("load", args, nargs, kwnames, 1, 1, &allow_code)) {
        return NULL;
    }
    /* whether it gives bytes is found out before anything is taken from it */
    PyObject *nothing = PyObject_CallMethod(args[0], "read", "i", 0);
    if (nothing == NULL) {
        return NULL;
    }
    if (!PyBytes_Check(nothing)) {
        PyErr_Format(PyExc_TypeError, "file.read() returned not bytes but %.100s",
                     Py_TYPE(nothing)->tp_name);
        Py_DECREF(nothing);
        return NULL;
    }
    Py_DECREF(nothing);
    if (PySys_Audit("marshal.load", NULL) < 0) {
        return NULL;
    }
    return pyi_marshal_read_from(args[0], allow_code);
}

#define METHOD(name, parameters)                                                                   \
    {#name, PYI_FASTCALL(marshal_##name), METHOD_FLAGS, PYI_SIGNATURE(#name, parameters)}
#define METHOD_FLAGS METH_FASTCALL | METH_KEYWORDS

static PyMethodDef marshal_methods[] = {
    METHOD(dump, "($module, value, file, version=version, /" ALLOW_CODE ")"),
    METHOD(load, "($module, file, /" ALLOW_CODE ")"),
    METHOD(dumps, "($module, value, version=version, /" ALLOW_CODE ")"),
    METHOD(loads, "($module, bytes, /" ALLOW_CODE ")"),
    {NULL, NULL, 0, NULL},
};

static int marshal_exec(PyObject *module) {
    return PyModule_AddIntConstant(module, "version", Py_MARSHAL_VERSION);
}

static PyModuleDef_Slot marshal_slots[] = {
    {Py_mod_exec, marshal_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef marshal_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "marshal",
    .m_methods = marshal_methods,
    .m_slots = marshal_slots,
};

PyMODINIT_FUNC PyMarshal_Init(void) { return PyModuleDef_Init(&marshal_module); }
PYI_MODULE("marshal", PyMarshal_Init);
