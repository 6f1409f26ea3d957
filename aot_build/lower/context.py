"""What every lowering function shares: the function being made, its names, its positions.

Lowering functions take ``(cx, node)``. Expressions answer with a Value in whatever representation
is natural (an unboxed float stays ``f64``); who needs an object asks :meth:`Context.obj`. A
construct that cannot be native raises :class:`Unsupported`, and the whole function stays in the
bytecode tier.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from aot_build.ir.builder import Builder
from aot_build.ir.function import Block, Function, Slot, SlotKind
from aot_build.ir.ops import (
    UNBOXED_TYPES,
    Box,
    CallC,
    ClearSlot,
    Incref,
    IntToFloat,
    IntWiden,
    LoadConst,
    LoadSlot,
    SlotAddress,
    ToNum,
    Unbox,
    Yield,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.primitives.numbers import INT_TO_FLOAT
from aot_build.primitives.registry import Prim
from aot_build.primitives.tagged import INT_TO_ANY

if TYPE_CHECKING:
    from aot_build.front.positions import PositionMap
    from aot_build.front.scopes import FunctionScope, ModuleScopes


def is_int(value: Const) -> bool:
    """Whether an immediate is an int, not a bool or a float."""
    return value.rep in (Rep.INT, Rep.I64, Rep.ANY)


class Unsupported(Exception):
    """This function stays in the bytecode tier. ``reason`` is a short code shown in reports."""

    def __init__(self, reason: str, node: ast.AST | None = None, message: str = "", hint: str = ""):
        super().__init__(message or reason)
        self.reason = reason
        self.node = node
        self.message = message
        self.hint = hint


@dataclasses.dataclass
class LocalType:
    """What inference says of one local variable in one version of a function."""

    rep: Rep = Rep.OBJ
    ty: str = "object"


@dataclasses.dataclass(frozen=True)
class NativeSignature:
    """How a typed function of this module is called directly (CallNative)."""

    target: str
    params: tuple[Rep, ...]
    result: Rep
    ty: str = "object"  # of the result


@dataclasses.dataclass
class Typing:
    """The assumptions a version of a function is lowered under.

    ``locals``: representation of each local variable (absent: obj). ``globals``: names assumed,
    checked before the body is entered: name → "builtins.x" for a built-in, "self.f" for this
    module's function f. ``natives``: how those functions are called directly, by name.
    ``leaf``: it is a leaf version, which computes in registers or gives up (lower/leaves.py).
    ``collecting``: the built-in that consumes its elements, if it is a collecting version
    (lower/collecting.py).
    """

    locals: dict[str, LocalType] = dataclasses.field(default_factory=dict)
    globals: dict[str, str] = dataclasses.field(default_factory=dict)
    natives: dict[str, NativeSignature] = dataclasses.field(default_factory=dict)
    leaf: bool = False
    collecting: str = ""


@dataclasses.dataclass
class Unwind:
    """Something to undo when control leaves a statement early; see ``lower/exceptions.py``.

    ``leave(cx)`` emits the code for a `return`, `break` or `continue` that passes through.
    """

    leave: Callable[[Context], None]
    handler: Block | None  # the handler current outside of the statement
    break_to: Block | None = None  # loops only
    continue_to: Block | None = None
    is_loop: bool = False
    depth: int = 0  # how much is held outside of the statement (``Context.held``)


@dataclasses.dataclass
class Suspended:
    """A place where the function is suspended; see ``lower/generators.py``.

    ``node`` has the position of its instruction, ``use`` is as of ``front.suspensions``.
    """

    node: ast.AST
    made: Yield
    use: int


ExprRule = Callable[["Context", Any], Value]
StmtRule = Callable[["Context", Any], None]
EXPR_RULES: dict[type[ast.expr], ExprRule] = {}
OPERAND_RULES: dict[type[ast.expr], ExprRule] = {}  # where only arithmetic sees the result
STMT_RULES: dict[type[ast.stmt], StmtRule] = {}


def lowers_expr(*kinds: type[ast.expr]) -> Callable[[ExprRule], ExprRule]:
    """Register the lowering of expression nodes."""

    def register(rule: ExprRule) -> ExprRule:
        EXPR_RULES.update(dict.fromkeys(kinds, rule))
        return rule

    return register


def lowers_operand(*kinds: type[ast.expr]) -> Callable[[ExprRule], ExprRule]:
    """Register the lowering of expression nodes that are operands of arithmetic."""

    def register(rule: ExprRule) -> ExprRule:
        OPERAND_RULES.update(dict.fromkeys(kinds, rule))
        return rule

    return register


def lowers_stmt(*kinds: type[ast.stmt]) -> Callable[[StmtRule], StmtRule]:
    """Register the lowering of statement nodes."""

    def register(rule: StmtRule) -> StmtRule:
        STMT_RULES.update(dict.fromkeys(kinds, rule))
        return rule

    return register


class Context:
    """The state of lowering one version of one function."""

    def __init__(
        self,
        function: Function,
        scope: FunctionScope,
        module: ModuleScopes,
        positions: PositionMap,
        typing: Typing,
    ) -> None:
        self.function = function
        self.b = Builder(function)
        self.scope = scope
        self.module = module
        self.positions = positions
        self.typing = typing
        self.slots: dict[str, Slot] = {}  # by mangled name: locals, cells, free variables
        self.renamed: list[dict[str, Slot]] = []  # variables of inlined comprehensions, inner last
        self.unwinds: list[Unwind] = []
        self.held: list[Slot] = []  # what the interpreter's stack holds here, from its bottom
        self.suspended: list[Suspended] = []

    # --- dispatch ---

    def expr(self, node: ast.expr) -> Value:
        """Lower an expression; its value in its natural representation."""
        rule = EXPR_RULES.get(type(node))
        if rule is None:
            raise Unsupported(f"expr-{type(node).__name__.lower()}", node)
        with self.at(node):
            return rule(self, node)

    def operand(self, node: ast.expr) -> Value:
        """Lower an expression whose result is only an operand of arithmetic or a comparison."""
        rule = OPERAND_RULES.get(type(node))
        if rule is None:
            return self.expr(node)
        with self.at(node):
            return rule(self, node)

    def stmt(self, node: ast.stmt) -> None:
        """Lower a statement."""
        if self.b.terminated:
            return
        rule = STMT_RULES.get(type(node))
        if rule is None:
            raise Unsupported(f"stmt-{type(node).__name__.lower()}", node)
        with self.at(node):
            rule(self, node)

    def body(self, nodes: list[ast.stmt]) -> None:
        """Lower a suite; what cannot be reached is dropped."""
        for node in nodes:
            self.stmt(node)

    @contextlib.contextmanager
    def at(self, node: ast.AST) -> Iterator[None]:
        """Blame *node* for what is emitted meanwhile."""
        saved = self.b.pos
        if hasattr(node, "lineno"):
            self.b.pos = self.positions.find(node)
        try:
            yield
        finally:
            self.b.pos = saved

    @contextlib.contextmanager
    def at_unit(self, unit: int) -> Iterator[None]:
        """Blame the instruction at a code unit for what is emitted meanwhile."""
        saved, self.b.pos = self.b.pos, unit
        try:
            yield
        finally:
            self.b.pos = saved

    @contextlib.contextmanager
    def handled_by(self, handler: Block | None) -> Iterator[None]:
        """Let what is emitted meanwhile raise into *handler*; starts a new block on both sides."""
        saved = self.b.handler
        self.b.handler = handler
        self.fresh_block("body")
        try:
            yield
        finally:
            self.b.handler = saved
            self.fresh_block("after")

    def fresh_block(self, hint: str) -> None:
        """Continue in a new block, so that a changed handler takes effect."""
        block = self.b.new_block(hint)
        dead = self.b.terminated
        self.b.goto(block)
        if dead:
            return
        self.b.start(block)

    # --- values ---

    def obj(self, node: ast.expr) -> Value:
        """Lower an expression to an object."""
        value = self.expr(node)
        with self.at(node):
            return self.as_obj(value)

    def operand_obj(self, node: ast.expr) -> Value:
        """The same where the object is made for somebody who wants a number."""
        value = self.operand(node)
        with self.at(node):
            return self.as_obj(value)

    def const(self, value: object) -> Value:
        """A Python constant as an object."""
        return self.b.emit(LoadConst(value))

    def none(self) -> Value:
        """The object None."""
        return self.const(None)

    def call(self, prim: Prim, *args: Value) -> CallC:
        """Call a primitive, converting arguments to the representations of its row."""
        fixed = len(prim.args)
        converted = tuple(
            self.as_rep(arg, prim.args[i]) if i < fixed else self.as_item(arg)
            for i, arg in enumerate(args)
        )
        return self.b.emit(CallC(prim, converted))

    def as_item(self, value: Value) -> Value:
        """*value* as what a variadic primitive takes: an object, or the address of a slot."""
        return value if value.rep is Rep.PTR else self.as_obj(value)

    def as_obj(self, value: Value) -> Value:
        """*value* as an object, boxed where needed."""
        if value.rep is Rep.OBJ:
            return value
        if isinstance(value, Const):
            return self.const(bool(value.value) if value.rep is Rep.BOOL else value.value)
        return self.b.emit(Box(value))

    def as_rep(self, value: Value, rep: Rep) -> Value:
        """*value* in another representation; the conversion must be sound by its type."""
        if value.rep is rep:
            return value
        if rep is Rep.OBJ:
            return self.as_obj(value)
        if isinstance(value, Const) and rep in (Rep.INT, Rep.I64, Rep.ANY) and is_int(value):
            return Const(int(value.value), rep)
        if rep is Rep.ANY:
            return self.as_any(value)
        if rep is Rep.NUM:
            return self.b.emit(ToNum(self.as_number(value)))
        if rep is Rep.F64 and isinstance(value, Const):
            return Const(float(value.value), rep)
        if rep is Rep.F64 and value.rep is Rep.I64:
            return self.b.emit(IntToFloat(value))
        if rep is Rep.F64 and value.rep is Rep.INT:
            return self.call(INT_TO_FLOAT, value)
        if rep is Rep.INT and value.rep is Rep.I64:
            return self.b.emit(IntWiden(value))
        if value.rep is Rep.OBJ and value.ty == UNBOXED_TYPES[rep]:
            return self.b.emit(Unbox(value, rep))
        raise AssertionError(f"no conversion from {value.rep} to {rep}")

    def as_any(self, value: Value) -> Value:
        """*value* as rep ``any``, which can hold everything."""
        if value.rep is Rep.INT:
            return self.call(INT_TO_ANY, value)
        return self.b.emit(Unbox(self.as_obj(value), Rep.ANY))

    def as_number(self, value: Value) -> Value:
        """*value* in a representation that arithmetic on ``num`` takes."""
        if value.rep is Rep.I64:
            return self.as_rep(value, Rep.INT)
        return self.as_obj(value) if value.rep is Rep.BOOL else value

    def keep(self, value: Value) -> None:
        """Hold an extra reference (for an operand that steals while the value is used again)."""
        self.b.emit(Incref(value))

    # --- names ---

    def slot(self, name: str) -> Slot | None:
        """The slot of a mangled name that is local, cell or free here; None for a global."""
        for renamed in reversed(self.renamed):
            if name in renamed:
                return renamed[name]
        if self.scope.kind == "class" and name not in self.scope.bindings.nonlocal_names:
            return None
        if name in self.scope.hidden_names and name not in self.scope.code.co_freevars:
            return None
        return self.slots.get(name)

    def cell(self, name: str) -> Slot | None:
        """The slot of the cell that a function made here takes for a mangled name."""
        slot = self.slot(name)
        if slot is None and self.scope.kind == "class":  # has it for that only
            slot = self.slots.get(name)
        return slot if slot is not None and slot.kind is SlotKind.CELL else None

    @contextlib.contextmanager
    def holding(self, *slots: Slot) -> Iterator[None]:
        """Let the interpreter's stack hold what is in *slots* meanwhile."""
        depth = len(self.held)
        self.held += slots
        try:
            yield
        finally:
            del self.held[depth:]

    def clear(self, slot: Slot) -> None:
        """Release what a slot holds."""
        self.b.emit(ClearSlot(slot))

    def slot_address(self, slot: Slot) -> Value:
        """Where a primitive can put something into a slot."""
        return self.b.emit(SlotAddress(slot))

    def load_temp(self, slot: Slot) -> Value:
        """What a temporary slot holds."""
        assert slot.kind is SlotKind.TEMP
        return self.b.emit(LoadSlot(slot))
