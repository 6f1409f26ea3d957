# SPDX-License-Identifier: Apache-2.0
"""asyncio: an echo server and its clients on one loop, queues, timeouts, groups, cancellation."""

import asyncio
import contextvars

user = contextvars.ContextVar("user", default="nobody")


async def answer(reader, writer):
    while line := await reader.readline():
        writer.write(line.upper() if line != b"quit\n" else b"bye\n")
        await writer.drain()
        if line == b"quit\n":
            break
    writer.close()
    await writer.wait_closed()


async def ask(port, lines):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found = []
    for line in [*lines, "quit"]:
        writer.write(line.encode() + b"\n")
        found.append((await reader.readline()).decode().strip())
    writer.close()
    await writer.wait_closed()
    return found


async def serve_and_ask():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        print(await asyncio.gather(*(ask(port, [f"hello {n}", "x" * n]) for n in range(4))))


async def produce_and_consume():
    queue = asyncio.Queue(maxsize=2)
    found = []

    async def consume(name):
        while True:
            item = await queue.get()
            found.append(item * item)
            queue.task_done()

    tasks = [asyncio.create_task(consume(n), name=f"consumer {n}") for n in range(3)]
    for item in range(10):
        await queue.put(item)
    await queue.join()
    for task in tasks:
        task.cancel()
    print(sorted(found), await asyncio.gather(*tasks, return_exceptions=True))
    print([task.get_name() for task in tasks], all(task.cancelled() for task in tasks))


async def fail_in_groups():
    async def fail(error):
        await asyncio.sleep(0)
        raise error

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(ValueError("first")))
            group.create_task(fail(KeyError("second")))
            group.create_task(asyncio.sleep(100))
    except* ValueError as found:
        print("values", found.exceptions)
    except* KeyError as found:
        print("keys", found.exceptions)
    try:
        async with asyncio.timeout(0.01):
            await asyncio.Event().wait()
    except TimeoutError:
        print("too late")
    try:
        await asyncio.wait_for(asyncio.shield(asyncio.sleep(0.01, "shielded")), 5)
    finally:
        print("done")


async def see_contexts():
    async def who(name):
        user.set(name)
        await asyncio.sleep(0)
        return user.get()

    print(await asyncio.gather(who("ann"), who("bob")), user.get())
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    future.add_done_callback(lambda done: print("callback", done.result()))
    loop.call_soon(future.set_result, 42)
    print(await future, await loop.run_in_executor(None, sum, range(10)))
    lock, order = asyncio.Lock(), []

    async def enter(n):
        async with lock:
            order.append(n)
            await asyncio.sleep(0)

    await asyncio.gather(*map(enter, range(5)))
    print(order, asyncio.current_task().get_coro().__name__)


async def run_all():
    await serve_and_ask()
    await produce_and_consume()
    await fail_in_groups()
    await see_contexts()


def main():
    asyncio.run(run_all())


if __name__ == "__main__":
    main()
