/* SPDX-License-Identifier: Apache-2.0 */
/* ucd.h: what the files of the module unicodedata share. `old` is the database of Unicode 3.2. */
#ifndef PYI_UCD_H
#define PYI_UCD_H

#include "pyi.h"

#include "internal/pycore_ucnhash.h"

enum { UCD_CATEGORY, UCD_BIDIRECTIONAL, UCD_EAST_ASIAN_WIDTH, UCD_MIRRORED, UCD_COMBINING };
enum { UCD_NFC, UCD_NFD, UCD_NFKC, UCD_NFKD };
enum { UCD_MAX_NAME = 256 };
enum { UCD_OF_WORDS, UCD_ALIAS, UCD_COMPUTED }; /* how a name was found */

typedef struct {
    int decimal, digit; /* -1: none */
    double value;       /* -1.0: none */
} ucd_number;

PYI_HIDDEN extern const char ucd_version[];

/* The number of a property; the combining class is that of now in both. */
PYI_HIDDEN int ucd_property(Py_UCS4 c, int what, bool old);
/* Its name, for the first three. */
PYI_HIDDEN const char *ucd_property_name(Py_UCS4 c, int what, bool old);
PYI_HIDDEN bool ucd_is_assigned(Py_UCS4 c, bool old);
PYI_HIDDEN ucd_number ucd_number_of(Py_UCS4 c, bool old);
/* The characters, *count of them; *kind is "" for a canonical decomposition. */
PYI_HIDDEN const uint32_t *ucd_decomposition_of(Py_UCS4 c, const char **kind, int *count);
/* What Unicode 3.2 made of a character and later versions do not, else 0. */
PYI_HIDDEN Py_UCS4 ucd_old_decomposition(Py_UCS4 c);
/* The composition of two characters, or 0. */
PYI_HIDDEN Py_UCS4 ucd_compose(Py_UCS4 first, Py_UCS4 second);
/* Whether the form leaves the character alone, whatever is before it. */
PYI_HIDDEN bool ucd_is_quick(Py_UCS4 c, int form);

/* Writes the name of a character; its length, or 0. */
PYI_HIDDEN int ucd_name_of(Py_UCS4 c, char *buffer);
/* Finds a character or a sequence by its name: how many codes there are, or 0. */
PYI_HIDDEN int ucd_find(const char *name, size_t length, Py_UCS4 codes[4], int *how);

/* new */
PYI_HIDDEN PyObject *ucd_normalize(PyObject *text, int form, bool old);

#endif /* PYI_UCD_H */
