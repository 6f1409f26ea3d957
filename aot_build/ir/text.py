# SPDX-License-Identifier: Apache-2.0
"""The IR as text: what ``--emit ir`` prints and ``--from-ir`` reads back. Grammar: docs/ir.md.

    func total frame 2 {
      local $items: obj @0
      local $n: obj @1
      temp $.iter0: obj
      t0: obj = load_slot $items
      t1: obj = call_c rt_get_iter(t0)
      store_slot t1, $.iter0
      goto next
    next handler fail:
      …

Everything follows from the operation classes: fields are written in their order, ``args`` last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import CodeType
from typing import TypeVar

from aot_build.ir.function import Block, Function, Module, Slot, SlotKind
from aot_build.ir.ops import CallMethod, LoadConst
from aot_build.ir.types import Rep
from aot_build.ir.values import NO_POS, OBJECT, Const, Op, Param, Value
from aot_build.primitives.registry import Prim

KeyT = TypeVar("KeyT")


def print_module(module: Module, *, positions: bool = False) -> str:
    """All functions of *module*, a blank line between them."""
    texts = [print_function(function, positions=positions) for function in module.functions]
    return "\n".join([f"module {module.name}\n", *texts])


def print_function(function: Function, *, positions: bool = False) -> str:
    """The text of *function*; ``positions`` adds the code unit that each operation blames."""
    return "".join(f"{line}\n" for line in Printer(function, positions).lines())


class Printer:
    """The names that values, blocks and slots have in the text of one function."""

    def __init__(self, function: Function, positions: bool = False) -> None:
        self.function = function
        self.positions = positions
        self.blocks = _unique((block, block.label) for block in function.blocks)
        self.slots = _unique((slot, slot.name) for slot in function.slots)
        self.values = _unique(_value_names(function))

    def lines(self) -> Iterator[str]:
        """The function, line by line."""
        yield self.header()
        for slot in self.function.slots:
            yield f"  {self.slot_line(slot)}"
        for block in self.function.blocks:
            if block is not self.function.entry or block.handler is not None or block.params:
                yield self.label_line(block)
            for op in block.ops:
                yield f"  {self.op(op)}"
        yield "}"

    def header(self) -> str:
        """`func name(params) -> rep {`, or `func name frame N {` for a body with a frame.

        `func name frame N start U {` is a generator.
        """
        function = self.function
        if function.framed:
            start = "" if function.start is None else f" start {function.start}"
            return f"func {function.name} frame {function.nlocalsplus}{start} {{"
        params = ", ".join(self.param(param) for param in function.params)
        return f"func {function.name}({params}) -> {function.result.value} {{"

    def param(self, param: Param) -> str:
        """`x: obj<list>`."""
        return f"{self.value(param)}: {_typed(param.rep, param.ty)}"

    def slot_line(self, slot: Slot) -> str:
        """The declaration of a slot: `local $x: obj @0`, `temp $.items1: obj array 3`."""
        line = f"{slot.kind.value} {self.slot(slot)}: {_typed(slot.rep, slot.ty)}"
        if slot.kind is not SlotKind.TEMP:
            line += f" @{slot.index}"
        if slot.array > 1:
            line += f" array {slot.array}"
        return f"{line} borrowed" if slot.borrowed else line

    def label_line(self, block: Block) -> str:
        """`loop(i: obj) handler fail:`."""
        line = self.block(block)
        if block.params:
            line += f"({', '.join(self.param(param) for param in block.params)})"
        if block.handler is not None:
            line += f" handler {self.block(block.handler)}"
        return f"{line}:"

    def op(self, op: Op) -> str:
        """One operation without indentation."""
        line = f"{op.mnemonic} {self.fields(op)}".rstrip()
        if op.rep is not Rep.NONE:
            line = f"{self.value(op)}: {op.rep.value} = {line}"
        if op.owned and not type(op).owned and not hasattr(op, "prim") and op.rep.refcounted:
            line += " owned"
        if op.cleanup:
            line += f" cleanup({self.comma(op.cleanup)})"
        if self.positions and op.pos != NO_POS:
            line += f" @{op.pos}"
            if isinstance(op, CallMethod) and op.lookup_pos != NO_POS:
                line += f",{op.lookup_pos}"
        return line

    def fields(self, op: Op) -> str:
        """Operands and attributes in the order of their declaration, `args` last."""
        if isinstance(op, LoadConst):
            return constant_text(op.value)
        parts: list[str] = []
        flags: list[str] = []
        for name in field_names(type(op)):
            item = getattr(op, name)
            if name in ("args", "kwnames") or isinstance(item, Rep):
                continue
            if name == "likely":
                flags += [] if item is None else ["likely" if item else "unlikely"]
            elif isinstance(item, bool):
                flags += [name] if item else []
            else:
                parts.append(self.item(item))
        line = ", ".join(parts)
        if "args" in op.operand_fields:
            line += self.arguments(op)
        return " ".join([line, *flags])

    def arguments(self, op: Op) -> str:
        """`(a, key=b)`; nothing for a jump without arguments."""
        args: tuple[Value, ...] = getattr(op, "args", ())
        keywords: tuple[str, ...] = getattr(op, "kwnames", ())
        if not args and hasattr(op, "target") and isinstance(op.target, Block):
            return ""
        plain = len(args) - len(keywords)
        words = [self.value(arg) for arg in args[:plain]]
        words += [
            f"{key}={self.value(arg)}" for key, arg in zip(keywords, args[plain:], strict=True)
        ]
        return f"({', '.join(words)})"

    def item(self, item: object) -> str:
        """One field."""
        if isinstance(item, Value):
            return self.value(item)
        if isinstance(item, Slot):
            return self.slot(item)
        if isinstance(item, Block):
            return self.block(item)
        if isinstance(item, Prim):
            return item.name
        if isinstance(item, tuple):
            return f"[{' '.join(map(self.item, item))}]"
        return str(item)

    def value(self, value: Value) -> str:
        """The name of a value, or the number itself; `?` for one that no block holds."""
        if isinstance(value, Const):
            return number_text(value)
        return self.values.get(value, "?")

    def comma(self, values: Iterable[Value]) -> str:
        """Names with commas between them."""
        return ", ".join(self.value(value) for value in values)

    def slot(self, slot: Slot) -> str:
        """`$name`."""
        return f"${self.slots.get(slot, slot.name + '?')}"

    def block(self, block: Block) -> str:
        """The label."""
        return self.blocks.get(block, f"{block.label}?")


def field_names(kind: type[Op]) -> tuple[str, ...]:
    """Fields of an operation class in the order of their declaration."""
    return tuple(getattr(kind, "__dataclass_fields__", {}))


def number_text(const: Const) -> str:
    """`3` for i64, `3t` for int, `3a` for any, `true`, `1.5`, `inf`: the text tells which."""
    match const.rep:
        case Rep.BOOL:
            return "true" if const.value else "false"
        case Rep.F64:
            return repr(float(const.value))
        case Rep.INT:
            return f"{const.value}t"
        case Rep.ANY:
            return f"{const.value}a"
        case _:
            return str(const.value)


def constant_text(value: object) -> str:
    """A Python expression for a constant; the same for the same constant, in every process."""
    if isinstance(value, CodeType):
        return f"code({value.co_qualname!r})"
    if isinstance(value, tuple):
        items = ", ".join(constant_text(item) for item in value)
        return f"({items},)" if len(value) == 1 else f"({items})"
    if isinstance(value, frozenset):
        return f"frozenset(({''.join(f'{text}, ' for text in sorted(map(constant_text, value)))}))"
    if isinstance(value, slice):
        return f"slice({constant_text((value.start, value.stop, value.step))[1:]}"
    if isinstance(value, complex):
        return f"complex({value.real!r}, {value.imag!r})"
    return repr(value)


def _typed(rep: Rep, ty: str) -> str:
    return rep.value if ty == OBJECT else f"{rep.value}<{ty}>"


def _value_names(function: Function) -> Iterator[tuple[Value, str]]:
    count = 0
    for param in function.params:
        yield param, param.name or f"p{count}"
        count += not param.name
    for block in function.blocks:
        for value in (*block.params, *block.ops):
            if value.rep is not Rep.NONE:
                yield value, value.name or f"t{count}"
                count += not value.name


def _unique(names: Iterable[tuple[KeyT, str]]) -> dict[KeyT, str]:
    """A different name for each key: the second `x` becomes `x.2`."""
    found: dict[KeyT, str] = {}
    taken: set[str] = set()
    for key, name in names:
        free, number = name, 1
        while free in taken:
            number += 1
            free = f"{name}.{number}"
        taken.add(free)
        found[key] = free
    return found
