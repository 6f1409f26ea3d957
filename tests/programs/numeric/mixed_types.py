"""The same functions called with int, bool, float, complex, Fraction, str and objects in turn."""
from decimal import Decimal
from fractions import Fraction


class Metres:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"{self.value}m"

    def __add__(self, other):
        if isinstance(other, Metres):
            return Metres(self.value + other.value)
        return NotImplemented

    def __mul__(self, factor):
        return Metres(self.value * factor)

    __rmul__ = __mul__

    def __lt__(self, other):
        return self.value < other.value

    def __eq__(self, other):
        return isinstance(other, Metres) and self.value == other.value

    __hash__ = None


class LoudInt(int):
    def __add__(self, other):
        return LoudInt(int(self) + int(other) + 1000)

    def __repr__(self):
        return f"LoudInt({int(self)})"


def linear(a, x, b):
    return a * x + b


def larger(a, b):
    return b if a < b else a


def accumulate(values, start):
    total = start
    for value in values:
        total = total + value
    return total


def describe(value: int) -> int:
    result = value + value
    return result


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except TypeError as error:
        return f"TypeError: {error}"


def main():
    cases = [(2, 3, 4), (2.5, 2, 1), (True, 3, False), (1j, 2, 3), (Fraction(1, 3), 3, 1),
             (Decimal("1.10"), 2, 1), (Metres(2), 3, Metres(1)), (3, Metres(2), Metres(5)),
             ("ab", 2, "c"), ([1], 2, [3]), ((1,), 3, ()), (2**40, 2**40, 1), (LoudInt(2), 3, 4),
             (2, 3, LoudInt(4)), ("ab", "c", "d"), (None, 1, 2), (2, 3, "x"), (b"a", 2, b"b")]
    for _ in range(2):
        for case in cases:
            print(case, attempt(linear, *case))
    for a, b in [(1, 2), (2.0, 1), ("a", "b"), (Metres(3), Metres(2)), ([1, 2], [1, 3]), (1, "a"),
                 (Fraction(1, 2), 0.25), ({1}, {1, 2}), (None, 1)]:
        print(attempt(larger, a, b))
    print(accumulate([1, 2.5, Fraction(1, 2), True], 0), accumulate("abc", ""), accumulate([[1], [2]], []))
    print(accumulate([LoudInt(1), 2], 0), accumulate([2, 3], LoudInt(1)))
    for value in (2, 2.5, "hint", [1], LoudInt(7), 2**62, True):
        print(repr(describe(value)))
    print(attempt(describe, None), attempt(describe, {}))


if __name__ == "__main__":
    main()
