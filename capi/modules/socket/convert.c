/* SPDX-License-Identifier: Apache-2.0 */
/* convert: byte orders, and IP addresses as text and as bytes. */
#include "socketmodule.h"

/* ---- byte order ------------------------------------------------------------------------------------------ */

static PyObject *swap_long(PyObject *op, uint32_t (*swap)(uint32_t)) {
    if (!PyLong_Check(op)) {
        PyErr_Format(PyExc_TypeError, "expected int, %s found", Py_TYPE(op)->tp_name);
        return NULL;
    }
    unsigned long value = PyLong_AsUnsignedLong(op);
    if (value == (unsigned long)-1 && PyErr_Occurred()) {
        return NULL;
    }
    if (value > UINT32_MAX) {
        PyErr_Format(PyExc_OverflowError, "int larger than 32 bits", value);
        return NULL;
    }
    return PyLong_FromUnsignedLong(swap((uint32_t)value));
}

static PyObject *swap_short(PyObject *op, uint16_t (*swap)(uint16_t), const char *name) {
    int value = PYI_LONG_AS_INT(op);
    if (value == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (value < 0 || value > UINT16_MAX) {
        PyErr_Format(PyExc_OverflowError,
                     value < 0 ? "%s: can't convert negative Python int to C 16-bit unsigned integer"
                               : "%s: Python int too large to convert to C 16-bit unsigned integer",
                     name);
        return NULL;
    }
    return PyLong_FromLong(swap((uint16_t)value));
}

PyObject *sock_htonl(PyObject *Py_UNUSED(module), PyObject *op) { return swap_long(op, htonl); }
PyObject *sock_ntohl(PyObject *Py_UNUSED(module), PyObject *op) { return swap_long(op, ntohl); }
PyObject *sock_htons(PyObject *Py_UNUSED(module), PyObject *op) { return swap_short(op, htons, "htons"); }
PyObject *sock_ntohs(PyObject *Py_UNUSED(module), PyObject *op) { return swap_short(op, ntohs, "ntohs"); }

/* ---- text and bytes ---------------------------------------------------------------------------------------- */

PyObject *sock_inet_aton(PyObject *Py_UNUSED(module), PyObject *args) {
    const char *text;
    struct in_addr address;
    if (!PyArg_ParseTuple(args, "s:inet_aton", &text)) {
        return NULL;
    }
    if (inet_aton(text, &address) == 0) {
        PyErr_SetString(PyExc_OSError, "illegal IP address string passed to inet_aton");
        return NULL;
    }
    return PyBytes_FromStringAndSize((char *)&address, sizeof(address));
}

PyObject *sock_inet_ntoa(PyObject *Py_UNUSED(module), PyObject *args) {
    Py_buffer packed;
    struct sockaddr_in address;
    if (!PyArg_ParseTuple(args, "y*:inet_ntoa", &packed)) {
        return NULL;
    }
    bool fits = packed.len == sizeof(address.sin_addr);
    if (fits) {
        memcpy(&address.sin_addr, packed.buf, sizeof(address.sin_addr));
    }
    PyBuffer_Release(&packed);
    if (!fits) {
        PyErr_SetString(PyExc_OSError, "packed IP wrong length for inet_ntoa");
        return NULL;
    }
    return sock_show_ip4(&address);
}

PyObject *sock_inet_pton(PyObject *Py_UNUSED(module), PyObject *args) {
    int family;
    const char *text;
    char packed[sizeof(struct in6_addr)];
    if (!PyArg_ParseTuple(args, "is:inet_pton", &family, &text)) {
        return NULL;
    }
    int status = inet_pton(family, text, packed);
    if (status < 0) {
        return sock_fail();
    }
    if (status == 0) {
        PyErr_SetString(PyExc_OSError, "illegal IP address string passed to inet_pton");
        return NULL;
    }
    return PyBytes_FromStringAndSize(packed, family == AF_INET ? 4 : 16);
}

PyObject *sock_inet_ntop(PyObject *Py_UNUSED(module), PyObject *args) {
    int family;
    Py_buffer packed;
    char text[INET6_ADDRSTRLEN];
    if (!PyArg_ParseTuple(args, "iy*:inet_ntop", &family, &packed)) {
        return NULL;
    }
    PyObject *result = NULL;
    if (family != AF_INET && family != AF_INET6) {
        PyErr_Format(PyExc_ValueError, "unknown address family %d", family);
    } else if (packed.len != (family == AF_INET ? 4 : 16)) {
        PyErr_SetString(PyExc_ValueError, "invalid length of packed IP address string");
    } else if (inet_ntop(family, packed.buf, text, sizeof(text)) == NULL) {
        sock_fail();
    } else {
        result = PyUnicode_FromString(text);
    }
    PyBuffer_Release(&packed);
    return result;
}
