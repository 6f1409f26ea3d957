/* SPDX-License-Identifier: Apache-2.0 */
/* monitoring: sys.monitoring: tools register and say what they want to hear.
 *
 * Contract   docs.python.org/3/library/sys.monitoring.html (PEP 669)
 */
#include "monitoring.h"
#include "sys.h"

#if PYI_312

#  include "internal/pycore_namespace.h"

enum { ALL_EVENTS = (1 << PYI_EVENTS) - 1 };
/* raised together with the event CALL */
enum {
    C_RETURN = 1 << PYI_EVENT_C_RETURN,
    C_RAISE = 1 << PYI_EVENT_C_RAISE,
    CALL = 1 << PYI_EVENT_CALL,
};

const char *const pyi_monitoring_names[PYI_EVENTS] = {
    "PY_START", "PY_RESUME",     "PY_RETURN", "PY_YIELD",          "CALL",      "LINE",
    "INSTRUCTION", "JUMP",       "BRANCH",    "STOP_ITERATION",    "RAISE",     "EXCEPTION_HANDLED",
    "PY_UNWIND", "PY_THROW",     "RERAISE",   "C_RETURN",          "C_RAISE",
};

typedef pyi_monitoring_tool tool;
#  define tools pyi_monitoring_tools
tool pyi_monitoring_tools[PYI_TOOLS];
uint8_t pyi_monitoring_wanted[PYI_EVENTS];

PyObject _PyInstrumentation_DISABLE = {.ob_type = &PyBaseObject_Type,
                                       .ob_refcnt = _Py_IMMORTAL_REFCNT};
PyObject _PyInstrumentation_MISSING = {.ob_type = &PyBaseObject_Type,
                                       .ob_refcnt = _Py_IMMORTAL_REFCNT};

/* How many code objects a tool wants something of; those that are gone are still counted. */
static int n_local;

/* After a change of what tools want of all code, or of some. */
static void update(void) {
    bool wanted = n_local > 0;
    for (int event = 0; event < PYI_EVENTS; event++) {
        pyi_monitoring_wanted[event] = 0;
        for (int id = 0; id < PYI_TOOLS; id++) {
            pyi_monitoring_wanted[event] |= (uint8_t)((tools[id].events >> event & 1) << id);
        }
        wanted = wanted || pyi_monitoring_wanted[event] != 0;
    }
    pyi_monitor_set(wanted ? &pyi_monitoring_functions : NULL);
}

/* ---- arguments ------------------------------------------------------------------------------------------------ */

/* NULL with ValueError */
static tool *tool_of(PyObject *op) {
    int id = PYI_LONG_AS_INT(op);
    if (id == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (id < 0 || id >= PYI_TOOLS) {
        PyErr_Format(PyExc_ValueError, "invalid tool %d (must be between 0 and 5)", id);
        return NULL;
    }
    return &tools[id];
}

static tool *tool_in_use(PyObject *op) {
    tool *found = tool_of(op);
    if (found != NULL && found->name == NULL) {
        PyErr_Format(PyExc_ValueError, "tool %d is not in use", (int)(found - tools));
        return NULL;
    }
    return found;
}

static int bad_events(int events) {
    PyErr_Format(PyExc_ValueError, "invalid event set 0x%x", events);
    return -1;
}

/* -1 with an exception */
static int event_set(PyObject *op, bool local) {
    int events = PYI_LONG_AS_INT(op);
    if (events == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (events < 0 || events > ALL_EVENTS) {
        return bad_events(events);
    }
    if ((events & (C_RETURN | C_RAISE)) != 0) {
        if ((events & CALL) == 0) {
            PyErr_SetString(PyExc_ValueError,
                            "cannot set C_RETURN or C_RAISE events independently");
            return -1;
        }
        events &= ~(C_RETURN | C_RAISE);
    }
    enum { LOCAL_EVENTS = 1 << 10 };
    if (local && events >= LOCAL_EVENTS) {
        PyErr_Format(PyExc_ValueError, "invalid local event set 0x%x", events);
        return -1;
    }
    return events;
}

static int check_code(PyObject *op) {
    if (!PyCode_Check(op)) {
        PyErr_SetString(PyExc_TypeError, "code must be a code object");
        return -1;
    }
    return 0;
}

/* ---- tools ------------------------------------------------------------------------------------------------------- */

static PyObject *use_tool_id(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    tool *wanted = _PyArg_CheckPositional("use_tool_id", n, 2, 2) ? tool_of(args[0]) : NULL;
    if (wanted == NULL) {
        return NULL;
    }
    if (!PyUnicode_Check(args[1])) {
        PyErr_SetString(PyExc_ValueError, "tool name must be a str");
        return NULL;
    }
    if (wanted->name != NULL) {
        PyErr_Format(PyExc_ValueError, "tool %d is already in use", (int)(wanted - tools));
        return NULL;
    }
    wanted->name = Py_NewRef(args[1]);
    Py_RETURN_NONE;
}

static PyObject *free_tool_id(PyObject *module, PyObject *id) {
    (void)module;
    tool *wanted = tool_of(id);
    if (wanted == NULL) {
        return NULL;
    }
    if (wanted->events != 0) {
        wanted->events = 0;
        update();
    }
    Py_CLEAR(wanted->name);
    Py_RETURN_NONE;
}

static PyObject *get_tool(PyObject *module, PyObject *id) {
    (void)module;
    tool *wanted = tool_of(id);
    return wanted == NULL ? NULL : Py_NewRef(wanted->name == NULL ? Py_None : wanted->name);
}

static PyObject *register_callback(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    tool *wanted = _PyArg_CheckPositional("register_callback", n, 3, 3) ? tool_of(args[0]) : NULL;
    if (wanted == NULL) {
        return NULL;
    }
    int event = PYI_LONG_AS_INT(args[1]);
    if (event == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (event <= 0 || (event & (event - 1)) != 0) {
        PyErr_SetString(PyExc_ValueError, "The callback can only be set for one event at a time");
        return NULL;
    }
    int at = __builtin_ctz((unsigned)event);
    if (at >= PYI_EVENTS) {
        PyErr_Format(PyExc_ValueError, "invalid event %d", event);
        return NULL;
    }
    if (PySys_Audit("sys.monitoring.register_callback", "O", args[2]) < 0) {
        return NULL;
    }
    PyObject *before = wanted->callbacks[at];
    wanted->callbacks[at] = args[2] == Py_None ? NULL : Py_NewRef(args[2]);
    return before == NULL ? Py_NewRef(Py_None) : before;
}

/* ---- events ------------------------------------------------------------------------------------------------------- */

static PyObject *get_events(PyObject *module, PyObject *id) {
    (void)module;
    tool *wanted = tool_of(id);
    return wanted == NULL ? NULL : PyLong_FromLong(wanted->events);
}

static PyObject *set_events(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    tool *wanted = _PyArg_CheckPositional("set_events", n, 2, 2) ? tool_in_use(args[0]) : NULL;
    int events = wanted == NULL ? -1 : event_set(args[1], false);
    if (events < 0) {
        return NULL;
    }
    if (wanted->events != events) {
        wanted->events = events;
        update();
    }
    Py_RETURN_NONE;
}

static PyObject *get_local_events(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    tool *wanted = _PyArg_CheckPositional("get_local_events", n, 2, 2) ? tool_of(args[0]) : NULL;
    if (wanted == NULL || check_code(args[1]) < 0) {
        return NULL;
    }
    return PyLong_FromLong(pyi_monitoring_local((PyCodeObject *)args[1], (int)(wanted - tools)));
}

static PyObject *set_local_events(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    tool *wanted =
        _PyArg_CheckPositional("set_local_events", n, 3, 3) ? tool_in_use(args[0]) : NULL;
    int events = wanted == NULL || check_code(args[1]) < 0 ? -1 : event_set(args[2], true);
    if (events < 0) {
        return NULL;
    }
    PyCodeObject *code = (PyCodeObject *)args[1];
    int id = (int)(wanted - tools), before = pyi_monitoring_local(code, id);
    if (before != events) {
        if (pyi_monitoring_set_local(code, id, events) < 0) {
            return NULL;
        }
        n_local += (events != 0) - (before != 0);
        update();
    }
    Py_RETURN_NONE;
}

static PyObject *restart_events(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    pyi_monitoring_restart();
    Py_RETURN_NONE;
}

/* new dict: the name of each event that somebody wants, and a bit for each tool */
static PyObject *all_events(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyObject *result = PyDict_New();
    for (int event = 0; event < PYI_EVENTS && result != NULL; event++) {
        long wanted = 0;
        for (int id = 0; id < PYI_TOOLS; id++) {
            wanted |= (long)((tools[id].events >> event) & 1) << id;
        }
        PyObject *value = wanted == 0 ? NULL : PyLong_FromLong(wanted);
        if (wanted != 0 &&
            (value == NULL || PyDict_SetItemString(result, pyi_monitoring_names[event], value) < 0)) {
            Py_CLEAR(result);
        }
        Py_XDECREF(value);
    }
    return result;
}

static PyMethodDef methods[] = {
    {"use_tool_id", PYI_FASTCALL(use_tool_id), METH_FASTCALL,
     PYI_SIGNATURE("use_tool_id", "($module, tool_id, name, /)")},
    {"free_tool_id", free_tool_id, METH_O, PYI_SIGNATURE("free_tool_id", "($module, tool_id, /)")},
    {"get_tool", get_tool, METH_O, PYI_SIGNATURE("get_tool", "($module, tool_id, /)")},
    {"register_callback", PYI_FASTCALL(register_callback), METH_FASTCALL,
     PYI_SIGNATURE("register_callback", "($module, tool_id, event, func, /)")},
    {"get_events", get_events, METH_O, PYI_SIGNATURE("get_events", "($module, tool_id, /)")},
    {"set_events", PYI_FASTCALL(set_events), METH_FASTCALL,
     PYI_SIGNATURE("set_events", "($module, tool_id, event_set, /)")},
    {"get_local_events", PYI_FASTCALL(get_local_events), METH_FASTCALL,
     PYI_SIGNATURE("get_local_events", "($module, tool_id, code, /)")},
    {"set_local_events", PYI_FASTCALL(set_local_events), METH_FASTCALL,
     PYI_SIGNATURE("set_local_events", "($module, tool_id, code, event_set, /)")},
    {"restart_events", restart_events, METH_NOARGS, PYI_SIGNATURE("restart_events", "($module, /)")},
    {"_all_events", all_events, METH_NOARGS, PYI_SIGNATURE("_all_events", "($module, /)")},
    {0},
};

/* ---- the module ------------------------------------------------------------------------------------------------------ */

static PyModuleDef monitoring_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "sys.monitoring",
    .m_size = -1,
    .m_methods = methods,
};

/* new namespace */
static PyObject *make_events(void) {
    PyObject *dict = PyDict_New();
    for (int i = 0; i <= PYI_EVENTS && dict != NULL; i++) {
        const char *name = i == PYI_EVENTS ? "NO_EVENTS" : pyi_monitoring_names[i];
        PyObject *value = PyLong_FromLong(i == PYI_EVENTS ? 0 : 1L << i);
        if (value == NULL || PyDict_SetItemString(dict, name, value) < 0) {
            Py_CLEAR(dict);
        }
        Py_XDECREF(value);
    }
    PyObject *result = dict == NULL ? NULL : _PyNamespace_New(dict);
    Py_XDECREF(dict);
    return result;
}

static int fill(PyObject *module) {
    static const struct {
        const char *name;
        int id;
    } ids[] = {{"DEBUGGER_ID", 0}, {"COVERAGE_ID", 1}, {"PROFILER_ID", 2}, {"OPTIMIZER_ID", 5}};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(ids); i++) {
        if (PyModule_AddIntConstant(module, ids[i].name, ids[i].id) < 0) {
            return -1;
        }
    }
    return PyModule_AddObjectRef(module, "DISABLE", &_PyInstrumentation_DISABLE) < 0 ||
                   PyModule_AddObjectRef(module, "MISSING", &_PyInstrumentation_MISSING) < 0
               ? -1
               : pyi_sys_set(module, "events", make_events());
}

int pyi_sys_add_monitoring(PyObject *module) {
    PyObject *monitoring = PyModule_Create(&monitoring_module);
    int status = monitoring == NULL ? -1 : fill(monitoring);
    if (status == 0) {
        status = PyModule_AddObjectRef(module, "monitoring", monitoring);
    }
    Py_XDECREF(monitoring);
    return status;
}

#endif
