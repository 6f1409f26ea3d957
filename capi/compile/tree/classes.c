/* SPDX-License-Identifier: Apache-2.0 */
/* classes: the classes of the grammar in Python, made from the table when they are needed first.
 *
 * They are made as a class statement makes them, with `_fields`, `__match_args__`, `__module__` and, for
 * the doc, their lines of the grammar.
 */
#include "table.h"

#include "internal/pycore_pylifecycle.h"

PyObject *pyi_tree_base;

/* ---- docs ----------------------------------------------------------------------------------- */

static const char *name_of(int type) {
    static const char *const builtin[] = {"identifier", "string", "constant", "int"};
    return type < PYI_TREE_COUNT ? pyi_tree_types[type].name : builtin[type - PYI_TREE_COUNT];
}

/* "Name(identifier id, expr_context ctx)" */
static int write_node(_PyUnicodeWriter *writer, const pyi_tree_node *node) {
    static const char *const marks[] = {"", "?", "*"};
    char text[256];
    if (_PyUnicodeWriter_WriteASCIIString(writer, node->name, -1) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < node->field_count; i++) {
        const pyi_tree_field *field = &node->fields[i];
        int length = PyOS_snprintf(text, sizeof text, "%s%s%s %s%s", i == 0 ? "(" : ", ",
                                   name_of(field->type), marks[field->quantity], field->text,
                                   i + 1 == node->field_count ? ")" : "");
        if (_PyUnicodeWriter_WriteASCIIString(writer, text, length) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *node_doc(const pyi_tree_node *node) {
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    if (write_node(&writer, node) < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}

/* "boolop = And | Or"; kinds with fields stand below each other */
static PyObject *type_doc(const pyi_tree_type *type) {
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    char between[64];
    if (type->shape == PYI_SHAPE_ENUM) {
        strcpy(between, " | ");
    } else {
        PyOS_snprintf(between, sizeof between, "\n%*s| ", (int)strlen(type->name) + 1, "");
    }
    int status = _PyUnicodeWriter_WriteASCIIString(&writer, type->name, -1);
    for (Py_ssize_t i = 0; status == 0 && i < type->node_count; i++) {
        status = _PyUnicodeWriter_WriteASCIIString(&writer, i == 0 ? " = " : between, -1);
        if (status == 0) {
            status = write_node(&writer, &type->nodes[i]);
        }
    }
    if (status < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}

/* ---- one class ------------------------------------------------------------------------------ */

/* new: the names of the fields, which keep theirs, too */
static PyObject *field_names(pyi_tree_field *fields, Py_ssize_t count) {
    PyObject *names = PyTuple_New(count);
    for (Py_ssize_t i = 0; names != NULL && i < count; i++) {
        fields[i].name = PyUnicode_InternFromString(fields[i].text);
        if (fields[i].name == NULL) {
            Py_CLEAR(names);
        } else {
            PyTuple_SET_ITEM(names, i, Py_NewRef(fields[i].name));
        }
    }
    return names;
}

/* new; steals doc */
static PyObject *make_class(const char *name, PyObject *base, PyObject *doc, pyi_tree_field *fields,
                            Py_ssize_t count) {
    PyObject *names = field_names(fields, count);
    PyObject *cls = NULL;
    if (doc != NULL && names != NULL) {
        cls = PyObject_CallFunction((PyObject *)&PyType_Type, "s(O){sOsOsssO}", name, base, "_fields",
                                    names, "__match_args__", names, "__module__", "ast", "__doc__",
                                    doc);
    }
    Py_XDECREF(names);
    Py_XDECREF(doc);
    return cls;
}

static int add_attributes(const pyi_tree_type *type, PyObject *cls) {
    bool located = type->attributes != PYI_TREE_NOWHERE;
    PyObject *names = field_names(pyi_tree_location, located ? PYI_LOCATION_COUNT : 0);
    int status = names == NULL ? -1 : PyObject_SetAttr(cls, PYI_NAME("_attributes"), names);
    Py_XDECREF(names);
    return status;
}

/* An optional field or attribute is None where it has not been set. */
static int add_defaults(PyObject *cls, const pyi_tree_field *fields, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) {
        if (fields[i].quantity == PYI_FIELD_OPT &&
            PyObject_SetAttr(cls, fields[i].name, Py_None) < 0) {
            return -1;
        }
    }
    return 0;
}

static int add_location_defaults(const pyi_tree_type *type, PyObject *cls) {
    bool optional = type->attributes == PYI_TREE_LOCATED;
    return optional ? add_defaults(cls, pyi_tree_location, PYI_LOCATION_COUNT) : 0;
}

/* ---- types of fields ------------------------------------------------------------------------ */

#if PYI_313
/* new */
static PyObject *field_class(const pyi_tree_field *field) {
    PyObject *const builtin[] = {(PyObject *)&PyUnicode_Type, (PyObject *)&PyUnicode_Type,
                                 (PyObject *)&PyBaseObject_Type, (PyObject *)&PyLong_Type};
    PyObject *cls = field->type < PYI_TREE_COUNT ? pyi_tree_types[field->type].cls
                                                 : builtin[field->type - PYI_TREE_COUNT];
    switch (field->quantity) {
    case PYI_FIELD_OPT:
        return PyNumber_Or(cls, Py_None);
    case PYI_FIELD_SEQ:
        return Py_GenericAlias((PyObject *)&PyList_Type, cls);
    default:
        return Py_NewRef(cls);
    }
}

static int add_field_types(const pyi_tree_node *node) {
    PyObject *types = PyDict_New();
    int status = types == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < node->field_count; i++) {
        PyObject *cls = field_class(&node->fields[i]);
        status = cls == NULL ? -1 : PyDict_SetItem(types, node->fields[i].name, cls);
        Py_XDECREF(cls);
    }
    if (status == 0) {
        status = PyObject_SetAttr(node->cls, PYI_NAME("_field_types"), types);
    }
    if (status == 0) {
        status = PyObject_SetAttr(node->cls, PYI_NAME("__annotations__"), types);
    }
    Py_XDECREF(types);
    return status;
}
#else
static int add_field_types(const pyi_tree_node *node) {
    (void)node;
    return 0;
}
#endif

/* ---- all classes ---------------------------------------------------------------------------- */

static int make_base(void) {
    pyi_tree_base = pyi_tree_make_base();
    PyObject *empty = pyi_tree_base == NULL ? NULL : PyTuple_New(0);
    int status = empty == NULL ? -1 : PyObject_SetAttr(pyi_tree_base, PYI_NAME("_fields"), empty);
    if (status == 0) {
        status = PyObject_SetAttr(pyi_tree_base, PYI_NAME("__match_args__"), empty);
    }
    if (status == 0) {
        status = PyObject_SetAttr(pyi_tree_base, PYI_NAME("_attributes"), empty);
    }
    Py_XDECREF(empty);
    return status;
}

static int make_product(pyi_tree_type *type) {
    pyi_tree_node *node = type->nodes;
    node->cls =
        make_class(node->name, pyi_tree_base, node_doc(node), node->fields, node->field_count);
    type->cls = Py_XNewRef(node->cls);
    if (type->cls == NULL || add_attributes(type, type->cls) < 0 ||
        add_defaults(type->cls, node->fields, node->field_count) < 0) {
        return -1;
    }
    return add_location_defaults(type, type->cls);
}

static int make_kind(const pyi_tree_type *type, pyi_tree_node *node) {
    node->cls = make_class(node->name, type->cls, node_doc(node), node->fields, node->field_count);
    if (node->cls == NULL || add_defaults(node->cls, node->fields, node->field_count) < 0) {
        return -1;
    }
    if (type->shape == PYI_SHAPE_ENUM) {
        node->singleton = PyType_GenericNew((PyTypeObject *)node->cls, NULL, NULL);
        return node->singleton == NULL ? -1 : 0;
    }
    return 0;
}

static int make_type(pyi_tree_type *type) {
    if (type->shape == PYI_SHAPE_PRODUCT) {
        return make_product(type);
    }
    type->cls = make_class(type->name, pyi_tree_base, type_doc(type), NULL, 0);
    if (type->cls == NULL || add_attributes(type, type->cls) < 0 ||
        add_location_defaults(type, type->cls) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < type->node_count; i++) {
        if (make_kind(type, &type->nodes[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

static void clear_classes(void) {
    for (size_t t = 0; t < PYI_TREE_COUNT; t++) {
        pyi_tree_type *type = &pyi_tree_types[t];
        for (Py_ssize_t i = 0; i < type->node_count; i++) {
            Py_CLEAR(type->nodes[i].singleton);
            Py_CLEAR(type->nodes[i].cls);
        }
        Py_CLEAR(type->cls);
    }
    Py_CLEAR(pyi_tree_base);
}

int pyi_tree_make_classes(void) {
    if (pyi_tree_base != NULL) {
        return 0;
    }
    int status = make_base();
    for (size_t t = 0; status == 0 && t < PYI_TREE_COUNT; t++) {
        status = make_type(&pyi_tree_types[t]);
    }
    for (size_t t = 0; status == 0 && t < PYI_TREE_COUNT; t++) {
        for (Py_ssize_t i = 0; status == 0 && i < pyi_tree_types[t].node_count; i++) {
            status = add_field_types(&pyi_tree_types[t].nodes[i]);
        }
    }
    if (status < 0) {
        clear_classes();
    }
    return status;
}

/* The end of the process: no class is needed any more. */
void _PyAST_Fini(PyInterpreterState *interp) {
    if (_Py_IsMainInterpreter(interp)) {
        clear_classes();
    }
}
