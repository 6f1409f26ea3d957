/* SPDX-License-Identifier: Apache-2.0 */
/* named: exceptions with a few attributes: ImportError, AttributeError, NameError, StopIteration, SystemExit, KeyError,
 * MemoryError.
 */
#include "exceptions.h"

#include "pyi_no_memory.h"

/* keywords without positional arguments: the base keeps only those */
static int init_positional(PyObject *op, PyObject *args) {
    return pyi_exception_init(op, args, NULL);
}

/* ---- ImportError ------------------------------------------------------------------------------------------ */

#define IMPORT(op) ((PyImportErrorObject *)(op))

int pyi_import_error_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    PyImportErrorObject *self = IMPORT(op);
    PyObject *name = NULL, *path = NULL, *name_from = NULL;
#if PYI_312
    static char *keywords[] = {"name", "path", "name_from", NULL};
    static const char format[] = "|$OOO:ImportError";
#else
    static char *keywords[] = {"name", "path", NULL};
    static const char format[] = "|$OO:ImportError";
#endif
    if (init_positional(op, args) < 0) {
        return -1;
    }
    PyObject *none = PyTuple_New(0);
    if (none == NULL) {
        return -1;
    }
    int parsed = PyArg_ParseTupleAndKeywords(none, kwargs, format, keywords, &name, &path
#if PYI_312
                                             ,
                                             &name_from
#endif
    );
    Py_DECREF(none);
    if (!parsed) {
        return -1;
    }
    Py_XSETREF(self->name, Py_XNewRef(name));
    Py_XSETREF(self->path, Py_XNewRef(path));
#if PYI_312
    Py_XSETREF(self->name_from, Py_XNewRef(name_from));
#else
    (void)name_from;
#endif
    PyObject *message = PyTuple_GET_SIZE(args) == 1 ? PyTuple_GET_ITEM(args, 0) : NULL;
    Py_XSETREF(self->msg, Py_XNewRef(message));
    return 0;
}

static int import_clear(PyObject *op) {
    PyImportErrorObject *self = IMPORT(op);
    Py_CLEAR(self->msg);
    Py_CLEAR(self->name);
    Py_CLEAR(self->path);
#if PYI_312
    Py_CLEAR(self->name_from);
#endif
    return pyi_exception_clear(op);
}

static int import_traverse(PyObject *op, visitproc visit, void *arg) {
    PyImportErrorObject *self = IMPORT(op);
    Py_VISIT(self->msg);
    Py_VISIT(self->name);
    Py_VISIT(self->path);
#if PYI_312
    Py_VISIT(self->name_from);
#endif
    return pyi_exception_traverse(op, visit, arg);
}

static void import_dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    import_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyObject *import_str(PyObject *op) {
    PyObject *message = IMPORT(op)->msg;
    return message != NULL && PyUnicode_CheckExact(message) ? Py_NewRef(message)
                                                            : pyi_exception_str(op);
}

/* new: name, path and the like, with what is in the dict; None when there is nothing */
static PyObject *import_state(PyImportErrorObject *self) {
    PyObject *dict = self->dict;
    bool any = self->name != NULL || self->path != NULL;
#if PYI_312
    any |= self->name_from != NULL;
#endif
    if (!any) {
        return Py_NewRef(dict == NULL ? Py_None : dict);
    }
    PyObject *state = dict == NULL ? PyDict_New() : PyDict_Copy(dict);
    struct {
        const char *name;
        PyObject *value;
    } rows[] = {
        {"name", self->name},
        {"path", self->path},
#if PYI_312
        {"name_from", self->name_from},
#endif
    };
    for (size_t i = 0; state != NULL && i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].value != NULL &&
            PyDict_SetItemString(state, rows[i].name, rows[i].value) < 0) {
            Py_CLEAR(state);
        }
    }
    return state;
}

static PyObject *import_reduce(PyObject *op, PyObject *unused) {
    (void)unused;
    PyObject *state = import_state(IMPORT(op));
    if (state == NULL) {
        return NULL;
    }
    PyObject *result = state == Py_None ? PyTuple_Pack(2, Py_TYPE(op), IMPORT(op)->args)
                                        : PyTuple_Pack(3, Py_TYPE(op), IMPORT(op)->args, state);
    Py_DECREF(state);
    return result;
}

static PyMemberDef import_members[] = {
    {"msg", PYI_T_OBJECT, offsetof(PyImportErrorObject, msg), 0, NULL},
    {"name", PYI_T_OBJECT, offsetof(PyImportErrorObject, name), 0, NULL},
    {"path", PYI_T_OBJECT, offsetof(PyImportErrorObject, path), 0, NULL},
#if PYI_312
    {"name_from", PYI_T_OBJECT, offsetof(PyImportErrorObject, name_from), 0, NULL},
#endif
    {0},
};
static PyMethodDef import_methods[] = {
    {"__reduce__", import_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {0},
};

EXCEPTION_TYPE(ImportError, PyImportErrorObject, _PyExc_Exception, .tp_dealloc = import_dealloc,
               .tp_traverse = import_traverse, .tp_clear = import_clear, .tp_str = import_str,
               .tp_members = import_members, .tp_methods = import_methods,
               .tp_init = pyi_import_error_init,
               .tp_new = pyi_exception_new);

/* ---- AttributeError ----------------------------------------------------------------------------------------- */

#define ATTRIBUTE(op) ((PyAttributeErrorObject *)(op))

static int attribute_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"name", "obj", NULL};
    PyObject *name = NULL, *object = NULL;
    PyObject *none = init_positional(op, args) < 0 ? NULL : PyTuple_New(0);
    int parsed = none != NULL && PyArg_ParseTupleAndKeywords(none, kwargs, "|$OO:AttributeError",
                                                             keywords, &name, &object);
    Py_XDECREF(none);
    if (!parsed) {
        return -1;
    }
    Py_XSETREF(ATTRIBUTE(op)->name, Py_XNewRef(name));
    Py_XSETREF(ATTRIBUTE(op)->obj, Py_XNewRef(object));
    return 0;
}

static int attribute_clear(PyObject *op) {
    Py_CLEAR(ATTRIBUTE(op)->obj);
    Py_CLEAR(ATTRIBUTE(op)->name);
    return pyi_exception_clear(op);
}

static int attribute_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(ATTRIBUTE(op)->obj);
    Py_VISIT(ATTRIBUTE(op)->name);
    return pyi_exception_traverse(op, visit, arg);
}

static void attribute_dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    attribute_clear(op);
    Py_TYPE(op)->tp_free(op);
}

#if PYI_312
/* The object may not be picklable, and is left out. */
static PyObject *attribute_getstate(PyObject *op, PyObject *unused) {
    (void)unused;
    PyObject *dict = ATTRIBUTE(op)->dict;
    if (ATTRIBUTE(op)->name == NULL && PyTuple_GET_SIZE(ATTRIBUTE(op)->args) == 0) {
        return Py_NewRef(dict == NULL ? Py_None : dict);
    }
    PyObject *state = dict == NULL ? PyDict_New() : PyDict_Copy(dict);
    if (state != NULL &&
        ((ATTRIBUTE(op)->name != NULL &&
          PyDict_SetItemString(state, "name", ATTRIBUTE(op)->name) < 0) ||
         PyDict_SetItemString(state, "args", ATTRIBUTE(op)->args) < 0)) {
        Py_CLEAR(state);
    }
    return state;
}

static PyObject *attribute_reduce(PyObject *op, PyObject *unused) {
    PyObject *state = attribute_getstate(op, unused);
    PyObject *result =
        state == NULL ? NULL : PyTuple_Pack(3, Py_TYPE(op), ATTRIBUTE(op)->args, state);
    Py_XDECREF(state);
    return result;
}

static PyMethodDef attribute_methods[] = {
    {"__getstate__", attribute_getstate, METH_NOARGS, PYI_SIGNATURE("__getstate__", "($self, /)")},
    {"__reduce__", attribute_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {0},
};
#endif

static PyMemberDef attribute_members[] = {
    {"name", PYI_T_OBJECT, offsetof(PyAttributeErrorObject, name), 0, NULL},
    {"obj", PYI_T_OBJECT, offsetof(PyAttributeErrorObject, obj), 0, NULL},
    {0},
};

EXCEPTION_TYPE(AttributeError, PyAttributeErrorObject, _PyExc_Exception,
               .tp_dealloc = attribute_dealloc, .tp_traverse = attribute_traverse,
               .tp_clear = attribute_clear, .tp_members = attribute_members,
#if PYI_312
               .tp_methods = attribute_methods,
#endif
               .tp_init = attribute_init,
               .tp_new = pyi_exception_new);

/* ---- NameError ------------------------------------------------------------------------------------------------ */

#define NAME(op) ((PyNameErrorObject *)(op))

int pyi_name_error_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"name", NULL};
    PyObject *name = NULL;
    PyObject *none = init_positional(op, args) < 0 ? NULL : PyTuple_New(0);
    int parsed = none != NULL &&
                 PyArg_ParseTupleAndKeywords(none, kwargs, "|$O:NameError", keywords, &name);
    Py_XDECREF(none);
    if (!parsed) {
        return -1;
    }
    Py_XSETREF(NAME(op)->name, Py_XNewRef(name));
    return 0;
}

static int name_clear(PyObject *op) {
    Py_CLEAR(NAME(op)->name);
    return pyi_exception_clear(op);
}

static int name_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(NAME(op)->name);
    return pyi_exception_traverse(op, visit, arg);
}

static void name_dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    name_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMemberDef name_members[] = {
    {"name", PYI_T_OBJECT, offsetof(PyNameErrorObject, name), 0, NULL},
    {0},
};

EXCEPTION_TYPE(NameError, PyNameErrorObject, _PyExc_Exception, .tp_dealloc = name_dealloc,
               .tp_traverse = name_traverse, .tp_clear = name_clear, .tp_members = name_members,
               .tp_init = pyi_name_error_init,
               .tp_new = pyi_exception_new);

/* ---- StopIteration -------------------------------------------------------------------------------------------- */

#define STOP(op) ((PyStopIterationObject *)(op))

static int stop_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    if (pyi_exception_init(op, args, kwargs) < 0) {
        return -1;
    }
    PyObject *value = PyTuple_GET_SIZE(args) > 0 ? PyTuple_GET_ITEM(args, 0) : Py_None;
    Py_XSETREF(STOP(op)->value, Py_NewRef(value));
    return 0;
}

static int stop_clear(PyObject *op) {
    Py_CLEAR(STOP(op)->value);
    return pyi_exception_clear(op);
}

static int stop_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(STOP(op)->value);
    return pyi_exception_traverse(op, visit, arg);
}

static void stop_dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    stop_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMemberDef stop_members[] = {
    {"value", PYI_T_OBJECT, offsetof(PyStopIterationObject, value), 0, NULL},
    {0},
};

EXCEPTION_TYPE(StopIteration, PyStopIterationObject, _PyExc_Exception, .tp_dealloc = stop_dealloc,
               .tp_traverse = stop_traverse, .tp_clear = stop_clear, .tp_members = stop_members,
               .tp_init = stop_init,
               .tp_new = pyi_exception_new);

/* ---- SystemExit ------------------------------------------------------------------------------------------------ */

#define EXIT(op) ((PySystemExitObject *)(op))

static int exit_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    if (pyi_exception_init(op, args, kwargs) < 0) {
        return -1;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n > 0) {
        Py_XSETREF(EXIT(op)->code, Py_NewRef(n == 1 ? PyTuple_GET_ITEM(args, 0) : args));
    }
    return 0;
}

static int exit_clear(PyObject *op) {
    Py_CLEAR(EXIT(op)->code);
    return pyi_exception_clear(op);
}

static int exit_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(EXIT(op)->code);
    return pyi_exception_traverse(op, visit, arg);
}

static void exit_dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    exit_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static PyMemberDef exit_members[] = {
    {"code", PYI_T_OBJECT, offsetof(PySystemExitObject, code), 0, NULL},
    {0},
};

EXCEPTION_TYPE(SystemExit, PySystemExitObject, _PyExc_BaseException, .tp_dealloc = exit_dealloc,
               .tp_traverse = exit_traverse, .tp_clear = exit_clear, .tp_members = exit_members,
               .tp_init = exit_init,
               .tp_new = pyi_exception_new);

/* ---- KeyError --------------------------------------------------------------------------------------------------- */

/* The one argument is shown by its repr, since '' and ' ' are keys too. */
static PyObject *key_str(PyObject *op) {
    PyObject *args = ((PyBaseExceptionObject *)op)->args;
    return PyTuple_GET_SIZE(args) == 1 ? PyObject_Repr(PyTuple_GET_ITEM(args, 0))
                                       : pyi_exception_str(op);
}

EXCEPTION_TYPE(KeyError, PyBaseExceptionObject, _PyExc_LookupError,
               .tp_dealloc = pyi_exception_dealloc, .tp_traverse = pyi_exception_traverse,
               .tp_clear = pyi_exception_clear, .tp_str = key_str, .tp_init = pyi_exception_init,
               .tp_new = pyi_exception_new);

/* ---- MemoryError ------------------------------------------------------------------------------------------------- */

/* Raised when nothing can be allocated: one that is given out when it is not in use, and one for all who
 * need another while it is. */
static PyObject *spare, *last;

static void make_blank(PyObject *op) {
    pyi_exception_clear(op);
    ((PyBaseExceptionObject *)op)->args = PyTuple_New(0); /* exists already */
}

int pyi_memory_errors_init(void) {
    PyObject *args = PyTuple_New(0);
    spare = args == NULL ? NULL : pyi_exception_new((PyTypeObject *)PyExc_MemoryError, args, NULL);
    last = spare == NULL ? NULL : pyi_exception_new((PyTypeObject *)PyExc_MemoryError, args, NULL);
    Py_XDECREF(args);
    return last == NULL ? -1 : 0;
}

PyObject *pyi_last_memory_error(void) {
    if (last != NULL && Py_REFCNT(last) == 1) {
        make_blank(last); /* nobody knows of its last use */
    }
    return Py_XNewRef(last);
}

static PyObject *memory_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *made;
    bool plain = (PyObject *)type == PyExc_MemoryError && PyTuple_GET_SIZE(args) == 0;
    if (spare != NULL && plain) {
        made = spare;
        spare = NULL;
        return made;
    }
    made = pyi_exception_new(type, args, kwargs);
    if (made == NULL && plain && last != NULL && PyErr_ExceptionMatches(PyExc_MemoryError)) {
        PyErr_Clear();
        return pyi_last_memory_error();
    }
    return made;
}

static void memory_dealloc(PyObject *op) {
    if (spare == NULL && (PyObject *)Py_TYPE(op) == PyExc_MemoryError) {
        _PyObject_GC_UNTRACK(op);
        make_blank(op);
        Py_SET_REFCNT(op, 1);
        _PyObject_GC_TRACK(op);
        spare = op;
        return;
    }
    pyi_exception_dealloc(op);
}

EXCEPTION_TYPE(MemoryError, PyBaseExceptionObject, _PyExc_Exception, .tp_dealloc = memory_dealloc,
               .tp_traverse = pyi_exception_traverse, .tp_clear = pyi_exception_clear,
               .tp_init = pyi_exception_init, .tp_new = memory_new);
