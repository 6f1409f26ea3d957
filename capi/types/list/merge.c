/* SPDX-License-Identifier: Apache-2.0 */
/* list/merge: the stable, adaptive merge sort of list.sort() (timsort with powersort's merge order).
 *
 * The list is cut into runs that are sorted already or can be by turning them round; short ones are made
 * longer by binary insertion. Neighbouring runs are merged in an order that keeps them of similar length.
 * A merge that finds one side winning again and again gallops: it searches how far that goes.
 * Comparisons happen in the order that CPython's do, so that also keys without a total order, as nan,
 * end where they do there.
 */
#include "sort.h"

#define MIN_GALLOP 7

/* if (a < b), leaving by fail on error */
#define IF_LESS(a, b)                                                                              \
    if ((order = state->less((a), (b), state)) < 0) {                                              \
        goto fail;                                                                                 \
    }                                                                                              \
    if (order)

/* ---- slices ------------------------------------------------------------------------------ */

static inline void set_at(sort_state *state, sort_slice to, Py_ssize_t i, sort_slice from, Py_ssize_t j) {
    to.keys[i] = from.keys[j];
    if (state->has_values) {
        to.values[i] = from.values[j];
    }
}

static inline void move(sort_state *state, sort_slice to, sort_slice from, Py_ssize_t n) {
    memmove(to.keys, from.keys, (size_t)n * sizeof(PyObject *));
    if (state->has_values) {
        memmove(to.values, from.values, (size_t)n * sizeof(PyObject *));
    }
}

static inline sort_slice advance(sort_state *state, sort_slice slice, Py_ssize_t n) {
    return (sort_slice){slice.keys + n, state->has_values ? slice.values + n : NULL};
}

static void turn(sort_state *state, sort_slice slice, Py_ssize_t from, Py_ssize_t to) {
    pyi_list_reverse(slice.keys + from, slice.keys + to);
    if (state->has_values) {
        pyi_list_reverse(slice.values + from, slice.values + to);
    }
}

/* ---- runs -------------------------------------------------------------------------------- */

#if PYI_313
/* The length of the run at the beginning, which is ascending afterwards; equal keys keep their order. */
static Py_ssize_t find_run(sort_state *state, sort_slice slice, Py_ssize_t n) {
    PyObject **keys = slice.keys;
    Py_ssize_t i = 1;
    Py_ssize_t equal = 0; /* so many keys before i equal the one before them */
    int order;
    for (; i < n; i++) {
        IF_LESS(keys[i], keys[i - 1]) { break; }
    }
    if (i == n) {
        return n;
    }
    if (i > 1) { /* descending only when all so far are equal */
        IF_LESS(keys[0], keys[i - 1]) { return i; }
        turn(state, slice, 0, i);
    }
    for (i++; i < n; i++) {
        IF_LESS(keys[i], keys[i - 1]) {
            if (equal > 0) {
                turn(state, slice, i - equal - 1, i);
                equal = 0;
            }
            continue;
        }
        IF_LESS(keys[i - 1], keys[i]) { break; }
        equal++;
    }
    if (equal > 0) {
        turn(state, slice, i - equal - 1, i);
    }
    turn(state, slice, 0, i);
    for (; i < n; i++) {
        IF_LESS(keys[i], keys[i - 1]) { break; }
    }
    return i;
fail:
    return -1;
}
#else
/* The length of the run at the beginning, which is ascending afterwards. Only a strictly descending one may
 * be turned round. */
static Py_ssize_t find_run(sort_state *state, sort_slice slice, Py_ssize_t n) {
    PyObject **keys = slice.keys;
    if (n < 2) {
        return n;
    }
    int order;
    Py_ssize_t i = 2;
    IF_LESS(keys[1], keys[0]) {
        for (; i < n; i++) {
            IF_LESS(keys[i], keys[i - 1]) { continue; }
            break;
        }
        turn(state, slice, 0, i);
        return i;
    }
    for (; i < n; i++) {
        IF_LESS(keys[i], keys[i - 1]) { break; }
    }
    return i;
fail:
    return -1;
}
#endif

/* slice[0:sorted] is a run; makes slice[0:n] one. */
static int insert_rest(sort_state *state, sort_slice slice, Py_ssize_t n, Py_ssize_t sorted) {
    PyObject **keys = slice.keys;
    int order;
    for (; sorted < n; sorted++) {
        PyObject *pivot = keys[sorted];
        Py_ssize_t low = 0;
        Py_ssize_t high = sorted;
        while (low < high) {
            Py_ssize_t middle = low + ((high - low) >> 1);
            IF_LESS(pivot, keys[middle]) { high = middle; }
            else {
                low = middle + 1;
            }
        }
        memmove(keys + low + 1, keys + low, (size_t)(sorted - low) * sizeof(PyObject *));
        keys[low] = pivot;
        if (state->has_values) {
            PyObject **values = slice.values;
            PyObject *value = values[sorted];
            memmove(values + low + 1, values + low, (size_t)(sorted - low) * sizeof(PyObject *));
            values[low] = value;
        }
    }
    return 0;
fail:
    return -1;
}

/* ---- galloping ---------------------------------------------------------------------------- */

/* In the sorted keys[0:n], the place of key before (or after, when right) those equal to it. The search goes
 * out from hint in steps of 1, 3, 7, … and then halves. -1 on failure. */
static Py_ssize_t gallop(sort_state *state, PyObject *key, PyObject **keys, Py_ssize_t n,
                         Py_ssize_t hint, bool right) {
    Py_ssize_t last = 0;
    Py_ssize_t step = 1;
    int order;
    /* whether key belongs after keys[i] */
#define AFTER(i)                                                                                   \
    order = right ? state->less(key, keys[i], state) : state->less(keys[i], key, state);           \
    if (order < 0) {                                                                               \
        goto fail;                                                                                 \
    }                                                                                              \
    if (right) {                                                                                   \
        order = !order;                                                                            \
    }
    AFTER(hint)
    bool up = order;
    Py_ssize_t most = up ? n - hint : hint + 1;
    while (step < most) {
        AFTER(up ? hint + step : hint - step)
        if ((bool)order != up) {
            break;
        }
        last = step;
        step = (step << 1) + 1;
    }
    if (step > most) {
        step = most;
    }
    Py_ssize_t low = up ? hint + last + 1 : hint - step + 1;
    Py_ssize_t high = up ? hint + step : hint - last;
    while (low < high) {
        Py_ssize_t middle = low + ((high - low) >> 1);
        AFTER(middle)
        if (order) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return high;
fail:
    return -1;
}

/* ---- merging ------------------------------------------------------------------------------ */

static void release_temp(sort_state *state) {
    if (state->temp.keys != state->small) {
        PyMem_Free(state->temp.keys);
    }
}

static int reserve_temp(sort_state *state, Py_ssize_t n) {
    if (n <= state->room) {
        return 0;
    }
    release_temp(state);
    state->temp.keys = state->small; /* in case there is no memory */
    state->room = 0;
    size_t pointers = state->has_values ? 2 : 1;
    PyObject **room = (size_t)n <= (size_t)PY_SSIZE_T_MAX / sizeof(PyObject *) / pointers
                          ? PyMem_New(PyObject *, (size_t)n * pointers)
                          : NULL;
    if (room == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    state->temp = (sort_slice){room, state->has_values ? room + n : NULL};
    state->room = n;
    return 0;
}

/* Merges a[0:na] with b[0:nb] behind it, na <= nb; a[0] > b[0] and a[na-1] > all of b. From the left. */
static int merge_low(sort_state *state, sort_slice a, Py_ssize_t na, sort_slice b, Py_ssize_t nb) {
    if (reserve_temp(state, na) < 0) {
        return -1;
    }
    sort_slice to = a;
    a = state->temp;
    move(state, a, to, na);
    Py_ssize_t i = 0, j = 0, k = 0; /* places in a, b and to */
    Py_ssize_t min_gallop = state->min_gallop;
    int order;
    int status = -1;
    set_at(state, to, k++, b, j++);
    if (j == nb) {
        goto done;
    }
    if (na == 1) {
        goto last_a;
    }
    for (;;) {
        Py_ssize_t a_wins = 0, b_wins = 0;
        do {
            IF_LESS(b.keys[j], a.keys[i]) {
                set_at(state, to, k++, b, j++);
                b_wins++;
                a_wins = 0;
                if (j == nb) {
                    goto done;
                }
            } else {
                set_at(state, to, k++, a, i++);
                a_wins++;
                b_wins = 0;
                if (na - i == 1) {
                    goto last_a;
                }
            }
        } while (a_wins < min_gallop && b_wins < min_gallop);
        min_gallop++;
        do {
            min_gallop -= min_gallop > 1;
            state->min_gallop = min_gallop;
            a_wins = gallop(state, b.keys[j], a.keys + i, na - i, 0, true);
            if (a_wins < 0) {
                goto fail;
            }
            move(state, advance(state, to, k), advance(state, a, i), a_wins);
            k += a_wins;
            i += a_wins;
            if (na - i == 1) {
                goto last_a;
            }
            if (na == i) { /* only when the comparison is inconsistent */
                goto done;
            }
            set_at(state, to, k++, b, j++);
            if (j == nb) {
                goto done;
            }
            b_wins = gallop(state, a.keys[i], b.keys + j, nb - j, 0, false);
            if (b_wins < 0) {
                goto fail;
            }
            move(state, advance(state, to, k), advance(state, b, j), b_wins);
            k += b_wins;
            j += b_wins;
            if (j == nb) {
                goto done;
            }
            set_at(state, to, k++, a, i++);
            if (na - i == 1) {
                goto last_a;
            }
        } while (a_wins >= MIN_GALLOP || b_wins >= MIN_GALLOP);
        min_gallop++; /* leaving was not for nothing */
        state->min_gallop = min_gallop;
    }
done:
    status = 0;
fail:
    move(state, advance(state, to, k), advance(state, a, i), na - i);
    return status;
last_a: /* the last of a comes after all that is left of b */
    move(state, advance(state, to, k), advance(state, b, j), nb - j);
    set_at(state, to, k + nb - j, a, i);
    return 0;
}

/* The same for na >= nb, from the right. */
static int merge_high(sort_state *state, sort_slice a, Py_ssize_t na, sort_slice b, Py_ssize_t nb) {
    if (reserve_temp(state, nb) < 0) {
        return -1;
    }
    sort_slice to = a;
    move(state, state->temp, b, nb);
    b = state->temp;
    Py_ssize_t i = na, j = nb, k = na + nb; /* places after what is left of a, b and to */
    Py_ssize_t min_gallop = state->min_gallop;
    int order;
    int status = -1;
    --k, --i;
    set_at(state, to, k, a, i);
    if (i == 0) {
        goto done;
    }
    if (j == 1) {
        goto last_b;
    }
    for (;;) {
        Py_ssize_t a_wins = 0, b_wins = 0;
        do {
            IF_LESS(b.keys[j - 1], a.keys[i - 1]) {
                --k, --i;
                set_at(state, to, k, a, i);
                a_wins++;
                b_wins = 0;
                if (i == 0) {
                    goto done;
                }
            } else {
                --k, --j;
                set_at(state, to, k, b, j);
                b_wins++;
                a_wins = 0;
                if (j == 1) {
                    goto last_b;
                }
            }
        } while (a_wins < min_gallop && b_wins < min_gallop);
        min_gallop++;
        do {
            min_gallop -= min_gallop > 1;
            state->min_gallop = min_gallop;
            a_wins = gallop(state, b.keys[j - 1], a.keys, i, i - 1, true);
            if (a_wins < 0) {
                goto fail;
            }
            a_wins = i - a_wins;
            k -= a_wins;
            i -= a_wins;
            move(state, advance(state, to, k), advance(state, a, i), a_wins);
            if (i == 0) {
                goto done;
            }
            --k, --j;
            set_at(state, to, k, b, j);
            if (j == 1) {
                goto last_b;
            }
            b_wins = gallop(state, a.keys[i - 1], b.keys, j, j - 1, false);
            if (b_wins < 0) {
                goto fail;
            }
            b_wins = j - b_wins;
            k -= b_wins;
            j -= b_wins;
            move(state, advance(state, to, k), advance(state, b, j), b_wins);
            if (j == 1) {
                goto last_b;
            }
            if (j == 0) { /* only when the comparison is inconsistent */
                goto done;
            }
            --k, --i;
            set_at(state, to, k, a, i);
            if (i == 0) {
                goto done;
            }
        } while (a_wins >= MIN_GALLOP || b_wins >= MIN_GALLOP);
        min_gallop++;
        state->min_gallop = min_gallop;
    }
done:
    status = 0;
fail:
    move(state, advance(state, to, k - j), b, j);
    return status;
last_b: /* the first of b comes before all that is left of a */
    move(state, advance(state, to, k - i), a, i);
    set_at(state, to, k - i - 1, b, 0);
    return 0;
}

/* Merges pending runs at and at + 1. */
static int merge_at(sort_state *state, int at) {
    sort_slice a = state->pending[at].base;
    sort_slice b = state->pending[at + 1].base;
    Py_ssize_t na = state->pending[at].n;
    Py_ssize_t nb = state->pending[at + 1].n;
    state->pending[at].n = na + nb;
    if (at == state->runs - 3) {
        state->pending[at + 1] = state->pending[at + 2];
    }
    state->runs--;
    /* what is in place at both ends need not move */
    Py_ssize_t skip = gallop(state, b.keys[0], a.keys, na, 0, true);
    if (skip < 0) {
        return -1;
    }
    a = advance(state, a, skip);
    na -= skip;
    if (na == 0) {
        return 0;
    }
    nb = gallop(state, a.keys[na - 1], b.keys, nb, nb - 1, false);
    if (nb <= 0) {
        return nb < 0 ? -1 : 0;
    }
    return na <= nb ? merge_low(state, a, na, b, nb) : merge_high(state, a, na, b, nb);
}

/* How deep in a perfect binary division of 0..n the boundary of two neighbouring runs is: the first bit where
 * the middles of the runs, as fractions of n, differ. */
static int power_of(Py_ssize_t start, Py_ssize_t n1, Py_ssize_t n2, Py_ssize_t n) {
    int power = 0;
    Py_ssize_t a = 2 * start + n1;
    Py_ssize_t b = a + n1 + n2;
    for (;;) {
        power++;
        if (a >= n) {
            a -= n;
            b -= n;
        } else if (b >= n) {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

/* A run of length n2 was found behind the pending ones: merges those that are deeper than the boundary. */
static int before_push(sort_state *state, sort_slice all, Py_ssize_t n2) {
    if (state->runs == 0) {
        return 0;
    }
    sort_run *top = &state->pending[state->runs - 1];
    int power = power_of(top->base.keys - all.keys, top->n, n2, state->n);
    while (state->runs > 1 && state->pending[state->runs - 2].power > power) {
        if (merge_at(state, state->runs - 2) < 0) {
            return -1;
        }
    }
    state->pending[state->runs - 1].power = power;
    return 0;
}

static int merge_rest(sort_state *state) {
    while (state->runs > 1) {
        int at = state->runs - 2;
        if (at > 0 && state->pending[at - 1].n < state->pending[at + 1].n) {
            at--;
        }
        if (merge_at(state, at) < 0) {
            return -1;
        }
    }
    return 0;
}

/* A length that makes n divided by it a power of two, or a bit less. */
static Py_ssize_t min_run_of(Py_ssize_t n) {
    Py_ssize_t odd = 0;
    while (n >= 64) {
        odd |= n & 1;
        n >>= 1;
    }
    return n + odd;
}

int pyi_sort(sort_state *state, sort_slice all, Py_ssize_t n) {
    Py_ssize_t left = n;
    Py_ssize_t min_run = min_run_of(n);
    sort_slice at = all;
    state->n = n;
    state->runs = 0;
    state->min_gallop = MIN_GALLOP;
    state->temp = (sort_slice){state->small, state->has_values ? state->small + SORT_TEMP / 2 : NULL};
    state->room = state->has_values ? SORT_TEMP / 2 : SORT_TEMP;
    int status = 0;
    while (left > 0 && status == 0) {
        Py_ssize_t run = find_run(state, at, left);
        if (run < 0) {
            status = -1;
            break;
        }
        if (run < min_run) {
            Py_ssize_t forced = left <= min_run ? left : min_run;
            status = insert_rest(state, at, forced, run);
            run = forced;
        }
        if (status == 0) {
            status = before_push(state, all, run);
            state->pending[state->runs++] = (sort_run){at, run, 0};
            at = advance(state, at, run);
            left -= run;
        }
    }
    if (status == 0) {
        status = merge_rest(state);
    }
    release_temp(state);
    return status;
}
