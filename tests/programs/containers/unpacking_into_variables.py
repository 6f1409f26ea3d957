"""Unpacking many items into variables at once: what they hold before, while and after it."""

import sys


def many(items):
    a, b, c, d, e = items
    return e, d, c, b, a


class Counted:
    def __init__(self, *items):
        self.items = items

    def __iter__(self):
        print("asked")
        return iter(self.items)


def generate(n):
    for i in range(n):
        print("item", i)
        yield i


sources = ((1, 2, 3, 4, 5), [1, 2, 3, 4, 5], "abcde", range(5), dict.fromkeys("vwxyz"), b"12345")
for source in (*sources, Counted(1, 2, 3, 4, 5), generate(5)):
    print(many(source))


class Five(tuple):
    def __iter__(self):
        return iter("FIVES")


print(many(Five((1, 2, 3, 4, 5))), many(tuple(range(10**20, 10**20 + 5))))


def fails(items):
    a, b, c, d = "kept"
    try:
        a, b, c, d = items
    except Exception as error:
        print(type(error).__name__, error)
    return a, b, c, d


def raises():
    yield 1
    yield 2
    raise KeyError("third")


for bad in ((1, 2, 3), (1, 2, 3, 4, 5), [1], "toolong", 5, None, raises(), generate(2), iter(range(9))):
    print(fails(bad))


# what holds the items is one of the variables


def holder():
    a, b, c, d = (1.5, "b", [3], {4}), 2, 3, 4
    a, b, c, d = a
    return a, b, c, d


def rotating(n):
    a, b, c, d = ([0], [1], [2], [3])
    for _ in range(n):
        t = b, c, d, a
        a, b, c, d = t
        del t
    return a, b, c, d


def same_name():
    a, b, a, b = (1, 2, 3, 4)
    return a, b


print(holder(), rotating(5), same_name())


# the old contents go one by one


class Dies:
    def __init__(self, name, look):
        self.name, self.look = name, look

    def __del__(self):
        self.look(self.name)


def look(name):
    frame = sys._getframe()
    while frame.f_code.co_name != "replaces":
        frame = frame.f_back
    known = [(k, v if isinstance(v, int) else "old") for k, v in sorted(frame.f_locals.items())]
    print(name, [pair for pair in known if pair[0] in "abcd"])


def replaces():
    a, b, c, d = [Dies(name, look) for name in "ABCD"]
    a, b, c, d = (1, 2, 3, 4)
    return a + b + c + d


print(replaces())


def shrinks():
    items = [1, 2, 3, 4]

    class Clears:
        def __del__(self):
            items.clear()

    a, b, c, d = Clears(), Clears(), 3, 4
    a, b, c, d = items
    return a, b, c, d, items


print(shrinks())


# unbound, deleted, in cells, global, in generators


def unbound(flag):
    if flag:
        a, b, c, d = "ABCD"
        del b
    try:
        return a, b
    except UnboundLocalError as error:
        print(error)
    a, b, c, d = (5, 6, 7, 8)
    return a, b, c, d


print(unbound(False), unbound(True))


def cells():
    a, b, c, d = (1, 2, 3, 4)
    show = lambda: (a, b, c, d)
    a, b, c, d = (5, 6, 7, 8)
    return show()


def steps():
    while True:
        a, b, c, d = yield
        yield d, c, b, a


def inside(items):
    global g1, g2
    g1, b, g2, d, *rest = items
    (p, q, r, s), t, u, v, w = (items[:4], 1, 2, 3, 4)
    return b, d, rest, p, q, r, s, t, u, v, w


print(cells())
machine = steps()
next(machine)
print(machine.send("wxyz"), next(machine), machine.send((1, 2, 3, 4)))
print(inside([1, 2, 3, 4, 5, 6]), g1, g2)


def typed(n: int):
    a, b, c, d = 0, 1, 1.5, 2
    for i in range(n):
        a, b, c, d = (b, a + b, c * 2, i)
    return a, b, c, d


print(typed(20), typed(100))
