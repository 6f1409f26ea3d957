/* SPDX-License-Identifier: Apache-2.0 */
/* ops_frame.c: what a framed body does with its localsplus on entry. */
#include "ops.h"

void rt_copy_free_vars(int64_t count, struct _PyInterpreterFrame *frame) {
    PyObject *closure = ((PyFunctionObject *)rt_frame_func(frame))->func_closure;
    PyCodeObject *code = (PyCodeObject *)rt_frame_code(frame);
    PyObject **slots = rt_frame_locals(frame) + code->co_nlocalsplus - count;
    for (int64_t i = 0; i < count; i++) {
        slots[i] = Py_NewRef(PyTuple_GET_ITEM(closure, i));
    }
}

PyObject *rt_cell_empty(void) { return PyCell_New(NULL); }
