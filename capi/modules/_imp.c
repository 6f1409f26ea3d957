/* SPDX-License-Identifier: Apache-2.0 */
/* _imp: what importlib, when a program contains it, asks of the library. No module is frozen. */
#include "pyi_extension.h"
#include "pyi_arguments.h"
#include "pyi_import.h"

/* importlib's start needs these modules, whatever else the program imports. */
#define NEEDED(row)                                                                                \
    PYI_HIDDEN extern const pyi_module_row row;                                                    \
    static const pyi_module_row *const needed_##row __attribute__((used)) = &row
NEEDED(pyi_row_PyInit__warnings);

/* ---- the lock --------------------------------------------------------------------------------------------------------- */

static PyObject *lock_held(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return PyBool_FromLong(pyi_import_lock_held());
}

static PyObject *acquire_lock(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
#if PYI_312
    _PyImport_AcquireLock(_PyInterpreterState_GET());
#else
    _PyImport_AcquireLock();
#endif
    Py_RETURN_NONE;
}

static PyObject *release_lock(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    if (!pyi_import_lock_is_mine()) {
        PyErr_SetString(PyExc_RuntimeError, "not holding the import lock");
        return NULL;
    }
#if PYI_312
    _PyImport_ReleaseLock(_PyInterpreterState_GET());
#else
    _PyImport_ReleaseLock();
#endif
    Py_RETURN_NONE;
}

/* ---- modules in C ------------------------------------------------------------------------------------------------------ */

static bool is_str(PyObject *op, const char *function) {
    if (!PyUnicode_Check(op)) {
        _PyArg_BadArgument(function, "argument", "str", op);
        return false;
    }
    return true;
}

/* -1: those that cannot be made a second time */
static PyObject *is_builtin(PyObject *module, PyObject *name) {
    (void)module;
    if (!is_str(name, "is_builtin")) {
        return NULL;
    }
    bool single = PyUnicode_CompareWithASCIIString(name, "sys") == 0 ||
                  PyUnicode_CompareWithASCIIString(name, "builtins") == 0;
    return PyLong_FromLong(single ? -1 : pyi_builtin_exists(name));
}

static PyObject *create_builtin(PyObject *module, PyObject *spec) {
    (void)module;
    PyObject *name = PyObject_GetAttr(spec, PYI_NAME("name"));
    PyObject *made = NULL;
    if (name != NULL && PyUnicode_Check(name)) {
        if (!pyi_builtin_exists(name)) {
            made = Py_NewRef(Py_None);
        } else {
            made = pyi_builtin_create(name, spec);
        }
    } else if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "name must be string, not %.200s", Py_TYPE(name)->tp_name);
    }
    Py_XDECREF(name);
    return made;
}

static PyObject *exec_builtin(PyObject *module, PyObject *made) {
    (void)module;
    return pyi_builtin_exec(made) < 0 ? NULL : PyLong_FromLong(0);
}

/* ---- frozen modules ------------------------------------------------------------------------------------------------------ */

static PyObject *no_frozen(PyObject *name) {
    PyObject *message = PyUnicode_FromFormat("No such frozen object named %R", name);
    if (message != NULL) {
        PyErr_SetImportError(message, name, NULL);
        Py_DECREF(message);
    }
    return NULL;
}

static PyObject *init_frozen(PyObject *module, PyObject *name) {
    (void)module;
    if (!is_str(name, "init_frozen")) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *is_frozen(PyObject *module, PyObject *name) {
    (void)module;
    if (!is_str(name, "is_frozen")) {
        return NULL;
    }
    Py_RETURN_FALSE;
}

static PyObject *is_frozen_package(PyObject *module, PyObject *name) {
    (void)module;
    return is_str(name, "is_frozen_package") ? no_frozen(name) : NULL;
}

static PyObject *get_frozen_object(PyObject *module, PyObject *args) {
    PyObject *name, *data = Py_None;
    (void)module;
    return pyi_arguments(args, "U|O:get_frozen_object", &name, &data) ? no_frozen(name) : NULL;
}

static PyObject *find_frozen(PyObject *module, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"", "withdata", NULL};
    PyObject *name;
    int with_data = 0;
    (void)module;
    if (!pyi_named_arguments(args, kwargs, "U|$p:find_frozen", keywords, &name,
                             &with_data)) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *frozen_names(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return PyList_New(0);
}

/* ---- files ------------------------------------------------------------------------------------------------------------------- */

static PyObject *extension_suffixes(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return pyi_extension_suffixes != NULL ? pyi_extension_suffixes() : PyList_New(0);
}

static PyObject *create_dynamic(PyObject *module, PyObject *args) {
    PyObject *spec, *file = NULL;
    (void)module;
    if (!pyi_arguments(args, "O|O:create_dynamic", &spec, &file)) {
        return NULL;
    }
    if (pyi_extension_create == NULL) {
        PyErr_SetString(PyExc_ImportError, "this program cannot load extension modules");
        return NULL;
    }
    PyObject *name = PyObject_GetAttr(spec, PYI_NAME("name"));
    PyObject *path = name == NULL ? NULL : PyObject_GetAttr(spec, PYI_NAME("origin"));
    PyObject *made = NULL;
    if (path != NULL && is_str(name, "create_dynamic") && is_str(path, "create_dynamic")) {
        made = pyi_extension_create(name, spec, path, NULL);
    }
    Py_XDECREF(path);
    Py_XDECREF(name);
    return made;
}

static PyObject *exec_dynamic(PyObject *module, PyObject *made) {
    return exec_builtin(module, made);
}

/* Gives code objects the name of the file that they were read for. */
static int fix_names(PyObject *op, PyObject *old, PyObject *path) {
    PyCodeObject *code = (PyCodeObject *)op;
    if (PyUnicode_Compare(code->co_filename, old) != 0) {
        return 0;
    }
    Py_SETREF(code->co_filename, Py_NewRef(path));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(code->co_consts); i++) {
        PyObject *inner = PyTuple_GET_ITEM(code->co_consts, i);
        if (PyCode_Check(inner) && fix_names(inner, old, path) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *fix_co_filename(PyObject *module, PyObject *args) {
    PyObject *code, *path;
    (void)module;
    if (!pyi_arguments(args, "O!U:_fix_co_filename", &PyCode_Type, &code, &path)) {
        return NULL;
    }
    PyObject *old = Py_NewRef(((PyCodeObject *)code)->co_filename);
    int status = PyUnicode_Compare(old, path) == 0 ? 0 : fix_names(code, old, path);
    Py_DECREF(old);
    if (status < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static uint64_t hash_bytes(uint64_t key, const Py_buffer *source) {
#if !PYI_312
    uint64_t _Py_KeyedHash(uint64_t, const char *, Py_ssize_t); /* in no header of 3.11 */
#endif
    return _Py_KeyedHash(key, source->buf, source->len);
}

static PyObject *source_hash(PyObject *module, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"key", "source", NULL};
    long long key;
    Py_buffer source;
    (void)module;
    if (!pyi_named_arguments(args, kwargs, "Ly*:source_hash", keywords, &key, &source)) {
        return NULL;
    }
    uint64_t hash = hash_bytes((uint64_t)key, &source);
    PyBuffer_Release(&source);
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(hash >> 8 * i);
    }
    return PyBytes_FromStringAndSize((char *)bytes, 8);
}

static PyObject *override(PyObject *module, PyObject *value) {
    (void)module;
    long number = PyLong_AsLong(value);
    return number == -1 && PyErr_Occurred() ? NULL : PyLong_FromLong(0);
}

/* ---- the module ---------------------------------------------------------------------------------------------------------------- */

static PyMethodDef functions[] = {
    {"_fix_co_filename", fix_co_filename, METH_VARARGS,
     PYI_SIGNATURE("_fix_co_filename", "($module, code, path, /)")},
    {"_frozen_module_names", frozen_names, METH_NOARGS,
     PYI_SIGNATURE("_frozen_module_names", "($module, /)")},
    {"_override_frozen_modules_for_tests", override, METH_O,
     PYI_SIGNATURE("_override_frozen_modules_for_tests", "($module, override, /)")},
#if PYI_312
    {"_override_multi_interp_extensions_check", override, METH_O,
     PYI_SIGNATURE("_override_multi_interp_extensions_check", "($module, override, /)")},
#endif
    {"acquire_lock", acquire_lock, METH_NOARGS, PYI_SIGNATURE("acquire_lock", "($module, /)")},
    {"create_builtin", create_builtin, METH_O, PYI_SIGNATURE("create_builtin", "($module, spec, /)")},
    {"create_dynamic", create_dynamic, METH_VARARGS,
     PYI_SIGNATURE("create_dynamic", "($module, spec, file=<unrepresentable>, /)")},
    {"exec_builtin", exec_builtin, METH_O, PYI_SIGNATURE("exec_builtin", "($module, mod, /)")},
    {"exec_dynamic", exec_dynamic, METH_O, PYI_SIGNATURE("exec_dynamic", "($module, mod, /)")},
    {"extension_suffixes", extension_suffixes, METH_NOARGS,
     PYI_SIGNATURE("extension_suffixes", "($module, /)")},
    {"find_frozen", PYI_FASTCALL(find_frozen), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("find_frozen", "($module, name, /, *, withdata=False)")},
    {"get_frozen_object", get_frozen_object, METH_VARARGS,
     PYI_SIGNATURE("get_frozen_object", "($module, name, data=None, /)")},
    {"init_frozen", init_frozen, METH_O, PYI_SIGNATURE("init_frozen", "($module, name, /)")},
    {"is_builtin", is_builtin, METH_O, PYI_SIGNATURE("is_builtin", "($module, name, /)")},
    {"is_frozen", is_frozen, METH_O, PYI_SIGNATURE("is_frozen", "($module, name, /)")},
    {"is_frozen_package", is_frozen_package, METH_O,
     PYI_SIGNATURE("is_frozen_package", "($module, name, /)")},
    {"lock_held", lock_held, METH_NOARGS, PYI_SIGNATURE("lock_held", "($module, /)")},
    {"release_lock", release_lock, METH_NOARGS, PYI_SIGNATURE("release_lock", "($module, /)")},
    {"source_hash", PYI_FASTCALL(source_hash), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("source_hash", "($module, /, key, source)")},
    {0},
};

static int exec_module(PyObject *module) {
    return PyModule_AddStringConstant(module, "check_hash_based_pycs", "default");
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, exec_module}, {0, NULL}};

static PyModuleDef imp_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_imp",
    .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__imp(void) { return PyModuleDef_Init(&imp_module); }
PYI_MODULE("_imp", PyInit__imp);
