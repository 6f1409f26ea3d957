/* SPDX-License-Identifier: Apache-2.0 */
/* jsonmodule.h: what the files of the module _json share. */
#ifndef PYI_JSONMODULE_H
#define PYI_JSONMODULE_H

#include "containers.h"

/* A str being read */
typedef struct {
    PyObject *object; /* borrowed */
    int kind;
    const void *data;
    Py_ssize_t n;
} json_text;

static inline json_text json_text_of(PyObject *string) {
    return (json_text){string, PyUnicode_KIND(string), PyUnicode_DATA(string), PyUnicode_GET_LENGTH(string)};
}
/* The character at a place; 0 behind the end, as no character that means something */
static inline Py_UCS4 json_at(const json_text *text, Py_ssize_t i) {
    return i < text->n ? PyUnicode_READ(text->kind, text->data, i) : 0;
}

/* NULL, always: json.decoder.JSONDecodeError */
PYI_HIDDEN PyObject *json_fail(const char *message, const json_text *text, Py_ssize_t at);
/* Whether it is a str, else TypeError */
PYI_HIDDEN bool json_check_text(PyObject *op);
/* new: the string whose first character is at `begin`; `end`: behind its closing quote */
PYI_HIDDEN PyObject *json_scan_string(const json_text *text, Py_ssize_t begin, bool strict, Py_ssize_t *end);

/* A str, quoted, to the end of a text; 0 or -1 */
PYI_HIDDEN int json_write_quoted(_PyUnicodeWriter *writer, PyObject *string, bool ascii);

PYI_HIDDEN PyObject *json_scanstring(PyObject *module, PyObject *args);
PYI_HIDDEN PyObject *json_encode_basestring(PyObject *module, PyObject *string);
PYI_HIDDEN PyObject *json_encode_basestring_ascii(PyObject *module, PyObject *string);
PYI_HIDDEN extern PyTypeObject json_scanner_type, json_encoder_type;

#endif /* PYI_JSONMODULE_H */
