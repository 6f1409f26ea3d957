# SPDX-License-Identifier: Apache-2.0
"""Generator expressions that a built-in consumes at once, without the generator.

    sum(x * x for x in xs)   ->   t0 = load_global sum
                                  t1 = call_c rt_collect_source(load_slot $xs)
                                  t2 = load_const code('f.<locals>.<genexpr>')
                                  t3 = collect t0, t2, t1, sum, f.<genexpr>.collect, 2()

    func f.<genexpr>.collect frame 2 {
      …                                         its loops
      t8 = call_c rt_collect_sum(t7, 2)         instead of a yield
      branch t8, more, enough

The collecting version of a generator expression runs from its beginning to its end, in a frame like
the generator's. Whether the name does mean the built-in is asked when it is called; if not, or when
somebody traces, the generator is made after all.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aot_build.front.consumed import consumer_of, find_consumed
from aot_build.infer.variables import calls_range
from aot_build.ir.ops import Call, CallMethod, Collect, IntCompare, LoadSlot, Return, StoreSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.context import Context, LocalType
from aot_build.lower.counting import Count, is_best_counted, new_count
from aot_build.lower.flow import leaving
from aot_build.lower.functions import closure_cells
from aot_build.lower.iteration import Source
from aot_build.lower.names import means_builtin
from aot_build.lower.operands import suspends
from aot_build.primitives.collecting import (
    COLLECT,
    COLLECT_ITERATOR,
    COLLECT_OVER,
    COLLECT_RANGE,
    COLLECT_SOURCE,
)

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope, ModuleScopes

SUFFIX = ".collect"
# What makes a list of its argument first, and then goes on.
TAKES_LIST = ("join", "sorted")


def collecting_scopes(module: ModuleScopes) -> dict[FunctionScope, str]:
    """The generator expressions that may have a collecting version, and what consumes them.

    Inner ones come first.
    """
    found = {
        module.by_node[node]: consumer
        for node, consumer in find_consumed(module.parsed.tree)
        if node in module.by_node and module.by_node[node].kind == "genexpr"
    }
    return dict(sorted(found.items(), key=lambda item: -item[0].code_index))


# --- where the generator would be made ---


def lower_collected_call(cx: Context, node: ast.Call) -> Value | None:
    """A call whose argument is a generator expression with a collecting version, else None."""
    consumer = consumer_of(node)
    if not consumer or not cx.function.framed or cx.typing.leaf or suspends(cx, (node,)):
        return None
    argument = node.args[0]
    child = cx.scope.child_of_node.get(argument)
    target = cx.module.collecting.get(child) if child is not None else None
    if target is None or child is None:
        return None
    if isinstance(node.func, ast.Attribute):
        receiver = cx.obj(node.func.value)
        parts = collect(cx, argument, child, consumer, receiver)
        return cx.b.emit(CallMethod(receiver, (parts,), "join"))
    assert isinstance(node.func, ast.Name)
    if not means_builtin(cx, node.func.id):
        return None
    callee = cx.obj(node.func)
    if consumer not in TAKES_LIST:
        return collect(cx, argument, child, consumer, callee)
    source = start(cx, argument)
    values = [cx.obj(keyword.value) for keyword in node.keywords]
    names = tuple(keyword.arg for keyword in node.keywords if keyword.arg)
    taken = collect_from(cx, source, child, consumer, callee)
    return cx.b.emit(Call(callee, (taken, *values), names))


def collect(
    cx: Context, node: ast.expr, child: FunctionScope, consumer: str, callee: Value
) -> Value:
    """What *callee* makes of the elements, or takes as its argument."""
    return collect_from(cx, start(cx, node), child, consumer, callee)


def start(cx: Context, node: ast.expr) -> Value:
    """What the first loop of a generator expression goes over, which is evaluated outside of it."""
    from aot_build.lower.comprehensions import BLAMES_ITERABLE, lower_iterable

    assert isinstance(node, ast.GeneratorExp)
    first = node.generators[0].iter
    value = lower_iterable(cx, first)
    with cx.at(first if BLAMES_ITERABLE else node):
        return cx.call(COLLECT_SOURCE, value)


def collect_from(
    cx: Context, source: Value, child: FunctionScope, consumer: str, callee: Value
) -> Value:
    """The operation itself."""
    code = cx.const(child.code)
    cells = closure_cells(cx, child.code, child.node)
    target = cx.module.collecting[child]
    return cx.b.emit(Collect(callee, code, source, cells, consumer, target, child.nlocalsplus))


# --- the collecting version ---


def counted_variables(scope: FunctionScope) -> dict[str, LocalType]:
    """The variables of its loops that most likely are numbers of a ``range``, best held so."""
    node = scope.node
    assert isinstance(node, ast.GeneratorExp)
    parts: list[ast.AST] = [node.elt]
    for number, generator in enumerate(node.generators):
        parts += [*generator.ifs, *([generator.iter] if number else [])]
    return {
        scope.mangle(generator.target.id): LocalType(Rep.ANY)
        for generator in node.generators
        if isinstance(generator.target, ast.Name)
        and calls_range(generator.iter)
        and scope.classify(scope.mangle(generator.target.id)) == "local"
        and is_best_counted(generator.target.id, parts)
    }


def collecting_source(cx: Context) -> Source:
    """What the first loop goes over."""
    place = cx.b.temp("place", Rep.I64)
    given = cx.b.emit(LoadSlot(cx.slots[".0"]))
    return Source(cx.call(COLLECT_OVER, given, cx.slot_address(place)), place)


def collecting_count(cx: Context) -> Count:
    """The same where the loop counts if that is a ``range``."""
    first, step = cx.b.temp("first", Rep.I64), cx.b.temp("by", Rep.I64)
    count = new_count(cx)
    given = cx.b.emit(LoadSlot(cx.slots[".0"]))
    found = cx.call(COLLECT_RANGE, given, cx.slot_address(first), cx.slot_address(step))
    cx.b.emit(StoreSlot(found, count.left))
    other, plain, ready = (cx.b.new_block(hint) for hint in ("other", "plain", "ready"))
    is_other = cx.b.emit(IntCompare(cx.load_temp(count.left), Const(0, Rep.I64), "lt"))
    cx.b.branch(is_other, other, plain, likely=False)
    cx.b.start(plain)
    cx.b.emit(StoreSlot(cx.as_rep(cx.load_temp(first), Rep.INT), count.number))
    cx.b.emit(StoreSlot(cx.as_rep(cx.load_temp(step), Rep.INT), count.step))
    cx.b.goto(ready)
    cx.b.start(other)
    given = cx.b.emit(LoadSlot(cx.slots[".0"]))
    cx.b.emit(StoreSlot(cx.call(COLLECT_ITERATOR, given), count.iterator))
    cx.b.goto(ready)
    cx.b.start(ready)
    return count


def hand_over(cx: Context, value: Value) -> None:
    """Give one element to the collector; when that has enough, leave."""
    count = Const(cx.function.nlocalsplus, Rep.I64)
    wanted = cx.call(COLLECT[cx.typing.collecting], value, count)
    more, enough = cx.b.new_block("more"), cx.b.new_block("enough")
    cx.b.branch(wanted, more, enough, likely=True)
    cx.b.start(enough)
    with leaving(cx, 0):
        cx.b.emit(Return(cx.none()))
    cx.b.start(more)
