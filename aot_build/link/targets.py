# SPDX-License-Identifier: Apache-2.0
"""Targets: what differs between platforms, as rows of one table.

A new platform is a new row; no other file asks which one it is, except for the object format.
The C library is part of the name, since it decides both the wheel's tag and how to link.
"""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from dataclasses import dataclass
from enum import StrEnum

from aot_build.diagnostics import Diagnostic, Severity, UserError

# manylinux_2_17 (PEP 599): the oldest C library that an interpreter we support runs on.
OLD_GLIBC = "2.17"
# The oldest systems for which python.org builds 3.11: see the tags of its installers.
OLD_MACOS = {"x86_64": "10.13", "aarch64": "11.0"}


class Format(StrEnum):
    """Object file formats."""

    ELF = "elf"
    MACHO = "macho"
    COFF = "coff"


@dataclass(frozen=True)
class Target:
    """One platform that code is made for."""

    name: str
    triple: str
    """For LLVM: the triple of every object."""
    zig: str
    """For `zig cc -target`: with the C library's version, which a triple cannot say."""
    format: Format
    machine: str
    suffix: str
    """How a file name of an extension module ends, after the interpreter's tag."""
    compile_flags: tuple[str, ...] = ()
    link_flags: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()

    @property
    def pic(self) -> tuple[str, ...]:
        """The flags for position-independent code; COFF is always relocatable."""
        return () if self.format is Format.COFF else ("-fPIC",)

    def extension_suffix(self) -> str:
        """`.cpython-312-x86_64-linux-gnu.so`: as EXT_SUFFIX of an interpreter of this platform."""
        own = sysconfig.get_config_var("EXT_SUFFIX")
        if own and self.name == host_name():
            return str(own)
        return f".{abi_tag(self.format)}-{self.suffix}"


_ELF_LINK = (
    "-Wl,--gc-sections",
    "-Wl,-Bsymbolic",
    "-Wl,--hash-style=gnu",
    "-Wl,--build-id=none",
    "-Wl,--as-needed",
    "-Wl,-z,relro",
    # The interpreter opens extensions with RTLD_NOW, so lazy binding could not save anything.
    "-Wl,-z,now",
)
_MACHO_LINK = ("-Wl,-undefined,dynamic_lookup", "-Wl,-dead_strip")
_COFF_LINK = ("-Wl,--gc-sections",)


def _linux(machine: str, libc: str) -> Target:
    gnu = libc == "gnu"
    return Target(
        name=f"linux-{machine}-{libc}",
        triple=f"{machine}-unknown-linux-{libc}",
        zig=f"{machine}-linux-{libc}" + (f".{OLD_GLIBC}" if gnu else ""),
        format=Format.ELF,
        machine=machine,
        suffix=f"{machine}-linux-{libc}.so",
        link_flags=_ELF_LINK,
        libraries=("-lm",),
    )


def _macos(machine: str) -> Target:
    arch = "arm64" if machine == "aarch64" else machine
    oldest = OLD_MACOS[machine]
    return Target(
        name=f"macos-{machine}",
        triple=f"{arch}-apple-macosx{oldest}",
        zig=f"{machine}-macos.{oldest}",
        format=Format.MACHO,
        machine=machine,
        suffix="darwin.so",
        compile_flags=(f"-mmacosx-version-min={oldest}",),
        link_flags=_MACHO_LINK,
    )


def _windows(machine: str) -> Target:
    return Target(
        name=f"windows-{machine}",
        triple=f"{machine}-pc-windows-gnu",
        zig=f"{machine}-windows-gnu",
        format=Format.COFF,
        machine=machine,
        suffix={"x86_64": "win_amd64.pyd", "aarch64": "win_arm64.pyd"}[machine],
        # pyconfig.h tells 64-bit Windows by what MSVC defines.
        compile_flags=("-DMS_WIN64",),
        link_flags=_COFF_LINK,
    )


_ROWS = (
    _linux("x86_64", "gnu"),
    _linux("aarch64", "gnu"),
    _linux("x86_64", "musl"),
    _linux("aarch64", "musl"),
    _macos("x86_64"),
    _macos("aarch64"),
    _windows("x86_64"),
    _windows("aarch64"),
)

TARGETS: dict[str, Target] = {row.name: row for row in _ROWS}

_MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def host_name() -> str:
    """The name of the platform that this interpreter was built for."""
    machine = platform.machine().lower()
    machine = _MACHINES.get(machine, machine)
    if sys.maxsize < 1 << 32:
        machine += "-32bit"
    if sys.platform == "darwin":
        return f"macos-{machine}"
    if sys.platform == "win32":
        return f"windows-{machine}"
    # CPython calls every libc that is not musl "gnu" in its multiarch name.
    multiarch = str(sysconfig.get_config_var("MULTIARCH") or sysconfig.get_config_var("SOABI"))
    libc = "musl" if "musl" in multiarch or _libc_is_musl() else "gnu"
    return f"linux-{machine}-{libc}"


def host_target() -> Target:
    """The row of the platform that this interpreter was built for."""
    return find_target()


def find_target(name: str | None = None) -> Target:
    """The row called *name*, or the host's; UserError when there is none."""
    wanted = name or host_name()
    target = TARGETS.get(wanted)
    if target is None:
        known = ", ".join(sorted(TARGETS))
        message = f"no native code can be made for '{wanted}'"
        hint = f"the platforms known are {known}"
        raise UserError(Diagnostic(Severity.ERROR, message, code="target", hint=hint))
    return target


def abi_tag(file_format: Format) -> str:
    """How extension modules for this Python call it: `cpython-312`, on Windows `cp312`."""
    major, minor = sys.version_info[:2]
    flags = getattr(sys, "abiflags", "")
    prefix = "cp" if file_format is Format.COFF else "cpython-"
    return f"{prefix}{major}{minor}{flags}"


def _libc_is_musl() -> bool:
    """Whether the C library of this very process is not glibc."""
    try:
        return not str(os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    except (AttributeError, ValueError, OSError):
        return True
