/* SPDX-License-Identifier: Apache-2.0 */
/* program.c: finds the modules of the program, and makes their code objects. */
#include "program.h"

#include <string.h>

const rt_package_def *rt_package; /* an extension's; a program has its own table */
PyObject *rt_breathe;             /* never called: eval_breaker.c of this folder needs no helper */

const rt_program_module *rt_program_find(const char *name) {
    uint32_t low = 0, high = aot_program.n_modules;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(name, aot_program.modules[middle].module->name);
        if (order == 0) {
            return &aot_program.modules[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

static PyObject *make_code(const rt_module_def *module) {
    PyObject *filename = PyUnicode_FromString(module->source);
    PyObject *code = filename == NULL ? NULL : rt_unmarshal(module->code, module->code_size);
    if (code != NULL && !PyCode_Check(code)) {
        PyErr_SetString(PyExc_ImportError, "compiled module holds no code object");
        Py_CLEAR(code);
    }
    if (code != NULL && rt_attach_tree(module, (PyCodeObject *)code, filename, true) < 0) {
        Py_CLEAR(code);
    }
    Py_XDECREF(filename);
    return code;
}

PyObject *rt_program_code(const rt_module_def *module) {
    rt_module_state *state = module->state;
    if (state->code == NULL) {
        int collecting = PyGC_Disable(); /* thousands of objects, of which none can be garbage yet */
        state->code = make_code(module);
        if (collecting) {
            PyGC_Enable();
        }
    }
    return Py_XNewRef(state->code);
}
