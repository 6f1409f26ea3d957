# SPDX-License-Identifier: Apache-2.0
"""Which compiler driver to use: the system's where one works, else zig from PyPI.

"Works" means that it has just linked a small shared library, with the flags of the real ones: a
compiler without its C library's files, or with a linker that is too old, is found out here. A
success is remembered in the cache as long as the files involved stay the same; a failure is tried
again, since what was missing may have been installed.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shlex
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from aot_build.cache import Cache, cache_key, open_cache
from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.link.driver import Toolchain, query_version, zig_program
from aot_build.link.generated import data_object
from aot_build.link.linker import link_library
from aot_build.link.sources import find_prebuilt, locate_runtime_sources
from aot_build.link.targets import Target, find_target
from aot_build.scratch import scratch_folder

CHOICES = ("auto", "system", "zig")

__all__ = ["CHOICES", "Toolchain", "bitcode_compiler", "find_toolchain", "needs_ziglang"]

_SYSTEM_NAMES = ("cc", "gcc", "clang")
_INSTALL_ZIG = "type: pip install ziglang"


def find_toolchain(
    choice: str = "auto", target: Target | None = None, cache: Cache | None = None
) -> Toolchain:
    """The toolchain to link with for *target* (the host by default).

    "system" honours `CC`, then looks for cc, gcc and clang; "zig" is the package `ziglang` in this
    Python; "auto" is a system one that works, else zig. UserError when there is none.
    """
    if choice not in CHOICES:
        raise ValueError(f"toolchain is one of {', '.join(CHOICES)}, not {choice!r}")
    target = target or find_target()
    cache = cache or open_cache()
    failures: list[str] = []
    if choice != "zig":
        for candidate in _system_toolchains(target, cache):
            problem = _try_to_link(candidate, target, cache)
            if problem is None:
                return candidate
            failures.append(f"{shlex.join(candidate.cc)}: {problem}")
    if choice != "system":
        zig = find_zig(cache)
        if zig is not None:
            return zig
    raise _no_toolchain(choice, target, failures)


def find_zig(cache: Cache) -> Toolchain | None:
    """zig from PyPI, if it is installed for this Python."""
    if importlib.util.find_spec("ziglang") is None:
        return None
    folder = cache.tool_folder("zig")
    command = (*zig_program(), "cc")
    version = _remembered_version(command, cache, _zig_stamp(), folder)
    if version is None:
        return None
    release = importlib.metadata.version("ziglang")
    return Toolchain("zig", f"zig {release}, {version}", command, folder)


def bitcode_compiler(toolchain: Toolchain, target: Target, cache: Cache) -> Toolchain:
    """A clang for the shim: *toolchain* itself, else zig, else one of the system's."""
    if toolchain.can_emit_bitcode() and toolchain.serves(target):
        return toolchain
    zig = find_zig(cache)
    if zig is not None and zig.can_emit_bitcode():
        return zig
    clang = _system_clang(target, cache)
    if clang is not None:
        return clang
    raise UserError(
        Diagnostic(
            Severity.ERROR,
            "no clang was found to compile aot_build's support code",
            code="toolchain",
            hint=f"{_INSTALL_ZIG} (wheels of aot_build carry it compiled; this is not one)",
        )
    )


def needs_ziglang(choice: str = "auto", cache: Cache | None = None) -> bool:
    """Whether a build needs `ziglang` installed: for `get_requires_for_build_wheel`."""
    if choice == "zig":
        return True
    target = find_target()
    cache = cache or open_cache()
    if choice == "auto" and not _system_works(target, cache):
        return True
    if find_prebuilt(target, locate_runtime_sources()) is not None:
        return False
    return _system_clang(target, cache) is None


def _system_works(target: Target, cache: Cache) -> bool:
    candidates = _system_toolchains(target, cache)
    return any(_try_to_link(candidate, target, cache) is None for candidate in candidates)


def _system_clang(target: Target, cache: Cache) -> Toolchain | None:
    commands = [*_system_commands(), ("clang",)]
    for candidate in _toolchains(commands, target, cache):
        if candidate.can_emit_bitcode():
            return candidate
    return None


def _system_toolchains(target: Target, cache: Cache) -> Iterator[Toolchain]:
    return _toolchains(_system_commands(), target, cache)


def _system_commands() -> list[tuple[str, ...]]:
    chosen = shlex.split(os.environ.get("CC", ""))
    return [tuple(chosen)] if chosen else [(name,) for name in _SYSTEM_NAMES]


def _toolchains(
    commands: Sequence[tuple[str, ...]], target: Target, cache: Cache
) -> Iterator[Toolchain]:
    for command in commands:
        path = shutil.which(command[0])
        if path is None:
            continue
        cc = (path, *command[1:])
        version = _remembered_version(cc, cache, _stamp(cc))
        toolchain = Toolchain("system", version or "", cc)
        if version and toolchain.serves(target):
            yield toolchain


def _remembered_version(
    cc: tuple[str, ...], cache: Cache, stamp: str, zig_cache: Path | None = None
) -> str | None:
    key = cache_key("toolchain-version", *cc, stamp)
    known = cache.get(key)
    if known is not None:
        return known.decode()
    version = query_version(cc, zig_cache)
    if version:
        cache.put(key, version.encode())
    return version


def _try_to_link(toolchain: Toolchain, target: Target, cache: Cache) -> str | None:
    """None when it links, else what it says."""
    flags = (*target.link_flags, *toolchain.link_flags(target))
    key = cache_key("toolchain-links", *toolchain.cc, _stamp(toolchain.cc), target.name, *flags)
    if cache.get(key) is not None:
        return None
    probe = data_object("aot_probe", b"works", target)
    with scratch_folder("probe") as scratch:
        path = scratch / "probe.o"
        path.write_bytes(probe)
        try:
            link_library([path], toolchain, target)
        except UserError as error:
            return error.diagnostics[0].message
    cache.put(key, b"works")
    return None


def _stamp(cc: Sequence[str]) -> str:
    """Changes when the compiler or the linker beside it is replaced."""
    files = [cc[0], *(path for name in ("ld", "ld.lld") if (path := shutil.which(name)))]
    return ";".join(_file_stamp(path) for path in files)


def _zig_stamp() -> str:
    spec = importlib.util.find_spec("ziglang")
    return _file_stamp(str(spec.origin)) if spec else ""


def _file_stamp(path: str) -> str:
    try:
        status = os.stat(path)
    except OSError:
        return path
    return f"{os.path.realpath(path)}:{status.st_mtime_ns}:{status.st_size}"


def _no_toolchain(choice: str, target: Target, failures: list[str]) -> UserError:
    if choice == "zig":
        message = "toolchain = \"zig\" needs the package 'ziglang', which is not installed"
        return UserError(Diagnostic(Severity.ERROR, message, code="toolchain", hint=_INSTALL_ZIG))
    looked = shlex.join(_system_commands()[0]) if os.environ.get("CC") else "cc, gcc, clang"
    message = f"no linker that works was found for {target.name} (looked for {looked})"
    if failures:
        message += "".join(f"\n{failure}" for failure in failures)
    hint = _INSTALL_ZIG
    if choice == "system":
        hint = f'set toolchain = "auto" and {_INSTALL_ZIG}; or install a C compiler, or set CC'
    return UserError(Diagnostic(Severity.ERROR, message, code="toolchain", hint=hint))
