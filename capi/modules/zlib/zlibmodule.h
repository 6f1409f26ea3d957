/* SPDX-License-Identifier: Apache-2.0 */
/* zlibmodule.h: what the files of the module zlib share. */
#ifndef PYI_ZLIBMODULE_H
#define PYI_ZLIBMODULE_H

#include "inflate.h"

#include <pythread.h>

/* What zlib calls its results, which are in messages */
enum { NEED_DICTIONARY = 2, STREAM_ERROR = -2, DATA_ERROR = -3, BUFFER_ERROR = -5 };
enum { DEFAULT_ROOM = 16384 };

PYI_HIDDEN extern PyObject *zlib_error; /* made with the module */
PYI_HIDDEN extern PyTypeObject zlib_compress_type, zlib_decompress_type, zlib_decompressor_type;

/* NULL, always: zlib.error; `problem`: what is known of it, or NULL */
PYI_HIDDEN PyObject *zlib_fail(int code, const char *doing, const char *problem);
/* new; frees the bytes. NULL with MemoryError if there was no memory for them */
PYI_HIDDEN PyObject *zlib_bytes_finish(zlib_bytes *bytes);

/* Streams are changed without the GIL, by one thread at a time. */
PYI_HIDDEN void zlib_lock(PyThread_type_lock lock);

/* Decompresses what `input` points to until its end, or until `limit` bytes came out, or the end of the
 * stream. `dictionary`: bytes-like or NULL. 0, or -1 with an exception. */
PYI_HIDDEN int zlib_inflate(inflate_state *state, PyObject *dictionary, size_t room, size_t limit,
                            zlib_bytes *out);
/* 0, or -1 with an exception */
PYI_HIDDEN int zlib_preset(inflate_state *state, PyObject *dictionary);

PYI_HIDDEN PyObject *zlib_compressobj(PyObject *module, PyObject *args, PyObject *kwargs);
PYI_HIDDEN PyObject *zlib_decompressobj(PyObject *module, PyObject *args, PyObject *kwargs);

#endif /* PYI_ZLIBMODULE_H */
