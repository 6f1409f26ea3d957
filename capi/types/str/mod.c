/* SPDX-License-Identifier: Apache-2.0 */
/* str, the operator %. */
#include "methods.h"

#include "pyi_percent.h"

/* new: the character of %c */
static PyObject *character_of(PyObject *value) {
    if (PyUnicode_Check(value)) {
        if (PyUnicode_GET_LENGTH(value) == 1) {
            return pyi_str_char(PyUnicode_READ_CHAR(value, 0));
        }
        PyErr_SetString(PyExc_TypeError, "%c requires int or char");
        return NULL;
    }
    int overflow;
    PyObject *number = PyNumber_Index(value);
    if (number == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_SetString(PyExc_TypeError, "%c requires int or char");
        }
        return NULL;
    }
    long ordinal = PyLong_AsLongAndOverflow(number, &overflow);
    Py_DECREF(number);
    if (ordinal == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (overflow != 0 || ordinal < 0 || ordinal > STR_MAX) {
        PyErr_SetString(PyExc_OverflowError, "%c arg not in range(0x110000)");
        return NULL;
    }
    return pyi_str_char((Py_UCS4)ordinal);
}

/* new: the value as text, before width and sign */
static PyObject *convert_value(pyi_percent *run, const pyi_conversion *conversion,
                               PyObject *value) {
    switch (conversion->letter) {
    case 's':
        return PyUnicode_CheckExact(value) ? Py_NewRef(value) : PyObject_Str(value);
    case 'r':
        return PyObject_Repr(value);
    case 'a':
        return PyObject_ASCII(value);
    case 'c':
        return character_of(value);
    default:
        if (pyi_percent_is_number(conversion->letter)) {
            return pyi_percent_number(run, conversion, value);
        }
        pyi_percent_unsupported(run, conversion);
        return NULL;
    }
}

static int write_laid_out(_PyUnicodeWriter *writer, const pyi_conversion *conversion,
                          PyObject *str) {
    pyi_text text = pyi_text_of(str);
    Py_UCS4 maxchar = PyUnicode_MAX_CHAR_VALUE(str);
    if (conversion->precision >= 0 && conversion->precision < text.length &&
        strchr("sra", (int)conversion->letter) != NULL) {
        text.length = conversion->precision;
        maxchar = _PyUnicode_FindMaxChar(str, 0, text.length);
    }
    pyi_layout layout = pyi_percent_layout(conversion, text);
    if (_PyUnicodeWriter_Prepare(writer, layout.width, maxchar) < 0) {
        return -1;
    }
    if (layout.width > 0) {
        pyi_percent_put(&layout, writer->kind,
                        (void *)pyi_text_at(writer->kind, writer->data, writer->pos));
        writer->pos += layout.width;
    }
    return 0;
}

static int write_conversion(_PyUnicodeWriter *writer, pyi_percent *run) {
    pyi_conversion conversion;
    if (pyi_percent_doubled(run)) {
        return _PyUnicodeWriter_WriteChar(writer, '%');
    }
    if (pyi_percent_parse(run, &conversion) < 0) {
        return -1;
    }
    if (run->at >= run->format.length) {
        writer->overallocate = 0; /* nothing follows */
    }
    PyObject *value = pyi_percent_next(run);
    if (value == NULL) {
        return -1;
    }
    if (conversion.letter == 'd' && PyLong_CheckExact(value) && conversion.width < 0 &&
        conversion.precision < 0 && !conversion.sign && !conversion.blank) {
        return _PyLong_FormatWriter(writer, value, 10, 0);
    }
    PyObject *str = convert_value(run, &conversion, value);
    if (str == NULL) {
        return -1;
    }
    bool number = pyi_percent_is_number(conversion.letter);
    Py_ssize_t length = PyUnicode_GET_LENGTH(str);
    bool plain = number ? conversion.width < 0 && !conversion.sign && !conversion.blank
                        : conversion.width <= length && (conversion.precision < 0 ||
                                                         conversion.precision >= length);
    int status = plain ? _PyUnicodeWriter_WriteStr(writer, str)
                       : write_laid_out(writer, &conversion, str);
    Py_DECREF(str);
    return status;
}

static int write_all(_PyUnicodeWriter *writer, PyObject *format, pyi_percent *run) {
    for (;;) {
        pyi_text literal;
        Py_ssize_t start = run->at;
        bool more = pyi_percent_literal(run, &literal);
        if (!more) {
            writer->overallocate = 0;
        }
        if (literal.length > 0 &&
            _PyUnicodeWriter_WriteSubstring(writer, format, start, start + literal.length) < 0) {
            return -1;
        }
        if (!more) {
            return 0;
        }
        if (write_conversion(writer, run) < 0) {
            return -1;
        }
    }
}

/* new; args is a tuple of arguments, a mapping, or the one argument */
PyObject *PyUnicode_Format(PyObject *format, PyObject *args) {
    if (format == NULL || args == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if (pyi_str_require(format) < 0) {
        return NULL;
    }
    pyi_percent run;
    _PyUnicodeWriter writer;
    pyi_percent_init(&run, pyi_text_of(format), args, false);
    _PyUnicodeWriter_Init(&writer);
    writer.min_length = run.format.length + 100;
    writer.overallocate = 1;
    if (write_all(&writer, format, &run) < 0) {
        Py_XDECREF(run.value);
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    if (pyi_percent_end(&run) < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}
