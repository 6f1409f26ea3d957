/* SPDX-License-Identifier: Apache-2.0 */
/* dropped: what of a module a program can ask for by name, and the names of the rest (pyi_named.h). Suggestions know
 * those still. */
#include "pyi.h"

#include "pyi_named.h"

typedef struct {
    PyObject *dict; /* borrowed: of a module, only compared */
    const char *name;
} dropped_name;

static dropped_name *dropped;
static size_t count, room;

int pyi_note_dropped(PyObject *module, const char *name) {
    if (count == room) {
        size_t more = room == 0 ? 64 : room * 2;
        dropped_name *grown = PyMem_RawRealloc(dropped, more * sizeof(*dropped));
        if (grown == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        dropped = grown;
        room = more;
    }
    dropped[count++] = (dropped_name){PyModule_GetDict(module), name};
    return 0;
}

int pyi_add_made(PyObject *module, const pyi_made_row *rows, size_t n) {
    int status = 0;
    for (size_t i = 0; status == 0 && i < n; i++) {
        if (rows[i].make == NULL) {
            status = pyi_note_dropped(module, rows[i].name);
            continue;
        }
        PyObject *value = rows[i].make(module);
        status = value == NULL ? -1 : PyModule_AddObjectRef(module, rows[i].name, value);
        Py_XDECREF(value);
    }
    return status;
}

static int append(PyObject *list, const char *text) {
    PyObject *name = PyUnicode_FromString(text);
    int status = name == NULL ? -1 : PyList_Append(list, name);
    Py_XDECREF(name);
    return status;
}

int pyi_append_dropped(PyObject *list, PyObject *dict) {
    int status = 0;
    for (size_t i = 0; status == 0 && i < count; i++) {
        status = dropped[i].dict == dict ? append(list, dropped[i].name) : 0;
    }
    return status;
}

static int append_of_type(PyObject *list, PyTypeObject *type) {
    int status = 0;
    for (PyMethodDef *row = type->tp_methods; status == 0 && row && row->ml_name; row++) {
        status = row->ml_meth == NULL ? append(list, row->ml_name) : 0;
    }
    for (PyGetSetDef *row = type->tp_getset; status == 0 && row && row->name; row++) {
        status = row->get == NULL && row->set == NULL ? append(list, row->name) : 0;
    }
    return status;
}

int pyi_append_dropped_attributes(PyObject *list, PyObject *op) {
    if (PyModule_Check(op)) {
        return pyi_append_dropped(list, PyModule_GetDict(op));
    }
    PyTypeObject *type = PyType_Check(op) ? (PyTypeObject *)op : Py_TYPE(op);
    int status = 0;
    for (; status == 0 && type != NULL; type = type->tp_base) {
        status = append_of_type(list, type);
    }
    return status;
}
