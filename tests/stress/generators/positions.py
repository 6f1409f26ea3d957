# SPDX-License-Identifier: Apache-2.0
"""Every kind of expression and statement, failing, in several layouts: what do tracebacks blame?

Compare with `--columns`: the line and columns of every traceback entry are the point.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from generators.writing import compiles, indent

HEAD = """
import sys

LOG = []
ARGUMENT_SETS = 1


def arguments(k):
    return (Bad(), 5, "str", 0, None)


def boom(*arguments, **keywords):
    raise ValueError("boom")


def ident(value):
    return value


class Bad:
    def fail(self, *arguments, **keywords):
        raise ValueError("fail")

    __add__ = __sub__ = __mul__ = __truediv__ = __floordiv__ = __mod__ = __matmul__ = fail
    __radd__ = __iadd__ = __isub__ = __lt__ = __le__ = __eq__ = __ne__ = __gt__ = __ge__ = fail
    __getitem__ = __setitem__ = __delitem__ = __contains__ = __neg__ = __invert__ = __pos__ = fail
    __bool__ = __len__ = __call__ = __format__ = __str__ = __iter__ = __enter__ = __exit__ = fail

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise ValueError(name)

    def __setattr__(self, name, value):
        raise ValueError(name)

    def __delattr__(self, name):
        raise ValueError(name)

    def __repr__(self):
        return "Bad()"


class Semi:
    # fails late: when left, stored into, or asked for more
    count = 0

    def __enter__(self):
        return self

    def __exit__(self, *details):
        raise KeyError("exit")

    def __getitem__(self, item):
        return 5

    def __setitem__(self, item, value):
        raise KeyError("set")

    @property
    def at(self):
        return 5

    @at.setter
    def at(self, value):
        raise KeyError("at")

    def __iter__(self):
        return self

    def __next__(self):
        self.count += 1
        if self.count > 1:
            raise KeyError("next")
        return self.count


class BadBool:
    def __bool__(self):
        raise KeyError("bool")


class Answer:
    def __lt__(self, other):
        return BadBool()

    __eq__ = __gt__ = __le__ = __contains__ = __lt__


NONE = None
"""

# Blank lines between them.
EXPRESSIONS = """
x.missing

x.y.z

ident(x).missing

x.missing()

x.missing(1, k=2)

ident(x).missing(1)

ident(x).missing(*[1])

ident(x)   .   missing

ident(x)   .   missing(  1  )

n.missing

n.missing()

n.missing.other

n.real.missing()

n.real.missing

s.upper().missing()

s.upper(1)

s.upper().lower(1).split()

s.join(5)

x()

x(1, *[2])

x(**{})

boom()

boom(1)

boom(1, 2, k=3)

boom(*[1], **{})

boom(*5)

boom(*[1], *5)

boom(**5)

boom(a=1, **{"a": 2})

boom(*x)

ident()

ident(1, 2)

len()

len(5)

abs("s")

int("z")

isinstance(1, 5)

range("a")

ord("ab")

x[0]

x[0][1]

n[0]

[1][5]

{}["k"]

(1,)[n][2]

s[100]

s[x]

s[1:x]

x[1:2]

n[1:2]

x + 1

1 + x

n + 1 + s

n + s + 1

(n + 1) * (s - 2)

n / zero

n // zero + 1

n % zero

n ** s

n << -1

n @ n

n + (
    1 + s)

-x

~x

+s

-s

not x

x and 1

1 or x or 2

x or 1

x == 1

x < 1

1 < n < s

1 < n < x < 5

n < s < 5

n in x

n in 5

n not in n

x in (1, 2)

(1 if x else 2)

(1 if n < s else 2)

Answer() < 1 < 2

(Answer() < 1) and 5

(1 if Answer() == 1 else 2)

(1 if Answer() in [Answer()] else 2)

[1, *n]

[*x]

(1, *5)

{*5}

{**5}

{**{}, **x}

{[]: 1}

{[], 1}

{1: 2, x.y: 3}

[x.y, 2]

(1, x.y)

f"{x}"

f"a{n}{x}"

f"{x!r}"

f"{x!s:>5}"

f"{n:zz}"

f"{n:{x}}"

f"{n} {boom()} {s}"

"%s" % x

"%d" % s

"%s %s" % (n,)

s + f"{x.y}"

[q.y for q in [x]]

[q for q in n]

[q for q in x]

[q for q in Semi()]

[q for q in [1] if x]

[q for q in [1] if q < s]

[(q, r) for q in [1] for r in q]

[a for a, b in [1]]

{q for q in [[]]}

{q: 1 for q in [[]]}

{1: q.y for q in [x]}

list(q.y for q in [x])

sum(q for q in [s, 1])

any(q.y for q in [x])

sorted([1, s])

sorted([x, x])

max(1, s)

min(x, x)

(lambda: x.y)()

(lambda a=x.y: a)()

(w := x.y)

undefined

undefined.attr

undefined()

undefined(1).x

undefined + 1

ident(undefined)

unbound

unbound.attr

unbound()

ident(unbound)

super().foo

NONE.attr

NONE.attr()

NONE()

NONE[0]

NONE + 1

ident(ident(ident(x).y))

ident(
    x.y
)

ident(
    1,
).foo

x.a.b.c(
    1).d

(x
 .a)

(x
 .a
 .b())

(s
 .upper()
 .foo
 (1))

(s
 .upper()
 .foo(1))

boom(
    1,
    2
)[0]

[1,
 2][
    5]

(x
 and 1)

(n and
 x and
 2)

(n or
 x)

(1 if
 x
 else 2)

(1 if n and
 x
 else 2)

(not
 x)

(n <
 s)

(1 <
 n <
 s)

(n in
 5)

(n is None or
 x or
 5)

(n == 5 and
 x or
 5)

boom(
    1)(
    2)

(x)[
 0]

(x
)[0]

(x
 + 1)

(n
 + s)

-(
 x)

[q for q in
 x]

[q
 for q in [1]
 if
 x]

[
 q.y
 for q in
 [x]]

{q:
 q.y
 for q in
 [x]}

(lambda:
 x.y)()

range(
 s)
"""

STATEMENTS = """
x.a = 1

x[0] = 1

n[0] = 1

n.attr = 1

x[0:1] = 1

n[0:1] = []

s[0] = "a"

del x.a

del x[0]

del n[0]

del n.attr

del unbound

del undefined_global_x

del s[0]

del x[1:2]

del n[1:2]

x += 1

x -= 1

n += s

n -= s

s += 1

x.a += 1

x[0] += 1

Semi().at += 1

Semi()[0] += 1

Semi().at += s

Semi()[0] += s

Semi().at = 1

Semi()[0] = 1

Semi()[0:1] = 1

Semi()[0:1] += 1

n.attr += 1

n[0] += 1

[1][5] += 1

[s][0] += 1

{}["k"] += 1

unbound += 1

NONE.attr += 1

a, b = 1

a, b = [1]

a, b = 1, 2, x.y

a, b = [1, 2, 3]

a, *b = 5

a, *b = []

a, *b, c = [1]

a, b = x

a, b = Semi()

(a, b), c = [1, 2]

[a, b] = x

x.a, b = 1, 2

b, x.a = 1, 2

b, x[0] = 1, 2

a = x.a = 1

a = b = x.y

a, b = b, a

for i in n: pass

for i in x: pass

for i in Semi(): pass

for i in [1]: x.y

for a, b in [1]: pass

for x.a in [1]: pass

for x[0] in [1]: pass

for i in range(s): pass

for i in range(3): i / zero

for i in range(x.y): pass

for i, j in enumerate(5): pass

for i, j in zip([1], 5): pass

while x: pass

while n < s: pass

while 1 < n < s: pass

while not x: pass

while n / zero: pass

if x: pass

if x.y: pass

if n < s: pass

if not x: pass

if n and x: pass

if n or x: pass

if x or n: pass

if not (n and x): pass

if n in 5: pass

if 1 < n < s: pass

if Answer() < 1: pass

if n is None or x: pass

assert x

assert n < s

assert zero

assert zero, x.y

assert zero, n

assert n and x

return x.y

return n + s

return

raise x

raise 5

raise ValueError

raise ValueError("a") from 5

raise ValueError("a") from boom()

raise boom()

raise ValueError("long"
    "text")

with x: pass

with n: pass

with Semi(): pass

with Semi() as q: q.at = 1

with Semi() as x.a: pass

with Semi() as (a, b): pass

with Semi(), n: pass

with Semi(): return 5

with boom(): pass

with Semi(): raise ValueError("body")

import nonexistent_module_x

import os.nonexistent_x

from os import nonexistent_x

from os import path, nonexistent_x

from nonexistent_module_x import y

from . import foo

import os as a, nonexistent_module_x as b

def f(a=x.y): pass

def f(a, *, k=x.y): pass

def f(a: x.y): pass

def f() -> x.y: pass

@x.y
def f(): pass

@x
def f(): pass

@boom
def f(): pass

@boom(1)
def f(): pass

@ident
@boom
@ident
def f(a=1): pass

class C(x.y): pass

class C(5): pass

class C(x): pass

class C(metaclass=x): pass

class C(metaclass=boom): pass

class C(*5): pass

class C: x.y

class C: y = 1 + s

@x
class C: pass

@boom
class C: pass

f = lambda a=x.y: a

try: x.y
except x: pass

try: x.y
except 5: pass

try: x.y
except (ValueError, 5): pass

try: x.y
except KeyError: pass

try: x.y
except ValueError: x.z

try: x.y
except ValueError as e: e.foo

try: x.y
except ValueError: raise

try: x.y
except ValueError as e: raise KeyError("k") from e

try: pass
finally: x.y

try: x.y
finally: n + s

try: x.y
finally: n = 1

try: pass
except ValueError: pass
else: x.y

try: return 1
finally: x.y

global NONE; NONE = x.y

global NONE; NONE += s

global undefined_global_x; undefined_global_x += 1

global undefined_global_x; del undefined_global_x

a: int = x.y

x.a: int = 1

x[0]: int = 1

print(x)

print(n, x, sep="")

print(n, file=5)

s.upper().split().foo.bar()

exec("x.y")

eval("n + s", {}, {"n": n, "s": s})

a = [1, 2, 3]; a.append()

a = [1, 2, 3]; a.pop(s)

a = [1, 2, 3]; a[s]

a = [1, 2, 3]; a[7] = 5

a = [1, 2, 3]; a[7] += 5

a = [1, 2, 3]; del a[7]

a = {}; a[[]] = 5

a = {}; a[5] += 1

a = {}; del a[5]

a = 5; a.foo()

a = 5; a.foo

a = 5; a()

a = 5; a[0]

a = 5.5; a // zero

a = 5; a // (a - 5)

a = 5; a % (a - 5)

a = 5; a / (a - 5)

a = 5; (1, 2, 3)[a]

a = 5; a ** -a / 0

a = "s"; a[5]

a = "s"; a + 5

a = "s"; a * a

a = [1]; a + 5

a = [1]; a < 5

a = (1,); a[5]

a = (1,); a + [1]

if (n and
    x): pass

if (n or zero or
    not x): pass

if (n is None or
    x): pass

if (zero or
    x or
    zero): pass

if (1 if
    x else
    2): pass

if (n == 5 and
    x.y): pass

while (n and
    x): pass

while (n is None or
    x): pass

while (n
    and n < s): pass

assert (n and
    x)

assert (n and
    zero)

assert (n and
    zero), (
    n)

assert (n and
    zero), (
    x.y)

assert (n is None or
    x)

assert (
    n is None)

assert (
    ident(zero))

for i in (
    n): pass

for i in (
    x): pass

for i in (
    Semi()): pass

for i in range(
    s): pass

for i in range(
    3):
    x.y

for i in range(3):
    if (n and
        x): pass

for i in range(n,
    s): pass

for i in range(1, 2, zero): pass

for (a,
    b) in [1]: pass

while n:
    n -= 1
    if (n < 2 and
        x): pass

(a,
 b) = 1

a = (
 x.y)

a = b = (
 x).y

x[
 0] = 1

x[
 0] += 1

x . a += (
 1)

n += (
 s)

n = (
 n +
 s)

del (x
 .a)

del (a,
 x.b), x.c

return (
 x.y)

raise (
 x)

raise ValueError(
 "a") from (
 5)

with (
    n): pass

with (
    Semi() as q,
    n): pass

with (
    Semi(),
    x as q): pass

try: x.y
except (
    x): pass

try: x.y
except KeyError: pass
except x: pass

try: x.y
except (KeyError,
    5): pass

@ident
@x.y
def f(): pass

def f(a=1,
    b=x.y): pass

class C(
    x): pass

class C(ident,
    metaclass=boom): pass

from os import (
    path,
    nonexistent_x)

if zero:
    pass
elif (n and
    x): pass

if zero:
    pass
elif x: pass

if n < s and x: pass

if x < 1 and x: pass

if (zero == 1 or
    x): pass

if (zero == 1 or n == 7 or
    not x): pass

while zero == 1 or x: pass

a = (zero == 1 or x) and 2

a = 1 if zero == 1 or x else 2

a = 1 if (zero == 1 or
    x) else 2

a = [1 if x else 2]

assert zero == 1 or x

assert not (zero == 1 or
    x)

global range; range = boom
for i in range(2): pass

for i in range(*x): pass

range = boom
for i in range(2): pass
"""

EXPRESSION_LAYOUTS = (
    "{}",
    "return {}",
    "a = {}",
    "a = ident(1), {}, 2",
    "if ({}):\n    pass",
    "a = ident(1) + ({})",
    "a = [\n    1,\n    {}\n]",
    "for k in (1,):\n    {}",
    "assert ({})",
)
STATEMENT_LAYOUTS = (
    "{}",
    "for k in (1,):\n    {}\n    k = 2",
    "try:\n    {}\nfinally:\n    zero = 1",
    "if n == 5:\n    {}\nelse:\n    pass",
    "with open('/dev/null') as file:\n    {}",
)
PARAMETERS = "x, n, s, zero, y"


def constructs() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every construct, and the layouts it may stand in."""
    for texts, layouts in ((EXPRESSIONS, EXPRESSION_LAYOUTS), (STATEMENTS, STATEMENT_LAYOUTS)):
        for text in texts.strip("\n").split("\n\n"):
            yield text, layouts


def function(number: int, construct: str, layout: str) -> str:
    """A function around one construct."""
    lines = [line for line in layout.split("\n") for line in fill(line, construct)]
    head = ["if zero: unbound = 1"] if "unbound" in construct else []
    return "\n".join([f"def f{number}({PARAMETERS}):", *indent([*head, *lines])]) + "\n"


def fill(line: str, construct: str) -> list[str]:
    """A line of a layout with the construct in it, all of whose lines are indented alike."""
    if "{}" not in line:
        return [line]
    margin = line[: len(line) - len(line.lstrip())]
    return line.replace("{}", construct.replace("\n", "\n" + margin)).split("\n")


def generate(chance: Random, count: int) -> str:
    """A module of *count* functions: the constructs in some order and layouts, again and again."""
    made: list[str] = []
    while len(made) < count:
        every = list(constructs())
        chance.shuffle(every)
        for construct, layouts in every[: count - len(made)]:
            source = function(len(made), construct, chance.choice(layouts))
            made.append(source if compiles(source) else function(len(made), construct, "{}"))
    return HEAD + "\n\n" + "\n\n".join(made)
