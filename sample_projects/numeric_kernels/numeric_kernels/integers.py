"""Integer loops. Values may outgrow a machine word at any time."""


def gcd(a, b):
    while b:
        a, b = b, a % b
    return abs(a)


def collatz_length(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def primes_below(limit):
    sieve = [True] * limit
    found = []
    for number in range(2, limit):
        if sieve[number]:
            found.append(number)
            for multiple in range(number * number, limit, number):
                sieve[multiple] = False
    return found
