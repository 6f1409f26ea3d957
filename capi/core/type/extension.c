/* SPDX-License-Identifier: Apache-2.0 */
/* extension: what extension modules of 3.13 ask about their types. */
#include "pyi.h"

#if PYI_313

/* borrowed; of the first type that has such a module, else of the second; TypeError when neither has */
PyObject *_PyType_GetModuleByDef2(PyTypeObject *first, PyTypeObject *second, PyModuleDef *def) {
    PyObject *module = PyType_GetModuleByDef(first, def);
    if (module == NULL) {
        PyErr_Clear();
        module = PyType_GetModuleByDef(second, def);
    }
    return module;
}

/* There is one interpreter, so a static type of an extension has its data in itself like any other. */
int _PyStaticType_InitForExtension(PyInterpreterState *interp, PyTypeObject *type) {
    (void)interp;
    return PyType_Ready(type);
}

#endif
