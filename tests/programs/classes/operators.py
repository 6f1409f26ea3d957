"""Operator overloading: reflected, in place, NotImplemented, comparisons, containers, conversions."""
import functools
import math


class Vector:
    def __init__(self, *values):
        self.values = values

    def __repr__(self):
        return f"V{self.values}"

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector(*(a + b for a, b in zip(self.values, other.values)))

    def __radd__(self, other):
        return self if other == 0 else NotImplemented

    def __mul__(self, other):
        if isinstance(other, Vector):
            return sum(a * b for a, b in zip(self.values, other.values))
        return Vector(*(a * other for a in self.values))

    __rmul__ = __mul__

    def __matmul__(self, other):
        return ("matmul", self, other)

    def __neg__(self):
        return Vector(*(-a for a in self.values))

    def __pos__(self):
        return "pos"

    def __invert__(self):
        return "invert"

    def __abs__(self):
        return math.sqrt(self * self)

    def __eq__(self, other):
        return isinstance(other, Vector) and self.values == other.values

    def __hash__(self):
        return hash(self.values)

    def __len__(self):
        return len(self.values)

    def __getitem__(self, i):
        return self.values[i]

    def __contains__(self, value):
        return value in self.values

    def __bool__(self):
        return any(self.values)

    def __iadd__(self, other):
        self.values = tuple(a + other for a in self.values)
        return self

    def __pow__(self, power, modulo=None):
        return ("pow", power, modulo)

    def __divmod__(self, other):
        return ("divmod", other)

    def __lshift__(self, other):
        return ("lshift", other)

    def __rlshift__(self, other):
        return ("rlshift", other)


class Logged:
    def __init__(self, name, result):
        self.name, self.result = name, result


def logged(method):
    def operation(self, other):
        print(f"{self.name}.{method}", end=" ")
        return self.result
    operation.__name__ = method
    return operation


for _name in ("add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod and rand or ror xor rxor "
              "lt le gt ge eq ne iadd imul isub").split():
    setattr(Logged, f"__{_name}__", logged(f"__{_name}__"))


class Child(Logged):
    def __radd__(self, other):
        print("child.radd", end=" ")
        return self.result


@functools.total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(map(int, text.split(".")))

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


class Number:
    def __index__(self):
        return 3

    def __int__(self):
        return 30

    def __float__(self):
        return 3.5

    def __complex__(self):
        return 3j

    def __round__(self, digits=None):
        return ("round", digits)

    def __format__(self, spec):
        return f"<{spec}>"


class Broken:
    def __len__(self):
        return -1

    def __index__(self):
        return "x"

    def __hash__(self):
        return "y"

    def __str__(self):
        return 5

    def __iter__(self):
        return None

    def __contains__(self, value):
        raise KeyError(value)


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def binary(a, b):
    results = [a + b, a - b, a * b, a / b, a // b, a % b, a & b, a | b, a ^ b]
    print()
    results += [a < b, a <= b, a > b, a >= b, a == b, a != b]
    print()
    return results


def in_place(a, b):
    a += b
    return a


def main():
    v, w = Vector(1, 2), Vector(3, 4)
    print(v + w, v * w, v * 2, 3 * v, -v, +v, ~v, abs(w), v @ w, sum([v, w]), len(v), v[1], v[-1:], 2 in v, 9 in v, bool(Vector(0)))
    print(v == Vector(1, 2), v != w, {v: "key"}[Vector(1, 2)], list(v), pow(v, 2), pow(v, 2, 5), v**3, divmod(v, 7), v << 1, 1 << v)
    print(attempt(lambda: v + 1), attempt(lambda: 1 + v), attempt(lambda: v - w), attempt(lambda: v < w), attempt(lambda: v[5]))
    alias = v
    v += 10
    print(v, alias is v, in_place(v, 1), in_place([1], "ab"), in_place((1,), (2,)), in_place("a", "b"), in_place(1, 2.5))
    x, n = Logged("x", "X"), Logged("n", NotImplemented)
    print(binary(x, n), binary(x, 1), binary(2, x))
    for pair in ((n, x), (n, n), (n, 1), (1, n)):
        for operation in (lambda a, b: a + b, lambda a, b: a < b, lambda a, b: a == b, in_place):
            print("->", attempt(operation, *pair))
    print(Logged("p", "P") + Child("c", "C"), Child("c", "C") + Logged("p", "P"))
    print(Version("1.2") < Version("1.10"), Version("2.0") >= Version("1.9"), max(Version("1.0"), Version("3.1")).parts)
    number = Number()
    print([0, 1, 2, 3][number], int(number), float(number), complex(number), round(number), round(number, 2), f"{number:abc}",
          range(number), "ab" * number, math.sqrt(number), hex(number), [1, 2, 3, 4, 5][:number])
    broken = Broken()
    for function in (len, bool, hash, str, iter, list, [1].__getitem__, lambda b: 1 in b, lambda b: "{}".format(b), range, hex):
        print(attempt(function, broken))


if __name__ == "__main__":
    main()
