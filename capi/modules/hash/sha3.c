/* SPDX-License-Identifier: Apache-2.0 */
/* _sha3: SHA-3 of four sizes, SHAKE128 and SHAKE256.
 * Source     FIPS 202; the lanes are little endian
 */
#include "hash.h"

/* ---- Keccak-f[1600] -------------------------------------------------------------------------- */

/* Made by the shift register of section 3.2.5. */
static const uint64_t round_constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

/* The way of a lane through rho and pi together: where it goes, and how far it turns there. */
static const uint8_t target[24] = {
    10, 7,  11, 17, 18, 3,  5,  16, 8,  21, 24, 4,
    15, 23, 19, 13, 12, 2,  20, 14, 22, 9,  6,  1,
};
static const uint8_t turn[24] = {
    1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
    27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44,
};

static void permute(uint64_t *a) {
    for (int round = 0; round < 24; round++) {
        uint64_t column[5], moved;
#pragma GCC unroll 5
        for (int x = 0; x < 5; x++) {
            column[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        }
#pragma GCC unroll 5
        for (int x = 0; x < 5; x++) {
            uint64_t mixed = column[(x + 4) % 5] ^ hash_rotate64(column[(x + 1) % 5], 1);
#pragma GCC unroll 5
            for (int y = 0; y < 25; y += 5) {
                a[x + y] ^= mixed;
            }
        }
        moved = a[1];
#pragma GCC unroll 24
        for (int i = 0; i < 24; i++) {
            uint64_t next = a[target[i]];
            a[target[i]] = hash_rotate64(moved, turn[i]);
            moved = next;
        }
#pragma GCC unroll 5
        for (int y = 0; y < 25; y += 5) {
            uint64_t row[5] = {a[y], a[y + 1], a[y + 2], a[y + 3], a[y + 4]};
#pragma GCC unroll 5
            for (int x = 0; x < 5; x++) {
                a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
            }
        }
        a[0] ^= round_constants[round];
    }
}

/* ---- the functions --------------------------------------------------------------------------- */

static void absorb(hash_state *state, const uint8_t *data) {
    for (size_t i = 0; i < state->kind->block_size / 8; i++) {
        state->words.lanes[i] ^= hash_load64(data + 8 * i, false);
    }
    permute(state->words.lanes);
}

static void blocks(hash_state *state, const uint8_t *data, size_t count) {
    for (; count > 0; count--, data += state->kind->block_size) {
        absorb(state, data);
    }
}

/* The bits after the data, of which the first is the lowest. */
static uint8_t suffix(const hash_state *state) { return state->digest_size == 0 ? 0x1f : 0x06; }

static void finish(hash_state *state, uint8_t *digest, size_t size) {
    size_t rate = state->kind->block_size;
    if (state->held == rate) {
        absorb(state, state->block);
        state->held = 0;
    }
    memset(state->block + state->held, 0, rate - state->held);
    state->block[state->held] = suffix(state);
    state->block[rate - 1] |= 0x80;
    absorb(state, state->block);
    for (;;) {
        size_t now = size < rate ? size : rate;
        hash_store64(digest, state->words.lanes, now, false);
        digest += now;
        size -= now;
        if (size == 0) {
            return;
        }
        permute(state->words.lanes);
    }
}

/* ---- SHAKE: the digest has the size that is asked for ---------------------------------------- */

static PyObject *shake_digest_of(PyObject *op, PyObject *size_object, bool hexadecimal) {
    if (PyLong_Check(size_object) && _PyLong_Sign(size_object) < 0) {
        PyErr_SetString(PyExc_ValueError, "value must be positive");
        return NULL;
    }
    unsigned long size = PyLong_AsUnsignedLong(size_object);
    if (size == (unsigned long)-1 && PyErr_Occurred()) {
        return NULL;
    }
    if (size >= 1ul << 29) {
        PyErr_SetString(PyExc_ValueError, "length is too large");
        return NULL;
    }
    return hash_digest_of(op, size, hexadecimal);
}

static PyObject *shake_digest(PyObject *op, PyObject *size) {
    return shake_digest_of(op, size, false);
}

static PyObject *shake_hexdigest(PyObject *op, PyObject *size) {
    return shake_digest_of(op, size, true);
}

static PyMethodDef shake_methods[] = {
    {"copy", hash_copy, METH_NOARGS, PYI_SIGNATURE("copy", "($self, /)")},
    {"digest", shake_digest, METH_O, PYI_SIGNATURE("digest", "($self, length, /)")},
    {"hexdigest", shake_hexdigest, METH_O, PYI_SIGNATURE("hexdigest", "($self, length, /)")},
    {"update", hash_update_method, METH_O, PYI_SIGNATURE("update", "($self, data, /)")},
    {NULL, NULL, 0, NULL},
};

/* ---- types ----------------------------------------------------------------------------------- */

static size_t rate_bits(PyObject *op) { return hash_state_of(op)->kind->block_size * 8; }

static PyObject *get_block_size(PyObject *op, void *unused) {
    (void)unused;
    return PyLong_FromSize_t(rate_bits(op) / 8);
}

static PyObject *get_name(PyObject *op, void *unused) {
    (void)unused;
    return PyUnicode_FromString(hash_state_of(op)->kind->name);
}

static PyObject *get_digest_size(PyObject *op, void *unused) {
    (void)unused;
    return PyLong_FromSize_t(hash_state_of(op)->digest_size);
}

static PyObject *get_capacity_bits(PyObject *op, void *unused) {
    (void)unused;
    return PyLong_FromSize_t(1600 - rate_bits(op));
}

static PyObject *get_rate_bits(PyObject *op, void *unused) {
    (void)unused;
    return PyLong_FromSize_t(rate_bits(op));
}

static PyObject *get_suffix(PyObject *op, void *unused) {
    (void)unused;
    uint8_t bits = suffix(hash_state_of(op));
    return PyBytes_FromStringAndSize((const char *)&bits, 1);
}

static PyGetSetDef sha3_getset[] = {
    {"block_size", get_block_size, NULL, NULL, NULL},
    {"name", get_name, NULL, NULL, NULL},
    {"digest_size", get_digest_size, NULL, NULL, NULL},
    {"_capacity_bits", get_capacity_bits, NULL, NULL, NULL},
    {"_rate_bits", get_rate_bits, NULL, NULL, NULL},
    {"_suffix", get_suffix, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyObject *sha3_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);

#define SHA3_TYPE(symbol, type_name, method_table)                                                 \
    static PyTypeObject symbol = {                                                                 \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = type_name,                                \
        .tp_dealloc = hash_dealloc,                                                                \
        .tp_flags = Py_TPFLAGS_DEFAULT,                                                            \
        .tp_methods = method_table,                                                                \
        .tp_getset = sha3_getset,                                                                  \
        .tp_new = sha3_new,                                                                        \
    }

SHA3_TYPE(SHA3_224_Type, "_sha3.sha3_224", hash_new_methods);
SHA3_TYPE(SHA3_256_Type, "_sha3.sha3_256", hash_new_methods);
SHA3_TYPE(SHA3_384_Type, "_sha3.sha3_384", hash_new_methods);
SHA3_TYPE(SHA3_512_Type, "_sha3.sha3_512", hash_new_methods);
SHA3_TYPE(SHAKE128_Type, "_sha3.shake_128", shake_methods);
SHA3_TYPE(SHAKE256_Type, "_sha3.shake_256", shake_methods);

/* Name, type, bytes of the digest and of a block. */
static const hash_kind kinds[] = {
    {"sha3_224", &SHA3_224_Type, 28, 144, NULL, 0, blocks, finish},
    {"sha3_256", &SHA3_256_Type, 32, 136, NULL, 0, blocks, finish},
    {"sha3_384", &SHA3_384_Type, 48, 104, NULL, 0, blocks, finish},
    {"sha3_512", &SHA3_512_Type, 64, 72, NULL, 0, blocks, finish},
    {"shake_128", &SHAKE128_Type, 0, 168, NULL, 0, blocks, finish},
    {"shake_256", &SHAKE256_Type, 0, 136, NULL, 0, blocks, finish},
};

static PyObject *sha3_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static const char *const keywords[] = {"", "usedforsecurity", NULL};
    /* CPython calls all six functions by the name of the first. */
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "sha3_224"};
    PyObject *found[2] = {NULL, NULL};
    Py_ssize_t nargs = PyTuple_GET_SIZE(args);
    PyObject *const *given = _PyArg_UnpackKeywords(((PyTupleObject *)args)->ob_item, nargs, kwargs,
                                                   NULL, &parser, 0, 1, 0, found);
    bool keyword = kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0;
    if (given == NULL || (keyword && given[1] != NULL && PyObject_IsTrue(given[1]) < 0)) {
        return NULL;
    }
    const hash_kind *kind = kinds;
    while (kind->type != type) { /* which has no subtypes */
        kind++;
    }
    hash_state state;
    hash_start(&state, kind);
    return hash_from_state(&state, nargs > 0 ? given[0] : NULL);
}

/* ---- module ---------------------------------------------------------------------------------- */

static int fill(PyObject *module) {
    for (size_t i = 0; i < Py_ARRAY_LENGTH(kinds); i++) {
        if (hash_add_type(module, kinds[i].name, kinds[i].type) < 0) {
            return -1;
        }
    }
#if !PYI_312
    if (PyModule_AddIntConstant(module, "keccakopt", 0) < 0) {
        return -1;
    }
#endif
    return PyModule_AddStringConstant(module, "implementation", "aot_build");
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_sha3",
    .m_slots = slots,
};

static PyObject *sha3_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_sha3", sha3_init);
