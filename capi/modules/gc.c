/* SPDX-License-Identifier: Apache-2.0 */
/* gc: the collector of cycles as programs see it.
 *
 * Contract   docs.python.org/3/library/gc.html
 */
#include "collect.h"

#define NO_ARGUMENTS(name) {#name, gc_##name, METH_NOARGS, PYI_SIGNATURE(#name, "($module, /)")}

static struct _gc_runtime_state *state(void) { return &_PyInterpreterState_GET()->gc; }

static PyGC_Head *list_of(int generation) { return &state()->generations[generation].head; }

static PyGC_Head *next_in(PyGC_Head *node) { return _PyGCHead_NEXT(node); }

static PyObject *object_at(PyGC_Head *node) { return (PyObject *)(node + 1); }

/* ---- switches ------------------------------------------------------------------------------------------------- */

static PyObject *gc_enable(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyGC_Enable();
    Py_RETURN_NONE;
}
static PyObject *gc_disable(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyGC_Disable();
    Py_RETURN_NONE;
}
static PyObject *gc_isenabled(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyBool_FromLong(PyGC_IsEnabled());
}

static PyObject *gc_set_debug(PyObject *module, PyObject *op) {
    (void)module;
    int flags = PYI_LONG_AS_INT(op);
    if (flags == -1 && PyErr_Occurred()) {
        return NULL;
    }
    state()->debug = flags;
    Py_RETURN_NONE;
}
static PyObject *gc_get_debug(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromLong(state()->debug);
}

static PyObject *gc_set_threshold(PyObject *module, PyObject *args) {
    (void)module;
    struct gc_generation *generations = state()->generations;
    if (!PyArg_ParseTuple(args, "i|ii:set_threshold", &generations[0].threshold,
                          &generations[1].threshold, &generations[2].threshold)) {
        return NULL;
    }
    Py_RETURN_NONE;
}
static PyObject *gc_get_threshold(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    struct gc_generation *generations = state()->generations;
    return Py_BuildValue("(iii)", generations[0].threshold, generations[1].threshold,
                         generations[2].threshold);
}
static PyObject *gc_get_count(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    struct gc_generation *generations = state()->generations;
    return Py_BuildValue("(iii)", generations[0].count, generations[1].count, generations[2].count);
}

/* ---- collecting --------------------------------------------------------------------------------------------------- */

static PyObject *gc_collect(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *keywords[] = {"generation", NULL};
    int generation = NUM_GENERATIONS - 1;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|i:collect", keywords, &generation)) {
        return NULL;
    }
    if (generation < 0 || generation >= NUM_GENERATIONS) {
        PyErr_SetString(PyExc_ValueError, "invalid generation");
        return NULL;
    }
    struct _gc_runtime_state *gc = state();
    if (gc->collecting) {
        return PyLong_FromLong(0);
    }
    return PyLong_FromSsize_t(pyi_gc_collect(_PyThreadState_GET(), generation));
}

static PyObject *gc_get_stats(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyObject *result = PyList_New(0);
    for (int i = 0; i < NUM_GENERATIONS && result != NULL; i++) {
        struct gc_generation_stats *stats = &state()->generation_stats[i];
        PyObject *row = Py_BuildValue("{snsnsn}", "collections", stats->collections, "collected",
                                      stats->collected, "uncollectable", stats->uncollectable);
        if (row == NULL || PyList_Append(result, row) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(row);
    }
    return result;
}

/* ---- objects --------------------------------------------------------------------------------------------------------- */

/* adds all objects of a list that *wanted* accepts; 0 or -1 */
static int collect_objects(PyGC_Head *list, PyObject *result, int (*wanted)(PyObject *, void *),
                           void *arg) {
    for (PyGC_Head *node = next_in(list); node != list; node = next_in(node)) {
        PyObject *op = object_at(node);
        if (op != result && (wanted == NULL || wanted(op, arg)) && PyList_Append(result, op) < 0) {
            return -1;
        }
    }
    return 0;
}

/* new list: of one generation, or of all for -1 */
static PyObject *objects_of(int generation, int (*wanted)(PyObject *, void *), void *arg) {
    PyObject *result = PyList_New(0);
    for (int i = 0; i < NUM_GENERATIONS && result != NULL; i++) {
        if ((generation < 0 || generation == i) &&
            collect_objects(list_of(i), result, wanted, arg) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
}

static PyObject *gc_get_objects(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *keywords[] = {"generation", NULL};
    PyObject *given = Py_None;
    Py_ssize_t generation = -1;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O:get_objects", keywords, &given) ||
        PySys_Audit("gc.get_objects", "O", given) < 0) {
        return NULL;
    }
    if (given != Py_None) {
        generation = PyNumber_AsSsize_t(given, PyExc_OverflowError);
        if (generation == -1 && PyErr_Occurred()) {
            return NULL;
        }
        if (generation >= NUM_GENERATIONS) {
            PyErr_Format(PyExc_ValueError,
                         "generation parameter must be less than the number of available "
                         "generations (%i)",
                         NUM_GENERATIONS);
            return NULL;
        }
        if (generation < -1) {
            PyErr_SetString(PyExc_ValueError, "generation parameter cannot be negative");
            return NULL;
        }
    }
    return objects_of((int)generation, NULL, NULL);
}

static int is_in(PyObject *op, void *arg) {
    PyObject *objects = arg;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(objects); i++) {
        if (PyTuple_GET_ITEM(objects, i) == op) {
            return 1;
        }
    }
    return 0;
}

static int refers(PyObject *op, void *arg) {
    traverseproc traverse = Py_TYPE(op)->tp_traverse;
    return op != arg && traverse != NULL && traverse(op, is_in, arg);
}

static PyObject *gc_get_referrers(PyObject *module, PyObject *args) {
    (void)module;
    return PySys_Audit("gc.get_referrers", "(O)", args) < 0 ? NULL : objects_of(-1, refers, args);
}

static int append(PyObject *op, void *list) { return PyList_Append(list, op) < 0; }

static PyObject *gc_get_referents(PyObject *module, PyObject *args) {
    (void)module;
    if (PySys_Audit("gc.get_referents", "(O)", args) < 0) {
        return NULL;
    }
    PyObject *result = PyList_New(0);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args) && result != NULL; i++) {
        PyObject *op = PyTuple_GET_ITEM(args, i);
        if (PyObject_IS_GC(op) && Py_TYPE(op)->tp_traverse != NULL &&
            Py_TYPE(op)->tp_traverse(op, append, result)) {
            Py_CLEAR(result);
        }
    }
    return result;
}

static PyObject *gc_is_tracked(PyObject *module, PyObject *op) {
    (void)module;
    return PyBool_FromLong(PyObject_IS_GC(op) && _PyObject_GC_IS_TRACKED(op));
}
static PyObject *gc_is_finalized(PyObject *module, PyObject *op) {
    (void)module;
    return PyBool_FromLong(PyObject_GC_IsFinalized(op));
}

/* ---- what is never collected -------------------------------------------------------------------------------------------- */

/* moves all of one list to the end of another */
static void move_all(PyGC_Head *from, PyGC_Head *to) {
    while (next_in(from) != from) {
        PyGC_Head *node = next_in(from), *last = _PyGCHead_PREV(to);
        PyGC_Head *next = next_in(node);
        _PyGCHead_SET_NEXT(from, next);
        _PyGCHead_SET_PREV(next, from);
        _PyGCHead_SET_NEXT(last, node);
        _PyGCHead_SET_PREV(node, last);
        _PyGCHead_SET_NEXT(node, to);
        _PyGCHead_SET_PREV(to, node);
    }
}

static PyObject *gc_freeze(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    struct _gc_runtime_state *gc = state();
    for (int i = 0; i < NUM_GENERATIONS; i++) {
        move_all(list_of(i), &gc->permanent_generation.head);
        gc->generations[i].count = 0;
    }
    Py_RETURN_NONE;
}
static PyObject *gc_unfreeze(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    move_all(&state()->permanent_generation.head, list_of(NUM_GENERATIONS - 1));
    Py_RETURN_NONE;
}
static PyObject *gc_get_freeze_count(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    Py_ssize_t n = 0;
    PyGC_Head *list = &state()->permanent_generation.head;
    for (PyGC_Head *node = next_in(list); node != list; node = next_in(node)) {
        n++;
    }
    return PyLong_FromSsize_t(n);
}

/* ---- the module ------------------------------------------------------------------------------------------------------------ */

#if PYI_313
#  define OBJECTS(name) PYI_SIGNATURE(name, "($module, /, *objs)")
#else
#  define OBJECTS(name) NULL
#endif

static PyMethodDef gc_methods[] = {
    NO_ARGUMENTS(enable),
    NO_ARGUMENTS(disable),
    NO_ARGUMENTS(isenabled),
    {"set_debug", gc_set_debug, METH_O, PYI_SIGNATURE("set_debug", "($module, flags, /)")},
    NO_ARGUMENTS(get_debug),
    {"set_threshold", gc_set_threshold, METH_VARARGS, NULL},
    NO_ARGUMENTS(get_threshold),
    NO_ARGUMENTS(get_count),
    {"collect", PYI_FASTCALL(gc_collect), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("collect", "($module, /, generation=2)")},
    NO_ARGUMENTS(get_stats),
    {"get_objects", PYI_FASTCALL(gc_get_objects), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("get_objects", "($module, /, generation=None)")},
    {"get_referrers", gc_get_referrers, METH_VARARGS, OBJECTS("get_referrers")},
    {"get_referents", gc_get_referents, METH_VARARGS, OBJECTS("get_referents")},
    {"is_tracked", gc_is_tracked, METH_O, PYI_SIGNATURE("is_tracked", "($module, obj, /)")},
    {"is_finalized", gc_is_finalized, METH_O, PYI_SIGNATURE("is_finalized", "($module, obj, /)")},
    NO_ARGUMENTS(freeze),
    NO_ARGUMENTS(unfreeze),
    NO_ARGUMENTS(get_freeze_count),
    {0},
};

static int gc_exec(PyObject *module) {
    static const struct {
        const char *name;
        int value;
    } flags[] = {{"DEBUG_STATS", 1},
                 {"DEBUG_COLLECTABLE", 2},
                 {"DEBUG_UNCOLLECTABLE", 4},
                 {"DEBUG_SAVEALL", 32},
                 {"DEBUG_LEAK", 2 | 4 | 32}};
    struct _gc_runtime_state *gc = state();
    if ((gc->garbage == NULL && (gc->garbage = PyList_New(0)) == NULL) ||
        (gc->callbacks == NULL && (gc->callbacks = PyList_New(0)) == NULL) ||
        PyModule_AddObjectRef(module, "garbage", gc->garbage) < 0 ||
        PyModule_AddObjectRef(module, "callbacks", gc->callbacks) < 0) {
        return -1;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(flags); i++) {
        if (PyModule_AddIntConstant(module, flags[i].name, flags[i].value) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyModuleDef_Slot gc_slots[] = {
    {Py_mod_exec, gc_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef gc_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "gc",
    .m_methods = gc_methods,
    .m_slots = gc_slots,
};

PyMODINIT_FUNC PyInit_gc(void) { return PyModuleDef_Init(&gc_module); }
PYI_MODULE("gc", PyInit_gc);
