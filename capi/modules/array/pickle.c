/* SPDX-License-Identifier: Apache-2.0 */
/* pickle: arrays as bytes in a machine format, which another machine can read.
 * The numbers of the formats are those of the documentation's `_array_reconstructor`, in pairs:
 * little-endian, big-endian.
 */
#include "array.h"

PyObject *array_reconstructor_function;

typedef enum {
    UINT8,
    INT8,
    UINT16,
    INT16 = 4,
    UINT32 = 6,
    INT32 = 8,
    UINT64 = 10,
    INT64 = 12,
    FLOAT = 14,
    DOUBLE = 16,
    UTF16 = 18,
    UTF32 = 20,
    FORMATS = 22,
} machine_format;

/* ---- the format of a code ---------------------------------------------------------------------------- */

static int format_of(const array_code *code) {
    int base;
    switch (code->code) {
    case 'f': base = FLOAT; break;
    case 'd': base = DOUBLE; break;
    case 'u': base = sizeof(wchar_t) == 2 ? UTF16 : UTF32; break;
    case 'w': base = UTF32; break;
    default:
        switch (code->size) {
        case 1: return code->is_signed ? INT8 : UINT8;
        case 2: base = code->is_signed ? INT16 : UINT16; break;
        case 4: base = code->is_signed ? INT32 : UINT32; break;
        default: base = code->is_signed ? INT64 : UINT64; break;
        }
    }
    return base + PY_BIG_ENDIAN;
}

/* Bytes that the length must be a multiple of; for text twice the unit, as in CPython. */
static int step_of(int format) {
    switch (format - (format > INT8) * (format & 1)) {
    case UINT8:
    case INT8: return 1;
    case UINT16:
    case INT16: return 2;
    case UINT32:
    case INT32:
    case FLOAT:
    case UTF16: return 4;
    default: return 8;
    }
}

/* ---- pickling ---------------------------------------------------------------------------------------------- */

PyObject *array_reduce_ex(PyObject *self, PyObject *value) {
    if (!PyLong_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "__reduce_ex__ argument should be an integer");
        return NULL;
    }
    long protocol = PyLong_AsLong(value);
    if (protocol == -1 && PyErr_Occurred()) {
        return NULL;
    }
    PyObject *dict;
    if (_PyObject_LookupAttr(self, PYI_NAME("__dict__"), &dict) < 0) {
        return NULL;
    }
    dict = dict == NULL ? Py_NewRef(Py_None) : dict;
    const array_code *code = ARRAY(self)->code;
    PyObject *items = protocol >= 3            ? array_tobytes(self, NULL)
                      : array_holds_text(code) ? array_totext(self, NULL)
                                               : array_tolist(self, NULL);
    if (items == NULL) {
        Py_DECREF(dict);
        return NULL;
    }
    if (protocol < 3) {
        return Py_BuildValue("O(CN)N", Py_TYPE(self), code->code, items, dict);
    }
    return Py_BuildValue("O(OCiN)N", array_reconstructor_function, Py_TYPE(self), code->code,
                         format_of(code), items, dict);
}

/* ---- unpickling ---------------------------------------------------------------------------------------------- */

/* new list: the numbers of a format with fractions */
static PyObject *read_floats(int format, const char *bytes, Py_ssize_t n) {
    int step = step_of(format), little = !(format & 1);
    PyObject *list = PyList_New(n / step);
    for (Py_ssize_t i = 0; list != NULL && i < n / step; i++) {
        const char *at = bytes + i * step;
        double value = step == 4 ? PyFloat_Unpack4(at, little) : PyFloat_Unpack8(at, little);
        PyObject *item = value == -1.0 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(value);
        if (item == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, i, item);
        }
    }
    return list;
}

/* new list */
static PyObject *read_integers(int format, const char *bytes, Py_ssize_t n) {
    int step = step_of(format);
    bool single = format <= INT8;
    bool is_signed = single ? format == INT8 : (format - UINT16) / 2 % 2 == 1;
    bool little = single || !(format & 1);
    PyObject *list = PyList_New(n / step);
    for (Py_ssize_t i = 0; list != NULL && i < n / step; i++) {
        PyObject *item = _PyLong_FromByteArray((const unsigned char *)bytes + i * step, (size_t)step,
                                               little, is_signed);
        if (item == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, i, item);
        }
    }
    return list;
}

/* The last integer code of a format, in place of the one of another machine; `code` when there is none. */
static const array_code *integer_code(int format, const array_code *code) {
    int native = format <= INT8 ? format : format - (format & 1) + PY_BIG_ENDIAN;
    for (const array_code *other = array_codes; other->code != 0; other++) {
        if (other->integer && format_of(other) == native) {
            code = other;
        }
    }
    return code;
}

/* new: the items of another machine */
static PyObject *convert(PyTypeObject *type, const array_code *code, int format, PyObject *bytes) {
    const char *start = PyBytes_AS_STRING(bytes);
    Py_ssize_t n = PyBytes_GET_SIZE(bytes);
    if (n % step_of(format) != 0) {
        PyErr_SetString(PyExc_ValueError, "string length not a multiple of item size");
        return NULL;
    }
    PyObject *items;
    int order = format & 1 ? 1 : -1;
    if (format >= UTF32) {
        items = PyUnicode_DecodeUTF32(start, n, "strict", &order);
    } else if (format >= UTF16) {
        items = PyUnicode_DecodeUTF16(start, n, "strict", &order);
    } else if (format >= FLOAT) {
        items = read_floats(format, start, n);
    } else {
        code = integer_code(format, code);
        items = read_integers(format, start, n);
    }
    PyObject *result = items == NULL ? NULL : array_make(type, code->code, items);
    Py_XDECREF(items);
    return result;
}

PyObject *array_reconstructor(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("_array_reconstructor", nargs, 4, 4)) {
        return NULL;
    }
    if (!PyUnicode_Check(args[1]) || PyUnicode_GET_LENGTH(args[1]) != 1) {
        PyErr_Format(PyExc_TypeError,
                     "_array_reconstructor() argument 2 must be a unicode character, not %.50s",
                     Py_TYPE(args[1])->tp_name);
        return NULL;
    }
    int format = PYI_LONG_AS_INT(args[2]);
    if (format == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (!PyType_Check(args[0])) {
        PyErr_Format(PyExc_TypeError, "first argument must be a type object, not %.200s",
                     Py_TYPE(args[0])->tp_name);
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)args[0];
    if (!PyType_IsSubtype(type, &array_type)) {
        PyErr_Format(PyExc_TypeError, "%.200s is not a subtype of %.200s", type->tp_name, array_type.tp_name);
        return NULL;
    }
    const array_code *code = array_find_code((int)PyUnicode_READ_CHAR(args[1], 0));
    if (code == NULL) {
        PyErr_SetString(PyExc_ValueError, "second argument must be a valid type code");
        return NULL;
    }
    if (format < 0 || format >= FORMATS) {
        PyErr_SetString(PyExc_ValueError, "third argument must be a valid machine format code.");
        return NULL;
    }
    if (!PyBytes_Check(args[3])) {
        PyErr_Format(PyExc_TypeError, "fourth argument should be bytes, not %.200s",
                     Py_TYPE(args[3])->tp_name);
        return NULL;
    }
    return format == format_of(code) ? array_make(type, code->code, args[3])
                                     : convert(type, code, format, args[3]);
}
