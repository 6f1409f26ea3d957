"""`append`, `add` and `get` of built-in types, of their subclasses, and of what has nothing to do with them."""

from collections import OrderedDict, defaultdict, deque


class Log(list):
    def append(self, item):
        super().append(("logged", item))


class Plain(list):
    pass


class Bag:
    def __init__(self):
        self.items = []
        self.append = lambda item: self.items.append([item])

    def add(self, item, *more):
        self.items.append((item, more))
        return self

    def get(self, *args, **named):
        return args, named


class Missing(dict):
    def __missing__(self, key):
        return "missing"

    def get(self, key, default="own"):
        return super().get(key, default)


class Unhashable:
    __hash__ = None


class Odd:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return 1

    def __eq__(self, other):
        if self.value is None:
            raise ValueError("not comparable")
        return isinstance(other, Odd) and self.value == other.value


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, str(error)


def append(to, *items):
    for item in items:
        result = to.append(item)
    return result, to


def append_two(to):
    return to.append(1, 2)


def append_named(to):
    return to.append(object=1)


def add(to, *items):
    for item in items:
        result = to.add(item)
    return result is to or result


def get(of, key):
    return of.get(key)


def get_or(of, key, default):
    return of.get(key, default)


def get_named(of, key, default):
    return of.get(key, default=default)


def main():
    for to in ([], Log(), Plain([0]), deque(maxlen=1), bytearray(), Bag(), (), None):
        print(type(to).__name__, str(attempt(append, to, 1, 2)).partition(" at 0x")[0])
        print(attempt(append_two, to), attempt(append_named, to))
    bag = Bag()
    append(bag, 1, 2)
    print(bag.items, add(bag, 3), bag.items[-1], get(bag, 4), get_or(bag, 5, 6), get_named(bag, 7, 8))
    values = set()
    print(add(values, 1, "a", 1, (2,)), len(values), attempt(add, values, []), attempt(add, values, {1}), attempt(add, frozenset(), 1))
    print(attempt(add, values, Unhashable()), attempt(add, {Odd(None)}, Odd(1)), add({Odd(2)}, Odd(2)), attempt(add, [], 1))
    for of in ({"a": 1, 2: None}, defaultdict(list, a=2), OrderedDict(a=3), Missing(a=4), [], None):
        print(*(attempt(get, of, key) for key in ("a", "b", 2, [])))
        print(*(attempt(get_or, of, key, "else") for key in ("a", "b", 2, [])), attempt(get_named, of, "a", 0))
    print(attempt(get, {Odd(None): 1}, Odd(3)), get({Odd(3): 1}, Odd(3)), attempt(get, {}, Unhashable()))
    big = []
    for i in range(100):
        big.append(i * 10)
    print(sum(big), big[-1])


if __name__ == "__main__":
    main()
