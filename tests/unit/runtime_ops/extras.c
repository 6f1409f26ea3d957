/* SPDX-License-Identifier: Apache-2.0 */
/* extras.c: the part of the test module that no table describes. */
#include "extras.h"

#include "native_call.h"

static PyObject *empty; /* the object EMPTY */

#if RT_HAS_WATCHERS
/* No function made here has a native entry; attach.c, which knows those, is not linked in. */
const rt_function_def *rt_find_function_def(PyFunctionObject *func) {
    (void)func;
    return NULL;
}
#else
/* The same; prologue_311.c, which has the type, is not linked in. */
PyTypeObject rt_native_entry_type = {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "native entry"};
#endif

/* Nobody waits. */
int32_t rt_handle_eval_breaker(PyThreadState *ts) {
    (void)ts;
    return 0;
}

/* No body of a class is native. */
rt_body rt_body_serving(PyFunctionObject *func) {
    (void)func;
    return NULL;
}

PyObject *rt_body_run(PyFunctionObject *func, PyObject *locals, rt_body body) {
    (void)func, (void)locals, (void)body;
    return NULL;
}

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
    return rt_call(PyThreadState_Get(), callable, lay_out(place, items), count_positional(items, kwnames),
                   kwnames == Py_None ? NULL : kwnames);
}

static PyObject *call_method(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *name, *items, *kwnames, *cache, *place[MAX_ARGS + 1];
    if (!PyArg_ParseTuple(args, "OOOO", &name, &items, &kwnames, &cache)) {
        return NULL;
    }
    return rt_call_method(PyThreadState_Get(), name, lay_out(place, items), count_positional(items, kwnames),
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
    PyObject *result = rt_call_found(PyThreadState_Get(), callable, kwnames, unbound, lay_out(place, items),
                                     PyTuple_GET_SIZE(items));
    Py_DECREF(callable);
    return result == NULL ? NULL : Py_BuildValue("NL", result, (long long)unbound);
}

/* find_and_call_super((super, class, self, name, written), args, kwnames or None, cache) -> (result, unbound) */
static PyObject *find_and_call_super(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *super_type, *type, *self, *name, *items, *kwnames, *cache, *place[MAX_ARGS + 1];
    long long written;
    if (!PyArg_ParseTuple(args, "(OOOOL)OOO", &super_type, &type, &self, &name, &written, &items,
                          &kwnames, &cache)) {
        return NULL;
    }
    int64_t unbound;
    PyObject *callable = rt_find_super_method(super_type, type, self, name, written, &unbound,
                                              PyByteArray_AS_STRING(cache));
    if (callable == NULL) {
        return NULL;
    }
    PyObject *result = rt_call_found(PyThreadState_Get(), callable, kwnames, unbound, lay_out(place, items),
                                     PyTuple_GET_SIZE(items));
    Py_DECREF(callable);
    return result == NULL ? NULL : Py_BuildValue("NL", result, (long long)unbound);
}

/* ---- loops that nobody can suspend: body(item, or a list of count items) is called in each round --------- */

enum { DICT_PLACE = 4 };

/* 1 in targets, 0, -1 */
static int32_t advance(PyObject *source, int64_t *place, PyObject **targets, int64_t count) {
    PyThreadState *ts = PyThreadState_Get();
    if (count == 0) {
        return rt_next_at(ts, source, place, targets);
    }
    PyObject *whole = NULL;
    int32_t status = rt_next_items_at(ts, source, place, &whole, targets, count);
    if (status == 1) {
        status = rt_unpack_item(&whole, targets, count) < 0 ? -1 : 1;
    }
    Py_XDECREF(whole);
    return status;
}

/* 0 or -1; source is stolen */
static int run_loop(PyObject *source, int64_t *place, int64_t count, PyObject *body) {
    PyObject *targets[MAX_SLOTS] = {NULL};
    int32_t status;
    while ((status = advance(source, place, targets, count)) == 1) {
        PyObject *item = count == 0 ? Py_NewRef(targets[0]) : rt_new_list(targets, count);
        PyObject *result = PyObject_CallOneArg(body, item);
        Py_DECREF(item);
        if (result == NULL) {
            status = -1;
            break;
        }
        Py_DECREF(result);
    }
    for (int i = 0; i < MAX_SLOTS; i++) {
        Py_XDECREF(targets[i]);
    }
    Py_DECREF(source);
    return status;
}

/* loop(iterable, count or 0, body); loop_over_dict(dict, view, count or 0, body) */
static PyObject *loop(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *iterable, *body;
    long long count;
    int64_t place[DICT_PLACE];
    if (!PyArg_ParseTuple(args, "OLO", &iterable, &count, &body)) {
        return NULL;
    }
    PyObject *source = rt_loop_over(iterable, place);
    return source == NULL || run_loop(source, place, count, body) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *loop_over_dict(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *dict, *body;
    long long view, count;
    int64_t place[DICT_PLACE];
    if (!PyArg_ParseTuple(args, "OLLO", &dict, &view, &count, &body)) {
        return NULL;
    }
    PyObject *source = rt_loop_over_dict(dict, view, place);
    return run_loop(source, place, count, body) < 0 ? NULL : Py_NewRef(Py_None);
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
    {"find_and_call_super", find_and_call_super, METH_VARARGS, NULL},
    {"loop", loop, METH_VARARGS, NULL},
    {"loop_over_dict", loop_over_dict, METH_VARARGS, NULL},
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
