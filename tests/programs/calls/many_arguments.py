"""Functions of many parameters, long argument lists, deep nesting, calls through every kind of callable."""
import functools
import operator


def wide(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q=17, r=18, *, s=19, t=20):
    return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t


def count(*args):
    return len(args), args[:1], args[-1:]


def keywords(**kwargs):
    return len(kwargs), list(kwargs)[:3]


def compose(*functions):
    def composed(value):
        for function in functions:
            value = function(value)
        return value
    return composed


def curry(function, *first):
    def curried(*rest, **named):
        return function(*first, *rest, **named)
    return curried


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


def apply(function, times, value):
    for _ in range(times):
        value = function(value)
    return value


def hanoi(n, a, b, c, moves):
    if n:
        hanoi(n - 1, a, c, b, moves)
        moves.append(a + c)
        hanoi(n - 1, b, a, c, moves)
    return moves


class Adder:
    def __init__(self, n):
        self.n = n

    def __call__(self, x):
        return x + self.n

    def twice(self, x):
        return self(self(x))


class Meta(type):
    def __call__(cls, *args):
        return "made", cls.__name__, super().__call__(*args)


class Made(tuple, metaclass=Meta):
    def __new__(cls, *args):
        return tuple.__new__(cls, args)


def main():
    print(wide(*range(16)), wide(*range(18), s=0, t=0), wide(**{c: 1 for c in "abcdefghijklmnop"}))
    try:
        wide(1, 2, 3)
    except TypeError as error:
        print(error)
    print(count(*range(300)), keywords(**{f"k{i}": i for i in range(300)}), count())
    print(count(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24))
    print(compose(str, len, float)(12345), curry(wide, *range(10))(*range(6), t=100), curry(print, "curried")("x", sep="+"))
    print(ackermann(2, 3), is_even(100), is_odd(7), len(hanoi(6, "a", "b", "c", [])), hanoi(3, "x", "y", "z", []))
    adder = Adder(5)
    for f in (adder, adder.twice, Adder.twice.__get__(adder), functools.partial(operator.add, 3), lambda x: x * 2,
              int, str, (3).__add__, operator.neg, functools.partial(wide, *range(15)), Made, type):
        print(f(7) if f is not type else f(7).__name__)
    print(apply(adder, 10, 0), apply(lambda s: s + "x", 4, ""), apply(Adder(0.5).twice, 2, 1), list(map(adder, [1, 2])))
    print(functools.reduce(lambda a, b: a * 10 + b, [1, 2, 3, 4]), list(filter(None, [0, 1, "", "a"])), sorted("bca", key=ord))
    print(getattr(adder, "twice")(1), adder.__call__(2), type(adder)(1)(1), (lambda f: f(f))(lambda f: "self"))


if __name__ == "__main__":
    main()
