/* SPDX-License-Identifier: Apache-2.0 */
/* match: where the data repeat what came before, found through a hash of three bytes.
 *
 * Fast levels take a match as soon as they see it; the others look one place further first, whether a longer
 * one begins there. Places of equal hash are chained, the nearest first.
 */
#include "deflate.h"

enum { ENOUGH_AHEAD = LONGEST + SHORTEST + 1, TOO_FAR = 4096, UNTIL_LAZY = 4 };

#define REACH(state) ((state)->size - ENOUGH_AHEAD) /* the longest distance that is looked at */

/* ---- window ----------------------------------------------------------------------------------------- */

static inline unsigned hash_at(const deflate_state *state, unsigned at) {
    const uint8_t *text = state->window + at;
    unsigned shift = state->hash_shift;
    return ((unsigned)text[0] << 2 * shift ^ (unsigned)text[1] << shift ^ text[2]) &
           ((1u << state->hash_bits) - 1);
}

/* Makes the place findable; the nearest place of the same hash, 0 when there is none */
static inline unsigned insert(deflate_state *state, unsigned at) {
    uint16_t *head = &state->heads[hash_at(state, at)];
    unsigned before = *head;
    state->previous[at & (state->size - 1)] = (uint16_t)before;
    *head = (uint16_t)at;
    return before;
}

static void slide_places(uint16_t *places, size_t n, unsigned by) {
    for (size_t i = 0; i < n; i++) {
        places[i] = (uint16_t)(places[i] >= by ? places[i] - by : 0);
    }
}

/* The upper half becomes the lower one. */
static void slide(deflate_state *state) {
    unsigned size = state->size;
    memcpy(state->window, state->window + size, size);
    state->match_start -= size;
    state->start -= size;
    state->block_start -= (ptrdiff_t)size;
    state->to_insert = Py_MIN(state->to_insert, state->start);
    slide_places(state->heads, (size_t)1 << state->hash_bits, size);
    slide_places(state->previous, size, size);
}

/* Reads input until there is enough ahead for the longest match, or no more. */
static void fill_window(deflate_state *state) {
    do {
        if (state->start >= state->size + REACH(state)) {
            slide(state);
        }
        if (state->available == 0) {
            return;
        }
        size_t room = 2 * (size_t)state->size - state->ahead - state->start;
        size_t n = Py_MIN(room, state->available);
        memcpy(state->window + state->start + state->ahead, state->input, n);
        state->input += n;
        state->available -= n;
        state->ahead += (unsigned)n;
        while (state->to_insert > 0 && state->ahead + state->to_insert >= SHORTEST) {
            insert(state, state->start - state->to_insert--);
        }
    } while (state->ahead < ENOUGH_AHEAD && state->available > 0);
}

void deflate_forget(deflate_state *state) {
    memset(state->heads, 0, sizeof(*state->heads) << state->hash_bits);
    if (state->ahead == 0) {
        state->start = state->to_insert = 0;
        state->block_start = 0;
    }
}

void deflate_preset(deflate_state *state, const uint8_t *data, size_t n) {
    if (n > state->size) {
        data += n - state->size;
        n = state->size;
    }
    state->input = data;
    state->available = n;
    fill_window(state);
    while (state->ahead >= SHORTEST) {
        for (; state->ahead >= SHORTEST; state->ahead--) {
            insert(state, state->start++);
        }
        fill_window(state);
    }
    state->start += state->ahead;
    state->block_start = (ptrdiff_t)state->start;
    state->to_insert = state->ahead;
    state->ahead = 0;
}

/* ---- search ------------------------------------------------------------------------------------------ */

static inline unsigned common_length(const uint8_t *a, const uint8_t *b, unsigned most) {
    unsigned n = 0;
    while (n + 8 <= most) {
        uint64_t left, right;
        memcpy(&left, a + n, 8);
        memcpy(&right, b + n, 8);
        if (left != right) {
#if PY_LITTLE_ENDIAN
            return n + (unsigned)__builtin_ctzll(left ^ right) / 8;
#else
            return n + (unsigned)__builtin_clzll(left ^ right) / 8;
#endif
        }
        n += 8;
    }
    while (n < most && a[n] == b[n]) {
        n++;
    }
    return n;
}

/* The length of the longest match in the chain, which match_start then tells; no more than `best` when there
 * is none longer. */
static unsigned find_longest(deflate_state *state, unsigned at, unsigned best) {
    const uint8_t *here = state->window + state->start;
    unsigned most = Py_MIN(state->ahead, LONGEST), nice = Py_MIN(state->effort.nice, state->ahead);
    unsigned limit = state->start > REACH(state) ? state->start - REACH(state) : 0;
    unsigned tries = best >= state->effort.good ? state->effort.chain >> 2 : state->effort.chain;
    if (best >= state->ahead) {
        return state->ahead;
    }
    do {
        const uint8_t *there = state->window + at;
        if (there[best] != here[best] || there[best - 1] != here[best - 1] || there[0] != here[0] ||
            there[1] != here[1]) {
            continue;
        }
        unsigned n = common_length(here, there, most);
        if (n > best) {
            state->match_start = at;
            best = n;
            if (n >= nice) {
                break;
            }
        }
    } while ((at = state->previous[at & (state->size - 1)]) > limit && --tries != 0);
    return best;
}

/* ---- blocks ------------------------------------------------------------------------------------------- */

static void end_block(deflate_state *state, bool last) {
    const uint8_t *text = state->block_start >= 0 ? state->window + state->block_start : NULL;
    deflate_block_end(&state->block, text, (size_t)((ptrdiff_t)state->start - state->block_start),
                      state->strategy == FIXED, last);
    state->block_start = (ptrdiff_t)state->start;
}

/* At the end of what there is; `skip`: places at the end that no hash could be made for */
static match_result finish(deflate_state *state, flush_mode flush, unsigned skip) {
    state->to_insert = Py_MIN(state->start, skip);
    if (flush == FINISH || state->block.n > 0) {
        end_block(state, flush == FINISH);
    }
    return BLOCK_DONE;
}

/* Whether there is something at `start`; `enough`: what must be ahead when more input may come */
static bool look_ahead(deflate_state *state, flush_mode flush, unsigned enough, match_result *result) {
    if (state->ahead < enough) {
        fill_window(state);
        if (state->ahead < enough && flush == NO_FLUSH) {
            *result = NEEDS_MORE;
            return false;
        }
    }
    *result = BLOCK_DONE;
    return state->ahead > 0;
}

/* ---- ways of looking ------------------------------------------------------------------------------------ */

static match_result find_fast(deflate_state *state, flush_mode flush) {
    match_result result;
    while (look_ahead(state, flush, ENOUGH_AHEAD, &result)) {
        unsigned at = state->ahead >= SHORTEST ? insert(state, state->start) : 0, n = 0;
        if (at != 0 && state->start - at <= REACH(state)) {
            n = find_longest(state, at, SHORTEST - 1);
        }
        bool full;
        if (n >= SHORTEST) {
            full = deflate_block_add(&state->block, state->start - state->match_start, n - SHORTEST);
            state->ahead -= n;
            if (n <= state->effort.lazy && state->ahead >= SHORTEST) {
                while (--n > 0) {
                    insert(state, ++state->start);
                }
                state->start++;
            } else { /* long matches are not made findable, to save time */
                state->start += n;
            }
        } else {
            full = deflate_block_add(&state->block, 0, state->window[state->start]);
            state->ahead--;
            state->start++;
        }
        if (full) {
            end_block(state, false);
        }
    }
    return result == NEEDS_MORE ? result : finish(state, flush, 2);
}

/* The match of the place before is taken: the places that it covers become findable. */
static void take_previous(deflate_state *state, unsigned n) {
    unsigned last = state->start + state->ahead - SHORTEST;
    state->ahead -= n - 1;
    for (n -= 2; n > 0; n--) {
        if (++state->start <= last) {
            insert(state, state->start);
        }
    }
    state->start++;
    state->literal_waits = false;
    state->match_length = SHORTEST - 1;
}

static match_result find_lazily(deflate_state *state, flush_mode flush) {
    match_result result;
    while (look_ahead(state, flush, ENOUGH_AHEAD, &result)) {
        unsigned at = state->ahead >= SHORTEST ? insert(state, state->start) : 0;
        unsigned before = state->match_length, before_start = state->match_start;
        state->match_length = SHORTEST - 1;
        if (at != 0 && before < state->effort.lazy && state->start - at <= REACH(state)) {
            state->match_length = find_longest(state, at, before);
            bool is_short = state->match_length <= 5;
            if (is_short && (state->strategy == FILTERED ||
                             (state->match_length == SHORTEST && state->start - state->match_start > TOO_FAR))) {
                state->match_length = SHORTEST - 1; /* dearer than its literals */
            }
        }
        if (before >= SHORTEST && state->match_length <= before) {
            bool full = deflate_block_add(&state->block, state->start - 1 - before_start, before - SHORTEST);
            take_previous(state, before);
            if (full) {
                end_block(state, false);
            }
            continue;
        }
        if (state->literal_waits &&
            deflate_block_add(&state->block, 0, state->window[state->start - 1])) {
            end_block(state, false);
        }
        state->literal_waits = true;
        state->start++;
        state->ahead--;
    }
    if (result == NEEDS_MORE) {
        return result;
    }
    if (state->literal_waits) {
        deflate_block_add(&state->block, 0, state->window[state->start - 1]);
        state->literal_waits = false;
    }
    return finish(state, flush, 2);
}

/* Only runs of one byte */
static match_result find_runs(deflate_state *state, flush_mode flush) {
    match_result result;
    while (look_ahead(state, flush, LONGEST + 1, &result)) {
        const uint8_t *here = state->window + state->start;
        unsigned n = 0;
        if (state->ahead >= SHORTEST && state->start > 0) {
            n = common_length(here, here - 1, Py_MIN(state->ahead, LONGEST));
        }
        bool is_run = n >= SHORTEST;
        n = is_run ? n : 1;
        bool full = deflate_block_add(&state->block, is_run, is_run ? n - SHORTEST : *here);
        state->ahead -= n;
        state->start += n;
        if (full) {
            end_block(state, false);
        }
    }
    return result == NEEDS_MORE ? result : finish(state, flush, 0);
}

static match_result find_nothing(deflate_state *state, flush_mode flush) {
    match_result result;
    while (look_ahead(state, flush, 1, &result)) {
        bool full = deflate_block_add(&state->block, 0, state->window[state->start]);
        state->ahead--;
        state->start++;
        if (full) {
            end_block(state, false);
        }
    }
    return result == NEEDS_MORE ? result : finish(state, flush, 0);
}

enum { LONGEST_STORED = 0xffff };

/* One stored block of what the window holds and then of the input */
static void store(deflate_state *state, size_t held, size_t n, bool last) {
    deflate_block_store(&state->block, n, last);
    zlib_bytes_append(state->block.out, state->window + state->block_start, Py_MIN(held, n));
    if (n > held) {
        zlib_bytes_append(state->block.out, state->input, n - held);
        state->input += n - held;
        state->available -= n - held;
    }
    state->start = 0;
    state->block_start = 0;
}

/* Level 0: blocks as long as they may be; less than a window's half waits for more. */
static match_result find_none(deflate_state *state, flush_mode flush) {
    for (;;) {
        size_t held = state->start - (size_t)state->block_start, total = held + state->available;
        bool whole = total <= LONGEST_STORED, ends = whole && flush != NO_FLUSH;
        if (ends ? total == 0 && flush != FINISH : total < state->size) {
            break;
        }
        store(state, held, whole ? total : LONGEST_STORED, ends && flush == FINISH);
        if (ends) {
            return BLOCK_DONE;
        }
    }
    if (state->available > 0) {
        memcpy(state->window + state->start, state->input, state->available);
        state->start += (unsigned)state->available;
        state->available = 0;
    }
    return flush == NO_FLUSH ? NEEDS_MORE : BLOCK_DONE;
}

match_result deflate_find_matches(deflate_state *state, flush_mode flush) {
    if (state->level == 0) {
        return find_none(state, flush);
    }
    switch (state->strategy) {
    case HUFFMAN_ONLY: return find_nothing(state, flush);
    case RLE: return find_runs(state, flush);
    default: return state->level < UNTIL_LAZY ? find_fast(state, flush) : find_lazily(state, flush);
    }
}
