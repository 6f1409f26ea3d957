# SPDX-License-Identifier: Apache-2.0
"""Which functions get a typed version, and under which assumptions.

    def norm(x, y):              norm(float, float) -> float, assuming nothing
        return x * x + y * y

    def fib(n):                  fib(int) -> int, assuming the global `fib` is this function
        if n < 2: return n
        return fib(n - 1) + fib(n - 2)

Guards check the parameters' types and the assumed names at every call; another call takes the
general version.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from aot_build.front.flow import is_irrefutable
from aot_build.front.scopes import FunctionScope, ModuleScopes
from aot_build.infer.expressions import BUILTIN_NAMES, Environment, Signature, infer_expr
from aot_build.infer.facts import FunctionFacts, computed_variables, function_facts
from aot_build.infer.guess import plain_parameters
from aot_build.infer.model import ANY, NUM, OBJECT, UNBOXED, Ty, join
from aot_build.infer.refine import refined_guesses
from aot_build.infer.variables import solve_variables, walk_scope


@dataclass(frozen=True)
class Plan:
    """The typed version of one function.

    ``guards``: parameter → exact type. ``variables``: local → type. ``builtins`` and ``natives``:
    the global names assumed to mean a built-in, or this module's own typed function.
    """

    scope: FunctionScope
    guards: Mapping[str, str]
    variables: Mapping[str, str]
    result: Ty
    builtins: tuple[str, ...] = ()
    natives: Mapping[str, Signature] = field(default_factory=dict)

    @property
    def signature(self) -> Signature:
        """How another function of the module calls the typed version."""
        return Signature(positional_types(self.scope, self.guards), self.result)

    @property
    def worthwhile(self) -> bool:
        """Whether any variable is unboxed: otherwise the general version is as good."""
        return any(ty in UNBOXED for ty in self.variables.values())

    @property
    def is_typed(self) -> bool:
        """Whether a variable is more than probably a number, which needs no version of its own."""
        return any(ty in UNBOXED and ty != ANY for ty in self.variables.values())


def plan_module(
    module: ModuleScopes, *, assume: bool, without: Collection[FunctionScope] = ()
) -> dict[FunctionScope, Plan]:
    """Plans of the functions that profit.

    ``assume``: global names may be assumed. ``without``: functions that have no typed version to
    call.
    """
    candidates = refined_guesses(module, infer_function)
    results = {
        name: Signature(positional_types(scope, candidates[scope]), None)
        for name, scope in module.single_functions.items()
        if assume and scope in candidates and scope not in without and callable_by_name(scope)
    }
    plans: dict[FunctionScope, Plan] = {}
    for _ in range(4):  # results of calls depend on each other; types only ever widen
        plans = {
            scope: plan_function(module, scope, guesses, results if assume else {}, assume)
            for scope, guesses in candidates.items()
        }
        found = {name: plans[module.single_functions[name]].signature for name in results}
        if found == results:
            break
        results = found
    else:
        plans = {
            scope: plan_function(module, scope, guesses, {}, assume)
            for scope, guesses in candidates.items()
        }
    return {
        scope: plan
        for scope, plan in plans.items()
        if (plan.is_typed if assume else plan.worthwhile)
    }


def positional_types(scope: FunctionScope, guards: Mapping[str, str]) -> tuple[str, ...]:
    """The guarded type of each positional parameter."""
    names = scope.code.co_varnames[: scope.code.co_argcount]
    return tuple(guards.get(name, OBJECT) for name in names)


def callable_by_name(scope: FunctionScope) -> bool:
    """Whether a call with as many positional arguments binds without more ado."""
    args = scope.node.args  # type: ignore[union-attr]
    return not (args.vararg or args.kwarg or args.kwonlyargs or scope.code.co_freevars)


def plan_function(
    module: ModuleScopes,
    scope: FunctionScope,
    guesses: Mapping[str, str],
    results: Mapping[str, Signature],
    assume: bool,
) -> Plan:
    """What becomes of one function under guesses for its parameters."""
    env = infer_function(module, scope, guesses, results, assume)
    result = result_type(env, function_facts(scope))  # may rest on further assumptions
    known = {name: ty for name, ty in env.variables.items() if ty not in (None, OBJECT)}
    return Plan(
        scope,
        {name: ty for name, ty in guesses.items() if known.get(name) == ty},
        {name: str(ty) for name, ty in known.items()},
        result,
        tuple(sorted(env.assumed)),
        {name: env.natives[name] for name in sorted(env.called)},
    )


def infer_function(
    module: ModuleScopes,
    scope: FunctionScope,
    guesses: Mapping[str, Ty],
    results: Mapping[str, Signature],
    assume: bool,
) -> Environment:
    """Infer one function's variables under guesses for its parameters."""
    variables = initial_types(scope, guesses)

    def is_builtin(name: str) -> bool:
        return (
            assume
            and name in BUILTIN_NAMES
            and name not in module.stored_globals
            and not module.star_import
            and scope.classify(name) == "global"
        )

    visible = {name: sig for name, sig in results.items() if scope.classify(name) == "global"}
    facts = function_facts(scope)
    env = Environment(
        variables,
        is_builtin,
        visible,
        pinned=frozenset(name for name, ty in variables.items() if ty == OBJECT),
        countable=facts.countable,
        stepping=facts.stepping,
        computed=frozenset() if assume else computed_variables(scope, module),
    )
    solve_variables(env, facts.binders)
    return env


def initial_types(scope: FunctionScope, guesses: Mapping[str, Ty]) -> dict[str, Ty]:
    """Nothing is known of variables yet; those that may be unbound when read can be anything."""
    code = scope.code
    shared = {*code.co_cellvars, *code.co_freevars}
    variables: dict[str, Ty] = {name: None for name in code.co_varnames if name not in shared}
    facts = function_facts(scope)
    plain = {arg.arg for arg in plain_parameters(facts.node)}
    for name in scope.parameters:
        if name in variables:
            variables[name] = guesses.get(name, OBJECT) if name in plain else OBJECT
    for name in scope.deleted_names:
        variables[name] = OBJECT
    for name in facts.uncertain:
        if name in variables:
            variables[name] = OBJECT
    return {name: OBJECT if name in shared else ty for name, ty in variables.items()}


def result_type(env: Environment, facts: FunctionFacts) -> Ty:
    """The join of all returns; without an obvious last return also None."""
    ty: Ty = None
    for node in facts.returns:
        value = infer_expr(env, node.value) if node.value is not None else "NoneType"
        ty = join(ty, OBJECT if value == NUM else value)
    if isinstance(facts.node, ast.FunctionDef) and may_fall_off(facts.body):
        ty = join(ty, "NoneType")
    return ty


def may_fall_off(body: list[ast.stmt]) -> bool:
    """Whether control may reach the end of a suite; True when in doubt."""
    last = body[-1]
    if isinstance(last, (ast.Return, ast.Raise)):
        return False
    if isinstance(last, ast.If):
        return not last.orelse or may_fall_off(last.body) or may_fall_off(last.orelse)
    if isinstance(last, ast.While) and isinstance(last.test, ast.Constant) and last.test.value:
        return any(isinstance(node, ast.Break) for node in walk_scope(last.body))
    if isinstance(last, ast.Match):
        final = last.cases[-1]
        always_fits = final.guard is None and is_irrefutable(final.pattern)
        return not always_fits or any(may_fall_off(case.body) for case in last.cases)
    return True
