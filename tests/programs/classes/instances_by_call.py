"""Calls of classes of the module, whose `__init__` is known but need not be what is run."""

# ruff: noqa
import abc
import sys
import traceback


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Point3(Point):
    pass


class Framed:
    def __init__(self, x):
        self.x = [x]
        self.caller = sys._getframe(1).f_code.co_name


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        self.b = b


class Answer:
    def __init__(self, value):
        return value


class Seven:
    def __init__(self):
        return 7


class Fails:
    def __init__(self, value):
        self.value = value
        self.inverse = 1 / value


class Property:
    def __init__(self, value):
        self.value = value

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, value):
        print("set", value)
        self._value = value


class Watches:
    def __init__(self, value):
        self.value = value

    def __setattr__(self, name, value):
        print("attribute", name)
        super().__setattr__(name, value)


class Meta(type):
    def __call__(cls, *args):
        print("meta", args)
        return super().__call__(*args)


class WithMeta(metaclass=Meta):
    def __init__(self, value):
        self.value = value


class Abstract(abc.ABC):
    def __init__(self, value):
        self.value = value

    @abc.abstractmethod
    def get(self):
        pass


class Concrete(Abstract):
    def get(self):
        return self.value


class Made:
    def __new__(cls, value):
        print("new", value)
        return object.__new__(cls) if value else value

    def __init__(self, value):
        self.value = value


class Number(int):
    def __init__(self, value):
        self.value = value


class Trouble(Exception):
    def __init__(self, value):
        self.value = value


class Circular:
    def __init__(self, depth):
        self.inner = Circular(depth - 1) if depth else None


class Late:
    def __init__(self, first, second=2, *rest, key=None):
        self.all = first, second, rest, key


class Odd:
    def __init__(this, x):
        this.x = x
        this.x = this.x + 1


def make():
    for i in range(4):
        point = Point(i, -i)
        print(vars(point), vars(Point3(i, 1)), Framed(i).x, Framed(i).caller)
        print(Slotted(i, 2).b, vars(Odd(i)), vars(Odd(1 << 70)), Concrete(i).get())
        print(vars(Property(i)), vars(Watches(i)), vars(WithMeta(i)), Made(i), Number(i).value, Trouble(i).args)
        print(Late(i).all, Late(i, 3).all, Late(i, 3, 4).all, Late(i, key=5).all)
    print(Circular(30).inner.inner.inner is not None)


class Holder:
    def __init__(self, item):
        self.item = item

    def __repr__(self):
        return "Holder"


def fail():
    for i in range(3):
        for make in (
            lambda: Answer(1),
            lambda: Answer(None),
            lambda: Seven(),
            lambda: Fails(0),
            lambda: Fails(2).inverse,
            lambda: Fails("text"),
            lambda: Abstract(1),
            lambda: Point(1),
            lambda: Point(1, 2, 3),
            lambda: Framed(),
            lambda: Point(1, z=2),
            lambda: Holder(item=3).item,
        ):
            try:
                result = make()
                print(result if isinstance(result, (int, float)) else type(result).__name__)
            except Exception as error:
                lines = traceback.extract_tb(error.__traceback__)[1:]
                print(type(error).__name__, error, [(line.name, line.lineno) for line in lines])


def change():
    global Holder
    for _ in range(3):
        Holder(1)
    original = Holder.__init__

    def other(self, item):
        self.other = item

    Holder.__init__ = other
    print(vars(Holder(1)))
    Holder.__init__ = lambda self, item: 3
    try:
        Holder(1)
    except TypeError as error:
        print(error)
    Holder.__init__ = original
    print(vars(Holder(2)))
    original.__code__ = other.__code__
    print(vars(Holder(3)))
    original.__code__ = (lambda self, item: setattr(self, "third", item)).__code__
    print(vars(Holder(4)))
    first = Holder
    Holder = Point3
    try:
        Holder(5)
    except TypeError as error:
        print(error)
    Holder = lambda item: item
    print(Holder(6))
    Holder = first
    Holder.__new__ = lambda cls, item: "made"
    print(Holder(7))


class Removes:
    def __init__(self, value):
        del Removes.__init__
        self.value = [value]


def remove():
    print(vars(Removes(1)))
    try:
        Removes(1)
    except TypeError as error:
        print(error)
    print(vars(Removes()))


def trace():
    seen = []

    def profile(frame, event, argument):
        if event in ("call", "return") and frame.f_code.co_name == "__init__":
            seen.append((event, frame.f_lineno - frame.f_code.co_firstlineno))

    def one():
        return Point(1, 2), Framed(1), Slotted(1, 2)

    for _ in range(3):
        one()
    sys.setprofile(profile)
    one()
    sys.setprofile(None)
    print(seen)


class Deep:
    def __init__(self):
        self.inner = Deep()


def recurse():
    try:
        Deep()
    except RecursionError as error:
        print(type(error).__name__)
    print(vars(Point(1, 2)))


def main():
    make()
    fail()
    trace()
    remove()
    recurse()
    change()


if __name__ == "__main__":
    main()
