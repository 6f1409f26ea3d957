# SPDX-License-Identifier: Apache-2.0
"""Attributes and method calls through caches, against getattr() and setattr().

Every access is made several times with one cache, for the first only fills it.
"""

from __future__ import annotations

import abc
import collections
import enum
import functools
import itertools
import random
import sys
import types
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from same import outcome

from aot_build.primitives.objects import ATTR_CACHE


class Site:
    """One place in a program, with its cache."""

    def __init__(self, ops: ModuleType, name: str) -> None:
        self.ops = ops
        self.name = sys.intern(name)
        self.caches = [bytearray(ATTR_CACHE) for _ in range(4)]

    def get(self, op: Any) -> Any:
        return self.ops.rt_get_attr(op, self.name, self.caches[0])

    def set(self, op: Any, value: Any) -> None:
        self.ops.rt_set_attr(op, self.name, value, self.caches[1])

    def call(self, op: Any, *args: Any, **kwargs: Any) -> Any:
        items = (op, *args, *kwargs.values())
        kwnames = tuple(kwargs) or None
        return self.ops.call_method(self.name, items, kwnames, self.caches[2])

    def find_and_call(self, op: Any, *args: Any, **kwargs: Any) -> Any:
        items = (op, *args, *kwargs.values())
        kwnames = tuple(kwargs) or None
        return self.ops.find_and_call(self.name, items, kwnames, self.caches[3])[0]


def check_get(site: Site, op: Any) -> None:
    """Reading, several times, gives what getattr gives."""
    expected = outcome(getattr, op, site.name)
    for _ in range(4):
        assert outcome(site.get, op) == expected, (op, site.name)


def check_call(site: Site, op: Any, *args: Any, **kwargs: Any) -> None:
    """So does calling a method, in one step and in two."""

    def plain() -> Any:
        return getattr(op, site.name)(*args, **kwargs)

    expected = outcome(plain)
    for _ in range(4):
        assert outcome(lambda: site.call(op, *args, **kwargs)) == expected, (op, site.name)
        assert outcome(lambda: site.find_and_call(op, *args, **kwargs)) == expected


class Base:
    default = "class default"

    def __init__(self) -> None:
        self.a = 1
        self.b = 2

    def method(self, x: int = 0) -> tuple[str, int]:
        return ("method", x)

    @classmethod
    def made(cls, x: int = 0) -> tuple[str, int]:
        return (cls.__name__, x)

    @staticmethod
    def static(x: int = 0) -> int:
        return x

    @property
    def computed(self) -> int:
        return self.a + 1

    @property
    def broken(self) -> int:
        raise AttributeError("from inside")

    @functools.cached_property
    def cached(self) -> int:
        return self.b * 10


class Derived(Base):
    default = "derived default"

    def method(self, x: int = 0) -> tuple[str, int]:
        return ("derived", super().method(x)[1])


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self) -> None:
        self.a = 5

    def method(self, x: int = 0) -> int:
        return x + self.a


class SlottedWithDict(Slotted):
    pass


class Hooked(Base):
    def __getattr__(self, name: str) -> str:
        if name == "nowhere":
            raise AttributeError("hook says no")
        return f"hooked {name}"


class Getter(Base):
    def __getattribute__(self, name: str) -> Any:
        return f"always {name}"


class Tuple(tuple):  # type: ignore[type-arg]
    pass


class Meta(type):
    special = "of the metaclass"

    @property
    def data(cls) -> str:
        return "data of the metaclass"

    def method(cls, x: int = 0) -> tuple[str, int]:
        return ("meta", x)


class WithMeta(metaclass=Meta):
    data = "hidden"
    special = "own"


class Color(enum.Enum):
    RED = 1
    BLUE = 2

    def method(self, x: int = 0) -> tuple[int, int]:
        return (self.value, x)


class Abstract(abc.ABC):  # noqa: B024
    default = 3


class Setter:
    """A data descriptor without __get__."""

    def __set__(self, op: Any, value: Any) -> None:
        op.__dict__["x_" + "y"] = value


class UsesSetter:
    a = Setter()


Point = collections.namedtuple("Point", "a b")

NAMES = (
    "a",
    "b",
    "c",
    "default",
    "method",
    "made",
    "static",
    "computed",
    "broken",
    "cached",
    "nowhere",
    "data",
    "special",
    "RED",
    "value",
    "name",
    "append",
    "__class__",
    "__dict__",
    "__doc__",
    "__name__",
    "__init__",
    "__len__",
    "upper",
    "x",
)


def with_dict(op: Any) -> Any:
    """The same object after its dict was looked at."""
    assert vars(op) is not None
    return op


def with_own(op: Any, name: str, value: Any) -> Any:
    op.__dict__[name] = value
    return op


def objects() -> list[Any]:
    module = types.ModuleType("some_module")
    module.a = 1  # type: ignore[attr-defined]
    lazy = types.ModuleType("lazy_module")
    lazy.__getattr__ = lambda name: f"lazy {name}"  # type: ignore[method-assign]
    shadowing = Base()
    shadowing.method = lambda x=0: ("own", x)  # type: ignore[method-assign]
    shadowing.default = "own default"
    return [
        Base(),
        Derived(),
        with_dict(Base()),
        Slotted(),
        SlottedWithDict(),
        Hooked(),
        Getter(),
        Tuple((1,)),
        with_own(Base(), "made", 5),
        with_own(Base(), "computed", 5),
        shadowing,
        WithMeta,
        WithMeta(),
        Base,
        Derived,
        Slotted,
        Color,
        Color.RED,
        Abstract,
        module,
        lazy,
        Point(1, 2),
        UsesSetter(),
        [1],
        "text",
        5,
        None,
        len,
        Base().method,
        functools.partial(len),
        ValueError("x"),
        super(Derived, Derived()),
        types.SimpleNamespace(a=1),
        type,
        object(),
        Meta,
    ]


@pytest.mark.parametrize("name", NAMES)
def test_reading(ops: ModuleType, name: str) -> None:
    """One site that sees every kind of object, in several orders."""
    everything = objects()
    chance = random.Random(4)
    shared = Site(ops, name)
    for op in everything:
        expected = outcome(getattr, op, name)
        if expected[0] is types.MethodType or "object at" in str(expected):
            continue  # a new object each time, with an address
        check_get(Site(ops, name), op)
        for _ in range(2):
            assert outcome(shared.get, op) == expected
    for _ in range(6):
        chance.shuffle(everything)
        for op in everything:
            assert outcome(shared.get, op) == outcome(getattr, op, name), (op, name)


@pytest.mark.parametrize(
    "name", ("method", "made", "static", "append", "upper", "split", "nowhere", "default")
)
def test_calling(ops: ModuleType, name: str) -> None:
    shared = Site(ops, name)
    for op in objects():
        if isinstance(op, list):
            op = op[:]
        if name == "append":
            continue
        for args in ((), (3,), (1, 2), ("a", 1, 2, 3)):
            check_call(Site(ops, name), op, *args)
            check_call(shared, op, *args)
        check_call(Site(ops, name), op, x=7)
        check_call(shared, op, x=7)
        check_call(shared, op, y=7)


def test_builtin_methods(ops: ModuleType) -> None:
    check_call(Site(ops, "join"), ", ", ["a", "b"])
    check_call(Site(ops, "split"), "a b c", maxsplit=1)
    check_call(Site(ops, "split"), "a b c", None, 1)
    check_call(Site(ops, "encode"), "é", encoding="utf-8", errors="strict")
    check_call(Site(ops, "get"), {1: 2}, 1)
    check_call(Site(ops, "get"), {1: 2}, 5, "default")
    check_call(Site(ops, "items"), {1: 2})
    check_call(Site(ops, "items"), {1: 2}, 5)
    check_call(Site(ops, "keys"), Base)
    check_call(Site(ops, "fromkeys"), {}, [1])
    check_call(Site(ops, "index"), [1, 2], 2)
    check_call(Site(ops, "bit_length"), 5)
    check_call(Site(ops, "to_bytes"), 5, 2, "big")
    check_call(Site(ops, "to_bytes"), 5, length=2, byteorder="big")
    check_call(Site(ops, "is_integer"), 2.0)
    check_call(Site(ops, "with_traceback"), ValueError("x"), None)
    items: list[int] = []
    site = Site(ops, "append")
    for i in range(10):
        site.call(items, i)
        site.find_and_call(items, i)
    assert items == [i for i in range(10) for _ in range(2)]

    class Borrowed:
        append = list.append
        upper = str.upper

    for name in ("append", "upper"):
        check_call(Site(ops, name), Borrowed(), *([1] if name == "append" else []))


def test_writing(ops: ModuleType) -> None:
    classes: tuple[Callable[[], Any], ...] = (
        Base,
        Derived,
        lambda: with_dict(Base()),
        Slotted,
        SlottedWithDict,
        Hooked,
        lambda: Tuple((1,)),
        WithMeta,
        UsesSetter,
        lambda: ValueError("x"),
        types.SimpleNamespace,
        lambda: types.ModuleType("m"),
        list,
        object,
        lambda: Color.RED,
        lambda: types.new_class("New"),
        lambda: 5,
        lambda: lambda: 0,
    )
    for name in (
        "a",
        "b",
        "fresh",
        "method",
        "computed",
        "default",
        "__class__",
        "__dict__",
        "__doc__",
    ):
        shared = Site(ops, name)
        for value in ("new", None, {}):
            for make in classes:
                own = Site(ops, name)
                for _ in range(4):
                    for site in (own, shared):
                        ours, theirs = make(), make()
                        seen = outcome(site.set, ours, value), outcome(setattr, theirs, name, value)
                        assert seen[0][:4] == seen[1][:4] or "at 0x" in str(seen[0][2])
                        if name != "__dict__" and type(ours) is type(theirs):
                            state = [repr(getattr(op, "__dict__", "")) for op in (ours, theirs)]
                            if " at 0x" not in state[0]:
                                assert state[0] == state[1], (make, name)


@pytest.mark.parametrize("make", (Base, Slotted, Hooked, lambda: Base, lambda: types))
def test_caches_are_used(ops: ModuleType, make: Callable[[], Any]) -> None:
    op = make()
    name = "method" if isinstance(op, type) else "ModuleType" if op is types else "a"
    site = Site(ops, name)
    for _ in range(3):
        site.get(op)
        if isinstance(op, (Base, Slotted)):
            site.set(op, 1)
    assert any(site.caches[0][16:40])  # the first entry, after places
    assert any(site.caches[1][16:40]) or not isinstance(op, (Base, Slotted))


def test_order_of_attributes(ops: ModuleType) -> None:
    class Empty:
        pass

    sites = {name: Site(ops, name) for name in "abcdef"}
    chance = random.Random(5)
    for _ in range(300):
        ours, theirs = Empty(), Empty()
        for _ in range(chance.randrange(9)):
            name = chance.choice("abcdef")
            what = chance.random()
            if what < 0.7:
                sites[name].set(ours, what)
                setattr(theirs, name, what)
            elif what < 0.8:
                assert outcome(ops.rt_del_attr, ours, name)[0] == outcome(delattr, theirs, name)[0]
            elif what < 0.9:
                assert list(vars(ours)) == list(vars(theirs))
            assert outcome(sites[name].get, ours)[:3] == outcome(getattr, theirs, name)[:3]
        assert list(vars(ours).items()) == list(vars(theirs).items())


def test_many_attributes(ops: ModuleType) -> None:
    """More than the shared keys hold."""

    class Empty:
        pass

    sites = [Site(ops, f"attribute_{i}") for i in range(60)]
    for _ in range(5):
        op = Empty()
        for i, site in enumerate(sites):
            site.set(op, i)
        assert [site.get(op) for site in sites] == list(range(60))
        assert list(vars(op)) == [site.name for site in sites]


def test_changes_are_seen(ops: ModuleType) -> None:
    class Parent:
        def method(self) -> str:
            return "old"

        value = 1

    class Child(Parent):
        pass

    op = Child()
    read, call = Site(ops, "value"), Site(ops, "method")

    def now() -> tuple[Any, Any, Any]:
        seen = {(read.get(op), call.call(op), call.find_and_call(op)) for _ in range(4)}
        assert len(seen) == 1
        return seen.pop()

    assert now() == (1, "old", "old")
    Parent.value = 2
    Parent.method = lambda self: "new"  # type: ignore[assignment, method-assign, return-value]
    assert now() == (2, "new", "new")
    Child.value = 3
    Child.method = lambda self: "child"  # type: ignore[assignment, method-assign, return-value]
    assert now() == (3, "child", "child")
    op.value = 4
    assert now() == (4, "child", "child")
    op.method = lambda: "instance"  # type: ignore[method-assign]
    assert now() == (4, "instance", "instance")
    del op.value, op.method
    assert now() == (3, "child", "child")
    op.__dict__["method"] = lambda: "by dict"
    assert now() == (3, "by dict", "by dict")
    op.__dict__ = {"value": 9}
    assert now() == (9, "child", "child")
    del Child.value, Child.method
    assert now() == (9, "new", "new")
    Child.value = property(lambda self: "property")  # type: ignore[assignment]
    assert now() == ("property", "new", "new")
    Child.__getattribute__ = lambda self, name: lambda: name  # type: ignore[assignment, method-assign]
    assert read.get(op)() == "value" and call.call(op) == "method"
    del Child.__getattribute__
    assert now() == ("property", "new", "new")

    class Other:
        def method(self) -> str:
            return "other"

        value = 50

    op.__class__ = Other
    assert now() == (9, "other", "other")

    Child.__bases__ = (Other,)
    again = Child()
    del Child.value
    assert read.get(again) == 50 and call.call(again) == "other"
    site = Site(ops, "x")
    WithMeta.x = 1
    assert [site.get(WithMeta) for _ in range(3)] == [1, 1, 1]
    WithMeta.x = 2
    assert site.get(WithMeta) == 2
    Meta.x = property(lambda cls: 3)
    assert site.get(WithMeta) == 3
    del Meta.x, WithMeta.x
    with pytest.raises(AttributeError):
        site.get(WithMeta)


def test_new_key_after_method_was_cached(ops: ModuleType) -> None:
    class Thing:
        def method(self) -> str:
            return "class"

    call = Site(ops, "method")
    plain = Thing()
    assert {call.call(plain) for _ in range(5)} == {"class"}
    hiding = Thing()
    hiding.method = lambda: "own"  # type: ignore[method-assign]
    assert [call.call(hiding) for _ in range(3)] == ["own"] * 3
    assert [call.call(plain) for _ in range(3)] == ["class"] * 3
    assert [call.call(hiding) for _ in range(3)] == ["own"] * 3


def test_setting_during_destructor(ops: ModuleType) -> None:
    class Loud:
        def __init__(self, target: Any) -> None:
            self.target = target

        def __del__(self) -> None:
            self.target.a = "from the destructor"

    for kind in (Base, Slotted):
        target = kind()
        site = Site(ops, "a")
        for _ in range(4):
            site.set(target, Loud(target))
            site.set(target, "after")
            assert target.a == "from the destructor"


def test_module_attributes(ops: ModuleType) -> None:
    module = types.ModuleType("m")
    site = Site(ops, "x")
    for i in range(5):
        module.x = i  # type: ignore[attr-defined]
        assert site.get(module) == i
    del module.x
    with pytest.raises(AttributeError, match="module 'm' has no attribute 'x'"):
        site.get(module)
    module.__getattr__ = lambda name: "lazy"  # type: ignore[method-assign]
    assert site.get(module) == "lazy"


def test_references(ops: ModuleType) -> None:
    value = object()
    targets = [Base(), with_dict(Base()), Slotted(), Hooked(), types.ModuleType("m")]
    read = Site(ops, "a")
    for op in targets:
        op.a = None
    before = sys.getrefcount(value)
    for op in targets:
        for _ in range(10):
            read.set(op, value)
            assert read.get(op) is value
        assert sys.getrefcount(value) == before + 1
        read.set(op, None)
        assert sys.getrefcount(value) == before
    method = Base.method
    count = sys.getrefcount(method)
    call = Site(ops, "method")
    for _ in range(10):
        call.call(targets[0], 1)
        call.find_and_call(targets[0], 1)
        call.get(targets[0])
    assert sys.getrefcount(method) == count


# ---- super ----------------------------------------------------


class A:
    value = "A"

    def method(self) -> str:
        return "A"

    @classmethod
    def made(cls) -> tuple[str, str]:
        return ("A", cls.__name__)

    @property
    def computed(self) -> str:
        return "A computed"


class B(A):
    value = "B"

    def method(self) -> str:
        return "B"


class C(A):
    def method(self) -> str:
        return "C"

    @classmethod
    def made(cls) -> tuple[str, str]:
        return ("C", cls.__name__)


class D(B, C):
    pass


class MySuper(super):
    pass


@pytest.mark.parametrize(
    "name", ("value", "method", "made", "computed", "nowhere", "__class__", "__init__")
)
def test_super(ops: ModuleType, name: str) -> None:
    class Pretends:
        @property
        def __class__(self) -> type:
            return D

    def call(function: Callable[..., Any], *args: Any) -> Any:
        value = function(*args)
        bound = callable(value) and name in ("method", "made")
        return value() if bound else str(value).split(" at 0x")[0]

    for super_type in (super, MySuper, lambda *args: args):
        for kind in (A, B, C, D, 5):
            for op in (D(), D, B(), C, A(), 3, Pretends(), None):
                ours = outcome(call, ops.rt_super_attr, super_type, kind, op, name, 2)
                theirs = outcome(
                    call, lambda s, k, o, n: getattr(s(k, o), n), super_type, kind, op, name
                )
                assert ours == theirs, (super_type, kind, op, name)


@pytest.mark.parametrize("name", ("method", "made", "__init__", "__repr__", "nowhere", "computed"))
def test_methods_of_super(ops: ModuleType, name: str) -> None:
    cache = bytearray(24)

    def ours(kind: Any, op: Any, args: tuple[Any, ...]) -> str:
        asked = (super, kind, op, name, 2)
        return str(ops.find_and_call_super(asked, (op, *args), None, cache)[0])

    def theirs(kind: Any, op: Any, args: tuple[Any, ...]) -> str:
        return str(getattr(super(kind, op), name)(*args))

    for kind, op, args in itertools.product((A, B, C, 5), (D(), D(), B(), C, A(), 3), ((), (1,))):
        for _ in range(2):
            expected = outcome(theirs, kind, op, args)
            assert outcome(ours, kind, op, args) == expected, (kind, op, args)


def test_methods_of_super_that_are_replaced(ops: ModuleType) -> None:
    class Base:
        def name(self) -> str:
            return "first"

    class Derived(Base):
        pass

    op, cache = Derived(), bytearray(24)
    asked = (super, Derived, op, "name", 2)
    assert [ops.find_and_call_super(asked, (op,), None, cache) for _ in "ab"] == [("first", 1)] * 2
    Base.name = lambda self: "second"  # type: ignore[method-assign]
    assert ops.find_and_call_super(asked, (op,), None, cache) == ("second", 1)
