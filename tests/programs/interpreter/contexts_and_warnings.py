"""contextvars, warnings filters, sys hooks, audit-free tracing with local trace functions, tracemalloc."""
import contextvars
import io
import sys
import tracemalloc
import warnings

request = contextvars.ContextVar("request", default="none")


def handle(name):
    token = request.set(name)
    try:
        return inner()
    finally:
        request.reset(token)


def inner():
    return f"handling {request.get()}"


def in_context():
    context = contextvars.copy_context()
    return context.run(handle, "copied"), context.run(request.set, "kept") is not None, context[request], request.get()


def warn_many(n):
    for i in range(n):
        warnings.warn("same place", UserWarning)
        warnings.warn(f"number {i}", FutureWarning, stacklevel=2)


def caught(action, *filters):
    with warnings.catch_warnings(record=True) as found:
        warnings.resetwarnings()
        for arguments in filters:
            warnings.filterwarnings(*arguments)
        try:
            result = action()
        except Warning as warning:
            result = f"raised {warning!r}"
    return result, [(str(w.message), w.category.__name__) for w in found]


def displayhook():
    saved, sys.displayhook = sys.displayhook, lambda value: print("shown", value)
    try:
        for line in ("1 + 1", "None", "'text'"):
            exec(compile(line, "<test>", "single"))
    finally:
        sys.displayhook = saved


def write_captured():
    saved, sys.stdout = sys.stdout, io.StringIO()
    try:
        print("captured", end="")
        return sys.stdout.getvalue()
    finally:
        sys.stdout = saved


def traced(n):
    a = n + 1
    if a > 2:
        a *= 2
    return a


def line_events():
    lines = []

    def local(frame, event, argument):
        lines.append((event, frame.f_lineno - frame.f_code.co_firstlineno, dict(frame.f_locals)))
        return local

    def start(frame, event, argument):
        return local if frame.f_code.co_name == "traced" else None

    sys.settrace(start)
    result = traced(1), traced(2)
    sys.settrace(None)
    return result, lines


def change_local_by_trace():
    def tracer(frame, event, argument):
        return None
    sys.settrace(tracer)
    values = [traced(i) for i in range(3)]
    sys.settrace(None)
    return values


def allocations():
    tracemalloc.start()
    kept = [bytes(1000) for _ in range(50)]
    snapshot = tracemalloc.take_snapshot()
    tracemalloc.stop()
    here = [s for s in snapshot.statistics("filename") if s.traceback[0].filename == __file__]
    return len(kept), bool(here) and here[0].size > 50_000


def unraisable():
    seen = []

    class Bad:
        def __del__(self):
            raise ValueError("in __del__")

    saved, sys.unraisablehook = sys.unraisablehook, lambda info: seen.append((info.exc_type.__name__, str(info.exc_value)))
    try:
        Bad()
    finally:
        sys.unraisablehook = saved
    return seen


def warn_once():
    """Without a registry all calls share that of the module."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("once")
        for _ in range(3):
            warnings.warn_explicit("told", UserWarning, "file", 1, registry=None)
    saved, warnings.onceregistry = warnings.onceregistry, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("once")
            warnings.warn_explicit("told", UserWarning, "file", 1, registry=None)
    except TypeError as error:
        return len(seen), str(error)
    finally:
        warnings.onceregistry = saved


def main():
    print(warn_once())
    print(request.get(), handle("a"), request.get(), in_context())
    print(caught(lambda: warn_many(3), ("default",)), caught(lambda: warn_many(2), ("always",)))
    print(caught(lambda: warn_many(1), ("error",)), caught(lambda: warn_many(2), ("ignore",)), caught(lambda: warn_many(1), ("default",), ("error", "same")))
    displayhook()
    print(write_captured(), line_events(), change_local_by_trace(), traced(5))
    print(allocations(), unraisable(), sys.getrefcount(object()) > 0, sys.intern("ab" + "c") is sys.intern("abc"))


if __name__ == "__main__":
    main()
