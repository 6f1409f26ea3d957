/* SPDX-License-Identifier: Apache-2.0 */
/* like_interpreter.c: exceptions whose words are the interpreter's affair, which here is our own. */
#include "../ops.h"

/* runtime/vm */
void vm_cannot_import(PyObject *module, PyObject *name);
int vm_enter(PyObject *manager, bool is_async, PyObject **exit, PyObject **entered);

void rt_raise_cannot_import(PyObject *module, PyObject *name) { vm_cannot_import(module, name); }

void rt_raise_no_manager(PyObject *manager) {
    PyObject *exit = NULL, *entered = NULL;
    if (vm_enter(manager, false, &exit, &entered) == 0) {
        Py_DECREF(exit);
        Py_DECREF(entered);
        PyErr_SetString(PyExc_SystemError, "a context manager that was none is one now");
    }
}
