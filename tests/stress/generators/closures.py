# SPDX-License-Identifier: Apache-2.0
"""Closures: functions in functions that share, rebind and delete each other's variables."""

from __future__ import annotations

from random import Random

from generators.writing import Writer, functions, indent

HEAD = """
LOG = []
ARGUMENT_SETS = 4
shared = 0


def arguments(k):
    global shared
    shared = 0
    return [(1, 2), (0, -1), ("a", "b"), (2.5, None)][k]


def limit():
    if len(LOG) > 200:
        raise OverflowError("too long")
"""


class Closures(Writer):
    """Writes functions three deep; each level has its own variables and sees those above."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance, ["a", "b"])
        self.callables: list[str] = []

    def expression(self, depth: int = 2) -> str:
        """A use of what is in scope."""
        if depth <= 0:
            return self.pick(*self.names, *self.names, "1", "'s'", "2.5", "shared")
        left, right = self.expression(depth - 1), self.expression(depth - 2)
        choices = [
            *(f"({left} {self.pick('+', '-', '<', '==', '*')} {right})",) * 3,
            f"({left} if {right} else {self.name()})",
            f"[{self.name()} for q in (1, 2)]",
            f"[(lambda: {self.name()})() for q in ({left},)]",
            "[fn() for fn in [lambda: q for q in (1, 2)]]",
            f"(lambda p={left}: (p, {self.name()}))()",
            f"list({self.name()} for q in (3, {right}))",
            f"({left}, {right})",
            "sorted(locals())" if self.likely(0.2) else left,
        ]
        if self.callables:
            choices += [f"{self.chance.choice(self.callables)}()"] * 3
        return self.chance.choice(choices)

    def statement(self, own: list[str], level: int) -> list[str]:
        """One step, that may define a function."""
        target = self.chance.choice(own)
        value = self.expression()
        if level < 3 and self.likely(0.35):
            return self.inner(level + 1)
        return self.chance.choice(
            (
                [f"{target} = {value}"],
                [f"{target} = {value}"],
                [f"{target} += {value}"],
                [f"LOG.append(repr({value})[:50])", "limit()"],
                [
                    f"for {target} in ({value}, 1):",
                    *indent([f"LOG.append(repr({self.name()})[:9])"]),
                ],
                [f"if {value}:", *indent([f"{target} = {self.expression(1)}"])],
                [
                    "try:",
                    *indent([f"{target} = {value}"]),
                    "except (TypeError, NameError, ValueError) as e:",
                    *indent(["LOG.append(str(e))"]),
                ],
                [f"del {target}"] if self.likely(0.3) else [f"{target} = 0"],
                [f"return {value}"] if self.likely(0.3) else [f"{target} = {value}"],
            )
        )

    def inner(self, level: int) -> list[str]:
        """A function inside, or a generator, with variables of its own and of those outside."""
        name, local = f"g{level}_{self.chance.randint(0, 9)}", f"v{level}"
        outside, known = list(self.names), list(self.callables)
        lines = []
        own = [local]
        if outside[2:] and self.likely(0.6):
            rebound = self.chance.choice(outside[2:])
            lines.append(f"nonlocal {rebound}")
            own.append(rebound)
        elif self.likely(0.2):
            lines.append("global shared")
            own.append("shared")
        self.names.append(local)
        # First of all, so that no call recurs without end: 3.13.0 itself crashes by some of those.
        lines += ["limit()", f"LOG.append('{name}')"]
        lines.append(f"{local} = {self.expression(1)}" if self.likely(0.85) else "limit()")
        for _ in range(self.chance.randint(1, 3)):
            lines += self.statement(own, level)
        if self.likely(0.2):
            lines.append(f"yield {self.expression(1)}")
        lines.append(f"return {self.expression(1)}")
        self.names = outside
        self.callables = [*known, name]
        decorator = [f"@{self.pick('staticmethod', 'lambda fn: fn')}"] if self.likely(0.1) else []
        default = self.pick("", f"p={self.expression(1)}", "*rest", "*, k=1, **more")
        return [*decorator, f"def {name}({default}):", *indent(lines)]

    def function(self, number: int) -> str:
        """One function with functions inside."""
        self.names, self.callables = ["a", "b", "x", "y"], []
        lines = ["x = a", "y = 0"] if self.likely(0.8) else ["x = b"]
        lines += self.inner(2)
        for _ in range(self.chance.randint(2, 5)):
            lines += self.statement(["x", "y", "a"], 1)
        calls = "".join(f", {name}()" for name in self.callables)
        lines.append(f"return x, y{calls}")
        return "\n".join([f"def f{number}(a, b):", *indent(lines)]) + "\n"


def generate(chance: Random, count: int) -> str:
    """A module of *count* functions with functions inside."""
    return HEAD + "\n\n" + functions(count, Closures(chance).function)
