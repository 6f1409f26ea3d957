/* SPDX-License-Identifier: Apache-2.0 */
/* import: what an import statement calls: relative names, names of packages, fromlist; and the functions for C.
 *
 * Contract   docs.python.org/3/c-api/import.html, docs.python.org/3/reference/import.html
 */
#include "pyi_import.h"
#include "pyi_c_imports.h"

/* ---- relative names -------------------------------------------------------------------------------------------------- */

#define WARNING_OF_PARENT (PYI_312 ? PyExc_DeprecationWarning : PyExc_ImportWarning)

/* new: from `__package__`, which `__spec__` should agree with; checks that both are what they should be */
static PyObject *package_by_name(PyObject *package, PyObject *spec) {
    if (!PyUnicode_Check(package)) {
        PyErr_SetString(PyExc_TypeError, "package must be a string");
        return NULL;
    }
    if (spec == NULL || spec == Py_None) {
        return Py_NewRef(package);
    }
    PyObject *parent = PyObject_GetAttr(spec, PYI_NAME("parent"));
    int equal = parent == NULL ? -1 : PyObject_RichCompareBool(package, parent, Py_EQ);
    Py_XDECREF(parent);
    if (equal == 0) {
        equal = PyErr_WarnEx(WARNING_OF_PARENT, "__package__ != __spec__.parent", 1);
    }
    return equal < 0 ? NULL : Py_NewRef(package);
}

/* new: from `__spec__` alone */
static PyObject *package_by_spec(PyObject *spec) {
    PyObject *parent = PyObject_GetAttr(spec, PYI_NAME("parent"));
    if (parent != NULL && !PyUnicode_Check(parent)) {
        PyErr_SetString(PyExc_TypeError, "__spec__.parent must be a string");
        Py_CLEAR(parent);
    }
    return parent;
}

static PyObject *no_parent(void) {
    PyErr_SetString(PyExc_ImportError, "attempted relative import with no known parent package");
    return NULL;
}

/* new: from `__name__`, and whether the module has a `__path__` */
static PyObject *package_by_module(PyObject *globals) {
    if (PyErr_WarnEx(PyExc_ImportWarning,
                     "can't resolve package from __spec__ or __package__, falling back on "
                     "__name__ and __path__",
                     1) < 0) {
        return NULL;
    }
    PyObject *name = PyDict_GetItemWithError(globals, PYI_NAME("__name__"));
    if (name == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_KeyError, "'__name__' not in globals");
        }
        return NULL;
    }
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "__name__ must be a string");
        return NULL;
    }
    int is_package = PyDict_Contains(globals, PYI_NAME("__path__"));
    if (is_package != 0) {
        return is_package < 0 ? NULL : Py_NewRef(name);
    }
    Py_ssize_t dot = PyUnicode_FindChar(name, '.', 0, PyUnicode_GET_LENGTH(name), -1);
    return dot >= 0 ? PyUnicode_Substring(name, 0, dot) : dot == -2 ? NULL : no_parent();
}

/* new: the package that the code with these globals is in */
static PyObject *package_of(PyObject *globals) {
    if (globals == NULL || !PyDict_Check(globals)) {
        PyErr_SetString(globals == NULL ? PyExc_KeyError : PyExc_TypeError,
                        globals == NULL ? "'__name__' not in globals" : "globals must be a dict");
        return NULL;
    }
    PyObject *package = PyDict_GetItemWithError(globals, PYI_NAME("__package__"));
    PyObject *spec =
        PyErr_Occurred() ? NULL : PyDict_GetItemWithError(globals, PYI_NAME("__spec__"));
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (package != NULL && package != Py_None) {
        return package_by_name(package, spec);
    }
    return spec != NULL && spec != Py_None ? package_by_spec(spec) : package_by_module(globals);
}

/* new: the absolute name of a relative one */
static PyObject *resolve(PyObject *name, PyObject *globals, int level) {
    PyObject *base = package_of(globals);
    if (base == NULL) {
        return NULL;
    }
    Py_ssize_t end = PyUnicode_GET_LENGTH(base);
    if (end == 0) {
        Py_DECREF(base);
        return no_parent();
    }
    for (int up = 1; up < level; up++) {
        end = PyUnicode_FindChar(base, '.', 0, end, -1);
        if (end < 0) {
            Py_DECREF(base);
            if (end == -1) {
                PyErr_SetString(PyExc_ImportError,
                                "attempted relative import beyond top-level package");
            }
            return NULL;
        }
    }
    Py_SETREF(base, PyUnicode_Substring(base, 0, end));
    if (base != NULL && PyUnicode_GET_LENGTH(name) > 0) {
        Py_SETREF(base, PyUnicode_FromFormat("%U.%U", base, name));
    }
    return base;
}

/* ---- fromlist ----------------------------------------------------------------------------------------------------------- */

static int import_submodules(PyObject *module, PyObject *names, bool of_all);

/* What is no attribute of the package may be a submodule. One that does not exist is the statement's affair. 0 or -1 */
static int import_submodule(PyObject *module, PyObject *name) {
    PyObject *package = PyObject_GetAttr(module, PYI_NAME("__name__"));
    PyObject *full = package == NULL ? NULL : PyUnicode_FromFormat("%S.%U", package, name);
    PyObject *made = full == NULL ? NULL : pyi_import_absolute(full);
    int status = made == NULL ? -1 : 0;
    if (made == NULL && full != NULL && PyErr_ExceptionMatches(PyExc_ModuleNotFoundError)) {
        PyObject *type, *value, *traceback, *missing = NULL;
        PyErr_Fetch(&type, &value, &traceback);
        PyErr_NormalizeException(&type, &value, &traceback);
        if (PyObject_GetOptionalAttr(value, PYI_NAME("name"), &missing) > 0 &&
            PyObject_RichCompareBool(missing, full, Py_EQ) == 1) {
            PyObject *known = pyi_modules_get(full);
            status = known == Py_None ? -1 : 0; /* None: somebody forbids it */
            Py_XDECREF(known);
        }
        PyErr_Clear();
        Py_XDECREF(missing);
        if (status == 0) {
            Py_XDECREF(type);
            Py_XDECREF(value);
            Py_XDECREF(traceback);
        } else {
            PyErr_Restore(type, value, traceback);
        }
    }
    Py_XDECREF(made);
    Py_XDECREF(full);
    Py_XDECREF(package);
    return status;
}

static int wrong_item(PyObject *module, PyObject *item, bool of_all) {
    PyObject *name = of_all ? PyObject_GetAttr(module, PYI_NAME("__name__")) : NULL;
    if (of_all && name != NULL) {
        PyErr_Format(PyExc_TypeError, "Item in %S.__all__ must be str, not %s", name,
                     _PyType_Name(Py_TYPE(item)));
    } else if (!of_all) {
        PyErr_Format(PyExc_TypeError, "Item in ``from list'' must be str, not %s",
                     _PyType_Name(Py_TYPE(item)));
    }
    Py_XDECREF(name);
    return -1;
}

static int import_all(PyObject *module) {
    PyObject *all;
    int status = PyObject_GetOptionalAttr(module, PYI_NAME("__all__"), &all);
    if (status > 0) {
        status = import_submodules(module, all, true);
        Py_DECREF(all);
    }
    return status < 0 ? -1 : 0;
}

static int import_item(PyObject *module, PyObject *item, bool of_all) {
    if (!PyUnicode_Check(item)) {
        return wrong_item(module, item, of_all);
    }
    if (PyUnicode_CompareWithASCIIString(item, "*") == 0) {
        return of_all ? 0 : import_all(module);
    }
    PyObject *value;
    int status = PyObject_GetOptionalAttr(module, item, &value);
    Py_XDECREF(value);
    return status != 0 ? (status < 0 ? -1 : 0) : import_submodule(module, item);
}

static int import_submodules(PyObject *module, PyObject *names, bool of_all) {
    PyObject *iterator = PyObject_GetIter(names), *item;
    int status = iterator == NULL ? -1 : 0;
    while (status == 0 && (item = PyIter_Next(iterator)) != NULL) {
        status = import_item(module, item, of_all);
        Py_DECREF(item);
    }
    Py_XDECREF(iterator);
    return PyErr_Occurred() ? -1 : status;
}

/* ---- the statement ---------------------------------------------------------------------------------------------------------- */

/* new: what `import a.b.c` binds: a; for a relative name, the module that its first part means */
static PyObject *first_module(PyObject *module, PyObject *name, PyObject *full, int level) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(name);
    Py_ssize_t dot = level > 0 && length == 0 ? -1 : PyUnicode_FindChar(name, '.', 0, length, 1);
    if (dot < 0) {
        return dot == -2 ? NULL : Py_NewRef(module);
    }
    if (level == 0) {
        PyObject *front = PyUnicode_Substring(name, 0, dot);
        PyObject *first = front == NULL ? NULL : pyi_import_absolute(front);
        Py_XDECREF(front);
        return first;
    }
    PyObject *front = PyUnicode_Substring(full, 0, PyUnicode_GET_LENGTH(full) - (length - dot));
    PyObject *first = front == NULL ? NULL : pyi_modules_get(front);
    if (first == NULL && front != NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_KeyError, "%R not in sys.modules as expected", front);
    }
    Py_XDECREF(front);
    return first;
}

/* 1, 0 or -1. Most modules are none and have no hook for attributes: no AttributeError is made for them. */
static int has_path(PyObject *module) {
    PyObject *path;
    if (PyModule_CheckExact(module)) {
        PyObject *dict = PyModule_GetDict(module);
        int found = PyDict_Contains(dict, PYI_NAME("__path__"));
        if (found != 0 || PyDict_Contains(dict, PYI_NAME("__getattr__")) == 0) {
            return found;
        }
    }
    int found = PyObject_GetOptionalAttr(module, PYI_NAME("__path__"), &path);
    Py_XDECREF(path);
    return found;
}

static PyObject *import_full(PyObject *name, PyObject *full, PyObject *fromlist, int level) {
    PyObject *module = pyi_import_absolute(full);
    int from = module == NULL || fromlist == NULL || fromlist == Py_None
                   ? 0
                   : PyObject_IsTrue(fromlist);
    if (module == NULL || from < 0) {
        Py_XDECREF(module);
        return NULL;
    }
    if (from == 0) {
        PyObject *first = first_module(module, name, full, level);
        Py_DECREF(module);
        return first;
    }
    int is_package = has_path(module);
    if (is_package < 0 || (is_package > 0 && import_submodules(module, fromlist, false) < 0)) {
        Py_CLEAR(module);
    }
    return module;
}

/* new; locals are not looked at, in CPython neither */
PyObject *PyImport_ImportModuleLevelObject(PyObject *name, PyObject *globals, PyObject *locals,
                                           PyObject *fromlist, int level) {
    (void)locals;
    if (name == NULL) {
        PyErr_SetString(PyExc_ValueError, "Empty module name");
        return NULL;
    }
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "module name must be a string");
        return NULL;
    }
    if (level < 0) {
        PyErr_SetString(PyExc_ValueError, "level must be >= 0");
        return NULL;
    }
    if (level == 0 && PyUnicode_GET_LENGTH(name) == 0) {
        PyErr_SetString(PyExc_ValueError, "Empty module name");
        return NULL;
    }
    PyObject *full = level == 0 ? Py_NewRef(name) : resolve(name, globals, level);
    PyObject *module = full == NULL ? NULL : import_full(name, full, fromlist, level);
    Py_XDECREF(full);
    return module;
}

PyObject *PyImport_ImportModuleLevel(const char *text, PyObject *globals, PyObject *locals,
                                     PyObject *fromlist, int level) {
    PyObject *name = PyUnicode_FromString(text);
    PyObject *module = name == NULL ? NULL
                                    : PyImport_ImportModuleLevelObject(name, globals, locals,
                                                                       fromlist, level);
    Py_XDECREF(name);
    return module;
}

/* ---- for C ------------------------------------------------------------------------------------------------------------------- */

/* new: the module of that name, not the package above it, by way of `__import__` of the running code */
PyObject *PyImport_Import(PyObject *name) {
    PyObject *globals = PyEval_GetGlobals(); /* borrowed */
    PyObject *builtins = NULL, *function = NULL, *result = NULL;
    if (globals == NULL) {
        return PyUnicode_Check(name) ? pyi_import_absolute(name) : (PyErr_BadArgument(), NULL);
    }
    Py_INCREF(globals);
    builtins = PyObject_GetItem(globals, PYI_NAME("__builtins__"));
    if (builtins == NULL) {
        PyErr_Clear();
        builtins = Py_XNewRef(PyEval_GetBuiltins());
    }
    if (builtins != NULL) {
        function = PyDict_Check(builtins)
                       ? PyObject_GetItem(builtins, PYI_NAME("__import__"))
                       : PyObject_GetAttr(builtins, PYI_NAME("__import__"));
    }
    PyObject *fromlist = function == NULL ? NULL : PyList_New(0);
    if (fromlist != NULL) {
        result = PyObject_CallFunction(function, "OOOOi", name, globals, globals, fromlist, 0);
    }
    if (result != NULL) {
        Py_SETREF(result, pyi_modules_get(name));
        if (result == NULL && !PyErr_Occurred()) {
            _PyErr_SetKeyError(name);
        }
    }
    Py_XDECREF(fromlist);
    Py_XDECREF(function);
    Py_XDECREF(builtins);
    Py_DECREF(globals);
    return result;
}

PyObject *PyImport_ImportModule(const char *text) {
    PyObject *name = PyUnicode_FromString(text);
    PyObject *module = name == NULL ? NULL : PyImport_Import(name);
    Py_XDECREF(name);
    return module;
}

#undef PyImport_ImportModuleNoBlock
PyObject *PyImport_ImportModuleNoBlock(const char *text) { return PyImport_ImportModule(text); }

/* new; NULL perhaps without an exception */
PyObject *PyImport_GetModule(PyObject *name) {
    PyObject *module = pyi_modules_get(name);
    if (module == NULL || module == Py_None) {
        return module;
    }
    /* waits for a thread that is executing it */
    PyObject *ready = PyUnicode_Check(name) ? pyi_import_absolute(name) : Py_NewRef(module);
    Py_DECREF(module);
    return ready;
}

PYI_C_IMPORT("importlib", "reload", "<extensions>", "PyImport_ReloadModule");

PyObject *PyImport_ReloadModule(PyObject *module) {
    PyObject *importlib = PyImport_ImportModule("importlib");
    PyObject *result = importlib == NULL
                           ? NULL
                           : PyObject_CallMethodOneArg(importlib, PYI_NAME("reload"), module);
    Py_XDECREF(importlib);
    return result;
}

PYI_C_IMPORT("pkgutil", "get_importer", "<extensions>", "PyImport_GetImporter");

PyObject *PyImport_GetImporter(PyObject *path) {
    PyObject *pkgutil = PyImport_ImportModule("pkgutil");
    PyObject *result = pkgutil == NULL ? NULL
                                       : PyObject_CallMethodOneArg(
                                             pkgutil, PYI_NAME("get_importer"), path);
    Py_XDECREF(pkgutil);
    return result;
}
