/* SPDX-License-Identifier: Apache-2.0 */
/* _bisect: places in sorted sequences.
 * Contract   docs.python.org/3/library/bisect.html
 */
#include "containers.h"
#include "pyi_arguments.h"

typedef struct {
    PyObject *sequence;
    PyObject *value;
    Py_ssize_t low;
    Py_ssize_t high; /* -1: the length */
    PyObject *key;   /* NULL: the items themselves */
} search;

static int parse(PyObject *args, PyObject *kwargs, const char *format, search *out) {
    static char *keywords[] = {"a", "x", "lo", "hi", "key", NULL};
    PyObject *high = Py_None;
    *out = (search){NULL, NULL, 0, -1, Py_None};
    if (!pyi_named_arguments(args, kwargs, format, keywords, &out->sequence, &out->value,
                             &out->low, &high, &out->key)) {
        return -1;
    }
    if (high != Py_None) {
        PyObject *number = PyNumber_Index(high);
        out->high = number == NULL ? -1 : PyLong_AsSsize_t(number);
        Py_XDECREF(number);
        if (out->high == -1 && PyErr_Occurred()) {
            return -1;
        }
    }
    if (out->key == Py_None) {
        out->key = NULL;
    }
    return 0;
}

/* Whether value goes after item: on the left when item < value, on the right unless value < item. */
static int goes_after(const search *s, PyObject *item, PyObject *value, bool right) {
    PyObject *key = s->key == NULL ? Py_NewRef(item) : PyObject_CallOneArg(s->key, item);
    if (key == NULL) {
        return -1;
    }
    int less = right ? PyObject_RichCompareBool(value, key, Py_LT)
                     : PyObject_RichCompareBool(key, value, Py_LT);
    Py_DECREF(key);
    return less < 0 ? -1 : right ? !less : less;
}

/* the index; -1 with an exception */
static Py_ssize_t bisect(const search *s, PyObject *value, bool right) {
    Py_ssize_t low = s->low;
    Py_ssize_t high = s->high;
    if (low < 0) {
        PyErr_SetString(PyExc_ValueError, "lo must be non-negative");
        return -1;
    }
    if (high == -1 && (high = PySequence_Size(s->sequence)) < 0) {
        return -1;
    }
    while (low < high) {
        Py_ssize_t middle = (Py_ssize_t)(((size_t)low + (size_t)high) / 2);
        PyObject *item = PySequence_GetItem(s->sequence, middle);
        int after = item == NULL ? -1 : goes_after(s, item, value, right);
        Py_XDECREF(item);
        if (after < 0) {
            return -1;
        }
        if (after) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static PyObject *find(PyObject *args, PyObject *kwargs, const char *format, bool right) {
    search s;
    Py_ssize_t index = parse(args, kwargs, format, &s) < 0 ? -1 : bisect(&s, s.value, right);
    return index == -1 ? NULL : PyLong_FromSsize_t(index);
}

static PyObject *insort(PyObject *args, PyObject *kwargs, const char *format, bool right) {
    search s;
    if (parse(args, kwargs, format, &s) < 0) {
        return NULL;
    }
    PyObject *value = s.key == NULL ? Py_NewRef(s.value) : PyObject_CallOneArg(s.key, s.value);
    Py_ssize_t index = value == NULL ? -1 : bisect(&s, value, right);
    Py_XDECREF(value);
    if (index == -1) {
        return NULL;
    }
    if (PyList_CheckExact(s.sequence)) {
        return PyList_Insert(s.sequence, index, s.value) < 0 ? NULL : Py_NewRef(Py_None);
    }
    PyObject *done = _PyObject_CallMethod(s.sequence, PYI_NAME("insert"), "nO", index, s.value);
    if (done == NULL) {
        return NULL;
    }
    Py_DECREF(done);
    Py_RETURN_NONE;
}

static PyObject *bisect_right(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return find(args, kwargs, "OO|nO$O:bisect_right", true);
}

static PyObject *bisect_left(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return find(args, kwargs, "OO|nO$O:bisect_left", false);
}

static PyObject *insort_right(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return insort(args, kwargs, "OO|nO$O:insort_right", true);
}

static PyObject *insort_left(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    return insort(args, kwargs, "OO|nO$O:insort_left", false);
}

#define ROW(name)                                                                                  \
    {#name, (PyCFunction)(void (*)(void))name, METH_VARARGS | METH_KEYWORDS,                       \
     PYI_SIGNATURE(#name, "($module, /, a, x, lo=0, hi=None, *, key=None)")}

static PyMethodDef module_methods[] = {
    ROW(bisect_right),
    ROW(bisect_left),
    ROW(insort_right),
    ROW(insort_left),
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_bisect",
    .m_methods = module_methods,
    .m_slots = module_slots,
};

static PyObject *bisect_init(void) { return PyModuleDef_Init(&module_def); }
PYI_MODULE("_bisect", bisect_init);
