"""How floats and integers are written: repr, %, format, f-strings, grouping, bases."""

FLOATS = [
    0.0,
    -0.0,
    1.0,
    -1.5,
    0.1 + 0.2,
    1e16,
    123456789.0,
    1e-4,
    1e-5,
    1.7976931348623157e308,
    5e-324,
    float("inf"),
    float("-inf"),
    float("nan"),
    2 / 3,
]
INTS = [0, 7, -7, 255, -255, 1234567, -(10**25)]
SPECS = [
    "",
    ".0f",
    ".3f",
    "10.2f",
    "<10.2f",
    "^+12.3e",
    "010.3f",
    ",.2f",
    "_.1f",
    "g",
    ".3g",
    "%",
    ".1%",
    "#.0f",
    "+",
    " ",
    "z.0f",
    "n",
    "E",
    "G",
]
INT_SPECS = [
    "",
    "d",
    "5d",
    "<5d",
    "^9d",
    "+d",
    "05d",
    ",",
    "_",
    "x",
    "#x",
    "X",
    "#o",
    "b",
    "#010b",
    "_b",
    "c",
    "e",
    ".2f",
    "%",
]


def attempt(value, spec):
    try:
        return format(value, spec)
    except (ValueError, OverflowError) as error:
        return f"{type(error).__name__}: {error}"


def percent(value):
    return "%f|%.2f|%10.3e|%-10g|%+.1f|%05.1f|%s|%r|%%" % ((value,) * 8)


def interpolate(value, width, digits):
    return (
        f"{value:{width}.{digits}f}|{value!r:>{width}}|{value=}|{value = :.1f}|{value!s:^{width}}"
    )


def around_halves():
    """Where the digit that is asked for depends on all those behind it."""
    values = [0.5, 1.5, 2.5, 0.125, 0.375, 9.995, 99.5, 999999.5, 9.5, 0.05, 0.95, 1e15 + 0.5]
    values += [
        2.0**52 + 0.5,
        2.0**53,
        2.0**63,
        2.0**64,
        1e17,
        1e18,
        1e19,
        1e22,
        123456789012345678.0,
    ]
    values += [1e-5, 9.9999e-5, 1e-19, 1e-20, 5e-324, 2.2250738585072014e-308, 4.35, 1.005, 2.675]
    for value in values:
        print(
            value,
            [f"{value:.{n}f}" for n in range(0, 24, 3)],
            [f"{value:.{n}g}" for n in range(1, 22, 3)],
        )
        print(
            [f"{value:.{n}e}" for n in range(0, 20, 3)],
            [round(value, n) for n in range(-20, 20, 3)],
        )


def main():
    for value in FLOATS:
        print([attempt(value, spec) for spec in SPECS])
        print(percent(value), interpolate(value, 12, 3), repr(complex(value, -value)))
    for value in INTS:
        print([attempt(value, spec) for spec in INT_SPECS])
        print("%d|%5d|%-5d|%05d|%x|%o|%X|%i|%+d" % ((value,) * 9), interpolate(value, 14, 1))
    print(
        hex(255), oct(8), bin(-5), int("ff", 16), int("-0b101", 0), int(" 1_000 "), float(" 1e3 ")
    )
    for text in ("", "1.", ".5", "1e", "nan", "-inf", "1_0.0_1", "0x10", "1__0", "infinity", "٣"):
        for kind in (int, float):
            try:
                print(kind.__name__, repr(text), repr(kind(text)))
            except ValueError as error:
                print(kind.__name__, error)
    around_halves()
    print(
        round(2.5),
        round(3.5),
        round(-0.5),
        round(2.675, 2),
        round(1234, -2),
        round(1e20),
        round(15, -1),
    )


if __name__ == "__main__":
    main()
