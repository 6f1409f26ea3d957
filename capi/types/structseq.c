/* SPDX-License-Identifier: Apache-2.0 */
/* struct sequences: tuples whose items have names, as time.struct_time.
 * Layout     a tuple of the visible fields; the invisible ones are behind its end
 * Collected  yes
 * Contract   docs.python.org/3/c-api/tuple.html#struct-sequence-objects
 */
#include "containers.h"
#include "type.h"

#include "internal/pycore_structseq.h"
#include <structmember.h>

const char *const PyStructSequence_UnnamedField = "unnamed field";

/* ---- fields ------------------------------------------------------------------------------ */

/* A number that the type was made with; -1 with an exception. */
static Py_ssize_t number_of(PyTypeObject *type, const char *name) {
#if PYI_312
    PyObject *dict = _PyType_GetDict(type);
#else
    PyObject *dict = type->tp_dict;
#endif
    PyObject *value = _PyDict_GetItemStringWithError(dict, name);
    if (value == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "Missed attribute '%s' of type %s", name, type->tp_name);
        }
        return -1;
    }
    return PyLong_AsSsize_t(value);
}

static Py_ssize_t fields_of(PyTypeObject *type) { return number_of(type, "n_fields"); }
static Py_ssize_t visible_of(PyTypeObject *type) { return number_of(type, "n_sequence_fields"); }
static Py_ssize_t unnamed_of(PyTypeObject *type) { return number_of(type, "n_unnamed_fields"); }

/* ---- life -------------------------------------------------------------------------------- */

/* new, not tracked; all items NULL */
PyObject *PyStructSequence_New(PyTypeObject *type) {
    Py_ssize_t fields = fields_of(type);
    Py_ssize_t visible = fields < 0 ? -1 : visible_of(type);
    if (visible < 0) {
        return NULL;
    }
#if PYI_313 /* the basic size has room for the invisible ones */
    PyTupleObject *self = PyObject_GC_NewVar(PyTupleObject, type, visible);
#else
    PyTupleObject *self = PyObject_GC_NewVar(PyTupleObject, type, fields);
#endif
    if (self == NULL) {
        return NULL;
    }
    Py_SET_SIZE(self, visible);
    memset(self->ob_item, 0, (size_t)fields * sizeof(PyObject *));
    return (PyObject *)self;
}

/* steals value */
void PyStructSequence_SetItem(PyObject *self, Py_ssize_t i, PyObject *value) {
    ((PyTupleObject *)self)->ob_item[i] = value;
}

/* borrowed */
PyObject *PyStructSequence_GetItem(PyObject *self, Py_ssize_t i) {
    return ((PyTupleObject *)self)->ob_item[i];
}

static void structseq_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_ssize_t n = fields_of(type);
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_XDECREF(((PyTupleObject *)self)->ob_item[i]);
    }
    PyObject_GC_Del(self);
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE) {
        Py_DECREF(type);
    }
}

static int structseq_traverse(PyObject *self, visitproc visit, void *arg) {
    PyTypeObject *type = Py_TYPE(self);
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE) {
        Py_VISIT(type);
    }
    Py_ssize_t n = fields_of(type);
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_VISIT(((PyTupleObject *)self)->ob_item[i]);
    }
    return 0;
}

/* False with an exception when that many items cannot be the fields. */
static bool check_length(PyTypeObject *type, Py_ssize_t given, Py_ssize_t least, Py_ssize_t most) {
    if (given >= least && given <= most) {
        return true;
    }
    const char *format = least == most
                             ? "%.500s() takes a %zd-sequence (%zd-sequence given)"
                         : given < least
                             ? "%.500s() takes an at least %zd-sequence (%zd-sequence given)"
                             : "%.500s() takes an at most %zd-sequence (%zd-sequence given)";
    PyErr_Format(PyExc_TypeError, format, type->tp_name, given < least ? least : most, given);
    return false;
}

/* Fills the invisible fields from the dict, which may be NULL, or with None. */
static int fill_rest(PyTypeObject *type, PyObject *self, PyObject *dict, Py_ssize_t from,
                     Py_ssize_t fields, Py_ssize_t unnamed) {
    Py_ssize_t found = 0;
    for (Py_ssize_t i = from; i < fields; i++) {
        PyObject *value = NULL;
        if (dict != NULL) {
            value = _PyDict_GetItemStringWithError(dict, type->tp_members[i - unnamed].name);
            if (value == NULL && PyErr_Occurred()) {
                return -1;
            }
        }
        found += value != NULL;
        PyStructSequence_SetItem(self, i, Py_NewRef(value == NULL ? Py_None : value));
    }
#if PYI_313
    if (dict != NULL && PyDict_GET_SIZE(dict) > found) {
        PyErr_Format(PyExc_TypeError, "%.500s() got duplicate or unexpected field name(s)",
                     type->tp_name);
        return -1;
    }
#else
    (void)found;
#endif
    return 0;
}

static PyObject *structseq_make(PyTypeObject *type, PyObject *sequence, PyObject *dict) {
    Py_ssize_t least = visible_of(type);
    Py_ssize_t most = least < 0 ? -1 : fields_of(type);
    Py_ssize_t unnamed = most < 0 ? -1 : unnamed_of(type);
    PyObject *items =
        unnamed < 0 ? NULL : PySequence_Fast(sequence, "constructor requires a sequence");
    if (items == NULL) {
        return NULL;
    }
    Py_ssize_t n = PySequence_Fast_GET_SIZE(items);
    PyObject *self = NULL;
    if (dict != NULL && !PyDict_Check(dict)) {
        PyErr_Format(PyExc_TypeError, "%.500s() takes a dict as second arg, if any", type->tp_name);
    } else if (check_length(type, n, least, most)) {
        self = PyStructSequence_New(type);
    }
    for (Py_ssize_t i = 0; self != NULL && i < n; i++) {
        PyStructSequence_SetItem(self, i, Py_NewRef(PySequence_Fast_GET_ITEM(items, i)));
    }
    Py_DECREF(items);
    if (self != NULL && fill_rest(type, self, dict, n, most, unnamed) < 0) {
        Py_CLEAR(self);
    }
    if (self != NULL) {
        PyObject_GC_Track(self);
    }
    return self;
}

static PyObject *structseq_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static const char *const keywords[] = {"sequence", "dict", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "structseq"};
    PyObject *buffer[2] = {NULL, NULL}; /* only what is given is filled in */
    PyObject *const *values =
        _PyArg_UnpackKeywords(_PyTuple_ITEMS(args), PyTuple_GET_SIZE(args), kwargs, NULL, &parser, 1, 2,
                              0, buffer);
    if (values == NULL) {
        return NULL;
    }
    bool has_dict = PyTuple_GET_SIZE(args) > 1 || (kwargs != NULL && values[1] != NULL);
    return structseq_make(type, values[0], has_dict ? values[1] : NULL);
}

/* ---- slots ------------------------------------------------------------------------------- */

static int write_fields(_PyUnicodeWriter *writer, PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        const char *name = type->tp_members[i].name;
        if (name == NULL) {
            PyErr_Format(PyExc_SystemError,
                         "In structseq_repr(), member %zd name is NULL for type %.500s", i,
                         type->tp_name);
            return -1;
        }
        PyObject *text = PyUnicode_FromFormat("%s%s=%R", i > 0 ? ", " : "", name,
                                              PyStructSequence_GetItem(self, i));
        int status = text == NULL ? -1 : _PyUnicodeWriter_WriteStr(writer, text);
        Py_XDECREF(text);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *structseq_repr(PyObject *self) {
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    PyObject *begin = PyUnicode_FromFormat("%s(", Py_TYPE(self)->tp_name);
    int failed = begin == NULL || _PyUnicodeWriter_WriteStr(&writer, begin) < 0 ||
                 write_fields(&writer, self) < 0 || _PyUnicodeWriter_WriteChar(&writer, ')') < 0;
    Py_XDECREF(begin);
    if (failed) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}

/* ---- methods ----------------------------------------------------------------------------- */

/* new: the invisible fields by name */
static PyObject *invisible_of(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    Py_ssize_t fields = fields_of(type);
    Py_ssize_t unnamed = fields < 0 ? -1 : unnamed_of(type);
    PyObject *dict = unnamed < 0 ? NULL : PyDict_New();
    for (Py_ssize_t i = Py_SIZE(self); dict != NULL && i < fields; i++) {
        if (PyDict_SetItemString(dict, type->tp_members[i - unnamed].name,
                                 PyStructSequence_GetItem(self, i)) < 0) {
            Py_CLEAR(dict);
        }
    }
    return dict;
}

static PyObject *structseq_reduce(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    PyObject *visible = _PyTuple_FromArray(_PyTuple_ITEMS(self), Py_SIZE(self));
    PyObject *dict = visible == NULL ? NULL : invisible_of(self);
    if (dict == NULL) {
        Py_XDECREF(visible);
        return NULL;
    }
    return Py_BuildValue("(O(NN))", Py_TYPE(self), visible, dict);
}

#if PYI_313
/* Takes the new values out of kwargs; the others are those of self. */
static int replace_fields(PyObject *self, PyObject *result, PyObject *kwargs, Py_ssize_t fields) {
    for (Py_ssize_t i = 0; i < fields; i++) {
        PyObject *value;
        if (PyDict_PopString(kwargs, Py_TYPE(self)->tp_members[i].name, &value) < 0) {
            return -1;
        }
        if (value == NULL) {
            value = Py_NewRef(PyStructSequence_GetItem(self, i));
        }
        PyStructSequence_SetItem(result, i, value);
    }
    if (PyDict_GET_SIZE(kwargs) == 0) {
        return 0;
    }
    PyObject *names = PyDict_Keys(kwargs);
    if (names != NULL) {
        PyErr_Format(PyExc_TypeError, "Got unexpected field name(s): %R", names);
        Py_DECREF(names);
    }
    return -1;
}

static PyObject *structseq_replace(PyObject *self, PyObject *args, PyObject *kwargs) {
    if (!_PyArg_NoPositional("__replace__", args)) {
        return NULL;
    }
    Py_ssize_t fields = fields_of(Py_TYPE(self));
    Py_ssize_t unnamed = fields < 0 ? -1 : unnamed_of(Py_TYPE(self));
    if (unnamed < 0) {
        return NULL;
    }
    if (unnamed > 0) {
        PyErr_Format(PyExc_TypeError,
                     "__replace__() is not supported for %.500s because it has unnamed field(s)",
                     Py_TYPE(self)->tp_name);
        return NULL;
    }
    PyObject *result = PyStructSequence_New(Py_TYPE(self));
    PyObject *names = result == NULL ? NULL : kwargs == NULL ? PyDict_New() : PyDict_Copy(kwargs);
    if (names == NULL || replace_fields(self, result, names, fields) < 0) {
        Py_XDECREF(names);
        Py_XDECREF(result);
        return NULL;
    }
    Py_DECREF(names);
    PyObject_GC_Track(result);
    return result;
}
#endif

static PyMethodDef structseq_methods[] = {
    {"__reduce__", structseq_reduce, METH_NOARGS, NULL},
#if PYI_313
    {"__replace__", (PyCFunction)(void (*)(void))structseq_replace, METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("__replace__", "($self, /, **changes)")},
#endif
    {NULL, NULL, 0, NULL},
};

/* ---- types ------------------------------------------------------------------------------- */

static Py_ssize_t count_fields(PyStructSequence_Desc *desc, Py_ssize_t *unnamed) {
    Py_ssize_t n = 0;
    *unnamed = 0;
    for (; desc->fields[n].name != NULL; n++) {
        *unnamed += desc->fields[n].name == PyStructSequence_UnnamedField;
    }
    return n;
}

/* new array, one member for each field with a name */
static PyMemberDef *make_members(PyStructSequence_Desc *desc, Py_ssize_t n, Py_ssize_t unnamed) {
    PyMemberDef *members = PyMem_New(PyMemberDef, (size_t)(n - unnamed) + 1);
    if (members == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    Py_ssize_t k = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        if (desc->fields[i].name != PyStructSequence_UnnamedField) {
            Py_ssize_t offset = (Py_ssize_t)(offsetof(PyTupleObject, ob_item) + (size_t)i * sizeof(PyObject *));
            members[k++] =
                (PyMemberDef){desc->fields[i].name, T_OBJECT, offset, READONLY, desc->fields[i].doc};
        }
    }
    members[k] = (PyMemberDef){NULL, 0, 0, 0, NULL};
    return members;
}

/* the fields that patterns match by position */
static int set_match_args(PyStructSequence_Desc *desc, PyObject *dict) {
    PyObject *names = PyList_New(0);
    for (int i = 0; names != NULL && i < desc->n_in_sequence; i++) {
        if (desc->fields[i].name == PyStructSequence_UnnamedField) {
            continue;
        }
        PyObject *name = PyUnicode_FromString(desc->fields[i].name);
        if (name == NULL || PyList_Append(names, name) < 0) {
            Py_CLEAR(names);
        }
        Py_XDECREF(name);
    }
    PyObject *tuple = names == NULL ? NULL : PyList_AsTuple(names);
    int status = tuple == NULL ? -1 : PyDict_SetItemString(dict, "__match_args__", tuple);
    Py_XDECREF(names);
    Py_XDECREF(tuple);
    return status;
}

static int fill_dict(PyStructSequence_Desc *desc, PyTypeObject *type, Py_ssize_t n, Py_ssize_t unnamed) {
    if (pyi_type_ensure_dict(type) < 0) {
        return -1;
    }
#if PYI_312
    PyObject *dict = _PyType_GetDict(type);
#else
    PyObject *dict = type->tp_dict;
#endif
    const char *names[3] = {"n_sequence_fields", "n_fields", "n_unnamed_fields"};
    Py_ssize_t numbers[3] = {desc->n_in_sequence, n, unnamed};
    for (int i = 0; i < 3; i++) {
        PyObject *number = PyLong_FromSsize_t(numbers[i]);
        int status = number == NULL ? -1 : PyDict_SetItemString(dict, names[i], number);
        Py_XDECREF(number);
        if (status < 0) {
            return -1;
        }
    }
    return set_match_args(desc, dict);
}

static Py_ssize_t basic_size(PyStructSequence_Desc *desc, Py_ssize_t n) {
    Py_ssize_t size = (Py_ssize_t)(sizeof(PyTupleObject) - sizeof(PyObject *));
#if PYI_313
    size += (n - desc->n_in_sequence) * (Py_ssize_t)sizeof(PyObject *);
#else
    (void)desc, (void)n;
#endif
    return size;
}

static int init_static(PyTypeObject *type, PyStructSequence_Desc *desc, unsigned long flags) {
    Py_ssize_t unnamed;
    Py_ssize_t n = count_fields(desc, &unnamed);
    if (type->tp_flags & Py_TPFLAGS_READY) {
        return 0; /* another interpreter has done it */
    }
    type->tp_name = desc->name;
    type->tp_basicsize = basic_size(desc, n);
    type->tp_itemsize = sizeof(PyObject *);
    type->tp_dealloc = structseq_dealloc;
    type->tp_repr = structseq_repr;
    type->tp_doc = desc->doc;
    type->tp_base = &PyTuple_Type;
    type->tp_methods = structseq_methods;
    type->tp_new = structseq_new;
    type->tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | flags;
    type->tp_traverse = structseq_traverse;
    type->tp_members = make_members(desc, n, unnamed);
    if (type->tp_members == NULL) {
        return -1;
    }
    Py_INCREF(type);
    return PyType_Ready(type) < 0 ? -1 : fill_dict(desc, type, n, unnamed);
}

static void free_static(PyTypeObject *type) {
    PyMem_Free(type->tp_members);
    type->tp_members = NULL;
}

#if PYI_312
int _PyStructSequence_InitBuiltinWithFlags(PyInterpreterState *Py_UNUSED(interp), PyTypeObject *type,
                                           PyStructSequence_Desc *desc, unsigned long flags) {
    return init_static(type, desc, flags);
}

void _PyStructSequence_FiniBuiltin(PyInterpreterState *Py_UNUSED(interp), PyTypeObject *type) {
    free_static(type);
}
#else
int _PyStructSequence_InitType(PyTypeObject *type, PyStructSequence_Desc *desc, unsigned long flags) {
    return init_static(type, desc, flags);
}

void _PyStructSequence_FiniType(PyTypeObject *type) { free_static(type); }
#endif

/* ---- public functions -------------------------------------------------------------------- */

int PyStructSequence_InitType2(PyTypeObject *type, PyStructSequence_Desc *desc) {
    return init_static(type, desc, 0);
}

void PyStructSequence_InitType(PyTypeObject *type, PyStructSequence_Desc *desc) {
    init_static(type, desc, 0);
}

/* new heap type */
PyTypeObject *_PyStructSequence_NewType(PyStructSequence_Desc *desc, unsigned long flags) {
    Py_ssize_t unnamed;
    Py_ssize_t n = count_fields(desc, &unnamed);
    PyMemberDef *members = make_members(desc, n, unnamed);
    if (members == NULL) {
        return NULL;
    }
    PyType_Slot slots[] = {
        {Py_tp_dealloc, (void *)structseq_dealloc}, {Py_tp_repr, (void *)structseq_repr},
        {Py_tp_doc, (void *)desc->doc},             {Py_tp_methods, structseq_methods},
        {Py_tp_new, (void *)structseq_new},         {Py_tp_members, members},
        {Py_tp_traverse, (void *)structseq_traverse}, {0, NULL},
    };
    PyType_Spec spec = {
        .name = desc->name,
        .basicsize = (int)basic_size(desc, n),
        .itemsize = sizeof(PyObject *),
        .flags = (unsigned int)(Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | flags),
        .slots = slots,
    };
    PyObject *type = PyType_FromSpecWithBases(&spec, (PyObject *)&PyTuple_Type);
    PyMem_Free(members); /* the type has its own copy */
    if (type != NULL && fill_dict(desc, (PyTypeObject *)type, n, unnamed) < 0) {
        Py_CLEAR(type);
    }
    return (PyTypeObject *)type;
}

PyTypeObject *PyStructSequence_NewType(PyStructSequence_Desc *desc) {
    return _PyStructSequence_NewType(desc, 0);
}
