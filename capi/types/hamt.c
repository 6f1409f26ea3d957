/* SPDX-License-Identifier: Apache-2.0 */
/* hamt: a persistent map, a hash trie, as contexts use it: a changed copy shares nearly all with the old one.
 * Layout     PyHamtObject; h_root owned, NULL while empty
 *            node: a bit of b_bitmap for each pair in b_array: key and value, or NULL and a node below
 *            collision: pairs whose keys have one hash
 * Collected  yes
 * Contract   pycore_hamt.h
 */
#include "containers.h"

#include "internal/pycore_hamt.h"

#define BITS 5
#define MASK 31u

typedef struct {
    PyObject_VAR_HEAD
    uint32_t bitmap;     /* of a collision: the hash */
    PyObject *array[1];
} node;

#define IS_COLLISION(n) Py_IS_TYPE(n, &_PyHamt_CollisionNode_Type)

/* ---- nodes: life ------------------------------------------------------------------------- */

/* new, not tracked, of n places that are not set */
static node *node_new(PyTypeObject *type, uint32_t bitmap, Py_ssize_t n) {
    node *self = PyObject_GC_NewVar(node, type, n);
    if (self != NULL) {
        self->bitmap = bitmap;
        memset(self->array, 0, (size_t)n * sizeof(PyObject *));
    }
    return self;
}

static void node_dealloc(PyObject *op) {
    node *self = (node *)op;
    PyObject_GC_UnTrack(self);
    for (Py_ssize_t i = Py_SIZE(self); --i >= 0;) {
        Py_XDECREF(self->array[i]);
    }
    PyObject_GC_Del(self);
}

static int node_traverse(PyObject *op, visitproc visit, void *arg) {
    node *self = (node *)op;
    for (Py_ssize_t i = Py_SIZE(self); --i >= 0;) {
        Py_VISIT(self->array[i]);
    }
    return 0;
}

#define NODE_TYPE(type, name)                                                                      \
    PyTypeObject type = {                                                                          \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = name,                                     \
        .tp_basicsize = offsetof(node, array),                                                     \
        .tp_itemsize = sizeof(PyObject *),                                                         \
        .tp_dealloc = node_dealloc,                                                                \
        .tp_getattro = PyObject_GenericGetAttr,                                                    \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,                                       \
        .tp_traverse = node_traverse,                                                              \
    };                                                                                             \
    PYI_TYPE(type)

NODE_TYPE(_PyHamt_BitmapNode_Type, "hamt_bitmap_node");
NODE_TYPE(_PyHamt_CollisionNode_Type, "hamt_collision_node");

/* new; a copy of self with *more* places more at *at* (or fewer when negative) */
static node *node_copy(node *self, uint32_t bitmap, Py_ssize_t at, Py_ssize_t more) {
    node *copy = node_new((PyTypeObject *)Py_TYPE(self), bitmap, Py_SIZE(self) + more);
    if (copy == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < Py_SIZE(copy); i++) {
        if (more > 0 && i >= at && i < at + more) {
            continue;
        }
        copy->array[i] = Py_XNewRef(self->array[i < at ? i : i - more]);
    }
    PyObject_GC_Track(copy);
    return copy;
}

/* ---- nodes: search ----------------------------------------------------------------------- */

static uint32_t bit_of(uint32_t hash, int shift) { return (uint32_t)1 << ((hash >> shift) & MASK); }

static Py_ssize_t place_of(uint32_t bitmap, uint32_t bit) {
    return 2 * (Py_ssize_t)__builtin_popcount(bitmap & (bit - 1));
}

/* the place of the key in a collision node, -1 when it is not there, -2 with an exception */
static Py_ssize_t collision_find(node *self, PyObject *key) {
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i += 2) {
        int equal = PyObject_RichCompareBool(self->array[i], key, Py_EQ);
        if (equal != 0) {
            return equal < 0 ? -2 : i;
        }
    }
    return -1;
}

/* 1 found, 0 not, -1 failed; *value is borrowed */
static int node_find(node *self, int shift, uint32_t hash, PyObject *key, PyObject **value) {
    for (;; shift += BITS) {
        Py_ssize_t at;
        if (IS_COLLISION(self)) {
            at = hash == self->bitmap ? collision_find(self, key) : -1;
            if (at < 0) {
                return at == -1 ? 0 : -1;
            }
            *value = self->array[at + 1];
            return 1;
        }
        uint32_t bit = bit_of(hash, shift);
        if ((self->bitmap & bit) == 0) {
            return 0;
        }
        at = place_of(self->bitmap, bit);
        if (self->array[at] == NULL) {
            self = (node *)self->array[at + 1];
            continue;
        }
        int equal = PyObject_RichCompareBool(self->array[at], key, Py_EQ);
        if (equal > 0) {
            *value = self->array[at + 1];
        }
        return equal;
    }
}

/* 32 bits of the hash of a key; -1 with an exception */
static int64_t hash_of(PyObject *key) {
    Py_hash_t hash = PyObject_Hash(key);
    if (hash == -1) {
        return -1;
    }
#if SIZEOF_PY_HASH_T > 4
    return (uint32_t)((uint64_t)hash ^ ((uint64_t)hash >> 32));
#else
    return (uint32_t)hash;
#endif
}

/* ---- nodes: adding ----------------------------------------------------------------------- */

static node *node_assoc(node *self, int shift, uint32_t hash, PyObject *key, PyObject *value,
                        bool *added);

/* new node with one pair, or none when key is NULL */
static node *node_single(uint32_t hash, int shift, PyObject *key, PyObject *value) {
    node *self = node_new(&_PyHamt_BitmapNode_Type, bit_of(hash, shift), 2);
    if (self != NULL) {
        self->array[0] = Py_NewRef(key);
        self->array[1] = Py_NewRef(value);
        PyObject_GC_Track(self);
    }
    return self;
}

/* new: a node for two different keys */
static node *node_of_two(int shift, uint32_t hash1, PyObject *key1, PyObject *value1, uint32_t hash2,
                         PyObject *key2, PyObject *value2) {
    if (hash1 == hash2) {
        node *self = node_new(&_PyHamt_CollisionNode_Type, hash1, 4);
        if (self != NULL) {
            self->array[0] = Py_NewRef(key1);
            self->array[1] = Py_NewRef(value1);
            self->array[2] = Py_NewRef(key2);
            self->array[3] = Py_NewRef(value2);
            PyObject_GC_Track(self);
        }
        return self;
    }
    node *one = node_single(hash1, shift, key1, value1);
    bool added;
    node *two = one == NULL ? NULL : node_assoc(one, shift, hash2, key2, value2, &added);
    Py_XDECREF(one);
    return two;
}

/* new: self with *place* replaced; the new values are stolen */
static node *node_replace(node *self, Py_ssize_t at, PyObject *key, PyObject *value) {
    node *copy = node_copy(self, self->bitmap, 0, 0);
    if (copy == NULL) {
        Py_XDECREF(key);
        Py_DECREF(value);
        return NULL;
    }
    Py_XSETREF(copy->array[at], key);
    Py_SETREF(copy->array[at + 1], value);
    return copy;
}

static node *collision_assoc(node *self, int shift, uint32_t hash, PyObject *key, PyObject *value,
                             bool *added) {
    if (hash != self->bitmap) { /* push it one level down, and the key beside it */
        node *above = node_new(&_PyHamt_BitmapNode_Type, bit_of(self->bitmap, shift), 2);
        if (above == NULL) {
            return NULL;
        }
        above->array[1] = Py_NewRef(self);
        PyObject_GC_Track(above);
        node *result = node_assoc(above, shift, hash, key, value, added);
        Py_DECREF(above);
        return result;
    }
    Py_ssize_t at = collision_find(self, key);
    if (at == -2) {
        return NULL;
    }
    if (at >= 0) {
        return self->array[at + 1] == value
                   ? (node *)Py_NewRef(self)
                   : node_replace(self, at, Py_NewRef(self->array[at]), Py_NewRef(value));
    }
    node *copy = node_copy(self, self->bitmap, Py_SIZE(self), 2);
    if (copy != NULL) {
        copy->array[Py_SIZE(self)] = Py_NewRef(key);
        copy->array[Py_SIZE(self) + 1] = Py_NewRef(value);
        *added = true;
    }
    return copy;
}

/* A pair is where the key would be: the same key, or both go one level down. */
static node *assoc_at(node *self, Py_ssize_t at, int shift, uint32_t hash, PyObject *key,
                      PyObject *value, bool *added) {
    int equal = PyObject_RichCompareBool(self->array[at], key, Py_EQ);
    if (equal < 0) {
        return NULL;
    }
    if (equal) {
        return self->array[at + 1] == value
                   ? (node *)Py_NewRef(self)
                   : node_replace(self, at, Py_NewRef(self->array[at]), Py_NewRef(value));
    }
    int64_t other = hash_of(self->array[at]);
    if (other == -1) {
        return NULL;
    }
    node *below = node_of_two(shift + BITS, (uint32_t)other, self->array[at], self->array[at + 1], hash,
                              key, value);
    if (below == NULL) {
        return NULL;
    }
    *added = true;
    return node_replace(self, at, NULL, (PyObject *)below);
}

/* new: self with the pair */
static node *node_assoc(node *self, int shift, uint32_t hash, PyObject *key, PyObject *value,
                        bool *added) {
    if (IS_COLLISION(self)) {
        return collision_assoc(self, shift, hash, key, value, added);
    }
    uint32_t bit = bit_of(hash, shift);
    Py_ssize_t at = place_of(self->bitmap, bit);
    if ((self->bitmap & bit) == 0) {
        node *copy = node_copy(self, self->bitmap | bit, at, 2);
        if (copy != NULL) {
            copy->array[at] = Py_NewRef(key);
            copy->array[at + 1] = Py_NewRef(value);
            *added = true;
        }
        return copy;
    }
    if (self->array[at] != NULL) {
        return assoc_at(self, at, shift, hash, key, value, added);
    }
    node *below = (node *)self->array[at + 1];
    node *changed = node_assoc(below, shift + BITS, hash, key, value, added);
    if (changed == NULL) {
        return NULL;
    }
    if (changed == below) {
        Py_DECREF(changed);
        return (node *)Py_NewRef(self);
    }
    return node_replace(self, at, NULL, (PyObject *)changed);
}

/* ---- nodes: removing --------------------------------------------------------------------- */

enum { FAILED = -1, MISSING, EMPTY, CHANGED };

/* Without the pair at a place; *result is new when CHANGED. */
static int drop(node *self, Py_ssize_t at, uint32_t bitmap, node **result) {
    if (Py_SIZE(self) == 2) {
        return EMPTY;
    }
    *result = node_copy(self, bitmap, at, -2);
    return *result == NULL ? FAILED : CHANGED;
}

static int collision_without(node *self, int shift, uint32_t hash, PyObject *key, node **result) {
    if (hash != self->bitmap) {
        return MISSING;
    }
    Py_ssize_t at = collision_find(self, key);
    if (at < 0) {
        return at == -1 ? MISSING : FAILED;
    }
    if (Py_SIZE(self) == 4) { /* only one is left: it collides with none */
        Py_ssize_t left = at == 0 ? 2 : 0;
        *result = node_single(hash, shift, self->array[left], self->array[left + 1]);
        return *result == NULL ? FAILED : CHANGED;
    }
    return drop(self, at, self->bitmap, result);
}

static int node_without(node *self, int shift, uint32_t hash, PyObject *key, node **result) {
    if (IS_COLLISION(self)) {
        return collision_without(self, shift, hash, key, result);
    }
    uint32_t bit = bit_of(hash, shift);
    if ((self->bitmap & bit) == 0) {
        return MISSING;
    }
    Py_ssize_t at = place_of(self->bitmap, bit);
    if (self->array[at] != NULL) {
        int equal = PyObject_RichCompareBool(self->array[at], key, Py_EQ);
        if (equal <= 0) {
            return equal < 0 ? FAILED : MISSING;
        }
        return drop(self, at, self->bitmap & ~bit, result);
    }
    node *below;
    int outcome = node_without((node *)self->array[at + 1], shift + BITS, hash, key, &below);
    if (outcome != CHANGED) {
        return outcome == EMPTY ? drop(self, at, self->bitmap & ~bit, result) : outcome;
    }
    bool single = !IS_COLLISION(below) && Py_SIZE(below) == 2 && below->array[0] != NULL;
    if (single) { /* it comes up */
        *result = node_replace(self, at, Py_NewRef(below->array[0]), Py_NewRef(below->array[1]));
        Py_DECREF(below);
    } else {
        *result = node_replace(self, at, NULL, (PyObject *)below);
    }
    return *result == NULL ? FAILED : CHANGED;
}

/* ---- maps -------------------------------------------------------------------------------- */

static void hamt_dealloc(PyObject *op) {
    PyHamtObject *self = (PyHamtObject *)op;
    PyObject_GC_UnTrack(self);
    if (self->h_weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_XDECREF(self->h_root);
    PyObject_GC_Del(self);
}

static int hamt_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((PyHamtObject *)op)->h_root);
    return 0;
}

PyTypeObject _PyHamt_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "hamt",
    .tp_basicsize = sizeof(PyHamtObject),
    .tp_dealloc = hamt_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = hamt_traverse,
    .tp_weaklistoffset = offsetof(PyHamtObject, h_weakreflist),
};
PYI_TYPE(_PyHamt_Type);

/* new; steals root */
static PyHamtObject *hamt_make(node *root, Py_ssize_t count) {
    PyHamtObject *self = PyObject_GC_New(PyHamtObject, &_PyHamt_Type);
    if (self == NULL) {
        Py_XDECREF(root);
        return NULL;
    }
    self->h_root = (PyHamtNode *)root;
    self->h_count = count;
    self->h_weakreflist = NULL;
    PyObject_GC_Track(self);
    return self;
}

/* new */
PyHamtObject *_PyHamt_New(void) { return hamt_make(NULL, 0); }

/* new: o with the pair */
PyHamtObject *_PyHamt_Assoc(PyHamtObject *o, PyObject *key, PyObject *value) {
    int64_t hash = hash_of(key);
    if (hash == -1) {
        return NULL;
    }
    bool added = false;
    node *root;
    if (o->h_root == NULL) {
        root = node_single((uint32_t)hash, 0, key, value);
        added = true;
    } else {
        root = node_assoc((node *)o->h_root, 0, (uint32_t)hash, key, value, &added);
    }
    if (root == NULL) {
        return NULL;
    }
    if (root == (node *)o->h_root) {
        Py_DECREF(root);
        return (PyHamtObject *)Py_NewRef(o);
    }
    return hamt_make(root, o->h_count + added);
}

/* new: o without the key; o itself when it is not there */
PyHamtObject *_PyHamt_Without(PyHamtObject *o, PyObject *key) {
    int64_t hash = hash_of(key);
    if (hash == -1) {
        return NULL;
    }
    node *root = NULL;
    int outcome =
        o->h_root == NULL ? MISSING : node_without((node *)o->h_root, 0, (uint32_t)hash, key, &root);
    switch (outcome) {
    case FAILED:
        return NULL;
    case MISSING:
        return (PyHamtObject *)Py_NewRef(o);
    case EMPTY:
        return _PyHamt_New();
    default:
        return hamt_make(root, o->h_count - 1);
    }
}

/* 1 found, 0 not, -1 failed; *value is borrowed */
int _PyHamt_Find(PyHamtObject *o, PyObject *key, PyObject **value) {
    if (o->h_count == 0) {
        return 0;
    }
    int64_t hash = hash_of(key);
    return hash == -1 ? -1 : node_find((node *)o->h_root, 0, (uint32_t)hash, key, value);
}

Py_ssize_t _PyHamt_Len(PyHamtObject *o) { return o->h_count; }

/* ---- iterators --------------------------------------------------------------------------- */

static void start(PyHamtIteratorState *state, PyHamtObject *o) {
    state->i_level = o->h_root == NULL ? -1 : 0;
    state->i_nodes[0] = o->h_root;
    state->i_pos[0] = 0;
}

/* false at the end; both are borrowed */
static bool step(PyHamtIteratorState *state, PyObject **key, PyObject **value) {
    while (state->i_level >= 0) {
        node *at = (node *)state->i_nodes[state->i_level];
        Py_ssize_t pos = state->i_pos[state->i_level];
        if (pos >= Py_SIZE(at)) {
            state->i_level--;
            continue;
        }
        state->i_pos[state->i_level] += 2;
        if (at->array[pos] == NULL) {
            state->i_level++;
            state->i_nodes[state->i_level] = (PyHamtNode *)at->array[pos + 1];
            state->i_pos[state->i_level] = 0;
            continue;
        }
        *key = at->array[pos];
        *value = at->array[pos + 1];
        return true;
    }
    return false;
}

/* 1 when both have the same pairs */
int _PyHamt_Eq(PyHamtObject *v, PyHamtObject *w) {
    if (v == w) {
        return 1;
    }
    if (v->h_count != w->h_count) {
        return 0;
    }
    PyHamtIteratorState state;
    start(&state, v);
    PyObject *key, *value, *other;
    while (step(&state, &key, &value)) {
        int found = _PyHamt_Find(w, key, &other);
        if (found > 0) {
            found = PyObject_RichCompareBool(value, other, Py_EQ);
        }
        if (found <= 0) {
            return found;
        }
    }
    return 1;
}

static void iter_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((PyHamtIterator *)op)->hi_obj);
    PyObject_GC_Del(op);
}

static int iter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((PyHamtIterator *)op)->hi_obj);
    return 0;
}

static PyObject *iter_next(PyObject *op) {
    PyHamtIterator *self = (PyHamtIterator *)op;
    PyObject *key, *value;
    return step(&self->hi_iter, &key, &value) ? self->hi_yield(key, value) : NULL;
}

static Py_ssize_t iter_length(PyObject *op) { return ((PyHamtIterator *)op)->hi_obj->h_count; }

static PyMappingMethods iter_as_mapping = {
    .mp_length = iter_length,
};

#define ITER_TYPE(type, name)                                                                      \
    PyTypeObject type = {                                                                          \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = name,                                     \
        .tp_basicsize = sizeof(PyHamtIterator),                                                    \
        .tp_dealloc = iter_dealloc,                                                                \
        .tp_as_mapping = &iter_as_mapping,                                                         \
        .tp_getattro = PyObject_GenericGetAttr,                                                    \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,                                       \
        .tp_traverse = iter_traverse,                                                              \
        .tp_iter = PyObject_SelfIter,                                                              \
        .tp_iternext = iter_next,                                                                  \
    };                                                                                             \
    PYI_TYPE(type)

ITER_TYPE(_PyHamtKeys_Type, "keys");
ITER_TYPE(_PyHamtValues_Type, "values");
ITER_TYPE(_PyHamtItems_Type, "items");

static PyObject *yield_key(PyObject *key, PyObject *Py_UNUSED(value)) { return Py_NewRef(key); }
static PyObject *yield_value(PyObject *Py_UNUSED(key), PyObject *value) { return Py_NewRef(value); }
static PyObject *yield_item(PyObject *key, PyObject *value) { return PyTuple_Pack(2, key, value); }

static PyObject *iter_new(PyTypeObject *type, binaryfunc yield, PyHamtObject *o) {
    PyHamtIterator *self = PyObject_GC_New(PyHamtIterator, type);
    if (self == NULL) {
        return NULL;
    }
    self->hi_obj = (PyHamtObject *)Py_NewRef(o);
    self->hi_yield = yield;
    start(&self->hi_iter, o);
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

/* new */
PyObject *_PyHamt_NewIterKeys(PyHamtObject *o) { return iter_new(&_PyHamtKeys_Type, yield_key, o); }
PyObject *_PyHamt_NewIterValues(PyHamtObject *o) {
    return iter_new(&_PyHamtValues_Type, yield_value, o);
}
PyObject *_PyHamt_NewIterItems(PyHamtObject *o) { return iter_new(&_PyHamtItems_Type, yield_item, o); }
