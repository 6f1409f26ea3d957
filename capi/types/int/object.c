/* SPDX-License-Identifier: Apache-2.0 */
/* object: int objects, the shared small ones, and C integers to and from them.
 *
 * Contract   docs.python.org/3/c-api/long.html
 */
#include "int.h"

/* ---- storage -------------------------------------------------------------------------------------------- */

static PyObject *small_int(Py_ssize_t value) {
    return (PyObject *)&_PyLong_SMALL_INTS[_PY_NSMALLNEGINTS + value];
}

static inline bool is_small(stwodigits value) {
    return value >= -_PY_NSMALLNEGINTS && value < _PY_NSMALLPOSINTS;
}

void pyi_ints_init(void) {
    for (int value = -_PY_NSMALLNEGINTS; value < _PY_NSMALLPOSINTS; value++) {
        PyObject *op = small_int(value);
#if PYI_312
        op->ob_refcnt = _Py_IMMORTAL_REFCNT;
#else
        op->ob_refcnt = 999999999; /* as CPython 3.11 has it */
#endif
        op->ob_type = &PyLong_Type;
        int_set(op, value < 0 ? -1 : 1, value != 0);
        INT_DIGITS(op)[0] = (digit)(value < 0 ? -value : value);
    }
#if PYI_312
    _PyInterpreterState_GET()->long_state.max_str_digits = _PY_LONG_DEFAULT_MAX_STR_DIGITS;
#else
    _PyInterpreterState_GET()->int_max_str_digits = _PY_LONG_DEFAULT_MAX_STR_DIGITS;
#endif
}

PyObject *pyi_int_alloc(Py_ssize_t count) {
    if (count > (Py_ssize_t)(PY_SSIZE_T_MAX / (8 * sizeof(digit)))) {
        PyErr_SetString(PyExc_OverflowError, "too many digits in integer");
        return NULL;
    }
    Py_ssize_t room = count == 0 ? 1 : count;
    PyObject *op = PyObject_Malloc(offsetof(PyLongObject, INT_FIRST_DIGIT) + (size_t)room * sizeof(digit));
    if (op == NULL) {
        return PyErr_NoMemory();
    }
    _PyObject_Init(op, &PyLong_Type);
    int_set(op, 1, count);
    return op;
}

PyObject *pyi_int_from_small(stwodigits value) {
    if (is_small(value)) {
        return Py_NewRef(small_int((Py_ssize_t)value));
    }
    twodigits magnitude = value < 0 ? 0 - (twodigits)value : (twodigits)value;
    Py_ssize_t count = magnitude >> PyLong_SHIFT == 0 ? 1 : magnitude >> 2 * PyLong_SHIFT == 0 ? 2 : 3;
    PyObject *op = pyi_int_alloc(count);
    if (op != NULL) {
        int_set(op, value < 0 ? -1 : 1, count);
        for (Py_ssize_t i = 0; i < count; i++, magnitude >>= PyLong_SHIFT) {
            INT_DIGITS(op)[i] = (digit)(magnitude & PyLong_MASK);
        }
    }
    return op;
}

PyObject *pyi_int_finish(PyObject *op, int sign, Py_ssize_t count) {
    while (count > 0 && INT_DIGITS(op)[count - 1] == 0) {
        count--;
    }
    int_set(op, sign, count);
    if (count <= 1 && is_small(int_small_value(op))) {
        PyObject *shared = small_int((Py_ssize_t)int_small_value(op));
        Py_DECREF(op);
        return Py_NewRef(shared);
    }
    return op;
}

PyLongObject *_PyLong_New(Py_ssize_t count) { return (PyLongObject *)pyi_int_alloc(count); }

PyObject *_PyLong_Copy(PyLongObject *op) {
    Py_ssize_t count = int_count((PyObject *)op);
    PyObject *copy = pyi_int_alloc(count);
    if (copy == NULL) {
        return NULL;
    }
    memcpy(INT_DIGITS(copy), INT_DIGITS(op), (size_t)(count == 0 ? 1 : count) * sizeof(digit));
    return pyi_int_finish(copy, int_sign((PyObject *)op), count);
}

#if PYI_312
PyLongObject *_PyLong_FromDigits(int negative, Py_ssize_t count, digit *digits) {
    PyObject *op = pyi_int_alloc(count);
    if (op == NULL) {
        return NULL;
    }
    memcpy(INT_DIGITS(op), digits, (size_t)count * sizeof(digit));
    return (PyLongObject *)pyi_int_finish(op, negative ? -1 : 1, count);
}
#endif

/* ---- from C ------------------------------------------------------------------------------------------------- */

PyObject *PyLong_FromLong(long value) { return pyi_int_from_small(value); }
PyObject *PyLong_FromLongLong(long long value) { return pyi_int_from_small(value); }
PyObject *PyLong_FromSsize_t(Py_ssize_t value) { return pyi_int_from_small(value); }

PyObject *PyLong_FromUnsignedLongLong(unsigned long long value) {
    if (value <= LLONG_MAX) {
        return pyi_int_from_small((long long)value);
    }
    PyObject *op = pyi_int_alloc(3);
    for (int i = 0; op != NULL && i < 3; i++, value >>= PyLong_SHIFT) {
        INT_DIGITS(op)[i] = (digit)(value & PyLong_MASK);
    }
    return op;
}

PyObject *PyLong_FromUnsignedLong(unsigned long value) { return PyLong_FromUnsignedLongLong(value); }
PyObject *PyLong_FromSize_t(size_t value) { return PyLong_FromUnsignedLongLong(value); }
PyObject *PyLong_FromVoidPtr(void *p) { return PyLong_FromUnsignedLongLong((uintptr_t)p); }

PyObject *PyLong_FromDouble(double value) {
    if (value > -9.2e18 && value < 9.2e18) {
        return pyi_int_from_small((long long)value);
    }
    if (Py_IS_INFINITY(value)) {
        PyErr_SetString(PyExc_OverflowError, "cannot convert float infinity to integer");
        return NULL;
    }
    if (Py_IS_NAN(value)) {
        PyErr_SetString(PyExc_ValueError, "cannot convert float NaN to integer");
        return NULL;
    }
    int exponent;
    double fraction = frexp(value < 0 ? -value : value, &exponent); /* value = fraction * 2**exponent */
    Py_ssize_t count = (exponent - 1) / PyLong_SHIFT + 1;
    PyObject *op = pyi_int_alloc(count);
    if (op == NULL) {
        return NULL;
    }
    fraction = ldexp(fraction, (exponent - 1) % PyLong_SHIFT + 1);
    for (Py_ssize_t i = count; --i >= 0;) {
        digit bits = (digit)fraction;
        INT_DIGITS(op)[i] = bits;
        fraction = ldexp(fraction - (double)bits, PyLong_SHIFT);
    }
    int_set(op, value < 0 ? -1 : 1, count);
    return op;
}

/* ---- to C -------------------------------------------------------------------------------------------------------- */

/* New: an int (of any subclass) for *op*, by `__index__`; NULL with TypeError. */
static PyObject *index_of(PyObject *op) {
    if (op == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return PyLong_Check(op) ? Py_NewRef(op) : _PyNumber_Index(op);
}

/* The magnitude if it fits 64 bits. */
static bool magnitude64(PyObject *op, uint64_t *magnitude) {
    Py_ssize_t count = int_count(op);
    uint64_t value = 0;
    if (count > 3 || (count == 3 && INT_DIGITS(op)[2] >> 4 != 0)) {
        return false;
    }
    for (Py_ssize_t i = count; --i >= 0;) {
        value = value << PyLong_SHIFT | INT_DIGITS(op)[i];
    }
    *magnitude = value;
    return true;
}

/* As a signed 64-bit value; *overflow -1 or 1 when it does not fit. */
static int64_t signed64(PyObject *op, int *overflow) {
    uint64_t magnitude;
    int sign = int_sign(op);
    *overflow = 0;
    if (magnitude64(op, &magnitude)) {
        if (sign >= 0 && magnitude <= INT64_MAX) {
            return (int64_t)magnitude;
        }
        if (sign < 0 && magnitude <= (uint64_t)INT64_MAX + 1) {
            return (int64_t)(0 - magnitude);
        }
    }
    *overflow = sign;
    return -1;
}

long long PyLong_AsLongLongAndOverflow(PyObject *op, int *overflow) {
    *overflow = 0;
    PyObject *number = index_of(op);
    if (number == NULL) {
        return -1;
    }
    long long value = signed64(number, overflow);
    Py_DECREF(number);
    return value;
}

long PyLong_AsLongAndOverflow(PyObject *op, int *overflow) {
    long long value = PyLong_AsLongLongAndOverflow(op, overflow);
#if LONG_MAX < LLONG_MAX
    if (*overflow == 0 && (value > LONG_MAX || value < LONG_MIN)) {
        *overflow = value > 0 ? 1 : -1;
        return -1;
    }
#endif
    return (long)value;
}

static void too_large(const char *type) {
    PyErr_Format(PyExc_OverflowError, "Python int too large to convert to C %s", type);
}

long PyLong_AsLong(PyObject *op) {
    int overflow;
    long value = PyLong_AsLongAndOverflow(op, &overflow);
    if (overflow) {
        too_large("long");
    }
    return value;
}

long long PyLong_AsLongLong(PyObject *op) {
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(op, &overflow);
    if (overflow) {
        PyErr_SetString(PyExc_OverflowError, "int too big to convert");
    }
    return value;
}

static int as_int(PyObject *op) {
    int overflow;
    long value = PyLong_AsLongAndOverflow(op, &overflow);
    if (overflow || value > INT_MAX || value < INT_MIN) {
        too_large("int");
        return -1;
    }
    return (int)value;
}

#if PYI_313
int PyLong_AsInt(PyObject *op) { return as_int(op); }
#else
int _PyLong_AsInt(PyObject *op) { return as_int(op); }
#endif

static bool check_int(PyObject *op) {
    if (op == NULL) {
        PyErr_BadInternalCall();
        return false;
    }
    if (!PyLong_Check(op)) {
        PyErr_SetString(PyExc_TypeError, "an integer is required");
        return false;
    }
    return true;
}

Py_ssize_t PyLong_AsSsize_t(PyObject *op) {
    int overflow;
    if (!check_int(op)) {
        return -1;
    }
    int64_t value = signed64(op, &overflow);
    if (overflow || value > PY_SSIZE_T_MAX || value < PY_SSIZE_T_MIN) {
        too_large("ssize_t");
        return -1;
    }
    return (Py_ssize_t)value;
}

static bool unsigned64(PyObject *op, uint64_t *value, const char *type, const char *negative) {
    if (!check_int(op)) {
        return false;
    }
    if (int_sign(op) < 0) {
        PyErr_SetString(PyExc_OverflowError, negative);
        return false;
    }
    if (!magnitude64(op, value)) {
        if (strcmp(type, "") == 0) {
            PyErr_SetString(PyExc_OverflowError, "int too big to convert");
        } else {
            too_large(type);
        }
        return false;
    }
    return true;
}

unsigned long PyLong_AsUnsignedLong(PyObject *op) {
    uint64_t value;
    if (!unsigned64(op, &value, "unsigned long", "can't convert negative value to unsigned int")) {
        return (unsigned long)-1;
    }
    return (unsigned long)value;
}

size_t PyLong_AsSize_t(PyObject *op) {
    uint64_t value;
    if (!unsigned64(op, &value, "size_t", "can't convert negative value to size_t")) {
        return (size_t)-1;
    }
    return (size_t)value;
}

unsigned long long PyLong_AsUnsignedLongLong(PyObject *op) {
    uint64_t value;
    if (!unsigned64(op, &value, "", "can't convert negative int to unsigned")) {
        return (unsigned long long)-1;
    }
    return value;
}

/* the value modulo 2**64 */
static uint64_t wrapped64(PyObject *op) {
    uint64_t value = 0;
    for (Py_ssize_t i = int_count(op); --i >= 0;) {
        value = value << PyLong_SHIFT | INT_DIGITS(op)[i];
    }
    return int_sign(op) < 0 ? 0 - value : value;
}

unsigned long long PyLong_AsUnsignedLongLongMask(PyObject *op) {
    PyObject *number = index_of(op);
    if (number == NULL) {
        return (unsigned long long)-1;
    }
    uint64_t value = wrapped64(number);
    Py_DECREF(number);
    return value;
}

unsigned long PyLong_AsUnsignedLongMask(PyObject *op) {
    return (unsigned long)PyLong_AsUnsignedLongLongMask(op);
}

void *PyLong_AsVoidPtr(PyObject *op) {
    if (!check_int(op)) {
        return NULL;
    }
    if (int_sign(op) < 0) {
        long long value = PyLong_AsLongLong(op);
        return value == -1 && PyErr_Occurred() ? NULL : (void *)(intptr_t)value;
    }
    unsigned long long value = PyLong_AsUnsignedLongLong(op);
    return value == (unsigned long long)-1 && PyErr_Occurred() ? NULL : (void *)(uintptr_t)value;
}

int _PyLong_Sign(PyObject *op) { return int_sign(op); }

#if PYI_312
#  undef PyUnstable_Long_IsCompact
#  undef PyUnstable_Long_CompactValue
int PyUnstable_Long_IsCompact(const PyLongObject *op) { return _PyLong_IsCompact(op); }
Py_ssize_t PyUnstable_Long_CompactValue(const PyLongObject *op) { return _PyLong_CompactValue(op); }
#endif
