"""Names of built-ins that mean something else: their generators iterate once over what they are given."""


class Steps:
    """An iterator that is not iterable itself."""

    def __init__(self):
        self.n = 0

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration
        return self.n


class Source:
    def __iter__(self):
        print("iter", end=" ")
        return Steps()


class Joiner:
    join = staticmethod(lambda items: [*items])


def consume(factor, joiner):
    yield all(x > 0 for x in Source())
    yield any(x > 1 for x in Source())
    yield frozenset(x for x in Source())
    yield list(x for x in Source())
    yield max(x for x in Source())
    yield min(x * factor for x in Source())
    yield set(x for x in Source())
    yield sorted(x for x in Source())
    yield sum(x * factor for x in Source())
    yield tuple(x for x in Source())
    yield tuple(x for x in (4, 5))
    yield tuple(x for x in range(factor))
    yield joiner.join(str(x) for x in Source())


def collect(factor, joiner):
    """The same in a function that is no generator."""
    print(all(x > 0 for x in Source()), any(x > 1 for x in Source()))
    print(list(x for x in Source()), tuple(x for x in Source()), tuple(x for x in [factor]))
    print(max(x for x in Source()), min(x * factor for x in Source()))
    print(sorted(x for x in Source()), sum(x * factor for x in Source()))
    print(frozenset(x for x in Source()), set(x for x in Source()))
    print(joiner.join(str(x) for x in Source()))


def main(joiner):
    print(*consume(2, joiner))
    collect(3, joiner)


NAMES = "all", "any", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple"

main("+")
for name in NAMES:
    globals()[name] = Joiner.join
main(Joiner())
