# SPDX-License-Identifier: Apache-2.0
"""``match``: the cases in turn; what a pattern captures is bound when all of it fits.

match v:                      t0 = load_slot $v
    case [1, x] if x:         branch call_c rt_match_sequence(t0, 2, 0), fits, case
        body             ->  fits:
    case …                      call_c rt_unpack(t0, slot_address $.item0, 2)
                                t1 = take_slot $.item0;  t2 = take_slot $.item1
                                branch call_c rt_test_eq(t1, 1), fits1, case
                              fits1:
                                store_slot t2, $x
                                branch x, body, case
                              case: …

Subjects and captures are values, not variables: what a pattern that does not fit has taken apart is
released on the way to the next case.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence
from typing import Any

from aot_build.ir.function import Block, Slot
from aot_build.ir.ops import StoreSlot, TakeSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Param, Value
from aot_build.lower.assign import assign_name
from aot_build.lower.compare import compare_truth, same
from aot_build.lower.condition import branch, lower_condition
from aot_build.lower.context import Context, lowers_stmt
from aot_build.lower.flow import Region, start_if_reached
from aot_build.lower.fold import constant_items
from aot_build.lower.names import renewed
from aot_build.lower.operands import suspends
from aot_build.primitives.containers import NEW_TUPLE
from aot_build.primitives.objects import GET_INDEX, UNPACK, UNPACK_STAR
from aot_build.primitives.patterns import (
    MATCH_CLASS,
    MATCH_FROM_END,
    MATCH_INSTANCE,
    MATCH_KEYS,
    MATCH_MAPPING,
    MATCH_REST,
    MATCH_SEQUENCE,
)
from aot_build.primitives.registry import Prim

# 3.11's compiler goes on with the position of the pattern inside that it came to last, where later
# versions blame the pattern itself.
BLAMES_LAST = sys.version_info < (3, 12)
NUMBERS = (Rep.BOOL, Rep.I64, Rep.INT, Rep.F64)  # what is neither a sequence nor a mapping


@lowers_stmt(ast.Match)
def lower_match(cx: Context, node: ast.Match) -> None:
    """The cases in turn, until one fits."""
    region = Region(cx)
    after = cx.b.new_block("endmatch")
    subject = Subject(cx, node)
    for number, case in enumerate(node.cases):
        is_last = number == len(node.cases) - 1
        following = after if is_last else cx.b.new_block("case")
        lower_case(cx, case, subject, number, following, after)
        if not is_last and not start_if_reached(cx, following, region):
            break
    start_if_reached(cx, after, region)


def lower_case(
    cx: Context,
    case: ast.match_case,
    subject: Subject,
    number: int,
    following: Block,
    after: Block,
) -> None:
    """One case; *following* is where it goes when it does not fit."""
    region = Region(cx)
    matching = Matching(cx, is_stable=subject.is_stable)
    with cx.at(case.pattern):
        value = subject.load(number)
    matching.fit(case.pattern, value, following)
    matching.bind()
    if case.guard is not None:
        body = cx.b.new_block("body")
        with cx.at_unit(matching.last), cx.holding(*subject.held(number)):
            lower_condition(cx, case.guard, body, following)
        if not start_if_reached(cx, body, region):
            return
    subject.drop(number)
    cx.body(case.body)
    cx.b.goto(after)


class Subject:
    """What is matched.

    A value, but in a slot where a guard can suspend the function: the interpreter keeps it on its
    stack until the last case, which takes it. A final ``case _`` does not look at it.
    """

    def __init__(self, cx: Context, node: ast.Match) -> None:
        self.cx = cx
        self.is_stable = not is_rebound(node)
        has_default = len(node.cases) > 1 and is_wildcard(node.cases[-1].pattern)
        self.taker = len(node.cases) - 1 - has_default
        self.value = cx.expr(node.subject)
        self.slot: Slot | None = None
        if suspends(cx, [case.guard for case in node.cases]):
            self.slot = cx.b.temp("subject")
            cx.b.emit(StoreSlot(cx.as_obj(self.value), self.slot))

    def load(self, number: int) -> Value:
        """The subject for a case."""
        if self.slot is None or number > self.taker:
            return self.value
        if number == self.taker:
            return self.cx.b.emit(TakeSlot(self.slot))
        return self.cx.load_temp(self.slot)

    def held(self, number: int) -> list[Slot]:
        """What the interpreter's stack holds of it during the guard of a case."""
        return [self.slot] if self.slot is not None and number < self.taker else []

    def drop(self, number: int) -> None:
        """A case fits, so it is no longer wanted."""
        for slot in self.held(number):
            self.cx.clear(slot)


def is_rebound(node: ast.Match) -> bool:
    """Whether looking for the case that fits may bind the variable that is the subject."""
    if not isinstance(node.subject, ast.Name):
        return False
    name = node.subject.id
    for case in node.cases:
        for part in [*ast.walk(case.pattern), *(ast.walk(case.guard) if case.guard else ())]:
            match part:
                case ast.MatchAs(name=bound) | ast.MatchStar(name=bound):
                    pass
                case ast.MatchMapping(rest=bound) | ast.NamedExpr(target=ast.Name(id=bound)):
                    pass
                case _:
                    continue
            if bound == name:
                return True
    return False


def is_wildcard(pattern: ast.pattern) -> bool:
    """``_`` or ``*_``."""
    match pattern:
        case ast.MatchAs(pattern=None, name=None) | ast.MatchStar(name=None):
            return True
    return False


PatternRule = Callable[["Matching", Any, Value, Block], None]
PATTERN_RULES: dict[type[ast.pattern], PatternRule] = {}


def lowers_pattern(*kinds: type[ast.pattern]) -> Callable[[PatternRule], PatternRule]:
    """Register the lowering of patterns: (matching, pattern, value, where to go if it misfits)."""

    def register(rule: PatternRule) -> PatternRule:
        PATTERN_RULES.update(dict.fromkeys(kinds, rule))
        return rule

    return register


class Matching:
    """One case being matched.

    ``captures``: what is bound once all of the pattern fits. ``last``: the instruction of the
    pattern looked at last. ``is_stable``: the variable that is the subject keeps its value.
    """

    def __init__(self, cx: Context, *, is_stable: bool) -> None:
        self.cx = cx
        self.is_stable = is_stable
        self.captures: dict[str, Value] = {}
        self.last = cx.b.pos

    def fit(self, pattern: ast.pattern, value: Value, misfit: Block) -> None:
        """Go on in a new block if *value* fits, else go to *misfit*."""
        with self.cx.at(pattern):
            self.last = self.cx.b.pos
            PATTERN_RULES[type(pattern)](self, pattern, value, misfit)

    def fit_all(self, patterns: Sequence[ast.pattern], values: list[Value], misfit: Block) -> None:
        """Let patterns fit the values that they stand for."""
        for pattern, value in zip(patterns, values, strict=True):
            self.fit(pattern, value, misfit)

    def use(self, value: Value) -> Value:
        """*value* in the current block."""
        return renewed(self.cx, value) if self.is_stable else value

    def ask(self, prim: Prim, value: Value, *args: Value) -> Value:
        """Call a primitive with the value being matched."""
        return self.cx.call(prim, self.use(value), *args)

    def test(self, condition: Value, misfit: Block) -> None:
        """Go on in a new block if *condition* holds."""
        fits = self.cx.b.new_block("fits")
        branch(self.cx, condition, fits, misfit)
        self.cx.b.start(fits)

    def blamed(self) -> int:
        """The instruction to blame for what a pattern does after having looked at others inside."""
        return self.last if BLAMES_LAST else self.cx.b.pos

    def bind(self) -> None:
        """Bind the captures, in their order."""
        with self.cx.at_unit(self.last):
            for name, value in self.captures.items():
                assign_name(self.cx, name, self.use(value))


# --- values, captures, alternatives ---


@lowers_pattern(ast.MatchValue)
def fit_value(m: Matching, pattern: ast.MatchValue, value: Value, misfit: Block) -> None:
    """``1``, ``"a"``, ``Color.RED``: what equals it."""
    expected = m.cx.expr(pattern.value)
    m.test(compare_truth(m.cx, ast.Eq(), m.use(value), expected), misfit)


@lowers_pattern(ast.MatchSingleton)
def fit_singleton(m: Matching, pattern: ast.MatchSingleton, value: Value, misfit: Block) -> None:
    """``None``, ``True``, ``False``: the object itself."""
    m.test(same(m.cx, m.use(value), m.cx.const(pattern.value)), misfit)


@lowers_pattern(ast.MatchAs)
def fit_as(m: Matching, pattern: ast.MatchAs, value: Value, misfit: Block) -> None:
    """``name``, ``pattern as name``, ``_``."""
    if pattern.pattern is not None:
        m.fit(pattern.pattern, value, misfit)
    if pattern.name is not None:
        m.captures[pattern.name] = value


@lowers_pattern(ast.MatchStar)
def fit_star(m: Matching, pattern: ast.MatchStar, value: Value, misfit: Block) -> None:
    """``*name``, whose value is a list already."""
    if pattern.name is not None:
        m.captures[pattern.name] = value


@lowers_pattern(ast.MatchOr)
def fit_or(m: Matching, pattern: ast.MatchOr, value: Value, misfit: Block) -> None:
    """``a | b``: every alternative captures the same names."""
    cx, outer = m.cx, m.captures
    ends: list[tuple[Block, dict[str, Value]]] = []
    for alternative in pattern.patterns:
        is_last = alternative is pattern.patterns[-1]
        following = misfit if is_last else cx.b.new_block("or")
        m.captures = {}
        m.fit(alternative, value, following)
        captured = {name: cx.as_obj(m.use(found)) for name, found in m.captures.items()}
        ends.append((cx.b.block, captured))
        if not is_last:
            cx.b.start(following)
    joined = {name: Param(Rep.OBJ) for name in ends[0][1]}
    fits = cx.b.new_block("fits", tuple(joined.values()))
    for block, captured in ends:
        cx.b.block = block
        cx.b.goto(fits, *(captured[name] for name in joined))
    cx.b.start(fits)
    m.captures = {**outer, **joined}


# --- sequences ---


@lowers_pattern(ast.MatchSequence)
def fit_sequence(m: Matching, pattern: ast.MatchSequence, value: Value, misfit: Block) -> None:
    """``[a, *b, c]``: the items are taken all at once, or one by one around ``*_``."""
    patterns = pattern.patterns
    star = next((p for p in patterns if isinstance(p, ast.MatchStar)), None)
    count = len(patterns) - (star is not None)
    counted = -1 if star is not None and count == 0 else count
    limits = Const(counted, Rep.I64), Const(int(star is not None), Rep.I64)
    m.test(is_kind(m, MATCH_SEQUENCE, value, *limits), misfit)
    if all(map(is_wildcard, patterns)):
        return
    if star is not None and is_wildcard(star):
        fit_items(m, patterns, value, misfit)
    else:
        m.fit_all(patterns, unpack(m, patterns, value), misfit)


def is_kind(m: Matching, prim: Prim, value: Value, *args: Value) -> Value:
    """Whether *value* is a sequence or a mapping, which numbers are not."""
    return Const(0, Rep.BOOL) if value.rep in NUMBERS else m.ask(prim, value, *args)


def unpack(m: Matching, patterns: list[ast.pattern], value: Value) -> list[Value]:
    """The items for all of *patterns*."""
    star = next((i for i, p in enumerate(patterns) if isinstance(p, ast.MatchStar)), None)
    slots = m.cx.b.temp_array("item", len(patterns))
    address = m.cx.slot_address(slots[0])
    if star is None:
        m.ask(UNPACK, value, address, Const(len(patterns), Rep.I64))
    else:
        after = len(patterns) - star - 1
        m.ask(UNPACK_STAR, value, address, Const(star, Rep.I64), Const(after, Rep.I64))
    return take_all(m, slots)


def take_all(m: Matching, slots: list[Slot]) -> list[Value]:
    """What a primitive has put into *slots*."""
    return [m.cx.b.emit(TakeSlot(slot)) for slot in slots]


def fit_items(m: Matching, patterns: list[ast.pattern], value: Value, misfit: Block) -> None:
    """Take only the items that are looked at, from both ends."""
    star = next(i for i, pattern in enumerate(patterns) if isinstance(pattern, ast.MatchStar))
    for i, pattern in enumerate(patterns):
        if is_wildcard(pattern):
            continue
        row, index = (GET_INDEX, i) if i < star else (MATCH_FROM_END, len(patterns) - i)
        with m.cx.at_unit(m.blamed()):
            item = m.ask(row, value, Const(index, Rep.I64))
        m.fit(pattern, item, misfit)


# --- mappings ---


@lowers_pattern(ast.MatchMapping)
def fit_mapping(m: Matching, pattern: ast.MatchMapping, value: Value, misfit: Block) -> None:
    """``{key: pattern, **rest}``."""
    count = Const(len(pattern.keys), Rep.I64)
    m.test(is_kind(m, MATCH_MAPPING, value, count), misfit)
    keys = lower_keys(m, pattern.keys)
    if pattern.keys:
        slots = m.cx.b.temp_array("value", len(pattern.keys))
        m.test(m.ask(MATCH_KEYS, value, keys, m.cx.slot_address(slots[0])), misfit)
        m.fit_all(pattern.patterns, take_all(m, slots), misfit)
    if pattern.rest is not None:
        with m.cx.at_unit(m.blamed()):
            m.captures[pattern.rest] = m.ask(MATCH_REST, value, keys)


def lower_keys(m: Matching, keys: list[ast.expr]) -> Value:
    """The keys of a pattern as a tuple."""
    constants = constant_items(keys)
    if constants is not None:
        return m.cx.const(tuple(constants))
    return m.cx.call(NEW_TUPLE, *[m.cx.obj(key) for key in keys])


# --- classes ---


@lowers_pattern(ast.MatchClass)
def fit_class(m: Matching, pattern: ast.MatchClass, value: Value, misfit: Block) -> None:
    """``Class(pattern, name=pattern)``: an instance whose attributes fit."""
    cls = m.cx.obj(pattern.cls)
    patterns = [*pattern.patterns, *pattern.kwd_patterns]
    if not patterns:
        m.test(m.ask(MATCH_INSTANCE, value, cls), misfit)
        return
    slots = m.cx.b.temp_array("attribute", len(patterns))
    names = m.cx.const(tuple(pattern.kwd_attrs))
    count = Const(len(pattern.patterns), Rep.I64)
    address = m.cx.slot_address(slots[0])
    m.test(m.ask(MATCH_CLASS, value, cls, names, count, address), misfit)
    for inner, attribute in zip(patterns, take_all(m, slots), strict=True):
        if not is_wildcard(inner):
            m.fit(inner, attribute, misfit)
