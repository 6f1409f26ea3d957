# since 3.12
"""sys.monitoring: every event of functions, generators, coroutines and exceptions; local events."""

import asyncio
import sys
import types

MONITORING = sys.monitoring
EVENTS = MONITORING.events
TOOL = 3
SHOWN = (
    *("PY_START", "PY_RESUME", "PY_RETURN", "PY_YIELD", "PY_UNWIND", "PY_THROW", "CALL"),
    *("C_RETURN", "C_RAISE", "LINE", "RAISE", "RERAISE", "EXCEPTION_HANDLED", "INSTRUCTION"),
    *("JUMP", "BRANCH"),
)
log = []


def show(value):
    if value is MONITORING.MISSING:
        return "MISSING"
    if callable(value):
        return getattr(value, "__qualname__", "?")
    text = repr(value)
    return type(value).__name__ if " at 0x" in text else text


def line_of(code, offset):
    return next((line for start, end, line in code.co_lines() if start <= offset < end), None)


def callback(name):
    def hear(code, place, *rest):
        # a function that is native comes back to the interpreter as one of C does
        native = name in ("C_RETURN", "C_RAISE") and isinstance(rest[0], types.FunctionType)
        if code.co_filename == __file__ and code.co_name != "watch" and not native:
            line = place if name == "LINE" else line_of(code, place)
            rest = [line_of(code, rest[0])] if name in ("JUMP", "BRANCH") else map(show, rest)
            log.append((name, code.co_name, line, *rest))

    return hear


def watch(function, events):
    MONITORING.set_events(TOOL, events)
    try:
        function()
    except Exception as error:
        log.append(repr(error))
    MONITORING.set_events(TOOL, 0)
    for entry in log:
        print("  ", *entry)
    log.clear()


def generate(n):
    for i in range(n):
        yield i
    return 5


def delegate():
    return (yield from generate(2))


class Base:
    def __init__(self, a):
        self.a = a

    def method(self):
        return self.a


class Derived(Base):
    def __init__(self):
        super().__init__(4)


def fail():
    raise KeyError(1)


def generators():
    list(delegate())


def methods():
    derived = Derived()
    derived.method()
    method = derived.method
    method()
    [].append(1)
    "a".upper()


def many(*args, **kwargs):
    return max(*args, **kwargs)


def unpacked_calls():
    many(1, 2)
    many(*[5, 6])
    max(*[3, 4], key=None)
    print(*[], end="", **{})


def handled():
    try:
        fail()
    except KeyError as error:
        return str(error)
    finally:
        len("x")


def raised_again():
    try:
        int("x")
    except ValueError:
        raise


def thrown_in():
    generator = generate(3)
    next(generator)
    try:
        generator.throw(OSError("o"))
    except OSError:
        pass


async def wait():
    await asyncio.sleep(0)
    return 1


def sent():
    coroutine = wait()
    for _ in range(3):
        try:
            coroutine.send(None)
        except StopIteration as error:
            return error.value


def lines():
    total = 0
    while total < 3:
        total += 1
    for i in range(2):
        if i:
            continue
        total += 1
    with open("/dev/null"):
        total += (
            1 +
            total
        )  # fmt: skip
    return [value for value in (1, total)]


def local_events():
    lines_heard = []

    def hear_once(code, line):
        lines_heard.append(line - code.co_firstlineno)
        return MONITORING.DISABLE

    MONITORING.register_callback(TOOL, EVENTS.LINE, hear_once)
    MONITORING.set_local_events(TOOL, lines.__code__, EVENTS.LINE)
    for _ in range(3):
        lines()
    print(lines_heard, MONITORING.get_local_events(TOOL, lines.__code__) == EVENTS.LINE)
    MONITORING.restart_events()
    lines_heard.clear()
    lines()
    print(lines_heard)
    MONITORING.set_local_events(TOOL, lines.__code__, 0)
    MONITORING.restart_events()
    lines_heard.clear()
    lines()
    print(lines_heard, MONITORING._all_events())


def refuse(code, place, *rest):
    raise LookupError("not here")


def disable(*args):
    return MONITORING.DISABLE


def failing_callbacks():
    MONITORING.register_callback(TOOL, EVENTS.PY_START, refuse)
    MONITORING.set_events(TOOL, EVENTS.PY_START)
    try:
        many(1, 2)
    except LookupError as error:
        MONITORING.set_events(TOOL, 0)
        print(error, error.__traceback__.tb_next.tb_frame.f_code.co_name)
    MONITORING.register_callback(TOOL, EVENTS.RAISE, disable)
    MONITORING.set_events(TOOL, EVENTS.RAISE)
    for _ in range(2):
        try:
            fail()
        except (KeyError, ValueError) as error:
            print(repr(error))
    MONITORING.set_events(TOOL, 0)


def begun_in_a_call():
    """While another code object is watched, the call that asks for all events is not told."""
    heard = []
    MONITORING.set_local_events(TOOL, lines.__code__, EVENTS.LINE)
    MONITORING.register_callback(TOOL, EVENTS.C_RETURN, lambda *event: heard.append(event[2]))
    MONITORING.set_events(TOOL, EVENTS.CALL)
    len("x")
    MONITORING.set_events(TOOL, 0)
    MONITORING.set_local_events(TOOL, lines.__code__, 0)
    print(heard)


def append_many(items):
    for _ in range(100):
        items.append(len(items))


def calls_that_get_warm():
    counts = {"CALL": 0, "C_RETURN": 0}

    def count(name):
        def hear(*event):
            counts[name] += 1

        return hear

    for name in counts:
        MONITORING.register_callback(TOOL, getattr(EVENTS, name), count(name))
    MONITORING.set_local_events(TOOL, append_many.__code__, EVENTS.CALL)
    append_many([])
    MONITORING.set_local_events(TOOL, append_many.__code__, 0)
    print(counts)


def main():
    MONITORING.use_tool_id(TOOL, "test")
    for name in SHOWN:
        MONITORING.register_callback(TOOL, getattr(EVENTS, name), callback(name))
    everything = 0
    for name in SHOWN:
        everything |= getattr(EVENTS, name) if name not in ("LINE", "INSTRUCTION") else 0
    functions = (generators, methods, unpacked_calls, fail, handled, raised_again, thrown_in)
    for function in (*functions, sent, lines):
        for events in (everything, EVENTS.LINE):
            print(function.__name__, events == EVENTS.LINE)
            watch(function, events)
    local_events()
    failing_callbacks()
    begun_in_a_call()
    calls_that_get_warm()
    MONITORING.free_tool_id(TOOL)


if __name__ == "__main__":
    main()
