/* SPDX-License-Identifier: Apache-2.0 */
/* suggest: the name that was meant, when there is one like the name that was not found.
 *
 * Two names are alike when few single letters have to be inserted, removed or replaced to make one from the other;
 * another case of the same letter costs half.
 */
#include "display.h"

#include "pyi_named.h"
#include "sysprogram.h"

enum { MOVE = 2, CASE = 1, LONGEST = 40, MOST_NAMES = 750 };

/* ---- distance ---------------------------------------------------------------------------------------------- */

static int lower(int c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; }

static int replace_cost(char a, char b) {
    return a == b ? 0 : lower((unsigned char)a) == lower((unsigned char)b) ? CASE : MOVE;
}

/* The cost of making b from a, something greater than most when it is not worth to know. */
static Py_ssize_t distance(const char *a, Py_ssize_t na, const char *b, Py_ssize_t nb,
                           Py_ssize_t most) {
    while (na > 0 && nb > 0 && *a == *b) {
        a++, b++, na--, nb--;
    }
    while (na > 0 && nb > 0 && a[na - 1] == b[nb - 1]) {
        na--, nb--;
    }
    Py_ssize_t gap = na > nb ? na - nb : nb - na;
    if (na == 0 || nb == 0) {
        return (na + nb) * MOVE;
    }
    if (na > LONGEST || nb > LONGEST || gap * MOVE > most) {
        return most + 1;
    }
    int row[LONGEST + 1]; /* the cost of the first i letters of a against what of b was seen */
    for (Py_ssize_t i = 0; i <= na; i++) {
        row[i] = (int)i * MOVE;
    }
    for (Py_ssize_t j = 0; j < nb; j++) {
        int diagonal = row[0], least = row[0] = (int)(j + 1) * MOVE;
        for (Py_ssize_t i = 1; i <= na; i++) {
            int replaced = diagonal + replace_cost(a[i - 1], b[j]);
            int moved = (row[i] < row[i - 1] ? row[i] : row[i - 1]) + MOVE;
            diagonal = row[i];
            row[i] = replaced < moved ? replaced : moved;
            least = row[i] < least ? row[i] : least;
        }
        if (least > most) {
            return most + 1;
        }
    }
    return row[na];
}

PyObject *pyi_suggest_from(PyObject *list, PyObject *name) {
    Py_ssize_t size, count = PyList_GET_SIZE(list), best = PY_SSIZE_T_MAX;
    const char *text = PyUnicode_AsUTF8AndSize(name, &size);
    if (text == NULL || count >= MOST_NAMES) {
        return NULL;
    }
    PyObject *found = NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *item = PyList_GET_ITEM(list, i);
        if (!PyUnicode_Check(item)) {
            continue;
        }
        Py_ssize_t item_size;
        const char *item_text = PyUnicode_AsUTF8AndSize(item, &item_size);
        if (item_text == NULL) {
            return NULL;
        }
        if (item_size == size && memcmp(item_text, text, (size_t)size) == 0) {
            continue; /* that name was just looked for in vain */
        }
        Py_ssize_t most = (size + item_size + 3) * MOVE / 6;
        most = most < best ? most : best - 1;
        Py_ssize_t cost = distance(text, size, item_text, item_size, most);
        if (cost <= most) {
            found = item;
            best = cost;
        }
    }
    return Py_XNewRef(found);
}

/* -1 with an exception when one of them has no UTF-8 */
Py_ssize_t _Py_UTF8_Edit_Cost(PyObject *a, PyObject *b, Py_ssize_t most) {
    Py_ssize_t na, nb;
    const char *text_a = PyUnicode_AsUTF8AndSize(a, &na);
    const char *text_b = text_a == NULL ? NULL : PyUnicode_AsUTF8AndSize(b, &nb);
    if (text_b == NULL) {
        return -1;
    }
    return distance(text_a, na, text_b, nb, most == -1 ? MOVE * Py_MAX(na, nb) : most);
}

#if PYI_313
PyObject *_Py_CalculateSuggestions(PyObject *list, PyObject *name) {
    return pyi_suggest_from(list, name);
}
#endif

/* ---- where to look -------------------------------------------------------------------------------------------- */

/* new list, what begins with an underscore left out unless the name does so too */
static PyObject *visible_names(PyObject *list, PyObject *name) {
#if PYI_313
    bool hides = PyUnicode_GET_LENGTH(name) == 0 || PyUnicode_READ_CHAR(name, 0) != '_';
    PyObject *result = PyList_New(0);
    for (Py_ssize_t i = 0; result != NULL && i < PyList_GET_SIZE(list); i++) {
        PyObject *item = PyList_GET_ITEM(list, i);
        bool hidden = hides && PyUnicode_Check(item) && PyUnicode_GET_LENGTH(item) > 0 &&
                      PyUnicode_READ_CHAR(item, 0) == '_';
        if (!hidden && PyList_Append(result, item) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
#else
    (void)name;
    return Py_NewRef(list);
#endif
}

static PyObject *suggest_attribute(PyObject *op, PyObject *name) {
    PyObject *all = PyObject_Dir(op);
    if (all != NULL && (pyi_append_dropped_attributes(all, op) < 0 || PyList_Sort(all) < 0)) {
        Py_CLEAR(all);
    }
    PyObject *names = all == NULL ? NULL : visible_names(all, name);
    PyObject *found = names == NULL ? NULL : pyi_suggest_from(names, name);
    Py_XDECREF(names);
    Py_XDECREF(all);
    return found;
}

/* new: the frame in which the exception was raised; NULL without an exception */
static PyFrameObject *innermost_frame(PyObject *exception) {
    PyTracebackObject *entry =
        (PyTracebackObject *)((PyBaseExceptionObject *)exception)->traceback;
    while (entry != NULL && entry->tb_next != NULL) {
        entry = entry->tb_next;
    }
    return entry == NULL ? NULL : (PyFrameObject *)Py_NewRef(entry->tb_frame);
}

#if PYI_312
/* new: `self.name` in a method of an object that has it */
static PyObject *suggest_self(PyObject *locals, PyObject *name) {
    PyObject *self = PyMapping_GetItemString(locals, "self"), *value = NULL;
    if (self != NULL) {
        value = PyObject_GetAttr(self, name);
    }
    PyErr_Clear();
    PyObject *found = value == NULL ? NULL : PyUnicode_FromFormat("self.%U", name);
    Py_XDECREF(value);
    Py_XDECREF(self);
    return found;
}
#endif

/* new list */
static PyObject *names_of_scope(PyObject *scope) {
    PyObject *names = PySequence_List(scope);
    if (names != NULL && pyi_append_dropped(names, scope) < 0) {
        Py_CLEAR(names);
    }
    return names;
}

/* new: the nearest of the keys; scopes are borrowed, and the first that has something near decides */
static PyObject *suggest_in_scopes(PyObject **scopes, PyObject *name) {
    PyObject *found = NULL;
#if PYI_313
    PyObject *together = PyList_New(0); /* all of them in one list, as the module traceback looks */
    for (int i = 0; i < 3 && together != NULL; i++) {
        PyObject *names = names_of_scope(scopes[i]);
        if (names == NULL ||
            PyList_SetSlice(together, PY_SSIZE_T_MAX, PY_SSIZE_T_MAX, names) < 0) {
            Py_CLEAR(together);
        }
        Py_XDECREF(names);
    }
    PyObject *names = together == NULL ? NULL : visible_names(together, name);
    found = names == NULL ? NULL : pyi_suggest_from(names, name);
    Py_XDECREF(names);
    Py_XDECREF(together);
#else
    for (int i = 0; i < 3 && found == NULL && !PyErr_Occurred(); i++) {
        PyObject *names = names_of_scope(scopes[i]);
        found = names == NULL ? NULL : pyi_suggest_from(names, name);
        Py_XDECREF(names);
    }
#endif
    return found;
}

static PyObject *suggest_variable(PyObject *exception, PyObject *name) {
    PyFrameObject *frame = innermost_frame(exception);
    if (frame == NULL) {
        return NULL;
    }
    PyObject *locals = PyFrame_GetLocals(frame), *found = NULL;
    PyObject *globals = PyFrame_GetGlobals(frame), *builtins = PyFrame_GetBuiltins(frame);
#if PYI_312
    found = locals == NULL ? NULL : suggest_self(locals, name);
#endif
    if (found == NULL && locals != NULL && globals != NULL && builtins != NULL) {
        PyObject *scopes[] = {locals, globals, builtins};
        found = suggest_in_scopes(scopes, name);
    }
    Py_XDECREF(builtins);
    Py_XDECREF(globals);
    Py_XDECREF(locals);
    Py_DECREF(frame);
    return found;
}

/* ---- what to say -------------------------------------------------------------------------------------------------- */

/* the exact class before 3.13, its subclasses too since then */
static bool is_kind(PyObject *exception, PyObject *type) {
    return PYI_313 ? PyErr_GivenExceptionMatches(exception, type)
                   : Py_IS_TYPE(exception, (PyTypeObject *)type);
}

/* takes what was found, which may be NULL */
static PyObject *did_you_mean(PyObject *found) {
    PyObject *result = found == NULL ? NULL : PyUnicode_FromFormat(". Did you mean: '%U'?", found);
    Py_XDECREF(found);
    return result;
}

/* the same for a name that may be that of a module */
static PyObject *with_module(PyObject *found, PyObject *name) {
#if PYI_312
    if (pyi_sys_is_standard_module(name) == 1) {
        PyObject *text =
            found == NULL
                ? PyUnicode_FromFormat(". Did you forget to import '%U'?", name)
                : PyUnicode_FromFormat(". Did you mean: '%U'? Or did you forget to import '%U'?",
                                       found, name);
        Py_XDECREF(found);
        return text;
    }
#else
    (void)name;
#endif
    return did_you_mean(found);
}

PyObject *pyi_suggest(PyObject *exception) {
    PyObject *result = NULL;
    if (is_kind(exception, PyExc_AttributeError)) {
        PyAttributeErrorObject *error = (PyAttributeErrorObject *)exception;
        if (error->name != NULL && error->obj != NULL && PyUnicode_CheckExact(error->name)) {
            result = did_you_mean(suggest_attribute(error->obj, error->name));
        }
    } else if (is_kind(exception, PyExc_NameError)) {
        PyObject *name = ((PyNameErrorObject *)exception)->name;
        if (name != NULL && PyUnicode_CheckExact(name)) {
            result = with_module(suggest_variable(exception, name), name);
        }
#if PYI_312
    } else if (is_kind(exception, PyExc_ImportError)) {
        PyImportErrorObject *error = (PyImportErrorObject *)exception;
        if (error->name != NULL && error->name_from != NULL && PyUnicode_Check(error->name) &&
            PyUnicode_CheckExact(error->name_from)) {
            PyObject *module = PyImport_Import(error->name);
            if (module != NULL) {
                result = did_you_mean(suggest_attribute(module, error->name_from));
                Py_DECREF(module);
            }
        }
#endif
    }
    PyErr_Clear(); /* a suggestion that fails is none */
    return result;
}

/* new: the same text */
PyObject *_Py_Offer_Suggestions(PyObject *exception) { return pyi_suggest(exception); }
