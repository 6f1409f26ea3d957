"""Arithmetic whose inner results need no object: every mix of types must come out as it would."""

import sys


class Real(float):
    """A float with other ideas."""

    def __add__(self, other):
        return ("Real.add", float(self), other)

    def __radd__(self, other):
        return ("Real.radd", float(self), other)


class Whole(int):
    """An int with other ideas."""

    def __mul__(self, other):
        return ("Whole.mul", int(self), other)

    __rmul__ = __mul__


class Symbol:
    """Writes down what is done with it, in order."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return f"<{self.text}>"

    def __add__(self, other):
        return Symbol(f"({self.text} + {other!r})")

    def __radd__(self, other):
        return Symbol(f"({other!r} + {self.text})")

    def __iadd__(self, other):
        return Symbol(f"{self.text} += {other!r}")

    def __mul__(self, other):
        return Symbol(f"({self.text} * {other!r})")

    def __rmul__(self, other):
        return Symbol(f"({other!r} * {self.text})")

    def __neg__(self):
        return Symbol(f"-{self.text}")

    def __lt__(self, other):
        print(self, "<", repr(other))
        return []


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


VALUES = [0, 1, -3, 2.5, -0.0, 0.0, float("nan"), float("inf"), 10**25, 2**62, -(2**61)]
VALUES += [2**53 + 1, 1e308, True, "ab", Symbol("v"), Real(1.5), Whole(4), 1j, None, (1,), [2]]
THIRDS = (1, 2.5, Symbol("w"), Real(2.0), "x", 0, -0.0, 2**61, float(2**53), 2**53 + 1)


def fused(a, b, c):
    return a * b + c


def negated(a, b, c):
    return -(a * b - c) / c


def with_variables(a, b, c):
    x = a * b
    y = x * x + c * c * c
    z = y**0.5
    if x * 2 < y:
        z = z + 1
    return z


def compared(a, b, c):
    if a * b < c:
        return "less"
    if a * b == c:
        return "equal"
    return "more" if a + b > c - 1 else "neither"


def powers(a, b, c):
    return (a * 1) ** b + c


def integral(a, b, c):
    return ((a * 31 + b) % 1000003 // 7 & 0xFFFF ^ (a - 1) | b * 1) >> 2


def divided(a, b, c):
    return (a + 1) // c, (a + 1) % c, (b * 2) // 3, (b * 2) % 3, (b * 1) % -5, (b + a) // -4


def shifted(a, b, c):
    return (a * 1) << 3, (b + 1) >> 1, (a - b) >> c


def stirred(a, b, c):
    state = a * 7
    for i in range(6):
        state = (state * 1103515245 + 12345) % 2147483648
        state ^= b * i
        if state % 3 == 0:
            state //= 2
    return state


def total(items):
    result = 0
    for item in items:
        result += item
    return result


def weighted(items):
    result = 0.0
    for item in items:
        result += item * 2
    return result


def shrinking(items):
    result = 1
    for item in items:
        result = result - item * 0.5
    return -result


def attribute(point, a, b):
    point.x += a * b
    point.y -= a * b * 2.0
    return point.x, point.y


def attempt(function, *args):
    try:
        return repr(function(*args))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def in_order(log):
    """Every operand is evaluated, and every operator applied, from left to right."""

    def step(name, value):
        log.append(name)
        return value

    class Loud(float):
        def __mul__(self, other):
            log.append("mul")
            return float(self) * other

    return step("a", Loud(2.0)) * step("b", 3.0) + step("c", 4.0) * step("d", 5.0)


def fails_in_the_middle(a, b, log):
    try:
        return a * b + log.append("reached") / 2
    except TypeError as error:
        return str(error)


def keeps_no_references():
    """Objects that pass through registers are released, also when an operator fails."""
    symbol = Symbol("s")
    before = sys.getrefcount(symbol)
    for other in (1.5, 2, symbol, "text"):
        attempt(fused, symbol, 2.0, other)
        attempt(with_variables, symbol, other, 1.0)
        attempt(with_variables, 1.0, other, symbol)
        attempt(compared, symbol, other, 1)
        attempt(total, [1, symbol, 2.5, symbol])
        attempt(total, [symbol, None])
        attempt(weighted, [symbol, symbol, {}])
    return sys.getrefcount(symbol) - before


def too_long(function, *operands):
    """Whether a sequence would be repeated more often than memory lasts, or a power never ends."""
    huge = any(isinstance(each, int) and abs(each) > 10**6 for each in operands)
    sequence = any(isinstance(each, (str, tuple, list)) for each in operands)
    return (huge and (sequence or function is powers)) or (sequence and function is stirred)


THREES = (fused, negated, with_variables, compared, powers, integral, divided, shifted, stirred)
for function in THREES:
    for a in VALUES:
        for b in VALUES:
            threes = [(a, b, c) for c in THIRDS if not too_long(function, a, b, c)]
            print(function.__name__, repr(a), repr(b), [attempt(function, *each) for each in threes])

for function in (total, weighted, shrinking):
    for a in VALUES:
        for b in VALUES:
            print(function.__name__, attempt(function, [a, b, a, 7]))

for a in VALUES:
    for b in VALUES:
        if not too_long(attribute, a, b):
            changed = [attempt(attribute, Point(x, y), a, b) for x, y in ((1, 2.0), (Symbol("p"), 3))]
            print(changed)

log = []
print(in_order(log), log)
print(fails_in_the_middle(2.0, 3.0, log), log[-1])
print("references kept:", keeps_no_references())
