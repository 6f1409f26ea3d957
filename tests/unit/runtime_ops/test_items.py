# SPDX-License-Identifier: Apache-2.0
"""Subscripts, containers, iteration, unpacking and formatting, against the statements."""

from __future__ import annotations

import operator
import sys
from collections import OrderedDict, UserDict, defaultdict, deque
from collections.abc import Callable, Iterator
from copy import copy as shallow_copy
from functools import partial
from types import MappingProxyType, ModuleType
from typing import Any

import pytest
from same import assert_same, outcome


class ListLike(list):  # type: ignore[type-arg]
    def __getitem__(self, index: Any) -> Any:
        return ("got", index)


class Missing(dict):  # type: ignore[type-arg]
    def __missing__(self, key: object) -> str:
        return f"missing {key}"


class Sequence:
    """Iterable by index only."""

    def __getitem__(self, index: int) -> int:
        if index > 2:
            raise IndexError
        return index


class Index:
    def __index__(self) -> int:
        return 1


class BadHash:
    def __hash__(self) -> int:
        raise ValueError("no hash")


CONTAINERS: tuple[Any, ...] = (
    [1, 2, 3],
    (1, 2, 3),
    "abc",
    "añ日\U0001f600",
    b"abc",
    bytearray(b"abc"),
    {1: "a", "k": 2, (1, 2): 3},
    Missing(),
    ListLike([1]),
    Sequence(),
    defaultdict(list),
    OrderedDict(a=1),
    range(5),
    5,
    None,
    list,
    list[int],
    deque([1, 2]),
    MappingProxyType({1: 2}),
    UserDict({1: 3}),
    memoryview(b"xy"),
)
KEYS: tuple[Any, ...] = (
    0,
    1,
    2,
    3,
    -1,
    -3,
    -4,
    2**70,
    True,
    1.0,
    "k",
    "x",
    None,
    (1, 2),
    (),
    slice(0, 2),
    slice(None),
    Index(),
    [],
    BadHash(),
    slice(2**70),
    slice(1, None, 2),
)


def copy(value: Any) -> Any:
    """An equal value that may be changed."""
    return value if isinstance(value, (memoryview, MappingProxyType)) else shallow_copy(value)


def test_get_item(ops: ModuleType) -> None:
    for container in CONTAINERS:
        for key in KEYS:
            got = outcome(ops.rt_get_item, copy(container), key)
            assert got == outcome(operator.getitem, copy(container), key), (container, key)
            assert got == outcome(ops.rt_get_item_any, copy(container), key), (container, key)
            if type(key) is int:
                assert_same(ops.rt_get_item_int, operator.getitem, container, key)
                if abs(key) < 2**60:
                    assert_same(ops.rt_get_index, operator.getitem, container, key)


def test_set_and_delete_item(ops: ModuleType) -> None:
    def set_item(container: Any, key: Any) -> Any:
        container[key] = "new"
        return container

    def delete_item(container: Any, key: Any) -> Any:
        del container[key]
        return container

    for container in CONTAINERS:
        for key in KEYS:
            mine = copy(container)
            ours = outcome(lambda: (ops.rt_set_item(mine, key, "new"), mine)[1])  # noqa: B023
            assert ours == outcome(set_item, copy(container), key), (container, key)
            mine = copy(container)
            any_ours = outcome(lambda: (ops.rt_set_item_any(mine, key, "new"), mine)[1])  # noqa: B023
            assert ours == any_ours
            mine = copy(container)
            ours = outcome(lambda: (ops.rt_del_item(mine, key), mine)[1])  # noqa: B023
            assert ours == outcome(delete_item, copy(container), key), (container, key)
            if type(key) is int and abs(key) < 2**60:
                mine = copy(container)
                ours = outcome(lambda: (ops.rt_set_index(mine, key, "new"), mine)[1])  # noqa: B023
                assert ours == outcome(set_item, copy(container), key), (container, key)


BOUNDS = (None, 0, 1, 2, 5, -1, -2, -9, 2**31, 2**70, -(2**70), True, Index(), "x", 1.0)


def test_slices(ops: ModuleType) -> None:
    def put(op: Any, start: Any, stop: Any) -> Any:
        op[start:stop] = [7, 8]
        return op

    for op in CONTAINERS:
        for start in BOUNDS:
            for stop in BOUNDS:
                assert_same(ops.rt_get_slice, lambda o, a, b: o[a:b], op, start, stop)
                mine = copy(op)
                ours = outcome(lambda: (ops.rt_set_slice(mine, start, stop, [7, 8]), mine)[1])  # noqa
                assert ours == outcome(put, copy(op), start, stop), (op, start, stop)
    assert ops.rt_new_slice(1, None, "x") == slice(1, None, "x")
    whole = (1, 2)
    assert ops.rt_get_slice(whole, None, None) is whole


def test_exact_containers(ops: ModuleType) -> None:
    items = [10, 20, 30]
    for i in (0, 1, 2, 3, -1, -3, -4, 2**62, -(2**63)):
        assert_same(ops.rt_list_get, operator.getitem, items, i)
        assert_same(ops.rt_tuple_get, operator.getitem, tuple(items), i)
        mine, theirs = items[:], items[:]
        assert outcome(ops.rt_list_set, mine, i, 5) == outcome(operator.setitem, theirs, i, 5)
        assert mine == theirs
    assert ops.rt_list_len(items) == 3
    for key in (1, "a", (), (1,), [], BadHash()):
        assert_same(ops.rt_dict_get_item, operator.getitem, {1: 2}, key)
    for op in (*CONTAINERS, set(), frozenset({1})):
        assert_same(ops.rt_len, len, op)


def test_building(ops: ModuleType) -> None:
    a, b = object(), "text"
    assert ops.rt_new_list((a, b)) == [a, b]
    assert ops.rt_new_tuple((a, b)) == (a, b)
    assert ops.rt_new_tuple(()) == ()
    assert ops.rt_new_set((a, b, b)) == {a, b}
    assert list(ops.rt_new_dict((a, 1, b, 2, a, 3)).items()) == [(a, 3), (b, 2)]
    assert_same(ops.rt_new_set, lambda items: {*items}, ([],))
    assert_same(ops.rt_new_dict, lambda items: {items[0]: 1}, ([], 1))
    grown = ops.rt_new_list_sized([1, 2, 3])
    assert grown == []
    for i in range(100):
        ops.rt_list_append(grown, i)
    assert grown == list(range(100))
    assert ops.rt_list_to_tuple(grown) == tuple(range(100))
    assert ops.rt_new_list_sized(5) == []
    added = set()
    ops.rt_set_add(added, 1)
    assert added == {1}
    table = {}
    ops.rt_dict_set(table, "a", 1)
    assert table == {"a": 1}


def test_spreading(ops: ModuleType) -> None:
    class Raising:
        def __iter__(self) -> Iterator[int]:
            raise TypeError("mine")

    class NoKeys:
        def keys(self) -> object:
            raise AttributeError("deep")

    # A name in the display, as `[*x]` alone may take another instruction.
    def into_list(x: Any) -> Any:
        return [0, *x]

    def into_set(x: Any) -> Any:
        return {0, *x}

    def into_dict(x: Any) -> Any:
        return {0: 0, **x}

    def add(function: Any, start: Any) -> Any:
        def run(x: Any) -> Any:
            target = start.copy()
            function(target, x)
            return target

        return run

    ops_into_list = add(ops.rt_list_extend, [0])
    for x in (
        [1],
        (2, 3),
        {1: 2},
        "ab",
        5,
        None,
        Raising(),
        Sequence(),
        int,
        range(2),
        {1},
        Missing(a=1),
        NoKeys(),
        UserDict({2: 3}),
        object(),
        [[1, 2]],
    ):
        assert_same(ops_into_list, into_list, x)
        assert_same(add(ops.rt_set_update, {0}), into_set, x)
        assert_same(add(ops.rt_dict_update, {0: 0}), into_dict, x)


# ---- iteration ----------------------------------------------------


def iterate(ops: ModuleType, iterable: Any) -> list[Any]:
    """What a for loop of compiled code sees."""
    iterator = ops.rt_get_iter(iterable)
    slot = [ops.EMPTY]
    seen = []
    while ops.rt_iter_next(iterator, slot):
        seen.append(slot[0])
    return seen


def numbers() -> Iterator[int]:
    yield 1
    yield 2
    raise KeyError("three")


class Stops:
    def __iter__(self) -> Stops:
        return self

    def __next__(self) -> int:
        raise StopIteration("value")


class NotIterator:
    def __iter__(self) -> int:
        return 5  # type: ignore[return-value]


ITERABLES = (
    lambda: [1, 2],
    lambda: (),
    lambda: range(3),
    lambda: range(0, 10, 4),
    lambda: range(2**70, 2**70 + 2),
    lambda: {1: 2, 3: 4},
    lambda: {1: 2}.items(),
    lambda: "ab",
    lambda: b"ab",
    lambda: {5},
    numbers,
    lambda: zip([1], [2], strict=True),
    lambda: enumerate("ab"),
    lambda: map(str, [1]),
    Sequence,
    Stops,
    NotIterator,
    lambda: 5,
    lambda: None,
    lambda: int,
    lambda: (x for x in [1, 2, 3]),
    lambda: reversed([1, 2]),
    lambda: [1, 2, 3],
    lambda: (1, 2, 3),
    lambda: [[1]] * 4,
    lambda: iter([7, 8, 9]),
    lambda: iter((7, 8)),
)


@pytest.mark.parametrize("make", ITERABLES)
def test_iteration(ops: ModuleType, make: Any) -> None:
    assert outcome(iterate, ops, make()) == outcome(lambda x: [y for y in x], make())


@pytest.mark.parametrize("make", ITERABLES)
def test_unpacking(ops: ModuleType, make: Any) -> None:
    def ours(count: int) -> Any:
        slots = [ops.EMPTY] * count
        try:
            ops.rt_unpack(make(), slots, count)
        except BaseException:
            assert slots == [ops.EMPTY] * count
            raise
        return slots

    def ours_star(before: int, after: int) -> Any:
        slots = [ops.EMPTY] * (before + 1 + after)
        try:
            ops.rt_unpack_star(make(), slots, before, after)
        except BaseException:
            assert all(slot is ops.EMPTY for slot in slots)
            raise
        return slots

    for count in range(1, 5):
        names = ", ".join(f"v{i}" for i in range(count))
        namespace = run_unpacking(
            f"{names}, = make()" if count == 1 else f"{names} = make()", names
        )
        assert outcome(ours, count) == outcome(namespace, make), count
    for before in range(3):
        for after in range(3):
            names = [f"v{i}" for i in range(before + 1 + after)]
            targets = [*names[:before], "*" + names[before], *names[before + 1 :]]
            namespace = run_unpacking(f"{', '.join(targets)}, = make()", ", ".join(names))
            assert outcome(ours_star, before, after) == outcome(namespace, make), (before, after)


def run_unpacking(statement: str, names: str) -> Any:
    """A function that runs the statement and gives its variables as a list."""
    namespace: dict[str, Any] = {}
    exec(f"def function(make):\n    {statement}\n    return [{names}]", namespace)
    return namespace["function"]


def test_iterator_that_grows(ops: ModuleType) -> None:
    items = [1, 2]
    iterator = ops.rt_get_iter(items)
    slot = [ops.EMPTY]
    assert ops.rt_iter_next(iterator, slot) and slot == [1]
    items.append(3)
    assert ops.rt_iter_next(iterator, slot) and ops.rt_iter_next(iterator, slot)
    assert slot == [3]
    assert not ops.rt_iter_next(iterator, slot)
    items.append(4)
    assert not ops.rt_iter_next(iterator, slot)
    assert slot == [3]
    table = {1: 2}
    iterator = ops.rt_get_iter(table)
    table[3] = 4
    with pytest.raises(RuntimeError, match="changed size"):
        ops.rt_iter_next(iterator, slot)


def seen_by(loop: Callable[..., Any], *args: Any, body: Callable[[Any], Any]) -> Any:
    """What the rounds of loop(*args, body) see, and how it ends."""
    seen: list[Any] = []

    def note(item: Any) -> None:
        seen.append(item)
        body(item)

    return seen, outcome(loop, *args, note)


def python_loop(iterable: Any, count: int, body: Callable[[Any], Any]) -> None:
    for item in iterable:
        if count:
            a, b = item
        body([a, b] if count else item)


def loop_over_made(loop: Callable[..., Any], make: Callable[[], Any], *args: Any) -> Any:
    return loop(make(), *args)


def do_nothing(item: Any) -> None:
    pass


def returns() -> Iterator[Any]:
    yield 1, 2
    return 5


PAIRS = (
    lambda: [(1, 2), [3, 4]],
    lambda: ((1, 2), "ab"),
    lambda: ["abc"],
    lambda: [5],
    lambda: zip("ab", "cd", strict=False),
)


@pytest.mark.parametrize("make", (*ITERABLES, *PAIRS, returns))
@pytest.mark.parametrize("count", (0, 2))
def test_loops_that_nobody_can_suspend(
    ops: ModuleType, make: Callable[[], Any], count: int
) -> None:
    ours = seen_by(loop_over_made, ops.loop, make, count, body=do_nothing)
    assert ours == seen_by(loop_over_made, python_loop, make, count, body=do_nothing)


def grow_list(items: list[int], item: int) -> None:
    if len(items) < 5:
        items.append(item)


def shrink_list(items: list[int], item: int) -> None:
    items.clear()


@pytest.mark.parametrize("change", (grow_list, shrink_list))
def test_loop_over_a_list_that_changes(
    ops: ModuleType, change: Callable[[list[int], int], None]
) -> None:
    ours, theirs = [1, 2, 3], [1, 2, 3]
    assert seen_by(ops.loop, ours, 0, body=partial(change, ours)) == seen_by(
        python_loop, theirs, 0, body=partial(change, theirs)
    )


def leave(table: dict[Any, Any], key: Any) -> None:
    pass


def grow(table: dict[Any, Any], key: Any) -> None:
    table[len(table) + 100] = 1


def shrink(table: dict[Any, Any], key: Any) -> None:
    table.pop(key)


def move(table: dict[Any, Any], key: Any) -> None:
    table[key + 10] = table.pop(key)


def renew(table: dict[Any, Any], key: Any) -> None:
    table[key] = 7


@pytest.mark.parametrize("change", (leave, grow, shrink, move, renew))
@pytest.mark.parametrize(("view", "name"), [(0, "keys"), (1, "values"), (2, "items")])
def test_loops_over_the_views_of_a_dict(
    ops: ModuleType, change: Callable[[dict[Any, Any], Any], None], view: int, name: str
) -> None:
    def change_at(table: dict[Any, Any], item: Any) -> None:
        change(table, item[0] if name == "items" else item)

    for count in (0, 2) if name == "items" else (0,):
        ours, theirs = ({1: 1, 2: 2, 3: 3} for _ in range(2))
        assert seen_by(
            ops.loop_over_dict, ours, view, count, body=partial(change_at, ours)
        ) == seen_by(python_loop, getattr(theirs, name)(), count, body=partial(change_at, theirs))
        assert ours == theirs


# ---- formatting ----------------------------------------------------


class Text(str):
    pass


class Formats:
    def __format__(self, spec: str) -> str:
        return f"<{spec}>"


class BadFormat:
    def __format__(self, spec: str) -> int:  # type: ignore[override]
        return 5


def test_formatting(ops: ModuleType) -> None:
    for value in (
        "a",
        Text("b"),
        1,
        2**80,
        True,
        1.5,
        -0.0,
        None,
        Formats(),
        BadFormat(),
        [1],
        object,
    ):
        assert_same(ops.rt_format_simple, lambda x: f"{x}", value)
        assert_same(ops.rt_str, str, value)
        assert_same(ops.rt_repr, repr, value)
        assert_same(ops.rt_ascii, ascii, value)
        for spec in ("", ">5", "d", ".2f", "x"):
            assert_same(ops.rt_format, format, value, spec)
        for item in ("%d", "%-5x", "%05.1f", "%s", "%4r", "%-3a"):
            assert_same(ops.rt_percent_item, lambda x, item: item % (x,), value, item)
            assert_same(
                lambda x, item: ops.rt_percent_only(f"<{item}>", x, "<", item, ">"),
                lambda x, item: f"<{item}>" % x,
                value,
                item,
            )
    pieces = ["", "a", "é", "日本", "\U0001f600", Text("sub"), "x" * 100]
    for a in pieces:
        for b in pieces:
            for c in pieces:
                assert_same(ops.rt_build_string, "".join, (a, b, c))
        assert_same(ops.rt_build_string, "".join, (a,))
    assert ops.rt_build_string(()) == ""


def test_growing_a_string(ops: ModuleType) -> None:
    slots = ["".join(["be", "gin"])]
    for i in range(1000):
        ops.rt_inplace_add_slot(slots, str(i))
    assert slots[0] == "begin" + "".join(map(str, range(1000)))
    slots = ["".join(["a", "b"])]
    other = slots[0]
    ops.rt_inplace_add_slot(slots, "c")
    assert (slots[0], other) == ("abc", "ab")
    ops.rt_inplace_add_slot(slots, slots[0])
    ops.rt_inplace_add_slot(slots, "é日")
    assert slots[0] == "abcabcé日"
    for value, other in (
        (1, 2),
        (1.5, 2),
        ([1], [2]),
        ("a", Text("b")),
        (Text("a"), "b"),
        (None, 1),
        ("a", 1),
    ):
        slots = [value]
        theirs = outcome(operator.iadd, value if not isinstance(value, list) else value[:], other)
        ours = outcome(lambda: (ops.rt_inplace_add_slot(slots, other), slots[0])[1])  # noqa: B023
        assert ours == theirs


def test_references_of_items(ops: ModuleType) -> None:
    key, value = object(), object()
    before = sys.getrefcount(key), sys.getrefcount(value)
    slots = [ops.EMPTY] * 2
    for _ in range(10):
        items = ops.rt_new_list((key, value))
        ops.rt_set_item(items, 0, value)
        ops.rt_get_item(items, 1)
        ops.rt_list_set(items, 0, key)
        ops.rt_list_append(items, key)
        ops.rt_get_slice(items, 0, 1)
        table = ops.rt_new_dict((key, value))
        ops.rt_get_item(table, key)
        ops.rt_unpack((key, value), slots, 2)
        ops.rt_unpack(iter([key, value]), slots, 2)
        for wrong in ([key], [key, value, key], iter([key, value, key])):
            with pytest.raises(ValueError):
                ops.rt_unpack(wrong, slots, 2)
        ops.rt_unpack_star([key, value], slots, 0, 1)
        with pytest.raises(ValueError):
            ops.rt_unpack_star([key], slots, 1, 0) or ops.rt_unpack_star([], slots, 1, 0)
        iterator = ops.rt_get_iter([key, value])
        while ops.rt_iter_next(iterator, slots):
            pass
    del items, table, iterator, wrong
    slots[:] = []
    assert (sys.getrefcount(key), sys.getrefcount(value)) == before
