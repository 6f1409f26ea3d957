/* SPDX-License-Identifier: Apache-2.0 */
/* bytes, its memory and the C functions that make and read them.
 * Layout     ob_shash  the hash, -1 until it is asked for; the bytes follow, ended by a 0
 * Collected  no
 * Contract   docs.python.org/3/c-api/bytes.html
 */
#include "pyi_bytes.h"

/* ---- storage ------------------------------------------------------------------------------ */

#define BYTES_HEAD (offsetof(PyBytesObject, ob_sval) + 1) /* with the 0 at the end */

/* b'' and the 256 single bytes are shared; they live in _PyRuntime. */
static PYI_COLD void init_shared(PyBytesObject *op, Py_ssize_t size, char byte) {
    op->ob_base.ob_base.ob_refcnt = STR_IMMORTAL;
    Py_SET_SIZE(op, size);
    BYTES_HASH(op) = -1;
    char *data = op->ob_sval;
    data[0] = byte;
    data[size] = 0;
    op->ob_base.ob_base.ob_type = &PyBytes_Type;
}

static PyObject *shared_empty(void) {
    PyBytesObject *op = &_Py_SINGLETON(bytes_empty);
    if (pyi_unlikely(Py_TYPE(op) == NULL)) {
        init_shared(op, 0, 0);
    }
    return Py_NewRef((PyObject *)op);
}

PyObject *pyi_bytes_char(unsigned char byte) {
    PyBytesObject *op = &_Py_SINGLETON(bytes_characters[byte].ob);
    if (pyi_unlikely(Py_TYPE(op) == NULL)) {
        init_shared(op, 1, (char)byte);
    }
    return Py_NewRef((PyObject *)op);
}

/* Bytes that are not set yet; size > 0. Always an object of its own. */
static PyObject *bytes_alloc(Py_ssize_t size) {
    if ((size_t)size > (size_t)PY_SSIZE_T_MAX - BYTES_HEAD) {
        PyErr_SetString(PyExc_OverflowError, "byte string is too large");
        return NULL;
    }
    PyBytesObject *op = PyObject_Malloc(BYTES_HEAD + (size_t)size);
    if (pyi_unlikely(op == NULL)) {
        return PyErr_NoMemory();
    }
    _PyObject_InitVar((PyVarObject *)op, &PyBytes_Type, size);
    BYTES_HASH(op) = -1;
    op->ob_sval[size] = 0;
    return (PyObject *)op;
}

#if PYI_313
/* What others refer to stays as it is, and *slot becomes a copy. */
static int resize_shared(PyObject **slot, Py_ssize_t size) {
    PyObject *op = *slot, *copy = bytes_alloc(size);
    if (copy != NULL) {
        size_t kept = (size_t)Py_MIN(size, Py_SIZE(op));
        memcpy(PyBytes_AS_STRING(copy), PyBytes_AS_STRING(op), kept);
    }
    *slot = copy;
    Py_DECREF(op);
    return copy == NULL ? -1 : 0;
}
#endif

/* steals *slot, which is NULL after a failure. Only for bytes nobody else has seen. */
int _PyBytes_Resize(PyObject **slot, Py_ssize_t size) {
    PyObject *op = *slot;
    if (!PyBytes_Check(op) || size < 0) {
        goto bad;
    }
    if (Py_SIZE(op) == size) {
        return 0;
    }
    if (size == 0) {
        *slot = shared_empty();
        Py_DECREF(op);
        return 0;
    }
    if (Py_SIZE(op) == 0) {
        *slot = bytes_alloc(size);
        Py_DECREF(op);
        return *slot == NULL ? -1 : 0;
    }
    if (Py_REFCNT(op) != 1) {
#if PYI_313
        return resize_shared(slot, size);
#else
        goto bad;
#endif
    }
    PyBytesObject *moved = NULL;
    if ((size_t)size <= (size_t)PY_SSIZE_T_MAX - BYTES_HEAD) {
        moved = PyObject_Realloc(op, BYTES_HEAD + (size_t)size);
    }
    if (moved == NULL) {
        *slot = NULL;
        PyObject_Free(op);
        PyErr_NoMemory();
        return -1;
    }
    Py_SET_SIZE(moved, size);
    moved->ob_sval[size] = 0;
    BYTES_HASH(moved) = -1;
    *slot = (PyObject *)moved;
    return 0;
bad:
    *slot = NULL;
    Py_DECREF(op);
    PyErr_BadInternalCall();
    return -1;
}

unsigned char *pyi_bytes_room(PyObject **slot, Py_ssize_t used, Py_ssize_t n) {
    Py_ssize_t size = PyBytes_GET_SIZE(*slot);
    if (n > size - used) {
        if (n > PY_SSIZE_T_MAX / 2 - used) {
            Py_CLEAR(*slot);
            PyErr_NoMemory();
            return NULL;
        }
        if (_PyBytes_Resize(slot, (used + n) + (used + n) / 4) < 0) {
            return NULL;
        }
    }
    return (unsigned char *)PyBytes_AS_STRING(*slot) + used;
}

/* ---- public functions --------------------------------------------------------------------- */

/* new; str may be NULL, then the bytes are the caller's to set */
PyObject *PyBytes_FromStringAndSize(const char *str, Py_ssize_t size) {
    if (size < 0) {
        PyErr_SetString(PyExc_SystemError, "Negative size passed to PyBytes_FromStringAndSize");
        return NULL;
    }
    if (size == 0) {
        return shared_empty();
    }
    if (str == NULL) {
        return bytes_alloc(size);
    }
    if (size == 1) {
        return pyi_bytes_char((unsigned char)*str);
    }
    PyObject *op = bytes_alloc(size);
    if (op != NULL) {
        memcpy(PyBytes_AS_STRING(op), str, (size_t)size);
    }
    return op;
}

PyObject *PyBytes_FromString(const char *str) {
    size_t size = strlen(str);
    if (size > (size_t)PY_SSIZE_T_MAX - BYTES_HEAD) {
        PyErr_SetString(PyExc_OverflowError, "byte string is too long");
        return NULL;
    }
    return PyBytes_FromStringAndSize(str, (Py_ssize_t)size);
}

static int require_bytes(PyObject *op) {
    if (PyBytes_Check(op)) {
        return 0;
    }
    PyErr_Format(PyExc_TypeError, "expected bytes, %.200s found", Py_TYPE(op)->tp_name);
    return -1;
}

Py_ssize_t PyBytes_Size(PyObject *op) {
    return require_bytes(op) < 0 ? -1 : Py_SIZE(op);
}

/* borrowed from op */
char *PyBytes_AsString(PyObject *op) {
    return require_bytes(op) < 0 ? NULL : PyBytes_AS_STRING(op);
}

int PyBytes_AsStringAndSize(PyObject *op, char **str, Py_ssize_t *size) {
    if (str == NULL) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (require_bytes(op) < 0) {
        return -1;
    }
    *str = PyBytes_AS_STRING(op);
    if (size != NULL) {
        *size = PyBytes_GET_SIZE(op);
    } else if (strlen(*str) != (size_t)PyBytes_GET_SIZE(op)) {
        PyErr_SetString(PyExc_ValueError, "embedded null byte");
        return -1;
    }
    return 0;
}

/* ---- concatenation ------------------------------------------------------------------------ */

/* new; any two objects with a buffer */
PyObject *pyi_bytes_concat(PyObject *a, PyObject *b) {
    Py_buffer left = {.len = -1}, right = {.len = -1};
    PyObject *result = NULL;
    if (PyObject_GetBuffer(a, &left, PyBUF_SIMPLE) != 0 ||
        PyObject_GetBuffer(b, &right, PyBUF_SIMPLE) != 0) {
        PyErr_Format(PyExc_TypeError, "can't concat %.100s to %.100s", Py_TYPE(b)->tp_name,
                     Py_TYPE(a)->tp_name);
        goto done;
    }
    if (left.len == 0 && PyBytes_CheckExact(b)) {
        result = Py_NewRef(b);
        goto done;
    }
    if (right.len == 0 && PyBytes_CheckExact(a)) {
        result = Py_NewRef(a);
        goto done;
    }
    if (left.len > PY_SSIZE_T_MAX - right.len) {
        PyErr_NoMemory();
        goto done;
    }
    result = PyBytes_FromStringAndSize(NULL, left.len + right.len);
    if (result != NULL) {
        memcpy(PyBytes_AS_STRING(result), left.buf, (size_t)left.len);
        memcpy(PyBytes_AS_STRING(result) + left.len, right.buf, (size_t)right.len);
    }
done:
    if (left.len != -1) {
        PyBuffer_Release(&left);
    }
    if (right.len != -1) {
        PyBuffer_Release(&right);
    }
    return result;
}

/* Appends where *slot is ours alone. -1 with *slot freed. */
static int concat_in_place(PyObject **slot, PyObject *b) {
    Py_buffer right;
    Py_ssize_t size = PyBytes_GET_SIZE(*slot);
    if (PyObject_GetBuffer(b, &right, PyBUF_SIMPLE) != 0) {
        PyErr_Format(PyExc_TypeError, "can't concat %.100s to %.100s", Py_TYPE(b)->tp_name,
                     Py_TYPE(*slot)->tp_name);
        Py_CLEAR(*slot);
        return -1;
    }
    int status = -1;
    if (size > PY_SSIZE_T_MAX - right.len) {
        PyErr_NoMemory();
        Py_CLEAR(*slot);
    } else if (_PyBytes_Resize(slot, size + right.len) == 0) {
        memcpy(PyBytes_AS_STRING(*slot) + size, right.buf, (size_t)right.len);
        status = 0;
    }
    PyBuffer_Release(&right);
    return status;
}

/* steals *slot, gives the longer bytes; NULL on failure */
void PyBytes_Concat(PyObject **slot, PyObject *b) {
    if (*slot == NULL) {
        return;
    }
    if (b == NULL) {
        Py_CLEAR(*slot);
        return;
    }
    if (Py_REFCNT(*slot) == 1 && PyBytes_CheckExact(*slot) && *slot != b) {
        concat_in_place(slot, b);
        return;
    }
    PyObject *result = pyi_bytes_concat(*slot, b);
    Py_SETREF(*slot, result);
}

void PyBytes_ConcatAndDel(PyObject **slot, PyObject *b) {
    PyBytes_Concat(slot, b);
    Py_XDECREF(b);
}

void _PyBytes_Repeat(char *to, Py_ssize_t total, const char *from, Py_ssize_t size) {
    if (total > 0 && size > 0) {
        pyi_bytes_repeat(to, (size_t)total, from, (size_t)size);
    }
}
