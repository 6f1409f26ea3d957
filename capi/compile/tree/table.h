/* SPDX-License-Identifier: Apache-2.0 */
/* table: the grammar as data, for what walks over any tree: its classes in Python and the conversions.
 *
 * One row per type of the grammar, one per kind of node below it, one per field below that. The
 * classes are made when something needs them first, once for the process.
 */
#ifndef PYI_TREE_TABLE_H
#define PYI_TREE_TABLE_H

#include "grammar.h"

/* What a field contains: an index of pyi_tree_types, or one of the four built-in types behind. */
typedef enum {
#define MEMBER(type, ...) PYI_TREE_##type,
    PYI_TYPES(MEMBER, MEMBER, MEMBER)
#undef MEMBER
        PYI_TREE_COUNT,
    PYI_TREE_identifier = PYI_TREE_COUNT,
    PYI_TREE_string,
    PYI_TREE_constant,
    PYI_TREE_int,
} pyi_tree_id;

typedef enum { PYI_FIELD_ONE, PYI_FIELD_OPT, PYI_FIELD_SEQ } pyi_tree_quantity;
typedef enum { PYI_SHAPE_SUM, PYI_SHAPE_ENUM, PYI_SHAPE_PRODUCT } pyi_tree_shape;
typedef enum { PYI_TREE_NOWHERE, PYI_TREE_LOCATED, PYI_TREE_LOCATED_END } pyi_tree_attributes;

typedef struct {
    const char *text;
    uint8_t type;     /* pyi_tree_id */
    uint8_t quantity; /* pyi_tree_quantity */
    uint16_t offset;  /* in the struct of the node */
    PyObject *name;   /* borrowed, interned; set with the classes */
} pyi_tree_field;

/* A kind of a sum (whose number is its index + 1), a value of an enum, or all of a product. */
typedef struct {
    const char *name;
    pyi_tree_field *fields;
    Py_ssize_t field_count;
    PyObject *cls;       /* owned */
    PyObject *singleton; /* owned; of an enum */
} pyi_tree_node;

typedef struct {
    const char *name;
    pyi_tree_node *nodes;
    Py_ssize_t node_count;
    uint8_t shape;      /* pyi_tree_shape */
    uint8_t attributes; /* pyi_tree_attributes */
    uint16_t location;  /* offset of lineno, behind which the other three are */
    uint16_t size;      /* of the struct */
    PyObject *cls;      /* owned; a product has the one of its node */
} pyi_tree_type;

PYI_HIDDEN extern pyi_tree_type pyi_tree_types[PYI_TREE_COUNT];
/* lineno, col_offset, end_lineno, end_col_offset; offsets are from lineno */
#define PYI_LOCATION_COUNT 4
PYI_HIDDEN extern pyi_tree_field pyi_tree_location[PYI_LOCATION_COUNT];

/* ast.AST; owned, NULL before the classes are made */
PYI_HIDDEN extern PyObject *pyi_tree_base;
/* Make the classes, unless they are there; -1 with an exception. */
PYI_HIDDEN int pyi_tree_make_classes(void);
/* new: ast.AST without `_fields` */
PYI_HIDDEN PyObject *pyi_tree_make_base(void);

/* The depth of nested nodes, limited as CPython limits it in recursive walks over a tree. */
typedef struct {
    int depth, limit;
} pyi_tree_depth;
PYI_HIDDEN pyi_tree_depth pyi_tree_depth_start(void);

/* value: new, or NULL without an exception when there is no such attribute; -1 with another */
static inline int pyi_tree_lookup(PyObject *op, PyObject *name, PyObject **value) {
#if PYI_313
    return PyObject_GetOptionalAttr(op, name, value);
#else
    return _PyObject_LookupAttr(op, name, value);
#endif
}

#endif /* PYI_TREE_TABLE_H */
