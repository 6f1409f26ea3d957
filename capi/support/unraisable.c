/* SPDX-License-Identifier: Apache-2.0 */
/* unraisable: exceptions that nobody can catch, from finalizers and callbacks: sys.unraisablehook.
 *
 * Contract   docs.python.org/3/library/sys.html#sys.unraisablehook
 */
#include "pyi.h"

#include <stdio.h>

/* ---- the default ------------------------------------------------------------------------------------------ */

static void write_text(PyObject *file, const char *text) {
    if (file == NULL || file == Py_None) {
        return;
    }
    if (PyFile_WriteString(text, file) < 0) {
        PyErr_Clear();
    }
}

static void write_object(PyObject *file, PyObject *op, int flags) {
    if (file == NULL || file == Py_None) {
        return;
    }
    if (PyFile_WriteObject(op, file, flags) < 0) {
        PyErr_Clear();
        write_text(file, "<object repr() failed>");
    }
}

/* `module.Name: text` */
static void write_exception(PyObject *file, PyObject *type, PyObject *value) {
    PyObject *module = PyObject_GetAttr(type, PYI_NAME("__module__"));
    PyObject *name = PyObject_GetAttr(type, PYI_NAME("__qualname__"));
    if (module != NULL && PyUnicode_Check(module) &&
        PyUnicode_CompareWithASCIIString(module, "builtins") != 0 &&
        PyUnicode_CompareWithASCIIString(module, "__main__") != 0) {
        write_object(file, module, Py_PRINT_RAW);
        write_text(file, ".");
    }
    PyErr_Clear();
    if (name != NULL) {
        write_object(file, name, Py_PRINT_RAW);
    } else {
        write_text(file, "<unknown>");
    }
    PyObject *text = value == NULL || value == Py_None ? NULL : PyObject_Str(value);
    if (text == NULL && PyErr_Occurred()) {
        PyErr_Clear();
        write_text(file, ": <exception str() failed>");
    } else if (text != NULL && PyUnicode_GET_LENGTH(text) > 0) {
        write_text(file, ": ");
        write_object(file, text, Py_PRINT_RAW);
    }
    write_text(file, "\n");
    Py_XDECREF(text);
    Py_XDECREF(name);
    Py_XDECREF(module);
}

/* Exception ignored in: <function f at 0x…> + traceback + exception */
static void write_report(PyObject *file, PyObject *type, PyObject *value, PyObject *traceback,
                         PyObject *message, PyObject *op) {
    if (message != NULL && message != Py_None) {
        write_object(file, message, Py_PRINT_RAW);
    } else {
        write_text(file, "Exception ignored in");
    }
    if (op != NULL && op != Py_None) {
        write_text(file, ": ");
        write_object(file, op, 0);
        write_text(file, "\n");
    } else {
        write_text(file, ":\n");
    }
    if (traceback != NULL && traceback != Py_None && PyTraceBack_Print(traceback, file) < 0) {
        PyErr_Clear();
    }
    write_exception(file, type, value);
}

static void report_to_stderr(PyObject *type, PyObject *value, PyObject *traceback, PyObject *message,
                             PyObject *op) {
    PyObject *file = PySys_GetObject("stderr");
    if (file == NULL || file == Py_None) {
        return;
    }
    Py_INCREF(file);
    write_report(file, type, value, traceback, message, op);
    PyObject *result = PyObject_CallMethodNoArgs(file, PYI_NAME("flush"));
    if (result == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(result);
    Py_DECREF(file);
}

/* ---- sys.unraisablehook --------------------------------------------------------------------------------------- */

static PyStructSequence_Field fields[] = {
    {"exc_type", NULL}, {"exc_value", NULL}, {"exc_traceback", NULL},
    {"err_msg", NULL},  {"object", NULL},    {0},
};
static PyStructSequence_Desc description = {"UnraisableHookArgs", NULL, fields, 5};
static PyTypeObject hook_args_type;

/* borrowed; NULL with an exception */
PyTypeObject *pyi_unraisable_args_type(void) {
    bool made = hook_args_type.tp_name != NULL ||
                PyStructSequence_InitType2(&hook_args_type, &description) == 0;
    return made ? &hook_args_type : NULL;
}

static PyObject *make_hook_args(PyObject *type, PyObject *value, PyObject *traceback,
                                PyObject *message, PyObject *op) {
    PyTypeObject *args_type = pyi_unraisable_args_type();
    PyObject *args = args_type == NULL ? NULL : PyStructSequence_New(args_type);
    if (args != NULL) {
        PyObject *items[] = {type, value, traceback, message, op};
        for (int i = 0; i < 5; i++) {
            PyStructSequence_SetItem(args, i, Py_NewRef(items[i] == NULL ? Py_None : items[i]));
        }
    }
    return args;
}

/* sys.__unraisablehook__ */
PyObject *_PyErr_WriteUnraisableDefaultHook(PyObject *args) {
    if (!Py_IS_TYPE(args, &hook_args_type)) {
        PyErr_SetString(PyExc_TypeError, "sys.unraisablehook argument type must be UnraisableHookArgs");
        return NULL;
    }
    report_to_stderr(PyStructSequence_GetItem(args, 0), PyStructSequence_GetItem(args, 1),
                     PyStructSequence_GetItem(args, 2), PyStructSequence_GetItem(args, 3),
                     PyStructSequence_GetItem(args, 4));
    Py_RETURN_NONE;
}

/* An exception of C code, which has no traceback yet, gets the place that runs. */
static void fetch_with_place(PyObject **type, PyObject **value, PyObject **traceback) {
    PyErr_Fetch(type, value, traceback);
    PyFrameObject *frame = *type != NULL && *traceback == NULL ? PyEval_GetFrame() : NULL;
    if (frame != NULL) {
        Py_INCREF(frame);
        PyErr_Restore(*type, *value, *traceback);
        PyTraceBack_Here(frame);
        PyErr_Fetch(type, value, traceback);
        Py_DECREF(frame);
    }
}

static void write_unraisable(PyObject *message, PyObject *op) {
    PyObject *type, *value, *traceback;
    fetch_with_place(&type, &value, &traceback);
    if (type == NULL) {
        return;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback != NULL && traceback != Py_None && PyException_SetTraceback(value, traceback) < 0) {
        PyErr_Clear();
    }
    PyObject *hook = PySys_GetObject("unraisablehook");
    bool plain = hook == NULL || (PyCFunction_Check(hook) &&
                                  strcmp(((PyCFunctionObject *)hook)->m_ml->ml_name,
                                         "unraisablehook") == 0);
    if (plain) {
        report_to_stderr(type, value, traceback, message, op);
    } else {
        PyObject *args = make_hook_args(type, value, traceback, message, op);
        Py_INCREF(hook);
        PyObject *result = args == NULL ? NULL : PyObject_CallOneArg(hook, args);
        if (result == NULL) {
            PyObject *text = PyUnicode_FromString("Exception ignored in sys.unraisablehook");
            PyObject *new_type, *new_value, *new_traceback;
            PyErr_Fetch(&new_type, &new_value, &new_traceback);
            if (new_type != NULL) {
                PyErr_NormalizeException(&new_type, &new_value, &new_traceback);
                report_to_stderr(new_type, new_value, new_traceback, text, hook);
            }
            Py_XDECREF(new_type);
            Py_XDECREF(new_value);
            Py_XDECREF(new_traceback);
            Py_XDECREF(text);
        }
        Py_XDECREF(result);
        Py_XDECREF(args);
        Py_DECREF(hook);
    }
    PyErr_Clear();
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
}

void PyErr_WriteUnraisable(PyObject *op) { write_unraisable(NULL, op); }

/* *text*: "in something", the end of the sentence "Exception ignored …" */
void _PyErr_WriteUnraisableMsg(const char *text, PyObject *op) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *message = text == NULL ? NULL : PyUnicode_FromFormat("Exception ignored %s", text);
    PyErr_Restore(type, value, traceback);
    write_unraisable(message, op);
    Py_XDECREF(message);
}

#if PYI_313
void PyErr_FormatUnraisable(const char *format, ...) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    va_list va;
    va_start(va, format);
    PyObject *message = format == NULL ? NULL : PyUnicode_FromFormatV(format, va);
    va_end(va);
    PyErr_Restore(type, value, traceback);
    write_unraisable(message, NULL);
    Py_XDECREF(message);
}
#endif
