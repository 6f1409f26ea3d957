# SPDX-License-Identifier: Apache-2.0
"""The module _sre without re: code that re makes of some patterns is run and asked for all."""

import _sre

# pattern, flags, code, groups, names, texts
CASES = [
    (
        "(\\w)(\\d)",
        32,
        [14, 7, 4, 2, 2, 8, 14, 0, 17, 0, 13, 4, 8, 14, 0, 17, 1, 17, 2, 13, 4, 8, 10, 0, 17, 3, 1],
        2,
        {},
        ["a1 b2", ""],
    ),
    (
        "(?P<x>a+)|b",
        32,
        [
            14,
            4,
            0,
            1,
            4294967295,
            7,
            14,
            17,
            0,
            24,
            6,
            1,
            4294967295,
            16,
            97,
            1,
            17,
            1,
            15,
            7,
            5,
            16,
            98,
            15,
            2,
            0,
            1,
        ],
        1,
        {"x": 1},
        ["xaab", "ba"],
    ),
    (
        "(?:ab|a)*c",
        32,
        [
            14,
            4,
            0,
            1,
            4294967295,
            23,
            15,
            0,
            4294967295,
            16,
            97,
            7,
            5,
            16,
            98,
            15,
            5,
            3,
            15,
            2,
            0,
            18,
            16,
            99,
            1,
        ],
        0,
        {},
        ["ababac", "abababab"],
    ),
    (
        "(?<=a)b(?!c)",
        32,
        [14, 4, 0, 1, 1, 4, 5, 1, 16, 97, 1, 16, 98, 5, 5, 0, 16, 99, 1, 1],
        0,
        {},
        ["abcab"],
    ),
    ("a*?", 32, [14, 4, 0, 0, 4294967295, 26, 6, 0, 4294967295, 16, 97, 1, 1], 0, {}, ["aab"]),
    (
        "(a)|\\b",
        32,
        [14, 4, 0, 0, 1, 7, 9, 17, 0, 16, 97, 17, 1, 15, 7, 5, 6, 10, 15, 2, 0, 1],
        1,
        {},
        ["a ba"],
    ),
    (
        "é+x?",
        34,
        [14, 4, 0, 1, 4294967295, 24, 6, 1, 4294967295, 40, 233, 1, 24, 6, 0, 1, 40, 120, 1, 1],
        0,
        {},
        ["ÉéX"],
    ),
    (
        "(a+)+b",
        32,
        [
            14,
            4,
            0,
            2,
            4294967295,
            23,
            14,
            1,
            4294967295,
            17,
            0,
            24,
            6,
            1,
            4294967295,
            16,
            97,
            1,
            17,
            1,
            18,
            16,
            98,
            1,
        ],
        1,
        {},
        ["aaaaaaaaaaaaaa"],
    ),
    (
        "(?>a+)a|b++",
        32,
        [
            14,
            4,
            0,
            1,
            4294967295,
            7,
            15,
            27,
            9,
            24,
            6,
            1,
            4294967295,
            16,
            97,
            1,
            1,
            16,
            97,
            15,
            12,
            10,
            29,
            6,
            1,
            4294967295,
            16,
            98,
            1,
            15,
            2,
            0,
            1,
        ],
        0,
        {},
        ["aabb"],
    ),
]


def compile_case(pattern, flags, code, groups, names):
    """What re.compile() does last."""
    numbers = [None] * (groups + 1)
    for name, number in names.items():
        numbers[number] = name
    return _sre.compile(pattern, flags, code, groups, names, tuple(numbers))


def show(compiled, text):
    """All methods."""
    for method in (compiled.match, compiled.fullmatch, compiled.search):
        match = method(text)
        print(match, match and (match.regs, match.lastgroup, match.groupdict(), match.groups("-")))
    print(compiled.findall(text), [match.span() for match in compiled.finditer(text, 1)])
    print(compiled.split(text, 2), compiled.subn(lambda match: f"<{match[0]}>", text))
    print(compiled.sub("-", text, count=1))


for *case, texts in CASES:
    compiled = compile_case(*case)
    print(compiled, compiled.groups, dict(compiled.groupindex))
    assert compiled == compile_case(*case)
    assert hash(compiled) == hash(compile_case(*case))
    for text in texts:
        show(compiled, text)

compiled = compile_case(*CASES[0][:-1])
for call in (
    lambda: compiled.match(3),
    lambda: compiled.match(b"a"),
    lambda: compiled.match("a1").group(7),
    lambda: compiled.match("a1")["x"],
    lambda: compiled.sub("a"),
    lambda: type(compiled)(),
    lambda: _sre.compile("a", 0, [1, 99], 0, {}, ()),
    lambda: _sre.compile("a", 0, [16], 0, {}, ()),
):
    try:
        print(call())
    except (TypeError, IndexError, RuntimeError) as error:
        print(type(error).__name__, error)
