/* SPDX-License-Identifier: Apache-2.0 */
/* function: code with globals, defaults and a closure.
 * Layout     CPython's PyFunctionObject; vectorcall is how it is called, which native code replaces
 * Collected  yes: globals refer to functions
 * Contract   docs.python.org/3/c-api/function.html
 */
#include "pyi_frame.h"

#include "internal/pycore_interp.h"
#include <structmember.h>

/* ---- watchers (3.12+) ------------------------------------------------------------------------------- */

#if PYI_312

static PYI_COLD void watcher_failed(PyFunction_WatchEvent event, PyFunctionObject *func) {
    static const char *const names[] = {
        [PyFunction_EVENT_CREATE] = "PyFunction_EVENT_CREATE",
        [PyFunction_EVENT_DESTROY] = "PyFunction_EVENT_DESTROY",
        [PyFunction_EVENT_MODIFY_CODE] = "PyFunction_EVENT_MODIFY_CODE",
        [PyFunction_EVENT_MODIFY_DEFAULTS] = "PyFunction_EVENT_MODIFY_DEFAULTS",
        [PyFunction_EVENT_MODIFY_KWDEFAULTS] = "PyFunction_EVENT_MODIFY_KWDEFAULTS",
    };
    PyObject *context = PyUnicode_FromFormat("%s watcher callback for <function %U at %p>",
                                             names[event], func->func_qualname, func);
    PyErr_WriteUnraisable(context);
    Py_XDECREF(context);
}

static PYI_COLD void notify_all(PyFunction_WatchEvent event, PyFunctionObject *func,
                                PyObject *value) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    for (int i = 0; i < FUNC_MAX_WATCHERS; i++) {
        if (interp->active_func_watchers & 1 << i &&
            interp->func_watchers[i](event, func, value) < 0) {
            watcher_failed(event, func);
        }
    }
}

static inline void notify(PyFunction_WatchEvent event, PyFunctionObject *func, PyObject *value) {
    if (pyi_unlikely(PyInterpreterState_Get()->active_func_watchers != 0)) {
        notify_all(event, func, value);
    }
}

int PyFunction_AddWatcher(PyFunction_WatchCallback callback) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    for (int i = 0; i < FUNC_MAX_WATCHERS; i++) {
        if (interp->func_watchers[i] == NULL) {
            interp->func_watchers[i] = callback;
            interp->active_func_watchers |= (uint8_t)(1 << i);
            return i;
        }
    }
    PyErr_SetString(PyExc_RuntimeError, "no more func watcher IDs available");
    return -1;
}

int PyFunction_ClearWatcher(int watcher_id) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    if (watcher_id < 0 || watcher_id >= FUNC_MAX_WATCHERS) {
        PyErr_Format(PyExc_ValueError, "invalid func watcher ID %d", watcher_id);
        return -1;
    }
    if (interp->func_watchers[watcher_id] == NULL) {
        PyErr_Format(PyExc_ValueError, "no func watcher set for ID %d", watcher_id);
        return -1;
    }
    interp->func_watchers[watcher_id] = NULL;
    interp->active_func_watchers &= (uint8_t)~(1 << watcher_id);
    return 0;
}

#  define NOTIFY(event, func, value) notify(PyFunction_EVENT_##event, func, value)
#else
#  define NOTIFY(event, func, value) ((void)(func))
#endif

/* ---- versions ------------------------------------------------------------------------------------------ */

#if PYI_312

uint32_t _PyFunction_GetVersionForCurrentState(PyFunctionObject *func) {
    PyInterpreterState *interp = PyInterpreterState_Get();
    if (func->func_version == 0 && func->vectorcall == _PyFunction_Vectorcall &&
        interp->func_state.next_version != 0) {
        func->func_version = interp->func_state.next_version++;
    }
    return func->func_version;
}

#else

static uint32_t next_version = 1;

uint32_t _PyFunction_GetVersionForCurrentState(PyFunctionObject *func) {
    if (func->func_version == 0 && next_version != 0) {
        func->func_version = next_version++;
    }
    return func->func_version;
}

#endif

#if PYI_313
void _PyFunction_SetVersion(PyFunctionObject *func, uint32_t version) {
    func->func_version = version;
}

/* Nothing is looked up by version here. */
void _PyFunction_ClearCodeByVersion(uint32_t version) { (void)version; }

PyFunctionObject *_PyFunction_LookupByVersion(uint32_t version, PyObject **code) {
    (void)version;
    *code = NULL;
    return NULL;
}
#endif

/* ---- life ------------------------------------------------------------------------------------------------ */

/* Takes no references; everything that is not given here is empty. */
static PyFunctionObject *function_alloc(PyObject *globals, PyObject *builtins, PyObject *name,
                                        PyObject *qualname, PyObject *code) {
    PyFunctionObject *self = PyObject_GC_New(PyFunctionObject, &PyFunction_Type);
    if (self == NULL) {
        return NULL;
    }
    memset((char *)self + sizeof(PyObject), 0, sizeof(*self) - sizeof(PyObject));
    self->func_globals = Py_NewRef(globals);
    self->func_builtins = Py_NewRef(builtins);
    self->func_name = Py_NewRef(name);
    self->func_qualname = Py_NewRef(qualname);
    self->func_code = Py_NewRef(code);
    self->vectorcall = _PyFunction_Vectorcall;
    return self;
}

static void created(PyFunctionObject *self) {
    PyObject_GC_Track(self);
    NOTIFY(CREATE, self, NULL);
}

/* new */
PyFunctionObject *_PyFunction_FromConstructor(PyFrameConstructor *constr) {
    PyFunctionObject *self =
        function_alloc(constr->fc_globals, constr->fc_builtins, constr->fc_name,
                       constr->fc_qualname, constr->fc_code);
    if (self == NULL) {
        return NULL;
    }
    self->func_defaults = Py_XNewRef(constr->fc_defaults);
    self->func_kwdefaults = Py_XNewRef(constr->fc_kwdefaults);
    self->func_closure = Py_XNewRef(constr->fc_closure);
    self->func_doc = Py_NewRef(Py_None);
    if (PyDict_Check(constr->fc_globals)) {
        PyObject *module = PyDict_GetItemWithError(constr->fc_globals, PYI_NAME("__name__"));
        self->func_module = Py_XNewRef(module);
        if (module == NULL && PyErr_Occurred()) {
            Py_DECREF(self);
            return NULL;
        }
    }
    created(self);
    return self;
}

/* new; qualname may be NULL: the code's own */
PyObject *PyFunction_NewWithQualName(PyObject *code, PyObject *globals, PyObject *qualname) {
    PyCodeObject *code_object = (PyCodeObject *)code;
    PyObject *consts = code_object->co_consts, *doc = Py_None;
    if (PyTuple_GET_SIZE(consts) >= 1 && PyUnicode_Check(PyTuple_GET_ITEM(consts, 0))) {
        doc = PyTuple_GET_ITEM(consts, 0);
    }
    PyObject *module = PyDict_GetItemWithError(globals, PYI_NAME("__name__"));
    PyObject *builtins = module == NULL && PyErr_Occurred()
                             ? NULL
                             : _PyEval_BuiltinsFromGlobals(PyThreadState_Get(), globals);
    if (builtins == NULL) {
        return NULL;
    }
    PyFunctionObject *self =
        function_alloc(globals, builtins, code_object->co_name,
                       qualname != NULL ? qualname : code_object->co_qualname, code);
    if (self == NULL) {
        return NULL;
    }
    self->func_doc = Py_NewRef(doc);
    self->func_module = Py_XNewRef(module);
    created(self);
    return (PyObject *)self;
}

PyObject *PyFunction_New(PyObject *code, PyObject *globals) {
    return PyFunction_NewWithQualName(code, globals, NULL);
}

static int check_closure(PyCodeObject *code, PyObject *closure) {
    Py_ssize_t wanted = code->co_nfreevars;
    if (closure == Py_None && wanted > 0) {
        PyErr_SetString(PyExc_TypeError, "arg 5 (closure) must be tuple");
        return -1;
    }
    if (closure != Py_None && !PyTuple_Check(closure)) {
        PyErr_SetString(PyExc_TypeError, "arg 5 (closure) must be None or tuple");
        return -1;
    }
    Py_ssize_t n = closure == Py_None ? 0 : PyTuple_GET_SIZE(closure);
    if (n != wanted) {
        PyErr_Format(PyExc_ValueError, "%U requires closure of length %zd, not %zd", code->co_name,
                     wanted, n);
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (!PyCell_Check(PyTuple_GET_ITEM(closure, i))) {
            PyErr_Format(PyExc_TypeError, "arg 5 (closure) expected cell, found %s",
                         Py_TYPE(PyTuple_GET_ITEM(closure, i))->tp_name);
            return -1;
        }
    }
    return 0;
}

static PyObject *function_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"code",    "globals", "name", "argdefs", "closure",
#if PYI_313
                               "kwdefaults",
#endif
                               NULL};
    PyCodeObject *code;
    PyObject *globals, *name = Py_None, *defaults = Py_None, *closure = Py_None;
    PyObject *kwdefaults = Py_None;
    (void)type;
#if PYI_313
    const char *format = "O!O!|OOOO:function";
#else
    const char *format = "O!O!|OOO:function";
#endif
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, format, keywords, &PyCode_Type, &code,
                                     &PyDict_Type, &globals, &name, &defaults, &closure,
                                     &kwdefaults)) {
        return NULL;
    }
    if (name != Py_None && !PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "arg 3 (name) must be None or string");
        return NULL;
    }
    if (defaults != Py_None && !PyTuple_Check(defaults)) {
        PyErr_SetString(PyExc_TypeError, "arg 4 (defaults) must be None or tuple");
        return NULL;
    }
    if (check_closure(code, closure) < 0) {
        return NULL;
    }
    if (kwdefaults != Py_None && !PyDict_Check(kwdefaults)) {
        PyErr_SetString(PyExc_TypeError, "arg 6 (kwdefaults) must be None or dict");
        return NULL;
    }
    if (PySys_Audit("function.__new__", "O", code) < 0) {
        return NULL;
    }
    PyFunctionObject *self = (PyFunctionObject *)PyFunction_New((PyObject *)code, globals);
    if (self == NULL) {
        return NULL;
    }
    if (name != Py_None) {
        Py_SETREF(self->func_name, Py_NewRef(name));
    }
    self->func_defaults = defaults == Py_None ? NULL : Py_NewRef(defaults);
    self->func_closure = closure == Py_None ? NULL : Py_NewRef(closure);
    self->func_kwdefaults = kwdefaults == Py_None ? NULL : Py_NewRef(kwdefaults);
    return (PyObject *)self;
}

static int function_clear(PyFunctionObject *self) {
    self->func_version = 0;
    Py_CLEAR(self->func_globals);
    Py_CLEAR(self->func_builtins);
    Py_CLEAR(self->func_module);
    Py_CLEAR(self->func_defaults);
    Py_CLEAR(self->func_kwdefaults);
    Py_CLEAR(self->func_doc);
    Py_CLEAR(self->func_dict);
    Py_CLEAR(self->func_closure);
    Py_CLEAR(self->func_annotations);
#if PYI_312
    Py_CLEAR(self->func_typeparams);
#endif
    /* a str of a subclass may be part of a cycle; neither is ever NULL */
    PyObject *nothing = PyUnicode_New(0, 0);
    if (nothing != NULL) {
        Py_SETREF(self->func_name, Py_NewRef(nothing));
        Py_SETREF(self->func_qualname, nothing);
    }
    return 0;
}

static void function_dealloc(PyFunctionObject *self) {
#if PYI_312
    if (pyi_unlikely(PyInterpreterState_Get()->active_func_watchers != 0)) {
        Py_SET_REFCNT(self, 1); /* a callback may look at it */
        NOTIFY(DESTROY, self, NULL);
        if (Py_REFCNT(self) > 1) {
            Py_SET_REFCNT(self, Py_REFCNT(self) - 1);
            return;
        }
        Py_SET_REFCNT(self, 0);
    }
#endif
    PyObject_GC_UnTrack(self);
    if (self->func_weakreflist != NULL) {
        PyObject_ClearWeakRefs((PyObject *)self);
    }
    function_clear(self);
    Py_DECREF(self->func_code);
    Py_DECREF(self->func_name);
    Py_DECREF(self->func_qualname);
    PyObject_GC_Del(self);
}

static int function_traverse(PyFunctionObject *self, visitproc visit, void *arg) {
    Py_VISIT(self->func_code);
    Py_VISIT(self->func_globals);
    Py_VISIT(self->func_builtins);
    Py_VISIT(self->func_module);
    Py_VISIT(self->func_defaults);
    Py_VISIT(self->func_kwdefaults);
    Py_VISIT(self->func_doc);
    Py_VISIT(self->func_name);
    Py_VISIT(self->func_dict);
    Py_VISIT(self->func_closure);
    Py_VISIT(self->func_annotations);
#if PYI_312
    Py_VISIT(self->func_typeparams);
#endif
    Py_VISIT(self->func_qualname);
    return 0;
}

/* ---- slots -------------------------------------------------------------------------------------------------- */

static PyObject *function_repr(PyFunctionObject *self) {
    return PyUnicode_FromFormat("<function %U at %p>", self->func_qualname, self);
}

static PyObject *function_get(PyObject *self, PyObject *obj, PyObject *type) {
    (void)type;
    return obj == Py_None || obj == NULL ? Py_NewRef(self) : PyMethod_New(self, obj);
}

PyObject *_PyFunction_Vectorcall(PyObject *func, PyObject *const *args, size_t nargsf,
                                 PyObject *kwnames) {
    PyFunctionObject *self = (PyFunctionObject *)func;
    PyCodeObject *code = (PyCodeObject *)self->func_code;
    PyObject *locals = code->co_flags & CO_OPTIMIZED ? NULL : self->func_globals;
    return _PyEval_Vector(PyThreadState_Get(), self, locals, args,
                          (size_t)PyVectorcall_NARGS(nargsf), kwnames);
}

/* ---- attributes ----------------------------------------------------------------------------------------------- */

#define MEMBER(name, field, flags)                                                                 \
    {name, T_OBJECT, offsetof(PyFunctionObject, field), flags, NULL}

static PyMemberDef function_members[] = {
    MEMBER("__closure__", func_closure, READONLY),
    MEMBER("__doc__", func_doc, 0),
    MEMBER("__globals__", func_globals, READONLY),
    MEMBER("__module__", func_module, 0),
    MEMBER("__builtins__", func_builtins, READONLY),
    {NULL, 0, 0, 0, NULL},
};

static PyObject *get_code(PyFunctionObject *self, void *closure) {
    (void)closure;
    if (PySys_Audit("object.__getattr__", "Os", self, "__code__") < 0) {
        return NULL;
    }
    return Py_NewRef(self->func_code);
}

static int set_code(PyFunctionObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL || !PyCode_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__code__ must be set to a code object");
        return -1;
    }
    if (PySys_Audit("object.__setattr__", "OsO", self, "__code__", value) < 0) {
        return -1;
    }
    Py_ssize_t wanted = ((PyCodeObject *)value)->co_nfreevars;
    Py_ssize_t has = self->func_closure == NULL ? 0 : PyTuple_GET_SIZE(self->func_closure);
    if (has != wanted) {
        PyErr_Format(PyExc_ValueError, "%U() requires a code object with %zd free vars, not %zd",
                     self->func_name, has, wanted);
        return -1;
    }
#if PYI_313
    int kinds = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;
    int now = ((PyCodeObject *)self->func_code)->co_flags & kinds;
    if (now != (((PyCodeObject *)value)->co_flags & kinds) &&
        PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                         "Assigning a code object of non-matching type is deprecated (e.g., from a"
                         " generator to a plain function)") < 0) {
        return -1;
    }
#endif
    NOTIFY(MODIFY_CODE, self, value);
    self->func_version = 0;
    Py_XSETREF(self->func_code, Py_NewRef(value));
    return 0;
}

static PyObject *get_name(PyFunctionObject *self, void *closure) {
    (void)closure;
    return Py_NewRef(self->func_name);
}

static int set_name(PyFunctionObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL || !PyUnicode_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__name__ must be set to a string object");
        return -1;
    }
    Py_XSETREF(self->func_name, Py_NewRef(value));
    return 0;
}

static PyObject *get_qualname(PyFunctionObject *self, void *closure) {
    (void)closure;
    return Py_NewRef(self->func_qualname);
}

static int set_qualname(PyFunctionObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL || !PyUnicode_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__qualname__ must be set to a string object");
        return -1;
    }
    Py_XSETREF(self->func_qualname, Py_NewRef(value));
    return 0;
}

static PyObject *get_defaults(PyFunctionObject *self, void *closure) {
    (void)closure;
    if (PySys_Audit("object.__getattr__", "Os", self, "__defaults__") < 0) {
        return NULL;
    }
    return Py_NewRef(self->func_defaults != NULL ? self->func_defaults : Py_None);
}

static int set_defaults(PyFunctionObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == Py_None) {
        value = NULL;
    }
    if (value != NULL && !PyTuple_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__defaults__ must be set to a tuple object");
        return -1;
    }
    const char *event = value != NULL ? "object.__setattr__" : "object.__delattr__";
    if ((value != NULL ? PySys_Audit(event, "OsO", self, "__defaults__", value)
                       : PySys_Audit(event, "Os", self, "__defaults__")) < 0) {
        return -1;
    }
    NOTIFY(MODIFY_DEFAULTS, self, value);
    self->func_version = 0;
    Py_XSETREF(self->func_defaults, Py_XNewRef(value));
    return 0;
}

static PyObject *get_kwdefaults(PyFunctionObject *self, void *closure) {
    (void)closure;
    if (PySys_Audit("object.__getattr__", "Os", self, "__kwdefaults__") < 0) {
        return NULL;
    }
    return Py_NewRef(self->func_kwdefaults != NULL ? self->func_kwdefaults : Py_None);
}

static int set_kwdefaults(PyFunctionObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == Py_None) {
        value = NULL;
    }
    if (value != NULL && !PyDict_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__kwdefaults__ must be set to a dict object");
        return -1;
    }
    const char *event = value != NULL ? "object.__setattr__" : "object.__delattr__";
    if ((value != NULL ? PySys_Audit(event, "OsO", self, "__kwdefaults__", value)
                       : PySys_Audit(event, "Os", self, "__kwdefaults__")) < 0) {
        return -1;
    }
    NOTIFY(MODIFY_KWDEFAULTS, self, value);
    self->func_version = 0;
    Py_XSETREF(self->func_kwdefaults, Py_XNewRef(value));
    return 0;
}

/* borrowed: the dict, which the compiler may have left as a tuple of names and values; NULL without
 * an exception when there is none */
static PyObject *annotations_dict(PyFunctionObject *self) {
    PyObject *pairs = self->func_annotations;
    if (pairs == NULL || !PyTuple_CheckExact(pairs)) {
        return pairs;
    }
    PyObject *dict = PyDict_New();
    for (Py_ssize_t i = 0; dict != NULL && i + 1 < PyTuple_GET_SIZE(pairs); i += 2) {
        if (PyDict_SetItem(dict, PyTuple_GET_ITEM(pairs, i), PyTuple_GET_ITEM(pairs, i + 1)) < 0) {
            Py_CLEAR(dict);
        }
    }
    if (dict != NULL) {
        Py_SETREF(self->func_annotations, dict);
    }
    return dict;
}

static PyObject *get_annotations(PyFunctionObject *self, void *closure) {
    (void)closure;
    if (self->func_annotations == NULL) {
        self->func_annotations = PyDict_New();
    }
    return Py_XNewRef(annotations_dict(self));
}

static int set_annotations(PyFunctionObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == Py_None) {
        value = NULL;
    }
    if (value != NULL && !PyDict_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__annotations__ must be set to a dict object");
        return -1;
    }
    self->func_version = 0;
    Py_XSETREF(self->func_annotations, Py_XNewRef(value));
    return 0;
}

#if PYI_312
static PyObject *get_type_params(PyFunctionObject *self, void *closure) {
    (void)closure;
    return self->func_typeparams == NULL ? PyTuple_New(0) : Py_NewRef(self->func_typeparams);
}

static int set_type_params(PyFunctionObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL || !PyTuple_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__type_params__ must be set to a tuple");
        return -1;
    }
    Py_XSETREF(self->func_typeparams, Py_NewRef(value));
    return 0;
}
#endif

static PyGetSetDef function_getset[] = {
    {"__code__", (getter)get_code, (setter)set_code, NULL, NULL},
    {"__defaults__", (getter)get_defaults, (setter)set_defaults, NULL, NULL},
    {"__kwdefaults__", (getter)get_kwdefaults, (setter)set_kwdefaults, NULL, NULL},
    {"__annotations__", (getter)get_annotations, (setter)set_annotations, NULL, NULL},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {"__name__", (getter)get_name, (setter)set_name, NULL, NULL},
    {"__qualname__", (getter)get_qualname, (setter)set_qualname, NULL, NULL},
#if PYI_312
    {"__type_params__", (getter)get_type_params, (setter)set_type_params, NULL, NULL},
#endif
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- type ---------------------------------------------------------------------------------------------------------- */

PyTypeObject PyFunction_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "function",
    .tp_basicsize = sizeof(PyFunctionObject),
    .tp_dealloc = (destructor)function_dealloc,
    .tp_vectorcall_offset = offsetof(PyFunctionObject, vectorcall),
    .tp_repr = (reprfunc)function_repr,
    .tp_call = PyVectorcall_Call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_doc = PYI_SIGNATURE("function", "(code, globals, name=None, argdefs=None, closure=None"
#if PYI_313
                                        ",\n         kwdefaults=None"
#endif
                                        ")"),
    .tp_traverse = (traverseproc)function_traverse,
    .tp_clear = (inquiry)function_clear,
    .tp_weaklistoffset = offsetof(PyFunctionObject, func_weakreflist),
    .tp_members = function_members,
    .tp_getset = function_getset,
    .tp_descr_get = function_get,
    .tp_dictoffset = offsetof(PyFunctionObject, func_dict),
    .tp_new = function_new,
};
PYI_TYPE(PyFunction_Type);

/* ---- public functions --------------------------------------------------------------------------------------------------- */

/* borrowed */
#define GETTER(name, field)                                                                        \
    PyObject *PyFunction_Get##name(PyObject *op) {                                                 \
        if (!PyFunction_Check(op)) {                                                               \
            PyErr_BadInternalCall();                                                               \
            return NULL;                                                                           \
        }                                                                                          \
        return ((PyFunctionObject *)op)->field;                                                    \
    }

GETTER(Code, func_code)
GETTER(Globals, func_globals)
GETTER(Module, func_module)
GETTER(Defaults, func_defaults)
GETTER(KwDefaults, func_kwdefaults)
GETTER(Closure, func_closure)

/* borrowed */
PyObject *PyFunction_GetAnnotations(PyObject *op) {
    if (!PyFunction_Check(op)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return annotations_dict((PyFunctionObject *)op);
}

int PyFunction_SetDefaults(PyObject *op, PyObject *defaults) {
    if (!PyFunction_Check(op)) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (defaults != Py_None && !(defaults != NULL && PyTuple_Check(defaults))) {
        PyErr_SetString(PyExc_SystemError, "non-tuple default args");
        return -1;
    }
    PyFunctionObject *self = (PyFunctionObject *)op;
    defaults = defaults == Py_None ? NULL : defaults;
    NOTIFY(MODIFY_DEFAULTS, self, defaults);
    self->func_version = 0;
    Py_XSETREF(self->func_defaults, Py_XNewRef(defaults));
    return 0;
}

int PyFunction_SetKwDefaults(PyObject *op, PyObject *defaults) {
    if (!PyFunction_Check(op)) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (defaults != Py_None && !(defaults != NULL && PyDict_Check(defaults))) {
        PyErr_SetString(PyExc_SystemError, "non-dict keyword only default args");
        return -1;
    }
    PyFunctionObject *self = (PyFunctionObject *)op;
    defaults = defaults == Py_None ? NULL : defaults;
    NOTIFY(MODIFY_KWDEFAULTS, self, defaults);
    self->func_version = 0;
    Py_XSETREF(self->func_kwdefaults, Py_XNewRef(defaults));
    return 0;
}

int PyFunction_SetClosure(PyObject *op, PyObject *closure) {
    if (!PyFunction_Check(op)) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (closure != Py_None && !PyTuple_Check(closure)) {
        PyErr_Format(PyExc_SystemError, "expected tuple for closure, got '%.100s'",
                     Py_TYPE(closure)->tp_name);
        return -1;
    }
    PyFunctionObject *self = (PyFunctionObject *)op;
    self->func_version = 0;
    Py_XSETREF(self->func_closure, closure == Py_None ? NULL : Py_NewRef(closure));
    return 0;
}

int PyFunction_SetAnnotations(PyObject *op, PyObject *annotations) {
    if (!PyFunction_Check(op)) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (annotations != Py_None && !(annotations != NULL && PyDict_Check(annotations))) {
        PyErr_SetString(PyExc_SystemError, "non-dict annotations");
        return -1;
    }
    PyFunctionObject *self = (PyFunctionObject *)op;
    self->func_version = 0;
    Py_XSETREF(self->func_annotations, annotations == Py_None ? NULL : Py_NewRef(annotations));
    return 0;
}

#if PYI_312
void PyFunction_SetVectorcall(PyFunctionObject *func, vectorcallfunc vectorcall) {
    func->func_version = 0; /* calls that know the version would go past it */
    func->vectorcall = vectorcall;
}

/* new: func itself */
PyObject *_Py_set_function_type_params(PyThreadState *unused, PyObject *func,
                                       PyObject *type_params) {
    (void)unused;
    Py_XSETREF(((PyFunctionObject *)func)->func_typeparams, Py_NewRef(type_params));
    return Py_NewRef(func);
}
#endif
