/* SPDX-License-Identifier: Apache-2.0 */
/* builtins.c: the built-ins that typed code assumes, and the slow half of checking a name. */
#include "slots.h"

#include <string.h>

RT_API PyObject *rt_builtins[RT_N_BUILTINS];

static const char *const names[RT_N_BUILTINS] = {
    "abs",  "bool", "chr", "divmod", "enumerate", "float", "int",   "isinstance", "len", "list",
    "max",  "min",  "ord", "pow",    "range",     "round", "str",   "sum",        "tuple", "zip",
};

/* What they are when nobody has rebound them: types have addresses, functions are known by the name that
 * C gave them. */
static PyTypeObject *const types[RT_N_BUILTINS] = {
    NULL,        &PyBool_Type, NULL,         NULL,  &PyEnum_Type,    &PyFloat_Type, &PyLong_Type,
    NULL,        NULL,         &PyList_Type, NULL,  NULL,            NULL,          NULL,
    &PyRange_Type, NULL,       &PyUnicode_Type, NULL, &PyTuple_Type, &PyZip_Type,
};

static bool is_genuine(uint32_t which, PyObject *value, PyObject *module) {
    if (types[which] != NULL) {
        return value == (PyObject *)types[which];
    }
    return PyCFunction_CheckExact(value) && PyCFunction_GET_SELF(value) == module &&
           strcmp(((PyCFunctionObject *)value)->m_ml->ml_name, names[which]) == 0;
}

/* Keeps a reference to one of them: `builtins` would give up its own if somebody rebinds the name. When somebody
 * has done that before, the name does not mean the built-in, and is looked at again the next time. */
static void load_builtin(uint32_t which) {
    PyObject *module = PyImport_ImportModule("builtins");
    PyObject *value = module == NULL ? NULL : PyObject_GetAttrString(module, names[which]);
    if (value != NULL && is_genuine(which, value, module)) {
        rt_builtins[which] = value;
    } else {
        PyErr_Clear();
        Py_XDECREF(value);
    }
    Py_XDECREF(module);
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
    if (rt_builtins[which] == NULL) {
        load_builtin(which);
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
