/* SPDX-License-Identifier: Apache-2.0 */
/* unicode names: "\N{…}" asks the extension module unicodedata, as CPython does. */
#include "pyi_codec.h"
#include "pyi_c_imports.h"

PYI_C_IMPORT("unicodedata", "", "<text>", "");
PYI_C_IMPORT("unicodedata", "", "", "namereplace unicode_escape");

const _PyUnicode_Name_CAPI *pyi_unicode_names(void) {
#if PYI_312
    PyInterpreterState *interp = _PyInterpreterState_GET();
    if (interp->unicode.ucnhash_capi == NULL) {
        interp->unicode.ucnhash_capi = PyCapsule_Import(PyUnicodeData_CAPSULE_NAME, 1);
    }
    return interp->unicode.ucnhash_capi;
#else
    static const _PyUnicode_Name_CAPI *names;
    if (names == NULL) {
        names = PyCapsule_Import(PyUnicodeData_CAPSULE_NAME, 1);
    }
    return names;
#endif
}
