/* SPDX-License-Identifier: Apache-2.0 */
/* extras.c: the part of the test module that no table describes. */
#include "extras.h"

static PyObject *empty; /* the object EMPTY */

#if !RT_HAS_WATCHERS
/* No function made here has a native entry; prologue_311.c, which has the type, is not linked in. */
PyTypeObject rt_native_entry_type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "native entry"};
#endif

void fill_slots(PyObject **slots, PyObject *list) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        PyObject *item = PyList_GET_ITEM(list, i);
        slots[i] = item == empty ? NULL : Py_NewRef(item);
    }
    /* The slots hold the only references, as those of a frame do. */
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        PyList_SetItem(list, i, Py_NewRef(empty));
    }
}

void empty_slots(PyObject **slots, PyObject *list) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        PyList_SetItem(list, i, slots[i] == NULL ? Py_NewRef(empty) : slots[i]);
    }
}

bool check_count(Py_ssize_t given, Py_ssize_t expected) {
    if (given != expected) {
        PyErr_Format(PyExc_SystemError, "%zd arguments expected, got %zd", expected, given);
    }
    return given == expected;
}

PyObject *take_int(rt_int v) {
    if (v == RT_INT_ERROR) {
        return NULL;
    }
    PyObject *op = rt_box_int(v);
    rt_int_decref(v);
    return op;
}

struct _PyInterpreterFrame *current_frame(void) {
#if PY_VERSION_HEX >= 0x030D0000
    return PyThreadState_Get()->current_frame;
#else
    return PyThreadState_Get()->cframe->current_frame;
#endif
}

/* ---- calls: (callable, args, kwnames or None), (name, args, kwnames or None, cache) ------------- */

#define MAX_ARGS 16

static PyObject *const *lay_out(PyObject **place, PyObject *tuple) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
        place[i + 1] = PyTuple_GET_ITEM(tuple, i);
    }
    return place + 1;
}

static size_t count_positional(PyObject *args, PyObject *kwnames) {
    Py_ssize_t named = kwnames == Py_None ? 0 : PyTuple_GET_SIZE(kwnames);
    return (size_t)(PyTuple_GET_SIZE(args) - named) | PY_VECTORCALL_ARGUMENTS_OFFSET;
}

static PyObject *call(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *callable, *items, *kwnames, *place[MAX_ARGS + 1];
    if (!PyArg_ParseTuple(args, "OOO", &callable, &items, &kwnames)) {
        return NULL;
    }
    return rt_call(callable, lay_out(place, items), count_positional(items, kwnames),
                   kwnames == Py_None ? NULL : kwnames);
}

static PyObject *call_method(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *name, *items, *kwnames, *cache, *place[MAX_ARGS + 1];
    if (!PyArg_ParseTuple(args, "OOOO", &name, &items, &kwnames, &cache)) {
        return NULL;
    }
    return rt_call_method(name, lay_out(place, items), count_positional(items, kwnames),
                          kwnames == Py_None ? NULL : kwnames, PyByteArray_AS_STRING(cache),
                          -1);
}

/* find_and_call(name, args, kwnames or None, cache) -> (result, unbound) */
static PyObject *find_and_call(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *name, *items, *kwnames, *cache, *place[MAX_ARGS + 1];
    if (!PyArg_ParseTuple(args, "OOOO", &name, &items, &kwnames, &cache)) {
        return NULL;
    }
    int64_t unbound;
    PyObject *callable = rt_find_method(PyTuple_GET_ITEM(items, 0), name, &unbound,
                                        PyByteArray_AS_STRING(cache));
    if (callable == NULL) {
        return NULL;
    }
    PyObject *result = rt_call_found(callable, kwnames, unbound, lay_out(place, items),
                                     PyTuple_GET_SIZE(items));
    Py_DECREF(callable);
    return result == NULL ? NULL : Py_BuildValue("NL", result, (long long)unbound);
}

/* ---- exceptions ----------------------------------------------------------------------------------- */

/* catch(exception, body): body(caught, previous) runs while it is handled */
static PyObject *catch(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *exception, *body, *previous = NULL;
    if (!PyArg_ParseTuple(args, "OO", &exception, &body)) {
        return NULL;
    }
    PyThreadState *ts = PyThreadState_Get();
    PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    PyObject *caught = rt_catch(ts, &previous);
    PyObject *result = PyObject_CallFunctionObjArgs(body, caught, previous, NULL);
    rt_pop_handled(ts, previous);
    Py_DECREF(caught);
    return result;
}

/* ---- frames ----------------------------------------------------------------------------------------- */

/* localsplus of a new frame of a function after rt_copy_free_vars, as a list */
static PyObject *copy_free_vars(PyObject *module, PyObject *function) {
    (void)module;
    PyFunctionObject *func = (PyFunctionObject *)function;
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    PyObject *mem[RT_FRAME_HEADER_MAX / sizeof(PyObject *) + MAX_SLOTS] = {NULL};
    struct _PyInterpreterFrame *frame = rt_frame_lay(mem, func, code, code->co_nlocalsplus);
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        rt_frame_locals(frame)[i] = NULL;
    }
    rt_copy_free_vars(code->co_nfreevars, frame);
    PyObject *result = PyList_New(code->co_nlocalsplus);
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        PyList_SET_ITEM(result, i, Py_NewRef(empty));
    }
    empty_slots(rt_frame_locals(frame), result);
    return result;
}

/* ---- values ----------------------------------------------------------------------------------------- */

static PyObject *roundtrip(PyObject *module, PyObject *op) {
    (void)module;
    return take_int(rt_unbox_int(op));
}

static PyObject *widen(PyObject *module, PyObject *op) {
    (void)module;
    return take_int(rt_int_widen(PyLong_AsLongLong(op)));
}

static PyObject *is_smallint(PyObject *module, PyObject *op) {
    (void)module;
    return PyBool_FromLong(rt_is_smallint(op));
}

static PyObject *unbox_i64(PyObject *module, PyObject *op) {
    (void)module;
    return rt_box_i64(rt_unbox_i64(op));
}

static PyMethodDef methods[] = {
    {"call", call, METH_VARARGS, NULL},
    {"call_method", call_method, METH_VARARGS, NULL},
    {"find_and_call", find_and_call, METH_VARARGS, NULL},
    {"catch", catch, METH_VARARGS, NULL},
    {"copy_free_vars", copy_free_vars, METH_O, NULL},
    {"roundtrip", roundtrip, METH_O, NULL},
    {"widen", widen, METH_O, NULL},
    {"is_smallint", is_smallint, METH_O, NULL},
    {"unbox_i64", unbox_i64, METH_O, NULL},
    {0},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "primitives_under_test",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit_primitives_under_test(void) {
    PyObject *module = PyModule_Create(&definition);
    empty = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    if (module == NULL || PyModule_AddFunctions(module, wrapped_methods) < 0 ||
        PyModule_AddObjectRef(module, "EMPTY", empty) < 0) {
        return NULL;
    }
    return module;
}
