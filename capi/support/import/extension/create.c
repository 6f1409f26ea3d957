/* SPDX-License-Identifier: Apache-2.0 */
/* create: an extension module, by its init function.
 *
 * One of a single phase has static data, so a second import of it gives the same contents: from the copy that was kept of
 * them, or by its init function when the definition says that it can stand that.
 * Contract   PEP 489, docs.python.org/3/c-api/module.html#single-phase-initialization
 */
#include "pyi_extension.h"

#include "pyi_import.h"

/* (path, name) -> address of the definition, of modules with a single phase */
static PyObject *definitions;

/* ---- the init function ------------------------------------------------------------------------------------------------- */

#if PYI_312
#  define CONTEXT _PyRuntime.imports.pkgcontext
#else
extern const char *_Py_PackageContext;
#  define CONTEXT _Py_PackageContext
#endif

/* new, but a definition is borrowed: the result of init, which sees the full name of its module meanwhile */
static PyObject *call_init(pyi_init_function init, const char *full, const char *last) {
    const char *before = CONTEXT;
    CONTEXT = full;
    PyObject *made = init();
    CONTEXT = before;
    made = pyi_check_init(last, made);
    if (made != NULL && Py_TYPE(made) == NULL) {
        /* a definition that did not go through PyModuleDef_Init */
        PyErr_Format(PyExc_SystemError, "init function of %s returned uninitialized object", last);
        return NULL;
    }
    return made;
}

/* ---- a single phase ---------------------------------------------------------------------------------------------------- */

static int remember(PyObject *key, PyObject *module, PyModuleDef *def) {
    if (def->m_size == -1) {
        PyObject *copy = PyDict_Copy(PyModule_GetDict(module));
        if (copy == NULL) {
            return -1;
        }
        Py_XSETREF(def->m_base.m_copy, copy);
    }
    if (definitions == NULL && (definitions = PyDict_New()) == NULL) {
        return -1;
    }
    PyObject *address = PyLong_FromVoidPtr(def);
    int status = address == NULL ? -1 : PyDict_SetItem(definitions, key, address);
    Py_XDECREF(address);
    return status < 0 ? -1 : _PyState_AddModule(_PyThreadState_GET(), module, def);
}

static int set_file(PyObject *module, PyObject *path) {
    return PyObject_SetAttr(module, PYI_NAME("__file__"), path);
}

/* Takes the reference to module. new: it, when it is one */
static PyObject *adopt(PyObject *module, PyObject *key, PyObject *path, pyi_init_function init,
                       const char *last) {
    PyModuleDef *def = PyModule_Check(module) ? PyModule_GetDef(module) : NULL;
    if (def == NULL) {
        PyErr_Format(PyExc_SystemError, "initialization of %s did not return an extension module",
                     last);
    } else {
        def->m_base.m_init = init;
        if (set_file(module, path) == 0 && remember(key, module, def) == 0) {
            return module;
        }
    }
    Py_DECREF(module);
    return NULL;
}

/* new: the module of a definition that was imported before */
static PyObject *again(PyModuleDef *def, PyObject *name, const char *full, const char *last) {
    PyObject *module;
    if (def->m_size != -1) {
        module = def->m_base.m_init == NULL ? NULL : call_init(def->m_base.m_init, full, last);
    } else {
        module = PyModule_NewObject(name);
        if (module != NULL && def->m_base.m_copy != NULL &&
            PyDict_Update(PyModule_GetDict(module), def->m_base.m_copy) < 0) {
            Py_CLEAR(module);
        }
    }
    if (module != NULL && _PyState_AddModule(_PyThreadState_GET(), module, def) < 0) {
        Py_CLEAR(module);
    }
    return module;
}

/* ---- both kinds ---------------------------------------------------------------------------------------------------------- */

static PyObject *create_first(PyObject *key, PyObject *name, PyObject *spec, PyObject *path,
                              const pyi_extension *row, const char *full, const char *last) {
    bool ascii;
    pyi_extension_fill_identifiers();
    pyi_init_function init = pyi_extension_open(name, path, row, &ascii);
    PyObject *made = init == NULL ? NULL : call_init(init, full, last);
    if (made == NULL) {
        return NULL;
    }
    if (Py_IS_TYPE(made, &PyModuleDef_Type)) {
        return PyModule_FromDefAndSpec((PyModuleDef *)made, spec);
    }
    if (!ascii) {
        PyErr_Format(PyExc_SystemError, "initialization of %s did not return PyModuleDef", last);
        Py_DECREF(made);
        return NULL;
    }
    return adopt(made, key, path, init, last);
}

PyObject *pyi_extension_create(PyObject *name, PyObject *spec, PyObject *path,
                               const pyi_extension *row) {
    const char *full = PyUnicode_AsUTF8(name);
    PyObject *key = full == NULL ? NULL : PyTuple_Pack(2, path, name), *module = NULL;
    if (key == NULL || PySys_Audit("import", "OOOOO", name, path, Py_None, Py_None, Py_None) < 0) {
        Py_XDECREF(key);
        return NULL;
    }
    const char *dot = strrchr(full, '.'), *last = dot == NULL ? full : dot + 1;
    PyObject *known = definitions == NULL ? NULL : PyDict_GetItemWithError(definitions, key);
    if (known != NULL) {
        module = again(PyLong_AsVoidPtr(known), name, full, last);
    } else if (!PyErr_Occurred()) {
        module = create_first(key, name, spec, path, row, full, last);
    }
    Py_DECREF(key);
    return module;
}
