/* SPDX-License-Identifier: Apache-2.0 */
/* ops_stack.h: locals, constants, cells, and what only moves the stack. */

PURE(NOP) { NEXT(NOP); }

PURE(CACHE) { goto unknown_instruction; }

PURE(EXTENDED_ARG) {
    ip++;
    opcode = UNIT_OPCODE(*ip);
    oparg = oparg << 8 | UNIT_OPARG(*ip);
    goto *vm_targets[opcode];
}

TARGET(RESUME) {
    if ((oparg & 3) < 2) {
        CHECK_BREAKER();
    }
    NEXT(RESUME);
}

/* ---- locals ------------------------------------------------------------------------------------ */

#if PYI_312
PURE(LOAD_FAST) {
    PUSH(Py_NewRef(fp[oparg]));
    NEXT(LOAD_FAST);
}

TARGET(LOAD_FAST_CHECK) {
    PyObject *op = fp[oparg];
    if (pyi_unlikely(op == NULL)) {
        vm_unbound_local(code, (int)oparg);
        goto error;
    }
    PUSH(Py_NewRef(op));
    NEXT(LOAD_FAST_CHECK);
}

PURE(LOAD_FAST_AND_CLEAR) {
    PUSH(fp[oparg]);
    fp[oparg] = NULL;
    NEXT(LOAD_FAST_AND_CLEAR);
}
#else
PURE(LOAD_FAST) {
    PyObject *op = fp[oparg];
    if (pyi_unlikely(op == NULL)) {
        SAVE();
        vm_unbound_local(code, (int)oparg);
        goto error;
    }
    PUSH(Py_NewRef(op));
    NEXT(LOAD_FAST);
}
#endif

TARGET(STORE_FAST) {
    PyObject *old = fp[oparg];
    fp[oparg] = POP();
    Py_XDECREF(old);
    NEXT(STORE_FAST);
}

TARGET(DELETE_FAST) {
    PyObject *old = fp[oparg];
    if (pyi_unlikely(old == NULL)) {
        vm_unbound_local(code, (int)oparg);
        goto error;
    }
    fp[oparg] = NULL;
    Py_DECREF(old);
    NEXT(DELETE_FAST);
}

#if PYI_313
PURE(LOAD_FAST_LOAD_FAST) {
    PUSH(Py_NewRef(fp[oparg >> 4]));
    PUSH(Py_NewRef(fp[oparg & 15]));
    NEXT(LOAD_FAST_LOAD_FAST);
}

TARGET(STORE_FAST_LOAD_FAST) {
    PyObject *old = fp[oparg >> 4];
    fp[oparg >> 4] = TOP;
    TOP = Py_NewRef(fp[oparg & 15]);
    Py_XDECREF(old);
    NEXT(STORE_FAST_LOAD_FAST);
}

TARGET(STORE_FAST_STORE_FAST) {
    PyObject *old = fp[oparg >> 4];
    fp[oparg >> 4] = POP();
    Py_XDECREF(old);
    old = fp[oparg & 15];
    fp[oparg & 15] = POP();
    Py_XDECREF(old);
    NEXT(STORE_FAST_STORE_FAST);
}
#endif

PURE(LOAD_CONST) {
    PUSH(Py_NewRef(consts[oparg]));
    NEXT(LOAD_CONST);
}

/* ---- cells ------------------------------------------------------------------------------------- */

TARGET(MAKE_CELL) {
    PyObject *cell = PyCell_New(fp[oparg]);
    if (cell == NULL) {
        goto error;
    }
    PyObject *old = fp[oparg];
    fp[oparg] = cell;
    Py_XDECREF(old);
    NEXT(MAKE_CELL);
}

PURE(COPY_FREE_VARS) {
    PyObject *closure = ((PyFunctionObject *)PYI_FRAME_FUNC(frame))->func_closure;
    PyObject **free = fp + code->co_nlocalsplus - oparg;
    for (unsigned i = 0; i < oparg; i++) {
        free[i] = Py_NewRef(PyTuple_GET_ITEM(closure, i));
    }
    NEXT(COPY_FREE_VARS);
}

#if !PYI_313
TARGET(LOAD_CLOSURE) {
    if (pyi_unlikely(fp[oparg] == NULL)) {
        vm_unbound_local(code, (int)oparg);
        goto error;
    }
    PUSH(Py_NewRef(fp[oparg]));
    NEXT(LOAD_CLOSURE);
}
#endif

TARGET(LOAD_DEREF) {
    PyObject *op = PyCell_GET(fp[oparg]);
    if (pyi_unlikely(op == NULL)) {
        vm_unbound_local(code, (int)oparg);
        goto error;
    }
    PUSH(Py_NewRef(op));
    NEXT(LOAD_DEREF);
}

TARGET(STORE_DEREF) {
    PyCellObject *cell = (PyCellObject *)fp[oparg];
    PyObject *old = cell->ob_ref;
    cell->ob_ref = POP();
    Py_XDECREF(old);
    NEXT(STORE_DEREF);
}

TARGET(DELETE_DEREF) {
    PyCellObject *cell = (PyCellObject *)fp[oparg];
    PyObject *old = cell->ob_ref;
    if (pyi_unlikely(old == NULL)) {
        vm_unbound_local(code, (int)oparg);
        goto error;
    }
    cell->ob_ref = NULL;
    Py_DECREF(old);
    NEXT(DELETE_DEREF);
}

#if PYI_312
TARGET(LOAD_FROM_DICT_OR_DEREF) {
#else
TARGET(LOAD_CLASSDEREF) {
#endif
    bool failed = false;
#if PYI_312
    PyObject *mapping = TOP;
#else
    PyObject *mapping = frame->f_locals;
#endif
    PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, oparg);
    result = vm_load_from(mapping, name, &failed);
    if (result == NULL) {
        if (failed) {
            goto error;
        }
        result = Py_XNewRef(PyCell_GET(fp[oparg]));
        if (result == NULL) {
            vm_unbound_local(code, (int)oparg);
            goto error;
        }
    }
#if PYI_312
    REPLACE_TOP(result);
    NEXT(LOAD_FROM_DICT_OR_DEREF);
#else
    PUSH(result);
    NEXT(LOAD_CLASSDEREF);
#endif
}

/* ---- stack --------------------------------------------------------------------------------------- */

TARGET(POP_TOP) {
    PyObject *op = POP();
    Py_DECREF(op);
    NEXT(POP_TOP);
}

PURE(PUSH_NULL) {
    PUSH(NULL);
    NEXT(PUSH_NULL);
}

PURE(COPY) {
    PUSH(Py_NewRef(sp[-(int)oparg]));
    NEXT(COPY);
}

PURE(SWAP) {
    PyObject *op = TOP;
    TOP = sp[-(int)oparg];
    sp[-(int)oparg] = op;
    NEXT(SWAP);
}
