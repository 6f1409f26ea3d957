/* SPDX-License-Identifier: Apache-2.0 */
/* ops_generators.h: generators and coroutines: beginning, yielding, delegating. */

TARGET(RETURN_GENERATOR) {
    PyGenObject *gen = (PyGenObject *)_Py_MakeCoro((PyFunctionObject *)PYI_FRAME_FUNC(frame));
    if (gen == NULL) {
        goto error;
    }
    frame->stacktop = (int)(sp - fp);
#if PYI_313
    PYI_FRAME_POS(frame) = ip + 1;
#endif
    pyi_frame *own = (pyi_frame *)gen->gi_iframe;
    _PyFrame_Copy(frame, own);
    own->previous = NULL;
    own->owner = FRAME_OWNED_BY_GENERATOR;
    gen->gi_frame_state = FRAME_CREATED;
    PYI_RECURSION_REMAINING(ts)++;
    callee = frame;
    frame = callee->previous;
    PYI_CURRENT_FRAME(ts) = frame;
    _PyThreadState_PopFrame(ts, callee); /* its contents are the generator's */
    result = (PyObject *)gen;
    if (callee == entry) {
        return result;
    }
    goto resume;
}

TARGET(YIELD_VALUE) {
    PyGenObject *gen = _PyFrame_GetGenerator(frame);
    if (pyi_unlikely(pyi_watched) && pyi_trace_return(ts, frame, TOP) < 0) {
        goto return_failed;
    }
    result = POP();
    frame->stacktop = (int)(sp - fp);
#if PYI_313
    gen->gi_frame_state = FRAME_SUSPENDED + (int8_t)oparg;
    PYI_FRAME_POS(frame) = ip + 1;
#else
    gen->gi_frame_state = FRAME_SUSPENDED;
#endif
    ts->exc_info = gen->gi_exc_state.previous_item;
    gen->gi_exc_state.previous_item = NULL;
    PYI_RECURSION_REMAINING(ts)++;
    callee = frame;
    frame = callee->previous;
    callee->previous = NULL;
    PYI_CURRENT_FRAME(ts) = frame;
    if (callee == entry) {
        return result;
    }
    goto resume;
}

generator_returned: /* a generator that was resumed by an instruction of this frame */
#if PYI_312
    LOAD_FRAME();
    ip = PYI_FRAME_POS(frame);
    oparg = UNIT_OPARG(*ip); /* such an instruction has no EXTENDED_ARG */
    if (pyi_opcode_base[UNIT_OPCODE(*ip)] == FOR_ITER) {
        Py_DECREF(result);
        LEAVE_LOOP();
    }
    PUSH(result); /* SEND */
    SKIP(SEND);
    ip += oparg;
    DISPATCH();
#else
    goto unknown_instruction;
#endif

#if PYI_312
/* Whether op is a generator of the exact kind that can be resumed right here. */
#  define CAN_RESUME(op)                                                                           \
      ((Py_IS_TYPE(op, &PyGen_Type) || Py_IS_TYPE(op, &PyCoro_Type)) &&                            \
       ((PyGenObject *)(op))->gi_frame_state < FRAME_EXECUTING)
/* The value to send becomes the value of its yield expression. */
#  define RESUME_GENERATOR(op, sent, name)                                                         \
      do {                                                                                         \
          PyGenObject *gen_ = (PyGenObject *)(op);                                                 \
          callee = (pyi_frame *)gen_->gi_iframe;                                                   \
          callee->localsplus[callee->stacktop++] = (sent);                                         \
          gen_->gi_frame_state = FRAME_EXECUTING;                                                  \
          gen_->gi_exc_state.previous_item = ts->exc_info;                                         \
          ts->exc_info = &gen_->gi_exc_state;                                                      \
          frame->return_offset = 1 + VM_CACHE_##name;                                              \
          goto enter;                                                                              \
      } while (0)

FORM(ITER_GEN) {
    PyObject *iterator = TOP;
    GUARD(FOR_ITER, Py_IS_TYPE(iterator, &PyGen_Type) && CAN_RESUME(iterator) &&
                        ts->interp->eval_frame == NULL);
    RESUME_GENERATOR(iterator, Py_NewRef(Py_None), FOR_ITER);
}
#endif

TARGET(SEND) {
    PyObject *receiver = SECOND, *sent = TOP;
#if PYI_312
    if (pyi_likely(CAN_RESUME(receiver) && oparg <= 255 && ts->interp->eval_frame == NULL &&
                   !pyi_watched)) {
        sp--;
        RESUME_GENERATOR(receiver, sent, SEND);
    }
#endif
    PySendResult status = pyi_unlikely(pyi_watched)
                              ? pyi_trace_send(ts, frame, receiver, sent, &result)
                              : PyIter_Send(receiver, sent, &result);
    if (pyi_unlikely(status == PYGEN_ERROR)) {
        goto error;
    }
    TOP = result;
    Py_DECREF(sent);
    SKIP(SEND);
    if (status == PYGEN_RETURN) {
#if !PYI_312
        SECOND = TOP;
        sp--;
        Py_DECREF(receiver);
#endif
        ip += oparg;
    }
    DISPATCH();
}

#if PYI_312
TARGET(END_SEND) {
    PyObject *receiver = SECOND;
    SECOND = TOP;
    sp--;
    Py_DECREF(receiver);
    NEXT(END_SEND);
}

TARGET(CLEANUP_THROW) {
    PyObject *exc = TOP;
    if (!PyErr_GivenExceptionMatches(exc, PyExc_StopIteration)) {
        pyi_exception_set(ts, Py_NewRef(exc));
        goto reraise;
    }
    PyObject *value = Py_NewRef(((PyStopIterationObject *)exc)->value);
    DROP(3);
    PUSH(Py_NewRef(Py_None));
    PUSH(value);
    NEXT(CLEANUP_THROW);
}
#else
TARGET(ASYNC_GEN_WRAP) {
    result = _PyAsyncGenValueWrapperNew(TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TOP(result);
    NEXT(ASYNC_GEN_WRAP);
}
#endif

TARGET(GET_YIELD_FROM_ITER) {
    result = vm_get_yield_from_iter(code, TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TOP(result);
    NEXT(GET_YIELD_FROM_ITER);
}

TARGET(GET_AWAITABLE) {
    result = vm_get_awaitable(TOP, (int)oparg);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TOP(result);
    NEXT(GET_AWAITABLE);
}

TARGET(GET_AITER) {
    result = vm_get_aiter(TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TOP(result);
    NEXT(GET_AITER);
}

TARGET(GET_ANEXT) {
    result = vm_get_anext(TOP);
    if (result == NULL) {
        goto error;
    }
    PUSH(result);
    NEXT(GET_ANEXT);
}

TARGET(END_ASYNC_FOR) {
    PyObject *exc = TOP;
    if (!PyErr_GivenExceptionMatches(exc, PyExc_StopAsyncIteration)) {
        pyi_exception_set(ts, Py_NewRef(exc));
        goto reraise;
    }
    DROP(2);
    NEXT(END_ASYNC_FOR);
}
