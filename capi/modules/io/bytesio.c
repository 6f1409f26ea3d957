/* SPDX-License-Identifier: Apache-2.0 */
/* bytesio: BytesIO, a file in memory.
 * Layout     data: bytes, which nobody else sees while it is changed; size: how much of it is the file; exports: views
 * Collected  yes, for its dict
 * Contract   docs.python.org/3/library/io.html#io.BytesIO
 */
#include "io.h"

typedef struct {
    pyi_iobase base;
    PyObject *data; /* owned bytes, NULL: closed */
    Py_ssize_t pos, size, exports;
} bytesio;

typedef struct {
    PyObject_HEAD
    bytesio *source; /* owned */
} bytesio_buffer;

#define SELF(op) ((bytesio *)(op))
#define DATA(self) PyBytes_AS_STRING((self)->data)

/* ---- storage ------------------------------------------------------------------------------------- */

static int check_closed(bytesio *self) {
    if (self->data == NULL) {
        PyErr_SetString(PyExc_ValueError, "I/O operation on closed file.");
        return -1;
    }
    return 0;
}

static int check_exports(bytesio *self) {
    if (self->exports > 0) {
        PyErr_SetString(PyExc_BufferError, "Existing exports of data: object cannot be re-sized");
        return -1;
    }
    return 0;
}

/* Makes the data the object's own, with room for n bytes. */
static int own(bytesio *self, Py_ssize_t n) {
    Py_ssize_t room = PyBytes_GET_SIZE(self->data);
    bool shared = Py_REFCNT(self->data) > 1;
    if (!shared && n <= room) {
        return 0;
    }
    if (n > room) { /* grow by an eighth, so that many small writes copy little */
        Py_ssize_t more = (n >> 3) + (n < 9 ? 3 : 6);
        if (n > PY_SSIZE_T_MAX - more - 64) {
            PyErr_SetString(PyExc_OverflowError, "new buffer size too large");
            return -1;
        }
        n += more;
    }
    if (!shared) {
        return _PyBytes_Resize(&self->data, n);
    }
    n = n < self->size ? self->size : n;
    PyObject *copy = PyBytes_FromStringAndSize(NULL, n);
    if (copy == NULL) {
        return -1;
    }
    memcpy(PyBytes_AS_STRING(copy), DATA(self), (size_t)self->size);
    Py_SETREF(self->data, copy);
    return 0;
}

static int set_size(bytesio *self, Py_ssize_t size) {
    if (size < self->size) {
        self->size = size;
        if (Py_REFCNT(self->data) > 1) { /* the rest is of no use */
            return own(self, size);
        }
        if (Py_REFCNT(self->data) == 1 && size < PyBytes_GET_SIZE(self->data) / 2) {
            return _PyBytes_Resize(&self->data, size);
        }
    }
    return 0;
}

/* How much was written; -1 with an exception. */
static Py_ssize_t put(bytesio *self, PyObject *op) {
    if (check_closed(self) < 0 || check_exports(self) < 0) {
        return -1;
    }
    Py_buffer buffer;
    if (PyObject_GetBuffer(op, &buffer, PyBUF_CONTIG_RO) < 0) {
        return -1;
    }
    Py_ssize_t n = buffer.len;
    if (n > 0) {
        if (self->pos > PY_SSIZE_T_MAX - n) {
            PyErr_SetString(PyExc_OverflowError, "new buffer size too large");
            n = -1;
        } else if (own(self, self->pos + n) < 0) {
            n = -1;
        } else {
            if (self->pos > self->size) { /* seek() went behind the end */
                memset(DATA(self) + self->size, 0, (size_t)(self->pos - self->size));
            }
            memcpy(DATA(self) + self->pos, buffer.buf, (size_t)n);
            self->pos += n;
            self->size = self->pos > self->size ? self->pos : self->size;
        }
    }
    PyBuffer_Release(&buffer);
    return n;
}

/* ---- life ---------------------------------------------------------------------------------------- */

static PyObject *bytesio_new(PyTypeObject *type, PyObject *Py_UNUSED(args),
                             PyObject *Py_UNUSED(kwargs)) {
    bytesio *self = (bytesio *)type->tp_alloc(type, 0);
    if (self != NULL && (self->data = PyBytes_FromStringAndSize(NULL, 0)) == NULL) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int bytesio_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"initial_bytes", NULL};
    bytesio *self = SELF(op);
    PyObject *initial = NULL;
    if (!pyi_named_arguments(args, kwargs, "|O:BytesIO", names, &initial)) {
        return -1;
    }
    self->size = self->pos = 0;
    if (check_exports(self) < 0) {
        return -1;
    }
    if (initial != NULL && PyBytes_CheckExact(initial)) {
        Py_XSETREF(self->data, Py_NewRef(initial));
        self->size = PyBytes_GET_SIZE(initial);
        return 0;
    }
    if (self->data == NULL && (self->data = PyBytes_FromStringAndSize(NULL, 0)) == NULL) {
        return -1;
    }
    if (initial != NULL && initial != Py_None) {
        Py_ssize_t n = put(self, initial);
        self->pos = 0;
        return n < 0 ? -1 : 0;
    }
    return 0;
}

static int bytesio_clear(PyObject *self) {
    pyi_io_clear_base(self);
    if (SELF(self)->exports == 0) {
        Py_CLEAR(SELF(self)->data);
    }
    return 0;
}

static void bytesio_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    if (SELF(self)->exports > 0) {
        PyErr_SetString(PyExc_SystemError, "deallocated BytesIO object has exported buffers");
        PyErr_WriteUnraisable(self);
    }
    Py_CLEAR(SELF(self)->data);
    pyi_io_free_base(self);
}

/* ---- reading ----------------------------------------------------------------------------------- */

static Py_ssize_t left(bytesio *self) { return self->size > self->pos ? self->size - self->pos : 0; }

/* new */
static PyObject *take(bytesio *self, Py_ssize_t n) {
    if (n > 1 && self->pos == 0 && n == PyBytes_GET_SIZE(self->data) && self->exports == 0) {
        self->pos += n;
        return Py_NewRef(self->data);
    }
    PyObject *result = PyBytes_FromStringAndSize(n == 0 ? NULL : DATA(self) + self->pos, n);
    if (result != NULL) {
        self->pos += n;
    }
    return result;
}

static Py_ssize_t line_size(bytesio *self, Py_ssize_t limit) {
    Py_ssize_t n = left(self);
    if (n == 0) {
        return 0;
    }
    n = limit >= 0 && n > limit ? limit : n;
    const char *start = DATA(self) + self->pos;
    const char *newline = n == 0 ? NULL : memchr(start, '\n', (size_t)n);
    return newline == NULL ? n : newline - start + 1;
}

static PyObject *read_with(PyObject *self, PyObject *args, const char *format, bool line) {
    Py_ssize_t n = -1;
    if (!pyi_arguments(args, format, pyi_io_size_converter, &n) || check_closed(SELF(self)) < 0) {
        return NULL;
    }
    if (line) {
        return take(SELF(self), line_size(SELF(self), n));
    }
    return take(SELF(self), n < 0 || n > left(SELF(self)) ? left(SELF(self)) : n);
}

static PyObject *bytesio_read(PyObject *self, PyObject *args) {
    return read_with(self, args, "|O&:read", false);
}

static PyObject *bytesio_read1(PyObject *self, PyObject *args) {
    return read_with(self, args, "|O&:read1", false);
}

static PyObject *bytesio_readline(PyObject *self, PyObject *args) {
    return read_with(self, args, "|O&:readline", true);
}

static PyObject *bytesio_next(PyObject *self) {
    if (check_closed(SELF(self)) < 0) {
        return NULL;
    }
    Py_ssize_t n = line_size(SELF(self), -1);
    return n == 0 ? NULL : take(SELF(self), n);
}

static PyObject *bytesio_readlines(PyObject *op, PyObject *args) {
    PyObject *given = Py_None;
    if (!pyi_arguments(args, "|O:readlines", &given) || check_closed(SELF(op)) < 0) {
        return NULL;
    }
    Py_ssize_t most = 0, total = 0, n;
    if (PyLong_Check(given)) {
        most = PyLong_AsSsize_t(given);
        if (most == -1 && PyErr_Occurred()) {
            return NULL;
        }
    } else if (given != Py_None) {
        PyErr_Format(PyExc_TypeError, "integer argument expected, got '%s'", Py_TYPE(given)->tp_name);
        return NULL;
    }
    PyObject *lines = PyList_New(0);
    while (lines != NULL && (n = line_size(SELF(op), -1)) > 0) {
        PyObject *line = take(SELF(op), n);
        int status = line == NULL ? -1 : PyList_Append(lines, line);
        Py_XDECREF(line);
        if (status < 0) {
            Py_CLEAR(lines);
        }
        total += n;
        if (most > 0 && total >= most) {
            break;
        }
    }
    return lines;
}

static PyObject *bytesio_readinto(PyObject *op, PyObject *arg) {
    Py_buffer buffer;
    if (!PyArg_Parse(arg, "w*:readinto", &buffer)) {
        return NULL;
    }
    bytesio *self = SELF(op);
    PyObject *result = NULL;
    if (check_closed(self) == 0) {
        Py_ssize_t n = buffer.len > left(self) ? left(self) : buffer.len;
        if (n > 0) {
            memcpy(buffer.buf, DATA(self) + self->pos, (size_t)n);
        }
        self->pos += n;
        result = PyLong_FromSsize_t(n);
    }
    PyBuffer_Release(&buffer);
    return result;
}

/* ---- writing ---------------------------------------------------------------------------------------- */

static PyObject *bytesio_write(PyObject *self, PyObject *op) {
    Py_ssize_t n = put(SELF(self), op);
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

static PyObject *bytesio_writelines(PyObject *self, PyObject *lines) {
    PyObject *iter = check_closed(SELF(self)) < 0 ? NULL : PyObject_GetIter(lines);
    if (iter == NULL) {
        return NULL;
    }
    PyObject *line;
    Py_ssize_t n = 0;
    while (n >= 0 && (line = PyIter_Next(iter)) != NULL) {
        n = put(SELF(self), line);
        Py_DECREF(line);
    }
    Py_DECREF(iter);
    return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
}

/* ---- position ------------------------------------------------------------------------------------------ */

static PyObject *bytesio_tell(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return check_closed(SELF(self)) < 0 ? NULL : PyLong_FromSsize_t(SELF(self)->pos);
}

static PyObject *bytesio_seek(PyObject *op, PyObject *args) {
    bytesio *self = SELF(op);
    Py_ssize_t pos;
    int whence = 0;
    if (!pyi_arguments(args, "n|i:seek", &pos, &whence) || check_closed(self) < 0) {
        return NULL;
    }
    if (pos < 0 && whence == 0) {
        PyErr_Format(PyExc_ValueError, "negative seek value %zd", pos);
        return NULL;
    }
    if (whence < 0 || whence > 2) {
        PyErr_Format(PyExc_ValueError, "invalid whence (%i, should be 0, 1 or 2)", whence);
        return NULL;
    }
    Py_ssize_t from = whence == 1 ? self->pos : whence == 2 ? self->size : 0;
    if (pos > PY_SSIZE_T_MAX - from) {
        PyErr_SetString(PyExc_OverflowError, "new position too large");
        return NULL;
    }
    pos += from;
    self->pos = pos < 0 ? 0 : pos;
    return PyLong_FromSsize_t(self->pos);
}

static PyObject *bytesio_truncate(PyObject *op, PyObject *args) {
    bytesio *self = SELF(op);
    Py_ssize_t size = self->pos;
    if (!pyi_arguments(args, "|O&:truncate", pyi_io_size_converter, &size) ||
        check_closed(self) < 0 || check_exports(self) < 0) {
        return NULL;
    }
    if (size < 0) {
        PyErr_Format(PyExc_ValueError, "negative size value %zd", size);
        return NULL;
    }
    return set_size(self, size) < 0 ? NULL : PyLong_FromSsize_t(size);
}

/* ---- the whole ------------------------------------------------------------------------------------------- */

static PyObject *bytesio_getvalue(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    bytesio *self = SELF(op);
    if (check_closed(self) < 0) {
        return NULL;
    }
    if (self->size <= 1 || self->exports > 0) {
        return PyBytes_FromStringAndSize(DATA(self), self->size);
    }
    if (self->size != PyBytes_GET_SIZE(self->data)) {
        if (Py_REFCNT(self->data) > 1) {
            PyObject *copy = PyBytes_FromStringAndSize(DATA(self), self->size);
            if (copy == NULL) {
                return NULL;
            }
            Py_SETREF(self->data, copy);
        } else if (_PyBytes_Resize(&self->data, self->size) < 0) {
            return NULL;
        }
    }
    return Py_NewRef(self->data);
}

static PyObject *bytesio_getbuffer(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    if (check_closed(SELF(op)) < 0) {
        return NULL;
    }
    bytesio_buffer *buffer =
        (bytesio_buffer *)pyi_bytesio_buffer_type.tp_alloc(&pyi_bytesio_buffer_type, 0);
    if (buffer == NULL) {
        return NULL;
    }
    buffer->source = (bytesio *)Py_NewRef(op);
    PyObject *view = PyMemoryView_FromObject((PyObject *)buffer);
    Py_DECREF(buffer);
    return view;
}

static PyObject *bytesio_close(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    if (check_exports(SELF(self)) < 0) {
        return NULL;
    }
    Py_CLEAR(SELF(self)->data);
    Py_RETURN_NONE;
}

static PyObject *yes_when_open(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return check_closed(SELF(self)) < 0 ? NULL : Py_NewRef(Py_True);
}

static PyObject *no_when_open(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return check_closed(SELF(self)) < 0 ? NULL : Py_NewRef(Py_False);
}

static PyObject *none_when_open(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return check_closed(SELF(self)) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *bytesio_getstate(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PyObject *value = bytesio_getvalue(op, NULL);
    PyObject *dict = SELF(op)->base.dict;
    PyObject *copy = value == NULL ? NULL : dict == NULL ? Py_NewRef(Py_None) : PyDict_Copy(dict);
    if (copy == NULL) {
        Py_XDECREF(value);
        return NULL;
    }
    return Py_BuildValue("NnN", value, SELF(op)->pos, copy);
}

static int set_state(PyObject *op, PyObject *value, PyObject *position, PyObject *dict) {
    bytesio *self = SELF(op);
    PyObject *args = PyTuple_Pack(1, value);
    int status = args == NULL ? -1 : bytesio_init(op, args, NULL);
    Py_XDECREF(args);
    if (status < 0) {
        return -1;
    }
    if (!PyLong_Check(position)) {
        PyErr_Format(PyExc_TypeError, "second item of state must be an integer, not %.200s",
                     Py_TYPE(position)->tp_name);
        return -1;
    }
    Py_ssize_t pos = PyLong_AsSsize_t(position);
    if (pos < 0) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ValueError, "position value cannot be negative");
        }
        return -1;
    }
    self->pos = pos;
    if (dict == Py_None) {
        return 0;
    }
    if (!PyDict_Check(dict)) {
        PyErr_Format(PyExc_TypeError, "third item of state should be a dict, got a %.200s",
                     Py_TYPE(dict)->tp_name);
        return -1;
    }
    if (self->base.dict != NULL) {
        return PyDict_Update(self->base.dict, dict);
    }
    self->base.dict = Py_NewRef(dict);
    return 0;
}

static PyObject *bytesio_setstate(PyObject *op, PyObject *state) {
    if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) < 3) {
        PyErr_Format(PyExc_TypeError, "%.200s.__setstate__ argument should be 3-tuple, got %.200s",
                     Py_TYPE(op)->tp_name, Py_TYPE(state)->tp_name);
        return NULL;
    }
    if (check_closed(SELF(op)) < 0 || check_exports(SELF(op)) < 0 ||
        set_state(op, PyTuple_GET_ITEM(state, 0), PyTuple_GET_ITEM(state, 1),
                  PyTuple_GET_ITEM(state, 2)) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *bytesio_sizeof(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    bytesio *self = SELF(op);
    size_t size = (size_t)Py_TYPE(op)->tp_basicsize;
    if (self->data != NULL && Py_REFCNT(self->data) == 1) {
        size += (size_t)PyBytes_GET_SIZE(self->data) + (size_t)PyBytes_Type.tp_basicsize;
    }
    return PyLong_FromSize_t(size);
}

static PyObject *bytesio_get_closed(PyObject *self, void *Py_UNUSED(closure)) {
    return PyBool_FromLong(SELF(self)->data == NULL);
}

/* ---- type ------------------------------------------------------------------------------------------------ */

static PyMethodDef bytesio_methods[] = {
    {"readable", yes_when_open, METH_NOARGS, PYI_SIGNATURE("readable", "($self, /)")},
    {"seekable", yes_when_open, METH_NOARGS, PYI_SIGNATURE("seekable", "($self, /)")},
    {"writable", yes_when_open, METH_NOARGS, PYI_SIGNATURE("writable", "($self, /)")},
    {"close", bytesio_close, METH_NOARGS, PYI_SIGNATURE("close", "($self, /)")},
    {"flush", none_when_open, METH_NOARGS, PYI_SIGNATURE("flush", "($self, /)")},
    {"isatty", no_when_open, METH_NOARGS, PYI_SIGNATURE("isatty", "($self, /)")},
    {"tell", bytesio_tell, METH_NOARGS, PYI_SIGNATURE("tell", "($self, /)")},
    {"write", bytesio_write, METH_O, PYI_SIGNATURE("write", "($self, b, /)")},
    {"writelines", bytesio_writelines, METH_O, PYI_SIGNATURE("writelines", "($self, lines, /)")},
    {"read1", bytesio_read1, METH_VARARGS, PYI_SIGNATURE("read1", "($self, size=-1, /)")},
    {"readinto", bytesio_readinto, METH_O, PYI_SIGNATURE("readinto", "($self, buffer, /)")},
    {"readline", bytesio_readline, METH_VARARGS, PYI_SIGNATURE("readline", "($self, size=-1, /)")},
    {"readlines", bytesio_readlines, METH_VARARGS,
     PYI_SIGNATURE("readlines", "($self, size=None, /)")},
    {"read", bytesio_read, METH_VARARGS, PYI_SIGNATURE("read", "($self, size=-1, /)")},
    {"getbuffer", bytesio_getbuffer, METH_NOARGS, PYI_SIGNATURE("getbuffer", "($self, /)")},
    {"getvalue", bytesio_getvalue, METH_NOARGS, PYI_SIGNATURE("getvalue", "($self, /)")},
    {"seek", bytesio_seek, METH_VARARGS, PYI_SIGNATURE("seek", "($self, pos, whence=0, /)")},
    {"truncate", bytesio_truncate, METH_VARARGS, PYI_SIGNATURE("truncate", "($self, size=None, /)")},
    {"__getstate__", bytesio_getstate, METH_NOARGS, NULL},
    {"__setstate__", bytesio_setstate, METH_O, NULL},
    {"__sizeof__", bytesio_sizeof, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef bytesio_getset[] = {
    {"closed", bytesio_get_closed, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_bytesio_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io.BytesIO",
    .tp_basicsize = sizeof(bytesio),
    .tp_dealloc = bytesio_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = PYI_SIGNATURE("BytesIO", "(initial_bytes=b'')"),
    .tp_traverse = pyi_io_traverse_base,
    .tp_clear = bytesio_clear,
    .tp_weaklistoffset = offsetof(pyi_iobase, weakreflist),
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = bytesio_next,
    .tp_methods = bytesio_methods,
    .tp_getset = bytesio_getset,
    .tp_base = &pyi_bufferediobase_type,
    .tp_dictoffset = offsetof(pyi_iobase, dict),
    .tp_init = bytesio_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = bytesio_new,
};
PYI_TYPE(pyi_bytesio_type);

/* ---- _BytesIOBuffer: what getbuffer() looks at ----------------------------------------------------------- */

static int buffer_get(PyObject *op, Py_buffer *view, int flags) {
    bytesio *source = ((bytesio_buffer *)op)->source;
    if (view == NULL) {
        PyErr_SetString(PyExc_BufferError, "bytesiobuf_getbuffer: view==NULL argument is obsolete");
        return -1;
    }
    if (check_closed(source) < 0) {
        return -1;
    }
    if (source->exports == 0 && own(source, source->size) < 0) {
        return -1;
    }
    if (PyBuffer_FillInfo(view, op, DATA(source), source->size, 0, flags) < 0) {
        return -1;
    }
    source->exports++;
    return 0;
}

static void buffer_release(PyObject *op, Py_buffer *Py_UNUSED(view)) {
    ((bytesio_buffer *)op)->source->exports--;
}

static int buffer_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((bytesio_buffer *)op)->source);
    return 0;
}

static void buffer_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_CLEAR(((bytesio_buffer *)op)->source);
    Py_TYPE(op)->tp_free(op);
}

static PyBufferProcs buffer_procs = {
    .bf_getbuffer = buffer_get,
    .bf_releasebuffer = buffer_release,
};

PyTypeObject pyi_bytesio_buffer_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io._BytesIOBuffer",
    .tp_basicsize = sizeof(bytesio_buffer),
    .tp_dealloc = buffer_dealloc,
    .tp_as_buffer = &buffer_procs,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = buffer_traverse,
    .tp_alloc = PyType_GenericAlloc,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(pyi_bytesio_buffer_type);
