/* SPDX-License-Identifier: Apache-2.0 */
/* pyi.h: what every file of capi/ includes first.
 *
 * The headers of the building interpreter are the contract, between capi/ and extensions and between the
 * files of capi/ as well: a file that needs something of another one calls what Python.h or an internal
 * header (pycore_*.h) of that version declares for it. What no header of CPython has, and more than one
 * file needs, is pyi_<area>_<verb> and declared below or in a header beside this one.
 */
#ifndef PYI_H
#define PYI_H

#define Py_BUILD_CORE 1
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "internal/pycore_abstract.h"
#include "internal/pycore_call.h"
#include "internal/pycore_ceval.h"
#include "internal/pycore_code.h"
#include "internal/pycore_dict.h"
#include "internal/pycore_frame.h"
#include "internal/pycore_gc.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_long.h"
#include "internal/pycore_moduleobject.h"
#include "internal/pycore_object.h"
#include "internal/pycore_pyerrors.h"
#include "internal/pycore_pystate.h"
#include "internal/pycore_runtime.h"
#include "internal/pycore_tuple.h"
#include "internal/pycore_typeobject.h"
#include "internal/pycore_unicodeobject.h"
#include "internal/pycore_unionobject.h"
#if PY_VERSION_HEX >= 0x030C0000
#  include "internal/pycore_descrobject.h"
#  include "internal/pycore_memoryobject.h"
#endif
#if PY_VERSION_HEX >= 0x030D0000
#  include "internal/pycore_modsupport.h"
#endif

#define PYI_312 (PY_VERSION_HEX >= 0x030C0000) /* 3.12 or newer */
#define PYI_313 (PY_VERSION_HEX >= 0x030D0000)

#ifndef PYI_HIDDEN
#  define PYI_HIDDEN __attribute__((visibility("hidden")))
#endif
#define PYI_COLD __attribute__((cold, noinline))
#define pyi_likely(x) __builtin_expect(!!(x), 1)
#define pyi_unlikely(x) __builtin_expect(!!(x), 0)

/* ---- what is linked in -------------------------------------------------------------------- */

/* Linkers may drop a section that only its bounds are asked of; a row stays as long as its file is linked. */
#if defined(__has_attribute) && __has_attribute(retain)
#  define PYI_ROW(table) __attribute__((used, retain, section(table)))
#else
#  define PYI_ROW(table) __attribute__((used, section(table)))
#endif

/* A built-in type that PyType_Ready must see before the program starts. Types nobody refers to are
 * in archive members that are not linked, and so are their rows here. */
#define PYI_TYPE(type)                                                                             \
    static PyTypeObject *const pyi_row_##type PYI_ROW("pyi_types") = &type

/* A built-in module: `import name` finds it when its file is linked. */
typedef struct {
    const char *name;
    PyObject *(*init)(void);
} pyi_module_row;
/* The row has a name of its own, by which a linker fetches the file. */
#define PYI_MODULE(name, init)                                                                     \
    PYI_HIDDEN extern const pyi_module_row pyi_row_##init;                                         \
    const pyi_module_row pyi_row_##init PYI_ROW("pyi_modules") = {name, init}

/* ---- names ---------------------------------------------------------------------------------- */

/* borrowed, immortal: the interned str of an ASCII literal, made when it is first used */
#define PYI_NAME(text)                                                                             \
    (__extension__({                                                                               \
        static PyObject *pyi_name_;                                                                \
        pyi_likely(pyi_name_ != NULL) ? pyi_name_ : pyi_name_intern(&pyi_name_, text);             \
    }))
/* Ends the process when there is no memory for it, which the first milliseconds of a program need. */
PYI_HIDDEN PYI_COLD PyObject *pyi_name_intern(PyObject **slot, const char *text);

#if PYI_313
#  define PYI_HASH_POINTER(p) Py_HashPointer(p)
#  define PYI_LONG_AS_INT(op) PyLong_AsInt(op)
#else
#  define PYI_LONG_AS_INT(op) _PyLong_AsInt(op)
#  define PYI_HASH_POINTER(p) _Py_HashPointer(p)
#endif

/* ---- methods --------------------------------------------------------------------------------- */

/* The doc of a method: only its signature, from which inspect and help() read the parameters. */
#define PYI_SIGNATURE(name, parameters) name parameters "\n--\n\n"

#define PYI_FASTCALL(function) ((PyCFunction)(void (*)(void))(function))

#endif /* PYI_H */
