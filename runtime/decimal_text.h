/* SPDX-License-Identifier: Apache-2.0 */
/* decimal_text.h: the decimal text of ints that fit into 64 bits.
 *
 * CPython's own way (through digits in base 10**9 in a scratch int) takes some ten times as many
 * instructions for the small ints that programs mostly print. No limit of
 * sys.set_int_max_str_digits() is as low as the twenty characters here.
 */
#ifndef RT_DECIMAL_TEXT_H
#define RT_DECIMAL_TEXT_H

#include "ops.h"

#include <string.h>

/* Whether op is an int that rt_decimal_text can take, and its value. */
static inline bool rt_reads_decimal(PyObject *op, int64_t *value) {
    if (!PyLong_CheckExact(op)) {
        return false;
    }
    if (rt_long_is_compact(op)) {
        *value = rt_long_compact_value(op);
        return true;
    }
    int overflow;
    *value = PyLong_AsLongLongAndOverflow(op, &overflow);
    return overflow == 0;
}

/* Writes backwards from *end* without a terminator; where the text begins. At most 20 characters. */
static inline char *rt_write_decimal(int64_t value, char *end) {
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--end = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0) {
        *--end = '-';
    }
    return end;
}

/* new, or NULL */
static inline PyObject *rt_decimal_text(int64_t value) {
    char digits[20];
    char *end = digits + sizeof(digits), *start = rt_write_decimal(value, end);
    PyObject *text = PyUnicode_New(end - start, 127);
    if (text != NULL) {
        memcpy(PyUnicode_1BYTE_DATA(text), start, (size_t)(end - start));
    }
    return text;
}

/* new: str(op), or NULL */
static inline PyObject *rt_text_of(PyObject *op) {
    int64_t value;
    return rt_reads_decimal(op, &value) ? rt_decimal_text(value) : PyObject_Str(op);
}

#endif
