"""is, id, small integers and interned strings, hash, truth and constants shared in functions."""


def constants():
    return (1, "a", 2.5), (1, "a", 2.5)


def same_each_time():
    return ("tuple", "of", "constants")


def big():
    return 10**30


def frozen(x):
    return x in {1, 2, 3}, x in (1, 2, 3), x in [1, 2, 3], x in "123" if isinstance(x, str) else None


def default_identity(x=[]):
    return x


def identity(a, b):
    return a is b, a is not b, a == b, id(a) == id(b)


def returns_argument(x):
    return x


def nones(x):
    return x is None, x is not None, x == None, (x or None) is None


def main():
    a, b = constants()
    print(a == b, same_each_time() is same_each_time(), big() == big(), frozen(1), frozen("1"), frozen(2.0))
    x = object()
    print(returns_argument(x) is x, default_identity() is default_identity(), identity(x, x), identity(5, 5), identity([], []), identity(None, None))
    for value in (1.5, "s" * 50, 10**40, (1, [2]), b"b", True, None, frozenset([1])):
        print(returns_argument(value) is value, [value][0] is value, {0: value}[0] is value, nones(value))
    print(hash(1) == hash(1.0) == hash(True), hash(-1), hash(2**61 - 1), hash(2**61), hash(float("inf")), hash((1, 2)), hash(0.1), hash(None) == hash(None))
    print(True is (1 == 1), False is (1 > 2), (not 0) is True, bool([]) is False, isinstance(True, int), True + 1, str(True), [True, False].index(0))
    print(0 == False, "" == False, None == False, {1: "a", True: "b"}, {0, False}, 1 in [True], "1" in [1], float("nan") != float("nan"))
    print(type(1 < 2), type(not 5), type(1 and 2.5), type(0 or "x"), type(-True), (1 == 1) is (2 == 2))


if __name__ == "__main__":
    main()
