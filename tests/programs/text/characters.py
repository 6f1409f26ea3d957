"""Strings character by character: what kind one is, ord, chr, ends, loops over them."""

PREDICATES = (
    "isalpha isdigit isdecimal isnumeric isalnum isidentifier isspace isupper islower".split()
)


class Text(str):
    def isalpha(self):
        return "mine"

    def upper(self):
        return "also mine"

    def startswith(self, part):
        return part

    def __iter__(self):
        return iter(["one", "two"])


class Other:
    def isdigit(self):
        return self

    def lower(self):
        raise LookupError("no lower")


def kinds(text):
    found = []
    for c in text:
        found.append(c.isalpha())
        found.append(c.isdigit())
        found.append(c.isdecimal())
        found.append(c.isnumeric())
        found.append(c.isalnum())
        found.append(c.isidentifier())
        found.append(c.isspace())
        found.append(c.isupper())
        found.append(c.islower())
    return found


def through_methods(text):
    return [getattr(c, name)() for c in text for name in PREDICATES]


def every_kind():
    text = "".join(map(chr, range(0x250))) + "\u0660\u2167\u2028\u3000\u4e00\U0001d7d8\U00010400\ud800"
    print(len(text), kinds(text) == through_methods(text))
    for text in ("", "ab", "a1", "12", " \t", "AB", "Ab", "_x", "\u00e9t\u00e9"):
        print(repr(text), text.isalpha(), text.isdigit(), text.isalnum(), text.isspace())
        print(text.isupper(), text.islower(), text.isidentifier(), text.upper(), text.lower())


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return type(error).__name__, str(error)


def case(c):
    return c.upper(), c.lower()


def ends(text, part):
    return text.startswith(part), text.endswith(part)


def code(c):
    return ord(c) + 0


def counted(c):
    total = 0
    total += ord(c)
    return total


def character(n):
    return chr(n)


def shifted(text, by):
    out = []
    for c in text:
        if c.isalpha():
            base = ord("A") if c.isupper() else ord("a")
            out.append(chr((ord(c) - base + by) % 26 + base))
        else:
            out.append(c)
    return "".join(out)


def hashed(text):
    value = 0
    for c in text:
        value = (value * 31 + ord(c)) % 1000000007
    return value


def replaced():
    global ord, chr
    ord = lambda c: "o" + c
    chr = lambda n: ("chr", n)
    try:
        return [ord("a"), chr(97), attempt(code, "a"), character(5)]
    finally:
        del ord, chr


def rebinding(text):
    for c in text:
        text = ""
        print(c, end=" ")
    print(repr(text))


def numbers(data):
    total = 0
    for byte in data:
        total = total * 3 + byte
    for byte in data:
        data = b""
        total -= byte
    return total, [byte for byte in b"\0\x7f\xff"]


def pairs(words):
    return [(a, b) for a, b in words]


def main():
    every_kind()
    print([case(c) for c in ("a", "Z", "[", "{", "@", "\u00df", "\u0130", "", "aB")])
    print(kinds([Text("a")])[0], case(Text("b")), ends(Text("c"), "x")[0])
    print(type(attempt(lambda: Other().isdigit())).__name__, attempt(case, Other()))
    print(attempt(kinds, [5]), attempt(kinds, [None]))
    for text, part in (
        *(("abc", "ab"), ("abc", "bc"), ("abc", ""), ("", ""), ("", "a"), ("ab", "abc")),
        *(("\u4e00b", "\u4e00"), ("\u4e00b", "b"), ("ab", "\u4e00"), ("a\U0001f600", "\U0001f600")),
    ):
        print(ascii(text), ascii(part), ends(text, part))
    print(ends("abc", ("x", "a")), attempt(ends, "abc", 5), attempt(ends, b"abc", b"a"))
    for value in ("a", "\u4e00", Text("b"), b"c", bytearray(b"d"), "", "ab", b"", b"ab", 5, None):
        print(ascii(value), attempt(code, value), attempt(counted, value))
    for value in (0, 97, 255, 256, 0x10FFFF, 0x110000, -1, 1 << 70, -(1 << 70), True, 1.5, "a"):
        print(repr(value), ascii(attempt(character, value)))
    print(shifted("Hello, World! \u00e9 xyz", 3), hashed("the quick brown fox" * 5))
    print(replaced(), code("a"), character(97))
    rebinding("abc")
    print(list(c for c in "a\u4e00\U0001f600"), [c for c in Text("ab")], pairs(["ab", "cd"]))
    print(numbers(b"bytes"), numbers(bytearray(b"array")), attempt(pairs, [b"ab", b"abc"]))
    print(attempt(pairs, ["abc"]), [i + c for i, c in zip("ab", "cd")], list(enumerate("xy")))


main()
