/* SPDX-License-Identifier: Apache-2.0 */
/* nodes: the constructors of the tree, _PyAST_<node>, and of its sequences.
 *
 * Nodes are in the arena and refer to objects without owning them. A required field that is NULL is
 * a ValueError; a sequence may be NULL, which is an empty one.
 */
#include "grammar.h"

/* ---- sequences ------------------------------------------------------------------------------ */

/* Zeroed; all kinds of sequences have one layout, and room for pointers. */
static void *new_sequence(Py_ssize_t size, PyArena *arena) {
    const size_t head = offsetof(asdl_generic_seq, typed_elements);
    if (size < 0 || (size_t)size > (PY_SSIZE_T_MAX - head) / sizeof(void *)) {
        return PyErr_NoMemory();
    }
    /* One element at least: what is declared is there. */
    size_t bytes = head + (size_t)(size ? size : 1) * sizeof(void *);
    asdl_generic_seq *seq = _PyArena_Malloc(arena, bytes);
    if (seq == NULL) {
        return NULL;
    }
    memset(seq, 0, bytes);
    seq->size = size;
    seq->elements = seq->typed_elements;
    return seq;
}

#define SEQUENCE(type, ...)                                                                        \
    asdl_##type##_seq *_Py_asdl_##type##_seq_new(Py_ssize_t size, PyArena *arena) {                \
        return new_sequence(size, arena);                                                          \
    }
#define NOTHING(...)

SEQUENCE(generic)
SEQUENCE(identifier)
SEQUENCE(int)
PYI_TYPES(SEQUENCE, NOTHING, SEQUENCE)

/* ---- nodes ---------------------------------------------------------------------------------- */

static PYI_COLD void *missing_field(const char *field, const char *node) {
    PyErr_Format(PyExc_ValueError, "field '%s' is required for %s", field, node);
    return NULL;
}

#define PARAMETER(node, type, quantity, name) PARAMETER_##quantity(type) name,
#define PARAMETER_ONE(type) type##_ty
#define PARAMETER_OPT(type) type##_ty
#define PARAMETER_SEQ(type) asdl_##type##_seq *

/* An int is never missing; a value of an enum is, when it is 0. */
#define REQUIRE(node, type, quantity, name) REQUIRE_##quantity(node, type, name)
#define REQUIRE_ONE(node, type, name)                                                              \
    if (!__builtin_types_compatible_p(type##_ty, int) && !name) {                                  \
        return missing_field(#name, #node);                                                        \
    }
#define REQUIRE_OPT(node, type, name)
#define REQUIRE_SEQ(node, type, name)

#define ASSIGN(node, type, quantity, name) p->name = name;
#define ASSIGN_KIND(node, type, quantity, name) p->v.node.name = name;

#define PARAMETERS_NOWHERE
#define PARAMETERS_LOCATED int lineno, int col_offset, int end_lineno, int end_col_offset,
#define ASSIGN_NOWHERE
#define ASSIGN_LOCATED                                                                             \
    p->lineno = lineno;                                                                            \
    p->col_offset = col_offset;                                                                    \
    p->end_lineno = end_lineno;                                                                    \
    p->end_col_offset = end_col_offset;

#define CONSTRUCTOR(type, node, attributes, kind, ASSIGN_FIELD)                                    \
    type##_ty _PyAST_##node(PYI_FIELDS_##node(PARAMETER, node) PARAMETERS_##attributes             \
                                PyArena *arena) {                                                  \
        PYI_FIELDS_##node(REQUIRE, node)                                                           \
        type##_ty p = _PyArena_Malloc(arena, sizeof *p);                                           \
        if (p == NULL) {                                                                           \
            return NULL;                                                                           \
        }                                                                                          \
        kind PYI_FIELDS_##node(ASSIGN_FIELD, node) ASSIGN_##attributes return p;                   \
    }

#define NODE_NOWHERE(type, node)                                                                   \
    CONSTRUCTOR(type, node, NOWHERE, p->kind = node##_kind;, ASSIGN_KIND)
#define NODE_LOCATED(type, node)                                                                   \
    CONSTRUCTOR(type, node, LOCATED, p->kind = node##_kind;, ASSIGN_KIND)
#define NODE_LOCATED_END NODE_LOCATED

PYI_NODES_mod(NODE_NOWHERE)
PYI_NODES_stmt(NODE_LOCATED)
PYI_NODES_expr(NODE_LOCATED)
PYI_NODES_excepthandler(NODE_LOCATED)
PYI_NODES_pattern(NODE_LOCATED)
PYI_NODES_type_ignore(NODE_NOWHERE)
PYI_SINCE_312(PYI_NODES_type_param(NODE_LOCATED))

#define PARAMETERS_LOCATED_END PARAMETERS_LOCATED
#define ASSIGN_LOCATED_END ASSIGN_LOCATED
#define PRODUCT(type, attributes) CONSTRUCTOR(type, type, attributes, , ASSIGN)
PYI_TYPES(NOTHING, NOTHING, PRODUCT)
