"""Subscripts of classes that derive from dict and list, and leave them to those, or do not, or no longer."""

from collections import Counter, OrderedDict, defaultdict


class Plain(dict):
    pass


class Asked(dict):
    def __missing__(self, key):
        return f"no {key}"


class Reads(dict):
    def __getitem__(self, key):
        return ("read", key, super().get(key))


class Writes(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key, ("written", value))


class Deletes(dict):
    def __delitem__(self, key):
        print("deleted", key)
        super().__delitem__(key)


class Items(list):
    pass


class OneBased(list):
    def __getitem__(self, index):
        return super().__getitem__(index - 1)


class Mixed(Writes, Asked):
    pass


class Meta(type):
    def __getattribute__(cls, name):
        return super().__getattribute__(name)


class Odd(dict, metaclass=Meta):
    __slots__ = ("own",)


def use(container, key, other):
    results = []
    for wanted in (key, other, [], (key, 1), -1, 2**70, True):
        try:
            results.append(container[wanted])
        except Exception as error:
            results.append(f"{type(error).__name__}: {error}")
        try:
            container[wanted] = wanted
        except Exception as error:
            results.append(f"{type(error).__name__}: {error}")
    return results, container


def count(container, keys):
    for key in keys:
        container[key] += 1
    return container


for _ in range(3):
    for kind in (Plain, Asked, Reads, Writes, Deletes, Mixed, Odd, Counter, OrderedDict):
        print(kind.__name__, *use(kind(a=1), "a", "b"))
    for kind in (Items, OneBased):
        print(kind.__name__, *use(kind("xyz"), 1, 2))
    print(count(Counter(), "hello"), count(defaultdict(int), "hello"), count(Items([1, 2]), [0, 1, -1]))
    print(count(Plain.fromkeys("lo", 5), "hollow".replace("h", "").replace("w", "")))

Plain.__getitem__ = lambda self, key: ("replaced", key)
print(use(Plain(a=1), "a", "b"))
del Plain.__getitem__
print(use(Plain(a=1), "a", "b"))
Plain.__setitem__ = lambda self, key, value: print("set", key, value)
print(use(Plain(a=1), "a", "b"))
Plain.__setitem__ = dict.__setitem__
print(use(Plain(a=1), "a", "b"))
Plain.__missing__ = lambda self, key: 0
print(count(Plain(a=1), "ab"))
Mixed.__bases__ = (Asked,)
print(use(Mixed(a=1), "a", "b"))
Asked.__getitem__ = list.__getitem__
try:
    print(use(Mixed(a=1), "a", "b"))
except TypeError as error:
    print(error)
