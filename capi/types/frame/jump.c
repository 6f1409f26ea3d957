/* SPDX-License-Identifier: Apache-2.0 */
/* jump: assigning f_lineno in a trace function. Execution cannot be moved (docs/standalone.md, section 3): what
 * CPython refuses is refused with its words, everything else with one of our own. */
#include "frame.h"

int pyi_frame_jump(PyFrameObject *self, int line) {
    PyThreadState *ts = PyThreadState_Get();
    PyCodeObject *code = pyi_frame_code(self->f_frame);
    if (self->f_trace == NULL || ts->c_tracefunc == NULL) {
        PyErr_SetString(PyExc_ValueError, "f_lineno can only be set by a trace function");
        return -1;
    }
    if (_PyInterpreterFrame_LASTI(self->f_frame) < 0) {
        PyErr_SetString(PyExc_ValueError, "can't jump from the 'call' trace event of a new frame");
        return -1;
    }
    if (line < code->co_firstlineno) {
        PyErr_Format(PyExc_ValueError, "line %d comes before the current code block", line);
        return -1;
    }
    PyErr_Format(PyExc_ValueError, "can't jump to line %d in a compiled program", line);
    return -1;
}
