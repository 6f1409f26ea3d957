"""nbody, spectral norm, mandelbrot, matrix multiplication, fannkuch, sieve, Monte Carlo."""
import math


def advance(bodies, dt, steps):
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
    for _ in range(steps):
        for (p1, v1, m1), (p2, v2, m2) in pairs:
            dx, dy, dz = p1[0] - p2[0], p1[1] - p2[1], p1[2] - p2[2]
            magnitude = dt / (dx * dx + dy * dy + dz * dz) ** 1.5
            b1, b2 = m1 * magnitude, m2 * magnitude
            v1[0] -= dx * b2
            v1[1] -= dy * b2
            v1[2] -= dz * b2
            v2[0] += dx * b1
            v2[1] += dy * b1
            v2[2] += dz * b1
        for p, v, _mass in bodies:
            p[0] += dt * v[0]
            p[1] += dt * v[1]
            p[2] += dt * v[2]


def energy(bodies):
    e = 0.0
    for i, (p, v, m) in enumerate(bodies):
        e += 0.5 * m * (v[0] ** 2 + v[1] ** 2 + v[2] ** 2)
        for q, _, n in bodies[i + 1:]:
            e -= m * n / math.dist(p, q)
    return e


def spectral_norm(n):
    def a(i, j):
        return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)

    def times(v):
        return [sum(a(i, j) * v[j] for j in range(n)) for i in range(n)]

    def transposed(v):
        return [sum(a(j, i) * v[j] for j in range(n)) for i in range(n)]

    u = [1.0] * n
    for _ in range(6):
        v = transposed(times(u))
        u = transposed(times(v))
    return math.sqrt(sum(x * y for x, y in zip(u, v)) / sum(y * y for y in v))


def mandelbrot(width, height, limit):
    rows = []
    for y in range(height):
        row = ""
        for x in range(width):
            cr, ci = 3.0 * x / width - 2.0, 2.0 * y / height - 1.0
            zr = zi = 0.0
            n = 0
            while n < limit and zr * zr + zi * zi <= 4.0:
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                n += 1
            row += " .:-=+*#%@"[n * 9 // limit]
        rows.append(row)
    return rows


def complex_escape(c, limit):
    z = 0j
    for n in range(limit):
        if abs(z) > 2:
            return n
        z = z * z + c
    return limit


def multiply(a, b):
    n, m, p = len(a), len(b), len(b[0])
    out = [[0] * p for _ in range(n)]
    for i in range(n):
        for j in range(p):
            total = 0
            for k in range(m):
                total += a[i][k] * b[k][j]
            out[i][j] = total
    return out


def fannkuch(n):
    permutation = list(range(n))
    count = [0] * n
    flips_most = checksum = r = 0
    sign = 1
    r = n
    while True:
        while r != 1:
            count[r - 1] = r
            r -= 1
        if permutation[0]:
            perm, flips = permutation[:], 0
            while perm[0]:
                k = perm[0] + 1
                perm[:k] = perm[k - 1::-1] if k < n else perm[::-1]
                flips += 1
            flips_most = max(flips_most, flips)
            checksum += sign * flips
        sign = -sign
        while True:
            if r == n:
                return checksum, flips_most
            permutation.insert(r, permutation.pop(0))
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1


def sieve(n):
    flags = bytearray([1]) * (n + 1)
    flags[0:2] = b"\0\0"
    i = 2
    while i * i <= n:
        if flags[i]:
            flags[i * i::i] = bytes(len(range(i * i, n + 1, i)))
        i += 1
    return sum(flags)


def list_sieve(n):
    flags = [True] * (n + 1)
    for i in range(2, n + 1):
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = False
    return [i for i in range(2, n + 1) if flags[i]]


def monte_carlo(n):
    seed, inside = 12345, 0
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        x = seed / 2147483648
        seed = (seed * 1103515245 + 12345) % 2147483648
        y = seed / 2147483648
        if x * x + y * y < 1:
            inside += 1
    return 4 * inside / n


def newton(f, df, x):
    for _ in range(50):
        step = f(x) / df(x)
        x -= step
        if abs(step) < 1e-14:
            break
    return x


def determinant(matrix):
    m = [row[:] for row in matrix]
    det = 1.0
    for i in range(len(m)):
        pivot = max(range(i, len(m)), key=lambda r: abs(m[r][i]))
        if m[pivot][i] == 0:
            return 0.0
        if pivot != i:
            m[i], m[pivot] = m[pivot], m[i]
            det = -det
        det *= m[i][i]
        for r in range(i + 1, len(m)):
            factor = m[r][i] / m[i][i]
            for c in range(i, len(m)):
                m[r][c] -= factor * m[i][c]
    return det


def main():
    bodies = [([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], 39.47), ([4.84, -1.16, -0.10], [0.6, 2.81, -0.02], 0.037),
              ([8.34, 4.12, -0.4], [-1.01, 1.81, 0.008], 0.011)]
    print(repr(energy(bodies)))
    advance(bodies, 0.01, 200)
    print(repr(energy(bodies)), bodies[1][0])
    print(repr(spectral_norm(20)))
    for row in mandelbrot(60, 16, 50):
        print(row)
    print([complex_escape(complex(x / 4, 0.4), 60) for x in range(-8, 3)])
    a = [[i * j % 7 for j in range(8)] for i in range(8)]
    print(multiply(a, a)[3], multiply([[0.5, 2]], [[1], [1.5]]), multiply([[10**20]], [[10**20]]))
    print([fannkuch(n) for n in range(2, 8)], sieve(10000), list_sieve(50), monte_carlo(20000))
    print(newton(lambda x: x * x - 2, lambda x: 2 * x, 1), determinant([[2.0, 1, 3], [0, 4, 1], [5, 2, 1]]), determinant([[1.0, 2], [2, 4]]))


if __name__ == "__main__":
    main()
