"""Keys that are equal, of equal hash only, or of classes that have a say in it."""

d = {1: "a", -1: "b", -2: "c", 2**61 - 1: "d", 0: "e", 1 << 70: "f", "x": 1, (1, 2): 2}
for k in (
    1,
    1.0,
    True,
    -1,
    -2,
    0,
    False,
    2**61 - 1,
    1 << 70,
    (1 << 70) + 0,
    "x",
    "y",
    (1, 2),
    2**61,
    2**60,
    -2.0,
    5,
):
    print(k, d.get(k, "none"))


class Number(int):
    def __eq__(self, o):
        return False

    __hash__ = int.__hash__


class Text(str):
    def __eq__(self, o):
        print("asked")
        return True

    __hash__ = str.__hash__


print(d.get(Number(1)), d.get(Text("x")), Text("x") in d, Number(5) in d)
d[Number(1)] = "z"
d[Text("q")] = 3
print(len(d), d["q"])
print({i: i for i in range(-3000, 3000)}[-2999], {hash(i) for i in range(-3, 3)})
