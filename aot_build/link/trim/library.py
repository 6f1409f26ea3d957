# SPDX-License-Identifier: Apache-2.0
"""The runtime library as one program needs it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from aot_build.cache import cache_key, open_cache
from aot_build.link.runtime_library import RuntimeLibrary
from aot_build.link.trim.elf import read_object
from aot_build.link.trim.graph import Graph, load_graph, read_graph
from aot_build.link.trim.reach import Reached, find_reached
from aot_build.sanitizers import sanitizer_flags

# Changes whenever the same archive would give another graph.
_RECIPE = 3
_START = "main"


def trimmed_library(
    library: RuntimeLibrary,
    objects: Sequence[Path],
    names: Collection[str] | None,
    exports: Collection[str] = (),
) -> bytes:
    """The archive for a program of these *objects*, without what it cannot use.

    *names* as in `find_reached`; *exports* are symbols that are asked for when it runs.
    """
    archive = library.archive.read_bytes()
    if sanitizer_flags():
        return archive  # its sections have guards between them
    reached = reach_library(library_graph(library, archive), objects, names, exports)
    return without_relocations(archive, reached.unwanted)


def library_graph(library: RuntimeLibrary, archive: bytes) -> Graph:
    """The graph of the library, from the cache if it was made before."""
    key = cache_key("runtime-graph", _RECIPE, library.digest)
    cache = open_cache()
    known = cache.get(key)
    if known is not None:
        return load_graph(known)
    graph = read_graph(archive)
    cache.put(key, graph.dumps())
    return graph


def reach_library(
    graph: Graph,
    objects: Iterable[Path],
    names: Collection[str] | None,
    exports: Collection[str] = (),
) -> Reached:
    """What a program of these objects reaches."""
    wanted = {_START, *exports}
    for path in objects:
        symbols = read_object(memoryview(path.read_bytes())).symbols
        wanted.update(symbol.name for symbol in symbols if symbol.section is None)
    return find_reached(graph, sorted(wanted), names)


def without_relocations(archive: bytes, places: Iterable[int]) -> bytes:
    """*archive* with the relocations at these places turned into none.

    They keep their room, so nothing else in the archive moves. What they would have filled stays
    zero: a null pointer.
    """
    data = bytearray(archive)
    for place in places:
        data[place : place + 8] = bytes(8)
    return bytes(data)
