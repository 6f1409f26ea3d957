"""cProfile, profile, trace and pdb: who calls whom, how often, and which lines run."""

import cProfile
import io
import os
import pdb
import profile
import pstats
import trace


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


class Sorter:
    def sort(self, items):
        return sorted(items, key=lambda item: -item)


def count(n):
    for i in range(n):
        yield i


def work():
    fib(6)
    Sorter().sort([3, 1, 2])
    list(count(3))
    try:
        int("x")
    except ValueError:
        pass
    return len("abc")


def show_calls(profiler):
    stats = pstats.Stats(profiler, stream=io.StringIO())
    for (file, line, name), (primitive, calls, _, _, callers) in sorted(stats.stats.items()):
        if os.path.basename(file) == os.path.basename(__file__):
            print(
                "  ",
                line,
                name,
                primitive,
                calls,
                sorted(caller[2].split(" at ")[0] for caller in callers),
            )


def show_trace():
    tracer = trace.Trace(count=1, trace=0)
    tracer.runfunc(work)
    counts = tracer.results().counts
    print(sorted((line, n) for (file, line), n in counts.items() if file == __file__))
    tracer = trace.Trace(count=0, trace=0, countfuncs=1)
    tracer.runfunc(work)
    called = tracer.results().calledfuncs
    print(sorted(name for file, _, name in called if file == __file__))


def show_debugger():
    commands = io.StringIO("step\nnext\nargs\nreturn\nbreak fib\ncontinue\np n\nclear 1\nc\n")
    said = io.StringIO()
    debugger = pdb.Pdb(stdin=commands, stdout=said, nosigint=True, readrc=False)
    print(debugger.runcall(fib, 2))
    for line in said.getvalue().splitlines():
        print("  ", line.replace(os.path.dirname(os.path.abspath(__file__)) + os.sep, ""))


if __name__ == "__main__":
    for make in (cProfile.Profile, profile.Profile):
        profiler = make()
        print(profiler.runcall(work))
        show_calls(profiler)
        profiler = make()
        profiler.run("work()")
        show_calls(profiler)
    show_trace()
    show_debugger()
