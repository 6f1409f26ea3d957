# SPDX-License-Identifier: Apache-2.0
"""Marshalled code objects that are the same bytes whoever makes them.

Two things in `marshal.dumps` depend on what the process did before:

- an object gets a number to refer back to only when its reference count is above one. So
  everything reachable is held while it is written, and every object has its number;
- a string is marked as interned or not. CPython 3.13 interns the names of a code object; when the
  process already knows an equal string, an equal *constant* (`"Outer.Inner"`, which class bodies
  contain) stays as it was, else it becomes interned with the name. So both are interned here.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterator
from types import CodeType
from typing import Any, cast


def marshal_code(value: object) -> bytes:
    """`marshal.dumps` of a code object, or of a tuple of constants, as reproducible bytes."""
    names = {name for code in walk_code(value) for name in _names(code)}
    value = _intern_names(value, names & set(_strings(value)))
    held: list[object] = []
    _hold(value, held)
    return marshal.dumps(cast(Any, value))


def walk_code(value: object) -> Iterator[CodeType]:
    """All code objects in *value*, outer ones first, in the order of `co_consts`."""
    if isinstance(value, CodeType):
        yield value
        for constant in value.co_consts:
            yield from walk_code(constant)
    elif isinstance(value, tuple):
        for item in value:
            yield from walk_code(item)


def _names(code: CodeType) -> Iterator[str]:
    """Its names that the compiler does not intern as constants, which it does to identifiers."""
    for name in (code.co_filename, code.co_name, code.co_qualname):
        if not (name.isascii() and name.isidentifier()):
            yield name


def _strings(value: object) -> Iterator[str]:
    """All strings among the constants."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, CodeType):
        yield from _strings(value.co_consts)
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from _strings(item)


def _intern_names(value: object, names: set[str]) -> object:
    """*value*, rebuilt so that constants and names that are in *names* are interned.

    Whether to rebuild depends on values only: rebuilding a code object unshares its tuples, so
    leaving out those that happen to be interned already would show.
    """
    if not _mentions(value, names):
        return value
    if isinstance(value, str):
        return _interned(value, names)
    if isinstance(value, CodeType):
        return value.replace(
            co_consts=tuple(_intern_names(constant, names) for constant in value.co_consts),
            co_filename=_interned(value.co_filename, names),
            co_name=_interned(value.co_name, names),
            co_qualname=_interned(value.co_qualname, names),
        )
    assert isinstance(value, tuple | frozenset)
    return type(value)(_intern_names(item, names) for item in value)


def _interned(text: str, names: set[str]) -> str:
    return sys.intern(text) if text in names else text


def _mentions(value: object, names: set[str]) -> bool:
    if isinstance(value, str):
        return value in names
    if isinstance(value, CodeType):
        return not names.isdisjoint(_names(value)) or _mentions(value.co_consts, names)
    if isinstance(value, tuple | frozenset):
        return any(_mentions(item, names) for item in value)
    return False


def _hold(value: object, held: list[object]) -> None:
    # Twice, because the container's reference may be to a temporary of an attribute's getter.
    held += (value, value)
    if isinstance(value, CodeType):
        for part in _parts(value):
            _hold(part, held)
    elif isinstance(value, tuple | frozenset):
        for item in value:
            _hold(item, held)


def _parts(code: CodeType) -> tuple[object, ...]:
    return (
        code.co_consts,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        code.co_filename,
        code.co_name,
        code.co_qualname,
        code.co_linetable,
        code.co_exceptiontable,
    )
