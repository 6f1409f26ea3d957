/* SPDX-License-Identifier: Apache-2.0 */
/* PyOS_strtol and PyOS_strtoul: values, where they stop, and what is too large. */
#include <errno.h>

#include "show.h"

static const char *const texts[] = {
    "", "0", "12", "-12", " +7", "0x1f", "0X", "0b11", "0o17", "012", "00", "zz", "1z", "- 1", "0b2", "0xg",
    "99999999999999999999", "-9223372036854775808", "9223372036854775808", "18446744073709551615",
    "18446744073709551616",
};

static void run(void) {
    static const int bases[] = {0, 2, 8, 10, 16, 36};
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        for (size_t j = 0; j < sizeof(bases) / sizeof(*bases); j++) {
            char *end;
            errno = 0;
            long value = PyOS_strtol(texts[i], &end, bases[j]);
            printf("%s in %d: %ld, then '%s' (%d)\n", texts[i], bases[j], value, end, errno);
            errno = 0;
            unsigned long magnitude = PyOS_strtoul(texts[i], &end, bases[j]);
            printf("%s in %d: %lu, then '%s' (%d)\n", texts[i], bases[j], magnitude, end, errno);
        }
    }
}
