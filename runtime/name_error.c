/* SPDX-License-Identifier: Apache-2.0 */
/* name_error.c: the interpreter's NameErrors. */
#include "library.h"

/* With the attribute `name`, by which "Did you mean" finds what was meant. */
static void raise_with_name(const char *format, PyObject *name) {
    static PyObject *attribute;
    PyObject *text = PyUnicode_FromFormat(format, name);
    PyObject *error = text == NULL ? NULL : PyObject_CallOneArg(PyExc_NameError, text);
    Py_XDECREF(text);
    if (error != NULL && rt_intern(&attribute, "name") != NULL &&
        PyObject_SetAttr(error, attribute, name) == 0) {
        PyErr_SetObject(PyExc_NameError, error);
    }
    Py_XDECREF(error);
}

void rt_raise_name_error(PyObject *name) { raise_with_name("name '%U' is not defined", name); }

void rt_raise_unbound_free(PyObject *name) {
    raise_with_name("cannot access free variable '%U' where it is not associated with a value in "
                    "enclosing scope",
                    name);
}
