/* SPDX-License-Identifier: Apache-2.0 */
/* emit.h: what was emitted, for graph.c to make blocks of. */
#ifndef PYI_FLOW_EMIT_H
#define PYI_FLOW_EMIT_H

#include "flow.h"

typedef struct {
    int opcode, oparg;
    pyi_label label; /* -1: no jump */
    int number;      /* how many blocks had been made when it was emitted */
    pyi_location loc;
} flow_emitted;

typedef struct {
    int index;  /* of the instruction it is in front of; -1 until placed */
    int number; /* the order in which labels are made */
    int placed; /* the order in which they are placed */
} flow_label;

struct pyi_flow {
    PyArena *arena;
    flow_emitted *instrs;
    int count, room;
    flow_label *labels;
    int label_count, label_room;
    int numbered;    /* the last number that a block was given */
    int last_placed; /* where the last label was placed */
    int placed;      /* how many were */
};

#endif /* PYI_FLOW_EMIT_H */
