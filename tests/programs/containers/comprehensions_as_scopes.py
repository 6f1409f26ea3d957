"""What can be seen of comprehensions, which are functions on 3.11: frames, tracebacks."""
import asyncio
import sys
import traceback

names = [sys._getframe().f_code.co_name for _ in range(2)]
squares = {i: [j for j in range(i)] for i in range(3)}


class A:
    k = 3
    both = [k2 for k2 in range(k)]
    nest = [[x * y for y in range(2)] for x in range(k)]
    __hidden = 5

    def f(self):
        return "f"

    def hid(self):
        return [self.__hidden + i for i in range(2)], {__q for __q in range(2)}


class B(A):
    def f(self):
        try:
            return [super().f() for _ in range(2)]
        except (TypeError, RuntimeError) as e:
            return type(e).__name__, str(e)

    def g(self):
        return [super(B, self).f() for _ in range(2)], [__class__.__name__ for _ in range(1)]


def walrus(xs):
    r = [last := x for x in xs if (y := x * 2) > 2]
    return r, last, y


total = 0


def global_walrus(xs):
    global total
    return [total := total + x for x in xs], total


def fails(xs):
    return [10 // x
            for x in xs
            if 5 // x > 0]


def nested_fail(xs):
    return {x: [1 / (x - y) for y in xs] for x in xs}


def unbound(xs):
    return [q for x in xs if (q if x else 1) for q in (x,)]


def cells(xs):
    return [f() for f in [lambda: x + len(xs) for x in xs]]


def generators(xs):
    return [list(y + x for y in xs) for x in xs]


async def later(x):
    await asyncio.sleep(0)
    return x


async def waiting(xs):
    return (
        [await later(x) for x in xs],
        {x async for x in each(xs) if await later(x)},
        [[await later(y) for y in range(x)] for x in xs],
    )


async def each(xs):
    for x in xs:
        yield x


def yielding(xs):
    yield [x for x in xs]
    return [x for x in xs]


def stop(it):
    return [next(it) for _ in range(5)]


def frames():
    return (
        [sys._getframe().f_back.f_code.co_name for _ in range(1)],
        [sorted(sys._getframe().f_locals) for q in range(1)],
        [sys._getframe(0).f_lineno - sys._getframe(1).f_lineno for _ in "a"],
    )


def inner_loop(xs):
    return [y
            for x in xs
            if x
            > 1 and x
            for y in x]


def inner_generator(xs):
    return list(y
                for x in xs
                if not (x in xs
                        and x > 2)
                for y in x)


async def waiting_inside(xs):
    return [y + 1 for x in xs if x > 1
            async for y in each(range(x)) if y > 0]


class Failing:
    def __init__(s):
        s.n = 0

    def __iter__(s):
        return s

    def __next__(s):
        s.n += 1
        if s.n > 2:
            raise ValueError("boom")
        return s.n


def deep(n):
    return [deep(n - 1) for _ in range(1)] if n else []


def setcomp():
    return {[] for _ in range(1)}


def run(f, *a):
    try:
        print(f.__name__, f(*a))
    except BaseException as e:
        print(f.__name__, type(e).__name__, e)
        for fr in traceback.extract_tb(e.__traceback__)[1:]:
            print("  ", fr.name, fr.lineno, fr.colno, fr.end_colno)


def main():
    print(names, squares, A.both, A.nest, A().hid(), B().f(), B().g())
    run(walrus, [1, 2, 3])
    run(global_walrus, [1, 2])
    run(fails, [1, 2, 0])
    run(fails, [1, 7])
    run(nested_fail, [1, 2])
    run(unbound, [0])
    run(unbound, [1])
    run(cells, [1, 2])
    run(generators, [1, 2])
    print(asyncio.run(waiting([0, 1, 2])))
    print(list(yielding([1])))
    run(stop, iter([1, 2]))
    run(frames)
    run(inner_loop, [1, 2])
    run(inner_generator, [3, 1])
    print(asyncio.run(waiting_inside([1, 2, 3])))
    run(lambda: [x for x in Failing()])
    run(lambda: [y for y in [1] for x in Failing()])
    run(setcomp)
    run(lambda: [x for x in 5])
    run(lambda: [a for a, b in [(1, 2, 3)]])
    run(lambda: {k: 1 for k in [[]]})
    d = deep(50)
    print(str(d)[:10])
    try:
        deep(100000)
    except RecursionError:
        print("deep")


if __name__ == "__main__":
    main()
