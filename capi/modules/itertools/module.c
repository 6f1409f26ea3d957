/* SPDX-License-Identifier: Apache-2.0 */
/* itertools: the module.
 * Contract   docs.python.org/3/library/itertools.html
 */
#include "itertools.h"

bool pyi_itertool_positional(PyTypeObject *type, PyTypeObject *base, const char *name, PyObject *args,
                             PyObject *kwargs, Py_ssize_t least, Py_ssize_t most) {
    /* a subclass with an __init__ of its own may take keywords there */
    if ((type == base || type->tp_init == base->tp_init) && !_PyArg_NoKeywords(name, kwargs)) {
        return false;
    }
    return _PyArg_CheckPositional(name, PyTuple_GET_SIZE(args), least, most);
}

int pyi_itertool_warn(void) {
#if PYI_312
    return PyErr_WarnEx(PyExc_DeprecationWarning,
                        "Pickle, copy, and deepcopy support will be removed from itertools in Python "
                        "3.14.",
                        1);
#else
    return 0;
#endif
}

static PyMethodDef module_methods[] = {
    {"tee", PYI_FASTCALL(pyi_itertools_tee), METH_FASTCALL,
     PYI_SIGNATURE("tee", "($module, iterable, n=2, /)")},
    {NULL, NULL, 0, NULL},
};

static int module_exec(PyObject *module) {
#define ITERTOOL_ADD(type)                                                                         \
    if (PyModule_AddType(module, &pyi_##type##_type) < 0) {                                        \
        return -1;                                                                                 \
    }
    ITERTOOLS(ITERTOOL_ADD)
#if PYI_312
    ITERTOOL_ADD(batched)
#endif
    return 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "itertools",
    .m_methods = module_methods,
    .m_slots = module_slots,
};

static PyObject *itertools_init(void) { return PyModuleDef_Init(&module_def); }
PYI_MODULE("itertools", itertools_init);
