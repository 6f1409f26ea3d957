/* SPDX-License-Identifier: Apache-2.0 */
/* attach.c: functions get their native entries as the interpreter creates them. */
#include "attach.h"
#include "hub.h"
#include "make_generator.h"
#include "native_call.h"
#include "resume.h"

static vectorcallfunc bytecode_vectorcall;

PyObject *rt_call_bytecode_tier(PyObject *callable, PyObject *const *args, size_t nargsf,
                                PyObject *kwnames) {
    return bytecode_vectorcall(callable, args, nargsf, kwnames);
}

void rt_detach(PyFunctionObject *func) {
#if RT_HAS_WATCHERS
    PyFunction_SetVectorcall(func, bytecode_vectorcall);
#else
    func->vectorcall = bytecode_vectorcall;
#endif
}

bool rt_module_serves(const rt_module_def *module, PyObject *globals, PyObject *builtins) {
    rt_module_state *state = module->state;
    if (state->failed || !PyDict_CheckExact(globals) || !PyDict_CheckExact(builtins)) {
        return false;
    }
    if (state->globals == NULL && rt_globals_bind(module, globals, builtins) < 0) {
        PyErr_Clear();
        state->failed = 1;
        return false;
    }
    return state->globals == globals && state->builtins == builtins;
}

/* ---- what the hub reports ----------------------------------------------------------------------- */

typedef struct {
    rt_code_link link; /* what the hub sees */
    const rt_module_def *module;
    const rt_function_def *def;
    int32_t start; /* of a generator's body; -1 when the interpreter has to make it */
} function_link;

static rt_hub *hub;

static PyObject *on_resume(rt_code_link *link, PyThreadState *ts,
                           struct _PyInterpreterFrame *frame) {
    function_link *self = (function_link *)link;
    rt_module_state *state = self->module->state;
    if (rt_unlikely(state->globals != frame->f_globals || state->builtins != frame->f_builtins) &&
        !rt_module_serves(self->module, frame->f_globals, frame->f_builtins)) {
        return (PyObject *)frame;
    }
    return self->def->body(ts, frame);
}

#if RT_HAS_WATCHERS

static PyObject *call_generator_function(PyObject *callable, PyObject *const *args, size_t nargsf,
                                         PyObject *kwnames) {
    PyThreadState *ts = PyThreadState_Get();
    rt_code_link *link =
        rt_link_of_code(ts, (PyCodeObject *)((PyFunctionObject *)callable)->func_code);
    if (rt_unlikely(link == NULL)) {
        return rt_call_bytecode_tier(callable, args, nargsf, kwnames);
    }
    int32_t start = ((function_link *)link)->start;
    return rt_make_generator(ts, callable, args, nargsf, kwnames, start);
}

static void on_generator_created(rt_code_link *link, PyFunctionObject *func) {
    if (((function_link *)link)->start >= 0) {
        PyFunction_SetVectorcall(func, call_generator_function);
    }
}

static void on_generator_recoded(rt_code_link *link, PyFunctionObject *func) {
    (void)link;
    if (func->vectorcall == call_generator_function) {
        rt_detach(func);
    }
}

#  define START(code) rt_generator_start(code)

#else

static void on_generator_created(rt_code_link *link, PyFunctionObject *func) {
    (void)link, (void)func; /* the interpreter makes generators; how they go on is seen then */
}

#  define on_generator_recoded on_generator_created
#  define START(code) -1

#endif

/* Lets generators of a code object go on in native function i. */
static int generator_link(const rt_module_def *module, uint32_t i, PyCodeObject *code) {
    if (rt_resume_prepare(hub->extra_index, on_resume) < 0) {
        return -1;
    }
    hub->resume_links(hub);
    function_link *self = (function_link *)module->state->links + i;
    *self = (function_link){{on_generator_created, on_generator_recoded, on_resume},
                            module,
                            &module->functions[i],
                            START(code)};
    return rt_set_code_extra((PyObject *)code, hub->extra_index, self);
}

#if RT_HAS_WATCHERS

static void on_created(rt_code_link *link, PyFunctionObject *func) {
    function_link *self = (function_link *)link;
    if (rt_module_serves(self->module, func->func_globals, func->func_builtins)) {
        PyFunction_SetVectorcall(func, self->def->entry);
    }
}

static void on_recoded(rt_code_link *link, PyFunctionObject *func) {
    function_link *self = (function_link *)link;
    if (func->vectorcall == self->def->entry) {
        rt_detach(func);
    }
}

const rt_function_def *rt_find_function_def(PyFunctionObject *func) {
    void *extra = NULL;
    if (hub == NULL || rt_get_code_extra(func->func_code, hub->extra_index, &extra) < 0) {
        PyErr_Clear();
        return NULL;
    }
    const function_link *self = extra;
    bool ours = self != NULL && self->link.created == on_created;
    return ours && self->def->entry == func->vectorcall ? self->def : NULL;
}

/* Lets the functions that will be made of a code object have the entry of native function i. */
static int entry_link(const rt_module_def *module, uint32_t i, PyCodeObject *code) {
    function_link *self = (function_link *)module->state->links + i;
    *self = (function_link){{on_created, on_recoded, NULL}, module, &module->functions[i], -1};
    /* A version is what lets the interpreter inline calls to functions of this code, which would
     * skip their entries; those that stay in bytecode get one of their own on demand. */
    code->co_version = 0;
    return rt_set_code_extra((PyObject *)code, hub->extra_index, self);
}

#else

static int entry_link(const rt_module_def *module, uint32_t i, PyCodeObject *code) {
    return rt_prologue_fill(module, &module->functions[i], code);
}

#endif

/* Of a module or class: nobody calls it, so there is nothing to give to functions of that code. */
static bool is_body(const PyCodeObject *code) { return (code->co_flags & CO_OPTIMIZED) == 0; }

#if RT_HAS_WATCHERS

static void on_body_event(rt_code_link *link, PyFunctionObject *func) {
    (void)link, (void)func; /* whoever runs a body asks rt_body_of */
}

static int body_link(const rt_module_def *module, uint32_t i, PyCodeObject *code) {
    function_link *self = (function_link *)module->state->links + i;
    *self = (function_link){
        {on_body_event, on_body_event, NULL}, module, &module->functions[i], -1};
    return rt_set_code_extra((PyObject *)code, hub->extra_index, self);
}

const rt_function_def *rt_body_of(PyObject *code, const rt_module_def **module) {
    void *extra = NULL;
    if (hub == NULL || rt_get_code_extra(code, hub->extra_index, &extra) < 0) {
        PyErr_Clear();
        return NULL;
    }
    const function_link *self = extra;
    if (self == NULL || self->link.created != on_body_event) {
        return NULL;
    }
    *module = self->module;
    return self->def;
}

#else

static int body_link(const rt_module_def *module, uint32_t i, PyCodeObject *code) {
    return entry_link(module, i, code);
}

#endif

/* Room for the links of a module's functions. 0 or -1. */
static int links_make(const rt_module_def *module) {
    /* as long-lived as the code objects; one more, for an allocation of 0 bytes may be NULL */
    module->state->links = PyMem_RawCalloc(module->n_functions + 1, sizeof(function_link));
    if (module->state->links == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

static int code_link(const rt_module_def *module, uint32_t i, PyCodeObject *code) {
    const rt_function_def *def = &module->functions[i];
    if (is_body(code)) {
        return body_link(module, i, code);
    }
    return (def->entry == NULL ? generator_link : entry_link)(module, i, code);
}

/* ---- code objects --------------------------------------------------------------------------------- */

typedef struct {
    const rt_module_def *module;
    PyObject *filename;
    uint32_t index; /* of the next code object, in pre-order */
    uint32_t next;  /* native function, by code_index; n_functions when no more are to be native */
} tree_walk;

static bool next_is_native(const tree_walk *walk) {
    const rt_module_def *module = walk->module;
    return walk->next < module->n_functions &&
           module->functions[walk->next].code_index == walk->index;
}

/* Nothing in a constant can refer back to it, so there is no garbage for the collector to find. It
 * would see that by itself, after having gone over each tuple at least once. */
static void constant_untrack(PyObject *op) {
    if (PyTuple_CheckExact(op)) {
        PyObject_GC_UnTrack(op);
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(op); i++) {
            constant_untrack(PyTuple_GET_ITEM(op, i));
        }
    }
}

/* Goes on after a code object that was visited in an earlier tree. */
static void code_pass(tree_walk *walk, PyCodeObject *code) {
    walk->next += next_is_native(walk);
    walk->index++;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(code->co_consts); i++) {
        PyObject *item = PyTuple_GET_ITEM(code->co_consts, i);
        if (PyCode_Check(item)) {
            code_pass(walk, (PyCodeObject *)item);
        }
    }
}

static int code_visit(tree_walk *walk, PyCodeObject *code);

/* The code object in a tuple of constants: visited, or replaced by what an earlier tree had there. */
static int constant_visit(tree_walk *walk, PyObject **item) {
    PyCodeObject *known = next_is_native(walk) ? walk->module->state->codes[walk->next] : NULL;
    if (known == NULL) {
        return code_visit(walk, (PyCodeObject *)*item);
    }
    Py_SETREF(*item, Py_NewRef((PyObject *)known));
    code_pass(walk, known);
    return 0;
}

static int code_attach(tree_walk *walk, PyCodeObject *code) {
    uint32_t i = walk->next++;
    if (code_link(walk->module, i, code) < 0) {
        return -1;
    }
    if (!is_body(code)) {
        walk->module->state->codes[i] = (PyCodeObject *)Py_NewRef((PyObject *)code);
    }
    return 0;
}

static int code_visit(tree_walk *walk, PyCodeObject *code) {
    Py_SETREF(code->co_filename, Py_NewRef(walk->filename));
    if (next_is_native(walk) && code_attach(walk, code) < 0) {
        return -1;
    }
    walk->index++;
    constant_untrack(code->co_consts);
    constant_untrack(code->co_names);
    constant_untrack(code->co_localsplusnames);
    PyTupleObject *consts = (PyTupleObject *)code->co_consts;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(consts); i++) {
        if (PyCode_Check(consts->ob_item[i]) && constant_visit(walk, &consts->ob_item[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Room for the code objects of a module's native functions. 0 or -1. */
static int codes_make(const rt_module_def *module) {
    rt_module_state *state = module->state;
    if (state->codes != NULL) {
        return 0;
    }
    if (state->links == NULL && links_make(module) < 0) {
        return -1;
    }
    /* one more, for an allocation of 0 bytes may be NULL */
    state->codes = PyMem_RawCalloc(module->n_functions + 1, sizeof(PyCodeObject *));
    if (state->codes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

int rt_attach_tree(const rt_module_def *module, PyCodeObject *code, PyObject *filename,
                   bool native) {
    tree_walk walk = {.module = module, .filename = filename};
    if (!native) {
        walk.next = module->n_functions;
    } else if (codes_make(module) < 0) {
        return -1;
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
    hub = rt_hub_get();
    if (hub == NULL) {
        return -1;
    }
#if !RT_HAS_WATCHERS
    if (rt_prologue_init() < 0) {
        return -1;
    }
#endif
    return bytecode_vectorcall_find();
}
