/* SPDX-License-Identifier: Apache-2.0 */
/* marshal_write: marshalled bytes of objects. */
#include "pyi_marshal.h"

#include "internal/pycore_long.h"

typedef enum { OK, UNMARSHALLABLE, TOO_DEEP, NO_MEMORY, CODE_NOT_ALLOWED, FAILED } write_status;

typedef struct {
    char *bytes; /* PyMem */
    Py_ssize_t size, room;
    PyObject *refs; /* owned dict: identity -> number; NULL before version 3 */
    PyObject *keep; /* owned list: whose identity must not be reused */
    int version, depth;
    bool allow_code;
    write_status status;
} writer;

static void write_object(writer *self, PyObject *op);

/* ---- bytes ------------------------------------------------------------------------------------------- */

static void put_bytes(writer *self, const void *data, Py_ssize_t n) {
    if (self->status == NO_MEMORY) {
        return;
    }
    if (n > self->room - self->size) {
        Py_ssize_t room = self->room + self->room / 2 + n + 64;
        char *bytes = PyMem_Realloc(self->bytes, (size_t)room);
        if (bytes == NULL) {
            self->status = NO_MEMORY;
            return;
        }
        self->bytes = bytes;
        self->room = room;
    }
    memcpy(self->bytes + self->size, data, (size_t)n);
    self->size += n;
}

static void put_byte(writer *self, int value) {
    char byte = (char)value;
    put_bytes(self, &byte, 1);
}

static void put_short(writer *self, int value) {
    unsigned char data[] = {(unsigned char)value, (unsigned char)(value >> 8)};
    put_bytes(self, data, 2);
}

static void put_int(writer *self, long value) {
    unsigned char data[] = {(unsigned char)value, (unsigned char)(value >> 8),
                            (unsigned char)(value >> 16), (unsigned char)(value >> 24)};
    put_bytes(self, data, 4);
}

/* False, and everything fails, when a length has no place in 31 bits. */
static bool put_size(writer *self, Py_ssize_t n) {
    if (n > INT32_MAX) {
        self->status = UNMARSHALLABLE;
        return false;
    }
    put_int(self, (long)n);
    return true;
}

static void put_sized(writer *self, const char *data, Py_ssize_t n) {
    if (put_size(self, n)) {
        put_bytes(self, data, n);
    }
}

/* ---- references ----------------------------------------------------------------------------------------- */

/* True when the object was written before, and now as a reference. Else *flag is the bit to write. */
static bool put_ref(writer *self, PyObject *op, int *flag) {
    *flag = 0;
    if (self->refs == NULL || Py_REFCNT(op) == 1) {
        return false; /* nobody else can refer to it */
    }
    PyObject *identity = PyLong_FromVoidPtr(op);
    PyObject *number = identity == NULL ? NULL : PyDict_GetItemWithError(self->refs, identity);
    if (number != NULL) {
        put_byte(self, MARSHAL_REF);
        put_int(self, PyLong_AsLong(number));
        Py_DECREF(identity);
        return true;
    }
    number = identity == NULL ? NULL : PyLong_FromSsize_t(PyDict_GET_SIZE(self->refs));
    if (number == NULL || PyDict_SetItem(self->refs, identity, number) < 0 ||
        PyList_Append(self->keep, op) < 0) {
        self->status = FAILED;
    }
    Py_XDECREF(number);
    Py_XDECREF(identity);
    *flag = MARSHAL_REF_BIT;
    return false;
}

/* ---- numbers ---------------------------------------------------------------------------------------------- */

/* Digits of 15 bits from bytes; a negative count says that the number is negative. */
static void put_digits(writer *self, const unsigned char *bytes, size_t n, size_t bits,
                       bool negative) {
    Py_ssize_t count = (Py_ssize_t)((bits + MARSHAL_DIGIT_BITS - 1) / MARSHAL_DIGIT_BITS);
    put_int(self, (long)(negative ? -count : count));
    unsigned held = 0;
    int have = 0;
    size_t place = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        while (have < MARSHAL_DIGIT_BITS && place < n) {
            held |= (unsigned)bytes[place++] << have;
            have += 8;
        }
        put_short(self, held & 0x7fff);
        held >>= MARSHAL_DIGIT_BITS;
        have -= MARSHAL_DIGIT_BITS;
    }
}

static void put_long(writer *self, PyObject *op) {
    PyObject *positive = PyNumber_Absolute(op);
    size_t bits = positive == NULL ? 0 : _PyLong_NumBits(positive), n = bits / 8 + 1;
    unsigned char *bytes = positive == NULL ? NULL : PyMem_Malloc(n);
    if (bytes == NULL) {
        Py_XDECREF(positive);
        self->status = NO_MEMORY;
        return;
    }
#if PYI_313
    int failed = _PyLong_AsByteArray((PyLongObject *)positive, bytes, n, 1, 0, 1);
#else
    int failed = _PyLong_AsByteArray((PyLongObject *)positive, bytes, n, 1, 0);
#endif
    if (failed) {
        self->status = FAILED;
    } else {
        put_digits(self, bytes, n, bits, _PyLong_Sign(op) < 0);
    }
    PyMem_Free(bytes);
    Py_DECREF(positive);
}

static void write_int(writer *self, PyObject *op, int flag) {
    int overflow;
    long value = PyLong_AsLongAndOverflow(op, &overflow);
    if (overflow == 0 && value >= INT32_MIN && value <= INT32_MAX) {
        put_byte(self, MARSHAL_INT | flag);
        put_int(self, value);
    } else {
        put_byte(self, MARSHAL_LONG | flag);
        put_long(self, op);
    }
}

static void put_double(writer *self, double value) {
    char data[8];
    if (PyFloat_Pack8(value, data, 1) < 0) {
        self->status = FAILED;
        return;
    }
    put_bytes(self, data, 8);
}

static void put_double_text(writer *self, double value) {
    char *text = PyOS_double_to_string(value, 'g', 17, 0, NULL);
    if (text == NULL) {
        self->status = NO_MEMORY;
        return;
    }
    put_byte(self, (int)strlen(text));
    put_bytes(self, text, (Py_ssize_t)strlen(text));
    PyMem_Free(text);
}

static void write_float(writer *self, PyObject *op, int flag) {
    if (self->version > 1) {
        put_byte(self, MARSHAL_FLOAT | flag);
        put_double(self, PyFloat_AS_DOUBLE(op));
    } else {
        put_byte(self, MARSHAL_FLOAT_TEXT | flag);
        put_double_text(self, PyFloat_AS_DOUBLE(op));
    }
}

static void write_complex(writer *self, PyObject *op, int flag) {
    Py_complex value = PyComplex_AsCComplex(op);
    if (self->version > 1) {
        put_byte(self, MARSHAL_COMPLEX | flag);
        put_double(self, value.real);
        put_double(self, value.imag);
    } else {
        put_byte(self, MARSHAL_COMPLEX_TEXT | flag);
        put_double_text(self, value.real);
        put_double_text(self, value.imag);
    }
}

/* ---- text --------------------------------------------------------------------------------------------------- */

static void write_ascii(writer *self, PyObject *op, int flag, bool intern) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(op);
    if (n < 256) {
        put_byte(self, (intern ? MARSHAL_SHORT_ASCII_INTERNED : MARSHAL_SHORT_ASCII) | flag);
        put_byte(self, (int)n);
        put_bytes(self, PyUnicode_DATA(op), n);
    } else {
        put_byte(self, (intern ? MARSHAL_ASCII_INTERNED : MARSHAL_ASCII) | flag);
        put_sized(self, PyUnicode_DATA(op), n);
    }
}

static void write_str(writer *self, PyObject *op, int flag) {
    bool intern = self->version >= 3 && PyUnicode_CHECK_INTERNED(op);
    if (self->version >= 4 && PyUnicode_IS_ASCII(op)) {
        write_ascii(self, op, flag, intern);
        return;
    }
    PyObject *utf8 = PyUnicode_AsEncodedString(op, "utf8", "surrogatepass");
    if (utf8 == NULL) {
        self->status = FAILED;
        return;
    }
    put_byte(self, (intern ? MARSHAL_INTERNED : MARSHAL_UNICODE) | flag);
    put_sized(self, PyBytes_AS_STRING(utf8), PyBytes_GET_SIZE(utf8));
    Py_DECREF(utf8);
}

static void write_buffer(writer *self, PyObject *op, int flag) {
    Py_buffer view;
    if (PyObject_GetBuffer(op, &view, PyBUF_SIMPLE) < 0) {
        PyErr_Clear();
        put_byte(self, MARSHAL_UNKNOWN);
        self->status = UNMARSHALLABLE;
        return;
    }
    put_byte(self, MARSHAL_BYTES | flag);
    put_sized(self, view.buf, view.len);
    PyBuffer_Release(&view);
}

/* ---- containers ------------------------------------------------------------------------------------------------ */

static void write_tuple(writer *self, PyObject *op, int flag) {
    Py_ssize_t n = PyTuple_GET_SIZE(op);
    if (self->version >= 4 && n < 256) {
        put_byte(self, MARSHAL_SMALL_TUPLE | flag);
        put_byte(self, (int)n);
    } else {
        put_byte(self, MARSHAL_TUPLE | flag);
        if (!put_size(self, n)) {
            return;
        }
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        write_object(self, PyTuple_GET_ITEM(op, i));
    }
}

static void write_list(writer *self, PyObject *op, int flag) {
    put_byte(self, MARSHAL_LIST | flag);
    if (!put_size(self, PyList_GET_SIZE(op))) {
        return;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(op); i++) {
        write_object(self, PyList_GET_ITEM(op, i));
    }
}

static void write_dict(writer *self, PyObject *op, int flag) {
    Py_ssize_t position = 0;
    PyObject *key, *value;
    put_byte(self, MARSHAL_DICT | flag);
    while (PyDict_Next(op, &position, &key, &value)) {
        write_object(self, key);
        write_object(self, value);
    }
    put_byte(self, MARSHAL_NULL);
}

/* new: (bytes, item) of each item, sorted, so that equal sets give equal bytes */
static PyObject *sorted_items(writer *self, PyObject *op) {
    PyObject *pairs = PyList_New(0), *iterator = PyObject_GetIter(op), *item;
    while (pairs != NULL && iterator != NULL && (item = PyIter_Next(iterator)) != NULL) {
        PyObject *bytes = pyi_marshal_write(item, self->version, self->allow_code);
        PyObject *pair = bytes == NULL ? NULL : PyTuple_Pack(2, bytes, item);
        if (pair == NULL || PyList_Append(pairs, pair) < 0) {
            Py_CLEAR(pairs);
        }
        Py_XDECREF(bytes);
        Py_XDECREF(pair);
        Py_DECREF(item);
    }
    Py_XDECREF(iterator);
    if (pairs != NULL && (PyErr_Occurred() || PyList_Sort(pairs) < 0)) {
        Py_CLEAR(pairs);
    }
    return pairs;
}

static void write_set(writer *self, PyObject *op, int flag) {
    put_byte(self, (PyFrozenSet_CheckExact(op) ? MARSHAL_FROZENSET : MARSHAL_SET) | flag);
    if (!put_size(self, PySet_GET_SIZE(op))) {
        return;
    }
    PyObject *pairs = sorted_items(self, op);
    if (pairs == NULL) {
        self->status = FAILED;
        return;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(pairs); i++) {
        write_object(self, PyTuple_GET_ITEM(PyList_GET_ITEM(pairs, i), 1));
    }
    Py_DECREF(pairs);
}

static void write_code(writer *self, PyObject *op, int flag) {
    PyCodeObject *code = (PyCodeObject *)op;
    if (!self->allow_code) {
        self->status = CODE_NOT_ALLOWED;
        return;
    }
    PyObject *bytecode = _PyCode_GetCode(code);
    if (bytecode == NULL) {
        self->status = FAILED;
        return;
    }
    put_byte(self, MARSHAL_CODE | flag);
    put_int(self, code->co_argcount);
    put_int(self, code->co_posonlyargcount);
    put_int(self, code->co_kwonlyargcount);
    put_int(self, code->co_stacksize);
    put_int(self, code->co_flags);
    write_object(self, bytecode);
    write_object(self, code->co_consts);
    write_object(self, code->co_names);
    write_object(self, code->co_localsplusnames);
    write_object(self, code->co_localspluskinds);
    write_object(self, code->co_filename);
    write_object(self, code->co_name);
    write_object(self, code->co_qualname);
    put_int(self, code->co_firstlineno);
    write_object(self, code->co_linetable);
    write_object(self, code->co_exceptiontable);
    Py_DECREF(bytecode);
}

/* ---- all ------------------------------------------------------------------------------------------------------------ */

static void write_value(writer *self, PyObject *op) {
    int flag;
    if (put_ref(self, op, &flag)) {
        return;
    }
    if (PyLong_CheckExact(op)) {
        write_int(self, op, flag);
    } else if (PyFloat_CheckExact(op)) {
        write_float(self, op, flag);
    } else if (PyComplex_CheckExact(op)) {
        write_complex(self, op, flag);
    } else if (PyBytes_CheckExact(op)) {
        put_byte(self, MARSHAL_BYTES | flag);
        put_sized(self, PyBytes_AS_STRING(op), PyBytes_GET_SIZE(op));
    } else if (PyUnicode_CheckExact(op)) {
        write_str(self, op, flag);
    } else if (PyTuple_CheckExact(op)) {
        write_tuple(self, op, flag);
    } else if (PyList_CheckExact(op)) {
        write_list(self, op, flag);
    } else if (PyDict_CheckExact(op)) {
        write_dict(self, op, flag);
    } else if (PyAnySet_CheckExact(op)) {
        write_set(self, op, flag);
    } else if (PyCode_Check(op)) {
        write_code(self, op, flag);
    } else if (PyObject_CheckBuffer(op)) {
        write_buffer(self, op, flag);
    } else {
        put_byte(self, MARSHAL_UNKNOWN);
        self->status = UNMARSHALLABLE;
    }
}

static void write_object(writer *self, PyObject *op) {
    if (self->depth >= MARSHAL_MAX_DEPTH) {
        self->status = TOO_DEEP;
        return;
    }
    self->depth++;
    if (op == NULL) {
        put_byte(self, MARSHAL_NULL);
    } else if (op == Py_None) {
        put_byte(self, MARSHAL_NONE);
    } else if (op == PyExc_StopIteration) {
        put_byte(self, MARSHAL_STOP_ITERATION);
    } else if (op == Py_Ellipsis) {
        put_byte(self, MARSHAL_ELLIPSIS);
    } else if (op == Py_False) {
        put_byte(self, MARSHAL_FALSE);
    } else if (op == Py_True) {
        put_byte(self, MARSHAL_TRUE);
    } else {
        write_value(self, op);
    }
    self->depth--;
}

static PyObject *finish(writer *self) {
    switch (self->status) {
    case OK: return PyBytes_FromStringAndSize(self->bytes, self->size);
    case NO_MEMORY: return PyErr_NoMemory();
    case TOO_DEEP:
        PyErr_SetString(PyExc_ValueError, "object too deeply nested to marshal");
        return NULL;
    case CODE_NOT_ALLOWED:
        PyErr_SetString(PyExc_ValueError, "marshalling code objects is disallowed");
        return NULL;
    case UNMARSHALLABLE:
        PyErr_SetString(PyExc_ValueError, "unmarshallable object");
        return NULL;
    case FAILED: break;
    }
    if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_ValueError, "unmarshallable object");
    }
    return NULL;
}

PyObject *pyi_marshal_write(PyObject *op, int version, bool allow_code) {
    writer self = {.version = version, .allow_code = allow_code};
    if (version >= 3) {
        self.refs = PyDict_New();
        self.keep = PyList_New(0);
        if (self.refs == NULL || self.keep == NULL) {
            Py_XDECREF(self.refs);
            Py_XDECREF(self.keep);
            return NULL;
        }
    }
    write_object(&self, op);
    PyObject *result = finish(&self);
    PyMem_Free(self.bytes);
    Py_XDECREF(self.refs);
    Py_XDECREF(self.keep);
    return result;
}

/* ---- public functions -------------------------------------------------------------------------------------------- */

/* new bytes */
PyObject *PyMarshal_WriteObjectToString(PyObject *op, int version) {
    if (PySys_Audit("marshal.dumps", "Oi", op, version) < 0) {
        return NULL;
    }
    return pyi_marshal_write(op, version, true);
}

void PyMarshal_WriteObjectToFile(PyObject *op, FILE *file, int version) {
    PyObject *bytes = PyMarshal_WriteObjectToString(op, version);
    if (bytes != NULL) {
        fwrite(PyBytes_AS_STRING(bytes), 1, (size_t)PyBytes_GET_SIZE(bytes), file);
        Py_DECREF(bytes);
    }
}

void PyMarshal_WriteLongToFile(long value, FILE *file, int version) {
    unsigned char data[] = {(unsigned char)value, (unsigned char)(value >> 8),
                            (unsigned char)(value >> 16), (unsigned char)(value >> 24)};
    (void)version;
    fwrite(data, 1, sizeof(data), file);
}
