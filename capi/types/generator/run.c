/* SPDX-License-Identifier: Apache-2.0 */
/* run: resuming generators of all kinds: send, throw, close; ends and finalisation. */
#include "generator.h"

static const char *kind_of(PyGenObject *self) {
    return PyCoro_CheckExact(self)       ? "coroutine"
           : PyAsyncGen_CheckExact(self) ? "async generator"
                                         : "generator";
}

/* ---- StopIteration with a value --------------------------------------------------------------------- */

/* Raises StopIteration for a value; -1 when that fails. A tuple or an exception as value would be
 * taken for the arguments or for the exception itself. */
int _PyGen_SetStopIterationValue(PyObject *value) {
    if (value == NULL || (!PyTuple_Check(value) && !PyExceptionInstance_Check(value))) {
        PyErr_SetObject(PyExc_StopIteration, value);
        return 0;
    }
    PyObject *exc = PyObject_CallOneArg(PyExc_StopIteration, value);
    if (exc == NULL) {
        return -1;
    }
    PyErr_SetObject(PyExc_StopIteration, exc);
    Py_DECREF(exc);
    return 0;
}

/* 0 and the value (new) when StopIteration or nothing is set, which is cleared; else -1. */
int _PyGen_FetchStopIterationValue(PyObject **result) {
    PyThreadState *ts = PyThreadState_Get();
    *result = NULL;
    if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
        PyObject *exc = pyi_exception_take(ts);
        *result = Py_XNewRef(((PyStopIterationObject *)exc)->value);
        Py_DECREF(exc);
    } else if (PyErr_Occurred()) {
        return -1;
    }
    if (*result == NULL) {
        *result = Py_NewRef(Py_None);
    }
    return 0;
}

/* ---- resume --------------------------------------------------------------------------------------------- */

static PYI_COLD PySendResult cannot_start(PyGenObject *self) {
    PyErr_Format(PyExc_TypeError, "can't send non-None value to a just-started %s", kind_of(self));
    return PYGEN_ERROR;
}

static PYI_COLD PySendResult already_executing(PyGenObject *self) {
    PyErr_Format(PyExc_ValueError, "%s already executing", kind_of(self));
    return PYGEN_ERROR;
}

/* Nothing is left to run. */
static PySendResult resume_ended(PyGenObject *self, PyObject *arg, PyObject **result, bool throws,
                                 bool closing) {
    if (PyCoro_CheckExact(self) && !closing) {
        PyErr_SetString(PyExc_RuntimeError, "cannot reuse already awaited coroutine");
    } else if (arg != NULL && !throws) {
        *result = Py_NewRef(Py_None);
        return PYGEN_RETURN;
    }
    return PYGEN_ERROR;
}

#if !PYI_312
/* Before 3.12 no instruction does this: StopIteration must not leave a generator. */
static void convert_stop_iteration(PyGenObject *self) {
    if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
        _PyErr_FormatFromCause(PyExc_RuntimeError, "%s raised StopIteration", kind_of(self));
    } else if (PyAsyncGen_CheckExact(self) && PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) {
        _PyErr_FormatFromCause(PyExc_RuntimeError, "async generator raised StopAsyncIteration");
    }
}
#endif

/* arg NULL: from `next`. NEXT and RETURN come with a value, new; RETURN without one means that the
 * iteration has just ended, without an exception. */
PySendResult pyi_gen_resume(PyGenObject *self, PyObject *arg, PyObject **result, bool throws,
                            bool closing) {
    PyThreadState *ts = PyThreadState_Get();
    pyi_frame *frame = pyi_gen_frame(self);
    *result = NULL;
    if (self->gi_frame_state == FRAME_CREATED && arg != NULL && arg != Py_None) {
        return cannot_start(self);
    }
    if (self->gi_frame_state == FRAME_EXECUTING) {
        return already_executing(self);
    }
    if (self->gi_frame_state >= FRAME_COMPLETED) {
        return resume_ended(self, arg, result, throws, closing);
    }
    frame->localsplus[frame->stacktop++] = Py_NewRef(arg == NULL ? Py_None : arg);
    self->gi_exc_state.previous_item = ts->exc_info;
    ts->exc_info = &self->gi_exc_state;
    if (throws) {
#if PYI_313
        _PyErr_ChainStackItem();
#else
        _PyErr_ChainStackItem(NULL);
#endif
    }
    self->gi_frame_state = FRAME_EXECUTING;
    PyObject *value = _PyEval_EvalFrame(ts, frame, throws);
    if (value == NULL) {
#if !PYI_312
        convert_stop_iteration(self);
#endif
        return PYGEN_ERROR;
    }
    if (self->gi_frame_state < FRAME_EXECUTING) {
        *result = value;
        return PYGEN_NEXT;
    }
    if (value == Py_None && arg == NULL && !PyAsyncGen_CheckExact(self)) {
        Py_CLEAR(value); /* the common end of a loop makes no exception */
    }
    *result = value;
    return PYGEN_RETURN;
}

PySendResult pyi_gen_am_send(PyObject *self, PyObject *arg, PyObject **result) {
    return pyi_gen_resume((PyGenObject *)self, arg, result, false, false);
}

/* new; a return raises StopIteration or StopAsyncIteration */
static PyObject *resume_and_raise(PyGenObject *self, PyObject *arg, bool throws, bool closing) {
    PyObject *result;
    if (pyi_gen_resume(self, arg, &result, throws, closing) == PYGEN_RETURN) {
        if (PyAsyncGen_CheckExact(self)) {
            PyErr_SetNone(PyExc_StopAsyncIteration);
        } else if (result == Py_None) {
            PyErr_SetNone(PyExc_StopIteration);
        } else {
            _PyGen_SetStopIterationValue(result);
        }
        Py_CLEAR(result);
    }
    return result;
}

PyObject *pyi_gen_send(PyGenObject *self, PyObject *arg) {
    return resume_and_raise(self, arg, false, false);
}

/* ---- delegation --------------------------------------------------------------------------------------------- */

/* new: what a suspended generator delegates to by `yield from` or `await`; NULL: nothing */
PyObject *_PyGen_yf(PyGenObject *self) {
    pyi_frame *frame = pyi_gen_frame(self);
#if PYI_313
    bool delegates = self->gi_frame_state == FRAME_SUSPENDED_YIELD_FROM;
#else
    if (self->gi_frame_state != FRAME_SUSPENDED) {
        return NULL;
    }
    /* the RESUME after the yield says what kind of yield it is: 2 yield from, 3 await */
    const uint8_t *next = (const uint8_t *)(frame->prev_instr + 1);
    bool delegates = pyi_opcode_base[next[0]] == RESUME && (next[1] & 3) >= 2;
#endif
    return delegates ? Py_NewRef(frame->localsplus[frame->stacktop - 1]) : NULL;
}

/* Closes what a generator delegates to. 0 or -1. */
static int close_delegate(PyObject *delegate) {
    PyObject *result = NULL;
    if (PyGen_CheckExact(delegate) || PyCoro_CheckExact(delegate)) {
        result = pyi_gen_close((PyGenObject *)delegate, NULL);
        if (result == NULL) {
            return -1;
        }
    } else {
        PyObject *close = PyObject_GetAttr(delegate, PYI_NAME("close"));
        if (close == NULL) {
            if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
                PyErr_WriteUnraisable(delegate);
            }
            PyErr_Clear();
            return 0;
        }
        result = PyObject_CallNoArgs(close);
        Py_DECREF(close);
        if (result == NULL) {
            return -1;
        }
    }
    Py_DECREF(result);
    return 0;
}

/* The generator counts as executing while its delegate runs; its frame shows up in tracebacks. */
typedef struct {
    PyThreadState *ts;
    int8_t state;
    pyi_frame *previous;
} delegation;

static delegation delegation_begin(PyGenObject *self, bool linked) {
    delegation saved = {PyThreadState_Get(), self->gi_frame_state, NULL};
    self->gi_frame_state = FRAME_EXECUTING;
    if (linked) {
        saved.previous = PYI_CURRENT_FRAME(saved.ts);
        pyi_gen_frame(self)->previous = saved.previous;
        PYI_CURRENT_FRAME(saved.ts) = pyi_gen_frame(self);
    }
    return saved;
}

static void delegation_end(PyGenObject *self, delegation saved, bool linked) {
    self->gi_frame_state = saved.state;
    if (linked) {
        PYI_CURRENT_FRAME(saved.ts) = saved.previous;
        pyi_gen_frame(self)->previous = NULL;
    }
}

/* ---- throw ---------------------------------------------------------------------------------------------------- */

/* Sets the exception that was given to throw(). False with another one when it is none. */
static bool set_thrown(PyObject *type, PyObject *value, PyObject *traceback) {
    if (traceback == Py_None) {
        traceback = NULL;
    } else if (traceback != NULL && !PyTraceBack_Check(traceback)) {
        PyErr_SetString(PyExc_TypeError, "throw() third argument must be a traceback object");
        return false;
    }
    Py_INCREF(type);
    Py_XINCREF(value);
    Py_XINCREF(traceback);
    if (PyExceptionClass_Check(type)) {
        PyErr_NormalizeException(&type, &value, &traceback);
    } else if (PyExceptionInstance_Check(type)) {
        if (value != NULL && value != Py_None) {
            PyErr_SetString(PyExc_TypeError, "instance exception may not have a separate value");
            goto fail;
        }
        Py_XSETREF(value, type);
        type = Py_NewRef(PyExceptionInstance_Class(value));
        if (traceback == NULL) {
            traceback = PyException_GetTraceback(value);
        }
    } else {
        PyErr_Format(PyExc_TypeError,
                     "exceptions must be classes or instances deriving from BaseException, not %s",
                     Py_TYPE(type)->tp_name);
        goto fail;
    }
    PyErr_Restore(type, value, traceback);
    return true;
fail:
    Py_DECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
    return false;
}

/* The delegate has ended by an exception: the generator goes on with it, or with its value. */
static PyObject *resume_after_delegate(PyGenObject *self) {
#if PYI_312
    return resume_and_raise(self, Py_None, true, false);
#else
    /* no instruction waits for this: the loop around SEND is left by hand */
    pyi_frame *frame = pyi_gen_frame(self);
    Py_DECREF(frame->localsplus[--frame->stacktop]);
    int distance = ((const uint8_t *)(frame->prev_instr - 1))[1];
    frame->prev_instr += distance - 1;
    PyObject *value;
    if (_PyGen_FetchStopIterationValue(&value) < 0) {
        return resume_and_raise(self, Py_None, true, false);
    }
    PyObject *result = resume_and_raise(self, value, false, false);
    Py_DECREF(value);
    return result;
#endif
}

/* new; false in *handled when the delegate cannot be thrown at */
static PyObject *throw_at_delegate(PyGenObject *self, PyObject *delegate, bool close_on_exit,
                                   PyObject *type, PyObject *value, PyObject *traceback,
                                   bool *handled) {
    PyObject *result;
    *handled = true;
    if (close_on_exit && PyErr_GivenExceptionMatches(type, PyExc_GeneratorExit)) {
        delegation saved = delegation_begin(self, false);
        int status = close_delegate(delegate);
        delegation_end(self, saved, false);
        if (status < 0) {
            return resume_and_raise(self, Py_None, true, false);
        }
        *handled = false;
        return NULL;
    }
    if (PyGen_CheckExact(delegate) || PyCoro_CheckExact(delegate)) {
        delegation saved = delegation_begin(self, true);
        result = pyi_gen_throw((PyGenObject *)delegate, close_on_exit, type, value, traceback);
        delegation_end(self, saved, true);
    } else {
        PyObject *method = PyObject_GetAttr(delegate, PYI_NAME("throw"));
        if (method == NULL) {
            if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
                return NULL;
            }
            PyErr_Clear();
            *handled = false;
            return NULL;
        }
        delegation saved = delegation_begin(self, true);
        result = PyObject_CallFunctionObjArgs(method, type, value, traceback, NULL);
        delegation_end(self, saved, true);
        Py_DECREF(method);
    }
    return result != NULL ? result : resume_after_delegate(self);
}

PyObject *pyi_gen_throw(PyGenObject *self, bool close_on_exit, PyObject *type, PyObject *value,
                        PyObject *traceback) {
    PyObject *delegate = _PyGen_yf(self);
    if (delegate != NULL) {
        bool handled;
        PyObject *result =
            throw_at_delegate(self, delegate, close_on_exit, type, value, traceback, &handled);
        Py_DECREF(delegate);
        if (handled) {
            return result;
        }
    }
    return set_thrown(type, value, traceback) ? resume_and_raise(self, Py_None, true, false)
                                              : NULL;
}

PyObject *pyi_gen_throw_method(PyGenObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("throw", nargs, 1, 3)) {
        return NULL;
    }
#if PYI_312
    if (nargs > 1 && PyErr_WarnEx(PyExc_DeprecationWarning,
                                  "the (type, exc, tb) signature of throw() is deprecated, use "
                                  "the single-arg signature instead.",
                                  1) < 0) {
        return NULL;
    }
#endif
    return pyi_gen_throw(self, true, args[0], nargs > 1 ? args[1] : NULL,
                         nargs > 2 ? args[2] : NULL);
}

/* ---- close ----------------------------------------------------------------------------------------------------- */

#if PYI_313
/* Whether a generator waits outside of all try and with statements: the RESUME says so. */
static bool no_try_around(PyGenObject *self) {
    const uint8_t *next = (const uint8_t *)pyi_gen_frame(self)->instr_ptr;
    return pyi_opcode_base[next[0]] == RESUME && (next[1] & 4) != 0;
}
#endif

/* new: None; since 3.13 the value that the generator returns */
PyObject *pyi_gen_close(PyGenObject *self, PyObject *unused) {
    (void)unused;
#if PYI_312 /* before, GeneratorExit is raised in the frame even then, as profilers can see */
    if (self->gi_frame_state == FRAME_CREATED) {
        self->gi_frame_state = FRAME_COMPLETED;
        Py_RETURN_NONE;
    }
#endif
    if (self->gi_frame_state >= FRAME_COMPLETED) {
        Py_RETURN_NONE;
    }
    PyObject *delegate = _PyGen_yf(self);
    int status = 0;
    if (delegate != NULL) {
        delegation saved = delegation_begin(self, false);
        status = close_delegate(delegate);
        delegation_end(self, saved, false);
        Py_DECREF(delegate);
    }
#if PYI_313
    if (status == 0 && no_try_around(self)) { /* nothing would see the exception */
        self->gi_frame_state = FRAME_CLEARED;
        _PyFrame_ClearExceptCode(pyi_gen_frame(self));
        Py_RETURN_NONE;
    }
#endif
    if (status == 0) {
        PyErr_SetNone(PyExc_GeneratorExit);
    }
    PyObject *result = resume_and_raise(self, Py_None, true, true);
    if (result != NULL) {
        Py_DECREF(result);
        PyErr_Format(PyExc_RuntimeError, "%s ignored GeneratorExit", kind_of(self));
        return NULL;
    }
#if PYI_313
    if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
        return _PyGen_FetchStopIterationValue(&result) == 0 ? result : NULL;
    }
#endif
    if (PyErr_ExceptionMatches(PyExc_StopIteration) ||
        PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    return NULL;
}

/* ---- finalisation ------------------------------------------------------------------------------------------------ */

/* An event loop closes asynchronous generators itself. */
static bool hand_to_event_loop(PyGenObject *self) {
    PyAsyncGenObject *agen = (PyAsyncGenObject *)self;
    PyObject *finalizer = agen->ag_origin_or_finalizer;
    if (finalizer == NULL || agen->ag_closed) {
        return false;
    }
    PyObject *result = PyObject_CallOneArg(finalizer, (PyObject *)self);
    if (result == NULL) {
        PyErr_WriteUnraisable((PyObject *)self);
    }
    Py_XDECREF(result);
    return true;
}

void _PyGen_Finalize(PyObject *op) {
    PyGenObject *self = (PyGenObject *)op;
    if (self->gi_frame_state >= FRAME_COMPLETED) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (!PyAsyncGen_CheckExact(op) || !hand_to_event_loop(self)) {
        if (pyi_gen_code(self)->co_flags & CO_COROUTINE &&
            self->gi_frame_state == FRAME_CREATED) {
            _PyErr_WarnUnawaitedCoroutine(op);
            if (PyErr_Occurred()) {
                PyErr_WriteUnraisable(op);
            }
        } else {
            PyObject *result = pyi_gen_close(self, NULL);
            if (result == NULL) {
                PyErr_WriteUnraisable(op);
            }
            Py_XDECREF(result);
        }
    }
    PyErr_Restore(type, value, traceback);
}
