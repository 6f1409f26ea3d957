# SPDX-License-Identifier: Apache-2.0
"""Statements: try, finally, with, loops and their ways out, nested, with exceptions at every step.

`ev(n)` logs that step n was reached and what exception is being handled, then answers by a small
generator of its own numbers: true, false, or an exception. So each argument takes another way.
"""

from __future__ import annotations

from random import Random

from generators.writing import Writer, functions, indent

HEAD = """
import sys

LOG = []
ARGUMENT_SETS = 11
STEPS = 60


def arguments(k):
    STATE[:] = [k, 0]
    return (k,)


STATE = [0, 0]


def handled():
    return type(sys.exc_info()[1]).__name__


def ev(tag, may_raise=True):
    STATE[1] += 1
    LOG.append((tag, handled()))
    if STATE[1] > STEPS:
        raise MemoryError("too many steps")
    answer = (STATE[1] * 7919 + STATE[0]) % 11
    if may_raise and answer < 3:
        raise (ValueError, KeyError, IndexError)[answer](STATE[1])
    return answer > 5


class Items:
    def __init__(self, n):
        self.n = n
        self.i = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.i += 1
        if self.i > 2:
            raise StopIteration
        return self.i

    def __del__(self):
        LOG.append(("del", self.n, handled()))


class CM:
    def __init__(self, n):
        self.n = n

    def __enter__(self):
        ev(("enter", self.n), False)
        return self

    def __exit__(self, t, v, tb):
        return ev(("exit", self.n, t and t.__name__, str(v)))
"""


class Statements(Writer):
    """Writes one function; the variables are v and w, and names bound by `except … as`."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance, [])
        self.steps = 0

    def ev(self) -> str:
        """A step that may raise."""
        self.steps += 1
        return f"ev({self.steps})" if self.likely(0.9) else f"ev({self.steps}, False)"

    def block(self, depth: int, loop: bool) -> list[str]:
        """One to three statements."""
        count = self.chance.choice((1, 1, 2, 2, 3))
        return [line for _ in range(count) for line in self.statement(depth, loop)]

    def statement(self, depth: int, loop: bool) -> list[str]:
        """One statement."""
        if depth > 0 and self.likely(0.55):
            kind = self.chance.choice((self.if_, self.loop, self.try_, self.try_, self.with_))
            return kind(depth - 1, loop)
        choices = [
            *(self.ev(),) * 3,
            f"v = {self.ev()}",
            f"v, w = {self.ev()}, v",
            f"(v, *w) = [{self.ev()}, v]",
            f"v += {self.ev()}",
            f"v = [{self.ev()} for q in (1, 2)]",
            f"w = f'{{v}} {{{self.ev()}}}'",
            f"assert {self.ev()}, {self.ev()}",
            "w = Items(0)",
            f"return {self.ev()}, v" if self.likely(0.5) else f"return {self.steps}",
            self.raise_(),
            "raise" if self.likely(0.25) else "v = 1",
        ]
        if loop:
            choices += ["break", "continue"]
        if self.names:
            choices += [f"LOG.append(repr({self.name()}))"]
            choices += [f"del {self.name()}"] if self.likely(0.3) else []
        return [self.chance.choice(choices)]

    def raise_(self) -> str:
        """A raise, sometimes with a cause."""
        error = self.pick("ValueError", "KeyError", "OSError", "StopIteration")
        return f"raise {error}({self.steps})" + self.pick("", " from None", " from TypeError()")

    def if_(self, depth: int, loop: bool) -> list[str]:
        """if, with or without else."""
        lines = [f"if {self.ev()}:", *indent(self.block(depth, loop))]
        if self.likely(0.5):
            lines += ["else:", *indent(self.block(depth, loop))]
        return lines

    def loop(self, depth: int, loop: bool) -> list[str]:
        """for or while, with or without else."""
        self.steps += 1
        head = self.pick(
            f"for v in Items({self.steps}):",
            f"for i{depth} in range(2):",
            "for v, w in [(1, 2), (3, 4)]:",
            f"while {self.ev()}:",
        )
        lines = [head, *indent(self.block(depth, True))]
        if self.likely(0.4):
            lines += ["else:", *indent(self.block(depth, loop))]
        return lines

    def try_(self, depth: int, loop: bool) -> list[str]:
        """try with handlers, else and finally, as chance has it."""
        lines = ["try:", *indent(self.block(depth, loop))]
        handlers = self.chance.choice((0, 1, 1, 2))
        for _ in range(handlers):
            lines += self.handler(depth, loop)
        if handlers and self.likely(0.3):
            lines += ["else:", *indent(self.block(depth, loop))]
        if not handlers or self.likely(0.3):
            lines += ["finally:", *indent(self.block(depth, loop))]
        return lines

    def handler(self, depth: int, loop: bool) -> list[str]:
        """One except clause."""
        kinds = ("ValueError", "KeyError", "(IndexError, OSError)", "LookupError", "Exception")
        known, name = list(self.names), self.pick("", "", "e", "f")
        if name:
            self.names.append(name)
        body = indent(self.block(depth, loop))
        self.names = known
        return [f"except {self.pick(*kinds)}{f' as {name}' if name else ''}:", *body]

    def with_(self, depth: int, loop: bool) -> list[str]:
        """with, of one or two managers."""
        self.steps += 1
        first = f"CM({self.steps})" + self.pick("", " as v", " as w")
        second = self.pick("", f", CM({self.steps}.5)", f", CM({self.steps}.5) as x")
        return [f"with {first}{second}:", *indent(self.block(depth, loop))]

    def function(self, number: int) -> str:
        """One function; some share a variable with an inner function or the module."""
        self.steps = 0
        parameters = self.pick("v, e=0, f=0, w=0", "v, e=0, f=0, w=0", "v, f=0, w=0")
        first = ["global e"] if "e=" not in parameters else []
        if self.likely(0.25):
            first += ["def inner():", *indent(["return f, v"])]
        lines = [
            *first,
            *self.block(self.chance.randint(2, 3), False),
            "return 'end', v, handled()",
        ]
        return "\n".join([f"def f{number}({parameters}):", *indent(lines)]) + "\n"


def generate(chance: Random, count: int) -> str:
    """A module of *count* functions of nested statements."""
    return HEAD + "\n\n" + functions(count, Statements(chance).function)
