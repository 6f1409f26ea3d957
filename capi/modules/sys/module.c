/* SPDX-License-Identifier: Apache-2.0 */
/* sys: the interpreter as programs see it.
 *
 * The dict of the module is that of the interpreter state: PySys_GetObject finds the same values.
 * Contract   docs.python.org/3/library/sys.html
 */
#include "sys.h"

#include "internal/pycore_structseq.h"

int pyi_sys_set(PyObject *module, const char *name, PyObject *value) {
    int status = value == NULL ? -1 : PyModule_AddObjectRef(module, name, value);
    Py_XDECREF(value);
    return status;
}

int pyi_sys_structure(PyTypeObject *type, PyStructSequence_Desc *description) {
    if (type->tp_name != NULL) {
        return 0; /* made already */
    }
#if PYI_312
    return _PyStructSequence_InitBuiltinWithFlags(_PyInterpreterState_GET(), type, description,
                                                  Py_TPFLAGS_DISALLOW_INSTANTIATION);
#else
    return _PyStructSequence_InitType(type, description, Py_TPFLAGS_DISALLOW_INSTANTIATION);
#endif
}

static PyObject *modules_dict(PyInterpreterState *interp) {
#if PYI_312
    return interp->imports.modules;
#else
    return interp->modules;
#endif
}

static int fill(PyObject *module) {
    static int (*const parts[])(PyObject *) = {
        pyi_sys_add_about,    pyi_sys_add_names,  pyi_sys_add_program,
        pyi_sys_add_objects,  pyi_sys_add_frames, pyi_sys_add_settings,
        pyi_sys_add_hooks,    pyi_sys_add_trace,
#if PYI_312
        pyi_sys_add_monitoring,
#endif
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(parts); i++) {
        if (parts[i](module) < 0) {
            return -1;
        }
    }
    return PyModule_AddObjectRef(module, "modules", modules_dict(_PyInterpreterState_GET()));
}

static PyModuleDef sys_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "sys",
    .m_size = -1, /* there is one, and it is not made again */
};

PyMODINIT_FUNC PyInit_sys(void) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    PyObject *module = PyModule_Create(&sys_module);
    if (module == NULL) {
        return NULL;
    }
    if (interp->sysdict == NULL) { /* values may have been set from C before */
        interp->sysdict = Py_NewRef(PyModule_GetDict(module));
    }
    if (fill(module) < 0 || PyDict_SetItemString(modules_dict(interp), "sys", module) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
PYI_MODULE("sys", PyInit_sys);
