# SPDX-License-Identifier: Apache-2.0
"""The data files of a package, and what the pickles among them name.

babel/locale-data/en.dat    ->    ("babel.plural", "PluralRule")
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_MODULES = (".py", ".pyc", ".pyo", ".pyi", ".pyx", ".so", ".pyd")
# The opcode PROTO with a binary protocol (pickletools), and STOP.
_PICKLE_START = re.compile(rb"\x80[\x02-\x05]")
_PICKLE_END = b"."
# GLOBAL "module\n" "name\n", and SHORT_BINUNICODE twice, perhaps memoized, before STACK_GLOBAL.
_PICKLED = re.compile(
    rb"c([^\W\d][\w.]*)\n([\w.]+)\n|\x8c.([^\W\d][\w.]*)\x94?\x8c.([\w.]+)\x94?\x93", re.S
)


def data_files(folder: Path) -> list[Path]:
    """The files in and below *folder* that are no modules, sorted; caches are left out.

    Sources in folders of a package that are no packages are templates or examples: data.
    """
    found = []
    inside = {str(folder): False}  # is the folder below a package?
    for place, names, files in os.walk(folder, followlinks=True):
        names[:] = [name for name in names if name != "__pycache__" and not name.startswith(".")]
        package = "__init__.py" in files
        inside |= {os.path.join(place, name): package or inside[place] for name in names}
        kept = (".py",) if inside[place] and not package else ()
        found += [
            Path(place, name)
            for name in files
            if name.endswith(kept) or not name.endswith(_MODULES)
        ]
    return sorted(found)


def pickled_names(folder: Path) -> Iterator[tuple[str, str]]:
    """Module and name of what unpickling the data files in and below *folder* looks up."""
    found: set[tuple[str, str]] = set()
    for path in data_files(folder):
        data = _pickle_in(path)
        if data.endswith(_PICKLE_END):
            found.update(
                ((match[1] or match[3]).decode(), (match[2] or match[4]).decode())
                for match in _PICKLED.finditer(data)
            )
    yield from sorted(found)


def _pickle_in(path: Path) -> bytes:
    """What a file contains behind the start of a pickle; nothing if that is not how it starts.

    Nor of what is no file, as a link to nowhere or a pipe, or may not be read: it names nothing.
    """
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read() if _PICKLE_START.match(file.read(2)) else b""
    except OSError:
        return b""
