/* SPDX-License-Identifier: Apache-2.0 */
/* ops_support.c: what the other ops_*.c share. */
#include "ops.h"

void rt_raise_key_error(PyObject *key) {
    /* Through a call: PyErr_SetObject would spread a tuple over the arguments. */
    PyObject *exception = PyObject_CallOneArg(PyExc_KeyError, key);
    if (exception != NULL) {
        PyErr_SetObject(PyExc_KeyError, exception);
        Py_DECREF(exception);
    }
}
