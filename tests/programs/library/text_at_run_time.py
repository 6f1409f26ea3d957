"""Text that is compiled while the program runs, and what of the library needs that."""

print(eval("1 + 2 * 3"))
exec("def f(x, *, y=2):\n    return [x * i for i in range(y)]\nprint(f(5, y=3))")
ns = {}
exec(
    compile("class A:\n    def g(self): return __class__.__name__\nprint(A().g())", "<t>", "exec"),
    ns,
)
try:
    eval("1 +")
except SyntaxError as e:
    print(e.msg, e.lineno, e.offset, e.text)
from collections import namedtuple

P = namedtuple("P", "x y")
print(P(1, 2), P(3, y=4)._replace(x=9))
import re

print(
    re.findall(r"(\w+)=(\d+)", "a=1, bc=22"),
    re.sub("[aeiou]", lambda m: m[0].upper(), "hello world"),
)
import enum
import functools


class C(enum.Enum):
    RED = 1
    BLUE = 2


print(list(C), C["RED"], C(2))


@functools.lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info())

import os
import symtable
import warnings

warnings.simplefilter("ignore")
for filename in (b"a", bytearray(b"a"), memoryview(b"a"), [1], 3, "a\0b"):
    for function in (compile, symtable.symtable):
        try:
            made = function("pass", filename, "exec")
            print(getattr(made, "co_filename", "") or type(made).__name__)
        except (TypeError, ValueError) as error:
            print(type(error).__name__, error)
print(compile("pass", os.fspath("a/b"), "exec").co_filename)

# Constants that look like names are interned, others are not.
import ast
import sys


def is_interned(text):
    return sys.intern(text[:1] + text[1:]) is text


words = compile("a = 'some words'; b = 'a_name'; c = 'nul\\0l'", "<t>", "exec").co_consts
print([is_interned(word) for word in words if isinstance(word, str)])
print(is_interned(ast.parse("'another_name'").body[0].value.value))
