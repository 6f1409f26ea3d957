/* SPDX-License-Identifier: Apache-2.0 */
/* subtype: the life of instances of Python classes: what the class added to the layout of its base is released here, the
 * rest by the base.
 */
#include "heaptype.h"
#include "pyi_values.h"
#include "type.h"

/* The nearest base, or the type itself, whose slot is another function. */
#define FIRST_OTHER(type, slot, function)                                                          \
    ({                                                                                             \
        PyTypeObject *base_ = (type);                                                              \
        while (base_ != NULL && base_->slot == (function)) {                                       \
            base_ = base_->tp_base;                                                                \
        }                                                                                          \
        base_;                                                                                     \
    })

/* ---- variables made by __slots__ -------------------------------------------------------------------------- */

static void clear_slots(PyTypeObject *type, PyObject *self) {
    PyMemberDef *member = pyi_heap_members(type);
    for (Py_ssize_t i = 0; i < Py_SIZE(type); i++, member++) {
        if (member->type == PYI_T_OBJECT_EX && !(member->flags & PYI_READONLY)) {
            PyObject **place = (PyObject **)((char *)self + member->offset);
            Py_CLEAR(*place);
        }
    }
}

static int traverse_slots(PyTypeObject *type, PyObject *self, visitproc visit, void *arg) {
    PyMemberDef *member = pyi_heap_members(type);
    for (Py_ssize_t i = 0; i < Py_SIZE(type); i++, member++) {
        if (member->type == PYI_T_OBJECT_EX) {
            Py_VISIT(*(PyObject **)((char *)self + member->offset));
        }
    }
    return 0;
}

/* ---- collection --------------------------------------------------------------------------------------------- */

/* Whether the class added a dict to its base's layout. */
static bool adds_dict(PyTypeObject *type, PyTypeObject *base) {
    return type->tp_dictoffset != 0 && base->tp_dictoffset == 0;
}

static int visit_dict(PyObject *self, visitproc visit, void *arg) {
    if (Py_TYPE(self)->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        return pyi_managed_visit(self, visit, arg);
    }
    Py_VISIT(*_PyObject_GetDictPtr(self));
    return 0;
}

static void clear_dict(PyObject *self) {
    if (Py_TYPE(self)->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        pyi_managed_clear(self);
    } else {
        Py_CLEAR(*_PyObject_GetDictPtr(self));
    }
}

int pyi_subtype_traverse(PyObject *self, visitproc visit, void *arg) {
    PyTypeObject *type = Py_TYPE(self);
    PyTypeObject *base = type;
    while (base->tp_traverse == pyi_subtype_traverse) {
        if (Py_SIZE(base) != 0) {
            int result = traverse_slots(base, self, visit, arg);
            if (result != 0) {
                return result;
            }
        }
        base = base->tp_base;
    }
    int status = adds_dict(type, base) ? visit_dict(self, visit, arg) : 0;
    if (status != 0) {
        return status;
    }
    if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) &&
        (base->tp_traverse == NULL || !(base->tp_flags & Py_TPFLAGS_HEAPTYPE))) {
        Py_VISIT(type); /* each instance holds its class */
    }
    return base->tp_traverse != NULL ? base->tp_traverse(self, visit, arg) : 0;
}

int pyi_subtype_clear(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyTypeObject *base = type;
    while (base->tp_clear == pyi_subtype_clear) {
        if (Py_SIZE(base) != 0) {
            clear_slots(base, self);
        }
        base = base->tp_base;
    }
    if (adds_dict(type, base)) {
        clear_dict(self);
    }
    return base->tp_clear != NULL ? base->tp_clear(self) : 0;
}

/* ---- the end -------------------------------------------------------------------------------------------------- */

/* tp_del is older than tp_finalize; extensions may still have it. False when the object lives on. */
static bool run_tp_del(PyTypeObject *type, PyTypeObject *base, PyObject *self) {
    if (type->tp_del == NULL || type->tp_del == base->tp_del) {
        return true;
    }
    type->tp_del(self);
    return Py_REFCNT(self) == 0;
}

/* steals nothing: the last steps, in the base's own dealloc, and the reference to the class */
static void finish(PyTypeObject *type, PyTypeObject *base, PyObject *self) {
    bool release_type =
        (type->tp_flags & Py_TPFLAGS_HEAPTYPE) && !(base->tp_flags & Py_TPFLAGS_HEAPTYPE);
    base->tp_dealloc(self);
    if (release_type) { /* otherwise the base's dealloc did it */
        Py_DECREF(type);
    }
}

static void dealloc_plain(PyTypeObject *type, PyObject *self) {
    if (type->tp_finalize != NULL && PyObject_CallFinalizerFromDealloc(self) < 0) {
        return;
    }
    PyTypeObject *base = FIRST_OTHER(type, tp_dealloc, pyi_subtype_dealloc);
    if (!run_tp_del(type, base, self)) {
        return;
    }
    finish(Py_TYPE(self), base, self); /* a finalizer may have changed its class */
}

/* With finalizers run. False when the object lives on. */
static bool finalize(PyTypeObject *type, PyTypeObject *base, PyObject *self) {
    if (type->tp_finalize == NULL && type->tp_del == NULL) {
        return true;
    }
    _PyObject_GC_TRACK(self); /* what runs now may look at it */
    if (type->tp_finalize != NULL && PyObject_CallFinalizerFromDealloc(self) < 0) {
        return false;
    }
    if (!run_tp_del(type, base, self)) {
        return false;
    }
    if (PyObject_GC_IsTracked(self)) {
        _PyObject_GC_UNTRACK(self);
    }
    return true;
}

/* Not tracked: a callback may run the collector, to which an object without references would be garbage. */
static void clear_weakrefs(PyTypeObject *type, PyTypeObject *base, PyObject *self) {
    if (type->tp_weaklistoffset != 0 && base->tp_weaklistoffset == 0 &&
        *_PyObject_GET_WEAKREFS_LISTPTR(self) != NULL) {
        PyObject_ClearWeakRefs(self);
    }
}

static void dealloc_collected(PyTypeObject *type, PyObject *self) {
    PyTypeObject *base = FIRST_OTHER(type, tp_dealloc, pyi_subtype_dealloc);
    if (!finalize(type, base, self)) {
        return;
    }
    type = Py_TYPE(self);
    clear_weakrefs(type, base, self);
    for (PyTypeObject *each = type; each->tp_dealloc == pyi_subtype_dealloc; each = each->tp_base) {
        if (Py_SIZE(each) != 0) {
            clear_slots(each, self);
        }
    }
    if (adds_dict(type, base)) {
        clear_dict(self);
    }
    if (PyType_IS_GC(base)) {
        _PyObject_GC_TRACK(self); /* the base's dealloc begins with untracking it */
    }
    finish(type, base, self);
}

void pyi_subtype_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    if (!PyType_IS_GC(type)) {
        dealloc_plain(type, self);
        return;
    }
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(self, pyi_subtype_dealloc)
    dealloc_collected(type, self);
    Py_TRASHCAN_END
}

/* ---- __dict__ and __weakref__ --------------------------------------------------------------------------------- */

/* The attribute `__dict__` of the static base that has the dict, borrowed; NULL when the class itself has it. */
static PyObject *dict_descr_of_base(PyTypeObject *type) {
    while (type->tp_base != NULL) {
        if (type->tp_dictoffset != 0 && type->tp_base->tp_dictoffset == 0) {
            return NULL;
        }
        PyTypeObject *base = type->tp_base;
        if (!(base->tp_flags & Py_TPFLAGS_HEAPTYPE) && base->tp_dictoffset != 0) {
            PyObject *descr = _PyType_Lookup(base, PYI_NAME("__dict__"));
            return descr != NULL && PyDescr_IsData(descr) ? descr : NULL;
        }
        type = base;
    }
    return NULL;
}

static PyObject *get_dict(PyObject *self, void *closure) {
    PyObject *descr = dict_descr_of_base(Py_TYPE(self));
    if (descr != NULL) {
        return Py_TYPE(descr)->tp_descr_get(descr, self, (PyObject *)Py_TYPE(self));
    }
    return PyObject_GenericGetDict(self, closure);
}

static int set_dict(PyObject *self, PyObject *value, void *closure) {
    PyObject *descr = dict_descr_of_base(Py_TYPE(self));
    if (descr != NULL) {
        return Py_TYPE(descr)->tp_descr_set(descr, self, value);
    }
    PyObject **place = pyi_instance_dict_place(self);
    if (place == NULL && PyErr_Occurred()) {
        return -1;
    }
    if (place == NULL) {
        PyErr_SetString(PyExc_AttributeError, "This object has no __dict__");
        return -1;
    }
    if (value != NULL && !PyDict_Check(value)) {
        PyErr_Format(PyExc_TypeError, "__dict__ must be set to a dictionary, not a '%.200s'",
                     Py_TYPE(value)->tp_name);
        return -1;
    }
    (void)closure;
    Py_XSETREF(*place, Py_XNewRef(value));
    return 0;
}

static PyObject *get_weakref(PyObject *self, void *closure) {
    (void)closure;
    PyTypeObject *type = Py_TYPE(self);
    if (type->tp_weaklistoffset == 0) {
        PyErr_SetString(PyExc_AttributeError, "This object has no __weakref__");
        return NULL;
    }
    PyObject *first = *(PyObject **)_PyObject_GET_WEAKREFS_LISTPTR(self);
    return Py_NewRef(first == NULL ? Py_None : first);
}

#define DICT_ROW {"__dict__", get_dict, set_dict, NULL, NULL}
#define WEAKREF_ROW {"__weakref__", get_weakref, NULL, NULL, NULL}
PyGetSetDef pyi_subtype_getset_both[] = {DICT_ROW, WEAKREF_ROW, {0}};
PyGetSetDef pyi_subtype_getset_dict[] = {DICT_ROW, {0}};
PyGetSetDef pyi_subtype_getset_weakref[] = {WEAKREF_ROW, {0}};
