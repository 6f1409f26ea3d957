"""Loops over integers: ranges of every form, accumulators that overflow, nested counters."""


def total_of(n):
    total = 0
    for i in range(n):
        total += i
    return total


def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def is_prime(n):
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    else:
        return True


def digits(n):
    count = 0
    total = 0
    while n:
        n, digit = divmod(n, 10)
        total += digit
        count += 1
    return count, total


def overflow_slowly(start, steps):
    value = start
    for _ in range(steps):
        value = value * 3 + 1
    return value


def lcg(seed, n):
    state = seed
    out = []
    for _ in range(n):
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        out.append(state >> 33)
    return out


def ranges():
    yield list(range(5))
    yield list(range(2, 5))
    yield list(range(5, 2))
    yield list(range(10, 0, -3))
    yield list(range(-3, 4, 2))
    yield list(range(2**63 - 2, 2**63 + 2))
    yield list(range(-(2**63) + 1, -(2**63) - 3, -2))
    yield [i for i in range(3) for _ in range(i)]


def loop_variable_afterwards(n):
    i = "unset"
    for i in range(n):
        pass
    return i


def changed_inside(n):
    seen = []
    for i in range(n):
        seen.append(i)
        i += 10
        seen.append(i)
    return seen


def count_triples(limit):
    found = []
    for a in range(1, limit):
        for b in range(a, limit):
            c = a * a + b * b
            r = int(c**0.5)
            if r < limit and r * r == c:
                found.append((a, b, r))
    return found


def main():
    print(total_of(0), total_of(10), total_of(100000))
    print(factorial(20), factorial(21), factorial(60))
    print([fibonacci(n) for n in (0, 1, 2, 50, 91, 92, 93, 94, 200)])
    print(gcd(2**70, 6**40), gcd(-12, 18), gcd(0, 5))
    print([n for n in range(60) if is_prime(n)], is_prime(104729))
    print(digits(9876543210123456789), digits(0))
    print(overflow_slowly(1, 30), overflow_slowly(1, 45), overflow_slowly(-5, 80))
    print(lcg(42, 8))
    for values in ranges():
        print(values)
    print(loop_variable_afterwards(0), loop_variable_afterwards(4), changed_inside(3))
    print(count_triples(40))
    try:
        range(1, 2, 0)
    except ValueError as error:
        print(error)
    try:
        for i in range(1.5):
            print(i)
    except TypeError as error:
        print(error)


if __name__ == "__main__":
    main()
