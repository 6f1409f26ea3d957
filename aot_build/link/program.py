# SPDX-License-Identifier: Apache-2.0
"""The linker for standalone programs: objects and the runtime library -> one executable.

static   musl, no dynamic loader: runs on any Linux of its processor, in an empty file system
dynamic  the C library of the system, with that of the C API exported which its extensions want
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    strip: bool = True,
    exports: Collection[str] = (),
) -> bytes:
    """The bytes of the executable.

    *exports* are the functions and data of the C API that extension modules want from a dynamic
    one; they are fetched from the archive for that. Raises UserError when the linker fails.
    """
    with scratch_folder("link") as scratch:
        (scratch / "objects").write_text(
            "\n".join(str(path.absolute()) for path in objects) + "\n", encoding="utf-8"
        )
        (scratch / "exports").write_text(
            "{ " + "".join(f"{name}; " for name in sorted(exports)) + "};\n", encoding="utf-8"
        )
        (scratch / "wanted").write_text(
            "\n".join(f"-Wl,-u,{name}" for name in sorted(exports)) + "\n", encoding="utf-8"
        )
        arguments = [
            *("-o", _OUTPUT, *_ELF),
            *(["-static", "-no-pie"] if static else []),
            *(["@wanted", "-Wl,--dynamic-list=exports"] if exports else []),
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
