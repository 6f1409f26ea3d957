/* SPDX-License-Identifier: Apache-2.0 */
/* io.h: what the files of the module _io share.
 *
 * Every class begins with the same two words, so that `__dict__` and weak references are in one place for all.
 */
#ifndef PYI_IO_H
#define PYI_IO_H

#include "members.h"
#include "pyi_arguments.h"

#if PYI_313
#  define _PyObject_LookupAttr PyObject_GetOptionalAttr
#endif

#include <errno.h>
#include <sys/types.h>

#define IO_BUFFER_SIZE (8 * 1024)
/* What a call of the system could not do yet: nothing failed, nothing came. */
#define IO_WOULD_BLOCK (-2)

typedef struct {
    PyObject_HEAD
    PyObject *dict;
    PyObject *weakreflist;
} pyi_iobase;

typedef struct {
    pyi_iobase base;
    int fd; /* -1: closed */
    bool created, readable, writable, appending;
    signed char seekable; /* -1: nobody asked yet */
    char closefd;
    char finalizing;
    unsigned int blksize;
} pyi_fileio;

typedef struct {
    pyi_iobase base;
    PyObject *raw; /* owned, NULL: not initialised, or detached */
    bool ok, detached, readable, writable;
    char finalizing;
    bool fast;           /* raw is exactly a FileIO: called without a method call */
    off_t raw_position;  /* of the raw stream, -1: unknown */
    char *buffer;        /* NULL: closed */
    Py_ssize_t size;
    Py_ssize_t pos, end; /* what was read ahead and not yet given out: buffer[pos:end], raw is at end */
    Py_ssize_t pending;  /* what was written and not yet passed on: buffer[:pending]; one of the two is empty */
    PyThread_type_lock lock;
    volatile unsigned long owner;
} pyi_buffered;

PYI_HIDDEN extern PyTypeObject pyi_iobase_type, pyi_rawiobase_type, pyi_bufferediobase_type,
    pyi_textiobase_type, pyi_fileio_type, pyi_bytesio_type, pyi_bytesio_buffer_type,
    pyi_buffered_reader_type, pyi_buffered_writer_type, pyi_buffered_random_type,
    pyi_buffered_pair_type, pyi_textio_type, pyi_stringio_type, pyi_newline_decoder_type,
    pyi_text_decoder_type;

/* borrowed: io.UnsupportedOperation; NULL with an exception */
PYI_HIDDEN PyObject *pyi_io_unsupported_type(void);
/* NULL, with io.UnsupportedOperation set */
PYI_HIDDEN PyObject *pyi_io_unsupported(const char *message);

/* ---- iobase.c -------------------------------------------------------------------------------- */

/* Whether what `self.closed` says is true; -1 with an exception. */
PYI_HIDDEN int pyi_io_is_closed(PyObject *self);
/* 0, or -1 with ValueError when self.closed */
PYI_HIDDEN int pyi_io_check_open(PyObject *self);
/* 0, or -1 with UnsupportedOperation */
PYI_HIDDEN int pyi_io_check_readable(PyObject *self);
PYI_HIDDEN int pyi_io_check_writable(PyObject *self);
PYI_HIDDEN int pyi_io_check_seekable(PyObject *self);
/* Runs the finalizer that closes; false when the object is alive again. */
PYI_HIDDEN bool pyi_io_finalize(PyObject *self);
PYI_HIDDEN void pyi_io_free_base(PyObject *self);
PYI_HIDDEN int pyi_io_traverse_base(PyObject *self, visitproc visit, void *arg);
PYI_HIDDEN void pyi_io_clear_base(PyObject *self);
/* What a method may have answered when a signal came in: true when it is to be called again. */
PYI_HIDDEN bool pyi_io_interrupted(void);
/* Optional size: None is -1. For PyArg_Parse "O&". */
PYI_HIDDEN int pyi_io_size_converter(PyObject *op, void *address);
/* -1 with an exception: any object with __index__ */
PYI_HIDDEN off_t pyi_io_offset(PyObject *op, PyObject *error);
/* Raises at the end of an operation what came first: the exception given (stolen, may be NULL) becomes the context of
 * the one that is set, or the one that is set. */
PYI_HIDDEN void pyi_io_chain(PyObject *first);
/* new; NULL without an exception when nothing is set */
PYI_HIDDEN PyObject *pyi_io_take_exception(void);
#if PYI_312
PYI_HIDDEN PyObject *pyi_io_cannot_pickle(PyObject *self, PyObject *ignored);
#endif
#if PYI_313
#  define IO_NO_PICKLE                                                                             \
      {"__reduce__", pyi_io_cannot_pickle, METH_NOARGS, NULL},                                     \
      {"__reduce_ex__", pyi_io_cannot_pickle, METH_O, NULL},
#elif PYI_312
#  define IO_NO_PICKLE                                                                             \
      {"__reduce__", pyi_io_cannot_pickle, METH_VARARGS, NULL},                                    \
      {"__reduce_ex__", pyi_io_cannot_pickle, METH_VARARGS, NULL},
#else
#  define IO_NO_PICKLE /* object says so itself */
#endif
PYI_HIDDEN PyObject *pyi_io_dict_getter(PyObject *self, void *closure);

/* ---- fileio.c: what the layers above call without a method call; the type is exact ------------ */

/* bytes read or written, IO_WOULD_BLOCK, or -1 with an exception */
PYI_HIDDEN Py_ssize_t pyi_fileio_read_into(PyObject *self, char *to, Py_ssize_t n);
PYI_HIDDEN Py_ssize_t pyi_fileio_write_from(PyObject *self, const char *from, Py_ssize_t n);
PYI_HIDDEN off_t pyi_fileio_position(PyObject *self); /* -1 with an exception */
PYI_HIDDEN unsigned int pyi_fileio_block_size(PyObject *self); /* what the file likes to be given at a time */

/* ---- buffered.c ---------------------------------------------------------------------------------- */

/* 0 or -1 */
PYI_HIDDEN int pyi_buffered_write_bytes(PyObject *self, const char *data, Py_ssize_t n,
                                        Py_ssize_t *written);
PYI_HIDDEN int pyi_buffered_flush_all(PyObject *self);
/* new bytes: what one read of the raw stream gives, at most n */
PYI_HIDDEN PyObject *pyi_buffered_read_some(PyObject *self, Py_ssize_t n);

/* ---- streams ----------------------------------------------------------------------------------- */

/* new: what open() makes */
PYI_HIDDEN PyObject *pyi_io_open(PyObject *file, const char *mode, int buffering,
                                 const char *encoding, const char *errors, const char *newline,
                                 int closefd, PyObject *opener);

#endif /* PYI_IO_H */
