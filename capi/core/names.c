/* SPDX-License-Identifier: Apache-2.0 */
/* names: the interned strings that C code asks for by literal (PYI_NAME). */
#include "pyi.h"

PyObject *pyi_name_intern(PyObject **slot, const char *text) {
    PyObject *name = PyUnicode_InternFromString(text);
    if (name == NULL) {
        Py_FatalError("no memory for the name of an attribute");
    }
#if PYI_312
    name->ob_refcnt = _Py_IMMORTAL_REFCNT;
#endif
    return *slot = name;
}
