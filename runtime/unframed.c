/* SPDX-License-Identifier: Apache-2.0 */
/* unframed.c: traceback entries of bodies that have no frame. */
#include "unframed.h"

#include <frameobject.h>

/* borrowed: the code object at *index in a pre-order walk below code, or NULL; *index counts down */
static PyCodeObject *code_at(PyCodeObject *code, uint32_t *index) {
    if (*index == 0) {
        return code;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(code->co_consts); i++) {
        PyObject *item = PyTuple_GET_ITEM(code->co_consts, i);
        if (PyCode_Check(item)) {
            --*index;
            PyCodeObject *found = code_at((PyCodeObject *)item, index);
            if (found != NULL) {
                return found;
            }
        }
    }
    return NULL;
}

void rt_traceback_unframed(PyThreadState *ts, const rt_module_def *module, uint32_t code_index,
                           int32_t pos) {
    const rt_module_state *state = module->state;
    PyCodeObject *code = code_at((PyCodeObject *)state->code, &code_index);
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
