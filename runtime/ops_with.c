/* SPDX-License-Identifier: Apache-2.0 */
/* ops_with.c: the with statement. */
#include "ops.h"

static PyObject *enter_name, *exit_name;

/* new: op's special method, bound; found on its type. NULL, without an exception if there is none. */
static PyObject *bind_special(PyObject *op, PyObject *name) {
    PyTypeObject *type = Py_TYPE(op);
    PyObject *method = _PyType_Lookup(type, name);
    if (method == NULL) {
        return NULL;
    }
    descrgetfunc bind = Py_TYPE(method)->tp_descr_get;
    Py_INCREF(method);
    if (bind == NULL) {
        return method;
    }
    PyObject *bound = bind(method, op, (PyObject *)type);
    Py_DECREF(method);
    return bound;
}

PyObject *rt_with_enter(PyObject *manager, PyObject **exit) {
    if (rt_intern(&enter_name, "__enter__") == NULL || rt_intern(&exit_name, "__exit__") == NULL) {
        return NULL;
    }
    PyObject *enter = bind_special(manager, enter_name);
    PyObject *bound_exit = enter == NULL ? NULL : bind_special(manager, exit_name);
    PyObject *result = NULL;
    if (bound_exit != NULL) {
        Py_XSETREF(*exit, bound_exit);
        result = PyObject_CallNoArgs(enter);
    } else if (!PyErr_Occurred()) {
        rt_raise_no_manager(manager);
    }
    Py_XDECREF(enter);
    return result;
}

int32_t rt_with_exit(PyObject *exit) {
    PyObject *args[] = {NULL, Py_None, Py_None, Py_None};
    PyObject *result = PyObject_Vectorcall(exit, &args[1], 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

int32_t rt_with_exit_exception(PyObject *exit, PyObject *exception) {
    PyObject *traceback = PyException_GetTraceback(exception);
    PyObject *args[] = {NULL, (PyObject *)Py_TYPE(exception), exception,
                        traceback == NULL ? Py_None : traceback};
    PyObject *result = PyObject_Vectorcall(exit, &args[1], 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_XDECREF(traceback);
    if (result == NULL) {
        return -1;
    }
    int32_t suppressed = rt_truth(result);
    Py_DECREF(result);
    return suppressed;
}
