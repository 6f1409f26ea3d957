/* SPDX-License-Identifier: Apache-2.0 */
/* codecs: the registry of encodings, and calling what it finds.
 * Contract   docs.python.org/3/c-api/codec.html. The package encodings, which knows all encodings, is imported when
 *            the first one is looked up; a program without it still has those that str and bytes know themselves.
 */
#include "pyi_codec.h"
#include "pyi_c_imports.h"

#if PYI_313
#include "internal/pycore_codecs.h"
#define REGISTRY(interp, field) ((interp)->codecs.field)
#define INITIALIZED(interp) ((interp)->codecs.initialized)
#define LOOK_UP_ATTRIBUTE PyObject_GetOptionalAttr
#else
#define REGISTRY(interp, field) ((interp)->codec_##field)
#define INITIALIZED(interp) ((interp)->codecs_initialized)
#define LOOK_UP_ATTRIBUTE _PyObject_LookupAttr
#endif

/* ---- storage ------------------------------------------------------------------------------ */

/* The encodings that strings of a program name bring it along. */
PYI_C_IMPORT_IF_THERE("encodings");

static int import_encodings(void) {
    PyObject *module = PyImport_ImportModule("encodings");
    if (module == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_ImportError)) {
            return -1;
        }
        PyErr_Clear();
    }
    Py_XDECREF(module);
    return 0;
}

static int make_registry(PyInterpreterState *interp) {
    REGISTRY(interp, search_path) = PyList_New(0);
    REGISTRY(interp, search_cache) = PyDict_New();
    if (REGISTRY(interp, error_registry) == NULL) {
        REGISTRY(interp, error_registry) = PyDict_New();
    }
    if (REGISTRY(interp, search_path) == NULL || REGISTRY(interp, search_cache) == NULL ||
        REGISTRY(interp, error_registry) == NULL) {
        Py_CLEAR(REGISTRY(interp, search_path));
        Py_CLEAR(REGISTRY(interp, search_cache));
        return -1;
    }
    /* set before the import, during which encodings registers itself */
    INITIALIZED(interp) = 1;
    return import_encodings();
}

/* The interpreter, with the registry in it; NULL with an exception. */
static PyInterpreterState *registry(void) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    if (REGISTRY(interp, search_path) == NULL && make_registry(interp) < 0) {
        return NULL;
    }
    return interp;
}

#if PYI_313
PyStatus _PyCodec_InitRegistry(PyInterpreterState *interp) {
    (void)interp; /* made when it is first used */
    return PyStatus_Ok();
}

void _PyCodec_Fini(PyInterpreterState *interp) {
    Py_CLEAR(REGISTRY(interp, search_path));
    Py_CLEAR(REGISTRY(interp, search_cache));
    Py_CLEAR(REGISTRY(interp, error_registry));
    INITIALIZED(interp) = 0;
}
#endif

/* ---- search functions ---------------------------------------------------------------------- */

int PyCodec_Register(PyObject *function) {
    PyInterpreterState *interp = registry();
    if (interp == NULL) {
        return -1;
    }
    if (function == NULL) {
        PyErr_BadArgument();
        return -1;
    }
    if (!PyCallable_Check(function)) {
        PyErr_SetString(PyExc_TypeError, "argument must be callable");
        return -1;
    }
    return PyList_Append(REGISTRY(interp, search_path), function);
}

int PyCodec_Unregister(PyObject *function) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    PyObject *path = REGISTRY(interp, search_path);
    if (path == NULL) {
        return 0;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(path); i++) {
        if (PyList_GET_ITEM(path, i) == function) {
            if (REGISTRY(interp, search_cache) != NULL) {
                PyDict_Clear(REGISTRY(interp, search_cache));
            }
            return PyList_SetSlice(path, i, i + 1, NULL);
        }
    }
    return 0;
}

/* new: the interned name under which the encoding is searched */
static PyObject *search_name(const char *encoding) {
    size_t room = strlen(encoding) + 2;
    char *name = PyMem_Malloc(room);
    if (name == NULL) {
        return PyErr_NoMemory();
    }
    pyi_normalize_encoding(encoding, name, room);
    PyObject *result = PyUnicode_FromString(name);
    PyMem_Free(name);
    if (result != NULL) {
        PyUnicode_InternInPlace(&result);
    }
    return result;
}

/* new: what the first search function that knows the name answers */
static PyObject *search(PyInterpreterState *interp, PyObject *name, const char *encoding) {
    PyObject *path = REGISTRY(interp, search_path);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(path); i++) {
        PyObject *function = Py_NewRef(PyList_GET_ITEM(path, i));
        PyObject *found = PyObject_CallOneArg(function, name);
        Py_DECREF(function);
        if (found == NULL) {
            return NULL;
        }
        if (found != Py_None) {
            if (PyTuple_Check(found) && PyTuple_GET_SIZE(found) == 4) {
                return found;
            }
            PyErr_SetString(PyExc_TypeError, "codec search functions must return 4-tuples");
            Py_DECREF(found);
            return NULL;
        }
        Py_DECREF(found);
    }
    PyErr_Format(PyExc_LookupError, "unknown encoding: %s", encoding);
    return NULL;
}

/* new: the codec info of an encoding */
PyObject *_PyCodec_Lookup(const char *encoding) {
    if (encoding == NULL) {
        PyErr_BadArgument();
        return NULL;
    }
    PyInterpreterState *interp = registry();
    PyObject *name = interp == NULL ? NULL : search_name(encoding);
    if (name == NULL) {
        return NULL;
    }
    PyObject *codec = PyDict_GetItemWithError(REGISTRY(interp, search_cache), name);
    if (codec != NULL) {
        Py_INCREF(codec);
    } else if (!PyErr_Occurred()) {
        codec = search(interp, name, encoding);
        if (codec != NULL &&
            PyDict_SetItem(REGISTRY(interp, search_cache), name, codec) < 0) {
            Py_CLEAR(codec);
        }
    }
    Py_DECREF(name);
    return codec;
}

int PyCodec_KnownEncoding(const char *encoding) {
    PyObject *codec = _PyCodec_Lookup(encoding);
    if (codec == NULL) {
        PyErr_Clear();
        return 0;
    }
    Py_DECREF(codec);
    return 1;
}

/* ---- parts of a codec ---------------------------------------------------------------------- */

/* new; steals codec */
static PyObject *codec_item(PyObject *codec, Py_ssize_t index) {
    if (codec == NULL) {
        return NULL;
    }
    PyObject *item = Py_NewRef(PyTuple_GET_ITEM(codec, index));
    Py_DECREF(codec);
    return item;
}

PyObject *PyCodec_Encoder(const char *encoding) {
    return codec_item(_PyCodec_Lookup(encoding), 0);
}

PyObject *PyCodec_Decoder(const char *encoding) {
    return codec_item(_PyCodec_Lookup(encoding), 1);
}

static PyObject *make_incremental(PyObject *codec, const char *errors, const char *name) {
    PyObject *factory = PyObject_GetAttrString(codec, name);
    if (factory == NULL) {
        return NULL;
    }
    PyObject *result = errors == NULL ? PyObject_CallNoArgs(factory)
                                      : PyObject_CallFunction(factory, "s", errors);
    Py_DECREF(factory);
    return result;
}

PyObject *_PyCodecInfo_GetIncrementalDecoder(PyObject *codec, const char *errors) {
    return make_incremental(codec, errors, "incrementaldecoder");
}

PyObject *_PyCodecInfo_GetIncrementalEncoder(PyObject *codec, const char *errors) {
    return make_incremental(codec, errors, "incrementalencoder");
}

static PyObject *look_up_incremental(const char *encoding, const char *errors, const char *name) {
    PyObject *codec = _PyCodec_Lookup(encoding);
    PyObject *result = codec == NULL ? NULL : make_incremental(codec, errors, name);
    Py_XDECREF(codec);
    return result;
}

PyObject *PyCodec_IncrementalEncoder(const char *encoding, const char *errors) {
    return look_up_incremental(encoding, errors, "incrementalencoder");
}

PyObject *PyCodec_IncrementalDecoder(const char *encoding, const char *errors) {
    return look_up_incremental(encoding, errors, "incrementaldecoder");
}

static PyObject *make_stream(const char *encoding, PyObject *stream, const char *errors,
                             Py_ssize_t index) {
    PyObject *factory = codec_item(_PyCodec_Lookup(encoding), index);
    if (factory == NULL) {
        return NULL;
    }
    PyObject *result = errors == NULL ? PyObject_CallOneArg(factory, stream)
                                      : PyObject_CallFunction(factory, "Os", stream, errors);
    Py_DECREF(factory);
    return result;
}

PyObject *PyCodec_StreamReader(const char *encoding, PyObject *stream, const char *errors) {
    return make_stream(encoding, stream, errors, 2);
}

PyObject *PyCodec_StreamWriter(const char *encoding, PyObject *stream, const char *errors) {
    return make_stream(encoding, stream, errors, 3);
}

/* ---- encoding and decoding ----------------------------------------------------------------- */

/* Says in the exception which codec failed: a note, or in 3.11 an exception around it. */
static void blame(const char *operation, const char *encoding) {
#if PYI_312
    _PyErr_FormatNote("%s with '%s' codec failed", operation, encoding);
#else
    _PyErr_TrySetFromCause("%s with '%s' codec failed", operation, encoding);
#endif
}

/* new: the first item of what the function answers; steals function */
static PyObject *call_codec(PyObject *function, PyObject *object, const char *encoding,
                            const char *errors, bool encode) {
    if (function == NULL) {
        return NULL;
    }
    PyObject *answer = errors == NULL ? PyObject_CallOneArg(function, object)
                                      : PyObject_CallFunction(function, "Os", object, errors);
    Py_DECREF(function);
    if (answer == NULL) {
        blame(encode ? "encoding" : "decoding", encoding);
        return NULL;
    }
    PyObject *result = NULL;
    if (PyTuple_Check(answer) && PyTuple_GET_SIZE(answer) == 2) {
        result = Py_NewRef(PyTuple_GET_ITEM(answer, 0));
    } else {
        PyErr_SetString(PyExc_TypeError, encode
                                             ? "encoder must return a tuple (object, integer)"
                                             : "decoder must return a tuple (object,integer)");
    }
    Py_DECREF(answer);
    return result;
}

PyObject *PyCodec_Encode(PyObject *object, const char *encoding, const char *errors) {
    return call_codec(PyCodec_Encoder(encoding), object, encoding, errors, true);
}

PyObject *PyCodec_Decode(PyObject *object, const char *encoding, const char *errors) {
    return call_codec(PyCodec_Decoder(encoding), object, encoding, errors, false);
}

/* new: the codec, LookupError when it is not one between str and bytes */
PyObject *_PyCodec_LookupTextEncoding(const char *encoding, const char *alternate) {
    PyObject *codec = _PyCodec_Lookup(encoding);
    if (codec == NULL || PyTuple_CheckExact(codec)) {
        return codec; /* a plain tuple says nothing, and is believed */
    }
    PyObject *answer = NULL;
    int text = 1;
    if (LOOK_UP_ATTRIBUTE(codec, PYI_NAME("_is_text_encoding"), &answer) < 0) {
        text = -1;
    } else if (answer != NULL) {
        text = PyObject_IsTrue(answer);
        Py_DECREF(answer);
    }
    if (text == 0 && alternate == NULL) {
        PyErr_Format(PyExc_LookupError, "'%.400s' is not a text encoding", encoding);
    } else if (text == 0) {
        PyErr_Format(PyExc_LookupError,
                     "'%.400s' is not a text encoding; use %s to handle arbitrary codecs", encoding,
                     alternate);
    }
    if (text <= 0) {
        Py_CLEAR(codec);
    }
    return codec;
}

PyObject *_PyCodec_EncodeText(PyObject *object, const char *encoding, const char *errors) {
    PyObject *codec = _PyCodec_LookupTextEncoding(encoding, "codecs.encode()");
    return call_codec(codec_item(codec, 0), object, encoding, errors, true);
}

PyObject *_PyCodec_DecodeText(PyObject *object, const char *encoding, const char *errors) {
    PyObject *codec = _PyCodec_LookupTextEncoding(encoding, "codecs.decode()");
    return call_codec(codec_item(codec, 1), object, encoding, errors, false);
}

#if !PYI_313
int _PyCodec_Forget(const char *encoding) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    if (REGISTRY(interp, search_path) == NULL) {
        return -1;
    }
    PyObject *name = search_name(encoding);
    int status = name == NULL ? -1 : PyDict_DelItem(REGISTRY(interp, search_cache), name);
    Py_XDECREF(name);
    return status;
}
#endif
