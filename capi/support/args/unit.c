/* SPDX-License-Identifier: Apache-2.0 */
/* unit: one argument converted by one format unit.
 *
 * Contract   docs.python.org/3/c-api/arg.html#strings-and-buffers and the sections after it
 */
#include "parse.h"

#include <stdio.h>

/* ---- undoing -------------------------------------------------------------------------------------------- */

void pyi_cleanups_init(pyi_cleanups *self) {
    self->rows = self->few;
    self->count = 0;
    self->room = 8;
}

static void undo(pyi_cleanup row) {
    if (row.convert != NULL) {
        row.convert(NULL, row.item);
    } else {
        row.undo(row.item);
    }
}

static bool cleanup_add(pyi_cleanups *self, pyi_cleanup row) {
    if (self->count == self->room) {
        size_t size = (size_t)self->room * sizeof(pyi_cleanup);
        pyi_cleanup *rows = PyMem_Malloc(2 * size);
        if (rows == NULL) {
            undo(row);
            PyErr_NoMemory();
            return false;
        }
        memcpy(rows, self->rows, size);
        if (self->rows != self->few) {
            PyMem_Free(self->rows);
        }
        self->rows = rows;
        self->room *= 2;
    }
    self->rows[self->count++] = row;
    return true;
}

bool pyi_cleanups_finish(pyi_cleanups *self, bool failed) {
    while (failed && self->count > 0) {
        undo(self->rows[--self->count]);
    }
    if (self->rows != self->few) {
        PyMem_Free(self->rows);
    }
    return !failed;
}

static int undo_memory(void *item) {
    PyMem_Free(*(void **)item);
    *(void **)item = NULL;
    return 0;
}

static int undo_buffer(void *item) {
    PyBuffer_Release(item);
    return 0;
}

/* ---- messages --------------------------------------------------------------------------------------------- */

static const char *type_name(PyObject *op) { return op == Py_None ? "None" : Py_TYPE(op)->tp_name; }

static bool must_be(pyi_misfit *misfit, const char *expected, PyObject *op) {
    snprintf(misfit->text, sizeof(misfit->text), "must be %.50s, not %.50s", expected, type_name(op));
    return false;
}

static bool says(pyi_misfit *misfit, const char *text) {
    snprintf(misfit->text, sizeof(misfit->text), "%s", text);
    return false;
}

/* an exception is set, and it is the message */
static bool raised(pyi_misfit *misfit) {
    misfit->text[0] = '\0';
    return false;
}

void pyi_misfit_raise(const pyi_misfit *misfit, const char *function, const char *message, int place,
                      const char *name) {
    if (PyErr_Occurred()) {
        return;
    }
    if (message != NULL) {
        PyErr_SetString(PyExc_TypeError, message);
        return;
    }
    char text[512], *at = text, *end = text + sizeof(text);
    if (function != NULL) {
        at += snprintf(at, (size_t)(end - at), "%.200s() ", function);
    }
    if (name != NULL) {
        at += snprintf(at, (size_t)(end - at), "argument '%.200s'", name);
    } else if (place != 0) {
        at += snprintf(at, (size_t)(end - at), "argument %d", place);
        for (int i = 0; i < 8 && misfit->level[i] > 0; i++) {
            at += snprintf(at, (size_t)(end - at), ", item %d", misfit->level[i] - 1);
        }
    } else {
        at += snprintf(at, (size_t)(end - at), "argument");
    }
    if (misfit->text[0] == '(') { /* a bad format */
        PyErr_SetString(PyExc_SystemError, misfit->text);
        return;
    }
    snprintf(at, (size_t)(end - at), " %.256s", misfit->text);
    PyErr_SetString(PyExc_TypeError, text);
}

/* ---- integers ------------------------------------------------------------------------------------------------ */

#define STORE(type, value) *va_arg(*va, type *) = (type)(value)

static bool in_range(long value, long low, long high, const char *type) {
    if (value < low) {
        PyErr_Format(PyExc_OverflowError, "%s is less than minimum", type);
        return false;
    }
    if (value > high) {
        PyErr_Format(PyExc_OverflowError, "%s is greater than maximum", type);
        return false;
    }
    return true;
}

static bool signed_unit(char code, PyObject *op, va_list *va, pyi_misfit *misfit) {
    long value = code == 'i' && misfit->declared ? PYI_LONG_AS_INT(op) : PyLong_AsLong(op);
    if (value == -1 && PyErr_Occurred()) {
        return raised(misfit);
    }
    switch (code) {
    case 'b':
        if (!in_range(value, 0, UCHAR_MAX, "unsigned byte integer")) {
            return raised(misfit);
        }
        STORE(unsigned char, value);
        return true;
    case 'h':
        if (!in_range(value, SHRT_MIN, SHRT_MAX, "signed short integer")) {
            return raised(misfit);
        }
        STORE(short, value);
        return true;
    case 'i':
        if (!in_range(value, INT_MIN, INT_MAX, "signed integer")) {
            return raised(misfit);
        }
        STORE(int, value);
        return true;
    default:
        STORE(long, value);
        return true;
    }
}

static bool masked_unit(char code, PyObject *op, va_list *va, pyi_misfit *misfit) {
    if ((code == 'k' || code == 'K') && !PyLong_Check(op)
#if PYI_313
        && !PyIndex_Check(op)
#endif
    ) {
        return must_be(misfit, "int", op);
    }
    unsigned long long value = PyLong_AsUnsignedLongLongMask(op);
    if (value == (unsigned long long)-1 && PyErr_Occurred()) {
        return raised(misfit);
    }
    switch (code) {
    case 'B':
        STORE(unsigned char, value);
        return true;
    case 'H':
        STORE(unsigned short, value);
        return true;
    case 'I':
        STORE(unsigned int, value);
        return true;
    case 'k':
        STORE(unsigned long, value);
        return true;
    default:
        STORE(unsigned long long, value);
        return true;
    }
}

static bool size_unit(PyObject *op, va_list *va, pyi_misfit *misfit) {
    PyObject *number = _PyNumber_Index(op);
    Py_ssize_t value = -1;
    if (number != NULL) {
        value = PyLong_AsSsize_t(number);
        Py_DECREF(number);
    }
    if (value == -1 && PyErr_Occurred()) {
        return raised(misfit);
    }
    STORE(Py_ssize_t, value);
    return true;
}

static bool number_unit(char code, PyObject *op, va_list *va, pyi_misfit *misfit) {
    switch (code) {
    case 'n':
        return size_unit(op, va, misfit);
    case 'L': {
        long long value = PyLong_AsLongLong(op);
        if (value == -1 && PyErr_Occurred()) {
            return raised(misfit);
        }
        STORE(long long, value);
        return true;
    }
    case 'f':
    case 'd': {
        double value = PyFloat_AsDouble(op);
        if (value == -1.0 && PyErr_Occurred()) {
            return raised(misfit);
        }
        if (code == 'f') {
            STORE(float, value);
        } else {
            STORE(double, value);
        }
        return true;
    }
    default: {
        Py_complex value = PyComplex_AsCComplex(op);
        if (PyErr_Occurred()) {
            return raised(misfit);
        }
        *va_arg(*va, Py_complex *) = value;
        return true;
    }
    }
}

/* ---- characters ------------------------------------------------------------------------------------------------ */

static bool byte_unit(PyObject *op, va_list *va, pyi_misfit *misfit) {
    char *to = va_arg(*va, char *);
    if (PyBytes_Check(op) && PyBytes_GET_SIZE(op) == 1) {
        *to = PyBytes_AS_STRING(op)[0];
    } else if (PyByteArray_Check(op) && PyByteArray_GET_SIZE(op) == 1) {
        *to = PyByteArray_AS_STRING(op)[0];
    } else {
        return must_be(misfit, "a byte string of length 1", op);
    }
    return true;
}

static bool character_unit(PyObject *op, va_list *va, pyi_misfit *misfit) {
    int *to = va_arg(*va, int *);
    if (!PyUnicode_Check(op) || PyUnicode_GET_LENGTH(op) != 1) {
        return must_be(misfit, "a unicode character", op);
    }
    *to = (int)PyUnicode_READ_CHAR(op, 0);
    return true;
}

/* ---- text and bytes ----------------------------------------------------------------------------------------------- */

/* any object with a contiguous buffer whose memory stays where it is */
static bool buffer_of(PyObject *op, Py_buffer *view, pyi_misfit *misfit) {
    if (PyObject_GetBuffer(op, view, PyBUF_SIMPLE) != 0) {
        return raised(misfit);
    }
    if (!PyBuffer_IsContiguous(view, 'C')) {
        PyBuffer_Release(view);
        return must_be(misfit, "contiguous buffer", op);
    }
    return true;
}

/* s*, z*, y*, w* */
static bool view_unit(char code, PyObject *op, va_list *va, pyi_cleanups *cleanups,
                      pyi_misfit *misfit) {
    Py_buffer *view = va_arg(*va, Py_buffer *);
    if (code == 'z' && op == Py_None) {
        PyBuffer_FillInfo(view, NULL, NULL, 0, 1, 0);
    } else if (code != 'y' && code != 'w' && PyUnicode_Check(op)) {
        Py_ssize_t length;
        const char *text = PyUnicode_AsUTF8AndSize(op, &length);
        if (text == NULL) {
            return says(misfit, "(unicode conversion error)");
        }
        PyBuffer_FillInfo(view, op, (void *)text, length, 1, 0);
    } else if (code == 'w') {
        if (PyObject_GetBuffer(op, view, PyBUF_WRITABLE) < 0) {
            PyErr_Clear();
            return must_be(misfit, "read-write bytes-like object", op);
        }
        if (!PyBuffer_IsContiguous(view, 'C')) {
            PyBuffer_Release(view);
            return must_be(misfit, "contiguous buffer", op);
        }
    } else if (!buffer_of(op, view, misfit)) {
        return false;
    }
    return cleanup_add(cleanups, (pyi_cleanup){view, undo_buffer, NULL}) || raised(misfit);
}

/* the bytes of an object that cannot move or change: s#, z#, y#, y */
static bool readonly_bytes(PyObject *op, const char **text, Py_ssize_t *length, pyi_misfit *misfit) {
    PyBufferProcs *procs = Py_TYPE(op)->tp_as_buffer;
    if (procs != NULL && procs->bf_releasebuffer != NULL) {
        return must_be(misfit, "read-only bytes-like object", op);
    }
    Py_buffer view;
    if (!buffer_of(op, &view, misfit)) {
        return false;
    }
    *text = view.buf;
    *length = view.len;
    PyBuffer_Release(&view); /* it has nothing to release */
    return true;
}

static bool sized_unit(char code, PyObject *op, va_list *va, pyi_misfit *misfit) {
    const char **text = va_arg(*va, const char **);
    Py_ssize_t *length = va_arg(*va, Py_ssize_t *);
    if (code == 'z' && op == Py_None) {
        *text = NULL;
        *length = 0;
        return true;
    }
    if (code != 'y' && PyUnicode_Check(op)) {
        *text = PyUnicode_AsUTF8AndSize(op, length);
        return *text != NULL || says(misfit, "(unicode conversion error)");
    }
    return readonly_bytes(op, text, length, misfit);
}

static bool terminated_unit(char code, PyObject *op, va_list *va, pyi_misfit *misfit) {
    const char **text = va_arg(*va, const char **);
    Py_ssize_t length;
    if (code == 'z' && op == Py_None) {
        *text = NULL;
        return true;
    }
    if (code == 'y') {
        if (!readonly_bytes(op, text, &length, misfit)) {
            return false;
        }
        if (strlen(*text) != (size_t)length) {
            PyErr_SetString(PyExc_ValueError, "embedded null byte");
            return raised(misfit);
        }
        return true;
    }
    if (!PyUnicode_Check(op)) {
        return must_be(misfit, code == 'z' ? "str or None" : "str", op);
    }
    *text = PyUnicode_AsUTF8AndSize(op, &length);
    if (*text == NULL) {
        return says(misfit, "(unicode conversion error)");
    }
    if (strlen(*text) != (size_t)length) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        return raised(misfit);
    }
    return true;
}

/* ---- es, et: encoded copies -------------------------------------------------------------------------------------- */

static bool encoded_bytes(PyObject *op, const char *encoding, bool take_bytes, PyObject **result,
                          pyi_misfit *misfit) {
    if (take_bytes && (PyBytes_Check(op) || PyByteArray_Check(op))) {
        *result = PyBytes_FromObject(op);
    } else if (PyUnicode_Check(op)) {
        *result = PyUnicode_AsEncodedString(op, encoding == NULL ? "utf-8" : encoding, NULL);
    } else {
        return must_be(misfit, take_bytes ? "str, bytes or bytearray" : "str", op);
    }
    return *result != NULL || says(misfit, "(encoding failed)");
}

static bool encoded_unit(const char **format, PyObject *op, va_list *va, pyi_cleanups *cleanups,
                         pyi_misfit *misfit) {
    const char *encoding = va_arg(*va, const char *);
    bool take_bytes = *(*format)++ == 't';
    char **buffer = va_arg(*va, char **);
    PyObject *bytes = NULL;
    Py_ssize_t *length = NULL;
    if (**format == '#') {
        (*format)++;
        length = va_arg(*va, Py_ssize_t *);
    }
    if (!encoded_bytes(op, encoding, take_bytes, &bytes, misfit)) {
        return false;
    }
    const char *text = PyBytes_AS_STRING(bytes);
    Py_ssize_t size = PyBytes_GET_SIZE(bytes);
    bool ok = false;
    if (length == NULL && strlen(text) != (size_t)size) {
        PyErr_SetString(PyExc_ValueError, "embedded null byte");
        raised(misfit);
    } else if (length != NULL && *buffer != NULL && size + 1 > *length) {
        PyErr_Format(PyExc_ValueError, "encoded string too long (%zd, maximum length %zd)", size,
                     *length - 1);
        raised(misfit);
    } else {
        bool made = length == NULL || *buffer == NULL;
        if (made) {
            *buffer = PyMem_Malloc((size_t)size + 1);
        }
        if (*buffer == NULL) {
            PyErr_NoMemory();
            raised(misfit);
        } else {
            memcpy(*buffer, text, (size_t)size + 1);
            ok = !made || cleanup_add(cleanups, (pyi_cleanup){buffer, undo_memory, NULL}) || raised(misfit);
        }
    }
    if (ok && length != NULL) {
        *length = size;
    }
    Py_DECREF(bytes);
    return ok;
}

/* ---- objects ------------------------------------------------------------------------------------------------------- */

static bool object_unit(const char **format, PyObject *op, va_list *va, pyi_cleanups *cleanups,
                        pyi_misfit *misfit) {
    if (**format == '!') {
        (*format)++;
        PyTypeObject *type = va_arg(*va, PyTypeObject *);
        PyObject **to = va_arg(*va, PyObject **);
        if (!PyType_IsSubtype(Py_TYPE(op), type)) {
            return must_be(misfit, type->tp_name, op);
        }
        *to = op;
        return true;
    }
    if (**format == '&') {
        (*format)++;
        int (*convert)(PyObject *, void *) = va_arg(*va, int (*)(PyObject *, void *));
        void *to = va_arg(*va, void *);
        int status = convert(op, to);
        if (status == 0) {
            return says(misfit, "(unspecified)");
        }
        if (status == Py_CLEANUP_SUPPORTED) {
            /* called again with NULL, it undoes what it did */
            return cleanup_add(cleanups, (pyi_cleanup){to, NULL, convert}) || raised(misfit);
        }
        return true;
    }
    *va_arg(*va, PyObject **) = op;
    return true;
}

static bool typed_unit(char code, PyObject *op, va_list *va, pyi_misfit *misfit) {
    PyObject **to = va_arg(*va, PyObject **);
    bool fits = code == 'S' ? PyBytes_Check(op) : code == 'Y' ? PyByteArray_Check(op) : PyUnicode_Check(op);
    if (!fits) {
        return must_be(misfit, code == 'S' ? "bytes" : code == 'Y' ? "bytearray" : "str", op);
    }
    *to = op;
    return true;
}

static bool simple_unit(PyObject *op, const char **format, va_list *va, pyi_cleanups *cleanups,
                        pyi_misfit *misfit) {
    char code = *(*format)++;
    switch (code) {
    case 'b':
    case 'h':
    case 'i':
    case 'l':
        return signed_unit(code, op, va, misfit);
    case 'B':
    case 'H':
    case 'I':
    case 'k':
    case 'K':
        return masked_unit(code, op, va, misfit);
    case 'n':
    case 'L':
    case 'f':
    case 'd':
    case 'D':
        return number_unit(code, op, va, misfit);
    case 'c':
        return byte_unit(op, va, misfit);
    case 'C':
        return character_unit(op, va, misfit);
    case 'p': {
        int truth = PyObject_IsTrue(op);
        *va_arg(*va, int *) = truth > 0;
        return truth >= 0 || raised(misfit);
    }
    case 's':
    case 'z':
    case 'y':
    case 'w':
        if (**format == '*') {
            (*format)++;
            return view_unit(code, op, va, cleanups, misfit);
        }
        if (**format == '#') {
            (*format)++;
            return sized_unit(code, op, va, misfit);
        }
        return code == 'w' ? says(misfit, "(invalid use of 'w' format character)")
                           : terminated_unit(code, op, va, misfit);
    case 'e':
        return encoded_unit(format, op, va, cleanups, misfit);
    case 'S':
    case 'Y':
    case 'U':
        return typed_unit(code, op, va, misfit);
    case 'O':
        return object_unit(format, op, va, cleanups, misfit);
    default:
        return says(misfit, "(impossible<bad format char>)");
    }
}

/* ---- nested sequences ------------------------------------------------------------------------------------------------ */

static Py_ssize_t count_items(const char *format) {
    Py_ssize_t n = 0;
    int level = 0;
    for (; level > 0 || (*format != ')' && *format != '\0'); format++) {
        if (*format == '\0') {
            break;
        }
        if (*format == '(') {
            n += level == 0;
            level++;
        } else if (*format == ')') {
            level--;
        } else if (level == 0 && Py_ISALPHA(*format)) {
            n++;
            format += *format == 'e' && format[1] != '\0'; /* es and et are one unit */
        }
    }
    return n;
}

static bool sequence_unit(PyObject *op, const char **format, va_list *va, pyi_cleanups *cleanups,
                          pyi_misfit *misfit, int depth) {
    Py_ssize_t n = count_items(*format);
    if (!PySequence_Check(op) || PyBytes_Check(op)) {
        snprintf(misfit->text, sizeof(misfit->text), "must be %zd-item sequence, not %.50s", n,
                 type_name(op));
        return false;
    }
    Py_ssize_t length = PySequence_Size(op);
    if (length != n) {
        PyErr_Clear();
        snprintf(misfit->text, sizeof(misfit->text), "must be sequence of length %zd, not %zd", n,
                 length);
        return false;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *item = PySequence_GetItem(op, i);
        if (item == NULL) {
            PyErr_Clear();
            misfit->level[depth] = (int)i + 1;
            return says(misfit, "is not retrievable");
        }
        bool ok = pyi_convert(item, format, va, cleanups, misfit, depth + 1);
        Py_DECREF(item); /* as documented, the sequence has to keep it */
        if (!ok) {
            misfit->level[depth] = (int)i + 1;
            return false;
        }
    }
    (*format)++; /* the closing bracket */
    return true;
}

bool pyi_convert(PyObject *op, const char **format, va_list *va, pyi_cleanups *cleanups,
                 pyi_misfit *misfit, int depth) {
    if (**format == '(') {
        (*format)++;
        return depth < 7 && sequence_unit(op, format, va, cleanups, misfit, depth);
    }
    return simple_unit(op, format, va, cleanups, misfit);
}

/* ---- skipping ------------------------------------------------------------------------------------------------------- */

const char *pyi_skip_unit(const char **format, va_list *va) {
    char code = *(*format)++;
    switch (code) {
    case '(':
        while (**format != ')') {
            const char *problem = **format == '\0' ? "Unmatched left paren in format string"
                                                   : pyi_skip_unit(format, va);
            if (problem != NULL) {
                return problem;
            }
        }
        (*format)++;
        return NULL;
    case 'e':
        (*format)++;
        (void)va_arg(*va, const char *);
        (void)va_arg(*va, char **);
        if (**format == '#') {
            (*format)++;
            (void)va_arg(*va, Py_ssize_t *);
        }
        return NULL;
    case 'O':
        if (**format == '!' || **format == '&') {
            (*format)++;
            (void)va_arg(*va, void *);
        }
        (void)va_arg(*va, void *);
        return NULL;
    case 's':
    case 'z':
    case 'y':
    case 'w':
        (void)va_arg(*va, void *);
        if (**format == '#') {
            (*format)++;
            (void)va_arg(*va, Py_ssize_t *);
        } else if (**format == '*') {
            (*format)++;
        }
        return NULL;
    default:
        if (strchr("bBhHiIlkLKnfdDcCpSYU", code) == NULL || code == '\0') {
            return "impossible<bad format char>";
        }
        (void)va_arg(*va, void *);
        return NULL;
    }
}
