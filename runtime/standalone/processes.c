/* SPDX-License-Identifier: Apache-2.0 */
/* processes.c: starts of the program that multiprocessing means for an interpreter.
 *
 *     app -I -c "from multiprocessing.spawn import spawn_main; spawn_main(...)" --multiprocessing-fork
 *
 * So are spawned processes started, the fork server and the tracker of resources. They run that text instead of the
 * program; what of it a spawned process needs, it gets by running its `__main__` under another name
 * (python/_program_processes.py, which is part of programs that import multiprocessing.spawn).
 */
#include "program.h"
#include "start.h"

#include <string.h>

#define COMPANION "_program_processes"
#define LAST "--multiprocessing-fork"
#define BEGINNING "from multiprocessing."

int rt_process_find(int argc, char **argv) {
    int at = argc - (argc > 0 && strcmp(argv[argc - 1], LAST) == 0 ? 3 : 2);
    bool called = at > 0 && strcmp(argv[at], "-c") == 0 &&
                  strncmp(argv[at + 1], BEGINNING, sizeof(BEGINNING) - 1) == 0;
    return called && rt_program_find(COMPANION) != NULL ? at : 0;
}

/* sys.argv as `python -c` has it. 0 or -1 */
static int drop_options(int at) {
    PyObject *all = PySys_GetObject("argv"); /* borrowed */
    PyObject *rest = all == NULL ? NULL : PyList_GetSlice(all, at + 1, PyList_GET_SIZE(all));
    PyObject *first = rest == NULL ? NULL : PyUnicode_FromString("-c");
    int status = first == NULL || PyList_SetItem(rest, 0, first) < 0 ? -1 : PySys_SetObject("argv", rest);
    Py_XDECREF(rest);
    return status;
}

/* borrowed: the dict of a `__main__` that is no file */
static PyObject *make_main(void) {
    PyObject *module = PyImport_AddModule("__main__"), *builtins = PyImport_AddModule("builtins");
    PyObject *dict = module == NULL || builtins == NULL ? NULL : PyModule_GetDict(module);
    return dict == NULL || PyDict_SetItemString(dict, "__builtins__", builtins) < 0 ? NULL : dict;
}

PyObject *rt_process_run(int at, char **argv) {
    PyObject *dict = drop_options(at) < 0 ? NULL : make_main();
    PyObject *text = dict == NULL ? NULL : PyUnicode_DecodeFSDefault(argv[at + 1]);
    PyObject *code = text == NULL ? NULL : pyi_linked_ask(COMPANION, text);
    PyObject *result = code == NULL ? NULL : PyEval_EvalCode(code, dict, dict);
    Py_XDECREF(code);
    Py_XDECREF(text);
    return result;
}
