/* SPDX-License-Identifier: Apache-2.0 */
/* binascii.h: what the files of the module binascii share. */
#ifndef PYI_BINASCII_H
#define PYI_BINASCII_H

#include "pyi_crc32.h"

#include "internal/pycore_long.h"

/* Each is a method of the module: one argument, or fastcall with keywords. */
#define BINASCII_O(name) PYI_HIDDEN PyObject *binascii_##name(PyObject *module, PyObject *arg)
#define BINASCII_FAST(name)                                                                        \
    PYI_HIDDEN PyObject *binascii_##name(PyObject *module, PyObject *const *args, Py_ssize_t nargs)
#define BINASCII_KEYWORDS(name)                                                                    \
    PYI_HIDDEN PyObject *binascii_##name(PyObject *module, PyObject *const *args,                  \
                                         Py_ssize_t nargs, PyObject *kwnames)

BINASCII_O(a2b_uu);
BINASCII_KEYWORDS(b2a_uu);
BINASCII_KEYWORDS(a2b_base64);
BINASCII_KEYWORDS(b2a_base64);
BINASCII_O(a2b_hex);
BINASCII_KEYWORDS(b2a_hex);
BINASCII_KEYWORDS(hexlify);
BINASCII_KEYWORDS(a2b_qp);
BINASCII_KEYWORDS(b2a_qp);
BINASCII_FAST(crc_hqx);

PYI_HIDDEN extern PyObject *binascii_error; /* binascii.Error, made with the module */

/* 0, or -1 with an exception: the bytes of a buffer or of an ASCII str */
PYI_HIDDEN int binascii_get_text(PyObject *arg, Py_buffer *view);
/* `flag` is unchanged when nothing was given; 0 or -1 */
PYI_HIDDEN int binascii_get_flag(PyObject *given, int *flag);
/* The data, of text or only of bytes, and one flag, which is given by name only; 0 or -1 */
PYI_HIDDEN int binascii_parse(_PyArg_Parser *parser, PyObject *const *args, Py_ssize_t nargs,
                              PyObject *kwnames, bool text, Py_buffer *view, int *flag);

/* The value of a hexadecimal digit: 0 … 15, or -1 */
static inline int binascii_digit(uint8_t c) {
    int digit = _PyLong_DigitValue[c];
    return digit < 16 ? digit : -1;
}

#endif /* PYI_BINASCII_H */
