/* SPDX-License-Identifier: Apache-2.0 */
/* finalizing: questions of extension modules about the state of threads and interpreters, and objects of statuses. */
#include "pyi.h"

#if PYI_312
PyAPI_FUNC(int) _Py_IsInterpreterFinalizing(PyInterpreterState *interp) {
    return _PyInterpreterState_GetFinalizing(interp) != NULL;
}
#endif

#if !PYI_313
/* borrowed; NULL without an exception when there is no memory */
PyAPI_FUNC(PyObject *) _PyThreadState_GetDict(PyThreadState *ts) {
    if (ts->dict == NULL && (ts->dict = PyDict_New()) == NULL) {
        PyErr_Clear();
    }
    return ts->dict;
}
#endif

/* NULL, with what the status says as the exception */
PyAPI_FUNC(PyObject *) _PyErr_SetFromPyStatus(PyStatus status) {
    if (!PyStatus_IsError(status)) {
        PyErr_Format(PyExc_SystemError, "the status is no error");
    } else if (status.err_msg != NULL && strcmp(status.err_msg, "memory allocation failed") == 0) {
        PyErr_NoMemory();
    } else if (status.func != NULL) {
        PyErr_Format(PyExc_ValueError, "%s: %s", status.func, status.err_msg);
    } else {
        PyErr_Format(PyExc_ValueError, "%s", status.err_msg);
    }
    return NULL;
}

/* A converter for PyArg_ParseTuple: None leaves what is there. 1 or 0 */
PyAPI_FUNC(int) _Py_convert_optional_to_ssize_t(PyObject *op, void *result) {
    if (op == Py_None) {
        return 1;
    }
    if (!PyIndex_Check(op)) {
        PyErr_Format(PyExc_TypeError, "argument should be integer or None, not '%.200s'",
                     Py_TYPE(op)->tp_name);
        return 0;
    }
    Py_ssize_t value = PyNumber_AsSsize_t(op, PyExc_OverflowError);
    if (value == -1 && PyErr_Occurred()) {
        return 0;
    }
    *(Py_ssize_t *)result = value;
    return 1;
}
