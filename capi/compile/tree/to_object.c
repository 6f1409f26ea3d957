/* SPDX-License-Identifier: Apache-2.0 */
/* to_object: a tree becomes objects of Python, by the table. */
#include "table.h"

static PyObject *from_value(pyi_tree_depth *depth, int id, const void *place);

/* ---- fields --------------------------------------------------------------------------------- */

/* new */
static PyObject *from_sequence(pyi_tree_depth *depth, int id, const asdl_generic_seq *seq) {
    Py_ssize_t n = asdl_seq_LEN(seq);
    PyObject *list = PyList_New(n);
    bool ints = id < PYI_TREE_COUNT && pyi_tree_types[id].shape == PYI_SHAPE_ENUM;
    for (Py_ssize_t i = 0; list != NULL && i < n; i++) {
        const void *place = ints ? (const void *)&((const asdl_int_seq *)seq)->typed_elements[i]
                                 : (const void *)&seq->typed_elements[i];
        PyObject *item = from_value(depth, id, place);
        if (item == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, i, item);
        }
    }
    return list;
}

static int set_fields(pyi_tree_depth *depth, PyObject *self, const pyi_tree_field *fields,
                      Py_ssize_t count, const char *data) {
    for (Py_ssize_t i = 0; i < count; i++) {
        const void *place = data + fields[i].offset;
        PyObject *value = fields[i].quantity == PYI_FIELD_SEQ
                              ? from_sequence(depth, fields[i].type, *(const void *const *)place)
                              : from_value(depth, fields[i].type, place);
        int status = value == NULL ? -1 : PyObject_SetAttr(self, fields[i].name, value);
        Py_XDECREF(value);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- nodes ---------------------------------------------------------------------------------- */

/* new */
static PyObject *from_node(pyi_tree_depth *depth, const pyi_tree_type *type, const char *data) {
    if (data == NULL) {
        Py_RETURN_NONE;
    }
    if (++depth->depth > depth->limit) {
        PyErr_SetString(PyExc_RecursionError,
                        "maximum recursion depth exceeded during ast construction");
        return NULL;
    }
    /* A sum begins with the number of its kind. */
    const pyi_tree_node *node =
        type->shape == PYI_SHAPE_SUM ? &type->nodes[*(const int *)data - 1] : type->nodes;
    PyObject *self = PyType_GenericNew((PyTypeObject *)node->cls, NULL, NULL);
    bool located = type->attributes != PYI_TREE_NOWHERE;
    if (self != NULL &&
        (set_fields(depth, self, node->fields, node->field_count, data) < 0 ||
         set_fields(depth, self, pyi_tree_location, located ? PYI_LOCATION_COUNT : 0,
                    data + type->location) < 0)) {
        Py_CLEAR(self);
    }
    depth->depth--;
    return self;
}

/* new: of the value of type id at that place */
static PyObject *from_value(pyi_tree_depth *depth, int id, const void *place) {
    if (id < PYI_TREE_COUNT) {
        const pyi_tree_type *type = &pyi_tree_types[id];
        return type->shape == PYI_SHAPE_ENUM
                   ? Py_NewRef(type->nodes[*(const int *)place - 1].singleton)
                   : from_node(depth, type, *(const void *const *)place);
    }
    if (id == PYI_TREE_int) {
        return PyLong_FromLong(*(const int *)place);
    }
    PyObject *op = *(PyObject *const *)place;
    return Py_NewRef(op == NULL ? Py_None : op);
}

/* ---- public functions ----------------------------------------------------------------------- */

/* new */
PyObject *PyAST_mod2obj(mod_ty tree) {
    if (pyi_tree_make_classes() < 0) {
        return NULL;
    }
    pyi_tree_depth depth = pyi_tree_depth_start();
    return from_node(&depth, &pyi_tree_types[PYI_TREE_mod], (const char *)tree);
}
