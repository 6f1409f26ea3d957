"""Slices with every bound and step: read, assigned, deleted; of built-in types, their subclasses and others."""


class Items(list):
    pass


class Shown:
    def __getitem__(self, key):
        return key

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


BOUNDS = (None, 0, 1, 2, 4, 5, 6, 99, -1, -2, -5, -6, -99, 2**70, -(2**70), True, Index(2))
SEQUENCES = ([1, 2, 3, 4, 5], (1, 2, 3, 4, 5), "abcde", "aéîõü", "a\u1234b\U00012345c", b"abcde")
SEQUENCES += (bytearray(b"abcde"), range(5), Items("abcde"), memoryview(b"abcde"), [], (), "", b"")


def shown(value):
    return bytes(value) if isinstance(value, memoryview) else value


def read(x, a, b):
    return shown(x[a:b]), shown(x[:b]), shown(x[a:])


def stepped(x, a, b, c):
    return shown(x[a:b:c]), shown(x[a::c]), shown(x[:b:c]), shown(x[::c])


total = 0
for sequence in SEQUENCES:
    for a in BOUNDS:
        for b in BOUNDS:
            parts = read(sequence, a, b)
            expected = tuple(shown(sequence[s]) for s in (slice(a, b), slice(b), slice(a, None)))
            assert parts == expected and [type(p) for p in parts] == [type(e) for e in expected]
            total += len(parts[0])
            for c in (None, 1, 2, 3, 7, -1, -2, -7, 2**70, True, Index(-1)):
                parts = stepped(sequence, a, b, c)
                keys = (slice(a, b, c), slice(a, None, c), slice(None, b, c), slice(None, None, c))
                expected = tuple(shown(sequence[key]) for key in keys)
                assert parts == expected, (sequence, a, b, c)
                assert [type(p) for p in parts] == [type(e) for e in expected]
                total += len(parts[0])
print(total)

whole = (1, 2, 3), "text", b"bytes"
print([x[:] is x and x[0:99] is x and x[::1] is x for x in whole], whole[0][5:])


def assign(x, a, b, value):
    x[a:b] = value
    return x


def remove(x, a, b):
    del x[a:b]
    return x


for kind in (list, Items, bytearray):
    results = []
    for a in BOUNDS:
        for b in BOUNDS:
            x, y = kind(b"abcde"), list(b"abcde")
            y[slice(a, b)] = b"xy"
            assert list(assign(x, a, b, b"xy")) == y
            x, y = kind(b"abcde"), list(b"abcde")
            del y[slice(a, b)]
            assert list(remove(x, a, b)) == y and type(x) is kind
            results.append(len(y))
    print(kind.__name__, sum(results))

x = [1, 2, 3]
x[1:1] = x
print(x)
x[:] = (n for n in x if n % 2)
print(x)
x[1:] = iter(())
x[5:2] = "ab"
print(x)
x[::2] = "CD"
del x[::-2]
print(x)

print(Shown()[1:2], Shown()[1:2:3], Shown()[:], Shown()[::"s"], Shown()[1:2, ::3])
shown_object = Shown()
shown_object[1:] = 5
shown_object[:2:3] = 6
del shown_object[:1]
del shown_object[::2]

for bad in (
    lambda: [1][::0],
    lambda: "a"[::0],
    lambda: (1,)["a":],
    lambda: [1][: 1.5 : 2],
    lambda: total[1:2],
    lambda: print[::2],
    lambda: {}[1:2],
    lambda: assign([1], 0, 1, 5),
    lambda: assign((1,), 0, 1, 5),
    lambda: assign([1], "a", 1, []),
    lambda: remove("abc", 0, 1),
    lambda: remove([1], 0, 1.5),
):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)


class Grows:
    """Makes the list longer while its bounds are read."""

    def __init__(self, x):
        self.x = x

    def __index__(self):
        self.x.extend("grown")
        return 3


x = list("abc")
print(x[Grows(x) :: 2], x[: Grows(x)], len(x))
