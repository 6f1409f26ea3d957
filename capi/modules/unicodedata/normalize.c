/* SPDX-License-Identifier: Apache-2.0 */
/* The normal forms.
 * Source     Unicode Standard Annex 15; for Hangul section 3.12 of the standard
 */
#include "ucd.h"

enum {
    LEAD = 0x1100,
    VOWEL = 0x1161,
    TAIL = 0x11A7, /* before the first one */
    SYLLABLE = 0xAC00,
    LEADS = 19,
    VOWELS = 21,
    TAILS = 28,
    SYLLABLES = LEADS * VOWELS * TAILS,
};

/* Characters of a text that grows. */
typedef struct {
    Py_UCS4 *items;
    Py_ssize_t count, allocated;
} characters;

static int append(characters *to, Py_UCS4 c) {
    if (to->count == to->allocated) {
        Py_ssize_t wanted = to->allocated + to->allocated / 2 + 32;
        Py_UCS4 *items = PyMem_Resize(to->items, Py_UCS4, (size_t)wanted);
        if (items == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        to->items = items;
        to->allocated = wanted;
    }
    to->items[to->count++] = c;
    return 0;
}

/* ---- decomposition --------------------------------------------------------------------------- */

static int decompose_syllable(characters *to, Py_UCS4 c) {
    Py_UCS4 number = c - SYLLABLE, tail = number % TAILS;
    if (append(to, LEAD + number / (VOWELS * TAILS)) < 0 ||
        append(to, VOWEL + number / TAILS % VOWELS) < 0) {
        return -1;
    }
    return tail == 0 ? 0 : append(to, TAIL + tail);
}

static int decompose(characters *to, Py_UCS4 c, bool compatible, bool old) {
    if (c >= SYLLABLE && c < SYLLABLE + SYLLABLES) {
        return decompose_syllable(to, c);
    }
    Py_UCS4 corrected = old ? ucd_old_decomposition(c) : 0;
    const char *kind;
    int count;
    const uint32_t *parts = ucd_decomposition_of(c, &kind, &count);
    if (corrected != 0) {
        return append(to, corrected);
    }
    if (count == 0 || (*kind != 0 && !compatible) || (old && !ucd_is_assigned(c, true))) {
        return append(to, c);
    }
    for (int i = 0; i < count; i++) {
        if (decompose(to, parts[i], compatible, old) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Sorts the marks behind each starter by class; those of one class stay in order. */
static void order_marks(characters *text) {
    for (Py_ssize_t i = 1; i < text->count; i++) {
        Py_UCS4 c = text->items[i];
        int rank = ucd_property(c, UCD_COMBINING, false);
        Py_ssize_t j = i;
        while (rank != 0 && j > 0 && ucd_property(text->items[j - 1], UCD_COMBINING, false) > rank) {
            text->items[j] = text->items[j - 1];
            j--;
        }
        text->items[j] = c;
    }
}

/* ---- composition ----------------------------------------------------------------------------- */

static Py_UCS4 compose_pair(Py_UCS4 first, Py_UCS4 second) {
    if (first >= LEAD && first < LEAD + LEADS && second >= VOWEL && second < VOWEL + VOWELS) {
        return SYLLABLE + ((first - LEAD) * VOWELS + second - VOWEL) * TAILS;
    }
    if (first >= SYLLABLE && first < SYLLABLE + SYLLABLES && (first - SYLLABLE) % TAILS == 0 &&
        second > TAIL && second < TAIL + TAILS) {
        return first + second - TAIL;
    }
    return ucd_compose(first, second);
}

/* In place: a mark joins the starter before it unless one of its class or above is between. */
static void compose(characters *text) {
    Py_ssize_t starter = -1, size = 0;
    int before = 0; /* the class of the last mark that stayed behind the starter */
    for (Py_ssize_t i = 0; i < text->count; i++) {
        Py_UCS4 c = text->items[i];
        int rank = ucd_property(c, UCD_COMBINING, false);
        bool near = starter >= 0 && (size == starter + 1 || (before != 0 && before < rank));
        Py_UCS4 joined = near ? compose_pair(text->items[starter], c) : 0;
        if (joined != 0) {
            text->items[starter] = joined;
            continue;
        }
        if (rank == 0) {
            starter = size;
        }
        before = rank;
        text->items[size++] = c;
    }
    text->count = size;
}

/* ---- a text ---------------------------------------------------------------------------------- */

/* Whether a glance at each character shows that the form is the text itself. */
static bool is_quickly(PyObject *text, int form) {
    if (PyUnicode_IS_ASCII(text)) {
        return true;
    }
    int before = 0;
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(text); i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
        int rank = ucd_property(c, UCD_COMBINING, false);
        if ((rank != 0 && rank < before) || !ucd_is_quick(c, form)) {
            return false;
        }
        before = rank;
    }
    return true;
}

PyObject *ucd_normalize(PyObject *text, int form, bool old) {
    if (PyUnicode_IS_ASCII(text) || (!old && is_quickly(text, form))) {
        return PyUnicode_FromObject(text);
    }
    characters made = {NULL, 0, 0};
    bool compatible = form == UCD_NFKC || form == UCD_NFKD;
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(text); i++) {
        if (decompose(&made, PyUnicode_READ_CHAR(text, i), compatible, old) < 0) {
            PyMem_Free(made.items);
            return NULL;
        }
    }
    order_marks(&made);
    if (form == UCD_NFC || form == UCD_NFKC) {
        compose(&made);
    }
    PyObject *result = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, made.items, made.count);
    PyMem_Free(made.items);
    return result;
}
