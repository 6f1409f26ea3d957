/* SPDX-License-Identifier: Apache-2.0 */
/* str.format and str.format_map. */
#include "methods.h"

#include "pyi_markup.h"

#include "internal/pycore_floatobject.h"

#if PYI_313
#include "internal/pycore_complexobject.h"
#endif

#define NESTING 2 /* a specification may have fields, but not theirs */

/* Whether {} or {0} is used: not both. */
enum { UNDECIDED, AUTOMATIC, MANUAL };

typedef struct {
    PyObject *args;   /* tuple, or NULL for format_map */
    PyObject *values; /* mapping, or NULL */
    int numbering;
    Py_ssize_t next;
} format_call;

static int write_markup(_PyUnicodeWriter *writer, PyObject *str, Py_ssize_t at, Py_ssize_t end,
                        format_call *call, int nesting);

/* ---- arguments ---------------------------------------------------------------------------- */

/* The index that the field stands for: given, or the next one. -2 with ValueError */
static Py_ssize_t number_field(format_call *call, const pyi_field_first *first) {
    bool automatic = first->name.start == first->name.end;
    if (!automatic && first->index < 0) {
        return -1;
    }
    int numbering = automatic ? AUTOMATIC : MANUAL;
    if (call->numbering == UNDECIDED) {
        call->numbering = numbering;
    }
    if (call->numbering != numbering) {
        PyErr_SetString(PyExc_ValueError,
                        automatic ? "cannot switch from manual field specification to automatic "
                                    "field numbering"
                                  : "cannot switch from automatic field numbering to manual "
                                    "field specification");
        return -2;
    }
    return automatic ? call->next++ : first->index;
}

/* new */
static PyObject *take_named(format_call *call, PyObject *str, pyi_range name) {
    PyObject *key = PyUnicode_Substring(str, name.start, name.end);
    if (key == NULL) {
        return NULL;
    }
    PyObject *value = NULL;
    if (call->values == NULL) {
        PyErr_SetObject(PyExc_KeyError, key);
    } else {
        value = PyObject_GetItem(call->values, key);
    }
    Py_DECREF(key);
    return value;
}

/* new */
static PyObject *take_argument(format_call *call, PyObject *str, const pyi_field_first *first) {
    Py_ssize_t index = number_field(call, first);
    if (index == -2) {
        return NULL;
    }
    if (index == -1) {
        return take_named(call, str, first->name);
    }
    if (call->args == NULL) {
        PyErr_SetString(PyExc_ValueError, "Format string contains positional fields");
        return NULL;
    }
    if (index >= PyTuple_GET_SIZE(call->args)) {
        PyErr_Format(PyExc_IndexError,
                     "Replacement index %zd out of range for positional args tuple", index);
        return NULL;
    }
    return Py_NewRef(PyTuple_GET_ITEM(call->args, index));
}

/* new: one .name or [name] further */
static PyObject *follow_step(PyObject *obj, PyObject *str, const pyi_field_step *step) {
    if (!step->attribute && step->index >= 0) {
        if (PySequence_Check(obj)) {
            return PySequence_GetItem(obj, step->index);
        }
        PyObject *key = PyLong_FromSsize_t(step->index);
        PyObject *item = key == NULL ? NULL : PyObject_GetItem(obj, key);
        Py_XDECREF(key);
        return item;
    }
    PyObject *name = PyUnicode_Substring(str, step->name.start, step->name.end);
    if (name == NULL) {
        return NULL;
    }
    PyObject *result =
        step->attribute ? PyObject_GetAttr(obj, name) : PyObject_GetItem(obj, name);
    Py_DECREF(name);
    return result;
}

/* new */
static PyObject *resolve_field(format_call *call, PyObject *str, pyi_range field) {
    pyi_field_first first;
    pyi_field_step step;
    Py_ssize_t at;
    if (pyi_field_split(str, field, &first, &at) < 0) {
        return NULL;
    }
    PyObject *obj = take_argument(call, str, &first);
    while (obj != NULL) {
        int status = pyi_field_next(str, &at, field.end, &step);
        if (status == 0) {
            break;
        }
        PyObject *next = status < 0 ? NULL : follow_step(obj, str, &step);
        Py_SETREF(obj, next);
    }
    return obj;
}

/* ---- values ------------------------------------------------------------------------------- */

/* steals obj, new */
static PyObject *convert(PyObject *obj, Py_UCS4 conversion) {
    PyObject *result = NULL;
    switch (conversion) {
    case 0:
        return obj;
    case 'r':
        result = PyObject_Repr(obj);
        break;
    case 's':
        result = PyObject_Str(obj);
        break;
    case 'a':
        result = PyObject_ASCII(obj);
        break;
    default:
        if (conversion > 32 && conversion < 127) {
            PyErr_Format(PyExc_ValueError, "Unknown conversion specifier %c", (int)conversion);
        } else {
            PyErr_Format(PyExc_ValueError, "Unknown conversion specifier \\x%x",
                         (unsigned int)conversion);
        }
    }
    Py_DECREF(obj);
    return result;
}

/* format(obj, spec[start:end]), without a str in between where the type is one of ours */
static int write_value(_PyUnicodeWriter *writer, PyObject *obj, PyObject *spec, Py_ssize_t start,
                       Py_ssize_t end) {
    if (PyUnicode_CheckExact(obj)) {
        return _PyUnicode_FormatAdvancedWriter(writer, obj, spec, start, end);
    }
    if (PyLong_CheckExact(obj)) {
        return _PyLong_FormatAdvancedWriter(writer, obj, spec, start, end);
    }
    if (PyFloat_CheckExact(obj)) {
        return _PyFloat_FormatAdvancedWriter(writer, obj, spec, start, end);
    }
    PyObject *text = PyUnicode_Substring(spec, start, end);
    PyObject *result = text == NULL ? NULL : PyObject_Format(obj, text);
    Py_XDECREF(text);
    int status = result == NULL ? -1 : _PyUnicodeWriter_WriteStr(writer, result);
    Py_XDECREF(result);
    return status;
}

/* A specification with fields of its own is rendered first. */
static int write_nested(_PyUnicodeWriter *writer, PyObject *obj, PyObject *str, pyi_range spec,
                        format_call *call, int nesting) {
    _PyUnicodeWriter inner;
    _PyUnicodeWriter_Init(&inner);
    inner.overallocate = 1;
    if (write_markup(&inner, str, spec.start, spec.end, call, nesting - 1) < 0) {
        _PyUnicodeWriter_Dealloc(&inner);
        return -1;
    }
    PyObject *text = _PyUnicodeWriter_Finish(&inner);
    if (text == NULL) {
        return -1;
    }
    int status = write_value(writer, obj, text, 0, PyUnicode_GET_LENGTH(text));
    Py_DECREF(text);
    return status;
}

/* ---- the whole string --------------------------------------------------------------------- */

static int write_field(_PyUnicodeWriter *writer, PyObject *str, const pyi_markup *markup,
                       format_call *call, int nesting) {
    PyObject *obj = resolve_field(call, str, markup->name);
    if (obj != NULL) {
        obj = convert(obj, markup->conversion);
    }
    if (obj == NULL) {
        return -1;
    }
    int status = markup->spec_has_fields
                     ? write_nested(writer, obj, str, markup->spec, call, nesting)
                     : write_value(writer, obj, str, markup->spec.start, markup->spec.end);
    Py_DECREF(obj);
    return status;
}

static int write_markup(_PyUnicodeWriter *writer, PyObject *str, Py_ssize_t at, Py_ssize_t end,
                        format_call *call, int nesting) {
    pyi_markup markup;
    int status;
    if (nesting <= 0) {
        PyErr_SetString(PyExc_ValueError, "Max string recursion exceeded");
        return -1;
    }
    while ((status = pyi_markup_next(str, &at, end, &markup)) > 0) {
        if (at >= end && !markup.has_field) {
            writer->overallocate = 0;
        }
        if (markup.literal.end > markup.literal.start &&
            _PyUnicodeWriter_WriteSubstring(writer, str, markup.literal.start,
                                            markup.literal.end) < 0) {
            return -1;
        }
        if (at >= end) {
            writer->overallocate = 0; /* nothing follows */
        }
        if (markup.has_field && write_field(writer, str, &markup, call, nesting) < 0) {
            return -1;
        }
    }
    return status;
}

static PyObject *format_str(PyObject *self, PyObject *args, PyObject *values) {
    if (PyUnicode_READY(self) < 0) {
        return NULL;
    }
    format_call call = {.args = args, .values = values};
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.overallocate = 1;
    writer.min_length = PyUnicode_GET_LENGTH(self) + 100;
    if (write_markup(&writer, self, 0, PyUnicode_GET_LENGTH(self), &call, NESTING) < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}

PyObject *pyi_str_format(PyObject *self, PyObject *args, PyObject *keywords) {
    return format_str(self, args, keywords);
}

PyObject *pyi_str_format_map(PyObject *self, PyObject *mapping) {
    return format_str(self, NULL, mapping);
}
