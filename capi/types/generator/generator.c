/* SPDX-License-Identifier: Apache-2.0 */
/* generator: a function that is suspended at its yields.
 * Layout     PyGenObject; the frame, with locals and stack, lies at its end
 * Collected  yes: a local can refer to the generator
 * Contract   docs.python.org/3/c-api/gen.html
 */
#include "generator.h"

/* ---- life ---------------------------------------------------------------------------------------------- */

static PyGenObject *gen_alloc(PyTypeObject *type, PyCodeObject *code, PyObject *name,
                              PyObject *qualname) {
    int slots = pyi_frame_size(code) - (int)FRAME_SPECIALS_SIZE;
    PyGenObject *self = PyObject_GC_NewVar(PyGenObject, type, slots);
    if (self == NULL) {
        return NULL;
    }
    self->gi_weakreflist = NULL;
    self->gi_name = Py_NewRef(name);
    self->gi_qualname = Py_NewRef(qualname);
    self->gi_exc_state.exc_value = NULL;
    self->gi_exc_state.previous_item = NULL;
    self->gi_origin_or_finalizer = NULL;
    self->gi_hooks_inited = 0;
    self->gi_closed = 0;
    self->gi_running_async = 0;
    self->gi_frame_state = FRAME_CLEARED;
#if PYI_313
    /* others ask the frame for its code before there is a frame */
    pyi_gen_frame(self)->f_executable = Py_NewRef(code);
#elif PYI_312
    pyi_gen_frame(self)->f_code = (PyCodeObject *)Py_NewRef(code);
#else
    self->gi_code = (PyCodeObject *)Py_NewRef(code);
#endif
    return self;
}

/* new: for a function that is being called; the caller moves the frame */
PyObject *_Py_MakeCoro(PyFunctionObject *func) {
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    int kind = code->co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR);
    PyTypeObject *type = kind == CO_GENERATOR   ? &PyGen_Type
                         : kind == CO_COROUTINE ? &PyCoro_Type
                                                : &PyAsyncGen_Type;
    PyGenObject *self = gen_alloc(type, code, func->func_name, func->func_qualname);
    if (self == NULL) {
        return NULL;
    }
#if PYI_312
    Py_DECREF(code); /* the frame that is moved here brings a reference of its own */
#endif
    if (kind == CO_COROUTINE) {
        PyThreadState *ts = PyThreadState_Get();
        int depth = ts->coroutine_origin_tracking_depth;
        if (depth > 0) {
            pyi_frame *caller = PYI_CURRENT_FRAME(ts)->previous;
            self->gi_origin_or_finalizer = pyi_coroutine_origin(depth, caller);
            if (self->gi_origin_or_finalizer == NULL) {
#if PYI_312
                Py_INCREF(code);
#endif
                Py_DECREF(self);
                return NULL;
            }
        }
    }
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

/* new; steals the frame object, whose frame becomes the generator's */
PyGenObject *pyi_gen_from_frame(PyTypeObject *type, PyFrameObject *frame, PyObject *name,
                                PyObject *qualname) {
    pyi_frame *source = frame->f_frame;
    PyCodeObject *code = pyi_frame_code(source);
    PyGenObject *self = gen_alloc(type, code, name != NULL ? name : code->co_name,
                                  qualname != NULL ? qualname : code->co_qualname);
    if (self == NULL) {
        Py_DECREF(frame);
        return NULL;
    }
#if PYI_312
    Py_DECREF(code);
#endif
    pyi_frame *own = pyi_gen_frame(self);
    _PyFrame_Copy(source, own);
    own->previous = NULL;
    own->owner = FRAME_OWNED_BY_GENERATOR;
    own->frame_obj = frame;
    frame->f_frame = own;
    self->gi_frame_state = FRAME_CREATED;
    PyObject_GC_Track(self);
    return self;
}

int pyi_gen_traverse(PyGenObject *self, visitproc visit, void *arg) {
#if !PYI_312
    Py_VISIT(self->gi_code);
#endif
    Py_VISIT(self->gi_name);
    Py_VISIT(self->gi_qualname);
    if (PyAsyncGen_CheckExact(self) || PyCoro_CheckExact(self)) {
        Py_VISIT(self->gi_origin_or_finalizer);
    }
    if (self->gi_frame_state < FRAME_CLEARED) {
        int status = _PyFrame_Traverse(pyi_gen_frame(self), visit, arg);
        if (status != 0) {
            return status;
        }
    }
#if PYI_313
    else {
        Py_VISIT(pyi_gen_frame(self)->f_executable);
    }
#endif
    /* it has the exception that it is handling */
    Py_VISIT(self->gi_exc_state.exc_value);
    return 0;
}

void pyi_gen_dealloc(PyGenObject *self) {
    PyObject_GC_UnTrack(self);
    if (self->gi_weakreflist != NULL) {
        PyObject_ClearWeakRefs((PyObject *)self);
    }
    PyObject_GC_Track(self);
    if (PyObject_CallFinalizerFromDealloc((PyObject *)self) < 0) {
        return; /* it lives again */
    }
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->gi_origin_or_finalizer);
    if (self->gi_frame_state < FRAME_CLEARED) {
        pyi_frame *frame = pyi_gen_frame(self);
        self->gi_frame_state = FRAME_CLEARED;
        frame->previous = NULL;
#if PYI_312
        Py_INCREF(pyi_frame_code(frame)); /* dropped below like that of one that has ended */
#endif
        pyi_frame_clear(frame);
    }
    Py_CLEAR(self->gi_exc_state.exc_value);
    Py_CLEAR(self->gi_name);
    Py_CLEAR(self->gi_qualname);
    Py_DECREF(pyi_gen_code(self));
    PyObject_GC_Del(self);
}

/* ---- slots ------------------------------------------------------------------------------------------------ */

static PyObject *gen_repr(PyGenObject *self) {
    return PyUnicode_FromFormat("<generator object %S at %p>", self->gi_qualname, self);
}

/* ---- methods ------------------------------------------------------------------------------------------------ */

PyObject *pyi_gen_sizeof(PyGenObject *self, PyObject *unused) {
    (void)unused;
    PyCodeObject *code = pyi_gen_code(self);
    size_t slots = (size_t)code->co_nlocalsplus + (size_t)code->co_stacksize;
    return PyLong_FromSize_t(PYI_GEN_SIZE + slots * sizeof(PyObject *));
}

static PyMethodDef gen_methods[] = {
    {"send", (PyCFunction)pyi_gen_send, METH_O, PYI_GEN_SIGNATURE("send", "($self, object, /)")},
    {"throw", PYI_FASTCALL(pyi_gen_throw_method), METH_FASTCALL, NULL},
    {"close", (PyCFunction)pyi_gen_close, METH_NOARGS, PYI_GEN_SIGNATURE("close", "($self, /)")},
    {"__sizeof__", (PyCFunction)pyi_gen_sizeof, METH_NOARGS, NULL},
#if PYI_313
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
#endif
    {NULL, NULL, 0, NULL},
};

/* ---- attributes --------------------------------------------------------------------------------------------- */

PyObject *pyi_gen_get_name(PyGenObject *self, void *closure) {
    (void)closure;
    return Py_NewRef(self->gi_name);
}

int pyi_gen_set_name(PyGenObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL || !PyUnicode_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__name__ must be set to a string object");
        return -1;
    }
    Py_XSETREF(self->gi_name, Py_NewRef(value));
    return 0;
}

PyObject *pyi_gen_get_qualname(PyGenObject *self, void *closure) {
    (void)closure;
    return Py_NewRef(self->gi_qualname);
}

int pyi_gen_set_qualname(PyGenObject *self, PyObject *value, void *closure) {
    (void)closure;
    if (value == NULL || !PyUnicode_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__qualname__ must be set to a string object");
        return -1;
    }
    Py_XSETREF(self->gi_qualname, Py_NewRef(value));
    return 0;
}

PyObject *pyi_gen_get_delegate(PyGenObject *self, void *closure) {
    (void)closure;
    PyObject *delegate = _PyGen_yf(self);
    return delegate != NULL ? delegate : Py_NewRef(Py_None);
}

PyObject *pyi_gen_get_running(PyGenObject *self, void *closure) {
    (void)closure;
    return PyBool_FromLong(self->gi_frame_state == FRAME_EXECUTING);
}

PyObject *pyi_gen_get_suspended(PyGenObject *self, void *closure) {
    (void)closure;
    return PyBool_FromLong(pyi_gen_suspended(self));
}

PyObject *pyi_gen_get_frame(PyGenObject *self, void *closure) {
    (void)closure;
#if PYI_312
    bool ended = self->gi_frame_state >= FRAME_COMPLETED;
#else
    bool ended = self->gi_frame_state == FRAME_CLEARED;
#endif
    if (ended) {
        Py_RETURN_NONE;
    }
    return Py_XNewRef((PyObject *)_PyFrame_GetFrameObject(pyi_gen_frame(self)));
}

PyObject *pyi_gen_get_code(PyGenObject *self, void *closure) {
    (void)closure;
    return Py_NewRef(pyi_gen_code(self));
}

static PyGetSetDef gen_getset[] = {
    {"__name__", (getter)pyi_gen_get_name, (setter)pyi_gen_set_name, NULL, NULL},
    {"__qualname__", (getter)pyi_gen_get_qualname, (setter)pyi_gen_set_qualname, NULL, NULL},
    {"gi_yieldfrom", (getter)pyi_gen_get_delegate, NULL, NULL, NULL},
    {"gi_running", (getter)pyi_gen_get_running, NULL, NULL, NULL},
    {"gi_frame", (getter)pyi_gen_get_frame, NULL, NULL, NULL},
    {"gi_suspended", (getter)pyi_gen_get_suspended, NULL, NULL, NULL},
    {"gi_code", (getter)pyi_gen_get_code, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- iterator ------------------------------------------------------------------------------------------------- */

static PyObject *gen_next(PyGenObject *self) {
    PyObject *result;
    if (pyi_gen_resume(self, NULL, &result, false, false) == PYGEN_RETURN && result != NULL) {
        if (result != Py_None) {
            _PyGen_SetStopIterationValue(result);
        }
        Py_CLEAR(result);
    }
    return result;
}

/* ---- type ------------------------------------------------------------------------------------------------------- */

static PyAsyncMethods gen_as_async = {.am_send = pyi_gen_am_send};

PyTypeObject PyGen_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "generator",
    .tp_basicsize = PYI_GEN_SIZE,
    .tp_itemsize = sizeof(PyObject *),
    .tp_dealloc = (destructor)pyi_gen_dealloc,
    .tp_as_async = &gen_as_async,
    .tp_repr = (reprfunc)gen_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)pyi_gen_traverse,
    .tp_weaklistoffset = offsetof(PyGenObject, gi_weakreflist),
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)gen_next,
    .tp_methods = gen_methods,
    .tp_getset = gen_getset,
    .tp_finalize = _PyGen_Finalize,
};
PYI_TYPE(PyGen_Type);

/* ---- public functions --------------------------------------------------------------------------------------------- */

/* new; steals the frame object */
PyObject *PyGen_NewWithQualName(PyFrameObject *frame, PyObject *name, PyObject *qualname) {
    return (PyObject *)pyi_gen_from_frame(&PyGen_Type, frame, name, qualname);
}

PyObject *PyGen_New(PyFrameObject *frame) { return PyGen_NewWithQualName(frame, NULL, NULL); }

#if PYI_312
/* new */
PyCodeObject *PyGen_GetCode(PyGenObject *self) {
    return (PyCodeObject *)Py_NewRef(pyi_gen_code(self));
}
#endif
