/* SPDX-License-Identifier: Apache-2.0 */
/* eval_breaker.c: lets in whoever waits. Our own runtime has the function for that in every version. */
#include "program.h"

int32_t pyi_handle_pending(PyThreadState *ts); /* runtime/vm */

int32_t rt_handle_eval_breaker(PyThreadState *ts) { return pyi_handle_pending(ts); }
