/* SPDX-License-Identifier: Apache-2.0 */
/* _posixsubprocess: fork_exec(), which the module subprocess is made of.
 *
 * Everything is converted before there is a child, since after a fork of a process with threads neither memory may be
 * allocated nor a lock be taken. preexec_fn breaks that rule, at the program's own risk.
 */
#include "fork.h"
#include "fork_exec.h"
#include "user_ids.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

/* ---- arguments ---------------------------------------------------------------------------------------- */

/* What a plan points to. */
typedef struct {
    PyObject *arguments, *folder; /* owned */
    char **argv, **programs, **variables;
    int *kept;
    gid_t *groups;
    child_plan plan;
} request;

static void request_clear(request *self) {
    Py_CLEAR(self->arguments);
    Py_CLEAR(self->folder);
    PyMem_Free(self->argv);
    PyMem_Free(self->programs);
    PyMem_Free(self->variables);
    PyMem_Free(self->kept);
    PyMem_Free(self->groups);
}

/* New memory with pointers into the bytes of a sequence that lives longer; NULL with an exception. */
static char **strings_of(PyObject *sequence) {
    Py_ssize_t n = PySequence_Size(sequence);
    char **strings = n < 0 ? NULL : PyMem_Calloc((size_t)n + 1, sizeof(char *));
    if (n >= 0 && strings == NULL) {
        PyErr_NoMemory();
    }
    for (Py_ssize_t i = 0; strings != NULL && i < n; i++) {
        PyObject *item = PySequence_GetItem(sequence, i);
        if (item == NULL || PyBytes_AsStringAndSize(item, &strings[i], NULL) < 0) {
            PyMem_Free(strings);
            strings = NULL;
        }
        Py_XDECREF(item);
    }
    return strings;
}

/* new: a tuple of bytes */
static PyObject *encode_arguments(PyObject *op) {
    PyObject *fast = PySequence_Fast(op, "argv must be a tuple");
    PyObject *result = fast == NULL ? NULL : PyTuple_New(PySequence_Fast_GET_SIZE(fast));
    for (Py_ssize_t i = 0; result != NULL && i < PyTuple_GET_SIZE(result); i++) {
        PyObject *bytes = NULL;
        if (i >= PySequence_Fast_GET_SIZE(fast)) {
            PyErr_SetString(PyExc_RuntimeError, "args changed during iteration");
        } else {
            PyUnicode_FSConverter(PySequence_Fast_GET_ITEM(fast, i), &bytes);
        }
        if (bytes == NULL) {
            Py_CLEAR(result);
        } else {
            PyTuple_SET_ITEM(result, i, bytes);
        }
    }
    Py_XDECREF(fast);
    return result;
}

/* 0 or -1 */
static int take_kept(request *self, PyObject *tuple) {
    Py_ssize_t n = PyTuple_GET_SIZE(tuple);
    self->kept = PyMem_New(int, n + 1);
    if (self->kept == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    long before = -1;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *op = PyTuple_GET_ITEM(tuple, i);
        long fd = PyLong_Check(op) ? PyLong_AsLong(op) : -1;
        if (fd <= before || fd > INT_MAX) {
            PyErr_SetString(PyExc_ValueError, "bad value(s) in fds_to_keep");
            return -1;
        }
        self->kept[i] = (int)(before = fd);
    }
    self->plan.kept = self->kept;
    self->plan.n_kept = n;
    return 0;
}

#if PYI_312
#  define GROUPS "extra_groups"
#else
#  define GROUPS "groups"
#endif

/* 0 or -1 */
static int take_groups(request *self, PyObject *list) {
    self->plan.n_groups = -1;
    if (list == Py_None) {
        return 0;
    }
    if (!PyList_Check(list)) {
        PyErr_SetString(PyExc_TypeError, "setgroups argument must be a list");
        return -1;
    }
    Py_ssize_t n = PyList_GET_SIZE(list);
    if (n > NGROUPS_MAX) {
        PyErr_SetString(PyExc_ValueError, "too many " GROUPS);
        return -1;
    }
    self->groups = PyMem_New(gid_t, n + 1);
    if (self->groups == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < n && i < PyList_GET_SIZE(list); i++) {
        PyObject *op = PyList_GET_ITEM(list, i);
        if (!PyLong_Check(op)) {
            PyErr_SetString(PyExc_TypeError, GROUPS " must be integers");
            return -1;
        }
        if (!pyi_gid_converter(op, &self->groups[i])) {
            PyErr_SetString(PyExc_ValueError, "invalid group id");
            return -1;
        }
    }
    self->plan.groups = self->groups;
    self->plan.n_groups = n;
    return 0;
}

/* 0 or -1: what may be None */
static int take_optional(request *self, PyObject *folder, PyObject *gid, PyObject *uid) {
    self->plan.gid = (gid_t)-1;
    self->plan.uid = (uid_t)-1;
    if (folder != Py_None) {
        if (!PyUnicode_FSConverter(folder, &self->folder)) {
            return -1;
        }
        self->plan.folder = PyBytes_AS_STRING(self->folder);
    }
    return (gid != Py_None && !pyi_gid_converter(gid, &self->plan.gid)) ||
                   (uid != Py_None && !pyi_uid_converter(uid, &self->plan.uid))
               ? -1
               : 0;
}

/* 0 or -1: the texts */
static int take_strings(request *self, PyObject *arguments, PyObject *programs, PyObject *variables) {
    self->programs = strings_of(programs);
    self->arguments = self->programs == NULL || arguments == Py_None ? NULL : encode_arguments(arguments);
    if (self->programs == NULL || (self->arguments == NULL && arguments != Py_None)) {
        return -1;
    }
    self->argv = self->arguments == NULL ? PyMem_Calloc(1, sizeof(char *)) : strings_of(self->arguments);
    if (self->argv == NULL) {
        return PyErr_Occurred() ? -1 : (PyErr_NoMemory(), -1);
    }
    if (variables != Py_None && (self->variables = strings_of(variables)) == NULL) {
        return -1;
    }
    self->plan.programs = self->programs;
    self->plan.arguments = self->argv;
    self->plan.variables = self->variables;
    return 0;
}

/* ---- forking -------------------------------------------------------------------------------------------- */

/* The child borrows the memory of its parent, which sleeps until the new program runs: so it costs the same whatever the
 * parent's size. Meanwhile no handler of a signal may run in either. */
static pid_t run_in_borrowed_memory(child_plan *plan) {
    sigset_t all, before;
    sigfillset(&all);
    errno = pthread_sigmask(SIG_BLOCK, &all, &before);
    if (errno != 0) {
        return -1;
    }
    plan->mask = &before;
    pid_t pid = vfork();
    if (pid == 0) {
        child_run(plan);
    }
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return pid;
}

/* The parent's side only. */
static pid_t run_in_copy(child_plan *plan) {
    if (plan->hook != NULL) {
        PyOS_BeforeFork();
    }
    pid_t pid = fork();
    if (pid == 0) {
        if (plan->hook != NULL) {
            PyOS_AfterFork_Child();
        }
        child_run(plan);
    }
    int error = errno;
    if (plan->hook != NULL) {
        PyOS_AfterFork_Parent();
    }
    errno = error;
    return pid;
}

/* new: the number of the child */
static PyObject *start(child_plan *plan, bool allow_vfork) {
    bool changes_user = plan->uid != (uid_t)-1 || plan->gid != (gid_t)-1 || plan->n_groups >= 0;
    bool borrow = plan->hook == NULL && allow_vfork && !changes_user;
    /* The collector might run finalizers of the parent's objects in the child. */
    bool collects = plan->hook != NULL && PyGC_Disable();
    pid_t pid = borrow ? run_in_borrowed_memory(plan) : run_in_copy(plan);
    int error = errno;
    if (collects) {
        PyGC_Enable();
    }
    if (pid < 0) {
        errno = error;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return !borrow && pyi_fork_warn("fork") < 0 ? NULL : PyLong_FromLong(pid);
}

/* ---- the module ------------------------------------------------------------------------------------------- */

static const char FORMAT[] = "OOpO!OOiiiiiiiippiOOOiOp:fork_exec";

static PyObject *fork_exec(PyObject *module, PyObject *args) {
    (void)module;
    request self = {0};
    child_plan *plan = &self.plan;
    PyObject *arguments, *programs, *kept, *folder, *variables, *gid, *groups, *uid, *hook;
    int close_others, restore_signals, new_session, allow_vfork;
#if PYI_312
    if (PyTuple_GET_SIZE(args) != 23) {
        return PyErr_Format(PyExc_TypeError, "fork_exec expected 23 arguments, got %zd",
                            PyTuple_GET_SIZE(args));
    }
#endif
    if (!PyArg_ParseTuple(args, FORMAT, &arguments, &programs, &close_others, &PyTuple_Type, &kept,
                          &folder, &variables, &plan->input_read, &plan->input_write,
                          &plan->output_read, &plan->output_write, &plan->error_read,
                          &plan->error_write, &plan->report_read, &plan->report_write,
                          &restore_signals, &new_session, &plan->group, &gid, &groups, &uid,
                          &plan->umask, &hook, &allow_vfork)) {
        return NULL;
    }
    plan->close_others = close_others;
    plan->restore_signals = restore_signals;
    plan->new_session = new_session;
    plan->hook = hook == Py_None ? NULL : hook;
    if (plan->hook != NULL && pyi_fork_allowed("preexec_fn not supported at interpreter shutdown") < 0) {
        return NULL;
    }
    if (close_others && plan->report_write < 3) {
        PyErr_SetString(PyExc_ValueError, "errpipe_write must be >= 3");
        return NULL;
    }
    PyObject *result = NULL;
    if (take_kept(&self, kept) == 0 && take_strings(&self, arguments, programs, variables) == 0 &&
        take_groups(&self, groups) == 0 && take_optional(&self, folder, gid, uid) == 0) {
        result = start(plan, allow_vfork);
    }
    request_clear(&self);
    return result;
}

#if PYI_312
#  define SIGNATURE                                                                                \
      PYI_SIGNATURE("fork_exec", "($module, args, executable_list, close_fds, pass_fds, cwd,\n"    \
                                 "          env, p2cread, p2cwrite, c2pread, c2pwrite, errread, "  \
                                 "errwrite,\n          errpipe_read, errpipe_write, "              \
                                 "restore_signals, call_setsid,\n          pgid_to_set, gid, "     \
                                 "extra_groups, uid, child_umask, preexec_fn,\n          "         \
                                 "allow_vfork, /)")
#else
#  define SIGNATURE NULL
#endif

static PyMethodDef functions[] = {
    {"fork_exec", fork_exec, METH_VARARGS, SIGNATURE},
    {0},
};

static PyModuleDef_Slot slots[] = {
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef posixsubprocess_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_posixsubprocess",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *posixsubprocess_init(void) { return PyModuleDef_Init(&posixsubprocess_module); }
PYI_MODULE("_posixsubprocess", posixsubprocess_init);
