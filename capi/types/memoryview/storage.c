/* SPDX-License-Identifier: Apache-2.0 */
/* memoryview, its memory: the managed buffer that all views of one export share, and the views.
 * Layout     a view has its shape, strides and suboffsets behind it, whatever the exporter gave
 * Collected  yes, both: an exporter can hold a view of itself
 * Contract   docs.python.org/3/c-api/memoryview.html
 */
#include "memory.h"

/* ---- the managed buffer ----------------------------------------------------------------------------- */

static _PyManagedBufferObject *managed_new(void) {
    _PyManagedBufferObject *mbuf = PyObject_GC_New(_PyManagedBufferObject, &_PyManagedBuffer_Type);
    if (mbuf != NULL) {
        mbuf->flags = 0;
        mbuf->exports = 0;
        mbuf->master.obj = NULL;
        _PyObject_GC_TRACK(mbuf);
    }
    return mbuf;
}

static void managed_release(_PyManagedBufferObject *mbuf) {
    if (mbuf->flags & _Py_MANAGED_BUFFER_RELEASED) {
        return;
    }
    mbuf->flags |= _Py_MANAGED_BUFFER_RELEASED;
    _PyObject_GC_UNTRACK(mbuf);
    PyBuffer_Release(&mbuf->master);
}

static void managed_dealloc(PyObject *self) {
    _PyManagedBufferObject *mbuf = (_PyManagedBufferObject *)self;
    managed_release(mbuf);
    if (mbuf->flags & _Py_MANAGED_BUFFER_FREE_FORMAT) {
        PyMem_Free(mbuf->master.format);
    }
    PyObject_GC_Del(mbuf);
}

static int managed_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((_PyManagedBufferObject *)self)->master.obj);
    return 0;
}

/* While a view exists the exporter must stay. */
static int managed_clear(PyObject *self) {
    _PyManagedBufferObject *mbuf = (_PyManagedBufferObject *)self;
    if (mbuf->exports == 0) {
        managed_release(mbuf);
    }
    return 0;
}

PyTypeObject _PyManagedBuffer_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "managedbuffer",
    .tp_basicsize = sizeof(_PyManagedBufferObject),
    .tp_dealloc = managed_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = managed_traverse,
    .tp_clear = managed_clear,
};
PYI_TYPE(_PyManagedBuffer_Type);

/* ---- views --------------------------------------------------------------------------------------------- */

PyMemoryViewObject *pyi_memory_alloc(_PyManagedBufferObject *mbuf, int ndim) {
    PyMemoryViewObject *self =
        PyObject_GC_NewVar(PyMemoryViewObject, &PyMemoryView_Type, 3 * ndim);
    if (self == NULL) {
        return NULL;
    }
    self->mbuf = (_PyManagedBufferObject *)Py_NewRef((PyObject *)mbuf);
    mbuf->exports++;
    self->hash = -1;
    self->flags = 0;
    self->exports = 0;
    self->weakreflist = NULL;
    self->view.ndim = ndim;
    self->view.shape = self->ob_array;
    self->view.strides = self->ob_array + ndim;
    self->view.suboffsets = self->ob_array + 2 * ndim;
    _PyObject_GC_TRACK(self);
    return self;
}

void pyi_memory_set_flags(PyMemoryViewObject *self) {
    const Py_buffer *view = &self->view;
    int flags = self->flags & ~(_Py_MEMORYVIEW_C | _Py_MEMORYVIEW_FORTRAN |
                                _Py_MEMORYVIEW_SCALAR | _Py_MEMORYVIEW_PIL);
    if (view->ndim == 0) {
        flags |= _Py_MEMORYVIEW_SCALAR | _Py_MEMORYVIEW_C | _Py_MEMORYVIEW_FORTRAN;
    } else if (view->suboffsets != NULL) {
        flags |= _Py_MEMORYVIEW_PIL;
    } else if (view->ndim == 1) {
        if (view->shape[0] == 1 || view->strides[0] == view->itemsize) {
            flags |= _Py_MEMORYVIEW_C | _Py_MEMORYVIEW_FORTRAN;
        }
    } else {
        flags |= PyBuffer_IsContiguous(view, 'C') ? _Py_MEMORYVIEW_C : 0;
        flags |= PyBuffer_IsContiguous(view, 'F') ? _Py_MEMORYVIEW_FORTRAN : 0;
    }
    self->flags = flags;
}

/* Shape and strides, which an exporter may leave out when they follow from the rest. */
static void copy_geometry(Py_buffer *to, const Py_buffer *from) {
    int ndim = from->ndim;
    if (ndim == 0) {
        to->shape = to->strides = to->suboffsets = NULL;
        return;
    }
    for (int i = 0; i < ndim; i++) {
        to->shape[i] = from->shape != NULL ? from->shape[i] : from->len / from->itemsize;
    }
    if (from->strides != NULL) {
        memcpy(to->strides, from->strides, (size_t)ndim * sizeof(Py_ssize_t));
    } else {
        PyBuffer_FillContiguousStrides(ndim, to->shape, to->strides, 1, 'C');
        for (int i = 0; i < ndim; i++) {
            to->strides[i] *= from->itemsize;
        }
    }
    if (from->suboffsets != NULL) {
        memcpy(to->suboffsets, from->suboffsets, (size_t)ndim * sizeof(Py_ssize_t));
    } else {
        to->suboffsets = NULL;
    }
}

PyObject *pyi_memory_of(_PyManagedBufferObject *mbuf, const Py_buffer *src) {
    if (src == NULL) {
        src = &mbuf->master;
    }
    if (src->ndim > PyBUF_MAX_NDIM) {
        PyErr_Format(PyExc_ValueError, "memoryview: number of dimensions must not exceed %d",
                     PyBUF_MAX_NDIM);
        return NULL;
    }
    PyMemoryViewObject *self = pyi_memory_alloc(mbuf, src->ndim);
    if (self == NULL) {
        return NULL;
    }
    Py_buffer *view = &self->view;
    view->obj = src->obj; /* borrowed: the managed buffer holds it */
    view->buf = src->buf;
    view->len = src->len;
    view->itemsize = src->itemsize;
    view->readonly = src->readonly;
    view->format = src->format != NULL ? src->format : "B";
    view->internal = src->internal;
    copy_geometry(view, src);
    pyi_memory_set_flags(self);
    return (PyObject *)self;
}

/* ---- life ------------------------------------------------------------------------------------------------ */

bool pyi_memory_alive(PyMemoryViewObject *self) {
    if (memory_is_released(self)) {
        PyErr_SetString(PyExc_ValueError, "operation forbidden on released memoryview object");
        return false;
    }
    return true;
}

bool pyi_memory_shareable(PyMemoryViewObject *self) {
    if (self->flags & _Py_MEMORYVIEW_RESTRICTED) {
        PyErr_SetString(PyExc_ValueError, "cannot create new view on restricted memoryview");
        return false;
    }
    return true;
}

int pyi_memory_release(PyMemoryViewObject *self) {
    if (self->flags & _Py_MEMORYVIEW_RELEASED) {
        return 0;
    }
    if (self->exports > 0) {
        PyErr_Format(PyExc_BufferError, "memoryview has %zd exported buffer%s", self->exports,
                     self->exports == 1 ? "" : "s");
        return -1;
    }
    self->flags |= _Py_MEMORYVIEW_RELEASED;
    if (--self->mbuf->exports == 0) {
        managed_release(self->mbuf);
    }
    return 0;
}

void pyi_memory_dealloc(PyObject *op) {
    PyMemoryViewObject *self = MEMORY(op);
    _PyObject_GC_UNTRACK(self);
    pyi_memory_release(self);
    Py_CLEAR(self->mbuf);
    if (self->weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    PyObject_GC_Del(self);
}

int pyi_memory_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(MEMORY(self)->mbuf);
    return 0;
}

int pyi_memory_clear(PyObject *self) {
    if (MEMORY(self)->exports == 0) {
        pyi_memory_release(MEMORY(self));
        Py_CLEAR(MEMORY(self)->mbuf);
    }
    return 0;
}

/* ---- views of a view --------------------------------------------------------------------------------------- */

static int refuse(const char *text) {
    PyErr_SetString(PyExc_BufferError, text);
    return -1;
}

#define WANTS(flag) ((flags & (flag)) == (flag))

/* What a consumer asks for must be what the view has. */
static int check_request(PyMemoryViewObject *self, int flags) {
    bool c = self->flags & _Py_MEMORYVIEW_C, fortran = self->flags & _Py_MEMORYVIEW_FORTRAN;
    if (WANTS(PyBUF_WRITABLE) && self->view.readonly) {
        return refuse("memoryview: underlying buffer is not writable");
    }
    if (WANTS(PyBUF_C_CONTIGUOUS) && !c) {
        return refuse("memoryview: underlying buffer is not C-contiguous");
    }
    if (WANTS(PyBUF_F_CONTIGUOUS) && !fortran) {
        return refuse("memoryview: underlying buffer is not Fortran contiguous");
    }
    if (WANTS(PyBUF_ANY_CONTIGUOUS) && !c && !fortran) {
        return refuse("memoryview: underlying buffer is not contiguous");
    }
    if (!WANTS(PyBUF_INDIRECT) && self->flags & _Py_MEMORYVIEW_PIL) {
        return refuse("memoryview: underlying buffer requires suboffsets");
    }
    if (!WANTS(PyBUF_STRIDES) && !c) {
        return refuse("memoryview: underlying buffer is not C-contiguous");
    }
    if (!WANTS(PyBUF_ND) && WANTS(PyBUF_FORMAT)) {
        return refuse("memoryview: cannot cast to unsigned bytes if the format flag is present");
    }
    return 0;
}

int pyi_memory_getbuffer(PyObject *op, Py_buffer *view, int flags) {
    PyMemoryViewObject *self = MEMORY(op);
    if (!pyi_memory_alive(self) || !pyi_memory_shareable(self)) {
        return -1;
    }
    *view = self->view;
    view->obj = NULL;
    if (check_request(self, flags) < 0) {
        return -1;
    }
    if (!WANTS(PyBUF_FORMAT)) {
        view->format = NULL;
    }
    if (!WANTS(PyBUF_STRIDES)) {
        view->strides = NULL;
    }
    if (!WANTS(PyBUF_ND)) {
        view->ndim = 1; /* PyBUF_SIMPLE: bytes */
        view->shape = NULL;
    }
    view->obj = Py_NewRef(op);
    self->exports++;
    return 0;
}

void pyi_memory_releasebuffer(PyObject *self, Py_buffer *view) {
    (void)view;
    MEMORY(self)->exports--;
}

/* ---- public functions ---------------------------------------------------------------------------------------- */

/* new: of an exporter that is asked with flags, or of another view */
static PyObject *memory_from(PyObject *obj, int flags) {
    if (PyMemoryView_Check(obj)) {
        PyMemoryViewObject *other = MEMORY(obj);
        if (!pyi_memory_alive(other) || !pyi_memory_shareable(other)) {
            return NULL;
        }
        return pyi_memory_of(other->mbuf, &other->view);
    }
    if (!PyObject_CheckBuffer(obj)) {
        PyErr_Format(PyExc_TypeError, "memoryview: a bytes-like object is required, not '%.200s'",
                     Py_TYPE(obj)->tp_name);
        return NULL;
    }
    _PyManagedBufferObject *mbuf = managed_new();
    if (mbuf == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    if (PyObject_GetBuffer(obj, &mbuf->master, flags) < 0) {
        mbuf->master.obj = NULL;
    } else {
        result = pyi_memory_of(mbuf, NULL);
    }
    Py_DECREF(mbuf);
    return result;
}

/* new */
PyObject *PyMemoryView_FromObject(PyObject *obj) {
    return memory_from(obj, PyBUF_FULL_RO);
}

/* new; for memoryview._from_flags, which tests use */
PYI_HIDDEN PyObject *pyi_memory_from_flags(PyObject *obj, int flags);
PyObject *pyi_memory_from_flags(PyObject *obj, int flags) {
    return memory_from(obj, flags);
}

#if PYI_312
PyObject *_PyMemoryView_FromBufferProc(PyObject *obj, int flags, getbufferproc getbuffer) {
    _PyManagedBufferObject *mbuf = managed_new();
    if (mbuf == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    if (getbuffer(obj, &mbuf->master, flags) < 0) {
        mbuf->master.obj = NULL;
    } else {
        result = pyi_memory_of(mbuf, NULL);
    }
    Py_DECREF(mbuf);
    return result;
}
#endif

/* new: of memory that lives longer than the view; flags is PyBUF_READ or PyBUF_WRITE */
PyObject *PyMemoryView_FromMemory(char *memory, Py_ssize_t size, int flags) {
    _PyManagedBufferObject *mbuf = managed_new();
    if (mbuf == NULL) {
        return NULL;
    }
    PyBuffer_FillInfo(&mbuf->master, NULL, memory, size, flags != PyBUF_WRITE, PyBUF_FULL_RO);
    PyObject *result = pyi_memory_of(mbuf, NULL);
    Py_DECREF(mbuf);
    return result;
}

/* new: info is copied, and stays the caller's to release */
PyObject *PyMemoryView_FromBuffer(const Py_buffer *info) {
    if (info->buf == NULL) {
        PyErr_SetString(PyExc_ValueError,
                        "PyMemoryView_FromBuffer(): info->buf must not be NULL");
        return NULL;
    }
    _PyManagedBufferObject *mbuf = managed_new();
    if (mbuf == NULL) {
        return NULL;
    }
    mbuf->master = *info;
    mbuf->master.obj = NULL;
    PyObject *result = pyi_memory_of(mbuf, NULL);
    Py_DECREF(mbuf);
    return result;
}

/* new: a contiguous copy of a view, in bytes that the view holds; steals view */
static PyObject *contiguous_copy(PyObject *view, char order) {
    Py_buffer *src = VIEW(view);
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, src->len), *result = NULL;
    if (bytes != NULL && PyBuffer_ToContiguous(PyBytes_AS_STRING(bytes), src, src->len, order) == 0) {
        result = PyMemoryView_FromObject(bytes);
    }
    Py_XDECREF(bytes);
    if (result != NULL) { /* the geometry of the original */
        _PyManagedBufferObject *mbuf = MEMORY(result)->mbuf;
        char *format = NULL;
        if (src->format != NULL) {
            format = PyMem_Malloc(strlen(src->format) + 1);
            if (format == NULL) {
                PyErr_NoMemory();
                Py_CLEAR(result);
            } else {
                mbuf->master.format = strcpy(format, src->format);
                mbuf->flags |= _Py_MANAGED_BUFFER_FREE_FORMAT;
            }
        }
        if (result != NULL) {
            Py_buffer shaped = *src;
            Py_ssize_t strides[PyBUF_MAX_NDIM];
            shaped.buf = mbuf->master.buf;
            shaped.obj = mbuf->master.obj;
            shaped.readonly = 1;
            shaped.format = mbuf->master.format;
            shaped.strides = strides;
            shaped.suboffsets = NULL;
            PyBuffer_FillContiguousStrides(src->ndim, src->shape, strides, 1, order);
            for (int i = 0; i < src->ndim; i++) {
                strides[i] *= src->itemsize;
            }
            Py_SETREF(result, pyi_memory_of(mbuf, &shaped));
        }
    }
    Py_DECREF(view);
    return result;
}

/* new: of contiguous memory, the exporter's own where that is so; buffertype is PyBUF_READ or PyBUF_WRITE */
PyObject *PyMemoryView_GetContiguous(PyObject *obj, int buffertype, char order) {
    PyObject *view = PyMemoryView_FromObject(obj);
    if (view == NULL) {
        return NULL;
    }
    if (buffertype == PyBUF_WRITE && VIEW(view)->readonly) {
        PyErr_SetString(PyExc_BufferError, "underlying buffer is not writable");
        Py_DECREF(view);
        return NULL;
    }
    if (PyBuffer_IsContiguous(VIEW(view), order)) {
        return view;
    }
    if (buffertype == PyBUF_WRITE) {
        PyErr_SetString(PyExc_BufferError,
                        "writable contiguous buffer requested for a non-contiguous object.");
        Py_DECREF(view);
        return NULL;
    }
    return contiguous_copy(view, order);
}
