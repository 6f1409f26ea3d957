/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_codec.h: how codecs of any encoding ask the error handler what to do. */
#ifndef PYI_CODEC_H
#define PYI_CODEC_H

#include "pyi_str.h"

#include "internal/pycore_ucnhash.h"

/* One run of a codec. The exception and the handler are looked up once, when they are needed. */
typedef struct {
    const char *encoding;
    const char *errors;     /* NULL is strict */
    _Py_error_handler kind; /* _Py_ERROR_UNKNOWN until somebody asks */
    bool escapes;           /* surrogateescape is done without an exception */
    PyObject *handler;      /* owned */
    PyObject *exception;    /* owned */
} pyi_codec_run;

#define PYI_CODEC_RUN(name, policy) {.encoding = (name), .errors = (policy)}

static inline _Py_error_handler pyi_codec_kind(pyi_codec_run *run) {
    if (run->kind == _Py_ERROR_UNKNOWN) {
        run->kind = _Py_GetErrorHandler(run->errors);
    }
    return run->kind;
}

PYI_HIDDEN void pyi_codec_end(pyi_codec_run *run);

/* The input of a decoder: a handler may put other bytes in its place. */
typedef struct {
    const char *start, *end;
    const char *p;   /* the next byte */
    PyObject *owner; /* owned; what the exception has in .object when the handler changed it, or NULL */
} pyi_decode_input;

/* The bytes from input->p up to bad_end are wrong: writes what the handler gives and goes on where it says.
 * -1 with an exception. */
PYI_HIDDEN int pyi_codec_decode_error(pyi_codec_run *run, pyi_decode_input *input,
                                      const char *bad_end, const char *reason,
                                      _PyUnicodeWriter *writer);

/* str[start:end] cannot be encoded. new: the replacement, str or bytes; *next is where to go on. */
PYI_HIDDEN PyObject *pyi_codec_encode_error(pyi_codec_run *run, PyObject *str, Py_ssize_t start,
                                            Py_ssize_t end, const char *reason, Py_ssize_t *next);
/* str[start:end] is mapped to nothing. new: the replacement, a str; *next is where to go on. */
PYI_HIDDEN PyObject *pyi_codec_translate_error(pyi_codec_run *run, PyObject *str,
                                               Py_ssize_t start, Py_ssize_t end,
                                               Py_ssize_t *next);
/* Sets UnicodeEncodeError. */
PYI_HIDDEN void pyi_codec_raise_encode(pyi_codec_run *run, PyObject *str, Py_ssize_t start,
                                       Py_ssize_t end, const char *reason);

/* ---- names -------------------------------------------------------------------------------- */

/* Letters small, and one '_' for what else is between letters, digits and dots. 0 when it does not fit. */
PYI_HIDDEN int pyi_normalize_encoding(const char *encoding, char *to, size_t room);
/* In development mode: LookupError for names that are not known. */
PYI_HIDDEN int pyi_codec_check_names(const char *encoding, const char *errors);
/* The arguments of encode() and decode(): (encoding='utf-8', errors='strict'); NULL where not given. */
PYI_HIDDEN int pyi_codec_arguments(const char *name, PyObject *const *args, Py_ssize_t n,
                                   PyObject *names, _PyArg_Parser *parser, const char **encoding,
                                   const char **errors);

/* The same when a type is called: (source, encoding, errors). */
PYI_HIDDEN int pyi_source_arguments(const char *name, PyObject *args, PyObject *keywords,
                                    _PyArg_Parser *parser, PyObject **source,
                                    const char **encoding, const char **errors);

/* ---- names of characters ------------------------------------------------------------------- */

/* The database of names, which is in the extension module unicodedata; NULL with an exception. */
PYI_HIDDEN const _PyUnicode_Name_CAPI *pyi_unicode_names(void);

/* ---- UTF-8 -------------------------------------------------------------------------------- */

/* The bytes that str takes in UTF-8; surrogates take 3. */
PYI_HIDDEN Py_ssize_t pyi_utf8_size(PyObject *str);

/* Writes the replacement of a handler into the bytes *slot, as an encoding of `limit` one-byte characters has it, with
 * room for `left` bytes more; false with an exception when it has a character the encoding does not. */
PYI_HIDDEN bool pyi_codec_put_replacement(pyi_codec_run *run, PyObject *str, Py_ssize_t start,
                                          Py_ssize_t end, const char *reason,
                                          PyObject *replacement, Py_UCS4 limit, PyObject **slot,
                                          Py_ssize_t *used, Py_ssize_t left);

/* ---- growing bytes ------------------------------------------------------------------------ */

/* Room for n more bytes in the bytes object *slot of which `used` are written; NULL with an exception and *slot
 * freed. Gives the place of byte `used`. */
PYI_HIDDEN unsigned char *pyi_bytes_room(PyObject **slot, Py_ssize_t used, Py_ssize_t n);

#endif /* PYI_CODEC_H */
