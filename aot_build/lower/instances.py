# SPDX-License-Identifier: Apache-2.0
"""Which `__init__` a call of a class of the module leads to, most likely.

    class Shape:                        Shape(3)
        def __init__(self, size): …     ->  t1 = call_direct_class t0, Shape_2e___init__, 2(3)
    class Square(Shape): …              Square(3)   ->  the same

Whether it does is asked when the call is made, so nothing here need be certain: a class may get
another `__init__`, or have a metaclass that does something else (runtime/ops_instance.c).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from aot_build.ir.function import Function
from aot_build.ir.ops import LoadConst, Return
from aot_build.lower.calltargets import Target

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope, ModuleScopes


def find_initializers(
    module: ModuleScopes,
    callable_so: Mapping[FunctionScope, Target],
    leaves: Mapping[str, Function],
) -> dict[str, list[Target]]:
    """Class -> its `__init__`, for classes that are bound once."""
    classes = dict(global_classes(module))
    own = {
        scope.qualname.removesuffix(".__init__"): target
        for scope, target in callable_so.items()
        if scope.is_method and scope.name == "__init__" and target.parameters
    }
    found = {}
    for name in classes:
        target = own.get(owner_of_init(name, classes))
        if target is not None:
            leaf = target.function.leaf
            if leaf is None or gives_none(leaves[leaf]):
                found[name] = [target.bound()]
    return found


def global_classes(module: ModuleScopes) -> Iterator[tuple[str, ast.ClassDef]]:
    """The classes that a global name is bound to, which is bound nowhere else."""
    for scope in module.bodies:
        node = scope.node
        if not isinstance(node, ast.ClassDef) or scope.qualname != node.name:
            continue
        if module.global_bindings.get(node.name) == 1:
            yield node.name, node


def owner_of_init(name: str, classes: Mapping[str, ast.ClassDef]) -> str:
    """The class that *name* has its `__init__` from, if one of the known bases does."""
    passed = {name}
    while not defines_init(classes[name]):
        base = next((base.id for base in classes[name].bases if isinstance(base, ast.Name)), "")
        if base not in classes or base in passed:
            break
        passed.add(base)
        name = base
    return name


def defines_init(node: ast.ClassDef) -> bool:
    """Whether the body of a class has an `__init__` at its top."""
    return any(isinstance(item, ast.FunctionDef) and item.name == "__init__" for item in node.body)


def gives_none(leaf: Function) -> bool:
    """Whether a leaf version gives None whenever it does not give up."""
    returned = [op.value for op in leaf.ops() if isinstance(op, Return)]
    return all(isinstance(value, LoadConst) and value.value is None for value in returned)
