/* SPDX-License-Identifier: Apache-2.0 */
/* constants: the C library's numbers of categories, and of the words and formats of a locale. */
#include "localemodule.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>

static const pyi_constant categories[] = {
    PYI_CONSTANT(LC_CTYPE),    PYI_CONSTANT(LC_TIME),     PYI_CONSTANT(LC_COLLATE),
    PYI_CONSTANT(LC_MONETARY), PYI_CONSTANT(LC_MESSAGES), PYI_CONSTANT(LC_NUMERIC),
    PYI_CONSTANT(LC_ALL),      PYI_CONSTANT(CHAR_MAX),
};

static const pyi_constant keys[] = {
    PYI_CONSTANT(DAY_1),      PYI_CONSTANT(DAY_2),      PYI_CONSTANT(DAY_3),
    PYI_CONSTANT(DAY_4),      PYI_CONSTANT(DAY_5),      PYI_CONSTANT(DAY_6),
    PYI_CONSTANT(DAY_7),      PYI_CONSTANT(ABDAY_1),    PYI_CONSTANT(ABDAY_2),
    PYI_CONSTANT(ABDAY_3),    PYI_CONSTANT(ABDAY_4),    PYI_CONSTANT(ABDAY_5),
    PYI_CONSTANT(ABDAY_6),    PYI_CONSTANT(ABDAY_7),    PYI_CONSTANT(MON_1),
    PYI_CONSTANT(MON_2),      PYI_CONSTANT(MON_3),      PYI_CONSTANT(MON_4),
    PYI_CONSTANT(MON_5),      PYI_CONSTANT(MON_6),      PYI_CONSTANT(MON_7),
    PYI_CONSTANT(MON_8),      PYI_CONSTANT(MON_9),      PYI_CONSTANT(MON_10),
    PYI_CONSTANT(MON_11),     PYI_CONSTANT(MON_12),     PYI_CONSTANT(ABMON_1),
    PYI_CONSTANT(ABMON_2),    PYI_CONSTANT(ABMON_3),    PYI_CONSTANT(ABMON_4),
    PYI_CONSTANT(ABMON_5),    PYI_CONSTANT(ABMON_6),    PYI_CONSTANT(ABMON_7),
    PYI_CONSTANT(ABMON_8),    PYI_CONSTANT(ABMON_9),    PYI_CONSTANT(ABMON_10),
    PYI_CONSTANT(ABMON_11),   PYI_CONSTANT(ABMON_12),   PYI_CONSTANT(RADIXCHAR),
    PYI_CONSTANT(THOUSEP),    PYI_CONSTANT(CRNCYSTR),   PYI_CONSTANT(D_T_FMT),
    PYI_CONSTANT(D_FMT),      PYI_CONSTANT(T_FMT),      PYI_CONSTANT(AM_STR),
    PYI_CONSTANT(PM_STR),     PYI_CONSTANT(CODESET),    PYI_CONSTANT(T_FMT_AMPM),
    PYI_CONSTANT(ERA),        PYI_CONSTANT(ERA_D_FMT),  PYI_CONSTANT(ERA_D_T_FMT),
    PYI_CONSTANT(ERA_T_FMT),  PYI_CONSTANT(ALT_DIGITS), PYI_CONSTANT(YESEXPR),
    PYI_CONSTANT(NOEXPR),
#ifdef _DATE_FMT
    PYI_CONSTANT(_DATE_FMT),
#endif
};

bool locale_has_langinfo(int key) {
    for (size_t i = 0; i < Py_ARRAY_LENGTH(keys); i++) {
        if (keys[i].value == key) {
            return true;
        }
    }
    return false;
}

int locale_add_constants(PyObject *module) {
    return pyi_add_constants(module, categories, Py_ARRAY_LENGTH(categories)) < 0
               ? -1
               : pyi_add_constants(module, keys, Py_ARRAY_LENGTH(keys));
}
