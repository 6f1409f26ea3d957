# SPDX-License-Identifier: Apache-2.0
# ruff: noqa
"""One construct per function, the ways it can fail included: all of them return and raise alike.

tools/leaks.py calls each of them thousands of times, and once for every allocation that can fail. Their odd shapes are the point.
A function takes nothing and makes all it needs, since an argument could hide a leak.
"""

from __future__ import annotations


class Point:
    """Attributes of all kinds."""

    shared = 1

    def __init__(self, x=1, y=2):
        self.x = x
        self.y = y

    @property
    def total(self):
        return self.x + self.y

    def method(self, a=1, *more, k=2):
        return self.x, a, more, k

    def __add__(self, other):
        return Point(self.x + 1, self.y)

    def __iadd__(self, other):
        self.x += other
        return self

    def __radd__(self, other):
        return NotImplemented

    def __lt__(self, other):
        raise ValueError("no order")

    def __bool__(self):
        return True

    def __contains__(self, item):
        return item == 3

    def __getitem__(self, item):
        if item == 4:
            raise KeyError(item)
        return [item]

    def __setitem__(self, item, value):
        self.x = value

    def __delitem__(self, item):
        raise KeyError(item)


class Slotted:
    """A class with slots."""

    __slots__ = ("a", "b")

    def __init__(self):
        self.a = [1]


class Derived(Point):
    """Calls up."""

    def __init__(self):
        super().__init__(3, 4)

    def method(self, a=1, *more, k=2):
        return super().method(a, *more, k=k)


class Manager:
    """A context manager that may swallow."""

    def __init__(self, swallow):
        self.swallow = swallow

    def __enter__(self):
        return [self]

    def __exit__(self, *details):
        return self.swallow


class Shape:
    """Defaults, and more attributes than instances have places for: they go to a dict."""

    def __init__(self, size=(1000, 2), name=None):
        self.size, self.name = list(size), name

    def grow(self, by=2**40, times=(1,)):
        self.size = [str(by)] * len(times)
        return self.size

    def look(self, deep=False):
        return self.size, deep


class Frame(Shape):
    """Its `__init__` calls."""

    def __init__(self, size=(3, 4), name="frame"):
        super().__init__(size, name=str(name))


class Counted(dict):
    """Leaves its items to dict."""

    def __missing__(self, key):
        return [key]


def left_out(first, second=[2000], third=None):
    return [first, second, third]


def left_out_framed(first, second=(2**40,), third=None):
    return list(second), given(first, k=third)


def given(a, b=2, *args, k=3, **kwargs):
    """Every kind of parameter."""
    return a, b, args, k, kwargs


def ints():
    x, big = 12345, 2**70
    return x + big - 3 * x // 7 % 1001, big >> 3, x << 50, -big, ~x, big & x, big | 1, x**3


def int_loop():
    total = 0
    for i in range(300, 0, -7):
        total += i * 1000003
        total ^= i
    return total


def int_overflow():
    x = 2**61
    for _ in range(5):
        x += x
    return x * x


def int_loop_of_objects():
    total, values = 0, [1000, 2**65, 3, True]
    for value in values:
        total += value
        if value > 999:
            total -= 1
    return total


def floats():
    x = 1.5
    for i in range(1, 20):
        x = x * 1.01 + i / 3 - x // 2
    return x, -x, x > 3, x % 0.7, x**0.5


def mixed():
    out = []
    for value in (1, 2.5, True, 2**80):
        out.append(value + 1 - 0.5)
        out.append(value > 2)
    return out


def zero_division():
    x = 1000
    return x // (x - 1000)


def wrong_operands():
    x = [1000]
    return x + "s"


def strings():
    s = "ab" + "cd" * 3
    return f"{s!r:>20}|{len(s)}|{3.5:.2f}", s[1:3], s[-1], s.upper().split("C"), "%s %d" % (s, 7)


def string_building():
    s = ""
    for i in range(40):
        s += str(i)
    return s


def bad_format():
    return f"{[1]:x}"


def lists():
    xs = [1000, "a", [2000]]
    xs.append(3.5)
    xs.insert(0, 10**20)
    xs[1] = xs[0]
    xs[1:2] = [7, 8]
    del xs[0]
    xs += [*range(300, 303)]
    xs *= 2
    return xs, xs[-1], xs.pop(), xs[::2], 7 in xs, sorted([3, 1, 2]), xs == [1]


def list_index_error():
    xs = [[1]]
    return xs[5]


def list_store_error():
    xs = [[1]]
    xs[5] = [2]


def dicts():
    d = {"a": 1000, 2: [3], **{"z": 1}}
    d["b"] = d["a"]
    d["a"] += 1
    del d[2]
    return d, d.get("q", []), "a" in d, [*d.items()], {**d}, d.setdefault("n", [])


def dict_key_error():
    return {"a": 1}["missing"]


def unhashable():
    return {[1]: 2}


def sets_and_tuples():
    s, t = {1000, "a", 2.5}, (1, [2], "c")
    return s | {3}, 1000 in s, t[1], t + (4,), t[1:], [*t, *t], len(s)


def unpacking():
    (a, *b), c = ([1000, 2000, 3000], "x")
    a, c = c, a
    d, e = [f"{i}" for i in range(2)]
    return a, b, c, d, e


def unpacking_too_few():
    a, b, c = [[1], [2]]
    return a, b, c


def unpacking_too_many():
    a, b = [[1], [2], [3]]
    return a, b


def comprehensions():
    n = 1000
    return (
        [x + n for x in range(5) if x % 2],
        {x: [x] for x in "abc"},
        {str(x) for x in range(4)},
        [[y for y in range(x)] for x in range(4)],
        list(x * n for x in (1, 2)),
        sum(x for x in range(300, 310)),
    )


def comprehension_error():
    return [[1][x] for x in range(3)]


def generator_error():
    return list([1][x] for x in range(3))


def calls():
    pair = [4, 5]
    return given(1), given(*pair), given(1, k=2, z=[3]), given(*pair, 6, **{"w": 1}), given(a=[1])


def call_missing():
    return given()


def call_twice():
    return given([1], a=[2])


def call_not_callable():
    return [1]([2])


def call_bad_keywords():
    return given([1], **{1: [2]})


def methods():
    p = Point([1], 2)
    return p.method(), p.method([5], 6, k=[7]), p.method, Point.method(p), "a b".split(), [].copy()


def method_missing():
    return Point().missing([1])


def attributes():
    p = Point(1000, 2000)
    p.z = [p.x]
    p.x += 5000
    del p.y
    return p.__dict__, p.shared, p.z


def property_and_super():
    return Derived().total, Derived().method([1], 2)


def attribute_missing():
    return Point([1]).missing


def attribute_deleted():
    p = Point([1])
    del p.x
    return p.total


def slots():
    s = Slotted()
    s.b = s.a
    s.a = [2]
    return s.a, s.b


def slot_unset():
    return Slotted().b


def operators():
    p = Point([1])
    p += [2]
    p[1] = [2]
    return p + 1, p[3], 3 in p, not p, p is None, bool(p)


def operator_error():
    return [1, Point() < Point()]


def operator_not_implemented():
    return [1] + Point()


def item_error():
    return [Point()[4]]


def delete_item_error():
    del Point()[[1]]


def boolean():
    x, y = [], [1000]
    return x and y, x or y, not x, x if y else 1, 1 < len(y) < 3, x is y, x == y != [2]


def walrus():
    if (n := [1000]) and (m := n[0] + 1):
        return n, m


def lambdas():
    n = [1000]
    f = lambda x, y=[5]: (x, y, n)  # noqa: E731
    return f([1]), f(1, 2), (lambda: n)()


def closures():
    n = [1000]

    def inner(m=[2]):
        nonlocal n
        n = [*n, m]
        return lambda: n

    return inner()(), inner([3])(), n


def closure_unbound():
    def inner():
        return later

    if inner is None:
        later = [1]
    return inner()


def local_unbound():
    if not []:
        del_me = [1]
        del del_me
    return del_me


def global_missing():
    return [missing_name]  # noqa: F821


def classes():
    class Local(Point):
        z = [1]

        def method(self):
            return __class__, self.z

    return Local().method()


def imports():
    import os.path
    from collections import OrderedDict as Ordered

    return os.path.join("a", "b"), Ordered(a=[1])


def import_missing():
    from collections import missing_name

    return missing_name


def module_missing():
    import missing_module_of_the_tests

    return missing_module_of_the_tests


def raise_and_catch():
    try:
        raise ValueError([1])
    except (KeyError, ValueError) as error:
        return error.args


def raise_from():
    try:
        raise KeyError([1])
    except KeyError as error:
        raise ValueError([2]) from error


def raise_in_handler():
    try:
        [][1]
    except IndexError:
        {}["a"]


def reraise():
    try:
        [][1]
    except IndexError:
        raise


def raise_nonsense():
    raise [1]


def finally_():
    out = []
    for i in range(4):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            out.append([i])
        except KeyError:
            out = None
        else:
            out.append("else")
        finally:
            out.append("finally")
    return out


def finally_returns():
    try:
        raise ValueError([1])
    finally:
        return [2]  # noqa: B012


def finally_raises():
    try:
        raise ValueError([1])
    finally:
        raise KeyError([2])


def not_caught():
    held = [1]
    try:
        raise ValueError(held)
    except (KeyError, TypeError) as error:
        return error


def bad_except():
    try:
        raise ValueError([1])
    except [1]:
        return 1


def with_():
    with Manager(True) as a, Manager(False) as (b,):
        return a, b


def with_swallows():
    with Manager(True):
        raise ValueError([1])
    return [2]


def with_raises():
    with Manager(False) as a:
        raise ValueError(a)


def with_wrong():
    with [1] as a:
        return a


def asserts():
    assert not [1], [2]


def for_over_wrong():
    for x in 1000.5:
        return x


def for_raises():
    for x in (1 // y for y in (1000, 0)):
        held = [x]
    return held


def nested_loops():
    out = {}
    for key in ("a", "b", "c"):
        for i, value in enumerate([[1], [2], [3]]):
            if i == 2:
                break
            out.setdefault(key, []).append(value)
        else:
            continue
    else:
        out["else"] = 1
    while len(out) > 1:
        out.popitem()
    return out


def deep_recursion():
    def down(n):
        return [down(n + 1)]

    return down(0)


def builtins():
    xs = [3000, 1000, 2000]
    return (
        *(len(xs), min(xs), max(xs, key=lambda x: -x), sum(xs), abs(-1000), any(xs), all(xs)),
        *(list(zip(xs, xs)), list(map(str, xs)), isinstance(xs, (list, tuple)), sorted(xs)),
        *(dict(a=xs), tuple(xs), set(xs), list(reversed(xs)), divmod(7000, 300), repr(xs)),
        *(type(xs), getattr(xs, "nope", [1]), hash("a"), chr(1000), ord("x"), float("2.5")),
    )


def builtin_error():
    return int("x" + str([1]))


def dynamic():
    return eval("[x for x in (1000, 2000)]"), globals()["given"], sorted(vars(Point(1)))


def matches():
    out = []
    for value in ([1000, 2], {"k": [3]}, Point(5, 6), "text", None, (1, [2], 3)):
        match value:
            case [first, 2]:
                out.append(first)
            case {"k": [x], **rest}:
                out.append((x, rest))
            case Point(x=5) as p:
                out.append(p.y)
            case str() | None:
                out.append("text")
            case [_, *more]:
                out.append(more)
    return out


def arguments_left_out():
    shapes = [Shape(), Shape(name=[1]), Shape([5]), Frame(), Frame(name=2.5), Frame((6,))]
    grown = [(one.grow(), one.grow(times=[1, 2]), one.look(), one.look(deep=[1])) for one in shapes]
    return grown, left_out([1]), left_out(third=[3], first=1), left_out_framed(1, third=[3])


def arguments_left_out_wrongly():
    try:
        left_out(second=1)
    except TypeError:
        return Shape(wrong=1)


def attributes_in_dicts():
    shapes = [Shape() for _ in range(40)]
    for one in shapes:
        one.late = [1000]
        one.later = one
        one.latest = None
    for one in shapes:
        one.late = [one.late]
        one.later = str(one.latest)
        one.grow()
    return shapes


def searched():
    items = [1000, "text", [3], 2.5, Point(), "more"]
    wanted = (1000, 77, "text", "mo" + "re", "less", 2.5, [3], [4])
    return [one in items for one in wanted], [one in tuple(items) for one in wanted]


def items_of_derived():
    counted = Counted(a=1000)
    counted["b"] = counted["a"] + 5000
    return counted["missing"], counted["b"], counted[2**70], counted[[1]]
