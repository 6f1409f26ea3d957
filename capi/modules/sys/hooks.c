/* SPDX-License-Identifier: Apache-2.0 */
/* hooks: sys.excepthook, displayhook, unraisablehook and breakpointhook; audit hooks.
 */
#include "sys.h"
#include "pyi_c_imports.h"

#include <stdlib.h>

PYI_HIDDEN bool pyi_audit_is_heard(void);
extern PyObject *_PyErr_WriteUnraisableDefaultHook(PyObject *args);

/* ---- displayhook ------------------------------------------------------------------------------------------------ */

/* characters that the encoding of the file has not are written as escapes */
static int write_escaped(PyObject *file, PyObject *op) {
    PyObject *text = PyObject_Repr(op), *escaped = NULL;
    PyObject *encoding = text == NULL ? NULL : PyObject_GetAttr(file, PYI_NAME("encoding"));
    const char *name = encoding == NULL ? NULL : PyUnicode_AsUTF8(encoding);
    PyObject *bytes =
        name == NULL ? NULL : PyUnicode_AsEncodedString(text, name, "backslashreplace");
    if (bytes != NULL) {
        escaped = PyUnicode_FromEncodedObject(bytes, name, "strict");
    }
    int status = escaped == NULL ? -1 : PyFile_WriteObject(escaped, file, Py_PRINT_RAW);
    Py_XDECREF(escaped);
    Py_XDECREF(bytes);
    Py_XDECREF(encoding);
    Py_XDECREF(text);
    return status;
}

static PyObject *sys_displayhook(PyObject *module, PyObject *op) {
    (void)module;
    if (op == Py_None) {
        Py_RETURN_NONE;
    }
    PyObject *builtins = PyImport_GetModule(PYI_NAME("builtins"));
    if (builtins == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_RuntimeError, "lost builtins module");
        }
        return NULL;
    }
    PyObject *name = PYI_NAME("_"), *file = NULL;
    int status = PyObject_SetAttr(builtins, name, Py_None); /* printing may show the last one */
    if (status == 0) {
        file = Py_XNewRef(PySys_GetObject("stdout"));
        if (file == NULL || file == Py_None) {
            PyErr_SetString(PyExc_RuntimeError, "lost sys.stdout");
            status = -1;
        }
    }
    if (status == 0) {
        status = PyFile_WriteObject(op, file, 0);
        if (status < 0 && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
            PyErr_Clear();
            status = write_escaped(file, op);
        }
    }
    if (status == 0) {
        status = PyFile_WriteString("\n", file) < 0 ? -1 : PyObject_SetAttr(builtins, name, op);
    }
    Py_XDECREF(file);
    Py_DECREF(builtins);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- exceptions ------------------------------------------------------------------------------------------------------ */

static PyObject *sys_excepthook(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    if (!_PyArg_CheckPositional("excepthook", n, 3, 3)) {
        return NULL;
    }
    PyErr_Display(args[0], args[1], args[2]);
    Py_RETURN_NONE;
}

static PyObject *sys_unraisablehook(PyObject *module, PyObject *args) {
    (void)module;
    return _PyErr_WriteUnraisableDefaultHook(args);
}

/* ---- breakpoint --------------------------------------------------------------------------------------------------------- */

/* new: what $PYTHONBREAKPOINT names; NULL with a warning given, or an exception */
static PyObject *find_debugger(const char *path) {
    const char *dot = strrchr(path, '.');
    PyObject *module = dot == NULL   ? PyImport_ImportModule("builtins")
                       : dot == path ? NULL
                                     : PyUnicode_FromStringAndSize(path, dot - path);
    if (dot != NULL && module != NULL) {
        Py_SETREF(module, PyImport_Import(module));
    }
    PyObject *function =
        module == NULL ? NULL : PyObject_GetAttrString(module, dot == NULL ? path : dot + 1);
    Py_XDECREF(module);
    if (function == NULL) {
        bool missing = !PyErr_Occurred() || PyErr_ExceptionMatches(PyExc_ImportError) ||
                       PyErr_ExceptionMatches(PyExc_AttributeError);
        if (missing) {
            PyErr_Clear();
            PyErr_WarnFormat(PyExc_RuntimeWarning, 0,
                             "Ignoring unimportable $PYTHONBREAKPOINT: \"%s\"", path);
        }
    }
    return function;
}

PYI_C_IMPORT("pdb", "set_trace", "", "breakpoint breakpointhook");

static PyObject *sys_breakpointhook(PyObject *module, PyObject *const *args, Py_ssize_t n,
                                    PyObject *names) {
    (void)module;
    const char *path = getenv("PYTHONBREAKPOINT");
    if (path == NULL || *path == '\0') {
        path = "pdb.set_trace";
    } else if (strcmp(path, "0") == 0) {
        Py_RETURN_NONE;
    }
    PyObject *function = find_debugger(path);
    if (function == NULL) {
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    }
    PyObject *result = PyObject_Vectorcall(function, args, n, names);
    Py_DECREF(function);
    return result;
}

/* ---- audit events --------------------------------------------------------------------------------------------------------- */

static PyObject *sys_audit(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    if (n == 0) {
        PyErr_SetString(PyExc_TypeError,
                        "audit() missing 1 required positional argument: 'event'");
        return NULL;
    }
    if (!pyi_audit_is_heard()) {
        Py_RETURN_NONE;
    }
    if (!PyUnicode_Check(args[0])) {
        PyErr_Format(PyExc_TypeError, "expected str for argument 'event', not %.200s",
                     Py_TYPE(args[0])->tp_name);
        return NULL;
    }
    const char *event = PyUnicode_AsUTF8(args[0]);
    PyObject *rest = event == NULL ? NULL : _PyTuple_FromArray(args + 1, n - 1);
    int status = rest == NULL ? -1 : PySys_Audit(event, "O", rest);
    Py_XDECREF(rest);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *sys_addaudithook(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *keywords[] = {"hook", NULL};
    PyObject *hook;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:addaudithook", keywords, &hook)) {
        return NULL;
    }
    if (PySys_Audit("sys.addaudithook", NULL) < 0) {
        if (PyErr_ExceptionMatches(PyExc_Exception)) {
            PyErr_Clear(); /* a hook may forbid others, silently */
            Py_RETURN_NONE;
        }
        return NULL;
    }
    PyInterpreterState *interp = _PyInterpreterState_GET();
    if (interp->audit_hooks == NULL) {
        interp->audit_hooks = PyList_New(0);
        if (interp->audit_hooks == NULL) {
            return NULL;
        }
        PyObject_GC_UnTrack(interp->audit_hooks); /* nobody shall find it */
    }
    return PyList_Append(interp->audit_hooks, hook) < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- all together ------------------------------------------------------------------------------------------------------------ */

static PyMethodDef methods[] = {
    {"displayhook", sys_displayhook, METH_O, PYI_SIGNATURE("displayhook", "($module, object, /)")},
    {"excepthook", PYI_FASTCALL(sys_excepthook), METH_FASTCALL,
     PYI_SIGNATURE("excepthook", "($module, exctype, value, traceback, /)")},
    {"unraisablehook", sys_unraisablehook, METH_O,
     PYI_SIGNATURE("unraisablehook", "($module, unraisable, /)")},
#if PYI_313
    {"breakpointhook", PYI_FASTCALL(sys_breakpointhook), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("breakpointhook", "($module, /, *args, **kwargs)")},
    {"audit", PYI_FASTCALL(sys_audit), METH_FASTCALL,
     PYI_SIGNATURE("audit", "($module, event, /, *args)")},
#else
    {"breakpointhook", PYI_FASTCALL(sys_breakpointhook), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"audit", PYI_FASTCALL(sys_audit), METH_FASTCALL, NULL},
#endif
    {"addaudithook", PYI_FASTCALL(sys_addaudithook), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("addaudithook", "($module, /, hook)")},
    {0},
};

int pyi_sys_add_hooks(PyObject *module) {
    static const char *const hooks[][2] = {{"displayhook", "__displayhook__"},
                                           {"excepthook", "__excepthook__"},
                                           {"unraisablehook", "__unraisablehook__"},
                                           {"breakpointhook", "__breakpointhook__"}};
    if (PyModule_AddFunctions(module, methods) < 0) {
        return -1;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(hooks); i++) {
        if (pyi_sys_set(module, hooks[i][1], PyObject_GetAttrString(module, hooks[i][0])) < 0) {
            return -1;
        }
    }
    return 0;
}
