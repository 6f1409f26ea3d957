# SPDX-License-Identifier: Apache-2.0
# ruff: noqa
# mypy: ignore-errors
"""A program that runs what code generation makes of every statement and expression, and prints.

Run by test_codegen.py with CPython and with a CPython that has our code generation.
"""

import asyncio
import contextlib
import sys


def show(*values: object) -> None:
    print(*map(repr, values))


def leaving(how: str) -> object:
    """Each way out of nested blocks."""
    for i in range(3):
        try:
            with contextlib.suppress(KeyError):
                if how == "return":
                    return i
                if how == "break":
                    break
                if how == "continue":
                    continue
                if how == "raise":
                    raise KeyError(i)
                if how == "other":
                    raise ValueError(i)
        except ValueError as error:
            show("caught", error)
        else:
            show("else", i)
        finally:
            show("finally", i)
    else:
        return "exhausted"
    return "left"


def override() -> int:
    """A return in finally wins."""
    for _ in range(2):
        try:
            return 1
        finally:
            continue
    try:
        return 2
    finally:
        return 3


def nested(*args: int, key: int = 1, **rest: int) -> object:
    """Closures, defaults, all kinds of arguments."""
    total = sum(args)

    def inner(add: int = total) -> int:
        nonlocal total
        total += add + key
        return total

    inner()
    return inner(5), (lambda *a, **k: (a, k, total))(*args, **rest), locals().keys()


class Base:
    """A doc."""

    kind = "base"
    names = [(lambda: kind) for kind in "ab"]

    def __init_subclass__(cls, **kwargs: object) -> None:
        show(cls.__qualname__, kwargs)

    def __init__(self, x: int) -> None:
        self.__x = x

    def who(self) -> tuple[object, ...]:
        return __class__.__name__, self.__x

    def __getitem__(self, index: object) -> object:
        return index


class Derived(Base, flag=True):
    x: int = 1
    y: str

    def who(self) -> tuple[object, ...]:
        return (*super().who(), super(Derived, self).who)[:2]


def comprehensions(n: int) -> object:
    x = "kept"
    a = [x for x in range(n) if x % 2 if x > 1]
    b = {x: y for x in range(2) for y in (x, x + 1)}
    c = {x + y for x in range(2) for y in [x * 2]}
    d = list(x + z for x in range(n) for z in [n])
    e = [f() for f in [lambda: x for x in range(n)]]
    g = [[x * y for x in range(2)] for y in range(2)]
    h = [last := q for q in range(n)]
    return x, a, b, c, d, e, g, h, last


def match(subject: object) -> object:
    match subject:
        case 0 | 1.5 | "zero" | None:
            return "literal"
        case [first, *_, last]:
            return "sequence", first, last
        case [("a" | "b") as letter]:
            return letter
        case {"key": value, **rest}:
            return value, rest
        case Base(kind=kind) if kind == "base":
            return kind
        case [int(x) | str(x)] | {"x": x}:
            return x
        case {}:
            return "mapping"
        case _:
            return "other"


def generator(n: int) -> object:
    try:
        got = yield n
        show("got", got)
        yield from range(n)
        yield (yield 5)
    except RuntimeError as error:
        yield error
    finally:
        show("closed")
    return "result"


class Context:
    async def __aenter__(self) -> str:
        await asyncio.sleep(0)
        return "entered"

    async def __aexit__(self, *exc: object) -> bool:
        show("exit", exc[0])
        return exc[0] is ValueError


async def numbers(n: int) -> object:
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def coroutine() -> object:
    async with Context() as a, Context():
        async for i in numbers(3):
            if i == 1:
                break
        else:
            show("not here")
        raise ValueError
    squares = [i * i async for i in numbers(3) if i]
    sets = {i async for i in numbers(2)}
    lazy = [j async for j in (i + 1 async for i in numbers(2))]
    return a, squares, sets, lazy, [await asyncio.sleep(0, j) for j in range(2)]


def groups() -> None:
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2), KeyError(3)])
    except* ValueError as e:
        show("values", e.exceptions)
    except* TypeError:
        show("types")
    except* KeyError as e:
        show("keys", e.exceptions)
        try:
            raise OSError(4) from None
        except OSError:
            show("inner")
    else:
        show("not here")


def expressions(a: int, b: int) -> None:
    show(a < b < 3 <= 3 != b, a if a > b else b, a and b or not a, [a, *[b]], {**{"x": a}, "y": b})
    show(f"{a!r:>{b + 3}} {b=} {'x':^5}", -a, +b, ~a, a @ Matrix() if b else 0)
    text = "abcdef"
    show(text[1:], text[::2], text[a:b], (text)[-1], (1, (2.0, -0.0), True) in [()])
    items = [0, 1, 2, 3]
    items[1:2] = [7, 8]
    items[0] += 5
    items[1:3] += [9]
    del items[-1]
    first, *middle, last = items
    (x, [y, *z]) = 1, "uvw"
    show(items, first, middle, last, x, y, z)
    assert a is not b, "message"
    try:
        assert a == b, ("message", a)
    except AssertionError as error:
        show(error)


class Matrix:
    def __rmatmul__(self, other: object) -> object:
        return "matmul", other


def main() -> None:
    for how in ("return", "break", "continue", "raise", "other", "none"):
        show(how, leaving(how))
    show(override(), nested(1, 2, key=3, z=4))
    show(
        Derived(7).who(), Base.names[0](), Derived.__annotations__, Base.__doc__, Base(1)[1:2, ...]
    )
    show(comprehensions(4))
    for subject in (0, 1.5, [1, 2, 3], ["b"], [5], {"key": 1, "z": 2}, Base(1), {"x": 3}, {}, 9):
        show(subject if type(subject) is not Base else "Base", match(subject))
    g = generator(2)
    show(next(g), g.send("x"), next(g), next(g), g.send(6), g.throw(RuntimeError("thrown")))
    g.close()
    show(asyncio.run(coroutine()))
    groups()
    expressions(1, 2)
    if sys.version_info >= (3, 12):
        exec(PARAMETERS, {"show": show})


# Not for the parser of 3.11.
PARAMETERS = """
type Alias[T, *Ts, **P] = tuple[T, *Ts]
def f[T: int](x: T, y=2, *, z=3) -> T: return [x, y, z, T.__name__]
class A[T, U: (int, str)](dict[T, U]):
    type Inner = T
    def m[V](self, v: V) -> T: return (T, U, V), [T for _ in range(1)]
show(Alias.__type_params__, Alias.__value__, f(1, z=4), f.__type_params__[0].__bound__)
show(A.__orig_bases__, A.__type_params__[1].__constraints__, A().m(1), A.Inner.__value__)
"""

if __name__ == "__main__":
    main()
