# SPDX-License-Identifier: Apache-2.0
"""Which sections of the runtime library a program reaches."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

from aot_build.link.trim.graph import DOC, WEAK, Graph

_ASKING_FOR_DOC = {"__doc__", "__text_signature__"}


@dataclass(frozen=True)
class Reached:
    """What a program needs of the library."""

    parents: dict[int, int]
    """By section: the section that refers to it, itself for one that the program wants."""
    unwanted: list[int]
    """The places of relocations that do not hold: `r_info` there becomes that of none."""

    def why(self, graph: Graph, symbol: str) -> list[str]:
        """The shortest way from the program to *symbol* by sections that refer to each other.

        Empty if there is none.
        """
        chain: list[str] = []
        named = (n for n in self.parents if graph.labels[n].partition(" ")[0] == symbol)
        number = next(named, None)
        while number is not None:
            chain.insert(0, graph.labels[number])
            parent = self.parents[number]
            number = parent if parent != number else None
        return chain


def find_reached(graph: Graph, symbols: Iterable[str], names: Iterable[str] | None) -> Reached:
    """What follows from the *symbols* that the program's own objects refer to.

    *names* are those that can be asked of objects; None when a program computes them, so that any
    may be asked.
    """
    return _Walk(graph, names).run(
        [graph.symbols[name] for name in symbols if name in graph.symbols]
    )


class _Walk:
    def __init__(self, graph: Graph, names: Iterable[str] | None) -> None:
        self.graph = graph
        self.every_name = names is None
        self.names = {"", *(names or ())}
        if self.names & _ASKING_FOR_DOC:
            self.names.add(DOC)
        self.waiting: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self.parents: dict[int, int] = {}
        self.todo: deque[int] = deque()
        self.fetched: set[int] = set()

    def run(self, roots: list[int]) -> Reached:
        self.fetch({self.graph.files[number] for number in roots})
        for number in [*roots, *self.graph.retained]:
            self.reach(number, number)
        while self.todo:
            self.follow(self.todo.popleft())
        return Reached(self.parents, sorted(self.unwanted()))

    def fetch(self, files: set[int]) -> None:
        """What a linker takes from the archive, whether the program reaches it or not."""
        while files:
            self.fetched |= files
            files = {other for file in files for other in self.graph.fetched[file]} - self.fetched

    def reach(self, number: int, parent: int) -> None:
        if number not in self.parents:
            self.parents[number] = parent
            self.todo.append(number)

    def follow(self, number: int) -> None:
        for name in self.graph.names[number]:
            if name not in self.names:
                self.names.add(name)
                for target, parent in self.waiting.pop(name, ()):
                    self.reach(target, parent)
        for target, need, _ in self.graph.edges[number]:
            if need == WEAK:
                holds = self.graph.files[target] in self.fetched
            else:
                holds = self.every_name or need in self.names
            if holds:
                self.reach(target, number)
            else:
                self.waiting[need].append((target, number))

    def unwanted(self) -> list[int]:
        places = [place for target, place in self.graph.type_rows if target not in self.parents]
        for number in self.graph.module_rows:
            if number not in self.parents:
                places += [place for _, _, place in self.graph.edges[number]]
        if not self.every_name:
            for number in self.parents:
                places += [
                    place
                    for _, need, place in self.graph.edges[number]
                    if need not in self.names and need != WEAK
                ]
        return places
