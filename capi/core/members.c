/* SPDX-License-Identifier: Apache-2.0 */
/* members: C variables of objects as attributes.
 *
 * Contract   docs.python.org/3/c-api/structures.html#accessing-attributes-of-extension-types
 */
#include "members.h"

#include <structmember.h>

PyObject *PyMember_GetOne(const char *self, PyMemberDef *member) {
#if PYI_312
    if (member->flags & Py_RELATIVE_OFFSET) {
        PyErr_SetString(PyExc_SystemError, "PyMember_GetOne used with Py_RELATIVE_OFFSET");
        return NULL;
    }
#endif
    const char *place = self + member->offset;
    PyObject *value;
    switch (member->type) {
    case T_BOOL:
        return PyBool_FromLong(*(char *)place);
    case T_BYTE:
        return PyLong_FromLong(*(signed char *)place);
    case T_UBYTE:
        return PyLong_FromUnsignedLong(*(unsigned char *)place);
    case T_SHORT:
        return PyLong_FromLong(*(short *)place);
    case T_USHORT:
        return PyLong_FromUnsignedLong(*(unsigned short *)place);
    case T_INT:
        return PyLong_FromLong(*(int *)place);
    case T_UINT:
        return PyLong_FromUnsignedLong(*(unsigned int *)place);
    case T_LONG:
        return PyLong_FromLong(*(long *)place);
    case T_ULONG:
        return PyLong_FromUnsignedLong(*(unsigned long *)place);
    case T_PYSSIZET:
        return PyLong_FromSsize_t(*(Py_ssize_t *)place);
    case T_LONGLONG:
        return PyLong_FromLongLong(*(long long *)place);
    case T_ULONGLONG:
        return PyLong_FromUnsignedLongLong(*(unsigned long long *)place);
    case T_FLOAT:
        return PyFloat_FromDouble((double)*(float *)place);
    case T_DOUBLE:
        return PyFloat_FromDouble(*(double *)place);
    case T_STRING:
        return *(char **)place == NULL ? Py_NewRef(Py_None) : PyUnicode_FromString(*(char **)place);
    case T_STRING_INPLACE:
        return PyUnicode_FromString(place);
    case T_CHAR:
        return PyUnicode_FromStringAndSize(place, 1);
    case T_NONE:
        return Py_NewRef(Py_None);
    case T_OBJECT:
        value = *(PyObject **)place;
        return Py_NewRef(value == NULL ? Py_None : value);
    case T_OBJECT_EX:
        value = *(PyObject **)place;
        if (value == NULL) {
#if PYI_313
            PyErr_Format(PyExc_AttributeError, "'%T' object has no attribute '%s'", self, member->name);
#else
            PyErr_Format(PyExc_AttributeError, "'%.200s' object has no attribute '%s'",
                         Py_TYPE((PyObject *)self)->tp_name, member->name);
#endif
        }
        return Py_XNewRef(value);
    default:
        PyErr_Format(PyExc_SystemError, "bad memberdescr type for %s", member->name);
        return NULL;
    }
}

static int warn(const char *text) { return PyErr_WarnEx(PyExc_RuntimeWarning, text, 1); }

/* 0 or -1: an int in the range; one beyond it is stored truncated, with a warning */
#define STORE_INT(c_type, low, high, text)                                                         \
    {                                                                                              \
        long number = PyLong_AsLong(value);                                                        \
        if (number == -1 && PyErr_Occurred()) {                                                    \
            return -1;                                                                             \
        }                                                                                          \
        *(c_type *)place = (c_type)number;                                                         \
        return number < (low) || number > (high) ? warn(text) : 0;                                 \
    }

static int store_unsigned_long(char *place, PyObject *value, bool is_int) {
    if (PyLong_Check(value) && _PyLong_Sign(value) >= 0) {
        unsigned long number = PyLong_AsUnsignedLong(value);
        if (number == (unsigned long)-1 && PyErr_Occurred()) {
            return -1;
        }
        if (is_int) {
            *(unsigned int *)place = (unsigned int)number;
            return number > UINT_MAX ? warn("Truncation of value to unsigned int") : 0;
        }
        *(unsigned long *)place = number;
        return 0;
    }
    long number = PyLong_AsLong(value);
    if (number == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (is_int) {
        *(unsigned int *)place = (unsigned int)(unsigned long)number;
    } else {
        *(unsigned long *)place = (unsigned long)number;
    }
    return warn("Writing negative value into unsigned field");
}

static int store_double(char *place, PyObject *value, bool is_float) {
    double number = PyFloat_AsDouble(value);
    if (number == -1.0 && PyErr_Occurred()) {
        return -1;
    }
    if (is_float) {
        *(float *)place = (float)number;
    } else {
        *(double *)place = number;
    }
    return 0;
}

static int store_char(char *place, PyObject *value) {
    Py_ssize_t n;
    const char *text = PyUnicode_Check(value) ? PyUnicode_AsUTF8AndSize(value, &n) : NULL;
    if (text == NULL || n != 1) {
        PyErr_BadArgument();
        return -1;
    }
    *place = text[0];
    return 0;
}

static int delete(char *place, PyMemberDef *member) {
    if (member->type == T_OBJECT_EX && *(PyObject **)place == NULL) {
        PyErr_SetString(PyExc_AttributeError, member->name);
        return -1;
    }
    if (member->type != T_OBJECT && member->type != T_OBJECT_EX) {
        PyErr_SetString(PyExc_TypeError, "can't delete numeric/char attribute");
        return -1;
    }
    Py_CLEAR(*(PyObject **)place);
    return 0;
}

int PyMember_SetOne(char *self, PyMemberDef *member, PyObject *value) {
#if PYI_312
    if (member->flags & Py_RELATIVE_OFFSET) {
        PyErr_SetString(PyExc_SystemError, "PyMember_SetOne used with Py_RELATIVE_OFFSET");
        return -1;
    }
#endif
    char *place = self + member->offset;
    if (member->flags & PYI_READONLY) {
        PyErr_SetString(PyExc_AttributeError, "readonly attribute");
        return -1;
    }
    if (value == NULL) {
        return delete(place, member);
    }
    switch (member->type) {
    case T_BOOL:
        if (!PyBool_Check(value)) {
            PyErr_SetString(PyExc_TypeError, "attribute value type must be bool");
            return -1;
        }
        *place = value == Py_True;
        return 0;
    case T_BYTE:
        STORE_INT(char, CHAR_MIN, CHAR_MAX, "Truncation of value to char")
    case T_UBYTE:
        STORE_INT(unsigned char, 0, UCHAR_MAX, "Truncation of value to unsigned char")
    case T_SHORT:
        STORE_INT(short, SHRT_MIN, SHRT_MAX, "Truncation of value to short")
    case T_USHORT:
        STORE_INT(unsigned short, 0, USHRT_MAX, "Truncation of value to unsigned short")
    case T_INT:
        STORE_INT(int, INT_MIN, INT_MAX, "Truncation of value to int")
    case T_LONG:
        STORE_INT(long, LONG_MIN, LONG_MAX, "")
    case T_UINT:
        return store_unsigned_long(place, value, true);
    case T_ULONG:
        return store_unsigned_long(place, value, false);
    case T_PYSSIZET:
        *(Py_ssize_t *)place = PyLong_AsSsize_t(value);
        return *(Py_ssize_t *)place == -1 && PyErr_Occurred() ? -1 : 0;
    case T_LONGLONG:
        *(long long *)place = PyLong_AsLongLong(value);
        return *(long long *)place == -1 && PyErr_Occurred() ? -1 : 0;
    case T_ULONGLONG:
        *(unsigned long long *)place = PyLong_AsUnsignedLongLong(value);
        return *(unsigned long long *)place == (unsigned long long)-1 && PyErr_Occurred() ? -1 : 0;
    case T_FLOAT:
        return store_double(place, value, true);
    case T_DOUBLE:
        return store_double(place, value, false);
    case T_OBJECT:
    case T_OBJECT_EX:
        Py_XSETREF(*(PyObject **)place, Py_NewRef(value));
        return 0;
    case T_CHAR:
        return store_char(place, value);
    case T_STRING:
    case T_STRING_INPLACE:
        PyErr_SetString(PyExc_TypeError, "readonly attribute");
        return -1;
    default:
        PyErr_Format(PyExc_SystemError, "bad memberdescr type for %s", member->name);
        return -1;
    }
}
