/* SPDX-License-Identifier: Apache-2.0 */
/* address: socket addresses as Python objects: the Internet's and the machine's own.
 * Contract   docs.python.org/3/library/socket.html#socket-families
 */
#include "socketmodule.h"

/* ---- checks -------------------------------------------------------------------------------------------- */

bool sock_check_tuple(PyObject *op, const char *family, const char *caller) {
    if (!PyTuple_Check(op)) {
        PyErr_Format(PyExc_TypeError, "%s(): %s address must be tuple, not %.500s", caller, family,
                     Py_TYPE(op)->tp_name);
        return false;
    }
    return true;
}

bool sock_check_port(int port, const char *what, const char *caller) {
    if (port < 0 || port > 0xffff) {
        PyErr_Format(PyExc_OverflowError, "%s(): %s must be 0-65535.", caller, what);
        return false;
    }
    return true;
}

/* A number that no C int holds is out of range too. */
static bool explain_overflow(const char *caller) {
    if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Format(PyExc_OverflowError, "%s(): port must be 0-65535.", caller);
    }
    return false;
}

/* ---- from Python ---------------------------------------------------------------------------------------- */

static bool parse_unix(PyObject *op, sock_address *address) {
    Py_buffer path;
    PyObject *encoded = NULL;
    if (PyUnicode_Check(op)) {
        encoded = PyUnicode_EncodeFSDefault(op);
        if (encoded == NULL || PyObject_GetBuffer(encoded, &path, PyBUF_SIMPLE) < 0) {
            Py_XDECREF(encoded);
            return false;
        }
    } else if (!PyArg_Parse(op, "y*", &path)) {
        return false;
    }
    struct sockaddr_un *un = &address->un;
    bool is_abstract = path.len == 0 || *(char *)path.buf == 0;
    bool fits = (size_t)path.len + !is_abstract <= sizeof(un->sun_path);
    if (fits) {
        un->sun_family = AF_UNIX;
        memcpy(un->sun_path, path.buf, (size_t)path.len);
        if (!is_abstract) {
            un->sun_path[path.len] = '\0';
        }
        address->length = (socklen_t)((size_t)path.len + offsetof(struct sockaddr_un, sun_path));
    } else {
        PyErr_SetString(PyExc_OSError, "AF_UNIX path too long");
    }
    PyBuffer_Release(&path);
    Py_XDECREF(encoded);
    return fits;
}

static bool parse_ip4(PyObject *op, sock_address *address, const char *caller) {
    sock_host host = {NULL, NULL};
    int port;
    if (!sock_check_tuple(op, "AF_INET", caller)) {
        return false;
    }
    if (!PyArg_ParseTuple(op, "O&i;AF_INET address must be a pair (host, port)", sock_host_converter,
                          &host, &port)) {
        return explain_overflow(caller);
    }
    bool found = sock_find_host(host.text, &address->any, sizeof(address->in), AF_INET) >= 0;
    Py_DECREF(host.owner);
    if (!found || !sock_check_port(port, "port", caller)) {
        return false;
    }
    address->in.sin_family = AF_INET;
    address->in.sin_port = htons((uint16_t)port);
    address->length = sizeof(address->in);
    return true;
}

static bool parse_ip6(PyObject *op, sock_address *address, const char *caller) {
    sock_host host = {NULL, NULL};
    int port;
    unsigned flowinfo = 0, scope = 0;
    if (!sock_check_tuple(op, "AF_INET6", caller)) {
        return false;
    }
    if (!PyArg_ParseTuple(op,
                          "O&i|II;AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])",
                          sock_host_converter, &host, &port, &flowinfo, &scope)) {
        return explain_overflow(caller);
    }
    bool found = sock_find_host(host.text, &address->any, sizeof(address->in6), AF_INET6) >= 0;
    Py_DECREF(host.owner);
    if (!found || !sock_check_port(port, "port", caller)) {
        return false;
    }
    if (flowinfo > 0xfffff) {
        PyErr_Format(PyExc_OverflowError, "%s(): flowinfo must be 0-1048575.", caller);
        return false;
    }
    address->in6.sin6_family = AF_INET6;
    address->in6.sin6_port = htons((uint16_t)port);
    address->in6.sin6_flowinfo = htonl(flowinfo);
    address->in6.sin6_scope_id = scope;
    address->length = sizeof(address->in6);
    return true;
}

bool sock_parse_address(socketobject *self, PyObject *op, sock_address *address, const char *caller) {
    memset(address, 0, sizeof(*address));
    switch (self->family) {
    case AF_UNIX: return parse_unix(op, address);
    case AF_INET: return parse_ip4(op, address, caller);
    case AF_INET6: return parse_ip6(op, address, caller);
    default: return sock_parse_rare_address(self, op, address, caller);
    }
}

/* ---- to Python ------------------------------------------------------------------------------------------- */

PyObject *sock_show_ip4(const struct sockaddr_in *address) {
    char text[INET_ADDRSTRLEN];
    return inet_ntop(AF_INET, &address->sin_addr, text, sizeof(text)) == NULL
               ? sock_fail()
               : PyUnicode_FromString(text);
}

PyObject *sock_show_ip6(const struct sockaddr_in6 *address) {
    char text[INET6_ADDRSTRLEN];
    return inet_ntop(AF_INET6, &address->sin6_addr, text, sizeof(text)) == NULL
               ? sock_fail()
               : PyUnicode_FromString(text);
}

static PyObject *make_unix(const struct sockaddr_un *address, socklen_t length) {
    size_t start = offsetof(struct sockaddr_un, sun_path);
    if (length <= start) {
        return PyUnicode_New(0, 0); /* a socket without a name */
    }
    size_t n = length - start;
    if (address->sun_path[0] == '\0') { /* a name in Linux's own space, in which zeros may be */
        return PyBytes_FromStringAndSize(address->sun_path, (Py_ssize_t)n);
    }
    return PyUnicode_DecodeFSDefaultAndSize(address->sun_path,
                                            (Py_ssize_t)strnlen(address->sun_path, n));
}

PyObject *sock_make_address(int fd, const struct sockaddr *address, socklen_t length, int proto) {
    if (length == 0) {
        Py_RETURN_NONE; /* as recvfrom() on a connected stream leaves it */
    }
    switch (address->sa_family) {
    case AF_UNIX: return make_unix((const struct sockaddr_un *)address, length);
    case AF_INET: {
        const struct sockaddr_in *in = (const struct sockaddr_in *)address;
        PyObject *host = sock_show_ip4(in);
        return host == NULL ? NULL : Py_BuildValue("Ni", host, ntohs(in->sin_port));
    }
    case AF_INET6: {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)address;
        PyObject *host = sock_show_ip6(in);
        return host == NULL ? NULL
                            : Py_BuildValue("NiII", host, ntohs(in->sin6_port), ntohl(in->sin6_flowinfo),
                                            in->sin6_scope_id);
    }
    default: {
        PyObject *rare = sock_make_rare_address(fd, address, length, proto);
        return rare != NULL || PyErr_Occurred()
                   ? rare
                   : Py_BuildValue("iy#", address->sa_family, address->sa_data,
                                   (Py_ssize_t)sizeof(address->sa_data));
    }
    }
}
