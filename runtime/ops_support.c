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

/* Forget the frames of the exception that is set. */
static void drop_traceback(void) {
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *exception = PyErr_GetRaisedException();
    PyException_SetTraceback(exception, Py_None);
    PyErr_SetRaisedException(exception);
#else
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    Py_XDECREF(traceback);
    PyErr_Restore(type, value, NULL);
#endif
}

void rt_raise_like_interpreter(const char *source, PyObject *names) {
    PyObject *result = PyRun_String(source, Py_file_input, names, names);
    if (result != NULL) {
        Py_DECREF(result);
        PyErr_Format(PyExc_SystemError, "the interpreter accepts '%s'", source);
        return;
    }
    drop_traceback();
}
