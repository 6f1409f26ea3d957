/* SPDX-License-Identifier: Apache-2.0 */
/* base: ast.AST, whose subclasses are the nodes that Python sees.
 * Layout     dict    owned, NULL until something asks for it: all fields and attributes
 * Collected  yes: a node can hold a node that holds it
 * Contract   docs.python.org/3/library/ast.html#ast.AST
 */
#include "table.h"

#include "members.h"

typedef struct {
    PyObject_HEAD
    PyObject *dict;
} node_object;

/* ---- life ----------------------------------------------------------------------------------- */

static void node_dealloc(PyObject *op) {
    node_object *self = (node_object *)op;
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    Py_CLEAR(self->dict);
    type->tp_free(op);
    Py_DECREF(type);
}

static int node_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(Py_TYPE(op));
    Py_VISIT(((node_object *)op)->dict);
    return 0;
}

static int node_clear(PyObject *op) {
    Py_CLEAR(((node_object *)op)->dict);
    return 0;
}

/* ---- constructor ---------------------------------------------------------------------------- */

/* `_fields` of the class as a sequence, NULL when it has none, and their number; -1 with an exception */
static int find_fields(PyObject *self, PyObject **fields, Py_ssize_t *count) {
    *count = 0;
    if (pyi_tree_lookup((PyObject *)Py_TYPE(self), PYI_NAME("_fields"), fields) < 0) {
        return -1;
    }
    if (*fields != NULL && (*count = PySequence_Size(*fields)) < 0) {
        Py_CLEAR(*fields);
        return -1;
    }
    return 0;
}

static int init_positional(PyObject *self, PyObject *args, PyObject *fields, Py_ssize_t count) {
    Py_ssize_t given = PyTuple_GET_SIZE(args);
    if (given > count) {
        PyErr_Format(PyExc_TypeError, "%.400s constructor takes at most %zd positional argument%s",
                     _PyType_Name(Py_TYPE(self)), count, count == 1 ? "" : "s");
        return -1;
    }
    for (Py_ssize_t i = 0; i < given; i++) {
        PyObject *name = PySequence_GetItem(fields, i);
        int status = name == NULL ? -1 : PyObject_SetAttr(self, name, PyTuple_GET_ITEM(args, i));
        Py_XDECREF(name);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

#if PYI_313
/* A keyword that is neither a field nor an attribute is deprecated. */
static int check_attribute(PyObject *self, PyObject *key) {
    PyObject *attributes;
    if (pyi_tree_lookup((PyObject *)Py_TYPE(self), PYI_NAME("_attributes"), &attributes) < 0) {
        return -1;
    }
    int known = attributes == NULL ? 0 : PySequence_Contains(attributes, key);
    Py_XDECREF(attributes);
    if (known != 0) {
        return known < 0 ? -1 : 0;
    }
    return PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                            "%.400s.__init__ got an unexpected keyword argument '%U'. Support for "
                            "arbitrary keyword arguments is deprecated and will be removed in "
                            "Python 3.15.",
                            Py_TYPE(self)->tp_name, key);
}
#endif

/* A keyword must not be a field that has a positional argument. */
static int check_keyword(PyObject *self, PyObject *key, PyObject *fields, Py_ssize_t given) {
    int is_field = fields == NULL ? 0 : PySequence_Contains(fields, key);
    if (is_field < 0) {
        return -1;
    }
    if (is_field) {
        Py_ssize_t index = PySequence_Index(fields, key);
        if (index >= 0 && index < given) {
            PyErr_Format(PyExc_TypeError, "%.400s got multiple values for argument '%U'",
                         Py_TYPE(self)->tp_name, key);
            return -1;
        }
        return index < 0 ? -1 : 0;
    }
#if PYI_313
    return check_attribute(self, key);
#else
    return 0;
#endif
}

static int init_keywords(PyObject *self, PyObject *kwargs, PyObject *fields, Py_ssize_t given) {
    Py_ssize_t position = 0;
    PyObject *key, *value;
    while (PyDict_Next(kwargs, &position, &key, &value)) {
        if (check_keyword(self, key, fields, given) < 0 || PyObject_SetAttr(self, key, value) < 0) {
            return -1;
        }
    }
    return 0;
}

#if PYI_313
/* Give a field without an argument the default of its type; to have none is deprecated. */
static int init_missing(PyObject *self, PyObject *name, PyObject *types) {
    PyObject *type = PyDict_GetItemWithError(types, name);
    if (type == NULL) {
        if (PyErr_Occurred()) {
            return -1;
        }
        return PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                                "Field '%U' is missing from %.400s._field_types. This will become "
                                "an error in Python 3.15.",
                                name, Py_TYPE(self)->tp_name);
    }
    if (_PyUnion_Check(type)) {
        return 0; /* the class has None */
    }
    if (Py_IS_TYPE(type, &Py_GenericAliasType)) {
        PyObject *empty = PyList_New(0);
        int status = empty == NULL ? -1 : PyObject_SetAttr(self, name, empty);
        Py_XDECREF(empty);
        return status;
    }
    pyi_tree_type *context = &pyi_tree_types[PYI_TREE_expr_context];
    if (type == context->cls) {
        return PyObject_SetAttr(self, name, context->nodes[Load - 1].singleton);
    }
    return PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                            "%.400s.__init__ missing 1 required positional argument: '%U'. This "
                            "will become an error in Python 3.15.",
                            Py_TYPE(self)->tp_name, name);
}

static int init_rest(PyObject *self, PyObject *kwargs, PyObject *fields, Py_ssize_t from,
                     Py_ssize_t count) {
    PyObject *types;
    if (from >= count ||
        pyi_tree_lookup((PyObject *)Py_TYPE(self), PYI_NAME("_field_types"), &types) <= 0) {
        return PyErr_Occurred() ? -1 : 0;
    }
    int status = 0;
    for (Py_ssize_t i = from; status == 0 && i < count; i++) {
        PyObject *name = PySequence_GetItem(fields, i);
        int given = name == NULL ? -1 : kwargs == NULL ? 0 : PyDict_Contains(kwargs, name);
        status = given != 0 ? given : init_missing(self, name, types);
        if (given > 0) {
            status = 0;
        }
        Py_XDECREF(name);
    }
    Py_DECREF(types);
    return status;
}
#endif

/* Arguments are fields, keywords any attributes. */
static int node_init(PyObject *self, PyObject *args, PyObject *kwargs) {
    PyObject *fields;
    Py_ssize_t count;
    if (find_fields(self, &fields, &count) < 0) {
        return -1;
    }
    int status = init_positional(self, args, fields, count);
    if (status == 0 && kwargs != NULL) {
        status = init_keywords(self, kwargs, fields, PyTuple_GET_SIZE(args));
    }
#if PYI_313
    if (status == 0) {
        status = init_rest(self, kwargs, fields, PyTuple_GET_SIZE(args), count);
    }
#endif
    Py_XDECREF(fields);
    return status;
}

/* ---- methods -------------------------------------------------------------------------------- */

#if PYI_313
/* new: a None for each of the first fields that have values, so that the copy is made without a
 * warning for missing ones; the values come with the dict */
static PyObject *placeholders(PyObject *self, PyObject *dict) {
    PyObject *fields;
    Py_ssize_t count, known = 0;
    if (find_fields(self, &fields, &count) < 0) {
        return NULL;
    }
    int found = 1;
    while (known < count && found > 0) {
        PyObject *name = PySequence_GetItem(fields, known);
        found = name == NULL ? -1 : PyDict_Contains(dict, name);
        known += found > 0;
        Py_XDECREF(name);
    }
    Py_XDECREF(fields);
    PyObject *result = found < 0 ? NULL : PyTuple_New(known);
    for (Py_ssize_t i = 0; result != NULL && i < known; i++) {
        PyTuple_SET_ITEM(result, i, Py_NewRef(Py_None));
    }
    return result;
}
#else
static PyObject *placeholders(PyObject *self, PyObject *dict) {
    (void)self, (void)dict;
    return PyTuple_New(0);
}
#endif

static PyObject *node_reduce(PyObject *self, PyObject *nothing) {
    (void)nothing;
    PyObject *dict;
    if (pyi_tree_lookup(self, PYI_NAME("__dict__"), &dict) < 0) {
        return NULL;
    }
    if (dict == NULL) {
        return Py_BuildValue("O()", Py_TYPE(self));
    }
    PyObject *args = placeholders(self, dict);
    if (args == NULL) {
        Py_DECREF(dict);
        return NULL;
    }
    return Py_BuildValue("ONN", Py_TYPE(self), args, dict);
}

static PyMethodDef node_methods[] = {
    {"__reduce__", node_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type ----------------------------------------------------------------------------------- */

static PyMemberDef node_members[] = {
    {"__dictoffset__", PYI_T_PYSSIZET, offsetof(node_object, dict), PYI_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef node_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot node_slots[] = {
    {Py_tp_dealloc, node_dealloc},
    {Py_tp_getattro, PyObject_GenericGetAttr},
    {Py_tp_setattro, PyObject_GenericSetAttr},
    {Py_tp_traverse, node_traverse},
    {Py_tp_clear, node_clear},
    {Py_tp_members, node_members},
    {Py_tp_methods, node_methods},
    {Py_tp_getset, node_getset},
    {Py_tp_init, node_init},
    {Py_tp_alloc, PyType_GenericAlloc},
    {Py_tp_new, PyType_GenericNew},
    {Py_tp_free, PyObject_GC_Del},
    {0, NULL},
};

static PyType_Spec node_spec = {
    .name = "ast.AST",
    .basicsize = sizeof(node_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = node_slots,
};

PyObject *pyi_tree_make_base(void) { return PyType_FromSpec(&node_spec); }
