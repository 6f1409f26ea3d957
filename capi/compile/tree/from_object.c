/* SPDX-License-Identifier: Apache-2.0 */
/* from_object: objects of Python become a tree in an arena, by the table.
 *
 * The objects are whatever a program made of them: every field is looked up as an attribute and checked.
 * What is missing or of another type is a TypeError that names it; the checks of meaning are the
 * validator's.
 */
#include "table.h"

static int to_value(PyArena *arena, int id, PyObject *op, void *place);

/* ---- values that are no nodes --------------------------------------------------------------- */

/* The arena owns op from here on. */
static int keep(PyArena *arena, PyObject *op, void **place) {
    if (_PyArena_AddPyObject(arena, Py_NewRef(op)) < 0) {
        Py_DECREF(op);
        return -1;
    }
    *place = op;
    return 0;
}

/* A str that is a name; a string, the text of a comment or prefix, may also be bytes. */
static int to_string(PyArena *arena, PyObject *op, void **place, int id) {
    if (op == Py_None) {
        *place = NULL;
        return 0;
    }
    bool is_name = id == PYI_TREE_identifier;
    if (!PyUnicode_CheckExact(op) && (is_name || !PyBytes_CheckExact(op))) {
        PyErr_Format(PyExc_TypeError, "AST %s must be of type str",
                     is_name ? "identifier" : "string");
        return -1;
    }
    return keep(arena, op, place);
}

static int to_int(PyObject *op, int *place) {
    if (!PyLong_Check(op)) {
        PyErr_Format(PyExc_ValueError, "invalid integer value: %R", op);
        return -1;
    }
    *place = PYI_LONG_AS_INT(op);
    return *place == -1 && PyErr_Occurred() ? -1 : 0;
}

/* The index of the node of that type whose instance op is, -1 with an exception. */
static Py_ssize_t find_kind(const pyi_tree_type *type, PyObject *op) {
    for (Py_ssize_t i = 0; i < type->node_count; i++) {
        if ((PyObject *)Py_TYPE(op) == type->nodes[i].cls) {
            return i;
        }
    }
    for (Py_ssize_t i = 0; i < type->node_count; i++) {
        int is_instance = PyObject_IsInstance(op, type->nodes[i].cls);
        if (is_instance != 0) {
            return is_instance < 0 ? -1 : i;
        }
    }
    PyErr_Format(PyExc_TypeError, "expected some sort of %s, but got %R", type->name, op);
    return -1;
}

/* ---- fields --------------------------------------------------------------------------------- */

static int to_nested(PyArena *arena, const pyi_tree_field *field, const char *owner, PyObject *op,
                     void *place) {
    char where[64];
    PyOS_snprintf(where, sizeof where, " while traversing '%s' node", owner);
    if (_Py_EnterRecursiveCall(where)) {
        return -1;
    }
    int status = to_value(arena, field->type, op, place);
    _Py_LeaveRecursiveCall();
    return status;
}

static int fill_sequence(PyArena *arena, const pyi_tree_field *field, const char *owner,
                         PyObject *list, asdl_generic_seq *seq) {
    bool ints = field->type < PYI_TREE_COUNT && pyi_tree_types[field->type].shape == PYI_SHAPE_ENUM;
    for (Py_ssize_t i = 0; i < seq->size; i++) {
        void *place = ints ? (void *)&((asdl_int_seq *)seq)->typed_elements[i]
                           : (void *)&seq->typed_elements[i];
        PyObject *item = Py_NewRef(PyList_GET_ITEM(list, i));
        int status = to_nested(arena, field, owner, item, place);
        Py_DECREF(item);
        if (status < 0) {
            return -1;
        }
        if (PyList_GET_SIZE(list) != seq->size) {
            PyErr_Format(PyExc_RuntimeError, "%s field \"%s\" changed size during iteration", owner,
                         field->text);
            return -1;
        }
    }
    return 0;
}

/* value is NULL when there is no such attribute */
static int to_sequence(PyArena *arena, const pyi_tree_field *field, const char *owner,
                       PyObject *value, void **place) {
    if (value != NULL && !PyList_Check(value)) {
        PyErr_Format(PyExc_TypeError, "%s field \"%s\" must be a list, not a %.200s", owner,
                     field->text, _PyType_Name(Py_TYPE(value)));
        return -1;
    }
    Py_ssize_t n = value == NULL ? 0 : PyList_GET_SIZE(value);
    asdl_generic_seq *seq = _Py_asdl_generic_seq_new(n, arena);
    if (seq == NULL) {
        return -1;
    }
    *place = seq;
    return fill_sequence(arena, field, owner, value, seq);
}

static PYI_COLD int missing_attribute(const pyi_tree_field *field, const char *owner) {
    PyErr_Format(PyExc_TypeError, "required field \"%s\" missing from %s", field->text, owner);
    return -1;
}

/* A sequence that is missing is empty, in 3.11 an error. */
static bool is_required(const pyi_tree_field *field) {
    return field->quantity == PYI_FIELD_ONE || (!PYI_312 && field->quantity == PYI_FIELD_SEQ);
}

static int to_field(PyArena *arena, const pyi_tree_field *field, const char *owner, PyObject *op,
                    char *data) {
    PyObject *value;
    if (pyi_tree_lookup(op, field->name, &value) < 0) {
        return -1;
    }
    if (value == NULL && is_required(field)) {
        return missing_attribute(field, owner);
    }
    void *place = data + field->offset;
    int status = 0; /* data is zeroed */
    if (field->quantity == PYI_FIELD_SEQ) {
        status = to_sequence(arena, field, owner, value, place);
    } else if (field->quantity == PYI_FIELD_ONE || (value != NULL && value != Py_None)) {
        status = to_nested(arena, field, owner, value, place);
    }
    Py_XDECREF(value);
    return status;
}

/* ---- nodes ---------------------------------------------------------------------------------- */

/* An end that is not given is the beginning. */
static int to_location(PyArena *arena, const pyi_tree_type *type, PyObject *op, char *data) {
    bool end_required = type->attributes == PYI_TREE_LOCATED_END;
    int *location = (int *)(data + type->location);
    for (Py_ssize_t i = 0; i < PYI_LOCATION_COUNT; i++) {
        pyi_tree_field field = pyi_tree_location[i];
        field.quantity = end_required ? PYI_FIELD_ONE : field.quantity;
        if (i >= 2) {
            location[i] = location[i - 2];
        }
        if (to_field(arena, &field, type->name, op, (char *)location) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The constructors' check: no required pointer is NULL. */
static int check_required(const pyi_tree_node *node, const char *data) {
    for (Py_ssize_t i = 0; i < node->field_count; i++) {
        const pyi_tree_field *field = &node->fields[i];
        bool is_pointer = field->type >= PYI_TREE_COUNT
                              ? field->type != PYI_TREE_int
                              : pyi_tree_types[field->type].shape != PYI_SHAPE_ENUM;
        if (field->quantity == PYI_FIELD_ONE && is_pointer &&
            *(void *const *)(data + field->offset) == NULL) {
            PyErr_Format(PyExc_ValueError, "field '%s' is required for %s", field->text,
                         node->name);
            return -1;
        }
    }
    return 0;
}

static int to_fields(PyArena *arena, const pyi_tree_node *node, PyObject *op, char *data) {
    for (Py_ssize_t i = 0; i < node->field_count; i++) {
        if (to_field(arena, &node->fields[i], node->name, op, data) < 0) {
            return -1;
        }
    }
    return 0;
}

static char *new_node(PyArena *arena, const pyi_tree_type *type) {
    char *data = _PyArena_Malloc(arena, type->size);
    return data == NULL ? NULL : memset(data, 0, type->size);
}

static int to_product(PyArena *arena, const pyi_tree_type *type, PyObject *op, void **place) {
    char *data = new_node(arena, type);
    if (data == NULL || to_fields(arena, type->nodes, op, data) < 0) {
        return -1;
    }
    *place = data;
    if (type->attributes != PYI_TREE_NOWHERE && to_location(arena, type, op, data) < 0) {
        return -1;
    }
    return check_required(type->nodes, data);
}

/* The location is looked for before anything says what op is. */
static int to_sum(PyArena *arena, const pyi_tree_type *type, PyObject *op, void **place) {
    if (op == Py_None) {
        *place = NULL;
        return 0;
    }
    char *data = new_node(arena, type);
    if (data == NULL ||
        (type->attributes != PYI_TREE_NOWHERE && to_location(arena, type, op, data) < 0)) {
        return -1;
    }
    Py_ssize_t kind = find_kind(type, op);
    if (kind < 0) {
        return -1;
    }
    *(int *)data = (int)kind + 1;
    *place = data;
    const pyi_tree_node *node = &type->nodes[kind];
    return to_fields(arena, node, op, data) < 0 ? -1 : check_required(node, data);
}

/* A value of type id at that place. */
static int to_value(PyArena *arena, int id, PyObject *op, void *place) {
    switch (id) {
    case PYI_TREE_identifier:
    case PYI_TREE_string:
        return to_string(arena, op, place, id);
    case PYI_TREE_constant:
        return keep(arena, op, place);
    case PYI_TREE_int:
        return to_int(op, place);
    }
    const pyi_tree_type *type = &pyi_tree_types[id];
    if (type->shape == PYI_SHAPE_ENUM) {
        Py_ssize_t kind = find_kind(type, op);
        *(int *)place = (int)kind + 1;
        return kind < 0 ? -1 : 0;
    }
    return type->shape == PYI_SHAPE_SUM ? to_sum(arena, type, op, place)
                                        : to_product(arena, type, op, place);
}

/* ---- public functions ----------------------------------------------------------------------- */

/* Mode is that of compile(): 0 "exec", 1 "eval", 2 "single", 3 "func_type". */
mod_ty PyAST_obj2mod(PyObject *op, PyArena *arena, int mode) {
    static const char kinds[] = {Module_kind, Expression_kind, Interactive_kind, FunctionType_kind};
    if (PySys_Audit("compile", "OO", op, Py_None) < 0 || pyi_tree_make_classes() < 0) {
        return NULL;
    }
    const pyi_tree_node *wanted = &pyi_tree_types[PYI_TREE_mod].nodes[kinds[mode] - 1];
    int is_instance = PyObject_IsInstance(op, wanted->cls);
    if (is_instance <= 0) {
        if (is_instance == 0) {
            PyErr_Format(PyExc_TypeError, "expected %s node, got %.400s", wanted->name,
                         _PyType_Name(Py_TYPE(op)));
        }
        return NULL;
    }
    void *tree = NULL;
    return to_value(arena, PYI_TREE_mod, op, &tree) < 0 ? NULL : tree;
}

/* Without the classes there is no such object. */
int PyAST_Check(PyObject *op) {
    return pyi_tree_base == NULL ? 0 : PyObject_IsInstance(op, pyi_tree_base);
}
