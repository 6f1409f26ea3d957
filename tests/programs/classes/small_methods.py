"""Small methods that only read attributes and compute, with everything that can stand in their way."""

import sys
import traceback


class Vector:
    scale = 2.0

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def get(self):
        return self.x

    def norm(self):
        return self.x * self.x + self.y * self.y

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    def add(self, amount):
        self.x += amount

    def move(self, dx, dy):
        self.x, self.y = self.x + dx, self.y + dy

    def swap(self):
        self.x, self.y = self.y, self.x

    def both(self, value):
        self.x = value
        self.y = value

    def scaled(self):
        return self.x * self.scale

    def is_longer(self, other):
        return self.norm_of(other) < 0 or self.x > other.x and not self.y

    def norm_of(self, other):
        return other.x - other.y

    def sign(self):
        if self.x < 0:
            return -1
        elif self.x == 0:
            return 0
        return 1

    def choose(self, flag):
        return self.x if flag else -self.y

    def halves(self):
        return self.x % 2 + self.x // 2 - (self.x & 1 | 6 ^ 3)

    def is_same(self, other):
        return self is other or self.x is None

    def limit(self):
        return LIMIT + self.x

    def reset(self, value=None):
        self.x = value
        return None

    def keep_old(self):
        old = self.x
        self.x = None
        return old


LIMIT = 100


class Slotted:
    __slots__ = ("x", "y", "missing")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    get = Vector.get
    norm = Vector.norm
    add = Vector.add
    both = Vector.both

    def late(self):
        return self.missing


class Sub(Vector):
    def get(self):
        return super().get()


class Computed(Vector):
    @property
    def x(self):
        print("read x")
        return self._x

    @x.setter
    def x(self, value):
        print("set x")
        self._x = value


class Guarded(Vector):
    def __getattribute__(self, name):
        if name == "y":
            return 1000
        return object.__getattribute__(self, name)


class Refusing(Vector):
    def __setattr__(self, name, value):
        if name == "y":
            raise AttributeError("y is not for you")
        object.__setattr__(self, name, value)


class Fallback(Vector):
    def __getattr__(self, name):
        return 7


class Number:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        return ("sum", self.value, other)

    __radd__ = __mul__ = __add__

    def __bool__(self):
        raise ValueError("no truth")

    def __lt__(self, other):
        return ["less"]

    def __del__(self):
        print("gone", self.value, sys._getframe(1).f_code.co_name)


class Int(int):
    def __add__(self, other):
        return "int sum"

    def __mul__(self, other):
        return 1.5


class Float(float):
    def __mul__(self, other):
        return "float product"

    __rmul__ = __mul__


class Items:
    def __init__(self, items):
        self.items = items
        self.at = 0

    def current(self):
        return self.items[self.at]

    def first(self):
        return self.items[0]

    def last(self):
        return self.items[-1]

    def is_empty(self):
        return not self.items

    def matches(self, text):
        return self.items == text


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, str(error), [entry.name for entry in traceback.extract_tb(error.__traceback__)[1:]]


def times(n, function, *args):
    for _ in range(n - 1):
        result = function(*args)
    return function(*args)


def state(op):
    return getattr(op, "x", "none"), getattr(op, "y", "none")


def numbers():
    for x, y in ((1, 2), (1.5, -2), (0.0, -0.0), (2**61, 2**61), (-(2**80), 3), (True, False), (2**62 - 1, 2**62), (Int(3), 4), (Float(1.5), 2), (float("nan"), float("inf")), ("a", "b"), (None, 1), (1j, 2)):
        v = Vector(x, y)
        for method in (v.get, v.norm, v.scaled, v.sign, v.halves, v.limit):
            print(repr(attempt(times, 3, method)), end=" ")
        print(attempt(times, 3, v.dot, v), attempt(v.is_longer, v), v.choose(1), attempt(v.choose, 0), v.is_same(v), v.is_same(1))


def setting():
    for kind in (Vector, Slotted, Sub, Fallback, Computed, Guarded, Refusing):
        made = attempt(times, 4, kind, 1, 2)
        print(kind.__name__, state(made))
        if isinstance(made, tuple):
            print(made)
            continue
        print(attempt(times, 4, made.add, 2), state(made), attempt(times, 3, made.both, 5.5), state(made), attempt(made.get), attempt(made.norm))
    v = Vector(1, 2)
    times(5, v.move, 1, 0.5)
    times(3, v.swap)
    print(state(v), v.__dict__)
    times(3, v.reset)
    print(state(v), v.reset(4), v.keep_old(), state(v))


def changing():
    v = Vector(1, 2)
    print(times(5, v.get), times(5, v.scaled))
    v.get = lambda: "own get"
    v.scale = 3.0
    print(times(3, v.get), v.scaled())
    Vector.scale = 4
    w = Vector(5, 6)
    print(w.scaled(), times(3, w.scaled))
    Vector.x = property(lambda self: "property")
    print(w.get(), attempt(w.norm), attempt(w.add, 1), attempt(Vector, 1, 2))
    del Vector.x
    print(w.get(), times(3, w.norm))
    w.__dict__ = {"x": 10, "y": 20}
    print(w.get(), times(3, w.norm), attempt(w.add, 1), state(w))
    w.__class__ = Fallback
    del w.x
    print(w.get(), w.norm())
    u = Vector(1, 2)
    del u.y
    print(attempt(times, 3, u.norm), attempt(u.move, 1, 1), state(u), attempt(u.both, 3), state(u))
    dict_first = Vector(1, 2)
    dict_first.__dict__["x"] = 50
    print(dict_first.get(), times(3, dict_first.add, 1), dict_first.__dict__)
    Vector.norm.__code__ = Vector.get.__code__
    print(u.norm())
    global LIMIT
    print(u.limit(), end=" ")
    LIMIT = "changed"
    print(attempt(u.limit), end=" ")
    del LIMIT
    print(attempt(u.limit))
    LIMIT = 100


def objects():
    v = Vector(Number(1), Number(2))
    print(v.norm() if False else attempt(v.add, 5), state(v)[0])
    v.both(3)
    w = Vector(Number(3), 0)
    for i in range(4):
        w.reset(Number(10 + i))
    print(attempt(w.sign), attempt(w.choose, Number(5)), attempt(w.choose, 0))
    w.both(None)
    print(w.is_same(1), attempt(w.norm))


def items():
    for value in ([1, 2], (3,), "ab", {0: "zero", -1: "last"}, [], None, range(3), {1}, b"xy"):
        op = Items(value)
        print([attempt(times, 3, method) for method in (op.current, op.first, op.last, op.is_empty)], attempt(op.matches, [1, 2]), attempt(op.matches, "ab"))
        op.at = 5
        print(attempt(op.current))


def watched():
    seen = []

    def tracer(frame, event, arg):
        if frame.f_code.co_name in ("get", "norm"):
            seen.append((frame.f_code.co_name, event))
        return tracer

    v = Vector(1, 2)
    times(5, v.get)
    sys.settrace(tracer)
    try:
        v.get(), v.norm()
    finally:
        sys.settrace(None)
    v.get()
    return seen


def interrupted():
    """A loop in C over small functions lets signals in."""
    import itertools
    import signal

    def stop(*args):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        all(map(Vector.norm, itertools.repeat(Vector(1, 2))))
    except KeyboardInterrupt:
        return "interrupted"
    finally:
        signal.signal(signal.SIGALRM, before)


def calls():
    v = Vector(1, 2)
    print(attempt(v.get, 1), attempt(Vector.get), Vector.get(self=v), attempt(v.dot), attempt(v.dot, 1), v.dot(other=v))
    print(list(map(Vector.get, [v, Vector(3, 4), Slotted(5, 6)])), sorted([Vector(2, 0), Vector(1, 0)], key=Vector.get)[0].x)
    print(attempt(times, 3, Slotted(1, 2).late), (lambda a: a.x)(v), (lambda a, b: a + b)(1, 2), (lambda a, b: a + b)("a", "b"), attempt(lambda a: -a, "x"))


def main():
    numbers()
    setting()
    objects()
    items()
    print(watched(), interrupted())
    calls()
    changing()


if __name__ == "__main__":
    main()
