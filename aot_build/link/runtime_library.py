# SPDX-License-Identifier: Apache-2.0
"""The library that standalone programs are linked with: `capi/` and what `runtime/` adds to it.

    capi/**/*.c  runtime/vm/*.c  runtime/standalone/*.c  runtime/*.c  ->  libaot.a

Each file is compiled once for each Python, target and content; the archive is what is linked, so
that a program holds only the files that it can reach.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from aot_build.cache import Cache, cache_key, open_cache
from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.link.driver import Toolchain, zig_program
from aot_build.link.includes import Includes
from aot_build.link.objects import compile_error, python_include, python_key
from aot_build.link.precompiled import HEADER, PrecompiledHeaders, reads_first
from aot_build.link.small import size_flags
from aot_build.link.source_tree import SourceTree, builtin_modules, locate_tree, source_texts
from aot_build.link.targets import Target
from aot_build.sanitizers import sanitizer_flags
from aot_build.scratch import scratch_folder

# Changes whenever the same sources would be compiled to something else.
_RECIPE = 4
_FLAGS = (
    *("-std=gnu11", "-O2", "-g0", "-DNDEBUG", "-fwrapv", "-fno-strict-aliasing"),
    *("-fvisibility=hidden", "-fomit-frame-pointer", "-ffunction-sections", "-fdata-sections"),
    # Nothing unwinds through C here; with the tables a program would be an eighth larger.
    *("-fno-asynchronous-unwind-tables", "-fno-unwind-tables"),
)
# For code that stays where the linker puts it: addresses are parts of instructions.
_FIXED = ("-fno-pic", "-mcmodel=small")
# What a sanitized library has instead or beside: readable traces, and the stress modes of
# capi/internal/pyi_stress.h.
_STRESS_FLAGS = ("-O1", "-DPYI_STRESS")
# gcc doubts that a function can be inlined which is exported too; clang inlines it.
_STRICT_FLAGS = ("-Wall", "-Wextra", "-Werror", "-Wno-attributes")


@dataclass(frozen=True)
class RuntimeLibrary:
    """The archive, and the built-in modules that are in it."""

    archive: Path
    builtin_modules: dict[str, str]
    """The symbol of its row in the table of modules, by the name of the module."""
    digest: str


def runtime_library(
    toolchain: Toolchain, target: Target, *, static: bool = False
) -> RuntimeLibrary:
    """The library for *target* and this Python, from the cache or the compiler.

    *static*: for programs that lie at a fixed address. Raises UserError when the headers of Python
    are missing or something does not compile.
    """
    tree = locate_tree()
    sources = [*source_texts()]
    cache = open_cache()
    include = python_include()
    generated = _generated_headers(tree.capi / "unicode_tables.py", cache)
    position = _FIXED if static else target.pic
    common = cache_key(
        "runtime-library",
        _RECIPE,
        python_key(include),
        target.name,
        toolchain.kind,
        toolchain.version,
        *_flags(tree),
        *position,
    )
    folders = (tree.capi, tree.runtime, generated)
    headers = sorted(path for folder in folders for path in folder.rglob("*.h"))
    # Not made of the keys of the objects: what each includes is only looked at to compile it.
    texts = [(tree.label(source), source_texts()[source]) for source in sources]
    texts += [(tree.label(path), path.read_bytes()) for path in headers]
    key = cache_key("archive", common, *(part for entry in texts for part in entry))
    archive = cache.get_path(key)
    if archive is None:
        includes = Includes(headers)
        work = _Work(tree, toolchain, target, position, include, generated, includes, common, cache)
        with cache.lock(key):
            archive = cache.get_path(key) or work.make_archive(sources, key)
    return RuntimeLibrary(archive, builtin_modules(), key)


@dataclass(frozen=True)
class _Work:
    """One library being made."""

    tree: SourceTree
    toolchain: Toolchain
    target: Target
    position: tuple[str, ...]
    """What the compiler is told about where the code will be."""
    include: Path
    generated: Path
    headers: Includes
    common: str
    cache: Cache

    def key(self, source: Path) -> str:
        text = source_texts()[source]
        label = self.tree.label(source)
        small = _size_flags(label)
        digest = self.headers.digest(text)
        return cache_key("runtime-object", self.common, label, text, digest, *small)

    def make_archive(self, sources: Sequence[Path], key: str) -> Path:
        """Compile what is missing, with all cores, and put all of it into one archive."""
        with (
            scratch_folder("headers") as folder,
            ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool,
        ):
            headers = self.precompile(sources, folder)
            futures = [pool.submit(self.compile, source, headers) for source in sources]
        problems: list[Diagnostic] = []
        objects = []
        for future in futures:
            try:
                objects.append(future.result())
            except UserError as error:
                problems += error.diagnostics
        if problems:
            raise UserError(problems)
        with scratch_folder("archive") as folder:
            members = []
            for source, data in zip(sources, objects, strict=True):
                # An archive knows its members by their last names only.
                stem = self.tree.label(source).removesuffix(".c").replace("/", ".")
                members.append(f"{stem}.o")
                (folder / members[-1]).write_bytes(data)
            self.archive(members, folder)
            return self.cache.keep(key, (folder / "libaot.a").read_bytes(), ".a")

    def archive(self, members: Sequence[str], folder: Path) -> None:
        """Run the archiver of the toolchain; D: without times and owners."""
        zig = self.toolchain.kind == "zig"
        command = [*zig_program(), "ar"] if zig else ["ar"]
        result = subprocess.run(
            [*command, "rcsD", "libaot.a", *members],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            message = f"{' '.join(command)} failed: {result.stderr.strip()}"
            raise UserError(Diagnostic(Severity.ERROR, message, code="toolchain"))

    def precompile(self, sources: Sequence[Path], folder: Path) -> PrecompiledHeaders:
        """What most of the files that are missing begin with."""
        missing = [source for source in sources if self.cache.get_path(self.key(source)) is None]
        first = [path for path in missing if reads_first(source_texts()[path], self.headers)]
        headers = PrecompiledHeaders(self.toolchain, self.target, folder)
        for flags, files in Counter(map(self.flags, first)).items():
            headers.make(flags, self.tree.capi / "internal" / HEADER, files)
        return headers

    def flags(self, source: Path) -> tuple[str, ...]:
        """What the compiler is told for a file, but for the names of the file and its output."""
        ours = [
            self.tree.capi / "internal",
            self.tree.capi / "compile",
            self.tree.runtime,
            self.tree.runtime / "vm",
            self.generated,
        ]
        theirs = [self.include, self.include / "internal"]
        folders = [*ours, *theirs, self.tree.capi]
        return (
            *_flags(self.tree),
            *_size_flags(self.tree.label(source)),
            *self.position,
            *self.target.compile_flags,
            *(f"-I{folder}" for folder in ours),
            *(part for folder in theirs for part in ("-isystem", str(folder))),
            *(f"-ffile-prefix-map={folder}=." for folder in folders),
        )

    def compile(self, source: Path, headers: PrecompiledHeaders) -> bytes:
        """The object of one file."""
        key = self.key(source)
        known = self.cache.get(key)
        if known is not None:
            return known
        flags = self.flags(source)
        first = reads_first(source_texts()[source], self.headers)
        with scratch_folder("cc") as scratch:
            arguments = [
                *flags,
                *(headers.flags(flags) if first else ()),
                *("-c", str(source), "-o", "output"),
            ]
            result = self.toolchain.run(arguments, self.target, scratch)
            output = scratch / "output"
            if result.returncode != 0 or not output.exists():
                raise compile_error(source, self.toolchain, result.stderr or result.stdout)
            data = output.read_bytes()
        self.cache.put(key, data)
        return data


def _flags(tree: SourceTree) -> tuple[str, ...]:
    """Those of every file; in a checkout warnings are errors, elsewhere nobody could mend them."""
    sanitized = sanitizer_flags()
    if sanitized:
        return (*_FLAGS, "-w", *_STRESS_FLAGS, *sanitized)
    return (*_FLAGS, *(_STRICT_FLAGS if tree.is_checkout else ("-w",)))


def _size_flags(label: str) -> tuple[str, ...]:
    """The last word on how much a file is to be optimised."""
    return () if sanitizer_flags() else size_flags(label)


def _generated_headers(maker: Path, cache: Cache) -> Path:
    """The folder with this Python's Unicode tables as C."""
    sources = _digest_of(sorted(maker.parent.glob("*.py")))
    folder = cache.tool_folder(f"unicode-{cache_key(sources, sys.version)[:16]}")
    target = folder if folder is not None else Path(tempfile.mkdtemp(prefix="aot-unicode-"))
    if not (target / "unicode_case.h").is_file():
        subprocess.run([sys.executable, str(maker), str(target)], check=True)
    return target


def _digest_of(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
