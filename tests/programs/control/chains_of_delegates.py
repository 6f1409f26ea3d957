"""Generators that wait for generators: values, ends and exceptions go through all of them."""

import asyncio
import sys
import traceback
import types
import weakref


def count(n):
    total = 0
    for i in range(n):
        total += (yield i) or 0
    return total


def level(depth, n):
    if depth == 0:
        return (yield from count(n))
    result = yield from level(depth - 1, n)
    return result, depth


def drain(generator):
    values = []
    try:
        while True:
            values.append(next(generator))
    except StopIteration as end:
        return values, end.value


print(drain(level(5, 4)))


def sent():
    generator = level(4, 3)
    got = [generator.send(None)]
    try:
        for value in (10, 20, 30):
            got.append(generator.send(value))
    except StopIteration as end:
        got.append(end.value)
    return got


print(sent())


# exceptions leave the innermost, and are handled on the way


def fails(n):
    for i in range(n):
        yield i
    raise ValueError(n)


def handles(depth):
    try:
        if depth:
            yield from handles(depth - 1)
        else:
            yield from fails(2)
    except ValueError as error:
        yield "handled", depth, str(error)
        raise KeyError(depth) from error
    except KeyError as error:
        yield "again", depth, str(error), type(error.__cause__).__name__
        raise


def all_of(generator):
    try:
        for value in generator:
            print(value, end=" ")
    except Exception as error:
        print(type(error).__name__, error)
        print([entry.name for entry in traceback.extract_tb(error.__traceback__)])


all_of(handles(3))


def thrown(depth):
    try:
        yield from (thrown(depth - 1) if depth else count(5))
    except LookupError as error:
        print("seen", depth, type(error).__name__)
        yield "after"
        return "back"
    finally:
        print("left", depth)


generator = thrown(2)
print(next(generator), next(generator))
print(generator.throw(KeyError("k")))
print(drain(generator))

generator = thrown(3)
print(next(generator))
generator.close()
print(generator.gi_frame)


def stops(depth):
    if depth:
        yield from stops(depth - 1)
    else:
        yield 1
        raise StopIteration("wrong")


all_of(stops(3))


# who looks meanwhile


def looks():
    yield [frame.f_code.co_name for frame, _ in traceback.walk_stack(sys._getframe())][:6]
    yield sys._getframe().f_back.f_back.f_lineno - sys._getframe().f_back.f_lineno
    generator = outermost[0]
    try:
        next(generator)
    except ValueError as error:
        yield str(error)
    yield generator.gi_running, generator.gi_suspended


def looked_at(depth):
    if depth:
        note = depth
        yield from looked_at(depth - 1)
        assert note == depth
    else:
        yield from looks()


outermost = [looked_at(3)]
for value in outermost[0]:
    print(value, outermost[0].gi_yieldfrom is not None)


def handled_above():
    try:
        raise RuntimeError("above")
    except RuntimeError:
        yield from sees_handled(2)


def sees_handled(depth):
    if depth:
        yield from sees_handled(depth - 1)
    else:
        for _ in range(2):
            yield repr(sys.exc_info()[1])
        try:
            raise LookupError("own")
        except LookupError:
            yield repr(sys.exc_info()[1])
            yield repr(sys.exc_info()[1].__context__)


def beside():
    try:
        raise OSError("beside")
    except OSError:
        return [*handled_above(), repr(sys.exc_info()[1])]


print(beside())


# what else may be delegated to: iterators, other kinds of objects, shared and finished generators


def mixed(*parts):
    for part in parts:
        yield (yield from part)


class Counted:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise StopIteration(self)
        return self.n


shared = count(4)
print(next(shared))
print([type(x) for x in mixed(mixed([1], "a"), Counted(1), shared, shared, map(str, [1]))])


def two_of(generator):
    a, b = wrap(generator), wrap(generator)
    for x, y in zip(a, b):
        yield x, y


def wrap(generator):
    yield "first"
    return (yield from generator)


print(list(two_of(count(6))))


# the one that waited goes on when the one it waited for is gone


class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)


def holds(name):
    mine = Dies(name)
    yield name
    return mine.name


def outer(names):
    for name in names:
        inner = holds(name)
        weakref.finalize(inner, print, "finalized", name)
        value = yield from inner
        del inner
        print("returned", value)


print(drain(outer("ab")))


# deep


def nested(depth):
    if depth:
        yield from nested(depth - 1)
    else:
        yield "bottom"
        yield "again"


limit = sys.getrecursionlimit()
print(list(nested(limit // 2)))


def build(depth):
    generator = iter(["x", "y"])
    for _ in range(depth):
        generator = passing(generator)
    return generator


def passing(generator):
    yield from generator


generator = build(limit // 2)
print(next(generator), next(generator), next(generator, "end"))
generator = build(limit * 2)
try:
    print(next(generator))
except RecursionError as error:
    print(type(error).__name__)


# tracing that begins on the way


def traced(depth):
    if depth:
        yield from traced(depth - 1)
    else:
        yield 1
        sys.settrace(lambda frame, event, arg: events.append((event, frame.f_code.co_name)))
        yield 2
        yield 3


events = []
generator = traced(2)
print(next(generator), next(generator), next(generator))
sys.settrace(None)
print(next(generator, "end"))
print(("call", "traced") in events)


# coroutines


@types.coroutine
def pause(value):
    return (yield value)


async def awaits(depth, n):
    if depth:
        return 1 + await awaits(depth - 1, n)
    total = 0
    for i in range(n):
        total += await pause(i)
    return total


def drive(coroutine, answers):
    seen = []
    try:
        seen.append(coroutine.send(None))
        for answer in answers:
            seen.append(coroutine.send(answer))
    except StopIteration as end:
        return seen, end.value


print(drive(awaits(6, 3), (1, 2, 3)))


async def fails_late(depth):
    if depth:
        try:
            await fails_late(depth - 1)
        finally:
            print("left", depth)
    else:
        await asyncio.sleep(0)
        raise ValueError("late")


async def numbers(depth):
    for i in range(2):
        yield await sleeps(depth), i


async def sleeps(depth):
    if depth:
        return await sleeps(depth - 1)
    await asyncio.sleep(0)
    return "slept"


def looks_out():
    for _ in range(3):
        print(watched.gi_running, watched.gi_yieldfrom, end=" ")
        yield watched.gi_yieldfrom
    frame = sys._getframe(1)
    print(frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno)
    raise KeyError("end")


def looked_at():
    try:
        yield from looks_out()
    except KeyError as error:
        print(error, watched.gi_yieldfrom)
    yield "last"


watched = looked_at()
for value in watched:
    print(value, watched.gi_yieldfrom is not None)


async def main():
    try:
        await fails_late(3)
    except ValueError as error:
        print([entry.name for entry in traceback.extract_tb(error.__traceback__)])
    print([pair async for pair in numbers(3)])
    task = asyncio.ensure_future(sleeps(3))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled")
    print(await asyncio.gather(*(sleeps(i) for i in range(4))))


asyncio.run(main())
