/* SPDX-License-Identifier: Apache-2.0 */
/* spec: what `__spec__` of a module is.
 *
 * importlib.machinery.ModuleSpec when the program has imported importlib, else a type with the same attributes, which are
 * in the dict of each spec.
 * Contract   docs.python.org/3/library/importlib.html#importlib.machinery.ModuleSpec
 */
#include "pyi_import.h"

#include "structmember.h"

typedef struct {
    PyObject_HEAD
    PyObject *dict; /* owned */
} spec_object;

#define SELF(op) ((spec_object *)(op))

/* ---- life ------------------------------------------------------------------------------------------------------- */

static int traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(SELF(op)->dict);
    return 0;
}

static int clear(PyObject *op) {
    Py_CLEAR(SELF(op)->dict);
    return 0;
}

static void dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_CLEAR(SELF(op)->dict);
    Py_TYPE(op)->tp_free(op);
}

static int fill(PyObject *dict, PyObject *name, PyObject *loader, PyObject *origin,
                PyObject *state, PyObject *places) {
    return PyDict_SetItem(dict, PYI_NAME("name"), name) < 0 ||
                   PyDict_SetItem(dict, PYI_NAME("loader"), loader) < 0 ||
                   PyDict_SetItem(dict, PYI_NAME("origin"), origin) < 0 ||
                   PyDict_SetItem(dict, PYI_NAME("loader_state"), state) < 0 ||
                   PyDict_SetItem(dict, PYI_NAME("submodule_search_locations"), places) < 0 ||
                   PyDict_SetItem(dict, PYI_NAME("_initializing"), Py_False) < 0 ||
                   PyDict_SetItem(dict, PYI_NAME("_set_fileattr"), Py_False) < 0 ||
                   PyDict_SetItem(dict, PYI_NAME("_cached"), Py_None) < 0
               ? -1
               : 0;
}

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)args, (void)kwargs;
    PyObject *self = PyType_GenericAlloc(type, 0);
    if (self != NULL && (SELF(self)->dict = PyDict_New()) == NULL) {
        Py_CLEAR(self);
    }
    return self;
}

static int init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"name", "loader", "origin", "loader_state", "is_package", NULL};
    PyObject *name, *loader, *origin = Py_None, *state = Py_None, *package = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO|$OOO:ModuleSpec", keywords, &name, &loader,
                                     &origin, &state, &package)) {
        return -1;
    }
    int truth = PyObject_IsTrue(package);
    PyObject *places = truth < 0 ? NULL : truth ? PyList_New(0) : Py_NewRef(Py_None);
    int status = places == NULL ? -1 : fill(SELF(op)->dict, name, loader, origin, state, places);
    Py_XDECREF(places);
    return status;
}

/* ---- attributes ------------------------------------------------------------------------------------------------------ */

/* borrowed, or None */
static PyObject *entry(PyObject *op, PyObject *name) {
    PyObject *value = PyDict_GetItemWithError(SELF(op)->dict, name);
    return value != NULL || PyErr_Occurred() ? value : Py_None;
}

/* new: the package of a module with that name */
static PyObject *parent_of(PyObject *name, bool is_package) {
    if (is_package) {
        return Py_NewRef(name);
    }
    Py_ssize_t dot = PyUnicode_FindChar(name, '.', 0, PyUnicode_GET_LENGTH(name), -1);
    return dot == -2 ? NULL : PyUnicode_Substring(name, 0, dot < 0 ? 0 : dot);
}

static PyObject *get_parent(PyObject *op, void *closure) {
    (void)closure;
    PyObject *name = entry(op, PYI_NAME("name"));
    PyObject *places = name == NULL ? NULL : entry(op, PYI_NAME("submodule_search_locations"));
    if (places == NULL) {
        return NULL;
    }
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "the name of a spec must be a str");
        return NULL;
    }
    return parent_of(name, places != Py_None);
}

static PyObject *get_has_location(PyObject *op, void *closure) {
    (void)closure;
    return Py_XNewRef(entry(op, PYI_NAME("_set_fileattr")));
}

static int set_has_location(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    int truth = value == NULL ? 0 : PyObject_IsTrue(value);
    return truth < 0 ? -1
                     : PyDict_SetItem(SELF(op)->dict, PYI_NAME("_set_fileattr"),
                                      truth ? Py_True : Py_False);
}

static PyObject *get_cached(PyObject *op, void *closure) {
    (void)closure;
    return Py_XNewRef(entry(op, PYI_NAME("_cached")));
}

static int set_cached(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    return PyDict_SetItem(SELF(op)->dict, PYI_NAME("_cached"), value == NULL ? Py_None : value);
}

/* importlib notes here what it is importing below a package; most packages never need the list. */
static PyObject *get_uninitialized(PyObject *op, void *closure) {
    (void)closure;
    PyObject *name = PYI_NAME("_uninitialized_submodules");
    PyObject *list = Py_XNewRef(PyDict_GetItemWithError(SELF(op)->dict, name));
    if (list == NULL && !PyErr_Occurred() && (list = PyList_New(0)) != NULL &&
        PyDict_SetItem(SELF(op)->dict, name, list) < 0) {
        Py_CLEAR(list);
    }
    return list;
}

static PyObject *repr(PyObject *op) {
    PyObject *name = entry(op, PYI_NAME("name")), *loader = entry(op, PYI_NAME("loader"));
    PyObject *origin = entry(op, PYI_NAME("origin"));
    PyObject *places = entry(op, PYI_NAME("submodule_search_locations"));
    if (name == NULL || loader == NULL || origin == NULL || places == NULL) {
        return NULL;
    }
    PyObject *text = PyUnicode_FromFormat("ModuleSpec(name=%R, loader=%R", name, loader);
    if (text != NULL && origin != Py_None) {
        Py_SETREF(text, PyUnicode_FromFormat("%U, origin=%R", text, origin));
    }
    if (text != NULL && places != Py_None) {
        Py_SETREF(text, PyUnicode_FromFormat("%U, submodule_search_locations=%S", text, places));
    }
    if (text != NULL) {
        Py_SETREF(text, PyUnicode_FromFormat("%U)", text));
    }
    return text;
}

/* ---- type ------------------------------------------------------------------------------------------------------------- */

static PyGetSetDef getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {"_uninitialized_submodules", get_uninitialized, NULL, NULL, NULL},
    {"cached", get_cached, set_cached, NULL, NULL},
    {"has_location", get_has_location, set_has_location, NULL, NULL},
    {"parent", get_parent, NULL, NULL, NULL},
    {0},
};

static PyTypeObject spec_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "importlib.machinery.ModuleSpec",
    .tp_basicsize = sizeof(spec_object),
    .tp_dealloc = dealloc,
    .tp_repr = repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = PYI_SIGNATURE(
        "ModuleSpec", "(name, loader, *, origin=None, loader_state=None, is_package=None)"),
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_getset = getset,
    .tp_dictoffset = offsetof(spec_object, dict),
    .tp_init = init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(spec_type);

/* ---- making them ---------------------------------------------------------------------------------------------------------- */

/* borrowed or NULL: importlib._bootstrap, once it knows its other half, which its class needs to say
 * what `cached` is */
static PyObject *whole_importlib(void) {
    PyObject *bootstrap = pyi_modules_get(PYI_NAME("importlib._bootstrap")), *other = NULL;
    if (bootstrap != NULL) {
        (void)PyObject_GetOptionalAttr(bootstrap, PYI_NAME("_bootstrap_external"), &other);
        Py_DECREF(bootstrap); /* sys.modules keeps it */
    }
    bool whole = other != NULL && other != Py_None;
    Py_XDECREF(other);
    return whole ? bootstrap : NULL;
}

/* new: the class of importlib, once that is ready; else ours */
static PyObject *spec_class(void) {
    PyObject *bootstrap = whole_importlib(), *class = NULL;
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (bootstrap != NULL && PyObject_GetOptionalAttr(bootstrap, PYI_NAME("ModuleSpec"), &class) < 0) {
        return NULL;
    }
    return class != NULL ? class : Py_NewRef((PyObject *)&spec_type);
}

static int set_details(PyObject *spec, PyObject *places, bool has_file) {
    if (places != NULL &&
        PyObject_SetAttr(spec, PYI_NAME("submodule_search_locations"), places) < 0) {
        return -1;
    }
    return has_file ? PyObject_SetAttr(spec, PYI_NAME("has_location"), Py_True) : 0;
}

PyObject *pyi_spec_new(PyObject *name, PyObject *loader, PyObject *origin, PyObject *places,
                       bool has_file) {
    PyObject *class = spec_class();
    if (class == NULL) {
        return NULL;
    }
    PyObject *keywords = PyDict_New();
    PyObject *spec = NULL;
    if (keywords != NULL &&
        (origin == NULL || PyDict_SetItem(keywords, PYI_NAME("origin"), origin) == 0)) {
        PyObject *args[] = {name, loader};
        spec = PyObject_VectorcallDict(class, args, 2, keywords);
    }
    if (spec != NULL && set_details(spec, places, has_file) < 0) {
        Py_CLEAR(spec);
    }
    Py_XDECREF(keywords);
    Py_DECREF(class);
    return spec;
}

int pyi_spec_set_initializing(PyObject *spec, bool value) {
    return PyObject_SetAttr(spec, PYI_NAME("_initializing"), value ? Py_True : Py_False);
}

/* Copies an attribute of the spec into the module's dict; missing ones and None count as nothing. 0 or -1 */
static int copy(PyObject *spec, const char *from, PyObject *dict, PyObject *to, bool none_too) {
    PyObject *name = PyUnicode_FromString(from), *value = NULL;
    int status = name == NULL ? -1 : PyObject_GetOptionalAttr(spec, name, &value);
    if (status > 0 && (none_too || value != Py_None)) {
        status = PyDict_SetItem(dict, to, value);
    }
    Py_XDECREF(value);
    Py_XDECREF(name);
    return status < 0 ? -1 : 0;
}

int pyi_spec_apply(PyObject *spec, PyObject *module) {
    PyObject *dict = PyModule_Check(module) ? PyModule_GetDict(module) : NULL;
    if (dict == NULL) {
        return PyErr_Occurred() ? -1 : 0; /* something else in place of a module: its own affair */
    }
    if (copy(spec, "name", dict, PYI_NAME("__name__"), true) < 0 ||
        copy(spec, "loader", dict, PYI_NAME("__loader__"), true) < 0 ||
        copy(spec, "parent", dict, PYI_NAME("__package__"), true) < 0 ||
        PyDict_SetItem(dict, PYI_NAME("__spec__"), spec) < 0 ||
        copy(spec, "submodule_search_locations", dict, PYI_NAME("__path__"), false) < 0) {
        return -1;
    }
    PyObject *has_file = PyObject_GetAttr(spec, PYI_NAME("has_location"));
    int truth = has_file == NULL ? -1 : PyObject_IsTrue(has_file);
    Py_XDECREF(has_file);
    if (truth <= 0) {
        return truth;
    }
    return copy(spec, "origin", dict, PYI_NAME("__file__"), true) < 0 ||
                   copy(spec, "cached", dict, PYI_NAME("__cached__"), false) < 0
               ? -1
               : 0;
}
