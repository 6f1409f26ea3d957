"""Modules of the library that most programs import."""

import bisect
import codecs
import collections
import contextlib
import copy
import enum
import functools
import heapq
import io
import operator
import os.path
import string
import textwrap
import traceback
import types
import typing

print(
    collections.Counter("hello world").most_common(2),
    collections.OrderedDict(a=1, b=2),
    collections.ChainMap({1: 2}, {3: 4}),
)
print(textwrap.fill("the quick brown fox jumps over the lazy dog " * 3, 40))
print(string.Template("$a and ${b}").substitute(a=1, b=2), string.capwords("hi there"))


@contextlib.contextmanager
def cm(x):
    print("in", x)
    try:
        yield x * 2
    finally:
        print("out")


with cm(4) as y, contextlib.suppress(KeyError):
    print(y)
    {}[1]


@functools.singledispatch
def show(x):
    return "any"


@show.register
def _(x: int):
    return "int"


print(show(1), show("a"), functools.reduce(operator.add, range(5)))
print(copy.deepcopy({"a": [1, {2}]}), heapq.nsmallest(2, [3, 1, 2]), bisect.bisect([1, 2, 3], 2))
T = typing.TypeVar("T")


class Box(typing.Generic[T]):
    pass


print(
    Box[int],
    typing.Optional[int],
    typing.get_type_hints(show),
    typing.NamedTuple("X", [("a", int)])(3),
)
try:
    1 / 0
except ZeroDivisionError as error:
    print(traceback.format_exception_only(error))


class Color(enum.Flag):
    A = 1
    B = 2


print(Color.A | Color.B, list(Color), enum.auto)
print(io.StringIO("a\nb").readlines(), os.path.join("a", "b"), codecs.encode("abc", "rot13"))
print(sorted([types.SimpleNamespace(a=1)], key=lambda n: n.a))
