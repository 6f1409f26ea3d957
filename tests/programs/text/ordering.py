"""Strings compared by `<`, `<=`, `>` and `>=`: of one and several bytes per character, empty, with zeros."""


class Text(str):
    def __lt__(self, other):
        return "own"


def compare(a, b):
    return a < b, a <= b, a > b, a >= b, a == b, a != b


def branches(a, b):
    found = ""
    if a < b:
        found += "<"
    if a <= b:
        found += "L"
    if a > b:
        found += ">"
    if a >= b:
        found += "G"
    return found


def letters(text):
    return [c for c in text if "a" <= c <= "z"], [c for c in text if not "0" <= c < "é"]


def attempt(function, *args):
    try:
        return function(*args)
    except TypeError as error:
        return str(error)


def main():
    values = ["", "\0", "\0\0", "a", "A", "ab", "abc", "b", "\x7f", "\x80", "é", "éa", "ÿ", "Ā", "a\u4e2d", "\U0001f600", "a\0", "a\0b"]
    for a in values:
        print(ascii(a), "".join(branches(a, b) for b in values), [compare(a, b) for b in values[:4]])
    print(letters("Hello, wörld 123 \u4e2d"), sorted(values) == sorted(values, key=lambda v: [ord(c) for c in v]))
    print(compare(Text("a"), "b"), compare("b", Text("a")), attempt(compare, "a", 1), attempt(branches, "a", b"a"), attempt(branches, None, ""))


if __name__ == "__main__":
    main()
