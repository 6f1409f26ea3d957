/* SPDX-License-Identifier: Apache-2.0 */
/* text: copying, filling and measuring of characters of any kind. */
#include "pyi_str.h"

#define EVERY_HIGH_BIT (~(size_t)0 / 255 * 0x80) /* the high bit of every byte */

Py_ssize_t pyi_ascii_prefix(const void *data, Py_ssize_t length) {
    const unsigned char *start = data, *p = start, *end = start + length;
    while (end - p >= (Py_ssize_t)(2 * sizeof(size_t))) {
        size_t words[2];
        memcpy(words, p, sizeof(words));
        if ((words[0] | words[1]) & EVERY_HIGH_BIT) {
            break;
        }
        p += sizeof(words);
    }
    while (p < end && *p < 0x80) {
        p++;
    }
    return p - start;
}

/* Or-ing all characters together tells which bits occur, and compilers make vectors of it. */
static Py_UCS4 maxchar_ucs2(const Py_UCS2 *p, Py_ssize_t n) {
    Py_UCS2 bits = 0;
    for (Py_ssize_t i = 0; i < n;) {
        Py_ssize_t stop = n - i > 256 ? i + 256 : n;
        for (; i < stop; i++) {
            bits |= p[i];
        }
        if (bits >= 0x100) {
            return 0xffff;
        }
    }
    return bits < 0x80 ? 0x7f : 0xff;
}

static Py_UCS4 maxchar_ucs4(const Py_UCS4 *p, Py_ssize_t n) {
    Py_UCS4 bits = 0;
    for (Py_ssize_t i = 0; i < n;) {
        Py_ssize_t stop = n - i > 256 ? i + 256 : n;
        for (; i < stop; i++) {
            bits |= p[i];
        }
        if (bits >= 0x10000) {
            return STR_MAX;
        }
    }
    return bits < 0x80 ? 0x7f : bits < 0x100 ? 0xff : 0xffff;
}

Py_UCS4 pyi_text_maxchar(int kind, const void *data, Py_ssize_t length) {
    switch (kind) {
    case PyUnicode_1BYTE_KIND:
        return pyi_ascii_prefix(data, length) == length ? 0x7f : 0xff;
    case PyUnicode_2BYTE_KIND:
        return maxchar_ucs2(data, length);
    default:
        return maxchar_ucs4(data, length);
    }
}

#define COPY(to_type, from_type)                                                                   \
    do {                                                                                           \
        to_type *restrict target = to;                                                             \
        const from_type *restrict source = from;                                                   \
        for (Py_ssize_t i = 0; i < n; i++) {                                                       \
            target[i] = (to_type)source[i];                                                        \
        }                                                                                          \
    } while (0)

void pyi_text_copy(int to_kind, void *to, int from_kind, const void *from, Py_ssize_t n) {
    if (to_kind == from_kind) {
        memcpy(to, from, (size_t)(n * to_kind));
        return;
    }
    switch (to_kind * 8 + from_kind) {
    case 1 * 8 + 2:
        COPY(Py_UCS1, Py_UCS2);
        break;
    case 1 * 8 + 4:
        COPY(Py_UCS1, Py_UCS4);
        break;
    case 2 * 8 + 1:
        COPY(Py_UCS2, Py_UCS1);
        break;
    case 2 * 8 + 4:
        COPY(Py_UCS2, Py_UCS4);
        break;
    case 4 * 8 + 1:
        COPY(Py_UCS4, Py_UCS1);
        break;
    default:
        COPY(Py_UCS4, Py_UCS2);
        break;
    }
}

void pyi_text_fill(int kind, void *data, Py_ssize_t n, Py_UCS4 character) {
    if (kind == PyUnicode_1BYTE_KIND) {
        memset(data, (int)character, (size_t)n);
    } else if (kind == PyUnicode_2BYTE_KIND) {
        for (Py_ssize_t i = 0; i < n; i++) {
            ((Py_UCS2 *)data)[i] = (Py_UCS2)character;
        }
    } else {
        for (Py_ssize_t i = 0; i < n; i++) {
            ((Py_UCS4 *)data)[i] = character;
        }
    }
}
