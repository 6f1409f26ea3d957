"""Built-in containers as programs use them, with many small operations chosen by a fixed sequence."""

import _contextvars

state = 7


def below(n):
    global state
    state = (state * 1103515245 + 12345) % 2147483648
    return (state >> 8) % n


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def a_slice():
    parts = [below(24) - 12 if below(4) else None for _ in range(3)]
    return slice(*parts)


numbers = list(range(12))
for _ in range(120):
    what = below(9)
    if what == 0:
        print(attempt(numbers.__getitem__, a_slice()))
    elif what == 1:
        print(attempt(numbers.__setitem__, a_slice(), [below(50) for _ in range(below(4))]))
    elif what == 2 and len(numbers) > 8:
        print(attempt(numbers.__delitem__, a_slice()))
    elif what == 3:
        numbers.sort(key=lambda n: n % 7, reverse=below(2))
    elif what == 4:
        print(attempt(numbers.index, below(30)), numbers.count(3))
    elif what == 5:
        numbers += [below(40), below(40)]
    elif what == 6:
        print(attempt(numbers.pop, below(20) - 10))
    elif what == 7:
        numbers.insert(below(20) - 10, below(9))
    else:
        numbers.reverse()
    print(numbers)

table = {}
for _ in range(300):
    key = [below(20), f"k{below(20)}", (below(5), below(5)), below(3) / 2][below(4)]
    what = below(6)
    if what < 3:
        table[key] = below(100)
    elif what == 3:
        table.pop(key, None)
    elif what == 4:
        table.setdefault(key, -1)
    elif table:
        print(table.popitem())
print(table, len(table), list(reversed(table)))
print(
    table.keys() & {1, 2, 3, "k4"},
    table | {"new": 1},
    dict.fromkeys("ab", 0),
    {**table, "x": 1} == table,
)
print(
    attempt(lambda: {}["missing"]),
    attempt(lambda: {[]: 1}),
    attempt(dict, [(1, 2, 3)]),
    attempt(dict, 5),
)
for key in table:
    print(attempt(lambda: [table.__setitem__("while", 1) for _ in table]))
    break

members = set()
for _ in range(200):
    other = {below(64) for _ in range(below(12))}
    what = below(8)
    if what == 0:
        members |= other
    elif what == 1:
        members ^= other
    elif what == 2:
        print(members & other, members - other)
    elif what == 3:
        members.discard(below(64))
    elif what == 4 and members:
        print(members.pop())
    elif what == 5:
        print(members <= other, members.isdisjoint(other), hash(frozenset(other)))
    elif what == 6:
        members.difference_update(other, [1, 2])
    else:
        members.add(below(1000))
    print(members)

print(range(10)[::-3], list(range(5, -7, -4)), 8 in range(0, 10, 3), range(3) == range(0, 3, 1))
print(
    list(range(10**20, 10**20 + 5, 2)), len(range(-5, 5)), range(0, 10, 3).index(9), hash(range(3))
)
print((1, 2) + (3,), (1, 2) * 2, (1, 2) < (1, 3), hash((1, "a") * 0), hash((1, 2, 3)))
print(
    list(zip("ab", range(9))), list(map(pow, [2, 3], [4, 2])), list(filter(None, [0, 1, "", "a"]))
)
print(list(enumerate("ab", 5)), attempt(list, zip("a", "bc", strict=True)), attempt(iter, 5))
print(list[int], dict[str, list[int]], int | None, tuple[int, ...], (int | str) == (str | int))
print(sorted([3, 1, 2], reverse=True), sorted("bca"), sorted([(2, "b"), (1, "z"), (2, "a")]))
print(
    attempt(sorted, [1, "a"]),
    attempt(lambda: [1, 2].sort(lambda n: n)),
    attempt([].pop),
    attempt({}.popitem),
)
print(
    attempt(iter([1]).__next__), attempt(lambda: next(iter([]), "end")), [*iter({"a": 1}.items())]
)

variable = _contextvars.ContextVar("variable", default=0)
token = variable.set(5)
context = _contextvars.copy_context()
variable.reset(token)
print(variable.get(), context[variable], context.run(variable.get), len(context))
