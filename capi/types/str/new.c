/* SPDX-License-Identifier: Apache-2.0 */
/* str, its memory: making, resizing and freeing of the object, and the shared one-character strings.
 * Layout     compact: head and characters in one block; a subclass has its characters in a second one
 * Collected  no
 * Contract   docs.python.org/3/c-api/unicode.html, PEP 393
 */
#include "pyi_str.h"

/* ---- storage ------------------------------------------------------------------------------ */

static void set_state(PyObject *op, int kind, bool ascii) {
    PyASCIIObject *head = STR_ASCII(op);
    memset(&head->state, 0, sizeof(head->state));
    head->state.kind = (unsigned)kind & 7;
    head->state.compact = 1;
    head->state.ascii = ascii;
#if !PYI_312
    head->state.ready = 1;
#endif
}

static size_t head_size(bool ascii) {
    return ascii ? sizeof(PyASCIIObject) : sizeof(PyCompactUnicodeObject);
}

/* What follows the hash in an object that is not ASCII, and the wchar_t form of 3.11. */
static void init_tail(PyObject *op, int kind, bool ascii, Py_ssize_t length) {
    (void)kind;
    (void)length;
    if (!ascii) {
        STR_COMPACT(op)->utf8 = NULL;
        STR_COMPACT(op)->utf8_length = 0;
    }
#if !PYI_312
    bool shared = !ascii && (size_t)kind == sizeof(wchar_t);
    STR_ASCII(op)->wstr = shared ? (wchar_t *)PyUnicode_DATA(op) : NULL;
    if (!ascii) {
        STR_COMPACT(op)->wstr_length = shared ? length : 0;
    }
#endif
}

/* new, length > 0; characters are not set but the 0 at the end is */
PyObject *PyUnicode_New(Py_ssize_t size, Py_UCS4 maxchar) {
    if (size == 0) {
        return pyi_str_empty();
    }
    if (maxchar > STR_MAX) {
        PyErr_SetString(PyExc_SystemError, "invalid maximum character passed to PyUnicode_New");
        return NULL;
    }
    if (size < 0) {
        PyErr_SetString(PyExc_SystemError, "Negative size passed to PyUnicode_New");
        return NULL;
    }
    bool ascii = maxchar < 0x80;
    int kind = pyi_kind_for(maxchar);
    size_t head = head_size(ascii);
    if (pyi_unlikely(size > (Py_ssize_t)((size_t)PY_SSIZE_T_MAX - head) / kind - 1)) {
        return PyErr_NoMemory();
    }
    PyObject *op = PyObject_Malloc(head + (size_t)((size + 1) * kind));
    if (pyi_unlikely(op == NULL)) {
        return PyErr_NoMemory();
    }
    _PyObject_Init(op, &PyUnicode_Type);
    STR_ASCII(op)->length = size;
    STR_ASCII(op)->hash = -1;
    set_state(op, kind, ascii);
    init_tail(op, kind, ascii, size);
    PyUnicode_WRITE(kind, (char *)op + head, size, 0);
    return op;
}

bool pyi_str_modifiable(PyObject *op) {
    return Py_REFCNT(op) == 1 && PyUnicode_CheckExact(op) && STR_ASCII(op)->hash == -1 &&
           !PyUnicode_CHECK_INTERNED(op);
}

static void forget_utf8(PyObject *op) {
    if (!PyUnicode_IS_COMPACT_ASCII(op) && STR_COMPACT(op)->utf8 != NULL &&
        (void *)STR_COMPACT(op)->utf8 != PyUnicode_DATA(op)) {
        PyObject_Free(STR_COMPACT(op)->utf8);
        STR_COMPACT(op)->utf8 = NULL;
        STR_COMPACT(op)->utf8_length = 0;
    }
}

#if !PYI_312
static void forget_wstr(PyObject *op) {
    wchar_t *wstr = STR_ASCII(op)->wstr;
    if (wstr != NULL && (void *)wstr != PyUnicode_DATA(op)) {
        PyObject_Free(wstr);
    }
    STR_ASCII(op)->wstr = NULL;
    if (!PyUnicode_IS_COMPACT_ASCII(op)) {
        STR_COMPACT(op)->wstr_length = 0;
    }
}
#endif

/* The same object with another length, when it is compact and nobody else refers to it. */
static int resize_compact(PyObject **slot, Py_ssize_t length) {
    PyObject *op = *slot;
    bool ascii = PyUnicode_IS_ASCII(op);
    int kind = (int)PyUnicode_KIND(op);
    size_t head = head_size(ascii);
    if (length > (Py_ssize_t)((size_t)PY_SSIZE_T_MAX - head) / kind - 1) {
        PyErr_NoMemory();
        return -1;
    }
    forget_utf8(op);
#if !PYI_312
    forget_wstr(op);
#endif
    PyObject *moved = PyObject_Realloc(op, head + (size_t)((length + 1) * kind));
    if (moved == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    *slot = moved;
    STR_ASCII(moved)->length = length;
    init_tail(moved, kind, ascii, length);
    memset((char *)moved + head + length * kind, 0, (size_t)kind);
    return 0;
}

/* A fresh object with the first characters of *slot. */
static int resize_copying(PyObject **slot, Py_ssize_t length) {
    PyObject *op = *slot;
    PyObject *copy = PyUnicode_New(length, PyUnicode_MAX_CHAR_VALUE(op));
    if (copy == NULL) {
        return -1;
    }
    Py_ssize_t n = Py_MIN(length, PyUnicode_GET_LENGTH(op));
    if (length > 0) {
        int kind = (int)PyUnicode_KIND(op);
        memcpy(PyUnicode_DATA(copy), PyUnicode_DATA(op), (size_t)(n * kind));
    }
    *slot = copy;
    Py_DECREF(op);
    return 0;
}

/* steals the old *slot; on failure it stays as it was */
int PyUnicode_Resize(PyObject **slot, Py_ssize_t length) {
    if (slot == NULL || *slot == NULL || !PyUnicode_Check(*slot) || length < 0) {
        PyErr_BadInternalCall();
        return -1;
    }
    PyObject *op = *slot;
    if (length == PyUnicode_GET_LENGTH(op)) {
        return 0;
    }
    if (length == 0) {
        *slot = pyi_str_empty();
        Py_DECREF(op);
        return 0;
    }
    if (pyi_str_modifiable(op) && PyUnicode_IS_COMPACT(op)) {
        return resize_compact(slot, length);
    }
    return resize_copying(slot, length);
}

/* ---- shared strings ----------------------------------------------------------------------- */

/* They live in _PyRuntime, where code compiled against the internal headers looks for them. */
static PYI_COLD void init_shared(PyObject *op, Py_ssize_t length, unsigned char character) {
    bool ascii = character < 0x80;
    op->ob_refcnt = STR_IMMORTAL;
    STR_ASCII(op)->length = length;
    STR_ASCII(op)->hash = -1;
    set_state(op, PyUnicode_1BYTE_KIND, ascii);
#if PYI_312
    STR_ASCII(op)->state.statically_allocated = 1;
    STR_ASCII(op)->state.interned = SSTATE_INTERNED_IMMORTAL_STATIC;
#else
    STR_ASCII(op)->state.interned = SSTATE_INTERNED_IMMORTAL;
#endif
    init_tail(op, PyUnicode_1BYTE_KIND, ascii, length);
    unsigned char *data = (unsigned char *)op + head_size(ascii);
    data[0] = character;
    data[length] = 0;
    op->ob_type = &PyUnicode_Type;
}

PyObject *pyi_str_empty(void) {
    PyObject *op = (PyObject *)&_Py_STR(empty);
    if (pyi_unlikely(Py_TYPE(op) == NULL)) {
        init_shared(op, 0, 0);
    }
    return Py_NewRef(op);
}

PyObject *pyi_str_latin1(unsigned char character) {
    PyObject *op = character < 0x80
                       ? (PyObject *)&_Py_SINGLETON(strings.ascii[character]._ascii)
                       : (PyObject *)&_Py_SINGLETON(strings.latin1[character - 0x80]._latin1);
    if (pyi_unlikely(Py_TYPE(op) == NULL)) {
        init_shared(op, 1, character);
    }
    return Py_NewRef(op);
}

PyObject *pyi_str_char(Py_UCS4 character) {
    if (character < 0x100) {
        return pyi_str_latin1((unsigned char)character);
    }
    PyObject *op = PyUnicode_New(1, character);
    if (op != NULL) {
        PyUnicode_WRITE(PyUnicode_KIND(op), PyUnicode_DATA(op), 0, character);
    }
    return op;
}

/* ---- life --------------------------------------------------------------------------------- */

PyObject *pyi_str_from_text(int kind, const void *data, Py_ssize_t length) {
    if (length <= 1) {
        return length == 0 ? pyi_str_empty() : pyi_str_char(PyUnicode_READ(kind, data, 0));
    }
    PyObject *op = PyUnicode_New(length, pyi_text_maxchar(kind, data, length));
    if (op != NULL) {
        pyi_text_copy((int)PyUnicode_KIND(op), PyUnicode_DATA(op), kind, data, length);
    }
    return op;
}

/* Frees what hangs on a str, and the str. */
PYI_HIDDEN void pyi_str_dealloc(PyObject *self);
void pyi_str_dealloc(PyObject *self) {
    if (pyi_unlikely(PyUnicode_CHECK_INTERNED(self))) {
        if (PyUnicode_CHECK_INTERNED(self) != SSTATE_INTERNED_MORTAL) {
            /* Somebody let go of a reference that was not his; the string is there to stay. */
            self->ob_refcnt = STR_IMMORTAL;
            return;
        }
        pyi_str_forget(self);
    }
    forget_utf8(self);
#if !PYI_312
    if (STR_ASCII(self)->wstr != NULL) {
        forget_wstr(self);
    }
#endif
    if (!PyUnicode_IS_COMPACT(self) && STR_ANY(self)->data.any != NULL) {
        PyObject_Free(STR_ANY(self)->data.any);
    }
    Py_TYPE(self)->tp_free(self);
}

void _PyUnicode_ExactDealloc(PyObject *op) {
    pyi_str_dealloc(op);
}

/* ---- public functions --------------------------------------------------------------------- */

/* new; buffer is copied */
PyObject *PyUnicode_FromKindAndData(int kind, const void *buffer, Py_ssize_t size) {
    if (size < 0) {
        PyErr_SetString(PyExc_ValueError, "size must be positive");
        return NULL;
    }
    if (kind != PyUnicode_1BYTE_KIND && kind != PyUnicode_2BYTE_KIND &&
        kind != PyUnicode_4BYTE_KIND) {
        PyErr_SetString(PyExc_SystemError, "invalid kind");
        return NULL;
    }
    return pyi_str_from_text(kind, buffer, size);
}

/* new; every byte must be below 0x80 */
PyObject *_PyUnicode_FromASCII(const char *buffer, Py_ssize_t size) {
    if (size == 1) {
        return pyi_str_latin1((unsigned char)buffer[0]);
    }
    PyObject *op = PyUnicode_New(size, 0x7f);
    if (op != NULL && size > 0) {
        memcpy(PyUnicode_1BYTE_DATA(op), buffer, (size_t)size);
    }
    return op;
}

/* new; an exact str with the same characters that shares nothing */
PyObject *_PyUnicode_Copy(PyObject *unicode) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    Py_ssize_t length = PyUnicode_GET_LENGTH(unicode);
    PyObject *copy = PyUnicode_New(length, PyUnicode_MAX_CHAR_VALUE(unicode));
    if (copy != NULL && length > 0) {
        size_t size = (size_t)(length * (Py_ssize_t)PyUnicode_KIND(unicode));
        memcpy(PyUnicode_DATA(copy), PyUnicode_DATA(unicode), size);
    }
    return copy;
}

PyObject *pyi_str_exact(PyObject *self) {
    return PyUnicode_CheckExact(self) ? Py_NewRef(self) : _PyUnicode_Copy(self);
}

PyObject *PyUnicode_FromOrdinal(int ordinal) {
    if (ordinal < 0 || ordinal > STR_MAX) {
        PyErr_SetString(PyExc_ValueError, "chr() arg not in range(0x110000)");
        return NULL;
    }
    return pyi_str_char((Py_UCS4)ordinal);
}

/* new; obj itself if it is an exact str, else the str inside it */
PyObject *PyUnicode_FromObject(PyObject *obj) {
    if (PyUnicode_Check(obj)) {
        return pyi_str_exact(obj);
    }
    PyErr_Format(PyExc_TypeError, "Can't convert '%.100s' object to str implicitly",
                 Py_TYPE(obj)->tp_name);
    return NULL;
}

/* new; u is UTF-8. 3.11 gives a str of undefined characters for NULL, which its owner fills. */
PyObject *PyUnicode_FromStringAndSize(const char *u, Py_ssize_t size) {
    if (size < 0) {
        PyErr_SetString(PyExc_SystemError, "Negative size passed to PyUnicode_FromStringAndSize");
        return NULL;
    }
    if (u != NULL) {
        return PyUnicode_DecodeUTF8(u, size, NULL);
    }
    if (size > 0) {
        PyErr_SetString(PyExc_SystemError, "NULL string with positive size with NULL passed to "
                                           "PyUnicode_FromStringAndSize");
        return NULL;
    }
    return pyi_str_empty();
}

PyObject *PyUnicode_FromString(const char *u) {
    size_t size = strlen(u);
    if (size > PY_SSIZE_T_MAX) {
        PyErr_SetString(PyExc_OverflowError, "input too long");
        return NULL;
    }
    return PyUnicode_DecodeUTF8(u, (Py_ssize_t)size, NULL);
}

PyStatus _PyUnicode_InitGlobalObjects(PyInterpreterState *interp) {
    (void)interp;
    pyi_str_empty();
    for (int i = 0; i < 256; i++) {
        pyi_str_latin1((unsigned char)i);
    }
    return PyStatus_Ok();
}
