/* SPDX-License-Identifier: Apache-2.0 */
/* monitoring: events that extension modules of 3.13 report. Unlike those of Python code, they reach nobody.
 *
 * Contract   docs.python.org/3.13/c-api/monitoring.html
 */
#include "pyi.h"

#if PYI_313

/* No event is wanted: the states stay inactive, and then the header's functions call nothing of the rest. */
int PyMonitoring_EnterScope(PyMonitoringState *states, uint64_t *version, const uint8_t *events,
                            Py_ssize_t length) {
    (void)events;
    for (Py_ssize_t i = 0; i < length; i++) {
        states[i].active = 0;
    }
    *version = 0;
    return 0;
}

int PyMonitoring_ExitScope(void) { return 0; }

#define EVENT(name, ...)                                                                           \
    int _PyMonitoring_Fire##name##Event(PyMonitoringState *state, PyObject *code, int32_t offset,  \
                                        ##__VA_ARGS__) {                                           \
        (void)state, (void)code, (void)offset;                                                     \
        return 0;                                                                                  \
    }
#define UNUSED __attribute__((unused))

EVENT(PyStart)
EVENT(PyResume)
EVENT(PyReturn, UNUSED PyObject *result)
EVENT(PyYield, UNUSED PyObject *result)
EVENT(Call, UNUSED PyObject *callable, UNUSED PyObject *first)
EVENT(Line, UNUSED int line)
EVENT(Jump, UNUSED PyObject *target)
EVENT(Branch, UNUSED PyObject *target)
EVENT(CReturn, UNUSED PyObject *result)
EVENT(PyThrow)
EVENT(Raise)
EVENT(Reraise)
EVENT(ExceptionHandled)
EVENT(CRaise)
EVENT(PyUnwind)
EVENT(StopIteration, UNUSED PyObject *value)

/* ---- critical sections ------------------------------------------------------------------------------------------------- */

/* With a GIL there is nothing to lock. */
#undef PyCriticalSection_Begin
#undef PyCriticalSection_End
#undef PyCriticalSection2_Begin
#undef PyCriticalSection2_End
void PyCriticalSection_Begin(PyCriticalSection *section, PyObject *op) { (void)section, (void)op; }
void PyCriticalSection_End(PyCriticalSection *section) { (void)section; }
void PyCriticalSection2_Begin(PyCriticalSection2 *section, PyObject *first, PyObject *second) {
    (void)section, (void)first, (void)second;
}
void PyCriticalSection2_End(PyCriticalSection2 *section) { (void)section; }

#endif
