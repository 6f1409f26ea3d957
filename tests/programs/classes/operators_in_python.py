"""Operators that classes define in Python: who has a say, and what is told when nobody takes the operands."""

import traceback


class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __repr__(self):
        return f"{type(self).__name__}({self.x}, {self.y})"

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        return "radd", other

    def __sub__(self, other):
        return NotImplemented

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def __truediv__(self, other):
        return Vector(self.x / other, self.y / other)

    def __mod__(self, other):
        return "mod", other

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y


class Longer(Vector):
    def __radd__(self, other):
        return "longer", other


class Row(list):
    def __add__(self, other):
        return NotImplemented

    def __mul__(self, other):
        return NotImplemented


class Number(int):
    def __sub__(self, other):
        return NotImplemented

    def __mul__(self, other):
        return NotImplemented


class Reversed:
    def __rsub__(self, other):
        return "rsub"

    def __rmul__(self, other):
        return "rmul"


def add(a, b):
    return a + b


def subtract(a, b):
    return a - b


def multiply(a, b):
    return a * b


def divide(a, b):
    return a / b


def remainder(a, b):
    return a % b


def product(a, b):
    return a @ b


def shift(a, b):
    return a >> b


def extend(a, b):
    a += b
    return a


OPERATIONS = add, subtract, multiply, divide, remainder, product, shift, extend


def try_all(operands):
    for operation in OPERATIONS:
        for a in operands:
            for b in operands:
                try:
                    print(operation.__name__, a, b, operation(a, b))
                except (TypeError, ZeroDivisionError, AttributeError) as error:
                    names = [entry.name for entry in traceback.extract_tb(error.__traceback__)]
                    print(operation.__name__, a, b, error, names)


def replace():
    a, b = Vector(1, 2), Vector(3, 4)
    kept = Vector.__add__
    for method in (lambda a, b: NotImplemented, lambda a: a, staticmethod(max), max, None):
        Vector.__add__ = method
        try:
            print(add(1, 2), add(a, b))
        except TypeError as error:
            print(error)
    del Vector.__add__
    for pair in ((a, b), (a, 1), (a, Longer(5, 6))):
        try:
            print(add(*pair))
        except TypeError as error:
            print(error)
    Vector.__add__ = kept
    a.__add__ = lambda other: "hidden"
    print(add(a, b))
    Vector.__iadd__ = lambda self, other: "in place"
    print(extend(a, b), add(a, b))
    del Vector.__iadd__


class Vanishing:
    def __add__(self, other):
        del Vanishing.__add__
        fillers = [[number] for number in range(3)]
        return self is other, fillers


def main():
    operands = [Vector(1, 2), Longer(3.5, 4), Row([1]), Number(3), Reversed(), 2, 0.5, "%s"]
    operands[4].__class__.__repr__ = lambda self: "Reversed()"
    for _ in range(2):
        try_all(operands)
    replace()
    vanishing = Vanishing()
    print(add(vanishing, vanishing))
    total = Vector(0, 0)
    for number in range(100):
        total = total + Vector(number, 1) * 2
    print(total)


if __name__ == "__main__":
    main()
