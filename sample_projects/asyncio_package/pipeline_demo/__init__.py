"""Producers and consumers around a queue."""

import asyncio
from contextlib import asynccontextmanager


async def numbers(count):
    for number in range(count):
        await asyncio.sleep(0)
        yield number


@asynccontextmanager
async def logged(log, name):
    log.append(f"enter {name}")
    try:
        yield log
    finally:
        log.append(f"leave {name}")


class Worker:
    def __init__(self, name):
        self.name = name
        self.done = []

    async def __aenter__(self):
        return self

    async def __aexit__(self, *details):
        self.done.append("closed")
        return False

    async def run(self, queue):
        while (item := await queue.get()) is not None:
            self.done.append(item * item)
            queue.task_done()


async def squares(count):
    queue = asyncio.Queue(maxsize=2)
    async with Worker("w") as worker, asyncio.TaskGroup() as group:
        group.create_task(worker.run(queue))
        async for number in numbers(count):
            await queue.put(number)
        await queue.put(None)
    return worker.done


async def fail_together(log):
    async def fail(error):
        async with logged(log, type(error).__name__):
            raise error

    async with asyncio.TaskGroup() as group:
        group.create_task(fail(ValueError("one")))
        group.create_task(fail(KeyError("two")))
