/* SPDX-License-Identifier: Apache-2.0 */
/* _weakref: the functions that weakref builds on.
 * Contract   docs.python.org/3/library/weakref.html
 */
#include "weakrefs.h"

static PyObject *getweakrefcount(PyObject *Py_UNUSED(module), PyObject *op) {
    return PyLong_FromSsize_t(pyi_weakref_count(op));
}

static PyObject *getweakrefs(PyObject *Py_UNUSED(module), PyObject *op) {
    PyObject *list = PyList_New(0);
    if (list == NULL || !_PyType_SUPPORTS_WEAKREFS(Py_TYPE(op))) {
        return list;
    }
    for (PyWeakReference *ref = *pyi_weakref_list(op); list != NULL && ref != NULL; ref = ref->wr_next) {
        if (PyList_Append(list, (PyObject *)ref) < 0) {
            Py_CLEAR(list);
        }
    }
    return list;
}

static PyObject *proxy(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    return _PyArg_CheckPositional("proxy", nargs, 1, 2)
               ? PyWeakref_NewProxy(args[0], nargs > 1 ? args[1] : NULL)
               : NULL;
}

/* 1 when a value is a reference to nothing */
#if PYI_313
static int is_dead(PyObject *value, void *Py_UNUSED(unused)) {
#else
static int is_dead(PyObject *value) {
#endif
    if (!PyWeakref_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "not a weakref");
        return -1;
    }
    return pyi_weakref_object(value) == Py_None;
}

/* For WeakValueDictionary: whether it is dead and its removal must be one step. */
static PyObject *remove_dead_weakref(PyObject *Py_UNUSED(module), PyObject *const *args,
                                     Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("_remove_dead_weakref", nargs, 2, 2)) {
        return NULL;
    }
    if (!PyDict_Check(args[0])) {
        _PyArg_BadArgument("_remove_dead_weakref", "argument 1", "dict", args[0]);
        return NULL;
    }
#if PYI_313
    int status = _PyDict_DelItemIf(args[0], args[1], is_dead, NULL);
#else
    int status = _PyDict_DelItemIf(args[0], args[1], is_dead);
#endif
    if (status < 0) {
        if (!PyErr_ExceptionMatches(PyExc_KeyError)) {
            return NULL;
        }
        PyErr_Clear(); /* somebody was quicker */
    }
    Py_RETURN_NONE;
}

static PyMethodDef module_methods[] = {
    {"getweakrefcount", getweakrefcount, METH_O,
     PYI_SIGNATURE("getweakrefcount", "($module, object, /)")},
    {"getweakrefs", getweakrefs, METH_O, PYI_SIGNATURE("getweakrefs", "($module, object, /)")},
    {"proxy", PYI_FASTCALL(proxy), METH_FASTCALL,
     PYI_SIGNATURE("proxy", "($module, object, callback=None, /)")},
    {"_remove_dead_weakref", PYI_FASTCALL(remove_dead_weakref), METH_FASTCALL,
     PYI_SIGNATURE("_remove_dead_weakref", "($module, dct, key, /)")},
    {NULL, NULL, 0, NULL},
};

static int module_exec(PyObject *module) {
    return PyModule_AddObjectRef(module, "ref", (PyObject *)&_PyWeakref_RefType) < 0 ||
                   PyModule_AddObjectRef(module, "ReferenceType", (PyObject *)&_PyWeakref_RefType) < 0 ||
                   PyModule_AddObjectRef(module, "ProxyType", (PyObject *)&_PyWeakref_ProxyType) < 0 ||
                   PyModule_AddObjectRef(module, "CallableProxyType",
                                         (PyObject *)&_PyWeakref_CallableProxyType) < 0
               ? -1
               : 0;
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
    .m_name = "_weakref",
    .m_methods = module_methods,
    .m_slots = module_slots,
};

static PyObject *weakref_module_init(void) { return PyModuleDef_Init(&module_def); }
PYI_MODULE("_weakref", weakref_module_init);
