"""``import`` in functions and in the bodies of modules."""

from __future__ import annotations

import ast

from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.assign import assign_name
from aot_build.lower.context import Context, lowers_stmt
from aot_build.primitives.objects import IMPORT_FROM, IMPORT_NAME, IMPORT_STAR


@lowers_stmt(ast.Import)
def lower_import(cx: Context, node: ast.Import) -> None:
    """``import a.b`` binds ``a``; ``import a.b as c`` binds the submodule."""
    for alias in node.names:
        module = import_name(cx, alias.name, cx.none(), 0)
        first, *rest = alias.name.split(".")
        if alias.asname is None:
            assign_name(cx, first, module)
            continue
        for name in rest:
            module = cx.call(IMPORT_FROM, module, cx.const(name))
        assign_name(cx, alias.asname, module)


@lowers_stmt(ast.ImportFrom)
def lower_import_from(cx: Context, node: ast.ImportFrom) -> None:
    """``from .a import b as c, d``; the list of names is passed on as it is written."""
    names = tuple(alias.name for alias in node.names)
    module = import_name(cx, node.module or "", cx.const(names), node.level)
    if "*" in names:
        cx.call(IMPORT_STAR, module)
        return
    for alias in node.names:
        value = cx.call(IMPORT_FROM, module, cx.const(cx.scope.mangle(alias.name)))
        assign_name(cx, alias.asname or alias.name, value)


def import_name(cx: Context, name: str, fromlist: Value, level: int) -> Value:
    """What ``__import__`` returns. The compiler mangles `__x` here too, but no dotted name."""
    mangled = name if "." in name else cx.scope.mangle(name)
    return cx.call(IMPORT_NAME, cx.const(mangled), fromlist, Const(level, Rep.I64))
