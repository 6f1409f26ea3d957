# SPDX-License-Identifier: Apache-2.0
"""The header that every file of the runtime library reads first, read once for all of them.

Most of the time that a C compiler needs for one of the many small files goes into Python's headers;
clang and gcc can both keep what they have read. The objects are the same with and without.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from aot_build.link.driver import Toolchain
from aot_build.link.includes import Includes
from aot_build.link.targets import Target

HEADER = "pyi.h"
# With fewer files to compile it is quicker to let each of them read the header.
_WORTH_FILES = 8
_FIRST_DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(\w+)", re.MULTILINE)


class PrecompiledHeaders:
    """The header as one compiler keeps it, once for every set of flags."""

    def __init__(self, toolchain: Toolchain, target: Target, folder: Path) -> None:
        """Keep them in *folder*, which has to outlive the compilations."""
        self._toolchain = toolchain
        self._target = target
        self._folder = folder
        self._known: dict[tuple[str, ...], tuple[str, ...]] = {}

    def make(self, flags: Sequence[str], header: Path, files: int) -> None:
        """Compile *header* with *flags* if that many files are going to be compiled with them."""
        if files < _WORTH_FILES:
            return
        clang = self._toolchain.clang is not None
        folder = self._folder / str(len(self._known))
        folder.mkdir()
        output = folder / f"{HEADER}.{'pch' if clang else 'gch'}"
        arguments = [*flags, "-x", "c-header", str(header), "-o", str(output)]
        result = self._toolchain.run(arguments, self._target, folder)
        # What is wrong with the header is said again, and reported, for each file.
        if result.returncode == 0 and output.exists():
            stand_in = folder / HEADER  # gcc looks beside it for the compiled one
            stand_in.write_text(f'#include "{header}"\n', encoding="utf-8")
            use = ("-include-pch", str(output)) if clang else ("-include", str(stand_in))
            self._known[tuple(flags)] = use

    def flags(self, flags: Sequence[str]) -> tuple[str, ...]:
        """What a file that `reads_first` is compiled with beside *flags*."""
        return self._known.get(tuple(flags), ())


def reads_first(source: bytes, headers: Includes) -> bool:
    """Whether *source* begins with the header, so that reading it before changes nothing."""
    first = _FIRST_DIRECTIVE.search(source)
    if first is None or first.group(1) != b"include":
        return False
    return headers.reaches(source, HEADER)
