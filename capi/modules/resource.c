/* SPDX-License-Identifier: Apache-2.0 */
/* resource: what a process may use, and what it has used.
 * Contract   docs.python.org/3/library/resource.html
 */
#include "constants.h"
#include "pyi_arguments.h"
#include "rusage.h"

#include <errno.h>
#include <unistd.h>

/* ---- limits -------------------------------------------------------------------------------------- */

/* 0, or -1 with ValueError */
static int check_resource(int resource) {
    if (resource < 0 || resource >= RLIM_NLIMITS) {
        PyErr_SetString(PyExc_ValueError, "invalid resource specified");
        return -1;
    }
    return 0;
}

/* new; RLIM_INFINITY is -1 */
static PyObject *limits_to_python(const struct rlimit *limits) {
    return Py_BuildValue("(LL)", (long long)limits->rlim_cur, (long long)limits->rlim_max);
}

static int take_limit(PyObject *op, rlim_t *to) {
    long number = PyLong_AsLong(op);
    *to = (rlim_t)number;
    return number == -1 && PyErr_Occurred() ? -1 : 0;
}

/* 0 or -1 */
static int take_limits(PyObject *op, struct rlimit *to) {
    PyObject *pair = PySequence_Tuple(op);
    if (pair == NULL) {
        return -1;
    }
    int status = -1;
    if (PyTuple_GET_SIZE(pair) != 2) {
        PyErr_SetString(PyExc_ValueError, "expected a tuple of 2 integers");
    } else if (take_limit(PyTuple_GET_ITEM(pair, 0), &to->rlim_cur) == 0) {
        status = take_limit(PyTuple_GET_ITEM(pair, 1), &to->rlim_max);
    }
    Py_DECREF(pair);
    return status;
}

/* NULL: what the system says about limits that it does not take */
static PyObject *limits_error(void) {
    if (errno == EINVAL) {
        PyErr_SetString(PyExc_ValueError, "current limit exceeds maximum limit");
    } else if (errno == EPERM) {
        PyErr_SetString(PyExc_ValueError, "not allowed to raise maximum limit");
    } else {
        PyErr_SetFromErrno(PyExc_OSError);
    }
    return NULL;
}

static PyObject *resource_getrlimit(PyObject *module, PyObject *op) {
    (void)module;
    struct rlimit limits;
    int resource = PYI_LONG_AS_INT(op);
    if ((resource == -1 && PyErr_Occurred()) || check_resource(resource) < 0) {
        return NULL;
    }
    return getrlimit(resource, &limits) < 0 ? PyErr_SetFromErrno(PyExc_OSError)
                                            : limits_to_python(&limits);
}

static PyObject *resource_setrlimit(PyObject *module, PyObject *args) {
    (void)module;
    int resource;
    PyObject *op;
    struct rlimit limits;
    if (!pyi_arguments(args, "iO:setrlimit", &resource, &op) || check_resource(resource) < 0 ||
        PySys_Audit("resource.setrlimit", "iO", resource, op) < 0 || take_limits(op, &limits) < 0) {
        return NULL;
    }
    return setrlimit(resource, &limits) < 0 ? limits_error() : Py_NewRef(Py_None);
}

static PyObject *resource_prlimit(PyObject *module, PyObject *args) {
    (void)module;
    int pid, resource;
    PyObject *op = Py_None;
    struct rlimit limits, before;
    if (!pyi_arguments(args, "ii|O:prlimit", &pid, &resource, &op) || check_resource(resource) < 0 ||
        PySys_Audit("resource.prlimit", "iiO", pid, resource, op) < 0 ||
        (op != Py_None && take_limits(op, &limits) < 0)) {
        return NULL;
    }
    if (prlimit(pid, resource, op == Py_None ? NULL : &limits, &before) == 0) {
        return limits_to_python(&before);
    }
    if (errno == EINVAL) {
        return limits_error();
    }
    return PyErr_SetFromErrno(PyExc_OSError);
}

/* ---- usage ------------------------------------------------------------------------------------------ */

static PyObject *resource_getrusage(PyObject *module, PyObject *op) {
    (void)module;
    struct rusage usage;
    int who = PYI_LONG_AS_INT(op);
    if (who == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (getrusage(who, &usage) < 0) {
        if (errno == EINVAL) {
            PyErr_SetString(PyExc_ValueError, "invalid who parameter");
            return NULL;
        }
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    return pyi_rusage_to_python(&usage);
}

static PyObject *resource_getpagesize(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromLong(sysconf(_SC_PAGESIZE));
}

/* ---- the module --------------------------------------------------------------------------------------- */

#if PYI_312
#  define PRLIMIT_DOC PYI_SIGNATURE("prlimit", "($module, pid, resource, limits=None, /)")
#else
#  define PRLIMIT_DOC NULL
#endif

static PyMethodDef functions[] = {
    {"getrlimit", resource_getrlimit, METH_O, PYI_SIGNATURE("getrlimit", "($module, resource, /)")},
    {"setrlimit", resource_setrlimit, METH_VARARGS,
     PYI_SIGNATURE("setrlimit", "($module, resource, limits, /)")},
    {"prlimit", resource_prlimit, METH_VARARGS, PRLIMIT_DOC},
    {"getrusage", resource_getrusage, METH_O, PYI_SIGNATURE("getrusage", "($module, who, /)")},
    {"getpagesize", resource_getpagesize, METH_NOARGS, PYI_SIGNATURE("getpagesize", "($module, /)")},
    {0},
};

static const pyi_constant constants[] = {
    PYI_CONSTANT(RLIMIT_AS),         PYI_CONSTANT(RLIMIT_CORE),
    PYI_CONSTANT(RLIMIT_CPU),        PYI_CONSTANT(RLIMIT_DATA),
    PYI_CONSTANT(RLIMIT_FSIZE),      PYI_CONSTANT(RLIMIT_MEMLOCK),
    PYI_CONSTANT(RLIMIT_MSGQUEUE),   PYI_CONSTANT(RLIMIT_NICE),
    PYI_CONSTANT(RLIMIT_NOFILE),     PYI_CONSTANT(RLIMIT_NPROC),
    {"RLIMIT_OFILE", RLIMIT_NOFILE}, PYI_CONSTANT(RLIMIT_RSS),
    PYI_CONSTANT(RLIMIT_RTPRIO),     PYI_CONSTANT(RLIMIT_RTTIME),
    PYI_CONSTANT(RLIMIT_SIGPENDING), PYI_CONSTANT(RLIMIT_STACK),
    PYI_CONSTANT(RLIM_INFINITY),     PYI_CONSTANT(RUSAGE_CHILDREN),
    PYI_CONSTANT(RUSAGE_SELF),       PYI_CONSTANT(RUSAGE_THREAD),
};

static int resource_exec(PyObject *module) {
    PyTypeObject *usage_type = pyi_rusage_type();
    return usage_type == NULL ||
                   PyModule_AddObjectRef(module, "struct_rusage", (PyObject *)usage_type) < 0 ||
                   PyModule_AddObjectRef(module, "error", PyExc_OSError) < 0
               ? -1
               : pyi_add_constants(module, constants, Py_ARRAY_LENGTH(constants));
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, resource_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef resource_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "resource",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *resource_init(void) { return PyModuleDef_Init(&resource_module); }
PYI_MODULE("resource", resource_init);
