/* SPDX-License-Identifier: Apache-2.0 */
/* _codecs: the codecs of str and bytes for the package encodings, and the registry for codecs.
 * Contract   the functions answer (object, length consumed), as codecs.Codec demands
 */
#include "pyi_bytes.h"

#if PYI_313
#include "internal/pycore_codecs.h"
#endif

/* ---- arguments ------------------------------------------------------------------------------------ */

/* A str without null characters, or None where that is allowed. */
static int read_text(const char *name, const char *which, PyObject *arg, bool optional,
                     const char **text) {
    *text = NULL;
    if (optional && arg == Py_None) {
        return 0;
    }
    if (!PyUnicode_Check(arg)) {
        _PyArg_BadArgument(name, which, optional ? "str or None" : "str", arg);
        return -1;
    }
    Py_ssize_t length;
    *text = PyUnicode_AsUTF8AndSize(arg, &length);
    if (*text != NULL && strlen(*text) != (size_t)length) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        *text = NULL;
    }
    return *text == NULL ? -1 : 0;
}

/* errors=None as the second argument */
static int read_errors(const char *name, PyObject *const *args, Py_ssize_t n,
                       const char **errors) {
    *errors = NULL;
    return n < 2 ? 0 : read_text(name, "argument 2", args[1], true, errors);
}

/* new (object, length); steals object */
static PyObject *with_length(PyObject *object, Py_ssize_t length) {
    return object == NULL ? NULL : Py_BuildValue("Nn", object, length);
}

/* ---- decoding ------------------------------------------------------------------------------------- */

/* One decoding; consumed NULL: to the end. */
typedef PyObject *(*decoder)(const char *s, Py_ssize_t size, const char *errors,
                             Py_ssize_t *consumed);

/* The bytes that a decoder is given: an object with a buffer, or a str in UTF-8 where the codec allows that. */
typedef struct {
    Py_buffer buffer;
    const char *data;
    Py_ssize_t size;
} decoder_input;

static int read_input(PyObject *arg, bool str_too, decoder_input *input) {
    input->buffer.obj = NULL;
    if (str_too && PyUnicode_Check(arg)) {
        input->data = PyUnicode_AsUTF8AndSize(arg, &input->size);
        return input->data == NULL ? -1 : 0;
    }
    if (PyObject_GetBuffer(arg, &input->buffer, PyBUF_SIMPLE) != 0) {
        return -1;
    }
    input->data = input->buffer.buf;
    input->size = input->buffer.len;
    return 0;
}

enum { WITHOUT_FINAL, FINAL_FALSE, FINAL_TRUE }; /* the default of the argument final */

/* (data, errors=None, final=…) */
static PyObject *decode(const char *name, PyObject *const *args, Py_ssize_t n, decoder function,
                        int final_default, bool str_too) {
    const char *errors;
    decoder_input input;
    bool final = final_default != FINAL_FALSE;
    Py_ssize_t most = final_default == WITHOUT_FINAL ? 2 : 3;
    if (!_PyArg_CheckPositional(name, n, 1, most) ||
        read_input(args[0], str_too, &input) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (read_errors(name, args, n, &errors) < 0) {
        goto done;
    }
    if (n > 2) {
        int truth = PyObject_IsTrue(args[2]);
        if (truth < 0) {
            goto done;
        }
        final = truth;
    }
    Py_ssize_t consumed = input.size;
    result = function(input.data, input.size, errors, final ? NULL : &consumed);
    result = with_length(result, consumed);
done:
    PyBuffer_Release(&input.buffer);
    return result;
}

#define DECODE(python_name, function, final, str_too)                                              \
    static PyObject *codecs_##python_name(PyObject *module, PyObject *const *args, Py_ssize_t n) { \
        (void)module;                                                                              \
        return decode(#python_name, args, n, function, final, str_too);                            \
    }

/* Decoders without a stateful form, and those of one byte order. */
static PyObject *latin1_from(const char *s, Py_ssize_t size, const char *errors, Py_ssize_t *consumed) {
    (void)consumed;
    return PyUnicode_DecodeLatin1(s, size, errors);
}

static PyObject *ascii_from(const char *s, Py_ssize_t size, const char *errors, Py_ssize_t *consumed) {
    (void)consumed;
    return PyUnicode_DecodeASCII(s, size, errors);
}

static PyObject *escape_from(const char *s, Py_ssize_t size, const char *errors, Py_ssize_t *consumed) {
    (void)consumed;
    return PyBytes_DecodeEscape(s, size, errors, 0, NULL);
}

#define IN_ORDER(name, function, order)                                                            \
    static PyObject *name(const char *s, Py_ssize_t size, const char *errors,                      \
                          Py_ssize_t *consumed) {                                                  \
        int byteorder = order;                                                                     \
        return function(s, size, errors, &byteorder, consumed);                                    \
    }
IN_ORDER(utf16_from, PyUnicode_DecodeUTF16Stateful, 0)
IN_ORDER(utf16_le_from, PyUnicode_DecodeUTF16Stateful, -1)
IN_ORDER(utf16_be_from, PyUnicode_DecodeUTF16Stateful, 1)
IN_ORDER(utf32_from, PyUnicode_DecodeUTF32Stateful, 0)
IN_ORDER(utf32_le_from, PyUnicode_DecodeUTF32Stateful, -1)
IN_ORDER(utf32_be_from, PyUnicode_DecodeUTF32Stateful, 1)

DECODE(utf_7_decode, PyUnicode_DecodeUTF7Stateful, FINAL_FALSE, false)
DECODE(utf_8_decode, PyUnicode_DecodeUTF8Stateful, FINAL_FALSE, false)
DECODE(utf_16_decode, utf16_from, FINAL_FALSE, false)
DECODE(utf_16_le_decode, utf16_le_from, FINAL_FALSE, false)
DECODE(utf_16_be_decode, utf16_be_from, FINAL_FALSE, false)
DECODE(utf_32_decode, utf32_from, FINAL_FALSE, false)
DECODE(utf_32_le_decode, utf32_le_from, FINAL_FALSE, false)
DECODE(utf_32_be_decode, utf32_be_from, FINAL_FALSE, false)
DECODE(unicode_escape_decode, _PyUnicode_DecodeUnicodeEscapeStateful, FINAL_TRUE, true)
DECODE(raw_unicode_escape_decode, _PyUnicode_DecodeRawUnicodeEscapeStateful, FINAL_TRUE, true)
DECODE(latin_1_decode, latin1_from, WITHOUT_FINAL, false)
DECODE(ascii_decode, ascii_from, WITHOUT_FINAL, false)
DECODE(escape_decode, escape_from, WITHOUT_FINAL, true)

/* (data, errors=None, byteorder=0, final=False): the order found is in the answer */
static PyObject *decode_ex(const char *name, PyObject *const *args, Py_ssize_t n,
                           PyObject *(*function)(const char *, Py_ssize_t, const char *, int *,
                                                 Py_ssize_t *)) {
    Py_buffer buffer;
    const char *errors;
    int order = 0, final = 0;
    PyObject *result = NULL;
    if (!_PyArg_CheckPositional(name, n, 1, 4) ||
        PyObject_GetBuffer(args[0], &buffer, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    if (read_errors(name, args, n, &errors) == 0) {
        order = n > 2 ? _PyLong_AsInt(args[2]) : 0;
        final = n > 3 && !PyErr_Occurred() ? PyObject_IsTrue(args[3]) : 0;
        if (final >= 0 && !PyErr_Occurred()) {
            Py_ssize_t consumed = buffer.len;
            result = function(buffer.buf, buffer.len, errors, &order, final ? NULL : &consumed);
            result = result == NULL ? NULL : Py_BuildValue("Nni", result, consumed, order);
        }
    }
    PyBuffer_Release(&buffer);
    return result;
}

static PyObject *codecs_utf_16_ex_decode(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    return decode_ex("utf_16_ex_decode", args, n, PyUnicode_DecodeUTF16Stateful);
}

static PyObject *codecs_utf_32_ex_decode(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    return decode_ex("utf_32_ex_decode", args, n, PyUnicode_DecodeUTF32Stateful);
}

static PyObject *codecs_charmap_decode(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    Py_buffer buffer;
    const char *errors;
    PyObject *result = NULL;
    if (!_PyArg_CheckPositional("charmap_decode", n, 1, 3) ||
        PyObject_GetBuffer(args[0], &buffer, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    if (read_errors("charmap_decode", args, n, &errors) == 0) {
        PyObject *mapping = n > 2 && args[2] != Py_None ? args[2] : NULL;
        result = with_length(PyUnicode_DecodeCharmap(buffer.buf, buffer.len, mapping, errors),
                             buffer.len);
    }
    PyBuffer_Release(&buffer);
    return result;
}

/* ---- encoding ------------------------------------------------------------------------------------- */

typedef PyObject *(*encoder)(PyObject *str, const char *errors);

/* (str, errors=None) */
static PyObject *encode(const char *name, PyObject *const *args, Py_ssize_t n, encoder function) {
    const char *errors;
    if (!_PyArg_CheckPositional(name, n, 1, 2)) {
        return NULL;
    }
    if (!PyUnicode_Check(args[0])) {
        _PyArg_BadArgument(name, "argument 1", "str", args[0]);
        return NULL;
    }
    if (read_errors(name, args, n, &errors) < 0) {
        return NULL;
    }
    return with_length(function(args[0], errors), PyUnicode_GET_LENGTH(args[0]));
}

#define ENCODE(python_name, function)                                                              \
    static PyObject *codecs_##python_name(PyObject *module, PyObject *const *args, Py_ssize_t n) { \
        (void)module;                                                                              \
        return encode(#python_name, args, n, function);                                            \
    }

#define TO(name, expression)                                                                       \
    static PyObject *name(PyObject *str, const char *errors) {                                     \
        (void)errors;                                                                              \
        return expression;                                                                         \
    }
TO(to_utf7, _PyUnicode_EncodeUTF7(str, 0, 0, errors))
TO(to_utf16_le, _PyUnicode_EncodeUTF16(str, errors, -1))
TO(to_utf16_be, _PyUnicode_EncodeUTF16(str, errors, 1))
TO(to_utf32_le, _PyUnicode_EncodeUTF32(str, errors, -1))
TO(to_utf32_be, _PyUnicode_EncodeUTF32(str, errors, 1))
TO(to_unicode_escape, PyUnicode_AsUnicodeEscapeString(str))
TO(to_raw_unicode_escape, PyUnicode_AsRawUnicodeEscapeString(str))

ENCODE(utf_7_encode, to_utf7)
ENCODE(utf_8_encode, _PyUnicode_AsUTF8String)
ENCODE(utf_16_le_encode, to_utf16_le)
ENCODE(utf_16_be_encode, to_utf16_be)
ENCODE(utf_32_le_encode, to_utf32_le)
ENCODE(utf_32_be_encode, to_utf32_be)
ENCODE(unicode_escape_encode, to_unicode_escape)
ENCODE(raw_unicode_escape_encode, to_raw_unicode_escape)
ENCODE(latin_1_encode, _PyUnicode_AsLatin1String)
ENCODE(ascii_encode, _PyUnicode_AsASCIIString)

/* (str, errors=None, byteorder=0) */
static PyObject *encode_order(const char *name, PyObject *const *args, Py_ssize_t n,
                              PyObject *(*function)(PyObject *, const char *, int)) {
    const char *errors;
    if (!_PyArg_CheckPositional(name, n, 1, 3)) {
        return NULL;
    }
    if (!PyUnicode_Check(args[0])) {
        _PyArg_BadArgument(name, "argument 1", "str", args[0]);
        return NULL;
    }
    int order = 0;
    if (read_errors(name, args, n, &errors) < 0) {
        return NULL;
    }
    if (n > 2) {
        order = _PyLong_AsInt(args[2]);
        if (order == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    return with_length(function(args[0], errors, order), PyUnicode_GET_LENGTH(args[0]));
}

static PyObject *codecs_utf_16_encode(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    return encode_order("utf_16_encode", args, n, _PyUnicode_EncodeUTF16);
}

static PyObject *codecs_utf_32_encode(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    return encode_order("utf_32_encode", args, n, _PyUnicode_EncodeUTF32);
}

static PyObject *codecs_charmap_encode(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    const char *errors;
    if (!_PyArg_CheckPositional("charmap_encode", n, 1, 3)) {
        return NULL;
    }
    if (!PyUnicode_Check(args[0])) {
        _PyArg_BadArgument("charmap_encode", "argument 1", "str", args[0]);
        return NULL;
    }
    if (read_errors("charmap_encode", args, n, &errors) < 0) {
        return NULL;
    }
    PyObject *mapping = n > 2 && args[2] != Py_None ? args[2] : NULL;
    return with_length(_PyUnicode_EncodeCharmap(args[0], mapping, errors),
                       PyUnicode_GET_LENGTH(args[0]));
}

static PyObject *codecs_charmap_build(PyObject *module, PyObject *map) {
    (void)module;
    if (!PyUnicode_Check(map)) {
        _PyArg_BadArgument("charmap_build", "argument", "str", map);
        return NULL;
    }
    return PyUnicode_BuildEncodingMap(map);
}

static PyObject *codecs_readbuffer_encode(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    const char *errors;
    decoder_input input;
    if (!_PyArg_CheckPositional("readbuffer_encode", n, 1, 2) ||
        read_input(args[0], true, &input) < 0) {
        return NULL;
    }
    PyObject *result = NULL;
    if (read_errors("readbuffer_encode", args, n, &errors) == 0) {
        result = with_length(PyBytes_FromStringAndSize(input.data, input.size), input.size);
    }
    PyBuffer_Release(&input.buffer);
    return result;
}

/* How repr shows bytes, without quotes. */
static PyObject *codecs_escape_encode(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    const char *errors;
    if (!_PyArg_CheckPositional("escape_encode", n, 1, 2)) {
        return NULL;
    }
    if (!PyBytes_Check(args[0])) {
        _PyArg_BadArgument("escape_encode", "argument 1", "bytes", args[0]);
        return NULL;
    }
    if (read_errors("escape_encode", args, n, &errors) < 0) {
        return NULL;
    }
    PyObject *repr = PyBytes_Repr(args[0], 0);
    if (repr == NULL) {
        return NULL;
    }
    const char *text = PyUnicode_DATA(repr);
    PyObject *result = PyBytes_FromStringAndSize(text + 2, PyUnicode_GET_LENGTH(repr) - 3);
    Py_DECREF(repr);
    return with_length(result, PyBytes_GET_SIZE(args[0]));
}

/* ---- the registry ------------------------------------------------------------------------------------ */

static PyObject *codecs_register(PyObject *module, PyObject *function) {
    (void)module;
    if (PyCodec_Register(function) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *codecs_unregister(PyObject *module, PyObject *function) {
    (void)module;
    if (PyCodec_Unregister(function) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *codecs_lookup(PyObject *module, PyObject *arg) {
    (void)module;
    const char *encoding;
    if (read_text("lookup", "argument", arg, false, &encoding) < 0) {
        return NULL;
    }
    return _PyCodec_Lookup(encoding);
}

/* (obj, encoding='utf-8', errors='strict') */
static PyObject *by_registry(const char *name, _PyArg_Parser *parser, PyObject *const *args,
                             Py_ssize_t n, PyObject *names,
                             PyObject *(*function)(PyObject *, const char *, const char *)) {
    PyObject *room[3];
    const char *encoding = NULL, *errors = NULL;
    if (!pyi_unpack(args, n, names, parser, 1, 3, room)) {
        return NULL;
    }
    if ((room[1] != NULL &&
         read_text(name, "argument 'encoding'", room[1], false, &encoding) < 0) ||
        (room[2] != NULL && read_text(name, "argument 'errors'", room[2], false, &errors) < 0)) {
        return NULL;
    }
    return function(room[0], encoding == NULL ? "utf-8" : encoding, errors);
}

static const char *const registry_keywords[] = {"obj", "encoding", "errors", NULL};

static PyObject *codecs_encode(PyObject *module, PyObject *const *args, Py_ssize_t n,
                               PyObject *names) {
    static _PyArg_Parser parser = {.keywords = registry_keywords, .fname = "encode"};
    (void)module;
    return by_registry("encode", &parser, args, n, names, PyCodec_Encode);
}

static PyObject *codecs_decode(PyObject *module, PyObject *const *args, Py_ssize_t n,
                               PyObject *names) {
    static _PyArg_Parser parser = {.keywords = registry_keywords, .fname = "decode"};
    (void)module;
    return by_registry("decode", &parser, args, n, names, PyCodec_Decode);
}

static PyObject *codecs_register_error(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    const char *name;
    if (!_PyArg_CheckPositional("register_error", n, 2, 2) ||
        read_text("register_error", "argument 1", args[0], false, &name) < 0 ||
        PyCodec_RegisterError(name, args[1]) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *codecs_lookup_error(PyObject *module, PyObject *arg) {
    (void)module;
    const char *name;
    if (read_text("lookup_error", "argument", arg, false, &name) < 0) {
        return NULL;
    }
    return PyCodec_LookupError(name);
}

/* ---- the module -------------------------------------------------------------------------------------- */

#define FAST(name, parameters)                                                                     \
    {#name, PYI_FASTCALL(codecs_##name), METH_FASTCALL, PYI_SIGNATURE(#name, parameters)}
#define KEYWORDS(name, parameters)                                                                 \
    {#name, PYI_FASTCALL(codecs_##name), METH_FASTCALL | METH_KEYWORDS,                            \
     PYI_SIGNATURE(#name, parameters)}
#define ONE(name, parameters)                                                                      \
    {#name, codecs_##name, METH_O, PYI_SIGNATURE(#name, parameters)}

static PyMethodDef codecs_methods[] = {
    ONE(register, "($module, search_function, /)"),
    ONE(unregister, "($module, search_function, /)"),
    ONE(lookup, "($module, encoding, /)"),
    KEYWORDS(encode, "($module, /, obj, encoding='utf-8', errors='strict')"),
    KEYWORDS(decode, "($module, /, obj, encoding='utf-8', errors='strict')"),
    FAST(escape_encode, "($module, data, errors=None, /)"),
    FAST(escape_decode, "($module, data, errors=None, /)"),
    FAST(utf_8_encode, "($module, str, errors=None, /)"),
    FAST(utf_8_decode, "($module, data, errors=None, final=False, /)"),
    FAST(utf_7_encode, "($module, str, errors=None, /)"),
    FAST(utf_7_decode, "($module, data, errors=None, final=False, /)"),
    FAST(utf_16_encode, "($module, str, errors=None, byteorder=0, /)"),
    FAST(utf_16_le_encode, "($module, str, errors=None, /)"),
    FAST(utf_16_be_encode, "($module, str, errors=None, /)"),
    FAST(utf_16_decode, "($module, data, errors=None, final=False, /)"),
    FAST(utf_16_le_decode, "($module, data, errors=None, final=False, /)"),
    FAST(utf_16_be_decode, "($module, data, errors=None, final=False, /)"),
    FAST(utf_16_ex_decode, "($module, data, errors=None, byteorder=0, final=False,\n"
                           "                 /)"),
    FAST(utf_32_encode, "($module, str, errors=None, byteorder=0, /)"),
    FAST(utf_32_le_encode, "($module, str, errors=None, /)"),
    FAST(utf_32_be_encode, "($module, str, errors=None, /)"),
    FAST(utf_32_decode, "($module, data, errors=None, final=False, /)"),
    FAST(utf_32_le_decode, "($module, data, errors=None, final=False, /)"),
    FAST(utf_32_be_decode, "($module, data, errors=None, final=False, /)"),
    FAST(utf_32_ex_decode, "($module, data, errors=None, byteorder=0, final=False,\n"
                           "                 /)"),
    FAST(unicode_escape_encode, "($module, str, errors=None, /)"),
    FAST(unicode_escape_decode, "($module, data, errors=None, final=True, /)"),
    FAST(raw_unicode_escape_encode, "($module, str, errors=None, /)"),
    FAST(raw_unicode_escape_decode, "($module, data, errors=None, final=True, /)"),
    FAST(latin_1_encode, "($module, str, errors=None, /)"),
    FAST(latin_1_decode, "($module, data, errors=None, /)"),
    FAST(ascii_encode, "($module, str, errors=None, /)"),
    FAST(ascii_decode, "($module, data, errors=None, /)"),
    FAST(charmap_encode, "($module, str, errors=None, mapping=None, /)"),
    FAST(charmap_decode, "($module, data, errors=None, mapping=None, /)"),
    ONE(charmap_build, "($module, map, /)"),
    FAST(readbuffer_encode, "($module, data, errors=None, /)"),
    FAST(register_error, "($module, errors, handler, /)"),
    ONE(lookup_error, "($module, name, /)"),
    {NULL, NULL, 0, NULL},
};

static PyModuleDef codecs_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_codecs",
    .m_methods = codecs_methods,
};

static PyObject *codecs_init(void) {
    return PyModuleDef_Init(&codecs_module);
}
PYI_MODULE("_codecs", codecs_init);
