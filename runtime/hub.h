/* SPDX-License-Identifier: Apache-2.0 */
/* hub.h: the one registration with the interpreter that all compiled packages share.
 *
 * An interpreter allows eight watchers of a kind, so the first compiled package to be imported
 * makes a hub and puts it into the interpreter's dictionary, where packages built by other
 * versions of aot_build find it. So this page is an ABI: a capsule of this name holds this struct,
 * which may grow at its end (size tells); any other change needs a new name.
 */
#ifndef AOT_HUB_H
#define AOT_HUB_H

#include "rt.h"

#define RT_HUB_NAME "aot_build.hub.3"

/* What a code object with a native entry carries as its co_extra; lives as long as the code. */
typedef struct rt_code_link {
    /* a function was made of the code object */
    void (*created)(struct rt_code_link *link, PyFunctionObject *func);
    /* the function is about to get another code object */
    void (*recoded)(struct rt_code_link *link, PyFunctionObject *func);
    /* runs a generator, whose frame is linked, to where it is suspended or ends: what it yields or
     * returns, new; NULL with an exception; the frame itself if it cannot go on from where that
     * stands. NULL for code of other kinds. */
    PyObject *(*resume)(struct rt_code_link *link, PyThreadState *ts,
                        struct _PyInterpreterFrame *frame);
} rt_code_link;

/* One party interested in one dict; the owner keeps it until `changed` says gone. */
typedef struct rt_dict_listener {
    struct rt_dict_listener *next; /* the hub's */
    /* key is about to change, or everything if NULL; gone: the dict is being deallocated and the
     * listener already forgotten */
    void (*changed)(struct rt_dict_listener *listener, PyObject *key, int gone);
} rt_dict_listener;

typedef struct rt_hub {
    size_t size; /* of this struct, as its maker knew it */
    int function_watcher;   /* -1 in 3.11, which has none */
    int dict_watcher;       /* -1: none left, listen always fails */
    Py_ssize_t extra_index; /* of co_extra */
    /* 0, or -1 with an exception */
    int (*listen)(struct rt_hub *hub, PyObject *dict, rt_dict_listener *listener);
    void *dicts; /* the maker's */
    /* true when just one listens to the dict */
    bool (*is_alone)(struct rt_hub *hub, PyObject *dict);
    uint64_t joined; /* how often somebody began to listen to a dict that others listen to */
    /* lets generators be resumed by way of links, from the first call on */
    void (*resume_links)(struct rt_hub *hub);
} rt_hub;

/* Lets the interpreter's generators go on in native code where theirs has some (resume.c). For the
 * hub's maker, once. 0 or -1. */
RT_API int rt_resume_install(Py_ssize_t extra_index);

#if PY_VERSION_HEX >= 0x030C0000
#  define rt_set_code_extra PyUnstable_Code_SetExtra
#  define rt_get_code_extra PyUnstable_Code_GetExtra
#  define rt_request_code_extra_index PyUnstable_Eval_RequestCodeExtraIndex
#else
#  define rt_set_code_extra _PyCode_SetExtra
#  define rt_get_code_extra _PyCode_GetExtra
#  define rt_request_code_extra_index _PyEval_RequestCodeExtraIndex
#endif

/* The hub of this interpreter, made if there is none; NULL with an exception. */
RT_API rt_hub *rt_hub_get(void);

#endif
