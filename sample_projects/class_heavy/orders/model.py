"""Dataclasses, enums, named tuples, descriptors."""

import enum
from dataclasses import dataclass, field
from typing import NamedTuple


class Status(enum.Enum):
    OPEN = "open"
    PAID = "paid"

    @property
    def final(self):
        return self is Status.PAID

    @classmethod
    def parse(cls, text):
        return cls(text.lower())


class Point(NamedTuple):
    x: int
    y: int = 0

    def mirrored(self):
        return Point(self.y, self.x)


class Positive:
    """A descriptor that refuses what is not above zero."""

    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        if value <= 0:
            raise ValueError(f"{self.name[1:]} must be positive, not {value!r}")
        setattr(instance, self.name, value)


class Line:
    __slots__ = ("_count", "name", "price")
    count = Positive()

    def __init__(self, name, count, price):
        self.name = name
        self.count = count
        self.price = price

    def __eq__(self, other):
        if not isinstance(other, Line):
            return NotImplemented
        return (self.name, self.count, self.price) == (other.name, other.count, other.price)

    __hash__ = None


@dataclass(order=True)
class Order:
    number: int
    lines: list = field(default_factory=list, compare=False)
    status: Status = field(default=Status.OPEN, compare=False)

    def __post_init__(self):
        if self.number < 0:
            raise ValueError("negative number")

    def add(self, name, count=1, *, price):
        self.lines.append(Line(name, count, price))
        return self

    @property
    def total(self):
        return sum(line.count * line.price for line in self.lines)
