/* SPDX-License-Identifier: Apache-2.0 */
/* objects: what sys tells about single objects: sizes, references, interned strings.
 */
#include "sys.h"

#if !PYI_312
extern Py_ssize_t _Py_GetAllocatedBlocks(void);
#endif

/* ---- sizes -------------------------------------------------------------------------------------------------- */

/* bytes before the object itself: the head of the collector, and of instances the dict and the weak references */
static size_t size_before(PyTypeObject *type) {
    size_t size = PyType_IS_GC(type) ? sizeof(PyGC_Head) : 0;
#if PYI_312
    return size + (PyType_HasFeature(type, Py_TPFLAGS_PREHEADER) ? 2 * sizeof(PyObject *) : 0);
#else
    return size + (PyType_HasFeature(type, Py_TPFLAGS_MANAGED_DICT) ? 2 * sizeof(PyObject *) : 0);
#endif
}

/* (size_t)-1 with an exception */
PyAPI_FUNC(size_t) _PySys_GetSizeOf(PyObject *op) {
    if (PyType_Ready(Py_TYPE(op)) < 0) {
        return (size_t)-1;
    }
    PyObject *method = _PyObject_LookupSpecial(op, PYI_NAME("__sizeof__"));
    if (method == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "Type %.100s doesn't define __sizeof__",
                         Py_TYPE(op)->tp_name);
        }
        return (size_t)-1;
    }
    PyObject *answer = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (answer == NULL) {
        return (size_t)-1;
    }
    Py_ssize_t size = PyLong_AsSsize_t(answer);
    Py_DECREF(answer);
    if (size == -1 && PyErr_Occurred()) {
        return (size_t)-1;
    }
    if (size < 0) {
        PyErr_SetString(PyExc_ValueError, "__sizeof__() should return >= 0");
        return (size_t)-1;
    }
    return (size_t)size + size_before(Py_TYPE(op));
}

static PyObject *sys_getsizeof(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *keywords[] = {"object", "default", NULL};
    PyObject *op, *instead = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|O:getsizeof", keywords, &op, &instead)) {
        return NULL;
    }
    size_t size = _PySys_GetSizeOf(op);
    if (size != (size_t)-1) {
        return PyLong_FromSize_t(size);
    }
    if (instead != NULL && PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_Clear();
        return Py_NewRef(instead);
    }
    return NULL;
}

/* ---- the rest --------------------------------------------------------------------------------------------------- */

static PyObject *sys_getrefcount(PyObject *module, PyObject *op) {
    (void)module;
    return PyLong_FromSsize_t(Py_REFCNT(op));
}

static PyObject *sys_intern(PyObject *module, PyObject *op) {
    (void)module;
    if (!PyUnicode_Check(op)) {
        _PyArg_BadArgument("intern", "argument", "str", op);
        return NULL;
    }
    if (!PyUnicode_CheckExact(op)) {
        PyErr_Format(PyExc_TypeError, "can't intern %.400s", Py_TYPE(op)->tp_name);
        return NULL;
    }
    Py_INCREF(op);
    PyUnicode_InternInPlace(&op);
    return op;
}

#if PYI_313
static PyObject *sys_is_interned(PyObject *module, PyObject *op) {
    (void)module;
    if (!PyUnicode_Check(op)) {
        _PyArg_BadArgument("_is_interned", "argument", "str", op);
        return NULL;
    }
    return PyBool_FromLong(PyUnicode_CHECK_INTERNED(op));
}
#endif

#if PYI_312
static PyObject *sys_getunicodeinternedsize(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
#  if PYI_313
    static char *keywords[] = {"_only_immortal", NULL};
    int only_immortal = 0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|$p:getunicodeinternedsize", keywords,
                                     &only_immortal)) {
        return NULL;
    }
#  else
    (void)args;
    (void)kwargs;
#  endif
    return PyLong_FromSsize_t(_PyUnicode_InternedSize());
}
#endif

static PyObject *sys_getallocatedblocks(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
#if PYI_312
    return PyLong_FromSsize_t(_PyInterpreterState_GetAllocatedBlocks(_PyInterpreterState_GET()));
#else
    return PyLong_FromSsize_t(_Py_GetAllocatedBlocks());
#endif
}

static PyObject *clear_caches(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyType_ClearCache();
    Py_RETURN_NONE;
}

static PyObject *do_nothing(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"getsizeof", PYI_FASTCALL(sys_getsizeof), METH_VARARGS | METH_KEYWORDS, NULL},
    {"getrefcount", sys_getrefcount, METH_O, PYI_SIGNATURE("getrefcount", "($module, object, /)")},
    {"intern", sys_intern, METH_O, PYI_SIGNATURE("intern", "($module, string, /)")},
    {"getallocatedblocks", sys_getallocatedblocks, METH_NOARGS,
     PYI_SIGNATURE("getallocatedblocks", "($module, /)")},
    {"_clear_type_cache", clear_caches, METH_NOARGS,
     PYI_SIGNATURE("_clear_type_cache", "($module, /)")},
    {"_debugmallocstats", do_nothing, METH_NOARGS,
     PYI_SIGNATURE("_debugmallocstats", "($module, /)")},
#if PYI_313
    {"_is_interned", sys_is_interned, METH_O, PYI_SIGNATURE("_is_interned", "($module, string, /)")},
    {"getunicodeinternedsize", PYI_FASTCALL(sys_getunicodeinternedsize), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("getunicodeinternedsize", "($module, /, *, _only_immortal=False)")},
    {"_clear_internal_caches", clear_caches, METH_NOARGS,
     PYI_SIGNATURE("_clear_internal_caches", "($module, /)")},
#elif PYI_312
    {"getunicodeinternedsize", PYI_FASTCALL(sys_getunicodeinternedsize), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("getunicodeinternedsize", "($module, /)")},
#endif
    {0},
};

int pyi_sys_add_objects(PyObject *module) { return PyModule_AddFunctions(module, methods); }
