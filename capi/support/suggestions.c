/* SPDX-License-Identifier: Apache-2.0 */
/* suggestions: "Did you mean: ...?": the name nearest to one that was not found.
 *
 * Distance is Levenshtein's: 2 for a letter that is inserted, taken away or replaced, 1 for one in the other
 * case. Names count as near when up to a third of their letters differ.
 */
#include "pyi_frame.h"

#include "internal/pycore_pyerrors.h"
#include <frameobject.h>

enum { MOVE = 2, CASE = 1, MAX_CANDIDATES = 750, MAX_LENGTH = 40 };

/* ---- distance ------------------------------------------------------------------------------------------ */

static int substitution_cost(char a, char b) {
    if (a == b) {
        return 0;
    }
    return Py_TOLOWER((unsigned char)a) == Py_TOLOWER((unsigned char)b) ? CASE : MOVE;
}

/* The cost; limit + 1 when it is more. */
static Py_ssize_t distance(const char *a, size_t a_size, const char *b, size_t b_size,
                           size_t limit) {
    while (a_size > 0 && b_size > 0 && a[0] == b[0]) {
        a++, a_size--, b++, b_size--;
    }
    while (a_size > 0 && b_size > 0 && a[a_size - 1] == b[b_size - 1]) {
        a_size--, b_size--;
    }
    if (a_size == 0 || b_size == 0) {
        return (Py_ssize_t)((a_size + b_size) * MOVE);
    }
    if (a_size > MAX_LENGTH || b_size > MAX_LENGTH) {
        return (Py_ssize_t)limit + 1;
    }
    size_t difference = a_size > b_size ? a_size - b_size : b_size - a_size;
    if (difference * MOVE > limit) {
        return (Py_ssize_t)limit + 1;
    }
    size_t row[MAX_LENGTH + 1];
    for (size_t i = 0; i <= a_size; i++) {
        row[i] = i * MOVE;
    }
    for (size_t j = 1; j <= b_size; j++) {
        size_t diagonal = row[0], least = row[0] = j * MOVE;
        for (size_t i = 1; i <= a_size; i++) {
            size_t replaced = diagonal + (size_t)substitution_cost(a[i - 1], b[j - 1]);
            size_t moved = Py_MIN(row[i], row[i - 1]) + MOVE;
            diagonal = row[i];
            row[i] = Py_MIN(replaced, moved);
            least = Py_MIN(least, row[i]);
        }
        if (least > limit) {
            return (Py_ssize_t)limit + 1;
        }
    }
    return (Py_ssize_t)row[a_size];
}

/* -1 with an exception when a string has no UTF-8 */
Py_ssize_t _Py_UTF8_Edit_Cost(PyObject *a, PyObject *b, Py_ssize_t limit) {
    Py_ssize_t a_size, b_size;
    const char *a_text = PyUnicode_AsUTF8AndSize(a, &a_size);
    const char *b_text = a_text == NULL ? NULL : PyUnicode_AsUTF8AndSize(b, &b_size);
    if (b_text == NULL) {
        return -1;
    }
    size_t bound = limit == -1 ? (size_t)(MOVE * Py_MAX(a_size, b_size)) : (size_t)limit;
    return distance(a_text, (size_t)a_size, b_text, (size_t)b_size, bound);
}

/* new: the nearest in a list of names; NULL without an exception when none is near */
static PyObject *nearest(PyObject *names, PyObject *name) {
    Py_ssize_t size, n = PyList_GET_SIZE(names), best = PY_SSIZE_T_MAX;
    const char *text = PyUnicode_AsUTF8AndSize(name, &size);
    PyObject *found = NULL;
    if (text == NULL || n >= MAX_CANDIDATES) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = PyList_GET_ITEM(names, i);
        Py_ssize_t item_size;
        const char *item_text =
            PyUnicode_Check(item) ? PyUnicode_AsUTF8AndSize(item, &item_size) : NULL;
        if (item_text == NULL) {
            return NULL;
        }
        if (PyUnicode_Compare(name, item) == 0) {
            continue;
        }
        Py_ssize_t limit = (size + item_size + 3) * MOVE / 6;
        limit = Py_MIN(limit, best - 1);
        Py_ssize_t cost =
            distance(text, (size_t)size, item_text, (size_t)item_size, (size_t)limit);
        if (cost <= limit && (found == NULL || cost < best)) {
            found = item;
            best = cost;
        }
    }
    return Py_XNewRef(found);
}

#if PYI_313
PyObject *_Py_CalculateSuggestions(PyObject *names, PyObject *name) {
    return nearest(names, name);
}
#endif

/* ---- exceptions ------------------------------------------------------------------------------------------ */

/* new; takes names, which may be NULL */
static PyObject *nearest_of(PyObject *names, PyObject *name) {
    PyObject *found = names == NULL ? NULL : nearest(names, name);
    Py_XDECREF(names);
    return found;
}

static PyObject *for_attribute(PyAttributeErrorObject *exc) {
    if (exc->name == NULL || exc->obj == NULL || !PyUnicode_CheckExact(exc->name)) {
        return NULL;
    }
    return nearest_of(PyObject_Dir(exc->obj), exc->name);
}

static PyFrameObject *last_frame(PyObject *exc) {
    PyTracebackObject *entry =
        (PyTracebackObject *)((PyBaseExceptionObject *)exc)->traceback;
    while (entry != NULL && entry->tb_next != NULL) {
        entry = entry->tb_next;
    }
    return entry == NULL ? NULL : entry->tb_frame;
}

#if PYI_312
/* new: `self.name` when that exists */
static PyObject *of_self(PyFrameObject *frame, PyObject *name) {
    PyObject *locals = PyFrame_GetLocals(frame);
    PyObject *self = locals == NULL ? NULL : PyObject_GetItem(locals, PYI_NAME("self"));
    PyObject *value = self == NULL ? NULL : PyObject_GetAttr(self, name);
    PyObject *result = value == NULL ? NULL : PyUnicode_FromFormat("self.%S", name);
    Py_XDECREF(value);
    Py_XDECREF(self);
    Py_XDECREF(locals);
    PyErr_Clear();
    return result;
}
#endif

static PyObject *for_name(PyNameErrorObject *exc) {
    PyFrameObject *frame = last_frame((PyObject *)exc);
    PyObject *name = exc->name, *found = NULL;
    if (name == NULL || !PyUnicode_CheckExact(name) || frame == NULL) {
        return NULL;
    }
    PyCodeObject *code = pyi_frame_code(frame->f_frame);
#if PYI_312
    found = of_self(frame, name);
#endif
    if (found == NULL) {
        found = nearest_of(PySequence_List(code->co_localsplusnames), name);
    }
    if (found == NULL && !PyErr_Occurred()) {
        found = nearest_of(PySequence_List(frame->f_frame->f_globals), name);
    }
    if (found == NULL && !PyErr_Occurred()) {
        found = nearest_of(PySequence_List(frame->f_frame->f_builtins), name);
    }
    return found;
}

#if PYI_312
static PyObject *for_import(PyImportErrorObject *exc) {
    if (exc->name == NULL || exc->name_from == NULL || !PyUnicode_CheckExact(exc->name_from)) {
        return NULL;
    }
    PyObject *module = PyImport_GetModule(exc->name);
    PyObject *found = module == NULL ? NULL : nearest_of(PyObject_Dir(module), exc->name_from);
    Py_XDECREF(module);
    return found;
}
#endif

#if PYI_312
/* new: the end of a message; takes found, which may be NULL */
static PyObject *as_text(PyObject *exc, PyObject *found) {
    PyObject *text = NULL, *name = NULL, *modules = PySys_GetObject("stdlib_module_names");
    if (Py_IS_TYPE(exc, (PyTypeObject *)PyExc_NameError)) {
        name = ((PyNameErrorObject *)exc)->name;
    }
    bool importable =
        name != NULL && modules != NULL && PySequence_Contains(modules, name) == 1;
    if (importable && found == NULL) {
        text = PyUnicode_FromFormat(". Did you forget to import '%U'?", name);
    } else if (importable) {
        text = PyUnicode_FromFormat(
            ". Did you mean: '%U'? Or did you forget to import '%U'?", found, name);
    } else if (found != NULL) {
        text = PyUnicode_FromFormat(". Did you mean: '%U'?", found);
    }
    Py_XDECREF(found);
    return text;
}
#endif

/* new: a name that may have been meant, since 3.12 in the words to be added to the message; NULL
 * without an exception when there is none */
PyObject *_Py_Offer_Suggestions(PyObject *exc) {
    PyObject *found = NULL;
    if (Py_IS_TYPE(exc, (PyTypeObject *)PyExc_AttributeError)) {
        found = for_attribute((PyAttributeErrorObject *)exc);
    } else if (Py_IS_TYPE(exc, (PyTypeObject *)PyExc_NameError)) {
        found = for_name((PyNameErrorObject *)exc);
    }
#if PYI_312
    else if (Py_IS_TYPE(exc, (PyTypeObject *)PyExc_ImportError)) {
        found = for_import((PyImportErrorObject *)exc);
    }
#endif
    PyErr_Clear();
#if PYI_312
    found = as_text(exc, found);
    PyErr_Clear();
#endif
    return found;
}
