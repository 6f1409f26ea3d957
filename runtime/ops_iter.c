/* SPDX-License-Identifier: Apache-2.0 */
/* ops_iter.c: iteration. */
#include "iterators.h"

PyObject *rt_get_iter(PyObject *iterable) { return PyObject_GetIter(iterable); }

int32_t rt_iter_next(PyObject *iterator, PyObject **target) {
    PyObject *item = rt_next_item(iterator);
    if (rt_unlikely(item == NULL)) {
        return rt_iteration_ended();
    }
    PyObject *old = *target;
    *target = item;
    rt_xdecref(old);
    return 1;
}

int32_t rt_iter_next_items(PyObject *iterator, PyObject **whole, PyObject **targets,
                           int64_t count) {
    int32_t status;
    rt_clear_targets(targets, count);
    if (rt_next_spread(iterator, targets, count, &status)) {
        return status;
    }
    status = rt_iter_next(iterator, whole);
    if (status == 1) {
        rt_spread(whole, targets, count);
    }
    return status;
}
