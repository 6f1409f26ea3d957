/* SPDX-License-Identifier: Apache-2.0 */
/* function.c: def, async def and lambda. */
#include "codegen.h"

/* What MAKE_FUNCTION finds on the stack. */
enum { HAS_DEFAULTS = 1, HAS_KWDEFAULTS = 2, HAS_ANNOTATIONS = 4 };

/* ---- decorators ------------------------------------------------------------------------------ */

int
pyi_cg_decorators(pyi_codegen *c, asdl_expr_seq *decorators)
{
    return pyi_cg_exprs(c, decorators);
}

int
pyi_cg_apply_decorators(pyi_codegen *c, asdl_expr_seq *decorators)
{
    for (Py_ssize_t i = asdl_seq_LEN(decorators) - 1; i >= 0; i--) {
        TRY(pyi_cg_call_n(c, AT(asdl_seq_GET(decorators, i)), 0));
    }
    return 0;
}

/* ---- defaults -------------------------------------------------------------------------------- */

/* The dict of the defaults of keyword-only parameters; 1 if there are any, -1 on failure. */
static int
keyword_defaults(pyi_codegen *c, pyi_location loc, arguments_ty args)
{
    PyObject *names = pyi_cg_keep(c, PyList_New(0));
    if (names == NULL) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(args->kwonlyargs); i++) {
        expr_ty value = asdl_seq_GET(args->kw_defaults, i);
        if (value == NULL) {
            continue;
        }
        PyObject *name = pyi_cg_mangle(c, asdl_seq_GET(args->kwonlyargs, i)->arg);
        if (name == NULL || PyList_Append(names, name) < 0) {
            return -1;
        }
        TRY(pyi_cg_expr(c, value));
    }
    if (PyList_GET_SIZE(names) == 0) {
        return 0;
    }
    TRY(pyi_cg_new_constant(c, loc, PyList_AsTuple(names)));
    TRY(pyi_cg_emit_arg(c, loc, BUILD_CONST_KEY_MAP, PyList_GET_SIZE(names)));
    return 1;
}

/* The flags of what is on the stack then, or -1. */
static int
defaults(pyi_codegen *c, pyi_location loc, arguments_ty args)
{
    int flags = 0;
    if (asdl_seq_LEN(args->defaults) > 0) {
        flags |= HAS_DEFAULTS;
        TRY(pyi_cg_exprs(c, args->defaults));
        TRY(pyi_cg_emit_arg(c, loc, BUILD_TUPLE, asdl_seq_LEN(args->defaults)));
    }
    if (asdl_seq_LEN(args->kwonlyargs) > 0) {
        int any = keyword_defaults(c, loc, args);
        TRY(any);
        flags |= any ? HAS_KWDEFAULTS : 0;
    }
    return flags;
}

/* ---- annotations ----------------------------------------------------------------------------- */

int
pyi_cg_annotation(pyi_codegen *c, expr_ty annotation)
{
    pyi_location loc = pyi_cg_here(c, AT(annotation));
    return pyi_cg_new_constant(c, loc, _PyAST_ExprAsUnicode(annotation));
}

/* The name and the annotation of one parameter; *n counts them. */
static int
argument_annotation(pyi_codegen *c, pyi_location loc, PyObject *name, expr_ty annotation,
                    Py_ssize_t *n)
{
    if (annotation == NULL) {
        return 0;
    }
    PyObject *mangled = pyi_cg_mangle(c, name);
    if (mangled == NULL) {
        return -1;
    }
    *n += 2;
    TRY(pyi_cg_constant(c, loc, mangled));
    if (c->features & CO_FUTURE_ANNOTATIONS) {
        return pyi_cg_annotation(c, annotation);
    }
    if (annotation->kind == Starred_kind) { /* *args: *Ts */
        TRY(pyi_cg_expr(c, annotation->v.Starred.value));
        return pyi_cg_emit_arg(c, loc, UNPACK_SEQUENCE, 1);
    }
    return pyi_cg_expr(c, annotation);
}

static int
list_annotations(pyi_codegen *c, pyi_location loc, asdl_arg_seq *args, Py_ssize_t *n)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(args); i++) {
        arg_ty arg = asdl_seq_GET(args, i);
        TRY(argument_annotation(c, loc, arg->arg, arg->annotation, n));
    }
    return 0;
}

/* All annotations as a tuple of names and values; its flag, 0 without any, or -1. */
static int
annotations(pyi_codegen *c, pyi_location loc, arguments_ty args, expr_ty returns)
{
    Py_ssize_t n = 0;
    TRY(list_annotations(c, loc, args->args, &n));
    TRY(list_annotations(c, loc, args->posonlyargs, &n));
    if (args->vararg != NULL) {
        TRY(argument_annotation(c, loc, args->vararg->arg, args->vararg->annotation, &n));
    }
    TRY(list_annotations(c, loc, args->kwonlyargs, &n));
    if (args->kwarg != NULL) {
        TRY(argument_annotation(c, loc, args->kwarg->arg, args->kwarg->annotation, &n));
    }
    TRY(argument_annotation(c, loc, PYI_NAME("return"), returns, &n));
    if (n == 0) {
        return 0;
    }
    TRY(pyi_cg_emit_arg(c, loc, BUILD_TUPLE, n));
    return HAS_ANNOTATIONS;
}

/* ---- parameters ------------------------------------------------------------------------------ */

static int
check_list(pyi_codegen *c, pyi_location loc, asdl_arg_seq *args)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(args); i++) {
        arg_ty arg = asdl_seq_GET(args, i);
        TRY(pyi_cg_check_name(c, PYI_312 ? AT(arg) : loc, arg->arg, Store));
    }
    return 0;
}

static int
check_parameters(pyi_codegen *c, pyi_location loc, arguments_ty args)
{
    TRY(check_list(c, loc, args->posonlyargs));
    TRY(check_list(c, loc, args->args));
    if (args->vararg != NULL) {
        pyi_location at = PYI_312 ? AT(args->vararg) : loc;
        TRY(pyi_cg_check_name(c, at, args->vararg->arg, Store));
    }
    TRY(check_list(c, loc, args->kwonlyargs));
    if (args->kwarg != NULL) {
        pyi_location at = PYI_312 ? AT(args->kwarg) : loc;
        TRY(pyi_cg_check_name(c, at, args->kwarg->arg, Store));
    }
    return 0;
}

static void
count_parameters(pyi_unit *unit, arguments_ty args)
{
    unit->posonly_count = asdl_seq_LEN(args->posonlyargs);
    unit->arg_count = asdl_seq_LEN(args->args);
    unit->kwonly_count = asdl_seq_LEN(args->kwonlyargs);
}

/* ---- def ------------------------------------------------------------------------------------- */

/* The first constant is the docstring, or None. *first: where the other statements begin; -1. */
static int
docstring(pyi_codegen *c, asdl_stmt_seq *body, Py_ssize_t *first)
{
    PyObject *text = _PyAST_GetDocString(body);
    *first = text != NULL && (PYI_313 || c->optimize < 2);
    if (text != NULL && c->optimize < 2) {
#if PYI_313
        text = pyi_cg_keep(c, _PyCompile_CleanDoc(text));
        if (text == NULL) {
            return -1;
        }
#endif
        return pyi_cg_add_constant(c, text) < 0 ? -1 : 0;
    }
    return pyi_cg_add_constant(c, Py_None) < 0 ? -1 : 0;
}

typedef struct {
    PyObject *name;
    arguments_ty args;
    asdl_stmt_seq *body;
    asdl_expr_seq *decorators;
    expr_ty returns;
    bool is_async;
} definition;

/* The nodes FunctionDef and AsyncFunctionDef have the same fields. */
static definition
definition_of(stmt_ty s)
{
    return (definition){
        .name = s->v.FunctionDef.name,
        .args = s->v.FunctionDef.args,
        .body = s->v.FunctionDef.body,
        .decorators = s->v.FunctionDef.decorator_list,
        .returns = s->v.FunctionDef.returns,
        .is_async = s->kind == AsyncFunctionDef_kind,
    };
}

static int
statements(pyi_codegen *c, const definition *def)
{
    Py_ssize_t first;
    TRY(docstring(c, def->body, &first));
    count_parameters(c->unit, def->args);
    bool has_block = c->unit->is_guarded && PYI_313;
    if (has_block) {
        TRY(pyi_cg_push_block(c, pyi_nowhere, (pyi_block){.kind = PYI_BLOCK_STOP_ITERATION}));
    }
    for (Py_ssize_t i = first; i < asdl_seq_LEN(def->body); i++) {
        TRY(pyi_cg_stmt(c, asdl_seq_GET(def->body, i)));
    }
    if (has_block) {
        pyi_cg_pop_block(c);
    }
    return 0;
}

static int
function(pyi_codegen *c, stmt_ty s, const definition *def, int flags, int first_line)
{
    pyi_unit_kind kind = def->is_async ? PYI_UNIT_ASYNC_FUNCTION : PYI_UNIT_FUNCTION;
    TRY(pyi_cg_enter(c, def->name, kind, s, first_line));
    TRY(statements(c, def));
    PyCodeObject *code = pyi_cg_leave(c, true);
    return code == NULL ? -1 : pyi_cg_make_function(c, AT(s), code, flags);
}

/* With the defaults on the stack: the annotations and the function. */
static int
annotated_function(pyi_codegen *c, stmt_ty s, const definition *def, int flags, int first_line)
{
    int annotated = annotations(c, AT(s), def->args, def->returns);
    TRY(annotated);
    return function(c, s, def, flags | annotated, first_line);
}

#if PYI_312
/* def f[T](a=1): what makes the function is a function itself, which is called at once. Its
 * parameters are the defaults, which are evaluated outside. */
static int
generic_function(pyi_codegen *c, stmt_ty s, const definition *def, int flags, int first_line)
{
    pyi_location loc = AT(s);
    int n = (flags & HAS_DEFAULTS ? 1 : 0) + (flags & HAS_KWDEFAULTS ? 1 : 0);
    if (n == 2) {
        TRY(pyi_cg_emit_arg(c, loc, SWAP, 2));
    }
    TRY(pyi_cg_enter_type_params(c, def->name, s->v.FunctionDef.type_params, first_line));
    TRY(pyi_cg_type_params(c, s->v.FunctionDef.type_params));
    for (int i = 0; i < n; i++) {
        TRY(pyi_cg_emit_arg(c, loc, LOAD_FAST, i));
    }
    TRY(annotated_function(c, s, def, flags, first_line));
    TRY(pyi_cg_emit_arg(c, loc, SWAP, 2));
    TRY(pyi_cg_emit_arg(c, loc, CALL_INTRINSIC_2, INTRINSIC_SET_FUNCTION_TYPE_PARAMS));
    c->unit->arg_count = n;
    PyCodeObject *code = pyi_cg_leave(c, false);
    if (code == NULL) {
        return -1;
    }
    TRY(pyi_cg_make_function(c, loc, code, 0));
    if (n > 0) {
        TRY(pyi_cg_emit_arg(c, loc, SWAP, n + 1));
    }
#if PYI_313
    else {
        TRY(pyi_cg_emit(c, loc, PUSH_NULL));
    }
    /* The first argument is where a method has its self. */
    return pyi_cg_call_n(c, loc, n > 0 ? n - 1 : 0);
#else
    return pyi_cg_call_n(c, loc, n);
#endif
}
#endif

int
pyi_cg_function(pyi_codegen *c, stmt_ty s)
{
    pyi_location loc = AT(s);
    definition def = definition_of(s);
    TRY(check_parameters(c, loc, def.args));
    TRY(pyi_cg_decorators(c, def.decorators));
    int first_line = asdl_seq_LEN(def.decorators) > 0 ? asdl_seq_GET(def.decorators, 0)->lineno
                                                      : s->lineno;
#if PYI_312
    bool is_generic = asdl_seq_LEN(s->v.FunctionDef.type_params) > 0;
#else
    bool is_generic = false;
#endif
    if (is_generic && !PYI_313) {
        TRY(pyi_cg_emit(c, loc, PUSH_NULL));
    }
    int flags = defaults(c, loc, def.args);
    TRY(flags);
#if PYI_312
    if (is_generic) {
        TRY(generic_function(c, s, &def, flags, first_line));
    }
    else
#endif
    {
        TRY(annotated_function(c, s, &def, flags, first_line));
    }
    TRY(pyi_cg_apply_decorators(c, def.decorators));
    return pyi_cg_name(c, loc, def.name, Store);
}

/* ---- lambda ---------------------------------------------------------------------------------- */

int
pyi_cg_lambda(pyi_codegen *c, expr_ty e)
{
    arguments_ty args = e->v.Lambda.args;
    TRY(check_parameters(c, AT(e), args));
    int flags = defaults(c, AT(e), args);
    TRY(flags);
    TRY(pyi_cg_enter(c, PYI_NAME("<lambda>"), PYI_UNIT_LAMBDA, e, e->lineno));
    TRY(pyi_cg_add_constant(c, Py_None)); /* Otherwise a first string would be a docstring. */
    count_parameters(c->unit, args);
    TRY(pyi_cg_expr(c, e->v.Lambda.body));
    bool is_generator = c->unit->symbols->ste_generator;
    if (!is_generator) {
        pyi_location line = {e->lineno, e->lineno, 0, 0};
        TRY(pyi_cg_emit(c, PYI_313 ? AT(e->v.Lambda.body) : line, RETURN_VALUE));
    }
    PyCodeObject *code = pyi_cg_leave(c, !is_generator);
    return code == NULL ? -1 : pyi_cg_make_function(c, AT(e), code, flags);
}
