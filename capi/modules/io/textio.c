/* SPDX-License-Identifier: Apache-2.0 */
/* textio: TextIOWrapper, str over a buffered stream of bytes.
 * Layout     textio.h
 * Collected  yes
 * Contract   docs.python.org/3/library/io.html#io.TextIOWrapper
 */
#include "textio.h"

/* ---- checks ------------------------------------------------------------------------------------ */

int pyi_textio_check(pyi_textio *self) {
    if (pyi_likely(self->ok)) {
        return 0;
    }
    PyErr_SetString(PyExc_ValueError, self->detached ? "underlying buffer has been detached"
                                                     : "I/O operation on uninitialized object");
    return -1;
}

/* The descriptor below, when all layers are ours; NULL when somebody has to be asked. */
static pyi_fileio *file_below(pyi_textio *self) {
    if ((self->fast_writer || self->fast_reader) && Py_IS_TYPE(self, &pyi_textio_type)) {
        pyi_buffered *buffer = (pyi_buffered *)self->buffer;
        return buffer->fast && buffer->ok ? (pyi_fileio *)buffer->raw : NULL;
    }
    return NULL;
}

int pyi_textio_check_open(pyi_textio *self) {
    if (pyi_textio_check(self) < 0) {
        return -1;
    }
    pyi_fileio *file = file_below(self);
    if (pyi_likely(file != NULL && file->fd >= 0)) {
        return 0;
    }
    return pyi_io_check_open((PyObject *)self);
}

/* ---- life ----------------------------------------------------------------------------------- */

void pyi_textio_set_decoded(pyi_textio *self, PyObject *decoded) {
    Py_XSETREF(self->decoded, decoded);
    self->used = 0;
}

void pyi_textio_forget_decoded(pyi_textio *self) { pyi_textio_set_decoded(self, NULL); }

void pyi_textio_drop_snapshot(pyi_textio *self) { Py_CLEAR(self->snapshot_bytes); }

static int textio_traverse(PyObject *op, visitproc visit, void *arg) {
    pyi_textio *self = TEXTIO(op);
    Py_VISIT(self->buffer);
    Py_VISIT(self->encoder);
    Py_VISIT(self->decoder);
    return pyi_io_traverse_base(op, visit, arg);
}

static int textio_clear(PyObject *op) {
    pyi_textio *self = TEXTIO(op);
    self->ok = false;
    Py_CLEAR(self->buffer);
    Py_CLEAR(self->encoding);
    Py_CLEAR(self->errors);
    Py_CLEAR(self->encoder);
    Py_CLEAR(self->decoder);
    Py_CLEAR(self->read_newline);
    Py_CLEAR(self->decoded);
    Py_CLEAR(self->snapshot_bytes);
    pyi_io_clear_base(op);
    return 0;
}

static void textio_dealloc(PyObject *op) {
    pyi_textio *self = TEXTIO(op);
    self->finalizing = 1;
    if (!pyi_io_finalize(op)) {
        return;
    }
    PyObject_GC_UnTrack(op);
    textio_clear(op);
    PyMem_Free(self->pending);
    pyi_io_free_base(op);
}

/* ---- flushing and closing ------------------------------------------------------------------------ */

static PyObject *textio_flush(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_textio *self = TEXTIO(op);
    if (pyi_textio_check_open(self) < 0) {
        return NULL;
    }
    self->telling = self->seekable;
    if (pyi_textio_write_pending(self) < 0) {
        return NULL;
    }
    return PyObject_CallMethodNoArgs(self->buffer, PYI_NAME("flush"));
}

static PyObject *textio_close(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_textio *self = TEXTIO(op);
    int closed = pyi_textio_check(self) < 0 ? -1 : pyi_io_is_closed(op);
    if (closed != 0) {
        return closed < 0 ? NULL : Py_NewRef(Py_None);
    }
    if (self->finalizing) {
        PyObject *warned = PyObject_CallMethodOneArg(self->buffer, PYI_NAME("_dealloc_warn"), op);
        if (warned == NULL) {
            PyErr_Clear();
        }
        Py_XDECREF(warned);
    }
    PyObject *flushed = PyObject_CallMethodNoArgs(op, PYI_NAME("flush"));
    PyObject *failed = flushed == NULL ? pyi_io_take_exception() : NULL;
    Py_XDECREF(flushed);
    PyObject *result = PyObject_CallMethodNoArgs(self->buffer, PYI_NAME("close"));
    if (failed != NULL) {
        Py_CLEAR(result);
        pyi_io_chain(failed);
    }
    return result;
}

static PyObject *textio_detach(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_textio *self = TEXTIO(op);
    PyObject *flushed =
        pyi_textio_check(self) < 0 ? NULL : PyObject_CallMethodNoArgs(op, PYI_NAME("flush"));
    if (flushed == NULL) {
        return NULL;
    }
    Py_DECREF(flushed);
    PyObject *buffer = self->buffer;
    self->buffer = NULL;
    self->fast_writer = self->fast_reader = false;
    self->detached = true;
    self->ok = false;
    return buffer;
}

static PyObject *textio_truncate(PyObject *op, PyObject *args) {
    PyObject *size = Py_None;
    if (!pyi_arguments(args, "|O:truncate", &size) || pyi_textio_check(TEXTIO(op)) < 0) {
        return NULL;
    }
    PyObject *flushed = PyObject_CallMethodNoArgs(op, PYI_NAME("flush"));
    if (flushed == NULL) {
        return NULL;
    }
    Py_DECREF(flushed);
    return PyObject_CallMethodOneArg(TEXTIO(op)->buffer, PYI_NAME("truncate"), size);
}

/* ---- what buffer answers -------------------------------------------------------------------------- */

static PyObject *ask_buffer(PyObject *self, PyObject *method) {
    if (pyi_textio_check(TEXTIO(self)) < 0) {
        return NULL;
    }
    return PyObject_CallMethodNoArgs(TEXTIO(self)->buffer, method);
}

static PyObject *textio_fileno(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return ask_buffer(self, PYI_NAME("fileno"));
}

static PyObject *textio_seekable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return ask_buffer(self, PYI_NAME("seekable"));
}

static PyObject *textio_readable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return ask_buffer(self, PYI_NAME("readable"));
}

static PyObject *textio_writable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return ask_buffer(self, PYI_NAME("writable"));
}

static PyObject *textio_isatty(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return ask_buffer(self, PYI_NAME("isatty"));
}

/* ---- repr --------------------------------------------------------------------------------------- */

/* Adds ` name=repr` of an attribute, if there is one. Steals *text, which is NULL with an exception after that. */
static void add_attribute(PyObject *self, const char *name, PyObject **text) {
    PyObject *value = PyObject_GetAttrString(self, name);
    if (value == NULL) {
        bool absent = PyErr_ExceptionMatches(PyExc_AttributeError) ||
                      PyErr_ExceptionMatches(PyExc_ValueError);
        if (absent && *text != NULL) {
            PyErr_Clear();
        } else {
            Py_CLEAR(*text);
        }
        return;
    }
    if (*text != NULL) {
        Py_SETREF(*text, PyUnicode_FromFormat("%U %s=%R", *text, name, value));
    }
    Py_DECREF(value);
}

static PyObject *textio_repr(PyObject *self) {
    if (!TEXTIO(self)->ok && !TEXTIO(self)->detached) {
        pyi_textio_check(TEXTIO(self));
        return NULL;
    }
    int entered = Py_ReprEnter(self);
    if (entered != 0) {
        if (entered > 0) {
            PyErr_Format(PyExc_RuntimeError, "reentrant call inside %s.__repr__",
                         Py_TYPE(self)->tp_name);
        }
        return NULL;
    }
    PyObject *text = PyUnicode_FromString("<_io.TextIOWrapper");
    if (text != NULL) {
        add_attribute(self, "name", &text);
    }
    if (text != NULL) {
        add_attribute(self, "mode", &text);
    }
    if (text != NULL) {
        Py_SETREF(text, PyUnicode_FromFormat("%U encoding=%R>", text, TEXTIO(self)->encoding));
    }
    Py_ReprLeave(self);
    return text;
}

/* ---- attributes ------------------------------------------------------------------------------------ */

static PyObject *get_name(PyObject *self, void *Py_UNUSED(closure)) {
    return pyi_textio_check(TEXTIO(self)) < 0
               ? NULL
               : PyObject_GetAttr(TEXTIO(self)->buffer, PYI_NAME("name"));
}

static PyObject *get_closed(PyObject *self, void *Py_UNUSED(closure)) {
    return pyi_textio_check(TEXTIO(self)) < 0
               ? NULL
               : PyObject_GetAttr(TEXTIO(self)->buffer, PYI_NAME("closed"));
}

static PyObject *get_errors(PyObject *self, void *Py_UNUSED(closure)) {
    bool known = TEXTIO(self)->detached && TEXTIO(self)->errors != NULL;
    return !known && pyi_textio_check(TEXTIO(self)) < 0 ? NULL : Py_NewRef(TEXTIO(self)->errors);
}

static PyObject *get_newlines(PyObject *self, void *Py_UNUSED(closure)) {
    if (pyi_textio_check(TEXTIO(self)) < 0) {
        return NULL;
    }
    PyObject *found = NULL;
    if (TEXTIO(self)->decoder != NULL &&
        _PyObject_LookupAttr(TEXTIO(self)->decoder, PYI_NAME("newlines"), &found) < 0) {
        return NULL;
    }
    return found == NULL ? Py_NewRef(Py_None) : found;
}

static PyObject *get_chunk_size(PyObject *self, void *Py_UNUSED(closure)) {
    return pyi_textio_check(TEXTIO(self)) < 0 ? NULL : PyLong_FromSsize_t(TEXTIO(self)->chunk_size);
}

static int set_chunk_size(PyObject *self, PyObject *value, void *Py_UNUSED(closure)) {
    if (pyi_textio_check(TEXTIO(self)) < 0) {
        return -1;
    }
    if (value == NULL) {
        PyErr_SetString(PyExc_AttributeError, "cannot delete attribute");
        return -1;
    }
    Py_ssize_t n = PyNumber_AsSsize_t(value, PyExc_ValueError);
    if (n <= 0) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ValueError, "a strictly positive integer is required");
        }
        return -1;
    }
    TEXTIO(self)->chunk_size = n;
    return 0;
}

/* ---- type ------------------------------------------------------------------------------------------- */

static PyMethodDef textio_methods[] = {
    {"detach", textio_detach, METH_NOARGS, PYI_SIGNATURE("detach", "($self, /)")},
    {"reconfigure", PYI_FASTCALL(pyi_textio_reconfigure), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("reconfigure", "($self, /, *, encoding=None, errors=None, newline=None,\n"
                                  "            line_buffering=None, write_through=None)")},
    {"write", pyi_textio_write, METH_O, PYI_SIGNATURE("write", "($self, text, /)")},
    {"read", pyi_textio_read, METH_VARARGS, PYI_SIGNATURE("read", "($self, size=-1, /)")},
    {"readline", pyi_textio_readline, METH_VARARGS, PYI_SIGNATURE("readline", "($self, size=-1, /)")},
    {"flush", textio_flush, METH_NOARGS, PYI_SIGNATURE("flush", "($self, /)")},
    {"close", textio_close, METH_NOARGS, PYI_SIGNATURE("close", "($self, /)")},
    {"fileno", textio_fileno, METH_NOARGS, PYI_SIGNATURE("fileno", "($self, /)")},
    {"seekable", textio_seekable, METH_NOARGS, PYI_SIGNATURE("seekable", "($self, /)")},
    {"readable", textio_readable, METH_NOARGS, PYI_SIGNATURE("readable", "($self, /)")},
    {"writable", textio_writable, METH_NOARGS, PYI_SIGNATURE("writable", "($self, /)")},
    {"isatty", textio_isatty, METH_NOARGS, PYI_SIGNATURE("isatty", "($self, /)")},
    {"seek", pyi_textio_seek, METH_VARARGS, PYI_SIGNATURE("seek", "($self, cookie, whence=0, /)")},
    {"tell", pyi_textio_tell, METH_NOARGS, PYI_SIGNATURE("tell", "($self, /)")},
    {"truncate", textio_truncate, METH_VARARGS, PYI_SIGNATURE("truncate", "($self, pos=None, /)")},
    IO_NO_PICKLE
    {NULL, NULL, 0, NULL},
};

static PyMemberDef textio_members[] = {
    {"encoding", PYI_T_OBJECT, offsetof(pyi_textio, encoding), PYI_READONLY, NULL},
    {"buffer", PYI_T_OBJECT, offsetof(pyi_textio, buffer), PYI_READONLY, NULL},
    {"line_buffering", PYI_T_BOOL, offsetof(pyi_textio, line_buffering), PYI_READONLY, NULL},
    {"write_through", PYI_T_BOOL, offsetof(pyi_textio, write_through), PYI_READONLY, NULL},
    {"_finalizing", PYI_T_BOOL, offsetof(pyi_textio, finalizing), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef textio_getset[] = {
    {"name", get_name, NULL, NULL, NULL},
    {"closed", get_closed, NULL, NULL, NULL},
    {"newlines", get_newlines, NULL, NULL, NULL},
    {"errors", get_errors, NULL, NULL, NULL},
    {"_CHUNK_SIZE", get_chunk_size, set_chunk_size, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_textio_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io.TextIOWrapper",
    .tp_basicsize = sizeof(pyi_textio),
    .tp_dealloc = textio_dealloc,
    .tp_repr = textio_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = PYI_SIGNATURE("TextIOWrapper",
                            "(buffer, encoding=None, errors=None, newline=None,\n"
                            "              line_buffering=False, write_through=False)"),
    .tp_traverse = textio_traverse,
    .tp_clear = textio_clear,
    .tp_weaklistoffset = offsetof(pyi_iobase, weakreflist),
    .tp_iternext = pyi_textio_next,
    .tp_methods = textio_methods,
    .tp_members = textio_members,
    .tp_getset = textio_getset,
    .tp_base = &pyi_textiobase_type,
    .tp_dictoffset = offsetof(pyi_iobase, dict),
    .tp_init = pyi_textio_init,
    .tp_new = PyType_GenericNew,
};
PYI_TYPE(pyi_textio_type);
