# SPDX-License-Identifier: Apache-2.0
"""Print the classes of ast, trees of some of the library, and what becomes of damaged trees.

Run by test_tree.py with CPython and with a CPython that has our trees: the same is to be printed.
"""

from __future__ import annotations

import ast
import copy
import random
import re
import warnings
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
CASES = 400
PLACE = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 1}

VALUES: list[Callable[[], object]] = [
    lambda: None,
    lambda: 5,
    lambda: "None",
    lambda: "_",
    lambda: b"x",
    lambda: [],
    lambda: ["x"],
    lambda: 10**30,
    ast.Load,
    ast.Store,
    ast.Add,
    lambda: ast.Name("True", ast.Load(), **PLACE),
    lambda: ast.Name("q", ast.Store(), **PLACE),
    lambda: ast.Constant((1, [2]), **PLACE),
    lambda: ast.Constant((1, frozenset([2, (3, None)])), **PLACE),
    lambda: [ast.Pass(**PLACE)],
    lambda: ast.MatchStar(None, **PLACE),
]


def main() -> None:
    """Print all three."""
    warnings.simplefilter("ignore")
    for cls in [ast.AST, *sorted(find_classes(ast.AST), key=lambda cls: cls.__name__)]:
        print(cls.__name__, cls.__doc__, cls._fields, cls._attributes, [*vars(cls)])
    for file in sorted(Path(ast.__file__).parent.glob("a*.py")):
        tree = ast.parse(file.read_bytes(), type_comments=True)
        print(file.name, hash_free(ast.dump(tree, include_attributes=True)))
        compile(tree, file.name, "exec")
    for case in (HERE / "tree_annotations.txt").read_text(encoding="utf-8").splitlines():
        print(case, annotate(case))
    for seed in range(CASES):
        print(seed, *damage(random.Random(seed)))


def find_classes(cls: type[ast.AST]) -> set[type[ast.AST]]:
    """Those below cls that are of the grammar."""
    found = {sub for sub in cls.__subclasses__() if sub.__name__ in vars(__import__("_ast"))}
    return found.union(*map(find_classes, found))


def annotate(case: str) -> object:
    """What an annotation that is not evaluated is, or why it cannot be one."""
    space: dict[str, object] = {}
    try:
        exec(f"from __future__ import annotations\nx: {case}", space)
    except SyntaxError as error:
        return error
    return space["__annotations__"]


def hash_free(text: str) -> str:
    """The text without addresses."""
    return re.sub("0x[0-9a-f]+", "", text)


def damage(source: random.Random) -> tuple[str, str, str]:
    """Change one field of one node; where, and what compile() says."""
    tree = ast.parse((HERE / "tree_source.txt").read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if node._fields]
    node = source.choice(nodes)
    name = source.choice([*node._fields, *node._attributes])
    way = source.random()
    if way < 0.2:
        vars(node).pop(name, None)
    elif way < 0.4:
        setattr(node, name, copy.deepcopy(source.choice(nodes)))
    else:
        setattr(node, name, source.choice(VALUES)())
    try:
        compile(tree, "f", "exec")
    except (TypeError, ValueError, SyntaxError, OverflowError) as error:
        return type(node).__name__, name, hash_free(f"{type(error).__name__}: {error}")
    return type(node).__name__, name, "compiled"


if __name__ == "__main__":
    main()
