/* SPDX-License-Identifier: Apache-2.0 */
/* machine: how busy it is, and which part of it a process sees. */
#include "posix.h"

#include <sched.h>
#include <stdlib.h>

static PyObject *posix_getloadavg(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    double load[3];
    if (getloadavg(load, 3) != 3) {
        PyErr_SetString(PyExc_OSError, "Load averages are unobtainable");
        return NULL;
    }
    return Py_BuildValue("(ddd)", load[0], load[1], load[2]);
}

#if PYI_312
static PyObject *posix_unshare(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"flags", NULL};
    int flags, status;
    if (!pyi_named_arguments(args, kwargs, "i:unshare", names, &flags)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = unshare(flags);
    Py_END_ALLOW_THREADS
    return posix_done(status);
}

static PyObject *posix_setns(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", "nstype", NULL};
    int fd, type = 0, status;
    if (!pyi_named_arguments(args, kwargs, "O&|i:setns", names, _PyLong_FileDescriptor_Converter,
                             &fd, &type)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = setns(fd, type);
    Py_END_ALLOW_THREADS
    return posix_done(status);
}
#endif

PyMethodDef posix_machine_functions[] = {
    {"getloadavg", posix_getloadavg, METH_NOARGS, PYI_SIGNATURE("getloadavg", "($module, /)")},
#if PYI_312
    {"unshare", POSIX_KEYWORDS(posix_unshare), PYI_SIGNATURE("unshare", "($module, /, flags)")},
    {"setns", POSIX_KEYWORDS(posix_setns), PYI_SIGNATURE("setns", "($module, /, fd, nstype=0)")},
#endif
    {0},
};
