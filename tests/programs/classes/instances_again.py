"""Instances that end and begin again: what was there before must not show."""

# ruff: noqa
import abc
import copy
import gc
import pickle
import weakref


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __repr__(self):
        return f"{type(self).__name__}({self.x}, {self.y})"


class Slotted:
    __slots__ = ("x", "y", "rest", "__weakref__")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Both(Slotted):
    def __init__(self, x, y):
        super().__init__(x, y)
        self.sum = x


class Node:
    def __init__(self, value, next):
        self.value = value
        self.next = next


class Speaks:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("end of", self.name)


class Partial:
    def __init__(self, full):
        self.first = 1
        if full:
            self.second = Speaks(f"second {full}")
        elif full is None:
            raise ValueError("no")


def fresh():
    """Nothing is left of an instance in the next one."""
    for cls in (Point, Slotted, Both):
        for i in range(50):
            one = cls(i, str(i))
            one.rest = [i]
            del one
            other = cls(1, 2)
            print(hasattr(other, "rest"), end=" " if i % 10 else "\n")
            assert other.x == 1 and other.y == 2
    print(vars(Point(1, 2)), vars(Both(3, 4)))
    for full in (1, 0, 0, 2, 0):
        made = Partial(full)
        print(list(vars(made)), hasattr(made, "second"))
    for _ in range(3):
        try:
            Partial(None)
        except ValueError as error:
            print(error, error.__traceback__.tb_next.tb_lineno)
        print(vars(Partial(0)))


def observed():
    """Who holds something of an instance keeps it."""
    for i in range(3):
        point = Point(i, i)
        attributes = point.__dict__
        attributes["z"] = i
        del point
        print(attributes, Point(7, 8))
        slotted = Slotted(i, i)
        reference = weakref.ref(slotted, lambda _: print("gone"))
        print(reference() is slotted)
        del slotted
        print(reference(), Slotted(1, 2).x)
        point = Point(i, i)
        proxy = weakref.proxy(point)
        print(proxy.x)
        point = None
        try:
            proxy.x
        except ReferenceError as error:
            print(error)


def ends():
    """In the order of the interpreter, and only once."""
    for i in range(3):
        Node(Speaks(f"value {i}"), Node(Speaks(f"inner {i}"), None))
        print("after", i)
    kept = []

    class Returns:
        def __init__(self, name):
            self.name = name

        def __del__(self):
            kept.append(self)

    Returns("back")
    again = kept.pop()
    print(again.name)
    del again
    print(len(kept))

    class Later:
        def __init__(self):
            self.name = "later"

    for _ in range(3):
        Later()
    waiting = Later()
    Later.__del__ = lambda self: print("now", self.name)
    del waiting
    Later()
    del Later.__del__
    Later()


def chain(n):
    """No recursion over a long chain."""
    first = None
    for i in range(n):
        first = Node(i, first)
    del first
    nested = None
    for i in range(n):
        nested = Node([nested], {"k": i})
    nested = None
    print(Node(1, 2).value)


def cycles():
    """Instances stay the collector's."""
    gc.collect()
    for i in range(10):
        Point(i, i)
    for i in range(10):
        point = Point(None, i)
        point.x = point
    point = None
    print(gc.is_tracked(Point(1, 2)), gc.collect() >= 10)
    alive = [each for each in gc.get_objects() if type(each) is Point]
    print(alive)
    references = []
    for i in range(2000):
        a = Node(i, None)
        a.next = Node(i, a)
        references.append(weakref.ref(a))
    del a
    gc.collect()
    print(sum(1 for each in references if each() is not None))
    gc.disable()
    many = [Point(i, i) for i in range(2000)]
    gc.enable()
    many.clear()
    print(Point(1, 2))


def changed():
    """Classes that change meanwhile."""

    class C:
        def __init__(self, a):
            self.a = a

    for _ in range(3):
        C(1)
    C.__init__ = lambda self, a: setattr(self, "b", a)
    print(vars(C(1)))
    C.__new__ = lambda cls, a: object.__new__(Point)
    print(type(C(1)).__name__)

    class C:
        pass

    C.__init__ = lambda self, a: a
    try:
        C(3)
    except TypeError as error:
        print(error)
    print(vars(C(None)))
    C.__setattr__ = lambda self, name, value: print("set", name)

    def init(self, a):
        self.a = a

    C.__init__ = init
    print(vars(C(4)))
    del C.__setattr__
    C.a = property(lambda self: "read", lambda self, value: print("given", value))
    print(C(5).a)
    del C.a
    one = C(6)
    one.__class__ = Point
    one.y = 2
    del one.a
    one.x = 1
    print(one)
    del one
    print(vars(C(7)), Point(3, 4))


def copies():
    for i in range(3):
        print(copy.copy(Point(i, i)), pickle.loads(pickle.dumps(Point(i, 1))), copy.deepcopy(Both(i, 2)).sum)


def classes_that_end():
    """So many that the place of one is taken by another."""
    names = []
    for i in range(300):

        class Local:
            def __init__(self, a):
                self.a = a

        names.append(Local(i).a)
        Local(i)
        del Local
    print(sum(names))
    gc.collect()
    print(Point(1, 2))


class Square:
    __slots__ = ("side",)

    def __init__(self):
        self.side = 1


class Shape(abc.ABC):
    __slots__ = ("side",)

    def __init__(self):
        self.side = 2

    @abc.abstractmethod
    def area(self):
        """Square units."""


class Rectangle(Shape):
    __slots__ = ()

    def area(self):
        return self.side**2


def make_two(cls):
    return [cls(), cls()]


def abstract():
    """Memory of others does not help an abstract class to instances."""
    for cls in (Square, Rectangle, Square, Rectangle, Square, Shape, Shape, Rectangle):
        try:
            print([instance.side for instance in make_two(cls)])
        except TypeError as error:
            print(str(error).split(" with")[0])
    Rectangle.__abstractmethods__ = frozenset(["area"])
    for cls in (Square, Rectangle):
        try:
            print([instance.side for instance in make_two(cls)])
        except TypeError as error:
            print(str(error).split(" with")[0])
    Rectangle.__abstractmethods__ = frozenset()


def main():
    fresh()
    observed()
    ends()
    chain(30000)
    cycles()
    changed()
    copies()
    classes_that_end()
    abstract()


if __name__ == "__main__":
    main()
