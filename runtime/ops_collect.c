/* SPDX-License-Identifier: Apache-2.0 */
/* ops_collect.c: what built-ins do with the elements of a generator expression (ops_collect.h). */
#include "ops_collect.h"

#include <math.h>

static inline rt_collector *collector_of(struct _PyInterpreterFrame *frame, int64_t nlocalsplus) {
    return (rt_collector *)rt_frame_locals(frame)[nlocalsplus];
}

/* Between these two the generator would be suspended: its frame is not in the chain. */
static inline void suspend(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    rt_frame_unlink(ts, frame);
}
static inline void resume(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    rt_frame_link(ts, frame);
}

/* 0, with the exception that is set kept for later */
static __attribute__((noinline)) int32_t fail(rt_collector *self) {
    PyErr_Fetch(&self->error.type, &self->error.value, &self->error.traceback);
    return 0;
}

/* ---- any, all ---------------------------------------------------------------------------------------- */

/* 1, 0 or -1; steals item */
static inline int32_t truth(PyThreadState *ts, PyObject *item, struct _PyInterpreterFrame *frame) {
    int32_t found = item == Py_True ? 1 : item == Py_False || item == Py_None ? 0 : -2;
    if (found == -2) {
        suspend(ts, frame);
        found = PyObject_IsTrue(item);
        rt_decref(item);
        resume(ts, frame);
        return found;
    }
    rt_decref(item);
    return found;
}

RT_COLLECT_ITEM(any) {
    rt_collector *self = collector_of(frame, nlocalsplus);
    int32_t found = truth(ts, item, frame);
    if (rt_unlikely(found < 0)) {
        return fail(self);
    }
    self->result = found ? Py_True : Py_False;
    return !found;
}

RT_COLLECT_ITEM(all) {
    rt_collector *self = collector_of(frame, nlocalsplus);
    int32_t found = truth(ts, item, frame);
    if (rt_unlikely(found < 0)) {
        return fail(self);
    }
    self->result = found ? Py_True : Py_False;
    return found;
}

/* ---- containers ---------------------------------------------------------------------------------------- */

RT_COLLECT_ITEM(list) {
    rt_collector *self = collector_of(frame, nlocalsplus);
    (void)ts;
    PyListObject *list = (PyListObject *)self->result;
    Py_ssize_t size = PyList_GET_SIZE(list);
    if (rt_likely(size < list->allocated)) {
        list->ob_item[size] = item;
        Py_SET_SIZE(list, size + 1);
        return 1;
    }
    int status = PyList_Append((PyObject *)list, item);
    rt_decref(item);
    return rt_likely(status == 0) ? 1 : fail(self);
}

RT_COLLECT_ITEM(set) {
    rt_collector *self = collector_of(frame, nlocalsplus);
    suspend(ts, frame);
    int status = PySet_Add(self->result, item);
    rt_decref(item);
    resume(ts, frame);
    return rt_likely(status == 0) ? 1 : fail(self);
}

/* ---- min, max -------------------------------------------------------------------------------------------- */

/* Whether item beats what was best so far; steals item. */
static inline int32_t compete(PyThreadState *ts, PyObject *item, int64_t nlocalsplus,
                              struct _PyInterpreterFrame *frame, int comparison) {
    rt_collector *self = collector_of(frame, nlocalsplus);
    if (self->result == NULL) {
        self->result = item;
        return 1;
    }
    PyObject *best = self->result, *worse;
    bool decided = true;
    int beaten = comparison == Py_GT ? rt_is_less(best, item, &decided)
                                     : rt_is_less(item, best, &decided);
    suspend(ts, frame);
    if (!decided) {
        beaten = PyObject_RichCompareBool(item, best, comparison);
    }
    worse = beaten > 0 ? best : item;
    self->result = beaten > 0 ? item : best;
    rt_decref(worse);
    resume(ts, frame);
    return rt_likely(beaten >= 0) ? 1 : fail(self);
}

RT_COLLECT_ITEM(max) { return compete(ts, item, nlocalsplus, frame, Py_GT); }
RT_COLLECT_ITEM(min) { return compete(ts, item, nlocalsplus, frame, Py_LT); }

/* ---- sum ---------------------------------------------------------------------------------------------------- */

/* total + value; what the rounding loses goes to *lost* (Neumaier's summation, since 3.12) */
static inline double add_double(double total, double value, double *lost) {
    double sum = total + value;
#if PY_VERSION_HEX >= 0x030C0000
    *lost += fabs(total) >= fabs(value) ? (total - sum) + value : (value - sum) + total;
#else
    (void)lost;
#endif
    return sum;
}

int rt_collect_box_sum(rt_collector *self) {
    if (self->summing == RT_SUM_INTS) {
        self->result = PyLong_FromLong(self->ints);
    } else if (self->summing == RT_SUM_FLOATS) {
        double total = self->floats;
        total += self->lost != 0.0 && isfinite(self->lost) ? self->lost : 0.0;
        self->result = PyFloat_FromDouble(total);
    }
    return self->result == NULL ? -1 : 0;
}

/* Steals item. */
static __attribute__((noinline)) int32_t sum_object(PyThreadState *ts, rt_collector *self, PyObject *item,
                                      struct _PyInterpreterFrame *frame) {
    bool were_ints = self->summing == RT_SUM_INTS;
    PyObject *sum = NULL;
    suspend(ts, frame);
    if (rt_collect_box_sum(self) == 0) {
        sum = PyNumber_Add(self->result, item);
        Py_SETREF(self->result, sum);
    }
    rt_decref(item);
    resume(ts, frame);
    if (sum == NULL) {
        return fail(self);
    }
    self->summing = RT_SUM_OBJECTS;
    if (were_ints && PyFloat_CheckExact(sum)) {
        self->summing = RT_SUM_FLOATS;
        self->floats = PyFloat_AS_DOUBLE(sum);
        self->lost = 0.0;
        Py_CLEAR(self->result);
    }
    return 1;
}

/* Whether an int, which may be of a subclass, fits. */
static inline bool fits(PyObject *item, long *value) {
    int overflow;
    *value = PyLong_AsLongAndOverflow(item, &overflow);
    return overflow == 0;
}

RT_COLLECT_ITEM(sum) {
    rt_collector *self = collector_of(frame, nlocalsplus);
    long value, total;
    if (self->summing == RT_SUM_INTS) {
        bool is_plain = PyLong_CheckExact(item) || PyBool_Check(item);
        if (rt_likely(is_plain && fits(item, &value) &&
                      !__builtin_add_overflow(self->ints, value, &total))) {
            self->ints = total;
            rt_decref(item);
            return 1;
        }
    } else if (self->summing == RT_SUM_FLOATS) {
        if (rt_likely(PyFloat_CheckExact(item))) {
            self->floats = add_double(self->floats, PyFloat_AS_DOUBLE(item), &self->lost);
            rt_decref(item);
            return 1;
        }
        if (PyLong_Check(item) && fits(item, &value)) {
            self->floats += (double)value;
            rt_decref(item);
            return 1;
        }
    }
    return sum_object(ts, self, item, frame);
}

/* ---- the source ------------------------------------------------------------------------------------------------ */

PyObject *rt_collect_source(PyObject *iterable) {
    if (PyList_CheckExact(iterable) || PyTuple_CheckExact(iterable) ||
        Py_IS_TYPE(iterable, &PyRange_Type)) {
        return Py_NewRef(iterable);
    }
    return PyObject_GetIter(iterable);
}

PyObject *rt_collect_iterator(PyObject *source) {
    return Py_TYPE(source)->tp_iternext == NULL ? PyObject_GetIter(source) : Py_NewRef(source);
}

/* The layout of every version supported. */
typedef struct {
    PyObject_HEAD
    PyObject *start, *stop, *step, *length;
} range_object;

int64_t rt_collect_range(PyObject *source, int64_t *number, int64_t *step) {
    range_object *range = (range_object *)source;
    if (!Py_IS_TYPE(source, &PyRange_Type) || !rt_long_is_compact(range->start) ||
        !rt_long_is_compact(range->step) || !rt_long_is_compact(range->length)) {
        return -1;
    }
    *number = rt_long_compact_value(range->start);
    *step = rt_long_compact_value(range->step);
    return rt_long_compact_value(range->length);
}
