/* SPDX-License-Identifier: Apache-2.0 */
/* lines: which place in the source an instruction comes from.
 * Layout     the table has an entry per run of instructions of one position: a byte
 *            1 kkkk nnn (kind, length - 1), then what the kind says: numbers of six bits a byte
 * Contract   docs.python.org/3/reference/datamodel.html#codeobject.co_positions
 */
#include "code.h"

#include "internal/pycore_interp.h"

/* ---- reading ------------------------------------------------------------------------------------- */

/* six bits a byte, lowest first */
static const uint8_t *read_unsigned(const uint8_t *p, unsigned *number) {
    unsigned value = *p & 63;
    for (int shift = 6; *p & 64; shift += 6) {
        p++;
        value |= (unsigned)(*p & 63) << shift;
    }
    *number = value;
    return p + 1;
}

/* the lowest bit is the sign */
static const uint8_t *read_signed(const uint8_t *p, int *number) {
    unsigned value;
    p = read_unsigned(p, &value);
    *number = value & 1 ? -(int)(value >> 1) : (int)(value >> 1);
    return p;
}

void pyi_positions_init(pyi_positions *self, PyCodeObject *code) {
    const uint8_t *table = (const uint8_t *)PyBytes_AS_STRING(code->co_linetable);
    *self = (pyi_positions){
        .next = table,
        .end = table + PyBytes_GET_SIZE(code->co_linetable),
        .computed_line = code->co_firstlineno,
    };
}

static void read_long(pyi_positions *self, const uint8_t *p) {
    int line_delta;
    unsigned lines, column, end_column;
    p = read_signed(p, &line_delta);
    p = read_unsigned(p, &lines);
    p = read_unsigned(p, &column);
    p = read_unsigned(p, &end_column);
    self->computed_line += line_delta;
    self->line = self->computed_line;
    self->end_line = self->line + (int)lines;
    self->column = (int)column - 1;
    self->end_column = (int)end_column - 1;
    self->next = p;
}

static void read_entry(pyi_positions *self, int kind, const uint8_t *p) {
    int delta = 0;
    self->column = self->end_column = -1;
    switch (kind) {
    case PY_CODE_LOCATION_INFO_NONE:
        self->line = self->end_line = -1;
        self->next = p;
        return;
    case PY_CODE_LOCATION_INFO_LONG: read_long(self, p); return;
    case PY_CODE_LOCATION_INFO_NO_COLUMNS: p = read_signed(p, &delta); break;
    case PY_CODE_LOCATION_INFO_ONE_LINE0:
    case PY_CODE_LOCATION_INFO_ONE_LINE1:
    case PY_CODE_LOCATION_INFO_ONE_LINE2:
        delta = kind - PY_CODE_LOCATION_INFO_ONE_LINE0;
        self->column = p[0];
        self->end_column = p[1];
        p += 2;
        break;
    default: /* short: the column in eighths is the kind */
        self->column = kind << 3 | p[0] >> 4;
        self->end_column = self->column + (p[0] & 15);
        p++;
    }
    self->computed_line += delta;
    self->line = self->end_line = self->computed_line;
    self->next = p;
}

bool pyi_positions_step(pyi_positions *self) {
    self->offset += self->length;
    if (self->next >= self->end) {
        return false;
    }
    uint8_t first = *self->next;
    self->length = (first & 7) + 1;
    read_entry(self, first >> 3 & 15, self->next + 1);
    return true;
}

/* The entry of an instruction. */
static bool seek(pyi_positions *self, PyCodeObject *code, int unit) {
    pyi_positions_init(self, code);
    while (pyi_positions_step(self)) {
        if (unit < self->offset + self->length) {
            return true;
        }
    }
    return false;
}

int PyCode_Addr2Line(PyCodeObject *code, int byte_offset) {
    pyi_positions at;
    if (byte_offset < 0) {
        return code->co_firstlineno;
    }
    return seek(&at, code, byte_offset / (int)sizeof(_Py_CODEUNIT)) ? at.line : -1;
}

int PyCode_Addr2Location(PyCodeObject *code, int byte_offset, int *line, int *column,
                         int *end_line, int *end_column) {
    pyi_positions at;
    if (byte_offset < 0) {
        *line = *end_line = code->co_firstlineno;
        *column = *end_column = 0;
        return 1;
    }
    if (!seek(&at, code, byte_offset / (int)sizeof(_Py_CODEUNIT))) {
        *line = *end_line = *column = *end_column = -1;
        return 1;
    }
    *line = at.line;
    *end_line = at.end_line;
    *column = at.column;
    *end_column = at.end_column;
    return 1;
}

/* ---- ranges of one line (pycore_code.h) ------------------------------------------------------------ */

void _PyLineTable_InitAddressRange(const char *linetable, Py_ssize_t length, int firstlineno,
                                   PyCodeAddressRange *range) {
    range->opaque.lo_next = (const uint8_t *)linetable;
    range->opaque.limit = (const uint8_t *)linetable + length;
    range->opaque.computed_line = firstlineno;
    range->ar_start = -1;
    range->ar_end = 0;
    range->ar_line = -1;
}

int _PyCode_InitAddressRange(PyCodeObject *code, PyCodeAddressRange *bounds) {
    _PyLineTable_InitAddressRange(PyBytes_AS_STRING(code->co_linetable),
                                  PyBytes_GET_SIZE(code->co_linetable), code->co_firstlineno,
                                  bounds);
    return bounds->ar_line;
}

/* The next entry; offsets are in bytes. */
int _PyLineTable_NextAddressRange(PyCodeAddressRange *range) {
    pyi_positions at = {
        .next = range->opaque.lo_next,
        .end = range->opaque.limit,
        .computed_line = range->opaque.computed_line,
    };
    if (!pyi_positions_step(&at)) {
        return 0;
    }
    range->ar_start = range->ar_end;
    range->ar_end += at.length * (int)sizeof(_Py_CODEUNIT);
    range->ar_line = at.line;
    range->opaque.lo_next = at.next;
    range->opaque.computed_line = at.computed_line;
    return 1;
}

int _PyCode_CheckLineNumber(int lasti, PyCodeAddressRange *bounds) {
    while (bounds->ar_end <= lasti) {
        if (!_PyLineTable_NextAddressRange(bounds)) {
            return -1;
        }
    }
    return bounds->ar_line;
}

/* ---- co_lines ----------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyCodeObject *code; /* owned */
    pyi_positions at;
    bool more; /* `at` is an entry not given yet */
} line_iterator;

static void lines_dealloc(line_iterator *self) {
    Py_DECREF(self->code);
    PyObject_Free(self);
}

static PyObject *line_or_none(int line) {
    return line < 0 ? Py_NewRef(Py_None) : PyLong_FromLong(line);
}

/* (start, end, line); since 3.12 neighbours of one line as one */
static PyObject *lines_next(line_iterator *self) {
    if (!self->more) {
        return NULL;
    }
    int start = self->at.offset, line = self->at.line;
    do {
        self->more = pyi_positions_step(&self->at);
    } while (PYI_312 && self->more && self->at.line == line);
    int unit = (int)sizeof(_Py_CODEUNIT);
    return Py_BuildValue("(iiN)", start * unit, self->at.offset * unit, line_or_none(line));
}

PyTypeObject _PyLineIterator = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "line_iterator",
    .tp_basicsize = sizeof(line_iterator),
    .tp_dealloc = (destructor)lines_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)lines_next,
};
PYI_TYPE(_PyLineIterator);

PyObject *pyi_code_lines(PyCodeObject *self) {
    line_iterator *lines = PyObject_New(line_iterator, &_PyLineIterator);
    if (lines != NULL) {
        lines->code = (PyCodeObject *)Py_NewRef(self);
        pyi_positions_init(&lines->at, self);
        lines->more = pyi_positions_step(&lines->at);
    }
    return (PyObject *)lines;
}

/* ---- co_positions --------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyCodeObject *code; /* owned */
    pyi_positions at;
    int given; /* code units of the current entry */
} positions_iterator;

static void positions_dealloc(positions_iterator *self) {
    Py_DECREF(self->code);
    PyObject_Free(self);
}

/* (line, end line, column, end column) of one code unit */
static PyObject *positions_next(positions_iterator *self) {
    if (self->given == self->at.length) {
        if (!pyi_positions_step(&self->at)) {
            return NULL;
        }
        self->given = 0;
    }
    self->given++;
    return Py_BuildValue("(NNNN)", line_or_none(self->at.line), line_or_none(self->at.end_line),
                         line_or_none(self->at.column), line_or_none(self->at.end_column));
}

PyTypeObject _PyPositionsIterator = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "positions_iterator",
    .tp_basicsize = sizeof(positions_iterator),
    .tp_dealloc = (destructor)positions_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = (iternextfunc)positions_next,
};
PYI_TYPE(_PyPositionsIterator);

PyObject *pyi_code_positions(PyCodeObject *self) {
    positions_iterator *positions = PyObject_New(positions_iterator, &_PyPositionsIterator);
    if (positions != NULL) {
        positions->code = (PyCodeObject *)Py_NewRef(self);
        pyi_positions_init(&positions->at, self);
        positions->given = 0;
    }
    return (PyObject *)positions;
}

/* ---- tables without columns ----------------------------------------------------------------------------- */

bool pyi_code_wants_columns(void) {
    const PyConfig *config = &PyInterpreterState_Get()->config;
    return config->_config_init == 0 || config->code_debug_ranges != 0; /* 0: never configured */
}

PyObject *pyi_code_only_lines(struct _PyCodeConstructor *con) {
    PyCodeAddressRange range;
    Py_ssize_t n = PyBytes_GET_SIZE(con->linetable);
    _PyLineTable_InitAddressRange(PyBytes_AS_STRING(con->linetable), n, con->firstlineno, &range);
    PyObject *table = PyBytes_FromStringAndSize(NULL, n * 7); /* an entry needs at most 7 bytes */
    if (table == NULL) {
        return NULL;
    }
    uint8_t *start = (uint8_t *)PyBytes_AS_STRING(table), *p = start;
    int line = con->firstlineno;
    while (_PyLineTable_NextAddressRange(&range)) {
        int units = (range.ar_end - range.ar_start) / (int)sizeof(_Py_CODEUNIT);
        int kind = range.ar_line < 0 ? PY_CODE_LOCATION_INFO_NONE
                                     : PY_CODE_LOCATION_INFO_NO_COLUMNS;
        *p++ = (uint8_t)(0x80 | kind << 3 | (units - 1));
        if (range.ar_line >= 0) {
            int delta = range.ar_line - line;
            unsigned value = delta < 0 ? (unsigned)-delta << 1 | 1 : (unsigned)delta << 1;
            for (; value >= 64; value >>= 6) {
                *p++ = (uint8_t)(64 | (value & 63));
            }
            *p++ = (uint8_t)value;
            line = range.ar_line;
        }
    }
    _PyBytes_Resize(&table, p - start);
    return table;
}

/* ---- co_lnotab --------------------------------------------------------------------------------------------- */

typedef struct {
    char *bytes;
    Py_ssize_t size, room;
} byte_buffer;

static int put_pair(byte_buffer *self, int offset_delta, int line_delta) {
    if (self->size + 2 > self->room) {
        Py_ssize_t room = self->room * 2 + 64;
        char *bytes = PyMem_Realloc(self->bytes, (size_t)room);
        if (bytes == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        self->bytes = bytes;
        self->room = room;
    }
    self->bytes[self->size++] = (char)offset_delta;
    self->bytes[self->size++] = (char)line_delta;
    return 0;
}

/* A step of the old table: at most 255 bytes and -128 to 127 lines at a time. */
static int put_step(byte_buffer *self, int offset_delta, int line_delta) {
    while (offset_delta > 255) {
        if (put_pair(self, 255, 0) < 0) {
            return -1;
        }
        offset_delta -= 255;
    }
    while (line_delta > 127 || line_delta < -128) {
        int part = line_delta > 0 ? 127 : -128;
        if (put_pair(self, offset_delta, part) < 0) {
            return -1;
        }
        offset_delta = 0;
        line_delta -= part;
    }
    return put_pair(self, offset_delta, line_delta);
}

PyObject *pyi_code_lnotab(PyCodeObject *self) {
    byte_buffer out = {NULL, 0, 0};
    PyCodeAddressRange bounds;
    int line = self->co_firstlineno, offset = 0;
    _PyCode_InitAddressRange(self, &bounds);
    while (_PyLineTable_NextAddressRange(&bounds)) {
        if (bounds.ar_line != line && bounds.ar_line >= 0) {
            if (put_step(&out, bounds.ar_start - offset, bounds.ar_line - line) < 0) {
                PyMem_Free(out.bytes);
                return NULL;
            }
            line = bounds.ar_line;
            offset = bounds.ar_start;
        }
    }
    PyObject *result = PyBytes_FromStringAndSize(out.bytes, out.size);
    PyMem_Free(out.bytes);
    return result;
}
