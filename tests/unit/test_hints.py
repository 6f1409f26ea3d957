# SPDX-License-Identifier: Apache-2.0
"""`hints = "check"` and `"trust"`: what docs/how-to/check-hints.md says."""

from __future__ import annotations

import importlib.machinery
import importlib.util
from pathlib import Path
from types import ModuleType
from unittest import mock

import pytest

from aot_build.front.parse import parse_module
from aot_build.front.scopes import resolve_module
from aot_build.front.source import read_source
from aot_build.infer.checks import argument_checks
from aot_build.options import Options
from aot_build.pipeline import SourceModule, Unit, compile_units
from aot_build.progress import QuietProgress

SOURCE = """
from typing import Any, List, Optional, Union
import typing as t

class Point:
    def __init__(self, x: int, y: "float" = 1.0):
        self.x, self.y = x, y
    def add(self, other: "Point", n: Optional[int] = None):
        return self.x + other.x
    def list(self): ...
    def own(self, a: list, b: "Point"): return a

class Sub(Point): pass

class Record(t.TypedDict):
    key: str

def plus(x: int): return x + 1
def scale(x: float, k: int = 2): return x * k
def many(a: Optional[str], b: int | None = None, *, c: Union[int, "bytes"] = "default"): return a
def items(a: List[int], b: t.Dict[str, int], c: list[int] = None): return len(a) + len(b)
def unknown(a: Any, b: "Nowhere" = 0, c: object = 1, d: Union[int, Any] = 2): return a
def x_of(p: Point): return p.x
def record(r: Record): return r
def fib(n: int) -> int: return n if n < 2 else fib(n - 1) + fib(n - 2)
def named(n: int, label: str):
    total = 0
    for k in range(n):
        total += k * 2
    return total
def cell(a: int):
    def inner(): return a
    return inner
def rest(*args: int, **kw: str): return args, kw
def number(z: complex): return z
def outer():
    int = str
    def inner(x: int): return x
    return inner
"""


def build(folder: Path, hints: str) -> ModuleType:
    folder.mkdir(exist_ok=True)
    path = folder / "hinted.py"
    path.write_text(SOURCE, encoding="utf-8")
    unit = Unit("hinted", False, (SourceModule("hinted", path, False, "hinted.py"),))
    options = Options(hints=hints, jobs=1, verify=True)
    (built,) = compile_units([unit], folder, options, QuietProgress())
    assert built.library is not None
    loader = importlib.machinery.ExtensionFileLoader("hinted", str(built.library))
    spec = importlib.util.spec_from_file_location("hinted", built.library, loader=loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return build(tmp_path_factory.mktemp("hints") / "check", "check")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("plus(2.5)", "plus() argument 'x' must be int, not float"),
        ("plus(x=None)", "plus() argument 'x' must be int, not NoneType"),
        ("scale('2')", "scale() argument 'x' must be float, not str"),
        ("scale(k=3.0, x=1.0)", "scale() argument 'k' must be int, not float"),
        ("many(3)", "many() argument 'a' must be str or None, not int"),
        ("many('a', 'b')", "many() argument 'b' must be int or None, not str"),
        ("many('a', c='other')", "many() argument 'c' must be int or bytes, not str"),
        ("items((1,), {})", "items() argument 'a' must be list, not tuple"),
        ("items([1], [])", "items() argument 'b' must be dict, not list"),
        ("x_of(3)", "x_of() argument 'p' must be Point, not int"),
        ("Point('a')", "Point.__init__() argument 'x' must be int, not str"),
        ("Point(1).add(1)", "Point.add() argument 'other' must be Point, not int"),
        ("fib('a')", "fib() argument 'n' must be int, not str"),
        ("named(10, 3)", "named() argument 'label' must be str, not int"),
        ("named(10.0, 'a')", "named() argument 'n' must be int, not float"),
        ("cell('s')", "cell() argument 'a' must be int, not str"),
        ("number('1')", "number() argument 'z' must be complex, not str"),
        ("plus()", "plus() missing 1 required positional argument: 'x'"),
    ],
)
def test_a_wrong_argument_is_a_type_error(checked: ModuleType, call: str, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        eval(call, vars(checked))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "call",
    [
        "plus(True) == 2",
        "scale(2) == 4 and scale(True) == 2 and scale(2.5) == 5.0",
        "many(None) is None and many('a', None, c=b'x') == 'a'",
        "many('a', c=many.__kwdefaults__['c']) == 'a'",
        "items([1], {}) == 1",
        "unknown(1, 2, 3, 'x') == 1",
        "x_of(Sub(4)) == 4 and x_of(mock.Mock(spec=Point, x=5)) == 5",
        "record({}) == {} and record(3) == 3",
        "Point(1).own(5, Point(2)) == 5",
        "fib(15) == 610 and fib(True) is True",
        "named(10, 'a') == 90",
        "cell(4)() == 4 and rest('a', x=1) == (('a',), {'x': 1})",
        "number(1) == number(1.0) == number(1j).imag",
        "outer()(3) == 3",
    ],
)
def test_what_the_annotations_allow_passes(checked: ModuleType, call: str) -> None:
    assert eval(call, {**vars(checked), "mock": mock})


def test_a_class_is_looked_up_when_it_is_needed(tmp_path: Path) -> None:
    module = build(tmp_path, "check")
    vars(module)["Point"] = str
    with pytest.raises(AttributeError):
        module.x_of("s")
    with pytest.raises(TypeError, match="must be Point, not int"):
        module.x_of(1)
    del vars(module)["Point"]
    with pytest.raises(AttributeError):
        module.x_of(1)


def test_the_check_is_where_the_function_is_defined(checked: ModuleType) -> None:
    with pytest.raises(TypeError) as caught:
        checked.named(10, 3)
    line = SOURCE.splitlines().index("def named(n: int, label: str):") + 1
    assert [entry.lineno + 1 for entry in caught.traceback[1:]] == [line]


def test_trusted_arguments_are_not_tested(tmp_path: Path) -> None:
    module = build(tmp_path, "trust")
    assert (module.plus(3), module.plus(2**80), module.fib(20)) == (4, 2**80 + 1, 6765)
    assert (module.scale(2), module.scale(2.5), module.named(5, 3)) == (4, 5.0, 20)
    assert (module.items([1], {}), module.plus(True)) == (1, 2)


@pytest.mark.parametrize(
    ("head", "accepted"),
    [
        ("", ("int",)),
        ("int = 5", None),
        ("from x import *", None),
        ("def g():\n    global int", None),
    ],
)
def test_a_name_that_may_mean_something_else_is_not_checked(
    tmp_path: Path, head: str, accepted: tuple[str, ...] | None
) -> None:
    path = tmp_path / "m.py"
    path.write_text(f"{head}\ndef f(x: int): ...\n", encoding="utf-8")
    scopes = resolve_module(parse_module(read_source(path), "m.py"))
    scope = next(scope for scope in scopes.functions if scope.name == "f")
    found = argument_checks(scope, scopes).get("x")
    assert (found.accepted if found else None) == accepted
