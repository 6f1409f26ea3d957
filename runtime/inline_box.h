/* SPDX-License-Identifier: Apache-2.0 */
/* inline_box.h: between objects and unboxed values. Inlined into generated code, so each function
 * is the common case and a call. The out-of-line halves are in ops_int.c. */
#ifndef AOT_INLINE_BOX_H
#define AOT_INLINE_BOX_H

#include "rt.h"

/* steals op, an int object or NULL; the error value for NULL */
RT_API rt_int rt_int_take_object(PyObject *op);
RT_COLD rt_int rt_unbox_int_slow(PyObject *op);
RT_COLD int32_t rt_is_smallint_slow(PyObject *op);
RT_COLD rt_int rt_int_widen_slow(int64_t v);

/* op is an int object. Whether its value is in one digit, where reading it costs least. */
RT_INLINE bool rt_long_is_compact(PyObject *op) {
#if PY_VERSION_HEX >= 0x030C0000
    return PyUnstable_Long_IsCompact((PyLongObject *)op);
#else
    return (size_t)(Py_SIZE(op) + 1) <= 2;
#endif
}

RT_INLINE int64_t rt_long_compact_value(PyObject *op) {
#if PY_VERSION_HEX >= 0x030C0000
    return PyUnstable_Long_CompactValue((PyLongObject *)op);
#else
    return Py_SIZE(op) * (int64_t)((PyLongObject *)op)->ob_digit[0];
#endif
}

RT_INLINE PyObject *rt_box_i64(int64_t v) { return rt_new_int(v); }

RT_INLINE PyObject *rt_box_int(rt_int v) {
    if (rt_likely(rt_int_is_small(v))) {
        return rt_box_i64(rt_int_small_value(v));
    }
    return Py_NewRef(rt_int_big_object(v));
}

RT_INLINE PyObject *rt_box_f64(double v) { return rt_new_float(v); }

/* op is an int object; owned */
RT_INLINE rt_int rt_unbox_int(PyObject *op) {
    if (rt_likely(rt_long_is_compact(op))) {
        return rt_int_from_small(rt_long_compact_value(op));
    }
    return rt_unbox_int_slow(op);
}

/* op is an int object whose value is proved to fit */
RT_INLINE int64_t rt_unbox_i64(PyObject *op) {
    if (rt_likely(rt_long_is_compact(op))) {
        return rt_long_compact_value(op);
    }
    return PyLong_AsLongLong(op);
}

RT_INLINE double rt_unbox_f64(PyObject *op) { return PyFloat_AS_DOUBLE(op); }

/* whether op is exactly an int that fits a small rt_int */
RT_INLINE int32_t rt_is_smallint(PyObject *op) {
    if (!PyLong_CheckExact(op)) {
        return 0;
    }
    return rt_likely(rt_long_is_compact(op)) ? 1 : rt_is_smallint_slow(op);
}

RT_INLINE rt_int rt_int_widen(int64_t v) {
    if (rt_likely(rt_int_fits_small(v))) {
        return rt_int_from_small(v);
    }
    return rt_int_widen_slow(v);
}

#endif /* AOT_INLINE_BOX_H */
