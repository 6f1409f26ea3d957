"""Generator expressions for built-ins: results, errors, tracebacks, frames, other meanings."""

import asyncio
import builtins
import sys
import traceback


def f(xs, k):
    return (
        sum(x * k for x in xs),
        any(x > 2 for x in xs),
        all(x > 0 for x in xs),
        list(x + k for x in xs),
        tuple(x for x in xs if x != 2),
        set(x % 2 for x in xs),
        frozenset(str(x) for x in xs),
        max(x * x for x in xs),
        min(-x for x in xs),
        sorted((-x for x in xs), key=abs, reverse=True),
        sorted(x for x in xs),
        ", ".join(str(x) for x in xs),
        b"".join(bytes([x]) for x in xs),
    )


print(f([1, 2, 3], 2))
print(f((3, 1, 2), 1))
print(f(range(1, 5), 3))


def empty():
    for g in (max, min):
        try:
            print(g(x for x in []))
        except ValueError as e:
            print(e)
    try:
        max(x for x in ())
    except ValueError as e:
        traceback.print_exc()
    return sum(x for x in ()), any(x for x in ()), all(x for x in ())


print(empty())


def boom(xs):
    return sum(1 // x for x in xs)


def boom2(xs):
    return sum(x for x in xs)


def boom3(xs):
    return any(x for x in xs)


class Bad:
    def __bool__(self):
        raise ValueError(sys._getframe(1).f_code.co_name)

    def __radd__(self, other):
        return sys._getframe(1).f_code.co_name

    def __hash__(self):
        raise KeyError(sys._getframe(1).f_code.co_name)

    def __lt__(self, o):
        raise IndexError(sys._getframe(1).f_code.co_name)


def boom4(xs):
    return set(x for x in xs)


def boom5(xs):
    return min(x for x in xs)


def boom6(xs):
    return sum(next(x) for x in xs)


def boom7(xs):
    return sum(sys._getframe().f_code.co_name + str(sys._getframe(1).f_lineno) for x in xs)


for fn, arg in [
    (boom, [1, 0]),
    (boom2, ["a"]),
    (boom2, [1, 2, None]),
    (boom2, 5),
    (boom3, [0, Bad()]),
    (boom4, [1, Bad()]),
    (boom4, [[]]),
    (boom5, [Bad(), Bad()]),
    (boom6, [iter([1]), iter([])]),
    (boom7, [1]),
    (boom2, [Bad()]),
]:
    try:
        print(fn(arg))
    except Exception:
        traceback.print_exc(file=sys.stdout)


def floats(xs):
    return sum(x for x in xs)


print(
    floats([0.1] * 10),
    floats([1e16, 1.0, -1e16]),
    floats([1, 0.5, 2, True, 1e100, -1e100]),
    floats([2**62, 2**62, 2**62, 0.5, 1]),
    floats([1.5, 2**70, 1]),
    floats([float("inf"), 1]),
    floats([True, False]),
)


def nested(m):
    return sum(sum(a * b for a in row) for row in m for b in row)


print(nested([[1, 2], [3, 4]]))


def shadow(xs):
    sum = lambda g: list(g)
    return sum(x for x in xs)


print(shadow([1, 2]))
o = builtins.sum
builtins.sum = lambda g: ("mine", list(g), type(g).__name__)
print(boom2([1, 2]))
builtins.sum = o


class C:
    total = sum(x for x in range(5))

    def m(self, xs):
        return max(self.v(x) for x in xs)

    def v(self, x):
        return x % 7


print(C.total, C().m(range(20)))
T = tuple(x for x in range(3))
print(T)


def gen(n):
    yield sum(i for i in range(n))
    yield max(i for i in range(n))


print(list(gen(4)))


def walrus(xs):
    r = any((y := x) > 3 for x in xs)
    return r, y


print(walrus([1, 5, 9]))


def lam(xs):
    return [f() for f in list((lambda: x) for x in xs)]


print(lam([1, 2, 3]))


def deep(n):
    return n if n == 0 else sum(deep(n - 1) for _ in range(1))


print(deep(50))
try:
    deep(100000)
except RecursionError as e:
    print(type(e))


def prime(n):
    return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))


print([n for n in range(60) if prime(n)])


def grid(n):
    return (
        sum(i * j for i in range(n) for j in range(i, n, 2)),
        max(i % 7 for i in range(10, -5, -3)),
        sum(i for i in range(10**20, 10**20 + 3)),
        sum(i for i in range(2**62 - 2, 2**62 + 2)),
        [f() for f in list((lambda: i) for i in range(2))],
    )


print(grid(9))


def notrange(range):
    return sum(i + 1 for i in range(3))


print(notrange(lambda n: [n, n + 0.5]), notrange(lambda n: iter([True])))


def err(n):
    return sum(10 // (i - 2) for i in range(n))


for a in (5, "x", 1.5):
    try:
        err(a)
    except Exception:
        traceback.print_exc(file=sys.stdout)


def seen(xs):
    return any(sorted(locals()) == [".0", "x", "xs"] for x in xs if xs)


print(seen([1, 2]))


def kept(xs):
    frames = []
    total = sum(frames.append(sys._getframe()) or x for x in xs)
    frame = frames[0]
    return (
        total,
        frame.f_code.co_name,
        frame.f_lineno - kept.__code__.co_firstlineno,
        frame.f_locals.get("x"),
        len(set(map(id, frames))),
    )


print(kept([4, 5]))


def traced(xs):
    events = []

    def trace(frame, event, arg):
        if frame.f_code.co_name == "<genexpr>":
            events.append((event, frame.f_lineno - traced.__code__.co_firstlineno))
        return trace

    sys.settrace(trace)
    total = sum(x for x in xs)
    sys.settrace(None)
    return total, events


def call_traced():
    return traced([1, 2])


print(call_traced())


def raising_iterator():
    yield 1
    raise KeyError("from the iterator")


try:
    print(sum(x for x in raising_iterator()))
except KeyError:
    traceback.print_exc(file=sys.stdout)


class Closing:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        return self.n

    def __del__(self):
        print("closed after", self.n)


print(any(x > 3 for x in Closing()), all(x < 2 for x in Closing()))


def handled():
    try:
        raise ValueError("outer")
    except ValueError:
        return list((sys.exc_info()[0].__name__, x) for x in (1, 2))


print(handled())


async def waiting():
    async def one():
        return [1, 2]

    return sum(x for x in await one()), [y async for y in agen()]


async def agen():
    yield max(i for i in range(4))


print(asyncio.run(waiting()))


def interrupted(xs):
    for _ in xs:
        if any(x for x in xs):
            break
    else:
        return "none"
    return "some"


print(interrupted([0, 1]), interrupted([]))
