/* SPDX-License-Identifier: Apache-2.0 */
/* frame_311.h: the frame of CPython 3.11.
 *
 * A body runs either in a frame of its entry, or in the interpreter's own frame of the function,
 * called by the prologue of its code object (prologue_311.c). The compiler's positions do not count
 * the prologue.
 */

/* length of the prologue in code units, and its evaluation stack: as prologue.py makes it */
#define RT_PROLOGUE_UNITS 16
#define RT_PROLOGUE_STACK 3

RT_INLINE PyObject *rt_frame_code(struct _PyInterpreterFrame *frame) {
    return (PyObject *)frame->f_code;
}
RT_INLINE PyObject *rt_frame_func(struct _PyInterpreterFrame *frame) {
    return (PyObject *)frame->f_func;
}

RT_INLINE void rt_frame_set_pos(struct _PyInterpreterFrame *frame, int32_t code_unit) {
    frame->prev_instr = _PyCode_CODE(frame->f_code) + code_unit + RT_PROLOGUE_UNITS;
}

RT_INLINE struct _PyInterpreterFrame *rt_frame_current(PyThreadState *ts) {
    return ts->cframe->current_frame;
}
/* where rt_frame_set_pos writes */
RT_INLINE _Py_CODEUNIT **rt_frame_position(struct _PyInterpreterFrame *frame) {
    return &frame->prev_instr;
}

RT_INLINE struct _PyInterpreterFrame *rt_frame_lay(void *mem, PyFunctionObject *func,
                                                   PyCodeObject *code, int32_t n) {
    struct _PyInterpreterFrame *frame = mem;
    frame->f_func = func;
    frame->f_globals = func->func_globals;
    frame->f_builtins = func->func_builtins;
    frame->f_locals = NULL;
    frame->f_code = code;
    frame->frame_obj = NULL;
    frame->prev_instr = _PyCode_CODE(code) + code->_co_firsttraceable;
    frame->stacktop = n;
    frame->is_entry = false;
    frame->owner = FRAME_OWNED_BY_THREAD;
    return frame;
}

RT_INLINE void rt_frame_link(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    frame->previous = ts->cframe->current_frame;
    ts->cframe->current_frame = frame;
}
RT_INLINE void rt_frame_make_current(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    ts->cframe->current_frame = frame;
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
    Py_INCREF(own->f_code);
    Py_INCREF(own->f_func);
    own->previous = NULL;
    own->owner = FRAME_OWNED_BY_FRAME_OBJECT;
    object->f_frame = own;
}
