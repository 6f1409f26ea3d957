"""Asynchronous generators and comprehensions, run by hand: values, exceptions, their ends."""

import sys
import traceback
import types


# What is left half done is closed by the collector, which cannot await: said on stderr.
sys.unraisablehook = lambda unraisable: None


@types.coroutine
def pause():
    yield


def run(coroutine):
    """An event loop for one."""
    try:
        while True:
            coroutine.send(None)
    except StopIteration as end:
        return end.value


async def nap(x=None):
    await pause()
    return x


class CM:
    def __init__(self, n):
        self.n = n

    async def __aenter__(self):
        await nap()
        print("enter", self.n)
        return self.n

    async def __aexit__(self, *exc):
        await nap()
        print("exit", self.n, exc[0] and exc[0].__name__)
        return self.n == 7


async def count(n):
    try:
        for i in range(n):
            await nap()
            got = yield i
            if got:
                print("got", got)
    except ValueError as e:
        print("ve", e)
        yield "caught"
    finally:
        await nap()
        print("fin")


async def many(y):
    async for k in y:
        async with CM(k) as q:
            try:
                yield q
            except KeyError as e:
                yield repr(e)
            yield 7


async def comps():
    x = "outer"
    a = [await nap(x * 2) async for x in count(4) if await nap(x)]
    b = {await nap(i): await nap(j) async for i in count(3) for j in range(i)}
    c = {x async for x in count(3)}
    d = [(lambda: x)() for x in [await nap(1), await nap(2)]]
    e = [f() async for x in count(2) for f in [lambda: x]]
    g = [[await nap(x) for x in range(y)] async for y in count(3)]
    h = [z async for z in (await nap(w) async for w in count(3))]
    k = [z async for z in (w + 1 for w in await nap([1]) if await nap(w))]
    try:
        x = "x"
        m = [1 / x async for x in count(3)]
    except ZeroDivisionError as e2:
        print(x, repr(e2), sys.exc_info()[0], traceback.extract_tb(e2.__traceback__)[-1].lineno)
    try:
        m = [n async for n in 5]
    except TypeError as e2:
        print(repr(e2))
    print(a, b, c, d, e, g, h, k, x)


async def raises(kind):
    yield 1
    raise kind("x")


async def main():
    await comps()
    print([x async for x in many(count(3))])
    for kind in (StopIteration, StopAsyncIteration, GeneratorExit, KeyError):
        try:
            async for t in raises(kind):
                print(t)
        except BaseException as e:
            print(repr(e), repr(e.__cause__))
    g = count(5)
    print(g.ag_running, g.ag_frame is None, g.ag_await)
    print(await g.asend(None))
    print(await g.asend("hello"))
    print(await g.athrow(ValueError("v")))
    print(g.ag_running, g.ag_frame.f_lineno)
    await g.aclose()
    print(g.ag_frame)
    try:
        await g.asend(None)
    except StopAsyncIteration as e:
        print(repr(e))
    g = count(5)
    try:
        await g.asend(3)
    except TypeError as e:
        print(e)
    a = g.__anext__()
    print(await a)
    try:
        await a
    except RuntimeError as e:
        print(e)
    a, b = g.__anext__(), g.__anext__()
    print(a.send(None) is not None)
    try:
        b.send(None)
    except RuntimeError as e:
        print(e)
    try:
        while True:
            a.send(None)
    except StopIteration as e:
        print(e.value)
    async for x in g:
        print(x)
        break
    await g.aclose()

    async def tup():
        yield (1, 2)
        yield ValueError("val")
        yield StopIteration(3)

    async for x in tup():
        print(repr(x))
    print(await anext(tup()), await anext(tup(), 4))

    async def bad():
        try:
            yield 1
        finally:
            yield 2

    g = bad()
    await anext(g)
    try:
        await g.aclose()
    except RuntimeError as e:
        print(e)


class Thrown(Exception):
    pass


async def everything(n):
    """Suspended in each kind of place."""
    async with CM(n):
        try:
            got = yield await nap(n)
            found = [await nap(x) async for x in count(2)]
            yield found, {await nap(1): await nap(got) for _ in range(2) if await nap(True)}
        except Thrown:
            yield await nap("thrown")
        else:
            print(await nap("else"), (yield "asked"))
        finally:
            print(await nap("finally"))
    for y in [z async for z in (await nap(w) for w in range(2))]:
        yield y


async def step(agen, log, method, *args):
    try:
        log.append(await getattr(agen, method)(*args))
    except (Thrown, StopAsyncIteration, GeneratorExit, RuntimeError) as error:
        log.append(repr(error))


def interrupted(turn, method, *args):
    """Do something else to it after so many turns, of the generator and of the event loop."""
    agen, log = everything(turn), []

    async def body():
        for number in range(8):
            if number == turn:
                await step(agen, log, method, *args)
            await step(agen, log, "asend", number if number else None)

    run(body())
    print(turn, method, log, agen.ag_frame, agen.ag_running)


def thrown_into(turn):
    """An exception that arrives where it awaits."""
    log = []

    async def body():
        agen = everything(turn)
        try:
            async for item in agen:
                log.append(item)
        except Thrown as error:
            log.append(repr(error))
        await agen.aclose()

    coroutine = body()
    try:
        for _ in range(turn):
            coroutine.send(None)
        coroutine.throw(Thrown())
        run(coroutine)
    except StopIteration:
        pass
    print(turn, log)


run(main())
for turn in range(7):
    interrupted(turn, "athrow", Thrown())
    interrupted(turn, "aclose")
for turn in range(1, 16):
    thrown_into(turn)
