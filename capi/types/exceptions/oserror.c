/* SPDX-License-Identifier: Apache-2.0 */
/* oserror: OSError, with the subclass that belongs to the error number.
 *
 * Layout     errno, strerror, filename, filename2 owned, NULL when not given; written: characters_written of
 *            BlockingIOError, -1 when not given
 * Collected  yes
 * Contract   docs.python.org/3/library/exceptions.html#OSError (PEP 3151)
 */
#include "exceptions.h"

#include <errno.h>

#define SELF(op) ((PyOSErrorObject *)(op))

/* ---- the subclass of an error number ------------------------------------------------------------------- */

/* borrowed, NULL when the number has no class of its own */
static PyObject *class_of_errno(long code) {
    switch (code) {
#if EAGAIN != EWOULDBLOCK
    case EWOULDBLOCK:
#endif
    case EAGAIN:
    case EALREADY:
    case EINPROGRESS:
        return PyExc_BlockingIOError;
    case EPIPE:
    case ESHUTDOWN:
        return PyExc_BrokenPipeError;
    case ECHILD:
        return PyExc_ChildProcessError;
    case ECONNABORTED:
        return PyExc_ConnectionAbortedError;
    case ECONNREFUSED:
        return PyExc_ConnectionRefusedError;
    case ECONNRESET:
        return PyExc_ConnectionResetError;
    case EEXIST:
        return PyExc_FileExistsError;
    case ENOENT:
        return PyExc_FileNotFoundError;
    case EISDIR:
        return PyExc_IsADirectoryError;
    case ENOTDIR:
        return PyExc_NotADirectoryError;
    case EINTR:
        return PyExc_InterruptedError;
    case EACCES:
    case EPERM:
#if defined(ENOTCAPABLE)
    case ENOTCAPABLE:
#endif
        return PyExc_PermissionError;
    case ESRCH:
        return PyExc_ProcessLookupError;
    case ETIMEDOUT:
        return PyExc_TimeoutError;
    default:
        return NULL;
    }
}

/* borrowed: OSError itself becomes the subclass for the number; subclasses stay what they are */
static PyTypeObject *class_for(PyTypeObject *type, PyObject *number) {
    if ((PyObject *)type != PyExc_OSError || number == NULL || !PyLong_Check(number)) {
        return type;
    }
    int overflow;
    long code = PyLong_AsLongAndOverflow(number, &overflow);
    PyObject *found = overflow != 0 ? NULL : class_of_errno(code);
    return found != NULL ? (PyTypeObject *)found : type;
}

/* ---- life ------------------------------------------------------------------------------------------------- */

typedef struct { /* borrowed, NULL when not given */
    PyObject *number, *text, *name, *name2;
} parts;

static PyObject *oserror_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);

/* A subclass that only has an __init__ of its own may take other arguments, and calls ours with those that are
 * meant for OSError. Everywhere else the object is complete when it is made. */
static bool is_set_up_by_init(PyTypeObject *type) {
    return type->tp_init != pyi_oserror_init && type->tp_new == oserror_new;
}

static int parse(PyObject *args, parts *given) {
    PyObject *winerror; /* taken and forgotten, except on Windows */
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n < 2 || n > 5) {
        return 0;
    }
    return PyArg_UnpackTuple(args, "OSError", 2, 5, &given->number, &given->text, &given->name,
                             &winerror, &given->name2)
               ? 0
               : -1;
}

/* sets everything up; -1 with an exception */
static int fill(PyOSErrorObject *self, PyObject *args, const parts *given) {
    self->args = Py_NewRef(args);
    self->myerrno = Py_XNewRef(given->number);
    self->strerror = Py_XNewRef(given->text);
    if (given->name == NULL || given->name == Py_None) {
        return 0;
    }
    if (Py_IS_TYPE(self, (PyTypeObject *)PyExc_BlockingIOError) && PyNumber_Check(given->name)) {
        self->written = PyNumber_AsSsize_t(given->name, PyExc_ValueError);
        return self->written == -1 && PyErr_Occurred() ? -1 : 0;
    }
    self->filename = Py_NewRef(given->name);
    if (given->name2 != NULL && given->name2 != Py_None) {
        self->filename2 = Py_NewRef(given->name2);
    }
    /* The names have attributes of their own; programs unpack args into two. */
    PyObject *two = PyTuple_GetSlice(args, 0, 2);
    if (two == NULL) {
        return -1;
    }
    Py_SETREF(self->args, two);
    return 0;
}

static PyObject *oserror_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    parts given = {0};
    bool later = is_set_up_by_init(type);
    if (!later) {
        if (!_PyArg_NoKeywords(type->tp_name, kwargs) || parse(args, &given) < 0) {
            return NULL;
        }
        type = class_for(type, given.number);
    }
    PyOSErrorObject *self = (PyOSErrorObject *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->written = -1;
    if (later) {
        self->args = PyTuple_New(0);
    }
    if (later ? self->args == NULL : fill(self, args, &given) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

int pyi_oserror_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    parts given = {0};
    if (!is_set_up_by_init(Py_TYPE(op))) {
        return 0;
    }
    if (!_PyArg_NoKeywords(Py_TYPE(op)->tp_name, kwargs) || parse(args, &given) < 0) {
        return -1;
    }
    PyOSErrorObject *self = SELF(op);
    PyObject *before[] = {self->args, self->myerrno, self->strerror, self->filename, self->filename2};
    self->filename = self->filename2 = NULL;
    int status = fill(self, args, &given);
    for (int i = 0; i < 5; i++) {
        Py_XDECREF(before[i]);
    }
    return status;
}

static int oserror_clear(PyObject *op) {
    Py_CLEAR(SELF(op)->myerrno);
    Py_CLEAR(SELF(op)->strerror);
    Py_CLEAR(SELF(op)->filename);
    Py_CLEAR(SELF(op)->filename2);
    return pyi_exception_clear(op);
}

static int oserror_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(SELF(op)->myerrno);
    Py_VISIT(SELF(op)->strerror);
    Py_VISIT(SELF(op)->filename);
    Py_VISIT(SELF(op)->filename2);
    return pyi_exception_traverse(op, visit, arg);
}

static void oserror_dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    oserror_clear(op);
    Py_TYPE(op)->tp_free(op);
}

/* ---- slots ------------------------------------------------------------------------------------------------- */

static PyObject *or_none(PyObject *op) { return op == NULL ? Py_None : op; }

static PyObject *oserror_str(PyObject *op) {
    PyOSErrorObject *self = SELF(op);
    PyObject *number = or_none(self->myerrno), *text = or_none(self->strerror);
    if (self->filename != NULL && self->filename2 != NULL) {
        return PyUnicode_FromFormat("[Errno %S] %S: %R -> %R", number, text, self->filename,
                                    self->filename2);
    }
    if (self->filename != NULL) {
        return PyUnicode_FromFormat("[Errno %S] %S: %R", number, text, self->filename);
    }
    if (self->myerrno != NULL && self->strerror != NULL) {
        return PyUnicode_FromFormat("[Errno %S] %S", number, text);
    }
    return pyi_exception_str(op);
}

/* ---- methods ------------------------------------------------------------------------------------------------ */

/* The names, which args lost, must be given to the class again. */
static PyObject *oserror_reduce(PyObject *op, PyObject *unused) {
    (void)unused;
    PyOSErrorObject *self = SELF(op);
    PyObject *args;
    if (PyTuple_GET_SIZE(self->args) != 2 || self->filename == NULL) {
        args = Py_NewRef(self->args);
    } else {
        PyObject *number = PyTuple_GET_ITEM(self->args, 0), *text = PyTuple_GET_ITEM(self->args, 1);
        args = self->filename2 == NULL
                   ? PyTuple_Pack(3, number, text, self->filename)
                   : PyTuple_Pack(5, number, text, self->filename, Py_None, self->filename2);
    }
    PyObject *result = NULL;
    if (args != NULL) {
        result = self->dict == NULL ? PyTuple_Pack(2, Py_TYPE(op), args)
                                    : PyTuple_Pack(3, Py_TYPE(op), args, self->dict);
        Py_DECREF(args);
    }
    return result;
}

static PyMethodDef oserror_methods[] = {
    {"__reduce__", oserror_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {0},
};

/* ---- attributes ----------------------------------------------------------------------------------------------- */

static PyObject *get_written(PyObject *op, void *closure) {
    (void)closure;
    if (SELF(op)->written == -1) {
        PyErr_SetString(PyExc_AttributeError, "characters_written");
        return NULL;
    }
    return PyLong_FromSsize_t(SELF(op)->written);
}

static int set_written(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    Py_ssize_t n = -1;
    if (value != NULL) {
        n = PyNumber_AsSsize_t(value, PyExc_ValueError);
        if (n == -1 && PyErr_Occurred()) {
            return -1;
        }
    } else if (SELF(op)->written == -1) {
        PyErr_SetString(PyExc_AttributeError, "characters_written");
        return -1;
    }
    SELF(op)->written = n;
    return 0;
}

static PyGetSetDef oserror_getset[] = {
    {"characters_written", get_written, set_written, NULL, NULL},
    {0},
};
static PyMemberDef oserror_members[] = {
    {"errno", PYI_T_OBJECT, offsetof(PyOSErrorObject, myerrno), 0, NULL},
    {"strerror", PYI_T_OBJECT, offsetof(PyOSErrorObject, strerror), 0, NULL},
    {"filename", PYI_T_OBJECT, offsetof(PyOSErrorObject, filename), 0, NULL},
    {"filename2", PYI_T_OBJECT, offsetof(PyOSErrorObject, filename2), 0, NULL},
    {0},
};

/* ---- type ------------------------------------------------------------------------------------------------------- */

EXCEPTION_TYPE(OSError, PyOSErrorObject, _PyExc_Exception, .tp_dealloc = oserror_dealloc,
               .tp_traverse = oserror_traverse, .tp_clear = oserror_clear, .tp_str = oserror_str,
               .tp_methods = oserror_methods, .tp_members = oserror_members,
               .tp_getset = oserror_getset, .tp_init = pyi_oserror_init, .tp_new = oserror_new);
