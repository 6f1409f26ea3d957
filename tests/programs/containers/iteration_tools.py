"""itertools, functools, zip, map, enumerate, sorted and friends with callbacks of ours."""
import functools
import heapq
import itertools
import operator


def chunked(values, n):
    it = iter(values)
    while chunk := list(itertools.islice(it, n)):
        yield chunk


def powerset(values):
    return list(itertools.chain.from_iterable(itertools.combinations(values, r) for r in range(len(values) + 1)))


def group_lengths(text):
    return [(key, sum(1 for _ in group)) for key, group in itertools.groupby(text)]


def running(values, function):
    out, total = [], None
    for value in values:
        total = value if total is None else function(total, value)
        out.append(total)
    return out


def merge_sorted(*lists):
    heap = [(values[0], i, 0) for i, values in enumerate(lists) if values]
    heapq.heapify(heap)
    out = []
    while heap:
        value, i, j = heapq.heappop(heap)
        out.append(value)
        if j + 1 < len(lists[i]):
            heapq.heappush(heap, (lists[i][j + 1], i, j + 1))
    return out


def three_way(a, b):
    return (a % 10 > b % 10) - (a % 10 < b % 10) or (a > b) - (a < b)


def transpose(rows):
    return list(map(list, itertools.zip_longest(*rows, fillvalue="-")))


def attempt(function, *arguments, **keywords):
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Explosive:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        for i in range(self.n):
            yield i
        raise RuntimeError("boom")

    def __length_hint__(self):
        return 3


def main():
    print(list(chunked(range(8), 3)), powerset("abc"), group_lengths("aabccc"), running([3, 1, 2], max), running("abc", operator.add))
    print(merge_sorted([1, 4, 9], [2, 3], [], [0, 10]) == list(heapq.merge([1, 4, 9], [2, 3], [0, 10])), transpose(["abc", "d", "ef"]))
    print(sorted([25, 13, 42, 33, 12], key=functools.cmp_to_key(three_way)), sorted("bAc", key=str.lower, reverse=True))
    print(list(zip("ab", [1, 2], (None, True))), list(zip()), attempt(lambda: list(zip("ab", [1], strict=True))), list(map(lambda *a: a, "ab", "cd")))
    print(list(itertools.accumulate([1, 2, 3], lambda a, b: a * 10 + b, initial=5)), list(itertools.takewhile(lambda v: v < 3, itertools.count())))
    print(list(itertools.starmap(pow, [(2, 3), (3, 2)])), list(itertools.product("ab", repeat=2))[:3], list(itertools.pairwise("abcd")), [*itertools.compress("abc", [1, 0, 1])])
    print(max([("a", 3), ("b", 3)], key=lambda kv: kv[1]), min((), default="none"), attempt(min, ()), max("abc", "abd"), attempt(max, 1, "a"))
    print(sum([0.1] * 3), sum([[1], [2]], [0]), attempt(sum, ["a"]), any(v > 1 for v in (0, 2, "x")), all(v for v in (1, 0, 1 / 1)), attempt(all, 5))
    for function in (list, tuple, set, sum, max, sorted, "".join, dict):
        print(attempt(function, Explosive(3)))
    a, b = itertools.tee(iter([1, 2, 3]))
    print(list(a), list(b), list(filter(lambda v: v % 2, range(6))), dict(enumerate("xy")), list(reversed(range(3))), functools.reduce(lambda a, b: (a, b), "abc"))
    it = iter([1, 2, 3])
    for value in it:
        print(value, next(it, "end"), end=" ")
    print(operator.itemgetter(1, 0)("xy"), operator.attrgetter("real")(5), operator.methodcaller("upper")("q"), [*map(operator.add, [1, 2], [3, 4])])


if __name__ == "__main__":
    main()
