/* SPDX-License-Identifier: Apache-2.0 */
/* stacks: the places in the program that allocated. They stay until tracing is cleared, because most come again.
 *
 * Memory comes from malloc() itself: the allocators of objects are being traced.
 */
#include "tracemalloc.h"

#include "pyi_frame.h"

#include <stdlib.h>

enum { FIRST_BUCKETS = 1024 };

int trace_limit = 1;

static trace_stack **buckets;
static size_t bucket_count, stack_count, bytes;

/* ---- the table ----------------------------------------------------------------------------------------------- */

static bool grow(void) {
    size_t n = bucket_count == 0 ? FIRST_BUCKETS : bucket_count * 2;
    trace_stack **fresh = calloc(n, sizeof(*fresh));
    if (fresh == NULL) {
        return false;
    }
    for (size_t i = 0; i < bucket_count; i++) {
        for (trace_stack *stack = buckets[i], *next; stack != NULL; stack = next) {
            next = stack->next;
            stack->next = fresh[stack->hash & (n - 1)];
            fresh[stack->hash & (n - 1)] = stack;
        }
    }
    free(buckets);
    buckets = fresh;
    bucket_count = n;
    return true;
}

static bool same(const trace_stack *one, const trace_stack *other) {
    return one->hash == other->hash && one->n == other->n && one->total == other->total &&
           memcmp(one->frames, other->frames, (size_t)one->n * sizeof(trace_frame)) == 0;
}

static trace_stack *find(const trace_stack *wanted) {
    if (bucket_count == 0) {
        return NULL;
    }
    trace_stack *stack = buckets[wanted->hash & (bucket_count - 1)];
    while (stack != NULL && !same(stack, wanted)) {
        stack = stack->next;
    }
    return stack;
}

/* borrowed; owns the file names from now on */
static trace_stack *keep(const trace_stack *wanted) {
    size_t size = sizeof(trace_stack) + (size_t)wanted->n * sizeof(trace_frame);
    if (stack_count >= bucket_count && !grow()) {
        return NULL;
    }
    trace_stack *stack = malloc(size);
    if (stack == NULL) {
        return NULL;
    }
    memcpy(stack, wanted, size);
    for (int i = 0; i < stack->n; i++) {
        Py_INCREF(stack->frames[i].filename);
    }
    trace_stack **bucket = &buckets[stack->hash & (bucket_count - 1)];
    stack->next = *bucket;
    *bucket = stack;
    stack_count++;
    bytes += size;
    return stack;
}

void trace_stacks_forget(void) {
    trace_stack **old = buckets;
    size_t n = bucket_count;
    buckets = NULL; /* what a file name's end allocates is seen by nobody */
    bucket_count = stack_count = bytes = 0;
    for (size_t i = 0; i < n; i++) {
        for (trace_stack *stack = old[i], *next; stack != NULL; stack = next) {
            next = stack->next;
            for (int k = 0; k < stack->n; k++) {
                Py_DECREF(stack->frames[k].filename);
            }
            free(stack);
        }
    }
    free(old);
}

size_t trace_stacks_bytes(void) { return bytes + bucket_count * sizeof(*buckets); }

/* ---- the frames ------------------------------------------------------------------------------------------------ */

static trace_stack *scratch; /* with room for all frames that are kept */
static int scratch_room;

static bool make_room(void) {
    if (scratch_room < trace_limit) {
        void *fresh = realloc(scratch, sizeof(trace_stack) + (size_t)trace_limit * sizeof(trace_frame));
        if (fresh == NULL) {
            return false;
        }
        scratch = fresh;
        scratch_room = trace_limit;
    }
    return true;
}

static void add_frame(trace_stack *stack, pyi_frame *frame) {
    PyCodeObject *code = pyi_frame_code(frame);
    trace_frame *kept = &stack->frames[stack->n++];
    memset(kept, 0, sizeof(*kept)); /* frames are compared byte by byte */
    int lasti = _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT);
    int line = PyCode_Addr2Line(code, lasti);
    kept->filename = code->co_filename;
    kept->line = line < 0 ? 0 : line;
    stack->hash = stack->hash * 31 + ((uintptr_t)kept->filename >> 4);
    stack->hash = stack->hash * 31 + (size_t)kept->line;
}

const trace_stack *trace_stack_now(void) {
    PyThreadState *ts = _PyThreadState_UncheckedGet();
    if (!make_room()) {
        return NULL;
    }
    scratch->next = NULL;
    scratch->hash = 0;
    scratch->n = scratch->total = 0;
    for (pyi_frame *frame = ts == NULL ? NULL : PYI_CURRENT_FRAME(ts); frame != NULL; frame = frame->previous) {
        if (!pyi_frame_has_code(frame) || _PyFrame_IsIncomplete(frame)) {
            continue;
        }
        if (scratch->n < trace_limit) {
            add_frame(scratch, frame);
        }
        scratch->total += scratch->total < MAX_FRAMES;
    }
    scratch->hash ^= scratch->hash >> 17;
    trace_stack *known = find(scratch);
    return known != NULL ? known : keep(scratch);
}

PyObject *trace_stack_to_python(const trace_stack *stack) {
    static const char unknown[] = "<unknown>";
    PyObject *frames = PyTuple_New(stack->n == 0 ? 1 : stack->n);
    if (frames != NULL && stack->n == 0) { /* nothing of Python ran */
        PyObject *pair = Py_BuildValue("(si)", unknown, 0);
        if (pair == NULL) {
            Py_CLEAR(frames);
        } else {
            PyTuple_SET_ITEM(frames, 0, pair);
        }
    }
    for (int i = 0; frames != NULL && i < stack->n; i++) {
        PyObject *pair = Py_BuildValue("(Oi)", stack->frames[i].filename, stack->frames[i].line);
        if (pair == NULL) {
            Py_CLEAR(frames);
        } else {
            PyTuple_SET_ITEM(frames, i, pair);
        }
    }
    return frames;
}
