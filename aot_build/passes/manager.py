# SPDX-License-Identifier: Apache-2.0
"""The passes in their order. ``refcount`` is last: it fixes what every value owns."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from aot_build.ir.function import Function, Module
from aot_build.ir.text import print_function
from aot_build.ir.verify import verify_function
from aot_build.passes import dce, refcount, simplify

Pass = Callable[[Function], bool]
Measure = Callable[[str], AbstractContextManager[None]]

PASSES: dict[str, Pass] = {
    "simplify": simplify.run,
    "dce": dce.run,
    "refcount": refcount.run,
}
REQUIRED = ("refcount",)  # without it what comes out would leak, or crash
LOWERED = "lower"  # the state before the first pass


@dataclass(frozen=True)
class PassFailure:
    """A bug: the pass that failed on a function, and why. ``ir``: what it was given, if known."""

    function: str
    pass_name: str
    error: str
    ir: str = ""


@dataclass(frozen=True)
class PassRun:
    """How the passes are run.

    ``done``: functions that are the result of that pass already. ``watch`` sees each function after
    each pass. ``verify``: check the IR in between, and keep what a failing pass was given.
    """

    skip: tuple[str, ...] = ()
    done: Mapping[str, str] = field(default_factory=dict)
    verify: bool = False
    watch: Callable[[str, Function], None] = field(default=lambda name, fn: None)
    measure: Measure = field(default=lambda name: nullcontext())

    def passes(self, fn: Function) -> list[str]:
        """What is left to do on *fn*, in order."""
        names = list(PASSES)
        done = self.done.get(fn.name, LOWERED)
        first = names.index(done) + 1 if done in PASSES else 0
        return [name for name in names[first:] if name not in self.skip]

    def before(self, name: str) -> str:
        """The pass whose result the pass *name* is given."""
        kept = [LOWERED, *(other for other in PASSES if other not in self.skip)]
        return kept[kept.index(name) - 1] if name in kept[1:] else LOWERED


def run_all(module: Module, how: PassRun) -> list[PassFailure]:
    """Run the passes on every function of *module*, in place.

    A function that a pass fails on is half changed, and must not be used.
    """
    found = (run_function(fn, how) for fn in module.functions)
    return [failure for failure in found if failure is not None]


def run_function(fn: Function, how: PassRun) -> PassFailure | None:
    """Run the passes on one function; None when all is well."""
    name, before = how.done.get(fn.name, LOWERED), ""
    try:
        if how.verify:
            before = print_function(fn, positions=True)
            verify_function(fn)
        how.watch(name, fn)
        for name in how.passes(fn):
            with how.measure(name):
                PASSES[name](fn)
            if how.verify:
                verify_function(fn)
                before = print_function(fn, positions=True)
            how.watch(name, fn)
    except Exception as error:
        return PassFailure(fn.name, name, f"{type(error).__name__}: {error}", before)
    return None


def list_passes() -> str:
    """Every pass, in order, with the first line of what it says of itself."""
    width = max(map(len, PASSES))
    lines = []
    for name, run in PASSES.items():
        purpose = (inspect.getdoc(sys.modules[run.__module__]) or "").partition("\n")[0]
        lines.append(f"{name:{width}}  {purpose}")
    return "\n".join(lines)
