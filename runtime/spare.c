/* SPDX-License-Identifier: Apache-2.0 */
/* spare.c: numbers that wait to be used again (spare.h). */
#include "generator_memory.h"
#include "inline_box.h"
#include "long_digits.h"
#include "plain_class.h"

#if RT_SPARES

#define CAPACITY 16

static PyObject *spare_ints[CAPACITY], *spare_long_ints[CAPACITY], *spare_floats[CAPACITY];
static uint32_t n_ints, n_long_ints, n_floats;

/* Those that CPython keeps one object of each for. */
static inline bool is_shared_int(int64_t v) { return (uint64_t)(v + 5) < 5 + 257; }

/* Ints of one digit, and those of two: any other of as many digits can be made of one. */
static inline bool keep_int(PyObject *op) {
    if (rt_long_is_compact(op)) {
        if (n_ints == CAPACITY || is_shared_int(rt_long_compact_value(op))) {
            return false;
        }
        spare_ints[n_ints++] = op;
        return true;
    }
    if (n_long_ints == CAPACITY || rt_long_count_digits(op) != 2) {
        return false;
    }
    spare_long_ints[n_long_ints++] = op;
    return true;
}

#  if RT_HAS_WATCHERS
static inline bool is_generator(PyTypeObject *type) { return type == &PyGen_Type || type == &PyCoro_Type; }
#  else
#    define is_generator(type) false
#    define rt_end_generator(op) false
#  endif

void rt_dealloc(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    if (type == &PyFloat_Type && n_floats < CAPACITY) {
        spare_floats[n_floats++] = op;
    } else if (type == &PyLong_Type) {
        if (!keep_int(op)) {
            _Py_Dealloc(op);
        }
    } else if (type->tp_dealloc == rt_python_dealloc) {
        if (!rt_end_instance(op)) {
            _Py_Dealloc(op);
        }
    } else if (!is_generator(type) || !rt_end_generator(op)) {
        _Py_Dealloc(op);
    }
}

PyObject *rt_new_float(double v) {
    if (rt_unlikely(n_floats == 0)) {
        return PyFloat_FromDouble(v);
    }
    PyObject *op = spare_floats[--n_floats];
    op->ob_refcnt = 1;
    ((PyFloatObject *)op)->ob_fval = v;
    return op;
}

static PyObject *allocate_int(int64_t v) {
#  if LONG_MAX >= INT64_MAX
    return PyLong_FromLong(v); /* has a fast path for one digit that FromLongLong lacks */
#  else
    return PyLong_FromLongLong(v);
#  endif
}

/* Of two digits, or of more */
static PyObject *new_long_int(int64_t v, uint64_t magnitude) {
    if (n_long_ints == 0 || magnitude >> (2 * PyLong_SHIFT) != 0) {
        return allocate_int(v);
    }
    PyObject *op = spare_long_ints[--n_long_ints];
    op->ob_refcnt = 1;
    rt_long_set_size(op, 2, v < 0);
    rt_long_digits(op)[0] = (digit)magnitude & PyLong_MASK;
    rt_long_digits(op)[1] = (digit)(magnitude >> PyLong_SHIFT);
    return op;
}

PyObject *rt_new_int(int64_t v) {
    uint64_t magnitude = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    if (rt_unlikely(magnitude > PyLong_MASK)) {
        return new_long_int(v, magnitude);
    }
    if (n_ints == 0 || is_shared_int(v)) {
        return allocate_int(v);
    }
    PyObject *op = spare_ints[--n_ints];
    op->ob_refcnt = 1;
    rt_long_set_size(op, 1, v < 0);
    rt_long_digits(op)[0] = (digit)magnitude;
    return op;
}

void rt_fill_spares(void) {
    for (uint32_t i = 0; i < CAPACITY; i++) {
        PyObject *whole = PyLong_FromLong(1000), *real = PyFloat_FromDouble(1.0);
        PyObject *two_digits = PyLong_FromLongLong((long long)1 << PyLong_SHIFT);
        if (whole == NULL || real == NULL || two_digits == NULL) {
            PyErr_Clear();
        }
        rt_xdecref(whole);
        rt_xdecref(two_digits);
        rt_xdecref(real);
    }
}

#else

void rt_fill_spares(void) {}

void rt_dealloc(PyObject *op) { _Py_Dealloc(op); }

PyObject *rt_new_float(double v) { return PyFloat_FromDouble(v); }

PyObject *rt_new_int(int64_t v) { return PyLong_FromLongLong(v); }

#endif
