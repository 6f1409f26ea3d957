/* SPDX-License-Identifier: Apache-2.0 */
/* module: module objects, and modules made from definitions in C, in one phase or in several (PEP 489).
 *
 * Layout     md_dict owned; md_state malloc'ed, md_def borrowed; md_name owned
 * Collected  yes
 * Contract   docs.python.org/3/c-api/module.html
 */
#include "members.h"
#include "pyi_named.h"
#include "pyi_c_imports.h"

#define SELF(op) ((PyModuleObject *)(op))

/* ---- life ----------------------------------------------------------------------------------------------- */

static int init_dict(PyModuleObject *self, PyObject *name, PyObject *doc) {
    PyObject *dict = self->md_dict;
    if (PyDict_SetItem(dict, PYI_NAME("__name__"), name) < 0 ||
        PyDict_SetItem(dict, PYI_NAME("__doc__"), doc) < 0 ||
        PyDict_SetItem(dict, PYI_NAME("__package__"), Py_None) < 0 ||
        PyDict_SetItem(dict, PYI_NAME("__loader__"), Py_None) < 0 ||
        PyDict_SetItem(dict, PYI_NAME("__spec__"), Py_None) < 0) {
        return -1;
    }
    if (PyUnicode_CheckExact(name)) {
        Py_XSETREF(self->md_name, Py_NewRef(name));
    }
    return 0;
}

static PyModuleObject *module_alloc(PyTypeObject *type) {
    PyModuleObject *self = (PyModuleObject *)PyType_GenericAlloc(type, 0);
    if (self != NULL) {
        self->md_dict = PyDict_New();
        if (self->md_dict == NULL) {
            Py_CLEAR(self);
        }
    }
    return self;
}

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)args, (void)kwargs;
    return (PyObject *)module_alloc(type);
}

static int init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"name", "doc", NULL};
    PyObject *name, *doc = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "U|O:module", keywords, &name, &doc)) {
        return -1;
    }
    if (SELF(op)->md_dict == NULL) {
        SELF(op)->md_dict = PyDict_New();
    }
    return SELF(op)->md_dict == NULL ? -1 : init_dict(SELF(op), name, doc);
}

/* The functions of a definition see only modules whose state exists, if they have any. */
static bool has_state(PyModuleObject *self) {
    return self->md_def != NULL && (self->md_def->m_size <= 0 || self->md_state != NULL);
}

static int traverse(PyObject *op, visitproc visit, void *arg) {
    PyModuleObject *self = SELF(op);
    if (has_state(self) && self->md_def->m_traverse != NULL) {
        int status = self->md_def->m_traverse(op, visit, arg);
        if (status != 0) {
            return status;
        }
    }
    Py_VISIT(self->md_dict);
    return 0;
}

static int clear(PyObject *op) {
    PyModuleObject *self = SELF(op);
    if (has_state(self) && self->md_def->m_clear != NULL) {
        int status = self->md_def->m_clear(op);
        if (PyErr_Occurred()) {
            PyErr_WriteUnraisable(op);
        }
        if (status != 0) {
            return status;
        }
    }
    Py_CLEAR(self->md_dict);
    return 0;
}

static void dealloc(PyObject *op) {
    PyModuleObject *self = SELF(op);
    PyObject_GC_UnTrack(op);
    if (self->md_weaklist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    if (has_state(self) && self->md_def->m_free != NULL) {
        self->md_def->m_free(op);
    }
    Py_XDECREF(self->md_dict);
    Py_XDECREF(self->md_name);
    PyMem_Free(self->md_state);
    Py_TYPE(op)->tp_free(op);
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

/* borrowed: a str in the module's dict, NULL when there is none */
static PyObject *dict_str(PyModuleObject *self, PyObject *name) {
    PyObject *value =
        self->md_dict == NULL ? NULL : PyDict_GetItemWithError(self->md_dict, name);
    return value != NULL && PyUnicode_Check(value) ? value : NULL;
}

/* 1 while the module is still being imported, 0, or -1 */
int _PyModuleSpec_IsInitializing(PyObject *spec) {
    if (spec == NULL || spec == Py_None) {
        return 0;
    }
    PyObject *value = PyObject_GetAttr(spec, PYI_NAME("_initializing"));
    if (value == NULL) {
        PyErr_Clear();
        return 0;
    }
    int truth = PyObject_IsTrue(value);
    Py_DECREF(value);
    if (truth < 0) {
        PyErr_Clear();
    }
    return truth > 0;
}

static PyObject *missing(PyModuleObject *self, PyObject *name) {
    PyObject *own_name = dict_str(self, PYI_NAME("__name__"));
    if (own_name == NULL) {
        PyErr_Clear();
        return PyErr_Format(PyExc_AttributeError, "module has no attribute '%U'", name);
    }
    PyObject *spec = PyDict_GetItemWithError(self->md_dict, PYI_NAME("__spec__"));
    if (_PyModuleSpec_IsInitializing(spec)) {
        return PyErr_Format(PyExc_AttributeError,
                            "partially initialized module '%U' has no attribute '%U' (most likely "
                            "due to a circular import)",
                            own_name, name);
    }
    return PyErr_Format(PyExc_AttributeError, "module '%U' has no attribute '%U'", own_name, name);
}

static PyObject *getattro(PyObject *op, PyObject *name) {
    PyModuleObject *self = SELF(op);
    PyObject *found = _PyObject_GenericGetAttrWithDict(op, name, self->md_dict, 1);
    if (found != NULL || PyErr_Occurred()) {
        return found;
    }
    PyObject *hook = self->md_dict == NULL ? NULL
                                           : PyDict_GetItemWithError(self->md_dict,
                                                                     PYI_NAME("__getattr__"));
    if (hook != NULL) { /* PEP 562 */
        Py_INCREF(hook);
        found = PyObject_CallOneArg(hook, name);
        Py_DECREF(hook);
        return found;
    }
    return PyErr_Occurred() ? NULL : missing(self, name);
}

PYI_C_IMPORT_IF_THERE("importlib._bootstrap");

static PyObject *repr(PyObject *op) {
    PyObject *module = PyImport_ImportModule("importlib._bootstrap");
    PyObject *result = NULL;
    if (module != NULL) {
        result = PyObject_CallMethod(module, "_module_repr", "O", op);
        Py_DECREF(module);
    }
    if (result == NULL && PyErr_ExceptionMatches(PyExc_ImportError)) { /* not linked in */
        PyErr_Clear();
        PyObject *name = dict_str(SELF(op), PYI_NAME("__name__"));
        PyObject *file = dict_str(SELF(op), PYI_NAME("__file__"));
        result = file != NULL ? PyUnicode_FromFormat("<module %R from %R>", name, file)
                 : name != NULL ? PyUnicode_FromFormat("<module %R (built-in)>", name)
                                : PyUnicode_FromString("<module '?'>");
    }
    return result;
}

static PyObject *method_dir(PyObject *op, PyObject *unused) {
    (void)unused;
    PyObject *dict = PyObject_GetAttr(op, PYI_NAME("__dict__"));
    if (dict == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    if (!PyDict_Check(dict)) {
        PyErr_Format(PyExc_TypeError, "%R.__dict__ is not a dictionary", op);
    } else {
        PyObject *hook = PyDict_GetItemWithError(dict, PYI_NAME("__dir__"));
        result = hook != NULL       ? PyObject_CallNoArgs(hook)
                 : PyErr_Occurred() ? NULL
                                    : PyDict_Keys(dict);
    }
    Py_DECREF(dict);
    return result;
}

static PyObject *get_annotations(PyObject *op, void *closure) {
    (void)closure;
    PyObject *dict = SELF(op)->md_dict;
    PyObject *found = PyDict_GetItemWithError(dict, PYI_NAME("__annotations__"));
    if (found != NULL || PyErr_Occurred()) {
        return Py_XNewRef(found);
    }
    PyObject *made = PyDict_New();
    if (made != NULL && PyDict_SetItem(dict, PYI_NAME("__annotations__"), made) < 0) {
        Py_CLEAR(made);
    }
    return made;
}

static int set_annotations(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    PyObject *dict = SELF(op)->md_dict;
    if (value != NULL) {
        return PyDict_SetItem(dict, PYI_NAME("__annotations__"), value);
    }
    int status = PyDict_DelItem(dict, PYI_NAME("__annotations__"));
    if (status < 0 && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_SetString(PyExc_AttributeError, "__annotations__");
    }
    return status;
}

static PyMemberDef members[] = {
    {"__dict__", PYI_T_OBJECT, offsetof(PyModuleObject, md_dict), PYI_READONLY, NULL},
    {0},
};
static PyMethodDef methods[] = {{"__dir__", method_dir, METH_NOARGS, NULL}, {0}};
static PyGetSetDef getset[] = {{"__annotations__", get_annotations, set_annotations, NULL, NULL}, {0}};

/* ---- types -------------------------------------------------------------------------------------------------------- */

PyTypeObject PyModule_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "module",
    .tp_basicsize = sizeof(PyModuleObject),
    .tp_dealloc = dealloc,
    .tp_repr = repr,
    .tp_getattro = getattro,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = PYI_SIGNATURE("module", "(name, doc=None)"),
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_weaklistoffset = offsetof(PyModuleObject, md_weaklist),
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = getset,
    .tp_dictoffset = offsetof(PyModuleObject, md_dict),
    .tp_init = init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(PyModule_Type);

PyTypeObject PyModuleDef_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "moduledef",
    .tp_basicsize = sizeof(PyModuleDef),
};
PYI_TYPE(PyModuleDef_Type);

/* ---- modules as such ------------------------------------------------------------------------------------------------ */

PyObject *PyModule_NewObject(PyObject *name) {
    PyModuleObject *self = module_alloc(&PyModule_Type);
    if (self != NULL && init_dict(self, name, Py_None) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

PyObject *PyModule_New(const char *text) {
    PyObject *name = PyUnicode_FromString(text);
    PyObject *module = name == NULL ? NULL : PyModule_NewObject(name);
    Py_XDECREF(name);
    return module;
}

static bool is_module(PyObject *op) {
    if (!PyModule_Check(op)) {
        PyErr_BadArgument();
        return false;
    }
    return true;
}

PyObject *PyModule_GetDict(PyObject *op) {
    if (!PyModule_Check(op)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return SELF(op)->md_dict;
}

PyObject *PyModule_GetNameObject(PyObject *op) {
    PyObject *name = is_module(op) ? dict_str(SELF(op), PYI_NAME("__name__")) : NULL;
    if (name == NULL && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_SystemError, "nameless module");
    }
    return Py_XNewRef(name);
}

const char *PyModule_GetName(PyObject *op) {
    PyObject *name = PyModule_GetNameObject(op);
    Py_XDECREF(name); /* the dict holds it */
    return name == NULL ? NULL : PyUnicode_AsUTF8(name);
}

PyObject *PyModule_GetFilenameObject(PyObject *op) {
    PyObject *file = is_module(op) ? dict_str(SELF(op), PYI_NAME("__file__")) : NULL;
    if (file == NULL && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_SystemError, "module filename missing");
    }
    return Py_XNewRef(file);
}

const char *PyModule_GetFilename(PyObject *op) {
    PyObject *file = PyModule_GetFilenameObject(op);
    Py_XDECREF(file);
    return file == NULL ? NULL : PyUnicode_AsUTF8(file);
}

#undef PyModule_GetDef
#undef PyModule_GetState
PyModuleDef *PyModule_GetDef(PyObject *op) { return is_module(op) ? SELF(op)->md_def : NULL; }
void *PyModule_GetState(PyObject *op) { return is_module(op) ? SELF(op)->md_state : NULL; }

int PyModule_SetDocString(PyObject *op, const char *doc) {
    PyObject *text = PyUnicode_FromString(doc);
    int status = text == NULL ? -1 : PyObject_SetAttr(op, PYI_NAME("__doc__"), text);
    Py_XDECREF(text);
    return status;
}

/* ---- adding things ----------------------------------------------------------------------------------------------------- */

int PyModule_AddObjectRef(PyObject *module, const char *name, PyObject *value) {
    if (!PyModule_Check(module)) {
        PyErr_Format(PyExc_TypeError, "PyModule_AddObjectRef() first argument must be a module");
        return -1;
    }
    if (value == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError,
                            "PyModule_AddObjectRef() must be called with an exception raised if "
                            "value is NULL");
        }
        return -1;
    }
    return PyDict_SetItemString(SELF(module)->md_dict, name, value);
}

/* steals value on success only */
int PyModule_AddObject(PyObject *module, const char *name, PyObject *value) {
    int status = PyModule_AddObjectRef(module, name, value);
    if (status == 0) {
        Py_DECREF(value);
    }
    return status;
}

/* steals value, always */
#if PYI_313
int PyModule_Add(PyObject *module, const char *name, PyObject *value) {
    int status = PyModule_AddObjectRef(module, name, value);
    Py_XDECREF(value);
    return status;
}
#else
int _PyModule_Add(PyObject *module, const char *name, PyObject *value) {
    int status = PyModule_AddObjectRef(module, name, value);
    Py_XDECREF(value);
    return status;
}
#  define PyModule_Add _PyModule_Add
#endif

int PyModule_AddIntConstant(PyObject *module, const char *name, long value) {
    return PyModule_Add(module, name, PyLong_FromLong(value));
}
int PyModule_AddStringConstant(PyObject *module, const char *name, const char *value) {
    return PyModule_Add(module, name, PyUnicode_FromString(value));
}

int PyModule_AddType(PyObject *module, PyTypeObject *type) {
    return PyType_Ready(type) < 0
               ? -1
               : PyModule_AddObjectRef(module, _PyType_Name(type), (PyObject *)type);
}

static int add_functions(PyObject *module, PyMethodDef *functions, PyObject *name) {
    for (PyMethodDef *row = functions; row->ml_name != NULL; row++) {
        if (row->ml_meth == NULL) {
            if (pyi_note_dropped(module, row->ml_name) < 0) {
                return -1;
            }
            continue;
        }
        if (row->ml_flags & (METH_CLASS | METH_STATIC)) {
            PyErr_SetString(PyExc_ValueError,
                            "module functions cannot set METH_CLASS or METH_STATIC");
            return -1;
        }
        PyObject *function = PyCFunction_NewEx(row, module, name);
        int status =
            function == NULL ? -1 : PyObject_SetAttrString(module, row->ml_name, function);
        Py_XDECREF(function);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

int PyModule_AddFunctions(PyObject *module, PyMethodDef *functions) {
    PyObject *name = PyModule_GetNameObject(module);
    int status = name == NULL ? -1 : add_functions(module, functions, name);
    Py_XDECREF(name);
    return status;
}

/* ---- in one phase ---------------------------------------------------------------------------------------------------------- */

PyObject *PyModuleDef_Init(PyModuleDef *def) {
    if (def->m_base.m_index == 0) {
        static Py_ssize_t last_index;
        Py_SET_REFCNT(def, 1);
        Py_SET_TYPE(def, &PyModuleDef_Type);
        def->m_base.m_index = ++last_index;
    }
    return (PyObject *)def;
}

#if !PYI_312
const char *_Py_PackageContext = NULL;
#endif

/* The full name of the module that is being imported, for definitions that only have its last part. */
static const char *full_name(const char *name) {
#if PYI_312
    const char *context = _PyRuntime.imports.pkgcontext;
#else
    const char *context = _Py_PackageContext;
#endif
    const char *dot = context == NULL ? NULL : strrchr(context, '.');
    if (dot == NULL || strcmp(dot + 1, name) != 0) {
        return name;
    }
#if PYI_312
    _PyRuntime.imports.pkgcontext = NULL;
#else
    _Py_PackageContext = NULL;
#endif
    return context;
}

static int make_state(PyModuleObject *self, PyModuleDef *def) {
    if (def->m_size > 0 && self->md_state == NULL) {
        self->md_state = PyMem_Malloc((size_t)def->m_size);
        if (self->md_state == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        memset(self->md_state, 0, (size_t)def->m_size);
    }
    return 0;
}

static PyObject *create(PyModuleDef *def, int api) {
    PyModuleDef_Init(def);
    if (api != PYTHON_API_VERSION && api != PYTHON_ABI_VERSION &&
        PyErr_WarnFormat(PyExc_RuntimeWarning, 1,
                         "Python C API version mismatch for module %.100s: This Python has API "
                         "version %d, module %.100s has version %d.",
                         def->m_name, PYTHON_API_VERSION, def->m_name, api) < 0) {
        return NULL;
    }
    if (def->m_slots != NULL) {
        return PyErr_Format(PyExc_SystemError,
                            "module %s: PyModule_Create is incompatible with m_slots", def->m_name);
    }
    PyObject *module = PyModule_New(full_name(def->m_name));
    if (module == NULL) {
        return NULL;
    }
    if (make_state(SELF(module), def) < 0 ||
        (def->m_methods != NULL && PyModule_AddFunctions(module, def->m_methods) < 0) ||
        (def->m_doc != NULL && PyModule_SetDocString(module, def->m_doc) < 0)) {
        Py_DECREF(module);
        return NULL;
    }
    SELF(module)->md_def = def;
    return module;
}

#undef PyModule_Create2
PyObject *PyModule_Create2(PyModuleDef *def, int api) { return create(def, api); }
PyObject *_PyModule_CreateInitialized(PyModuleDef *def, int api) { return create(def, api); }

/* ---- in several phases ------------------------------------------------------------------------------------------------------ */

/* new: from Py_mod_create, else an ordinary module */
static PyObject *create_by_slots(PyModuleDef *def, PyObject *spec, PyObject *name) {
    PyObject *(*make)(PyObject *, PyModuleDef *) = NULL;
    for (PyModuleDef_Slot *slot = def->m_slots; slot != NULL && slot->slot != 0; slot++) {
        if (slot->slot == Py_mod_create && make != NULL) {
            return PyErr_Format(PyExc_SystemError, "module %s has multiple create slots",
                                PyUnicode_AsUTF8(name));
        }
        if (slot->slot == Py_mod_create) {
            make = (PyObject * (*)(PyObject *, PyModuleDef *)) slot->value;
        }
    }
    if (make == NULL) {
        return PyModule_NewObject(name);
    }
    PyObject *module = make(spec, def);
    return _Py_CheckFunctionResult(_PyThreadState_GET(), NULL, module,
                                   "the creation function of a module");
}

static PyObject *from_spec(PyModuleDef *def, PyObject *spec) {
    PyModuleDef_Init(def);
    PyObject *name = PyObject_GetAttr(spec, PYI_NAME("name"));
    PyObject *module = name == NULL ? NULL : create_by_slots(def, spec, name);
    if (module != NULL && PyModule_Check(module)) {
        SELF(module)->md_state = NULL;
        SELF(module)->md_def = def;
    }
    if (module != NULL &&
        ((def->m_methods != NULL && add_functions(module, def->m_methods, name) < 0) ||
         (def->m_doc != NULL && PyModule_SetDocString(module, def->m_doc) < 0))) {
        Py_CLEAR(module);
    }
    Py_XDECREF(name);
    return module;
}

#undef PyModule_FromDefAndSpec2
PyObject *PyModule_FromDefAndSpec2(PyModuleDef *def, PyObject *spec, int api) {
    (void)api;
    return from_spec(def, spec);
}

int PyModule_ExecDef(PyObject *module, PyModuleDef *def) {
    if (PyModule_Check(module) && def->m_size >= 0 && make_state(SELF(module), def) < 0) {
        return -1;
    }
    for (PyModuleDef_Slot *slot = def->m_slots; slot != NULL && slot->slot != 0; slot++) {
        if (slot->slot != Py_mod_exec) {
            continue;
        }
        int status = ((int (*)(PyObject *))slot->value)(module);
        if (status != 0 && !PyErr_Occurred()) {
            PyErr_Format(PyExc_SystemError,
                         "execution of module %s failed without setting an exception",
                         PyModule_GetName(module));
        }
        if (status == 0 && PyErr_Occurred()) {
            _PyErr_FormatFromCause(PyExc_SystemError,
                                   "execution of module %s raised unreported exception",
                                   PyModule_GetName(module));
            status = -1;
        }
        if (status != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- modules found by their definition ------------------------------------------------------------------------------------- */

static PyObject **list_of_modules(void) {
#if PYI_312
    return &_PyInterpreterState_GET()->imports.modules_by_index;
#else
    return &_PyInterpreterState_GET()->modules_by_index;
#endif
}

PyObject *PyState_FindModule(PyModuleDef *def) {
    PyObject *list = *list_of_modules();
    Py_ssize_t i = def->m_base.m_index;
    if (def->m_slots != NULL || i == 0 || list == NULL || i >= PyList_GET_SIZE(list)) {
        return NULL;
    }
    PyObject *module = PyList_GET_ITEM(list, i);
    return module == Py_None ? NULL : module;
}

int _PyState_AddModule(PyThreadState *ts, PyObject *module, PyModuleDef *def) {
    (void)ts;
    if (def->m_slots != NULL) {
        PyErr_SetString(PyExc_SystemError, "PyState_AddModule called on module with slots");
        return -1;
    }
    PyObject **list = list_of_modules();
    if (*list == NULL && (*list = PyList_New(0)) == NULL) {
        return -1;
    }
    while (PyList_GET_SIZE(*list) <= def->m_base.m_index) {
        if (PyList_Append(*list, Py_None) < 0) {
            return -1;
        }
    }
    return PyList_SetItem(*list, def->m_base.m_index, Py_NewRef(module));
}

int PyState_AddModule(PyObject *module, PyModuleDef *def) {
    if (PyState_FindModule(def) == module) {
        Py_FatalError("PyState_AddModule: module already added");
    }
    return _PyState_AddModule(NULL, module, def);
}

int PyState_RemoveModule(PyModuleDef *def) {
    PyObject *list = *list_of_modules();
    if (def->m_slots != NULL) {
        PyErr_SetString(PyExc_SystemError, "PyState_RemoveModule called on module with slots");
        return -1;
    }
    if (list == NULL || def->m_base.m_index >= PyList_GET_SIZE(list)) {
        Py_FatalError("PyState_RemoveModule: module was never added");
    }
    return PyList_SetItem(list, def->m_base.m_index, Py_NewRef(Py_None));
}

/* ---- at the end of the program ---------------------------------------------------------------------------------------------- */

/* Names with one underscore go first, then all but `__builtins__`: code that runs while objects die still needs the
 * builtins. */
void _PyModule_ClearDict(PyObject *dict) {
    PyObject *key, *value;
    for (int round = 0; round < 2; round++) {
        Py_ssize_t at = 0;
        while (PyDict_Next(dict, &at, &key, &value)) {
            if (value == Py_None || !PyUnicode_Check(key)) {
                continue;
            }
            bool single = PyUnicode_GET_LENGTH(key) > 0 && PyUnicode_READ_CHAR(key, 0) == '_' &&
                          !(PyUnicode_GET_LENGTH(key) > 1 && PyUnicode_READ_CHAR(key, 1) == '_');
            bool builtins = PyUnicode_CompareWithASCIIString(key, "__builtins__") == 0;
            if ((round == 0 && single) || (round == 1 && !builtins)) {
                if (PyDict_SetItem(dict, key, Py_None) < 0) {
                    PyErr_WriteUnraisable(NULL);
                }
            }
        }
    }
}

void _PyModule_Clear(PyObject *op) {
    if (SELF(op)->md_dict != NULL) {
        _PyModule_ClearDict(SELF(op)->md_dict);
    }
}
