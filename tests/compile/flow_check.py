# SPDX-License-Identifier: Apache-2.0
"""Run by test_flow.py in two interpreters: code objects of shapes that the flow graph changes."""

from __future__ import annotations

import _opcode
import dis
from types import CodeType

FIELDS = ("co_name", "co_flags", "co_stacksize", "co_nlocals", "co_varnames", "co_cellvars")
TABLES = ("co_code", "_co_code_adaptive", "co_exceptiontable", "co_linetable")

CASES = (
    # Constants decide, and constants behind each other go.
    "while 1:\n  a()\n  if b: break",
    "if 0: a()\nelif '': b()\nelse: c()",
    "x = a if () else b\nx = None and a\nx = 1 or a\nx = not not a\n1\n'text'\nNone",
    "x = a is None\nif a is None: b()\nif a is not None: b()\nif not (a is None and b): c()",
    # Exchanges and stores.
    "def f(a, b, c): a, b = b, a; a, b, c = c, a, b; a, a = b, c; a, b[0] = 1, 2; (a,) = (b,)",
    "def f(*a):\n  match a:\n    case [x, y, z, w, *v]: return w, x\n    case {'k': x, **r}: return r",
    # Chains of jumps, exits that are short, that are long, and that have no line.
    "def f(a, b):\n  while a:\n    if b:\n      continue\n    elif a > b: break\n  return a and b or a",
    "def f(a):\n  for x in a:\n    for y in x:\n      if y: return\n  else:\n    return a",
    "def f(a):\n  if a:\n    b()\n  else:\n    c()\n  return a(1, 2, 3, 4)",
    "def f(a):\n  with a:\n    for x in a:\n      pass\n  with a:\n    return 1",
    # Handlers within handlers, cold and warm.
    "try:\n  a()\nexcept A: b()\nexcept B as e: c()\nelse: d()\nfinally:\n  e()\nf()",
    "def f():\n  while True:\n    try:\n      a()\n    except A:\n      break\n    finally:\n      b()",
    "def f():\n  try:\n    try: pass\n    finally: pass\n  except* A: b()",
    "for x in y:\n  try: 1/0\n  except A: pass\n  try: pass\n  except: pass\n  try: pass\n  finally: pass",
    # Locals that may be unbound; more than a word of bits of them.
    "def f(a):\n  if a: b = 1\n  c = b\n  del c\n  try: d = 1\n  except c: pass\n  return b, c, d",
    "def f(a):\n"
    + "".join(f"  v{i} = v{i - 1}\n" for i in range(1, 70))
    + "  if a: del v68\n  v68",
    "def f(a): return [b for b in a if [b for b in a]], a, b",
    # Cells: parameters, of classes, of inlined comprehensions.
    "def f(a, b):\n  c = 1\n  def g(): return a, c, d\n  d = 2\n  return g",
    "class A:\n  a = [lambda: x for x in y]\n  def f(self): return super().f, __class__",
    "def f(a):\n  x = 1\n  return [lambda: x + y for y in a for x in y]",
    # Generators and coroutines.
    "def f(a):\n  def g():\n    x = yield a\n    return (yield from x)\n  return (a for b in g())",
    "async def f(a):\n  async with a as b:\n    async for c in b: yield await c\n  [x async for x in b]",
    # Long jumps, long opargs, long lines.
    "while a:\n" + "  b.c(d)\n" * 30 + "  if e: continue\n" + "  b.c(d)\n" * 300,
    "x = [" + ", ".join(f"a{i}" for i in range(600)) + "]\nfor x in a:\n" + "  b = c\n" * 80,
    "def f(a=1, *, b=(2, 3)):\n  return a(\n    b,\n\n\n    c\n  )" + " " * 200 + "+ a",
)


def main() -> None:
    """Print all fields of all code objects, and the effect of each instruction on the stack."""
    for source in CASES:
        for optimize in (0, 2):
            show(compile(source, "case", "exec", dont_inherit=True, optimize=optimize))
    for name, opcode in sorted(dis.opmap.items()):
        if name.startswith("INSTRUMENTED_"):
            continue  # nobody compiles them, and 3.12 knows few of their effects
        for oparg in (None,) if opcode < dis.HAVE_ARGUMENT else (0, 1, 2, 3, 4, 255, 259):
            print(name, oparg, [effect(opcode, oparg, jump) for jump in (None, True, False)])


def effect(opcode: int, oparg: int | None, jump: bool | None) -> int | str:
    try:
        return _opcode.stack_effect(opcode, oparg, jump=jump)
    except ValueError as error:
        return str(error)


def show(code: CodeType) -> None:
    print(*(f"{field}={getattr(code, field)!r}" for field in FIELDS))
    print(code.co_names, code.co_freevars, len(code.co_consts))
    for table in TABLES:
        print(code.co_name, code.co_firstlineno, table, getattr(code, table).hex())
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            show(constant)
        else:
            print(repr(constant))


if __name__ == "__main__":
    main()
