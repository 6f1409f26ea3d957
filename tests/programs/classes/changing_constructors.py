"""Classes whose way of making instances changes between calls at one place."""

import abc


class Plain:
    def __init__(self, x=0):
        self.x = x


class Child(Plain):
    pass


def make(cls, *args):
    try:
        made = cls(1)
        return type(made).__name__, getattr(made, "x", "no x")
    except TypeError as error:
        return str(error)


def make_all(*classes):
    return [make(cls) for cls in classes for _ in range(3)]


print(make_all(Plain, Child))
Plain.__init__ = lambda self, x: setattr(self, "x", ("new init", x))
print(make_all(Plain, Child))
Child.__init__ = lambda self, x: setattr(self, "x", ("child's", x))
print(make_all(Plain, Child))
del Child.__init__
print(make_all(Plain, Child))
Plain.__new__ = lambda cls, x: "not an instance"
print(make_all(Plain, Child))
del Plain.__new__
Plain.__init__ = 5
print(make_all(Plain, Child))
del Plain.__init__
print(make_all(Plain, Child))


class Meta(type):
    pass


class Made(metaclass=Meta):
    def __init__(self, x):
        self.x = x


print(make_all(Made))
Meta.__call__ = lambda cls, x: ["called", x]
print(make_all(Made))
del Meta.__call__
print(make_all(Made))


class Abstract(abc.ABC):
    def __init__(self, x):
        self.x = x

    @abc.abstractmethod
    def work(self): ...


class Concrete(Abstract):
    def work(self): ...


print(make_all(Abstract, Concrete))
Concrete.__abstractmethods__ = frozenset({"work"})
print(make_all(Concrete))
Concrete.__abstractmethods__ = frozenset()
print(make_all(Concrete))


class Noisy:
    def __init__(self, x):
        if len(made) % 2:
            raise ValueError(len(made))
        made.append(self)

    def __del__(self):
        print("gone", hasattr(self, "x"))


made = []
for i in range(4):
    try:
        Noisy(i)
    except ValueError as error:
        print("failed", error)
        made.append(None)
made.clear()
Noisy.__init__ = lambda self, x: x
print(make(Noisy))


class Measured:
    def __init__(self, x):
        self.x = x

    @property
    def double(self):
        return self.x * 2

    @property
    def failing(self):
        return self.missing


def doubled(op):
    try:
        return op.double, op.failing
    except AttributeError as error:
        return op.double, str(error)


for _ in range(3):
    print(doubled(Measured(3)))
Measured.double = property(lambda self: "replaced")
print(doubled(Measured(3)))
Measured.double = property()
print(make(Measured), hasattr(Measured(1), "double"))
