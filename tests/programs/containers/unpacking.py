"""Assignment targets: nested and starred unpacking, order of evaluation, wrong lengths, swaps."""


class Box:
    def __init__(self):
        self.log = []

    def __setattr__(self, name, value):
        if name != "log":
            self.log.append((name, value))
        object.__setattr__(self, name, value)

    def __setitem__(self, key, value):
        self.log.append((key, value))


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def two(values):
    a, b = values
    return b, a


def head_and_tail(values):
    head, *tail = values
    return head, tail


def ends(values):
    first, *middle, last = values
    return first, middle, last


def nested(value):
    a, (b, [c, *d]), e = value
    return a, b, c, d, e


def countdown(n):
    while n:
        yield n
        n -= 1


def trace(name, value, log):
    log.append(name)
    return value


def order():
    log = []
    values = [0] * 3
    box = Box()
    i = 0
    i, values[i] = 2, "x"
    print(i, values)
    values[trace("t1", 0, log)], values[trace("t2", 1, log)] = trace("v1", 1, log), trace("v2", 2, log)
    print(log, values)
    box.a = box.b = box[trace("k", 3, log)] = trace("v", 4, log)
    print(log, box.log)
    x = y = z = []
    print(x is y is z)


def rotate(a, b, c):
    a, b, c = b, c, a
    return a, b, c


def fibonacci_pairs(n):
    pairs = []
    a, b = 0, 1
    while n > 0:
        pairs.append((a, b))
        a, b = b, a + b
        n -= 1
    return pairs


def loops(items):
    out = []
    for i, (key, *values) in enumerate(items):
        out.append((i, key, values))
    for (a, b), c in [((1, 2), 3)]:
        out.append(a + b + c)
    for out[0] in "ab":
        pass
    return out


def main():
    for values in ([1, 2], "ab", (1,), [1, 2, 3], {1: 0, 2: 0}, countdown(2), countdown(3), 5, None, {7: 8}):
        print(attempt(two, values), end="; ")
    print()
    for values in ("abc", [1], [], (1, 2), countdown(4), range(3)):
        print(attempt(head_and_tail, values), end="; ")
    print()
    for values in ("abcd", [1, 2], [1], countdown(5)):
        print(attempt(ends, values), end="; ")
    print()
    for value in ([1, (2, [3, 4, 5]), 6], [1, ("b", "cd"), 6], [1, 2, 3], [1, (2, []), 3]):
        print(attempt(nested, value), end="; ")
    print()
    order()
    print(rotate(1, "b", None), fibonacci_pairs(5), loops([("a", 1, 2), "b", ["c"]]))
    [p, q], *r = ["pq", "rest", 1]
    print(p, q, r, *[1, 2], *(), sep="-")
    a, b, *_ = range(10)
    (c) = 5
    d, = [7]
    print(a, b, len(_), c, d, (lambda *a: a)(*[1], *"xy"), {**{"a": 1}, **{"a": 2}}, [*{}, *{1}])
    first = second = third = countdown(1)
    print(list(first), list(second), attempt(lambda: [*5]), attempt(lambda: {**[1]}), attempt(lambda: (*None,)))


if __name__ == "__main__":
    main()
