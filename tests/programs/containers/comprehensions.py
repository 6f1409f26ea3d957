"""Comprehensions: nesting, conditions, scoping, walrus, side effects in order, errors inside."""

factor = 10


def log(value, trace=[]):
    trace.append(value)
    return value


def flatten(rows):
    return [value for row in rows for value in row if value is not None]


def transpose(rows):
    return [[row[i] for row in rows] for i in range(len(rows[0]))]


def pythagoras(n):
    return [(a, b, c) for c in range(1, n) for b in range(1, c) for a in range(1, b) if a * a + b * b == c * c]


def scoping():
    x = "outer"
    values = [x for x in range(3)]
    also = {x: y for x, y in zip("ab", "cd")}
    return x, values, also


def closing_over(n):
    adders = [lambda v: v + i for i in range(n)]
    bound = [lambda v, i=i: v + i for i in range(n)]
    return [f(100) for f in adders], [f(100) for f in bound]


def walrus(values):
    kept = [y for v in values if (y := v * v) > 10]
    return kept, y


def local_and_global(scale):
    return [value * scale + factor for value in range(3)]


def partial_sums(values):
    total = 0
    return [total := total + v for v in values]


def inner_uses_outer(rows):
    return [[sum(row) * len(rows) + value for value in row] for row in rows]


def fails_inside(values):
    try:
        return [10 // v for v in values]
    except ZeroDivisionError as error:
        return f"{error}"


class Table:
    width = 3
    cells = [i for i in range(width)]
    pairs = [(i, j) for i in range(2) for j in "ab"]


def eager_and_lazy():
    source = iter([1, 2, 3])
    lazy = (log(v) for v in source)
    print(next(source), list(lazy), log(0, []))


def conditions(n):
    return ["fizzbuzz" if i % 15 == 0 else "fizz" if i % 3 == 0 else "buzz" if i % 5 == 0 else i for i in range(1, n)]


def main():
    global factor
    print(flatten([[1, None, 2], [], [3]]), transpose([[1, 2, 3], [4, 5, 6]]), pythagoras(30))
    print(scoping(), closing_over(3), walrus([1, 3, 4, 5]), partial_sums([1, 2, 3, 4]))
    print(local_and_global(2))
    factor = 1000
    print(local_and_global(2))
    print(inner_uses_outer([[1, 2], [3, 4]]), fails_inside([1, 2]), fails_inside([1, 0]))
    print(Table.cells, Table.pairs, hasattr(Table, "i"))
    eager_and_lazy()
    print(conditions(17))
    print({w: {c: w.count(c) for c in sorted(set(w))} for w in ("abba", "cab")}, sorted({len(w) for w in ("a", "bb", "cc")}))
    print([[[k for k in range(j)] for j in range(i)] for i in range(4)], [x for x in [] for y in undefined])
    print([a + b for a, b in {"k": "v"}.items()], [*(i for i in "ab"), *[j for j in "cd"]], [0 for _ in ""], sum(i * i for i in range(10)))
    try:
        print([missing for _ in range(1)])
    except NameError as error:
        print(error)
    print([x for x in range(20) if x % 2 if x % 3], [(lambda: x)() for x in range(3)], any(x > 2 for x in range(5)))


if __name__ == "__main__":
    main()
