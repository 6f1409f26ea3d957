/* SPDX-License-Identifier: Apache-2.0 */
/* contextvars: Context, ContextVar, Token, and the module _contextvars.
 * Layout     pycore_context.h; a ContextVar remembers, borrowed, what it was in the context of that state
 * Collected  yes
 * Contract   docs.python.org/3/c-api/contextvars.html
 */
#include "containers.h"
#include "type.h"

#include "internal/pycore_context.h"
#include <structmember.h>

/* ---- the current context ------------------------------------------------------------------ */

static PyContext *context_make(PyHamtObject *vars) {
    if (vars == NULL) {
        return NULL;
    }
    PyContext *self = PyObject_GC_New(PyContext, &PyContext_Type);
    if (self == NULL) {
        Py_DECREF(vars);
        return NULL;
    }
    self->ctx_vars = vars;
    self->ctx_prev = NULL;
    self->ctx_entered = 0;
    self->ctx_weakreflist = NULL;
    _PyObject_GC_TRACK(self);
    return self;
}

/* borrowed; a thread begins with an empty one */
static PyContext *current(PyThreadState *ts) {
    if (ts->context == NULL) {
        ts->context = (PyObject *)context_make(_PyHamt_New());
    }
    return (PyContext *)ts->context;
}

static void switch_to(PyThreadState *ts, PyContext *context) {
    Py_XSETREF(ts->context, Py_XNewRef((PyObject *)context));
    ts->context_ver++; /* what the variables remember is no longer true */
}

static bool check_context(PyObject *op) {
    if (PyContext_CheckExact(op)) {
        return true;
    }
    PyErr_SetString(PyExc_TypeError, "an instance of Context was expected");
    return false;
}

static bool check_var(PyObject *op) {
    if (PyContextVar_CheckExact(op)) {
        return true;
    }
    PyErr_SetString(PyExc_TypeError, "an instance of ContextVar was expected");
    return false;
}

/* new */
PyObject *PyContext_New(void) { return (PyObject *)context_make(_PyHamt_New()); }

/* new */
PyObject *PyContext_Copy(PyObject *op) {
    if (!check_context(op)) {
        return NULL;
    }
    return (PyObject *)context_make((PyHamtObject *)Py_NewRef(((PyContext *)op)->ctx_vars));
}

/* new */
PyObject *PyContext_CopyCurrent(void) {
    PyContext *context = current(_PyThreadState_GET());
    return context == NULL ? NULL : PyContext_Copy((PyObject *)context);
}

int PyContext_Enter(PyObject *op) {
    if (!check_context(op)) {
        return -1;
    }
    PyContext *self = (PyContext *)op;
    if (self->ctx_entered) {
        PyErr_Format(PyExc_RuntimeError, "cannot enter context: %R is already entered", self);
        return -1;
    }
    PyThreadState *ts = _PyThreadState_GET();
    self->ctx_prev = (PyContext *)ts->context; /* moves here */
    ts->context = NULL;
    self->ctx_entered = 1;
    switch_to(ts, self);
    return 0;
}

int PyContext_Exit(PyObject *op) {
    if (!check_context(op)) {
        return -1;
    }
    PyContext *self = (PyContext *)op;
    PyThreadState *ts = _PyThreadState_GET();
    if (!self->ctx_entered) {
        PyErr_Format(PyExc_RuntimeError, "cannot exit context: %R has not been entered", self);
        return -1;
    }
    if (ts->context != op) {
        PyErr_SetString(PyExc_RuntimeError,
                        "cannot exit context: thread state references a different context object");
        return -1;
    }
    PyContext *previous = self->ctx_prev;
    self->ctx_prev = NULL;
    self->ctx_entered = 0;
    switch_to(ts, previous);
    Py_XDECREF(previous);
    return 0;
}

/* ---- Context ----------------------------------------------------------------------------- */

static PyObject *context_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs) {
    if (PyTuple_GET_SIZE(args) > 0 || (kwargs != NULL && PyDict_Size(kwargs) > 0)) {
        PyErr_SetString(PyExc_TypeError, "Context() does not accept any arguments");
        return NULL;
    }
    return PyContext_New();
}

static int context_clear(PyObject *op) {
    Py_CLEAR(((PyContext *)op)->ctx_prev);
    Py_CLEAR(((PyContext *)op)->ctx_vars);
    return 0;
}

static void context_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    if (((PyContext *)op)->ctx_weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    context_clear(op);
    PyObject_GC_Del(op);
}

static int context_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((PyContext *)op)->ctx_prev);
    Py_VISIT(((PyContext *)op)->ctx_vars);
    return 0;
}

static PyHamtObject *vars_of(PyObject *self) { return ((PyContext *)self)->ctx_vars; }

static PyObject *context_richcompare(PyObject *self, PyObject *other, int op) {
    if (!PyContext_CheckExact(other) || (op != Py_EQ && op != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    int equal = _PyHamt_Eq(vars_of(self), vars_of(other));
    return equal < 0 ? NULL : PyBool_FromLong(equal == (op == Py_EQ));
}

/* 1 found, 0 not, -1 failed; *value is borrowed */
static int context_find(PyObject *self, PyObject *key, PyObject **value) {
    if (!PyContextVar_CheckExact(key)) {
        PyErr_Format(PyExc_TypeError, "a ContextVar key was expected, got %R", key);
        return -1;
    }
    return _PyHamt_Find(vars_of(self), key, value);
}

static Py_ssize_t context_length(PyObject *self) { return _PyHamt_Len(vars_of(self)); }

static PyObject *context_subscript(PyObject *self, PyObject *key) {
    PyObject *value;
    int found = context_find(self, key, &value);
    if (found == 0) {
        PyErr_SetObject(PyExc_KeyError, key);
    }
    return found > 0 ? Py_NewRef(value) : NULL;
}

static int context_contains(PyObject *self, PyObject *key) {
    PyObject *value;
    return context_find(self, key, &value);
}

static PyObject *context_iter(PyObject *self) { return _PyHamt_NewIterKeys(vars_of(self)); }

static PyObject *context_get(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("get", nargs, 1, 2)) {
        return NULL;
    }
    PyObject *value;
    int found = context_find(self, args[0], &value);
    if (found < 0) {
        return NULL;
    }
    return Py_NewRef(found ? value : nargs > 1 ? args[1] : Py_None);
}

static PyObject *context_items(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return _PyHamt_NewIterItems(vars_of(self));
}

static PyObject *context_keys(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return _PyHamt_NewIterKeys(vars_of(self));
}

static PyObject *context_values(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return _PyHamt_NewIterValues(vars_of(self));
}

static PyObject *context_copy(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return PyContext_Copy(self);
}

static PyObject *context_run(PyObject *self, PyObject *const *args, Py_ssize_t nargs,
                             PyObject *kwnames) {
    if (nargs < 1) {
        PyErr_SetString(PyExc_TypeError, "run() missing 1 required positional argument");
        return NULL;
    }
    if (PyContext_Enter(self) < 0) {
        return NULL;
    }
    PyObject *result =
        _PyObject_VectorcallTstate(_PyThreadState_GET(), args[0], args + 1, (size_t)(nargs - 1), kwnames);
    if (PyContext_Exit(self) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

static PyMethodDef context_methods[] = {
    {"get", PYI_FASTCALL(context_get), METH_FASTCALL,
     PYI_SIGNATURE("get", "($self, key, default=None, /)")},
    {"items", context_items, METH_NOARGS, PYI_SIGNATURE("items", "($self, /)")},
    {"keys", context_keys, METH_NOARGS, PYI_SIGNATURE("keys", "($self, /)")},
    {"values", context_values, METH_NOARGS, PYI_SIGNATURE("values", "($self, /)")},
    {"copy", context_copy, METH_NOARGS, PYI_SIGNATURE("copy", "($self, /)")},
    {"run", PYI_FASTCALL(context_run), METH_FASTCALL | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL},
};

static PySequenceMethods context_as_sequence = {
    .sq_contains = context_contains,
};

static PyMappingMethods context_as_mapping = {
    .mp_length = context_length,
    .mp_subscript = context_subscript,
};

PyTypeObject PyContext_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_contextvars.Context",
    .tp_basicsize = sizeof(PyContext),
    .tp_dealloc = context_dealloc,
    .tp_as_sequence = &context_as_sequence,
    .tp_as_mapping = &context_as_mapping,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = context_traverse,
    .tp_clear = context_clear,
    .tp_richcompare = context_richcompare,
    .tp_weaklistoffset = offsetof(PyContext, ctx_weakreflist),
    .tp_iter = context_iter,
    .tp_methods = context_methods,
    .tp_new = context_new,
};
PYI_TYPE(PyContext_Type);

/* ---- ContextVar -------------------------------------------------------------------------- */

static PyObject *var_make(PyObject *name, PyObject *fallback) {
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "context variable name must be a str");
        return NULL;
    }
    PyContextVar *self = PyObject_GC_New(PyContextVar, &PyContextVar_Type);
    if (self == NULL) {
        return NULL;
    }
    self->var_name = Py_NewRef(name);
    self->var_default = Py_XNewRef(fallback);
    self->var_cached = NULL;
    self->var_cached_tsid = 0;
    self->var_cached_tsver = 0;
    Py_hash_t hash = PyObject_Hash(name);
    self->var_hash = hash == -1 ? -1 : hash ^ PYI_HASH_POINTER(self);
    if (hash != -1 && self->var_hash == -1) {
        self->var_hash = -2;
    }
    _PyObject_GC_TRACK(self);
    if (hash == -1) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static PyObject *var_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"", "default", NULL};
    PyObject *name, *fallback = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|$O:ContextVar", keywords, &name, &fallback)) {
        return NULL;
    }
    return var_make(name, fallback);
}

static int var_clear(PyObject *op) {
    PyContextVar *self = (PyContextVar *)op;
    Py_CLEAR(self->var_name);
    Py_CLEAR(self->var_default);
    self->var_cached = NULL;
    return 0;
}

static void var_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    var_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int var_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((PyContextVar *)op)->var_name);
    Py_VISIT(((PyContextVar *)op)->var_default);
    return 0;
}

static Py_hash_t var_hash(PyObject *op) { return ((PyContextVar *)op)->var_hash; }

static PyObject *var_repr(PyObject *op) {
    PyContextVar *self = (PyContextVar *)op;
    if (self->var_default != NULL) {
        return PyUnicode_FromFormat("<ContextVar name=%R default=%R at %p>", self->var_name,
                                    self->var_default, self);
    }
    return PyUnicode_FromFormat("<ContextVar name=%R at %p>", self->var_name, self);
}

static void remember(PyContextVar *self, PyThreadState *ts, PyObject *value) {
    self->var_cached = value; /* borrowed from the context, which is known by the two numbers */
    self->var_cached_tsid = ts->id;
    self->var_cached_tsver = ts->context_ver;
}

/* *value is borrowed; 1 when it is set */
static int var_find(PyContextVar *self, PyThreadState *ts, PyObject **value) {
    if (ts->context == NULL) {
        return 0;
    }
    if (self->var_cached != NULL && self->var_cached_tsid == ts->id &&
        self->var_cached_tsver == ts->context_ver) {
        *value = self->var_cached;
        return 1;
    }
    int found = _PyHamt_Find(((PyContext *)ts->context)->ctx_vars, (PyObject *)self, value);
    if (found > 0) {
        remember(self, ts, *value);
    }
    return found;
}

/* value NULL removes it */
static int var_assign(PyContextVar *self, PyObject *value) {
    self->var_cached = NULL;
    PyThreadState *ts = _PyThreadState_GET();
    PyContext *context = current(ts);
    if (context == NULL) {
        return -1;
    }
    PyHamtObject *vars;
    if (value == NULL) {
        vars = _PyHamt_Without(context->ctx_vars, (PyObject *)self);
        if (vars == context->ctx_vars) {
            Py_DECREF(vars);
            PyErr_SetObject(PyExc_LookupError, (PyObject *)self);
            return -1;
        }
    } else {
        vars = _PyHamt_Assoc(context->ctx_vars, (PyObject *)self, value);
    }
    if (vars == NULL) {
        return -1;
    }
    Py_SETREF(context->ctx_vars, vars);
    if (value != NULL) {
        remember(self, ts, value);
    }
    return 0;
}

/* new; NULL without an exception when there is neither a value nor a default */
int PyContextVar_Get(PyObject *op, PyObject *fallback, PyObject **value) {
    *value = NULL;
    if (!check_var(op)) {
        return -1;
    }
    PyContextVar *self = (PyContextVar *)op;
    PyObject *found;
    int status = var_find(self, _PyThreadState_GET(), &found);
    if (status < 0) {
        return -1;
    }
    if (status == 0) {
        found = fallback != NULL ? fallback : self->var_default;
    }
    *value = Py_XNewRef(found);
    return 0;
}

static PyObject *token_make(PyContext *context, PyContextVar *var, PyObject *old) {
    PyContextToken *self = PyObject_GC_New(PyContextToken, &PyContextToken_Type);
    if (self == NULL) {
        return NULL;
    }
    self->tok_ctx = (PyContext *)Py_NewRef(context);
    self->tok_var = (PyContextVar *)Py_NewRef(var);
    self->tok_oldval = Py_XNewRef(old);
    self->tok_used = 0;
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

/* new token, to undo it */
PyObject *PyContextVar_Set(PyObject *op, PyObject *value) {
    if (!check_var(op)) {
        return NULL;
    }
    PyContextVar *self = (PyContextVar *)op;
    PyContext *context = current(_PyThreadState_GET());
    PyObject *old = NULL;
    if (context == NULL || _PyHamt_Find(context->ctx_vars, op, &old) < 0) {
        return NULL;
    }
    PyObject *token = token_make(context, self, old);
    if (token != NULL && var_assign(self, value) < 0) {
        Py_CLEAR(token);
    }
    return token;
}

int PyContextVar_Reset(PyObject *op, PyObject *token) {
    if (!check_var(op)) {
        return -1;
    }
    if (!PyContextToken_CheckExact(token)) {
        PyErr_SetString(PyExc_TypeError, "an instance of Token was expected");
        return -1;
    }
    PyContextToken *self = (PyContextToken *)token;
    if (self->tok_used) {
        PyErr_Format(PyExc_RuntimeError, "%R has already been used once", token);
        return -1;
    }
    if ((PyObject *)self->tok_var != op) {
        PyErr_Format(PyExc_ValueError, "%R was created by a different ContextVar", token);
        return -1;
    }
    if (current(_PyThreadState_GET()) != self->tok_ctx) {
        PyErr_Format(PyExc_ValueError, "%R was created in a different Context", token);
        return -1;
    }
    self->tok_used = 1;
    return var_assign((PyContextVar *)op, self->tok_oldval);
}

/* new */
PyObject *PyContextVar_New(const char *name, PyObject *fallback) {
    PyObject *text = PyUnicode_FromString(name);
    PyObject *var = text == NULL ? NULL : var_make(text, fallback);
    Py_XDECREF(text);
    return var;
}

static PyObject *var_get(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    PyObject *value;
    if (!_PyArg_CheckPositional("get", nargs, 0, 1) ||
        PyContextVar_Get(self, nargs > 0 ? args[0] : NULL, &value) < 0) {
        return NULL;
    }
    if (value == NULL) {
        PyErr_SetObject(PyExc_LookupError, self);
    }
    return value;
}

static PyObject *var_reset(PyObject *self, PyObject *token) {
    if (!PyContextToken_CheckExact(token)) {
        PyErr_Format(PyExc_TypeError, "expected an instance of Token, got %R", token);
        return NULL;
    }
    if (PyContextVar_Reset(self, token) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyMethodDef var_methods[] = {
    {"get", PYI_FASTCALL(var_get), METH_FASTCALL,
     PYI_SIGNATURE("get", "($self, default=<unrepresentable>, /)")},
    {"set", PyContextVar_Set, METH_O, PYI_SIGNATURE("set", "($self, value, /)")},
    {"reset", var_reset, METH_O, PYI_SIGNATURE("reset", "($self, token, /)")},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef var_members[] = {
    {"name", T_OBJECT, offsetof(PyContextVar, var_name), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject PyContextVar_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_contextvars.ContextVar",
    .tp_basicsize = sizeof(PyContextVar),
    .tp_dealloc = var_dealloc,
    .tp_repr = var_repr,
    .tp_hash = var_hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = var_traverse,
    .tp_clear = var_clear,
    .tp_methods = var_methods,
    .tp_members = var_members,
    .tp_new = var_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(PyContextVar_Type);

/* ---- Token ------------------------------------------------------------------------------- */

static PyObject *missing_repr(PyObject *Py_UNUSED(self)) {
    return PyUnicode_FromString("<Token.MISSING>");
}

PyTypeObject _PyContextTokenMissing_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "Token.MISSING",
    .tp_basicsize = sizeof(PyObject),
    .tp_repr = missing_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
};
PYI_TYPE(_PyContextTokenMissing_Type);

static PyObject token_missing = {
    _PyObject_EXTRA_INIT
#if PYI_312
    {_Py_IMMORTAL_REFCNT},
#else
    .ob_refcnt = 999999999,
#endif
    .ob_type = &_PyContextTokenMissing_Type,
};

static PyObject *token_new(PyTypeObject *Py_UNUSED(type), PyObject *Py_UNUSED(args),
                           PyObject *Py_UNUSED(kwargs)) {
    PyErr_SetString(PyExc_RuntimeError, "Tokens can only be created by ContextVars");
    return NULL;
}

static int token_clear(PyObject *op) {
    PyContextToken *self = (PyContextToken *)op;
    Py_CLEAR(self->tok_ctx);
    Py_CLEAR(self->tok_var);
    Py_CLEAR(self->tok_oldval);
    return 0;
}

static void token_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    token_clear(op);
    PyObject_GC_Del(op);
}

static int token_traverse(PyObject *op, visitproc visit, void *arg) {
    PyContextToken *self = (PyContextToken *)op;
    Py_VISIT(self->tok_ctx);
    Py_VISIT(self->tok_var);
    Py_VISIT(self->tok_oldval);
    return 0;
}

static PyObject *token_repr(PyObject *op) {
    PyContextToken *self = (PyContextToken *)op;
    return PyUnicode_FromFormat("<Token%s var=%R at %p>", self->tok_used ? " used" : "",
                                self->tok_var, self);
}

static PyObject *token_var(PyObject *op, void *Py_UNUSED(closure)) {
    return Py_NewRef(((PyContextToken *)op)->tok_var);
}

static PyObject *token_old_value(PyObject *op, void *Py_UNUSED(closure)) {
    PyObject *old = ((PyContextToken *)op)->tok_oldval;
    return Py_NewRef(old == NULL ? &token_missing : old);
}

static PyGetSetDef token_getset[] = {
    {"var", token_var, NULL, NULL, NULL},
    {"old_value", token_old_value, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef token_methods[] = {
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyContextToken_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_contextvars.Token",
    .tp_basicsize = sizeof(PyContextToken),
    .tp_dealloc = token_dealloc,
    .tp_repr = token_repr,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = token_traverse,
    .tp_clear = token_clear,
    .tp_methods = token_methods,
    .tp_getset = token_getset,
    .tp_new = token_new,
};
PYI_TYPE(PyContextToken_Type);

/* ---- module ------------------------------------------------------------------------------- */

/* Token.MISSING */
static int add_missing(void) {
    if (pyi_type_ensure_dict(&PyContextToken_Type) < 0) {
        return -1;
    }
#if PYI_312
    PyObject *dict = _PyType_GetDict(&PyContextToken_Type);
#else
    PyObject *dict = PyContextToken_Type.tp_dict;
#endif
    if (PyDict_SetItemString(dict, "MISSING", &token_missing) < 0) {
        return -1;
    }
    PyType_Modified(&PyContextToken_Type);
    return 0;
}

PyStatus _PyContext_Init(PyInterpreterState *Py_UNUSED(interp)) {
    return add_missing() < 0 ? PyStatus_Error("can't init context types") : PyStatus_Ok();
}

#if PYI_313
void _PyContext_ClearFreeList(struct _Py_object_freelists *Py_UNUSED(freelists),
                              int Py_UNUSED(is_finalization)) {}
#else
void _PyContext_ClearFreeList(PyInterpreterState *Py_UNUSED(interp)) {}
void _PyContext_Fini(PyInterpreterState *Py_UNUSED(interp)) {}
void _PyHamt_Fini(PyInterpreterState *Py_UNUSED(interp)) {}
#endif

static PyObject *copy_context(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    return PyContext_CopyCurrent();
}

static PyMethodDef module_methods[] = {
    {"copy_context", copy_context, METH_NOARGS, PYI_SIGNATURE("copy_context", "($module, /)")},
    {NULL, NULL, 0, NULL},
};

static int module_exec(PyObject *module) {
    return add_missing() < 0 || PyModule_AddType(module, &PyContext_Type) < 0 ||
                   PyModule_AddType(module, &PyContextVar_Type) < 0 ||
                   PyModule_AddType(module, &PyContextToken_Type) < 0
               ? -1
               : 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_contextvars",
    .m_methods = module_methods,
    .m_slots = module_slots,
};

static PyObject *contextvars_init(void) { return PyModuleDef_Init(&module_def); }
PYI_MODULE("_contextvars", contextvars_init);
