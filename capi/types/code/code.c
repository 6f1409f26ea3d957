/* SPDX-License-Identifier: Apache-2.0 */
/* code: bytecode and what is known of it.
 * Layout     CPython's PyCodeObject of each version; the instructions follow, where the interpreter
 *            may have put special forms and inline caches: co_code shows what the compiler wrote
 * Collected  no: constants cannot refer to code objects that refer to them
 * Contract   docs.python.org/3/c-api/code.html
 */
#include "code.h"
#include "pyi_arguments.h"

#include <structmember.h>

/* ---- storage --------------------------------------------------------------------------------------- */

/* new bytes: the instructions without special forms, caches zero */
static PyObject *plain_code(PyCodeObject *self) {
    PyObject *bytes = PyBytes_FromStringAndSize(self->co_code_adaptive, _PyCode_NBYTES(self));
    if (bytes == NULL) {
        return NULL;
    }
    uint8_t *code = (uint8_t *)PyBytes_AS_STRING(bytes);
    Py_ssize_t n = Py_SIZE(self);
    for (Py_ssize_t i = 0; i < n; i++) {
        uint8_t opcode = code[2 * i], caches = pyi_opcode_caches[opcode];
        if (pyi_opcode_base[opcode] != 0) {
            code[2 * i] = pyi_opcode_base[opcode];
        }
        for (; caches > 0 && i + 1 < n; caches--) {
            i++;
            code[2 * i] = code[2 * i + 1] = 0;
        }
    }
    return bytes;
}

/* new: a tuple that was computed before, or NULL with a place to keep it */
static PyObject **cache_place(PyCodeObject *self, int which) {
#if PYI_312
    if (self->_co_cached == NULL) {
        self->_co_cached = PyMem_Calloc(1, sizeof(_PyCoCached));
        if (self->_co_cached == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
    }
    PyObject **places[] = {&self->_co_cached->_co_code, &self->_co_cached->_co_varnames,
                           &self->_co_cached->_co_cellvars, &self->_co_cached->_co_freevars};
    return places[which];
#else
    static PyObject *nowhere;
    nowhere = NULL;
    return which == 0 ? &self->_co_code : &nowhere;
#endif
}

PyObject *_PyCode_GetCode(PyCodeObject *self) {
    PyObject **place = cache_place(self, 0);
    if (place == NULL) {
        return NULL;
    }
    if (*place == NULL) {
        *place = plain_code(self);
    }
    return Py_XNewRef(*place);
}

static PyObject *names_of_kind(PyCodeObject *self, int which, int kind) {
    PyObject **place = cache_place(self, which);
    if (place == NULL || *place != NULL) {
        return place == NULL ? NULL : Py_NewRef(*place);
    }
    PyObject *list = PyList_New(0);
    for (int i = 0; i < self->co_nlocalsplus && list != NULL; i++) {
        if (_PyLocals_GetKind(self->co_localspluskinds, i) & kind &&
            PyList_Append(list, PyTuple_GET_ITEM(self->co_localsplusnames, i)) < 0) {
            Py_CLEAR(list);
        }
    }
    PyObject *names = list == NULL ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
#if PYI_312
    *place = Py_XNewRef(names);
#endif
    return names;
}

PyObject *_PyCode_GetVarnames(PyCodeObject *self) { return names_of_kind(self, 1, CO_FAST_LOCAL); }
PyObject *_PyCode_GetCellvars(PyCodeObject *self) { return names_of_kind(self, 2, CO_FAST_CELL); }
PyObject *_PyCode_GetFreevars(PyCodeObject *self) { return names_of_kind(self, 3, CO_FAST_FREE); }

/* ---- life ---------------------------------------------------------------------------------------------- */

static PyObject *code_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    int argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, firstlineno;
    PyObject *code, *consts, *names, *varnames, *filename, *name, *qualname, *linetable;
    PyObject *exceptiontable, *freevars = NULL, *cellvars = NULL;
    (void)type;
    if (!_PyArg_NoKeywords("code", kwargs) ||
        !pyi_arguments(args, "iiiiiiSO!O!O!UUUiSS|O!O!:code", &argcount, &posonlyargcount,
                       &kwonlyargcount, &nlocals, &stacksize, &flags, &code, &PyTuple_Type,
                       &consts, &PyTuple_Type, &names, &PyTuple_Type, &varnames, &filename,
                       &name, &qualname, &firstlineno, &linetable, &exceptiontable,
                       &PyTuple_Type, &freevars, &PyTuple_Type, &cellvars)) {
        return NULL;
    }
    if (PySys_Audit("code.__new__", "OOOiiiiii", code, filename, name, argcount, posonlyargcount,
                    kwonlyargcount, nlocals, stacksize, flags) < 0) {
        return NULL;
    }
    const char *negative = argcount < 0          ? "argcount"
                           : posonlyargcount < 0 ? "posonlyargcount"
                           : kwonlyargcount < 0  ? "kwonlyargcount"
                           : nlocals < 0         ? "nlocals"
                                                 : NULL;
    if (negative != NULL) {
        PyErr_Format(PyExc_ValueError, "code: %s must not be negative", negative);
        return NULL;
    }
    PyObject *nothing = PyTuple_New(0);
    if (nothing == NULL) {
        return NULL;
    }
#if PYI_312
    PyCodeObject *self = PyUnstable_Code_NewWithPosOnlyArgs(
#else
    PyCodeObject *self = PyCode_NewWithPosOnlyArgs(
#endif
        argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, code, consts, names,
        varnames, freevars != NULL ? freevars : nothing, cellvars != NULL ? cellvars : nothing,
        filename, name, qualname, firstlineno, linetable, exceptiontable);
    Py_DECREF(nothing);
    return (PyObject *)self;
}

static void code_dealloc(PyCodeObject *self) {
    pyi_code_destroyed(self);
#if PYI_313
    _PyFunction_ClearCodeByVersion(self->co_version);
#endif
#if PYI_312
    if (self->_co_cached != NULL) {
        Py_CLEAR(self->_co_cached->_co_code);
        Py_CLEAR(self->_co_cached->_co_varnames);
        Py_CLEAR(self->_co_cached->_co_cellvars);
        Py_CLEAR(self->_co_cached->_co_freevars);
        PyMem_Free(self->_co_cached);
    }
    PyMem_Free(self->_co_monitoring);
#else
    Py_XDECREF(self->_co_code);
    PyMem_Free(self->_co_linearray);
#endif
    if (self->co_weakreflist != NULL) {
        PyObject_ClearWeakRefs((PyObject *)self);
    }
    Py_XDECREF(self->co_consts);
    Py_XDECREF(self->co_names);
    Py_XDECREF(self->co_localsplusnames);
    Py_XDECREF(self->co_localspluskinds);
    Py_XDECREF(self->co_filename);
    Py_XDECREF(self->co_name);
    Py_XDECREF(self->co_qualname);
    Py_XDECREF(self->co_linetable);
    Py_XDECREF(self->co_exceptiontable);
    PyObject_Free(self);
}

/* ---- slots ----------------------------------------------------------------------------------------------- */

static PyObject *code_repr(PyCodeObject *self) {
    int line = self->co_firstlineno != 0 ? self->co_firstlineno : -1;
    if (self->co_filename != NULL && PyUnicode_Check(self->co_filename)) {
        return PyUnicode_FromFormat("<code object %U at %p, file \"%U\", line %d>", self->co_name,
                                    self, self->co_filename, line);
    }
    return PyUnicode_FromFormat("<code object %U at %p, file ???, line %d>", self->co_name, self,
                                line);
}

/* 1, 0, -1 */
static int same_instructions(PyCodeObject *left, PyCodeObject *right) {
    if (Py_SIZE(left) != Py_SIZE(right)) {
        return 0;
    }
    PyObject *a = _PyCode_GetCode(left), *b = a == NULL ? NULL : _PyCode_GetCode(right);
    int same = b == NULL ? -1 : PyObject_RichCompareBool(a, b, Py_EQ);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return same;
}

static int same_constants(PyCodeObject *left, PyCodeObject *right) {
    PyObject *a = _PyCode_ConstantKey(left->co_consts);
    PyObject *b = a == NULL ? NULL : _PyCode_ConstantKey(right->co_consts);
    int same = b == NULL ? -1 : PyObject_RichCompareBool(a, b, Py_EQ);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return same;
}

static int code_equal(PyCodeObject *left, PyCodeObject *right) {
    bool numbers = left->co_argcount == right->co_argcount &&
                   left->co_posonlyargcount == right->co_posonlyargcount &&
                   left->co_kwonlyargcount == right->co_kwonlyargcount &&
                   left->co_flags == right->co_flags &&
                   left->co_firstlineno == right->co_firstlineno;
    if (!numbers) {
        return 0;
    }
    PyObject *pairs[][2] = {
        {left->co_name, right->co_name},
        {left->co_names, right->co_names},
        {left->co_localsplusnames, right->co_localsplusnames},
        {left->co_linetable, right->co_linetable},
        {left->co_exceptiontable, right->co_exceptiontable},
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(pairs); i++) {
        int same = PyObject_RichCompareBool(pairs[i][0], pairs[i][1], Py_EQ);
        if (same <= 0) {
            return same;
        }
    }
    int same = same_instructions(left, right);
    return same <= 0 ? same : same_constants(left, right);
}

static PyObject *code_richcompare(PyObject *self, PyObject *other, int op) {
    if ((op != Py_EQ && op != Py_NE) || !PyCode_Check(self) || !PyCode_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    int same = self == other ? 1 : code_equal((PyCodeObject *)self, (PyCodeObject *)other);
    return same < 0 ? NULL : PyBool_FromLong(same == (op == Py_EQ));
}

static Py_hash_t code_hash(PyCodeObject *self) {
    PyObject *objects[] = {self->co_name, self->co_consts, self->co_names,
                           self->co_localsplusnames, self->co_linetable, self->co_exceptiontable};
    int numbers[] = {self->co_argcount, self->co_posonlyargcount, self->co_kwonlyargcount,
                     self->co_flags, self->co_firstlineno, (int)Py_SIZE(self)};
    Py_uhash_t hash = 20221211;
    for (size_t i = 0; i < Py_ARRAY_LENGTH(objects); i++) {
        Py_hash_t part = PyObject_Hash(objects[i]);
        if (part == -1) {
            return -1;
        }
        hash = (hash ^ (Py_uhash_t)part) * 1000003u;
        hash = (hash ^ (Py_uhash_t)numbers[i]) * 1000003u;
    }
    PyObject *code = _PyCode_GetCode(self);
    Py_hash_t part = code == NULL ? -1 : PyObject_Hash(code);
    Py_XDECREF(code);
    if (part == -1) {
        return -1;
    }
    hash = (hash ^ (Py_uhash_t)part) * 1000003u;
    return (Py_hash_t)hash == -1 ? -2 : (Py_hash_t)hash;
}

/* ---- attributes -------------------------------------------------------------------------------------------- */

#define MEMBER(name, kind) {#name, kind, offsetof(PyCodeObject, name), READONLY, NULL}

static PyMemberDef code_members[] = {
    MEMBER(co_argcount, T_INT),     MEMBER(co_posonlyargcount, T_INT),
    MEMBER(co_kwonlyargcount, T_INT), MEMBER(co_stacksize, T_INT),
    MEMBER(co_flags, T_INT),        MEMBER(co_nlocals, T_INT),
    MEMBER(co_consts, T_OBJECT),    MEMBER(co_names, T_OBJECT),
    MEMBER(co_filename, T_OBJECT),  MEMBER(co_name, T_OBJECT),
    MEMBER(co_qualname, T_OBJECT),  MEMBER(co_firstlineno, T_INT),
    MEMBER(co_linetable, T_OBJECT), MEMBER(co_exceptiontable, T_OBJECT),
    {NULL, 0, 0, 0, NULL},
};

static PyObject *get_lnotab(PyCodeObject *self, void *closure) {
    (void)closure;
#if PYI_312
    if (PyErr_WarnEx(PyExc_DeprecationWarning, "co_lnotab is deprecated, use co_lines instead.",
                     1) < 0) {
        return NULL;
    }
#endif
    return pyi_code_lnotab(self);
}

static PyObject *get_adaptive(PyCodeObject *self, void *closure) {
    (void)closure;
    return PyBytes_FromStringAndSize(self->co_code_adaptive, _PyCode_NBYTES(self));
}

static PyObject *get_varnames(PyCodeObject *self, void *closure) {
    (void)closure;
    return _PyCode_GetVarnames(self);
}

static PyObject *get_cellvars(PyCodeObject *self, void *closure) {
    (void)closure;
    return _PyCode_GetCellvars(self);
}

static PyObject *get_freevars(PyCodeObject *self, void *closure) {
    (void)closure;
    return _PyCode_GetFreevars(self);
}

static PyObject *get_code(PyCodeObject *self, void *closure) {
    (void)closure;
    return _PyCode_GetCode(self);
}

static PyGetSetDef code_getset[] = {
    {"co_lnotab", (getter)get_lnotab, NULL, NULL, NULL},
    {"_co_code_adaptive", (getter)get_adaptive, NULL, NULL, NULL},
    {"co_varnames", (getter)get_varnames, NULL, NULL, NULL},
    {"co_cellvars", (getter)get_cellvars, NULL, NULL, NULL},
    {"co_freevars", (getter)get_freevars, NULL, NULL, NULL},
    {"co_code", (getter)get_code, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- methods ------------------------------------------------------------------------------------------------ */

static PyObject *code_sizeof(PyCodeObject *self, PyObject *unused) {
    (void)unused;
    size_t size = (size_t)Py_TYPE(self)->tp_basicsize + (size_t)_PyCode_NBYTES(self);
    return PyLong_FromSize_t(size + (size_t)pyi_code_extra_size(self));
}

static PyObject *code_lines(PyCodeObject *self, PyObject *unused) {
    (void)unused;
    return pyi_code_lines(self);
}

static PyObject *code_positions(PyCodeObject *self, PyObject *unused) {
    (void)unused;
    return pyi_code_positions(self);
}

static PyObject *code_varname_from_oparg(PyCodeObject *self, PyObject *const *args,
                                         Py_ssize_t nargs, PyObject *kwnames) {
    static const char *const keywords[] = {"oparg", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "_varname_from_oparg"};
    PyObject *buffer[1];
    PyObject *const *parsed =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 1, 1, 0, buffer);
    long oparg = parsed == NULL ? -1 : PyLong_AsLong(parsed[0]);
    if (oparg == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (oparg < 0 || oparg >= self->co_nlocalsplus) {
        PyErr_SetString(PyExc_IndexError, "tuple index out of range");
        return NULL;
    }
    return Py_NewRef(PyTuple_GET_ITEM(self->co_localsplusnames, oparg));
}

/* The fields that replace() can change, with their values until it does. */
typedef struct {
    int argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, firstlineno;
    PyObject *code, *consts, *names, *varnames, *freevars, *cellvars;
    PyObject *filename, *name, *qualname, *linetable, *exceptiontable;
} code_fields;

static int parse_changes(code_fields *f, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {
        "co_argcount",   "co_posonlyargcount", "co_kwonlyargcount", "co_nlocals",
        "co_stacksize",  "co_flags",           "co_firstlineno",    "co_code",
        "co_consts",     "co_names",           "co_varnames",       "co_freevars",
        "co_cellvars",   "co_filename",        "co_name",           "co_qualname",
        "co_linetable",  "co_exceptiontable",  NULL,
    };
    return pyi_named_arguments(
        args, kwargs, "|$iiiiiiiSO!O!O!O!O!UUUSS:replace", keywords, &f->argcount,
        &f->posonlyargcount, &f->kwonlyargcount, &f->nlocals, &f->stacksize, &f->flags,
        &f->firstlineno, &f->code, &PyTuple_Type, &f->consts, &PyTuple_Type, &f->names,
        &PyTuple_Type, &f->varnames, &PyTuple_Type, &f->freevars, &PyTuple_Type, &f->cellvars,
        &f->filename, &f->name, &f->qualname, &f->linetable, &f->exceptiontable);
}

static PyObject *code_replace(PyCodeObject *self, PyObject *args, PyObject *kwargs) {
    PyObject *code = _PyCode_GetCode(self), *varnames = _PyCode_GetVarnames(self);
    PyObject *freevars = _PyCode_GetFreevars(self), *cellvars = _PyCode_GetCellvars(self);
    PyObject *result = NULL;
    code_fields f = {
        self->co_argcount,   self->co_posonlyargcount, self->co_kwonlyargcount,
        self->co_nlocals,    self->co_stacksize,       self->co_flags,
        self->co_firstlineno, code,                    self->co_consts,
        self->co_names,      varnames,                 freevars,
        cellvars,            self->co_filename,        self->co_name,
        self->co_qualname,   self->co_linetable,       self->co_exceptiontable,
    };
    if (code != NULL && varnames != NULL && freevars != NULL && cellvars != NULL &&
        parse_changes(&f, args, kwargs) &&
        PySys_Audit("code.__new__", "OOOiiiiii", f.code, f.filename, f.name, f.argcount,
                    f.posonlyargcount, f.kwonlyargcount, f.nlocals, f.stacksize, f.flags) == 0) {
#if PYI_312
        result = (PyObject *)PyUnstable_Code_NewWithPosOnlyArgs(
#else
        result = (PyObject *)PyCode_NewWithPosOnlyArgs(
#endif
            f.argcount, f.posonlyargcount, f.kwonlyargcount, f.nlocals, f.stacksize, f.flags,
            f.code, f.consts, f.names, f.varnames, f.freevars, f.cellvars, f.filename, f.name,
            f.qualname, f.firstlineno, f.linetable, f.exceptiontable);
    }
    Py_XDECREF(code);
    Py_XDECREF(varnames);
    Py_XDECREF(freevars);
    Py_XDECREF(cellvars);
    return result;
}

static PyMethodDef code_methods[] = {
    {"__sizeof__", (PyCFunction)code_sizeof, METH_NOARGS, NULL},
    {"co_lines", (PyCFunction)code_lines, METH_NOARGS, NULL},
    {"co_positions", (PyCFunction)code_positions, METH_NOARGS, NULL},
    {"replace", PYI_FASTCALL(code_replace), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("replace", "($self, /, **changes)")},
    {"_varname_from_oparg", PYI_FASTCALL(code_varname_from_oparg), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("_varname_from_oparg", "($self, /, oparg)")},
#if PYI_313
    {"__replace__", PYI_FASTCALL(code_replace), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("__replace__", "($self, /, **changes)")},
#endif
    {NULL, NULL, 0, NULL},
};

/* ---- type --------------------------------------------------------------------------------------------------- */

PyTypeObject PyCode_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "code",
    .tp_basicsize = offsetof(PyCodeObject, co_code_adaptive),
    .tp_itemsize = sizeof(_Py_CODEUNIT),
    .tp_dealloc = (destructor)code_dealloc,
    .tp_repr = (reprfunc)code_repr,
    .tp_hash = (hashfunc)code_hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = PYI_SIGNATURE(
        "code", "(argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize,\n     flags,"
                " codestring, constants, names, varnames, filename, name,\n     qualname,"
                " firstlineno, linetable, exceptiontable, freevars=(),\n     cellvars=(), /)"),
    .tp_richcompare = code_richcompare,
    .tp_weaklistoffset = offsetof(PyCodeObject, co_weakreflist),
    .tp_methods = code_methods,
    .tp_members = code_members,
    .tp_getset = code_getset,
    .tp_new = code_new,
};
PYI_TYPE(PyCode_Type);

/* ---- public functions ---------------------------------------------------------------------------------------- */

PyObject *PyCode_GetCode(PyCodeObject *self) { return _PyCode_GetCode(self); }
PyObject *PyCode_GetVarnames(PyCodeObject *self) { return _PyCode_GetVarnames(self); }
PyObject *PyCode_GetCellvars(PyCodeObject *self) { return _PyCode_GetCellvars(self); }
PyObject *PyCode_GetFreevars(PyCodeObject *self) { return _PyCode_GetFreevars(self); }

/* new lnotab; the optimisation of old compilers is gone */
PyObject *PyCode_Optimize(PyObject *code, PyObject *consts, PyObject *names, PyObject *lnotab) {
    (void)consts, (void)names, (void)lnotab;
    return Py_NewRef(code);
}

/* new: the items' keys, in a container of the kind that was given */
static PyObject *items_key(PyObject *op) {
    PyObject *items = PySequence_List(op);
    for (Py_ssize_t i = 0; items != NULL && i < PyList_GET_SIZE(items); i++) {
        PyObject *key = _PyCode_ConstantKey(PyList_GET_ITEM(items, i));
        if (key == NULL || PyList_SetItem(items, i, key) < 0) {
            Py_CLEAR(items);
        }
    }
    if (items == NULL) {
        return NULL;
    }
    PyObject *keys = PyTuple_CheckExact(op) ? PyList_AsTuple(items) : PyFrozenSet_New(items);
    Py_DECREF(items);
    PyObject *result = keys == NULL ? NULL : PyTuple_Pack(2, keys, op);
    Py_XDECREF(keys);
    return result;
}

static bool is_negative_zero(double value) { return value == 0.0 && signbit(value); }

/* new: (type, value, sign of zeros) */
static PyObject *number_key(PyObject *op) {
    int zeros = 0;
    if (PyFloat_CheckExact(op)) {
        zeros = is_negative_zero(PyFloat_AS_DOUBLE(op));
    } else {
        Py_complex value = PyComplex_AsCComplex(op);
        zeros = is_negative_zero(value.real) * 2 + is_negative_zero(value.imag);
    }
    return zeros ? Py_BuildValue("(OOi)", Py_TYPE(op), op, zeros)
                 : PyTuple_Pack(2, Py_TYPE(op), op);
}

/* new: equal only for constants that are of the same type, too, and whose items are */
PyObject *_PyCode_ConstantKey(PyObject *op) {
    if (op == Py_None || op == Py_Ellipsis || PyLong_CheckExact(op) || PyUnicode_CheckExact(op) ||
        PyCode_Check(op)) {
        return Py_NewRef(op);
    }
    if (PyBool_Check(op) || PyBytes_CheckExact(op)) {
        return PyTuple_Pack(2, Py_TYPE(op), op);
    }
    if (PyFloat_CheckExact(op) || PyComplex_CheckExact(op)) {
        return number_key(op);
    }
    if (PyTuple_CheckExact(op) || PyFrozenSet_CheckExact(op)) {
        return items_key(op);
    }
    if (PySlice_Check(op)) {
        PySliceObject *slice = (PySliceObject *)op;
        PyObject *parts = PyTuple_Pack(3, slice->start, slice->stop, slice->step);
        PyObject *key = parts == NULL ? NULL : _PyCode_ConstantKey(parts);
        Py_XDECREF(parts);
        return key;
    }
    PyObject *identity = PyLong_FromVoidPtr(op);
    PyObject *key = identity == NULL ? NULL : PyTuple_Pack(2, identity, op);
    Py_XDECREF(identity);
    return key;
}
