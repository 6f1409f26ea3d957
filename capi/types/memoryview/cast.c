/* SPDX-License-Identifier: Apache-2.0 */
/* memoryview, cast: the same bytes in another format or shape. */
#include "memory.h"

/* ---- formats -------------------------------------------------------------------------------------------------- */

static bool is_byte(char letter) {
    return letter == 'b' || letter == 'B' || letter == 'c';
}

/* The format as a constant, since the view keeps only a pointer. */
static char *constant_format(char letter, bool prefixed) {
    static char formats[] = "@c\0@b\0@B\0@h\0@H\0@i\0@I\0@l\0@L\0@q\0@Q\0@n\0@N\0@e\0@f\0@d\0@?\0@P";
    for (char *p = formats; p < formats + sizeof(formats) - 1; p += 3) {
        if (p[1] == letter) {
            return prefixed ? p : p + 1;
        }
    }
    return NULL;
}

static int refuse(PyObject *type, const char *text) {
    PyErr_SetString(type, text);
    return -1;
}

/* One dimension in the new format. */
static int set_format(PyMemoryViewObject *self, PyObject *format) {
    Py_buffer *view = &self->view;
    PyObject *ascii = PyUnicode_AsASCIIString(format);
    if (ascii == NULL) {
        return -1;
    }
    const char *text = PyBytes_AS_STRING(ascii);
    char to = pyi_memory_letter(text), from = pyi_memory_letter(memory_format(view));
    bool prefixed = *text == '@';
    Py_DECREF(ascii);
    if (to == 0) {
        return refuse(PyExc_ValueError, "memoryview: destination format must be a native single "
                                        "character format prefixed with an optional '@'");
    }
    if (!is_byte(from) && !is_byte(to)) {
        return refuse(PyExc_TypeError, "memoryview: cannot cast between two non-byte formats");
    }
    Py_ssize_t size = pyi_memory_letter_size(to);
    if (view->len % size != 0) {
        return refuse(PyExc_TypeError, "memoryview: length is not a multiple of itemsize");
    }
    view->format = constant_format(to, prefixed);
    view->itemsize = size;
    view->ndim = 1;
    view->shape = self->ob_array;
    view->shape[0] = view->len / size;
    view->strides = self->ob_array + 1;
    view->strides[0] = size;
    view->suboffsets = NULL;
    pyi_memory_set_flags(self);
    return 0;
}

/* ---- shapes ------------------------------------------------------------------------------------------------------ */

/* The length that a shape has in bytes, or -1; fills view->shape. */
static Py_ssize_t read_shape(Py_buffer *view, PyObject *shape, Py_ssize_t ndim) {
    Py_ssize_t length = view->itemsize;
    for (Py_ssize_t i = 0; i < ndim; i++) {
        PyObject *item = PySequence_Fast_GET_ITEM(shape, i);
        if (!PyLong_Check(item)) {
            return refuse(PyExc_TypeError,
                          "memoryview.cast(): elements of shape must be integers");
        }
        Py_ssize_t n = PyLong_AsSsize_t(item);
        if (n == -1 && PyErr_Occurred()) {
            return -1;
        }
        if (n <= 0) { /* zero could come from an overflow elsewhere as well */
            return refuse(PyExc_ValueError,
                          "memoryview.cast(): elements of shape must be integers > 0");
        }
        if (n > PY_SSIZE_T_MAX / length) {
            return refuse(PyExc_ValueError, "memoryview.cast(): product(shape) > SSIZE_MAX");
        }
        length *= n;
        view->shape[i] = n;
    }
    return length;
}

/* From one dimension to several. */
static int set_shape(PyMemoryViewObject *self, PyObject *shape, Py_ssize_t ndim) {
    Py_buffer *view = &self->view;
    view->ndim = (int)ndim;
    view->shape = view->strides = NULL;
    if (ndim > 0) {
        view->shape = self->ob_array;
        view->strides = self->ob_array + ndim;
    }
    Py_ssize_t length = read_shape(view, shape, ndim);
    if (length < 0) {
        return -1;
    }
    if (length != view->len) {
        return refuse(PyExc_TypeError, "memoryview: product(shape) * itemsize != buffer size");
    }
    PyBuffer_FillContiguousStrides((int)ndim, view->shape, view->strides, (int)view->itemsize,
                                   'C');
    pyi_memory_set_flags(self);
    return 0;
}

/* ---- the method ------------------------------------------------------------------------------------------------------ */

static bool has_zero(const Py_buffer *view) {
    for (int i = 0; i < view->ndim; i++) {
        if (view->shape[i] == 0 || view->strides[i] == 0) {
            return true;
        }
    }
    return false;
}

static int check_shape(PyMemoryViewObject *self, PyObject *shape, Py_ssize_t *ndim) {
    if (!PyList_Check(shape) && !PyTuple_Check(shape)) {
        return refuse(PyExc_TypeError, "shape must be a list or a tuple");
    }
    *ndim = PySequence_Fast_GET_SIZE(shape);
    if (*ndim > PyBUF_MAX_NDIM) {
        PyErr_SetString(PyExc_ValueError, "memoryview: number of dimensions must not exceed "
                                          "64");
        return -1;
    }
    if (self->view.ndim != 1 && *ndim != 1) {
        return refuse(PyExc_TypeError, "memoryview: cast must be 1D -> ND or ND -> 1D");
    }
    return 0;
}

/* new */
static PyObject *cast(PyMemoryViewObject *self, PyObject *format, PyObject *shape) {
    Py_ssize_t ndim = 1;
    if (!pyi_memory_shareable(self)) {
        return NULL;
    }
    if (!(self->flags & _Py_MEMORYVIEW_C)) {
        refuse(PyExc_TypeError, "memoryview: casts are restricted to C-contiguous views");
        return NULL;
    }
    if ((shape != NULL || self->view.ndim != 1) && has_zero(&self->view)) {
        refuse(PyExc_TypeError, "memoryview: cannot cast view with zeros in shape or strides");
        return NULL;
    }
    if (shape != NULL && check_shape(self, shape, &ndim) < 0) {
        return NULL;
    }
    PyMemoryViewObject *result =
        pyi_memory_alloc(self->mbuf, (int)Py_MAX(Py_MAX(ndim, 1), self->view.ndim));
    if (result == NULL) {
        return NULL;
    }
    result->view = self->view;
    result->flags = self->flags;
    if (set_format(result, format) < 0 || (shape != NULL && set_shape(result, shape, ndim) < 0)) {
        Py_DECREF(result);
        return NULL;
    }
    return (PyObject *)result;
}

/* (format, shape=…) */
PyObject *pyi_memory_cast(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    static const char *const keywords[] = {"format", "shape", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "cast"};
    PyObject *room[2] = {NULL, NULL};
    Py_ssize_t given = n + (names == NULL ? 0 : PyTuple_GET_SIZE(names));
    args = _PyArg_UnpackKeywords(args, n, NULL, names, &parser, 1, 2, 0, room);
    if (args == NULL) {
        return NULL;
    }
    if (!PyUnicode_Check(args[0])) {
        _PyArg_BadArgument("cast", "argument 'format'", "str", args[0]);
        return NULL;
    }
    if (!pyi_memory_alive(MEMORY(self))) {
        return NULL;
    }
    return cast(MEMORY(self), args[0], given > 1 ? args[1] : NULL);
}
