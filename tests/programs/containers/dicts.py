"""Dicts: order, views, missing keys, odd keys, merging, mutation while iterating."""
from collections import ChainMap, Counter, OrderedDict, defaultdict


def attempt(function, *arguments, **keywords):
    try:
        return function(*arguments, **keywords)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 3

    def __eq__(self, other):
        if self.n == 13:
            raise ValueError("compared 13")
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return f"Key({self.n})"


class Defaulting(dict):
    def __missing__(self, key):
        return f"no {key}"


def count_words(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def count_with_try(text):
    counts = {}
    for word in text.split():
        try:
            counts[word] += 1
        except KeyError:
            counts[word] = 1
    return counts


def group_by(values, key):
    groups = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups


def invert(mapping):
    return {value: key for key, value in mapping.items()}


def memoized(n, memo={}):
    if n in memo:
        return memo[n]
    result = n if n < 2 else memoized(n - 1) + memoized(n - 2)
    memo[n] = result
    return result


def grow(mapping):
    for key in mapping:
        mapping[key * 2] = 0


def main():
    text = "the quick the lazy the dog quick end"
    print(count_words(text), count_with_try(text) == count_words(text), Counter(text.split()).most_common(2))
    print(group_by(range(10), lambda v: v % 3), group_by("apple bat art".split(), lambda w: w[0]))
    print(invert({"a": 1, "b": 2, "c": 1}), memoized(80), {1: "int", 1.0: "float", True: "bool"})
    d = {"b": 1, "a": 2}
    d["c"] = 3
    del d["b"]
    d["b"] = 4
    print(d, list(d), d.keys() & {"a", "z"}, d.items() - {("a", 2)}, list(d.values()), "a" in d, d.get("q"))
    print(d.pop("a"), d.pop("q", None), attempt(d.pop, "q"), d.popitem(), d.setdefault("n", []), d, len(d))
    print(attempt(lambda: d["zz"]), attempt(lambda: d[[]]), attempt({}.popitem), attempt(dict, [1]), attempt(d.__delitem__, 9))
    d.update(x=1, **{"y z": 2})
    print(d | {"x": 5}, {**d, "n": 0}, dict([("p", 1)], q=2), dict.fromkeys("ab", 0), {} == dict(), d != {})
    d |= [("w", 9)]
    print(d, list(reversed(d)), sorted(d, key=str), max(d.items(), key=str), attempt(lambda: d < d))
    print(attempt(grow, {1: 1, 2: 2}), attempt(grow, {0: 0}))
    keys = {Key(n): n for n in range(8)}
    print(keys[Key(4)], Key(9) in keys, attempt(lambda: keys[Key(13)]), keys.get(Key(100), "none"))
    special = Defaulting(a=1)
    print(special["a"], special["b"], special.get("b"), attempt(special.pop, "b"), f"{special}")
    groups = defaultdict(list)
    for i, c in enumerate("abcab"):
        groups[c].append(i)
    print(dict(groups), groups["new"], len(groups), attempt(lambda: defaultdict()["x"]))
    ordered = OrderedDict.fromkeys("abc")
    ordered.move_to_end("a")
    print(ordered, ChainMap({"a": 1}, {"a": 2, "b": 3})["b"], (Counter("aab") - Counter("ab")))
    nested = {"x": {"y": [1, {"z": 2}]}}
    nested["x"]["y"][1]["z"] += 40
    nested["x"].setdefault("w", {})["v"] = nested["x"]["y"][0]
    print(nested, {k: v for k, v in zip("abc", range(3)) if v}, {i: {j for j in range(i)} for i in range(3)})
    view = d.keys()
    d["later"] = 1
    print("later" in view, len(view), attempt(hash, d), list({}.items()), d.copy() is d, str({1: {2: ()}}))


if __name__ == "__main__":
    main()
