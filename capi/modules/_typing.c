/* SPDX-License-Identifier: Apache-2.0 */
/* _typing: what the module typing has from C.
 * Contract   Lib/typing.py imports these names
 */
#include "../types/typevar/typing.h"

static PyObject *typing_idfunc(PyObject *module, PyObject *op) {
    (void)module;
    return Py_NewRef(op);
}

static PyMethodDef typing_methods[] = {
    {"_idfunc", typing_idfunc, METH_O, PYI_SIGNATURE("_idfunc", "($module, x, /)")},
    {NULL, NULL, 0, NULL},
};

static int typing_exec(PyObject *module) {
#if PYI_312
    static const struct {
        const char *name;
        pyi_typing_type type;
    } types[] = {
        {"TypeVar", TYPE_TYPEVAR},
        {"TypeVarTuple", TYPE_TYPEVARTUPLE},
        {"ParamSpec", TYPE_PARAMSPEC},
        {"ParamSpecArgs", TYPE_PARAMSPEC_ARGS},
        {"ParamSpecKwargs", TYPE_PARAMSPEC_KWARGS},
        {"Generic", TYPE_GENERIC},
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(types); i++) {
        PyObject *type = (PyObject *)pyi_typing_get(types[i].type);
        if (type == NULL || PyModule_AddObjectRef(module, types[i].name, type) < 0) {
            return -1;
        }
    }
    if (PyModule_AddObjectRef(module, "TypeAliasType", (PyObject *)&_PyTypeAlias_Type) < 0) {
        return -1;
    }
#  if PYI_313
    return PyModule_AddObjectRef(module, "NoDefault", &_Py_NoDefaultStruct);
#  endif
#else
    (void)module;
#endif
    return 0;
}

static PyModuleDef_Slot typing_slots[] = {
    {Py_mod_exec, typing_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef typing_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_typing",
    .m_methods = typing_methods,
    .m_slots = typing_slots,
};

PyMODINIT_FUNC PyInit__typing(void) { return PyModuleDef_Init(&typing_module); }
PYI_MODULE("_typing", PyInit__typing);
