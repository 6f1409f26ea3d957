# SPDX-License-Identifier: Apache-2.0
"""Extension modules: what can be read of them without running them.

pkg/_speedups.cpython-312-x86_64-linux-gnu.so   wants functions of the C API by name, libraries
                                                by RPATH, and Python modules by strings
"""

from __future__ import annotations

import functools
import re
import sys
import sysconfig
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from aot_build.elf import loadable_part, read_facts, referred_tails

# What may be the name of something in Python, alone between the zeros that end strings of C.
_C_STRING = re.compile(rb"(?<=\0)[A-Za-z_][A-Za-z0-9_.]{0,79}(?=\0)")
# Rust and others put their strings side by side; shorter names would be found everywhere.
_SHORTEST_INSIDE = 6
_RUST = b"/rustc/"
_CYTHON = b"cython"
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
# What the standard library has in Python too. It does without those of these that want libraries
# which are not everywhere, unless an extension module needs what only they have.
HAVE_PYTHON_FORM = frozenset(
    {
        *("_asyncio", "_bisect", "_contextvars", "_csv", "_datetime", "_decimal", "_elementtree"),
        *("_hashlib", "_heapq", "_json", "_opcode", "_pickle", "_queue", "_random", "_statistics"),
        *("_struct", "_tracemalloc", "_uuid", "_zoneinfo", "readline"),
    }
)
# What their forms in Python lack: whoever says these names wants the extension module.
ONLY_IN_C = {"_hashlib": ("pbkdf2_hmac", "scrypt")}
_C_LIBRARIES = frozenset({"libc", "libdl", "libm", "libpthread", "librt", "ld-linux-x86-64"})
_CAPSULES = {"datetime.datetime_CAPI": "_datetime"}
# Tools, and words that are also modules: strings in C that say them mean something else.
_NEVER_FROM_C = frozenset(
    {
        *("__main__", "antigravity", "cmd", "code", "codeop", "curses", "dis", "distutils"),
        *("ensurepip", "filecmp", "formatter", "html", "http", "idlelib", "lib2to3", "mailbox"),
        *("nt", "ntpath", "optparse", "pdb", "pickletools", "pipes", "posix", "profile", "pstats"),
        *("pty", "pydoc", "readline", "rlcompleter", "runpy", "site", "symbol", "symtable"),
        *("tabnanny", "test", "this", "timeit", "tkinter", "token", "trace", "turtle"),
        *("turtledemo", "unittest", "uu", "venv", "webbrowser", "wsgiref", "xmlrpc", "zipapp"),
    }
)
# What those of the library import only when something is called, which rows tell (c_imports.py).
_IN_ROWS = frozenset({"_strptime"})


@dataclass(frozen=True)
class FoundExtension:
    """An extension module that belongs to the program."""

    name: str
    path: Path
    root: Path
    """The folder that was searched: site-packages or the like."""
    is_package: bool

    @property
    def is_optional(self) -> bool:
        """Whether the standard library does as well with what it has in Python."""
        return self.name in HAVE_PYTHON_FORM and self.is_inside and not self.loads_everywhere

    @property
    def loads_everywhere(self) -> bool:
        """Whether the executable has it inside, and it wants no library but that of C."""
        return self.is_inside and _C_LIBRARIES.issuperset(
            name.partition(".")[0] for name in read_facts(self.path).needed
        )

    @property
    def is_inside(self) -> bool:
        """Whether the executable has it inside: one of the standard library."""
        return is_of_library(self.path)


def is_of_library(path: Path) -> bool:
    """Whether a file belongs to the standard library of this Python."""
    libraries = {Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib")}
    path = path.resolve()
    if "site-packages" in path.parts or "dist-packages" in path.parts:
        return False
    return any(path.is_relative_to(folder) for folder in libraries)


# ---- what it may import and call ----------------------------------------------------------------


@functools.cache
def strings_of(path: Path) -> frozenset[str]:
    """The strings in a library that may be names of modules or of attributes.

    What debuggers read counts for those that Cython made: their other strings are side by side.
    """
    data = path.read_bytes()
    if is_of_library(path):
        data = loadable_part(data)
    found = {match.decode("ascii") for match in _C_STRING.findall(data)}
    if is_of_library(path):
        found |= referred_tails(data, sys.stdlib_module_names - found)
    joined = [data] if _RUST in data else []
    joined += _unpacked(data) if _CYTHON in data else []
    siblings = {file.name.partition(".")[0] for file in path.parent.iterdir()}
    for name in sys.stdlib_module_names | siblings:
        if len(name) >= _SHORTEST_INSIDE and any(name.encode() in text for text in joined):
            found.add(name)
    return frozenset(found)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The strings of a module that Cython made, which newer ones compress."""
    for match in _ZLIB.finditer(data):
        try:
            text = zlib.decompressobj().decompress(data[match.start() :])
        except zlib.error:
            continue
        if len(text) > 100:
            yield text


def module_names(extension: FoundExtension) -> Iterator[str]:
    """Modules that an extension may import: strings in it, by themselves or in its own package."""
    parent = extension.name if extension.is_package else extension.name.rpartition(".")[0]
    tops = _known_tops(extension)
    strings = strings_of(extension.path)
    yield from sorted(module for text, module in _CAPSULES.items() if text in strings)
    for text in sorted(strings):
        name = text.strip(".")
        if not all(part.isidentifier() for part in name.split(".")):
            continue
        if name.partition(".")[0] in tops:
            yield name
        if parent:
            yield f"{parent}.{name}"


def _known_tops(extension: FoundExtension) -> frozenset[str]:
    """The top-level modules that it can know of: the library's, its own, and what it requires."""
    library = sys.stdlib_module_names - _NEVER_FROM_C
    own = extension.name.partition(".")[0]
    if extension.is_inside:
        return library - _IN_ROWS
    return library | {own} | _required_tops(own)


@functools.cache
def _required_tops(own: str) -> frozenset[str]:
    """What the distribution of a top-level package says that it requires, as names of packages."""
    from packaging.requirements import Requirement  # most programs do without
    from packaging.utils import canonicalize_name

    owners = metadata.packages_distributions()
    wanted = {
        canonicalize_name(Requirement(text).name)
        for owner in owners.get(own, ())
        for text in metadata.requires(owner) or ()
    }
    return frozenset(
        top for top, names in owners.items() if wanted & set(map(canonicalize_name, names))
    )
