"""`in` of lists and tuples: small ints and strs beside items of other types, which may do anything."""


class Equal:
    def __init__(self, value, act=lambda: None):
        self.value, self.act = value, act

    def __eq__(self, other):
        self.act()
        return self.value == other

    __hash__ = None


class Number(int):
    def __eq__(self, other):
        return "int subclass"

    __hash__ = int.__hash__


class Text(str):
    def __eq__(self, other):
        raise ValueError(f"{self!s} and {other!r}")

    __hash__ = str.__hash__


def found(container, item):
    try:
        return item in container, item not in container
    except Exception as error:
        return f"{type(error).__name__}: {error}"


nan = float("nan")
ITEMS = (0, 1, -1, 7, 2**29, 2**30, 2**31, -(2**30), 2**70, True, False, None, 1.0, nan, float("nan"), 0.5)
TEXTS = ("", "a", "ab", "é", "ab\0", "Ω", "😀", b"a", "a" * 300)
LISTS = [
    [],
    [1, 2, 3],
    [True, None],
    [0.0, -1.0, 7.0],
    [2**29, 2**30, -(2**30), 2**70],
    [nan],
    ["a", "b", "ab", "é", "Ω😀", "Ω", "😀"],
    ["a" * 300, "ab\0", ""],
    [1, "a", None, 2.5, (1, 2), [3]],
    [Equal(7), Equal("ab")],
    [Number(3)],
    [Text("a")],
]
for container in LISTS:
    print([found(container, item) for item in ITEMS + TEXTS])
    print([found(tuple(container), item) for item in ITEMS + TEXTS])

for item in (5, "x"):
    for grown in (True, False):
        changing = [1, "a"]

        def act(changing=changing, grown=grown, item=item):
            if grown and len(changing) < 8:
                changing.append(Equal(None, act))
                if len(changing) == 8:
                    changing.append(item)
            elif not grown:
                changing.clear()

        changing.append(Equal(None, act))
        print(item, grown, found(changing, item), len(changing))


def stop():
    raise KeyError("stopped")


print(found([1, Equal(2, stop), 3], 3), found((1, Equal(2, stop), "a"), "a"), found([3, Equal(2, stop)], 3))
