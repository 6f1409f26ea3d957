/* SPDX-License-Identifier: Apache-2.0 */
/* bytes and bytearray, the operator %. */
#include "methods.h"

#include "pyi_percent.h"

/* ---- values ------------------------------------------------------------------------------------ */

/* A converted value: text, and what keeps it alive. */
typedef struct {
    pyi_text text;
    PyObject *owner; /* owned, or NULL */
    Py_buffer view;  /* obj is NULL where there is none */
    unsigned char byte;
} bytes_value;

static void value_end(bytes_value *value) {
    Py_XDECREF(value->owner);
    PyBuffer_Release(&value->view);
}

/* steals str, which is ASCII */
static int value_of_str(bytes_value *value, PyObject *str) {
    value->owner = str;
    if (str == NULL) {
        return -1;
    }
    value->text = pyi_text_of(str);
    return 0;
}

static int convert_character(bytes_value *value, PyObject *arg) {
    if ((PyBytes_Check(arg) || PyByteArray_Check(arg)) && Py_SIZE(arg) == 1) {
        value->byte = (unsigned char)pyi_bytes_data(arg)[0];
    } else if (PyBytes_Check(arg) || PyByteArray_Check(arg) || !PyIndex_Check(arg)) {
        PyErr_SetString(PyExc_TypeError,
                        "%c requires an integer in range(256) or a single byte");
        return -1;
    } else {
        int overflow;
        long number = PyLong_AsLongAndOverflow(arg, &overflow);
        if (number == -1 && PyErr_Occurred()) {
            return -1;
        }
        if (number < 0 || number > 255 || overflow != 0) {
            PyErr_SetString(PyExc_OverflowError, "%c arg not in range(256)");
            return -1;
        }
        value->byte = (unsigned char)number;
    }
    value->text = pyi_text_bytes(&value->byte, 1);
    return 0;
}

/* %b: __bytes__ or a buffer */
static int convert_bytes(bytes_value *value, PyObject *arg) {
    if (!PyBytes_CheckExact(arg) && !PyByteArray_CheckExact(arg)) {
        PyObject *method = _PyObject_LookupSpecial(arg, PYI_NAME("__bytes__"));
        if (method != NULL) {
            value->owner = PyObject_CallNoArgs(method);
            Py_DECREF(method);
            if (value->owner != NULL && !PyBytes_Check(value->owner)) {
                PyErr_Format(PyExc_TypeError, "__bytes__ returned non-bytes (type %.200s)",
                             Py_TYPE(value->owner)->tp_name);
                Py_CLEAR(value->owner);
            }
            if (value->owner == NULL) {
                return -1;
            }
            value->text = pyi_bytes_text(value->owner);
            return 0;
        }
        if (PyErr_Occurred()) {
            return -1;
        }
    }
    if (!PyObject_CheckBuffer(arg)) {
        PyErr_Format(PyExc_TypeError,
                     "%%b requires a bytes-like object, or an object that implements __bytes__, "
                     "not '%.100s'",
                     Py_TYPE(arg)->tp_name);
        return -1;
    }
    if (PyObject_GetBuffer(arg, &value->view, PyBUF_SIMPLE) < 0) {
        return -1;
    }
    value->text = pyi_text_bytes(value->view.buf, value->view.len);
    return 0;
}

static int convert_value(bytes_value *value, pyi_percent *run, const pyi_conversion *conversion,
                         PyObject *arg) {
    *value = (bytes_value){.owner = NULL};
    switch (conversion->letter) {
    case 'r':
    case 'a':
        return value_of_str(value, PyObject_ASCII(arg));
    case 's':
    case 'b':
        return convert_bytes(value, arg);
    case 'c':
        return convert_character(value, arg);
    default:
        if (pyi_percent_is_number(conversion->letter)) {
            return value_of_str(value, pyi_percent_number(run, conversion, arg));
        }
        pyi_percent_unsupported(run, conversion);
        return -1;
    }
}

/* ---- formatting ---------------------------------------------------------------------------------- */

/* Bytes being made. */
typedef struct {
    PyObject *bytes; /* owned; NULL after a failure */
    Py_ssize_t used;
} bytes_output;

static int write_conversion(bytes_output *output, pyi_percent *run) {
    pyi_conversion conversion;
    if (pyi_percent_parse(run, &conversion) < 0) {
        return -1;
    }
    PyObject *arg = pyi_percent_next(run);
    if (arg == NULL) {
        return -1;
    }
    bytes_value value;
    int status = convert_value(&value, run, &conversion, arg);
    if (status == 0) {
        if (conversion.precision >= 0 && conversion.precision < value.text.length &&
            strchr("sbra", (int)conversion.letter) != NULL) {
            value.text.length = conversion.precision;
        }
        pyi_layout layout = pyi_percent_layout(&conversion, value.text);
        unsigned char *to = pyi_bytes_room(&output->bytes, output->used, layout.width);
        if (to == NULL) {
            status = -1;
        } else {
            pyi_percent_put(&layout, 1, to);
            output->used += layout.width;
        }
    }
    value_end(&value);
    return status;
}

static int write_all(bytes_output *output, pyi_percent *run) {
    for (;;) {
        pyi_text literal;
        bool more = pyi_percent_literal(run, &literal);
        bool doubled = more && pyi_percent_doubled(run);
        Py_ssize_t n = literal.length + doubled;
        unsigned char *to = pyi_bytes_room(&output->bytes, output->used, n);
        if (to == NULL) {
            return -1;
        }
        memcpy(to, literal.data, (size_t)literal.length);
        if (doubled) {
            to[n - 1] = '%';
        }
        output->used += n;
        if (!more) {
            return 0;
        }
        if (doubled) {
            continue;
        }
        if (write_conversion(output, run) < 0) {
            return -1;
        }
    }
}

/* new bytes or bytearray */
PyObject *_PyBytes_FormatEx(const char *format, Py_ssize_t length, PyObject *args,
                            int use_bytearray) {
    if (args == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    pyi_percent run;
    pyi_percent_init(&run, pyi_text_bytes(format, length), args, true);
    bytes_output output = {PyBytes_FromStringAndSize(NULL, length + 32), 0};
    if (output.bytes == NULL) {
        return NULL;
    }
    int status = write_all(&output, &run);
    if (status < 0) {
        Py_CLEAR(run.value);
    } else {
        status = pyi_percent_end(&run);
    }
    if (status < 0) {
        Py_XDECREF(output.bytes);
        return NULL;
    }
    if (use_bytearray) {
        PyObject *result =
            PyByteArray_FromStringAndSize(PyBytes_AS_STRING(output.bytes), output.used);
        Py_DECREF(output.bytes);
        return result;
    }
    _PyBytes_Resize(&output.bytes, output.used);
    return output.bytes;
}

PyObject *pyi_bytes_mod(PyObject *left, PyObject *right) {
    if (!PyBytes_Check(left)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return _PyBytes_FormatEx(PyBytes_AS_STRING(left), PyBytes_GET_SIZE(left), right, 0);
}
