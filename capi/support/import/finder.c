/* SPDX-License-Identifier: Apache-2.0 */
/* finder: what is in sys.meta_path, and the loaders of modules: the importers of the library as Python sees them.
 *
 * BuiltinImporter and ProgramImporter find modules; both are classes used as they are, without instances. A ProgramLoader is
 * of one module.
 * Contract   docs.python.org/3/library/importlib.html#importlib.abc.MetaPathFinder, .InspectLoader, .FileLoader
 */
#include "pyi_extension.h"
#include "pyi_import.h"

#include "structmember.h"

#define LOADER_MODULE "_program_importer"

/* ---- both finders ----------------------------------------------------------------------------------------------------- */

/* 0 or -1; *target is not needed: nothing depends on what is replaced */
static int parse_find(PyObject *args, PyObject *kwargs, PyObject **name) {
    static char *keywords[] = {"fullname", "path", "target", NULL};
    PyObject *path = Py_None, *target = Py_None;
    return PyArg_ParseTupleAndKeywords(args, kwargs, "U|OO:find_spec", keywords, name, &path,
                                       &target)
               ? 0
               : -1;
}

/* new: the name of the spec's module */
static PyObject *name_of(PyObject *spec) {
    PyObject *name = PyObject_GetAttr(spec, PYI_NAME("name"));
    if (name != NULL && !PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "the name of a spec must be a str");
        Py_CLEAR(name);
    }
    return name;
}

/* ---- modules in C ------------------------------------------------------------------------------------------------------ */

static PyObject *builtin_find_spec(PyObject *class, PyObject *args, PyObject *kwargs) {
    PyObject *name;
    if (parse_find(args, kwargs, &name) < 0) {
        return NULL;
    }
    if (!pyi_builtin_exists(name)) {
        Py_RETURN_NONE;
    }
    return pyi_spec_new(name, class, PYI_NAME("built-in"), NULL, false);
}

static PyObject *builtin_create_module(PyObject *class, PyObject *spec) {
    (void)class;
    PyObject *name = name_of(spec);
    PyObject *module = name == NULL ? NULL : pyi_builtin_create(name, spec);
    Py_XDECREF(name);
    return module;
}

static PyObject *builtin_exec_module(PyObject *class, PyObject *module) {
    (void)class;
    if (pyi_builtin_exec(module) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *answer_none(PyObject *class, PyObject *name) {
    (void)class, (void)name;
    Py_RETURN_NONE;
}

static PyObject *answer_false(PyObject *class, PyObject *name) {
    (void)class, (void)name;
    Py_RETURN_FALSE;
}

static PyMethodDef builtin_methods[] = {
    {"find_spec", PYI_FASTCALL(builtin_find_spec), METH_CLASS | METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("find_spec", "($type, fullname, path=None, target=None)")},
    {"create_module", builtin_create_module, METH_STATIC | METH_O,
     PYI_SIGNATURE("create_module", "(spec)")},
    {"exec_module", builtin_exec_module, METH_STATIC | METH_O,
     PYI_SIGNATURE("exec_module", "(module)")},
    {"get_code", answer_none, METH_CLASS | METH_O, PYI_SIGNATURE("get_code", "($type, fullname)")},
    {"get_source", answer_none, METH_CLASS | METH_O,
     PYI_SIGNATURE("get_source", "($type, fullname)")},
    {"is_package", answer_false, METH_CLASS | METH_O,
     PYI_SIGNATURE("is_package", "($type, fullname)")},
    {0},
};

PyTypeObject pyi_builtin_importer_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = LOADER_MODULE ".BuiltinImporter",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = builtin_methods,
};
PYI_TYPE(pyi_builtin_importer_type);

/* ---- what travels with the program ------------------------------------------------------------------------------------------------------ */

/* The program itself may be called otherwise in its spec: "pkg.__main__". */
static bool is_main(PyObject *name, pyi_linked_module *linked) {
    return pyi_linked != NULL && pyi_linked->main_name != NULL &&
           PyUnicode_CompareWithASCIIString(name, pyi_linked->main_name) == 0 &&
           pyi_linked->find("__main__", linked);
}

static PyObject *linked_find_spec(PyObject *class, PyObject *args, PyObject *kwargs) {
    PyObject *name;
    pyi_linked_module linked;
    (void)class;
    if (parse_find(args, kwargs, &name) < 0) {
        return NULL;
    }
    const pyi_extension *extension = pyi_extension_of(name);
    bool found = pyi_linked_find(name, &linked) || is_main(name, &linked);
    PyObject *spec = found               ? pyi_linked_spec(name, &linked)
                     : extension != NULL ? pyi_extension_spec(name, extension)
                                         : pyi_linked_namespace_spec(name);
    if (spec == NULL && !PyErr_Occurred()) {
        Py_RETURN_NONE;
    }
    return spec;
}

static PyObject *invalidate_caches(PyObject *class, PyObject *unused) {
    (void)class, (void)unused;
    Py_RETURN_NONE;
}

/* The distributions that are in the program, for importlib.metadata. */
static PyObject *linked_find_distributions(PyObject *class, PyObject *context) {
    (void)class;
    PyObject *found = pyi_linked_ask("_program_metadata", context);
    if (found == Py_None) {
        Py_SETREF(found, PyTuple_New(0));
    }
    return found;
}

static PyMethodDef linked_methods[] = {
    {"find_distributions", linked_find_distributions, METH_CLASS | METH_O,
     PYI_SIGNATURE("find_distributions", "($type, context, /)")},
    {"find_spec", PYI_FASTCALL(linked_find_spec), METH_CLASS | METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("find_spec", "($type, fullname, path=None, target=None)")},
    {"invalidate_caches", invalidate_caches, METH_CLASS | METH_NOARGS,
     PYI_SIGNATURE("invalidate_caches", "($type)")},
    {0},
};

PyTypeObject pyi_linked_importer_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = LOADER_MODULE ".ProgramImporter",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = linked_methods,
};
PYI_TYPE(pyi_linked_importer_type);

/* ---- the loader of one --------------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *name, *path; /* owned */
} loader_object;

#define LOADER(op) ((loader_object *)(op))

static void loader_dealloc(PyObject *op) {
    Py_XDECREF(LOADER(op)->name);
    Py_XDECREF(LOADER(op)->path);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *loader_repr(PyObject *op) {
    return PyUnicode_FromFormat("<" LOADER_MODULE ".ProgramLoader of %R>", LOADER(op)->name);
}

/* The module asked for, by default the loader's own. Sets ImportError when there is none. */
static bool loader_find(PyObject *op, PyObject *const *args, Py_ssize_t nargs, const char *what,
                        pyi_linked_module *linked) {
    if (!_PyArg_CheckPositional(what, nargs, 0, 1)) {
        return false;
    }
    PyObject *name = nargs == 0 || args[0] == Py_None ? LOADER(op)->name : args[0];
    if (PyUnicode_Check(name) && (pyi_linked_find(name, linked) || is_main(name, linked))) {
        return true;
    }
    PyObject *message = PyUnicode_FromFormat("the program has no module %R", name);
    if (message != NULL) {
        PyErr_SetImportError(message, PyUnicode_Check(name) ? name : NULL, NULL);
        Py_DECREF(message);
    }
    return false;
}

/* A package without a module: its place is a folder. */
static bool is_namespace(PyObject *op) {
    PyObject *path = LOADER(op)->path;
    Py_ssize_t length = PyUnicode_GET_LENGTH(path);
    return length > 0 && PyUnicode_READ_CHAR(path, length - 1) == '/';
}

static PyObject *loader_exec_module(PyObject *op, PyObject *module) {
    if (is_namespace(op)) {
        Py_RETURN_NONE;
    }
    pyi_linked_module linked;
    PyObject *name = PyObject_GetAttr(module, PYI_NAME("__name__"));
    pyi_importing *lock = NULL;
    int status = -1;
    if (name != NULL && PyUnicode_Check(name) && loader_find(op, NULL, 0, "exec_module", &linked) &&
        pyi_import_enter(name, &lock) == 0) {
        status = pyi_linked_exec(module, &linked);
        pyi_import_leave(lock);
    }
    Py_XDECREF(name);
    if (status < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *loader_get_code(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    pyi_linked_module linked;
    return loader_find(op, args, nargs, "get_code", &linked) ? pyi_linked->code(&linked) : NULL;
}

static PyObject *loader_get_source(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    pyi_linked_module linked;
    if (!loader_find(op, args, nargs, "get_source", &linked)) {
        return NULL;
    }
    if (linked.text == NULL) {
        Py_RETURN_NONE;
    }
    return PyUnicode_DecodeUTF8(linked.text, (Py_ssize_t)linked.text_size, NULL);
}

static PyObject *loader_get_filename(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    pyi_linked_module linked;
    return loader_find(op, args, nargs, "get_filename", &linked)
               ? PyUnicode_DecodeUTF8(linked.file, (Py_ssize_t)strlen(linked.file), NULL)
               : NULL;
}

static PyObject *loader_is_package(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    pyi_linked_module linked;
    return loader_find(op, args, nargs, "is_package", &linked) ? PyBool_FromLong(linked.is_package)
                                                               : NULL;
}

static PyObject *loader_get_resource_reader(PyObject *op, PyObject *name) {
    (void)name;
    return pyi_linked_ask("_program_resources", LOADER(op)->path);
}

/* The bytes of a file: a data file or the source of a module that the program carries, else a file of the system. */
static PyObject *loader_get_data(PyObject *op, PyObject *path) {
    (void)op;
    pyi_linked_module linked;
    PyObject *carried = pyi_linked_read(path);
    if (carried != NULL || PyErr_Occurred()) {
        return carried;
    }
    const char *text = PyUnicode_Check(path) ? PyUnicode_AsUTF8(path) : NULL;
    for (size_t i = 0; text != NULL && pyi_linked != NULL && i < pyi_linked->count; i++) {
        pyi_linked->at(i, &linked);
        if (linked.text != NULL && strcmp(linked.file, text) == 0) {
            return PyBytes_FromStringAndSize(linked.text, (Py_ssize_t)linked.text_size);
        }
    }
    PyErr_Clear();
    PyObject *open = _PyImport_GetModuleAttrString("_io", "open_code");
    PyObject *file = open == NULL ? NULL : PyObject_CallOneArg(open, path);
    PyObject *data = file == NULL ? NULL : PyObject_CallMethodNoArgs(file, PYI_NAME("read"));
    PyObject *closed =
        data == NULL ? NULL : PyObject_CallMethodNoArgs(file, PYI_NAME("close"));
    if (closed == NULL) {
        Py_CLEAR(data);
    }
    Py_XDECREF(closed);
    Py_XDECREF(file);
    Py_XDECREF(open);
    return data;
}

static PyMemberDef loader_members[] = {
    {"name", T_OBJECT, offsetof(loader_object, name), READONLY, NULL},
    {"path", T_OBJECT, offsetof(loader_object, path), READONLY, NULL},
    {0},
};

static PyMethodDef loader_methods[] = {
    {"create_module", answer_none, METH_O, PYI_SIGNATURE("create_module", "($self, spec, /)")},
    {"exec_module", loader_exec_module, METH_O, PYI_SIGNATURE("exec_module", "($self, module, /)")},
    {"get_code", PYI_FASTCALL(loader_get_code), METH_FASTCALL,
     PYI_SIGNATURE("get_code", "($self, fullname=None, /)")},
    {"get_data", loader_get_data, METH_O, PYI_SIGNATURE("get_data", "($self, path, /)")},
    {"get_filename", PYI_FASTCALL(loader_get_filename), METH_FASTCALL,
     PYI_SIGNATURE("get_filename", "($self, fullname=None, /)")},
    {"get_resource_reader", loader_get_resource_reader, METH_O,
     PYI_SIGNATURE("get_resource_reader", "($self, fullname, /)")},
    {"get_source", PYI_FASTCALL(loader_get_source), METH_FASTCALL,
     PYI_SIGNATURE("get_source", "($self, fullname=None, /)")},
    {"is_package", PYI_FASTCALL(loader_is_package), METH_FASTCALL,
     PYI_SIGNATURE("is_package", "($self, fullname=None, /)")},
    {0},
};

PyTypeObject pyi_linked_loader_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = LOADER_MODULE ".ProgramLoader",
    .tp_basicsize = sizeof(loader_object),
    .tp_dealloc = loader_dealloc,
    .tp_repr = loader_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = loader_methods,
    .tp_members = loader_members,
    .tp_free = PyObject_Free,
};
PYI_TYPE(pyi_linked_loader_type);

PyObject *pyi_linked_loader_new(PyObject *name, PyObject *path) {
    loader_object *self = PyObject_New(loader_object, &pyi_linked_loader_type);
    if (self != NULL) {
        self->name = Py_NewRef(name);
        self->path = Py_NewRef(path);
    }
    return (PyObject *)self;
}

/* ---- sys -------------------------------------------------------------------------------------------------------------------- */

/* Sets an attribute of sys that is not there yet; steals value. 0 or -1 */
static int set_missing(const char *name, PyObject *value) {
    int status = value == NULL                   ? -1
                 : PySys_GetObject(name) != NULL ? 0
                                                 : PySys_SetObject(name, value);
    Py_XDECREF(value);
    return status;
}

int pyi_finders_install(void) {
    if (set_missing("meta_path", PyList_New(0)) < 0 ||
        set_missing("path_hooks", PyList_New(0)) < 0 ||
        set_missing("path_importer_cache", PyDict_New()) < 0 ||
        set_missing("modules", Py_NewRef(pyi_modules_dict())) < 0) {
        return -1;
    }
    PyObject *finders = PySys_GetObject("meta_path"); /* borrowed */
    return PyList_GET_SIZE(finders) > 0 ||
                   (PyList_Append(finders, (PyObject *)&pyi_builtin_importer_type) == 0 &&
                    PyList_Append(finders, (PyObject *)&pyi_linked_importer_type) == 0 &&
                    PyList_Append(finders, (PyObject *)&pyi_path_importer_type) == 0)
               ? 0
               : -1;
}
