/* SPDX-License-Identifier: Apache-2.0 */
/* memoryview, equality and hash.
 * Two views are equal when their shapes are and their items are, read by their formats; formats that are not native
 * ones of one letter are read by the module struct, and views of formats that nobody knows are never equal.
 */
#include "memory.h"
#include "pyi_c_imports.h"

#include "internal/pycore_pyhash.h"

/* ---- reading items ------------------------------------------------------------------------------------------ */

/* How the items of one view become objects. */
typedef struct {
    char letter;       /* of a native format, or 0 */
    PyObject *unpack;  /* owned: struct.Struct(format).unpack_from, or NULL */
    Py_ssize_t itemsize;
} item_reader;

static void reader_end(item_reader *reader) {
    Py_CLEAR(reader->unpack);
}

/* Only arrays and extension modules have formats that struct must read. */
PYI_C_IMPORT("struct", "Struct error unpack_from", "array", "memoryview");
PYI_C_IMPORT("struct", "Struct error unpack_from", "<extensions>", "memoryview");

/* 1, 0 when the format is not known, -1 with an exception */
static int reader_init(item_reader *reader, const Py_buffer *view) {
    const char *format = memory_format(view);
    reader->letter = pyi_memory_letter(format);
    reader->unpack = NULL;
    reader->itemsize = view->itemsize;
    if (reader->letter != 0) {
        return 1;
    }
    PyObject *module = PyImport_ImportModule("struct");
    if (module == NULL) {
        return -1;
    }
    PyObject *error = PyObject_GetAttrString(module, "error");
    PyObject *unpacker =
        error == NULL ? NULL : PyObject_CallMethod(module, "Struct", "s", format);
    if (unpacker != NULL) {
        reader->unpack = PyObject_GetAttrString(unpacker, "unpack_from");
        Py_DECREF(unpacker);
    }
    int status = reader->unpack != NULL ? 1 : -1;
    if (status < 0 && error != NULL && PyErr_ExceptionMatches(error)) {
        PyErr_Clear();
        status = 0;
    }
    Py_XDECREF(error);
    Py_DECREF(module);
    return status;
}

/* new: an item, or a tuple of them */
static PyObject *read_item(const item_reader *reader, const char *p, const char *format) {
    if (reader->letter != 0) {
        return pyi_memory_unpack(p, reader->letter, format);
    }
    PyObject *memory = PyMemoryView_FromMemory((char *)p, reader->itemsize, PyBUF_READ);
    PyObject *items = memory == NULL ? NULL : PyObject_CallOneArg(reader->unpack, memory);
    Py_XDECREF(memory);
    if (items != NULL && PyTuple_Check(items) && PyTuple_GET_SIZE(items) == 1) {
        Py_SETREF(items, Py_NewRef(PyTuple_GET_ITEM(items, 0)));
    }
    return items;
}

/* ---- equality -------------------------------------------------------------------------------------------------- */

typedef struct {
    const Py_buffer *a, *b;
    item_reader read_a, read_b;
    bool bytewise; /* equal formats whose items are equal when their bytes are */
} comparison;

static char *step_into(const Py_buffer *view, char *p, Py_ssize_t i, int dim) {
    p += view->strides[dim] * i;
    return view->suboffsets != NULL && view->suboffsets[dim] >= 0
               ? *(char **)p + view->suboffsets[dim]
               : p;
}

/* 1, 0 or -1 */
static int items_equal(const comparison *c, const char *p, const char *q) {
    if (c->bytewise) {
        return memcmp(p, q, (size_t)c->a->itemsize) == 0;
    }
    PyObject *x = read_item(&c->read_a, p, memory_format(c->a));
    PyObject *y = x == NULL ? NULL : read_item(&c->read_b, q, memory_format(c->b));
    int equal = y == NULL ? -1 : PyObject_RichCompareBool(x, y, Py_EQ);
    if (equal == 1 && x == y && PyFloat_Check(x)) {
        equal = PyFloat_AS_DOUBLE(x) == PyFloat_AS_DOUBLE(y); /* a NaN is not equal to itself */
    }
    Py_XDECREF(x);
    Py_XDECREF(y);
    return equal;
}

static int equal_from(const comparison *c, int dim, char *p, char *q) {
    if (dim == c->a->ndim) {
        return items_equal(c, p, q);
    }
    for (Py_ssize_t i = 0; i < c->a->shape[dim]; i++) {
        int equal = equal_from(c, dim + 1, step_into(c->a, p, i, dim), step_into(c->b, q, i, dim));
        if (equal <= 0) {
            return equal;
        }
    }
    return 1;
}

/* Which letters compare by bytes: all but floats, where 0.0 == -0.0, and truth values. */
static bool compares_bytewise(char letter) {
    return letter != 0 && strchr("bBhHiIlLqQnNcP", letter) != NULL;
}

static int views_equal(const Py_buffer *a, const Py_buffer *b) {
    if (!pyi_memory_same_shape(a, b)) {
        return 0;
    }
    comparison c = {a, b, {0}, {0}, false};
    int status = reader_init(&c.read_a, a);
    if (status > 0) {
        status = reader_init(&c.read_b, b);
    }
    if (status > 0) {
        c.bytewise = c.read_a.letter == c.read_b.letter && compares_bytewise(c.read_a.letter);
        status = equal_from(&c, 0, a->buf, b->buf);
    }
    reader_end(&c.read_a);
    reader_end(&c.read_b);
    return status;
}

/* Gives a buffer the geometry that its exporter left out. */
static void complete(Py_buffer *view, Py_ssize_t *shape, Py_ssize_t *strides) {
    if (view->ndim == 0 || (view->shape != NULL && view->strides != NULL)) {
        return;
    }
    if (view->shape == NULL) {
        shape[0] = view->len / Py_MAX(view->itemsize, 1);
        view->shape = shape;
    }
    if (view->strides == NULL) {
        PyBuffer_FillContiguousStrides(view->ndim, view->shape, strides, (int)view->itemsize, 'C');
        view->strides = strides;
    }
}

PyObject *pyi_memory_richcompare(PyObject *self, PyObject *other, int op) {
    if (op != Py_EQ && op != Py_NE) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    int equal;
    if (memory_is_released(MEMORY(self))) {
        equal = self == other;
    } else if (PyMemoryView_Check(other)) {
        equal = memory_is_released(MEMORY(other)) ? 0 : views_equal(VIEW(self), VIEW(other));
    } else {
        Py_buffer view;
        Py_ssize_t shape[PyBUF_MAX_NDIM], strides[PyBUF_MAX_NDIM];
        if (PyObject_GetBuffer(other, &view, PyBUF_FULL_RO) < 0) {
            PyErr_Clear();
            Py_RETURN_NOTIMPLEMENTED;
        }
        complete(&view, shape, strides);
        equal = views_equal(VIEW(self), &view);
        PyBuffer_Release(&view);
    }
    return equal < 0 ? NULL : Py_NewRef((equal != 0) == (op == Py_EQ) ? Py_True : Py_False);
}

/* ---- hash --------------------------------------------------------------------------------------------------------- */

static Py_hash_t refuse(const char *text) {
    PyErr_SetString(PyExc_ValueError, text);
    return -1;
}

/* That of the bytes. */
static Py_hash_t hash_contents(const Py_buffer *view) {
    if (PyBuffer_IsContiguous(view, 'C')) {
        return _Py_HashBytes(view->buf, view->len);
    }
    char *packed = PyMem_Malloc((size_t)Py_MAX(view->len, 1));
    if (packed == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    Py_hash_t hash = -1;
    if (pyi_memory_pack_all(packed, view, view->len, 'C') == 0) {
        hash = _Py_HashBytes(packed, view->len);
    }
    PyMem_Free(packed);
    return hash;
}

Py_hash_t pyi_memory_hash(PyObject *op) {
    PyMemoryViewObject *self = MEMORY(op);
    if (self->hash != -1) {
        return self->hash;
    }
    if (!pyi_memory_alive(self)) {
        return -1;
    }
    if (!self->view.readonly) {
        return refuse("cannot hash writable memoryview object");
    }
    char letter = pyi_memory_letter(memory_format(&self->view));
    if (letter != 'B' && letter != 'b' && letter != 'c') {
        return refuse("memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    }
    if (self->view.obj != NULL && PyObject_Hash(self->view.obj) == -1) {
        return -1; /* what cannot be hashed may change */
    }
    return self->hash = hash_contents(&self->view);
}
