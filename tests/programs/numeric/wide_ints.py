"""Ints around the sizes of machine words and of digits, in each way that code holds them."""

import operator

POWERS = (0, 1, 29, 30, 31, 52, 53, 59, 60, 61, 62, 63, 64, 89, 90, 91, 119, 120, 121, 127, 128, 151)
VALUES = sorted({sign * (2**n + d) for n in POWERS for sign in (1, -1) for d in (-1, 0, 1)})
OPERATORS = (
    *(operator.add, operator.sub, operator.mul, operator.and_, operator.or_, operator.xor),
    *(operator.floordiv, operator.mod),
)


def typed(a: int, b: int):
    return (a + b, a - b, a * b, a & b, a | b, a ^ b, a // b if b else 0, a % b if b else 0)


def objects(a, b):
    return [a + b, a - b, a * b, a & b, a | b, a ^ b, a // b if b else 0, a % b if b else 0]


def operands(a, b):
    """Inner results are not objects."""
    return [
        (a + b) + 0.0 == float(a + b),
        (a * b) - 1 + 1,
        (a & b) * 1,
        (a | b) + 0,
        (a ^ b) ^ 0,
        ((a - b) << 3) >> 3,
    ]


def inplace(a, b):
    found = []
    for i in range(6):
        value = a
        if i == 0:
            value += b
        elif i == 1:
            value -= b
        elif i == 2:
            value *= b
        elif i == 3:
            value &= b
        elif i == 4:
            value |= b
        else:
            value ^= b
        found.append(value)
    return found


def shifts(a: int, n: int):
    return a << n, a >> n


def shifted(a, n):
    return (a << n) + 0, (a >> n) + 0


def counting(n):
    """Variables that count are tagged words, whatever they come to hold."""
    value = total = 1
    for i in range(n):
        value *= 3
        total += value
        value ^= i << 40
        total &= (1 << 100) - 1
        value |= 1
    return value, total


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value ^= byte
        value = (value * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def splitmix(state: int, n: int):
    found = []
    for _ in range(n):
        state = (state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        found.append(z ^ (z >> 31))
    return found


def xorshift(x, n):
    for _ in range(n):
        x ^= (x << 13) & 0xFFFFFFFFFFFFFFFF
        x ^= x >> 7
        x ^= (x << 17) & 0xFFFFFFFFFFFFFFFF
    return x


class Mine:
    def __rmul__(self, other):
        return ("rmul", other)

    def __and__(self, other):
        return ("and", other)

    def __rxor__(self, other):
        return ("rxor", other)


def mixed(a, b):
    found = []
    for function in (typed, objects, operands, inplace):
        try:
            found.append(function(a, b))
        except TypeError as error:
            found.append(str(error))
    return found


def main():
    wrong = 0
    for a in VALUES:
        for b in VALUES:
            expected = [f(a, b) if b or f not in OPERATORS[6:] else 0 for f in OPERATORS]
            wrong += list(typed(a, b)) != expected
            wrong += objects(a, b) != expected
            wrong += inplace(a, b) != expected[:6]
            found = operands(a, b)
            product, meet, union, difference = expected[2:6]
            wrong += found[1:] != [product, meet, union, difference, expected[1]]
            wrong += found[0] is not True
    print(len(VALUES), wrong)
    for a in VALUES:
        for n in (0, 1, 3, 29, 30, 60, 62, 63, 64, 65, 127, 128, 200):
            wrong += shifts(a, n) != (operator.lshift(a, n), operator.rshift(a, n))
            wrong += shifted(a, n) != (operator.lshift(a, n), operator.rshift(a, n))
    print(wrong)
    for a, n in ((1 << 70, -1), (5, -1), (0, 1 << 70)):
        for function in (shifts, shifted):
            try:
                print(function(a, n))
            except (ValueError, OverflowError, MemoryError) as error:
                print(type(error).__name__, error)
    print(counting(200))
    print(hex(fnv(b"the quick brown fox")), splitmix(42, 4), xorshift(88172645463325252, 50))
    print(mixed(1 << 64, Mine().__class__.__name__), mixed(1 << 64, 2.5), mixed(True, 1 << 64))
    print((1 << 64) * Mine(), Mine() & (1 << 64), (1 << 64) ^ Mine())


main()
