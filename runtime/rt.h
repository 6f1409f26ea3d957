/* SPDX-License-Identifier: Apache-2.0 */
/* rt.h: everything compiled code and the files of runtime/ share (docs/object-model.md).
 *
 * Compiled in two ways. `shim.c` defines RT_SHIM and becomes LLVM bitcode: there an RT_INLINE
 * function is an ordinary external one that LLVM must inline into generated code. All other files
 * become objects, where it is static inline. State that such functions read is RT_DATA: one hidden
 * variable per library, defined in exactly one .c file.
 */
#ifndef AOT_RT_H
#define AOT_RT_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef Py_GIL_DISABLED
#  error "free-threaded Python is not supported: functions stay in bytecode there"
#endif
#if PY_VERSION_HEX < 0x030B0000
#  error "Python 3.11 is the oldest supported version"
#endif

/* ---- how functions are compiled -------------------------------------------------------- */

#define RT_HIDDEN __attribute__((visibility("hidden")))
#ifdef RT_SHIM
#  define RT_INLINE RT_HIDDEN __attribute__((always_inline))
#else
#  define RT_INLINE static inline __attribute__((always_inline, unused))
#endif
#define RT_COLD RT_HIDDEN __attribute__((cold, noinline))
#define RT_API RT_HIDDEN
#define RT_DATA extern RT_HIDDEN
#define rt_likely(x) __builtin_expect(!!(x), 1)
#define rt_unlikely(x) __builtin_expect(!!(x), 0)

/* Functions get native entries by vectorcall and a watcher; 3.11 has neither (object-model §1). */
#define RT_HAS_WATCHERS (PY_VERSION_HEX >= 0x030C0000)

typedef struct _PyInterpreterFrame rt_frame;

#include "spare.h"

/* ---- tables that generated code defines (object-model §2) ------------------------------- */

/* new; the frame is linked and its localsplus owns the arguments */
typedef PyObject *(*rt_body)(PyThreadState *ts, struct _PyInterpreterFrame *frame);

typedef struct {
    uint32_t code_index;  /* pre-order position in the module's tree of code objects */
    vectorcallfunc entry; /* what the function's vectorcall slot becomes (3.12+); NULL: a generator,
                             or the body of a module or class */
    rt_body body;         /* what the prologue runs (3.11), or what resumes a generator */
    /* What calls need that do without the entry (native_call.h). */
    void (*leaf)(void);  /* the leaf version, NULL: none, or more than RT_LEAF_ARGUMENTS parameters */
    uint32_t *failures;  /* how often that gave up */
    int32_t direct;      /* one more than the positional arguments that are its parameters; 0: none can be */
    int32_t nlocalsplus; /* variables of its frame */
} rt_function_def;
#define RT_LEAF_ARGUMENTS 5

typedef struct {
    PyObject *value; /* borrowed from the dict that holds it; NULL when not cached */
#if RT_HAS_WATCHERS
    uint64_t epoch; /* the hub's `joined` + 1 when `entry` was found, or 0 (global_place.c) */
    uint64_t entry; /* number of the name's entry in the dict's table */
#else
    uint64_t version[2]; /* version tags of globals and builtins when it was cached */
#endif
} rt_global_cell;
#define RT_NO_ENTRY UINT64_MAX

/* Life of one module of the library. Generated code reserves RT_MODULE_STATE_SIZE zeroed bytes and
 * looks into none of them. */
#define RT_MODULE_STATE_SIZE 128
typedef struct rt_module_state {
    PyObject *globals;    /* borrowed: the dict the cells belong to, NULL while unbound */
    PyObject *builtins;   /* borrowed from that dict's functions */
    PyObject *code;       /* owned for ever: the module's code object, in a program */
    PyCodeObject **codes; /* owned for ever: those of the native functions, from the first run on */
    PyObject **names;     /* owned: the interned names of the cells, n_globals of them */
    uint32_t *slots;      /* hash table: name -> index of its cell + 1 */
    uint32_t slot_mask;
    int16_t failed;    /* not 0 when binding failed: its functions stay in bytecode */
    int16_t uncached;  /* not 0 when no watcher was left: the cells stay empty */
    PyObject *source;  /* owned: absolute path of the source file, the code's co_filename */
    void *links;       /* owned: attach.c */
    struct rt_hub *hub; /* 3.12+: who hears of changes to the dict */
} rt_module_state;
_Static_assert(sizeof(rt_module_state) <= RT_MODULE_STATE_SIZE, "generated code reserves less");

typedef struct {
    const char *name;   /* "pkg.sub.mod" */
    const char *source; /* relative to the folder of the library: "sub/mod.py" */
    int32_t is_package;
    uint32_t n_functions;
    const rt_function_def *functions; /* sorted by code_index */
    uint32_t n_globals;
    const char *const *global_names; /* UTF-8 */
    rt_global_cell *cells;           /* n_globals, writable, zeroed */
    const uint8_t *code;             /* marshalled code object of the module */
    uint64_t code_size;
    const uint8_t *consts; /* marshalled tuple: constants that are in no co_consts */
    uint64_t consts_size;
    PyObject **const_values; /* n_consts, writable, zeroed; filled before the first native call */
    uint32_t n_consts;
    rt_module_state *state; /* writable, zeroed */
} rt_module_def;

typedef struct {
    const char *name; /* of the package or single module, "pkg" or "ns.pkg" */
    uint32_t n_modules;
    const rt_module_def *const *modules; /* the one called `name` first, then sorted by name */
    const char *info;                    /* JSON, for tools */
} rt_package_def;

/* ---- ints (object-model §4) ------------------------------------------------------------- */

/* A Python int: value << 1, or the pointer of an int object | 1, owned. */
typedef intptr_t rt_int;
#define RT_INT_ERROR ((rt_int)1) /* exception set */
#define RT_INT_SMALL_MAX (INTPTR_MAX >> 1)
#define RT_INT_SMALL_MIN (INTPTR_MIN >> 1)

RT_INLINE bool rt_int_is_small(rt_int v) { return (v & 1) == 0; }
RT_INLINE bool rt_int_fits_small(int64_t v) {
    return v >= RT_INT_SMALL_MIN && v <= RT_INT_SMALL_MAX;
}
/* v must fit */
RT_INLINE rt_int rt_int_from_small(int64_t v) { return (rt_int)((uintptr_t)v << 1); }
RT_INLINE int64_t rt_int_small_value(rt_int v) { return v >> 1; }
/* borrowed */
RT_INLINE PyObject *rt_int_big_object(rt_int v) { return (PyObject *)(v & ~(rt_int)1); }
/* steals op, an int object whose value does not fit a small one */
RT_INLINE rt_int rt_int_from_big(PyObject *op) { return (rt_int)op | 1; }
RT_INLINE void rt_int_incref(rt_int v) {
    if (!rt_int_is_small(v)) {
        Py_INCREF(rt_int_big_object(v));
    }
}
RT_INLINE void rt_int_decref(rt_int v) {
    if (!rt_int_is_small(v)) {
        rt_decref(rt_int_big_object(v));
    }
}

/* ---- frame.h: frames on the C stack ------------------------------------------------------ */

/* A native frame is RT_FRAME_HEADER_MAX + 8 * (nlocalsplus + 4) bytes, 16-byte aligned. */
#define RT_FRAME_HEADER_MAX 160

/* borrowed slots of arguments and locals, as many as co_nlocalsplus */
RT_INLINE PyObject **rt_frame_locals(struct _PyInterpreterFrame *frame);
RT_INLINE PyObject *rt_frame_code(struct _PyInterpreterFrame *frame);    /* borrowed */
RT_INLINE PyObject *rt_frame_func(struct _PyInterpreterFrame *frame);    /* borrowed */
RT_INLINE PyObject *rt_frame_globals(struct _PyInterpreterFrame *frame); /* borrowed */
/* What f_lineno and tb_lasti report is the instruction at code_unit (an index of 2-byte units). */
RT_INLINE void rt_frame_set_pos(struct _PyInterpreterFrame *frame, int32_t code_unit);
/* Adds this frame, at its position, to the traceback of the exception that is set. */
RT_COLD void rt_traceback(PyThreadState *ts, struct _PyInterpreterFrame *frame);
/* What the compiler's prologue instructions do: a cell around slot i (which may be empty), and the
 * function's closure copied to the last slots. -1 with MemoryError. */
RT_API int32_t rt_frame_make_cell(struct _PyInterpreterFrame *frame, int32_t i);
RT_API void rt_frame_copy_closure(struct _PyInterpreterFrame *frame);
/* Slow half of leaving a frame: somebody holds its frame object. */
RT_COLD void rt_frame_hand_over(PyThreadState *ts, struct _PyInterpreterFrame *frame);

/* ---- entry.h: what a vectorcall entry does ----------------------------------------------- */

/* new; frame_mem is the entry's own alloca; constants for body and nlocalsplus let LLVM specialise */
RT_INLINE PyObject *rt_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf,
                                  PyObject *kwnames, rt_body body, void *frame_mem,
                                  int32_t nlocalsplus);
/* new; the same call in CPython's interpreter */
RT_API PyObject *rt_call_bytecode_tier(PyObject *callable, PyObject *const *args, size_t nargsf,
                                       PyObject *kwnames);
/* bind.c: 1 when the arguments are bound into locals (new references), 0 when they do not fit
 * (locals untouched, no exception), -1 on an exception */
RT_API int32_t rt_bind(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames,
                       PyObject **locals);

/* ---- recursion.c --------------------------------------------------------------------------- */

/* 0, or -1 with RecursionError; every rt_enter_recursive that gave 0 needs its rt_leave_recursive */
RT_INLINE int32_t rt_enter_recursive(PyThreadState *ts);
RT_INLINE void rt_leave_recursive(PyThreadState *ts);

/* ---- eval_breaker.c ------------------------------------------------------------------------ */

/* not 0 when a signal, another thread, the collector or an asynchronous exception waits */
RT_INLINE int32_t rt_eval_breaker_set(PyThreadState *ts);
/* 0, or -1 with an exception (no traceback entry added) */
RT_COLD int32_t rt_handle_eval_breaker(PyThreadState *ts);

/* ---- globals.c (object-model §5) ----------------------------------------------------------- */

/* new, or NULL with NameError */
RT_INLINE PyObject *rt_load_global(const rt_module_def *module, uint32_t index);
/* borrowed, or NULL when it is not cached; never runs Python code */
RT_INLINE PyObject *rt_peek_global(const rt_module_def *module, uint32_t index);
/* borrows value; 0 or -1 */
RT_API int32_t rt_store_global(const rt_module_def *module, uint32_t index, PyObject *value);
RT_API int32_t rt_delete_global(const rt_module_def *module, uint32_t index);
RT_COLD PyObject *rt_load_global_slow(const rt_module_def *module, uint32_t index);
RT_COLD PyObject *rt_load_global_cold(const rt_module_def *module, uint32_t index); /* out of line */

/* ---- interned.c ---------------------------------------------------------------------------- */

/* borrowed: the interned string, made on first use and kept in *slot */
RT_API PyObject *rt_intern(PyObject **slot, const char *text);
/* new: op.text; with a name made anew each time, every look-up would fill another place of CPython's
 * cache of attributes, which keeps the names */
RT_API PyObject *rt_get_named(PyObject *op, PyObject **slot, const char *text);

/* ---- module.c ------------------------------------------------------------------------------ */

/* new: what PyInit_<name> returns, a module definition for multi-phase initialisation */
RT_API PyObject *rt_package_init(const rt_package_def *package);

#include "frame.h"
#include "recursion.h"
#include "eval_breaker.h"
#include "globals.h"
#include "entry.h"

#endif /* AOT_RT_H */
