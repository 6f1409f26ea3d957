/* SPDX-License-Identifier: Apache-2.0 */
/* super: attributes from behind a class in the mro.
 *
 * Layout     type, obj, obj_type owned, NULL while unbound
 * Collected  yes
 * Contract   docs.python.org/3/library/functions.html#super
 */
#include "members.h"

typedef struct {
    PyObject_HEAD
    PyTypeObject *type;
    PyObject *obj;
    PyTypeObject *obj_type;
} superobject;

/* ---- life ----------------------------------------------------------------------------------------------- */

static void dealloc(PyObject *op) {
    superobject *self = (superobject *)op;
    _PyObject_GC_UNTRACK(op);
    Py_XDECREF(self->obj);
    Py_XDECREF(self->type);
    Py_XDECREF(self->obj_type);
    Py_TYPE(op)->tp_free(op);
}

static int traverse(PyObject *op, visitproc visit, void *arg) {
    superobject *self = (superobject *)op;
    Py_VISIT(self->obj);
    Py_VISIT(self->type);
    Py_VISIT(self->obj_type);
    return 0;
}

/* ---- looking up --------------------------------------------------------------------------------------------- */

/* New: the first *name* behind *type* in the mro of *start*, bound; NULL without an exception when there is none. With
 * *unbound not NULL, a method may come back unbound, and that is noted. */
static PyObject *find_behind(PyTypeObject *type, PyObject *obj, PyTypeObject *start, PyObject *name,
                             int *unbound) {
    PyObject *mro = start->tp_mro;
    if (mro == NULL) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(mro), i = 0;
    while (i + 1 < n && PyTuple_GET_ITEM(mro, i) != (PyObject *)type) {
        i++;
    }
    Py_INCREF(mro);
    PyObject *found = NULL;
    for (i++; i < n && found == NULL; i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        PyObject *dict = base->tp_dict;
        if (dict == NULL) { /* of a type that nobody has looked into */
            _PyType_Lookup(base, name);
            dict = base->tp_dict;
        }
        found = dict == NULL ? NULL : Py_XNewRef(PyDict_GetItemWithError(dict, name));
        if (found == NULL && PyErr_Occurred()) {
            break;
        }
    }
    Py_DECREF(mro);
    if (found == NULL) {
        return NULL;
    }
    if (unbound != NULL && _PyType_HasFeature(Py_TYPE(found), Py_TPFLAGS_METHOD_DESCRIPTOR)) {
        *unbound = 1;
        return found;
    }
    descrgetfunc get = Py_TYPE(found)->tp_descr_get;
    if (get != NULL) {
        /* bound to a class, `super(type, type)`, methods stay functions */
        Py_SETREF(found, get(found, obj == (PyObject *)start ? NULL : obj, (PyObject *)start));
    }
    return found;
}

static PyObject *getattro(PyObject *op, PyObject *name) {
    superobject *self = (superobject *)op;
    bool is_class = PyUnicode_Check(name) && PyUnicode_GET_LENGTH(name) == 9 &&
                    PyUnicode_CompareWithASCIIString(name, "__class__") == 0;
    if (self->obj_type != NULL && !is_class) { /* `__class__` is super's own */
        PyObject *found = find_behind(self->type, self->obj, self->obj_type, name, NULL);
        if (found != NULL || PyErr_Occurred()) {
            return found;
        }
    }
    return PyObject_GenericGetAttr(op, name);
}

/* ---- binding ---------------------------------------------------------------------------------------------------- */

/* New: the class from whose mro attributes come: that of the object or, of a class, itself. */
static PyTypeObject *check(PyTypeObject *type, PyObject *obj) {
    if (PyType_Check(obj) && PyType_IsSubtype((PyTypeObject *)obj, type)) {
        return (PyTypeObject *)Py_NewRef(obj);
    }
    if (PyType_IsSubtype(Py_TYPE(obj), type)) {
        return (PyTypeObject *)Py_NewRef(Py_TYPE(obj));
    }
    PyObject *class = PyObject_GetAttr(obj, PYI_NAME("__class__")); /* proxies pretend */
    if (class == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return NULL;
        }
        PyErr_Clear();
    } else if (PyType_Check(class) && class != (PyObject *)Py_TYPE(obj) &&
               PyType_IsSubtype((PyTypeObject *)class, type)) {
        return (PyTypeObject *)class;
    }
    Py_XDECREF(class);
#if PYI_313
    PyErr_Format(PyExc_TypeError,
                 "super(type, obj): obj (%s %.200s) is not an instance or subtype of type (%.200s).",
                 PyType_Check(obj) ? "type" : "instance of",
                 PyType_Check(obj) ? ((PyTypeObject *)obj)->tp_name : Py_TYPE(obj)->tp_name,
                 type->tp_name);
#else
    PyErr_SetString(PyExc_TypeError, "super(type, obj): obj must be an instance or subtype of type");
#endif
    return NULL;
}

static PyObject *descr_get(PyObject *op, PyObject *obj, PyObject *owner) {
    (void)owner;
    superobject *self = (superobject *)op;
    if (obj == NULL || obj == Py_None || self->obj != NULL) {
        return Py_NewRef(op);
    }
    if (!Py_IS_TYPE(op, &PySuper_Type)) {
        return PyObject_CallFunctionObjArgs((PyObject *)Py_TYPE(op), self->type, obj, NULL);
    }
    PyTypeObject *obj_type = check(self->type, obj);
    superobject *bound =
        obj_type == NULL ? NULL : (superobject *)PySuper_Type.tp_alloc(&PySuper_Type, 0);
    if (bound == NULL) {
        Py_XDECREF(obj_type);
        return NULL;
    }
    bound->type = (PyTypeObject *)Py_NewRef(self->type);
    bound->obj = Py_NewRef(obj);
    bound->obj_type = obj_type;
    return (PyObject *)bound;
}

/* ---- super() without arguments --------------------------------------------------------------------------------- */

/* The first argument of the calling function, borrowed; it may have become a cell. */
static PyObject *first_argument(_PyInterpreterFrame *frame, PyCodeObject *code) {
    PyObject *value = frame->localsplus[0];
    if (value != NULL && (_PyLocals_GetKind(code->co_localspluskinds, 0) & CO_FAST_CELL) &&
        PyCell_Check(value)) {
        value = PyCell_GET(value);
    }
    return value;
}

static PyTypeObject *class_of_function(_PyInterpreterFrame *frame, PyCodeObject *code) {
    int first = code->co_nlocalsplus - code->co_nfreevars;
    for (int i = first; i < code->co_nlocalsplus; i++) {
        PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, i);
        if (PyUnicode_CompareWithASCIIString(name, "__class__") != 0) {
            continue;
        }
        PyObject *cell = frame->localsplus[i];
        if (cell == NULL || !PyCell_Check(cell)) {
            PyErr_SetString(PyExc_RuntimeError, "super(): bad __class__ cell");
            return NULL;
        }
        PyObject *type = PyCell_GET(cell);
        if (type == NULL) {
            PyErr_SetString(PyExc_RuntimeError, "super(): empty __class__ cell");
            return NULL;
        }
        if (!PyType_Check(type)) {
            PyErr_Format(PyExc_RuntimeError, "super(): __class__ is not a type (%s)",
                         Py_TYPE(type)->tp_name);
            return NULL;
        }
        return (PyTypeObject *)type;
    }
    PyErr_SetString(PyExc_RuntimeError, "super(): __class__ cell not found");
    return NULL;
}

static _PyInterpreterFrame *calling_frame(void) {
    PyThreadState *ts = _PyThreadState_GET();
#if PYI_313
    return ts->current_frame;
#else
    return ts->cframe->current_frame;
#endif
}

/* 0 with both borrowed, or -1 */
static int from_frame(PyTypeObject **type, PyObject **obj) {
    _PyInterpreterFrame *frame = calling_frame();
    if (frame == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "super(): no current frame");
        return -1;
    }
#if PYI_313
    PyCodeObject *code = (PyCodeObject *)frame->f_executable;
#else
    PyCodeObject *code = frame->f_code;
#endif
    if (code->co_argcount == 0) {
        PyErr_SetString(PyExc_RuntimeError, "super(): no arguments");
        return -1;
    }
    *obj = first_argument(frame, code);
    if (*obj == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "super(): arg[0] deleted");
        return -1;
    }
    *type = class_of_function(frame, code);
    return *type == NULL ? -1 : 0;
}

static int init(PyObject *op, PyObject *args, PyObject *kwargs) {
    superobject *self = (superobject *)op;
    PyObject *given = NULL, *obj = NULL;
    if (!_PyArg_NoKeywords("super", kwargs) ||
        !PyArg_UnpackTuple(args, "super()", 0, 2, &given, &obj)) {
        return -1;
    }
    if (given != NULL && !PyType_Check(given)) {
        PyErr_Format(PyExc_TypeError, "super() argument 1 must be a type, not %.200s",
                     Py_TYPE(given)->tp_name);
        return -1;
    }
    PyTypeObject *type = (PyTypeObject *)given;
    if (type == NULL && from_frame(&type, &obj) < 0) {
        return -1;
    }
    obj = obj == Py_None ? NULL : obj;
    PyTypeObject *obj_type = NULL;
    if (obj != NULL) {
        obj_type = check(type, obj);
        if (obj_type == NULL) {
            return -1;
        }
    }
    Py_XSETREF(self->type, (PyTypeObject *)Py_NewRef(type));
    Py_XSETREF(self->obj, Py_XNewRef(obj));
    Py_XSETREF(self->obj_type, obj_type);
    return 0;
}

/* ---- type ------------------------------------------------------------------------------------------------------- */

static PyObject *repr(PyObject *op) {
    superobject *self = (superobject *)op;
    const char *name = self->type == NULL ? "NULL" : self->type->tp_name;
    return self->obj_type != NULL
               ? PyUnicode_FromFormat("<super: <class '%s'>, <%s object>>", name,
                                      self->obj_type->tp_name)
               : PyUnicode_FromFormat("<super: <class '%s'>, NULL>", name);
}

static PyMemberDef members[] = {
    {"__thisclass__", PYI_T_OBJECT, offsetof(superobject, type), PYI_READONLY, NULL},
    {"__self__", PYI_T_OBJECT, offsetof(superobject, obj), PYI_READONLY, NULL},
    {"__self_class__", PYI_T_OBJECT, offsetof(superobject, obj_type), PYI_READONLY, NULL},
    {0},
};

PyTypeObject PySuper_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "super",
    .tp_basicsize = sizeof(superobject),
    .tp_dealloc = dealloc,
    .tp_repr = repr,
    .tp_getattro = getattro,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_traverse = traverse,
    .tp_members = members,
    .tp_descr_get = descr_get,
    .tp_init = init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(PySuper_Type);

/* ---- for the interpreter --------------------------------------------------------------------------------------- */

/* New: `super(type, obj).name` without making the super object. */
PyObject *_PySuper_Lookup(PyTypeObject *type, PyObject *obj, PyObject *name, int *unbound) {
    PyTypeObject *start = check(type, obj);
    if (start == NULL) {
        return NULL;
    }
    if (unbound != NULL) {
        *unbound = 0;
    }
    bool is_class = PyUnicode_CompareWithASCIIString(name, "__class__") == 0;
    PyObject *found = is_class ? NULL : find_behind(type, obj, start, name, unbound);
    Py_DECREF(start);
    if (found == NULL && !PyErr_Occurred()) {
        PyObject *args[] = {(PyObject *)type, obj};
        PyObject *super = PyObject_Vectorcall((PyObject *)&PySuper_Type, args, 2, NULL);
        found = super == NULL ? NULL : PyObject_GenericGetAttr(super, name);
        Py_XDECREF(super);
    }
    return found;
}
