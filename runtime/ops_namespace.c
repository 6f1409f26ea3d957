/* SPDX-License-Identifier: Apache-2.0 */
/* ops_namespace.c: names in the locals of a frame, where those are a mapping: the namespace of a
 * class, a module's dict. (What else a module does with its names is in globals.c.)
 */
#include "library.h"
#include "ops.h"

/* new; NULL without an exception when the mapping does not have it */
static PyObject *find_in(PyObject *mapping, PyObject *name) {
    if (rt_likely(PyDict_CheckExact(mapping))) {
        return Py_XNewRef(PyDict_GetItemWithError(mapping, name));
    }
    PyObject *value = PyObject_GetItem(mapping, name);
    if (value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
    }
    return value;
}

static int32_t store_in(PyObject *mapping, PyObject *name, PyObject *value) {
    return rt_likely(PyDict_CheckExact(mapping)) ? PyDict_SetItem(mapping, name, value)
                                                 : PyObject_SetItem(mapping, name, value);
}

PyObject *rt_load_from(PyObject *name, PyObject *mapping, struct _PyInterpreterFrame *frame) {
    PyObject *value = find_in(mapping, name);
    if (value == NULL && !PyErr_Occurred()) {
        value = find_in(rt_frame_globals(frame), name);
    }
    if (value == NULL && !PyErr_Occurred()) {
        value = find_in(frame->f_builtins, name);
    }
    if (value == NULL && !PyErr_Occurred()) {
        rt_raise_name_error(name);
    }
    return value;
}

PyObject *rt_load_name(PyObject *name, struct _PyInterpreterFrame *frame) {
    return rt_load_from(name, frame->f_locals, frame);
}

PyObject *rt_load_from_or_cell(PyObject *name, PyObject *mapping, PyObject *cell) {
    PyObject *value = find_in(mapping, name);
    return value != NULL || PyErr_Occurred() ? value : rt_cell_get_free(cell, name);
}

PyObject *rt_load_name_or_cell(PyObject *name, PyObject *cell, struct _PyInterpreterFrame *frame) {
    return rt_load_from_or_cell(name, frame->f_locals, cell);
}

int32_t rt_store_name(PyObject *name, PyObject *value, struct _PyInterpreterFrame *frame) {
    return store_in(frame->f_locals, name, value);
}

int32_t rt_delete_name(PyObject *name, struct _PyInterpreterFrame *frame) {
    if (PyObject_DelItem(frame->f_locals, name) < 0) {
        PyErr_Clear(); /* whatever the mapping raised, as the interpreter */
        rt_raise_name_error(name);
        return -1;
    }
    return 0;
}

PyObject *rt_load_namespace(struct _PyInterpreterFrame *frame) {
    return Py_NewRef(frame->f_locals);
}

int32_t rt_setup_annotations(struct _PyInterpreterFrame *frame) {
    static PyObject *name;
    if (rt_intern(&name, "__annotations__") == NULL) {
        return -1;
    }
    PyObject *annotations = find_in(frame->f_locals, name);
    int32_t status = 0;
    if (annotations == NULL) {
        annotations = PyErr_Occurred() ? NULL : PyDict_New();
        status = annotations == NULL ? -1 : store_in(frame->f_locals, name, annotations);
    }
    Py_XDECREF(annotations);
    return status;
}
