"""List operations and methods, aliasing, mutation while iterating, comparison, sort stability."""


def attempt(function, *arguments, **keywords):
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def methods():
    values = [3, 1, 2]
    values.append(4)
    values.extend((5, 6))
    values.insert(1, "in")
    values.insert(-100, "first")
    values.insert(100, "last")
    print(values, values.index("in"), values.count(3), attempt(values.index, "none"))
    values.remove("in")
    print(values.pop(), values.pop(0), attempt(values.pop, 50), attempt([].pop), attempt(values.remove, None))
    values.reverse()
    copy = values.copy()
    values += [7]
    values *= 2
    print(values, copy, values == copy, values[:6] == copy, 7 in values, 8 not in values)
    values.clear()
    print(values, bool(values), copy)


def aliasing():
    a = b = [1]
    a += [2]
    c = a
    a = a + [3]
    print(a, b, c, b is c, a is b)
    rows = [[0] * 3] * 2
    rows[0][1] = 5
    print(rows)
    t = ([],)
    try:
        t[0] += [1]
    except TypeError as error:
        print(error, t)


def grow_while_iterating(limit):
    values = [1]
    for value in values:
        if len(values) < limit:
            values.append(value * 2)
            values.append(value + 1)
    return values


def shrink_while_iterating(values):
    seen = []
    for value in values:
        seen.append(value)
        if value % 2 == 0:
            values.remove(value)
    return seen, values


def sorting():
    words = ["pear", "Fig", "apple", "date", "fig", "Banana"]
    print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len, reverse=True))
    pairs = [(i % 3, -i) for i in range(9)]
    pairs.sort(key=lambda pair: pair[0])
    print(pairs, sorted(pairs, key=lambda p: (-p[1], p[0])), min(pairs), max(pairs, key=lambda p: p[1]))
    values = [5, 3.5, True, -2]
    values.sort(reverse=True)
    print(values, attempt(sorted, [1, "a"]), attempt(sorted, [1, 2], key=1), attempt([3, 1].sort, cmp=None))
    moving = [3, 2, 1]

    def key(value):
        moving.append(value)
        return value

    print(attempt(moving.sort, key=key), len(moving))


def insertion_sort(values):
    out = list(values)
    for i in range(1, len(out)):
        value = out[i]
        j = i - 1
        while j >= 0 and out[j] > value:
            out[j + 1] = out[j]
            j -= 1
        out[j + 1] = value
    return out


def quick_sort(values):
    if len(values) <= 1:
        return values
    pivot, *rest = values
    return quick_sort([v for v in rest if v < pivot]) + [pivot] + quick_sort([v for v in rest if v >= pivot])


def merge_sort(values):
    if len(values) < 2:
        return values
    middle = len(values) // 2
    left, right = merge_sort(values[:middle]), merge_sort(values[middle:])
    out = []
    i = j = 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            out.append(right[j])
            j += 1
        else:
            out.append(left[i])
            i += 1
    return out + left[i:] + right[j:]


def main():
    methods()
    aliasing()
    print(grow_while_iterating(20))
    print(shrink_while_iterating([2, 4, 1, 6, 8, 3]))
    sorting()
    data = [(i * 7919) % 101 - 50 for i in range(60)]
    for sort in (insertion_sort, quick_sort, merge_sort):
        print(sort.__name__, sort(data) == sorted(data), sort(["b", "a", "c"]), sort([2.5, 1, True]))
        print(attempt(sort, [1, "x"]))
    print([1, 2] < [1, 3], [1] < [1, 0], [] < [1], [2] > [1, 5], attempt(lambda: [1] < [None]), [1] == (1,))
    nested = [1]
    nested.append(nested)
    print(nested, list(zip("ab", [1, 2, 3])), list(enumerate("xy", 5)), list(map(None.__eq__, [None, 1])))
    print(sum([[1], [2]], []), any([]), all([]), list(reversed([1, 2, 3])), [*range(3), *"ab", *[]], [[]] * 2)


if __name__ == "__main__":
    main()
