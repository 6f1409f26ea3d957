/* SPDX-License-Identifier: Apache-2.0 */
/* buffered: what BufferedReader, BufferedWriter and BufferedRandom have in common.
 *
 * The buffer holds what was read ahead or what waits to be written, never both: a stream that turns from one to the
 * other first gives the rest back to the raw stream, or passes it on.
 *
 * Layout     raw owned; buffer; lock: the raw stream may let other threads run
 * Collected  yes
 * Contract   docs.python.org/3/library/io.html#buffered-streams
 */
#include "buffered.h"

/* ---- the lock --------------------------------------------------------------------------------- */

/* Waits for another thread. */
static PYI_COLD bool enter_busy(pyi_buffered *self) {
    if (self->owner == PyThread_get_thread_ident()) {
        PyErr_Format(PyExc_RuntimeError, "reentrant call inside %R", self);
        return false;
    }
    Py_BEGIN_ALLOW_THREADS
    PyThread_acquire_lock(self->lock, 1);
    Py_END_ALLOW_THREADS
    return true;
}

bool pyi_buffered_enter(pyi_buffered *self) {
    if (!PyThread_acquire_lock(self->lock, 0) && !enter_busy(self)) {
        return false;
    }
    self->owner = PyThread_get_thread_ident();
    return true;
}

void pyi_buffered_leave(pyi_buffered *self) {
    self->owner = 0;
    PyThread_release_lock(self->lock);
}

/* ---- checks ------------------------------------------------------------------------------------ */

int pyi_buffered_check(pyi_buffered *self) {
    if (pyi_likely(self->ok)) {
        return 0;
    }
    PyErr_SetString(PyExc_ValueError, self->detached ? "raw stream has been detached"
                                                     : "I/O operation on uninitialized object");
    return -1;
}

static int raw_closed(pyi_buffered *self) {
    return self->fast ? ((pyi_fileio *)self->raw)->fd < 0 : pyi_io_is_closed(self->raw);
}

int pyi_buffered_check_open(pyi_buffered *self, const char *message) {
    if (pyi_buffered_check(self) < 0) {
        return -1;
    }
    int closed = self->buffer == NULL ? 1 : raw_closed(self);
    if (closed > 0) {
        PyErr_SetString(PyExc_ValueError, message);
    }
    return closed == 0 ? 0 : -1;
}

/* ---- the raw stream ----------------------------------------------------------------------------- */

/* new: what raw.method(memoryview of the memory) answers */
static PyObject *call_with_view(pyi_buffered *self, PyObject *method, char *data, Py_ssize_t n,
                                int flags) {
    PyObject *view = PyMemoryView_FromMemory(data, n, flags);
    PyObject *answer = NULL;
    while (view != NULL && (answer = PyObject_CallMethodOneArg(self->raw, method, view)) == NULL) {
        if (!pyi_io_interrupted()) {
            break;
        }
    }
    Py_XDECREF(view);
    return answer;
}

/* How many bytes the raw stream says it moved. */
static Py_ssize_t moved(PyObject *answer, Py_ssize_t most, const char *method) {
    if (answer == NULL) {
        return -1;
    }
    if (answer == Py_None) {
        Py_DECREF(answer);
        return IO_WOULD_BLOCK;
    }
    Py_ssize_t n = PyNumber_AsSsize_t(answer, PyExc_ValueError);
    Py_DECREF(answer);
    if (n == -1 && PyErr_Occurred()) {
        if (method[3] == 'd') { /* only reading says more about it */
            _PyErr_FormatFromCause(PyExc_OSError, "raw readinto() failed");
        }
        return -1;
    }
    if (n < 0 || n > most) {
        PyErr_Format(PyExc_OSError,
                     "raw %s() returned invalid length %zd (should have been between 0 and %zd)",
                     method, n, most);
        return -1;
    }
    return n;
}

Py_ssize_t pyi_buffered_raw_read(pyi_buffered *self, char *to, Py_ssize_t n) {
    Py_ssize_t got = self->fast
                         ? pyi_fileio_read_into(self->raw, to, n)
                         : moved(call_with_view(self, PYI_NAME("readinto"), to, n, PyBUF_WRITE), n,
                                 "readinto");
    if (got > 0 && self->raw_position != -1) {
        self->raw_position += got;
    }
    return got;
}

Py_ssize_t pyi_buffered_raw_write(pyi_buffered *self, const char *from, Py_ssize_t n) {
    Py_ssize_t put = self->fast ? pyi_fileio_write_from(self->raw, from, n)
                                : moved(call_with_view(self, PYI_NAME("write"), (char *)from, n,
                                                       PyBUF_READ),
                                        n, "write");
    if (put > 0 && self->raw_position != -1) {
        self->raw_position += put;
    }
    return put;
}

static off_t position_from(pyi_buffered *self, PyObject *answer) {
    if (answer == NULL) {
        return -1;
    }
    off_t position = pyi_io_offset(answer, PyExc_ValueError);
    Py_DECREF(answer);
    if (position < 0) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_OSError, "Raw stream returned invalid position %lld",
                         (long long)position);
        }
        return -1;
    }
    self->raw_position = position;
    return position;
}

off_t pyi_buffered_raw_tell(pyi_buffered *self) {
    if (self->fast) {
        off_t position = pyi_fileio_position(self->raw);
        self->raw_position = position;
        return position;
    }
    return position_from(self, PyObject_CallMethodNoArgs(self->raw, PYI_NAME("tell")));
}

off_t pyi_buffered_raw_seek(pyi_buffered *self, off_t offset, int whence) {
    return position_from(self,
                         PyObject_CallMethod(self->raw, "seek", "Li", (long long)offset, whence));
}

/* ---- the buffer ------------------------------------------------------------------------------------ */

void pyi_buffered_raise_blocking(Py_ssize_t written) {
    PyErr_Clear();
    PyObject *error = PyObject_CallFunction(PyExc_BlockingIOError, "isn", EAGAIN,
                                            "write could not complete without blocking", written);
    if (error != NULL) {
        PyErr_SetObject(PyExc_BlockingIOError, error);
        Py_DECREF(error);
    }
}

int pyi_buffered_flush(pyi_buffered *self) {
    Py_ssize_t done = 0;
    int status = 0;
    while (status == 0 && done < self->pending) {
        Py_ssize_t n = pyi_buffered_raw_write(self, self->buffer + done, self->pending - done);
        if (n == IO_WOULD_BLOCK) {
            pyi_buffered_raise_blocking(0);
        }
        if (n < 0) {
            status = -1;
            break;
        }
        done += n;
        /* a signal may be the reason that only a part was taken */
        if (done < self->pending && PyErr_CheckSignals() < 0) {
            status = -1;
        }
    }
    if (done > 0 && done < self->pending) {
        memmove(self->buffer, self->buffer + done, (size_t)(self->pending - done));
    }
    self->pending -= done;
    return status;
}

int pyi_buffered_rewind(pyi_buffered *self) {
    Py_ssize_t ahead = self->end - self->pos;
    if (ahead > 0 && pyi_buffered_raw_seek(self, -(off_t)ahead, 1) < 0) {
        return -1;
    }
    self->pos = self->end = 0;
    return 0;
}

static int flush_and_rewind(pyi_buffered *self) {
    if (pyi_buffered_flush(self) < 0) {
        return -1;
    }
    return self->readable ? pyi_buffered_rewind(self) : 0;
}

int pyi_buffered_flush_all(PyObject *op) {
    pyi_buffered *self = BUFFERED(op);
    if (pyi_buffered_check_open(self, "flush of closed file") < 0 || !pyi_buffered_enter(self)) {
        return -1;
    }
    int status = flush_and_rewind(self);
    pyi_buffered_leave(self);
    return status;
}

/* ---- life ---------------------------------------------------------------------------------------------- */

int pyi_buffered_init_args(PyObject *args, PyObject *kwargs, const char *format, PyObject **raw,
                           Py_ssize_t *size) {
    static char *names[] = {"raw", "buffer_size", NULL};
    *size = IO_BUFFER_SIZE;
    return pyi_named_arguments(args, kwargs, format, names, raw, size) ? 0 : -1;
}

int pyi_buffered_start(pyi_buffered *self, PyObject *raw, Py_ssize_t size) {
    Py_XSETREF(self->raw, Py_NewRef(raw));
    if (size <= 0) {
        PyErr_SetString(PyExc_ValueError, "buffer size must be strictly positive");
        return -1;
    }
    PyMem_Free(self->buffer);
    self->buffer = PyMem_Malloc((size_t)size);
    if (self->buffer == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->size = size;
    self->pos = self->end = self->pending = 0;
    if (self->lock == NULL) {
        self->lock = PyThread_allocate_lock();
        if (self->lock == NULL) {
            PyErr_SetString(PyExc_RuntimeError, "can't allocate read lock");
            return -1;
        }
    }
    self->owner = 0;
    self->fast = Py_IS_TYPE(raw, &pyi_fileio_type);
    self->raw_position = -1;
    if (pyi_buffered_raw_tell(self) < 0) { /* pipes have no position */
        PyErr_Clear();
    }
    self->detached = false;
    self->ok = true;
    return 0;
}

int pyi_buffered_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(BUFFERED(self)->raw);
    return pyi_io_traverse_base(self, visit, arg);
}

int pyi_buffered_clear(PyObject *self) {
    BUFFERED(self)->ok = false;
    Py_CLEAR(BUFFERED(self)->raw);
    pyi_io_clear_base(self);
    return 0;
}

void pyi_buffered_dealloc(PyObject *op) {
    pyi_buffered *self = BUFFERED(op);
    self->finalizing = 1;
    if (!pyi_io_finalize(op)) {
        return;
    }
    PyObject_GC_UnTrack(op);
    pyi_buffered_clear(op);
    PyMem_Free(self->buffer);
    if (self->lock != NULL) {
        PyThread_free_lock(self->lock);
    }
    pyi_io_free_base(op);
}

PyObject *pyi_buffered_dealloc_warn(PyObject *op, PyObject *source) {
    pyi_buffered *self = BUFFERED(op);
    if (self->ok && self->raw != NULL) {
        PyObject *result = PyObject_CallMethodOneArg(self->raw, PYI_NAME("_dealloc_warn"), source);
        if (result == NULL) {
            PyErr_Clear();
        }
        Py_XDECREF(result);
    }
    Py_RETURN_NONE;
}

/* ---- closing ---------------------------------------------------------------------------------------- */

/* Flushes and closes raw, with or without the other's success. New: what raw.close() answers. */
static PyObject *close_layers(pyi_buffered *self) {
    if (self->finalizing) {
        Py_XDECREF(pyi_buffered_dealloc_warn((PyObject *)self, (PyObject *)self));
    }
    PyObject *flushed = PyObject_CallMethodNoArgs((PyObject *)self, PYI_NAME("flush"));
    PyObject *failed = flushed == NULL ? pyi_io_take_exception() : NULL;
    Py_XDECREF(flushed);
    if (!pyi_buffered_enter(self)) { /* other threads wait, and see that it is closed */
        Py_XDECREF(failed);
        return NULL;
    }
    PyObject *result = PyObject_CallMethodNoArgs(self->raw, PYI_NAME("close"));
    if (self->buffer != NULL) {
        PyMem_Free(self->buffer);
        self->buffer = NULL;
        self->pos = self->end = self->pending = 0;
    }
    pyi_buffered_leave(self);
    if (failed != NULL) {
        Py_CLEAR(result);
        pyi_io_chain(failed);
    }
    return result;
}

PyObject *pyi_buffered_close(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_buffered *self = BUFFERED(op);
    if (pyi_buffered_check(self) < 0) {
        return NULL;
    }
    if (!pyi_buffered_enter(self)) {
        return NULL;
    }
    int closed = self->buffer == NULL ? 1 : raw_closed(self);
    pyi_buffered_leave(self); /* flush() takes it again */
    if (closed < 0) {
        return NULL;
    }
    if (closed) {
        PyMem_Free(self->buffer);
        self->buffer = NULL;
        Py_RETURN_NONE;
    }
    return close_layers(self);
}

PyObject *pyi_buffered_detach(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_buffered *self = BUFFERED(op);
    if (pyi_buffered_check(self) < 0) {
        return NULL;
    }
    PyObject *flushed = PyObject_CallMethodNoArgs(op, PYI_NAME("flush"));
    if (flushed == NULL) {
        return NULL;
    }
    Py_DECREF(flushed);
    PyObject *raw = self->raw;
    self->raw = NULL;
    self->detached = true;
    self->ok = false;
    return raw;
}

PyObject *pyi_buffered_simple_flush(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    if (pyi_buffered_check(BUFFERED(self)) < 0) {
        return NULL;
    }
    return PyObject_CallMethodNoArgs(BUFFERED(self)->raw, PYI_NAME("flush"));
}

PyObject *pyi_buffered_full_flush(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return pyi_buffered_flush_all(self) < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- position ---------------------------------------------------------------------------------------- */

/* How far the raw stream is ahead of what the program sees. */
static Py_ssize_t raw_offset(const pyi_buffered *self) {
    return self->end - self->pos - self->pending;
}

PyObject *pyi_buffered_tell(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_buffered *self = BUFFERED(op);
    if (pyi_buffered_check(self) < 0) {
        return NULL;
    }
    off_t position = pyi_buffered_raw_tell(self);
    if (position == -1) {
        return NULL;
    }
    position -= raw_offset(self);
    return PyLong_FromLongLong(position < 0 ? 0 : position);
}

/* Moves inside of what was read ahead: the new position, -1 when the target is outside, -2 with an exception. */
static off_t seek_inside(pyi_buffered *self, off_t target, int whence) {
    off_t ahead = self->end - self->pos;
    if (ahead <= 0) {
        return -1;
    }
    off_t now = self->raw_position != -1 ? self->raw_position : pyi_buffered_raw_tell(self);
    if (now == -1) {
        return -2;
    }
    off_t step = whence == SEEK_SET ? target - (now - ahead) : target;
    if (step < -(off_t)self->pos || step > ahead) {
        return -1;
    }
    self->pos += (Py_ssize_t)step;
    return now - ahead + step;
}

/* With the lock. */
static off_t seek_outside(pyi_buffered *self, off_t target, int whence) {
    if (pyi_buffered_flush(self) < 0) {
        return -1;
    }
    if (whence == SEEK_CUR) {
        target -= raw_offset(self);
    }
    off_t position = pyi_buffered_raw_seek(self, target, whence);
    if (position != -1) {
        self->pos = self->end = 0;
    }
    return position;
}

static bool known_whence(int whence) {
#ifdef SEEK_HOLE
    if (whence == SEEK_HOLE || whence == SEEK_DATA) {
        return true;
    }
#endif
    return whence >= 0 && whence <= 2;
}

PyObject *pyi_buffered_seek(PyObject *op, PyObject *args) {
    pyi_buffered *self = BUFFERED(op);
    PyObject *given;
    int whence = 0;
    if (!pyi_arguments(args, "O|i:seek", &given, &whence) || pyi_buffered_check(self) < 0) {
        return NULL;
    }
    if (!known_whence(whence)) {
        PyErr_Format(PyExc_ValueError, "whence value %d unsupported", whence);
        return NULL;
    }
    if (pyi_buffered_check_open(self, "seek of closed file") < 0 ||
        pyi_io_check_seekable(self->raw) < 0) {
        return NULL;
    }
    off_t target = pyi_io_offset(given, PyExc_ValueError);
    if (target == -1 && PyErr_Occurred()) {
        return NULL;
    }
    off_t position = -1;
    if (self->readable && (whence == SEEK_SET || whence == SEEK_CUR)) {
        position = seek_inside(self, target, whence);
    }
    if (position == -1 && pyi_buffered_enter(self)) {
        position = seek_outside(self, target, whence);
        pyi_buffered_leave(self);
    }
    return position < 0 ? NULL : PyLong_FromLongLong(position);
}

PyObject *pyi_buffered_truncate(PyObject *op, PyObject *args) {
    pyi_buffered *self = BUFFERED(op);
    PyObject *size = Py_None;
    if (!pyi_arguments(args, "|O:truncate", &size) ||
        pyi_buffered_check_open(self, "truncate of closed file") < 0) {
        return NULL;
    }
    if (!self->writable) {
        return pyi_io_unsupported("truncate");
    }
    if (!pyi_buffered_enter(self)) {
        return NULL;
    }
    PyObject *result = NULL;
    if (flush_and_rewind(self) == 0) {
        result = PyObject_CallMethodOneArg(self->raw, PYI_NAME("truncate"), size);
    }
    if (result != NULL && pyi_buffered_raw_tell(self) == -1) {
        PyErr_Clear();
    }
    pyi_buffered_leave(self);
    return result;
}

/* ---- what raw answers --------------------------------------------------------------------------------- */

static PyObject *ask_raw(PyObject *self, PyObject *method) {
    if (pyi_buffered_check(BUFFERED(self)) < 0) {
        return NULL;
    }
    return PyObject_CallMethodNoArgs(BUFFERED(self)->raw, method);
}

PyObject *pyi_buffered_seekable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return ask_raw(self, PYI_NAME("seekable"));
}

PyObject *pyi_buffered_readable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return ask_raw(self, PYI_NAME("readable"));
}

PyObject *pyi_buffered_writable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return ask_raw(self, PYI_NAME("writable"));
}

PyObject *pyi_buffered_fileno(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return ask_raw(self, PYI_NAME("fileno"));
}

PyObject *pyi_buffered_isatty(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return ask_raw(self, PYI_NAME("isatty"));
}

PyObject *pyi_buffered_sizeof(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    Py_ssize_t size = Py_TYPE(self)->tp_basicsize;
    return PyLong_FromSsize_t(size + (BUFFERED(self)->buffer == NULL ? 0 : BUFFERED(self)->size));
}

PyObject *pyi_buffered_repr(PyObject *self) {
    PyObject *name;
    if (_PyObject_LookupAttr(self, PYI_NAME("name"), &name) < 0) {
        if (!PyErr_ExceptionMatches(PyExc_ValueError)) {
            return NULL;
        }
        PyErr_Clear(); /* detached */
        name = NULL;
    }
    const char *type = Py_TYPE(self)->tp_name;
    if (name == NULL) {
        return PyUnicode_FromFormat("<%s>", type);
    }
    PyObject *result = NULL;
    int entered = Py_ReprEnter(self);
    if (entered == 0) {
        result = PyUnicode_FromFormat("<%s name=%R>", type, name);
        Py_ReprLeave(self);
    } else if (entered > 0) {
        PyErr_Format(PyExc_RuntimeError, "reentrant call inside %s.__repr__", type);
    }
    Py_DECREF(name);
    return result;
}

static PyObject *raw_attribute(PyObject *self, PyObject *name) {
    if (pyi_buffered_check(BUFFERED(self)) < 0) {
        return NULL;
    }
    return PyObject_GetAttr(BUFFERED(self)->raw, name);
}

static PyObject *get_closed(PyObject *self, void *Py_UNUSED(closure)) {
    return raw_attribute(self, PYI_NAME("closed"));
}

static PyObject *get_name(PyObject *self, void *Py_UNUSED(closure)) {
    return raw_attribute(self, PYI_NAME("name"));
}

static PyObject *get_mode(PyObject *self, void *Py_UNUSED(closure)) {
    return raw_attribute(self, PYI_NAME("mode"));
}

PyGetSetDef pyi_buffered_getset[] = {
    {"closed", get_closed, NULL, NULL, NULL},
    {"name", get_name, NULL, NULL, NULL},
    {"mode", get_mode, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyMemberDef pyi_buffered_members[] = {
    {"raw", PYI_T_OBJECT, offsetof(pyi_buffered, raw), PYI_READONLY, NULL},
    {"_finalizing", PYI_T_BOOL, offsetof(pyi_buffered, finalizing), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};
