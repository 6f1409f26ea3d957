/* SPDX-License-Identifier: Apache-2.0 */
/* ops_with.c: the statements `with` and `async with`. */
#include "ops.h"
#include "ops_generator.h"

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

/* new: what the manager's method for entering gives; its other one goes to *exit, looked up before. NULL,
 * without an exception if it lacks one of them; *missing says which. */
static PyObject *enter_with(PyObject *manager, PyObject *enter_name, PyObject *exit_name,
                            PyObject **exit, PyObject **missing) {
    PyObject *result = NULL, *bound_exit = NULL;
    PyObject *enter = bind_special(manager, enter_name);
    *missing = enter_name;
    if (enter != NULL) {
        bound_exit = bind_special(manager, exit_name);
        *missing = exit_name;
    }
    if (bound_exit != NULL) {
        Py_XSETREF(*exit, bound_exit);
        result = PyObject_CallNoArgs(enter);
    }
    Py_XDECREF(enter);
    return result;
}

/* new */
static PyObject *call_exit(PyObject *exit) {
    PyObject *args[] = {NULL, Py_None, Py_None, Py_None};
    return PyObject_Vectorcall(exit, &args[1], 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

/* new */
static PyObject *call_exit_exception(PyObject *exit, PyObject *exception) {
    PyObject *traceback = PyException_GetTraceback(exception);
    PyObject *args[] = {NULL, (PyObject *)Py_TYPE(exception), exception,
                        traceback == NULL ? Py_None : traceback};
    PyObject *result = PyObject_Vectorcall(exit, &args[1], 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_XDECREF(traceback);
    return result;
}

PyObject *rt_with_enter(PyObject *manager, PyObject **exit) {
    static PyObject *enter_name, *exit_name;
    if (rt_intern(&enter_name, "__enter__") == NULL || rt_intern(&exit_name, "__exit__") == NULL) {
        return NULL;
    }
    PyObject *missing;
    PyObject *result = enter_with(manager, enter_name, exit_name, exit, &missing);
    if (result == NULL && !PyErr_Occurred()) {
        rt_raise_no_manager(manager);
    }
    return result;
}

int32_t rt_with_exit(PyObject *exit) {
    PyObject *result = call_exit(exit);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

int32_t rt_with_exit_exception(PyObject *exit, PyObject *exception) {
    PyObject *result = call_exit_exception(exit, exception);
    if (result == NULL) {
        return -1;
    }
    int32_t suppressed = rt_truth(result);
    Py_DECREF(result);
    return suppressed;
}

/* ---- async with: what these give is awaited ------------------------------------------------------- */

PyObject *rt_async_enter(PyObject *manager, PyObject **exit) {
    static PyObject *enter_name, *exit_name;
    if (rt_intern(&enter_name, "__aenter__") == NULL ||
        rt_intern(&exit_name, "__aexit__") == NULL) {
        return NULL;
    }
    PyObject *missing;
    PyObject *result = enter_with(manager, enter_name, exit_name, exit, &missing);
    if (result == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_TypeError,
                     "'%.200s' object does not support the asynchronous context manager protocol%s",
                     Py_TYPE(manager)->tp_name,
                     missing == exit_name ? " (missed __aexit__ method)" : "");
    }
    return result;
}

PyObject *rt_async_exit(PyObject *exit) { return call_exit(exit); }

PyObject *rt_async_exit_exception(PyObject *exit, PyObject *exception) {
    return call_exit_exception(exit, exception);
}
