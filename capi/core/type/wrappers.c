/* SPDX-License-Identifier: Apache-2.0 */
/* wrappers: special methods of static types, which call the C slot they stand for. */
#include "slot_calls.h"

#include "type.h"

static bool check_count(PyObject *args, Py_ssize_t n) {
    if (PyTuple_GET_SIZE(args) == n) {
        return true;
    }
    PyErr_Format(PyExc_TypeError, "expected %zd argument%s, got %zd", n, n == 1 ? "" : "s",
                 PyTuple_GET_SIZE(args));
    return false;
}

/* What CPython unpacks, as if by a function with an empty name. */
static bool check_unpacked(PyObject *args, Py_ssize_t n) {
    return _PyArg_CheckPositional("", PyTuple_GET_SIZE(args), n, n);
}

static PyObject *none_unless(int failed) { return failed < 0 ? NULL : Py_NewRef(Py_None); }
#define ARG(i) PyTuple_GET_ITEM(args, i)

/* ---- numbers ------------------------------------------------------------------------------------------- */

PyObject *wrap_unary(PyObject *self, PyObject *args, void *slot) {
    return check_count(args, 0) ? ((unaryfunc)slot)(self) : NULL;
}

PyObject *wrap_binary(PyObject *self, PyObject *args, void *slot) {
    return check_count(args, 1) ? ((binaryfunc)slot)(self, ARG(0)) : NULL;
}

PyObject *wrap_binary_left(PyObject *self, PyObject *args, void *slot) {
    return wrap_binary(self, args, slot);
}

PyObject *wrap_binary_right(PyObject *self, PyObject *args, void *slot) {
    return check_count(args, 1) ? ((binaryfunc)slot)(ARG(0), self) : NULL;
}

/* the second argument is optional */
static bool power_arguments(PyObject *args, PyObject **other, PyObject **modulus) {
    *modulus = Py_None;
    return PyArg_UnpackTuple(args, "", 1, 2, other, modulus);
}

PyObject *wrap_pow(PyObject *self, PyObject *args, void *slot) {
    PyObject *other, *modulus;
    return power_arguments(args, &other, &modulus) ? ((ternaryfunc)slot)(self, other, modulus) : NULL;
}

PyObject *wrap_rpow(PyObject *self, PyObject *args, void *slot) {
    PyObject *other, *modulus;
    return power_arguments(args, &other, &modulus) ? ((ternaryfunc)slot)(other, self, modulus) : NULL;
}

PyObject *wrap_ipow(PyObject *self, PyObject *args, void *slot) {
    PyObject *other, *modulus;
    return power_arguments(args, &other, &modulus) ? ((ternaryfunc)slot)(self, other, modulus) : NULL;
}

PyObject *wrap_inquiry(PyObject *self, PyObject *args, void *slot) {
    int answer = check_count(args, 0) ? ((inquiry)slot)(self) : -1;
    return answer == -1 && PyErr_Occurred() ? NULL : PyBool_FromLong(answer);
}

/* ---- lengths, hashes, iteration ---------------------------------------------------------------------------- */

PyObject *wrap_length(PyObject *self, PyObject *args, void *slot) {
    Py_ssize_t length = check_count(args, 0) ? ((lenfunc)slot)(self) : -1;
    return length == -1 && PyErr_Occurred() ? NULL : PyLong_FromSsize_t(length);
}

PyObject *wrap_hash(PyObject *self, PyObject *args, void *slot) {
    Py_hash_t hash = check_count(args, 0) ? ((hashfunc)slot)(self) : -1;
    return hash == -1 && PyErr_Occurred() ? NULL : PyLong_FromSsize_t(hash);
}

PyObject *wrap_next(PyObject *self, PyObject *args, void *slot) {
    PyObject *item = check_count(args, 0) ? ((iternextfunc)slot)(self) : NULL;
    if (item == NULL && !PyErr_Occurred()) {
        PyErr_SetNone(PyExc_StopIteration);
    }
    return item;
}

/* ---- comparisons -------------------------------------------------------------------------------------------- */

#define WRAP_COMPARISON(name, op)                                                                  \
    PyObject *name(PyObject *self, PyObject *args, void *slot) {                                   \
        return check_count(args, 1) ? ((richcmpfunc)slot)(self, ARG(0), op) : NULL;                \
    }

WRAP_COMPARISON(wrap_lt, Py_LT)
WRAP_COMPARISON(wrap_le, Py_LE)
WRAP_COMPARISON(wrap_eq, Py_EQ)
WRAP_COMPARISON(wrap_ne, Py_NE)
WRAP_COMPARISON(wrap_gt, Py_GT)
WRAP_COMPARISON(wrap_ge, Py_GE)

/* ---- attributes ------------------------------------------------------------------------------------------------ */

/* borrowed: the class that *type* has its slot from; Python classes have none of their own */
static PyTypeObject *slot_owner(PyTypeObject *type) {
    PyObject *mro = type->tp_mro;
    setattrofunc slot = type->tp_setattro;
    for (Py_ssize_t i = PyTuple_GET_SIZE(mro); slot != slot_setattro && --i >= 0;) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        if (base->tp_setattro == slot) {
            return base;
        }
    }
    return type;
}

/* `object.__setattr__(a_type, …)` must not get around the metaclass: whoever calls a slot of a base by hand has to
 * call that of the nearest base that is no Python class. */
static bool may_set(PyObject *self, setattrofunc slot, const char *what) {
    PyTypeObject *base = Py_TYPE(self)->tp_mro == NULL ? NULL : slot_owner(Py_TYPE(self));
    while (base != NULL && base->tp_setattro != slot) {
        if (base->tp_setattro != slot_setattro) {
            PyErr_Format(PyExc_TypeError, "can't apply this %s to %s object", what,
                         Py_TYPE(self)->tp_name);
            return false;
        }
        base = base->tp_base;
    }
    return true;
}

PyObject *wrap_setattr(PyObject *self, PyObject *args, void *slot) {
    if (!check_unpacked(args, 2) || !may_set(self, (setattrofunc)slot, "__setattr__")) {
        return NULL;
    }
    return none_unless(((setattrofunc)slot)(self, ARG(0), ARG(1)));
}

PyObject *wrap_delattr(PyObject *self, PyObject *args, void *slot) {
    if (!check_count(args, 1) || !may_set(self, (setattrofunc)slot, "__delattr__")) {
        return NULL;
    }
    return none_unless(((setattrofunc)slot)(self, ARG(0), NULL));
}

/* ---- descriptors ------------------------------------------------------------------------------------------------ */

PyObject *wrap_descr_get(PyObject *self, PyObject *args, void *slot) {
    PyObject *instance, *owner = NULL;
    if (!PyArg_UnpackTuple(args, "", 1, 2, &instance, &owner)) {
        return NULL;
    }
    instance = instance == Py_None ? NULL : instance;
    owner = owner == Py_None ? NULL : owner;
    if (instance == NULL && owner == NULL) {
        PyErr_SetString(PyExc_TypeError, "__get__(None, None) is invalid");
        return NULL;
    }
    return ((descrgetfunc)slot)(self, instance, owner);
}

PyObject *wrap_descr_set(PyObject *self, PyObject *args, void *slot) {
    return check_unpacked(args, 2) ? none_unless(((descrsetfunc)slot)(self, ARG(0), ARG(1))) : NULL;
}

PyObject *wrap_descr_delete(PyObject *self, PyObject *args, void *slot) {
    return check_count(args, 1) ? none_unless(((descrsetfunc)slot)(self, ARG(0), NULL)) : NULL;
}

/* ---- containers -------------------------------------------------------------------------------------------------- */

PyObject *wrap_set_item(PyObject *self, PyObject *args, void *slot) {
    return check_unpacked(args, 2) ? none_unless(((objobjargproc)slot)(self, ARG(0), ARG(1))) : NULL;
}

PyObject *wrap_del_item(PyObject *self, PyObject *args, void *slot) {
    return check_count(args, 1) ? none_unless(((objobjargproc)slot)(self, ARG(0), NULL)) : NULL;
}

/* An index for a sequence slot, negative ones counted from the end; -1 with an exception. */
static Py_ssize_t index_for(PyObject *self, PyObject *arg) {
    Py_ssize_t i = PyNumber_AsSsize_t(arg, PyExc_OverflowError);
    if (i == -1 && PyErr_Occurred()) {
        return -1;
    }
    PySequenceMethods *methods = Py_TYPE(self)->tp_as_sequence;
    if (i < 0 && methods != NULL && methods->sq_length != NULL) {
        Py_ssize_t n = methods->sq_length(self);
        if (n < 0) {
            return -1;
        }
        i += n;
    }
    return i;
}

PyObject *wrap_sequence_item(PyObject *self, PyObject *args, void *slot) {
    Py_ssize_t i = check_count(args, 1) ? index_for(self, ARG(0)) : -1;
    return i == -1 && PyErr_Occurred() ? NULL : ((ssizeargfunc)slot)(self, i);
}

PyObject *wrap_sequence_set(PyObject *self, PyObject *args, void *slot) {
    Py_ssize_t i = check_unpacked(args, 2) ? index_for(self, ARG(0)) : -1;
    if (i == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return none_unless(((ssizeobjargproc)slot)(self, i, ARG(1)));
}

PyObject *wrap_sequence_del(PyObject *self, PyObject *args, void *slot) {
    Py_ssize_t i = check_count(args, 1) ? index_for(self, ARG(0)) : -1;
    if (i == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return none_unless(((ssizeobjargproc)slot)(self, i, NULL));
}

PyObject *wrap_index_argument(PyObject *self, PyObject *args, void *slot) {
    Py_ssize_t i = check_unpacked(args, 1) ? PyNumber_AsSsize_t(ARG(0), PyExc_OverflowError) : -1;
    return i == -1 && PyErr_Occurred() ? NULL : ((ssizeargfunc)slot)(self, i);
}

PyObject *wrap_contains(PyObject *self, PyObject *args, void *slot) {
    int answer = check_count(args, 1) ? ((objobjproc)slot)(self, ARG(0)) : -1;
    return answer == -1 && PyErr_Occurred() ? NULL : PyBool_FromLong(answer);
}

/* ---- calls and life --------------------------------------------------------------------------------------------- */

PyObject *wrap_call(PyObject *self, PyObject *args, void *slot, PyObject *kwargs) {
    return ((ternaryfunc)slot)(self, args, kwargs);
}

PyObject *wrap_init(PyObject *self, PyObject *args, void *slot, PyObject *kwargs) {
    return none_unless(((initproc)slot)(self, args, kwargs));
}

PyObject *wrap_del(PyObject *self, PyObject *args, void *slot) {
    if (!check_count(args, 0)) {
        return NULL;
    }
    ((destructor)slot)(self);
    return Py_NewRef(Py_None);
}

/* ---- buffers ------------------------------------------------------------------------------------------------------ */

#if PYI_312
PyObject *wrap_buffer(PyObject *self, PyObject *args, void *slot) {
    (void)slot;
    if (!check_unpacked(args, 1)) {
        return NULL;
    }
    Py_ssize_t flags = PyNumber_AsSsize_t(ARG(0), PyExc_OverflowError);
    if (flags == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (flags > INT_MAX) {
        PyErr_SetString(PyExc_OverflowError, "buffer flags out of range");
        return NULL;
    }
    return _PyMemoryView_FromBufferProc(self, (int)flags, (getbufferproc)slot);
}

PyObject *wrap_releasebuffer(PyObject *self, PyObject *args, void *slot) {
    (void)slot;
    if (!check_unpacked(args, 1)) {
        return NULL;
    }
    if (!PyMemoryView_Check(ARG(0))) {
        PyErr_SetString(PyExc_TypeError, "expected a memoryview object");
        return NULL;
    }
    if (PyMemoryView_GET_BUFFER(ARG(0))->obj != self) {
        PyErr_SetString(PyExc_ValueError, "memoryview's buffer is not this object");
        return NULL;
    }
    PyObject *result = PyObject_CallMethodNoArgs(ARG(0), PYI_NAME("release"));
    return result;
}
#endif
