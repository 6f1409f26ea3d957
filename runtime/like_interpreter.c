/* SPDX-License-Identifier: Apache-2.0 */
/* like_interpreter.c: exceptions whose words are CPython's affair: its interpreter is made to raise them.
 *
 * A standalone program has another file for this (standalone/like_interpreter.c).
 */
#include "ops.h"

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

/* Runs a statement that must fail in CPython's interpreter, so that the exception is its own word for word, and
 * leaves that set without a traceback. names: a dict with `__builtins__`. */
static void raise_like_interpreter(const char *source, PyObject *names) {
    PyObject *result = PyRun_String(source, Py_file_input, names, names);
    if (result != NULL) {
        Py_DECREF(result);
        PyErr_Format(PyExc_SystemError, "the interpreter accepts '%s'", source);
    } else if (!PyErr_Occurred()) {
        PyErr_NoMemory(); /* where CPython's parser does not say it */
    } else {
        drop_traceback();
    }
}

/* ---- from module import name ---------------------------------------------------------------------- */

static PyObject *answer_self(PyObject *self, PyObject *args) {
    (void)args;
    return Py_NewRef(self);
}

/* A module that looks like this one but has no __getattr__, which must not be asked twice. */
static PyObject *copy_without_hook(PyObject *module) {
    static PyObject *hook;
    if (!PyModule_Check(module) || rt_intern(&hook, "__getattr__") == NULL) {
        return Py_NewRef(module);
    }
    PyObject *copy = PyModule_New("");
    if (copy == NULL) {
        return NULL;
    }
    PyObject *names = PyModule_GetDict(copy);
    PyDict_Clear(names);
    if (PyDict_Update(names, PyModule_GetDict(module)) < 0) {
        Py_CLEAR(copy);
    } else if (PyDict_Contains(names, hook) > 0 && PyDict_DelItem(names, hook) < 0) {
        Py_CLEAR(copy);
    }
    return copy;
}

/* A namespace in which `from ... import x` takes x out of module. */
static PyObject *namespace_importing(PyObject *module) {
    static PyMethodDef import_module = {"__import__", answer_self, METH_VARARGS, NULL};
    PyObject *copy = copy_without_hook(module);
    PyObject *function = copy == NULL ? NULL : PyCFunction_New(&import_module, copy);
    PyObject *names = function == NULL
                          ? NULL
                          : Py_BuildValue("{s:{s:O}}", "__builtins__", "__import__", function);
    Py_XDECREF(function);
    Py_XDECREF(copy);
    return names;
}

/* The ImportError tells circular imports and shadowed library modules apart, differently in each
 * version; so the interpreter is asked for it. */
void rt_raise_cannot_import(PyObject *module, PyObject *name) {
    PyObject *source = PyUnicode_FromFormat("from module import %U", name);
    PyObject *names = source == NULL ? NULL : namespace_importing(module);
    const char *text = names == NULL ? NULL : PyUnicode_AsUTF8(source);
    if (text != NULL) {
        raise_like_interpreter(text, names);
    }
    Py_XDECREF(names);
    Py_XDECREF(source);
}

/* ---- with ------------------------------------------------------------------------------------------ */

void rt_raise_no_manager(PyObject *manager) {
    PyObject *names = PyDict_New();
    if (names != NULL && PyDict_SetItemString(names, "manager", manager) == 0) {
        raise_like_interpreter("with manager: pass", names);
    }
    Py_XDECREF(names);
}
