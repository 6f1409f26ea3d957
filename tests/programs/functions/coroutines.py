"""async functions, generators and context managers run by asyncio and by hand."""
import asyncio
import contextlib


class Awaitable:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        sent = yield f"waiting {self.value}"
        return (self.value, sent)


class Manager:
    def __init__(self, log):
        self.log = log

    async def __aenter__(self):
        self.log.append("enter")
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, kind, value, trace):
        self.log.append(f"exit {kind.__name__ if kind else None}")
        return kind is KeyError


async def by_hand():
    first = await Awaitable(1)
    second = await Awaitable("b")
    return first, second


async def ticks(n):
    try:
        for i in range(n):
            await asyncio.sleep(0)
            yield i
    finally:
        await asyncio.sleep(0)


async def square(n, log):
    log.append(f"start {n}")
    await asyncio.sleep(0)
    log.append(f"end {n}")
    return n * n


async def failing(n):
    await asyncio.sleep(0)
    if n == 2:
        raise ValueError(f"bad {n}")
    return n


async def worker(name, queue, out):
    while True:
        item = await queue.get()
        if item is None:
            return name
        out.append((name, item))
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def scope(log):
    log.append("open")
    try:
        yield "scope"
    finally:
        log.append("close")


async def managers():
    log = []
    async with Manager(log) as m, scope(log) as s:
        log.append(s)
        raise KeyError("swallowed")
    return log


async def program():
    log = []
    print(await asyncio.gather(*(square(n, log) for n in range(3))), log)
    print(await asyncio.gather(*(failing(n) for n in range(4)), return_exceptions=True))
    print([i async for i in ticks(4) if i % 2], {i: i async for i in ticks(2)}, [await square(i, log) for i in (4, 5)])
    async for i in ticks(3):
        if i == 1:
            break
    else:
        print("not reached")
    print(await managers())
    queue, out = asyncio.Queue(), []
    for item in [1, 2, 3, 4, None, None]:
        queue.put_nowait(item)
    print(await asyncio.gather(worker("a", queue, out), worker("b", queue, out)), out)
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.01)
    except asyncio.TimeoutError as error:
        print(type(error).__name__)
    task = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", task.cancelled())
    generator = ticks(3)
    print(await generator.asend(None), await anext(generator), await generator.aclose(), await anext(generator, "over"))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(failing(1))
            group.create_task(failing(2))
    except* ValueError as errors:
        print(errors.exceptions)


def drive(coroutine):
    seen, value = [], None
    try:
        while True:
            seen.append(coroutine.send(value))
            value = len(seen)
    except StopIteration as stop:
        return seen, stop.value


def main():
    print(drive(by_hand()))
    asyncio.run(program())
    coroutine = square(1, [])
    print(type(coroutine).__name__, coroutine.__name__, coroutine.cr_frame is not None, asyncio.iscoroutinefunction(square))
    coroutine.close()
    try:
        asyncio.run(failing(2))
    except Exception as error:
        print(type(error).__name__, error)


if __name__ == "__main__":
    main()
