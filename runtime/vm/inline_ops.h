/* SPDX-License-Identifier: Apache-2.0 */
/* inline_ops.h: small things that instructions do in several places. */

static inline void vm_set_opcode(_Py_CODEUNIT *at, int opcode) { *(uint8_t *)at = (uint8_t)opcode; }

static inline uint32_t vm_version_of(const uint16_t *cache) {
    uint32_t version;
    memcpy(&version, cache, sizeof(version));
    return version;
}

static inline PyObject *vm_pointer_of(const uint16_t *cache) {
    PyObject *op;
    memcpy(&op, cache, sizeof(op));
    return op;
}

/* What a generator's frame owns is dropped: it will not run again. */
static void vm_generator_finish(PyThreadState *ts, pyi_frame *frame) {
    PyGenObject *gen = _PyFrame_GetGenerator(frame);
    gen->gi_frame_state = FRAME_CLEARED;
    ts->exc_info = gen->gi_exc_state.previous_item;
    gen->gi_exc_state.previous_item = NULL;
#if PYI_312
    _PyFrame_ClearExceptCode(frame); /* which is where the generator has its code */
    frame->previous = NULL;
#else
    frame->previous = NULL; /* a frame object that lives on has no f_back there */
    pyi_frame_clear(frame);
#endif
}

/* 1, 0, or -1 with an exception */
static inline int vm_truth(PyObject *op) {
    if (op == Py_True) {
        return 1;
    }
    if (op == Py_False || op == Py_None) {
        return 0;
    }
    return PyObject_IsTrue(op);
}

/* new; steals the n items */
static inline PyObject *vm_tuple_steal(PyObject **items, Py_ssize_t n) {
    PyObject *tuple = PyTuple_New(n);
    if (tuple != NULL && n != 0) {
        memcpy(((PyTupleObject *)tuple)->ob_item, items, (size_t)n * sizeof(*items));
    }
    return tuple;
}

/* Whether a call of op can go on in this interpreter. */
static inline bool vm_is_interpreted(PyThreadState *ts, PyObject *op) {
    return Py_IS_TYPE(op, &PyFunction_Type) &&
           ((PyFunctionObject *)op)->vectorcall == _PyFunction_Vectorcall &&
           pyi_likely(ts->interp->eval_frame == NULL);
}

/* A frame for a call whose arguments are exactly the parameters; owns func and args from now on. */
static inline pyi_frame *vm_push_exact(PyThreadState *ts, PyFunctionObject *func,
                                       PyObject *const *args, Py_ssize_t nargs) {
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    pyi_frame *frame = pyi_datastack_push(ts, pyi_frame_size(code));
    if (pyi_unlikely(frame == NULL)) {
        Py_DECREF(func);
        for (Py_ssize_t i = 0; i < nargs; i++) {
            Py_DECREF(args[i]);
        }
        return NULL;
    }
    pyi_frame_init(frame, func, code, NULL);
    Py_ssize_t n = code->co_nlocalsplus, i = 0;
    for (; i < nargs; i++) {
        frame->localsplus[i] = args[i];
    }
    for (; i < n; i++) {
        frame->localsplus[i] = NULL;
    }
    return frame;
}

/* Whether positional arguments alone, as many as this, are exactly the parameters. */
static inline bool vm_binds_exactly(PyCodeObject *code, Py_ssize_t nargs) {
    return code->co_argcount == nargs && code->co_kwonlyargcount == 0 &&
           (code->co_flags & (CO_VARARGS | CO_VARKEYWORDS | CO_OPTIMIZED)) == CO_OPTIMIZED;
}

/* pushed but not linked; owns func and args from now on */
static inline pyi_frame *vm_push_call(PyThreadState *ts, PyFunctionObject *func,
                                      PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    if (pyi_likely(kwnames == NULL && vm_binds_exactly(code, nargs))) {
        return vm_push_exact(ts, func, args, nargs);
    }
    PyObject *locals = code->co_flags & CO_OPTIMIZED ? NULL : Py_NewRef(func->func_globals);
    return pyi_frame_push_call(ts, func, locals, args, nargs, kwnames);
}

/* the value of a name in a dict of which the keys had this version when the index was found */
static inline PyObject *vm_keys_value(PyDictKeysObject *keys, uint16_t index) {
    char *entries = keys->dk_indices + ((size_t)1 << keys->dk_log2_index_bytes);
    return ((PyDictUnicodeEntry *)entries)[index].me_value;
}
