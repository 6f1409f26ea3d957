/* SPDX-License-Identifier: Apache-2.0 */
/* names: the interned strings that C code asks for by literal (PYI_NAME). */
#include "pyi.h"

#if PYI_312
#  define FOR_EVER _Py_IMMORTAL_REFCNT
#else
#  define FOR_EVER 999999999
#endif

/* ---- when there is no memory for one ------------------------------------------------------------ */

/* Who asks for a name does not expect to fail. These are equal to the interned ones but not the same, and nobody
 * keeps them: once there is memory again the real one is made. */
enum { LONGEST = 40, SPARES = 256 };

static struct {
    PyASCIIObject head;
    char text[LONGEST + 1];
} spares[SPARES];

static PyObject *spare_name(const char *text) {
    size_t length = strlen(text);
    for (size_t i = 0; i < SPARES && length <= LONGEST; i++) {
        PyASCIIObject *head = &spares[i].head;
        if (((PyObject *)head)->ob_type == NULL) {
            _PyObject_Init((PyObject *)head, &PyUnicode_Type);
            ((PyObject *)head)->ob_refcnt = FOR_EVER;
            head->length = (Py_ssize_t)length;
            head->hash = -1;
            head->state.kind = PyUnicode_1BYTE_KIND;
            head->state.compact = head->state.ascii = 1;
#if !PYI_312
            head->state.ready = 1;
#endif
            memcpy(spares[i].text, text, length + 1);
        }
        if (strcmp(spares[i].text, text) == 0) {
            return (PyObject *)head;
        }
    }
    Py_FatalError("no memory for the name of an attribute");
}

/* ---- names ---------------------------------------------------------------------------------------- */

PyObject *pyi_name_intern(PyObject **slot, const char *text) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *name = PyUnicode_InternFromString(text);
    PyErr_Restore(type, value, traceback);
    if (name == NULL) {
        return spare_name(text);
    }
#if PYI_312
    name->ob_refcnt = FOR_EVER;
#endif
    return *slot = name;
}
