/* SPDX-License-Identifier: Apache-2.0 */
/* select: waiting for several descriptors at a time.
 * Contract   docs.python.org/3/library/select.html
 */
#include "selectmodule.h"

#include <limits.h>

static int select_exec(PyObject *module) {
    return PyModule_AddObjectRef(module, "error", PyExc_OSError) < 0 ||
                   PyModule_AddIntConstant(module, "PIPE_BUF", PIPE_BUF) < 0 ||
                   PyModule_AddFunctions(module, select_functions) < 0 ||
                   select_add_poll(module) < 0
               ? -1
               : select_add_epoll(module);
}

static PyModuleDef_Slot select_slots[] = {
    {Py_mod_exec, select_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef select_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "select",
    .m_slots = select_slots,
};

static PyObject *select_init(void) { return PyModuleDef_Init(&select_module); }
PYI_MODULE("select", select_init);
