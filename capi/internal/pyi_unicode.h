/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_unicode.h: properties of characters, with ASCII answered without the tables.
 *
 * The tables are in archive members of their own (types/str/unicode_*.c).
 */
#ifndef PYI_UNICODE_H
#define PYI_UNICODE_H

#include "pyi_str.h"

static inline bool pyi_char_is_space(Py_UCS4 c) {
    return c < 0x80 ? c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f)
                    : _PyUnicode_IsWhitespace(c);
}

static inline bool pyi_char_is_linebreak(Py_UCS4 c) {
    return c < 0x80 ? (c >= 10 && c <= 13) || (c >= 0x1c && c <= 0x1e) : _PyUnicode_IsLinebreak(c);
}

#endif /* PYI_UNICODE_H */
