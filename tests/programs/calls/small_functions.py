"""Small functions and methods: overridden, hidden by instances, replaced, recoded, traced, failing, with wrong arguments."""
import sys
import traceback


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def get_x(self):
        return self.x

    def sum(self, other):
        return self.x + other.y

    def step(self):
        before = self.x
        self.x += 1
        return before

    def item(self, i):
        found = self.x[i]
        self.y += 1
        return found

    @staticmethod
    def plain(a):
        return a

    @classmethod
    def kind(cls):
        return cls.__name__

    def __hidden(self):
        return self.y

    def hidden(self):
        return self.__hidden()


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def only_slotted(self):
        return self.x


class Louder(Point):
    def get_x(self):
        return ("louder", self.x)


class WithProperty:
    @property
    def x(self):
        print("property x")
        return 40

    y = 2
    only_property = Point.sum

    def through_property(self):
        return self.x


def double(a):
    return a + a


def first(a):
    return a.x


def call_all(p):
    out = []
    for name, call in (
        ("get_x", lambda: p.get_x()),
        ("sum", lambda: p.sum(p)),
        ("step", lambda: p.step()),
        ("item", lambda: p.item(0)),
        ("plain", lambda: p.plain(3)),
        ("kind", lambda: p.kind()),
        ("hidden", lambda: p.hidden()),
        ("only_slotted", lambda: p.only_slotted()),
        ("through_property", lambda: p.through_property()),
    ):
        try:
            out.append((name, call()))
        except Exception as error:
            out.append((name, type(error).__name__, str(error)))
    return out


def get(p):
    return p.get_x()


class Shape:
    def __init__(self, name):
        self.name = name

    def describe(self, prefix, suffix="."):
        label = prefix + self.name
        print(label + suffix, sys._getframe(1).f_code.co_name, sys._getframe().f_lineno)
        return label

    def fail(self, depth):
        return 1 / depth if depth < 1 else self.fail(depth - 1)

    def keep(self):
        frames.append(sys._getframe())
        kept = [self.name]
        return lambda: kept

    def forget(self):
        del Shape.forget
        return "forgotten"


frames = []


def describe(shape):
    return shape.describe("a ", "!")


def failing(shape):
    return shape.fail(2)


def endless(n):
    return [endless(n + 1)]


def check_frames():
    shape = Shape("square")
    for _ in range(3):
        print(describe(shape))
    for _ in range(2):
        try:
            failing(shape)
        except ZeroDivisionError as error:
            print([(frame.name, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)])
    print([shape.keep()() for _ in range(3)])
    print([(frame.f_code.co_name, sorted(frame.f_locals)) for frame in frames])
    print([forget(shape)])
    try:
        forget(shape)
    except AttributeError as error:
        print(error)
    try:
        endless(0)
    except RecursionError as error:
        print("recursion", str(error)[:32])
    Shape.describe = lambda self, prefix, suffix: ("new", prefix, suffix)
    print(describe(shape))
    shape.describe = lambda *args: args
    print(describe(shape))


def forget(shape):
    return shape.forget()


def steps(p):
    return [p.step(), p.step(), p.x]


def main():
    for _ in range(3):
        for p in (Point(1, 2), Louder(1, 2), Slotted(5, 6), WithProperty(), Point([7], 1), Point("ab", 2.5), 5):
            print(call_all(p))
    print([get(p) for p in (Point(1, 2), Louder(3, 4), Point(5, 6))])

    p = Point(1, 2)
    print(get(p), get(p))
    p.get_x = lambda: "own"
    print(get(p), get(Point(8, 9)))
    del p.get_x
    print(get(p))
    vars(p)["get_x"] = lambda: "in the dict"
    print(get(p), get(p))
    p.__dict__ = {"x": "other dict"}
    print(get(p))

    Point.get_x = lambda self: ("replaced", self.x)
    print(get(Point(1, 2)), get(Point(1, 2)))
    Point.get_x.__code__ = (lambda self: ("recoded", self.x)).__code__
    print(get(Point(1, 2)))
    Point.step.__code__ = (lambda self: "recoded").__code__
    print(steps(Point(1, 2)))

    print(double(4), double("x"), double(2**70), double([1]))
    try:
        double(None)
    except TypeError as error:
        print(error, traceback.extract_tb(error.__traceback__)[-1].name)
    try:
        first(3)
    except AttributeError as error:
        print(error, [frame.name for frame in traceback.extract_tb(error.__traceback__)])
    for wrong in (lambda: double(), lambda: double(1, 2), lambda: double(b=1), lambda: p.sum()):
        try:
            wrong()
        except TypeError as error:
            print(error)
    global double_again
    double_again = double
    globals()["double"] = lambda a: ("rebound", a)
    print(double(4), double_again(4))

    seen = []

    def tracer(frame, event, arg):
        if event == "call":
            seen.append(frame.f_code.co_name)

    q = Louder(1, 2)
    get(q), get(q)
    sys.settrace(tracer)
    get(q), first(q)
    sys.settrace(None)
    get(q), first(q)
    print(seen)

    class Dies:
        def __del__(self):
            print("dies", sys._getframe(1).f_code.co_name)

    class Holder:
        def __init__(self):
            self.held = Dies()

        def swap(self):
            old = self.held
            self.held = None
            return old is None

    for _ in range(3):
        print(Holder().swap())


main()
check_frames()
