/* SPDX-License-Identifier: Apache-2.0 */
/* stringio: StringIO, a file of str in memory.
 *
 * As long as a program only appends, a writer gathers the text in the smallest kind; the first read or seek turns it
 * into an array of characters.
 *
 * Layout     writer, or text[size] with room for `room`; decoder owned: the newlines, NULL when nothing is translated
 * Collected  yes, for its dict
 * Contract   docs.python.org/3/library/io.html#io.StringIO
 */
#include "textio.h"

typedef struct {
    pyi_iobase base;
    Py_UCS4 *text;
    Py_ssize_t pos, size, room;
    bool gathering, ok, closed;
    _PyUnicodeWriter writer; /* while gathering */
    bool universal, translate;
    PyObject *decoder, *read_newline; /* owned or NULL */
    PyObject *write_newline;          /* owned str, NULL: "\n" */
} stringio;

#define SELF(op) ((stringio *)(op))

/* ---- storage ------------------------------------------------------------------------------------ */

static int check(stringio *self) {
    if (!self->ok) {
        PyErr_SetString(PyExc_ValueError, "I/O operation on uninitialized object");
        return -1;
    }
    if (self->closed) {
        PyErr_SetString(PyExc_ValueError, "I/O operation on closed file");
        return -1;
    }
    return 0;
}

static int make_room(stringio *self, Py_ssize_t n) {
    if (n <= self->room) {
        return 0;
    }
    size_t room = (size_t)n + ((size_t)n >> 3) + 6;
    Py_UCS4 *text = room > PY_SSIZE_T_MAX / sizeof(Py_UCS4)
                        ? NULL
                        : PyMem_Realloc(self->text, room * sizeof(Py_UCS4));
    if (text == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->text = text;
    self->room = (Py_ssize_t)room;
    return 0;
}

static void start_gathering(stringio *self) {
    _PyUnicodeWriter_Init(&self->writer);
    self->writer.overallocate = 1;
    self->gathering = true;
}

static void stop_gathering(stringio *self) {
    if (self->gathering) {
        self->gathering = false;
        _PyUnicodeWriter_Dealloc(&self->writer);
    }
}

/* Turns what was gathered into the array. */
static int realize(stringio *self) {
    if (!self->gathering) {
        return 0;
    }
    self->gathering = false;
    PyObject *text = _PyUnicodeWriter_Finish(&self->writer);
    int status = text == NULL ? -1 : make_room(self, PyUnicode_GET_LENGTH(text));
    if (status == 0 && PyUnicode_GET_LENGTH(text) > 0 &&
        PyUnicode_AsUCS4(text, self->text, self->room, 0) == NULL) {
        status = -1;
    }
    Py_XDECREF(text);
    return status;
}

/* new: text with the newlines that the file has inside */
static PyObject *translated(stringio *self, PyObject *op) {
    PyObject *text = self->decoder == NULL
                         ? Py_NewRef(op)
                         : pyi_newline_decode((pyi_newline_decoder *)self->decoder, op, true);
    if (text != NULL && self->write_newline != NULL) {
        PyObject *newline = PyUnicode_FromOrdinal('\n');
        Py_SETREF(text, newline == NULL ? NULL
                                        : PyUnicode_Replace(text, newline, self->write_newline, -1));
        Py_XDECREF(newline);
    }
    return text;
}

static int put_translated(stringio *self, PyObject *text) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    if (self->pos > PY_SSIZE_T_MAX - n) {
        PyErr_SetString(PyExc_OverflowError, "new position too large");
        return -1;
    }
    if (self->gathering) {
        if (self->pos == self->size) {
            if (_PyUnicodeWriter_WriteStr(&self->writer, text) < 0) {
                return -1;
            }
            self->pos = self->size = self->size + n;
            return 0;
        }
        if (realize(self) < 0) {
            return -1;
        }
    }
    if (make_room(self, self->pos + n) < 0) {
        return -1;
    }
    if (self->pos > self->size) { /* seek() went behind the end */
        memset(self->text + self->size, 0, (size_t)(self->pos - self->size) * sizeof(Py_UCS4));
    }
    if (n > 0 && PyUnicode_AsUCS4(text, self->text + self->pos, n, 0) == NULL) {
        return -1;
    }
    self->pos += n;
    self->size = self->pos > self->size ? self->pos : self->size;
    return 0;
}

static int put(stringio *self, PyObject *op) {
    PyObject *text = translated(self, op);
    int status = text == NULL ? -1 : PyUnicode_GET_LENGTH(text) == 0 ? 0 : put_translated(self, text);
    Py_XDECREF(text);
    return status;
}

/* new: text[from:to] of the array */
static PyObject *piece(stringio *self, Py_ssize_t from, Py_ssize_t n) {
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, n == 0 ? NULL : self->text + from, n);
}

/* new: everything. What is gathered stays so. */
static PyObject *everything(stringio *self) {
    if (!self->gathering) {
        return piece(self, 0, self->size);
    }
    PyObject *text = _PyUnicodeWriter_Finish(&self->writer);
    start_gathering(self);
    if (text != NULL && _PyUnicodeWriter_WriteStr(&self->writer, text) < 0) {
        Py_CLEAR(text);
    }
    return text;
}

/* ---- life -------------------------------------------------------------------------------------------- */

static int set_newline(stringio *self, PyObject *newline) {
    const char *text = "\n";
    if (newline != NULL && pyi_text_newline_arg(newline, &text) < 0) {
        return -1;
    }
    if (text != NULL && text[0] != '\0' && strcmp(text, "\n") != 0 && strcmp(text, "\r") != 0 &&
        strcmp(text, "\r\n") != 0) {
        PyErr_Format(PyExc_ValueError, "illegal newline value: %R", newline);
        return -1;
    }
    Py_CLEAR(self->read_newline);
    Py_CLEAR(self->write_newline);
    Py_CLEAR(self->decoder);
    self->universal = text == NULL || text[0] == '\0';
    self->translate = text == NULL;
    if (text != NULL && (self->read_newline = PyUnicode_FromString(text)) == NULL) {
        return -1;
    }
    if (text != NULL && text[0] == '\r') {
        self->write_newline = Py_NewRef(self->read_newline);
    }
    if (self->universal) {
        PyObject *errors = PyUnicode_FromString("strict");
        self->decoder =
            errors == NULL ? NULL : pyi_newline_decoder_new(NULL, self->translate, errors);
        Py_XDECREF(errors);
        return self->decoder == NULL ? -1 : 0;
    }
    return 0;
}

static int stringio_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"initial_value", "newline", NULL};
    stringio *self = SELF(op);
    PyObject *value = NULL, *newline = NULL;
    if (!pyi_named_arguments(args, kwargs, "|OO:StringIO", names, &value, &newline)) {
        return -1;
    }
    self->ok = false;
    if (newline != NULL && newline != Py_None && !PyUnicode_Check(newline)) {
        PyErr_Format(PyExc_TypeError, "newline must be str or None, not %.200s",
                     Py_TYPE(newline)->tp_name);
        return -1;
    }
    if (value != NULL && value != Py_None && !PyUnicode_Check(value)) {
        PyErr_Format(PyExc_TypeError, "initial_value must be str or None, not %.200s",
                     Py_TYPE(value)->tp_name);
        return -1;
    }
    if (set_newline(self, newline) < 0) {
        return -1;
    }
    stop_gathering(self);
    self->pos = self->size = 0;
    bool filled = value != NULL && value != Py_None && PyUnicode_GET_LENGTH(value) > 0;
    if (!filled) {
        start_gathering(self);
    } else if (put(self, value) < 0) {
        return -1;
    }
    self->pos = 0;
    self->closed = false;
    self->ok = true;
    return 0;
}

static int stringio_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(SELF(op)->decoder);
    return pyi_io_traverse_base(op, visit, arg);
}

static int stringio_clear(PyObject *op) {
    pyi_io_clear_base(op);
    return 0;
}

static void stringio_dealloc(PyObject *op) {
    stringio *self = SELF(op);
    PyObject_GC_UnTrack(op);
    self->ok = false;
    stop_gathering(self);
    PyMem_Free(self->text);
    Py_CLEAR(self->decoder);
    Py_CLEAR(self->read_newline);
    Py_CLEAR(self->write_newline);
    pyi_io_free_base(op);
}

/* ---- reading and writing -------------------------------------------------------------------------------- */

static PyObject *stringio_read(PyObject *op, PyObject *args) {
    stringio *self = SELF(op);
    Py_ssize_t n = -1;
    if (!pyi_arguments(args, "|O&:read", pyi_io_size_converter, &n) || check(self) < 0) {
        return NULL;
    }
    Py_ssize_t left = self->size > self->pos ? self->size - self->pos : 0;
    n = n < 0 || n > left ? left : n;
    if (self->gathering && self->pos == 0 && n == self->size) {
        self->pos += n;
        return everything(self);
    }
    if (realize(self) < 0) {
        return NULL;
    }
    PyObject *text = piece(self, self->pos, n);
    self->pos += n;
    return text;
}

/* The characters of the line at pos. */
static Py_ssize_t line_size(stringio *self) {
    Py_UCS4 one = '\n', two = 0;
    if (!self->universal && self->read_newline != NULL) {
        one = PyUnicode_READ_CHAR(self->read_newline, 0);
        two = PyUnicode_GET_LENGTH(self->read_newline) == 2 ? '\n' : 0;
    }
    bool any = self->universal && !self->translate;
    for (Py_ssize_t i = self->pos; i < self->size; i++) {
        Py_UCS4 c = self->text[i];
        bool newline_next = i + 1 < self->size && self->text[i + 1] == '\n';
        if (any && (c == '\n' || c == '\r')) {
            return i + 1 + (c == '\r' && newline_next) - self->pos;
        }
        if (!any && c == one && (two == 0 || newline_next)) {
            return i + 1 + (two != 0) - self->pos;
        }
    }
    return self->size - self->pos;
}

static PyObject *read_line(stringio *self, Py_ssize_t limit) {
    if (realize(self) < 0) {
        return NULL;
    }
    Py_ssize_t n = self->pos >= self->size ? 0 : line_size(self);
    n = limit >= 0 && n > limit ? limit : n;
    PyObject *text = piece(self, self->pos, n);
    if (text != NULL) {
        self->pos += n;
    }
    return text;
}

static PyObject *stringio_readline(PyObject *self, PyObject *args) {
    Py_ssize_t limit = -1;
    if (!pyi_arguments(args, "|O&:readline", pyi_io_size_converter, &limit) ||
        check(SELF(self)) < 0) {
        return NULL;
    }
    return read_line(SELF(self), limit);
}

static PyObject *stringio_next(PyObject *self) {
    if (check(SELF(self)) < 0) {
        return NULL;
    }
    PyObject *line;
    if (Py_IS_TYPE(self, &pyi_stringio_type)) {
        line = read_line(SELF(self), -1);
    } else {
        line = PyObject_CallMethodNoArgs(self, PYI_NAME("readline"));
        if (line != NULL && !PyUnicode_Check(line)) {
            PyErr_Format(PyExc_OSError, "readline() should have returned a str object, not '%.200s'",
                         Py_TYPE(line)->tp_name);
            Py_CLEAR(line);
        }
    }
    if (line != NULL && PyUnicode_GET_LENGTH(line) == 0) {
        Py_CLEAR(line);
    }
    return line;
}

static PyObject *stringio_write(PyObject *op, PyObject *text) {
    if (check(SELF(op)) < 0) {
        return NULL;
    }
    if (!PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "string argument expected, got '%s'", Py_TYPE(text)->tp_name);
        return NULL;
    }
    return put(SELF(op), text) < 0 ? NULL : PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

/* ---- position ------------------------------------------------------------------------------------------ */

static PyObject *stringio_tell(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return check(SELF(self)) < 0 ? NULL : PyLong_FromSsize_t(SELF(self)->pos);
}

static PyObject *stringio_seek(PyObject *op, PyObject *args) {
    stringio *self = SELF(op);
    Py_ssize_t pos;
    int whence = 0;
    if (!pyi_arguments(args, "n|i:seek", &pos, &whence) || check(self) < 0) {
        return NULL;
    }
    if (whence < 0 || whence > 2) {
        PyErr_Format(PyExc_ValueError, "Invalid whence (%i, should be 0, 1 or 2)", whence);
        return NULL;
    }
    if (pos < 0 && whence == 0) {
        PyErr_Format(PyExc_ValueError, "Negative seek position %zd", pos);
        return NULL;
    }
    if (whence != 0 && pos != 0) {
        PyErr_SetString(PyExc_OSError, "Can't do nonzero cur-relative seeks");
        return NULL;
    }
    self->pos = whence == 0 ? pos : whence == 1 ? self->pos : self->size;
    return PyLong_FromSsize_t(self->pos);
}

static PyObject *stringio_truncate(PyObject *op, PyObject *args) {
    stringio *self = SELF(op);
    Py_ssize_t size = self->pos;
    if (!pyi_arguments(args, "|O&:truncate", pyi_io_size_converter, &size) || check(self) < 0) {
        return NULL;
    }
    if (size < 0) {
        PyErr_Format(PyExc_ValueError, "Negative size value %zd", size);
        return NULL;
    }
    if (size < self->size) {
        if (realize(self) < 0) {
            return NULL;
        }
        self->size = size;
    }
    return PyLong_FromSsize_t(size);
}

/* ---- the whole ------------------------------------------------------------------------------------------- */

static PyObject *stringio_getvalue(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return check(SELF(self)) < 0 ? NULL : everything(SELF(self));
}

static PyObject *stringio_close(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    stringio *self = SELF(op);
    self->closed = true;
    stop_gathering(self);
    PyMem_Free(self->text);
    self->text = NULL;
    self->room = self->size = 0;
    Py_RETURN_NONE;
}

static PyObject *yes_when_open(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return check(SELF(self)) < 0 ? NULL : Py_NewRef(Py_True);
}

static PyObject *stringio_getstate(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    stringio *self = SELF(op);
    PyObject *value = stringio_getvalue(op, NULL);
    PyObject *dict = self->base.dict;
    PyObject *copy = value == NULL ? NULL : dict == NULL ? Py_NewRef(Py_None) : PyDict_Copy(dict);
    if (copy == NULL) {
        Py_XDECREF(value);
        return NULL;
    }
    PyObject *newline = self->read_newline == NULL ? Py_None : self->read_newline;
    return Py_BuildValue("NOnN", value, newline, self->pos, copy);
}

/* Gives the file exactly the text of a state, newlines as they are in it. */
static int restore_text(stringio *self, PyObject *text) {
    stop_gathering(self);
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    if (make_room(self, n) < 0 ||
        (n > 0 && PyUnicode_AsUCS4(text, self->text, self->room, 0) == NULL)) {
        return -1;
    }
    self->size = n;
    return 0;
}

static int restore(PyObject *op, PyObject *position, PyObject *dict) {
    if (!PyLong_Check(position)) {
        PyErr_Format(PyExc_TypeError, "third item of state must be an integer, got %.200s",
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
    SELF(op)->pos = pos;
    if (dict == Py_None) {
        return 0;
    }
    if (!PyDict_Check(dict)) {
        PyErr_Format(PyExc_TypeError, "fourth item of state should be a dict, got a %.200s",
                     Py_TYPE(dict)->tp_name);
        return -1;
    }
    PyObject **own = &SELF(op)->base.dict;
    if (*own != NULL) {
        return PyDict_Update(*own, dict);
    }
    *own = Py_NewRef(dict);
    return 0;
}

static PyObject *stringio_setstate(PyObject *op, PyObject *state) {
    if (SELF(op)->ok && check(SELF(op)) < 0) {
        return NULL;
    }
    if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) < 4) {
        PyErr_Format(PyExc_TypeError, "%.200s.__setstate__ argument should be 4-tuple, got %.200s",
                     Py_TYPE(op)->tp_name, Py_TYPE(state)->tp_name);
        return NULL;
    }
    PyObject *args = PyTuple_GetSlice(state, 0, 2);
    int status = args == NULL ? -1 : stringio_init(op, args, NULL);
    Py_XDECREF(args);
    if (status == 0 && PyUnicode_Check(PyTuple_GET_ITEM(state, 0))) {
        status = restore_text(SELF(op), PyTuple_GET_ITEM(state, 0));
    }
    if (status < 0 || restore(op, PyTuple_GET_ITEM(state, 2), PyTuple_GET_ITEM(state, 3)) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *get_closed(PyObject *self, void *Py_UNUSED(closure)) {
    if (!SELF(self)->ok) {
        check(SELF(self));
        return NULL;
    }
    return PyBool_FromLong(SELF(self)->closed);
}

static PyObject *get_line_buffering(PyObject *self, void *Py_UNUSED(closure)) {
    return check(SELF(self)) < 0 ? NULL : Py_NewRef(Py_False);
}

static PyObject *get_newlines(PyObject *self, void *Py_UNUSED(closure)) {
    if (check(SELF(self)) < 0) {
        return NULL;
    }
    PyObject *decoder = SELF(self)->decoder;
    return decoder == NULL ? Py_NewRef(Py_None) : PyObject_GetAttr(decoder, PYI_NAME("newlines"));
}

/* ---- type ----------------------------------------------------------------------------------------------- */

static PyMethodDef stringio_methods[] = {
    {"close", stringio_close, METH_NOARGS, PYI_SIGNATURE("close", "($self, /)")},
    {"getvalue", stringio_getvalue, METH_NOARGS, PYI_SIGNATURE("getvalue", "($self, /)")},
    {"read", stringio_read, METH_VARARGS, PYI_SIGNATURE("read", "($self, size=-1, /)")},
    {"readline", stringio_readline, METH_VARARGS, PYI_SIGNATURE("readline", "($self, size=-1, /)")},
    {"tell", stringio_tell, METH_NOARGS, PYI_SIGNATURE("tell", "($self, /)")},
    {"truncate", stringio_truncate, METH_VARARGS, PYI_SIGNATURE("truncate", "($self, pos=None, /)")},
    {"seek", stringio_seek, METH_VARARGS, PYI_SIGNATURE("seek", "($self, pos, whence=0, /)")},
    {"write", stringio_write, METH_O, PYI_SIGNATURE("write", "($self, s, /)")},
    {"seekable", yes_when_open, METH_NOARGS, PYI_SIGNATURE("seekable", "($self, /)")},
    {"readable", yes_when_open, METH_NOARGS, PYI_SIGNATURE("readable", "($self, /)")},
    {"writable", yes_when_open, METH_NOARGS, PYI_SIGNATURE("writable", "($self, /)")},
    {"__getstate__", stringio_getstate, METH_NOARGS, NULL},
    {"__setstate__", stringio_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef stringio_getset[] = {
    {"closed", get_closed, NULL, NULL, NULL},
    {"newlines", get_newlines, NULL, NULL, NULL},
    {"line_buffering", get_line_buffering, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_stringio_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io.StringIO",
    .tp_basicsize = sizeof(stringio),
    .tp_dealloc = stringio_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = PYI_SIGNATURE("StringIO", "(initial_value='', newline='\\n')"),
    .tp_traverse = stringio_traverse,
    .tp_clear = stringio_clear,
    .tp_weaklistoffset = offsetof(pyi_iobase, weakreflist),
    .tp_iternext = stringio_next,
    .tp_methods = stringio_methods,
    .tp_getset = stringio_getset,
    .tp_base = &pyi_textiobase_type,
    .tp_dictoffset = offsetof(pyi_iobase, dict),
    .tp_init = stringio_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
};
PYI_TYPE(pyi_stringio_type);
