/* SPDX-License-Identifier: Apache-2.0 */
/* spare.c: numbers that wait to be used again (spare.h). */
#include "generator_memory.h"
#include "inline_box.h"
#include "plain_class.h"

#if RT_SPARES

#define CAPACITY 16

static PyObject *spare_ints[CAPACITY], *spare_floats[CAPACITY];
static uint32_t n_ints, n_floats;

/* Those that CPython keeps one object of each for. */
static inline bool is_shared_int(int64_t v) { return (uint64_t)(v + 5) < 5 + 257; }

/* An int of one digit, which any other such int can become. */
static inline bool is_reusable_int(PyObject *op) {
    return rt_long_is_compact(op) && !is_shared_int(rt_long_compact_value(op));
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
    } else if (type == &PyLong_Type && n_ints < CAPACITY && is_reusable_int(op)) {
        spare_ints[n_ints++] = op;
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

PyObject *rt_new_int(int64_t v) {
    uint64_t magnitude = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    if (n_ints == 0 || is_shared_int(v) || magnitude > PyLong_MASK) {
#  if LONG_MAX >= INT64_MAX
        return PyLong_FromLong(v); /* has a fast path for one digit that FromLongLong lacks */
#  else
        return PyLong_FromLongLong(v);
#  endif
    }
    PyObject *op = spare_ints[--n_ints];
    PyLongObject *number = (PyLongObject *)op;
    op->ob_refcnt = 1;
#  if PY_VERSION_HEX >= 0x030C0000
    number->long_value.lv_tag = (uintptr_t)1 << 3 | (v < 0 ? 2 : 0);
    number->long_value.ob_digit[0] = (digit)magnitude;
#  else
    Py_SET_SIZE(number, v < 0 ? -1 : 1);
    number->ob_digit[0] = (digit)magnitude;
#  endif
    return op;
}

void rt_fill_spares(void) {
    for (uint32_t i = 0; i < CAPACITY; i++) {
        PyObject *whole = PyLong_FromLong(1000), *real = PyFloat_FromDouble(1.0);
        if (whole == NULL || real == NULL) {
            PyErr_Clear();
        }
        rt_xdecref(whole);
        rt_xdecref(real);
    }
}

#else

void rt_fill_spares(void) {}

void rt_dealloc(PyObject *op) { _Py_Dealloc(op); }

PyObject *rt_new_float(double v) { return PyFloat_FromDouble(v); }

PyObject *rt_new_int(int64_t v) { return PyLong_FromLongLong(v); }

#endif
