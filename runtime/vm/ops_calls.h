/* SPDX-License-Identifier: Apache-2.0 */
/* ops_calls.h: calls.
 *
 * On the stack for a call with n arguments, up to 3.12:   NULL callable args...
 *                                                  or:   method self args...
 * since 3.13:   callable NULL args...   or   method self args...
 */

/* What is called, where its arguments begin and how many they are with the receiver. */
#if PYI_313
#  define CALL_OPERANDS()                                                                          \
      PyObject **base = sp - oparg - 2;                                                            \
      PyObject *callable = base[0];                                                                \
      PyObject **args = base[1] != NULL ? base + 1 : base + 2;                                     \
      Py_ssize_t nargs = sp - args
#else
#  define CALL_OPERANDS()                                                                          \
      PyObject **base = sp - oparg - 2;                                                            \
      PyObject *callable = base[0] != NULL ? base[0] : base[1];                                    \
      PyObject **args = base[0] != NULL ? base + 1 : base + 2;                                     \
      Py_ssize_t nargs = sp - args
#endif

#define FINISH_CALL()                                                                              \
    do {                                                                                           \
        while (sp > base + 1) {                                                                    \
            PyObject *op_ = POP();                                                                 \
            Py_XDECREF(op_);                                                                       \
        }                                                                                          \
        PyObject *first_ = base[0];                                                                \
        base[0] = result;                                                                          \
        Py_XDECREF(first_);                                                                        \
    } while (0)

#if PYI_312
#  define RETURN_TO(name) (frame->return_offset = 1 + VM_CACHE_##name)
#else
#  define RETURN_TO(name) ((void)0)
#endif

/* A bound method on the stack becomes its function and its receiver. */
#define UNBIND_METHOD()                                                                          \
      if (args == base + 2 && Py_IS_TYPE(callable, &PyMethod_Type)) {                              \
          base[1] = Py_NewRef(PyMethod_GET_SELF(callable));                                        \
          base[0] = Py_NewRef(PyMethod_GET_FUNCTION(callable));                                    \
          Py_DECREF(callable);                                                                     \
          callable = base[0];                                                                      \
          args = base + 1;                                                                         \
          nargs++;                                                                                 \
      }

#if !PYI_313
PURE(KW_NAMES) {
    kwnames = consts[oparg];
    NEXT(KW_NAMES);
}
#endif
#if !PYI_312
PURE(PRECALL) { NEXT(PRECALL); }
#endif

TARGET(CALL) {
    CALL_OPERANDS();
    WARM_UP(vm_specialize_call(callable, args == base + 1, (int)nargs, ip, kwnames != NULL));
    UNBIND_METHOD();
    if (vm_is_interpreted(ts, callable)) {
        PyObject *keywords = kwnames;
        kwnames = NULL;
        Py_ssize_t positional = keywords == NULL ? nargs : nargs - PyTuple_GET_SIZE(keywords);
        sp = base; /* function and arguments are the frame's */
        callee = vm_push_call(ts, (PyFunctionObject *)callable, args, positional, keywords);
        if (callee == NULL) {
            goto error;
        }
        RETURN_TO(CALL);
        goto enter;
    }
    Py_ssize_t positional = kwnames == NULL ? nargs : nargs - PyTuple_GET_SIZE(kwnames);
    size_t nargsf = (size_t)positional | PY_VECTORCALL_ARGUMENTS_OFFSET;
    if (pyi_unlikely(pyi_watched)) {
        result = pyi_trace_c_call(ts, frame, callable, args, nargsf, kwnames);
    } else {
        result = PyObject_Vectorcall(callable, args, nargsf, kwnames);
    }
    kwnames = NULL;
    if (result == NULL) {
        goto error;
    }
    FINISH_CALL();
    CHECK_BREAKER();
    NEXT(CALL);
}

#define CALL_GUARD(condition) GUARD(CALL, condition)

/* a function, not bound: positional arguments that are exactly its parameters */
FORM(CALL_FUNCTION) {
    CALL_OPERANDS();
    CALL_GUARD(Py_IS_TYPE(callable, &PyFunction_Type) && kwnames == NULL);
    PyFunctionObject *func = (PyFunctionObject *)callable;
    CALL_GUARD(func->vectorcall == _PyFunction_Vectorcall && ts->interp->eval_frame == NULL &&
               vm_binds_exactly((PyCodeObject *)func->func_code, nargs));
    sp = base;
    callee = vm_push_exact(ts, func, args, nargs);
    if (pyi_unlikely(callee == NULL)) {
        goto error;
    }
    RETURN_TO(CALL);
    goto enter;
}

/* a bound method of such a function */
FORM(CALL_METHOD) {
    CALL_OPERANDS();
    CALL_GUARD(args == base + 2 && Py_IS_TYPE(callable, &PyMethod_Type) && kwnames == NULL);
    PyFunctionObject *func = (PyFunctionObject *)PyMethod_GET_FUNCTION(callable);
    CALL_GUARD(vm_is_interpreted(ts, (PyObject *)func) &&
               vm_binds_exactly((PyCodeObject *)func->func_code, nargs + 1));
    base[1] = Py_NewRef(PyMethod_GET_SELF(callable));
    Py_INCREF(func);
    Py_DECREF(callable);
    sp = base;
    callee = vm_push_exact(ts, func, base + 1, nargs + 1);
    if (pyi_unlikely(callee == NULL)) {
        goto error;
    }
    RETURN_TO(CALL);
    goto enter;
}

#if PYI_312
/* An instance is made here, and its __init__ goes on in this interpreter. */
FORM(CALL_CLASS) {
    CALL_OPERANDS();
    PyTypeObject *type = (PyTypeObject *)callable;
    CALL_GUARD(args == base + 2 && Py_IS_TYPE(callable, &PyType_Type) && kwnames == NULL &&
               type->tp_version_tag == vm_version_of(vm_cache(ip) + 1));
    PyObject *init = _PyType_Lookup(type, PYI_NAME("__init__"));
    CALL_GUARD(vm_is_interpreted(ts, init) &&
               vm_binds_exactly((PyCodeObject *)((PyFunctionObject *)init)->func_code, nargs + 1));
    Py_INCREF(init);
    PyObject *self = type->tp_alloc(type, 0);
#  if !PYI_313 /* since then a part of allocating */
    if (self != NULL && PyType_HasFeature(type, Py_TPFLAGS_MANAGED_DICT) &&
        _PyObject_InitializeDict(self) < 0) {
        Py_CLEAR(self);
    }
#  endif
    if (pyi_unlikely(self == NULL)) {
        Py_DECREF(init);
        goto error;
    }
    base[1] = Py_NewRef(self);
    base[0] = self;
    sp = base + 1;
    callee = vm_push_exact(ts, (PyFunctionObject *)init, base + 1, nargs + 1);
    Py_DECREF(type);
    if (pyi_unlikely(callee == NULL)) {
        goto error;
    }
    frame->return_offset = (1 + VM_CACHE_CALL) | VM_INIT_CALL;
    goto enter;
}
#endif

/* Calls of C functions keep the recursion count of the C stack, as their vectorcalls do. */
#define CALL_C(expression)                                                                         \
    do {                                                                                           \
        if (pyi_unlikely(_Py_EnterRecursiveCallTstate(ts, " while calling a Python object"))) {    \
            goto error;                                                                            \
        }                                                                                          \
        result = (expression);                                                                     \
        _Py_LeaveRecursiveCallTstate(ts);                                                          \
        if (pyi_unlikely(result == NULL)) {                                                        \
            goto error;                                                                            \
        }                                                                                          \
        FINISH_CALL();                                                                             \
        CHECK_BREAKER();                                                                           \
        NEXT(CALL);                                                                                \
    } while (0)

FORM(CALL_BUILTIN_O) {
    CALL_OPERANDS();
    CALL_GUARD(nargs == 1 && PyCFunction_CheckExact(callable) && kwnames == NULL &&
               PyCFunction_GET_FLAGS(callable) == METH_O);
    CALL_C(PyCFunction_GET_FUNCTION(callable)(PyCFunction_GET_SELF(callable), args[0]));
}

FORM(CALL_BUILTIN_FAST) {
    CALL_OPERANDS();
    CALL_GUARD(PyCFunction_CheckExact(callable) && kwnames == NULL &&
               PyCFunction_GET_FLAGS(callable) == METH_FASTCALL);
    CALL_C(((_PyCFunctionFast)(void (*)(void))PyCFunction_GET_FUNCTION(callable))(
        PyCFunction_GET_SELF(callable), args, nargs));
}

/* a method of a built-in type and its receiver, of that very type or one that inherits it */
#define DESCR_FORM(form, flags, condition, call)                                                   \
    FORM(form) {                                                                                   \
        CALL_OPERANDS();                                                                           \
        PyMethodDescrObject *descr = (PyMethodDescrObject *)callable;                              \
        CALL_GUARD(args == base + 1 && Py_IS_TYPE(callable, &PyMethodDescr_Type) &&                \
                   kwnames == NULL && descr->d_method->ml_flags == (flags) && (condition) &&       \
                   PyObject_TypeCheck(args[0], PyDescr_TYPE(descr)));                              \
        PyCFunction function = descr->d_method->ml_meth;                                           \
        CALL_C(call);                                                                              \
    }

DESCR_FORM(CALL_DESCR_O, METH_O, nargs == 2, function(args[0], args[1]))
DESCR_FORM(CALL_DESCR_NOARGS, METH_NOARGS, nargs == 1, function(args[0], NULL))
DESCR_FORM(CALL_DESCR_FAST, METH_FASTCALL, true,
           ((_PyCFunctionFast)(void (*)(void))function)(args[0], args + 1, nargs - 1))

#if PYI_313
TARGET(CALL_KW) {
    PyObject *keywords = POP(); /* a constant */
    CALL_OPERANDS();
    UNBIND_METHOD();
    Py_ssize_t positional = nargs - PyTuple_GET_SIZE(keywords);
    if (vm_is_interpreted(ts, callable)) {
        sp = base;
        callee = vm_push_call(ts, (PyFunctionObject *)callable, args, positional, keywords);
        Py_DECREF(keywords);
        if (callee == NULL) {
            goto error;
        }
        RETURN_TO(CALL_KW);
        goto enter;
    }
    size_t nargsf = (size_t)positional | PY_VECTORCALL_ARGUMENTS_OFFSET;
    if (pyi_unlikely(pyi_watched)) {
        result = pyi_trace_c_call(ts, frame, callable, args, nargsf, keywords);
    } else {
        result = PyObject_Vectorcall(callable, args, nargsf, keywords);
    }
    Py_DECREF(keywords);
    if (result == NULL) {
        goto error;
    }
    FINISH_CALL();
    CHECK_BREAKER();
    NEXT(CALL_KW);
}
#endif

TARGET(CALL_FUNCTION_EX) {
    PyObject **base = sp - 3 - (oparg & 1);
    PyObject *keywords = oparg & 1 ? TOP : NULL;
    PyObject **place = &sp[-1 - (int)(oparg & 1)];
#if PYI_313
    PyObject *callable = base[0];
#else
    PyObject *callable = base[1];
#endif
    if (!PyTuple_CheckExact(*place)) {
        PyObject *tuple = vm_positional_tuple(callable, *place);
        if (tuple == NULL) {
            goto error;
        }
        Py_SETREF(*place, tuple);
    }
    PyObject *positional = *place;
    if (pyi_unlikely(pyi_watched) && pyi_trace_expanded(ts, frame, callable, positional) < 0) {
        goto error;
    }
    if (vm_is_interpreted(ts, callable)) {
        callee = vm_push_expanded(ts, (PyFunctionObject *)callable, positional, keywords);
        if (callee == NULL) {
            goto error;
        }
        DROP(3 + (oparg & 1));
        RETURN_TO(CALL_FUNCTION_EX);
        goto enter;
    }
    if (pyi_unlikely(pyi_watched)) {
        result = pyi_trace_c_call_expanded(ts, frame, callable, positional, keywords);
    } else {
        result = PyObject_Call(callable, positional, keywords);
    }
    if (result == NULL) {
        goto error;
    }
    FINISH_CALL();
    CHECK_BREAKER();
    NEXT(CALL_FUNCTION_EX);
}

#if PYI_312
TARGET(CALL_INTRINSIC_1) {
    result = vm_intrinsic_1(ts, frame, (int)oparg, TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TOP(result);
    NEXT(CALL_INTRINSIC_1);
}

TARGET(CALL_INTRINSIC_2) {
    result = vm_intrinsic_2(ts, (int)oparg, SECOND, TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TWO(result);
    NEXT(CALL_INTRINSIC_2);
}
#endif
