"""Shifts and powers: overflow into big integers, negative counts, three-argument pow."""


def shift_left(a, n):
    return a << n


def shift_right(a, n):
    return a >> n


def power(a, b):
    return a ** b


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def powers_of_two(limit):
    value = 1
    count = 0
    while value < limit:
        value <<= 1
        count += 1
    return value, count


def collatz(n):
    steps = 0
    while n != 1:
        n = n >> 1 if n & 1 == 0 else 3 * n + 1
        steps += 1
    return steps


def main():
    for a in (0, 1, -1, 5, -5, 2**62, -(2**62), 2**100):
        for n in (0, 1, 2, 31, 32, 61, 62, 63, 64, 65, 100):
            print(a, n, shift_left(a, n), shift_right(a, n))
    print(attempt(shift_left, 1, -1))
    print(attempt(shift_right, 1, -1))
    print(attempt(shift_left, 1.5, 1))
    print(attempt(shift_left, 0, 10**30))
    print(attempt(shift_right, -5, 10**30))
    for a in (0, 1, -1, 2, -3, 10, 2**40, 1.5, -2.0):
        for b in (0, 1, 2, 3, 10, 64, -1, -2, 0.5, 2.0):
            print(a, b, attempt(power, a, b))
    print(attempt(pow, 3, 200, 1000007), attempt(pow, 3, -1, 7), attempt(pow, 2, -1, 4),
          attempt(pow, 2, 3, 0), attempt(pow, 2, 10, -7))
    print(powers_of_two(10**30), [collatz(n) for n in (1, 7, 27, 97, 871, 837799)])
    x = 3
    x **= 4
    x <<= 70
    x >>= 68
    x ^= 0xFF
    x &= ~1
    x |= 1
    print(x, 2**3**2, -2**2, (-2)**2, 2**-1)


if __name__ == "__main__":
    main()
