/* SPDX-License-Identifier: Apache-2.0 */
/* spawn: another program as a child, described beforehand instead of done step by step after a fork. */
#include "posix_exec.h"
#include "posix_sched.h"

#include "signal_sets.h"

#include <spawn.h>

enum { OPEN, CLOSE, DUP2 }; /* POSIX_SPAWN_… of the module */

/* What the child begins with. */
typedef struct {
    PyObject *actions, *group, *mask, *defaults, *scheduler; /* borrowed; NULL: as it is */
    int reset_ids, new_session;
    PyObject *kept; /* owned: names of files, which the actions only point to */
} settings;

/* ---- file actions -------------------------------------------------------------------------------------- */

/* 0 or -1: an exception unless *error says why */
static int add_open(PyObject *row, settings *self, posix_spawn_file_actions_t *actions, int *error) {
    int tag, fd, flags;
    unsigned long mode;
    PyObject *path;
    if (!PyArg_ParseTuple(row, "iiO&ik;A open file_action tuple must have 5 elements", &tag, &fd,
                          PyUnicode_FSConverter, &path, &flags, &mode)) {
        return -1;
    }
    int status = PyList_Append(self->kept, path);
    Py_DECREF(path);
    if (status < 0) {
        return -1;
    }
    *error = posix_spawn_file_actions_addopen(actions, fd, PyBytes_AS_STRING(path), flags, (mode_t)mode);
    return *error == 0 ? 0 : -1;
}

static int add_action(PyObject *row, settings *self, posix_spawn_file_actions_t *actions, int *error) {
    if (!PyTuple_Check(row) || PyTuple_GET_SIZE(row) == 0) {
        PyErr_SetString(PyExc_TypeError, "Each file_actions element must be a non-empty tuple");
        return -1;
    }
    long tag = PyLong_AsLong(PyTuple_GET_ITEM(row, 0));
    int fd, to;
    if (tag == -1 && PyErr_Occurred()) {
        return -1;
    }
    switch (tag) {
    case OPEN:
        return add_open(row, self, actions, error);
    case CLOSE:
        if (!PyArg_ParseTuple(row, "Oi;A close file_action tuple must have 2 elements", &(PyObject *){NULL},
                              &fd)) {
            return -1;
        }
        *error = posix_spawn_file_actions_addclose(actions, fd);
        return *error == 0 ? 0 : -1;
    case DUP2:
        if (!PyArg_ParseTuple(row, "Oii;A dup2 file_action tuple must have 3 elements",
                              &(PyObject *){NULL}, &fd, &to)) {
            return -1;
        }
        *error = posix_spawn_file_actions_adddup2(actions, fd, to);
        return *error == 0 ? 0 : -1;
    default:
        PyErr_SetString(PyExc_TypeError, "Unknown file_actions identifier");
        return -1;
    }
}

static int add_actions(settings *self, posix_spawn_file_actions_t *actions) {
    PyObject *rows = PySequence_Fast(self->actions, "file_actions must be a sequence or None");
    if (rows == NULL) {
        return -1;
    }
    int status = 0, error = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PySequence_Fast_GET_SIZE(rows); i++) {
        PyObject *row = Py_NewRef(PySequence_Fast_GET_ITEM(rows, i));
        status = add_action(row, self, actions, &error);
        Py_DECREF(row);
    }
    Py_DECREF(rows);
    if (status < 0 && error != 0) {
        errno = error;
        PyErr_SetFromErrno(PyExc_OSError);
    }
    return status;
}

/* ---- attributes ------------------------------------------------------------------------------------------ */

/* 0 or -1 */
static int add_scheduler(PyObject *op, posix_spawnattr_t *attributes, short *flags) {
    PyObject *policy, *op_param;
    struct sched_param param;
    if (!PyArg_ParseTuple(op, "OO;A scheduler tuple must have two elements", &policy, &op_param) ||
        posix_take_sched_param(op_param, &param) < 0) {
        return -1;
    }
    if (policy != Py_None) {
        int number = PYI_LONG_AS_INT(policy);
        if (number == -1 && PyErr_Occurred()) {
            return -1;
        }
        *flags |= POSIX_SPAWN_SETSCHEDULER;
        errno = posix_spawnattr_setschedpolicy(attributes, number);
        if (errno != 0) {
            PyErr_SetFromErrno(PyExc_OSError);
            return -1;
        }
    }
    *flags |= POSIX_SPAWN_SETSCHEDPARAM;
    errno = posix_spawnattr_setschedparam(attributes, &param);
    return errno == 0 ? 0 : (PyErr_SetFromErrno(PyExc_OSError), -1);
}

static int add_session(const char *function, short *flags) {
#ifdef POSIX_SPAWN_SETSID
    (void)function;
    *flags |= POSIX_SPAWN_SETSID;
    return 0;
#else
    (void)flags;
    PyErr_Format(PyExc_NotImplementedError, "%s: setsid unavailable on this platform", function);
    return -1;
#endif
}

/* 0 or -1 */
static int add_attributes(settings *self, posix_spawnattr_t *attributes, const char *function) {
    short flags = 0;
    sigset_t set;
    if (self->group != NULL) {
        int group = PYI_LONG_AS_INT(self->group);
        if (group == -1 && PyErr_Occurred()) {
            return -1;
        }
        posix_spawnattr_setpgroup(attributes, group);
        flags |= POSIX_SPAWN_SETPGROUP;
    }
    if (self->reset_ids) {
        flags |= POSIX_SPAWN_RESETIDS;
    }
    if (self->new_session && add_session(function, &flags) < 0) {
        return -1;
    }
    if (self->mask != NULL) {
        if (!pyi_sigset_converter(self->mask, &set)) {
            return -1;
        }
        posix_spawnattr_setsigmask(attributes, &set);
        flags |= POSIX_SPAWN_SETSIGMASK;
    }
    if (self->defaults != NULL) {
        if (!pyi_sigset_converter(self->defaults, &set)) {
            return -1;
        }
        posix_spawnattr_setsigdefault(attributes, &set);
        flags |= POSIX_SPAWN_SETSIGDEF;
    }
    if (self->scheduler != NULL && add_scheduler(self->scheduler, attributes, &flags) < 0) {
        return -1;
    }
    posix_spawnattr_setflags(attributes, flags);
    return 0;
}

/* ---- starting ---------------------------------------------------------------------------------------------- */

/* new: the number of the child */
static PyObject *start(posix_path *path, char **arguments, char **variables, settings *self, bool search) {
    const char *function = search ? "posix_spawnp" : "posix_spawn";
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return PyErr_NoMemory();
    }
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return PyErr_NoMemory();
    }
    PyObject *result = NULL;
    if ((self->actions == NULL || add_actions(self, &actions) == 0) &&
        add_attributes(self, &attributes, function) == 0) {
        pid_t pid;
        errno = (search ? posix_spawnp : posix_spawn)(&pid, path->name, &actions, &attributes, arguments,
                                                      variables);
        result = errno != 0 ? posix_path_error(path) : PyLong_FromLong(pid);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

extern char **environ;

static PyObject *spawn(posix_path *path, PyObject *argv, PyObject *mapping, settings *self, bool search) {
    const char *function = search ? "posix_spawnp" : "posix_spawn";
    if (posix_check_argv(argv, function) < 0) {
        return NULL;
    }
    char **variables = NULL, **arguments = NULL;
    bool same = PYI_313 && mapping == Py_None; /* since 3.13 */
    PyObject *result = NULL;
    if (!same && !PyMapping_Check(mapping)) {
        PyErr_Format(PyExc_TypeError,
                     PYI_313 ? "%s: environment must be a mapping object or None"
                             : "%s: environment must be a mapping object",
                     function);
    } else if ((arguments = posix_strings_of(argv)) != NULL) {
        if (arguments[0][0] == '\0') {
            PyErr_Format(PyExc_ValueError, "%s: argv first element cannot be empty", function);
        } else if (same || (variables = posix_environment_of(mapping, function)) != NULL) {
            self->kept = PyList_New(0);
            if (self->kept != NULL &&
                PySys_Audit("os.posix_spawn", "OOO", path->object, argv, mapping) == 0) {
                result = start(path, arguments, same ? environ : variables, self, search);
            }
            Py_XDECREF(self->kept);
        }
    }
    posix_free_strings(arguments);
    posix_free_strings(variables);
    return result;
}

static PyObject *take_and_spawn(PyObject *args, PyObject *kwargs, bool search) {
    static char *names[] = {"", "", "", "file_actions", "setpgroup", "resetids", "setsid", "setsigmask",
                            "setsigdef", "scheduler", NULL};
    posix_path path = POSIX_PATH("posix_spawn", "path");
    path.function = search ? "posix_spawnp" : "posix_spawn";
    PyObject *argv, *mapping;
    settings self = {0};
    if (!pyi_named_arguments(args, kwargs,
                             search ? "O&OO|$OOppOOO:posix_spawnp" : "O&OO|$OOppOOO:posix_spawn",
                             names, posix_path_converter, &path, &argv, &mapping, &self.actions,
                             &self.group, &self.reset_ids, &self.new_session, &self.mask,
                             &self.defaults, &self.scheduler)) {
        return NULL;
    }
    self.actions = self.actions == Py_None ? NULL : self.actions;
    self.scheduler = self.scheduler == Py_None ? NULL : self.scheduler;
    PyObject *result = spawn(&path, argv, mapping, &self, search);
    posix_path_clear(&path);
    return result;
}

static PyObject *posix_posix_spawn(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return take_and_spawn(args, kwargs, false);
}

static PyObject *posix_posix_spawnp(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return take_and_spawn(args, kwargs, true);
}

#define PARAMETERS                                                                                 \
    "($module, path, argv, env, /, *, file_actions=(),\n"                                          \
    "            setpgroup=<unrepresentable>, resetids=False, setsid=False,\n"                     \
    "            setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)"

PyMethodDef posix_spawn_functions[] = {
    {"posix_spawn", POSIX_KEYWORDS(posix_posix_spawn), PYI_SIGNATURE("posix_spawn", PARAMETERS)},
    {"posix_spawnp", POSIX_KEYWORDS(posix_posix_spawnp), PYI_SIGNATURE("posix_spawnp", PARAMETERS)},
    {0},
};
