# SPDX-License-Identifier: Apache-2.0
"""Small functions of numbers, called with numbers and with all else, and what they are replaced by."""

import sys
import traceback
from decimal import Decimal
from fractions import Fraction


def rotate(x, n):
    return ((x >> n) | (x << (32 - n))) & 0xFFFFFFFF


def scale(x, k):
    """Twice and more."""
    y = x * k
    if y > 100:
        return y - 100
    return y + 0.5


def sign(x):
    if x < 0:
        return -1
    if x > 0:
        return 1
    return 0


def square(x):
    return x * x


def flip(x):
    return ~x + -x


def divide(a, b):
    return a / b


class Loud:
    """An operand that says what it is asked."""

    def __init__(self, name):
        self.name = name

    def __mul__(self, other):
        print("mul", self.name, other)
        return Loud(f"{self.name}*{other}")

    __rmul__ = __mul__

    def __add__(self, other):
        print("add", self.name, other)
        return Loud(f"{self.name}+{other}")

    __radd__ = __add__

    def __gt__(self, other):
        print("gt", self.name, other)
        return False

    def __repr__(self):
        return f"<{self.name}>"


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    def scaled_sum(self, k):
        return (self.x + self.y) * k

    def moved(self, d):
        self.x += d
        return self.x + self.y


NUMBERS = (0, 1, -1, 7, 2.5, -0.0, float("inf"), 2**31, -(2**40), 2**62, 2**63, 2**100, True, False)
OTHERS = (Fraction(1, 3), Decimal("1.5"), 1j, "ab", None, [1])


def said(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def use_scale(x, k):
    return scale(x + k, k) * 2 + scale(k, 3)


def use_rotate(x, n):
    return rotate(x, n) ^ rotate(x ^ 1, n + 1) & ~rotate(3, n)


def use_sign(values):
    total = 0
    for value in values:
        total += sign(value) * square(value)
    return total


def use_flip(x):
    return flip(x) - flip(x - 1)


def use_divide(a, b):
    try:
        return divide(a, b) + divide(b, a)
    except ZeroDivisionError as error:
        names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        return f"{error} in {names}"


def use_methods(v, w, k):
    return v.dot(w) + v.scaled_sum(k) * 2 - w.scaled_sum(v.dot(v)) + v.moved(k)


def mixed(values):
    a, b = 1, 0
    for value in values:
        b = a
        a = (square(value) + b) & 0xFFFF
    return a, b


def generated(n):
    total = 0
    for i in range(n):
        total += square(i) + (yield total)


for a in NUMBERS:
    print(a, said(use_flip, a), said(square, a), said(sign, a), said(use_sign, [a, 2, a]))
    for b in (0, 3, 1.5, 2**33, True):
        print(" ", b, said(use_scale, a, b), said(use_rotate, a, b), said(use_divide, a, b))
for other in OTHERS:
    print(other, said(use_scale, other, 2), said(use_scale, 2, other), said(use_rotate, other, 2))
    print(" ", said(use_sign, [other]), said(use_flip, other), said(use_divide, other, 2))
print(said(use_scale, Loud("a"), 3), said(use_scale, 2, Loud("b")))
print(said(mixed, range(50)), said(mixed, [2**40, 3]), said(mixed, [1.5]), said(mixed, ["x"]))

v, w = Vector(1, 2.5), Vector(-3, 2**40)
print(use_methods(v, w, 2), v.x, use_methods(w, v, 0.5), w.x)
print(said(use_methods, v, None, 1), said(use_methods, v, Vector("a", "b"), 2), v.x)
v.dot = lambda other: "of the instance"
print(said(use_methods, v, w, 2), said(use_methods, w, w, 2))
del v.dot
Vector.dot = lambda self, other: 1000
print(use_methods(v, w, 2))

steps = generated(5)
print(next(steps), [steps.send(i) for i in range(4)], said(steps.send, "x"))


def replaced():
    def other(x):
        return x - 1

    global square
    before = square
    square = other
    print(use_sign([4, -5]), mixed([7, 8]))
    square = None
    print(said(use_sign, [4]))
    del square
    print(said(use_sign, [4]))
    square = before
    print(use_sign([4, -5]))
    square.__code__ = (lambda x: x + 0.25).__code__
    print(use_sign([4, -5]))


replaced()
print(said(use_scale, 1), said(lambda: use_scale(2, 3) is use_scale(2, 3)), sign(-3) is sign(-4.5))


def traced():
    events = []

    def trace(frame, event, argument):
        if event in ("call", "return"):
            events.append((frame.f_code.co_name, event, argument))
        return trace

    sys.settrace(trace)
    use_scale(2, 3)
    sys.settrace(None)
    return events


print(traced())


def failing(x):
    return square(x) + divide(x, 0)


try:
    failing(3)
except ZeroDivisionError:
    print([line.strip() for line in traceback.format_exc().splitlines() if "line" not in line])


def blend(x, y):
    return x * 3 - y


def with_truths(a, b):
    return blend(3 // -1, not a), blend(a is b, a), blend(a == b, len("ab")), blend(bool(a), a < b)


print(with_truths(0, 1), with_truths(2.5, 2.5), with_truths(True, 1))
