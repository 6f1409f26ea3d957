/* SPDX-License-Identifier: Apache-2.0 */
/* start.c: main() of a standalone program. */
#include "program.h"
#include "start.h"

#include "../../capi/internal/sysprogram.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

rt_start_info rt_start;

/* ---- what the program is to sys ---------------------------------------------------------------------- */

static PyObject *make_argv(void) {
    PyObject *list = PyList_New(rt_start.argc);
    for (int i = 0; list != NULL && i < rt_start.argc; i++) {
        PyObject *item = PyUnicode_DecodeFSDefault(rt_start.argv[i]);
        if (item == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, i, item);
        }
    }
    return list;
}

/* The executable is no interpreter, but it is what subprocesses and logs are told. */
static PyObject *make_executable(void) {
    char path[4096];
    ssize_t size = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (size < 0) {
        return PyUnicode_FromString("");
    }
    path[size] = '\0';
    return PyUnicode_DecodeFSDefault(path);
}

/* ---- starting ---------------------------------------------------------------------------------------- */

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

/* New: the module `__main__`, empty but for its names. */
static PyObject *make_main(const rt_program_module *program) {
    PyObject *module = PyImport_AddModule("__main__");
    PyObject *dict = module == NULL ? NULL : PyModule_GetDict(module);
    PyObject *file = dict == NULL ? NULL : PyUnicode_FromString(program->module->source);
    if (file == NULL || PyDict_SetItemString(dict, "__file__", file) < 0 ||
        PyDict_SetItemString(dict, "__cached__", Py_None) < 0 ||
        PyDict_SetItemString(dict, "__builtins__", PyImport_AddModule("builtins")) < 0) {
        module = NULL;
    }
    Py_XDECREF(file);
    return module;
}

static PyObject *run_main(void) {
    const rt_program_module *program = rt_program_find("__main__");
    PyObject *module = program == NULL ? NULL : make_main(program);
    PyObject *code = module == NULL ? NULL : rt_program_code(program->module);
    PyObject *dict = code == NULL ? NULL : PyModule_GetDict(module);
    PyObject *result = dict == NULL ? NULL : PyEval_EvalCode(code, dict, dict);
    Py_XDECREF(code);
    return result;
}

int main(int argc, char **argv) {
    setlocale(LC_CTYPE, "");
    rt_start = (rt_start_info){argc, argv};
    pyi_program.argv = make_argv;
    pyi_program.executable = make_executable;
    Py_InitializeEx(1);
    if (make_modules() < 0 || rt_attach_init() < 0 || rt_start_streams() < 0) {
        return give_up();
    }
    rt_fill_spares();
    PyObject *result = run_main();
    int status = 0;
    if (result == NULL) {
        status = rt_end_with_exception();
    }
    Py_XDECREF(result);
    if (Py_FinalizeEx() < 0 && status == 0) {
        status = 120; /* what CPython answers when the output could not be flushed */
    }
    return status;
}
