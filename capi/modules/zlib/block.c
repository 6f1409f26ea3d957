/* SPDX-License-Identifier: Apache-2.0 */
/* block: Huffman codes for the symbols of a block, and the block as bits.
 *
 * Of stored, fixed and dynamic codes a block gets what is shortest.
 * Contract   RFC 1951, section 3.2
 */
#include "deflate.h"

enum { LONGEST_CODE = 15, LONGEST_SIZE_CODE = 7, FIXED_CODES = 288 };
enum { REPEAT_3_6 = 16, ZEROS_3_10, ZEROS_11_138 };
enum { STORED_BLOCK, FIXED_BLOCK, DYNAMIC_BLOCK };

static const uint8_t length_extra[LENGTH_CODES] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                   2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint8_t distance_extra[DISTANCE_CODES] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                                       6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
static const uint8_t size_extra[SIZE_CODES] = {[REPEAT_3_6] = 2, [ZEROS_3_10] = 3, [ZEROS_11_138] = 7};
static const uint8_t size_order[SIZE_CODES] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

/* made by deflate_make_tables() */
static uint8_t length_code_of[256]; /* of a length less SHORTEST */
static uint16_t length_base[LENGTH_CODES], distance_base[DISTANCE_CODES];
static uint8_t fixed_lengths[FIXED_CODES], fixed_distance_lengths[DISTANCE_CODES];
static uint16_t fixed_codes[FIXED_CODES], fixed_distance_codes[DISTANCE_CODES];

/* What kind of symbols a code is for */
typedef struct {
    int symbols, longest, extra_from;
    const uint8_t *extra, *fixed;
} alphabet;

static const alphabet literal_alphabet = {LITERAL_CODES, LONGEST_CODE, 257, length_extra, fixed_lengths};
static const alphabet distance_alphabet = {DISTANCE_CODES, LONGEST_CODE, 0, distance_extra,
                                           fixed_distance_lengths};
static const alphabet size_alphabet = {SIZE_CODES, LONGEST_SIZE_CODE, 0, size_extra, NULL};

/* Bits that a block takes: with the codes made for it, and with the fixed ones */
typedef struct {
    uint64_t made, fixed;
} cost;

/* ---- bits -------------------------------------------------------------------------------------------- */

static inline void put(deflate_block *block, unsigned value, int n) {
    block->bits |= (uint64_t)value << block->bit_count;
    block->bit_count += n;
    if (block->bit_count >= 32) {
        for (int i = 0; i < 4; i++) {
            zlib_bytes_push(block->out, (uint8_t)(block->bits >> 8 * i));
        }
        block->bits >>= 32;
        block->bit_count -= 32;
    }
}

void deflate_block_flush_bytes(deflate_block *block) {
    for (; block->bit_count >= 8; block->bits >>= 8, block->bit_count -= 8) {
        zlib_bytes_push(block->out, (uint8_t)block->bits);
    }
}

void deflate_block_fill_byte(deflate_block *block) {
    block->bit_count = (block->bit_count + 7) & ~7;
    deflate_block_flush_bytes(block);
}

/* ---- codes from lengths ---------------------------------------------------------------------------------- */

static unsigned reverse(unsigned code, int n) {
    unsigned result = 0;
    for (; n > 0; n--, code >>= 1) {
        result = result << 1 | (code & 1);
    }
    return result;
}

/* Codes of one length are consecutive numbers, in the order of the symbols (section 3.2.2). */
static void assign_codes(const uint8_t *lengths, int n, uint16_t *codes) {
    unsigned counts[LONGEST_CODE + 1] = {0}, next[LONGEST_CODE + 1], code = 0;
    for (int i = 0; i < n; i++) {
        counts[lengths[i]]++;
    }
    counts[0] = 0;
    for (int bits = 1; bits <= LONGEST_CODE; bits++) {
        code = (code + counts[bits - 1]) << 1;
        next[bits] = code;
    }
    for (int i = 0; i < n; i++) {
        codes[i] = lengths[i] == 0 ? 0 : (uint16_t)reverse(next[lengths[i]]++, lengths[i]);
    }
}

void deflate_make_tables(void) {
    unsigned base = 0;
    for (int code = 0; code < LENGTH_CODES - 1; code++) {
        length_base[code] = (uint16_t)base;
        for (unsigned i = 0; i < 1u << length_extra[code]; i++, base++) {
            length_code_of[base & 0xff] = (uint8_t)code;
        }
    }
    length_base[LENGTH_CODES - 1] = LONGEST - SHORTEST;
    length_code_of[LONGEST - SHORTEST] = LENGTH_CODES - 1; /* which needs no bits behind it */
    base = 0;
    for (int code = 0; code < DISTANCE_CODES; code++) {
        distance_base[code] = (uint16_t)base;
        base += 1u << distance_extra[code];
    }
    for (int i = 0; i < FIXED_CODES; i++) {
        fixed_lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    memset(fixed_distance_lengths, 5, sizeof(fixed_distance_lengths));
    assign_codes(fixed_lengths, FIXED_CODES, fixed_codes);
    assign_codes(fixed_distance_lengths, DISTANCE_CODES, fixed_distance_codes);
}

/* The code of a distance less 1: two codes for each power of two */
static int distance_code_of(unsigned distance) {
    if (distance < 4) {
        return (int)distance;
    }
    int power = 31 - __builtin_clz(distance);
    return 2 * power + (int)(distance >> (power - 1) & 1);
}

/* ---- lengths from frequencies ------------------------------------------------------------------------------ */

/* A heap of nodes, the rarest first; behind it those that have been taken, the most frequent first. */
typedef struct {
    int node[2 * LITERAL_CODES + 1];
    int n, taken;
    uint8_t depth[2 * LITERAL_CODES + 1]; /* of the subtree of a node: the flatter one is taken first */
    uint16_t parent[2 * LITERAL_CODES + 1];
} forest;

enum { FOREST = 2 * LITERAL_CODES + 1 };

static bool is_before(const huffman *tree, const forest *all, int a, int b) {
    uint32_t first = tree->frequency[a], second = tree->frequency[b];
    return first < second || (first == second && all->depth[a] <= all->depth[b]);
}

static void sift_down(const huffman *tree, forest *all, int at) {
    int moved = all->node[at];
    for (int child = 2 * at; child <= all->n; child = 2 * at) {
        if (child < all->n && is_before(tree, all, all->node[child + 1], all->node[child])) {
            child++;
        }
        if (is_before(tree, all, moved, all->node[child])) {
            break;
        }
        all->node[at] = all->node[child];
        at = child;
    }
    all->node[at] = moved;
}

/* The two rarest nodes become children of a new one, until only the root is left. */
static void combine(huffman *tree, forest *all, int symbols) {
    for (int at = all->n / 2; at >= 1; at--) {
        sift_down(tree, all, at);
    }
    int next = symbols;
    do {
        int rarest = all->node[1];
        all->node[1] = all->node[all->n--];
        sift_down(tree, all, 1);
        int second = all->node[1];
        all->node[--all->taken] = rarest;
        all->node[--all->taken] = second;
        tree->frequency[next] = tree->frequency[rarest] + tree->frequency[second];
        uint8_t deeper = all->depth[rarest] >= all->depth[second] ? all->depth[rarest] : all->depth[second];
        all->depth[next] = (uint8_t)(deeper + 1);
        all->parent[rarest] = all->parent[second] = (uint16_t)next;
        all->node[1] = next++;
        sift_down(tree, all, 1);
    } while (all->n >= 2);
    all->node[--all->taken] = all->node[1];
}

/* Codes longer than allowed are shortened, for which others become longer. */
static void shorten(huffman *tree, const forest *all, const alphabet *kind, int *counts, int too_long,
                    cost *total) {
    do {
        int bits = kind->longest - 1;
        while (counts[bits] == 0) {
            bits--;
        }
        counts[bits]--;
        counts[bits + 1] += 2;
        counts[kind->longest]--;
        too_long -= 2;
    } while (too_long > 0);
    int at = FOREST;
    for (int bits = kind->longest; bits > 0; bits--) {
        for (int n = counts[bits]; n > 0;) {
            int symbol = all->node[--at];
            if (symbol > tree->last) {
                continue;
            }
            total->made += ((uint64_t)bits - tree->length[symbol]) * tree->frequency[symbol];
            tree->length[symbol] = (uint8_t)bits;
            n--;
        }
    }
}

static void measure(huffman *tree, const forest *all, const alphabet *kind, cost *total) {
    int counts[LONGEST_CODE + 1] = {0}, too_long = 0;
    tree->length[all->node[all->taken]] = 0; /* the root */
    for (int at = all->taken + 1; at < FOREST; at++) {
        int node = all->node[at], bits = tree->length[all->parent[node]] + 1;
        if (bits > kind->longest) {
            bits = kind->longest;
            too_long++;
        }
        tree->length[node] = (uint8_t)bits;
        if (node > tree->last) {
            continue; /* not a leaf */
        }
        counts[bits]++;
        unsigned extra = node >= kind->extra_from ? kind->extra[node - kind->extra_from] : 0;
        total->made += (uint64_t)tree->frequency[node] * ((unsigned)bits + extra);
        if (kind->fixed != NULL) {
            total->fixed += (uint64_t)tree->frequency[node] * (kind->fixed[node] + extra);
        }
    }
    if (too_long > 0) {
        shorten(tree, all, kind, counts, too_long, total);
    }
}

static void make_code(huffman *tree, const alphabet *kind, cost *total) {
    forest all = {.n = 0, .taken = FOREST};
    tree->last = -1;
    for (int symbol = 0; symbol < kind->symbols; symbol++) {
        tree->length[symbol] = 0;
        if (tree->frequency[symbol] != 0) {
            all.node[++all.n] = tree->last = symbol;
        }
    }
    /* A code has two symbols at least, so that none is of no bits. */
    while (all.n < 2) {
        int symbol = tree->last < 2 ? ++tree->last : 0;
        all.node[++all.n] = symbol;
        tree->frequency[symbol] = 1;
        total->made--;
        total->fixed -= kind->fixed == NULL ? 0 : kind->fixed[symbol];
    }
    combine(tree, &all, kind->symbols);
    measure(tree, &all, kind, total);
    assign_codes(tree->length, tree->last + 1, tree->code);
}

/* ---- lengths as symbols ----------------------------------------------------------------------------------------- */

static void put_size(deflate_block *block, int size) {
    put(block, block->sizes.code[size], block->sizes.length[size]);
}

/* One run of equal lengths, of at most 138 zeros or 6 (7 with the first one) others */
static void write_run(deflate_block *block, int size, int before, int n) {
    if (n < (size != 0 && size == before ? 3 : size != 0 ? 4 : 3)) {
        for (; n > 0; n--) {
            put_size(block, size);
        }
    } else if (size != 0) {
        if (size != before) {
            put_size(block, size);
            n--;
        }
        put_size(block, REPEAT_3_6);
        put(block, (unsigned)n - 3, 2);
    } else if (n <= 10) {
        put_size(block, ZEROS_3_10);
        put(block, (unsigned)n - 3, 3);
    } else {
        put_size(block, ZEROS_11_138);
        put(block, (unsigned)n - 11, 7);
    }
}

static void count_run(deflate_block *block, int size, int before, int n) {
    uint32_t *frequency = block->sizes.frequency;
    if (n < (size != 0 && size == before ? 3 : size != 0 ? 4 : 3)) {
        frequency[size] += (uint32_t)n;
    } else if (size != 0) {
        frequency[size] += size != before;
        frequency[REPEAT_3_6]++;
    } else {
        frequency[n <= 10 ? ZEROS_3_10 : ZEROS_11_138]++;
    }
}

/* The code lengths of a code in runs, which are counted or written */
static void each_run(deflate_block *block, const huffman *tree,
                     void (*use)(deflate_block *, int, int, int)) {
    int before = -1;
    for (int symbol = 0; symbol <= tree->last;) {
        int size = tree->length[symbol], n = 0;
        int most = size == 0 ? 138 : size == before ? 6 : 7;
        while (n < most && symbol <= tree->last && tree->length[symbol] == size) {
            n++, symbol++;
        }
        use(block, size, before, n);
        before = size;
    }
}

/* How many of the sizes' lengths are written: in an order in which the last ones are often 0 */
static int make_size_code(deflate_block *block, cost *total) {
    memset(block->sizes.frequency, 0, sizeof(block->sizes.frequency));
    each_run(block, &block->literals, count_run);
    each_run(block, &block->distance_codes, count_run);
    make_code(&block->sizes, &size_alphabet, total);
    int n = SIZE_CODES;
    while (n > 4 && block->sizes.length[size_order[n - 1]] == 0) {
        n--;
    }
    total->made += 3 * (unsigned)n + 5 + 5 + 4;
    return n;
}

static void write_codes(deflate_block *block, int n) {
    put(block, (unsigned)block->literals.last + 1 - 257, 5);
    put(block, (unsigned)block->distance_codes.last, 5);
    put(block, (unsigned)n - 4, 4);
    for (int i = 0; i < n; i++) {
        put(block, block->sizes.length[size_order[i]], 3);
    }
    each_run(block, &block->literals, write_run);
    each_run(block, &block->distance_codes, write_run);
}

/* ---- blocks ------------------------------------------------------------------------------------------------------ */

void deflate_block_start(deflate_block *block) {
    memset(block->literals.frequency, 0, sizeof(block->literals.frequency));
    memset(block->distance_codes.frequency, 0, sizeof(block->distance_codes.frequency));
    block->literals.frequency[END_OF_BLOCK] = 1;
    block->n = 0;
}

bool deflate_block_add(deflate_block *block, unsigned distance, unsigned value) {
    block->distances[block->n] = (uint16_t)distance;
    block->values[block->n++] = (uint8_t)value;
    if (distance == 0) {
        block->literals.frequency[value]++;
    } else {
        block->literals.frequency[257 + length_code_of[value]]++;
        block->distance_codes.frequency[distance_code_of(distance - 1)]++;
    }
    return block->n == block->room - 1;
}

static void write_symbols(deflate_block *block, const uint16_t *codes, const uint8_t *lengths,
                          const uint16_t *distance_codes, const uint8_t *distance_lengths) {
    for (unsigned i = 0; i < block->n; i++) {
        unsigned value = block->values[i], distance = block->distances[i];
        if (distance == 0) {
            put(block, codes[value], lengths[value]);
            continue;
        }
        int code = length_code_of[value];
        put(block, codes[257 + code], lengths[257 + code]);
        put(block, value - length_base[code], length_extra[code]);
        code = distance_code_of(--distance);
        put(block, distance_codes[code], distance_lengths[code]);
        put(block, distance - distance_base[code], distance_extra[code]);
    }
    put(block, codes[END_OF_BLOCK], lengths[END_OF_BLOCK]);
}

void deflate_block_store(deflate_block *block, size_t n, bool last) {
    put(block, STORED_BLOCK << 1 | last, 3);
    deflate_block_fill_byte(block);
    uint8_t head[4] = {(uint8_t)n, (uint8_t)(n >> 8), (uint8_t)~n, (uint8_t)(~n >> 8)};
    zlib_bytes_append(block->out, head, sizeof(head));
}

void deflate_block_align(deflate_block *block) {
    put(block, FIXED_BLOCK << 1, 3);
    put(block, fixed_codes[END_OF_BLOCK], fixed_lengths[END_OF_BLOCK]);
    deflate_block_flush_bytes(block);
}

void deflate_block_end(deflate_block *block, const uint8_t *text, size_t n, bool fixed, bool last) {
    cost total = {0, 0};
    make_code(&block->literals, &literal_alphabet, &total);
    make_code(&block->distance_codes, &distance_alphabet, &total);
    int sizes = make_size_code(block, &total);
    size_t best = (total.made + 3 + 7) >> 3, best_fixed = (total.fixed + 3 + 7) >> 3;
    best = best_fixed <= best || fixed ? best_fixed : best;
    if (n + 4 <= best && text != NULL) {
        deflate_block_store(block, n, last);
        zlib_bytes_append(block->out, text, n);
    } else if (best_fixed == best) {
        put(block, FIXED_BLOCK << 1 | last, 3);
        write_symbols(block, fixed_codes, fixed_lengths, fixed_distance_codes, fixed_distance_lengths);
    } else {
        put(block, DYNAMIC_BLOCK << 1 | last, 3);
        write_codes(block, sizes);
        write_symbols(block, block->literals.code, block->literals.length, block->distance_codes.code,
                      block->distance_codes.length);
    }
    deflate_block_start(block);
    if (last) {
        deflate_block_fill_byte(block);
    } else {
        deflate_block_flush_bytes(block);
    }
}
