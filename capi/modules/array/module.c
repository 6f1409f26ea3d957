/* SPDX-License-Identifier: Apache-2.0 */
/* array: sequences of numbers that are stored as C has them.
 *
 * Layout     array.h
 * Collected  no: it refers to no objects
 * Contract   docs.python.org/3/library/array.html
 */
#include "array.h"
#include "pyi_c_imports.h"

/* ---- life ------------------------------------------------------------------------------------------- */

/* The letter and the initial values must be of one kind: text, numbers or bytes. */
static bool check_initial(int letter, PyObject *initial) {
    if (initial == NULL || letter == 'u' || (PYI_313 && letter == 'w')) {
        return true;
    }
    if (PyUnicode_Check(initial)) {
        PyErr_Format(PyExc_TypeError, "cannot use a str to initialize an array with typecode '%c'",
                     letter);
        return false;
    }
    if (ARRAY_CHECK(initial) && array_holds_text(ARRAY(initial)->code)) {
        PyErr_Format(PyExc_TypeError,
                     "cannot use a unicode array to initialize an array with typecode '%c'", letter);
        return false;
    }
    return true;
}

static int append_sequence(arrayobject *self, PyObject *sequence) {
    Py_ssize_t n = PySequence_Size(sequence);
    int status = n < 0 ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < n; i++) {
        PyObject *item = PySequence_GetItem(sequence, i);
        status = item == NULL ? -1 : array_insert(self, PY_SSIZE_T_MAX, item);
        Py_XDECREF(item);
    }
    return status;
}

static int append_initial(arrayobject *self, PyObject *initial) {
    if (PyList_Check(initial) || PyTuple_Check(initial)) {
        return append_sequence(self, initial);
    }
    if (PyBytes_Check(initial) || PyByteArray_Check(initial)) {
        Py_buffer view;
        if (PyObject_GetBuffer(initial, &view, PyBUF_SIMPLE) < 0) {
            return -1;
        }
        int status = array_append_buffer(self, &view);
        PyBuffer_Release(&view);
        return status;
    }
    if (PyUnicode_Check(initial) && array_holds_text(self->code)) {
        return array_append_text(self, initial);
    }
    if (ARRAY_CHECK(initial) && ARRAY(initial)->code != self->code) {
        return append_sequence(self, initial);
    }
    return array_extend(self, initial);
}

/* Room for a known number of items, and no more, as for a list that is made of a list */
static void reserve(arrayobject *self, PyObject *initial) {
    Py_ssize_t n = PyList_Check(initial)      ? PyList_GET_SIZE(initial)
                   : PyTuple_Check(initial)   ? PyTuple_GET_SIZE(initial)
                   : ARRAY_CHECK(initial)     ? Py_SIZE(initial)
                   : PyUnicode_Check(initial) ? PyUnicode_GET_LENGTH(initial)
                                              : 0;
    if (n > 0 && n <= PY_SSIZE_T_MAX / self->code->size) {
        self->items = PyMem_Malloc((size_t)n * self->code->size);
        self->room = self->items == NULL ? 0 : n; /* else it is tried again with each item */
    }
}

PyObject *array_make(PyTypeObject *type, int letter, PyObject *initial) {
    if (PySys_Audit("array.__new__", "CO", letter, initial == NULL ? Py_None : initial) < 0) {
        return NULL;
    }
    if (PYI_313 && letter == 'u' &&
        PyErr_WarnEx(PyExc_DeprecationWarning,
                     "The 'u' type code is deprecated and will be removed in Python 3.16", 1) < 0) {
        return NULL;
    }
    if (!check_initial(letter, initial)) {
        return NULL;
    }
    const array_code *code = array_find_code(letter);
    if (code == NULL) {
        PyErr_SetString(PyExc_ValueError,
                        "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
        return NULL;
    }
    PyObject *self = array_new_sized(type, code, 0);
    if (self != NULL && initial != NULL) {
        reserve(ARRAY(self), initial);
        if (append_initial(ARRAY(self), initial) < 0) {
            Py_CLEAR(self);
        }
    }
    return self;
}

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    int letter;
    PyObject *initial = NULL;
    if (type == &array_type && !_PyArg_NoKeywords("array.array", kwargs)) {
        return NULL;
    }
    if (!PyArg_ParseTuple(args, "C|O:array", &letter, &initial)) {
        return NULL;
    }
    return array_make(type, letter, initial);
}

static void dealloc(PyObject *self) {
    if (ARRAY(self)->weakrefs != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    PyMem_Free(ARRAY(self)->items);
    Py_TYPE(self)->tp_free(self);
}

static PyObject *represent(PyObject *self) {
    int code = ARRAY(self)->code->code;
    const char *name = _PyType_Name(Py_TYPE(self));
    if (Py_SIZE(self) == 0) {
        return PyUnicode_FromFormat("%s('%c')", name, code);
    }
    PyObject *items = array_holds_text(ARRAY(self)->code) ? array_totext(self, NULL)
                                                          : array_tolist(self, NULL);
    PyObject *text = items == NULL ? NULL : PyUnicode_FromFormat("%s('%c', %R)", name, code, items);
    Py_XDECREF(items);
    return text;
}

/* ---- buffer -------------------------------------------------------------------------------------------- */

static int get_buffer(PyObject *op, Py_buffer *view, int flags) {
    static char nothing[1];
    arrayobject *self = ARRAY(op);
    if (view == NULL) {
        PyErr_SetString(PyExc_BufferError, "array_buffer_getbuf: view==NULL argument is obsolete");
        return -1;
    }
    *view = (Py_buffer){
        .buf = self->items == NULL ? nothing : self->items,
        .obj = Py_NewRef(op),
        .len = Py_SIZE(op) * self->code->size,
        .itemsize = self->code->size,
        .ndim = 1,
    };
    if (flags & PyBUF_ND) {
        view->shape = &((PyVarObject *)op)->ob_size;
    }
    if ((flags & PyBUF_STRIDES) == PyBUF_STRIDES) {
        view->strides = &view->itemsize;
    }
    if (flags & PyBUF_FORMAT) {
        view->format = (char *)self->code->format;
    }
    self->exports++;
    return 0;
}

static void release_buffer(PyObject *self, Py_buffer *Py_UNUSED(view)) { ARRAY(self)->exports--; }

static PyBufferProcs as_buffer = {get_buffer, release_buffer};

/* ---- iterator -------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *array; /* owned; NULL at the end */
    Py_ssize_t i;
} iterator;

static PyObject *array_iter(PyObject *self) {
    iterator *it = PyObject_GC_New(iterator, &array_iterator_type);
    if (it == NULL) {
        return NULL;
    }
    it->array = Py_NewRef(self);
    it->i = 0;
    PyObject_GC_Track(it);
    return (PyObject *)it;
}

static void iter_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((iterator *)op)->array);
    PyObject_GC_Del(op);
}

static int iter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((iterator *)op)->array);
    return 0;
}

static PyObject *iter_next(PyObject *op) {
    iterator *it = (iterator *)op;
    if (it->array == NULL) {
        return NULL;
    }
    if (it->i < Py_SIZE(it->array)) {
        return array_item(ARRAY(it->array), it->i++);
    }
    Py_CLEAR(it->array);
    return NULL;
}

static PyObject *iter_reduce(PyObject *op, PyObject *Py_UNUSED(unused)) {
    iterator *it = (iterator *)op;
    PyObject *iter = PyMapping_GetItemString(PyEval_GetBuiltins(), "iter");
    if (iter == NULL || it->array == NULL) {
        return iter == NULL ? NULL : Py_BuildValue("N(())", iter);
    }
    return Py_BuildValue("N(O)n", iter, it->array, it->i);
}

static PyObject *iter_setstate(PyObject *op, PyObject *state) {
    iterator *it = (iterator *)op;
    Py_ssize_t i = PyLong_AsSsize_t(state);
    if (i == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (it->array != NULL) {
        it->i = i < 0 ? 0 : Py_MIN(i, Py_SIZE(it->array));
    }
    Py_RETURN_NONE;
}

static PyMethodDef iter_methods[] = {
    {"__reduce__", iter_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {"__setstate__", iter_setstate, METH_O, PYI_SIGNATURE("__setstate__", "($self, state, /)")},
    {NULL, NULL, 0, NULL},
};

PyTypeObject array_iterator_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "array.arrayiterator",
    .tp_basicsize = sizeof(iterator),
    .tp_dealloc = iter_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION |
                Py_TPFLAGS_IMMUTABLETYPE,
    .tp_traverse = iter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = iter_next,
    .tp_methods = iter_methods,
};

/* ---- type -------------------------------------------------------------------------------------------------- */

static PyObject *get_typecode(PyObject *self, void *Py_UNUSED(closure)) {
    return PyUnicode_FromStringAndSize(&ARRAY(self)->code->code, 1);
}

static PyObject *get_itemsize(PyObject *self, void *Py_UNUSED(closure)) {
    return PyLong_FromLong(ARRAY(self)->code->size);
}

static PyGetSetDef getset[] = {
    {"typecode", get_typecode, NULL, NULL, NULL},
    {"itemsize", get_itemsize, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject array_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "array.array",
    .tp_basicsize = sizeof(arrayobject),
    .tp_dealloc = dealloc,
    .tp_repr = represent,
    .tp_as_sequence = &array_as_sequence,
    .tp_as_mapping = &array_as_mapping,
    .tp_as_buffer = &as_buffer,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_SEQUENCE,
    .tp_richcompare = array_compare,
    .tp_weaklistoffset = offsetof(arrayobject, weakrefs),
    .tp_iter = array_iter,
    .tp_methods = array_methods,
    .tp_getset = getset,
    .tp_new = new,
};

/* ---- module -------------------------------------------------------------------------------------------------- */

PYI_C_IMPORT_IF_THERE("_collections_abc");

/* An array is a MutableSequence, which only a program that has the abstract classes can ask. */
static int register_type(void) {
    PyObject *abstract = PyImport_ImportModule("_collections_abc");
    if (abstract == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_ImportError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    PyObject *base = PyObject_GetAttrString(abstract, "MutableSequence"), *answer = NULL;
    if (base != NULL) {
        answer = PyObject_CallMethod(base, "register", "O", &array_type);
    }
    Py_DECREF(abstract);
    Py_XDECREF(base);
    Py_XDECREF(answer);
    return answer == NULL ? -1 : 0;
}

static int fill(PyObject *module) {
    char letters[32];
    size_t n = 0;
    for (const array_code *code = array_codes; code->code != 0; code++) {
        letters[n++] = code->code;
    }
    letters[n] = '\0';
    if (PyModule_AddStringConstant(module, "typecodes", letters) < 0 ||
        PyType_Ready(&array_iterator_type) < 0 || PyModule_AddType(module, &array_type) < 0 ||
        PyModule_AddObjectRef(module, "ArrayType", (PyObject *)&array_type) < 0) {
        return -1;
    }
    Py_XSETREF(array_reconstructor_function, PyObject_GetAttrString(module, "_array_reconstructor"));
    return array_reconstructor_function == NULL ? -1 : register_type();
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyMethodDef methods[] = {
    {"_array_reconstructor", PYI_FASTCALL(array_reconstructor), METH_FASTCALL,
     PYI_SIGNATURE("_array_reconstructor", "($module, arraytype, typecode, mformat_code, items,\n"
                                           "                     /)")},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "array",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *array_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("array", array_init);
