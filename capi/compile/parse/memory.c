/* SPDX-License-Identifier: Apache-2.0 */
/* memory: nesting, growing arrays, and what the explaining pass remembers. */
#include "../parser.h"

/* ---- nesting ----------------------------------------------------------------------------------- */

/* About as many nested expressions as CPython's parser can take. */
#define MAX_DEPTH 2985

bool
pyi_parser_enter(pyi_parser *p)
{
    if (p->failed)
        return false;
    if (p->depth < MAX_DEPTH) {
        p->depth++;
        return true;
    }
    if (PYI_312)
        PyErr_SetString(PyExc_MemoryError,
                        "Parser stack overflowed - Python source too complex to parse");
    else
        PyErr_NoMemory();
    p->failed = true;
    return false;
}

/* ---- arrays ------------------------------------------------------------------------------------ */

bool
pyi_items_add(pyi_parser *p, pyi_items *items, void *item)
{
    if (p->failed)
        return false;
    if (items->count == items->room) {
        Py_ssize_t room = items->room > 0 ? items->room * 2 : 4;
        void **grown = _PyArena_Malloc(p->arena, (size_t)room * sizeof(*grown));
        if (grown == NULL) {
            PyErr_NoMemory();
            p->failed = true;
            return false;
        }
        if (items->count > 0)
            memcpy(grown, items->items, (size_t)items->count * sizeof(*grown));
        items->items = grown;
        items->room = room;
    }
    items->items[items->count++] = item;
    return true;
}

void *
pyi_items_seq(pyi_parser *p, const pyi_items *items)
{
    if (p->failed)
        return NULL;
    /* All sequences of pointers have one layout. */
    asdl_generic_seq *seq = _Py_asdl_generic_seq_new(items->count, p->arena);
    if (seq == NULL)
        return pyi_fail(p);
    if (items->count > 0)
        memcpy(seq->typed_elements, items->items, (size_t)items->count * sizeof(void *));
    return seq;
}

/* ---- what was parsed before ---------------------------------------------------------------------- */

struct pyi_memo {
    pyi_memo *next;
    int rule;
    void *node;
    Py_ssize_t end;
};

bool
pyi_memo_get(pyi_parser *p, int rule, void **node)
{
    if (p->memo == NULL || p->failed)
        return false;
    for (pyi_memo *memo = p->memo[p->pos]; memo != NULL; memo = memo->next)
        if (memo->rule == rule) {
            *node = memo->node;
            p->pos = memo->end;
            return true;
        }
    return false;
}

void *
pyi_memo_put(pyi_parser *p, int rule, Py_ssize_t start, void *node)
{
    if (p->failed)
        return NULL;
    if (p->memo == NULL)
        return node;
    pyi_memo *memo = _PyArena_Malloc(p->arena, sizeof(*memo));
    if (memo == NULL) {
        PyErr_NoMemory();
        return pyi_fail(p);
    }
    *memo = (pyi_memo){.next = p->memo[start], .rule = rule, .node = node, .end = p->pos};
    p->memo[start] = memo;
    return node;
}
