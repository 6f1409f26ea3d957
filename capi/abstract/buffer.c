/* SPDX-License-Identifier: Apache-2.0 */
/* The buffer protocol: asking for a view, its geometry, and copying between views of any shape.
 * Contract   docs.python.org/3/c-api/buffer.html, PEP 3118
 */
#include "pyi.h"
#include "pyi_c_imports.h"

/* ---- getting and releasing ---------------------------------------------------------------- */

int PyObject_CheckBuffer(PyObject *obj) {
    PyBufferProcs *procs = Py_TYPE(obj)->tp_as_buffer;
    return procs != NULL && procs->bf_getbuffer != NULL;
}

int PyObject_GetBuffer(PyObject *obj, Py_buffer *view, int flags) {
#if PYI_312
    if (flags != PyBUF_SIMPLE && (flags == PyBUF_READ || flags == PyBUF_WRITE)) {
        PyErr_BadInternalCall(); /* these two are for memoryview functions */
        return -1;
    }
#endif
    PyBufferProcs *procs = Py_TYPE(obj)->tp_as_buffer;
    if (procs == NULL || procs->bf_getbuffer == NULL) {
        PyErr_Format(PyExc_TypeError, "a bytes-like object is required, not '%.100s'",
                     Py_TYPE(obj)->tp_name);
        return -1;
    }
    return procs->bf_getbuffer(obj, view, flags);
}

/* a view without an object is released already */
void PyBuffer_Release(Py_buffer *view) {
    PyObject *obj = view->obj;
    if (obj == NULL) {
        return;
    }
    PyBufferProcs *procs = Py_TYPE(obj)->tp_as_buffer;
    if (procs != NULL && procs->bf_releasebuffer != NULL) {
        procs->bf_releasebuffer(obj, view);
    }
    view->obj = NULL;
    Py_DECREF(obj);
}

#if PYI_313
PyAPI_FUNC(int) _PyBuffer_ReleaseInInterpreter(PyInterpreterState *interp, Py_buffer *view);
PyAPI_FUNC(int) _PyBuffer_ReleaseInInterpreterAndRawFree(PyInterpreterState *interp,
                                                         Py_buffer *view);
int _PyBuffer_ReleaseInInterpreter(PyInterpreterState *interp, Py_buffer *view) {
    (void)interp;
    PyBuffer_Release(view);
    return 0;
}

int _PyBuffer_ReleaseInInterpreterAndRawFree(PyInterpreterState *interp, Py_buffer *view) {
    (void)interp;
    PyBuffer_Release(view);
    PyMem_RawFree(view);
    return 0;
}
#endif

/* The view of an exporter of a run of bytes; obj, if any, gets a reference. */
int PyBuffer_FillInfo(Py_buffer *view, PyObject *obj, void *buf, Py_ssize_t len, int readonly,
                      int flags) {
    if (view == NULL) {
        PyErr_SetString(PyExc_BufferError, "PyBuffer_FillInfo: view==NULL argument is obsolete");
        return -1;
    }
#if PYI_312
    if (flags != PyBUF_SIMPLE && (flags == PyBUF_READ || flags == PyBUF_WRITE)) {
        PyErr_BadInternalCall();
        return -1;
    }
#endif
    if (readonly && (flags & PyBUF_WRITABLE) == PyBUF_WRITABLE) {
        PyErr_SetString(PyExc_BufferError, "Object is not writable.");
        return -1;
    }
    view->obj = Py_XNewRef(obj);
    view->buf = buf;
    view->len = len;
    view->readonly = readonly;
    view->itemsize = 1;
    view->format = (flags & PyBUF_FORMAT) == PyBUF_FORMAT ? "B" : NULL;
    view->ndim = 1;
    view->shape = (flags & PyBUF_ND) == PyBUF_ND ? &view->len : NULL;
    view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? &view->itemsize : NULL;
    view->suboffsets = NULL;
    view->internal = NULL;
    return 0;
}

/* ---- geometry ----------------------------------------------------------------------------- */

void *PyBuffer_GetPointer(const Py_buffer *view, const Py_ssize_t *indices) {
    char *p = view->buf;
    for (int i = 0; i < view->ndim; i++) {
        p += view->strides[i] * indices[i];
        if (view->suboffsets != NULL && view->suboffsets[i] >= 0) {
            p = *(char **)p + view->suboffsets[i];
        }
    }
    return p;
}

/* Whether the items of dimensions from first, in that direction, lie one after the other. */
static bool is_packed(const Py_buffer *view, int first, int step) {
    Py_ssize_t expected = view->itemsize;
    for (int n = 0, i = first; n < view->ndim; n++, i += step) {
        Py_ssize_t size = view->shape[i];
        if (size > 1 && view->strides[i] != expected) {
            return false;
        }
        expected *= size;
    }
    return true;
}

static bool is_c_contiguous(const Py_buffer *view) {
    return view->len == 0 || view->strides == NULL || is_packed(view, view->ndim - 1, -1);
}

static bool is_fortran_contiguous(const Py_buffer *view) {
    if (view->len == 0) {
        return true;
    }
    if (view->strides == NULL) { /* C order, which is the same for one dimension */
        int long_ones = 0;
        if (view->ndim <= 1) {
            return true;
        }
        for (int i = 0; view->shape != NULL && i < view->ndim; i++) {
            long_ones += view->shape[i] > 1;
        }
        return view->shape != NULL && long_ones <= 1;
    }
    return is_packed(view, 0, 1);
}

int PyBuffer_IsContiguous(const Py_buffer *view, char order) {
    if (view->suboffsets != NULL) {
        return 0;
    }
    switch (order) {
    case 'C':
        return is_c_contiguous(view);
    case 'F':
        return is_fortran_contiguous(view);
    case 'A':
        return is_c_contiguous(view) || is_fortran_contiguous(view);
    default:
        return 0;
    }
}

void PyBuffer_FillContiguousStrides(int nd, Py_ssize_t *shape, Py_ssize_t *strides, int itemsize,
                                    char order) {
    Py_ssize_t size = itemsize;
    for (int n = 0; n < nd; n++) {
        int i = order == 'F' ? n : nd - 1 - n;
        strides[i] = size;
        size *= shape[i];
    }
}

PYI_C_IMPORT("struct", "calcsize", "<extensions>", "PyBuffer_SizeFromFormat");

/* asks struct.calcsize, which knows the formats */
Py_ssize_t PyBuffer_SizeFromFormat(const char *format) {
    Py_ssize_t size = -1;
    PyObject *module = PyImport_ImportModule("struct");
    PyObject *answer =
        module == NULL ? NULL : PyObject_CallMethod(module, "calcsize", "s", format);
    if (answer != NULL) {
        size = PyLong_AsSsize_t(answer);
        Py_DECREF(answer);
    }
    Py_XDECREF(module);
    return size;
}

/* ---- copying ------------------------------------------------------------------------------ */

/* The next item in C or Fortran order. */
static void next_index(const Py_buffer *view, Py_ssize_t *indices, char order) {
    for (int n = 0; n < view->ndim; n++) {
        int i = order == 'F' ? n : view->ndim - 1 - n;
        if (++indices[i] < view->shape[i]) {
            return;
        }
        indices[i] = 0;
    }
}

/* From packed memory into a view of any geometry. */
int PyBuffer_FromContiguous(const Py_buffer *view, const void *buf, Py_ssize_t len, char order) {
    len = Py_MIN(len, view->len);
    if (PyBuffer_IsContiguous(view, order)) {
        memcpy(view->buf, buf, (size_t)len);
        return 0;
    }
    Py_ssize_t indices[PyBUF_MAX_NDIM] = {0};
    const char *from = buf;
    for (Py_ssize_t n = len / view->itemsize; n > 0; n--, from += view->itemsize) {
        memcpy(PyBuffer_GetPointer(view, indices), from, (size_t)view->itemsize);
        next_index(view, indices, order);
    }
    return 0;
}

/* The contents of src into the buffer of dest, item by item in C order. */
int PyObject_CopyData(PyObject *dest, PyObject *src) {
    Py_buffer to, from;
    if (!PyObject_CheckBuffer(dest) || !PyObject_CheckBuffer(src)) {
        PyErr_SetString(PyExc_TypeError, "both destination and source must be bytes-like objects");
        return -1;
    }
    if (PyObject_GetBuffer(dest, &to, PyBUF_FULL) != 0) {
        return -1;
    }
    if (PyObject_GetBuffer(src, &from, PyBUF_FULL_RO) != 0) {
        PyBuffer_Release(&to);
        return -1;
    }
    int status = 0;
    if (to.len < from.len) {
        PyErr_SetString(PyExc_BufferError,
                        "destination is too small to receive data from source");
        status = -1;
    } else if ((PyBuffer_IsContiguous(&to, 'C') && PyBuffer_IsContiguous(&from, 'C')) ||
               (PyBuffer_IsContiguous(&to, 'F') && PyBuffer_IsContiguous(&from, 'F'))) {
        memcpy(to.buf, from.buf, (size_t)from.len);
    } else {
        Py_ssize_t here[PyBUF_MAX_NDIM] = {0}, there[PyBUF_MAX_NDIM] = {0};
        for (Py_ssize_t n = from.len / Py_MAX(from.itemsize, 1); n > 0; n--) {
            memcpy(PyBuffer_GetPointer(&to, there), PyBuffer_GetPointer(&from, here),
                   (size_t)from.itemsize);
            next_index(&from, here, 'C');
            next_index(&to, there, 'C');
        }
    }
    PyBuffer_Release(&to);
    PyBuffer_Release(&from);
    return status;
}

/* ---- the protocol of Python 2, still exported ---------------------------------------------- */

PyAPI_FUNC(int) PyObject_AsCharBuffer(PyObject *obj, const char **buffer, Py_ssize_t *len);
PyAPI_FUNC(int) PyObject_AsReadBuffer(PyObject *obj, const void **buffer, Py_ssize_t *len);
PyAPI_FUNC(int) PyObject_AsWriteBuffer(PyObject *obj, void **buffer, Py_ssize_t *len);
PyAPI_FUNC(int) PyObject_CheckReadBuffer(PyObject *obj);

/* The pointer outlives the view: these functions promise nothing about how long it is good. */
static int read_buffer(PyObject *obj, const void **buffer, Py_ssize_t *len) {
    Py_buffer view;
    if (obj == NULL || buffer == NULL || len == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
        }
        return -1;
    }
    if (PyObject_GetBuffer(obj, &view, PyBUF_SIMPLE) != 0) {
        return -1;
    }
    *buffer = view.buf;
    *len = view.len;
    PyBuffer_Release(&view);
    return 0;
}

int PyObject_AsCharBuffer(PyObject *obj, const char **buffer, Py_ssize_t *len) {
    return read_buffer(obj, (const void **)buffer, len);
}

int PyObject_AsReadBuffer(PyObject *obj, const void **buffer, Py_ssize_t *len) {
    return read_buffer(obj, buffer, len);
}

int PyObject_AsWriteBuffer(PyObject *obj, void **buffer, Py_ssize_t *len) {
    Py_buffer view;
    if (obj == NULL || buffer == NULL || len == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
        }
        return -1;
    }
    PyBufferProcs *procs = Py_TYPE(obj)->tp_as_buffer;
    if (procs == NULL || procs->bf_getbuffer == NULL ||
        procs->bf_getbuffer(obj, &view, PyBUF_WRITABLE) != 0) {
        PyErr_SetString(PyExc_TypeError, "expected a writable bytes-like object");
        return -1;
    }
    *buffer = view.buf;
    *len = view.len;
    PyBuffer_Release(&view);
    return 0;
}

int PyObject_CheckReadBuffer(PyObject *obj) {
    Py_buffer view;
    PyBufferProcs *procs = Py_TYPE(obj)->tp_as_buffer;
    if (procs == NULL || procs->bf_getbuffer == NULL) {
        return 0;
    }
    if (procs->bf_getbuffer(obj, &view, PyBUF_SIMPLE) != 0) {
        PyErr_Clear();
        return 0;
    }
    PyBuffer_Release(&view);
    return 1;
}
