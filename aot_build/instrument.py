# SPDX-License-Identifier: Apache-2.0
"""Objects whose every load and store is checked by AddressSanitizer.

llvmlite does not have the pass, so clang reads the optimised module as text and runs it:

    define ptr @body(...) nounwind   ->   define ptr @body(...) nounwind sanitize_address
"""

from __future__ import annotations

import llvmlite.binding as llvm

from aot_build.cache import open_cache
from aot_build.diagnostics import Diagnostic, InternalError, Severity, UserError
from aot_build.link.targets import host_target
from aot_build.link.toolchain import find_zig
from aot_build.scratch import scratch_folder

# -O1 keeps the code apart by source line; LLVM has optimised it already.
_FLAGS = ("-fsanitize=address", "-O1", "-fPIC", "-fno-omit-frame-pointer", "-w")


def emit_instrumented(module: llvm.ModuleRef) -> bytes:
    """The object file of an optimised module, which is marked for the pass on the way.

    Raises UserError when zig is not installed.
    """
    zig = find_zig(open_cache())
    if zig is None:
        message = "generated code can only be instrumented with the package 'ziglang'"
        raise UserError(Diagnostic(Severity.ERROR, message, code="toolchain"))
    for function in module.functions:
        if not function.is_declaration:
            function.add_function_attribute("sanitize_address")
    with scratch_folder("asan") as folder:
        (folder / "module.ll").write_text(str(module), encoding="utf-8")
        arguments = [*_FLAGS, "-c", "module.ll", "-o", "module.o"]
        result = zig.run(arguments, host_target(), folder)
        if result.returncode != 0:
            raise InternalError(result.stderr, room="llvm")
        return (folder / "module.o").read_bytes()
