"""Comprehensions, lowered as loops in the function itself; generator expressions, called.

    [f(x) for x in xs if x]   ->   t0 = call_c rt_loop_over(xs, slot_address $.place)
                                   t1 = call_c rt_new_list()
                                   goto next
                                 next:
                                   t2 = call_c rt_next_at(t0, …, slot_address $.x)
                                   branch t2, body, done
                                 body: …
                                   call_c rt_list_append(t1, t4)
                                   eval_breaker
                                   goto next
                                 done:

The variables of a comprehension are its own (PEP 709): they get slots of their own and hide others
of the same name meanwhile. One that a lambda or generator expression captures lives in a cell, a
new one each time the comprehension runs; it borrows the place that the code object has for it.
Where more than that must be as in the interpreter, all variables are in the frame
(``lower/suspending.py``).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from aot_build.infer.variables import calls_range, enumerated_name
from aot_build.ir.function import Block, Slot, SlotKind
from aot_build.ir.ops import Call, ClearSlot, EvalBreaker, StoreSlot, TakeSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import Value
from aot_build.lower.asynchronous import AWAITED, wait_for
from aot_build.lower.comprehension_variables import (
    Inlined,
    all_targets,
    captured_names,
    inner_parts,
    is_used_outside,
    reads_unbound,
    target_names,
)
from aot_build.lower.condition import lower_condition
from aot_build.lower.context import Context, Unsupported, lowers_expr
from aot_build.lower.counting import Count, is_best_counted, start_count, take_next
from aot_build.lower.enumerations import (
    Enumeration,
    is_enumerated,
    start_enumeration,
    take_enumerated,
)
from aot_build.lower.fold import constant_items
from aot_build.lower.generators import BLAMES_ELEMENT, condition_place, last_comparison
from aot_build.lower.iteration import Source, lower_source, next_item
from aot_build.lower.names import ComprehensionVariables, is_global
from aot_build.lower.operands import lower_beside, lower_operands, suspends
from aot_build.primitives.containers import (
    DICT_SET,
    LIST_APPEND,
    NEW_DICT,
    NEW_LIST,
    NEW_SET,
    SET_ADD,
)
from aot_build.primitives.frames import CELL_EMPTY
from aot_build.primitives.generators import ASYNC_ITER
from aot_build.primitives.objects import GET_ITER, MAKE_FUNCTION

if TYPE_CHECKING:
    from aot_build.front.scopes import FunctionScope

Loop = Source | Count | Enumeration  # what a loop goes over, and how
AnyComprehension = Inlined | ast.GeneratorExp
# Errors of iterating are blamed on what is iterated; before 3.13 on the whole comprehension.
BLAMES_ITERABLE = sys.version_info >= (3, 13)


@lowers_expr(ast.GeneratorExp)
def lower_generator_expression(cx: Context, node: ast.GeneratorExp) -> Value:
    """``(f(x) for x in xs)``: its code object made a function, called with ``iter(xs)``."""
    child = cx.scope.child_of_node.get(node)
    if child is None:
        raise Unsupported("no-code", node, "the code object of a generator is not certain")
    return call_own_code(cx, node, child)


def call_own_code(cx: Context, node: AnyComprehension, child: FunctionScope) -> Value:
    """Call the function that a comprehension's code object is."""
    from aot_build.lower.functions import make_closure

    none = cx.none()
    code, closure = cx.const(child.code), make_closure(cx, child)
    made = cx.call(MAKE_FUNCTION, code, none, none, none, closure)
    first = node.generators[0]
    function, iterator = lower_beside(
        cx, made, first.iter, lambda _: start_iteration(cx, node, first)
    )
    result = cx.b.emit(Call(function, (iterator,)))
    return wait_for(cx, node, result, AWAITED) if child.kind == "coroutine" else result


@lowers_expr(ast.ListComp, ast.SetComp, ast.DictComp)
def lower_comprehension(cx: Context, node: Inlined) -> Value:
    """``[… for …]``, ``{… for …}``, ``{…: … for …}``."""
    from aot_build.lower.suspending import lower_suspending

    child = cx.scope.child_of_node.get(node)
    if child is not None:  # 3.11: a function of its own, which tracebacks and callees see
        return call_own_code(cx, node, child)
    if suspends(cx, (node,)) or needs_places(cx, node):
        return lower_suspending(cx, node)
    source = start_loop(cx, node, node.generators[0])
    result = new_result(cx, node)
    scope = enter_scope(cx, node)
    done = cx.b.new_block("done")
    lower_generators(cx, node, 0, source, done, lambda: add_element(cx, node, lambda: result))
    cx.b.start(done)
    scope.leave()
    return result


def needs_places(cx: Context, node: Inlined) -> bool:
    """Whether the variables must be in the frame, where others find them and exceptions leave them.

    So they are for who asks for all variables, or for one that may be unbound.
    """
    if cx.module.shows_variables(cx.scope) or reads_unbound(cx, node):
        return True
    captured = captured_names(cx, node).intersection(all_targets(cx, node))
    return any(
        any(name in variables for variables in cx.renamed)
        # An exception would leave the comprehension's cell in the place of the function's own.
        or (cx.b.handler is not None and is_used_outside(cx, name))
        for name in captured
    )


def new_result(cx: Context, node: Inlined) -> Value:
    """What the elements are collected in."""
    return cx.call({ast.ListComp: NEW_LIST, ast.SetComp: NEW_SET}.get(type(node), NEW_DICT))


def add_element(cx: Context, node: Inlined, result: Callable[[], Value]) -> None:
    """Add one element to *result*, which is asked for when that has been evaluated."""
    whole = None if BLAMES_ELEMENT else last_comparison(node) or node
    if isinstance(node, ast.DictComp):
        key, value = lower_operands(cx, (node.key, node.value))
        with cx.at(whole or pair_span(node)):
            cx.call(DICT_SET, result(), key, value)
        return
    element = cx.obj(node.elt)
    with cx.at(whole or node.elt):
        cx.call(LIST_APPEND if isinstance(node, ast.ListComp) else SET_ADD, result(), element)


def pair_span(node: ast.DictComp) -> ast.AST:
    """A node from the key to the end of the value: what an unhashable key is blamed on."""
    return ast.Pass(
        lineno=node.key.lineno,
        col_offset=node.key.col_offset,
        end_lineno=node.value.end_lineno,
        end_col_offset=node.value.end_col_offset,
    )


# --- the loops ---


def start_iteration(cx: Context, node: ast.expr, generator: ast.comprehension) -> Value:
    """What a loop with the place of *node* goes over: ``iter(iterable)``, or an async iterator."""
    iterable = generator.iter
    value = lower_iterable(cx, iterable)
    with cx.at_unit(cx.positions.find_iteration(node, iterable)):
        return cx.call(ASYNC_ITER if generator.is_async else GET_ITER, value)


def start_loop(cx: Context, node: Inlined, generator: ast.comprehension) -> Loop:
    """The same for a loop inside of which the function cannot be suspended, or that counts."""
    unit = cx.positions.find_iteration(node, generator.iter)
    if is_counted(cx, node, generator):
        assert isinstance(generator.iter, ast.Call)
        return start_count(cx, generator.iter, unit)
    if is_numbered(cx, node, generator):
        return start_enumeration(cx, generator.iter, unit)
    return lower_source(
        cx, generator.iter, lambda node: lower_iterable(cx, node), unit, suspends=False
    )


def is_counted(cx: Context, node: Inlined, generator: ast.comprehension) -> bool:
    """Whether a loop is best done by counting."""
    if not (calls_range(generator.iter) and isinstance(generator.target, ast.Name)):
        return False
    known = is_global(cx, "range") and "range" not in all_targets(cx, node)
    return known and is_best_unboxed(cx, node, generator.target.id)


def is_best_unboxed(cx: Context, node: Inlined, variable: str) -> bool:
    """Whether a variable of the comprehension, which is a number, is best held as one."""
    name = cx.scope.mangle(variable)
    return (
        list(all_targets(cx, node)).count(name) == 1
        and name not in captured_names(cx, node)
        and is_best_counted(variable, inner_parts(node, reads_only=True))
    )


def is_numbered(cx: Context, node: Inlined, generator: ast.comprehension) -> bool:
    """Whether a loop counts beside the loop over the argument of ``enumerate``."""
    known = is_enumerated(cx, generator.target, generator.iter)
    return known and "enumerate" not in all_targets(cx, node)


def unboxed_names(cx: Context, node: Inlined) -> Iterator[str]:
    """The variables that are held as numbers."""
    for generator in node.generators:
        if is_counted(cx, node, generator):
            yield from target_names(cx, generator.target)
        elif is_numbered(cx, node, generator):
            number = enumerated_name(generator.target)
            if is_best_unboxed(cx, node, number):
                yield cx.scope.mangle(number)


def lower_iterable(cx: Context, node: ast.expr) -> Value:
    """What a loop runs over; a constant list or set is not made anew each time."""
    if isinstance(node, (ast.List, ast.Set)) and node.elts:
        constants = constant_items(node.elts)
        if constants is not None:
            items = tuple(constants)
            return cx.const(frozenset(items) if isinstance(node, ast.Set) else items)
    return cx.obj(node)


def lower_generators(
    cx: Context,
    node: Inlined,
    index: int,
    source: Loop | None,
    latch: Block,
    add: Callable[[], None],
) -> None:
    """The loops from number *index* inwards; then *latch*, the next round of the outer one.

    *source* is that of the outermost loop, which is evaluated outside.
    """
    generator = node.generators[index]
    if index and (single := single_item(generator.iter)) is not None:
        assign_target(cx, generator.target, cx.expr(single))
        lower_inside(cx, node, index, latch, add)
        return
    if source is None:
        source = start_loop(cx, node, generator)
    head, body, again = cx.b.new_block("next"), cx.b.new_block("body"), cx.b.new_block("again")
    cx.b.goto(head)
    cx.b.start(head)
    with cx.at_unit(cx.positions.find_next(node, generator.iter)):
        bind_next(cx, generator.target, source, body, latch)
    mark_bound(cx, generator.target)
    lower_inside(cx, node, index, again, add)
    cx.b.start(again)
    with cx.at(node):
        cx.b.emit(EvalBreaker())
    cx.b.goto(head)


def bind_next(cx: Context, target: ast.expr, source: Loop, body: Block, latch: Block) -> None:
    """Bind *target* to the next item at the start of *body*; *latch* when there is none."""
    direct = own_slot(cx, target)
    if isinstance(source, Source):
        got, bind = next_item(cx, target, source, direct)
        cx.b.branch(got, body, latch)
        cx.b.start(body)
        bind(cx)
        return
    exhausted = cx.b.new_block("exhausted")
    if isinstance(source, Enumeration):
        take_enumerated(cx, source, target, partial(own_slot, cx), body, exhausted)
    else:
        assert direct is not None
        take_next(cx, source, direct, body, exhausted)
    cx.b.start(exhausted)
    cx.clear(source.iterator)
    cx.b.goto(latch)
    cx.b.start(body)


def lower_inside(
    cx: Context, node: Inlined, index: int, latch: Block, add: Callable[[], None]
) -> None:
    """The conditions of loop *index*, then the next loop inwards or the element; then *latch*."""
    for number, test in enumerate(node.generators[index].ifs):
        kept = cx.b.new_block("kept")
        with cx.at(condition_place(node, index, number)):
            lower_condition(cx, test, kept, latch)
        cx.b.start(kept)
    if index + 1 < len(node.generators):
        lower_generators(cx, node, index + 1, None, latch, add)
    else:
        add()
        cx.b.goto(latch)


def single_item(node: ast.expr) -> ast.expr | None:
    """x in ``for y in [x]``, which is how a comprehension names an intermediate value.

    A constant is none: the interpreter's compiler makes a constant tuple of the list first.
    """
    if isinstance(node, (ast.List, ast.Tuple)) and len(node.elts) == 1:
        if constant_items(node.elts) is not None:
            return None
        return None if isinstance(node.elts[0], ast.Starred) else node.elts[0]
    return None


def own_slot(cx: Context, target: ast.expr) -> Slot | None:
    """The slot of a plain variable of the comprehension, bound by the iteration itself."""
    if isinstance(target, ast.Name) and cx.renamed:
        slot = cx.renamed[-1].get(cx.scope.mangle(target.id))
        return slot if slot is not None and slot.kind is SlotKind.TEMP else None
    return None


def assign_target(cx: Context, target: ast.expr, value: Value) -> None:
    """Bind the target of a ``for``."""
    from aot_build.lower.assign import assign_to

    assign_to(cx, target, value)
    mark_bound(cx, target)


def mark_bound(cx: Context, target: ast.expr) -> None:
    """From here on the comprehension's variables in *target* have a value."""
    variables = cx.renamed[-1] if cx.renamed else None
    if isinstance(variables, ComprehensionVariables):
        variables.bound.update(target_names(cx, target))


# --- the variables ---


class ComprehensionScope:
    """The variables of a comprehension while it is lowered: renamed ones, and those in cells."""

    def __init__(self, cx: Context, variables: ComprehensionVariables, cells: list[Slot]) -> None:
        self.cx = cx
        self.variables = variables
        self.saved = [(slot, cx.b.temp("hidden")) for slot in cells]
        for slot, keep in self.saved:
            cx.b.emit(StoreSlot(cx.b.emit(TakeSlot(slot)), keep))
            cx.b.emit(StoreSlot(cx.call(CELL_EMPTY), slot))
        cx.renamed.append(variables)

    def leave(self) -> None:
        """Release the variables; what they hid is visible again."""
        cx = self.cx
        cx.renamed.pop()
        for slot in self.variables.values():
            if slot.kind is SlotKind.TEMP:
                cx.b.emit(ClearSlot(slot))
        for slot, keep in self.saved:
            cx.b.emit(StoreSlot(cx.b.emit(TakeSlot(keep)), slot))


def enter_scope(cx: Context, node: Inlined) -> ComprehensionScope:
    """Make the variables of a comprehension."""
    captured = captured_names(cx, node)
    unboxed = set(unboxed_names(cx, node))
    variables = ComprehensionVariables()
    cells = []
    for name in dict.fromkeys(all_targets(cx, node)):
        if name in captured:
            variables[name] = cell_of(cx, node, name)
            cells.append(variables[name])
        else:
            variables[name] = cx.b.temp(name, Rep.ANY if name in unboxed else Rep.OBJ)
    return ComprehensionScope(cx, variables, cells)


def cell_of(cx: Context, node: Inlined, name: str) -> Slot:
    """The place of the cell for a captured variable."""
    slot = cx.slots.get(name)
    if slot is None or slot.kind is not SlotKind.CELL or name in cx.scope.code.co_freevars:
        # Where it is free as well the interpreter puts the new cell into the place of the outer
        # variable, and leaves it there (3.12 and 3.13).
        raise Unsupported("comprehension-cell", node, f"'{name}' is captured in a comprehension")
    return slot
