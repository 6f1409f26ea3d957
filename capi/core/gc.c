/* SPDX-License-Identifier: Apache-2.0 */
/* gc: allocation of collected objects, and which of them are tracked (collect.c collects).
 *
 * Layout     a PyGC_Head before each object; before that, where the type asks for it, two words for a managed
 *            __dict__ and the list of weak references
 * Contract   docs.python.org/3/c-api/gcsupport.html
 */
#include "pyi.h"

#include "collect.h"
#include "pyi_stress.h"
#include "pyi_values.h"

/* ---- state -------------------------------------------------------------------------------------- */

void pyi_gc_list_init(PyGC_Head *list) { list->_gc_next = list->_gc_prev = (uintptr_t)list; }

void _PyGC_InitState(struct _gc_runtime_state *gc) {
    gc->enabled = 1;
    for (int i = 0; i < NUM_GENERATIONS; i++) {
        pyi_gc_list_init(&gc->generations[i].head);
        gc->generations[i].threshold = i == 0 ? 700 : 10; /* gc.get_threshold() */
    }
#if PYI_313
    gc->generations[0].threshold = 2000;
#endif
    gc->generation0 = &gc->generations[0].head;
    pyi_gc_list_init(&gc->permanent_generation.head);
}

/* ---- allocation ----------------------------------------------------------------------------------- */

/* Collects when enough was allocated since the last time. Never when an exception is set: a collection runs
 * Python code. */
static void count_allocation(void) {
    PyThreadState *ts = _PyThreadState_GET();
    struct _gc_runtime_state *gc = &ts->interp->gc;
    gc->generations[0].count++;
    if (pyi_unlikely(gc->generations[0].count > gc->generations[0].threshold) && gc->enabled &&
        gc->generations[0].threshold != 0 && !gc->collecting && !PyErr_Occurred()) {
        pyi_gc_collect_due(ts);
    } else if (pyi_stress_collects() && gc->enabled && !PyErr_Occurred()) {
        pyi_gc_collect(ts, 0);
    }
}

/* *extra* bytes before the head, already part of neither size; NULL with MemoryError */
static PyObject *collected_alloc(size_t basic, size_t extra) {
    size_t before = extra + sizeof(PyGC_Head);
    if (pyi_unlikely(basic > (size_t)PY_SSIZE_T_MAX - before)) {
        return PyErr_NoMemory();
    }
    count_allocation();
    char *memory = PyObject_Malloc(before + basic);
    if (memory == NULL) {
        return PyErr_NoMemory();
    }
    memset(memory, 0, before);
    return (PyObject *)(memory + before);
}

static inline size_t words_before_head(PyTypeObject *type) {
    return _PyType_PreHeaderSize(type) - (_PyType_IS_GC(type) ? sizeof(PyGC_Head) : 0);
}

/* Bytes behind the object for its attributes, if its class wants them there; false with MemoryError. */
static bool values_behind(PyTypeObject *type, size_t *size) {
    *size = 0;
#if PYI_313
    if (type->tp_flags & Py_TPFLAGS_INLINE_VALUES) {
        if (pyi_values_prepare(type) < 0) {
            return false;
        }
        *size = _PyInlineValuesSize(type);
    }
#else
    (void)type;
#endif
    return true;
}

static void init_object(PyObject *op, PyTypeObject *type) {
    _PyObject_Init(op, type);
#if PYI_313
    if (type->tp_flags & Py_TPFLAGS_INLINE_VALUES) {
        _PyObject_InitInlineValues(op, type);
    }
#endif
}

PyObject *_PyObject_GC_New(PyTypeObject *type) {
    size_t behind;
    PyObject *op = NULL;
    if (values_behind(type, &behind)) {
        op = collected_alloc((size_t)type->tp_basicsize + behind, words_before_head(type));
    }
    if (op != NULL) {
        init_object(op, type);
    }
    return op;
}

PyVarObject *_PyObject_GC_NewVar(PyTypeObject *type, Py_ssize_t n) {
    if (n < 0) {
        PyErr_BadInternalCall();
        return NULL;
    }
    size_t size = _PyObject_VAR_SIZE(type, n);
    PyVarObject *op = (PyVarObject *)collected_alloc(size, words_before_head(type));
    if (op != NULL) {
        _PyObject_InitVar(op, type, n);
    }
    return op;
}

PyObject *PyUnstable_Object_GC_NewWithExtraData(PyTypeObject *type, size_t extra) {
    size_t size = (size_t)type->tp_basicsize + extra;
    PyObject *op = collected_alloc(size, words_before_head(type));
    if (op != NULL) {
        memset((char *)op + type->tp_basicsize, 0, extra);
        _PyObject_Init(op, type);
    }
    return op;
}

PyVarObject *_PyObject_GC_Resize(PyVarObject *op, Py_ssize_t n) {
    size_t size = _PyObject_VAR_SIZE(Py_TYPE(op), n);
    size_t before = words_before_head(Py_TYPE(op)) + sizeof(PyGC_Head);
    if (size > (size_t)PY_SSIZE_T_MAX - before) {
        return (PyVarObject *)PyErr_NoMemory();
    }
    char *memory = PyObject_Realloc((char *)op - before, before + size);
    if (memory == NULL) {
        return (PyVarObject *)PyErr_NoMemory();
    }
    op = (PyVarObject *)(memory + before);
    Py_SET_SIZE(op, n);
    return op;
}

void PyObject_GC_Del(void *op) {
    size_t before = words_before_head(Py_TYPE(op)) + sizeof(PyGC_Head);
    if (_PyObject_GC_IS_TRACKED((PyObject *)op)) {
        _PyObject_GC_UNTRACK((PyObject *)op);
    }
    struct _gc_runtime_state *gc = &_PyInterpreterState_GET()->gc;
    if (gc->generations[0].count > 0) {
        gc->generations[0].count--;
    }
    PyObject_Free((char *)op - before);
}

/* What tp_alloc of a type makes: zeroed, with room for n items; not tracked yet. */
PyObject *_PyType_AllocNoTrack(PyTypeObject *type, Py_ssize_t n) {
    /* one item more: subclasses of variable-sized types rely on the zero behind the last one */
    size_t size = type->tp_itemsize == 0 ? (size_t)type->tp_basicsize
                                         : _PyObject_VAR_SIZE(type, n + 1);
    size_t extra = words_before_head(type), behind;
    PyObject *op;
    if (!values_behind(type, &behind)) {
        return NULL;
    }
    if (_PyType_IS_GC(type)) {
        op = collected_alloc(size + behind, extra);
    } else {
        char *memory = PyObject_Malloc(extra + size);
        if (memory == NULL) {
            return PyErr_NoMemory();
        }
        memset(memory, 0, extra);
        op = (PyObject *)(memory + extra);
    }
    if (op == NULL) {
        return NULL;
    }
    memset(op, 0, size);
    if (type->tp_itemsize == 0) {
        init_object(op, type);
    } else {
        _PyObject_InitVar((PyVarObject *)op, type, n);
    }
    return op;
}

PyObject *PyType_GenericAlloc(PyTypeObject *type, Py_ssize_t n) {
    PyObject *op = _PyType_AllocNoTrack(type, n);
    if (op != NULL && _PyType_IS_GC(type)) {
        _PyObject_GC_TRACK(op);
    }
    return op;
}

/* ---- objects without a head ------------------------------------------------------------------------- */

PyObject *_PyObject_New(PyTypeObject *type) {
    PyObject *op = PyObject_Malloc((size_t)type->tp_basicsize);
    if (op == NULL) {
        return PyErr_NoMemory();
    }
    _PyObject_Init(op, type);
    return op;
}

PyVarObject *_PyObject_NewVar(PyTypeObject *type, Py_ssize_t n) {
    PyVarObject *op = PyObject_Malloc(_PyObject_VAR_SIZE(type, n));
    if (op == NULL) {
        return (PyVarObject *)PyErr_NoMemory();
    }
    _PyObject_InitVar(op, type, n);
    return op;
}

PyObject *PyObject_Init(PyObject *op, PyTypeObject *type) {
    if (op == NULL) {
        return PyErr_NoMemory();
    }
    _PyObject_Init(op, type);
    return op;
}

PyVarObject *PyObject_InitVar(PyVarObject *op, PyTypeObject *type, Py_ssize_t n) {
    if (op == NULL) {
        return (PyVarObject *)PyErr_NoMemory();
    }
    _PyObject_InitVar(op, type, n);
    return op;
}

/* ---- tracking ----------------------------------------------------------------------------------------- */

void PyObject_GC_Track(void *op) {
    if (_PyObject_GC_IS_TRACKED((PyObject *)op)) {
        Py_FatalError("an object is tracked by the collector twice");
    }
    _PyObject_GC_TRACK((PyObject *)op);
}

void PyObject_GC_UnTrack(void *op) {
    if (_PyObject_GC_IS_TRACKED((PyObject *)op)) {
        _PyObject_GC_UNTRACK((PyObject *)op);
    }
}

int PyObject_IS_GC(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    return PyType_IS_GC(type) && (type->tp_is_gc == NULL || type->tp_is_gc(op));
}

int PyObject_GC_IsTracked(PyObject *op) {
    return PyObject_IS_GC(op) && _PyObject_GC_IS_TRACKED(op);
}

int PyObject_GC_IsFinalized(PyObject *op) { return PyObject_IS_GC(op) && _PyGC_FINALIZED(op); }

/* ---- switching it on and off --------------------------------------------------------------------------- */

static int set_enabled(int enabled) {
    struct _gc_runtime_state *gc = &_PyInterpreterState_GET()->gc;
    int before = gc->enabled;
    gc->enabled = enabled;
    return before;
}

int PyGC_Enable(void) { return set_enabled(1); }
int PyGC_Disable(void) { return set_enabled(0); }
int PyGC_IsEnabled(void) { return _PyInterpreterState_GET()->gc.enabled; }
