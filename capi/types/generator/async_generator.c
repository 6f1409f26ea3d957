/* SPDX-License-Identifier: Apache-2.0 */
/* async_generator: a coroutine function that yields. Its methods give awaitables, which run it until
 * it yields a value (that ends the awaitable) or awaits something (which goes on to the event loop).
 * Layout     PyAsyncGenObject, which is a PyGenObject; a value it yields comes wrapped, so that it
 *            can be told from what is awaited
 * Contract   docs.python.org/3/reference/expressions.html#asynchronous-generator-functions
 */
#include "generator.h"

#include <structmember.h>

/* ---- wrapped values ------------------------------------------------------------------------------------ */

typedef struct {
    PyObject_HEAD
    PyObject *value; /* owned */
} wrapped_value;

static void wrapped_dealloc(wrapped_value *self) {
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->value);
    PyObject_GC_Del(self);
}

static int wrapped_traverse(wrapped_value *self, visitproc visit, void *arg) {
    Py_VISIT(self->value);
    return 0;
}

PyTypeObject _PyAsyncGenWrappedValue_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "async_generator_wrapped_value",
    .tp_basicsize = sizeof(wrapped_value),
    .tp_dealloc = (destructor)wrapped_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)wrapped_traverse,
};
PYI_TYPE(_PyAsyncGenWrappedValue_Type);

static bool is_wrapped(PyObject *op) { return Py_IS_TYPE(op, &_PyAsyncGenWrappedValue_Type); }

/* new */
#if PYI_312
PyObject *_PyAsyncGenValueWrapperNew(PyThreadState *ts, PyObject *value) {
    (void)ts;
#else
PyObject *_PyAsyncGenValueWrapperNew(PyObject *value) {
#endif
    wrapped_value *self = PyObject_GC_New(wrapped_value, &_PyAsyncGenWrappedValue_Type);
    if (self != NULL) {
        self->value = Py_NewRef(value);
        PyObject_GC_Track(self);
    }
    return (PyObject *)self;
}

/* Takes what the generator gave: a value ends the awaitable, by StopIteration; what is awaited goes on. */
static PyObject *unwrap(PyAsyncGenObject *gen, PyObject *result) {
    if (result == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetNone(PyExc_StopAsyncIteration);
        }
        if (PyErr_ExceptionMatches(PyExc_StopAsyncIteration) ||
            PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
            gen->ag_closed = 1;
        }
        gen->ag_running_async = 0;
        return NULL;
    }
    if (!is_wrapped(result)) {
        return result;
    }
    _PyGen_SetStopIterationValue(((wrapped_value *)result)->value);
    Py_DECREF(result);
    gen->ag_running_async = 0;
    return NULL;
}

/* ---- awaitables ------------------------------------------------------------------------------------------ */

typedef enum { INITIAL, ITERATING, CLOSED } awaitable_state;

/* asend() and __anext__(): argument is what is sent, NULL for None.
 * athrow(): argument is the tuple of the exception; aclose(): NULL. */
typedef struct {
    PyObject_HEAD
    PyAsyncGenObject *gen; /* owned */
    PyObject *argument;    /* owned, or NULL */
    awaitable_state state;
} awaitable;

static PyObject *awaitable_new(PyTypeObject *type, PyAsyncGenObject *gen, PyObject *argument) {
    awaitable *self = PyObject_GC_New(awaitable, type);
    if (self != NULL) {
        self->gen = (PyAsyncGenObject *)Py_NewRef(gen);
        self->argument = Py_XNewRef(argument);
        self->state = INITIAL;
        PyObject_GC_Track(self);
    }
    return (PyObject *)self;
}

static void awaitable_dealloc(awaitable *self) {
#if PYI_313
    if (PyObject_CallFinalizerFromDealloc((PyObject *)self) < 0) {
        return;
    }
#endif
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->gen);
    Py_CLEAR(self->argument);
    PyObject_GC_Del(self);
}

static int awaitable_traverse(awaitable *self, visitproc visit, void *arg) {
    Py_VISIT(self->gen);
    Py_VISIT(self->argument);
    return 0;
}

/* Marks the generator as busy for a new awaitable. False with an exception when it is already. */
static bool begin(awaitable *self, const char *name) {
    if (self->gen->ag_running_async) {
        self->state = CLOSED;
        PyErr_Format(PyExc_RuntimeError, "%s: asynchronous generator is already running", name);
        return false;
    }
    self->state = ITERATING;
    self->gen->ag_running_async = 1;
    return true;
}

static PyObject *cannot_reuse(const char *what) {
    PyErr_Format(PyExc_RuntimeError, "cannot reuse already awaited %s", what);
    return NULL;
}

/* ---- asend -------------------------------------------------------------------------------------------------- */

static PyObject *asend_send(awaitable *self, PyObject *arg) {
    if (self->state == CLOSED) {
        return cannot_reuse("__anext__()/asend()");
    }
    if (self->state == INITIAL) {
        if (!begin(self, "anext()")) {
            return NULL;
        }
        if (arg == NULL || arg == Py_None) {
            arg = self->argument;
        }
    }
    self->gen->ag_running_async = 1;
    PyObject *result = pyi_gen_send((PyGenObject *)self->gen, arg == NULL ? Py_None : arg);
    result = unwrap(self->gen, result);
    if (result == NULL) {
        self->state = CLOSED;
    }
    return result;
}

static PyObject *asend_next(awaitable *self) { return asend_send(self, NULL); }

static PyObject *asend_throw(awaitable *self, PyObject *const *args, Py_ssize_t nargs) {
    if (self->state == CLOSED) {
        return cannot_reuse("__anext__()/asend()");
    }
#if PYI_313
    if (self->state == INITIAL && !begin(self, "anext()")) {
        return NULL;
    }
#endif
    PyObject *result = pyi_gen_throw_method((PyGenObject *)self->gen, args, nargs);
    result = unwrap(self->gen, result);
    if (result == NULL) {
        self->state = CLOSED;
    }
    return result;
}

#if PYI_313
/* new None, or NULL: what throwing GeneratorExit into an awaitable came to */
static PyObject *finish_close(PyObject *result) {
    if (result == NULL) {
        if (PyErr_ExceptionMatches(PyExc_StopIteration) ||
            PyErr_ExceptionMatches(PyExc_StopAsyncIteration) ||
            PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
            PyErr_Clear();
            Py_RETURN_NONE;
        }
        return NULL;
    }
    Py_DECREF(result);
    PyErr_SetString(PyExc_RuntimeError, "coroutine ignored GeneratorExit");
    return NULL;
}
#endif

static PyObject *asend_close(awaitable *self, PyObject *unused) {
    (void)unused;
#if PYI_313
    if (self->state == CLOSED) {
        Py_RETURN_NONE;
    }
    return finish_close(asend_throw(self, &PyExc_GeneratorExit, 1));
#else
    self->state = CLOSED;
    Py_RETURN_NONE;
#endif
}

#if PYI_313
static void asend_finalize(awaitable *self) {
    if (self->state == CLOSED || self->state == ITERATING) {
        return;
    }
    _PyErr_WarnUnawaitedAgenMethod(self->gen, PYI_NAME("asend"));
}
#endif

static PyMethodDef asend_methods[] = {
    {"send", (PyCFunction)asend_send, METH_O, PYI_GEN_SIGNATURE("send", "($self, object, /)")},
    {"throw", PYI_FASTCALL(asend_throw), METH_FASTCALL, NULL},
    {"close", (PyCFunction)asend_close, METH_NOARGS, PYI_GEN_SIGNATURE("close", "($self, /)")},
    {NULL, NULL, 0, NULL},
};

static PyAsyncMethods awaitable_as_async = {.am_await = PyObject_SelfIter};

PyTypeObject _PyAsyncGenASend_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "async_generator_asend",
    .tp_basicsize = sizeof(awaitable),
    .tp_dealloc = (destructor)awaitable_dealloc,
    .tp_as_async = &awaitable_as_async,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)awaitable_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)asend_next,
    .tp_methods = asend_methods,
#if PYI_313
    .tp_finalize = (destructor)asend_finalize,
#endif
};
PYI_TYPE(_PyAsyncGenASend_Type);

/* ---- athrow and aclose ----------------------------------------------------------------------------------------- */

static PyObject *athrow_ignored(awaitable *self) {
    self->gen->ag_running_async = 0;
    self->state = CLOSED;
    PyErr_SetString(PyExc_RuntimeError, "async generator ignored GeneratorExit");
    return NULL;
}

/* An exception is set. The end of the generator is the end of aclose(). */
static PyObject *athrow_ended(awaitable *self) {
    self->gen->ag_running_async = 0;
    self->state = CLOSED;
    if (self->argument == NULL && (PyErr_ExceptionMatches(PyExc_StopAsyncIteration) ||
                                   PyErr_ExceptionMatches(PyExc_GeneratorExit))) {
        PyErr_Clear();
        PyErr_SetNone(PyExc_StopIteration);
    }
    return NULL;
}

/* what aclose() makes of what the generator gave */
static PyObject *aclose_result(awaitable *self, PyObject *result) {
    if (result == NULL) {
        return athrow_ended(self);
    }
    if (is_wrapped(result)) {
        Py_DECREF(result);
        return athrow_ignored(self);
    }
    return result;
}

static PyObject *athrow_begin(awaitable *self, PyObject *arg) {
    PyGenObject *gen = (PyGenObject *)self->gen;
    if (self->gen->ag_running_async) {
        begin(self, self->argument == NULL ? "aclose()" : "athrow()");
        return NULL;
    }
    if (self->gen->ag_closed) {
        self->state = CLOSED;
        PyErr_SetNone(PyExc_StopAsyncIteration);
        return NULL;
    }
    if (arg != Py_None) {
        PyErr_SetString(PyExc_RuntimeError,
                        "can't send non-None value to a just-started coroutine");
        return NULL;
    }
    begin(self, "");
    if (self->argument == NULL) {
        self->gen->ag_closed = 1;
        return aclose_result(self, pyi_gen_throw(gen, false, PyExc_GeneratorExit, NULL, NULL));
    }
    PyObject *type, *value = NULL, *traceback = NULL;
    if (!PyArg_UnpackTuple(self->argument, "athrow", 1, 3, &type, &value, &traceback)) {
        return NULL;
    }
    PyObject *result = unwrap(self->gen, pyi_gen_throw(gen, false, type, value, traceback));
    return result != NULL ? result : athrow_ended(self);
}

static PyObject *athrow_send(awaitable *self, PyObject *arg) {
    PyGenObject *gen = (PyGenObject *)self->gen;
    if (self->state == CLOSED) {
        return cannot_reuse("aclose()/athrow()");
    }
    if (gen->gi_frame_state >= FRAME_COMPLETED) {
        self->state = CLOSED;
        PyErr_SetNone(PyExc_StopIteration);
        return NULL;
    }
    if (self->state == INITIAL) {
        return athrow_begin(self, arg);
    }
    PyObject *result = pyi_gen_send(gen, arg);
    if (self->argument != NULL) {
        return unwrap(self->gen, result);
    }
    return aclose_result(self, result);
}

static PyObject *athrow_next(awaitable *self) { return athrow_send(self, Py_None); }

static PyObject *athrow_throw(awaitable *self, PyObject *const *args, Py_ssize_t nargs) {
    if (self->state == CLOSED) {
        return cannot_reuse("aclose()/athrow()");
    }
#if PYI_313
    if (self->state == INITIAL &&
        !begin(self, self->argument == NULL ? "aclose()" : "athrow()")) {
        return NULL;
    }
#endif
    PyObject *result = pyi_gen_throw_method((PyGenObject *)self->gen, args, nargs);
    if (self->argument != NULL) {
        result = unwrap(self->gen, result);
        if (result == NULL) {
            self->state = CLOSED;
        }
        return result;
    }
    if (result != NULL && is_wrapped(result)) {
        Py_DECREF(result);
        return athrow_ignored(self);
    }
    if (result == NULL) {
        self->state = CLOSED;
        if (PyErr_ExceptionMatches(PyExc_StopAsyncIteration) ||
            PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
            PyErr_Clear();
            PyErr_SetNone(PyExc_StopIteration);
        }
    }
    return result;
}

static PyObject *athrow_close(awaitable *self, PyObject *unused) {
    (void)unused;
#if PYI_313
    if (self->state == CLOSED) {
        Py_RETURN_NONE;
    }
    return finish_close(athrow_throw(self, &PyExc_GeneratorExit, 1));
#else
    self->state = CLOSED;
    Py_RETURN_NONE;
#endif
}

#if PYI_313
static void athrow_finalize(awaitable *self) {
    if (self->state != INITIAL) {
        return;
    }
    PyObject *name = self->argument != NULL ? PYI_NAME("athrow") : PYI_NAME("aclose");
    _PyErr_WarnUnawaitedAgenMethod(self->gen, name);
}
#endif

static PyMethodDef athrow_methods[] = {
    {"send", (PyCFunction)athrow_send, METH_O, PYI_GEN_SIGNATURE("send", "($self, object, /)")},
    {"throw", PYI_FASTCALL(athrow_throw), METH_FASTCALL, NULL},
    {"close", (PyCFunction)athrow_close, METH_NOARGS, PYI_GEN_SIGNATURE("close", "($self, /)")},
    {NULL, NULL, 0, NULL},
};

PyTypeObject _PyAsyncGenAThrow_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "async_generator_athrow",
    .tp_basicsize = sizeof(awaitable),
    .tp_dealloc = (destructor)awaitable_dealloc,
    .tp_as_async = &awaitable_as_async,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)awaitable_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)athrow_next,
    .tp_methods = athrow_methods,
#if PYI_313
    .tp_finalize = (destructor)athrow_finalize,
#endif
};
PYI_TYPE(_PyAsyncGenAThrow_Type);

/* ---- the generator: methods ---------------------------------------------------------------------------------------- */

/* The event loop hears of a generator when it is first used. */
static int init_hooks(PyAsyncGenObject *self) {
    if (self->ag_hooks_inited) {
        return 0;
    }
    self->ag_hooks_inited = 1;
    PyThreadState *ts = PyThreadState_Get();
    self->ag_origin_or_finalizer = Py_XNewRef(ts->async_gen_finalizer);
    PyObject *firstiter = ts->async_gen_firstiter;
    if (firstiter == NULL) {
        return 0;
    }
    Py_INCREF(firstiter);
    PyObject *result = PyObject_CallOneArg(firstiter, (PyObject *)self);
    Py_DECREF(firstiter);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static PyObject *agen_anext(PyAsyncGenObject *self) {
    return init_hooks(self) < 0 ? NULL : awaitable_new(&_PyAsyncGenASend_Type, self, NULL);
}

static PyObject *agen_asend(PyAsyncGenObject *self, PyObject *arg) {
    return init_hooks(self) < 0 ? NULL : awaitable_new(&_PyAsyncGenASend_Type, self, arg);
}

static PyObject *agen_aclose(PyAsyncGenObject *self, PyObject *unused) {
    (void)unused;
    return init_hooks(self) < 0 ? NULL : awaitable_new(&_PyAsyncGenAThrow_Type, self, NULL);
}

static PyObject *agen_athrow(PyAsyncGenObject *self, PyObject *args) {
#if PYI_312
    if (PyTuple_GET_SIZE(args) > 1 &&
        PyErr_WarnEx(PyExc_DeprecationWarning,
                     "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg"
                     " signature instead.",
                     1) < 0) {
        return NULL;
    }
#endif
    return init_hooks(self) < 0 ? NULL : awaitable_new(&_PyAsyncGenAThrow_Type, self, args);
}

static PyObject *agen_repr(PyAsyncGenObject *self) {
    return PyUnicode_FromFormat("<async_generator object %S at %p>", self->ag_qualname, self);
}

static PyMethodDef agen_methods[] = {
    {"asend", (PyCFunction)agen_asend, METH_O, PYI_GEN_SIGNATURE("asend", "($self, object, /)")},
    {"athrow", (PyCFunction)agen_athrow, METH_VARARGS, NULL},
    {"aclose", (PyCFunction)agen_aclose, METH_NOARGS, PYI_GEN_SIGNATURE("aclose", "($self, /)")},
    {"__sizeof__", (PyCFunction)pyi_gen_sizeof, METH_NOARGS, NULL},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef agen_getset[] = {
    {"__name__", (getter)pyi_gen_get_name, (setter)pyi_gen_set_name, NULL, NULL},
    {"__qualname__", (getter)pyi_gen_get_qualname, (setter)pyi_gen_set_qualname, NULL, NULL},
    {"ag_await", (getter)pyi_gen_get_delegate, NULL, NULL, NULL},
    {"ag_frame", (getter)pyi_gen_get_frame, NULL, NULL, NULL},
    {"ag_code", (getter)pyi_gen_get_code, NULL, NULL, NULL},
#if PYI_312
    {"ag_suspended", (getter)pyi_gen_get_suspended, NULL, NULL, NULL},
#endif
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef agen_members[] = {
    {"ag_running", T_BOOL, offsetof(PyAsyncGenObject, ag_running_async), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyAsyncMethods agen_as_async = {
    .am_aiter = PyObject_SelfIter,
    .am_anext = (unaryfunc)agen_anext,
    .am_send = pyi_gen_am_send,
};

PyTypeObject PyAsyncGen_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "async_generator",
    .tp_basicsize = PYI_GEN_SIZE,
    .tp_itemsize = sizeof(PyObject *),
    .tp_dealloc = (destructor)pyi_gen_dealloc,
    .tp_as_async = &agen_as_async,
    .tp_repr = (reprfunc)agen_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)pyi_gen_traverse,
    .tp_weaklistoffset = offsetof(PyAsyncGenObject, ag_weakreflist),
    .tp_methods = agen_methods,
    .tp_members = agen_members,
    .tp_getset = agen_getset,
    .tp_finalize = _PyGen_Finalize,
};
PYI_TYPE(PyAsyncGen_Type);

/* ---- public functions ---------------------------------------------------------------------------------------------- */

/* new; steals the frame object */
PyObject *PyAsyncGen_New(PyFrameObject *frame, PyObject *name, PyObject *qualname) {
    return (PyObject *)pyi_gen_from_frame(&PyAsyncGen_Type, frame, name, qualname);
}

/* nothing is kept for later use */
void _PyAsyncGen_Fini(PyInterpreterState *interp) { (void)interp; }
