/* SPDX-License-Identifier: Apache-2.0 */
/* fork: this process twice. */
#include "posix.h"

#include "fork.h"

#include <pty.h>

/* ---- hooks ------------------------------------------------------------------------------------------ */

static int check_hook(PyObject *hook, const char *name) {
    if (hook != NULL && !PyCallable_Check(hook)) {
        PyErr_Format(PyExc_TypeError, "'%s' must be callable, not %.200s", name,
                     Py_TYPE(hook)->tp_name);
        return -1;
    }
    return 0;
}

/* hook may be NULL. 0 or -1 */
static int add_hook(PyObject **list, PyObject *hook) {
    if (hook == NULL) {
        return 0;
    }
    if (*list == NULL && (*list = PyList_New(0)) == NULL) {
        return -1;
    }
    return PyList_Append(*list, hook);
}

static PyObject *posix_register_at_fork(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"before", "after_in_child", "after_in_parent", NULL};
    PyObject *before = NULL, *child = NULL, *parent = NULL;
    if (!pyi_named_arguments(args, kwargs, "|$OOO:register_at_fork", names, &before, &child,
                             &parent)) {
        return NULL;
    }
    if (before == NULL && child == NULL && parent == NULL) {
        PyErr_SetString(PyExc_TypeError, "At least one argument is required.");
        return NULL;
    }
    if (check_hook(before, "before") < 0 || check_hook(child, "after_in_child") < 0 ||
        check_hook(parent, "after_in_parent") < 0) {
        return NULL;
    }
    PyInterpreterState *interp = PyInterpreterState_Get();
    return add_hook(&interp->before_forkers, before) < 0 ||
                   add_hook(&interp->after_forkers_child, child) < 0 ||
                   add_hook(&interp->after_forkers_parent, parent) < 0
               ? NULL
               : Py_NewRef(Py_None);
}

/* ---- forking ------------------------------------------------------------------------------------------ */

/* What both processes do when they are two, or when they are not. 0 or -1 */
static int after(pid_t pid, const char *function) {
    int error = errno;
    if (pid == 0) {
        PyOS_AfterFork_Child();
        return 0;
    }
    PyOS_AfterFork_Parent();
    if (pid < 0) {
        errno = error;
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return pyi_fork_warn(function);
}

static PyObject *posix_fork(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    if (pyi_fork_allowed("can't fork at interpreter shutdown") < 0 || PySys_Audit("os.fork", NULL) < 0) {
        return NULL;
    }
    PyOS_BeforeFork();
    pid_t pid = fork();
    return after(pid, "fork") < 0 ? NULL : PyLong_FromLong(pid);
}

static PyObject *posix_forkpty(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    int controller = -1;
    if (pyi_fork_allowed("can't fork at interpreter shutdown") < 0 ||
        PySys_Audit("os.forkpty", NULL) < 0) {
        return NULL;
    }
    PyOS_BeforeFork();
    pid_t pid = forkpty(&controller, NULL, NULL, NULL);
    return after(pid, "forkpty") < 0 ? NULL : Py_BuildValue("(ii)", (int)pid, controller);
}

PyMethodDef posix_fork_functions[] = {
    {"fork", posix_fork, METH_NOARGS, PYI_SIGNATURE("fork", "($module, /)")},
    {"forkpty", posix_forkpty, METH_NOARGS, PYI_SIGNATURE("forkpty", "($module, /)")},
    {"register_at_fork", POSIX_KEYWORDS(posix_register_at_fork),
     PYI_SIGNATURE("register_at_fork", "($module, /, *, before=<unrepresentable>,\n"
                   "                 after_in_child=<unrepresentable>,\n"
                   "                 after_in_parent=<unrepresentable>)")},
    {NULL, NULL, 0, NULL},
};
