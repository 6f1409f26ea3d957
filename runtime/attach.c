/* SPDX-License-Identifier: Apache-2.0 */
/* attach.c: functions get their native entries as the interpreter creates them. */
#include "hub.h"
#include "library.h"

static vectorcallfunc bytecode_vectorcall;

PyObject *rt_call_bytecode_tier(PyObject *callable, PyObject *const *args, size_t nargsf,
                                PyObject *kwnames) {
    return bytecode_vectorcall(callable, args, nargsf, kwnames);
}

typedef struct {
    rt_code_link link; /* what the hub sees */
    const rt_module_def *module;
    const rt_function_def *def;
} function_link;

#if RT_HAS_WATCHERS

static rt_hub *hub;

/* ---- what the hub reports ----------------------------------------------------------------------- */

/* True when the cells of the function's module are those of its globals. The first function decides
 * whose they are (object-model §2). */
static bool module_serves(const rt_module_def *module, PyFunctionObject *func) {
    rt_module_state *state = module->state;
    if (state->failed || !PyDict_CheckExact(func->func_globals) ||
        !PyDict_CheckExact(func->func_builtins)) {
        return false;
    }
    if (state->globals == NULL &&
        rt_globals_bind(module, func->func_globals, func->func_builtins) < 0) {
        PyErr_Clear();
        state->failed = 1;
        return false;
    }
    return state->globals == func->func_globals && state->builtins == func->func_builtins;
}

static void on_created(rt_code_link *link, PyFunctionObject *func) {
    function_link *self = (function_link *)link;
    if (module_serves(self->module, func)) {
        PyFunction_SetVectorcall(func, self->def->entry);
    }
}

static void on_recoded(rt_code_link *link, PyFunctionObject *func) {
    function_link *self = (function_link *)link;
    if (func->vectorcall == self->def->entry) {
        PyFunction_SetVectorcall(func, bytecode_vectorcall);
    }
}

#endif

/* ---- code objects --------------------------------------------------------------------------------- */

typedef struct {
    const rt_module_def *module;
    PyObject *filename;
    function_link *links; /* of the next native function, NULL when nothing is to be native */
    uint32_t index;       /* of the next code object, in pre-order */
    uint32_t next;        /* native function, by code_index */
} tree_walk;

#if RT_HAS_WATCHERS
static int code_link(tree_walk *walk, PyCodeObject *code) {
    const rt_module_def *module = walk->module;
    if (walk->links == NULL || walk->next == module->n_functions ||
        module->functions[walk->next].code_index != walk->index) {
        return 0;
    }
    function_link *self = &walk->links[walk->next];
    *self = (function_link){{on_created, on_recoded}, module, &module->functions[walk->next]};
    walk->next++;
    /* A version is what lets the interpreter inline calls to functions of this code, which would
     * skip their entries; those that stay in bytecode get one of their own on demand. */
    code->co_version = 0;
    return PyUnstable_Code_SetExtra((PyObject *)code, hub->extra_index, self);
}
#endif

static int code_visit(tree_walk *walk, PyCodeObject *code) {
    Py_SETREF(code->co_filename, Py_NewRef(walk->filename));
#if RT_HAS_WATCHERS
    if (code_link(walk, code) < 0) {
        return -1;
    }
#endif
    walk->index++;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(code->co_consts); i++) {
        PyObject *item = PyTuple_GET_ITEM(code->co_consts, i);
        if (PyCode_Check(item) && code_visit(walk, (PyCodeObject *)item) < 0) {
            return -1;
        }
    }
    return 0;
}

int rt_attach_tree(const rt_module_def *module, PyCodeObject *code, PyObject *filename,
                   bool native) {
    tree_walk walk = {.module = module, .filename = filename};
    if (native && module->n_functions > 0) {
        walk.links = PyMem_RawCalloc(module->n_functions, sizeof(function_link));
        if (walk.links == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        module->state->links = walk.links; /* as long-lived as the code objects */
    }
    return code_visit(&walk, code);
}

/* ---- start --------------------------------------------------------------------------------------------- */

/* The interpreter's own entry point is exported under no name that all versions share; every new
 * function has it. */
static int bytecode_vectorcall_find(void) {
    PyObject *globals = PyDict_New();
    PyObject *code = (PyObject *)PyCode_NewEmpty("", "", 0);
    PyObject *func = globals == NULL || code == NULL ? NULL : PyFunction_New(code, globals);
    if (func != NULL) {
        bytecode_vectorcall = ((PyFunctionObject *)func)->vectorcall;
    }
    Py_XDECREF(func);
    Py_XDECREF(code);
    Py_XDECREF(globals);
    return func == NULL ? -1 : 0;
}

int rt_attach_init(void) {
#if RT_HAS_WATCHERS
    hub = rt_hub_get();
    if (hub == NULL) {
        return -1;
    }
#endif
    return bytecode_vectorcall_find();
}
