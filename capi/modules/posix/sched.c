/* SPDX-License-Identifier: Apache-2.0 */
/* sched: when, and on which processors, a process runs. */
#include "posix.h"

#include "posix_sched.h"

#include <limits.h>
#include <sched.h>
#include <stdlib.h>

/* ---- sched_param -------------------------------------------------------------------------------------- */

static PyStructSequence_Field param_fields[] = {{"sched_priority", NULL}, {NULL, NULL}};
static PyStructSequence_Desc param_desc = {"posix.sched_param", NULL, param_fields, 1};
static PyTypeObject *param_type;

/* It takes its one value itself, not in a sequence. */
static PyObject *param_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"sched_priority", NULL};
    PyObject *priority;
    if (!pyi_named_arguments(args, kwargs, "O:sched_param", names, &priority)) {
        return NULL;
    }
    PyObject *self = PyStructSequence_New(type);
    if (self != NULL) {
        PyStructSequence_SetItem(self, 0, Py_NewRef(priority));
    }
    return self;
}

int posix_add_sched_types(PyObject *module) {
    param_type = PyStructSequence_NewType(&param_desc);
    if (param_type == NULL) {
        return -1;
    }
    param_type->tp_new = param_new;
    return PyModule_AddObjectRef(module, "sched_param", (PyObject *)param_type);
}

int posix_take_sched_param(PyObject *op, struct sched_param *to) {
    if (!Py_IS_TYPE(op, param_type)) {
        PyErr_SetString(PyExc_TypeError, "must have a sched_param object");
        return -1;
    }
    long priority = PyLong_AsLong(PyStructSequence_GetItem(op, 0));
    if (priority == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (priority > INT_MAX || priority < INT_MIN) {
        PyErr_SetString(PyExc_OverflowError, "sched_priority out of range");
        return -1;
    }
    *to = (struct sched_param){.sched_priority = (int)priority};
    return 0;
}

static PyObject *param_to_python(const struct sched_param *param) {
    PyObject *priority = PyLong_FromLong(param->sched_priority);
    PyObject *result = priority == NULL ? NULL : PyObject_CallOneArg((PyObject *)param_type, priority);
    Py_XDECREF(priority);
    return result;
}

/* ---- functions ------------------------------------------------------------------------------------------ */

static PyObject *posix_sched_getparam(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid;
    struct sched_param param;
    if (!pyi_arguments(args, "i:posix.sched_getparam", &pid)) {
        return NULL;
    }
    return sched_getparam(pid, &param) < 0 ? PyErr_SetFromErrno(PyExc_OSError) : param_to_python(&param);
}

static PyObject *posix_sched_setparam(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid;
    PyObject *op;
    struct sched_param param;
    return PyArg_ParseTuple(args, "iO:sched_setparam", &pid, &op) && posix_take_sched_param(op, &param) == 0
               ? posix_done(sched_setparam(pid, &param))
               : NULL;
}

static PyObject *posix_sched_getscheduler(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid;
    if (!pyi_arguments(args, "i:posix.sched_getscheduler", &pid)) {
        return NULL;
    }
    int policy = sched_getscheduler(pid);
    return policy < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(policy);
}

static PyObject *posix_sched_setscheduler(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid, policy;
    PyObject *op;
    struct sched_param param;
    return PyArg_ParseTuple(args, "iiO:sched_setscheduler", &pid, &policy, &op) &&
                   posix_take_sched_param(op, &param) == 0
               ? posix_done(sched_setscheduler(pid, policy, &param))
               : NULL;
}

#define LIMIT(name)                                                                                \
    static PyObject *posix_##name(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) { \
        static char *names[] = {"policy", NULL};                                                   \
        int policy;                                                                                \
        if (!pyi_named_arguments(args, kwargs, "i:" #name, names, &policy)) {              \
            return NULL;                                                                           \
        }                                                                                          \
        int value = name(policy);                                                                  \
        return value < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(value);             \
    }

LIMIT(sched_get_priority_max)
LIMIT(sched_get_priority_min)

static PyObject *posix_sched_rr_get_interval(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid;
    struct timespec time;
    if (!pyi_arguments(args, "i:posix.sched_rr_get_interval", &pid)) {
        return NULL;
    }
    return sched_rr_get_interval(pid, &time) < 0
               ? PyErr_SetFromErrno(PyExc_OSError)
               : PyFloat_FromDouble((double)time.tv_sec + 1e-9 * (double)time.tv_nsec);
}

/* New memory: room for the processors up to that one, none chosen. */
static cpu_set_t *make_set(long highest, size_t *size) {
    *size = CPU_ALLOC_SIZE((size_t)highest + 1);
    cpu_set_t *set = PyMem_Calloc(1, *size);
    if (set == NULL) {
        PyErr_NoMemory();
    }
    return set;
}

/* The number of a processor; -1 with an exception. */
static long take_processor(PyObject *op) {
    if (!PyLong_Check(op)) {
        PyErr_Format(PyExc_TypeError, "expected an iterator of ints, but iterator yielded %R", Py_TYPE(op));
        return -1;
    }
    long number = PyLong_AsLong(op);
    if (number == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (number < 0) {
        PyErr_SetString(PyExc_ValueError, "negative CPU number");
        return -1;
    }
    if (number > INT_MAX - 1) {
        PyErr_SetString(PyExc_OverflowError, "CPU number too large");
        return -1;
    }
    return number;
}

/* New memory; NULL with an exception. */
static cpu_set_t *take_set(PyObject *numbers, size_t *size) {
    long highest = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(numbers); i++) {
        long number = take_processor(PyList_GET_ITEM(numbers, i));
        if (number < 0) {
            return NULL;
        }
        highest = number > highest ? number : highest;
    }
    cpu_set_t *set = make_set(highest, size);
    for (Py_ssize_t i = 0; set != NULL && i < PyList_GET_SIZE(numbers); i++) {
        CPU_SET_S((size_t)PyLong_AsLong(PyList_GET_ITEM(numbers, i)), *size, set);
    }
    return set;
}

static PyObject *posix_sched_setaffinity(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid;
    PyObject *op;
    size_t size;
    if (!PyArg_ParseTuple(args, "iO:sched_setaffinity", &pid, &op)) {
        return NULL;
    }
    PyObject *iterator = PyObject_GetIter(op);
    PyObject *numbers = iterator == NULL ? NULL : PySequence_List(iterator);
    Py_XDECREF(iterator);
    cpu_set_t *set = numbers == NULL ? NULL : take_set(numbers, &size);
    PyObject *result = set == NULL ? NULL : posix_done(sched_setaffinity(pid, size, set));
    PyMem_Free(set);
    Py_XDECREF(numbers);
    return result;
}

#define ROW(name, parameters)                                                                      \
    {#name, posix_##name, METH_VARARGS, PYI_SIGNATURE(#name, parameters)}
#define ROW_KEYWORDS(name, parameters)                                                             \
    {#name, POSIX_KEYWORDS(posix_##name), PYI_SIGNATURE(#name, parameters)}

PyMethodDef posix_sched_functions[] = {
    ROW(sched_getparam, "($module, pid, /)"),
    ROW(sched_setparam, "($module, pid, param, /)"),
    ROW(sched_getscheduler, "($module, pid, /)"),
    ROW(sched_setscheduler, "($module, pid, policy, param, /)"),
    ROW_KEYWORDS(sched_get_priority_max, "($module, /, policy)"),
    ROW_KEYWORDS(sched_get_priority_min, "($module, /, policy)"),
    ROW(sched_rr_get_interval, "($module, pid, /)"),
    ROW(sched_setaffinity, "($module, pid, mask, /)"),
    {0},
};
