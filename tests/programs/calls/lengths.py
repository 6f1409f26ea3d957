"""len() where its result is compared, added, kept and passed on, and where it is not the built-in."""

import builtins
import sys


class Sized:
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size


def short(items, n):
    return len(items) < n, n > len(items), len(items) == n, len(items) - 1, -len(items), n + len(items)


def condition(items):
    if len(items):
        return "some"
    return "none"


def loop(items):
    i = 0
    found = []
    while i < len(items):
        found.append(items[i])
        i += 1
    return found[len(found) // 2 :], [None] * len(items), range(len(items))


def kept(items):
    n = len(items)
    return [n, n * 2.5, str(n), n is len(items), {n: n}]


def attempt(function, *args):
    try:
        return repr(function(*args))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def shadowed(items):
    len = lambda items: "my own"
    return len(items) + "!"


def evaluated_in_order(log):
    def argument():
        log.append("argument")
        return [1, 2]

    return len(argument()) + len(log)


THINGS = [[], [1, 2, 3], (), "abc", b"ab", {1: 2}, {1, 2}, range(10**5), Sized(0), Sized(7)]
THINGS += [Sized(-1), Sized("x"), Sized(2**70), Sized(True), 5, None, range(2**63)]

for thing in THINGS:
    for n in (0, 3, 2.5, "n", 10**30):
        print(attempt(short, thing, n))
    print(attempt(condition, thing), attempt(kept, thing) if not isinstance(thing, range) else "")
print(loop("abcdef"), shadowed([]), evaluated_in_order([]))

original = builtins.len
builtins.len = lambda items: f"<{original(items)}>"
print(attempt(kept, "abc"), attempt(short, "abc", "<3>"))
builtins.len = original
print(attempt(short, "abc", 3))

globals()["len"] = lambda items: 2.5
print(attempt(short, "abc", 3), attempt(condition, ""))
del globals()["len"]
print(attempt(short, "abc", 3))

value = Sized(3)
before = sys.getrefcount(value)
for _ in range(10):
    attempt(short, value, 2)
    attempt(short, value, "x")
print(sys.getrefcount(value) - before)


# --- isinstance ---


class Pretender:
    __class__ = int


class Meta(type):
    def __instancecheck__(cls, op):
        return "true enough" if op else []


class Judging(metaclass=Meta):
    pass


def kinds(op):
    if isinstance(op, int):
        return "int"
    found = isinstance(op, (str, list)), isinstance(op, Judging), isinstance(op, int | None)
    return found if not isinstance(op, float) else "float"


def checked(op, kind):
    return isinstance(op, kind)


for op in (1, True, "a", [], {}, None, 1.5, Pretender(), Judging(), int):
    print(attempt(kinds, op), attempt(checked, op, 5), attempt(checked, op, (int, "x")), attempt(checked, op, type))
builtins.isinstance, original = (lambda op, kind: f"{op!r} of {kind}"), builtins.isinstance
print(attempt(checked, 1, "anything"), attempt(kinds, 2.5))
builtins.isinstance = original
print(attempt(checked, 1, int), attempt(checked, 1, str))


# --- max, min, abs ---


class Odd(float):
    def __gt__(self, other):
        return "yes"

    __lt__ = __gt__

    def __abs__(self):
        return "odd abs"


def extremes(a, b):
    return max(a, b), min(a, b), max(b, a), min(b, a)


def which(a, b):
    return max(a, b) is a, min(a, b) is a


def absolute(a):
    return abs(a), abs(a) + 1


NUMBERS = [0, 1, -1, 2.5, -0.0, 0.0, float("nan"), float("inf"), 10**20, True, Odd(2.0), "a", None, [1]]
for a in NUMBERS:
    print(attempt(absolute, a), [attempt(extremes, a, b) for b in NUMBERS])
    print([attempt(which, a, b) for b in NUMBERS])
print(attempt(max, [3, 1], [2]), attempt(min, "ba"), attempt(max, 3), attempt(lambda: min([], default=4)))
builtins.max, original = (lambda *items: "patched"), builtins.max
print(attempt(extremes, 1, 2))
builtins.max = original
print(attempt(extremes, 1, 2))
