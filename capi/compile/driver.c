/* SPDX-License-Identifier: Apache-2.0 */
/* driver: text, or a tree, becomes a code object or a tree: what compile(), eval() and exec() call.
 *
 * Contract   pyi_compile.h, docs.python.org/3/library/functions.html#compile
 */
#include "pyi_compile.h"

#include "internal/pycore_ast.h"
#include "internal/pycore_compile.h"
#include "internal/pycore_parser.h"
#include "internal/pycore_pyarena.h"
#if PYI_313
#  include "internal/pycore_pythonrun.h"
#endif

typedef struct {
    PyObject *filename; /* borrowed */
    PyCompilerFlags flags;
    int start;    /* Py_file_input and the like */
    int optimize;
    PyArena *arena;
} job;

static int start_of(const char *mode) {
    return strcmp(mode, "exec") == 0     ? Py_file_input
           : strcmp(mode, "eval") == 0   ? Py_eval_input
           : strcmp(mode, "single") == 0 ? Py_single_input
                                         : Py_func_type_input;
}

/* how PyAST_obj2mod() names that */
static int tree_mode_of(int start) {
    return start == Py_file_input     ? 0
           : start == Py_eval_input   ? 1
           : start == Py_single_input ? 2
                                      : 3;
}

/* ---- text ------------------------------------------------------------------------------------------------------- */

/* in the arena */
static mod_ty parse(job *self, PyObject *source) {
    PyObject *copy = NULL;
    const char *text =
        _Py_SourceAsString(source, "compile", "string, bytes or AST", &self->flags, &copy);
    mod_ty tree = text == NULL ? NULL
                               : _PyParser_ASTFromString(text, self->filename, self->start,
                                                         &self->flags, self->arena);
    Py_XDECREF(copy);
    return tree;
}

/* ---- trees ------------------------------------------------------------------------------------------------------ */

static bool wants_tree(const job *self) { return (self->flags.cf_flags & PyCF_ONLY_AST) != 0; }

static bool wants_optimized_tree(const job *self) {
#if PYI_313
    return (self->flags.cf_flags & PyCF_OPTIMIZED_AST) == PyCF_OPTIMIZED_AST;
#else
    (void)self;
    return false;
#endif
}

static mod_ty read_tree(job *self, PyObject *source) {
    mod_ty tree = PyAST_obj2mod(source, self->arena, tree_mode_of(self->start));
    return tree != NULL && _PyAST_Validate(tree) ? tree : NULL;
}

/* new: the tree as objects */
static PyObject *show_tree(job *self, mod_ty tree) {
#if PYI_313
    if (wants_optimized_tree(self) &&
        _PyCompile_AstOptimize(tree, self->filename, &self->flags, self->optimize, self->arena) < 0) {
        return NULL;
    }
#else
    (void)self;
#endif
    return PyAST_mod2obj(tree);
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

static PyObject *compile_in_arena(job *self, PyObject *source) {
    int is_tree = PyAST_Check(source);
    if (is_tree < 0) {
        return NULL;
    }
    if (is_tree && wants_tree(self) && !wants_optimized_tree(self)) {
        return Py_NewRef(source);
    }
    mod_ty tree = is_tree ? read_tree(self, source) : parse(self, source);
    if (tree == NULL) {
        return NULL;
    }
    return wants_tree(self) ? show_tree(self, tree)
                            : (PyObject *)_PyAST_Compile(tree, self->filename, &self->flags,
                                                         self->optimize, self->arena);
}

PyObject *pyi_compile_source(PyObject *source, PyObject *filename, const char *mode,
                             PyCompilerFlags *flags, int optimize) {
    job self = {filename, *flags, start_of(mode), optimize, _PyArena_New()};
    if (self.arena == NULL) {
        return NULL;
    }
    PyObject *result = compile_in_arena(&self, source);
    flags->cf_flags |= self.flags.cf_flags & PyCF_MASK; /* of the future statements it had */
    _PyArena_Free(self.arena);
    return result;
}
