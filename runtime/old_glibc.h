/* SPDX-License-Identifier: Apache-2.0 */
/* old_glibc.h: take functions of glibc by the versions that glibc 2.17 has.
 *
 * A linker takes the newest version that the building machine knows, and the library would then
 * refuse every older system, though the functions behind both versions do the same where we call
 * them: pow and fmod of 2.29 and 2.38 only stopped calling matherr(), and those of pthread moved
 * from one library to another. A newer one that is used has to be added here; the tag of a wheel
 * (link/platform_tag.py) and tests/unit/link show that one is missing.
 */
#ifndef AOT_OLD_GLIBC_H
#define AOT_OLD_GLIBC_H

#include <stdlib.h> /* defines __GLIBC__ */

#if defined(__GLIBC__) && defined(__x86_64__) && defined(__LP64__)
#  define FROM_OLD_GLIBC(name) __asm__(".symver " #name ", " #name "@GLIBC_2.2.5")
#elif defined(__GLIBC__) && defined(__aarch64__)
#  define FROM_OLD_GLIBC(name) __asm__(".symver " #name ", " #name "@GLIBC_2.17")
#else
#  define FROM_OLD_GLIBC(name) _Static_assert(1, "no versions here")
#endif

#endif
