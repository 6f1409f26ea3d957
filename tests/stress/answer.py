# SPDX-License-Identifier: Apache-2.0
"""Answer questions: each line of standard input is an expression, each line of output its value.

    int('1_0', 3)       ->  3
    int('1__0', 3)      ->  ValueError: invalid literal for int() with base 3: '1__0'

Run by CPython and as a standalone program; tools/fuzz.py compares the answers. The functions below
are what an expression can call for things that no expression can do.
"""

import ast
import codecs
import math  # noqa: F401  (the questions use it)
import re
import struct  # noqa: F401
import sys
import warnings

LONGEST = 2000  # characters of an answer; of longer ones a hash is compared


class Key:
    """A key whose hash says little, and that equals others of the same name."""

    def __init__(self, name, number):
        self.name = name
        self.number = number

    def __hash__(self):
        return self.number

    def __eq__(self, other):
        return isinstance(other, Key) and self.name == other.name

    def __repr__(self):
        return f"<{self.name}>"


class Text(str):
    """A subclass of str."""


class Data(bytes):
    """A subclass of bytes."""


class Number(int):
    """A subclass of int."""


def do(target, steps):
    """Call methods of *target*, one after the other; what they gave, and what it is then."""
    results = []
    for name, *arguments in steps:
        try:
            results.append(getattr(target, name)(*arguments))
        except Exception as error:
            results.append(show_error(error))
    return results, target


def do_set(target, steps):
    """The same with sets, whose order says nothing."""
    results, target = do(target, steps)
    kinds = (set, frozenset)
    return [sorted(map(repr, r)) if isinstance(r, kinds) else r for r in results], sorted(
        map(repr, target)
    )


def assign(target, index, value):
    """`target[index] = value`, and then target."""
    target[index] = value
    return target


def delete(target, index):
    """`del target[index]`, and then target."""
    del target[index]
    return target


def pieces(name, errors, chunks):
    """Decode or encode piece by piece."""
    if isinstance(chunks[0], bytes):
        coder = codecs.getincrementaldecoder(name)(errors)
        method = coder.decode
    else:
        coder = codecs.getincrementalencoder(name)(errors)
        method = coder.encode
    return [method(chunk, k == len(chunks) - 1) for k, chunk in enumerate(chunks)]


def syntax(source, mode="exec"):
    """What compiling a text says: warnings, the tree of what is right, all about an error."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            tree = ast.dump(ast.parse(source, "x.py", mode), include_attributes=True)
            compile(source, "x.py", mode)
            result = hash_of(tree)
        except SyntaxError as error:
            place = error.lineno, error.offset, error.end_lineno, error.end_offset
            result = type(error).__name__, error.msg, *place, error.text
    return result, [(w.category.__name__, str(w.message), w.lineno) for w in said]


def hash_of(text):
    """A number for a long text: FNV-1a, which is the same in every process."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return value


def show_error(error):
    """`ValueError: what it says`."""
    return f"{type(error).__name__}: {error}"


def answer(question):
    """One line of ASCII."""
    try:
        text = ascii(eval(question))
    except Exception as error:
        text = ascii(show_error(error))
    text = re.sub(r"\bat 0x[0-9a-f]+", "at ...", text)
    return text if len(text) <= LONGEST else f"{text[:200]}... {len(text)} {hash_of(text)}"


def main():
    """Answer until there are no more questions."""
    for line in sys.stdin:
        print(answer(line.rstrip("\n")), flush=True)


main()
