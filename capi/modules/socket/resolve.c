/* SPDX-License-Identifier: Apache-2.0 */
/* resolve: names of hosts, services and protocols, which the C library looks up.
 * Contract   docs.python.org/3/library/socket.html#other-functions, RFC 3493
 */
#include "socketmodule.h"

/* ---- getaddrinfo ----------------------------------------------------------------------------------------- */

/* The bytes of a host or service, borrowed from `*owner`, which is new or NULL; false with an exception */
static bool get_host(PyObject *op, PyObject **owner, const char **text) {
    *owner = NULL;
    *text = NULL;
    if (op == Py_None) {
        return true;
    }
    if (PyUnicode_Check(op)) {
        *owner = sock_encode_idna(op);
    } else if (PyBytes_Check(op)) {
        *owner = Py_NewRef(op);
    } else {
        PyErr_SetString(PyExc_TypeError, "getaddrinfo() argument 1 must be string or None");
    }
    if (*owner == NULL) {
        return false;
    }
    *text = PyBytes_AsString(*owner);
    return *text != NULL;
}

static bool get_service(PyObject *op, PyObject **owner, const char **text) {
    *owner = NULL;
    *text = NULL;
    if (op == Py_None) {
        return true;
    }
    if (PyLong_Check(op)) {
        if (!PYI_312 && PyLong_AsLong(op) == -1 && PyErr_Occurred()) {
            return false; /* since 3.12 the system judges what is too large */
        }
        PyObject *digits = PyObject_Str(op);
        *owner = digits == NULL ? NULL : PyUnicode_AsUTF8String(digits);
        Py_XDECREF(digits);
    } else if (PyUnicode_Check(op)) {
        *owner = PyUnicode_AsUTF8String(op);
    } else if (PyBytes_Check(op)) {
        *owner = Py_NewRef(op);
    } else {
        PyErr_SetString(PyExc_OSError, "Int or String expected");
    }
    if (*owner == NULL) {
        return false;
    }
    *text = PyBytes_AS_STRING(*owner);
    return true;
}

/* new list of what the system found */
static PyObject *list_found(const struct addrinfo *found) {
    PyObject *list = PyList_New(0);
    for (const struct addrinfo *one = found; list != NULL && one != NULL; one = one->ai_next) {
        PyObject *address = sock_make_address(-1, one->ai_addr, one->ai_addrlen, 0);
        PyObject *row = address == NULL
                            ? NULL
                            : Py_BuildValue("iiisN", one->ai_family, one->ai_socktype, one->ai_protocol,
                                            one->ai_canonname == NULL ? "" : one->ai_canonname, address);
        if (row == NULL || PyList_Append(list, row) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(row);
    }
    return list;
}

/* new */
static PyObject *ask(const char *host, const char *service, const struct addrinfo *hints) {
    struct addrinfo *found;
    int status;
    Py_BEGIN_ALLOW_THREADS
    status = getaddrinfo(host, service, hints, &found);
    Py_END_ALLOW_THREADS
    if (status != 0) {
        return sock_fail_resolving(status);
    }
    PyObject *list = list_found(found);
    freeaddrinfo(found);
    return list;
}

PyObject *sock_getaddrinfo(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"host", "port", "family", "type", "proto", "flags", NULL};
    PyObject *host, *port, *host_owner, *port_owner, *result = NULL;
    const char *host_text, *port_text;
    struct addrinfo hints = {.ai_family = AF_UNSPEC};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OO|iiii:getaddrinfo", names, &host, &port,
                                     &hints.ai_family, &hints.ai_socktype, &hints.ai_protocol,
                                     &hints.ai_flags)) {
        return NULL;
    }
    if (!get_host(host, &host_owner, &host_text)) {
        Py_XDECREF(host_owner);
        return NULL;
    }
    if (get_service(port, &port_owner, &port_text) &&
        PySys_Audit("socket.getaddrinfo", "OOiii", host, port, hints.ai_family, hints.ai_socktype,
                    hints.ai_protocol) == 0) {
        result = ask(host_text, port_text, &hints);
    }
    Py_XDECREF(host_owner);
    Py_XDECREF(port_owner);
    return result;
}

/* ---- getnameinfo -------------------------------------------------------------------------------------------- */

/* The numeric address of a tuple; 0, or -1 with an exception. */
static int read_numeric(PyObject *tuple, sock_address *address) {
    const char *host;
    char service[12];
    int port;
    unsigned flowinfo = 0, scope = 0;
    if (!PyArg_ParseTuple(tuple, "si|II;getnameinfo(): illegal sockaddr argument", &host, &port, &flowinfo,
                          &scope)) {
        return -1;
    }
    if (flowinfo > 0xfffff) {
        PyErr_SetString(PyExc_OverflowError, "getnameinfo(): flowinfo must be 0-1048575.");
        return -1;
    }
    if (PySys_Audit("socket.getnameinfo", "(O)", tuple) < 0) {
        return -1;
    }
    PyOS_snprintf(service, sizeof(service), "%d", port);
    /* Numbers only: a name would have several addresses. */
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST}, *found;
    int status;
    Py_BEGIN_ALLOW_THREADS
    status = getaddrinfo(host, service, &hints, &found);
    Py_END_ALLOW_THREADS
    if (status != 0) {
        sock_fail_resolving(status);
        return -1;
    }
    address->length = Py_MIN(found->ai_addrlen, (socklen_t)sizeof(address->storage));
    memcpy(&address->storage, found->ai_addr, address->length);
    bool several = found->ai_next != NULL;
    freeaddrinfo(found);
    if (several) {
        PyErr_SetString(PyExc_OSError, "sockaddr resolved to multiple addresses");
        return -1;
    }
    if (address->any.sa_family == AF_INET && PyTuple_GET_SIZE(tuple) != 2) {
        PyErr_SetString(PyExc_OSError, "IPv4 sockaddr must be 2 tuple");
        return -1;
    }
    if (address->any.sa_family == AF_INET6) {
        address->in6.sin6_flowinfo = htonl(flowinfo);
        address->in6.sin6_scope_id = scope;
    }
    return 0;
}

PyObject *sock_getnameinfo(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *tuple;
    int flags, status;
    sock_address address;
    char host[NI_MAXHOST], service[NI_MAXSERV];
    if (!PyArg_ParseTuple(args, "Oi:getnameinfo", &tuple, &flags)) {
        return NULL;
    }
    if (!PyTuple_Check(tuple)) {
        PyErr_SetString(PyExc_TypeError, "getnameinfo() argument 1 must be a tuple");
        return NULL;
    }
    if (read_numeric(tuple, &address) < 0) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = getnameinfo(&address.any, address.length, host, sizeof(host), service, sizeof(service), flags);
    Py_END_ALLOW_THREADS
    return status != 0 ? sock_fail_resolving(status)
                       : Py_BuildValue("Ns", PyUnicode_DecodeFSDefault(host), service);
}

/* ---- gethostby... --------------------------------------------------------------------------------------------- */

static PyObject *fail_host(int code) {
    PyObject *value = Py_BuildValue("is", code, hstrerror(code));
    if (value != NULL) {
        PyErr_SetObject(sock_herror, value);
        Py_DECREF(value);
    }
    return NULL;
}

/* new: the IP address, of either length */
static PyObject *show_packed(int family, const char *packed) {
    char text[INET6_ADDRSTRLEN];
    return inet_ntop(family, packed, text, sizeof(text)) == NULL ? sock_fail() : PyUnicode_FromString(text);
}

/* new: (name, aliases, addresses) */
static PyObject *describe_host(const struct hostent *host, int family) {
    PyObject *aliases = PyList_New(0), *addresses = aliases == NULL ? NULL : PyList_New(0);
    bool whole = addresses != NULL;
    for (char **alias = host->h_aliases; whole && alias != NULL && *alias != NULL; alias++) {
        PyObject *name = PyUnicode_FromString(*alias);
        whole = name != NULL && PyList_Append(aliases, name) == 0;
        Py_XDECREF(name);
    }
    for (char **packed = host->h_addr_list; whole && *packed != NULL; packed++) {
        PyObject *address = show_packed(family, *packed);
        whole = address != NULL && PyList_Append(addresses, address) == 0;
        Py_XDECREF(address);
    }
    PyObject *name = whole ? PyUnicode_DecodeFSDefault(host->h_name) : NULL;
    if (name == NULL) {
        Py_XDECREF(aliases);
        Py_XDECREF(addresses);
        return NULL;
    }
    return Py_BuildValue("NNN", name, aliases, addresses);
}

/* What gethostbyname_r() or gethostbyaddr_r() says of an address; the buffer grows as it asks for. */
static PyObject *look_up(const char *name, const sock_address *address) {
    int family = address->any.sa_family;
    const void *packed = family == AF_INET ? (const void *)&address->in.sin_addr : &address->in6.sin6_addr;
    socklen_t length = family == AF_INET ? 4 : 16;
    for (size_t size = 16384;; size *= 2) {
        struct hostent entry, *host = NULL;
        int code = 0, status;
        char *buffer = PyMem_Malloc(size);
        if (buffer == NULL) {
            return PyErr_NoMemory();
        }
        Py_BEGIN_ALLOW_THREADS
        status = name != NULL
                     ? gethostbyname_r(name, &entry, buffer, size, &host, &code)
                     : gethostbyaddr_r(packed, length, family, &entry, buffer, size, &host, &code);
        Py_END_ALLOW_THREADS
        if (status != ERANGE || size > 1 << 20) {
            PyObject *result = NULL;
            if (host == NULL) {
                fail_host(code);
            } else if (host->h_addrtype != family) {
                errno = EAFNOSUPPORT; /* answers of another family */
                sock_fail();
            } else {
                result = describe_host(host, family);
            }
            PyMem_Free(buffer);
            return result;
        }
        PyMem_Free(buffer);
    }
}

/* The bytes of a host that gethostby...() was given, which belong to `*owner`; NULL with an exception. */
static const char *parse_host(PyObject *args, const char *method, const char *event, PyObject **owner) {
    PyObject *op;
    char format[32];
    PyOS_snprintf(format, sizeof(format), "O:%s", method);
    if (!PyArg_ParseTuple(args, format, &op)) {
        return NULL;
    }
    if (PyUnicode_Check(op)) {
        *owner = sock_encode_idna(op);
    } else if (PyBytes_Check(op) || PyByteArray_Check(op)) {
        *owner = PyBytes_FromObject(op);
    } else {
        PyErr_Format(PyExc_TypeError, "%s() argument 1 must be str, bytes or bytearray, not %.50s", method,
                     op == Py_None ? "None" : Py_TYPE(op)->tp_name);
        return NULL;
    }
    if (*owner == NULL) {
        return NULL;
    }
    const char *text = PyBytes_AS_STRING(*owner);
    if (strlen(text) != (size_t)PyBytes_GET_SIZE(*owner)) {
        PyErr_Format(PyExc_TypeError, "%s() argument 1 must be encoded string without null bytes, not %.50s",
                     method, Py_TYPE(op)->tp_name);
    } else if (PySys_Audit(event, "O", op) == 0) {
        return text;
    }
    Py_CLEAR(*owner);
    return NULL;
}

PyObject *sock_gethostbyname(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *owner;
    const char *host = parse_host(args, "gethostbyname", "socket.gethostbyname", &owner);
    sock_address address;
    if (host == NULL) {
        return NULL;
    }
    int length = sock_find_host(host, &address.any, sizeof(address.in), AF_INET);
    Py_DECREF(owner);
    return length < 0 ? NULL : sock_show_ip4(&address.in);
}

PyObject *sock_gethostbyname_ex(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *owner;
    const char *host = parse_host(args, "gethostbyname_ex", "socket.gethostbyname", &owner);
    sock_address address;
    if (host == NULL) {
        return NULL;
    }
    int length = sock_find_host(host, &address.any, sizeof(address.in), AF_INET);
    PyObject *result = length < 0 ? NULL : look_up(host, &address);
    Py_DECREF(owner);
    return result;
}

PyObject *sock_gethostbyaddr(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *owner;
    const char *host = parse_host(args, "gethostbyaddr", "socket.gethostbyaddr", &owner);
    sock_address address;
    if (host == NULL) {
        return NULL;
    }
    int length = sock_find_host(host, &address.any, sizeof(address.storage), AF_UNSPEC);
    Py_DECREF(owner);
    return length < 0 ? NULL : look_up(NULL, &address);
}

/* ---- services and protocols -------------------------------------------------------------------------------------- */

PyObject *sock_getservbyname(PyObject *Py_UNUSED(module), PyObject *args) {
    const char *name, *proto = NULL;
    struct servent *entry;
    if (!PyArg_ParseTuple(args, "s|s:getservbyname", &name, &proto) ||
        PySys_Audit("socket.getservbyname", "ss", name, proto == NULL ? "" : proto) < 0) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    entry = getservbyname(name, proto);
    Py_END_ALLOW_THREADS
    if (entry == NULL) {
        PyErr_SetString(PyExc_OSError, "service/proto not found");
        return NULL;
    }
    return PyLong_FromLong(ntohs((uint16_t)entry->s_port));
}

PyObject *sock_getservbyport(PyObject *Py_UNUSED(module), PyObject *args) {
    int port;
    const char *proto = NULL;
    struct servent *entry;
    if (!PyArg_ParseTuple(args, "i|s:getservbyport", &port, &proto)) {
        return NULL;
    }
    if (port < 0 || port > 0xffff) {
        PyErr_SetString(PyExc_OverflowError, "getservbyport: port must be 0-65535.");
        return NULL;
    }
    if (PySys_Audit("socket.getservbyport", "is", port, proto == NULL ? "" : proto) < 0) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    entry = getservbyport(htons((uint16_t)port), proto);
    Py_END_ALLOW_THREADS
    if (entry == NULL) {
        PyErr_SetString(PyExc_OSError, "port/proto not found");
        return NULL;
    }
    return PyUnicode_FromString(entry->s_name);
}

PyObject *sock_getprotobyname(PyObject *Py_UNUSED(module), PyObject *args) {
    const char *name;
    struct protoent *entry;
    if (!PyArg_ParseTuple(args, "s:getprotobyname", &name)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    entry = getprotobyname(name);
    Py_END_ALLOW_THREADS
    if (entry == NULL) {
        PyErr_SetString(PyExc_OSError, "protocol not found");
        return NULL;
    }
    return PyLong_FromLong(entry->p_proto);
}
