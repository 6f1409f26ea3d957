/* SPDX-License-Identifier: Apache-2.0 */
/* wait: the ends of children, and what they have used. */
#include "posix.h"

#include "rusage.h"

#include <sys/wait.h>

/* ---- with what they have used --------------------------------------------------------------------------- */

/* new: (pid, status, usage) */
static PyObject *wait_with_usage(pid_t pid, int options) {
    struct rusage usage = {0};
    int status = 0, error;
    pid_t found;
    do {
        Py_BEGIN_ALLOW_THREADS
        found = wait4(pid, &status, options, &usage);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (found < 0 && posix_again(error));
    return found < 0 ? NULL : Py_BuildValue("(iiN)", (int)found, status, pyi_rusage_to_python(&usage));
}

static PyObject *posix_wait3(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"options", NULL};
    int options;
    return pyi_named_arguments(args, kwargs, "i:wait3", names, &options)
               ? wait_with_usage(-1, options)
               : NULL;
}

static PyObject *posix_wait4(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"pid", "options", NULL};
    int pid, options;
    return pyi_named_arguments(args, kwargs, "ii:wait4", names, &pid, &options)
               ? wait_with_usage(pid, options)
               : NULL;
}

/* ---- waitid --------------------------------------------------------------------------------------------- */

static PyStructSequence_Field info_fields[] = {
    {"si_pid", NULL},    {"si_uid", NULL},  {"si_signo", NULL},
    {"si_status", NULL}, {"si_code", NULL}, {NULL, NULL},
};
static PyStructSequence_Desc info_desc = {"posix.waitid_result", NULL, info_fields, 5};
static PyTypeObject *info_type;

int posix_add_wait_types(PyObject *module) {
    info_type = PyStructSequence_NewType(&info_desc);
    return info_type == NULL ? -1
                             : PyModule_AddObjectRef(module, "waitid_result", (PyObject *)info_type);
}

static PyObject *info_to_python(const siginfo_t *info) {
    PyObject *result = PyStructSequence_New(info_type);
    long values[] = {info->si_pid, info->si_uid, info->si_signo, info->si_status, info->si_code};
    for (int i = 0; result != NULL && i < 5; i++) {
        PyStructSequence_SetItem(result, i, PyLong_FromLong(values[i]));
    }
    if (PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *posix_waitid(PyObject *Py_UNUSED(module), PyObject *args) {
    int type, id, options, status, error;
    if (!PyArg_ParseTuple(args, "iii:waitid", &type, &id, &options)) {
        return NULL;
    }
    siginfo_t info;
    do {
        info.si_pid = 0;
        Py_BEGIN_ALLOW_THREADS
        status = waitid((idtype_t)type, (id_t)id, &info, options);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (status < 0 && posix_again(error));
    if (status < 0) {
        return NULL;
    }
    return info.si_pid == 0 ? Py_NewRef(Py_None) : info_to_python(&info);
}

static PyObject *posix_WCOREDUMP(PyObject *Py_UNUSED(module), PyObject *op) {
    int status = PYI_LONG_AS_INT(op);
    return status == -1 && PyErr_Occurred() ? NULL : PyBool_FromLong(WCOREDUMP(status));
}

PyMethodDef posix_wait_functions[] = {
    {"wait3", POSIX_KEYWORDS(posix_wait3), PYI_SIGNATURE("wait3", "($module, /, options)")},
    {"wait4", POSIX_KEYWORDS(posix_wait4), PYI_SIGNATURE("wait4", "($module, /, pid, options)")},
    {"waitid", posix_waitid, METH_VARARGS, PYI_SIGNATURE("waitid", "($module, idtype, id, options, /)")},
    {"WCOREDUMP", posix_WCOREDUMP, METH_O, PYI_SIGNATURE("WCOREDUMP", "($module, status, /)")},
    {0},
};
