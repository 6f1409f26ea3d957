"""tracemalloc: which lines hold memory."""

import gc
import os
import tracemalloc
import warnings


def show(function, *arguments):
    try:
        print(function.__name__, arguments, function(*arguments))
    except Exception as error:
        print(function.__name__, arguments, repr(error))


def names(traceback):
    return [(os.path.basename(frame.filename), frame.lineno) for frame in traceback]


def make(n):
    return [bytearray(1000) for _ in range(n)]


def idle():
    for limit in (0, 70000, -1, "x", 1 << 70):
        show(tracemalloc.start, limit)
    show(tracemalloc.is_tracing)
    show(tracemalloc.get_traced_memory)
    show(tracemalloc.get_traceback_limit)
    show(tracemalloc.take_snapshot)
    show(tracemalloc.get_object_traceback, [])
    show(tracemalloc.clear_traces)
    show(tracemalloc.stop)


def amounts():
    tracemalloc.start()
    tracemalloc.start(5)  # the first call counts
    print(tracemalloc.is_tracing(), tracemalloc.get_traceback_limit())
    before, _ = tracemalloc.get_traced_memory()
    kept = bytearray(1 << 20)
    between, peak = tracemalloc.get_traced_memory()
    print((between - before) >> 20, peak >= between, tracemalloc.get_tracemalloc_memory() > 0)
    kept.extend(bytes(1 << 20))
    grown, _ = tracemalloc.get_traced_memory()
    print((grown - before) >> 20)
    del kept
    after, peak = tracemalloc.get_traced_memory()
    print((after - before) >> 20, (peak - before) >> 20)
    tracemalloc.reset_peak()
    print(tracemalloc.get_traced_memory()[1] - before < 1 << 20)
    tracemalloc.stop()
    print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory())


def places():
    tracemalloc.start(10)
    first = tracemalloc.take_snapshot()
    kept = make(500)
    second = tracemalloc.take_snapshot()
    print(names(tracemalloc.get_object_traceback(kept[3]))[-1:])
    mine = tracemalloc.Filter(True, __file__)
    for snapshot in (first, second):
        print([snapshot.filter_traces([mine]).traceback_limit])
    top = second.compare_to(first, "lineno")[0]
    print(names(top.traceback), top.size_diff >= 500_000, top.count_diff >= 500)
    others = second.filter_traces([tracemalloc.Filter(False, __file__)])
    print(any(stat.size_diff > 500_000 for stat in others.compare_to(first, "filename")))
    kept.clear()
    third = tracemalloc.take_snapshot()
    print(third.compare_to(second, "lineno")[0].size_diff <= -500_000)
    tracemalloc.clear_traces()
    gc.collect()
    print(tracemalloc.get_object_traceback(kept), tracemalloc.get_traced_memory()[0] < 100_000)
    tracemalloc.stop()


def many_blocks():
    """Blocks come and go in an order that leaves gaps in the table."""
    tracemalloc.start()
    kept = {i: bytearray(i % 50 + 1) for i in range(20_000)}
    for i in range(0, 20_000, 3):
        del kept[i]
    line = tracemalloc.get_object_traceback(kept[19_999])[0].lineno
    print(all(tracemalloc.get_object_traceback(item)[0].lineno == line for item in kept.values()))
    kept.clear()
    print(tracemalloc.get_traced_memory()[0] < 1_000_000)
    tracemalloc.stop()


idle()
amounts()
places()
many_blocks()
warnings.warn("a warning that looks for the traceback of its source", ResourceWarning, source=[])
print("end")
