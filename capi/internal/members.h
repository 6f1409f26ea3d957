/* SPDX-License-Identifier: Apache-2.0 */
/* members.h: the types of PyMemberDef rows under one name in all versions. */
#ifndef PYI_MEMBERS_H
#define PYI_MEMBERS_H

#include "pyi.h"

#include <structmember.h>

#if PYI_312
#  define PYI_T_OBJECT _Py_T_OBJECT
#  define PYI_T_OBJECT_EX Py_T_OBJECT_EX
#  define PYI_T_BOOL Py_T_BOOL
#  define PYI_T_INT Py_T_INT
#  define PYI_T_UINT Py_T_UINT
#  define PYI_T_PYSSIZET Py_T_PYSSIZET
#  define PYI_READONLY Py_READONLY
#else
#  define PYI_T_OBJECT T_OBJECT
#  define PYI_T_OBJECT_EX T_OBJECT_EX
#  define PYI_T_BOOL T_BOOL
#  define PYI_T_INT T_INT
#  define PYI_T_UINT T_UINT
#  define PYI_T_PYSSIZET T_PYSSIZET
#  define PYI_READONLY READONLY
#endif

#endif /* PYI_MEMBERS_H */
