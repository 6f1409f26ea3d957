# SPDX-License-Identifier: Apache-2.0
"""Iteration: comprehensions, generator expressions and who consumes them, enumerate, range, zip.

    def f0(a, b, c):
        x = sum(i * v for i, v in enumerate(b, 3) if v)
        for i, (p, q) in enumerate(zip(a, b)):
            ...

What is iterated may be of any kind, fail half-way, or say what is asked of it (``Steps``).
"""

from __future__ import annotations

from random import Random

from generators.writing import Writer, functions, indent

ERRORS = "(TypeError, ValueError, ArithmeticError, LookupError, RuntimeError, UnboundLocalError)"
CONSUMERS = ("sum", "any", "all", "list", "tuple", "set", "frozenset", "max", "min", "sorted")

HEAD = '''
LOG = []
ARGUMENT_SETS = 8


class Steps:
    """Counts down from a number, fails at one, and says so."""

    def __init__(self, count, bad=None):
        self.count, self.bad = count, bad

    def __iter__(self):
        LOG.append("iter")
        return self

    def __next__(self):
        self.count -= 1
        LOG.append(self.count)
        if self.count == self.bad:
            raise ValueError("step")
        if self.count < 0:
            raise StopIteration
        return self.count


class Loud:
    """A value whose comparisons, hash, sum and truth are heard."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Loud({self.value})"

    def __lt__(self, other):
        LOG.append(("lt", repr(other)))
        return self.value < getattr(other, "value", other)

    def __gt__(self, other):
        LOG.append(("gt", repr(other)))
        return self.value > getattr(other, "value", other)

    def __eq__(self, other):
        return repr(self) == repr(other)

    def __hash__(self):
        LOG.append("hash")
        return hash(self.value)

    def __bool__(self):
        LOG.append("bool")
        return bool(self.value)

    def __radd__(self, other):
        LOG.append(("radd", repr(other)))
        return Loud((other if isinstance(other, int) else 0) + 1)

    def __add__(self, other):
        return Loud(self.value + getattr(other, "value", 1))


def produce(xs):
    for x in xs:
        LOG.append("produced")
        yield x


def arguments(k):
    return [
        ([1, 2, 3], (4, 5, 6), 2), ([0, 1.5, -2], range(3), 0), (Steps(4), [7, 8, 9, 10], 3),
        (Steps(4, bad=1), "abc", 1), ([2**62, 2**63 - 1, 5], {3: 4, 5: 6}, -1),
        (["b", "a"], [[1, 2], [3, 4]], "x"), ([Loud(1), Loud(0), 3], (None, True), 1.5),
        (5, [], None),
    ][k]
'''


class Iteration(Writer):
    """Writes one function over a, b (iterables, mostly), c (a number, mostly) and variables."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance, ["c", "i", "x"])

    def iterable(self) -> str:
        """Something to go over."""
        bound = self.pick("c", "3", "5", "0", "2**62", "-2")
        return self.pick(
            *("a", "b") * 4,
            "range(4)",
            f"range({bound if bound != '2**62' else 'c'})",
            f"range({bound}, {bound} + 4)",
            f"range(6, {self.pick('0', '-3', 'c')}, {self.pick('-1', '-2', 'c')})",
            "produce(a)",
            "produce(b)",
            "Steps(3)",
            f"Steps(4, bad={self.pick('0', '2')})",
            "reversed(b)",
            "list(b)[1:]",
            "{1: 2, 3: 4}",
            "{1: 2, 3: 4}.values()",
            "'xyz'",
        )

    def pairs(self) -> str:
        """Something that gives pairs, perhaps."""
        return self.pick(
            f"zip({self.iterable()}, {self.iterable()})",
            f"enumerate({self.iterable()})",
            "{1: 2, 3: 4}.items()",
            "[(1, 2), (3, 4)]",
            "[(1, 2), (3,)]",
            "b",
        )

    def target_and_iterable(self) -> str:
        """`i in xs`, `i, x in enumerate(xs)` and so on."""
        start = self.pick("", "", ", 1", ", c", ", 2**62 - 1", ", -1")
        return self.pick(
            *(f"{self.pick('i', 'x')} in {self.iterable()}",) * 4,
            *(f"i, x in enumerate({self.iterable()}{start})",) * 3,
            f"i, (x, y) in enumerate({self.pairs()}{start})",
            f"x, i in {self.pairs()}",
            f"i, i in enumerate({self.iterable()})",
        )

    def expression(self, depth: int = 1) -> str:
        """A value of the variables."""
        left = self.pick("i", "x", "c", "i", "x", "1", "2.5")
        if depth <= 0:
            return left
        right = self.expression(depth - 1)
        return self.pick(
            left,
            f"{left} {self.pick('+', '-', '*')} {right}",
            f"{left} {self.pick('//', '%', '/')} {right}",
            f"({left}, {right})",
            f"str({left})",
            f"{left} {self.pick('<', '==', '>=', '!=')} {right}",
            f"a[{left}]" if self.likely(0.3) else f"[{left}][0]",
            f"LOG.append({left})"
            if self.likely(0.3)
            else f"{self.pick('max', 'min')}(1, {left}, 3)",
            f"(lambda: {left})()" if self.likely(0.4) else f"[{left}, {right}]",
            self.comprehension() if self.likely(0.25) else left,
        )

    def clauses(self) -> str:
        """The `for` and `if` clauses."""
        parts = [f"for {self.target_and_iterable()}"]
        if self.likely(0.4):
            parts.append(f"if {self.expression()}")
        if self.likely(0.25):
            parts.append(f"for {self.target_and_iterable()}")
        return " ".join(parts)

    def comprehension(self) -> str:
        """A comprehension, or a generator expression for somebody."""
        element, clauses = self.expression(), self.clauses()
        generator = f"({element} {clauses})"
        return self.pick(
            f"[{element} {clauses}]",
            f"{{{element} {clauses}}}",
            f"{{{element}: {self.expression()} {clauses}}}",
            *(f"{self.pick(*CONSUMERS)}{generator}",) * 5,
            f"sorted({generator}, key=str, reverse=c == 2)",
            f"{self.pick('max', 'min')}({generator}, default=c)",
            f"sum({generator}, c)",
            f"'-'.join{generator}",
            f"','.join(str({element}) {clauses})",
            f"list(produce{generator})",
            f"dict((k, {element}) for k, x in enumerate(a) for i in b)",
        )

    def statement(self, depth: int) -> list[str]:
        """One statement."""
        kind = self.chance.random()
        if depth > 0 and kind < 0.4:
            lines = [f"for {self.target_and_iterable()}:", *indent(self.block(depth - 1))]
            if self.likely(0.3):
                lines[1:1] = indent(
                    [f"if {self.expression()}:", *indent([self.pick("break", "continue")])]
                )
            if self.likely(0.2):
                lines += ["else:", *indent(["LOG.append('else')"])]
            return lines
        if depth > 0 and kind < 0.6:
            lines = ["try:", *indent(self.block(depth - 1)), f"except {ERRORS} as e:"]
            return lines + indent(["LOG.append((type(e).__name__, str(e)))"])
        return [f"{self.pick('x', 'r', 'r')} = {self.comprehension()}"]

    def block(self, depth: int) -> list[str]:
        """A few statements."""
        return [line for _ in range(self.chance.randint(1, 2)) for line in self.statement(depth)]

    def function(self, number: int) -> str:
        """One function."""
        lines = ["i = x = y = 1", "r = None", *self.block(2), *self.block(1)]
        return "\n".join([f"def f{number}(a, b, c):", *indent([*lines, "return i, x, r"])]) + "\n"


def generate(chance: Random, count: int) -> str:
    """A module of *count* functions that iterate."""
    return HEAD + "\n\n" + functions(count, Iteration(chance).function)
