/* SPDX-License-Identifier: Apache-2.0 */
/* message: sendmsg() and recvmsg(): several buffers at once, and data beside the data.
 * Contract   docs.python.org/3/library/socket.html#socket.socket.sendmsg, RFC 3542, cmsg(3)
 */
#include "socketmodule.h"

#include <limits.h>
#include <linux/if_alg.h>

#ifndef IOV_MAX
#  define IOV_MAX 1024
#endif

/* ---- sizes ------------------------------------------------------------------------------------------------ */

/* The place that n bytes take beside the data, with a head; false when the kernel has no room for them. */
static bool measure_item(Py_ssize_t n, bool padded, size_t *size) {
    /* The kernel's lengths are ints. */
    if (n < 0 || n > INT_MAX - (Py_ssize_t)(padded ? CMSG_SPACE(1) : CMSG_LEN(0))) {
        return false;
    }
    *size = padded ? CMSG_SPACE((size_t)n) : CMSG_LEN((size_t)n);
    return true;
}

static PyObject *show_size(PyObject *args, const char *format, const char *name, bool padded) {
    Py_ssize_t n;
    size_t size;
    if (!PyArg_ParseTuple(args, format, &n)) {
        return NULL;
    }
    if (!measure_item(n, padded, &size)) {
        PyErr_Format(PyExc_OverflowError, "%s() argument out of range", name);
        return NULL;
    }
    return PyLong_FromSize_t(size);
}

PyObject *sock_CMSG_LEN(PyObject *Py_UNUSED(module), PyObject *args) {
    return show_size(args, "n:CMSG_LEN", "CMSG_LEN", false);
}

PyObject *sock_CMSG_SPACE(PyObject *Py_UNUSED(module), PyObject *args) {
    return show_size(args, "n:CMSG_SPACE", "CMSG_SPACE", true);
}

/* ---- many buffers ------------------------------------------------------------------------------------------- */

typedef struct {
    Py_ssize_t count;
    Py_buffer *views;    /* owned */
    struct iovec *parts; /* owned */
} buffers;

static void release_buffers(buffers *all) {
    for (Py_ssize_t i = 0; i < all->count; i++) {
        PyBuffer_Release(&all->views[i]);
    }
    PyMem_Free(all->views);
    PyMem_Free(all->parts);
}

/* 0, or -1 with an exception, when nothing is to be released */
static int get_buffers(PyObject *iterable, bool writable, const char *method, buffers *all) {
    char message[80];
    PyOS_snprintf(message, sizeof(message), "%s() argument 1 must be an iterable", method);
    *all = (buffers){0, NULL, NULL};
    PyObject *items = PySequence_Fast(iterable, message);
    if (items == NULL) {
        return -1;
    }
    Py_ssize_t n = PySequence_Fast_GET_SIZE(items);
    int status = 0;
    if (n > INT_MAX) {
        PyErr_Format(PyExc_OSError, "%s() argument 1 is too long", method);
        status = -1;
    } else if (n > 0) {
        all->views = PyMem_New(Py_buffer, (size_t)n);
        all->parts = PyMem_New(struct iovec, (size_t)n);
        if (all->views == NULL || all->parts == NULL) {
            PyErr_NoMemory();
            status = -1;
        }
    }
    for (Py_ssize_t i = 0; status == 0 && i < n; i++) {
        Py_buffer *view = &all->views[i];
        /* Getting a buffer may run Python code, which may make a list shorter. */
        PyObject *item = i < PySequence_Fast_GET_SIZE(items) ? PySequence_Fast_GET_ITEM(items, i) : Py_None;
        if (!PyArg_Parse(item, writable ? "w*;recvmsg_into() argument 1 must be an iterable of single-segment "
                                          "read-write buffers"
                                        : "y*;sendmsg() argument 1 must be an iterable of bytes-like objects",
                         view)) {
            status = -1;
        } else {
            all->parts[i] = (struct iovec){view->buf, (size_t)view->len};
            all->count++;
        }
    }
    Py_DECREF(items);
    if (status < 0) {
        release_buffers(all);
    }
    return status;
}

/* ---- receiving ------------------------------------------------------------------------------------------------ */

typedef struct {
    struct msghdr message;
    int flags;
    ssize_t done;
} exchange;

static bool do_recvmsg(socketobject *self, void *data) {
    exchange *ask = data;
    ask->done = recvmsg(self->fd, &ask->message, ask->flags);
    return ask->done >= 0;
}

/* How much of an item's data arrived; -1 when not even its head is whole, `cut` when the end is missing */
static Py_ssize_t item_size(const struct msghdr *message, const struct cmsghdr *item, bool *cut) {
    size_t at = (size_t)((const char *)item - (const char *)message->msg_control);
    size_t head = CMSG_LEN(0), room = message->msg_controllen - at;
    if (item->cmsg_len < head || room < head) {
        return -1;
    }
    *cut = item->cmsg_len > room;
    return (Py_ssize_t)((*cut ? room : item->cmsg_len) - head);
}

static struct cmsghdr *next_item(struct msghdr *message, struct cmsghdr *item) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-compare" /* the macro of musl compares a size_t with a ptrdiff_t */
    return CMSG_NXTHDR(message, item);
#pragma GCC diagnostic pop
}

/* new list of (level, type, data) */
static PyObject *list_ancillary(struct msghdr *message) {
    PyObject *list = PyList_New(0);
    struct cmsghdr *item = message->msg_controllen > 0 ? CMSG_FIRSTHDR(message) : NULL;
    for (; list != NULL && item != NULL; item = next_item(message, item)) {
        bool cut = false;
        Py_ssize_t n = item_size(message, item, &cut);
        if ((n < 0 || cut) &&
            PyErr_WarnEx(PyExc_RuntimeWarning,
                         "received malformed or improperly-truncated ancillary data", 1) < 0) {
            Py_CLEAR(list);
            break;
        }
        if (n < 0) {
            break;
        }
        PyObject *row = Py_BuildValue("iiy#", item->cmsg_level, item->cmsg_type, CMSG_DATA(item), n);
        if (row == NULL || PyList_Append(list, row) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(row);
        if (cut) {
            break;
        }
    }
    return list;
}

/* Descriptors that arrived in a message that cannot be given to anybody */
static void close_descriptors(struct msghdr *message) {
    struct cmsghdr *item = message->msg_controllen > 0 ? CMSG_FIRSTHDR(message) : NULL;
    for (; item != NULL; item = next_item(message, item)) {
        bool cut;
        Py_ssize_t n = item_size(message, item, &cut);
        if (n < 0) {
            return;
        }
        if (item->cmsg_level == SOL_SOCKET && item->cmsg_type == SCM_RIGHTS) {
            for (const char *at = (const char *)CMSG_DATA(item); n >= (Py_ssize_t)sizeof(int);
                 n -= (Py_ssize_t)sizeof(int), at += sizeof(int)) {
                int fd;
                memcpy(&fd, at, sizeof(fd));
                close(fd);
            }
        }
    }
}

/* new: (finish(done), ancillary data, flags, sender); finish makes what stands for the data */
static PyObject *receive(socketobject *self, struct iovec *parts, Py_ssize_t count, int flags,
                         Py_ssize_t room, PyObject *(*finish)(Py_ssize_t done, void *data), void *data) {
    if (room < 0 || room > INT_MAX) {
        PyErr_SetString(PyExc_ValueError, "invalid ancillary data buffer length");
        return NULL;
    }
    char *control = room == 0 ? NULL : PyMem_Malloc((size_t)room);
    if (room > 0 && control == NULL) {
        return PyErr_NoMemory();
    }
    sock_address sender;
    memset(&sender, 0, sizeof(sender));
    exchange ask = {.flags = flags};
    ask.message.msg_name = &sender.storage;
    ask.message.msg_namelen = sizeof(sender.storage);
    ask.message.msg_iov = parts;
    ask.message.msg_iovlen = (size_t)count;
    ask.message.msg_control = control;
    ask.message.msg_controllen = (size_t)room;
    PyObject *result = NULL;
    if (sock_call(self, false, do_recvmsg, &ask) == 0) {
        PyObject *ancillary = list_ancillary(&ask.message);
        PyObject *first = ancillary == NULL ? NULL : finish((Py_ssize_t)ask.done, data);
        PyObject *address = first == NULL ? NULL
                                          : sock_make_address(self->fd, &sender.any,
                                                              ask.message.msg_namelen, self->proto);
        if (address != NULL) {
            result = Py_BuildValue("OOiO", first, ancillary, (int)ask.message.msg_flags, address);
        }
        Py_XDECREF(address);
        Py_XDECREF(first);
        Py_XDECREF(ancillary);
        if (result == NULL) {
            close_descriptors(&ask.message);
        }
    }
    PyMem_Free(control);
    return result;
}

/* data: an owned bytes object, of which the received part is the answer */
static PyObject *finish_bytes(Py_ssize_t done, void *data) {
    PyObject **bytes = data;
    if (done != PyBytes_GET_SIZE(*bytes) && _PyBytes_Resize(bytes, done) < 0) {
        return NULL;
    }
    return Py_NewRef(*bytes);
}

PyObject *sock_recvmsg(PyObject *self, PyObject *args) {
    Py_ssize_t n, room = 0;
    int flags = 0;
    if (!PyArg_ParseTuple(args, "n|ni:recvmsg", &n, &room, &flags)) {
        return NULL;
    }
    if (n < 0) {
        PyErr_SetString(PyExc_ValueError, "negative buffer size in recvmsg()");
        return NULL;
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, n);
    if (bytes == NULL) {
        return NULL;
    }
    struct iovec part = {PyBytes_AS_STRING(bytes), (size_t)n};
    PyObject *result = receive(SOCKET(self), &part, 1, flags, room, finish_bytes, &bytes);
    Py_XDECREF(bytes);
    return result;
}

static PyObject *finish_count(Py_ssize_t done, void *Py_UNUSED(data)) { return PyLong_FromSsize_t(done); }

PyObject *sock_recvmsg_into(PyObject *self, PyObject *args) {
    PyObject *iterable;
    Py_ssize_t room = 0;
    int flags = 0;
    buffers all;
    if (!PyArg_ParseTuple(args, "O|ni:recvmsg_into", &iterable, &room, &flags) ||
        get_buffers(iterable, true, "recvmsg_into", &all) < 0) {
        return NULL;
    }
    PyObject *result = receive(SOCKET(self), all.parts, all.count, flags, room, finish_count, NULL);
    release_buffers(&all);
    return result;
}

/* ---- sending --------------------------------------------------------------------------------------------------- */

static bool do_sendmsg(socketobject *self, void *data) {
    exchange *ask = data;
    ask->done = sendmsg(self->fd, &ask->message, ask->flags);
    return ask->done >= 0;
}

/* An item beside the data, with its data held. */
typedef struct {
    int level, type;
    Py_buffer data;
} ancillary_item;

static void release_items(ancillary_item *items, Py_ssize_t n) {
    for (Py_ssize_t i = 0; i < n; i++) {
        PyBuffer_Release(&items[i].data);
    }
    PyMem_Free(items);
}

/* The items of an iterable; their number, or -1 with an exception, when nothing is to be released. */
static Py_ssize_t get_items(PyObject *iterable, ancillary_item **items) {
    PyObject *fast = PySequence_Fast(iterable, "sendmsg() argument 2 must be an iterable");
    if (fast == NULL) {
        return -1;
    }
    PyObject *rows = PySequence_Tuple(fast); /* which no Python code can change */
    Py_DECREF(fast);
    Py_ssize_t n = rows == NULL ? -1 : PyTuple_GET_SIZE(rows);
    *items = n > 0 ? PyMem_New(ancillary_item, (size_t)n) : NULL;
    if (n > 0 && *items == NULL) {
        PyErr_NoMemory();
        n = -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        ancillary_item *item = &(*items)[i];
        if (!PyArg_Parse(PyTuple_GET_ITEM(rows, i), "(iiy*):[sendmsg() ancillary data items]", &item->level,
                         &item->type, &item->data)) {
            release_items(*items, i);
            *items = NULL;
            n = -1;
        }
    }
    Py_XDECREF(rows);
    return n;
}

/* The kernel's form of the items, which msg_control owns afterwards. 0, or -1 with an exception. */
static int pack_items(const ancillary_item *items, Py_ssize_t n, struct msghdr *message) {
    size_t total = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        size_t space;
        if (!measure_item(items[i].data.len, true, &space)) {
            PyErr_SetString(PyExc_OSError, "ancillary data item too large");
            return -1;
        }
        if (space > INT_MAX - total) {
            PyErr_SetString(PyExc_OSError, "too much ancillary data");
            return -1;
        }
        total += space;
    }
    if (n == 0) {
        return 0;
    }
    /* zeros: CMSG_NXTHDR looks at the head that is still to be written */
    if ((message->msg_control = PyMem_Calloc(1, total)) == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    message->msg_controllen = total;
    struct cmsghdr *head = CMSG_FIRSTHDR(message);
    for (Py_ssize_t i = 0; i < n; i++, head = next_item(message, head)) {
        head->cmsg_level = items[i].level;
        head->cmsg_type = items[i].type;
        head->cmsg_len = CMSG_LEN((size_t)items[i].data.len);
        memcpy(CMSG_DATA(head), items[i].data.buf, (size_t)items[i].data.len);
    }
    return 0;
}

/* How many bytes went over, or NULL */
static PyObject *send_message(PyObject *self, exchange *ask) {
    return sock_call(SOCKET(self), true, do_sendmsg, ask) < 0 ? NULL : PyLong_FromSsize_t(ask->done);
}

PyObject *sock_sendmsg(PyObject *self, PyObject *args) {
    PyObject *iterable, *ancillary = NULL, *to = NULL, *result = NULL;
    exchange ask = {.flags = 0};
    sock_address address;
    buffers all;
    ancillary_item *items = NULL;
    if (!PyArg_ParseTuple(args, "O|OiO:sendmsg", &iterable, &ancillary, &ask.flags, &to)) {
        return NULL;
    }
    if (to != NULL && to != Py_None) {
        if (!sock_parse_address(SOCKET(self), to, &address, "sendmsg")) {
            return NULL;
        }
        ask.message.msg_name = &address.storage;
        ask.message.msg_namelen = address.length;
    }
    if (PySys_Audit("socket.sendmsg", "OO", self, to == NULL ? Py_None : to) < 0 ||
        get_buffers(iterable, false, "sendmsg", &all) < 0) {
        return NULL;
    }
    ask.message.msg_iov = all.parts;
    ask.message.msg_iovlen = (size_t)all.count;
    Py_ssize_t n = ancillary == NULL ? 0 : get_items(ancillary, &items);
    if (n >= 0 && pack_items(items, n, &ask.message) == 0) {
        result = send_message(self, &ask);
    }
    PyMem_Free(ask.message.msg_control);
    release_items(items, n);
    release_buffers(&all);
    return result;
}

/* ---- ciphers of the kernel ------------------------------------------------------------------------------------ */

/* What steers a cipher: the operation, the initialisation vector and the length of what is only signed. */
static int pack_cipher(int operation, const Py_buffer *iv, int assoclen, struct msghdr *message) {
    struct af_alg_iv vector = {.ivlen = iv->obj == NULL ? 0 : (uint32_t)iv->len};
    size_t space = CMSG_SPACE(sizeof(uint32_t));
    space += iv->obj == NULL ? 0 : CMSG_SPACE(sizeof(vector) + (size_t)iv->len);
    space += assoclen < 0 ? 0 : CMSG_SPACE(sizeof(uint32_t));
    if ((message->msg_control = PyMem_Calloc(1, space)) == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    message->msg_controllen = space;
    struct cmsghdr *head = CMSG_FIRSTHDR(message);
    *head = (struct cmsghdr){
        .cmsg_level = SOL_ALG, .cmsg_type = ALG_SET_OP, .cmsg_len = CMSG_LEN(sizeof(uint32_t))};
    memcpy(CMSG_DATA(head), &(uint32_t){(uint32_t)operation}, sizeof(uint32_t));
    if (iv->obj != NULL) {
        head = next_item(message, head);
        *head = (struct cmsghdr){.cmsg_level = SOL_ALG,
                                 .cmsg_type = ALG_SET_IV,
                                 .cmsg_len = CMSG_LEN(sizeof(vector) + (size_t)iv->len)};
        memcpy(CMSG_DATA(head), &vector, sizeof(vector));
        memcpy(CMSG_DATA(head) + sizeof(vector), iv->buf, (size_t)iv->len);
    }
    if (assoclen >= 0) {
        head = next_item(message, head);
        *head = (struct cmsghdr){.cmsg_level = SOL_ALG,
                                 .cmsg_type = ALG_SET_AEAD_ASSOCLEN,
                                 .cmsg_len = CMSG_LEN(sizeof(uint32_t))};
        memcpy(CMSG_DATA(head), &(uint32_t){(uint32_t)assoclen}, sizeof(uint32_t));
    }
    return 0;
}

PyObject *sock_sendmsg_afalg(PyObject *self, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"msg", "op", "iv", "assoclen", "flags", NULL};
    PyObject *iterable = NULL, *assoc = NULL, *result = NULL;
    Py_buffer iv = {.obj = NULL};
    int operation = -1, assoclen = -1;
    exchange ask = {.flags = 0};
    buffers all = {0, NULL, NULL};
    if (SOCKET(self)->family != AF_ALG) {
        PyErr_SetString(PyExc_OSError, "algset is only supported for AF_ALG");
        return NULL;
    }
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|O$iy*O!i:sendmsg_afalg", names, &iterable, &operation,
                                     &iv, &PyLong_Type, &assoc, &ask.flags)) {
        return NULL;
    }
    if (operation < 0) {
        PyErr_SetString(PyExc_TypeError, "Invalid or missing argument 'op'");
        goto done;
    }
    if (assoc != NULL) {
        assoclen = PYI_LONG_AS_INT(assoc);
        if (assoclen < 0) {
            if (assoclen != -1 || !PyErr_Occurred()) {
                PyErr_SetString(PyExc_TypeError, "assoclen must be positive");
            }
            goto done;
        }
    }
    if (iterable != NULL && get_buffers(iterable, false, "sendmsg", &all) < 0) {
        goto done;
    }
    ask.message.msg_iov = all.parts;
    ask.message.msg_iovlen = (size_t)all.count;
    if (pack_cipher(operation, &iv, assoclen, &ask.message) == 0) {
        result = send_message(self, &ask);
    }
    PyMem_Free(ask.message.msg_control);
    release_buffers(&all);
done:
    PyBuffer_Release(&iv);
    return result;
}
