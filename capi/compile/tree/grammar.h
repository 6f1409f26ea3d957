/* SPDX-License-Identifier: Apache-2.0 */
/* grammar: the abstract grammar of the building version as lists of macros (X-macros).
 *
 * PYI_TYPES       the types in the order of the grammar: SUM(type, attributes), nodes of several
 *                 kinds; ENUM(type), without fields; PRODUCT(type, attributes), fields but no kinds
 * PYI_NODES_type  N(type, node): the kinds of a sum, in the order of their numbers
 * PYI_FIELDS_node F(node, type, quantity, name): its fields, of which there are ONE, OPT (? in the
 *                 grammar) or a SEQ (*); a product has fields under its own name
 * PYI_VALUES_type V(type, value): of an enum
 *
 * Attributes of a type are places in the source: NOWHERE, LOCATED, or LOCATED_END when the end is
 * required, too. Everything that is alike for all nodes is made from these lists: constructors, the
 * types in Python, the ways to and from their objects.
 */
#ifndef PYI_TREE_GRAMMAR_H
#define PYI_TREE_GRAMMAR_H

#include "pyi.h"

#include "internal/pycore_ast.h"

#if PYI_312
#  define PYI_SINCE_312(...) __VA_ARGS__
#else
#  define PYI_SINCE_312(...)
#endif
#if PYI_313
#  define PYI_SINCE_313(...) __VA_ARGS__
#else
#  define PYI_SINCE_313(...)
#endif

/* Each type of the grammar is <type>_ty in C, and a sequence of it asdl_<type>_seq. */
typedef identifier identifier_ty;
typedef string string_ty;
typedef constant constant_ty;
typedef int int_ty;
typedef asdl_int_seq asdl_cmpop_seq;

#define PYI_TYPES(SUM, ENUM, PRODUCT)                                                              \
    SUM(mod, NOWHERE) SUM(stmt, LOCATED) SUM(expr, LOCATED)                                        \
    ENUM(expr_context) ENUM(boolop) ENUM(operator) ENUM(unaryop) ENUM(cmpop)                       \
    PRODUCT(comprehension, NOWHERE) SUM(excepthandler, LOCATED) PRODUCT(arguments, NOWHERE)        \
    PRODUCT(arg, LOCATED) PRODUCT(keyword, LOCATED) PRODUCT(alias, LOCATED)                        \
    PRODUCT(withitem, NOWHERE) PRODUCT(match_case, NOWHERE) SUM(pattern, LOCATED_END)              \
    SUM(type_ignore, NOWHERE) PYI_SINCE_312(SUM(type_param, LOCATED_END))

/* ---- mod ------------------------------------------------------------------------------------ */

#define PYI_FIELDS_Module(F, N) F(N, stmt, SEQ, body) F(N, type_ignore, SEQ, type_ignores)
#define PYI_FIELDS_Interactive(F, N) F(N, stmt, SEQ, body)
#define PYI_FIELDS_Expression(F, N) F(N, expr, ONE, body)
#define PYI_FIELDS_FunctionType(F, N) F(N, expr, SEQ, argtypes) F(N, expr, ONE, returns)
#define PYI_NODES_mod(N)                                                                           \
    N(mod, Module) N(mod, Interactive) N(mod, Expression) N(mod, FunctionType)

/* ---- stmt ----------------------------------------------------------------------------------- */

#define PYI_FIELDS_FunctionDef(F, N)                                                               \
    F(N, identifier, ONE, name) F(N, arguments, ONE, args) F(N, stmt, SEQ, body)                   \
    F(N, expr, SEQ, decorator_list) F(N, expr, OPT, returns) F(N, string, OPT, type_comment)       \
    PYI_SINCE_312(F(N, type_param, SEQ, type_params))
#define PYI_FIELDS_AsyncFunctionDef(F, N)                                                          \
    F(N, identifier, ONE, name) F(N, arguments, ONE, args) F(N, stmt, SEQ, body)                   \
    F(N, expr, SEQ, decorator_list) F(N, expr, OPT, returns) F(N, string, OPT, type_comment)       \
    PYI_SINCE_312(F(N, type_param, SEQ, type_params))
#define PYI_FIELDS_ClassDef(F, N)                                                                  \
    F(N, identifier, ONE, name) F(N, expr, SEQ, bases) F(N, keyword, SEQ, keywords)                \
    F(N, stmt, SEQ, body) F(N, expr, SEQ, decorator_list)                                          \
    PYI_SINCE_312(F(N, type_param, SEQ, type_params))
#define PYI_FIELDS_Return(F, N) F(N, expr, OPT, value)
#define PYI_FIELDS_Delete(F, N) F(N, expr, SEQ, targets)
#define PYI_FIELDS_Assign(F, N)                                                                    \
    F(N, expr, SEQ, targets) F(N, expr, ONE, value) F(N, string, OPT, type_comment)
#define PYI_FIELDS_TypeAlias(F, N)                                                                 \
    F(N, expr, ONE, name) F(N, type_param, SEQ, type_params) F(N, expr, ONE, value)
#define PYI_FIELDS_AugAssign(F, N)                                                                 \
    F(N, expr, ONE, target) F(N, operator, ONE, op) F(N, expr, ONE, value)
#define PYI_FIELDS_AnnAssign(F, N)                                                                 \
    F(N, expr, ONE, target) F(N, expr, ONE, annotation) F(N, expr, OPT, value)                     \
    F(N, int, ONE, simple)
#define PYI_FIELDS_For(F, N)                                                                       \
    F(N, expr, ONE, target) F(N, expr, ONE, iter) F(N, stmt, SEQ, body) F(N, stmt, SEQ, orelse)    \
    F(N, string, OPT, type_comment)
#define PYI_FIELDS_AsyncFor(F, N)                                                                  \
    F(N, expr, ONE, target) F(N, expr, ONE, iter) F(N, stmt, SEQ, body) F(N, stmt, SEQ, orelse)    \
    F(N, string, OPT, type_comment)
#define PYI_FIELDS_While(F, N) F(N, expr, ONE, test) F(N, stmt, SEQ, body) F(N, stmt, SEQ, orelse)
#define PYI_FIELDS_If(F, N) F(N, expr, ONE, test) F(N, stmt, SEQ, body) F(N, stmt, SEQ, orelse)
#define PYI_FIELDS_With(F, N)                                                                      \
    F(N, withitem, SEQ, items) F(N, stmt, SEQ, body) F(N, string, OPT, type_comment)
#define PYI_FIELDS_AsyncWith(F, N)                                                                 \
    F(N, withitem, SEQ, items) F(N, stmt, SEQ, body) F(N, string, OPT, type_comment)
#define PYI_FIELDS_Match(F, N) F(N, expr, ONE, subject) F(N, match_case, SEQ, cases)
#define PYI_FIELDS_Raise(F, N) F(N, expr, OPT, exc) F(N, expr, OPT, cause)
#define PYI_FIELDS_Try(F, N)                                                                       \
    F(N, stmt, SEQ, body) F(N, excepthandler, SEQ, handlers) F(N, stmt, SEQ, orelse)               \
    F(N, stmt, SEQ, finalbody)
#define PYI_FIELDS_TryStar(F, N)                                                                   \
    F(N, stmt, SEQ, body) F(N, excepthandler, SEQ, handlers) F(N, stmt, SEQ, orelse)               \
    F(N, stmt, SEQ, finalbody)
#define PYI_FIELDS_Assert(F, N) F(N, expr, ONE, test) F(N, expr, OPT, msg)
#define PYI_FIELDS_Import(F, N) F(N, alias, SEQ, names)
#define PYI_FIELDS_ImportFrom(F, N)                                                                \
    F(N, identifier, OPT, module) F(N, alias, SEQ, names) F(N, int, OPT, level)
#define PYI_FIELDS_Global(F, N) F(N, identifier, SEQ, names)
#define PYI_FIELDS_Nonlocal(F, N) F(N, identifier, SEQ, names)
#define PYI_FIELDS_Expr(F, N) F(N, expr, ONE, value)
#define PYI_FIELDS_Pass(F, N)
#define PYI_FIELDS_Break(F, N)
#define PYI_FIELDS_Continue(F, N)
#define PYI_NODES_stmt(N)                                                                          \
    N(stmt, FunctionDef) N(stmt, AsyncFunctionDef) N(stmt, ClassDef) N(stmt, Return)               \
    N(stmt, Delete) N(stmt, Assign) PYI_SINCE_312(N(stmt, TypeAlias)) N(stmt, AugAssign)           \
    N(stmt, AnnAssign) N(stmt, For) N(stmt, AsyncFor) N(stmt, While) N(stmt, If) N(stmt, With)     \
    N(stmt, AsyncWith) N(stmt, Match) N(stmt, Raise) N(stmt, Try) N(stmt, TryStar)                 \
    N(stmt, Assert) N(stmt, Import) N(stmt, ImportFrom) N(stmt, Global) N(stmt, Nonlocal)          \
    N(stmt, Expr) N(stmt, Pass) N(stmt, Break) N(stmt, Continue)

/* ---- expr ----------------------------------------------------------------------------------- */

#define PYI_FIELDS_BoolOp(F, N) F(N, boolop, ONE, op) F(N, expr, SEQ, values)
#define PYI_FIELDS_NamedExpr(F, N) F(N, expr, ONE, target) F(N, expr, ONE, value)
#define PYI_FIELDS_BinOp(F, N) F(N, expr, ONE, left) F(N, operator, ONE, op) F(N, expr, ONE, right)
#define PYI_FIELDS_UnaryOp(F, N) F(N, unaryop, ONE, op) F(N, expr, ONE, operand)
#define PYI_FIELDS_Lambda(F, N) F(N, arguments, ONE, args) F(N, expr, ONE, body)
#define PYI_FIELDS_IfExp(F, N) F(N, expr, ONE, test) F(N, expr, ONE, body) F(N, expr, ONE, orelse)
#define PYI_FIELDS_Dict(F, N) F(N, expr, SEQ, keys) F(N, expr, SEQ, values)
#define PYI_FIELDS_Set(F, N) F(N, expr, SEQ, elts)
#define PYI_FIELDS_ListComp(F, N) F(N, expr, ONE, elt) F(N, comprehension, SEQ, generators)
#define PYI_FIELDS_SetComp(F, N) F(N, expr, ONE, elt) F(N, comprehension, SEQ, generators)
#define PYI_FIELDS_DictComp(F, N)                                                                  \
    F(N, expr, ONE, key) F(N, expr, ONE, value) F(N, comprehension, SEQ, generators)
#define PYI_FIELDS_GeneratorExp(F, N) F(N, expr, ONE, elt) F(N, comprehension, SEQ, generators)
#define PYI_FIELDS_Await(F, N) F(N, expr, ONE, value)
#define PYI_FIELDS_Yield(F, N) F(N, expr, OPT, value)
#define PYI_FIELDS_YieldFrom(F, N) F(N, expr, ONE, value)
#define PYI_FIELDS_Compare(F, N)                                                                   \
    F(N, expr, ONE, left) F(N, cmpop, SEQ, ops) F(N, expr, SEQ, comparators)
#define PYI_FIELDS_Call(F, N)                                                                      \
    F(N, expr, ONE, func) F(N, expr, SEQ, args) F(N, keyword, SEQ, keywords)
#define PYI_FIELDS_FormattedValue(F, N)                                                            \
    F(N, expr, ONE, value) F(N, int, ONE, conversion) F(N, expr, OPT, format_spec)
#define PYI_FIELDS_JoinedStr(F, N) F(N, expr, SEQ, values)
#define PYI_FIELDS_Constant(F, N) F(N, constant, ONE, value) F(N, string, OPT, kind)
#define PYI_FIELDS_Attribute(F, N)                                                                 \
    F(N, expr, ONE, value) F(N, identifier, ONE, attr) F(N, expr_context, ONE, ctx)
#define PYI_FIELDS_Subscript(F, N)                                                                 \
    F(N, expr, ONE, value) F(N, expr, ONE, slice) F(N, expr_context, ONE, ctx)
#define PYI_FIELDS_Starred(F, N) F(N, expr, ONE, value) F(N, expr_context, ONE, ctx)
#define PYI_FIELDS_Name(F, N) F(N, identifier, ONE, id) F(N, expr_context, ONE, ctx)
#define PYI_FIELDS_List(F, N) F(N, expr, SEQ, elts) F(N, expr_context, ONE, ctx)
#define PYI_FIELDS_Tuple(F, N) F(N, expr, SEQ, elts) F(N, expr_context, ONE, ctx)
#define PYI_FIELDS_Slice(F, N) F(N, expr, OPT, lower) F(N, expr, OPT, upper) F(N, expr, OPT, step)
#define PYI_NODES_expr(N)                                                                          \
    N(expr, BoolOp) N(expr, NamedExpr) N(expr, BinOp) N(expr, UnaryOp) N(expr, Lambda)             \
    N(expr, IfExp) N(expr, Dict) N(expr, Set) N(expr, ListComp) N(expr, SetComp)                   \
    N(expr, DictComp) N(expr, GeneratorExp) N(expr, Await) N(expr, Yield) N(expr, YieldFrom)       \
    N(expr, Compare) N(expr, Call) N(expr, FormattedValue) N(expr, JoinedStr) N(expr, Constant)    \
    N(expr, Attribute) N(expr, Subscript) N(expr, Starred) N(expr, Name) N(expr, List)             \
    N(expr, Tuple) N(expr, Slice)

/* ---- excepthandler -------------------------------------------------------------------------- */

#define PYI_FIELDS_ExceptHandler(F, N)                                                             \
    F(N, expr, OPT, type) F(N, identifier, OPT, name) F(N, stmt, SEQ, body)
#define PYI_NODES_excepthandler(N)                                                                 \
    N(excepthandler, ExceptHandler)

/* ---- pattern -------------------------------------------------------------------------------- */

#define PYI_FIELDS_MatchValue(F, N) F(N, expr, ONE, value)
#define PYI_FIELDS_MatchSingleton(F, N) F(N, constant, ONE, value)
#define PYI_FIELDS_MatchSequence(F, N) F(N, pattern, SEQ, patterns)
#define PYI_FIELDS_MatchMapping(F, N)                                                              \
    F(N, expr, SEQ, keys) F(N, pattern, SEQ, patterns) F(N, identifier, OPT, rest)
#define PYI_FIELDS_MatchClass(F, N)                                                                \
    F(N, expr, ONE, cls) F(N, pattern, SEQ, patterns) F(N, identifier, SEQ, kwd_attrs)             \
    F(N, pattern, SEQ, kwd_patterns)
#define PYI_FIELDS_MatchStar(F, N) F(N, identifier, OPT, name)
#define PYI_FIELDS_MatchAs(F, N) F(N, pattern, OPT, pattern) F(N, identifier, OPT, name)
#define PYI_FIELDS_MatchOr(F, N) F(N, pattern, SEQ, patterns)
#define PYI_NODES_pattern(N)                                                                       \
    N(pattern, MatchValue) N(pattern, MatchSingleton) N(pattern, MatchSequence)                    \
    N(pattern, MatchMapping) N(pattern, MatchClass) N(pattern, MatchStar) N(pattern, MatchAs)      \
    N(pattern, MatchOr)

/* ---- type_ignore ---------------------------------------------------------------------------- */

#define PYI_FIELDS_TypeIgnore(F, N) F(N, int, ONE, lineno) F(N, string, ONE, tag)
#define PYI_NODES_type_ignore(N)                                                                   \
    N(type_ignore, TypeIgnore)

/* ---- type_param ----------------------------------------------------------------------------- */

#define PYI_FIELDS_TypeVar(F, N)                                                                   \
    F(N, identifier, ONE, name) F(N, expr, OPT, bound)                                             \
    PYI_SINCE_313(F(N, expr, OPT, default_value))
#define PYI_FIELDS_ParamSpec(F, N)                                                                 \
    F(N, identifier, ONE, name) PYI_SINCE_313(F(N, expr, OPT, default_value))
#define PYI_FIELDS_TypeVarTuple(F, N)                                                              \
    F(N, identifier, ONE, name) PYI_SINCE_313(F(N, expr, OPT, default_value))
#define PYI_NODES_type_param(N)                                                                    \
    N(type_param, TypeVar) N(type_param, ParamSpec) N(type_param, TypeVarTuple)
/* ---- nodes without kinds -------------------------------------------------------------------- */

#define PYI_FIELDS_comprehension(F, N)                                                             \
    F(N, expr, ONE, target) F(N, expr, ONE, iter) F(N, expr, SEQ, ifs) F(N, int, ONE, is_async)
#define PYI_FIELDS_arguments(F, N)                                                                 \
    F(N, arg, SEQ, posonlyargs) F(N, arg, SEQ, args) F(N, arg, OPT, vararg)                        \
    F(N, arg, SEQ, kwonlyargs) F(N, expr, SEQ, kw_defaults) F(N, arg, OPT, kwarg)                  \
    F(N, expr, SEQ, defaults)
#define PYI_FIELDS_arg(F, N)                                                                       \
    F(N, identifier, ONE, arg) F(N, expr, OPT, annotation) F(N, string, OPT, type_comment)
#define PYI_FIELDS_keyword(F, N) F(N, identifier, OPT, arg) F(N, expr, ONE, value)
#define PYI_FIELDS_alias(F, N) F(N, identifier, ONE, name) F(N, identifier, OPT, asname)
#define PYI_FIELDS_withitem(F, N) F(N, expr, ONE, context_expr) F(N, expr, OPT, optional_vars)
#define PYI_FIELDS_match_case(F, N)                                                                \
    F(N, pattern, ONE, pattern) F(N, expr, OPT, guard) F(N, stmt, SEQ, body)
/* ---- operators and contexts ----------------------------------------------------------------- */

#define PYI_VALUES_expr_context(V)                                                                 \
    V(expr_context, Load) V(expr_context, Store) V(expr_context, Del)
#define PYI_VALUES_boolop(V)                                                                       \
    V(boolop, And) V(boolop, Or)
#define PYI_VALUES_operator(V)                                                                     \
    V(operator, Add) V(operator, Sub) V(operator, Mult) V(operator, MatMult) V(operator, Div)      \
    V(operator, Mod) V(operator, Pow) V(operator, LShift) V(operator, RShift) V(operator, BitOr)   \
    V(operator, BitXor) V(operator, BitAnd) V(operator, FloorDiv)
#define PYI_VALUES_unaryop(V)                                                                      \
    V(unaryop, Invert) V(unaryop, Not) V(unaryop, UAdd) V(unaryop, USub)
#define PYI_VALUES_cmpop(V)                                                                        \
    V(cmpop, Eq) V(cmpop, NotEq) V(cmpop, Lt) V(cmpop, LtE) V(cmpop, Gt) V(cmpop, GtE)             \
    V(cmpop, Is) V(cmpop, IsNot) V(cmpop, In) V(cmpop, NotIn)

#endif /* PYI_TREE_GRAMMAR_H */
