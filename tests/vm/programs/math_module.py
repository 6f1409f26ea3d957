"""math: each function with arguments of all kinds, and with random doubles and ints."""

import math

inf = math.inf
nan = math.nan
state = 12345


def random_bits():
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
    return state >> 11


def random_double(decades):
    fraction = random_bits() / 9007199254740992.0 - 0.5
    return fraction * 10.0 ** (random_bits() % (decades + 1) - decades // 2)


def attempt(label, function, *values, **named):
    try:
        print(label, repr(function(*values, **named)))
    except Exception as error:
        print(label, type(error).__name__, error)


ARGUMENTS = [(), (1,), (0,), (-1,), (inf,), (-inf,), (nan,), ("a",), (1, 2), (0, 0), (-1, 0.5)]
ARGUMENTS += [(0.0, -1.0), (inf, 1), (1, inf), (0, -inf), (1e308, 10), (1000,), (1e10,), (2, -1)]
ARGUMENTS += [(1, 2, 3), (10**400,), (-(10**400),), (10**400, 2), (5, "x"), ([1, 2],), (170.5,)]
ARGUMENTS += [([1, 2], [3, 4]), ([1, 2], [3]), (-2.5,), (0.5,), (1e-310,), (5, 2), (3, 4, 5, 6)]
for name in sorted(dir(math)):
    if not name.startswith("_") and callable(getattr(math, name)):
        for values in ARGUMENTS:
            attempt(name, getattr(math, name), *values)

for _ in range(200):
    v = [random_double(20) for _ in range(1 + random_bits() % 6)]
    w = [random_double(20) for _ in v]
    print(math.hypot(*v), math.dist(v, w), math.fsum(v + w + [-v[0]]), math.prod(v))
    print(math.ulp(v[0]), math.nextafter(v[0], w[0]), math.isclose(v[0], w[0]))
    attempt("gamma", math.gamma, random_double(4) * 10)
    attempt("lgamma", math.lgamma, random_double(8))
    attempt("remainder", math.remainder, v[0], w[0])
    a, b, c = random_bits() ** (random_bits() % 20) + 1, random_bits() ** 3 + 1, random_bits() % 200
    print(math.isqrt(a), math.gcd(a * 12345, b * 12345), math.lcm(a, b), math.comb(a % 300, c))
    print(math.perm(a % 300, c), math.log(a), math.log2(a), math.log10(b), math.comb(b, c % 20))
for n in range(0, 300, 17):
    print(math.factorial(n), [math.comb(n, k) for k in range(0, n + 1, 13)])
for numbers in ([1e16, 1, 1e-16] * 10, [0.1] * 10, [1e308, 1e308, -1e308], [inf, -inf], [inf, 1]):
    attempt("fsum", math.fsum, numbers)
attempt("isclose", math.isclose, 1, 2, rel_tol=-1)
attempt("prod", math.prod, [1, 2, 3], start=2.5)
