/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_or.c: alternatives, a | b, which all bind the same names. */
#include "pattern.h"

/* The names are the same, but captured in another order: move those that come before `name` in
 * stores up, on the stack and in the list, until name is where control has it. */
static int
reorder(pyi_codegen *c, pyi_location loc, PyObject *stores, Py_ssize_t from, Py_ssize_t to)
{
    Py_ssize_t count = from + 1;
    PyObject *moved = pyi_cg_keep(c, PyList_GetSlice(stores, 0, count));
    if (moved == NULL || PyList_SetSlice(stores, 0, count, NULL) < 0 ||
        PyList_SetSlice(stores, to - from, to - from, moved) < 0) {
        return -1;
    }
    for (; count > 0; count--) {
        TRY(pyi_cg_rotate(c, loc, to + 1));
    }
    return 0;
}

/* Brings the captures of an alternative into the order of control, those of the first one. */
static int
align_captures(pyi_codegen *c, pattern_ty p, pattern_ty alternative, PyObject *stores,
               PyObject *control)
{
    pyi_location differ_loc = pyi_cg_here(c, AT(p));
    static const char differ[] = "alternative patterns bind different names";
    Py_ssize_t n = PyList_GET_SIZE(stores);
    if (n != PyList_GET_SIZE(control)) {
        return pyi_cg_error(c, differ_loc, differ);
    }
    for (Py_ssize_t i = n - 1; i >= 0; i--) {
        PyObject *name = PyList_GET_ITEM(control, i);
        int known = PySequence_Contains(stores, name);
        TRY(known);
        if (!known) {
            return pyi_cg_error(c, differ_loc, differ);
        }
        Py_ssize_t at = PySequence_Index(stores, name);
        TRY(at);
        if (at != i) {
            TRY(reorder(c, pyi_cg_here(c, AT(alternative)), stores, at, i));
        }
    }
    return 0;
}

/* Tries an alternative on a copy of the subject; *control becomes the captures of the first. */
static int
try_alternative(pyi_codegen *c, pattern_ty p, pattern_ty alternative, bool allow_irrefutable,
                PyObject **control, pyi_label end)
{
    pyi_location loc = AT(alternative);
    pyi_pattern pc = {.allow_irrefutable = allow_irrefutable};
    pc.stores = pyi_cg_keep(c, PyList_New(0));
    if (pc.stores == NULL) {
        return -1;
    }
    TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
    TRY(pyi_cg_pattern(c, alternative, &pc));
    loc = pyi_cg_here(c, loc);
    if (*control == NULL) {
        *control = pc.stores;
    }
    else {
        TRY(align_captures(c, p, alternative, pc.stores, *control));
    }
    TRY(pyi_cg_jump(c, loc, JUMP, end));
    return pyi_cg_place_fail_pop(c, loc, &pc);
}

int
pyi_cg_pattern_or(pyi_codegen *c, pattern_ty p, pyi_pattern *pc)
{
    pyi_location loc = AT(p);
    asdl_pattern_seq *patterns = p->v.MatchOr.patterns;
    Py_ssize_t n = asdl_seq_LEN(patterns);
    pyi_label end = pyi_cg_label(c);
    PyObject *control = NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
        bool allow_irrefutable = i == n - 1 && pc->allow_irrefutable;
        TRY(try_alternative(c, p, asdl_seq_GET(patterns, i), allow_irrefutable, &control, end));
    }
    loc = pyi_cg_here(c, loc);
    TRY(pyi_cg_emit(c, loc, POP_TOP));
    TRY(pyi_cg_jump_to_fail_pop(c, loc, pc, JUMP));
    TRY(pyi_cg_place(c, end));
    /* The captures move below the subject, and below what the pattern around this one has there. */
    Py_ssize_t n_captured = PyList_GET_SIZE(control);
    Py_ssize_t rotations = n_captured + 1 + pc->on_top + PyList_GET_SIZE(pc->stores);
    for (Py_ssize_t i = 0; i < n_captured; i++) {
        PyObject *name = PyList_GET_ITEM(control, i);
        TRY(pyi_cg_rotate(c, loc, rotations));
        int known = PySequence_Contains(pc->stores, name);
        TRY(known);
        if (known) {
            return pyi_cg_raise_captured_twice(c, loc, name);
        }
        TRY(PyList_Append(pc->stores, name));
    }
    return pyi_cg_emit(c, loc, POP_TOP);
}
