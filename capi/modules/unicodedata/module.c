/* SPDX-License-Identifier: Apache-2.0 */
/* unicodedata: the Unicode character database, of now and of version 3.2.
 *
 * The methods are those of the module and of the type UCD, whose only object is ucd_3_2_0.
 * Contract   docs.python.org/3/library/unicodedata.html
 */
#include "ucd.h"

#include <structmember.h>

typedef struct {
    PyObject_HEAD
    const char *version;
} UCDObject;

static PyTypeObject UCD_Type;

static bool is_old(PyObject *self) { return Py_IS_TYPE(self, &UCD_Type); }

/* ---- arguments ------------------------------------------------------------------------------- */

/* 0, or -1 with TypeError; `place` is "argument" or "argument 1" */
static int get_character(PyObject *arg, const char *method, const char *place, Py_UCS4 *c) {
    if (!PyUnicode_Check(arg) || PyUnicode_GET_LENGTH(arg) != 1) {
        _PyArg_BadArgument(method, place, "a unicode character", arg);
        return -1;
    }
    *c = PyUnicode_READ_CHAR(arg, 0);
    return 0;
}

/* The same with a default behind it. */
static int get_first(const char *method, PyObject *const *args, Py_ssize_t nargs, Py_UCS4 *c) {
    return _PyArg_CheckPositional(method, nargs, 1, 2)
               ? get_character(args[0], method, "argument 1", c)
               : -1;
}

/* new: the default, or ValueError */
static PyObject *give_default(PyObject *const *args, Py_ssize_t nargs, const char *message) {
    if (nargs > 1) {
        return Py_NewRef(args[1]);
    }
    PyErr_SetString(PyExc_ValueError, message);
    return NULL;
}

/* ---- numbers --------------------------------------------------------------------------------- */

static PyObject *ucd_decimal(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_UCS4 c;
    if (get_first("decimal", args, nargs, &c) < 0) {
        return NULL;
    }
    int value = ucd_number_of(c, is_old(self)).decimal;
    return value < 0 ? give_default(args, nargs, "not a decimal") : PyLong_FromLong(value);
}

static PyObject *ucd_digit(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_UCS4 c;
    if (get_first("digit", args, nargs, &c) < 0) {
        return NULL;
    }
    int value = ucd_number_of(c, is_old(self)).digit;
    return value < 0 ? give_default(args, nargs, "not a digit") : PyLong_FromLong(value);
}

static PyObject *ucd_numeric(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_UCS4 c;
    if (get_first("numeric", args, nargs, &c) < 0) {
        return NULL;
    }
    double value = ucd_number_of(c, is_old(self)).value;
    return value == -1.0 ? give_default(args, nargs, "not a numeric character")
                         : PyFloat_FromDouble(value);
}

/* ---- properties ------------------------------------------------------------------------------ */

static PyObject *property_name(PyObject *self, PyObject *arg, const char *method, int what) {
    Py_UCS4 c;
    return get_character(arg, method, "argument", &c) < 0
               ? NULL
               : PyUnicode_FromString(ucd_property_name(c, what, is_old(self)));
}

static PyObject *ucd_category_of(PyObject *self, PyObject *arg) {
    return property_name(self, arg, "category", UCD_CATEGORY);
}

static PyObject *ucd_bidirectional_of(PyObject *self, PyObject *arg) {
    return property_name(self, arg, "bidirectional", UCD_BIDIRECTIONAL);
}

static PyObject *ucd_east_asian_width_of(PyObject *self, PyObject *arg) {
    return property_name(self, arg, "east_asian_width", UCD_EAST_ASIAN_WIDTH);
}

static PyObject *ucd_combining_of(PyObject *self, PyObject *arg) {
    Py_UCS4 c;
    if (get_character(arg, "combining", "argument", &c) < 0) {
        return NULL;
    }
    bool unknown = is_old(self) && !ucd_is_assigned(c, true);
    return PyLong_FromLong(unknown ? 0 : ucd_property(c, UCD_COMBINING, false));
}

static PyObject *ucd_mirrored_of(PyObject *self, PyObject *arg) {
    Py_UCS4 c;
    return get_character(arg, "mirrored", "argument", &c) < 0
               ? NULL
               : PyLong_FromLong(ucd_property(c, UCD_MIRRORED, is_old(self)));
}

static PyObject *ucd_decomposition(PyObject *self, PyObject *arg) {
    Py_UCS4 c;
    if (get_character(arg, "decomposition", "argument", &c) < 0) {
        return NULL;
    }
    const char *kind;
    int count;
    const uint32_t *parts = ucd_decomposition_of(c, &kind, &count);
    if (is_old(self) && !ucd_is_assigned(c, true)) {
        return PyUnicode_FromString("");
    }
    char text[256]; /* the longest one has 18 characters */
    size_t size = (size_t)PyOS_snprintf(text, sizeof(text), "%s", kind);
    for (int i = 0; i < count; i++) {
        size += (size_t)PyOS_snprintf(text + size, sizeof(text) - size, size == 0 ? "%04X" : " %04X",
                                      (unsigned)parts[i]);
    }
    return PyUnicode_FromStringAndSize(text, (Py_ssize_t)size);
}

/* ---- normal forms ---------------------------------------------------------------------------- */

/* The form, or -1 with an exception */
static int get_form(PyObject *name) {
    static const char forms[][5] = {"NFC", "NFD", "NFKC", "NFKD"};
    for (int form = 0; form < 4; form++) {
        if (PyUnicode_CompareWithASCIIString(name, forms[form]) == 0) {
            return form;
        }
    }
    PyErr_SetString(PyExc_ValueError, "invalid normalization form");
    return -1;
}

static int check_two_texts(const char *method, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional(method, nargs, 2, 2)) {
        return -1;
    }
    for (int i = 0; i < 2; i++) {
        if (!PyUnicode_Check(args[i])) {
            _PyArg_BadArgument(method, i == 0 ? "argument 1" : "argument 2", "str", args[i]);
            return -1;
        }
    }
    return 0;
}

static PyObject *ucd_normalize_text(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (check_two_texts("normalize", args, nargs) < 0) {
        return NULL;
    }
    if (PyUnicode_GET_LENGTH(args[1]) == 0) { /* of whatever form */
        return PyUnicode_FromObject(args[1]);
    }
    int form = get_form(args[0]);
    return form < 0 ? NULL : ucd_normalize(args[1], form, is_old(self));
}

static PyObject *ucd_is_normalized(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (check_two_texts("is_normalized", args, nargs) < 0) {
        return NULL;
    }
    if (PyUnicode_GET_LENGTH(args[1]) == 0) {
        Py_RETURN_TRUE;
    }
    int form = get_form(args[0]);
    PyObject *made = form < 0 ? NULL : ucd_normalize(args[1], form, is_old(self));
    if (made == NULL) {
        return NULL;
    }
    int same = PyUnicode_Compare(made, args[1]) == 0;
    Py_DECREF(made);
    return PyBool_FromLong(same);
}

/* ---- names ----------------------------------------------------------------------------------- */

static PyObject *ucd_name(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_UCS4 c;
    if (get_first("name", args, nargs, &c) < 0) {
        return NULL;
    }
    char name[UCD_MAX_NAME + 1];
    if ((is_old(self) && !ucd_is_assigned(c, true)) || ucd_name_of(c, name) == 0) {
        return give_default(args, nargs, "no such name");
    }
    return PyUnicode_FromString(name);
}

static PyObject *ucd_lookup(PyObject *self, PyObject *arg) {
    const char *name;
    Py_ssize_t length;
    if (!PyArg_Parse(arg, "s#:lookup", &name, &length)) {
        return NULL;
    }
    if (length > UCD_MAX_NAME) {
        PyErr_SetString(PyExc_KeyError, "name too long");
        return NULL;
    }
    Py_UCS4 codes[4];
    int how, count = ucd_find(name, (size_t)length, codes, &how);
    bool known = count > 0 && !(is_old(self) && how == UCD_ALIAS);
#if !PYI_313 /* which finds the names of later versions in the old database too */
    if (known && is_old(self) && how == UCD_OF_WORDS) {
        known = ucd_is_assigned(codes[0], true);
    }
#endif
    if (!known) {
        PyErr_Format(PyExc_KeyError, "undefined character name '%s'", name);
        return NULL;
    }
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, codes, count);
}

/* ---- the interface for "\N{…}" and the error handler namereplace ----------------------------- */

static int get_name(Py_UCS4 code, char *buffer, int size, int Py_UNUSED(with_aliases)) {
    char name[UCD_MAX_NAME + 1];
    int length = code > 0x10FFFF ? 0 : ucd_name_of(code, name);
    if (length == 0 || length >= size) {
        return 0;
    }
    memcpy(buffer, name, (size_t)length + 1);
    return 1;
}

static int get_code(const char *name, int length, Py_UCS4 *code, int Py_UNUSED(with_sequences)) {
    Py_UCS4 codes[4];
    int how;
    if (ucd_find(name, (size_t)length, codes, &how) != 1) {
        return 0;
    }
    *code = codes[0];
    return 1;
}

static _PyUnicode_Name_CAPI interface = {get_name, get_code};

/* ---- methods, type, module ------------------------------------------------------------------- */

#define FAST_ROW(name, function, parameters)                                                       \
    {name, PYI_FASTCALL(function), METH_FASTCALL, PYI_SIGNATURE(name, parameters)}
#define CHR_ROW(name, function)                                                                    \
    {name, function, METH_O, PYI_SIGNATURE(name, "($self, chr, /)")}
#define WITH_DEFAULT "($self, chr, default=<unrepresentable>, /)"

static PyMethodDef methods[] = {
    FAST_ROW("decimal", ucd_decimal, WITH_DEFAULT),
    FAST_ROW("digit", ucd_digit, WITH_DEFAULT),
    FAST_ROW("numeric", ucd_numeric, WITH_DEFAULT),
    CHR_ROW("category", ucd_category_of),
    CHR_ROW("bidirectional", ucd_bidirectional_of),
    CHR_ROW("combining", ucd_combining_of),
    CHR_ROW("mirrored", ucd_mirrored_of),
    CHR_ROW("east_asian_width", ucd_east_asian_width_of),
    CHR_ROW("decomposition", ucd_decomposition),
    FAST_ROW("name", ucd_name, WITH_DEFAULT),
    {"lookup", ucd_lookup, METH_O, PYI_SIGNATURE("lookup", "($self, name, /)")},
    FAST_ROW("is_normalized", ucd_is_normalized, "($self, form, unistr, /)"),
    FAST_ROW("normalize", ucd_normalize_text, "($self, form, unistr, /)"),
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"unidata_version", T_STRING, offsetof(UCDObject, version), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject UCD_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "unicodedata.UCD",
    .tp_basicsize = sizeof(UCDObject),
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = methods,
    .tp_members = members,
};

static int add_old(PyObject *module) {
    UCDObject *old = PyObject_New(UCDObject, &UCD_Type);
    if (old == NULL) {
        return -1;
    }
    old->version = "3.2.0";
    int status = PyModule_AddObjectRef(module, "ucd_3_2_0", (PyObject *)old);
    Py_DECREF(old);
    return status;
}

static int fill(PyObject *module) {
    if (PyModule_AddStringConstant(module, "unidata_version", ucd_version) < 0 ||
        PyModule_AddType(module, &UCD_Type) < 0 || add_old(module) < 0) {
        return -1;
    }
    PyObject *capsule = PyCapsule_New(&interface, PyUnicodeData_CAPSULE_NAME, NULL);
    int status = capsule == NULL ? -1 : PyModule_AddObjectRef(module, "_ucnhash_CAPI", capsule);
    Py_XDECREF(capsule);
    return status;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "unicodedata",
    .m_doc = "The Unicode character database.",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *unicodedata_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("unicodedata", unicodedata_init);
