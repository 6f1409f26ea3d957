"""``try`` with everything, ``raise`` and ``assert``.

    try: body                  body                              (raises into catch)
    except E as e: h     ->    goto end
                             catch:
                               t0 = call_c rt_catch(slot_address $.previous)
                               store_slot t0, $.caught
                               branch call_c rt_exception_matches(…), case, unmatched
                             case:    e = caught; h              (raises into cleanup)
                               pop_handled $.previous; del e; goto end
                             unmatched:
                               pop_handled $.previous; restore $.caught; reraise
                             cleanup:
                               del e; pop_handled $.previous; reraise

``rt_catch`` makes the exception the handled one of the thread, so a bare ``raise``,
``sys.exc_info()`` and the ``__context__`` of new exceptions are right; however a handler is left,
``rt_pop_handled`` puts the one before back. A ``finally`` body is lowered once for each way into
it, as the interpreter's compiler does.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import sys
from collections.abc import Callable, Iterator

from aot_build.ir.function import Block, Slot, SlotKind
from aot_build.ir.ops import (
    ClearSlot,
    Raise,
    Reraise,
    SlotAddress,
    StoreSlot,
    TakeSlot,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const
from aot_build.lower.assign import assign_name, delete_name
from aot_build.lower.condition import lower_condition
from aot_build.lower.context import Context, Unwind, lowers_stmt
from aot_build.lower.flow import Region, let_in, start_if_raised, start_if_reached, unwinding
from aot_build.primitives.exceptions import (
    ASSERTION,
    ASSERTION_PLAIN,
    CATCH,
    MATCHES,
    POP_HANDLED,
    RAISE,
    RAISE_FROM,
    RESTORE,
    STAND_AT,
)
from aot_build.primitives.frames import RERAISE_HANDLED


@dataclasses.dataclass
class Caught:
    """An exception being handled: itself, and the one that was handled before."""

    exception: Slot
    previous: Slot

    def pop(self, cx: Context) -> None:
        """No longer handled: the previous one is again. A pending exception is left alone."""
        cx.call(POP_HANDLED, cx.b.emit(TakeSlot(self.previous)))
        cx.b.emit(ClearSlot(self.exception))

    def reraise(self, cx: Context) -> None:
        """Not handled here: it goes on to the outer handler with its traceback as it is."""
        cx.call(POP_HANDLED, cx.b.emit(TakeSlot(self.previous)))
        cx.call(RESTORE, cx.b.emit(TakeSlot(self.exception)))
        cx.b.emit(Reraise())

    @contextlib.contextmanager
    def being_handled(self, cx: Context) -> Iterator[None]:
        """The clause for it has been found: the interpreter holds only the previous one then."""
        if not cx.function.is_generator:
            yield
            return
        cx.clear(self.exception)
        held = cx.held.pop()
        assert held is self.exception
        try:
            yield
        finally:
            cx.held.append(held)


def catch(cx: Context, held: list[Slot]) -> Caught:
    """Begin a handler: release the slots that the interrupted code *held*, take the exception.

    The interpreter releases iterators and the like before the handler runs, too.
    """
    release(cx, held)
    caught = Caught(cx.b.temp("caught"), cx.b.temp("previous"))
    exception = cx.call(CATCH, cx.b.emit(SlotAddress(caught.previous)))
    cx.b.emit(StoreSlot(exception, caught.exception))
    return caught


def release(cx: Context, held: list[Slot]) -> None:
    """Clear temporary slots."""
    for slot in held:
        cx.b.emit(ClearSlot(slot))


def lower_handled(
    cx: Context, caught: Caught, body: Callable[[], None], finish: Callable[[], None]
) -> None:
    """Lower *body* while *caught* is handled; ``finish`` ends it.

    If the body is left early, or raises, *caught* is no longer handled; then the exception goes on.
    """
    region = Region(cx)
    outer = cx.b.handler
    cleanup = cx.b.new_block("cleanup")
    unwind = Unwind(caught.pop, outer)
    with cx.handled_by(cleanup), unwinding(cx, unwind, caught.previous, caught.exception):
        body()
    held = region.held_at(cleanup)
    finish()
    if start_if_raised(cx, cleanup, region):
        release(cx, held)
        caught.pop(cx)
        cx.b.emit(Reraise())


# --- try ---

# Lowers the clauses for an exception, and goes on in the block when it is dealt with.
HandlersRule = Callable[[Context, list[ast.ExceptHandler], Caught, Block], None]


@lowers_stmt(ast.Try)
def lower_try(cx: Context, node: ast.Try) -> None:
    """``try … finally`` around ``try … except … else``."""
    if node.handlers:
        lower_finally(cx, node.finalbody, lambda: lower_try_except(cx, node, lower_handlers))
    else:
        lower_finally(cx, node.finalbody, lambda: cx.body(node.body))


def lower_finally(cx: Context, finalbody: list[ast.stmt], protected: Callable[[], None]) -> None:
    """Lower what is *protected*, and *finalbody* on every way out of it; that may be empty."""
    if not finalbody:
        protected()
        return
    region = Region(cx)
    fail, after = cx.b.new_block("finally"), cx.b.new_block("after")
    unwind = Unwind(lambda cx: cx.body(finalbody), cx.b.handler)
    with cx.handled_by(fail), unwinding(cx, unwind):
        protected()
        let_in(cx, unwind.handler)
    held = region.held_at(fail)
    cx.body(finalbody)
    cx.b.goto(after)
    if start_if_raised(cx, fail, region):
        caught = catch(cx, held)

        def finish() -> None:
            cx.call(STAND_AT, Const(cx.positions.find(finalbody[-1]), Rep.I64))
            caught.reraise(cx)

        lower_handled(cx, caught, lambda: cx.body(finalbody), finish)
    start_if_reached(cx, after, region)


def lower_try_except(cx: Context, node: ast.Try | ast.TryStar, handlers: HandlersRule) -> None:
    """The part of a ``try`` statement without its ``finally``; *handlers* lowers the clauses."""
    region = Region(cx)
    fail, after = cx.b.new_block("except"), cx.b.new_block("after")
    outer = cx.b.handler
    with cx.handled_by(fail):
        cx.body(node.body)
        let_in(cx, outer)
    held = region.held_at(fail)
    cx.body(node.orelse)
    cx.b.goto(after)
    if start_if_raised(cx, fail, region):
        handlers(cx, node.handlers, catch(cx, held), after)
    start_if_reached(cx, after, region)


def lower_handlers(
    cx: Context, handlers: list[ast.ExceptHandler], caught: Caught, after: Block
) -> None:
    """Try the clauses in turn; the exception goes on when none matches."""
    region = Region(cx)
    done, unmatched = cx.b.new_block("done"), cx.b.new_block("unmatched")

    def clauses() -> None:
        for i, handler in enumerate(handlers):
            last = i == len(handlers) - 1
            following = unmatched if last else cx.b.new_block("clause")
            with cx.at(handler):
                lower_clause(cx, handler, caught, following, done)
            if not last and not start_if_reached(cx, following, region):
                return

    def finish() -> None:
        if start_if_reached(cx, done, region):
            caught.pop(cx)
            cx.b.goto(after)
        if start_if_reached(cx, unmatched, region):
            caught.reraise(cx)

    lower_handled(cx, caught, clauses, finish)


def lower_clause(
    cx: Context, handler: ast.ExceptHandler, caught: Caught, following: Block, done: Block
) -> None:
    """One ``except`` clause."""
    if handler.type is not None:
        kind = cx.obj(handler.type)
        matched = cx.call(MATCHES, cx.load_temp(caught.exception), kind)
        case = cx.b.new_block("case")
        cx.b.branch(matched, case, following)
        cx.b.start(case)
    if handler.name is not None:
        assign_name(cx, handler.name, cx.load_temp(caught.exception))
    with caught.being_handled(cx):
        if handler.name is None:
            cx.body(handler.body)
            cx.b.goto(done)
        else:
            lower_named_body(cx, handler.name, handler.body, done)


def lower_named_body(cx: Context, name: str, body: list[ast.stmt], done: Block) -> None:
    """The body of ``except … as name``: the name is unbound at its end, however that comes."""
    region = Region(cx)
    outer = cx.b.handler
    drop = cx.b.new_block("drop")
    unwind = Unwind(lambda cx: forget_name(cx, name), outer)
    with cx.handled_by(drop), unwinding(cx, unwind):
        cx.body(body)
    held = region.held_at(drop)
    if not cx.b.terminated:
        forget_name(cx, name)
        cx.b.goto(done)
    if start_if_raised(cx, drop, region):
        release(cx, held)
        if is_plain_local(cx, name):
            forget_name(cx, name)
            cx.b.emit(Reraise())
        else:  # code may run: not while an exception is pending
            caught = catch(cx, [])
            lower_handled(cx, caught, lambda: forget_name(cx, name), lambda: caught.reraise(cx))


def is_plain_local(cx: Context, name: str) -> bool:
    """Whether unbinding a name is no more than clearing its slot."""
    slot = cx.slot(cx.scope.mangle(name))
    return slot is not None and slot.kind is not SlotKind.CELL


def forget_name(cx: Context, name: str) -> None:
    """``name = None; del name``, which works when the handler has unbound it already."""
    if not is_plain_local(cx, name):
        assign_name(cx, name, cx.none())
    delete_name(cx, name, checked=False)


# --- raise and assert ---


@lowers_stmt(ast.Raise)
def lower_raise(cx: Context, node: ast.Raise) -> None:
    """``raise``, ``raise x``, ``raise x from y``. Only the first adds no traceback entry."""
    if node.exc is None:
        cx.call(RERAISE_HANDLED)
        cx.b.emit(Reraise())
        return
    exception = cx.obj(node.exc)
    if node.cause is None:
        cx.call(RAISE, exception)
    else:
        cx.call(RAISE_FROM, exception, cx.obj(node.cause))
    cx.b.emit(Raise())


@lowers_stmt(ast.Assert)
def lower_assert(cx: Context, node: ast.Assert) -> None:
    """``assert test, message``. ``__debug__`` is true in compiled code, as in its code objects."""
    region = Region(cx)
    holds, fails = cx.b.new_block("holds"), cx.b.new_block("fails")
    lower_condition(cx, node.test, holds, fails)
    if start_if_reached(cx, fails, region):
        message = None if node.msg is None else cx.obj(node.msg)
        with cx.at(node.test if sys.version_info >= (3, 13) else node):
            if message is None:
                cx.call(ASSERTION_PLAIN)
            else:
                cx.call(ASSERTION, message)
            cx.b.emit(Raise())
    start_if_reached(cx, holds, region)
