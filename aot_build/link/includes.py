# SPDX-License-Identifier: Apache-2.0
"""Which headers of a source tree a C file can see: what its object depends on beside its own text.

Names in `#include "..."` are followed whatever conditions stand around them, so the answer is the
same for every compiler and never too small. Headers from elsewhere (Python's, the system's) are
not in it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

_INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"', re.MULTILINE)


class Includes:
    """The includes between the headers below some folders.

    Headers are known by the last part of their names: where two folders have one of the same name,
    a file that includes it depends on both.
    """

    def __init__(self, headers: Iterable[Path]) -> None:
        texts: dict[str, list[bytes]] = {}
        for path in sorted(headers):
            texts.setdefault(path.name, []).append(path.read_bytes())
        self._digests = {name: _digest(known) for name, known in texts.items()}
        self._direct = {name: self._names(b"\n".join(known)) for name, known in texts.items()}

    def digest(self, source: bytes) -> str:
        """A digest of every header that *source* includes, directly or through others."""
        seen = self._reached(source)
        return _digest(f"{name} {self._digests[name]}".encode() for name in sorted(seen))

    def reaches(self, source: bytes, header: str) -> bool:
        """Whether *source* includes the header of that name, directly or through others."""
        return header in self._reached(source)

    def _reached(self, source: bytes) -> set[str]:
        seen: set[str] = set()
        waiting = self._names(source)
        while waiting:
            seen |= waiting
            waiting = set().union(*(self._direct[name] for name in waiting)) - seen
        return seen

    def _names(self, text: bytes) -> set[str]:
        found = {name.rpartition(b"/")[2].decode() for name in _INCLUDE.findall(text)}
        return found & self._digests.keys()


def _digest(texts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(b"%d\0%s" % (len(text), text))
    return digest.hexdigest()
