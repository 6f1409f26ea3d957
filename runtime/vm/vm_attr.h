/* SPDX-License-Identifier: Apache-2.0 */
/* vm_attr.h: where an instance keeps its attributes; the same files serve native code. */
#ifndef VM_ATTR_H
#define VM_ATTR_H

#include "dict_place.h"

#define NO_INDEX RT_NO_PLACE

#if PYI_313
#  include "attr_313.h"
#elif PYI_312
#  include "attr_312.h"
#else
#  include "attr_311.h"
#endif
#define Py_BUILD_CORE 1

#endif
