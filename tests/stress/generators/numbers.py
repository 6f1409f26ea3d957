# SPDX-License-Identifier: Apache-2.0
"""Numbers: loops over ranges, accumulators, ints that grow, floats, and what is mixed with them.

    def f0(a, b, c):
        x = 7
        for i in range(a, -3, -2):      bounds of any kind, at most LIMIT turns
            x += i * 3
        return ...

Products of two variables are reduced at once: an int that doubles its length each turn is no test.
"""

from __future__ import annotations

from random import Random

from generators.writing import Writer, functions, indent

LIMIT = 20
SMALL = ("0", "1", "-1", "2", "3", "5", "7", "10", "-3")
EDGES = (
    "2**31",
    "-2**31",
    "2**62",
    "2**62 - 1",
    "-2**62",
    "2**63 - 1",
    "-2**63",
    "2**64",
    "10**30",
)
FLOATS = ("0.0", "-0.0", "0.5", "1.5", "-2.5", "1e18", "1e308", "float('inf')", "float('nan')")
OTHERS = ("True", "False", "None", "'a'", "(1, 2)", "[3]")
LISTS = ("[1, 2, 3]", "[]", "[0] * 4", "[1.5, 2.5]", "[a, b, c]", "[1, 2.5]")
ERRORS = "(TypeError, ValueError, ArithmeticError, LookupError, UnboundLocalError)"

HEAD = """
LOG = []
ARGUMENT_SETS = 12


def arguments(k):
    return [
        (1, 2, 3), (0, -1, 5), (2.5, 1, -2), (True, 3, 1.5), (2**62, 2**63 - 1, -(2**62)),
        (10**30, 7, 0), (-(2**63), -1, 1), (None, 1, 2), ("a", 2, 3), (-0.0, float("inf"), 2),
        (-5, 9, 4.0), (3, False, [1, 2]),
    ][k]


def step(x):
    return x + 1


def blend(x, y):
    return x * 3 - y


def count_down(n):
    if n <= 0:
        return 0
    if n > 12:
        return 12
    return count_down(n - 1) + 1


def maybe(x, y=2):
    if x > y:
        return x


def total(xs):
    s = 0
    for v in xs:
        s += v
    return s


def sign(x):
    return -1 if x < 0 else x > 0


def mean(n):
    s = 0.0
    for i in range(5):
        s += i / 2 + n
    return s


def clamp(x: int, low: int = -100, high: int = 100) -> int:
    return min(max(x, low), high)
"""


class Numbers(Writer):
    """Writes one function over a, b, c (never grown), x, y, z (grown) and the list xs."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance, ["a", "b", "c", "x", "y", "z"])
        self.loops = 0

    def atom(self) -> str:
        """A variable, usually; else a number or something that is none."""
        kind = self.chance.random()
        if kind < 0.62:
            return self.name()
        if kind < 0.86:
            return self.pick(*SMALL)
        return self.pick(*self.chance.choice((EDGES, FLOATS, FLOATS, OTHERS)))

    def expression(self, depth: int) -> str:
        """A value that is not much longer than its parts."""
        if depth <= 0:
            return self.atom()
        left, right = self.expression(depth - 1), self.expression(depth - self.chance.randint(1, 2))
        small = self.pick(*SMALL)
        param = self.pick("a", "b", "c")
        return self.pick(
            *(f"{left} + {right}", f"{left} - {right}", f"({left}) - ({right})") * 3,
            f"({left}) * {small}",
            f"{small} * ({left})",
            f"({left}) * ({right}) % 1000003",
            f"({left}) * ({right}) & 0xffff",
            f"({left}) // ({right})",
            f"({left}) % ({right})",
            f"({left}) / ({right})",
            f"({left}) {self.pick('&', '|', '^')} ({right})",
            f"({left}) >> {self.pick('0', '1', '3', '63', '64', '70', param)}",
            f"({left}) << {self.pick('0', '1', '5', '-1')}",
            f"{param} << {self.pick('0', '31', '62', '63', '64')}",
            f"{param} ** {self.pick('0', '1', '2', '3', '-1', '0.5')}",
            f"{param} * {self.pick('a', 'b', 'c')}",
            f"{self.pick('-', '+', '~', 'not ')}({left})",
            f"abs({left})",
            f"{self.pick('int', 'float', 'bool', 'round')}({left})",
            f"{self.pick('min', 'max', 'blend', 'maybe', 'divmod')}({left}, {right})",
            f"{self.pick('step', 'sign', 'mean', 'clamp', 'count_down', 'maybe')}({left})",
            "len(xs)",
            "total(xs)",
            f"xs[{right}]",
            f"({left} if {self.condition(depth - 1)} else {right})",
            f"({left} {self.pick('and', 'or')} {right})",
            f"({self.condition(depth - 1)})",
        )

    def condition(self, depth: int) -> str:
        """A truth value."""
        left, right = self.expression(depth), self.expression(depth - 1)
        compare = self.pick("<", "<=", ">", ">=", "==", "!=")
        return self.pick(
            *(f"({left}) {compare} ({right})",) * 4,
            f"({left}) {compare} {self.name()} {self.pick('<', '>=', '!=')} ({right})",
            f"({left}) {self.pick('is', 'is not')} None",
            f"({left}) in xs",
            f"({left}) {compare} {right} and {self.name()}",
            f"not ({left}) {compare} ({right})",
            self.name(),
            f"isinstance({self.name()}, {self.pick('int', 'float', 'bool')})",
        )

    def block(self, depth: int, loops: int) -> list[str]:
        """A few statements."""
        count = self.chance.randint(1, 3)
        return [line for _ in range(count) for line in self.statement(depth, loops)]

    def statement(self, depth: int, loops: int) -> list[str]:
        """One statement, simple or with blocks of its own."""
        if depth > 0 and self.likely(0.45):
            return self.compound(depth, loops)
        target = self.pick("x", "y", "z")
        value = self.expression(self.chance.randint(1, 2))
        simple = [
            *(f"{target} = {value}",) * 4,
            *(f"{target} {self.pick('+=', '-=')} {value}",) * 4,
            f"{target} {self.pick('//=', '%=', '/=', '&=', '|=', '^=')} {value}",
            f"{target} {self.pick('*=')} {self.pick(*SMALL)}",
            f"{target} {self.pick('>>=', '<<=')} {self.pick('0', '1', '3')}",
            f"xs.append({value})",
            f"xs[{self.expression(1)}] {self.pick('=', '=', '+=', '-=')} {value}",
            f"x, y = {self.pick('y, x', 'z, ' + value, value + ', y')}",
            f"{self.pick('a', 'b', 'c')} = {self.pick(*SMALL, *FLOATS)}",
            f"LOG.append(({target}, {self.name()}))",
            f"del {target}" if self.likely(0.15) else f"{target} = {self.pick(*SMALL)}",
            f"return {value}, {target}" if self.likely(0.4) else f"{target} = xs[-1]",
        ]
        if loops:
            simple += ["break" if self.likely(0.3) else f"{target} += 1", "i = i + 1"]
            simple += ["continue"] if self.likely(0.2) else []
        return [self.chance.choice(simple)]

    def compound(self, depth: int, loops: int) -> list[str]:
        """if, for, while or try."""
        kind = self.chance.choice("iifffwt") if loops < 2 else self.chance.choice("iit")
        if kind == "i":
            lines = [f"if {self.condition(1)}:", *indent(self.block(depth - 1, loops))]
            if self.likely(0.5):
                lines += ["else:", *indent(self.block(depth - 1, loops))]
            return lines
        if kind == "t":
            handler = [f"LOG.append({self.pick('type(e).__name__', 'str(e)')})"]
            lines = ["try:", *indent(self.block(depth - 1, loops)), f"except {ERRORS} as e:"]
            lines += indent([*handler, *self.block(depth - 2, loops)])
            if self.likely(0.3):
                lines += ["finally:", *indent(["LOG.append('finally')"])]
            return lines
        return self.loop(kind, depth, loops)

    def loop(self, kind: str, depth: int, loops: int) -> list[str]:
        """A loop of at most LIMIT turns."""
        self.loops += 1
        counter = f"n{self.loops}"
        variable = self.pick("i", "j", "x") if loops else "i"
        body = indent(self.block(depth - 1, loops + 1))
        bounded = indent([f"{counter} += 1", f"if {counter} > {LIMIT}:", *indent(["break"])])
        if kind == "w":
            lines = [f"{counter} = 0", f"while {self.condition(1)}:", *bounded, *body]
        elif self.likely(0.3):
            low, high = self.pick("", "0, ", "2, ", "-3, "), self.pick("5", "10", "-4", "len(xs)")
            step = self.pick("", ", 1", ", 2", ", -1", ", 3") if low else ""
            lines = [f"for {variable} in range({low}{high}{step}):", *body]
            if "xs" in high:  # the body may append: the bound does not change, but be sure
                lines = [f"{counter} = 0", lines[0], *bounded, *body]
        else:
            lines = [f"{counter} = 0", f"for {variable} in {self.iterable()}:", *bounded, *body]
        if self.likely(0.2):
            lines += ["else:", *indent(["LOG.append('else')"])]
        return lines

    def iterable(self) -> str:
        """Something to loop over, perhaps without end."""
        bounds = [self.expression(1) for _ in range(3)]
        return self.pick(
            *(f"range({bounds[0]})", f"range({bounds[0]}, {bounds[1]})") * 2,
            f"range({bounds[0]}, {bounds[1]}, {self.pick(*SMALL, 'a', 'x', '2**62', '-2**63')})",
            "range(2**63 - 3, 2**63 + 3)",
            "range(-2**63 - 2, -2**63 + 2)",
            "range(2**62 - 2, 2**62 + 2)",
            "xs",
            "enumerate(xs)" if self.likely(0.2) else "list(xs)",
            "reversed(xs)" if self.likely(0.3) else "(1, 2.5, True)",
        )

    def function(self, number: int) -> str:
        """One function."""
        self.loops = 0
        start = self.pick("0", "1", "0.0", "5", "2**62", "a", "None")
        lines = [
            f"x = {start}",
            f"y = {self.pick('0', '1', '1.5', 'b')}",
            f"z = {self.pick('0', '3', '0.0', 'c', 'True')}",
            f"xs = {self.pick(*LISTS)}",
        ]
        if self.likely(0.9):
            lines.append("i = j = 0")
        lines += self.block(2, 0) + self.block(1, 0)
        lines.append("return a, b, c, x, y, z, xs")
        return "\n".join([f"def f{number}(a, b, c):", *indent(lines)]) + "\n"


def generate(chance: Random, count: int) -> str:
    """A module of *count* functions over numbers."""
    return HEAD + "\n\n" + functions(count, Numbers(chance).function)
