/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.h: patterns of case blocks: pattern.c has those made of others, pattern_value.c the rest. */
#ifndef PYI_PATTERN_H
#define PYI_PATTERN_H

#include "statements.h"

/* All that may follow "case": a pattern or an open sequence. */
PYI_HIDDEN pattern_ty pyi_parse_patterns(pyi_parser *p);
/* One pattern, perhaps with 'as'. */
PYI_HIDDEN pattern_ty pyi_parse_pattern(pyi_parser *p);
/* Literals as patterns, and as the keys of mappings. */
PYI_HIDDEN pattern_ty pyi_parse_literal_pattern(pyi_parser *p);
PYI_HIDDEN expr_ty pyi_parse_literal_key(pyi_parser *p);
/* NAME ('.' NAME)* as an expression; *dotted says whether there was a dot. */
PYI_HIDDEN expr_ty pyi_parse_pattern_name(pyi_parser *p, bool *dotted);
/* A name that is bound: not _, and not followed by what would make more of it. */
PYI_HIDDEN PyObject *pyi_parse_capture(pyi_parser *p);
/* NAME '(' …, whose name is that expression; at '(' */
PYI_HIDDEN pattern_ty pyi_parse_class_pattern(pyi_parser *p, const pyi_token *first, expr_ty cls);
/* '{' … '}' */
PYI_HIDDEN pattern_ty pyi_parse_mapping_pattern(pyi_parser *p);

#endif /* PYI_PATTERN_H */
