# SPDX-License-Identifier: Apache-2.0
"""One IR function to the text of one LLVM function.

    t: obj = call_c rt_add(a, b)   ->   %v3 = call ptr @rt_add(ptr %v1, ptr %v2)
                                        %c1 = icmp eq ptr %v3, null
                                        br i1 %c1, label %error1, label %ok1, !prof !0

Each operation has a method ``emit_<mnemonic>``. An operation that may raise is followed by a branch
to an *error block*, shared by all operations with the same cleanup and handler: it adds the
traceback entry, releases what was alive, and goes to the handler or leaves the function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aot_build.ir import ops as ir
from aot_build.ir.function import Block, Function, Slot, SlotKind
from aot_build.ir.types import TAGGED, Effect, Rep
from aot_build.ir.values import NO_POS, Const, Op, Value
from aot_build.llvm.calls import (
    emit_call,
    emit_call_c,
    emit_call_method,
    emit_call_native,
    emit_collect,
    emit_continue_in,
)
from aot_build.llvm.constants import SINGLETONS, CodeConstants
from aot_build.llvm.debug_info import FunctionLines
from aot_build.llvm.directcalls import (
    emit_call_tried_method,
    emit_direct_call,
    emit_direct_method_call,
    emit_try_direct,
)
from aot_build.llvm.generators import emit_resumed, emit_yield, entry_switch
from aot_build.llvm.module import FRAME_HEADER, ModuleWriter
from aot_build.llvm.numbers import (
    emit_box_num,
    emit_num_binary,
    emit_num_compare,
    emit_num_unary,
    emit_to_num,
    set_num,
)
from aot_build.llvm.types import (
    GAVE_UP,
    LLVM_TYPE,
    NUM_RESULT,
    UNLIKELY,
    float_literal,
    parameter_types,
    result_type,
)

TINY_FUNCTION, SMALL_FUNCTION = 25, 40  # operations
RELEASERS = {
    Rep.INT: "rt_int_decref",
    Rep.ANY: "rt_int_decref",
    Rep.NUM: "rt_num_decref",
}
# All variables meet where the function is left by an exception: in registers, that is a phi node
# for each, with a value from each operation that may raise. Beyond this product, memory is cheaper.
MEETINGS_LIMIT = 8_000
BOXERS = {
    Rep.INT: "rt_box_int",
    Rep.ANY: "rt_any_to_object",
    Rep.I64: "rt_box_i64",
    Rep.F64: "rt_box_f64",
}
UNBOXERS = {
    Rep.INT: "rt_unbox_int",
    Rep.ANY: "rt_any_from_object",
    Rep.I64: "rt_unbox_i64",
    Rep.F64: "rt_unbox_f64",
}
INT_PREDICATE = {"eq": "eq", "ne": "ne", "lt": "slt", "le": "sle", "gt": "sgt", "ge": "sge"}
FLOAT_PREDICATE = {"eq": "oeq", "ne": "une", "lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge"}
INT_OPCODE = {
    "int_add": "add nsw",
    "int_sub": "sub nsw",
    "int_mul": "mul nsw",
    "int_and": "and",
    "int_or": "or",
    "int_xor": "xor",
}
FLOAT_OPCODE = {
    "float_add": "fadd",
    "float_sub": "fsub",
    "float_mul": "fmul",
    "float_div": "fdiv",
}


class FunctionEmitter:
    """Writes one function; :meth:`emit` gives its text."""

    def __init__(self, fn: Function, module: ModuleWriter, level: int = 0, levels: int = 0) -> None:
        """*level*: which inlined copy of a recursive function this is, of *levels*; 0 is itself."""
        self.fn = fn
        self.module = module
        self.level = level
        self.levels = levels
        self.lines: list[str] = []
        self.names: dict[Value, str] = {}
        self.payloads: dict[Value, str] = {}  # the second register of each num
        self.uses_num = False
        self.sites: dict[Value, str] = {}  # what calls that were tried know, by the trial
        self.labels: dict[Block, str] = {}
        self.errors: dict[object, str] = {}
        self.error_lines: list[str] = []
        self.count = 0
        self.pos = NO_POS
        self.source = FunctionLines(module.debug, fn) if module.debug and fn.code else None
        self.place = self.source.start if self.source else ""  # what each instruction ends with
        self.block: Block = fn.entry
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
            self.emit_block(block)
        body = self.with_phis()
        return "\n".join([self.header(), *self.prologue(), *body, *self.error_lines, "}"])

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

    def prologue(self) -> list[str]:
        """Storage for slots and call arguments, and what the body reads from its frame."""
        lines = ["entry:"]
        storage: list[str] = []
        for slot in self.fn.slots:
            if slot.kind is SlotKind.TEMP and not slot.array:
                continue  # lies in the array that began before it
            if slot.rep is not Rep.OBJ or slot.borrowed:
                ty = LLVM_TYPE[slot.rep]
                if slot.array > 1:
                    ty = f"[{slot.array} x {ty}]"
                storage.append(self.slot_name(slot))
                lines.append(f"  {storage[-1]} = alloca {ty}")
                zero = _zero(slot.rep) if slot.array <= 1 else "zeroinitializer"
                lines.append(f"  store {ty} {zero}, ptr {storage[-1]}")
            if slot.rep is Rep.NUM:
                storage.append(self.payload_name(slot))
                lines.append(f"  {storage[-1]} = alloca double")
                lines.append(f"  store double 0.0, ptr {storage[-1]}")
        if len(storage) * sum(op.raises for op in self.fn.ops()) > MEETINGS_LIMIT:
            lines += [keep_in_memory(name) for name in storage]
        if self.temp_index:
            n = len(self.temp_index)
            lines.append(f"  %temps = alloca [{n} x ptr]")
            lines.append(f"  store [{n} x ptr] zeroinitializer, ptr %temps")
        if self.uses_num:
            lines.append("  %num = alloca { i64, double }")
        if self.callee_locals is not None:
            size = FRAME_HEADER + 8 * (self.callee_locals + 4)
            lines.append(f"  %callee = alloca [{size} x i8], align 16")
        if self.max_args:
            lines.append(f"  %args = alloca [{self.max_args + 1} x ptr]")
        if self.fn.framed:
            lines.append("  %locals = call ptr @rt_frame_locals(ptr %frame)")
            lines.append("  %code = call ptr @rt_frame_code(ptr %frame)")
            lines.append("  %consts = call ptr @rt_code_consts(ptr %code)")
            lines.append("  %names = call ptr @rt_code_names(ptr %code)")
        else:
            lines.append("  %pos = alloca i32")
            lines.append("  store i32 0, ptr %pos")
        lines += self.breaker_lines()
        if not self.fn.framed and not self.level and calls_natives(self.fn):
            lines += self.entry_checks()
        elif self.fn.is_generator:
            lines += entry_switch(self)
        else:
            lines.append("  br label %b0")
        return lines

    def breaker_lines(self) -> list[str]:
        """The address of the eval breaker, which loops look at."""
        if any(isinstance(op, ir.EvalBreaker) for op in self.fn.ops()):
            return ["  %breaker = call ptr @rt_eval_breaker_address(ptr %ts)"]
        return []

    def entry_checks(self) -> list[str]:
        """A function without a frame that may recur watches the stack and the eval breaker."""
        return [
            "  %entry.bad = call i32 @rt_enter_unframed(ptr %ts)",
            "  %entry.failed = icmp slt i32 %entry.bad, 0",
            f"  br i1 %entry.failed, label %entry.error, label %b0{UNLIKELY}",
            "entry.error:",
            *self.traceback_lines(),
            f"  {self.error_return()}",
        ]

    def with_phis(self) -> list[str]:
        """The blocks' lines, each block that has parameters begun by its phi nodes."""
        out: list[str] = []
        for line in self.lines:
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
        self.pos = NO_POS
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
                self.set_pos(op.pos)
            emit = EMITTERS.get(op.mnemonic)
            if emit is not None:
                emit(self, op)
            else:
                getattr(self, f"emit_{op.mnemonic}")(op)

    # --- small services ---

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
        self.pos = pos
        if self.fn.framed:
            self.line(f"call void @rt_frame_set_pos(ptr %frame, i32 {pos})")
        else:
            self.line(f"store i32 {pos}, ptr %pos")

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
        self.line(f"br i1 {condition}, label %{self.error_label(op)}, label %{ok}{UNLIKELY}")
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
        self.line(f"br i1 {failed}, label %{self.error_label(op)}, label %{ok}{UNLIKELY}")
        self.start_label(ok)

    def error_label(self, op: Op, *, traceback: bool = True) -> str:
        """The label of the block that takes *op*'s exception on.

        Each such block releases one value, the newest, and goes to the block for those before it:
        so operations that leave the same values behind share all that follows.
        """
        if self.fn.is_leaf or (isinstance(op, ir.CallNative) and op.same):
            traceback = False
        handler = self.block.handler
        for count in range(len(op.cleanup), -1, -1):
            values = op.cleanup[:count]
            key = (values, handler, traceback)
            if key in self.errors:
                break
            label = self.errors[key] = f"error{len(self.errors)}"
            self.error_lines.append(f"{label}:")
            if values:
                following = self.errors.get((values[:-1], handler, traceback))
                following = following or f"error{len(self.errors)}"  # the one made next
                self.error_lines += [self.release_line(values[-1]), f"  br label %{following}"]
            else:
                self.error_lines += self.error_end(traceback)
        return self.errors[op.cleanup, handler, traceback]

    def release_line(self, value: Value) -> str:
        """Release a value where an exception is on its way."""
        if value.rep in RELEASERS:
            return f"  call void @{RELEASERS[value.rep]}(i64 {self.names[value]})"
        return f"  call void @rt_decref_cold(ptr {self.names[value]})"

    def error_end(self, traceback: bool) -> list[str]:
        """Add the traceback entry, then go to the handler or leave the function."""
        lines = self.traceback_lines() if traceback else []
        if self.block.handler is not None:
            return [*lines, f"  br label %{self.labels[self.block.handler]}"]
        if "leave" not in self.errors:
            self.errors["leave"] = "leave"
            leave = ["leave:", *self.leave_lines(), f"  {self.error_return()}"]
            return [*lines, "  br label %leave", *leave]
        return [*lines, "  br label %leave"]

    def traceback_lines(self) -> list[str]:
        """Add the entry of this function to the traceback."""
        if self.fn.framed:
            return ["  call void @rt_traceback(ptr %ts, ptr %frame)"]
        position = self.fresh("pos")
        code = f"ptr @{self.module.symbol}, i32 {self.fn.code_index}"
        return [
            f"  {position} = load i32, ptr %pos",
            f"  call void @rt_traceback_unframed(ptr %ts, {code}, i32 {position})",
        ]

    def error_return(self) -> str:
        rep = self.fn.result
        if rep is Rep.NUM:
            return f"ret {NUM_RESULT} {{ i64 {GAVE_UP}, double 0.0 }}"
        value = {Rep.OBJ: "null", Rep.F64: float_literal(-1.0), Rep.INT: "1"}.get(rep, "-1")
        return f"ret {LLVM_TYPE[rep]} {value}"

    def leave_lines(self) -> list[str]:
        """Release the compiler's own slots; the frame's are released with the frame."""
        lines = []
        if self.temp_index:
            lines.append(f"  call void @rt_clear_slots(ptr %temps, i64 {len(self.temp_index)})")
        for slot in self.fn.slots:
            if slot.rep in RELEASERS and not slot.borrowed:
                name = self.fresh("d")
                lines.append(f"  {name} = load i64, ptr {self.slot_name(slot)}")
                lines.append(f"  call void @{RELEASERS[slot.rep]}(i64 {name})")
        return lines

    # --- constants, locals, globals ---

    def emit_load_const(self, op: ir.LoadConst) -> None:
        value = op.value
        if value is True or value is False:
            self.names[op] = "@_Py_TrueStruct" if value else "@_Py_FalseStruct"
        elif value is None or value is Ellipsis or value is NotImplemented:
            self.names[op] = f"@{SINGLETONS[value]}"
        else:
            self.names[op] = self.constant(value)

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

    def emit_load_slot(self, op: ir.LoadSlot) -> None:
        name = self.define(op, f"load {LLVM_TYPE[op.rep]}, ptr {self.address(op.slot)}")
        if op.rep is Rep.NUM:
            payload = self.fresh("f")
            self.line(f"{payload} = load double, ptr {self.payload_name(op.slot)}")
            set_num(self, op, name, payload)
        if op.checked:
            self.check_bound(op, name, op.slot)

    def check_bound(self, op: Op, name: str, slot: Slot) -> None:
        test = self.fresh("e")
        unbound, ok = self.fresh("unbound")[1:], self.fresh("ok")[1:]
        self.line(f"{test} = icmp eq ptr {name}, null")
        self.line(f"br i1 {test}, label %{unbound}, label %{ok}{UNLIKELY}")
        self.start_label(unbound)
        variable = self.constant(slot.name)
        self.line(f"call i32 @rt_unbound_local(ptr {variable})")
        self.line(f"br label %{self.error_label(op)}")
        self.start_label(ok)

    def emit_store_slot(self, op: ir.StoreSlot) -> None:
        rep = op.slot.rep
        address = self.address(op.slot)
        if op.slot.borrowed:
            self.line(f"store {self.typed(op.value)}, ptr {address}")
            if rep is Rep.NUM:
                payload = self.payloads[op.value]
                self.line(f"store double {payload}, ptr {self.payload_name(op.slot)}")
        elif rep is Rep.OBJ:
            self.line(f"call void @rt_slot_set(ptr {address}, ptr {self.ref(op.value)})")
        elif rep in RELEASERS:
            old = self.fresh("old")
            self.line(f"{old} = load i64, ptr {address}")
            self.line(f"store i64 {self.ref(op.value)}, ptr {address}")
            if rep is Rep.NUM:
                payload = self.payloads[op.value]
                self.line(f"store double {payload}, ptr {self.payload_name(op.slot)}")
            self.line(f"call void @{RELEASERS[rep]}(i64 {old})")
        else:
            self.line(f"store {self.typed(op.value)}, ptr {address}")

    def emit_clear_slot(self, op: ir.ClearSlot) -> None:
        address = self.address(op.slot)
        if op.checked:
            name = self.fresh("v")
            self.line(f"{name} = load ptr, ptr {address}")
            self.check_bound(op, name, op.slot)
        if op.slot.rep in RELEASERS:
            old = self.fresh("old")
            self.line(f"{old} = load i64, ptr {address}")
            self.line(f"store i64 {_zero(op.slot.rep)}, ptr {address}")
            self.line(f"call void @{RELEASERS[op.slot.rep]}(i64 {old})")
            return
        self.line(f"call void @rt_slot_clear(ptr {address})")

    def emit_take_slot(self, op: ir.TakeSlot) -> None:
        address = self.address(op.slot)
        ty = LLVM_TYPE[op.rep]
        name = self.define(op, f"load {ty}, ptr {address}")
        if op.rep is Rep.NUM:
            payload = self.fresh("f")
            self.line(f"{payload} = load double, ptr {self.payload_name(op.slot)}")
            set_num(self, op, name, payload)
        self.line(f"store {ty} {_zero(op.rep)}, ptr {address}")

    def emit_slot_address(self, op: ir.SlotAddress) -> None:
        self.names[op] = self.address(op.slot)

    def global_operands(self, symbol: str) -> str:
        return f"ptr @{self.module.symbol}, i32 {self.module.global_index(symbol)}"

    def emit_load_global(self, op: ir.LoadGlobal) -> None:
        if self.fn.is_leaf:
            name = self.define(op, f"call ptr @rt_peek_global({self.global_operands(op.symbol)})")
            self.check_result(op, name, "ptr", Rep.OBJ)
            self.line(f"call void @rt_incref(ptr {name})")
            return
        name = self.define(op, f"call ptr @rt_load_global({self.global_operands(op.symbol)})")
        self.check_result(op, name, "ptr", Rep.OBJ)

    def emit_store_global(self, op: ir.StoreGlobal) -> None:
        status = self.fresh("r")
        where = self.global_operands(op.symbol)
        self.line(f"{status} = call i32 @rt_store_global({where}, {self.typed(op.value)})")
        self.check_result(op, status, "i32", Rep.NONE)

    def emit_delete_global(self, op: ir.DeleteGlobal) -> None:
        status = self.fresh("r")
        self.line(f"{status} = call i32 @rt_delete_global({self.global_operands(op.symbol)})")
        self.check_result(op, status, "i32", Rep.NONE)

    def emit_global_is(self, op: ir.GlobalIs) -> None:
        status = self.fresh("r")
        kind, _, name = op.expected.partition(".")
        where = self.global_operands(op.symbol)
        if kind == "builtins":
            expected = self.module.builtin_index(name)
            self.line(f"{status} = call i32 @rt_global_is_builtin({where}, i32 {expected})")
        else:
            entry = self.module.entry_of(name)
            self.line(f"{status} = call i32 @rt_global_is_native({where}, ptr @{entry})")
        self.define(op, f"icmp ne i32 {status}, 0")

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

    # --- representations ---

    def emit_box(self, op: ir.Box) -> None:
        value = op.value
        if value.rep is Rep.BOOL:
            pick = f"select i1 {self.ref(value)}, ptr @_Py_TrueStruct, ptr @_Py_FalseStruct"
            name = self.define(op, pick)
            self.line(f"call void @rt_incref(ptr {name})")
            return
        if value.rep is Rep.NUM:
            emit_box_num(self, op)
            return
        maker = BOXERS[value.rep]
        name = self.define(op, f"call ptr @{maker}({self.typed(value)})")
        self.check_result(op, name, "ptr", Rep.OBJ)

    def emit_unbox(self, op: ir.Unbox) -> None:
        operand = self.typed(op.value)
        if op.to is Rep.BOOL:
            self.define(op, f"icmp eq {operand}, @_Py_TrueStruct")
            return
        self.define(op, f"call {LLVM_TYPE[op.to]} @{UNBOXERS[op.to]}({operand})")

    def emit_is_type(self, op: ir.IsType) -> None:
        if op.type_name == "smallint":
            status = self.fresh("r")
            self.line(f"{status} = call i32 @rt_is_smallint({self.typed(op.value)})")
            self.define(op, f"icmp ne i32 {status}, 0")
            return
        kind = self.fresh("t")
        self.line(f"{kind} = call ptr @rt_type_of({self.typed(op.value)})")
        self.define(op, f"icmp eq ptr {kind}, @{self.module.type_symbol(op.type_name)}")

    def emit_int_widen(self, op: ir.IntWiden) -> None:
        self.define(op, f"shl nsw i64 {self.ref(op.value)}, 1")

    def emit_int_narrow(self, op: ir.IntNarrow) -> None:
        self.define(op, f"ashr exact i64 {self.ref(op.value)}, 1")

    def emit_int_to_float(self, op: ir.IntToFloat) -> None:
        self.define(op, f"sitofp i64 {self.ref(op.value)} to double")

    # --- arithmetic ---

    def binary(self, op: Op, opcode: str) -> None:
        left, right = op.operands
        self.define(op, f"{opcode} {self.typed(left)}, {self.ref(right)}")

    def __getattr__(self, name: str) -> object:
        mnemonic = name.removeprefix("emit_")
        opcode = INT_OPCODE.get(mnemonic) or FLOAT_OPCODE.get(mnemonic)
        if opcode is None:
            raise AttributeError(name)
        return lambda op: self.binary(op, opcode)

    def emit_float_neg(self, op: ir.FloatNeg) -> None:
        self.define(op, f"fneg double {self.ref(op.value)}")

    def emit_int_compare(self, op: ir.IntCompare) -> None:
        self.binary(op, f"icmp {INT_PREDICATE[op.predicate]}")

    def emit_float_compare(self, op: ir.FloatCompare) -> None:
        self.binary(op, f"fcmp {FLOAT_PREDICATE[op.predicate]}")

    def emit_is_same(self, op: ir.IsSame) -> None:
        self.binary(op, "icmp eq")

    def emit_bool_not(self, op: ir.BoolNot) -> None:
        self.define(op, f"xor i1 {self.ref(op.value)}, true")

    # --- control ---

    def emit_eval_breaker(self, op: ir.EvalBreaker) -> None:
        status, test = self.fresh("r"), self.fresh("e")
        pending, ok = self.fresh("pending")[1:], self.fresh("ok")[1:]
        self.line(f"{status} = call i32 @rt_eval_breaker_at(ptr %breaker)")
        self.line(f"{test} = icmp ne i32 {status}, 0")
        self.line(f"br i1 {test}, label %{pending}, label %{ok}{UNLIKELY}")
        self.start_label(pending)
        result = self.fresh("r")
        self.line(f"{result} = call i32 @rt_handle_eval_breaker(ptr %ts)")
        failed = self.fresh("e")
        self.line(f"{failed} = icmp slt i32 {result}, 0")
        self.line(f"br i1 {failed}, label %{self.error_label(op)}, label %{ok}{UNLIKELY}")
        self.start_label(ok)

    def emit_goto(self, op: ir.Goto) -> None:
        self.edges.setdefault(op.target, []).append((self.current_label, op.args))
        self.line(f"br label %{self.labels[op.target]}")

    def emit_branch(self, op: ir.Branch) -> None:
        weights = {None: "", False: UNLIKELY, True: ", !prof !1"}[op.likely]
        then, orelse = self.labels[op.then], self.labels[op.orelse]
        self.line(f"br i1 {self.ref(op.condition)}, label %{then}, label %{orelse}{weights}")

    def emit_return(self, op: ir.Return) -> None:
        self.lines += self.leave_lines()
        if op.value.rep is Rep.NUM:
            half, whole = self.fresh("v"), self.fresh("v")
            self.line(f"{half} = insertvalue {NUM_RESULT} undef, i64 {self.ref(op.value)}, 0")
            payload = self.payloads[op.value]
            self.line(f"{whole} = insertvalue {NUM_RESULT} {half}, double {payload}, 1")
            self.line(f"ret {NUM_RESULT} {whole}")
            return
        self.line(f"ret {self.typed(op.value)}")

    def emit_raise(self, op: ir.Raise) -> None:
        self.line(f"br label %{self.error_label(op)}")

    def emit_reraise(self, op: ir.Reraise) -> None:
        self.line(f"br label %{self.error_label(op, traceback=False)}")

    def emit_unreachable(self, op: ir.Unreachable) -> None:
        self.line("unreachable")

    # --- reference counts ---

    def emit_incref(self, op: ir.Incref) -> None:
        kind = RELEASERS.get(op.value.rep, "rt_decref").replace("decref", "incref")
        self.line(f"call void @{kind}({self.typed(op.value)})")

    def emit_decref(self, op: ir.Decref) -> None:
        kind = RELEASERS.get(op.value.rep, "rt_decref")
        self.line(f"call void @{kind}({self.typed(op.value)})")


# What is emitted in other modules of this room, by mnemonic.
EMITTERS: dict[str, Callable[[FunctionEmitter, Any], None]] = {
    "call": emit_call,
    "call_c": emit_call_c,
    "call_direct": emit_direct_call,
    "call_direct_method": emit_direct_method_call,
    "call_method": emit_call_method,
    "call_native": emit_call_native,
    "call_tried_method": emit_call_tried_method,
    "collect": emit_collect,
    "continue_in": emit_continue_in,
    "num_binary": emit_num_binary,
    "num_compare": emit_num_compare,
    "num_unary": emit_num_unary,
    "resumed": emit_resumed,
    "to_num": emit_to_num,
    "try_direct": emit_try_direct,
    "yield": emit_yield,
}


def write_function(fn: Function, module: ModuleWriter) -> list[str]:
    """The definition of a function, and the copies of it that are inlined into itself.

    A small recursive function without a frame spends most of its time on entering and leaving. With
    copies that LLVM must inline, one entry serves several calls. Only the outermost watches the
    stack and the eval breaker, which is often enough.
    """
    levels = inlined_levels(fn)
    return [FunctionEmitter(fn, module, level, levels).emit() for level in range(levels + 1)]


def inlined_levels(fn: Function) -> int:
    """How many copies of *fn* deep it is inlined into itself."""
    if fn.framed or not any(
        isinstance(op, ir.CallNative) and op.target == fn.name for op in fn.ops()
    ):
        return 0
    size = sum(1 for _ in fn.ops())
    if size <= TINY_FUNCTION:
        return 3
    return 2 if size <= SMALL_FUNCTION else int(size <= 3 * SMALL_FUNCTION)


def calls_natives(fn: Function) -> bool:
    """Whether *fn* calls typed functions directly, itself perhaps."""
    return any(isinstance(op, ir.CallNative) for op in fn.ops())


def _zero(rep: Rep) -> str:
    if rep in (Rep.OBJ, Rep.PTR):
        return "null"
    return {Rep.F64: "0.0", Rep.BOOL: "false"}.get(rep, "0")


def keep_in_memory(pointer: str) -> str:
    """An instruction, no code, after which anybody may know *pointer*: its target stays memory."""
    return f'  call void asm sideeffect "", "r"(ptr {pointer})'
