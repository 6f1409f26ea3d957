/* SPDX-License-Identifier: Apache-2.0 */
/* about: what this interpreter is: its version, its implementation, sizes of things.
 */
#include "sys.h"

#include "pyi_linked.h"
#include "pyi_named.h"

#include "internal/pycore_namespace.h"

#include <unistd.h>

/* ---- text --------------------------------------------------------------------------------------------------- */

#define QUOTE(x) #x
#define TEXT(x) QUOTE(x)

#if defined(__clang__)
#  define COMPILER "Clang " TEXT(__clang_major__) "." TEXT(__clang_minor__) "." TEXT(__clang_patchlevel__)
#elif defined(__GNUC__)
#  define COMPILER "GCC " TEXT(__GNUC__) "." TEXT(__GNUC_MINOR__) "." TEXT(__GNUC_PATCHLEVEL__)
#else
#  define COMPILER "C"
#endif

#if defined(__x86_64__)
#  define MACHINE "x86_64"
#elif defined(__aarch64__)
#  define MACHINE "aarch64"
#elif defined(__riscv)
#  define MACHINE "riscv64"
#else
#  define MACHINE "unknown"
#endif

#ifdef __GLIBC__
#  define MULTIARCH MACHINE "-linux-gnu"
#else
#  define MULTIARCH MACHINE "-linux-musl"
#endif

const unsigned long Py_Version = PY_VERSION_HEX;

/* The shape that the module platform takes apart; the date of the build would make no two builds equal. */
const char *Py_GetVersion(void) { return PY_VERSION " (main) [" COMPILER "]"; }
const char *Py_GetCompiler(void) { return "[" COMPILER "]"; }
const char *Py_GetBuildInfo(void) { return "main"; }
const char *Py_GetPlatform(void) { return "linux"; }
const char *Py_GetCopyright(void) { return "The authors of aot_build. Apache License 2.0."; }
const char *_Py_gitidentifier(void) { return ""; }
const char *_Py_gitversion(void) { return ""; }

/* ---- structures ----------------------------------------------------------------------------------------------- */

static PyTypeObject version_type, hash_type, thread_type;

static PyStructSequence_Field version_fields[] = {
    {"major", NULL}, {"minor", NULL}, {"micro", NULL}, {"releaselevel", NULL}, {"serial", NULL}, {0},
};
static PyStructSequence_Desc version_description = {"sys.version_info", NULL, version_fields, 5};

static PyStructSequence_Field hash_fields[] = {
    {"width", NULL}, {"modulus", NULL},   {"inf", NULL},       {"nan", NULL},
    {"imag", NULL},  {"algorithm", NULL}, {"hash_bits", NULL}, {"seed_bits", NULL},
    {"cutoff", NULL}, {0},
};
static PyStructSequence_Desc hash_description = {"sys.hash_info", NULL, hash_fields, 9};

static PyStructSequence_Field thread_fields[] = {
    {"name", NULL}, {"lock", NULL}, {"version", NULL}, {0}};
static PyStructSequence_Desc thread_description = {"sys.thread_info", NULL, thread_fields, 3};

/* new, or NULL: an instance with items that are stolen, some of which may be NULL with an exception */
static PyObject *make(PyTypeObject *type, PyStructSequence_Desc *description, PyObject **items) {
    PyObject *result = NULL;
    if (pyi_sys_structure(type, description) == 0) {
        result = PyStructSequence_New(type);
    }
    for (int i = 0; i < description->n_in_sequence; i++) {
        if (result == NULL) {
            Py_XDECREF(items[i]);
        } else {
            PyStructSequence_SetItem(result, i, items[i]);
        }
    }
    if (result != NULL && PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *make_version(PyObject *module) {
    (void)module;
    const char *level = PY_RELEASE_LEVEL == PY_RELEASE_LEVEL_FINAL   ? "final"
                        : PY_RELEASE_LEVEL == PY_RELEASE_LEVEL_GAMMA ? "candidate"
                        : PY_RELEASE_LEVEL == PY_RELEASE_LEVEL_BETA  ? "beta"
                                                                     : "alpha";
    PyObject *items[] = {PyLong_FromLong(PY_MAJOR_VERSION), PyLong_FromLong(PY_MINOR_VERSION),
                         PyLong_FromLong(PY_MICRO_VERSION), PyUnicode_FromString(level),
                         PyLong_FromLong(PY_RELEASE_SERIAL)};
    return make(&version_type, &version_description, items);
}

static PyObject *make_hash(PyObject *module) {
    (void)module;
    PyHash_FuncDef *hash = PyHash_GetFuncDef();
    PyObject *items[] = {PyLong_FromLong(8 * sizeof(Py_hash_t)),
                         PyLong_FromSsize_t(_PyHASH_MODULUS),
                         PyLong_FromLong(_PyHASH_INF),
                         PyLong_FromLong(0),
                         PyLong_FromLong(_PyHASH_IMAG),
                         PyUnicode_FromString(hash->name),
                         PyLong_FromLong(hash->hash_bits),
                         PyLong_FromLong(hash->seed_bits),
                         PyLong_FromLong(Py_HASH_CUTOFF)};
    return make(&hash_type, &hash_description, items);
}

/* new */
PyObject *PyThread_GetInfo(void) {
    PyObject *version = NULL;
#ifdef _CS_GNU_LIBPTHREAD_VERSION
    char text[80];
    size_t n = confstr(_CS_GNU_LIBPTHREAD_VERSION, text, sizeof(text));
    if (n > 0 && n < sizeof(text)) {
        version = PyUnicode_DecodeFSDefault(text);
        PyErr_Clear();
    }
#endif
    PyObject *items[] = {PyUnicode_FromString("pthread"), PyUnicode_FromString("semaphore"),
                         version == NULL ? Py_NewRef(Py_None) : version};
    return make(&thread_type, &thread_description, items);
}

/* ---- sys.implementation ------------------------------------------------------------------------------------------- */

/* What CPython with this libc calls the platform; in a program that carries the configuration of the CPython that built it,
 * what that is called by, since sysconfig looks for it under this name. A static program has musl, the other one seldom. */
static const char *multiarch(void) {
    pyi_linked_module found;
    const char *glibc = MACHINE "-linux-gnu";
    bool carried = pyi_linked != NULL && pyi_linked->find("_sysconfigdata__linux_" MACHINE "-linux-gnu", &found);
    return carried ? glibc : MULTIARCH;
}

/* Programs choose by this name: what they do for CPython is right here, where everything has CPython's shape. */
static PyObject *make_implementation(PyObject *module) {
    PyObject *known = PyDict_GetItemString(PyModule_GetDict(module), "version_info");
    PyObject *version = known == NULL ? make_version(module) : Py_NewRef(known);
    PyObject *dict =
        version == NULL
            ? NULL
            : Py_BuildValue("{ss ss sO sk ss}", "name", "cpython", "cache_tag",
                            "cpython-" TEXT(PY_MAJOR_VERSION) TEXT(PY_MINOR_VERSION), "version",
                            version, "hexversion", (unsigned long)PY_VERSION_HEX, "_multiarch",
                            multiarch());
    PyObject *result = dict == NULL ? NULL : _PyNamespace_New(dict);
    Py_XDECREF(dict);
    Py_XDECREF(version);
    return result;
}

static PyObject *make_float(PyObject *module) {
    (void)module;
    return PyFloat_GetInfo();
}

static PyObject *make_int(PyObject *module) {
    (void)module;
    return PyLong_GetInfo();
}

static PyObject *make_thread(PyObject *module) {
    (void)module;
    return PyThread_GetInfo();
}

/* ---- all together --------------------------------------------------------------------------------------------------- */

static int add_texts(PyObject *module) {
    static const char *const texts[][2] = {
        {"platform", "linux"}, {"float_repr_style", "short"}, {"platlibdir", "lib"},
        {"abiflags", ""},      {"_framework", ""},
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(texts); i++) {
        if (PyModule_AddStringConstant(module, texts[i][0], texts[i][1]) < 0) {
            return -1;
        }
    }
    return PyModule_AddStringConstant(module, "version", Py_GetVersion()) < 0 ||
                   PyModule_AddStringConstant(module, "copyright", Py_GetCopyright()) < 0 ||
                   PyModule_AddStringConstant(module, "byteorder",
                                              PY_BIG_ENDIAN ? "big" : "little") < 0
               ? -1
               : 0;
}

pyi_made_row pyi_sys_structures[] PYI_NAMED(16, sys_structures) = {
    {"version_info", make_version}, /* before what contains it */
    {"implementation", make_implementation},
    {"float_info", make_float},
    {"int_info", make_int},
    {"hash_info", make_hash},
    {"thread_info", make_thread},
};

int pyi_sys_add_about(PyObject *module) {
    if (pyi_add_made(module, pyi_sys_structures, Py_ARRAY_LENGTH(pyi_sys_structures)) < 0 ||
        add_texts(module) < 0 ||
        pyi_sys_set(module, "_git", Py_BuildValue("(sss)", "CPython", "", "")) < 0 ||
        pyi_sys_set(module, "hexversion", PyLong_FromUnsignedLong(PY_VERSION_HEX)) < 0 ||
        pyi_sys_set(module, "maxsize", PyLong_FromSsize_t(PY_SSIZE_T_MAX)) < 0 ||
        PyModule_AddIntConstant(module, "maxunicode", 0x10ffff) < 0) {
        return -1;
    }
    return PyModule_AddIntConstant(module, "api_version", PYTHON_API_VERSION);
}
