/* SPDX-License-Identifier: Apache-2.0 */
/* shim.c: the inline functions of the headers as LLVM bitcode, for generated code to inline. */
#define RT_SHIM
#include "rt.h"

#include "direct.h"
#include "generator.h"
#include "inline_any.h"
#include "inline_attr.h"
#include "inline_box.h"
#include "inline_int.h"
#include "inline_iter.h"
#include "inline_num.h"
#include "inline_truth.h"
#include "leaf.h"
#include "slots.h"
#include "unframed.h"
