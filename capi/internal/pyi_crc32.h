/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_crc32.h: the checksum of zip files, gzip and PNG. */
#ifndef PYI_CRC32_H
#define PYI_CRC32_H

#include "pyi.h"

/* The sum of more data; 0 for none. The GIL need not be held. */
PYI_HIDDEN uint32_t pyi_crc32(uint32_t sum, const uint8_t *data, size_t size);
/* new; crc32(data, value=0), as zlib and binascii have it */
PYI_HIDDEN PyObject *pyi_crc32_function(PyObject *module, PyObject *const *args, Py_ssize_t nargs);

#endif /* PYI_CRC32_H */
