"""Floats: signed zeros, infinities, nan, rounding, conversion and mixed arithmetic."""
import math

VALUES = [0.0, -0.0, 1.0, -1.0, 0.1, 1 / 3, 1e16, 1e-5, 1e22, 1e300, -1e300, 5e-324,
          float("inf"), float("-inf"), float("nan"), 2.5, 3.5, -2.5, 123456789.123456789]


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except (ZeroDivisionError, OverflowError, ValueError, TypeError) as error:
        return f"{type(error).__name__}: {error}"


def arithmetic(a, b):
    return a + b, a - b, a * b


def quotient(a, b):
    return a / b


def floor_and_rest(a, b):
    return a // b, a % b


def ordering(a, b):
    return "".join("01"[x] for x in (a < b, a <= b, a == b, a != b, a > b, a >= b))


def kahan(values):
    total = 0.0
    lost = 0.0
    for value in values:
        y = value - lost
        t = total + y
        lost = (t - total) - y
        total = t
    return total


def mean_and_deviation(values):
    n = len(values)
    mean = sum(values) / n
    variance = sum((v - mean) ** 2 for v in values) / n
    return mean, math.sqrt(variance)


def main():
    for a in VALUES:
        print(repr(a), str(-a), repr(+a), bool(a), not a, abs(a), a is a, a == a)
        for b in VALUES:
            print(" ", b, arithmetic(a, b), attempt(quotient, a, b),
                  attempt(floor_and_rest, a, b), ordering(a, b))
    for a in VALUES:
        print(attempt(int, a), attempt(round, a), attempt(round, a, 2), attempt(math.floor, a),
              attempt(math.ceil, a), attempt(math.trunc, a), attempt(float.hex, a),
              attempt(a.as_integer_ratio), a.is_integer())
    print(kahan([0.1] * 1000), sum([0.1] * 10), mean_and_deviation([1.5, 2.5, 4.0, -1.0]))
    print(1 + 2.5, 2.5 - 1, 3 * 0.5, 7 / 2, 7 // 2.0, -7 % 2.5, 2**0.5, True + 0.5)
    print(2**53 + 1.0, 2**53 + 1 == 2.0**53, 2**53 + 1 > 2.0**53, 10**400 > 1e308, 10**400 == math.inf)
    print(attempt(lambda: 10**400 * 1.0), attempt(lambda: 1e308 * 10), attempt(lambda: 2.0**10000))
    print(math.copysign(1, -0.0), math.atan2(-0.0, -1), min(0.0, -0.0), max(-0.0, 0.0), sum([-0.0]))
    nan = float("nan")
    print(nan in [nan], [nan] == [nan], nan == nan, sorted([3.0, 1.0, 2.0]), {nan: 1}[nan])


if __name__ == "__main__":
    main()
