/* SPDX-License-Identifier: Apache-2.0 */
/* Checksums: CRC-CCITT as in BinHex 4. */
#include "binascii.h"

PyObject *binascii_crc_hqx(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    Py_buffer view;
    if (!_PyArg_CheckPositional("crc_hqx", nargs, 2, 2) ||
        PyObject_GetBuffer(args[0], &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    unsigned long start = PyLong_AsUnsignedLongMask(args[1]);
    if (start == (unsigned long)-1 && PyErr_Occurred()) {
        PyBuffer_Release(&view);
        return NULL;
    }
    uint32_t sum = start & 0xffff;
    const uint8_t *data = view.buf;
    for (Py_ssize_t i = 0; i < view.len; i++) {
        sum ^= (uint32_t)data[i] << 8;
        for (int bit = 0; bit < 8; bit++) {
            sum = (sum << 1 ^ (sum & 0x8000 ? 0x1021 : 0)) & 0xffff;
        }
    }
    PyBuffer_Release(&view);
    return PyLong_FromUnsignedLong(sum);
}
