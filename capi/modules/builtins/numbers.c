/* SPDX-License-Identifier: Apache-2.0 */
/* numbers: the built-in functions about numbers. */
#include "builtins.h"

#include <math.h>

/* ---- one operation each -------------------------------------------------------------------------------- */

static PyObject *builtin_abs(PyObject *module, PyObject *op) {
    (void)module;
    return PyNumber_Absolute(op);
}

static PyObject *builtin_divmod(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    return _PyArg_CheckPositional("divmod", nargs, 2, 2) ? PyNumber_Divmod(args[0], args[1]) : NULL;
}

static PyObject *builtin_pow(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                             PyObject *kwnames) {
    static const char *const keywords[] = {"base", "exp", "mod", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "pow"};
    PyObject *found[3];
    (void)module;
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 2, 3, 0, found);
    if (given == NULL) {
        return NULL;
    }
    bool all = nargs + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames)) == 3;
    return PyNumber_Power(given[0], given[1], all ? given[2] : Py_None);
}

/* new: special method of the type, NULL perhaps without an exception */
static PyObject *lookup_special(PyObject *op, PyObject *name) {
    PyObject *method = _PyType_Lookup(Py_TYPE(op), name);
    if (method == NULL) {
        return NULL;
    }
    descrgetfunc get = Py_TYPE(method)->tp_descr_get;
    return get == NULL ? Py_NewRef(method) : get(method, op, (PyObject *)Py_TYPE(op));
}

static PyObject *builtin_round(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                               PyObject *kwnames) {
    static const char *const keywords[] = {"number", "ndigits", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "round"};
    PyObject *found[2];
    (void)module;
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 1, 2, 0, found);
    if (given == NULL) {
        return NULL;
    }
    bool both = nargs + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames)) == 2;
    PyObject *number = given[0], *digits = both ? given[1] : Py_None;
    PyObject *method = lookup_special(number, PYI_NAME("__round__"));
    if (method == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_TypeError, "type %.100s doesn't define __round__ method",
                         Py_TYPE(number)->tp_name);
        }
        return NULL;
    }
    PyObject *result = digits == Py_None ? PyObject_CallNoArgs(method)
                                         : PyObject_CallOneArg(method, digits);
    Py_DECREF(method);
    return result;
}

/* ---- sum -------------------------------------------------------------------------------------------------- */

/* Text is joined, not added. */
static bool is_addable(PyObject *start) {
    if (PyUnicode_Check(start)) {
        PyErr_SetString(PyExc_TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
    } else if (PyBytes_Check(start)) {
        PyErr_SetString(PyExc_TypeError, "sum() can't sum bytes [use b''.join(seq) instead]");
    } else if (PyByteArray_Check(start)) {
        PyErr_SetString(PyExc_TypeError, "sum() can't sum bytearray [use b''.join(seq) instead]");
    } else {
        return true;
    }
    return false;
}

typedef struct {
    PyObject *iterator;
    PyObject *result; /* owned */
    PyObject *item;   /* owned: the first one that a fast loop could not take, or NULL at the end */
} summing;

/* steals item, may be NULL; 0 or -1 */
static int add_item(summing *self, PyObject *item) {
    if (item != NULL) {
        PyObject *sum = PyNumber_Add(self->result, item);
        Py_DECREF(item);
        Py_SETREF(self->result, sum);
    }
    return self->result == NULL ? -1 : 0;
}

/* As long as all are ints that fit. 1 when there is more, 0 at the end, -1 */
static int sum_ints(summing *self) {
    int overflow;
    long total = PyLong_AsLongAndOverflow(self->result, &overflow);
    PyObject *item = NULL;
    if (overflow != 0) {
        return 1;
    }
    for (;;) {
        item = PyIter_Next(self->iterator);
        if (item == NULL || !(PyLong_CheckExact(item) || PyBool_Check(item))) {
            break;
        }
        long value = PyLong_AsLongAndOverflow(item, &overflow), next;
        if (overflow != 0 || __builtin_add_overflow(total, value, &next)) {
            break;
        }
        total = next;
        Py_DECREF(item);
    }
    Py_SETREF(self->result, PyLong_FromLong(total));
    if (self->result == NULL || (item == NULL && PyErr_Occurred())) {
        Py_XDECREF(item);
        return -1;
    }
    return item == NULL ? 0 : add_item(self, item) < 0 ? -1 : 1;
}

/* total + value; what the rounding loses goes to *lost* (Neumaier's summation, since 3.12) */
static double add_double(double total, double value, double *lost) {
    double sum = total + value;
#if PYI_312
    *lost += fabs(total) >= fabs(value) ? (total - sum) + value : (value - sum) + total;
#else
    (void)lost;
#endif
    return sum;
}

/* As long as all are floats, or ints that fit. 1 when there is more, 0 at the end, -1 */
static int sum_floats(summing *self) {
    double total = PyFloat_AS_DOUBLE(self->result), lost = 0.0;
    PyObject *item;
    while ((item = PyIter_Next(self->iterator)) != NULL) {
        int overflow = 0;
        if (PyFloat_CheckExact(item)) {
            total = add_double(total, PyFloat_AS_DOUBLE(item), &lost);
        } else if (PyLong_Check(item)) {
            long value = PyLong_AsLongAndOverflow(item, &overflow);
            total += overflow == 0 ? (double)value : 0.0;
        } else {
            overflow = 1;
        }
        if (overflow != 0) {
            break;
        }
        Py_DECREF(item);
    }
    if (lost != 0.0 && isfinite(lost)) {
        total += lost;
    }
    Py_SETREF(self->result, PyFloat_FromDouble(total));
    if (self->result == NULL || (item == NULL && PyErr_Occurred())) {
        Py_XDECREF(item);
        return -1;
    }
    return item == NULL ? 0 : add_item(self, item) < 0 ? -1 : 1;
}

static int sum_any(summing *self) {
    PyObject *item;
    while ((item = PyIter_Next(self->iterator)) != NULL) {
        if (add_item(self, item) < 0) {
            return -1;
        }
    }
    return PyErr_Occurred() ? -1 : 0;
}

PyObject *pyi_builtin_sum(PyObject *iterable, PyObject *start) {
    summing self = {.iterator = PyObject_GetIter(iterable)};
    if (self.iterator == NULL) {
        return NULL;
    }
    int more = start == NULL || is_addable(start) ? 1 : -1;
    self.result = start == NULL ? PyLong_FromLong(0) : Py_NewRef(start);
    if (more > 0 && PyLong_CheckExact(self.result)) {
        more = sum_ints(&self);
    }
    if (more > 0 && PyFloat_CheckExact(self.result)) {
        more = sum_floats(&self);
    }
    if (more > 0) {
        more = sum_any(&self);
    }
    if (more < 0) {
        Py_CLEAR(self.result);
    }
    Py_DECREF(self.iterator);
    return self.result;
}

static PyObject *builtin_sum(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                             PyObject *kwnames) {
    static const char *const keywords[] = {"", "start", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "sum"};
    PyObject *found[2];
    (void)module;
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 1, 2, 0, found);
    if (given == NULL) {
        return NULL;
    }
    bool both = nargs + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames)) == 2;
    return pyi_builtin_sum(given[0], both ? given[1] : NULL);
}

PyMethodDef pyi_builtin_number_rows[] = {
    ROW("abs", builtin_abs, METH_O, "($module, x, /)"),
    ROW("divmod", builtin_divmod, METH_FASTCALL, "($module, x, y, /)"),
    ROW("pow", builtin_pow, PYI_KEYWORDS, "($module, /, base, exp, mod=None)"),
    ROW("round", builtin_round, PYI_KEYWORDS, "($module, /, number, ndigits=None)"),
    ROW("sum", builtin_sum, PYI_KEYWORDS, "($module, iterable, /, start=0)"),
    {0},
};
