/* SPDX-License-Identifier: Apache-2.0 */
/* mro: the order of bases (C3 linearization), the layout that bases share, and lists of subclasses.
 *
 * Source     Barrett et al., "A monotonic superclass linearization for Dylan" (1996)
 */
#include "type.h"

/* ---- C3 ------------------------------------------------------------------------------------------------- */

/* whether *type* is behind the place where a list is read */
static bool in_tail(PyObject *list, Py_ssize_t from, PyObject *type) {
    for (Py_ssize_t i = from + 1; i < PyList_GET_SIZE(list); i++) {
        if (PyList_GET_ITEM(list, i) == type) {
            return true;
        }
    }
    return false;
}

static bool in_any_tail(PyObject *lists, const Py_ssize_t *at, PyObject *type) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(lists); i++) {
        if (in_tail(PyList_GET_ITEM(lists, i), at[i], type)) {
            return true;
        }
    }
    return false;
}

static PyObject *name_of_class(PyObject *op) {
    return PyType_Check(op) ? PyUnicode_FromString(_PyType_Name((PyTypeObject *)op))
                            : PyObject_Repr(op);
}

static void no_consistent_order(PyObject *lists, const Py_ssize_t *at) {
    PyObject *names = PyList_New(0);
    for (Py_ssize_t i = 0; names != NULL && i < PyList_GET_SIZE(lists); i++) {
        PyObject *list = PyList_GET_ITEM(lists, i);
        if (at[i] >= PyList_GET_SIZE(list)) {
            continue;
        }
        PyObject *name = name_of_class(PyList_GET_ITEM(list, at[i]));
        int known = name == NULL ? -1 : PySequence_Contains(names, name);
        if (known < 0 || (known == 0 && PyList_Append(names, name) < 0)) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    PyObject *comma = names == NULL ? NULL : PyUnicode_FromString(", ");
    PyObject *text = comma == NULL ? NULL : PyUnicode_Join(comma, names);
    if (text != NULL) {
        PyErr_Format(PyExc_TypeError,
                     "Cannot create a consistent method resolution%sorder (MRO) for bases %U",
                     PYI_313 ? " " : "\n", text);
    }
    Py_XDECREF(text);
    Py_XDECREF(comma);
    Py_XDECREF(names);
}

/* 0, or -1: takes the heads that are in no tail, one after the other, to the end of *order* */
static int merge(PyObject *lists, PyObject *order) {
    Py_ssize_t n = PyList_GET_SIZE(lists);
    Py_ssize_t *at = PyMem_Calloc((size_t)n, sizeof(*at));
    if (at == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int status = 0;
    while (status == 0) {
        PyObject *head = NULL;
        bool left = false;
        for (Py_ssize_t i = 0; i < n && head == NULL; i++) {
            PyObject *list = PyList_GET_ITEM(lists, i);
            if (at[i] < PyList_GET_SIZE(list)) {
                left = true;
                PyObject *candidate = PyList_GET_ITEM(list, at[i]);
                head = in_any_tail(lists, at, candidate) ? NULL : candidate;
            }
        }
        if (!left) {
            break;
        }
        if (head == NULL) {
            no_consistent_order(lists, at);
            status = -1;
            break;
        }
        status = PyList_Append(order, head);
        for (Py_ssize_t i = 0; i < n; i++) {
            PyObject *list = PyList_GET_ITEM(lists, i);
            at[i] += at[i] < PyList_GET_SIZE(list) && PyList_GET_ITEM(list, at[i]) == head;
        }
    }
    PyMem_Free(at);
    return status;
}

static int check_duplicates(PyObject *bases) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        for (Py_ssize_t j = i + 1; j < PyTuple_GET_SIZE(bases); j++) {
            if (PyTuple_GET_ITEM(bases, i) == PyTuple_GET_ITEM(bases, j)) {
                PyObject *name = name_of_class(PyTuple_GET_ITEM(bases, i));
                if (name != NULL) {
                    PyErr_Format(PyExc_TypeError, "duplicate base class %U", name);
                    Py_DECREF(name);
                }
                return -1;
            }
        }
    }
    return 0;
}

/* new: a list */
static PyObject *mro_of_many(PyTypeObject *type, PyObject *bases) {
    PyObject *lists = check_duplicates(bases) < 0 ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; lists != NULL && i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(bases, i);
        PyObject *list = PySequence_List(base->tp_mro);
        if (list == NULL || PyList_Append(lists, list) < 0) {
            Py_CLEAR(lists);
        }
        Py_XDECREF(list);
    }
    PyObject *own = lists == NULL ? NULL : PySequence_List(bases);
    PyObject *order = own == NULL || PyList_Append(lists, own) < 0 ? NULL : PyList_New(0);
    if (order != NULL &&
        (PyList_Append(order, (PyObject *)type) < 0 || merge(lists, order) < 0)) {
        Py_CLEAR(order);
    }
    Py_XDECREF(own);
    Py_XDECREF(lists);
    return order;
}

/* new: a tuple */
static PyObject *mro_of_one(PyTypeObject *type, PyTypeObject *base) {
    Py_ssize_t n = PyTuple_GET_SIZE(base->tp_mro);
    PyObject *order = PyTuple_New(n + 1);
    if (order != NULL) {
        PyTuple_SET_ITEM(order, 0, Py_NewRef(type));
        for (Py_ssize_t i = 0; i < n; i++) {
            PyTuple_SET_ITEM(order, i + 1, Py_NewRef(PyTuple_GET_ITEM(base->tp_mro, i)));
        }
    }
    return order;
}

/* new: what type.mro() answers */
PyObject *pyi_type_compute_mro(PyTypeObject *type) {
    PyObject *bases = type->tp_bases;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(bases, i);
        if (base->tp_mro == NULL) {
            PyErr_Format(PyExc_TypeError, "Cannot extend an incomplete type '%.100s'", base->tp_name);
            return NULL;
        }
    }
    switch (PyTuple_GET_SIZE(bases)) {
    case 0:
        return PyTuple_Pack(1, type);
    case 1:
        return mro_of_one(type, (PyTypeObject *)PyTuple_GET_ITEM(bases, 0));
    default:
        return mro_of_many(type, bases);
    }
}

/* ---- a metaclass's own mro() ---------------------------------------------------------------------------- */

static int check_mro(PyTypeObject *type, PyObject *order) {
    PyTypeObject *solid = pyi_type_solid_base(type);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(order); i++) {
        PyObject *item = PyTuple_GET_ITEM(order, i);
        if (!PyType_Check(item)) {
            PyErr_Format(PyExc_TypeError, "mro() returned a non-class ('%.500s')",
                         Py_TYPE(item)->tp_name);
            return -1;
        }
        if (!PyType_IsSubtype(solid, pyi_type_solid_base((PyTypeObject *)item))) {
            PyErr_Format(PyExc_TypeError,
                         "mro() returned base with unsuitable layout ('%.500s')",
                         ((PyTypeObject *)item)->tp_name);
            return -1;
        }
    }
    return 0;
}

/* new: a tuple */
static PyObject *custom_mro(PyTypeObject *type) {
    PyObject *method = _PyObject_LookupSpecial((PyObject *)type, PYI_NAME("mro"));
    PyObject *answer = method == NULL ? NULL : PyObject_CallNoArgs(method);
    Py_XDECREF(method);
    PyObject *order = answer == NULL ? NULL : PySequence_Tuple(answer);
    Py_XDECREF(answer);
    if (order != NULL && check_mro(type, order) < 0) {
        Py_CLEAR(order);
    }
    return order;
}

/* 0, -1, or 1 when somebody else has stored one meanwhile, which stays */
int pyi_type_set_mro(PyTypeObject *type) {
    PyObject *order;
    PyObject *old = Py_XNewRef(type->tp_mro);
    if (Py_IS_TYPE(type, &PyType_Type) || Py_TYPE(type) == NULL) {
        PyObject *list = pyi_type_compute_mro(type);
        order = list == NULL || PyTuple_CheckExact(list) ? list : PyList_AsTuple(list);
        if (order != list) {
            Py_XDECREF(list);
        }
    } else {
        order = custom_mro(type);
    }
    bool changed = type->tp_mro != old; /* by mro() itself, which assigned bases */
    Py_XDECREF(old);
    if (order == NULL) {
        return -1;
    }
    if (changed) {
        Py_DECREF(order);
        return 1;
    }
    PyType_Modified(type);
    Py_XSETREF(type->tp_mro, order);
    return 0;
}

/* ---- layouts ---------------------------------------------------------------------------------------------- */

/* Whether instances of *type* have more than those of *base*, but for a dict and weak references. */
static bool has_own_layout(PyTypeObject *type, PyTypeObject *base) {
    Py_ssize_t size = type->tp_basicsize;
    if (type->tp_itemsize != base->tp_itemsize) {
        return true;
    }
    if (type->tp_itemsize != 0 && type->tp_basicsize != base->tp_basicsize) {
        return true;
    }
    if (type->tp_weaklistoffset > 0 && base->tp_weaklistoffset == 0 &&
        type->tp_weaklistoffset + (Py_ssize_t)sizeof(PyObject *) == size &&
        (type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        size -= (Py_ssize_t)sizeof(PyObject *);
    }
    if (type->tp_dictoffset > 0 && base->tp_dictoffset == 0 &&
        type->tp_dictoffset + (Py_ssize_t)sizeof(PyObject *) == size &&
        (type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        size -= (Py_ssize_t)sizeof(PyObject *);
    }
    return size != base->tp_basicsize;
}

PyTypeObject *pyi_type_solid_base(PyTypeObject *type) {
    while (type->tp_base != NULL && !has_own_layout(type, type->tp_base)) {
        type = type->tp_base;
    }
    return type;
}

PyTypeObject *pyi_type_best_base(PyObject *bases) {
    PyTypeObject *winner = NULL, *best = NULL;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyObject *item = PyTuple_GET_ITEM(bases, i);
        if (!PyType_Check(item)) {
            PyErr_SetString(PyExc_TypeError, "bases must be types");
            return NULL;
        }
        PyTypeObject *base = (PyTypeObject *)item;
        /* One that is being made is asked for its mro later, which tells that there is none. */
        bool begun = base->tp_flags & (Py_TPFLAGS_READY | Py_TPFLAGS_READYING);
        if (!begun && PyType_Ready(base) < 0) {
            return NULL;
        }
        if (!(base->tp_flags & Py_TPFLAGS_BASETYPE)) {
            PyErr_Format(PyExc_TypeError, "type '%.100s' is not an acceptable base type",
                         base->tp_name);
            return NULL;
        }
        PyTypeObject *solid = pyi_type_solid_base(base);
        if (winner == NULL || PyType_IsSubtype(solid, winner)) {
            best = winner == NULL || solid != winner ? base : best;
            winner = solid;
        } else if (!PyType_IsSubtype(winner, solid)) {
            PyErr_SetString(PyExc_TypeError, "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    return best;
}

/* ---- subclasses --------------------------------------------------------------------------------------------- */

/* tp_subclasses: a dict from addresses to weak references. Types that are linked in are never in one: they cannot
 * change, and are found in their own table. */
#define SUBCLASSES(type) (*(PyObject **)&(type)->tp_subclasses)

int pyi_type_add_subclass(PyTypeObject *base, PyTypeObject *type) {
    if (SUBCLASSES(base) == NULL) {
        SUBCLASSES(base) = PyDict_New();
        if (SUBCLASSES(base) == NULL) {
            return -1;
        }
    }
    PyObject *key = PyLong_FromVoidPtr(type);
    PyObject *ref = key == NULL ? NULL : PyWeakref_NewRef((PyObject *)type, NULL);
    int status = ref == NULL ? -1 : PyDict_SetItem(SUBCLASSES(base), key, ref);
    Py_XDECREF(ref);
    Py_XDECREF(key);
    return status;
}

void pyi_type_remove_subclass(PyTypeObject *base, PyTypeObject *type) {
    if (SUBCLASSES(base) == NULL) {
        return;
    }
    PyObject *saved_type, *saved_value, *saved_traceback;
    PyErr_Fetch(&saved_type, &saved_value, &saved_traceback);
    PyObject *key = PyLong_FromVoidPtr(type);
    if (key == NULL || PyDict_DelItem(SUBCLASSES(base), key) < 0) {
        PyErr_Clear();
    }
    Py_XDECREF(key);
    if (PyDict_GET_SIZE(SUBCLASSES(base)) == 0) {
        Py_CLEAR(SUBCLASSES(base));
    }
    PyErr_Restore(saved_type, saved_value, saved_traceback);
}

int pyi_type_each_subclass(PyTypeObject *type, int (*visit)(PyTypeObject *, void *), void *arg) {
    if (SUBCLASSES(type) == NULL) {
        return 0;
    }
    PyObject *refs = PyDict_Values(SUBCLASSES(type)); /* what is called may change the dict */
    int status = refs == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(refs); i++) {
        PyObject *subclass = ((PyWeakReference *)PyList_GET_ITEM(refs, i))->wr_object;
        if (subclass != Py_None) {
            Py_INCREF(subclass);
            status = visit((PyTypeObject *)subclass, arg);
            Py_DECREF(subclass);
        }
    }
    Py_XDECREF(refs);
    return status;
}
