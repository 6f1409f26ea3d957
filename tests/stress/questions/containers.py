# SPDX-License-Identifier: Apache-2.0
"""Dicts, sets and lists under many operations, with keys whose hashes collide."""

from __future__ import annotations

from random import Random

HASHES = (0, 1, -1, -2, 7, 8, 2**31, 2**61 - 1, 2**62, -(2**63))
DICT = ("__setitem__", "__setitem__", "__setitem__", "__delitem__", "pop", "setdefault", "get")
DICT_REST = (
    "popitem",
    "clear",
    "copy",
    "keys",
    "values",
    "items",
    "__len__",
    "__reversed__",
    "update",
)
SET = ("add", "add", "add", "remove", "discard", "__contains__")
SET_OF = ("union", "intersection", "difference", "symmetric_difference", "update", "issubset")
SET_REST = (
    "difference_update",
    "intersection_update",
    "isdisjoint",
    "__xor__",
    "__ior__",
    "__le__",
)
LIST = (
    "append",
    "extend",
    "insert",
    "pop",
    "remove",
    "reverse",
    "sort",
    "index",
    "count",
    "__mul__",
)


def ask(random: Random) -> str:
    """A container and what happens to it."""
    keys = [key(random) for _ in range(random.choice((2, 5, 12)))]
    match random.randrange(5):
        case 0 | 1:
            steps = [dict_step(random, keys) for _ in range(random.choice((3, 10, 40)))]
            return f"do({start(random, keys)}, [{', '.join(steps)}])"
        case 2 | 3:
            steps = [set_step(random, keys) for _ in range(random.choice((3, 10, 40)))]
            return f"do_set(set([{', '.join(keys[:3])}]), [{', '.join(steps)}])"
    steps = [list_step(random, keys) for _ in range(random.choice((3, 10)))]
    return f"do([{', '.join(keys[:4])}], [{', '.join(steps)}])"


def key(random: Random) -> str:
    """A key; about half of them have a hash that others have too."""
    match random.randrange(8):
        case 0 | 1 | 2 | 3:
            return f"Key('{random.choice('abcdefgh')}', {random.choice(HASHES)})"
        case 4:
            return random.choice(("1", "1.0", "True", "0", "-1", "-2", "2**61", "None", "()"))
        case 5:
            return random.choice(("float('inf')", "(1, 'a')", "b'a'", "frozenset([1])", "2j"))
        case 6:
            return random.choice(("[]", "{}")) if random.random() < 0.2 else "'\\u20ac'"
    return repr(random.choice("abcdefghijkl") * random.choice((1, 2)))


def start(random: Random, keys: list[str]) -> str:
    """A dict to begin with."""
    items = ", ".join(f"({name}, {k})" for k, name in enumerate(keys[:4]))
    return random.choice(("{}", "dict(a=1, b=2)", f"dict([{items}])", "dict.fromkeys('abcdefgh')"))


def dict_step(random: Random, keys: list[str]) -> str:
    """One method of dict."""
    if random.random() < 0.2:
        name = random.choice(DICT_REST)
        if name in ("copy", "keys", "values", "items") or random.random() < 0.3:
            name = random.choice(("copy", "__len__", "popitem"))
        return f"('update', {{{keys[0]}: 'u'}})" if name == "update" else f"('{name}',)"
    name = random.choice(DICT)
    last = {"__setitem__": f", {random.randrange(9)}", "pop": ", None", "setdefault": ", 's'"}
    return f"('{name}', {random.choice(keys)}{last.get(name, '')})"


def set_step(random: Random, keys: list[str]) -> str:
    """One method of set."""
    if random.random() < 0.25:
        name = random.choice(SET_OF + SET_REST)
        others = ", ".join(random.sample(keys, min(3, len(keys))))
        kind = "set" if name.startswith("__") else random.choice(("set", "list", "frozenset"))
        return f"('{name}', {kind}([{others}]))"
    return f"('{random.choice(SET)}', {random.choice(keys)})"


def list_step(random: Random, keys: list[str]) -> str:
    """One method of list."""
    name = random.choice(LIST)
    one = random.choice(keys)
    place = random.choice((0, 1, -1, 3, 100, -100))
    arguments = {
        "append": f", {one}",
        "extend": f", [{one}, {one}]",
        "insert": f", {place}, {one}",
        "pop": f", {place}",
        "remove": f", {one}",
        "index": f", {one}, {place}",
        "count": f", {one}",
        "__mul__": f", {random.choice((0, 1, 2, -1))}",
    }
    return f"('{name}'{arguments.get(name, '')},)"
