/* SPDX-License-Identifier: Apache-2.0 */
/* _program_data: the data files that a program carries, for the modules that show them to importlib (runtime/standalone/python).
 *
 *   names()      all names, sorted
 *   read(name)   the bytes of one
 */
#include "pyi.h"

#include "pyi_linked.h"

static PyObject *data_names(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(unused)) {
    size_t count = pyi_linked == NULL ? 0 : pyi_linked->data_count;
    PyObject *names = PyTuple_New((Py_ssize_t)count);
    for (size_t i = 0; names != NULL && i < count; i++) {
        const char *path = pyi_linked->data[i].path;
        PyObject *name = PyUnicode_DecodeFSDefault(path);
        if (name == NULL) {
            Py_CLEAR(names);
        } else {
            PyTuple_SET_ITEM(names, (Py_ssize_t)i, name);
        }
    }
    return names;
}

static PyObject *data_read(PyObject *Py_UNUSED(module), PyObject *path) {
    PyObject *data = pyi_linked_read(path);
    if (data == NULL && !PyErr_Occurred()) {
        errno = ENOENT;
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, path);
    }
    return data;
}

static PyMethodDef methods[] = {
    {"names", data_names, METH_NOARGS, PYI_SIGNATURE("names", "($module, /)")},
    {"read", data_read, METH_O, PYI_SIGNATURE("read", "($module, name, /)")},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_program_data",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *program_data_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_program_data", program_data_init);
