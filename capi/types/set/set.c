/* SPDX-License-Identifier: Apache-2.0 */
/* set, frozenset: hashable keys without an order of their own.
 * Layout     PySetObject; keys owned; hash only of a frozenset
 * Collected  yes
 * Contract   docs.python.org/3/c-api/set.html
 */
#include "table.h"

#include <structmember.h>

/* ---- life -------------------------------------------------------------------------------- */

PyObject *pyi_set_make(PyTypeObject *type, PyObject *iterable) {
    PySetObject *so = (PySetObject *)type->tp_alloc(type, 0);
    if (so == NULL) {
        return NULL;
    }
    so->fill = 0;
    so->used = 0;
    so->mask = PySet_MINSIZE - 1;
    so->table = so->smalltable;
    so->hash = -1;
    so->finger = 0;
    so->weakreflist = NULL;
    if (iterable != NULL && pyi_set_update(so, iterable) < 0) {
        Py_CLEAR(so);
    }
    return (PyObject *)so;
}

PyObject *pyi_set_make_base(PyObject *so, PyObject *iterable) {
    PyTypeObject *type = PyType_IsSubtype(Py_TYPE(so), &PySet_Type) ? &PySet_Type : &PyFrozenSet_Type;
    return pyi_set_make(type, iterable);
}

static PyObject *set_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwargs)) {
    return pyi_set_make(type, NULL);
}

static int set_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    PyObject *iterable = NULL;
    PySetObject *so = (PySetObject *)op;
    if (!_PyArg_NoKeywords("set", kwargs) ||
        !PyArg_UnpackTuple(args, Py_TYPE(op)->tp_name, 0, 1, &iterable)) {
        return -1;
    }
    if (so->fill != 0) {
        pyi_set_clear(so);
    }
    so->hash = -1;
    return iterable == NULL ? 0 : pyi_set_update(so, iterable);
}

static PyObject *set_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                PyObject *kwnames) {
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    if (!_PyArg_NoKwnames("set", kwnames) || !_PyArg_CheckPositional("set", nargs, 0, 1)) {
        return NULL;
    }
    return pyi_set_make((PyTypeObject *)type, nargs == 0 ? NULL : args[0]);
}

static PyObject *frozen_make(PyTypeObject *type, PyObject *iterable) {
    if (type != &PyFrozenSet_Type) {
        return pyi_set_make(type, iterable);
    }
    if (iterable != NULL && PyFrozenSet_CheckExact(iterable)) {
        return Py_NewRef(iterable);
    }
    return pyi_set_make(type, iterable);
}

static PyObject *frozenset_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *iterable = NULL;
    if ((type == &PyFrozenSet_Type || type->tp_init == PyFrozenSet_Type.tp_init) &&
        !_PyArg_NoKeywords("frozenset", kwargs)) {
        return NULL;
    }
    if (!PyArg_UnpackTuple(args, Py_IS_TYPE(type, &PyType_Type) ? type->tp_name : "frozenset", 0, 1,
                           &iterable)) {
        return NULL;
    }
    return frozen_make(type, iterable);
}

static PyObject *frozenset_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                      PyObject *kwnames) {
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    if (!_PyArg_NoKwnames("frozenset", kwnames) ||
        !_PyArg_CheckPositional("frozenset", nargs, 0, 1)) {
        return NULL;
    }
    return frozen_make((PyTypeObject *)type, nargs == 0 ? NULL : args[0]);
}

static void set_dealloc(PyObject *op) {
    PySetObject *so = (PySetObject *)op;
    PyObject_GC_UnTrack(so);
    Py_TRASHCAN_BEGIN(op, set_dealloc)
    if (so->weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_ssize_t pos = 0;
    for (setentry *entry; so->used > 0 && (entry = pyi_set_next(so, &pos)) != NULL; so->used--) {
        Py_DECREF(entry->key);
    }
    if (so->table != so->smalltable) {
        PyMem_Free(so->table);
    }
    Py_TYPE(op)->tp_free(op);
    Py_TRASHCAN_END
}

static int set_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_ssize_t pos = 0;
    setentry *entry;
    while ((entry = pyi_set_next((PySetObject *)op, &pos)) != NULL) {
        Py_VISIT(entry->key);
    }
    return 0;
}

static int set_tp_clear(PyObject *op) {
    pyi_set_clear((PySetObject *)op);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------- */

/* "{1, 2}" */
static PyObject *repr_of_keys(PyObject *so) {
    PyObject *keys = PySequence_List(so);
    PyObject *list = keys == NULL ? NULL : PyObject_Repr(keys);
    Py_XDECREF(keys);
    if (list == NULL) {
        return NULL;
    }
    PyObject *inner = PyUnicode_Substring(list, 1, PyUnicode_GET_LENGTH(list) - 1);
    Py_DECREF(list);
    PyObject *result = inner == NULL ? NULL : PyUnicode_FromFormat("{%U}", inner);
    Py_XDECREF(inner);
    return result;
}

static PyObject *set_repr(PyObject *so) {
    int entered = Py_ReprEnter(so);
    if (entered != 0) {
        return entered > 0 ? PyUnicode_FromFormat("%s(...)", Py_TYPE(so)->tp_name) : NULL;
    }
    PyObject *result;
    if (PySet_GET_SIZE(so) == 0) {
        result = PyUnicode_FromFormat("%s()", Py_TYPE(so)->tp_name);
    } else {
        result = repr_of_keys(so);
        if (result != NULL && !PySet_CheckExact(so)) {
            Py_SETREF(result, PyUnicode_FromFormat("%s(%U)", Py_TYPE(so)->tp_name, result));
        }
    }
    Py_ReprLeave(so);
    return result;
}

static Py_ssize_t set_length(PyObject *so) { return PySet_GET_SIZE(so); }

static Py_uhash_t shuffle(Py_uhash_t hash) { return ((hash ^ 89869747UL) ^ (hash << 16)) * 3644798167UL; }

/* That of collections.abc.Set._hash(), which programs may compare: independent of the order. */
static Py_hash_t frozenset_hash(PyObject *op) {
    PySetObject *so = (PySetObject *)op;
    if (so->hash != -1) {
        return so->hash;
    }
    Py_uhash_t hash = 0;
    Py_ssize_t pos = 0;
    setentry *entry;
    while ((entry = pyi_set_next(so, &pos)) != NULL) {
        hash ^= shuffle((Py_uhash_t)entry->hash);
    }
    hash ^= ((Py_uhash_t)so->used + 1) * 1927868237UL;
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash * 69069U + 907133923UL;
    if (hash == (Py_uhash_t)-1) {
        hash = 590923713UL;
    }
    so->hash = (Py_hash_t)hash;
    return so->hash;
}

static PyObject *set_richcompare(PyObject *so, PyObject *other, int op) {
    if (!PyAnySet_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_ssize_t left = PySet_GET_SIZE(so);
    Py_ssize_t right = PySet_GET_SIZE(other);
    int answer = 0;
    switch (op) {
    case Py_EQ:
    case Py_NE: {
        Py_hash_t a = ((PySetObject *)so)->hash;
        Py_hash_t b = ((PySetObject *)other)->hash;
        bool may_be = left == right && (a == -1 || b == -1 || a == b);
        answer = may_be ? pyi_set_is_subset(so, other) : 0;
        answer = op == Py_NE && answer >= 0 ? !answer : answer;
        break;
    }
    case Py_LE:
        answer = pyi_set_is_subset(so, other);
        break;
    case Py_GE:
        answer = pyi_set_is_subset(other, so);
        break;
    case Py_LT:
        answer = left < right ? pyi_set_is_subset(so, other) : 0;
        break;
    case Py_GT:
        answer = left > right ? pyi_set_is_subset(other, so) : 0;
        break;
    }
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

/* A set has no hash: what is asked with one is the frozenset with the same keys. New, or NULL with the
 * exception that is set. */
static PyObject *as_key(PyObject *key) {
    if (!PySet_Check(key) || !PyErr_ExceptionMatches(PyExc_TypeError)) {
        return NULL;
    }
    PyErr_Clear();
    return pyi_set_make(&PyFrozenSet_Type, key);
}

typedef int (*key_function)(PySetObject *so, PyObject *key, Py_hash_t hash);

static int with_key(PyObject *so, PyObject *key, key_function function) {
    Py_hash_t hash = pyi_set_hash(key);
    int answer = hash == -1 ? -1 : function((PySetObject *)so, key, hash);
    if (answer < 0) {
        PyObject *frozen = as_key(key);
        if (frozen != NULL) {
            hash = PyObject_Hash(frozen);
            answer = hash == -1 ? -1 : function((PySetObject *)so, frozen, hash);
            Py_DECREF(frozen);
        }
    }
    return answer;
}

static int set_contains(PyObject *so, PyObject *key) { return with_key(so, key, pyi_set_contains); }

int _PySet_Contains(PySetObject *so, PyObject *key) { return set_contains((PyObject *)so, key); }

#define BINARY(name, function)                                                                     \
    static PyObject *name(PyObject *so, PyObject *other) {                                         \
        if (!PyAnySet_Check(so) || !PyAnySet_Check(other)) {                                       \
            Py_RETURN_NOTIMPLEMENTED;                                                              \
        }                                                                                          \
        return function(so, other);                                                                \
    }

static PyObject *unite(PyObject *so, PyObject *other) {
    PyObject *result = pyi_set_copy(so);
    if (result != NULL && so != other && pyi_set_update((PySetObject *)result, other) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

BINARY(set_or, unite)
BINARY(set_and, pyi_set_intersection)
BINARY(set_sub, pyi_set_difference)
BINARY(set_xor, pyi_set_symmetric_difference)

static int intersect_update(PySetObject *so, PyObject *other) {
    PyObject *result = pyi_set_intersection((PyObject *)so, other);
    if (result == NULL) {
        return -1;
    }
    pyi_set_swap(so, (PySetObject *)result);
    Py_DECREF(result);
    return 0;
}

#define INPLACE(name, function)                                                                    \
    static PyObject *name(PyObject *so, PyObject *other) {                                         \
        if (!PyAnySet_Check(other)) {                                                              \
            Py_RETURN_NOTIMPLEMENTED;                                                              \
        }                                                                                          \
        return function((PySetObject *)so, other) < 0 ? NULL : Py_NewRef(so);                      \
    }

INPLACE(set_ior, pyi_set_update)
INPLACE(set_iand, intersect_update)
INPLACE(set_isub, pyi_set_difference_update)
INPLACE(set_ixor, pyi_set_symmetric_update)

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *set_add(PyObject *so, PyObject *key) {
    Py_hash_t hash = pyi_set_hash(key);
    if (hash == -1 || pyi_set_add((PySetObject *)so, key, hash) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *set_clear(PyObject *so, PyObject *Py_UNUSED(ignored)) {
    pyi_set_clear((PySetObject *)so);
    Py_RETURN_NONE;
}

static PyObject *set_direct_contains(PyObject *so, PyObject *key) {
    int found = set_contains(so, key);
    return found < 0 ? NULL : PyBool_FromLong(found);
}

static PyObject *set_copy(PyObject *so, PyObject *Py_UNUSED(ignored)) {
    return pyi_set_copy(so);
}

static PyObject *frozenset_copy(PyObject *so, PyObject *Py_UNUSED(ignored)) {
    return PyFrozenSet_CheckExact(so) ? Py_NewRef(so) : set_copy(so, NULL);
}

static PyObject *set_discard(PyObject *so, PyObject *key) {
    if (with_key(so, key, pyi_set_discard) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *set_remove(PyObject *so, PyObject *key) {
    int found = with_key(so, key, pyi_set_discard);
    if (found == 0) {
        _PyErr_SetKeyError(key);
    }
    if (found <= 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *set_pop(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PySetObject *so = (PySetObject *)op;
    if (so->used == 0) {
        PyErr_SetString(PyExc_KeyError, "pop from an empty set");
        return NULL;
    }
    Py_ssize_t i = so->finger & so->mask;
    while (so->table[i].key == NULL || so->table[i].key == pyi_set_dummy) {
        i = i == so->mask ? 0 : i + 1;
    }
    PyObject *key = so->table[i].key;
    so->table[i] = (setentry){pyi_set_dummy, -1};
    so->used--;
    so->finger = i + 1;
    return key;
}

/* The methods that take any number of iterables. */
static PyObject *for_each(PyObject *so, PyObject *args, int (*update)(PySetObject *, PyObject *)) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); i++) {
        if (update((PySetObject *)so, PyTuple_GET_ITEM(args, i)) < 0) {
            return NULL;
        }
    }
    Py_RETURN_NONE;
}

static PyObject *set_update_method(PyObject *so, PyObject *args) {
    return for_each(so, args, pyi_set_update);
}

static PyObject *set_difference_update(PyObject *so, PyObject *args) {
    return for_each(so, args, pyi_set_difference_update);
}

static PyObject *set_union(PyObject *so, PyObject *args) {
    PyObject *result = pyi_set_copy(so);
    for (Py_ssize_t i = 0; result != NULL && i < PyTuple_GET_SIZE(args); i++) {
        PyObject *other = PyTuple_GET_ITEM(args, i);
        if (other != so && pyi_set_update((PySetObject *)result, other) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
}

/* function(function(so, first), second)… */
static PyObject *fold(PyObject *so, PyObject *args, PyObject *(*function)(PyObject *, PyObject *)) {
    if (PyTuple_GET_SIZE(args) == 0) {
        return pyi_set_copy(so);
    }
    PyObject *result = Py_NewRef(so);
    for (Py_ssize_t i = 0; result != NULL && i < PyTuple_GET_SIZE(args); i++) {
        Py_SETREF(result, function(result, PyTuple_GET_ITEM(args, i)));
    }
    return result;
}

static PyObject *set_intersection(PyObject *so, PyObject *args) {
    return fold(so, args, pyi_set_intersection);
}

static PyObject *set_difference(PyObject *so, PyObject *args) {
    if (PyTuple_GET_SIZE(args) == 0) {
        return pyi_set_copy(so);
    }
    PyObject *result = pyi_set_difference(so, PyTuple_GET_ITEM(args, 0));
    for (Py_ssize_t i = 1; result != NULL && i < PyTuple_GET_SIZE(args); i++) {
        if (pyi_set_difference_update((PySetObject *)result, PyTuple_GET_ITEM(args, i)) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
}

static PyObject *set_intersection_update(PyObject *so, PyObject *args) {
    PyObject *result = set_intersection(so, args);
    if (result == NULL) {
        return NULL;
    }
    pyi_set_swap((PySetObject *)so, (PySetObject *)result);
    Py_DECREF(result);
    Py_RETURN_NONE;
}

static PyObject *set_symmetric_difference_update(PyObject *so, PyObject *other) {
    if (pyi_set_symmetric_update((PySetObject *)so, other) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *answer(int truth) { return truth < 0 ? NULL : PyBool_FromLong(truth); }

static PyObject *set_isdisjoint(PyObject *so, PyObject *other) {
    return answer(pyi_set_is_disjoint(so, other));
}

static PyObject *set_issubset(PyObject *so, PyObject *other) {
    return answer(pyi_set_is_subset(so, other));
}

static PyObject *set_issuperset(PyObject *so, PyObject *other) {
    return answer(pyi_set_is_superset(so, other));
}

static PyObject *set_reduce(PyObject *so, PyObject *Py_UNUSED(ignored)) {
    PyObject *keys = PySequence_List(so);
    PyObject *state = keys == NULL ? NULL : _PyObject_GetState(so);
    if (state == NULL) {
        Py_XDECREF(keys);
        return NULL;
    }
    return Py_BuildValue("O(N)N", Py_TYPE(so), keys, state);
}

static PyObject *set_sizeof(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PySetObject *so = (PySetObject *)op;
    size_t size = (size_t)_PyObject_SIZE(Py_TYPE(op));
    if (so->table != so->smalltable) {
        size += ((size_t)so->mask + 1) * sizeof(setentry);
    }
    return PyLong_FromSize_t(size);
}

#define COMMON_METHODS                                                                             \
    {"__contains__", set_direct_contains, METH_O | METH_COEXIST, NULL},                            \
        {"difference", set_difference, METH_VARARGS, NULL},                                        \
        {"intersection", set_intersection, METH_VARARGS, NULL},                                    \
        {"isdisjoint", set_isdisjoint, METH_O, NULL}, {"issubset", set_issubset, METH_O, NULL},    \
        {"issuperset", set_issuperset, METH_O, NULL}, {"__reduce__", set_reduce, METH_NOARGS, NULL}, \
        {"__sizeof__", set_sizeof, METH_NOARGS, NULL},                                             \
        {"symmetric_difference", pyi_set_symmetric_difference, METH_O, NULL},                      \
        {"union", set_union, METH_VARARGS, NULL},                                                  \
        {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL}

static PyMethodDef set_methods[] = {
    COMMON_METHODS,
    {"add", set_add, METH_O, NULL},
    {"clear", set_clear, METH_NOARGS, NULL},
    {"copy", set_copy, METH_NOARGS, NULL},
    {"discard", set_discard, METH_O, NULL},
    {"difference_update", set_difference_update, METH_VARARGS, NULL},
    {"intersection_update", set_intersection_update, METH_VARARGS, NULL},
    {"pop", set_pop, METH_NOARGS, NULL},
    {"remove", set_remove, METH_O, NULL},
    {"symmetric_difference_update", set_symmetric_difference_update, METH_O, NULL},
    {"update", set_update_method, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef frozenset_methods[] = {
    COMMON_METHODS,
    {"copy", frozenset_copy, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- types ------------------------------------------------------------------------------- */

static PySequenceMethods set_as_sequence = {
    .sq_length = set_length,
    .sq_contains = set_contains,
};

static PyNumberMethods set_as_number = {
    .nb_subtract = set_sub,
    .nb_and = set_and,
    .nb_xor = set_xor,
    .nb_or = set_or,
    .nb_inplace_subtract = set_isub,
    .nb_inplace_and = set_iand,
    .nb_inplace_xor = set_ixor,
    .nb_inplace_or = set_ior,
};

static PyNumberMethods frozenset_as_number = {
    .nb_subtract = set_sub,
    .nb_and = set_and,
    .nb_xor = set_xor,
    .nb_or = set_or,
};

PyTypeObject PySet_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "set",
    .tp_basicsize = sizeof(PySetObject),
    .tp_dealloc = set_dealloc,
    .tp_repr = set_repr,
    .tp_as_number = &set_as_number,
    .tp_as_sequence = &set_as_sequence,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | _Py_TPFLAGS_MATCH_SELF,
    .tp_traverse = set_traverse,
    .tp_clear = set_tp_clear,
    .tp_richcompare = set_richcompare,
    .tp_weaklistoffset = offsetof(PySetObject, weakreflist),
    .tp_iter = pyi_set_iter_new,
    .tp_methods = set_methods,
    .tp_init = set_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = set_new,
    .tp_free = PyObject_GC_Del,
    .tp_vectorcall = set_vectorcall,
};
PYI_TYPE(PySet_Type);

PyTypeObject PyFrozenSet_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "frozenset",
    .tp_basicsize = sizeof(PySetObject),
    .tp_dealloc = set_dealloc,
    .tp_repr = set_repr,
    .tp_as_number = &frozenset_as_number,
    .tp_as_sequence = &set_as_sequence,
    .tp_hash = frozenset_hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | _Py_TPFLAGS_MATCH_SELF,
    .tp_traverse = set_traverse,
    .tp_clear = set_tp_clear,
    .tp_richcompare = set_richcompare,
    .tp_weaklistoffset = offsetof(PySetObject, weakreflist),
    .tp_iter = pyi_set_iter_new,
    .tp_methods = frozenset_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = frozenset_new,
    .tp_free = PyObject_GC_Del,
    .tp_vectorcall = frozenset_vectorcall,
};
PYI_TYPE(PyFrozenSet_Type);

/* ---- public functions -------------------------------------------------------------------- */

static bool check(bool right) {
    if (!right) {
        PyErr_BadInternalCall();
    }
    return right;
}

/* new; iterable is borrowed and may be NULL */
PyObject *PySet_New(PyObject *iterable) { return pyi_set_make(&PySet_Type, iterable); }
PyObject *PyFrozenSet_New(PyObject *iterable) { return pyi_set_make(&PyFrozenSet_Type, iterable); }

Py_ssize_t PySet_Size(PyObject *so) { return check(PyAnySet_Check(so)) ? PySet_GET_SIZE(so) : -1; }

int PySet_Clear(PyObject *so) {
    if (!check(PySet_Check(so))) {
        return -1;
    }
    pyi_set_clear((PySetObject *)so);
    return 0;
}

void _PySet_ClearInternal(PySetObject *so) { pyi_set_clear(so); }

int PySet_Contains(PyObject *so, PyObject *key) {
    if (!check(PyAnySet_Check(so))) {
        return -1;
    }
    Py_hash_t hash = pyi_set_hash(key);
    return hash == -1 ? -1 : pyi_set_contains((PySetObject *)so, key, hash);
}

int PySet_Discard(PyObject *so, PyObject *key) {
    if (!check(PySet_Check(so))) {
        return -1;
    }
    Py_hash_t hash = pyi_set_hash(key);
    return hash == -1 ? -1 : pyi_set_discard((PySetObject *)so, key, hash);
}

/* borrows key; a frozenset that nobody else knows yet may be filled too */
int PySet_Add(PyObject *so, PyObject *key) {
    if (!check(PySet_Check(so) || (PyFrozenSet_Check(so) && Py_REFCNT(so) == 1))) {
        return -1;
    }
    Py_hash_t hash = pyi_set_hash(key);
    return hash == -1 ? -1 : pyi_set_add((PySetObject *)so, key, hash);
}

/* new */
PyObject *PySet_Pop(PyObject *so) { return check(PySet_Check(so)) ? set_pop(so, NULL) : NULL; }

int _PySet_Update(PyObject *so, PyObject *iterable) {
    return check(PySet_Check(so)) ? pyi_set_update((PySetObject *)so, iterable) : -1;
}

/* *key is borrowed; 0 at the end */
int _PySet_NextEntry(PyObject *so, Py_ssize_t *pos, PyObject **key, Py_hash_t *hash) {
    if (!check(PyAnySet_Check(so))) {
        return -1;
    }
    setentry *entry = pyi_set_next((PySetObject *)so, pos);
    if (entry == NULL) {
        return 0;
    }
    *key = entry->key;
    *hash = entry->hash;
    return 1;
}

#if PYI_313
/* *key is new; 0 at the end */
int _PySet_NextEntryRef(PyObject *so, Py_ssize_t *pos, PyObject **key, Py_hash_t *hash) {
    int found = _PySet_NextEntry(so, pos, key, hash);
    if (found > 0) {
        Py_INCREF(*key);
    }
    return found;
}
#endif
