/* SPDX-License-Identifier: Apache-2.0 */
/* Base64.
 * Source     RFC 4648, section 4
 */
#include "binascii.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum { NOT_BASE64 = 0xff };

/* The values of all characters: comparisons would be guessed wrong every other time. */
static uint8_t values[256];

static void prepare_values(void) {
    if (values[0] == NOT_BASE64) {
        return;
    }
    memset(values, NOT_BASE64, sizeof(values));
    for (uint8_t i = 0; i < 64; i++) {
        values[(uint8_t)alphabet[i]] = i;
    }
}

/* ---- to bytes -------------------------------------------------------------------------------- */

typedef struct {
    const uint8_t *text;
    size_t length;
    uint8_t *to;
    size_t size;     /* bytes written */
    unsigned held;   /* the last characters of an unfinished group */
    int in_group;    /* how many those are */
    int pads;        /* since the last character that was not one */
    bool any_pad;
    bool strict;
} decoder;

static int complain(const char *message) {
    PyErr_SetString(binascii_error, message);
    return -1;
}

static void take(decoder *d, uint8_t value) {
    d->held = d->held << 6 | value;
    d->pads = 0;
    if (++d->in_group > 1) {
        d->to[d->size++] = (uint8_t)(d->held >> (8 - 2 * d->in_group));
    }
    d->in_group %= 4;
}

/* At an equals sign: 1 at the end of the data, 0 when it goes on, -1 with an exception. */
static int take_pad(decoder *d, size_t i) {
    d->any_pad = true;
#if PYI_313
    if (d->strict && d->in_group == 0) {
        return complain("Excess padding not allowed");
    }
#endif
    if (d->in_group < 2 || d->in_group + ++d->pads < 4) {
        return 0;
    }
    if (d->strict && i + 1 < d->length) {
        return complain("Excess data after padding");
    }
    return 1;
}

/* What is left over at the end is a mistake. */
static int check_group(const decoder *d) {
    if (d->in_group == 0) {
        return 0;
    }
    if (d->in_group != 1) {
        return complain("Incorrect padding");
    }
    PyErr_Format(binascii_error,
                 "Invalid base64-encoded string: number of data characters (%zd) cannot be 1 more "
                 "than a multiple of 4",
                 (Py_ssize_t)(d->size / 3 * 4 + 1));
    return -1;
}

/* Whole groups of characters from i on, up to the first one with anything else in it. The place behind. */
static size_t take_groups(decoder *d, size_t i) {
    for (; i + 4 <= d->length; i += 4) {
        const uint8_t *text = d->text + i;
        uint8_t a = values[text[0]], b = values[text[1]], c = values[text[2]], e = values[text[3]];
        if (((a | b | c | e) & 0xc0) != 0) {
            break;
        }
        uint32_t group = (uint32_t)a << 18 | (uint32_t)b << 12 | (uint32_t)c << 6 | e;
        uint8_t *to = d->to + d->size;
        to[0] = (uint8_t)(group >> 16);
        to[1] = (uint8_t)(group >> 8);
        to[2] = (uint8_t)group;
        d->size += 3;
    }
    return i;
}

static int decode(decoder *d) {
    prepare_values();
    if (d->strict && d->length > 0 && d->text[0] == '=') {
        return complain("Leading padding not allowed");
    }
    for (size_t i = 0; i < d->length; i++) {
        if (d->in_group == 0 && !d->any_pad && (i = take_groups(d, i)) == d->length) {
            break;
        }
        if (d->text[i] == '=') {
            int end = take_pad(d, i);
            if (end != 0) {
                return end < 0 ? -1 : 0;
            }
            continue;
        }
        uint8_t value = values[d->text[i]];
        if (value == NOT_BASE64) {
            if (d->strict) {
                return complain("Only base64 data is allowed");
            }
            continue;
        }
        if (d->strict && d->any_pad) {
            return complain("Discontinuous padding not allowed");
        }
        take(d, value);
    }
    return check_group(d);
}

PyObject *binascii_a2b_base64(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                              PyObject *kwnames) {
    static const char *const keywords[] = {"", "strict_mode", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "a2b_base64"};
    int strict = 0;
    Py_buffer view;
    if (binascii_parse(&parser, args, nargs, kwnames, true, &view, &strict) < 0) {
        return NULL;
    }
    PyObject *result = PyBytes_FromStringAndSize(NULL, (view.len + 3) / 4 * 3);
    if (result != NULL) {
        decoder d = {.text = view.buf, .length = (size_t)view.len, .strict = strict};
        d.to = (uint8_t *)PyBytes_AS_STRING(result);
        if (decode(&d) < 0) {
            Py_CLEAR(result);
        } else {
            _PyBytes_Resize(&result, (Py_ssize_t)d.size);
        }
    }
    PyBuffer_Release(&view);
    return result;
}

/* ---- to text --------------------------------------------------------------------------------- */

static char *encode(const uint8_t *data, size_t size, char *to) {
    size_t i = 0;
    for (; i + 3 <= size; i += 3) {
        uint32_t group = (uint32_t)(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
        *to++ = alphabet[group >> 18];
        *to++ = alphabet[group >> 12 & 63];
        *to++ = alphabet[group >> 6 & 63];
        *to++ = alphabet[group & 63];
    }
    if (i < size) {
        uint32_t group = (uint32_t)(data[i] << 16 | (i + 1 < size ? data[i + 1] << 8 : 0));
        *to++ = alphabet[group >> 18];
        *to++ = alphabet[group >> 12 & 63];
        *to++ = i + 1 < size ? alphabet[group >> 6 & 63] : '=';
        *to++ = '=';
    }
    return to;
}

PyObject *binascii_b2a_base64(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                              PyObject *kwnames) {
    static const char *const keywords[] = {"", "newline", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "b2a_base64"};
    PyObject *result = NULL;
    int newline = 1;
    Py_buffer view;
    if (binascii_parse(&parser, args, nargs, kwnames, false, &view, &newline) < 0) {
        return NULL;
    }
    if (view.len > PY_SSIZE_T_MAX / 4 * 3 - 8) {
        PyErr_SetString(binascii_error, "Too much data for base64 line");
    } else {
        result = PyBytes_FromStringAndSize(NULL, (view.len + 2) / 3 * 4 + (newline != 0));
    }
    if (result != NULL) {
        char *end = encode(view.buf, (size_t)view.len, PyBytes_AS_STRING(result));
        if (newline) {
            *end = '\n';
        }
    }
    PyBuffer_Release(&view);
    return result;
}
