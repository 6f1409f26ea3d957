/* SPDX-License-Identifier: Apache-2.0 */
/* ops_control.h: jumps, loops, return. */

PURE(JUMP_FORWARD) {
    ip += 1 + oparg;
    DISPATCH();
}

TARGET(JUMP_BACKWARD) {
    CHECK_BREAKER();
    ip += 1 + VM_CACHE_JUMP_BACKWARD - (int)oparg;
    DISPATCH();
}

PURE(JUMP_BACKWARD_NO_INTERRUPT) {
    ip += 1 - (int)oparg;
    DISPATCH();
}

#define FORWARD (int)oparg
#define BACKWARD -(int)oparg

#define JUMP_ON_TRUTH(name, wanted, distance)                                                      \
    TARGET_##name : {                                                                              \
        SAVE();                                                                                    \
        PyObject *op = POP();                                                                      \
        int truth;                                                                                 \
        if (op == Py_True) {                                                                       \
            truth = 1;                                                                             \
        } else if (op == Py_False || op == Py_None) {                                              \
            truth = 0;                                                                             \
        } else {                                                                                   \
            truth = PyObject_IsTrue(op);                                                           \
        }                                                                                          \
        Py_DECREF(op);                                                                             \
        if (pyi_unlikely(truth < 0)) {                                                             \
            goto error;                                                                            \
        }                                                                                          \
        ip += 1 + VM_CACHE_##name;                                                                 \
        if (truth == (wanted)) {                                                                   \
            ip += distance;                                                                        \
        }                                                                                          \
        DISPATCH();                                                                                \
    }

#define JUMP_ON_NONE(name, wanted, distance)                                                       \
    TARGET_##name : {                                                                              \
        SAVE();                                                                                    \
        PyObject *op = POP();                                                                      \
        bool is_none = op == Py_None;                                                              \
        Py_DECREF(op);                                                                             \
        ip += 1 + VM_CACHE_##name;                                                                 \
        if (is_none == (wanted)) {                                                                 \
            ip += distance;                                                                        \
        }                                                                                          \
        DISPATCH();                                                                                \
    }

#if PYI_312
JUMP_ON_TRUTH(POP_JUMP_IF_TRUE, 1, FORWARD)
JUMP_ON_TRUTH(POP_JUMP_IF_FALSE, 0, FORWARD)
JUMP_ON_NONE(POP_JUMP_IF_NONE, true, FORWARD)
JUMP_ON_NONE(POP_JUMP_IF_NOT_NONE, false, FORWARD)
#else
JUMP_ON_TRUTH(POP_JUMP_FORWARD_IF_TRUE, 1, FORWARD)
JUMP_ON_TRUTH(POP_JUMP_FORWARD_IF_FALSE, 0, FORWARD)
JUMP_ON_NONE(POP_JUMP_FORWARD_IF_NONE, true, FORWARD)
JUMP_ON_NONE(POP_JUMP_FORWARD_IF_NOT_NONE, false, FORWARD)

/* these close loops, so they also let requests in */
#  define VM_CACHE_POP_JUMP_BACKWARD_IF_TRUE_ 0
#  define VM_CACHE_POP_JUMP_BACKWARD_IF_FALSE_ 0
#  define VM_CACHE_POP_JUMP_BACKWARD_IF_NONE_ 0
#  define VM_CACHE_POP_JUMP_BACKWARD_IF_NOT_NONE_ 0
TARGET(POP_JUMP_BACKWARD_IF_TRUE) {
    CHECK_BREAKER();
    goto TARGET_POP_JUMP_BACKWARD_IF_TRUE_;
}
JUMP_ON_TRUTH(POP_JUMP_BACKWARD_IF_TRUE_, 1, BACKWARD)
TARGET(POP_JUMP_BACKWARD_IF_FALSE) {
    CHECK_BREAKER();
    goto TARGET_POP_JUMP_BACKWARD_IF_FALSE_;
}
JUMP_ON_TRUTH(POP_JUMP_BACKWARD_IF_FALSE_, 0, BACKWARD)
TARGET(POP_JUMP_BACKWARD_IF_NONE) {
    CHECK_BREAKER();
    goto TARGET_POP_JUMP_BACKWARD_IF_NONE_;
}
JUMP_ON_NONE(POP_JUMP_BACKWARD_IF_NONE_, true, BACKWARD)
TARGET(POP_JUMP_BACKWARD_IF_NOT_NONE) {
    CHECK_BREAKER();
    goto TARGET_POP_JUMP_BACKWARD_IF_NOT_NONE_;
}
JUMP_ON_NONE(POP_JUMP_BACKWARD_IF_NOT_NONE_, false, BACKWARD)

TARGET(JUMP_IF_FALSE_OR_POP) {
    int truth = vm_truth(TOP);
    if (truth < 0) {
        goto error;
    }
    ip++;
    if (truth) {
        PyObject *op = POP();
        Py_DECREF(op);
    } else {
        ip += oparg;
    }
    DISPATCH();
}

TARGET(JUMP_IF_TRUE_OR_POP) {
    int truth = vm_truth(TOP);
    if (truth < 0) {
        goto error;
    }
    ip++;
    if (truth) {
        ip += oparg;
    } else {
        PyObject *op = POP();
        Py_DECREF(op);
    }
    DISPATCH();
}
#endif

/* ---- iteration ------------------------------------------------------------------------------------------ */

TARGET(GET_ITER) {
    result = PyObject_GetIter(TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TOP(result);
    NEXT(GET_ITER);
}

/* where a loop goes on when its iterator is exhausted: past the instructions that tidy up */
#if PYI_313
#  define LOOP_END 2
#elif PYI_312
#  define LOOP_END 1
#else
#  define LOOP_END 0
#endif

#define LEAVE_LOOP()                                                                               \
    do {                                                                                           \
        PyObject *iterator_ = POP();                                                               \
        Py_DECREF(iterator_);                                                                      \
        SKIP(FOR_ITER);                                                                            \
        ip += oparg + LOOP_END;                                                                    \
        DISPATCH();                                                                                \
    } while (0)

TARGET(FOR_ITER) {
    PyObject *iterator = TOP;
#if PYI_312
    WARM_UP(vm_specialize_for_iter(iterator, ip, (int)oparg));
#endif
    result = Py_TYPE(iterator)->tp_iternext(iterator);
    if (pyi_likely(result != NULL)) {
        PUSH(result);
        NEXT(FOR_ITER);
    }
    if (_PyErr_Occurred(ts)) {
        if (!_PyErr_ExceptionMatches(ts, PyExc_StopIteration)) {
            goto error;
        }
        if (pyi_unlikely(pyi_watched)) {
            pyi_monitor_exception(ts, frame, ip, PYI_EVENT_RAISE);
            pyi_trace_exception(ts, frame);
        }
        _PyErr_Clear(ts);
    }
    LEAVE_LOOP();
}

#if PYI_312
/* The layouts of these iterators are known; their owners read and write the same fields. */
FORM(ITER_LIST) {
    _PyListIterObject *iterator = (_PyListIterObject *)TOP;
    GUARD(FOR_ITER, Py_IS_TYPE(iterator, &PyListIter_Type));
    PyListObject *list = iterator->it_seq;
    if (pyi_likely(list != NULL)) {
        if (pyi_likely((size_t)iterator->it_index < (size_t)PyList_GET_SIZE(list))) {
            PUSH(Py_NewRef(PyList_GET_ITEM(list, iterator->it_index++)));
            NEXT(FOR_ITER);
        }
        iterator->it_seq = NULL;
        Py_DECREF(list);
    }
    LEAVE_LOOP();
}

FORM(ITER_TUPLE) {
    _PyTupleIterObject *iterator = (_PyTupleIterObject *)TOP;
    GUARD(FOR_ITER, Py_IS_TYPE(iterator, &PyTupleIter_Type));
    PyTupleObject *tuple = iterator->it_seq;
    if (pyi_likely(tuple != NULL)) {
        if (pyi_likely(iterator->it_index < PyTuple_GET_SIZE(tuple))) {
            PUSH(Py_NewRef(PyTuple_GET_ITEM(tuple, iterator->it_index++)));
            NEXT(FOR_ITER);
        }
        iterator->it_seq = NULL;
        Py_DECREF(tuple);
    }
    LEAVE_LOOP();
}

FORM(ITER_RANGE) {
    _PyRangeIterObject *iterator = (_PyRangeIterObject *)TOP;
    GUARD(FOR_ITER, Py_IS_TYPE(iterator, &PyRangeIter_Type));
    if (pyi_unlikely(iterator->len <= 0)) {
        LEAVE_LOOP();
    }
    long value = iterator->start;
    iterator->start = value + iterator->step;
    iterator->len--;
    result = PyLong_FromLong(value);
    if (pyi_unlikely(result == NULL)) {
        goto error;
    }
    PUSH(result);
    NEXT(FOR_ITER);
}

TARGET(END_FOR) {
#  if PYI_313
    DROP(1);
#  else
    DROP(2);
#  endif
    NEXT(END_FOR);
}

TARGET(INTERPRETER_EXIT) { goto unknown_instruction; }
#endif

/* ---- return ----------------------------------------------------------------------------------------------- */

TARGET(RETURN_VALUE) {
    if (pyi_unlikely(pyi_watched) && pyi_trace_return(ts, frame, TOP) < 0) {
        goto return_failed;
    }
    result = POP();
    goto leave;
}

#if PYI_312
TARGET(RETURN_CONST) {
    if (pyi_unlikely(pyi_watched) && pyi_trace_return(ts, frame, consts[oparg]) < 0) {
        goto return_failed;
    }
    result = Py_NewRef(consts[oparg]);
    goto leave;
}
#endif
