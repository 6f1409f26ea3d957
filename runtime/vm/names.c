/* SPDX-License-Identifier: Apache-2.0 */
/* names.c: names that are looked up when the instruction runs. */
#include "vm.h"

/* ---- errors -------------------------------------------------------------------------------- */

/* The exception that is set gets `name`, for those who suggest what was meant. */
static void add_name(PyObject *name) {
    PyThreadState *ts = PyThreadState_Get();
    PyObject *exc = pyi_exception_take(ts);
    if (exc != NULL && Py_IS_TYPE(exc, (PyTypeObject *)PyExc_NameError)) {
        PyNameErrorObject *error = (PyNameErrorObject *)exc;
        if (error->name == NULL) {
            error->name = Py_NewRef(name);
        }
    }
    pyi_exception_set(ts, exc);
}

void vm_name_error(const char *format, PyObject *name) {
    PyErr_Format(PyExc_NameError, format, name);
    add_name(name);
}

static void undefined(PyObject *name) { vm_name_error("name '%.200U' is not defined", name); }

void vm_unbound_local(PyCodeObject *code, int index) {
    PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, index);
    if (index < code->co_nlocalsplus - code->co_nfreevars) {
        PyErr_Format(PyExc_UnboundLocalError,
                     "cannot access local variable '%.200U' where it is not associated with a value",
                     name);
        return;
    }
    vm_name_error("cannot access free variable '%.200U' where it is not associated with a value in"
                  " enclosing scope",
                  name);
}

/* ---- lookup ---------------------------------------------------------------------------------- */

/* new; NULL without an exception when the dict does not have it */
static PyObject *dict_find(PyObject *dict, PyObject *name) {
    return Py_XNewRef(PyDict_GetItemWithError(dict, name));
}

PyObject *vm_load_from(PyObject *mapping, PyObject *name, bool *failed) {
    PyObject *value;
    if (PyDict_CheckExact(mapping)) {
        value = dict_find(mapping, name);
        *failed = value == NULL && PyErr_Occurred() != NULL;
        return value;
    }
    value = PyObject_GetItem(mapping, name);
    if (value == NULL) {
        *failed = !PyErr_ExceptionMatches(PyExc_KeyError);
        if (!*failed) {
            PyErr_Clear();
        }
    }
    return value;
}

PyObject *vm_load_global(pyi_frame *frame, PyObject *name) {
    PyObject *globals = frame->f_globals, *builtins = frame->f_builtins, *value;
    bool failed = false;
    if (PyDict_CheckExact(globals) && PyDict_CheckExact(builtins)) {
        value = dict_find(globals, name);
        if (value == NULL && !PyErr_Occurred()) {
            value = dict_find(builtins, name);
        }
        failed = PyErr_Occurred() != NULL;
    } else {
        /* exec with other mappings: `globals` must be a dict, but may be of a subclass */
        value = PyObject_GetItem(globals, name);
        if (value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_Clear();
            value = vm_load_from(builtins, name, &failed);
        } else {
            failed = value == NULL;
        }
    }
    if (value == NULL && !failed) {
        undefined(name);
    }
    return value;
}

PyObject *vm_load_name(pyi_frame *frame, PyObject *name) {
    if (frame->f_locals == NULL) {
        PyErr_Format(PyExc_SystemError, "no locals when loading %R", name);
        return NULL;
    }
    bool failed = false;
    PyObject *value = vm_load_from(frame->f_locals, name, &failed);
    if (value != NULL || failed) {
        return value;
    }
    value = dict_find(frame->f_globals, name);
    if (value == NULL && !PyErr_Occurred()) {
        value = vm_load_from(frame->f_builtins, name, &failed);
        if (value == NULL && !failed) {
            undefined(name);
        }
    }
    return value;
}

int vm_store_name(pyi_frame *frame, PyObject *name, PyObject *value) {
    PyObject *locals = frame->f_locals;
    if (locals == NULL) {
        PyErr_Format(PyExc_SystemError, "no locals found when storing %R", name);
        return -1;
    }
    return PyDict_CheckExact(locals) ? PyDict_SetItem(locals, name, value)
                                     : PyObject_SetItem(locals, name, value);
}

int vm_delete_name(pyi_frame *frame, PyObject *name) {
    if (frame->f_locals == NULL) {
        PyErr_Format(PyExc_SystemError, "no locals when deleting %R", name);
        return -1;
    }
    if (PyObject_DelItem(frame->f_locals, name) < 0) {
        PyErr_Clear(); /* whatever the namespace says: the name cannot be deleted */
        undefined(name);
        return -1;
    }
    return 0;
}

int vm_delete_global(pyi_frame *frame, PyObject *name) {
    if (PyDict_DelItem(frame->f_globals, name) < 0) {
        if (PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_Clear();
            undefined(name);
        }
        return -1;
    }
    return 0;
}

PyObject *vm_load_build_class(pyi_frame *frame) {
    bool failed = false;
    PyObject *value = vm_load_from(frame->f_builtins, PYI_NAME("__build_class__"), &failed);
    if (value == NULL && !failed) {
        PyErr_SetString(PyExc_NameError, "__build_class__ not found");
    }
    return value;
}

int vm_setup_annotations(pyi_frame *frame) {
    PyObject *locals = frame->f_locals, *name = PYI_NAME("__annotations__");
    if (locals == NULL) {
        PyErr_SetString(PyExc_SystemError, "no locals found when setting up annotations");
        return -1;
    }
    bool failed = false;
    PyObject *found = vm_load_from(locals, name, &failed);
    if (found != NULL || failed) {
        Py_XDECREF(found);
        return failed ? -1 : 0;
    }
    PyObject *annotations = PyDict_New();
    int status = annotations == NULL ? -1 : PyObject_SetItem(locals, name, annotations);
    Py_XDECREF(annotations);
    return status;
}

/* ---- imports ----------------------------------------------------------------------------------- */

PyObject *vm_import_name(pyi_frame *frame, PyObject *name, PyObject *fromlist, PyObject *level) {
    bool failed = false;
    PyObject *import = vm_load_from(frame->f_builtins, PYI_NAME("__import__"), &failed);
    if (import == NULL) {
        if (!failed) {
            PyErr_SetString(PyExc_ImportError, "__import__ not found");
        }
        return NULL;
    }
    PyObject *locals = frame->f_locals == NULL ? Py_None : frame->f_locals;
    PyObject *args[] = {name, frame->f_globals, locals, fromlist, level};
    PyObject *module = PyObject_Vectorcall(import, args, 5, NULL);
    Py_DECREF(import);
    return module;
}

static int is_initializing(PyObject *module) {
    PyObject *spec = PyObject_GetAttr(module, PYI_NAME("__spec__"));
    int answer = 0;
    if (spec != NULL && spec != Py_None) {
        PyObject *flag = PyObject_GetAttr(spec, PYI_NAME("_initializing"));
        answer = flag == NULL ? 0 : PyObject_IsTrue(flag) == 1;
        Py_XDECREF(flag);
    }
    Py_XDECREF(spec);
    PyErr_Clear();
    return answer;
}

static PYI_COLD void cannot_import(PyObject *module, PyObject *module_name, PyObject *name) {
    PyObject *known = module_name, *unknown = NULL, *message, *origin = NULL;
    if (known == NULL) {
        known = unknown = PyUnicode_FromString("<unknown module name>");
    }
    if (PyModule_Check(module)) {
        origin = PyModule_GetFilenameObject(module);
        PyErr_Clear();
    }
    if (origin == NULL) {
        message = PyUnicode_FromFormat("cannot import name %R from %R (unknown location)", name,
                                       known);
    } else if (is_initializing(module)) {
        message = PyUnicode_FromFormat("cannot import name %R from partially initialized module %R"
                                       " (most likely due to a circular import) (%S)",
                                       name, known, origin);
    } else {
        message = PyUnicode_FromFormat("cannot import name %R from %R (%S)", name, known, origin);
    }
#if PYI_312
    if (message != NULL) {
        _PyErr_SetImportErrorWithNameFrom(message, module_name, origin, name);
    }
#else
    if (message != NULL) {
        PyErr_SetImportError(message, module_name, origin);
    }
#endif
    Py_XDECREF(message);
    Py_XDECREF(origin);
    Py_XDECREF(unknown);
}

/* new: NULL without an exception when the module has no name that is a str */
static PyObject *name_of_module(PyObject *module) {
    PyObject *name = PyObject_GetAttr(module, PYI_NAME("__name__"));
    if (name == NULL || !PyUnicode_Check(name)) {
        PyErr_Clear();
        Py_CLEAR(name);
    }
    return name;
}

void vm_cannot_import(PyObject *module, PyObject *name) {
    PyObject *module_name = name_of_module(module);
    cannot_import(module, module_name, name);
    Py_XDECREF(module_name);
}

PyObject *vm_import_from(PyObject *module, PyObject *name) {
    PyObject *value = PyObject_GetAttr(module, name);
    if (value != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return value;
    }
    PyErr_Clear();
    /* a circular import: a submodule that its package does not have as an attribute yet */
    PyObject *module_name = name_of_module(module);
    if (module_name != NULL) {
        PyObject *full = PyUnicode_FromFormat("%U.%U", module_name, name);
        value = full == NULL ? NULL : PyImport_GetModule(full);
        Py_XDECREF(full);
    }
    if (value == NULL && !PyErr_Occurred()) {
        cannot_import(module, module_name, name);
    }
    Py_XDECREF(module_name);
    return value;
}

/* new: the names that `import *` is to take; NULL with an exception */
static PyObject *star_names(PyObject *module, bool *skip_private) {
    PyObject *all = PyObject_GetAttr(module, PYI_NAME("__all__"));
    *skip_private = false;
    if (all != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return all;
    }
    PyErr_Clear();
    *skip_private = true;
    PyObject *dict = PyObject_GetAttr(module, PYI_NAME("__dict__"));
    if (dict == NULL) {
        if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_SetString(PyExc_ImportError,
                            "from-import-* object has no __dict__ and no __all__");
        }
        return NULL;
    }
    PyObject *names = PyMapping_Keys(dict);
    Py_DECREF(dict);
    return names;
}

/* an item of __all__, or a key of __dict__, that is no str */
static PYI_COLD void bad_star_name(PyObject *module, PyObject *name, bool is_key) {
    PyObject *module_name = PyObject_GetAttr(module, PYI_NAME("__name__"));
    if (module_name == NULL) {
        return;
    }
    if (!PyUnicode_Check(module_name)) {
        PyErr_Format(PyExc_TypeError, "module __name__ must be a string, not %.100s",
                     Py_TYPE(module_name)->tp_name);
    } else {
        PyErr_Format(PyExc_TypeError, "%s in %U.%s must be str, not %.100s",
                     is_key ? "Key" : "Item", module_name, is_key ? "__dict__" : "__all__",
                     Py_TYPE(name)->tp_name);
    }
    Py_DECREF(module_name);
}

static int import_one(PyObject *module, PyObject *locals, PyObject *name, bool skip_private) {
    if (!PyUnicode_Check(name)) {
        bad_star_name(module, name, skip_private);
        return -1;
    }
    if (skip_private && PyUnicode_GET_LENGTH(name) > 0 && PyUnicode_READ_CHAR(name, 0) == '_') {
        return 0;
    }
    PyObject *value = PyObject_GetAttr(module, name);
    if (value == NULL) {
        return -1;
    }
    int status = PyDict_CheckExact(locals) ? PyDict_SetItem(locals, name, value)
                                           : PyObject_SetItem(locals, name, value);
    Py_DECREF(value);
    return status;
}

int vm_import_star(pyi_frame *frame, PyObject *module) {
#if !PYI_313
    if (_PyFrame_FastToLocalsWithError(frame) < 0) {
        return -1;
    }
#endif
    PyObject *locals = frame->f_locals;
    if (locals == NULL) {
        PyErr_SetString(PyExc_SystemError, "no locals found during 'import *'");
        return -1;
    }
    bool skip_private;
    PyObject *names = star_names(module, &skip_private);
    int status = names == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0; i++) {
        PyObject *name = PySequence_GetItem(names, i);
        if (name == NULL) {
            status = PyErr_ExceptionMatches(PyExc_IndexError) ? 0 : -1;
            if (status == 0) {
                PyErr_Clear();
            }
            break;
        }
        status = import_one(module, locals, name, skip_private);
        Py_DECREF(name);
    }
    Py_XDECREF(names);
#if !PYI_313
    _PyFrame_LocalsToFast(frame, 0);
#endif
    return status;
}
