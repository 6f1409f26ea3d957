/* SPDX-License-Identifier: Apache-2.0 */
/* spare.h: references, and small numbers that are used again instead of being freed.
 *
 * Boxing a number takes one that compiled code released before, if there is one: that saves the way
 * through the allocator, twice. There are a few of each kind per library.
 */
#ifndef AOT_SPARE_H
#define AOT_SPARE_H

/* Tools that watch objects come and go, and interpreters that do, see each one. */
#if defined(Py_REF_DEBUG) || defined(Py_TRACE_REFS) || defined(__SANITIZE_ADDRESS__)
#  define RT_SPARES 0
#else
#  define RT_SPARES 1
#endif

/* op has no reference left */
RT_API void rt_dealloc(PyObject *op);
/* Once, when the library is loaded, so that it keeps as many objects at any later time. */
RT_API void rt_fill_spares(void);
/* new */
RT_API PyObject *rt_new_int(int64_t v);
RT_API PyObject *rt_new_float(double v);

RT_INLINE void rt_incref(PyObject *op) { Py_INCREF(op); }

RT_INLINE void rt_decref(PyObject *op) {
#if RT_SPARES && PY_VERSION_HEX >= 0x030C0000
    /* As Py_INCREF does: no count reaches the upper half, and that of an immortal object is negative. */
    int32_t count = (int32_t)op->ob_refcnt_split[PY_BIG_ENDIAN];
    if (count < 0) {
        return;
    }
    op->ob_refcnt_split[PY_BIG_ENDIAN] = (PY_UINT32_T)--count;
    if (count == 0) {
        rt_dealloc(op);
    }
#elif RT_SPARES
    if (--op->ob_refcnt == 0) {
        rt_dealloc(op);
    }
#else
    Py_DECREF(op);
#endif
}

RT_INLINE void rt_xdecref(PyObject *op) {
    if (op != NULL) {
        rt_decref(op);
    }
}

#endif /* AOT_SPARE_H */
