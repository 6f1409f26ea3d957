/* SPDX-License-Identifier: Apache-2.0 */
/* search_impl.h: the searches, for characters of type CHAR; included once for each kind by search.c.
 *
 * Strings are compared at places where the last character fits; a place whose next character (Sunday) does not occur
 * in the needle at all (Bloom filter) lets us go past it. When comparing has cost more than a few times the length of
 * the hay, the rest is searched by Knuth, Morris and Pratt's method, so that the time stays linear.
 */

#define BLOOM(character) ((uint64_t)1 << ((character) & 63))

#if WIDE
static Py_ssize_t NAME(find_char)(const CHAR *hay, Py_ssize_t n, CHAR character) {
    Py_ssize_t i = 0;
    for (; i + 16 <= n; i += 16) {
        CHAR hit = 0;
        for (int k = 0; k < 16; k++) {
            hit |= hay[i + k] == character;
        }
        if (hit) {
            break;
        }
    }
    for (; i < n; i++) {
        if (hay[i] == character) {
            return i;
        }
    }
    return PYI_NOT_FOUND;
}

#endif
#if WIDE || !defined(HAVE_MEMRCHR)
static Py_ssize_t NAME(rfind_char)(const CHAR *hay, Py_ssize_t n, CHAR character) {
    for (Py_ssize_t i = n - 1; i >= 0; i--) {
        if (hay[i] == character) {
            return i;
        }
    }
    return PYI_NOT_FOUND;
}

#endif

static Py_ssize_t NAME(count_char)(const CHAR *hay, Py_ssize_t n, CHAR character) {
    Py_ssize_t count = 0, i = 0;
    for (; i + 128 <= n; i += 128) { /* sums that fit a character, so that they become vectors */
        CHAR sum = 0;
        for (int k = 0; k < 128; k++) {
            sum += hay[i + k] == character;
        }
        count += sum;
    }
    for (; i < n; i++) {
        count += hay[i] == character;
    }
    return count;
}

/* In both directions: going backwards, index 0 is the last character. */
#define HAY(i) (backwards ? hay[n - 1 - (i)] : hay[i])
#define NEEDLE(i) (backwards ? needle[m - 1 - (i)] : needle[i])

/* From index `start` on. */
static Py_ssize_t NAME(search_linear)(const CHAR *hay, Py_ssize_t n, const CHAR *needle,
                                      Py_ssize_t m, Py_ssize_t start, bool backwards) {
    Py_ssize_t *border = PyMem_New(Py_ssize_t, m + 1);
    if (border == NULL) {
        PyErr_NoMemory();
        return PYI_NO_MEMORY;
    }
    /* border[i]: how much of the needle's start also ends its first i characters */
    border[0] = -1;
    for (Py_ssize_t i = 0, k = -1; i < m;) {
        while (k >= 0 && NEEDLE(i) != NEEDLE(k)) {
            k = border[k];
        }
        border[++i] = ++k;
    }
    Py_ssize_t found = PYI_NOT_FOUND;
    for (Py_ssize_t i = start, k = 0; i < n; i++) {
        while (k >= 0 && HAY(i) != NEEDLE(k)) {
            k = border[k];
        }
        if (++k == m) {
            found = i + 1 - m;
            break;
        }
    }
    PyMem_Free(border);
    return found;
}

static inline Py_ssize_t NAME(search)(const CHAR *hay, Py_ssize_t n, const CHAR *needle,
                                      Py_ssize_t m, bool backwards) {
    Py_ssize_t budget = 8 * n + 1000, last = m - 1;
    CHAR final = NEEDLE(last);
    uint64_t bloom = 0;
    for (Py_ssize_t i = 0; i < m; i++) {
        bloom |= BLOOM(needle[i]);
    }
    for (Py_ssize_t i = 0; i <= n - m; i++) {
        if (HAY(i + last) == final) {
            Py_ssize_t k = 0;
            while (k < last && HAY(i + k) == NEEDLE(k)) {
                k++;
            }
            if (k == last) {
                return i;
            }
            budget -= k + 1;
            if (budget < 0) {
                return NAME(search_linear)(hay, n, needle, m, i + 1, backwards);
            }
        }
        if (i + m < n && !(bloom & BLOOM(HAY(i + m)))) {
            i += m;
        }
    }
    return PYI_NOT_FOUND;
}

#if WIDE || !defined(HAVE_MEMMEM)
static Py_ssize_t NAME(find)(const CHAR *hay, Py_ssize_t n, const CHAR *needle, Py_ssize_t m) {
    return NAME(search)(hay, n, needle, m, false);
}

#endif

static Py_ssize_t NAME(rfind)(const CHAR *hay, Py_ssize_t n, const CHAR *needle, Py_ssize_t m) {
    Py_ssize_t at = NAME(search)(hay, n, needle, m, true);
    return at < 0 ? at : n - m - at;
}

#undef BLOOM
#undef HAY
#undef NEEDLE
#undef NAME
#undef CHAR
#undef WIDE
