"""Loops and comprehensions whose items are unpacked: enumerate, zip, items, and what else there is."""

import traceback


class Pairs:
    """Gives what it was made of, one after the other; raises what is an exception."""

    def __init__(self, *items):
        self.items = list(items)

    def __iter__(self):
        return self

    def __next__(self):
        if not self.items:
            raise StopIteration
        item = self.items.pop(0)
        if isinstance(item, Exception):
            raise item
        return item


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name)

    def __repr__(self):
        return self.name


class MyEnumerate(enumerate):
    def __next__(self):
        index, item = super().__next__()
        return item, index


class MyZip(zip):
    def __next__(self):
        return super().__next__()[::-1]


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        entries = traceback.extract_tb(error.__traceback__)
        return type(error).__name__, str(error), [entry.lineno - function.__code__.co_firstlineno for entry in entries[1:]]


def numbered(items, start=0):
    result = []
    for i, item in enumerate(items, start):
        result.append((i, item))
    return result


def paired(*iterables):
    result = []
    for a, b in zip(*iterables):
        result.append((a, b))
    return result


def strictly(first, second):
    result = []
    try:
        for a, b in zip(first, second, strict=True):
            result.append((a, b))
    except ValueError as error:
        result.append(str(error))
    return result


def pairs_of(iterable):
    result = []
    for (
        a,
        b,
    ) in iterable:
        result.append((b, a))
    return result


def triples_of(iterable):
    return [(c, b, a) for a, b, c in iterable]


def nested(iterable):
    return {(i, a): b for i, (a, b) in enumerate(iterable)}


def single(iterable):
    return [x for (x,) in iterable], [x for [x] in map(str, iterable)]


def nothing(iterable):
    count = 0
    for () in iterable:
        count += 1
    return count


def with_star(iterable):
    return [(first, rest) for first, *rest in iterable]


def into_places(iterable):
    values = [0, 0]
    class Place: pass
    place = Place()
    for values[0], place.x in iterable:
        values.append(place.x)
    return values, place.x


def ranges():
    result = []
    for r in (range(3), range(5, 0, -2), range(-2, 2), range(2**62, 2**62 + 2), range(2**63 - 2, 2**63 + 1), range(-(2**63), -(2**63) + 2), range(0)):
        result.append([x for x in r])
        result.append([(i, x) for i, x in enumerate(r)])
        it = iter(r)
        for x in it:
            result.append((x, list(it)))
    return result


def big_index():
    import sys
    items = iter("abc")
    return [(i - sys.maxsize, x) for i, x in enumerate(items, sys.maxsize - 1)], numbered("ab", 10**30), numbered("ab", -3)


def shared():
    source = enumerate("abcdef")
    result = []
    for i, x in source:
        result.append((i, x, next(source, None)))
        for j, y in source:
            result.append((i, j, y))
            break
    return result


def kept():
    whole = zip("ab", "cd")
    first = next(whole)
    for a, b in whole:
        return first, a, b


def released():
    for i, x in enumerate([Loud("a"), Loud("b")]):
        print(i, x)
    for x, y in zip([Loud("c")], [Loud("d")]):
        print(x, y)
    print("end", i)


def short_zip():
    longer, shorter = iter([1, 2, 3, 4]), iter("ab")
    for a, b in zip(longer, shorter):
        pass
    rest = list(longer)
    longer, shorter = iter([1, 2, 3, 4]), iter("ab")
    for b, a in zip(shorter, longer):
        pass
    return rest, list(longer)


def changing():
    counts = {"a": 1, "b": 2}
    for key, value in counts.items():
        counts[key * 2] = value


def growing():
    items = [1, 2]
    for i, x in enumerate(items):
        if i < 5:
            items.append(x * 2)
    return items


def generated(n):
    for i, x in enumerate(range(n)):
        for a, b in zip(range(i), "xyz"):
            yield i, x, a, b


def consume_generator():
    return [(a + i, b) for i, x, a, b in generated(4)]


def raising(n):
    done = []
    try:
        for a, b in Pairs((1, 2), [3, 4], "ab", ValueError("no"), (5, 6)):
            done.append(a)
    except ValueError as error:
        done.append(str(error))
    for i, x in enumerate(Pairs(1, StopIteration("early"), 2)):
        done.append(x)
    return done


def shadowed(items):
    enumerate = zip
    return [(a, b) for a, b in enumerate(items, items)]


def bound_after():
    for i, x in enumerate(()):
        pass
    try:
        return i
    except UnboundLocalError as error:
        return str(error)


def main():
    print(numbered("abc"), numbered([1], 5), numbered({}), paired("ab", "cd"), paired("abc", [1, 2]), paired())
    print(attempt(paired, "ab", "cd", "ef"), attempt(paired, "ab"), attempt(paired, 3, "a"), attempt(numbered, 3))
    print(strictly("ab", "cd"), strictly("ab", "c"), strictly("a", "cd"))
    print(pairs_of([(1, 2), [3, 4], "xy", {5: 0, 6: 0}, range(2), Pairs(7, 8)]))
    for bad in ([(1,)], [(1, 2, 3)], [1], [None], "a", [Pairs(1)], [Pairs(1, KeyError("k"))], [Pairs(1, 2, 3)], Pairs((1, 2), OSError("x"))):
        print(attempt(pairs_of, bad))
    print(triples_of(zip("ab", "cd", "ef")), attempt(triples_of, zip("ab", "cd")), attempt(triples_of, ["ab"]))
    print(nested([(1, 2), "ab"]), single([(1,), [2]][:0]), attempt(single, [(1, 2)]), nothing([(), [], ""]), attempt(nothing, [(1,)]))
    print(with_star(["abc", (1,)]), into_places(enumerate("ab", 1)), ranges())
    print(big_index(), shared(), kept(), short_zip(), attempt(changing), growing(), consume_generator(), list(generated(0)))
    released()
    print(raising(0), shadowed("ab"), bound_after())
    print([(a, b) for a, b in MyEnumerate("ab")], [(a, b) for a, b in MyZip("ab", "cd")], [k + str(v) for k, v in {"a": 1}.items()])


if __name__ == "__main__":
    main()
