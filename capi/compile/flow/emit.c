/* SPDX-License-Identifier: Apache-2.0 */
/* emit: the instructions of one scope, one after the other, before they are a graph. */
#include "emit.h"
#include "graph.h"

/* Room for one more item of that size behind count; the array, moved or not, or NULL. */
static void *array_grow(PyArena *arena, void *array, int count, int *room, size_t size)
{
    if (count < *room) {
        return array;
    }
    if (*room > INT_MAX / 2) {
        PyErr_NoMemory();
        return NULL;
    }
    int wider = *room == 0 ? 16 : *room * 2;
    void *fresh = _PyArena_Malloc(arena, wider * size);
    if (fresh != NULL) {
        if (count > 0) {
            memcpy(fresh, array, count * size);
        }
        *room = wider;
    }
    return fresh;
}

pyi_flow *pyi_flow_new(PyArena *arena)
{
    pyi_flow *flow = _PyArena_Malloc(arena, sizeof *flow);
    if (flow != NULL) {
        *flow = (pyi_flow){.arena = arena, .last_placed = -1};
    }
    return flow;
}

pyi_label pyi_flow_label(pyi_flow *flow)
{
    flow_label *labels =
        array_grow(flow->arena, flow->labels, flow->label_count, &flow->label_room, sizeof *labels);
    if (labels == NULL) {
        return -1;
    }
    flow->labels = labels;
    labels[flow->label_count] = (flow_label){.index = -1, .number = ++flow->numbered};
    return flow->label_count++;
}

int pyi_flow_place(pyi_flow *flow, pyi_label label)
{
    assert(flow->labels[label].index < 0);
    flow->labels[label].index = flow->count;
    flow->labels[label].placed = ++flow->placed;
    flow->last_placed = flow->count;
    return 0;
}

static int flow_add(pyi_flow *flow, flow_emitted instr)
{
    flow_emitted *instrs =
        array_grow(flow->arena, flow->instrs, flow->count, &flow->room, sizeof *instrs);
    if (instrs == NULL) {
        return -1;
    }
    flow->instrs = instrs;
#if !PYI_312
    /* A block of its own behind one that ended. */
    int last = pyi_flow_last(flow);
    if (last >= 0 && (pyi_flow_is_jump(last) || flow_leaves_scope(last))) {
        instr.number = ++flow->numbered;
    }
#endif
    instrs[flow->count++] = instr;
    return 0;
}

int pyi_flow_emit(pyi_flow *flow, int opcode, int oparg, pyi_location location)
{
    return flow_add(flow, (flow_emitted){.opcode = opcode, .oparg = oparg, .loc = location,
                                         .label = -1, .number = flow->numbered});
}

int pyi_flow_jump(pyi_flow *flow, int opcode, pyi_label label, pyi_location location)
{
    return flow_add(flow, (flow_emitted){.opcode = opcode, .loc = location, .label = label,
                                         .number = flow->numbered});
}

int pyi_flow_jump_first(pyi_flow *flow, int opcode, pyi_label label, pyi_location location)
{
    if (pyi_flow_jump(flow, opcode, label, location) < 0) {
        return -1;
    }
    flow_emitted instr = flow->instrs[flow->count - 1];
    memmove(flow->instrs + 1, flow->instrs, (flow->count - 1) * sizeof instr);
    flow->instrs[0] = instr;
    for (int i = 0; i < flow->label_count; i++) {
        flow->labels[i].index += flow->labels[i].index >= 0;
    }
    flow->last_placed++;
    return 0;
}

int pyi_flow_size(const pyi_flow *flow)
{
    return flow->count;
}

int pyi_flow_last(const pyi_flow *flow)
{
    bool none = flow->count == 0 || flow->last_placed == flow->count;
    return none ? -1 : flow->instrs[flow->count - 1].opcode;
}
