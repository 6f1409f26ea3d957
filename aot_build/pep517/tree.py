# SPDX-License-Identifier: Apache-2.0
"""Trees: which file of a project became which file of its wheel.

shop/cart.py    ->    src/shop/cart.py
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

USUAL_FOLDERS = ("src", "lib", "python", "")
"""Where projects keep their import roots, when nothing else tells."""


def find_in_tree(names: Iterable[str], tree: Path, roots: Sequence[Path] = ()) -> dict[str, Path]:
    """The files of *tree* that became the files *names* of a wheel, by name.

    Those that only the build made have no counterpart and are left out.
    """
    names = list(names)
    folders = [*roots, *(tree / folder for folder in USUAL_FOLDERS)]
    found: dict[str, Path] = {}
    for top_level, members in _by_top_level(names).items():
        hits = Counter({folder: _hits(folder, members) for folder in dict.fromkeys(folders)})
        best, count = hits.most_common(1)[0]
        if not count:
            best = _search(tree, top_level) or best
        found |= {name: best / name for name in members if (best / name).is_file()}
    return found


def import_roots_of(module: str, tree: Path) -> tuple[Path, ...]:
    """The folder of *tree* that *module* is imported from; () when it is not of this project."""
    parts = module.split(".")
    names = [f"{'/'.join(parts[:count])}/__init__.py" for count in range(1, len(parts) + 1)]
    names += [f"{'/'.join(parts)}.py", f"{'/'.join(parts)}/__main__.py"]
    found = find_in_tree(names, tree)
    return tuple({path.parents[name.count("/")].resolve() for name, path in found.items()})


def _by_top_level(names: Iterable[str]) -> Mapping[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.partition("/")[0], []).append(name)
    return groups


def _hits(folder: Path, names: Iterable[str]) -> int:
    return sum((folder / name).is_file() for name in names)


def _search(tree: Path, top_level: str) -> Path | None:
    """The folder nearest to the top of *tree* that holds *top_level*, build output aside."""
    for path in sorted(tree.rglob(top_level), key=lambda path: (len(path.parts), str(path))):
        parents = path.relative_to(tree).parts[:-1]
        if not any(part in ("build", "dist") or part.startswith(".") for part in parents):
            return path.parent
    return None
