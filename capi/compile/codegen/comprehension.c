/* SPDX-License-Identifier: Apache-2.0 */
/* comprehension.c: list, set and dict comprehensions and generator expressions.
 *
 * Each is a function of one parameter, the first iterator, which is called at once; from 3.12 on all
 * but generator expressions are inlined where the symbol table allows it.
 */
#include "inlined.h"

typedef struct {
    expr_ty node;
    PyObject *name;
    expr_ty element, value; /* value: of dicts only */
    asdl_comprehension_seq *generators;
    int build, add;         /* opcodes; 0 for a generator */
} comprehension;

static comprehension
read_node(expr_ty e)
{
    switch (e->kind) {
    case ListComp_kind:
        return (comprehension){e, PYI_NAME("<listcomp>"), e->v.ListComp.elt, NULL,
                               e->v.ListComp.generators, BUILD_LIST, LIST_APPEND};
    case SetComp_kind:
        return (comprehension){e, PYI_NAME("<setcomp>"), e->v.SetComp.elt, NULL,
                               e->v.SetComp.generators, BUILD_SET, SET_ADD};
    case DictComp_kind:
        return (comprehension){e, PYI_NAME("<dictcomp>"), e->v.DictComp.key, e->v.DictComp.value,
                               e->v.DictComp.generators, BUILD_MAP, MAP_ADD};
    default:
        return (comprehension){e, PYI_NAME("<genexpr>"), e->v.GeneratorExp.elt, NULL,
                               e->v.GeneratorExp.generators, 0, 0};
    }
}

/* Where iterating takes place. */
static pyi_location
iter_location(pyi_codegen *c, const comprehension *of, comprehension_ty generator)
{
    return pyi_cg_here(c, PYI_313 ? AT(generator->iter) : AT(of->node));
}

/* ---- the loops ------------------------------------------------------------------------------- */

static int generator_loop(pyi_codegen *c, const comprehension *of, Py_ssize_t index, int depth,
                          bool has_iterator);

static int
iterator(pyi_codegen *c, const comprehension *of, comprehension_ty generator)
{
    TRY(pyi_cg_expr(c, generator->iter));
    return pyi_cg_emit(c, iter_location(c, of, generator),
                       generator->is_async ? GET_AITER : GET_ITER);
}

/* depth: how many iterators are above the list, set or dict; *loc becomes the place of the element */
static int
add_element(pyi_codegen *c, const comprehension *of, int depth, pyi_location *loc)
{
    TRY(pyi_cg_expr(c, of->element));
    if (of->value != NULL) {
        TRY(pyi_cg_expr(c, of->value));
#if PYI_312
        loc->end_lineno = of->value->end_lineno;
        loc->end_col_offset = of->value->end_col_offset;
#endif
    }
    if (of->add != 0) {
        return pyi_cg_emit_arg(c, *loc, of->add, depth + 1);
    }
    TRY(pyi_cg_yield(c, *loc));
    return pyi_cg_emit(c, *loc, POP_TOP);
}

/* Target, conditions, and inner loops or the element. */
static int
round_of(pyi_codegen *c, const comprehension *of, Py_ssize_t index, int depth, pyi_label skip,
         pyi_location *loc)
{
    comprehension_ty generator = asdl_seq_GET(of->generators, index);
    TRY(pyi_cg_expr(c, generator->target));
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(generator->ifs); i++) {
        TRY(pyi_cg_jump_if(c, asdl_seq_GET(generator->ifs, i), skip, false));
    }
    *loc = pyi_cg_here(c, AT(of->element));
    if (index + 1 < asdl_seq_LEN(of->generators)) {
        return generator_loop(c, of, index + 1, depth, false);
    }
    return add_element(c, of, depth, loc);
}

/* for y in [f(x)]: no loop, but an assignment. NULL if it is none. */
static expr_ty
only_item(expr_ty iter)
{
    asdl_expr_seq *items = NULL;
    if (iter->kind == List_kind) {
        items = iter->v.List.elts;
    }
    else if (iter->kind == Tuple_kind) {
        items = iter->v.Tuple.elts;
    }
    if (asdl_seq_LEN(items) != 1 || asdl_seq_GET(items, 0)->kind == Starred_kind) {
        return NULL;
    }
    return asdl_seq_GET(items, 0);
}

static int
sync_loop(pyi_codegen *c, const comprehension *of, Py_ssize_t index, int depth, bool has_iterator)
{
    comprehension_ty generator = asdl_seq_GET(of->generators, index);
    pyi_label start = pyi_cg_label(c), skip = pyi_cg_label(c), end = pyi_cg_label(c);
    pyi_location element_loc;
    if (!has_iterator && index == 0) {
        c->unit->arg_count = 1;
        TRY(pyi_cg_emit_arg(c, AT(of->node), LOAD_FAST, 0));
    }
    else if (!has_iterator) {
        expr_ty item = only_item(generator->iter);
        if (item != NULL) {
            TRY(pyi_cg_expr(c, item));
            TRY(round_of(c, of, index, depth, skip, &element_loc));
            return pyi_cg_place(c, skip);
        }
        TRY(iterator(c, of, generator));
    }
    TRY(pyi_cg_place(c, start));
    TRY(pyi_cg_jump(c, iter_location(c, of, generator), FOR_ITER, end));
    TRY(round_of(c, of, index, depth + 1, skip, &element_loc));
    TRY(pyi_cg_place(c, skip));
    TRY(pyi_cg_jump(c, pyi_cg_here(c, element_loc), JUMP, start));
    TRY(pyi_cg_place(c, end));
#if PYI_312
    TRY(pyi_cg_emit(c, pyi_nowhere, END_FOR));
#endif
#if PYI_313
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_TOP));
#endif
    return 0;
}

static int
async_loop(pyi_codegen *c, const comprehension *of, Py_ssize_t index, int depth,
           bool has_iterator)
{
    comprehension_ty generator = asdl_seq_GET(of->generators, index);
    pyi_location loc = AT(of->node), element_loc;
    pyi_label start = pyi_cg_label(c), except = pyi_cg_label(c), skip = pyi_cg_label(c);
    if (!has_iterator && index == 0) {
        c->unit->arg_count = 1;
        TRY(pyi_cg_emit_arg(c, loc, LOAD_FAST, 0));
    }
    else if (!has_iterator) {
        TRY(iterator(c, of, generator));
    }
    loc = pyi_cg_here(c, loc);
    TRY(pyi_cg_place(c, start));
    TRY(pyi_cg_push_block(c, loc, (pyi_block){.kind = PYI_BLOCK_ASYNC_COMPREHENSION}));
    TRY(pyi_cg_jump(c, loc, SETUP_FINALLY, except));
    TRY(pyi_cg_emit(c, loc, GET_ANEXT));
    TRY(pyi_cg_none(c, loc));
    TRY(pyi_cg_yield_from(c, loc, true));
    TRY(pyi_cg_emit(c, loc, POP_BLOCK));
    TRY(round_of(c, of, index, depth + 1, skip, &element_loc));
    TRY(pyi_cg_place(c, skip));
    TRY(pyi_cg_jump(c, pyi_cg_here(c, element_loc), JUMP, start));
    pyi_cg_pop_block(c);
    TRY(pyi_cg_place(c, except));
    return pyi_cg_emit(c, pyi_cg_here(c, loc), END_ASYNC_FOR);
}

static int
generator_loop(pyi_codegen *c, const comprehension *of, Py_ssize_t index, int depth,
               bool has_iterator)
{
    if (asdl_seq_GET(of->generators, index)->is_async) {
        return async_loop(c, of, index, depth, has_iterator);
    }
    return sync_loop(c, of, index, depth, has_iterator);
}

/* ---- the comprehension ----------------------------------------------------------------------- */

/* outer: the unit that the comprehension is written in */
static int
check_async(pyi_codegen *c, const comprehension *of, PySTEntryObject *symbols, pyi_unit *outer,
            bool top_level_await)
{
    if (!symbols->ste_coroutine || of->build == 0 || top_level_await) {
        return 0;
    }
    if (outer->kind == PYI_UNIT_ASYNC_FUNCTION || outer->kind == PYI_UNIT_COMPREHENSION) {
        return 0;
    }
    return pyi_cg_error(c, AT(of->node),
                        "asynchronous comprehension outside of an asynchronous function");
}

static int
begin_result(pyi_codegen *c, const comprehension *of, bool below_iterator)
{
    if (of->build == 0) {
        return 0;
    }
    TRY(pyi_cg_emit_arg(c, AT(of->node), of->build, 0));
    return below_iterator ? pyi_cg_emit_arg(c, AT(of->node), SWAP, 2) : 0;
}

#if PYI_312
static int
inlined(pyi_codegen *c, const comprehension *of, PySTEntryObject *symbols, bool top_level_await)
{
    pyi_location loc = AT(of->node);
    pyi_inlined state;
    TRY(iterator(c, of, asdl_seq_GET(of->generators, 0)));
    TRY(pyi_cg_begin_inlined(c, loc, symbols, &state));
    TRY(check_async(c, of, symbols, c->unit, top_level_await));
    TRY(begin_result(c, of, true));
    TRY(generator_loop(c, of, 0, 0, true));
    return pyi_cg_end_inlined(c, loc, &state);
}
#endif

/* The function, and its call with the first iterator. */
static int
called(pyi_codegen *c, const comprehension *of, PySTEntryObject *symbols, bool top_level_await)
{
    pyi_location loc = AT(of->node);
    pyi_unit *outer = c->unit;
    TRY(pyi_cg_enter(c, of->name, PYI_UNIT_COMPREHENSION, of->node, of->node->lineno));
    pyi_cg_go_to(c, loc);
    TRY(check_async(c, of, symbols, outer, top_level_await));
    TRY(begin_result(c, of, false));
    TRY(generator_loop(c, of, 0, 0, false));
    if (of->build != 0) {
        TRY(pyi_cg_emit(c, pyi_cg_here(c, AT(of->element)), RETURN_VALUE));
    }
    bool is_awaited = symbols->ste_coroutine && of->build != 0;
    PyCodeObject *code = pyi_cg_leave(c, true);
    if (code == NULL) {
        return -1;
    }
    if (top_level_await && symbols->ste_coroutine) {
        c->unit->symbols->ste_coroutine = 1;
    }
    TRY(pyi_cg_make_function(c, loc, code, 0));
    TRY(iterator(c, of, asdl_seq_GET(of->generators, 0)));
    TRY(pyi_cg_call_n(c, loc, 0));
    return is_awaited ? pyi_cg_await(c, loc, 0) : 0;
}

int
pyi_cg_comprehension(pyi_codegen *c, expr_ty e)
{
    comprehension of = read_node(e);
    bool top_level_await = pyi_cg_is_top_level_await(c);
    PySTEntryObject *symbols = pyi_cg_find_symbols(c, e);
    if (symbols == NULL) {
        return -1;
    }
#if PYI_312
    if (symbols->ste_comp_inlined) {
        return inlined(c, &of, symbols, top_level_await);
    }
#endif
    return called(c, &of, symbols, top_level_await);
}
