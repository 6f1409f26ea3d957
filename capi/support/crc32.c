/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-32, eight bytes at a time. */
#include "pyi_crc32.h"

#include <stdatomic.h>

/* Less data is done sooner than the GIL changes hands. */
enum { MUCH = 5 * 1024 };

/* slices[k][b]: what byte b does to the sum when k more bytes follow it. */
static uint32_t slices[8][256];
static atomic_bool is_filled;

static void fill_slices(void) {
    for (uint32_t b = 0; b < 256; b++) {
        uint32_t sum = b;
        for (int bit = 0; bit < 8; bit++) {
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320u : 0);
        }
        slices[0][b] = sum;
    }
    for (int k = 1; k < 8; k++) {
        for (int b = 0; b < 256; b++) {
            uint32_t before = slices[k - 1][b];
            slices[k][b] = before >> 8 ^ slices[0][before & 0xff];
        }
    }
    atomic_store_explicit(&is_filled, true, memory_order_release);
}

uint32_t pyi_crc32(uint32_t sum, const uint8_t *data, size_t size) {
    if (!atomic_load_explicit(&is_filled, memory_order_acquire)) {
        fill_slices(); /* two threads at once write the same */
    }
    sum = ~sum;
    for (; size >= 8; size -= 8, data += 8) {
        uint32_t first = sum ^ (data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 |
                                (uint32_t)data[3] << 24);
        sum = slices[7][first & 0xff] ^ slices[6][first >> 8 & 0xff] ^
              slices[5][first >> 16 & 0xff] ^ slices[4][first >> 24] ^ slices[3][data[4]] ^
              slices[2][data[5]] ^ slices[1][data[6]] ^ slices[0][data[7]];
    }
    for (; size > 0; size--) {
        sum = sum >> 8 ^ slices[0][(sum ^ *data++) & 0xff];
    }
    return ~sum;
}

PyObject *pyi_crc32_function(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    Py_buffer view;
    if (!_PyArg_CheckPositional("crc32", nargs, 1, 2) ||
        PyObject_GetBuffer(args[0], &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    unsigned long start = nargs > 1 ? PyLong_AsUnsignedLongMask(args[1]) : 0;
    if (start == (unsigned long)-1 && PyErr_Occurred()) {
        PyBuffer_Release(&view);
        return NULL;
    }
    uint32_t sum = (uint32_t)start;
    if (view.len > MUCH) {
        Py_BEGIN_ALLOW_THREADS
        sum = pyi_crc32(sum, view.buf, (size_t)view.len);
        Py_END_ALLOW_THREADS
    } else {
        sum = pyi_crc32(sum, view.buf, (size_t)view.len);
    }
    PyBuffer_Release(&view);
    return PyLong_FromUnsignedLong(sum);
}
