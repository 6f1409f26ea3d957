/* SPDX-License-Identifier: Apache-2.0 */
/* _heapq: a list whose item i is not greater than items 2*i + 1 and 2*i + 2.
 * Contract   docs.python.org/3/library/heapq.html
 */
#include "containers.h"

/* ---- order ------------------------------------------------------------------------------- */

/* a < b, or b < a for a heap with the greatest first; -1 with an exception. Items of a list may go away
 * while they are compared. */
static int comes_first(PyObject *a, PyObject *b, bool greatest) {
    Py_INCREF(a);
    Py_INCREF(b);
    int answer = greatest ? PyObject_RichCompareBool(b, a, Py_LT) : PyObject_RichCompareBool(a, b, Py_LT);
    Py_DECREF(a);
    Py_DECREF(b);
    return answer;
}

static bool check_size(PyObject *heap, Py_ssize_t n) {
    if (PyList_GET_SIZE(heap) == n) {
        return true;
    }
    PyErr_SetString(PyExc_RuntimeError, "list changed size during iteration");
    return false;
}

static void exchange(PyObject *heap, Py_ssize_t i, Py_ssize_t j) {
    PyObject *item = PyList_GET_ITEM(heap, i);
    PyList_SET_ITEM(heap, i, PyList_GET_ITEM(heap, j));
    PyList_SET_ITEM(heap, j, item);
}

/* Moves the item at pos towards start while it comes before its parents. */
static int sift_down(PyObject *heap, Py_ssize_t start, Py_ssize_t pos, bool greatest) {
    Py_ssize_t n = PyList_GET_SIZE(heap);
    if (pos >= n) {
        PyErr_SetString(PyExc_IndexError, "index out of range");
        return -1;
    }
    while (pos > start) {
        Py_ssize_t parent = (pos - 1) >> 1;
        int before =
            comes_first(PyList_GET_ITEM(heap, pos), PyList_GET_ITEM(heap, parent), greatest);
        if (before < 0 || !check_size(heap, n)) {
            return -1;
        }
        if (!before) {
            break;
        }
        exchange(heap, pos, parent);
        pos = parent;
    }
    return 0;
}

/* Lets the item at pos sink to a leaf, the earlier child rising each time, and then rise to its place: fewer
 * comparisons than stopping on the way, as it mostly came from a leaf. */
static int sift_up(PyObject *heap, Py_ssize_t pos, bool greatest) {
    Py_ssize_t n = PyList_GET_SIZE(heap);
    Py_ssize_t start = pos;
    if (pos >= n) {
        PyErr_SetString(PyExc_IndexError, "index out of range");
        return -1;
    }
    Py_ssize_t limit = n >> 1; /* the first without children */
    while (pos < limit) {
        Py_ssize_t child = 2 * pos + 1;
        if (child + 1 < n) {
            int before =
                comes_first(PyList_GET_ITEM(heap, child), PyList_GET_ITEM(heap, child + 1), greatest);
            if (before < 0 || !check_size(heap, n)) {
                return -1;
            }
            child += !before;
        }
        exchange(heap, pos, child);
        pos = child;
    }
    return sift_down(heap, start, pos, greatest);
}

/* ---- operations -------------------------------------------------------------------------- */

/* *place* is "argument 1", or "argument" where there is no other */
static bool check_heap(PyObject *heap, const char *name, const char *place) {
    if (PyList_Check(heap)) {
        return true;
    }
    _PyArg_BadArgument(name, place, "list", heap);
    return false;
}

static PyObject *pop(PyObject *heap, bool greatest) {
    Py_ssize_t n = PyList_GET_SIZE(heap);
    if (n == 0) {
        PyErr_SetString(PyExc_IndexError, "index out of range");
        return NULL;
    }
    PyObject *last = Py_NewRef(PyList_GET_ITEM(heap, n - 1));
    if (PyList_SetSlice(heap, n - 1, n, NULL) < 0) {
        Py_DECREF(last);
        return NULL;
    }
    if (n == 1) {
        return last;
    }
    PyObject *first = PyList_GET_ITEM(heap, 0);
    PyList_SET_ITEM(heap, 0, last);
    if (sift_up(heap, 0, greatest) < 0) {
        Py_CLEAR(first);
    }
    return first;
}

static PyObject *replace(PyObject *heap, PyObject *item, bool greatest) {
    if (PyList_GET_SIZE(heap) == 0) {
        PyErr_SetString(PyExc_IndexError, "index out of range");
        return NULL;
    }
    PyObject *first = PyList_GET_ITEM(heap, 0);
    PyList_SET_ITEM(heap, 0, Py_NewRef(item));
    if (sift_up(heap, 0, greatest) < 0) {
        Py_CLEAR(first);
    }
    return first;
}

/* All parents, each level from its end, sink to their place. */
static PyObject *heapify(PyObject *heap, bool greatest) {
    for (Py_ssize_t i = (PyList_GET_SIZE(heap) >> 1) - 1; i >= 0; i--) {
        if (sift_up(heap, i, greatest) < 0) {
            return NULL;
        }
    }
    Py_RETURN_NONE;
}

/* ---- functions --------------------------------------------------------------------------- */

static PyObject *heapq_heappush(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("heappush", nargs, 2, 2) ||
        !check_heap(args[0], "heappush", "argument 1") ||
        PyList_Append(args[0], args[1]) < 0 ||
        sift_down(args[0], 0, PyList_GET_SIZE(args[0]) - 1, false) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *heapq_heappop(PyObject *Py_UNUSED(module), PyObject *heap) {
    return check_heap(heap, "heappop", "argument") ? pop(heap, false) : NULL;
}

static PyObject *heapq_heappop_max(PyObject *Py_UNUSED(module), PyObject *heap) {
    return check_heap(heap, "_heappop_max", "argument") ? pop(heap, true) : NULL;
}

static PyObject *heapq_heapreplace(PyObject *Py_UNUSED(module), PyObject *const *args,
                                   Py_ssize_t nargs) {
    return _PyArg_CheckPositional("heapreplace", nargs, 2, 2) &&
                   check_heap(args[0], "heapreplace", "argument 1")
               ? replace(args[0], args[1], false)
               : NULL;
}

static PyObject *heapq_heapreplace_max(PyObject *Py_UNUSED(module), PyObject *const *args,
                                       Py_ssize_t nargs) {
    return _PyArg_CheckPositional("_heapreplace_max", nargs, 2, 2) &&
                   check_heap(args[0], "_heapreplace_max", "argument 1")
               ? replace(args[0], args[1], true)
               : NULL;
}

static PyObject *heapq_heappushpop(PyObject *Py_UNUSED(module), PyObject *const *args,
                                   Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("heappushpop", nargs, 2, 2) ||
        !check_heap(args[0], "heappushpop", "argument 1")) {
        return NULL;
    }
    PyObject *heap = args[0];
    if (PyList_GET_SIZE(heap) == 0) {
        return Py_NewRef(args[1]);
    }
    int before = comes_first(PyList_GET_ITEM(heap, 0), args[1], false);
    if (before <= 0) {
        return before < 0 ? NULL : Py_NewRef(args[1]);
    }
    return replace(heap, args[1], false);
}

static PyObject *heapq_heapify(PyObject *Py_UNUSED(module), PyObject *heap) {
    return check_heap(heap, "heapify", "argument") ? heapify(heap, false) : NULL;
}

static PyObject *heapq_heapify_max(PyObject *Py_UNUSED(module), PyObject *heap) {
    return check_heap(heap, "_heapify_max", "argument") ? heapify(heap, true) : NULL;
}

/* ---- module ------------------------------------------------------------------------------- */

#define HEAP "($module, heap, /)"
#define HEAP_ITEM "($module, heap, item, /)"

static PyMethodDef module_methods[] = {
    {"heappush", PYI_FASTCALL(heapq_heappush), METH_FASTCALL, PYI_SIGNATURE("heappush", HEAP_ITEM)},
    {"heappushpop", PYI_FASTCALL(heapq_heappushpop), METH_FASTCALL,
     PYI_SIGNATURE("heappushpop", HEAP_ITEM)},
    {"heappop", heapq_heappop, METH_O, PYI_SIGNATURE("heappop", HEAP)},
    {"heapreplace", PYI_FASTCALL(heapq_heapreplace), METH_FASTCALL,
     PYI_SIGNATURE("heapreplace", HEAP_ITEM)},
    {"heapify", heapq_heapify, METH_O, PYI_SIGNATURE("heapify", HEAP)},
    {"_heappop_max", heapq_heappop_max, METH_O, PYI_SIGNATURE("_heappop_max", HEAP)},
    {"_heapify_max", heapq_heapify_max, METH_O, PYI_SIGNATURE("_heapify_max", HEAP)},
    {"_heapreplace_max", PYI_FASTCALL(heapq_heapreplace_max), METH_FASTCALL,
     PYI_SIGNATURE("_heapreplace_max", HEAP_ITEM)},
    {NULL, NULL, 0, NULL},
};

static int module_exec(PyObject *module) {
    PyObject *about = PyUnicode_FromString("");
    int status = about == NULL ? -1 : PyModule_AddObjectRef(module, "__about__", about);
    Py_XDECREF(about);
    return status;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_heapq",
    .m_methods = module_methods,
    .m_slots = module_slots,
};

static PyObject *heapq_init(void) { return PyModuleDef_Init(&module_def); }
PYI_MODULE("_heapq", heapq_init);
