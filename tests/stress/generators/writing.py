# SPDX-License-Identifier: Apache-2.0
"""What the generators share: choices, names, indented blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

INDENT = "    "


class Writer:
    """A source of chance that knows how far down it is and which names exist."""

    def __init__(self, chance: Random, names: Sequence[str]) -> None:
        self.chance = chance
        self.names = list(names)

    def pick(self, *choices: str) -> str:
        """One of the texts."""
        return self.chance.choice(choices)

    def name(self) -> str:
        """One of the variables that exist."""
        return self.chance.choice(self.names)

    def likely(self, probability: float) -> bool:
        """True that often."""
        return self.chance.random() < probability

    def some(self, low: int, high: int, make: Callable[[], str]) -> list[str]:
        """Between *low* and *high* texts."""
        return [make() for _ in range(self.chance.randint(low, high))]


def indent(lines: Sequence[str]) -> list[str]:
    """Lines as the body of something."""
    return [INDENT + line for line in lines]


def compiles(source: str) -> bool:
    """Whether it is Python: chance also makes `nonlocal` of nothing, or two `*` in a target."""
    try:
        compile(source, "<generated>", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def functions(count: int, make: Callable[[int], str]) -> str:
    """*count* functions that compile, by calling *make* with a number as often as it takes."""
    made: list[str] = []
    while len(made) < count:
        source = make(len(made))
        if compiles(source):
            made.append(source)
    return "\n\n".join(made)
