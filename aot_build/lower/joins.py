"""Values that come from several blocks: ``a if c else b``, ``a or b``, ``a < b < c``.

    branch c, then, else
    then:  goto joined(a)          joined(t: obj):
    else:  goto joined(b)            …

The representation of the result is known only when every branch has been lowered, so each branch is
left open and closed by :meth:`Join.finish`.
"""

from __future__ import annotations

from aot_build.ir.function import Block
from aot_build.ir.types import Rep
from aot_build.ir.values import OBJECT, Const, Param, Value
from aot_build.lower.context import Context
from aot_build.lower.names import renewed


class Join:
    """The branches of an expression that end in one value."""

    def __init__(self, cx: Context) -> None:
        self.cx = cx
        self.pos = cx.b.pos
        self.branches: list[tuple[Block, Value]] = []

    def add(self, value: Value) -> None:
        """The current block, still open, gives *value*."""
        self.branches.append((self.cx.b.block, value))

    def add_edge(self, block: Block, value: Value) -> None:
        """*block*, which a branch leads to and which is not placed yet, gives *value*."""
        self.cx.b.start(block)
        self.add(renewed(self.cx, value))

    def finish(self) -> Value:
        """Close all branches; what they give, in a new block."""
        cx = self.cx
        if len(self.branches) == 1 and self.branches[0][0] is cx.b.block:
            return self.branches[0][1]
        values = [value for _, value in self.branches]
        result = Param(joined_rep(cx, values), joined_type(values))
        joined = cx.b.new_block("joined", (result,))
        saved, cx.b.pos = cx.b.pos, self.pos
        for block, value in self.branches:
            cx.b.block = block
            cx.b.goto(joined, cx.as_rep(value, result.rep))
        cx.b.pos = saved
        cx.b.start(joined)
        return result


def joined_rep(cx: Context, values: list[Value]) -> Rep:
    """A representation that every one of *values* can take and that keeps its type."""
    reps = {Rep.INT if value.rep is Rep.I64 else value.rep for value in values}
    if len(reps) > 1:
        return Rep.OBJ
    rep = reps.pop()
    boxed_anyway = all(isinstance(value, Const) for value in values) and not is_typed(cx)
    return Rep.OBJ if boxed_anyway and rep is not Rep.BOOL else rep


def joined_type(values: list[Value]) -> str:
    """The type that all of *values* have, or "object"."""
    types = {value.ty for value in values}
    return types.pop() if len(types) == 1 else OBJECT


def is_typed(cx: Context) -> bool:
    """Whether this version of the function holds variables unboxed."""
    reps = [local.rep for local in cx.typing.locals.values()]
    return not cx.function.framed or any(rep is not Rep.OBJ for rep in reps)
