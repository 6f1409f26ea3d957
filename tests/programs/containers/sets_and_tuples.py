"""Sets, frozensets and tuples; set output is sorted since its order is not promised."""


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def shown(values):
    return sorted(values, key=repr)


def unique(values):
    seen = set()
    out = []
    for value in values:
        if value not in seen:
            seen.add(value)
            out.append(value)
    return out


def sieve(limit):
    composite = set()
    for i in range(2, limit):
        if i not in composite:
            yield i
            composite.update(range(i * i, limit, i))


def reachable(graph, start):
    seen, todo = set(), [start]
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        todo.extend(graph.get(node, ()))
    return seen


def swap(pair):
    a, b = pair
    return b, a


def operations(a, b):
    yield a | b
    yield a & b
    yield a - b
    yield a ^ b


def main():
    a, b = {1, 2, 3, "x"}, {3, 4, "x", None}
    print([shown(s) for s in operations(a, b)], [shown(s) for s in operations(frozenset(a), b)])
    print(a <= a | b, a < a, a >= {1}, a.isdisjoint({9}), a == {3, 2, 1, "x"}, {1} == frozenset([1]), 1.0 in a)
    c = set(a)
    c |= {7}
    c &= {1, 7, 9}
    c ^= {1, 2}
    c -= {100}
    print(shown(c), shown(a), c.discard(5), attempt(c.remove, 5), attempt(set().pop), attempt(c.add, []))
    print(unique([3, 1, 3, 2.0, 2, "a", True, "a"]), list(sieve(60)), len(set("mississippi")))
    print(shown(reachable({1: [2, 3], 2: [4], 4: [1], 5: [6]}, 1)), shown({i % 4 for i in range(10)}))
    print(attempt(lambda: {1} + {2}), attempt(lambda: {1} | [2]), shown({1}.union([2], (3,))), attempt(lambda: {[]}))
    t = (1, "two", 3.0, None, (4,))
    print(t[1], t[-1][0], t[1:3], t + (5,), t * 2, len(t), t.index(3), t.count(None), 1 in t, ())
    print(swap((1, 2)), attempt(swap, (1, 2, 3)), attempt(swap, (1,)), attempt(swap, 5), swap("ab"), (1, 2) < (1, 3))
    print(hash((1, 2)) == hash((1, 2)), {(1, 2): "pair"}[1, 2], attempt(hash, (1, [])), tuple("abc"), (1,), tuple([]))
    print(attempt(lambda: t.append(1)), attempt(t.__setitem__, 0, 1) if hasattr(t, "__setitem__") else "immutable")
    x = t
    x += (9,)
    print(x, t, x is t, max((3, 1), (2, 9)), sum((1, 2, 3)), sorted([(2, "b"), (2, "a"), (1, "z")]), (*t[:2], *"xy"))


if __name__ == "__main__":
    main()


def what_is_looked_at():
    """How far a set looks at what it is compared with."""

    def noted(items):
        for item in items:
            seen.append(item)
            yield item

    seen = []
    for own in (set(), {0, 1}, frozenset((7,))):
        for name in ("intersection", "issubset", "isdisjoint", "issuperset", "difference"):
            for items in ([0, 1, 2], [8, 7, 9], [], [0, 1, []], [7, {}]):
                try:
                    print(sorted(own), name, getattr(own, name)(noted(items)), seen)
                except TypeError as error:
                    print(sorted(own), name, error, seen)
                seen.clear()
    changed = {0, 1}
    changed.intersection_update(noted([1, 0, []]))
    print(changed, seen)


what_is_looked_at()
