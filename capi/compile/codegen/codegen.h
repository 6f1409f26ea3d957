/* SPDX-License-Identifier: Apache-2.0 */
/* codegen.h: from the tree to instructions, one unit (future code object) at a time.
 *
 * Units are on a stack: a function inside a function is a unit whose `outer` waits for its code
 * object. Everything that lives as long as one compilation belongs to the arena, Python objects too
 * (pyi_cg_keep), so nothing has to be undone when an error leaves the functions below half-way.
 * Each returns 0, or -1 with an exception set; TRY hands the latter on.
 *
 * Every instruction says at which place of the source it is. pyi_nowhere marks instructions that
 * belong to no place: a debugger does not stop at them, and the graph may give them the place of
 * what precedes them.
 */
#ifndef PYI_CODEGEN_H
#define PYI_CODEGEN_H

#include "pyi.h"

#include "internal/pycore_ast.h"
#include "internal/pycore_compile.h"
#include "internal/pycore_pyarena.h"
#include "internal/pycore_symtable.h"
#if PYI_312
#  include "internal/pycore_intrinsics.h"
#endif

#include "flow.h"

#define TRY(call)                                                                                  \
    do {                                                                                           \
        if ((call) < 0)                                                                            \
            return -1;                                                                             \
    } while (0)

/* The place of a node of the tree. */
#define AT(node)                                                                                   \
    ((pyi_location){(node)->lineno, (node)->end_lineno, (node)->col_offset, (node)->end_col_offset})

static const pyi_location pyi_nowhere = {-1, -1, -1, -1};

/* More values than this are not put on the stack at once, but collected in a list, set or dict. */
enum { STACK_USE_GUIDELINE = 30 };

/* ---- units ----------------------------------------------------------------------------------- */

typedef enum {
    PYI_UNIT_MODULE,
    PYI_UNIT_CLASS,
    PYI_UNIT_FUNCTION,
    PYI_UNIT_ASYNC_FUNCTION,
    PYI_UNIT_LAMBDA,
    PYI_UNIT_COMPREHENSION,
    PYI_UNIT_TYPE_PARAMS,
} pyi_unit_kind;

/* What a statement that leaves its block has to undo on its way (pyi_cg_unwind). */
typedef enum {
    PYI_BLOCK_WHILE,
    PYI_BLOCK_FOR,
    PYI_BLOCK_TRY,             /* the body of try, without finally */
    PYI_BLOCK_FINALLY_TRY,     /* the body of try with finally, whose statements are `finally` */
    PYI_BLOCK_FINALLY_END,     /* the copy of finally that runs while an exception passes */
    PYI_BLOCK_WITH,
    PYI_BLOCK_ASYNC_WITH,
    PYI_BLOCK_HANDLER_CLEANUP, /* the body of an except clause, bound to `name` or NULL */
    PYI_BLOCK_POP_VALUE,       /* a return value waits on the stack */
    PYI_BLOCK_HANDLER,         /* between try and its except clauses */
    PYI_BLOCK_GROUP_HANDLER,   /* the same for except* */
    PYI_BLOCK_ASYNC_COMPREHENSION,
    PYI_BLOCK_STOP_ITERATION,
} pyi_block_kind;

typedef struct {
    pyi_block_kind kind;
    pyi_label start;         /* where continue goes, for loops */
    pyi_label exit;          /* where break goes, for loops */
    pyi_location loc;        /* of the statement, for with */
    asdl_stmt_seq *finally;  /* for PYI_BLOCK_FINALLY_TRY */
    PyObject *name;          /* for PYI_BLOCK_HANDLER_CLEANUP */
} pyi_block;

typedef struct pyi_unit pyi_unit;
struct pyi_unit {
    pyi_unit *outer;
    pyi_unit_kind kind;
    PySTEntryObject *symbols;
    pyi_flow *flow;
    PyObject *name;
    PyObject *qualname;
    PyObject *private_name; /* of the class whose private names are mangled here, or NULL */
    PyObject *const_index;  /* dict: key of constant -> its index in const_list */
    PyObject *const_list;
    /* dicts: name -> index. Those of cellvars begin at 0, and those of freevars after them. */
    PyObject *names;
    PyObject *varnames;
    PyObject *cellvars;
    PyObject *freevars;
    PyObject *fast_hidden;       /* dict: local of an inlined comprehension -> True while in it */
    PyObject *static_attributes; /* set: X of every self.X = ... in methods; classes only */
    Py_ssize_t posonly_count, arg_count, kwonly_count; /* arg_count without the positional-only */
    int first_line;
    pyi_location here; /* 3.11 only, see pyi_cg_here */
    int inlined_depth; /* of inlined comprehensions around the current expression */
    bool is_guarded;          /* against StopIteration, by a handler at this label */
    pyi_label stop_iteration;
    int block_count;
    pyi_block blocks[CO_MAXBLOCKS];
};

typedef struct {
    PyArena *arena;
    PyObject *filename;
    struct symtable *symtable;
    PyCompilerFlags *flags;
    int features;      /* CO_FUTURE_* */
    pyi_location future_end; /* where the last `from __future__ import` ends; 3.11: its line */
    int optimize;      /* 0: as written; 1: no assert; 2: nor docstrings */
    bool interactive;  /* expression statements of the module are printed */
    int depth;         /* of units */
    PyObject *const_cache; /* dict: key -> key, so that equal constants are one object */
    pyi_unit *unit;
} pyi_codegen;

/* 3.11 has one current place for each unit: that of the last statement begun, or of the expression
 * around the current one; a comparison that is jumped on leaves its own behind. What has no place of
 * its own is there. Later versions say the place with each instruction. */
#if PYI_312
#  define pyi_cg_here(c, loc) ((void)(c), (loc))
#  define pyi_cg_go_to(c, loc) ((void)(c))
#else
#  define pyi_cg_here(c, loc) ((void)(loc), (c)->unit->here)
#  define pyi_cg_go_to(c, loc) ((void)((c)->unit->here = (loc)))
#endif

/* errors.c: a SyntaxError, a SyntaxWarning (-1 when it is an error) at a place of the source */
PYI_HIDDEN PYI_COLD int pyi_cg_error(pyi_codegen *c, pyi_location loc, const char *format, ...);
PYI_HIDDEN PYI_COLD int pyi_cg_warn(pyi_codegen *c, pyi_location loc, const char *format, ...);
/* suspect.c: warnings about what is surely not meant */
PYI_HIDDEN int pyi_cg_suspect_compare(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_suspect_callee(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_suspect_subscript(pyi_codegen *c, expr_ty value, expr_ty index);

/* unit.c */
PYI_HIDDEN int pyi_cg_enter(pyi_codegen *c, PyObject *name, pyi_unit_kind kind, void *node,
                            int first_line);
/* The code object of the current unit, which ends with it. borrowed: the arena owns it */
PYI_HIDDEN PyCodeObject *pyi_cg_leave(pyi_codegen *c, bool returns_none);
/* borrowed: what the symbol table knows about a node */
PYI_HIDDEN PySTEntryObject *pyi_cg_find_symbols(pyi_codegen *c, void *node);
/* A function of a code object, by way of its closure; flags say what waits on the stack. */
PYI_HIDDEN int pyi_cg_make_function(pyi_codegen *c, pyi_location loc, PyCodeObject *code, int flags);
/* CELL or FREE, or -1: what a variable of an inner unit is in the current one */
PYI_HIDDEN int pyi_cg_captured_scope(pyi_codegen *c, PyObject *name);
/* borrowed: hands a new reference to the arena. NULL when op is, or without memory */
PYI_HIDDEN PyObject *pyi_cg_keep(pyi_codegen *c, PyObject *op);
PYI_HIDDEN bool pyi_cg_is_function_like(pyi_unit *unit);
/* true where await is allowed at module level by a flag */
PYI_HIDDEN bool pyi_cg_is_top_level_await(pyi_codegen *c);

/* constants.c: the index of a constant among those of the unit, or -1 */
PYI_HIDDEN Py_ssize_t pyi_cg_add_constant(pyi_codegen *c, PyObject *value);

/* emit.c
 * A label is -1 without memory: placing it, or jumping to it, tells. */
PYI_HIDDEN pyi_label pyi_cg_label(pyi_codegen *c);
PYI_HIDDEN int pyi_cg_place(pyi_codegen *c, pyi_label label);
PYI_HIDDEN int pyi_cg_emit(pyi_codegen *c, pyi_location loc, int opcode);
PYI_HIDDEN int pyi_cg_emit_arg(pyi_codegen *c, pyi_location loc, int opcode, Py_ssize_t arg);
PYI_HIDDEN int pyi_cg_jump(pyi_codegen *c, pyi_location loc, int opcode, pyi_label target);
/* with the index of a name in one of the unit's dicts; _mangled: as the class at hand mangles it */
PYI_HIDDEN int pyi_cg_emit_name(pyi_codegen *c, pyi_location loc, int opcode, PyObject *dict,
                                PyObject *name);
PYI_HIDDEN int pyi_cg_emit_mangled(pyi_codegen *c, pyi_location loc, int opcode, PyObject *name);
PYI_HIDDEN int pyi_cg_constant(pyi_codegen *c, pyi_location loc, PyObject *value);
/* the same, and takes the reference; NULL is an error that was raised before */
PYI_HIDDEN int pyi_cg_new_constant(pyi_codegen *c, pyi_location loc, PyObject *value);
PYI_HIDDEN int pyi_cg_none(pyi_codegen *c, pyi_location loc);
PYI_HIDDEN int pyi_cg_binary(pyi_codegen *c, pyi_location loc, operator_ty op, bool in_place);
PYI_HIDDEN int pyi_cg_call_n(pyi_codegen *c, pyi_location loc, Py_ssize_t n);
PYI_HIDDEN int pyi_cg_to_bool(pyi_codegen *c, pyi_location loc);
/* COPY 3, POP_EXCEPT, RERAISE 1: what ends a handler in which another exception was raised */
PYI_HIDDEN int pyi_cg_pop_except_and_reraise(pyi_codegen *c, pyi_location loc);
/* Drives the awaitable or iterator below the top until it ends; the top is what to send first. */
PYI_HIDDEN int pyi_cg_yield_from(pyi_codegen *c, pyi_location loc, bool is_await);
/* GET_AWAITABLE and all that follows */
PYI_HIDDEN int pyi_cg_await(pyi_codegen *c, pyi_location loc, int what);
PYI_HIDDEN int pyi_cg_yield(pyi_codegen *c, pyi_location loc);

/* Operations on the top of the stack that are opcodes of their own in 3.11. */
#if PYI_312
#  define PYI_CG_PRINT INTRINSIC_PRINT
#  define PYI_CG_IMPORT_STAR INTRINSIC_IMPORT_STAR
#  define PYI_CG_ASYNC_GEN_WRAP INTRINSIC_ASYNC_GEN_WRAP
#  define PYI_CG_UNARY_POSITIVE INTRINSIC_UNARY_POSITIVE
#  define PYI_CG_LIST_TO_TUPLE INTRINSIC_LIST_TO_TUPLE
#  define pyi_cg_intrinsic(c, loc, which) pyi_cg_emit_arg(c, loc, CALL_INTRINSIC_1, which)
#else
#  define PYI_CG_PRINT PRINT_EXPR
#  define PYI_CG_IMPORT_STAR IMPORT_STAR
#  define PYI_CG_ASYNC_GEN_WRAP ASYNC_GEN_WRAP
#  define PYI_CG_UNARY_POSITIVE UNARY_POSITIVE
#  define PYI_CG_LIST_TO_TUPLE LIST_TO_TUPLE
#  define pyi_cg_intrinsic(c, loc, which) pyi_cg_emit(c, loc, which)
#endif

/* A jump over what follows, which is no place to interrupt a program at. */
#if PYI_313
#  define PYI_CG_SKIP JUMP_NO_INTERRUPT
#else
#  define PYI_CG_SKIP JUMP
#endif

/* names.c */
PYI_HIDDEN PyObject *pyi_cg_mangle(pyi_codegen *c, PyObject *name); /* borrowed */
PYI_HIDDEN int pyi_cg_name(pyi_codegen *c, pyi_location loc, PyObject *name, expr_context_ty ctx);
/* -1 with a SyntaxError for what must not be bound: __debug__ */
PYI_HIDDEN int pyi_cg_check_name(pyi_codegen *c, pyi_location loc, PyObject *name,
                                 expr_context_ty ctx);
PYI_HIDDEN Py_ssize_t pyi_cg_index(PyObject *dict, PyObject *name); /* -1: SystemError */

/* blocks.c */
PYI_HIDDEN int pyi_cg_push_block(pyi_codegen *c, pyi_location loc, pyi_block block);
PYI_HIDDEN void pyi_cg_pop_block(pyi_codegen *c);
/* Leave one block, or all of them up to and without the innermost loop (which is then *loop) when
 * loop is not NULL. *loc changes to the place of what follows. */
PYI_HIDDEN int pyi_cg_unwind(pyi_codegen *c, pyi_location *loc, pyi_block *block, bool keep_top);
PYI_HIDDEN int pyi_cg_unwind_all(pyi_codegen *c, pyi_location *loc, bool keep_top,
                                 pyi_block **loop);

/* stmt.c and one file for each larger statement */
PYI_HIDDEN int pyi_cg_stmt(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_stmts(pyi_codegen *c, asdl_stmt_seq *stmts);
PYI_HIDDEN int pyi_cg_body(pyi_codegen *c, pyi_location loc, asdl_stmt_seq *stmts);
PYI_HIDDEN int pyi_cg_expr_stmt(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_aug_assign(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_ann_assign(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_import(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_import_from(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_for(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_async_for(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_while(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_break(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_continue(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_try(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_try_star(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_try_star_handlers(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_forget_name(pyi_codegen *c, PyObject *name);
PYI_HIDDEN int pyi_cg_with(pyi_codegen *c, stmt_ty s, Py_ssize_t position);
PYI_HIDDEN int pyi_cg_async_with(pyi_codegen *c, stmt_ty s, Py_ssize_t position);
/* calls the __exit__ below the top with None three times */
PYI_HIDDEN int pyi_cg_call_exit(pyi_codegen *c, pyi_location loc);
PYI_HIDDEN int pyi_cg_match(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_function(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_class(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_decorators(pyi_codegen *c, asdl_expr_seq *decorators);
PYI_HIDDEN int pyi_cg_apply_decorators(pyi_codegen *c, asdl_expr_seq *decorators);
/* the text of an annotation, where annotations are not evaluated */
PYI_HIDDEN int pyi_cg_annotation(pyi_codegen *c, expr_ty annotation);
#if PYI_312
PYI_HIDDEN int pyi_cg_type_params(pyi_codegen *c, asdl_type_param_seq *params);
PYI_HIDDEN int pyi_cg_type_alias(pyi_codegen *c, stmt_ty s);
PYI_HIDDEN int pyi_cg_enter_type_params(pyi_codegen *c, PyObject *name,
                                        asdl_type_param_seq *params, int first_line);
#endif

/* expr.c and one file for each larger expression */
PYI_HIDDEN int pyi_cg_expr(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_exprs(pyi_codegen *c, asdl_expr_seq *exprs);
PYI_HIDDEN int pyi_cg_jump_if(pyi_codegen *c, expr_ty e, pyi_label target, bool when);
PYI_HIDDEN int pyi_cg_compare(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_compare_op(pyi_codegen *c, pyi_location loc, cmpop_ty op);
PYI_HIDDEN int pyi_cg_call(pyi_codegen *c, expr_ty e);
/* the arguments, and the call of what is on the stack with n more of them below */
PYI_HIDDEN int pyi_cg_call_with(pyi_codegen *c, pyi_location loc, Py_ssize_t n,
                                asdl_expr_seq *args, asdl_keyword_seq *keywords);
PYI_HIDDEN int pyi_cg_check_keywords(pyi_codegen *c, asdl_keyword_seq *keywords);
PYI_HIDDEN int pyi_cg_lambda(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_comprehension(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_attribute(pyi_codegen *c, expr_ty e);
/* An attribute written on another line than its object is where its own name is. */
PYI_HIDDEN pyi_location pyi_cg_attribute_location(pyi_location loc, expr_ty attribute);
PYI_HIDDEN int pyi_cg_subscript(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_slice_parts(pyi_codegen *c, expr_ty slice);
PYI_HIDDEN bool pyi_cg_is_plain_slice(expr_ty slice); /* a:b, for which there are instructions */
#if PYI_312
PYI_HIDDEN int pyi_cg_can_load_super(pyi_codegen *c, expr_ty attribute);
PYI_HIDDEN int pyi_cg_load_super(pyi_codegen *c, expr_ty attribute, bool method);
#endif
/* display.c: [a, *b], {a}, (a, b), {a: b} and their mirror image, a, *b = value */
PYI_HIDDEN int pyi_cg_list(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_tuple(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_set(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_dict(pyi_codegen *c, expr_ty e);
PYI_HIDDEN int pyi_cg_tuple_of(pyi_codegen *c, pyi_location loc, asdl_expr_seq *items,
                               Py_ssize_t pushed);
/* new: a tuple of the constants exprs[begin:end], or NULL */
PYI_HIDDEN bool pyi_cg_all_constants(asdl_expr_seq *exprs, Py_ssize_t begin, Py_ssize_t end);
PYI_HIDDEN PyObject *pyi_cg_constant_tuple(asdl_expr_seq *exprs, Py_ssize_t begin, Py_ssize_t end);

#endif /* PYI_CODEGEN_H */
