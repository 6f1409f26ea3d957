/* SPDX-License-Identifier: Apache-2.0 */
/* call.c: calls, in one of three ways.
 *
 * A method of a plain object needs no bound method (LOAD_METHOD); arguments that fit on the stack are
 * pushed one by one; others come as a tuple and a dict (CALL_FUNCTION_EX).
 */
#include "codegen.h"

int
pyi_cg_check_keywords(pyi_codegen *c, asdl_keyword_seq *keywords)
{
    Py_ssize_t n = asdl_seq_LEN(keywords);
    for (Py_ssize_t i = 0; i < n; i++) {
        keyword_ty keyword = asdl_seq_GET(keywords, i);
        if (keyword->arg == NULL) {
            continue;
        }
        TRY(pyi_cg_check_name(c, pyi_cg_here(c, AT(keyword)), keyword->arg, Store));
        for (Py_ssize_t j = i + 1; j < n; j++) {
            keyword_ty other = asdl_seq_GET(keywords, j);
            if (other->arg != NULL && PyUnicode_Compare(keyword->arg, other->arg) == 0) {
                return pyi_cg_error(c, AT(other), "keyword argument repeated: %U", keyword->arg);
            }
        }
    }
    return 0;
}

static int
keyword_values(pyi_codegen *c, asdl_keyword_seq *keywords, Py_ssize_t begin, Py_ssize_t end)
{
    for (Py_ssize_t i = begin; i < end; i++) {
        TRY(pyi_cg_expr(c, asdl_seq_GET(keywords, i)->value));
    }
    return 0;
}

/* new: the names of some keyword arguments, as a tuple */
static PyObject *
keyword_names(asdl_keyword_seq *keywords, Py_ssize_t begin, Py_ssize_t end)
{
    PyObject *names = PyTuple_New(end - begin);
    for (Py_ssize_t i = begin; names != NULL && i < end; i++) {
        PyTuple_SET_ITEM(names, i - begin, Py_NewRef(asdl_seq_GET(keywords, i)->arg));
    }
    return names;
}

/* n arguments are on the stack, the last of them by keyword. */
static int
call_n(pyi_codegen *c, pyi_location names_loc, pyi_location loc, Py_ssize_t n,
       asdl_keyword_seq *keywords)
{
    Py_ssize_t n_keywords = asdl_seq_LEN(keywords);
    if (n_keywords == 0) {
        return pyi_cg_call_n(c, loc, n);
    }
    PyObject *names = pyi_cg_keep(c, keyword_names(keywords, 0, n_keywords));
    Py_ssize_t index = names == NULL ? -1 : pyi_cg_add_constant(c, names);
    TRY(index);
#if PYI_313
    TRY(pyi_cg_emit_arg(c, names_loc, LOAD_CONST, index));
    return pyi_cg_emit_arg(c, loc, CALL_KW, n);
#else
    TRY(pyi_cg_emit_arg(c, names_loc, KW_NAMES, index));
    return pyi_cg_call_n(c, loc, n);
#endif
}

/* Is there neither *args nor **kwargs? */
static bool
has_fixed_arguments(asdl_expr_seq *args, asdl_keyword_seq *keywords)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(args); i++) {
        if (asdl_seq_GET(args, i)->kind == Starred_kind) {
            return false;
        }
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(keywords); i++) {
        if (asdl_seq_GET(keywords, i)->arg == NULL) {
            return false;
        }
    }
    return true;
}

/* ---- tuple and dict -------------------------------------------------------------------------- */

/* The keyword arguments begin to end as a dict. */
static int
keyword_dict(pyi_codegen *c, pyi_location loc, asdl_keyword_seq *keywords, Py_ssize_t begin,
             Py_ssize_t end)
{
    Py_ssize_t n = end - begin;
    bool is_big = n * 2 > STACK_USE_GUIDELINE;
    if (n > 1 && !is_big) {
        TRY(keyword_values(c, keywords, begin, end));
        TRY(pyi_cg_new_constant(c, loc, keyword_names(keywords, begin, end)));
        return pyi_cg_emit_arg(c, loc, BUILD_CONST_KEY_MAP, n);
    }
    if (is_big) {
        TRY(pyi_cg_emit_arg(c, pyi_nowhere, BUILD_MAP, 0));
    }
    for (Py_ssize_t i = begin; i < end; i++) {
        keyword_ty keyword = asdl_seq_GET(keywords, i);
        TRY(pyi_cg_constant(c, loc, keyword->arg));
        TRY(pyi_cg_expr(c, keyword->value));
        if (is_big) {
            TRY(pyi_cg_emit_arg(c, pyi_nowhere, MAP_ADD, 1));
        }
    }
    return is_big ? 0 : pyi_cg_emit_arg(c, loc, BUILD_MAP, n);
}

static int
merge_keywords(pyi_codegen *c, pyi_location loc, asdl_keyword_seq *keywords, Py_ssize_t begin,
               Py_ssize_t end, bool *begun)
{
    TRY(keyword_dict(c, loc, keywords, begin, end));
    if (*begun) {
        TRY(pyi_cg_emit_arg(c, loc, DICT_MERGE, 1));
    }
    *begun = true;
    return 0;
}

static int
all_keywords(pyi_codegen *c, pyi_location loc, asdl_keyword_seq *keywords)
{
    Py_ssize_t n = asdl_seq_LEN(keywords), waiting = 0;
    bool begun = false;
    for (Py_ssize_t i = 0; i < n; i++) {
        keyword_ty keyword = asdl_seq_GET(keywords, i);
        if (keyword->arg != NULL) {
            waiting++;
            continue;
        }
        if (waiting > 0) {
            TRY(merge_keywords(c, loc, keywords, i - waiting, i, &begun));
            waiting = 0;
        }
        if (!begun) {
            TRY(pyi_cg_emit_arg(c, loc, BUILD_MAP, 0));
            begun = true;
        }
        TRY(pyi_cg_expr(c, keyword->value));
        TRY(pyi_cg_emit_arg(c, loc, DICT_MERGE, 1));
    }
    return waiting > 0 ? merge_keywords(c, loc, keywords, n - waiting, n, &begun) : 0;
}

int
pyi_cg_call_with(pyi_codegen *c, pyi_location loc, Py_ssize_t n, asdl_expr_seq *args,
                 asdl_keyword_seq *keywords)
{
    Py_ssize_t n_args = asdl_seq_LEN(args), n_keywords = asdl_seq_LEN(keywords);
    TRY(pyi_cg_check_keywords(c, keywords));
    if (n_args + n_keywords * 2 <= STACK_USE_GUIDELINE && has_fixed_arguments(args, keywords)) {
        TRY(pyi_cg_exprs(c, args));
        TRY(keyword_values(c, keywords, 0, n_keywords));
        return call_n(c, loc, loc, n + n_args + n_keywords, keywords);
    }
    if (n == 0 && n_args == 1 && asdl_seq_GET(args, 0)->kind == Starred_kind) {
        TRY(pyi_cg_expr(c, asdl_seq_GET(args, 0)->v.Starred.value));
    }
    else {
        TRY(pyi_cg_tuple_of(c, loc, args, n));
    }
    TRY(all_keywords(c, loc, keywords));
    return pyi_cg_emit_arg(c, loc, CALL_FUNCTION_EX, n_keywords > 0);
}

/* ---- methods --------------------------------------------------------------------------------- */

/* A function of an imported module is no method. 1, 0, or -1 on failure */
static int
is_imported(pyi_codegen *c, expr_ty e)
{
    if (e->kind != Name_kind) {
        return 0;
    }
    long flags = _PyST_GetSymbol(c->symtable->st_top, e->v.Name.id);
    return flags < 0 && PyErr_Occurred() ? -1 : (flags & DEF_IMPORT) != 0;
}

/* 1, 0, or -1 on failure */
static int
is_method_call(pyi_codegen *c, expr_ty e)
{
    expr_ty method = e->v.Call.func;
    if (method->kind != Attribute_kind || method->v.Attribute.ctx != Load) {
        return 0;
    }
    int imported = is_imported(c, method->v.Attribute.value);
    if (imported != 0) {
        return imported < 0 ? -1 : 0;
    }
    Py_ssize_t n_keywords = asdl_seq_LEN(e->v.Call.keywords);
    Py_ssize_t used = asdl_seq_LEN(e->v.Call.args) + n_keywords + (n_keywords != 0);
    return used < STACK_USE_GUIDELINE && has_fixed_arguments(e->v.Call.args, e->v.Call.keywords);
}

static int
load_method(pyi_codegen *c, expr_ty method, pyi_location loc)
{
#if PYI_312
    int can = pyi_cg_can_load_super(c, method);
    TRY(can);
    if (can) {
        return pyi_cg_load_super(c, method, true);
    }
#endif
    TRY(pyi_cg_expr(c, method->v.Attribute.value));
    return pyi_cg_emit_mangled(c, loc, LOAD_METHOD, method->v.Attribute.attr);
}

static int
call_method(pyi_codegen *c, expr_ty e)
{
    expr_ty method = e->v.Call.func;
    asdl_expr_seq *args = e->v.Call.args;
    asdl_keyword_seq *keywords = e->v.Call.keywords;
    Py_ssize_t n = asdl_seq_LEN(args) + asdl_seq_LEN(keywords);
    pyi_location loc = pyi_cg_attribute_location(AT(method), method);
    TRY(load_method(c, method, loc));
    TRY(pyi_cg_exprs(c, args));
    TRY(keyword_values(c, keywords, 0, asdl_seq_LEN(keywords)));
    return call_n(c, loc, pyi_cg_attribute_location(AT(e), method), n, keywords);
}

int
pyi_cg_call(pyi_codegen *c, expr_ty e)
{
    TRY(pyi_cg_check_keywords(c, e->v.Call.keywords));
    int is_method = is_method_call(c, e);
    TRY(is_method);
    if (is_method) {
        return call_method(c, e);
    }
    expr_ty function = e->v.Call.func;
    TRY(pyi_cg_suspect_callee(c, function));
#if PYI_313
    TRY(pyi_cg_expr(c, function));
    TRY(pyi_cg_emit(c, AT(function), PUSH_NULL));
#else
    TRY(pyi_cg_emit(c, AT(function), PUSH_NULL));
    TRY(pyi_cg_expr(c, function));
#endif
    return pyi_cg_call_with(c, AT(e), 0, e->v.Call.args, e->v.Call.keywords);
}
