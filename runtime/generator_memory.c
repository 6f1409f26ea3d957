/* SPDX-License-Identifier: Apache-2.0 */
/* generator_memory.c: memory of generators that ended, for others of the same size (generator_memory.h). */
#include "generator_memory.h"
#include "generator.h"
#include "spare_memory.h"

#if RT_HAS_WATCHERS

/* Few have more variables and places on the stack. */
enum { SPARE_SLOTS = 32 };
static rt_spare_list spares[SPARE_SLOTS];

void rt_free_spare_generators(void) {
    for (int slots = 0; slots < SPARE_SLOTS; slots++) {
        PyObject *op;
        while ((op = rt_drop_spare(&spares[slots])) != NULL) {
            PyObject_Free(_Py_AS_GC(op));
        }
    }
}

/* The generator itself does not say. */
static int slots_of(PyCodeObject *code) { return code->co_nlocalsplus + code->co_stacksize; }

PyGenObject *rt_allocate_generator(PyTypeObject *type, PyCodeObject *code) {
    int slots = slots_of(code);
    PyObject *op = RT_SPARES && slots < SPARE_SLOTS ? rt_take_spare(&spares[slots]) : NULL;
    if (op != NULL) {
        Py_SET_TYPE(op, type);
        return (PyGenObject *)op;
    }
    rt_free_spares_with_others();
    return PyObject_GC_NewVar(PyGenObject, type, slots);
}

/* Whether there is nothing to be released but what each of them has. */
static bool ended_plainly(PyGenObject *gen) {
    return gen->gi_frame_state == FRAME_CLEARED && gen->gi_weakreflist == NULL &&
           gen->gi_origin_or_finalizer == NULL && gen->gi_exc_state.exc_value == NULL &&
           _PyObject_GC_IS_TRACKED((PyObject *)gen);
}

bool rt_end_generator(PyObject *op) {
    PyGenObject *gen = (PyGenObject *)op;
    if (!ended_plainly(gen)) {
        return false;
    }
    PyCodeObject *code = (PyCodeObject *)rt_frame_code(rt_generator_frame(gen));
    int slots = slots_of(code);
    _PyObject_GC_UNTRACK(op);
    Py_DECREF(code);
    Py_DECREF(gen->gi_name);
    Py_DECREF(gen->gi_qualname);
    if (slots >= SPARE_SLOTS || !rt_keep_spare(&spares[slots], op)) {
        PyObject_GC_Del(op);
    }
    return true;
}

#else

void rt_free_spare_generators(void) {}

#endif
