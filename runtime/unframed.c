/* SPDX-License-Identifier: Apache-2.0 */
/* unframed.c: traceback entries of bodies that have no frame. */
#include "unframed.h"

#include <frameobject.h>

/* borrowed: the code object of the native function at code_index, or NULL */
static PyCodeObject *code_at(const rt_module_def *module, uint32_t code_index) {
    uint32_t low = 0, high = module->n_functions;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (module->functions[middle].code_index < code_index) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < module->n_functions && module->functions[low].code_index == code_index;
    return found && module->state->codes != NULL ? module->state->codes[low] : NULL;
}

void rt_traceback_unframed(PyThreadState *ts, const rt_module_def *module, uint32_t code_index,
                           int32_t pos) {
    const rt_module_state *state = module->state;
    PyCodeObject *code = code_at(module, code_index);
    if (code == NULL || state->globals == NULL) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyFrameObject *frame = PyFrame_New(ts, code, state->globals, NULL);
    PyErr_Restore(type, value, traceback);
    if (frame == NULL) {
        return; /* out of memory: the exception goes on without this entry */
    }
    rt_frame_set_pos(frame->f_frame, pos);
    PyTraceBack_Here(frame);
    Py_DECREF(frame);
}
