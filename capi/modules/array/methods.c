/* SPDX-License-Identifier: Apache-2.0 */
/* methods: the methods of arrays that have a name. */
#include "array.h"
#include "pyi_places.h"

enum { BLOCK = 1 << 16 }; /* bytes that tofile() writes at once */

/* ---- items ------------------------------------------------------------------------------------------- */

static PyObject *append(PyObject *self, PyObject *value) {
    return array_insert(ARRAY(self), PY_SSIZE_T_MAX, value) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *insert(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("insert", nargs, 2, 2)) {
        return NULL;
    }
    Py_ssize_t at = PyNumber_AsSsize_t(args[0], PyExc_OverflowError);
    if (at == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return array_insert(ARRAY(self), at, args[1]) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *pop(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_ssize_t i = -1;
    if (!_PyArg_CheckPositional("pop", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs == 1 && (i = PyNumber_AsSsize_t(args[0], PyExc_OverflowError)) == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (Py_SIZE(self) == 0) {
        PyErr_SetString(PyExc_IndexError, "pop from empty array");
        return NULL;
    }
    i = i < 0 ? i + Py_SIZE(self) : i;
    if (i < 0 || i >= Py_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "pop index out of range");
        return NULL;
    }
    PyObject *item = array_item(ARRAY(self), i);
    if (item != NULL && array_replace(ARRAY(self), i, 1, NULL, 0) < 0) {
        Py_CLEAR(item);
    }
    return item;
}

#if PYI_313
static PyObject *clear(PyObject *self, PyObject *Py_UNUSED(unused)) {
    return array_resize(ARRAY(self), 0) < 0 ? NULL : Py_NewRef(Py_None);
}
#endif

static PyObject *extend(PyObject *self, PyObject *source) {
    return array_extend(ARRAY(self), source) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *reverse(PyObject *self, PyObject *Py_UNUSED(unused)) {
    size_t width = ARRAY(self)->code->size;
    char swapped[ARRAY_LARGEST];
    for (Py_ssize_t i = 0, j = Py_SIZE(self) - 1; i < j; i++, j--) {
        char *left = array_place(ARRAY(self), i), *right = array_place(ARRAY(self), j);
        memcpy(swapped, left, width);
        memcpy(left, right, width);
        memcpy(right, swapped, width);
    }
    Py_RETURN_NONE;
}

PyObject *array_byteswap(PyObject *self, PyObject *Py_UNUSED(unused)) {
    size_t width = ARRAY(self)->code->size;
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        char *item = array_place(ARRAY(self), i);
        for (size_t low = 0, high = width - 1; low < high; low++, high--) {
            char byte = item[low];
            item[low] = item[high];
            item[high] = byte;
        }
    }
    Py_RETURN_NONE;
}

/* ---- search -------------------------------------------------------------------------------------------- */

static PyObject *count(PyObject *self, PyObject *value) {
    Py_ssize_t n = 0;
    for (Py_ssize_t i = 0; i < Py_SIZE(self); i++) {
        PyObject *item = array_item(ARRAY(self), i);
        int equal = item == NULL ? -1 : PyObject_RichCompareBool(item, value, Py_EQ);
        Py_XDECREF(item);
        if (equal < 0) {
            return NULL;
        }
        n += equal;
    }
    return PyLong_FromSsize_t(n);
}

/* The place of a value; -1 with ValueError or another exception */
static Py_ssize_t find(PyObject *self, PyObject *value, Py_ssize_t start, Py_ssize_t stop,
                       const char *method) {
    for (Py_ssize_t i = start; i < stop && i < Py_SIZE(self); i++) {
        PyObject *item = array_item(ARRAY(self), i);
        int equal = item == NULL ? -1 : PyObject_RichCompareBool(item, value, Py_EQ);
        Py_XDECREF(item);
        if (equal != 0) {
            return equal < 0 ? -1 : i;
        }
    }
    PyErr_Format(PyExc_ValueError, "array.%s(x): x not in array", method);
    return -1;
}

static PyObject *array_index(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_ssize_t bounds[2] = {0, PY_SSIZE_T_MAX};
    if (!_PyArg_CheckPositional("index", nargs, 1, 3)) {
        return NULL;
    }
    for (Py_ssize_t i = 1; i < nargs; i++) {
        if (!_PyEval_SliceIndexNotNone(args[i], &bounds[i - 1])) {
            return NULL;
        }
        if (bounds[i - 1] < 0) {
            bounds[i - 1] += Py_SIZE(self);
            bounds[i - 1] = Py_MAX(bounds[i - 1], 0);
        }
    }
    Py_ssize_t i = find(self, args[0], bounds[0], bounds[1], "index");
    return i < 0 ? NULL : PyLong_FromSsize_t(i);
}

static PyObject *array_remove(PyObject *self, PyObject *value) {
    Py_ssize_t i = find(self, value, 0, PY_SSIZE_T_MAX, "remove");
    /* An __eq__ may have made the array shorter. */
    if (i < 0 || (i < Py_SIZE(self) && array_replace(ARRAY(self), i, 1, NULL, 0) < 0)) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* ---- other forms ------------------------------------------------------------------------------------------ */

static PyObject *fromlist(PyObject *self, PyObject *list) {
    if (!PyList_Check(list)) {
        PyErr_SetString(PyExc_TypeError, "arg must be list");
        return NULL;
    }
    return array_append_list(ARRAY(self), list) < 0 ? NULL : Py_NewRef(Py_None);
}

PyObject *array_tolist(PyObject *self, PyObject *Py_UNUSED(unused)) {
    Py_ssize_t n = Py_SIZE(self);
    PyObject *list = PyList_New(n);
    for (Py_ssize_t i = 0; list != NULL && i < n; i++) {
        PyObject *item = array_item(ARRAY(self), i);
        if (item == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, i, item);
        }
    }
    return list;
}

static PyObject *frombytes(PyObject *self, PyObject *bytes) {
    Py_buffer view;
    if (PyObject_GetBuffer(bytes, &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    int status = array_append_buffer(ARRAY(self), &view);
    PyBuffer_Release(&view);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

PyObject *array_tobytes(PyObject *self, PyObject *Py_UNUSED(unused)) {
    Py_ssize_t width = ARRAY(self)->code->size;
    if (Py_SIZE(self) > PY_SSIZE_T_MAX / width) {
        return PyErr_NoMemory();
    }
    return PyBytes_FromStringAndSize(ARRAY(self)->items, Py_SIZE(self) * width);
}

static bool check_text(PyObject *self, const char *method) {
    if (array_holds_text(ARRAY(self)->code)) {
        return true;
    }
    PyErr_Format(PyExc_ValueError, "%s() may only be called on unicode type arrays%s", method,
                 PYI_313 ? " ('u' or 'w')" : "");
    return false;
}

static PyObject *fromunicode(PyObject *self, PyObject *text) {
    if (!PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "fromunicode() argument must be str, not %.50s",
                     text == Py_None ? "None" : Py_TYPE(text)->tp_name);
        return NULL;
    }
    if (!check_text(self, "fromunicode") || array_append_text(ARRAY(self), text) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

PyObject *array_totext(PyObject *self, PyObject *Py_UNUSED(unused)) {
    if (!check_text(self, "tounicode")) {
        return NULL;
    }
    const void *items = ARRAY(self)->items;
    if (Py_SIZE(self) == 0) {
        return PyUnicode_New(0, 0);
    }
    /* Read as any other UTF-32 text, so that a byte order mark at the start goes. */
    int order = 0;
    return ARRAY(self)->code->code == 'u'
               ? PyUnicode_FromWideChar(items, Py_SIZE(self))
               : PyUnicode_DecodeUTF32(items, Py_SIZE(self) * 4, "strict", &order);
}

/* ---- files ------------------------------------------------------------------------------------------------- */

static PyObject *fromfile(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    static const char *const places[] = {"", "", NULL};
    static _PyArg_Parser parser = {.keywords = places, .fname = "fromfile"};
    if (!pyi_places(&parser, args, nargs, kwnames, 2, 2)) {
        return NULL;
    }
    Py_ssize_t n = PyNumber_AsSsize_t(args[1], PyExc_OverflowError), width = ARRAY(self)->code->size;
    if (n == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (n < 0) {
        PyErr_SetString(PyExc_ValueError, "negative count");
        return NULL;
    }
    if (n > PY_SSIZE_T_MAX / width) {
        return PyErr_NoMemory();
    }
    PyObject *bytes = PyObject_CallMethod(args[0], "read", "n", n * width);
    if (bytes == NULL) {
        return NULL;
    }
    PyObject *done = NULL;
    if (!PyBytes_Check(bytes)) {
        PyErr_SetString(PyExc_TypeError, "read() didn't return bytes");
    } else {
        done = frombytes(self, bytes);
    }
    if (done != NULL && PyBytes_GET_SIZE(bytes) != n * width) {
        PyErr_SetString(PyExc_EOFError, "read() didn't return enough bytes");
        Py_CLEAR(done);
    }
    Py_DECREF(bytes);
    return done;
}

static PyObject *tofile(PyObject *self, PyObject *file) {
    for (Py_ssize_t done = 0; done < Py_SIZE(self) * ARRAY(self)->code->size; done += BLOCK) {
        Py_ssize_t left = Py_SIZE(self) * ARRAY(self)->code->size - done;
        PyObject *bytes = PyBytes_FromStringAndSize(ARRAY(self)->items + done, Py_MIN(left, BLOCK));
        PyObject *answer = bytes == NULL ? NULL : PyObject_CallMethodOneArg(file, PYI_NAME("write"), bytes);
        Py_XDECREF(bytes);
        if (answer == NULL) {
            return NULL;
        }
        Py_DECREF(answer);
    }
    Py_RETURN_NONE;
}

/* ---- about --------------------------------------------------------------------------------------------------- */

static PyObject *buffer_info(PyObject *self, PyObject *Py_UNUSED(unused)) {
    return Py_BuildValue("Nn", PyLong_FromVoidPtr(ARRAY(self)->items), Py_SIZE(self));
}

static PyObject *copy(PyObject *self, PyObject *Py_UNUSED(unused)) {
    return array_slice(ARRAY(self), 0, Py_SIZE(self));
}

static PyObject *size_of(PyObject *self, PyObject *Py_UNUSED(unused)) {
    size_t items = (size_t)ARRAY(self)->room * ARRAY(self)->code->size;
    return PyLong_FromSize_t((size_t)Py_TYPE(self)->tp_basicsize + items);
}

PYI_ONE_PLACE(extend_by, "extend", extend)
PYI_ONE_PLACE(tofile_of, "tofile", tofile)
PYI_ONE_PLACE(reduce_ex, "__reduce_ex__", array_reduce_ex)

PyMethodDef array_methods[] = {
    {"append", append, METH_O, PYI_SIGNATURE("append", "($self, v, /)")},
    {"buffer_info", buffer_info, METH_NOARGS, PYI_SIGNATURE("buffer_info", "($self, /)")},
    {"byteswap", array_byteswap, METH_NOARGS, PYI_SIGNATURE("byteswap", "($self, /)")},
#if PYI_313
    {"clear", clear, METH_NOARGS, PYI_SIGNATURE("clear", "($self, /)")},
#endif
    {"count", count, METH_O, PYI_SIGNATURE("count", "($self, v, /)")},
    {"extend", PYI_FASTCALL(extend_by), PYI_METH_PLACES, PYI_SIGNATURE("extend", "($self, bb, /)")},
    {"frombytes", frombytes, METH_O, PYI_SIGNATURE("frombytes", "($self, buffer, /)")},
    {"fromfile", PYI_FASTCALL(fromfile), PYI_METH_PLACES,
     PYI_SIGNATURE("fromfile", "($self, f, n, /)")},
    {"fromlist", fromlist, METH_O, PYI_SIGNATURE("fromlist", "($self, list, /)")},
    {"fromunicode", fromunicode, METH_O, PYI_SIGNATURE("fromunicode", "($self, ustr, /)")},
    {"index", PYI_FASTCALL(array_index), METH_FASTCALL,
     PYI_SIGNATURE("index", "($self, v, start=0, stop=sys.maxsize, /)")},
    {"insert", PYI_FASTCALL(insert), METH_FASTCALL, PYI_SIGNATURE("insert", "($self, i, v, /)")},
    {"pop", PYI_FASTCALL(pop), METH_FASTCALL, PYI_SIGNATURE("pop", "($self, i=-1, /)")},
    {"remove", array_remove, METH_O, PYI_SIGNATURE("remove", "($self, v, /)")},
    {"reverse", reverse, METH_NOARGS, PYI_SIGNATURE("reverse", "($self, /)")},
    {"tobytes", array_tobytes, METH_NOARGS, PYI_SIGNATURE("tobytes", "($self, /)")},
    {"tofile", PYI_FASTCALL(tofile_of), PYI_METH_PLACES, PYI_SIGNATURE("tofile", "($self, f, /)")},
    {"tolist", array_tolist, METH_NOARGS, PYI_SIGNATURE("tolist", "($self, /)")},
    {"tounicode", array_totext, METH_NOARGS, PYI_SIGNATURE("tounicode", "($self, /)")},
    {"__copy__", copy, METH_NOARGS, PYI_SIGNATURE("__copy__", "($self, /)")},
    {"__deepcopy__", copy, METH_O, PYI_SIGNATURE("__deepcopy__", "($self, unused, /)")},
    {"__reduce_ex__", PYI_FASTCALL(reduce_ex), PYI_METH_PLACES,
     PYI_SIGNATURE("__reduce_ex__", "($self, value, /)")},
    {"__sizeof__", size_of, METH_NOARGS, PYI_SIGNATURE("__sizeof__", "($self, /)")},
#if PYI_312
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
#endif
    {NULL, NULL, 0, NULL},
};
