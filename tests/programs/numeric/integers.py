"""Integer arithmetic across the boundary of machine words, with every operator."""

EDGES = [0, 1, -1, 2, -2, 7, -7, 63, 64, 255, 2**30, -(2**30), 2**31 - 1, 2**31, -(2**31),
         2**32, 2**60, 2**61 - 1, 2**61, 2**62 - 1, 2**62, -(2**62), -(2**62) - 1, 2**63 - 1,
         2**63, -(2**63), -(2**63) - 1, 2**64, 2**64 + 1, 10**20, -(10**20), 3**100]


def add(a, b):
    return a + b


def subtract(a, b):
    return a - b


def multiply(a, b):
    return a * b


def floor_divide(a, b):
    return a // b


def modulo(a, b):
    return a % b


def divide(a, b):
    return a / b


def divmod_of(a, b):
    return divmod(a, b)


def bit_and(a, b):
    return a & b


def bit_or(a, b):
    return a | b


def bit_xor(a, b):
    return a ^ b


def compare(a, b):
    return a < b, a <= b, a == b, a != b, a > b, a >= b


def unary(a):
    return -a, +a, ~a, abs(a), not a, bool(a), a.bit_length()


def attempt(function, a, b):
    try:
        return function(a, b)
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        return type(error).__name__ + ": " + str(error)


def checksum(values):
    total = 0
    for value in values:
        total = (total * 1000003 + sum(map(ord, str(value)))) % 2**61
    return total


def main():
    functions = [add, subtract, multiply, floor_divide, modulo, divide, divmod_of, bit_and,
                 bit_or, bit_xor, compare]
    for function in functions:
        results = [attempt(function, a, b) for a in EDGES for b in EDGES]
        print(function.__name__, checksum(results), results[5::97])
    for value in EDGES:
        print(value, unary(value))
    for a in (7, -7, 2**70, -(2**70)):
        for b in (2, -2, 3, -3, 2**65, -(2**65)):
            print(a, b, a // b, a % b, divmod(a, b), (a // b) * b + a % b == a)
    print(attempt(floor_divide, 1, 0))
    print(attempt(modulo, 1, 0))
    print(attempt(divide, 1, 0))
    print(attempt(divide, 10**400, 3))
    print(True + True, True * 5, -True, ~False, True & 3, True | False, True ^ True)
    print(0x7fffffffffffffff + 1, -0x8000000000000000 - 1, 0xffffffffffffffff * 0xffffffffffffffff)


if __name__ == "__main__":
    main()
