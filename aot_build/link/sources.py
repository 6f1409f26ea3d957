# SPDX-License-Identifier: Apache-2.0
"""Where the support code of compiled packages is: its sources, and what is compiled already.

A checkout has `runtime/` beside `aot_build/`; a wheel of aot_build has copies in
`aot_build/_runtime/` and, compiled for its own Python and platform, in `aot_build/_prebuilt/`:

    _prebuilt/cpython-312-linux-x86_64-gnu/manifest.json  shim.bc  attach.o  bind.o  ...
"""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path
from typing import Any

from aot_build.diagnostics import InternalError
from aot_build.link.targets import Target, abi_tag

PACKAGE = Path(__file__).resolve().parent.parent
SHIM = "shim.c"
LOADER = "loader.py"
LOADER_REST = "loader_rest.py"
MANIFEST = "manifest.json"
_KINDS = ("*.c", "*.h", LOADER, LOADER_REST)


def locate_runtime_sources() -> Path:
    """The folder with the C sources: of the checkout if this is one, else of the wheel."""
    for folder in (PACKAGE.parent / "runtime", PACKAGE / "_runtime"):
        if (folder / "rt.h").is_file():
            return folder
    raise InternalError("the support code (runtime/) is missing from this installation")


def prebuilt_dir(target: Target) -> Path:
    """Where a wheel of aot_build carries what is compiled for *target*; may not exist."""
    return PACKAGE / "_prebuilt" / f"{abi_tag(target.format)}-{target.name}"


def source_digest(sources: Path) -> str:
    """A digest of everything in *sources* that takes part, by name and content."""
    return _digest(_source_files(sources))


def header_digest(sources: Path) -> str:
    """The same of the headers only: what an object depends on beside its own source."""
    return _digest(path for path in _source_files(sources) if path.suffix == ".h")


def find_prebuilt(target: Target, sources: Path) -> Path | None:
    """`prebuilt_dir` if it is complete and made of just these sources, else None."""
    folder = prebuilt_dir(target)
    manifest = read_manifest(folder)
    if manifest is None or manifest.get("sources") != source_digest(sources):
        return None
    files: dict[str, str] = manifest["files"]
    return folder if all(_matches(folder / name, sum_) for name, sum_ in files.items()) else None


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a prebuilt folder: `{"sources": digest, "files": {name: sha256}}`."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    usable = isinstance(manifest, dict) and isinstance(manifest.get("files"), dict)
    return manifest if usable else None


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _source_files(sources: Path) -> list[Path]:
    return sorted(path for kind in _KINDS for path in sources.glob(kind))


def _digest(paths: Any) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name}\0{file_digest(path)}\n".encode())
    return digest.hexdigest()


@functools.lru_cache(maxsize=256)
def _matches(path: Path, digest: str) -> bool:
    try:
        return file_digest(path) == digest
    except OSError:
        return False
