# SPDX-License-Identifier: Apache-2.0
"""Variables that nothing but arithmetic sees, so that they can be held in registers.

    def mix(h, words):                    a, b, t: arithmetic, comparisons, and moves between them;
        a, b = h                          rotate(a, 7) takes a number as well, if `rotate` is a
        for w in words:                   function of this module that only computes
            t = rotate(a, 7) + (~b & w)
            b = a
            a = (t + b) & 0xFFFFFFFF
        h[:] = [a, b]                     once, outside of loops, each may become an object

This only chooses how variables are held: a ``num`` may be any object.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator

from aot_build.infer.expressions import NUM_OPS, NUM_UNARY

ORDERING = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_LOOPS = (ast.For, ast.While, ast.AsyncFor, ast.ListComp, ast.SetComp, ast.DictComp)
_COMPUTES = (
    *(ast.Return, ast.Assign, ast.AnnAssign, ast.If, ast.IfExp, ast.BinOp, ast.UnaryOp),
    *(ast.Compare, ast.BoolOp, ast.Name, ast.Constant, ast.operator, ast.unaryop, ast.cmpop),
    *(ast.boolop, ast.expr_context),
)


def computed_names(body: list[ast.stmt], computing: Collection[str] = ()) -> frozenset[str]:
    """The variables of a function; *computing*: functions of its module that only compute."""
    uses = _Uses(computing)
    for stmt in body:
        uses.read(stmt, in_loop=False)
    return uses.solve()


def only_computes(node: ast.FunctionDef) -> bool:
    """Whether a function takes numbers and does nothing but arithmetic."""
    args = node.args
    plain = not (args.vararg or args.kwarg or args.kwonlyargs or node.decorator_list)
    body = [part for stmt in node.body for part in ast.walk(stmt)]
    parameters = {arg.arg for arg in (*args.posonlyargs, *args.args)}
    used = {part.id for part in body if isinstance(part, ast.Name)}
    arithmetic = any(isinstance(part, (ast.BinOp, ast.Compare)) for part in body)
    is_docstring = bool(body) and ast.get_docstring(node) is not None
    allowed = (*_COMPUTES, ast.Expr) if is_docstring else _COMPUTES
    return plain and arithmetic and parameters <= used and all(isinstance(p, allowed) for p in body)


class _Uses:
    """What a function does with its variables."""

    def __init__(self, computing: Collection[str]) -> None:
        self.computing = computing
        self.summed: set[str] = set()  # stored by arithmetic
        self.moved: defaultdict[str, set[str]] = defaultdict(set)  # from variable to variables
        self.objects: defaultdict[str, int] = defaultdict(int)  # how often one must be made
        self.numeric: set[ast.AST | None] = set()
        # What attributes and items are given, for which any value must be an object.
        self.stored: set[ast.AST | None] = set()

    def read(self, node: ast.AST, *, in_loop: bool) -> None:
        """Note what *node* and all in it do."""
        self.note(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            often = in_loop and node not in self.stored
            self.objects[node.id] += 0 if node in self.numeric else 2 if often else 1
        before = node.iter if isinstance(node, (ast.For, ast.AsyncFor)) else None
        for child in ast.iter_child_nodes(node):
            inside = isinstance(node, _LOOPS) and child is not before
            self.read(child, in_loop=in_loop or inside)

    def note(self, node: ast.AST) -> None:
        """Which operands of *node* are numbers, and what it stores."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, NUM_OPS):
            self.numeric.update((node.left, node.right))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, NUM_UNARY):
            self.numeric.add(node.operand)
        elif isinstance(node, ast.Compare) and all(isinstance(op, ORDERING) for op in node.ops):
            self.numeric.update((node.left, *node.comparators))
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, NUM_OPS):
            self.numeric.update((node.target, node.value))
            if isinstance(node.target, ast.Name) and not isinstance(node.value, ast.Constant):
                self.summed.add(node.target.id)
        elif isinstance(node, ast.Return):
            self.numeric.add(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in self.computing and not node.keywords:
                self.numeric.update(node.args)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            self.stored.add(node.value)
            for target, value in stored_parts(node):
                self.store(target, value)

    def store(self, target: str, value: ast.expr) -> None:
        """Note what a variable is assigned."""
        if isinstance(value, ast.BinOp):
            self.summed.add(target)
        elif isinstance(value, ast.Name):
            self.moved[value.id].add(target)
            self.numeric.add(value)

    def solve(self) -> frozenset[str]:
        """The variables that pay, so that moves between them need no objects."""
        computed = set(self.summed)
        waiting = list(computed)
        while waiting:
            for target in self.moved[waiting.pop()] - computed:
                computed.add(target)
                waiting.append(target)
        while escaping := {name for name in computed if self.made_for(name, computed) > 1}:
            computed -= escaping
        return frozenset(computed)

    def made_for(self, name: str, computed: Collection[str]) -> int:
        """For how many uses of a variable an object must be made."""
        return self.objects[name] + len(self.moved[name] - set(computed))


def stored_parts(node: ast.Assign | ast.AnnAssign) -> Iterator[tuple[str, ast.expr]]:
    """The variables that are assigned, each with what; displays element by element."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if node.value is not None:
        for target in targets:
            yield from _parts(target, node.value)


def _parts(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
        starred = any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts))
        if not starred and len(target.elts) == len(value.elts):
            for inner, part in zip(target.elts, value.elts, strict=True):
                yield from _parts(inner, part)
