"""Products of big and small ints, of every length and sign, by several ways."""


def scaled(a, b):
    return a * b


def inner(a, b, c):
    return (a * b + c) * b - c * a


def in_place(a, b):
    a *= b
    return a


def factorial(n: int):
    result = 1
    for i in range(2, n + 1):
        result = result * i
    return result


def by_adding(a, b):
    total = 0
    for bit in range(b.bit_length()):
        if abs(b) >> bit & 1:
            total += a << bit
    return -total if b < 0 else total


BIGS = [2**k + d for k in (30, 31, 59, 60, 61, 62, 63, 64, 89, 90, 91, 120, 150, 1000) for d in (-1, 0, 1)]
SMALLS = (0, 1, -1, 2, 7, 10, 2**15, 2**29 + 1, 2**30 - 1, -(2**30 - 1), -3)

wrong = 0
for big in BIGS:
    for sign in (1, -1):
        a = big * sign
        for b in SMALLS:
            product = scaled(a, b)
            if product != by_adding(a, b) or scaled(b, a) != product or in_place(a, b) != product:
                wrong += 1
            if b != 0 and (product // b != a or product % b != 0):
                wrong += 1
            print(hex(product), hash(product), inner(a, b, 5), inner(5, b, a), product.bit_length())
print(wrong, factorial(120), str(factorial(300))[-80:])


def alternating(n: int):
    """The product grows beyond a machine word, shrinks back, and changes its sign."""
    seen = []
    value = 1
    for i in range(1, n):
        value = value * (i * 7919 - 20000) * -3
        seen.append(value % 1000003)
        if i % 9 == 0:
            value = value // (7 * 10**9) + 0 * value
    return value, seen


print(alternating(60))
