"""dataclass, enum, NamedTuple, TypedDict, SimpleNamespace, generic classes and protocols."""
import collections
import dataclasses
import enum
import types
import typing
from dataclasses import dataclass, field


@dataclass
class Item:
    name: str
    price: float = 1.5
    tags: list = field(default_factory=list)
    secret: int = field(default=0, repr=False, compare=False)

    def total(self, n):
        return self.price * n

    def __post_init__(self):
        self.tags.append(self.name[:1])


@dataclass(frozen=True, order=True, slots=True)
class Money:
    amount: int
    currency: str = "EUR"

    def __add__(self, other):
        return dataclasses.replace(self, amount=self.amount + other.amount)


@dataclass(kw_only=True)
class Discounted(Item):
    percent: int = 10
    init: dataclasses.InitVar[int] = 3

    def __post_init__(self, init):
        super().__post_init__()
        self.price = self.price * (100 - self.percent) / 100 + init


class Colour(enum.Enum):
    RED = 1
    GREEN = "g"
    CRIMSON = 1

    @property
    def shout(self):
        return self.name + "!"

    @classmethod
    def parse(cls, text):
        return cls[text.upper()]


class Level(enum.IntEnum):
    LOW = enum.auto()
    HIGH = enum.auto()


class Mode(enum.Flag):
    R = 4
    W = 2
    X = 1
    ALL = R | W | X


class Planet(enum.Enum):
    EARTH = (5.97, 6.37)
    MARS = (0.64, 3.39)

    def __init__(self, mass, radius):
        self.mass, self.radius = mass, radius

    def density(self):
        return round(self.mass / self.radius**3, 5)


class Point(typing.NamedTuple):
    x: int
    y: int = 0

    def norm(self):
        return self.x**2 + self.y**2


Pair = collections.namedtuple("Pair", "left right", defaults=[None])
T = typing.TypeVar("T")


class Stack(typing.Generic[T]):
    def __init__(self):
        self.items: list[T] = []

    def push(self, item: T) -> "Stack[T]":
        self.items.append(item)
        return self


class Options(typing.TypedDict, total=False):
    debug: bool


@typing.runtime_checkable
class Sized(typing.Protocol):
    def __len__(self) -> int: ...


def attempt(function, *arguments, **keywords):
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def walk(points):
    total = 0
    for x, y in points:
        total += x * y
    return total


def main():
    item = Item("pen")
    print(item, item == Item("pen", secret=9), item.total(3), Item("a").tags is Item("a").tags, attempt(Item), dataclasses.asdict(item))
    print([f.name for f in dataclasses.fields(Item)], Item.__match_args__, Discounted(name="x", price=10, percent=50), attempt(Discounted, "x", 1, [], 0, 5))
    m = Money(5)
    print(m + Money(3), m < Money(6), sorted([Money(2), Money(1, "A"), Money(1)]), hash(m) == hash(Money(5)), attempt(setattr, m, "amount", 1))
    print(Colour.RED, repr(Colour.GREEN), Colour(1), Colour["CRIMSON"] is Colour.RED, Colour.RED.shout, Colour.parse("green"), list(Colour))
    print(attempt(Colour, 9), attempt(Colour.parse, "x"), Level.LOW < Level.HIGH, Level.HIGH + 1, Level(2), isinstance(Level.LOW, int))
    print(Mode.R | Mode.W, Mode.ALL & ~Mode.X, Mode.R in Mode.ALL, bool(Mode.R & Mode.W), list(Mode.ALL), Planet.EARTH.density(), Planet((0.64, 3.39)))
    print(attempt(setattr, Colour, "RED", 2), {Colour.RED: "r"}[Colour.CRIMSON], Colour.RED in Colour, f"{Level.LOW} {Level.LOW:d} {Colour.RED!r}")
    p = Point(3, 4)
    print(p, p.norm(), p._replace(y=1), p[0], p == (3, 4), Point(1), attempt(Point), Pair(1), Pair(1, 2)._asdict(), walk([p, (1, 2), Pair(5, 6)]))
    print(Stack().push(1).push("a").items, Stack[int], Options(debug=True), isinstance([], Sized), isinstance(5, Sized), typing.get_type_hints(Stack.push)["item"])
    space = types.SimpleNamespace(a=1, b=[2])
    space.c = space.a + 1
    print(space, space == types.SimpleNamespace(a=1, b=[2], c=2), collections.UserDict(a=1)["a"], collections.deque([1, 2, 3], 2))


if __name__ == "__main__":
    main()
