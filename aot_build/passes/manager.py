# SPDX-License-Identifier: Apache-2.0
"""The passes in their order. ``refcount`` is last: it fixes what every value owns."""

from __future__ import annotations

from collections.abc import Callable

from aot_build.ir.function import Function, Module
from aot_build.ir.verify import verify_function
from aot_build.options import Options
from aot_build.passes import dce, refcount, simplify

Pass = Callable[[Function], bool]

PASSES: dict[str, Pass] = {"simplify": simplify.run, "dce": dce.run}
FINAL: dict[str, Pass] = {"refcount": refcount.run}


def pass_names() -> tuple[str, ...]:
    """Every pass, in order."""
    return (*PASSES, *FINAL)


def run_all(module: Module, options: Options) -> None:
    """Run every pass that is not skipped on every function of *module*, in place."""
    for fn in module.functions:
        if options.verify:
            verify_function(fn)
        for name, run in PASSES.items():
            if name not in options.skip:
                run(fn)
                if options.verify:
                    verify_function(fn)
        for run in FINAL.values():
            run(fn)
