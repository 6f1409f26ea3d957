"""property, descriptors, class and static methods, slots, cached_property, __set_name__."""
import functools


class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def degrees(self):
        "the temperature"
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -273:
            raise ValueError("too cold")
        self._degrees = value

    @degrees.deleter
    def degrees(self):
        self._degrees = None

    @property
    def fahrenheit(self):
        return self.degrees * 9 / 5 + 32

    @property
    def broken(self):
        return self.no_such_attribute

    @classmethod
    def boiling(cls):
        return cls(100)

    @staticmethod
    def convert(f):
        return (f - 32) * 5 / 9

    @functools.cached_property
    def costly(self):
        print("computing")
        return self.degrees ** 2


class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        self.name = name
        print("named", owner.__name__, name)

    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return obj.__dict__.get(self.name, f"no {self.name}")

    def __set__(self, obj, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}")
        obj.__dict__[self.name] = value

    def __delete__(self, obj):
        del obj.__dict__[self.name]


class NonData:
    def __get__(self, obj, owner):
        return "from descriptor", obj is None, owner.__name__


class Record:
    name = Typed(str)
    size = Typed(int)
    plain = NonData()


class Slotted:
    __slots__ = ("a", "b", "__weakref__")
    c = "class"

    def __init__(self, a):
        self.a = a


class SlottedChild(Slotted):
    __slots__ = ("d",)


class WithDict(Slotted):
    pass


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def sum_property(objects):
    total = 0
    for obj in objects:
        total += obj.degrees
        obj.degrees = obj.degrees + 1
    return total


def main():
    t = Celsius(20)
    print(t.degrees, t.fahrenheit, attempt(setattr, t, "fahrenheit", 1), attempt(setattr, t, "degrees", -300), attempt(lambda: t.broken))
    t.degrees = 30
    print(t.degrees, t.costly, t.costly, vars(t), Celsius.degrees.__doc__, sum_property([t, Celsius(1), Celsius(2.5)]))
    del t.degrees
    print(t.degrees, Celsius.boiling().degrees, t.boiling().degrees, Celsius.convert(212), t.convert(32), attempt(lambda: t.fahrenheit))
    r = Record()
    r.name = "n"
    print(r.name, r.size, attempt(setattr, r, "size", "x"), vars(r), r.plain, Record.plain, Record.name.kind)
    r.plain = "instance wins"
    r.__dict__["size"] = "behind"
    print(r.plain, r.size)
    del r.name
    print(r.name, attempt(delattr, r, "name"))
    s = Slotted(1)
    print(s.a, s.c, attempt(lambda: s.b), attempt(setattr, s, "z", 1), attempt(setattr, s, "c", 1), hasattr(s, "__dict__"))
    s.b = 2
    del s.a
    print(s.b, attempt(lambda: s.a), type(Slotted.a).__name__, attempt(Slotted.b.__get__, 5))
    child = SlottedChild("a")
    child.d = 5
    other = WithDict("a")
    other.anything = "goes"
    print(child.a, child.d, attempt(setattr, child, "e", 1), vars(other), other.a, attempt(lambda: vars(child)))
    original, Celsius.degrees = Celsius.degrees, property(lambda self: "replaced")
    print(t.degrees)
    Celsius.degrees = original


if __name__ == "__main__":
    main()
