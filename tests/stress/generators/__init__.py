# SPDX-License-Identifier: Apache-2.0
"""Random programs, one kind per module, for tools/fuzz.py.

A generator takes a source of chance and a number of functions, and gives the text of a module:

    def f0(a, b, c): ...      the functions that are compared, all with the same parameters
    ARGUMENT_SETS = 5         how many argument lists there are
    def arguments(k): ...     the k-th list, made anew for each call
    LOG = []                  what happened, in order; compared as well

Every program ends: loops are bounded by how they are written, never by a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from generators import (
    calls,
    classes,
    closures,
    expressions,
    iteration,
    numbers,
    positions,
    statements,
)

GENERATORS: dict[str, Callable[[Random, int], str]] = {
    "calls": calls.generate,
    "classes": classes.generate,
    "closures": closures.generate,
    "expressions": expressions.generate,
    "iteration": iteration.generate,
    "numbers": numbers.generate,
    "positions": positions.generate,
    "statements": statements.generate,
}
