/* SPDX-License-Identifier: Apache-2.0 */
/* _socket: what the module socket is made of.
 * Contract   docs.python.org/3/library/socket.html
 */
#include "socketmodule.h"

#include "internal/pycore_fileutils.h"

PyObject *sock_gaierror, *sock_herror;

/* ---- errors -------------------------------------------------------------------------------------------- */

PyObject *sock_fail(void) { return PyErr_SetFromErrno(PyExc_OSError); }

PyObject *sock_fail_resolving(int code) {
    if (code == EAI_SYSTEM) {
        return sock_fail();
    }
    PyObject *value = Py_BuildValue("is", code, gai_strerror(code));
    if (value != NULL) {
        PyErr_SetObject(sock_gaierror, value);
        Py_DECREF(value);
    }
    return NULL;
}

/* ---- descriptors ---------------------------------------------------------------------------------------- */

/* A C long as a descriptor, as far as it is one; -1 with an exception */
static int get_descriptor(PyObject *op) {
    long fd = PyLong_AsLong(op);
    return fd == -1 && PyErr_Occurred() ? -1 : (int)fd;
}

static PyObject *close_fd(PyObject *Py_UNUSED(module), PyObject *op) {
    int fd = get_descriptor(op), status;
    if (fd == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = close(fd);
    Py_END_ALLOW_THREADS
    return status < 0 && errno != ECONNRESET ? sock_fail() : Py_NewRef(Py_None);
}

static PyObject *dup_fd(PyObject *Py_UNUSED(module), PyObject *op) {
    int fd = get_descriptor(op);
    if (fd == -1 && PyErr_Occurred()) {
        return NULL;
    }
    int copy = _Py_dup(fd);
    return copy < 0 ? NULL : PyLong_FromLong(copy);
}

/* new: steals the descriptor */
static PyObject *wrap(int fd, int family, int type, int proto) {
    PyObject *made = PyObject_CallFunction((PyObject *)&sock_type, "iiii", family, type, proto, fd);
    if (made == NULL) {
        close(fd);
    }
    return made;
}

static PyObject *socketpair_(PyObject *Py_UNUSED(module), PyObject *args) {
    int family = AF_UNIX, type = SOCK_STREAM, proto = 0, pair[2], status;
    if (!PyArg_ParseTuple(args, "|iii:socketpair", &family, &type, &proto)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = socketpair(family, type | SOCK_CLOEXEC, proto, pair);
    Py_END_ALLOW_THREADS
    if (status < 0) {
        return sock_fail();
    }
    PyObject *first = wrap(pair[0], family, type, proto);
    if (first == NULL) {
        close(pair[1]);
        return NULL;
    }
    PyObject *second = wrap(pair[1], family, type, proto);
    if (second == NULL) {
        Py_DECREF(first);
        return NULL;
    }
    return Py_BuildValue("NN", first, second);
}

/* ---- this machine ------------------------------------------------------------------------------------------ */

static PyObject *gethostname_(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(unused)) {
    char name[1024];
    int status;
    if (PySys_Audit("socket.gethostname", NULL) < 0) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = gethostname(name, sizeof(name) - 1);
    Py_END_ALLOW_THREADS
    if (status < 0) {
        return sock_fail();
    }
    name[sizeof(name) - 1] = '\0';
    return PyUnicode_DecodeFSDefault(name);
}

static PyObject *sethostname_(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *given, *name;
    if (!PyArg_ParseTuple(args, "O:sethostname", &given) || !PyUnicode_FSConverter(given, &name)) {
        return NULL;
    }
    PyObject *result = NULL;
    if (PySys_Audit("socket.sethostname", "(O)", name) == 0) {
        int status = sethostname(PyBytes_AS_STRING(name), (size_t)PyBytes_GET_SIZE(name));
        result = status < 0 ? sock_fail() : Py_NewRef(Py_None);
    }
    Py_DECREF(name);
    return result;
}

static PyObject *getdefaulttimeout(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(unused)) {
    return sock_default_timeout < 0 ? Py_NewRef(Py_None)
                                    : PyFloat_FromDouble((double)sock_default_timeout / 1e9);
}

static PyObject *setdefaulttimeout(PyObject *Py_UNUSED(module), PyObject *op) {
    sock_time timeout;
    if (sock_parse_timeout(op, &timeout) < 0) {
        return NULL;
    }
    sock_default_timeout = timeout;
    Py_RETURN_NONE;
}

/* ---- module ------------------------------------------------------------------------------------------------ */

/* These have a signature since 3.13. */
#if PYI_313
#  define DOC(name, parameters) PYI_SIGNATURE(name, parameters)
#else
#  define DOC(name, parameters) NULL
#endif

static PyMethodDef methods[] = {
    {"gethostbyname", sock_gethostbyname, METH_VARARGS, NULL},
    {"gethostbyname_ex", sock_gethostbyname_ex, METH_VARARGS, NULL},
    {"gethostbyaddr", sock_gethostbyaddr, METH_VARARGS, NULL},
    {"gethostname", gethostname_, METH_NOARGS, NULL},
    {"sethostname", sethostname_, METH_VARARGS, NULL},
    {"getservbyname", sock_getservbyname, METH_VARARGS, NULL},
    {"getservbyport", sock_getservbyport, METH_VARARGS, NULL},
    {"getprotobyname", sock_getprotobyname, METH_VARARGS, NULL},
    {"close", close_fd, METH_O, NULL},
    {"dup", dup_fd, METH_O, NULL},
    {"socketpair", socketpair_, METH_VARARGS, NULL},
    {"ntohs", sock_ntohs, METH_O, DOC("ntohs", "($self, x, /)")},
    {"ntohl", sock_ntohl, METH_O, NULL},
    {"htons", sock_htons, METH_O, DOC("htons", "($self, x, /)")},
    {"htonl", sock_htonl, METH_O, NULL},
    {"inet_aton", sock_inet_aton, METH_VARARGS, DOC("inet_aton", "($self, ip_addr, /)")},
    {"inet_ntoa", sock_inet_ntoa, METH_VARARGS, DOC("inet_ntoa", "($self, packed_ip, /)")},
    {"inet_pton", sock_inet_pton, METH_VARARGS, NULL},
    {"inet_ntop", sock_inet_ntop, METH_VARARGS, NULL},
    {"getaddrinfo", PYI_FASTCALL(sock_getaddrinfo), METH_VARARGS | METH_KEYWORDS, NULL},
    {"getnameinfo", sock_getnameinfo, METH_VARARGS, NULL},
    {"getdefaulttimeout", getdefaulttimeout, METH_NOARGS, NULL},
    {"setdefaulttimeout", setdefaulttimeout, METH_O, NULL},
    {"if_nameindex", sock_if_nameindex, METH_NOARGS, NULL},
    {"if_nametoindex", sock_if_nametoindex, METH_VARARGS,
     DOC("if_nametoindex", "($self, oname, /)")},
    {"if_indextoname", sock_if_indextoname, METH_O, NULL},
    {"CMSG_LEN", sock_CMSG_LEN, METH_VARARGS, NULL},
    {"CMSG_SPACE", sock_CMSG_SPACE, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* What _ssl takes from the capsule */
static struct {
    PyTypeObject *type;
    PyObject *error, *timeout_error;
} capi;

static int add_errors(PyObject *module) {
    if (sock_herror == NULL && (sock_herror = PyErr_NewException("socket.herror", PyExc_OSError, NULL)) == NULL) {
        return -1;
    }
    if (sock_gaierror == NULL &&
        (sock_gaierror = PyErr_NewException("socket.gaierror", PyExc_OSError, NULL)) == NULL) {
        return -1;
    }
    if (PyModule_AddObjectRef(module, "error", PyExc_OSError) < 0 ||
        PyModule_AddObjectRef(module, "herror", sock_herror) < 0 ||
        PyModule_AddObjectRef(module, "gaierror", sock_gaierror) < 0) {
        return -1;
    }
    return PyModule_AddObjectRef(module, "timeout", PyExc_TimeoutError);
}

static int fill(PyObject *module) {
    if (add_errors(module) < 0 || PyModule_AddType(module, &sock_type) < 0 ||
        PyModule_AddObjectRef(module, "SocketType", (PyObject *)&sock_type) < 0 ||
        PyModule_AddObjectRef(module, "has_ipv6", Py_True) < 0) {
        return -1;
    }
    capi.type = &sock_type;
    capi.error = PyExc_OSError;
    capi.timeout_error = PyExc_TimeoutError;
    PyObject *capsule = PyCapsule_New(&capi, "_socket.CAPI", NULL);
    int status = capsule == NULL ? -1 : PyModule_AddObjectRef(module, "CAPI", capsule);
    Py_XDECREF(capsule);
    return status < 0 ? -1 : sock_add_constants(module);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_socket",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *socket_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_socket", socket_init);
