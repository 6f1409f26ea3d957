/* SPDX-License-Identifier: Apache-2.0 */
/* _struct: C values in bytes: the type Struct, and functions that take the format instead of one.
 *
 * Layout     layout  the fields, read from the format; none before __init__
 *            format  owned bytes
 * Collected  no: it refers only to bytes
 * Contract   docs.python.org/3/library/struct.html
 */
#include "structmodule.h"
#include "pyi_arguments.h"

#include <structmember.h>

PyObject *struct_error;
static PyObject *cache; /* Structs by format; emptied when it is full */
enum { CACHED = 100 };

typedef struct {
    PyObject_HEAD
    struct_layout layout;
    PyObject *format;
    PyObject *weakrefs;
} StructObject;

#define AS_STRUCT(op) ((StructObject *)(op))
#define LAYOUT(op) (&((StructObject *)(op))->layout)

static PyTypeObject Struct_Type, Iterator_Type;

/* ---- life -------------------------------------------------------------------------------------------------------- */

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)args, (void)kwargs;
    PyObject *self = type->tp_alloc(type, 0);
    if (self != NULL) {
        LAYOUT(self)->size = LAYOUT(self)->values = -1;
    }
    return self;
}

static int set_format(PyObject *self, PyObject *format) {
    PyObject *bytes = PyUnicode_Check(format) ? PyUnicode_AsASCIIString(format) : Py_NewRef(format);
    if (bytes == NULL) {
        return -1;
    }
    if (!PyBytes_Check(bytes)) {
        PyErr_Format(PyExc_TypeError, "Struct() argument 1 must be a str or bytes object, not %.200s",
                     _PyType_Name(Py_TYPE(bytes)));
        Py_DECREF(bytes);
        return -1;
    }
    struct_layout layout;
    int status = 0;
    if (strlen(PyBytes_AS_STRING(bytes)) != (size_t)PyBytes_GET_SIZE(bytes)) {
        PyErr_SetString(struct_error, "embedded null character");
        status = -1;
    }
    if (status < 0 || struct_parse(PyBytes_AS_STRING(bytes), &layout) < 0) {
        Py_DECREF(bytes);
        return -1;
    }
    PyMem_Free(LAYOUT(self)->fields);
    *LAYOUT(self) = layout;
    Py_XSETREF(AS_STRUCT(self)->format, bytes);
    return 0;
}

static int init(PyObject *self, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"format", NULL};
    PyObject *format;
    if (!pyi_named_arguments(args, kwargs, "O:Struct", keywords, &format)) {
        return -1;
    }
    return set_format(self, format);
}

static void dealloc(PyObject *self) {
    if (AS_STRUCT(self)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    PyMem_Free(LAYOUT(self)->fields);
    Py_XDECREF(AS_STRUCT(self)->format);
    Py_TYPE(self)->tp_free(self);
}

static bool is_ready(PyObject *self) {
    if (AS_STRUCT(self)->format == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "Struct object is not initialized");
        return false;
    }
    return true;
}

/* ---- packing ------------------------------------------------------------------------------------------------------ */

static int pack_values(PyObject *self, PyObject *const *values, char *to) {
    const struct_layout *layout = LAYOUT(self);
    memset(to, 0, (size_t)layout->size);
    for (Py_ssize_t i = 0; i < layout->count; i++) {
        const struct_field *field = &layout->fields[i];
        for (Py_ssize_t j = 0; j < field->repeat; j++) {
            if (struct_store(field, *values++, to + field->offset + j * field->size) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

static PyObject *pack(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!is_ready(self)) {
        return NULL;
    }
    if (nargs != LAYOUT(self)->values) {
        PyErr_Format(struct_error, "pack expected %zd items for packing (got %zd)",
                     LAYOUT(self)->values, nargs);
        return NULL;
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, LAYOUT(self)->size);
    if (bytes != NULL && pack_values(self, args, PyBytes_AS_STRING(bytes)) < 0) {
        Py_CLEAR(bytes);
    }
    return bytes;
}

/* Where in the buffer: a negative offset counts from the end. -1 with struct.error. */
static Py_ssize_t place_of(PyObject *self, Py_ssize_t offset, Py_ssize_t length, bool packing) {
    Py_ssize_t size = LAYOUT(self)->size;
    if (offset < 0) {
        if (offset + size > 0) {
            PyErr_Format(struct_error,
                         packing ? "no space to pack %zd bytes at offset %zd"
                                 : "not enough data to unpack %zd bytes at offset %zd",
                         size, offset);
            return -1;
        }
        if (offset + length < 0) {
            PyErr_Format(struct_error, "offset %zd out of range for %zd-byte buffer", offset, length);
            return -1;
        }
        offset += length;
    }
    if (length - offset < size) {
        PyErr_Format(struct_error,
                     "%s requires a buffer of at least %zu bytes for %s %zd bytes at offset %zd "
                     "(actual buffer size is %zd)",
                     packing ? "pack_into" : "unpack_from", (size_t)size + (size_t)offset,
                     packing ? "packing" : "unpacking", size, offset, length);
        return -1;
    }
    return offset;
}

static bool check_pack_into(PyObject *self, Py_ssize_t nargs) {
    if (nargs == LAYOUT(self)->values + 2) {
        return true;
    }
    if (nargs < 2) {
        PyErr_SetString(struct_error, nargs == 0 ? "pack_into expected buffer argument"
                                                 : "pack_into expected offset argument");
    } else {
        PyErr_Format(struct_error, "pack_into expected %zd items for packing (got %zd)",
                     LAYOUT(self)->values, nargs - 2);
    }
    return false;
}

static PyObject *pack_into(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_buffer view;
    if (!is_ready(self) || !check_pack_into(self, nargs) || !PyArg_Parse(args[0], "w*", &view)) {
        return NULL;
    }
    Py_ssize_t offset = PyNumber_AsSsize_t(args[1], PyExc_IndexError);
    bool valid = offset != -1 || !PyErr_Occurred();
    offset = valid ? place_of(self, offset, view.len, true) : -1;
    int status = offset < 0 ? -1 : pack_values(self, args + 2, (char *)view.buf + offset);
    PyBuffer_Release(&view);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- unpacking ------------------------------------------------------------------------------------------------------- */

static PyObject *unpack_values(PyObject *self, const char *from) {
    const struct_layout *layout = LAYOUT(self);
    PyObject *values = PyTuple_New(layout->values);
    Py_ssize_t n = 0;
    for (Py_ssize_t i = 0; values != NULL && i < layout->count; i++) {
        const struct_field *field = &layout->fields[i];
        for (Py_ssize_t j = 0; j < field->repeat; j++) {
            PyObject *value = struct_load(field, from + field->offset + j * field->size);
            if (value == NULL) {
                Py_DECREF(values);
                return NULL;
            }
            PyTuple_SET_ITEM(values, n++, value);
        }
    }
    return values;
}

static PyObject *unpack(PyObject *self, PyObject *buffer) {
    Py_buffer view;
    if (!is_ready(self) || PyObject_GetBuffer(buffer, &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    PyObject *values = NULL;
    if (view.len != LAYOUT(self)->size) {
        PyErr_Format(struct_error, "unpack requires a buffer of %zd bytes", LAYOUT(self)->size);
    } else {
        values = unpack_values(self, view.buf);
    }
    PyBuffer_Release(&view);
    return values;
}

static PyObject *unpack_at(PyObject *self, PyObject *buffer, Py_ssize_t offset) {
    Py_buffer view;
    if (!is_ready(self) || PyObject_GetBuffer(buffer, &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    offset = place_of(self, offset, view.len, false);
    PyObject *values = offset < 0 ? NULL : unpack_values(self, (char *)view.buf + offset);
    PyBuffer_Release(&view);
    return values;
}

static PyObject *unpack_from(PyObject *self, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"buffer", "offset", NULL};
    PyObject *buffer;
    Py_ssize_t offset = 0;
    if (!pyi_named_arguments(args, kwargs, "O|n:unpack_from", keywords, &buffer, &offset)) {
        return NULL;
    }
    return unpack_at(self, buffer, offset);
}

/* ---- iterator --------------------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *owner; /* NULL at the end */
    Py_buffer view;
    Py_ssize_t index;
} IteratorObject;

static PyObject *iter_unpack(PyObject *self, PyObject *buffer) {
    if (!is_ready(self)) {
        return NULL;
    }
    Py_ssize_t size = LAYOUT(self)->size;
    if (size == 0) {
        PyErr_SetString(struct_error, "cannot iteratively unpack with a struct of length 0");
        return NULL;
    }
    IteratorObject *it = (IteratorObject *)PyType_GenericAlloc(&Iterator_Type, 0);
    if (it == NULL) {
        return NULL;
    }
    if (PyObject_GetBuffer(buffer, &it->view, PyBUF_SIMPLE) < 0) {
        Py_DECREF(it);
        return NULL;
    }
    if (it->view.len % size != 0) {
        PyErr_Format(struct_error, "iterative unpacking requires a buffer of a multiple of %zd bytes",
                     size);
        Py_DECREF(it);
        return NULL;
    }
    it->owner = Py_NewRef(self);
    return (PyObject *)it;
}

static void iterator_dealloc(PyObject *op) {
    IteratorObject *it = (IteratorObject *)op;
    PyObject_GC_UnTrack(op);
    Py_XDECREF(it->owner);
    PyBuffer_Release(&it->view);
    PyObject_GC_Del(op);
}

static int iterator_traverse(PyObject *op, visitproc visit, void *arg) {
    IteratorObject *it = (IteratorObject *)op;
    Py_VISIT(it->owner);
    Py_VISIT(it->view.obj);
    return 0;
}

static PyObject *iterator_next(PyObject *op) {
    IteratorObject *it = (IteratorObject *)op;
    if (it->owner == NULL) {
        return NULL;
    }
    if (it->index >= it->view.len) {
        Py_CLEAR(it->owner);
        PyBuffer_Release(&it->view);
        return NULL;
    }
    PyObject *values = unpack_values(it->owner, (char *)it->view.buf + it->index);
    it->index += LAYOUT(it->owner)->size;
    return values;
}

static PyObject *iterator_length(PyObject *op, PyObject *unused) {
    (void)unused;
    IteratorObject *it = (IteratorObject *)op;
    return PyLong_FromSsize_t(
        it->owner == NULL ? 0 : (it->view.len - it->index) / LAYOUT(it->owner)->size);
}

static PyMethodDef iterator_methods[] = {
    {"__length_hint__", iterator_length, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject Iterator_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_struct.unpack_iterator",
    .tp_basicsize = sizeof(IteratorObject),
    .tp_dealloc = iterator_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION |
                Py_TPFLAGS_IMMUTABLETYPE,
    .tp_traverse = iterator_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iterator_next,
    .tp_methods = iterator_methods,
};

/* ---- type --------------------------------------------------------------------------------------------------------------- */

static PyObject *sizeof_method(PyObject *self, PyObject *unused) {
    (void)unused;
    size_t fields = ((size_t)LAYOUT(self)->count + 1) * sizeof(struct_field);
    return PyLong_FromSize_t((size_t)Py_TYPE(self)->tp_basicsize + fields);
}

static PyObject *get_format(PyObject *self, void *closure) {
    (void)closure;
    if (!is_ready(self)) {
        return NULL;
    }
    PyObject *bytes = AS_STRUCT(self)->format;
    return PyUnicode_FromStringAndSize(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
}

#if PYI_313
static PyObject *repr(PyObject *self) {
    PyObject *format = get_format(self, NULL);
    PyObject *text = format == NULL ? NULL
                                    : PyUnicode_FromFormat("%s(%R)", _PyType_Name(Py_TYPE(self)), format);
    Py_XDECREF(format);
    return text;
}
#endif

static PyObject *get_size(PyObject *self, void *closure) {
    (void)closure;
    return PyLong_FromSsize_t(LAYOUT(self)->size);
}

static PyMethodDef struct_methods[] = {
    {"iter_unpack", iter_unpack, METH_O, PYI_SIGNATURE("iter_unpack", "($self, buffer, /)")},
    {"pack", PYI_FASTCALL(pack), METH_FASTCALL, NULL},
    {"pack_into", PYI_FASTCALL(pack_into), METH_FASTCALL, NULL},
    {"unpack", unpack, METH_O, PYI_SIGNATURE("unpack", "($self, buffer, /)")},
    {"unpack_from", PYI_FASTCALL(unpack_from), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("unpack_from", "($self, /, buffer, offset=0)")},
    {"__sizeof__", sizeof_method, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef struct_getset[] = {
    {"format", get_format, NULL, NULL, NULL},
    {"size", get_size, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyTypeObject Struct_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_struct.Struct",
    .tp_basicsize = sizeof(StructObject),
    .tp_dealloc = dealloc,
#if PYI_313
    .tp_repr = repr,
#endif
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_weaklistoffset = offsetof(StructObject, weakrefs),
    .tp_methods = struct_methods,
    .tp_getset = struct_getset,
    .tp_init = init,
    .tp_new = new,
};

/* ---- functions ---------------------------------------------------------------------------------------------------------- */

/* new: the Struct of a format, which is made once */
static PyObject *struct_of(PyObject *format) {
    PyObject *found = PyDict_GetItemWithError(cache, format);
    if (found != NULL) {
        return Py_NewRef(found);
    }
    if (PyErr_Occurred()) {
        return NULL;
    }
    PyObject *made = PyObject_CallOneArg((PyObject *)&Struct_Type, format);
    if (made == NULL) {
        return NULL;
    }
    if (PyDict_GET_SIZE(cache) >= CACHED) {
        PyDict_Clear(cache);
    }
    if (PyDict_SetItem(cache, format, made) < 0) {
        PyErr_Clear();
    }
    return made;
}

static PyObject *calcsize(PyObject *Py_UNUSED(module), PyObject *format) {
    PyObject *made = struct_of(format);
    PyObject *size = made == NULL ? NULL : get_size(made, NULL);
    Py_XDECREF(made);
    return size;
}

typedef PyObject *(*fast_method)(PyObject *, PyObject *const *, Py_ssize_t);

static PyObject *with_format(PyObject *const *args, Py_ssize_t nargs, fast_method method) {
    if (nargs == 0) {
        PyErr_SetString(PyExc_TypeError, "missing format argument");
        return NULL;
    }
    PyObject *made = struct_of(args[0]);
    PyObject *result = made == NULL ? NULL : method(made, args + 1, nargs - 1);
    Py_XDECREF(made);
    return result;
}

static PyObject *module_pack(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    return with_format(args, nargs, pack);
}

static PyObject *module_pack_into(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    return with_format(args, nargs, pack_into);
}

static PyObject *module_unpack(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("unpack", nargs, 2, 2)) {
        return NULL;
    }
    PyObject *made = struct_of(args[0]), *values = made == NULL ? NULL : unpack(made, args[1]);
    Py_XDECREF(made);
    return values;
}

static PyObject *module_iter_unpack(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("iter_unpack", nargs, 2, 2)) {
        return NULL;
    }
    PyObject *made = struct_of(args[0]), *iterator = made == NULL ? NULL : iter_unpack(made, args[1]);
    Py_XDECREF(made);
    return iterator;
}

static PyObject *module_unpack_from(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"", "buffer", "offset", NULL};
    PyObject *format, *buffer;
    Py_ssize_t offset = 0;
    if (!pyi_named_arguments(args, kwargs, "OO|n:unpack_from", keywords, &format, &buffer,
                             &offset)) {
        return NULL;
    }
    PyObject *made = struct_of(format), *values = made == NULL ? NULL : unpack_at(made, buffer, offset);
    Py_XDECREF(made);
    return values;
}

static PyObject *clearcache(PyObject *Py_UNUSED(module), PyObject *unused) {
    (void)unused;
    PyDict_Clear(cache);
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"_clearcache", clearcache, METH_NOARGS, PYI_SIGNATURE("_clearcache", "($module, /)")},
    {"calcsize", calcsize, METH_O, PYI_SIGNATURE("calcsize", "($module, format, /)")},
    {"iter_unpack", PYI_FASTCALL(module_iter_unpack), METH_FASTCALL,
     PYI_SIGNATURE("iter_unpack", "($module, format, buffer, /)")},
    {"pack", PYI_FASTCALL(module_pack), METH_FASTCALL, NULL},
    {"pack_into", PYI_FASTCALL(module_pack_into), METH_FASTCALL, NULL},
    {"unpack", PYI_FASTCALL(module_unpack), METH_FASTCALL,
     PYI_SIGNATURE("unpack", "($module, format, buffer, /)")},
    {"unpack_from", PYI_FASTCALL(module_unpack_from), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("unpack_from", "($module, format, /, buffer, offset=0)")},
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module) {
    if (cache == NULL && (cache = PyDict_New()) == NULL) {
        return -1;
    }
    if (struct_error == NULL &&
        (struct_error = PyErr_NewException("struct.error", NULL, NULL)) == NULL) {
        return -1;
    }
    if (PyType_Ready(&Iterator_Type) < 0 || PyModule_AddType(module, &Struct_Type) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "error", struct_error);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_struct",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *struct_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_struct", struct_init);
