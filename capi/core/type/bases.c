/* SPDX-License-Identifier: Apache-2.0 */
/* bases: assignment to __bases__.
 *
 * The orders of the type and of all below it are computed anew. That may call `mro` methods, and those may assign
 * bases themselves: what has changed since is the newer truth and is left alone.
 */
#include "bases.h"

/* ---- may it be? ---------------------------------------------------------------------------------------------- */

static bool same_layout(PyTypeObject *a, PyTypeObject *b) {
    return pyi_type_solid_base(a) == pyi_type_solid_base(b) && a->tp_basicsize == b->tp_basicsize &&
           a->tp_dictoffset == b->tp_dictoffset && a->tp_weaklistoffset == b->tp_weaklistoffset &&
           a->tp_dealloc == b->tp_dealloc;
}

/* Whether *type* is above *base*: in its order, or, while orders are being computed, by the first bases. */
static bool is_above(PyTypeObject *type, PyTypeObject *base) {
    if (PyType_IsSubtype(base, type)) {
        return true;
    }
    for (PyTypeObject *at = base; at != NULL; at = at->tp_base) {
        if (at == type) {
            return true;
        }
    }
    return false;
}

static int check_items(PyTypeObject *type, PyObject *value) {
    if (!PyTuple_Check(value)) {
        PyErr_Format(PyExc_TypeError, "can only assign tuple to %s.__bases__, not %s", type->tp_name,
                     Py_TYPE(value)->tp_name);
        return -1;
    }
    if (PyTuple_GET_SIZE(value) == 0) {
        PyErr_Format(PyExc_TypeError, "can only assign non-empty tuple to %s.__bases__, not ()",
                     type->tp_name);
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(value); i++) {
        PyObject *base = PyTuple_GET_ITEM(value, i);
        if (!PyType_Check(base)) {
            PyErr_Format(PyExc_TypeError, "%s.__bases__ must be tuple of classes, not '%s'",
                         type->tp_name, Py_TYPE(base)->tp_name);
            return -1;
        }
        if (is_above(type, (PyTypeObject *)base)) {
            PyErr_SetString(PyExc_TypeError, "a __bases__ item causes an inheritance cycle");
            return -1;
        }
    }
    return 0;
}

/* borrowed: the base whose layout counts; NULL with an exception */
static PyTypeObject *checked_base(PyTypeObject *type, PyObject *value) {
    PyTypeObject *base = check_items(type, value) < 0 ? NULL : pyi_type_best_base(value);
    if (base == NULL) {
        return NULL;
    }
    if (!same_layout(type->tp_base, base) &&
        pyi_type_solid_base(type->tp_base) != pyi_type_solid_base(base)) {
        PyErr_Format(PyExc_TypeError,
                     "__bases__ assignment: '%s' object layout differs from '%s'", base->tp_name,
                     type->tp_base->tp_name);
        return NULL;
    }
    return base;
}

/* ---- orders -------------------------------------------------------------------------------------------------- */

/* Remembers in the list that *type* had the order *old*. */
static int note_order(PyObject *list, PyTypeObject *type, PyObject *old) {
    PyObject *row = PyTuple_Pack(3, type, type->tp_mro, old == NULL ? Py_None : old);
    int status = row == NULL ? -1 : PyList_Append(list, row);
    Py_XDECREF(row);
    return status;
}

/* *changed* is a list of rows: type, its new order, its old one. */
static int renew_order(PyTypeObject *type, void *changed) {
    PyObject *old = Py_XNewRef(type->tp_mro); /* NULL while mro() of a new class runs */
    int status = pyi_type_set_mro(type);
    if (status == 0) {
        status = note_order(changed, type, old);
        status = status < 0 ? -1 : pyi_type_each_subclass(type, renew_order, changed);
    }
    Py_XDECREF(old);
    return status < 0 ? -1 : 0;
}

static void restore_orders(PyObject *changed) {
    for (Py_ssize_t i = PyList_GET_SIZE(changed); i-- > 0;) {
        PyObject *row = PyList_GET_ITEM(changed, i);
        PyTypeObject *type = (PyTypeObject *)PyTuple_GET_ITEM(row, 0);
        if (type->tp_mro == PyTuple_GET_ITEM(row, 1)) {
            PyType_Modified(type);
            PyObject *old = PyTuple_GET_ITEM(row, 2);
            Py_SETREF(type->tp_mro, old == Py_None ? NULL : Py_NewRef(old));
        }
    }
}

static int renew_slots(PyTypeObject *type, void *arg) {
    if (!(type->tp_flags & Py_TPFLAGS_READY)) {
        return 0; /* it is being made, and gets its slots at the end of that */
    }
    PyType_Modified(type);
    return pyi_type_fix_slots(type) < 0 ? -1 : pyi_type_each_subclass(type, renew_slots, arg);
}

static void move_subclass(PyTypeObject *type, PyObject *from, PyObject *to) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(from); i++) {
        pyi_type_remove_subclass((PyTypeObject *)PyTuple_GET_ITEM(from, i), type);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(to); i++) {
        if (pyi_type_add_subclass((PyTypeObject *)PyTuple_GET_ITEM(to, i), type) < 0) {
            PyErr_Clear(); /* no memory: only __subclasses__() misses it */
        }
    }
}

/* ---- assignment ------------------------------------------------------------------------------------------------ */

/* The bases and orders are again what they were, as far as nobody changed them since. */
static void undo(PyTypeObject *type, PyObject *changed, PyObject *value, PyObject *bases,
                 PyTypeObject *base) {
    PyObject *error_type, *error, *traceback;
    PyErr_Fetch(&error_type, &error, &traceback);
    restore_orders(changed);
    if (type->tp_bases == value) {
        Py_SETREF(type->tp_bases, Py_NewRef(bases));
        Py_SETREF(type->tp_base, (PyTypeObject *)Py_NewRef(base));
    }
    PyErr_Restore(error_type, error, traceback);
}

int pyi_type_set_bases(PyTypeObject *type, PyObject *value) {
    PyTypeObject *base = checked_base(type, value);
    PyObject *changed = base == NULL ? NULL : PyList_New(0);
    if (changed == NULL) {
        return -1;
    }
    PyObject *old_bases = type->tp_bases;
    PyTypeObject *old_base = type->tp_base;
    type->tp_bases = Py_NewRef(value);
    type->tp_base = (PyTypeObject *)Py_NewRef(base);
    int status = renew_order(type, changed);
    if (status < 0) {
        undo(type, changed, value, old_bases, old_base);
    } else if (type->tp_bases == value) {
        move_subclass(type, old_bases, value);
        status = renew_slots(type, NULL);
    }
    Py_DECREF(changed);
    Py_DECREF(old_bases);
    Py_DECREF(old_base);
    return status;
}
