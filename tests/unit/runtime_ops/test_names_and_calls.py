# SPDX-License-Identifier: Apache-2.0
"""Calls, cells, functions, classes and imports, against the statements."""

from __future__ import annotations

import builtins
import functools
import sys
import types
from collections import UserDict
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from same import assert_same, outcome


def target(a: Any, b: Any = 2, *rest: Any, c: Any = 3, **more: Any) -> Any:
    return (a, b, rest, c, more)


class Made:
    def __init__(self, a: Any, b: Any = 0) -> None:
        self.value = (a, b)

    def method(self, a: Any, b: Any = 0) -> Any:
        return (a, b)

    def __repr__(self) -> str:
        return f"Made{self.value}"

    __call__ = method


class MadeByNew:
    def __new__(cls, a: Any, b: Any = 0) -> Any:
        return (cls.__name__, a, b)


class BadInit:
    def __init__(self) -> None:
        return 5  # type: ignore[return-value]


class FailingInit:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise KeyError("init")


class Inherits(Made):
    pass


class Empty:
    pass


CALLABLES: tuple[Any, ...] = (
    target,
    Made,
    Made(1).method,
    Made(1),
    MadeByNew,
    Empty,
    BadInit,
    FailingInit,
    Inherits,
    len,
    int,
    str,
    list,
    dict,
    type,
    "abc".split,
    functools.partial(target, 1),
    5,
    None,
    staticmethod(target),
    print.__call__,
    lambda: 1,
    lambda a: a,
    range,
    object,
    ValueError,
    types.SimpleNamespace,
    tuple,
    property,
)


def test_call(ops: ModuleType) -> None:
    for f in CALLABLES:
        for args, kwargs in (
            ((), {}),
            ((1,), {}),
            ((1, 2), {}),
            (("a", 2, 3), {}),
            ((1,), {"b": 5}),
            ((), {"a": 1}),
            ((1,), {"a": 5}),
            (([1],), {}),
            ((1,), {"zz": 0, "c": 1}),
        ):
            names = tuple(kwargs) or None
            ours = outcome(ops.call, f, (*args, *kwargs.values()), names)
            theirs = outcome(lambda: f(*args, **kwargs))  # noqa: B023
            assert strip(ours) == strip(theirs), (f, args, kwargs)
            ours = outcome(ops.rt_call_ex, f, args, kwargs or None)
            assert strip(ours) == strip(theirs), (f, args, kwargs)


def test_c_code_that_gives_neither_a_result_nor_an_exception(ops: ModuleType) -> None:
    deceiving = pytest.importorskip("_testcapi").return_null_without_error
    assert strip(outcome(ops.call, deceiving, (), None)) == strip(outcome(lambda: deceiving()))


def strip(value: tuple[Any, ...]) -> tuple[str, ...]:
    """Without addresses of objects."""
    return tuple(text.split(" at 0x")[0] for text in map(str, value))


def test_argument_errors(ops: ModuleType) -> None:
    class Strange:
        def keys(self) -> Any:
            return ["a", "b"]

        def __getitem__(self, key: str) -> Any:
            if key == "a":
                return 1
            raise KeyError("no b") if key == "b" else IndexError

    for f in (target, Made, len, 5, Made(1).method, functools.partial(target), "abc".split):
        for x in (
            5,
            None,
            [1],
            (1,),
            {"a": 1},
            iter("ab"),
            Made,
            {1: 2},
            UserDict(a=1),
            Strange(),
            range(2),
        ):

            def extend(f: Any, x: Any) -> Any:
                items: list[Any] = []
                ops.rt_list_extend_args(f, items, x)
                return items

            def merge(f: Any, x: Any) -> Any:
                kwargs = {"a": 0} if isinstance(x, UserDict) else {}
                ops.rt_merge_keywords(f, kwargs, x)
                return kwargs

            if x is None or x == 5 or x is Made:
                assert strip(outcome(extend, f, x)) == strip(outcome(lambda f, x: f(*x), f, x))
            if not isinstance(x, (dict, Strange)):
                expected = outcome(lambda f, x: f(**{"a": 0}, **x), f, x)
                assert strip(outcome(merge, f, x)) == strip(expected), (f, x)
    assert extend(target, (1, 2)) == [1, 2]
    assert merge(target, {"x": 1}) == {"x": 1}
    assert outcome(merge, target, Strange())[:3] == ("raised", KeyError, "'no b'")
    for key in ("a", 5, (1, 2)):

        def twice(f: Any, key: Any) -> Any:
            ops.rt_merge_keywords(f, {key: 1}, {key: 2})

        for f in (target, len, Made(1).method):
            ours, theirs = (
                outcome(twice, f, key),
                outcome(lambda f, k: f(**{k: 1}, **{k: 2}), f, key),
            )
            assert strip(ours) == strip(theirs)


def test_isinstance_and_contains(ops: ModuleType) -> None:
    import abc
    import collections.abc
    import numbers

    class Pretends:
        __class__ = int  # type: ignore[assignment]

    class Refuses(type):
        def __instancecheck__(cls, op: Any) -> bool:
            raise OSError("refused")

    kinds = (
        int,
        str,
        object,
        type,
        (int, str),
        (),
        numbers.Number,
        collections.abc.Iterable,
        Refuses("R", (), {}),
        int | None,
        list[int],
        5,
        Pretends,
        abc.ABC,
        (int, 5),
        bool,
    )
    for op in (1, True, "x", None, Pretends(), int, [], object()):
        for kind in kinds:
            assert_same(ops.rt_isinstance, isinstance, op, kind)
    for container in (
        [1, 2],
        (1,),
        {1: 2},
        {3},
        "abc",
        b"abc",
        range(3),
        5,
        None,
        Made,
        [float("nan")],
        iter([1]),
    ):
        for item in (1, "a", "", None, [], 2.0, b"a", object):
            theirs = outcome(lambda c, i: i in c, container, item)
            if hasattr(container, "__next__"):
                container = iter([1])
                theirs = outcome(lambda c, i: i in c, iter([1]), item)
            assert outcome(ops.rt_contains, container, item) == theirs


def test_cells_and_unbound_names(ops: ModuleType) -> None:
    def unbound_local() -> Any:
        if not ops:
            x = 1
        return x

    def unbound_free() -> Any:
        def inner() -> Any:
            return x

        if not ops:
            x = 1
        return inner()

    def unbound_cell() -> Any:
        if not ops:
            x = 1
        len([lambda: x])
        return x

    def delete_cell() -> Any:
        def inner() -> Any:
            return x  # noqa: F821

        if not ops:
            x = inner
        del x

    def delete_free() -> Any:
        def inner() -> Any:
            nonlocal x
            del x

        if not ops:
            x = 1
        inner()

    empty = types.CellType()
    assert outcome(ops.rt_unbound_local, "x") == outcome(unbound_local)
    assert outcome(ops.rt_cell_get, empty, "x") == outcome(unbound_cell)
    assert outcome(ops.rt_cell_get_free, empty, "x") == outcome(unbound_free)
    assert outcome(ops.rt_cell_clear, empty, "x", 0) == outcome(delete_cell)
    assert outcome(ops.rt_cell_clear, empty, "x", 1) == outcome(delete_free)
    value = object()
    count = sys.getrefcount(value)
    cell = ops.rt_cell_new(value)
    assert ops.rt_cell_get(cell, "x") is ops.rt_cell_get_free(cell, "x") is value
    ops.rt_cell_set(cell, None)
    assert cell.cell_contents is None
    ops.rt_cell_set(cell, value)
    ops.rt_cell_clear(cell, "x", 0)
    assert sys.getrefcount(value) == count
    assert outcome(ops.rt_cell_get, ops.rt_cell_empty(), "x")[0] == "raised"


def test_closure_of_a_frame(ops: ModuleType) -> None:
    def outer() -> Any:
        a, b = 1, 2

        def inner(x: int) -> int:
            y = 1
            return a + b + x + y

        return inner

    inner = outer()
    cells = inner.__closure__
    assert ops.copy_free_vars(inner) == [ops.EMPTY, ops.EMPTY, *cells]


def test_make_function(ops: ModuleType) -> None:
    def outer(__class__: Any) -> Any:
        def model(a: int, b: Any = 5, *, c: Any = 6) -> tuple[Any, ...]:
            """Documentation."""
            return (a, b, c, __class__)

        return model

    model = outer("cell")
    made = ops.rt_make_function(
        model.__code__, (5,), {"c": 6}, ("a", "int", "return", "tuple"), model.__closure__
    )
    assert made(1) == model(1)
    assert made.__annotations__ == {"a": "int", "return": "tuple"}
    for name in (
        "__name__",
        "__qualname__",
        "__doc__",
        "__module__",
        "__defaults__",
        "__kwdefaults__",
    ):
        assert getattr(made, name) == getattr(model, name)
    assert made.__globals__ is globals()
    assert made.__builtins__ is model.__builtins__
    plain = ops.rt_make_function((lambda: 5).__code__, None, None, None, None)
    assert (plain(), plain.__defaults__, plain.__annotations__, plain.__closure__) == (
        5,
        None,
        {},
        None,
    )


def with_builtins(changed: dict[str, Any], source: str, **names: Any) -> Callable[..., Any]:
    """A function whose builtins differ."""
    namespace = {"__builtins__": changed, "__name__": "elsewhere", **names}
    exec(source, namespace)
    function: Callable[..., Any] = namespace["function"]
    return function


def test_build_class(ops: ModuleType) -> None:
    built = ops.rt_build_class()
    assert (repr(built), built.__self__) == ("<built-in function __build_class__>", builtins)
    made = built(lambda: None, "Made", int, metaclass=type)
    assert (made.__name__, made.__bases__) == ("Made", (int,))
    source = "def function(): return ops.rt_build_class()"
    plain = "def function():\n    class X: pass"
    assert outcome(with_builtins({}, source, ops=ops)) == outcome(with_builtins({}, plain))
    assert with_builtins({"__build_class__": 5}, source, ops=ops)() == 5


def test_import_name(ops: ModuleType, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ops.rt_import_name("sys", None, 0) is sys
    assert ops.rt_import_name("collections.abc", None, 0) is sys.modules["collections"]
    assert ops.rt_import_name("collections.abc", ("Mapping",), 0) is sys.modules["collections.abc"]
    statement = "def function():\n    import no.such.module"
    call = "def function(): return ops.rt_import_name('no.such.module', None, 0)"
    normal = vars(builtins)
    for changed in (normal, {}, {"__import__": lambda *args: args[3:]}, {"__import__": 5}):
        ours = outcome(with_builtins(changed, call, ops=ops))
        theirs = outcome(with_builtins(changed, statement))
        assert ours == theirs or theirs[1] == repr(None)
    seen = []
    record = with_builtins({"__import__": lambda *args: seen.append(args)}, call, ops=ops)
    record()
    with_builtins({"__import__": lambda *args: seen.append(args)}, statement)()
    assert seen[0][0] == seen[1][0] and seen[0][2:] == seen[1][2:]
    relative = "def function(): return ops.rt_import_name('abc', ('Mapping',), 1)"
    module = with_builtins(normal, relative, ops=ops, __package__="collections")()
    assert module is sys.modules["collections.abc"]


def test_import_from(ops: ModuleType, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "half_done.py").write_text("import half_done\nhalf_done.check(half_done)\n")
    (tmp_path / "random.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(tmp_path)

    class Strange(ModuleType):
        def __getattr__(self, name: str) -> Any:
            seen.append(name)
            raise AttributeError(name)

    class NotModule:
        __name__ = "strange.name"
        a = 1

    seen: list[str] = []
    lazy = ModuleType("lazy")
    lazy.__getattr__ = lambda name: seen.append(name) or f"lazy {name}"  # type: ignore[method-assign]
    import collections
    import os.path

    empty = ModuleType("empty")
    del empty.__name__, empty.__spec__  # type: ignore[attr-defined]
    for module in (
        collections,
        os.path,
        sys,
        lazy,
        Strange("strange"),
        NotModule(),
        ModuleType("plain"),
        empty,
        5,
    ):
        for name in ("a", "path", "missing", "OrderedDict", "abc"):

            def statement(module: Any, name: str) -> Any:
                namespace = {"__builtins__": {"__import__": lambda *args: module}}
                exec(f"from somewhere import {name}", namespace)
                return namespace[name]

            ours = outcome(ops.rt_import_from, module, name)
            asked = len(seen)
            assert strip(ours) == strip(outcome(statement, module, name)), (module, name)
            assert seen[asked:] == seen[: len(seen) - asked]
            seen.clear()


def test_import_from_partial(
    ops: ModuleType, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A circular import says so, and a finished submodule is found before it is an attribute."""
    (tmp_path / "half_done.py").write_text(
        "import half_done\nhalf_done.__builtins__['check'](half_done)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    texts = []

    def check(module: Any) -> None:
        texts.append(outcome(ops.rt_import_from, module, "x"))
        texts.append(outcome(exec, "from half_done import x", {}))
        sys.modules["half_done.x"] = module
        assert ops.rt_import_from(module, "x") is module
        del sys.modules["half_done.x"]

    monkeypatch.setattr(builtins, "check", check, raising=False)
    import half_done  # type: ignore[import-not-found]

    assert texts[0] == texts[1]
    assert "circular import" in texts[0][2]
    del sys.modules[half_done.__name__]


def test_failed_import_leaves_no_frames(ops: ModuleType) -> None:
    with pytest.raises(ImportError) as caught:
        ops.rt_import_from(sys, "missing")
    traceback = caught.value.__traceback__
    assert traceback is not None and traceback.tb_next is None


def test_import_star(ops: ModuleType) -> None:
    for names in (
        {"a": 1, "_b": 2},
        {"__all__": ["_b"], "a": 1, "_b": 2},
        {"__all__": ["c"]},
        {"__all__": [5]},
    ):
        module = ModuleType("m")
        vars(module).update(names)
        source = "def function(): ops.rt_import_star(module)"
        ours = with_builtins(vars(builtins), source, ops=ops, module=module)
        theirs: dict[str, Any] = {"__builtins__": {"__import__": lambda *args: module}}  # noqa: B023
        failed = outcome(exec, "from m import *", theirs)
        assert outcome(ours)[:2] == failed[:2]
        for name in ("a", "_b"):
            assert (name in ours.__globals__) == (name in theirs)
