# SPDX-License-Identifier: Apache-2.0
"""The driver: one C compiler command, the system's or zig's, and how it is run.

Both take the options of `cc`, so the rest of the room only adds what a target or a step needs.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from aot_build.link.targets import Format, Target, host_name
from aot_build.scratch import scratch_folder

Kind = Literal["system", "zig"]

# Search paths meant for the system's compiler: zig brings its own headers and libraries.
_NOT_FOR_ZIG = ("CPATH", "C_INCLUDE_PATH", "LIBRARY_PATH")
_CLANG_VERSION = re.compile(r"clang version (\d+)")


@functools.cache
def zig_program() -> tuple[str, ...]:
    """How zig from PyPI is run: its own file, since a Python in front of it costs 0.1 s a time."""
    spec = importlib.util.find_spec("ziglang")
    if spec is not None and spec.origin is not None:
        program = Path(spec.origin).parent / ("zig.exe" if os.name == "nt" else "zig")
        if program.is_file():
            return (str(program),)
    return (sys.executable, "-m", "ziglang")


@dataclass(frozen=True)
class Toolchain:
    """A compiler driver that was found; `find_toolchain` says whether it works."""

    kind: Kind
    version: str
    """The first line of what it says of itself."""
    cc: tuple[str, ...]
    zig_cache: Path | None = field(default=None, compare=False)
    """Where zig keeps the C libraries it has built; None: nowhere, they are built every time."""

    @property
    def clang(self) -> int | None:
        """The major version when this is clang (zig's included), else None."""
        match = _CLANG_VERSION.search(self.version)
        return int(match.group(1)) if match else None

    def serves(self, target: Target) -> bool:
        """Whether it makes code for *target*: the system's compiler only for the host."""
        return self.kind == "zig" or target.name == host_name()

    def can_emit_bitcode(self) -> bool:
        """Whether it writes LLVM bitcode that the llvmlite installed can read.

        LLVM reads the bitcode of older releases, not of newer ones (LLVM developer policy).
        """
        if self.clang is None:
            return False
        from llvmlite import binding

        return bool(self.clang <= binding.llvm_version_info[0])

    def command(self, target: Target) -> list[str]:
        """The driver with what selects *target*."""
        if self.kind == "zig":
            return [*self.cc, "-target", target.zig, "-fno-sanitize=all"]
        return [*self.cc]

    def link_flags(self, target: Target) -> list[str]:
        """What this driver's linker needs beside the flags of the target."""
        if self.kind == "system" and target.format is Format.ELF:
            # Fewer pages and mappings; zig's linker does so by itself and refuses the flag.
            return ["-Wl,-z,noseparate-code", "-static-libgcc"]
        return []

    def without_builtins(self, target: Target) -> list[str]:
        """Flags that leave out the compiler's own library of arithmetic helpers; [] if pointless.

        zig compiles that library (10 s) the first time it is linked; hardly anything needs it.
        """
        if self.kind == "zig" and target.format is Format.ELF:
            return ["-nostdlib", "-lc"]
        return []

    def run(
        self, arguments: Sequence[str], target: Target, cwd: Path
    ) -> subprocess.CompletedProcess[str]:
        """Run with *arguments* in *cwd*, a scratch folder; never raises for a failing command."""
        command = [*self.command(target), *arguments]
        try:
            return subprocess.run(
                command,
                cwd=cwd,
                env=self._environment(cwd),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
            )
        except OSError as error:
            return subprocess.CompletedProcess(command, 127, "", f"{command[0]}: {error.strerror}")

    def _environment(self, cwd: Path) -> dict[str, str]:
        # Messages in English, since they are quoted in ours.
        env = {**os.environ, "LC_ALL": "C"}
        if self.kind == "zig":
            for name in _NOT_FOR_ZIG:
                env.pop(name, None)
            # The local cache would only keep copies of what our own cache keeps.
            env["ZIG_LOCAL_CACHE_DIR"] = str(cwd / ".zig")
            env["ZIG_GLOBAL_CACHE_DIR"] = str(self.zig_cache or cwd / ".zig-global")
        return env


def query_version(cc: Sequence[str], zig_cache: Path | None = None) -> str | None:
    """The first line that `cc --version` prints, or None when it does not run."""
    kind: Kind = "zig" if tuple(cc[:-1]) == zig_program() else "system"
    probe = Toolchain(kind, "", tuple(cc), zig_cache)
    with scratch_folder("cc") as scratch:
        env = probe._environment(scratch)
        try:
            result = subprocess.run(
                [*cc, "--version"],
                env=env,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
            )
        except OSError:
            return None
    lines = result.stdout.splitlines()
    return lines[0].strip() if result.returncode == 0 and lines else None
