# SPDX-License-Identifier: Apache-2.0
"""The type of an expression, given those of the variables.

The rules say no more than lowering does: what is int here is an unboxed int there.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aot_build.infer.model import ANY, NUM, OBJECT, Ty, join

INT_OPS: tuple[type[ast.operator], ...] = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
INT_OPS += (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor)
FLOAT_OPS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)

NUM_UNARY = (ast.USub, ast.Invert)
NUM_OPS = (*INT_OPS, ast.Div, ast.Pow)

DISPLAYS: dict[type[ast.expr], str] = {
    ast.List: "list",
    ast.ListComp: "list",
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.Tuple: "tuple",
    ast.JoinedStr: "str",
}


BUILTIN_NAMES = ("range", "len", "ord", "abs", "min", "max", "int", "float")


@dataclass(frozen=True)
class Signature:
    """The types of a typed function's positional parameters, and of its result."""

    params: tuple[str, ...]
    result: Ty


@dataclass
class Environment:
    """What is known while a function is looked at.

    ``is_builtin(name)`` tells whether a name may be assumed to mean the built-in; assumptions that
    a result rests on are collected in ``assumed``.
    """

    variables: dict[str, Ty]
    is_builtin: Callable[[str], bool]
    natives: Mapping[str, Signature] = field(default_factory=dict)  # this module's own functions
    pinned: frozenset[str] = frozenset()  # variables that may be unbound or shared: boxed
    countable: frozenset[str] = frozenset()  # variables that may be held as a tagged word
    stepping: frozenset[str] = frozenset()  # those that count by an int
    computed: frozenset[str] = frozenset()  # variables that nothing but arithmetic sees
    assumed: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)  # of the natives

    def assume(self, name: str) -> bool:
        """Rely on *name* meaning the built-in; False when that cannot be."""
        if name in self.variables or not self.is_builtin(name):
            return False
        self.assumed.add(name)
        return True


def infer_expr(env: Environment, node: ast.expr) -> Ty:
    """The type of *node*; None while it depends on variables nothing is known of."""
    if isinstance(node, ast.Constant):
        return type(node.value).__name__
    if isinstance(node, ast.Name):
        return env.variables.get(node.id, OBJECT)
    if isinstance(node, ast.BinOp):
        left, right = infer_expr(env, node.left), infer_expr(env, node.right)
        return infer_binary(node.op, left, right, node.right)
    if isinstance(node, ast.UnaryOp):
        return infer_unary(node.op, infer_expr(env, node.operand))
    if isinstance(node, ast.Compare):
        return infer_compare(env, node)
    if isinstance(node, ast.BoolOp):
        ty: Ty = None
        for value in node.values:
            ty = join(ty, infer_expr(env, value))
        return ty
    if isinstance(node, ast.IfExp):
        return join(infer_expr(env, node.body), infer_expr(env, node.orelse))
    if isinstance(node, ast.NamedExpr):
        return infer_expr(env, node.value)
    if isinstance(node, ast.Call):
        return infer_call(env, node)
    return DISPLAYS.get(type(node), OBJECT)


def infer_binary(op: ast.operator, left: Ty, right: Ty, right_node: ast.expr) -> Ty:
    """The type of an arithmetic operation."""
    if left is None or right is None:
        return None
    if left == right == "int":
        if isinstance(op, INT_OPS):
            return "int"
        return "float" if isinstance(op, ast.Div) else OBJECT
    if "float" in (left, right) and {left, right} <= {"int", "float"}:
        return "float" if isinstance(op, FLOAT_OPS) else OBJECT
    if ANY in (left, right) and {left, right} <= {ANY, "int", OBJECT} and isinstance(op, INT_OPS):
        return ANY
    if left == right == "str" and isinstance(op, ast.Add):
        return "str"
    if {left, right} <= {"int", "float", ANY, NUM, OBJECT} and isinstance(op, NUM_OPS):
        return NUM
    return OBJECT


def infer_unary(op: ast.unaryop, operand: Ty) -> Ty:
    """The type of ``-x``, ``+x``, ``~x``, ``not x``."""
    if isinstance(op, ast.Not):
        return "bool"
    if operand is None:
        return None
    if operand == NUM and isinstance(op, NUM_UNARY):
        return NUM
    if operand == ANY:
        return OBJECT if isinstance(op, ast.UAdd) else ANY
    if operand == "int" or (operand == "float" and not isinstance(op, ast.Invert)):
        return operand
    return OBJECT


def infer_compare(env: Environment, node: ast.Compare) -> Ty:
    """bool, when every comparison is between numbers or of identity."""
    types = [infer_expr(env, item) for item in (node.left, *node.comparators)]
    for op, left, right in zip(node.ops, types, types[1:], strict=False):
        if isinstance(op, (ast.Is, ast.IsNot, ast.In, ast.NotIn)):
            continue
        if left is None or right is None:
            return None
        if not {left, right} <= {"int", "float"}:
            return OBJECT
    return "bool"


def infer_call(env: Environment, node: ast.Call) -> Ty:
    """The result of calling a built-in, or a function of this module, by name."""
    func = node.func
    if not isinstance(func, ast.Name) or func.id in env.variables:
        return OBJECT
    if any(isinstance(arg, ast.Starred) for arg in node.args) or node.keywords:
        return OBJECT
    types = [infer_expr(env, arg) for arg in node.args]
    if func.id in env.natives:
        return infer_native_call(env, func.id, types)
    ty = infer_builtin(func.id, types)
    if ty == OBJECT or not env.assume(func.id):
        return OBJECT
    return ty


def infer_native_call(env: Environment, name: str, types: list[Ty]) -> Ty:
    """The result of this module's typed function *name*; OBJECT when the arguments do not fit."""
    signature = env.natives[name]
    if None in types:
        return None
    if len(types) != len(signature.params):
        return OBJECT
    if any(p not in (OBJECT, ty) for p, ty in zip(signature.params, types, strict=True)):
        return OBJECT
    env.called.add(name)
    return signature.result


def infer_builtin(name: str, types: list[Ty]) -> Ty:
    """The result of built-in *name* for arguments of these types; OBJECT when nobody can say."""
    if name in ("len", "ord") and len(types) == 1:
        return "int"
    if None in types:
        return None if name in ("abs", "min", "max", "int", "float") else OBJECT
    if name == "abs" and len(types) == 1 and types[0] in ("int", "float"):
        return types[0]
    if name in ("min", "max") and len(types) == 2 and types[0] == types[1]:
        return types[0] if types[0] in ("int", "float") else OBJECT
    if name in ("int", "float") and len(types) == 1 and types[0] in ("int", "float"):
        return name
    return OBJECT
