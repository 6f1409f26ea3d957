/* SPDX-License-Identifier: Apache-2.0 */
/* hash.h: what the modules of hash functions share (_md5, _sha1, _sha2, _sha3, _blake2).
 *
 * A hash function is a row (hash_kind): how a state starts, what whole blocks do to it, and how it
 * ends. hash.c collects blocks and is the object, with the methods that all of them have.
 */
#ifndef PYI_HASH_H
#define PYI_HASH_H

#include "pyi.h"

enum {
    HASH_MAX_BLOCK = 168, /* of shake_128 */
    HASH_MAX_DIGEST = 64,
};

typedef struct hash_kind hash_kind;

typedef struct {
    const hash_kind *kind;
    union {
        uint32_t w32[8];
        uint64_t w64[8];
        uint64_t lanes[25];
    } words;
    uint64_t length;    /* bytes in the blocks before */
    size_t digest_size; /* 0: as many as are asked for */
    size_t held;        /* bytes in `block`, which may be full: BLAKE2 must know its last one */
    bool last_node;     /* BLAKE2 */
    uint8_t block[HASH_MAX_BLOCK];
} hash_state;

struct hash_kind {
    const char *name;
    PyTypeObject *type;
    size_t digest_size;
    size_t block_size;
    const void *start; /* NULL: zeros */
    size_t start_size;
    void (*blocks)(hash_state *state, const uint8_t *data, size_t count);
    void (*finish)(hash_state *state, uint8_t *digest, size_t size);
};

/* ---- states ---------------------------------------------------------------------------------- */

PYI_HIDDEN void hash_start(hash_state *state, const hash_kind *kind);
PYI_HIDDEN void hash_update(hash_state *state, const uint8_t *data, size_t size);
/* Ends as MD5 and SHA-2 do: one bit, zeros, the number of bits in length_size bytes. */
PYI_HIDDEN void hash_pad(hash_state *state, size_t length_size, bool big_endian);

/* ---- objects --------------------------------------------------------------------------------- */

/* new: hash_kind(string=b'', *, usedforsecurity=True) */
PYI_HIDDEN PyObject *hash_from_arguments(const hash_kind *kind, _PyArg_Parser *parser,
                                         PyObject *const *args, Py_ssize_t nargs,
                                         PyObject *kwnames);
/* new: with that state, and what `data` has unless it is NULL */
PYI_HIDDEN PyObject *hash_from_state(const hash_state *state, PyObject *data);
/* borrowed: the state of an object whose type has these methods */
PYI_HIDDEN const hash_state *hash_state_of(PyObject *op);
/* 0; -1 with TypeError for str and objects without a buffer */
PYI_HIDDEN int hash_get_buffer(PyObject *data, Py_buffer *view);
/* 0 or -1; the types are ready, and `name` in the module is the type */
PYI_HIDDEN int hash_add_type(PyObject *module, const char *name, PyTypeObject *type);
/* new; takes the lock of the object */
PYI_HIDDEN PyObject *hash_digest_of(PyObject *op, size_t size, bool hexadecimal);

PYI_HIDDEN extern PyMethodDef hash_methods[];     /* of types made by functions */
PYI_HIDDEN extern PyMethodDef hash_new_methods[]; /* of types that are called */
PYI_HIDDEN extern PyGetSetDef hash_getset[];
PYI_HIDDEN void hash_dealloc(PyObject *op);
PYI_HIDDEN PyObject *hash_copy(PyObject *op, PyObject *unused);
PYI_HIDDEN PyObject *hash_update_method(PyObject *op, PyObject *data);

/* A type of hash objects that only a function of the module makes. */
#define HASH_TYPE(symbol, type_name)                                                               \
    static PyTypeObject symbol = {                                                                 \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = type_name,                                \
        .tp_dealloc = hash_dealloc,                                                                \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,                        \
        .tp_methods = hash_methods,                                                                \
        .tp_getset = hash_getset,                                                                  \
    }

/* The function of that name, which makes an object. */
#define HASH_FUNCTION(function)                                                                    \
    static PyObject *function(PyObject *Py_UNUSED(module), PyObject *const *args,                  \
                              Py_ssize_t nargs, PyObject *kwnames) {                               \
        static const char *const keywords[] = {"string", "usedforsecurity", NULL};                 \
        static _PyArg_Parser parser = {.keywords = keywords, .fname = #function};                  \
        return hash_from_arguments(&function##_kind, &parser, args, nargs, kwnames);               \
    }

#define HASH_FUNCTION_ROW(function)                                                                \
    {#function, PYI_FASTCALL(function), METH_FASTCALL | METH_KEYWORDS,                             \
     PYI_SIGNATURE(#function, "($module, /, string=b'', *, usedforsecurity=True)")}

/* ---- words ----------------------------------------------------------------------------------- */

static inline uint32_t hash_rotate32(uint32_t x, int left) { return x << left | x >> (32 - left); }

static inline uint64_t hash_rotate64(uint64_t x, int left) {
    return x << left | x >> (-left & 63); /* by 0 as well */
}

static inline uint32_t hash_load32(const uint8_t *from, bool big_endian) {
    uint32_t word;
    memcpy(&word, from, sizeof(word));
    return big_endian == PY_LITTLE_ENDIAN ? __builtin_bswap32(word) : word;
}

static inline uint64_t hash_load64(const uint8_t *from, bool big_endian) {
    uint64_t word;
    memcpy(&word, from, sizeof(word));
    return big_endian == PY_LITTLE_ENDIAN ? __builtin_bswap64(word) : word;
}

/* The first `size` bytes of the words. */
PYI_HIDDEN void hash_store32(uint8_t *to, const uint32_t *words, size_t size, bool big_endian);
PYI_HIDDEN void hash_store64(uint8_t *to, const uint64_t *words, size_t size, bool big_endian);

#endif /* PYI_HASH_H */
