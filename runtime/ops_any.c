/* SPDX-License-Identifier: Apache-2.0 */
/* ops_any.c: the general half of operations on values that are probably small ints. */
#include "ops.h"
#include "wide_int.h"

rt_any rt_any_take(PyObject *op) {
    if (op == NULL) {
        return RT_INT_ERROR;
    }
    if (PyLong_CheckExact(op)) {
        return rt_int_take_object(op);
    }
    return (rt_any)op | 1;
}

static rt_any any_apply(rt_any left, rt_any right, PyObject *(*apply)(PyObject *, PyObject *)) {
    PyObject *left_op = rt_any_to_object(left);
    PyObject *right_op = left_op == NULL ? NULL : rt_any_to_object(right);
    PyObject *result = right_op == NULL ? NULL : apply(left_op, right_op);
    rt_xdecref(left_op);
    rt_xdecref(right_op);
    return rt_any_take(result);
}

#define ANY_BINARY(name, function) \
    rt_any rt_any_##name##_slow(rt_any left, rt_any right) { \
        if (rt_likely(rt_is_int_word(left) && rt_is_int_word(right))) { \
            return rt_int_##name##_slow(left, right); \
        } \
        return any_apply(left, right, rt_##function); \
    } \
    rt_any rt_any_inplace_##name##_slow(rt_any left, rt_any right) { \
        if (rt_likely(rt_is_int_word(left) && rt_is_int_word(right))) { \
            return rt_int_##name##_slow(left, right); \
        } \
        return any_apply(left, right, rt_inplace_##function); \
    }
ANY_BINARY(add, add)
ANY_BINARY(sub, subtract)
ANY_BINARY(mul, multiply)
ANY_BINARY(floordiv, floor_divide)
ANY_BINARY(mod, remainder)
ANY_BINARY(lshift, lshift)
ANY_BINARY(rshift, rshift)
ANY_BINARY(and, and)
ANY_BINARY(or, or)
ANY_BINARY(xor, xor)

static int32_t any_test(rt_any left, rt_any right, int32_t (*test)(PyObject *, PyObject *)) {
    PyObject *left_op = rt_any_to_object(left);
    PyObject *right_op = left_op == NULL ? NULL : rt_any_to_object(right);
    int32_t result = right_op == NULL ? -1 : test(left_op, right_op);
    rt_xdecref(left_op);
    rt_xdecref(right_op);
    return result;
}

#define ANY_COMPARE(name) \
    int32_t rt_any_##name##_slow(rt_any left, rt_any right) { \
        return any_test(left, right, rt_test_##name); \
    }
ANY_COMPARE(eq)
ANY_COMPARE(ne)
ANY_COMPARE(lt)
ANY_COMPARE(le)
ANY_COMPARE(gt)
ANY_COMPARE(ge)

rt_any rt_any_neg_slow(rt_any v) {
    PyObject *op = rt_any_to_object(v);
    PyObject *result = op == NULL ? NULL : rt_negative(op);
    rt_xdecref(op);
    return rt_any_take(result);
}

rt_any rt_any_invert_slow(rt_any v) {
    PyObject *op = rt_any_to_object(v);
    PyObject *result = op == NULL ? NULL : rt_invert(op);
    rt_xdecref(op);
    return rt_any_take(result);
}

int32_t rt_any_truth_slow(rt_any v) { return PyObject_IsTrue(rt_int_big_object(v)); }

PyObject *rt_get_item_any_slow(PyObject *container, rt_any key) {
    if (rt_int_is_small(key)) {
        return rt_get_index(container, rt_int_small_value(key));
    }
    return rt_get_item(container, rt_int_big_object(key));
}

int32_t rt_set_item_any_slow(PyObject *container, rt_any key, PyObject *value) {
    if (rt_int_is_small(key)) {
        return rt_set_index(container, rt_int_small_value(key), value);
    }
    return rt_set_item(container, rt_int_big_object(key), value);
}

/* ---- calls of what is most likely a built-in ---------------------------------------------------- */

bool rt_is_builtin_slow(PyObject *callee, const char *name, PyMethodDef **known) {
    PyMethodDef *def = ((PyCFunctionObject *)callee)->m_ml;
    if (rt_unlikely(*known == NULL) && strcmp(def->ml_name, name) == 0) {
        PyObject *module = PyCFunction_GET_SELF(callee);
        bool has_name = module != NULL && PyModule_Check(module);
        const char *module_name = has_name ? PyModule_GetName(module) : NULL;
        if (module_name != NULL && strcmp(module_name, "builtins") == 0) {
            *known = def;
        }
        PyErr_Clear();
    }
    return def == *known;
}

rt_any rt_call_len(PyObject *callee, PyObject *op) {
    static PyMethodDef *known;
    if (rt_likely(rt_is_builtin(callee, "len", &known))) {
        return rt_len(op);
    }
    PyObject *args[] = {NULL, op};
    return rt_any_take(rt_call(PyThreadState_Get(), callee, &args[1], 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL));
}

bool rt_is_less(PyObject *left, PyObject *right, bool *decided) {
    if (PyFloat_CheckExact(left) && PyFloat_CheckExact(right)) {
        return PyFloat_AS_DOUBLE(left) < PyFloat_AS_DOUBLE(right);
    }
    *decided = PyLong_CheckExact(left) && PyLong_CheckExact(right) && rt_long_is_compact(left) &&
               rt_long_is_compact(right);
    return *decided && rt_long_compact_value(left) < rt_long_compact_value(right);
}

/* Borrowed: the first item that no later one beats, which matters for nan and for identity; NULL where that
 * takes more than to compare floats or small ints. */
static PyObject *find_extreme(PyObject *const *items, Py_ssize_t count, bool largest) {
    PyObject *best = items[0];
    bool decided = true;
    for (Py_ssize_t i = 1; i < count && decided; i++) {
        bool beaten = largest ? rt_is_less(best, items[i], &decided)
                              : rt_is_less(items[i], best, &decided);
        best = beaten ? items[i] : best;
    }
    return decided ? best : NULL;
}

PyObject *rt_call_max(PyObject *callee, PyObject *const *items, Py_ssize_t count) {
    static PyMethodDef *known;
    PyObject *best = find_extreme(items, count, true);
    if (rt_likely(best != NULL && rt_is_builtin(callee, "max", &known))) {
        return Py_NewRef(best);
    }
    return rt_call(PyThreadState_Get(), callee, items, (size_t)count, NULL);
}

PyObject *rt_call_min(PyObject *callee, PyObject *const *items, Py_ssize_t count) {
    static PyMethodDef *known;
    PyObject *best = find_extreme(items, count, false);
    if (rt_likely(best != NULL && rt_is_builtin(callee, "min", &known))) {
        return Py_NewRef(best);
    }
    return rt_call(PyThreadState_Get(), callee, items, (size_t)count, NULL);
}

PyObject *rt_call_abs(PyObject *callee, PyObject *op) {
    static PyMethodDef *known;
    if (rt_likely(rt_is_builtin(callee, "abs", &known))) {
        if (PyFloat_CheckExact(op)) {
            return rt_new_float(__builtin_fabs(PyFloat_AS_DOUBLE(op)));
        }
        return PyNumber_Absolute(op);
    }
    PyObject *args[] = {NULL, op};
    return rt_call(PyThreadState_Get(), callee, &args[1], 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}
