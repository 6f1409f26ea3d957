"""Formats of built-in types that are simple: an alignment, zeros, a width, a precision, a letter."""

import hashlib
import itertools


class Text(str):
    def __format__(self, spec):
        return f"<{spec}>"


class Number(int):
    def __str__(self):
        return "number"


class Shown:
    def __str__(self):
        return Text("shown")

    def __repr__(self):
        return "é€"

    def __index__(self):
        return 7


VALUES = (
    *(
        0,
        7,
        -7,
        42,
        -12345,
        2**29,
        2**30,
        -(2**30),
        2**31,
        2**62,
        2**63 - 1,
        -(2**63),
        2**63,
        10**30,
    ),
    *(0.0, -0.0, 1.5, -2.675, 1e22, 1e300, -1e-9, float("inf"), float("nan"), 123456789.125),
    *(
        "",
        "a",
        "é",
        "\u20ac",
        "\U0001f600",
        "hello",
        "a\0b",
        Text("text"),
        Text(""),
        Number(5),
        True,
    ),
    *(None, 2j, (), (1,), (1, 2), {}, {"a": 1}, [3], Shown(), b"b"),
)
ALIGNS = ("", "<", ">", "^", "=", "*<", "0>", "0")
WIDTHS = ("", "0", "1", "5", "12", "999", "1000")
REST = (
    "",
    "d",
    "x",
    "X",
    "f",
    ".0f",
    ".2f",
    ".9f",
    ".2",
    "s",
    ".1s",
    "c",
    "i",
    "g",
    ".",
    "%",
    "d ",
    "\0",
)


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def formatted(value, spec):
    return f"{value:{spec}}"


def percents(x):
    yield attempt(lambda: "%d" % x)
    yield attempt(lambda: "%d items" % x)
    yield attempt(lambda: "<%5d>" % x)
    yield attempt(lambda: "%-5i|" % x)
    yield attempt(lambda: "%05u" % x)
    yield attempt(lambda: "%-05d|" % x)
    yield attempt(lambda: "%x %%" % x)
    yield attempt(lambda: "%08X" % x)
    yield attempt(lambda: "%f" % x)
    yield attempt(lambda: "%.2f" % x)
    yield attempt(lambda: "%010.3f|" % x)
    yield attempt(lambda: "%-10.0f|" % x)
    yield attempt(lambda: "%s" % x)
    yield attempt(lambda: "%8s|" % x)
    yield attempt(lambda: "%-8r|" % x)
    yield attempt(lambda: "%a" % x)
    yield attempt(lambda: "%02s" % x)
    yield attempt(lambda: "%d %s" % (x, x))
    yield attempt(lambda: "%s and %-4d and %.1f" % (x, x, x))
    yield attempt(lambda: "%d" % (x,))
    yield attempt(lambda: "%5s|%r|%d" % (x, x, 1))
    yield attempt(lambda: "%+d" % x)
    yield attempt(lambda: "%d %d" % x)
    yield attempt(lambda: "%.3d" % x)


def kinds():
    text = "te" + str(1)
    print("%s" % text is text, type("%0s" % (Shown(),)), type("%s" % Text("x")), type("%02s|" % Shown()))


def order():
    def noted(name, value):
        seen.append(name)
        return value

    class Loud:
        def __str__(self):
            seen.append("str")
            return "loud"

    seen = []
    print("%s %d" % (noted("a", Loud()), noted("b", 2)), seen)
    print(attempt(lambda: "%d %s" % (noted("c", "x"), noted("d", Loud()))), seen)


def sending():
    print("%d|%s" % ((yield 1), (yield 2)))
    print("%05d" % (yield 3))


def main():
    for value in VALUES:
        print(
            type(value).__name__, *percents(value), str(value), repr(value), f"{value}", sep=" ; "
        )
    results = [
        attempt(formatted, value, align + width + rest)
        for value in VALUES
        for align, width, rest in itertools.product(ALIGNS, WIDTHS, REST)
    ]
    for value in range(0, len(results), len(results) // len(VALUES)):
        text = "\n".join(results[value : value + len(results) // len(VALUES)])
        print(hashlib.md5(text.encode()).hexdigest())
    print(
        formatted(3.14159, ".2f"), formatted(-42, "06d"), formatted("né", "^6"), formatted(255, "x")
    )
    order()
    kinds()
    generator = sending()
    print([generator.send(None), generator.send(4), generator.send(5), attempt(generator.send, 6)])
    many = [str(n) for n in (0, 9, 10, 99, 100, -1, -10, 10**18, 10**19, -(10**19))]
    print(many, [f"{n}" for n in (True, Number(3))], str(Number(3)))


if __name__ == "__main__":
    main()
