/* SPDX-License-Identifier: Apache-2.0 */
/* rusage: what a process has used, as Python sees it. */
#include "rusage.h"

static PyStructSequence_Field usage_fields[] = {
    {"ru_utime", "user time used"},
    {"ru_stime", "system time used"},
    {"ru_maxrss", "max. resident set size"},
    {"ru_ixrss", "shared memory size"},
    {"ru_idrss", "unshared data size"},
    {"ru_isrss", "unshared stack size"},
    {"ru_minflt", "page faults not requiring I/O"},
    {"ru_majflt", "page faults requiring I/O"},
    {"ru_nswap", "number of swap outs"},
    {"ru_inblock", "block input operations"},
    {"ru_oublock", "block output operations"},
    {"ru_msgsnd", "IPC messages sent"},
    {"ru_msgrcv", "IPC messages received"},
    {"ru_nsignals", "signals received"},
    {"ru_nvcsw", "voluntary context switches"},
    {"ru_nivcsw", "involuntary context switches"},
    {NULL, NULL},
};
static PyStructSequence_Desc usage_desc = {"resource.struct_rusage", NULL, usage_fields, 16};
static PyTypeObject *usage_type;

PyTypeObject *pyi_rusage_type(void) {
    if (usage_type == NULL) {
        usage_type = PyStructSequence_NewType(&usage_desc);
    }
    return usage_type;
}

static PyObject *seconds(struct timeval time) {
    return PyFloat_FromDouble((double)time.tv_sec + 1e-6 * (double)time.tv_usec);
}

PyObject *pyi_rusage_to_python(const struct rusage *usage) {
    PyTypeObject *type = pyi_rusage_type();
    PyObject *result = type == NULL ? NULL : PyStructSequence_New(type);
    if (result == NULL) {
        return NULL;
    }
    long counts[] = {usage->ru_maxrss,  usage->ru_ixrss,  usage->ru_idrss,   usage->ru_isrss,  usage->ru_minflt,
                     usage->ru_majflt,  usage->ru_nswap,  usage->ru_inblock, usage->ru_oublock, usage->ru_msgsnd,
                     usage->ru_msgrcv,  usage->ru_nsignals, usage->ru_nvcsw, usage->ru_nivcsw};
    PyStructSequence_SetItem(result, 0, seconds(usage->ru_utime));
    PyStructSequence_SetItem(result, 1, seconds(usage->ru_stime));
    for (int i = 0; i < 14; i++) {
        PyStructSequence_SetItem(result, 2 + i, PyLong_FromLong(counts[i]));
    }
    if (PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}
