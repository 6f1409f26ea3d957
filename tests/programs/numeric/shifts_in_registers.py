# SPDX-License-Identifier: Apache-2.0
"""Shifts and bitwise operators over ints of all lengths, and over what is no int."""

WORDS = (
    *(0, 1, -1, 5, -7, True, 255, 2**29, 2**30 - 1, 2**30, -(2**30), 2**31, -(2**31), 2**32 - 1),
    *(2**45, 2**59, 2**60 - 1, 2**60, -(2**60), 2**61 - 1, 2**61, -(2**61), 2**62, 2**63, 2**64),
    *(-(2**62), -(2**63), 3**50),
)
COUNTS = (0, 1, 2, 7, 29, 30, 31, 32, 59, 60, 61, 62, 63, 64, 65, 200, True)


class Bits(int):
    def __lshift__(self, other):
        return ("lshift", int(self), other)

    def __rrshift__(self, other):
        return ("rrshift", other, int(self))


def rotate(x, n):
    return ((x >> n) | (x << (32 - n))) & 0xFFFFFFFF


def rotate_some(values):
    total = 0
    for value in values:
        total = (total ^ rotate(value, 7) ^ rotate(value, 18) ^ (value >> 3)) & 0xFFFFFFFF
    return total


def left(x, n):
    return (x << n) + 0


def right(x, n):
    return (x >> n) + 0


def by_constants(x):
    return (x << 3) + 0, (x << 31) ^ 1, (x << 62) | 0, (x >> 3) & -1, (x >> 62) | 0, (1 << x % 70) ^ 5


def masks(x, y):
    return (x & y) + 0, (x | y) ^ 0, (x ^ y) & -1, (x & 0xFFFF) ^ (y >> 2), ~(x & y)


def said(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


print(hash(tuple(left(x, n) for x in WORDS for n in COUNTS)))
print(hash(tuple(right(x, n) for x in WORDS for n in COUNTS)))
print(hash(tuple(by_constants(x) for x in WORDS)))
print(hash(tuple(masks(x, y) for x in WORDS for y in WORDS)))
print(hash(tuple(rotate(x, n) for x in WORDS for n in range(33))))
print(rotate_some(WORDS), rotate_some(range(100)), rotate_some([2**32 - i for i in range(50)]))
for x, n in ((1, -1), (0, -1), (2**70, -3), (1.5, 2), ("a", 1), (1, "b"), (1, None), (1, 2.0)):
    print(said(left, x, n), said(right, x, n), said(rotate, x, n), said(masks, x, n))
print(said(left, Bits(3), 4), said(right, 3, Bits(4)), said(masks, True, False), said(masks, {1}, {2}))
print(said(rotate, True, False), said(rotate, Bits(5), 1))
