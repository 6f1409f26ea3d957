/* SPDX-License-Identifier: Apache-2.0 */
/* buffered.h: what the files of the buffered streams share. */
#ifndef PYI_IO_BUFFERED_H
#define PYI_IO_BUFFERED_H

#include "io.h"

#define BUFFERED(op) ((pyi_buffered *)(op))

/* The one thread that may touch the buffer: false with an exception when it is this one already. */
PYI_HIDDEN bool pyi_buffered_enter(pyi_buffered *self);
PYI_HIDDEN void pyi_buffered_leave(pyi_buffered *self);
/* 0, or -1 with ValueError: there is a raw stream */
PYI_HIDDEN int pyi_buffered_check(pyi_buffered *self);
/* The same, and it is open; message names what is not possible otherwise. */
PYI_HIDDEN int pyi_buffered_check_open(pyi_buffered *self, const char *message);

/* Calls of the raw stream: -1 with an exception, IO_WOULD_BLOCK. */
PYI_HIDDEN Py_ssize_t pyi_buffered_raw_read(pyi_buffered *self, char *to, Py_ssize_t n);
PYI_HIDDEN Py_ssize_t pyi_buffered_raw_write(pyi_buffered *self, const char *from, Py_ssize_t n);
PYI_HIDDEN off_t pyi_buffered_raw_seek(pyi_buffered *self, off_t offset, int whence);
PYI_HIDDEN off_t pyi_buffered_raw_tell(pyi_buffered *self);

/* With the lock: 0, or -1 with an exception. */
PYI_HIDDEN int pyi_buffered_flush(pyi_buffered *self);  /* passes on what was written */
PYI_HIDDEN int pyi_buffered_rewind(pyi_buffered *self); /* gives back what was read ahead */
PYI_HIDDEN void pyi_buffered_raise_blocking(Py_ssize_t written);

/* The part of __init__ that all three share. */
PYI_HIDDEN int pyi_buffered_start(pyi_buffered *self, PyObject *raw, Py_ssize_t size);
PYI_HIDDEN int pyi_buffered_init_args(PyObject *args, PyObject *kwargs, const char *format,
                                      PyObject **raw, Py_ssize_t *size);

/* reading (buffered_read.c) */
PYI_HIDDEN PyObject *pyi_buffered_peek(PyObject *self, PyObject *args);
PYI_HIDDEN PyObject *pyi_buffered_read(PyObject *self, PyObject *args);
PYI_HIDDEN PyObject *pyi_buffered_read1(PyObject *self, PyObject *args);
PYI_HIDDEN PyObject *pyi_buffered_readinto(PyObject *self, PyObject *arg);
PYI_HIDDEN PyObject *pyi_buffered_readinto1(PyObject *self, PyObject *arg);
PYI_HIDDEN PyObject *pyi_buffered_readline(PyObject *self, PyObject *args);
PYI_HIDDEN PyObject *pyi_buffered_next(PyObject *self);
PYI_HIDDEN PyObject *pyi_buffered_write(PyObject *self, PyObject *arg);

/* The rows that all have (buffered.c). */
PYI_HIDDEN PyObject *pyi_buffered_detach(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_simple_flush(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_full_flush(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_close(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_seekable(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_readable(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_writable(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_fileno(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_isatty(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_dealloc_warn(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_seek(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_tell(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_truncate(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_sizeof(PyObject *, PyObject *);
PYI_HIDDEN PyObject *pyi_buffered_repr(PyObject *);
PYI_HIDDEN void pyi_buffered_dealloc(PyObject *);
PYI_HIDDEN int pyi_buffered_traverse(PyObject *, visitproc, void *);
PYI_HIDDEN int pyi_buffered_clear(PyObject *);
PYI_HIDDEN extern PyGetSetDef pyi_buffered_getset[];
PYI_HIDDEN extern PyMemberDef pyi_buffered_members[];

#define BUFFERED_METHODS                                                                           \
    {"detach", pyi_buffered_detach, METH_NOARGS, PYI_SIGNATURE("detach", "($self, /)")},           \
    {"close", pyi_buffered_close, METH_NOARGS, PYI_SIGNATURE("close", "($self, /)")},              \
    {"seekable", pyi_buffered_seekable, METH_NOARGS, PYI_SIGNATURE("seekable", "($self, /)")},     \
    {"fileno", pyi_buffered_fileno, METH_NOARGS, PYI_SIGNATURE("fileno", "($self, /)")},           \
    {"isatty", pyi_buffered_isatty, METH_NOARGS, PYI_SIGNATURE("isatty", "($self, /)")},           \
    {"_dealloc_warn", pyi_buffered_dealloc_warn, METH_O, NULL},                                    \
    {"seek", pyi_buffered_seek, METH_VARARGS,                                                      \
     PYI_SIGNATURE("seek", "($self, target, whence=0, /)")},                                       \
    {"tell", pyi_buffered_tell, METH_NOARGS, PYI_SIGNATURE("tell", "($self, /)")},                 \
    {"truncate", pyi_buffered_truncate, METH_VARARGS,                                              \
     PYI_SIGNATURE("truncate", "($self, pos=None, /)")},                                           \
    {"__sizeof__", pyi_buffered_sizeof, METH_NOARGS, NULL},                                        \
    IO_NO_PICKLE

#define BUFFERED_READ_METHODS                                                                      \
    {"readable", pyi_buffered_readable, METH_NOARGS, PYI_SIGNATURE("readable", "($self, /)")},     \
    {"read", pyi_buffered_read, METH_VARARGS, PYI_SIGNATURE("read", "($self, size=-1, /)")},       \
    {"peek", pyi_buffered_peek, METH_VARARGS, PYI_SIGNATURE("peek", "($self, size=0, /)")},        \
    {"read1", pyi_buffered_read1, METH_VARARGS, PYI_SIGNATURE("read1", "($self, size=-1, /)")},    \
    {"readinto", pyi_buffered_readinto, METH_O, PYI_SIGNATURE("readinto", "($self, buffer, /)")},  \
    {"readinto1", pyi_buffered_readinto1, METH_O,                                                  \
     PYI_SIGNATURE("readinto1", "($self, buffer, /)")},                                            \
    {"readline", pyi_buffered_readline, METH_VARARGS,                                              \
     PYI_SIGNATURE("readline", "($self, size=-1, /)")}

#define BUFFERED_WRITE_METHODS                                                                     \
    {"writable", pyi_buffered_writable, METH_NOARGS, PYI_SIGNATURE("writable", "($self, /)")},     \
    {"write", pyi_buffered_write, METH_O, PYI_SIGNATURE("write", "($self, buffer, /)")},           \
    {"flush", pyi_buffered_full_flush, METH_NOARGS, PYI_SIGNATURE("flush", "($self, /)")}

#endif /* PYI_IO_BUFFERED_H */
