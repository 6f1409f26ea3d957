# SPDX-License-Identifier: Apache-2.0
"""The files of the runtime library for which small code is worth more than fast code."""

from __future__ import annotations

# What runs once, or to tell of a mistake, or waits for the system; folders end with a slash.
_SMALL = (
    *("capi/core/type/", "capi/core/config.c", "capi/core/finalize.c", "capi/core/start.c"),
    *("capi/support/display/", "capi/support/import/", "capi/support/warnings/"),
    *("capi/support/codec_errors.c", "capi/support/errors.c", "capi/support/marshal_"),
    *("capi/support/args/build.c", "capi/support/trace.c", "capi/support/unraisable.c"),
    *("capi/types/exceptions/", "capi/types/traceback/", "capi/types/typevar/", "capi/types/code/"),
    *("capi/types/frame/", "capi/types/module.c", "capi/types/generic.c"),
    *("capi/types/genericalias.c", "capi/types/structseq.c", "capi/types/weakproxy.c"),
    *("capi/types/memoryview/", "capi/types/complex/", "capi/types/mappingproxy.c"),
    *("capi/types/property.c", "capi/modules/builtins/", "capi/modules/build_class.c"),
    *("capi/modules/posix/", "capi/modules/io/", "capi/modules/_", "capi/modules/errno.c"),
    *("capi/modules/sys/", "capi/modules/gc.c", "capi/modules/atexit.c", "capi/modules/marshal.c"),
    *("capi/modules/time/", "capi/compile/", "runtime/standalone/", "runtime/unmarshal.c"),
)


def size_flags(label: str) -> tuple[str, ...]:
    """What the compiler is told besides for the file with this place in the tree."""
    return ("-Os",) if label.startswith(_SMALL) else ()
