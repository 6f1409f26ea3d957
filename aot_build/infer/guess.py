# SPDX-License-Identifier: Apache-2.0
"""Guesses of parameter types. A wrong guess costs a compare per call and nothing else.

Evidence, in this order: the annotation; the default value; how the parameter is used (in arithmetic
with a number, as an argument of range(), as an index); what calls in the same module pass.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable

from aot_build.infer.variables import walk_scope

FunctionNode = ast.FunctionDef | ast.Lambda
GUESSED = ("int", "float", "list")
_SHIFTS_AND_MASKS = (ast.LShift, ast.RShift, ast.BitAnd, ast.BitXor)
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.BitOr)


def guess_parameters(node: FunctionNode, calls: Iterable[ast.Call] = ()) -> dict[str, str]:
    """Parameter name to "int" or "float", where there is evidence for one only."""
    votes: dict[str, Counter[str]] = {arg.arg: Counter() for arg in plain_parameters(node)}
    guesses = {arg.arg: ty for arg in plain_parameters(node) if (ty := annotated(arg))}
    for name, default in default_values(node):
        vote_constant(votes, name, default)
    body = body_of(node)
    for child in walk_scope(body):
        vote_use(votes, child)
    for call in calls:
        for arg, value in zip(plain_parameters(node), call.args, strict=False):
            vote_constant(votes, arg.arg, value)
    spread_votes(votes, body)
    for name, counter in votes.items():
        if name not in guesses and counter:
            ty = "float" if counter["float"] and not counter["only-int"] else "int"
            guesses[name] = ty
    return guesses


def body_of(node: FunctionNode) -> list[ast.stmt]:
    """The statements of a function; a lambda returns its expression."""
    return node.body if isinstance(node, ast.FunctionDef) else [ast.Return(node.body)]


def plain_parameters(node: FunctionNode) -> list[ast.arg]:
    """Positional parameters in order."""
    return [*node.args.posonlyargs, *node.args.args]


def annotated(arg: ast.arg) -> str | None:
    """The type that an annotation such as ``int`` or ``"float"`` names."""
    note = arg.annotation
    if isinstance(note, ast.Name) and note.id in GUESSED:
        return note.id
    if isinstance(note, ast.Constant) and note.value in GUESSED:
        return str(note.value)
    return None


def default_values(node: FunctionNode) -> Iterable[tuple[str, ast.expr]]:
    """Positional parameters that have defaults."""
    names = [arg.arg for arg in plain_parameters(node)]
    defaults = node.args.defaults
    return zip(names[len(names) - len(defaults) :], defaults, strict=True) if defaults else ()


def constant_type(node: ast.expr) -> str | None:
    """The type of a number, which may have a sign: "int" or "float"."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return type(node.value).__name__
    return None


def vote_constant(votes: dict[str, Counter[str]], name: str, value: ast.expr) -> None:
    """A number given to a parameter."""
    ty = constant_type(value)
    if ty and name in votes:
        votes[name][ty] += 1


def vote_use(votes: dict[str, Counter[str]], node: ast.AST) -> None:
    """What one expression says of the parameters in it."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (*_ARITHMETIC, *_SHIFTS_AND_MASKS)):
        pairs = [(node.left, node.right), (node.right, node.left)]
        for side, other in pairs:
            # "%" and "*" with a constant are as often formatting and repetition of strings.
            if isinstance(side, ast.Name) and not isinstance(node.op, ast.Mod):
                vote_constant(votes, side.id, other)
        if isinstance(node.op, _SHIFTS_AND_MASKS):
            for side, other in pairs:
                if isinstance(side, ast.Name) and side.id in votes and constant_type(other):
                    votes[side.id]["only-int"] += 1
        elif isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Name):
            vote_constant(votes, node.left.id, node.right)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        if isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)):
            for side, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
                if isinstance(side, ast.Name):
                    vote_constant(votes, side.id, other)
    elif isinstance(node, ast.Call) and is_named(node.func, "range"):
        for arg in node.args:
            if isinstance(arg, ast.Name) and arg.id in votes:
                votes[arg.id]["only-int"] += 1


def is_named(node: ast.expr, name: str) -> bool:
    """Whether an expression is that plain name."""
    return isinstance(node, ast.Name) and node.id == name


def spread_votes(votes: dict[str, Counter[str]], body: list[ast.stmt]) -> None:
    """Parameters compared or added to each other are of one type, if one of them has evidence."""
    for node in walk_scope(body):
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub, ast.Mult)):
            sides = (node.left, node.right)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            sides = (node.left, node.comparators[0])
        else:
            continue
        names = [s.id for s in sides if isinstance(s, ast.Name) and s.id in votes]
        if len(names) == 2:
            for one, other in (names, names[::-1]):
                if votes[one] and not votes[other]:
                    votes[other].update(votes[one])
