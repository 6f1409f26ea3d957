# SPDX-License-Identifier: Apache-2.0
"""Methods and operators of bytes, bytearray and memoryview."""

from __future__ import annotations

from random import Random

from questions.values import data, index

PLAIN = (
    *("capitalize", "isalnum", "isalpha", "isascii", "isdigit", "islower", "isspace", "istitle"),
    *("isupper", "lower", "title", "swapcase", "upper", "split", "strip", "splitlines", "hex"),
)
SEARCHES = ("find", "rfind", "index", "rindex", "count", "startswith", "endswith")
CUTS = ("strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "partition", "rpartition")
MUTATIONS = ("append", "extend", "insert", "pop", "remove", "reverse", "clear", "__iadd__")
ADDED = ("[1, 2]", "[300]", "'a'")
ITEMS = ("0", "1.5", "True", "256", "b'a'")
TABLES = ("None", "bytes(range(256))", "b''")
SEPARATORS = ("':'", "':', 2", "'-', -3", "'ab'", "b'.'")
SOURCES = ("5", "-1", "[1, 2, 256]", "'a'", "'a', 'ascii'", "range(3)", "2**70")
FILLS = ("b'*'", "b''", "'*'")
FORMATS = (*"bBhHiIlLqQfd?c", "n", "@b", "<i", "")


def ask(random: Random) -> str:
    """One operation."""
    subject = data(random)
    part = subject[1:3] if subject and random.random() < 0.5 else data(random, 4)
    kind = random.choice(("", "bytearray", "bytearray", "Data"))
    whole = f"{kind}({subject!r})"
    match random.randrange(10):
        case 0 | 1:
            return f"{whole}.{random.choice(PLAIN)}()"
        case 2:
            wanted = random.choice((repr(part), str(random.choice((0, 97, 255, 256, -1))), "'a'"))
            bounds = "".join(f", {index(random)}" for _ in range(random.choice((0, 0, 1, 2))))
            return f"{whole}.{random.choice(SEARCHES)}({wanted}{bounds})"
        case 3:
            return f"{whole}.{random.choice(CUTS)}({part!r})"
        case 4:
            most = random.choice(("", ", 0", ", 1", ", -1"))
            return f"{whole}.{random.choice(('split', 'rsplit'))}({part!r}{most})"
        case 5:
            return f"{whole}.replace({part!r}, {data(random, 4)!r})"
        case 6:
            operator = random.choice(("+", "<", "==", ">=", "in", "*", "%"))
            return f"{whole} {operator} {random.choice((repr(part), '2', '97', '(1,)'))}"
        case 7:
            return mutation(random, subject)
        case 8:
            return view(random)
    return rest(random, whole, part)


def mutation(random: Random, subject: bytes) -> str:
    """Several changes of a bytearray."""
    steps = []
    for _ in range(random.choice((1, 2, 5))):
        name = random.choice(MUTATIONS)
        arguments = {
            "append": f", {random.choice((0, 255, 256, -1, None))}",
            "extend": f", {random.choice((repr(data(random)), *ADDED))}",
            "insert": f", {index(random)}, 65",
            "pop": f", {index(random)}",
            "remove": ", 97",
            "__iadd__": f", {data(random, 40)!r}",
        }
        steps.append(f"('{name}'{arguments.get(name, '')},)")
    return f"do(bytearray({subject!r}), [{', '.join(steps)}])"


def view(random: Random) -> str:
    """A memoryview cast to other items, indexed or compared."""
    size = random.choice((0, 8, 16, 24, 7))
    view_of = f"memoryview({random.choice(('', 'bytearray'))}({random.randbytes(size)!r}))"
    cast = f"{view_of}.cast({random.choice(FORMATS)!r})"
    bounds = ":".join(index(random) for _ in range(2)) + random.choice(("", ":2", ":-1"))
    ending = random.choice(
        (".tolist()", f"[{index(random)}]", f"[{bounds}].tolist()", ".nbytes", ".shape", ".format")
    )
    if random.random() < 0.2:
        return f"assign({cast}, {index(random)}, {random.choice(ITEMS)})[0]"
    return cast + ending


def rest(random: Random, whole: str, part: bytes) -> str:
    """What fits nowhere else."""
    match random.randrange(6):
        case 0:
            return f"{whole}.translate({random.choice(TABLES)}, {part!r})"
        case 1:
            return f"{part!r}.join([{whole}, {data(random)!r}, {random.choice(FILLS)}])"
        case 2:
            return f"{whole}.hex({random.choice(SEPARATORS)})"
        case 3:
            text = "".join(random.choices("0123456789abcdefABCDEF  \n", k=random.randrange(9)))
            wrong = random.choice(("", "", "g", "\xe9", "0"))
            return f"{random.choice(('bytes', 'bytearray'))}.fromhex({text + wrong!r})"
        case 4:
            return f"{random.choice(('bytes', 'bytearray'))}({random.choice(SOURCES)})"
    name = random.choice(("center", "ljust", "rjust"))
    return f"{whole}.{name}({random.choice((0, 5, 9))}, {random.choice(FILLS)})"
