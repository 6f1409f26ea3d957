/* SPDX-License-Identifier: Apache-2.0 */
/* table: the rows of the grammar (table.h), written out from its lists of macros. */
#include "table.h"

#include "internal/pycore_pystate.h"

/* ---- fields --------------------------------------------------------------------------------- */

#define NOTHING(...)
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define ROW(type_name, quantity_name, field, place)                                                \
    {.text = #field,                                                                               \
     .type = PYI_TREE_##type_name,                                                                 \
     .quantity = PYI_FIELD_##quantity_name,                                                        \
     .offset = place},

/* The struct of a node, by which its fields find their offsets. */
#define STRUCT(type, node) typedef struct _##type node##_struct;
#define FIELD(node, type, quantity, name)                                                          \
    ROW(type, quantity, name, offsetof(node##_struct, v.node.name))
#define FIELDS(type, node)                                                                         \
    STRUCT(type, node) static pyi_tree_field node##_fields[] = {PYI_FIELDS_##node(FIELD, node)};
#define FIELDS_SUM(type, attributes) PYI_NODES_##type(FIELDS)
PYI_TYPES(FIELDS_SUM, NOTHING, NOTHING)

#define FIELD_PRODUCT(node, type, quantity, name)                                                  \
    ROW(type, quantity, name, offsetof(struct _##node, name))
#define FIELDS_PRODUCT(type, attributes)                                                           \
    static pyi_tree_field type##_fields[] = {PYI_FIELDS_##type(FIELD_PRODUCT, type)};
PYI_TYPES(NOTHING, NOTHING, FIELDS_PRODUCT)

#define PLACE(quantity, name)                                                                      \
    ROW(int, quantity, name, offsetof(struct _expr, name) - offsetof(struct _expr, lineno))
pyi_tree_field pyi_tree_location[PYI_LOCATION_COUNT] = {
    PLACE(ONE, lineno) PLACE(ONE, col_offset) PLACE(OPT, end_lineno) PLACE(OPT, end_col_offset)};

/* ---- nodes ---------------------------------------------------------------------------------- */

#define NODE(type, node)                                                                           \
    {.name = #node, .fields = node##_fields, .field_count = LENGTH(node##_fields)},
#define VALUE(type, value) {.name = #value},
#define NODES_SUM(type, attributes)                                                                \
    static pyi_tree_node type##_nodes[] = {PYI_NODES_##type(NODE)};
#define NODES_ENUM(type) static pyi_tree_node type##_nodes[] = {PYI_VALUES_##type(VALUE)};
#define NODES_PRODUCT(type, attributes) static pyi_tree_node type##_nodes[] = {NODE(type, type)};
PYI_TYPES(NODES_SUM, NODES_ENUM, NODES_PRODUCT)

/* ---- types ---------------------------------------------------------------------------------- */

#define LOCATION_NOWHERE(type) 0
#define LOCATION_LOCATED(type) offsetof(struct _##type, lineno)
#define LOCATION_LOCATED_END LOCATION_LOCATED
#define TYPE(shape_name, type, attributes_name)                                                    \
    {.name = #type,                                                                                \
     .nodes = type##_nodes,                                                                        \
     .node_count = LENGTH(type##_nodes),                                                  \
     .shape = PYI_SHAPE_##shape_name,                                                              \
     .attributes = PYI_TREE_##attributes_name,                                                     \
     .location = LOCATION_##attributes_name(type),                                                 \
     .size = sizeof(*(type##_ty)NULL)},
#define TYPE_SUM(type, attributes) TYPE(SUM, type, attributes)
#define TYPE_PRODUCT(type, attributes) TYPE(PRODUCT, type, attributes)
#define TYPE_ENUM(type)                                                                            \
    {.name = #type,                                                                                \
     .nodes = type##_nodes,                                                                        \
     .node_count = LENGTH(type##_nodes),                                                  \
     .shape = PYI_SHAPE_ENUM},
pyi_tree_type pyi_tree_types[PYI_TREE_COUNT] = {PYI_TYPES(TYPE_SUM, TYPE_ENUM, TYPE_PRODUCT)};

/* ---- depth ---------------------------------------------------------------------------------- */

/* A level of a walk uses less of the stack than what the counters of the thread count in. */
#if PYI_313
#  define SCALE 1
#elif PYI_312
#  define SCALE 2
#else
#  define SCALE 3
#endif

pyi_tree_depth pyi_tree_depth_start(void) {
    PyThreadState *tstate = _PyThreadState_GET();
#if PYI_313
    int limit = Py_C_RECURSION_LIMIT, used = limit - tstate->c_recursion_remaining;
#elif PYI_312
    int limit = C_RECURSION_LIMIT, used = limit - tstate->c_recursion_remaining;
#else
    int limit = tstate->recursion_limit, used = limit - tstate->recursion_remaining;
#endif
    bool fits = limit < INT_MAX / SCALE;
    return (pyi_tree_depth){used * SCALE, fits ? limit * SCALE : limit};
}
