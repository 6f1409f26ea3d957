/* SPDX-License-Identifier: Apache-2.0 */
/* rare_address: addresses of what only Linux has: packets, netlink, virtual machines, CAN, TIPC, ciphers.
 * Contract   docs.python.org/3/library/socket.html#socket-families
 */
#include "socketmodule.h"

#include <linux/can.h>
#include <linux/if_alg.h>
#include <linux/netlink.h>
#include <linux/qrtr.h>
#include <linux/tipc.h>
#include <linux/vm_sockets.h>
#include <netpacket/packet.h>
#include <sys/ioctl.h>

#ifndef AF_QIPCRTR
#  define AF_QIPCRTR 42
#endif

#define AS(type, address) ((struct type *)(void *)&(address)->storage)
#define VIEW(type, address) ((const struct type *)(const void *)(address))

/* ---- interfaces --------------------------------------------------------------------------------------- */

/* The number of a network interface, 0 for an empty name; false with OSError */
static bool find_interface(int fd, PyObject *name, int *index) {
    struct ifreq ask = {.ifr_ifindex = 0};
    Py_ssize_t n = PyBytes_GET_SIZE(name);
    if (n == 0) {
        *index = 0;
        return true;
    }
    if ((size_t)n >= sizeof(ask.ifr_name)) {
        PyErr_SetString(PyExc_OSError, "AF_CAN interface name too long");
        return false;
    }
    memcpy(ask.ifr_name, PyBytes_AS_STRING(name), (size_t)n);
    if (ioctl(fd, SIOCGIFINDEX, &ask) < 0) {
        sock_fail();
        return false;
    }
    *index = ask.ifr_ifindex;
    return true;
}

/* "" when there is none of that number */
static const char *interface_name(int fd, int index, struct ifreq *ask) {
    *ask = (struct ifreq){.ifr_ifindex = index};
    return index != 0 && ioctl(fd, SIOCGIFNAME, ask) == 0 ? ask->ifr_name : "";
}

/* ---- from Python --------------------------------------------------------------------------------------- */

static bool parse_netlink(PyObject *op, sock_address *address, const char *caller) {
    struct sockaddr_nl *nl = AS(sockaddr_nl, address);
    unsigned pid, groups;
    if (!sock_check_tuple(op, "AF_NETLINK", caller) ||
        !PyArg_ParseTuple(op, "II;AF_NETLINK address must be a pair (pid, groups)", &pid, &groups)) {
        return false;
    }
    *nl = (struct sockaddr_nl){.nl_family = AF_NETLINK, .nl_pid = pid, .nl_groups = groups};
    address->length = sizeof(*nl);
    return true;
}

static bool parse_packet(socketobject *self, PyObject *op, sock_address *address, const char *caller) {
    struct sockaddr_ll *ll = AS(sockaddr_ll, address);
    PyObject *name;
    int proto, index, pkttype = PACKET_HOST, hatype = 0;
    Py_buffer hardware = {.obj = NULL};
    if (!sock_check_tuple(op, "AF_PACKET", caller)) {
        return false;
    }
    if (!PyArg_ParseTuple(op, "O&i|iiy*;AF_PACKET address must be a tuple of two to five elements",
                          PyUnicode_FSConverter, &name, &proto, &pkttype, &hatype, &hardware)) {
        return false;
    }
    bool valid = find_interface(self->fd, name, &index);
    if (valid && hardware.obj != NULL && hardware.len > 8) {
        PyErr_SetString(PyExc_ValueError, "Hardware address must be 8 bytes or less");
        valid = false;
    }
    valid = valid && sock_check_port(proto, "proto", caller);
    if (valid) {
        ll->sll_family = AF_PACKET;
        ll->sll_protocol = htons((uint16_t)proto);
        ll->sll_ifindex = index;
        ll->sll_pkttype = (unsigned char)pkttype;
        ll->sll_hatype = (unsigned short)hatype;
        if (hardware.obj != NULL) {
            memcpy(ll->sll_addr, hardware.buf, (size_t)hardware.len);
            ll->sll_halen = (unsigned char)hardware.len;
        }
        address->length = sizeof(*ll);
    }
    Py_DECREF(name);
    PyBuffer_Release(&hardware);
    return valid;
}

/* Of these families the message does not name the caller. */
static bool check_tuple(PyObject *op, const char *family) {
    if (!PyTuple_Check(op)) {
        PyErr_Format(PyExc_TypeError, "getsockaddrarg: %s address must be tuple, not %.500s", family,
                     Py_TYPE(op)->tp_name);
        return false;
    }
    return true;
}

static bool parse_vsock(PyObject *op, sock_address *address) {
    struct sockaddr_vm *vm = AS(sockaddr_vm, address);
    unsigned cid, port;
    if (!check_tuple(op, "AF_VSOCK") ||
        !PyArg_ParseTuple(op, "II:getsockaddrarg", &cid, &port)) {
        return false;
    }
    *vm = (struct sockaddr_vm){.svm_family = AF_VSOCK, .svm_port = port, .svm_cid = cid};
    address->length = sizeof(*vm);
    return true;
}

static bool parse_qipcrtr(PyObject *op, sock_address *address) {
    struct sockaddr_qrtr *qrtr = AS(sockaddr_qrtr, address);
    unsigned node, port;
    if (!check_tuple(op, "AF_QIPCRTR") ||
        !PyArg_ParseTuple(op, "II:getsockaddrarg", &node, &port)) {
        return false;
    }
    *qrtr = (struct sockaddr_qrtr){.sq_family = AF_QIPCRTR, .sq_node = node, .sq_port = port};
    address->length = sizeof(*qrtr);
    return true;
}

static bool parse_can(socketobject *self, PyObject *op, sock_address *address, const char *caller) {
    struct sockaddr_can *can = AS(sockaddr_can, address);
    PyObject *name;
    unsigned long rx = 0, tx = 0;
    unsigned long long node = 0;
    unsigned group = 0;
    unsigned char target = 0;
    int index, parsed;
    if (!sock_check_tuple(op, "AF_CAN", caller)) {
        return false;
    }
    switch (self->proto) {
    case CAN_RAW:
    case CAN_BCM: parsed = PyArg_ParseTuple(op, "O&;AF_CAN address must be a tuple (interface, )",
                                            PyUnicode_FSConverter, &name);
        break;
    case CAN_ISOTP: parsed = PyArg_ParseTuple(op,
                                              "O&kk;AF_CAN address must be a tuple (interface, rx_addr, "
                                              "tx_addr)",
                                              PyUnicode_FSConverter, &name, &rx, &tx);
        break;
    case CAN_J1939: parsed = PyArg_ParseTuple(op,
                                              "O&KIB;AF_CAN address must be a tuple (interface, name, "
                                              "pgn, addr)",
                                              PyUnicode_FSConverter, &name, &node, &group, &target);
        break;
    default: PyErr_Format(PyExc_OSError, "%s(): unsupported CAN protocol", caller); return false;
    }
    if (!parsed) {
        return false;
    }
    bool found = find_interface(self->fd, name, &index);
    Py_DECREF(name);
    can->can_family = AF_CAN;
    can->can_ifindex = index;
    if (self->proto == CAN_ISOTP) {
        can->can_addr.tp.rx_id = (canid_t)rx;
        can->can_addr.tp.tx_id = (canid_t)tx;
    } else if (self->proto == CAN_J1939) {
        can->can_addr.j1939.name = node;
        can->can_addr.j1939.pgn = group;
        can->can_addr.j1939.addr = target;
    }
    address->length = sizeof(*can);
    return found;
}

static bool parse_tipc(PyObject *op, sock_address *address, const char *caller) {
    struct sockaddr_tipc *tipc = AS(sockaddr_tipc, address);
    unsigned kind, v1, v2, v3, scope = TIPC_CLUSTER_SCOPE;
    if (!sock_check_tuple(op, "AF_TIPC", caller)) {
        return false;
    }
    if (!PyArg_ParseTuple(op,
                          "IIII|I;AF_TIPC address must be a tuple (addr_type, v1, v2, v3[, scope])",
                          &kind, &v1, &v2, &v3, &scope)) {
        return false;
    }
    tipc->family = AF_TIPC;
    tipc->addrtype = (unsigned char)kind;
    tipc->scope = (signed char)scope;
    switch (kind) {
    case TIPC_ADDR_NAMESEQ: tipc->addr.nameseq = (struct tipc_name_seq){v1, v2, v3}; break;
    case TIPC_ADDR_NAME:
        tipc->addr.name.name.type = v1;
        tipc->addr.name.name.instance = v2;
        break;
    case TIPC_ADDR_ID: tipc->addr.id = (struct tipc_portid){.ref = v1, .node = v2}; break;
    default: PyErr_SetString(PyExc_TypeError, "Invalid address type"); return false;
    }
    address->length = sizeof(*tipc);
    return true;
}

static bool parse_alg(PyObject *op, sock_address *address, const char *caller) {
    struct sockaddr_alg *alg = AS(sockaddr_alg, address);
    const char *type, *name;
    alg->salg_family = AF_ALG;
    if (!sock_check_tuple(op, "AF_ALG", caller) ||
        !PyArg_ParseTuple(op, "ss|HH;AF_ALG address must be a tuple (type, name[, feat[, mask]])", &type,
                          &name, &alg->salg_feat, &alg->salg_mask)) {
        return false;
    }
    if (strlen(type) >= sizeof(alg->salg_type)) {
        PyErr_SetString(PyExc_ValueError, "AF_ALG type too long.");
        return false;
    }
    if (strlen(name) >= sizeof(alg->salg_name)) {
        PyErr_SetString(PyExc_ValueError, "AF_ALG name too long.");
        return false;
    }
    memcpy(alg->salg_type, type, strlen(type));
    memcpy(alg->salg_name, name, strlen(name));
    address->length = sizeof(*alg);
    return true;
}

bool sock_parse_rare_address(socketobject *self, PyObject *op, sock_address *address, const char *caller) {
    switch (self->family) {
    case AF_NETLINK: return parse_netlink(op, address, caller);
    case AF_PACKET: return parse_packet(self, op, address, caller);
    case AF_VSOCK: return parse_vsock(op, address);
    case AF_QIPCRTR: return parse_qipcrtr(op, address);
    case AF_CAN: return parse_can(self, op, address, caller);
    case AF_TIPC: return parse_tipc(op, address, caller);
    case AF_ALG: return parse_alg(op, address, caller);
    default: PyErr_Format(PyExc_OSError, "%s(): bad family", caller); return false;
    }
}

/* ---- to Python -------------------------------------------------------------------------------------------- */

static PyObject *make_packet(int fd, const struct sockaddr_ll *ll) {
    struct ifreq ask;
    return Py_BuildValue("NHbHy#", PyUnicode_DecodeFSDefault(interface_name(fd, ll->sll_ifindex, &ask)), ntohs(ll->sll_protocol),
                         ll->sll_pkttype, ll->sll_hatype, ll->sll_addr, (Py_ssize_t)ll->sll_halen);
}

static PyObject *make_can(int fd, const struct sockaddr_can *can, int proto) {
    struct ifreq ask;
    const char *name = interface_name(fd, can->can_ifindex, &ask);
    switch (proto) {
    case CAN_ISOTP:
        return Py_BuildValue("Nkk", PyUnicode_DecodeFSDefault(name),
                             (unsigned long)can->can_addr.tp.rx_id, (unsigned long)can->can_addr.tp.tx_id);
    case CAN_J1939:
        return Py_BuildValue("NKIB", PyUnicode_DecodeFSDefault(name),
                             (unsigned long long)can->can_addr.j1939.name, can->can_addr.j1939.pgn,
                             can->can_addr.j1939.addr);
    default: return Py_BuildValue("(N)", PyUnicode_DecodeFSDefault(name));
    }
}

static PyObject *make_tipc(const struct sockaddr_tipc *tipc) {
    unsigned scope = (unsigned)tipc->scope, kind = tipc->addrtype;
    switch (kind) {
    case TIPC_ADDR_NAMESEQ:
        return Py_BuildValue("IIIII", kind, tipc->addr.nameseq.type, tipc->addr.nameseq.lower,
                             tipc->addr.nameseq.upper, scope);
    case TIPC_ADDR_NAME:
        return Py_BuildValue("IIIII", kind, tipc->addr.name.name.type, tipc->addr.name.name.instance,
                             tipc->addr.name.name.instance, scope);
    case TIPC_ADDR_ID:
        return Py_BuildValue("IIIII", kind, tipc->addr.id.node, tipc->addr.id.ref, 0, scope);
    default: PyErr_SetString(PyExc_ValueError, "Invalid address type"); return NULL;
    }
}

PyObject *sock_make_rare_address(int fd, const struct sockaddr *address, socklen_t length, int proto) {
    (void)length;
    switch (address->sa_family) {
    case AF_NETLINK: {
        const struct sockaddr_nl *nl = VIEW(sockaddr_nl, address);
        return Py_BuildValue("II", nl->nl_pid, nl->nl_groups);
    }
    case AF_VSOCK: {
        const struct sockaddr_vm *vm = VIEW(sockaddr_vm, address);
        return Py_BuildValue("II", vm->svm_cid, vm->svm_port);
    }
    case AF_QIPCRTR: {
        const struct sockaddr_qrtr *qrtr = VIEW(sockaddr_qrtr, address);
        return Py_BuildValue("II", qrtr->sq_node, qrtr->sq_port);
    }
    case AF_PACKET: return make_packet(fd, VIEW(sockaddr_ll, address));
    case AF_CAN: return make_can(fd, VIEW(sockaddr_can, address), proto);
    case AF_TIPC: return make_tipc(VIEW(sockaddr_tipc, address));
    default: return NULL;
    }
}
