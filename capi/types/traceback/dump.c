/* SPDX-License-Identifier: Apache-2.0 */
/* dump: where threads are, written when a program crashes: nothing is allocated, no lock is taken.
 * Contract   pycore_traceback.h
 */
#include "pyi_frame.h"

#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"
#include "internal/pycore_traceback.h"

#include <unistd.h>

enum { MAX_FRAMES = 100, MAX_THREADS = 100, MAX_TEXT = 500 };

static void put(int fd, const char *text, size_t size) {
    while (size > 0) {
        ssize_t n = write(fd, text, size);
        if (n <= 0) {
            return;
        }
        text += n;
        size -= (size_t)n;
    }
}

static void put_string(int fd, const char *text) { put(fd, text, strlen(text)); }

/* ---- numbers and text ------------------------------------------------------------------------------------ */

void _Py_DumpDecimal(int fd, size_t value) {
    char digits[sizeof(size_t) * 3], *p = digits + sizeof(digits);
    do {
        *--p = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    put(fd, p, (size_t)(digits + sizeof(digits) - p));
}

/* at least width digits */
void _Py_DumpHexadecimal(int fd, uintptr_t value, Py_ssize_t width) {
    char digits[sizeof(uintptr_t) * 2], *end = digits + sizeof(digits), *p = end;
    Py_ssize_t most = (Py_ssize_t)sizeof(digits);
    width = width > most ? most : width;
    do {
        *--p = "0123456789abcdef"[value & 15];
        value >>= 4;
    } while (end - p < width || value != 0);
    put(fd, p, (size_t)(end - p));
}

static void put_character(int fd, Py_UCS4 c) {
    if (c >= ' ' && c <= '~') {
        char byte = (char)c;
        put(fd, &byte, 1);
    } else if (c <= 0xff) {
        put_string(fd, "\\x");
        _Py_DumpHexadecimal(fd, c, 2);
    } else if (c <= 0xffff) {
        put_string(fd, "\\u");
        _Py_DumpHexadecimal(fd, c, 4);
    } else {
        put_string(fd, "\\U");
        _Py_DumpHexadecimal(fd, c, 8);
    }
}

void _Py_DumpASCII(int fd, PyObject *text) {
    if (text == NULL || !PyUnicode_Check(text)) {
        return;
    }
    Py_ssize_t n = PyUnicode_GET_LENGTH(text), shown = n < MAX_TEXT ? n : MAX_TEXT;
    for (Py_ssize_t i = 0; i < shown; i++) {
        put_character(fd, PyUnicode_READ_CHAR(text, i));
    }
    if (shown < n) {
        put_string(fd, "...");
    }
}

/* ---- frames ------------------------------------------------------------------------------------------------ */

static void put_frame(int fd, pyi_frame *frame) {
    PyCodeObject *code = pyi_frame_code(frame);
    int lasti = _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT);
    int line = PyCode_Addr2Line(code, lasti);
    put_string(fd, "  File \"");
    _Py_DumpASCII(fd, code->co_filename);
    put_string(fd, "\", line ");
    if (line >= 0) {
        _Py_DumpDecimal(fd, (size_t)line);
    } else {
        put_string(fd, "???");
    }
    put_string(fd, " in ");
    _Py_DumpASCII(fd, code->co_name);
    put_string(fd, "\n");
}

static void put_frames(int fd, PyThreadState *ts) {
    pyi_frame *frame = PYI_CURRENT_FRAME(ts);
    int n = 0;
    if (frame == NULL) {
        put_string(fd, "  <no Python frame>\n");
    }
    for (; frame != NULL; frame = frame->previous) {
        if (!pyi_frame_has_code(frame) || _PyFrame_IsIncomplete(frame)) {
            continue;
        }
        if (n++ == MAX_FRAMES) {
            put_string(fd, "  ...\n");
            return;
        }
        put_frame(fd, frame);
    }
}

void _Py_DumpTraceback(int fd, PyThreadState *ts) {
    put_string(fd, "Stack (most recent call first):\n");
    put_frames(fd, ts);
}

static void put_thread(int fd, PyThreadState *ts, bool current) {
    put_string(fd, current ? "Current thread 0x" : "Thread 0x");
    _Py_DumpHexadecimal(fd, ts->thread_id, (Py_ssize_t)sizeof(unsigned long) * 2);
    put_string(fd, " (most recent call first):\n");
    put_frames(fd, ts);
}

/* NULL, or what is wrong */
const char *_Py_DumpTracebackThreads(int fd, PyInterpreterState *interp, PyThreadState *current) {
    if (current == NULL) {
        current = PyGILState_GetThisThreadState();
    }
    if (interp == NULL) {
        interp = current != NULL ? current->interp : PyInterpreterState_Main();
    }
    if (interp == NULL) {
        return "unable to get the interpreter state";
    }
    PyThreadState *ts = interp->threads.head;
    if (ts == NULL) {
        return "unable to get the thread head state";
    }
    for (int n = 0; ts != NULL; ts = ts->next, n++) {
        if (n != 0) {
            put_string(fd, "\n");
        }
        if (n >= MAX_THREADS) {
            put_string(fd, "...\n");
            break;
        }
        put_thread(fd, ts, ts == current);
    }
    return NULL;
}
