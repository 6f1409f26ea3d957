# SPDX-License-Identifier: Apache-2.0
"""Comparing what two functions do: results with their types, or exceptions with their texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# What suggestions and handlers read of an exception besides its arguments.
DETAILS = ("name", "obj", "path")


def outcome(function: Callable[..., object], *args: object) -> tuple[object, ...]:
    """What a call does, as something that can be compared."""
    try:
        result = function(*args)
    except Exception as error:
        details = [getattr(error, name, None) for name in DETAILS]
        return ("raised", type(error), str(error), repr(error.args), repr(details))
    return describe(result)


def describe(value: object) -> tuple[object, ...]:
    """A value with its type and those of its items; nan equals itself, 0.0 is not -0.0.

    Addresses do not count.
    """
    if type(value) in (list, tuple):
        return (type(value), *map(describe, value))  # type: ignore[call-overload]
    return (type(value), value if type(value) is int else repr(value).split(" at 0x")[0])


def assert_same(ours: Callable[..., Any], python: Callable[..., Any], *args: object) -> None:
    """Both do the same with these arguments."""
    assert outcome(ours, *args) == outcome(python, *args), f"arguments {args!r}"
