/* SPDX-License-Identifier: Apache-2.0 */
/* ops_exceptions.h: raise, except, with. */

TARGET(RAISE_VARARGS) {
    PyObject *cause = oparg > 1 ? POP() : NULL;
    PyObject *exc = oparg > 0 ? POP() : NULL;
    if (vm_raise(ts, exc, cause) == 1) {
        goto reraise; /* again what is being handled: its place is known */
    }
    goto error;
}

TARGET(RERAISE) {
    if (oparg != 0) {
        PyObject *position = sp[-1 - (int)oparg]; /* None: there was no memory for it */
        if (PyLong_Check(position)) {
            PYI_FRAME_POS(frame) = _PyCode_CODE(code) + PyLong_AsLong(position);
        }
    }
    pyi_exception_set(ts, POP());
    kwnames = NULL;
    goto reraise;
}

TARGET(PUSH_EXC_INFO) {
    PyObject *exc = TOP;
    _PyErr_StackItem *item = ts->exc_info;
    TOP = item->exc_value != NULL ? item->exc_value : Py_NewRef(Py_None);
    item->exc_value = Py_NewRef(exc);
    PUSH(exc);
    NEXT(PUSH_EXC_INFO);
}

TARGET(POP_EXCEPT) {
    _PyErr_StackItem *item = ts->exc_info;
    PyObject *old = item->exc_value;
    PyObject *before = POP();
    item->exc_value = before == Py_None ? NULL : before; /* NULL: look further out */
    Py_XDECREF(old);
    NEXT(POP_EXCEPT);
}

TARGET(CHECK_EXC_MATCH) {
    if (vm_check_exception_class(TOP) < 0) {
        goto error;
    }
    bool matches = PyErr_GivenExceptionMatches(SECOND, TOP);
    REPLACE_TOP(Py_NewRef(matches ? Py_True : Py_False));
    NEXT(CHECK_EXC_MATCH);
}

TARGET(CHECK_EG_MATCH) {
    PyObject *match = NULL, *rest = NULL;
    if (vm_check_group_class(TOP) < 0 || vm_group_match(SECOND, TOP, &match, &rest) < 0) {
        goto error;
    }
    if (match != Py_None) {
        PyErr_SetHandledException(match);
    }
    PyObject *exc = SECOND, *type = TOP;
    SECOND = rest;
    TOP = match;
    Py_DECREF(exc);
    Py_DECREF(type);
    NEXT(CHECK_EG_MATCH);
}

#if !PYI_312
TARGET(PREP_RERAISE_STAR) {
    result = _PyExc_PrepReraiseStar(SECOND, TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TWO(result);
    NEXT(PREP_RERAISE_STAR);
}

TARGET(PRINT_EXPR) {
    result = vm_print_expr(TOP);
    if (result == NULL) {
        goto error;
    }
    Py_DECREF(result);
    DROP(1);
    NEXT(PRINT_EXPR);
}
#endif

TARGET(LOAD_ASSERTION_ERROR) {
    PUSH(Py_NewRef(PyExc_AssertionError));
    NEXT(LOAD_ASSERTION_ERROR);
}

/* ---- with ------------------------------------------------------------------------------------------ */

TARGET(BEFORE_WITH) {
    PyObject *exit, *entered;
    if (vm_enter(TOP, false, &exit, &entered) < 0) {
        goto error;
    }
    REPLACE_TOP(exit);
    PUSH(entered);
    NEXT(BEFORE_WITH);
}

TARGET(BEFORE_ASYNC_WITH) {
    PyObject *exit, *entered;
    if (vm_enter(TOP, true, &exit, &entered) < 0) {
        goto error;
    }
    REPLACE_TOP(exit);
    PUSH(entered);
    NEXT(BEFORE_ASYNC_WITH);
}

TARGET(WITH_EXCEPT_START) {
    /* from the top: the exception, the one handled before, the position, __exit__ */
    PyObject *exc = TOP;
    PyObject *traceback = PyException_GetTraceback(exc);
    PyObject *args[] = {NULL, (PyObject *)Py_TYPE(exc), exc, traceback ? traceback : Py_None};
    result = PyObject_Vectorcall(sp[-4], args + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_XDECREF(traceback);
    if (result == NULL) {
        goto error;
    }
    PUSH(result);
    NEXT(WITH_EXCEPT_START);
}
