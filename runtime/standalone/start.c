/* SPDX-License-Identifier: Apache-2.0 */
/* start.c: main() of a standalone program. */
#include "program.h"
#include "start.h"
#include "pyi_stress.h"

#include "../../capi/internal/pyi_linked.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

void pyi_gc_settle(PyThreadState *ts); /* collect.h, which is for files with Py_BUILD_CORE */

/* Ends a program that could not even begin. */
static int give_up(void) {
    if (PyErr_Occurred()) {
        PyErr_Print();
    }
    return 1;
}

/* The dicts that frames and imports look into. 0 or -1. */
static int make_modules(void) {
    return rt_import_builtin("builtins") < 0 || rt_import_builtin("sys") < 0 ? -1 : 0;
}

static PyObject *run_main(void) {
    const rt_program_module *program = rt_program_find("__main__");
    PyObject *module = program == NULL ? NULL : pyi_import_main();
    PyObject *code = module == NULL ? NULL : rt_program_code(program->module);
    PyObject *dict = code == NULL ? NULL : PyModule_GetDict(module);
    PyObject *result = dict == NULL ? NULL : rt_module_run(code, dict);
    Py_XDECREF(code);
    Py_XDECREF(module); /* sys.modules keeps it */
    return result;
}

int main(int argc, char **argv) {
    setlocale(LC_CTYPE, "");
    rt_start_arguments(argc, argv);
    Py_InitializeEx(1);
    PyGC_Disable(); /* what is made before the first line of the program stays */
    if (make_modules() < 0 || rt_attach_init() < 0 || rt_start_streams() < 0) {
        return give_up();
    }
    rt_fill_spares();
    pyi_gc_settle(PyThreadState_Get());
    PyGC_Enable();
    pyi_stress_begin();
    int process = rt_process_find(argc, argv);
    PyObject *result = process > 0 ? rt_process_run(process, argv) : run_main();
    int status = 0;
    if (result == NULL) {
        status = rt_end_with_exception();
    }
    Py_XDECREF(result);
    if (Py_FinalizeEx() < 0) {
        status = 120; /* what CPython answers when the output could not be flushed */
    }
    return status;
}
