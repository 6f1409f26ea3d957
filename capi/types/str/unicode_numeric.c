/* SPDX-License-Identifier: Apache-2.0 */
/* Unicode, the numbers that characters stand for. */
#include "pyi_unicode.h"

#include "unicode_numeric.h"

static inline unsigned row_of(Py_UCS4 c) {
    return NUMBER_ROW(c < 0x110000 ? c : 0);
}

/* -1: none */
int _PyUnicode_ToDecimalDigit(Py_UCS4 c) {
    return number_digits[row_of(c)][0];
}

int _PyUnicode_ToDigit(Py_UCS4 c) {
    return number_digits[row_of(c)][1];
}

double _PyUnicode_ToNumeric(Py_UCS4 c) {
    return number_values[row_of(c)];
}
