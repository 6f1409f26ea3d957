/* SPDX-License-Identifier: Apache-2.0 */
/* resume.c: generators with native code go on in it when C code asks them to.
 *
 * `next`, `send`, loops in native code, `list` and the event loop all get to a generator through slots
 * of its type, which every such object shares. They become ours, and pass on to what was there
 * before whatever is not for native code. The interpreter's own instructions do not come here; either
 * can go on where the other one suspended.
 */
#include "generator.h"
#include "hub.h"
#include "ops_generator.h"
#include "resume.h"

typedef PySendResult (*send_function)(PyObject *self, PyObject *arg, PyObject **result);

/* What the slots of a type were before. */
typedef struct {
    send_function send;
    PyCFunction send_method;
} interpreter_slots;

static iternextfunc interpreter_next;
static interpreter_slots of_generators, of_coroutines;
static PyInterpreterState *interpreter; /* whose code objects have links; NULL: they are not known */
static Py_ssize_t link_index;
static rt_resume_body own_body;

/* What a code object's co_extra points to, in every version supported. */
typedef struct {
    Py_ssize_t size;
    void *items[1];
} code_extra;

/* ---- which generators ------------------------------------------------------------------------------ */

static inline __attribute__((always_inline)) rt_code_link *find_link(PyThreadState *ts, PyCodeObject *code) {
    code_extra *extra = code->co_extra;
    if (extra == NULL || rt_unlikely(extra->size <= link_index || ts->interp != interpreter)) {
        return NULL;
    }
    rt_code_link *link = extra->items[link_index];
    if (link == NULL || rt_unlikely(link->resume == NULL)) {
        return NULL;
    }
    return rt_likely(rt_quiet(ts, code)) ? link : NULL;
}

rt_code_link *rt_link_of_code(PyThreadState *ts, PyCodeObject *code) { return find_link(ts, code); }

/* borrowed; NULL when the interpreter has to do it */
static inline rt_code_link *link_of(PyThreadState *ts, PyGenObject *gen) {
    if (gen->gi_frame_state >= FRAME_EXECUTING) {
        return NULL;
    }
    return find_link(ts, (PyCodeObject *)rt_frame_code(rt_generator_frame(gen)));
}

/* ---- running --------------------------------------------------------------------------------------- */

/* Its frame becomes the frame object's, which knows who resumed it last, but not before 3.12. */
static void hand_over(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
#if PY_VERSION_HEX < 0x030C0000
    PyFrameObject *object = (PyFrameObject *)Py_XNewRef(frame->frame_obj);
    rt_frame_hand_over(ts, frame);
    if (object != NULL) {
        Py_CLEAR(object->f_back);
        Py_DECREF(object);
    }
#else
    rt_frame_hand_over(ts, frame);
#endif
}

/* It has ended: its frame goes, or becomes the frame object's that somebody holds. */
static void finish(PyThreadState *ts, PyGenObject *gen, struct _PyInterpreterFrame *frame) {
    PyObject *func = rt_frame_func(frame), *code = rt_frame_code(frame);
    gen->gi_frame_state = FRAME_CLEARED;
    Py_CLEAR(gen->gi_exc_state.exc_value);
    if (rt_unlikely(rt_frame_observed(frame))) {
        hand_over(ts, frame);
    } else {
        for (int i = 0; i < frame->stacktop; i++) {
            rt_xdecref(frame->localsplus[i]);
        }
    }
    frame->previous = NULL;
    Py_DECREF(func);
#if PY_VERSION_HEX < 0x030C0000
    Py_DECREF(code); /* the generator has another reference; later, this is the only one */
#else
    (void)code;
#endif
}

/* The frame owns what is sent while the generator is suspended; one that has not begun takes none. */
static inline void put_sent(PyGenObject *gen, struct _PyInterpreterFrame *frame, PyObject *arg) {
    if (gen->gi_frame_state != FRAME_CREATED) {
        frame->localsplus[frame->stacktop++] = Py_NewRef(arg);
    }
}

static inline void take_back_sent(PyGenObject *gen, struct _PyInterpreterFrame *frame) {
    if (gen->gi_frame_state != FRAME_CREATED) {
        Py_DECREF(frame->localsplus[--frame->stacktop]);
    }
}

/* An exception that would be taken for the end of the generator is none (PEP 479, PEP 525). */
static void explain_end(PyObject *gen) {
    bool is_async = PyAsyncGen_CheckExact(gen);
    if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
        const char *kind = is_async                 ? "async generator"
                           : PyCoro_CheckExact(gen) ? "coroutine"
                                                    : "generator";
        rt_replace_exception(PyExc_RuntimeError, "%s raised StopIteration", kind);
    } else if (is_async && PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) {
        rt_replace_exception(PyExc_RuntimeError, "%s raised StopAsyncIteration", "async generator");
    }
}

/* It runs from here on: in the chain of frames, and its handled exception in that of exceptions. */
static inline void enter(PyThreadState *ts, PyGenObject *gen, struct _PyInterpreterFrame *frame) {
    gen->gi_exc_state.previous_item = ts->exc_info;
    ts->exc_info = &gen->gi_exc_state;
    gen->gi_frame_state = FRAME_EXECUTING;
    rt_frame_link(ts, frame);
}

/* caller and handled: what was there before. */
static inline void leave(PyThreadState *ts, PyGenObject *gen, struct _PyInterpreterFrame *caller,
                         _PyErr_StackItem *handled) {
    rt_frame_make_current(ts, caller);
    ts->exc_info = handled;
    gen->gi_exc_state.previous_item = NULL;
}

/* state: before it was entered. *result: new, or NULL with an exception */
static inline rt_outcome run_entered(PyThreadState *ts, PyGenObject *gen, rt_code_link *link,
                                     int8_t state, struct _PyInterpreterFrame *caller,
                                     _PyErr_StackItem *handled, PyObject **result) {
    struct _PyInterpreterFrame *frame = rt_generator_frame(gen);
    PyObject *value = link->resume(link, ts, frame);
    if (rt_unlikely(value == NULL)) {
        explain_end((PyObject *)gen);
    }
    rt_leave_recursive(ts);
    leave(ts, gen, caller, handled);
    *result = value;
    if (rt_likely(gen->gi_frame_state < FRAME_EXECUTING)) {
        frame->previous = NULL;
        return RT_YIELDED;
    }
    if (value == (PyObject *)frame) {
        frame->previous = NULL;
        gen->gi_frame_state = state;
        take_back_sent(gen, frame);
        return RT_ELSEWHERE;
    }
    finish(ts, gen, frame);
    return value == NULL ? RT_FAILED : RT_RETURNED;
}

/* *result: new, or NULL with an exception */
static rt_outcome run(PyThreadState *ts, PyGenObject *gen, rt_code_link *link, PyObject *arg,
                      PyObject **result) {
    struct _PyInterpreterFrame *frame = rt_generator_frame(gen);
    int8_t state = gen->gi_frame_state;
    put_sent(gen, frame, arg);
    /* Kept here as well: what was just stored is slow to load. */
    struct _PyInterpreterFrame *caller = rt_frame_current(ts);
    _PyErr_StackItem *handled = ts->exc_info;
    enter(ts, gen, frame);
    if (rt_likely(rt_enter_recursive(ts) == 0)) {
        return run_entered(ts, gen, link, state, caller, handled, result);
    }
    leave(ts, gen, caller, handled);
    finish(ts, gen, frame);
    *result = NULL;
    return RT_FAILED;
}

/* ---- through generators that wait for others --------------------------------------------------------- */

/* borrowed; the generator or coroutine whose values this one passes on, NULL when it has another way to go on */
static inline PyGenObject *delegate_of(PyGenObject *gen, rt_code_link *link) {
    if (link->resume != own_body || !rt_generator_delegates(gen)) {
        return NULL;
    }
    struct _PyInterpreterFrame *frame = rt_generator_frame(gen);
    PyObject *receiver = frame->localsplus[frame->stacktop - 1];
    return PyGen_CheckExact(receiver) || PyCoro_CheckExact(receiver) ? (PyGenObject *)receiver
                                                                     : NULL;
}

/* The same, if native code goes on in it, too; *inner_link is its own then. */
static inline PyGenObject *native_delegate_of(PyThreadState *ts, PyGenObject *gen,
                                              rt_code_link *link, rt_code_link **inner_link) {
    PyGenObject *inner = delegate_of(gen, link);
    *inner_link = inner == NULL ? NULL : link_of(ts, inner);
    return *inner_link == NULL || inner->gi_frame_state == FRAME_CREATED ? NULL : inner;
}

/* Code units from where a frame stands in a SEND to where it stands suspended. Those who ask meanwhile are told by
 * the former that the generator runs, and waits for nobody. */
#if PY_VERSION_HEX >= 0x030D0000
enum { UNITS_OF_SEND = 3 };
#else
enum { UNITS_OF_SEND = 1 };
#endif

/* A value of what it waits for goes through. */
static inline void pass_on(PyThreadState *ts, PyGenObject *gen, int8_t state) {
    struct _PyInterpreterFrame *frame = rt_generator_frame(gen);
    rt_leave_recursive(ts);
    leave(ts, gen, frame->previous, gen->gi_exc_state.previous_item);
    frame->previous = NULL;
    gen->gi_frame_state = state;
}

/* What it waits for has ended: it takes over the outcome and goes on. *result: what that has returned, or NULL
 * with its exception; then its own. */
static rt_outcome go_on(PyThreadState *ts, PyGenObject *gen, int8_t state, PyObject **result) {
    struct _PyInterpreterFrame *frame = rt_generator_frame(gen);
    if (rt_unlikely(rt_take_outcome(&frame->localsplus[frame->stacktop - 1], *result) < 0)) {
        pass_on(ts, gen, state);
        return rt_throw_anywhere((PyObject *)gen, result);
    }
    rt_code_link *link = rt_link_of_code(ts, (PyCodeObject *)rt_frame_code(frame));
    if (rt_unlikely(link == NULL)) { /* somebody has begun to trace */
        pass_on(ts, gen, state);
        return rt_send_anywhere(ts, (PyObject *)gen, Py_None, result);
    }
    frame->localsplus[frame->stacktop++] = Py_NewRef(Py_None);
    rt_outcome how = run_entered(ts, gen, link, state, frame->previous,
                                 gen->gi_exc_state.previous_item, result);
    return rt_likely(how != RT_ELSEWHERE)
               ? how
               : rt_send_anywhere(ts, (PyObject *)gen, Py_None, result);
}

/* A generator that waits for another one runs no code of its own until that has ended. So a value goes through all
 * that wait for each other at once; meanwhile they are in the chain of frames, as if each had called the next. */
static rt_outcome run_through(PyThreadState *ts, PyGenObject *gen, rt_code_link *link,
                              PyObject *arg, PyObject **result) {
    int waiting = 0;
    int8_t state = gen->gi_frame_state; /* of all that wait */
    rt_code_link *inner_link;
    PyGenObject *inner;
    /* Near the limit each calls the next, and the one that exceeds it is told. */
    while (ts->rt_recursion_remaining > 1 &&
           (inner = native_delegate_of(ts, gen, link, &inner_link)) != NULL) {
        ts->rt_recursion_remaining--;
        enter(ts, gen, rt_generator_frame(gen));
        *rt_frame_position(rt_generator_frame(gen)) -= UNITS_OF_SEND;
        waiting++;
        gen = inner;
        link = inner_link;
    }
    rt_outcome how = run(ts, gen, link, arg, result);
    if (how == RT_ELSEWHERE && waiting > 0) {
        how = rt_send_anywhere(ts, (PyObject *)gen, arg, result);
    }
    for (; waiting > 0; waiting--) {
        PyGenObject *waiter = rt_frame_generator(rt_frame_current(ts));
        *rt_frame_position(rt_generator_frame(waiter)) += UNITS_OF_SEND;
        if (rt_likely(how == RT_YIELDED)) {
            pass_on(ts, waiter, state);
        } else {
            how = go_on(ts, waiter, state, result);
        }
    }
    return how;
}

/* Whether native code took it from here. */
static inline bool resumed(PyThreadState *ts, PyObject *self, PyObject *arg, PyObject **result,
                           rt_outcome *how) {
    PyGenObject *gen = (PyGenObject *)self;
    rt_code_link *link = link_of(ts, gen);
    if (link == NULL || (arg != Py_None && gen->gi_frame_state == FRAME_CREATED)) {
        return false;
    }
    bool delegates = gen->gi_frame_state != FRAME_CREATED && delegate_of(gen, link) != NULL;
    *how = delegates ? run_through(ts, gen, link, arg, result) : run(ts, gen, link, arg, result);
    return *how != RT_ELSEWHERE;
}

bool rt_generator_resumed(PyThreadState *ts, PyObject *self, PyObject *arg, PyObject **result,
                          rt_outcome *how) {
    return resumed(ts, self, arg, result, how);
}

/* ---- the slots ------------------------------------------------------------------------------------- */

/* Without an instance of StopIteration, an exception or a tuple would be taken for something else. */
PyObject *rt_stop_iteration(PyObject *value) {
    PyObject *exception = PyObject_CallOneArg(PyExc_StopIteration, value);
    if (exception != NULL) {
        PyErr_SetObject(PyExc_StopIteration, exception);
        Py_DECREF(exception);
    }
    Py_DECREF(value);
    return NULL;
}

static PyObject *generator_next(PyObject *self) {
    PyObject *result;
    rt_outcome how;
    if (!resumed(PyThreadState_Get(), self, Py_None, &result, &how)) {
        return interpreter_next(self);
    }
    if (how != RT_RETURNED) {
        return result;
    }
    if (result == Py_None) {
        Py_DECREF(result);
        return NULL; /* the common end of a loop makes no exception */
    }
    return rt_stop_iteration(result);
}

static inline const interpreter_slots *slots_of(PyObject *self) {
    return PyCoro_CheckExact(self) ? &of_coroutines : &of_generators;
}

static PySendResult generator_send(PyObject *self, PyObject *arg, PyObject **result) {
    rt_outcome how;
    if (!resumed(PyThreadState_Get(), self, arg, result, &how)) {
        return slots_of(self)->send(self, arg, result);
    }
    return how == RT_YIELDED ? PYGEN_NEXT : how == RT_RETURNED ? PYGEN_RETURN : PYGEN_ERROR;
}

/* The method `send`. */
static PyObject *generator_send_method(PyObject *self, PyObject *arg) {
    PyObject *result;
    rt_outcome how;
    if (!resumed(PyThreadState_Get(), self, arg, &result, &how)) {
        return slots_of(self)->send_method(self, arg);
    }
    if (how != RT_RETURNED) {
        return result;
    }
    if (result == Py_None) {
        Py_DECREF(result);
        PyErr_SetNone(PyExc_StopIteration);
        return NULL;
    }
    return rt_stop_iteration(result);
}

/* ---- putting them there ------------------------------------------------------------------------------ */

PyMethodDef *rt_send_definition(PyTypeObject *type) {
    PyObject *descriptor = PyObject_GetAttrString((PyObject *)type, "send");
    if (descriptor == NULL) {
        return NULL;
    }
    Py_DECREF(descriptor); /* the type keeps it */
    if (!Py_IS_TYPE(descriptor, &PyMethodDescr_Type)) {
        PyErr_SetString(PyExc_TypeError, "generators have no method 'send'");
        return NULL;
    }
    return ((PyMethodDescrObject *)descriptor)->d_method;
}

/* Whether links lie where link_of looks for them. */
static bool layout_is_known(Py_ssize_t index) {
    static int mark;
    PyCodeObject *code = PyCode_NewEmpty("", "", 0);
    bool known = code != NULL && rt_set_code_extra((PyObject *)code, index, &mark) == 0;
    if (known) {
        code_extra *extra = code->co_extra;
        known = extra != NULL && extra->size > index && extra->items[index] == &mark;
    }
    Py_XDECREF(code);
    return known;
}

/* 0 or -1 */
static int replace_slots(PyTypeObject *type, interpreter_slots *before) {
    PyMethodDef *send = rt_send_definition(type);
    if (send == NULL) {
        return -1;
    }
    *before = (interpreter_slots){type->tp_as_async->am_send, send->ml_meth};
    type->tp_as_async->am_send = generator_send;
    send->ml_meth = generator_send_method;
    return 0;
}

int rt_resume_prepare(Py_ssize_t extra_index, rt_resume_body own) {
    own_body = own != NULL ? own : own_body;
    if (interpreter != NULL) {
        return 0;
    }
    if (rt_outcome_prepare() < 0) {
        return -1;
    }
    if (!layout_is_known(extra_index)) {
        return PyErr_Occurred() ? -1 : 0;
    }
    interpreter = PyInterpreterState_Get();
    link_index = extra_index;
    return 0;
}

int rt_resume_install(Py_ssize_t extra_index) {
    if (rt_resume_prepare(extra_index, NULL) < 0) {
        return -1;
    }
    if (interpreter == NULL) {
        return 0;
    }
    if (replace_slots(&PyGen_Type, &of_generators) < 0) {
        return -1;
    }
    interpreter_next = PyGen_Type.tp_iternext;
    PyGen_Type.tp_iternext = generator_next;
    return replace_slots(&PyCoro_Type, &of_coroutines) < 0 ? -1 : rt_resume_install_async();
}
