/* SPDX-License-Identifier: Apache-2.0 */
/* spare_memory.c: when memory of objects that ended is freed (spare_memory.h). */
#include "spare_memory.h"

/* An object, old soon, which the collector looks at when it looks at all. */
static int traverse_witness(PyObject *self, visitproc visit, void *arg) {
    (void)self, (void)visit, (void)arg;
    rt_free_spare_instances();
    rt_free_spare_generators();
    return 0;
}

static PyTypeObject witness_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "aot_build.spare_memory",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = traverse_witness,
};

void rt_free_spares_with_others(void) {
    static PyObject *witness; /* lives for ever */
    if (witness != NULL) {
        return;
    }
    if (PyType_Ready(&witness_type) == 0) {
        witness = (PyObject *)PyObject_GC_New(PyObject, &witness_type);
    }
    if (witness == NULL) {
        PyErr_Clear();
    } else {
        PyObject_GC_Track(witness);
    }
}
