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

#endif /* PYI_LITERAL_H */
