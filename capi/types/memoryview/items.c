/* SPDX-License-Identifier: Apache-2.0 */
/* memoryview, items: reading and writing of native formats, indices and slices. */
#include "memory.h"

/* ---- formats --------------------------------------------------------------------------------------------- */

Py_ssize_t pyi_memory_letter_size(char letter) {
    switch (letter) {
    case 'c':
    case 'b':
    case 'B':
        return 1;
    case 'h':
    case 'H':
        return sizeof(short);
    case 'i':
    case 'I':
        return sizeof(int);
    case 'l':
    case 'L':
        return sizeof(long);
    case 'q':
    case 'Q':
        return sizeof(long long);
    case 'n':
    case 'N':
        return sizeof(size_t);
    case 'e':
        return PYI_312 ? 2 : -1;
    case 'f':
        return sizeof(float);
    case 'd':
        return sizeof(double);
    case '?':
        return sizeof(_Bool);
    case 'P':
        return sizeof(void *);
    default:
        return -1;
    }
}

char pyi_memory_letter(const char *format) {
    if (*format == '@') {
        format++;
    }
    return format[0] != 0 && format[1] == 0 && pyi_memory_letter_size(*format) > 0 ? *format : 0;
}

#define LOAD(type)                                                                                 \
    __extension__({                                                                                \
        type value_;                                                                               \
        memcpy(&value_, p, sizeof(value_));                                                        \
        value_;                                                                                    \
    })

PyObject *pyi_memory_unpack(const char *p, char letter, const char *format) {
    switch (letter) {
    case 'B':
        return PyLong_FromLong(*(const unsigned char *)p);
    case 'b':
        return PyLong_FromLong(*(const signed char *)p);
    case 'h':
        return PyLong_FromLong(LOAD(short));
    case 'H':
        return PyLong_FromLong(LOAD(unsigned short));
    case 'i':
        return PyLong_FromLong(LOAD(int));
    case 'I':
        return PyLong_FromUnsignedLong(LOAD(unsigned int));
    case 'l':
        return PyLong_FromLong(LOAD(long));
    case 'L':
        return PyLong_FromUnsignedLong(LOAD(unsigned long));
    case 'q':
        return PyLong_FromLongLong(LOAD(long long));
    case 'Q':
        return PyLong_FromUnsignedLongLong(LOAD(unsigned long long));
    case 'n':
        return PyLong_FromSsize_t(LOAD(Py_ssize_t));
    case 'N':
        return PyLong_FromSize_t(LOAD(size_t));
    case '?':
        return PyBool_FromLong(*(const unsigned char *)p != 0);
#if PYI_312
    case 'e': {
        double value = PyFloat_Unpack2(p, PY_LITTLE_ENDIAN);
        return value == -1.0 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(value);
    }
#endif
    case 'f':
        return PyFloat_FromDouble(LOAD(float));
    case 'd':
        return PyFloat_FromDouble(LOAD(double));
    case 'c':
        return PyBytes_FromStringAndSize(p, 1);
    case 'P':
        return PyLong_FromVoidPtr(LOAD(void *));
    default:
        PyErr_Format(PyExc_NotImplementedError, "memoryview: format %s not supported", format);
        return NULL;
    }
}

/* The exception of a conversion becomes one that names the format. */
static int blame(const char *format) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_Format(PyExc_TypeError, "memoryview: invalid type for format '%s'", format);
    } else if (PyErr_ExceptionMatches(PyExc_OverflowError) ||
               PyErr_ExceptionMatches(PyExc_ValueError)) {
        PyErr_Format(PyExc_ValueError, "memoryview: invalid value for format '%s'", format);
    }
    return -1;
}

static int out_of_range(const char *format) {
    PyErr_Format(PyExc_ValueError, "memoryview: invalid value for format '%s'", format);
    return -1;
}

#define STORE(type, value)                                                                         \
    do {                                                                                           \
        type value_ = (type)(value);                                                               \
        memcpy(p, &value_, sizeof(value_));                                                        \
    } while (0)

/* ints of at most 64 bits, signed ones */
static int pack_signed(char *p, PyObject *value, char letter, const char *format) {
    PyObject *number = PyNumber_Index(value);
    if (number == NULL) {
        return blame(format);
    }
    long long n = PyLong_AsLongLong(number);
    Py_DECREF(number);
    if (n == -1 && PyErr_Occurred()) {
        return blame(format);
    }
    int bits = 8 * (int)pyi_memory_letter_size(letter);
    if (bits < 64 && (n < -(1LL << (bits - 1)) || n >= 1LL << (bits - 1))) {
        return out_of_range(format);
    }
    switch (bits) {
    case 8:
        STORE(int8_t, n);
        break;
    case 16:
        STORE(int16_t, n);
        break;
    case 32:
        STORE(int32_t, n);
        break;
    default:
        STORE(int64_t, n);
    }
    return 0;
}

static int pack_unsigned(char *p, PyObject *value, char letter, const char *format) {
    PyObject *number = PyNumber_Index(value);
    if (number == NULL) {
        return blame(format);
    }
    unsigned long long n = PyLong_AsUnsignedLongLong(number);
    Py_DECREF(number);
    if (n == (unsigned long long)-1 && PyErr_Occurred()) {
        return blame(format);
    }
    int bits = 8 * (int)pyi_memory_letter_size(letter);
    if (bits < 64 && n >> bits != 0) {
        return out_of_range(format);
    }
    switch (bits) {
    case 8:
        STORE(uint8_t, n);
        break;
    case 16:
        STORE(uint16_t, n);
        break;
    case 32:
        STORE(uint32_t, n);
        break;
    default:
        STORE(uint64_t, n);
    }
    return 0;
}

static int pack_float(char *p, PyObject *value, char letter, const char *format) {
    double number = PyFloat_AsDouble(value);
    if (number == -1.0 && PyErr_Occurred()) {
        return blame(format);
    }
    if (letter == 'd') {
        STORE(double, number);
    } else if (letter == 'f') {
        STORE(float, number);
    } else if (PyFloat_Pack2(number, p, PY_LITTLE_ENDIAN) < 0) {
        return blame(format);
    }
    return 0;
}

int pyi_memory_pack(char *p, PyObject *value, char letter, const char *format) {
    format += *format == '@';
    switch (letter) {
    case 'b':
    case 'h':
    case 'i':
    case 'l':
    case 'q':
    case 'n':
        return pack_signed(p, value, letter, format);
    case 'B':
    case 'H':
    case 'I':
    case 'L':
    case 'Q':
    case 'N':
        return pack_unsigned(p, value, letter, format);
    case 'e':
    case 'f':
    case 'd':
        return pack_float(p, value, letter, format);
    case '?': {
        int truth = PyObject_IsTrue(value);
        if (truth < 0) {
            return -1;
        }
        *p = (char)truth;
        return 0;
    }
    case 'c':
        if (!PyBytes_Check(value)) {
            PyErr_Format(PyExc_TypeError, "memoryview: invalid type for format '%s'", format);
            return -1;
        }
        if (PyBytes_GET_SIZE(value) != 1) {
            return out_of_range(format);
        }
        *p = PyBytes_AS_STRING(value)[0];
        return 0;
    case 'P': {
        void *pointer = PyLong_AsVoidPtr(value);
        if (pointer == NULL && PyErr_Occurred()) {
            return blame(format);
        }
        STORE(void *, pointer);
        return 0;
    }
    default:
        PyErr_Format(PyExc_NotImplementedError, "memoryview: format %s not supported", format);
        return -1;
    }
}

/* The letter, or 0 with NotImplementedError. */
static char require_letter(const char *format) {
    char letter = pyi_memory_letter(format);
    if (letter == 0) {
        PyErr_Format(PyExc_NotImplementedError, "memoryview: unsupported format %s", format);
    }
    return letter;
}

/* ---- places ------------------------------------------------------------------------------------------------ */

char *pyi_memory_locate(const Py_buffer *view, char *p, Py_ssize_t index, int dim) {
    Py_ssize_t n = view->shape[dim];
    if (index < 0) {
        index += n;
    }
    if (index < 0 || index >= n) {
        PyErr_Format(PyExc_IndexError, "index out of bounds on dimension %d", dim + 1);
        return NULL;
    }
    p += view->strides[dim] * index;
    if (view->suboffsets != NULL && view->suboffsets[dim] >= 0) {
        p = *(char **)p + view->suboffsets[dim];
    }
    return p;
}

/* __index__ may release the view, which then must not be touched. */
static char *locate_by_tuple(PyMemoryViewObject *self, PyObject *tuple) {
    const Py_buffer *view = &self->view;
    char *p = view->buf;
    Py_ssize_t n = PyTuple_GET_SIZE(tuple);
    if (n > view->ndim) {
        PyErr_Format(PyExc_TypeError, "cannot index %zd-dimension view with %zd-element tuple",
                     (Py_ssize_t)view->ndim, n);
        return NULL;
    }
    for (Py_ssize_t dim = 0; dim < n; dim++) {
        Py_ssize_t index = PyNumber_AsSsize_t(PyTuple_GET_ITEM(tuple, dim), PyExc_IndexError);
        if ((index == -1 && PyErr_Occurred()) || !pyi_memory_alive(self)) {
            return NULL;
        }
        p = pyi_memory_locate(view, p, index, (int)dim);
        if (p == NULL) {
            return NULL;
        }
    }
    return p;
}

static bool is_tuple_of(PyObject *key, bool slices) {
    if (!PyTuple_Check(key)) {
        return false;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(key);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = PyTuple_GET_ITEM(key, i);
        if (slices ? !PySlice_Check(item) : !PyIndex_Check(item)) {
            return false;
        }
    }
    return slices ? n > 0 : true;
}

static PyObject *not_implemented(const char *text) {
    PyErr_SetString(PyExc_NotImplementedError, text);
    return NULL;
}

/* Cuts the first dimension of a view's geometry. */
static int apply_slice(Py_buffer *view, PyObject *slice) {
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return -1;
    }
    Py_ssize_t n = PySlice_AdjustIndices(view->shape[0], &start, &stop, step);
    view->buf = (char *)view->buf + view->strides[0] * start; /* pointers are followed after that */
    view->shape[0] = n;
    view->strides[0] *= step;
    return 0;
}

static void refresh_length(Py_buffer *view) {
    Py_ssize_t n = view->itemsize;
    for (int i = 0; i < view->ndim; i++) {
        n *= view->shape[i];
    }
    view->len = n;
}

/* ---- reading ------------------------------------------------------------------------------------------------ */

PyObject *pyi_memory_item(PyObject *op, Py_ssize_t index) {
    PyMemoryViewObject *self = MEMORY(op);
    const Py_buffer *view = &self->view;
    if (!pyi_memory_alive(self)) {
        return NULL;
    }
    char letter = require_letter(memory_format(view));
    if (letter == 0) {
        return NULL;
    }
    if (view->ndim == 0) {
        PyErr_SetString(PyExc_TypeError, "invalid indexing of 0-dim memory");
        return NULL;
    }
    if (view->ndim != 1) {
        return not_implemented("multi-dimensional sub-views are not implemented");
    }
    char *p = pyi_memory_locate(view, view->buf, index, 0);
    return p == NULL ? NULL : pyi_memory_unpack(p, letter, memory_format(view));
}

static PyObject *item_by_tuple(PyMemoryViewObject *self, PyObject *tuple) {
    const Py_buffer *view = &self->view;
    char letter = require_letter(memory_format(view));
    if (letter == 0) {
        return NULL;
    }
    if (PyTuple_GET_SIZE(tuple) < view->ndim) {
        return not_implemented("sub-views are not implemented");
    }
    char *p = locate_by_tuple(self, tuple);
    return p == NULL ? NULL : pyi_memory_unpack(p, letter, memory_format(view));
}

static PyObject *slice_of(PyMemoryViewObject *self, PyObject *slice) {
    PyObject *result =
        pyi_memory_shareable(self) ? pyi_memory_of(self->mbuf, &self->view) : NULL;
    if (result == NULL) {
        return NULL;
    }
    if (apply_slice(VIEW(result), slice) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    refresh_length(VIEW(result));
    pyi_memory_set_flags(MEMORY(result));
    return result;
}

/* memory[()] is the item, memory[...] the view itself */
static PyObject *subscript_scalar(PyMemoryViewObject *self, PyObject *key) {
    const Py_buffer *view = &self->view;
    if (PyTuple_Check(key) && PyTuple_GET_SIZE(key) == 0) {
        char letter = require_letter(memory_format(view));
        return letter == 0 ? NULL : pyi_memory_unpack(view->buf, letter, memory_format(view));
    }
    if (key == Py_Ellipsis) {
        return Py_NewRef((PyObject *)self);
    }
    PyErr_SetString(PyExc_TypeError, "invalid indexing of 0-dim memory");
    return NULL;
}

PyObject *pyi_memory_subscript(PyObject *op, PyObject *key) {
    PyMemoryViewObject *self = MEMORY(op);
    if (!pyi_memory_alive(self)) {
        return NULL;
    }
    if (self->view.ndim == 0) {
        return subscript_scalar(self, key);
    }
    if (PyIndex_Check(key)) {
        Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (index == -1 && PyErr_Occurred()) {
            return NULL;
        }
        return pyi_memory_item(op, index);
    }
    if (PySlice_Check(key)) {
        return slice_of(self, key);
    }
    if (is_tuple_of(key, false)) {
        return item_by_tuple(self, key);
    }
    if (is_tuple_of(key, true)) {
        return not_implemented("multi-dimensional slicing is not implemented");
    }
    PyErr_SetString(PyExc_TypeError, "memoryview: invalid slice key");
    return NULL;
}

/* ---- writing -------------------------------------------------------------------------------------------------- */

/* self[slice] = value, an exporter of the same format and shape */
static int assign_slice(PyMemoryViewObject *self, PyObject *slice, PyObject *value) {
    Py_buffer from, to = self->view;
    Py_ssize_t shape[1], strides[1], suboffsets[1];
    if (PyObject_GetBuffer(value, &from, PyBUF_FULL_RO) < 0) {
        return -1;
    }
    int status = -1;
    shape[0] = to.shape[0];
    strides[0] = to.strides[0];
    to.shape = shape;
    to.strides = strides;
    if (to.suboffsets != NULL) {
        suboffsets[0] = to.suboffsets[0];
        to.suboffsets = suboffsets;
    }
    /* an exporter may leave its geometry out */
    Py_ssize_t from_shape = from.len / Py_MAX(from.itemsize, 1), from_stride = from.itemsize;
    if (from.ndim == 1) {
        from.shape = from.shape == NULL ? &from_shape : from.shape;
        from.strides = from.strides == NULL ? &from_stride : from.strides;
    }
    if (apply_slice(&to, slice) == 0 && pyi_memory_alive(self)) {
        if (!pyi_memory_same_structure(&to, &from)) {
            PyErr_SetString(PyExc_ValueError, "memoryview assignment: lvalue and rvalue have "
                                              "different structures");
        } else {
            status = pyi_memory_copy(&to, &from);
        }
    }
    PyBuffer_Release(&from);
    return status;
}

/* May converting the value have released the view? Then nothing may be written. */
static int pack_alive(PyMemoryViewObject *self, char *p, PyObject *value, char letter,
                      const char *format) {
    char packed[16];
    if (pyi_memory_pack(packed, value, letter, format) < 0 || !pyi_memory_alive(self)) {
        return -1;
    }
    memcpy(p, packed, (size_t)self->view.itemsize);
    return 0;
}

static int set_scalar(PyMemoryViewObject *self, PyObject *key, PyObject *value, char letter) {
    if (key == Py_Ellipsis || (PyTuple_Check(key) && PyTuple_GET_SIZE(key) == 0)) {
        return pack_alive(self, self->view.buf, value, letter, memory_format(&self->view));
    }
    PyErr_SetString(PyExc_TypeError, "invalid indexing of 0-dim memory");
    return -1;
}

static int set_item(PyMemoryViewObject *self, PyObject *key, PyObject *value, char letter) {
    const Py_buffer *view = &self->view;
    if (view->ndim > 1) {
        not_implemented("sub-views are not implemented");
        return -1;
    }
    Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if ((index == -1 && PyErr_Occurred()) || !pyi_memory_alive(self)) {
        return -1;
    }
    char *p = pyi_memory_locate(view, view->buf, index, 0);
    return p == NULL ? -1 : pack_alive(self, p, value, letter, memory_format(view));
}

static int set_by_tuple(PyMemoryViewObject *self, PyObject *key, PyObject *value, char letter) {
    const Py_buffer *view = &self->view;
    if (PyTuple_GET_SIZE(key) < view->ndim) {
        not_implemented("sub-views are not implemented");
        return -1;
    }
    char *p = locate_by_tuple(self, key);
    return p == NULL ? -1 : pack_alive(self, p, value, letter, memory_format(view));
}

int pyi_memory_set_subscript(PyObject *op, PyObject *key, PyObject *value) {
    PyMemoryViewObject *self = MEMORY(op);
    const Py_buffer *view = &self->view;
    if (!pyi_memory_alive(self)) {
        return -1;
    }
    char letter = require_letter(memory_format(view));
    if (letter == 0) {
        return -1;
    }
    if (view->readonly) {
        PyErr_SetString(PyExc_TypeError, "cannot modify read-only memory");
        return -1;
    }
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "cannot delete memory");
        return -1;
    }
    if (view->ndim == 0) {
        return set_scalar(self, key, value, letter);
    }
    if (PyIndex_Check(key)) {
        return set_item(self, key, value, letter);
    }
    if (PySlice_Check(key) && view->ndim == 1) {
        return assign_slice(self, key, value);
    }
    if (is_tuple_of(key, false)) {
        return set_by_tuple(self, key, value, letter);
    }
    if (PySlice_Check(key) || is_tuple_of(key, true)) {
        not_implemented("memoryview slice assignments are currently restricted to ndim = 1");
        return -1;
    }
    PyErr_SetString(PyExc_TypeError, "memoryview: invalid slice key");
    return -1;
}

/* ---- lists ------------------------------------------------------------------------------------------------------ */

/* new: the items from dimension dim on, nested lists */
static PyObject *list_from(const Py_buffer *view, char *p, int dim, char letter) {
    if (dim == view->ndim) {
        return pyi_memory_unpack(p, letter, memory_format(view));
    }
    Py_ssize_t n = view->shape[dim];
    PyObject *list = PyList_New(n);
    for (Py_ssize_t i = 0; list != NULL && i < n; i++) {
        char *q = p + view->strides[dim] * i;
        if (view->suboffsets != NULL && view->suboffsets[dim] >= 0) {
            q = *(char **)q + view->suboffsets[dim];
        }
        PyObject *item = list_from(view, q, dim + 1, letter);
        if (item == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, i, item);
        }
    }
    return list;
}

PyObject *pyi_memory_tolist(PyObject *op, PyObject *unused) {
    (void)unused;
    const Py_buffer *view = VIEW(op);
    if (!pyi_memory_alive(MEMORY(op))) {
        return NULL;
    }
    char letter = require_letter(memory_format(view));
    return letter == 0 ? NULL : list_from(view, view->buf, 0, letter);
}

/* ---- iterator ---------------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    Py_ssize_t it_index;
    PyObject *it_seq; /* owned; NULL once exhausted */
    Py_ssize_t it_length;
    const char *it_fmt;
} memory_iterator;

static void iterator_dealloc(PyObject *self) {
    _PyObject_GC_UNTRACK(self);
    Py_XDECREF(((memory_iterator *)self)->it_seq);
    PyObject_GC_Del(self);
}

static int iterator_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((memory_iterator *)self)->it_seq);
    return 0;
}

static PyObject *iterator_next(PyObject *self) {
    memory_iterator *it = (memory_iterator *)self;
    PyObject *seq = it->it_seq;
    if (seq == NULL) {
        return NULL;
    }
    if (it->it_index < it->it_length) {
        if (!pyi_memory_alive(MEMORY(seq))) {
            return NULL;
        }
        char *p = pyi_memory_locate(VIEW(seq), VIEW(seq)->buf, it->it_index++, 0);
        return p == NULL ? NULL
                         : pyi_memory_unpack(p, pyi_memory_letter(it->it_fmt), it->it_fmt);
    }
    it->it_seq = NULL;
    Py_DECREF(seq);
    return NULL;
}

static PyTypeObject memory_iterator_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "memory_iterator",
    .tp_basicsize = sizeof(memory_iterator),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = iterator_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iterator_next,
};
PYI_TYPE(memory_iterator_type);

PyObject *pyi_memory_iter(PyObject *op) {
    const Py_buffer *view = VIEW(op);
    if (!pyi_memory_alive(MEMORY(op))) {
        return NULL;
    }
    if (view->ndim == 0) {
        PyErr_SetString(PyExc_TypeError, "invalid indexing of 0-dim memory");
        return NULL;
    }
    if (view->ndim != 1) {
        return not_implemented("multi-dimensional sub-views are not implemented");
    }
    if (require_letter(memory_format(view)) == 0) {
        return NULL;
    }
    memory_iterator *it = PyObject_GC_New(memory_iterator, &memory_iterator_type);
    if (it == NULL) {
        return NULL;
    }
    it->it_fmt = memory_format(view);
    it->it_length = view->shape[0];
    it->it_index = 0;
    it->it_seq = Py_NewRef(op);
    _PyObject_GC_TRACK(it);
    return (PyObject *)it;
}
