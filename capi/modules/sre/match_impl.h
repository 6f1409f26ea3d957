/* SPDX-License-Identifier: Apache-2.0 */
/* sre/match_impl: does the code match here? Included by match.c for each width of characters.
 *
 * A backtracking machine without recursion. Its stack has two sorts of entries: what to undo
 * (marks, counts of repeats) and where else to go on. When something does not match, entries are
 * popped until there is another way. What is atomic (assertions, possessive repeats) leaves a
 * barrier on the stack; once its body has matched, the other ways above the barrier are taken out,
 * and what has to be undone stays.
 */

#ifndef SRE_ENTRIES
#  define SRE_ENTRIES
enum {
    UNDO_MARK,        /* index: which; a: old value; b: old lastindex */
    UNDO_COUNT,       /* p: repeat; a: old count; b: old last */
    UNDO_REPEAT,      /* p: the repeat that was the innermost one */
    UNDO_NEW_REPEAT,  /* p: a repeat that has to go */
    OTHER_BRANCH,     /* p: its skip; a: position */
    OTHER_TAIL,       /* p: code behind a greedy repeat, whose body did not match; a: position */
    OTHER_BODY,       /* p: code behind a lazy repeat, whose tail did not match; a: position */
    FEWER_ONES,       /* p: code behind REPEAT_ONE; a: where it began; b: how many matched */
    MORE_ONES,        /* p: code behind MIN_REPEAT_ONE; a: position; b: how many matched */
    BARRIER_ASSERT,   /* index: the barrier outside; p: code behind; a: position */
    BARRIER_NOT,      /* the same for a negative assertion */
    BARRIER_ATOMIC,   /* the same */
    BARRIER_REPEAT,   /* p: code behind POSSESSIVE_REPEAT; b: times the body matched before */
};

#  define PUSH(kind_, index_, a_, b_, p_)                                                          \
      do {                                                                                         \
          if (pyi_unlikely(s->top == s->capacity) && pyi_sre_grow_stack(s) == NULL) {              \
              return -1;                                                                           \
          }                                                                                        \
          s->stack[s->top++] = (sre_entry){.kind = (kind_), .index = (int32_t)(index_),            \
                                           .a = (a_), .b = (b_), .p = (p_)};                       \
      } while (0)

static inline void undo(sre_state *s, const sre_entry *entry) {
    sre_repeat *repeat = (sre_repeat *)entry->p;
    switch (entry->kind) {
        case UNDO_MARK:
            s->mark[entry->index] = entry->a;
            s->lastindex = entry->b;
            break;
        case UNDO_COUNT:
            repeat->count = entry->a;
            repeat->last = entry->b;
            break;
        case UNDO_REPEAT: s->repeat = repeat; break;
        case UNDO_NEW_REPEAT:
            s->repeat = repeat->outer;
            repeat->next_free = s->free_repeats;
            s->free_repeats = repeat;
            break;
        default: break;
    }
}

/* Take out the innermost barrier and the other ways above it. */
static void commit(sre_state *s) {
    Py_ssize_t to = s->barrier;
    s->barrier = s->stack[to].index;
    for (Py_ssize_t from = to + 1; from < s->top; from++) {
        if (s->stack[from].kind <= UNDO_NEW_REPEAT) {
            s->stack[to++] = s->stack[from];
        }
    }
    s->top = to;
}

/* Undo all since the innermost barrier, and take it out. */
static void roll_back(sre_state *s) {
    while (s->top > s->barrier + 1) {
        undo(s, &s->stack[--s->top]);
    }
    s->barrier = s->stack[--s->top].index;
}
#endif /* SRE_ENTRIES */

/* ---- single characters ----------------------------------------------------------------------- */

/* the operator at code, which stands for one character, matches c */
static inline bool NAME(matches)(const Py_UCS4 *code, Py_UCS4 c) {
    switch (code[0]) {
        case OP_LITERAL: return c == code[1];
        case OP_NOT_LITERAL: return c != code[1];
        case OP_IN: return is_in_set(code + 2, c);
        case OP_ANY: return c != '\n';
        case OP_ANY_ALL: return true;
        case OP_CATEGORY: return is_in_category(code[1], c);
        case OP_LITERAL_IGNORE: return lower_ascii(c) == code[1];
        case OP_NOT_LITERAL_IGNORE: return lower_ascii(c) != code[1];
        case OP_LITERAL_UNI_IGNORE: return lower_unicode(c) == code[1];
        case OP_NOT_LITERAL_UNI_IGNORE: return lower_unicode(c) != code[1];
        case OP_LITERAL_LOC_IGNORE: return is_literal_locale(code[1], c);
        case OP_NOT_LITERAL_LOC_IGNORE: return !is_literal_locale(code[1], c);
        case OP_IN_IGNORE: return is_in_set(code + 2, lower_ascii(c));
        case OP_IN_UNI_IGNORE: return is_in_set(code + 2, lower_unicode(c));
        case OP_IN_LOC_IGNORE: return is_in_set_locale(code + 2, c);
        default: return false;
    }
}

/* words of such an operator */
static inline Py_ssize_t NAME(length)(const Py_UCS4 *code) {
    switch (code[0]) {
        case OP_ANY:
        case OP_ANY_ALL: return 1;
        case OP_IN:
        case OP_IN_IGNORE:
        case OP_IN_UNI_IGNORE:
        case OP_IN_LOC_IGNORE: return 1 + code[1];
        default: return 2;
    }
}

/* how many characters from there on match the operator, at most maximum of them */
static Py_ssize_t NAME(count)(const sre_state *s, const Py_UCS4 *code, Py_ssize_t at,
                              Py_UCS4 maximum) {
    const CHAR *text = s->text, *p = text + at, *end = text + s->end;
    if (maximum != SRE_MAXREPEAT && (Py_ssize_t)maximum < end - p) {
        end = p + maximum;
    }
    switch (code[0]) {
        case OP_ANY_ALL: p = end; break;
        case OP_ANY:
            while (p < end && *p != '\n') {
                p++;
            }
            break;
        case OP_LITERAL:
            while (p < end && *p == code[1]) {
                p++;
            }
            break;
        case OP_NOT_LITERAL:
            while (p < end && *p != code[1]) {
                p++;
            }
            break;
        case OP_IN:
            while (p < end && is_in_set(code + 2, *p)) {
                p++;
            }
            break;
        default:
            while (p < end && NAME(matches)(code, *p)) {
                p++;
            }
            break;
    }
    return p - text - at;
}

/* ---- places and groups ----------------------------------------------------------------------- */

static inline bool NAME(is_boundary)(const sre_state *s, Py_ssize_t at, bool (*is_word)(Py_UCS4)) {
    const CHAR *text = s->text;
    return (at > 0 && is_word(text[at - 1])) != (at < s->end && is_word(text[at]));
}

static bool NAME(is_at)(const sre_state *s, Py_UCS4 place, Py_ssize_t at) {
    const CHAR *text = s->text;
    switch (place) {
        case AT_BEGINNING:
        case AT_BEGINNING_STRING: return at == 0;
        case AT_BEGINNING_LINE: return at == 0 || text[at - 1] == '\n';
        case AT_END: return at == s->end || (at == s->end - 1 && text[at] == '\n');
        case AT_END_LINE: return at == s->end || text[at] == '\n';
        case AT_END_STRING: return at == s->end;
        default: break;
    }
    if (s->end == 0) {
        return false; /* an empty text has neither boundaries nor places that are none */
    }
    switch (place) {
        case AT_BOUNDARY: return NAME(is_boundary)(s, at, is_word_ascii);
        case AT_NON_BOUNDARY: return !NAME(is_boundary)(s, at, is_word_ascii);
        case AT_LOC_BOUNDARY: return NAME(is_boundary)(s, at, is_word_locale);
        case AT_LOC_NON_BOUNDARY: return !NAME(is_boundary)(s, at, is_word_locale);
        case AT_UNI_BOUNDARY: return NAME(is_boundary)(s, at, is_word_unicode);
        case AT_UNI_NON_BOUNDARY: return !NAME(is_boundary)(s, at, is_word_unicode);
        default: return false;
    }
}

/* where the text of the group ends when it comes again at that place, -1 if it does not */
static Py_ssize_t NAME(match_group)(const sre_state *s, Py_UCS4 op, Py_UCS4 group, Py_ssize_t at) {
    const CHAR *text = s->text;
    Py_ssize_t i = s->mark[2 * group], end = s->mark[2 * group + 1];
    if (i < 0 || end < i) {
        return -1;
    }
    for (; i < end; i++, at++) {
        if (at >= s->end) {
            return -1;
        }
        Py_UCS4 c = text[i], d = text[at];
        bool same = op == OP_GROUPREF              ? c == d
                    : op == OP_GROUPREF_IGNORE     ? lower_ascii(c) == lower_ascii(d)
                    : op == OP_GROUPREF_UNI_IGNORE ? lower_unicode(c) == lower_unicode(d)
                                                   : lower_locale(c) == lower_locale(d);
        if (!same) {
            return -1;
        }
    }
    return at;
}

/* The skip of the first branch from there on that may match, or of the end of the branches. */
static inline const Py_UCS4 *NAME(find_branch)(const sre_state *s, const Py_UCS4 *skip,
                                               Py_ssize_t at) {
    const CHAR *text = s->text;
    for (; *skip != 0; skip += *skip) {
        const Py_UCS4 *code = skip + 1;
        if ((code[0] != OP_LITERAL && code[0] != OP_IN) ||
            (at < s->end && NAME(matches)(code, text[at]))) {
            break;
        }
    }
    return skip;
}

/* ---- the machine ----------------------------------------------------------------------------- */

/* At state->start: 1 and state->at is where it ends, 0, or -1 with an exception. */
static int NAME(match)(sre_state *s, const Py_UCS4 *pc) {
    const CHAR *const text = s->text;
    const Py_ssize_t end = s->end;
    Py_ssize_t at = s->start;
    sre_repeat *repeat;
    s->top = 0;
    s->barrier = -1;
    s->repeat = NULL;
    if (at > end) {
        return 0;
    }
    if (pc[0] == OP_INFO) {
        if (pc[3] > 0 && (size_t)(end - at) < pc[3]) {
            return 0; /* shorter than any match */
        }
        pc += 1 + pc[1];
    }
    for (;;) {
        if (pyi_unlikely((++s->steps & 0xfff) == 0) && PyErr_CheckSignals() < 0) {
            return -1;
        }
        switch (*pc++) {
            case OP_FAILURE: goto fail;
            case OP_SUCCESS:
                if (s->barrier >= 0) {
                    goto inner_success;
                }
                if ((s->match_all && at != end) || (s->must_advance && at == s->start)) {
                    goto fail;
                }
                s->at = at;
                return 1;
            case OP_LITERAL:
                if (at >= end || text[at] != pc[0]) {
                    goto fail;
                }
                at++;
                pc++;
                continue;
            case OP_NOT_LITERAL:
            case OP_ANY:
            case OP_ANY_ALL:
            case OP_CATEGORY:
            case OP_IN:
            case OP_LITERAL_IGNORE:
            case OP_NOT_LITERAL_IGNORE:
            case OP_IN_IGNORE:
            case OP_LITERAL_UNI_IGNORE:
            case OP_NOT_LITERAL_UNI_IGNORE:
            case OP_IN_UNI_IGNORE:
            case OP_LITERAL_LOC_IGNORE:
            case OP_NOT_LITERAL_LOC_IGNORE:
            case OP_IN_LOC_IGNORE:
                if (at >= end || !NAME(matches)(pc - 1, text[at])) {
                    goto fail;
                }
                at++;
                pc += NAME(length)(pc - 1) - 1;
                continue;
            case OP_AT:
                if (!NAME(is_at)(s, *pc++, at)) {
                    goto fail;
                }
                continue;
            case OP_MARK: {
                Py_UCS4 i = *pc++;
                PUSH(UNDO_MARK, i, s->mark[i], s->lastindex, NULL);
                s->mark[i] = at;
                if (i & 1) {
                    s->lastindex = i / 2 + 1;
                }
                continue;
            }
            case OP_JUMP: pc += *pc; continue;
            case OP_GROUPREF:
            case OP_GROUPREF_IGNORE:
            case OP_GROUPREF_UNI_IGNORE:
            case OP_GROUPREF_LOC_IGNORE: {
                Py_ssize_t after = NAME(match_group)(s, pc[-1], *pc, at);
                if (after < 0) {
                    goto fail;
                }
                at = after;
                pc++;
                continue;
            }
            case OP_GROUPREF_EXISTS: {
                Py_ssize_t from = s->mark[2 * pc[0]], to = s->mark[2 * pc[0] + 1];
                pc += from >= 0 && to >= from ? 2 : pc[1];
                continue;
            }
            case OP_BRANCH: goto branch;
            case OP_REPEAT_ONE: {
                Py_ssize_t n = NAME(count)(s, pc + 3, at, pc[2]);
                if (n < (Py_ssize_t)pc[1]) {
                    goto fail;
                }
                if (n > (Py_ssize_t)pc[1]) {
                    PUSH(FEWER_ONES, 0, at, n, pc);
                    goto fewer;
                }
                at += n;
                pc += pc[0];
                continue;
            }
            case OP_MIN_REPEAT_ONE: {
                Py_ssize_t least = pc[1];
                if (end - at < least ||
                    (least > 0 && NAME(count)(s, pc + 3, at, pc[1]) < least)) {
                    goto fail;
                }
                at += least;
                if (pc[2] > pc[1]) {
                    PUSH(MORE_ONES, 0, at, least, pc);
                }
                pc += pc[0];
                continue;
            }
            case OP_POSSESSIVE_REPEAT_ONE: {
                Py_ssize_t n = NAME(count)(s, pc + 3, at, pc[2]);
                if (n < (Py_ssize_t)pc[1]) {
                    goto fail;
                }
                at += n;
                pc += pc[0];
                continue;
            }
            case OP_REPEAT:
                repeat = pyi_sre_new_repeat(s);
                if (repeat == NULL) {
                    return -1;
                }
                *repeat = (sre_repeat){.code = pc, .count = -1, .last = -1, .outer = s->repeat,
                                       .next = repeat->next};
                PUSH(UNDO_NEW_REPEAT, 0, 0, 0, repeat);
                s->repeat = repeat;
                pc += pc[0];
                continue;
            case OP_MAX_UNTIL: goto max_until;
            case OP_MIN_UNTIL: goto min_until;
            case OP_ASSERT:
            case OP_ASSERT_NOT: {
                bool negative = pc[-1] == OP_ASSERT_NOT;
                if (at < (Py_ssize_t)pc[1]) { /* it looks behind the start */
                    if (!negative) {
                        goto fail;
                    }
                    pc += pc[0];
                    continue;
                }
                PUSH(negative ? BARRIER_NOT : BARRIER_ASSERT, s->barrier, at, 0, pc + pc[0]);
                s->barrier = s->top - 1;
                at -= pc[1];
                pc += 2;
                continue;
            }
            case OP_ATOMIC_GROUP:
                PUSH(BARRIER_ATOMIC, s->barrier, at, 0, pc + pc[0]);
                s->barrier = s->top - 1;
                pc++;
                continue;
            case OP_POSSESSIVE_REPEAT:
                PUSH(BARRIER_REPEAT, s->barrier, at, 0, pc);
                s->barrier = s->top - 1;
                if (pc[2] == 0) {
                    goto fail;
                }
                pc += 3;
                continue;
            case OP_INFO: pc += *pc; continue;
            default:
                PyErr_SetString(PyExc_RuntimeError, "invalid SRE code");
                return -1;
        }

    branch:
        pc = NAME(find_branch)(s, pc, at);
        if (*pc == 0) {
            goto fail;
        }
        {
            const Py_UCS4 *other = NAME(find_branch)(s, pc + *pc, at);
            if (*other != 0) {
                PUSH(OTHER_BRANCH, 0, at, 0, other);
            }
        }
        pc++;
        continue;

    max_until: /* pc: behind the operator */
        repeat = s->repeat;
        if (repeat == NULL) {
            PyErr_SetString(PyExc_RuntimeError, "invalid SRE code");
            return -1;
        }
        {
            Py_ssize_t n = repeat->count + 1;
            const Py_UCS4 *limits = repeat->code;
            bool needed = n < (Py_ssize_t)limits[1];
            if (!needed) {
                if ((limits[2] != SRE_MAXREPEAT && n >= (Py_ssize_t)limits[2]) ||
                    at == repeat->last) {
                    goto tail;
                }
                PUSH(OTHER_TAIL, 0, at, 0, pc);
            }
            PUSH(UNDO_COUNT, 0, repeat->count, repeat->last, repeat);
            repeat->count = n;
            if (!needed) {
                repeat->last = at;
            }
            pc = limits + 3;
            continue;
        }

    tail: /* what comes after the repeat, which is over */
        PUSH(UNDO_REPEAT, 0, 0, 0, s->repeat);
        s->repeat = s->repeat->outer;
        continue;

    min_until:
        repeat = s->repeat;
        if (repeat == NULL) {
            PyErr_SetString(PyExc_RuntimeError, "invalid SRE code");
            return -1;
        }
        if (repeat->count + 1 < (Py_ssize_t)repeat->code[1]) {
            PUSH(UNDO_COUNT, 0, repeat->count, repeat->last, repeat);
            repeat->count++;
            pc = repeat->code + 3;
            continue;
        }
        PUSH(OTHER_BODY, 0, at, 0, pc);
        goto tail;

    fewer: /* a run of single characters is on the stack: try the longest one that is left */
    {
        sre_entry *entry = &s->stack[s->top - 1];
        pc = entry->p;
        Py_ssize_t n = entry->b, least = pc[1];
        const Py_UCS4 *next = pc + pc[0];
        at = entry->a + n;
        if (next[0] == OP_LITERAL) { /* only before that character */
            while (n >= least && (at >= end || text[at] != next[1])) {
                n--;
                at--;
            }
            if (n < least) {
                s->top--;
                goto fail;
            }
        }
        if (n == least) {
            s->top--;
        } else {
            entry->b = n - 1;
        }
        pc = next;
        continue;
    }

    inner_success: /* the body of what the innermost barrier began matched */
    {
        sre_entry barrier = s->stack[s->barrier];
        if (barrier.kind == BARRIER_NOT) {
            roll_back(s);
            goto fail;
        }
        commit(s);
        if (barrier.kind != BARRIER_REPEAT) {
            pc = barrier.p;
            at = barrier.kind == BARRIER_ASSERT ? barrier.a : at;
            continue;
        }
        pc = barrier.p;
        Py_ssize_t n = barrier.b + 1;
        bool stuck = n > (Py_ssize_t)pc[1] && at == barrier.a;
        if (stuck || (pc[2] != SRE_MAXREPEAT && n >= (Py_ssize_t)pc[2])) {
            pc += pc[0] + 1;
            continue;
        }
        PUSH(BARRIER_REPEAT, s->barrier, at, n, pc);
        s->barrier = s->top - 1;
        pc += 3;
        continue;
    }

    fail:
        for (;;) {
            if (s->top == 0) {
                return 0;
            }
            sre_entry *entry = &s->stack[s->top - 1];
            if (entry->kind <= UNDO_NEW_REPEAT) {
                s->top--;
                undo(s, entry);
                continue;
            }
            at = entry->a;
            pc = entry->p;
            switch (entry->kind) {
                case OTHER_BRANCH: s->top--; goto branch;
                case OTHER_TAIL: s->top--; goto tail;
                case OTHER_BODY:
                    s->top--;
                    repeat = s->repeat;
                    if ((repeat->code[2] != SRE_MAXREPEAT &&
                         repeat->count + 1 >= (Py_ssize_t)repeat->code[2]) ||
                        at == repeat->last) {
                        continue;
                    }
                    PUSH(UNDO_COUNT, 0, repeat->count, repeat->last, repeat);
                    repeat->count++;
                    repeat->last = at;
                    pc = repeat->code + 3;
                    goto resume;
                case FEWER_ONES: goto fewer;
                case MORE_ONES:
                    if (at >= end || !NAME(matches)(pc + 3, text[at])) {
                        s->top--;
                        continue;
                    }
                    at = ++entry->a;
                    entry->b++;
                    if (pc[2] != SRE_MAXREPEAT && entry->b >= (Py_ssize_t)pc[2]) {
                        s->top--;
                    }
                    pc += pc[0];
                    goto resume;
                case BARRIER_REPEAT: {
                    Py_ssize_t n = entry->b;
                    s->barrier = entry->index;
                    s->top--;
                    if (n < (Py_ssize_t)pc[1]) {
                        continue;
                    }
                    pc += pc[0] + 1;
                    goto resume;
                }
                case BARRIER_NOT:
                    s->barrier = entry->index;
                    s->top--;
                    goto resume;
                default: /* BARRIER_ASSERT, BARRIER_ATOMIC */
                    s->barrier = entry->index;
                    s->top--;
                    continue;
            }
        }
    resume:;
    }
}
