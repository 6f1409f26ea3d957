/* SPDX-License-Identifier: Apache-2.0 */
/* ops_operators.h: arithmetic, comparison, truth, subscription. */

#define BOTH_EXACT(type) (Py_IS_TYPE(SECOND, &type) && Py_IS_TYPE(TOP, &type))
#define BOTH_SMALL_INTS()                                                                          \
    (BOTH_EXACT(PyLong_Type) && vm_int_small(SECOND) && vm_int_small(TOP))

TARGET(BINARY_OP) {
    WARM_UP(vm_specialize_binary_op(SECOND, TOP, ip, (int)oparg));
    result = vm_binary_functions[oparg](SECOND, TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TWO(result);
    NEXT(BINARY_OP);
}

/* ints are small, so the C arithmetic cannot overflow */
#define INT_FORM(form, expression)                                                                 \
    FORM(form) {                                                                                   \
        GUARD(BINARY_OP, BOTH_SMALL_INTS());                                                       \
        Py_ssize_t left = vm_int_value(SECOND), right = vm_int_value(TOP);                         \
        result = PyLong_FromSsize_t(expression);                                                   \
        if (pyi_unlikely(result == NULL)) {                                                        \
            goto error;                                                                            \
        }                                                                                          \
        REPLACE_TWO(result);                                                                       \
        NEXT(BINARY_OP);                                                                           \
    }

INT_FORM(ADD_INT, left + right)
INT_FORM(SUB_INT, left - right)
INT_FORM(MUL_INT, left *right)
INT_FORM(AND_INT, left &right)
INT_FORM(OR_INT, left | right)

/* A float that nobody else has becomes the result. */
#define FLOAT_RESULT(expression)                                                                   \
    do {                                                                                           \
        double left = PyFloat_AS_DOUBLE(SECOND), right = PyFloat_AS_DOUBLE(TOP);                   \
        double value = (expression);                                                               \
        if (Py_REFCNT(SECOND) == 1) {                                                              \
            ((PyFloatObject *)SECOND)->ob_fval = value;                                            \
            PyObject *other = POP();                                                               \
            Py_DECREF(other);                                                                      \
        } else if (Py_REFCNT(TOP) == 1) {                                                          \
            PyObject *other = SECOND;                                                              \
            ((PyFloatObject *)TOP)->ob_fval = value;                                               \
            SECOND = TOP;                                                                          \
            sp--;                                                                                  \
            Py_DECREF(other);                                                                      \
        } else {                                                                                   \
            result = PyFloat_FromDouble(value);                                                    \
            if (pyi_unlikely(result == NULL)) {                                                    \
                goto error;                                                                        \
            }                                                                                      \
            REPLACE_TWO(result);                                                                   \
        }                                                                                          \
    } while (0)

#define FLOAT_FORM(form, expression)                                                               \
    FORM(form) {                                                                                   \
        GUARD(BINARY_OP, BOTH_EXACT(PyFloat_Type));                                                \
        FLOAT_RESULT(expression);                                                                  \
        NEXT(BINARY_OP);                                                                           \
    }

FLOAT_FORM(ADD_FLOAT, left + right)
FLOAT_FORM(SUB_FLOAT, left - right)
FLOAT_FORM(MUL_FLOAT, left *right)

FORM(DIV_FLOAT) {
    GUARD(BINARY_OP, BOTH_EXACT(PyFloat_Type) && PyFloat_AS_DOUBLE(TOP) != 0.0);
    FLOAT_RESULT(left / right);
    NEXT(BINARY_OP);
}

FORM(ADD_STR) {
    GUARD(BINARY_OP, BOTH_EXACT(PyUnicode_Type));
    /* `s += t` where s is a local: without the local's reference, s can grow in place */
    _Py_CODEUNIT *next = ip + 1 + VM_CACHE_BINARY_OP;
    PyObject *left = SECOND, *right = TOP;
    if (UNIT_OPCODE(*next) == STORE_FAST && fp[UNIT_OPARG(*next)] == left) {
        fp[UNIT_OPARG(*next)] = NULL;
        Py_DECREF(left);
        PyUnicode_Append(&SECOND, right);
        if (pyi_unlikely(SECOND == NULL)) {
            SECOND = right;
            sp--;
            goto error;
        }
        sp--;
        Py_DECREF(right);
        NEXT(BINARY_OP);
    }
    result = PyUnicode_Concat(left, right);
    if (pyi_unlikely(result == NULL)) {
        goto error;
    }
    REPLACE_TWO(result);
    NEXT(BINARY_OP);
}

#define UNARY(name, function)                                                                      \
    TARGET_##name : {                                                                              \
        SAVE();                                                                                    \
        result = function(TOP);                                                                    \
        if (result == NULL) {                                                                      \
            goto error;                                                                            \
        }                                                                                          \
        REPLACE_TOP(result);                                                                       \
        ip += 1 + VM_CACHE_##name;                                                                 \
        DISPATCH();                                                                                \
    }

UNARY(UNARY_NEGATIVE, PyNumber_Negative)
UNARY(UNARY_INVERT, PyNumber_Invert)
#if !PYI_312
UNARY(UNARY_POSITIVE, PyNumber_Positive)
#endif

TARGET(UNARY_NOT) {
    int truth = vm_truth(TOP);
    if (truth < 0) {
        goto error;
    }
    REPLACE_TOP(Py_NewRef(truth ? Py_False : Py_True));
    NEXT(UNARY_NOT);
}

#if PYI_313
TARGET(TO_BOOL) {
    if (!PyBool_Check(TOP)) {
        int truth = vm_truth(TOP);
        if (truth < 0) {
            goto error;
        }
        REPLACE_TOP(Py_NewRef(truth ? Py_True : Py_False));
    }
    NEXT(TO_BOOL);
}
#endif

/* ---- comparison ----------------------------------------------------------------------------------- */

#if PYI_313
#  define COMPARISON (oparg >> 5)
#elif PYI_312
#  define COMPARISON (oparg >> 4)
#else
#  define COMPARISON oparg
#endif

TARGET(COMPARE_OP) {
    WARM_UP(vm_specialize_compare(SECOND, TOP, ip));
    result = PyObject_RichCompare(SECOND, TOP, (int)COMPARISON);
    if (result == NULL) {
        goto error;
    }
#if PYI_313
    if (oparg & 16 && !PyBool_Check(result)) {
        int truth = PyObject_IsTrue(result);
        Py_DECREF(result);
        if (truth < 0) {
            goto error;
        }
        result = Py_NewRef(truth ? Py_True : Py_False);
    }
#endif
    REPLACE_TWO(result);
    NEXT(COMPARE_OP);
}

/* A jump that depends on the result follows most comparisons: then no bool is made. */
#define FINISH_COMPARISON(truth)                                                                   \
    do {                                                                                           \
        PyObject *left_ = SECOND, *right_ = TOP;                                                   \
        sp -= 2;                                                                                   \
        Py_DECREF(left_);                                                                          \
        Py_DECREF(right_);                                                                         \
        _Py_CODEUNIT *next_ = ip + 1 + VM_CACHE_COMPARE_OP;                                        \
        unsigned opcode_ = UNIT_OPCODE(*next_);                                                    \
        if (opcode_ == VM_JUMP_IF_FALSE || opcode_ == VM_JUMP_IF_TRUE) {                           \
            ip = next_ + 1 + VM_CACHE_JUMP;                                                        \
            if ((opcode_ == VM_JUMP_IF_TRUE) == (truth)) {                                         \
                ip += UNIT_OPARG(*next_);                                                          \
            }                                                                                      \
            DISPATCH();                                                                            \
        }                                                                                          \
        PUSH(Py_NewRef((truth) ? Py_True : Py_False));                                             \
        NEXT(COMPARE_OP);                                                                          \
    } while (0)
#if PYI_312
#  define VM_JUMP_IF_FALSE POP_JUMP_IF_FALSE
#  define VM_JUMP_IF_TRUE POP_JUMP_IF_TRUE
#  define VM_CACHE_JUMP VM_CACHE_POP_JUMP_IF_TRUE
#else
#  define VM_JUMP_IF_FALSE POP_JUMP_FORWARD_IF_FALSE
#  define VM_JUMP_IF_TRUE POP_JUMP_FORWARD_IF_TRUE
#  define VM_CACHE_JUMP 0
#endif

#define COMPARE_C(truth)                                                                           \
    switch (COMPARISON) {                                                                          \
    case Py_LT: truth = left < right; break;                                                       \
    case Py_LE: truth = left <= right; break;                                                      \
    case Py_EQ: truth = left == right; break;                                                      \
    case Py_NE: truth = left != right; break;                                                      \
    case Py_GT: truth = left > right; break;                                                       \
    default: truth = left >= right; break;                                                         \
    }

FORM(COMPARE_INT) {
    GUARD(COMPARE_OP, BOTH_SMALL_INTS());
    Py_ssize_t left = vm_int_value(SECOND), right = vm_int_value(TOP);
    bool truth;
    COMPARE_C(truth);
    FINISH_COMPARISON(truth);
}

FORM(COMPARE_FLOAT) {
    GUARD(COMPARE_OP, BOTH_EXACT(PyFloat_Type));
    double left = PyFloat_AS_DOUBLE(SECOND), right = PyFloat_AS_DOUBLE(TOP);
    bool truth;
    COMPARE_C(truth);
    FINISH_COMPARISON(truth);
}

FORM(COMPARE_STR) {
    GUARD(COMPARE_OP, BOTH_EXACT(PyUnicode_Type));
    bool truth = SECOND == TOP || _PyUnicode_EQ(SECOND, TOP);
    if (COMPARISON == Py_NE) {
        truth = !truth;
    }
    FINISH_COMPARISON(truth);
}

TARGET(IS_OP) {
    bool truth = (SECOND == TOP) != oparg;
    REPLACE_TWO(Py_NewRef(truth ? Py_True : Py_False));
    NEXT(IS_OP);
}

TARGET(CONTAINS_OP) {
    int truth = PySequence_Contains(TOP, SECOND);
    if (truth < 0) {
        goto error;
    }
    REPLACE_TWO(Py_NewRef((truth != 0) != oparg ? Py_True : Py_False));
    NEXT(CONTAINS_OP);
}

/* ---- subscription ------------------------------------------------------------------------------------- */

TARGET(BINARY_SUBSCR) {
    WARM_UP(vm_specialize_subscr(SECOND, TOP, ip));
    result = PyObject_GetItem(SECOND, TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TWO(result);
    NEXT(BINARY_SUBSCR);
}

/* negative small ints become large as unsigned: the ordinary way is for them */
#define INDEX_FORM(form, type, length, item)                                                       \
    FORM(form) {                                                                                   \
        PyObject *container = SECOND;                                                              \
        GUARD(BINARY_SUBSCR, Py_IS_TYPE(container, &type) && Py_IS_TYPE(TOP, &PyLong_Type) &&      \
                                 vm_int_small(TOP));                                               \
        size_t i = (size_t)vm_int_value(TOP);                                                      \
        if (pyi_unlikely(i >= (size_t)(length))) {                                                 \
            result = PyObject_GetItem(container, TOP);                                             \
            if (result == NULL) {                                                                  \
                goto error;                                                                        \
            }                                                                                      \
        } else {                                                                                   \
            result = item;                                                                         \
        }                                                                                          \
        REPLACE_TWO(result);                                                                       \
        NEXT(BINARY_SUBSCR);                                                                       \
    }

INDEX_FORM(ITEM_LIST, PyList_Type, PyList_GET_SIZE(container),
           Py_NewRef(PyList_GET_ITEM(container, i)))
INDEX_FORM(ITEM_TUPLE, PyTuple_Type, PyTuple_GET_SIZE(container),
           Py_NewRef(PyTuple_GET_ITEM(container, i)))

FORM(ITEM_STR) {
    GUARD(BINARY_SUBSCR, Py_IS_TYPE(SECOND, &PyUnicode_Type) && Py_IS_TYPE(TOP, &PyLong_Type) &&
                             vm_int_small(TOP));
    result = PyUnicode_Type.tp_as_mapping->mp_subscript(SECOND, TOP);
    if (result == NULL) {
        goto error;
    }
    REPLACE_TWO(result);
    NEXT(BINARY_SUBSCR);
}

FORM(ITEM_DICT) {
    PyObject *dict = SECOND, *key = TOP;
    GUARD(BINARY_SUBSCR, Py_IS_TYPE(dict, &PyDict_Type));
    result = PyDict_GetItemWithError(dict, key);
    if (result == NULL) {
        if (!_PyErr_Occurred(ts)) {
            _PyErr_SetKeyError(key);
        }
        goto error;
    }
    Py_INCREF(result);
    REPLACE_TWO(result);
    NEXT(BINARY_SUBSCR);
}

TARGET(STORE_SUBSCR) {
    WARM_UP(vm_specialize_store_subscr(SECOND, TOP, ip));
    if (PyObject_SetItem(SECOND, TOP, THIRD) < 0) {
        goto error;
    }
    PyObject *value = THIRD, *container = SECOND, *index = TOP;
    sp -= 3;
    Py_DECREF(value);
    Py_DECREF(container);
    Py_DECREF(index);
    NEXT(STORE_SUBSCR);
}

FORM(SET_LIST) {
    PyObject *list = SECOND, *index = TOP;
    GUARD(STORE_SUBSCR, Py_IS_TYPE(list, &PyList_Type) && Py_IS_TYPE(index, &PyLong_Type) &&
                            vm_int_small(index));
    size_t i = (size_t)vm_int_value(index);
    GUARD(STORE_SUBSCR, i < (size_t)PyList_GET_SIZE(list));
    PyObject *old = PyList_GET_ITEM(list, i);
    PyList_SET_ITEM(list, i, THIRD);
    sp -= 3;
    Py_DECREF(old);
    Py_DECREF(index);
    Py_DECREF(list);
    NEXT(STORE_SUBSCR);
}

FORM(SET_DICT) {
    PyObject *dict = SECOND;
    GUARD(STORE_SUBSCR, Py_IS_TYPE(dict, &PyDict_Type));
    sp -= 3;
    int failed = _PyDict_SetItem_Take2((PyDictObject *)dict, sp[2], sp[0]);
    Py_DECREF(dict);
    if (failed) {
        goto error;
    }
    NEXT(STORE_SUBSCR);
}

TARGET(DELETE_SUBSCR) {
    if (PyObject_DelItem(SECOND, TOP) < 0) {
        goto error;
    }
    PyObject *container = SECOND, *index = TOP;
    sp -= 2;
    Py_DECREF(container);
    Py_DECREF(index);
    NEXT(DELETE_SUBSCR);
}

#if PYI_312
TARGET(BINARY_SLICE) {
    PyObject *slice = PySlice_New(SECOND, TOP, NULL);
    result = slice == NULL ? NULL : PyObject_GetItem(THIRD, slice);
    Py_XDECREF(slice);
    if (result == NULL) {
        goto error;
    }
    PyObject *container = THIRD, *start = SECOND, *stop = TOP;
    sp -= 2;
    TOP = result;
    Py_DECREF(container);
    Py_DECREF(start);
    Py_DECREF(stop);
    NEXT(BINARY_SLICE);
}

TARGET(STORE_SLICE) {
    PyObject *slice = PySlice_New(SECOND, TOP, NULL);
    int status = slice == NULL ? -1 : PyObject_SetItem(THIRD, slice, sp[-4]);
    Py_XDECREF(slice);
    if (status < 0) {
        goto error;
    }
    for (int i = 0; i < 4; i++) {
        PyObject *op = POP();
        Py_DECREF(op);
    }
    NEXT(STORE_SLICE);
}
#endif
