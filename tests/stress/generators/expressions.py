# SPDX-License-Identifier: Apache-2.0
"""Expressions of every kind over objects of every kind, most of them wrong for each other.

`t(x)` logs that x was evaluated, so the order of evaluation is compared too; `o` is an object whose
special methods log that they were called.
"""

from __future__ import annotations

from random import Random

from generators.writing import Writer, functions, indent

HEAD = """
LOG = []
ARGUMENT_SETS = 6


class TooLong(Exception):
    pass


def t(x):
    LOG.append(repr(x)[:60])
    if len(LOG) > 300:
        raise TooLong("too long")
    return x


def boom(x):
    LOG.append("boom")
    raise ValueError(repr(x)[:50])


def f(*a, **k):
    return a, k


class O:
    y = 5
    attr = len

    def __hash__(self):
        return 77

    def __eq__(self, other):
        LOG.append("eq")
        return self is other

    def __init__(self):
        self.a = 1
        self.fn = f

    def m(self, *a, **k):
        LOG.append("m")
        return "m", a, k

    @classmethod
    def cm(cls, *a):
        return cls.__name__, a

    @staticmethod
    def sm(*a):
        return a

    @property
    def prop(self):
        LOG.append("prop")
        return 7

    @property
    def bm(self):
        LOG.append("bm")
        return self.m

    def __getattr__(self, name):
        LOG.append("getattr " + name)
        raise AttributeError("no " + name)

    def __repr__(self):
        return "O()"

    def __lt__(self, other):
        LOG.append("lt")
        return "LT"

    def __bool__(self):
        LOG.append("bool")
        return True

    def __add__(self, other):
        LOG.append("add")
        return NotImplemented

    def __radd__(self, other):
        LOG.append("radd")
        return 3

    def __contains__(self, x):
        LOG.append("in")
        return 1

    def __getitem__(self, i):
        LOG.append("getitem " + repr(i)[:30])
        if i == 4:
            raise IndexError
        return i


def arguments(k):
    return [
        (1, 2, [1, 2], O()), (2.5, -1.5, (1, 2), O()), ("ab", 3, {"k": 1}, O()),
        (0, 10**20, [[1], [2]], O()), (True, None, {3, 1}, O()), (b"xy", "k", range(4), O()),
    ][k]
"""

LITERALS = (
    *("0", "1", "2", "5", "-3", "10**18", "2**70", "1.5", "-0.0", "2.0", "'s'", "'ab'", "None"),
    *("True", "False", "()", "(1, 2)", "b'x'", "1j", "...", "[]", "[1, 2, 3]", "{}", "{1, 2, 3}"),
    "{'k': 1}",
)
ITERABLES = ("[1, 2, 3]", "'abc'", "range(3)", "[(1, 2), (3, 4)]", "t([1, 2])", "c", "(4, 5, 6)")
BUILTINS = (
    *("len", "abs", "min", "max", "int", "float", "bool", "str", "isinstance", "list", "tuple"),
    *("dict", "set", "sorted", "repr", "type", "iter", "sum", "ord"),
)
TARGETS = ("a", "b", "a, b", "c[0]", "o.a", "a, *b")


class Expressions(Writer):
    """Writes functions that are mostly one big expression over a, b, c, o, w1 and w2."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance, ["a", "b", "c", "o"])
        self.kinds = (
            *(self.binary, self.binary, self.unary, self.boolean, self.comparison) * 2,
            *(self.conditional, self.call, self.method, self.attribute, self.item, self.slice),
            *(self.display, self.display, self.comprehension, self.comprehension),
            *(self.comprehension, self.format, self.walrus, self.lambda_, self.builtin),
            *(self.percent, self.logged, self.atom),
        )

    def atom(self, depth: int = 0) -> str:
        """A variable or a literal."""
        if self.likely(0.6):
            return self.name()
        literal = self.pick(*LITERALS)
        return f"t({literal})" if self.likely(0.3) else literal

    def any(self, depth: int) -> str:
        """Any expression, in parentheses where needed."""
        if depth <= 0:
            return self.atom()
        return self.chance.choice(self.kinds)(depth - self.chance.randint(1, 2))

    def binary(self, depth: int) -> str:
        """Operators; powers and shifts only by little, or CPython itself would take for ever."""
        left, right = self.any(depth), self.any(depth)
        if self.likely(0.1):
            return f"({left} {self.pick('**', '<<')} {self.pick('0', '2', '-1', '2.0', 'None')})"
        signs = ("+", "-", "*", "+", "-", "//", "%", "&", "|", "^", "/", ">>", "@")
        return f"({left} {self.pick(*signs)} {right})"

    def unary(self, depth: int) -> str:
        """One operand."""
        return f"({self.pick('-', 'not ', '+', '~')}{self.any(depth)})"

    def boolean(self, depth: int) -> str:
        """and, or."""
        parts = self.some(2, 3, lambda: self.any(depth))
        return "(" + f" {self.pick('and', 'or')} ".join(parts) + ")"

    def comparison(self, depth: int) -> str:
        """Chains of comparisons."""
        signs = ("<", "<=", ">", ">=", "==", "!=", "in", "not in", "is", "is not")
        more = self.some(1, 2, lambda: f" {self.pick(*signs)} {self.any(depth)}")
        return f"({self.any(depth)}{''.join(more)})"

    def conditional(self, depth: int) -> str:
        """if, else."""
        return f"({self.any(depth)} if {self.any(depth)} else {self.any(depth)})"

    def call(self, depth: int) -> str:
        """Every form of argument."""
        star = [self.pick("", "", "*") + self.any(depth) for _ in range(self.chance.randint(0, 3))]
        words = [f"k{i}={self.any(depth)}" for i in range(self.chance.randint(0, 2))]
        if self.likely(0.25):
            words.append("**" + self.pick(self.any(depth), f"{{'m': {self.any(depth)}}}"))
        return f"{self.pick('f', 'f', 't', 'boom')}({', '.join(star + words)})"

    def method(self, depth: int) -> str:
        """Methods of o, and of built-in types."""
        given = ", ".join(self.some(0, 2, lambda: self.any(depth)))
        on_o = self.pick("m", "m", "cm", "sm", "attr", "fn", "prop", "nope", "bm")
        built_in = self.pick(
            *("append", "get", "index", "count", "pop", "upper", "split", "join", "keys", "items"),
            *("startswith", "replace", "copy", "add", "update", "extend", "strip", "encode"),
        )
        receiver = self.pick(self.any(depth), "a", "c", "[3, 1]", "'a b'", "{1: 2}")
        return self.pick(f"o.{on_o}({given})", f"{receiver}.{built_in}({given})")

    def attribute(self, depth: int) -> str:
        """Attributes, there or not."""
        own = f"o.{self.pick('a', 'prop', 'y', 'm', 'nope')}"
        return self.pick(own, own, f"{self.any(depth)}.real")

    def item(self, depth: int) -> str:
        """Subscripts."""
        holder = self.pick(self.any(depth), "a", "c", "(1, 2, 3)", "[4, 5, 6]", "'hello'", "o")
        return f"{holder}[{self.pick('0', '-1', '1', '5', self.any(depth), self.any(depth))}]"

    def slice(self, depth: int) -> str:
        """Slices, with and without their parts."""
        holder = self.pick(self.any(depth), "[1, 2, 3, 4]", "o", "'hello'")
        parts = [self.pick("", self.any(depth)) for _ in range(self.chance.randint(2, 3))]
        return f"{holder}[{':'.join(parts)}]"

    def display(self, depth: int) -> str:
        """Tuples, lists, sets and dicts."""
        items = [self.pick("", "", "*") + self.any(depth) for _ in range(self.chance.randint(1, 3))]
        pairs = [f"{self.any(depth)}: {self.any(depth)}" for _ in range(self.chance.randint(1, 2))]
        pairs += self.some(0, 1, lambda: "**" + self.any(depth))
        inside = ", ".join(items)
        return self.pick(f"({inside},)", f"[{inside}]", f"{{{inside}}}", f"{{{', '.join(pairs)}}}")

    def comprehension(self, depth: int) -> str:
        """Comprehensions, nested, filtered, unpacking."""
        outer = list(self.names)
        target = self.pick("x", "y", "x", "(x, y)", "[x, *y]")
        clauses = f"for {target} in {self.pick(self.any(depth), *ITERABLES)}"
        self.names += ["x", "y"] if "y" in target and "x" in target else [target]
        if self.likely(0.4):
            clauses += f" if {self.any(depth - 1)}"
        if self.likely(0.3):
            clauses += f" for z in {self.pick(self.any(depth - 1), 'range(2)', f'[{self.name()}]')}"
            self.names.append("z")
        item, other = self.any(depth - 1), self.any(depth - 1)
        self.names = outer
        return self.pick(
            *(f"[{item} {clauses}]",) * 3,
            f"{{{item} {clauses}}}",
            f"{{{item}: {other} {clauses}}}",
            f"list({item} {clauses})",
            f"[fn() for fn in [lambda: {item} {clauses}]]",
            f"sum([{item} {clauses}])",
            f"any({item} {clauses})",
        )

    def format(self, depth: int) -> str:
        """f-strings."""
        conversion = self.pick("", "", "!r", "!s", "!a")
        spec = self.pick("", "", ":>6", ":x", f":{{({self.atom()})}}")
        return f"f'''p{{({self.any(depth)}){conversion}{spec}}}q{{({self.atom()})}}'''"

    def walrus(self, depth: int) -> str:
        """An assignment on the way."""
        return f"({self.pick('w1', 'w2')} := {self.any(depth)})"

    def lambda_(self, depth: int) -> str:
        """A function made and called at once."""
        return f"(lambda q, r={self.any(depth)}: (q, r))({self.any(depth)})"

    def builtin(self, depth: int) -> str:
        """Built-in functions the compiler knows."""
        given = self.some(1, 2, lambda: self.any(depth)) if self.likely(0.5) else [self.any(depth)]
        return f"{self.pick(*BUILTINS)}({', '.join(given)})"

    def percent(self, depth: int) -> str:
        """Formatting by %."""
        both = f"({self.any(depth)}, {self.any(depth)})"
        return self.pick(f"'%s|%-4s' % {both}", f"'%r' % {self.any(depth)}", f"'%d %x' % {both}")

    def logged(self, depth: int) -> str:
        """A value that is seen being made."""
        return f"t({self.any(depth)})"

    def function(self, number: int) -> str:
        """One function around one expression."""
        expression = self.any(self.chance.randint(3, 5))
        first = ["w1 = w2 = 0"] if self.likely(0.8) else []
        body = self.chance.choice(
            (
                [f"if {expression}:", *indent(["return 1, a, b, c"]), "return 2, a"],
                [
                    "try:",
                    *indent([f"r = {expression}"]),
                    "except TypeError as e:",
                    *indent(["r = str(e)"]),
                    "return r, a, b, c",
                ],
                [f"return {expression}"],
                [f"{self.pick(*TARGETS)} = {expression}", "return a, b, c, o.a"],
                [f"{self.pick('a', 'b', 'c[0]', 'o.a', 'c')} += {expression}", "return a, b, c"],
                [f"while {expression}:", *indent(["t(w1)", "a = b"]), "return a"],
            )
        )
        return "\n".join([f"def f{number}(a, b, c, o):", *indent([*first, *body])]) + "\n"


def generate(chance: Random, count: int) -> str:
    """A module of *count* functions, each around an expression."""
    return HEAD + "\n\n" + functions(count, Expressions(chance).function)
