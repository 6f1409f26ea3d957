# SPDX-License-Identifier: Apache-2.0
"""One IR function to the text of one LLVM function.

    t: obj = call_c rt_add(a, b)   ->   %v3 = call ptr @rt_add(ptr %v1, ptr %v2)
                                        %c1 = icmp eq ptr %v3, null
                                        br i1 %c1, label %error1, label %ok1, !prof !0

The operations are written by the other modules of this folder, found by :mod:`.dispatch`. An
operation that may raise is followed by a branch to an *error block* (:mod:`.errors`), shared by all
operations with the same cleanup and handler.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from aot_build.ir.function import Block, Function, Slot, SlotKind
from aot_build.ir.types import TAGGED, Effect, Rep
from aot_build.ir.values import NO_POS, Const, Op, Value
from aot_build.llvm.constants import CodeConstants
from aot_build.llvm.debug_info import FunctionLines
from aot_build.llvm.dispatch import EMITTERS
from aot_build.llvm.errors import error_label
from aot_build.llvm.fastpaths import is_split, names_of_slow_halves
from aot_build.llvm.inlining import inlined_levels
from aot_build.llvm.module import ModuleWriter
from aot_build.llvm.prologue import prologue
from aot_build.llvm.seldom import seldom_blocks
from aot_build.llvm.types import (
    LLVM_TYPE,
    UNLIKELY,
    float_literal,
    parameter_types,
    result_type,
)


class FunctionEmitter:
    """Writes one function; :meth:`emit` gives its text."""

    def __init__(self, fn: Function, module: ModuleWriter, level: int = 0, levels: int = 0) -> None:
        """*level*: which inlined copy of a recursive function this is, of *levels*; 0 is itself."""
        self.fn = fn
        self.module = module
        self.level = level
        self.levels = levels
        self.lines: list[str] = []
        self.late_lines: list[str] = []  # blocks that seldom run, behind the others
        self.names: dict[Value, str] = {}
        self.payloads: dict[Value, str] = {}  # the second register of each num
        self.uses_num = False
        self.sites: dict[Value, str] = {}  # what calls that were tried know, by the trial
        self.labels: dict[Block, str] = {}
        self.errors: dict[object, str] = {}
        self.error_lines: list[str] = []
        self.count = 0
        self.pos = NO_POS  # where the frame stands
        self.line_of_pos = lines_by_unit(fn)
        self.frame_line: int | None = None  # the line in which the frame stands at least
        self.source = FunctionLines(module.debug, fn) if module.debug and fn.code else None
        self.place = self.source.start if self.source else ""  # what each instruction ends with
        self.block: Block = fn.entry
        self.seldom = seldom_blocks(fn)
        self.late_names = names_of_slow_halves(fn)
        self.constants = CodeConstants(fn.code) if fn.code is not None else None
        self.max_args = 0
        self.callee_locals: int | None = None
        self.edges: dict[Block, list[tuple[str, tuple[Value, ...]]]] = {}
        self.current_label = ""
        # Without a frame, every object slot is a temporary.
        objects = [s for s in fn.slots if self.is_temporary_object(s)]
        self.temp_index = {slot: i for i, slot in enumerate(objects)}

    # --- the whole function ---

    def emit(self) -> str:
        """The definition of the function."""
        for i, block in enumerate(self.fn.blocks):
            self.labels[block] = f"b{i}"
        for param in self.fn.params:
            self.names[param] = self.fresh("p")
            if param.rep is Rep.NUM:
                self.payloads[param] = self.fresh("f")
        for block in self.fn.blocks:
            if block in self.seldom:
                self.lines, lines = self.late_lines, self.lines
                self.emit_block(block)
                self.lines = lines
            else:
                self.emit_block(block)
        body = self.with_phis([*self.lines, *self.late_lines])
        return "\n".join([self.header(), *prologue(self), *body, *self.error_lines, "}"])

    def header(self) -> str:
        """The ``define`` line."""
        params = [
            f"{ty} {name}"
            for p in self.fn.params
            for ty, name in zip(parameter_types(p.rep), self.registers_of(p), strict=True)
        ]
        context = ["ptr %ts", "ptr %frame"] if self.fn.framed else ["ptr %ts"]
        result = result_type(self.fn.result)
        linkage = "internal" if self.level else "hidden"
        inlined = " alwaysinline" if self.level else ""
        name = self.body_symbol(self.fn.name, self.level)
        attributes = f"{inlined} #0" + (f" !dbg !{self.source.scope}" if self.source else "")
        return f"define {linkage} {result} @{name}({', '.join(context + params)}){attributes} {{"

    def registers_of(self, value: Value) -> list[str]:
        """The LLVM values that hold it."""
        return [self.ref(value), *([self.payloads[value]] if value.rep is Rep.NUM else [])]

    def body_symbol(self, name: str, level: int = 0) -> str:
        """The symbol of a function's body, or of one of its inlined copies."""
        return self.module.body_of(name) + (f".inlined{level}" if level else "")

    def with_phis(self, lines: list[str]) -> list[str]:
        """The blocks' lines, each block that has parameters begun by its phi nodes."""
        out: list[str] = []
        for line in lines:
            if line.startswith("PHIS "):
                block = self.fn.blocks[int(line[5:])]
                out.extend(self.phi_lines(block))
            else:
                out.append(line)
        return out

    def phi_lines(self, block: Block) -> list[str]:
        edges = self.edges.get(block, [])
        lines = []
        for i, param in enumerate(block.params):
            if not edges:
                break
            pairs = ", ".join(f"[ {self.ref(args[i])}, %{label} ]" for label, args in edges)
            lines.append(f"  {self.names[param]} = phi {LLVM_TYPE[param.rep]} {pairs}")
            if param.rep is Rep.NUM:
                pairs = ", ".join(
                    f"[ {self.payloads[args[i]]}, %{label} ]" for label, args in edges
                )
                lines.append(f"  {self.payloads[param]} = phi double {pairs}")
        return lines

    def emit_block(self, block: Block) -> None:
        """All operations of a block."""
        self.block = block
        self.pos, self.frame_line = NO_POS, None
        self.start_label(self.labels[block])
        for param in block.params:
            self.names[param] = self.fresh("v")
            if param.rep is Rep.NUM:
                self.payloads[param] = self.fresh("f")
        if block.params:
            self.lines.append(f"PHIS {self.fn.blocks.index(block)}")
        for op in block.ops:
            self.move_to(op.pos)
            if op.raises or op.effect is Effect.OPAQUE:
                if is_split(op):
                    self.set_line(op.pos)
                else:
                    self.set_pos(op.pos)
            EMITTERS[op.mnemonic](self, op)

    # --- small services ---

    @property
    def cold(self) -> bool:
        """Whether what is written now should be small, for it seldom runs."""
        return self.block in self.seldom

    def fresh(self, prefix: str) -> str:
        """A new local name."""
        self.count += 1
        return f"%{prefix}{self.count}"

    def line(self, text: str) -> None:
        """Append an instruction."""
        self.lines.append(f"  {text}{self.place}")

    def move_to(self, pos: int) -> None:
        """Let what follows belong to the line of a code unit, for debuggers."""
        place = self.source.of_unit(pos) if self.source else None
        if place is not None:
            self.place = place

    def start_label(self, label: str) -> None:
        """Begin an LLVM block."""
        self.lines.append(f"{label}:")
        self.current_label = label

    def define(self, op: Op, text: str) -> str:
        """Give *op* the value of an instruction."""
        name = self.names[op] = self.fresh("v")
        self.line(f"{name} = {text}")
        return name

    def ref(self, value: Value) -> str:
        """An operand, without its type."""
        if isinstance(value, Const):
            if value.rep is Rep.F64:
                return float_literal(float(value.value))
            if value.rep in TAGGED:
                return str(int(value.value) << 1)
            if value.rep is Rep.BOOL:
                return "true" if value.value else "false"
            return str(int(value.value))
        return self.names[value]

    def typed(self, value: Value) -> str:
        """An operand with its type."""
        return f"{LLVM_TYPE[value.rep]} {self.ref(value)}"

    def c_operand(self, value: Value) -> str:
        """An operand as C sees it: truth values are int32_t."""
        if value.rep is Rep.BOOL:
            wide = self.fresh("w")
            self.line(f"{wide} = zext i1 {self.ref(value)} to i32")
            return f"i32 {wide}"
        return self.typed(value)

    def set_pos(self, pos: int) -> None:
        """Let the frame stand at the instruction to blame."""
        if pos == NO_POS or pos == self.pos:
            return
        self.pos, self.frame_line = pos, self.line_at(pos)
        if self.fn.framed:
            self.line(f"call void @rt_frame_set_pos(ptr %frame, i32 {pos})")
        else:
            self.line(f"store i32 {pos}, ptr %pos")

    def set_line(self, pos: int) -> None:
        """Let the frame stand in the line of an instruction, which may do without the rest."""
        line = self.line_at(pos)
        if line is None or line != self.frame_line or not self.fn.framed:
            self.set_pos(pos)

    def line_at(self, pos: int) -> int | None:
        """The line of an instruction, None when that is not known."""
        return self.line_of_pos[pos] if 0 <= pos < len(self.line_of_pos) else None

    @contextmanager
    def apart(self, op: Op, label: str) -> Iterator[None]:
        """Write a block of *op*'s that seldom runs, from its label to its end.

        The frame stands at *op* there; afterwards it is known to stand in its line only.
        """
        lines, self.lines = self.lines, self.late_lines
        pos = self.pos
        self.start_label(label)
        self.set_pos(op.pos)
        yield
        self.lines = lines
        self.pos = pos if pos == op.pos else NO_POS

    def slot_name(self, slot: Slot) -> str:
        """The alloca of an unboxed slot."""
        return f"%s{self.fn.slots.index(slot)}"

    def payload_name(self, slot: Slot) -> str:
        """The alloca of the second register of a num."""
        return f"{self.slot_name(slot)}.payload"

    def address(self, slot: Slot) -> str:
        """A pointer to a slot's storage."""
        if slot.rep is not Rep.OBJ or slot.borrowed:
            return self.slot_name(slot)
        name = self.fresh("a")
        if self.in_frame(slot):
            self.line(f"{name} = getelementptr ptr, ptr %locals, i64 {slot.index}")
        else:
            self.line(f"{name} = getelementptr ptr, ptr %temps, i64 {self.temp_index[slot]}")
        return name

    def is_temporary_object(self, slot: Slot) -> bool:
        """Whether a slot owns an object and lies in the function's own storage."""
        return slot.rep is Rep.OBJ and not slot.borrowed and not self.in_frame(slot)

    def in_frame(self, slot: Slot) -> bool:
        """Whether a slot lies in the frame's localsplus."""
        return self.fn.framed and slot.kind is not SlotKind.TEMP

    # --- errors ---

    def check(self, condition: str, op: Op) -> None:
        """Go to the error block of *op* if *condition* (an i1) holds, else continue."""
        ok = self.fresh("ok")[1:]
        self.line(f"br i1 {condition}, label %{error_label(self, op)}, label %{ok}{UNLIKELY}")
        self.start_label(ok)

    def check_result(self, op: Op, name: str, c_type: str, rep: Rep) -> None:
        """Test a C result for its error value."""
        test = self.fresh("e")
        if rep is Rep.OBJ:
            self.line(f"{test} = icmp eq ptr {name}, null")
        elif rep in TAGGED:
            self.line(f"{test} = icmp eq i64 {name}, 1")
        elif rep is Rep.F64:
            self.check_float(op, name)
            return
        else:
            self.line(f"{test} = icmp slt {c_type} {name}, 0")
        self.check(test, op)

    def check_float(self, op: Op, name: str) -> None:
        """-1.0 is an error only if an exception is set."""
        suspect, raised = self.fresh("e"), self.fresh("e")
        maybe, ok = self.fresh("maybe")[1:], self.fresh("ok")[1:]
        self.line(f"{suspect} = fcmp oeq double {name}, {float_literal(-1.0)}")
        self.line(f"br i1 {suspect}, label %{maybe}, label %{ok}{UNLIKELY}")
        self.start_label(maybe)
        self.line(f"{raised} = call i32 @rt_error_is_set(ptr %ts)")
        failed = self.fresh("e")
        self.line(f"{failed} = icmp ne i32 {raised}, 0")
        self.line(f"br i1 {failed}, label %{error_label(self, op)}, label %{ok}{UNLIKELY}")
        self.start_label(ok)

    # --- constants ---

    def constant(self, value: object) -> str:
        """A borrowed reference to a Python constant."""
        found = self.constants.find(value) if self.constants and self.fn.framed else None
        address, name = self.fresh("k"), self.fresh("k")
        if found is None:
            index = self.module.extra.index(value)
            table = f"@{self.module.symbol}_consts"
        else:
            index = found[1]
            table = "%names" if found[0] == "name" else "%consts"
        self.line(f"{address} = getelementptr ptr, ptr {table}, i64 {index}")
        self.line(f"{name} = load ptr, ptr {address}")
        return name

    # --- calls ---

    def finish_call(self, op: Op, call: str, c_type: str) -> None:
        """The call, the test of its result, and the result in its representation."""
        if c_type == "void":
            self.line(call)
            return
        name = self.fresh("v")
        self.line(f"{name} = {call}")
        if op.raises:
            self.check_result(op, name, c_type, op.rep)
        if op.rep is Rep.BOOL:
            self.define(op, f"icmp ne i32 {name}, 0")
        elif op.rep is not Rep.NONE:
            self.names[op] = name

    def argument_array(self, args: tuple[Value, ...], first: int) -> str:
        """Store *args* from place *first* of the argument area; a pointer to the first."""
        if first + len(args) == 0:
            return "null"
        self.max_args = max(self.max_args, first + len(args))  # place 0 belongs to vectorcall
        for i, arg in enumerate(args):
            place = self.fresh("a")
            self.line(f"{place} = getelementptr ptr, ptr %args, i64 {first + i}")
            self.line(f"store ptr {self.ref(arg)}, ptr {place}")
        start = self.fresh("a")
        self.line(f"{start} = getelementptr ptr, ptr %args, i64 {first}")
        return start

    def callee_frame(self, count: int) -> str:
        """Memory for the frame of a function with so many variables that is called directly."""
        self.callee_locals = max(self.callee_locals or 0, count)
        return "%callee"


def lines_by_unit(fn: Function) -> list[int | None]:
    """The line of each code unit; none for a function without code."""
    return [line for line, *_ in fn.code.co_positions()] if fn.code is not None else []


def write_function(fn: Function, module: ModuleWriter) -> list[str]:
    """The definition of a function, and the copies of it that are inlined into itself.

    A small recursive function without a frame spends most of its time on entering and leaving. With
    copies that LLVM must inline, one entry serves several calls. Only the outermost watches the
    stack and the eval breaker, which is often enough.
    """
    levels = inlined_levels(fn)
    return [FunctionEmitter(fn, module, level, levels).emit() for level in range(levels + 1)]
