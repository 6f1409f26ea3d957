/* SPDX-License-Identifier: Apache-2.0 */
/* ops_module.c: what only the bodies of modules do. (`import *` is in ops_import.c.) */
#include "ops.h"

/* SETUP_ANNOTATIONS: a module that annotates variables has a dict for it. 0 or -1. */
int32_t rt_setup_annotations(struct _PyInterpreterFrame *frame) {
    static PyObject *name;
    if (rt_intern(&name, "__annotations__") == NULL) {
        return -1;
    }
    PyObject *globals = rt_frame_globals(frame);
    int has = PyDict_Contains(globals, name);
    PyObject *dict = has == 0 ? PyDict_New() : NULL;
    if (dict != NULL) {
        has = PyDict_SetItem(globals, name, dict);
    }
    Py_XDECREF(dict);
    return has < 0 || PyErr_Occurred() ? -1 : 0;
}
