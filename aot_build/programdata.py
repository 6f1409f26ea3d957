# SPDX-License-Identifier: Apache-2.0
"""What a program carries beside its modules: data files of packages, metadata of distributions.

    --collect-data shop    ->    shop/words.txt, shop/templates/page.html
    importlib.metadata     ->    shop-1.0.dist-info/METADATA, shop-1.0.dist-info/entry_points.txt

Names are those that the file would have below site-packages.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from aot_build.closure import Closure
from aot_build.datafiles import data_files
from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.naming import is_of_library
from aot_build.search import FoundModule, ModuleSearch

_TESTS = frozenset({"test", "tests"})
_METADATA = ("METADATA", "entry_points.txt", "top_level.txt")


def collect_data(packages: Sequence[str], search: ModuleSearch) -> dict[str, bytes]:
    """The files of *packages* that are no modules, also of packages and folders below them.

    Raises UserError for what is no package or has no such file.
    """
    files: dict[str, bytes] = {}
    for package in packages:
        search.locate(package)
        folders = search.places.get(package)
        if folders is None:
            raise _error(f"'{package}' is no package whose data could be collected")
        found = {
            f"{package.replace('.', '/')}/{path.relative_to(folder).as_posix()}": path.read_bytes()
            for folder in reversed(folders)
            for path in data_files(Path(folder))
        }
        if not found:
            raise _error(f"package '{package}' has no files but modules")
        files |= found
    return files


def data_beside(closure: Closure, search: ModuleSearch) -> dict[str, Path]:
    """The data files of packages whose modules may look for files beside their own, by place.

    They go beside the executable, where those modules say that they are. Of the standard library it
    is known that it has none that programs read; tests of a package are not for its users.
    """
    readers = {name for name in closure.file_readers if name in closure.modules}
    tops = {name.partition(".")[0] for name in readers if not _of_library(closure.modules[name])}
    for top in tops:
        search.locate(top)
    return {
        f"{top}/{path.relative_to(folder).as_posix()}": path
        for top in sorted(tops)
        for folder in reversed(search.places.get(top, ()))
        for path in data_files(Path(folder))
        if not _TESTS.intersection(path.relative_to(folder).parts[:-1])
    }


def _of_library(module: FoundModule) -> bool:
    return is_of_library(module.name, module.own)


def collect_metadata(
    closure: Closure, search: ModuleSearch, own: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The metadata of the distributions that a module of the program is of.

    *own* are the files of its project, which count when it is not installed.
    """
    paths = {os.path.abspath(path) for path in closure.sources()}
    files: dict[str, bytes] = {}
    seen: set[str] = set()
    for distribution in importlib.metadata.distributions(path=search.path):
        name = distribution.metadata["Name"]
        if not name or name in seen or not provides(distribution, paths):
            continue
        seen.add(name)
        folder = f"{name.replace('-', '_')}-{distribution.version}.dist-info"
        for file in _METADATA:
            text = distribution.read_text(file)
            if text is None and file == "METADATA":
                text = distribution.read_text("PKG-INFO")
            if text is not None:
                files[f"{folder}/{file}"] = text.encode("utf-8")
    installed = {distribution_of(file) for file in files}
    return files | {file: own[file] for file in own if distribution_of(file) not in installed}


def distribution_of(file: str) -> str:
    """The normalized name of a distribution (name normalization of PyPA), from a file of it."""
    name = file.partition("/")[0].removesuffix(".dist-info").rpartition("-")[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def provides(distribution: importlib.metadata.Distribution, paths: Collection[str]) -> bool:
    """Is one of the files *paths* of this distribution? An editable one is its project's folder."""
    root = editable_root(distribution)
    if root and any(Path(path).is_relative_to(root) for path in paths):
        return True
    files = distribution.files or ()
    return any(
        os.path.abspath(str(distribution.locate_file(file))) in paths
        for file in files
        if file.suffix == ".py"
    )


def editable_root(distribution: importlib.metadata.Distribution) -> str | None:
    """The project's folder that an editable install stands for (PEP 610)."""
    text = distribution.read_text("direct_url.json")
    if text is None:
        return None
    try:
        origin = json.loads(text)
        if not origin["dir_info"].get("editable"):
            return None
        from urllib.request import url2pathname  # brings http.client and email

        return url2pathname(urlsplit(origin["url"]).path)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _error(message: str) -> UserError:
    return UserError(Diagnostic(Severity.ERROR, message, None, "data"))
