/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-7: UTF-16 in base 64 between '+' and '-', within ASCII text.
 * Contract   RFC 2152; characters of set O and whitespace stay as they are unless asked otherwise
 */
#include "pyi_codec.h"

/* ---- alphabet ------------------------------------------------------------------------------- */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The value of a base 64 digit, or -1. */
static int digit_value(unsigned char c) {
    const char *found = c == 0 ? NULL : strchr(alphabet, c);
    return found == NULL ? -1 : (int)(found - alphabet);
}

static bool is_set_d(Py_UCS4 c) {
    return c < 0x80 && c != 0 && (Py_ISALNUM(c) || strchr("'(),-./:?", (int)c) != NULL);
}

static bool is_set_o(Py_UCS4 c) {
    return c < 0x80 && c != 0 && strchr("!\"#$%&*;<=>@[]^_`{|}", (int)c) != NULL;
}

static bool is_blank(Py_UCS4 c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* ---- encoding ------------------------------------------------------------------------------- */

typedef struct {
    char *to;
    bool shifted; /* within base 64 */
    unsigned int bits;
    int pending; /* how many bits are not written yet */
} utf7_output;

static void put_unit(utf7_output *output, unsigned int unit) {
    output->bits = output->bits << 16 | unit;
    output->pending += 16;
    while (output->pending >= 6) {
        output->pending -= 6;
        *output->to++ = alphabet[output->bits >> output->pending & 63];
    }
    output->bits &= (1u << output->pending) - 1;
}

/* Ends the base 64; next is what follows, or 0 at the end. */
static void leave_base64(utf7_output *output, Py_UCS4 next, bool at_end) {
    if (output->pending > 0) {
        *output->to++ = alphabet[output->bits << (6 - output->pending) & 63];
    }
    output->pending = 0;
    output->bits = 0;
    output->shifted = false;
    if (at_end || digit_value(next < 0x80 ? (unsigned char)next : 0) >= 0 || next == '-') {
        *output->to++ = '-';
    }
}

/* new bytes */
PyObject *_PyUnicode_EncodeUTF7(PyObject *str, int base64SetO, int base64WhiteSpace,
                                const char *errors) {
    (void)errors;
    if (PyUnicode_READY(str) < 0) {
        return NULL;
    }
    pyi_text text = pyi_text_of(str);
    if (text.length > PY_SSIZE_T_MAX / 8) {
        return PyErr_NoMemory();
    }
    PyObject *result = PyBytes_FromStringAndSize(NULL, text.length * 8);
    if (result == NULL || text.length == 0) {
        return result;
    }
    utf7_output output = {.to = PyBytes_AS_STRING(result)};
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        bool direct = is_set_d(c) || (is_set_o(c) && !base64SetO) ||
                      (is_blank(c) && !base64WhiteSpace);
        if (direct) {
            if (output.shifted) {
                leave_base64(&output, c, false);
            }
            *output.to++ = (char)c;
            continue;
        }
        if (!output.shifted) {
            *output.to++ = '+';
            if (c == '+') {
                *output.to++ = '-';
                continue;
            }
            output.shifted = true;
        }
        if (c >= 0x10000) {
            put_unit(&output, Py_UNICODE_HIGH_SURROGATE(c));
            c = Py_UNICODE_LOW_SURROGATE(c);
        }
        put_unit(&output, c);
    }
    if (output.shifted) {
        leave_base64(&output, 0, true);
    }
    _PyBytes_Resize(&result, output.to - PyBytes_AS_STRING(result));
    return result;
}

/* ---- decoding ------------------------------------------------------------------------------- */

typedef struct {
    bool shifted;
    unsigned int bits;
    int pending;
    Py_UCS4 high;            /* a high surrogate waiting for its low one, or 0 */
    const char *shift_start; /* of the base 64 */
    Py_ssize_t written;      /* before it */
} utf7_state;

/* Writes a UTF-16 unit, joining pairs. */
static int write_unit(_PyUnicodeWriter *writer, utf7_state *state, Py_UCS4 unit) {
    if (state->high) {
        Py_UCS4 high = state->high;
        state->high = 0;
        if (Py_UNICODE_IS_LOW_SURROGATE(unit)) {
            return _PyUnicodeWriter_WriteChar(writer, Py_UNICODE_JOIN_SURROGATES(high, unit));
        }
        if (_PyUnicodeWriter_WriteChar(writer, high) < 0) {
            return -1;
        }
    }
    if (Py_UNICODE_IS_HIGH_SURROGATE(unit)) {
        state->high = unit;
        return 0;
    }
    return _PyUnicodeWriter_WriteChar(writer, unit);
}

static int take_digit(_PyUnicodeWriter *writer, utf7_state *state, int value) {
    state->bits = state->bits << 6 | (unsigned int)value;
    state->pending += 6;
    if (state->pending < 16) {
        return 0;
    }
    state->pending -= 16;
    Py_UCS4 unit = state->bits >> state->pending & 0xffff;
    state->bits &= (1u << state->pending) - 1;
    return write_unit(writer, state, unit);
}

/* What is wrong with what the base 64 leaves over, or NULL. */
static const char *leftover(const utf7_state *state) {
    if (state->pending >= 6) {
        return "partial character in shift sequence";
    }
    return state->bits != 0 ? "non-zero padding bits in shift sequence" : NULL;
}

static void enter_base64(utf7_state *state, const char *start, Py_ssize_t written) {
    *state = (utf7_state){.shifted = true, .shift_start = start, .written = written};
}

/* A character that ends the base 64, at input->p. */
static int end_base64(_PyUnicodeWriter *writer, utf7_state *state, pyi_decode_input *input,
                      pyi_codec_run *run) {
    unsigned char c = (unsigned char)*input->p;
    state->shifted = false;
    const char *reason = leftover(state);
    if (reason != NULL) { /* all of the base 64 is wrong */
        const char *end = input->p + 1;
        input->p = state->shift_start;
        return pyi_codec_decode_error(run, input, end, reason, writer);
    }
    if (state->high && c < 0x80 && c != '+') {
        /* a lone high surrogate counts when the base 64 ends well */
        if (_PyUnicodeWriter_WriteChar(writer, state->high) < 0) {
            return -1;
        }
    }
    state->high = 0;
    if (c == '-') {
        input->p++;
    }
    return 0;
}

static int take_byte(_PyUnicodeWriter *writer, utf7_state *state, pyi_decode_input *input,
                     pyi_codec_run *run) {
    unsigned char c = (unsigned char)*input->p;
    if (state->shifted) {
        int value = digit_value(c);
        if (value >= 0) {
            input->p++;
            return take_digit(writer, state, value);
        }
        return end_base64(writer, state, input, run);
    }
    if (c == '+') {
        if (input->p + 1 < input->end && input->p[1] == '-') {
            input->p += 2;
            return _PyUnicodeWriter_WriteChar(writer, '+');
        }
        if (input->p + 1 < input->end && digit_value((unsigned char)input->p[1]) < 0) {
            return pyi_codec_decode_error(run, input, input->p + 2, "ill-formed sequence", writer);
        }
        enter_base64(state, input->p, writer->pos);
        input->p++;
        return 0;
    }
    if (c < 0x80) {
        input->p++;
        return _PyUnicodeWriter_WriteChar(writer, c);
    }
    return pyi_codec_decode_error(run, input, input->p + 1, "unexpected special character",
                                  writer);
}

/* The end of the input within base 64. */
static int finish_shifted(_PyUnicodeWriter *writer, utf7_state *state, pyi_decode_input *input,
                          pyi_codec_run *run, bool stateful) {
    if (stateful) {
        /* all of it again next time, unless it stands at a boundary */
        writer->pos = state->written;
        input->p = state->shift_start;
        return 0;
    }
    if (state->high || state->pending >= 6 || (state->pending > 0 && state->bits != 0)) {
        const char *end = input->end;
        state->shifted = false;
        input->p = state->shift_start;
        return pyi_codec_decode_error(run, input, end, "unterminated shift sequence", writer);
    }
    state->shifted = false;
    return 0;
}

/* new; with consumed, base 64 that is not ended is left */
PyObject *PyUnicode_DecodeUTF7Stateful(const char *s, Py_ssize_t size, const char *errors,
                                       Py_ssize_t *consumed) {
    pyi_codec_run run = PYI_CODEC_RUN("utf7", errors);
    pyi_decode_input input = {s, s + size, s, NULL};
    utf7_state state = {0};
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.min_length = size;
    writer.overallocate = 1;
    PyObject *result = NULL;
    for (;;) {
        while (input.p < input.end) {
            if (take_byte(&writer, &state, &input, &run) < 0) {
                goto done;
            }
        }
        if (!state.shifted) {
            break;
        }
        if (finish_shifted(&writer, &state, &input, &run, consumed != NULL) < 0) {
            goto done;
        }
        if (consumed != NULL) {
            break;
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

PyObject *PyUnicode_DecodeUTF7(const char *s, Py_ssize_t size, const char *errors) {
    return PyUnicode_DecodeUTF7Stateful(s, size, errors, NULL);
}
