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
static PyInterpreterState *interpreter; /* whose code objects have links */
static Py_ssize_t link_index;

/* What a code object's co_extra points to, in every version supported. */
typedef struct {
    Py_ssize_t size;
    void *items[1];
} code_extra;

/* ---- which generators ------------------------------------------------------------------------------ */

/* borrowed; NULL when the interpreter has to do it */
static inline rt_code_link *link_of(PyThreadState *ts, PyGenObject *gen) {
    if (gen->gi_frame_state >= FRAME_EXECUTING || ts->interp != interpreter) {
        return NULL;
    }
    PyCodeObject *code = (PyCodeObject *)rt_frame_code(rt_generator_frame(gen));
    code_extra *extra = code->co_extra;
    if (extra == NULL || extra->size <= link_index) {
        return NULL;
    }
    rt_code_link *link = extra->items[link_index];
    return link != NULL && link->resume != NULL && rt_quiet(ts, code) ? link : NULL;
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

/* *result: new, or NULL with an exception */
static rt_outcome run(PyThreadState *ts, PyGenObject *gen, rt_code_link *link, PyObject *arg,
                      PyObject **result) {
    struct _PyInterpreterFrame *frame = rt_generator_frame(gen);
    int8_t state = gen->gi_frame_state;
    put_sent(gen, frame, arg);
    /* Kept here as well: what was just stored is slow to load. */
    struct _PyInterpreterFrame *caller = rt_frame_current(ts);
    _PyErr_StackItem *handled = ts->exc_info;
    gen->gi_exc_state.previous_item = handled;
    ts->exc_info = &gen->gi_exc_state;
    gen->gi_frame_state = FRAME_EXECUTING;
    rt_frame_link(ts, frame);
    PyObject *value = NULL;
    if (rt_likely(rt_enter_recursive(ts) == 0)) {
        value = link->resume(link, ts, frame);
        rt_leave_recursive(ts);
    }
    if (rt_unlikely(value == NULL)) {
        explain_end((PyObject *)gen);
    }
    rt_frame_make_current(ts, caller);
    ts->exc_info = handled;
    gen->gi_exc_state.previous_item = NULL;
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

/* Whether native code took it from here. */
static inline bool resumed(PyThreadState *ts, PyObject *self, PyObject *arg, PyObject **result,
                           rt_outcome *how) {
    PyGenObject *gen = (PyGenObject *)self;
    rt_code_link *link = link_of(ts, gen);
    if (link == NULL || (arg != Py_None && gen->gi_frame_state == FRAME_CREATED)) {
        return false;
    }
    *how = run(ts, gen, link, arg, result);
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

int rt_resume_install(Py_ssize_t extra_index) {
    if (!layout_is_known(extra_index)) {
        return PyErr_Occurred() ? -1 : 0;
    }
    interpreter = PyInterpreterState_Get();
    link_index = extra_index;
    if (replace_slots(&PyGen_Type, &of_generators) < 0) {
        return -1;
    }
    interpreter_next = PyGen_Type.tp_iternext;
    PyGen_Type.tp_iternext = generator_next;
    return replace_slots(&PyCoro_Type, &of_coroutines) < 0 ? -1 : rt_resume_install_async();
}
