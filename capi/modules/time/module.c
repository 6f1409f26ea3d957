/* SPDX-License-Identifier: Apache-2.0 */
/* time: clocks and calendars.
 *
 * Contract   docs.python.org/3/library/time.html
 */
#include "time.h"

static int time_exec(PyObject *module) {
    return pyi_time_add_clocks(module) < 0 ? -1 : pyi_time_add_calendar(module);
}

static PyModuleDef_Slot time_slots[] = {
    {Py_mod_exec, time_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef time_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "time",
    .m_slots = time_slots,
};

PyMODINIT_FUNC PyInit_time(void) { return PyModuleDef_Init(&time_module); }
PYI_MODULE("time", PyInit_time);
