/* SPDX-License-Identifier: Apache-2.0 */
/* frame: the interpreter's frames, and the objects that Python code sees of them.
 * Layout     PyFrameObject refers to a frame that a thread or a generator owns; when that one ends
 *            before the object does, its contents move into _f_frame_data
 * Collected  yes: locals may refer to the frame
 * Contract   docs.python.org/3/c-api/frame.html, pycore_frame.h
 */
#include "frame.h"

/* ---- storage: data stacks -------------------------------------------------------------------------- */

#if !PYI_312 /* declared by no header of 3.11 */
void *_PyObject_VirtualAlloc(size_t size);
void _PyObject_VirtualFree(void *memory, size_t size);
#endif

enum { CHUNK_WORDS = 2048 };

static _PyStackChunk *chunk_new(size_t words, _PyStackChunk *previous) {
    size_t size = sizeof(_PyStackChunk) + words * sizeof(PyObject *);
    _PyStackChunk *chunk = _PyObject_VirtualAlloc(size);
    if (chunk != NULL) {
        chunk->previous = previous;
        chunk->size = size;
        chunk->top = 0;
    }
    return chunk;
}

static pyi_frame *push_chunk(PyThreadState *ts, size_t size) {
    size_t words = CHUNK_WORDS;
    while (words < size + 1) {
        words *= 2;
    }
    _PyStackChunk *chunk = chunk_new(words, ts->datastack_chunk);
    if (chunk == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    if (ts->datastack_chunk != NULL) {
        ts->datastack_chunk->top = (size_t)(ts->datastack_top - ts->datastack_chunk->data);
    }
    ts->datastack_chunk = chunk;
    ts->datastack_limit = chunk->data + words;
    /* the first chunk is never freed by a frame that ends: it does not begin where the chunk does */
    PyObject **place = chunk->data + (chunk->previous == NULL);
    ts->datastack_top = place + size;
    return (pyi_frame *)place;
}

#if PYI_312
pyi_frame *_PyThreadState_PushFrame(PyThreadState *ts, size_t size) {
#else
pyi_frame *_PyThreadState_BumpFramePointerSlow(PyThreadState *ts, size_t size) {
#endif
    if (ts->datastack_top != NULL && size < (size_t)(ts->datastack_limit - ts->datastack_top)) {
        PyObject **place = ts->datastack_top;
        ts->datastack_top += size;
        return (pyi_frame *)place;
    }
    return push_chunk(ts, size);
}

void _PyThreadState_PopFrame(PyThreadState *ts, pyi_frame *frame) {
    PyObject **place = (PyObject **)frame;
    _PyStackChunk *chunk = ts->datastack_chunk;
    if (pyi_likely(place != chunk->data)) {
        ts->datastack_top = place;
        return;
    }
    _PyStackChunk *previous = chunk->previous;
    ts->datastack_chunk = previous;
    ts->datastack_top = previous->data + previous->top;
    ts->datastack_limit = (PyObject **)((char *)previous + previous->size);
    _PyObject_VirtualFree(chunk, chunk->size);
}

/* ---- life ------------------------------------------------------------------------------------------------ */

static PyFrameObject *object_new(PyCodeObject *code) {
    int slots = pyi_frame_size(code) - (int)FRAME_SPECIALS_SIZE;
    PyFrameObject *self = PyObject_GC_NewVar(PyFrameObject, &PyFrame_Type, slots);
    if (self == NULL) {
        return NULL;
    }
    self->f_back = NULL;
    self->f_trace = NULL;
    self->f_trace_lines = 1;
    self->f_trace_opcodes = 0;
    self->f_lineno = 0;
#if PYI_313
    self->f_extra_locals = NULL;
    self->f_locals_cache = NULL;
#else
    self->f_fast_as_locals = 0;
#endif
    return self;
}

PyFrameObject *_PyFrame_New_NoTrack(PyCodeObject *code) { return object_new(code); }

/* borrowed by the frame's users, owned by the frame; NULL without an exception when there is no
 * memory, so that what is being raised is not lost */
PyFrameObject *_PyFrame_MakeAndSetFrameObject(pyi_frame *frame) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyFrameObject *self = object_new(pyi_frame_code(frame));
    if (self == NULL) {
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
        return NULL;
    }
    PyErr_Restore(type, value, traceback);
    if (frame->frame_obj != NULL) { /* the allocation ran code that asked for it as well */
        self->f_frame = (pyi_frame *)self->_f_frame_data;
        self->f_frame->owner = FRAME_CLEARED;
        self->f_frame->frame_obj = self;
        Py_DECREF(self);
        return frame->frame_obj;
    }
    self->f_frame = frame;
    frame->frame_obj = self;
    return self;
}

#if !PYI_313
void _PyFrame_Copy(pyi_frame *source, pyi_frame *target) {
    size_t size = offsetof(pyi_frame, localsplus) + (size_t)source->stacktop * sizeof(PyObject *);
    memcpy(target, source, size);
#  if PYI_312
    target->previous = NULL;
#  endif
}
#endif

/* The frame ends before its object: the object takes what it has, with all references. */
static void take_ownership(PyFrameObject *self, pyi_frame *frame) {
    pyi_frame *own = (pyi_frame *)self->_f_frame_data;
    size_t size = offsetof(pyi_frame, localsplus) + (size_t)frame->stacktop * sizeof(PyObject *);
    pyi_frame *previous = frame->previous;
    memcpy(own, frame, size);
    Py_INCREF(pyi_frame_code(own)); /* the caller drops that of the frame */
    own->frame_obj = NULL;
    own->owner = FRAME_OWNED_BY_FRAME_OBJECT;
    if (_PyFrame_IsIncomplete(own)) {
        PYI_FRAME_POS(own) = _PyCode_CODE(pyi_frame_code(own)) +
                             pyi_frame_code(own)->_co_firsttraceable;
    }
    self->f_frame = own;
    previous = pyi_frame_complete(previous);
    if (previous != NULL) {
        PyObject *type, *value, *traceback; /* of what makes the frame end */
        PyErr_Fetch(&type, &value, &traceback);
        self->f_back = (PyFrameObject *)Py_XNewRef(_PyFrame_GetFrameObject(previous));
        PyErr_Restore(type, value, traceback);
    }
    own->previous = NULL;
    if (!_PyObject_GC_IS_TRACKED(self)) {
        PyObject_GC_Track(self);
    }
}

static void clear_contents(pyi_frame *frame) {
    int n = frame->stacktop;
    frame->stacktop = 0;
    for (int i = 0; i < n; i++) {
        Py_XDECREF(frame->localsplus[i]);
    }
    Py_CLEAR(frame->f_locals);
}

static void clear_except_code(pyi_frame *frame) {
    PyFrameObject *object = frame->frame_obj;
    if (pyi_unlikely(object != NULL)) {
        frame->frame_obj = NULL;
        if (Py_REFCNT(object) > 1) {
            take_ownership(object, frame);
            Py_DECREF(object);
            return;
        }
        Py_DECREF(object);
    }
    clear_contents(frame);
    Py_DECREF(PYI_FRAME_FUNC(frame));
}

#if PYI_312
void _PyFrame_ClearExceptCode(pyi_frame *frame) { clear_except_code(frame); }
#else
void _PyFrame_Clear(pyi_frame *frame) { pyi_frame_clear(frame); }
#endif
#if PYI_313
void _PyFrame_ClearLocals(pyi_frame *frame) { clear_contents(frame); }
#endif

void pyi_frame_clear(pyi_frame *frame) {
    PyCodeObject *code = pyi_frame_code(frame);
    if (pyi_likely(frame->frame_obj == NULL)) {
        for (int i = 0, n = frame->stacktop; i < n; i++) {
            Py_XDECREF(frame->localsplus[i]);
        }
        Py_XDECREF(frame->f_locals);
        Py_DECREF(PYI_FRAME_FUNC(frame));
    } else {
        clear_except_code(frame);
    }
    Py_DECREF(code);
}

int _PyFrame_Traverse(pyi_frame *frame, visitproc visit, void *arg) {
    Py_VISIT(frame->frame_obj);
    Py_VISIT(frame->f_locals);
    Py_VISIT(PYI_FRAME_FUNC(frame));
#if PYI_313
    Py_VISIT(frame->f_executable);
#else
    Py_VISIT(frame->f_code);
#endif
    for (int i = 0; i < frame->stacktop; i++) {
        Py_VISIT(frame->localsplus[i]);
    }
    return 0;
}

/* ---- public functions ------------------------------------------------------------------------------------- */

/* new: a frame object that stands for code which is not interpreted, in tracebacks */
PyAPI_FUNC(PyFrameObject *) PyFrame_New(PyThreadState *ts, PyCodeObject *code, PyObject *globals,
                           PyObject *locals) {
    PyObject *builtins = _PyEval_BuiltinsFromGlobals(ts, globals); /* borrowed */
    if (builtins == NULL) {
        return NULL;
    }
    PyFrameConstructor constructor = {
        .fc_globals = globals,
        .fc_builtins = builtins,
        .fc_name = code->co_name,
        .fc_qualname = code->co_name,
        .fc_code = (PyObject *)code,
    };
    PyFunctionObject *func = _PyFunction_FromConstructor(&constructor);
    PyFrameObject *self = func == NULL ? NULL : object_new(code);
    if (self == NULL) {
        Py_XDECREF(func);
        return NULL;
    }
    pyi_frame *frame = (pyi_frame *)self->_f_frame_data;
    pyi_frame_init(frame, func, code, Py_XNewRef(locals));
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        frame->localsplus[i] = NULL;
    }
    frame->previous = NULL;
    frame->owner = FRAME_OWNED_BY_FRAME_OBJECT;
    /* what is created like this shows up: it has begun */
    PYI_FRAME_POS(frame) = _PyCode_CODE(code) + code->_co_firsttraceable;
    self->f_frame = frame;
    PyObject_GC_Track(self);
    return self;
}

#if PYI_312
PyObject *PyUnstable_InterpreterFrame_GetCode(pyi_frame *frame) {
    return Py_NewRef(pyi_frame_code(frame));
}

int PyUnstable_InterpreterFrame_GetLasti(pyi_frame *frame) {
    return _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT);
}

int PyUnstable_InterpreterFrame_GetLine(pyi_frame *frame) {
    return PyCode_Addr2Line(pyi_frame_code(frame), PyUnstable_InterpreterFrame_GetLasti(frame));
}
#else
int _PyInterpreterFrame_GetLine(pyi_frame *frame) {
    int lasti = _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT);
    return PyCode_Addr2Line(frame->f_code, lasti);
}
#endif

#if PYI_313
const PyTypeObject *const PyUnstable_ExecutableKinds[PyUnstable_EXECUTABLE_KINDS + 1] = {
    [PyUnstable_EXECUTABLE_KIND_SKIP] = &_PyNone_Type,
    [PyUnstable_EXECUTABLE_KIND_PY_FUNCTION] = &PyCode_Type,
    [PyUnstable_EXECUTABLE_KIND_BUILTIN_FUNCTION] = &PyMethod_Type,
    [PyUnstable_EXECUTABLE_KIND_METHOD_DESCRIPTOR] = &PyMethodDescr_Type,
    [PyUnstable_EXECUTABLE_KINDS] = NULL,
};
#endif

/* borrowed: the dict of builtins that code with these globals sees; NULL with an exception */
PyObject *_PyEval_BuiltinsFromGlobals(PyThreadState *ts, PyObject *globals) {
    PyObject *builtins = PyDict_GetItemWithError(globals, PYI_NAME("__builtins__"));
    if (builtins == NULL) {
        return PyErr_Occurred() ? NULL : _PyEval_GetBuiltins(ts);
    }
    return PyModule_Check(builtins) ? PyModule_GetDict(builtins) : builtins;
}
