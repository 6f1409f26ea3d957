/* SPDX-License-Identifier: Apache-2.0 */
/* textio.h: what the files of TextIOWrapper and of the decoders share. */
#ifndef PYI_IO_TEXTIO_H
#define PYI_IO_TEXTIO_H

#include "io.h"

/* The encodings that need no codec. */
typedef enum { TEXT_OTHER, TEXT_UTF8, TEXT_ASCII, TEXT_LATIN1 } pyi_text_codec;

PYI_HIDDEN pyi_text_codec pyi_text_codec_of(const char *encoding);

/* The decoder of such an encoding: keeps the bytes of a character that is not complete yet. */
typedef struct {
    PyObject_HEAD
    pyi_text_codec codec;
    PyObject *errors; /* owned str */
    unsigned char tail_size;
    char tail[7];
} pyi_text_decoder;

typedef struct {
    PyObject_HEAD
    PyObject *decoder; /* owned; NULL: the input is str */
    PyObject *errors;  /* owned */
    bool pending_cr, translate;
    unsigned char seen; /* kinds of newlines */
} pyi_newline_decoder;

typedef struct {
    pyi_iobase base;
    bool ok, detached;
    PyObject *buffer;   /* owned */
    PyObject *encoding; /* owned str */
    PyObject *errors;   /* owned str */
    PyObject *encoder;  /* owned; NULL for codecs of our own */
    PyObject *decoder;  /* owned; NULL when the stream cannot be read */
    pyi_text_codec codec;
    bool can_write;
    bool first_write; /* at the start of the stream, where some encodings write a mark */
    PyObject *read_newline;    /* owned; NULL: any */
    const char *write_newline; /* NULL: as it is */
    bool read_universal, read_translate, write_translate;
    char line_buffering, write_through, finalizing;
    bool seekable, telling, has_read1;
    bool fast_writer, fast_reader; /* buffer is exactly one of ours */
    Py_ssize_t chunk_size;
    /* writing: encoded and not yet passed on */
    char *pending;
    Py_ssize_t pending_size, pending_room;
    /* reading: what was decoded; decoded[used:] was not given out yet */
    PyObject *decoded; /* owned or NULL */
    Py_ssize_t used;
    double bytes_per_char;
    /* the state of the decoder before `decoded`, and the bytes that became `decoded`; NULL: unknown */
    PyObject *snapshot_bytes;
    Py_ssize_t snapshot_flags;
} pyi_textio;

#define TEXTIO(op) ((pyi_textio *)(op))

/* 0, or -1 with an exception */
PYI_HIDDEN int pyi_textio_check(pyi_textio *self);
PYI_HIDDEN int pyi_textio_check_open(pyi_textio *self);
/* Passes on what waits; buffer is not flushed. */
PYI_HIDDEN int pyi_textio_write_pending(pyi_textio *self);
PYI_HIDDEN int pyi_textio_flush_buffer(pyi_textio *self);
PYI_HIDDEN void pyi_textio_forget_decoded(pyi_textio *self);
PYI_HIDDEN void pyi_textio_set_decoded(pyi_textio *self, PyObject *decoded); /* steals */
PYI_HIDDEN void pyi_textio_drop_snapshot(pyi_textio *self);
PYI_HIDDEN int pyi_textio_reset_encoder(pyi_textio *self, bool start);

PYI_HIDDEN PyObject *pyi_textio_write(PyObject *self, PyObject *text);
PYI_HIDDEN PyObject *pyi_textio_read(PyObject *self, PyObject *args);
PYI_HIDDEN PyObject *pyi_textio_readline(PyObject *self, PyObject *args);
PYI_HIDDEN PyObject *pyi_textio_next(PyObject *self);
PYI_HIDDEN PyObject *pyi_textio_seek(PyObject *self, PyObject *args);
PYI_HIDDEN PyObject *pyi_textio_tell(PyObject *self, PyObject *ignored);
PYI_HIDDEN int pyi_textio_init(PyObject *self, PyObject *args, PyObject *kwargs);
PYI_HIDDEN PyObject *pyi_textio_reconfigure(PyObject *self, PyObject *args, PyObject *kwargs);

/* The end of the first line in characters [from:], newline included; -1 when there is none. newline NULL: any kind. */
PYI_HIDDEN Py_ssize_t pyi_text_line_end(PyObject *text, Py_ssize_t from, bool universal,
                                        PyObject *newline);
/* 0, or -1 with ValueError or TypeError; *text is NULL for None */
PYI_HIDDEN int pyi_text_newline_arg(PyObject *op, const char **text);

/* ---- decoders ------------------------------------------------------------------------------------- */

/* new */
PYI_HIDDEN PyObject *pyi_text_decoder_new(pyi_text_codec codec, PyObject *errors);
PYI_HIDDEN PyObject *pyi_newline_decoder_new(PyObject *decoder, bool translate, PyObject *errors);
/* new str: decoder.decode(input, final), with fewer steps where the decoder is one of ours */
PYI_HIDDEN PyObject *pyi_decode(PyObject *decoder, PyObject *input, bool final);
PYI_HIDDEN PyObject *pyi_newline_decode(pyi_newline_decoder *self, PyObject *input, bool final);
/* decoder.getstate(): new bytes and a number. 0 or -1. */
PYI_HIDDEN int pyi_decoder_state(PyObject *decoder, PyObject **bytes, Py_ssize_t *flags);
PYI_HIDDEN int pyi_decoder_set_state(PyObject *decoder, PyObject *bytes, Py_ssize_t flags);
PYI_HIDDEN int pyi_decoder_reset(PyObject *decoder);

#endif /* PYI_IO_TEXTIO_H */
