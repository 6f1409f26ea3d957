/* SPDX-License-Identifier: Apache-2.0 */
/* abstract/sequence: sequences of any type.
 * Contract   docs.python.org/3/c-api/sequence.html
 */
#include "containers.h"

PYI_COLD static PyObject *null_argument(void) {
    if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
    }
    return NULL;
}

PYI_COLD static PyObject *type_error(const char *format, PyObject *op) {
    PyErr_Format(PyExc_TypeError, format, Py_TYPE(op)->tp_name);
    return NULL;
}

int PySequence_Check(PyObject *op) {
    return !PyDict_Check(op) && Py_TYPE(op)->tp_as_sequence != NULL &&
           Py_TYPE(op)->tp_as_sequence->sq_item != NULL;
}

Py_ssize_t PySequence_Size(PyObject *op) {
    if (op == NULL) {
        null_argument();
        return -1;
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_length != NULL) {
        return sequence->sq_length(op);
    }
    PyMappingMethods *mapping = Py_TYPE(op)->tp_as_mapping;
    type_error(mapping != NULL && mapping->mp_length != NULL
                   ? "%.200s is not a sequence"
                   : "object of type '%.200s' has no len()",
               op);
    return -1;
}

#undef PySequence_Length
Py_ssize_t PySequence_Length(PyObject *op) { return PySequence_Size(op); }

/* ---- concatenation and repetition -------------------------------------------------------- */

/* Instances of a Python class have their __add__ and __mul__ among the number slots only. */
typedef PyObject *(*number_function)(PyObject *, PyObject *);

static number_function number_slot(PyObject *op, size_t offset) {
    PyNumberMethods *number = Py_TYPE(op)->tp_as_number;
    return number == NULL ? NULL : *(number_function *)((char *)number + offset);
}

/* new, or new NotImplemented when neither operand can do it */
static PyObject *number_operation(PyObject *a, PyObject *b, size_t offset) {
    number_function left = number_slot(a, offset);
    number_function right = Py_IS_TYPE(b, Py_TYPE(a)) ? NULL : number_slot(b, offset);
    if (right == left) {
        right = NULL;
    }
    PyObject *result;
    if (right != NULL && left != NULL && PyType_IsSubtype(Py_TYPE(b), Py_TYPE(a))) {
        result = right(a, b);
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
        right = NULL;
    }
    if (left != NULL) {
        result = left(a, b);
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    return right != NULL ? right(a, b) : Py_NewRef(Py_NotImplemented);
}

/* The same, after the in-place slot of a. */
static PyObject *number_inplace(PyObject *a, PyObject *b, size_t inplace, size_t offset) {
    number_function function = number_slot(a, inplace);
    if (function != NULL) {
        PyObject *result = function(a, b);
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    return number_operation(a, b, offset);
}

#define NUMBER(slot) offsetof(PyNumberMethods, slot)

/* new */
PyObject *PySequence_Concat(PyObject *a, PyObject *b) {
    if (a == NULL || b == NULL) {
        return null_argument();
    }
    PySequenceMethods *sequence = Py_TYPE(a)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_concat != NULL) {
        return sequence->sq_concat(a, b);
    }
    if (PySequence_Check(a) && PySequence_Check(b)) {
        PyObject *result = number_operation(a, b, NUMBER(nb_add));
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    return type_error("'%.200s' object can't be concatenated", a);
}

/* new; a itself when it can change */
PyObject *PySequence_InPlaceConcat(PyObject *a, PyObject *b) {
    if (a == NULL || b == NULL) {
        return null_argument();
    }
    PySequenceMethods *sequence = Py_TYPE(a)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_inplace_concat != NULL) {
        return sequence->sq_inplace_concat(a, b);
    }
    if (sequence != NULL && sequence->sq_concat != NULL) {
        return sequence->sq_concat(a, b);
    }
    if (PySequence_Check(a) && PySequence_Check(b)) {
        PyObject *result = number_inplace(a, b, NUMBER(nb_inplace_add), NUMBER(nb_add));
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    return type_error("'%.200s' object can't be concatenated", a);
}

static PyObject *repeat_by_number(PyObject *op, Py_ssize_t count, bool inplace) {
    if (PySequence_Check(op)) {
        PyObject *number = PyLong_FromSsize_t(count);
        if (number == NULL) {
            return NULL;
        }
        PyObject *result =
            inplace ? number_inplace(op, number, NUMBER(nb_inplace_multiply), NUMBER(nb_multiply))
                    : number_operation(op, number, NUMBER(nb_multiply));
        Py_DECREF(number);
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    return type_error("'%.200s' object can't be repeated", op);
}

/* new */
PyObject *PySequence_Repeat(PyObject *op, Py_ssize_t count) {
    if (op == NULL) {
        return null_argument();
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_repeat != NULL) {
        return sequence->sq_repeat(op, count);
    }
    return repeat_by_number(op, count, false);
}

/* new; op itself when it can change */
PyObject *PySequence_InPlaceRepeat(PyObject *op, Py_ssize_t count) {
    if (op == NULL) {
        return null_argument();
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_inplace_repeat != NULL) {
        return sequence->sq_inplace_repeat(op, count);
    }
    if (sequence != NULL && sequence->sq_repeat != NULL) {
        return sequence->sq_repeat(op, count);
    }
    return repeat_by_number(op, count, true);
}

/* ---- items ------------------------------------------------------------------------------- */

/* Counts a negative index from the end; false with an exception. */
static bool from_end(PyObject *op, PySequenceMethods *sequence, Py_ssize_t *i) {
    if (*i < 0 && sequence->sq_length != NULL) {
        Py_ssize_t n = sequence->sq_length(op);
        if (n < 0) {
            return false;
        }
        *i += n;
    }
    return true;
}

static bool is_mapping(PyObject *op) {
    return Py_TYPE(op)->tp_as_mapping != NULL && Py_TYPE(op)->tp_as_mapping->mp_subscript != NULL;
}

static bool is_mutable_mapping(PyObject *op) {
    return Py_TYPE(op)->tp_as_mapping != NULL &&
           Py_TYPE(op)->tp_as_mapping->mp_ass_subscript != NULL;
}

/* new */
PyObject *PySequence_GetItem(PyObject *op, Py_ssize_t i) {
    if (op == NULL) {
        return null_argument();
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_item != NULL) {
        return from_end(op, sequence, &i) ? sequence->sq_item(op, i) : NULL;
    }
    return type_error(is_mapping(op) ? "%.200s is not a sequence"
                                     : "'%.200s' object does not support indexing",
                      op);
}

int PySequence_SetItem(PyObject *op, Py_ssize_t i, PyObject *value) {
    if (op == NULL) {
        null_argument();
        return -1;
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_ass_item != NULL) {
        return from_end(op, sequence, &i) ? sequence->sq_ass_item(op, i, value) : -1;
    }
    type_error(is_mutable_mapping(op) ? "%.200s is not a sequence"
                                      : "'%.200s' object does not support item assignment",
               op);
    return -1;
}

int PySequence_DelItem(PyObject *op, Py_ssize_t i) {
    if (op == NULL) {
        null_argument();
        return -1;
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_ass_item != NULL) {
        return from_end(op, sequence, &i) ? sequence->sq_ass_item(op, i, NULL) : -1;
    }
    type_error(is_mutable_mapping(op) ? "%.200s is not a sequence"
                                      : "'%.200s' object doesn't support item deletion",
               op);
    return -1;
}

/* new */
PyObject *PySequence_GetSlice(PyObject *op, Py_ssize_t low, Py_ssize_t high) {
    if (op == NULL) {
        return null_argument();
    }
    if (!is_mapping(op)) {
        return type_error("'%.200s' object is unsliceable", op);
    }
    PyObject *slice = _PySlice_FromIndices(low, high);
    PyObject *result = slice == NULL ? NULL : Py_TYPE(op)->tp_as_mapping->mp_subscript(op, slice);
    Py_XDECREF(slice);
    return result;
}

static int set_slice(PyObject *op, Py_ssize_t low, Py_ssize_t high, PyObject *value) {
    PyObject *slice = _PySlice_FromIndices(low, high);
    if (slice == NULL) {
        return -1;
    }
    int status = Py_TYPE(op)->tp_as_mapping->mp_ass_subscript(op, slice, value);
    Py_DECREF(slice);
    return status;
}

int PySequence_SetSlice(PyObject *op, Py_ssize_t low, Py_ssize_t high, PyObject *value) {
    if (op == NULL) {
        null_argument();
        return -1;
    }
    if (!is_mutable_mapping(op)) {
        type_error("'%.200s' object doesn't support slice assignment", op);
        return -1;
    }
    return set_slice(op, low, high, value);
}

int PySequence_DelSlice(PyObject *op, Py_ssize_t low, Py_ssize_t high) {
    if (op == NULL) {
        null_argument();
        return -1;
    }
    if (!is_mutable_mapping(op)) {
        type_error("'%.200s' object doesn't support slice deletion", op);
        return -1;
    }
    return set_slice(op, low, high, NULL);
}

/* ---- conversions ------------------------------------------------------------------------- */

/* new tuple of what is left of an iterable */
static PyObject *tuple_of_iterable(PyObject *iterable) {
    PyObject *list = PySequence_List(iterable);
    if (list == NULL) {
        return NULL;
    }
    /* nobody else has the list: its references move */
    PyListObject *items = (PyListObject *)list;
    Py_ssize_t n = Py_SIZE(items);
    Py_SET_SIZE(items, 0);
    PyObject *tuple = _PyTuple_FromArraySteal(items->ob_item, n);
    Py_DECREF(list);
    return tuple;
}

/* new; an exact tuple is the same object */
PyObject *PySequence_Tuple(PyObject *op) {
    if (op == NULL) {
        return null_argument();
    }
    if (PyTuple_CheckExact(op)) {
        return Py_NewRef(op);
    }
    return PyList_CheckExact(op) ? PyList_AsTuple(op) : tuple_of_iterable(op);
}

/* new */
PyObject *PySequence_List(PyObject *op) {
    if (op == NULL) {
        return null_argument();
    }
    PyObject *list = PyList_New(0);
    if (list == NULL) {
        return NULL;
    }
    PyObject *none = _PyList_Extend((PyListObject *)list, op);
    if (none == NULL) {
        Py_DECREF(list);
        return NULL;
    }
    Py_DECREF(none);
    return list;
}

/* new list or tuple, op itself when it is one; message for what is no iterable */
PyObject *PySequence_Fast(PyObject *op, const char *message) {
    if (op == NULL) {
        return null_argument();
    }
    if (PyList_CheckExact(op) || PyTuple_CheckExact(op)) {
        return Py_NewRef(op);
    }
    PyObject *iter = PyObject_GetIter(op);
    if (iter == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_SetString(PyExc_TypeError, message);
        }
        return NULL;
    }
    PyObject *list = PySequence_List(iter);
    Py_DECREF(iter);
    return list;
}

/* ---- search ------------------------------------------------------------------------------ */

/* One item of a search: 0 go on, 1 done, -1 failed. *n is what the operation answers. */
static int search_step(PyObject *item, PyObject *value, int operation, Py_ssize_t *n, bool *wrapped) {
    int equal = PyObject_RichCompareBool(item, value, Py_EQ);
    if (equal < 0) {
        return -1;
    }
    if (operation == PY_ITERSEARCH_CONTAINS) {
        *n = equal;
        return equal;
    }
    if (operation == PY_ITERSEARCH_INDEX) {
        if (equal && !*wrapped) {
            return 1;
        }
        if (equal) {
            PyErr_SetString(PyExc_OverflowError, "index exceeds C integer size");
            return -1;
        }
        *wrapped = *wrapped || *n == PY_SSIZE_T_MAX;
        *n = *wrapped ? PY_SSIZE_T_MAX : *n + 1;
        return 0;
    }
    if (equal && *n == PY_SSIZE_T_MAX) {
        PyErr_SetString(PyExc_OverflowError, "count exceeds C integer size");
        return -1;
    }
    *n += equal;
    return 0;
}

/* What a PY_ITERSEARCH_… asks of an iterable; -1 with an exception. */
Py_ssize_t _PySequence_IterSearch(PyObject *op, PyObject *value, int operation) {
    if (op == NULL || value == NULL) {
        null_argument();
        return -1;
    }
    PyObject *iter = PyObject_GetIter(op);
    if (iter == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            type_error("argument of type '%.200s' is not iterable", op);
        }
        return -1;
    }
    Py_ssize_t n = 0;
    bool wrapped = false;
    int status = 0;
    PyObject *item;
    while (status == 0 && (item = PyIter_Next(iter)) != NULL) {
        status = search_step(item, value, operation, &n, &wrapped);
        Py_DECREF(item);
    }
    Py_DECREF(iter);
    if (status < 0 || (status == 0 && PyErr_Occurred())) {
        return -1;
    }
    if (status == 0 && operation == PY_ITERSEARCH_INDEX) {
        PyErr_SetString(PyExc_ValueError, "sequence.index(x): x not in sequence");
        return -1;
    }
    return n;
}

Py_ssize_t PySequence_Count(PyObject *op, PyObject *value) {
    return _PySequence_IterSearch(op, value, PY_ITERSEARCH_COUNT);
}

Py_ssize_t PySequence_Index(PyObject *op, PyObject *value) {
    return _PySequence_IterSearch(op, value, PY_ITERSEARCH_INDEX);
}

int PySequence_Contains(PyObject *op, PyObject *value) {
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_contains != NULL) {
        return sequence->sq_contains(op, value);
    }
    return (int)_PySequence_IterSearch(op, value, PY_ITERSEARCH_CONTAINS);
}

#undef PySequence_In
int PySequence_In(PyObject *op, PyObject *value) { return PySequence_Contains(op, value); }

/* ---- arrays of C strings ----------------------------------------------------------------- */

#if !PYI_313
void _Py_FreeCharPArray(char *const array[]) {
    for (Py_ssize_t i = 0; array[i] != NULL; i++) {
        PyMem_Free(array[i]);
    }
    PyMem_Free((void *)array);
}

/* Like PyBytes_AsString; NULL with an exception for a str, or for bytes with a NUL. */
static char *copy_of_bytes(PyObject *item) {
    char *data;
    Py_ssize_t n;
    if (PyBytes_AsStringAndSize(item, &data, &n) < 0) {
        return NULL;
    }
    char *copy = PyMem_Malloc((size_t)n + 1);
    if (copy == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    memcpy(copy, data, (size_t)n + 1);
    return copy;
}

/* For exec(): copies of the bytes of a sequence; to be released with _Py_FreeCharPArray */
char *const *_PySequence_BytesToCharpArray(PyObject *self) {
    Py_ssize_t n = PySequence_Size(self);
    if (n == -1) {
        return NULL;
    }
    char **array = PyMem_Calloc((size_t)n + 1, sizeof(char *));
    if (array == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = PySequence_GetItem(self, i);
        array[i] = item == NULL ? NULL : copy_of_bytes(item);
        Py_XDECREF(item);
        if (array[i] == NULL) {
            _Py_FreeCharPArray(array);
            return NULL;
        }
    }
    return array;
}
#endif
