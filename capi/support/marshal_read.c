/* SPDX-License-Identifier: Apache-2.0 */
/* marshal_read: objects from marshalled bytes. Whatever the bytes are, the answer is an object or an
 * exception.
 * Contract   docs.python.org/3/c-api/marshal.html
 */
#include "pyi_marshal.h"

typedef struct {
    const char *next, *end;
    FILE *file;         /* instead of memory */
    PyObject *readable; /* the same: borrowed, has read() */
    PyObject *chunk;    /* owned: what was read last from file or readable */
    PyObject *refs;     /* owned list of what can be referred to; None while it is being made */
    int depth;
    bool allow_code;
} reader;

static PyObject *read_object(reader *self);

/* ---- bytes ------------------------------------------------------------------------------------------- */

static PYI_COLD const char *too_short(void) {
    PyErr_SetString(PyExc_EOFError, "marshal data too short");
    return NULL;
}

static const char *read_from_file(reader *self, Py_ssize_t n) {
    Py_XSETREF(self->chunk, PyBytes_FromStringAndSize(NULL, n));
    if (self->chunk == NULL) {
        return NULL;
    }
    char *buffer = PyBytes_AS_STRING(self->chunk);
    return fread(buffer, 1, (size_t)n, self->file) == (size_t)n ? buffer : too_short();
}

static const char *read_from_object(reader *self, Py_ssize_t n) {
    Py_XSETREF(self->chunk, PyBytes_FromStringAndSize(NULL, n));
    if (self->chunk == NULL) {
        return NULL;
    }
    char *buffer = PyBytes_AS_STRING(self->chunk);
    PyObject *view = PyMemoryView_FromMemory(buffer, n, PyBUF_WRITE);
    PyObject *count =
        view == NULL ? NULL : PyObject_CallMethod(self->readable, "readinto", "N", view);
    if (count == NULL) {
        return NULL;
    }
    Py_ssize_t got = PyNumber_AsSsize_t(count, PyExc_ValueError);
    Py_DECREF(count);
    if (got == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (got > n) {
        PyErr_Format(PyExc_ValueError, "read() returned too much data: %zd bytes requested, %zd"
                                       " returned",
                     n, got);
        return NULL;
    }
    return got == n ? buffer : too_short();
}

/* borrowed until the next read; NULL with an exception */
static const char *take(reader *self, Py_ssize_t n) {
    if (self->file != NULL) {
        return read_from_file(self, n);
    }
    if (self->readable != NULL) {
        return read_from_object(self, n);
    }
    if (n > self->end - self->next) {
        return too_short();
    }
    const char *data = self->next;
    self->next += n;
    return data;
}

/* -1 with an exception; EOFError says what was expected */
static int take_type(reader *self) {
    if (self->file == NULL && self->readable == NULL && self->next == self->end) {
        PyErr_SetString(PyExc_EOFError, "EOF read where object expected");
        return -1;
    }
    const char *data = take(self, 1);
    if (data == NULL && PyErr_ExceptionMatches(PyExc_EOFError)) {
        PyErr_SetString(PyExc_EOFError, "EOF read where object expected");
    }
    return data == NULL ? -1 : (unsigned char)*data;
}

static int take_byte(reader *self) {
    const char *data = take(self, 1);
    if (data == NULL && self->readable == NULL) {
        PyErr_SetString(PyExc_EOFError, "EOF read where not expected");
    }
    return data == NULL ? -1 : (unsigned char)*data;
}

/* -1 may be an error: then an exception is set */
static int take_short(reader *self) {
    const unsigned char *data = (const unsigned char *)take(self, 2);
    return data == NULL ? -1 : (int16_t)(data[0] | data[1] << 8);
}

static int32_t take_int(reader *self) {
    const unsigned char *data = (const unsigned char *)take(self, 4);
    if (data == NULL) {
        return -1;
    }
    return (int32_t)(data[0] | data[1] << 8 | data[2] << 16 | (uint32_t)data[3] << 24);
}

static PYI_COLD PyObject *bad_data(const char *what) {
    PyErr_Format(PyExc_ValueError, "bad marshal data (%s)", what);
    return NULL;
}

/* a length, or -1 with an exception */
static Py_ssize_t take_size(reader *self, const char *complaint) {
    int32_t n = take_int(self);
    if (n < 0 && !PyErr_Occurred()) {
        bad_data(complaint);
    }
    return n < 0 || PyErr_Occurred() ? -1 : n;
}

/* ---- references ----------------------------------------------------------------------------------------- */

/* A number for what is about to be read; -1: none was asked for, -2 with an exception. */
static Py_ssize_t ref_reserve(reader *self, bool wanted) {
    if (!wanted) {
        return -1;
    }
    Py_ssize_t index = PyList_GET_SIZE(self->refs);
    return PyList_Append(self->refs, Py_None) < 0 ? -2 : index;
}

/* Gives op back, or NULL when there is none. */
static PyObject *ref_fill(reader *self, Py_ssize_t index, PyObject *op) {
    if (op != NULL && index >= 0) {
        PyList_SetItem(self->refs, index, Py_NewRef(op));
    }
    return op;
}

/* For objects that are complete or may be seen before: takes op, gives it back or NULL. */
static PyObject *ref_add(reader *self, bool wanted, PyObject *op) {
    if (op != NULL && wanted && PyList_Append(self->refs, op) < 0) {
        Py_CLEAR(op);
    }
    return op;
}

static PyObject *read_ref(reader *self) {
    Py_ssize_t n = take_int(self);
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (n < 0 || n >= PyList_GET_SIZE(self->refs)) {
        return bad_data("invalid reference");
    }
    PyObject *op = PyList_GET_ITEM(self->refs, n);
    return op == Py_None ? bad_data("invalid reference") : Py_NewRef(op);
}

/* ---- numbers ---------------------------------------------------------------------------------------------- */

/* n digits of 15 bits, packed into bytes */
static PyObject *unpack_digits(const unsigned char *digits, Py_ssize_t n, bool negative) {
    Py_ssize_t size = (n * MARSHAL_DIGIT_BITS + 7) / 8;
    unsigned char *bytes = PyMem_Calloc((size_t)size + 1, 1);
    if (bytes == NULL) {
        return PyErr_NoMemory();
    }
    unsigned digit = 0, held = 0;
    int bits = 0;
    Py_ssize_t place = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        digit = digits[2 * i] | (unsigned)digits[2 * i + 1] << 8;
        if (digit >> MARSHAL_DIGIT_BITS) {
            PyMem_Free(bytes);
            return bad_data("digit out of range in long");
        }
        held |= digit << bits;
        for (bits += MARSHAL_DIGIT_BITS; bits >= 8; bits -= 8) {
            bytes[place++] = (unsigned char)held;
            held >>= 8;
        }
    }
    if (bits > 0) {
        bytes[place++] = (unsigned char)held;
    }
    if (digit == 0) {
        PyMem_Free(bytes);
        return bad_data("unnormalized long data");
    }
    PyObject *value = _PyLong_FromByteArray(bytes, (size_t)place, 1, 0);
    PyMem_Free(bytes);
    if (value != NULL && negative) {
        Py_SETREF(value, PyNumber_Negative(value));
    }
    return value;
}

static PyObject *read_long(reader *self) {
    int32_t n = take_int(self);
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (n == INT32_MIN) {
        return bad_data("long size out of range");
    }
    Py_ssize_t size = n < 0 ? -(Py_ssize_t)n : n;
    if (size == 0) {
        return PyLong_FromLong(0);
    }
    const char *digits = take(self, size * 2);
    return digits == NULL ? NULL : unpack_digits((const unsigned char *)digits, size, n < 0);
}

static PyObject *read_int64(reader *self) {
    const unsigned char *data = (const unsigned char *)take(self, 8);
    return data == NULL ? NULL : _PyLong_FromByteArray(data, 8, 1, 1);
}

/* -1.0 may be an error: then an exception is set */
static double take_double(reader *self) {
    const char *data = take(self, 8);
    return data == NULL ? -1.0 : PyFloat_Unpack8(data, 1);
}

static double take_double_text(reader *self) {
    char text[256];
    int n = take_byte(self);
    const char *data = n < 0 ? NULL : take(self, n);
    if (data == NULL) {
        return -1.0;
    }
    memcpy(text, data, (size_t)n);
    text[n] = 0;
    return PyOS_string_to_double(text, NULL, NULL);
}

static PyObject *read_float(reader *self, double (*part)(reader *)) {
    double value = part(self);
    return value == -1.0 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(value);
}

static PyObject *read_complex(reader *self, double (*part)(reader *)) {
    Py_complex value;
    value.real = part(self);
    if (value.real == -1.0 && PyErr_Occurred()) {
        return NULL;
    }
    value.imag = part(self);
    if (value.imag == -1.0 && PyErr_Occurred()) {
        return NULL;
    }
    return PyComplex_FromCComplex(value);
}

/* ---- text --------------------------------------------------------------------------------------------------- */

static PyObject *read_bytes(reader *self) {
    Py_ssize_t n = take_size(self, "bytes object size out of range");
    const char *data = n < 0 ? NULL : take(self, n);
    return data == NULL ? NULL : PyBytes_FromStringAndSize(data, n);
}

static PyObject *interned(PyObject *op, bool wanted) {
    if (op != NULL && wanted) {
        PyUnicode_InternInPlace(&op);
    }
    return op;
}

static PyObject *read_ascii(reader *self, Py_ssize_t n, bool intern) {
    const char *data = n < 0 ? NULL : take(self, n);
    PyObject *op = data == NULL ? NULL : PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, data, n);
    return interned(op, intern);
}

static PyObject *read_unicode(reader *self, bool intern) {
    Py_ssize_t n = take_size(self, "string size out of range");
    const char *data = n < 0 ? NULL : take(self, n);
    return interned(data == NULL ? NULL : PyUnicode_DecodeUTF8(data, n, "surrogatepass"), intern);
}

/* ---- containers ------------------------------------------------------------------------------------------------ */

/* new: an item; NULL with an exception, also for the byte that stands for no object */
static PyObject *read_item(reader *self, const char *container) {
    PyObject *item = read_object(self);
    if (item == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_TypeError, "NULL object in marshal data for %s", container);
    }
    return item;
}

static PyObject *read_tuple(reader *self, Py_ssize_t n, bool ref) {
    if (n < 0) {
        return NULL;
    }
    if (self->file == NULL && self->readable == NULL && n > self->end - self->next) {
        /* each item takes a byte or more: no room is made for what cannot be there */
        self->next = self->end;
        n = 1;
    }
    PyObject *tuple = ref_add(self, ref, PyTuple_New(n));
    for (Py_ssize_t i = 0; i < n && tuple != NULL; i++) {
        PyObject *item = read_item(self, "tuple");
        if (item == NULL) {
            Py_CLEAR(tuple);
        } else {
            PyTuple_SET_ITEM(tuple, i, item);
        }
    }
    return tuple;
}

static PyObject *read_list(reader *self, bool ref) {
    Py_ssize_t n = take_size(self, "list size out of range");
    PyObject *list = n < 0 ? NULL : ref_add(self, ref, PyList_New(0));
    for (Py_ssize_t i = 0; i < n && list != NULL; i++) {
        PyObject *item = read_item(self, "list");
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(item);
    }
    return list;
}

/* Keys and values until the byte that stands for no object. */
static PyObject *read_dict(reader *self, bool ref) {
    PyObject *dict = ref_add(self, ref, PyDict_New());
    while (dict != NULL) {
        PyObject *key = read_object(self);
        if (key == NULL) {
            break;
        }
        PyObject *value = read_object(self);
        if (value == NULL || PyDict_SetItem(dict, key, value) < 0) {
            Py_DECREF(key);
            Py_XDECREF(value);
            break;
        }
        Py_DECREF(key);
        Py_DECREF(value);
    }
    if (PyErr_Occurred()) {
        Py_CLEAR(dict);
    }
    return dict;
}

static PyObject *read_set(reader *self, bool frozen, bool ref) {
    Py_ssize_t n = take_size(self, "set size out of range");
    if (n < 0) {
        return NULL;
    }
    PyObject *set = frozen ? PyFrozenSet_New(NULL) : PySet_New(NULL);
    Py_ssize_t index = -1;
    if (frozen) { /* cannot be seen before it is complete */
        index = ref_reserve(self, ref);
        if (index == -2) {
            Py_CLEAR(set);
        }
    } else {
        set = ref_add(self, ref, set);
    }
    for (Py_ssize_t i = 0; i < n && set != NULL; i++) {
        PyObject *item = read_item(self, "set");
        if (item == NULL || PySet_Add(set, item) < 0) {
            Py_CLEAR(set);
        }
        Py_XDECREF(item);
    }
    return ref_fill(self, index, set);
}

/* ---- code ------------------------------------------------------------------------------------------------------- */

/* The fields in the order in which they come. */
typedef struct {
    int argcount, posonlyargcount, kwonlyargcount, stacksize, flags, firstlineno;
    PyObject *objects[10]; /* owned */
} code_fields;

enum { CODE, CONSTS, NAMES, LOCALS, KINDS, FILENAME, NAME, QUALNAME, LINETABLE, EXCEPTIONTABLE };

static bool read_code_fields(reader *self, code_fields *fields) {
    int *numbers[] = {&fields->argcount, &fields->posonlyargcount, &fields->kwonlyargcount,
                      &fields->stacksize, &fields->flags};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(numbers); i++) {
        *numbers[i] = take_int(self);
        if (PyErr_Occurred()) {
            return false;
        }
    }
    for (int i = CODE; i <= EXCEPTIONTABLE; i++) {
        if (i == LINETABLE) {
            fields->firstlineno = take_int(self);
            if (fields->firstlineno == -1 && PyErr_Occurred()) {
                return false;
            }
        }
        fields->objects[i] = read_item(self, "code object");
        if (fields->objects[i] == NULL) {
            return false;
        }
    }
    return true;
}

static PyObject *make_code(code_fields *fields) {
    PyObject **o = fields->objects;
    if (PySys_Audit("code.__new__", "OOOiiiiii", o[CODE], o[FILENAME], o[NAME], fields->argcount,
                    fields->posonlyargcount, fields->kwonlyargcount,
                    PyTuple_Check(o[LOCALS]) ? (int)PyTuple_GET_SIZE(o[LOCALS]) : 0,
                    fields->stacksize, fields->flags) < 0) {
        return NULL;
    }
    struct _PyCodeConstructor con = {
        .filename = o[FILENAME],
        .name = o[NAME],
        .qualname = o[QUALNAME],
        .flags = fields->flags,
        .code = o[CODE],
        .firstlineno = fields->firstlineno,
        .linetable = o[LINETABLE],
        .consts = o[CONSTS],
        .names = o[NAMES],
        .localsplusnames = o[LOCALS],
        .localspluskinds = o[KINDS],
        .argcount = fields->argcount,
        .posonlyargcount = fields->posonlyargcount,
        .kwonlyargcount = fields->kwonlyargcount,
        .stacksize = fields->stacksize,
        .exceptiontable = o[EXCEPTIONTABLE],
    };
    return _PyCode_Validate(&con) < 0 ? NULL : (PyObject *)_PyCode_New(&con);
}

static PyObject *read_code(reader *self, bool ref) {
    if (!self->allow_code) {
        PyErr_SetString(PyExc_ValueError, "unmarshalling code objects is disallowed");
        return NULL;
    }
    Py_ssize_t index = ref_reserve(self, ref);
    if (index == -2) {
        return NULL;
    }
    code_fields fields = {0};
    PyObject *code = read_code_fields(self, &fields) ? make_code(&fields) : NULL;
    for (size_t i = 0; i < Py_ARRAY_LENGTH(fields.objects); i++) {
        Py_XDECREF(fields.objects[i]);
    }
    return ref_fill(self, index, code);
}

/* ---- all ------------------------------------------------------------------------------------------------------------ */

static PyObject *read_value(reader *self, int type, bool ref) {
    int32_t number;
    switch (type) {
    case MARSHAL_NULL: return NULL;
    case MARSHAL_NONE: return Py_NewRef(Py_None);
    case MARSHAL_FALSE: return Py_NewRef(Py_False);
    case MARSHAL_TRUE: return Py_NewRef(Py_True);
    case MARSHAL_STOP_ITERATION: return Py_NewRef(PyExc_StopIteration);
    case MARSHAL_ELLIPSIS: return Py_NewRef(Py_Ellipsis);
    case MARSHAL_REF: return read_ref(self);
    case MARSHAL_TUPLE:
        return read_tuple(self, take_size(self, "tuple size out of range"), ref);
    case MARSHAL_SMALL_TUPLE: return read_tuple(self, take_byte(self), ref);
    case MARSHAL_LIST: return read_list(self, ref);
    case MARSHAL_DICT: return read_dict(self, ref);
    case MARSHAL_SET: return read_set(self, false, ref);
    case MARSHAL_FROZENSET: return read_set(self, true, ref);
    case MARSHAL_CODE: return read_code(self, ref);
    case MARSHAL_INT:
        number = take_int(self);
        return ref_add(self, ref, PyErr_Occurred() ? NULL : PyLong_FromLong(number));
    case MARSHAL_INT64: return ref_add(self, ref, read_int64(self));
    case MARSHAL_LONG: return ref_add(self, ref, read_long(self));
    case MARSHAL_FLOAT: return ref_add(self, ref, read_float(self, take_double));
    case MARSHAL_FLOAT_TEXT: return ref_add(self, ref, read_float(self, take_double_text));
    case MARSHAL_COMPLEX: return ref_add(self, ref, read_complex(self, take_double));
    case MARSHAL_COMPLEX_TEXT: return ref_add(self, ref, read_complex(self, take_double_text));
    case MARSHAL_BYTES: return ref_add(self, ref, read_bytes(self));
    case MARSHAL_UNICODE: return ref_add(self, ref, read_unicode(self, false));
    case MARSHAL_INTERNED: return ref_add(self, ref, read_unicode(self, true));
    case MARSHAL_ASCII:
    case MARSHAL_ASCII_INTERNED: {
        Py_ssize_t n = take_size(self, "string size out of range");
        return ref_add(self, ref, read_ascii(self, n, type == MARSHAL_ASCII_INTERNED));
    }
    case MARSHAL_SHORT_ASCII: return ref_add(self, ref, read_ascii(self, take_byte(self), false));
    case MARSHAL_SHORT_ASCII_INTERNED:
        return ref_add(self, ref, read_ascii(self, take_byte(self), true));
    }
    return bad_data("unknown type code");
}

/* new; NULL without an exception for the byte that stands for no object */
static PyObject *read_object(reader *self) {
    int type = take_type(self);
    if (type < 0) {
        return NULL;
    }
    if (++self->depth > MARSHAL_MAX_DEPTH) {
        self->depth--;
        PyErr_SetString(PyExc_ValueError, "recursion limit exceeded");
        return NULL;
    }
    PyObject *op = read_value(self, type & ~MARSHAL_REF_BIT, (type & MARSHAL_REF_BIT) != 0);
    self->depth--;
    return op;
}

static PyObject *run(reader *self) {
    self->refs = PyList_New(0);
    PyObject *op = self->refs == NULL ? NULL : read_item(self, "object");
    Py_XDECREF(self->refs);
    Py_XDECREF(self->chunk);
    return op;
}

PyObject *pyi_marshal_read(const char *data, Py_ssize_t size, bool allow_code) {
    reader self = {.next = data, .end = data + size, .allow_code = allow_code};
    return run(&self);
}

PyObject *pyi_marshal_read_from(PyObject *file, bool allow_code) {
    reader self = {.readable = file, .allow_code = allow_code};
    return run(&self);
}

/* ---- public functions -------------------------------------------------------------------------------------------- */

/* new */
PyObject *PyMarshal_ReadObjectFromString(const char *data, Py_ssize_t size) {
    return pyi_marshal_read(data, size, true);
}

PyObject *PyMarshal_ReadObjectFromFile(FILE *file) {
    reader self = {.file = file, .allow_code = true};
    return run(&self);
}

/* The file is not needed after the object. */
PyObject *PyMarshal_ReadLastObjectFromFile(FILE *file) {
    return PyMarshal_ReadObjectFromFile(file);
}

long PyMarshal_ReadLongFromFile(FILE *file) {
    reader self = {.file = file};
    long value = take_int(&self);
    Py_XDECREF(self.chunk);
    return value;
}

int PyMarshal_ReadShortFromFile(FILE *file) {
    reader self = {.file = file};
    int value = take_short(&self);
    Py_XDECREF(self.chunk);
    return value;
}
