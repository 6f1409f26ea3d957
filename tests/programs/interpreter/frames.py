"""sys._getframe, inspect.stack, warnings stacklevel, logging caller, namedtuple module, trace hooks."""
import collections
import inspect
import io
import logging
import sys
import warnings


def here():
    frame = sys._getframe()
    return frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, sorted(frame.f_locals)


def callers(depth):
    names = []
    frame = sys._getframe(1)
    for _ in range(depth):
        names.append((frame.f_code.co_name, frame.f_lineno))
        frame = frame.f_back
    return names


def middle(x):
    local = x * 2
    return callers(2), local


def look_at_caller_locals():
    frame = sys._getframe(1)
    return {name: value for name, value in frame.f_locals.items() if name in ("a", "b", "c")}


def has_locals(a):
    b = a + 1
    first = look_at_caller_locals()
    c = [b]
    del b
    return first, look_at_caller_locals()


def escaped():
    secret = "kept"
    return sys._getframe()


def deprecated():
    warnings.warn("old thing", DeprecationWarning, stacklevel=2)
    return 1


def uses_deprecated():
    deprecated()
    return deprecated() + 1


class Api:
    def method(self):
        warnings.warn("from method", UserWarning, stacklevel=3)

    def wrapper(self):
        self.method()


def stack_names():
    return [(info.function, info.lineno) for info in inspect.stack()[:3]]


def log_something(logger):
    logger.warning("value %d", 5)


def relay(logger):
    logger.error("relayed", stacklevel=2)


def traced_function(n):
    total = 0
    for i in range(n):
        total += i
    return total


def trace_events(function, *arguments):
    events = []

    def trace(frame, event, argument):
        if frame.f_code.co_name == function.__name__:
            events.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
        return trace

    sys.settrace(trace)
    try:
        function(*arguments)
    finally:
        sys.settrace(None)
    return events


def profile_events(function, *arguments):
    events = []

    def profile(frame, event, argument):
        events.append((event, frame.f_code.co_name))

    sys.setprofile(profile)
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return [e for e in events if e[1] != "profile_events"]


def calls_others(n):
    return traced_function(n) + len(here())


def recursive_frames(n):
    if n:
        return recursive_frames(n - 1)
    frame, count = sys._getframe(), 0
    while frame and frame.f_code.co_name == "recursive_frames":
        count += 1
        frame = frame.f_back
    return count


def main():
    print(here(), middle(5), has_locals(1))
    frame = escaped()
    print(frame.f_locals, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, frame.f_back and frame.f_back.f_code.co_name)
    frame.clear()
    print(frame.f_locals)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        uses_deprecated()
        Api().wrapper()
        print([(str(w.message), w.lineno, w.category.__name__, w.filename == __file__) for w in caught])
    print(stack_names())
    stream = io.StringIO()
    logger = logging.getLogger("native")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(funcName)s:%(lineno)d %(levelname)s %(message)s %(module)s"))
    logger.addHandler(handler)
    logger.propagate = False
    log_something(logger)
    relay(logger)
    logger.removeHandler(handler)
    print(stream.getvalue())
    print(collections.namedtuple("Made", "a b").__module__ == __name__, recursive_frames(30))
    print(trace_events(traced_function, 2))
    print(profile_events(calls_others, 2))
    print(traced_function(10), calls_others(3))


if __name__ == "__main__":
    main()
