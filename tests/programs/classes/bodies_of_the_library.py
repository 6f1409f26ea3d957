"""Modules of the library that look at the bodies of classes, or at who runs them."""

# ruff: noqa
import collections
import copyreg
import dataclasses
import enum
import inspect
import io
import pickle
import traceback
import typing
import warnings


def enumerations():
    class Color(enum.Enum):
        _ignore_ = "letters"
        RED = 1
        GREEN = enum.auto()
        for letters in ("BLUE", "GREY"):
            vars()[letters] = letters.lower()

        @property
        def text(self):
            return self.name.lower()

    print(list(Color), Color.RED.text, Color(2))
    try:

        class Twice(enum.Enum):
            ONE = 1
            TWO = 2
            ONE = 3
    except TypeError as error:
        print(error)
        text = traceback.format_exc()
        print([line for line in text.splitlines() if "ONE" in line or "in Twice" in line])


def named():
    class Point(typing.NamedTuple):
        """Two numbers."""

        x: int
        y: int = 2

        def total(self):
            return self.x + self.y

    print(Point(1), Point(1).total(), Point._field_defaults, Point.__module__ == __name__)
    Pair = collections.namedtuple("Pair", "left right")
    print(Pair(1, 2), Pair.__module__ == __name__)

    class Movie(typing.TypedDict, total=False):
        title: str
        year: int

    print(Movie.__annotations__, Movie.__total__, Movie(title="t"))

    class Named(typing.Protocol):
        name: str

    class Thing:
        name = "thing"

    print(issubclass(type(Thing()), object), typing.get_type_hints(Named))


def data():
    @dataclasses.dataclass(order=True)
    class Item:
        name: str
        sizes: list[int] = dataclasses.field(default_factory=list)
        price: float = 1.5

        def __post_init__(self):
            self.sizes.append(len(self.name))

    print(Item("a"), Item("a") < Item("b"), dataclasses.fields(Item)[1].name)

    def make(width):
        @dataclasses.dataclass
        class Box:
            side: int = width

            def area(self):
                return self.side * width

        return Box

    print(make(3)().area(), make(4)().area(), make(1) is make(1))


def warned():
    class C:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            warnings.warn("from a body", stacklevel=1)
        first = inspect.currentframe().f_code.co_firstlineno
        lines = [item.lineno for item in caught]
        lines = [*map(first.__rsub__, lines)]
        del caught

    def registers():
        frame = inspect.currentframe().f_back
        frame.f_locals.setdefault("registered", []).append(frame.f_code.co_qualname)

    class D:
        registers()
        registers()

    print(C.lines, D.registered)
    source = inspect.getsource(D)
    print(source.count("registers()"))


class Held:
    """What can be pickled by its name."""

    made = [number for number in range(3)]

    class Inner:
        for value in range(3):
            pass

        def __eq__(self, other):
            return vars(self) == vars(other)


def pickled():
    one = Held.Inner()
    one.value = 5
    print(pickle.loads(pickle.dumps(one)) == one, pickle.loads(pickle.dumps(Held.Inner)) is Held.Inner)


def shown():
    class Failing:
        one = 1

        class Inside:
            two = [1 / number for number in (1, 0)]

    return Failing


def main():
    enumerations()
    named()
    data()
    warned()
    pickled()
    try:
        shown()
    except ZeroDivisionError:
        traceback.print_exc()


if __name__ == "__main__":
    main()
