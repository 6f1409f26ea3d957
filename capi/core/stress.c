/* SPDX-License-Identifier: Apache-2.0 */
/* stress: allocations that fail and collections that come early, as PYI_DEBUG says (pyi_stress.h). */
#include "pyi_stress.h"

#ifdef PYI_STRESS

#  include <stdint.h>
#  include <stdio.h>
#  include <stdlib.h>
#  include <string.h>

static struct {
    bool read;               /* PYI_DEBUG was looked at */
    bool begun;              /* allocations are counted */
    uint64_t fail_from, fail_to; /* [from, to) fail; nothing when both are 0 */
    uint64_t collect_every;  /* 0: as usual */
    uint64_t allocations, collected;
} stress;

static void print_count(void) {
    fprintf(stderr, "allocations: %llu\n", (unsigned long long)stress.allocations);
}

/* One of the words between commas. */
static void read_word(const char *word, size_t size) {
    char *end;
    if (size > 5 && memcmp(word, "fail=", 5) == 0) {
        stress.fail_from = strtoull(word + 5, &end, 10);
        stress.fail_to = *end == '-' ? strtoull(end + 1, NULL, 10) : UINT64_MAX;
    } else if (size > 3 && memcmp(word, "gc=", 3) == 0) {
        stress.collect_every = strtoull(word + 3, NULL, 10);
    } else if (size == 5 && memcmp(word, "start", 5) == 0) {
        stress.begun = true;
    } else if (size == 5 && memcmp(word, "count", 5) == 0) {
        atexit(print_count);
    }
}

static void read_settings(void) {
    stress.read = true;
    const char *text = getenv("PYI_DEBUG");
    while (text != NULL && *text != '\0') {
        size_t size = strcspn(text, ",");
        read_word(text, size);
        text += size + (text[size] == ',');
    }
}

bool pyi_stress_fails(void) {
    if (!stress.read) {
        read_settings();
    }
    if (!stress.begun) {
        return false;
    }
    /* the raw domain is used without the GIL */
    uint64_t number = __atomic_add_fetch(&stress.allocations, 1, __ATOMIC_RELAXED);
    return number >= stress.fail_from && number < stress.fail_to;
}

bool pyi_stress_collects(void) {
    return stress.begun && stress.collect_every != 0 &&
           ++stress.collected % stress.collect_every == 0;
}

void pyi_stress_begin(void) { stress.begun = true; }

#endif
