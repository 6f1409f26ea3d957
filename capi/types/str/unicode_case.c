/* SPDX-License-Identifier: Apache-2.0 */
/* Unicode, mappings between upper, lower and title case. */
#include "pyi_unicode.h"

#include "unicode_case.h"

enum { TO_UPPER, TO_LOWER, TO_TITLE, TO_FOLDED };

static const case_special *find_special(Py_UCS4 c) {
    size_t low = 0, high = Py_ARRAY_LENGTH(case_specials);
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (case_specials[middle].code <= c) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return &case_specials[low];
}

/* The number of characters written to result, at most 3. */
static int map_full(Py_UCS4 c, int mapping, Py_UCS4 *result) {
    const int *deltas = case_deltas[CASE_ROW(c < 0x110000 ? c : 0)];
    if (pyi_likely(deltas[TO_FOLDED] != CASE_SPECIAL)) {
        result[0] = (Py_UCS4)((int)c + deltas[mapping]);
        return 1;
    }
    const Py_UCS2 *mapped = find_special(c)->mapped[mapping];
    int n = 0;
    for (; n < 3 && mapped[n] != 0; n++) {
        result[n] = mapped[n];
    }
    return n;
}

static Py_UCS4 map_simple(Py_UCS4 c, int mapping) {
    Py_UCS4 result[3];
    map_full(c, mapping, result);
    return result[0];
}

int _PyUnicode_ToUpperFull(Py_UCS4 c, Py_UCS4 *result) {
    return map_full(c, TO_UPPER, result);
}

int _PyUnicode_ToLowerFull(Py_UCS4 c, Py_UCS4 *result) {
    return map_full(c, TO_LOWER, result);
}

int _PyUnicode_ToTitleFull(Py_UCS4 c, Py_UCS4 *result) {
    return map_full(c, TO_TITLE, result);
}

int _PyUnicode_ToFoldedFull(Py_UCS4 c, Py_UCS4 *result) {
    return map_full(c, TO_FOLDED, result);
}

/* The first character of the mapping, where it has several. */
Py_UCS4 _PyUnicode_ToUppercase(Py_UCS4 c) {
    return map_simple(c, TO_UPPER);
}

Py_UCS4 _PyUnicode_ToLowercase(Py_UCS4 c) {
    return map_simple(c, TO_LOWER);
}

Py_UCS4 _PyUnicode_ToTitlecase(Py_UCS4 c) {
    return map_simple(c, TO_TITLE);
}
