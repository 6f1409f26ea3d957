/* SPDX-License-Identifier: Apache-2.0 */
/* zlib: compressing and decompressing at once, sums, and the constants of zlib.
 * Contract   docs.python.org/3/library/zlib.html
 */
#include "zlibmodule.h"
#include "pyi_arguments.h"

PyObject *zlib_error;

/* What other programs may compare with: the version of zlib that this one behaves like */
#define LIKE_ZLIB "1.2.13"

/* ---- shared ------------------------------------------------------------------------------------------------- */

PyObject *zlib_fail(int code, const char *doing, const char *problem) {
    if (problem == NULL) {
        problem = code == BUFFER_ERROR   ? "incomplete or truncated stream"
                  : code == STREAM_ERROR ? "inconsistent stream state"
                  : code == DATA_ERROR   ? "invalid input data"
                                         : NULL;
    }
    return problem == NULL ? PyErr_Format(zlib_error, "Error %d %s", code, doing)
                           : PyErr_Format(zlib_error, "Error %d %s: %.200s", code, doing, problem);
}

PyObject *zlib_bytes_finish(zlib_bytes *bytes) {
    PyObject *result = bytes->failed ? PyErr_NoMemory()
                                     : PyBytes_FromStringAndSize((char *)bytes->data, (Py_ssize_t)bytes->n);
    PyMem_RawFree(bytes->data);
    return result;
}

void zlib_lock(PyThread_type_lock lock) {
    if (PyThread_acquire_lock(lock, NOWAIT_LOCK) == PY_LOCK_ACQUIRED) {
        return;
    }
    Py_BEGIN_ALLOW_THREADS
    PyThread_acquire_lock(lock, WAIT_LOCK);
    Py_END_ALLOW_THREADS
}

int zlib_preset(inflate_state *state, PyObject *dictionary) {
    Py_buffer view;
    bool no_memory;
    if (PyObject_GetBuffer(dictionary, &view, PyBUF_SIMPLE) < 0) {
        return -1;
    }
    bool fits = inflate_set_dictionary(state, view.buf, (size_t)view.len, &no_memory);
    PyBuffer_Release(&view);
    if (no_memory) {
        PyErr_NoMemory();
    } else if (!fits) {
        zlib_fail(DATA_ERROR, "while setting zdict", NULL);
    }
    return fits ? 0 : -1;
}

/* Room for the next bytes: `room` at first, then as much as there is already. */
static bool make_room(zlib_bytes *out, size_t room, size_t limit) {
    size_t wanted = out->room == 0 ? room : out->room <= PY_SSIZE_T_MAX / 2 ? 2 * out->room : PY_SSIZE_T_MAX;
    wanted = Py_MIN(wanted, limit);
    uint8_t *data = PyMem_RawRealloc(out->data, Py_MAX(wanted, 1));
    if (data == NULL) {
        PyErr_NoMemory();
        return false;
    }
    out->data = data;
    out->room = wanted;
    return true;
}

int zlib_inflate(inflate_state *state, PyObject *dictionary, size_t room, size_t limit, zlib_bytes *out) {
    for (;;) {
        if (out->n == out->room && out->room < limit && !make_room(out, room, limit)) {
            return -1;
        }
        if (out->data == NULL && !make_room(out, 1, 1)) {
            return -1;
        }
        size_t end = Py_MIN(out->room, limit);
        bool enough_memory;
        state->output = out->data + out->n;
        state->output_end = out->data + end;
        Py_BEGIN_ALLOW_THREADS
        enough_memory = inflate_run(state);
        Py_END_ALLOW_THREADS
        out->n = (size_t)(state->output - out->data);
        if (!enough_memory) {
            PyErr_NoMemory();
            return -1;
        }
        if (state->place == BROKEN) {
            zlib_fail(DATA_ERROR, "while decompressing data", state->problem);
            return -1;
        }
        if (state->place == NEEDS_DICTIONARY) {
            if (dictionary == NULL) {
                zlib_fail(NEED_DICTIONARY, "while decompressing data", NULL);
                return -1;
            }
            if (zlib_preset(state, dictionary) < 0) {
                return -1;
            }
        } else if (state->place == DONE || out->n < end || out->n >= limit) {
            return 0;
        }
    }
}

/* ---- all at once ------------------------------------------------------------------------------------------- */

static PyObject *compress(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"", "level", "wbits", NULL};
    int level = -1, wbits = 15;
    Py_buffer view;
    if (!pyi_named_arguments(args, kwargs, "y*|ii:compress", names, &view, &level, &wbits)) {
        return NULL;
    }
    deflate_state *state = PyMem_RawMalloc(sizeof(*state));
    deflate_status status = state == NULL ? DEFLATE_NO_MEMORY
                                          : deflate_init(state, level, wbits, 8, DEFAULT_STRATEGY);
    PyObject *result = NULL;
    if (status == DEFLATE_OK) {
        zlib_bytes out = {NULL, 0, 0, false};
        Py_BEGIN_ALLOW_THREADS
        deflate_write(state, view.buf, (size_t)view.len, FINISH, &out);
        deflate_clear(state);
        Py_END_ALLOW_THREADS
        result = zlib_bytes_finish(&out);
    } else if (status == DEFLATE_NO_MEMORY) {
        PyErr_SetString(PyExc_MemoryError, "Out of memory while compressing data");
    } else {
        PyErr_SetString(zlib_error, "Bad compression level");
    }
    PyMem_RawFree(state);
    PyBuffer_Release(&view);
    return result;
}

static PyObject *inflate_all(inflate_state *state, const Py_buffer *view, Py_ssize_t room) {
    zlib_bytes out = {NULL, 0, 0, false};
    state->input = view->buf;
    state->input_end = state->input + view->len;
    int status = zlib_inflate(state, NULL, (size_t)Py_MAX(room, 1), PY_SSIZE_T_MAX, &out);
    if (status == 0 && state->place != DONE) {
        zlib_fail(BUFFER_ERROR, "while decompressing data", NULL);
        status = -1;
    }
    inflate_clear(state);
    if (status < 0) {
        PyMem_RawFree(out.data);
        return NULL;
    }
    return zlib_bytes_finish(&out);
}

static PyObject *decompress(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"", "wbits", "bufsize", NULL};
    int wbits = 15;
    Py_ssize_t room = DEFAULT_ROOM;
    Py_buffer view;
    if (!pyi_named_arguments(args, kwargs, "y*|in:decompress", names, &view, &wbits, &room)) {
        return NULL;
    }
    PyObject *result = NULL;
    inflate_state *state = PyMem_RawMalloc(sizeof(*state));
    if (room < 0) {
        PyErr_SetString(PyExc_ValueError, "bufsize must be non-negative");
    } else if (state == NULL) {
        PyErr_SetString(PyExc_MemoryError, "Out of memory while decompressing data");
    } else if (inflate_init(state, wbits) < 0) {
        zlib_fail(STREAM_ERROR, "while preparing to decompress data", NULL);
    } else {
        result = inflate_all(state, &view, room);
    }
    PyMem_RawFree(state);
    PyBuffer_Release(&view);
    return result;
}

static PyObject *adler32(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    Py_buffer view;
    if (!_PyArg_CheckPositional("adler32", nargs, 1, 2) ||
        PyObject_GetBuffer(args[0], &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    unsigned long start = nargs > 1 ? PyLong_AsUnsignedLongMask(args[1]) : 1;
    if (start == (unsigned long)-1 && PyErr_Occurred()) {
        PyBuffer_Release(&view);
        return NULL;
    }
    uint32_t sum;
    Py_BEGIN_ALLOW_THREADS
    sum = zlib_adler32((uint32_t)start, view.buf, (size_t)view.len);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&view);
    return PyLong_FromUnsignedLong(sum);
}

/* ---- module ------------------------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    int value;
} constants[] = {
    {"MAX_WBITS", 15},         {"DEFLATED", 8},           {"DEF_MEM_LEVEL", 8},
    {"DEF_BUF_SIZE", 16384},   {"Z_NO_COMPRESSION", 0},   {"Z_BEST_SPEED", 1},
    {"Z_BEST_COMPRESSION", 9}, {"Z_DEFAULT_COMPRESSION", -1},
    {"Z_DEFAULT_STRATEGY", DEFAULT_STRATEGY},             {"Z_FILTERED", FILTERED},
    {"Z_HUFFMAN_ONLY", HUFFMAN_ONLY},                     {"Z_RLE", RLE},
    {"Z_FIXED", FIXED},        {"Z_NO_FLUSH", NO_FLUSH},  {"Z_PARTIAL_FLUSH", PARTIAL_FLUSH},
    {"Z_SYNC_FLUSH", SYNC_FLUSH},                         {"Z_FULL_FLUSH", FULL_FLUSH},
    {"Z_FINISH", FINISH},      {"Z_BLOCK", BLOCK_FLUSH},  {"Z_TREES", TREES_FLUSH},
};

static int fill(PyObject *module) {
    deflate_make_tables();
    if (zlib_error == NULL && (zlib_error = PyErr_NewException("zlib.error", NULL, NULL)) == NULL) {
        return -1;
    }
    if (PyModule_AddObjectRef(module, "error", zlib_error) < 0 || PyType_Ready(&zlib_compress_type) < 0 ||
        PyType_Ready(&zlib_decompress_type) < 0) {
        return -1;
    }
#if PYI_312
    if (PyModule_AddType(module, &zlib_decompressor_type) < 0) {
        return -1;
    }
#endif
    for (size_t i = 0; i < Py_ARRAY_LENGTH(constants); i++) {
        if (PyModule_AddIntConstant(module, constants[i].name, constants[i].value) < 0) {
            return -1;
        }
    }
    if (PyModule_AddStringConstant(module, "ZLIB_VERSION", LIKE_ZLIB) < 0 ||
        PyModule_AddStringConstant(module, "ZLIB_RUNTIME_VERSION", LIKE_ZLIB) < 0) {
        return -1;
    }
    return PyModule_AddStringConstant(module, "__version__", "1.0");
}

#define KEYWORDS(function) PYI_FASTCALL(function), METH_VARARGS | METH_KEYWORDS

static PyMethodDef methods[] = {
    {"adler32", PYI_FASTCALL(adler32), METH_FASTCALL,
     PYI_SIGNATURE("adler32", "($module, data, value=1, /)")},
    {"compress", KEYWORDS(compress),
     PYI_SIGNATURE("compress", "($module, data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)")},
    {"compressobj", KEYWORDS(zlib_compressobj),
     PYI_SIGNATURE("compressobj", "($module, /, level=Z_DEFAULT_COMPRESSION, method=DEFLATED,\n"
                                  "            wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL,\n"
                                  "            strategy=Z_DEFAULT_STRATEGY, zdict=None)")},
    {"crc32", PYI_FASTCALL(pyi_crc32_function), METH_FASTCALL,
     PYI_SIGNATURE("crc32", "($module, data, value=0, /)")},
    {"decompress", KEYWORDS(decompress),
     PYI_SIGNATURE("decompress", "($module, data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)")},
    {"decompressobj", KEYWORDS(zlib_decompressobj),
     PYI_SIGNATURE("decompressobj", "($module, /, wbits=MAX_WBITS, zdict=b'')")},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "zlib",
    .m_methods = methods,
    .m_slots = slots,
};

static PyObject *zlib_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("zlib", zlib_init);
