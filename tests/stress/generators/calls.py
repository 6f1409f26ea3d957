# SPDX-License-Identifier: Apache-2.0
"""Calls: every form of parameter against every form of argument, right and wrong."""

from __future__ import annotations

from random import Random

from generators.writing import Writer, functions, indent

HEAD = """
LOG = []
ARGUMENT_SETS = 4


def arguments(k):
    return [(1, [2, 3], {"p": 4, "k": 5}), ("a", (), {}), (2.5, "xy", {"q": 1, "z": 0}),
            (None, range(2), {1: 2})][k]


def seen(x):
    LOG.append(x)
    return x


class Keys:
    def __init__(self, names):
        self.names = names

    def keys(self):
        LOG.append("keys")
        return self.names

    def __getitem__(self, name):
        LOG.append(name)
        return name * 2
"""
TARGETS = 12


class Calls(Writer):
    """Writes callables with random signatures, and functions that call them."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance, ["p", "q", "r", "k", "z"])

    def signature(self, first: str = "") -> str:
        """Parameters of every kind, in their order."""
        names = self.chance.sample(self.names, self.chance.randint(0, 4))
        cut = self.chance.randint(0, len(names))
        positional = names[:cut]
        defaults = self.chance.randint(0, len(positional))
        parts = [first] if first else []
        for i, name in enumerate(positional):
            has_default = i >= len(positional) - defaults
            parts.append(f"{name}={self.pick('1', 'None', '[]')}" if has_default else name)
            if self.likely(0.15) and "/" not in parts:
                parts.append("/")
        if self.likely(0.35):
            parts.append("*args")
        elif names[cut:]:
            parts.append("*")
        parts += [name + self.pick("", "=2") for name in names[cut:]]
        if self.likely(0.35):
            parts.append("**kwargs")
        return ", ".join(parts)

    def target(self, number: int) -> str:
        """A function or class to call: it returns all it was given."""
        if self.likely(0.3):
            kind = self.pick("", "@classmethod", "@staticmethod")
            receiver = {"": "self", "@classmethod": "cls", "@staticmethod": ""}[kind]
            method = [*filter(None, [kind]), f"def m({self.signature(receiver)}):"]
            result = ["return 'm', sorted((n, repr(v)) for n, v in locals().items() if n != 'self'"]
            result[0] += " and n != 'cls')"
            init = [f"def __init__({self.signature('self')}):", *indent(["LOG.append('init')"])]
            init = init if self.likely(0.5) else []
            return (
                "\n".join([f"class T{number}:", *indent([*init, *method, *indent(result)])]) + "\n"
            )
        signature = self.signature()
        names = [part.split("=")[0].lstrip("*") for part in signature.split(", ")]
        shown = "".join(f"{name}, " for name in names if name and name != "/")
        return f"def T{number}({signature}):\n    return ({shown}{number})\n"

    def value(self) -> str:
        """An argument."""
        return self.pick("a", "b", "c", "1", "seen(2)", "seen('s')", "None", "[a]", "a + 1")

    def given(self) -> str:
        """Arguments of every form; often too many, too few, or twice the same."""
        parts = self.some(0, 3, lambda: self.pick("", "", "", "*b, *") + self.value())
        if self.likely(0.3):
            parts.append(self.pick("*b", "*(1, 2)", "*seen([3])", "*a"))
        words = self.chance.sample(self.names, self.chance.randint(0, 2))
        parts += [f"{name}={self.value()}" for name in words]
        if self.likely(0.3):
            other = "**Keys(['p', 'q'])"
            parts.append(self.pick("**c", "**{'k': seen(1)}", other, "**dict(z=1)", "**a"))
        if self.likely(0.1):
            parts.append(self.pick("p=1", "unknown=2", "**c"))
        return ", ".join(parts)

    def call(self) -> str:
        """A call."""
        target = f"T{self.chance.randint(0, TARGETS - 1)}"
        dotted = self.pick(target, target, f"{target}.m", f"{target}().m")
        return f"{dotted}({self.given()})"

    def function(self, number: int) -> str:
        """One function that makes some calls."""
        lines = ["out = []"]
        for _ in range(self.chance.randint(1, 4)):
            call = self.call()
            lines += ["try:", *indent([f"out.append({call})"])]
            lines += ["except (TypeError, AttributeError, KeyError) as e:"]
            lines += indent(["out.append(str(e))"])
        lines.append(f"return out, {self.call() if self.likely(0.3) else 'a'}")
        return "\n".join([f"def f{number}(a, b, c):", *indent(lines)]) + "\n"


def generate(chance: Random, count: int) -> str:
    """A module of callables and *count* functions that call them."""
    writer = Calls(chance)
    targets: list[str] = []
    while len(targets) < TARGETS:
        source = writer.target(len(targets))
        try:
            compile(source, "<generated>", "exec")
        except SyntaxError:
            continue
        targets.append(source)
    return "\n\n".join([HEAD, *targets, functions(count, writer.function)])
