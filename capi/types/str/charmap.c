/* SPDX-License-Identifier: Apache-2.0 */
/* charmap: one-byte encodings that a table defines, and the EncodingMap made of a decoding table.
 * Layout     EncodingMap: the characters of a decoding table sorted, each with its byte
 */
#include "pyi_codec.h"

/* ---- EncodingMap ----------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    int count;
    struct {
        Py_UCS2 character;
        unsigned char byte;
    } pairs[256];
} encoding_map;

/* The byte of a character, or -1. */
static int map_look_up(const encoding_map *map, Py_UCS4 character) {
    int low = 0, high = map->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (map->pairs[middle].character < character) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < map->count && map->pairs[low].character == character ? map->pairs[low].byte : -1;
}

static PyObject *map_size(PyObject *self, PyObject *unused) {
    (void)self;
    (void)unused;
    return PyLong_FromSize_t(sizeof(encoding_map));
}

static PyMethodDef map_methods[] = {
    {"size", map_size, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyTypeObject encoding_map_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "EncodingMap",
    .tp_basicsize = sizeof(encoding_map),
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_methods = map_methods,
    .tp_free = PyObject_Free,
};

/* A later byte with the same character wins. */
static void map_add(encoding_map *map, Py_UCS2 character, unsigned char byte) {
    int i = map->count;
    while (i > 0 && map->pairs[i - 1].character >= character) {
        i--;
    }
    if (i < map->count && map->pairs[i].character == character) {
        map->pairs[i].byte = byte;
        return;
    }
    memmove(&map->pairs[i + 1], &map->pairs[i],
            (size_t)(map->count - i) * sizeof(map->pairs[0]));
    map->pairs[i].character = character;
    map->pairs[i].byte = byte;
    map->count++;
}

static PyObject *build_map(pyi_text text) {
    if (PyType_Ready(&encoding_map_type) < 0) {
        return NULL;
    }
    encoding_map *map = PyObject_New(encoding_map, &encoding_map_type);
    if (map == NULL) {
        return NULL;
    }
    map->count = 0;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        if (c != 0xfffe) { /* stands for an undefined byte */
            map_add(map, (Py_UCS2)c, (unsigned char)i);
        }
    }
    return (PyObject *)map;
}

static PyObject *build_dict(pyi_text text) {
    PyObject *dict = PyDict_New();
    for (Py_ssize_t i = 0; dict != NULL && i < text.length; i++) {
        PyObject *key = PyLong_FromLong((long)PyUnicode_READ(text.kind, text.data, i));
        PyObject *value = PyLong_FromLong((long)i);
        if (key == NULL || value == NULL || PyDict_SetItem(dict, key, value) < 0) {
            Py_CLEAR(dict);
        }
        Py_XDECREF(key);
        Py_XDECREF(value);
    }
    return dict;
}

/* new: for encoding, what undoes a decoding table; a dict unless the table is a usual one */
PyObject *PyUnicode_BuildEncodingMap(PyObject *string) {
    if (!PyUnicode_Check(string) || PyUnicode_GET_LENGTH(string) == 0) {
        PyErr_BadArgument();
        return NULL;
    }
    pyi_text text = pyi_text_of(string);
    text.length = Py_MIN(text.length, 256);
    bool usual = text.length == 256 && PyUnicode_READ(text.kind, text.data, 0) == 0;
    for (Py_ssize_t i = 1; usual && i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        usual = c != 0 && c < 0x10000;
    }
    return usual ? build_map(text) : build_dict(text);
}

/* ---- decoding ------------------------------------------------------------------------------- */

#define UNDEFINED "character maps to <undefined>"

/* By a str with a character for each byte. 1: written, 0: undefined. */
static int write_by_str(_PyUnicodeWriter *writer, pyi_text table, unsigned char byte) {
    Py_UCS4 c = byte < table.length ? PyUnicode_READ(table.kind, table.data, byte) : 0xfffe;
    if (c == 0xfffe) {
        return 0;
    }
    return _PyUnicodeWriter_WriteChar(writer, c) < 0 ? -1 : 1;
}

static int write_mapped(_PyUnicodeWriter *writer, PyObject *item) {
    if (item == Py_None) {
        return 0;
    }
    if (PyUnicode_Check(item)) {
        if (PyUnicode_GET_LENGTH(item) == 1 && PyUnicode_READ_CHAR(item, 0) == 0xfffe) {
            return 0;
        }
        return _PyUnicodeWriter_WriteStr(writer, item) < 0 ? -1 : 1;
    }
    if (PyLong_Check(item)) {
        long value = PyLong_AsLong(item);
        if (value == 0xfffe) {
            return 0;
        }
        if (value < 0 || value > STR_MAX) {
            PyErr_Format(PyExc_TypeError, "character mapping must be in range(0x%x)", STR_MAX + 1);
            return -1;
        }
        return _PyUnicodeWriter_WriteChar(writer, (Py_UCS4)value) < 0 ? -1 : 1;
    }
    PyErr_SetString(PyExc_TypeError, "character mapping must return integer, None or str");
    return -1;
}

/* By any mapping from ints. */
static int write_by_mapping(_PyUnicodeWriter *writer, PyObject *mapping, unsigned char byte) {
    PyObject *key = PyLong_FromLong(byte);
    PyObject *item = key == NULL ? NULL : PyObject_GetItem(mapping, key);
    Py_XDECREF(key);
    if (item == NULL) {
        if (key != NULL && PyErr_ExceptionMatches(PyExc_LookupError)) {
            PyErr_Clear();
            return 0;
        }
        return -1;
    }
    int status = write_mapped(writer, item);
    Py_DECREF(item);
    return status;
}

/* new; mapping NULL is Latin-1 */
PyObject *PyUnicode_DecodeCharmap(const char *s, Py_ssize_t size, PyObject *mapping,
                                  const char *errors) {
    if (mapping == NULL) {
        return PyUnicode_DecodeLatin1(s, size, errors);
    }
    pyi_codec_run run = PYI_CODEC_RUN("charmap", errors);
    pyi_decode_input input = {s, s + size, s, NULL};
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.min_length = size;
    writer.overallocate = 1;
    bool by_str = PyUnicode_CheckExact(mapping);
    pyi_text table = by_str ? pyi_text_of(mapping) : pyi_text_of(PYI_NAME("encoding"));
    PyObject *result = NULL;
    while (input.p < input.end) {
        unsigned char byte = (unsigned char)*input.p;
        int status = by_str ? write_by_str(&writer, table, byte)
                            : write_by_mapping(&writer, mapping, byte);
        if (status > 0) {
            input.p++;
        } else if (status < 0 ||
                   pyi_codec_decode_error(&run, &input, input.p + 1, UNDEFINED, &writer) < 0) {
            goto done;
        }
    }
    result = _PyUnicodeWriter_Finish(&writer);
done:
    _PyUnicodeWriter_Dealloc(&writer);
    Py_XDECREF(input.owner);
    pyi_codec_end(&run);
    return result;
}

/* ---- encoding ------------------------------------------------------------------------------- */

/* The output as it grows. */
typedef struct {
    PyObject *bytes; /* owned */
    Py_ssize_t used;
} charmap_output;

static int put_bytes(charmap_output *output, const char *data, Py_ssize_t n) {
    unsigned char *to = pyi_bytes_room(&output->bytes, output->used, n);
    if (to == NULL) {
        return -1;
    }
    memcpy(to, data, (size_t)n);
    output->used += n;
    return 1;
}

/* Writes what the mapping has for a character. 1: written, 0: undefined, -1: exception. */
static int encode_character(charmap_output *output, PyObject *mapping, Py_UCS4 c) {
    if (Py_IS_TYPE(mapping, &encoding_map_type)) {
        int byte = map_look_up((encoding_map *)mapping, c);
        char one = (char)byte;
        return byte < 0 ? 0 : put_bytes(output, &one, 1);
    }
    PyObject *key = PyLong_FromLong((long)c);
    PyObject *item = key == NULL ? NULL : PyObject_GetItem(mapping, key);
    Py_XDECREF(key);
    if (item == NULL) {
        if (key != NULL && PyErr_ExceptionMatches(PyExc_LookupError)) {
            PyErr_Clear();
            return 0;
        }
        return -1;
    }
    int status = -1;
    if (item == Py_None) {
        status = 0;
    } else if (PyLong_Check(item)) {
        long value = PyLong_AsLong(item);
        char one = (char)value;
        if (value < 0 || value > 255) {
            PyErr_SetString(PyExc_TypeError, "character mapping must be in range(256)");
        } else {
            status = put_bytes(output, &one, 1);
        }
    } else if (PyBytes_Check(item)) {
        status = put_bytes(output, PyBytes_AS_STRING(item), PyBytes_GET_SIZE(item));
    } else {
        PyErr_Format(PyExc_TypeError,
                     "character mapping must return integer, bytes or None, not %.400s",
                     Py_TYPE(item)->tp_name);
    }
    Py_DECREF(item);
    return status;
}

/* Whether the mapping has nothing for a character; -1: exception */
static int is_undefined(PyObject *mapping, Py_UCS4 c) {
    charmap_output probe = {PyBytes_FromStringAndSize(NULL, 8), 0};
    if (probe.bytes == NULL) {
        return -1;
    }
    int status = encode_character(&probe, mapping, c);
    Py_XDECREF(probe.bytes);
    return status < 0 ? -1 : status == 0;
}

/* A str from a handler is encoded like the rest, but must be encodable. */
static int put_text(charmap_output *output, PyObject *mapping, pyi_codec_run *run, PyObject *str,
                    Py_ssize_t start, Py_ssize_t end, PyObject *replacement) {
    pyi_text text = pyi_text_of(replacement);
    for (Py_ssize_t i = 0; i < text.length; i++) {
        int status = encode_character(output, mapping, PyUnicode_READ(text.kind, text.data, i));
        if (status <= 0) {
            if (status == 0) {
                pyi_codec_raise_encode(run, str, start, end, UNDEFINED);
            }
            return -1;
        }
    }
    return 0;
}

/* The characters from i on that cannot be encoded; gives where to go on, or -1. */
static Py_ssize_t handle_undefined(charmap_output *output, PyObject *mapping, pyi_codec_run *run,
                                   PyObject *str, Py_ssize_t i) {
    pyi_text text = pyi_text_of(str);
    Py_ssize_t end = i + 1, next;
    for (; end < text.length; end++) {
        int undefined = is_undefined(mapping, PyUnicode_READ(text.kind, text.data, end));
        if (undefined < 0) {
            return -1;
        }
        if (!undefined) {
            break;
        }
    }
    if (pyi_codec_kind(run) == _Py_ERROR_IGNORE) {
        return end;
    }
    if (pyi_codec_kind(run) == _Py_ERROR_REPLACE) {
        for (Py_ssize_t k = i; k < end; k++) {
            int status = encode_character(output, mapping, '?');
            if (status <= 0) {
                if (status == 0) {
                    pyi_codec_raise_encode(run, str, i, end, UNDEFINED);
                }
                return -1;
            }
        }
        return end;
    }
    PyObject *replacement = pyi_codec_encode_error(run, str, i, end, UNDEFINED, &next);
    if (replacement == NULL) {
        return -1;
    }
    int status = PyBytes_Check(replacement)
                     ? put_bytes(output, PyBytes_AS_STRING(replacement),
                                 PyBytes_GET_SIZE(replacement))
                     : put_text(output, mapping, run, str, i, end, replacement);
    Py_DECREF(replacement);
    return status < 0 ? -1 : next;
}

/* new bytes; mapping NULL is Latin-1 */
PyObject *_PyUnicode_EncodeCharmap(PyObject *unicode, PyObject *mapping, const char *errors) {
    if (mapping == NULL) {
        return _PyUnicode_AsLatin1String(unicode, errors);
    }
    if (PyUnicode_READY(unicode) < 0) {
        return NULL;
    }
    pyi_text text = pyi_text_of(unicode);
    if (text.length == 0) {
        return PyBytes_FromStringAndSize(NULL, 0);
    }
    pyi_codec_run run = PYI_CODEC_RUN("charmap", errors);
    charmap_output output = {PyBytes_FromStringAndSize(NULL, Py_MAX(text.length, 16)), 0};
    for (Py_ssize_t i = 0; output.bytes != NULL && i < text.length;) {
        int status = encode_character(&output, mapping, PyUnicode_READ(text.kind, text.data, i));
        i = status > 0    ? i + 1
            : status == 0 ? handle_undefined(&output, mapping, &run, unicode, i)
                          : -1;
        if (i < 0) {
            Py_CLEAR(output.bytes);
        }
    }
    pyi_codec_end(&run);
    if (output.bytes != NULL) {
        _PyBytes_Resize(&output.bytes, output.used);
    }
    return output.bytes;
}

PyObject *PyUnicode_AsCharmapString(PyObject *unicode, PyObject *mapping) {
    if (!PyUnicode_Check(unicode) || mapping == NULL) {
        PyErr_BadArgument();
        return NULL;
    }
    return _PyUnicode_EncodeCharmap(unicode, mapping, NULL);
}
