"""Compiled functions called from C: key functions, comparisons, hooks, iterators, finalizers."""
import atexit
import bisect
import contextlib
import copyreg
import functools
import gc
import json
import operator
import re
import sys
import threading


class Key:
    def __init__(self, value, log):
        self.value, self.log = value, log

    def __lt__(self, other):
        self.log.append((self.value, other.value))
        if other.value == "bad":
            raise ValueError("cannot compare")
        return self.value < other.value

    def __eq__(self, other):
        return self.value == other.value

    def __hash__(self):
        return hash(self.value)

    def __repr__(self):
        return f"K{self.value!r}"


def attempt(function, *arguments, **keywords):
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def encode(value):
    if isinstance(value, complex):
        return {"re": value.real, "im": value.imag}
    raise TypeError(f"cannot encode {type(value).__name__}")


def decode(mapping):
    return complex(mapping["re"], mapping["im"]) if "re" in mapping else mapping


def pairs(items):
    return tuple(items)


def raising_key(value):
    if value == 3:
        raise KeyError(value)
    return -value


def shout(match):
    return match.group().upper()


def call_with(function, *arguments, **keywords):
    return function(*arguments, **keywords)


def excepthook(kind, value, trace):
    names = []
    while trace:
        names.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    print("hook", kind.__name__, value, names)


def failing_thread():
    raise RuntimeError("in thread")


def thread_hook(arguments):
    print("thread hook", arguments.exc_type.__name__, arguments.exc_value)


def main():
    log = []
    print(sorted([Key(3, log), Key(1, log), Key(2, log)]), len(log) > 1, attempt(sorted, [Key("a", log), Key("bad", log)]), Key(1, log) in [Key(1, log)])
    print(sorted([1, 4, 2], key=raising_key), attempt(sorted, [1, 3], key=raising_key), attempt(max, [2, 3, 1], key=raising_key), bisect.bisect([1, 3, 5], 3, key=lambda v: v))
    print(json.dumps([1, 2j, "x"], default=encode, sort_keys=True), attempt(json.dumps, {1, 2}, default=encode), json.loads('[{"re": 1, "im": 2}, {"a": 3}]', object_hook=decode))
    print(json.loads('{"b": 1, "a": 2}', object_pairs_hook=pairs), re.sub("[aeiou]+", shout, "beautiful tree"), attempt(re.sub, "a", lambda m: 5, "abc"))
    print(call_with(call_with, call_with, operator.add, 2, 3), call_with(print, "via", "c", sep="/"), call_with(functools.partial(call_with, max, key=abs), -5, 3))
    print(list(map(call_with, [len, str], ["abc", 5])), list(filter(call_with, [dict, list])))
    saved = sys.excepthook
    sys.excepthook = excepthook
    try:
        raising_key(3)
    except KeyError:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.excepthook = saved
    previous, threading.excepthook = threading.excepthook, thread_hook
    thread = threading.Thread(target=failing_thread)
    thread.start()
    thread.join()
    threading.excepthook = previous
    with contextlib.ExitStack() as stack:
        stack.callback(print, "popped last")
        stack.push(lambda kind, value, trace: print("exit saw", kind and kind.__name__) or True)
        raise ValueError("swallowed")
    seen = []
    gc.callbacks.append(lambda phase, info: seen.append(phase))
    gc.collect()
    gc.callbacks.pop()
    print(seen[:2], iter(functools.partial(next, iter("ab1c")), "1").__class__.__name__, list(iter(functools.partial(next, iter("ab1c")), "1")))
    copyreg.pickle(Key, lambda k: (Key, (k.value, None)))
    print(attempt(__import__, "no_such_module_here"), type(atexit.unregister(main)).__name__, operator.index(True))


if __name__ == "__main__":
    main()
