"""Containers written in Python: abc mixins, subclassed built-ins, matrices, tries, bags, ranges."""
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence, Set


class Interval(Sequence):
    def __init__(self, start, stop):
        self.start, self.stop = start, stop

    def __len__(self):
        return max(0, self.stop - self.start)

    def __getitem__(self, i):
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(len(self)))]
        if i < 0:
            i += len(self)
        if not 0 <= i < len(self):
            raise IndexError(f"{i} outside")
        return self.start + i


class Lower(MutableMapping):
    def __init__(self, *args, **kwargs):
        self.data = {}
        self.update(*args, **kwargs)

    def __getitem__(self, key):
        return self.data[key.lower()]

    def __setitem__(self, key, value):
        self.data[key.lower()] = value

    def __delitem__(self, key):
        del self.data[key.lower()]

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)

    def __repr__(self):
        return f"Lower({self.data})"


class Letters(Set):
    def __init__(self, text):
        self.text = "".join(sorted(set(text)))

    def __contains__(self, c):
        return c in self.text

    def __iter__(self):
        return iter(self.text)

    def __len__(self):
        return len(self.text)

    @classmethod
    def _from_iterable(cls, it):
        return cls("".join(it))

    def __repr__(self):
        return f"<{self.text}>"


class Grid:
    def __init__(self, width, height, fill=0):
        self.width, self.cells = width, [fill] * (width * height)

    def __getitem__(self, at):
        x, y = at
        return self.cells[y * self.width + x]

    def __setitem__(self, at, value):
        x, y = at
        self.cells[y * self.width + x] = value

    def __iter__(self):
        for start in range(0, len(self.cells), self.width):
            yield self.cells[start:start + self.width]


class Trie:
    def __init__(self):
        self.children, self.end = {}, False

    def add(self, word):
        node = self
        for c in word:
            node = node.children.setdefault(c, Trie())
        node.end = True
        return self

    def words(self, prefix=""):
        found = [prefix] if self.end else []
        for c in sorted(self.children):
            found += self.children[c].words(prefix + c)
        return found


class History(list):
    def append(self, item):
        super().append((len(self), item))

    def __getitem__(self, i):
        value = super().__getitem__(i)
        return value if isinstance(i, slice) else value[1]


class Loud(dict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value * 2)

    def __missing__(self, key):
        self[key] = key
        return self[key]

    def __contains__(self, key):
        return True


class Text(str):
    def __add__(self, other):
        return Text(str(self) + "+" + str(other))

    def __len__(self):
        return 99

    def __getitem__(self, i):
        return "?"


class Ring(MutableSequence):
    def __init__(self, values):
        self.values = list(values)

    def __len__(self):
        return len(self.values)

    def __getitem__(self, i):
        return self.values[i % len(self.values)]

    def __setitem__(self, i, value):
        self.values[i % len(self.values)] = value

    def __delitem__(self, i):
        del self.values[i % len(self.values)]

    def insert(self, i, value):
        self.values.insert(i, value)


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def total(values):
    result = 0
    for i in range(len(values)):
        result += values[i]
    return result


def main():
    interval = Interval(3, 8)
    print(list(interval), interval[1], interval[-1], interval[1:4], 5 in interval, interval.index(7), list(reversed(interval)), attempt(lambda: interval[9]), total(interval), total([1, 2]), total(Ring([4, 5])))
    lower = Lower(Abc=1, DEF=2)
    lower["ghi"] = 3
    del lower["abc"]
    print(lower, lower["DeF"], lower.pop("GHI"), attempt(lambda: lower["zz"]), lower.setdefault("Q", []), len(lower), lower == {"def": 2, "q": []}, isinstance(lower, Mapping))
    a, b = Letters("hello"), Letters("world")
    print(a & b, a | b, a - b, a ^ b, a <= b, a == Letters("olleh"), a.isdisjoint("xyz"), "h" in a)
    grid = Grid(3, 2)
    grid[1, 0] = 5
    grid[2, 1] += 7
    print(list(grid), grid[2, 1], attempt(lambda: grid[0, 9]), attempt(lambda: grid[5]))
    print(Trie().add("tea").add("ten").add("to").add("t").words(), Trie().words())
    history = History("x")
    history.append("a")
    history.append("b")
    history += ["c"]
    print(history[1], history[1:], len(history), list(history))
    loud = Loud(a=1)
    loud["b"] = 2
    print(loud, loud["c"], loud.get("zz"), "anything" in loud, {**loud}, loud | {"q": 1})
    text = Text("ab")
    print(text + "c", len(text), text[0], str.__len__(text), text.upper(), f"{text}", "".join([text, "x"]), [c for c in text], text == "ab")
    ring = Ring([1, 2, 3])
    ring.append(4)
    ring[5] = "x"
    ring.reverse()
    print(ring[7], ring.values, ring.pop(), ring.index("x"), ring.remove(4), ring.values)


if __name__ == "__main__":
    main()
