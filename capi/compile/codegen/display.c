/* SPDX-License-Identifier: Apache-2.0 */
/* display.c: [a, *b], {a}, (a, b), {a: b}, and unpacking into [a, *b]. */
#include "codegen.h"

/* ---- constants ------------------------------------------------------------------------------- */

bool
pyi_cg_all_constants(asdl_expr_seq *exprs, Py_ssize_t begin, Py_ssize_t end)
{
    for (Py_ssize_t i = begin; i < end; i++) {
        expr_ty e = asdl_seq_GET(exprs, i);
        if (e == NULL || e->kind != Constant_kind) {
            return false;
        }
    }
    return true;
}

PyObject *
pyi_cg_constant_tuple(asdl_expr_seq *exprs, Py_ssize_t begin, Py_ssize_t end)
{
    PyObject *tuple = PyTuple_New(end - begin);
    for (Py_ssize_t i = begin; tuple != NULL && i < end; i++) {
        PyTuple_SET_ITEM(tuple, i - begin, Py_NewRef(asdl_seq_GET(exprs, i)->v.Constant.value));
    }
    return tuple;
}

/* ---- sequences and sets ---------------------------------------------------------------------- */

/* The instructions for one of the three. A tuple is built as a list when its length is unknown. */
typedef struct {
    int build, add, extend;
    bool is_tuple;
} sequence;

static const sequence lists = {BUILD_LIST, LIST_APPEND, LIST_EXTEND, false};
static const sequence tuples = {BUILD_LIST, LIST_APPEND, LIST_EXTEND, true};
static const sequence sets = {BUILD_SET, SET_ADD, SET_UPDATE, false};

static int
finish_tuple(pyi_codegen *c, pyi_location loc, const sequence *of)
{
    return of->is_tuple ? pyi_cg_intrinsic(c, loc, PYI_CG_LIST_TO_TUPLE) : 0;
}

/* Items that are all constants come as one: nothing is cheaper than to copy them. */
static int
build_from_constants(pyi_codegen *c, pyi_location loc, asdl_expr_seq *items, Py_ssize_t pushed,
                     const sequence *of)
{
    PyObject *values = pyi_cg_constant_tuple(items, 0, asdl_seq_LEN(items));
    if (pyi_cg_keep(c, values) == NULL) {
        return -1;
    }
    if (of->is_tuple && pushed == 0) {
        return pyi_cg_constant(c, loc, values);
    }
    if (of->add == SET_ADD) {
        values = pyi_cg_keep(c, PyFrozenSet_New(values));
        if (values == NULL) {
            return -1;
        }
    }
    TRY(pyi_cg_emit_arg(c, loc, of->build, pushed));
    TRY(pyi_cg_constant(c, loc, values));
    TRY(pyi_cg_emit_arg(c, loc, of->extend, 1));
    return finish_tuple(c, loc, of);
}

static bool
has_starred(asdl_expr_seq *items)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(items); i++) {
        if (asdl_seq_GET(items, i)->kind == Starred_kind) {
            return true;
        }
    }
    return false;
}

/* One after the other, into a list or set that is begun at the first starred item. */
static int
build_by_adding(pyi_codegen *c, pyi_location loc, asdl_expr_seq *items, Py_ssize_t pushed,
                const sequence *of, bool begin_at_once)
{
    bool begun = begin_at_once;
    if (begun) {
        TRY(pyi_cg_emit_arg(c, loc, of->build, pushed));
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(items); i++) {
        expr_ty item = asdl_seq_GET(items, i);
        if (item->kind == Starred_kind) {
            if (!begun) {
                TRY(pyi_cg_emit_arg(c, loc, of->build, i + pushed));
                begun = true;
            }
            TRY(pyi_cg_expr(c, item->v.Starred.value));
            TRY(pyi_cg_emit_arg(c, loc, of->extend, 1));
            continue;
        }
        TRY(pyi_cg_expr(c, item));
        if (begun) {
            TRY(pyi_cg_emit_arg(c, loc, of->add, 1));
        }
    }
    return finish_tuple(c, loc, of);
}

/* pushed: how many items are on the stack already */
static int
build(pyi_codegen *c, pyi_location loc, asdl_expr_seq *items, Py_ssize_t pushed,
      const sequence *of)
{
    Py_ssize_t n = asdl_seq_LEN(items);
    if (n > 2 && pyi_cg_all_constants(items, 0, n)) {
        return build_from_constants(c, loc, items, pushed, of);
    }
    bool is_big = n + pushed > STACK_USE_GUIDELINE;
    if (is_big || has_starred(items)) {
        return build_by_adding(c, loc, items, pushed, of, is_big);
    }
    TRY(pyi_cg_exprs(c, items));
    return pyi_cg_emit_arg(c, loc, of->is_tuple ? BUILD_TUPLE : of->build, n + pushed);
}

int
pyi_cg_tuple_of(pyi_codegen *c, pyi_location loc, asdl_expr_seq *items, Py_ssize_t pushed)
{
    return build(c, loc, items, pushed, &tuples);
}

/* ---- unpacking ------------------------------------------------------------------------------- */

static int
unpack(pyi_codegen *c, pyi_location loc, asdl_expr_seq *targets)
{
    Py_ssize_t n = asdl_seq_LEN(targets);
    bool seen_star = false;
    for (Py_ssize_t i = 0; i < n; i++) {
        if (asdl_seq_GET(targets, i)->kind != Starred_kind) {
            continue;
        }
        if (seen_star) {
            return pyi_cg_error(c, loc, "multiple starred expressions in assignment");
        }
        Py_ssize_t behind = n - i - 1;
        if (i >= 1 << 8 || behind >= INT_MAX >> 8) {
            return pyi_cg_error(c, loc, "too many expressions in star-unpacking assignment");
        }
        TRY(pyi_cg_emit_arg(c, loc, UNPACK_EX, i + (behind << 8)));
        seen_star = true;
    }
    return seen_star ? 0 : pyi_cg_emit_arg(c, loc, UNPACK_SEQUENCE, n);
}

static int
assign_items(pyi_codegen *c, pyi_location loc, asdl_expr_seq *targets)
{
    TRY(unpack(c, loc, targets));
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(targets); i++) {
        expr_ty target = asdl_seq_GET(targets, i);
        TRY(pyi_cg_expr(c, target->kind == Starred_kind ? target->v.Starred.value : target));
    }
    return 0;
}

static int
list_or_tuple(pyi_codegen *c, expr_ty e, asdl_expr_seq *items, expr_context_ty ctx,
              const sequence *of)
{
    switch (ctx) {
    case Store:
        return assign_items(c, AT(e), items);
    case Load:
        return build(c, AT(e), items, 0, of);
    default:
        return pyi_cg_exprs(c, items);
    }
}

int
pyi_cg_list(pyi_codegen *c, expr_ty e)
{
    return list_or_tuple(c, e, e->v.List.elts, e->v.List.ctx, &lists);
}

int
pyi_cg_tuple(pyi_codegen *c, expr_ty e)
{
    return list_or_tuple(c, e, e->v.Tuple.elts, e->v.Tuple.ctx, &tuples);
}

int
pyi_cg_set(pyi_codegen *c, expr_ty e)
{
    return build(c, AT(e), e->v.Set.elts, 0, &sets);
}

/* ---- dicts ----------------------------------------------------------------------------------- */

/* The items begin to end of a dict, as a dict of their own. */
static int
build_part(pyi_codegen *c, expr_ty e, Py_ssize_t begin, Py_ssize_t end)
{
    pyi_location loc = AT(e);
    asdl_expr_seq *keys = e->v.Dict.keys, *values = e->v.Dict.values;
    Py_ssize_t n = end - begin;
    bool is_big = n * 2 > STACK_USE_GUIDELINE;
    if (n > 1 && !is_big && pyi_cg_all_constants(keys, begin, end)) {
        for (Py_ssize_t i = begin; i < end; i++) {
            TRY(pyi_cg_expr(c, asdl_seq_GET(values, i)));
        }
        TRY(pyi_cg_new_constant(c, loc, pyi_cg_constant_tuple(keys, begin, end)));
        return pyi_cg_emit_arg(c, loc, BUILD_CONST_KEY_MAP, n);
    }
    if (is_big) {
        TRY(pyi_cg_emit_arg(c, loc, BUILD_MAP, 0));
    }
    for (Py_ssize_t i = begin; i < end; i++) {
        TRY(pyi_cg_expr(c, asdl_seq_GET(keys, i)));
        TRY(pyi_cg_expr(c, asdl_seq_GET(values, i)));
        if (is_big) {
            TRY(pyi_cg_emit_arg(c, loc, MAP_ADD, 1));
        }
    }
    return is_big ? 0 : pyi_cg_emit_arg(c, loc, BUILD_MAP, n);
}

static int
add_part(pyi_codegen *c, expr_ty e, Py_ssize_t begin, Py_ssize_t end, bool *begun)
{
    TRY(build_part(c, e, begin, end));
    if (*begun) {
        TRY(pyi_cg_emit_arg(c, AT(e), DICT_UPDATE, 1));
    }
    *begun = true;
    return 0;
}

int
pyi_cg_dict(pyi_codegen *c, expr_ty e)
{
    pyi_location loc = AT(e);
    Py_ssize_t n = asdl_seq_LEN(e->v.Dict.values);
    Py_ssize_t waiting = 0; /* items before this one that are in no part yet */
    bool begun = false;
    for (Py_ssize_t i = 0; i < n; i++) {
        bool is_unpacked = asdl_seq_GET(e->v.Dict.keys, i) == NULL; /* **value */
        if (!is_unpacked) {
            if (waiting * 2 > STACK_USE_GUIDELINE) {
                TRY(add_part(c, e, i - waiting, i + 1, &begun));
                waiting = 0;
            }
            else {
                waiting++;
            }
            continue;
        }
        if (waiting > 0) {
            TRY(add_part(c, e, i - waiting, i, &begun));
            waiting = 0;
        }
        if (!begun) {
            TRY(pyi_cg_emit_arg(c, loc, BUILD_MAP, 0));
            begun = true;
        }
        TRY(pyi_cg_expr(c, asdl_seq_GET(e->v.Dict.values, i)));
        TRY(pyi_cg_emit_arg(c, loc, DICT_UPDATE, 1));
    }
    if (waiting > 0) {
        TRY(add_part(c, e, n - waiting, n, &begun));
    }
    return begun ? 0 : pyi_cg_emit_arg(c, loc, BUILD_MAP, 0);
}
