/* SPDX-License-Identifier: Apache-2.0 */
/* doc: the signature at the beginning of the doc of a built-in: "name(parameters)\n--\n\ntext". */
#include "descr.h"

static const char MARKER[] = ")\n--\n\n";

/* Where the parameters begin, behind the name; NULL when the doc does not begin with a signature. */
static const char *parameters_of(const char *name, const char *doc) {
    if (doc == NULL) {
        return NULL;
    }
    const char *dot = strrchr(name, '.');
    name = dot != NULL ? dot + 1 : name;
    size_t length = strlen(name);
    if (strncmp(doc, name, length) != 0 || doc[length] != '(') {
        return NULL;
    }
    const char *end = strstr(doc + length, MARKER);
    const char *paragraph = strstr(doc + length, "\n\n");
    return end != NULL && paragraph >= end ? doc + length : NULL;
}

const char *pyi_doc_text(const char *name, const char *doc) {
    const char *parameters = parameters_of(name, doc);
    return parameters == NULL ? doc : strstr(parameters, MARKER) + sizeof(MARKER) - 1;
}

PyObject *pyi_doc_object(const char *name, const char *doc) {
    const char *text = pyi_doc_text(name, doc);
    return text == NULL || *text == '\0' ? Py_NewRef(Py_None) : PyUnicode_FromString(text);
}

PyObject *pyi_doc_signature(const char *name, const char *doc) {
    const char *parameters = parameters_of(name, doc);
    if (parameters == NULL) {
        return Py_NewRef(Py_None);
    }
    const char *end = strstr(parameters, MARKER) + 1; /* with the bracket */
    return PyUnicode_FromStringAndSize(parameters, end - parameters);
}

PyObject *_PyType_GetDocFromInternalDoc(const char *name, const char *doc) {
    return pyi_doc_object(name, doc);
}
PyObject *_PyType_GetTextSignatureFromInternalDoc(const char *name, const char *doc
#if PYI_313
                                                  ,
                                                  int flags
#endif
) {
#if PYI_313
    (void)flags;
#endif
    return pyi_doc_signature(name, doc);
}
