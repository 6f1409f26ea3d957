# SPDX-License-Identifier: Apache-2.0
"""Guesses of parameters that follow from other guesses.

    def escape(cr, limit):            limit: int, for range() takes it
        z = 0.0
        for n in range(limit):
            z = z * z + cr            cr: float, for a float is added to it
    def run(size):
        for x in range(size):
            escape(3.0 * x / size, 100)

Parameters without a guess are taken to be whatever fits until something is known of their other
operands; arguments of calls within the module then tell of those of the functions called.
"""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Callable, Mapping

from aot_build.front.scopes import FunctionScope, ModuleScopes
from aot_build.infer.expressions import Environment, Signature, infer_expr
from aot_build.infer.facts import Guesses, function_facts, module_guesses
from aot_build.infer.guess import plain_parameters
from aot_build.infer.model import Ty

ROUNDS = 3
NUMBERS = ("int", "float")
Infer = Callable[
    [ModuleScopes, FunctionScope, Mapping[str, Ty], Mapping[str, Signature], bool], Environment
]

_REFINED: weakref.WeakSet[ModuleScopes] = weakref.WeakSet()


def refined_guesses(module: ModuleScopes, infer: Infer) -> Guesses:
    """The guesses of a module, extended in place once; *infer* looks at one function."""
    guesses = module_guesses(module)
    if module in _REFINED:
        return guesses
    _REFINED.add(module)
    for _ in range(ROUNDS):
        changed = [refine_from_operands(module, scope, guesses, infer) for scope in guesses]
        if not (any(changed) | refine_from_calls(module, guesses, infer)):
            break
    return guesses


def refine_from_operands(
    module: ModuleScopes, scope: FunctionScope, guesses: Guesses, infer: Infer
) -> bool:
    """Parameters beside an int or a float in arithmetic or a comparison."""
    known = guesses[scope]
    pairs = [pair for pair in function_facts(scope).pairs if pair[0] not in known]
    if not pairs:
        return False
    optimistic: dict[str, Ty] = {**dict.fromkeys(name for name, _ in pairs), **known}
    env = infer(module, scope, optimistic, {}, True)
    found: dict[str, str] = {}
    for name, other in pairs:
        ty = infer_expr(env, other)
        if ty in NUMBERS and found.get(name) != "float":
            found[name] = str(ty)
    known.update(found)
    return bool(found)


def refine_from_calls(module: ModuleScopes, guesses: Guesses, infer: Infer) -> bool:
    """Parameters that every call within the module gives an int, or a float, as far as is known."""
    votes: dict[FunctionScope, dict[str, Counter[Ty]]] = {}
    for scope, known in guesses.items():
        calls = [
            (call, module.single_functions[name])
            for call in function_facts(scope).calls
            if (name := call.func.id) in module.single_functions  # type: ignore[attr-defined]
            and not call.keywords
        ]
        calls = [(call, callee) for call, callee in calls if has_open(callee, guesses)]
        if not calls:
            continue
        env = infer(module, scope, known, {}, True)
        for call, callee in calls:
            parameters = plain_parameters(function_facts(callee).node)
            for arg, value in zip(parameters, call.args, strict=False):
                counter = votes.setdefault(callee, {}).setdefault(arg.arg, Counter())
                counter[infer_expr(env, value)] += 1
    changed = False
    for callee, counters in votes.items():
        for name, counter in counters.items():
            (ty, _), *others = counter.most_common()
            if name not in guesses[callee] and ty in NUMBERS and not others:
                guesses[callee][name] = str(ty)
                changed = True
    return changed


def has_open(scope: FunctionScope, guesses: Guesses) -> bool:
    """Whether a function has a parameter without a guess."""
    if scope not in guesses:
        return False
    return any(
        arg.arg not in guesses[scope] for arg in plain_parameters(function_facts(scope).node)
    )
