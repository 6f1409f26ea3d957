/* SPDX-License-Identifier: Apache-2.0 */
/* print: exceptions that nobody caught: PyErr_Print, sys.excepthook, and SystemExit.
 *
 * Contract   docs.python.org/3/c-api/exceptions.html#printing-and-clearing
 */
#include "display.h"

#include "internal/pycore_pylifecycle.h"

#include <stdio.h>
#include <unistd.h>

extern void PyErr_DisplayException(PyObject *exception);
#if PYI_313
extern void _PyErr_WriteUnraisableMsg(const char *text, PyObject *op);
#endif

/* ---- the file --------------------------------------------------------------------------------------------------- */

/* stderr of the process as a file, for what happens before there is sys.stderr and after */
static PyObject *raw_write(PyObject *self, PyObject *text) {
    (void)self;
    PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace");
    if (bytes == NULL) {
        return NULL;
    }
    const char *at = PyBytes_AS_STRING(bytes);
    for (Py_ssize_t rest = PyBytes_GET_SIZE(bytes), n; rest > 0; at += n, rest -= n) {
        n = write(STDERR_FILENO, at, (size_t)rest);
        if (n <= 0) {
            break;
        }
    }
    Py_DECREF(bytes);
    Py_RETURN_NONE;
}

static PyMethodDef raw_methods[] = {{"write", raw_write, METH_O, NULL}, {0}};
static PyTypeObject raw_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "standard_error",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = raw_methods,
};
PYI_TYPE(raw_type);

/* new: sys.stderr; None when the program does not want to see anything */
static PyObject *error_file(void) {
    PyObject *file = PySys_GetObject("stderr");
    return file != NULL ? Py_NewRef(file) : raw_type.tp_alloc(&raw_type, 0);
}

static void flush(PyObject *file) {
    if (Py_IS_TYPE(file, &raw_type)) {
        return;
    }
    PyObject *result = PyObject_CallMethodNoArgs(file, PYI_NAME("flush"));
    if (result == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(result);
}

/* ---- showing ------------------------------------------------------------------------------------------------------ */

static int put_not_exception(PyObject *file, PyObject *value) {
#if PYI_313
    if (value == Py_None) {
        return PyFile_WriteString("NoneType: None\n", file);
    }
#endif
    PyObject *text =
        PyUnicode_FromFormat("TypeError: print_exception(): Exception expected for value, %s found\n",
                             Py_TYPE(value)->tp_name);
    int status = text == NULL ? -1 : PyFile_WriteObject(text, file, Py_PRINT_RAW);
    Py_XDECREF(text);
    return status;
}

void _PyErr_Display(PyObject *file, PyObject *type, PyObject *value, PyObject *traceback) {
    (void)type;
    value = value == NULL ? Py_None : value;
    if (!PyExceptionInstance_Check(value)) {
        if (put_not_exception(file, value) < 0) {
            PyErr_Clear();
        }
        return;
    }
    if (traceback != NULL && PyTraceBack_Check(traceback) &&
        ((PyBaseExceptionObject *)value)->traceback == NULL) {
        PyException_SetTraceback(value, traceback);
    }
    pyi_display out = {.file = file, .seen = PySet_New(NULL)};
    Py_INCREF(value);
    PyErr_Clear();
    if (pyi_display_chain(&out, value) < 0) {
        PyErr_Clear(); /* a file that cannot be written to */
    }
    Py_DECREF(value);
    Py_XDECREF(out.seen);
}

static void display(PyObject *type, PyObject *value, PyObject *traceback) {
    PyObject *file = error_file();
    if (file == NULL) {
        PyErr_Clear();
        return;
    }
    if (file != Py_None) {
        _PyErr_Display(file, type, value, traceback);
        flush(file);
    }
    Py_DECREF(file);
}

/* what sys.excepthook does unless somebody replaced it */
void PyErr_Display(PyObject *type, PyObject *value, PyObject *traceback) {
    display(type, value, traceback);
}

#if PYI_312
void _PyErr_DisplayException(PyObject *file, PyObject *exception) {
    _PyErr_Display(file, NULL, exception, NULL);
}
#endif
void PyErr_DisplayException(PyObject *exception) { display(NULL, exception, NULL); }

/* ---- SystemExit ----------------------------------------------------------------------------------------------------- */

/* steals: None is success, an int the status, and all else is shown and means failure */
static int status_of(PyObject *code) {
    int status = 1;
    if (code == Py_None) {
        status = 0;
    } else if (PyLong_Check(code)) {
        status = (int)PyLong_AsLong(code);
    } else {
        PyObject *file = PySys_GetObject("stderr");
        file = file != NULL && file != Py_None ? Py_NewRef(file) : raw_type.tp_alloc(&raw_type, 0);
        if (file != NULL) {
            PyErr_Clear();
            if (PyFile_WriteObject(code, file, Py_PRINT_RAW) < 0) {
                PyErr_Clear();
            }
            PyFile_WriteString("\n", file);
            flush(file);
            Py_DECREF(file);
        }
    }
    PyErr_Clear();
    Py_DECREF(code);
    return status;
}

/* 1: SystemExit is set, and was cleared; *status is how the process shall end */
int _Py_HandleSystemExit(int *status) {
    if (_Py_GetConfig()->inspect || !PyErr_ExceptionMatches(PyExc_SystemExit)) {
        return 0;
    }
    PyObject *type, *value, *traceback;
    fflush(stdout);
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *code = NULL;
    if (value != NULL) {
        code = PyObject_GetAttr(value, PYI_NAME("code"));
        PyErr_Clear();
    }
    *status = status_of(code != NULL ? code : Py_NewRef(value == NULL ? Py_None : value));
    Py_XDECREF(traceback);
    Py_XDECREF(value);
    Py_XDECREF(type);
    return 1;
}

static void exit_if_wanted(void) {
    int status;
    if (_Py_HandleSystemExit(&status)) {
        Py_Exit(status);
    }
}

/* ---- printing what is set --------------------------------------------------------------------------------------------- */

static void set_last(const char *name, PyObject *value) {
    if (PySys_SetObject(name, value) < 0) {
        PyErr_Clear();
    }
}

/* 0 when an audit hook does not allow the hook to be called */
static bool allows(PyObject *hook, PyObject *type, PyObject *value, PyObject *traceback) {
    if (PySys_Audit("sys.excepthook", "OOOO", hook == NULL ? Py_None : hook, type, value,
                    traceback) == 0) {
        return true;
    }
    if (PyErr_ExceptionMatches(PyExc_RuntimeError)) {
        PyErr_Clear();
        return false;
    }
    _PyErr_WriteUnraisableMsg("in audit hook", NULL);
    return true;
}

static void hook_failed(PyObject *type, PyObject *value, PyObject *traceback) {
    exit_if_wanted(); /* a hook may end the program */
    PyObject *new_type, *new_value, *new_traceback;
    PyErr_Fetch(&new_type, &new_value, &new_traceback);
    PyErr_NormalizeException(&new_type, &new_value, &new_traceback);
    PySys_WriteStderr("Error in sys.excepthook:\n");
    display(new_type, new_value, new_traceback);
    PySys_WriteStderr("\nOriginal exception was:\n");
    display(type, value, traceback);
    Py_XDECREF(new_type);
    Py_XDECREF(new_value);
    Py_XDECREF(new_traceback);
}

static void call_hook(PyObject *type, PyObject *value, PyObject *traceback) {
    PyObject *hook = Py_XNewRef(PySys_GetObject("excepthook"));
    if (!allows(hook, type, value, traceback)) {
        Py_XDECREF(hook);
        return;
    }
    if (hook == NULL) {
        if (PySys_GetObject("modules") != NULL) { /* else it is too early for hooks */
            PySys_WriteStderr("sys.excepthook is missing\n");
        }
        display(type, value, traceback);
        return;
    }
    PyObject *stack[] = {type, value, traceback};
    PyObject *result = PyObject_Vectorcall(hook, stack, 3, NULL);
    if (result == NULL) {
        hook_failed(type, value, traceback);
    }
    Py_XDECREF(result);
    Py_DECREF(hook);
}

void _PyErr_PrintEx(PyThreadState *ts, int set_last_vars) {
    (void)ts;
    exit_if_wanted();
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (type == NULL) {
        return;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback == NULL) {
        traceback = Py_NewRef(Py_None);
    }
    PyException_SetTraceback(value, traceback);
    if (set_last_vars) {
#if PYI_312
        set_last("last_exc", value);
#endif
        set_last("last_type", type);
        set_last("last_value", value);
        set_last("last_traceback", traceback);
    }
    call_hook(type, value, traceback);
    Py_DECREF(type);
    Py_DECREF(value);
    Py_DECREF(traceback);
}

void PyErr_PrintEx(int set_last_vars) { _PyErr_PrintEx(_PyThreadState_GET(), set_last_vars); }
void _PyErr_Print(PyThreadState *ts) { _PyErr_PrintEx(ts, 1); }
void PyErr_Print(void) { PyErr_PrintEx(1); }
