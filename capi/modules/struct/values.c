/* SPDX-License-Identifier: Apache-2.0 */
/* values: format strings read, and one value to and from its bytes.
 *
 * Contract   docs.python.org/3/library/struct.html
 */
#include "structmodule.h"

static int fail(const char *text) {
    PyErr_SetString(struct_error, text);
    return -1;
}

/* ---- formats ---------------------------------------------------------------------------------------------------- */

/* The size of a code; 0 when there is none. */
static Py_ssize_t size_of(char code, bool native) {
    switch (code) {
    case 'x':
    case 'c':
    case 'b':
    case 'B':
    case '?':
    case 's':
    case 'p':
        return 1;
    case 'h':
    case 'H':
    case 'e':
        return 2;
    case 'i':
    case 'I':
    case 'f':
        return 4;
    case 'l':
    case 'L':
        return native ? (Py_ssize_t)sizeof(long) : 4;
    case 'q':
    case 'Q':
    case 'd':
        return 8;
    case 'n':
    case 'N':
    case 'P':
        return native ? (Py_ssize_t)sizeof(void *) : 0;
    default:
        return 0;
    }
}

typedef struct {
    const char *at;
    bool native, aligned, little;
} format_reader;

static format_reader start_reading(const char *format) {
    format_reader r = {format, true, true, PY_LITTLE_ENDIAN};
    switch (*format) {
    case '<':
        r.little = true;
        break;
    case '>':
    case '!':
        r.little = false;
        break;
    case '=':
        break;
    case '@':
        r.at++;
        return r;
    default:
        return r;
    }
    r.native = r.aligned = false;
    r.at++;
    return r;
}

/* The next field: 1; 0 at the end; -1 with an exception. Its offset is not set. */
static int next_field(format_reader *r, struct_field *field) {
    while (Py_ISSPACE(*r->at)) {
        r->at++;
    }
    if (*r->at == 0) {
        return 0;
    }
    bool counted = Py_ISDIGIT(*r->at);
    field->repeat = counted ? 0 : 1;
    for (; Py_ISDIGIT(*r->at); r->at++) {
        int value = *r->at - '0';
        if (field->repeat > (PY_SSIZE_T_MAX - value) / 10) {
            return fail("total struct size too long");
        }
        field->repeat = field->repeat * 10 + value;
    }
    if (*r->at == 0) {
        return fail("repeat count given without format specifier");
    }
    field->code = *r->at++;
    field->native = r->native;
    field->little = r->little;
    field->size = size_of(field->code, r->native);
    return field->size == 0 ? fail("bad char in struct format") : 1;
}

/* Places the field behind the layout; texts are one value of `repeat` bytes. */
static int place(struct_layout *layout, struct_field *field, bool aligned) {
    Py_ssize_t width = field->size;
    if (aligned && layout->size > PY_SSIZE_T_MAX - width) {
        return fail("total struct size too long");
    }
    field->offset = aligned ? (layout->size + width - 1) / width * width : layout->size;
    if (field->repeat > (PY_SSIZE_T_MAX - field->offset) / width) {
        return fail("total struct size too long");
    }
    layout->size = field->offset + field->repeat * width;
    if (field->code == 's' || field->code == 'p') {
        field->size = field->repeat;
        field->repeat = 1;
    }
    layout->values += field->code == 'x' ? 0 : field->repeat;
    return 0;
}

int struct_parse(const char *format, struct_layout *layout) {
    *layout = (struct_layout){.fields = PyMem_New(struct_field, strlen(format) + 1)};
    if (layout->fields == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    format_reader reader = start_reading(format);
    struct_field field;
    int found;
    while ((found = next_field(&reader, &field)) > 0) {
        if (place(layout, &field, reader.aligned) < 0) {
            found = -1;
            break;
        }
        if (field.code != 'x' && field.repeat > 0) {
            layout->fields[layout->count++] = field;
        }
    }
    if (found < 0) {
        PyMem_Free(layout->fields);
        layout->fields = NULL;
    }
    return found;
}

/* ---- integers -------------------------------------------------------------------------------------------------------- */

static void store_bits(uint64_t bits, const struct_field *field, char *to) {
    for (Py_ssize_t i = 0; i < field->size; i++, bits >>= 8) {
        to[field->little ? i : field->size - 1 - i] = (char)bits;
    }
}

static uint64_t load_bits(const struct_field *field, const char *from) {
    uint64_t bits = 0;
    for (Py_ssize_t i = 0; i < field->size; i++) {
        bits = bits << 8 | (unsigned char)from[field->little ? field->size - 1 - i : i];
    }
    return bits;
}

static bool is_signed(char code) { return strchr("bhilqn", code) != NULL; }

static int out_of_range(const struct_field *field, bool wide) {
    int bits = (int)field->size * 8;
    unsigned long long most = is_signed(field->code) ? (1ULL << (bits - 1)) - 1
                              : bits == 64           ? ULLONG_MAX
                                                     : (1ULL << bits) - 1;
    long long least = is_signed(field->code) ? -(long long)most - 1 : 0;
    const char *name = NULL;
#if !PYI_312
    bool as_c = field->little == PY_LITTLE_ENDIAN; /* then C's own types are stored, which have names */
    if (wide || field->size == 8) {
        return fail(as_c || field->size < 8 ? "argument out of range" : "int too large to convert");
    }
    switch (field->code) {
    case 'b':
        name = "byte";
        break;
    case 'B':
        name = "ubyte";
        break;
    case 'h':
        name = as_c ? "short" : NULL;
        break;
    case 'H':
        name = as_c ? "ushort" : NULL;
        break;
    }
#endif
    (void)wide;
    if (name != NULL) {
        PyErr_Format(struct_error, "%s format requires %lld <= number <= %llu", name, least, most);
    } else {
        PyErr_Format(struct_error, "'%c' format requires %lld <= number <= %llu", field->code, least,
                     most);
    }
    return -1;
}

/* new; an int */
static PyObject *read_int(PyObject *value) {
    if (PyLong_Check(value)) {
        return Py_NewRef(value);
    }
    if (PyIndex_Check(value)) {
        return _PyNumber_Index(value);
    }
    fail("required argument is not an integer");
    return NULL;
}

static int store_signed(const struct_field *field, PyObject *number, char *to) {
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(number, &overflow);
    int bits = (int)field->size * 8;
    if (overflow || (bits < 64 && (value >> (bits - 1) != 0 && value >> (bits - 1) != -1))) {
        return out_of_range(field, overflow != 0);
    }
    store_bits((uint64_t)value, field, to);
    return 0;
}

#if PYI_312
#  define fits_long(number) true
#else
static bool fits_long(PyObject *number) {
    int overflow;
    PyLong_AsLongAndOverflow(number, &overflow);
    return overflow == 0;
}
#endif

static int store_unsigned(const struct_field *field, PyObject *number, char *to) {
    bool negative = _PyLong_Sign(number) < 0;
    size_t width = _PyLong_NumBits(number);
    if (negative || width > (size_t)field->size * 8) {
        /* what does not fit the C type that a value is read into has its own message in 3.11 */
        bool narrow = field->code == 'B' || (field->code == 'H' && field->little == PY_LITTLE_ENDIAN);
        return out_of_range(field, narrow ? !fits_long(number) : negative || width > 64);
    }
    store_bits(PyLong_AsUnsignedLongLong(number), field, to);
    return 0;
}

static int store_int(const struct_field *field, PyObject *value, char *to) {
    PyObject *number = read_int(value);
    if (number == NULL) {
        return -1;
    }
    int status;
    if (field->code == 'P') {
        void *pointer = PyLong_AsVoidPtr(number);
        status = pointer == NULL && PyErr_Occurred() ? -1 : 0;
        store_bits((uintptr_t)pointer, field, to);
    } else {
        status = is_signed(field->code) ? store_signed(field, number, to)
                                        : store_unsigned(field, number, to);
    }
    Py_DECREF(number);
    return status;
}

static PyObject *load_int(const struct_field *field, const char *from) {
    uint64_t bits = load_bits(field, from);
    if (!is_signed(field->code)) {
        return PyLong_FromUnsignedLongLong(bits);
    }
    int unused = 64 - (int)field->size * 8;
    return PyLong_FromLongLong((int64_t)(bits << unused) >> unused);
}

/* ---- floats ----------------------------------------------------------------------------------------------------------- */

static int store_float(const struct_field *field, PyObject *value, char *to) {
    double number = PyFloat_AsDouble(value);
    if (number == -1.0 && PyErr_Occurred()) {
        return fail("required argument is not a float");
    }
    switch (field->code) {
    case 'e':
        return PyFloat_Pack2(number, to, field->little);
    case 'd':
        return PyFloat_Pack8(number, to, field->little);
    default:
        if (field->native) { /* C's conversion, which makes inf of what is too large */
            float narrow = (float)number;
            memcpy(to, &narrow, sizeof(narrow));
            return 0;
        }
        return PyFloat_Pack4(number, to, field->little);
    }
}

/* ---- text --------------------------------------------------------------------------------------------------------------- */

static int store_char(PyObject *value, char *to) {
    if (!PyBytes_Check(value) || PyBytes_GET_SIZE(value) != 1) {
        return fail("char format requires a bytes object of length 1");
    }
    *to = *PyBytes_AS_STRING(value);
    return 0;
}

/* s: cut or filled with zeros; p: after a byte with the length */
static int store_text(const struct_field *field, PyObject *value, char *to) {
    bool counted = field->code == 'p';
    if (!PyBytes_Check(value) && !PyByteArray_Check(value)) {
        return fail(counted ? "argument for 'p' must be a bytes object"
                            : "argument for 's' must be a bytes object");
    }
    const char *text = PyBytes_Check(value) ? PyBytes_AS_STRING(value) : PyByteArray_AS_STRING(value);
    Py_ssize_t length = Py_SIZE(value), room = field->size - counted;
    length = length > room ? room : length;
    if (length > 0) {
        memcpy(to + counted, text, (size_t)length);
    }
    if (counted && field->size > 0) {
        *to = (char)(length > 255 ? 255 : length);
    }
    return 0;
}

static PyObject *load_counted(const struct_field *field, const char *from) {
    if (field->size == 0) {
        return PyBytes_FromStringAndSize(NULL, 0);
    }
    Py_ssize_t length = (unsigned char)*from;
    return PyBytes_FromStringAndSize(from + 1, length >= field->size ? field->size - 1 : length);
}

/* ---- any --------------------------------------------------------------------------------------------------------------------- */

static int store(const struct_field *field, PyObject *value, char *to) {
    int truth;
    switch (field->code) {
    case 'c':
        return store_char(value, to);
    case 's':
    case 'p':
        return store_text(field, value, to);
    case '?':
        truth = PyObject_IsTrue(value);
        *to = truth > 0;
        return truth < 0 ? -1 : 0;
    case 'e':
    case 'f':
    case 'd':
        return store_float(field, value, to);
    default:
        return store_int(field, value, to);
    }
}

int struct_store(const struct_field *field, PyObject *value, char *to) {
    int status = store(field, value, to);
    if (status < 0 && PyLong_Check(value) && PyErr_ExceptionMatches(PyExc_OverflowError)) {
        fail("int too large to convert");
    }
    return status;
}

PyObject *struct_load(const struct_field *field, const char *from) {
    switch (field->code) {
    case 'c':
        return PyBytes_FromStringAndSize(from, 1);
    case 's':
        return PyBytes_FromStringAndSize(from, field->size);
    case 'p':
        return load_counted(field, from);
    case '?':
        return PyBool_FromLong(*from != 0);
    case 'e':
        return PyFloat_FromDouble(PyFloat_Unpack2(from, field->little));
    case 'f':
        return PyFloat_FromDouble(PyFloat_Unpack4(from, field->little));
    case 'd':
        return PyFloat_FromDouble(PyFloat_Unpack8(from, field->little));
    default:
        return load_int(field, from);
    }
}
