/* SPDX-License-Identifier: Apache-2.0 */
/* inlined.c: what keeps the names of an inlined comprehension (3.12 on) apart from those around it.
 *
 * Values of the surrounding unit that the comprehension would overwrite wait on the stack (also when
 * an exception ends it); names whose scope is another one inside have that scope meanwhile; and
 * outside functions the comprehension's own names are fast locals for its duration.
 */
#include "inlined.h"

#if PYI_312

/* Bound by the comprehension itself, not by := for the unit around it. */
static bool
is_own_name(long symbol)
{
    return (symbol & DEF_LOCAL) && !(symbol & DEF_NONLOCAL);
}

static long
scope_of(long symbol)
{
    return (symbol >> SCOPE_OFFSET) & SCOPE_MASK;
}

static int
hide_fast(pyi_codegen *c, PyObject *name, pyi_inlined *state)
{
    if (pyi_cg_is_function_like(c->unit)) {
        return 0;
    }
    PyObject *hidden = PyDict_GetItemWithError(c->unit->fast_hidden, name);
    if (hidden == NULL && PyErr_Occurred()) {
        return -1;
    }
    if (hidden == Py_True) {
        return 0; /* by a comprehension around this one */
    }
    TRY(PyDict_SetItem(c->unit->fast_hidden, name, Py_True));
    return PyList_Append(state->hidden, name);
}

/* The scope inside, where it is another one than outside; *outer becomes that outside. */
static int
change_scope(pyi_codegen *c, PyObject *name, PyObject *inner, bool in_class, pyi_inlined *state,
             long *outer_scope)
{
    PyObject *symbols = c->unit->symbols->ste_symbols;
    PyObject *outer = PyDict_GetItemWithError(symbols, name);
    if (outer == NULL) {
        outer = PyErr_Occurred() ? NULL : pyi_cg_keep(c, PyLong_FromLong(0));
        if (outer == NULL) {
            return -1;
        }
    }
    long scope = scope_of(PyLong_AsLong(inner));
    *outer_scope = scope_of(PyLong_AsLong(outer));
    bool differs = scope != *outer_scope && scope != FREE &&
                   !(scope == CELL && *outer_scope == FREE);
    if (!differs && !in_class) {
        return 0;
    }
    TRY(PyDict_SetItem(state->outer_symbols, name, outer));
    return PyDict_SetItem(symbols, name, inner);
}

/* What the name has outside waits on the stack: a value, a cell, or nothing (NULL). */
static int
push_outer_value(pyi_codegen *c, pyi_location loc, PyObject *name, long scope, long outer_scope,
                 pyi_inlined *state)
{
    pyi_unit *unit = c->unit;
    TRY(pyi_cg_emit_name(c, loc, LOAD_FAST_AND_CLEAR, unit->varnames, name));
    if (scope == CELL) {
        PyObject *cells = outer_scope == FREE ? unit->freevars : unit->cellvars;
        TRY(pyi_cg_emit_name(c, loc, MAKE_CELL, cells, name));
    }
    return PyList_Append(state->pushed, name);
}

/* In a class body every name inside has another meaning than outside, own or not. */
static int
isolate(pyi_codegen *c, pyi_location loc, PyObject *name, PyObject *inner, bool in_class,
        pyi_inlined *state)
{
    long symbol = PyLong_AsLong(inner), outer_scope = 0;
    bool is_apart = is_own_name(symbol) || in_class;
    if (is_apart) {
        TRY(hide_fast(c, name, state));
    }
    if (is_apart || PYI_313) {
        TRY(change_scope(c, name, inner, in_class, state, &outer_scope));
    }
    if (!is_apart) {
        return 0;
    }
    return push_outer_value(c, loc, name, scope_of(symbol), outer_scope, state);
}

/* The iterator is on the stack, and will be again. */
int
pyi_cg_begin_inlined(pyi_codegen *c, pyi_location loc, PySTEntryObject *symbols,
                     pyi_inlined *state)
{
    bool in_class = c->unit->symbols->ste_type == ClassBlock && c->unit->inlined_depth == 0;
    c->unit->inlined_depth++;
    state->hidden = pyi_cg_keep(c, PyList_New(0));
    state->pushed = pyi_cg_keep(c, PyList_New(0));
    state->outer_symbols = pyi_cg_keep(c, PyDict_New());
    if (!state->hidden || !state->pushed || !state->outer_symbols) {
        return -1;
    }
    PyObject *name, *inner;
    Py_ssize_t position = 0;
    while (PyDict_Next(symbols->ste_symbols, &position, &name, &inner)) {
        TRY(isolate(c, loc, name, inner, in_class, state));
    }
    Py_ssize_t n = PyList_GET_SIZE(state->pushed);
    if (n > 0) {
        state->cleanup = pyi_cg_label(c);
        state->end = pyi_cg_label(c);
        TRY(pyi_cg_emit_arg(c, loc, SWAP, n + 1));
        TRY(pyi_cg_jump(c, loc, SETUP_FINALLY, state->cleanup));
    }
    return 0;
}

/* The waiting values are below the result or the exception. */
static int
restore_values(pyi_codegen *c, pyi_location loc, pyi_inlined *state)
{
    Py_ssize_t n = PyList_GET_SIZE(state->pushed);
    TRY(pyi_cg_emit_arg(c, loc, SWAP, n + 1));
    for (Py_ssize_t i = n - 1; i >= 0; i--) {
        TRY(pyi_cg_emit_name(c, loc, STORE_FAST_MAYBE_NULL, c->unit->varnames,
                             PyList_GET_ITEM(state->pushed, i)));
    }
    return 0;
}

static int
restore_names(pyi_codegen *c, pyi_inlined *state)
{
    PyObject *name, *symbol;
    Py_ssize_t position = 0;
    while (PyDict_Next(state->outer_symbols, &position, &name, &symbol)) {
        TRY(PyDict_SetItem(c->unit->symbols->ste_symbols, name, symbol));
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(state->hidden); i++) {
        name = PyList_GET_ITEM(state->hidden, i);
        TRY(PyDict_SetItem(c->unit->fast_hidden, name, Py_False));
    }
    return 0;
}

int
pyi_cg_end_inlined(pyi_codegen *c, pyi_location loc, pyi_inlined *state)
{
    c->unit->inlined_depth--;
    if (PyList_GET_SIZE(state->pushed) > 0) {
        TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
        TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, state->end));
        TRY(pyi_cg_place(c, state->cleanup));
        TRY(pyi_cg_emit_arg(c, pyi_nowhere, SWAP, 2));
        TRY(pyi_cg_emit(c, pyi_nowhere, POP_TOP)); /* the unfinished result */
        TRY(restore_values(c, loc, state));
        TRY(pyi_cg_emit_arg(c, pyi_nowhere, RERAISE, 0));
        TRY(pyi_cg_place(c, state->end));
        TRY(restore_values(c, loc, state));
    }
    return restore_names(c, state);
}

#endif
