# SPDX-License-Identifier: Apache-2.0
"""Program texts with mistakes in them: what the compiler at run time says of each."""

from __future__ import annotations

import keyword
import re
from random import Random

# Every construct once, several lines each; mistakes are made in a few of them at a time.
TEXTS = (
    "def f(a, b=1, /, *c, d, e=2, **k) -> int:\n    return a + b\n",
    "class C(B, metaclass=M):\n    x: int = 1\n    def m(self): pass\n",
    "for x, *y in z:\n    if x: continue\n    break\nelse:\n    pass\n",
    "try:\n    f()\nexcept (A, B) as e:\n    raise X from e\nelse: g()\nfinally:\n    h()\n",
    "try:\n    f()\nexcept* A as e:\n    pass\n",
    "with a as b, c() as (d, e):\n    x = y = z\n",
    "with (a as b, c):\n    x += 1\n",
    "match p:\n    case [1, *r] | {'a': b, **k} if r: pass\n    case C(x=1, y=None): pass\n",
    "async def g():\n    async with a as b:\n        await c\n    async for i in d: yield i\n",
    "x = [i for i in a if i for j in b]\ny = {k: v for k, v in z}\nw = {*a, *b}\n",
    "f(a, *b, c=1, **d)\ng(x for x in y)\n",
    "lambda a, *b, c=1, **d: (yield)\n",
    "a = b if c else d\ne = not f and g or h\ni = j < k <= l != m\n",
    "print(f'{a!r:>{w}} {b=} {c:.2f}' 'd' f\"{'e'}\")\n",
    "x[1:2, ::3, ...] = -y ** ~z\ndel a.b, c[d]\n",
    "import a.b as c, d\nfrom . import e\nfrom ..f import (g as h, i,)\nfrom j import *\n",
    "global a\nnonlocal b\nassert c, 'd'\nreturn e\n",
    "while (n := f(x)):\n    if a: b\n    elif c: d\n    else: e\n",
    "@a.b(c)\ndef f[T: int, *U, **V](x: T) -> T: ...\ntype X[T] = list[T]\n",
    "'''a\nb''' + r'\\d' + b'\\x00' + 0x1F + 1_000 + 1.5e-3j + 0o17\n",
    "x = (\n    1,\n    [2, 3],\n    {4: 5},\n)\n",
    "if True:\n\tx = 1\n\tif y:\n\t\tz\n",
)
TOKEN = re.compile(r"\s*(?:\w+|'[^'\n]*'|\n[ \t]*|[-+*/<>=!:.|&@]+|.)", re.DOTALL)
INSERTED = (
    *keyword.kwlist,
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ";",
        "=",
        "==",
        ":=",
        "->",
        "*",
        "**",
        ".",
        "...",
        "@",
    ),
    *(
        "'",
        '"',
        "'''",
        "f'",
        "f'{",
        "b'",
        "\\",
        "\\\n",
        "#",
        "\n",
        "\n    ",
        "\t",
        "?",
        "$",
        "!",
        "`",
    ),
    *(
        "x",
        "1",
        "1a",
        "0x",
        "0b2",
        "1_",
        "1.e",
        "007",
        "1__0",
        "\xe9",
        "\u20ac",
        "\x00",
        "\x0c",
        "match",
    ),
    *(
        "print x",
        "x y",
        "case",
        "type",
        "not in",
        "is not",
        "!=",
        "<>",
        "++",
        "(yield)",
        "'\\N{x}'",
    ),
)
MODES = ("exec",) * 6 + ("eval", "single")


def ask(random: Random) -> str:
    """A call of `syntax` (answer.py)."""
    source = "".join(random.sample(TEXTS, random.choice((1, 1, 1, 2))))
    if random.random() < 0.15:
        indented = source.replace("\n", "\n    ").rstrip(" ")
        source = random.choice(("def outer():\n    ", "async def outer():\n    ")) + indented
    tokens = TOKEN.findall(source)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        mutate(random, tokens)
    return f"syntax({''.join(tokens)!r}, {random.choice(MODES)!r})"


def mutate(random: Random, tokens: list[str]) -> None:
    """One mistake, or what happens to be none."""
    if not tokens:
        return
    place = random.randrange(len(tokens))
    match random.randrange(7):
        case 0:
            del tokens[place]
        case 1:
            tokens.insert(place, tokens[place])
        case 2:
            other = random.randrange(len(tokens))
            tokens[place], tokens[other] = tokens[other], tokens[place]
        case 3:
            tokens[place] = f" {random.choice(INSERTED)}"
        case 4:
            del tokens[place:]
        case _:
            tokens.insert(place, f" {random.choice(INSERTED)} ")
