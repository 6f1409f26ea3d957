"""All functions of a module: which become native, and why the others do not."""

from __future__ import annotations

import ast
import dataclasses
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from aot_build.diagnostics import Span
from aot_build.ir.function import Function, Module
from aot_build.ir.ops import Collect
from aot_build.lower.collecting import SUFFIX, collecting_scopes, counted_variables
from aot_build.lower.context import Typing, Unsupported
from aot_build.lower.directcalls import link_direct_calls
from aot_build.lower.function import lower_function
from aot_build.lower.leaves import add_leaf_versions
from aot_build.lower.modulebody import worth_native
from aot_build.lower.versions import add_typed_versions
from aot_build.symbols import mangle_symbol

if TYPE_CHECKING:
    from aot_build.front.bindings import FrameNode
    from aot_build.front.codes import FunctionNode
    from aot_build.front.scopes import FunctionScope, ModuleScopes

# Whether calls come to the entry of a function first; in 3.11 the interpreter has made a frame.
HAS_ENTRIES = sys.version_info >= (3, 12)

Tier = Literal["native", "bytecode"]

BODY_NAME = mangle_symbol("<module>")  # no function is called so


@dataclasses.dataclass(frozen=True)
class FunctionReport:
    """What became of one function. ``reason`` and what follows are empty for a native one."""

    qualname: str
    line: int
    tier: Tier
    statements: int
    kind: str  # "function", "lambda", "generator" … as FunctionScope.kind
    reason: str = ""
    message: str = ""
    span: Span | None = None
    hint: str = ""


def lower_module(
    scopes: ModuleScopes, *, typed: bool = True
) -> tuple[Module, list[FunctionReport]]:
    """Lower whatever can be native; ``typed``: with typed versions where they pay.

    A comprehension with a code object of its own (3.11) is native like a function, but a part of
    the one around it: it is reported only if it stays in bytecode. The body of the module is no
    function, and not in the report.
    """
    module = Module(scopes.parsed.source.filename)
    general: dict[FunctionScope, Function] = {}
    reports: list[FunctionReport] = []
    names = unique_names(scopes)
    collecting = add_collecting_versions(scopes, names)
    for scope in scopes.functions:
        function, report = try_function(scope, scopes, Typing(), names[scope])
        if function is None or scope.kind != "comprehension":
            reports.append(report)
        if function is not None:
            general[scope] = function
    module.functions += lower_bodies(scopes, general)
    module.functions += choose_versions(scopes, collecting, general, module.functions)
    module.functions += general.values()
    if typed:
        module.functions += add_typed_versions(scopes, general)
    if typed and HAS_ENTRIES:
        module.functions += add_leaf_versions(scopes, general)
        link_direct_calls(scopes, general, module.functions)
    reports += [report_left_out(item.node, item.reason, scopes) for item in scopes.left_out]
    return module, sorted(reports, key=lambda report: report.line)


def add_collecting_versions(
    scopes: ModuleScopes, names: dict[FunctionScope, str]
) -> list[Function]:
    """Versions of generator expressions that are run where their calls are lowered afterwards.

    They say where they are in the code object, so in 3.11 the generator must be native, too.
    """
    added = []
    for scope, consumer in collecting_scopes(scopes).items():
        if not HAS_ENTRIES and try_function(scope, scopes, Typing(), names[scope])[0] is None:
            continue
        name = names[scope] + SUFFIX
        typing = Typing(counted_variables(scope), collecting=consumer)
        function, _ = try_function(scope, scopes, typing, name)
        if function is not None:
            function.is_entry = False
            scopes.collecting[scope] = name
            added.append(function)
    return added


def lower_bodies(scopes: ModuleScopes, general: dict[FunctionScope, Function]) -> list[Function]:
    """The bodies of the module and of classes; one is run by native code that makes the class."""
    names = body_names(scopes)
    bodies: dict[FunctionScope, Function] = {}
    waiting = [scopes.body, *(made for scope in general for made in scope.bodies)]
    for scope in waiting:  # grows meanwhile
        if worth_native(scope, scopes):
            function, _ = try_function(scope, scopes, Typing(), names[scope])
            if function is not None:
                bodies[scope] = function
                waiting += scope.bodies
    return [bodies[scope] for scope in sorted(bodies, key=lambda scope: scope.code_index)]


def choose_versions(
    scopes: ModuleScopes,
    collecting: list[Function],
    general: dict[FunctionScope, Function],
    bodies: list[Function],
) -> list[Function]:
    """The collecting versions that are called; what they stand for is not made natively.

    It is made only where somebody traces or has replaced a built-in. In 3.11 places in the code
    objects of native functions are others, so there both versions are native.
    """
    used = {
        op.target
        for fn in (*bodies, *general.values(), *collecting)
        for op in fn.ops()
        if isinstance(op, Collect)
    }
    for scope, name in scopes.collecting.items():
        if name in used and HAS_ENTRIES:
            general.pop(scope, None)
    return [fn for fn in collecting if fn.name in used]


def leave_module(scopes: ModuleScopes) -> tuple[Module, list[FunctionReport]]:
    """Leave every function in bytecode, as the option `tier` can ask for."""
    message = "tier = 'bytecode' was asked for"
    reports = [
        FunctionReport(
            scope.qualname,
            first_line(scope.node),
            "bytecode",
            count_statements(scope.node),
            scope.kind,
            reason="tier",
            message=message,
        )
        for scope in scopes.functions
        if scope.kind != "comprehension"
    ]
    reports += [report_left_out(item.node, item.reason, scopes) for item in scopes.left_out]
    return Module(scopes.parsed.source.filename), sorted(reports, key=lambda item: item.line)


def try_function(
    scope: FunctionScope, scopes: ModuleScopes, typing: Typing, name: str
) -> tuple[Function | None, FunctionReport]:
    """Lower one function, or say why not. A bug of ours costs no more than its native body."""
    native = FunctionReport(
        scope.qualname, first_line(scope.node), "native", count_statements(scope.node), scope.kind
    )
    try:
        return lower_function(scope, scopes, typing, name), native
    except Unsupported as why:
        node, reason, message, hint = why.node or scope.node, why.reason, why.message, why.hint
    except RecursionError:
        node, reason, message, hint = scope.node, "too-deep", "expressions are nested deeply", ""
    except Exception as error:  # whatever it is, the bytecode tier is right
        message = f"{type(error).__name__}: {error}"
        node, reason, hint = scope.node, "internal", "please report this: it is a bug in aot_build"
    span = span_of(node, scopes)
    return None, dataclasses.replace(
        native, tier="bytecode", reason=reason, message=message, span=span, hint=hint
    )


def report_left_out(node: FunctionNode, reason: str, scopes: ModuleScopes) -> FunctionReport:
    """A function that has no scope."""
    return FunctionReport(
        qualname=getattr(node, "name", "<lambda>"),
        line=first_line(node),
        tier="bytecode",
        statements=count_statements(node),
        kind="function",
        reason=reason,
        message="its code object is not certain, or it is never made",
        span=span_of(node, scopes),
    )


def unique_names(scopes: ModuleScopes) -> dict[FunctionScope, str]:
    """A linker-safe name for each function: its qualified name, numbered where it is taken."""
    names: dict[FunctionScope, str] = {}
    taken: set[str] = set()
    for scope in scopes.functions:
        base = mangle_symbol(scope.qualname)
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}.{number}"
        taken.add(name)
        names[scope] = name
    return names


def body_names(scopes: ModuleScopes) -> dict[FunctionScope, str]:
    """The same for the bodies of the module and of classes."""
    named = {scope: f"<class {scope.code_index}>{scope.qualname}" for scope in scopes.bodies}
    return {scopes.body: BODY_NAME} | {scope: mangle_symbol(named[scope]) for scope in named}


def span_of(node: ast.AST, scopes: ModuleScopes) -> Span | None:
    """Where *node* is written; of a function only the first line."""
    if not isinstance(node, (ast.expr, ast.stmt)):
        return None
    source = scopes.parsed.source
    text = source.line(node.lineno)
    span = Span.from_node(source.filename, node, text)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return dataclasses.replace(span, end_line=span.line, end_column=len(text) + 1)
    return span


def first_line(node: FrameNode) -> int:
    """The line of a function's ``def``, the first one of a module."""
    return getattr(node, "lineno", 1)


def count_statements(node: FrameNode) -> int:
    """Statements of a function's own body; those of functions and classes inside are theirs."""
    return sum(1 for _ in own_statements(getattr(node, "body", []))) or 1


def own_statements(nodes: object) -> Iterator[ast.stmt]:
    """The statements of a suite and of the suites inside."""
    stack = list(nodes) if isinstance(nodes, list) else []
    while stack:
        node = stack.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            stack.extend(ast.iter_child_nodes(node))
