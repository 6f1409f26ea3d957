/* SPDX-License-Identifier: Apache-2.0 */
/* exec: modules made from code objects; frozen modules, of which there are none; what a .pyc file begins with.
 *
 * Contract   docs.python.org/3/c-api/import.html
 */
#include "pyi_import.h"

/* ---- code objects ---------------------------------------------------------------------------------------------------- */

/* `__builtins__`, and where the code came from. 0 or -1 */
static int fill(PyObject *dict, PyObject *code, PyObject *path, PyObject *cached) {
    int has = PyDict_Contains(dict, PYI_NAME("__builtins__"));
    if (has == 0) {
        has = PyDict_SetItem(dict, PYI_NAME("__builtins__"), PyEval_GetBuiltins());
    }
    PyObject *file = path != NULL ? path : ((PyCodeObject *)code)->co_filename;
    return has < 0 || PyDict_SetItem(dict, PYI_NAME("__file__"), file) < 0 ||
                   (cached != NULL && PyDict_SetItem(dict, PYI_NAME("__cached__"), cached) < 0)
               ? -1
               : 0;
}

static void remove_module(PyObject *name) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (PyObject_DelItem(pyi_modules_dict(), name) < 0) {
        PyErr_Clear();
    }
    PyErr_Restore(type, value, traceback);
}

/* new: the module of that name after the code has run in it */
PyObject *PyImport_ExecCodeModuleObject(PyObject *name, PyObject *code, PyObject *path,
                                        PyObject *cached) {
    PyObject *module = PyImport_AddModuleObject(name); /* borrowed */
    PyObject *dict = module == NULL ? NULL : PyModule_GetDict(module);
    PyObject *result = NULL;
    if (dict != NULL && fill(dict, code, path, cached) == 0) {
        Py_INCREF(dict);
        result = PyEval_EvalCode(code, dict, dict);
        Py_DECREF(dict);
    }
    if (result == NULL) {
        if (module != NULL) {
            remove_module(name);
        }
        return NULL;
    }
    Py_DECREF(result);
    module = pyi_modules_get(name); /* the code may have put another one there */
    if (module == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_ImportError, "Loaded module %R not found in sys.modules", name);
    }
    return module;
}

PyObject *PyImport_ExecCodeModuleWithPathnames(const char *text, PyObject *code, const char *path,
                                               const char *cached) {
    PyObject *name = PyUnicode_FromString(text), *path_op = NULL, *cached_op = NULL;
    PyObject *module = NULL;
    if (name != NULL && (path == NULL || (path_op = PyUnicode_DecodeFSDefault(path)) != NULL) &&
        (cached == NULL || (cached_op = PyUnicode_DecodeFSDefault(cached)) != NULL)) {
        module = PyImport_ExecCodeModuleObject(name, code, path_op, cached_op);
    }
    Py_XDECREF(cached_op);
    Py_XDECREF(path_op);
    Py_XDECREF(name);
    return module;
}

PyObject *PyImport_ExecCodeModuleEx(const char *name, PyObject *code, const char *path) {
    return PyImport_ExecCodeModuleWithPathnames(name, code, path, NULL);
}

PyObject *PyImport_ExecCodeModule(const char *name, PyObject *code) {
    return PyImport_ExecCodeModuleWithPathnames(name, code, NULL, NULL);
}

/* ---- frozen modules ------------------------------------------------------------------------------------------------------ */

static const struct _frozen no_modules[1];
const struct _frozen *PyImport_FrozenModules = NULL;
const struct _frozen *_PyImport_FrozenBootstrap = no_modules;
const struct _frozen *_PyImport_FrozenStdlib = no_modules;
const struct _frozen *_PyImport_FrozenTest = no_modules;

/* 1, or 0 when there is no such module, or -1 */
int PyImport_ImportFrozenModuleObject(PyObject *name) {
    (void)name;
    return 0;
}

int PyImport_ImportFrozenModule(const char *name) {
    (void)name;
    return 0;
}

/* ---- .pyc files ------------------------------------------------------------------------------------------------------------ */

#if PYI_313
#  define VERSION_OF_BYTECODE 3571
#elif PYI_312
#  define VERSION_OF_BYTECODE 3531
#else
#  define VERSION_OF_BYTECODE 3495
#endif

long pyi_import_magic(void) { return VERSION_OF_BYTECODE | 0x0A0DL << 16; }
long PyImport_GetMagicNumber(void) { return pyi_import_magic(); }

#define TEXT_OF_(number) #number
#define TEXT_OF(number) TEXT_OF_(number)
const char *PyImport_GetMagicTag(void) {
    return "cpython-" TEXT_OF(PY_MAJOR_VERSION) TEXT_OF(PY_MINOR_VERSION);
}
