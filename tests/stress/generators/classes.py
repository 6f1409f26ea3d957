# SPDX-License-Identifier: Apache-2.0
"""Classes: operators, attributes of all kinds, inheritance, and what changes a class meanwhile."""

from __future__ import annotations

from random import Random

from generators.writing import Writer, functions, indent

OPERATORS = ("add", "sub", "mul", "floordiv", "mod", "and", "or", "lshift", "lt", "eq", "getitem")
UNARY = ("neg", "invert", "len", "bool", "iter", "hash", "repr", "index", "abs", "int")
SIGNS = ("+", "-", "*", "//", "%", "&", "|", "<<", "<", "==", "!=", ">", ">=", "in", "is")

HEAD = """
LOG = []
ARGUMENT_SETS = 6


def log(*what):
    LOG.append(what)
    if len(LOG) > 300:
        raise OverflowError("too long")


def arguments(k):
    reset()
    one, two = A(3), B(4)
    return [(one, two, 1), (two, one, one), (A(0), 5, two), (C(1), B(2), "s"), (C(2), C(2), None),
            (one, one, 2.5)][k]


def reset():
    for cls in (A, B, C):
        cls.shared = 10
        for name in ("fresh", "later"):
            if name in vars(cls):
                delattr(cls, name)
"""


class Classes(Writer):
    """Writes three related classes, and functions that use and change them."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance, ["a", "b", "c", "x"])

    def hierarchy(self) -> str:
        """The classes: plain, derived, and derived again with slots or a property."""
        parts = [self.class_("A", ""), self.class_("B", "A"), self.class_("C", "B")]
        return "\n\n".join(parts)

    def class_(self, name: str, base: str) -> str:
        """One class with some operators."""
        lines = ["shared = 10", "", "def __init__(self, v):"]
        lines += indent(["super().__init__(v)"] if base and self.likely(0.7) else ["self.v = v"])
        lines += indent([f"self.w{name} = v", "self.items = [v, 1]"])
        lines += ["", "@property", "def double(self):", *indent(["return self.v * 2"])]
        lines += ["", "def __repr__(self):", *indent([f"return f'{name}({{self.v!r}})'"])]
        lines += ["", "def method(self, x=1, *more):", *indent(self.method_body(name, base))]
        for operator in self.chance.sample(OPERATORS, 4):
            lines += ["", f"def __{operator}__(self, other):"]
            lines += indent([f"log('{name}.{operator}', repr(other)[:30])", self.answer()])
        for operator in self.chance.sample(OPERATORS[:6], 2):
            lines += ["", f"def __{self.pick('r', 'i')}{operator}__(self, other):"]
            lines += indent([f"log('{name}.?{operator}')", self.answer()])
        for operator in self.chance.sample(UNARY, 2):
            if operator not in ("repr",):
                lines += ["", f"def __{operator}__(self):"]
                lines += indent([f"log('{name}.{operator}')", self.unary_answer(operator)])
        if self.likely(0.3):
            lines += ["", "def __getattr__(self, name):", *indent(["log('getattr', name)"])]
            lines += indent([self.pick("raise AttributeError(name)", "return len(name)")])
        if self.likely(0.2):
            lines += ["", "def __setattr__(self, name, value):", *indent(["log('set', name)"])]
            lines += indent(["super().__setattr__(name, value)"])
        return "\n".join([f"class {name}{f'({base})' if base else ''}:", *indent(lines)]) + "\n"

    def method_body(self, name: str, base: str) -> list[str]:
        """What `method` does: calls up, reads, writes."""
        up = ["log(super().method(x))"] if base and self.likely(0.5) else []
        change = self.pick("self.v += 1", "self.v = x", "self.fresh = x", "self.items.append(x)")
        return [*up, change, f"return '{name}', self.v, x, more"]

    def answer(self) -> str:
        """What a binary operator returns."""
        return "return " + self.pick("NotImplemented", "self", "self.v", "other", "7", "True")

    def unary_answer(self, operator: str) -> str:
        """What a unary operator returns: the right kind of thing, usually."""
        right = {"iter": "iter(self.items)", "bool": "self.v != 1"}.get(operator, "self.v or 1")
        return "return " + (right if self.likely(0.8) else "'wrong'")

    def expression(self, depth: int) -> str:
        """A use of the objects."""
        if depth <= 0:
            return self.pick(*self.names, *self.names, "1", "2.5", "None", "'v'", "A", "B(6)")
        left, right = self.expression(depth - 1), self.expression(depth - 2)
        attribute = self.pick(
            *("v", "v", "wA", "wB", "wC", "items", "shared", "double", "fresh", "later", "method"),
        )
        sign = self.pick(*SIGNS)
        return self.pick(
            *(f"({left} {sign} {right})",) * 4,
            *(f"{self.name()}.{attribute}",) * 3,
            *(f"{self.name()}.method({right})",) * 2,
            f"{self.name()}.method({left}, {right})",
            f"{self.name()}.items[{right}]",
            f"{self.name()}[{right}]",
            f"({self.pick('-', '~', 'not ')}{left})",
            f"{self.pick('len', 'list', 'bool', 'str', 'abs', 'int')}({left})",
            f"isinstance({left}, {self.pick('A', 'B', '(B, C)', 'int')})",
            f"{self.pick('A', 'B', 'C')}({left})",
            f"({left} {self.pick('and', 'or')} {right})",
            f"getattr({left}, '{attribute}', {right})",
            f"type({left}).__name__",
            f"{self.pick('A', 'B', 'C')}.{self.pick('method', 'shared', 'fresh')}",
            f"[q.v for q in ({left}, {right})]",
        )

    def statement(self) -> list[str]:
        """A step of a function."""
        value = self.expression(2)
        attribute = self.pick("v", "v", "wA", "fresh", "shared", "double", "items", "__class__")
        sign = self.pick("+", "-", "*", "//", "%", "&", "|", "<<")
        stored = self.pick("B", "C", value) if attribute == "__class__" else value
        return self.chance.choice(
            (
                [f"x = {value}"],
                [f"x = {value}"],
                [f"{self.name()}.{attribute} = {stored}"],
                [f"{self.name()}.{self.pick('v', 'fresh', 'wA')} {sign}= {value}"],
                [f"x {sign}= {value}"],
                [f"{self.name()}[0] = {value}"],
                [f"del {self.name()}.{self.pick('v', 'fresh', 'later', 'wA')}"],
                [f"{self.pick('A', 'B')}.later = {value}"],
                [f"{self.pick('A', 'B')}.shared = {value}"],
                [f"log(repr({value})[:40])"],
                [f"if {value}:", *indent([f"x = {self.expression(1)}"])],
                ["for x in (a, b, a):", *indent([f"log(repr({self.expression(1)})[:40])"])],
                [
                    "try:",
                    *indent([f"x = {value}"]),
                    "except (TypeError, AttributeError) as e:",
                    *indent(["log(str(e))"]),
                ],
            )
        )

    def function(self, number: int) -> str:
        """One function over three objects."""
        lines = ["x = 0"]
        for _ in range(self.chance.randint(2, 5)):
            lines += self.statement()
        lines.append("return a, b, c, x, [sorted(vars(q)) for q in (a, b, c) if isinstance(q, A)]")
        return "\n".join([f"def f{number}(a, b, c):", *indent(lines)]) + "\n"


def generate(chance: Random, count: int) -> str:
    """A module of three classes and *count* functions."""
    writer = Classes(chance)
    return "\n\n".join([HEAD, writer.hierarchy(), functions(count, writer.function)])
