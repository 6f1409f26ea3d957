/* SPDX-License-Identifier: Apache-2.0 */
/* frame_313.h: the frame of CPython 3.13. */

RT_INLINE PyObject *rt_frame_code(struct _PyInterpreterFrame *frame) {
    return frame->f_executable;
}
RT_INLINE PyObject *rt_frame_func(struct _PyInterpreterFrame *frame) { return frame->f_funcobj; }

RT_INLINE void rt_frame_set_pos(struct _PyInterpreterFrame *frame, int32_t code_unit) {
    frame->instr_ptr = _PyCode_CODE((PyCodeObject *)frame->f_executable) + code_unit;
}

RT_INLINE struct _PyInterpreterFrame *rt_frame_current(PyThreadState *ts) {
    return ts->current_frame;
}
/* where rt_frame_set_pos writes */
RT_INLINE _Py_CODEUNIT **rt_frame_position(struct _PyInterpreterFrame *frame) {
    return &frame->instr_ptr;
}

RT_INLINE struct _PyInterpreterFrame *rt_frame_lay(void *mem, PyFunctionObject *func,
                                                   PyCodeObject *code, int32_t n) {
    struct _PyInterpreterFrame *frame = mem;
    frame->f_executable = (PyObject *)code;
    frame->f_funcobj = (PyObject *)func;
    frame->f_globals = func->func_globals;
    frame->f_builtins = func->func_builtins;
    frame->f_locals = NULL;
    frame->frame_obj = NULL;
    frame->instr_ptr = _PyCode_CODE(code) + code->_co_firsttraceable;
    frame->stacktop = n;
    frame->return_offset = 0;
    frame->owner = FRAME_OWNED_BY_THREAD;
    return frame;
}

RT_INLINE void rt_frame_link(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    frame->previous = ts->current_frame;
    ts->current_frame = frame;
}
RT_INLINE void rt_frame_make_current(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    ts->current_frame = frame;
}
RT_INLINE void rt_frame_unlink(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    rt_frame_make_current(ts, frame->previous);
}

RT_INLINE bool rt_frame_observed(struct _PyInterpreterFrame *frame) {
    return ((uintptr_t)frame->frame_obj | (uintptr_t)frame->f_locals) != 0;
}

RT_INLINE void rt_frame_move(struct _PyInterpreterFrame *frame, PyFrameObject *object) {
    struct _PyInterpreterFrame *own = (struct _PyInterpreterFrame *)object->_f_frame_data;
    size_t header = offsetof(struct _PyInterpreterFrame, localsplus);
    memcpy(own, frame, header + (size_t)frame->stacktop * sizeof(PyObject *));
    Py_INCREF(own->f_executable);
    Py_INCREF(own->f_funcobj);
    own->previous = NULL;
    own->owner = FRAME_OWNED_BY_FRAME_OBJECT;
    object->f_frame = own;
}
