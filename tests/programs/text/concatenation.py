"""Strings of all kinds and short lengths, one behind the other."""

ALPHABETS = ["abcdefghijklmnopqrstuvwxyz", "äöüéèêß¡ÿ", "λμξабвгд中文字", "😀😁😂🤣🀄"]


class Text(str):
    def __add__(self, other):
        return "Text" + str(self) + other

    def __radd__(self, other):
        return other + str(self) + "Text"


def join(left, right):
    return left + right


def wrap(text):
    return "<" + text + ">"


def extend(parts):
    result = ""
    for part in parts:
        result += part
    return result


def make(alphabet, length):
    return "".join(alphabet[i % len(alphabet)] for i in range(length))


texts = [make(alphabet, n) for alphabet in ALPHABETS for n in (0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33)]
seen = {}
for left in texts:
    for right in texts:
        both = join(left, right)
        assert both == "".join([left, right]), (left, right)
        assert len(both) == len(left) + len(right)
        assert hash(both) == hash(f"{left}{right}")
        assert both.encode() == left.encode() + right.encode()
        assert wrap(both)[1:-1] == both
        seen[both] = len(both)
print(len(seen), sum(seen.values()))
print(extend(texts).encode("unicode-escape")[:200])
print(join("", "x") is join("x", ""), join("a", "b"), ascii(join("a", "é")), ascii(join("\x00", "中")))
print(join(Text("a"), "b"), join("a", Text("b")), join("", Text("b")), type(join("", "b")).__name__)
for left, right in (("a", 1), (1, "a"), ("a", b"a"), ("a", None)):
    try:
        join(left, right)
    except TypeError as error:
        print(error)
print(("a" + "b").isascii(), ("a" + "é").isascii(), join("a" * 1000, "é" * 1000).count("é"))
