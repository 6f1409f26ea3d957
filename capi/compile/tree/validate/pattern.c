/* SPDX-License-Identifier: Apache-2.0 */
/* pattern: patterns that a program made are valid (validate.h). */
#include "validate.h"

/* ---- values --------------------------------------------------------------------------------- */

static bool is_real(PyObject *value) { return PyLong_CheckExact(value) || PyFloat_CheckExact(value); }

static bool is_number(expr_ty e, bool real, bool imaginary) {
    if (e->kind != Constant_kind) {
        return false;
    }
    PyObject *value = e->v.Constant.value;
    return (real && is_real(value)) || (imaginary && PyComplex_CheckExact(value));
}

static bool is_negative(expr_ty e, bool imaginary) {
    return e->kind == UnaryOp_kind && e->v.UnaryOp.op == USub &&
           is_number(e->v.UnaryOp.operand, true, imaginary);
}

/* `1 + 2j`, `-1 - 2j` */
static bool is_complex(expr_ty e) {
    expr_ty left = e->v.BinOp.left;
    return (e->v.BinOp.op == Add || e->v.BinOp.op == Sub) &&
           (is_number(left, true, false) || is_negative(left, false)) &&
           is_number(e->v.BinOp.right, false, true);
}

static bool validate_literal(PyObject *value) {
    /* None, True and False are compared by identity, in a MatchSingleton. */
    if (is_real(value) || PyComplex_CheckExact(value) || PyUnicode_CheckExact(value) ||
        PyBytes_CheckExact(value)) {
        return true;
    }
    return pyi_invalid("unexpected constant inside of a literal pattern");
}

static bool validate_value(pyi_tree_depth *depth, expr_ty e) {
    if (!pyi_validate_expr(depth, e, Load)) {
        return false;
    }
    switch (e->kind) {
    case Constant_kind:
        return validate_literal(e->v.Constant.value);
    case Attribute_kind:
    case JoinedStr_kind: /* refused later */
        return true;
    case UnaryOp_kind:
        if (is_negative(e, true)) {
            return true;
        }
        break;
    case BinOp_kind:
        if (is_complex(e)) {
            return true;
        }
        break;
    default:
        break;
    }
    return pyi_invalid("patterns may only match literals and attribute lookups");
}

static bool is_singleton(PyObject *value) { return value == Py_None || PyBool_Check(value); }

/* ---- kinds ---------------------------------------------------------------------------------- */

/* name may be NULL */
static bool validate_capture(PyObject *name) {
    if (name == NULL) {
        return true;
    }
    if (_PyUnicode_EqualToASCIIString(name, "_")) {
        return pyi_invalid("can't capture name '_' in patterns");
    }
    return pyi_validate_name(name);
}

static bool validate_patterns(pyi_tree_depth *depth, const asdl_pattern_seq *patterns,
                              bool star_allowed) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(patterns); i++) {
        if (!pyi_validate_pattern(depth, asdl_seq_GET(patterns, i), star_allowed)) {
            return false;
        }
    }
    return true;
}

static bool validate_mapping(pyi_tree_depth *depth, pattern_ty p) {
    const asdl_expr_seq *keys = p->v.MatchMapping.keys;
    if (asdl_seq_LEN(keys) != asdl_seq_LEN(p->v.MatchMapping.patterns)) {
        return pyi_invalid("MatchMapping doesn't have the same number of keys as patterns");
    }
    if (!validate_capture(p->v.MatchMapping.rest)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(keys); i++) {
        expr_ty key = asdl_seq_GET(keys, i);
        if (key == NULL) {
            return pyi_invalid("None disallowed in expression list");
        }
        if (key->kind == Constant_kind && is_singleton(key->v.Constant.value)) {
            continue;
        }
        if (!validate_value(depth, key)) {
            return false;
        }
    }
    return validate_patterns(depth, p->v.MatchMapping.patterns, false);
}

static bool validate_class(pyi_tree_depth *depth, pattern_ty p) {
    const asdl_identifier_seq *names = p->v.MatchClass.kwd_attrs;
    if (asdl_seq_LEN(names) != asdl_seq_LEN(p->v.MatchClass.kwd_patterns)) {
        return pyi_invalid(
            "MatchClass doesn't have the same number of keyword attributes as patterns");
    }
    expr_ty cls = p->v.MatchClass.cls;
    if (!pyi_validate_expr(depth, cls, Load)) {
        return false;
    }
    while (cls->kind == Attribute_kind) {
        cls = cls->v.Attribute.value;
    }
    if (cls->kind != Name_kind) {
        return pyi_invalid("MatchClass cls field can only contain Name or Attribute nodes.");
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(names); i++) {
        PyObject *name = asdl_seq_GET(names, i);
        if (name != NULL && !pyi_validate_name(name)) {
            return false;
        }
    }
    return validate_patterns(depth, p->v.MatchClass.patterns, false) &&
           validate_patterns(depth, p->v.MatchClass.kwd_patterns, false);
}

static bool validate_as(pyi_tree_depth *depth, pattern_ty p) {
    if (!validate_capture(p->v.MatchAs.name)) {
        return false;
    }
    if (p->v.MatchAs.pattern == NULL) {
        return true;
    }
    if (p->v.MatchAs.name == NULL) {
        return pyi_invalid("MatchAs must specify a target name if a pattern is given");
    }
    return pyi_validate_pattern(depth, p->v.MatchAs.pattern, false);
}

static bool validate_kind(pyi_tree_depth *depth, pattern_ty p, bool star_allowed) {
    switch (p->kind) {
    case MatchValue_kind:
        return validate_value(depth, p->v.MatchValue.value);
    case MatchSingleton_kind:
        return is_singleton(p->v.MatchSingleton.value) ||
               pyi_invalid("MatchSingleton can only contain True, False and None");
    case MatchSequence_kind:
        return validate_patterns(depth, p->v.MatchSequence.patterns, true);
    case MatchMapping_kind:
        return validate_mapping(depth, p);
    case MatchClass_kind:
        return validate_class(depth, p);
    case MatchStar_kind:
        return star_allowed ? validate_capture(p->v.MatchStar.name)
                            : pyi_invalid("can't use MatchStar here");
    case MatchAs_kind:
        return validate_as(depth, p);
    case MatchOr_kind:
        return asdl_seq_LEN(p->v.MatchOr.patterns) < 2
                   ? pyi_invalid("MatchOr requires at least 2 patterns")
                   : validate_patterns(depth, p->v.MatchOr.patterns, false);
    }
    PyErr_SetString(PyExc_SystemError, "unexpected pattern");
    return false;
}

bool pyi_validate_pattern(pyi_tree_depth *depth, pattern_ty p, bool star_allowed) {
    if (p == NULL) {
        return pyi_invalid("None disallowed in pattern list");
    }
    if (!VALIDATE_LOCATION(p) || !pyi_validate_enter(depth)) {
        return false;
    }
    bool valid = validate_kind(depth, p, star_allowed);
    depth->depth--;
    return valid;
}
