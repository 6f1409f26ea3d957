"""What a generator shows of itself: attributes, frames, lines, tracebacks, tracing, the collector."""
import copy
import gc
import inspect
import pickle
import sys
import traceback
import weakref


def steps(n, note=None):
    a = n * 2
    b = yield a
    c = [a, b]
    if n > 2:
        for item in range(n):
            d = yield item, c
            c.append(d)
    try:
        with Manager("m") as m:
            e = yield m
    except ValueError as error:
        e = yield repr(error)
    return e


class Manager:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return self.name

    def __exit__(self, *exc_info):
        print("exit", self.name, exc_info[0])


def describe(g):
    frame = g.gi_frame
    where = None if frame is None else (frame.f_lineno - g.gi_code.co_firstlineno, sorted(frame.f_locals.items(), key=str))
    return inspect.getgeneratorstate(g), g.gi_running, where, g.gi_yieldfrom


def states():
    g = steps(3)
    print(type(g).__name__, g.__name__, g.__qualname__, g.gi_code is steps.__code__, inspect.isgenerator(g), iter(g) is g)
    print(describe(g), inspect.getgeneratorlocals(g))
    for value in (None, "x", 1, 2, 3):
        print(g.send(value), describe(g))
    print(g.throw(ValueError("v")), describe(g))
    try:
        g.send("last")
    except StopIteration as stop:
        print(repr(stop), describe(g))
    print(list(g), inspect.isgeneratorfunction(steps))


def inner():
    yield sys._getframe(1).f_code.co_name
    yield [f.name for f in traceback.extract_stack()][-4:]
    raise KeyError("deep")


def outer():
    try:
        yield from inner()
    finally:
        print("outer finally", sys.exc_info()[0])


def tracebacks():
    g = outer()
    print(next(g), g.gi_yieldfrom.__name__, next(g))
    try:
        next(g)
    except KeyError as error:
        for frame in traceback.extract_tb(error.__traceback__):
            print(frame.name, frame.lineno - tracebacks.__code__.co_firstlineno, frame.line)
    try:
        list(stops())
    except RuntimeError as error:
        print("".join(traceback.format_exception(error)).replace(__file__, "FILE"))


def stops():
    yield 1
    raise StopIteration("not allowed")


def traced():
    yield 1
    yield 2
    yield 3


def tracing():
    g = traced()
    events = []

    def trace(frame, event, arg):
        if frame.f_code is traced.__code__:
            events.append((event, frame.f_lineno - frame.f_code.co_firstlineno, arg))
        return trace

    print(next(g))
    start_tracing(trace)
    second = next(g)
    sys.settrace(None)
    print(second, next(g), events)


def start_tracing(trace):
    sys.settrace(trace)


class Canary:
    pass


def holds(canary):
    for item in [canary]:
        try:
            yield item
        finally:
            print("finalised")


def collected():
    canary = Canary()
    ref = weakref.ref(canary)
    g = holds(canary)
    next(g)
    canary.cycle = g
    del canary, g
    gc.collect()
    print(ref())
    g = holds(1)
    next(g)
    del g
    g = holds(2)
    del g
    frame = kept_frame(5)
    print(frame.f_locals, frame.f_back and frame.f_back.f_code.co_name)
    g = kept(6)
    frame = next(g)
    print(frame is g.gi_frame, list(g), g.gi_frame, frame.f_locals)
    try:
        frame.clear()
        print(frame.f_locals)
    except RuntimeError as error:
        print(error)


def kept(n):
    value = [n]
    yield sys._getframe()
    value.append(n)


def kept_frame(n):
    for frame in kept(n):
        pass
    return frame


def copies():
    g = steps(1)
    for function in (copy.copy, copy.deepcopy, pickle.dumps):
        try:
            function(g)
        except TypeError as error:
            print(error)


def clears():
    g = holds(3)
    print(next(g))
    try:
        g.gi_frame.clear()
    except RuntimeError as error:
        print("RuntimeError", error)
    print(inspect.getgeneratorstate(g))
    running = self_clearing()
    print(next(running), next(running, "done"))


def self_clearing():
    try:
        sys._getframe().clear()
    except RuntimeError as error:
        yield str(error)


def main():
    states()
    tracebacks()
    tracing()
    collected()
    copies()
    clears()


if __name__ == "__main__":
    main()
