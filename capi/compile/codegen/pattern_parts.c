/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_parts.c: patterns that take the subject apart: sequences, mappings, classes. */
#include "pattern.h"

/* `is not None` of a copy of the top; otherwise the pattern fails. */
static int
fail_if_none(pyi_codegen *c, pyi_location loc, pyi_pattern *pc)
{
    TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
    TRY(pyi_cg_none(c, loc));
    TRY(pyi_cg_emit_arg(c, loc, IS_OP, 1));
    return pyi_cg_jump_to_fail_pop(c, loc, pc, POP_JUMP_IF_FALSE);
}

static int
require_length(pyi_codegen *c, pyi_location loc, cmpop_ty op, Py_ssize_t length, pyi_pattern *pc)
{
    TRY(pyi_cg_emit(c, loc, GET_LEN));
    TRY(pyi_cg_new_constant(c, loc, PyLong_FromSsize_t(length)));
    TRY(pyi_cg_compare_op(c, loc, op));
    return pyi_cg_jump_to_fail_pop(c, loc, pc, POP_JUMP_IF_FALSE);
}

/* ---- sequences ------------------------------------------------------------------------------- */

static int
unpack(pyi_codegen *c, pyi_location loc, asdl_pattern_seq *patterns)
{
    Py_ssize_t n = asdl_seq_LEN(patterns);
    bool seen_star = false;
    for (Py_ssize_t i = 0; i < n; i++) {
        if (asdl_seq_GET(patterns, i)->kind != MatchStar_kind) {
            continue;
        }
        if (seen_star) {
            return pyi_cg_error(c, loc, "multiple starred expressions in sequence pattern");
        }
        Py_ssize_t behind = n - i - 1;
        if (i >= 1 << 8 || behind >= INT_MAX >> 8) {
            return pyi_cg_error(c, loc,
                                "too many expressions in star-unpacking sequence pattern");
        }
        TRY(pyi_cg_emit_arg(c, loc, UNPACK_EX, i + (behind << 8)));
        seen_star = true;
    }
    return seen_star ? 0 : pyi_cg_emit_arg(c, loc, UNPACK_SEQUENCE, n);
}

static int
match_unpacked(pyi_codegen *c, pyi_location loc, asdl_pattern_seq *patterns, pyi_pattern *pc)
{
    Py_ssize_t n = asdl_seq_LEN(patterns);
    TRY(unpack(c, loc, patterns));
    pc->on_top += n;
    for (Py_ssize_t i = 0; i < n; i++) {
        pc->on_top--;
        TRY(pyi_cg_subpattern(c, asdl_seq_GET(patterns, i), pc));
    }
    return 0;
}

/* The item for a pattern at i, of which those behind the star count from the end. */
static int
load_item(pyi_codegen *c, pyi_location loc, Py_ssize_t i, Py_ssize_t star, Py_ssize_t n)
{
    TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
    if (i < star) {
        TRY(pyi_cg_new_constant(c, loc, PyLong_FromSsize_t(i)));
    }
    else { /* Not every sequence knows negative indices. */
        TRY(pyi_cg_emit(c, loc, GET_LEN));
        TRY(pyi_cg_new_constant(c, loc, PyLong_FromSsize_t(n - i)));
        TRY(pyi_cg_binary(c, loc, Sub, false));
    }
    return pyi_cg_emit(c, loc, BINARY_SUBSCR);
}

/* [a, *_, b]: fetches the few items that matter. */
static int
match_items(pyi_codegen *c, pyi_location loc, asdl_pattern_seq *patterns, Py_ssize_t star,
            pyi_pattern *pc)
{
    Py_ssize_t n = asdl_seq_LEN(patterns);
    pc->on_top++;
    for (Py_ssize_t i = 0; i < n; i++) {
        pattern_ty pattern = asdl_seq_GET(patterns, i);
        if (i == star || pyi_cg_is_wildcard(pattern)) {
            continue;
        }
        TRY(load_item(c, pyi_cg_here(c, loc), i, star, n));
        TRY(pyi_cg_subpattern(c, pattern, pc));
    }
    pc->on_top--;
    return pyi_cg_emit(c, pyi_cg_here(c, loc), POP_TOP);
}

typedef struct {
    Py_ssize_t star;     /* where it is, or -1 */
    bool star_is_wild;   /* *_ */
    bool all_wild;
} sequence_shape;

static int
read_shape(pyi_codegen *c, pattern_ty p, sequence_shape *shape)
{
    asdl_pattern_seq *patterns = p->v.MatchSequence.patterns;
    *shape = (sequence_shape){.star = -1, .all_wild = true};
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(patterns); i++) {
        pattern_ty pattern = asdl_seq_GET(patterns, i);
        if (pattern->kind != MatchStar_kind) {
            shape->all_wild &= pyi_cg_is_wildcard(pattern);
            continue;
        }
        if (shape->star >= 0) {
            return pyi_cg_error(c, AT(p), "multiple starred names in sequence pattern");
        }
        shape->star = i;
        shape->star_is_wild = pattern->v.MatchStar.name == NULL;
        shape->all_wild &= shape->star_is_wild;
    }
    return 0;
}

int
pyi_cg_pattern_sequence(pyi_codegen *c, pattern_ty p, pyi_pattern *pc)
{
    pyi_location loc = AT(p);
    asdl_pattern_seq *patterns = p->v.MatchSequence.patterns;
    Py_ssize_t n = asdl_seq_LEN(patterns);
    sequence_shape shape;
    TRY(read_shape(c, p, &shape));
    pc->on_top++;
    TRY(pyi_cg_emit(c, loc, MATCH_SEQUENCE));
    TRY(pyi_cg_jump_to_fail_pop(c, loc, pc, POP_JUMP_IF_FALSE));
    if (shape.star < 0) {
        TRY(require_length(c, loc, Eq, n, pc));
    }
    else if (n > 1) {
        TRY(require_length(c, loc, GtE, n - 1, pc));
    }
    pc->on_top--;
    if (shape.all_wild) {
        return pyi_cg_emit(c, loc, POP_TOP);
    }
    if (shape.star_is_wild) {
        return match_items(c, loc, patterns, shape.star, pc);
    }
    return match_unpacked(c, loc, patterns, pc);
}

/* ---- mappings -------------------------------------------------------------------------------- */

static int
load_key(pyi_codegen *c, pattern_ty p, Py_ssize_t i, PyObject *seen)
{
    expr_ty key = asdl_seq_GET(p->v.MatchMapping.keys, i);
    if (key == NULL) {
        return pyi_cg_error(c, AT(asdl_seq_GET(p->v.MatchMapping.patterns, i)),
                            "can't use NULL keys in MatchMapping (set 'rest' parameter instead)");
    }
    if (key->kind == Constant_kind) {
        int known = PySet_Contains(seen, key->v.Constant.value);
        TRY(known);
        if (known) {
            return pyi_cg_error(c, AT(p), "mapping pattern checks duplicate key (%R)",
                                key->v.Constant.value);
        }
        TRY(PySet_Add(seen, key->v.Constant.value));
    }
    else if (key->kind != Attribute_kind) {
        return pyi_cg_error(c, AT(p),
                            "mapping pattern keys may only match literals and attribute lookups");
    }
    return pyi_cg_expr(c, key);
}

/* **rest: a dict of the subject, from which the keys are deleted. */
static int
capture_rest(pyi_codegen *c, pyi_location loc, pattern_ty p, Py_ssize_t n, pyi_pattern *pc)
{
    TRY(pyi_cg_emit_arg(c, loc, BUILD_MAP, 0));
    TRY(pyi_cg_emit_arg(c, loc, SWAP, 3));
    TRY(pyi_cg_emit_arg(c, loc, DICT_UPDATE, 2));
    TRY(pyi_cg_emit_arg(c, loc, UNPACK_SEQUENCE, n));
    for (; n > 0; n--) {
        TRY(pyi_cg_emit_arg(c, loc, COPY, n + 1));
        TRY(pyi_cg_emit_arg(c, loc, SWAP, 2));
        TRY(pyi_cg_emit(c, loc, DELETE_SUBSCR));
    }
    return pyi_cg_capture(c, loc, p->v.MatchMapping.rest, pc);
}

/* The keys are fetched at once: above the subject are then a tuple of them, and one of values. */
static int
match_keys(pyi_codegen *c, pattern_ty p, Py_ssize_t n, pyi_pattern *pc)
{
    pyi_location loc = AT(p);
    PyObject *seen = pyi_cg_keep(c, PySet_New(NULL));
    if (seen == NULL) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        TRY(load_key(c, p, i, seen));
    }
    TRY(pyi_cg_emit_arg(c, loc, BUILD_TUPLE, n));
    TRY(pyi_cg_emit(c, loc, MATCH_KEYS));
    pc->on_top += 2;
    TRY(fail_if_none(c, loc, pc));
    TRY(pyi_cg_emit_arg(c, loc, UNPACK_SEQUENCE, n));
    pc->on_top += n - 1;
    for (Py_ssize_t i = 0; i < n; i++) {
        pc->on_top--;
        TRY(pyi_cg_subpattern(c, asdl_seq_GET(p->v.MatchMapping.patterns, i), pc));
    }
    pc->on_top -= 2; /* What follows takes the keys and the subject. */
    return 0;
}

int
pyi_cg_pattern_mapping(pyi_codegen *c, pattern_ty p, pyi_pattern *pc)
{
    pyi_location loc = AT(p);
    Py_ssize_t n = asdl_seq_LEN(p->v.MatchMapping.keys);
    Py_ssize_t n_patterns = asdl_seq_LEN(p->v.MatchMapping.patterns);
    PyObject *rest = p->v.MatchMapping.rest;
    if (n != n_patterns) {
        return pyi_cg_error(c, loc, "keys (%zd) / patterns (%zd) length mismatch in mapping pattern",
                            n, n_patterns);
    }
    pc->on_top++;
    TRY(pyi_cg_emit(c, loc, MATCH_MAPPING));
    TRY(pyi_cg_jump_to_fail_pop(c, loc, pc, POP_JUMP_IF_FALSE));
    if (n == 0 && rest == NULL) {
        pc->on_top--;
        return pyi_cg_emit(c, loc, POP_TOP);
    }
    if (n > 0) {
        TRY(require_length(c, loc, GtE, n, pc));
    }
    if (n - 1 > INT_MAX) {
        return pyi_cg_error(c, loc, "too many sub-patterns in mapping pattern");
    }
    TRY(match_keys(c, p, n, pc));
    loc = pyi_cg_here(c, loc);
    if (rest != NULL) {
        return capture_rest(c, loc, p, n, pc);
    }
    TRY(pyi_cg_emit(c, loc, POP_TOP)); /* the keys */
    return pyi_cg_emit(c, loc, POP_TOP);
}

/* ---- classes --------------------------------------------------------------------------------- */

static int
check_attributes(pyi_codegen *c, asdl_identifier_seq *attributes, asdl_pattern_seq *patterns)
{
    Py_ssize_t n = asdl_seq_LEN(attributes);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *attribute = asdl_seq_GET(attributes, i);
        TRY(pyi_cg_check_name(c, AT(asdl_seq_GET(patterns, i)), attribute, Store));
        for (Py_ssize_t j = i + 1; j < n; j++) {
            if (PyUnicode_Compare(attribute, asdl_seq_GET(attributes, j)) == 0) {
                return pyi_cg_error(c, AT(asdl_seq_GET(patterns, j)),
                                    "attribute name repeated in class pattern: %U", attribute);
            }
        }
    }
    return 0;
}

static PyObject *
attribute_names(asdl_identifier_seq *attributes)
{
    Py_ssize_t n = asdl_seq_LEN(attributes);
    PyObject *names = PyTuple_New(n);
    for (Py_ssize_t i = 0; names != NULL && i < n; i++) {
        PyTuple_SET_ITEM(names, i, Py_NewRef(asdl_seq_GET(attributes, i)));
    }
    return names;
}

static int
check_class(pyi_codegen *c, pattern_ty p)
{
    Py_ssize_t n_args = asdl_seq_LEN(p->v.MatchClass.patterns);
    Py_ssize_t n_names = asdl_seq_LEN(p->v.MatchClass.kwd_attrs);
    Py_ssize_t n_named = asdl_seq_LEN(p->v.MatchClass.kwd_patterns);
    if (n_names != n_named) {
        return pyi_cg_error(c, AT(p),
                            "kwd_attrs (%zd) / kwd_patterns (%zd) length mismatch in class pattern",
                            n_names, n_named);
    }
    if (n_args > INT_MAX || n_args + n_names - 1 > INT_MAX) {
        return pyi_cg_error(c, AT(p), "too many sub-patterns in class pattern %R",
                            p->v.MatchClass.cls);
    }
    return check_attributes(c, p->v.MatchClass.kwd_attrs, p->v.MatchClass.kwd_patterns);
}

int
pyi_cg_pattern_class(pyi_codegen *c, pattern_ty p, pyi_pattern *pc)
{
    pyi_location loc = AT(p);
    Py_ssize_t n_args = asdl_seq_LEN(p->v.MatchClass.patterns);
    Py_ssize_t n = n_args + asdl_seq_LEN(p->v.MatchClass.kwd_attrs);
    TRY(check_class(c, p));
    TRY(pyi_cg_expr(c, p->v.MatchClass.cls));
    TRY(pyi_cg_new_constant(c, loc, attribute_names(p->v.MatchClass.kwd_attrs)));
    TRY(pyi_cg_emit_arg(c, loc, MATCH_CLASS, n_args));
    pc->on_top++;
    TRY(fail_if_none(c, loc, pc));
    TRY(pyi_cg_emit_arg(c, loc, UNPACK_SEQUENCE, n));
    pc->on_top += n - 1;
    for (Py_ssize_t i = 0; i < n; i++) {
        pattern_ty pattern = i < n_args ? asdl_seq_GET(p->v.MatchClass.patterns, i)
                                        : asdl_seq_GET(p->v.MatchClass.kwd_patterns, i - n_args);
        pc->on_top--;
        if (pyi_cg_is_wildcard(pattern)) {
            TRY(pyi_cg_emit(c, pyi_cg_here(c, loc), POP_TOP));
        }
        else {
            TRY(pyi_cg_subpattern(c, pattern, pc));
        }
    }
    return 0;
}
