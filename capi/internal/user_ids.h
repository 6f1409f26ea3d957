/* SPDX-License-Identifier: Apache-2.0 */
/* user_ids.h: users and groups by their numbers, of which -1 is nobody. */
#ifndef PYI_USER_IDS_H
#define PYI_USER_IDS_H

#include "pyi.h"

#include <sys/types.h>

/* for PyArg_Parse "O&": -1 is let through, for the functions that leave unchanged what is -1 */
PYI_HIDDEN int pyi_uid_converter(PyObject *op, void *uid);
PYI_HIDDEN int pyi_gid_converter(PyObject *op, void *gid);

/* new */
PYI_HIDDEN PyObject *pyi_uid_to_python(uid_t uid);
PYI_HIDDEN PyObject *pyi_gid_to_python(gid_t gid);

#endif /* PYI_USER_IDS_H */
