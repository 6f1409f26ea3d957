/* SPDX-License-Identifier: Apache-2.0 */
/* filters: what is done about a warning, and which were said already.
 *
 * A filter is (action, message, category, module, line): message and module None, a str that must be equal, or
 * an object with a method match; line 0 for all. A registry has a key for each warning, and the version of the
 * filters under which they were put in.
 */
#include "warnings.h"
#include "pyi_c_imports.h"


#if PYI_313
#  define PYI_IS_FINALIZING Py_IsFinalizing
#else
#  define PYI_IS_FINALIZING _Py_IsFinalizing
#endif

static struct _warnings_runtime_state *state(void) {
    return &_PyInterpreterState_GET()->warnings;
}

/* ---- the interpreter's own ------------------------------------------------------------------------------ */

static PyObject *default_filters(void) {
    return Py_BuildValue("[(sOOsi)(sOOOi)(sOOOi)(sOOOi)(sOOOi)]", "default", Py_None,
                         PyExc_DeprecationWarning, "__main__", 0, "ignore", Py_None,
                         PyExc_DeprecationWarning, Py_None, 0, "ignore", Py_None,
                         PyExc_PendingDeprecationWarning, Py_None, 0, "ignore", Py_None,
                         PyExc_ImportWarning, Py_None, 0, "ignore", Py_None,
                         PyExc_ResourceWarning, Py_None, 0);
}

int pyi_warnings_start(void) {
    struct _warnings_runtime_state *own = state();
    if (own->filters == NULL) {
        own->filters = default_filters();
    }
    if (own->once_registry == NULL) {
        own->once_registry = PyDict_New();
    }
    if (own->default_action == NULL) {
        own->default_action = PyUnicode_InternFromString("default");
    }
    return own->filters == NULL || own->once_registry == NULL || own->default_action == NULL ? -1 : 0;
}

int _PyWarnings_InitState(PyInterpreterState *interp) {
    (void)interp;
    return pyi_warnings_start();
}

/* ---- the module's --------------------------------------------------------------------------------------- */

PYI_C_IMPORT_IF_THERE("warnings");

PyObject *pyi_warnings_attr(PyObject *name, bool import) {
    PyObject *module;
    if (import && !PYI_IS_FINALIZING()) {
        module = PyImport_Import(PYI_NAME("warnings"));
        if (module == NULL) {
            if (PyErr_ExceptionMatches(PyExc_ImportError)) {
                PyErr_Clear(); /* the program goes without it */
            }
            return NULL;
        }
    } else {
        module = PyImport_GetModule(PYI_NAME("warnings"));
        if (module == NULL) {
            return NULL;
        }
    }
    PyObject *value = PyObject_GetAttr(module, name);
    if (value == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
    }
    Py_DECREF(module);
    return value;
}

/* New: the module's attribute, which becomes the interpreter's own too (*own), else that. */
static PyObject *current(PyObject *name, PyObject **own) {
    if (pyi_warnings_start() < 0) {
        return NULL;
    }
    PyObject *value = pyi_warnings_attr(name, false);
    if (value == NULL) {
        return PyErr_Occurred() ? NULL : Py_NewRef(*own);
    }
    return value;
}

PyObject *pyi_warnings_once_registry(void) {
    struct _warnings_runtime_state *own = state();
    PyObject *registry = current(PYI_NAME("onceregistry"), &own->once_registry);
    if (registry == NULL) {
        return NULL;
    }
    if (!PyDict_Check(registry)) {
        PyErr_Format(PyExc_TypeError, "_warnings.onceregistry must be a dict, not '%.200s'",
                     Py_TYPE(registry)->tp_name);
        Py_DECREF(registry);
        return NULL;
    }
    Py_SETREF(own->once_registry, registry);
    return registry;
}

/* new */
static PyObject *default_action(void) {
    struct _warnings_runtime_state *own = state();
    PyObject *action = current(PYI_NAME("defaultaction"), &own->default_action);
    if (action == NULL) {
        return NULL;
    }
    if (!PyUnicode_Check(action)) {
        PyErr_Format(PyExc_TypeError, "_warnings.defaultaction must be a string, not '%.200s'",
                     Py_TYPE(action)->tp_name);
        Py_DECREF(action);
        return NULL;
    }
    Py_SETREF(own->default_action, Py_NewRef(action));
    return action;
}

/* ---- choosing -------------------------------------------------------------------------------------------- */

/* 1, 0 or -1: whether the pattern of a filter allows the text */
static int matches(PyObject *pattern, PyObject *text) {
    if (pattern == Py_None) {
        return 1;
    }
    if (PyUnicode_CheckExact(pattern)) { /* the filters made in C, before there is a module re */
        int order = PyUnicode_Check(text) ? PyUnicode_Compare(pattern, text) : 1;
        return order == -1 && PyErr_Occurred() ? -1 : order == 0;
    }
    PyObject *match = PyObject_CallMethodOneArg(pattern, PYI_NAME("match"), text);
    if (match == NULL) {
        return -1;
    }
    int answer = PyObject_IsTrue(match);
    Py_DECREF(match);
    return answer;
}

/* 1, 0 or -1; row is a tuple of five */
static int applies(PyObject *row, const pyi_warning *warning) {
    int answer = PyObject_IsSubclass(warning->category, PyTuple_GET_ITEM(row, 2));
    if (answer < 0) {
        return -1;
    }
    Py_ssize_t line = PyLong_AsSsize_t(PyTuple_GET_ITEM(row, 4));
    if (line == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (!answer || (line != 0 && line != warning->line)) {
        return 0;
    }
    answer = matches(PyTuple_GET_ITEM(row, 1), warning->text);
    return answer == 1 ? matches(PyTuple_GET_ITEM(row, 3), warning->module) : answer;
}

static PyObject *check_row(PyObject *row, Py_ssize_t i) {
    if (!PyTuple_Check(row) || PyTuple_GET_SIZE(row) != 5) {
        PyErr_Format(PyExc_ValueError, "_warnings.filters item %zd isn't a 5-tuple", i);
        return NULL;
    }
    PyObject *action = PyTuple_GET_ITEM(row, 0);
    if (!PyUnicode_Check(action)) {
        PyErr_Format(PyExc_TypeError, "action must be a string, not '%.200s'",
                     Py_TYPE(action)->tp_name);
        return NULL;
    }
    return action;
}

PyObject *pyi_warnings_filter(const pyi_warning *warning, PyObject **row) {
    struct _warnings_runtime_state *own = state();
    *row = NULL;
    PyObject *filters = current(PYI_NAME("filters"), &own->filters);
    if (filters == NULL) {
        return NULL;
    }
    if (!PyList_Check(filters)) {
        PyErr_SetString(PyExc_ValueError, "_warnings.filters must be a list");
        Py_DECREF(filters);
        return NULL;
    }
    Py_SETREF(own->filters, Py_NewRef(filters));
    PyObject *action = NULL;
    int answer = 0;
    for (Py_ssize_t i = 0; answer == 0 && i < PyList_GET_SIZE(filters); i++) {
        PyObject *item = Py_NewRef(PyList_GET_ITEM(filters, i)); /* patterns may change the list */
        action = check_row(item, i);
        answer = action == NULL ? -1 : applies(item, warning);
        if (answer == 1) {
            Py_INCREF(action);
            *row = Py_NewRef(item);
        }
        Py_DECREF(item);
    }
    Py_DECREF(filters);
    return answer < 0 ? NULL : answer == 1 ? action : default_action();
}

/* ---- registries -------------------------------------------------------------------------------------------- */

/* 0, or -1: what was registered under other filters is forgotten */
static int refresh(PyObject *registry) {
    PyObject *name = PYI_NAME("version");
    PyObject *version = PyDict_GetItemWithError(registry, name);
    if (version == NULL && PyErr_Occurred()) {
        return -1;
    }
    long now = state()->filters_version;
    if (version != NULL && PyLong_CheckExact(version)) {
        int overflow;
        if (PyLong_AsLongAndOverflow(version, &overflow) == now && overflow == 0) {
            return 0;
        }
    }
    PyObject *new_version = PyLong_FromLong(now);
    if (new_version == NULL) {
        return -1;
    }
    PyDict_Clear(registry);
    int status = PyDict_SetItem(registry, name, new_version);
    Py_DECREF(new_version);
    return status;
}

int pyi_warnings_registered(PyObject *registry, PyObject *key, bool add) {
    if (!PyDict_Check(registry) || refresh(registry) < 0) {
        return PyErr_Occurred() ? -1 : 0;
    }
    PyObject *value = PyDict_GetItemWithError(registry, key);
    int said = value == NULL ? (PyErr_Occurred() ? -1 : 0) : PyObject_IsTrue(value);
    if (said == 0 && add) {
        return PyDict_SetItem(registry, key, Py_True);
    }
    return said;
}
