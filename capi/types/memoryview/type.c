/* SPDX-License-Identifier: Apache-2.0 */
/* memoryview: the memory of another object, with the shape and format that it exports.
 * Collected  yes
 * Contract   docs.python.org/3/library/stdtypes.html#memoryview; storage.c has the layout
 */
#include "memory.h"

#include "pyi_bytes.h"

#include "internal/pycore_strhex.h"

PYI_HIDDEN PyObject *pyi_memory_from_flags(PyObject *obj, int flags);

/* ---- slots -------------------------------------------------------------------------------------------------- */

static PyObject *memory_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"object", NULL};
    PyObject *obj;
    (void)type;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O:memoryview", names, &obj)) {
        return NULL;
    }
    return PyMemoryView_FromObject(obj);
}

static PyObject *memory_repr(PyObject *self) {
    return PyUnicode_FromFormat(memory_is_released(MEMORY(self)) ? "<released memory at %p>"
                                                                 : "<memory at %p>",
                                self);
}

static Py_ssize_t memory_length(PyObject *self) {
    if (!pyi_memory_alive(MEMORY(self))) {
        return -1;
    }
    if (VIEW(self)->ndim == 0) {
#if PYI_312
        PyErr_SetString(PyExc_TypeError, "0-dim memory has no length");
        return -1;
#else
        return 1;
#endif
    }
    return VIEW(self)->shape[0];
}

static PySequenceMethods memory_as_sequence = {
    .sq_length = memory_length,
    .sq_item = pyi_memory_item,
};

static PyMappingMethods memory_as_mapping = {
    .mp_length = memory_length,
    .mp_subscript = pyi_memory_subscript,
    .mp_ass_subscript = pyi_memory_set_subscript,
};

static PyBufferProcs memory_as_buffer = {
    .bf_getbuffer = pyi_memory_getbuffer,
    .bf_releasebuffer = pyi_memory_releasebuffer,
};

/* ---- attributes ------------------------------------------------------------------------------------------------ */

/* new tuple of the n numbers, which may be NULL */
static PyObject *tuple_of(const Py_ssize_t *numbers, Py_ssize_t n) {
    n = numbers == NULL ? 0 : n;
    PyObject *tuple = PyTuple_New(n);
    for (Py_ssize_t i = 0; tuple != NULL && i < n; i++) {
        PyObject *item = PyLong_FromSsize_t(numbers[i]);
        if (item == NULL) {
            Py_CLEAR(tuple);
        } else {
            PyTuple_SET_ITEM(tuple, i, item);
        }
    }
    return tuple;
}

#define ATTRIBUTE(name, expression)                                                                \
    static PyObject *memory_get_##name(PyObject *self, void *closure) {                            \
        (void)closure;                                                                             \
        if (!pyi_memory_alive(MEMORY(self))) {                                                     \
            return NULL;                                                                           \
        }                                                                                          \
        const Py_buffer *view = VIEW(self);                                                        \
        (void)view;                                                                                \
        return expression;                                                                         \
    }
ATTRIBUTE(obj, Py_NewRef(view->obj == NULL ? Py_None : view->obj))
ATTRIBUTE(nbytes, PyLong_FromSsize_t(view->len))
ATTRIBUTE(readonly, PyBool_FromLong(view->readonly))
ATTRIBUTE(itemsize, PyLong_FromSsize_t(view->itemsize))
ATTRIBUTE(format, PyUnicode_FromString(view->format))
ATTRIBUTE(ndim, PyLong_FromLong(view->ndim))
ATTRIBUTE(shape, tuple_of(view->shape, view->ndim))
ATTRIBUTE(strides, tuple_of(view->strides, view->ndim))
ATTRIBUTE(suboffsets, tuple_of(view->suboffsets, view->ndim))
ATTRIBUTE(c_contiguous, PyBool_FromLong(MEMORY(self)->flags & _Py_MEMORYVIEW_C))
ATTRIBUTE(f_contiguous, PyBool_FromLong(MEMORY(self)->flags & _Py_MEMORYVIEW_FORTRAN))
ATTRIBUTE(contiguous, PyBool_FromLong(MEMORY(self)->flags &
                                      (_Py_MEMORYVIEW_C | _Py_MEMORYVIEW_FORTRAN)))

static PyGetSetDef memory_getset[] = {
    {"obj", memory_get_obj, NULL, NULL, NULL},
    {"nbytes", memory_get_nbytes, NULL, NULL, NULL},
    {"readonly", memory_get_readonly, NULL, NULL, NULL},
    {"itemsize", memory_get_itemsize, NULL, NULL, NULL},
    {"format", memory_get_format, NULL, NULL, NULL},
    {"ndim", memory_get_ndim, NULL, NULL, NULL},
    {"shape", memory_get_shape, NULL, NULL, NULL},
    {"strides", memory_get_strides, NULL, NULL, NULL},
    {"suboffsets", memory_get_suboffsets, NULL, NULL, NULL},
    {"c_contiguous", memory_get_c_contiguous, NULL, NULL, NULL},
    {"f_contiguous", memory_get_f_contiguous, NULL, NULL, NULL},
    {"contiguous", memory_get_contiguous, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- methods ------------------------------------------------------------------------------------------------------ */

static PyObject *memory_release(PyObject *self, PyObject *unused) {
    (void)unused;
    if (pyi_memory_release(MEMORY(self)) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *memory_enter(PyObject *self, PyObject *unused) {
    (void)unused;
    return pyi_memory_alive(MEMORY(self)) ? Py_NewRef(self) : NULL;
}

/* The letter of order='C'; 0 with ValueError. */
static char read_order(PyObject *arg) {
    if (arg == NULL || arg == Py_None) {
        return 'C';
    }
    if (!PyUnicode_Check(arg)) {
        _PyArg_BadArgument("tobytes", "argument 'order'", "str or None", arg);
        return 0;
    }
    Py_UCS4 letter = PyUnicode_GET_LENGTH(arg) == 1 ? PyUnicode_READ_CHAR(arg, 0) : 0;
    if (letter != 'C' && letter != 'F' && letter != 'A') {
        PyErr_SetString(PyExc_ValueError, "order must be 'C', 'F' or 'A'");
        return 0;
    }
    return (char)letter;
}

static PyObject *memory_tobytes(PyObject *self, PyObject *const *args, Py_ssize_t n,
                                PyObject *names) {
    static const char *const keywords[] = {"order", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "tobytes"};
    PyObject *room[1];
    if (!pyi_unpack(args, n, names, &parser, 0, 1, room)) {
        return NULL;
    }
    char order = read_order(room[0]);
    if (order == 0 || !pyi_memory_alive(MEMORY(self))) {
        return NULL;
    }
    const Py_buffer *view = VIEW(self);
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, view->len);
    if (bytes != NULL && view->len > 0 &&
        pyi_memory_pack_all(PyBytes_AS_STRING(bytes), view, view->len, order) < 0) {
        Py_CLEAR(bytes);
    }
    return bytes;
}

static PyObject *memory_hex(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    PyObject *sep;
    int group;
    if (pyi_hex_arguments(args, n, names, &sep, &group) < 0 ||
        !pyi_memory_alive(MEMORY(self))) {
        return NULL;
    }
    const Py_buffer *view = VIEW(self);
    if (MEMORY(self)->flags & _Py_MEMORYVIEW_C) {
        return _Py_strhex_with_sep(view->buf, view->len, sep, group);
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, view->len), *result = NULL;
    if (bytes != NULL &&
        pyi_memory_pack_all(PyBytes_AS_STRING(bytes), view, view->len, 'C') == 0) {
        result = _Py_strhex_with_sep(PyBytes_AS_STRING(bytes), view->len, sep, group);
    }
    Py_XDECREF(bytes);
    return result;
}

static PyObject *memory_toreadonly(PyObject *self, PyObject *unused) {
    (void)unused;
    if (!pyi_memory_alive(MEMORY(self)) || !pyi_memory_shareable(MEMORY(self))) {
        return NULL;
    }
    PyObject *result = pyi_memory_of(MEMORY(self)->mbuf, VIEW(self));
    if (result != NULL) {
        VIEW(result)->readonly = 1;
    }
    return result;
}

#if PYI_312
static PyObject *memory_from_flags(PyObject *type, PyObject *const *args, Py_ssize_t n,
                                   PyObject *names) {
    static const char *const keywords[] = {"object", "flags", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "_from_flags"};
    PyObject *room[2];
    (void)type;
    if (!pyi_unpack(args, n, names, &parser, 2, 2, room)) {
        return NULL;
    }
    int flags = _PyLong_AsInt(room[1]);
    return flags == -1 && PyErr_Occurred() ? NULL : pyi_memory_from_flags(room[0], flags);
}
#endif

#if PYI_313
#define EXIT_SIGNATURE PYI_SIGNATURE("__exit__", "($self, /, *exc_info)")
#else
#define EXIT_SIGNATURE NULL
#endif

static PyMethodDef memory_methods[] = {
    {"release", memory_release, METH_NOARGS, PYI_SIGNATURE("release", "($self, /)")},
    {"tobytes", PYI_FASTCALL(memory_tobytes), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("tobytes", "($self, /, order='C')")},
    {"hex", PYI_FASTCALL(memory_hex), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("hex", "($self, /, sep=<unrepresentable>, bytes_per_sep=1)")},
    {"tolist", pyi_memory_tolist, METH_NOARGS, PYI_SIGNATURE("tolist", "($self, /)")},
    {"cast", PYI_FASTCALL(pyi_memory_cast), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("cast", "($self, /, format, shape=<unrepresentable>)")},
    {"toreadonly", memory_toreadonly, METH_NOARGS, PYI_SIGNATURE("toreadonly", "($self, /)")},
#if PYI_312
    {"_from_flags", PYI_FASTCALL(memory_from_flags), METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
     PYI_SIGNATURE("_from_flags", "($type, /, object, flags)")},
#endif
    {"__enter__", memory_enter, METH_NOARGS, NULL},
    {"__exit__", memory_release, METH_VARARGS, EXIT_SIGNATURE},
    {NULL, NULL, 0, NULL},
};

/* ---- type --------------------------------------------------------------------------------------------------------- */

PyTypeObject PyMemoryView_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "memoryview",
    .tp_basicsize = offsetof(PyMemoryViewObject, ob_array),
    .tp_itemsize = sizeof(Py_ssize_t),
    .tp_dealloc = pyi_memory_dealloc,
    .tp_repr = memory_repr,
    .tp_as_sequence = &memory_as_sequence,
    .tp_as_mapping = &memory_as_mapping,
    .tp_hash = pyi_memory_hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_as_buffer = &memory_as_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_SEQUENCE,
    .tp_doc = PYI_SIGNATURE("memoryview", "(object)")
              "The memory of an object that exports it, without a copy.",
    .tp_traverse = pyi_memory_traverse,
    .tp_clear = pyi_memory_clear,
    .tp_richcompare = pyi_memory_richcompare,
    .tp_weaklistoffset = offsetof(PyMemoryViewObject, weakreflist),
    .tp_iter = pyi_memory_iter,
    .tp_methods = memory_methods,
    .tp_getset = memory_getset,
    .tp_new = memory_new,
};
PYI_TYPE(PyMemoryView_Type);
