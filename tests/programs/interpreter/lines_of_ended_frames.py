"""`f_lineno` of the frames that an exception has left: where each of them stood last."""
import asyncio


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        await asyncio.sleep(0)


def after_with():
    with Manager():
        1 / 0
        print("not reached")


def after_inner():
    with Manager():
        with Manager():
            len(5)
        print("not reached")


def in_finally():
    try:
        1 / 0
    finally:
        pass


def behind_finally():
    try:
        1 / 0
    finally:
        done = True
        done = not done


def no_clause():
    try:
        1 / 0
    except KeyError:
        pass


def again():
    try:
        1 / 0
    except ZeroDivisionError:
        raise


def in_generator():
    with Manager():
        yield 1
        yield 1 / 0


async def after_async_with():
    async with Manager():
        await asyncio.sleep(0)
        1 / 0


def lines(function):
    try:
        function()
    except Exception as error:
        entry = error.__traceback__.tb_next
    found = []
    while entry:
        frame = entry.tb_frame
        if frame.f_code.co_filename == __file__:
            first = frame.f_code.co_firstlineno
            found.append((entry.tb_lineno - first, frame.f_lineno - first))
        entry = entry.tb_next
    print(function.__name__, found)


def main():
    for function in (after_with, after_inner, in_finally, behind_finally, no_clause, again):
        lines(function)
    lines(lambda: list(in_generator()))
    lines(lambda: asyncio.run(after_async_with()))


main()
