/* SPDX-License-Identifier: Apache-2.0 */
/* socketmodule.h: what the files of the module _socket share. */
#ifndef PYI_SOCKETMODULE_H
#define PYI_SOCKETMODULE_H

#include "pyi.h"

#if PYI_312
#  include "internal/pycore_time.h"
#endif

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#if PYI_313
typedef PyTime_t sock_time; /* nanoseconds */
#else
typedef _PyTime_t sock_time;
#endif

/* The layout is CPython's: _ssl takes the descriptor and the timeout from it. */
typedef struct {
    PyObject_HEAD
    int fd, family, type, proto;
    PyObject *(*error)(void);
    sock_time timeout; /* below 0: waits for ever */
#if PYI_312
    void *state; /* unused */
#endif
} socketobject;

#define SOCKET(op) ((socketobject *)(op))

PYI_HIDDEN extern PyTypeObject sock_type;
PYI_HIDDEN extern PyObject *sock_gaierror, *sock_herror; /* made with the module */

/* Rows of the type and of the module; each file has those of its part. */
typedef PyObject *sock_function(PyObject *, PyObject *);
#define SOCK_FUNCTIONS(function)                                                                   \
    function(accept) function(bind) function(close) function(connect) function(connect_ex)         \
    function(detach) function(getblocking) function(getpeername) function(getsockname)             \
    function(getsockopt) function(gettimeout) function(listen) function(recv) function(recvfrom)   \
    function(recvmsg) function(recvmsg_into) function(send) function(sendall) function(sendmsg)    \
    function(sendto) function(setblocking) function(setsockopt) function(settimeout)               \
    function(shutdown) function(CMSG_LEN) function(CMSG_SPACE) function(gethostbyaddr)             \
    function(gethostbyname) function(gethostbyname_ex) function(getnameinfo)                       \
    function(getprotobyname) function(getservbyname) function(getservbyport) function(htonl)       \
    function(htons) function(ntohl) function(ntohs) function(inet_aton) function(inet_ntoa)        \
    function(inet_ntop) function(inet_pton) function(if_indextoname) function(if_nameindex)        \
    function(if_nametoindex)
#define SOCK_DECLARE(name) PYI_HIDDEN sock_function sock_##name;
SOCK_FUNCTIONS(SOCK_DECLARE)
typedef PyObject *sock_keyword_function(PyObject *, PyObject *, PyObject *);
PYI_HIDDEN sock_keyword_function sock_recv_into, sock_recvfrom_into, sock_getaddrinfo, sock_sendmsg_afalg;

/* NULL, always: OSError of errno */
PYI_HIDDEN PyObject *sock_fail(void);
/* NULL, always: gaierror, or OSError when the system says so */
PYI_HIDDEN PyObject *sock_fail_resolving(int code);

/* ---- waiting (call.c) ------------------------------------------------------------------------- */

/* Does one system call for the socket; false with errno when it failed. The GIL is not held. */
typedef bool sock_operation(socketobject *self, void *data);
/* Waits as the timeout of the socket says, calls again when a signal came; 0, or -1 with an exception. */
PYI_HIDDEN int sock_call(socketobject *self, bool writing, sock_operation *operation, void *data);
/* As above with another timeout, which may be shared by several calls. `connecting`: waits even without a
 * timeout. `error`: instead of an exception errno is stored there, unless a signal handler raised. */
PYI_HIDDEN int sock_call_until(socketobject *self, bool writing, sock_operation *operation, void *data,
                               bool connecting, int *error, sock_time timeout);
PYI_HIDDEN sock_time sock_now(void);
/* 0, or -1 with an exception */
PYI_HIDDEN int sock_parse_timeout(PyObject *op, sock_time *timeout);
/* 0, or -1 with OSError */
PYI_HIDDEN int sock_set_blocking(int fd, bool blocking);

/* ---- addresses --------------------------------------------------------------------------------- */

/* An address of any family, with room for the longest. */
typedef struct {
    union {
        struct sockaddr any;
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        struct sockaddr_un un;
        struct sockaddr_storage storage;
    };
    socklen_t length;
} sock_address;

/* True, or false with an exception; `caller` is named by messages. */
PYI_HIDDEN bool sock_parse_address(socketobject *self, PyObject *op, sock_address *address,
                                   const char *caller);
PYI_HIDDEN bool sock_parse_rare_address(socketobject *self, PyObject *op, sock_address *address,
                                        const char *caller);
/* new */
PYI_HIDDEN PyObject *sock_make_address(int fd, const struct sockaddr *address, socklen_t length, int proto);
/* new; NULL without an exception when the family is unknown here */
PYI_HIDDEN PyObject *sock_make_rare_address(int fd, const struct sockaddr *address, socklen_t length,
                                            int proto);
/* Whether the argument is a tuple, else TypeError */
PYI_HIDDEN bool sock_check_tuple(PyObject *op, const char *family, const char *caller);
/* 0 to 65535, else OverflowError */
PYI_HIDDEN bool sock_check_port(int port, const char *what, const char *caller);

/* The name of a host in bytes: a converter for PyArg_Parse, which cleans up. */
typedef struct {
    PyObject *owner; /* owned */
    const char *text;
} sock_host;
PYI_HIDDEN int sock_host_converter(PyObject *op, void *host);
/* new bytes of a str: the form of a host name that DNS has (RFC 3490) */
PYI_HIDDEN PyObject *sock_encode_idna(PyObject *name);
/* The IP address of a host, asked of the system when it is a name: its length 4 or 16, or -1 with an
 * exception. */
PYI_HIDDEN int sock_find_host(const char *name, struct sockaddr *address, size_t size, int family);
/* new */
PYI_HIDDEN PyObject *sock_show_ip4(const struct sockaddr_in *address);
PYI_HIDDEN PyObject *sock_show_ip6(const struct sockaddr_in6 *address);

/* ---- module -------------------------------------------------------------------------------------- */

/* 0, or -1 with an exception */
PYI_HIDDEN int sock_add_constants(PyObject *module);
PYI_HIDDEN extern sock_time sock_default_timeout;

#endif /* PYI_SOCKETMODULE_H */
