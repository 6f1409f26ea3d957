/* SPDX-License-Identifier: Apache-2.0 */
/* ids: who a process is, and which groups of processes and users it belongs to. */
#include "posix.h"

#include "user_ids.h"

#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>

/* ---- processes -------------------------------------------------------------------------------------- */

/* new: a number, or NULL with OSError of errno for -1 */
static PyObject *number(long answer) {
    return answer < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(answer);
}

static PyObject *posix_getsid(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid;
    return pyi_arguments(args, "i:posix.getsid", &pid) ? number(getsid(pid)) : NULL;
}

static PyObject *posix_getpgid(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"pid", NULL};
    int pid;
    return pyi_named_arguments(args, kwargs, "i:getpgid", names, &pid) ? number(getpgid(pid))
                                                                               : NULL;
}

static PyObject *posix_setpgid(PyObject *Py_UNUSED(module), PyObject *args) {
    int pid, group;
    return PyArg_ParseTuple(args, "ii:setpgid", &pid, &group) ? posix_done(setpgid(pid, group)) : NULL;
}

static PyObject *posix_setpgrp(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    return posix_done(setpgid(0, 0));
}

static PyObject *posix_killpg(PyObject *Py_UNUSED(module), PyObject *args) {
    int group, signal;
    if (!PyArg_ParseTuple(args, "ii:killpg", &group, &signal) ||
        PySys_Audit("os.killpg", "ii", group, signal) < 0) {
        return NULL;
    }
    if (killpg(group, signal) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return PyErr_CheckSignals() < 0 ? NULL : Py_NewRef(Py_None); /* it may be this one's */
}

static PyObject *posix_nice(PyObject *Py_UNUSED(module), PyObject *args) {
    int increment;
    if (!pyi_arguments(args, "i:posix.nice", &increment)) {
        return NULL;
    }
    errno = 0; /* -1 is an answer, too */
    int value = nice(increment);
    return value == -1 && errno != 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(value);
}

static PyObject *posix_getpriority(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"which", "who", NULL};
    int which, who;
    if (!pyi_named_arguments(args, kwargs, "ii:getpriority", names, &which, &who)) {
        return NULL;
    }
    errno = 0;
    int value = getpriority(which, (id_t)who);
    return errno != 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(value);
}

static PyObject *posix_setpriority(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"which", "who", "priority", NULL};
    int which, who, priority;
    return pyi_named_arguments(args, kwargs, "iii:setpriority", names, &which, &who, &priority)
               ? posix_done(setpriority(which, (id_t)who, priority))
               : NULL;
}

/* ---- users ---------------------------------------------------------------------------------------------- */

#define SET_ONE(name, kind)                                                                        \
    static PyObject *posix_##name(PyObject *Py_UNUSED(module), PyObject *op) {                     \
        kind##_t id;                                                                               \
        return pyi_##kind##_converter(op, &id) ? posix_done(name(id)) : NULL;                      \
    }

SET_ONE(setuid, uid)
SET_ONE(seteuid, uid)
SET_ONE(setgid, gid)
SET_ONE(setegid, gid)

#define SET_TWO(name, kind)                                                                        \
    static PyObject *posix_##name(PyObject *Py_UNUSED(module), PyObject *args) {                   \
        kind##_t real, effective;                                                                  \
        return pyi_arguments(args, "O&O&:" #name, pyi_##kind##_converter, &real,                \
                             pyi_##kind##_converter, &effective)                                \
                   ? posix_done(name(real, effective))                                             \
                   : NULL;                                                                         \
    }

SET_TWO(setreuid, uid)
SET_TWO(setregid, gid)

#define SET_THREE(name, kind)                                                                      \
    static PyObject *posix_##name(PyObject *Py_UNUSED(module), PyObject *args) {                   \
        kind##_t real, effective, saved;                                                           \
        return pyi_arguments(args, "O&O&O&:" #name, pyi_##kind##_converter, &real,              \
                             pyi_##kind##_converter, &effective, pyi_##kind##_converter, &saved) \
                   ? posix_done(name(real, effective, saved))                                      \
                   : NULL;                                                                         \
    }

SET_THREE(setresuid, uid)
SET_THREE(setresgid, gid)

#define GET_THREE(name, kind)                                                                      \
    static PyObject *posix_##name(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {     \
        kind##_t real, effective, saved;                                                           \
        return name(&real, &effective, &saved) < 0                                                 \
                   ? PyErr_SetFromErrno(PyExc_OSError)                                             \
                   : Py_BuildValue("(NNN)", pyi_##kind##_to_python(real),                          \
                                   pyi_##kind##_to_python(effective),                              \
                                   pyi_##kind##_to_python(saved));                                 \
    }

GET_THREE(getresuid, uid)
GET_THREE(getresgid, gid)

/* ---- groups of users ------------------------------------------------------------------------------------ */

/* new: a list of numbers */
static PyObject *groups_to_python(const gid_t *groups, int n) {
    PyObject *list = PyList_New(n);
    for (int i = 0; list != NULL && i < n; i++) {
        PyObject *op = pyi_gid_to_python(groups[i]);
        if (op == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, i, op);
        }
    }
    return list;
}

static PyObject *posix_getgroups(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    int n = getgroups(0, NULL);
    gid_t *groups = n < 0 ? NULL : PyMem_New(gid_t, n + 1);
    if (groups == NULL) {
        return n < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyErr_NoMemory();
    }
    n = getgroups(n, groups);
    PyObject *result = n < 0 ? PyErr_SetFromErrno(PyExc_OSError) : groups_to_python(groups, n);
    PyMem_Free(groups);
    return result;
}

/* 0 or -1 */
static int take_groups(PyObject *sequence, gid_t *groups, Py_ssize_t n) {
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *op = PySequence_GetItem(sequence, i);
        if (op == NULL) {
            return -1;
        }
        bool is_number = PyLong_Check(op);
        int ok = is_number && pyi_gid_converter(op, &groups[i]);
        Py_DECREF(op);
        if (!is_number) {
            PyErr_SetString(PyExc_TypeError, "groups must be integers");
        }
        if (!ok) {
            return -1;
        }
    }
    return 0;
}

static PyObject *posix_setgroups(PyObject *Py_UNUSED(module), PyObject *sequence) {
    if (!PySequence_Check(sequence)) {
        PyErr_SetString(PyExc_TypeError, "setgroups argument must be a sequence");
        return NULL;
    }
    Py_ssize_t n = PySequence_Size(sequence);
    if (n > NGROUPS_MAX) {
        PyErr_SetString(PyExc_ValueError, "too many groups");
    }
    gid_t *groups = n < 0 || n > NGROUPS_MAX ? NULL : PyMem_New(gid_t, n + 1);
    if (groups == NULL) {
        return PyErr_Occurred() ? NULL : PyErr_NoMemory();
    }
    PyObject *result =
        take_groups(sequence, groups, n) < 0 ? NULL : posix_done(setgroups((size_t)n, groups));
    PyMem_Free(groups);
    return result;
}

static PyObject *posix_initgroups(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *name;
    gid_t gid;
    if (!pyi_arguments(args, "O&O&:initgroups", PyUnicode_FSConverter, &name, pyi_gid_converter, &gid)) {
        return NULL;
    }
    PyObject *result = posix_done(initgroups(PyBytes_AS_STRING(name), gid));
    Py_DECREF(name);
    return result;
}

static PyObject *groups_of(const char *user, gid_t gid) {
    int room = 64;
    gid_t *groups = NULL;
    while (room < 1 << 20) {
        gid_t *more = PyMem_Realloc(groups, (size_t)room * sizeof(gid_t));
        if (more == NULL) {
            break;
        }
        groups = more;
        int n = room, status;
        Py_BEGIN_ALLOW_THREADS
        status = getgrouplist(user, gid, groups, &n);
        Py_END_ALLOW_THREADS
        if (status >= 0) {
            PyObject *result = groups_to_python(groups, n);
            PyMem_Free(groups);
            return result;
        }
        room = n > room ? n : 2 * room;
    }
    PyMem_Free(groups);
    return PyErr_NoMemory();
}

static PyObject *posix_getgrouplist(PyObject *Py_UNUSED(module), PyObject *args) {
    const char *user;
    gid_t gid;
    return pyi_arguments(args, "sO&:getgrouplist", &user, pyi_gid_converter, &gid)
               ? groups_of(user, gid)
               : NULL;
}

#define ROW(name, flags, parameters) {#name, posix_##name, flags, PYI_SIGNATURE(#name, parameters)}
#define ROW_KEYWORDS(name, parameters)                                                             \
    {#name, POSIX_KEYWORDS(posix_##name), PYI_SIGNATURE(#name, parameters)}

PyMethodDef posix_id_functions[] = {
    ROW(getsid, METH_VARARGS, "($module, pid, /)"),
    ROW_KEYWORDS(getpgid, "($module, /, pid)"),
    ROW(setpgid, METH_VARARGS, "($module, pid, pgrp, /)"),
    ROW(setpgrp, METH_NOARGS, "($module, /)"),
    ROW(killpg, METH_VARARGS, "($module, pgid, signal, /)"),
    ROW(nice, METH_VARARGS, "($module, increment, /)"),
    ROW_KEYWORDS(getpriority, "($module, /, which, who)"),
    ROW_KEYWORDS(setpriority, "($module, /, which, who, priority)"),
    ROW(setuid, METH_O, "($module, uid, /)"),
    ROW(seteuid, METH_O, "($module, euid, /)"),
    ROW(setgid, METH_O, "($module, gid, /)"),
    ROW(setegid, METH_O, "($module, egid, /)"),
    ROW(setreuid, METH_VARARGS, "($module, ruid, euid, /)"),
    ROW(setregid, METH_VARARGS, "($module, rgid, egid, /)"),
    ROW(setresuid, METH_VARARGS, "($module, ruid, euid, suid, /)"),
    ROW(setresgid, METH_VARARGS, "($module, rgid, egid, sgid, /)"),
    ROW(getresuid, METH_NOARGS, "($module, /)"),
    ROW(getresgid, METH_NOARGS, "($module, /)"),
    ROW(getgroups, METH_NOARGS, "($module, /)"),
    ROW(setgroups, METH_O, "($module, groups, /)"),
    ROW(initgroups, METH_VARARGS, "($module, username, gid, /)"),
    ROW(getgrouplist, METH_VARARGS, "($module, user, group, /)"),
    {0},
};
