"""Calls: positional, keyword, ``*`` and ``**`` arguments, methods, functions known to be native.

f(a, k=b)          ->   t0 = load_global f
                        t1 = call t0(a, k=b)
x.f(a)             ->   t0 = call_method x, f(a)
x.f(g())           ->   t0 = call_c rt_find_method(x, "f", slot_address $.unbound)
                        …                                   the method is looked up first
                        t2 = call_c rt_call_found(t0, None, load_slot $.unbound, x, t1)
super().f(a)       ->   t0 = call_c rt_find_super_method(super, …, slot_address $.unbound)
                        t1 = call_c rt_call_found(t0, None, load_slot $.unbound, self, a)
f(a, *b, **c)      ->   t0 = call_c rt_new_list(a) …
                        t1 = call_c rt_call_ex(f, tuple, dict)
"""

from __future__ import annotations

import ast

from aot_build.infer.facts import computing_functions
from aot_build.ir.function import Slot, SlotKind
from aot_build.ir.ops import (
    Call,
    CallC,
    CallMethod,
    CallNative,
    IsType,
    LoadConst,
    LoadSlot,
    SlotAddress,
)
from aot_build.ir.types import Effect, Rep
from aot_build.ir.values import Op, Value
from aot_build.lower.attributes import is_super_call, lower_super
from aot_build.lower.builtins import lower_builtin
from aot_build.lower.collecting import lower_collected_call
from aot_build.lower.context import Context, lowers_expr, lowers_operand
from aot_build.lower.displays import fill_list, is_short
from aot_build.lower.fold import constant_items
from aot_build.lower.joins import Join
from aot_build.lower.names import is_global
from aot_build.lower.numbers import kind_of, to_int
from aot_build.lower.operands import lower_waiting_call
from aot_build.primitives.containers import LIST_TO_TUPLE, NEW_DICT, NEW_LIST, NEW_TUPLE
from aot_build.primitives.expressions import (
    CALL_FOUND,
    CALL_FOUND_APPEND,
    FIND_APPEND,
    FIND_METHOD,
    FIND_SUPER_METHOD,
)
from aot_build.primitives.objects import (
    CALL_EX,
    CALL_FORWARD,
    LIST_EXTEND_ARGS,
    MERGE_KEYWORDS,
)

_TYPES = {kind.__name__: kind for kind in (list, dict, set, str, tuple)}


@lowers_expr(ast.Call)
def lower_call(cx: Context, node: ast.Call) -> Value:
    """Any call."""
    if has_stars(node):
        return lower_star_call(cx, node)
    waiting = lower_waiting_call(cx, node)
    if waiting is not None:
        return waiting
    known = lower_collected_call(cx, node) or lower_builtin(cx, node) or lower_native_call(cx, node)
    if known is not None:
        return known
    if isinstance(node.func, ast.Attribute):
        if not is_super_call(cx, node.func.value):
            return lower_method_call(cx, node, node.func)
        if node.func.attr != "__class__":
            return lower_super_method_call(cx, node, node.func)
    callee = cx.obj(node.func)
    args, names = lower_arguments(cx, node)
    return cx.b.emit(Call(callee, args, names))


@lowers_operand(ast.Call)
def lower_operand_call(cx: Context, node: ast.Call) -> Value:
    """A call as an operand: the number that a function gives which only computes."""
    value = cx.expr(node)
    return cx.as_rep(value, Rep.NUM) if type(value) is Call and only_computes(cx, node) else value


def only_computes(cx: Context, node: ast.Call) -> bool:
    """Whether it calls a function of this module, by its name, that does nothing but arithmetic."""
    return (
        isinstance(node.func, ast.Name)
        and node.func.id in computing_functions(cx.module)
        and is_global(cx, node.func.id)
        and not node.keywords
    )


def has_stars(node: ast.Call) -> bool:
    """Whether the call has ``*args`` or ``**kwargs``."""
    starred = any(isinstance(arg, ast.Starred) for arg in node.args)
    return starred or any(keyword.arg is None for keyword in node.keywords)


def lower_arguments(cx: Context, node: ast.Call) -> tuple[tuple[Value, ...], tuple[str, ...]]:
    """Arguments without stars, in order, and the names of the last ones."""
    lower = cx.operand_obj if only_computes(cx, node) else cx.obj
    args = [lower(arg) for arg in node.args]
    args += [cx.obj(keyword.value) for keyword in node.keywords]
    names = tuple(keyword.arg for keyword in node.keywords if keyword.arg is not None)
    return tuple(args), names


# --- methods ---


def lower_method_call(cx: Context, node: ast.Call, func: ast.Attribute) -> Value:
    """``receiver.name(args)`` without a bound method.

    The interpreter looks the method up before it evaluates the arguments. Where they can neither
    change nor notice what the look-up gives, both are done by one operation afterwards. Those of
    exact built-in types are always there.
    """
    receiver = cx.obj(func.value)
    symbol = cx.scope.mangle(func.attr)
    block, mark = cx.b.block, len(cx.b.block.ops)
    args, names = lower_arguments(cx, node)
    unnoticed = cx.b.block is block and all(op.effect < Effect.OPAQUE for op in block.ops[mark:])
    if unnoticed or has_method(receiver, symbol):
        call = cx.b.emit(CallMethod(receiver, args, symbol, names))
        call.lookup_pos = cx.positions.find(func)
        return call
    flag = unbound_flag(cx)
    name, address = LoadConst(symbol), SlotAddress(flag)
    is_append = symbol == "append" and len(args) == 1 and not names
    found = CallC(FIND_APPEND if is_append else FIND_METHOD, (receiver, name, address))
    unbound = LoadSlot(flag)
    earlier: list[Op] = [name, address, found, unbound]
    with cx.at(func):
        for op in earlier:
            op.pos = cx.b.pos
    block.ops[mark:mark] = earlier
    if is_append:
        return cx.call(CALL_FOUND_APPEND, found, unbound, receiver, args[0])
    keywords = cx.const(names) if names else cx.none()
    return cx.call(CALL_FOUND, found, keywords, unbound, receiver, *args)


def has_method(receiver: Value, symbol: str) -> bool:
    """Whether it is of an exact built-in type with a method of that name."""
    kind = _TYPES.get(receiver.ty)
    return kind is not None and hasattr(kind, symbol)


def lower_super_method_call(cx: Context, node: ast.Call, func: ast.Attribute) -> Value:
    """``super().name(args)`` without a super object or a bound method."""
    flag = unbound_flag(cx)
    asked = lower_super(cx, func)
    with cx.at(func):
        found = cx.call(FIND_SUPER_METHOD, *asked, cx.slot_address(flag))
        unbound = cx.load_temp(flag)
    args, names = lower_arguments(cx, node)
    keywords = cx.const(names) if names else cx.none()
    return cx.call(CALL_FOUND, found, keywords, unbound, asked[2], *args)


def unbound_flag(cx: Context) -> Slot:
    """The slot through which FIND_METHOD says how to call; read at once, so one serves for all."""
    for slot in cx.function.slots:
        if slot.name == ".unbound":
            return slot
    slot = Slot(".unbound", SlotKind.TEMP, Rep.I64, array=1)
    cx.function.slots.append(slot)
    return slot


# --- stars ---


def lower_star_call(cx: Context, node: ast.Call) -> Value:
    """A call with ``*`` or ``**``: a tuple and a dict are made first."""
    callee = cx.obj(node.func)
    lone = node.args[0] if len(node.args) == 1 else None
    iterable = isinstance(lone, ast.Starred)
    args = cx.obj(lone.value) if isinstance(lone, ast.Starred) else positional_tuple(cx, node.args)
    if len(node.keywords) == 1 and node.keywords[0].arg is None:
        return forward(cx, callee, node, args)
    keywords = lower_keywords(cx, callee, node)
    if iterable:
        args = as_tuple(cx, callee, args)  # last, as in the interpreter
    return cx.call(CALL_EX, callee, args, keywords)


def forward(cx: Context, callee: Value, node: ast.Call, args: Value) -> Value:
    """``callee(…, **mapping)``: a dict is passed on as it is, beside a tuple that is there."""
    mapping = cx.obj(node.keywords[0].value)
    found, ready, other = (cx.b.new_block(name) for name in ("dict", "forward", "merge"))
    cx.b.branch(cx.b.emit(IsType(mapping, "dict")), found, other)
    cx.b.start(found)
    if args.ty == "tuple":
        cx.b.goto(ready)
    else:
        cx.b.branch(cx.b.emit(IsType(args, "tuple")), ready, other)
    join = Join(cx)
    cx.b.start(ready)
    join.add(cx.call(CALL_FORWARD, callee, args, mapping))
    cx.b.start(other)
    merged = cx.call(NEW_DICT)
    with cx.at_unit(cx.positions.find_merge(node)):
        cx.call(MERGE_KEYWORDS, callee, merged, mapping)
    join.add(cx.call(CALL_EX, callee, as_tuple(cx, callee, args), merged))
    return join.finish()


def positional_tuple(cx: Context, nodes: list[ast.expr]) -> Value:
    """Positional arguments as a tuple."""
    constants = constant_items(nodes)
    if constants is not None:
        return cx.const(tuple(constants))
    if is_short(nodes):
        return cx.call(NEW_TUPLE, *[cx.obj(node) for node in nodes])
    return cx.call(LIST_TO_TUPLE, fill_list(cx, nodes))


def as_tuple(cx: Context, callee: Value, iterable: Value) -> Value:
    """The arguments of ``callee(*iterable)``; a tuple is passed on as it is."""
    if iterable.ty == "tuple":
        return iterable
    ready, other = cx.b.new_block("tuple"), cx.b.new_block("iterable")
    cx.b.branch(cx.b.emit(IsType(iterable, "tuple")), ready, other)
    join = Join(cx)
    join.add_edge(ready, iterable)
    cx.b.start(other)
    items = cx.call(NEW_LIST)
    cx.call(LIST_EXTEND_ARGS, callee, items, iterable)
    join.add(cx.call(LIST_TO_TUPLE, items))
    return join.finish()


def lower_keywords(cx: Context, callee: Value, node: ast.Call) -> Value:
    """Keyword arguments as a new dict, or None; a name given twice is a TypeError of *callee*."""
    merged: Value | None = None
    unit = cx.positions.find_merge(node)
    for run in keyword_runs(node.keywords):
        if isinstance(run, ast.expr):
            merged = cx.call(NEW_DICT) if merged is None else merged
            mapping = cx.obj(run)
            with cx.at_unit(unit):
                cx.call(MERGE_KEYWORDS, callee, merged, mapping)
            continue
        items: list[Value] = []
        for name, value in run:
            items += [cx.const(name), cx.obj(value)]
        made = cx.call(NEW_DICT, *items)
        if merged is None:
            merged = made
        else:
            with cx.at_unit(unit):
                cx.call(MERGE_KEYWORDS, callee, merged, made)
    return cx.none() if merged is None else merged


Named = tuple[str, ast.expr]


def keyword_runs(keywords: list[ast.keyword]) -> list[list[Named] | ast.expr]:
    """Runs of named arguments, and the mappings between them."""
    runs: list[list[Named] | ast.expr] = []
    for keyword in keywords:
        if keyword.arg is None:
            runs.append(keyword.value)
        elif runs and isinstance(runs[-1], list):
            runs[-1].append((keyword.arg, keyword.value))
        else:
            runs.append([(keyword.arg, keyword.value)])
    return runs


# --- functions of this module ---


def lower_native_call(cx: Context, node: ast.Call) -> Value | None:
    """A direct call of a native function that the name is assumed to mean, or None."""
    func = node.func
    if not isinstance(func, ast.Name) or node.keywords or not is_global(cx, func.id):
        return None
    native = cx.typing.natives.get(func.id)
    if native is None or len(native.params) != len(node.args):
        return None
    args = [cx.expr(arg) for arg in node.args]
    if all(can_pass(arg, rep) for arg, rep in zip(args, native.params, strict=True)):
        passed = tuple(
            as_parameter(cx, arg, rep) for arg, rep in zip(args, native.params, strict=True)
        )
        call = cx.b.emit(CallNative(passed, native.target, native.result))
        call.ty = native.ty
        return call
    callee = cx.obj(func)  # reading a global is not noticed, so it may come after the arguments
    return cx.b.emit(Call(callee, tuple(cx.as_obj(arg) for arg in args)))


def as_parameter(cx: Context, value: Value, rep: Rep) -> Value:
    """*value*, which :func:`can_pass`, as the callee takes it."""
    return to_int(cx, value) if rep is Rep.INT else cx.as_rep(value, rep)


def can_pass(value: Value, rep: Rep) -> bool:
    """Whether a native parameter held as *rep* can take *value* with its type unchanged."""
    if rep is Rep.OBJ or value.rep is rep:
        return True
    wanted = {Rep.INT: "int", Rep.F64: "float", Rep.BOOL: "bool"}.get(rep)
    return wanted is not None and kind_of(value) == wanted
