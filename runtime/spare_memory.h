/* SPDX-License-Identifier: Apache-2.0 */
/* spare_memory.h: memory of collected objects of one size that ended, for those that begin later.
 *
 * The collector's counters see objects come and go as if it were the interpreter that made them.
 */
#ifndef AOT_SPARE_MEMORY_H
#define AOT_SPARE_MEMORY_H

#include "rt.h"

#define Py_BUILD_CORE 1
#undef _PyObject_LookupSpecial /* a macro for old extensions and a function share this name */
#include <internal/pycore_gc.h>
#include <internal/pycore_object.h>
#undef Py_BUILD_CORE

#define RT_MOST_SPARES 128 /* in one list */

typedef struct {
    PyObject *first; /* linked by their words for the collector */
    uint32_t n, missed; /* how many there are, and how many more were asked for so far */
} rt_spare_list;

/* A full collection frees what is kept, as it does the interpreter's own free lists. Before the first is kept. */
RT_API void rt_free_spares_with_others(void);
RT_API void rt_free_spare_instances(void);  /* plain_class.c */
RT_API void rt_free_spare_generators(void); /* generator_memory.c */

/* That of the main interpreter: there is no native code in others. */
static inline struct _gc_runtime_state *rt_collector(void) {
    static struct _gc_runtime_state *found;
    if (rt_unlikely(found == NULL)) {
        found = &PyInterpreterState_Main()->gc;
    }
    return found;
}

/* As PyObject_GC_Track. */
static inline void rt_track(PyObject *op) {
    PyGC_Head *young = rt_collector()->generation0, *head = _Py_AS_GC(op), *last = _PyGCHead_PREV(young);
    _PyGCHead_SET_NEXT(last, head);
    head->_gc_prev = (uintptr_t)last;
    _PyGCHead_SET_NEXT(head, young);
    young->_gc_prev = (uintptr_t)head;
}

/* New, not tracked; its type is to be set. NULL: it has to be made as usual, which may begin a collection. */
static inline PyObject *rt_take_spare(rt_spare_list *list) {
    struct _gc_runtime_state *gc = rt_collector();
    PyObject *op = list->first;
    if (op == NULL) {
        list->missed++;
        return NULL;
    }
    if (rt_unlikely(gc->generations[0].count >= gc->generations[0].threshold && gc->enabled)) {
        return NULL;
    }
    list->first = (PyObject *)_Py_AS_GC(op)->_gc_next;
    list->n--;
    gc->generations[0].count++;
    _Py_AS_GC(op)->_gc_next = 0;
    _Py_NewReference(op);
    return op;
}

/* Whether the list took an object that is not tracked and holds nothing. */
static inline bool rt_keep_spare(rt_spare_list *list, PyObject *op) {
    if (list->n >= list->missed || list->n >= RT_MOST_SPARES) {
        return false;
    }
    struct gc_generation *young = &rt_collector()->generations[0];
    young->count -= young->count > 0;
    _Py_AS_GC(op)->_gc_next = (uintptr_t)list->first;
    list->first = op;
    list->n++;
    return true;
}

/* borrowed; one that is to be freed, NULL when there are none left */
static inline PyObject *rt_drop_spare(rt_spare_list *list) {
    PyObject *op = list->first;
    if (op != NULL) {
        list->first = (PyObject *)_Py_AS_GC(op)->_gc_next;
        list->n--;
        _Py_AS_GC(op)->_gc_next = 0;
    }
    return op;
}

#endif /* AOT_SPARE_MEMORY_H */
