/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-16 and UTF-32, in both byte orders.
 * A byte order is -1 (little), 1 (big) or 0: decoding looks for a mark and else takes the machine's, encoding writes
 * a mark and takes the machine's.
 */
#include "pyi_codec.h"

#define NATIVE (PY_LITTLE_ENDIAN ? -1 : 1)

/* ---- units -------------------------------------------------------------------------------- */

static inline Py_UCS4 load_unit(const char *p, int size, bool big) {
    const unsigned char *b = (const unsigned char *)p;
    if (size == 2) {
        return big ? (Py_UCS4)b[0] << 8 | b[1] : (Py_UCS4)b[1] << 8 | b[0];
    }
    return big ? (Py_UCS4)b[0] << 24 | (Py_UCS4)b[1] << 16 | (Py_UCS4)b[2] << 8 | b[3]
               : (Py_UCS4)b[3] << 24 | (Py_UCS4)b[2] << 16 | (Py_UCS4)b[1] << 8 | b[0];
}

static inline unsigned char *put_unit(unsigned char *to, Py_UCS4 unit, int size, bool big) {
    for (int i = 0; i < size; i++) {
        int shift = 8 * (big ? size - 1 - i : i);
        to[i] = (unsigned char)(unit >> shift);
    }
    return to + size;
}

/* Reads the byte order mark when none was given; gives whether the order is big. */
static bool choose_order(pyi_decode_input *input, int size, int *byteorder) {
    int order = byteorder == NULL ? 0 : *byteorder;
    if (order == 0 && input->end - input->p >= size) {
        if (load_unit(input->p, size, false) == 0xfeff) {
            order = -1;
        } else if (load_unit(input->p, size, true) == 0xfeff) {
            order = 1;
        }
        if (order != 0) {
            input->p += size;
        }
    }
    if (byteorder != NULL) {
        *byteorder = order;
    }
    return (order == 0 ? NATIVE : order) > 0;
}

/* As errors name it: with the order, unless a mark says it. */
static const char *name_of(int size, bool mark, bool big) {
    if (size == 2) {
        return mark ? "utf-16" : big ? "utf-16-be" : "utf-16-le";
    }
    return mark ? "utf-32" : big ? "utf-32-be" : "utf-32-le";
}

/* ---- decoding ----------------------------------------------------------------------------- */

/* What is wrong at input->p, or NULL with the character and the bytes it takes. */
typedef struct {
    Py_UCS4 character;
    Py_ssize_t size;    /* of the character, or of what is wrong */
    const char *reason; /* NULL: well formed */
    bool truncated;
} unit_reading;

static unit_reading read_utf16(const char *p, const char *end, bool big) {
    unit_reading r = {0, 2, NULL, false};
    if (end - p < 2) {
        return (unit_reading){0, end - p, "truncated data", true};
    }
    Py_UCS4 unit = load_unit(p, 2, big);
    r.character = unit;
    if (!Py_UNICODE_IS_SURROGATE(unit)) {
        return r;
    }
    if (!Py_UNICODE_IS_HIGH_SURROGATE(unit)) {
        return (unit_reading){0, 2, "illegal encoding", false};
    }
    if (end - p < 4) {
        return (unit_reading){0, end - p, "unexpected end of data", true};
    }
    Py_UCS4 low = load_unit(p + 2, 2, big);
    if (!Py_UNICODE_IS_LOW_SURROGATE(low)) {
        return (unit_reading){0, 2, "illegal UTF-16 surrogate", false};
    }
    r.character = Py_UNICODE_JOIN_SURROGATES(unit, low);
    r.size = 4;
    return r;
}

static unit_reading read_utf32(const char *p, const char *end, bool big) {
    if (end - p < 4) {
        return (unit_reading){0, end - p, "truncated data", true};
    }
    Py_UCS4 unit = load_unit(p, 4, big);
    if (Py_UNICODE_IS_SURROGATE(unit)) {
        return (unit_reading){
            0, 4, "code point in surrogate code point range(0xd800, 0xe000)", false};
    }
    if (unit > STR_MAX) {
        return (unit_reading){0, 4, "code point not in range(0x110000)", false};
    }
    return (unit_reading){unit, 4, NULL, false};
}

static PyObject *decode_units(const char *s, Py_ssize_t length, int size, const char *errors,
                              int *byteorder, Py_ssize_t *consumed) {
    pyi_decode_input input = {s, s + length, s, NULL};
    bool big = choose_order(&input, size, byteorder);
    pyi_codec_run run = PYI_CODEC_RUN(name_of(size, false, big), errors);
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.min_length = (length + size - 1) / size;
    writer.overallocate = 1;
    PyObject *result = NULL;
    while (input.p < input.end) {
        unit_reading r = size == 2 ? read_utf16(input.p, input.end, big)
                                   : read_utf32(input.p, input.end, big);
        if (pyi_likely(r.reason == NULL)) {
            if (_PyUnicodeWriter_WriteChar(&writer, r.character) < 0) {
                goto done;
            }
            input.p += r.size;
        } else if (r.truncated && consumed != NULL) {
            break;
        } else if (pyi_codec_decode_error(&run, &input, input.p + r.size, r.reason, &writer) < 0) {
            goto done;
        }
    }
    if (consumed != NULL) {
        *consumed = input.p - input.start;
    }
    result = _PyUnicodeWriter_Finish(&writer);
done:
    _PyUnicodeWriter_Dealloc(&writer);
    Py_XDECREF(input.owner);
    pyi_codec_end(&run);
    return result;
}

/* new; *byteorder becomes the order found; with consumed, what is incomplete at the end is left */
PyObject *PyUnicode_DecodeUTF16Stateful(const char *s, Py_ssize_t size, const char *errors,
                                        int *byteorder, Py_ssize_t *consumed) {
    return decode_units(s, size, 2, errors, byteorder, consumed);
}

PyObject *PyUnicode_DecodeUTF16(const char *s, Py_ssize_t size, const char *errors,
                                int *byteorder) {
    return decode_units(s, size, 2, errors, byteorder, NULL);
}

PyObject *PyUnicode_DecodeUTF32Stateful(const char *s, Py_ssize_t size, const char *errors,
                                        int *byteorder, Py_ssize_t *consumed) {
    return decode_units(s, size, 4, errors, byteorder, consumed);
}

PyObject *PyUnicode_DecodeUTF32(const char *s, Py_ssize_t size, const char *errors,
                                int *byteorder) {
    return decode_units(s, size, 4, errors, byteorder, NULL);
}

/* ---- encoding ----------------------------------------------------------------------------- */

static unsigned char *put_character(unsigned char *to, Py_UCS4 c, int size, bool big) {
    if (size == 2 && c >= 0x10000) {
        to = put_unit(to, Py_UNICODE_HIGH_SURROGATE(c), 2, big);
        c = Py_UNICODE_LOW_SURROGATE(c);
    }
    return put_unit(to, c, size, big);
}

/* Writes until a surrogate or the end; gives the index where it stopped. */
static Py_ssize_t put_run(pyi_text text, Py_ssize_t start, int size, bool big,
                          unsigned char **slot) {
    unsigned char *to = *slot;
    Py_ssize_t i = start;
    for (; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        if (Py_UNICODE_IS_SURROGATE(c)) {
            break;
        }
        to = put_character(to, c, size, big);
    }
    *slot = to;
    return i;
}

/* What the handler gave for the surrogate at `at`: ASCII text, or bytes of whole units. */
static bool put_replacement(pyi_codec_run *run, PyObject *str, Py_ssize_t at,
                            PyObject *replacement, int size, bool big, PyObject **slot,
                            Py_ssize_t *used, Py_ssize_t left) {
    bool bytes = PyBytes_Check(replacement);
    if (bytes ? PyBytes_GET_SIZE(replacement) % size != 0 : !PyUnicode_IS_ASCII(replacement)) {
        pyi_codec_raise_encode(run, str, at, at + 1, "surrogates not allowed");
        return false;
    }
    Py_ssize_t n = bytes ? PyBytes_GET_SIZE(replacement)
                         : PyUnicode_GET_LENGTH(replacement) * size;
    unsigned char *to = pyi_bytes_room(slot, *used, n + left);
    if (to == NULL) {
        return false;
    }
    if (bytes) {
        memcpy(to, PyBytes_AS_STRING(replacement), (size_t)n);
    } else {
        put_run(pyi_text_of(replacement), 0, size, big, &to);
    }
    *used += n;
    return true;
}

static PyObject *encode_units(PyObject *str, const char *errors, int byteorder, int size) {
    if (!PyUnicode_Check(str)) {
        PyErr_BadArgument();
        return NULL;
    }
    if (PyUnicode_READY(str) < 0) {
        return NULL;
    }
    pyi_text text = pyi_text_of(str);
    bool mark = byteorder == 0, big = (mark ? NATIVE : byteorder) > 0;
    pyi_codec_run run = PYI_CODEC_RUN(name_of(size, mark, big), errors);
    /* the most a character takes */
    Py_ssize_t most = size == 2 && text.kind < 4 ? 2 : 4;
    if (text.length > (PY_SSIZE_T_MAX - 4) / most) {
        return PyErr_NoMemory();
    }
    PyObject *result = PyBytes_FromStringAndSize(NULL, text.length * most + (mark ? size : 0));
    Py_ssize_t used = 0;
    if (result != NULL && mark) {
        put_unit((unsigned char *)PyBytes_AS_STRING(result), 0xfeff, size, big);
        used = size;
    }
    for (Py_ssize_t i = 0; result != NULL;) {
        unsigned char *base = (unsigned char *)PyBytes_AS_STRING(result), *to = base + used;
        Py_ssize_t next;
        i = put_run(text, i, size, big, &to);
        used = to - base;
        if (i == text.length) {
            break;
        }
        PyObject *replacement =
            pyi_codec_encode_error(&run, str, i, i + 1, "surrogates not allowed", &next);
        if (replacement == NULL ||
            !put_replacement(&run, str, i, replacement, size, big, &result, &used,
                             (text.length - next) * most)) {
            Py_CLEAR(result);
        }
        Py_XDECREF(replacement);
        i = next;
    }
    pyi_codec_end(&run);
    if (result != NULL && used != PyBytes_GET_SIZE(result)) {
        _PyBytes_Resize(&result, used);
    }
    return result;
}

/* new bytes */
PyObject *_PyUnicode_EncodeUTF16(PyObject *str, const char *errors, int byteorder) {
    return encode_units(str, errors, byteorder, 2);
}

PyObject *PyUnicode_AsUTF16String(PyObject *unicode) {
    return encode_units(unicode, NULL, 0, 2);
}

PyObject *_PyUnicode_EncodeUTF32(PyObject *str, const char *errors, int byteorder) {
    return encode_units(str, errors, byteorder, 4);
}

PyObject *PyUnicode_AsUTF32String(PyObject *unicode) {
    return encode_units(unicode, NULL, 0, 4);
}
