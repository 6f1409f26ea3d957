/* SPDX-License-Identifier: Apache-2.0 */
/* finish: the passes in their order, and the code object at the end. */
#include "graph.h"

#include "compile.h"

static int graph_optimize_blocks(flow_graph *graph)
{
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        if (pyi_flow_optimize_block(graph, block) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Each instruction has its location, and each exit its own. */
static int graph_resolve_lines(flow_graph *graph)
{
    if (pyi_flow_duplicate_exits(graph) < 0) {
        return -1;
    }
    pyi_flow_spread_lines(graph);
    return 0;
}

#if PYI_313

static int graph_optimize(flow_graph *graph)
{
    if (pyi_flow_label_handlers(graph) < 0 || pyi_flow_inline_exits(graph) < 0 ||
        pyi_flow_remove_unreachable(graph) < 0 || graph_resolve_lines(graph) < 0 ||
        graph_optimize_blocks(graph) < 0) {
        return -1;
    }
    pyi_flow_remove_pairs(graph);
    if (pyi_flow_remove_unreachable(graph) < 0) {
        return -1;
    }
    pyi_flow_remove_nops_and_jumps(graph);
    if (pyi_flow_remove_unreachable(graph) < 0 || pyi_flow_remove_consts(graph) < 0 ||
        pyi_flow_check_locals(graph) < 0) {
        return -1;
    }
    pyi_flow_combine(graph);
    return pyi_flow_move_cold(graph) < 0 ? -1 : graph_resolve_lines(graph);
}

#else

static int graph_optimize(flow_graph *graph)
{
    if (pyi_flow_label_handlers(graph) < 0) {
        return -1;
    }
    pyi_flow_remove_empty(graph);
    if (pyi_flow_inline_exits(graph) < 0 || pyi_flow_remove_unreachable(graph) < 0 ||
        graph_optimize_blocks(graph) < 0) {
        return -1;
    }
    pyi_flow_remove_pairs(graph);
    if (pyi_flow_inline_exits(graph) < 0 || pyi_flow_remove_unreachable(graph) < 0) {
        return -1;
    }
    pyi_flow_remove_nops(graph);
    pyi_flow_remove_empty(graph);
    pyi_flow_remove_jumps(graph);
    pyi_flow_remove_empty(graph);
    if (pyi_flow_remove_consts(graph) < 0) {
        return -1;
    }
#  if PYI_312
    if (pyi_flow_check_locals(graph) < 0) {
        return -1;
    }
    pyi_flow_combine(graph);
    if (pyi_flow_move_cold(graph) < 0) {
        return -1;
    }
#  endif
    return graph_resolve_lines(graph);
}

#endif

/* ---- the code object -------------------------------------------------------------------------------------- */

/* The keys in the order of their numbers, which count from 0; new. */
static PyObject *dict_as_tuple(PyObject *dict)
{
    PyObject *tuple = PyTuple_New(PyDict_GET_SIZE(dict));
    if (tuple == NULL) {
        return NULL;
    }
    Py_ssize_t at = 0;
    PyObject *name, *index;
    while (PyDict_Next(dict, &at, &name, &index)) {
        PyTuple_SET_ITEM(tuple, PyLong_AsSsize_t(index), Py_NewRef(name));
    }
    return tuple;
}

/* Fill in what is made here; -1 with an exception, and then some may be filled in. */
static int code_fill(struct _PyCodeConstructor *code, flow_graph *graph, int size)
{
    const pyi_code_facts *facts = graph->facts;
    PyObject *cache = facts->const_cache;
    if (pyi_flow_local_names(facts, &code->localsplusnames, &code->localspluskinds) < 0 ||
        (code->code = pyi_flow_bytecode(graph, size)) == NULL ||
        (code->linetable = pyi_flow_locations(graph, facts->firstlineno)) == NULL ||
        (code->exceptiontable = pyi_flow_exceptions(graph)) == NULL ||
        (code->names = dict_as_tuple(facts->names)) == NULL ||
        (code->consts = PyList_AsTuple(facts->consts)) == NULL) {
        return -1;
    }
    if (pyi_flow_merge_constant(cache, &code->names) < 0 ||
        pyi_flow_merge_constant(cache, &code->consts) < 0 ||
        pyi_flow_merge_constant(cache, &code->localsplusnames) < 0) {
        return -1;
    }
    return _PyCode_Validate(code);
}

static PyCodeObject *graph_make_code(flow_graph *graph, int size, int stacksize)
{
    const pyi_code_facts *facts = graph->facts;
    struct _PyCodeConstructor code = {
        .filename = facts->filename,
        .name = facts->name,
        .qualname = facts->qualname,
        .flags = facts->flags,
        .firstlineno = facts->firstlineno,
        .argcount = facts->argcount,
        .posonlyargcount = facts->posonlyargcount,
        .kwonlyargcount = facts->kwonlyargcount,
        .stacksize = stacksize,
    };
    PyCodeObject *result = code_fill(&code, graph, size) < 0 ? NULL : _PyCode_New(&code);
    Py_XDECREF(code.localsplusnames);
    Py_XDECREF(code.localspluskinds);
    Py_XDECREF(code.code);
    Py_XDECREF(code.linetable);
    Py_XDECREF(code.exceptiontable);
    Py_XDECREF(code.names);
    Py_XDECREF(code.consts);
    return result;
}

PyCodeObject *pyi_flow_finish(pyi_flow *flow, const pyi_code_facts *facts)
{
    flow_graph *graph = pyi_flow_graph(flow, facts);
    if (graph == NULL || graph_optimize(graph) < 0 || pyi_flow_add_prefix(graph) < 0) {
        return NULL;
    }
    int depth = pyi_flow_stack_depth(graph);
    if (depth < 0) {
        return NULL;
    }
    pyi_flow_remove_setups(graph);
    if (pyi_flow_direct_jumps(graph) < 0) {
        return NULL;
    }
    return graph_make_code(graph, pyi_flow_lay_out(graph), depth);
}
