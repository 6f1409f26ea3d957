/* SPDX-License-Identifier: Apache-2.0 */
/* tables: the assembled instructions as bytes, and the tables of locations and of handlers.
 * Contract   PEP 626 and PEP 657 for locations; in a table of handlers, an entry is four numbers in
 *            groups of six bits: start, length, handler, depth of the stack with the flag "lasti".
 */
#include "graph.h"

/* ---- bytes that grow ---------------------------------------------------------------------------------- */

typedef struct {
    PyObject *bytes; /* owned; NULL after a failure, and then nothing more is written */
    Py_ssize_t used;
} writer;

static writer writer_new(Py_ssize_t room)
{
    return (writer){PyBytes_FromStringAndSize(NULL, room), 0};
}

static void writer_put(writer *self, int byte)
{
    if (self->bytes == NULL) {
        return;
    }
    Py_ssize_t room = PyBytes_GET_SIZE(self->bytes);
    if (self->used == room && _PyBytes_Resize(&self->bytes, room * 2) < 0) {
        return;
    }
    PyBytes_AS_STRING(self->bytes)[self->used++] = (char)byte;
}

/* new, or NULL with an exception */
static PyObject *writer_finish(writer *self)
{
    if (self->bytes != NULL) {
        (void)_PyBytes_Resize(&self->bytes, self->used);
    }
    return self->bytes;
}

/* ---- bytecode ------------------------------------------------------------------------------------------ */

static unsigned char *instr_write(const flow_instr *instr, unsigned char *to)
{
    unsigned int oparg = (unsigned int)instr->oparg;
    int caches = pyi_flow_instr_size(instr->opcode, 0) - 1;
    for (int shift = 24; shift > 0; shift -= 8) {
        if (oparg >> shift != 0) {
            *to++ = EXTENDED_ARG;
            *to++ = oparg >> shift & 0xFF;
        }
    }
    *to++ = (unsigned char)instr->opcode;
    *to++ = oparg & 0xFF;
    memset(to, 0, caches * sizeof(_Py_CODEUNIT));
    return to + caches * sizeof(_Py_CODEUNIT);
}

PyObject *pyi_flow_bytecode(const flow_graph *graph, int size)
{
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size * sizeof(_Py_CODEUNIT));
    if (bytes == NULL) {
        return NULL;
    }
    unsigned char *to = (unsigned char *)PyBytes_AS_STRING(bytes);
    for (const flow_block *block = graph->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->used; i++) {
            to = instr_write(&block->instrs[i], to);
        }
    }
    return bytes;
}

/* ---- locations ------------------------------------------------------------------------------------------- */

#define LONGEST_ENTRY 8 /* code units */

enum { SHORT = 0, ONE_LINE = 10, NO_COLUMNS = 13, LONG = 14, NO_LOCATION_AT_ALL = 15 };

static void location_head(writer *out, int form, int size)
{
    writer_put(out, 0x80 | form << 3 | (size - 1));
}

/* Groups of six bits, the lowest first; 0x40: more follow. */
static void location_number(writer *out, unsigned int value)
{
    for (; value >= 64; value >>= 6) {
        writer_put(out, 0x40 | (value & 63));
    }
    writer_put(out, value);
}

static void location_signed(writer *out, int value)
{
    location_number(out, value < 0 ? (0u - (unsigned int)value) << 1 | 1 : (unsigned int)value << 1);
}

/* The forms for columns within one line; false if none of them fits. */
static bool location_short(writer *out, const pyi_location *loc, int delta, int size)
{
    int start = loc->col_offset, end = loc->end_col_offset;
    if (delta == 0 && start < 80 && end >= start && end - start < 16) {
        location_head(out, SHORT + start / 8, size);
        writer_put(out, (start & 7) << 4 | (end - start));
        return true;
    }
    if (delta >= 0 && delta < 3 && start < 128 && end < 128) {
        location_head(out, ONE_LINE + delta, size);
        writer_put(out, start);
        writer_put(out, end);
        return true;
    }
    return false;
}

/* One entry, of at most LONGEST_ENTRY code units. *line is the line of the entry before. */
static void location_entry(writer *out, const pyi_location *loc, int *line, int size)
{
    if (loc->lineno < 0) {
        location_head(out, NO_LOCATION_AT_ALL, size);
        return;
    }
    int delta = loc->lineno - *line;
    *line = loc->lineno;
    bool one_line = loc->end_lineno == loc->lineno;
    if (loc->col_offset < 0 || loc->end_col_offset < 0) {
        if (one_line || loc->end_lineno == -1) {
            location_head(out, NO_COLUMNS, size);
            location_signed(out, delta);
            return;
        }
    } else if (one_line && location_short(out, loc, delta, size)) {
        return;
    }
    location_head(out, LONG, size);
    location_signed(out, delta);
    location_number(out, (unsigned int)(loc->end_lineno - loc->lineno));
    location_number(out, (unsigned int)(loc->col_offset + 1));
    location_number(out, (unsigned int)(loc->end_col_offset + 1));
}

static void location_entries(writer *out, const pyi_location *loc, int *line, int size)
{
    for (; size > LONGEST_ENTRY; size -= LONGEST_ENTRY) {
        location_entry(out, loc, line, LONGEST_ENTRY);
    }
    if (size > 0) {
        location_entry(out, loc, line, size);
    }
}

static bool location_same(const pyi_location *one, const pyi_location *other)
{
    return one->lineno == other->lineno && one->end_lineno == other->end_lineno &&
           one->col_offset == other->col_offset && one->end_col_offset == other->end_col_offset;
}

PyObject *pyi_flow_locations(const flow_graph *graph, int firstlineno)
{
    writer out = writer_new(64);
    pyi_location loc = PYI_NO_LOCATION;
    int line = firstlineno;
    int size = 0;
    for (const flow_block *block = graph->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->used; i++) {
            const flow_instr *instr = &block->instrs[i];
            /* Before 3.12, each instruction has an entry of its own. */
            if (!PYI_312 || !location_same(&loc, &instr->loc)) {
                location_entries(&out, &loc, &line, size);
                loc = instr->loc;
                size = 0;
            }
            size += pyi_flow_instr_size(instr->opcode, instr->oparg);
        }
    }
    location_entries(&out, &loc, &line, size);
    return writer_finish(&out);
}

/* ---- handlers ---------------------------------------------------------------------------------------------- */

/* Groups of six bits, the highest first; 0x40: more follow. first is or'ed into the first byte. */
static void handler_number(writer *out, int value, int first)
{
    int shift = 24;
    while (shift > 0 && value >> shift == 0) {
        shift -= 6;
    }
    for (; shift > 0; shift -= 6) {
        writer_put(out, first | 0x40 | (value >> shift & 63));
        first = 0;
    }
    writer_put(out, first | (value & 63));
}

static void handler_entry(writer *out, const flow_block *handler, int start, int end)
{
    int depth = handler->start_depth - 1 - handler->keeps_lasti;
    handler_number(out, start, 0x80);
    handler_number(out, end - start, 0);
    handler_number(out, handler->offset, 0);
    handler_number(out, depth << 1 | handler->keeps_lasti, 0);
}

PyObject *pyi_flow_exceptions(const flow_graph *graph)
{
    writer out = writer_new(32);
    const flow_block *handler = NULL;
    int start = 0;
    int offset = 0;
    for (const flow_block *block = graph->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->used; i++) {
            const flow_instr *instr = &block->instrs[i];
            if (instr->handler != handler) {
                if (handler != NULL) {
                    handler_entry(&out, handler, start, offset);
                }
                start = offset;
                handler = instr->handler;
            }
            offset += pyi_flow_instr_size(instr->opcode, instr->oparg);
        }
    }
    if (handler != NULL) {
        handler_entry(&out, handler, start, offset);
    }
    return writer_finish(&out);
}
