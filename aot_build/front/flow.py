# SPDX-License-Identifier: Apache-2.0
"""Flow: which reads of local variables certainly find them bound.

    def f(n):
        if n:            # n: certain, a parameter
            x = n
        return x         # x: not certain

One walk in the order of evaluation carries the set of variables bound on every road to here, or
None where no road leads. Whatever is not understood is left out, which only costs a check at run
time. Every read checks its variable unless it is certain: so a read that is passed makes the next
one certain.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from aot_build.front.bindings import (
    Comprehension,
    FrameNode,
    annotations_of,
    comprehension_targets,
    imported_names,
)
from aot_build.front.codes import DEF_NODES, FUNCTION_NODES, AnnotationNode

State = frozenset[str] | None
_NOTHING: frozenset[str] = frozenset()


@dataclass
class _Loop:
    """A loop being walked: the states at its `break`s, and what was to be undone at its start."""

    undo_depth: int
    breaks: list[State] = field(default_factory=list)


def definitely_assigned(
    scope: FrameNode,
    parameters: Iterable[str],
    locals_: Collection[str],
    mangle: Callable[[str], str],
    compiled: Collection[ast.AST],
) -> frozenset[ast.Name]:
    """The `Name` nodes of *scope* that read or delete a variable which is certainly bound.

    *locals_* are the variables no other function can reach; also the targets of comprehensions
    inlined here are looked at. The target of an augmented assignment counts as a read.
    """
    flow = _Flow(frozenset(parameters), frozenset(locals_), mangle, compiled)
    try:
        flow.run(scope)
    except RecursionError:
        return frozenset()
    return frozenset(flow.certain)


class _Flow(ast.NodeVisitor):
    """`state` is what holds at the point the walk has come to."""

    def __init__(
        self,
        parameters: frozenset[str],
        locals_: frozenset[str],
        mangle: Callable[[str], str],
        compiled: Collection[ast.AST],
    ) -> None:
        self.state: State = parameters
        self.locals = locals_
        self.mangle = mangle
        self.compiled = compiled
        self.certain: set[ast.Name] = set()
        self.inlined: list[str] = []  # targets of the inlined comprehensions around
        self.loops: list[_Loop] = []
        self.undone: list[frozenset[str]] = []  # what leaving each statement around unbinds

    def run(self, scope: FrameNode) -> None:
        if isinstance(scope, (*DEF_NODES, ast.ClassDef, ast.Module)):
            self._suite(scope.body)
        elif isinstance(scope, ast.Lambda):
            self.visit(scope.body)
        elif not isinstance(scope, AnnotationNode):
            self._clauses(scope)

    # --- the state ---

    def _read(self, name: ast.Name) -> None:
        """Note a read; who comes past it knows the variable to be bound."""
        mangled = self.mangle(name.id)
        if self.state is None or (mangled not in self.locals and mangled not in self.inlined):
            return
        if mangled in self.state:
            self.certain.add(name)
        self.state |= {mangled}

    def _bind(self, name: str) -> None:
        if self.state is not None:
            self.state |= {self.mangle(name)}

    def _unbind(self, name: str) -> None:
        if self.state is not None:
            self.state -= {self.mangle(name)}

    def _deleted(self, *suites: Sequence[ast.AST]) -> frozenset[str]:
        """The variables that running those statements, or a part of them, may unbind."""
        names = set()
        stack: list[ast.AST] = [node for suite in suites for node in suite]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
                names.add(self.mangle(node.id))
            elif isinstance(node, ast.ExceptHandler) and node.name:
                names.add(self.mangle(node.name))
            if isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                if not isinstance(node, (*FUNCTION_NODES, ast.ClassDef)):
                    stack.extend(ast.iter_child_nodes(node))
            elif isinstance(node, (ast.Tuple, ast.List)):  # del (a, [b])
                stack.extend(node.elts)
        return frozenset(names)

    # --- statements ---

    def _suite(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def visit_If(self, node: ast.If) -> None:
        true, false = self._test(node.test)
        self.state = true
        self._suite(node.body)
        end, self.state = self.state, false
        self._suite(node.orelse)
        self.state = _join(end, self.state)

    def visit_While(self, node: ast.While) -> None:
        self.state = _minus(self.state, self._deleted(node.body))
        true, false = self._test(node.test)
        self.state = true
        breaks = self._loop_body(node.body)
        self.state = false
        self._suite(node.orelse)
        self.state = _join(self.state, *breaks)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        entry = self.state = _minus(self.state, self._deleted(node.body))
        self.visit(node.target)
        breaks = self._loop_body(node.body)
        self.state = entry
        self._suite(node.orelse)
        self.state = _join(self.state, *breaks)

    visit_AsyncFor = visit_For

    def _loop_body(self, body: list[ast.stmt]) -> list[State]:
        """Walk the suite of a loop; the states at its breaks."""
        loop = _Loop(len(self.undone))
        self.loops.append(loop)
        self._suite(body)
        self.loops.pop()
        return loop.breaks

    def visit_Break(self, node: ast.Break) -> None:
        loop = self.loops[-1]
        loop.breaks.append(_minus(self.state, *self.undone[loop.undo_depth :]))
        self.state = None

    def visit_Continue(self, node: ast.Continue) -> None:
        self.state = None

    def visit_Return(self, node: ast.Return) -> None:
        self.generic_visit(node)
        self.state = None

    def visit_Raise(self, node: ast.Raise) -> None:
        self.generic_visit(node)
        self.state = None

    def visit_Try(self, node: ast.Try) -> None:
        before = self.state
        self.undone.append(self._deleted(node.finalbody))
        self._suite(node.body)
        self._suite(node.orelse)
        ends = [self.state]
        handled = _minus(before, self._deleted(node.body))
        for handler in node.handlers:
            self.state = handled
            ends.append(self._handler(handler))
        finally_unbinds = self.undone.pop()
        self.state = _join(*ends)
        if node.finalbody:
            self._finally(node, before, finally_unbinds)

    def visit_TryStar(self, node: ast.TryStar) -> None:
        before = self.state
        self.undone.append(self._deleted(node.finalbody))
        self._suite(node.body)
        self._suite(node.orelse)
        end = self.state
        # Several handlers may run, one after the other.
        handled = _minus(before, self._deleted(node.body, node.handlers))
        for handler in node.handlers:
            self.state = handled
            self._handler(handler)
        finally_unbinds = self.undone.pop()
        self.state = _join(end, handled) if node.handlers else end
        if node.finalbody:
            self._finally(node, before, finally_unbinds)

    def _handler(self, node: ast.ExceptHandler) -> State:
        """Walk an except clause; the state at its end."""
        if node.type is not None:
            self.visit(node.type)
        name = frozenset({self.mangle(node.name)} if node.name else ())
        if node.name:
            self._bind(node.name)
        self.undone.append(name)
        self._suite(node.body)
        self.undone.pop()
        return _minus(self.state, name)

    def _finally(self, node: ast.Try | ast.TryStar, before: State, unbinds: frozenset[str]) -> None:
        """Walk a finally clause as it runs after an exception; then add what held without one.

        The clause is monotone: knowing more before it never means knowing less after it.
        """
        normal = self.state
        self.state = _minus(before, self._deleted(node.body, node.handlers, node.orelse))
        self._suite(node.finalbody)
        if normal is None:
            self.state = None
        elif self.state is not None:
            self.state |= normal - unbinds

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        self._with_items(node.items, node.body, self._deleted(node.body))

    visit_AsyncWith = visit_With

    def _with_items(
        self, items: list[ast.withitem], body: list[ast.stmt], deleted: frozenset[str]
    ) -> None:
        if not items:
            self._suite(body)
            return
        self.visit(items[0].context_expr)
        # `__exit__` may swallow an exception raised anywhere from here on, even before the target
        # is bound.
        swallowed = _minus(self.state, deleted)
        if items[0].optional_vars is not None:
            self.visit(items[0].optional_vars)
        self._with_items(items[1:], body, deleted)
        self.state = _join(self.state, swallowed)

    def visit_Match(self, node: ast.Match) -> None:
        self.visit(node.subject)
        ends: list[State] = []
        unmatched = self.state
        for case in node.cases:
            self.state = unmatched
            self._pattern(case.pattern)
            guarded = self.state
            if case.guard is not None:
                self.state, guarded = self._test(case.guard)
            self._suite(case.body)
            ends.append(self.state)
            if is_irrefutable(case.pattern):
                unmatched = guarded if case.guard is not None else None
        self.state = _join(*ends, unmatched)

    def _pattern(self, pattern: ast.pattern) -> None:
        """Read the values in a pattern, then bind its captures: they need all of it to fit."""
        captures = []
        before = self.state
        for node in ast.walk(pattern):
            match node:
                case ast.Name():
                    self._read(node)
                    self.state = before  # another pattern may be tried without this read
                case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                    captures.append(name)
                case ast.MatchMapping(rest=str(name)):
                    captures.append(name)
        for name in captures:
            self._bind(name)

    def visit_Assert(self, node: ast.Assert) -> None:
        true, false = self._test(node.test)
        self.state = false
        if node.msg is not None:
            self.visit(node.msg)
        self.state = true

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        self._suite(node.targets)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._read(node.target)
            self.visit(node.value)
            self._bind(node.target.id)
        else:
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        # Annotations of variables are not evaluated in functions.
        if node.value is not None:
            self.visit(node.value)
        elif isinstance(node.target, ast.Name):
            return
        self.visit(node.target)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for name in imported_names(node):
            self._bind(name)

    visit_ImportFrom = visit_Import

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._suite(node.decorator_list)
        self._defaults(node.args)
        if not getattr(node, "type_params", None):
            self._suite(annotations_of(node))
        self._bind(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._suite(node.decorator_list)
        if not getattr(node, "type_params", None):
            self._suite((*node.bases, *node.keywords))
        self._bind(node.name)

    def visit_TypeAlias(self, node: ast.AST) -> None:
        name = getattr(node, "name", None)
        if isinstance(name, ast.Name):  # its value is evaluated later, in a scope of its own
            self._bind(name.id)

    # --- expressions ---

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bind(node.id)
            return
        self._read(node)
        if isinstance(node.ctx, ast.Del):
            self._unbind(node.id)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self._bind(node.target.id)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._defaults(node.args)

    def _defaults(self, arguments: ast.arguments) -> None:
        self._suite(arguments.defaults)
        self._suite(default for default in arguments.kw_defaults if default is not None)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        true, false = self._test(node.test)
        self.state = true
        self.visit(node.body)
        end, self.state = self.state, false
        self.visit(node.orelse)
        self.state = _join(end, self.state)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        self.state = _join(*self._test(node))

    def visit_Compare(self, node: ast.Compare) -> None:
        self.visit(node.left)
        self.visit(node.comparators[0])
        first = self.state
        self._suite(node.comparators[1:])
        self.state = first

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None:
                self.visit(key)
            self.visit(value)

    def visit_ListComp(self, node: Comprehension) -> None:
        self.visit(node.generators[0].iter)
        if isinstance(node, ast.GeneratorExp) or node in self.compiled:
            return
        before = self.state
        targets = [self.mangle(name) for name in comprehension_targets(node, None)]
        self.state = _minus(self.state, frozenset(targets))
        self.inlined += targets
        self._clauses(node)
        del self.inlined[len(self.inlined) - len(targets) :]
        self.state = before

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def _clauses(self, node: Comprehension) -> None:
        """Walk a comprehension but for its first iterable."""
        for number, clause in enumerate(node.generators):
            if number:
                self.visit(clause.iter)
            self.visit(clause.target)
            for condition in clause.ifs:
                self.state, _ = self._test(condition)
        if isinstance(node, ast.DictComp):
            self._suite((node.key, node.value))
        else:
            self.visit(node.elt)

    def _test(self, node: ast.expr) -> tuple[State, State]:
        """Walk a condition; the states where it is true and where it is false."""
        match node:
            case ast.BoolOp(ast.And(), values):
                false = []
                for value in values:
                    self.state, other = self._test(value)
                    false.append(other)
                return self.state, _join(*false)
            case ast.BoolOp(ast.Or(), values):
                true = []
                for value in values:
                    other, self.state = self._test(value)
                    true.append(other)
                return _join(*true), self.state
            case ast.UnaryOp(ast.Not(), operand):
                true_state, false_state = self._test(operand)
                return false_state, true_state
            case ast.Constant(value):
                return (self.state, None) if value else (None, self.state)
        self.visit(node)
        return self.state, self.state


def _join(*states: State) -> State:
    """What holds where several roads meet."""
    reached = [state for state in states if state is not None]
    return frozenset.intersection(*reached) if reached else None


def _minus(state: State, *names: frozenset[str]) -> State:
    return None if state is None else state.difference(*names)


def is_irrefutable(pattern: ast.pattern) -> bool:
    """Does the pattern fit everything?"""
    match pattern:
        case ast.MatchAs(pattern=None):
            return True
        case ast.MatchAs(pattern=inner) if inner is not None:
            return is_irrefutable(inner)
        case ast.MatchOr(patterns):
            return any(map(is_irrefutable, patterns))
    return False
