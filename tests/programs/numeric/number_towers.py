"""complex, Decimal, Fraction, math and statistics functions on their edges."""
import cmath
import math
import statistics
from decimal import Decimal, localcontext
from fractions import Fraction


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def roots(a, b, c):
    d = b * b - 4 * a * c
    r = math.sqrt(d) if isinstance(d, (int, float)) and d >= 0 else cmath.sqrt(d)
    return (-b + r) / (2 * a), (-b - r) / (2 * a)


def horner(coefficients, x):
    value = 0
    for c in coefficients:
        value = value * x + c
    return value


def harmonic(n, one):
    total = one - one
    for i in range(1, n + 1):
        total += one / i
    return total


def continued(x, n):
    out = []
    for _ in range(n):
        whole = math.floor(x)
        out.append(whole)
        if x == whole:
            break
        x = 1 / (x - whole)
    return out


def newton_root(n):
    x = n
    while x * x > n:
        x = (x + n // x) // 2
    return x


def egcd(a, b):
    if not b:
        return a, 1, 0
    g, x, y = egcd(b, a % b)
    return g, y, x - a // b * y


def main():
    print(roots(1, -3, 2), roots(1, 0, 1), roots(1.0, 2, 5), attempt(roots, 0, 1, 1))
    for x in (2, 2.5, 1 + 2j, Fraction(1, 3), Decimal("0.1"), True):
        print(x, attempt(horner, [1, -2, 3, 4], x), attempt(horner, [1, 0.5], x))
    print(harmonic(10, 1), harmonic(10, Fraction(1)), harmonic(5, Decimal(1)), harmonic(4, 1 + 0j))
    print(continued(Fraction(415, 93), 10), continued(math.pi, 5), newton_root(10**40), egcd(240, 46), egcd(2**80, 3**50))
    z = 3 - 4j
    print(z, abs(z), z.conjugate(), z.real, z * 1j, z / (1 + 1j), z == 3 - 4j, -z, z**2, attempt(lambda: z < 1), attempt(lambda: z // 2), hash(1 + 0j) == hash(1))
    with localcontext() as context:
        context.prec = 6
        print(Decimal(1) / 3, Decimal("1.10") + 1, attempt(lambda: Decimal(1) + 1.5), Decimal("NaN") == 1, sum([Decimal("0.1")] * 3))
    print(Fraction("0.75") + 1, Fraction(1, 3) + 0.5, Fraction(3, 6), attempt(Fraction, 1, 0), Fraction(7, 2) // 1, round(Fraction(5, 2)), 2 ** Fraction(2))
    for f in (math.gcd, math.lcm, math.comb, math.perm, math.hypot, math.fmod, math.pow, math.copysign, math.ldexp):
        print(f.__name__, attempt(f, 12, 5), attempt(f, -12, 5), attempt(f, 0, 0), attempt(f, 1.5, 2))
    for f in (math.sqrt, math.log, math.exp, math.factorial, math.isqrt, math.gamma, math.acos):
        print(f.__name__, attempt(f, 4), attempt(f, -1), attempt(f, 0), attempt(f, "x"))
    print(math.fsum([0.1] * 10), math.prod([2, 3.5]), statistics.mean([1, 2, 4]), statistics.median([3, 1, 2, 5]), math.isclose(0.1 + 0.2, 0.3))


if __name__ == "__main__":
    main()
