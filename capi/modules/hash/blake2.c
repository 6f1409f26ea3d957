/* SPDX-License-Identifier: Apache-2.0 */
/* _blake2: BLAKE2b and BLAKE2s, with keys, salts and trees.
 * Contract   docs.python.org/3/library/hashlib.html#blake2
 */
#include "blake2.h"

/* ---- arguments ------------------------------------------------------------------------------- */

/* 0, or -1 with an exception; `value` is unchanged when nothing was given */
static int get_int(PyObject *given, int *value) {
    if (given != NULL) {
        *value = PYI_LONG_AS_INT(given);
        return *value == -1 && PyErr_Occurred() ? -1 : 0;
    }
    return 0;
}

static int get_bool(PyObject *given, int *value) {
    if (given != NULL) {
        *value = PyObject_IsTrue(given);
    }
    return *value < 0 ? -1 : 0;
}

static int reject_negative(PyObject *given) {
    if (given != NULL && PyLong_Check(given) && _PyLong_Sign(given) < 0) {
        PyErr_SetString(PyExc_ValueError, "value must be positive");
        return -1;
    }
    return 0;
}

static int get_sizes(PyObject *leaf_size, PyObject *node_offset, unsigned long *leaf,
                     unsigned long long *offset) {
    if (reject_negative(leaf_size) < 0) {
        return -1;
    }
    *leaf = leaf_size == NULL ? 0 : PyLong_AsUnsignedLong(leaf_size);
    if ((*leaf == (unsigned long)-1 && PyErr_Occurred()) || reject_negative(node_offset) < 0) {
        return -1;
    }
    *offset = node_offset == NULL ? 0 : PyLong_AsUnsignedLongLong(node_offset);
    return *offset == (unsigned long long)-1 && PyErr_Occurred() ? -1 : 0;
}

/* The given values, still in the types of the interface. */
typedef struct {
    int digest_size, fanout, depth, node_depth, inner_size, last_node, security;
    unsigned long leaf_size;
    unsigned long long node_offset;
    Py_buffer key, salt, person; /* of no object where nothing was given */
} blake2_arguments;

enum {
    DATA, DIGEST_SIZE, KEY, SALT, PERSON, FANOUT, DEPTH, LEAF_SIZE, NODE_OFFSET, NODE_DEPTH,
    INNER_SIZE, LAST_NODE, SECURITY, ARGUMENTS,
};

static int get_buffer(PyObject *given, Py_buffer *view) {
    return given == NULL ? 0 : PyObject_GetBuffer(given, view, PyBUF_SIMPLE);
}

static int convert(PyObject *const *given, blake2_arguments *a) {
    return get_int(given[DIGEST_SIZE], &a->digest_size) < 0 || get_buffer(given[KEY], &a->key) < 0 ||
                   get_buffer(given[SALT], &a->salt) < 0 ||
                   get_buffer(given[PERSON], &a->person) < 0 ||
                   get_int(given[FANOUT], &a->fanout) < 0 || get_int(given[DEPTH], &a->depth) < 0 ||
                   get_sizes(given[LEAF_SIZE], given[NODE_OFFSET], &a->leaf_size,
                             &a->node_offset) < 0 ||
                   get_int(given[NODE_DEPTH], &a->node_depth) < 0 ||
                   get_int(given[INNER_SIZE], &a->inner_size) < 0 ||
                   get_bool(given[LAST_NODE], &a->last_node) < 0 ||
                   get_bool(given[SECURITY], &a->security) < 0
               ? -1
               : 0;
}

static void release(blake2_arguments *a) {
    PyBuffer_Release(&a->key);
    PyBuffer_Release(&a->salt);
    PyBuffer_Release(&a->person);
}

/* ---- their ranges ---------------------------------------------------------------------------- */

static int check_range(const char *name, int value, int least, int most) {
    if (value < least || value > most) {
        PyErr_Format(PyExc_ValueError, "%s must be between %d and %d", name, least, most);
        return -1;
    }
    return 0;
}

static int check_length(const char *name, const Py_buffer *view, int most) {
    if (view->len > most) {
        PyErr_Format(PyExc_ValueError, "maximum %s length is %d bytes", name, most);
        return -1;
    }
    return 0;
}

static int too_large(const char *name) {
    PyErr_Format(PyExc_OverflowError, "%s is too large", name);
    return -1;
}

static int check(const blake2_variant *variant, const blake2_arguments *a) {
    int max_digest = (int)variant->kind.digest_size;
    if (a->digest_size <= 0 || a->digest_size > max_digest) {
        PyErr_Format(PyExc_ValueError, "digest_size must be between 1 and %d bytes", max_digest);
        return -1;
    }
    if (check_length("salt", &a->salt, variant->salt_size) < 0 ||
        check_length("person", &a->person, variant->salt_size) < 0 ||
        check_range("fanout", a->fanout, 0, 255) < 0 || check_range("depth", a->depth, 1, 255) < 0) {
        return -1;
    }
    if (a->leaf_size > UINT32_MAX) {
        return too_large("leaf_size");
    }
    if (a->node_offset > variant->max_node_offset) {
        return too_large("node_offset");
    }
    if (check_range("node_depth", a->node_depth, 0, 255) < 0) {
        return -1;
    }
    if (a->inner_size < 0 || a->inner_size > max_digest) {
        PyErr_Format(PyExc_ValueError, "inner_size must be between 0 and is %d", max_digest);
        return -1;
    }
    return check_length("key", &a->key, variant->max_key_size);
}

/* ---- types ----------------------------------------------------------------------------------- */

/* new */
static PyObject *make(const blake2_variant *variant, const blake2_arguments *a, PyObject *data) {
    blake2_parameters parameters = {
        .digest_size = (uint8_t)a->digest_size,
        .key_size = (uint8_t)a->key.len,
        .fanout = (uint8_t)a->fanout,
        .depth = (uint8_t)a->depth,
        .leaf_size = (uint32_t)a->leaf_size,
        .node_offset = a->node_offset,
        .node_depth = (uint8_t)a->node_depth,
        .inner_size = (uint8_t)a->inner_size,
    };
    if (a->salt.len > 0) {
        memcpy(parameters.salt, a->salt.buf, (size_t)a->salt.len);
    }
    if (a->person.len > 0) {
        memcpy(parameters.person, a->person.buf, (size_t)a->person.len);
    }
    hash_state state;
    hash_start(&state, &variant->kind);
    state.digest_size = (size_t)a->digest_size;
    state.last_node = a->last_node;
    variant->start(&state, &parameters);
    if (a->key.len > 0) { /* a block of its own */
        memcpy(state.block, a->key.buf, (size_t)a->key.len);
        state.held = variant->kind.block_size;
    }
    return hash_from_state(&state, data);
}

static PyObject *new_object(const blake2_variant *variant, _PyArg_Parser *parser, PyObject *args,
                            PyObject *kwargs) {
    PyObject *found[ARGUMENTS] = {NULL};
    Py_ssize_t nargs = PyTuple_GET_SIZE(args);
    PyObject *const *given = _PyArg_UnpackKeywords(((PyTupleObject *)args)->ob_item, nargs, kwargs,
                                                   NULL, parser, 0, 1, 0, found);
    if (given == NULL) {
        return NULL;
    }
    if (given != found) { /* nothing but positional ones: there is no place for the others */
        found[DATA] = nargs > 0 ? given[DATA] : NULL;
    }
    blake2_arguments a = {
        .digest_size = (int)variant->kind.digest_size,
        .fanout = 1,
        .depth = 1,
    };
    PyObject *result = NULL;
    if (convert(found, &a) == 0 && check(variant, &a) == 0) {
        result = make(variant, &a, found[DATA]);
    }
    release(&a);
    return result;
}

static const char *const keywords[] = {
    "",          "digest_size", "key",        "salt",       "person",    "fanout",          "depth",
    "leaf_size", "node_offset", "node_depth", "inner_size", "last_node", "usedforsecurity", NULL,
};

static PyObject *blake2b_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs) {
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "blake2b"};
    return new_object(&blake2b_variant, &parser, args, kwargs);
}

static PyObject *blake2s_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs) {
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "blake2s"};
    return new_object(&blake2s_variant, &parser, args, kwargs);
}

#define SIGNATURE(type)                                                                            \
    "(data=b'', /, *, digest_size=_blake2." type ".MAX_DIGEST_SIZE,\n"                             \
    "        key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0,\n"                     \
    "        node_offset=0, node_depth=0, inner_size=0, last_node=False,\n"                        \
    "        usedforsecurity=True)"

PyTypeObject BLAKE2b_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_blake2.blake2b",
    .tp_dealloc = hash_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = PYI_SIGNATURE("blake2b", SIGNATURE("blake2b")) "Return a new BLAKE2b hash object.",
    .tp_methods = hash_new_methods,
    .tp_getset = hash_getset,
    .tp_new = blake2b_new,
};

PyTypeObject BLAKE2s_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_blake2.blake2s",
    .tp_dealloc = hash_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = PYI_SIGNATURE("blake2s", SIGNATURE("blake2s")) "Return a new BLAKE2s hash object.",
    .tp_methods = hash_new_methods,
    .tp_getset = hash_getset,
    .tp_new = blake2s_new,
};

/* ---- module ---------------------------------------------------------------------------------- */

/* A limit, in the type and with a prefix in the module. */
static int add_limit(PyObject *module, const blake2_variant *variant, const char *name, int value) {
    char upper[32];
    PyOS_snprintf(upper, sizeof(upper), "BLAKE2%c_%s", variant->salt_size == 16 ? 'B' : 'S', name);
    PyObject *number = PyLong_FromLong(value);
    int status = number == NULL ? -1
                                : PyDict_SetItemString(variant->kind.type->tp_dict, name, number);
    Py_XDECREF(number);
    return status < 0 ? -1 : PyModule_AddIntConstant(module, upper, value);
}

static int add_variant(PyObject *module, const blake2_variant *variant) {
    const hash_kind *kind = &variant->kind;
    if (hash_add_type(module, kind->name, kind->type) < 0 ||
        add_limit(module, variant, "SALT_SIZE", variant->salt_size) < 0 ||
        add_limit(module, variant, "PERSON_SIZE", variant->salt_size) < 0 ||
        add_limit(module, variant, "MAX_KEY_SIZE", variant->max_key_size) < 0) {
        return -1;
    }
    return add_limit(module, variant, "MAX_DIGEST_SIZE", (int)kind->digest_size);
}

static int fill(PyObject *module) {
    return add_variant(module, &blake2b_variant) < 0 ? -1 : add_variant(module, &blake2s_variant);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_blake2",
    .m_doc = "BLAKE2b and BLAKE2s for hashlib\n",
    .m_slots = slots,
};

static PyObject *blake2_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_blake2", blake2_init);
