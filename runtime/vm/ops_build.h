/* SPDX-License-Identifier: Apache-2.0 */
/* ops_build.h: making containers, strings and functions; taking sequences apart. */

#define DROP(n)                                                                                    \
    for (unsigned drop_ = (n); drop_ > 0; drop_--) {                                               \
        PyObject *op_ = POP();                                                                     \
        Py_XDECREF(op_);                                                                           \
    }

TARGET(BUILD_TUPLE) {
    result = vm_tuple_steal(sp - oparg, oparg);
    if (result == NULL) {
        goto error;
    }
    sp -= oparg;
    PUSH(result);
    NEXT(BUILD_TUPLE);
}

TARGET(BUILD_LIST) {
    result = PyList_New(oparg);
    if (result == NULL) {
        goto error;
    }
    sp -= oparg;
    if (oparg != 0) {
        memcpy(((PyListObject *)result)->ob_item, sp, oparg * sizeof(*sp));
    }
    PUSH(result);
    NEXT(BUILD_LIST);
}

TARGET(BUILD_SET) {
    result = PySet_New(NULL);
    for (unsigned i = oparg; i > 0 && result != NULL; i--) {
        if (PySet_Add(result, sp[-(int)i]) < 0) {
            Py_CLEAR(result);
        }
    }
    if (result == NULL) {
        goto error;
    }
    DROP(oparg);
    PUSH(result);
    NEXT(BUILD_SET);
}

TARGET(BUILD_MAP) {
    PyObject **items = sp - 2 * oparg;
    result = PyDict_New();
    for (unsigned i = 0; i < oparg && result != NULL; i++) {
        if (PyDict_SetItem(result, items[2 * i], items[2 * i + 1]) < 0) {
            Py_CLEAR(result);
        }
    }
    if (result == NULL) {
        goto error;
    }
    DROP(2 * oparg);
    PUSH(result);
    NEXT(BUILD_MAP);
}

TARGET(BUILD_CONST_KEY_MAP) {
    PyObject *keys = TOP, **values = sp - 1 - oparg;
    result = PyDict_New();
    for (unsigned i = 0; i < oparg && result != NULL; i++) {
        if (PyDict_SetItem(result, PyTuple_GET_ITEM(keys, i), values[i]) < 0) {
            Py_CLEAR(result);
        }
    }
    if (result == NULL) {
        goto error;
    }
    DROP(oparg + 1);
    PUSH(result);
    NEXT(BUILD_CONST_KEY_MAP);
}

TARGET(BUILD_STRING) {
    PyObject *nothing = PyUnicode_New(0, 0);
    result = nothing == NULL ? NULL : _PyUnicode_JoinArray(nothing, sp - oparg, oparg);
    Py_XDECREF(nothing);
    if (result == NULL) {
        goto error;
    }
    DROP(oparg);
    PUSH(result);
    NEXT(BUILD_STRING);
}

TARGET(BUILD_SLICE) {
    PyObject *step = oparg == 3 ? TOP : NULL;
    PyObject **first = sp - oparg;
    result = PySlice_New(first[0], first[1], step);
    if (result == NULL) {
        goto error;
    }
    DROP(oparg);
    PUSH(result);
    NEXT(BUILD_SLICE);
}

/* ---- growing -------------------------------------------------------------------------------------- */

TARGET(LIST_APPEND) {
    if (_PyList_AppendTakeRef((PyListObject *)sp[-1 - (int)oparg], TOP) < 0) {
        sp--; /* the reference is gone either way */
        goto error;
    }
    sp--;
    NEXT(LIST_APPEND);
}

TARGET(SET_ADD) {
    if (PySet_Add(sp[-1 - (int)oparg], TOP) < 0) {
        goto error;
    }
    DROP(1);
    NEXT(SET_ADD);
}

TARGET(MAP_ADD) {
    sp -= 2;
    if (_PyDict_SetItem_Take2((PyDictObject *)sp[-(int)oparg], sp[0], sp[1]) < 0) {
        goto error;
    }
    NEXT(MAP_ADD);
}

TARGET(LIST_EXTEND) {
    if (vm_list_extend(sp[-1 - (int)oparg], TOP) < 0) {
        goto error;
    }
    DROP(1);
    NEXT(LIST_EXTEND);
}

TARGET(SET_UPDATE) {
    if (_PySet_Update(sp[-1 - (int)oparg], TOP) < 0) {
        goto error;
    }
    DROP(1);
    NEXT(SET_UPDATE);
}

TARGET(DICT_UPDATE) {
    if (vm_dict_update(sp[-1 - (int)oparg], TOP) < 0) {
        goto error;
    }
    DROP(1);
    NEXT(DICT_UPDATE);
}

TARGET(DICT_MERGE) {
    /* below the dict: what is called, and its positional arguments */
#if PYI_313
    PyObject *func = sp[-4 - (int)oparg];
#else
    PyObject *func = sp[-3 - (int)oparg];
#endif
    if (vm_dict_merge(sp[-1 - (int)oparg], TOP, func) < 0) {
        goto error;
    }
    DROP(1);
    NEXT(DICT_MERGE);
}

#if !PYI_312
TARGET(LIST_TO_TUPLE) {
    result = PyList_AsTuple(TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TOP(result);
    NEXT(LIST_TO_TUPLE);
}
#endif

/* ---- taking apart ----------------------------------------------------------------------------------- */

TARGET(UNPACK_SEQUENCE) {
    WARM_UP(vm_specialize_unpack(TOP, ip, (int)oparg));
    PyObject *sequence = TOP;
    if (vm_unpack(sequence, (int)oparg, -1, sp - 1 + oparg) < 0) {
        TOP = sequence; /* where the last value was */
        goto error;
    }
    sp += (int)oparg - 1;
    Py_DECREF(sequence);
    NEXT(UNPACK_SEQUENCE);
}

FORM(UNPACK_TWO) {
    PyObject *tuple = TOP;
    GUARD(UNPACK_SEQUENCE, PyTuple_CheckExact(tuple) && PyTuple_GET_SIZE(tuple) == 2);
    TOP = Py_NewRef(PyTuple_GET_ITEM(tuple, 1));
    PUSH(Py_NewRef(PyTuple_GET_ITEM(tuple, 0)));
    Py_DECREF(tuple);
    NEXT(UNPACK_SEQUENCE);
}

FORM(UNPACK_TUPLE) {
    PyObject *tuple = TOP;
    GUARD(UNPACK_SEQUENCE, PyTuple_CheckExact(tuple) && PyTuple_GET_SIZE(tuple) == oparg);
    sp--;
    for (int i = (int)oparg - 1; i >= 0; i--) {
        PUSH(Py_NewRef(PyTuple_GET_ITEM(tuple, i)));
    }
    Py_DECREF(tuple);
    NEXT(UNPACK_SEQUENCE);
}

TARGET(UNPACK_EX) {
    int before = oparg & 255, after = (int)(oparg >> 8);
    PyObject *sequence = TOP;
    if (vm_unpack(sequence, before, after, sp + before + after) < 0) {
        TOP = sequence; /* where the last value was */
        goto error;
    }
    sp += before + after;
    Py_DECREF(sequence);
    NEXT(UNPACK_EX);
}

/* ---- formatting ---------------------------------------------------------------------------------------- */

#if PYI_313
TARGET(CONVERT_VALUE) {
    result = oparg == FVC_STR    ? PyObject_Str(TOP)
             : oparg == FVC_REPR ? PyObject_Repr(TOP)
                                 : PyObject_ASCII(TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TOP(result);
    NEXT(CONVERT_VALUE);
}

TARGET(FORMAT_SIMPLE) {
    if (!PyUnicode_CheckExact(TOP)) {
        result = PyObject_Format(TOP, NULL);
        if (result == NULL) {
            goto error;
        }
        REPLACE_TOP(result);
    }
    NEXT(FORMAT_SIMPLE);
}

TARGET(FORMAT_WITH_SPEC) {
    result = PyObject_Format(SECOND, TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TWO(result);
    NEXT(FORMAT_WITH_SPEC);
}
#else
TARGET(FORMAT_VALUE) {
    bool has_spec = (oparg & FVS_MASK) == FVS_HAVE_SPEC;
    PyObject **place = has_spec ? &SECOND : &TOP;
    int conversion = oparg & FVC_MASK;
    if (conversion != FVC_NONE) {
        result = conversion == FVC_STR    ? PyObject_Str(*place)
                 : conversion == FVC_REPR ? PyObject_Repr(*place)
                                          : PyObject_ASCII(*place);
        if (result == NULL) {
            goto error;
        }
        Py_SETREF(*place, result);
    }
    if (has_spec || !PyUnicode_CheckExact(*place)) {
        result = PyObject_Format(*place, has_spec ? TOP : NULL);
        if (result == NULL) {
            goto error;
        }
        if (has_spec) {
            REPLACE_TWO(result);
        } else {
            REPLACE_TOP(result);
        }
    }
    NEXT(FORMAT_VALUE);
}
#endif

/* ---- functions ------------------------------------------------------------------------------------------- */

TARGET(MAKE_FUNCTION) {
    PyObject *made = PyFunction_New(TOP, frame->f_globals);
    if (made == NULL) {
        goto error;
    }
    PyFunctionObject *func = (PyFunctionObject *)made;
    REPLACE_TOP(made);
#if !PYI_313
    sp--; /* what follows was pushed before the code */
    if (oparg & 8) {
        func->func_closure = POP();
    }
    if (oparg & 4) {
        func->func_annotations = POP();
    }
    if (oparg & 2) {
        func->func_kwdefaults = POP();
    }
    if (oparg & 1) {
        func->func_defaults = POP();
    }
    func->func_version = 0;
    PUSH(made);
#else
    _PyFunction_SetVersion(func, ((PyCodeObject *)func->func_code)->co_version);
#endif
    NEXT(MAKE_FUNCTION);
}

#if PYI_313
PURE(SET_FUNCTION_ATTRIBUTE) {
    PyFunctionObject *func = (PyFunctionObject *)TOP;
    PyObject *value = SECOND;
    switch (oparg) {
    case 8: func->func_closure = value; break;
    case 4: func->func_annotations = value; break;
    case 2: func->func_kwdefaults = value; break;
    default: func->func_defaults = value; break;
    }
    SECOND = TOP;
    sp--;
    NEXT(SET_FUNCTION_ATTRIBUTE);
}
#endif
