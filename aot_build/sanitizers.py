# SPDX-License-Identifier: Apache-2.0
"""Sanitizers: libraries that watch their own memory, for whoever hunts a bug of ours.

    AOT_BUILD_SANITIZE=address,undefined aot ext mod.py

Needs gcc for the support code and its run-time libraries, and zig for the generated code. Such a
library is imported by an interpreter with `libasan.so` in LD_PRELOAD; tools/sanitize.py does that.
"""

from __future__ import annotations

import os

from aot_build.diagnostics import Diagnostic, Severity, UserError

VARIABLE = "AOT_BUILD_SANITIZE"
KNOWN = ("address", "undefined")


def sanitizers() -> tuple[str, ...]:
    """The sanitizers asked for, sorted; () in any ordinary build.

    Raises UserError for one that is not known.
    """
    names = {name.strip() for name in os.environ.get(VARIABLE, "").split(",")} - {""}
    unknown = sorted(names - set(KNOWN))
    if unknown:
        message = f"{VARIABLE} names '{unknown[0]}', which is no sanitizer known here"
        hint = f"it can be {', '.join(KNOWN)} or both with a comma"
        raise UserError(Diagnostic(Severity.ERROR, message, code="config", hint=hint))
    return tuple(sorted(names))


def sanitizer_flags() -> tuple[str, ...]:
    """What a C compiler or linker driver is told; () in any ordinary build."""
    names = sanitizers()
    return (f"-fsanitize={','.join(names)}", "-fno-omit-frame-pointer", "-g1") if names else ()
