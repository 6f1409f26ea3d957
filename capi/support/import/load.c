/* SPDX-License-Identifier: Apache-2.0 */
/* load: from an absolute name to a module.
 *
 * The entries of sys.meta_path are asked in order. Our own two (finder.c) are not called but known: no spec of theirs is
 * looked at twice, and a frame of no importer is in any traceback. What a finder of the program answers is loaded by
 * importlib, without which there can be no such finder.
 */
#include "pyi_extension.h"
#include "pyi_import.h"
#include "pyi_c_imports.h"

/* ---- loading --------------------------------------------------------------------------------------------------- */

/* Puts the module at the end of sys.modules, where importlib moves it. new: what is there under that name */
static PyObject *settle(PyObject *name) {
    PyObject *modules = pyi_modules_dict();
    PyObject *module = pyi_modules_get(name);
    if (module == NULL) {
        if (!PyErr_Occurred()) {
            _PyErr_SetKeyError(name);
        }
        return NULL;
    }
    if (PyObject_DelItem(modules, name) < 0 || PyObject_SetItem(modules, name, module) < 0) {
        Py_CLEAR(module);
    }
    return module;
}

/* Takes a module out that could not be executed; keeps the exception. */
static void forget(PyObject *name) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (PyObject_DelItem(pyi_modules_dict(), name) < 0) {
        PyErr_Clear();
    }
    PyErr_Restore(type, value, traceback);
}

static int execute(PyObject *module, const pyi_linked_module *linked) {
    return linked == NULL ? pyi_builtin_exec(module) : pyi_linked_exec(module, linked);
}

/* Takes the reference to module, which was made by spec and is in C when linked is NULL. new: what it became */
static PyObject *load(PyObject *name, PyObject *spec, PyObject *module,
                      const pyi_linked_module *linked) {
    if (module == NULL) {
        return NULL;
    }
    int status = pyi_spec_apply(spec, module);
    if (status == 0 && pyi_spec_set_initializing(spec, true) == 0 &&
        _PyImport_SetModule(name, module) == 0) {
        status = execute(module, linked);
        if (status < 0) {
            forget(name);
        }
    } else {
        status = -1;
    }
    Py_DECREF(module);
    module = status < 0 ? NULL : settle(name);
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (pyi_spec_set_initializing(spec, false) < 0) {
        PyErr_Clear();
    }
    PyErr_Restore(type, value, traceback);
    return module;
}

static PyObject *load_builtin(PyObject *name) {
    PyObject *origin = PyUnicode_InternFromString("built-in");
    PyObject *spec = origin == NULL ? NULL
                                    : pyi_spec_new(name, (PyObject *)&pyi_builtin_importer_type,
                                                   origin, NULL, false);
    Py_XDECREF(origin);
    PyObject *module = spec == NULL ? NULL : load(name, spec, pyi_builtin_create(name, spec), NULL);
    Py_XDECREF(spec);
    return module;
}

static PyObject *load_extension(PyObject *name, const pyi_extension *extension) {
    PyObject *spec = pyi_extension_spec(name, extension);
    PyObject *path = spec == NULL ? NULL : PyObject_GetAttr(spec, PYI_NAME("origin"));
    PyObject *module =
        path == NULL
            ? NULL
            : load(name, spec, pyi_extension_create(name, spec, path, extension), NULL);
    Py_XDECREF(path);
    Py_XDECREF(spec);
    return module;
}

static PyObject *load_linked(PyObject *name, const pyi_linked_module *linked) {
    PyObject *spec = pyi_linked_spec(name, linked);
    PyObject *module = spec == NULL ? NULL : load(name, spec, PyModule_NewObject(name), linked);
    Py_XDECREF(spec);
    return module;
}

/* new; NULL without an exception when there is no such package */
static PyObject *load_namespace(PyObject *name) {
    PyObject *spec = pyi_linked_namespace_spec(name);
    PyObject *module = spec == NULL ? NULL : PyModule_NewObject(name);
    if (module != NULL &&
        (pyi_spec_apply(spec, module) < 0 ||
         PyObject_SetAttr(module, PYI_NAME("__file__"), Py_None) < 0 ||
         _PyImport_SetModule(name, module) < 0)) {
        Py_CLEAR(module);
    }
    Py_XDECREF(spec);
    return module;
}

/* ---- finding ---------------------------------------------------------------------------------------------------- */

PYI_C_IMPORT("importlib._bootstrap", "_load_unlocked", "", "meta_path");

/* new: by importlib, from the spec of somebody's finder */
static PyObject *load_foreign(PyObject *spec) {
    PyObject *bootstrap = pyi_import_absolute(PYI_NAME("importlib._bootstrap"));
    PyObject *module =
        bootstrap == NULL
            ? NULL
            : PyObject_CallMethodOneArg(bootstrap, PYI_NAME("_load_unlocked"), spec);
    Py_XDECREF(bootstrap);
    return module;
}

/* new: what a finder of the program answers; NULL without an exception when it has no find_spec */
static PyObject *ask(PyObject *finder, PyObject *name, PyObject *path) {
    PyObject *method;
    if (PyObject_GetOptionalAttr(finder, PYI_NAME("find_spec"), &method) <= 0) {
        return NULL;
    }
    PyObject *args[] = {name, path, Py_None};
    PyObject *spec = PyObject_Vectorcall(method, args, 3, NULL);
    Py_DECREF(method);
    return spec;
}

/* new; NULL without an exception when this finder knows no such module */
static PyObject *try_finder(PyObject *finder, PyObject *name, PyObject *path) {
    pyi_linked_module linked;
    if (finder == (PyObject *)&pyi_builtin_importer_type) {
        return pyi_builtin_exists(name) ? load_builtin(name) : NULL;
    }
    if (finder == (PyObject *)&pyi_linked_importer_type) {
        if (pyi_linked_find(name, &linked)) {
            return load_linked(name, &linked);
        }
        const pyi_extension *extension = pyi_extension_of(name);
        return extension == NULL ? load_namespace(name) : load_extension(name, extension);
    }
    PyObject *spec = ask(finder, name, path), *module = NULL;
    if (spec != NULL && spec != Py_None) {
        module = pyi_modules_get(name); /* the finder itself may have imported it */
        if (module == NULL && !PyErr_Occurred()) {
            module = load_foreign(spec);
        }
    }
    Py_XDECREF(spec);
    return module;
}

static PyObject *try_finders(PyObject *list, PyObject *name, PyObject *path) {
    PyObject *module = NULL;
    for (Py_ssize_t i = 0; module == NULL && !PyErr_Occurred() && i < PyList_GET_SIZE(list); i++) {
        PyObject *finder = Py_NewRef(PyList_GET_ITEM(list, i));
        module = try_finder(finder, name, path);
        Py_DECREF(finder);
    }
    return module;
}

/* new; NULL perhaps without an exception: nobody knows it */
static PyObject *find_and_load(PyObject *name, PyObject *path) {
    PyObject *finders = PySys_GetObject("meta_path"); /* borrowed */
    if (finders == NULL || !PyList_Check(finders)) {  /* sys is not there yet */
        PyObject *module = try_finder((PyObject *)&pyi_builtin_importer_type, name, path);
        return module != NULL || PyErr_Occurred()
                   ? module
                   : try_finder((PyObject *)&pyi_linked_importer_type, name, path);
    }
    Py_INCREF(finders);
    PyObject *module = try_finders(finders, name, path);
    Py_DECREF(finders);
    return module;
}

/* ---- packages ---------------------------------------------------------------------------------------------------- */

static void not_found(PyObject *name, PyObject *message) {
    if (message != NULL) {
        PyErr_SetImportErrorSubclass(PyExc_ModuleNotFoundError, message, name, NULL);
        Py_DECREF(message);
    }
}

/* new: the package of a submodule, imported if need be */
static PyObject *import_parent(PyObject *parent) {
    PyObject *module = pyi_modules_get(parent);
    if (module != NULL || PyErr_Occurred()) {
        return module;
    }
    module = pyi_import_absolute(parent);
    Py_XDECREF(module); /* what is in sys.modules counts */
    module = module == NULL ? NULL : pyi_modules_get(parent);
    if (module == NULL && !PyErr_Occurred()) {
        _PyErr_SetKeyError(parent);
    }
    return module;
}

/* new: the search locations of a package */
static PyObject *path_of(PyObject *name, PyObject *parent, PyObject *module) {
    PyObject *path;
    if (PyObject_GetOptionalAttr(module, PYI_NAME("__path__"), &path) == 0) {
        not_found(name, PyUnicode_FromFormat("No module named %R; %R is not a package", name,
                                             parent));
    }
    return path;
}

/* Makes a submodule an attribute of its package. 0 or -1 */
static int bind_child(PyObject *parent_module, PyObject *parent, PyObject *child,
                      PyObject *module) {
    if (PyObject_SetAttr(parent_module, child, module) == 0) {
        return 0;
    }
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return -1;
    }
    PyErr_Clear();
    return PyErr_WarnFormat(PyExc_ImportWarning, 1,
                            "Cannot set an attribute on %R for child module %R", parent, child);
}

static PyObject *import_child(PyObject *name, Py_ssize_t dot) {
    PyObject *parent = PyUnicode_Substring(name, 0, dot), *path = NULL, *module = NULL;
    PyObject *child = PyUnicode_Substring(name, dot + 1, PyUnicode_GET_LENGTH(name));
    PyObject *package = parent == NULL || child == NULL ? NULL : import_parent(parent);
    if (package != NULL) {
        module = pyi_modules_get(name); /* the package may have imported it */
        if (module != NULL || PyErr_Occurred()) {
            goto done;
        }
        path = path_of(name, parent, package);
    }
    if (path != NULL) {
        module = find_and_load(name, path);
        if (module == NULL && !PyErr_Occurred()) {
            not_found(name, PyUnicode_FromFormat("No module named %R", name));
        }
        if (module != NULL && bind_child(package, parent, child, module) < 0) {
            Py_CLEAR(module);
        }
    }
done:
    Py_XDECREF(path);
    Py_XDECREF(package);
    Py_XDECREF(child);
    Py_XDECREF(parent);
    return module;
}

/* ---- one import ---------------------------------------------------------------------------------------------------- */

static int audit(PyObject *name) {
    PyObject *path = PySys_GetObject("path"), *meta = PySys_GetObject("meta_path");
    PyObject *hooks = PySys_GetObject("path_hooks");
    return PySys_Audit("import", "OOOOO", name, Py_None, path == NULL ? Py_None : path,
                       meta == NULL ? Py_None : meta, hooks == NULL ? Py_None : hooks);
}

static PyObject *import_new(PyObject *name) {
    Py_ssize_t dot = PyUnicode_FindChar(name, '.', 0, PyUnicode_GET_LENGTH(name), -1);
    if (dot == -2 || audit(name) < 0) {
        return NULL;
    }
    if (dot >= 0) {
        return import_child(name, dot);
    }
    PyObject *module = find_and_load(name, Py_None);
    if (module == NULL && !PyErr_Occurred()) {
        not_found(name, PyUnicode_FromFormat("No module named %R", name));
    }
    return module;
}

/* Waits while another thread executes the module. 0 or -1 */
static int wait_until_ready(PyObject *name, PyObject *module) {
    PyObject *spec;
    pyi_importing *lock;
    if (PyObject_GetOptionalAttr(module, PYI_NAME("__spec__"), &spec) < 0) {
        return -1;
    }
    int busy = spec == NULL ? 0 : _PyModuleSpec_IsInitializing(spec);
    Py_XDECREF(spec);
    if (busy && pyi_import_enter(name, &lock) == 0) {
        pyi_import_leave(lock);
    }
    return PyErr_Occurred() ? -1 : 0;
}

PyObject *pyi_import_absolute(PyObject *name) {
    PyObject *module = pyi_modules_get(name);
    pyi_importing *lock;
    if (module == NULL) {
        if (PyErr_Occurred() || pyi_import_enter(name, &lock) < 0) {
            return NULL;
        }
        module = pyi_modules_get(name); /* another thread was faster */
        if (module == NULL && !PyErr_Occurred()) {
            module = import_new(name);
        }
        pyi_import_leave(lock);
    } else if (module != Py_None && wait_until_ready(name, module) < 0) {
        Py_CLEAR(module);
    }
    if (module == Py_None) {
        Py_CLEAR(module);
        not_found(name, PyUnicode_FromFormat("import of %U halted; None in sys.modules", name));
    }
    return module;
}

PyObject *pyi_import_builtin(const char *text) {
    PyObject *name = PyUnicode_InternFromString(text);
    PyObject *module = name == NULL ? NULL : pyi_modules_get(name);
    if (module == NULL && name != NULL && !PyErr_Occurred()) {
        if (!pyi_builtin_exists(name)) {
            not_found(name, PyUnicode_FromFormat("No module named %R", name));
        } else {
            module = load_builtin(name);
        }
        if (module != NULL && pyi_import_adopt(text, module) < 0) {
            Py_CLEAR(module);
        }
    }
    Py_XDECREF(name);
    return module;
}
