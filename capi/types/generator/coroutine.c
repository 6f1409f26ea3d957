/* SPDX-License-Identifier: Apache-2.0 */
/* coroutine: what calling an `async def` function gives; what `await` makes of an object.
 * Layout     PyCoroObject, which is a PyGenObject; cr_origin says where it was created, if that is tracked
 * Contract   docs.python.org/3/c-api/coro.html
 */
#include "generator.h"

#include <structmember.h>

/* ---- storage ------------------------------------------------------------------------------------------ */

/* new: a tuple of (file, line, function) for the frames that lead here */
PyObject *pyi_coroutine_origin(int depth, pyi_frame *frame) {
    PyObject *list = PyList_New(0);
    frame = pyi_frame_complete(frame);
    for (int i = 0; list != NULL && i < depth && frame != NULL; i++) {
        PyCodeObject *code = pyi_frame_code(frame);
        int lasti = _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT);
        PyObject *entry = Py_BuildValue("(OiO)", code->co_filename, PyCode_Addr2Line(code, lasti),
                                        code->co_name);
        if (entry == NULL || PyList_Append(list, entry) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(entry);
        frame = pyi_frame_complete(frame->previous);
    }
    PyObject *origin = list == NULL ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
    return origin;
}

/* ---- slots ----------------------------------------------------------------------------------------------- */

static PyObject *coro_repr(PyCoroObject *self) {
    return PyUnicode_FromFormat("<coroutine object %S at %p>", self->cr_qualname, self);
}

typedef struct {
    PyObject_HEAD
    PyCoroObject *coroutine; /* owned */
} wrapper;

static PyObject *coro_await(PyCoroObject *self) {
    wrapper *op = PyObject_GC_New(wrapper, &_PyCoroWrapper_Type);
    if (op != NULL) {
        op->coroutine = (PyCoroObject *)Py_NewRef(self);
        PyObject_GC_Track(op);
    }
    return (PyObject *)op;
}

/* ---- methods ------------------------------------------------------------------------------------------------ */

static PyMethodDef coro_methods[] = {
    {"send", (PyCFunction)pyi_gen_send, METH_O, PYI_GEN_SIGNATURE("send", "($self, object, /)")},
    {"throw", PYI_FASTCALL(pyi_gen_throw_method), METH_FASTCALL, NULL},
    {"close", (PyCFunction)pyi_gen_close, METH_NOARGS, PYI_GEN_SIGNATURE("close", "($self, /)")},
    {"__sizeof__", (PyCFunction)pyi_gen_sizeof, METH_NOARGS, NULL},
#if PYI_313
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
#endif
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef coro_getset[] = {
    {"__name__", (getter)pyi_gen_get_name, (setter)pyi_gen_set_name, NULL, NULL},
    {"__qualname__", (getter)pyi_gen_get_qualname, (setter)pyi_gen_set_qualname, NULL, NULL},
    {"cr_await", (getter)pyi_gen_get_delegate, NULL, NULL, NULL},
    {"cr_running", (getter)pyi_gen_get_running, NULL, NULL, NULL},
    {"cr_frame", (getter)pyi_gen_get_frame, NULL, NULL, NULL},
    {"cr_code", (getter)pyi_gen_get_code, NULL, NULL, NULL},
    {"cr_suspended", (getter)pyi_gen_get_suspended, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef coro_members[] = {
    {"cr_origin", T_OBJECT, offsetof(PyCoroObject, cr_origin_or_finalizer), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* ---- type ---------------------------------------------------------------------------------------------------- */

static PyAsyncMethods coro_as_async = {
    .am_await = (unaryfunc)coro_await,
    .am_send = pyi_gen_am_send,
};

PyTypeObject PyCoro_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "coroutine",
    .tp_basicsize = PYI_GEN_SIZE,
    .tp_itemsize = sizeof(PyObject *),
    .tp_dealloc = (destructor)pyi_gen_dealloc,
    .tp_as_async = &coro_as_async,
    .tp_repr = (reprfunc)coro_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)pyi_gen_traverse,
    .tp_weaklistoffset = offsetof(PyCoroObject, cr_weakreflist),
    .tp_methods = coro_methods,
    .tp_members = coro_members,
    .tp_getset = coro_getset,
    .tp_finalize = _PyGen_Finalize,
};
PYI_TYPE(PyCoro_Type);

/* ---- coroutine_wrapper: what __await__() gives ------------------------------------------------------------- */

static void wrapper_dealloc(wrapper *self) {
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->coroutine);
    PyObject_GC_Del(self);
}

static int wrapper_traverse(wrapper *self, visitproc visit, void *arg) {
    Py_VISIT(self->coroutine);
    return 0;
}

static PyObject *wrapper_next(wrapper *self) {
    return pyi_gen_send((PyGenObject *)self->coroutine, Py_None);
}

static PyObject *wrapper_send(wrapper *self, PyObject *arg) {
    return pyi_gen_send((PyGenObject *)self->coroutine, arg);
}

static PyObject *wrapper_throw(wrapper *self, PyObject *const *args, Py_ssize_t nargs) {
    return pyi_gen_throw_method((PyGenObject *)self->coroutine, args, nargs);
}

static PyObject *wrapper_close(wrapper *self, PyObject *unused) {
    return pyi_gen_close((PyGenObject *)self->coroutine, unused);
}

static PyMethodDef wrapper_methods[] = {
    {"send", (PyCFunction)wrapper_send, METH_O, PYI_GEN_SIGNATURE("send", "($self, object, /)")},
    {"throw", PYI_FASTCALL(wrapper_throw), METH_FASTCALL, NULL},
    {"close", (PyCFunction)wrapper_close, METH_NOARGS, PYI_GEN_SIGNATURE("close", "($self, /)")},
    {NULL, NULL, 0, NULL},
};

PyTypeObject _PyCoroWrapper_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "coroutine_wrapper",
    .tp_basicsize = sizeof(wrapper),
    .tp_dealloc = (destructor)wrapper_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = (traverseproc)wrapper_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)wrapper_next,
    .tp_methods = wrapper_methods,
};
PYI_TYPE(_PyCoroWrapper_Type);

/* ---- public functions ----------------------------------------------------------------------------------------- */

/* new; steals the frame object */
PyObject *PyCoro_New(PyFrameObject *frame, PyObject *name, PyObject *qualname) {
    PyGenObject *self = pyi_gen_from_frame(&PyCoro_Type, frame, name, qualname);
    PyThreadState *ts = PyThreadState_Get();
    int depth = ts->coroutine_origin_tracking_depth;
    if (self != NULL && depth > 0) {
        self->gi_origin_or_finalizer = pyi_coroutine_origin(depth, PYI_CURRENT_FRAME(ts));
        if (self->gi_origin_or_finalizer == NULL) {
            Py_CLEAR(self);
        }
    }
    return (PyObject *)self;
}

/* new: what `await op` iterates */
PyObject *_PyCoro_GetAwaitableIter(PyObject *op) {
    if (PyCoro_CheckExact(op) || pyi_gen_is_coroutine(op)) {
        return Py_NewRef(op);
    }
    PyTypeObject *type = Py_TYPE(op);
    if (type->tp_as_async == NULL || type->tp_as_async->am_await == NULL) {
        PyErr_Format(PyExc_TypeError, "object %.100s can't be used in 'await' expression",
                     type->tp_name);
        return NULL;
    }
    PyObject *iterator = type->tp_as_async->am_await(op);
    if (iterator == NULL) {
        return NULL;
    }
    if (PyCoro_CheckExact(iterator) || pyi_gen_is_coroutine(iterator)) {
        PyErr_SetString(PyExc_TypeError, "__await__() returned a coroutine");
        Py_CLEAR(iterator);
    } else if (!PyIter_Check(iterator)) {
        PyErr_Format(PyExc_TypeError, "__await__() returned non-iterator of type '%.100s'",
                     Py_TYPE(iterator)->tp_name);
        Py_CLEAR(iterator);
    }
    return iterator;
}
