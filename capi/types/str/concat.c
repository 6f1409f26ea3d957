/* SPDX-License-Identifier: Apache-2.0 */
/* str, joining: +, in-place append, join and *. */
#include "pyi_str.h"

/* ---- concatenation ------------------------------------------------------------------------ */

static PyObject *concat_new(PyObject *left, PyObject *right, Py_ssize_t length) {
    Py_UCS4 maxchar = Py_MAX(PyUnicode_MAX_CHAR_VALUE(left), PyUnicode_MAX_CHAR_VALUE(right));
    PyObject *result = PyUnicode_New(length, maxchar);
    if (result != NULL) {
        Py_ssize_t n = PyUnicode_GET_LENGTH(left);
        _PyUnicode_FastCopyCharacters(result, 0, left, 0, n);
        _PyUnicode_FastCopyCharacters(result, n, right, 0, length - n);
    }
    return result;
}

/* The length of both together, or -1 with OverflowError. */
static Py_ssize_t sum_length(PyObject *left, PyObject *right) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(left), m = PyUnicode_GET_LENGTH(right);
    if (n > PY_SSIZE_T_MAX - m) {
        PyErr_SetString(PyExc_OverflowError, "strings are too large to concat");
        return -1;
    }
    return n + m;
}

/* new */
PyObject *PyUnicode_Concat(PyObject *left, PyObject *right) {
    if (pyi_str_require(left) < 0) {
        return NULL;
    }
    if (!PyUnicode_Check(right)) {
        PyErr_Format(PyExc_TypeError, "can only concatenate str (not \"%.200s\") to str",
                     Py_TYPE(right)->tp_name);
        return NULL;
    }
    if (PyUnicode_READY(right) < 0) {
        return NULL;
    }
    if (PyUnicode_GET_LENGTH(left) == 0) {
        return PyUnicode_FromObject(right);
    }
    if (PyUnicode_GET_LENGTH(right) == 0) {
        return PyUnicode_FromObject(left);
    }
    Py_ssize_t length = sum_length(left, right);
    return length < 0 ? NULL : concat_new(left, right, length);
}

/* steals *slot, gives the longer str; on failure *slot is NULL with an exception */
void PyUnicode_Append(PyObject **slot, PyObject *right) {
    if (slot == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_BadInternalCall();
        }
        return;
    }
    PyObject *left = *slot, *result = NULL;
    if (right == NULL || left == NULL || !PyUnicode_Check(left) || !PyUnicode_Check(right)) {
        if (!PyErr_Occurred()) {
            PyErr_BadInternalCall();
        }
        goto done;
    }
    if (PyUnicode_READY(left) < 0 || PyUnicode_READY(right) < 0) {
        goto done;
    }
    if (PyUnicode_GET_LENGTH(left) == 0) {
        result = PyUnicode_FromObject(right);
        goto done;
    }
    if (PyUnicode_GET_LENGTH(right) == 0) {
        if (PyUnicode_CheckExact(left)) {
            return;
        }
        result = PyUnicode_FromObject(left);
        goto done;
    }
    Py_ssize_t length = sum_length(left, right);
    if (length < 0) {
        goto done;
    }
    Py_ssize_t n = PyUnicode_GET_LENGTH(left);
    if (pyi_str_modifiable(left) && PyUnicode_KIND(right) <= PyUnicode_KIND(left) &&
        (PyUnicode_IS_ASCII(right) || !PyUnicode_IS_ASCII(left)) && left != right) {
        if (PyUnicode_Resize(slot, length) < 0) {
            goto done;
        }
        _PyUnicode_FastCopyCharacters(*slot, n, right, 0, length - n);
        return;
    }
    result = concat_new(left, right, length);
done:
    Py_XDECREF(left);
    *slot = result;
}

/* steals *slot and right */
void PyUnicode_AppendAndDel(PyObject **slot, PyObject *right) {
    PyUnicode_Append(slot, right);
    Py_XDECREF(right);
}

/* ---- join --------------------------------------------------------------------------------- */

typedef struct {
    Py_ssize_t length;
    Py_UCS4 maxchar;
} join_plan;

/* What the result is like; -1 for an item that is no str, or a result too long. */
static int plan_join(PyObject *separator, PyObject *const *items, Py_ssize_t n, join_plan *plan) {
    Py_ssize_t gap = separator == NULL ? 1 : PyUnicode_GET_LENGTH(separator);
    plan->length = 0;
    plan->maxchar = separator == NULL || gap == 0 ? 0x7f : PyUnicode_MAX_CHAR_VALUE(separator);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = items[i];
        if (pyi_unlikely(!PyUnicode_Check(item))) {
            PyErr_Format(PyExc_TypeError,
                         "sequence item %zd: expected str instance, %.80s found", i,
                         Py_TYPE(item)->tp_name);
            return -1;
        }
        if (PyUnicode_READY(item) < 0) {
            return -1;
        }
        Py_ssize_t add = PyUnicode_GET_LENGTH(item) + (i == 0 ? 0 : gap);
        if (add > PY_SSIZE_T_MAX - plan->length) {
            PyErr_SetString(PyExc_OverflowError, "join() result is too long for a Python string");
            return -1;
        }
        plan->length += add;
        Py_UCS4 maxchar = PyUnicode_MAX_CHAR_VALUE(item);
        plan->maxchar = Py_MAX(plan->maxchar, maxchar);
    }
    return 0;
}

static inline char *put_text(char *to, int kind, PyObject *item) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(item);
    if (n > 0) {
        pyi_text_copy(kind, to, (int)PyUnicode_KIND(item), PyUnicode_DATA(item), n);
    }
    return to + n * kind;
}

/* new; separator NULL stands for a space */
PyObject *_PyUnicode_JoinArray(PyObject *separator, PyObject *const *items, Py_ssize_t n) {
    if (n == 0) {
        return pyi_str_empty();
    }
    if (n == 1 && PyUnicode_CheckExact(items[0])) {
        return Py_NewRef(items[0]);
    }
    if (separator != NULL && !PyUnicode_Check(separator)) {
        PyErr_Format(PyExc_TypeError, "separator: expected str instance, %.80s found",
                     Py_TYPE(separator)->tp_name);
        return NULL;
    }
    join_plan plan;
    if (plan_join(separator, items, n, &plan) < 0) {
        return NULL;
    }
    PyObject *result = PyUnicode_New(plan.length, plan.maxchar);
    if (result == NULL || plan.length == 0) {
        return result;
    }
    int kind = (int)PyUnicode_KIND(result);
    char *to = PyUnicode_DATA(result);
    for (Py_ssize_t i = 0; i < n; i++) {
        if (i > 0) {
            if (separator != NULL) {
                to = put_text(to, kind, separator);
            } else {
                PyUnicode_WRITE(kind, to, 0, ' ');
                to += kind;
            }
        }
        to = put_text(to, kind, items[i]);
    }
    return result;
}

/* new */
PyObject *PyUnicode_Join(PyObject *separator, PyObject *iterable) {
    PyObject *fast = PySequence_Fast(iterable, "can only join an iterable");
    if (fast == NULL) {
        return NULL;
    }
    PyObject *result =
        _PyUnicode_JoinArray(separator, PySequence_Fast_ITEMS(fast), PySequence_Fast_GET_SIZE(fast));
    Py_DECREF(fast);
    return result;
}

/* ---- repetition --------------------------------------------------------------------------- */

/* Doubles what is there: few long copies instead of many short ones. */
PYI_HIDDEN void pyi_bytes_repeat(char *to, size_t total, const void *from, size_t size);
void pyi_bytes_repeat(char *to, size_t total, const void *from, size_t size) {
    if (size == 1) {
        memset(to, *(const unsigned char *)from, total);
        return;
    }
    memcpy(to, from, size);
    for (size_t done = size; done < total;) {
        size_t n = Py_MIN(done, total - done);
        memcpy(to + done, to, n);
        done += n;
    }
}

PYI_HIDDEN PyObject *pyi_str_repeat(PyObject *self, Py_ssize_t n);
PyObject *pyi_str_repeat(PyObject *self, Py_ssize_t n) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(self);
    if (n <= 0 || length == 0) {
        return pyi_str_empty();
    }
    if (n == 1) {
        return pyi_str_exact(self);
    }
    if (length > PY_SSIZE_T_MAX / n) {
        PyErr_SetString(PyExc_OverflowError, "repeated string is too long");
        return NULL;
    }
    PyObject *result = PyUnicode_New(length * n, PyUnicode_MAX_CHAR_VALUE(self));
    if (result != NULL) {
        size_t size = (size_t)length * PyUnicode_KIND(self);
        pyi_bytes_repeat(PyUnicode_DATA(result), size * (size_t)n, PyUnicode_DATA(self), size);
    }
    return result;
}
