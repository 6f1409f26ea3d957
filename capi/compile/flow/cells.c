/* SPDX-License-Identifier: Apache-2.0 */
/* cells: where variables live in a frame, and the instructions that prepare a frame.
 *
 * A frame has the locals, then the cells that are no parameters, then the free variables. A parameter
 * that is a cell keeps its place among the locals. Instructions were emitted with the index among cells
 * and free variables; here it becomes the place in the frame.
 */
#include "graph.h"

/* Place in the frame by index among cells and free variables; NULL with an exception. */
static int *facts_places(flow_graph *graph)
{
    const pyi_code_facts *facts = graph->facts;
    int cells = (int)PyDict_GET_SIZE(facts->cellvars);
    int all = cells + (int)PyDict_GET_SIZE(facts->freevars);
    int locals = (int)PyDict_GET_SIZE(facts->varnames);
    int *places = _PyArena_Malloc(graph->arena, (all + 1) * sizeof *places);
    if (places == NULL) {
        return NULL;
    }
    for (int i = 0; i < all; i++) {
        places[i] = -1;
    }
    Py_ssize_t at = 0;
    PyObject *name, *index;
    while (PyDict_Next(facts->cellvars, &at, &name, &index)) {
        PyObject *local = PyDict_GetItemWithError(facts->varnames, name);
        if (local != NULL) {
            places[PyLong_AsLong(index)] = (int)PyLong_AsLong(local);
        } else if (PyErr_Occurred()) {
            return NULL;
        }
    }
    int dropped = 0; /* cells that are parameters */
    for (int i = 0; i < all; i++) {
        if (places[i] >= 0) {
            dropped++;
        } else {
            places[i] = locals + i - dropped;
        }
    }
    return places;
}

static bool opcode_has_cell(int opcode)
{
    switch (opcode) {
    case MAKE_CELL: /* in an inlined comprehension */
    case LOAD_CLOSURE:
    case LOAD_DEREF:
    case STORE_DEREF:
    case DELETE_DEREF:
#if PYI_312
    case LOAD_FROM_DICT_OR_DEREF:
#else
    case LOAD_CLASSDEREF:
#endif
        return true;
    default:
        return false;
    }
}

static void graph_place_cells(flow_graph *graph, const int *places)
{
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->used; i++) {
            flow_instr *instr = &block->instrs[i];
            if (opcode_has_cell(instr->opcode)) {
                instr->oparg = places[instr->oparg];
            }
        }
    }
}

/* MAKE_CELL for each, in the order of the frame. */
static int graph_make_cells(flow_graph *graph, flow_block *prefix, const int *places)
{
    const pyi_code_facts *facts = graph->facts;
    int cells = (int)PyDict_GET_SIZE(facts->cellvars);
    int end = cells + (int)PyDict_GET_SIZE(facts->varnames);
    bool *wanted = _PyArena_Malloc(graph->arena, end + 1);
    if (wanted == NULL) {
        return -1;
    }
    memset(wanted, 0, end + 1);
    for (int i = 0; i < cells; i++) {
        wanted[places[i]] = true;
    }
    for (int place = 0; place < end; place++) {
        flow_instr make = {MAKE_CELL, place, PYI_NO_LOCATION, NULL, NULL};
        if (wanted[place] && pyi_flow_append(graph, prefix, make) < 0) {
            return -1;
        }
    }
    return 0;
}

static int graph_fill_prefix(flow_graph *graph, flow_block *prefix, const int *places)
{
    const pyi_code_facts *facts = graph->facts;
    int free = (int)PyDict_GET_SIZE(facts->freevars);
    flow_instr copy = {COPY_FREE_VARS, free, PYI_NO_LOCATION, NULL, NULL};
    if (free > 0 && pyi_flow_append(graph, prefix, copy) < 0) {
        return -1;
    }
    if (graph_make_cells(graph, prefix, places) < 0) {
        return -1;
    }
    if ((facts->flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) == 0) {
        return 0;
    }
    pyi_location loc = {facts->firstlineno, facts->firstlineno, -1, -1};
    flow_instr make = {RETURN_GENERATOR, 0, loc, NULL, NULL};
    flow_instr pop = {POP_TOP, 0, PYI_312 && !PYI_313 ? PYI_NO_LOCATION : loc, NULL, NULL};
    return pyi_flow_append(graph, prefix, make) < 0 ? -1 : pyi_flow_append(graph, prefix, pop);
}

int pyi_flow_add_prefix(flow_graph *graph)
{
    int *places = facts_places(graph);
    flow_block *prefix = pyi_flow_new_block(graph);
    if (places == NULL || prefix == NULL) {
        return -1;
    }
    graph_place_cells(graph, places);
    if (graph_fill_prefix(graph, prefix, places) < 0) {
        return -1;
    }
    if (prefix->used > 0) {
        flow_block *entry = graph->entry; /* which keeps its identity, since jumps may lead there */
        if (pyi_flow_append_all(graph, prefix, entry) < 0) {
            return -1;
        }
        entry->instrs = prefix->instrs;
        entry->used = prefix->used;
        entry->room = prefix->room;
    }
    return 0;
}

/* ---- names ------------------------------------------------------------------------------------------- */

static int dict_has(PyObject *dict, PyObject *name)
{
    return dict == NULL ? 0 : PyDict_Contains(dict, name);
}

/* -1 with an exception */
static int local_kind(const pyi_code_facts *facts, PyObject *name)
{
    int cell = dict_has(facts->cellvars, name);
    int hidden = dict_has(facts->fasthidden, name);
    if (cell < 0 || hidden < 0) {
        return -1;
    }
    int kind = CO_FAST_LOCAL | (cell ? CO_FAST_CELL : 0);
#if PYI_312
    kind |= hidden ? CO_FAST_HIDDEN : 0;
#endif
    return kind;
}

static void names_set(PyObject *names, PyObject *kinds, Py_ssize_t place, PyObject *name, int kind)
{
    PyTuple_SET_ITEM(names, place, Py_NewRef(name));
    PyBytes_AS_STRING(kinds)[place] = (char)kind;
}

static int names_fill(const pyi_code_facts *facts, PyObject *names, PyObject *kinds)
{
    Py_ssize_t at = 0;
    Py_ssize_t place = PyDict_GET_SIZE(facts->varnames);
    PyObject *name, *index;
    while (PyDict_Next(facts->varnames, &at, &name, &index)) {
        int kind = local_kind(facts, name);
        if (kind < 0) {
            return -1;
        }
        names_set(names, kinds, PyLong_AsSsize_t(index), name, kind);
    }
    at = 0;
    while (PyDict_Next(facts->cellvars, &at, &name, &index)) {
        int local = PyDict_Contains(facts->varnames, name);
        if (local < 0) {
            return -1;
        }
        if (!local) {
            names_set(names, kinds, place++, name, CO_FAST_CELL);
        }
    }
    at = 0;
    while (PyDict_Next(facts->freevars, &at, &name, &index)) {
        names_set(names, kinds, place++, name, CO_FAST_FREE);
    }
    return 0;
}

int pyi_flow_local_names(const pyi_code_facts *facts, PyObject **names, PyObject **kinds)
{
    Py_ssize_t n = PyDict_GET_SIZE(facts->varnames) + PyDict_GET_SIZE(facts->cellvars) +
                   PyDict_GET_SIZE(facts->freevars);
    Py_ssize_t at = 0;
    PyObject *name;
    while (PyDict_Next(facts->cellvars, &at, &name, NULL)) {
        int local = PyDict_Contains(facts->varnames, name);
        if (local < 0) {
            return -1;
        }
        n -= local;
    }
    *names = PyTuple_New(n);
    *kinds = PyBytes_FromStringAndSize(NULL, n);
    if (*names == NULL || *kinds == NULL || names_fill(facts, *names, *kinds) < 0) {
        Py_CLEAR(*names);
        Py_CLEAR(*kinds);
        return -1;
    }
    return 0;
}
