# SPDX-License-Identifier: Apache-2.0
"""`aot doctor`: what is installed here, and what can be built with it.

Each check is a row: what, whether it is well, and what was found. Exit code 1 when nothing can be
built.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass

from aot_build import __version__
from aot_build.cli.settings import Subparsers, add_command
from aot_build.diagnostics import AotError
from aot_build.pep517.compiler import check_interpreter

OPTIONAL = {
    "ziglang": "links where there is no system linker, and for old systems",
    "build": "runs other projects' backends for 'aot wheel'",
    "rich": "draws progress bars",
}


@dataclass(frozen=True)
class Finding:
    """One row; `ok` is None when it is only good to know."""

    what: str
    ok: bool | None
    text: str


def add_parser(subparsers: Subparsers) -> argparse.ArgumentParser:
    """Declare the subcommand."""
    return add_command(subparsers, "doctor", "Check what can be built here.")


def run(arguments: argparse.Namespace) -> int:
    """Print the rows and the verdict."""
    findings = [_guarded(what, check) for what, check in CHECKS.items()]
    findings += [_optional(name, purpose) for name, purpose in OPTIONAL.items()]
    width = max(len(finding.what) for finding in findings)
    marks = {True: "ok", False: "NO", None: "--"}
    for finding in findings:
        lines = finding.text.splitlines() or [""]
        print(f"{marks[finding.ok]}  {finding.what:{width}}  {lines[0]}")
        for line in lines[1:]:
            print(f"    {'':{width}}  {line}")
    broken = [finding.what for finding in findings if finding.ok is False]
    if broken:
        print(f"\nextension modules cannot be built here: {', '.join(broken)}")
        return 1
    print(f"\nextension modules for {sys.implementation.cache_tag} can be built here")
    return 0


def _guarded(what: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except (AotError, ImportError, OSError) as error:
        return Finding(what, False, str(error))


def _python() -> Finding:
    check_interpreter()
    text = f"{platform.python_implementation()} {platform.python_version()} at {sys.executable}"
    return Finding("python", True, text)


def _aot_build() -> Finding:
    return Finding("aot_build", True, f"{__version__}, {platform.machine()}, {sys.platform}")


def _llvm() -> Finding:
    import llvmlite
    from llvmlite import binding

    version = ".".join(map(str, binding.llvm_version_info))
    return Finding("llvm", True, f"{version} by llvmlite {llvmlite.__version__}")


def _linker() -> Finding:
    from aot_build.link.toolchain import find_toolchain

    toolchain = find_toolchain("auto")
    return Finding("linker", True, f"{toolchain.kind}: {toolchain.version}")


def _cache() -> Finding:
    from aot_build.cache import open_cache
    from aot_build.cli.cache import readable_size

    stats = open_cache().stats()
    if stats.root is None:
        return Finding("cache", None, "cannot be written; builds work, but not fast")
    return Finding("cache", True, f"{stats.root}, {readable_size(stats.size + stats.tools)}")


CHECKS = {
    "python": _python,
    "aot_build": _aot_build,
    "llvm": _llvm,
    "linker": _linker,
    "cache": _cache,
}


def _optional(name: str, purpose: str) -> Finding:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, None, f"not installed; {purpose}")
    return Finding(name, True, version)
