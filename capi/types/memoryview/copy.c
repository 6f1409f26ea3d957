/* SPDX-License-Identifier: Apache-2.0 */
/* memoryview, copying between arrays of any geometry. */
#include "memory.h"

/* ---- structure ----------------------------------------------------------------------------------------- */

bool pyi_memory_same_shape(const Py_buffer *a, const Py_buffer *b) {
    if (a->ndim != b->ndim) {
        return false;
    }
    for (int i = 0; i < a->ndim; i++) {
        if (a->shape[i] != b->shape[i]) {
            return false;
        }
        if (a->shape[i] == 0) { /* empty either way */
            break;
        }
    }
    return true;
}

/* "@B" is the same as "B". */
static bool same_format(const Py_buffer *a, const Py_buffer *b) {
    const char *x = memory_format(a), *y = memory_format(b);
    return strcmp(x + (*x == '@'), y + (*y == '@')) == 0 && a->itemsize == b->itemsize;
}

bool pyi_memory_same_structure(const Py_buffer *a, const Py_buffer *b) {
    return same_format(a, b) && pyi_memory_same_shape(a, b);
}

/* ---- arrays --------------------------------------------------------------------------------------------- */

static char *follow(char *p, const Py_ssize_t *suboffsets, int dim) {
    return suboffsets != NULL && suboffsets[dim] >= 0 ? *(char **)p + suboffsets[dim] : p;
}

/* One dimension; `packed` has room for it when the two may overlap. */
static void copy_row(Py_ssize_t n, Py_ssize_t itemsize, char *to, Py_ssize_t to_stride,
                     const Py_ssize_t *to_sub, int to_dim, char *from, Py_ssize_t from_stride,
                     const Py_ssize_t *from_sub, int from_dim, char *packed) {
    bool direct = (to_sub == NULL || to_sub[to_dim] < 0) &&
                  (from_sub == NULL || from_sub[from_dim] < 0) && to_stride == itemsize &&
                  from_stride == itemsize;
    if (direct) {
        memmove(to, from, (size_t)(n * itemsize));
        return;
    }
    for (Py_ssize_t i = 0; i < n; i++, from += from_stride) {
        memcpy(packed + i * itemsize, follow(from, from_sub, from_dim), (size_t)itemsize);
    }
    for (Py_ssize_t i = 0; i < n; i++, to += to_stride) {
        memcpy(follow(to, to_sub, to_dim), packed + i * itemsize, (size_t)itemsize);
    }
}

typedef struct {
    const Py_buffer *to, *from;
    char *packed;
} array_copy;

static void copy_from(const array_copy *copy, int dim, char *to, char *from) {
    const Py_buffer *a = copy->to, *b = copy->from;
    Py_ssize_t n = b->shape[dim];
    if (dim == b->ndim - 1) {
        copy_row(n, b->itemsize, to, a->strides[dim], a->suboffsets, dim, from, b->strides[dim],
                 b->suboffsets, dim, copy->packed);
        return;
    }
    for (Py_ssize_t i = 0; i < n; i++, to += a->strides[dim], from += b->strides[dim]) {
        copy_from(copy, dim + 1, follow(to, a->suboffsets, dim), follow(from, b->suboffsets, dim));
    }
}

int pyi_memory_copy(const Py_buffer *to, const Py_buffer *from) {
    if (from->ndim == 0) {
        memmove(to->buf, from->buf, (size_t)from->itemsize);
        return 0;
    }
    array_copy copy = {to, from, NULL};
    Py_ssize_t n = from->shape[from->ndim - 1];
    copy.packed = PyMem_Malloc((size_t)Py_MAX(n * from->itemsize, 1));
    if (copy.packed == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    copy_from(&copy, 0, to->buf, from->buf);
    PyMem_Free(copy.packed);
    return 0;
}

/* ---- packing ----------------------------------------------------------------------------------------------- */

int pyi_memory_pack_all(char *to, const Py_buffer *view, Py_ssize_t len, char order) {
    if (order == 'A') {
        order = !PyBuffer_IsContiguous(view, 'C') && PyBuffer_IsContiguous(view, 'F') ? 'F' : 'C';
    }
    if (PyBuffer_IsContiguous(view, order)) {
        memcpy(to, view->buf, (size_t)len);
        return 0;
    }
    Py_ssize_t shape[PyBUF_MAX_NDIM], from_strides[PyBUF_MAX_NDIM], strides[PyBUF_MAX_NDIM];
    Py_buffer from = *view, target;
    if (view->shape == NULL) { /* one dimension */
        shape[0] = view->len / view->itemsize;
        from.shape = shape;
    }
    if (view->strides == NULL) {
        PyBuffer_FillContiguousStrides(view->ndim, from.shape, from_strides, 1, 'C');
        for (int i = 0; i < view->ndim; i++) {
            from_strides[i] *= view->itemsize;
        }
        from.strides = from_strides;
    }
    target = from;
    target.buf = to;
    target.suboffsets = NULL;
    target.strides = strides;
    PyBuffer_FillContiguousStrides(view->ndim, from.shape, strides, 1, order);
    for (int i = 0; i < view->ndim; i++) {
        strides[i] *= view->itemsize;
    }
    return pyi_memory_copy(&target, &from);
}

/* ---- public functions ---------------------------------------------------------------------------------------- */

int PyBuffer_ToContiguous(void *buf, const Py_buffer *view, Py_ssize_t len, char order) {
    if (len != view->len) {
        PyErr_SetString(PyExc_ValueError, "PyBuffer_ToContiguous: len != view->len");
        return -1;
    }
    return pyi_memory_pack_all(buf, view, len, order);
}
