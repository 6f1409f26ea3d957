/* SPDX-License-Identifier: Apache-2.0 */
/* patterns: what the patterns of match statements bind. */
#include "tables.h"

static bool visit_patterns(struct symtable *st, asdl_pattern_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        if (!pyi_visit_pattern(st, asdl_seq_GET(seq, i))) {
            return false;
        }
    }
    return true;
}

static bool define_capture(struct symtable *st, PyObject *name, pattern_ty p) {
    return name == NULL || pyi_symtable_define(st, name, DEF_LOCAL, PLACE(p));
}

static bool visit_kind(struct symtable *st, pattern_ty p) {
    switch (p->kind) {
    case MatchValue_kind:
        return pyi_visit_expr(st, p->v.MatchValue.value);
    case MatchSingleton_kind:
        return true;
    case MatchSequence_kind:
        return visit_patterns(st, p->v.MatchSequence.patterns);
    case MatchMapping_kind:
        return pyi_visit_exprs(st, p->v.MatchMapping.keys) &&
               visit_patterns(st, p->v.MatchMapping.patterns) &&
               define_capture(st, p->v.MatchMapping.rest, p);
    case MatchClass_kind:
        return pyi_visit_expr(st, p->v.MatchClass.cls) &&
               visit_patterns(st, p->v.MatchClass.patterns) &&
               visit_patterns(st, p->v.MatchClass.kwd_patterns);
    case MatchStar_kind:
        return define_capture(st, p->v.MatchStar.name, p);
    case MatchAs_kind:
        return (p->v.MatchAs.pattern == NULL || pyi_visit_pattern(st, p->v.MatchAs.pattern)) &&
               define_capture(st, p->v.MatchAs.name, p);
    case MatchOr_kind:
        return visit_patterns(st, p->v.MatchOr.patterns);
    }
    Py_UNREACHABLE();
}

bool pyi_visit_pattern(struct symtable *st, pattern_ty p) {
    if (!pyi_symtable_descend(st) || !visit_kind(st, p)) {
        return false;
    }
    --st->recursion_depth;
    return true;
}
