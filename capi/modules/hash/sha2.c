/* SPDX-License-Identifier: Apache-2.0 */
/* _sha2: SHA-224, SHA-256, SHA-384, SHA-512; the modules _sha256 and _sha512 of Python 3.11. */
#include "sha2.h"

#if PYI_312
#  define NAME_224 "_sha2.SHA224Type"
#  define NAME_256 "_sha2.SHA256Type"
#  define NAME_384 "_sha2.SHA384Type"
#  define NAME_512 "_sha2.SHA512Type"
#else
#  define NAME_224 "_sha256.sha224"
#  define NAME_256 "_sha256.sha256"
#  define NAME_384 "_sha512.sha384"
#  define NAME_512 "_sha512.sha512"
#endif

/* ---- types ----------------------------------------------------------------------------------- */

#define SHA2_TYPE(symbol, type_name)                                                               \
    PyTypeObject symbol = {                                                                        \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = type_name,                                \
        .tp_dealloc = hash_dealloc,                                                                \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,                        \
        .tp_methods = hash_methods,                                                                \
        .tp_getset = hash_getset,                                                                  \
    }

SHA2_TYPE(SHA224_Type, NAME_224);
SHA2_TYPE(SHA256_Type, NAME_256);
SHA2_TYPE(SHA384_Type, NAME_384);
SHA2_TYPE(SHA512_Type, NAME_512);

/* ---- functions ------------------------------------------------------------------------------- */

HASH_FUNCTION(sha224)
HASH_FUNCTION(sha256)
HASH_FUNCTION(sha384)
HASH_FUNCTION(sha512)

/* ---- modules --------------------------------------------------------------------------------- */

#if PYI_312

static PyMethodDef functions[] = {
    HASH_FUNCTION_ROW(sha256), HASH_FUNCTION_ROW(sha224), HASH_FUNCTION_ROW(sha512),
    HASH_FUNCTION_ROW(sha384), {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module) {
    if (hash_add_type(module, "SHA224Type", &SHA224_Type) < 0 ||
        hash_add_type(module, "SHA256Type", &SHA256_Type) < 0 ||
        hash_add_type(module, "SHA384Type", &SHA384_Type) < 0) {
        return -1;
    }
    return hash_add_type(module, "SHA512Type", &SHA512_Type);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_sha2",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *sha2_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_sha2", sha2_init);

#else

#  define PYI_MODULE_BEFORE_312 PYI_MODULE /* which version has it: source_tree.py reads the rows */

static PyMethodDef functions256[] = {
    HASH_FUNCTION_ROW(sha256),
    HASH_FUNCTION_ROW(sha224),
    {NULL, NULL, 0, NULL},
};

static PyMethodDef functions512[] = {
    HASH_FUNCTION_ROW(sha512),
    HASH_FUNCTION_ROW(sha384),
    {NULL, NULL, 0, NULL},
};

static int fill256(PyObject *module) {
    return hash_add_type(module, "SHA224Type", &SHA224_Type) < 0
               ? -1
               : hash_add_type(module, "SHA256Type", &SHA256_Type);
}

/* Python 3.11 gives both types the same name in the module, so that the second one has it. */
static int fill512(PyObject *module) {
    return hash_add_type(module, "SHA384Type", &SHA384_Type) < 0
               ? -1
               : hash_add_type(module, "SHA384Type", &SHA512_Type);
}

static PyModuleDef_Slot slots256[] = {
    {Py_mod_exec, fill256},
    {0, NULL},
};

static PyModuleDef_Slot slots512[] = {
    {Py_mod_exec, fill512},
    {0, NULL},
};

static PyModuleDef definition256 = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_sha256",
    .m_methods = functions256,
    .m_slots = slots256,
};

static PyModuleDef definition512 = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_sha512",
    .m_methods = functions512,
    .m_slots = slots512,
};

static PyObject *sha256_init(void) { return PyModuleDef_Init(&definition256); }
PYI_MODULE_BEFORE_312("_sha256", sha256_init);

static PyObject *sha512_init(void) { return PyModuleDef_Init(&definition512); }
PYI_MODULE_BEFORE_312("_sha512", sha512_init);

#endif
