# SPDX-License-Identifier: Apache-2.0
"""Where code objects suspend, and how much is on the stack there."""

from __future__ import annotations

from types import CodeType

from aot_build.front.suspensions import find_suspensions, start_unit


def code_of(source: str) -> CodeType:
    """The code object of the one function in *source*."""
    module = compile(source, "m.py", "exec")
    return next(const for const in module.co_consts if isinstance(const, CodeType))


def found(source: str) -> list[tuple[int | None, int, bool]]:
    """Line, depth and whether it delegates, of each suspension."""
    return [(s.position[0], s.depth, s.delegates) for s in find_suspensions(code_of(source))]


def test_statements_hold_what_they_need_later() -> None:
    source = """def f(a):
    yield 0
    for x in a:
        yield 1
        with x:
            yield 2
        try:
            yield 1
        except KeyError:
            yield 2
    yield from a
"""
    assert sorted(found(source)) == [
        (2, 0, False),
        (4, 1, False),
        (6, 2, False),
        (8, 1, False),
        (10, 2, False),
        (11, 1, True),
    ]


def test_operands_wait_on_the_stack() -> None:
    assert found("def f(a):\n    return [a, a, (yield)]\n") == [(2, 2, False)]


def test_finally_has_a_copy_for_each_way_into_it() -> None:
    source = "def f(a):\n    try:\n        a()\n    finally:\n        yield 1\n"
    assert sorted(found(source)) == [(5, 0, False), (5, 2, False)]


def test_what_is_awaited_lies_on_the_stack() -> None:
    assert found("async def f(a):\n    await a\n") == [(2, 1, True)]


def test_the_exits_of_async_with_are_told_from_its_entry() -> None:
    source = "async def f(a):\n    async with a:\n        a()\n"
    uses = [(s.depth, s.use) for s in find_suspensions(code_of(source))]
    assert sorted(uses) == [(1, 2), (2, 1), (5, 2)]


def test_generators_begin_where_they_are_made() -> None:
    code = code_of("def f(a):\n    yield\n")
    assert start_unit(code) == 0
