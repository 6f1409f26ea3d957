/* SPDX-License-Identifier: Apache-2.0 */
/* _sre.SRE_Template: what replaces a match, taken apart: texts and numbers of groups in turns. */
#include "sre.h"

#if PYI_312

typedef struct {
    Py_ssize_t group;
    PyObject *text; /* owned; what comes after the group, NULL when empty */
} template_item;

typedef struct {
    PyObject_VAR_HEAD
    PyObject *text; /* owned; what comes first */
    template_item items[];
} sre_template;

static int template_traverse(sre_template *self, visitproc visit, void *arg) {
    Py_VISIT(self->text);
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        Py_VISIT(self->items[i].text);
    }
    return 0;
}

static int template_clear(sre_template *self) {
    Py_CLEAR(self->text);
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        Py_CLEAR(self->items[i].text);
    }
    return 0;
}

static void template_dealloc(sre_template *self) {
    PyObject_GC_UnTrack(self);
    template_clear(self);
    PyObject_GC_Del(self);
}

/* new: from the list [text, group, text, …] */
static PyObject *template_new(PyObject *list) {
    Py_ssize_t n = PyList_GET_SIZE(list) / 2;
    if (PyList_GET_SIZE(list) % 2 == 0) {
        PyErr_SetString(PyExc_TypeError, "invalid template");
        return NULL;
    }
    sre_template *self = PyObject_GC_NewVar(sre_template, &pyi_sre_template_type, n);
    if (self == NULL) {
        return NULL;
    }
    self->text = Py_NewRef(PyList_GET_ITEM(list, 0));
    for (Py_ssize_t i = 0; i < n; i++) {
        self->items[i] = (template_item){0, NULL};
    }
    PyObject_GC_Track(self);
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_ssize_t group = PyLong_AsSsize_t(PyList_GET_ITEM(list, 2 * i + 1));
        if (group < 0) {
            if (!PyErr_Occurred()) {
                PyErr_SetString(PyExc_TypeError, "invalid template");
            }
            Py_DECREF(self);
            return NULL;
        }
        PyObject *text = PyList_GET_ITEM(list, 2 * i + 2);
        self->items[i].group = group;
        if (PyObject_Length(text) != 0) {
            PyErr_Clear();
            self->items[i].text = Py_NewRef(text);
        }
    }
    return (PyObject *)self;
}

PyObject *pyi_sre_template(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *pattern, *list;
    if (!PyArg_ParseTuple(args, "OO!:template", &pattern, &PyList_Type, &list)) {
        return NULL;
    }
    return template_new(list);
}

PyObject *pyi_sre_template_expand(PyObject *op, const sre_match *match) {
    const sre_template *self = (const sre_template *)op;
    if (Py_SIZE(self) == 0) {
        return Py_NewRef(self->text);
    }
    PyObject *list = PyList_New(0);
    int status = list == NULL                          ? -1
                 : PyObject_Length(self->text) == 0 ? 0
                                                    : PyList_Append(list, self->text);
    for (Py_ssize_t i = 0; status == 0 && i < Py_SIZE(self); i++) {
        PyObject *group = pyi_sre_group(match, self->items[i].group, Py_None);
        status = group == NULL ? -1 : group == Py_None ? 0 : PyList_Append(list, group);
        Py_XDECREF(group);
        if (status == 0 && self->items[i].text != NULL) {
            status = PyList_Append(list, self->items[i].text);
        }
    }
    PyObject *result = status < 0 ? NULL : pyi_sre_join(list, match->string);
    Py_XDECREF(list);
    return result;
}

PyTypeObject pyi_sre_template_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "_sre.SRE_Template",
    .tp_basicsize = sizeof(sre_template),
    .tp_itemsize = sizeof(template_item),
    .tp_dealloc = (destructor)template_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = (traverseproc)template_traverse,
    .tp_clear = (inquiry)template_clear,
};

#endif /* PYI_312 */
