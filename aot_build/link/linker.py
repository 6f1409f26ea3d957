# SPDX-License-Identifier: Apache-2.0
"""The linker: objects -> one extension module, the same bytes for the same objects.

Only `PyInit_*` is exported; the interpreter's functions stay undefined, to be found in the running
interpreter. The result appears under its name by one rename, so an interrupted build leaves the old
library or none.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from aot_build.diagnostics import Diagnostic, InternalError, Severity, UserError
from aot_build.link.driver import Toolchain
from aot_build.link.platform_tag import check_manylinux, platform_tag, undefined_symbols
from aot_build.link.targets import Format, Target, host_name
from aot_build.sanitizers import sanitizer_flags
from aot_build.scratch import scratch_folder

__all__ = [
    "check_manylinux",
    "link_extension",
    "link_library",
    "platform_tag",
    "write_library",
]

_EXPORTS = "{ global: PyInit*; local: *; };\n"
# Long command lines fail on Windows (32767 characters) before they do elsewhere.
_LONGEST_COMMAND = 24_000
_LINES_SHOWN = 12
_LIBRARY = "library"
# Helpers such as __divti3, __muloti4 and __truncdfhf2: the names that libgcc's manual lists.
_BUILTIN = re.compile(r"__[a-z]+(?:[qhsdtx][ifc])+\d?")


def link_extension(
    objects: Sequence[Path],
    output: Path,
    toolchain: Toolchain,
    target: Target,
    *,
    strip: bool = True,
) -> None:
    """Link *objects*, in this order, to the extension module *output*.

    Raises UserError when the linker fails, and InternalError when the library needs a symbol that
    the interpreter, for which it is, does not have: it could not be imported.
    """
    data = link_library(objects, toolchain, target, strip=strip)
    write_library(output, data)


def link_library(
    objects: Sequence[Path], toolchain: Toolchain, target: Target, *, strip: bool = True
) -> bytes:
    """The bytes of the extension module that `link_extension` writes."""
    with scratch_folder("link") as scratch:
        arguments = _arguments(objects, scratch, toolchain, target, strip)
        lean = toolchain.without_builtins(target)
        library = _run_linker([*arguments, *lean], scratch, toolchain, target)
        if lean and any(_BUILTIN.fullmatch(symbol) for symbol in undefined_symbols(library)):
            library = _run_linker(arguments, scratch, toolchain, target)
        _check_symbols(library, target)
        return _without_time(library.read_bytes(), target)


def _run_linker(arguments: list[str], scratch: Path, toolchain: Toolchain, target: Target) -> Path:
    library = scratch / _LIBRARY
    library.unlink(missing_ok=True)
    result = toolchain.run(arguments, target, scratch)
    if result.returncode != 0 or not library.exists():
        raise link_error(toolchain, result.stderr or result.stdout, result.returncode)
    return library


def _arguments(
    objects: Sequence[Path], scratch: Path, toolchain: Toolchain, target: Target, strip: bool
) -> list[str]:
    arguments = ["-shared", "-o", _LIBRARY, *target.link_flags, *toolchain.link_flags(target)]
    if target.format is Format.ELF:
        (scratch / "exports.map").write_text(_EXPORTS, encoding="ascii")
        arguments.append("-Wl,--version-script=exports.map")
    if strip and not sanitizer_flags():
        arguments.append("-s")
    arguments += sanitizer_flags()
    arguments += _object_arguments(objects, scratch)
    return [*arguments, *target.libraries, *_python_library(target)]


def _object_arguments(objects: Sequence[Path], scratch: Path) -> list[str]:
    """The paths of the objects, or when they are too long a response file that names copies.

    Copies, because compilers do not agree on how a path is quoted in a response file.
    """
    paths = [str(path.absolute()) for path in objects]
    if sum(len(path) + 1 for path in paths) < _LONGEST_COMMAND:
        return paths
    names = [f"{i}.o" for i in range(len(paths))]
    for path, name in zip(paths, names, strict=True):
        shutil.copyfile(path, scratch / name)
    (scratch / "objects").write_text("\n".join(names) + "\n", encoding="ascii")
    return ["@objects"]


def _python_library(target: Target) -> list[str]:
    """Windows resolves symbols at link time, through the import library beside the interpreter."""
    if target.format is not Format.COFF or target.name != host_name():
        return []
    major, minor = sys.version_info[:2]
    return [f"-L{Path(sys.base_prefix, 'libs')}", f"-lpython{major}{minor}"]


def _without_time(data: bytes, target: Target) -> bytes:
    """*data* without the time of linking, which Windows linkers put into the COFF header.

    The header's place is at 0x3c, its time eight bytes in (Microsoft PE format, sections 2, 3).
    """
    if target.format is not Format.COFF:
        return data
    start = int.from_bytes(data[0x3C:0x40], "little") + 8
    return data[:start] + bytes(4) + data[start + 4 :]


def link_error(toolchain: Toolchain, output: str, code: int) -> UserError:
    lines = [line.rstrip() for line in output.splitlines() if line.strip()][:_LINES_SHOWN]
    said = "".join(f"\n      | {line}" for line in lines) or f" (exit code {code}, no message)"
    other = "zig" if toolchain.kind == "system" else "system"
    message = f"linking with {toolchain.version or toolchain.cc[0]} failed:{said}"
    hint = f"try the other linker: toolchain = \"{other}\"; 'aot doctor' shows what is found"
    return UserError(Diagnostic(Severity.ERROR, message, hint=hint))


def _check_symbols(library: Path, target: Target) -> None:
    """Find at build time what `dlopen` would complain about at import time."""
    if target.format is not Format.ELF or target.name != host_name() or sanitizer_flags():
        return  # a sanitizer's library is in no process but the one that will import this
    try:
        import ctypes
    except ImportError:
        return
    process = ctypes.CDLL(None)
    missing = [name for name in undefined_symbols(library) if not hasattr(process, name)]
    if missing:
        names = ", ".join(missing[:_LINES_SHOWN])
        raise InternalError(f"the library needs symbols that do not exist: {names}", room="link")


def write_library(output: Path, data: bytes) -> None:
    """Put a library in its place by one rename, with the permissions a linker would give it."""
    output.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes files private; a library gets what the linker would have given it.
        os.chmod(name, 0o777 & ~_umask())
        os.replace(name, output)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
