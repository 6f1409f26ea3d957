/* SPDX-License-Identifier: Apache-2.0 */
/* generator.h: what generators, coroutines and asynchronous generators have in common.
 *
 * All three are a PyGenObject whose frame follows it. What differs is who may iterate them, and what
 * is said when something is wrong.
 */
#ifndef GENERATOR_H
#define GENERATOR_H

#include "pyi_frame.h"

#include "internal/pycore_interp.h"
#include "internal/pycore_warnings.h"

#include <opcode.h>

static inline pyi_frame *pyi_gen_frame(PyGenObject *self) { return (pyi_frame *)self->gi_iframe; }

/* borrowed: the code, also of a generator that has ended */
static inline PyCodeObject *pyi_gen_code(PyGenObject *self) {
#if PYI_312
    return pyi_frame_code(pyi_gen_frame(self));
#else
    return self->gi_code;
#endif
}

static inline bool pyi_gen_suspended(PyGenObject *self) {
#if PYI_313
    return FRAME_STATE_SUSPENDED(self->gi_frame_state);
#else
    return self->gi_frame_state == FRAME_SUSPENDED;
#endif
}

/* Whether a generator may be awaited: types.coroutine() marked it. */
static inline bool pyi_gen_is_coroutine(PyObject *op) {
    return PyGen_CheckExact(op) &&
           (pyi_gen_code((PyGenObject *)op)->co_flags & CO_ITERABLE_COROUTINE) != 0;
}

/* run.c */
PYI_HIDDEN PySendResult pyi_gen_resume(PyGenObject *self, PyObject *arg, PyObject **result,
                                       bool throws, bool closing);
PYI_HIDDEN PyObject *pyi_gen_send(PyGenObject *self, PyObject *arg);
PYI_HIDDEN PyObject *pyi_gen_throw(PyGenObject *self, bool close_on_exit, PyObject *type,
                                   PyObject *value, PyObject *traceback);
PYI_HIDDEN PyObject *pyi_gen_throw_method(PyGenObject *self, PyObject *const *args,
                                          Py_ssize_t nargs);
PYI_HIDDEN PyObject *pyi_gen_close(PyGenObject *self, PyObject *unused);
PYI_HIDDEN PySendResult pyi_gen_am_send(PyObject *self, PyObject *arg, PyObject **result);

/* generator.c */
PYI_HIDDEN void pyi_gen_dealloc(PyGenObject *self);
PYI_HIDDEN int pyi_gen_traverse(PyGenObject *self, visitproc visit, void *arg);
PYI_HIDDEN PyObject *pyi_gen_get_name(PyGenObject *self, void *closure);
PYI_HIDDEN int pyi_gen_set_name(PyGenObject *self, PyObject *value, void *closure);
PYI_HIDDEN PyObject *pyi_gen_get_qualname(PyGenObject *self, void *closure);
PYI_HIDDEN int pyi_gen_set_qualname(PyGenObject *self, PyObject *value, void *closure);
PYI_HIDDEN PyObject *pyi_gen_get_delegate(PyGenObject *self, void *closure);
PYI_HIDDEN PyObject *pyi_gen_get_running(PyGenObject *self, void *closure);
PYI_HIDDEN PyObject *pyi_gen_get_suspended(PyGenObject *self, void *closure);
PYI_HIDDEN PyObject *pyi_gen_get_frame(PyGenObject *self, void *closure);
PYI_HIDDEN PyObject *pyi_gen_get_code(PyGenObject *self, void *closure);
PYI_HIDDEN PyObject *pyi_gen_sizeof(PyGenObject *self, PyObject *unused);
PYI_HIDDEN PyGenObject *pyi_gen_from_frame(PyTypeObject *type, PyFrameObject *frame,
                                           PyObject *name, PyObject *qualname);

/* coroutine.c */
PYI_HIDDEN PyObject *pyi_coroutine_origin(int depth, pyi_frame *frame);

#define PYI_GEN_SIZE (offsetof(PyGenObject, gi_iframe) + offsetof(pyi_frame, localsplus))

#if PYI_313
#  define PYI_GEN_SIGNATURE(name, parameters) PYI_SIGNATURE(name, parameters)
#else
#  define PYI_GEN_SIGNATURE(name, parameters) NULL
#endif

#endif /* GENERATOR_H */
