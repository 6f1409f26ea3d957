/* SPDX-License-Identifier: Apache-2.0 */
/* consts: the constants that instructions load. */
#include "graph.h"

PyObject *pyi_flow_const(flow_graph *graph, const flow_instr *instr)
{
    return PyList_GET_ITEM(graph->facts->consts, instr->oparg);
}

int pyi_flow_merge_constant(PyObject *cache, PyObject **op)
{
    if (cache == NULL) {
        return 0;
    }
    PyObject *key = _PyCode_ConstantKey(*op);
    if (key == NULL) {
        return -1;
    }
    PyObject *known = PyDict_SetDefault(cache, key, key); /* borrowed */
    if (known == NULL) {
        Py_DECREF(key);
        return -1;
    }
    if (known != key) {
        /* The key of anything but a plain constant is a tuple that ends with it. */
        PyObject *kept = PyTuple_CheckExact(known) ? PyTuple_GET_ITEM(known, 1) : known;
        Py_SETREF(*op, Py_NewRef(kept));
    }
    Py_DECREF(key);
    return 0;
}

int pyi_flow_add_const(flow_graph *graph, PyObject *value)
{
    PyObject *consts = graph->facts->consts;
    if (pyi_flow_merge_constant(graph->facts->const_cache, &value) < 0) {
        Py_DECREF(value);
        return -1;
    }
    Py_ssize_t index = 0;
    Py_ssize_t n = PyList_GET_SIZE(consts);
    while (index < n && PyList_GET_ITEM(consts, index) != value) {
        index++;
    }
    int status = 0;
    if (index >= INT_MAX - 1) {
        PyErr_SetString(PyExc_OverflowError, "too many constants");
        status = -1;
    } else if (index == n) {
        status = PyList_Append(consts, value);
    }
    Py_DECREF(value);
    return status < 0 ? -1 : (int)index;
}

/* BUILD_TUPLE of what only LOAD_CONST put there becomes LOAD_CONST of the tuple. */
int pyi_flow_fold_tuple(flow_graph *graph, flow_instr *build)
{
    int n = build->oparg;
    flow_instr *items = build - n;
    for (int i = 0; i < n; i++) {
        if (items[i].opcode != LOAD_CONST) {
            return 0;
        }
    }
    PyObject *tuple = PyTuple_New(n);
    if (tuple == NULL) {
        return -1;
    }
    for (int i = 0; i < n; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(pyi_flow_const(graph, &items[i])));
    }
    int index = pyi_flow_add_const(graph, tuple);
    if (index < 0) {
        return -1;
    }
    for (int i = 0; i < n; i++) {
        flow_set(&items[i], NOP, 0);
    }
    flow_set(build, LOAD_CONST, index);
    return 0;
}

/* ---- constants that nobody loads ------------------------------------------------------------------ */

/* The first one may be a docstring, so it stays. */
static int *consts_find_used(flow_graph *graph, int n)
{
    int *places = _PyArena_Malloc(graph->arena, n * sizeof *places);
    if (places == NULL) {
        return NULL;
    }
    for (int i = 0; i < n; i++) {
        places[i] = i == 0 ? 0 : -1;
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->used; i++) {
            const flow_instr *instr = &block->instrs[i];
            if (pyi_flow_uses_const(instr->opcode)) {
                places[instr->oparg] = instr->oparg;
            }
        }
    }
    return places;
}

/* Number those that stay from 0 on; how many there are. */
static int consts_renumber(int *places, int n)
{
    int kept = 0;
#if PYI_312
    for (int i = 0; i < n; i++) {
        if (places[i] >= 0) {
            places[i] = kept++;
        }
    }
#else
    /* Only those behind the last one that is used go. */
    for (int i = 0; i < n; i++) {
        kept = places[i] >= 0 ? i + 1 : kept;
        places[i] = i;
    }
#endif
    return kept;
}

int pyi_flow_remove_consts(flow_graph *graph)
{
    PyObject *consts = graph->facts->consts;
    int n = (int)PyList_GET_SIZE(consts);
    if (n == 0) {
        return 0;
    }
    int *places = consts_find_used(graph, n);
    if (places == NULL) {
        return -1;
    }
    int kept = consts_renumber(places, n);
    if (kept == n) {
        return 0;
    }
    for (int i = 0; i < n; i++) {
        if (places[i] >= 0 && places[i] < i) {
            PyObject *value = PyList_GET_ITEM(consts, i);
            PyList_SetItem(consts, places[i], Py_NewRef(value));
        }
    }
    if (PyList_SetSlice(consts, kept, n, NULL) < 0) {
        return -1;
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->used; i++) {
            flow_instr *instr = &block->instrs[i];
            if (pyi_flow_uses_const(instr->opcode)) {
                instr->oparg = places[instr->oparg];
            }
        }
    }
    return 0;
}
