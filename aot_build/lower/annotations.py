"""Annotations as strings (PEP 563), as the compiler wrote them.

It writes them in its own manner, so they are taken from the constants of the code object, where
they are what parses to the same trees; :func:`ast.unparse` differs a little.
"""

from __future__ import annotations

import ast
from types import CodeType

FUTURE_ANNOTATIONS = 0x1000000  # __future__.annotations.compiler_flag


def annotation_strings(code: CodeType, annotated: list[tuple[str, ast.expr]]) -> tuple[str, ...]:
    """The annotations of a function: name, text, name, text."""
    names = tuple(name for name, _ in annotated)
    trees = [ast.dump(_without_star(expr)) for _, expr in annotated]
    for const in code.co_consts:
        if isinstance(const, tuple) and const[::2] == names and len(const) == 2 * len(names):
            texts = const[1::2]
            if all(isinstance(text, str) for text in texts) and trees == [*map(_parsed, texts)]:
                return const
    pairs = [(name, ast.unparse(expr)) for name, expr in annotated]
    return tuple(part for pair in pairs for part in pair)


def annotation_text(code: CodeType, node: ast.expr) -> str:
    """The annotation of a variable."""
    usual = ast.unparse(node)
    if usual in code.co_consts:
        return usual
    tree = ast.dump(node)
    texts = (const for const in code.co_consts if isinstance(const, str))
    return next((text for text in texts if _parsed(text) == tree), usual)


def _without_star(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Starred) else node


def _parsed(text: str) -> str:
    try:
        return ast.dump(ast.parse(text.removeprefix("*"), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
