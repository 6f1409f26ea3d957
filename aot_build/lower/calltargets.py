# SPDX-License-Identifier: Apache-2.0
"""Which function of several a call fits, and which parameter takes which argument.

def walk(x, deep=False, *, …)     not known here: keyword-only parameters
def walk(x, deep=False)
    walk(x)                   ->  (0, ~0)        the first default
    walk(deep=True, x=y)      ->  (1, 0)
    walk(x, True)             ->  ()             as they come
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aot_build.ir.function import Function

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope


@dataclass(frozen=True)
class Target:
    """A function that calls may go to directly."""

    function: Function
    parameters: tuple[str, ...]
    positional_only: int
    defaults: int
    """So many of the last parameters have one."""

    @classmethod
    def of(cls, scope: FunctionScope, function: Function) -> Target:
        """The function of *scope*, as it is written."""
        code, node = scope.code, scope.node
        defaults = node.args.defaults if isinstance(node, (ast.FunctionDef, ast.Lambda)) else ()
        names = code.co_varnames[: code.co_argcount]
        return cls(function, names, code.co_posonlyargcount, len(defaults))

    def bound(self) -> Target:
        """The same without its first parameter, which a method call fills by itself."""
        return dataclasses.replace(
            self,
            parameters=self.parameters[1:],
            positional_only=max(self.positional_only - 1, 0),
            defaults=min(self.defaults, len(self.parameters) - 1),
        )

    def fill(self, count: int, kwnames: Sequence[str]) -> tuple[int, ...] | None:
        """Which of *count* arguments each parameter takes, ~i for the i-th default.

        The last arguments have the names *kwnames*. None when the call does not fit.
        """
        plain = count - len(kwnames)
        required = len(self.parameters) - self.defaults
        named = self.parameters[max(plain, self.positional_only) :]
        if plain > len(self.parameters) or not set(kwnames) <= set(named):
            return None
        filled = list(range(plain))
        for i in range(plain, len(self.parameters)):
            if i >= self.positional_only and self.parameters[i] in kwnames:
                filled.append(plain + kwnames.index(self.parameters[i]))
            elif i >= required:
                filled.append(~(i - required))
            else:
                return None
        return tuple(filled)


def fitting(
    targets: Sequence[Target], count: int, kwnames: Sequence[str]
) -> tuple[Target, tuple[int, ...]] | None:
    """The one that a call fits, or the one with a leaf version, and what its parameters take.

    Functions with exactly the parameters for positional arguments go before others.
    """
    fits = [
        (target, filled)
        for target in targets
        if (filled := target.fill(count, kwnames)) is not None
    ]
    in_order = tuple(range(count))
    exact = [(target, ()) for target, filled in fits if filled == in_order and not kwnames]
    found = exact or fits
    if len(found) > 1:
        found = [(target, filled) for target, filled in found if target.function.leaf]
    return found[0] if len(found) == 1 else None
