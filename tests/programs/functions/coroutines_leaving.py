"""Leaving `async with` and `finally` in several ways, each of which waits; stopped at every step."""
import types


class Stop(Exception):
    pass


@types.coroutine
def step(text):
    answer = yield text
    return answer if answer is not None else text


class Manager:
    def __init__(self, name, suppress=False):
        self.name = name
        self.suppress = suppress

    async def __aenter__(self):
        await step(f"enter {self.name}")
        return self.name

    async def __aexit__(self, kind, error, traceback):
        await step(f"exit {self.name} {kind and kind.__name__}")
        return self.suppress


async def several_returns(n):
    async with Manager("a") as a:
        if n == 0:
            return "first", a
        if n == 1:
            return "second"
        if n == 2:
            return await step("third")
    return "behind", n


async def out_of_a_loop(n):
    seen = []
    for i in range(3):
        async with Manager(f"m{i}", suppress=n == 2) as name:
            if i == n:
                seen.append(f"break {name}")
                break
            if i + 1 == n:
                seen.append(f"continue {name}")
                continue
            await step(f"body {i}")
            seen.append(name)
    else:
        seen.append("else")
    return seen


async def in_finally(n):
    try:
        if n == 0:
            return "constant"
        if n == 1:
            return await step("computed")
        if n == 2:
            raise KeyError("raised")
        await step("body")
    except KeyError as error:
        await step(f"handler {error}")
        if n == 2:
            return "from handler"
    else:
        await step("else")
    finally:
        await step("finally")
    return "behind"


async def nested(n):
    for i in range(2):
        try:
            async with Manager("outer") as outer, Manager("inner") as inner:
                try:
                    if n == i:
                        return outer, inner
                    if n == i + 1:
                        continue
                    if n == i + 2:
                        break
                    await step("innermost")
                finally:
                    await step(f"inner finally {i}")
                await step("after")
        finally:
            await step("outer finally")
            await step("and more")
    await step("loop is over")
    return "end"


async def loop_and_finally(n):
    async def numbers():
        for i in range(3):
            await step(f"next {i}")
            yield i

    total = 0
    async for i in numbers():
        try:
            if i == n:
                break
            total += await step(f"number {i}") == f"number {i}"
            if total == 2:
                return "two"
        finally:
            await step("each")
    else:
        total = "exhausted"
    await step("behind the loop")
    return total


async def returns_in_finally(n):
    while True:
        try:
            if n == 0:
                return "lost"
            if n == 1:
                raise Stop("lost, too")
            await step("body")
        finally:
            await step("cleaning")
            if n < 2:
                return "from finally"
        n -= 1


async def suppressed(n):
    async with Manager("s", suppress=True):
        if n == 0:
            return "returned"
        if n == 1:
            raise Stop("suppressed")
        await step("fine")
    if n == 1:
        return "went on"
    return "after"


def generator(n):
    for i in range(3):
        try:
            if i == n:
                return "returned"
            if i == n - 1:
                yield "before continue"
                continue
            if n == 7:
                break
            yield i
        except Stop:
            yield "stopped"
            if n == 2:
                return "in handler"
        finally:
            yield "finally"
            yield from ("more", n)
    yield "behind"
    return "end"


def advance(run, method, *arguments):
    try:
        return method(*arguments)
    except StopIteration as end:
        return "returned", end.value
    except BaseException as error:
        return "raised", type(error).__name__, str(error)


def drive(function, n, stop_at, again):
    """Everything that happens when something is thrown in at step *stop_at*, and later again."""
    run = function(n)
    events = []
    for number in range(60):
        if number == stop_at or (again and number == stop_at + again):
            event = advance(run, run.throw, Stop(f"at {number}"))
        elif number == stop_at + 1:
            event = advance(run, run.send, "sent")
        else:
            event = advance(run, run.send, None)
        events.append(event)
        if isinstance(event, tuple):
            return events
    run.close()
    return events


def closed_at(function, n, steps):
    run = function(n)
    events = []
    for _ in range(steps):
        event = advance(run, run.send, None)
        if isinstance(event, tuple):
            return event
    closings = [advance(run, run.close)]
    while closings[-1] is not None:  # it waited once more
        closings.append(advance(run, run.close))
    return len(closings), closings[0]


def frame_lines(function, n):
    run = function(n)
    lines = []
    while not isinstance(advance(run, run.send, None), tuple):
        frame = getattr(run, "cr_frame", None) or run.gi_frame
        lines.append(frame.f_lineno - function.__code__.co_firstlineno)
    return lines


FUNCTIONS = [
    (several_returns, range(4)),
    (out_of_a_loop, range(4)),
    (in_finally, range(4)),
    (nested, range(5)),
    (loop_and_finally, range(5)),
    (returns_in_finally, range(4)),
    (suppressed, range(3)),
    (generator, [0, 1, 2, 3, 7]),
]


def main():
    for function, arguments in FUNCTIONS:
        print(function.__name__)
        for n in arguments:
            plain = drive(function, n, -5, 0)
            print(n, plain, frame_lines(function, n))
            for stop_at in range(1, len(plain)):
                print(" ", stop_at, *drive(function, n, stop_at, 0)[stop_at:], sep=" | ")
                print("   ", *drive(function, n, stop_at, 2)[stop_at:], sep=" | ")
            print("  closed", *(closed_at(function, n, steps) for steps in range(len(plain))))


if __name__ == "__main__":
    main()
