"""Loops, unpacking, matching, comprehensions, closures, names."""
values = [1, 2, 3, "four", (5, 6), {"seven": 7}, None]


def kind(value):
    match value:
        case 1 | 2:
            return "small"
        case int(n) if n > 2:
            return f"int {n}"
        case str():
            return "text"
        case (a, b):
            return f"pair {a} {b}"
        case [first, *rest]:
            return f"list {first} {rest}"
        case {"seven": x, **others}:
            return f"mapping {x} {others}"
        case None:
            return "none"
        case Point(x=0, y=y):
            return f"on the axis {y}"
        case Point(x, y):
            return f"point {x} {y}"
    return "other"


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


print([kind(v) for v in [*values, [1, 2, 3], Point(0, 1), Point(2, 3), object]])
a, *b, (c, d) = [1, 2, 3, (4, 5)]
print(a, b, c, d)
for bad in ([1], [1, 2, 3], 5, "abc"):
    try:
        x, y = bad
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
try:
    x, *y, z = [1]
except ValueError as error:
    print(error)
print({k: v for k, v in zip("abc", range(3))}, {x % 3 for x in range(9)} == {0, 1, 2})
print([[i * j for j in range(i)] for i in range(4)], [*range(3), *"ab"], {**{"a": 1}, "b": 2})
total = i = 0
while True:
    i += 1
    if i % 2:
        continue
    if i > 20:
        break
    total += i
else:
    print("never")
print(total, i)
for letter in "xyz":
    if letter == "q":
        break
else:
    print("else of for")


def closures():
    made = []
    for i in range(3):

        def inner(step=i):
            return i, step

        made.append(inner)
    return [f() for f in made]


print(closures(), [f() for f in [lambda: x for x in range(3)]])


def late():
    try:
        return free
    except NameError as error:
        text = str(error)
    free = 1
    del free
    return text


print(late())


def enclosing():
    def inner():
        return cell

    try:
        inner()
    except NameError as error:
        print(error)
    cell = 1
    return inner()


print(enclosing())
exec_globals = {"n": 5}
x = 10
del x
try:
    x
except NameError as error:
    print(error)
print(1 < 2 < 3, 1 < 3 < 2, not None, 1 and 0 or "c", None is None, "a" not in "abc")
print(f"{'text'!r:>8}|{5:03d}|{[1]}|{'x':{'^'}{5}}", "%s %d" % ("a", 3), "a" "b")
n = 12
n += 1
n -= 2
n *= 3
n //= 2
n %= 7
n <<= 3
n |= 1
n ^= 3
n &= 30
n **= 2
print(n, -n, +n, ~n, 7 // -2, 7 % -2, 2**100, 1 << 70)
items = [5, 3, 4]
items[0] += 1
items[1:2] = [9, 8]
del items[-1]
print(items, items[::-1], items[1:], (1, 2, 3)[-1], "hello"[1:3])
if (walrus := len(items)) > 2:
    print(walrus)
lst = list(range(100))
for i in range(100):
    lst[i] = lst[i] * 2 + lst[-1 - i] // 3
print(sum(lst), lst[:5])
assert n, "not reached"
try:
    assert not n, "reached"
except AssertionError as error:
    print(error)
print(..., NotImplemented, type(lambda: 0).__name__)
