/* SPDX-License-Identifier: Apache-2.0 */
/* compile.c: _PyAST_Compile, from a module's tree to its code object. */
#include "codegen.h"

/* ---- bodies of modules and classes ----------------------------------------------------------- */

static bool has_annotations(asdl_stmt_seq *stmts);

static bool
handlers_have_annotations(asdl_excepthandler_seq *handlers)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(handlers); i++) {
        if (has_annotations(asdl_seq_GET(handlers, i)->v.ExceptHandler.body)) {
            return true;
        }
    }
    return false;
}

static bool
stmt_has_annotations(stmt_ty s)
{
    switch (s->kind) {
    case AnnAssign_kind:
        return true;
    case For_kind:
        return has_annotations(s->v.For.body) || has_annotations(s->v.For.orelse);
    case AsyncFor_kind:
        return has_annotations(s->v.AsyncFor.body) || has_annotations(s->v.AsyncFor.orelse);
    case While_kind:
        return has_annotations(s->v.While.body) || has_annotations(s->v.While.orelse);
    case If_kind:
        return has_annotations(s->v.If.body) || has_annotations(s->v.If.orelse);
    case With_kind:
        return has_annotations(s->v.With.body);
    case AsyncWith_kind:
        return has_annotations(s->v.AsyncWith.body);
    case Match_kind:
        for (Py_ssize_t i = 0; i < asdl_seq_LEN(s->v.Match.cases); i++) {
            if (has_annotations(asdl_seq_GET(s->v.Match.cases, i)->body)) {
                return true;
            }
        }
        return false;
    case Try_kind:
        return has_annotations(s->v.Try.body) || handlers_have_annotations(s->v.Try.handlers) ||
               has_annotations(s->v.Try.orelse) || has_annotations(s->v.Try.finalbody);
    case TryStar_kind:
        return has_annotations(s->v.TryStar.body) ||
               handlers_have_annotations(s->v.TryStar.handlers) ||
               has_annotations(s->v.TryStar.orelse) || has_annotations(s->v.TryStar.finalbody);
    default:
        return false;
    }
}

/* Is there an annotated assignment in this scope? Then it has an __annotations__. */
static bool
has_annotations(asdl_stmt_seq *stmts)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(stmts); i++) {
        if (stmt_has_annotations(asdl_seq_GET(stmts, i))) {
            return true;
        }
    }
    return false;
}

static int
store_docstring(pyi_codegen *c, stmt_ty s, PyObject *docstring)
{
#if PYI_313
    PyObject *text = _PyCompile_CleanDoc(docstring);
    TRY(pyi_cg_new_constant(c, AT(s->v.Expr.value), text));
#else
    (void)docstring;
    TRY(pyi_cg_expr(c, s->v.Expr.value));
#endif
    return pyi_cg_name(c, pyi_nowhere, PYI_NAME("__doc__"), Store);
}

int
pyi_cg_body(pyi_codegen *c, pyi_location loc, asdl_stmt_seq *stmts)
{
    if (asdl_seq_LEN(stmts) == 0) {
        return 0;
    }
    /* A module begins where its first statement is. */
    if (c->unit->kind == PYI_UNIT_MODULE) {
        loc = AT(asdl_seq_GET(stmts, 0));
    }
    if (has_annotations(stmts)) {
        TRY(pyi_cg_emit(c, loc, SETUP_ANNOTATIONS));
    }
    Py_ssize_t first = 0;
    PyObject *docstring = _PyAST_GetDocString(stmts);
    if (docstring != NULL && c->optimize < 2) {
        TRY(store_docstring(c, asdl_seq_GET(stmts, 0), docstring));
        first = 1;
    }
    else if (docstring != NULL && PYI_313) {
        first = 1;
    }
    for (Py_ssize_t i = first; i < asdl_seq_LEN(stmts); i++) {
        TRY(pyi_cg_stmt(c, asdl_seq_GET(stmts, i)));
    }
    return 0;
}

/* ---- modules --------------------------------------------------------------------------------- */

static int
interactive(pyi_codegen *c, asdl_stmt_seq *stmts)
{
    c->interactive = true;
    if (has_annotations(stmts)) {
        TRY(pyi_cg_emit(c, (pyi_location){1, 1, 0, 0}, SETUP_ANNOTATIONS));
    }
    return pyi_cg_stmts(c, stmts);
}

static int
module(pyi_codegen *c, mod_ty mod)
{
    TRY(pyi_cg_enter(c, PYI_NAME("<module>"), PYI_UNIT_MODULE, mod, 1));
    switch (mod->kind) {
    case Module_kind:
        return pyi_cg_body(c, (pyi_location){1, 1, 0, 0}, mod->v.Module.body);
    case Interactive_kind:
        return interactive(c, mod->v.Interactive.body);
    case Expression_kind:
        return pyi_cg_expr(c, mod->v.Expression.body);
    default:
        PyErr_Format(PyExc_SystemError, "module kind %d should not be possible", mod->kind);
        return -1;
    }
}

#if PYI_313
typedef _PyFutureFeatures future_features;
#else
typedef PyFutureFeatures future_features;
#endif

static int
read_future(mod_ty mod, PyObject *filename, future_features *future)
{
#if PYI_312
    return _PyFuture_FromAST(mod, filename, future) ? 0 : -1;
#else
    PyFutureFeatures *found = _PyFuture_FromAST(mod, filename);
    if (found == NULL) {
        return -1;
    }
    *future = *found;
    PyObject_Free(found);
    return 0;
#endif
}

static int
optimize_tree(pyi_codegen *c, mod_ty mod)
{
#if PYI_313
    return _PyAST_Optimize(mod, c->arena, c->optimize, c->features) ? 0 : -1;
#else
    _PyASTOptimizeState state = {.optimize = c->optimize, .ff_features = c->features};
    return _PyAST_Optimize(mod, c->arena, &state) ? 0 : -1;
#endif
}

/* borrowed from the arena */
static PyCodeObject *
compile(pyi_codegen *c, mod_ty mod)
{
    future_features future;
    if (read_future(mod, c->filename, &future) < 0) {
        return NULL;
    }
    /* A future statement holds for all that is compiled with the same flags, too. */
    future.ff_features |= c->flags->cf_flags;
    c->flags->cf_flags = future.ff_features;
    c->features = future.ff_features;
#if PYI_312
    c->future_end.lineno = future.ff_location.end_lineno;
    c->future_end.col_offset = future.ff_location.end_col_offset;
#else
    c->future_end = (pyi_location){.lineno = future.ff_lineno, .col_offset = INT_MAX};
#endif
    c->const_cache = pyi_cg_keep(c, PyDict_New());
    if (c->const_cache == NULL || optimize_tree(c, mod) < 0) {
        return NULL;
    }
    c->symtable = _PySymtable_Build(mod, c->filename, &future);
    if (c->symtable == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "no symtable");
        }
        return NULL;
    }
    PyCodeObject *code = NULL;
    if (module(c, mod) == 0) {
        code = pyi_cg_leave(c, mod->kind != Expression_kind);
    }
    _PySymtable_Free(c->symtable);
    return code;
}

/* new: the code object of a module; raises what the compiler raises */
PyCodeObject *
_PyAST_Compile(mod_ty mod, PyObject *filename, PyCompilerFlags *flags, int optimize,
               PyArena *arena)
{
    PyCompilerFlags no_flags = _PyCompilerFlags_INIT;
    pyi_codegen c = {
        .arena = arena,
        .filename = filename,
        .flags = flags != NULL ? flags : &no_flags,
        .optimize = optimize == -1 ? _Py_GetConfig()->optimization_level : optimize,
    };
    PyCodeObject *code = compile(&c, mod);
    Py_XINCREF(code);
    return code;
}

#if PYI_313
/* The tree as it is compiled: -1 with an exception on failure. */
int
_PyCompile_AstOptimize(mod_ty mod, PyObject *filename, PyCompilerFlags *flags, int optimize,
                       PyArena *arena)
{
    future_features future;
    if (read_future(mod, filename, &future) < 0) {
        return -1;
    }
    pyi_codegen c = {
        .arena = arena,
        .optimize = optimize == -1 ? _Py_GetConfig()->optimization_level : optimize,
        .features = future.ff_features | (flags != NULL ? flags->cf_flags : 0),
    };
    return optimize_tree(&c, mod);
}
#endif
