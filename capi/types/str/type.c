/* SPDX-License-Identifier: Apache-2.0 */
/* str: text, an immutable sequence of characters.
 * Layout     PEP 393: characters of 1, 2 or 4 bytes, the smallest that fits; ASCII needs no separate UTF-8
 * Collected  no
 * Contract   docs.python.org/3/library/stdtypes.html#str; this file only puts the parts together
 */
#include "methods.h"

#include "pyi_search.h"

/* ---- slots -------------------------------------------------------------------------------- */

static PyObject *str_str(PyObject *self) {
    return pyi_str_exact(self);
}

static PyObject *str_mod(PyObject *left, PyObject *right) {
    if (!PyUnicode_Check(left)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return PyUnicode_Format(left, right);
}

static Py_ssize_t str_length(PyObject *self) {
    return PyUnicode_READY(self) < 0 ? -1 : PyUnicode_GET_LENGTH(self);
}

static PyNumberMethods str_as_number = {
    .nb_remainder = str_mod,
};

static PySequenceMethods str_as_sequence = {
    .sq_length = str_length,
    .sq_concat = PyUnicode_Concat,
    .sq_repeat = pyi_str_repeat,
    .sq_item = pyi_str_item,
    .sq_contains = PyUnicode_Contains,
};

static PyMappingMethods str_as_mapping = {
    .mp_length = str_length,
    .mp_subscript = pyi_str_subscript,
};

/* ---- methods ------------------------------------------------------------------------------ */

static PyObject *str_sizeof(PyObject *self, PyObject *unused) {
    (void)unused;
    Py_ssize_t length = PyUnicode_GET_LENGTH(self);
    Py_ssize_t size = (length + 1) * (Py_ssize_t)PyUnicode_KIND(self);
    if (PyUnicode_IS_COMPACT_ASCII(self)) {
        size += (Py_ssize_t)sizeof(PyASCIIObject);
    } else if (PyUnicode_IS_COMPACT(self)) {
        size += (Py_ssize_t)sizeof(PyCompactUnicodeObject);
    } else {
        size += Py_TYPE(self)->tp_basicsize;
    }
    if (!PyUnicode_IS_COMPACT_ASCII(self) && STR_COMPACT(self)->utf8 != NULL &&
        (void *)STR_COMPACT(self)->utf8 != PyUnicode_DATA(self)) {
        size += STR_COMPACT(self)->utf8_length + 1;
    }
    return PyLong_FromSsize_t(size);
}

static PyObject *str_getnewargs(PyObject *self, PyObject *unused) {
    (void)unused;
    PyObject *copy = _PyUnicode_Copy(self);
    return copy == NULL ? NULL : Py_BuildValue("(N)", copy);
}

#if PYI_313
#define SIGNATURE_313 PYI_SIGNATURE
#else
#define SIGNATURE_313(name, parameters) NULL
#endif

static PyMethodDef str_methods[] = {
    {"encode", PYI_FASTCALL(pyi_str_encode), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("encode", "($self, /, encoding='utf-8', errors='strict')")},
#if PYI_313
    {"replace", PYI_FASTCALL(pyi_str_replace), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("replace", "($self, old, new, /, count=-1)")},
#else
    {"replace", PYI_FASTCALL(pyi_str_replace), METH_FASTCALL,
     PYI_SIGNATURE("replace", "($self, old, new, count=-1, /)")},
#endif
    {"split", PYI_FASTCALL(pyi_str_split), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("split", "($self, /, sep=None, maxsplit=-1)")},
    {"rsplit", PYI_FASTCALL(pyi_str_rsplit), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("rsplit", "($self, /, sep=None, maxsplit=-1)")},
    {"join", PyUnicode_Join, METH_O, PYI_SIGNATURE("join", "($self, iterable, /)")},
    {"capitalize", pyi_str_capitalize, METH_NOARGS, PYI_SIGNATURE("capitalize", "($self, /)")},
    {"casefold", pyi_str_casefold, METH_NOARGS, PYI_SIGNATURE("casefold", "($self, /)")},
    {"title", pyi_str_title, METH_NOARGS, PYI_SIGNATURE("title", "($self, /)")},
    {"center", PYI_FASTCALL(pyi_str_center), METH_FASTCALL,
     PYI_SIGNATURE("center", "($self, width, fillchar=' ', /)")},
    {"count", PYI_FASTCALL(pyi_str_count), METH_FASTCALL, PYI_FIND_SIGNATURE("count", "sub")},
    {"expandtabs", PYI_FASTCALL(pyi_str_expandtabs), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("expandtabs", "($self, /, tabsize=8)")},
    {"find", PYI_FASTCALL(pyi_str_find), METH_FASTCALL, PYI_FIND_SIGNATURE("find", "sub")},
    {"partition", PyUnicode_Partition, METH_O, PYI_SIGNATURE("partition", "($self, sep, /)")},
    {"index", PYI_FASTCALL(pyi_str_index), METH_FASTCALL, PYI_FIND_SIGNATURE("index", "sub")},
    {"ljust", PYI_FASTCALL(pyi_str_ljust), METH_FASTCALL,
     PYI_SIGNATURE("ljust", "($self, width, fillchar=' ', /)")},
    {"lower", pyi_str_lower, METH_NOARGS, PYI_SIGNATURE("lower", "($self, /)")},
    {"lstrip", PYI_FASTCALL(pyi_str_lstrip), METH_FASTCALL,
     PYI_SIGNATURE("lstrip", "($self, chars=None, /)")},
    {"rfind", PYI_FASTCALL(pyi_str_rfind), METH_FASTCALL, PYI_FIND_SIGNATURE("rfind", "sub")},
    {"rindex", PYI_FASTCALL(pyi_str_rindex), METH_FASTCALL, PYI_FIND_SIGNATURE("rindex", "sub")},
    {"rjust", PYI_FASTCALL(pyi_str_rjust), METH_FASTCALL,
     PYI_SIGNATURE("rjust", "($self, width, fillchar=' ', /)")},
    {"rstrip", PYI_FASTCALL(pyi_str_rstrip), METH_FASTCALL,
     PYI_SIGNATURE("rstrip", "($self, chars=None, /)")},
    {"rpartition", PyUnicode_RPartition, METH_O, PYI_SIGNATURE("rpartition", "($self, sep, /)")},
    {"splitlines", PYI_FASTCALL(pyi_str_splitlines), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("splitlines", "($self, /, keepends=False)")},
    {"strip", PYI_FASTCALL(pyi_str_strip), METH_FASTCALL,
     PYI_SIGNATURE("strip", "($self, chars=None, /)")},
    {"swapcase", pyi_str_swapcase, METH_NOARGS, PYI_SIGNATURE("swapcase", "($self, /)")},
    {"translate", pyi_str_translate, METH_O, PYI_SIGNATURE("translate", "($self, table, /)")},
    {"upper", pyi_str_upper, METH_NOARGS, PYI_SIGNATURE("upper", "($self, /)")},
    {"startswith", PYI_FASTCALL(pyi_str_startswith), METH_FASTCALL,
     PYI_FIND_SIGNATURE("startswith", "prefix")},
    {"endswith", PYI_FASTCALL(pyi_str_endswith), METH_FASTCALL,
     PYI_FIND_SIGNATURE("endswith", "suffix")},
    {"removeprefix", pyi_str_removeprefix, METH_O,
     PYI_SIGNATURE("removeprefix", "($self, prefix, /)")},
    {"removesuffix", pyi_str_removesuffix, METH_O,
     PYI_SIGNATURE("removesuffix", "($self, suffix, /)")},
    {"isascii", pyi_str_isascii, METH_NOARGS, PYI_SIGNATURE("isascii", "($self, /)")},
    {"islower", pyi_str_islower, METH_NOARGS, PYI_SIGNATURE("islower", "($self, /)")},
    {"isupper", pyi_str_isupper, METH_NOARGS, PYI_SIGNATURE("isupper", "($self, /)")},
    {"istitle", pyi_str_istitle, METH_NOARGS, PYI_SIGNATURE("istitle", "($self, /)")},
    {"isspace", pyi_str_isspace, METH_NOARGS, PYI_SIGNATURE("isspace", "($self, /)")},
    {"isdecimal", pyi_str_isdecimal, METH_NOARGS, PYI_SIGNATURE("isdecimal", "($self, /)")},
    {"isdigit", pyi_str_isdigit, METH_NOARGS, PYI_SIGNATURE("isdigit", "($self, /)")},
    {"isnumeric", pyi_str_isnumeric, METH_NOARGS, PYI_SIGNATURE("isnumeric", "($self, /)")},
    {"isalpha", pyi_str_isalpha, METH_NOARGS, PYI_SIGNATURE("isalpha", "($self, /)")},
    {"isalnum", pyi_str_isalnum, METH_NOARGS, PYI_SIGNATURE("isalnum", "($self, /)")},
    {"isidentifier", pyi_str_isidentifier, METH_NOARGS,
     PYI_SIGNATURE("isidentifier", "($self, /)")},
    {"isprintable", pyi_str_isprintable, METH_NOARGS, PYI_SIGNATURE("isprintable", "($self, /)")},
    {"zfill", pyi_str_zfill, METH_O, PYI_SIGNATURE("zfill", "($self, width, /)")},
    {"format", PYI_FASTCALL(pyi_str_format), METH_VARARGS | METH_KEYWORDS,
     SIGNATURE_313("format", "($self, /, *args, **kwargs)")},
    {"format_map", pyi_str_format_map, METH_O, SIGNATURE_313("format_map", "($self, mapping, /)")},
    {"__format__", pyi_str_dunder_format, METH_O,
     PYI_SIGNATURE("__format__", "($self, format_spec, /)")},
    {"maketrans", PYI_FASTCALL(pyi_str_maketrans), METH_FASTCALL | METH_STATIC,
     PYI_SIGNATURE("maketrans", "(x, y=<unrepresentable>, z=<unrepresentable>, /)")},
    {"__sizeof__", str_sizeof, METH_NOARGS, PYI_SIGNATURE("__sizeof__", "($self, /)")},
    {"__getnewargs__", str_getnewargs, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type --------------------------------------------------------------------------------- */

PyTypeObject PyUnicode_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "str",
    .tp_basicsize = sizeof(PyUnicodeObject),
    .tp_dealloc = pyi_str_dealloc,
    .tp_repr = pyi_str_repr,
    .tp_as_number = &str_as_number,
    .tp_as_sequence = &str_as_sequence,
    .tp_as_mapping = &str_as_mapping,
    .tp_hash = pyi_str_hash,
    .tp_str = str_str,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_UNICODE_SUBCLASS |
                _Py_TPFLAGS_MATCH_SELF,
    .tp_doc = "str(object='', encoding, errors)\n\n"
              "Text: an immutable sequence of Unicode characters.",
    .tp_richcompare = PyUnicode_RichCompare,
    .tp_iter = pyi_str_iter,
    .tp_methods = str_methods,
    .tp_new = pyi_str_new,
    .tp_free = PyObject_Del,
    .tp_vectorcall = pyi_str_vectorcall,
};
PYI_TYPE(PyUnicode_Type);
