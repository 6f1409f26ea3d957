"""Bit twiddling on words and on big integers: hashes, random generators, Gray codes, popcounts."""

MASK32 = 0xFFFFFFFF
MASK64 = 0xFFFFFFFFFFFFFFFF


def fnv1a(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & MASK64
    return h


def xorshift(state):
    state ^= (state << 13) & MASK64
    state ^= state >> 7
    state ^= (state << 17) & MASK64
    return state


def rotate(x, n):
    return ((x << n) | (x >> (32 - n))) & MASK32


def murmur(key, seed):
    h = seed
    for i in range(0, len(key) - 3, 4):
        k = int.from_bytes(key[i:i + 4], "little")
        k = rotate(k * 0xCC9E2D51 & MASK32, 15) * 0x1B873593 & MASK32
        h = (rotate(h ^ k, 13) * 5 + 0xE6546B64) & MASK32
    h ^= len(key)
    h = (h ^ h >> 16) * 0x85EBCA6B & MASK32
    return h ^ h >> 13


def popcount(n):
    count = 0
    while n:
        n &= n - 1
        count += 1
    return count


def reverse_bits(n, width):
    out = 0
    for _ in range(width):
        out = out << 1 | n & 1
        n >>= 1
    return out


def gray(n):
    return [i ^ i >> 1 for i in range(n)]


def signed(x, bits):
    x &= (1 << bits) - 1
    return x - (1 << bits) if x >> (bits - 1) else x


def bitset_primes(n):
    flags = (1 << n) - 1 & ~3
    for i in range(2, int(n**0.5) + 1):
        if flags >> i & 1:
            for j in range(i * i, n, i):
                flags &= ~(1 << j)
    return [i for i in range(n) if flags >> i & 1]


def subsets(mask):
    out, s = [], mask
    while True:
        out.append(s)
        if not s:
            return out
        s = (s - 1) & mask


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main():
    print(hex(fnv1a(b"hello")), hex(fnv1a(b"")), murmur(b"abcdefgh12345", 42))
    state, seen = 88172645463325252, []
    for _ in range(6):
        state = xorshift(state)
        seen.append(state)
    print(seen)
    print([popcount(n) for n in (0, 1, 255, 2**63, 2**64 - 1, 2**200 + 5)], (2**70 - 1).bit_count(), reverse_bits(0b1101, 8), reverse_bits(1, 70))
    print(gray(16), [signed(x, 8) for x in (0, 127, 128, 255, 256)], signed(2**63, 64), bitset_primes(50), subsets(0b1011))
    for a in (0, 1, -1, 2**62, -(2**62), 2**63, -(2**63), 2**64):
        print(a, a & 0xFF, a | 1, a ^ -1, ~a, a >> 3, a << 3, a & -a, attempt(lambda: a & 1.0))
    print((-1).to_bytes(4, "big", signed=True), attempt((300).to_bytes, 1, "big"), int.from_bytes(b"\xff\xfe", "big", signed=True), (1 << 100) >> 98)


if __name__ == "__main__":
    main()
