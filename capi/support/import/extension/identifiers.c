/* SPDX-License-Identifier: Apache-2.0 */
/* identifiers: the strings in _PyRuntime that CPython's own extension modules use as attribute names.
 *
 * Nothing here needs them, so they are filled when the first extension module is loaded. Their texts are those of the
 * headers. They are not interned, since other strings have been under these names before; comparisons do not mind.
 */
#include "pyi_extension.h"

#include "internal/pycore_runtime_init.h"

#define STRINGS (_PyRuntime.PYI_GLOBALS.singletons.strings)
#if PYI_312
#  define PYI_GLOBALS static_objects
static const __typeof__(STRINGS.literals) known_literals = _Py_str_literals_INIT;
static const __typeof__(STRINGS.identifiers) known_identifiers = _Py_str_identifiers_INIT;
#  define LITERALS known_literals
#  define IDENTIFIERS known_identifiers
#else
#  define PYI_GLOBALS global_objects
/* The initializer of CPython's header names fields that it calls deprecated and leaves out those that are zero. */
#  pragma GCC diagnostic push
#  pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#  pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static const struct _Py_global_objects all = _Py_global_objects_INIT;
#  pragma GCC diagnostic pop
#  define LITERALS all.singletons.strings.literals
#  define IDENTIFIERS all.singletons.strings.identifiers
#endif

void pyi_extension_fill_identifiers(void) {
    static bool filled;
    if (!filled) {
        memcpy(&STRINGS.literals, &LITERALS, sizeof(LITERALS));
        memcpy(&STRINGS.identifiers, &IDENTIFIERS, sizeof(IDENTIFIERS));
        filled = true;
    }
}
