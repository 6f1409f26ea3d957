/* SPDX-License-Identifier: Apache-2.0 */
/* host: names of hosts as they stand in addresses, and the IP addresses that they mean. */
#include "socketmodule.h"
#include "pyi_c_imports.h"

#define MISFIT "address family mismatched"

/* Whether the labels of an ASCII name are of lengths that DNS allows; the last may be empty. */
static bool has_good_labels(const char *name, Py_ssize_t n) {
    Py_ssize_t length = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        if (name[i] != '.') {
            length++;
        } else if (length == 0 || length > 63) {
            return false;
        } else {
            length = 0;
        }
    }
    return length <= 63;
}

PYI_C_IMPORT("encodings.idna", "getregentry", "_socket", "");

/* The codec leaves good ASCII as it is, so nearly nobody needs it. */
PyObject *sock_encode_idna(PyObject *name) {
    if (PyUnicode_IS_ASCII(name) &&
        has_good_labels((const char *)PyUnicode_1BYTE_DATA(name), PyUnicode_GET_LENGTH(name))) {
        return PyUnicode_AsASCIIString(name);
    }
    return PyUnicode_AsEncodedString(name, "idna", NULL);
}

/* new bytes: the name as ASCII, for which other letters are encoded as IDNA says */
static PyObject *encode_name(PyObject *op) {
    if (PyBytes_Check(op) || PyByteArray_Check(op)) {
        return Py_NewRef(op);
    }
    if (!PyUnicode_Check(op)) {
        PyErr_Format(PyExc_TypeError, "str, bytes or bytearray expected, not %s", Py_TYPE(op)->tp_name);
        return NULL;
    }
    if (PyUnicode_IS_ASCII(op)) {
        return PyUnicode_AsASCIIString(op);
    }
    PyObject *bytes = PyUnicode_AsEncodedString(op, "idna", NULL);
    if (bytes == NULL) {
        PyErr_SetString(PyExc_TypeError, "encoding of hostname failed");
    }
    return bytes;
}

int sock_host_converter(PyObject *op, void *to) {
    sock_host *host = to;
    if (op == NULL) {
        Py_CLEAR(host->owner);
        return 1;
    }
    host->owner = encode_name(op);
    if (host->owner == NULL) {
        return 0;
    }
    bool is_bytes = PyBytes_Check(host->owner);
    size_t n = (size_t)Py_SIZE(host->owner);
    host->text = is_bytes ? PyBytes_AS_STRING(host->owner) : PyByteArray_AS_STRING(host->owner);
    if (strlen(host->text) != n) {
        Py_CLEAR(host->owner);
        PyErr_SetString(PyExc_TypeError, "host name must not contain null character");
        return 0;
    }
    return Py_CLEANUP_SUPPORTED;
}

/* The first answer of the system; -1 with an exception. */
static int ask(const char *name, struct sockaddr *address, size_t size, const struct addrinfo *hints) {
    struct addrinfo *found;
    int status;
    Py_BEGIN_ALLOW_THREADS
    status = getaddrinfo(name, name == NULL ? "0" : NULL, hints, &found);
    Py_END_ALLOW_THREADS
    if (status != 0) {
        sock_fail_resolving(status);
        return -1;
    }
    int family = found->ai_family, length = -1;
    if (name == NULL && found->ai_next != NULL) {
        PyErr_SetString(PyExc_OSError, "wildcard resolved to multiple address");
    } else if (family != AF_INET && family != AF_INET6) {
        PyErr_SetString(PyExc_OSError, name == NULL ? "unsupported address family" : "unknown address family");
    } else {
        memcpy(address, found->ai_addr, Py_MIN(size, found->ai_addrlen));
        length = family == AF_INET ? 4 : 16;
    }
    freeaddrinfo(found);
    return length;
}

int sock_find_host(const char *name, struct sockaddr *address, size_t size, int family) {
    struct sockaddr_in *in = (struct sockaddr_in *)address;
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;
    bool may_be_4 = family == AF_UNSPEC || family == AF_INET;
    bool may_be_6 = family == AF_UNSPEC || family == AF_INET6;
    memset(address, 0, size);
    if (name[0] == '\0') { /* every address of this machine */
        struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_DGRAM, .ai_flags = AI_PASSIVE};
        return ask(NULL, address, size, &hints);
    }
    if (strcmp(name, "<broadcast>") == 0 || strcmp(name, "255.255.255.255") == 0) {
        if (!may_be_4) {
            PyErr_SetString(PyExc_OSError, MISFIT);
            return -1;
        }
        in->sin_family = AF_INET;
        in->sin_addr.s_addr = INADDR_BROADCAST;
        return 4;
    }
    /* Digits need no resolver, which is slow and asks the network on some machines. */
    if (may_be_4 && inet_pton(AF_INET, name, &in->sin_addr) > 0) {
        in->sin_family = AF_INET;
        return 4;
    }
    if (may_be_6 && size >= sizeof(*in6) && strchr(name, '%') == NULL &&
        inet_pton(AF_INET6, name, &in6->sin6_addr) > 0) {
        in6->sin6_family = AF_INET6;
        return 16;
    }
    memset(address, 0, size);
    struct addrinfo hints = {.ai_family = family};
    return ask(name, address, size, &hints);
}
