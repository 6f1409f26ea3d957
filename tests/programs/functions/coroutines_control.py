"""await, async for and async with in every statement, by hand and in an event loop."""
import asyncio
import inspect
import sys
import traceback
import types


class Step:
    """An awaitable that passes a value to whoever drives the coroutine, and gives what is sent."""

    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


class Manager:
    def __init__(self, name, suppress=False):
        self.name, self.suppress = name, suppress

    async def __aenter__(self):
        print("enter", self.name, await Step("entering"))
        return self.name

    async def __aexit__(self, kind, value, tb):
        print("exit", self.name, kind and kind.__name__, await Step("leaving"), repr(sys.exc_info()[1]))
        return self.suppress


class Count:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        await Step(self.n)
        if not self.n:
            raise StopAsyncIteration
        self.n -= 1
        return self.n


@types.coroutine
def old(value):
    got = yield value
    return [got]


async def simple(a, b=2):
    x = await Step(a)
    y = await old(b)
    if await Step("if"):
        x = [x]
    while await Step("while"):
        x.append(await Step("in"))
    return x, y


async def looping(n):
    total = []
    async for i in Count(n):
        if i == 7:
            continue
        if i == 3:
            break
        total.append((i, sys.exc_info()[0]))
    else:
        total.append("else")
    async for a, b in pairs():
        total.append((a, b))
    return total


async def pairs():
    yield 1, await Step("pair")
    yield 3, 4


async def managing(suppress, fail):
    async with Manager("a") as a:
        async with Manager("b", suppress):
            print(a, await Step("inside"))
            if fail:
                raise ValueError(fail)
    return "left"


async def returning(n):
    async with Manager("r"):
        for i in range(n):
            try:
                await Step(i)
                return [i]
            finally:
                await Step("finally")


async def leaving(n):
    for i in range(n):
        async with Manager(i):
            if i == 1:
                break
            continue
    return "done"


async def several():
    async with Manager("x") as x, Manager("y") as y:
        return [x, y]


class Failing(Manager):
    async def __aexit__(self, kind, value, tb):
        await Step("failing")
        raise OSError(f"exit {self.name} after {kind and kind.__name__}")


async def exit_fails(how):
    async with Manager("outer"):
        async with Failing("inner"):
            if how == "return":
                return await Step("value")
            if how == "raise":
                raise KeyError(how)
            await Step("body")


async def handling():
    try:
        await Step(1)
        raise KeyError("k")
    except KeyError as error:
        await Step(repr(error))
        try:
            await Step(repr(sys.exc_info()[1]))
            raise
        except KeyError:
            pass
    finally:
        await Step("cleanup")
    return repr(sys.exc_info()[1])


async def chained(n):
    return await chained(n - 1) + [await Step(n)] if n else []


async def expressions():
    print(await Step(1), [await Step(2), await Step(3)], await Step(4) + await Step(5))
    print(f"{await Step(6)}", max(await Step(7), 8, key=lambda x: -x), {await Step(9): await Step(10)})
    print((await Step("text")).upper().join([await Step("x"), "z"]), -(await Step(11)))
    return (await Step([])).append(await Step(12)), await Step(13)


async def comprehended():
    return [await Step(i) for i in range(2)], [x async for x in Count(3) if await Step(x)]


async def stops():
    raise StopIteration(5)


async def wrong(kind):
    if kind == "int":
        await 5
    elif kind == "iter":
        async for x in [1]:
            pass
    elif kind == "with":
        async with 5:
            pass
    elif kind == "aexit":
        async with Half():
            pass
    elif kind == "enter":
        async with Sync():
            pass
    elif kind == "next":
        async for x in BadNext():
            pass
    elif kind == "await":
        await BadAwait()


class Half:
    async def __aenter__(self):
        pass


class Sync:
    def __aenter__(self):
        return 5

    def __aexit__(self, *exc_info):
        return 5


class BadNext:
    def __aiter__(self):
        return self

    def __anext__(self):
        return 5


class BadAwait:
    def __await__(self):
        return 5


def drive(coroutine, *sent):
    out = []
    try:
        out.append(coroutine.send(None))
        for value in sent:
            if isinstance(value, type) and issubclass(value, BaseException):
                out.append(coroutine.throw(value))
            else:
                out.append(coroutine.send(value))
        while len(out) < 40:
            out.append(coroutine.send(len(out)))
    except BaseException as error:
        out.append((type(error).__name__, getattr(error, "value", str(error)), repr(error.__cause__)))
    coroutine.close()
    print(out)


def introspection():
    c = simple(1)
    print(c.cr_code is simple.__code__, c.cr_running, c.cr_await, inspect.getcoroutinestate(c), c.__qualname__)
    c.send(None)
    print(type(c.cr_await).__name__, c.cr_frame.f_lineno - c.cr_code.co_firstlineno, c.cr_frame.f_locals, inspect.getcoroutinestate(c))
    again = awaits(c)
    try:
        again.send(None)
    except RuntimeError as error:
        print(error)
    c.close()
    print(c.cr_frame, inspect.getcoroutinestate(c))
    for again in (lambda: c.send(None), lambda: awaits(c).send(None)):
        try:
            again()
        except RuntimeError as error:
            print(error)
    try:
        drive_all(failing(3))
    except LookupError as error:
        print([(f.name, f.lineno - introspection.__code__.co_firstlineno) for f in traceback.extract_tb(error.__traceback__)])


async def awaits(c):
    return await c


async def failing(n):
    if n:
        return await failing(n - 1)
    await Step(n)
    raise LookupError(n)


def drive_all(c):
    while True:
        c.send(None)


async def worker(queue, results):
    while (item := await queue.get()) is not None:
        await asyncio.sleep(0)
        results.append(item * item)
        queue.task_done()


async def loop_main():
    queue, results, lock = asyncio.Queue(), [], asyncio.Lock()
    workers = [asyncio.create_task(worker(queue, results)) for _ in range(3)]
    for i in range(10):
        await queue.put(i)
    await queue.join()
    for w in workers:
        await queue.put(None)
    await asyncio.gather(*workers)
    print(sorted(results))
    async with lock:
        print(lock.locked())
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(10)
    except TimeoutError as error:
        print(repr(error))
    task = asyncio.create_task(forever())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", task.cancelled())
    print(await asyncio.gather(nap(1), boom(), return_exceptions=True))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(nap(2))
            group.create_task(boom())
    except* ValueError as errors:
        print(errors.exceptions)


async def forever():
    try:
        while True:
            await asyncio.sleep(0)
    finally:
        await asyncio.sleep(0)
        print("cleaned")


async def nap(n):
    await asyncio.sleep(0)
    return n


async def boom():
    await asyncio.sleep(0)
    raise ValueError("boom")


def main():
    drive(simple(1), 5, 6, 1, 1, "x", 0)
    drive(simple(1), KeyError)
    drive(looping(10))
    drive(looping(2))
    drive(looping(9), 1, 2, OSError)
    for suppress in (False, True):
        drive(managing(suppress, ""))
        drive(managing(suppress, "bad"))
        drive(managing(suppress, ""), None, None, KeyError)
        drive(managing(suppress, ""), None, OSError)
    drive(returning(3))
    drive(returning(3), None, KeyError)
    drive(returning(0))
    drive(leaving(3))
    drive(several())
    for how in ("return", "raise", ""):
        drive(exit_fails(how))
        drive(exit_fails(how), None, LookupError)
    drive(handling())
    drive(chained(4))
    drive(expressions(), 1, 2, 3, 4, 5, 6, 7, 9, 10, "text", "x", 11, [], 12, 13)
    drive(comprehended())
    drive(stops())
    for kind in ("int", "iter", "with", "aexit", "enter", "next", "await"):
        drive(wrong(kind))
    introspection()
    asyncio.run(loop_main())


if __name__ == "__main__":
    main()
