/* SPDX-License-Identifier: Apache-2.0 */
/* iobase: _IOBase and _RawIOBase, of which every stream is one.
 * Layout     dict and weakreflist; that a stream is closed is an entry of its dict
 * Collected  yes
 * Contract   docs.python.org/3/library/io.html#io.IOBase
 */
#include "io.h"

/* ---- helpers ------------------------------------------------------------------------------- */

PyObject *pyi_io_unsupported_type(void) {
    static PyObject *type;
    if (type == NULL) {
        PyObject *bases = PyTuple_Pack(2, PyExc_OSError, PyExc_ValueError);
        type = bases == NULL ? NULL : PyErr_NewException("io.UnsupportedOperation", bases, NULL);
        Py_XDECREF(bases);
    }
    return type;
}

PyObject *pyi_io_unsupported(const char *message) {
    PyObject *type = pyi_io_unsupported_type();
    if (type != NULL) {
        PyErr_SetString(type, message);
    }
    return NULL;
}

int pyi_io_is_closed(PyObject *self) {
    PyObject *closed = PyObject_GetAttr(self, PYI_NAME("closed"));
    if (closed == NULL) {
        return -1;
    }
    int is_closed = PyObject_IsTrue(closed);
    Py_DECREF(closed);
    return is_closed;
}

int pyi_io_check_open(PyObject *self) {
    int closed = pyi_io_is_closed(self);
    if (closed > 0) {
        PyErr_SetString(PyExc_ValueError, "I/O operation on closed file.");
    }
    return closed == 0 ? 0 : -1;
}

static int check_able(PyObject *self, PyObject *method, const char *message) {
    PyObject *answer = PyObject_CallMethodNoArgs(self, method);
    if (answer == NULL) {
        return -1;
    }
    bool able = answer == Py_True;
    Py_DECREF(answer);
    if (!able) {
        pyi_io_unsupported(message);
    }
    return able ? 0 : -1;
}

int pyi_io_check_readable(PyObject *self) {
    return check_able(self, PYI_NAME("readable"), "File or stream is not readable.");
}

int pyi_io_check_writable(PyObject *self) {
    return check_able(self, PYI_NAME("writable"), "File or stream is not writable.");
}

int pyi_io_check_seekable(PyObject *self) {
    return check_able(self, PYI_NAME("seekable"), "File or stream is not seekable.");
}

bool pyi_io_interrupted(void) {
    if (!PyErr_ExceptionMatches(PyExc_OSError)) {
        return false;
    }
    PyObject *exception = pyi_io_take_exception();
    bool interrupted = ((PyOSErrorObject *)exception)->myerrno != NULL &&
                       PyLong_Check(((PyOSErrorObject *)exception)->myerrno) &&
                       PyLong_AsLong(((PyOSErrorObject *)exception)->myerrno) == EINTR;
    if (!interrupted) {
        PyErr_Clear();
        pyi_io_chain(exception);
        return false;
    }
    Py_DECREF(exception);
    return PyErr_CheckSignals() == 0;
}

int pyi_io_size_converter(PyObject *op, void *address) {
    Py_ssize_t *size = address;
    if (op == Py_None) {
        return 1;
    }
    if (!_PyIndex_Check(op)) {
        PyErr_Format(PyExc_TypeError, "argument should be integer or None, not '%.200s'",
                     Py_TYPE(op)->tp_name);
        return 0;
    }
    *size = PyNumber_AsSsize_t(op, PyExc_OverflowError);
    return *size == -1 && PyErr_Occurred() ? 0 : 1;
}

off_t pyi_io_offset(PyObject *op, PyObject *error) {
    PyObject *number = PyNumber_Index(op);
    if (number == NULL) {
        return -1;
    }
    long long value = PyLong_AsLongLong(number);
    if (value == -1 && PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Format(error, "cannot fit '%.200s' into an offset-sized integer",
                     Py_TYPE(op)->tp_name);
    }
    Py_DECREF(number);
    return (off_t)value;
}

#if PYI_312
PyObject *pyi_io_take_exception(void) { return PyErr_GetRaisedException(); }

void pyi_io_chain(PyObject *first) {
    if (first != NULL) {
        _PyErr_ChainExceptions1(first);
    }
}
#else
PyObject *pyi_io_take_exception(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (type == NULL) {
        return NULL;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(value, traceback);
        Py_DECREF(traceback);
    }
    Py_DECREF(type);
    return value;
}

void pyi_io_chain(PyObject *first) {
    if (first != NULL) {
        PyObject *type = Py_NewRef(Py_TYPE(first));
        _PyErr_ChainExceptions(type, first, PyException_GetTraceback(first));
    }
}
#endif

#if PYI_312
PyObject *pyi_io_cannot_pickle(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    PyErr_Format(PyExc_TypeError, "cannot pickle '%.100s' instances", _PyType_Name(Py_TYPE(self)));
    return NULL;
}
#endif

/* new: __dict__ */
PyObject *pyi_io_dict_getter(PyObject *self, void *Py_UNUSED(closure)) {
    PyObject **place = &((pyi_iobase *)self)->dict;
    if (*place == NULL) {
        *place = PyDict_New();
    }
    return Py_XNewRef(*place);
}

/* ---- life ----------------------------------------------------------------------------------- */

/* Closes what nobody closed. */
static void iobase_finalize(PyObject *self) {
    PyObject *saved = pyi_io_take_exception();
    int closed = pyi_io_is_closed(self);
    if (closed < 0) {
        PyErr_Clear();
    }
    if (closed == 0) { /* what cannot say it, a stream that was never initialized, is left alone */
        /* the methods of the classes below know by it that nobody hears their exceptions */
        if (PyObject_SetAttr(self, PYI_NAME("_finalizing"), Py_True) < 0) {
            PyErr_Clear();
        }
        PyObject *result = PyObject_CallMethodNoArgs(self, PYI_NAME("close"));
        if (result == NULL) {
#if PYI_313
            PyErr_WriteUnraisable(self);
#else
            if (_Py_GetConfig()->dev_mode) {
                PyErr_WriteUnraisable(self);
            }
            PyErr_Clear();
#endif
        }
        Py_XDECREF(result);
    }
    pyi_io_chain(saved);
}

bool pyi_io_finalize(PyObject *self) {
    if (PyObject_CallFinalizerFromDealloc(self) < 0) {
        if (PyType_HasFeature(Py_TYPE(self), Py_TPFLAGS_HEAPTYPE)) {
            Py_INCREF(Py_TYPE(self)); /* the deallocator of a subclass gives it back in any case */
        }
        return false;
    }
    return true;
}

int pyi_io_traverse_base(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((pyi_iobase *)self)->dict);
    return 0;
}

void pyi_io_clear_base(PyObject *self) { Py_CLEAR(((pyi_iobase *)self)->dict); }

void pyi_io_free_base(PyObject *self) {
    if (((pyi_iobase *)self)->weakreflist != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    pyi_io_clear_base(self);
    Py_TYPE(self)->tp_free(self);
}

static int iobase_clear(PyObject *self) {
    pyi_io_clear_base(self);
    return 0;
}

static void iobase_dealloc(PyObject *self) {
    if (pyi_io_finalize(self)) {
        PyObject_GC_UnTrack(self);
        pyi_io_free_base(self);
    }
}

/* ---- methods: state ------------------------------------------------------------------------------ */

static PyObject *done(int status) { return status < 0 ? NULL : Py_NewRef(Py_None); }

static int marked_closed(PyObject *self) {
    PyObject *mark = PyObject_GetAttr(self, PYI_NAME("__IOBase_closed"));
    if (mark == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    Py_DECREF(mark);
    return 1;
}

static PyObject *iobase_closed(PyObject *self, void *Py_UNUSED(closure)) {
    int closed = marked_closed(self);
    return closed < 0 ? NULL : PyBool_FromLong(closed);
}

static PyObject *iobase_flush(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    int closed = marked_closed(self);
    if (closed > 0) {
        PyErr_SetString(PyExc_ValueError, "I/O operation on closed file.");
    }
    return done(closed == 0 ? 0 : -1);
}

static PyObject *iobase_close(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    int closed = marked_closed(self);
    if (closed != 0) {
        return done(closed);
    }
    PyObject *result = PyObject_CallMethodNoArgs(self, PYI_NAME("flush"));
    Py_XDECREF(result);
    PyObject *failed = pyi_io_take_exception();
    int status = PyObject_SetAttr(self, PYI_NAME("__IOBase_closed"), Py_True);
    bool raise = failed != NULL;
    pyi_io_chain(failed);
    return done(raise ? -1 : status);
}

static PyObject *iobase_seek(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(args)) {
    return pyi_io_unsupported("seek");
}

static PyObject *iobase_tell(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return PyObject_CallMethod(self, "seek", "ii", 0, 1);
}

static PyObject *iobase_truncate(PyObject *Py_UNUSED(self), PyObject *const *Py_UNUSED(args),
                                 Py_ssize_t Py_UNUSED(n)) {
    return pyi_io_unsupported("truncate");
}

static PyObject *iobase_no(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored)) {
    Py_RETURN_FALSE;
}

static PyObject *iobase_fileno(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored)) {
    return pyi_io_unsupported("fileno");
}

static PyObject *iobase_isatty(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return pyi_io_check_open(self) < 0 ? NULL : Py_NewRef(Py_False);
}

static PyObject *iobase_enter(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return pyi_io_check_open(self) < 0 ? NULL : Py_NewRef(self);
}

static PyObject *iobase_exit(PyObject *self, PyObject *Py_UNUSED(args)) {
    return PyObject_CallMethodNoArgs(self, PYI_NAME("close"));
}

static PyObject *iobase_check_closed(PyObject *self, PyObject *Py_UNUSED(args)) {
    return done(pyi_io_check_open(self));
}

static PyObject *yes_or_raise(int status) { return status < 0 ? NULL : Py_NewRef(Py_True); }

static PyObject *iobase_check_seekable(PyObject *self, PyObject *Py_UNUSED(args)) {
    return yes_or_raise(pyi_io_check_seekable(self));
}

static PyObject *iobase_check_readable(PyObject *self, PyObject *Py_UNUSED(args)) {
    return yes_or_raise(pyi_io_check_readable(self));
}

static PyObject *iobase_check_writable(PyObject *self, PyObject *Py_UNUSED(args)) {
    return yes_or_raise(pyi_io_check_writable(self));
}

/* ---- methods: lines ----------------------------------------------------------------------------- */

static int require_bytes(PyObject *op, const char *method) {
    if (PyBytes_Check(op)) {
        return 0;
    }
    PyErr_Format(PyExc_OSError, "%s() should have returned a bytes object, not '%.200s'", method,
                 Py_TYPE(op)->tp_name);
    return -1;
}

/* How many bytes to read so that a line is not read past its end; -1 with an exception. */
static Py_ssize_t bytes_to_read(PyObject *peek, Py_ssize_t limit) {
    if (peek == NULL) {
        return 1;
    }
    PyObject *one = PyLong_FromLong(1);
    PyObject *ahead = NULL;
    while (one != NULL && (ahead = PyObject_CallOneArg(peek, one)) == NULL) {
        if (!pyi_io_interrupted()) {
            break;
        }
    }
    Py_XDECREF(one);
    if (ahead == NULL || require_bytes(ahead, "peek") < 0) {
        Py_XDECREF(ahead);
        return -1;
    }
    Py_ssize_t n = PyBytes_GET_SIZE(ahead);
    const char *text = PyBytes_AS_STRING(ahead);
    n = limit >= 0 && n > limit ? limit : n;
    const char *newline = memchr(text, '\n', (size_t)n);
    n = newline != NULL ? newline - text + 1 : n;
    Py_DECREF(ahead);
    return n == 0 ? 1 : n;
}

/* new: bytes of one read(); NULL with an exception */
static PyObject *read_bytes(PyObject *self, Py_ssize_t n) {
    PyObject *number = PyLong_FromSsize_t(n);
    PyObject *piece = NULL;
    while (number != NULL &&
           (piece = PyObject_CallMethodOneArg(self, PYI_NAME("read"), number)) == NULL) {
        if (!pyi_io_interrupted()) {
            break;
        }
    }
    Py_XDECREF(number);
    if (piece != NULL && require_bytes(piece, "read") < 0) {
        Py_CLEAR(piece);
    }
    return piece;
}

/* Reads a line into the bytearray. 0 or -1. */
static int collect_line(PyObject *self, PyObject *peek, PyObject *line, Py_ssize_t limit) {
    while (limit < 0 || PyByteArray_GET_SIZE(line) < limit) {
        Py_ssize_t used = PyByteArray_GET_SIZE(line);
        Py_ssize_t n = bytes_to_read(peek, limit < 0 ? -1 : limit - used);
        PyObject *piece = n < 0 ? NULL : read_bytes(self, n);
        if (piece == NULL) {
            return -1;
        }
        Py_ssize_t got = PyBytes_GET_SIZE(piece);
        int status = got == 0 ? 0 : PyByteArray_Resize(line, used + got);
        if (status == 0) {
            memcpy(PyByteArray_AS_STRING(line) + used, PyBytes_AS_STRING(piece), (size_t)got);
        }
        Py_DECREF(piece);
        if (status < 0) {
            return -1;
        }
        if (got == 0 || PyByteArray_AS_STRING(line)[used + got - 1] == '\n') {
            return 0;
        }
    }
    return 0;
}

static PyObject *iobase_readline(PyObject *self, PyObject *args) {
    Py_ssize_t limit = -1;
    if (!pyi_arguments(args, "|O&:readline", pyi_io_size_converter, &limit)) {
        return NULL;
    }
    PyObject *peek;
    if (_PyObject_LookupAttr(self, PYI_NAME("peek"), &peek) < 0) {
        return NULL;
    }
    PyObject *line = PyByteArray_FromStringAndSize(NULL, 0);
    PyObject *result = NULL;
    if (line != NULL && collect_line(self, peek, line, limit) == 0) {
        result = PyBytes_FromStringAndSize(PyByteArray_AS_STRING(line), PyByteArray_GET_SIZE(line));
    }
    Py_XDECREF(line);
    Py_XDECREF(peek);
    return result;
}

static PyObject *iobase_iter(PyObject *self) {
    return pyi_io_check_open(self) < 0 ? NULL : Py_NewRef(self);
}

static PyObject *iobase_next(PyObject *self) {
    PyObject *line = PyObject_CallMethodNoArgs(self, PYI_NAME("readline"));
    if (line != NULL && PyObject_Size(line) <= 0) {
        Py_CLEAR(line); /* the end, or an exception */
    }
    return line;
}

static PyObject *iobase_readlines(PyObject *self, PyObject *args) {
    Py_ssize_t hint = -1;
    if (!pyi_arguments(args, "|O&:readlines", pyi_io_size_converter, &hint)) {
        return NULL;
    }
    PyObject *lines = PyList_New(0);
    PyObject *iter = lines == NULL ? NULL : PyObject_GetIter(self);
    int status = iter == NULL ? -1 : 0;
    Py_ssize_t length = 0;
    PyObject *line;
    while (status == 0 && (hint <= 0 || length <= hint) && (line = PyIter_Next(iter)) != NULL) {
        Py_ssize_t n = hint <= 0 ? 0 : PyObject_Size(line);
        status = n < 0 ? -1 : PyList_Append(lines, line);
        length += n;
        Py_DECREF(line);
    }
    Py_XDECREF(iter);
    if (status < 0 || PyErr_Occurred()) {
        Py_CLEAR(lines);
    }
    return lines;
}

static PyObject *iobase_writelines(PyObject *self, PyObject *lines) {
    PyObject *iter = pyi_io_check_open(self) < 0 ? NULL : PyObject_GetIter(lines);
    if (iter == NULL) {
        return NULL;
    }
    PyObject *line;
    while ((line = PyIter_Next(iter)) != NULL) {
        PyObject *result;
        do {
            result = PyObject_CallMethodOneArg(self, PYI_NAME("write"), line);
        } while (result == NULL && pyi_io_interrupted());
        Py_DECREF(line);
        if (result == NULL) {
            break;
        }
        Py_DECREF(result);
    }
    Py_DECREF(iter);
    return done(PyErr_Occurred() ? -1 : 0);
}

/* ---- _IOBase ------------------------------------------------------------------------------------ */

static PyMethodDef iobase_methods[] = {
    {"seek", iobase_seek, METH_VARARGS, PYI_SIGNATURE("seek", "($self, offset, whence=0, /)")},
    {"tell", iobase_tell, METH_NOARGS, PYI_SIGNATURE("tell", "($self, /)")},
    {"truncate", PYI_FASTCALL(iobase_truncate), METH_FASTCALL,
     PYI_SIGNATURE("truncate", "($self, size=None, /)")},
    {"flush", iobase_flush, METH_NOARGS, PYI_SIGNATURE("flush", "($self, /)")},
    {"close", iobase_close, METH_NOARGS, PYI_SIGNATURE("close", "($self, /)")},
    {"seekable", iobase_no, METH_NOARGS, PYI_SIGNATURE("seekable", "($self, /)")},
    {"readable", iobase_no, METH_NOARGS, PYI_SIGNATURE("readable", "($self, /)")},
    {"writable", iobase_no, METH_NOARGS, PYI_SIGNATURE("writable", "($self, /)")},
    {"_checkClosed", iobase_check_closed, METH_VARARGS, NULL},
    {"_checkSeekable", iobase_check_seekable, METH_VARARGS, NULL},
    {"_checkReadable", iobase_check_readable, METH_VARARGS, NULL},
    {"_checkWritable", iobase_check_writable, METH_VARARGS, NULL},
    {"fileno", iobase_fileno, METH_NOARGS, PYI_SIGNATURE("fileno", "($self, /)")},
    {"isatty", iobase_isatty, METH_NOARGS, PYI_SIGNATURE("isatty", "($self, /)")},
    {"__enter__", iobase_enter, METH_NOARGS, NULL},
    {"__exit__", iobase_exit, METH_VARARGS, NULL},
    {"readline", iobase_readline, METH_VARARGS, PYI_SIGNATURE("readline", "($self, size=-1, /)")},
    {"readlines", iobase_readlines, METH_VARARGS, PYI_SIGNATURE("readlines", "($self, hint=-1, /)")},
    {"writelines", iobase_writelines, METH_O, PYI_SIGNATURE("writelines", "($self, lines, /)")},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef iobase_getset[] = {
    {"__dict__", pyi_io_dict_getter, NULL, NULL, NULL},
    {"closed", iobase_closed, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_iobase_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io._IOBase",
    .tp_basicsize = sizeof(pyi_iobase),
    .tp_dealloc = iobase_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pyi_io_traverse_base,
    .tp_clear = iobase_clear,
    .tp_weaklistoffset = offsetof(pyi_iobase, weakreflist),
    .tp_iter = iobase_iter,
    .tp_iternext = iobase_next,
    .tp_methods = iobase_methods,
    .tp_getset = iobase_getset,
    .tp_dictoffset = offsetof(pyi_iobase, dict),
    .tp_finalize = iobase_finalize,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(pyi_iobase_type);

/* ---- _RawIOBase ------------------------------------------------------------------------------------ */

static PyObject *rawiobase_readall(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    PyObject *pieces = PyList_New(0);
    while (pieces != NULL) {
        PyObject *piece;
        do {
            piece = PyObject_CallMethod(self, "read", "i", IO_BUFFER_SIZE);
        } while (piece == NULL && pyi_io_interrupted());
        if (piece == Py_None && PyList_GET_SIZE(pieces) == 0) {
            Py_DECREF(pieces);
            return piece;
        }
        if (piece == NULL || piece == Py_None) {
            Py_XDECREF(piece);
            if (piece == NULL) {
                Py_CLEAR(pieces);
            }
            break;
        }
        int status = -1;
        if (!PyBytes_Check(piece)) {
            PyErr_SetString(PyExc_TypeError, "read() should return bytes");
        } else {
            status = PyBytes_GET_SIZE(piece) == 0 ? 1 : PyList_Append(pieces, piece);
        }
        Py_DECREF(piece);
        if (status < 0) {
            Py_CLEAR(pieces);
        }
        if (status > 0) {
            break;
        }
    }
    PyObject *empty = pieces == NULL ? NULL : PyBytes_FromStringAndSize(NULL, 0);
    PyObject *result = empty == NULL ? NULL : _PyBytes_Join(empty, pieces);
    Py_XDECREF(empty);
    Py_XDECREF(pieces);
    return result;
}

static PyObject *rawiobase_read(PyObject *self, PyObject *args) {
    Py_ssize_t n = -1;
    if (!pyi_arguments(args, "|n:read", &n)) {
        return NULL;
    }
    if (n < 0) {
        return PyObject_CallMethodNoArgs(self, PYI_NAME("readall"));
    }
    PyObject *room = PyByteArray_FromStringAndSize(NULL, n);
    PyObject *answer =
        room == NULL ? NULL : PyObject_CallMethodOneArg(self, PYI_NAME("readinto"), room);
    if (answer == NULL || answer == Py_None) {
        Py_XDECREF(room);
        return answer;
    }
    Py_ssize_t got = PyNumber_AsSsize_t(answer, PyExc_ValueError);
    Py_DECREF(answer);
    PyObject *result = NULL;
    if (got != -1 || !PyErr_Occurred()) {
        result = PyBytes_FromStringAndSize(PyByteArray_AS_STRING(room), got);
    }
    Py_DECREF(room);
    return result;
}

/* readinto and write: what a class for raw streams has to define */
static PyObject *not_implemented(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(args)) {
    PyErr_SetNone(PyExc_NotImplementedError);
    return NULL;
}

static PyMethodDef rawiobase_methods[] = {
    {"read", rawiobase_read, METH_VARARGS, PYI_SIGNATURE("read", "($self, size=-1, /)")},
    {"readall", rawiobase_readall, METH_NOARGS, PYI_SIGNATURE("readall", "($self, /)")},
    {"readinto", not_implemented, METH_VARARGS, NULL},
    {"write", not_implemented, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject pyi_rawiobase_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io._RawIOBase",
    .tp_basicsize = sizeof(pyi_iobase),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = rawiobase_methods,
    .tp_base = &pyi_iobase_type,
};
PYI_TYPE(pyi_rawiobase_type);
