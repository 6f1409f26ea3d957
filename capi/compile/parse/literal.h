/* SPDX-License-Identifier: Apache-2.0 */
/* literal.h: what the files about literals of str and bytes share. */
#ifndef PYI_LITERAL_H
#define PYI_LITERAL_H

#include "../parser.h"

/* escapes.c: new; the text of a token or of a part of one with its escapes decoded, raw: without.
 * Escapes that do not exist warn at the token. NULL with p->failed set. */
PYI_HIDDEN PyObject *pyi_decode_str(pyi_parser *p, const pyi_token *token, const char *start,
                                    const char *end, bool raw);
PYI_HIDDEN PyObject *pyi_decode_bytes(pyi_parser *p, const pyi_token *token, const char *start,
                                      const char *end, bool raw);
/* The warning: an escape begins before c. The explaining pass says nothing twice. */
PYI_HIDDEN bool pyi_warn_escape(pyi_parser *p, const pyi_token *token, const char *c);

/* strings.c: a Constant from one token to another; steals value, which may be NULL. */
PYI_HIDDEN expr_ty pyi_make_constant(pyi_parser *p, PyObject *value, const pyi_token *from,
                                     const pyi_token *to);
/* Runs of Constants of str become one each; of those that are empty nothing stays. */
PYI_HIDDEN bool pyi_merge_constants(pyi_parser *p, const pyi_items *values, pyi_items *merged);

#if PYI_312
/* fstring.c: at FSTRING_START, up to its end; adds a Constant for each piece of text, and the
 * FormattedValues. False if there is a mistake, known or not. */
PYI_HIDDEN bool pyi_parse_fstring(pyi_parser *p, pyi_items *values);
#else
/* fstring_311.c: the same for a token whose text between the quotes is start to end. The nodes go
 * from one token to another; kind is that of the Constants. */
typedef struct {
    const pyi_token *token, *first, *last;
    const char *start, *end;
    bool raw;
    PyObject *kind;
} pyi_fstring_311;
PYI_HIDDEN bool pyi_parse_fstring_311(pyi_parser *p, const pyi_fstring_311 *fstring,
                                      pyi_items *values);
#endif

#endif /* PYI_LITERAL_H */
