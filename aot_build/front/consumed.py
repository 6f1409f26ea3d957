# SPDX-License-Identifier: Apache-2.0
"""Generator expressions that are made for one built-in, which most likely consumes them at once.

sum(x * x for x in xs)        "sum"
", ".join(map(f, x) for …)    "join"
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

CONSUMERS = frozenset(
    {"all", "any", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple"}
)


def find_consumed(tree: ast.AST) -> Iterator[tuple[ast.GeneratorExp, str]]:
    """The generator expressions of a module and what consumes them, if names mean what they say."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            consumer = consumer_of(node)
            if consumer:
                argument = node.args[0]
                assert isinstance(argument, ast.GeneratorExp)
                yield argument, consumer


def consumer_of(call: ast.Call) -> str:
    """What consumes the generator expression that is the argument of *call*; "" if that is none."""
    match call:
        case ast.Call(ast.Name(name), [ast.GeneratorExp()], keywords) if name in CONSUMERS:
            plain = all(keyword.arg for keyword in keywords)
            return name if plain and (not keywords or name == "sorted") else ""
        case ast.Call(
            ast.Attribute(ast.Constant(str() | bytes()), "join"), [ast.GeneratorExp()], []
        ):
            return "join"
    return ""
