"""Data classes, trees and expressions that are made while the program runs."""

import ast
import dataclasses
import inspect
import typing
from dataclasses import dataclass, field


@dataclass(order=True, frozen=True)
class Item:
    name: str
    price: float = 1.5
    tags: list[str] = field(default_factory=list, compare=False)

    def total(self, n: int) -> float:
        return self.price * n


i = Item("pen", 2.0, ["a"])
print(i, i < Item("zoo"), dataclasses.asdict(i), dataclasses.replace(i, price=9), i.total(3))
try:
    i.name = 3
except dataclasses.FrozenInstanceError as e:
    print(repr(e))


class Emp(typing.NamedTuple):
    name: str
    id: int = 3


print(Emp("g"), Emp._fields, Emp.__annotations__)
print(ast.dump(ast.parse("x = f'{a!r:>{w}} {b=}'"), indent=1))
print(ast.unparse(ast.parse("def f(a, *, b=1): return [x for x in a if x > b]")))
print(ast.literal_eval("{'a': [1, 2.5, (None, True)]}"))
print(inspect.signature(Item), inspect.signature(Item.total))
x = 5
print(eval("f'{x:>{x}}|{x!r}|{x=}'"))
exec("""
async def co():
    return [i async for i in agen()]
async def agen():
    for i in range(3):
        yield i
def gen(n):
    while n:
        got = yield n
        n -= 1
match {"a": [1, 2, 3]}:
    case {"a": [first, *rest]}:
        print(first, rest)
try:
    raise ExceptionGroup("g", [ValueError(1)])
except* ValueError as eg:
    print(eg.exceptions)
""")
print(list(gen(3)))
try:
    co().send(None)
except StopIteration as e:
    print(e.value)
