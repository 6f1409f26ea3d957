# SPDX-License-Identifier: Apache-2.0
"""Raising, catching and with, against the statements."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from same import outcome


class Picky(Exception):
    def __init__(self, needed: int) -> None:
        super().__init__(needed)


class NotException(Exception):
    def __new__(cls) -> Any:
        return 5


class Fails(Exception):
    def __init__(self) -> None:
        raise KeyError("in the constructor")


RAISABLE = (
    ValueError,
    ValueError("x"),
    KeyError(1),
    Picky,
    NotException,
    Fails,
    5,
    "text",
    int,
    None,
    KeyboardInterrupt("k"),
    StopIteration(3),
)


def seen(function: Callable[..., Any], *args: Any) -> tuple[Any, ...]:
    """What is raised, with its cause and context."""
    try:
        function(*args)
    except BaseException as error:
        links = (error.__cause__, error.__context__)
        return (repr(error), *map(repr, links), error.__suppress_context__)
    return ("nothing",)


def test_raise(ops: ModuleType) -> None:
    def raise_it(x: Any) -> None:
        raise x

    def raise_from(x: Any, cause: Any) -> None:
        raise x from cause

    def inside(function: Any, *args: Any) -> None:
        try:
            raise OSError("handled")
        except OSError:
            function(*args)

    for x in RAISABLE:
        assert seen(ops.rt_raise, x) == seen(raise_it, x)
        assert seen(inside, ops.rt_raise, x) == seen(inside, raise_it, x)
        for cause in RAISABLE:
            if cause is NotException and sys.version_info < (3, 13):
                continue  # makes 5 the __cause__ there
            assert seen(ops.rt_raise_from, x, cause) == seen(raise_from, x, cause), (x, cause)


def test_assertions(ops: ModuleType) -> None:
    def plain() -> None:
        assert False  # noqa: B011

    def with_message(message: Any) -> None:
        assert False, message  # noqa: B011

    # pytest rewrites asserts of test modules, so the plain one is said by hand.
    assert seen(ops.rt_raise_assertion_plain)[0] == "AssertionError()"
    for message in ("text", (1, 2), None, 5):
        assert seen(ops.rt_raise_assertion, message)[0] == repr(AssertionError(message))


def test_bare_raise(ops: ModuleType) -> None:
    for function in (ops.rt_reraise_current, ops.rt_reraise_handled):
        assert seen(function)[0] == "RuntimeError('No active exception to reraise')"
        error = ValueError("again")
        with pytest.raises(ValueError, match="again") as caught:
            try:
                raise error
            except ValueError:
                function()
        assert caught.value is error
        assert error.__context__ is None


def test_catch(ops: ModuleType) -> None:
    log: list[Any] = []

    def body(caught: Any, previous: Any) -> str:
        log.append((caught, previous, sys.exception()))
        return "result"

    error = ValueError("x")
    assert ops.catch(error, body) == "result"
    assert sys.exc_info() == (None, None, None)
    assert log[-1] == (error, None, error)
    try:
        raise KeyError("outer")
    except KeyError as outer:
        ops.catch(error, body)
        assert log[-1] == (error, outer, error)
        assert sys.exc_info()[1] is outer

    def failing(caught: Any, previous: Any) -> None:
        raise OSError("inner")

    with pytest.raises(OSError, match="inner") as info:
        ops.catch(ValueError("context"), failing)
    assert repr(info.value.__context__) == "ValueError('context')"


def test_catch_keeps_references(ops: ModuleType) -> None:
    error = ValueError("x")
    count = sys.getrefcount(error)
    for _ in range(10):
        ops.catch(error, lambda caught, previous: None)
        error.__traceback__ = error.__context__ = None
    assert sys.getrefcount(error) == count


def test_restore(ops: ModuleType) -> None:
    error = ValueError("kept")
    try:
        raise error
    except ValueError:
        depth = error.__traceback__
    with pytest.raises(ValueError, match="kept"):
        ops.rt_restore_exception(error)
    traceback = error.__traceback__
    while traceback is not None and traceback is not depth:
        traceback = traceback.tb_next
    assert traceback is depth


CATCHABLE = (
    ValueError,
    Exception,
    KeyError,
    (KeyError, ValueError),
    (),
    ((ValueError,),),
    5,
    int,
    (ValueError, 5),
    (5, ValueError),
    "x",
    None,
    (int,),
    BaseException,
)


def test_matching(ops: ModuleType) -> None:
    def caught(error: BaseException, kind: Any) -> bool:
        try:
            raise error
        except kind:
            return True
        except BaseException as other:
            if other is error:
                return False
            other.__context__ = None
            raise

    for error in (ValueError("x"), KeyError("y"), KeyboardInterrupt(), Picky(1)):
        for kind in CATCHABLE:
            assert outcome(ops.rt_exception_matches, error, kind) == outcome(caught, error, kind)


# ---- with ----------------------------------------------------


class Manager:
    suppress: Any = False

    def __init__(self, log: list[Any]) -> None:
        self.log = log

    def __enter__(self) -> str:
        self.log.append("enter")
        return "value"

    def __exit__(self, *args: Any) -> Any:
        self.log.append(("exit", args[0], str(args[1]), args[2] is not None))
        return self.suppress


class Suppressing(Manager):
    suppress = (1,)


class EnterFails(Manager):
    def __enter__(self) -> str:
        raise KeyError("enter")


class ExitFails(Manager):
    def __exit__(self, *args: Any) -> Any:
        raise KeyError("exit")


class BadTruth(Manager):
    class Truth:
        def __bool__(self) -> bool:
            raise OSError("truth")

    suppress = Truth()


class NoExit:
    def __init__(self, log: list[Any]) -> None:
        self.log = log

    def __enter__(self) -> None:
        self.log.append("enter")


class NoEnter(NoExit):
    __enter__ = None  # type: ignore[assignment]

    def __exit__(self, *args: Any) -> None:
        self.log.append("exit")


class Neither:
    def __init__(self, log: list[Any]) -> None:
        self.__enter__ = self.__exit__ = lambda *args: 5  # an instance does not count


class Async:
    def __init__(self, log: list[Any]) -> None:
        pass

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *args: Any) -> None: ...


class BadDescriptor:
    def __init__(self, log: list[Any]) -> None:
        pass

    @property
    def __enter__(self) -> Any:
        raise AttributeError("property")

    def __exit__(self, *args: Any) -> None: ...


class StaticExit(Manager):
    @staticmethod
    def __exit__(*args: Any) -> Any:  # type: ignore[override]
        return len(args) == 3


MANAGERS = (
    Manager,
    Suppressing,
    EnterFails,
    ExitFails,
    BadTruth,
    NoExit,
    NoEnter,
    Neither,
    Async,
    BadDescriptor,
    StaticExit,
    lambda log: 5,
    lambda log: Manager,
)


@pytest.mark.parametrize("make", MANAGERS)
@pytest.mark.parametrize("fails", (False, True))
def test_with(ops: ModuleType, make: Any, fails: bool) -> None:
    def plain(log: list[Any]) -> None:
        with make(log) as value:
            log.append(value)
            if fails:
                raise ValueError("body")

    def ours(log: list[Any]) -> None:
        leave = [ops.EMPTY]
        value = ops.rt_with_enter(make(log), leave)
        log.append(value)
        if not fails:
            ops.rt_with_exit(leave[0])
            return
        try:
            raise ValueError("body")
        except ValueError as error:
            if not ops.rt_with_exit_exception(leave[0], error):
                raise

    logs: tuple[list[Any], list[Any]] = ([], [])
    assert seen(ours, logs[0]) == seen(plain, logs[1])
    assert outcome(ours, []) == outcome(plain, [])
    assert logs[0] == logs[1]
