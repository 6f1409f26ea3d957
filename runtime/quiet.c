/* SPDX-License-Identifier: Apache-2.0 */
/* quiet.c: is anybody tracing, profiling or monitoring? (3.12+)
 *
 * CPython raises a version number whenever what is instrumented for all code changes, so one
 * comparison answers for a call: nothing changed since everything was quiet. Tools that watch one
 * code object only leave their mark on that code object.
 */
#include "rt.h"

#if RT_HAS_WATCHERS

/* no version has the low bits set */
uint64_t rt_quiet_version = UINT64_MAX;
static uint64_t noisy_version = UINT64_MAX;

enum { TOOL_IDS = 6 }; /* those that sys.monitoring lets tools use */

/* sys.settrace and sys.setprofile, in any thread */
static bool threads_traced(PyInterpreterState *interp) {
    PyThreadState *ts = PyInterpreterState_ThreadHead(interp);
    for (; ts != NULL; ts = PyThreadState_Next(ts)) {
        if (ts->c_tracefunc != NULL || ts->c_profilefunc != NULL) {
            return true;
        }
    }
    return false;
}

/* sys.monitoring; true as well when it cannot be asked */
static bool tools_active(void) {
    PyObject *monitoring = PySys_GetObject("monitoring");
    if (monitoring == NULL) {
        return true;
    }
    static PyObject *name;
    PyObject *get_events = rt_get_named(monitoring, &name, "get_events");
    bool active = get_events == NULL;
    for (int id = 0; id < TOOL_IDS && !active; id++) {
        PyObject *events = PyObject_CallFunction(get_events, "i", id);
        active = events == NULL || PyLong_AsLong(events) != 0;
        Py_XDECREF(events);
    }
    Py_XDECREF(get_events);
    PyErr_Clear();
    return active;
}

/* Events that a tool asked for in this code object alone. */
static bool code_monitored(PyCodeObject *code) {
    static const _Py_LocalMonitors none;
    _PyCoMonitoringData *data = code->_co_monitoring;
    return data != NULL && memcmp(&data->local_monitors, &none, sizeof(none)) != 0;
}

bool rt_quiet_slow(PyThreadState *ts, PyCodeObject *code) {
    uint64_t version = rt_instrumentation_version(ts);
    if (version == noisy_version) {
        return false;
    }
    if (version != rt_quiet_version) {
        bool noisy = threads_traced(ts->interp) || tools_active();
        *(noisy ? &noisy_version : &rt_quiet_version) = version;
        if (noisy) {
            return false;
        }
    }
    return !code_monitored(code);
}

#endif
