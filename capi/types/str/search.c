/* SPDX-License-Identifier: Apache-2.0 */
/* Searching in texts: one character or several, forwards, backwards, and counting. */
#include "pyi_search.h"

#if defined(__linux__) || defined(__APPLE__)
#define HAVE_MEMMEM 1 /* glibc's and musl's are linear, and faster than ours */
#endif

#define CHAR Py_UCS1
#define WIDE 0
#define NAME(name) name##_ucs1
#include "search_impl.h"

#define CHAR Py_UCS2
#define WIDE 1
#define NAME(name) name##_ucs2
#include "search_impl.h"

#define CHAR Py_UCS4
#define WIDE 1
#define NAME(name) name##_ucs4
#include "search_impl.h"

/* ---- bytes -------------------------------------------------------------------------------- */

static Py_ssize_t index_of(const void *found, const void *hay) {
    return found == NULL ? PYI_NOT_FOUND : (const char *)found - (const char *)hay;
}

static Py_ssize_t find_byte(const void *hay, Py_ssize_t n, int byte) {
    return index_of(memchr(hay, byte, (size_t)n), hay);
}

static Py_ssize_t rfind_byte(const void *hay, Py_ssize_t n, int byte) {
#ifdef HAVE_MEMRCHR
    return index_of(memrchr(hay, byte, (size_t)n), hay);
#else
    return rfind_char_ucs1(hay, n, (Py_UCS1)byte);
#endif
}

/* memmem is linear and fast, but takes long to begin: first come some places where the first byte is right. */
#define FIRST_TRIES 8

static Py_ssize_t find_bytes(const void *hay, Py_ssize_t n, const void *needle, Py_ssize_t m) {
    const char *p = hay, *end = p + n - m + 1, *wanted = needle;
    for (int tries = 0; tries < FIRST_TRIES; tries++) {
        p = memchr(p, wanted[0], (size_t)(end - p));
        if (p == NULL) {
            return PYI_NOT_FOUND;
        }
        if (p[m - 1] == wanted[m - 1] && memcmp(p + 1, wanted + 1, (size_t)(m - 2)) == 0) {
            return p - (const char *)hay;
        }
        if (++p == end) {
            return PYI_NOT_FOUND;
        }
    }
#ifdef HAVE_MEMMEM
    size_t left = (size_t)(n - (p - (const char *)hay));
    return index_of(memmem(p, left, needle, (size_t)m), hay);
#else
    Py_ssize_t at = find_ucs1((const Py_UCS1 *)p, n - (p - (const char *)hay), needle, m);
    return at < 0 ? at : at + (p - (const char *)hay);
#endif
}

/* ---- texts -------------------------------------------------------------------------------- */

static bool fits(Py_UCS4 character, int kind) {
    return kind == 4 || character < (kind == 1 ? 0x100u : 0x10000u);
}

Py_ssize_t pyi_text_find_char(pyi_text hay, Py_UCS4 character) {
    if (!fits(character, hay.kind)) {
        return PYI_NOT_FOUND;
    }
    switch (hay.kind) {
    case 1:
        return find_byte(hay.data, hay.length, (int)character);
    case 2:
        return find_char_ucs2(hay.data, hay.length, (Py_UCS2)character);
    default:
        return find_char_ucs4(hay.data, hay.length, character);
    }
}

Py_ssize_t pyi_text_rfind_char(pyi_text hay, Py_UCS4 character) {
    if (!fits(character, hay.kind)) {
        return PYI_NOT_FOUND;
    }
    switch (hay.kind) {
    case 1:
        return rfind_byte(hay.data, hay.length, (int)character);
    case 2:
        return rfind_char_ucs2(hay.data, hay.length, (Py_UCS2)character);
    default:
        return rfind_char_ucs4(hay.data, hay.length, character);
    }
}

int pyi_needle_init(pyi_needle *needle, pyi_text given, int kind) {
    needle->memory = NULL;
    needle->text = given;
    if (given.kind == kind) {
        return 0;
    }
    if (given.kind > kind) {
        return PYI_NOT_FOUND;
    }
    void *copy = needle->room;
    if (given.length > (Py_ssize_t)Py_ARRAY_LENGTH(needle->room)) {
        copy = needle->memory = PyMem_Malloc((size_t)(given.length * kind));
        if (copy == NULL) {
            PyErr_NoMemory();
            return PYI_NO_MEMORY;
        }
    }
    pyi_text_copy(kind, copy, given.kind, given.data, given.length);
    needle->text.kind = kind;
    needle->text.data = copy;
    return 0;
}

/* Both of one kind, and the needle at least two characters long and not longer than the hay. */
static Py_ssize_t find_same_kind(pyi_text hay, pyi_text needle) {
    switch (hay.kind) {
    case 1:
        return find_bytes(hay.data, hay.length, needle.data, needle.length);
    case 2:
        return find_ucs2(hay.data, hay.length, needle.data, needle.length);
    default:
        return find_ucs4(hay.data, hay.length, needle.data, needle.length);
    }
}

static Py_ssize_t rfind_same_kind(pyi_text hay, pyi_text needle) {
    switch (hay.kind) {
    case 1:
        return rfind_ucs1(hay.data, hay.length, needle.data, needle.length);
    case 2:
        return rfind_ucs2(hay.data, hay.length, needle.data, needle.length);
    default:
        return rfind_ucs4(hay.data, hay.length, needle.data, needle.length);
    }
}

Py_ssize_t pyi_text_find(pyi_text hay, pyi_text needle) {
    if (needle.length > hay.length) {
        return PYI_NOT_FOUND;
    }
    if (needle.length <= 1) {
        return needle.length == 0
                   ? 0
                   : pyi_text_find_char(hay, PyUnicode_READ(needle.kind, needle.data, 0));
    }
    if (hay.kind == needle.kind) {
        return find_same_kind(hay, needle);
    }
    pyi_needle widened;
    Py_ssize_t at = pyi_needle_init(&widened, needle, hay.kind);
    if (at == 0) {
        at = find_same_kind(hay, widened.text);
    }
    pyi_needle_end(&widened);
    return at;
}

Py_ssize_t pyi_text_rfind(pyi_text hay, pyi_text needle) {
    if (needle.length > hay.length) {
        return PYI_NOT_FOUND;
    }
    if (needle.length <= 1) {
        return needle.length == 0
                   ? hay.length
                   : pyi_text_rfind_char(hay, PyUnicode_READ(needle.kind, needle.data, 0));
    }
    if (hay.kind == needle.kind) {
        return rfind_same_kind(hay, needle);
    }
    pyi_needle widened;
    Py_ssize_t at = pyi_needle_init(&widened, needle, hay.kind);
    if (at == 0) {
        at = rfind_same_kind(hay, widened.text);
    }
    pyi_needle_end(&widened);
    return at;
}

/* ---- counting ----------------------------------------------------------------------------- */

static Py_ssize_t count_char(pyi_text hay, Py_UCS4 character) {
    if (!fits(character, hay.kind)) {
        return 0;
    }
    switch (hay.kind) {
    case 1:
        return count_char_ucs1(hay.data, hay.length, (Py_UCS1)character);
    case 2:
        return count_char_ucs2(hay.data, hay.length, (Py_UCS2)character);
    default:
        return count_char_ucs4(hay.data, hay.length, character);
    }
}

Py_ssize_t pyi_text_count(pyi_text hay, pyi_text needle, Py_ssize_t most) {
    if (most <= 0) {
        return 0;
    }
    if (needle.length == 0) {
        return hay.length < most ? hay.length + 1 : most;
    }
    if (needle.length == 1) {
        return Py_MIN(count_char(hay, PyUnicode_READ(needle.kind, needle.data, 0)), most);
    }
    pyi_needle widened;
    int status = pyi_needle_init(&widened, needle, hay.kind);
    Py_ssize_t count = 0;
    if (status < 0) {
        return status == PYI_NO_MEMORY ? PYI_NO_MEMORY : 0;
    }
    while (count < most && hay.length >= needle.length) {
        Py_ssize_t at = find_same_kind(hay, widened.text);
        if (at < 0) {
            count = at == PYI_NO_MEMORY ? at : count;
            break;
        }
        count++;
        hay = pyi_text_part(hay, at + needle.length, hay.length);
    }
    pyi_needle_end(&widened);
    return count;
}

/* ---- arguments ---------------------------------------------------------------------------- */

int pyi_find_arguments(const char *name, PyObject *const *args, Py_ssize_t n, PyObject **sub,
                       Py_ssize_t *start, Py_ssize_t *end) {
#if PYI_313
    if (!_PyArg_CheckPositional(name, n, 1, 3)) {
        return -1;
    }
#else
    if (n < 1 || n > 3) {
        PyErr_Format(PyExc_TypeError, "%s() takes at %s %d argument%s (%zd given)", name,
                     n < 1 ? "least" : "most", n < 1 ? 1 : 3, n < 1 ? "" : "s", n);
        return -1;
    }
#endif
    *sub = args[0];
    *start = 0;
    *end = PY_SSIZE_T_MAX;
    if (n > 1 && !_PyEval_SliceIndex(args[1], start)) {
        return -1;
    }
    if (n > 2 && !_PyEval_SliceIndex(args[2], end)) {
        return -1;
    }
    return 0;
}
