/* SPDX-License-Identifier: Apache-2.0 */
/* _sre: the machine for regular expressions under the module re.
 *
 * Contract   docs.python.org/3/library/re.html, and what Lib/re of the building version calls
 */
#include "chars.h"

/* ---- characters ------------------------------------------------------------------------------ */

/* the only argument, a character as an int; -1 with an exception */
static int character(PyObject *op) {
    return PYI_LONG_AS_INT(op);
}

static PyObject *sre_ascii_iscased(PyObject *Py_UNUSED(module), PyObject *op) {
    int c = character(op);
    if (c == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return PyBool_FromLong((unsigned int)c < 128 && Py_ISALPHA(c));
}

static PyObject *sre_unicode_iscased(PyObject *Py_UNUSED(module), PyObject *op) {
    int c = character(op);
    if (c == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_UCS4 lower = Py_UNICODE_TOLOWER((Py_UCS4)c);
    return PyBool_FromLong((Py_UCS4)c != lower || (Py_UCS4)c != Py_UNICODE_TOUPPER((Py_UCS4)c));
}

static PyObject *sre_ascii_tolower(PyObject *Py_UNUSED(module), PyObject *op) {
    int c = character(op);
    return c == -1 && PyErr_Occurred() ? NULL : PyLong_FromLong((int)lower_ascii((Py_UCS4)c));
}

static PyObject *sre_unicode_tolower(PyObject *Py_UNUSED(module), PyObject *op) {
    int c = character(op);
    return c == -1 && PyErr_Occurred() ? NULL
                                       : PyLong_FromLong((int)Py_UNICODE_TOLOWER((Py_UCS4)c));
}

static PyObject *sre_getcodesize(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(unused)) {
    return PyLong_FromLong(sizeof(Py_UCS4));
}

/* ---- patterns -------------------------------------------------------------------------------- */

/* The words of the code; -1 with an exception. */
static int copy_code(sre_pattern *self, PyObject *code) {
    for (Py_ssize_t i = 0; i < self->size; i++) {
        unsigned long word = PyLong_AsUnsignedLong(PyList_GET_ITEM(code, i));
        if (word == (unsigned long)-1 && PyErr_Occurred()) {
            return -1;
        }
        self->code[i] = (Py_UCS4)word;
        if (self->code[i] != word) {
            PyErr_SetString(PyExc_OverflowError, "regular expression code size limit exceeded");
            return -1;
        }
    }
    return 0;
}

/* -1: str and bytes, or what the pattern is; -2 with an exception */
static int kind_of(PyObject *pattern) {
    if (pattern == Py_None) {
        return -1;
    }
    if (PyUnicode_Check(pattern)) {
        return 0;
    }
    Py_buffer buffer;
    if (PyObject_GetBuffer(pattern, &buffer, PyBUF_SIMPLE) < 0) {
        PyErr_Format(PyExc_TypeError, "expected string or bytes-like object, got '%.200s'",
                     Py_TYPE(pattern)->tp_name);
        return -2;
    }
    PyBuffer_Release(&buffer);
    return 1;
}

static PyObject *sre_compile(PyObject *Py_UNUSED(module), PyObject *args, PyObject *keywords) {
    static char *names[] = {"pattern", "flags", "code", "groups", "groupindex", "indexgroup", NULL};
    PyObject *pattern, *code, *groupindex, *indexgroup;
    int flags;
    Py_ssize_t groups;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "OiO!nO!O!:compile", names, &pattern, &flags,
                                     &PyList_Type, &code, &groups, &PyDict_Type, &groupindex,
                                     &PyTuple_Type, &indexgroup)) {
        return NULL;
    }
    int is_bytes = kind_of(pattern);
    if (is_bytes == -2) {
        return NULL;
    }
    Py_ssize_t size = PyList_GET_SIZE(code);
    sre_pattern *self = PyObject_GC_NewVar(sre_pattern, &pyi_sre_pattern_type, size);
    if (self == NULL) {
        return NULL;
    }
    self->groups = groups;
    self->groupindex = Py_NewRef(groupindex);
    self->indexgroup = Py_NewRef(indexgroup);
    self->pattern = Py_NewRef(pattern);
    self->flags = flags;
    self->is_bytes = is_bytes;
    self->weakrefs = NULL;
    self->size = size;
    PyObject_GC_Track(self);
    if (copy_code(self, code) < 0 || pyi_sre_validate(self) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

/* ---- module ---------------------------------------------------------------------------------- */

static int sre_exec(PyObject *module) {
    PyTypeObject *types[] = {
        &pyi_sre_pattern_type,
        &pyi_sre_match_type,
        &pyi_sre_scanner_type,
#if PYI_312
        &pyi_sre_template_type,
#endif
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(types); i++) {
        if (PyType_Ready(types[i]) < 0) {
            return -1;
        }
    }
    PyObject *repeat = PyLong_FromUnsignedLong(SRE_MAXREPEAT);
    int status = repeat == NULL ? -1 : PyModule_AddObjectRef(module, "MAXREPEAT", repeat);
    Py_XDECREF(repeat);
    if (status < 0 || PyModule_AddIntConstant(module, "MAGIC", SRE_MAGIC) < 0 ||
        PyModule_AddIntConstant(module, "CODESIZE", sizeof(Py_UCS4)) < 0 ||
        PyModule_AddIntConstant(module, "MAXGROUPS", SRE_MAXGROUPS) < 0 ||
        PyModule_AddStringConstant(module, "copyright",
                                   " SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ") < 0) {
        return -1;
    }
    return 0;
}

static PyMethodDef methods[] = {
    {"compile", (PyCFunction)(void (*)(void))sre_compile, METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("compile",
                   "($module, /, pattern, flags, code, groups, groupindex,\n        indexgroup)")},
    {"getcodesize", sre_getcodesize, METH_NOARGS, PYI_SIGNATURE("getcodesize", "($module, /)")},
    {"ascii_iscased", sre_ascii_iscased, METH_O,
     PYI_SIGNATURE("ascii_iscased", "($module, character, /)")},
    {"unicode_iscased", sre_unicode_iscased, METH_O,
     PYI_SIGNATURE("unicode_iscased", "($module, character, /)")},
    {"ascii_tolower", sre_ascii_tolower, METH_O,
     PYI_SIGNATURE("ascii_tolower", "($module, character, /)")},
    {"unicode_tolower", sre_unicode_tolower, METH_O,
     PYI_SIGNATURE("unicode_tolower", "($module, character, /)")},
#if PYI_312
    {"template", pyi_sre_template, METH_VARARGS,
     PYI_SIGNATURE("template", "($module, pattern, template, /)")},
#endif
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{Py_mod_exec, sre_exec}, {0, NULL}};
static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "_sre", .m_size = 0, .m_methods = methods, .m_slots = slots};

PyMODINIT_FUNC PyInit__sre(void) {
    return PyModuleDef_Init(&definition);
}
PYI_MODULE("_sre", PyInit__sre);
