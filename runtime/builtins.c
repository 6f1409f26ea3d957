/* SPDX-License-Identifier: Apache-2.0 */
/* builtins.c: the built-ins that typed code assumes, and the slow half of checking a name. */
#include "slots.h"

RT_API PyObject *rt_builtins[RT_N_BUILTINS];

static const char *const names[RT_N_BUILTINS] = {
    "abs",  "bool", "chr", "divmod", "enumerate", "float", "int",   "isinstance", "len", "list",
    "max",  "min",  "ord", "pow",    "range",     "round", "str",   "sum",        "tuple", "zip",
};

/* The module `builtins` keeps each alive unless somebody rebinds it: so a reference is kept here. */
static int load_builtins(void) {
    PyObject *module = PyImport_ImportModule("builtins");
    if (module == NULL) {
        return -1;
    }
    for (int i = 0; i < RT_N_BUILTINS; i++) {
        rt_builtins[i] = PyObject_GetAttrString(module, names[i]);
        if (rt_builtins[i] == NULL) {
            PyErr_Clear(); /* somebody deleted it: the name then never means the built-in */
        }
    }
    Py_DECREF(module);
    return 0;
}

/* borrowed, or NULL without an exception */
static PyObject *resolve(const rt_module_def *module, uint32_t index) {
    PyObject *value = rt_load_global(module, index);
    if (value == NULL) {
        PyErr_Clear();
        return NULL;
    }
    Py_DECREF(value); /* the dict keeps it */
    return value;
}

int32_t rt_global_is_builtin_slow(const rt_module_def *module, uint32_t index, uint32_t which) {
    if (rt_builtins[which] == NULL && load_builtins() < 0) {
        PyErr_Clear();
        return 0;
    }
    PyObject *value = resolve(module, index);
    return value != NULL && value == rt_builtins[which];
}

int32_t rt_global_is_native_slow(const rt_module_def *module, uint32_t index,
                                 vectorcallfunc entry) {
    PyObject *value = resolve(module, index);
    return value != NULL && rt_function_is_native(value, entry);
}

int32_t rt_error_is_set(PyThreadState *ts) {
    (void)ts;
    return PyErr_Occurred() != NULL;
}

void rt_decref_cold(PyObject *op) { Py_DECREF(op); }

void rt_clear_slots(PyObject **slots, Py_ssize_t n) {
    while (n-- > 0) { /* the newest first, as the interpreter pops its stack */
        rt_slot_clear(&slots[n]);
    }
}
