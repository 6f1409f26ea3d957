/* SPDX-License-Identifier: Apache-2.0 */
/* module.c: the extension module as CPython sees it, and the C half of the importer.
 *
 * CPython loads this library as the module called rt_package_def.name. Its execution sets up the
 * importer of the other modules (loader.py) and then runs the module's own code object, as it
 * would run the source file.
 */
#include "library.h"

#include <stdlib.h>
#include <string.h>

#define Py_BUILD_CORE 1
#include <internal/pycore_moduleobject.h>
#undef Py_BUILD_CORE

#ifdef _WIN32
#  define SEPARATOR '\\'
#else
#  define SEPARATOR '/'
#endif

const rt_package_def *rt_package;
PyObject *rt_breathe;

/* ---- code of modules -------------------------------------------------------------------------------- */

static PyObject *code_unmarshal(const uint8_t *data, uint64_t size) {
    PyObject *code = rt_unmarshal(data, size);
    if (code != NULL && !PyCode_Check(code)) {
        Py_DECREF(code);
        PyErr_SetString(PyExc_ImportError, "compiled module holds no code object");
        return NULL;
    }
    return code;
}

/* New: the absolute path of a module's source file, shipped or not. */
static PyObject *source_path(const rt_library *library, const rt_module_def *module) {
    PyObject *relative = PyUnicode_DecodeUTF8(module->source, (Py_ssize_t)strlen(module->source), NULL);
#ifdef _WIN32
    if (relative != NULL) {
        PyObject *native = PyObject_CallMethod(relative, "replace", "ss", "/", "\\");
        Py_SETREF(relative, native);
    }
#endif
    if (relative == NULL) {
        return NULL;
    }
    PyObject *path = PyUnicode_FromFormat("%U%c%U", library->folder, SEPARATOR, relative);
    Py_DECREF(relative);
    return path;
}

/* New: the code object of a module, ready to run. */
static PyObject *code_make(const rt_library *library, const rt_module_def *module) {
    PyObject *filename = source_path(library, module);
    PyObject *code = filename == NULL ? NULL : code_unmarshal(module->code, module->code_size);
    if (code != NULL &&
        rt_attach_tree(module, (PyCodeObject *)code, filename, library->native) < 0) {
        Py_CLEAR(code);
    }
    Py_XDECREF(filename);
    return code;
}

/* Most modules run once, so what only their bodies need is not kept: a second run makes it again,
 * around the code objects of the same native functions (attach.c). */
PyObject *rt_module_code(const rt_library *library, const rt_module_def *module) {
    /* Thousands of objects, of which none can be garbage yet. */
    int collecting = PyGC_Disable();
    PyObject *code = code_make(library, module);
    if (collecting) {
        PyGC_Enable();
    }
    return code;
}

/* ---- functions for loader.py ------------------------------------------------------------------------ */

#define LIBRARY_NAME "aot_build.library" /* of the capsule that is their self */

/* borrowed; NULL with an exception */
static const rt_library *library_of(PyObject *capsule) {
    return PyCapsule_GetPointer(capsule, LIBRARY_NAME);
}

static const rt_module_def *module_at(PyObject *index) {
    unsigned long i = PyLong_AsUnsignedLong(index);
    if (i >= rt_package->n_modules) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ValueError, "no such module in this library");
        }
        return NULL;
    }
    return rt_package->modules[i];
}

static PyObject *module_code(PyObject *self, PyObject *index) {
    const rt_library *library = library_of(self);
    const rt_module_def *module = library == NULL ? NULL : module_at(index);
    return module == NULL ? NULL : rt_module_code(library, module);
}

static PyMethodDef module_code_method = {"module_code", module_code, METH_O, NULL};

static PyObject *folder_of(PyObject *path) {
    Py_ssize_t end = PyUnicode_FindChar(path, SEPARATOR, 0, PyUnicode_GET_LENGTH(path), -1);
    return PyUnicode_Substring(path, 0, end < 0 ? 0 : end);
}

/* New: what the spec of a running module names. That is the library; but programs take the folder of
 * a package from there, so a package inside of another one names the library of its own that it
 * would have otherwise: a name without a file (docs/differences.md). */
static PyObject *origin_of(const rt_library *library, const rt_module_def *module) {
    if (!module->is_package || module == rt_package->modules[0]) {
        return Py_NewRef(library->path);
    }
    PyObject *source = source_path(library, module);
    PyObject *folder = source == NULL ? NULL : folder_of(source);
    PyObject *own = folder_of(library->path);
    PyObject *file = own == NULL ? NULL
                                 : PyUnicode_Substring(library->path,
                                                       PyUnicode_GET_LENGTH(own) + 1,
                                                       PY_SSIZE_T_MAX);
    PyObject *origin = NULL;
    if (folder != NULL && file != NULL) {
        origin = PyUnicode_FromFormat("%U%c%U", folder, SEPARATOR, file);
    }
    Py_XDECREF(source);
    Py_XDECREF(folder);
    Py_XDECREF(own);
    Py_XDECREF(file);
    return origin;
}

/* The spec of a module found through it names the source until the module runs (runpy and others
 * take the module's file and folder from there); after that, what was really loaded. */
static int spec_settle(const rt_library *library, PyObject *loader, PyObject *module,
                       const rt_module_def *def) {
    PyObject *spec = PyObject_GetAttrString(module, "__spec__");
    PyObject *of_spec = spec == NULL ? NULL : PyObject_GetAttrString(spec, "loader");
    int status = of_spec == NULL ? -1 : 0;
    if (of_spec == loader) {
        PyObject *origin = origin_of(library, def);
        status = origin == NULL ? -1 : PyObject_SetAttrString(spec, "origin", origin);
        Py_XDECREF(origin);
    }
    Py_XDECREF(of_spec);
    Py_XDECREF(spec);
    return status;
}

/* `exec` leaves builtins in the namespace it ran in; modules have it from there. */
static int builtins_add(PyObject *dict) {
    if (PyDict_GetItemString(dict, "__builtins__") != NULL) {
        return 0;
    }
    return PyDict_SetItemString(dict, "__builtins__", PyEval_GetBuiltins());
}

/* run(code, dict): what `exec` does with those */
static PyObject *run_body(PyObject *self, PyObject *args) {
    (void)self;
    PyObject *code, *dict;
    if (!PyArg_ParseTuple(args, "O!O!:run", &PyCode_Type, &code, &PyDict_Type, &dict) ||
        PySys_Audit("exec", "O", code) < 0 || builtins_add(dict) < 0) {
        return NULL;
    }
    return rt_module_run(code, dict);
}

static PyMethodDef run_method = {"run", run_body, METH_VARARGS, NULL};

/* Loader.exec_module(self, module). In C because a Python frame of ours would show in the traceback
 * of every exception that leaves a module's body; CPython cuts out its own by the function through
 * which the body is run here as well. */
static PyObject *exec_module(PyObject *self, PyObject *args) {
    const rt_library *library = library_of(self);
    PyObject *loader, *module;
    if (library == NULL ||
        !PyArg_ParseTuple(args, "OO!:exec_module", &loader, &PyModule_Type, &module)) {
        return NULL;
    }
    PyObject *index = PyObject_GetAttrString(loader, "index");
    PyObject *code = index == NULL ? NULL : module_code(self, index);
    PyObject *result = NULL;
    if (code != NULL && spec_settle(library, loader, module, module_at(index)) == 0) {
        result = PyObject_CallFunctionObjArgs(library->call, library->run, code,
                                              PyModule_GetDict(module), NULL);
    }
    Py_XDECREF(code);
    Py_XDECREF(index);
    return result;
}

static PyMethodDef exec_module_method = {"exec_module", exec_module, METH_VARARGS, NULL};

/* New: a C function that binds self as a Python one does. */
static PyObject *method_new(PyMethodDef *def, PyObject *capsule) {
    PyObject *function = PyCFunction_New(def, capsule);
    PyObject *method = function == NULL ? NULL : PyInstanceMethod_New(function);
    Py_XDECREF(function);
    return method;
}

/* What follows the name of the package in that of module i: "" for the first, then ".sub.mod". */
static const char *suffix_at(uint32_t i) {
    return rt_package->modules[i]->name + strlen(rt_package->name);
}

/* Index of the module with this suffix, or -1. The modules are sorted by name. */
static int64_t suffix_find(const char *suffix) {
    uint32_t low = 0, high = rt_package->n_modules;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(suffix, suffix_at(middle));
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return -1;
}

/* (index, source, is_package), or None; no table of all modules is ever made for this */
static PyObject *find(PyObject *self, PyObject *suffix) {
    (void)self;
    const char *text = PyUnicode_AsUTF8(suffix);
    if (text == NULL) {
        return NULL;
    }
    int64_t i = suffix_find(text);
    if (i < 0) {
        Py_RETURN_NONE;
    }
    const rt_module_def *module = rt_package->modules[i];
    return Py_BuildValue("LsO", (long long)i, module->source,
                         module->is_package ? Py_True : Py_False);
}

static PyMethodDef find_method = {"find", find, METH_O, NULL};

/* [(suffix, source, is_package)] */
static PyObject *table(PyObject *self, PyObject *unused) {
    (void)self, (void)unused;
    PyObject *list = PyList_New(0);
    for (uint32_t i = 0; list != NULL && i < rt_package->n_modules; i++) {
        const rt_module_def *module = rt_package->modules[i];
        PyObject *entry = Py_BuildValue("ssO", suffix_at(i), module->source,
                                        module->is_package ? Py_True : Py_False);
        if (entry == NULL || PyList_Append(list, entry) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(entry);
    }
    return list;
}

static PyMethodDef table_method = {"table", table, METH_NOARGS, NULL};

/* the code object of loader_rest.py */
static PyObject *rest_code(PyObject *self, PyObject *unused) {
    (void)self, (void)unused;
    return code_unmarshal(rt_loader_rest_code, rt_loader_rest_code_size);
}

static PyMethodDef rest_code_method = {"rest_code", rest_code, METH_NOARGS, NULL};

/* ---- setting up the library ---------------------------------------------------------------------------- */

static bool disabled_by_user(void) {
    const char *value = getenv("AOT_DISABLE");
    return value != NULL && value[0] != '\0' && strcmp(value, "0") != 0;
}

/* New: attribute `origin` of the module's spec. */
static PyObject *library_path(PyObject *module) {
    PyObject *spec = PyObject_GetAttrString(module, "__spec__");
    PyObject *path = spec == NULL ? NULL : PyObject_GetAttrString(spec, "origin");
    Py_XDECREF(spec);
    if (path != NULL && !PyUnicode_Check(path)) {
        PyErr_SetString(PyExc_ImportError, "compiled package was found at no path");
        Py_CLEAR(path);
    }
    return path;
}

/* A single module's library may be in a folder of the module's name, as "mod/__init__.….so", so that
 * `python -m mod` finds it (loader_rest.py, wants_main); the source is beside that folder. */
static bool in_own_folder(const rt_library *library) {
    const rt_module_def *first = rt_package->modules[0];
    Py_ssize_t start = PyUnicode_GET_LENGTH(library->folder) + 1;
    PyObject *file = PyUnicode_Substring(library->path, start, PY_SSIZE_T_MAX);
    PyObject *stem = PyUnicode_FromString("__init__.");
    bool found = file != NULL && stem != NULL &&
                 PyUnicode_Tailmatch(file, stem, 0, PY_SSIZE_T_MAX, -1) == 1;
    Py_XDECREF(file);
    Py_XDECREF(stem);
    return found && !first->is_package;
}

/* Sets path and folder, the one from which sources are named. 0 or -1. */
static int library_find(rt_library *library, PyObject *module) {
    library->path = library_path(module);
    library->folder = library->path == NULL ? NULL : folder_of(library->path);
    if (library->folder != NULL && in_own_folder(library)) {
        Py_SETREF(library->folder, folder_of(library->folder));
    }
    return library->folder == NULL ? -1 : 0;
}

/* New: the namespace of loader.py after it ran. */
static PyObject *loader_namespace(void) {
    PyObject *code = code_unmarshal(rt_loader_code, rt_loader_code_size);
    PyObject *namespace = PyDict_New();
    /* Programs that replace __import__ look at the importing module's name. */
    PyObject *name = PyUnicode_FromString("_aot_build_loader");
    PyObject *result = NULL;
    if (code != NULL && namespace != NULL && name != NULL &&
        PyDict_SetItemString(namespace, "__name__", name) == 0 &&
        PyDict_SetItemString(namespace, "__builtins__", PyEval_GetBuiltins()) == 0) {
        result = PyEval_EvalCode(code, namespace, namespace);
    }
    Py_XDECREF(name);
    Py_XDECREF(code);
    if (result == NULL) {
        Py_CLEAR(namespace);
    }
    Py_XDECREF(result);
    return namespace;
}

/* New: what the namespace calls name. */
static PyObject *namespace_get(PyObject *namespace, const char *name) {
    PyObject *value = PyDict_GetItemString(namespace, name);
    if (value == NULL) {
        PyErr_Format(PyExc_ImportError, "the importer lacks '%s'", name);
    }
    return Py_XNewRef(value);
}

/* New: the functions that open_library of loader.py wants, in its order. */
static PyObject *loader_functions(PyObject *capsule) {
    PyObject *functions[] = {
        method_new(&exec_module_method, capsule), PyCFunction_New(&find_method, NULL),
        PyCFunction_New(&table_method, NULL),     PyCFunction_New(&module_code_method, capsule),
        PyCFunction_New(&rest_code_method, NULL),
    };
    enum { N = sizeof(functions) / sizeof(functions[0]) };
    PyObject *tuple = PyTuple_New(N);
    for (int i = 0; i < N; i++) {
        if (tuple != NULL && functions[i] != NULL) {
            PyTuple_SET_ITEM(tuple, i, functions[i]);
        } else {
            Py_CLEAR(tuple);
            Py_XDECREF(functions[i]);
        }
    }
    return tuple;
}

/* New: what open_library answers, a function that adopts new modules. */
static PyObject *loader_start(PyObject *namespace, PyObject *imported_as, PyObject *capsule) {
    const rt_library *library = library_of(capsule);
    PyObject *shared = PyInterpreterState_GetDict(PyInterpreterState_Get());
    PyObject *open = namespace_get(namespace, "open_library");
    PyObject *functions = open == NULL ? NULL : loader_functions(capsule);
    PyObject *adopt = NULL;
    if (functions != NULL && shared != NULL) {
        adopt = PyObject_CallFunction(open, "OOOOsO", functions, imported_as, library->path,
                                      library->folder, rt_package->info, shared);
    }
    Py_XDECREF(functions);
    Py_XDECREF(open);
    return adopt;
}

/* New: the same, after loading loader.py and taking what the C side needs from it. */
static PyObject *loader_open(rt_library *library, PyObject *imported_as, PyObject *capsule) {
    PyObject *namespace = loader_namespace();
    if (namespace == NULL) {
        return NULL;
    }
    if (library->is_main) {
        Py_XSETREF(rt_breathe, namespace_get(namespace, "breathe"));
    }
    library->call = namespace_get(namespace, "call_with_frames_removed");
    library->run = PyCFunction_New(&run_method, NULL);
    PyObject *adopt = NULL;
    if (library->call != NULL && library->run != NULL &&
        (!library->is_main || rt_breathe != NULL)) {
        adopt = loader_start(namespace, imported_as, capsule);
    }
    Py_DECREF(namespace);
    return adopt;
}

static void library_free(PyObject *capsule) {
    rt_library *library = PyCapsule_GetPointer(capsule, LIBRARY_NAME);
    Py_XDECREF(library->path);
    Py_XDECREF(library->folder);
    Py_XDECREF(library->call);
    Py_XDECREF(library->run);
    PyMem_RawFree(library);
}

/* New: a capsule that owns the state of this library in this interpreter, all of it empty. */
static PyObject *library_new(void) {
    rt_library *library = PyMem_RawCalloc(1, sizeof(*library));
    if (library == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *capsule = PyCapsule_New(library, LIBRARY_NAME, library_free);
    if (capsule == NULL) {
        PyMem_RawFree(library);
    }
    return capsule;
}

/* New: the function that adopts modules, of this interpreter. */
static PyObject *library_open(PyObject *module) {
    PyObject *name = PyModule_GetNameObject(module);
    PyObject *capsule = name == NULL ? NULL : library_new();
    PyObject *adopt = NULL;
    if (capsule != NULL) {
        rt_library *library = PyCapsule_GetPointer(capsule, LIBRARY_NAME);
        library->is_main = PyInterpreterState_Get() == PyInterpreterState_Main();
        library->native = library->is_main && !disabled_by_user();
        if (library->native && rt_attach_init() < 0) {
            PyErr_Clear();
            library->native = false;
        }
        if (library->native) {
            rt_fill_spares();
        }
        adopt = library_find(library, module) < 0 ? NULL : loader_open(library, name, capsule);
    }
    Py_XDECREF(capsule);
    Py_XDECREF(name);
    return adopt;
}

/* New: the same, which the interpreter's dictionary keeps from the first time on. */
static PyObject *library_get(PyObject *module) {
    PyObject *shared = PyInterpreterState_GetDict(PyInterpreterState_Get());
    PyObject *key = PyUnicode_FromFormat(LIBRARY_NAME ".%p", (const void *)rt_package);
    if (shared == NULL || key == NULL) {
        Py_XDECREF(key);
        return PyErr_Occurred() ? NULL : PyErr_NoMemory();
    }
    PyObject *adopt = Py_XNewRef(PyDict_GetItemWithError(shared, key));
    if (adopt == NULL && !PyErr_Occurred()) {
        adopt = library_open(module);
        if (adopt != NULL && PyDict_SetItem(shared, key, adopt) < 0) {
            Py_CLEAR(adopt);
        }
    }
    Py_DECREF(key);
    return adopt;
}

/* ---- execution of the module that is the library ---------------------------------------------------------- */

/* CPython skips a second execution (importlib.reload) of a module that has a state. The state is of
 * size 0 and nobody's. */
static void state_drop(PyObject *module) {
    PyModuleObject *self = (PyModuleObject *)module;
    PyMem_Free(self->md_state);
    self->md_state = NULL;
}

static int package_exec(PyObject *module) {
    state_drop(module);
    PyObject *adopt = library_get(module);
    if (adopt == NULL) {
        return -1;
    }
    PyObject *dict = PyModule_GetDict(module);
    PyObject *code = PyObject_CallOneArg(adopt, module);
    Py_DECREF(adopt);
    if (code == Py_None) {
        Py_DECREF(code); /* stands in for a module that is to run as __main__ */
        return 0;
    }
    if (code == NULL || builtins_add(dict) < 0) {
        Py_XDECREF(code);
        return -1;
    }
    PyObject *result = rt_module_run(code, dict);
    Py_DECREF(code);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

PyObject *rt_package_init(const rt_package_def *package) {
    static PyModuleDef_Slot slots[] = {
        {Py_mod_exec, package_exec},
#if PY_VERSION_HEX >= 0x030C0000
        {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
        {0, NULL},
    };
    static PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_slots = slots};
    rt_package = package;
    definition.m_name = package->name;
    return PyModuleDef_Init(&definition);
}
