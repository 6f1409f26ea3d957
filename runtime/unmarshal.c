/* SPDX-License-Identifier: Apache-2.0 */
/* unmarshal.c: code objects from their marshalled form, faster than `marshal` makes them.
 *
 * The bytes are our own, in memory and complete, so nothing has to be checked but whether a type is
 * known; and a name that any module of the library has made before is found in a table. What this
 * does not know (a newer format, say) is left to `marshal`. Making the code objects of a module is most
 * of what its import costs beyond running its body.
 *
 * Format: module `marshal` of CPython 3.11 to 3.13, as aot_build/bytecode/marshalled.py writes it.
 */
#include "library.h"

#include <marshal.h>
#include <string.h>

#define Py_BUILD_CORE 1
#include <internal/pycore_code.h>
#undef Py_BUILD_CORE

/* ---- names ---------------------------------------------------------------------------------------- */

/* Interned ASCII strings of this library's code objects, which live for ever: a hash table of owned
 * references, NULL where free. */
static PyObject **known;
static uint32_t known_mask, known_count; /* slots - 1; entries */

static uint64_t name_word(const uint8_t *data, size_t size) {
    uint64_t word = 0;
    memcpy(&word, data, size);
    return word;
}

static uint32_t name_hash(const uint8_t *data, size_t size) {
    uint64_t hash = size;
    for (; size > 8; data += 8, size -= 8) {
        hash = (hash ^ name_word(data, 8)) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 32;
    }
    hash = (hash ^ name_word(data, size)) * 0x9E3779B97F4A7C15u;
    return (uint32_t)(hash >> 32);
}

static bool name_is(PyObject *name, const uint8_t *data, size_t size) {
    return (size_t)PyUnicode_GET_LENGTH(name) == size &&
           memcmp(PyUnicode_1BYTE_DATA(name), data, size) == 0;
}

/* The slot of a name, or the free one where it belongs. */
static PyObject **name_slot(const uint8_t *data, size_t size) {
    uint32_t i = name_hash(data, size) & known_mask;
    while (known[i] != NULL && !name_is(known[i], data, size)) {
        i = (i + 1) & known_mask;
    }
    return &known[i];
}

/* Keeps a quarter of the slots free. 0 or -1. */
static int names_grow(void) {
    uint32_t old_size = known == NULL ? 0 : known_mask + 1;
    if (known_count < old_size / 4 * 3) {
        return 0;
    }
    uint32_t size = old_size == 0 ? 512 : 2 * old_size;
    PyObject **old = known, **grown = PyMem_RawCalloc(size, sizeof(*grown));
    if (grown == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    known = grown;
    known_mask = size - 1;
    for (uint32_t i = 0; i < old_size; i++) {
        if (old[i] != NULL) {
            *name_slot(PyUnicode_1BYTE_DATA(old[i]), (size_t)PyUnicode_GET_LENGTH(old[i])) = old[i];
        }
    }
    PyMem_RawFree(old);
    return 0;
}

/* New */
static PyObject *ascii_new(const uint8_t *data, size_t size) {
    if (size < 2) { /* these exist already */
        return PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, data, (Py_ssize_t)size);
    }
    PyObject *string = PyUnicode_New((Py_ssize_t)size, 127);
    if (string != NULL) {
        memcpy(PyUnicode_1BYTE_DATA(string), data, size);
    }
    return string;
}

/* New */
static PyObject *name_new(const uint8_t *data, size_t size) {
    if (names_grow() < 0) {
        return NULL;
    }
    PyObject **slot = name_slot(data, size);
    if (*slot != NULL) {
        return Py_NewRef(*slot);
    }
    PyObject *name = ascii_new(data, size);
    if (name != NULL) {
        PyUnicode_InternInPlace(&name);
        *slot = Py_NewRef(name);
        known_count++;
    }
    return name;
}

/* ---- reading ----------------------------------------------------------------------------------------- */

enum { FLAG_REF = 0x80, NO_REF = -1 };

typedef struct {
    const uint8_t *at;
    PyObject **refs; /* owned: making a code object replaces what it consists of */
    int32_t n_refs, room;
    bool unknown; /* not for us; no exception is set */
} reader;

/* New; NULL with an exception, or when something is unknown. */
static PyObject *read_object(reader *self);

static int32_t read_int(reader *self) {
    const uint8_t *p = self->at;
    self->at += 4;
    return (int32_t)(p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24);
}

static const uint8_t *take(reader *self, size_t size) {
    self->at += size;
    return self->at - size;
}

/* A number for what is about to be read: outer objects come before inner ones. */
static int32_t ref_reserve(reader *self) {
    if (self->n_refs == self->room) {
        int32_t room = self->room == 0 ? 256 : 2 * self->room;
        PyObject **refs = PyMem_RawRealloc(self->refs, (size_t)room * sizeof(PyObject *));
        if (refs == NULL) {
            PyErr_NoMemory();
            return NO_REF;
        }
        self->refs = refs;
        self->room = room;
    }
    self->refs[self->n_refs] = NULL;
    return self->n_refs++;
}

static PyObject *read_ref(reader *self) {
    int32_t i = read_int(self);
    self->unknown |= i < 0 || i >= self->n_refs || self->refs[i] == NULL;
    return self->unknown ? NULL : Py_NewRef(self->refs[i]);
}

/* What is rare is left to marshal: the object of this many bytes after its letter. */
static PyObject *read_rare(reader *self, size_t size) {
    const uint8_t *start = self->at - 1;
    self->at += size;
    return PyMarshal_ReadObjectFromString((const char *)start, (Py_ssize_t)size + 1);
}

static PyObject *read_long(reader *self) {
    reader ahead = *self;
    int32_t digits = read_int(&ahead);
    return read_rare(self, 4 + 2 * (size_t)(digits < 0 ? -digits : digits));
}

static PyObject *read_unicode(reader *self, bool intern) {
    int32_t size = read_int(self);
    PyObject *string =
        PyUnicode_DecodeUTF8((const char *)take(self, (size_t)size), size, "surrogatepass");
    if (string != NULL && intern) {
        PyUnicode_InternInPlace(&string);
    }
    return string;
}

static PyObject *read_bytes(reader *self) {
    int32_t size = read_int(self);
    return PyBytes_FromStringAndSize((const char *)take(self, (size_t)size), size);
}

static PyObject *read_tuple(reader *self, int32_t n) {
    PyObject *tuple = PyTuple_New(n);
    for (int32_t i = 0; tuple != NULL && i < n; i++) {
        PyObject *item = read_object(self);
        if (item == NULL) {
            Py_CLEAR(tuple);
        } else {
            PyTuple_SET_ITEM(tuple, i, item);
        }
    }
    return tuple;
}

static PyObject *read_frozenset(reader *self) {
    int32_t n = read_int(self);
    PyObject *set = PyFrozenSet_New(NULL);
    for (int32_t i = 0; set != NULL && i < n; i++) {
        PyObject *item = read_object(self);
        if (item == NULL || PySet_Add(set, item) < 0) {
            Py_CLEAR(set);
        }
        Py_XDECREF(item);
    }
    return set;
}

/* ---- code objects ------------------------------------------------------------------------------------ */

typedef struct _PyCodeConstructor code_parts;

#if PY_VERSION_HEX < 0x030D0000

static PyObject *code_new(reader *self, code_parts *parts) {
    (void)self;
    code_parts own = *parts; /* without debug ranges the interpreter puts another line table into it */
    return _PyCode_Validate(&own) < 0 ? NULL : (PyObject *)_PyCode_New(&own);
}

#else

/* New: the names of the variables of a kind, in their order. */
static PyObject *names_of_kind(const code_parts *parts, int kind) {
    const char *kinds = PyBytes_AS_STRING(parts->localspluskinds);
    Py_ssize_t size = PyTuple_GET_SIZE(parts->localsplusnames), n = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        n += (kinds[i] & kind) != 0;
    }
    PyObject *names = PyTuple_New(n);
    for (Py_ssize_t i = size; names != NULL && i-- > 0;) {
        if (kinds[i] & kind) {
            PyTuple_SET_ITEM(names, --n, Py_NewRef(PyTuple_GET_ITEM(parts->localsplusnames, i)));
        }
    }
    return names;
}

/* The interpreter has numbered the variables itself, and does not know of hidden ones. */
static bool kinds_set(PyCodeObject *code, const code_parts *parts) {
    PyObject *own = code->co_localspluskinds, *kinds = parts->localspluskinds;
    Py_ssize_t size = PyBytes_GET_SIZE(kinds);
    if (PyBytes_GET_SIZE(own) != size) {
        return false;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        if (PyTuple_GET_ITEM(code->co_localsplusnames, i) !=
                PyTuple_GET_ITEM(parts->localsplusnames, i) ||
            (PyBytes_AS_STRING(own)[i] ^ PyBytes_AS_STRING(kinds)[i]) & ~CO_FAST_HIDDEN) {
            return false;
        }
    }
    Py_SETREF(code->co_localspluskinds, Py_NewRef(kinds));
    return true;
}

static PyObject *code_new(reader *self, code_parts *parts) {
    PyObject *locals = names_of_kind(parts, CO_FAST_LOCAL);
    PyObject *cells = names_of_kind(parts, CO_FAST_CELL);
    PyObject *frees = names_of_kind(parts, CO_FAST_FREE);
    PyCodeObject *code = NULL;
    if (locals != NULL && cells != NULL && frees != NULL) {
        code = PyUnstable_Code_NewWithPosOnlyArgs(
            parts->argcount, parts->posonlyargcount, parts->kwonlyargcount,
            (int)PyTuple_GET_SIZE(locals), parts->stacksize, parts->flags, parts->code,
            parts->consts, parts->names, locals, frees, cells, parts->filename, parts->name,
            parts->qualname, parts->firstlineno, parts->linetable, parts->exceptiontable);
    }
    Py_XDECREF(locals);
    Py_XDECREF(cells);
    Py_XDECREF(frees);
    if (code != NULL && !kinds_set(code, parts)) {
        self->unknown = true;
        Py_CLEAR(code);
    }
    return (PyObject *)code;
}

#endif

static PyObject *read_code(reader *self) {
    code_parts parts = {.argcount = read_int(self)};
    parts.posonlyargcount = read_int(self);
    parts.kwonlyargcount = read_int(self);
    parts.stacksize = read_int(self);
    parts.flags = read_int(self);
    PyObject **const objects[] = {&parts.code,            &parts.consts,   &parts.names,
                                  &parts.localsplusnames, &parts.localspluskinds,
                                  &parts.filename,        &parts.name,     &parts.qualname,
                                  &parts.linetable,       &parts.exceptiontable};
    enum { N = sizeof(objects) / sizeof(objects[0]), BEFORE_LINE = 8 };
    int n = 0;
    for (; n < N; n++) {
        if (n == BEFORE_LINE) {
            parts.firstlineno = read_int(self);
        }
        *objects[n] = read_object(self);
        if (*objects[n] == NULL) {
            break;
        }
    }
    PyObject *code = n == N ? code_new(self, &parts) : NULL;
    while (n-- > 0) {
        Py_DECREF(*objects[n]);
    }
    return code;
}

/* ---- any object -------------------------------------------------------------------------------------- */

static PyObject *read_kind(reader *self, uint8_t kind) {
    switch (kind) {
    case 'N': return Py_NewRef(Py_None);
    case 'T': return Py_NewRef(Py_True);
    case 'F': return Py_NewRef(Py_False);
    case '.': return Py_NewRef(Py_Ellipsis);
    case 'i': return PyLong_FromLong(read_int(self));
    case 'l': return read_long(self);
    case 'g': return read_rare(self, 8);
    case 'y': return read_rare(self, 16);
    case 's': return read_bytes(self);
    case 'u': return read_unicode(self, false);
    case 't': return read_unicode(self, true);
    case 'r': return read_ref(self);
    case ')': return read_tuple(self, *take(self, 1));
    case '(': return read_tuple(self, read_int(self));
    case '>': return read_frozenset(self);
    case 'c': return read_code(self);
    }
    bool is_name = kind == 'A' || kind == 'Z';
    if (!is_name && kind != 'a' && kind != 'z') {
        self->unknown = true;
        return NULL;
    }
    size_t size = kind == 'a' || kind == 'A' ? (size_t)read_int(self) : *take(self, 1);
    const uint8_t *data = take(self, size);
    return is_name ? name_new(data, size) : ascii_new(data, size);
}

static PyObject *read_object(reader *self) {
    uint8_t letter = *take(self, 1);
    int32_t ref = NO_REF;
    if (letter & FLAG_REF) {
        ref = ref_reserve(self);
        if (ref == NO_REF) {
            return NULL;
        }
    }
    PyObject *op = read_kind(self, letter & ~FLAG_REF);
    if (ref != NO_REF) {
        self->refs[ref] = Py_XNewRef(op);
    }
    return op;
}

static PyObject *by_marshal(const uint8_t *data, uint64_t size) {
    return PyMarshal_ReadObjectFromString((const char *)data, (Py_ssize_t)size);
}

PyObject *rt_unmarshal(const uint8_t *data, uint64_t size) {
    if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
        return by_marshal(data, size); /* the table's names are interned in another one */
    }
    reader self = {.at = data};
    PyObject *op = read_object(&self);
    for (int32_t i = 0; i < self.n_refs; i++) {
        Py_XDECREF(self.refs[i]);
    }
    PyMem_RawFree(self.refs);
    if (op == NULL && self.unknown && !PyErr_Occurred()) {
        return by_marshal(data, size);
    }
    return op;
}
