# SPDX-License-Identifier: Apache-2.0
"""The linker for standalone programs: objects and the runtime library -> one executable.

static   musl, no dynamic loader: runs on any Linux of its processor, in an empty file system
dynamic  the C library of the system; exports the C API if the program loads extensions
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aot_build.link.driver import Toolchain
from aot_build.link.linker import link_error
from aot_build.link.targets import Target
from aot_build.sanitizers import sanitizer_flags
from aot_build.scratch import scratch_folder

_OUTPUT = "program"
_ELF = (
    *("-Wl,--gc-sections", "-Wl,--hash-style=gnu", "-Wl,--build-id=none", "-Wl,--as-needed"),
    *("-Wl,-z,relro", "-Wl,-z,now"),
)


def link_program(
    objects: Sequence[Path],
    archive: Path,
    toolchain: Toolchain,
    target: Target,
    *,
    static: bool,
    exports: bool = False,
    strip: bool = True,
) -> bytes:
    """The bytes of the executable.

    *exports*: libraries that the program loads find everything public in it. Raises UserError when
    the linker fails.
    """
    with scratch_folder("link") as scratch:
        (scratch / "objects").write_text(
            "\n".join(str(path.absolute()) for path in objects) + "\n", encoding="utf-8"
        )
        arguments = [
            *("-o", _OUTPUT, *_ELF),
            *(["-static", "-no-pie"] if static else []),
            *(["-rdynamic"] if exports else []),
            *(["-s"] if strip and not sanitizer_flags() else []),
            *sanitizer_flags(),
            *("@objects", str(archive.absolute())),
            *("-lm", "-lpthread", *([] if static else ["-ldl"])),
        ]
        result = toolchain.run(arguments, target, scratch)
        output = scratch / _OUTPUT
        if result.returncode != 0 or not output.exists():
            raise link_error(toolchain, result.stderr or result.stdout, result.returncode)
        return output.read_bytes()
