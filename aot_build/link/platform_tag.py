# SPDX-License-Identifier: Apache-2.0
"""Platform tags: on which systems a library really works, read from the library itself.

    needs pow@GLIBC_2.29, libc.so.6, libm.so.6    ->    manylinux_2_29_x86_64
    needs libssl.so.3                             ->    linux_x86_64 (cannot be shipped as it is)

PEP 600 defines `manylinux_X_Y`: works with glibc X.Y and newer, and needs nothing but the libraries
listed there. PEP 656 defines `musllinux_X_Y`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.link.targets import OLD_GLIBC, OLD_MACOS, host_name

# PEP 599 and PEP 600: what every manylinux system has. The loader's name differs by machine.
_ALLOWED = re.compile(
    r"ld-linux[-\w]*\.so\.\d|lib(c|m|dl|rt|nsl|util|pthread|resolv)\.so\.\d|lib(gcc_s|atomic)\.so\.1"
)
# musl is one library; a binary that is linked with it asks for it by one of these names.
_MUSL = re.compile(r"libc\.musl-\w+\.so\.1|libc\.so|ld-musl-\w+\.so\.1")
# musl keeps its ABI; 1.2 (2020) changed time_t on 32-bit machines only, and is the oldest in use.
_MUSL_VERSION = "1_2"
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")
_MACHINES = {"EM_X86_64": "x86_64", "EM_AARCH64": "aarch64", "EM_386": "i686"}


@dataclass
class Needs:
    """What an ELF file asks of the system."""

    machine: str
    libraries: list[str] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)

    def glibc(self) -> tuple[int, int]:
        """The newest glibc symbol version, and never older than manylinux_2_17."""
        oldest = tuple(int(part) for part in OLD_GLIBC.split("."))
        found = [oldest]
        for version in self.versions:
            match = _GLIBC.fullmatch(version)
            if match:
                found.append((int(match.group(1)), int(match.group(2))))
        major, minor = max(found)
        return major, minor


def check_manylinux(path: Path) -> str:
    """The oldest platform tag that is true for the library *path*.

    For ELF `manylinux_…`, `musllinux_…` or, when it needs more than those promise, `linux_…`; for
    other formats the tag of the system this runs on.
    """
    if not _is_elf(path):
        return _other_tag()
    needs = read_needs(path)
    musl = [name for name in needs.libraries if _MUSL.fullmatch(name)]
    others = [n for n in needs.libraries if n not in musl and not _ALLOWED.fullmatch(n)]
    private = any(version.startswith("GLIBC_PRIVATE") for version in needs.versions)
    if others or private:
        return f"linux_{needs.machine}"
    if musl or (not needs.libraries and _host_is_musl()):
        return f"musllinux_{_MUSL_VERSION}_{needs.machine}"
    major, minor = needs.glibc()
    return f"manylinux_{major}_{minor}_{needs.machine}"


def platform_tag(paths: Iterable[Path]) -> str:
    """The tag of a wheel with these libraries: the most demanding one of theirs."""
    tags = sorted({check_manylinux(path) for path in paths}, key=_demand)
    if not tags:
        raise ValueError("a wheel without libraries has no platform")
    return tags[-1]


def read_needs(path: Path) -> Needs:
    """Read the dynamic section and the symbol versions wanted; UserError if *path* is damaged."""
    with _elf(path) as elf:
        needs = Needs(_MACHINES.get(elf["e_machine"], elf.get_machine_arch().lower()))
        dynamic = elf.get_section_by_name(".dynamic")
        if dynamic is not None:
            needs.libraries = [
                tag.needed for tag in dynamic.iter_tags() if tag.entry.d_tag == "DT_NEEDED"
            ]
        versions = elf.get_section_by_name(".gnu.version_r")
        if versions is not None:
            needs.versions = {aux.name for _, every in versions.iter_versions() for aux in every}
        return needs


def undefined_symbols(path: Path) -> list[str]:
    """The names the ELF library takes from whoever loads it, sorted; weak ones are left out."""
    with _elf(path) as elf:
        table = elf.get_section_by_name(".dynsym")
        symbols: Iterator[Any] = table.iter_symbols() if table is not None else iter(())
        return sorted(
            symbol.name
            for symbol in symbols
            if symbol.name
            and symbol["st_shndx"] == "SHN_UNDEF"
            and symbol["st_info"]["bind"] == "STB_GLOBAL"
        )


class _elf:
    """`with _elf(path) as file`: an open ELFFile; format errors become UserError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Any:
        from elftools.common.exceptions import ELFError
        from elftools.elf.elffile import ELFFile

        self._error = ELFError
        self._stream = self._path.open("rb")
        try:
            return ELFFile(self._stream)
        except ELFError as error:
            self._stream.close()
            raise _damaged(self._path, error) from None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self._stream.close()
        if isinstance(error, self._error):
            raise _damaged(self._path, error) from None


def _damaged(path: Path, error: BaseException) -> UserError:
    return UserError(Diagnostic(Severity.ERROR, f"{path} is not a valid library: {error}"))


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _host_is_musl() -> bool:
    return host_name().endswith("-musl")


def _other_tag() -> str:
    from packaging.tags import platform_tags

    tags = list(platform_tags())
    for machine, arch in (("x86_64", "x86_64"), ("aarch64", "arm64")):
        oldest = f"macosx_{OLD_MACOS[machine].replace('.', '_')}_{arch}"
        if oldest in tags:
            return oldest
    return tags[0]


def _demand(tag: str) -> tuple[bool, list[int], str]:
    """Order tags: plain `linux_…` last, then by version."""
    return tag.startswith("linux_"), [int(n) for n in re.findall(r"_(\d+)(?=_)", tag)], tag
