"""Operators on objects whose ints are around the lengths of one, two and three digits of 30 bits."""

import operator

EDGES = (0, 1, 2, 3, 5, 7, 31, 1 << 15)
LENGTHS = (29, 30, 31, 52, 53, 54, 59, 60, 61, 62, 63, 64, 89, 90)
NUMBERS = sorted(
    {s * ((1 << b) + d) for b in LENGTHS for d in (-1, 0, 1) for s in (1, -1)}
    | {*EDGES, -1, -7, -30}
)
FLOATS = [0.5, -3.25, 1e18, float("inf")]


class Number(int):
    def __add__(self, other):
        return ("Number", int(self) + int(other))


def apply(left, right):
    results = [left + right, left - right, left * right, left & right, left | right, left ^ right]
    results += [
        left < right,
        left <= right,
        left == right,
        left != right,
        left > right,
        left >= right,
    ]
    for function in (divide, floor, modulo):
        try:
            results.append(function(left, right))
        except (ZeroDivisionError, OverflowError) as error:
            results.append(str(error))
    return results


def divide(left, right):
    return left / right


def floor(left, right):
    return left // right


def modulo(left, right):
    return left % right


def shift(left, count):
    return [left << count, left >> count, -left, ~left, +left, abs(left)]


def mix(left, right):
    results = [
        left + right,
        right + left,
        left - right,
        right - left,
        left * right,
        left < right,
        right >= left,
    ]
    if right:
        results.append(left / right)
    return results


def total(items):
    result = items[0] - items[0]
    for item in items:
        result += item
        yield result


EXPECTED = (
    *(operator.add, operator.sub, operator.mul, operator.and_, operator.or_, operator.xor),
    *(operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge),
)

digest = 0


def note(value):
    global digest
    if type(value) is float:
        value = value.as_integer_ratio()[0]
    elif type(value) is not int:
        value = len(repr(value))
    digest = (digest * 33 + value) % ((1 << 89) - 1)


for left in NUMBERS:
    for right in NUMBERS:
        results = apply(left, right)
        expected = [function(left, right) for function in EXPECTED]
        assert results[: len(EXPECTED)] == expected, (left, right)
        for result in results:
            note(result)
    for count in (0, 1, 29, 30, 31, 32, 33, 61, 62, 63, 64, 65, 200):
        note(sum(shift(left, count)))
    for value in FLOATS:
        print(left, value, *mix(left, value))
print(digest)
print(list(total(NUMBERS))[::7])
print(Number(1 << 40) + 1, (1 << 40) + Number(3), Number(1 << 40) - 1, type(Number(1 << 40) - 1))
print(True + (1 << 40), (1 << 40) * True, (1 << 59) < True, False - (1 << 31))
for bad in ("x", None, [1]):
    try:
        print((1 << 40) + bad)
    except TypeError as error:
        print(error)
