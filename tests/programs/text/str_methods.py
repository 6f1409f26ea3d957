"""String methods, one by one, over plain and non-ASCII text."""

WORDS = ["", "a", "Hello, World", "  spaced\t\n", "straße", "ÀÉÎõü", "日本語 text", "🙂 smile", "MiXeD cAsE",
         "tabs\tand\nlines\r\nhere", "123", "½", "ǆ", "aaa-bbb-ccc"]


def everything(word):
    yield word.upper(), word.lower(), word.title(), word.capitalize(), word.swapcase(), word.casefold()
    yield word.strip(), word.lstrip(), word.rstrip(), word.strip("a "), len(word)
    yield word.split(), word.split(" "), word.rsplit("-", 1), word.splitlines(), word.splitlines(True)
    yield word.find("a"), word.rfind("a"), word.count("a"), word.count(""), word.replace("a", "XY", 2)
    yield word.isalpha(), word.isdigit(), word.isnumeric(), word.isspace(), word.isidentifier()
    yield word.isupper(), word.islower(), word.istitle(), word.isascii(), word.isprintable()
    yield word.center(9, "*"), word.ljust(6) + "|", word.rjust(6, "."), word.zfill(5)
    yield word.partition(" "), word.rpartition("-"), word.startswith(("H", "a")), word.endswith("t", 0, 5)
    yield word.expandtabs(4), word.encode("utf-8"), ascii(word), repr(word)
    yield word.removeprefix("He"), word.removesuffix("e"), word * 2, "-".join(word), word[::-1]
    yield sorted(set(word)), [ord(c) for c in word], word < "b", word + "!", word in "xHello, Worldx"


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def caesar(text, shift):
    out = []
    for c in text:
        if "a" <= c <= "z":
            out.append(chr((ord(c) - 97 + shift) % 26 + 97))
        elif "A" <= c <= "Z":
            out.append(chr((ord(c) - 65 + shift) % 26 + 65))
        else:
            out.append(c)
    return "".join(out)


def palindrome(text):
    i, j = 0, len(text) - 1
    while i < j:
        if text[i] != text[j]:
            return False
        i += 1
        j -= 1
    return True


def main():
    for word in WORDS:
        for line in everything(word):
            print(line)
    print(caesar("Hello, World", 3), caesar(caesar("Zebra", 5), -5))
    print([palindrome(w) for w in ("", "a", "anna", "日本日", "ab")])
    table = str.maketrans({"a": "4", "e": None, "o": "00"})
    print("a queue of apes".translate(table), "abc".translate(str.maketrans("abc", "xyz")))
    print(attempt("abc".find, None, 1.0), attempt("abc".count, b"a", "1"), attempt("abc".rindex, "z", None, 1.5))
    print(attempt("abc".index, "z"), attempt("a".join, [1]), attempt("abc".split, ""),
          attempt(lambda: "a" + 1), attempt(lambda: "a" * 1.5), attempt(lambda: "abc"[10]),
          attempt("abc".__getitem__, "x"), attempt(chr, -1), attempt(ord, "ab"), attempt("é".encode, "ascii"))
    print("a" "b", "line\\n", r"\n", "\x41\u00e9\N{BULLET}", 'q"q', "q'q", "q'\"q", "\0\x7f\u200b".__repr__())


if __name__ == "__main__":
    main()
