/* SPDX-License-Identifier: Apache-2.0 */
/* sysdict: the attributes of the module sys, from C; audit events.
 *
 * Contract   docs.python.org/3/c-api/sys.html
 */
#include "pyi.h"

static PyObject *sys_dict(void) { return _PyInterpreterState_GET()->sysdict; }

/* borrowed, NULL without an exception */
PyObject *PySys_GetObject(const char *text) {
    PyObject *dict = sys_dict();
    if (dict == NULL) {
        return NULL;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *name = PyUnicode_FromString(text);
    PyObject *found = name == NULL ? NULL : PyDict_GetItemWithError(dict, name);
    Py_XDECREF(name);
    PyErr_Clear();
    PyErr_Restore(type, value, traceback);
    return found;
}

PyAPI_FUNC(PyObject *) _PySys_GetAttr(PyThreadState *ts, PyObject *name) {
    PyObject *dict = ts->interp->sysdict;
    return dict == NULL ? NULL : PyDict_GetItemWithError(dict, name);
}

int _PySys_SetAttr(PyObject *name, PyObject *value) {
    PyObject *dict = sys_dict();
    if (dict == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "lost sys module");
        return -1;
    }
    if (value != NULL) {
        return PyDict_SetItem(dict, name, value);
    }
    return PyDict_Contains(dict, name) == 1 ? PyDict_DelItem(dict, name) : 0;
}

int PySys_SetObject(const char *text, PyObject *value) {
    PyObject *name = PyUnicode_InternFromString(text);
    int status = name == NULL ? -1 : _PySys_SetAttr(name, value);
    Py_XDECREF(name);
    return status;
}

/* ---- audit events (PEP 578) --------------------------------------------------------------------------------- */

typedef struct audit_hook {
    struct audit_hook *next;
    Py_AuditHookFunction function;
    void *argument;
} audit_hook;

static audit_hook *hooks; /* the newest last */

int PySys_AddAuditHook(Py_AuditHookFunction function, void *argument) {
    audit_hook *hook = PyMem_RawMalloc(sizeof(*hook));
    if (hook == NULL) {
        if (_PyThreadState_GET() != NULL) {
            PyErr_NoMemory();
        }
        return -1;
    }
    *hook = (audit_hook){NULL, function, argument};
    audit_hook **place = &hooks;
    while (*place != NULL) {
        place = &(*place)->next;
    }
    *place = hook;
    return 0;
}

static int call_python_hooks(PyObject *list, PyObject *event, PyObject *args) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        PyObject *hook = Py_NewRef(PyList_GET_ITEM(list, i));
        PyObject *stack[] = {event, args};
        PyObject *result = PyObject_Vectorcall(hook, stack, 2, NULL);
        Py_DECREF(hook);
        if (result == NULL) {
            return -1;
        }
        Py_DECREF(result);
    }
    return 0;
}

static int audit(const char *event, PyObject *args) {
    for (audit_hook *hook = hooks; hook != NULL; hook = hook->next) {
        if (hook->function(event, args, hook->argument) < 0) {
            return -1;
        }
    }
    PyObject *list = _PyInterpreterState_GET()->audit_hooks;
    PyObject *name = list == NULL ? NULL : PyUnicode_FromString(event);
    int status = list == NULL ? 0 : name == NULL ? -1 : call_python_hooks(list, name, args);
    Py_XDECREF(name);
    return status;
}

PYI_HIDDEN bool pyi_audit_is_heard(void);
bool pyi_audit_is_heard(void) {
    PyThreadState *ts = _PyThreadState_GET();
    return ts != NULL && (hooks != NULL || ts->interp->audit_hooks != NULL);
}

static int audit_va(const char *event, const char *format, va_list va) {
    PyObject *args = NULL;
    if (format == NULL || *format == '\0') {
        args = PyTuple_New(0);
    } else {
        args = Py_VaBuildValue(format, va);
        if (args != NULL && !PyTuple_Check(args)) {
            Py_SETREF(args, PyTuple_Pack(1, args));
        }
    }
    int status = args == NULL ? -1 : audit(event, args);
    Py_XDECREF(args);
    return status;
}

#undef PySys_Audit
int PySys_Audit(const char *event, const char *format, ...) {
    if (!pyi_audit_is_heard()) {
        return 0;
    }
    va_list va;
    va_start(va, format);
    int status = audit_va(event, format, va);
    va_end(va);
    return status;
}

int _PySys_Audit(PyThreadState *ts, const char *event, const char *format, ...) {
    (void)ts;
    if (!pyi_audit_is_heard()) {
        return 0;
    }
    va_list va;
    va_start(va, format);
    int status = audit_va(event, format, va);
    va_end(va);
    return status;
}

#if PYI_313
int PySys_AuditTuple(const char *event, PyObject *args) {
    if (!pyi_audit_is_heard()) {
        return 0;
    }
    if (args != NULL && !PyTuple_Check(args)) {
        PyErr_Format(PyExc_TypeError, "args must be tuple, got %s", Py_TYPE(args)->tp_name);
        return -1;
    }
    PyObject *given = args == NULL ? PyTuple_New(0) : Py_NewRef(args);
    int status = given == NULL ? -1 : audit(event, given);
    Py_XDECREF(given);
    return status;
}
#endif
