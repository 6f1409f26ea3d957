/* SPDX-License-Identifier: Apache-2.0 */
/* collect: finds cycles of objects that nothing outside of them refers to, and takes them apart.
 *
 * The method is the one the documentation of CPython describes (devguide, "Garbage collector design"):
 * reference counts of a set of objects less the references from within the set leave what comes from outside;
 * whatever is not reachable from an object with such references is garbage.
 *
 * While a set is examined, `_gc_prev` of its objects holds that count, and only `_gc_next` links them; the list
 * is made whole again as objects are moved.
 */
#include "collect.h"

static inline PyObject *object_of(PyGC_Head *head) { return (PyObject *)(head + 1); }

/* ---- lists of objects, linked both ways ------------------------------------------------------------ */

static bool list_is_empty(PyGC_Head *list) { return list->_gc_next == (uintptr_t)list; }

static void list_append(PyGC_Head *list, PyGC_Head *node) {
    PyGC_Head *last = (PyGC_Head *)list->_gc_prev;
    _PyGCHead_SET_PREV(node, last);
    _PyGCHead_SET_NEXT(last, node);
    _PyGCHead_SET_NEXT(node, list);
    list->_gc_prev = (uintptr_t)node;
}

static void list_remove(PyGC_Head *node) {
    PyGC_Head *prev = _PyGCHead_PREV(node), *next = _PyGCHead_NEXT(node);
    _PyGCHead_SET_NEXT(prev, next);
    _PyGCHead_SET_PREV(next, prev);
}

static void list_move(PyGC_Head *node, PyGC_Head *list) {
    list_remove(node);
    list_append(list, node);
}

/* all of *from* to the end of *to* */
static void list_merge(PyGC_Head *from, PyGC_Head *to) {
    if (list_is_empty(from)) {
        return;
    }
    PyGC_Head *first = _PyGCHead_NEXT(from), *last = _PyGCHead_PREV(from);
    PyGC_Head *end = (PyGC_Head *)to->_gc_prev;
    _PyGCHead_SET_NEXT(end, first);
    _PyGCHead_SET_PREV(first, end);
    _PyGCHead_SET_NEXT(last, to);
    to->_gc_prev = (uintptr_t)last;
    pyi_gc_list_init(from);
}

static Py_ssize_t list_size(PyGC_Head *list) {
    Py_ssize_t n = 0;
    for (PyGC_Head *node = _PyGCHead_NEXT(list); node != list; node = _PyGCHead_NEXT(node)) {
        n++;
    }
    return n;
}

/* ---- counts of references from outside --------------------------------------------------------------- */

/* In `_gc_prev`, above the flags. */
static inline Py_ssize_t refs_of(PyGC_Head *head) {
    return (Py_ssize_t)(head->_gc_prev >> _PyGC_PREV_SHIFT);
}

static inline void refs_set(PyGC_Head *head, Py_ssize_t refs) {
    head->_gc_prev = (head->_gc_prev & _PyGC_PREV_MASK_FINALIZED) | _PyGC_PREV_MASK_COLLECTING |
                     ((uintptr_t)refs << _PyGC_PREV_SHIFT);
}

static inline bool is_collecting(PyGC_Head *head) {
    return (head->_gc_prev & _PyGC_PREV_MASK_COLLECTING) != 0;
}

/* PyObject_IS_GC, in line: it is asked for each reference. */
static inline bool has_head(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    return PyType_IS_GC(type) && (type->tp_is_gc == NULL || type->tp_is_gc(op));
}

static inline PyGC_Head *examined(PyObject *op) {
    if (!has_head(op)) {
        return NULL;
    }
    PyGC_Head *head = _Py_AS_GC(op);
    return is_collecting(head) ? head : NULL;
}

static int visit_subtract(PyObject *op, void *arg) {
    (void)arg;
    PyGC_Head *head = examined(op);
    if (head != NULL && refs_of(head) > 0) {
        head->_gc_prev -= (uintptr_t)1 << _PyGC_PREV_SHIFT;
    }
    return 0;
}

static void count_outside_references(PyGC_Head *list) {
    PyGC_Head *node;
    for (node = _PyGCHead_NEXT(list); node != list; node = _PyGCHead_NEXT(node)) {
        refs_set(node, Py_REFCNT(object_of(node)));
    }
    for (node = _PyGCHead_NEXT(list); node != list; node = _PyGCHead_NEXT(node)) {
        PyObject *op = object_of(node);
        Py_TYPE(op)->tp_traverse(op, visit_subtract, NULL);
    }
}

/* ---- what is reachable -------------------------------------------------------------------------------- */

/* Three lists take the examined objects apart: `reached` (from outside; still to be traversed from its tail on),
 * `maybe` (not reached so far) and the rest of the original list. Both are linked both ways again, with the
 * count of a `maybe` in nobody's way: it is 0, and being in `maybe` is marked by the lowest bit of _gc_next. */
#define MAYBE ((uintptr_t)1)

static inline PyGC_Head *next_of_maybe(PyGC_Head *node) {
    return (PyGC_Head *)(node->_gc_next & ~MAYBE);
}

static void maybe_append(PyGC_Head *list, PyGC_Head *node) {
    PyGC_Head *last = (PyGC_Head *)list->_gc_prev;
    last->_gc_next = (uintptr_t)node | (last == list ? 0 : MAYBE);
    node->_gc_prev = (node->_gc_prev & ~_PyGC_PREV_MASK) | (uintptr_t)last;
    node->_gc_next = (uintptr_t)list | MAYBE;
    list->_gc_prev = (uintptr_t)node;
}

static void maybe_remove(PyGC_Head *list, PyGC_Head *node) {
    PyGC_Head *prev = _PyGCHead_PREV(node), *next = next_of_maybe(node);
    prev->_gc_next = (uintptr_t)next | (prev == list ? 0 : MAYBE);
    if (next == list) {
        list->_gc_prev = (uintptr_t)prev;
    } else {
        _PyGCHead_SET_PREV(next, prev);
    }
}

typedef struct {
    PyGC_Head *reached, *maybe;
} partition;

static int visit_reachable(PyObject *op, void *arg) {
    partition *parts = arg;
    PyGC_Head *head = examined(op);
    if (head == NULL) {
        return 0;
    }
    if (head->_gc_next & MAYBE) {
        maybe_remove(parts->maybe, head);
        head->_gc_prev &= _PyGC_PREV_MASK_FINALIZED;
        list_append(parts->reached, head);
    } else if (refs_of(head) == 0) {
        refs_set(head, 1); /* its turn has not come yet: it will count as reached */
    }
    return 0;
}

/* Moves out of *list* what is not reachable from outside, to *unreachable* (ordinary lists both). */
static void separate_unreachable(PyGC_Head *list, PyGC_Head *unreachable) {
    PyGC_Head reached, maybe;
    pyi_gc_list_init(&reached);
    pyi_gc_list_init(&maybe);
    partition parts = {&reached, &maybe};
    count_outside_references(list);
    PyGC_Head *next = _PyGCHead_NEXT(list);
    PyGC_Head *done = &reached; /* up to this one, everything in `reached` has been traversed */
    while (true) {
        while (_PyGCHead_NEXT(done) != &reached) {
            done = _PyGCHead_NEXT(done);
            PyObject *op = object_of(done);
            Py_TYPE(op)->tp_traverse(op, visit_reachable, &parts);
        }
        if (next == list) {
            break;
        }
        PyGC_Head *node = next;
        next = _PyGCHead_NEXT(node);
        if (refs_of(node) > 0) {
            node->_gc_prev &= _PyGC_PREV_MASK_FINALIZED;
            list_append(&reached, node);
        } else {
            maybe_append(&maybe, node);
        }
    }
    for (PyGC_Head *node = _PyGCHead_NEXT(&maybe); node != &maybe;) {
        PyGC_Head *following = next_of_maybe(node);
        node->_gc_prev &= _PyGC_PREV_MASK_FINALIZED; /* no longer examined */
        list_append(unreachable, node);
        node = following;
    }
    pyi_gc_list_init(list);
    list_merge(&reached, list);
}

/* ---- tuples and dicts that can be in no cycle ------------------------------------------------------------ */

static void untrack_simple(PyGC_Head *list, bool dicts) {
    PyGC_Head *next;
    for (PyGC_Head *node = _PyGCHead_NEXT(list); node != list; node = next) {
        next = _PyGCHead_NEXT(node);
        PyObject *op = object_of(node);
        if (PyTuple_CheckExact(op)) {
            _PyTuple_MaybeUntrack(op);
        } else if (dicts && PyDict_CheckExact(op)) {
            _PyDict_MaybeUntrack(op);
        }
    }
}

/* ---- finalizers -------------------------------------------------------------------------------------------- */

static int visit_legacy(PyObject *op, void *arg) {
    partition *parts = arg;
    PyGC_Head *head = has_head(op) ? _Py_AS_GC(op) : NULL;
    if (head != NULL && is_collecting(head)) {
        head->_gc_prev &= ~(uintptr_t)_PyGC_PREV_MASK_COLLECTING;
        list_move(head, parts->reached);
    }
    return 0;
}

/* Objects with tp_del (a slot that extensions may still have) and what they refer to cannot be collected. */
static void separate_legacy(PyGC_Head *unreachable, PyGC_Head *uncollectable) {
    PyGC_Head *node, *next;
    bool any = false;
    for (node = _PyGCHead_NEXT(unreachable); node != unreachable; node = _PyGCHead_NEXT(node)) {
        any |= Py_TYPE(object_of(node))->tp_del != NULL;
    }
    if (!any) {
        return;
    }
    for (node = _PyGCHead_NEXT(unreachable); node != unreachable; node = _PyGCHead_NEXT(node)) {
        node->_gc_prev |= _PyGC_PREV_MASK_COLLECTING;
    }
    for (node = _PyGCHead_NEXT(unreachable); node != unreachable; node = next) {
        next = _PyGCHead_NEXT(node);
        if (Py_TYPE(object_of(node))->tp_del != NULL) {
            node->_gc_prev &= ~(uintptr_t)_PyGC_PREV_MASK_COLLECTING;
            list_move(node, uncollectable);
        }
    }
    partition parts = {uncollectable, NULL};
    for (node = _PyGCHead_NEXT(uncollectable); node != uncollectable; node = _PyGCHead_NEXT(node)) {
        PyObject *op = object_of(node);
        Py_TYPE(op)->tp_traverse(op, visit_legacy, &parts);
    }
    for (node = _PyGCHead_NEXT(unreachable); node != unreachable; node = _PyGCHead_NEXT(node)) {
        node->_gc_prev &= ~(uintptr_t)_PyGC_PREV_MASK_COLLECTING;
    }
}

#if PYI_312
#  define WEAK_REFERABLE(type) _PyType_SUPPORTS_WEAKREFS(type)
#else
#  define WEAK_REFERABLE(type) PyType_SUPPORTS_WEAKREFS(type)
#endif

static PyWeakReference **weakrefs_place(PyObject *op) {
    return (PyWeakReference **)_PyObject_GET_WEAKREFS_LISTPTR(op);
}

/* Clears all weak references to the unreachable. New, or NULL when there is none: a list of those that are
 * reachable themselves and have a callback, which is to be called. */
static PyObject *clear_weakrefs(PyGC_Head *unreachable) {
    PyGC_Head *node;
    for (node = _PyGCHead_NEXT(unreachable); node != unreachable; node = _PyGCHead_NEXT(node)) {
        node->_gc_prev |= _PyGC_PREV_MASK_COLLECTING;
    }
    PyObject *callbacks = NULL; /* a list of weak references, made when there is one */
    for (node = _PyGCHead_NEXT(unreachable); node != unreachable; node = _PyGCHead_NEXT(node)) {
        PyObject *op = object_of(node);
        if (!WEAK_REFERABLE(Py_TYPE(op))) {
            continue;
        }
        PyWeakReference **place = weakrefs_place(op);
        while (*place != NULL) {
            PyWeakReference *ref = *place;
            bool call = ref->wr_callback != NULL && !is_collecting(_Py_AS_GC((PyObject *)ref));
            Py_INCREF(ref);
            _PyWeakref_ClearRef(ref); /* leaves the callback */
            if (call) {
                callbacks = callbacks != NULL ? callbacks : PyList_New(0);
                if (callbacks == NULL || PyList_Append(callbacks, (PyObject *)ref) < 0) {
                    PyErr_Clear(); /* no memory: this callback is not called */
                }
            }
            Py_DECREF(ref);
        }
    }
    for (node = _PyGCHead_NEXT(unreachable); node != unreachable; node = _PyGCHead_NEXT(node)) {
        node->_gc_prev &= ~(uintptr_t)_PyGC_PREV_MASK_COLLECTING;
    }
    return callbacks;
}

static void call_callbacks(PyObject *callbacks) {
    for (Py_ssize_t i = 0; callbacks != NULL && i < PyList_GET_SIZE(callbacks); i++) {
        PyWeakReference *ref = (PyWeakReference *)PyList_GET_ITEM(callbacks, i);
        PyObject *callback = ref->wr_callback;
        ref->wr_callback = NULL;
        PyObject *result = PyObject_CallOneArg(callback, (PyObject *)ref);
        if (result == NULL) {
            PyErr_WriteUnraisable(callback);
        }
        Py_XDECREF(result);
        Py_DECREF(callback);
    }
    Py_XDECREF(callbacks);
}

static void call_finalizers(PyGC_Head *unreachable) {
    PyGC_Head seen;
    pyi_gc_list_init(&seen);
    while (!list_is_empty(unreachable)) {
        PyGC_Head *node = _PyGCHead_NEXT(unreachable);
        PyObject *op = object_of(node);
        list_move(node, &seen);
        destructor finalize = Py_TYPE(op)->tp_finalize;
        if (!_PyGC_FINALIZED(op) && finalize != NULL) {
            _PyGC_SET_FINALIZED(op);
            Py_INCREF(op);
            finalize(op);
            Py_DECREF(op);
        }
    }
    list_merge(&seen, unreachable);
}

/* ---- taking apart -------------------------------------------------------------------------------------------- */

static void take_apart(PyGC_Head *garbage, PyGC_Head *old, struct _gc_runtime_state *gc) {
    while (!list_is_empty(garbage)) {
        PyGC_Head *node = _PyGCHead_NEXT(garbage);
        PyObject *op = object_of(node);
        Py_INCREF(op);
        if (gc->debug & (1 << 5) /* gc.DEBUG_SAVEALL */) {
            if (PyList_Append(gc->garbage, op) < 0) {
                PyErr_Clear();
            }
        } else if (Py_TYPE(op)->tp_clear != NULL) {
            Py_TYPE(op)->tp_clear(op);
            if (PyErr_Occurred()) {
                PyErr_WriteUnraisable((PyObject *)Py_TYPE(op));
            }
        }
        Py_DECREF(op);
        if (_PyGCHead_NEXT(garbage) == node) {
            list_move(node, old); /* still alive, perhaps until another one is cleared */
        }
    }
}

/* Objects with tp_del go to gc.garbage. Their number. */
static Py_ssize_t keep_uncollectable(PyGC_Head *uncollectable, PyGC_Head *old,
                                     struct _gc_runtime_state *gc) {
    Py_ssize_t n = 0;
    if (!list_is_empty(uncollectable) && gc->garbage == NULL) {
        gc->garbage = PyList_New(0);
    }
    for (PyGC_Head *node = _PyGCHead_NEXT(uncollectable); node != uncollectable;
         node = _PyGCHead_NEXT(node), n++) {
        PyObject *op = object_of(node);
        if (gc->garbage != NULL && Py_TYPE(op)->tp_del != NULL &&
            PyList_Append(gc->garbage, op) < 0) {
            break;
        }
    }
    PyErr_Clear();
    list_merge(uncollectable, old);
    return n;
}

static Py_ssize_t collect_list(PyGC_Head *young, PyGC_Head *old, int generation,
                               struct _gc_runtime_state *gc) {
    PyGC_Head unreachable, uncollectable, garbage;
    pyi_gc_list_init(&unreachable);
    pyi_gc_list_init(&uncollectable);
    pyi_gc_list_init(&garbage);
    separate_unreachable(young, &unreachable);
    untrack_simple(young, generation == NUM_GENERATIONS - 1);
    if (old != young) {
        if (generation == NUM_GENERATIONS - 2) {
            gc->long_lived_pending += list_size(young);
        }
        list_merge(young, old);
    } else {
        gc->long_lived_pending = 0;
        gc->long_lived_total = list_size(young);
    }
    separate_legacy(&unreachable, &uncollectable);
    call_callbacks(clear_weakrefs(&unreachable));
    call_finalizers(&unreachable);
    /* What finalizers brought back to life is reachable now; the rest is garbage for certain. */
    separate_unreachable(&unreachable, &garbage);
    list_merge(&unreachable, old);
    Py_ssize_t found = list_size(&garbage);
    take_apart(&garbage, old, gc);
    Py_ssize_t kept = keep_uncollectable(&uncollectable, old, gc);
    gc->generation_stats[generation].collections++;
    gc->generation_stats[generation].collected += found;
    gc->generation_stats[generation].uncollectable += kept;
    return found + kept;
}

/* ---- when ------------------------------------------------------------------------------------------------------ */

static void tell(struct _gc_runtime_state *gc, const char *phase, int generation, Py_ssize_t found) {
    if (gc->callbacks == NULL || PyList_GET_SIZE(gc->callbacks) == 0) {
        return;
    }
    PyObject *info = Py_BuildValue("{sisnsn}", "generation", generation, "collected", found,
                                   "uncollectable", (Py_ssize_t)0);
    for (Py_ssize_t i = 0; info != NULL && i < PyList_GET_SIZE(gc->callbacks); i++) {
        PyObject *callback = Py_NewRef(PyList_GET_ITEM(gc->callbacks, i));
        PyObject *result = PyObject_CallFunction(callback, "sO", phase, info);
        if (result == NULL) {
            PyErr_WriteUnraisable(callback);
        }
        Py_XDECREF(result);
        Py_DECREF(callback);
    }
    if (info == NULL) {
        PyErr_WriteUnraisable(NULL);
    }
    Py_XDECREF(info);
}

Py_ssize_t pyi_gc_collect(PyThreadState *ts, int generation) {
    struct _gc_runtime_state *gc = &ts->interp->gc;
    if (gc->collecting) {
        return 0;
    }
    gc->collecting = 1;
    tell(gc, "start", generation, 0);
    if (generation + 1 < NUM_GENERATIONS) {
        gc->generations[generation + 1].count++;
    }
    for (int i = 0; i <= generation; i++) {
        gc->generations[i].count = 0;
    }
    for (int i = 0; i < generation; i++) {
        list_merge(&gc->generations[i].head, &gc->generations[generation].head);
    }
    int older = generation + 1 < NUM_GENERATIONS ? generation + 1 : generation;
    Py_ssize_t found = collect_list(&gc->generations[generation].head,
                                    &gc->generations[older].head, generation, gc);
    if (PyErr_Occurred()) {
        PyErr_WriteUnraisable(NULL);
    }
    tell(gc, "stop", generation, found);
    gc->collecting = 0;
    return found;
}

/* A full collection waits until a quarter more objects than last time have survived the younger ones: that
 * keeps the cost of creating n objects linear. */
void pyi_gc_collect_due(PyThreadState *ts) {
    struct _gc_runtime_state *gc = &ts->interp->gc;
    for (int i = NUM_GENERATIONS - 1; i >= 0; i--) {
        if (gc->generations[i].count <= gc->generations[i].threshold ||
            (i == NUM_GENERATIONS - 1 && gc->long_lived_pending < gc->long_lived_total / 4)) {
            continue;
        }
        pyi_gc_collect(ts, i);
        return;
    }
}

void pyi_gc_settle(PyThreadState *ts) {
    struct _gc_runtime_state *gc = &ts->interp->gc;
    for (int i = 0; i < NUM_GENERATIONS - 1; i++) {
        list_merge(&gc->generations[i].head, &gc->generations[NUM_GENERATIONS - 1].head);
        gc->generations[i].count = 0;
    }
}

/* ---- public functions ---------------------------------------------------------------------------------------- */

Py_ssize_t PyGC_Collect(void) {
    PyThreadState *ts = _PyThreadState_GET();
    if (!ts->interp->gc.enabled) {
        return 0;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    Py_ssize_t found = pyi_gc_collect(ts, NUM_GENERATIONS - 1);
    PyErr_Restore(type, value, traceback);
    return found;
}

#if PYI_312
void PyUnstable_GC_VisitObjects(gcvisitobjects_t callback, void *arg) {
    struct _gc_runtime_state *gc = &_PyInterpreterState_GET()->gc;
    int enabled = gc->enabled;
    gc->enabled = 0;
    bool more = true;
    for (int i = 0; i < NUM_GENERATIONS && more; i++) {
        PyGC_Head *list = &gc->generations[i].head, *next;
        for (PyGC_Head *node = _PyGCHead_NEXT(list); node != list && more; node = next) {
            PyObject *op = object_of(node);
            Py_INCREF(op);
            more = callback(op, arg) != 0;
            next = _PyGCHead_NEXT(node);
            Py_DECREF(op);
        }
    }
    gc->enabled = enabled;
}

void _Py_RunGC(PyThreadState *ts) { pyi_gc_collect_due(ts); }
#endif
